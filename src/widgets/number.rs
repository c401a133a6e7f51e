//! A number to type, or none; a word to type.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// A labelled field for a number; `onchange` is called with what stands there when it is left, `None` of an empty one.
pub fn number_field(label: AttrValue, value: Option<f64>, onchange: Callback<Option<f64>>) -> Html {
    let value = value.map_or_else(String::new, |value| value.to_string());
    let onchange = onchange.reform(|text: String| text.parse().ok());
    html! { <Field kind="number" {label} {value} {onchange} /> }
}

/// A labelled field for a word; `onchange` is called with what stands there when it is left.
pub fn word_field(label: AttrValue, value: String, onchange: Callback<String>) -> Html {
    html! { <Field kind="text" {label} {value} {onchange} /> }
}

#[derive(PartialEq, Properties)]
struct FieldProps {
    kind: &'static str,
    label: AttrValue,
    value: String,
    onchange: Callback<String>,
}

/// What is being typed stays, though the room around it is drawn anew meanwhile: reports come when they come.
#[component]
fn Field(props: &FieldProps) -> Html {
    let typed = use_state(|| None::<String>);
    let read = |event: &Event| event.target_dyn_into::<HtmlInputElement>().map(|field| field.value());
    let oninput = {
        let typed = typed.clone();
        Callback::from(move |event: InputEvent| typed.set(read(&event)))
    };
    let onchange = {
        let (typed, onchange) = (typed.clone(), props.onchange.clone());
        Callback::from(move |event: Event| {
            typed.set(None);
            if let Some(text) = read(&event) {
                onchange.emit(text);
            }
        })
    };
    let value = (*typed).clone().unwrap_or_else(|| props.value.clone());
    html! {
        <label class="pick">
            <span class="label">{ props.label.clone() }</span>
            <input type={props.kind} step={(props.kind == "number").then_some("any")} {value} {oninput} {onchange} />
        </label>
    }
}
