//! What a pipeline really reads: a column that its recipe leaves nothing of is no leak, is not paid for and is not
//! watched; one of which anything is left is.

use engine::expedition::deploy::DeployReport;
use engine::expedition::effort::{Prices, ledger};
use engine::expedition::lessons::{Lived, lessons};
use engine::expedition::plan::today;
use engine::expedition::prepare::{
    Columns, Recipe, Step, aggregate, bins, calendar, indicator, knn_impute, polynomial,
};
use engine::expedition::record::{Choice, Ending, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::serving::{Mode, Serving};
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{WorldId, dials, scenario};
use engine::table::{Column, Table};
use engine::work::Pace;

use crate::now;
use crate::replay::{journal, monitor, shipped, show};

const WORLD: WorldId = WorldId::Flights;

fn named(names: &[&str]) -> Columns {
    Columns::Named(names.iter().map(|name| (*name).into()).collect())
}

fn drop(names: &[&str]) -> Step {
    Step::Drop { columns: named(names) }
}

/// The recipe as it is offered on `features`, `step` at place `at`.
fn with(features: Vec<String>, at: usize, step: Step) -> Recipe {
    let mut recipe = scenario::recipe(WORLD, features);
    recipe.steps.insert(at, step);
    recipe
}

fn at_decision() -> Vec<String> {
    scenario::at_decision(WORLD).features
}

#[test]
fn the_kind_of_every_column_is_the_one_in_the_table() {
    use crate::{ridership, rodents, screening};
    for world in [shipped(), screening::shipped(), ridership::shipped(), rodents::shipped()] {
        for feature in world.id.features() {
            let kind = world.table.column(feature.name).unwrap().values.kind();
            assert_eq!(world.id.kind(feature.name), kind, "{}", feature.name);
        }
    }
}

/// The column `name` moved on by some rows, gaps and all.
fn moved(table: &Table, name: &str) -> Table {
    let moved = |column: &Column| {
        if column.name != name {
            return column.clone();
        }
        let n = table.n_rows();
        let rows: Vec<u32> = (0..n).map(|i| ((i + 37) % n) as u32).collect();
        Column { values: column.values.take(&rows), ..column.clone() }
    };
    Table::new(table.columns().iter().map(moved).collect()).unwrap()
}

/// The matrix that a model would learn from.
fn matrix(recipe: &Recipe, table: &Table, y: &[f64]) -> Vec<f64> {
    let made = now(recipe.fit_transform(table, y, &Pace::default()));
    made.unwrap_or_else(|e| panic!("{recipe:?}: {e}")).1.values().to_vec()
}

/// Moving the values of a column changes what the model sees, or it does not: the engine itself says which are read.
#[test]
fn what_is_read_is_what_changes_what_the_model_sees() {
    let world = shipped();
    let rows: Vec<u32> = (0..world.table.n_rows() as u32).step_by(7).take(600).collect();
    let table = world.table.take(&rows);
    let y: Vec<f64> = rows.iter().map(|row| world.y[*row as usize]).collect();
    let gusts = ["wind_gust", "wind_speed", "carrier", "hour"].map(String::from).to_vec();
    let times = ["dep_time", "hour", "tailnum"].map(String::from).to_vec();
    let level = bins::Params {
        columns: named(&["hour"]),
        n_bins: 4,
        strategy: bins::Strategy::Uniform,
        encode: bins::Encode::Level,
    };
    let squares = polynomial::Params { columns: named(&["hour", "wind_speed"]), interaction_only: false };
    let watch = indicator::Params { columns: named(&["wind_gust"]) };
    let near = knn_impute::Params { columns: named(&["wind_gust", "wind_speed"]), n_neighbors: 5 };
    let parts = calendar::Params { columns: named(&["dep_time"]), parts: vec![calendar::Part::Hour] };
    let ratio = scenario::step(WORLD, "ratio", "");
    let two = |first: Step, second: Step, features: &[String]| {
        let mut recipe = scenario::recipe(WORLD, features.to_vec());
        recipe.steps.splice(0..0, [first, second]);
        recipe
    };
    let cases = [
        (with(gusts.clone(), 0, drop(&["wind_gust", "carrier"])), vec!["wind_speed", "hour"]),
        // Switched off, it drops nothing.
        (
            with(gusts.clone(), 0, drop(&["wind_gust"]).switched(false)),
            vec!["wind_gust", "wind_speed", "carrier", "hour"],
        ),
        // A column of levels is read, though no step behind it sees it.
        (
            with(gusts.clone(), 0, scenario::step(WORLD, "categorical", "")),
            vec!["wind_gust", "wind_speed", "carrier", "hour"],
        ),
        // Words have no indicator; whether a number was there stays.
        (with(gusts.clone(), 1, drop(&["carrier"])), vec!["wind_gust", "wind_speed", "hour"]),
        (
            two(Step::Indicator(watch.clone()), drop(&["wind_gust"]), &gusts),
            vec!["wind_gust", "wind_speed", "carrier", "hour"],
        ),
        (
            two(ratio.clone(), drop(&["wind_gust"]), &gusts),
            vec!["wind_gust", "wind_speed", "carrier", "hour"],
        ),
        (
            two(ratio, drop(&["wind_gust", "wind_gust / wind_speed"]), &gusts),
            vec!["wind_speed", "carrier", "hour"],
        ),
        (
            two(Step::KnnImpute(near), drop(&["wind_speed"]), &gusts),
            vec!["wind_gust", "wind_speed", "carrier", "hour"],
        ),
        (
            two(Step::Polynomial(squares), drop(&["wind_speed"]), &gusts),
            vec!["wind_gust", "wind_speed", "carrier", "hour"],
        ),
        (two(Step::Bins(level), drop(&["carrier"]), &gusts), vec!["wind_gust", "wind_speed", "hour"]),
        (two(Step::Calendar(parts.clone()), drop(&["dep_time hour"]), &times), vec!["hour", "tailnum"]),
        (two(Step::Calendar(parts), drop(&["tailnum"]), &times), vec!["dep_time", "hour"]),
        (with(times, 3, drop(&["tailnum"])), vec!["dep_time", "hour"]),
    ];
    for (recipe, read) in cases {
        assert_eq!(scenario::reads(WORLD, &recipe), read, "{:?}", recipe.steps);
        let plain = matrix(&recipe, &table, &y);
        for feature in &recipe.features {
            let changes = matrix(&recipe, &moved(&table, feature), &y) != plain;
            assert_eq!(changes, read.contains(&feature.as_str()), "{feature} in {:?}", recipe.steps);
        }
    }
}

/// What is usual in a group was learned: of a live row only the group is read.
#[test]
fn of_a_summed_up_column_nothing_is_read_live() {
    let world = shipped();
    let table = world.table.take(&(0..400).collect::<Vec<u32>>());
    let mean = aggregate::Params {
        column: "wind_gust".into(),
        by: "origin".into(),
        statistic: aggregate::Statistic::Mean,
    };
    let features = ["wind_gust", "origin"].map(String::from).to_vec();
    let mut recipe = scenario::recipe(WORLD, features);
    recipe.steps.splice(0..0, [Step::Aggregate(mean), drop(&["wind_gust"])]);
    assert_eq!(scenario::reads(WORLD, &recipe), ["origin"]);
    let y = &world.y[..400];
    let fitted = now(recipe.fit(&table, y, &Pace::default())).unwrap();
    let live = |table: &Table| {
        let made = now(fitted.transform(table, &mut Vec::new(), &Pace::default()));
        made.unwrap().values().to_vec()
    };
    assert_eq!(live(&moved(&table, "wind_gust")), live(&table));
    assert_ne!(live(&moved(&table, "origin")), live(&table));
}

/// Live with `recipe`, for two months.
fn lived(recipe: Recipe) -> Record {
    let mut record = Record::new(WORLD, 0x2013);
    record.choose(Choice::Recipe { recipe });
    record.choose(Choice::Run { spec: dials::offered("logistic") });
    record.choose(Choice::Gate { ending: Ending::Ship });
    record.choose(Choice::GoLive);
    for _ in 0..2 {
        let month = today(&record);
        record.happen(Fact::MonthLived { month });
    }
    record
}

#[test]
fn a_leak_that_a_step_drops_is_none() {
    let session = Session::new(shipped());
    let leak = |record: &Record| {
        let found = lessons(record, &journal(&session, record)).into_iter().find(|(key, _)| *key == "leak");
        found.and_then(|(_, lived)| lived)
    };
    let offered = scenario::offered(WORLD).features;
    let left_in = lived(scenario::recipe(WORLD, offered.clone()));
    assert_eq!(leak(&left_in), Some(Lived::Leak { columns: vec!["tailnum".into()] }));
    let dropped = lived(with(offered, 0, drop(&["tailnum"])));
    assert_eq!(leak(&dropped), None);
    let year = monitor(&session, &dropped);
    assert!(year.months.iter().all(|month| month.inputs.iter().all(|input| input.column != "tailnum")));
}

#[test]
fn a_source_that_a_step_drops_is_not_paid() {
    let bought = |recipe: Recipe| {
        let record = lived(recipe);
        ledger(&record, &record.entries.iter().collect::<Vec<_>>(), &Prices::default()).bought
    };
    let weather: Vec<&str> =
        WORLD.features().iter().filter(|f| f.group == "weather").map(|f| f.name).collect();
    let price: f64 = scenario::of(WORLD).sources.iter().map(|source| source.cost).sum();
    assert!(price > 0.0);
    assert_eq!(bought(with(at_decision(), 0, drop(&weather))), 0.0);
    assert_eq!(bought(with(at_decision(), 0, drop(&weather[1..]))), 2.0 * price, "one column is left of it");
    assert_eq!(
        bought(with(at_decision(), 1, drop(&weather))),
        2.0 * price,
        "whether gusts are missing is left"
    );
}

/// Live, what is dropped is neither looked up nor checked.
#[test]
fn what_is_dropped_is_not_asked_for() {
    let session = Session::new(shipped());
    let served = |recipe: Recipe| -> DeployReport {
        let mut record = lived(recipe);
        let serving = Serving { mode: Mode::EachRequest, checks: true, ..Serving::default() };
        record.choose(Choice::Serve { serving });
        match &*show(&session, &record, Stage::Deploy) {
            Report::Deploy(report) => report.clone(),
            other => panic!("{other:?}"),
        }
    };
    let offered = scenario::offered(WORLD).features;
    let blank = |report: &DeployReport| report.struck.iter().any(|struck| struck.column == "tailnum");
    let left_in = served(scenario::recipe(WORLD, offered.clone()));
    let sources = |report: &DeployReport| report.times.as_ref().map(|times| times.sources.len());
    assert_eq!((blank(&left_in), sources(&left_in)), (true, Some(3)));
    let dropped = served(with(offered, 0, drop(&["tailnum"])));
    assert_eq!((blank(&dropped), sources(&dropped)), (false, Some(2)));
    assert!(dropped.columns.iter().all(|column| column.name != "tailnum"));
}
