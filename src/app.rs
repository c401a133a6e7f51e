//! The root component: it owns the state, and it alone acts on the world, by carrying out effects.

use engine::expedition::own::Own;
use engine::expedition::{WorldId, versions};
use gloo_timers::callback::{Interval, Timeout};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use self::keeper::{Job, Keeper};
use self::pool::Members;
use crate::embed;
use crate::export;
use crate::rooms::journal::shelf;
use crate::route::Route;
use crate::shared::Shared;
use crate::state::stored::{Value, read};
use crate::state::{About, Action, Effect, Keep, OwnAct, Saved, Searching, State, Trouble, Worker, update};
use crate::storage::{Kept, Storage};
use crate::texts::Texts;
use crate::worker::client::{Client, Said, Way};
use crate::worker::protocol::{BUILD, Request};

mod browser;
mod files;
mod frame;
mod keeper;
mod place;
mod pool;

/// A worker that was asked and says nothing for so long, in milliseconds, is dead.
const SILENCE: f64 = 6_000.0;

/// The root component.
pub struct App {
    state: Shared<State>,
    texts: Shared<Texts>,
    client: Option<Client>,
    /// Workers that search beside it.
    members: Members,
    connected: bool,
    /// The world that the worker was told to open.
    opened: Option<WorldId>,
    on_thread: bool,
    /// The learner's own file, and its fingerprint once that is known.
    file: Option<(Option<String>, web_sys::Blob)>,
    /// What was asked before the worker was there.
    later: Vec<Request>,
    keeper: Keeper,
    kept: Kept,
    heard: f64,
    act: Callback<Action>,
    // Held so that they stay.
    _listeners: browser::Listeners,
    _watch: Interval,
}

/// What reaches the root component.
pub enum Msg {
    /// The learner, or the page for them.
    Act(Action),
    /// The worker.
    Said(Said),
    /// A worker of the pool.
    Pool(u32, Said),
    /// The storage is open: what stands in it, and results of the engine.
    Found(Box<Storage>, Vec<(String, Value)>, Vec<(String, Vec<u8>)>),
    /// The file of a world of the learner's own, if storage has it.
    File(Own, Option<web_sys::Blob>),
    /// Texts of another language came, or did not.
    Texts(Option<Texts>),
    /// Look whether the worker is still there.
    Watch,
    /// The learner went back or forward in the browser's history.
    History,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let (route, wrong) = Route::read(&browser::query());
        browser::set_page(&route);
        let mut state = State::new(route.fresh(), route.clone());
        if !wrong.is_empty() {
            update(&mut state, Action::Notice(About::BadLink(wrong)));
        }
        state.chance = browser::chance();
        ctx.link().send_future(async move {
            let storage = Storage::open(BUILD).await;
            let (found, kept) = (storage.look().await, storage.kept().await);
            Msg::Found(Box::new(storage), found, kept)
        });
        if route.lang != "en" {
            let lang = route.lang.clone();
            ctx.link().send_future(async move {
                let file = browser::text_of(&format!("texts/{lang}.md")).await;
                Msg::Texts(file.map(|file| Texts::of(&lang, &file)))
            });
        }
        let link = ctx.link().clone();
        let act = ctx.link().callback(Msg::Act);
        Self {
            state: Shared::new(state),
            texts: Shared::new(Texts::english().in_world(route.fresh().world)),
            opened: None,
            client: Some(start(ctx, Way::Address)),
            members: Members::default(),
            connected: false,
            on_thread: false,
            file: None,
            later: Vec::new(),
            keeper: Keeper::new(act.clone()),
            kept: Kept::default(),
            heard: 0.0,
            act,
            _listeners: browser::Listeners::new(&link),
            _watch: Interval::new(1_000, move || link.send_message(Msg::Watch)),
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Act(action) => self.act(ctx, action),
            Msg::Said(said) => self.hear(ctx, said),
            Msg::Pool(worker, said) => self.hear_pool(ctx, worker, said),
            Msg::Found(storage, found, kept) => self.find(ctx, *storage, &found, &kept),
            Msg::File(own, None) => self.act(ctx, Action::Own(OwnAct::Missing(own))),
            Msg::File(own, Some(file)) => {
                // What was given meanwhile stays.
                if WorldId::Own(own) == self.state.record.world && !self.holds(own) {
                    self.file = Some((Some(own.bytes.clone()), file));
                    self.open_world(ctx);
                }
            }
            Msg::Texts(Some(texts)) => self.texts = Shared::new(texts.in_world(self.state.record.world)),
            Msg::Texts(None) => {
                let lang = self.state.route.lang.clone();
                self.act(ctx, Action::Notice(About::NoLanguage(lang)));
            }
            Msg::Watch => {
                let asked = self.state.asked.as_ref().is_some_and(|a| !a.paused)
                    || self.state.searching.as_ref().is_some_and(Searching::is_here);
                if asked && !self.on_thread && browser::now() - self.heard > SILENCE {
                    self.act(ctx, Action::WorkerDied);
                } else {
                    return false;
                }
            }
            Msg::History => {
                let (route, _) = Route::read(&browser::query());
                self.act(ctx, Action::Arrive(route.stage));
            }
        }
        true
    }

    fn view(&self, _: &Context<Self>) -> Html {
        html! {
            <frame::Frame state={self.state.clone()} act={self.act.clone()} texts={self.texts.clone()} />
        }
    }

    fn rendered(&mut self, _: &Context<Self>, first: bool) {
        if first {
            embed::ready();
        }
    }
}

impl App {
    fn act(&mut self, ctx: &Context<Self>, action: Action) {
        let state = self.state.make_mut();
        state.now = browser::now();
        let effects = update(state, action);
        let world = self.state.record.world;
        if self.texts.world != world {
            self.texts = Shared::new(self.texts.in_world(world));
        }
        for effect in effects {
            self.carry_out(ctx, effect);
        }
    }

    fn carry_out(&mut self, ctx: &Context<Self>, effect: Effect) {
        match effect {
            Effect::Post(request) => {
                self.heard = browser::now();
                match &self.client {
                    Some(client) if self.connected => client.post(&request),
                    _ => self.later.push(*request),
                }
            }
            Effect::RestartWorker => {
                (self.connected, self.opened) = (false, None);
                let way = if self.on_thread { Way::Thread } else { Way::Address };
                // The old one ends before the new one begins.
                self.client = None;
                self.client = Some(start(ctx, way));
            }
            Effect::OpenWorld => self.open_world(ctx),
            Effect::File(effect) => self.file(ctx, effect),
            Effect::Pool(pool) => self.pool(ctx, pool),
            Effect::Wait(timer, millis) => {
                let act = self.act.clone();
                Timeout::new(millis, move || act.emit(Action::Waited(timer))).forget();
            }
            Effect::Save => self.save(),
            // A link with a seed leads to its own expedition; it is not what the page opens without one.
            Effect::Shelf(Keep::Opened(id, text)) if self.state.route.own().is_some() => {
                self.keeper.know(id, text);
            }
            Effect::Shelf(keep) => self.keeper.push(Job::Keep(keep)),
            Effect::Keep(results) => {
                self.kept.add(&results);
                if let Some(storage) = self.keeper.storage() {
                    spawn_local(async move { storage.keep(&results).await });
                }
            }
            Effect::Address { push } => browser::show_address(&self.state.route.query(), push),
            Effect::Tell(message) => embed::tell(&message),
            Effect::Download { name, text } => {
                // A frame that may not download has a browser that says so itself.
                let _ = export::download(&name, &text);
            }
            Effect::FocusHeading => browser::focus_heading(),
        }
    }

    /// Keeps the open record.
    fn save(&self) {
        let Ok(text) = versions::save(&self.state.record) else { return };
        let id = self.state.open.clone();
        let name = shelf::called(&self.texts, &id, &self.state.record.name);
        let copy = self.texts.fill("journal.shelf.copy", &[("name", name)]);
        self.keeper.push(Job::Save(id, text, copy));
    }

    fn find(
        &mut self,
        ctx: &Context<Self>,
        storage: Storage,
        found: &[(String, Value)],
        kept: &[(String, Vec<u8>)],
    ) {
        let keeps = storage.keeps();
        self.keeper.open(storage);
        self.kept.add(kept);
        let (stored, last) = read(found);
        self.act(ctx, Action::Found(stored, browser::remembered().or(last)));
        if !keeps {
            self.act(ctx, Action::WasSaved(self.state.open.clone(), Saved::Forbidden));
        } else if self.state.saved == Saved::Saving {
            // Chosen before the storage was open.
            self.save();
        }
        self.open_world(ctx);
    }

    /// Opens the world, once the worker is there and it is known what was kept, unless it has opened it.
    fn open_world(&mut self, ctx: &Context<Self>) {
        let (true, Some(storage), Some(client)) = (self.connected, self.keeper.storage(), &self.client)
        else {
            return;
        };
        let world = self.state.record.world;
        if let WorldId::Own(own) = world
            && !self.holds(own)
        {
            self.opened = None;
            ctx.link().send_future(async move { Msg::File(own, storage.file(&own.bytes).await) });
        } else if self.opened.replace(world) != Some(world) {
            let (data, kept) = (browser::address_of("data/"), self.kept.all());
            self.give(client);
            client.post(&Request::Open { world, data, kept });
        }
    }

    fn hear(&mut self, ctx: &Context<Self>, said: Said) {
        self.heard = browser::now();
        match said {
            Said::Connected(way) => {
                self.connected = true;
                self.on_thread = way == Way::Thread;
                if self.on_thread {
                    self.act(ctx, Action::Notice(About::MainThread));
                }
                if let Some(client) = &self.client {
                    self.give(client);
                    self.later.drain(..).for_each(|request| client.post(&request));
                }
                self.open_world(ctx);
            }
            Said::OtherVersion => self.act(ctx, Action::WorkerFailed(Trouble::OtherVersion)),
            Said::NoWay => self.act(ctx, Action::WorkerFailed(Trouble::NoWay)),
            Said::Event(event) => self.act(ctx, Action::Heard(event)),
            Said::Died if self.state.worker == Worker::Ready => self.act(ctx, Action::WorkerDied),
            Said::Died => self.act(ctx, Action::WorkerFailed(Trouble::NoWay)),
        }
    }
}

fn start(ctx: &Context<App>, way: Way) -> Client {
    let link = ctx.link().clone();
    Client::start(browser::address_of(""), way, move |said| link.send_message(Msg::Said(said)))
}
