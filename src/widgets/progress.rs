//! How far long work has come, with a way to pause it and a way to stop it.

use yew::prelude::*;

/// A word and what it does.
pub type Act = (AttrValue, Callback<()>);

/// What is under way, the share that is done (`None` while nobody knows), how far in words ("iteration 12 of about
/// 40"), and what can be done about it: pause, stop.
pub fn progress_view(label: AttrValue, done: Option<f64>, words: &str, acts: Vec<Act>) -> Html {
    let value = done.map(|done| format!("{:.3}", done.clamp(0.0, 1.0)));
    let says = AttrValue::from(words.to_owned());
    let button = |(word, then): Act| {
        let onclick = then.reform(|_: MouseEvent| ());
        html! { <button type="button" class="quiet" {onclick}>{ word }</button> }
    };
    html! {
        <div class="progress">
            <p class="label">{ label.clone() }</p>
            <progress max="1" {value} aria-label={label} aria-valuetext={(!says.is_empty()).then(|| says.clone())} />
            <p class="words">{ says }</p>
            <div class="tools">{ for acts.into_iter().map(button) }</div>
        </div>
    }
}
