//! The rule builder: up to three conditions, any of which is enough.

use engine::expedition::frame::RuleColumn;
use engine::expedition::rule::{Condition, MAX_CONDITIONS, Rule, Test};
use yew::prelude::*;

use crate::rooms::told;
use crate::rooms::words::Words;
use crate::widgets::{Slider, select};

/// A change of the rule that is being written: the place of a condition, and what stands there from now on. `None`
/// takes it away; the place after the last one adds one.
pub type Change = (usize, Option<Condition>);

/// `rule` with a change made.
pub fn changed(rule: &Rule, (at, condition): Change) -> Rule {
    let mut any = rule.any.clone();
    match condition {
        Some(condition) if at < any.len() => any[at] = condition,
        Some(condition) => any.push(condition),
        None => drop(any.remove(at)),
    }
    Rule { any, amount: rule.amount.clone() }
}

/// The conditions of `rule`, each to be changed, on the columns there are.
pub fn panel(words: &Words, columns: &[RuleColumn], rule: &Rule, onchange: &Callback<Change>) -> Html {
    let add = columns.iter().find(|one| rule.any.iter().all(|condition| condition.column != one.name));
    html! {
        <>
            { words.prose("frame.rule.about", &[("most", words.number(MAX_CONDITIONS as f64, 0))]) }
            { for rule.any.iter().enumerate().map(|(at, one)| condition(words, columns, one, at, rule.any.len(), onchange)) }
            if let Some(column) = add.filter(|_| rule.any.len() < MAX_CONDITIONS) {
                <button type="button" class="quiet" onclick={
                    let (change, onchange) = ((rule.any.len(), Some(first(column))), onchange.clone());
                    move |_: MouseEvent| onchange.emit(change.clone())
                }>{ words.say("frame.rule.add") }</button>
            }
        </>
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
    n: usize,
    onchange: &Callback<Change>,
) -> Html {
    let number = words.number(at as f64 + 1.0, 0);
    let names =
        columns.iter().map(|c| (c.name.clone().into(), told::column(words, &c.name).into())).collect();
    let to_column = {
        let (columns, onchange) = (columns.to_vec(), onchange.clone());
        Callback::from(move |name: AttrValue| {
            if let Some(column) = columns.iter().find(|column| name == column.name) {
                onchange.emit((at, Some(first(column))));
            }
        })
    };
    // The same column, tested otherwise.
    let test = {
        let (column, onchange) = (one.column.clone(), onchange.clone());
        Callback::from(move |test: Test| {
            onchange.emit((at, Some(Condition { column: column.clone(), test })))
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
                    let levels = column.iter().flat_map(|column| &column.levels).map(level_of).collect();
                    let to = Callback::from(move |level: AttrValue| test.emit(Test::Is { level: level.to_string() }));
                    select(words.attr("frame.rule.level"), levels, level, to)
                }
                (Test::AtLeast { value }, Some(range)) => compared(words, &one.column, true, *value, range, &test),
                (Test::AtMost { value }, Some(range)) => compared(words, &one.column, false, *value, range, &test),
                _ => Html::default(),
            } }
            if n > 1 {
                <button type="button" class="quiet" onclick={
                    let onchange = onchange.clone();
                    move |_: MouseEvent| onchange.emit((at, None))
                }>{ words.fill("frame.rule.remove", &[("n", number)]) }</button>
            }
        </fieldset>
    }
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
            <Slider label={words.attr("frame.rule.value")} {value} {min} {max} {step} format={Callback::from(write)}
                {clamped} onchange={to_value} />
        </>
    }
}
