//! Whatever a learner does, in whatever order: the record keeps it, a file gives it back, undo and redo lose nothing,
//! and facts stay.

use engine::expedition::aside::Aside;
use engine::expedition::plan::Plan;
use engine::expedition::record::{Choice, Ending, Entry, Fact, Record};
use engine::expedition::stage::Stage;
use engine::expedition::{ModelSpec, WorldId, keys, scenario, status, versions};
use engine::models::{logistic, neighbours};
use engine::worlds::calendar::Month;
use proptest::collection::vec;
use proptest::prelude::*;

const WORLD: WorldId = WorldId::Flights;

/// One thing that a learner does.
#[derive(Clone, Debug)]
enum Deed {
    Choose(Choice),
    Happen(Fact),
    Undo,
    Redo,
}

fn deed() -> impl Strategy<Value = Deed> {
    let words = || "[ -~äß\n\"\\\\]{0,12}";
    let number = || prop_oneof![0.0..=1.0, any::<f64>().prop_filter("finite", |v| v.is_finite())];
    let month = (2013_i32..=2013, 1_u32..=12).prop_map(|(year, month)| Month::new(year, month));
    let spec = prop_oneof![
        Just(ModelSpec::Majority),
        (1_u32..200).prop_map(|n_neighbors| ModelSpec::KNeighbors(neighbours::Params {
            n_neighbors,
            ..Default::default()
        })),
        (1e-9..1e9_f64)
            .prop_map(|c| ModelSpec::Logistic(logistic::Params { c: Some(c), ..Default::default() })),
    ];
    let choice = prop_oneof![
        4 => spec.prop_map(|spec| Choice::Run { spec }),
        1 => number().prop_map(|threshold| Choice::Threshold { threshold }),
        1 => (0_u32..20).prop_map(|run| Choice::Pick { run }),
        1 => Just(Choice::Recipe { recipe: scenario::offered(WORLD) }),
        1 => (any::<bool>(), any::<bool>())
            .prop_map(|(copies, doubted)| Choice::Aside { aside: Aside { copies, doubted } }),
        1 => prop_oneof![Just(Ending::Ship), Just(Ending::DoNotShip), Just(Ending::KeepRule)]
            .prop_map(|ending| Choice::Gate { ending }),
        1 => Just(Choice::GoLive),
        1 => month.clone().prop_map(|month| Choice::Ignore { month }),
    ];
    let fact = prop_oneof![
        (words(), number(), words()).prop_map(|(what, magnitude, because)| Fact::Committed {
            what,
            magnitude,
            confidence: 0.7,
            because
        }),
        (0_u32..20, words()).prop_map(|(about, text)| Fact::Reason { about, text }),
        month.prop_map(|month| Fact::MonthLived { month }),
        (words(), number()).prop_map(|(what, value)| Fact::Measured { version: what.clone(), what, value }),
    ];
    prop_oneof![
        6 => choice.prop_map(Deed::Choose),
        3 => fact.prop_map(Deed::Happen),
        2 => Just(Deed::Undo),
        2 => Just(Deed::Redo),
    ]
}

fn done(deeds: &[Deed]) -> Record {
    let mut record = Record::new(WORLD, 7);
    for deed in deeds {
        match deed.clone() {
            Deed::Choose(choice) => _ = record.choose(choice),
            Deed::Happen(fact) => _ = record.happen(fact),
            Deed::Undo => _ = record.undo(),
            Deed::Redo => _ = record.redo(),
        }
    }
    record
}

/// What rooms are called by: a key is all that a report depends on.
fn named(record: &Record) -> Vec<Option<String>> {
    Stage::ALL.iter().map(|stage| keys::key(*stage, record).ok()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_file_gives_back_the_record(deeds in vec(deed(), 0..25)) {
        let record = done(&deeds);
        let text = versions::save(&record).unwrap();
        let again = versions::open(&text).unwrap();
        prop_assert_eq!(&again, &record);
        prop_assert_eq!(versions::save(&again).unwrap(), text);
        prop_assert_eq!(Plan::of(&again), Plan::of(&record));
        prop_assert_eq!(named(&again), named(&record));
        prop_assert_eq!(status::of(&again), status::of(&record));
    }

    #[test]
    fn undo_and_redo_lose_nothing(deeds in vec(deed(), 0..25)) {
        let record = done(&deeds);
        // To the very beginning, and as far back as there is something to redo: the latest branch.
        let mut back = record.clone();
        let mut undone = 0;
        while back.undo() {
            undone += 1;
        }
        prop_assert_eq!((back.cursor, undone), (None, record.path(record.cursor).len()));
        prop_assert_eq!(Plan::of(&back), Plan::of(&Record::new(WORLD, 7)));
        prop_assert_eq!(&back.entries, &record.entries, "only a cursor moves");
        let mut forth = record.clone();
        if forth.undo() {
            let standing = forth.redoable();
            prop_assert!(forth.redo());
            prop_assert_eq!(forth.cursor, standing);
            let after = |record: &Record| record.path(record.cursor).len();
            prop_assert_eq!(after(&forth), after(&record));
        }
    }

    #[test]
    fn facts_stay_whatever_is_chosen_and_undone(deeds in vec(deed(), 0..25), more in vec(deed(), 0..10)) {
        let before = done(&deeds);
        let after = done(&[deeds, more].concat());
        prop_assert_eq!(&after.entries[..before.entries.len()], &before.entries[..]);
        let told = |record: &Record| record.facts().map(|(id, at, fact)| (id, at, fact.clone())).collect::<Vec<_>>();
        prop_assert!(told(&after).starts_with(&told(&before)));
    }

    /// What was not done on the way to the cursor changes no plan and no report's name but the Journal's, which tells
    /// of every branch.
    #[test]
    fn a_branch_that_was_left_changes_no_other(deeds in vec(deed(), 0..25), aside in vec(deed(), 1..6)) {
        let record = done(&deeds);
        let choices = |deed: &Deed| matches!(deed, Deed::Choose(choice) if !matches!(choice, Choice::GoLive));
        let mut left = record.clone();
        for deed in aside.iter().filter(|deed| choices(deed)) {
            let Deed::Choose(choice) = deed.clone() else { unreachable!() };
            left.choose(choice);
        }
        left.cursor = record.cursor;
        prop_assert_eq!(Plan::of(&left), Plan::of(&record));
        for stage in Stage::ALL.iter().filter(|stage| **stage != Stage::Journal) {
            prop_assert_eq!(keys::key(*stage, &left).ok(), keys::key(*stage, &record).ok(), "{:?}", stage);
        }
    }

    /// A damaged record is refused in words or read, and never turns in a circle.
    #[test]
    fn a_damaged_record_is_refused_or_read(deeds in vec(deed(), 1..15), at in any::<u32>(), to in 0_u32..30) {
        let mut record = done(&deeds);
        let n = record.entries.len() as u32;
        if n > 0 {
            match &mut record.entries[(at % n) as usize] {
                Entry::Choice { after, .. } => *after = Some(to),
                Entry::Fact { at, .. } => *at = Some(to),
            }
        }
        let text = versions::save(&record).unwrap();
        if let Ok(again) = versions::open(&text) {
            prop_assert_eq!(&again, &record);
        }
        let _ = Plan::of(&record);
        let _ = named(&record);
    }

    #[test]
    fn any_text_is_opened_or_refused(text in "[{}\\[\\]\":,a-z0-9 ]{0,60}", cut in 0_usize..400) {
        let _ = versions::open(&text);
        let whole = versions::save(&done(&[Deed::Choose(Choice::GoLive)])).unwrap();
        let part = &whole[..cut.min(whole.len())];
        prop_assert_eq!(versions::open(part).is_ok(), part.len() == whole.len());
    }
}
