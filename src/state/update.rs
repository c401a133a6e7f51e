//! What each action does to the state, and which effects it has: pure, so that a test can play the page.

use engine::expedition::evaluate::prediction;
use engine::expedition::plan::today;
use engine::expedition::record::{Choice, Fact};
use engine::expedition::report::Report;
use engine::expedition::seen::ENGINE;
use engine::expedition::stage::Stage;
use engine::expedition::trial::{self, unmeasured};
use engine::expedition::versions;

use super::{About, Action, Answer, Asked, Effect, Keep, Message, Replay, Saved, State, Trouble, Worker};
use crate::shared::Shared;
use crate::worker::protocol::{Event, Request};

/// How long a training is told, in milliseconds: about so long, however many points it has.
const REPLAY: u32 = 9_000;

/// Joins what happened to what is known; returns what is to be done outside.
pub fn update(state: &mut State, action: Action) -> Vec<Effect> {
    let mut effects = Vec::new();
    let out = &mut effects;
    match action {
        Action::Choose(choice) => state.choose(choice, out),
        Action::ChooseBecause(choice, text) => {
            state.choose(choice, out);
            if let (Some(about), false) = (state.record.cursor, text.trim().is_empty()) {
                state.record.happen(Fact::Reason { about, text });
            }
        }
        Action::Answer { what, answer } => {
            state.record.happen(Fact::Answered { what, answer });
            state.changed(out);
        }
        Action::OpenTest { magnitude, confidence, because } => {
            state.open_test(magnitude, confidence, because, out)
        }
        Action::Ask(what) => state.ask(&what, out),
        Action::Replay(to) => state.tell(to, out),
        Action::StopSearch => state.end_search(out),
        Action::Pool(pooling) => state.pool(pooling, out),
        Action::Waited(timer) => {
            if state.searching.as_ref().is_some_and(|searching| searching.timer == timer) {
                state.end_search(out);
            }
            if let Some(replay) = state.replay.filter(|replay| replay.plays && replay.timer == timer) {
                state.tell(Some((replay.at + 1, true)), out);
            }
        }
        Action::HandOut { name, text } => out.push(Effect::Download { name, text }),
        Action::Undo => {
            state.living = false;
            if state.record.undo() {
                state.changed(out);
            }
        }
        Action::Redo => {
            if state.record.redo() {
                state.changed(out);
            }
        }
        Action::Go(stage) => state.go(stage, out),
        Action::Arrive(stage) => {
            (state.living, state.replay, state.own.setup) = (false, None, None);
            state.route.stage = stage;
            out.extend([Effect::Tell(Message::Stage(stage)), Effect::FocusHeading]);
        }
        Action::LiveOn => {
            state.living = true;
            state.live_month(out);
        }
        Action::LiveMonth => state.live_month(out),
        Action::StopLiving => state.living = false,
        Action::Cancel => {
            state.living = false;
            if let Some(asked) = state.asked.take() {
                out.push(Effect::Post(Box::new(Request::Cancel { id: asked.id })));
                state.cancelled = Some(asked.key);
            }
        }
        Action::Pause => state.pause(true, out),
        Action::Resume => state.pause(false, out),
        Action::Retry => {
            state.answers.retain(|_, (_, answer)| matches!(answer, Answer::Report(_)));
            state.cancelled = None;
            if matches!(state.worker, Worker::Failed(_)) {
                state.worker = Worker::Starting;
                out.push(Effect::RestartWorker);
            }
        }
        Action::Stand(on) => {
            state.living = false;
            if state.record.cursor != on && state.record.stand(on) {
                state.changed(out);
            }
        }
        Action::Shelf(act) => state.shelve(act, out),
        Action::Own(act) => state.own(act, out),
        Action::Compare(ways) => state.compare(*ways, out),
        Action::Import(text) => match versions::open(&text) {
            Ok(record) => state.import(record, out),
            Err(error) => {
                // The last file that was tried is the one that is spoken of.
                state.notices.retain(|n| !matches!(n.about, About::NotImported(_)));
                state.notice(About::NotImported(error));
            }
        },
        Action::Dismiss(id) => state.notices.retain(|n| n.id != id),
        Action::Heard(event) => state.heard(*event, out),
        Action::WorkerFailed(trouble) => state.worker = Worker::Failed(trouble),
        Action::WorkerDied => {
            state.worker = Worker::Starting;
            (state.asked, state.measuring) = (None, None);
            state.file_dropped();
            state.ask_sides_again();
            state.notice(About::WorkerRestarted);
            out.push(Effect::RestartWorker);
        }
        Action::Notice(about) => state.notice(about),
        Action::WasSaved(id, saved) => state.was_saved(&id, saved),
        Action::Clash { id, own, theirs, name } => state.clash(id, &own, theirs, name, out),
        Action::Found(stored, last) => state.found(stored, last, out),
        Action::Look => out.push(Effect::Shelf(Keep::Look)),
        Action::ExportSetAside => {
            if let Some(text) = state.set_aside.clone() {
                out.push(Effect::Download { name: "unreadable.fullloop.json".into(), text });
            }
        }
    }
    state.want(out);
    state.measure(out);
    state.post_sides(out);
    effects
}

impl State {
    /// Asks for the report of the room the learner is in, then for what a reload has lost, and drops what is asked for
    /// otherwise.
    fn want(&mut self, effects: &mut Vec<Effect>) {
        if self.keys.is_empty() {
            self.find_keys();
        }
        self.search_here(effects);
        if self.worker != Worker::Ready {
            return;
        }
        let stage = self.route.stage;
        let Some(key) = self.keys.get(&stage).cloned() else { return };
        let here = !self.is_answered(stage) && self.cancelled.as_ref() != Some(&key);
        let wanted = if here { Some((stage, key)) } else { self.recalled() };
        if let Some(asked) = &self.asked {
            if wanted.as_ref().is_some_and(|(_, key)| asked.key == *key) {
                return;
            }
            effects.push(Effect::Post(Box::new(Request::Cancel { id: asked.id })));
            self.asked = None;
        }
        let Some((stage, key)) = wanted else { return };
        // The Journal tells the whole record, and so what a search found too.
        if matches!(stage, Stage::Train | Stage::Journal) && self.searches(effects) {
            return;
        }
        self.counter += 1;
        let (id, record) = (self.counter, self.record.clone());
        self.asked = Some(Asked { id, stage, key, progress: None, paused: false });
        effects.push(Effect::Post(Box::new(Request::Report { id, stage, record })));
    }

    /// Has the model that ships measured, once its room shows it meeting live rows.
    fn measure(&mut self, effects: &mut Vec<Effect>) {
        if self.worker != Worker::Ready
            || self.route.stage != Stage::Deploy
            || self.fresh(Stage::Deploy).is_none()
        {
            return;
        }
        let Some(version) = unmeasured(&self.record) else { return };
        if self.measuring.as_ref().is_some_and(|(_, measuring)| *measuring == version) {
            return;
        }
        self.counter += 1;
        let (id, record) = (self.counter, self.record.clone());
        self.measuring = Some((id, version));
        effects.push(Effect::Post(Box::new(Request::Measure(id, record))));
    }

    /// After the record changed: its keys are no longer true, and it is to be kept.
    pub(super) fn changed(&mut self, effects: &mut Vec<Effect>) {
        self.keys.clear();
        (self.replay, self.sides) = (None, None);
        self.unkept(effects);
    }

    /// Has something computed for the run as it stands, once.
    fn ask(&mut self, what: &str, effects: &mut Vec<Effect>) {
        let now = self.record.cursor;
        let mut facts = self.record.facts();
        if !facts.any(|(_, at, fact)| at == now && matches!(fact, Fact::Revealed { what: w } if w == what)) {
            drop(facts);
            self.record.happen(Fact::Revealed { what: what.into() });
            self.changed(effects);
        }
    }

    /// Tells the training up to a point, and goes on from there or stands still; at its end it stands still.
    fn tell(&mut self, to: Option<(usize, bool)>, effects: &mut Vec<Effect>) {
        self.replay = None;
        let Some((at, plays)) = to else { return };
        let Some(Report::Train(report)) = self.held(Stage::Train).map(|report| &**report) else { return };
        let run = report.runs.iter().find(|run| Some(run.id) == report.current);
        let last = run.map_or(0, |run| run.judged.curve.len().saturating_sub(1));
        self.counter += 1;
        let (at, plays, timer) = (at.min(last), plays && at < last, self.counter);
        self.replay = Some(Replay { at, plays, timer });
        if plays {
            effects.push(Effect::Wait(timer, (REPLAY / (last as u32 + 1)).clamp(150, 900)));
        }
    }

    pub(super) fn go(&mut self, stage: Stage, effects: &mut Vec<Effect>) {
        self.own.setup = None;
        if self.route.stage != stage {
            (self.living, self.replay) = (false, None);
            self.route.stage = stage;
            effects.extend([
                Effect::Address { push: true },
                Effect::Tell(Message::Stage(stage)),
                Effect::FocusHeading,
            ]);
        }
    }

    fn choose(&mut self, choice: Choice, effects: &mut Vec<Effect>) {
        let lap = self.plan().lap;
        if choice == Choice::GoLive {
            effects.push(Effect::Tell(Message::Done { what: "lap", lap }));
        }
        self.record.choose(choice);
        self.changed(effects);
    }

    fn live_month(&mut self, effects: &mut Vec<Effect>) {
        let month = today(&self.record);
        if month > self.record.world.last() {
            self.living = false;
            return;
        }
        self.record.happen(Fact::MonthLived { month });
        if month == self.record.world.last() {
            effects.push(Effect::Tell(Message::Done { what: "year", lap: self.plan().lap }));
        }
        self.changed(effects);
    }

    /// Says so if it was another engine whose numbers were seen last.
    pub(super) fn meet_engine(&mut self) {
        let made = self.record.seen_by();
        if made != ENGINE {
            let made = made.to_owned();
            self.notice(About::OtherEngine(made));
        }
    }

    fn ask_of(&self, id: u32) -> bool {
        self.asked.as_ref().is_some_and(|a| a.id == id)
    }

    fn heard(&mut self, event: Event, effects: &mut Vec<Effect>) {
        match event {
            // It may come late, when the learner has gone on to another world: that one is still being opened.
            Event::Ready(world) if world != self.record.world => {}
            Event::Ready(_) => {
                self.worker = Worker::Ready;
                // What was refused, perhaps on another world's rows, is asked again on these.
                self.answers.retain(|_, (_, answer)| matches!(answer, Answer::Report(_)));
                self.file_fits(effects);
            }
            Event::NotLoaded { file, status } => {
                self.worker = Worker::Failed(Trouble::NotLoaded { file, status })
            }
            Event::Progress { id, progress } => {
                self.file_progress(id, &progress);
                if let Some(asked) = self.asked.as_mut().filter(|a| a.id == id) {
                    asked.progress = progress;
                }
            }
            Event::Report { id, key, report } => {
                let (wanted, stage) = (self.ask_of(id), report.stage());
                if wanted {
                    self.asked = None;
                } else if self.keys.get(&stage) != Some(&key) {
                    // It was on its way when the learner went on, perhaps to another expedition.
                    return;
                }
                // What this engine makes of the record is kept with it, for the day another one opens it.
                if self.keys.get(&stage) == Some(&key) && self.record.see(&report) {
                    self.saved = Saved::Saving;
                    effects.push(Effect::Save);
                }
                self.answers.insert(stage, (key, Answer::Report(Shared::new(*report))));
                self.lived_on(effects);
            }
            Event::Measured(id, fact) => {
                // What comes late is of a record that is no longer here, or of a worker that was given up.
                if self.measuring.take_if(|(asked, _)| *asked == id).is_some() {
                    self.record.happen(fact);
                    self.changed(effects);
                }
            }
            Event::Learned(times) => {
                let facts = trial::learned(&self.record, times);
                if !facts.is_empty() {
                    for fact in facts {
                        self.record.happen(fact);
                    }
                    self.changed(effects);
                }
            }
            Event::Refused { id: Some(id), .. } if self.measuring.as_ref().is_some_and(|(m, _)| *m == id) => {
            }
            Event::Studied(id, draft) => self.studied(id, *draft),
            Event::Settled(id, decided) => self.settled(id, *decided, effects),
            Event::Refused { id: Some(id), error } if self.file_refused(id, &error) => {}
            Event::Refused { id: None, error } if self.file_is_another(&error, effects) => {}
            Event::Compared(id, both) => drop(self.compared(id, Ok(*both))),
            Event::Refused { id: Some(id), error } if self.compared(id, Err(error.clone())) => {}
            Event::Refused { id: Some(id), .. } if self.search_refused(id, effects) => {}
            Event::Refused { id: Some(id), error } => {
                self.living = false;
                if let Some(asked) = self.asked.take_if(|a| a.id == id) {
                    let before = self.held(asked.stage).cloned();
                    self.answers.insert(asked.stage, (asked.key, Answer::Refused(error, before)));
                }
            }
            Event::Refused { id: None, error } => self.worker = Worker::Failed(Trouble::Engine(error)),
            Event::Job(id, loss) => self.trained(id, loss, effects),
            Event::Cancelled { .. } => {}
            Event::Keep { results } => effects.push(Effect::Keep(results)),
        }
    }

    /// After a month was computed: the next one, unless something asks.
    fn lived_on(&mut self, effects: &mut Vec<Effect>) {
        if !self.living {
            return;
        }
        if let Some(Report::Monitor(report)) = self.fresh(Stage::Monitor).map(|r| &**r) {
            if report.asks.is_some() || report.next.is_none() {
                self.living = false;
            } else {
                self.live_month(effects);
            }
        }
    }

    fn open_test(&mut self, magnitude: f64, confidence: f64, because: String, effects: &mut Vec<Effect>) {
        let plan = self.plan();
        if let (Ok(test), Ok(candidate)) = (plan.test_key(), plan.candidate_key()) {
            let what = prediction(self.record.world.target().task).into();
            self.record.happen(Fact::Committed { what, magnitude, confidence, because });
            self.record.happen(Fact::Peeked { test, candidate });
            self.changed(effects);
        }
    }

    fn pause(&mut self, paused: bool, effects: &mut Vec<Effect>) {
        if let Some(asked) = &mut self.asked {
            asked.paused = paused;
            let id = asked.id;
            effects.push(Effect::Post(Box::new(if paused {
                Request::Pause { id }
            } else {
                Request::Resume { id }
            })));
        }
    }
}
