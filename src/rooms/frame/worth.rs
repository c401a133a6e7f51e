//! What the prices come to on the past: doing nothing beside a rule that somebody wrote by hand.

use std::rc::Rc;

use engine::expedition::frame::FrameReport;
use engine::expedition::record::Problem;
use engine::expedition::report::Outcome;
use engine::expedition::rule::Rule;
use engine::expedition::scenario;
use engine::expedition::stage::Stage;
use engine::expedition::view;
use yew::prelude::*;

use crate::charts::{Axis, Bar, BarGroup, Bars, Figure, Plot, Role, Unit};
use crate::rooms::RoomProps;
use crate::rooms::told::{self, waiting};
use crate::rooms::words::Words;
use crate::state::State;

/// The worth of nothing and of the rule, reckoned at once for the problem on the page.
pub fn panel(room: &RoomProps, words: &Words, problem: &Problem) -> Html {
    let report = super::report(&room.state);
    let offered = room.state.plan().problem.rule == scenario::problem(room.state.record.world).rule;
    html! {
        <section class="panel reserve" aria-labelledby="worth-heading">
            <h2 id="worth-heading">{ words.say("frame.worth.title") }</h2>
            <p>{ words.line(if offered { "frame.worth.rule" } else { "frame.worth.own_rule" }, &[("rule", told::rule(words, &room.state.plan().problem.rule))]) }</p>
            if let Some(report) = report {
                { figure(words, report, problem) }
            } else {
                { waiting(room, Stage::Frame) }
            }
        </section>
    }
}

/// What the rule that was tried last comes to, said where it is written; or that what is written was not tried, or is being
/// tried.
pub fn stands(words: &Words, state: &State, report: &FrameReport, rule: &Rule) -> Html {
    let problem = &state.plan().problem;
    if *rule != problem.rule {
        return words.line("frame.rule.changed", &[]);
    }
    if state.fresh(Stage::Frame).is_none() {
        return words.line("told.soon", &[]);
    }
    let (_, rule) = view::reframed(report, problem);
    let values = [("share", words.score_or(rule.score())), ("cost", words.money(rule.cost))];
    words.line("frame.rule.stands", &values)
}

fn figure(words: &Words, report: &FrameReport, problem: &Problem) -> Html {
    let (nothing, rule) = view::reframed(report, problem);
    let bar = |key: &str, outcome: &Outcome, role| Bar::new(words.say(key), outcome.cost, role);
    let plot = Plot::Bars(Bars {
        category_label: words.say("frame.worth.who"),
        value: Axis::new(words.say("frame.worth.axis"), Unit::Money),
        groups: vec![BarGroup {
            label: String::new(),
            bars: vec![
                bar("frame.worth.nothing", &nothing, Role::Truth),
                bar("frame.worth.the_rule", &rule, Role::Baseline),
            ],
        }],
        goal: None,
    });
    let gap = nothing.cost - rule.cost;
    let key = match gap {
        gap if gap >= 0.5 => "frame.worth.saves",
        gap if gap <= -0.5 => "frame.worth.loses",
        _ => "frame.worth.same",
    };
    let point = words.line(
        key,
        &[
            ("nothing", words.money(nothing.cost)),
            ("rule", words.money(rule.cost)),
            ("gap", words.money(gap.abs())),
            ("from", words.day(report.history.from)),
            ("to", words.day(report.history.to)),
        ],
    );
    // Of numbers, on how many rows too little was planned.
    let short =
        |outcome: &Outcome| words.percent_or(outcome.amounts.and_then(|amounts| amounts.short_share()), 0);
    let names = rule.names.unwrap_or_default();
    let found = words.line(
        "frame.worth.found",
        &[
            ("found", words.number(f64::from(rule.counts.tp), 0)),
            ("all", words.number(f64::from(report.positives), 0)),
            ("share", words.score_or(rule.score())),
            ("goal", words.score(problem.goal)),
            ("false_alarms", words.number(f64::from(rule.counts.fp), 0)),
            ("off", words.score_or(nothing.score())),
            ("short", short(&nothing)),
            ("rule_short", short(&rule)),
            ("named", words.percent_or(names.coverage(), 0)),
            ("right", words.percent_or(names.accuracy(), 0)),
            ("wrong", words.number(f64::from(names.wrong()), 0)),
        ],
    );
    let history = report.history.n;
    let kinds = report.classes.as_deref().unwrap_or_default();
    let sample = match *report.spread {
        _ if words.several() => vec![
            ("kinds", words.number(kinds.iter().filter(|n| **n > 0).count() as f64, 0)),
            ("common", told::commonest(words, kinds)),
        ],
        Some(spread) => vec![
            ("mean", words.amount(spread.mean)),
            ("low", words.figures(spread.low)),
            ("high", words.amount(spread.high)),
            ("least", words.figures(spread.least)),
            ("most", words.amount(spread.most)),
        ],
        None => vec![
            ("share", words.percent(report.share, 0)),
            ("flights", words.few(report.flights_a_day)),
            ("flags", words.few(report.flights_a_day * problem.capacity)),
        ],
    };
    let sample = words
        .line("frame.worth.sample", &[&[("n", words.number(f64::from(history), 0))], &sample[..]].concat());
    html! {
        <>
            <Figure name={words.attr("frame.worth.figure")} {point} plot={Rc::new(plot)}
                format={words.format.clone()} words={words.figure.clone()} />
            <p>{ found }</p>
            <p class="small soft">{ sample }</p>
        </>
    }
}
