//! Why a model says what it says: what it loses without a feature, how its answer moves with one, and how much each
//! feature adds to a single answer.
//!
//! The first two ask the model and do not look inside, so they hold for every algorithm; contributions are read off
//! what it learned, where there is an exact way. None of them says anything about causes, and of two features that say
//! the same, each can look unimportant.

pub mod contributions;
mod dependence;
mod importance;
pub mod tree_shap;

pub use self::dependence::{PartialDependence, partial_dependence, partial_dependence_at};
pub use self::importance::{
    Importance, PermutationImportance, Score, importance_in_orders, permutation_importance,
};
use crate::error::{EngineError, Result};
use crate::matrix::Matrix;

fn too_few() -> EngineError {
    EngineError::TooFewRows { what: "explanation".into(), needed: 1, found: 0 }
}

fn check_column(x: &Matrix, column: u32) -> Result<()> {
    if (column as usize) < x.n_cols() {
        return Ok(());
    }
    Err(out_of_range("column", 0, x.n_cols().saturating_sub(1) as u32, column))
}

fn out_of_range(what: &str, low: u32, high: u32, found: u32) -> EngineError {
    let (low, high, found) = (f64::from(low), f64::from(high), f64::from(found));
    EngineError::OutOfRange { what: what.into(), low, high, found }
}
