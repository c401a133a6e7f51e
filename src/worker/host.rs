//! The engine's side: take a step, look at the mailbox, repeat.
//!
//! Steps are repeated until about 8 ms are gone; then a message to itself lets waiting messages in (a
//! `MessageChannel`, since nested timers are held back to 4 ms).

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use engine::error::EngineError;
use engine::expedition::session::Session;
use engine::expedition::{Step, Work, World, WorldId, own};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::files;
use super::job::{Job, Kept, Task, now};
use super::life;
use super::protocol::{self, Event, Request};

/// How long steps are repeated before the mailbox is looked at, in milliseconds.
const SLICE: f64 = 8.0;

/// How often progress is told, in milliseconds.
const TELL: f64 = 100.0;

#[wasm_bindgen]
extern "C" {
    /// A worker's scope or a message port: what can be posted to and listened at.
    pub type Port;

    #[wasm_bindgen(method, js_name = postMessage)]
    fn post_message(this: &Port, message: &JsValue);

    #[wasm_bindgen(method, setter, js_name = onmessage)]
    fn set_onmessage(this: &Port, listener: &js_sys::Function);
}

struct Host {
    port: Port,
    /// The world that was asked for last.
    world: Option<WorldId>,
    session: Option<Rc<Session>>,
    /// The learner's own file, as it was handed over last.
    file: Option<web_sys::Blob>,
    /// Reads of it under way: who asked, and a number each.
    reading: Vec<(u32, u32)>,
    reads: u32,
    jobs: VecDeque<Job>,
    /// What makes a first training as quick as a later one, until it is done.
    warm: Option<Work<()>>,
    /// Reports asked for before the world was loaded.
    waiting: Vec<Request>,
    told: f64,
    /// Wakes the host by a message to itself.
    bell: web_sys::MessagePort,
    rung: bool,
}

type Shared = Rc<RefCell<Host>>;

/// Serves requests from `port` for as long as the page lives, and greets. `warm` is done where nobody waits for anything.
///
/// # Errors
/// If the browser has no message channels.
pub fn serve(port: Port, warm: Option<Work<()>>) -> std::result::Result<(), JsValue> {
    let channel = web_sys::MessageChannel::new()?;
    let host = Rc::new(RefCell::new(Host {
        port,
        world: None,
        session: None,
        file: None,
        reading: Vec::new(),
        reads: 0,
        jobs: VecDeque::new(),
        warm,
        waiting: Vec::new(),
        told: 0.0,
        bell: channel.port1(),
        rung: false,
    }));
    let turn = {
        let host = host.clone();
        Closure::<dyn FnMut()>::new(move || turn(&host))
    };
    channel.port2().set_onmessage(Some(turn.as_ref().unchecked_ref()));
    let listen = {
        let host = host.clone();
        Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            if let Some(file) = event.data().dyn_ref::<web_sys::Blob>() {
                host.borrow_mut().file = Some(file.clone());
                return;
            }
            // A message that cannot be read is of another version; the greeting has told the page.
            if let Ok(request) = protocol::decode::<Request>(&event.data()) {
                take(&host, request);
            }
        })
    };
    host.borrow().port.set_onmessage(listen.as_ref().unchecked_ref());
    // They live as long as the worker does.
    turn.forget();
    listen.forget();
    spawn_local(async move {
        let lock = life::hold().await;
        host.borrow().port.post_message(&protocol::hello(lock.as_deref()));
        host.borrow_mut().ring();
    });
    Ok(())
}

impl Host {
    fn say(&self, event: &Event) {
        if let Ok(message) = protocol::encode(event) {
            self.port.post_message(&message);
        }
    }

    /// A world is there: what was asked meanwhile can be done.
    fn ready(&mut self, world: World, kept: Kept, event: &Event) {
        let session = Session::new(world);
        kept.into_iter().for_each(|(key, value)| session.restore(key, value));
        self.session = Some(session);
        self.say(event);
        let waiting = std::mem::take(&mut self.waiting);
        waiting.into_iter().for_each(|request| self.start(request));
    }

    fn ring(&mut self) {
        let idle = self.warm.is_none() && self.jobs.iter().all(|job| job.paused);
        if !self.rung && !idle {
            self.rung = self.bell.post_message(&JsValue::NULL).is_ok();
        }
    }

    /// A slice of what nobody waits for.
    fn warm(&mut self) {
        let begun = now();
        while let Some(work) = &mut self.warm
            && now() - begun < SLICE
        {
            if matches!(work.step(), Step::Done(())) {
                self.warm = None;
            }
        }
        self.ring();
    }

    /// The job whose turn it is: the first that does not stand still, one of a search only where nobody waits for another.
    fn next(&self) -> Option<usize> {
        let waited_for = |job: &Job| !job.paused && !matches!(job.task, Task::Search(_));
        self.jobs.iter().position(waited_for).or_else(|| self.jobs.iter().position(|job| !job.paused))
    }

    fn start(&mut self, request: Request) {
        let Some(session) = &self.session else { return self.waiting.push(request) };
        let (id, task) = match request {
            Request::Report { id, stage, record } => (id, Task::Report(session.report(stage, &record))),
            Request::Measure(id, record) => (id, Task::Ready(session.trial(&record))),
            Request::Job { id, record, search, job } => (id, Task::Search(session.job(&record, search, job))),
            Request::Compare(id, ways) => (id, Task::Compare(session.compare(*ways))),
            Request::Restore(results) => {
                return results.into_iter().for_each(|(key, value)| session.restore(key, value));
            }
            // The others need no world, and are taken up by whoever got them.
            _ => return,
        };
        self.jobs.push_back(Job { id, task, paused: false });
    }
}

fn take(host: &Shared, request: Request) {
    match request {
        Request::Open { world, data, kept } => {
            {
                // What was asked about another world is no longer wanted.
                let mut host = host.borrow_mut();
                (host.world, host.session) = (Some(world), None);
                host.jobs.clear();
                host.reading.clear();
                host.waiting.clear();
            }
            if let WorldId::Own(own) = world {
                with_file(host, 0, move |bytes| Task::Open(World::of_file(own, bytes), kept));
            } else {
                let host = host.clone();
                spawn_local(async move { open(&host, world, &data, kept).await });
            }
        }
        Request::Study { id, columns } => {
            with_file(host, id, move |bytes| Task::Study(own::study(bytes, columns)));
        }
        Request::Settle { id, file, chosen, seed } => {
            with_file(host, id, move |bytes| Task::Settle(own::settle(bytes, file, *chosen, seed)));
        }
        Request::Report { .. }
        | Request::Measure(..)
        | Request::Job { .. }
        | Request::Restore(_)
        | Request::Compare(..) => {
            host.borrow_mut().start(request);
        }
        Request::Pause { id } => pause(host, id, true),
        Request::Resume { id } => pause(host, id, false),
        Request::Cancel { id } => {
            let mut host = host.borrow_mut();
            host.jobs.retain(|job| job.id != id);
            host.reading.retain(|(reading, _)| *reading != id);
            host.waiting.retain(|r| !matches!(r, Request::Report { id: waiting, .. } if *waiting == id));
            host.say(&Event::Cancelled { id });
        }
    }
    host.borrow_mut().ring();
}

fn pause(host: &Shared, id: u32, paused: bool) {
    host.borrow_mut().jobs.iter_mut().filter(|job| job.id == id).for_each(|job| job.paused = paused);
}

/// One slice of work.
fn turn(host: &Shared) {
    let mut host = host.borrow_mut();
    host.rung = false;
    let Some(at) = host.next() else { return host.warm() };
    let begun = now();
    let session = host.session.clone();
    let job = &mut host.jobs[at];
    let id = job.id;
    let said = loop {
        let step = now();
        let said = job.step();
        if let Some(session) = &session {
            session.took(now() - step);
        }
        if said.is_some() || now() - begun >= SLICE {
            break said;
        }
    };
    let progress = job.progress();
    match said {
        Some(event) => {
            if let Some(Job { task: Task::Opened(world, kept), .. }) = host.jobs.remove(at) {
                host.ready(world, kept, &event);
                host.ring();
                return;
            }
            let results = session.as_ref().map(|s| s.take_kept()).unwrap_or_default();
            if !results.is_empty() {
                host.say(&Event::Keep { results });
            }
            let learned = session.map(|s| s.take_learned()).unwrap_or_default();
            if !learned.is_empty() {
                host.say(&Event::Learned(learned));
            }
            host.say(&event);
        }
        None if begun - host.told >= TELL => {
            host.told = begun;
            host.say(&Event::Progress { id, progress });
        }
        None => {}
    }
    host.ring();
}

async fn open(host: &Shared, id: WorldId, data: &str, kept: Vec<(String, Vec<u8>)>) {
    let loaded = files::load(id, data).await;
    if host.borrow().world != Some(id) {
        // Another world was asked for meanwhile, and will be told of.
        return;
    }
    let mut host = host.borrow_mut();
    match loaded {
        Ok(files) => match World::open(id, &files) {
            Ok(world) => host.ready(world, kept, &Event::Ready(id)),
            Err(error) => host.say(&Event::Refused { id: None, error }),
        },
        Err((file, status)) => host.say(&Event::NotLoaded { file, status }),
    }
    host.ring();
}

/// Begins a task on the learner's own file, which the page has handed over before, once it is read; unless it was cancelled,
/// or another world asked for, in the meantime.
fn with_file(host: &Shared, id: u32, task: impl FnOnce(Rc<[u8]>) -> Task + 'static) {
    let (file, read) = {
        let mut host = host.borrow_mut();
        host.reads += 1;
        let read = (id, host.reads);
        host.reading.push(read);
        (host.file.clone(), read)
    };
    let host = host.clone();
    spawn_local(async move {
        let bytes = match &file {
            Some(file) => files::read(file).await,
            None => None,
        };
        let mut host = host.borrow_mut();
        let Some(at) = host.reading.iter().position(|other| *other == read) else { return };
        host.reading.swap_remove(at);
        match bytes {
            Some(bytes) => host.jobs.push_back(Job { id, task: task(bytes), paused: false }),
            None => {
                let error = EngineError::Data { what: "file".into(), problem: "not there".into() };
                host.say(&Event::Refused { id: (id > 0).then_some(id), error });
            }
        }
        host.ring();
    });
}
