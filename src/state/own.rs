//! A file of the learner's own on its way to an expedition: given, looked at, decided about, begun. And the file of the
//! open expedition, where this machine does not have it: asked for, and known by its fingerprint.

use std::rc::Rc;

use engine::error::EngineError;
use engine::expedition::fingerprint::from_hex;
use engine::expedition::own::{Chosen, Decided, Draft, Own, OwnColumn, Written};
use engine::expedition::stage::Stage;
use engine::expedition::{Kind, Progress, WorldId};

use super::stored::{FILE, Keep};
use super::{About, Effect, Shelve, State, Worker};
use crate::worker::protocol::Request;

/// Where the learner's own files stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Desk {
    /// The one that is to become an expedition.
    pub setup: Option<Setup>,
    /// The file of the open expedition is not here.
    pub missing: bool,
    /// Why what was given in its place is not it.
    pub refused: Option<Refusal>,
    /// Whether the file of the open expedition was just given, and is to be kept if it is the one.
    given: bool,
}

/// A file that is to become an expedition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Setup {
    /// Its name.
    pub file: String,
    /// What is in it.
    pub draft: Option<Draft>,
    /// What is chosen so far.
    pub chosen: Option<Chosen>,
    /// The request under way, and how far it is.
    pub asked: Option<(u32, Option<Progress>)>,
    /// What stands in the way.
    pub refused: Option<Refusal>,
    /// Kinds that a file would not have: a browser's drop-down has to be told to turn back.
    pub turned_back: u32,
}

/// Why a file was not taken.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// The engine refused it.
    Engine(EngineError),
    /// It is too large, in bytes; it was not read.
    TooLarge(u64),
    /// The browser could not read it.
    Unreadable,
}

/// What a learner does with a file of their own, and what becomes of it.
#[derive(Clone, Debug, PartialEq)]
pub enum OwnAct {
    /// Begin to set one up.
    Begin,
    /// Leave it.
    Leave,
    /// A file, by its name: for what is set up, or else the one that the open expedition asks for.
    Given(String, Rc<[u8]>),
    /// A file that was not taken.
    NotGiven(Refusal),
    /// Choose, whole.
    Choose(Chosen),
    /// The column at a position is of another kind than was guessed, or written in another way.
    Kind(u32, Kind, Option<Written>),
    /// Decide, and begin.
    Settle,
    /// Stop what is under way.
    Cancel,
    /// The file of the open expedition is not on this machine.
    Missing(Own),
    /// A file could not be kept.
    NotKept,
}

/// What is to be done with a file outside.
#[derive(Clone, Debug, PartialEq)]
pub enum FileEffect {
    /// Hold it and hand it to the worker; its fingerprint, if that is known.
    Give(Option<String>, Rc<[u8]>),
    /// Keep what is held in storage, under this fingerprint.
    Keep(String),
    /// Let go of what is held: it is not the one.
    Drop,
}

impl State {
    /// Does what the learner does with a file of their own.
    pub(super) fn own(&mut self, act: OwnAct, out: &mut Vec<Effect>) {
        match act {
            OwnAct::Begin => {
                self.own.setup = Some(Setup::default());
                out.push(Effect::FocusHeading);
            }
            OwnAct::Leave => {
                self.stop(out);
                self.own.setup = None;
                out.push(Effect::FocusHeading);
            }
            OwnAct::Given(file, bytes) => self.given(file, bytes, out),
            OwnAct::NotGiven(refusal) => match &mut self.own.setup {
                Some(setup) => setup.refused = Some(refusal),
                None => self.own.refused = Some(refusal),
            },
            OwnAct::Choose(chosen) => {
                if let Some(setup) = &mut self.own.setup {
                    (setup.chosen, setup.refused) = (Some(chosen), None);
                }
            }
            OwnAct::Kind(at, kind, written) => {
                let chosen = self.own.setup.as_ref().and_then(|setup| setup.chosen.as_ref());
                let Some(mut columns) = chosen.map(|chosen| chosen.columns.clone()) else { return };
                if let Some(column) = columns.get_mut(at as usize) {
                    (column.kind, column.written) = (kind, written);
                }
                self.study(columns, out);
            }
            OwnAct::Settle => {
                let seed = from_hex(&self.fresh_id()).unwrap_or(0);
                let Some(Setup { file, chosen: Some(chosen), .. }) = self.own.setup.clone() else { return };
                let id = self.asks_of_file();
                out.push(Effect::Post(Box::new(Request::Settle {
                    id,
                    file,
                    chosen: Box::new(chosen),
                    seed,
                })));
            }
            OwnAct::Cancel => self.stop(out),
            OwnAct::Missing(own) if self.record.world == WorldId::Own(own) => self.own.missing = true,
            OwnAct::Missing(_) => {}
            OwnAct::NotKept => self.notice(About::FileNotKept),
        }
    }

    fn given(&mut self, file: String, bytes: Rc<[u8]>, out: &mut Vec<Effect>) {
        if let Some(setup) = &mut self.own.setup {
            *setup = Setup { file, ..Setup::default() };
            out.push(Effect::File(FileEffect::Give(None, bytes)));
            self.study(Vec::new(), out);
        } else if let WorldId::Own(own) = self.record.world {
            (self.own.missing, self.own.refused, self.own.given) = (false, None, true);
            out.extend([Effect::File(FileEffect::Give(Some(own.bytes.clone()), bytes)), Effect::OpenWorld]);
        }
    }

    fn asks_of_file(&mut self) -> u32 {
        self.counter += 1;
        let id = self.counter;
        if let Some(setup) = &mut self.own.setup {
            (setup.asked, setup.refused) = (Some((id, None)), None);
        }
        id
    }

    fn study(&mut self, columns: Vec<OwnColumn>, out: &mut Vec<Effect>) {
        let id = self.asks_of_file();
        out.push(Effect::Post(Box::new(Request::Study { id, columns })));
    }

    fn stop(&mut self, out: &mut Vec<Effect>) {
        if let Some((id, _)) = self.own.setup.as_mut().and_then(|setup| setup.asked.take()) {
            out.push(Effect::Post(Box::new(Request::Cancel { id })));
        }
    }

    /// The worker died, and what it was doing with a file: the learner may ask again.
    pub(super) fn file_dropped(&mut self) {
        if let Some(setup) = &mut self.own.setup {
            setup.asked = None;
        }
    }

    /// The setup that a request is of, which is then no longer under way.
    fn setup_of(&mut self, id: u32) -> Option<&mut Setup> {
        let setup = self.own.setup.as_mut()?;
        setup.asked.take_if(|(asked, _)| *asked == id)?;
        Some(setup)
    }

    /// How far a request about a file is.
    pub(super) fn file_progress(&mut self, id: u32, progress: &Option<Progress>) {
        if let Some((asked, far)) = self.own.setup.as_mut().and_then(|setup| setup.asked.as_mut())
            && *asked == id
        {
            far.clone_from(progress);
        }
    }

    /// What is in a file. What the learner chose before a kind was put right stays.
    pub(super) fn studied(&mut self, id: u32, draft: Draft) {
        let Some(setup) = self.setup_of(id) else { return };
        let mut chosen = draft.suggested.clone();
        if let Some(before) = setup.chosen.take().filter(|b| b.columns.len() == chosen.columns.len()) {
            let target = before.target as usize;
            let columns = before.columns.iter().zip(&chosen.columns).map(|(old, new)| {
                let out = old.out && old.kind == new.kind;
                OwnColumn { out, later: old.later, ..new.clone() }
            });
            let kind = chosen.columns[target].kind;
            // Read otherwise, the numbers are others too.
            let same = before.columns[target].kind == kind
                && before.columns[target].written == chosen.columns[target].written;
            let when = before.when.filter(|when| chosen.columns[*when as usize].kind == Kind::Date);
            chosen = Chosen { columns: columns.collect(), when, ..before }.whole();
            if !same {
                chosen = draft.asked(&chosen, draft.yes(chosen.target, kind));
            }
        }
        (setup.draft, setup.chosen) = (Some(draft), Some(chosen));
    }

    /// It was decided about: an expedition begins.
    pub(super) fn settled(&mut self, id: u32, decided: Decided, out: &mut Vec<Effect>) {
        if self.setup_of(id).is_none() {
            return;
        }
        self.own = Desk::default();
        let (name, fingerprint) = (decided.file.clone(), decided.bytes.clone());
        out.push(Effect::File(FileEffect::Keep(fingerprint)));
        let before = self.route.stage;
        self.shelve(Shelve::New(name, WorldId::Own(Own::of(decided))), out);
        if before == Stage::Frame {
            out.push(Effect::FocusHeading);
        }
    }

    /// A request about a file was refused; whether it was one.
    pub(super) fn file_refused(&mut self, id: u32, error: &EngineError) -> bool {
        let setup = self.setup_of(id);
        let found = setup.is_some();
        if let Some(setup) = setup {
            setup.refused = Some(Refusal::Engine(error.clone()));
            setup.turned_back += 1;
        }
        found
    }

    /// The world is open: its file, if it was just given, is the one.
    pub(super) fn file_fits(&mut self, out: &mut Vec<Effect>) {
        if let WorldId::Own(own) = self.record.world
            && std::mem::take(&mut self.own.given)
        {
            out.push(Effect::File(FileEffect::Keep(own.bytes.clone())));
        }
    }

    /// The world was not opened; whether the file was to blame that was given for it.
    pub(super) fn file_is_another(&mut self, error: &EngineError, out: &mut Vec<Effect>) -> bool {
        let own = matches!(self.record.world, WorldId::Own(_));
        let blamed = matches!(error, EngineError::OtherData { .. } | EngineError::Data { .. });
        if own && blamed {
            self.worker = Worker::Starting;
            self.own.refused = Some(Refusal::Engine(error.clone()));
            (self.own.missing, self.own.given) = (true, false);
            out.push(Effect::File(FileEffect::Drop));
        }
        own && blamed
    }

    /// Before an expedition is removed for good: its file goes with it, unless another is made on it.
    pub(super) fn forget_file(&mut self, id: &str, out: &mut Vec<Effect>) {
        let file = |world| if let WorldId::Own(own) = world { Some(own.bytes.clone()) } else { None };
        let of = |e: &super::Expedition| e.record.as_ref().ok().and_then(|record| file(record.world));
        let gone = self.shelf.iter().find(|e| e.stored.id == id).and_then(of);
        let others = self.shelf.iter().filter(|e| e.stored.id != id).map(of);
        if let Some(gone) = gone
            && !others.chain([file(self.record.world)]).any(|other| other.as_ref() == Some(&gone))
        {
            out.push(Effect::Shelf(Keep::Remove(format!("{FILE}{gone}"))));
        }
    }
}

impl From<OwnAct> for super::Action {
    fn from(act: OwnAct) -> Self {
        Self::Own(act)
    }
}
