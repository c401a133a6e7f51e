//! Nearest neighbours against a comparison with every row, counts that are weighed, calibrators, components, clusters.

use std::rc::Rc;

use engine::calibrate::{Calibrator, Method};
use engine::error::EngineError;
use engine::math;
use engine::matrix::Matrix;
use engine::metrics::clusters::{calinski_harabasz_score, davies_bouldin_score, silhouette_score};
use engine::models::naive_bayes::{self, Likelihood};
use engine::models::neighbours::{Params, Weights};
use engine::models::{Answers, Model, ModelSpec};
use engine::rng::Rng;
use engine::views::kmeans::{self, Start};
use engine::views::pca::Keep;
use engine::work::Pace;

use crate::now;

/// Rows of `d` columns on a grid of `levels` values, so that many are equally near.
fn rows(seed: u64, n: usize, d: usize, levels: u32) -> Matrix {
    let mut rng = Rng::new(seed, "rows");
    let values = (0..n * d).map(|_| f64::from(rng.below(levels)) * 0.25 - 1.0).collect();
    Matrix::new(n, d, values).unwrap()
}

fn fitted(spec: &ModelSpec, x: &Matrix, answers: &Answers) -> Model {
    now(spec.fit(x, answers, Rng::new(3, "model"), &Pace::default())).unwrap()
}

fn said(model: &Model, x: &Matrix) -> Vec<f64> {
    now(model.predict(x, &Pace::default())).unwrap().values().to_vec()
}

/// The mean of the `k` rows that come first by distance and then by place, every one compared.
fn by_hand(x: &Matrix, y: &[f64], place: &[f64], k: usize) -> f64 {
    let square = |i: usize| x.row(i).iter().zip(place).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
    let mut all: Vec<(f64, usize)> = (0..x.n_rows()).map(|i| (square(i), i)).collect();
    all.sort_by(|a, b| a.partial_cmp(b).unwrap());
    all.iter().take(k).map(|(_, i)| y[*i]).sum::<f64>() / k.min(x.n_rows()) as f64
}

#[test]
fn the_nearest_are_those_that_comparing_with_all_finds() {
    // Steps of a quarter: sums of squares are exact in any order, and ties are ties.
    for (n, d, levels) in [(1, 2, 9), (47, 1, 3), (900, 3, 9), (1_500, 19, 4), (700, 40, 2), (300, 5, 1)] {
        let (x, places) = (rows(1, n, d, levels), rows(2, 60, d, levels + 2));
        let y: Vec<f64> = (0..n).map(|i| i as f64).collect();
        for n_neighbors in [1, 5, 50, 2_000] {
            let spec = ModelSpec::KNeighbors(Params { n_neighbors, ..Params::default() });
            let found = said(&fitted(&spec, &x, &Answers::numbers(y.clone())), &places);
            for (i, found) in found.iter().enumerate() {
                let expected = by_hand(&x, &y, places.row(i), n_neighbors as usize);
                assert!((found - expected).abs() < 1e-9, "{n} × {d}, {n_neighbors}: {found} {expected}");
            }
        }
    }
}

#[test]
fn a_row_of_weight_two_is_two_neighbours() {
    let (x, places) = (rows(4, 200, 3, 9), rows(5, 40, 3, 9));
    let y: Vec<f64> = (0..200).map(|i| f64::from(i % 7)).collect();
    let often: Vec<usize> = (0..200).map(|i| i % 3).collect();
    let repeated: Vec<u32> = (0..200_u32).flat_map(|i| vec![i; often[i as usize]]).collect();
    let again: Vec<f64> = repeated.iter().map(|i| y[*i as usize]).collect();
    for weights in [Weights::Uniform, Weights::Distance] {
        let spec = ModelSpec::KNeighbors(Params { weights, ..Params::default() });
        let twice = fitted(&spec, &x.take(&repeated), &Answers::numbers(again.clone()));
        let numbers: Vec<f64> = often.iter().map(|n| *n as f64).collect();
        let weighted = fitted(&spec, &x, &Answers::numbers(y.clone()).weighted(numbers));
        for (a, b) in said(&twice, &places).iter().zip(said(&weighted, &places)) {
            assert!((a - b).abs() < 1e-9, "{weights:?}: {a} {b}");
        }
    }
}

#[test]
fn no_more_rows_are_remembered_than_allowed() {
    let x = rows(6, 500, 4, 200);
    let y: Vec<f64> = (0..500).map(|i| f64::from(i % 2)).collect();
    let kept = |max_samples| {
        let params = Params { max_samples, ..Params::default() };
        match fitted(&ModelSpec::KNeighbors(params), &x, &Answers::binary(y.clone())) {
            Model::KNeighbors(fitted) => (fitted.n_samples(), postcard::to_allocvec(&fitted).unwrap().len()),
            other => panic!("{other:?}"),
        }
    };
    let ((few, small), (all, large)) = (kept(100), kept(1_000));
    assert_eq!((few, all), (100, 500));
    assert!(small < large, "{small} {large}");
}

#[test]
fn counts_are_weighed_and_never_negative() {
    let x = Rc::new(
        Matrix::new(600, 4, rows(7, 600, 4, 6).values().iter().map(|v| (v + 1.0) * 4.0).collect()).unwrap(),
    );
    let y: Vec<f64> = (0..600).map(|i| f64::from(i % 3)).collect();
    let likelihood = Likelihood::Multinomial { alpha: 0.5 };
    let spec = ModelSpec::NaiveBayes(naive_bayes::Params { likelihood, ..Default::default() });
    let often: Vec<usize> = (0..600).map(|i| (i / 5) % 3).collect();
    let repeated: Vec<u32> = (0..600_u32).flat_map(|i| vec![i; often[i as usize]]).collect();
    let again: Vec<f64> = repeated.iter().map(|i| y[*i as usize]).collect();
    let twice = said(&fitted(&spec, &x.take(&repeated), &Answers::classes(again, 3)), &x);
    let numbers: Vec<f64> = often.iter().map(|n| *n as f64).collect();
    let weighted = said(&fitted(&spec, &x, &Answers::classes(y.clone(), 3).weighted(numbers)), &x);
    assert!(twice.iter().zip(&weighted).all(|(a, b)| (a - b).abs() < 1e-12));
    assert!(twice.chunks(3).all(|row| (row.iter().sum::<f64>() - 1.0).abs() < 1e-12));
    let below = Matrix::new(1, 4, vec![1.0, -1.0, 0.0, 0.0]).unwrap();
    let refused = now(spec.fit(
        &below.take(&[0, 0]),
        &Answers::classes([0.0, 1.0], 2),
        Rng::new(1, "m"),
        &Pace::default(),
    ));
    assert_eq!(refused.err(), Some(EngineError::Negative { feature: 1, column: None }));
}

#[test]
fn what_is_known_beforehand_is_believed() {
    let x = rows(8, 300, 2, 9);
    let y: Vec<f64> = (0..300).map(|i| f64::from(u8::from(i % 4 == 0))).collect();
    let sure = |yes: f64| {
        let params = naive_bayes::Params { class_prior: Some(vec![1.0 - yes, yes]), ..Default::default() };
        said(&fitted(&ModelSpec::NaiveBayes(params), &x, &Answers::binary(y.clone())), &x)
    };
    assert!(sure(0.1).iter().zip(sure(0.9)).all(|(few, many)| *few < many));
    assert_eq!((sure(0.0), sure(1.0)), (vec![0.0; 300], vec![1.0; 300]));
}

#[test]
fn a_calibrator_keeps_the_order_and_learns_the_share() {
    let mut rng = Rng::new(9, "scores");
    let scores: Vec<f64> = (0..2_000).map(|_| rng.uniform()).collect();
    let y: Vec<f64> = scores.iter().map(|s| f64::from(u8::from(rng.uniform() < s * s))).collect();
    let share = math::mean(&y).unwrap();
    let grid: Vec<f64> = (-20..=120).map(|i| f64::from(i) / 100.0).collect();
    for method in [Method::Sigmoid, Method::Isotonic] {
        let fit = |scores: &[f64], y: &[f64], weights: Option<&[f64]>| {
            now(method.fit(scores, y, weights, &Pace::default()))
        };
        let calibrator = fit(&scores, &y, None).unwrap();
        let curve = calibrator.apply(&grid);
        assert!(curve.is_sorted() && curve.iter().all(|p| (0.0..=1.0).contains(p)), "{method:?}");
        let mean = math::mean(&calibrator.apply(&scores)).unwrap();
        assert!((mean - share).abs() < 1e-3, "{method:?}: {mean} {share}");
        assert!((calibrator.apply(&[0.7])[0] - 0.49).abs() < 0.06, "{method:?}");
        let ones = vec![1.0; y.len()];
        assert_eq!(fit(&scores, &y, Some(&ones)).unwrap(), calibrator);
        let text = serde_json::to_string(&calibrator).unwrap();
        assert_eq!(serde_json::from_str::<Calibrator>(&text).unwrap(), calibrator);
        // A row of weight 0 is not there.
        let (mut more, mut also, mut counts) = (scores.clone(), y.clone(), ones);
        more.push(0.01);
        also.push(1.0);
        counts.push(0.0);
        let other = fit(&more, &also, Some(&counts)).unwrap().apply(&grid);
        assert!(other.iter().zip(&curve).all(|(a, b)| (a - b).abs() < 1e-9), "{method:?}");
        // Scores that say nothing, scores that say all.
        let flat = fit(&[2.0; 10], &[0.0, 1.0].repeat(5), None).unwrap().apply(&[2.0, 7.0]);
        assert!(flat.iter().all(|p| (p - 0.5).abs() < 1e-9), "{method:?}: {flat:?}");
        let apart = fit(&[1e6, 2e6, 3e6, 4e6], &[0.0, 0.0, 1.0, 1.0], None).unwrap();
        assert!(apart.apply(&[1e6])[0] < 0.5 && apart.apply(&[4e6])[0] > 0.5, "{method:?}");
        assert!(matches!(fit(&[1.0, 2.0], &[1.0, 1.0], None), Err(EngineError::OneClass { .. })));
        assert!(matches!(fit(&[1.0, f64::NAN], &[0.0, 1.0], None), Err(EngineError::NotFinite { .. })));
        assert!(matches!(fit(&[1.0], &[0.0, 1.0], None), Err(EngineError::LengthMismatch { .. })));
        assert!(matches!(fit(&[1.0, 2.0], &[0.0, 2.0], None), Err(EngineError::OutOfRange { .. })));
    }
}

#[test]
fn components_are_at_right_angles_and_lose_nothing_if_all_are_kept() {
    let x = rows(10, 400, 12, 50);
    let all = now(Keep::Number(12).fit(&x, &Pace::default())).unwrap();
    for (i, one) in all.components.iter().enumerate() {
        for (j, other) in all.components.iter().enumerate() {
            let expected = f64::from(u8::from(i == j));
            assert!((math::dot(one, other) - expected).abs() < 1e-12, "{i} {j}");
        }
    }
    assert!(all.explained_variance.iter().rev().is_sorted());
    assert!((math::sum(&all.explained_variance_ratio) - 1.0).abs() < 1e-12);
    let back = all.inverse_transform(&all.transform(&x).unwrap()).unwrap();
    assert!(back.values().iter().zip(x.values()).all(|(a, b)| (a - b).abs() < 1e-12));
    // Rows that do not differ, more columns than rows, one row.
    let same = now(Keep::Number(2).fit(&x.take(&[3; 20]), &Pace::default())).unwrap();
    assert_eq!(
        (&same.explained_variance[..], &same.explained_variance_ratio[..]),
        (&[0.0; 2][..], &[0.0; 2][..])
    );
    assert_eq!(now(Keep::Number(12).fit(&x.take(&[0, 1, 2]), &Pace::default())).unwrap().components.len(), 3);
    assert!(matches!(
        now(Keep::Number(2).fit(&x.take(&[0]), &Pace::default())),
        Err(EngineError::TooFewRows { .. })
    ));
}

#[test]
fn clusters_that_lie_apart_are_found_from_a_drawn_start() {
    let mut rng = Rng::new(11, "clusters");
    let truth: Vec<u32> = (0..900).map(|_| rng.below(3)).collect();
    let place = |k: &u32| [f64::from(*k) * 20.0, if *k == 1 { 30.0 } else { 0.0 }];
    let values = truth.iter().flat_map(|k| place(k).map(|at| at + rng.normal())).collect();
    let (x, pace) = (Matrix::new(900, 2, values).unwrap(), Pace::default());
    let params = |n_clusters| kmeans::Params { start: Start::PlusPlus { n_clusters }, max_iter: 100 };
    let fit = |n, seed| now(params(n).fit(&x, Rng::new(seed, "start"), &pace)).unwrap();
    for seed in 0..5 {
        let found = fit(3, seed);
        // The same rows together, whatever the cluster is called.
        let name = |k: u32| found.labels[truth.iter().position(|t| *t == k).unwrap()];
        assert!(truth.iter().zip(&found.labels).all(|(k, label)| name(*k) == *label), "{seed}");
        assert_eq!(found, fit(3, seed));
        assert!(fit(4, seed).inertia < found.inertia && found.inertia < fit(2, seed).inertia);
        assert!(now(silhouette_score(&x, &found.labels, &pace)).unwrap() > 0.9);
        assert!(
            calinski_harabasz_score(&x, &found.labels) > calinski_harabasz_score(&x, &fit(2, seed).labels)
        );
        assert!(davies_bouldin_score(&x, &found.labels).unwrap() < 0.2);
    }
    // More clusters than different rows: none is lost, and it ends.
    let few = x.take(&[0, 0, 0, 1, 1]);
    let crowded = now(params(4).fit(&few, Rng::new(1, "start"), &pace)).unwrap();
    assert_eq!((crowded.centers.len(), crowded.inertia), (4, 0.0));
    // A start that is far from all rows loses its cluster, which goes on elsewhere.
    let far = kmeans::Params { start: Start::Given(vec![vec![0.0, 0.0], vec![1e9, 1e9]]), max_iter: 100 };
    let found = now(far.fit(&x, Rng::new(1, "start"), &pace)).unwrap();
    assert!(found.labels.contains(&0) && found.labels.contains(&1));
    assert_eq!(now(silhouette_score(&x, &[0; 900], &pace)), None);
    assert_eq!((calinski_harabasz_score(&x, &[0; 900]), davies_bouldin_score(&x, &[0; 899])), (None, None));
    assert!(matches!(now(params(0).fit(&x, Rng::new(1, "s"), &pace)), Err(EngineError::OutOfRange { .. })));
    assert!(matches!(
        now(params(3).fit(&x.take(&[1]), Rng::new(1, "s"), &pace)),
        Err(EngineError::TooFewRows { .. })
    ));
}
