//! What a round of the loop can teach, each lesson filled from this expedition, or not yet lived.

use engine::expedition::journal::JournalReport;
use engine::expedition::lessons::{Ended, Lesson, Lived, lessons};
use engine::expedition::record::Record;
use engine::expedition::serving::{Mode, Serving};
use engine::expedition::{WorldId, scenario, verdict};
use yew::prelude::*;

use crate::rooms::told;
use crate::rooms::words::{Value, Words};

/// The lessons, lived or not.
pub fn panel(words: &Words, record: &Record, report: &JournalReport) -> Html {
    let told = |(key, lived): &Lesson| {
        let key = format!("journal.lesson.{key}");
        let sentence = match lived {
            Some(lived) => words.marked(sentence(words, record.world, lived)),
            None => html! {
                <span class="soft">
                    { words.say("journal.lesson.unlived") }{ " " }{ words.line(&format!("{key}.where"), &[]) }
                </span>
            },
        };
        html! { <li key={key.clone()}><b>{ words.say(&key) }</b>{ " " }{ sentence }</li> }
    };
    let lessons = lessons(record, report);
    let lived = lessons.iter().filter(|(_, lived)| lived.is_some()).count();
    html! {
        <section class="panel" aria-labelledby="lessons-heading">
            <h2 id="lessons-heading">{ words.say("journal.lessons") }</h2>
            <p>{ words.line("journal.lessons.count", &[
                ("lived", words.number(lived as f64, 0)), ("all", words.number(lessons.len() as f64, 0)),
            ]) }</p>
            <ol class="lessons">{ for lessons.iter().map(told) }</ol>
        </section>
    }
}

/// A lesson of `world` in a sentence or two, filled.
#[must_use]
pub fn sentence(words: &Words, world: WorldId, lived: &Lived) -> String {
    let whole = |n: u32| words.number(f64::from(n), 0);
    let money = |n: f64| words.money(n.abs());
    let percent = |share: f64| words.percent(share, 0);
    match lived {
        Lived::Frame { miss, false_alarm, answers } => {
            let values = [("miss", money(*miss)), ("false_alarm", money(*false_alarm))];
            match answers {
                0 => words.fill("journal.lesson.frame.skipped", &values),
                n => words.count("journal.lesson.frame.lived", *n, &values),
            }
        }
        Lived::Data { recipes, days, share } => {
            let values = [("days", words.days(*days)), ("share", percent(*share))];
            words.count("journal.lesson.data.lived", *recipes, &values)
        }
        Lived::Leak { columns } => {
            let names: Vec<String> = columns.iter().map(|name| told::column(words, name)).collect();
            words.fill("journal.lesson.leak.lived", &[("names", words.list(&names))])
        }
        Lived::Train { runs, days, share, least } => {
            let form = if *least { "journal.lesson.train.least" } else { "journal.lesson.train.more" };
            let values = [
                ("times", words.count("journal.lesson.train.times", *runs, &[])),
                ("days", words.days(*days)),
                ("share", percent(*share)),
            ];
            words.fill(form, &values)
        }
        Lived::Sealed { said, found, gap, peeks } => {
            let is_worse = verdict::worse(world.target().task, *found, *said);
            let form = if is_worse { "journal.lesson.sealed.less" } else { "journal.lesson.sealed.more" };
            let values = [
                ("said", words.score(*said)),
                ("found", words.score(*found)),
                ("gap", words.gap(*gap)),
                ("peeks", whole(*peeks)),
            ];
            words.fill(form, &values)
        }
        Lived::Deploy { number, serving, n, late, person, rule } => {
            let form = match serving {
                _ if *serving == Serving::default() => "journal.lesson.deploy.plain",
                Serving { mode: Mode::EachRequest, .. } => "journal.lesson.deploy.request",
                _ => "journal.lesson.deploy.batch",
            };
            let values = [
                ("number", whole(*number)),
                ("n", whole(*n)),
                ("budget", words.number(scenario::of(world).budget_ms, 0)),
                ("late", whole(*late)),
                ("person", whole(*person)),
                ("rule", whole(*rule)),
            ];
            words.fill(form, &values)
        }
        Lived::Stale { number, claimed, live, worse, alarm, below, ended, unmet } => {
            let mut values = vec![
                ("number", whole(*number)),
                ("claimed", words.score(*claimed)),
                ("live", words.score(*live)),
            ];
            let form = match (*worse, alarm, below) {
                (true, ..) => "less",
                (_, Some(_), _) => "alarm",
                (_, _, Some(_)) => "below",
                _ => "more",
            };
            if let Some(month) = alarm.or(below.map(|(month, _)| month)) {
                values.push(("month", words.month(month)));
            }
            values.extend(below.map(|(_, share)| ("share", words.score(share))));
            let told = |form: &str| words.fill(&format!("journal.lesson.stale.{form}"), &values);
            let mut all = told(form);
            if alarm.is_some() && form == "less" {
                all = format!("{all} {}", told("rang"));
            }
            if let Some(unmet) = unmet {
                let values = [
                    ("class", words.class(unmet.class)),
                    ("month", words.month(unmet.first)),
                    ("n", whole(unmet.n)),
                ];
                all = format!("{all} {}", words.fill("journal.lesson.stale.unmet", &values));
            }
            match ended {
                Some(ended) => format!("{all} {}", beside_rule(words, ended)),
                None => all,
            }
        }
        Lived::Loop { again, saved, hurt } => looped(words, *again, *saved, *hurt),
        Lived::Rule { cost, rule, nothing } => {
            let least = nothing.min(*rule).min(*cost);
            let form = match least {
                l if l == *cost => "journal.lesson.rule.decided",
                l if l == *rule => "journal.lesson.rule.rule",
                _ => "journal.lesson.rule.nothing",
            };
            let values = [("cost", money(*cost)), ("rule", money(*rule)), ("nothing", money(*nothing))];
            words.fill(form, &values)
        }
        Lived::Scale { number, rows } => {
            words.fill("journal.lesson.scale.lived", &[("number", whole(*number)), ("rows", whole(*rows))])
        }
    }
}

/// How a version ended, and the rule, which has learned nothing, beside it.
fn beside_rule(words: &Words, ended: &Ended) -> String {
    let form = if ended.moves { "journal.lesson.stale.moves" } else { "journal.lesson.stale.rule" };
    let values = [
        ("month", words.month(ended.month)),
        ("share", words.score(ended.score)),
        ("rule", words.score(ended.rule)),
    ];
    words.fill(form, &values)
}

/// What turning again was worth, and the month in which it hurt: December, for most who retrain in the year.
fn looped(words: &Words, again: u32, saved: f64, hurt: Option<(engine::expedition::Month, f64)>) -> String {
    let form = match (saved >= 0.0, hurt) {
        (true, None) => "journal.lesson.loop.saved",
        (true, Some(_)) => "journal.lesson.loop.hurt",
        (false, _) => "journal.lesson.loop.cost",
    };
    let mut values: Vec<Value> = vec![
        ("laps", words.count("journal.lesson.loop.laps", again, &[])),
        ("gap", words.money(saved.abs())),
    ];
    if let Some((month, more)) = hurt {
        values.extend([("month", words.month(month)), ("more", words.money(more))]);
    }
    words.fill(form, &values)
}
