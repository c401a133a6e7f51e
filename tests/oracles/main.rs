//! The engine's models beside those of linfa and smartcore, on the same rows.
//!
//! Where a model has one best answer, or none is drawn, the numbers are the same; where packages part (a forest's draws,
//! which of two equally good questions comes first), ours must be no worse. scikit-learn is the oracle of the goldens
//! (`tests/golden`), which hold what these packages cannot do too.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

mod linear;
mod near;
mod times;
mod trees;
mod views;

use engine::matrix::Matrix;
use engine::models::{Answers, Model, ModelSpec};
use engine::rng::Rng;
use engine::work::{Pace, Work};
use ndarray::{Array1, Array2};
use smartcore::linalg::basic::matrix::DenseMatrix;

/// Numbers a row.
pub const COLUMNS: usize = 6;

/// Rows drawn from a seed, and a score that has to do with them.
pub struct Rows {
    /// The numbers, row after row; the second column is nearly the first, the third has another size.
    pub x: Vec<f64>,
    /// The score of each row.
    pub score: Vec<f64>,
}

/// So many rows.
pub fn rows(n: usize) -> Rows {
    let mut rng = Rng::new(0x0AC1E, "rows");
    let mut rows = Rows { x: Vec::new(), score: Vec::new() };
    for _ in 0..n {
        let a = rng.normal();
        let (b, c) = (a + 0.5 * rng.normal(), 20.0 * rng.normal() - 5.0);
        let (d, e, f) = (f64::from(rng.below(2)), rng.normal(), rng.uniform());
        rows.score.push(1.5 * a - b * e - 0.05 * c + 2.0 * d - 3.0 * (f - 0.5).abs() + rng.normal());
        rows.x.extend([a, b, c, d, e, f]);
    }
    rows
}

impl Rows {
    /// How many rows there are.
    pub fn n(&self) -> usize {
        self.score.len()
    }

    /// The same with a mean of nought in each column.
    pub fn centred(mut self) -> Self {
        let n = self.n() as f64;
        for j in 0..COLUMNS {
            let mean = self.x.iter().skip(j).step_by(COLUMNS).sum::<f64>() / n;
            self.x.iter_mut().skip(j).step_by(COLUMNS).for_each(|value| *value -= mean);
        }
        self
    }

    /// For the engine.
    pub fn ours(&self) -> Matrix {
        Matrix::new(self.n(), COLUMNS, self.x.clone()).unwrap()
    }

    /// For linfa.
    pub fn linfa(&self) -> Array2<f64> {
        Array2::from_shape_vec((self.n(), COLUMNS), self.x.clone()).unwrap()
    }

    /// For smartcore.
    pub fn smart(&self) -> DenseMatrix<f64> {
        DenseMatrix::new(self.n(), COLUMNS, self.x.clone(), false).unwrap()
    }

    /// Whether the score is above nought.
    pub fn yes(&self) -> Vec<u32> {
        self.score.iter().map(|score| u32::from(*score > 0.0)).collect()
    }

    /// Which of three lengths the score has.
    pub fn class(&self) -> Vec<u32> {
        self.score.iter().map(|score| u32::from(*score > -1.0) + u32::from(*score > 1.5)).collect()
    }

    /// The first `n` rows, and the others.
    pub fn cut(self, n: usize) -> [Rows; 2] {
        let (first, other) = (self.x.split_at(n * COLUMNS), self.score.split_at(n));
        [(first.0, other.0), (first.1, other.1)].map(|(x, score)| Rows { x: x.into(), score: score.into() })
    }
}

/// Yes or no for the engine.
pub fn binary(yes: &[u32]) -> Answers {
    Answers::binary(yes.iter().map(|y| f64::from(*y)).collect::<Vec<f64>>())
}

/// One of three classes for the engine.
pub fn classes(class: &[u32]) -> Answers {
    Answers::classes(class.iter().map(|y| f64::from(*y)).collect::<Vec<f64>>(), 3)
}

/// What the engine learns.
pub fn learn(spec: &ModelSpec, x: Matrix, answers: Answers) -> Model {
    spec.start(x.into(), answers, Rng::new(5, "model")).finish().unwrap_or_else(|e| panic!("{spec:?}: {e}"))
}

/// What it says, row after row.
pub fn said(model: &Model, x: Matrix) -> Vec<f64> {
    let model = model.clone();
    done(move |pace| async move { model.predict(&x, &pace).await.unwrap().into_values() })
}

/// Steps work to its end.
pub fn done<T: 'static, F: Future<Output = T> + 'static>(work: impl FnOnce(Pace) -> F) -> T {
    Work::new(work).finish()
}

/// The class that is likeliest, of equals the first; `said` is what a model says, one probability of yes or `k` of
/// classes a row.
pub fn decided(said: &[f64], k: usize) -> Vec<u32> {
    if k == 1 {
        return said.iter().map(|p| u32::from(*p > 0.5)).collect();
    }
    let likeliest =
        |row: &[f64]| (1..k).fold(0, |best, class| if row[class] > row[best] { class } else { best });
    said.chunks_exact(k).map(|row| likeliest(row) as u32).collect()
}

/// The share of rows that two lists agree on.
pub fn agree(one: &[u32], other: &[u32]) -> f64 {
    assert_eq!(one.len(), other.len());
    one.iter().zip(other).filter(|(a, b)| a == b).count() as f64 / one.len() as f64
}

/// Two lists of numbers must be within `far` of each other.
pub fn close<'a>(
    what: &str,
    ours: impl IntoIterator<Item = &'a f64>,
    theirs: impl IntoIterator<Item = &'a f64>,
    far: f64,
) {
    let (ours, theirs): (Vec<f64>, Vec<f64>) =
        (ours.into_iter().copied().collect(), theirs.into_iter().copied().collect());
    assert_eq!(ours.len(), theirs.len(), "{what}");
    let apart = ours.iter().zip(&theirs).fold(0.0_f64, |far, (a, b)| far.max((a - b).abs()));
    assert!(
        apart <= far,
        "{what}: {apart:e} apart, ours {:?}, theirs {:?}",
        &ours[..ours.len().min(9)],
        &theirs[..theirs.len().min(9)]
    );
}

/// Numbers as linfa takes answers.
pub fn array<T: Clone>(values: &[T]) -> Array1<T> {
    Array1::from_vec(values.to_vec())
}
