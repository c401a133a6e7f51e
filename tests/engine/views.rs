//! The training rows on one sheet, and in groups of alike ones: of training rows alone, of what a model sees, told where
//! there is nothing to see, and without a trace where nobody asks.

use std::rc::Rc;

use engine::error::EngineError;
use engine::expedition::alike::GROUPS;
use engine::expedition::asked::{ALIKE, DOUBT, ODD, SHEET, viewed};
use engine::expedition::data::DataReport;
use engine::expedition::plan::Plan;
use engine::expedition::prepare::{Columns, Recipe, Step, impute, polynomial};
use engine::expedition::record::Choice;
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::sheet::{COLUMNS, ENOUGH, POINTS, Point, ROWS, Sheet, Views};
use engine::expedition::stage::Stage;
use engine::expedition::{World, WorldId, keys, scenario};
use engine::fingerprint::fingerprint;
use engine::matrix::Matrix;
use engine::rng::Rng;
use engine::views::kmeans::{Params, Start};
use engine::work::{Pace, Step as Stepped, Work};

use crate::odd::record;
use crate::replay::{poisoned, shipped, show};

/// What Data shows of the recipe as it is offered, once so much was asked.
pub fn asked(session: &Rc<Session>, what: &[impl AsRef<str>]) -> DataReport {
    of(session, scenario::at_decision(session.world.id), what)
}

fn of(session: &Rc<Session>, recipe: Recipe, what: &[impl AsRef<str>]) -> DataReport {
    let what: Vec<&str> = what.iter().map(AsRef::as_ref).collect();
    match &*show(session, &record(session, recipe, &what), Stage::Data) {
        Report::Data(report) => report.clone(),
        other => panic!("{other:?}"),
    }
}

fn views(report: &DataReport) -> &Views {
    report.views.as_ref().unwrap()
}

fn sheet(report: &DataReport) -> &Sheet {
    views(report).sheet.as_ref().unwrap()
}

#[test]
fn a_sheet_of_many_rows_is_drawn_from_all_of_them() {
    let session = Session::new(shipped());
    let report = asked(&session, &[SHEET]);
    let sheet = sheet(&report);
    assert!(report.train.n as usize > ROWS);
    assert_eq!((sheet.n as usize, sheet.of), (ROWS, report.train.n));
    assert_eq!(sheet.points.len(), POINTS);
    assert!(sheet.points.iter().all(|point| point.kind < 2));
    assert!(sheet.n_columns > 10 && sheet.n_columns <= report.n_features);
    assert!(sheet.shares.windows(2).all(|two| two[0] >= two[1]) && sheet.shares.iter().sum::<f64>() <= 1.0);
    assert!((sheet.held - sheet.shares[0] - sheet.shares[1]).abs() < 1e-12);
    assert!(sheet.needed > 2 && sheet.held < ENOUGH, "two axes leave much out: {}", sheet.held);
    for axis in &sheet.axes {
        assert!(axis.windows(2).all(|two| two[0].weight.abs() >= two[1].weight.abs()));
        assert!(axis[0].weight > 0.0 && axis[0].weight <= 1.0);
    }
    // The spread of the points is what the shares say, as far as a draw can tell.
    let spread = |of: fn(&(f64, f64)) -> f64| {
        let all: Vec<f64> = sheet.points.iter().map(|point| of(&(point.x, point.y))).collect();
        engine::math::variance(&all, 1).unwrap()
    };
    let (across, up) = (spread(|p| p.0), spread(|p| p.1));
    let whole = f64::from(sheet.n_columns);
    assert!((across / whole - sheet.shares[0]).abs() < 0.03 && (up / whole - sheet.shares[1]).abs() < 0.03);
    assert!(views(&report).alike.is_empty() && views(&report).refused.is_none());
}

#[test]
fn numbers_are_told_by_thirds_and_classes_by_name() {
    let ridership = asked(&Session::new(crate::ridership::shipped()), &["alike/3"]);
    let drawn = sheet(&ridership);
    let [low, high] = drawn.parted.unwrap();
    assert!(low < high);
    let of = |kind: u32| drawn.points.iter().filter(|point| point.kind == kind).count();
    let thirds = [of(0), of(1), of(2)];
    assert!(
        thirds.iter().all(|n| n.abs_diff(drawn.points.len() / 3) < drawn.points.len() / 20),
        "{thirds:?}"
    );
    let alike = &views(&ridership).alike[0];
    let all = alike.all.mean.unwrap();
    let joined: f64 = alike.groups.iter().map(|group| group.share * group.told.mean.unwrap()).sum();
    assert!((joined - all).abs() < 1e-9 * all && alike.all.classes.is_empty());

    let rodents = asked(&Session::new(crate::rodents::shipped()), &["alike/4"]);
    assert!(sheet(&rodents).parted.is_none() && sheet(&rodents).points.iter().any(|point| point.kind > 1));
    let alike = &views(&rodents).alike[0];
    assert!(alike.groups.iter().all(|group| group.told.mean.is_none()));
    for class in 0..alike.all.classes.len() {
        let sum: u32 = alike.groups.iter().map(|group| group.told.classes[class]).sum();
        assert_eq!(sum, alike.all.classes[class]);
    }
}

#[test]
fn groups_are_told_in_the_columns_of_the_learner() {
    let session = Session::new(crate::screening::shipped());
    let report = asked(&session, &["alike/2", "alike/5"]);
    let [two, five] = &views(&report).alike[..] else { panic!() };
    assert_eq!((two.asked, five.asked), (2, 5));
    assert!(five.inertia < two.inertia && five.left < two.left && two.left < 1.0);
    for alike in [two, five] {
        assert_eq!(alike.groups.len() as u32, alike.asked);
        assert_eq!(alike.groups.iter().map(|group| group.n).sum::<u32>(), report.train.n);
        assert!(alike.groups.windows(2).all(|two| two[0].n >= two[1].n), "the largest first");
        assert_eq!(alike.of.len(), sheet(&report).points.len());
        for (at, group) in (0_u32..).zip(&alike.groups) {
            // Here every row is drawn, so the sheet has the whole group.
            assert_eq!(alike.of.iter().filter(|of| **of == at).count() as u32, group.n);
            let yes = alike.of.iter().zip(&sheet(&report).points);
            let yes = yes.filter(|(of, point)| **of == at && point.kind == 1).count() as f64;
            assert!((group.told.mean.unwrap() - yes / f64::from(group.n)).abs() < 1e-12);
            assert!(!group.typical.is_empty());
            assert!(group.typical.windows(2).all(|two| two[0].by.abs() >= two[1].by.abs()));
            for one in &group.typical {
                assert_eq!(one.by > 0.0, one.here > one.all);
                // In the unit of the column, over the very rows of the group.
                let values = session.world.table.numbers(&one.column).unwrap();
                let own: Vec<f64> =
                    (0..values.len()).filter(|i| alike.of.get(*i) == Some(&at)).map(|i| values[i]).collect();
                assert!((engine::math::mean(&own).unwrap() - one.here).abs() < 1e-9 * one.here.abs());
            }
        }
    }
    // Words are told by the one whose share differs most.
    let flights = asked(&Session::new(shipped()), &["alike/8"]);
    let typical = views(&flights).alike[0].groups.iter().flat_map(|group| &group.typical);
    let levels: Vec<_> = typical.filter(|one| one.level.is_some()).collect();
    assert!(!levels.is_empty());
    assert!(levels.iter().all(|one| (0.0..=1.0).contains(&one.here) && (0.0..=1.0).contains(&one.all)));
}

/// Only training rows are looked at.
#[test]
fn rows_behind_the_training_rows_change_no_view() {
    let clean = shipped();
    let of = |world: World| asked(&Session::new(world), &[SHEET, "alike/3"]);
    let honest = of(clean.clone());
    let spoilt = of(poisoned(&clean, honest.train.to));
    assert_eq!(honest.views, spoilt.views);
    assert_ne!(honest.probe.scores, spoilt.probe.scores, "the poison is there");
}

/// What goes in is what is seen: other columns make another sheet; steps that only scale make the same.
#[test]
fn a_sheet_is_of_what_a_model_sees() {
    let session = Session::new(crate::screening::shipped());
    let recipe = scenario::at_decision(WorldId::Screening);
    let offered = asked(&session, &[SHEET]);
    let bare = of(&session, Recipe { steps: Vec::new(), ..recipe.clone() }, &[SHEET]);
    let near = |a: &Sheet, b: &Sheet| {
        a.points.iter().zip(&b.points).all(|(a, b)| (a.x - b.x).abs() < 2e-3 && (a.y - b.y).abs() < 2e-3)
    };
    assert!(near(sheet(&offered), sheet(&bare)), "units are not what is seen");
    let features = recipe.features[..4].to_vec();
    let few = of(&session, Recipe { features, ..recipe.clone() }, &[SHEET]);
    assert_eq!(sheet(&few).n_columns, 4);
    assert_eq!(sheet(&few).shares.len(), 4);
    let one = of(&session, Recipe { features: recipe.features[..1].to_vec(), ..recipe }, &[SHEET, "alike/2"]);
    assert_eq!((sheet(&one).axes.len(), sheet(&one).needed, sheet(&one).held), (1, 1, 1.0));
    assert!(sheet(&one).points.iter().all(|point| point.y == 0.0));
}

#[test]
fn a_recipe_that_does_not_end_in_numbers_is_told() {
    let session = Session::new(shipped());
    let recipe = scenario::at_decision(WorldId::Flights);
    let without = |gone: fn(&Step) -> bool| {
        let steps = recipe.steps.iter().filter(|step| !gone(step)).cloned().collect();
        of(&session, Recipe { steps, ..recipe.clone() }, &[SHEET, "alike/3"])
    };
    let gaps = without(|step| matches!(step, Step::Impute(_)));
    assert!(
        matches!(&views(&gaps).refused, Some(EngineError::NotFinite { what }) if gaps.gaps.contains(what))
    );
    let words = without(|step| matches!(step, Step::OneHot(_)));
    assert!(
        matches!(&views(&words).refused, Some(EngineError::WrongKind { column, .. }) if words.words.contains(column))
    );
    for report in [&gaps, &words] {
        assert!(views(report).sheet.is_none() && views(report).alike.is_empty());
    }
    let mut steps = recipe.steps.clone();
    steps.insert(
        0,
        Step::Impute(impute::Params {
            columns: Columns::Named(vec!["nothing".into()]),
            fill: impute::Fill::Mean,
        }),
    );
    let stuck = of(&session, Recipe { steps, ..recipe.clone() }, &[SHEET]);
    assert_eq!(views(&stuck).refused, stuck.refused);
    let nothing = of(&session, Recipe { features: Vec::new(), steps: Vec::new() }, &[SHEET]);
    assert_eq!(views(&nothing).refused, Some(EngineError::NoFeatures));
    // Rows that differ in nothing lie on one spot: there is no sheet, and nothing was refused.
    let none = asked(&Session::new(same_rows()), &[SHEET, "alike/3"]);
    assert_eq!(views(&none), &Views::default());
}

/// A file in which nothing differs but the answer.
fn same_rows() -> World {
    let mut text = String::from("size,since,bought\n");
    for i in 0..400_i32 {
        let day = engine::table::date::iso(15_700 + i);
        text += &format!("3,{day},{}\n", ["no", "yes"][usize::from(i % 3 == 0)]);
    }
    let file = crate::own::bytes(&text);
    let mut chosen = crate::own::look(&file).suggested;
    chosen.when = Some(1);
    chosen.columns.iter_mut().for_each(|column| column.out = false);
    crate::own::open(&crate::own::decide(&file, chosen).unwrap(), &file)
}

#[test]
fn of_many_columns_those_are_looked_at_that_many_rows_differ_in() {
    let session = Session::new(crate::screening::shipped());
    let mut recipe = scenario::at_decision(WorldId::Screening);
    recipe
        .steps
        .push(Step::Polynomial(polynomial::Params { columns: Columns::All, interaction_only: false }));
    let report = of(&session, recipe, &[SHEET, "alike/2"]);
    assert!(sheet(&report).n_columns as usize <= COLUMNS && report.n_features as usize > COLUMNS);
    assert_eq!(sheet(&report).left_out, report.n_features - sheet(&report).n_columns);
}

/// Of the flights a handful had no weather: a sheet about them would show nothing of the others.
#[test]
fn what_is_nearly_always_the_same_is_no_axis() {
    let session = Session::new(crate::replay::shipped());
    let report = of(&session, scenario::at_decision(WorldId::Flights), &[SHEET]);
    let sheet = sheet(&report);
    assert!(sheet.left_out > 0 && sheet.n_columns > 20, "{} {}", sheet.left_out, sheet.n_columns);
    let far = |of: fn(&Point) -> f64| sheet.points.iter().filter(|point| of(point).abs() > 10.0).count();
    assert!(far(|point| point.x) + far(|point| point.y) < 5, "no dot stands far out");
}

#[test]
fn nobody_asks_and_nothing_changes() {
    let session = Session::new(crate::screening::shipped());
    let recipe = scenario::at_decision(WorldId::Screening);
    let (before, after) = (asked(&session, &[] as &[&str]), asked(&session, &[SHEET]));
    let without = DataReport { views: Default::default(), ..after.clone() };
    assert_eq!(fingerprint(&before).unwrap(), fingerprint(&without).unwrap());
    assert_ne!(fingerprint(&before).unwrap(), fingerprint(&after).unwrap());
    let key = |what: &[&str]| keys::key(Stage::Data, &record(&session, recipe.clone(), what)).unwrap();
    let all = [ODD, SHEET, "alike/3", DOUBT, "alike/2"];
    let asks = record(&session, recipe.clone(), &all);
    let on_the_way: Vec<String> = (0..=all.len()).map(|n| key(&all[..n])).collect();
    assert!(on_the_way.iter().all(|key| keys::is_data(&asks, key)));
    assert!(
        (1..on_the_way.len()).all(|n| !on_the_way[..n].contains(&on_the_way[n])),
        "each is a key of its own"
    );
    assert!(!keys::is_data(&asks, &key(&["alike/7"])));
    assert_eq!(viewed(&asks, &Plan::of(&asks)), Some(vec![2, 3]));
    // What no room offers is not computed.
    let odd = record(&session, recipe.clone(), &["alike/1", "alike/9", "alike/4000000000", "alike"]);
    assert_eq!(viewed(&odd, &Plan::of(&odd)), None);
    assert_eq!(GROUPS, 2..=8);
    // Other rows have not been asked about; another recipe is of the same rows.
    let mut other = asks.clone();
    other.choose(Choice::Split { split: scenario::split_at_random() });
    assert!(matches!(&*show(&session, &other, Stage::Data), Report::Data(report) if report.views.is_none()));
    let mut edited = asks;
    edited.choose(Choice::Recipe { recipe: Recipe { features: recipe.features[..3].to_vec(), ..recipe } });
    let Report::Data(report) = &*show(&session, &edited, Stage::Data) else { panic!() };
    assert_eq!((sheet(report).n_columns, views(report).alike.len()), (3, 2));
}

/// Groups do not depend on what was asked before, nor on what is kept.
#[test]
fn groups_are_the_same_whenever_they_are_asked_for() {
    let fresh = || Session::new(crate::screening::shipped());
    let both = asked(&fresh(), &[SHEET, "alike/2", "alike/6"]);
    let kept = fresh();
    asked(&kept, &[SHEET]);
    asked(&kept, &["alike/6"]);
    assert_eq!(asked(&kept, &[SHEET, "alike/2", "alike/6"]).views, both.views);
    let about = engine::expedition::asked::about(ALIKE, &["6"]);
    assert_eq!(views(&asked(&fresh(), &[about])).alike[0], views(&both).alike[1]);
}

/// The start of k-means rests as the rest of it does, at places that depend on the size of the work alone.
#[test]
fn a_drawn_start_rests() {
    let steps = |n: usize, n_clusters: u32| {
        let x = Matrix::new(n, 50, (0..n * 50).map(|i| (i * i % 97) as f64).collect()).unwrap();
        let params = Params { start: Start::PlusPlus { n_clusters }, max_iter: 1 };
        let mut work =
            Work::new(
                |pace: Pace| async move { params.fit(&x, Rng::new(1, "start"), &pace).await.map(drop) },
            );
        let mut steps = 1;
        while matches!(work.step(), Stepped::Running) {
            steps += 1;
        }
        steps
    };
    // A row of 50 numbers is met once a centre at the start, and once a centre twice after it.
    let (few, many) = (steps(30_000, 2), steps(30_000, 8));
    assert!(few >= 3 + 3 + 6 && many >= 3 * 7 + 3 + 48, "{few} {many}");
}
