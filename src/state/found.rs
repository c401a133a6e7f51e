//! What storage says: what it holds when the page opens, what other tabs did to it, and what became of keeping.

use engine::expedition::record::Record;
use engine::expedition::versions;

use super::shelf::Expedition;
use super::stored::{Keep, Stored};
use super::{About, Effect, Saved, State};
use crate::shared::Shared;

impl State {
    /// What storage holds: at first, to be opened where the learner left it; later, what other tabs did since.
    pub(super) fn found(&mut self, stored: Vec<Stored>, last: Option<String>, out: &mut Vec<Effect>) {
        let mine = std::mem::take(&mut self.shelf);
        let mut open = None;
        for stored in stored {
            if stored.id == self.open && self.looked {
                open = Some(stored);
                continue;
            }
            let known = mine.iter().find(|e| e.stored.id == stored.id && e.stored.text == stored.text);
            let record = match known {
                Some(e) => e.record.clone(),
                None => versions::open(&stored.text).map(Shared::new),
            };
            self.set(Expedition { stored, record, unsaved: false });
        }
        for e in mine.into_iter().filter(|e| e.unsaved) {
            let same = |other: &Expedition| other.stored.text == e.stored.text;
            if !self.on_shelf(&e.stored.id).is_some_and(|other| same(other)) {
                self.set(e);
            }
        }
        if !std::mem::replace(&mut self.looked, true) {
            self.open_at_first(last, out);
        } else if let Some(id) = self.opening.take() {
            self.take(&id, out);
        } else if let Some(stored) = open {
            self.adopt(stored, out);
        }
    }

    fn open_at_first(&mut self, last: Option<String>, out: &mut Vec<Effect>) {
        let taken = self.on_shelf(&self.open.clone()).is_some();
        if !self.record.entries.is_empty() {
            // What the learner already did since opening the page stays what they see; what was found stands beside it.
            if taken {
                self.open = self.fresh_id();
            }
            // A page that is loaded again is to come back to it, not to what was open before.
            out.push(Effect::Shelf(Keep::Opened(self.open.clone(), None)));
            return;
        }
        let stands = |id: &String| self.shelf.iter().any(|e| e.stored.id == *id && !e.stored.deleted);
        let own = |e: &&Expedition| !e.stored.deleted && !e.stored.id.starts_with("seed-");
        let wanted = match (self.route.own(), last.filter(stands)) {
            (None, Some(last)) => Some(last),
            _ if stands(&self.open) => Some(self.open.clone()),
            (None, None) => self.shelf.iter().find(own).map(|e| e.stored.id.clone()),
            _ => None,
        };
        let Some(found) = wanted.and_then(|id| self.on_shelf(&id).cloned()) else {
            if taken {
                self.open = self.fresh_id();
            }
            return;
        };
        let Stored { id, text, changed, .. } = found.stored;
        match found.record {
            Ok(record) => {
                self.shelf.retain(|e| e.stored.id != id);
                out.push(Effect::Shelf(Keep::Opened(id.clone(), Some(text))));
                let world = self.record.world;
                (self.open, self.record) = (id, (*record).clone());
                (self.changed, self.saved) = (changed, Saved::Saved);
                self.keys.clear();
                self.forget_searches(out);
                self.meet_world(world, out);
                if self.record.entries.is_empty() {
                    // Nothing was made yet; what comes is made here.
                    self.record.engine = engine::expedition::seen::ENGINE.into();
                } else {
                    self.notice(About::Resumed);
                    self.meet_engine();
                }
            }
            Err(error) => {
                // It stays where it is, on the shelf.
                self.set_aside = Some(text);
                self.notice(About::Unreadable(error));
                self.open = self.fresh_id();
            }
        }
    }

    /// Another tab may have gone on with the open expedition: if nothing of this tab would be lost, so does this one.
    fn adopt(&mut self, stored: Stored, out: &mut Vec<Effect>) {
        let same = versions::save(&self.record).is_ok_and(|own| own == stored.text);
        if same || self.touched || self.saved != Saved::Saved {
            return;
        }
        let Ok(record) = versions::open(&stored.text) else { return };
        self.forget_searches(out);
        let silent = (&record.entries, record.cursor) == (&self.record.entries, self.record.cursor);
        (self.record, self.changed) = (record, stored.changed);
        (self.living, self.measuring, self.replay, self.sides) = (false, None, None, None);
        self.keys.clear();
        out.push(Effect::Shelf(Keep::Opened(stored.id, Some(stored.text))));
        if !silent {
            self.notice(About::Elsewhere);
        }
    }

    /// `own` was not saved under its id, since another tab has saved `theirs` there. Both are kept: this tab goes on in
    /// a copy called `name`, unless it has nothing of its own.
    pub(super) fn clash(
        &mut self,
        id: String,
        own: &str,
        theirs: String,
        name: String,
        out: &mut Vec<Effect>,
    ) {
        let stored = Stored { id: id.clone(), text: theirs, changed: Some(self.now), deleted: false };
        let open = id == self.open;
        if open && !self.touched {
            self.saved = Saved::Saved;
            self.adopt(stored, out);
            return;
        }
        if open {
            self.open = self.fresh_id();
            self.record.name = name.clone();
            out.push(Effect::Shelf(Keep::Opened(self.open.clone(), None)));
            self.unkept(out);
        } else if let Ok(record) = versions::open(own) {
            self.put(Record { name: name.clone(), ..record }, out);
        }
        let record = versions::open(&stored.text).map(Shared::new);
        self.set(Expedition { stored, record, unsaved: false });
        self.notice(About::Copied(name));
    }

    /// What became of keeping an expedition.
    pub(super) fn was_saved(&mut self, id: &str, saved: Saved) {
        if id == self.open {
            self.touched &= saved != Saved::Saved;
            self.saved = saved;
        } else if let Some(e) = self.on_shelf(id) {
            e.unsaved &= saved != Saved::Saved;
        }
    }

    /// The open record has something that storage does not have yet.
    pub(super) fn unkept(&mut self, out: &mut Vec<Effect>) {
        (self.touched, self.changed, self.saved) = (true, Some(self.now), Saved::Saving);
        out.push(Effect::Save);
    }
}
