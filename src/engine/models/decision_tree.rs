//! A decision tree (scikit-learn's `DecisionTreeClassifier` and `DecisionTreeRegressor`, CART): questions one after the
//! other.
//!
//! Each question parts the rows so that the two sides are as unmixed as can be; a leaf answers the share of yes, or of
//! each class, or the mean among its training rows. Grown exactly, by [`super::tree`].

use serde::{Deserialize, Serialize};

use super::logistic::ClassWeight;
use super::tree::grow::{Limits, Presorted, Way, grow};
use super::tree::target::{self, Criterion};
use super::tree::{Columns, Tree, check_features, loss};
use super::weights::{self, equal};
use super::{Answers, one_class};
use crate::error::{EngineError, Result};
use crate::later::later;
use crate::matrix::Matrix;
use crate::task::Task;
use crate::work::{Meter, Pace};

/// The dials.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Params {
    /// What a question is to make small; of numbers it is always the squared error.
    pub criterion: Criterion,
    /// Questions on a way down at most; `None`: as many as it takes.
    pub max_depth: Option<u32>,
    /// Training rows in a leaf at least.
    pub min_samples_leaf: u32,
    /// Leaves at most; if given, the tree grows where it gains most.
    pub max_leaf_nodes: Option<u32>,
    /// What a leaf costs when the tree is cut back (impurity times share of the weight); 0: it is not.
    pub ccp_alpha: f64,
    /// How much the classes count; of no matter for numbers.
    #[serde(default = "equal")]
    pub class_weight: ClassWeight,
    /// What a leaf costs besides, as a share of the impurity of all rows (rpart's `cp`), so that it means the same
    /// whatever is asked for and in whatever unit.
    #[serde(default)]
    pub ccp_share: f64,
}

later!(Params { criterion, max_depth, min_samples_leaf, max_leaf_nodes, ccp_alpha }
    class_weight if |params| params.class_weight != ClassWeight::Equal,
    ccp_share if |params| params.ccp_share > 0.0);

impl Default for Params {
    /// A tree that can be read: four questions deep, no leaf of fewer than 20 rows (scikit-learn: no limit, 1 row).
    fn default() -> Self {
        Self {
            criterion: Criterion::Gini,
            max_depth: Some(4),
            min_samples_leaf: 20,
            max_leaf_nodes: None,
            ccp_alpha: 0.0,
            class_weight: ClassWeight::Equal,
            ccp_share: 0.0,
        }
    }
}

/// What was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// What it answers.
    pub task: Task,
    /// The tree; a node's value is the share of yes, of each class, or the mean.
    pub tree: Tree,
}

impl Params {
    /// Learns from finite `x`, shape `(n_samples, n_features)`, and answers of any kind.
    ///
    /// # Errors
    /// [`EngineError::OneClass`], [`EngineError::OutOfRange`] for a dial.
    pub async fn fit(&self, x: &Matrix, answers: &Answers, pace: &Pace) -> Result<Fitted> {
        let limits = self.limits()?;
        if answers.task != Task::Regression {
            one_class(&answers.y)?;
        }
        pace.rest("train", 0, Some(x.n_rows()), None).await;
        let mut columns = Columns::sort(x, pace).await;
        let weights = weights::of_rows(answers, self.class_weight, false);
        let weights = weights.as_deref();
        let target = target::of(answers, weights, self.criterion);
        // Rows that count for nothing are not there.
        let counts = |row: &u32| weights.is_none_or(|weights| weights[*row as usize] > 0.0);
        let rows: Vec<u32> = (0..x.n_rows() as u32).filter(counts).collect();
        let (mut source, mut meter) = (Presorted::new(&mut columns, weights), Meter::default());
        let mut way = Way { pace, meter: &mut meter, tells: true };
        let tree = grow(&columns, &mut source, &*target, &rows, limits, &mut way).await;
        let leaf = self.ccp_alpha + self.ccp_share * tree.impurity.first().copied().unwrap_or(0.0);
        Ok(Fitted { task: answers.task, tree: if leaf > 0.0 { tree.pruned(leaf) } else { tree } })
    }

    fn limits(&self) -> Result<Limits> {
        check_limits(self.max_depth, self.min_samples_leaf)?;
        let most = self.max_leaf_nodes.unwrap_or(2);
        if !(2..=1 << 16).contains(&most) {
            return Err(out_of_range("max_leaf_nodes", 2.0, f64::from(1 << 16), f64::from(most)));
        }
        // The squared error has no upper end.
        if !(self.ccp_alpha >= 0.0 && self.ccp_alpha.is_finite()) {
            return Err(out_of_range("ccp_alpha", 0.0, f64::MAX, self.ccp_alpha));
        }
        EngineError::unless_within("ccp_share", 0.0, 1.0, self.ccp_share)?;
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
    /// What it says of each row of `x`: `n_outputs` numbers.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn predict(&self, x: &Matrix, pace: &Pace) -> Result<Matrix> {
        self.predict_at(u32::MAX, x, pace).await
    }

    /// What it says after at most `depth` questions: of the same tree, had it been allowed no more.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn predict_at(&self, depth: u32, x: &Matrix, pace: &Pace) -> Result<Matrix> {
        check_features(self.tree.n_features, x)?;
        let (k, cost) = (self.tree.n_outputs as usize, 1 + self.tree.depth().min(depth) as usize);
        let (mut said, mut meter) = (Vec::with_capacity(x.n_rows() * k), Meter::default());
        for i in 0..x.n_rows() {
            said.extend(self.tree.value(self.tree.node_at(depth, x.row(i))));
            if meter.spend(cost) {
                pace.pause().await;
            }
        }
        Matrix::new(x.n_rows(), k, said)
    }

    /// Mean loss on rows before the first question and after each other one on the longest way down: log loss (nats),
    /// or squared error of numbers.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features, or of `y` and the rows of `x`;
    /// [`EngineError::OutOfRange`] for a class it does not know, [`EngineError::TooFewRows`] without rows.
    pub async fn staged_loss(&self, x: &Matrix, y: &[f64], pace: &Pace) -> Result<Vec<f64>> {
        super::check_rows(x, y)?;
        loss::check(self.task, self.tree.n_outputs, y)?;
        let mut losses = Vec::new();
        for depth in 0..=self.tree.depth() {
            let said = self.predict_at(depth, x, pace).await?;
            let (mut own, mut meter) = (Vec::with_capacity(y.len()), Meter::default());
            for (i, y) in y.iter().enumerate() {
                own.push(loss::of_row(self.task, said.row(i), *y));
                if meter.spend(16) {
                    pace.pause().await;
                }
            }
            losses.push(loss::mean(&own)?);
        }
        Ok(losses)
    }
}
