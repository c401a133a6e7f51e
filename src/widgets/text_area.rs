//! Several lines to write in, or to paste into.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::use_id;

/// What it shows.
#[derive(Clone, PartialEq, Properties)]
pub struct TextAreaProps {
    /// What it asks for.
    pub label: AttrValue,
    /// The word that hands it on.
    pub done: AttrValue,
    /// Called with what is written.
    pub onsubmit: Callback<String>,
}

/// Lines of the learner's own, handed on by a button. They stay in the browser's field until then: a pasted file is large.
#[component]
pub fn TextArea(props: &TextAreaProps) -> Html {
    let (id, node) = (use_id("area"), use_node_ref());
    let onclick = {
        let (node, onsubmit) = (node.clone(), props.onsubmit.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(text) = node.cast::<HtmlTextAreaElement>().map(|field| field.value())
                && !text.trim().is_empty()
            {
                onsubmit.emit(text);
            }
        })
    };
    html! {
        <div class="line">
            <label class="label" for={id.clone()}>{ props.label.clone() }</label>
            <textarea {id} ref={node} rows="5" spellcheck="false" autocomplete="off" />
            <button type="button" class="or" {onclick}>{ props.done.clone() }</button>
        </div>
    }
}
