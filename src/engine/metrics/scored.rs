//! Labels and scores of the same rows, checked and sorted once: what every binary metric starts from.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::metrics::confusion::Confusion;
use crate::order;

/// Labels (0 or 1), scores (higher means more likely 1) and sample weights of the same rows.
///
/// Cheap to clone: labels, scores and their order are shared.
#[derive(Clone, Debug)]
pub struct Scored {
    y_true: Rc<[bool]>,
    y_score: Rc<[f64]>,
    sample_weight: Option<Rc<[f64]>>,
    /// Rows by falling score, ties in row order.
    order: Rc<[u32]>,
}

/// What is flagged at one threshold, among the thresholds that make a difference.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cut {
    /// Rows with `score >= threshold` are flagged; `None` lies above every score, so nothing is flagged.
    pub threshold: Option<f64>,
    /// What comes of it.
    pub confusion: Confusion,
}

impl Scored {
    /// Checks and sorts.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`], [`EngineError::OutOfRange`] for a label other than 0 and 1 or a
    /// negative weight, [`EngineError::NotFinite`].
    ///
    /// ```
    /// use engine::metrics::{Scored, rank};
    /// let scored = Scored::new(&[0.0, 1.0, 1.0], &[0.2, 0.7, 0.6], None)?;
    /// assert_eq!(rank::roc_auc(&scored), Some(1.0));
    /// # Ok::<(), engine::error::EngineError>(())
    /// ```
    pub fn new(y_true: &[f64], y_score: &[f64], sample_weight: Option<&[f64]>) -> Result<Self> {
        same_length("y_score", y_true.len(), y_score.len())?;
        finite("y_true", y_true)?;
        if let Some(bad) = y_true.iter().find(|y| **y != 0.0 && **y != 1.0) {
            return Err(EngineError::OutOfRange { what: "y_true".into(), low: 0.0, high: 1.0, found: *bad });
        }
        finite("y_score", y_score)?;
        check_weight(y_true.len(), sample_weight)?;
        // Adding 0 turns -0 into 0, so that both are one threshold.
        let y_score: Rc<[f64]> = y_score.iter().map(|s| s + 0.0).collect();
        let order = order::descending(&y_score);
        Ok(Self {
            y_true: y_true.iter().map(|y| *y == 1.0).collect(),
            y_score,
            sample_weight: sample_weight.map(Into::into),
            order: order.into(),
        })
    }

    /// Number of rows.
    #[must_use]
    pub fn n_samples(&self) -> usize {
        self.y_true.len()
    }

    /// The labels.
    #[must_use]
    pub fn y_true(&self) -> &[bool] {
        &self.y_true
    }

    /// The scores.
    #[must_use]
    pub fn y_score(&self) -> &[f64] {
        &self.y_score
    }

    /// The weights, if there are any.
    #[must_use]
    pub fn sample_weight(&self) -> Option<&[f64]> {
        self.sample_weight.as_deref()
    }

    /// The weight of row `i`: 1 without weights.
    #[must_use]
    pub fn weight(&self, i: usize) -> f64 {
        self.sample_weight.as_ref().map_or(1.0, |w| w[i])
    }

    /// The rows by falling score, ties in row order.
    #[must_use]
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// Weight of the negatives and of the positives, summed in the order of [`Scored::cuts`], so that its
    /// last cut has the very same bits.
    #[must_use]
    pub fn class_weights(&self) -> (f64, f64) {
        let (mut negative, mut positive) = (0.0, 0.0);
        for row in self.order.iter().map(|r| *r as usize) {
            *(if self.y_true[row] { &mut positive } else { &mut negative }) += self.weight(row);
        }
        (negative, positive)
    }

    /// The rows `rows`, in that order.
    #[must_use]
    pub fn take(&self, rows: &[u32]) -> Self {
        let y_score: Rc<[f64]> = rows.iter().map(|r| self.y_score[*r as usize]).collect();
        let order = order::descending(&y_score);
        Self {
            y_true: rows.iter().map(|r| self.y_true[*r as usize]).collect(),
            y_score,
            sample_weight: self.sample_weight.as_ref().map(|w| rows.iter().map(|r| w[*r as usize]).collect()),
            order: order.into(),
        }
    }

    /// A bootstrap resample: each row weighs as often as `rows` draws it. It needs no new sorting, and gives
    /// what [`Scored::take`] gives for every metric that knows weights (all but the top k and quantile bins).
    #[must_use]
    pub fn resample(&self, rows: &[u32]) -> Self {
        let mut weight = vec![0.0; self.n_samples()];
        for row in rows {
            weight[*row as usize] += self.weight(*row as usize);
        }
        Self { sample_weight: Some(weight.into()), ..self.clone() }
    }

    /// Every threshold that makes a difference, from "flag nothing" down to "flag all"; at most one cut a
    /// distinct score, plus one. Rows of weight 0 count for nothing.
    #[must_use]
    pub fn cuts(&self) -> Vec<Cut> {
        let (negative, positive) = self.class_weights();
        let cut = |threshold, fp: f64, tp: f64| Cut {
            threshold,
            confusion: Confusion { tn: negative - fp, fp, fn_: positive - tp, tp },
        };
        let (mut fp, mut tp) = (0.0, 0.0);
        let mut cuts = vec![cut(None, fp, tp)];
        let mut last: Option<f64> = None;
        for row in self.order.iter().map(|r| *r as usize) {
            let (weight, score) = (self.weight(row), self.y_score[row]);
            if weight == 0.0 {
                continue;
            }
            if let Some(previous) = last.filter(|previous| *previous != score) {
                cuts.push(cut(Some(previous), fp, tp));
            }
            *(if self.y_true[row] { &mut tp } else { &mut fp }) += weight;
            last = Some(score);
        }
        if last.is_some() {
            cuts.push(cut(last, fp, tp));
        }
        cuts
    }
}

/// Refuses two lengths that differ.
pub(crate) fn same_length(what: &str, expected: usize, found: usize) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    Err(EngineError::LengthMismatch { what: what.into(), expected: expected as u64, found: found as u64 })
}

/// Refuses weights that are fewer or more than rows, infinite or negative.
pub(crate) fn check_weight(n_rows: usize, sample_weight: Option<&[f64]>) -> Result<()> {
    let Some(weight) = sample_weight else { return Ok(()) };
    same_length("sample_weight", n_rows, weight.len())?;
    finite("sample_weight", weight)?;
    match weight.iter().find(|w| **w < 0.0) {
        Some(bad) => EngineError::unless_within("sample_weight", 0.0, f64::MAX, *bad),
        None => Ok(()),
    }
}

/// Refuses numbers that are infinite or none.
pub(crate) fn finite(what: &str, values: &[f64]) -> Result<()> {
    if values.iter().all(|v| v.is_finite()) {
        return Ok(());
    }
    Err(EngineError::NotFinite { what: what.into() })
}
