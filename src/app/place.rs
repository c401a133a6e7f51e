//! Where the keyboard goes on when what it stood on is gone: a button that its answer replaces, a notice dismissed. One
//! way for the whole page, so that no room has to think of it; what a room moves itself (`use_focus`) comes before.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, FocusEvent, HtmlElement, MutationObserver, MutationObserverInit, Node};

const HEADINGS: &str = "h1, h2, h3, h4";

/// What had the focus last, and how deep in the page it stood.
struct Place {
    element: Element,
    /// Whether the learner sees where the focus is: whoever presses with a pointer is not to be scrolled about.
    seen: bool,
    /// From the inside out: what is around it, and what of that stands before it, the nearest first.
    way: Vec<(Element, Vec<Element>)>,
}

impl Place {
    fn of(element: Element) -> Self {
        let seen = element.matches(":focus-visible").unwrap_or(true);
        let mut way = Vec::new();
        let mut inside = element.clone();
        while let Some(around) = inside.parent_element() {
            let before =
                std::iter::successors(inside.previous_element_sibling(), Element::previous_element_sibling);
            way.push((around.clone(), before.collect()));
            inside = around;
        }
        Self { element, seen, way }
    }

    fn is_gone(&self) -> bool {
        !self.element.is_connected() || self.element.matches(":disabled").unwrap_or(false)
    }

    /// The heading of what stands in its place now, or the nearest one before that.
    fn heading(&self, document: &Document) -> Option<HtmlElement> {
        let (around, before) = self.way.iter().find(|(around, _)| around.is_connected())?;
        let stands = |one: &&Element| one.parent_element().as_ref() == Some(around);
        let here = match before.iter().find(stands) {
            Some(one) => one.next_element_sibling(),
            None => around.first_element_child(),
        };
        let inside = here.as_ref().and_then(|here| here.query_selector(HEADINGS).ok().flatten());
        let is_before = |heading: &Node| match &here {
            Some(here) => comes_before(heading, here),
            None => comes_before(heading, around) || around.contains(Some(heading)),
        };
        let before = || {
            let all = document.query_selector_all(HEADINGS).ok()?;
            let all = (0..all.length()).filter_map(|i| all.item(i));
            // The first one, if there is none before.
            all.enumerate().take_while(|(i, one)| *i == 0 || is_before(one)).last()?.1.dyn_into().ok()
        };
        inside.or_else(before)?.dyn_into().ok()
    }
}

fn comes_before(one: &Node, other: &Node) -> bool {
    one == other || one.compare_document_position(other) & Node::DOCUMENT_POSITION_FOLLOWING != 0
}

/// Keeps the keyboard's place in `document` for as long as it is held.
pub struct Keeper {
    observer: Option<MutationObserver>,
    focus: Closure<dyn FnMut(FocusEvent)>,
    _changes: Closure<dyn FnMut(Array)>,
}

impl Keeper {
    /// Listens to what gets the focus, and to what changes on the page.
    pub fn new(document: &Document) -> Self {
        let place: Rc<RefCell<Option<Place>>> = Rc::default();
        let focus = {
            let place = place.clone();
            Closure::<dyn FnMut(FocusEvent)>::new(move |event: FocusEvent| {
                let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                *place.borrow_mut() = element.map(Place::of);
            })
        };
        let changes = {
            let document = document.clone();
            Closure::<dyn FnMut(Array)>::new(move |_: Array| {
                let active = document.active_element();
                let mut now = place.borrow_mut();
                let Some(was) = now.as_mut() else { return };
                if !was.is_gone() {
                    // Something may have come before it.
                    if active.as_ref() == Some(&was.element) {
                        let seen = was.seen;
                        *was = Place { seen, ..Place::of(was.element.clone()) };
                    }
                    return;
                }
                let elsewhere = active.is_some_and(|e| e != was.element && e.tag_name() != "BODY");
                let gone = now.take().filter(|_| !elsewhere);
                // What takes the focus is told at once, and is the place from then on.
                drop(now);
                if let Some((heading, seen)) =
                    gone.and_then(|gone| Some((gone.heading(&document)?, gone.seen)))
                {
                    let options = web_sys::FocusOptions::new();
                    options.set_prevent_scroll(!seen);
                    if !heading.has_attribute("tabindex") {
                        heading.set_tab_index(-1);
                    }
                    // A heading that is hidden leaves the focus where the browser puts it.
                    let _ = heading.focus_with_options(&options);
                }
            })
        };
        // A browser that refuses leaves the focus to itself, as every page does.
        let _ = document.add_event_listener_with_callback("focusin", focus.as_ref().unchecked_ref());
        let observer = MutationObserver::new(changes.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(body)) = (&observer, document.body()) {
            let what = MutationObserverInit::new();
            what.set_child_list(true);
            what.set_subtree(true);
            what.set_attribute_filter(&Array::of1(&"disabled".into()));
            let _ = observer.observe_with_options(&body, &what);
        }
        Self { observer, focus, _changes: changes }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            let _ =
                document.remove_event_listener_with_callback("focusin", self.focus.as_ref().unchecked_ref());
        }
    }
}
