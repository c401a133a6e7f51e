//! A random forest (scikit-learn's `RandomForestClassifier`, Breiman 2001): many deep trees, each on rows drawn with
//! replacement and on features drawn anew for every question; the answer is the mean of theirs.
//!
//! A tree never sees about a third of the rows: asked for those alone, the forest judges itself without other rows.

use serde::{Deserialize, Serialize};

use super::decision_tree::{check_limits, out_of_range};
use super::one_class;
use super::tree::grow::{Drawn, Limits, Way, grow};
use super::tree::target::{Binary, Criterion};
use super::tree::{Columns, Tree, check_features};
use crate::error::Result;
use crate::math;
use crate::matrix::Matrix;
use crate::rng::Rng;
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// Number of trees.
    pub n_estimators: u32,
    /// What a question is to make small.
    pub criterion: Criterion,
    /// How many features are drawn for a question.
    pub max_features: MaxFeatures,
    /// Questions on a way down at most; `None`: as many as it takes.
    pub max_depth: Option<u32>,
    /// Different training rows in a leaf at least.
    pub min_samples_leaf: u32,
}

impl Default for Params {
    /// scikit-learn's, but for leaves of at least 5 rows (1 there): a fully grown forest on some ten thousand rows is
    /// too large a thing to be kept by a page.
    fn default() -> Self {
        Self {
            n_estimators: 100,
            criterion: Criterion::Gini,
            max_features: MaxFeatures::Sqrt,
            max_depth: None,
            min_samples_leaf: 5,
        }
    }
}

/// A tree, as short as can be: nodes depth first, so that the child for "at most" is always the next node.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct ShortTree {
    /// The feature a node asks for; 0 at a leaf.
    pub feature: Vec<u32>,
    /// The child for "more"; 0 at a leaf.
    pub right: Vec<u32>,
    /// The threshold of a question; the share of yes at a leaf.
    pub number: Vec<f64>,
    /// Training rows in the node, each as often as it was drawn.
    pub weight: Vec<u32>,
}

/// What was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// Number of features of the rows learned from.
    pub n_features: u32,
    /// The trees.
    pub trees: Vec<ShortTree>,
    /// How much each feature took off the impurity, as a share of all, mean over the trees.
    pub feature_importances: Vec<f64>,
    /// Share of training rows on which the trees that have not seen them are right; `None` if all have been seen.
    pub oob_score: Option<f64>,
}

impl ShortTree {
    fn new(tree: &Tree) -> Self {
        let number = |node| if tree.is_leaf(node) { tree.value[node] } else { tree.threshold[node] };
        let number = (0..tree.n_nodes()).map(number).collect();
        Self { feature: tree.feature.clone(), right: tree.right.clone(), number, weight: tree.weight.clone() }
    }

    /// The share of yes in the leaf that `row` comes to.
    #[must_use]
    pub fn answer(&self, row: &[f64]) -> f64 {
        let mut node = 0;
        while self.right[node] > 0 {
            let more = row[self.feature[node] as usize] > self.number[node];
            node = if more { self.right[node] as usize } else { node + 1 };
        }
        self.number[node]
    }

    /// Questions to be expected on a way down, for counting work.
    fn cost(&self) -> usize {
        2 * (usize::BITS - self.feature.len().leading_zeros()) as usize
    }
}

impl Params {
    /// Learns from finite `x`, shape `(n_samples, n_features)`, and `y` (0 or 1). `rng` draws rows and features.
    ///
    /// # Errors
    /// [`OneClass`](crate::error::EngineError::OneClass), [`OutOfRange`](crate::error::EngineError::OutOfRange) for a
    /// dial.
    pub async fn fit(&self, x: &Matrix, y: &[f64], mut rng: Rng, pace: &Pace) -> Result<Fitted> {
        let limits = self.limits()?;
        one_class(y)?;
        let (n, d) = (x.n_rows(), x.n_cols());
        let told = |done: usize| pace.rest("train", done, Some(self.n_estimators as usize), None);
        told(0).await;
        let columns = Columns::sort(x, pace).await;
        let places = columns.places();
        let max_features = match self.max_features {
            MaxFeatures::Sqrt => (math::sqrt(d as f64) as usize).max(1),
            MaxFeatures::All => d,
        };
        let (mut out, mut meter) = (OutOfBag::new(n), Meter::default());
        let (mut trees, mut importances) = (Vec::new(), vec![0.0; d]);
        for done in 1..=self.n_estimators as usize {
            // A stream a tree: what one draws does not move the others.
            let mut rng = Rng::new(rng.next_u64(), "tree");
            let mut weights = vec![0_u32; n];
            (0..n).for_each(|_| weights[rng.below(n as u32) as usize] += 1);
            let rows: Vec<u32> = (0..n as u32).filter(|row| weights[*row as usize] > 0).collect();
            let target = Binary::new(y, Some(&weights), self.criterion);
            let mut source = Drawn::new(&places, n, rows.clone(), max_features, &mut rng);
            let mut way = Way { pace, meter: &mut meter, tells: false };
            let tree = grow(&columns, &mut source, &target, &rows, limits, &mut way).await;
            importances.iter_mut().zip(tree.feature_importances()).for_each(|(sum, own)| *sum += own);
            let tree = ShortTree::new(&tree);
            out.ask(&tree, x, &weights, &mut meter, pace).await;
            trees.push(tree);
            told(done).await;
        }
        let all = math::sum(&importances);
        let share = |importance: &f64| if all > 0.0 { importance / all } else { 0.0 };
        let feature_importances = importances.iter().map(share).collect();
        Ok(Fitted { n_features: d as u32, trees, feature_importances, oob_score: out.score(y) })
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

/// What the trees say of rows they have not seen.
struct OutOfBag {
    sums: Vec<f64>,
    asked: Vec<u32>,
}

impl OutOfBag {
    fn new(n_rows: usize) -> Self {
        Self { sums: vec![0.0; n_rows], asked: vec![0; n_rows] }
    }

    async fn ask(&mut self, tree: &ShortTree, x: &Matrix, weights: &[u32], meter: &mut Meter, pace: &Pace) {
        for row in (0..weights.len()).filter(|row| weights[*row] == 0) {
            self.sums[row] += tree.answer(x.row(row));
            self.asked[row] += 1;
            if meter.spend(tree.cost()) {
                pace.pause().await;
            }
        }
    }

    /// Accuracy; yes is said above one half, as scikit-learn's `argmax` does.
    fn score(&self, y: &[f64]) -> Option<f64> {
        let (mut right, mut all) = (0_u32, 0_u32);
        for ((sum, asked), y) in
            self.sums.iter().zip(&self.asked).zip(y).filter(|((_, asked), _)| **asked > 0)
        {
            let yes = sum / f64::from(*asked) > 0.5;
            right += u32::from(yes == (*y == 1.0));
            all += 1;
        }
        (all > 0).then(|| f64::from(right) / f64::from(all))
    }
}

impl Fitted {
    /// The probability of yes for each row of `x`: the mean of the trees' shares.
    ///
    /// # Errors
    /// [`LengthMismatch`](crate::error::EngineError::LengthMismatch) for another number of features.
    pub async fn predict_proba(&self, x: &Matrix, pace: &Pace) -> Result<Vec<f64>> {
        check_features(self.n_features, x)?;
        let (mut scores, mut meter) = (vec![0.0; x.n_rows()], Meter::default());
        for tree in &self.trees {
            for (i, score) in scores.iter_mut().enumerate() {
                *score += tree.answer(x.row(i));
                if meter.spend(tree.cost()) {
                    pace.pause().await;
                }
            }
        }
        scores.iter_mut().for_each(|score| *score /= self.trees.len() as f64);
        Ok(scores)
    }

    /// Mean log loss on rows (nats) after the first tree and after each other one: `n_trees` numbers, each
    /// [`proba::log_loss`](crate::metrics::proba::log_loss) of the mean of the trees so far.
    ///
    /// # Errors
    /// [`LengthMismatch`](crate::error::EngineError::LengthMismatch) for another number of features, or of `y` and the
    /// rows of `x`.
    pub async fn staged_log_loss(&self, x: &Matrix, y: &[f64], pace: &Pace) -> Result<Vec<f64>> {
        check_features(self.n_features, x)?;
        super::check_rows(x, y)?;
        let (mut sums, mut meter) = (vec![0.0; y.len()], Meter::default());
        let mut losses = Vec::with_capacity(self.trees.len());
        for (tree, n) in self.trees.iter().zip(1_u32..) {
            let mut said = vec![0.0; y.len()];
            for (i, sum) in sums.iter_mut().enumerate() {
                *sum += tree.answer(x.row(i));
                let p = *sum / f64::from(n);
                let p = if y[i] == 1.0 { p } else { 1.0 - p };
                said[i] = -math::ln(p.clamp(f64::EPSILON, 1.0 - f64::EPSILON));
                if meter.spend(tree.cost() + 16) {
                    pace.pause().await;
                }
            }
            losses.push(math::sum(&said) / y.len() as f64);
        }
        Ok(losses)
    }
}
