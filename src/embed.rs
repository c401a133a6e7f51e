//! Words to the page around this one, documented in README: `{ source: "full-loop", event, … }`.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

use crate::state::Message;

/// Tells the page around this one that the app is ready.
pub fn ready() {
    post("ready", &[("version", env!("CARGO_PKG_VERSION").into())]);
}

/// Tells it the height of the content in CSS pixels.
pub fn height(pixels: f64) {
    post("height", &[("height", pixels.into())]);
}

/// Tells it what the learner did.
pub fn tell(message: &Message) {
    match message {
        Message::Stage(stage) => post("stage", &[("stage", stage.word().into())]),
        Message::Done { what, lap } => post("done", &[("what", (*what).into()), ("lap", (*lap).into())]),
    }
}

fn post(event: &str, fields: &[(&str, JsValue)]) {
    let Some(window) = web_sys::window() else { return };
    let Ok(Some(parent)) = window.parent() else { return };
    if parent == window {
        return;
    }
    let message = Object::new();
    let all = [("source", JsValue::from("full-loop")), ("event", event.into())];
    for (name, value) in all.iter().chain(fields) {
        // Setting a field of a fresh object cannot fail.
        let _ = Reflect::set(&message, &(*name).into(), value);
    }
    // Nothing in it is secret: a stage, a height. Any page around may read it.
    let _ = parent.post_message(&message, "*");
}
