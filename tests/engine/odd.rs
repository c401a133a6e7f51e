//! What looks odd in the training rows, as the Data room shows it: told as it is, from training rows alone, mended by
//! steps that fit, and without a trace where nobody asks.

use std::rc::Rc;

use engine::expedition::asked::{DOUBT, ODD, RELATED};
use engine::expedition::data::DataReport;
use engine::expedition::odd::{Finding, LOOKED_FOR, Shown};
use engine::expedition::prepare::{Recipe, Step, dials};
use engine::expedition::record::{Choice, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{World, WorldId, keys, scenario};
use engine::fingerprint::fingerprint;

use crate::own::{bytes, decide, look, open};
use crate::replay::{poisoned, shipped, show};

pub fn record(session: &Session, recipe: Recipe, what: &[&str]) -> Record {
    let mut record = Record::for_world(&session.world, 7);
    record.choose(Choice::Recipe { recipe });
    for what in what {
        record.happen(Fact::Revealed { what: String::from(*what) });
    }
    record
}

fn asked(session: &Rc<Session>, what: &[&str]) -> DataReport {
    let recipe = scenario::at_decision(session.world.id);
    match &*show(session, &record(session, recipe, what), Stage::Data) {
        Report::Data(report) => report.clone(),
        other => panic!("{other:?}"),
    }
}

fn found<'a>(report: &'a DataReport, what: &str) -> Option<&'a Finding> {
    report.odd.as_ref().unwrap().findings.iter().find(|one| one.what == what)
}

/// A file with one thing wrong of each kind, in the rows that become training rows as in the others.
fn messy() -> World {
    let mut text = String::from("size,place,colour,age,same,since,height,bought\n");
    for i in 0..1000_u32 {
        let size = if i % 50 == 7 { "999".into() } else { format!("{}.{}", 20 + i * 7 % 13, i % 97) };
        let place = match i {
            _ if i % 200 == 3 => "north east",
            _ if i % 3 == 0 => "North-East",
            _ if i % 40 == 5 => "Faraway",
            _ => "South",
        };
        // Every second of those who buy tells no age, and few of the others.
        let yes = (i.wrapping_mul(2_654_435_761) >> 16) % 8 < 3;
        let age = if (yes && i % 2 > 0) || i % 20 == 0 { String::new() } else { format!("{}", 18 + i % 60) };
        let colour = ["red", "blue", "green"][(i % 3) as usize];
        let day = engine::table::date::iso(15_700 + (i / 3) as i32);
        // Some are measured in metres.
        let height = if i % 50 == 9 { format!("1.{}", 50 + i % 30) } else { format!("{}", 150 + i * 7 % 30) };
        let row =
            format!("{size},{place},{colour},{age},1,{day},{height},{}\n", ["no", "yes"][usize::from(yes)]);
        text += &row;
        // Twice, and once more with the other answer.
        if i % 250 == 11 {
            text += &row;
            text += &row.replace(",yes", ",?").replace(",no", ",yes").replace(",?", ",no");
        }
    }
    let file = bytes(&text);
    let mut chosen = look(&file).suggested;
    chosen.when = Some(5);
    chosen.columns.iter_mut().for_each(|column| column.out = false);
    open(&decide(&file, chosen).unwrap(), &file)
}

#[test]
fn what_is_wrong_with_a_file_is_told() {
    let session = Session::new(messy());
    let report = asked(&session, &[ODD]);
    let odd = report.odd.as_ref().unwrap();
    assert_eq!(odd.n, report.train.n);
    let names: Vec<&str> = odd.findings.iter().map(|one| one.what.as_str()).collect();
    for what in ["code", "unit", "conflict", "repeat", "spelling", "gap", "constant"] {
        assert!(names.contains(&what), "{what} in {names:?}");
    }
    let places = |what: &str| LOOKED_FOR.iter().position(|other| *other == what).unwrap();
    assert!(
        names.windows(2).all(|two| places(two[0]) <= places(two[1])),
        "what matters most first: {names:?}"
    );
    assert!(odd.clean.iter().all(|what| !names.contains(&what.as_str())));
    let told: std::collections::BTreeSet<&str> =
        names.iter().copied().chain(odd.clean.iter().map(String::as_str)).collect();
    assert_eq!(told.len(), LOOKED_FOR.len(), "all that was looked for is told");

    let Shown::Codes(codes) = &found(&report, "code").unwrap().table else { panic!() };
    assert_eq!(codes.len(), 1, "{codes:?}");
    assert_eq!(codes[0].1, 999.0);
    let train = session.world.table.take(&(0..report.train.n).collect::<Vec<_>>());
    let coded = train.numbers(&codes[0].0).unwrap().iter().filter(|v| **v == 999.0).count();
    assert_eq!(codes[0].2 as usize, coded);
    let Shown::Rows(rows) = &found(&report, "conflict").unwrap().table else { panic!() };
    let group = |at: u32| rows.iter().filter(move |row| row.group == at);
    assert!(group(0).any(|row| row.y == 1.0) && group(0).any(|row| row.y == 0.0));
    let Shown::Spellings(groups) = &found(&report, "spelling").unwrap().table else { panic!() };
    let words: Vec<&str> = groups.iter().flatten().map(|(level, _)| level.as_str()).collect();
    assert_eq!(words, ["North-East", "north east"]);
    let Shown::Gaps(gaps) = &found(&report, "gap").unwrap().table else { panic!() };
    let (_, n, with, without) = &gaps[0];
    assert!(*n > 30 && without > with, "those who buy tell no age: {gaps:?}");
    let thin = found(&report, "thin").unwrap();
    assert!(thin.n > 0 && thin.mends == thin.columns);
}

/// Each finding that has a step: it can be put into the recipe, is then known to be there, and the recipe goes on to a
/// model as before.
#[test]
fn a_finding_is_mended_by_its_step() {
    let session = Session::new(messy());
    let report = asked(&session, &[ODD]);
    let recipe = scenario::at_decision(session.world.id);
    let mut mended = 0;
    for one in &report.odd.as_ref().unwrap().findings {
        let Some(step) = one.step(&recipe) else {
            // The recipe as offered marks all gaps.
            assert_eq!(one.mended(&recipe), one.what == "gap", "{one:?}");
            continue;
        };
        assert!(!one.mended(&recipe));
        let mut with = recipe.clone();
        with.steps.insert(dials::place(&with.steps, &step), step.clone());
        assert!(one.mended(&with) && one.step(&with).is_none());
        let off =
            Recipe { steps: with.steps.iter().map(|step| step.switched(false)).collect(), ..with.clone() };
        assert!(!one.mended(&off) && one.step(&off).as_ref() == Some(&step), "what is off does nothing");
        let record = record(&session, with, &[]);
        let Report::Data(after) = &*show(&session, &record, Stage::Data) else { panic!() };
        assert_eq!((&after.refused, after.gaps.len()), (&None, 0), "{step:?}");
        let empty = Recipe { features: Vec::new(), steps: Vec::new() };
        assert!(
            one.step(&empty).is_none() && !one.mended(&empty),
            "a column that does not go in needs no step"
        );
        mended += 1;
    }
    assert!(mended >= 5, "{mended}");
    // The steps are filled in with what was found.
    let step = |what: &str| found(&report, what).unwrap().step(&recipe).unwrap();
    let Step::Blank(blank) = step("code") else { panic!() };
    assert_eq!((blank.values, blank.below, blank.above), (vec![999.0], None, None));
    let Step::Convert(unit) = step("unit") else { panic!() };
    assert_eq!((unit.low, unit.high, unit.factor, unit.offset), (Some(0.0), Some(1.79), 100.0, 0.0));
    let Step::Merge(spelling) = step("spelling") else { panic!() };
    assert_eq!(spelling.groups.len(), 1);
    assert_eq!(
        (&*spelling.groups[0].name, &*spelling.groups[0].levels),
        ("North-East", &["north east".into()][..])
    );
    // A step for some of its columns leaves those for the others.
    let gap = found(&report, "gap").unwrap();
    let bare = Recipe { steps: Vec::new(), ..recipe };
    assert!(matches!(gap.step(&bare), Some(Step::Indicator(_))) && !gap.mended(&bare));
}

/// Answers are looked at, so nothing but training rows may be.
#[test]
fn rows_behind_the_training_rows_change_no_finding() {
    let clean = shipped();
    let of = |world: World| asked(&Session::new(world), &[ODD, DOUBT]);
    let honest = of(clean.clone());
    let spoilt = of(poisoned(&clean, honest.train.to));
    assert_eq!(honest.odd, spoilt.odd);
    assert_eq!(honest.doubts, spoilt.doubts);
    assert_ne!(honest.probe.scores, spoilt.probe.scores, "the poison is there");
}

#[test]
fn flights_have_leaks_and_storms_that_look_like_wrong_answers() {
    let session = Session::new(shipped());
    let report = asked(&session, &[ODD, DOUBT]);
    let leak = found(&report, "leak").unwrap();
    for name in ["dep_time", "dep_delay", "arr_time", "arr_delay", "air_time"] {
        assert!(leak.columns.iter().any(|column| column == name), "{name}: {leak:?}");
    }
    assert!(leak.step(&scenario::at_decision(WorldId::Flights)).is_none(), "none of them goes in");
    assert!(matches!(leak.step(&scenario::everything(WorldId::Flights)), Some(Step::Drop { .. })));
    // What is known only afterwards is told whatever it says, each column once.
    let late = found(&report, "late").map(|one| one.columns.clone()).unwrap_or_default();
    for feature in WorldId::Flights.features() {
        let told =
            [&leak.columns, &late].iter().filter(|of| of.iter().any(|name| name == feature.name)).count();
        assert!(
            told == usize::from(!feature.at_decision) || (feature.at_decision && told <= 1),
            "{}",
            feature.name
        );
        assert!(feature.at_decision <= !late.iter().any(|name| name == feature.name), "{}", feature.name);
    }
    let lacks = &report.odd.as_ref().unwrap().lacks;
    assert!(
        lacks.sets.is_sorted_by(|a, b| a.1 >= b.1)
            && lacks.sets.iter().all(|(columns, _)| !columns.is_empty())
    );
    let told: u32 = lacks.n_complete + lacks.sets.iter().map(|(_, n)| n).sum::<u32>();
    assert!(
        told <= report.train.n && (told == report.train.n) == (lacks.sets.len() == lacks.n_sets as usize)
    );
    let doubts = report.doubts.as_ref().unwrap();
    assert_eq!((doubts.n, doubts.yes.of), (report.train.n, report.positives));
    assert!(doubts.yes.n > 0 && doubts.no.n > 0 && doubts.no.n < doubts.no.of);
    let said: Vec<f64> = doubts.yes.rows.iter().map(|(_, said)| *said).collect();
    assert!(said.windows(2).all(|two| two[0] <= two[1]), "the surest first: {said:?}");
    // Of numbers no answer is doubted.
    let ridership = Session::new(crate::ridership::shipped());
    assert_eq!(asked(&ridership, &[DOUBT]).doubts.as_ref().unwrap().n, 0);
}

#[test]
fn nobody_asks_and_nothing_changes() {
    let session = Session::new(crate::screening::shipped());
    let recipe = scenario::at_decision(WorldId::Screening);
    let (before, after) = (asked(&session, &[]), asked(&session, &[ODD]));
    let without = DataReport { odd: Default::default(), ..after.clone() };
    assert_eq!(fingerprint(&before).unwrap(), fingerprint(&without).unwrap());
    assert_ne!(fingerprint(&before).unwrap(), fingerprint(&after).unwrap());
    let key = |what: &[&str]| keys::key(Stage::Data, &record(&session, recipe.clone(), what)).unwrap();
    let asks = record(&session, recipe.clone(), &[ODD, DOUBT]);
    assert_ne!(key(&[]), key(&[ODD]));
    assert!([key(&[]), key(&[ODD]), key(&[ODD, DOUBT])].iter().all(|key| keys::is_data(&asks, key)));
    let mut other = asks.clone();
    other.choose(Choice::Split { split: scenario::split_at_random() });
    assert!(!keys::is_data(&other, &key(&[])));
    // Other rows have not been asked about; other steps are of the same rows.
    assert!(matches!(&*show(&session, &other, Stage::Data), Report::Data(report) if report.odd.is_none()));
    let mut edited = asks;
    let steps = Vec::new();
    edited.choose(Choice::Recipe { recipe: Recipe { steps, ..recipe } });
    assert!(
        matches!(&*show(&session, &edited, Stage::Data), Report::Data(report) if report.odd == after.odd)
    );
}

/// A column that comes too late and says next to nothing is told, and taken out by its step.
#[test]
fn what_comes_too_late_is_told_however_little_it_says() {
    let mut text = String::from("size,rating,age,bought\n");
    for i in 0..600_u32 {
        let at = |salt: u32| (i.wrapping_add(salt).wrapping_mul(2_654_435_761) >> 16) % 97;
        let gap = if i % 10 == 4 { ["", ""] } else { ["x", "y"] };
        let value = |n: u32, there: &str| if there.is_empty() { String::new() } else { format!("{n}") };
        let (rating, age) = (value(at(7), gap[0]), value(18 + at(3), gap[1]));
        text += &format!("{},{rating},{age},{}\n", at(0), ["no", "yes"][(i % 3 / 2) as usize]);
    }
    let file = bytes(&text);
    let mut chosen = look(&file).suggested;
    chosen.columns[1].later = true;
    let session = Session::new(open(&decide(&file, chosen).unwrap(), &file));
    let report = asked(&session, &[ODD]);
    let late = found(&report, "late").unwrap();
    assert!(found(&report, "leak").is_none() && late.columns.len() == 1);
    let Shown::Powers(powers) = &late.table else { panic!("{late:?}") };
    assert!(powers.len() == 1 && powers[0].1 < 0.9 && !powers[0].2.at_decision());
    let everything = scenario::everything(session.world.id);
    assert!(everything.features.contains(&late.columns[0]));
    assert!(matches!(late.step(&everything), Some(Step::Drop { .. })));
    // Both gaps are in the same rows.
    let odd = report.odd.as_ref().unwrap();
    assert_eq!((odd.lacks.n_sets, odd.lacks.sets[0].0.len()), (1, 2));
    assert_eq!(odd.lacks.n_complete + odd.lacks.sets[0].1, odd.n);
}

/// Of classes a gap has no mean answer to tell: nothing is said of it, not even that nothing was found.
#[test]
fn what_has_no_sense_for_classes_is_not_looked_for() {
    let report = asked(&Session::new(crate::rodents::shipped()), &[ODD, DOUBT]);
    let odd = report.odd.as_ref().unwrap();
    assert!(found(&report, "gap").is_none() && !odd.clean.iter().any(|what| what == "gap"));
    assert_eq!(
        odd.findings.iter().map(|one| one.what.as_str()).collect::<std::collections::BTreeSet<_>>().len()
            + odd.clean.len()
            + 1,
        LOOKED_FOR.len()
    );
    // What looks like another species is told, species by species, the surest first.
    let doubts = report.doubts.as_ref().unwrap();
    let names = doubts.names.as_ref().unwrap();
    assert_eq!((doubts.yes.of, doubts.no.of), (0, 0));
    assert_eq!(names.classes.iter().map(|(_, of, _)| of).sum::<u32>(), doubts.n);
    assert!(doubts.n <= report.train.n && names.classes.len() > 2);
    let suspected: u32 = names.classes.iter().map(|(_, _, n)| n).sum();
    assert!(suspected > 0 && names.classes.iter().all(|(_, of, n)| n <= of));
    assert_eq!(names.rows.len(), suspected.min(10) as usize);
    for (sample, likelier, chance) in &names.rows {
        assert!(sample.y != f64::from(*likelier) && (0.0..=1.0).contains(chance), "{sample:?}");
    }
}

/// Names that were changed on purpose are found: most of what is suspected is what was changed, and most of that is found.
#[test]
fn wrong_names_among_several_are_found() {
    let mut text = String::from("length,width,kind\n");
    let kinds = ["ash", "elm", "oak"];
    for i in 0..900_u32 {
        let kind = i as usize % 3;
        let wrong = i % 30 == 7;
        let told = if wrong { (kind + 1) % 3 } else { kind };
        let noise = f64::from(i.wrapping_mul(2_654_435_761) >> 20) / 4096.0;
        let (length, width) = (10.0 * kind as f64 + 2.0 * noise, 5.0 - 3.0 * kind as f64 + noise);
        text += &format!("{length:.3},{width:.3},{}\n", kinds[told]);
    }
    let file = bytes(&text);
    let chosen = look(&file).suggested;
    let report = asked(&Session::new(open(&decide(&file, chosen).unwrap(), &file)), &[DOUBT]);
    let doubts = report.doubts.as_ref().unwrap();
    let suspected: u32 = doubts.names.as_ref().unwrap().classes.iter().map(|(_, _, n)| n).sum();
    let share = f64::from(suspected) / f64::from(doubts.n);
    assert!((0.01..0.08).contains(&share), "one in thirty was changed: {suspected} of {}", doubts.n);
}

/// How columns go together: told of training rows, the strongest first, each pair once.
#[test]
fn columns_that_go_together_are_told() {
    for world in [shipped(), crate::ridership::shipped(), crate::rodents::shipped()] {
        let session = Session::new(world);
        let (before, report) = (asked(&session, &[]), asked(&session, &[RELATED]));
        let found = report.related.as_ref().unwrap();
        let n = session.world.id.features().len();
        assert!(found.n <= report.train.n && (1..=n).contains(&found.answer.len()));
        if session.world.id == WorldId::Flights {
            // A rare yes is an answer like any other: words go with it too.
            let told = |name: &str| {
                found.answer.iter().find(|pair| pair.a == name).map(|pair| pair.cramers_v.is_some())
            };
            assert_eq!(
                (told("carrier"), told("origin"), told("hour")),
                (Some(true), Some(true), Some(false))
            );
        }
        assert!(found.n_pairs as usize <= n * (n - 1) / 2 && !found.between.is_empty());
        for pairs in [&found.answer, &found.between] {
            assert!(pairs.windows(2).all(|two| two[0].strength >= two[1].strength));
            for one in pairs {
                let told = one.spearman.map(f64::abs).or(one.cramers_v);
                assert_eq!(told, Some(one.strength), "{one:?}");
                assert!(one.a != one.b && (0.0..=1.0).contains(&one.strength));
                assert_eq!(one.mutual.is_some(), one.cramers_v.is_some());
            }
        }
        if let Some(factors) = &found.inflated {
            assert!(factors.iter().all(|(_, factor)| *factor > 0.999), "{factors:?}");
        }
        let without = DataReport { related: Default::default(), ..report.clone() };
        assert_eq!(fingerprint(&before).unwrap(), fingerprint(&without).unwrap());
        let key = |what: &[&str]| {
            let recipe = scenario::at_decision(session.world.id);
            keys::key(Stage::Data, &record(&session, recipe, what)).unwrap()
        };
        let all = [key(&[]), key(&[ODD]), key(&[RELATED]), key(&[ODD, RELATED])];
        assert!((1..4).all(|n| !all[..n].contains(&all[n])), "each is a key of its own");
    }
    let clean = shipped();
    let of = |world: World| asked(&Session::new(world), &[RELATED]);
    let honest = of(clean.clone());
    assert_eq!(honest.related, of(poisoned(&clean, honest.train.to)).related, "training rows alone");
    let wind = |pair: &engine::expedition::related::Pair| [&*pair.a, &*pair.b].contains(&"wind_gust");
    assert!(honest.related.as_ref().unwrap().between.iter().any(wind), "gusts go with the wind");
}
