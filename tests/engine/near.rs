//! The rows that answered, where nearest neighbours are the model: training rows that add up to the score, whichever of
//! them the model remembers and however often.

use engine::expedition::asked::{OTHERS, WHY};
use engine::expedition::balance::{Balance, Method};
use engine::expedition::calibrated;
use engine::expedition::evaluate::{EvaluateReport, TestReport};
use engine::expedition::near::Near;
use engine::expedition::plan::Plan;
use engine::expedition::record::{Choice, Record};
use engine::expedition::session::Session;
use engine::expedition::{ModelSpec, Task, World, dials};
use engine::fingerprint::fingerprint;
use engine::models::neighbours::{Params, Weights};

use crate::looks::judged;
use crate::training::trained;
use crate::{ridership, rodents, screening};

/// Five neighbours, so that all that are asked are shown.
fn five(weights: Weights, max_samples: u32) -> ModelSpec {
    ModelSpec::KNeighbors(Params { n_neighbors: 5, weights, max_samples, ..Params::default() })
}

fn asked(world: World, spec: ModelSpec, before: &[Choice], what: &[&str]) -> (TestReport, EvaluateReport) {
    let session = Session::new(world);
    let mut story = Record::for_world(&session.world, 7);
    before.iter().for_each(|choice| {
        story.choose(choice.clone());
    });
    story.choose(Choice::Run { spec });
    let report = judged(&session, story, what);
    (report.test.clone().unwrap(), report)
}

/// All that is shown of the neighbours, with the score and the class of the row they answered.
fn all(test: &TestReport) -> Vec<(&Near, f64, Option<u32>)> {
    let mistakes = test.near.iter().flatten().zip(&test.mistakes);
    let mistakes = mistakes.map(|(near, one)| (near, one.request.score, *one.request.class));
    let others = test.others.iter().flat_map(|others| others.right.iter().chain(&others.drawn));
    let others =
        others.map(|one| (one.near.as_ref().unwrap(), one.row.request.score, *one.row.request.class));
    mistakes.chain(others).collect()
}

fn adds_up(test: &TestReport, task: Task) {
    assert_eq!(test.near.as_ref().unwrap().len(), test.mistakes.len());
    let told = all(test);
    assert!(told.len() >= 24, "{}", told.len());
    for (near, score, class) in told {
        assert!(near.n <= 5 && near.rows.iter().map(|row| row.times).sum::<u32>() == near.n);
        assert!(near.rows.is_sorted_by(|a, b| a.distance <= b.distance), "{near:?}");
        assert!((near.rows.iter().map(|row| row.say).sum::<f64>() - 1.0).abs() < 1e-12);
        let of = |row: &engine::expedition::near::Neighbour| match class {
            Some(class) => f64::from(u8::from(row.y == f64::from(class))),
            None => row.y,
        };
        let sum: f64 = near.rows.iter().map(|row| row.say * of(row)).sum();
        assert!((sum - score).abs() < 1e-9 * (1.0 + score.abs()), "{sum} is not {score}: {near:?}");
        assert_eq!((near.says, near.class), (score, class));
        let alike: u32 = near.rows.iter().filter(|row| of(row) == 1.0).map(|row| row.times).sum();
        assert_eq!(near.alike, if task == Task::Regression { 0 } else { alike });
        assert_eq!(near.ends.is_some(), task == Task::Regression);
        if let Some([low, high]) = near.ends {
            assert!(near.rows.iter().all(|row| (low..=high).contains(&row.y)) && low <= score);
        }
    }
}

#[test]
fn the_rows_that_answered_add_up_to_the_score() {
    for (world, task) in [
        (screening::shipped(), Task::Binary),
        (rodents::shipped(), Task::Multiclass),
        (ridership::shipped(), Task::Regression),
    ] {
        for weights in [Weights::Uniform, Weights::Distance] {
            let (test, report) = asked(world.clone(), five(weights, 10_000), &[], &[WHY, OTHERS]);
            adds_up(&test, task);
            let first = report.validation.from;
            let early = |near: &Near| near.rows.iter().all(|row| row.day < first);
            assert!(all(&test).iter().all(|(near, ..)| early(near)), "training rows come before");
            let nearer = all(&test).iter().all(|(near, ..)| near.nearer == (weights == Weights::Distance));
            assert!(nearer);
        }
    }
}

/// Which rows a model remembers is told by drawing once more: of many only some, of rare answers some more than once.
#[test]
fn drawn_and_repeated_rows_are_known_again() {
    let (test, _) = asked(screening::shipped(), five(Weights::Uniform, 60), &[], &[WHY, OTHERS]);
    adds_up(&test, Task::Binary);
    let balance = Balance { method: Method::Oversample, sampling_strategy: 1.0 };
    let even = Choice::Balance { balance: Some(balance) };
    let twice = |near: &Near| near.rows.iter().any(|row| row.times > 1 && row.y == 1.0);
    for kept in [10_000, 80] {
        let (test, _) = asked(
            screening::shipped(),
            five(Weights::Uniform, kept),
            std::slice::from_ref(&even),
            &[WHY, OTHERS],
        );
        adds_up(&test, Task::Binary);
        assert!(kept < 10_000 || all(&test).iter().any(|(near, ..)| twice(near)));
    }
}

/// What the model itself says is explained, before a curve puts it right.
#[test]
fn what_is_put_right_is_explained_before_that() {
    let session = Session::new(screening::shipped());
    let mut story = Record::for_world(&session.world, 7);
    story.choose(Choice::Run { spec: five(Weights::Uniform, 10_000) });
    let run = Plan::of(&story).run().unwrap().id;
    story.choose(Choice::Calibrate { run, method: Some(calibrated::Method::Sigmoid) });
    let test = judged(&session, story, &[WHY]).test.unwrap();
    let near = test.near.as_ref().unwrap();
    assert!(!near.is_empty());
    for (near, mistake) in near.iter().zip(&test.mistakes) {
        assert_eq!(near.says, f64::from(near.alike) / 5.0);
        assert_ne!(near.says, mistake.request.score);
    }
}

#[test]
fn no_other_model_has_neighbours_and_nobody_asks_in_vain() {
    let spec = engine::expedition::dials::offered("logistic");
    let (test, _) = asked(screening::shipped(), spec, &[], &[WHY, OTHERS]);
    assert!(test.near.is_none() && test.others.as_ref().unwrap().drawn.iter().all(|one| one.near.is_none()));
    let (plain, _) = asked(screening::shipped(), five(Weights::Uniform, 10_000), &[], &[]);
    let (test, _) = asked(screening::shipped(), five(Weights::Uniform, 10_000), &[], &[WHY]);
    let without = TestReport { near: Default::default(), why: Default::default(), ..test };
    assert_eq!(fingerprint(&plain).unwrap(), fingerprint(&without).unwrap());
}

#[test]
fn a_single_neighbour_is_certain_and_is_told_by_what_that_costs() {
    let one = dials::with(&dials::offered("k_neighbors"), "neighbours", 1.0);
    assert_eq!(dials::freedom(&one), Some(1.0));
    for world in [screening::shipped(), rodents::shipped(), ridership::shipped()] {
        let session = Session::new(world);
        let task = session.world.id.target().task;
        let mut story = Record::for_world(&session.world, 7);
        story.choose(Choice::Run { spec: dials::offered("k_neighbors") });
        let run = story.choose(Choice::Run { spec: one.clone() });
        if task != Task::Regression {
            for method in [calibrated::Method::Sigmoid, calibrated::Method::Isotonic] {
                story.choose(Choice::Calibrate { run, method: Some(method) });
            }
        }
        let report = trained(&session, &story);
        let loss = |at: usize| report.runs[at].judged.log_loss;
        if task != Task::Regression {
            // Certain and wrong is dear, and has an end: the probability is kept from nought as scikit-learn keeps it.
            assert!(loss(1) > loss(0) && loss(1).is_some_and(|loss| loss.is_finite() && loss < 36.1));
            assert!((2..4).all(|at| loss(at).is_some_and(f64::is_finite) && loss(at) < loss(1)));
        }
        story.choose(Choice::Pick { run });
        let test = judged(&session, story, &[WHY, OTHERS]).test.unwrap();
        assert_eq!(test.near.as_ref().unwrap().len(), test.mistakes.len());
        let certain = |near: &&Near| task == Task::Regression || near.says == 1.0 || near.says == 0.0;
        assert!(all(&test).iter().all(|(near, ..)| near.n == 1 && certain(near)));
    }
}
