//! A button that opens the browser's print dialog.

use yew::prelude::*;

/// What a print button shows.
#[derive(Clone, PartialEq, Properties)]
pub struct PrintButtonProps {
    /// Its words.
    pub label: AttrValue,
}

/// Prints the page; where that is refused, nothing happens.
#[component]
pub fn PrintButton(props: &PrintButtonProps) -> Html {
    let onclick = Callback::from(|_: MouseEvent| {
        if let Some(window) = web_sys::window() {
            // A sandboxed frame may refuse; the browser's own menu still prints.
            let _ = window.print();
        }
    });
    html! { <button type="button" class="or" {onclick}>{ props.label.clone() }</button> }
}
