//! Worlds share their texts: each fills the places of its own, has words for its own keys, and speaks of no other.

use std::collections::BTreeSet;
use std::rc::Rc;

use engine::expedition::odd::LOOKED_FOR;
use engine::expedition::own::{Chosen, Own, Yes, settle, study};
use engine::expedition::{Kind, WorldId, scenario};
use engine::task::Task;
use full_loop::texts::{Texts, marks};
use full_loop::widgets::markdown::{Inline, inlines};

use crate::tidy::none;

/// The shipped worlds, and one of a learner's own of each kind of answer.
fn worlds() -> Vec<WorldId> {
    let own = [
        own("lead", "leads", "amount"),
        how_much("lead", "leads", "amount"),
        which("lead", "leads", "amount"),
    ];
    WorldId::ALL.into_iter().chain(own.map(WorldId::Own)).collect()
}

/// A file whose first column has a name, and what its rows are called.
pub fn own(row: &str, rows: &str, column: &str) -> Own {
    made(row, rows, column, |_| ())
}

/// The same file, and how much its first column holds is asked.
fn how_much(row: &str, rows: &str, column: &str) -> Own {
    made(row, rows, column, |chosen| (chosen.target, chosen.yes) = (0, Some(Yes::Itself)))
}

/// The same file, and which its second column holds is asked.
fn which(row: &str, rows: &str, column: &str) -> Own {
    made(row, rows, column, |chosen| (chosen.target, chosen.yes) = (1, Some(Yes::Each)))
}

fn made(row: &str, rows: &str, column: &str, choose: impl Fn(&mut Chosen)) -> Own {
    let mut text = format!("\"{column}\",kind,bought\n");
    for i in 0..400 {
        text += &format!("{},{},{}\n", (i * 7919) % 1000, ["new", "[x](term:miss)", "*old*"][i % 3], i % 2);
    }
    let bytes: Rc<[u8]> = text.into_bytes().into();
    let mut chosen = study(bytes.clone(), Vec::new()).finish().unwrap().suggested;
    (chosen.row, chosen.rows) = (row.into(), rows.into());
    choose(&mut chosen);
    Own::of(settle(bytes, "leads.csv".into(), chosen, 7).finish().unwrap())
}

/// The key that a text of one kind of answer stands for: all are written for yes and no first.
pub fn of_task(key: &str) -> Option<&str> {
    let (key, mark) = key.split_once('@')?;
    [Task::Multiclass, Task::Regression].iter().any(|task| task.name() == mark).then_some(key)
}

#[test]
fn what_stands_behind_a_key_names_a_world_or_a_kind_of_answer() {
    let told: BTreeSet<String> = worlds().into_iter().flat_map(marks).collect();
    let texts = Texts::english();
    let odd = texts.keys().filter(|key| {
        of_task(key).is_none() && key.split_once('@').is_some_and(|(_, mark)| !told.contains(mark))
    });
    none("a text that is told nowhere", &odd.map(String::from).collect::<Vec<_>>());
}

#[test]
fn a_kind_of_answer_stands_before_all_worlds_and_a_world_before_its_kind() {
    let screening = WorldId::Screening;
    assert_eq!([WorldId::Flights, screening].map(|world| world.target().task), [Task::Binary; 2]);
    let file = "## a\nall\n## a@binary\nyes, {world.row}\n## a@regression\nnumbers\n## a@screening\nmasses\n\
        ## b@binary\nyes or no\n## c@regression\nnumbers\n";
    let texts = Texts::of("de", file);
    assert_eq!(texts.say("a"), "yes, flight");
    assert_eq!(texts.in_world(screening).say("a"), "masses");
    assert_eq!((texts.say("b"), texts.has("c")), ("yes or no".into(), false));
}

/// What a learner calls things is shown, and is never one of our marks, places or keys.
#[test]
fn a_learners_words_are_words() {
    let texts = Texts::english().in_world(WorldId::Own(own("**lead**", "le{value}ads", "[x](term:miss)")));
    assert_eq!(texts.say("world.row"), "∗∗lead∗∗");
    assert_eq!(texts.say("world.rows_up"), "Le{\u{2060}value}ads");
    assert_eq!(texts.say("column.c01"), "[x]\u{2060}(term:miss)");
    assert_eq!(texts.say("column.c02.about"), texts.say("own.about.category"));
    let line = format!("{} and {}", texts.say("column.c01"), texts.say("world.row"));
    assert!(matches!(&inlines(&line)[..], [Inline::Text(_)]), "{line}");
    let filled =
        texts.fill("own.column.later.of", &[("column", texts.say("world.rows")), ("value", "x".into())]);
    assert!(filled.contains("value}ads"), "{filled}");
    for kind in [Kind::Number, Kind::Category, Kind::Date] {
        assert!(
            texts.has(&format!("own.about.{}", kind.name())),
            "a column of a file can be a {}",
            kind.name()
        );
    }
    for levels in WorldId::Own(own("a", "b", "c")).features() {
        assert!(levels.name.starts_with('c'));
    }
    // Without a word of the learner's there is one of ours; and back in another world, that world's.
    let texts = texts.in_world(WorldId::Own(own("", " ", "amount")));
    assert_eq!((texts.say("world.row"), texts.say("column.c01")), ("row".into(), "amount".into()));
    assert_eq!(texts.in_world(WorldId::Flights).say("world.row"), "flight");
    assert!(!texts.in_world(WorldId::Flights).has("column.c01"));
}

#[test]
fn a_noun_that_begins_with_a_vowel_takes_its_article() {
    let file = "## a\nA {world.row} is a {world.row}, and a{world.row} no article\n";
    let texts = Texts::of("en", file);
    assert_eq!(texts.say("a"), "A flight is a flight, and aflight no article");
    assert_eq!(texts.in_world(WorldId::Rodents).say("a"), "An animal is an animal, and aanimal no article");
    let texts = Texts::of("fr", file).in_world(WorldId::Rodents);
    assert_eq!(
        texts.say("a"),
        "A animal is a animal, and aanimal no article",
        "another language has its own"
    );
}

#[test]
fn every_key_of_a_scenario_has_words_in_its_world() {
    let mut of_worlds = Vec::new();
    for world in worlds() {
        let (texts, scenario) = (Texts::english().in_world(world), scenario::of(world));
        let columns = world.features().iter().map(|f| f.name).chain(scenario.groups.iter().copied());
        let mut keys: Vec<String> = vec![format!("expedition.{}", world.word())];
        keys.extend(columns.map(|name| format!("column.{name}")));
        for feature in world.features() {
            keys.push(format!("column.{}.about", feature.name));
            keys.push(format!("data.group.{}", feature.group));
        }
        for set in scenario.sets {
            keys.extend([format!("data.use.{}", set.key), format!("data.use.{}.says", set.key)]);
        }
        for question in scenario.wish {
            let at = |rest: &str| format!("frame.wish.{}{rest}", question.key);
            keys.extend([at(""), at(".settled")]);
            for answer in question.answers {
                keys.push(at(&format!(".{answer}")));
                keys.extend((answer != question.sharp).then(|| at(&format!(".{answer}.why"))));
            }
        }
        for what in LOOKED_FOR {
            keys.extend(["", ".do", ".clean"].map(|end| format!("data.odd.{what}{end}")));
            let shown = !["unit", "number", "together", "constant", "name"].contains(&what);
            keys.extend(shown.then(|| format!("data.odd.{what}.table")));
        }
        keys.extend(scenario.sources.iter().map(|source| format!("source.{}", source.name)));
        keys.extend(scenario.lookups.iter().map(|lookup| format!("deploy.source.{}", lookup.key)));
        of_worlds.extend(keys.into_iter().filter(|key| !texts.has(key)));
    }
    none("a key of a world without words in it", &of_worlds);
}

/// Nouns are written for each world, and each is used; nothing is left to fill once a world is known.
#[test]
fn each_world_fills_its_own_places() {
    let english = Texts::english();
    let mut broken = Vec::new();
    for world in worlds() {
        let texts = english.in_world(world);
        let marks = marks(world);
        let told = texts.keys().filter_map(|key| match key.split_once('@') {
            None => Some(key),
            Some((key, mark)) => marks.iter().any(|own| own == mark).then_some(key),
        });
        let left: BTreeSet<&str> = told.filter(|key| texts.say(key).contains("{world.")).collect();
        broken.extend(left.iter().map(|key| format!("{}: {key}", world.word())));
    }
    for key in english.keys().filter(|key| key.starts_with("world.") && !key.contains('@')) {
        let place = format!("{{{key}}}");
        if !english.keys().any(|other| english.written(other).contains(&place)) {
            broken.push(format!("{key} is used nowhere"));
        }
        // A month is a month everywhere, but where more than one is lived at once.
        let shared = |world: &WorldId| key.starts_with("world.period") && world.stride() == 1;
        for world in worlds()[1..].iter().filter(|world| !shared(world)) {
            if !marks(*world).iter().any(|mark| english.has(&format!("{key}@{mark}"))) {
                broken.push(format!("{key} is not said in {}", world.word()));
            }
        }
    }
    none("a noun of a world", &broken);
}

/// Texts that are told in one world only: its columns, its levels, its wish, where its rows come from.
fn of_flights(key: &str) -> bool {
    let own = [
        "column.",
        "level.",
        "rule.",
        "source.",
        "deploy.source.",
        "frame.wish.",
        "data.use.",
        "data.group.",
    ];
    // Nothing of another world is known between the decision and the outcome.
    let moments = [
        "known.departure",
        "known.arrival",
        "deploy.columns.",
        "deploy.broken.leak",
        "expedition.",
        "told.cancelled",
    ];
    // Said where a request carries the weather.
    if key == "deploy.requests.weather" {
        return true;
    }
    own.iter().chain(&moments).any(|begin| key.starts_with(begin))
}

#[test]
fn other_worlds_do_not_speak_of_flights() {
    let words = [
        "flight",
        "flew",
        "airport",
        "airline",
        "passenger",
        "weather",
        "storm",
        "desk",
        "cancelled",
        "cancellation",
    ];
    let mut broken = Vec::new();
    for world in &worlds()[1..] {
        let texts = Texts::english().in_world(*world);
        for key in texts.keys().filter(|key| !key.contains('@') && !of_flights(key)) {
            let says = super::without(&texts.say(key), "{", "}").to_lowercase();
            // Weather is told of in another world too, in words of its own.
            let own = marks(*world).iter().any(|mark| texts.has(&format!("{key}@{mark}")));
            let found = words
                .iter()
                .filter(|word| !(own && **word == "weather"))
                .filter(|word| says.split(|c: char| !c.is_alphabetic()).any(|w| w.starts_with(*word)));
            broken.extend(found.map(|word| {
                format!(
                    "{}: {key} says “{word}”: write `{{world.…}}`, or `## {key}@{}`",
                    world.word(),
                    world.word()
                )
            }));
        }
    }
    none("a text that takes every world for the flights", &broken);
}
