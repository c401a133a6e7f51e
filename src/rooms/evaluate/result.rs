//! After opening: the prediction beside the result, money beside the baselines, and why accuracy misleads.

use std::rc::Rc;

use engine::expedition::Task;
use engine::expedition::evaluate::{Champion, EvaluateReport, TestReport};
use engine::expedition::record::Problem;
use engine::expedition::report::{Interval, Outcome};
use engine::expedition::verdict::{self, Than};
use yew::prelude::*;

use crate::charts::{Axis, Bar, BarGroup, Bars, Figure, Plot, Role, Unit};
use crate::rooms::words::{Value, Words};
use crate::widgets::{Column, Row, table_view};

/// The result, in words, a figure and a table.
pub fn panel(words: &Words, report: &EvaluateReport, test: &TestReport, problem: &Problem) -> Html {
    html! {
        <>
            <section class="panel" aria-labelledby="result-heading">
                <h2 id="result-heading">{ words.say("evaluate.result.title") }</h2>
                { pairs(words, test, problem) }
                <div class="prose">{ for gap(words, report, test) }</div>
                <p>{ goal(words, test, problem) }</p>
                { peeks(words, report.peeks) }
            </section>
            { money(words, test) }
            { super::sample(words, report) }
            { table(words, test) }
            <section class="panel" aria-labelledby="accuracy-heading">
                <h2 id="accuracy-heading">{ words.say("evaluate.accuracy.title") }</h2>
                { match words.task() {
                    Task::Binary => accuracy(words, test, problem),
                    Task::Multiclass => sure(words, report, test, problem),
                    Task::Regression => off(words, report, test, problem),
                } }
            </section>
            { super::confusion::panel(words, test) }
        </>
    }
}

fn peeks(words: &Words, peeks: u32) -> Html {
    html! { <p class="small soft">{ words.count("evaluate.peeks", peeks, &[]) }</p> }
}

fn pairs(words: &Words, test: &TestReport, problem: &Problem) -> Html {
    let said = match test.predicted {
        Some((share, confidence)) => {
            let values = [("share", words.score(share)), ("confidence", words.sure(confidence))];
            words.fill("evaluate.result.sure", &values)
        }
        None => words.say("evaluate.result.no_prediction"),
    };
    html! {
        <dl class="pairs">
            <dt>{ words.say("evaluate.result.said") }</dt><dd>{ said }</dd>
            <dt class="r-model">{ words.say("evaluate.result.found") }</dt>
            <dd class="r-model">{ words.score_or(test.model.score()) }</dd>
            if let Some(range) = test.score.filter(is_range) {
                <dt>{ words.say("evaluate.result.interval") }</dt>
                <dd>{ words.fill("evaluate.result.range", &[
                    ("low", low(words, &range)), ("high", words.score(range.high)),
                ]) }</dd>
            }
            <dt>{ words.say("evaluate.result.goal") }</dt><dd>{ words.score(problem.goal) }</dd>
        </dl>
    }
}

/// Whether an interval says anything: a result without a miss has one of no width.
pub(super) fn is_range(interval: &Interval) -> bool {
    interval.low < interval.high
}

/// The lower end of an interval of a score; the upper one says what both are counted in.
pub(super) fn low(words: &Words, range: &Interval) -> String {
    if words.numbers() { words.figures(range.low) } else { words.score(range.low) }
}

/// The gap between prediction and result, in words.
fn gap(words: &Words, report: &EvaluateReport, test: &TestReport) -> Vec<Html> {
    let Some((said, confidence)) = test.predicted else { return Vec::new() };
    let para = |key: &str, values: &[Value]| html! { <p>{ words.line(key, values) }</p> };
    let Some(found) = test.model.score() else { return vec![para("evaluate.gap.undefined", &[])] };
    let size = (said - found).abs();
    let task = test.model.task();
    // Shares lie between 0 and 1; doing nothing says how far off one can be.
    let (whole, points, close) = match words.numbers() {
        true => (test.nothing.score().unwrap_or(found), words.amount(size), words.amount(size)),
        false => (1.0, words.number(size * 100.0, 0), words.number(size * 100.0, 1)),
    };
    let points = ("gap", points);
    let flights = ("missing", words.number(size * 10.0, 1));
    let mut lines = vec![match verdict::predicted(said, found, whole) {
        Than::Same => para("evaluate.gap.close", &[("gap", close)]),
        Than::More => para("evaluate.gap.less", &[points, flights]),
        Than::Less => para("evaluate.gap.more", &[points, flights]),
    }];
    let Some(range) = test.score.filter(is_range) else { return lines };
    let inside = (range.low..=range.high).contains(&said);
    let ends = [("low", low(words, &range)), ("high", words.score(range.high))];
    lines.push(para(if inside { "evaluate.gap.within" } else { "evaluate.gap.outside" }, &ends));
    let validation = ("validation", words.score_or(report.at.score()));
    if !inside && confidence > 0.9 {
        let flattered = report.at.score().is_some_and(|score| verdict::worse(task, found, score));
        let key = if flattered { "evaluate.gap.certain_flattered" } else { "evaluate.gap.certain_other" };
        lines.push(para(key, &[validation]));
    } else if inside && confidence < 0.6 {
        lines.push(para("evaluate.gap.guess_right", &[]));
    }
    lines
}

/// Whether the goal is met, or that these rows cannot settle it.
pub(super) fn goal(words: &Words, test: &TestReport, problem: &Problem) -> Html {
    let key = match verdict::reaches(test, problem.goal) {
        Some(true) => "evaluate.goal.met",
        None => "evaluate.goal.missed.open",
        Some(false) => "evaluate.goal.missed",
    };
    words.line(key, &[("goal", words.score(problem.goal))])
}

fn money(words: &Words, test: &TestReport) -> Html {
    let (nothing, rule, model) = (test.nothing.cost, test.rule.cost, test.model.cost);
    let live = test.champion.as_ref().map_or(f64::INFINITY, |champion| champion.outcome.cost);
    let least = nothing.min(rule).min(model);
    let key = match least {
        l if live < l => "evaluate.money.caption.champion",
        l if l == nothing => "evaluate.money.caption.nothing",
        l if l == rule => "evaluate.money.caption.rule",
        _ => "evaluate.money.caption.model",
    };
    let point = words.line(
        key,
        &[("nothing", words.money(nothing)), ("rule", words.money(rule)), ("model", words.money(model))],
    );
    let interval = test.cost.map(|range| (range.low, range.high));
    let mut bars = vec![
        Bar::new(words.say("evaluate.who.nothing"), nothing, Role::Truth),
        Bar::new(words.say("evaluate.who.rule"), rule, Role::Baseline),
        Bar { interval, ..Bar::new(words.say("evaluate.who.model"), model, Role::Model) },
    ];
    if let Some(champion) = &test.champion {
        bars.insert(2, Bar::new(version(words, champion), champion.outcome.cost, Role::Soft));
    }
    let plot = Plot::Bars(Bars {
        category_label: words.say("evaluate.who"),
        value: Axis::new(words.say("evaluate.money.axis"), Unit::Money),
        groups: vec![BarGroup { label: String::new(), bars }],
        goal: None,
    });
    html! {
        <>
            <Figure name={words.attr("evaluate.money.figure")} {point} plot={Rc::new(plot)}
                format={words.format.clone()} words={words.figure.clone()} />
            if let Some(champion) = &test.champion {
                <p>{ challenged(words, champion, &test.model) }</p>
            }
            if let Some(range) = test.cost.filter(is_range) {
                <p>{ words.line("evaluate.money.interval", &[
                    ("low", words.money(range.low)), ("high", words.money(range.high)),
                ]) }
                if let Some(saved) = test.saved.filter(|_| model < nothing) {
                    { " " }{ words.line(if saved.low > 0.0 { "evaluate.money.saves" } else { "evaluate.money.unsure" }, &[
                        ("low", words.money(saved.low)), ("high", words.money(saved.high)),
                    ]) }
                }
                </p>
            }
        </>
    }
}

fn version(words: &Words, champion: &Champion) -> String {
    words.fill("evaluate.who.champion", &[("number", words.number(f64::from(champion.number), 0))])
}

/// Champion against challenger, in money.
fn challenged(words: &Words, champion: &Champion, model: &Outcome) -> Html {
    let gap = champion.outcome.cost - model.cost;
    let key = if gap >= 0.5 { "evaluate.champion.beaten" } else { "evaluate.champion.stands" };
    let values = [("live", version(words, champion)), ("gap", words.money(gap.abs()))];
    html! {
        <>
            { words.line(key, &values) }
            if champion.learned_from {
                { " " }{ words.say("evaluate.champion.learned_from") }
            }
        </>
    }
}

fn table(words: &Words, test: &TestReport) -> Html {
    let row = |who: String, outcome: &Outcome, marked| {
        let mut cells: Vec<Html> = vec![
            who.into(),
            words.money(outcome.cost).into(),
            match outcome.score().filter(|_| words.numbers()) {
                // The unit stands over the column.
                Some(error) => words.figures(error).into(),
                None => words.percent_or(outcome.score(), 0).into(),
            },
            match (&*outcome.amounts, &*outcome.names) {
                (Some(amounts), _) => words.percent_or(amounts.short_share(), 0).into(),
                (_, Some(names)) => words.percent_or(names.accuracy(), 0).into(),
                _ => words.percent_or(outcome.accuracy, 1).into(),
            },
        ];
        // Of names it matters how many are given at all.
        if let Some(names) = &*outcome.names {
            cells.insert(3, words.percent_or(names.coverage(), 0).into());
        }
        Row { cells, marked }
    };
    let mut rows = vec![
        row(words.say("evaluate.who.nothing"), &test.nothing, false),
        row(words.say("evaluate.who.rule"), &test.rule, false),
        row(words.say("evaluate.who.model"), &test.model, true),
    ];
    if let Some(champion) = &test.champion {
        rows.insert(2, row(version(words, champion), &champion.outcome, false));
    }
    let column = |key: &str, numeric| Column { label: words.attr(key), numeric };
    let mut columns = vec![
        column("evaluate.who", false),
        column("evaluate.table.cost", true),
        column("evaluate.table.recall", true),
        column("evaluate.table.accuracy", true),
    ];
    if words.several() {
        columns.insert(3, column("evaluate.table.coverage", true));
    }
    table_view(words.attr("evaluate.table.caption"), columns, rows)
}

/// What the share of right names leaves out: whom somebody is asked about, and what that costs.
fn sure(words: &Words, report: &EvaluateReport, test: &TestReport, problem: &Problem) -> Html {
    let Some(names) = *test.model.names else { return Html::default() };
    let bill = names.bill(&problem.costs, report.share).map(|cost| words.money(cost));
    let [wrong, asking] = bill;
    let more = [
        ("threshold", words.share(report.threshold)),
        ("miss", words.money(problem.costs.miss)),
        ("false_alarm", words.money(problem.costs.false_alarm)),
        ("wrong_cost", wrong),
        ("asked_cost", asking),
    ];
    words.prose("evaluate.sure", &[super::naming::named(words, &test.model).as_slice(), &more].concat())
}

/// Why being off by little is not all: what is short and what is left over have two prices.
fn off(words: &Words, report: &EvaluateReport, test: &TestReport, problem: &Problem) -> Html {
    let Some(amounts) = *test.model.amounts else { return Html::default() };
    let number = |n: u32| words.number(f64::from(n), 0);
    let amount =
        |amount: Option<f64>| amount.map_or_else(|| words.say("page.undefined"), |a| words.amount(a));
    words.prose(
        "evaluate.off",
        &[
            ("error", amount(amounts.mean_absolute_error())),
            ("rmse", amount(amounts.root_mean_squared_error())),
            ("said", amount(amounts.mean_forecast())),
            ("came", amount(amounts.mean_needed())),
            ("margin", words.amount(report.threshold)),
            ("miss", words.money(problem.costs.miss)),
            ("false_alarm", words.money(problem.costs.false_alarm)),
            ("n", number(amounts.n)),
            ("n_short", number(amounts.n_short)),
            ("short", words.amount(amounts.short)),
            ("over", words.amount(amounts.over)),
        ],
    )
}

/// Why a useful model can be right less often than "never", from the learner's own numbers.
fn accuracy(words: &Words, test: &TestReport, problem: &Problem) -> Html {
    let (never, model) = (&test.nothing, &test.model);
    let saved = never.cost - model.cost;
    let key = match (model.accuracy < never.accuracy, saved > 0.0) {
        (false, _) => "evaluate.accuracy.above",
        (true, true) => "evaluate.accuracy.below",
        (true, false) => "evaluate.accuracy.loses",
    };
    let gap = model.accuracy.zip(never.accuracy).map_or(0.0, |(model, never)| model - never);
    let number = |n: u32| words.number(f64::from(n), 0);
    let costs = &problem.costs;
    let ratio = if costs.false_alarm > 0.0 {
        words.number((costs.miss - costs.hit) / costs.false_alarm, 1)
    } else {
        words.say("page.undefined")
    };
    words.prose(
        key,
        &[
            ("never", words.percent_or(never.accuracy, 1)),
            ("model", words.percent_or(model.accuracy, 1)),
            ("positives", number(test.positives)),
            ("n", number(model.counts.n())),
            ("fp", number(model.counts.fp)),
            ("tp", number(model.counts.tp)),
            ("saved", words.money(saved)),
            ("ratio", ratio),
            ("gap", words.number(gap * 100.0, 1)),
        ],
    )
}
