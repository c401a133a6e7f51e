//! Where the keyboard goes on when what it stood on was moved or taken away.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::HtmlElement;
use yew::prelude::*;

/// A place for the id of the element to go on with; the focus moves there once `when` has changed on the page.
#[hook]
pub fn use_focus<T: PartialEq + 'static>(when: T) -> Rc<RefCell<Option<String>>> {
    let next = use_mut_ref(|| None::<String>);
    let wanted = next.clone();
    use_effect_with(when, move |_| {
        let Some(id) = wanted.borrow_mut().take() else { return };
        let document = web_sys::window().and_then(|window| window.document());
        if let Some(element) = document.and_then(|d| d.get_element_by_id(&id))
            && let Ok(element) = wasm_bindgen::JsCast::dyn_into::<HtmlElement>(element)
        {
            // What cannot take the focus leaves it where it is.
            let _ = element.focus();
        }
    });
    next
}
