//! A number to type, or none; a word to type.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// A labelled field for a number; `onchange` is called with what stands there when it is left, `None` of an empty one.
pub fn number_field(label: AttrValue, value: Option<f64>, onchange: Callback<Option<f64>>) -> Html {
    let value = value.map_or_else(String::new, |value| value.to_string());
    field("number", label, value, onchange.reform(|text: String| text.parse().ok()))
}

/// A labelled field for a word; `onchange` is called with what stands there when it is left.
pub fn word_field(label: AttrValue, value: String, onchange: Callback<String>) -> Html {
    field("text", label, value, onchange)
}

fn field(kind: &'static str, label: AttrValue, value: String, onchange: Callback<String>) -> Html {
    let onchange = Callback::from(move |event: Event| {
        if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
            onchange.emit(field.value());
        }
    });
    html! {
        <label class="pick">
            <span class="label">{ label }</span>
            <input type={kind} step="any" {value} {onchange} />
        </label>
    }
}
