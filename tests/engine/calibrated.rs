//! Probabilities put right: by training rows alone, out of fold, and said wherever the model is asked.

use std::collections::BTreeSet;
use std::rc::Rc;

use engine::calibrate::curves::Curves;
use engine::error::EngineError;
use engine::expedition::asked::{LEARNING, asks};
use engine::expedition::calibrated::{Calibrated, Method};
use engine::expedition::folds::each_once;
use engine::expedition::plan::Plan;
use engine::expedition::record::{Choice, Ending, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::train::{RunReport, TrainReport};
use engine::expedition::{By, ModelSpec, SplitSpec, World, WorldId, dials, keys, scenario};
use engine::matrix::Matrix;
use engine::work::Pace;

use crate::now;
use crate::replay::{poisoned, shipped, show};
use crate::training::trained;

/// A run and the same with its probabilities put right.
fn story(world: &World, family: &str, method: Method) -> Record {
    let mut record = Record::for_world(world, 7);
    record.choose(Choice::Recipe { recipe: scenario::at_decision(world.id) });
    let run = record.choose(Choice::Run { spec: dials::offered(family) });
    record.choose(Choice::Calibrate { run, method: Some(method) });
    record
}

fn calibrated(run: &RunReport) -> &Calibrated {
    run.judged.calibrated.as_ref().unwrap()
}

fn asked(world: World, record: &Record) -> TrainReport {
    trained(&Session::new(world), record)
}

#[test]
fn only_training_rows_have_a_say() {
    let clean = shipped();
    // Whatever is kept of it, the pipelines among it, to the bit.
    let kept = |world: World| {
        let session = Session::new(world.clone());
        let report = trained(&session, &story(&world, "naive_bayes", Method::Isotonic));
        let kept: BTreeSet<Vec<u8>> = session.take_kept().into_iter().map(|(_, value)| value).collect();
        (report, kept)
    };
    let (report, honest) = kept(clean.clone());
    let sizes = report.runs.iter().map(|run| run.judged.bytes as usize);
    let alike = |other: &BTreeSet<Vec<u8>>| {
        sizes.clone().filter(|size| honest.intersection(other).any(|value| value.len() >= *size)).count()
    };
    let (_, spoilt) = kept(poisoned(&clean, report.train.to));
    assert_eq!(alike(&spoilt), 2, "the model, and the model with its curve");
    let (_, spoilt) = kept(poisoned(&clean, report.train.to - 1));
    assert_eq!(alike(&spoilt), 0, "a training day more is another model");
}

#[test]
fn a_model_that_is_too_sure_is_put_right_and_ranks_alike() {
    let world = shipped();
    for method in Method::EACH {
        let report = asked(world.clone(), &story(&world, "boosting", method));
        let [bare, put_right] = [&report.runs[0], &report.runs[1]];
        let found = calibrated(put_right);
        let (before, after) = (found.before.unwrap(), put_right.judged.log_loss.unwrap());
        println!("{method:?}: {before} {after} {:?}", found.most);
        assert_eq!(Some(before), bare.judged.log_loss, "the same model");
        assert!(put_right.judged.bytes > bare.judged.bytes, "the curve is kept with it");
        // Steps can say never, and be wrong once: then no loss is too large. A smooth curve says neither.
        if method == Method::Sigmoid {
            assert!(after < before, "{after} {before}");
            let area = |run: &RunReport| run.judged.roc_auc.unwrap();
            assert!((area(put_right) - area(bare)).abs() < 1e-9, "it ranks as it did");
            assert!(found.most.is_some_and(|(_, from, to)| to < from), "it was too sure");
        }
        let [curve] = &found.curves[..] else { panic!("one curve of yes") };
        assert!(curve.points.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1), "it never falls");
        let (_, from, to) = found.most.unwrap();
        assert!(curve.points.iter().all(|(x, y)| (x - y).abs() <= (from - to).abs()));
        assert_eq!(bare.judged.curve, put_right.judged.curve, "it learned as it did");
    }
}

#[test]
fn every_kind_of_model_can_be_put_right() {
    for (world, families) in [
        (shipped(), dials::families(engine::task::Task::Binary)),
        (crate::rodents::shipped(), dials::families(engine::task::Task::Multiclass)),
    ] {
        let session = Session::new(world.clone());
        for family in families {
            let report = trained(&session, &story(&world, family, Method::Sigmoid));
            let (bare, run) = (&report.runs[0], &report.runs[1]);
            let (before, after) = (calibrated(run).before.unwrap(), run.judged.log_loss.unwrap());
            println!("{:?} {family}: {before} {after} {:?}", world.id, calibrated(run).most);
            assert_eq!(Some(before), bare.judged.log_loss, "{family}");
            assert!(after.is_finite() && (after - before).abs() > 1e-9, "{family}: there is a curve");
            let of: Vec<_> = calibrated(run).curves.iter().map(|curve| curve.class).collect();
            let several = world.id.target().task == engine::task::Task::Multiclass;
            assert_eq!(of.len(), if several { 4 } else { 1 }, "{family}");
            assert!(of.iter().all(|class| class.is_some() == several), "{family}");
        }
    }
}

#[test]
fn every_row_is_left_out_once_as_rows_were_divided() {
    let world = shipped();
    let mut plan = Plan::of(&Record::for_world(&world, 7));
    let rows = world.rows(plan.window);
    for split in [
        scenario::split(),
        scenario::split_in_groups(By::Column("carrier".into())),
        SplitSpec::Stratified { train: 0.4, validation: 0.3, test: 0.3 },
    ] {
        plan.split = split.clone();
        let folds = each_once(&plan.fit(ModelSpec::Majority), &world, &rows, 5).unwrap();
        let mut left: Vec<u32> = folds.iter().flat_map(|fold| fold.test.to_vec()).collect();
        left.sort_unstable();
        assert_eq!(left, rows, "{split:?}");
        for fold in &folds {
            assert_eq!(fold.train.len() + fold.test.len(), rows.len());
            let (learned, asked) = match &split {
                SplitSpec::Time { .. } => {
                    let days = |rows: &[u32]| rows.iter().map(|r| world.days[*r as usize]).collect();
                    let (first, last) = (fold.test[0], fold.test[fold.test.len() - 1]);
                    assert_eq!((last - first) as usize + 1, fold.test.len(), "days that follow each other");
                    (days(&fold.train), days(&fold.test))
                }
                SplitSpec::Group { .. } => {
                    let (_, codes) = world.table.categories("carrier").unwrap();
                    let of = |rows: &[u32]| rows.iter().map(|r| codes[*r as usize] as i32).collect();
                    (of(&fold.train), of(&fold.test))
                }
                _ => {
                    let yes = fold.test.iter().filter(|r| world.y[**r as usize] == 1.0).count();
                    let all = rows.iter().filter(|r| world.y[**r as usize] == 1.0).count();
                    assert!((all / 5..=all / 5 + 1).contains(&yes), "each class alike");
                    (BTreeSet::new(), BTreeSet::new())
                }
            };
            let both: Vec<&i32> = BTreeSet::intersection(&learned, &asked).collect();
            assert!(both.is_empty(), "{split:?}: {both:?} on both sides");
        }
    }
}

#[test]
fn a_curve_is_a_choice_that_can_be_taken_back() {
    let world = shipped();
    let mut record = story(&world, "logistic", Method::Sigmoid);
    let plan = Plan::of(&record);
    let [bare, put_right] = &plan.runs[..] else { panic!("two runs") };
    assert_eq!((plan.current, put_right.fit.bare()), (Some(put_right.id), bare.fit.clone()));
    assert!(plan.fresh(bare) && plan.fresh(put_right));
    assert_ne!(bare.fit.key().unwrap(), put_right.fit.key().unwrap());
    let text = serde_json::to_string(&bare.fit).unwrap();
    assert!(!text.contains("calibrate"), "a fit without it is written as it always was: {text}");
    // What was trained before is gone on with, and nothing is trained twice.
    let (first, second) = (bare.id, put_right.id);
    let calibrate = |record: &mut Record, run: u32, method: Option<Method>| {
        record.choose(Choice::Calibrate { run, method });
        let plan = Plan::of(record);
        (plan.runs.len(), plan.current)
    };
    assert_eq!(calibrate(&mut record, second, None), (2, Some(first)));
    assert_eq!(calibrate(&mut record, first, Some(Method::Sigmoid)), (2, Some(second)));
    let key = |record: &Record| keys::key(Stage::Train, record).unwrap();
    let before = key(&record);
    let (runs, current) = calibrate(&mut record, second, Some(Method::Isotonic));
    assert_eq!((runs, current.unwrap() > second), (3, true), "one curve in the place of another");
    assert_ne!(key(&record), before);
    assert!(record.undo());
    assert_eq!(key(&record), before);
    // A run that is not there changes nothing.
    assert_eq!(calibrate(&mut record, 999, Some(Method::Isotonic)), (2, Some(second)));
    // What is asked of the model is asked of it with its curve too.
    record.happen(Fact::Revealed { what: LEARNING.into() });
    record.choose(Choice::Pick { run: first });
    assert_eq!(asks(&record, &Plan::of(&record)), [false, true, false, false]);
}

#[test]
fn what_goes_live_is_put_right_too() {
    let world = shipped();
    let session = Session::new(world.clone());
    let mut record = story(&world, "naive_bayes", Method::Sigmoid);
    let mean = |session: &Rc<Session>, record: &Record| match &*show(session, record, Stage::Deploy) {
        Report::Deploy(report) => [report.mean_rehearsal, report.mean_live],
        other => panic!("{other:?}"),
    };
    record.choose(Choice::Gate { ending: Ending::Ship });
    let put_right = mean(&session, &record);
    let judged = trained(&session, &record).runs[1].judged.outcome.clone();
    match &*show(&session, &record, Stage::Evaluate) {
        Report::Evaluate(report) => assert_eq!(report.at, judged, "the same on the same rows"),
        other => panic!("{other:?}"),
    }
    record.choose(Choice::GoLive);
    record.happen(Fact::MonthLived { month: engine::expedition::plan::today(&record) });
    let months = show(&session, &record, Stage::Monitor);
    // Kept and given back, it says the same.
    let second = Session::new(world);
    session.take_kept().into_iter().for_each(|(key, value)| second.restore(key, value));
    assert_eq!(*show(&second, &record, Stage::Monitor), *months);
    let mut bare = record.clone();
    bare.stand(Some(1));
    bare.choose(Choice::Gate { ending: Ending::Ship });
    let as_said = mean(&session, &bare);
    for (put_right, as_said) in put_right.iter().zip(as_said) {
        assert!((put_right - as_said).abs() > 0.001, "{put_right} {as_said}");
    }
}

#[test]
fn what_cannot_be_put_right_is_refused_with_facts() {
    let refusal = |world: World, record: &Record| crate::refused::last(&Session::new(world), record);
    let numbers = crate::ridership::shipped();
    let record = story(&numbers, "linear", Method::Sigmoid);
    assert!(matches!(refusal(numbers, &record), EngineError::Unsupported { .. }));

    let world = shipped();
    let mut record = Record::for_world(&world, 7);
    record.choose(Choice::Recipe { recipe: scenario::at_decision(WorldId::Flights) });
    record.choose(Choice::Split { split: SplitSpec::Time { train: 0.03, validation: 0.47, test: 0.5 } });
    let run = record.choose(Choice::Run { spec: dials::offered("naive_bayes") });
    record.choose(Choice::Calibrate { run, method: Some(Method::Sigmoid) });
    match refusal(world, &record) {
        EngineError::TooFewRows { what, needed: 5, found } => {
            assert_eq!(what, "calibration_folds");
            assert!(found < 5);
        }
        other => panic!("{other:?}"),
    }

    let said = Matrix::new(20, 1, (0..20).map(|i| f64::from(i) / 20.0).collect()).unwrap();
    let y = |yes: usize| (0..20).map(|i| f64::from(u8::from(i < yes))).collect::<Vec<f64>>();
    for yes in [4, 16] {
        let found = now(Curves::fit(Method::Sigmoid, &said, &y(yes), false, 5, &Pace::default()));
        let expected = EngineError::TooFewRows { what: "calibration".into(), needed: 5, found: 4 };
        assert_eq!(found, Err(expected));
    }
    assert!(now(Curves::fit(Method::Sigmoid, &said, &y(5), false, 5, &Pace::default())).is_ok());
}

/// A class that was hardly ever seen keeps what the model says; the others make room for it.
#[test]
fn a_rare_class_keeps_what_the_model_says() {
    let said = Matrix::new(12, 3, [0.6, 0.3, 0.1].repeat(12)).unwrap();
    let y: Vec<f64> = (0..12).map(|i| if i == 0 { 2.0 } else { f64::from(i % 2) }).collect();
    let curves = now(Curves::fit(Method::Isotonic, &said, &y, true, 5, &Pace::default())).unwrap();
    assert_eq!(curves.curves.iter().map(Option::is_some).collect::<Vec<_>>(), [true, true, false]);
    let found = now(curves.apply(&said, &Pace::default())).unwrap();
    let row = found.row(0);
    assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    assert!((row[2] / row[0] - 0.1 / (5.0 / 12.0)).abs() < 1e-12, "{row:?}");
}
