//! The workloads of `cargo xtask bench`: the trainers of the rooms, on rows from outside.
//!
//! A host with a clock steps them; what they answer lets it judge their quality, so that speed buys none.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use crate::drift::pair::Pair;
use crate::drift::{ks, psi};
use crate::error::{EngineError, Result};
use crate::matrix::Matrix;
use crate::models::{Answers, Model, ModelSpec, boosting, decision_tree, logistic, network, random_forest};
use crate::rng::Rng;
use crate::work::{BLOCK, Pace, Work};

/// What is under test: the width of the rows, and the model trained last.
#[derive(Clone, Debug)]
pub struct Bench {
    n_features: usize,
    model: Rc<RefCell<Option<Rc<Model>>>>,
}

impl Bench {
    /// For rows of so many numbers.
    #[must_use]
    pub fn new(n_features: u32) -> Self {
        Self { n_features: n_features.max(1) as usize, model: Rc::default() }
    }

    /// Starts what `what` names, on `x`, shape `(n_samples, n_features)`.
    ///
    /// | `what` | work | answer |
    /// |---|---|---|
    /// | `w1` … `w5` | trains on `x` and `y`, one 0 or 1 a row | weights and intercept, if it has such |
    /// | `rows` | the trained model scores `x` | a probability a row |
    /// | `row` | the same, each row by itself, as a live model is asked | a probability a row |
    /// | `w7` | drift of each column, `x` then and `y` now | stability index and distance, column after column |
    ///
    /// # Errors
    /// Of the work's result: those of [`ModelSpec::start`] and [`Model::predict_proba`], and
    /// [`EngineError::Unsupported`] for another name.
    #[must_use]
    pub fn start(&self, what: &str, x: Vec<f32>, y: Vec<f32>) -> Work<Result<Vec<f64>>> {
        let Self { n_features, model } = self.clone();
        let trained = model.borrow().clone().ok_or(EngineError::NotYet { missing: "model".into() });
        match what {
            "rows" => Work::new(|pace| async move { score(&*trained?, &x, n_features, &pace).await }),
            "row" => Work::new(|_| async move { one_by_one(&trained?, &matrix(&x, n_features)?) }),
            "w7" => Work::new(|pace| async move { Ok(drift(&x, &y, n_features, &pace).await) }),
            _ => {
                let (spec, x) = (spec(what), matrix(&x, n_features));
                let y: Vec<f64> = y.iter().map(|v| f64::from(*v)).collect();
                Work::new(|pace| async move {
                    let learned = spec?.fit(&x?, &Answers::binary(y), Rng::new(0, "bench"), &pace).await?;
                    let answer = match &learned {
                        Model::Logistic(fitted) => [&fitted.coef[..], &[fitted.intercept]].concat(),
                        _ => Vec::new(),
                    };
                    *model.borrow_mut() = Some(Rc::new(learned));
                    Ok(answer)
                })
            }
        }
    }
}

/// What a workload trains: the dials of `tests/bench/README.md`.
fn spec(workload: &str) -> Result<ModelSpec> {
    let tree = decision_tree::Params { max_depth: None, min_samples_leaf: 1, ..Default::default() };
    Ok(match workload {
        "w1" => ModelSpec::Logistic(logistic::Params::default()),
        "w2" => ModelSpec::Boosting(boosting::Params { max_depth: Some(6), ..Default::default() }),
        "w3" => ModelSpec::RandomForest(random_forest::Params { min_samples_leaf: 1, ..Default::default() }),
        "w4" => ModelSpec::DecisionTree(tree),
        "w5" => ModelSpec::Network(network::Params {
            hidden_layer_sizes: vec![32, 16],
            batch_size: 64,
            max_iter: 20,
            ..Default::default()
        }),
        _ => return Err(EngineError::Unsupported { what: workload.into() }),
    })
}

fn matrix(values: &[f32], n_features: usize) -> Result<Matrix> {
    Matrix::new(values.len() / n_features, n_features, values.iter().map(|v| f64::from(*v)).collect())
}

async fn score(model: &Model, x: &[f32], n_features: usize, pace: &Pace) -> Result<Vec<f64>> {
    let mut scores = Vec::with_capacity(x.len() / n_features);
    for block in x.chunks(BLOCK * n_features) {
        scores.extend(model.predict_proba(&matrix(block, n_features)?, pace).await?);
        pace.pause().await;
    }
    Ok(scores)
}

fn one_by_one(model: &Rc<Model>, x: &Matrix) -> Result<Vec<f64>> {
    let mut scores = Vec::with_capacity(x.n_rows());
    for i in 0..x.n_rows() {
        let (model, row) = (model.clone(), Matrix::new(1, x.n_cols(), x.row(i).to_vec())?);
        scores.extend(Work::new(|pace| async move { model.predict_proba(&row, &pace).await }).finish()?);
    }
    Ok(scores)
}

/// So many columns are taken out of the rows at once: each time all rows are read, and what is taken needs room.
const COLUMNS: usize = 5;

async fn drift(then: &[f32], now: &[f32], n_features: usize, pace: &Pace) -> Vec<f64> {
    let mut found = Vec::with_capacity(2 * n_features);
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for first in (0..n_features).step_by(COLUMNS) {
        let of = first..n_features.min(first + COLUMNS);
        columns(then, n_features, of.clone(), &mut before, pace).await;
        columns(now, n_features, of, &mut after, pace).await;
        for (then, now) in before.iter().zip(&after) {
            let pair = Pair::of(then, now, 10);
            found.push(psi::psi_of(&pair).map_or(f64::NAN, |psi| psi.psi));
            found.push(ks::statistic_of(&pair).unwrap_or(f64::NAN));
            pace.pause().await;
        }
    }
    found
}

/// Takes the columns `of` out of rows; `columns` lends its room.
async fn columns(
    values: &[f32],
    n_features: usize,
    of: Range<usize>,
    columns: &mut Vec<Vec<f64>>,
    pace: &Pace,
) {
    columns.resize_with(of.len(), || Vec::with_capacity(values.len() / n_features));
    columns.iter_mut().for_each(Vec::clear);
    for block in values.chunks(BLOCK * n_features) {
        for (j, column) in of.clone().zip(columns.iter_mut()) {
            column.extend(block.chunks_exact(n_features).map(|row| f64::from(row[j])));
        }
        pace.pause().await;
    }
}
