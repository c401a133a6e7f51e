//! What cannot be trained is told, and stands in the way of nothing else; and what is offered can be taken.

use std::collections::BTreeSet;
use std::rc::Rc;

use engine::error::EngineError;
use engine::expedition::asked::IMPORTANCE;
use engine::expedition::prepare::{Columns, Step, scale};
use engine::expedition::record::{Choice, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::train::TrainReport;
use engine::expedition::{Recipe, WorldId, dials, scenario};

use crate::replay::{shipped, show};
use crate::training::{record, trained};

/// Why the run that was trained last could not be.
pub fn last(session: &Rc<Session>, record: &Record) -> EngineError {
    let report = trained(session, record);
    assert_eq!(report.current, None);
    report.refused.as_ref().and_then(|all| all.last()).expect("nothing is refused").error.clone()
}

/// A recipe that is not finished stands in the way of what was trained on it, and of nothing else.
#[test]
fn what_cannot_be_trained_stands_in_the_way_of_no_other() {
    let session = Session::new(shipped());
    let mut story = record(dials::offered("decision_tree"), &[]);
    let before = trained(&session, &story);
    assert_eq!(*before.refused, None);
    let mut broken = scenario::at_decision(WorldId::Flights);
    let columns = Columns::Named(vec!["dep_time".into()]);
    broken.steps.insert(0, Step::Scale(scale::Params { columns, by: scale::By::MinMax }));
    story.choose(Choice::Recipe { recipe: broken });
    let run = story.choose(Choice::Run { spec: dials::offered("logistic") });
    // It is what the learner goes on with, so nothing is told of another in its place, whatever is asked.
    story.happen(Fact::Revealed { what: IMPORTANCE.into() });
    let report = trained(&session, &story);
    let told = report.refused.as_ref().unwrap();
    assert_eq!((told.len(), told[0].id, told[0].spec.name()), (1, run, "logistic"));
    assert!(matches!(&told[0].error, EngineError::InStep { step: 0, .. }), "{told:?}");
    assert_eq!((report.current, report.asked.importance.len()), (None, 0));
    let runs = |report: &TrainReport| report.runs.iter().map(|run| run.judged.clone()).collect::<Vec<_>>();
    assert_eq!(runs(&report), runs(&before));
    // Mended, the next one is trained as if nothing had been.
    story.choose(Choice::Recipe { recipe: scenario::at_decision(WorldId::Flights) });
    story.choose(Choice::Run { spec: dials::offered("logistic") });
    let after = trained(&session, &story);
    assert_eq!((after.runs.len(), after.current), (2, story.cursor));
    assert_eq!(after.refused, report.refused);
}

/// What the room offers to add works on what the recipe reads.
#[test]
fn a_step_that_is_offered_can_be_taken() {
    for world in
        [shipped(), crate::ridership::shipped(), crate::rodents::shipped(), crate::screening::shipped()]
    {
        let (id, session) = (world.id, Session::new(world));
        for set in scenario::of(id).sets {
            let features = set.of(id);
            for kind in scenario::STEPS.iter().flat_map(|(_, kinds)| *kinds).filter(|kind| **kind != "drop") {
                let Some(step) = scenario::among(id, kind, &features) else { continue };
                let mut record = Record::for_world(&session.world, 7);
                record.choose(Choice::Recipe {
                    recipe: Recipe { features: features.clone(), steps: vec![step] },
                });
                let Report::Data(data) = &*show(&session, &record, Stage::Data) else { panic!("no data") };
                let refused = data.refused.as_ref();
                let unknown = |error: &EngineError| format!("{error:?}").contains("UnknownColumn");
                assert!(!refused.is_some_and(unknown), "{id:?}, {kind}: {refused:?}");
            }
        }
    }
}

/// Whatever columns are left out: a step that is offered names none twice, and none that does not go in.
#[test]
fn a_step_that_is_offered_names_what_goes_in_once() {
    for id in WorldId::ALL {
        let all = scenario::of(id).sets[1].of(id);
        let without = |gone: usize| all.iter().enumerate().filter(move |(at, _)| *at != gone);
        for gone in 0..all.len() {
            let features: Vec<String> = without(gone).map(|(_, name)| name.clone()).collect();
            for kind in scenario::STEPS.iter().flat_map(|(_, kinds)| *kinds) {
                let step = scenario::among(id, kind, &features);
                let Some(Columns::Named(names)) = step.as_ref().and_then(Step::columns) else { continue };
                let once: BTreeSet<&String> = names.iter().collect();
                assert_eq!(once.len(), names.len(), "{id:?}, {kind}: {names:?}");
                assert!(names.iter().all(|name| features.contains(name)), "{id:?}, {kind}: {names:?}");
            }
        }
    }
}
