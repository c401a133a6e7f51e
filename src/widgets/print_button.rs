//! A button that opens the browser's print dialog.

use yew::prelude::*;

/// Prints the page; where that is refused, nothing happens.
pub fn print_button(label: AttrValue) -> Html {
    let onclick = Callback::from(|_: MouseEvent| {
        if let Some(window) = web_sys::window() {
            // A sandboxed frame may refuse; the browser's own menu still prints.
            let _ = window.print();
        }
    });
    html! { <button type="button" class="or" {onclick}>{ label }</button> }
}
