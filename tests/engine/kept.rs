//! An expedition to Screening and one on a file of somebody's own (names, a text, gaps, days, a column that counts rows),
//! kept so that each gives the same numbers for ever, here and in every browser.

use std::rc::Rc;

use engine::expedition::aside::Aside;
use engine::expedition::asked::{IMPORTANCE, LEARNING};
use engine::expedition::calibrated::Method;
use engine::expedition::deploy::windows;
use engine::expedition::evaluate::prediction;
use engine::expedition::own::{Chosen, Own, Yes, settle};
use engine::expedition::plan::{Plan, today};
use engine::expedition::prepare::text::{self, Terms, Weight};
use engine::expedition::prepare::{Columns, Step, target};
use engine::expedition::record::{Choice, Ending, Fact, Record};
use engine::expedition::search::{self, SearchSpec};
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{Recipe, World, WorldId, date, dials, scenario, status, versions};
use engine::rng::Rng;

use crate::own::{bytes, look};
use crate::replay::{file, folder, journal, shipped, show};

pub const SCREENING: &str = "v1-screening";
pub const OWN: &str = "v1-own";

/// The file that the second is about.
const CSV: &str = "v1-own.csv";

/// The world that a kept record is of: a shipped one, or the file that stands beside it.
pub fn world(record: &Record) -> World {
    match record.world {
        WorldId::Screening => crate::screening::shipped(),
        WorldId::Ridership => crate::ridership::shipped(),
        WorldId::Rodents => crate::rodents::shipped(),
        WorldId::Flights => shipped(),
        WorldId::Own(own) => {
            World::of_file(own, std::fs::read(folder().join(CSV)).unwrap().into()).finish().unwrap()
        }
    }
}

/// What a household chose, on which day: with gaps, a decimal comma, words, and how many households are like it.
fn households() -> String {
    let mut rng = Rng::new(0x0c5f, "households");
    let mut text = String::from("day;income;rooms;town;note;alike;choice\n");
    for i in 0..900 {
        let day = date::iso(date::from_ymd(2031, 1, 1) + i * 2 / 5);
        let (income, rooms) = (15.0 + 40.0 * rng.uniform(), 1 + rng.below(6));
        let gap = rng.below(9) == 0;
        let told = if gap { String::new() } else { format!("{income:.1}").replace('.', ",") };
        let town = ["Ulm", "Bonn", "Hof", "Jena"][rng.below(4) as usize];
        let words = ["near a school", "no car", "two bikes", "near the train, no car", "a garden"];
        let note = rng.below(5) as usize;
        let likes =
            [income / 20.0, f64::from(rooms) / 2.0, if words[note].contains("no car") { 2.5 } else { 1.0 }];
        let best = (0..3)
            .map(|k| (k, likes[k] + 0.7 * rng.normal()))
            .fold((0, f64::MIN), |best, one| if one.1 > best.1 { one } else { best });
        let choice = ["own car", "garden", "train"][best.0];
        text += &format!("{day};{told};{rooms};{town};{};{};{choice}\n", words[note], 1 + rng.below(4));
    }
    text
}

/// Trains every kind that is offered, one of them put right, searches, opens the sealed rows and ships.
fn to_the_gate(record: &mut Record, recipe: &Recipe) {
    let task = record.world.target().task;
    record.choose(Choice::Recipe { recipe: recipe.clone() });
    let families = dials::families(task);
    for kind in &families {
        record.choose(Choice::Run { spec: dials::offered(kind) });
    }
    record.choose(Choice::Aside { aside: Aside { copies: true, doubted: true } });
    let run = record.choose(Choice::Run { spec: dials::offered(families[0]) });
    record.choose(Choice::Aside { aside: Aside { copies: false, doubted: false } });
    record.choose(Choice::Calibrate { run, method: Some(Method::Sigmoid) });
    let spec = dials::offered("decision_tree");
    let (most, folds, seconds) = (4, 3, 60);
    record.choose(Choice::Search {
        search: SearchSpec { spec, method: search::Method::Random, most, folds, seconds },
    });
    record.choose(Choice::Pick { run });
    for what in [IMPORTANCE, LEARNING] {
        record.happen(Fact::Revealed { what: what.into() });
    }
    let (what, because) = (prediction(task).into(), "what is measured tells".into());
    record.happen(Fact::Committed { what, magnitude: 0.8, confidence: 0.7, because });
    let plan = Plan::of(record);
    let (test, candidate) = (plan.test_key().unwrap(), plan.candidate_key().unwrap());
    record.happen(Fact::Peeked { test, candidate });
    record.choose(Choice::Gate { ending: Ending::Ship });
    record.choose(Choice::GoLive);
}

/// Two laps, a month between them and one after.
fn walked(world: WorldId, recipe: Recipe) -> Record {
    let mut record = Record::new(world, 0x5C4E);
    record.choose(Choice::Frame { problem: scenario::problem(world) });
    to_the_gate(&mut record, &recipe);
    let month = today(&record);
    record.happen(Fact::MonthLived { month });
    let window = windows(&record)[0];
    record.choose(Choice::NewLap { window });
    record.choose(Choice::Run { spec: dials::offered(dials::families(world.target().task)[0]) });
    record.choose(Choice::Gate { ending: Ending::Ship });
    record.choose(Choice::GoLive);
    let month = today(&record);
    record.happen(Fact::MonthLived { month });
    record
}

fn screening() -> (Record, World) {
    (walked(WorldId::Screening, scenario::offered(WorldId::Screening)), crate::screening::shipped())
}

fn file_of_ones_own() -> (Record, World) {
    let csv = bytes(&households());
    let suggested = look(&csv).suggested;
    let mut chosen = Chosen { target: 6, yes: Some(Yes::Each), when: Some(0), counts: Some(5), ..suggested };
    chosen.columns.iter_mut().for_each(|column| column.out = false);
    let decided = settle(csv.clone(), "households.csv".into(), chosen, 0x0c5f).finish().unwrap();
    let of = Own::of(decided);
    let world = WorldId::Own(of);
    let offered = scenario::offered(world);
    let [town, note] = ["c04", "c05"].map(|name| Columns::Named(vec![name.into()]));
    let n_classes = world.classes().len() as u32;
    let first = [
        Step::Target(target::Params { columns: town, smooth: 10.0, cv: 5, n_classes }),
        Step::Text(text::Params {
            columns: note,
            ngrams: 2,
            terms: Terms::Frequent { most: 12 },
            weight: Weight::TfIdf,
        }),
    ];
    let recipe = Recipe { steps: first.into_iter().chain(offered.steps.clone()).collect(), ..offered };
    (walked(world, recipe), World::of_file(of, csv).finish().unwrap())
}

/// Makes the files: `cargo test -p engine write_screening_and_own -- --ignored`.
#[test]
#[ignore = "writes files of the repository; only for a new schema, and then under new names"]
fn write_screening_and_own() {
    std::fs::write(folder().join(CSV), households()).unwrap();
    for (name, (record, world)) in [(SCREENING, screening()), (OWN, file_of_ones_own())] {
        let write = |ending: &str, text: String| {
            std::fs::write(folder().join(format!("{name}.{ending}")), text + "\n").unwrap();
        };
        write("fullloop.json", versions::save(&record).unwrap());
        write("fingerprint", journal(&Session::new(world), &record).fingerprint);
    }
}

#[test]
fn they_are_what_is_walked_here() {
    assert_eq!(std::fs::read_to_string(folder().join(CSV)).unwrap(), households());
    for (name, (told, world)) in [(SCREENING, screening()), (OWN, file_of_ones_own())] {
        let session: Rc<Session> = Session::new(world);
        let kept = versions::open(&file(name)).unwrap();
        assert_eq!((&told.entries, told.cursor, &told.seed), (&kept.entries, kept.cursor, &kept.seed));
        // As it stood when the first version went live: the second lap trains anew.
        let plan = Plan::at(&kept, Some(Plan::of(&kept).versions[0].id));
        let kinds = dials::families(kept.world.target().task);
        let trained = |kind: &&str| plan.runs.iter().any(|run| run.fit.spec.name() == *kind);
        assert!(kinds.len() > 5 && kinds.iter().all(trained), "{name}");
        assert!(plan.runs.iter().any(|run| run.fit.aside.is_some() && run.fit.calibrate.is_some()), "{name}");
        for stage in Stage::LOOP {
            show(&session, &kept, stage);
        }
        assert!(status::of(&kept).iter().all(|state| state.why.is_none()), "{name}");
        let told = journal(&session, &kept);
        assert_eq!((told.year.versions.len(), told.year.months.len()), (2, 2), "{name}");
    }
}
