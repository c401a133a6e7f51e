//! What a round of the loop can teach, each filled from this expedition, or not yet lived.

use engine::expedition::journal::JournalReport;
use engine::expedition::plan::Plan;
use engine::expedition::record::{Choice, Ending, Fact, Record};
use yew::prelude::*;

use crate::rooms::told;
use crate::rooms::words::{Value, Words};

/// A lesson: its word, which of its sentences fits this expedition, and the numbers in it; `None` if it was not lived.
type Lesson = (&'static str, Option<(&'static str, Vec<Value<'static>>)>);

/// The lessons, lived or not.
pub fn panel(words: &Words, record: &Record, report: &JournalReport) -> Html {
    let told = |(key, lived): &Lesson| {
        let key = format!("journal.lesson.{key}");
        let sentence = match lived {
            Some((form, values)) => words.line(form, values),
            None => html! {
                <span class="soft">
                    { words.say("journal.lesson.unlived") }{ " " }{ words.line(&format!("{key}.where"), &[]) }
                </span>
            },
        };
        html! { <li key={key.clone()}><b>{ words.say(&key) }</b>{ " " }{ sentence }</li> }
    };
    let lessons = lessons(words, record, report);
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

fn lessons(words: &Words, record: &Record, report: &JournalReport) -> Vec<Lesson> {
    let plan = Plan::of(record);
    let year = &report.year;
    let whole = |n: usize| words.number(n as f64, 0);
    let choices = || record.path(record.cursor).into_iter().map(|(_, choice)| choice);
    let recipes = choices().filter(|choice| matches!(choice, Choice::Recipe { .. })).count();
    let runs = choices().filter(|choice| matches!(choice, Choice::Run { .. })).count();
    let answers = record.facts().filter(|(_, _, fact)| matches!(fact, Fact::Answered { .. })).count();
    let first = year.versions.iter().find_map(|v| Some((v.number, v.claimed?, v.live?)));
    let said = report.predictions.iter().find_map(|p| Some((p.magnitude, p.result?, p.gap?)));
    // A gate let a model through that reads what is known only later.
    let leaked = record.path(record.cursor).into_iter().find_map(|(id, choice)| match choice {
        Choice::Gate { ending: Ending::Ship } => {
            let later = told::known_later(words, record.world, &Plan::at(record, Some(id)).recipe.features);
            (!later.is_empty()).then_some(later)
        }
        _ => None,
    });
    let gap = year.cost - year.cost_first;
    let money = |n: f64| words.money(n.abs());
    vec![
        (
            "frame",
            plan.framed.map(|_| {
                let (miss, alarm) = (plan.problem.costs.miss, plan.problem.costs.false_alarm);
                (
                    "journal.lesson.frame.lived",
                    vec![("miss", money(miss)), ("false_alarm", money(alarm)), ("n", whole(answers))],
                )
            }),
        ),
        (
            "data",
            (recipes > 0 && runs > 0).then(|| {
                ("journal.lesson.data.lived", vec![("recipes", whole(recipes)), ("runs", whole(runs))])
            }),
        ),
        ("leak", leaked.map(|names| ("journal.lesson.leak.lived", vec![("names", words.list(&names))]))),
        (
            "sealed",
            said.map(|(said, found, gap)| {
                let form =
                    if said > found { "journal.lesson.sealed.less" } else { "journal.lesson.sealed.more" };
                let gap = words.number(gap * 100.0, 0);
                let values =
                    [("said", words.percent(said, 0)), ("found", words.percent(found, 0)), ("gap", gap)];
                (form, values.into_iter().chain([("peeks", whole(report.peeks as usize))]).collect())
            }),
        ),
        (
            "stale",
            first.map(|(number, claimed, live)| {
                let form =
                    if live < claimed { "journal.lesson.stale.less" } else { "journal.lesson.stale.more" };
                let values = [("claimed", words.percent(claimed, 0)), ("live", words.percent(live, 0))];
                (form, values.into_iter().chain([("number", whole(number as usize))]).collect())
            }),
        ),
        (
            "loop",
            (year.versions.len() > 1).then(|| {
                let form = if gap > 0.5 { "journal.lesson.loop.cost" } else { "journal.lesson.loop.saved" };
                (form, vec![("laps", whole(plan.lap as usize)), ("gap", money(gap))])
            }),
        ),
        (
            "rule",
            (!year.months.is_empty()).then(|| {
                let least = year.cost_nothing.min(year.cost_rule).min(year.cost);
                let form = match least {
                    l if l == year.cost => "journal.lesson.rule.decided",
                    l if l == year.cost_rule => "journal.lesson.rule.rule",
                    _ => "journal.lesson.rule.nothing",
                };
                let values = [("cost", money(year.cost)), ("rule", money(year.cost_rule))];
                (form, values.into_iter().chain([("nothing", money(year.cost_nothing))]).collect())
            }),
        ),
    ]
}
