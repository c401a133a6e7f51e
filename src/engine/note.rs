//! What the engine did anyway: not an error, but something a learner should hear of.

use serde::{Deserialize, Serialize};

/// Something done or met on the way, with the facts to say it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// A categorical column met levels at prediction time that training never saw.
    UnseenLevels {
        /// The column.
        column: String,
        /// Rows with such a level.
        rows: u64,
    },
    /// Rare levels were pooled into "other".
    PooledLevels {
        /// The column.
        column: String,
        /// Levels pooled.
        levels: u64,
    },
    /// Of a column that is kept as levels the rarer ones were too many, and count as missing.
    LeftOut {
        /// The column.
        column: String,
        /// Levels left out.
        levels: u64,
    },
    /// A column had no value at all in the training rows and was filled with a constant.
    AllMissing {
        /// The column.
        column: String,
    },
    /// A column with a single value, which tells a model nothing.
    ConstantColumn {
        /// The column.
        column: String,
    },
    /// A column has training values below 0, so all were shifted up before the logarithm was taken.
    Shifted {
        /// The column.
        column: String,
        /// By how much, in its unit.
        by: f64,
    },
    /// Training stopped before the optimum was reached.
    NotConverged {
        /// Iterations done.
        iterations: u32,
    },
}
