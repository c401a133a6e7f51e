//! The rule builder: up to three conditions, any of which is enough; where the answer is a number, what is usual and what
//! holds where a condition does; where it is one of several classes, the name that each condition gives.

use engine::expedition::frame::{FrameReport, RuleColumn};
use engine::expedition::rule::{Amount, Condition, MAX_CONDITIONS, Rule, Test, Usual};
use engine::expedition::{scenario, view};
use yew::prelude::*;

use super::numbers::round_step;
use crate::rooms::told;
use crate::rooms::words::Words;
use crate::widgets::{Slider, select};

/// A change of the rule that is being written.
#[derive(Clone)]
pub enum Change {
    /// What stands at a place from now on. `None` takes the condition there away; the place after the last one adds one.
    Condition(usize, Option<Condition>),
    /// How much it says.
    Amount(Amount),
    /// The class that the condition at a place names.
    Class(usize, u32),
}

/// `rule` with a change made.
pub fn changed(rule: &Rule, change: Change) -> Rule {
    let mut rule = rule.clone();
    match change {
        Change::Condition(at, Some(condition)) if at < rule.any.len() => rule.any[at] = condition,
        Change::Condition(_, Some(condition)) => {
            rule.any.push(condition);
            // The last name once more, to be changed.
            rule.classes.extend(rule.classes.last().copied());
        }
        Change::Condition(at, None) => {
            rule.any.remove(at);
            if at < rule.classes.len() {
                rule.classes.remove(at);
            }
        }
        Change::Class(at, class) => {
            if let Some(named) = rule.classes.get_mut(at) {
                *named = class;
            }
        }
        Change::Amount(amount) => rule.amount = Some(amount),
    }
    rule
}

/// What `rule` says and its conditions, each to be changed, on the columns there are.
pub fn panel(words: &Words, report: &FrameReport, rule: &Rule, onchange: &Callback<Change>) -> Html {
    let columns = &report.columns[..];
    let add = columns.iter().find(|one| rule.any.iter().all(|condition| condition.column != one.name));
    // Without a condition a rule that only warns would say nothing; one that says how much is whole.
    let least = usize::from(rule.amount.is_none());
    let can_remove = rule.any.len() > least;
    html! {
        <>
            { words.prose("frame.rule.about", &[("most", words.number(MAX_CONDITIONS as f64, 0))]) }
            if let Some(amount) = &rule.amount {
                { usual(words, report, amount, rule.any.is_empty(), onchange) }
            }
            { for rule.any.iter().enumerate().map(|(at, one)| {
                let name = rule.classes.get(at).map(|class| named(words, report, at, *class, onchange));
                condition(words, columns, one, at, (can_remove, name), onchange)
            }) }
            if let Some(column) = add.filter(|_| rule.any.len() < MAX_CONDITIONS) {
                <button type="button" class="quiet" onclick={
                    let (change, onchange) = (Change::Condition(rule.any.len(), Some(first(column))), onchange.clone());
                    move |_: MouseEvent| onchange.emit(change.clone())
                }>{ words.say("frame.rule.add") }</button>
            }
        </>
    }
}

/// What is usual, a number or what a column says, and what is said instead; `bare` if there is no condition.
fn usual(
    words: &Words,
    report: &FrameReport,
    amount: &Amount,
    bare: bool,
    onchange: &Callback<Change>,
) -> Html {
    let spread = *report.spread;
    let (least, most) = spread.map_or((0.0, amount.then), |spread| (spread.least, spread.most));
    let offered = scenario::problem(words.world).rule.amount;
    let offered = offered.map_or_else(Vec::new, |amount| match amount.usual {
        Usual::Number(usual) => vec![usual, amount.then],
        Usual::Column(_) => vec![amount.then],
    });
    let step = round_step(most - least, 100, &offered);
    let (min, max) = ((least / step).floor() * step, (most / step).ceil() * step);
    let mean = spread.map_or(amount.then, |spread| spread.mean);
    let number = (mean / step).round() * step;
    let change = |of: fn(Amount, f64) -> Amount| {
        let amount = amount.clone();
        onchange.reform(move |value| Change::Amount(of(amount.clone(), value)))
    };
    let dial = |key: &str, value: f64, onchange: Callback<f64>| {
        let write = words.clone();
        let clamped = [("low", words.planned(min)), ("high", words.planned(max))];
        html! {
            <Slider stepped={words.attr("page.stepped")} key={key} label={words.attr(key)} unit={words.attr("frame.rule.unit")} {value} {min} {max} {step}
                format={Callback::from(move |value| AttrValue::from(write.planned(value)))}
                clamped={words.fill("frame.clamped", &clamped)} {onchange} />
        }
    };
    // What never comes near the mean of the answers is of another kind.
    let near = |column: &&RuleColumn| {
        amount.usual == Usual::Column(column.name.clone())
            || column.range.is_some_and(|(low, high, _)| low <= mean && mean <= high)
    };
    let mut options = vec![(AttrValue::default(), words.attr("frame.rule.usual.number"))];
    options.extend(report.columns.iter().filter(near).map(|column| {
        let name = column.name.clone();
        (name.clone().into(), told::usual(words, &Usual::Column(name)).into())
    }));
    let to = {
        let amount = amount.clone();
        onchange.reform(move |name: AttrValue| {
            let usual = if name.is_empty() { Usual::Number(number) } else { Usual::Column(name.to_string()) };
            Change::Amount(Amount { usual, ..amount.clone() })
        })
    };
    let (chosen, number) = match &amount.usual {
        Usual::Number(number) => ("", Some(*number)),
        Usual::Column(name) => (name.as_str(), None),
    };
    // What is said instead needs a condition, or a column that may have gaps.
    let then = match (bare, number) {
        (true, Some(_)) => None,
        (true, None) => Some("frame.rule.then.empty"),
        (false, Some(_)) => Some("frame.rule.then"),
        (false, None) => Some("frame.rule.then.either"),
    };
    html! {
        <fieldset class="condition">
            <legend>{ words.say("frame.rule.usual") }</legend>
            { select(words.attr("frame.rule.plan"), options, chosen, to) }
            if let Some(number) = number {
                { dial("frame.rule.much", number, change(|amount, n| Amount { usual: Usual::Number(n), ..amount })) }
            }
            if let Some(then) = then {
                { dial(then, amount.then, change(|amount, then| Amount { then, ..amount })) }
            }
        </fieldset>
    }
}

/// A condition to begin with on a column: its upper half, or its most frequent level.
fn first(column: &RuleColumn) -> Condition {
    let test = match (column.range, column.levels.first()) {
        (Some((low, high, step)), _) => {
            Test::AtLeast { value: low + ((high - low) / 2.0 / step).round() * step }
        }
        (None, level) => Test::Is { level: level.cloned().unwrap_or_default() },
    };
    Condition { column: column.name.clone(), test }
}

fn condition(
    words: &Words,
    columns: &[RuleColumn],
    one: &Condition,
    at: usize,
    (can_remove, name): (bool, Option<Html>),
    onchange: &Callback<Change>,
) -> Html {
    let number = words.number(at as f64 + 1.0, 0);
    let names =
        columns.iter().map(|c| (c.name.clone().into(), told::column(words, &c.name).into())).collect();
    let to_column = {
        let (columns, onchange) = (columns.to_vec(), onchange.clone());
        Callback::from(move |name: AttrValue| {
            if let Some(column) = columns.iter().find(|column| name == column.name) {
                onchange.emit(Change::Condition(at, Some(first(column))));
            }
        })
    };
    // The same column, tested otherwise.
    let test = {
        let (column, onchange) = (one.column.clone(), onchange.clone());
        Callback::from(move |test: Test| {
            onchange.emit(Change::Condition(at, Some(Condition { column: column.clone(), test })));
        })
    };
    let column = columns.iter().find(|column| column.name == one.column);
    html! {
        <fieldset class="condition" key={at}>
            <legend>{ words.fill("frame.rule.condition", &[("n", number.clone())]) }</legend>
            { select(words.attr("frame.rule.column"), names, &one.column, to_column) }
            { match (&one.test, column.and_then(|column| column.range)) {
                (Test::Is { level }, _) => {
                    let level_of = |level: &String| (level.clone().into(), told::level(words, &one.column, level).into());
                    let levels = column.map(|column| view::in_order(&column.levels)).unwrap_or_default();
                    let levels = levels.iter().map(level_of).collect();
                    let to = Callback::from(move |level: AttrValue| test.emit(Test::Is { level: level.to_string() }));
                    select(words.attr("frame.rule.level"), levels, level, to)
                }
                (Test::AtLeast { value }, Some(range)) => compared(words, &one.column, true, *value, range, &test),
                (Test::AtMost { value }, Some(range)) => compared(words, &one.column, false, *value, range, &test),
                _ => Html::default(),
            } }
            { name }
            if can_remove {
                <button type="button" class="quiet" onclick={
                    let onchange = onchange.clone();
                    move |_: MouseEvent| onchange.emit(Change::Condition(at, None))
                }>{ words.fill("frame.rule.remove", &[("n", number)]) }</button>
            }
        </fieldset>
    }
}

/// The class that the condition at a place names.
fn named(words: &Words, report: &FrameReport, at: usize, class: u32, onchange: &Callback<Change>) -> Html {
    // Those of the past, and the one that stands there.
    let met = (0..).zip(report.classes.iter().flatten()).filter(|(at, n)| **n > 0 || *at == class);
    let classes = met.map(|(class, _): (u32, _)| (class.to_string().into(), words.class(class).into()));
    let to = onchange.reform(move |class: AttrValue| Change::Class(at, class.parse().unwrap_or_default()));
    select(words.attr("frame.rule.name"), classes.collect(), &class.to_string(), to)
}

/// A number is at least or at most so much.
fn compared(
    words: &Words,
    column: &str,
    at_least: bool,
    value: f64,
    (min, max, step): (f64, f64, f64),
    onchange: &Callback<Test>,
) -> Html {
    let made = |at_least, value| if at_least { Test::AtLeast { value } } else { Test::AtMost { value } };
    let sides = [("at_least", "frame.rule.at_least"), ("at_most", "frame.rule.at_most")];
    let sides = sides.map(|(side, key)| (side.into(), words.attr(key)));
    let to_side = onchange.reform(move |side: AttrValue| made(side == "at_least", value));
    let to_value = onchange.reform(move |value| made(at_least, value));
    let digits = match step {
        step if step < 0.001 => 4,
        step if step < 0.01 => 3,
        step if step < 0.1 => 2,
        step => u8::from(step < 1.0),
    };
    let write = {
        let (words, key) = (words.clone(), format!("column.{column}.unit"));
        move |value: f64| {
            let number = words.number(value, digits.into());
            let value = [("value", number.clone())];
            AttrValue::from(if words.has(&key) { words.fill(&key, &value) } else { number })
        }
    };
    let clamped =
        words.fill("frame.clamped", &[("low", write(min).to_string()), ("high", write(max).to_string())]);
    html! {
        <>
            { select(words.attr("frame.rule.side"), sides.into(), if at_least { "at_least" } else { "at_most" }, to_side) }
            <Slider stepped={words.attr("page.stepped")} label={words.attr("frame.rule.value")} {value} {min} {max} {step} format={Callback::from(write)}
                {clamped} onchange={to_value} />
        </>
    }
}
