//! Rows shown one by one: two buttons to turn, and each row's values in words.

use yew::prelude::*;

use super::told;
use super::words::Words;

/// Turns to one of `n`; `at` is the one that is shown, and `inside` is told of it.
pub fn turns(words: &Words, at: usize, n: usize, onturn: &Callback<usize>, inside: Html) -> Html {
    let turn = |to: usize| onturn.reform(move |_: MouseEvent| to);
    let place = words
        .fill("page.turn.at", &[("i", words.number((at + 1) as f64, 0)), ("n", words.number(n as f64, 0))]);
    html! {
        <>
            <div class="acts">
                <button type="button" class="or" disabled={at == 0} onclick={turn(at.saturating_sub(1))}>
                    { words.say("page.turn.before") }
                </button>
                <button type="button" class="or" disabled={at + 1 >= n} onclick={turn(at + 1)}>
                    { words.say("page.turn.next") }
                </button>
            </div>
            <div aria-live="polite">
                <h3>{ place }</h3>
                { inside }
            </div>
        </>
    }
}

/// A name and its value; `class` colours the value.
pub fn pair(name: String, value: String, class: Option<&'static str>) -> Html {
    html! { <><dt>{ name }</dt><dd {class}>{ value }</dd></> }
}

/// A value of a column in words: a named level, a number as the language writes it, or as it stands.
pub fn written(words: &Words, column: &str, value: &str) -> String {
    let level = format!("level.{column}.{value}");
    match value.parse() {
        _ if words.has(&level) => words.say(&level),
        Ok(number) => told::quantity(words, column, number),
        Err(_) => told::level(words, column, value),
    }
}
