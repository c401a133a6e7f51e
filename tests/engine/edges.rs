//! Steps of a recipe at their edges: many rows of one value, many levels, a level of an unlucky name.

use engine::note::Note;
use engine::prepare::merge::Group;
use engine::prepare::{Columns, FittedStep, Step, merge, pool, standardise};
use engine::table::{Column, MISSING, Table, Values};
use engine::task::KnownAt;
use engine::work::Pace;

use crate::now;

fn table(values: Values) -> Table {
    Table::new(vec![Column { name: "x".into(), known_at: KnownAt::Decision, values }]).unwrap()
}

fn words(levels: &[String], codes: Vec<u32>) -> Table {
    table(Values::Category { levels: levels.into(), codes: codes.into() })
}

fn fit(step: Step, table: &Table, notes: &mut Vec<Note>) -> FittedStep {
    now(step.fit_transform(table, &[], notes, &Pace::default())).unwrap().0
}

/// A mean is rounded, the more the more rows there are: what is left of alike numbers is not spread.
#[test]
fn a_column_of_one_value_has_no_spread_however_many_rows_there_are() {
    for (value, n) in [(0.3, 50_000), (1.1, 50_000), (1013.2, 50_000), (0.1, 80_000), (-7e9, 120_000)] {
        let mut notes = Vec::new();
        let step = Step::Standardise(standardise::Params { columns: Columns::All });
        let fitted = fit(step, &table(Values::Number(vec![value; n].into())), &mut notes);
        let FittedStep::Standardise(fitted) = fitted else { panic!("another step") };
        assert_eq!(fitted.columns[0].scale, 1.0, "{value} in {n} rows");
        assert_eq!(notes, [Note::ConstantColumn { column: "x".into() }]);
    }
}

#[test]
fn as_many_levels_as_rows_are_merged() {
    let n = 60_000;
    let levels: Vec<String> =
        (0..n).map(|i| format!("Name {i:06}{}", if i % 2 == 0 { "" } else { " " })).collect();
    let group = Group { name: "first".into(), levels: levels[..10].to_vec() };
    let step = Step::Merge(merge::Params { columns: Columns::All, groups: vec![group], fold: true });
    let before = words(&levels, (0..n).collect());
    let fitted = fit(step, &before, &mut Vec::new());
    let after = now(fitted.transform(&before, &mut Vec::new(), &Pace::default())).unwrap();
    let (levels, codes) = after.categories("x").unwrap();
    assert_eq!((levels.len(), &*levels[0], &*levels[1]), (n as usize - 9, "first", "name 000010"));
    assert!(codes[..10].iter().all(|code| *code == 0) && codes[10..].iter().copied().eq(1..n - 9));
}

/// A level that was met while learning is not unseen, even if it is called as what is pooled.
#[test]
fn a_level_called_other_is_a_level() {
    let levels = ["a", "other", "z"].map(String::from);
    let step = Step::Pool(pool::Params { columns: Columns::All, min_share: 0.1 });
    let fitted = fit(step, &words(&levels[..2], vec![0, 1, 0, 1, MISSING]), &mut Vec::new());
    let told = |codes: Vec<u32>| {
        let mut notes = Vec::new();
        let after = now(fitted.transform(&words(&levels, codes), &mut notes, &Pace::default())).unwrap();
        (after.categories("x").unwrap().1.to_vec(), notes)
    };
    assert_eq!(told(vec![1, 0, MISSING]), (vec![1, 0, MISSING], Vec::new()));
    let unseen = Note::UnseenLevels { column: "x".into(), rows: 2 };
    assert_eq!(told(vec![2, 1, 2]), (vec![1, 1, 1], vec![unseen]));
}
