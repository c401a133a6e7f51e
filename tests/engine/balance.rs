//! Rows drawn so that rare answers are less rare: what is drawn, that it is drawn for the model alone and from training
//! rows alone, and that nothing else knows of it.

use std::collections::BTreeSet;
use std::rc::Rc;

use engine::error::EngineError;
use engine::expedition::balance::{Balance, MOST_ROWS, Method, places};
use engine::expedition::calibrated;
use engine::expedition::folds::folds;
use engine::expedition::plan::{Decides, Plan};
use engine::expedition::record::{Choice, Ending, Record};
use engine::expedition::report::Report;
use engine::expedition::search::{Job, Method as Way, SearchSpec};
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::status::{self, Status};
use engine::expedition::train::{Judged, TrainReport};
use engine::expedition::{ModelSpec, World, dials, drawn, keys, scenario, versions};
use engine::matrix::Matrix;
use engine::models::{Answers, Model, boosting, network};
use engine::rng::Rng;
use engine::work::Pace;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::replay::{poisoned, shipped, show};
use crate::{now, ridership, rodents};

const OVER: Balance = Balance { method: Method::Oversample, sampling_strategy: 1.0 };
const UNDER: Balance = Balance { method: Method::Undersample, sampling_strategy: 0.5 };

fn drawn_by(balance: Balance, y: &[f64], n_classes: u32, rng: &mut Rng) -> Result<Vec<u32>, EngineError> {
    now(balance.rows(y, n_classes, rng, &Pace::default()))
}

proptest! {
    /// Whatever the classes: what is told beforehand is what is drawn, the same by the same seed, with every row that was
    /// promised to stay.
    #[test]
    fn rows_are_drawn_as_told(
        y in vec(0_u8..4, 1..80), share in 0.01..=1.0_f64, over in any::<bool>(), seed in any::<u64>(),
    ) {
        let y: Vec<f64> = y.into_iter().map(f64::from).collect();
        let method = if over { Method::Oversample } else { Method::Undersample };
        let balance = Balance { method, sampling_strategy: share };
        let draw = |seed| drawn_by(balance, &y, 4, &mut Rng::new(seed, "balance")).unwrap();
        let rows = draw(seed);
        prop_assert_eq!(&draw(seed), &rows);
        let counts = |rows: &[u32]| {
            let mut counts = vec![0_u32; 4];
            rows.iter().for_each(|row| counts[y[*row as usize] as usize] += 1);
            counts
        };
        let all: Vec<u32> = (0..y.len() as u32).collect();
        prop_assert_eq!(balance.counts(&counts(&all)), counts(&rows));
        if over {
            prop_assert_eq!(&rows[..y.len()], &all[..], "every row stays, in its place");
        } else {
            prop_assert!(rows.is_sorted_by(|a, b| a < b), "in order, none twice");
        }
        // As even as was asked for, but for what rounding takes.
        let after = counts(&rows);
        let there = || after.iter().filter(|n| **n > 0);
        let (least, most) = (*there().min().unwrap(), *there().max().unwrap());
        prop_assert!(f64::from(least) + 1.0 > f64::from(most) * share, "{:?}", after);
    }
}

#[test]
fn what_cannot_be_drawn_is_refused_with_facts() {
    let mut rng = Rng::new(1, "balance");
    let mut rows = |share, y: &[f64], n| {
        drawn_by(Balance { sampling_strategy: share, ..OVER }, y, n, &mut rng).unwrap_err()
    };
    for share in [0.0, -1.0, 1.5, f64::NAN] {
        let refused = rows(share, &[0.0, 1.0], 2);
        assert!(matches!(refused, EngineError::OutOfRange { ref what, .. } if what == "sampling_strategy"));
    }
    let unsupported = rows(1.0, &[0.3, 7.0], 0);
    assert_eq!(unsupported, EngineError::Unsupported { what: "balance for regression".into() });
    for odd in [2.0, -1.0, 0.5, f64::NAN] {
        assert!(
            matches!(rows(1.0, &[0.0, odd], 2), EngineError::OutOfRange { found, .. } if found.to_bits() == odd.to_bits())
        );
    }
}

#[test]
fn rows_are_repeated_as_far_as_there_is_room() {
    // Twenty rare classes as often as a common one would not fit into a browser.
    let many: Vec<f64> = (0..40_000).map(|i| f64::from(if i < 20 { i } else { 20 })).collect();
    let before: Vec<u32> = (0..21).map(|class| if class < 20 { 1 } else { 39_980 }).collect();
    let after = OVER.counts(&before);
    let all: u32 = after.iter().sum();
    assert!(all <= MOST_ROWS && all + 20 > MOST_ROWS, "{all}");
    assert_eq!(OVER.level(&before), Some(f64::from(after[0])));
    let rows = drawn_by(OVER, &many, 21, &mut Rng::new(1, "balance")).unwrap();
    assert_eq!(rows.len() as u32, all);
    // Where there is room, nothing is different.
    assert_eq!(OVER.level(&before[1..2]), None);
    assert_eq!(OVER.level(&[90_000, 300]), None);
    assert_eq!(Balance { method: Method::Undersample, ..OVER }.level(&before), None);
}

#[test]
fn only_places_that_change_something_are_offered() {
    assert_eq!(places(&[9_000, 250]), [0.1, 0.25, 0.5, 1.0]);
    assert_eq!(places(&[60, 36]), [1.0]);
    assert!(places(&[]).is_empty());
}

/// What a model holds back to see when to stop must not be what it learned from, copied.
#[test]
fn copies_of_a_row_are_held_back_together() {
    let mut values = Rng::new(3, "rows");
    let x = Matrix::new(400, 2, (0..800).map(|_| values.normal()).collect()).unwrap();
    let y: Vec<f64> = (0..400).map(|_| f64::from(u8::from(values.uniform() < 0.1))).collect();
    let answers = Answers::binary(y.clone());
    let rows = drawn_by(OVER, &y, 2, &mut Rng::new(3, "balance")).unwrap();
    let (x, marked) = (Rc::new(x.take(&rows)), answers.take(&rows));
    let copied = marked.copy_of.clone().unwrap();
    let (train, held) = marked.hold_back(0.1, &mut Rng::new(3, "held"));
    let firsts = |side: &[u32]| side.iter().map(|row| copied[*row as usize]).collect::<BTreeSet<u32>>();
    assert!(firsts(&train).is_disjoint(&firsts(&held)), "no row is on both sides");
    let yes = y.iter().sum::<f64>();
    let share = (0.1 * yes).round() + (0.1 * (400.0 - yes)).round();
    assert_eq!(firsts(&held).len(), share as usize, "a share of each answer's rows as there were");
    let both: BTreeSet<u32> = train.iter().chain(&held).copied().collect();
    assert_eq!((both.len(), train.len() + held.len()), (rows.len(), rows.len()), "each row once");
    // The models that hold rows back do it so.
    let unmarked = Answers { copy_of: None, ..marked.clone() };
    let net = network::Params { early_stopping: true, max_iter: 20, ..Default::default() };
    let boost = boosting::Params { early_stopping: true, ..Default::default() };
    let noted = |spec: &ModelSpec, answers: &Answers| match spec
        .start(x.clone(), answers.clone(), Rng::new(3, "model"))
        .finish()
        .unwrap()
    {
        Model::Network(fitted) => fitted.held_loss,
        Model::Boosting(fitted) => fitted.validation_loss,
        other => panic!("{other:?}"),
    };
    for spec in [ModelSpec::Network(net), ModelSpec::Boosting(boost)] {
        assert_ne!(noted(&spec, &marked), noted(&spec, &unmarked), "{}", spec.name());
    }
    // Weights and marks go with their rows.
    let weighted = answers.weighted((0..400).map(f64::from).collect::<Vec<f64>>()).take(&rows);
    let weights: Vec<f64> = rows.iter().map(|row| f64::from(*row)).collect();
    assert_eq!(weighted.weights.as_deref(), Some(&weights[..]));
    let copied = weighted.copy_of.as_ref().unwrap();
    assert!((0..rows.len()).all(|at| rows[copied[at] as usize] == rows[at] && copied[at] as usize <= at));
    assert_eq!(weighted.take(&[0, 1, 2]).copy_of, None, "nothing is there twice any more");
}

fn record(world: &World, balance: Option<Balance>, spec: ModelSpec) -> Record {
    let mut record = Record::for_world(world, 7);
    record.choose(Choice::Recipe { recipe: scenario::at_decision(world.id) });
    if balance.is_some() {
        record.choose(Choice::Balance { balance });
    }
    record.choose(Choice::Run { spec });
    record
}

fn trained(session: &Rc<Session>, record: &Record) -> TrainReport {
    match &*show(session, record, Stage::Train) {
        Report::Train(report) => (**report).clone(),
        other => panic!("{other:?}"),
    }
}

fn judged(session: &Rc<Session>, balance: Option<Balance>, kind: &str) -> Judged {
    trained(session, &record(&session.world, balance, dials::offered(kind))).runs[0].judged.clone()
}

#[test]
fn a_run_tells_what_it_got_and_what_that_made_of_its_chances() {
    let session = Session::new(shipped());
    let Report::Data(data) =
        &*show(&session, &record(&session.world, None, ModelSpec::Majority), Stage::Data)
    else {
        panic!("no data")
    };
    let counts = drawn::counts(data);
    assert_eq!(counts.iter().sum::<u32>(), data.train.n);
    let plain = judged(&session, None, "logistic");
    assert!(plain.drawn.is_none());
    for balance in [OVER, UNDER] {
        let told = judged(&session, Some(balance), "logistic");
        let drawn = told.drawn.as_ref().unwrap();
        assert_eq!((&drawn.before, &drawn.after), (&counts, &balance.counts(&counts)));
        assert_eq!((drawn.balance, drawn.rarest), (balance, 1));
        let (said, came) = (drawn.said.unwrap(), drawn.came.unwrap());
        assert!(said > 3.0 * came, "{said} {came}");
        // It ranks about as well; what it says is further off.
        assert!((told.roc_auc.unwrap() - plain.roc_auc.unwrap()).abs() < 0.05);
        assert!(told.log_loss > plain.log_loss.map(|loss| 1.2 * loss), "{:?}", told.log_loss);
        assert_ne!(told.outcome, plain.outcome);
    }
    // Where nothing has to be done nothing is.
    let even = Balance { sampling_strategy: 0.01, ..OVER };
    let same = judged(&session, Some(even), "logistic");
    assert_eq!((same.outcome, same.weights), (plain.outcome, plain.weights));
    assert_eq!(same.drawn.as_ref().map(|drawn| drawn.before == drawn.after), Some(true));
}

/// The curve learns from rows as they come, whatever the model got: what is said then is about these again.
#[test]
fn probabilities_put_right_are_about_rows_as_they_come() {
    let session = Session::new(shipped());
    let mut story = record(&session.world, Some(OVER), dials::offered("logistic"));
    let run = story.cursor.unwrap();
    story.choose(Choice::Calibrate { run, method: Some(calibrated::Method::Sigmoid) });
    let report = trained(&session, &story);
    let off = report.runs.iter().map(|run| {
        let drawn = run.judged.drawn.as_ref().unwrap();
        drawn.said.unwrap() / drawn.came.unwrap()
    });
    let [drawn, right] = off.collect::<Vec<f64>>()[..] else { panic!("two runs") };
    // Not just right: on the days to choose by there are more than on those learned from.
    assert!(drawn > 3.0 && (1.0 / 3.0..1.0).contains(&right), "{drawn} {right}");
}

/// The losses of a curve are about training rows as they are, so that they can stand beside validation rows; where
/// drawing changes nothing, they are what the model noted itself.
#[test]
fn curves_are_about_rows_as_they_come() {
    let session = Session::new(shipped());
    let even = Balance { sampling_strategy: 0.01, ..OVER };
    for kind in ["logistic", "decision_tree", "boosting", "random_forest", "network"] {
        let [plain, same, drawn] =
            [None, Some(even), Some(OVER)].map(|balance| judged(&session, balance, kind).curve);
        assert_eq!(plain.len(), same.len());
        for (a, b) in plain.iter().zip(&same) {
            assert!((a.train - b.train).abs() < 1e-6, "{kind}: {a:?} {b:?}");
        }
        // Before its first step a model that got as many of each says one half to everybody.
        if ["logistic", "boosting"].contains(&kind) {
            assert!((drawn[0].train - std::f64::consts::LN_2).abs() < 1e-6, "{kind}: {:?}", drawn[0]);
        }
        let (first, last) = (drawn.first().unwrap(), drawn.last().unwrap());
        assert!(last.train > plain.last().unwrap().train && first.train.is_finite(), "{kind}");
    }
}

#[test]
fn several_classes_are_drawn_too_and_numbers_are_not() {
    let session = Session::new(rodents::shipped());
    for balance in [OVER, UNDER] {
        let told = judged(&session, Some(balance), "decision_tree");
        let drawn = told.drawn.as_ref().unwrap();
        assert_eq!(drawn.after, balance.counts(&drawn.before));
        assert!(drawn.said.unwrap() > drawn.came.unwrap());
    }
    let record = record(&ridership::shipped(), Some(OVER), dials::offered("linear"));
    let refused = crate::refused::last(&Session::new(ridership::shipped()), &record);
    assert_eq!(refused, EngineError::Unsupported { what: "balance for regression".into() });
}

/// Validation and sealed rows are neither drawn nor do they have a say in what is.
#[test]
fn rows_behind_the_training_rows_draw_nothing() {
    let clean = shipped();
    let of = |world: World| {
        let record = record(&world, Some(UNDER), dials::offered("logistic"));
        trained(&Session::new(world), &record)
    };
    let honest = of(clean.clone());
    let spoilt = of(poisoned(&clean, honest.train.to));
    let learned = |report: &TrainReport| {
        let run = &report.runs[0].judged;
        let drawn = run.drawn.as_ref().unwrap();
        let losses: Vec<f64> = run.curve.iter().map(|l| l.train).collect();
        (run.weights.clone(), losses, drawn.before.clone(), drawn.after.clone())
    };
    assert_eq!(learned(&spoilt), learned(&honest));
    assert_ne!(
        spoilt.runs[0].judged.log_loss, honest.runs[0].judged.log_loss,
        "they are looked at all the same"
    );
    assert_eq!((spoilt.validation, spoilt.train), (honest.validation, honest.train), "none is drawn");
}

/// In each fold rows are drawn from those it learns from: were they drawn before, copies would lie on both sides.
#[test]
fn a_search_draws_in_each_fold_from_its_own_rows() {
    let spec =
        SearchSpec { spec: dials::offered("k_neighbors"), method: Way::Grid, most: 6, folds: 3, seconds: 60 };
    let begun = |world: &World, balance| {
        let mut record = Record::for_world(world, 7);
        record.choose(Choice::Recipe { recipe: scenario::at_decision(world.id) });
        record.choose(Choice::Split { split: scenario::split_at_random() });
        record.choose(Choice::Balance { balance });
        let search = record.choose(Choice::Search { search: spec.clone() });
        (record, search)
    };
    let job = |world: &World, balance, fold| {
        let (record, search) = begun(world, balance);
        // One neighbour knows every row that it learned from.
        let job = Job { candidate: 5, round: 0, fold };
        Session::new(world.clone()).job(&record, search, job).finish().unwrap().unwrap()
    };
    let clean = shipped();
    let (record, _) = begun(&clean, Some(OVER));
    let search = &Plan::of(&record).searches[0];
    assert_eq!(search.fit.balance, Some(OVER));
    let folds = folds(&search.fit, &clean, 3).unwrap();
    assert!(folds.iter().all(|fold| fold.train.iter().all(|row| fold.test.binary_search(row).is_err())));
    // Were a row of its own among what it learned from, one neighbour would hardly be wrong.
    let plain = job(&clean, None, 0);
    let drawn = job(&clean, Some(OVER), 0);
    assert!(drawn > 0.9 * plain, "{drawn} {plain}");
    assert_ne!(drawn, job(&clean, Some(UNDER), 0));
}

#[test]
fn a_record_keeps_it_and_older_keys_stand() {
    let session = Session::new(shipped());
    let mut story = record(&session.world, None, ModelSpec::Majority);
    let plan = Plan::of(&story);
    let (train, data) = (keys::key(Stage::Train, &story).unwrap(), keys::key(Stage::Data, &story).unwrap());
    let written = serde_json::to_string(&plan.runs[0].fit).unwrap();
    assert!(!written.contains("balance"), "{written}");
    assert_eq!(serde_json::from_str::<engine::expedition::plan::Fit>(&written).unwrap(), plan.runs[0].fit);

    story.choose(Choice::Balance { balance: Some(OVER) });
    let status =
        |record: &Record| status::of(record).into_iter().find(|s| s.stage == Stage::Train).unwrap().status;
    assert_eq!(status(&story), Status::Stale, "the run was trained on other rows");
    assert_ne!(keys::key(Stage::Train, &story).unwrap(), train);
    assert_eq!(keys::key(Stage::Data, &story).unwrap(), data, "nothing has to be looked at again");
    let again = versions::open(&versions::save(&story).unwrap()).unwrap();
    assert_eq!(again, story);
    story.choose(Choice::Run { spec: dials::offered("logistic") });
    let fit = &Plan::of(&story).runs[1].fit;
    let back: engine::expedition::plan::Fit =
        serde_json::from_str(&serde_json::to_string(fit).unwrap()).unwrap();
    assert_eq!((back.balance, &back), (Some(OVER), fit));
    let bytes: engine::expedition::plan::Fit =
        postcard::from_bytes(&postcard::to_allocvec(fit).unwrap()).unwrap();
    assert_eq!(&bytes, fit);
    assert!(story.undo() && story.undo());
    assert_eq!((keys::key(Stage::Train, &story).unwrap(), status(&story)), (train, Status::Done));

    // A file of another hand cannot bring what is no share; it is refused where it is used.
    story.choose(Choice::Balance { balance: Some(Balance { sampling_strategy: 7.0, ..OVER }) });
    story.choose(Choice::Run { spec: ModelSpec::Majority });
    let refused = crate::refused::last(&session, &story);
    assert!(matches!(refused, EngineError::OutOfRange { .. }), "{refused:?}");
}

/// What goes live learned from its whole window, drawn by the same choice; what decides there is not drawn.
#[test]
fn what_goes_live_is_drawn_as_what_was_judged() {
    let session = Session::new(shipped());
    let live = |balance| {
        let mut record = record(&session.world, balance, dials::offered("logistic"));
        record.choose(Choice::Gate { ending: Ending::Ship });
        record.choose(Choice::GoLive);
        let Some(Decides::Model { fit, .. }) = Plan::of(&record).shipped() else { panic!("nothing ships") };
        assert_eq!(fit.balance, balance);
        let month = engine::expedition::plan::today(&record);
        record.happen(engine::expedition::record::Fact::MonthLived { month });
        crate::replay::monitor(&session, &record)
    };
    let [plain, drawn] = [None, Some(UNDER)].map(live);
    assert_eq!(plain.months[0].n, drawn.months[0].n);
    assert_ne!(plain.months[0].outcome, drawn.months[0].outcome);
}
