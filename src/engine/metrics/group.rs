//! The same metric for each level of a category column: whom the model serves less well.

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::metrics::confusion::{Confusion, ratio};
use crate::metrics::interval::{Interval, wilson};
use crate::metrics::scored::{Scored, same_length};
use crate::table::MISSING;

/// A share, how many rows it stands on and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// `hits / of`; `None` if `of` is 0.
    pub value: Option<f64>,
    /// Rows (or weights) counted.
    pub hits: f64,
    /// Out of so many.
    pub of: f64,
    /// Wilson's interval; `None` if `of` is 0 or rows have weights.
    pub interval: Option<Interval>,
}

/// How the model does in one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// The level; `None`: rows where it is missing.
    pub level: Option<String>,
    /// Rows.
    pub n_rows: u32,
    /// What came of the decisions.
    pub confusion: Confusion,
    /// Share of right decisions.
    pub accuracy: Rate,
    /// Share that is flagged.
    pub selection_rate: Rate,
    /// Share of the positives that are flagged (true positive rate).
    pub recall: Rate,
    /// Share of the negatives that are flagged (false positive rate).
    pub fpr: Rate,
}

/// Every group's rates at `threshold`, in the order of `levels`, missing last; levels without rows are left
/// out. Intervals hold `confidence` (0.95 as a rule).
///
/// # Errors
/// [`EngineError::LengthMismatch`], [`EngineError::Data`] for a code without a level.
pub fn by_group(
    scored: &Scored,
    levels: &[String],
    codes: &[u32],
    threshold: f64,
    confidence: f64,
) -> Result<Vec<Group>> {
    let groups = rows_by_group(scored, levels, codes)?;
    Ok(groups
        .into_iter()
        .map(|(level, rows)| group(level, &scored.take(&rows), threshold, confidence))
        .collect())
}

fn rows_by_group(
    scored: &Scored,
    levels: &[String],
    codes: &[u32],
) -> Result<Vec<(Option<String>, Vec<u32>)>> {
    same_length("group", scored.n_samples(), codes.len())?;
    let mut rows = vec![Vec::new(); levels.len() + 1];
    for (row, code) in codes.iter().enumerate() {
        let slot = if *code == MISSING { levels.len() } else { *code as usize };
        if *code != MISSING && slot >= levels.len() {
            let problem = format!("code {code} of {} levels", levels.len());
            return Err(EngineError::Data { what: "group".into(), problem });
        }
        rows[slot].push(row as u32);
    }
    let names = levels.iter().cloned().map(Some).chain([None]);
    Ok(names.zip(rows).filter(|(_, rows)| !rows.is_empty()).collect())
}

fn group(level: Option<String>, scored: &Scored, threshold: f64, confidence: f64) -> Group {
    let c = Confusion::at(scored, threshold);
    let rate = |hits: f64, of: f64| Rate {
        value: ratio(hits, of),
        hits,
        of,
        // Wilson counts rows; weights are no counts.
        interval: if scored.sample_weight().is_some() { None } else { wilson(hits, of, confidence) },
    };
    Group {
        level,
        n_rows: scored.n_samples() as u32,
        accuracy: rate(c.tn + c.tp, c.total()),
        selection_rate: rate(c.fp + c.tp, c.total()),
        recall: rate(c.tp, c.fn_ + c.tp),
        fpr: rate(c.fp, c.tn + c.fp),
        confusion: c,
    }
}
