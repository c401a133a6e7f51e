//! A number to type, or none.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// A labelled field for a number; `onchange` is called with what stands there when it is left, `None` of an empty one.
pub fn number_field(label: AttrValue, value: Option<f64>, onchange: Callback<Option<f64>>) -> Html {
    let onchange = Callback::from(move |event: Event| {
        if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
            onchange.emit(field.value().parse().ok());
        }
    });
    let value = value.map_or_else(String::new, |value| value.to_string());
    html! {
        <label class="pick">
            <span class="label">{ label }</span>
            <input type="number" step="any" {value} {onchange} />
        </label>
    }
}
