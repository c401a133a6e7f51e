//! The model card: what the model is for, what it learned from, what it came to, and where not to use it.

use engine::expedition::balance::Method;
use engine::expedition::dials;
use engine::expedition::evaluate::{EvaluateReport, TestReport};
use engine::expedition::plan::Plan;
use engine::expedition::report::Interval;
use engine::expedition::scenario;
use engine::expedition::verdict;
use yew::prelude::*;

use super::Panel;
use super::{naming, result};
use crate::rooms::words::Words;
use crate::rooms::{kinds, told, turns};
use crate::state::Action;

/// The card and the button that saves it; nothing before the sealed rows were opened.
pub fn panel(panel: &Panel, test: &TestReport) -> Html {
    let words = &panel.words;
    let Some(report) = panel.report() else { return Html::default() };
    let pairs = pairs(words, &panel.state.plan(), report, test);
    let text = {
        let title = words.say("evaluate.card.title");
        let line = |(label, value): &(String, String)| format!("**{label}:** {value}\n\n");
        format!("# {title}\n\n{}", pairs.iter().map(line).collect::<String>())
    };
    let save = panel
        .act
        .reform(move |_: MouseEvent| Action::HandOut { name: "model-card.md".into(), text: text.clone() });
    html! {
        <>
            { words.prose("evaluate.card.about", &[]) }
            <dl class="pairs told">{ for pairs.into_iter().map(|(label, value)| turns::pair(label, value, None)) }</dl>
            <div class="acts">
                <button type="button" class="or" onclick={save}>{ words.say("evaluate.card.save") }</button>
            </div>
        </>
    }
}

/// What the card says, a label and a value a line.
fn pairs(words: &Words, plan: &Plan, report: &EvaluateReport, test: &TestReport) -> Vec<(String, String)> {
    let Some(run) = plan.run() else { return Vec::new() };
    let (problem, recipe) = (&plan.problem, &run.fit.recipe);
    let number = |n: u32| words.number(f64::from(n), 0);
    let names = |names: &[String]| {
        words.list(&names.iter().map(|name| told::column(words, name)).collect::<Vec<_>>())
    };
    let counts = &test.model.counts;
    let [rows, _, right, wrong, asked, _, _] = naming::named(words, &test.model);
    let model = words.say(&format!("evaluate.card.model.{}", run.fit.spec.name()));
    let mut all = vec![
        ("use", vec![("capacity", words.percent(problem.capacity, 0)), ("goal", words.score(problem.goal))]),
        (
            "kind",
            vec![
                ("model", kinds::curved(words, model, run.fit.calibrate)),
                ("threshold", words.said(report.threshold)),
            ],
        ),
        ("data", vec![("from", words.month(run.fit.window.from)), ("to", words.month(run.fit.window.to))]),
        ("reads", vec![("columns", names(&scenario::reads(plan.world, recipe)))]),
        (
            "test",
            vec![
                ("n", number(report.sealed.n)),
                ("from", words.day(report.sealed.from)),
                ("to", words.day(report.sealed.to)),
                ("peeks", words.count("evaluate.peeks", report.peeks, &[])),
            ],
        ),
        (
            // An interval of no width says nothing.
            if test.score.as_ref().is_some_and(result::is_range) { "found" } else { "all" },
            vec![
                ("tp", number(counts.tp)),
                ("all", number(counts.tp + counts.missed)),
                ("share", words.score_or(test.model.score())),
                ("low", test.score.map_or_else(String::new, |range| result::low(words, &range))),
                ("high", words.score_or(test.score.map(|range| range.high))),
                ("fp", number(counts.fp)),
                rows,
                right,
                wrong,
                asked,
            ],
        ),
        (
            "money",
            vec![
                ("model", words.money(test.model.cost)),
                ("rule", words.money(test.rule.cost)),
                ("nothing", words.money(test.nothing.cost)),
            ],
        ),
    ];
    if let Some((column, worst, score)) =
        verdict::weakest(test).filter(|(.., score)| words.numbers() || *score < 1.0)
    {
        let range = worst.score.unwrap_or(Interval { low: score, high: score });
        all.push((
            "weakest",
            vec![
                ("group", told::level(words, column, &worst.level)),
                ("share", words.score(score)),
                ("low", result::low(words, &range)),
                ("high", words.score(range.high)),
            ],
        ));
    }
    if let Some(column) = words.counts() {
        all.push(("counts", vec![("column", column)]));
    }
    // A curve is learned from rows as they come: its chances are about these.
    let bare = run.fit.calibrate.is_none();
    if let Some(balance) = run.fit.balance.filter(|_| bare) {
        let way = if balance.method == Method::Oversample { "over" } else { "under" };
        all.push((way, vec![("share", words.percent(balance.sampling_strategy, 0))]));
    }
    if run.fit.aside.is_some_and(|aside| aside.doubted) {
        all.push(("doubted", Vec::new()));
    }
    if bare && dials::weighs(&run.fit.spec, words.task()) {
        all.push(("weighed", Vec::new()));
    }
    let later = told::known_later(words, plan.world, recipe);
    if !later.is_empty() {
        all.push(("leak", vec![("columns", words.list(&later))]));
    }
    all.push((
        "limits",
        vec![("from", words.month(run.fit.window.from)), ("to", words.month(run.fit.window.to))],
    ));
    let line = |(key, values): (&str, Vec<(&'static str, String)>)| {
        let key = format!("evaluate.card.{key}");
        let mut says = words.fill(&format!("{key}.says"), &values);
        if key == "evaluate.card.data" {
            says = format!("{says} {}", words.say("evaluate.card.data.part"));
        }
        (words.say(&key), says)
    };
    all.into_iter().map(line).collect()
}
