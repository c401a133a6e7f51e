//! Keeps what is to be kept, one thing after the other, so that the last word is the last in storage too.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use super::browser;
use crate::state::stored::{CHANGED, DELETED, LAST, read};
use crate::state::{Action, Keep, Saved};
use crate::storage::{Put, Storage};

/// Something to be done in storage.
pub enum Job {
    /// Keep the expedition of this id; if another tab kept something else of it, a copy gets the last name.
    Save(String, String, String),
    /// Something else.
    Keep(Keep),
}

/// The one that keeps. Cheap to clone.
#[derive(Clone)]
pub struct Keeper(Rc<RefCell<Inner>>);

struct Inner {
    storage: Option<Rc<Storage>>,
    jobs: VecDeque<Job>,
    under_way: bool,
    /// The files as this page last read or wrote them, by id.
    known: BTreeMap<String, String>,
    act: Callback<Action>,
}

impl Keeper {
    /// One that waits for its storage.
    pub fn new(act: Callback<Action>) -> Self {
        let (jobs, known) = Default::default();
        Self(Rc::new(RefCell::new(Inner { storage: None, jobs, under_way: false, known, act })))
    }

    /// The storage is there; what was to be kept before it was known what it holds is to be said again.
    pub fn open(&self, storage: Storage) {
        let mut inner = self.0.borrow_mut();
        inner.storage = Some(Rc::new(storage));
        inner.jobs.clear();
    }

    /// The storage, once it is there.
    pub fn storage(&self) -> Option<Rc<Storage>> {
        self.0.borrow().storage.clone()
    }

    /// What this page knows of an expedition in storage, if it was read there.
    pub fn know(&self, id: String, text: Option<String>) {
        if let Some(text) = text {
            self.0.borrow_mut().known.insert(id, text);
        }
    }

    /// Does a job when those before it are done.
    pub fn push(&self, job: Job) {
        if let Job::Keep(Keep::Opened(id, text)) = &job {
            self.know(id.clone(), text.clone());
        }
        let mut inner = self.0.borrow_mut();
        // While one is on its way, only the newest waits.
        let of = |job: &Job| match job {
            Job::Save(id, ..) => Some(id.clone()),
            Job::Keep(_) => None,
        };
        match inner.jobs.back_mut().filter(|last| of(&job).is_some() && of(last) == of(&job)) {
            Some(last) => *last = job,
            None => inner.jobs.push_back(job),
        }
        if let (false, Some(storage)) = (inner.under_way, inner.storage.clone()) {
            inner.under_way = true;
            spawn_local(self.clone().work(storage));
        }
    }

    async fn work(self, storage: Rc<Storage>) {
        loop {
            let job = self.0.borrow_mut().jobs.pop_front();
            match job {
                Some(Job::Save(id, text, copy)) => self.save(&storage, id, text, copy).await,
                Some(Job::Keep(keep)) => self.keep(&storage, keep).await,
                None => break,
            }
        }
        self.0.borrow_mut().under_way = false;
    }

    async fn save(&self, storage: &Storage, id: String, text: String, name: String) {
        let known = self.0.borrow().known.get(&id).cloned();
        let put = storage.save(&id, &text, known.as_deref(), browser::now()).await;
        let mut inner = self.0.borrow_mut();
        let newer = inner.jobs.iter().position(|job| matches!(job, Job::Save(of, ..) if *of == id));
        let action = match put {
            Put::Done(saved) => {
                if saved == Saved::Saved {
                    inner.known.insert(id.clone(), text);
                }
                // Something newer is on its way, and is told of then.
                newer.is_none().then_some(Action::WasSaved(id, saved))
            }
            Put::Clash(theirs) => {
                let own = match newer.and_then(|at| inner.jobs.remove(at)) {
                    Some(Job::Save(_, newest, _)) => newest,
                    _ => text,
                };
                Some(Action::Clash { id, own, theirs, name })
            }
        };
        let act = inner.act.clone();
        drop(inner);
        if let Some(action) = action {
            act.emit(action);
        }
    }

    async fn keep(&self, storage: &Storage, keep: Keep) {
        let act = self.0.borrow().act.clone();
        match keep {
            Keep::Put(id, text) => {
                if let Put::Done(saved) = storage.save(&id, &text, None, browser::now()).await {
                    act.emit(Action::WasSaved(id, saved));
                }
            }
            Keep::Mark(id, true) => storage.note(&format!("{DELETED}{id}"), browser::now().into()).await,
            Keep::Mark(id, false) => storage.remove(&[format!("{DELETED}{id}")]).await,
            Keep::Remove(id) => {
                storage.remove(&[format!("{CHANGED}{id}"), format!("{DELETED}{id}"), id]).await;
            }
            Keep::Opened(id, _) => {
                browser::remember(&id);
                storage.note(LAST, id.into()).await;
            }
            Keep::Look => {
                let (stored, last) = read(&storage.look().await);
                act.emit(Action::Found(stored, browser::remembered().or(last)));
            }
        }
    }
}
