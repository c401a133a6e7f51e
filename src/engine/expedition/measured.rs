//! What is measured of rows, or of some of them drawn over and over: see [`super::measures`].

use super::measures::{ByClass, Unit};
use super::mistakes::Decided;
use super::{pipeline, ranked};
use crate::error::Result;
use crate::math;
use crate::matrix::Matrix;
use crate::metrics::multiclass::{Average, Off};
use crate::metrics::{Classified, Confusion, Predicted, Scored, proba, rank};
use crate::serve::decisions::Decisions;
use crate::work::{Meter, Pace};

/// Bins of equal width for the expected calibration error.
const BINS: u32 = 10;
/// Numbers visited for a measure of a row, about.
const A_ROW: usize = 4;

/// What is measured; see [`Measure`].
pub(super) struct One {
    pub part: &'static str,
    pub name: &'static str,
    pub unit: Unit,
    pub value: Option<f64>,
    /// Of a share of rows: how many of how many.
    pub counts: Option<(f64, f64)>,
}

/// Rows with what was said and decided of them.
pub(super) enum Rows<'a> {
    Flags { scored: Scored, flagged: &'a [bool] },
    Names { all: Classified, against: Vec<Scored>, surest: Scored },
    Numbers(Predicted),
}

impl One {
    pub fn new(part: &'static str, name: &'static str, unit: Unit, value: Option<f64>) -> Self {
        Self { part, name, unit, value, counts: None }
    }

    fn share(part: &'static str, name: &'static str, value: Option<f64>, hits: f64, of: f64) -> Self {
        Self { counts: Some((hits, of)), ..Self::new(part, name, Unit::Share, value) }
    }
}

impl<'a> Rows<'a> {
    pub fn of(decided: &Decided<'a>, said: &Matrix) -> Result<Self> {
        let y = decided.y;
        Ok(match decided.decisions {
            Decisions::Flags(flagged) => {
                Self::Flags { scored: Scored::new(y, &decided.said.scores, None)?, flagged }
            }
            Decisions::Plans { forecasts, .. } => Self::Numbers(Predicted::new(y, forecasts, None)?),
            Decisions::Names(_) => {
                let all = pipeline::classified(y, said.values())?;
                let right =
                    all.y_pred().iter().zip(y).map(|(said, y)| f64::from(u8::from(f64::from(*said) == *y)));
                let surest = Scored::new(&right.collect::<Vec<_>>(), &decided.said.scores, None)?;
                let against = (0..all.n_classes())
                    .map(|class| ranked::against(y, said, class))
                    .collect::<Result<_>>()?;
                Self::Names { all, against, surest }
            }
        })
    }

    pub fn by_class(&self) -> Option<ByClass> {
        let Self::Names { all, .. } = self else { return None };
        let [alike, weighted] = [Average::Macro, Average::Weighted].map(|average| all.averaged(average));
        Some(ByClass { each: all.per_class(), alike, weighted })
    }

    /// Every measure of the rows, or of some, drawn as often as they are listed.
    pub async fn measured(&self, rows: Option<&[u32]>, meter: &mut Meter, pace: &Pace) -> Vec<One> {
        match self {
            Self::Flags { scored, flagged } => flags(&again(scored, rows), flagged, meter, pace).await,
            Self::Names { all, against, surest } => {
                let surest = again(surest, rows);
                let all = rows.map_or_else(|| all.clone(), |rows| all.resample(rows));
                names(&all, (against, rows), &surest, meter, pace).await
            }
            Self::Numbers(all) => {
                let drawn = rows.map_or_else(|| all.clone(), |rows| all.resample(rows));
                numbers(&drawn, rows.is_none(), meter, pace).await
            }
        }
    }
}

fn again(scored: &Scored, rows: Option<&[u32]>) -> Scored {
    rows.map_or_else(|| scored.clone(), |rows| scored.resample(rows))
}

/// Rests when enough has been visited since.
async fn visited(n: usize, meter: &mut Meter, pace: &Pace) {
    if meter.spend(n * A_ROW) {
        pace.pause().await;
    }
}

async fn flags(scored: &Scored, flagged: &[bool], meter: &mut Meter, pace: &Pace) -> Vec<One> {
    let n = scored.n_samples();
    let mut c = Confusion::default();
    for (i, (y, flagged)) in scored.y_true().iter().zip(flagged).enumerate() {
        c.add(*y, *flagged, scored.weight(i));
    }
    let of = |name, value| One::new("line", name, Unit::Bare, value);
    let mut found = vec![
        One::share("line", "precision", c.precision(), c.tp, c.tp + c.fp),
        One::share("line", "recall", c.recall(), c.tp, c.tp + c.fn_),
        One::share("line", "specificity", c.specificity(), c.tn, c.tn + c.fp),
        One::share("line", "accuracy", c.accuracy(), c.tp + c.tn, c.total()),
        One::new("line", "balanced_accuracy", Unit::Share, c.balanced_accuracy()),
        of("f1", c.f_beta(1.0)),
        of("mcc", c.mcc()),
        of("kappa", c.kappa()),
    ];
    type Score = fn(&Scored) -> Option<f64>;
    let more: [(&str, &str, Score); 5] = [
        ("rank", "roc_auc", rank::roc_auc),
        ("rank", "average_precision", rank::average_precision),
        ("chance", "brier", proba::brier),
        ("chance", "log_loss", proba::log_loss),
        ("chance", "ece", ece),
    ];
    for (part, name, score) in more {
        visited(n, meter, pace).await;
        found.push(One::new(part, name, Unit::Bare, score(scored)));
    }
    found
}

fn ece(scored: &Scored) -> Option<f64> {
    proba::calibration(scored, BINS, proba::Binning::Uniform).map(|found| found.ece)
}

async fn names(
    all: &Classified,
    (against, rows): (&[Scored], Option<&[u32]>),
    surest: &Scored,
    meter: &mut Meter,
    pace: &Pace,
) -> Vec<One> {
    let n = surest.n_samples();
    let (right, total) = (math::sum(&diagonal(all)), math::sum(&all.confusion().concat()));
    let top = all.top_k_accuracy(2);
    visited(n * all.n_classes(), meter, pace).await;
    let share = |name, value| One::new("names", name, Unit::Share, value);
    let of = |name, value| One::new("names", name, Unit::Bare, value);
    let mut found = vec![
        One::share("names", "accuracy", all.accuracy(), right, total),
        One::share("names", "top_2_accuracy", top, (top.unwrap_or(0.0) * total).round(), total),
        share("balanced_accuracy", all.balanced_accuracy()),
        of("macro_f1", all.averaged(Average::Macro).f1),
        of("weighted_f1", all.averaged(Average::Weighted).f1),
        of("mcc", all.mcc()),
        of("kappa", all.kappa(Off::Any)),
    ];
    // One class against all others, each class counted alike: what `Classified::roc_auc` sorts for anew each time.
    let mut areas = Vec::with_capacity(against.len());
    for one in against {
        visited(n, meter, pace).await;
        areas.push(rank::roc_auc(&again(one, rows)));
    }
    let areas: Option<Vec<f64>> = areas.into_iter().collect();
    found.push(One::new("rank", "macro_roc_auc", Unit::Bare, areas.as_deref().and_then(math::mean)));
    for (name, score) in
        [("log_loss", Classified::log_loss as fn(&Classified) -> _), ("brier", Classified::brier)]
    {
        visited(n * all.n_classes(), meter, pace).await;
        found.push(One::new("chance", name, Unit::Bare, score(all)));
    }
    found.push(One::new("chance", "ece", Unit::Bare, ece(surest)));
    found
}

fn diagonal(all: &Classified) -> Vec<f64> {
    all.confusion().iter().enumerate().map(|(class, said)| said[class]).collect()
}

/// `sorts`: also what rows must be put in order for, and the largest error, which drawn rows say nothing of: none can
/// have a larger one.
async fn numbers(all: &Predicted, sorts: bool, meter: &mut Meter, pace: &Pace) -> Vec<One> {
    type Score = fn(&Predicted) -> Option<f64>;
    let scores: [(&str, Unit, bool, Score); 10] = [
        ("mean_absolute_error", Unit::Amount, false, Predicted::mean_absolute_error),
        ("root_mean_squared_error", Unit::Amount, false, Predicted::root_mean_squared_error),
        ("median_absolute_error", Unit::Amount, true, Predicted::median_absolute_error),
        ("max_error", Unit::Amount, true, Predicted::max_error),
        ("mean_error", Unit::Amount, false, Predicted::mean_error),
        ("mean_absolute_percentage_error", Unit::Share, false, Predicted::mean_absolute_percentage_error),
        ("r2", Unit::Bare, false, Predicted::r2),
        ("explained_variance", Unit::Bare, false, Predicted::explained_variance),
        ("d2_absolute_error", Unit::Bare, true, Predicted::d2_absolute_error),
        ("root_mean_squared_log_error", Unit::Bare, false, Predicted::root_mean_squared_log_error),
    ];
    let mut found = Vec::with_capacity(scores.len());
    for (name, unit, needs_order, score) in scores {
        visited(all.n_samples(), meter, pace).await;
        let value = if needs_order && !sorts { None } else { score(all) };
        found.push(One::new("forecast", name, unit, value));
    }
    found
}
