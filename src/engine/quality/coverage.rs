//! Who is in the table, and of whom there are too few to learn from or to judge by.

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::math;
use crate::order;
use crate::table::levels::by_name;
use crate::table::{Column, Kind, MISSING, Values};

/// Groups of one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// The column.
    pub column: String,
    /// The groups, the smallest first, of equals by name; missing is one. A level without a row is one too: it is known,
    /// and nobody is there.
    pub groups: Vec<Covered>,
    /// Groups with fewer rows than asked for.
    pub n_thin: u32,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Covered {
    /// The level; `None`: rows where it is missing.
    pub level: Option<String>,
    /// Its rows.
    pub n_rows: u32,
    /// Rows over all rows.
    pub share: Option<f64>,
    /// Mean answer of its rows.
    pub answer: Option<f64>,
    /// Whether there are fewer rows than asked for.
    pub thin: bool,
}

/// Counts the groups of a category; `y` is an answer a row, or empty. Fewer than `needed` rows are thin.
///
/// # Errors
/// [`EngineError::WrongKind`] for a column that is no category, [`EngineError::LengthMismatch`] for `y`.
pub fn coverage(column: &Column, y: &[f64], needed: u32) -> Result<Coverage> {
    let Values::Category { levels, codes } = &column.values else {
        return Err(EngineError::WrongKind {
            column: column.name.clone(),
            expected: Kind::Category.name().into(),
            found: column.values.kind().name().into(),
        });
    };
    if !y.is_empty() && y.len() != codes.len() {
        let (expected, found) = (codes.len() as u64, y.len() as u64);
        return Err(EngineError::LengthMismatch { what: "y".into(), expected, found });
    }
    let mut of = vec![(0_u32, Vec::new()); levels.len() + 1];
    for (i, code) in codes.iter().enumerate() {
        let group = &mut of[if *code == MISSING { levels.len() } else { *code as usize }];
        group.0 += 1;
        group.1.extend(y.get(i));
    }
    let names = levels.iter().cloned().map(Some).chain([None]);
    let covered = |(level, (n_rows, answers)): (Option<String>, (u32, Vec<f64>))| Covered {
        level,
        n_rows,
        share: (!codes.is_empty()).then(|| f64::from(n_rows) / codes.len() as f64),
        answer: math::mean(&answers),
        thin: n_rows < needed,
    };
    let mut groups: Vec<Covered> = names.zip(of).map(covered).collect();
    // What is missing stands before all names. Nothing missing is no group.
    groups.rotate_right(1);
    groups.retain(|group| group.level.is_some() || group.n_rows > 0);
    let names: Vec<String> = groups.iter().map(|group| group.level.clone().unwrap_or_default()).collect();
    let named = by_name(&names);
    let sizes: Vec<f64> = named.iter().map(|at| f64::from(groups[*at as usize].n_rows)).collect();
    let place = |at: u32| groups[named[at as usize] as usize].clone();
    let groups: Vec<Covered> = order::sorted(&sizes).into_iter().map(|(_, at)| place(at)).collect();
    let n_thin = groups.iter().filter(|group| group.thin).count() as u32;
    Ok(Coverage { column: column.name.clone(), groups, n_thin })
}
