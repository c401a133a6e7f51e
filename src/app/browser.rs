//! The browser, as far as the root component acts on it: address bar, focus, clock, chance, listeners.

use js_sys::Date;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, HtmlElement, KeyboardEvent, ResizeObserver, Window};
use yew::html::Scope;

use super::place::Keeper;
use super::{App, Msg};
use crate::embed;
use crate::route::{Route, Theme};
use crate::state::Action;

fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
}

/// Milliseconds since 1970.
pub fn now() -> f64 {
    Date::now()
}

/// Processors that may work for the page; 1 if the browser does not say.
pub fn cores() -> usize {
    window().map_or(1, |w| w.navigator().hardware_concurrency() as usize).max(1)
}

/// A number nobody has chosen; the shipped seed if the browser has no chance.
pub fn chance() -> u64 {
    getrandom::u64().unwrap_or(crate::route::SHIPPED_SEED)
}

/// Where a tab remembers its own expedition, since another tab may open another one after it.
const TAB: &str = "full-loop";

/// Has this tab remember the expedition it shows.
pub fn remember(id: &str) {
    if let Some(Ok(Some(tab))) = window().map(|w| w.session_storage()) {
        // A tab that cannot remember opens what any tab opened last.
        let _ = tab.set_item(TAB, id);
    }
}

/// The expedition that this tab showed before it was loaded again.
pub fn remembered() -> Option<String> {
    window()?.session_storage().ok()??.get_item(TAB).ok()?
}

/// The query of the address bar.
pub fn query() -> String {
    window().and_then(|w| w.location().search().ok()).unwrap_or_default()
}

/// The address of `path` beside the page.
pub fn address_of(path: &str) -> String {
    let base = document().and_then(|d| d.base_uri().ok().flatten()).unwrap_or_default();
    web_sys::Url::new_with_base(&format!("./{path}"), &base).map(|url| url.href()).unwrap_or_default()
}

/// A text file beside the page.
pub async fn text_of(path: &str) -> Option<String> {
    let answer = JsFuture::from(window()?.fetch_with_str(&address_of(path))).await.ok()?;
    let response: web_sys::Response = answer.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}

/// Language, direction, colours and frame of the whole page.
pub fn set_page(route: &Route) {
    let Some(root) = document().and_then(|d| d.document_element()) else { return };
    let set = |name: &str, value: &str| {
        // These attributes have no value that could be refused.
        let _ = root.set_attribute(name, value);
    };
    set("lang", &route.lang);
    set("dir", if route.is_rtl() { "rtl" } else { "ltr" });
    match route.theme {
        Theme::System => {}
        Theme::Light => set("data-theme", "light"),
        Theme::Dark => set("data-theme", "dark"),
    }
    if route.embed {
        set("data-embed", "1");
    }
}

/// Shows `query` in the address bar.
pub fn show_address(query: &str, push: bool) {
    let Some(history) = window().and_then(|w| w.history().ok()) else { return };
    // A sandboxed frame has no history of its own; the page works all the same.
    let _ = if push {
        history.push_state_with_url(&JsValue::NULL, "", Some(query))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(query))
    };
}

/// Moves the reading position to the heading of the room, once it is drawn.
pub fn focus_heading() {
    gloo_timers::callback::Timeout::new(0, || {
        let heading = document().and_then(|d| d.get_element_by_id("room-heading"));
        if let Some(heading) = heading.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
            // An element that cannot take focus leaves it where it was.
            let _ = heading.focus();
        }
        if let Some(window) = window() {
            window.scroll_to_with_x_and_y(0.0, 0.0);
        }
    })
    .forget();
}

/// What the page listens to as a whole; dropped with the root component, which is never.
pub struct Listeners {
    _history: Closure<dyn FnMut()>,
    _keys: Closure<dyn FnMut(KeyboardEvent)>,
    _size: Closure<dyn FnMut()>,
    _focus: Closure<dyn FnMut()>,
    _place: Option<Keeper>,
    _observer: Option<ResizeObserver>,
}

impl Listeners {
    /// Listens to history, undo keys and the height of the content, and keeps the keyboard's place.
    pub fn new(link: &Scope<App>) -> Self {
        let history = {
            let link = link.clone();
            Closure::<dyn FnMut()>::new(move || link.send_message(Msg::History))
        };
        let keys = {
            let link = link.clone();
            Closure::<dyn FnMut(KeyboardEvent)>::new(move |event| {
                if let Some(action) = undo_key(&event) {
                    event.prevent_default();
                    link.send_message(Msg::Act(action));
                }
            })
        };
        let size = Closure::<dyn FnMut()>::new(|| {
            if let Some(body) = document().and_then(|d| d.body()) {
                embed::height(f64::from(body.scroll_height()));
            }
        });
        // Another tab may have gone on while this one was left.
        let focus = {
            let link = link.clone();
            Closure::<dyn FnMut()>::new(move || link.send_message(Msg::Act(Action::Look)))
        };
        if let Some(window) = window() {
            window.set_onfocus(Some(focus.as_ref().unchecked_ref()));
            window.set_onpopstate(Some(history.as_ref().unchecked_ref()));
            window.set_onkeydown(Some(keys.as_ref().unchecked_ref()));
        }
        let observer = ResizeObserver::new(size.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(body)) = (&observer, document().and_then(|d| d.body())) {
            observer.observe(&body);
        }
        let place = document().as_ref().map(Keeper::new);
        Self {
            _history: history,
            _keys: keys,
            _size: size,
            _focus: focus,
            _place: place,
            _observer: observer,
        }
    }
}

/// Undo (Ctrl or Cmd and Z) and redo (with Shift, or Y), unless the learner is writing.
fn undo_key(event: &KeyboardEvent) -> Option<Action> {
    let writing = event.target().and_then(|t| t.dyn_into::<Element>().ok()).is_some_and(|e| {
        matches!(e.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            && e.get_attribute("type")
                .is_none_or(|t| !matches!(t.as_str(), "range" | "radio" | "checkbox" | "button"))
    });
    if writing || !(event.ctrl_key() || event.meta_key()) {
        return None;
    }
    match (event.key().to_lowercase().as_str(), event.shift_key()) {
        ("z", false) => Some(Action::Undo),
        ("z", true) | ("y", _) => Some(Action::Redo),
        _ => None,
    }
}
