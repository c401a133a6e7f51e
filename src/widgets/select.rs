//! A drop-down: one of several that are told apart by a word.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Values with their words.
pub type Options = Vec<(AttrValue, AttrValue)>;

/// A labelled drop-down of values with their words; `onchange` is called with the value that was chosen.
pub fn select(label: AttrValue, options: Options, chosen: &str, onchange: Callback<AttrValue>) -> Html {
    grouped_select(label, &[(AttrValue::default(), options)], chosen, onchange)
}

/// The same in groups; an empty name is no group.
pub fn grouped_select(
    label: AttrValue,
    groups: &[(AttrValue, Options)],
    chosen: &str,
    onchange: Callback<AttrValue>,
) -> Html {
    let onchange = Callback::from(move |event: Event| {
        if let Some(field) = event.target_dyn_into::<HtmlSelectElement>() {
            onchange.emit(field.value().into());
        }
    });
    let option = |(value, words): &(AttrValue, AttrValue)| {
        // Where options come and go, what was chosen must not stay with another that moves into its place.
        html! { <option key={value.to_string()} value={value.clone()} selected={*value == chosen}>{ words.clone() }</option> }
    };
    let group = |(name, options): &(AttrValue, Options)| {
        let options = options.iter().map(option);
        if name.is_empty() {
            html! { <>{ for options }</> }
        } else {
            html! { <optgroup label={name.clone()}>{ for options }</optgroup> }
        }
    };
    html! {
        <label class="pick">
            <span class="label">{ label }</span>
            <select {onchange}>{ for groups.iter().map(group) }</select>
        </label>
    }
}
