//! How good predictions of one of several classes are: scikit-learn's names and definitions.
//!
//! [`Classified`] checks classes and probabilities once; every score is a function of it. What is undefined (the
//! precision of a class that is never predicted) is `None`, where scikit-learn says 0 and warns.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::math;
use crate::metrics::confusion::ratio;
use crate::metrics::rank;
use crate::metrics::scored::{Scored, check_weight, finite, same_length};

/// True classes and the probability of each class, of the same rows, and sample weights.
#[derive(Clone, Debug)]
pub struct Classified {
    n_classes: usize,
    y_true: Rc<[u32]>,
    y_pred: Rc<[u32]>,
    /// Row after row, one a class.
    proba: Rc<[f64]>,
    sample_weight: Option<Vec<f64>>,
    /// Rows (or the sum of their weights) by true class and predicted class.
    confusion: Vec<f64>,
}

/// How a class does against all others.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassScores {
    /// Share of the rows said to be of it that are; `None` if there are none.
    pub precision: Option<f64>,
    /// Share of its rows that are said to be of it; `None` if there are none.
    pub recall: Option<f64>,
    /// Harmonic mean of both; `None` if it is neither met nor said.
    pub f1: Option<f64>,
    /// Its rows, or the sum of their weights.
    pub support: f64,
}

/// How the scores of classes become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Average {
    /// Each class counts alike.
    Macro,
    /// Each row counts alike: rows of all classes are counted together.
    Micro,
    /// Each class counts as often as it is met.
    Weighted,
}

/// How much worse it is to be off by more classes, where classes have an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Off {
    /// Wrong is wrong.
    Any,
    /// As many times as classes lie between.
    Linear,
    /// That squared.
    Quadratic,
}

/// Which two sides are compared by an area under the ROC curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sides {
    /// One class against all others (`ovr`).
    Rest,
    /// Each pair of classes (`ovo`; Hand and Till 2001): rare classes do not drown.
    Pairs,
}

impl Classified {
    /// Checks, and says of each row the class of the highest probability, of equals the first.
    ///
    /// `proba` has shape `(n_samples, n_classes)`, row after row; `y_true` are classes from 0.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`], [`EngineError::NotFinite`], [`EngineError::OutOfRange`] for a class or a
    /// negative weight.
    ///
    /// ```
    /// use engine::metrics::multiclass::Classified;
    /// let rows = Classified::new(&[0, 2], 3, &[0.5, 0.3, 0.2, 0.1, 0.6, 0.3], None)?;
    /// assert_eq!((rows.accuracy(), rows.top_k_accuracy(2)), (Some(0.5), Some(1.0)));
    /// # Ok::<(), engine::error::EngineError>(())
    /// ```
    pub fn new(y_true: &[u32], n_classes: u32, proba: &[f64], sample_weight: Option<&[f64]>) -> Result<Self> {
        EngineError::unless_within("n_classes", 2.0, 1e4, f64::from(n_classes))?;
        let k = n_classes as usize;
        same_length("proba", y_true.len() * k, proba.len())?;
        finite("proba", proba)?;
        check_weight(y_true.len(), sample_weight)?;
        if let Some(class) = y_true.iter().find(|class| **class >= n_classes) {
            EngineError::unless_within("y_true", 0.0, f64::from(n_classes - 1), f64::from(*class))?;
        }
        let first_best =
            |row: &[f64]| (1..k).fold(0, |best, j| if row[j] > row[best] { j } else { best }) as u32;
        let all = Self {
            n_classes: k,
            y_true: y_true.into(),
            y_pred: proba.chunks_exact(k).map(first_best).collect(),
            proba: proba.into(),
            sample_weight: None,
            confusion: Vec::new(),
        };
        Ok(all.counted(sample_weight.map(Into::into)))
    }

    /// A bootstrap resample: each row weighs as often as `rows` draws it. What was said of them is shared, not copied.
    #[must_use]
    pub fn resample(&self, rows: &[u32]) -> Self {
        let mut weight = vec![0.0; self.y_true.len()];
        for row in rows {
            weight[*row as usize] += self.weight(*row as usize);
        }
        Self { confusion: Vec::new(), ..self.clone() }.counted(Some(weight))
    }

    /// With these weights, its rows counted by truth and answer.
    fn counted(mut self, sample_weight: Option<Vec<f64>>) -> Self {
        self.sample_weight = sample_weight;
        let mut confusion = vec![0.0; self.n_classes * self.n_classes];
        for (i, (truth, said)) in self.y_true.iter().zip(&*self.y_pred).enumerate() {
            confusion[*truth as usize * self.n_classes + *said as usize] += self.weight(i);
        }
        self.confusion = confusion;
        self
    }

    /// Number of classes.
    #[must_use]
    pub fn n_classes(&self) -> usize {
        self.n_classes
    }

    /// The class said of each row.
    #[must_use]
    pub fn y_pred(&self) -> &[u32] {
        &self.y_pred
    }

    /// Rows (or the sum of their weights) of the true class `i` that are said to be of class `j`, at `[i][j]`.
    #[must_use]
    pub fn confusion(&self) -> Vec<Vec<f64>> {
        self.confusion.chunks_exact(self.n_classes).map(Into::into).collect()
    }

    /// Share of right answers.
    #[must_use]
    pub fn accuracy(&self) -> Option<f64> {
        ratio(self.right(), self.total())
    }

    /// Mean recall of the classes that are met.
    #[must_use]
    pub fn balanced_accuracy(&self) -> Option<f64> {
        let recalls: Vec<f64> = self.per_class().iter().filter_map(|class| class.recall).collect();
        math::mean(&recalls)
    }

    /// The scores of each class against all others.
    #[must_use]
    pub fn per_class(&self) -> Vec<ClassScores> {
        let score = |class: usize| {
            let right = self.confusion[class * self.n_classes + class];
            let (met, said) = (self.met(class), self.said(class));
            ClassScores {
                precision: ratio(right, said),
                recall: ratio(right, met),
                f1: ratio(2.0 * right, met + said),
                support: met,
            }
        };
        (0..self.n_classes).map(score).collect()
    }

    /// Precision, recall and F1 of all classes together, over those for which each is defined: scikit-learn's
    /// `zero_division=nan`. So a class that is neither met nor said counts for nothing, and the macro recall is the
    /// balanced accuracy.
    #[must_use]
    pub fn averaged(&self, average: Average) -> ClassScores {
        let classes = self.per_class();
        let total = self.total();
        if average == Average::Micro {
            let share = self.accuracy();
            return ClassScores { precision: share, recall: share, f1: share, support: total };
        }
        let weight = |class: &ClassScores| if average == Average::Macro { 1.0 } else { class.support };
        let mean = |score: fn(&ClassScores) -> Option<f64>| {
            let counted = || classes.iter().filter_map(|class| Some((weight(class), score(class)?)));
            let parts: Vec<f64> = counted().map(|(weight, score)| weight * score).collect();
            ratio(math::sum(&parts), math::sum(&counted().map(|(weight, _)| weight).collect::<Vec<_>>()))
        };
        ClassScores {
            precision: mean(|class| class.precision),
            recall: mean(|class| class.recall),
            f1: mean(|class| class.f1),
            support: total,
        }
    }

    /// Matthews' correlation of truth and answer (Gorodkin 2004), in [−1, 1]; `None` if one of both is always the same.
    #[must_use]
    pub fn mcc(&self) -> Option<f64> {
        let (total, right) = (self.total(), self.right());
        let over = |f: &dyn Fn(usize) -> f64| math::sum(&(0..self.n_classes).map(f).collect::<Vec<_>>());
        let both = right * total - over(&|k| self.met(k) * self.said(k));
        let truth = total * total - over(&|k| self.met(k) * self.met(k));
        let answer = total * total - over(&|k| self.said(k) * self.said(k));
        ratio(both, math::sqrt(truth * answer))
    }

    /// Cohen's kappa: agreement beyond that of independent answers; `None` if chance alone agrees always.
    #[must_use]
    pub fn kappa(&self, off: Off) -> Option<f64> {
        let (mut found, mut by_chance) = (0.0, 0.0);
        for i in 0..self.n_classes {
            for j in 0..self.n_classes {
                let apart = i.abs_diff(j) as f64;
                let weight = match off {
                    Off::Any => f64::from(u8::from(i != j)),
                    Off::Linear => apart,
                    Off::Quadratic => apart * apart,
                };
                found += weight * self.confusion[i * self.n_classes + j];
                by_chance += weight * self.met(i) * self.said(j);
            }
        }
        Some(1.0 - ratio(found * self.total(), by_chance)?)
    }

    /// Mean `−ln p` of the true class (nats), `p` held to `[ε, 1 − ε]`, `ε = 2⁻⁵²` as in scikit-learn; `None` unless all
    /// are probabilities.
    #[must_use]
    pub fn log_loss(&self) -> Option<f64> {
        self.mean(|truth, row| -math::ln(row[truth].clamp(f64::EPSILON, 1.0 - f64::EPSILON)))
    }

    /// Mean over rows of `Σ (p − 1 if true, else p)²`: from 0, which is best, to 2.
    #[must_use]
    pub fn brier(&self) -> Option<f64> {
        self.mean(|truth, row| {
            let gap = |(class, p): (usize, &f64)| {
                let gap = p - f64::from(u8::from(class == truth));
                gap * gap
            };
            row.iter().enumerate().map(gap).sum()
        })
    }

    /// Share of rows whose true class is among the `k` likeliest; of equals the later class first, as in scikit-learn.
    #[must_use]
    pub fn top_k_accuracy(&self, k: u32) -> Option<f64> {
        let hit = |i: usize| {
            let (row, truth) = (self.row(i), self.y_true[i] as usize);
            let before =
                |class: usize| row[class] > row[truth] || (row[class] == row[truth] && class > truth);
            let ahead = (0..self.n_classes).filter(|class| before(*class)).count();
            if ahead < k as usize { self.weight(i) } else { 0.0 }
        };
        ratio(math::sum(&(0..self.y_true.len()).map(hit).collect::<Vec<_>>()), self.total())
    }

    /// Area under the ROC curve, averaged, as in scikit-learn: of one class against the rest, `None` if a class is
    /// absent; or of the pairs of classes that are met, `None` of fewer than two. By rows ([`Average::Micro`]) it is
    /// not defined.
    #[must_use]
    pub fn roc_auc(&self, sides: Sides, average: Average) -> Option<f64> {
        if average == Average::Micro {
            return None;
        }
        let mut parts = Vec::new();
        let by = |weight: f64| if average == Average::Macro { 1.0 } else { weight };
        for a in 0..self.n_classes {
            match sides {
                Sides::Rest => parts.push((self.area(a, None)?, by(self.met(a)))),
                Sides::Pairs => {
                    for b in (0..a).filter(|b| self.met(*b) > 0.0 && self.met(a) > 0.0) {
                        let area = (self.area(b, Some(a))? + self.area(a, Some(b))?) / 2.0;
                        parts.push((area, by(self.met(a) + self.met(b))));
                    }
                }
            }
        }
        let areas: Vec<f64> = parts.iter().map(|(area, weight)| area * weight).collect();
        ratio(math::sum(&areas), math::sum(&parts.iter().map(|(_, weight)| *weight).collect::<Vec<_>>()))
    }

    /// The area under the ROC curve of a class's probability, against another class or against all.
    #[must_use]
    pub fn area(&self, class: usize, against: Option<usize>) -> Option<f64> {
        let meant = |i: &usize| {
            let truth = self.y_true[*i] as usize;
            truth == class || against.is_none_or(|other| truth == other)
        };
        let rows: Vec<usize> = (0..self.y_true.len()).filter(meant).collect();
        let of = |f: &dyn Fn(usize) -> f64| rows.iter().map(|i| f(*i)).collect::<Vec<f64>>();
        let truth = of(&|i| f64::from(u8::from(self.y_true[i] as usize == class)));
        let weight = self.sample_weight.as_ref().map(|w| of(&|i| w[i]));
        rank::roc_auc(&Scored::new(&truth, &of(&|i| self.row(i)[class]), weight.as_deref()).ok()?)
    }

    fn mean(&self, of: impl Fn(usize, &[f64]) -> f64) -> Option<f64> {
        if !self.proba.iter().all(|p| (0.0..=1.0).contains(p)) {
            return None;
        }
        let row = |i: usize| self.weight(i) * of(self.y_true[i] as usize, self.row(i));
        ratio(math::sum(&(0..self.y_true.len()).map(row).collect::<Vec<_>>()), self.total())
    }

    fn row(&self, i: usize) -> &[f64] {
        &self.proba[i * self.n_classes..(i + 1) * self.n_classes]
    }

    fn weight(&self, i: usize) -> f64 {
        self.sample_weight.as_ref().map_or(1.0, |w| w[i])
    }

    fn total(&self) -> f64 {
        math::sum(&self.confusion)
    }

    fn right(&self) -> f64 {
        (0..self.n_classes).map(|k| self.confusion[k * self.n_classes + k]).sum()
    }

    fn met(&self, class: usize) -> f64 {
        math::sum(&self.confusion[class * self.n_classes..(class + 1) * self.n_classes])
    }

    fn said(&self, class: usize) -> f64 {
        (0..self.n_classes).map(|truth| self.confusion[truth * self.n_classes + class]).sum()
    }
}
