//! What came of yes-or-no decisions: the four counts, and every score made from them.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::math;
use crate::metrics::scored::{Scored, same_length};

/// Counts of rows (or sums of their weights) by truth and decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Confusion {
    /// True negatives: rightly left alone.
    pub tn: f64,
    /// False positives: false alarms.
    pub fp: f64,
    /// False negatives: misses.
    #[serde(rename = "fn")]
    pub fn_: f64,
    /// True positives: rightly flagged.
    pub tp: f64,
}

/// Every score of a [`Confusion`]; `None` where the score is undefined.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// Share of right decisions.
    pub accuracy: Option<f64>,
    /// Mean of recall and specificity.
    pub balanced_accuracy: Option<f64>,
    /// Share of the flagged that are positive.
    pub precision: Option<f64>,
    /// Share of the positives that are flagged.
    pub recall: Option<f64>,
    /// Share of the negatives that are left alone.
    pub specificity: Option<f64>,
    /// Harmonic mean of precision and recall.
    pub f1: Option<f64>,
    /// Positives flagged, among all that are positive or flagged.
    pub jaccard: Option<f64>,
    /// Matthews correlation coefficient, in [-1, 1].
    pub mcc: Option<f64>,
    /// Cohen's kappa, in [-1, 1].
    pub kappa: Option<f64>,
    /// Recall + specificity − 1.
    pub youden_j: Option<f64>,
    /// Share of the negatives that are flagged.
    pub fpr: Option<f64>,
    /// Share of the positives that are missed.
    pub fnr: Option<f64>,
    /// Share of the unflagged that are negative.
    pub npv: Option<f64>,
    /// Share that is positive.
    pub prevalence: Option<f64>,
    /// Share that is flagged.
    pub selection_rate: Option<f64>,
}

impl Confusion {
    /// Decides positive where `score >= threshold`.
    ///
    /// ```
    /// use engine::metrics::{Confusion, Scored};
    /// let scored = Scored::new(&[0.0, 0.0, 1.0], &[0.1, 0.5, 0.9], None)?;
    /// assert_eq!(Confusion::at(&scored, 0.5), Confusion { tn: 1.0, fp: 1.0, fn_: 0.0, tp: 1.0 });
    /// # Ok::<(), engine::error::EngineError>(())
    /// ```
    #[must_use]
    pub fn at(scored: &Scored, threshold: f64) -> Self {
        let mut counts = Self::default();
        for (i, (y, score)) in scored.y_true().iter().zip(scored.y_score()).enumerate() {
            counts.add(*y, *score >= threshold, scored.weight(i));
        }
        counts
    }

    /// Counts decisions that were already taken.
    ///
    /// # Errors
    /// [`crate::error::EngineError::LengthMismatch`].
    pub fn of(y_true: &[bool], y_pred: &[bool]) -> Result<Self> {
        same_length("y_pred", y_true.len(), y_pred.len())?;
        let mut counts = Self::default();
        y_true.iter().zip(y_pred).for_each(|(y, decided)| counts.add(*y, *decided, 1.0));
        Ok(counts)
    }

    /// Adds one row.
    pub fn add(&mut self, y_true: bool, y_pred: bool, weight: f64) {
        *match (y_true, y_pred) {
            (false, false) => &mut self.tn,
            (false, true) => &mut self.fp,
            (true, false) => &mut self.fn_,
            (true, true) => &mut self.tp,
        } += weight;
    }

    /// All rows: `tn + fp + fn + tp`.
    #[must_use]
    pub fn total(&self) -> f64 {
        (self.tn + self.fp) + (self.fn_ + self.tp)
    }

    /// `(tp + tn) / total`.
    #[must_use]
    pub fn accuracy(&self) -> Option<f64> {
        ratio(self.tp + self.tn, self.total())
    }

    /// `tp / (tp + fp)`; `None` if nothing is flagged.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        ratio(self.tp, self.tp + self.fp)
    }

    /// `tp / (tp + fn)`, also sensitivity and true positive rate; `None` without positives.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        ratio(self.tp, self.tp + self.fn_)
    }

    /// `tn / (tn + fp)`; `None` without negatives.
    #[must_use]
    pub fn specificity(&self) -> Option<f64> {
        ratio(self.tn, self.tn + self.fp)
    }

    /// `fp / (tn + fp)`; `None` without negatives.
    #[must_use]
    pub fn fpr(&self) -> Option<f64> {
        ratio(self.fp, self.tn + self.fp)
    }

    /// `fn / (tp + fn)`; `None` without positives.
    #[must_use]
    pub fn fnr(&self) -> Option<f64> {
        ratio(self.fn_, self.tp + self.fn_)
    }

    /// `tn / (tn + fn)`; `None` if all is flagged.
    #[must_use]
    pub fn npv(&self) -> Option<f64> {
        ratio(self.tn, self.tn + self.fn_)
    }

    /// Mean of recall and specificity; of the one that is defined if a class is absent, as in scikit-learn.
    #[must_use]
    pub fn balanced_accuracy(&self) -> Option<f64> {
        match (self.recall(), self.specificity()) {
            (Some(recall), Some(specificity)) => Some((recall + specificity) / 2.0),
            (one, other) => one.or(other),
        }
    }

    /// `(1 + β²) tp / ((1 + β²) tp + β² fn + fp)`; `None` if nothing is positive or flagged.
    #[must_use]
    pub fn f_beta(&self, beta: f64) -> Option<f64> {
        let b2 = beta * beta;
        let top = (1.0 + b2) * self.tp;
        ratio(top, top + b2 * self.fn_ + self.fp)
    }

    /// `tp / (tp + fp + fn)`.
    #[must_use]
    pub fn jaccard(&self) -> Option<f64> {
        ratio(self.tp, self.tp + self.fp + self.fn_)
    }

    /// `(tp·tn − fp·fn) / √((tp+fp)(tp+fn)(tn+fp)(tn+fn))`; `None` if a factor is 0.
    #[must_use]
    pub fn mcc(&self) -> Option<f64> {
        let flagged = math::sqrt(self.tp + self.fp) * math::sqrt(self.tn + self.fn_);
        let truth = math::sqrt(self.tp + self.fn_) * math::sqrt(self.tn + self.fp);
        ratio(self.tp * self.tn - self.fp * self.fn_, flagged * truth)
    }

    /// Agreement beyond chance: `(accuracy − e) / (1 − e)`, `e` the agreement of independent decisions;
    /// `None` if chance alone agrees always.
    #[must_use]
    pub fn kappa(&self) -> Option<f64> {
        let wrong = self.fp + self.fn_;
        let by_chance =
            (self.tp + self.fn_) * (self.tn + self.fn_) + (self.tn + self.fp) * (self.tp + self.fp);
        Some(1.0 - ratio(wrong * self.total(), by_chance)?)
    }

    /// `recall + specificity − 1`; `None` if a class is absent.
    #[must_use]
    pub fn youden_j(&self) -> Option<f64> {
        Some(self.recall()? + self.specificity()? - 1.0)
    }

    /// Share that is positive.
    #[must_use]
    pub fn prevalence(&self) -> Option<f64> {
        ratio(self.tp + self.fn_, self.total())
    }

    /// Share that is flagged.
    #[must_use]
    pub fn selection_rate(&self) -> Option<f64> {
        ratio(self.tp + self.fp, self.total())
    }

    /// All scores at once.
    #[must_use]
    pub fn scores(&self) -> Scores {
        Scores {
            accuracy: self.accuracy(),
            balanced_accuracy: self.balanced_accuracy(),
            precision: self.precision(),
            recall: self.recall(),
            specificity: self.specificity(),
            f1: self.f_beta(1.0),
            jaccard: self.jaccard(),
            mcc: self.mcc(),
            kappa: self.kappa(),
            youden_j: self.youden_j(),
            fpr: self.fpr(),
            fnr: self.fnr(),
            npv: self.npv(),
            prevalence: self.prevalence(),
            selection_rate: self.selection_rate(),
        }
    }
}

/// `top / bottom`; `None` if `bottom` is not above 0.
pub(crate) fn ratio(top: f64, bottom: f64) -> Option<f64> {
    (bottom > 0.0).then(|| top / bottom)
}
