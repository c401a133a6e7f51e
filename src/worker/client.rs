//! How the page reaches the engine: a worker by address, by blob, or on this thread, whichever works first.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;

use super::protocol::{self, Event, Request};

/// After so long without a greeting the next way is tried, in milliseconds: a slow network needs time.
const PATIENCE: u32 = 15_000;

/// A way to run the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A worker by its address.
    Address,
    /// A worker by a blob that imports the bundle.
    Blob,
    /// The page's own thread.
    Thread,
}

/// What the page hears.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// The engine greets; requests can be posted.
    Connected(Way),
    /// The engine is another version than the page.
    OtherVersion,
    /// No way worked.
    NoWay,
    /// An event.
    Event(Box<Event>),
    /// The engine died.
    Died,
}

#[wasm_bindgen(module = "/src/worker/start.js")]
extern "C" {
    type Connection;

    #[wasm_bindgen(catch)]
    fn connect(
        way: &str,
        folder: &str,
        heard: &js_sys::Function,
        failed: &js_sys::Function,
    ) -> Result<Connection, JsValue>;

    #[wasm_bindgen(method)]
    fn post(this: &Connection, message: &JsValue);

    #[wasm_bindgen(method)]
    fn end(this: &Connection);
}

/// A connection to the engine; dropped, the engine ends.
pub struct Client(Rc<RefCell<Line>>);

struct Line {
    folder: String,
    tell: Rc<dyn Fn(Said)>,
    way: Way,
    greeted: bool,
    connection: Option<Connection>,
    patience: Option<Timeout>,
    // Kept alive as long as JavaScript may call them.
    heard: Option<Closure<dyn FnMut(JsValue)>>,
    failed: Option<Closure<dyn FnMut(String)>>,
}

impl Way {
    /// The ways in the order they are tried.
    pub const ALL: [Self; 3] = [Self::Address, Self::Blob, Self::Thread];

    fn word(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Blob => "blob",
            Self::Thread => "thread",
        }
    }

    fn next(self) -> Option<Self> {
        match self {
            Self::Address => Some(Self::Blob),
            Self::Blob => Some(Self::Thread),
            Self::Thread => None,
        }
    }
}

impl Client {
    /// Starts the engine whose files lie in `folder` (an address ending in `/`), from `way` on.
    #[must_use]
    pub fn start(folder: String, way: Way, tell: impl Fn(Said) + 'static) -> Self {
        let line = Line {
            folder,
            tell: Rc::new(tell),
            way,
            greeted: false,
            connection: None,
            patience: None,
            heard: None,
            failed: None,
        };
        let client = Self(Rc::new(RefCell::new(line)));
        open(&client.0);
        client
    }

    /// Posts a request. Before the greeting, or of something that cannot be written, nothing happens.
    pub fn post(&self, request: &Request) {
        if let (Some(connection), Ok(message)) = (&self.0.borrow().connection, protocol::encode(request)) {
            connection.post(&message);
        }
    }
}

impl Client {
    /// Hands the learner's own file over, as it is.
    pub fn give(&self, file: &web_sys::Blob) {
        if let Some(connection) = &self.0.borrow().connection {
            connection.post(file);
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // The timer and the callbacks hold the line themselves: let go of them first.
        let mut line = self.0.borrow_mut();
        line.patience = None;
        line.tell = Rc::new(|_| {});
        if let Some(connection) = line.connection.take() {
            connection.end();
        }
    }
}

fn open(line: &Rc<RefCell<Line>>) {
    let (heard, failed) = (callback(line, on_message), callback(line, |line, _: String| on_failure(line)));
    let (way, folder) = (line.borrow().way, line.borrow().folder.clone());
    let opened =
        connect(way.word(), &folder, heard.as_ref().unchecked_ref(), failed.as_ref().unchecked_ref());
    {
        let mut line = line.borrow_mut();
        (line.heard, line.failed) = (Some(heard), Some(failed));
    }
    match opened {
        Ok(connection) => {
            line.borrow_mut().connection = Some(connection);
            let weak = Rc::downgrade(line);
            let patience = Timeout::new(PATIENCE, move || {
                if let Some(line) = weak.upgrade().filter(|line| !line.borrow().greeted) {
                    on_failure(&line);
                }
            });
            line.borrow_mut().patience = Some(patience);
        }
        Err(_) => on_failure(line),
    }
}

fn callback<T>(line: &Rc<RefCell<Line>>, then: fn(&Rc<RefCell<Line>>, T)) -> Closure<dyn FnMut(T)>
where
    T: wasm_bindgen::convert::FromWasmAbi + 'static,
{
    let weak = Rc::downgrade(line);
    Closure::new(move |value: T| {
        if let Some(line) = weak.upgrade() {
            then(&line, value);
        }
    })
}

fn tell(line: &Rc<RefCell<Line>>, said: Said) {
    // The answer may drop the client: let go of the line before.
    let tell = line.borrow().tell.clone();
    tell(said);
}

fn on_message(line: &Rc<RefCell<Line>>, message: JsValue) {
    if !line.borrow().greeted {
        if !protocol::is_hello(&message) {
            return tell(line, Said::OtherVersion);
        }
        line.borrow_mut().greeted = true;
        let way = line.borrow().way;
        return tell(line, Said::Connected(way));
    }
    match protocol::decode::<Event>(&message) {
        Ok(event) => tell(line, Said::Event(Box::new(event))),
        Err(_) => tell(line, Said::Died),
    }
}

fn on_failure(line: &Rc<RefCell<Line>>) {
    if line.borrow().greeted {
        return tell(line, Said::Died);
    }
    if let Some(connection) = line.borrow_mut().connection.take() {
        connection.end();
    }
    let next = line.borrow().way.next();
    match next {
        Some(way) => {
            line.borrow_mut().way = way;
            // Not from inside the callback that is being replaced.
            let again = line.clone();
            Timeout::new(0, move || open(&again)).forget();
        }
        None => tell(line, Said::NoWay),
    }
}
