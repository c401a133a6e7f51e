//! Recipes as a learner edits them: what the list offers works, and what does not is told without losing the rest.

use std::rc::Rc;

use engine::error::EngineError;
use engine::expedition::data::DataReport;
use engine::expedition::prepare::dials::{dials, filled, merged, place};
use engine::expedition::prepare::fields::{fields, word, worded};
use engine::expedition::prepare::{Columns, Recipe, Step};
use engine::expedition::record::{Choice, Record};
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{Kind, WorldId, scenario};

use crate::flights::{FULL, WEATHER, unpack};
use crate::own;
use crate::replay::{shipped, show};

const WORLD: WorldId = WorldId::Flights;

fn report(session: &Rc<Session>, recipe: Recipe) -> DataReport {
    let mut record = Record::for_world(&session.world, 7);
    record.choose(Choice::Recipe { recipe });
    match &*show(session, &record, Stage::Data) {
        Report::Data(report) => report.clone(),
        other => panic!("{other:?}"),
    }
}

/// The offered recipe with a step of this kind, where the list would put it, instead of any that was there.
fn with(new: Step) -> Recipe {
    let mut recipe = scenario::at_decision(WORLD);
    recipe.steps.retain(|step| step.word() != new.word());
    recipe.steps.insert(place(&recipe.steps, &new), new);
    recipe
}

#[test]
fn every_step_that_is_offered_can_be_added() {
    let session = Session::new(shipped());
    let all = scenario::STEPS.iter().flat_map(|(_, kinds)| *kinds);
    for kind in all.filter(|kind| scenario::fits(WORLD, kind)) {
        let new = scenario::step(WORLD, kind, "weekday");
        assert_eq!(new.word(), *kind);
        let found = report(&session, with(new));
        if *kind == "calendar" {
            // Clock times are known too late to be among these columns, and the list says so at the step.
            let missing = EngineError::UnknownColumn { column: "dep_time".into() };
            assert_eq!(found.refused, Some(missing.in_step(0)));
        } else {
            assert_eq!((found.refused, found.gaps, found.words), (None, vec![], vec![]), "{kind}");
            assert!(found.probe.scores.len() >= 5, "{kind}");
        }
    }
}

/// A file with a column of texts: what only such a file has is offered there, and goes into a model.
#[test]
fn every_step_that_fits_a_file_can_be_added_there() {
    let mut text = String::from("message,length,sent from,answer\n");
    for i in 0..900 {
        let junk = i % 3 == 0;
        let words =
            if junk { ["win a free phone", "free entry now"] } else { ["lunch at two", "see you there"] };
        let length = if i % 10 == 7 { String::new() } else { (10 + i % 17).to_string() };
        let from = ["home", "work", "road"][i % 7 % 3];
        let junk = if junk { "junk" } else { "mail" };
        text += &format!("{} number {},{length},{from},{junk}\n", words[i % 2], i % 13);
    }
    let file = own::bytes(&text);
    let decided = own::decide(&file, own::look(&file).suggested).unwrap();
    let session = Session::new(own::open(&decided, &file));
    let world = session.world.id;
    let offered = scenario::offered(world);
    let all = scenario::STEPS.iter().flat_map(|(_, kinds)| *kinds);
    let mut added = 0;
    for kind in all.filter(|kind| scenario::fits(world, kind)) {
        let mut recipe = offered.clone();
        recipe.steps.retain(|step| step.word() != *kind);
        let new = scenario::step(world, kind, "");
        // With the ratio of a column to itself, or a column that is not there, nothing could be shown.
        if matches!(*kind, "ratio" | "drop") {
            continue;
        }
        recipe.steps.insert(place(&recipe.steps, &new), new);
        let found = report(&session, recipe);
        assert_eq!((found.refused, found.gaps, found.words), (None, vec![], vec![]), "{kind}");
        if *kind == "text" {
            let gained = found.probe.scores.last().and_then(|score| score.roc_auc);
            assert!(gained.is_some_and(|auc| auc > 0.95), "words give junk away: {gained:?}");
        }
        added += 1;
    }
    assert!(added >= 12, "{added}");
}

#[test]
fn every_place_of_every_dial_keeps_the_kind_and_at_most_three_are_offered() {
    let features = [("hour", Kind::Number), ("precip", Kind::Number), ("dest", Kind::Category)];
    for kind in scenario::STEPS.iter().flat_map(|(_, kinds)| *kinds) {
        let step = scenario::step(WORLD, kind, "dest");
        let dials = dials(&step, &features);
        assert!(dials.iter().filter(|dial| !dial.seldom).count() <= 3, "{kind}");
        for dial in &dials {
            assert!(dial.places.iter().all(|(_, other)| other.word() == *kind && other.is_on()), "{kind}");
            for (at, (_, other)) in dial.places.iter().enumerate() {
                assert!(dial.places[..at].iter().all(|(_, earlier)| earlier != other), "{kind}: {at} twice");
            }
        }
        // A dial that is no column stands where the step does.
        let own = dials
            .iter()
            .filter(|d| d.ticked.is_none())
            .filter(|d| !["columns", "numerator", "denominator", "aggregated", "by_group"].contains(&d.name));
        assert!(own.into_iter().all(|d| d.places.iter().any(|(_, s)| *s == step)), "{kind}");
        assert_eq!(step.switched(false).on(Columns::All).columns(), step.on(Columns::All).columns());
    }
}

/// A list to tick: what is ticked is what the step works on, and a tick turns one thing.
#[test]
fn a_list_is_ticked_one_by_one() {
    let features = [("hour", Kind::Number), ("precip", Kind::Number), ("dest", Kind::Category)];
    let named = |names: &[&str]| Columns::Named(names.iter().map(|name| String::from(*name)).collect());
    let step = scenario::step(WORLD, "polynomial", "").on(named(&["hour"]));
    let columns = |step: &Step| {
        let dial = dials(step, &features).into_iter().find(|dial| dial.name == "columns").unwrap();
        let places: Vec<Columns> =
            dial.places.iter().map(|(_, step)| step.columns().unwrap().clone()).collect();
        (dial.ticked.unwrap(), places)
    };
    let (ticked, places) = columns(&step);
    assert_eq!(ticked, [false, true, false]);
    assert_eq!(places, [Columns::All, named(&["hour"]), named(&["hour", "precip"])]);
    let (ticked, places) = columns(&step.on(Columns::All));
    assert_eq!(ticked, [true, true, true]);
    assert_eq!(places, [named(&["hour", "precip"]), named(&["precip"]), named(&["hour"])]);

    // Levels that are one: the most frequent of them gives the name, whichever was ticked first.
    let levels = ["south", "South", "north"].map(String::from);
    let tick = |step: &Step, at: usize| merged(step, &levels).unwrap().places[at].1.clone();
    let merge = scenario::step(WORLD, "merge", "");
    let one = tick(&tick(&merge, 1), 0);
    let Step::Merge(params) = &one else { panic!("{one:?}") };
    assert_eq!((params.groups[0].name.as_str(), &params.groups[0].levels), ("south", &vec!["South".into()]));
    assert_eq!(merged(&one, &levels).unwrap().ticked, Some(vec![true, true, false]));
    let Step::Merge(params) = tick(&tick(&one, 0), 1) else { panic!() };
    assert_eq!(params.groups, []);
    assert!(merged(&merge.on(Columns::All), &levels).is_none() && merged(&step, &levels).is_none());
}

/// What is typed stands in the step, and what cannot be leaves it as it is.
#[test]
fn numbers_are_typed_at_a_step() {
    for kind in scenario::STEPS.iter().flat_map(|(_, kinds)| *kinds) {
        let step = scenario::step(WORLD, kind, "dest");
        let typed = matches!(*kind, "blank" | "convert");
        assert_eq!(!fields(&step).is_empty(), typed, "{kind}");
        for (at, field) in fields(&step).iter().enumerate() {
            let other = field.with(&step.switched(false), Some(2.5));
            assert_eq!(
                (other.word(), fields(&other)[at].value),
                (*kind, Some(2.5)),
                "{kind}: {}",
                field.name
            );
            let refused = matches!(field.name, "factor" | "offset");
            assert_eq!(fields(&field.with(&other, None))[at].value.is_some(), refused, "{kind}");
            assert_eq!(field.with(&other, Some(f64::NAN)), field.with(&other, None));
        }
    }
    let step = scenario::step(WORLD, "clip", "");
    let given = dials(&step, &[]).into_iter().flat_map(|dial| dial.places).map(|(_, step)| step);
    let given: Vec<Step> = given.filter(|step| !fields(step).is_empty()).collect();
    assert_eq!(given.len(), 1);
    let low = fields(&given[0])[0].with(&given[0], Some(-1.0));
    assert_eq!(fields(&low).iter().map(|field| field.value).collect::<Vec<_>>(), [Some(-1.0), None]);
    assert!(dials(&low, &[]).iter().any(|dial| dial.places.iter().any(|(_, step)| *step == low)));
}

/// Gaps are filled with a number or a word of one's own, and a column is offered only what fits it.
#[test]
fn what_gaps_become_is_typed() {
    let features = [("hour", Kind::Number), ("precip", Kind::Number), ("dest", Kind::Category)];
    let on = |step: &Step, name: &str| step.on(Columns::Named(vec![name.into()]));
    let fills = |step: &Step| {
        let dial = dials(step, &features).into_iter().find(|dial| dial.name == "fill").unwrap();
        dial.places.into_iter().map(|(_, step)| step).collect::<Vec<Step>>()
    };
    let impute = scenario::step(WORLD, "impute", "");
    assert_eq!([fills(&impute).len(), fills(&on(&impute, "hour")).len()], [5, 4]);
    let words = fills(&on(&impute, "dest"));
    assert_eq!((words.len(), words[1].takes(Kind::Category), words[1].takes(Kind::Number)), (2, true, false));
    // What was typed stays among the places.
    let typed = fields(&fills(&impute)[3])[0].with(&fills(&impute)[3], Some(-9.5));
    assert_eq!((fields(&typed)[0].value, fills(&typed)[3] == typed), (Some(-9.5), true));
    let levels = ["EWR", "JFK"].map(String::from);
    let mine = worded(&words[1], "nowhere");
    assert_eq!((word(&mine), word(&impute), fills(&mine)[1] == mine), (Some("nowhere"), None, true));
    let places = |step: &Step| filled(step, &levels).unwrap().places.len();
    assert_eq!([places(&mine), places(&worded(&mine, "JFK"))], [3, 2]);
    assert!(filled(&impute, &levels).is_none() && filled(&mine.on(Columns::All), &levels).is_none());
    // Aeroplanes that are not known become one of that name, and go to the model as such.
    let session = Session::new(shipped());
    let mut recipe = with(typed);
    recipe.features.push("tailnum".into());
    recipe.steps.insert(0, on(&mine, "tailnum"));
    let found = report(&session, recipe);
    assert_eq!((found.refused, found.gaps, found.words), (None, vec![], vec![]));
}

#[test]
fn a_step_that_refuses_is_named_and_the_steps_before_it_keep_their_scores() {
    let session = Session::new(shipped());
    let mut recipe = scenario::at_decision(WORLD);
    let whole = report(&session, recipe.clone());
    recipe.steps.push(scenario::step(WORLD, "target", ""));
    let found = report(&session, recipe);
    let missing = EngineError::UnknownColumn { column: "dest".into() };
    assert_eq!(found.refused, Some(missing.in_step(4)));
    assert_eq!(found.probe.scores, whole.probe.scores);
    assert_eq!((&found.columns, &found.groups), (&whole.columns, &whole.groups));
    assert!(found.claims.is_empty() && found.gaps.is_empty() && found.n_features == 0);
}

#[test]
fn the_same_mark_twice_is_refused_by_the_second() {
    let mut recipe = scenario::at_decision(WORLD);
    recipe.steps.insert(0, recipe.steps[0].clone());
    let found = report(&Session::new(shipped()), recipe);
    let Some(EngineError::InStep { step: 1, error }) = found.refused else { panic!("{:?}", found.refused) };
    assert!(matches!(*error, EngineError::Data { what, .. } if what == "temp missing"));
}

#[test]
fn a_recipe_that_ends_with_gaps_or_words_says_which() {
    let session = Session::new(shipped());
    let mut recipe = scenario::at_decision(WORLD);
    recipe.steps[1] = recipe.steps[1].switched(false);
    let found = report(&session, recipe.clone());
    assert!(matches!(found.refused, Some(EngineError::NotFinite { .. })));
    assert!(found.gaps.contains(&"wind_gust".into()) && found.words.is_empty(), "{:?}", found.gaps);
    assert_eq!(found.probe.scores.len(), 5);
    recipe.steps.truncate(3);
    let found = report(&session, recipe);
    assert_eq!(found.words, ["weekday", "carrier", "origin", "dest"]);
    let nothing =
        Recipe { features: vec!["hour".into()], steps: vec![scenario::step(WORLD, "drop", "hour")] };
    assert_eq!(report(&session, nothing).refused, Some(EngineError::NoFeatures));
}

/// The join tells how many flights it found no weather for; the report sees the same in the table.
#[test]
fn a_source_covers_what_the_join_matched() {
    let joined = engine::worlds::flights::read(&unpack(FULL), &unpack(WEATHER)).unwrap();
    let [_, weather] = scenario::of(WORLD).sources else { panic!() };
    let names: Vec<&str> =
        WORLD.features().iter().filter(|f| weather.groups.contains(&f.group)).map(|f| f.name).collect();
    let columns: Vec<_> = names.iter().map(|name| joined.table.column(name).unwrap()).collect();
    let alone = (0..joined.table.n_rows()).filter(|row| columns.iter().all(|c| c.values.is_missing(*row)));
    assert_eq!(alone.count() as u32, joined.without_weather);

    let found = report(&Session::new(shipped()), scenario::at_decision(WORLD));
    let [flights, weather] = &found.sources[..] else { panic!("two sources") };
    assert_eq!((flights.matched, flights.n_columns), (found.train.n, 12));
    assert_eq!(weather.n_columns, 9);
    assert!(weather.matched < found.train.n && weather.matched > found.train.n / 2);
    assert!(found.gappy.windows(2).all(|w| {
        let share = |at: u32| found.columns[at as usize].summary.missing_share;
        share(w[0]) >= share(w[1])
    }));
    assert_eq!(found.telling.len(), found.columns.len());
}
