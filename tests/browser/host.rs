//! The worker's side over a message port: greeting, a world that does not come, cancel.

use std::cell::RefCell;
use std::rc::Rc;

use engine::expedition::WorldId;
use engine::expedition::record::Record;
use engine::expedition::stage::Stage;
use engine::expedition::warm::warm;
use full_loop::worker::host;
use full_loop::worker::protocol::{self, Event, Request};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{MessageChannel, MessageEvent, MessagePort};

/// The page's end of a channel to a host, and what it heard.
struct Page {
    port: MessagePort,
    heard: Rc<RefCell<Vec<JsValue>>>,
    _listen: Closure<dyn FnMut(MessageEvent)>,
}

fn page() -> Page {
    let channel = MessageChannel::new().unwrap();
    let heard = Rc::new(RefCell::new(Vec::new()));
    let listen = {
        let heard = heard.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            heard.borrow_mut().push(event.data())
        })
    };
    channel.port1().set_onmessage(Some(listen.as_ref().unchecked_ref()));
    host::serve(channel.port2().unchecked_into(), Some(warm())).unwrap();
    Page { port: channel.port1(), heard, _listen: listen }
}

impl Page {
    fn post(&self, request: &Request) {
        self.port.post_message(&protocol::encode(request).unwrap()).unwrap();
    }

    async fn hears(&self, what: impl Fn(&JsValue) -> bool) -> bool {
        for _ in 0..200 {
            if self.heard.borrow().iter().any(&what) {
                return true;
            }
            TimeoutFuture::new(20).await;
        }
        false
    }
}

fn event(message: &JsValue) -> Option<Event> {
    protocol::decode(message).ok()
}

#[wasm_bindgen_test]
async fn greets_before_anything_else() {
    let page = page();
    assert!(page.hears(protocol::is_hello).await);
}

#[wasm_bindgen_test]
async fn says_which_file_did_not_come() {
    let page = page();
    page.post(&Request::Open { world: WorldId::Flights, data: "./nowhere/".into(), kept: Vec::new() });
    let missing =
        |m: &JsValue| matches!(event(m), Some(Event::NotLoaded { file, .. }) if file == "flights.cols");
    assert!(page.hears(missing).await);
}

#[wasm_bindgen_test]
async fn acknowledges_a_cancel() {
    let page = page();
    let record = Record::new(WorldId::Flights, 1);
    page.post(&Request::Report { id: 5, stage: Stage::Frame, record });
    page.post(&Request::Cancel { id: 5 });
    assert!(page.hears(|m| matches!(event(m), Some(Event::Cancelled { id: 5 }))).await);
}

#[wasm_bindgen_test]
fn messages_survive_the_crossing() {
    let record = Record::new(WorldId::Flights, u64::MAX);
    let request = Request::Report { id: 1, stage: Stage::Train, record };
    let there: Request = protocol::decode(&protocol::encode(&request).unwrap()).unwrap();
    assert_eq!(there, request);
}

/// The first byte says which message it is; a test of the built site listens for these two on the wire.
#[wasm_bindgen_test]
fn a_cancel_and_its_answer_can_be_told_by_their_first_byte() {
    let first = |message: JsValue| message.unchecked_into::<js_sys::Uint8Array>().get_index(0);
    assert_eq!(first(protocol::encode(&Request::Cancel { id: 9 }).unwrap()), 5);
    assert_eq!(first(protocol::encode(&Event::Cancelled { id: 9 }).unwrap()), 6);
}
