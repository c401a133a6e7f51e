//! What steps do with levels that nobody knew, and with those that are called as their own columns are.

use engine::note::Note;
use engine::prepare::{Columns, Step, one_hot};
use engine::table::{MISSING, Table};

use super::steps::{cells, column, fit, fit_recipe, matrix, recipe, steps, table, train, transform, words};

#[test]
fn unseen_levels_do_not_stop_a_live_row() {
    let mut live = table().take(&[0, 1, 2, 3]);
    let mut columns = live.columns().to_vec();
    columns[3].values = words(&["moon", "north"], vec![0, 1, 0, MISSING]);
    live = Table::new(columns).unwrap();
    let train = table().take(&train());
    for step in steps() {
        let fitted = fit(&step, &train);
        assert_eq!(transform(&fitted, &live).n_rows(), 4, "{step:?}");
    }
    let fitted = fit_recipe(&recipe(), &train).unwrap();
    let (found, notes) = matrix(&fitted, &live);
    let found = found.unwrap();
    assert_eq!(found.n_cols(), fitted.output.len());
    assert!(notes.contains(&Note::UnseenLevels { column: "place".into(), rows: 2 }), "{notes:?}");
    let places: Vec<usize> =
        (0..fitted.output.len()).filter(|j| fitted.output[*j].starts_with("place = ")).collect();
    assert_eq!(places.len(), 2);
    let encoded = |i: usize| places.iter().map(|j| found.row(i)[*j]).collect::<Vec<_>>();
    assert_eq!((encoded(0), encoded(1), encoded(3)), (vec![0.0; 2], vec![1.0, 0.0], vec![0.0; 2]));
}

#[test]
fn an_unseen_level_is_other_where_there_is_one() {
    let table = table();
    let fitted = fit_recipe(&recipe(), &table.take(&train())).unwrap();
    let other = fitted.output.iter().position(|name| name == "word = other").unwrap();
    let (_, codes) = table.categories("word").unwrap();
    let unseen = codes.iter().position(|code| *code == 5).unwrap();
    let (found, notes) = matrix(&fitted, &table);
    assert_eq!(found.unwrap().row(unseen)[other], 1.0);
    assert!(notes.is_empty(), "it has a place, so nothing is lost: {notes:?}");
}

/// Names that encoding gives to its own columns can be words of the data too.
#[test]
fn levels_called_other_and_missing_share_the_columns_of_that_name() {
    let levels = ["missing", "other", "yes", "zebra"];
    let table = Table::new(vec![column("word", words(&levels, vec![0, 1, 2, 2, 3, MISSING]))]).unwrap();
    let step =
        |max_levels| Step::OneHot(one_hot::Params { columns: Columns::All, max_levels, drop_first: false });
    let encoded = |max_levels| cells(&transform(&fit(&step(max_levels), &table), &table));
    let names =
        |found: &[(String, Vec<String>)]| found.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let all = encoded(None);
    assert_eq!(names(&all), ["word = missing", "word = other", "word = yes", "word = zebra"]);
    assert_eq!(all[0].1, ["1.0", "0.0", "0.0", "0.0", "0.0", "1.0"]);
    let pooled = encoded(Some(3));
    assert_eq!(names(&pooled), ["word = missing", "word = yes", "word = other"]);
    assert_eq!(pooled[2].1, ["0.0", "1.0", "0.0", "0.0", "1.0", "0.0"]);
}
