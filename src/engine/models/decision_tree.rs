//! A decision tree (scikit-learn's `DecisionTreeClassifier`, CART): questions one after the other.
//!
//! Each question parts the rows so that the two sides are as unmixed as can be; a leaf answers the share of yes among
//! its training rows. Grown exactly, by [`super::tree`].

use serde::{Deserialize, Serialize};

use super::one_class;
use super::tree::grow::{Limits, Presorted, Way, grow};
use super::tree::target::{Binary, Criterion};
use super::tree::{Columns, Tree, check_features};
use crate::error::{EngineError, Result};
use crate::matrix::Matrix;
use crate::work::{Meter, Pace};

/// The dials.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// What a question is to make small.
    pub criterion: Criterion,
    /// Questions on a way down at most; `None`: as many as it takes.
    pub max_depth: Option<u32>,
    /// Training rows in a leaf at least.
    pub min_samples_leaf: u32,
    /// Leaves at most; if given, the tree grows where it gains most.
    pub max_leaf_nodes: Option<u32>,
    /// What a leaf costs when the tree is cut back (impurity times share of rows); 0: it is not.
    pub ccp_alpha: f64,
}

impl Default for Params {
    /// A tree that can be read: four questions deep, no leaf of fewer than 20 rows (scikit-learn: no limit, 1 row).
    fn default() -> Self {
        Self {
            criterion: Criterion::Gini,
            max_depth: Some(4),
            min_samples_leaf: 20,
            max_leaf_nodes: None,
            ccp_alpha: 0.0,
        }
    }
}

/// What was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// The tree; a node's value is the share of yes.
    pub tree: Tree,
}

impl Params {
    /// Learns from finite `x`, shape `(n_samples, n_features)`, and `y` (0 or 1).
    ///
    /// # Errors
    /// [`EngineError::OneClass`], [`EngineError::OutOfRange`] for a dial.
    pub async fn fit(&self, x: &Matrix, y: &[f64], pace: &Pace) -> Result<Fitted> {
        let limits = self.limits()?;
        one_class(y)?;
        pace.rest("train", 0, Some(x.n_rows()), None).await;
        let mut columns = Columns::sort(x, pace).await;
        let (target, mut meter) = (Binary::new(y, None, self.criterion), Meter::default());
        let rows: Vec<u32> = (0..x.n_rows() as u32).collect();
        let mut way = Way { pace, meter: &mut meter, tells: true };
        let mut source = Presorted::new(&mut columns);
        let tree = grow(&columns, &mut source, &target, &rows, limits, &mut way).await;
        Ok(Fitted { tree: if self.ccp_alpha > 0.0 { tree.pruned(self.ccp_alpha) } else { tree } })
    }

    fn limits(&self) -> Result<Limits> {
        check_limits(self.max_depth, self.min_samples_leaf)?;
        let most = self.max_leaf_nodes.unwrap_or(2);
        if !(2..=1 << 16).contains(&most) {
            return Err(out_of_range("max_leaf_nodes", 2.0, f64::from(1 << 16), f64::from(most)));
        }
        if !(0.0..=1.0).contains(&self.ccp_alpha) {
            return Err(out_of_range("ccp_alpha", 0.0, 1.0, self.ccp_alpha));
        }
        let Self { max_depth, min_samples_leaf, max_leaf_nodes, .. } = *self;
        Ok(Limits { max_depth, min_samples_leaf, max_leaf_nodes })
    }
}

/// Refuses limits that no tree can have.
pub(super) fn check_limits(max_depth: Option<u32>, min_samples_leaf: u32) -> Result<()> {
    if max_depth == Some(0) {
        return Err(out_of_range("max_depth", 1.0, f64::from(u32::MAX), 0.0));
    }
    if min_samples_leaf == 0 {
        return Err(out_of_range("min_samples_leaf", 1.0, f64::from(u32::MAX), 0.0));
    }
    Ok(())
}

pub(super) fn out_of_range(what: &str, low: f64, high: f64, found: f64) -> EngineError {
    EngineError::OutOfRange { what: what.into(), low, high, found }
}

impl Fitted {
    /// The probability of yes for each row of `x`.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn predict_proba(&self, x: &Matrix, pace: &Pace) -> Result<Vec<f64>> {
        let mut scores = vec![0.0; x.n_rows()];
        self.tree.add_to(&mut scores, x, &mut Meter::default(), pace).await?;
        Ok(scores)
    }

    /// The probabilities after at most `depth` questions: of the same tree, had it been allowed no more.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn predict_at(&self, depth: u32, x: &Matrix, pace: &Pace) -> Result<Vec<f64>> {
        check_features(self.tree.n_features, x)?;
        let (mut scores, mut meter) = (Vec::with_capacity(x.n_rows()), Meter::default());
        for i in 0..x.n_rows() {
            scores.push(self.tree.value[self.tree.node_at(depth, x.row(i))]);
            if meter.spend(1 + depth as usize) {
                pace.pause().await;
            }
        }
        Ok(scores)
    }
}
