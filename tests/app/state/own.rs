//! A file of the learner's own: given, looked at, put right, decided about; and asked for where it is not.

use std::rc::Rc;

use engine::error::{EngineError, OwnProblem};
use engine::expedition::own::{Draft, Own, OwnColumn, Written, settle, study};
use engine::expedition::record::Record;
use engine::expedition::stage::Stage;
use engine::expedition::{Kind, WorldId, versions};
use full_loop::state::{Action, Effect, FileEffect, Keep, OwnAct, Refusal, Shelve, State, Worker, update};
use full_loop::worker::protocol::{Event, Request};

use super::{frame_with, hear, ready, ready_for};

fn file() -> Rc<[u8]> {
    let mut text = String::from("amount,day,kind,bought\n");
    for i in 0..400_usize {
        let day = engine::expedition::date::iso(15_000 + i as i32);
        text += &format!("{},{day},{},{}\n", (i * 7919) % 1000, ["new", "old"][i % 2], i % 2);
    }
    text.into_bytes().into()
}

fn look(columns: Vec<OwnColumn>) -> Draft {
    study(file(), columns).finish().unwrap()
}

fn own(state: &mut State, act: OwnAct) -> Vec<Effect> {
    update(state, act.into())
}

fn asked(effects: &[Effect]) -> Vec<Request> {
    let of =
        |effect: &Effect| if let Effect::Post(request) = effect { Some((**request).clone()) } else { None };
    effects.iter().filter_map(of).collect()
}

/// A page with a file that was looked at.
fn looked() -> State {
    let (mut state, _) = ready();
    update(&mut state, Action::Choose(frame_with(0.3)));
    own(&mut state, OwnAct::Begin);
    let effects = own(&mut state, OwnAct::Given("leads.csv".into(), file()));
    assert_eq!(effects[0], Effect::File(FileEffect::Give(None, file())));
    let [Request::Study { id, columns }] = &asked(&effects)[..] else { panic!("{effects:?}") };
    assert!(columns.is_empty() && state.own.setup.as_ref().unwrap().asked.is_some());
    hear(&mut state, Event::Studied(*id, Box::new(look(Vec::new()))));
    state
}

#[test]
fn a_file_becomes_an_expedition_beside_the_one_that_was() {
    let mut state = looked();
    let setup = state.own.setup.clone().unwrap();
    assert_eq!((setup.file.as_str(), &setup.asked, &setup.refused), ("leads.csv", &None, &None));
    let mut chosen = setup.chosen.unwrap();
    chosen.row = "lead".into();
    own(&mut state, OwnAct::Choose(chosen.clone()));
    let effects = own(&mut state, OwnAct::Settle);
    let [Request::Settle { id, file: name, chosen: asked_for, seed }] = &asked(&effects)[..] else {
        panic!()
    };
    assert_eq!((name.as_str(), &**asked_for), ("leads.csv", &chosen));
    let decided = settle(file(), name.clone(), chosen, *seed).finish().unwrap();
    let effects = hear(&mut state, Event::Settled(*id, Box::new(decided.clone())));
    assert!(effects.contains(&Effect::File(FileEffect::Keep(decided.bytes.clone()))));
    assert!(effects.contains(&Effect::OpenWorld) && effects.contains(&Effect::Save));
    let world = WorldId::Own(Own::of(decided));
    assert_eq!((state.record.world, state.record.name.as_str()), (world, "leads.csv"));
    assert_eq!((state.route.stage, state.own.setup.is_none()), (Stage::Frame, true));
    assert_eq!(state.shelf.len(), 1, "what was begun before waits on the shelf");
    // Its reports are asked for once its world is open.
    assert!(asked(&effects).is_empty());
    assert!(matches!(asked(&ready_for(&mut state))[..], [Request::Report { .. }]));
}

#[test]
fn a_kind_that_is_put_right_leaves_the_rest_as_it_was_chosen() {
    let mut state = looked();
    let mut chosen = state.own.setup.clone().unwrap().chosen.unwrap();
    (chosen.rows, chosen.miss, chosen.when) = ("leads".into(), 500.0, Some(1));
    chosen.columns[0].later = true;
    own(&mut state, OwnAct::Choose(chosen.clone()));
    let effects = own(&mut state, OwnAct::Kind(3, Kind::Category, None));
    let [Request::Study { id, columns }] = &asked(&effects)[..] else { panic!() };
    assert_eq!((columns[3].name.as_str(), columns[3].kind), ("bought", Kind::Category));
    hear(&mut state, Event::Studied(*id, Box::new(look(columns.clone()))));
    let now = state.own.setup.clone().unwrap().chosen.unwrap();
    assert_eq!((&now.rows, now.miss, now.when, now.columns[0].later), (&chosen.rows, 500.0, Some(1), true));
    assert_eq!(now.columns[3].kind, Kind::Category);
    assert_ne!(now.yes, chosen.yes, "a limit is no word");

    // A kind that does not fit is refused, and all stays.
    let effects = own(&mut state, OwnAct::Kind(2, Kind::Number, None));
    let [Request::Study { id, columns }] = &asked(&effects)[..] else { panic!() };
    let error = study(file(), columns.clone()).finish().unwrap_err();
    hear(&mut state, Event::Refused { id: Some(*id), error: error.clone() });
    let setup = state.own.setup.clone().unwrap();
    assert_eq!((setup.refused, setup.chosen), (Some(Refusal::Engine(error)), Some(now)));

    // How a column is written is asked for too, and stays when another is put right.
    let effects = own(&mut state, OwnAct::Kind(0, Kind::Number, Some(Written::Commas)));
    let [Request::Study { id, columns }] = &asked(&effects)[..] else { panic!() };
    assert_eq!(columns[0].written, Some(Written::Commas));
    hear(&mut state, Event::Studied(*id, Box::new(look(columns.clone()))));
    let effects = own(&mut state, OwnAct::Kind(3, Kind::Number, None));
    let [Request::Study { columns, .. }] = &asked(&effects)[..] else { panic!() };
    assert_eq!((columns[0].written, columns[3].kind), (Some(Written::Commas), Kind::Number));
}

#[test]
fn what_stands_in_the_way_is_said_and_nothing_is_lost() {
    let mut state = looked();
    let record = state.record.clone();
    let effects = own(&mut state, OwnAct::Settle);
    let [Request::Settle { id, .. }] = &asked(&effects)[..] else { panic!() };
    let error = EngineError::Own { problem: OwnProblem::NumberTarget };
    hear(&mut state, Event::Refused { id: Some(*id), error: error.clone() });
    assert_eq!(state.own.setup.as_ref().unwrap().refused, Some(Refusal::Engine(error)));
    // What comes late, or of something else, changes nothing.
    hear(&mut state, Event::Studied(id + 100, Box::new(look(Vec::new()))));
    own(&mut state, OwnAct::NotGiven(Refusal::TooLarge(60_000_000)));
    assert_eq!(state.own.setup.as_ref().unwrap().refused, Some(Refusal::TooLarge(60_000_000)));
    own(&mut state, OwnAct::Leave);
    assert!(state.own.setup.is_none());
    assert_eq!(state.record, record);
    // Cancelled while it is read, and dropped with the worker.
    own(&mut state, OwnAct::Begin);
    own(&mut state, OwnAct::Given("a.csv".into(), file()));
    assert!(matches!(asked(&own(&mut state, OwnAct::Cancel))[..], [Request::Cancel { .. }]));
    own(&mut state, OwnAct::Given("a.csv".into(), file()));
    update(&mut state, Action::WorkerDied);
    assert_eq!(state.own.setup.as_ref().unwrap().asked, None);
    update(&mut state, Action::Go(Stage::Journal));
    assert!(state.own.setup.is_none(), "another room leaves it");
}

/// An expedition on a file that this machine does not have.
fn missing() -> (State, Own) {
    let (mut state, _) = ready();
    let decided = settle(file(), "leads.csv".into(), look(Vec::new()).suggested, 7).finish().unwrap();
    let own_world = Own::of(decided);
    let record = Record::new(WorldId::Own(own_world), 7);
    let effects = update(&mut state, Action::Import(versions::save(&record).unwrap()));
    assert!(effects.contains(&Effect::OpenWorld));
    own(&mut state, OwnAct::Missing(own_world));
    assert!(state.own.missing);
    (state, own_world)
}

#[test]
fn a_file_that_is_not_here_is_asked_for_and_known_again() {
    let (mut state, world) = missing();
    let effects = own(&mut state, OwnAct::Given("other.csv".into(), b"a,b\n1,2\n"[..].into()));
    assert!(effects.contains(&Effect::OpenWorld) && !state.own.missing);
    let error = EngineError::OtherData { expected: world.bytes.clone(), found: "0".into() };
    let effects = hear(&mut state, Event::Refused { id: None, error: error.clone() });
    assert!(effects.contains(&Effect::File(FileEffect::Drop)));
    assert_eq!((state.own.missing, state.own.refused.clone()), (true, Some(Refusal::Engine(error))));
    assert_eq!(state.worker, Worker::Starting, "it asks for the file, and the worker is well");

    let effects = own(&mut state, OwnAct::Given("leads.csv".into(), file()));
    assert!(effects.contains(&Effect::File(FileEffect::Give(Some(world.bytes.clone()), file()))));
    let effects = ready_for(&mut state);
    assert!(effects.contains(&Effect::File(FileEffect::Keep(world.bytes.clone()))));
    assert_eq!((state.own.missing, &state.own.refused), (false, &None));
    // Opened once more it is not kept once more; another world asks for nothing.
    assert!(!ready_for(&mut state).iter().any(|e| matches!(e, Effect::File(_))));
    let (mut state, world) = missing();
    update(&mut state, Shelve::New("x".into(), WorldId::Screening).into());
    assert!(!state.own.missing);
    own(&mut state, OwnAct::Missing(world));
    assert!(!state.own.missing, "what comes late is of another world");
}

#[test]
fn a_file_goes_with_the_last_expedition_on_it() {
    let (mut state, world) = missing();
    update(&mut state, Action::Choose(frame_with(0.3)));
    let first = state.open.clone();
    update(&mut state, Shelve::Duplicate(first.clone(), "again".into()).into());
    let copy = state.shelf.iter().find(|e| e.record.as_ref().is_ok_and(|r| r.name == "again")).unwrap();
    let copy = copy.stored.id.clone();
    update(&mut state, Shelve::New("x".into(), WorldId::Screening).into());
    let file = Effect::Shelf(Keep::Remove(format!("file:{}", world.bytes)));
    assert!(!update(&mut state, Shelve::Remove(copy).into()).contains(&file));
    assert!(update(&mut state, Shelve::Remove(first).into()).contains(&file));
}
