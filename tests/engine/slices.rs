//! The worst slices: one that is really bad is found, and chance alone is not taken for it.

use engine::metrics::slices::{Parts, Rows, Slice, slices, widened, worst};
use engine::rng::Rng;
use engine::work::Work;

/// 40 days of 50 rows in six columns of four parts; where the first two columns are both 3, a miss is as likely as
/// `risk`, elsewhere 2 %. Days are good or bad as a whole.
fn drawn(seed: u64, risk: f64) -> (Vec<f64>, Vec<i32>, Vec<Parts>) {
    let mut rng = Rng::new(seed, "slices");
    let (mut cost, mut days) = (Vec::new(), Vec::new());
    let mut columns = vec![Parts { n_parts: 4, codes: Vec::new() }; 6];
    for day in 0..40 {
        let storm = rng.uniform();
        for _ in 0..50 {
            for (at, column) in columns.iter_mut().enumerate() {
                // The last column is the weather, shared by a day.
                column.codes.push(if at == 5 { (storm * 4.0) as u32 } else { rng.below(4) });
            }
            let bad = columns[..2].iter().all(|column| column.codes.last() == Some(&3));
            let chance = if bad { risk } else { 0.02 } * 2.0 * storm;
            cost.push(if rng.uniform() < chance { 900.0 } else { f64::from(rng.below(5) / 4) * 60.0 });
            days.push(day);
        }
    }
    (cost, days, columns)
}

/// How many slices were looked at, and the worst ones with whether they hold.
fn looked(seed: u64, risk: f64) -> (usize, Vec<(Slice, bool)>) {
    let (cost, days, columns) = drawn(seed, risk);
    let work = Work::new(|pace| async move {
        let all = slices(Rows { cost: &cost, days: &days }, &columns, 50, 5, &pace).await.unwrap();
        let shown = worst(&all, &columns, 5, 0.95, &pace).await;
        (all.len(), shown)
    });
    let (all, shown) = work.finish();
    let confidence = widened(0.95, shown.len(), all);
    let holds = |slice: Slice| {
        let holds = slice.interval(confidence).is_some_and(|interval| interval.low > 0.0);
        (slice, holds)
    };
    (all, shown.into_iter().map(holds).collect())
}

#[test]
fn a_slice_that_is_bad_comes_first_and_holds() {
    for seed in 0..10 {
        let (all, shown) = looked(seed, 0.4);
        assert!(all > 200);
        let (first, holds) = &shown[0];
        assert_eq!(first.of, [(0, 3), (1, 3)], "seed {seed}: {shown:#?}");
        assert!(holds, "seed {seed}: {first:?}");
        assert!(shown.iter().skip(1).all(|(other, _)| other.gap() < first.gap()));
    }
}

#[test]
fn chance_alone_seldom_holds() {
    let n = 100;
    let fooled = (0..n).filter(|seed| looked(1_000 + seed, 0.02).1.iter().any(|(_, holds)| *holds)).count();
    assert!(fooled <= 5, "of {n} worlds without a bad slice, {fooled} showed one");
    // Without the widening, the worst of so many would look bad nearly always.
    let naive = (0..20).filter(|seed| {
        let (_, shown) = looked(1_000 + seed, 0.02);
        shown.iter().any(|(slice, _)| slice.interval(0.95).unwrap().low > 0.0)
    });
    assert!(naive.count() >= 15);
}

#[test]
fn lists_of_other_lengths_are_refused_and_small_slices_left_out() {
    let (cost, days, columns) = drawn(1, 0.1);
    let run = |cost: Vec<f64>, min_rows: u32, min_days: u32| {
        let (days, columns) = (days.clone(), columns.clone());
        Work::new(|pace| async move {
            slices(Rows { cost: &cost, days: &days }, &columns, min_rows, min_days, &pace).await
        })
        .finish()
    };
    assert!(run(cost[1..].to_vec(), 50, 5).is_err());
    assert!(run(cost.clone(), 1_500, 1).unwrap().is_empty());
    // The weather's parts have some ten days each.
    let days = |slice: &Slice| slice.of.iter().any(|(column, _)| *column == 5);
    assert!(!run(cost, 50, 30).unwrap().iter().any(days));
}
