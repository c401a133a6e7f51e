//! Principal components and groups of alike rows.

use engine::rng::Rng;
use engine::views::kmeans::{Params, Start};
use engine::views::pca::Keep;
use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa_clustering::{KMeans, KMeansInit};
use linfa_reduction::Pca;
use ndarray::Array2;

use crate::{COLUMNS, close, done, rows};

#[test]
fn principal_components_are_linfas_up_to_sign() {
    let rows = rows(1_000);
    let x = rows.ours();
    let ours = done(|pace| async move { Keep::Number(3).fit(&x, &pace).await }).unwrap();
    let theirs = Pca::params(3).fit(&DatasetBase::from(rows.linfa())).unwrap();
    close("mean", &ours.mean, theirs.mean(), 1e-10);
    // Not the variances: linfa divides by the number of components where that of the rows belongs.
    let size = theirs.singular_values().mapv(|size| 1.0 / size);
    let share: Vec<f64> = ours.singular_values.iter().zip(&size).map(|(ours, size)| ours * size).collect();
    close("singular values", &share, &[1.0; 3], 1e-6);
    for (ours, theirs) in ours.components.iter().zip(theirs.components().rows()) {
        let sign = ours.iter().zip(theirs).map(|(a, b)| a * b).sum::<f64>().signum();
        close("component", ours, &theirs.mapv(|weight| sign * weight), 1e-4);
    }
}

#[test]
fn groups_from_one_start_are_linfas() {
    let rows = rows(1_000);
    let starts: Vec<Vec<f64>> = rows.x.chunks_exact(COLUMNS).take(4).map(<[f64]>::to_vec).collect();
    let params = Params { start: Start::Given(starts.clone()), max_iter: 1_000 };
    let x = rows.ours();
    let ours = done(|pace| async move { params.fit(&x, Rng::new(1, "start"), &pace).await }).unwrap();
    let starts = Array2::from_shape_vec((4, COLUMNS), starts.concat()).unwrap();
    let theirs = KMeans::params(4)
        .init_method(KMeansInit::Precomputed(starts))
        .n_runs(1)
        .max_n_iterations(10_000)
        .tolerance(1e-10)
        .fit(&DatasetBase::from(rows.linfa()))
        .unwrap();
    close("centers", ours.centers.iter().flatten(), theirs.centroids(), 1e-8);
    // They tell the mean of the squared distances, we the sum.
    close("inertia", &[ours.inertia / rows.n() as f64], &[theirs.inertia()], 1e-8);
    let labels: Vec<u32> = theirs.predict(&rows.linfa()).iter().map(|label| *label as u32).collect();
    assert_eq!(ours.labels, labels);
}
