//! The simplest baseline (scikit-learn's `DummyClassifier`, strategy `prior`, and `DummyRegressor`): the same answer for
//! everybody, the training share of yes, of each class, or the mean.
//!
//! At threshold 0.5 it always says the more frequent class. Any model has to beat it.

use serde::{Deserialize, Serialize};

use super::Answers;
use crate::math;
use crate::task::Task;

/// What it learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// What it was asked for.
    pub task: Task,
    /// The share of yes; the share of each class; or the mean. Rows count by their weights.
    pub usual: Vec<f64>,
    /// Numbers a row in training: it needs none of them, but rows of another table are a mistake here too.
    pub n_features: u32,
}

/// Learns what `answers`, one at least, are on average, beside rows of `n_features` numbers.
#[must_use]
pub fn fit(answers: &Answers, n_features: u32) -> Fitted {
    let (rows, total) = (answers.y.iter().enumerate(), answers.total());
    let usual = match answers.task {
        Task::Binary | Task::Regression => {
            let all: Vec<f64> = rows.map(|(i, y)| answers.weight(i) * y).collect();
            vec![math::sum(&all) / total]
        }
        Task::Multiclass => {
            let mut counted = vec![0.0; answers.n_classes as usize];
            rows.for_each(|(i, class)| counted[*class as usize] += answers.weight(i));
            counted.iter().map(|own| own / total).collect()
        }
    };
    Fitted { task: answers.task, usual, n_features }
}
