//! The expeditions of this machine: one is open, the others stand on a shelf. Nothing here touches storage; what is to
//! be kept is said in effects, and what was found there comes in as [`Stored`].

use engine::error::EngineError;
use engine::expedition::record::Record;
use engine::expedition::stage::Stage;
use engine::expedition::{WorldId, versions};

use super::stored::{Keep, Stored};
use super::{About, Action, Effect, Saved, State, Trouble, Worker};
use crate::shared::Shared;

/// A name has so many letters at most.
const LONGEST: usize = 60;

/// An expedition that is not open.
#[derive(Clone, Debug, PartialEq)]
pub struct Expedition {
    /// As it is stored, or will be.
    pub stored: Stored,
    /// Its record, or why its file cannot be read.
    pub record: Result<Shared<Record>, EngineError>,
    /// Whether storage does not hold it as it is here.
    pub unsaved: bool,
}

/// What a learner does with expeditions.
#[derive(Clone, Debug, PartialEq)]
pub enum Shelve {
    /// Begin another under this name, in a world.
    New(String, WorldId),
    /// Begin anew under the same name; what was there can be brought back.
    Reset,
    /// Open one, deleted or not.
    Open(String),
    /// Give the open one a name.
    Rename(String),
    /// Copy one under another name.
    Duplicate(String, String),
    /// Hand one out as a file.
    Export(String),
    /// Delete one; it can be brought back.
    Delete(String),
    /// Bring a deleted one back to the shelf.
    Restore(String),
    /// Delete one for good.
    Remove(String),
}

impl State {
    /// A number that nobody has.
    fn a_number(&mut self) -> u64 {
        self.counter += 1;
        self.chance.wrapping_add(u64::from(self.counter))
    }

    pub(super) fn fresh_id(&mut self) -> String {
        let fresh = self.a_number();
        engine::expedition::fingerprint::hex(fresh)
    }

    pub(super) fn on_shelf(&mut self, id: &str) -> Option<&mut Expedition> {
        self.shelf.iter_mut().find(|e| e.stored.id == id)
    }

    /// Sets one on the shelf, the one changed last first.
    pub(super) fn set(&mut self, expedition: Expedition) {
        self.shelf.retain(|e| e.stored.id != expedition.stored.id);
        let later = |e: &Expedition| e.stored.changed > expedition.stored.changed;
        let at = self.shelf.partition_point(later);
        self.shelf.insert(at, expedition);
    }

    /// Sets the open one on the shelf; one in which nothing was done is nothing. Its id, if it was set there.
    fn stow(&mut self) -> Option<String> {
        let id = self.open.clone();
        let text = versions::save(&self.record).ok().filter(|_| !self.record.entries.is_empty())?;
        let stored = Stored { id: id.clone(), text, changed: self.changed, deleted: false };
        let record = Ok(Shared::new(self.record.clone()));
        self.set(Expedition { stored, record, unsaved: self.saved != Saved::Saved });
        Some(id)
    }

    /// The record is another now: if its world is another too, the worker is to open it.
    pub(super) fn meet_world(&mut self, before: WorldId, out: &mut Vec<Effect>) {
        if self.record.world != before {
            let lost = matches!(self.worker, Worker::Failed(Trouble::OtherVersion | Trouble::NoWay));
            if !lost {
                self.worker = Worker::Starting;
            }
            (self.asked, self.cancelled) = (None, None);
            (self.own.missing, self.own.refused) = (false, None);
            self.answers.clear();
            out.push(Effect::OpenWorld);
        }
    }

    /// Makes `record` the open one; what was computed of another is let go.
    fn settle(&mut self, id: String, record: Record, out: &mut Vec<Effect>) {
        self.shelf.retain(|e| e.stored.id != id);
        let world = self.record.world;
        (self.open, self.record) = (id, record);
        self.meet_world(world, out);
        self.answers.clear();
        self.keys.clear();
        self.forget_searches(out);
        (self.living, self.measuring, self.replay, self.sides) = (false, None, None, None);
        // These were said of the one before, and of what was tried then.
        let before =
            |about: &About| matches!(about, About::Resumed | About::OtherEngine(_) | About::NotImported(_));
        self.notices.retain(|n| !before(&n.about));
        (self.touched, self.changed, self.saved) = (false, None, Saved::Nothing);
        if self.route.own().is_some() {
            (self.route.seed, self.route.world) = (None, None);
            out.push(Effect::Address { push: false });
        }
    }

    /// Begins another expedition under this name, in a world.
    fn begin(&mut self, name: String, world: WorldId, out: &mut Vec<Effect>) {
        let (id, seed) = (self.fresh_id(), self.a_number());
        let record = Record { name, ..Record::new(world, seed) };
        self.settle(id.clone(), record, out);
        out.push(Effect::Shelf(Keep::Opened(id, None)));
        self.changed(out);
        self.go(Stage::Frame, out);
    }

    /// Takes one from the shelf and opens it.
    pub(super) fn take(&mut self, id: &str, out: &mut Vec<Effect>) {
        let Some(expedition) = self.on_shelf(id).cloned() else { return };
        let Ok(record) = expedition.record else { return };
        self.stow();
        let Stored { id, text, changed, deleted } = expedition.stored;
        self.settle(id.clone(), (*record).clone(), out);
        if deleted {
            out.push(Effect::Shelf(Keep::Mark(id.clone(), false)));
        }
        self.notices.retain(|n| !matches!(&n.about, About::Deleted(of, _) if *of == id));
        (self.changed, self.saved) = (changed, Saved::Saved);
        if expedition.unsaved {
            out.push(Effect::Shelf(Keep::Opened(id, None)));
            self.changed(out);
        } else {
            out.push(Effect::Shelf(Keep::Opened(id, Some(text))));
        }
        self.meet_engine();
    }

    /// Does what the learner does with expeditions.
    pub(super) fn shelve(&mut self, act: Shelve, out: &mut Vec<Effect>) {
        match act {
            Shelve::New(name, world) => {
                self.stow();
                self.begin(name, world, out);
            }
            Shelve::Reset => {
                if let Some(id) = self.stow() {
                    let name = self.record.name.clone();
                    self.delete(&id, About::Deleted(id.clone(), Some(true)), out);
                    self.begin(name, self.record.world, out);
                }
            }
            Shelve::Open(id) => {
                // What only this page holds is opened at once; else storage is asked how it stands now.
                if self.on_shelf(&id).is_some_and(|e| e.unsaved) {
                    self.take(&id, out);
                } else {
                    self.opening = Some(id);
                    out.push(Effect::Shelf(Keep::Look));
                }
            }
            Shelve::Rename(name) => {
                self.record.name = name.chars().take(LONGEST).collect();
                self.unkept(out);
            }
            Shelve::Duplicate(id, name) => {
                let found = if id == self.open {
                    Some(self.record.clone())
                } else {
                    self.on_shelf(&id).and_then(|e| e.record.as_ref().ok()).map(|record| (**record).clone())
                };
                if let Some(record) = found {
                    self.put(Record { name, ..record }, out);
                }
            }
            Shelve::Export(id) => {
                let found = if id == self.open {
                    versions::save(&self.record).ok().map(|text| (self.record.name.clone(), text))
                } else {
                    self.on_shelf(&id).map(|e| {
                        let name =
                            e.record.as_ref().map_or_else(|_| id.clone(), |record| record.name.clone());
                        (name, e.stored.text.clone())
                    })
                };
                out.extend(found.map(|(name, text)| Effect::Download { name: file_name(&name), text }));
            }
            Shelve::Delete(id) => {
                let was_open = id == self.open;
                if was_open && self.stow().is_none() {
                    return;
                }
                self.delete(&id, About::Deleted(id.clone(), was_open.then_some(false)), out);
                if was_open {
                    let other = self.shelf.iter().find(|e| !e.stored.deleted && e.record.is_ok());
                    match other.map(|e| e.stored.id.clone()) {
                        Some(other) => {
                            // It is on the shelf already, and is not to be set there again.
                            self.record.entries.clear();
                            self.take(&other, out);
                        }
                        None => self.begin(String::new(), self.record.world, out),
                    }
                }
            }
            Shelve::Restore(id) => {
                if let Some(e) = self.on_shelf(&id) {
                    e.stored.deleted = false;
                    self.notices.retain(|n| !matches!(&n.about, About::Deleted(of, _) if *of == id));
                    out.push(Effect::Shelf(Keep::Mark(id, false)));
                }
            }
            Shelve::Remove(id) => {
                self.forget_file(&id, out);
                self.shelf.retain(|e| e.stored.id != id);
                self.notices.retain(|n| !matches!(&n.about, About::Deleted(of, _) if *of == id));
                out.push(Effect::Shelf(Keep::Remove(id)));
                if self.saved == Saved::Full {
                    // There may be room now.
                    self.unkept(out);
                }
            }
        }
    }

    fn delete(&mut self, id: &str, about: About, out: &mut Vec<Effect>) {
        if let Some(e) = self.on_shelf(id) {
            e.stored.deleted = true;
            out.push(Effect::Shelf(Keep::Mark(id.into(), true)));
            self.notice(about);
        }
    }

    /// Sets a record on the shelf that storage does not have; its id.
    pub(super) fn put(&mut self, record: Record, out: &mut Vec<Effect>) {
        let Ok(text) = versions::save(&record) else { return };
        let stored = Stored { id: self.fresh_id(), text, changed: Some(self.now), deleted: false };
        out.push(Effect::Shelf(Keep::Put(stored.id.clone(), stored.text.clone())));
        self.set(Expedition { stored, record: Ok(Shared::new(record)), unsaved: true });
    }

    /// Opens a file beside what is there.
    pub(super) fn import(&mut self, record: Record, out: &mut Vec<Effect>) {
        let nothing =
            self.record.entries.is_empty() && self.record.name.is_empty() && self.route.own().is_none();
        let id = if nothing { self.open.clone() } else { self.fresh_id() };
        self.stow();
        self.settle(id.clone(), record, out);
        out.push(Effect::Shelf(Keep::Opened(id, None)));
        self.notice(About::Imported);
        self.meet_engine();
        self.changed(out);
        self.go(Stage::Journal, out);
    }
}

/// The name of the file that an expedition of this name is handed out as.
fn file_name(name: &str) -> String {
    let plain = |c: char| if "/\\:*?\"<>|.".contains(c) || c.is_control() || c == ' ' { '-' } else { c };
    let name: String = name.chars().map(plain).collect();
    format!("{}.fullloop.json", if name.is_empty() { "expedition" } else { &name })
}

impl From<Shelve> for Action {
    fn from(act: Shelve) -> Self {
        Self::Shelf(act)
    }
}
