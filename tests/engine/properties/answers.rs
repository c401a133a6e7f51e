//! Numbers and several classes: scores stay in range, agree with one another, and a row of weight 2 is the row twice.

use engine::metrics::multiclass::{Average, Classified, Off, Sides};
use engine::metrics::regression::Predicted;
use proptest::collection::vec;
use proptest::prelude::*;

use super::inside;

/// True and predicted numbers (many of them alike) and how often each row stands there.
fn numbers() -> impl Strategy<Value = Vec<(f64, f64, u32)>> {
    let number = || prop_oneof![-50.0..50.0_f64, (-2_i8..=2).prop_map(f64::from)];
    vec((number(), number(), 0_u32..4), 0..50)
}

/// True classes of four, the probability of each of them (often alike), and how often each row stands there.
fn classes() -> impl Strategy<Value = Vec<(u32, [f64; 4], u32)>> {
    let share = || prop_oneof![0.0..1.0_f64, (1_u8..4).prop_map(f64::from)];
    let row = [share(), share(), share(), share()].prop_map(|shares| {
        let total: f64 = shares.iter().sum();
        // Nothing is likely at all: every class alike.
        shares.map(|s| if total > 0.0 { s / total } else { 0.25 })
    });
    vec((0_u32..4, row, 0_u32..4), 0..50)
}

/// Each row as often as it stands there.
fn repeated<T: Clone>(rows: &[T], times: impl Fn(&T) -> u32) -> Vec<T> {
    rows.iter().flat_map(|row| std::iter::repeat_n(row.clone(), times(row) as usize)).collect()
}

fn predicted(rows: &[(f64, f64, u32)], weight: Option<&[f64]>) -> Predicted {
    let (y, p): (Vec<f64>, Vec<f64>) = rows.iter().map(|r| (r.0, r.1)).unzip();
    Predicted::new(&y, &p, weight).unwrap()
}

fn classified(rows: &[(u32, [f64; 4], u32)], weight: Option<&[f64]>) -> Classified {
    let y: Vec<u32> = rows.iter().map(|r| r.0).collect();
    let proba: Vec<f64> = rows.iter().flat_map(|r| r.1).collect();
    Classified::new(&y, 4, &proba, weight).unwrap()
}

fn alike(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * (1.0 + a.abs()),
        (a, b) => a == b,
    }
}

proptest! {
    #[test]
    fn scores_of_numbers_stay_in_range_and_agree(rows in numbers()) {
        let found = predicted(&rows, None);
        let s = found.scores();
        prop_assert_eq!(s.mean_absolute_error.is_some(), !rows.is_empty());
        for never_below_0 in [
            s.mean_absolute_error,
            s.median_absolute_error,
            s.max_error,
            s.mean_squared_error,
            s.mean_absolute_percentage_error,
            s.root_mean_squared_log_error,
            found.mean_pinball_loss(0.9),
            // Of numbers that differ by rounding alone, the logarithm can be a hair below.
            found.mean_poisson_deviance().map(|d| d + 1e-9),
            found.mean_gamma_deviance().map(|d| d + 1e-9),
        ] {
            prop_assert!(never_below_0.is_none_or(|v| v >= 0.0 && v.is_finite()), "{never_below_0:?}");
        }
        for share in [s.r2, s.explained_variance, s.d2_absolute_error] {
            prop_assert!(share.is_none_or(|v| v <= 1.0 && v.is_finite()), "{share:?}");
        }
        if let (Some(mean), Some(size), Some(root), Some(worst)) =
            (s.mean_error, s.mean_absolute_error, s.root_mean_squared_error, s.max_error)
        {
            let slack = 1e-12 * (1.0 + worst);
            prop_assert!(mean.abs() <= size + slack && size <= root + slack && root <= worst + slack);
        }
        // A mean error that is forgiven explains no less.
        if let (Some(all), Some(forgiven)) = (s.r2, s.explained_variance) {
            prop_assert!(all <= forgiven + 1e-9 * (1.0 + all.abs()));
        }
        prop_assert!(alike(found.mean_pinball_loss(0.5), s.mean_absolute_error.map(|e| e / 2.0)));
        prop_assert_eq!(found.mean_pinball_loss(1.5), None);
        // What is always right is never wrong.
        let right: Vec<_> = rows.iter().map(|(y, _, n)| (*y, *y, *n)).collect();
        let right = predicted(&right, None).scores();
        prop_assert!(right.max_error.is_none_or(|e| e == 0.0) && right.r2.is_none_or(|share| share == 1.0));
    }

    #[test]
    fn a_number_that_weighs_2_stands_there_twice(rows in numbers()) {
        let weight: Vec<f64> = rows.iter().map(|r| f64::from(r.2)).collect();
        let weighed = predicted(&rows, Some(&weight));
        let whole = predicted(&repeated(&rows, |r| r.2), None);
        let (a, b) = (weighed.scores(), whole.scores());
        for (a, b) in [
            (a.mean_error, b.mean_error),
            (a.mean_absolute_error, b.mean_absolute_error),
            (a.median_absolute_error, b.median_absolute_error),
            (a.max_error, b.max_error),
            (a.mean_squared_error, b.mean_squared_error),
            (weighed.mean_pinball_loss(0.3), whole.mean_pinball_loss(0.3)),
        ] {
            prop_assert!(alike(a, b), "{a:?} {b:?}");
        }
        // The draws of a bootstrap are weights.
        let draws: Vec<u32> =
            (0_u32..).zip(&rows).flat_map(|(i, r)| std::iter::repeat_n(i, r.2 as usize)).collect();
        let drawn = predicted(&rows, None).resample(&draws).scores();
        prop_assert!(alike(drawn.mean_absolute_error, b.mean_absolute_error));
        prop_assert!(alike(drawn.median_absolute_error, b.median_absolute_error));
    }

    #[test]
    fn scores_of_classes_stay_in_range_and_agree(rows in classes()) {
        let found = classified(&rows, None);
        let [each, all] = [Average::Macro, Average::Micro].map(|average| found.averaged(average));
        let by_rows = found.averaged(Average::Weighted);
        let auc = [Sides::Rest, Sides::Pairs].map(|sides| found.roc_auc(sides, Average::Macro));
        let mut shares = vec![found.accuracy(), found.balanced_accuracy(), auc[0], auc[1]];
        shares.extend([each, all, by_rows].iter().flat_map(|s| [s.precision, s.recall, s.f1]));
        shares.extend(found.per_class().iter().flat_map(|s| [s.precision, s.recall, s.f1]));
        shares.extend((1..=4).map(|k| found.top_k_accuracy(k)));
        for (i, share) in shares.into_iter().enumerate() {
            prop_assert!(inside(share, 0.0, 1.0), "{i}: {share:?}");
        }
        for signed in [found.mcc(), found.kappa(Off::Any)] {
            prop_assert!(inside(signed, -1.0, 1.0), "{signed:?}");
        }
        prop_assert!(inside(found.brier(), 0.0, 2.0));
        prop_assert!(found.log_loss().is_none_or(|loss| loss >= 0.0 && loss.is_finite()));
        prop_assert_eq!(found.accuracy().is_some(), !rows.is_empty());
        // Rows counted alike, one of all classes is the share of right answers; what every class has, its rows have.
        prop_assert!(alike(all.f1, found.accuracy()));
        prop_assert!(by_rows.recall.is_none() || alike(by_rows.recall, found.accuracy()));
        prop_assert!(each.recall.is_none() || alike(each.recall, found.balanced_accuracy()));
        // More names tried are right no less often, and all of them always.
        let tried: Vec<Option<f64>> = (1..=4).map(|k| found.top_k_accuracy(k)).collect();
        prop_assert!(tried.is_sorted() && tried[3].is_none_or(|share| share == 1.0));
        let counted: f64 = found.confusion().iter().flatten().sum();
        prop_assert_eq!(counted, rows.len() as f64);
    }

    #[test]
    fn a_class_that_weighs_2_stands_there_twice(rows in classes()) {
        let weight: Vec<f64> = rows.iter().map(|r| f64::from(r.2)).collect();
        let draws: Vec<u32> =
            (0_u32..).zip(&rows).flat_map(|(i, r)| std::iter::repeat_n(i, r.2 as usize)).collect();
        let whole = classified(&repeated(&rows, |r| r.2), None);
        for weighed in [classified(&rows, Some(&weight)), classified(&rows, None).resample(&draws)] {
            prop_assert_eq!(weighed.confusion(), whole.confusion());
            prop_assert_eq!(weighed.per_class(), whole.per_class());
            let metrics: [fn(&Classified) -> Option<f64>; 7] = [
                Classified::balanced_accuracy,
                Classified::mcc,
                Classified::log_loss,
                Classified::brier,
                |found| found.kappa(Off::Quadratic),
                |found| found.top_k_accuracy(2),
                |found| found.roc_auc(Sides::Rest, Average::Weighted),
            ];
            for (i, metric) in metrics.into_iter().enumerate() {
                prop_assert!(alike(metric(&weighed), metric(&whole)), "{i}");
            }
        }
    }
}
