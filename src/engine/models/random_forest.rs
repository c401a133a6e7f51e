//! A random forest (scikit-learn's `RandomForestClassifier` and `RandomForestRegressor`, Breiman 2001): many deep
//! trees, each on rows drawn with replacement and on features drawn anew for every question; the answer is the mean of
//! theirs.
//!
//! A tree never sees about a third of the rows: asked for those alone, the forest judges itself without other rows.

mod drawing;
mod short;

use serde::{Deserialize, Serialize};

use self::drawing::{Bag, OutOfBag};
use self::short::ROWS;
pub use self::short::ShortTree;
use super::decision_tree::{check_limits, out_of_range};
use super::logistic::ClassWeight;
use super::tree::grow::{Drawn, Limits, Ranks, Way, grow};
use super::tree::target::Criterion;
use super::tree::{Columns, check_features, loss};
use super::weights::{self, equal};
use super::{Answers, one_class};
use crate::error::Result;
use crate::later::later;
use crate::math;
use crate::matrix::Matrix;
use crate::rng::Rng;
use crate::task::Task;
use crate::work::{Meter, Pace};

/// How many features are drawn for a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaxFeatures {
    /// The square root of their number, at least one.
    Sqrt,
    /// All: the trees differ by their rows only (bagging).
    All,
}

/// The dials.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Params {
    /// Number of trees.
    pub n_estimators: u32,
    /// What a question is to make small; of numbers it is always the squared error.
    pub criterion: Criterion,
    /// How many features are drawn for a question.
    pub max_features: MaxFeatures,
    /// Questions on a way down at most; `None`: as many as it takes.
    pub max_depth: Option<u32>,
    /// Different training rows in a leaf at least.
    pub min_samples_leaf: u32,
    /// How much the classes count; of no matter for numbers.
    #[serde(default = "equal")]
    pub class_weight: ClassWeight,
}

later!(Params { n_estimators, criterion, max_features, max_depth, min_samples_leaf } class_weight if |params| params.class_weight != ClassWeight::Equal);

impl Default for Params {
    /// scikit-learn's, but for leaves of at least 5 rows (1 there): a fully grown forest on some ten thousand rows is
    /// too large a thing to be kept by a page. For numbers scikit-learn draws no features, [`MaxFeatures::All`].
    fn default() -> Self {
        Self {
            n_estimators: 100,
            criterion: Criterion::Gini,
            max_features: MaxFeatures::Sqrt,
            max_depth: None,
            min_samples_leaf: 5,
            class_weight: ClassWeight::Equal,
        }
    }
}

/// What was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// What it answers.
    pub task: Task,
    /// Number of features of the rows learned from.
    pub n_features: u32,
    /// Numbers it answers a row: 1 (share of yes, mean), or one a class.
    pub n_outputs: u32,
    /// The trees.
    pub trees: Vec<ShortTree>,
    /// How much each feature took off the impurity, as a share of all, mean over the trees.
    pub feature_importances: Vec<f64>,
    /// How good the trees are on training rows that they have not seen: the share of right ones, of numbers R².
    /// `None` if there are no such rows, or R² is undefined.
    pub oob_score: Option<f64>,
}

impl Params {
    /// Learns from finite `x`, shape `(n_samples, n_features)`, and answers of any kind. `rng` draws rows, those that
    /// count more more often (as scikit-learn 1.9 does), and features.
    ///
    /// # Errors
    /// [`OneClass`](crate::error::EngineError::OneClass), [`OutOfRange`](crate::error::EngineError::OutOfRange) for a
    /// dial.
    pub async fn fit(&self, x: &Matrix, answers: &Answers, mut rng: Rng, pace: &Pace) -> Result<Fitted> {
        let limits = self.limits()?;
        if answers.task != Task::Regression {
            one_class(&answers.y)?;
        }
        let (n, d, k) = (x.n_rows(), x.n_cols(), answers.n_outputs());
        let told = |done: usize| pace.rest("train", done, Some(self.n_estimators as usize), None);
        told(0).await;
        let columns = Columns::sort(x, pace).await;
        let mut ranks = Ranks::of(&columns, pace).await;
        let max_features = match self.max_features {
            MaxFeatures::Sqrt => (math::sqrt(d as f64) as usize).max(1),
            MaxFeatures::All => d,
        };
        let mut bag = Bag::new(n, weights::of_rows(answers, self.class_weight, true));
        let (mut out, mut meter) = (OutOfBag::new(n, k), Meter::default());
        let (mut trees, mut importances) = (Vec::new(), vec![0.0; d]);
        for done in 1..=self.n_estimators as usize {
            // A stream a tree: what one draws does not move the others.
            let mut rng = Rng::new(rng.next_u64(), "tree");
            bag.draw(&mut rng);
            let rows = bag.rows();
            let target = bag.target(answers, self.criterion);
            let mut source = Drawn::new(&columns, &mut ranks, &rows, max_features, &mut rng);
            let mut way = Way { pace, meter: &mut meter, tells: false };
            let tree = grow(&columns, &mut source, &*target, &rows, limits, &mut way).await;
            importances.iter_mut().zip(tree.feature_importances()).for_each(|(sum, own)| *sum += own);
            let tree = ShortTree::new(&tree);
            out.ask(&tree, x, &bag, &mut meter, pace).await;
            trees.push(tree);
            told(done).await;
        }
        let all = math::sum(&importances);
        let share = |importance: &f64| if all > 0.0 { importance / all } else { 0.0 };
        Ok(Fitted {
            task: answers.task,
            n_features: d as u32,
            n_outputs: k as u32,
            trees,
            feature_importances: importances.iter().map(share).collect(),
            oob_score: out.score(answers),
        })
    }

    fn limits(&self) -> Result<Limits> {
        check_limits(self.max_depth, self.min_samples_leaf)?;
        if !(1..=10_000).contains(&self.n_estimators) {
            return Err(out_of_range("n_estimators", 1.0, 10_000.0, f64::from(self.n_estimators)));
        }
        let (max_depth, min_samples_leaf) = (self.max_depth, self.min_samples_leaf);
        Ok(Limits { max_depth, min_samples_leaf, max_leaf_nodes: None })
    }
}

impl Fitted {
    /// What it says of each row of `x`, `n_outputs` numbers: the mean of what the trees say.
    ///
    /// # Errors
    /// [`LengthMismatch`](crate::error::EngineError::LengthMismatch) for another number of features.
    pub async fn predict(&self, x: &Matrix, pace: &Pace) -> Result<Matrix> {
        check_features(self.n_features, x)?;
        let k = self.n_outputs as usize;
        let rows: Vec<u32> = (0..x.n_rows() as u32).collect();
        let (mut said, mut meter) = (vec![0.0; x.n_rows() * k], Meter::default());
        for tree in &self.trees {
            for rows in rows.chunks(ROWS) {
                tree.add_to(&mut said, k, x, rows);
                if meter.spend(tree.cost()) {
                    pace.pause().await;
                }
            }
        }
        said.iter_mut().for_each(|said| *said /= self.trees.len() as f64);
        Matrix::new(x.n_rows(), k, said)
    }

    /// Mean loss on rows after the first tree and after each other one: `n_trees` numbers, each of the mean of the
    /// trees so far; log loss (nats), or squared error of numbers.
    ///
    /// # Errors
    /// [`LengthMismatch`](crate::error::EngineError::LengthMismatch) for another number of features, or of `y` and the
    /// rows of `x`; [`OutOfRange`](crate::error::EngineError::OutOfRange) for a class it does not know,
    /// [`TooFewRows`](crate::error::EngineError::TooFewRows) without rows.
    pub async fn staged_loss(&self, x: &Matrix, y: &[f64], pace: &Pace) -> Result<Vec<f64>> {
        check_features(self.n_features, x)?;
        super::check_rows(x, y)?;
        loss::check(self.task, self.n_outputs, y)?;
        let k = self.n_outputs as usize;
        let rows: Vec<u32> = (0..x.n_rows() as u32).collect();
        let (mut sums, mut said, mut meter) = (vec![0.0; y.len() * k], vec![0.0; k], Meter::default());
        let mut losses = Vec::with_capacity(self.trees.len());
        for (tree, n) in self.trees.iter().zip(1_u32..) {
            let mut own = Vec::with_capacity(y.len());
            for rows in rows.chunks(ROWS) {
                tree.add_to(&mut sums, k, x, rows);
                for i in rows.iter().map(|row| *row as usize) {
                    let sums = &sums[i * k..(i + 1) * k];
                    said.iter_mut().zip(sums).for_each(|(said, sum)| *said = sum / f64::from(n));
                    own.push(loss::of_row(self.task, &said, y[i]));
                }
                if meter.spend(tree.cost() + 16 * ROWS) {
                    pace.pause().await;
                }
            }
            losses.push(loss::mean(&own)?);
        }
        Ok(losses)
    }
}
