//! A line to write in.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::use_id;

/// What a line shows.
#[derive(Clone, PartialEq, Properties)]
pub struct LineProps {
    /// What it asks for.
    pub label: AttrValue,
    /// What becomes of it.
    #[prop_or_default]
    pub hint: AttrValue,
    /// What is written so far.
    pub text: AttrValue,
    /// Called at every letter.
    pub onchange: Callback<String>,
}

/// One line of the learner's own words, at most 300 letters.
#[component]
pub fn Line(props: &LineProps) -> Html {
    let (id, hint) = (use_id("line"), use_id("hint"));
    let onchange = props.onchange.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
            onchange.emit(field.value());
        }
    });
    html! {
        <div class="line">
            <label class="label" for={id.clone()}>{ props.label.clone() }</label>
            <input type="text" {id} maxlength="300" autocomplete="off" value={props.text.clone()}
                aria-describedby={hint.clone()} {oninput} />
            <p class="small soft" id={hint}>{ props.hint.clone() }</p>
        </div>
    }
}
