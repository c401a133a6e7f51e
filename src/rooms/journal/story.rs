//! The story: every choice on the way to the cursor and everything that happened, in order, lap by lap.

use engine::expedition::asked::{DEPENDENCE, FREEDOM, IMPORTANCE, LEARNING, SLICES, SURFACE, WHY};
use engine::expedition::evaluate::PREDICTION;
use engine::expedition::journal::JournalReport;
use engine::expedition::plan::Plan;
use engine::expedition::record::{Choice, Ending, Entry, EntryId, Fact, Record};
use engine::expedition::retraining::RETRAINING;
use engine::expedition::serving::{Mode, Serving};
use engine::expedition::trial::{LEARN_MS, SCORE_ROW_US};
use engine::expedition::{ModelSpec, Month, SplitSpec, Window, keys};
use yew::prelude::*;

use crate::rooms::told;
use crate::rooms::words::{Value, Words};

/// A lap as it is told.
struct Lap {
    number: u32,
    window: Window,
    lines: Vec<Html>,
}

/// Months that went by under the same version.
struct Months {
    from: Month,
    to: Month,
    version: Option<u32>,
}

/// The story.
pub fn panel(words: &Words, record: &Record, report: Option<&JournalReport>) -> Html {
    let laps = laps(words, record, report);
    let lap = |lap: &Lap| {
        let id = format!("lap-{}", lap.number);
        let title = words.fill(
            "journal.lap",
            &[
                ("lap", words.number(f64::from(lap.number), 0)),
                ("from", words.month(lap.window.from)),
                ("to", words.month(lap.window.to)),
            ],
        );
        html! {
            <section key={lap.number} aria-labelledby={id.clone()}>
                <h3 {id}>{ title }</h3>
                <ol class="story">{ for lap.lines.iter().map(|line| html! { <li>{ line.clone() }</li> }) }</ol>
            </section>
        }
    };
    html! {
        <section class="panel prose" aria-labelledby="story-heading">
            <h2 id="story-heading">{ words.say("journal.story") }</h2>
            { words.prose("journal.story.about", &[]) }
            { for laps.iter().map(lap) }
        </section>
    }
}

fn laps(words: &Words, record: &Record, report: Option<&JournalReport>) -> Vec<Lap> {
    let path: Vec<EntryId> = record.path(record.cursor).into_iter().map(|(id, _)| id).collect();
    let lived = keys::lived(record);
    let mut laps = vec![Lap { number: 1, window: record.world.history(), lines: Vec::new() }];
    let mut months: Option<Months> = None;
    let mut seen = 0;
    for (id, entry) in record.entries.iter().enumerate() {
        let id = id as EntryId;
        let line = match entry {
            Entry::Fact { fact: Fact::MonthLived { month }, .. } => {
                let version = lived.get(seen).and_then(|l| l.version.as_ref()).map(|v| v.number);
                seen += 1;
                match months.as_mut().filter(|m| m.version == version) {
                    Some(months) => months.to = *month,
                    None => {
                        tell(words, &mut laps, months.take());
                        months = Some(Months { from: *month, to: *month, version });
                    }
                }
                continue;
            }
            Entry::Fact { at, fact } => {
                // A reason stands with its choice.
                let Some(line) = happened(words, id, fact, report) else { continue };
                let away = at.is_some_and(|at| !path.contains(&at));
                if away { aside(words, line) } else { line }
            }
            Entry::Choice { choice, .. } if path.contains(&id) => {
                tell(words, &mut laps, months.take());
                if let Choice::NewLap { window } = choice {
                    let number = laps.last().map_or(1, |lap| lap.number) + 1;
                    laps.push(Lap { number, window: *window, lines: Vec::new() });
                }
                chosen(words, record, id, choice)
            }
            Entry::Choice { .. } => continue,
        };
        tell(words, &mut laps, months.take());
        if let Some(lap) = laps.last_mut() {
            lap.lines.push(line);
        }
    }
    tell(words, &mut laps, months.take());
    laps
}

/// Writes down the months that went by.
fn tell(words: &Words, laps: &mut [Lap], months: Option<Months>) {
    let (Some(months), Some(lap)) = (months, laps.last_mut()) else { return };
    let who = match months.version {
        Some(number) => words.fill("journal.who.version", &[("number", words.number(f64::from(number), 0))]),
        None => words.say("journal.who.nobody"),
    };
    let values = [
        ("month", words.month(months.from)),
        ("from", words.month(months.from)),
        ("to", words.month(months.to)),
        ("who", who),
    ];
    let key = if months.from == months.to { "journal.months.one" } else { "journal.months.other" };
    lap.lines.push(words.line(key, &values));
}

fn aside(words: &Words, line: Html) -> Html {
    html! { <>{ line }{ " " }<span class="small soft">{ "(" }{ words.say("journal.branch") }{ ")" }</span></> }
}

/// A choice in a sentence, with its reason.
fn chosen(words: &Words, record: &Record, id: EntryId, choice: &Choice) -> Html {
    let reason = record.facts().find_map(|(_, _, fact)| match fact {
        Fact::Reason { about, text } if *about == id => Some(text.clone()),
        _ => None,
    });
    html! {
        <>
            { sentence(words, record, id, choice) }
            if let Some(text) = reason {
                { " " }<em>{ words.fill("journal.because", &[("text", text)]) }</em>
            }
        </>
    }
}

/// A choice in a sentence.
pub fn sentence(words: &Words, record: &Record, id: EntryId, choice: &Choice) -> Html {
    let say = |key: &str, values: &[Value]| words.line(&format!("journal.choice.{key}"), values);
    let number = |n: u32| words.number(f64::from(n), 0);
    let plan = || Plan::at(record, Some(id));
    match choice {
        Choice::Frame { problem } => say(
            "frame",
            &[
                ("miss", words.money(problem.costs.miss)),
                ("false_alarm", words.money(problem.costs.false_alarm)),
                ("capacity", words.percent(problem.capacity, 0)),
                ("goal", words.percent(problem.goal, 0)),
            ],
        ),
        Choice::Recipe { recipe } => {
            let later = |features: &[String]| told::known_later(words, record.world, features);
            let reads = recipe.features.len() as u32;
            let columns = number(reads);
            let (now, before) = (later(&recipe.features), Plan::before(record, id));
            // A gate had let the leak through to the live flights.
            let leaked = if before.gate.is_some() { later(&before.recipe.features) } else { Vec::new() };
            match (now.len() as u32, leaked.is_empty()) {
                (0, true) => words.marked(words.count("journal.choice.recipe", reads, &[])),
                (0, false) => {
                    let values = [("names", words.list(&leaked))];
                    words.marked(words.count("journal.choice.recipe.repaired", reads, &values))
                }
                (n, _) => {
                    let values = [("columns", columns), ("names", words.list(&now))];
                    words.marked(words.count("journal.choice.recipe.later", n, &values))
                }
            }
        }
        Choice::Split { split } => match split {
            SplitSpec::Time { .. } => say("split.time", &[]),
            SplitSpec::Random { .. } => say("split.random", &[]),
            SplitSpec::Stratified { .. } => say("split.stratified", &[]),
        },
        Choice::Search { search } => {
            say("search", &[("model", words.say(&format!("train.kind.{}.short", search.spec.name())))])
        }
        Choice::Run { spec } => say("run", &[("model", model(words, spec))]),
        Choice::Pick { .. } => say("pick", &[]),
        Choice::Threshold { threshold } => say("threshold", &[("threshold", words.share(*threshold))]),
        Choice::Gate { ending } => match ending {
            Ending::Ship => say("gate.ship", &[]),
            Ending::DoNotShip => say("gate.do_not_ship", &[]),
            Ending::KeepRule => say("gate.keep_rule", &[]),
        },
        Choice::Serve { serving } => {
            let own = *serving == Serving::default();
            let each = serving.mode == Mode::EachRequest;
            let key = if own {
                "serve.plain"
            } else if each {
                "serve.request"
            } else {
                "serve.batch"
            };
            let checks = if serving.checks { "journal.choice.serve.on" } else { "journal.choice.serve.off" };
            let values = [
                ("checks", words.say(checks)),
                ("band", words.number(serving.band * 100.0, 1)),
                ("people", number(serving.people)),
            ];
            say(key, &values)
        }
        Choice::GoLive => match plan().live().filter(|version| version.id == id) {
            Some(version) => say("go_live", &[("number", number(version.number))]),
            None => say("go_live.none", &[]),
        },
        Choice::NewLap { window } => say(
            "new_lap",
            &[
                ("lap", number(plan().lap)),
                ("from", words.month(window.from)),
                ("to", words.month(window.to)),
            ],
        ),
        Choice::Prices { .. } => say("prices", &[]),
        Choice::Ignore { month } => say("ignore", &[("month", words.month(*month))]),
    }
}

fn model(words: &Words, spec: &ModelSpec) -> String {
    match spec {
        ModelSpec::Majority => words.say("journal.model.majority"),
        ModelSpec::Logistic(params) => match params.c {
            Some(c) => words.fill("journal.model.logistic", &[("c", words.number(c, 4))]),
            None => words.say("journal.model.logistic.free"),
        },
        ModelSpec::Linear(_) => words.say("journal.model.linear"),
        ModelSpec::ElasticNet(_) => words.say("journal.model.elastic_net"),
        ModelSpec::DecisionTree(_) => words.say("journal.model.decision_tree"),
        ModelSpec::Boosting(_) => words.say("journal.model.boosting"),
        ModelSpec::RandomForest(_) => words.say("journal.model.random_forest"),
        ModelSpec::NaiveBayes(_) => words.say("journal.model.naive_bayes"),
        ModelSpec::KNeighbors(_) => words.say("journal.model.k_neighbors"),
        ModelSpec::Network(_) => words.say("journal.model.network"),
    }
}

/// Something that happened, in a sentence.
fn happened(words: &Words, id: EntryId, fact: &Fact, report: Option<&JournalReport>) -> Option<Html> {
    let say = |key: &str| Some(words.line(&format!("journal.fact.{key}"), &[]));
    match fact {
        Fact::Committed { what, magnitude, confidence, because } => {
            let key = if what == PREDICTION {
                "journal.fact.committed.test_recall"
            } else {
                "journal.fact.committed"
            };
            let values =
                [("magnitude", words.percent(*magnitude, 0)), ("confidence", words.sure(*confidence))];
            let found = report.and_then(|r| r.predictions.iter().find(|p| p.id == id)).and_then(|p| p.result);
            Some(html! {
                <>
                    { words.line(key, &values) }
                    if let Some(found) = found {
                        { " " }{ words.line("journal.fact.committed.result", &[("result", words.percent(found, 0))]) }
                    }
                    if !because.trim().is_empty() {
                        { " " }<em>{ words.fill("journal.because", &[("text", because.clone())]) }</em>
                    }
                </>
            })
        }
        Fact::Answered { what, answer } => {
            let key = format!("frame.wish.{what}");
            let values = [("question", words.say(&key)), ("answer", words.say(&format!("{key}.{answer}")))];
            Some(words.line("journal.fact.answered", &values))
        }
        Fact::Peeked { .. } => say("peeked"),
        Fact::Revealed { what } => match what.as_str() {
            FREEDOM => say("asked.freedom"),
            LEARNING => say("asked.learning"),
            IMPORTANCE => say("asked.importance"),
            RETRAINING => say("asked.retraining"),
            WHY => say("asked.why"),
            SLICES => say("asked.slices"),
            other => match other.split_once('/') {
                Some((DEPENDENCE, column)) => {
                    let values = [("column", told::column(words, column))];
                    Some(words.line("journal.fact.asked.dependence", &values))
                }
                Some((SURFACE, _)) => say("asked.surface"),
                _ => None,
            },
        },
        Fact::Measured { what, value, .. } if what == SCORE_ROW_US => Some(words.line(
            "journal.fact.measured.score_row_us",
            &[("n", words.number(*value, if *value < 10.0 { 1 } else { 0 }))],
        )),
        // One a run would drown the story; the leaderboard of Train tells them.
        Fact::Measured { what, .. } if what == LEARN_MS => None,
        Fact::Measured { .. } => say("measured"),
        Fact::SearchStopped { .. } => say("search_stopped"),
        Fact::Reason { .. } | Fact::MonthLived { .. } => None,
    }
}
