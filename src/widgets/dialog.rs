//! A native `<dialog>`: the browser keeps the focus inside and gives it back.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::use_id;

/// What a dialog shows.
#[derive(Clone, PartialEq, Properties)]
pub struct DialogProps {
    /// Whether it is open.
    pub open: bool,
    /// Its title.
    pub title: AttrValue,
    /// The word that closes it.
    pub close: AttrValue,
    /// Called when it has been closed, by the button or by Escape.
    pub onclose: Callback<()>,
    /// What it says.
    pub children: Html,
    /// Other things to do, beside closing.
    #[prop_or_default]
    pub acts: Html,
}

/// A modal dialog.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let (node, title) = (use_node_ref(), use_id("dialog"));
    {
        let node = node.clone();
        use_effect_with(props.open, move |open| {
            if let Some(dialog) = node.cast::<HtmlDialogElement>() {
                match (*open, dialog.open()) {
                    // Where modal dialogs are refused, it is at least shown.
                    (true, false) if dialog.show_modal().is_err() => dialog.set_open(true),
                    (false, true) => dialog.close(),
                    _ => {}
                }
            }
        });
    }
    let onclose = props.onclose.reform(|_: Event| ());
    let onclick = props.onclose.reform(|_: MouseEvent| ());
    html! {
        <dialog ref={node} aria-labelledby={title.clone()} {onclose}>
            if props.open {
                <h2 id={title}>{ props.title.clone() }</h2>
                { props.children.clone() }
                <div class="acts">
                    { props.acts.clone() }
                    <button type="button" class="or" {onclick}>{ props.close.clone() }</button>
                </div>
            }
        </dialog>
    }
}
