//! A word with its glossary entry: a button in the text that opens the entry under it.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::use_id;

/// What a term shows.
#[derive(Clone, PartialEq, Properties)]
pub struct TermProps {
    /// The word as it stands in the text.
    pub label: AttrValue,
    /// Its entry; phrasing content only, since it stands inside a paragraph.
    pub entry: Html,
    /// The word that closes the entry.
    pub close: AttrValue,
}

/// Moves an opened entry sideways until it is inside the window.
fn keep_inside(entry: &HtmlElement) {
    let width = web_sys::window().and_then(|window| window.inner_width().ok()?.as_f64()).unwrap_or(0.0);
    let (rect, edge) = (entry.get_bounding_client_rect(), 12.0);
    let shift = if rect.left() < edge { edge - rect.left() } else { (width - edge - rect.right()).min(0.0) };
    // Set through the object model, which the content security policy allows.
    let _ = entry.style().set_property("--shift", &format!("{shift:.0}px"));
}

/// A glossary term inside a text.
#[component]
pub fn Term(props: &TermProps) -> Html {
    let open = use_state(|| false);
    let (button, entry, id) = (use_node_ref(), use_node_ref(), use_id("entry"));
    {
        let entry = entry.clone();
        use_effect_with(*open, move |open| {
            if let (true, Some(entry)) = (*open, entry.cast::<HtmlElement>()) {
                keep_inside(&entry);
            }
        });
    }
    let close = {
        let (open, button) = (open.clone(), button.clone());
        move || {
            open.set(false);
            if let Some(button) = button.cast::<HtmlElement>() {
                // Focus can only be refused by an element that has left the page.
                let _ = button.focus();
            }
        }
    };
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let onkeydown = {
        let (open, close) = (open.clone(), close.clone());
        Callback::from(move |event: KeyboardEvent| {
            if *open && event.key() == "Escape" {
                event.stop_propagation();
                close();
            }
        })
    };
    let onfocusout = {
        let open = open.clone();
        Callback::from(move |event: FocusEvent| {
            let place: Option<web_sys::Node> = event.current_target().and_then(|place| place.dyn_into().ok());
            let next: Option<web_sys::Node> = event.related_target().and_then(|next| next.dyn_into().ok());
            if !place.is_some_and(|place| place.contains(next.as_ref())) {
                open.set(false);
            }
        })
    };
    let onclose = Callback::from(move |_: MouseEvent| close());
    html! {
        <span class="term-place" {onkeydown} {onfocusout}>
            <button type="button" class="term" ref={button} aria-expanded={open.to_string()}
                aria-controls={id.clone()} onclick={toggle}>{ props.label.clone() }</button>
            <span {id} hidden={!*open} class="entry" ref={entry} tabindex="-1">
                if *open {
                    { props.entry.clone() }
                    <button type="button" class="quiet" onclick={onclose}>{ props.close.clone() }</button>
                }
            </span>
        </span>
    }
}
