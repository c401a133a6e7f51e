//! What is measured of rows, or of some of them drawn over and over: see [`super::measures`].

use super::measures::{ByClass, CONFIDENCE, Top, Unit};
use super::mistakes::Decided;
use super::record::Problem;
use super::{pipeline, ranked};
use crate::error::Result;
use crate::math;
use crate::matrix::Matrix;
use crate::metrics::multiclass::{Average, Off};
use crate::metrics::{Classified, Confusion, Predicted, Scored, interval, proba, rank};
use crate::serve::decisions::Decisions;
use crate::work::{Meter, Pace};

/// Bins of equal width for all that is told of calibration.
const BINS: u32 = 10;
/// Shares of the rows, the surest first, that are looked at by themselves, besides what there is room for.
const TOPS: [f64; 6] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
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
    Numbers { forecast: Predicted, planned: Predicted, quantile: f64 },
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
    pub fn of(decided: &Decided<'a>, said: &Matrix, problem: &Problem) -> Result<Self> {
        let y = decided.y;
        Ok(match decided.decisions {
            Decisions::Flags(flagged) => {
                Self::Flags { scored: Scored::new(y, &decided.said.scores, None)?, flagged }
            }
            Decisions::Plans { forecasts, planned } => Self::Numbers {
                forecast: Predicted::new(y, forecasts, None)?,
                planned: Predicted::new(y, planned, None)?,
                // Nothing has a price: then neither side counts for more.
                quantile: problem.costs.critical_ratio().unwrap_or(0.5),
            },
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

    /// Of yes or no, the surest rows: as many as there is room for, and other shares.
    pub fn tops(&self, capacity: f64) -> Option<Vec<Top>> {
        let Self::Flags { scored, .. } = self else { return None };
        let mut shares = TOPS.to_vec();
        if let Err(at) = shares.binary_search_by(|share| share.total_cmp(&capacity)) {
            shares.insert(at, capacity);
        }
        let top = |share: f64| {
            let top = rank::top_fraction(scored, share);
            let sure = interval::wilson(f64::from(top.hits), f64::from(top.k), CONFIDENCE);
            Top { share, is_room: share == capacity, top, sure }
        };
        Some(shares.into_iter().map(top).collect())
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
            Self::Numbers { forecast, planned, quantile } => {
                let drawn = |all: &Predicted| rows.map_or_else(|| all.clone(), |rows| all.resample(rows));
                let (sorts, planned) = (rows.is_none(), drawn(planned));
                numbers(&drawn(forecast), (&planned, *quantile), sorts, meter, pace).await
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
    let [share, score, of] = [Unit::Share, Unit::Score, Unit::Bare]
        .map(|unit| move |name, value| One::new("line", name, unit, value));
    let counted = |name, value, hits, of| One::share("line", name, value, hits, of);
    let (yes, no) = (c.tp + c.fn_, c.tn + c.fp);
    let mut found = vec![
        counted("precision", c.precision(), c.tp, c.tp + c.fp),
        counted("recall", c.recall(), c.tp, yes),
        counted("specificity", c.specificity(), c.tn, no),
        counted("npv", c.npv(), c.tn, c.tn + c.fn_),
        counted("fpr", c.fpr(), c.fp, no),
        counted("fnr", c.fnr(), c.fn_, yes),
        counted("accuracy", c.accuracy(), c.tp + c.tn, c.total()),
        share("balanced_accuracy", c.balanced_accuracy()),
        counted("selection_rate", c.selection_rate(), c.tp + c.fp, c.total()),
        counted("prevalence", c.prevalence(), yes, c.total()),
        score("f1", c.f_beta(1.0)),
        score("f2", c.f_beta(2.0)),
        score("jaccard", c.jaccard()),
        of("youden_j", c.youden_j()),
        of("mcc", c.mcc()),
        of("kappa", c.kappa()),
    ];
    type Score = fn(&Scored) -> Option<f64>;
    let more: [(&str, &str, Unit, Score); 5] = [
        ("rank", "roc_auc", Unit::Score, rank::roc_auc),
        ("rank", "average_precision", Unit::Score, rank::average_precision),
        ("rank", "ks_statistic", Unit::Score, rank::ks_statistic),
        ("chance", "log_loss", Unit::Bare, proba::log_loss),
        ("chance", "brier", Unit::Score, proba::brier),
    ];
    for (part, name, unit, score) in more {
        visited(n, meter, pace).await;
        found.push(One::new(part, name, unit, score(scored)));
    }
    visited(n, meter, pace).await;
    let calibration = proba::calibration(scored, BINS, proba::Binning::Uniform);
    let murphy = calibration.as_ref().map(|of| of.murphy);
    for (name, value) in [
        ("reliability", murphy.map(|parts| parts.reliability)),
        ("resolution", murphy.map(|parts| parts.resolution)),
        ("uncertainty", murphy.map(|parts| parts.uncertainty)),
    ] {
        found.push(One::new("chance", name, Unit::Score, value));
    }
    found.extend(errors(calibration));
    found
}

/// How far shares lie from chances: on average, squared, and at the worst.
fn errors(calibration: Option<proba::Calibration>) -> [One; 3] {
    let of = calibration.map(|of| [of.ece, of.rmsce, of.mce]);
    let at = |i: usize| of.map(|of| of[i]);
    [("ece", at(0)), ("rmsce", at(1)), ("mce", at(2))]
        .map(|(name, value)| One::new("chance", name, Unit::Score, value))
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
    let [share, score, of] = [Unit::Share, Unit::Score, Unit::Bare]
        .map(|unit| move |name, value| One::new("names", name, unit, value));
    let mut found = vec![
        One::share("names", "accuracy", all.accuracy(), right, total),
        One::share("names", "top_2_accuracy", top, (top.unwrap_or(0.0) * total).round(), total),
        share("balanced_accuracy", all.balanced_accuracy()),
        score("macro_f1", all.averaged(Average::Macro).f1),
        score("weighted_f1", all.averaged(Average::Weighted).f1),
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
    let area = |name, areas: Option<Vec<f64>>| {
        One::new("rank", name, Unit::Score, areas.as_deref().and_then(math::mean))
    };
    found.push(area("macro_roc_auc", areas));
    // Each class against each other one would have to be sorted anew for every draw.
    let mut pairs = Vec::new();
    for (a, b) in (0..all.n_classes()).flat_map(|a| (0..a).map(move |b| (a, b))) {
        if rows.is_some() {
            break;
        }
        visited(n, meter, pace).await;
        let both = all.area(b, Some(a)).zip(all.area(a, Some(b)));
        pairs.extend(both.map(|(one, other)| (one + other) / 2.0));
    }
    found.push(area("pairs_roc_auc", Some(pairs)));
    for (name, score) in
        [("log_loss", Classified::log_loss as fn(&Classified) -> _), ("brier_classes", Classified::brier)]
    {
        visited(n * all.n_classes(), meter, pace).await;
        found.push(One::new("chance", name, Unit::Bare, score(all)));
    }
    found.extend(errors(proba::calibration(surest, BINS, proba::Binning::Uniform)));
    found
}

fn diagonal(all: &Classified) -> Vec<f64> {
    all.confusion().iter().enumerate().map(|(class, said)| said[class]).collect()
}

/// `sorts`: also what rows must be put in order for, and the largest error, which drawn rows say nothing of: none can
/// have a larger one.
async fn numbers(
    all: &Predicted,
    (planned, quantile): (&Predicted, f64),
    sorts: bool,
    meter: &mut Meter,
    pace: &Pace,
) -> Vec<One> {
    type Score = fn(&Predicted) -> Option<f64>;
    let scores: [(&str, Unit, bool, Score); 12] = [
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
        ("mean_poisson_deviance", Unit::Bare, false, Predicted::mean_poisson_deviance),
        ("mean_gamma_deviance", Unit::Bare, false, Predicted::mean_gamma_deviance),
    ];
    let mut found = Vec::with_capacity(scores.len());
    for (name, unit, needs_order, score) in scores {
        visited(all.n_samples(), meter, pace).await;
        let value = if needs_order && !sorts { None } else { score(all) };
        found.push(One::new("forecast", name, unit, value));
    }
    for (name, of) in [("pinball_forecast", all), ("pinball_plan", planned)] {
        visited(all.n_samples(), meter, pace).await;
        found.push(One::new("plan", name, Unit::Amount, of.mean_pinball_loss(quantile)));
    }
    found
}
