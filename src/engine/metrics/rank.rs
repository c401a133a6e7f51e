//! How well scores put positives before negatives: curves and what is made from them.
//!
//! Ties count as scikit-learn counts them: rows of one score are flagged together.

use serde::{Deserialize, Serialize};

use crate::metrics::confusion::ratio;
use crate::metrics::scored::{Cut, Scored};

/// True positive rate against false positive rate, from "flag nothing" to "flag all".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RocCurve {
    /// False positive rates; `None` without negatives.
    pub fpr: Option<Vec<f64>>,
    /// True positive rates (recall); `None` without positives.
    pub tpr: Option<Vec<f64>>,
    /// The threshold of each point, falling; the first is `None`: above every score (scikit-learn's
    /// infinity).
    pub thresholds: Vec<Option<f64>>,
}

/// Precision against recall, from "flag all" to the last point (precision 1, recall 0), which has no
/// threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PrCurve {
    /// Precisions.
    pub precision: Vec<f64>,
    /// Recalls; `None` without positives.
    pub recall: Option<Vec<f64>>,
    /// Rising thresholds, one fewer than points.
    pub thresholds: Vec<f64>,
}

/// The `k` highest scores flagged.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TopK {
    /// Rows flagged.
    pub k: u32,
    /// Positives among them.
    pub hits: u32,
    /// `hits / k`.
    pub precision: Option<f64>,
    /// `hits / positives`.
    pub recall: Option<f64>,
    /// Precision over prevalence: how many times better than picking blindly.
    pub lift: Option<f64>,
}

/// Area under the ROC curve: the chance that a positive scores above a negative, ties counting half.
/// `None` if a class is absent.
#[must_use]
pub fn roc_auc(scored: &Scored) -> Option<f64> {
    let (negative, positive) = scored.class_weights();
    let cuts = scored.cuts();
    let area = cuts.windows(2).fold(0.0, |sum, pair| {
        let (a, b) = (&pair[0].confusion, &pair[1].confusion);
        sum + (b.fp - a.fp) * (a.tp + b.tp) / 2.0
    });
    ratio(area, negative * positive)
}

/// The ROC curve. With `drop_intermediate`, points on a straight line between their neighbours are left out.
#[must_use]
pub fn roc_curve(scored: &Scored, drop_intermediate: bool) -> RocCurve {
    let (negative, positive) = scored.class_weights();
    let mut cuts = scored.cuts();
    if drop_intermediate {
        cuts = without_straight(&cuts);
    }
    let rates = |of: f64, count: fn(&Cut) -> f64| {
        (of > 0.0).then(|| cuts.iter().map(|cut| count(cut) / of).collect::<Vec<f64>>())
    };
    RocCurve {
        fpr: rates(negative, |cut| cut.confusion.fp),
        tpr: rates(positive, |cut| cut.confusion.tp),
        thresholds: cuts.iter().map(|cut| cut.threshold).collect(),
    }
}

/// The first cut, and of the others those where the counts bend (scikit-learn looks at them alone), and the
/// last.
fn without_straight(cuts: &[Cut]) -> Vec<Cut> {
    let inner = &cuts[1..];
    let bends = |i: usize| {
        let (a, b, c) = (&inner[i - 1].confusion, &inner[i].confusion, &inner[i + 1].confusion);
        (c.fp - b.fp) - (b.fp - a.fp) != 0.0 || (c.tp - b.tp) - (b.tp - a.tp) != 0.0
    };
    let keep = |i: &usize| *i == 0 || *i + 1 == inner.len() || bends(*i);
    let mut kept = vec![cuts[0]];
    kept.extend((0..inner.len()).filter(keep).map(|i| inner[i]));
    kept
}

/// The precision-recall curve, every threshold kept.
#[must_use]
pub fn pr_curve(scored: &Scored) -> PrCurve {
    let (_, positive) = scored.class_weights();
    let cuts = scored.cuts();
    let flagged = || cuts.iter().skip(1).rev();
    let with_end = |points: Vec<f64>, end: f64| points.into_iter().chain([end]).collect::<Vec<f64>>();
    PrCurve {
        precision: with_end(flagged().filter_map(|cut| cut.confusion.precision()).collect(), 1.0),
        recall: (positive > 0.0)
            .then(|| with_end(flagged().map(|cut| cut.confusion.tp / positive).collect(), 0.0)),
        thresholds: flagged().filter_map(|cut| cut.threshold).collect(),
    }
}

impl PrCurve {
    /// Area under the curve by trapezia: too kind between distant points, see [`average_precision`].
    #[must_use]
    pub fn auc(&self) -> Option<f64> {
        let recall = self.recall.as_ref()?;
        let area = |i: usize| (recall[i] - recall[i + 1]) * (self.precision[i] + self.precision[i + 1]) / 2.0;
        Some((0..recall.len() - 1).fold(0.0, |sum, i| sum + area(i)))
    }
}

/// `Σ (Rᵢ − Rᵢ₋₁) Pᵢ` over falling thresholds; `None` without positives.
#[must_use]
pub fn average_precision(scored: &Scored) -> Option<f64> {
    let (_, positive) = scored.class_weights();
    let cuts = scored.cuts();
    let sum = cuts.windows(2).fold(0.0, |sum, pair| {
        let (a, b) = (&pair[0].confusion, &pair[1].confusion);
        sum + (b.tp - a.tp) * b.precision().unwrap_or(0.0)
    });
    ratio(sum, positive)
}

/// The largest `tpr − fpr` over all thresholds; `None` if a class is absent.
#[must_use]
pub fn ks_statistic(scored: &Scored) -> Option<f64> {
    let (negative, positive) = scored.class_weights();
    let gap = |cut: &Cut| Some(ratio(cut.confusion.tp, positive)? - ratio(cut.confusion.fp, negative)?);
    scored.cuts().iter().map(gap).try_fold(0.0_f64, |best, gap| Some(best.max(gap?)))
}

/// The share `fraction` of rows with the highest scores, at least one, rounded up; ties in row order. Sample
/// weights are not looked at.
#[must_use]
pub fn top_fraction(scored: &Scored, fraction: f64) -> TopK {
    let n = scored.n_samples() as f64;
    top_k(scored, (fraction * n).ceil().clamp(1.0, n.max(1.0)) as u32)
}

/// The `k` rows with the highest scores (all, if there are fewer); ties in row order. Sample weights are not
/// looked at.
#[must_use]
pub fn top_k(scored: &Scored, k: u32) -> TopK {
    let n = scored.n_samples();
    let k = (k as usize).min(n);
    let hits = scored.order()[..k].iter().filter(|row| scored.y_true()[**row as usize]).count();
    let positives = scored.y_true().iter().filter(|y| **y).count() as f64;
    let precision = ratio(hits as f64, k as f64);
    let prevalence = ratio(positives, n as f64);
    TopK {
        k: k as u32,
        hits: hits as u32,
        precision,
        recall: ratio(hits as f64, positives),
        lift: precision.zip(prevalence).and_then(|(precision, prevalence)| ratio(precision, prevalence)),
    }
}
