//! Naive Bayes and nearest neighbours: nothing is drawn, so the same numbers.

use engine::models::naive_bayes::{self, Looks};
use engine::models::{Model, ModelSpec, neighbours};
use linfa::Dataset;
use linfa::traits::Fit;
use linfa_bayes::{GaussianNb, NaiveBayes};
use smartcore::algorithm::neighbour::KNNAlgorithmName;
use smartcore::naive_bayes::gaussian::GaussianNB;
use smartcore::neighbors::knn_classifier::{KNNClassifier, KNNClassifierParameters};
use smartcore::neighbors::knn_regressor::{KNNRegressor, KNNRegressorParameters};

use crate::{agree, array, classes, close, decided, learn, rows, said};

#[test]
fn gaussian_naive_bayes_is_linfas_and_smartcores() {
    let rows = rows(2_000);
    let spec = ModelSpec::NaiveBayes(naive_bayes::Params::default());
    let ours = learn(&spec, rows.ours(), classes(&rows.class()));
    let theirs = GaussianNb::params()
        .var_smoothing(1e-9)
        .fit(&Dataset::new(rows.linfa(), array(&rows.class()).mapv(|class| class as usize)))
        .unwrap();
    let x = rows.linfa();
    let (proba, labels) = theirs.predict_proba(x.view());
    // linfa hands its classes out in no order.
    let at = |class: usize| labels.iter().position(|label| **label == class).unwrap();
    let at = [at(0), at(1), at(2)];
    let proba: Vec<f64> = proba.rows().into_iter().flat_map(|row| at.map(|j| row[j])).collect();
    close("proba", &said(&ours, rows.ours()), &proba, 1e-9);

    let Model::NaiveBayes(ours) = ours else { panic!() };
    let Looks::Gaussian(looks) = &ours.looks else { panic!() };
    let theirs = GaussianNB::fit(&rows.smart(), &rows.class(), Default::default()).unwrap();
    close("prior", &ours.class_prior, theirs.class_priors(), 1e-12);
    close("theta", &looks.theta, theirs.theta().iter().flatten(), 1e-10);
    let var: Vec<f64> = looks.var.iter().map(|var| var - looks.epsilon).collect();
    close("var", &var, theirs.var().iter().flatten(), 1e-8);
}

#[test]
fn nearest_neighbours_are_smartcores() {
    let [train, other] = rows(1_500).cut(1_000);
    let spec = ModelSpec::KNeighbors(neighbours::Params { n_neighbors: 7, ..Default::default() });
    let ours = said(&learn(&spec, train.ours(), classes(&train.class())), other.ours());
    let params = KNNClassifierParameters::default().with_k(7).with_algorithm(KNNAlgorithmName::CoverTree);
    let theirs = KNNClassifier::fit(&train.smart(), &train.class(), params).unwrap();
    close("votes", &ours, theirs.predict_proba(&other.smart()).unwrap().iter().flatten(), 1e-12);
    // Equal votes go to the first class with us, to any with them.
    assert!(agree(&decided(&ours, 3), &theirs.predict(&other.smart()).unwrap()) > 0.9);

    let numbers = engine::models::Answers::numbers(train.score.clone());
    let ours = said(&learn(&spec, train.ours(), numbers), other.ours());
    let params = KNNRegressorParameters::default().with_k(7);
    let theirs = KNNRegressor::fit(&train.smart(), &train.score, params).unwrap();
    close("means", &ours, &theirs.predict(&other.smart()).unwrap(), 1e-12);
}
