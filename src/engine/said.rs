//! What is said of rows before anything is decided: by a model, by a rule, or by who knows nothing.

use crate::matrix::Matrix;
use crate::task::Task;

/// What is said of rows, one thing a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// The probability of yes; a number; or how probable the class is that the row is given.
    pub scores: Vec<f64>,
    /// The class that each row is given, counted from 0; none where the answer is no class.
    pub classes: Vec<u32>,
}

impl Said {
    /// Probabilities of yes, or numbers.
    #[must_use]
    pub fn of(scores: Vec<f64>) -> Self {
        Self { scores, classes: Vec::new() }
    }

    /// From what a model says, shape `(n_samples, n_outputs)`: of several classes the most probable, of equals the first.
    ///
    /// ```
    /// use engine::{matrix::Matrix, said::Said, task::Task};
    /// let said = Said::by(Task::Multiclass, Matrix::new(2, 3, vec![0.2, 0.5, 0.3, 0.4, 0.2, 0.4])?);
    /// assert_eq!(said, Said { scores: vec![0.5, 0.4], classes: vec![1, 0] });
    /// # Ok::<(), engine::error::EngineError>(())
    /// ```
    #[must_use]
    pub fn by(task: Task, found: Matrix) -> Self {
        if task != Task::Multiclass {
            return Self::of(found.into_values());
        }
        let surest = |row: &[f64]| {
            (0_u32..).zip(row).fold((0, f64::NEG_INFINITY), |most, (class, chance)| {
                if *chance > most.1 { (class, *chance) } else { most }
            })
        };
        let (classes, scores) = (0..found.n_rows()).map(|i| surest(found.row(i))).unzip();
        Self { scores, classes }
    }

    /// The same of every row: `score`, and the first class where there are classes.
    #[must_use]
    pub fn all(task: Task, score: f64, n_rows: usize) -> Self {
        let classes = if task == Task::Multiclass { vec![0; n_rows] } else { Vec::new() };
        Self { scores: vec![score; n_rows], classes }
    }

    /// What is known to be so, without a doubt; `y` is one a row.
    #[must_use]
    pub fn known(task: Task, y: &[f64]) -> Self {
        match task {
            Task::Multiclass => {
                Self { scores: vec![1.0; y.len()], classes: y.iter().map(|class| *class as u32).collect() }
            }
            Task::Binary | Task::Regression => Self::of(y.to_vec()),
        }
    }
}
