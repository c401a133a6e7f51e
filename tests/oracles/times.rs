//! How long both take, beside each other: `cargo test -p oracles times -- --ignored --nocapture`. Nothing is asserted; what
//! it printed stands in ARCHITECTURE.md. With `CARGO_PROFILE_TEST_OPT_LEVEL=3` before it what they build on is optimised
//! too.

use std::time::Instant;

use engine::models::{Answers, ModelSpec, neighbours};
use engine::rng::Rng;
use engine::views::kmeans::{Params, Start};
use engine::views::pca::Keep;
use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_clustering::{KMeans, KMeansInit};
use linfa_reduction::Pca;
use ndarray::Array2;
use smartcore::algorithm::neighbour::KNNAlgorithmName;
use smartcore::neighbors::knn_regressor::{KNNRegressor, KNNRegressorParameters};

use crate::{COLUMNS, done, learn, rows, said};

/// The median of five, in milliseconds.
#[expect(clippy::disallowed_methods, reason = "nothing of this runs in a browser")]
fn timed(what: &str, mut once: impl FnMut()) {
    let mut times: Vec<f64> = (0..5)
        .map(|_| {
            let begun = Instant::now();
            once();
            begun.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{what:<40} {:>9.2} ms", times[2]);
}

#[test]
#[ignore = "it times, and asserts nothing"]
fn times() {
    let all = rows(10_000);
    let (x, data) = (all.ours(), DatasetBase::from(all.linfa()));
    timed("components, ours", || {
        let x = x.clone();
        assert!(done(|pace| async move { Keep::Number(3).fit(&x, &pace).await }).is_ok());
    });
    timed("components, linfa-reduction", || assert!(Pca::params(3).fit(&data).is_ok()));

    let starts: Vec<Vec<f64>> = all.x.chunks_exact(COLUMNS).take(8).map(<[f64]>::to_vec).collect();
    let places = Array2::from_shape_vec((8, COLUMNS), starts.concat()).unwrap();
    timed("groups, ours", || {
        let (x, start) = (x.clone(), Start::Given(starts.clone()));
        let params = Params { start, max_iter: 1_000 };
        assert!(done(|pace| async move { params.fit(&x, Rng::new(1, "start"), &pace).await }).is_ok());
    });
    timed("groups, linfa-clustering", || {
        let start = KMeansInit::Precomputed(places.clone());
        let params = KMeans::params(8).init_method(start).n_runs(1).max_n_iterations(1_000).tolerance(1e-4);
        assert!(params.fit(&data).is_ok());
    });

    let [train, other] = rows(11_000).cut(10_000);
    let spec = ModelSpec::KNeighbors(neighbours::Params { n_neighbors: 7, ..Default::default() });
    timed("1,000 rows beside 10,000, ours", || {
        let model = learn(&spec, train.ours(), Answers::numbers(train.score.clone()));
        assert_eq!(said(&model, other.ours()).len(), 1_000);
    });
    let (x, asked) = (train.smart(), other.smart());
    for (name, algorithm) in
        [("cover tree", KNNAlgorithmName::CoverTree), ("every row", KNNAlgorithmName::LinearSearch)]
    {
        timed(&format!("1,000 rows beside 10,000, smartcore, {name}"), || {
            let params = KNNRegressorParameters::default().with_k(7).with_algorithm(algorithm.clone());
            let model = KNNRegressor::fit(&x, &train.score, params).unwrap();
            assert_eq!(model.predict(&asked).unwrap().len(), 1_000);
        });
    }
}
