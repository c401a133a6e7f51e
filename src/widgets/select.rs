//! A drop-down: one of several that are told apart by a word.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// A labelled drop-down of values with their words; `onchange` is called with the value that was chosen.
pub fn select(
    label: AttrValue,
    options: &[(AttrValue, AttrValue)],
    chosen: &str,
    onchange: Callback<AttrValue>,
) -> Html {
    let onchange = Callback::from(move |event: Event| {
        if let Some(field) = event.target_dyn_into::<HtmlSelectElement>() {
            onchange.emit(field.value().into());
        }
    });
    let option = |(value, words): &(AttrValue, AttrValue)| {
        html! { <option value={value.clone()} selected={*value == chosen}>{ words.clone() }</option> }
    };
    html! {
        <label class="pick">
            <span class="label">{ label }</span>
            <select {onchange}>{ for options.iter().map(option) }</select>
        </label>
    }
}
