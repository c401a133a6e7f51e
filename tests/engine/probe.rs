//! The Data room's report: what steps do to the probe, what columns say alone, who is covered, what splits claim.

use std::rc::Rc;
use std::time::Instant;

use engine::expedition::data::DataReport;
use engine::expedition::prepare::{
    Columns, Recipe, Step, bins, knn_impute, polynomial, power, standardise, target,
};
use engine::expedition::probe::Score;
use engine::expedition::record::{Choice, Record};
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{By, SplitSpec, World, WorldId, parts, scenario};
use engine::math::QuantileMethod;

use crate::replay::{poisoned, shipped, show};

fn report(session: &Rc<Session>, recipe: Recipe) -> DataReport {
    let mut record = Record::for_world(&session.world, 7);
    record.choose(Choice::Recipe { recipe });
    match &*show(session, &record, Stage::Data) {
        Report::Data(report) => report.clone(),
        other => panic!("{other:?}"),
    }
}

fn alone(report: &DataReport, name: &str) -> f64 {
    report.columns.iter().find(|c| c.name == name).unwrap().alone.unwrap()
}

#[test]
fn each_step_is_scored_and_steps_that_add_nothing_change_nothing() {
    let session = Session::new(shipped());
    let recipe = scenario::at_decision(WorldId::Flights);
    let begun = Instant::now();
    let whole = report(&session, recipe.clone());
    println!("report of the Data room: {:.0} ms", begun.elapsed().as_secs_f64() * 1e3);
    let probe = &whole.probe;
    assert_eq!(probe.scores.len(), recipe.steps.len() + 1);
    assert!(probe.n_train > 1000 && probe.n_validation > 1000);
    let auc: Vec<f64> = probe.scores.iter().map(|s| s.roc_auc.unwrap()).collect();
    // As offered: marked, filled, scaled, encoded. The probe fills by the mean and scales by itself.
    assert!((auc[2] - auc[1]).abs() < 0.02, "filling by the median instead of the mean");
    assert!((auc[3] - auc[2]).abs() < 1e-6, "the probe scales by itself");
    assert!(probe.scores[4].n_columns > probe.scores[3].n_columns + 20, "words become columns");
    assert!(auc[4] > 0.6, "it has learned something");
    let mut off = recipe;
    off.steps[0] = off.steps[0].switched(false);
    let scores = report(&session, off).probe.scores;
    assert_eq!(scores[0], scores[1], "a step that is off changes nothing");
    assert_eq!(scores[0], probe.scores[0]);
}

#[test]
fn what_is_too_good_to_be_true_stands_out() {
    let report = report(&Session::new(shipped()), scenario::offered(WorldId::Flights));
    for leak in ["dep_time", "dep_delay", "arr_time", "arr_delay", "air_time"] {
        assert!(alone(&report, leak) > 0.95, "{leak}");
    }
    let tail = alone(&report, "tailnum");
    for honest in ["weekday", "hour", "carrier", "origin", "distance", "temp", "humid", "visib"] {
        let own = alone(&report, honest);
        assert!((0.4..0.9).contains(&own), "{honest} {own}");
    }
    assert!((0.55..0.95).contains(&tail), "thousands of levels do not make it perfect: {tail}");
}

#[test]
fn groups_cover_every_row_that_has_one() {
    let report = report(&Session::new(shipped()), scenario::at_decision(WorldId::Flights));
    let columns: Vec<&str> = report.groups.iter().map(|g| g.column.as_str()).collect();
    assert_eq!(columns, scenario::of(WorldId::Flights).groups);
    for group in &report.groups {
        assert_eq!(group.levels.iter().map(|l| l.n).sum::<u32>(), report.train.n);
        assert_eq!(group.levels.iter().map(|l| l.positives).sum::<u32>(), report.positives);
        assert!(group.levels.windows(2).all(|w| w[0].n >= w[1].n));
        assert!(group.levels.iter().all(|l| (0.0..1.0).contains(&l.missing_share.unwrap())));
    }
    let empty = self::report(
        &Session::new(shipped()),
        Recipe {
            features: vec!["hour".into()],
            steps: vec![Step::Standardise(standardise::Params { columns: Columns::All })],
        },
    );
    assert!(empty.groups[0].levels.iter().all(|l| l.missing_share == Some(0.0)));
}

/// Nothing of the report looks at the sealed rows, and nothing of a column's own at validation rows.
#[test]
fn sealed_rows_stay_sealed() {
    let clean = shipped();
    let of = |world: World| report(&Session::new(world), scenario::everything(WorldId::Flights));
    let honest = of(clean.clone());
    let spoilt = of(poisoned(&clean, honest.validation.to));
    assert_eq!(honest, spoilt);
    let spoilt = of(poisoned(&clean, honest.train.to));
    assert_eq!((honest.columns, honest.groups), (spoilt.columns, spoilt.groups));
    assert_ne!(honest.probe.scores, spoilt.probe.scores, "these rows judge");
}

#[test]
fn a_probe_is_kept_and_comes_back_the_same() {
    let session = Session::new(shipped());
    let first = report(&session, scenario::at_decision(WorldId::Flights));
    let again = Session::new(shipped());
    let kept = session.take_kept();
    assert_eq!(kept.len(), 3, "the columns, the probe and the claims");
    kept.into_iter().for_each(|(key, value)| again.restore(key, value));
    assert_eq!(report(&again, scenario::at_decision(WorldId::Flights)), first);
    assert!(again.take_kept().is_empty());
}

/// The newer steps on real columns, all in one recipe.
#[test]
fn long_recipes_are_probed_too() {
    let session = Session::new(shipped());
    let mut recipe = scenario::at_decision(WorldId::Flights);
    let some = |names: &[&str]| Columns::Named(names.iter().map(|n| String::from(*n)).collect());
    let method = QuantileMethod::Linear;
    recipe.steps = vec![
        Step::KnnImpute(knn_impute::Params { columns: some(&["temp", "dewp", "wind_gust"]), n_neighbors: 5 }),
        recipe.steps[0].clone(),
        recipe.steps[1].clone(),
        Step::Target(target::Params { columns: some(&["dest"]), smooth: 20.0, cv: 5, n_classes: 0 }),
        Step::Bins(bins::Params {
            columns: some(&["hour"]),
            n_bins: 6,
            strategy: bins::Strategy::Quantile { method },
            encode: bins::Encode::Level,
        }),
        Step::Power(power::Params { columns: some(&["precip", "visib", "wind_speed"]) }),
        Step::Standardise(standardise::Params { columns: Columns::All }),
        Step::Polynomial(polynomial::Params { columns: Columns::All, interaction_only: false }),
        recipe.steps[3].clone(),
    ];
    let begun = Instant::now();
    let found = report(&session, recipe);
    println!("a long recipe: {:.0} ms", begun.elapsed().as_secs_f64() * 1e3);
    assert_eq!(found.probe.scores.len(), 10);
    assert!(found.probe.scores.iter().all(|s| s.n_columns <= 100 && s.roc_auc.is_some()));
}

/// A split at random claims more than it keeps: the same storms are on both sides of it.
#[test]
fn a_split_at_random_claims_more_than_it_keeps() {
    let found = report(&Session::new(shipped()), scenario::at_decision(WorldId::Flights)).claims;
    let [time, random] = &found[..] else { panic!("two splits") };
    assert!(matches!((&time.split, &random.split), (SplitSpec::Time { .. }, SplitSpec::Random { .. })));
    let auc = |score: &Score| score.roc_auc.unwrap();
    assert!(auc(&random.claimed) > auc(&time.claimed) + 0.05, "{found:?}");
    assert!(auc(&random.claimed) - auc(&random.later) > auc(&time.claimed) - auc(&time.later) + 0.05);
}

#[test]
fn too_few_days_to_divide_once_more_leave_the_rest() {
    let world = shipped();
    let days = world.between(world.days[0], world.days[0] + 3);
    let world = World::new(WorldId::Flights, world.table.take(&days), world.share).unwrap();
    let found = report(&Session::new(world), scenario::at_decision(WorldId::Flights));
    assert!(found.claims.is_empty() && found.probe.scores.len() == 5);
}

/// Divided otherwise than by time, what both open parts share is told, and the sealed rows are not counted.
#[test]
fn what_parts_share_is_counted() {
    let session = Session::new(shipped());
    let with = |split: SplitSpec| {
        let mut record = Record::for_world(&session.world, 7);
        record.choose(Choice::Recipe { recipe: scenario::at_decision(WorldId::Flights) });
        record.choose(Choice::Split { split });
        match &*show(&session, &record, Stage::Data) {
            Report::Data(report) => report.clone(),
            other => panic!("{other:?}"),
        }
    };
    let time = with(scenario::split());
    assert!(time.parts.is_none(), "as it was before anything was told of parts");
    let ways = parts::ways(&time);
    assert_eq!(ways[0], By::Day);
    for name in ["carrier", "dest"] {
        assert!(ways.contains(&By::Column(name.into())), "{ways:?}");
    }
    assert!(!ways.contains(&By::Column("origin".into())), "three airports are too few to divide");
    let told = |split: SplitSpec| (*with(split).parts).clone().unwrap();
    let random = told(scenario::split_at_random());
    let [day] = &random.shared[..] else { panic!("{random:?}") };
    assert_eq!((day.n, day.shared), (day.n, day.n), "every day has rows on both sides");
    assert!(day.n > 1000);
    let [train, validation] = told(scenario::split_stratified()).yes.unwrap();
    assert!((train - validation).abs() < 2e-4, "each answer alike: {train} {validation}");
    let days = told(scenario::split_in_groups(By::Day));
    assert_eq!((days.shared.len(), days.shared[0].shared), (1, 0));
    let by = By::Column("carrier".into());
    let carriers = told(scenario::split_in_groups(by.clone()));
    let [day, carrier] = &carriers.shared[..] else { panic!("{carriers:?}") };
    assert!(day.shared > 0 && carrier.shared == 0 && carrier.by == by);
    // Every carrier is in one part: those of the two that are told are less than all.
    assert!(carrier.groups.iter().all(|n| *n > 0) && carrier.groups.iter().sum::<u32>() < 16);
}
