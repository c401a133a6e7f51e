//! Labels that look wrong, by what models say that have not seen them (confident learning, Northcutt, Jiang and Chuang
//! 2021).
//!
//! A class's threshold is the mean probability of that class among the rows labelled so. A row whose probability of
//! another class reaches that class's threshold, and is the highest of those that do, is counted there: where its label
//! says otherwise, it is suspected. A suspicion, not a proof: rare but true cases look the same.

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::order;

/// A label that looks wrong.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suspect {
    /// The row.
    pub row: u32,
    /// Its label.
    pub label: u32,
    /// What it rather looks like.
    pub likelier: u32,
    /// Probability of that less probability of the label.
    pub margin: f64,
}

/// Labels that look wrong, the surest first, of equals in row order. `proba` has shape `(n, n_classes)`, row after row,
/// and must come from models that did not see the row (cross-validation).
///
/// # Errors
/// [`EngineError::LengthMismatch`], [`EngineError::OutOfRange`] for a label.
///
/// ```
/// use engine::quality::noise::suspects;
/// let proba = [0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.9, 0.1, 0.2, 0.8];
/// let found = suspects(&[0, 0, 1, 1, 1], &proba, 2)?;
/// assert_eq!(found.iter().map(|s| s.row).collect::<Vec<_>>(), [3]);
/// # Ok::<(), engine::error::EngineError>(())
/// ```
pub fn suspects(labels: &[u32], proba: &[f64], n_classes: u32) -> Result<Vec<Suspect>> {
    let k = n_classes as usize;
    if proba.len() != labels.len() * k {
        let (expected, found) = ((labels.len() * k) as u64, proba.len() as u64);
        return Err(EngineError::LengthMismatch { what: "proba".into(), expected, found });
    }
    let mut sums = vec![(0.0, 0.0); k];
    for (label, row) in labels.iter().zip(proba.chunks(k.max(1))) {
        EngineError::unless_within("label", 0.0, f64::from(n_classes) - 1.0, f64::from(*label))?;
        let sum = &mut sums[*label as usize];
        *sum = (sum.0 + 1.0, sum.1 + row[*label as usize]);
    }
    // A class that no row is labelled with is nobody's likelier one.
    let threshold =
        |class: usize| if sums[class].0 > 0.0 { sums[class].1 / sums[class].0 } else { f64::INFINITY };
    let mut found = Vec::new();
    for ((row, label), p) in (0..).zip(labels).zip(proba.chunks(k.max(1))) {
        let confident = (0..k).filter(|class| p[*class] >= threshold(*class));
        let best = confident.reduce(|best, class| if p[class] > p[best] { class } else { best });
        if let Some(likelier) = best.filter(|class| *class != *label as usize) {
            let margin = p[likelier] - p[*label as usize];
            found.push(Suspect { row, label: *label, likelier: likelier as u32, margin });
        }
    }
    let margins: Vec<f64> = found.iter().map(|s| s.margin).collect();
    Ok(order::descending(&margins).into_iter().map(|i| found[i as usize]).collect())
}
