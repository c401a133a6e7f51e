//! The lessons of the Journal in words: each form filled, with the plural that fits, and each with a place to live it.

use engine::expedition::lessons::{Ended, Lived, Unmet};
use engine::expedition::serving::{Mode, Serving};
use engine::expedition::{Month, WorldId};
use full_loop::rooms::journal::lessons::sentence;
use full_loop::rooms::words::Words;
use full_loop::shared::Shared;
use full_loop::texts::Texts;

fn words(world: WorldId) -> Words {
    Words::new(&Shared::new(Texts::english().in_world(world)))
}

/// Every form of every lesson, with words that only this form has.
fn forms() -> Vec<(&'static str, Lived, &'static str)> {
    let frame = |answers| Lived::Frame { miss: 900.0, false_alarm: 60.0, answers };
    let data = |recipes| Lived::Data { recipes, days: 16.0, share: 0.4 };
    let train = |runs, least| Lived::Train { runs, days: 0.25, share: 0.01, least };
    let sealed = |said| Lived::Sealed { said, found: 0.3, gap: 0.1, peeks: 2 };
    let served = |serving| Lived::Deploy { number: 2, serving, n: 8_000, late: 31, person: 42, rule: 53 };
    let batch = Serving { checks: true, ..Serving::default() };
    let stale = |live, alarm, below| Lived::Stale {
        number: 1,
        claimed: 0.3,
        live,
        worse: live < 0.3,
        alarm,
        below,
        ended: None,
        unmet: None,
    };
    let may = Some(Month::new(2013, 5));
    let december = Some((Month::new(2013, 12), 250_000.0));
    let again = |again, saved, hurt| Lived::Loop { again, saved, hurt };
    let rule = |cost, rule, nothing| Lived::Rule { cost, rule, nothing };
    vec![
        ("frame", frame(0), "You skipped the wish"),
        ("frame", frame(1), "one answer about"),
        ("frame", frame(5), "5 answers about"),
        ("data", data(1), "one recipe. Getting and preparing the data took 16 days"),
        ("data", data(2), "2 recipes"),
        ("leak", Lived::Leak { columns: vec!["tailnum".into(), "dep_delay".into()] }, " and "),
        ("train", train(1, true), "You trained once; a search counts as one. It took 0.25 days"),
        ("train", train(3, false), "You trained 3 times; a search counts as one. It took 0.25 days"),
        ("sealed", sealed(0.4), "10 points less than you thought"),
        ("sealed", sealed(0.2), "10 points off, to the good side"),
        ("deploy", served(Serving::default()), "without safeguards"),
        ("deploy", served(batch), "42 to a person and 53 to the rule"),
        ("deploy", served(Serving { mode: Mode::EachRequest, ..batch }), "too late: 31"),
        ("stale", stale(0.2, None, None), "found 20% live."),
        ("stale", stale(0.2, may, None), "found 20% live. In May 2013 an alarm rang."),
        ("stale", stale(0.4, None, None), "so far it holds"),
        ("stale", stale(0.4, may, None), "But in May 2013 an alarm rang"),
        ("stale", stale(0.4, None, may.map(|may| (may, 0.1))), "But in May 2013 it was 10%"),
        ("loop", again(1, 4e5, None), "You went round once more. Your later versions saved €400,000"),
        ("loop", again(2, 4e5, december), "But in December 2013 they cost €250,000 more"),
        ("loop", again(2, -2e5, december), "You went round 2 more times. Against the first version"),
        ("rule", rule(1.0, 2.0, 3.0), "worth having"),
        ("rule", rule(2.0, 1.0, 3.0), "The rule would have been the best"),
        ("rule", rule(3.0, 2.0, 1.0), "Doing nothing would have been the best"),
        ("scale", Lived::Scale { number: 2, rows: 15_000 }, "learned from 15,000 flights. GPT-3"),
    ]
}

#[test]
fn every_form_of_every_lesson_is_filled() {
    for world in WorldId::ALL {
        let words = words(world);
        for (key, lived, part) in forms() {
            let told = sentence(&words, world, &lived);
            assert!(world != WorldId::Flights || told.contains(part), "{key}: “{part}” in “{told}”");
            assert!(!told.contains(['{', '}']) && !told.contains("journal."), "{key}: {told}");
        }
    }
}

/// Of numbers a score says how far forecasts are off: more is worse. What it is counted in is said, and so is the rule.
#[test]
fn lessons_about_numbers_say_how_far_off() {
    let world = WorldId::Ridership;
    let words = words(world);
    let (first, last) = (Month::new(2006, 1), Month::new(2016, 1));
    let sealed = |said| Lived::Sealed { said, found: 1.5, gap: 0.5, peeks: 1 };
    let stale = |live, alarm, below, moves| {
        let ended = Some(Ended { month: last, score: 5.25, rule: 1.5, moves });
        Lived::Stale { number: 1, claimed: 1.5, live, worse: live > 1.5, alarm, below, ended, unmet: None }
    };
    let cases = [
        (sealed(1.0), "0.5 thousand rides worse than you thought"),
        (sealed(2.0), "0.5 thousand rides away, to the good side"),
        (
            stale(3.0, Some(first), None, true),
            "was off by 3 thousand rides live. In 2006 an alarm rang. In its last year, 2016, it was",
        ),
        (stale(3.0, None, None, true), "moves with what it reads, was off by 1.5 thousand rides"),
        (stale(1.0, None, Some((first, 2.0)), false), "in 2006 it was off by 2 thousand rides, and chance"),
        (
            stale(1.0, None, None, false),
            "so far it holds. In its last year, 2016, it was off by 5.25 thousand",
        ),
    ];
    for (lived, part) in cases {
        let told = sentence(&words, world, &lived);
        assert!(told.contains(part) && !told.contains(['{', '}', '%']), "“{part}” in “{told}”");
    }
}

/// Of names a score says how many got their right one, asking has its price, and what was never learned has its name.
#[test]
fn lessons_about_names_say_what_was_right_and_what_was_new() {
    let world = WorldId::Rodents;
    let words = words(world);
    let class = world.classes().iter().position(|class| class == "PB").map(|class| class as u32);
    let stale = |live, new: bool| {
        let unmet = class.filter(|_| new).map(|class| Unmet { class, first: Month::new(1995, 1), n: 52 });
        let ended = Some(Ended { month: Month::new(2002, 1), score: 0.35, rule: 0.25, moves: false });
        let (claimed, alarm, below) = (0.6, None, None);
        Lived::Stale { number: 1, claimed, live, worse: live < claimed, alarm, below, ended, unmet }
    };
    let plain = Serving::default();
    let cases = [
        (Lived::Frame { miss: 10.0, false_alarm: 3.0, answers: 0 }, "a wrong name at €10 and asking at €3"),
        (
            Lived::Deploy { number: 1, serving: plain, n: 900, late: 0, person: 0, rule: 0 },
            "what to call them and where to ask",
        ),
        (
            stale(0.4, true),
            "claimed to name 60% rightly and named 40% live. From 1995 on came what it had never learned to name: \
            Bailey’s pocket mouse, 52 in its years.",
        ),
        (stale(0.6, false), "so far it holds. In its last year, 2002, it named 35% rightly; the rule"),
        (Lived::Rule { cost: 3.0, rule: 2.0, nothing: 1.0 }, "Asking about all would have been the best"),
    ];
    for (lived, part) in cases {
        let told = sentence(&words, world, &lived);
        assert!(told.contains(part) && !told.contains(['{', '}']), "“{part}” in “{told}”");
    }
}

#[test]
fn every_lesson_is_named_and_says_where_it_is_lived() {
    let words = words(WorldId::Flights);
    let mut names: Vec<&str> = forms().into_iter().map(|(key, ..)| key).collect();
    names.dedup();
    assert_eq!(names.len(), 10, "each lesson of the engine has its forms here");
    for key in names {
        for text in [format!("journal.lesson.{key}"), format!("journal.lesson.{key}.where")] {
            assert!(words.has(&text) && words.say(&text).ends_with('.'), "{text}");
        }
    }
}
