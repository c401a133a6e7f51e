//! The story: every choice on the way to the cursor and everything that happened, in order, lap by lap.

use engine::expedition::evaluate::prediction;
use engine::expedition::journal::JournalReport;
use engine::expedition::monitor::Alarm;
use engine::expedition::record::{Choice, Entry, EntryId, Fact, Record};
use engine::expedition::trial::{LEARN_MS, SCORE_ROW_US};
use engine::expedition::{Month, Window, keys, search};
use yew::prelude::*;

use super::{asked, chosen};
use crate::rooms::fold::Fold;
use crate::rooms::words::Words;

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
    let peeks = record.facts().filter(|(_, _, fact)| matches!(fact, Fact::Peeked { .. })).count() as u32;
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
            if peeks > 0 {
                <p>{ words.marked(words.count("journal.story.peeks", peeks, &[])) }</p>
            }
            { for laps.iter().map(lap) }
        </section>
    }
}

fn laps(words: &Words, record: &Record, report: Option<&JournalReport>) -> Vec<Lap> {
    let path: Vec<EntryId> = record.path(record.cursor).into_iter().map(|(id, _)| id).collect();
    let lived = keys::lived(record);
    let mut laps = vec![Lap { number: 1, window: record.world.history(), lines: Vec::new() }];
    let mut months: Option<Months> = None;
    let (mut seen, mut asked, mut answers) = (0, None, Vec::new());
    for (id, entry) in (0..).zip(&record.entries) {
        let line = match entry {
            Entry::Fact { fact: Fact::MonthLived { month }, .. } => {
                let version = lived.get(seen).and_then(|l| l.version.as_ref()).map(|v| v.number);
                let rang = report.and_then(|report| report.year.months.get(seen)?.alarm.as_ref());
                seen += 1;
                match months.as_mut().filter(|m| m.version == version) {
                    Some(months) => months.to = *month,
                    None => {
                        tell(words, &mut laps, months.take());
                        months = Some(Months { from: *month, to: *month, version });
                    }
                }
                let Some(alarm) = rang else { continue };
                let who = who(words, version);
                html! {
                    <>
                        { rings(words, *month, who, alarm) }
                        if let Some(key) = left_open(record, &path, id, *month) {
                            { " " }{ words.say(key) }
                        }
                    </>
                }
            }
            Entry::Fact { fact: Fact::Answered { what, answer }, .. } => {
                let key = format!("frame.wish.{what}");
                let values =
                    [("question", words.say(&key)), ("answer", words.say(&format!("{key}.{answer}")))];
                answers.push(words.line("journal.fact.answered", &values));
                if asked.is_some() {
                    continue;
                }
                // All of them stand where the first does.
                asked = Some((laps.len() - 1, laps.last().map_or(0, |lap| lap.lines.len())));
                Html::default()
            }
            // A search that came to its end is told with its choice, as a reason is.
            Entry::Fact { fact, .. } if search::is_whole(record, fact) => continue,
            Entry::Fact { at, fact } => {
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
    if let Some((lap, line)) = asked {
        laps[lap].lines[line] = wish(words, &answers);
    }
    laps
}

/// What was asked until the wish was a problem, on demand.
fn wish(words: &Words, answers: &[Html]) -> Html {
    html! {
        <Fold title={AttrValue::from(words.count("journal.wish", answers.len() as u32, &[]))}>
            <ol class="story">{ for answers.iter().map(|line| html! { <li>{ line.clone() }</li> }) }</ol>
        </Fold>
    }
}

fn who(words: &Words, version: Option<u32>) -> String {
    match version {
        Some(number) => words.fill("journal.who.version", &[("number", words.number(f64::from(number), 0))]),
        None => words.say("journal.who.nobody"),
    }
}

/// An alarm in a sentence.
fn rings(words: &Words, month: Month, who: String, alarm: &Alarm) -> Html {
    let told = [("month", words.month(month)), ("who", who)];
    let (key, values) = match alarm {
        Alarm::BelowGoal { recall, goal, .. } => (
            "journal.alarm.below_goal",
            [("recall", words.share(*recall)), ("goal", words.percent(*goal, 0))],
        ),
        Alarm::AboveGoal { error, goal, .. } => {
            ("journal.alarm.above_goal", [("error", words.score(*error)), ("goal", words.score(*goal))])
        }
        Alarm::WorseThanNothing { cost, nothing } => {
            ("journal.alarm.worse", [("cost", words.money(*cost)), ("nothing", words.money(*nothing))])
        }
    };
    words.line(key, &[told, values].concat())
}

/// What became of the alarm of `month`, the entry `id`, if no choice right after it tells that: a text key.
fn left_open(record: &Record, path: &[EntryId], id: EntryId, month: Month) -> Option<&'static str> {
    for (after, entry) in record.entries.iter().enumerate().skip(id as usize + 1) {
        match entry {
            Entry::Choice { choice: Choice::NewLap { .. } | Choice::Ignore { .. }, .. }
                if path.contains(&(after as EntryId)) =>
            {
                return None;
            }
            Entry::Fact { fact: Fact::MonthLived { .. }, .. } => return Some("journal.alarm.lived_on"),
            _ => {}
        }
    }
    let over = record.world.period(month).to >= record.world.last();
    Some(if !over { "journal.alarm.open" } else { "journal.alarm.over" })
}

/// Writes down the months that went by.
fn tell(words: &Words, laps: &mut [Lap], months: Option<Months>) {
    let (Some(months), Some(lap)) = (months, laps.last_mut()) else { return };
    let values = [
        ("month", words.month(months.from)),
        ("from", words.month(months.from)),
        ("to", words.month(months.to)),
        ("who", who(words, months.version)),
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
            { chosen::sentence(words, record, id, choice) }
            if let Some(text) = reason {
                { " " }<em>{ words.fill("journal.because", &[("text", text)]) }</em>
            }
        </>
    }
}

/// Something that happened, in a sentence.
fn happened(words: &Words, id: EntryId, fact: &Fact, report: Option<&JournalReport>) -> Option<Html> {
    let say = |key: &str| Some(words.line(&format!("journal.fact.{key}"), &[]));
    match fact {
        Fact::Committed { what, magnitude, confidence, because } => {
            let key = if what == prediction(words.world.target().task) {
                "journal.fact.committed.test_recall"
            } else {
                "journal.fact.committed"
            };
            let values = [("magnitude", words.score(*magnitude)), ("confidence", words.sure(*confidence))];
            let found = report.and_then(|r| r.predictions.iter().find(|p| p.id == id)).and_then(|p| p.result);
            Some(html! {
                <>
                    { words.line(key, &values) }
                    if let Some(found) = found {
                        { " " }{ words.line("journal.fact.committed.result", &[("result", words.score(found))]) }
                    }
                    if !because.trim().is_empty() {
                        { " " }<em>{ words.fill("journal.because", &[("text", because.clone())]) }</em>
                    }
                </>
            })
        }
        Fact::Peeked { .. } => say("peeked"),
        Fact::Revealed { what } => asked::line(words, what),
        Fact::Measured { what, value, .. } if what == SCORE_ROW_US => Some(words.line(
            "journal.fact.measured.score_row_us",
            &[("n", words.number(*value, if *value < 10.0 { 1 } else { 0 }))],
        )),
        // One a run would drown the story; the leaderboard of Train tells them.
        Fact::Measured { what, .. } if what == LEARN_MS => None,
        Fact::Measured { .. } => say("measured"),
        Fact::SearchStopped { .. } => say("search_stopped"),
        // Told with their choice, in one fold, and month by month.
        Fact::Reason { .. } | Fact::Answered { .. } | Fact::MonthLived { .. } => None,
    }
}
