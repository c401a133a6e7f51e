//! A look inside what a run learned: its weights, its tree, and what it loses without a column.

use serde::{Deserialize, Serialize};

use super::on_demand::OnDemand;
use super::pipeline::{self, Pipeline};
use super::plan::Fit;
use crate::error::{EngineError, Result};
use crate::explain::{Importance, Score, permutation_importance};
use crate::fingerprint::from_hex;
use crate::math;
use crate::matrix::Matrix;
use crate::models::{Model, ModelSpec, tree::Tree};
use crate::order;
use crate::prepare::FittedRecipe;
use crate::prepare::origin::Origin;
use crate::rng::Rng;
use crate::table::{Table, Values};
use crate::task::Task;
use crate::work::Pace;
use crate::worlds::World;

/// Questions one below the other that are handed out of a tree; a room opens them one by one.
const SHOWN_DEPTH: u32 = 6;
/// Entries of a list, the largest first.
const SHOWN: usize = 12;
/// Numbers kept of what classes go by: a report should not grow with the words of a text. Beyond that it is the features
/// in which classes are furthest apart.
const TOLD_APART: usize = 20_000;
/// Random orders of a column: the mean of several is steadier than one.
const REPEATS: u32 = 3;

/// Something a model leans on, and how much.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weight {
    /// The feature, or the column.
    pub feature: String,
    /// How much: of a linear model its weight; of naive Bayes how far yes and no are apart, see
    /// [`differences`](crate::models::naive_bayes::Fitted::differences); of a network its wiring, see [`Layers::columns`]; otherwise the area under the ROC curve that
    /// is lost without it, of numbers the mean absolute error that is gained.
    pub weight: f64,
}

impl Weight {
    /// How many times as common something is where it is commoner, the weight being the logarithm of that; at least 1.
    #[must_use]
    pub fn times(&self) -> f64 {
        math::exp(self.weight.abs())
    }
}

/// Of several classes, what each goes by: only differences between two of them say anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ByClass {
    /// The features in which the classes are furthest apart, these first.
    pub features: Vec<String>,
    /// Of each class with training rows a number a feature: of a formula its weights, of naive Bayes how far it lies from
    /// the first of them, see [`differences`](crate::models::naive_bayes::Fitted::differences).
    pub lines: Vec<(u32, Vec<f64>)>,
}

impl ByClass {
    /// What tells `one` of the classes from the `other`, the largest first; nothing of a class without training rows.
    #[must_use]
    pub fn between(&self, one: u32, other: u32) -> Vec<Weight> {
        let of = |class| self.lines.iter().find(|line| line.0 == class).map(|line| &line.1);
        let (Some(one), Some(other)) = (of(one), of(other)) else { return Vec::new() };
        let apart = self.features.iter().zip(one.iter().zip(other));
        largest(apart.map(|(feature, (a, b))| Weight { feature: feature.clone(), weight: a - b }).collect())
    }
}

/// A node of a tree as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TreeNode {
    /// Questions above it.
    pub depth: u32,
    /// Training rows that come to it.
    pub n: u32,
    /// Share of yes among them; of numbers their mean; of classes the share of the commonest.
    pub share: f64,
    /// Of classes, the commonest.
    pub class: OnDemand<u32>,
    /// The feature it asks for; `None` where the drawing, or the tree, ends. "At most" follows first, then "more".
    pub feature: Option<String>,
    /// The last value of "at most"; 0 where levels are named.
    pub threshold: f64,
    /// Whether that is in the unit of the column, and not a number that the recipe made of it.
    pub in_unit: bool,
    /// Leaves below it; 1 if it is one.
    pub leaves: u32,
    /// Where it asks for levels, those of "it is one of these", which follows first, then "anything else".
    pub named: OnDemand<Named>,
}

/// Levels that a node asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Named {
    /// By name, the first ones.
    pub levels: Vec<String>,
    /// How many more there are.
    pub more: u32,
}

/// What a neural network is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Layers {
    /// Units of each hidden layer.
    pub hidden: Vec<u32>,
    /// Its weights, biases among them.
    pub n_weights: u32,
    /// Passes over the rows that it went through; more than what was kept, if it stopped early.
    pub passes: u32,
    /// The passes after which the weights were kept.
    pub kept: u32,
    /// Whether rows were held back to stop by.
    pub held_back: bool,
    /// How strongly each column is wired into the first layer, the strongest first: the root of the sum of the squared
    /// weights of all features made of it.
    pub columns: Vec<Weight>,
}

/// What a neural network is made of.
pub(super) fn layers(pipeline: &Pipeline) -> Option<Layers> {
    let Model::Network(fitted) = &pipeline.model else { return None };
    let hidden = fitted.widths.get(1..fitted.widths.len().saturating_sub(1))?;
    let units = *hidden.first()? as usize;
    let (columns, groups) = by_column(&pipeline.recipe);
    let (into, _) = fitted.layer(0)?;
    let wired = |features: &Vec<u32>| {
        let weights = features.iter().flat_map(|j| &into[*j as usize * units..][..units]);
        math::sqrt(math::sum(&weights.map(|w| f64::from(*w) * f64::from(*w)).collect::<Vec<f64>>()))
    };
    let weights = columns.into_iter().zip(&groups);
    let weights = weights.map(|(column, group)| Weight { feature: column.into(), weight: wired(group) });
    Some(Layers {
        hidden: hidden.to_vec(),
        n_weights: fitted.weights.len() as u32,
        passes: fitted.train_loss.len() as u32,
        kept: fitted.n_iter,
        held_back: !fitted.held_loss.is_empty(),
        columns: largest(weights.collect()),
    })
}

/// The columns that features were made of, and which features of each; a feature made of two stands for itself.
pub(super) fn by_column(recipe: &FittedRecipe) -> (Vec<&str>, Vec<Vec<u32>>) {
    let (mut columns, mut groups): (Vec<&str>, Vec<Vec<u32>>) = (Vec::new(), Vec::new());
    for (j, feature) in (0_u32..).zip(&recipe.output) {
        let base = Origin::among(feature, &recipe.features);
        match columns.iter().position(|column| *column == base) {
            Some(at) => groups[at].push(j),
            None => {
                columns.push(base);
                groups.push(vec![j]);
            }
        }
    }
    (columns, groups)
}

/// The largest weights of a linear model; the columns that speak most for one answer in naive Bayes.
pub(super) fn weights(pipeline: &Pipeline) -> Vec<Weight> {
    let differences = match &pipeline.model {
        Model::NaiveBayes(fitted) if pipeline.task == Task::Binary => fitted.differences([1, 0]),
        // Several classes have a line each, and no weight of a feature for all of them: see `by_class`.
        model => match model.lines().filter(|lines| lines.intercept.len() == 1) {
            Some(lines) => lines.coef.to_vec(),
            None => return Vec::new(),
        },
    };
    let named = pipeline.recipe.output.iter().zip(&differences);
    largest(named.map(|(feature, weight)| Weight { feature: feature.clone(), weight: *weight }).collect())
}

/// The weights of a formula, or the looks of naive Bayes, class by class.
pub(super) fn by_class(pipeline: &Pipeline) -> Option<ByClass> {
    let d = pipeline.recipe.output.len();
    let lines: Vec<(u32, Vec<f64>)> = match &pipeline.model {
        Model::Softmax(fitted) => {
            let lines = fitted.coef.chunks(d.max(1)).map(<[f64]>::to_vec);
            fitted.classes.iter().copied().zip(lines).collect()
        }
        Model::NaiveBayes(fitted) if pipeline.task == Task::Multiclass => {
            let known = (0..fitted.class_prior.len()).filter(|class| fitted.class_prior[*class] > 0.0);
            let known: Vec<usize> = known.collect();
            let first = *known.first()?;
            known.iter().map(|class| (*class as u32, fitted.differences([*class, first]))).collect()
        }
        _ => return None,
    };
    // How far the classes are apart in a feature.
    let spread = |j: usize| {
        let of = lines.iter().map(|(_, line)| line[j]);
        of.clone().fold(f64::NEG_INFINITY, f64::max) - of.fold(f64::INFINITY, f64::min)
    };
    let spreads: Vec<f64> = (0..d).map(spread).collect();
    let most = TOLD_APART / lines.len().max(1);
    let told: Vec<usize> = order::descending(&spreads).into_iter().take(most).map(|j| j as usize).collect();
    let lines = lines.into_iter().map(|(class, line)| (class, told.iter().map(|j| line[*j]).collect()));
    Some(ByClass {
        features: told.iter().map(|j| pipeline.recipe.output[*j].clone()).collect(),
        lines: lines.collect(),
    })
}

/// The largest of them, whichever way they point.
pub(super) fn largest(weights: Vec<Weight>) -> Vec<Weight> {
    let sizes: Vec<f64> = weights.iter().map(|w| w.weight.abs()).collect();
    order::descending(&sizes).into_iter().take(SHOWN).map(|i| weights[i as usize].clone()).collect()
}

/// The top of a decision tree, each node before those below it; `x` are the training rows as it sees them.
pub(super) fn tree(pipeline: &Pipeline, train: &Table, x: &Matrix) -> Vec<TreeNode> {
    let Model::DecisionTree(fitted) = &pipeline.model else { return Vec::new() };
    let tree = &fitted.tree;
    let mut leaves = vec![1; tree.n_nodes()];
    for node in (0..tree.n_nodes()).rev().filter(|node| !tree.is_leaf(*node)) {
        leaves[node] = leaves[tree.left[node] as usize] + leaves[tree.right[node] as usize];
    }
    let value = |node: usize| {
        let k = tree.n_outputs as usize;
        let most = |best: (u32, f64), one: (u32, &f64)| if *one.1 > best.1 { (one.0, *one.1) } else { best };
        (0..).zip(&tree.value[node * k..(node + 1) * k]).fold((0, f64::NEG_INFINITY), most)
    };
    let (mut shown, mut open) = (Vec::new(), vec![(0, 0)]);
    while let Some((node, depth)) = open.pop() {
        let asks = !tree.is_leaf(node) && depth < SHOWN_DEPTH;
        let own = asks.then(|| threshold(tree, node, pipeline, train, x)).flatten();
        shown.push(TreeNode {
            depth,
            n: tree.n_samples[node],
            share: value(node).1,
            class: OnDemand((tree.n_outputs > 1).then_some(value(node).0)),
            feature: asks.then(|| pipeline.recipe.output[tree.feature[node] as usize].clone()),
            threshold: own.unwrap_or(tree.threshold[node]),
            in_unit: own.is_some(),
            leaves: leaves[node],
            named: OnDemand(asks.then(|| named(tree, node, pipeline)).flatten()),
        });
        if asks {
            open.extend([(tree.right[node] as usize, depth + 1), (tree.left[node] as usize, depth + 1)]);
        }
    }
    shown
}

/// The levels that a node asks for, what is missing among them.
fn named(tree: &Tree, node: usize, pipeline: &Pipeline) -> Option<Named> {
    let set = tree.sets.of(node)?;
    let levels = pipeline.recipe.levels(&pipeline.recipe.output[tree.feature[node] as usize])?;
    let name = |level: usize| levels.get(level).map_or("missing", String::as_str);
    let mut names: Vec<String> = set.levels().map(|level| name(level).into()).collect();
    let more = names.len().saturating_sub(SHOWN) as u32;
    names.truncate(SHOWN);
    Some(Named { levels: names, more })
}

/// Half-way between the largest value of the column that goes left and the smallest that goes right, if all go so: if
/// the recipe only moved and stretched them.
fn threshold(tree: &Tree, node: usize, pipeline: &Pipeline, train: &Table, x: &Matrix) -> Option<f64> {
    let (feature, own) = (tree.feature[node] as usize, tree.threshold[node]);
    if tree.sets.of(node).is_some() {
        return None;
    }
    let column = train.column(&pipeline.recipe.output[feature]).ok()?;
    let Values::Number(values) = &column.values else { return None };
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    for (i, value) in values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
        if x.row(i)[feature] <= own { low = low.max(*value) } else { high = high.min(*value) }
    }
    (low < high && low.is_finite() && high.is_finite()).then(|| low + (high - low) / 2.0)
}

/// How often a column is put in random order for a model of this kind. Neighbours have all their work when they are asked.
#[must_use]
pub fn repeats(spec: &ModelSpec) -> u32 {
    if matches!(spec, ModelSpec::KNeighbors(_)) { 1 } else { REPEATS }
}

/// What is lost without a column, from the draw in which least is lost to the one in which most is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The column.
    pub feature: String,
    /// The least.
    pub low: f64,
    /// The most.
    pub high: f64,
}

/// What the model loses on validation rows if a column is put in random order, with all features made of it: area
/// under the ROC curve, of numbers mean absolute error, the largest first. Nothing where there is no such area.
pub(super) async fn importance(
    pipeline: &Pipeline,
    fit: &Fit,
    world: &World,
    pace: &Pace,
) -> Result<Vec<Weight>> {
    let lost = permuted(pipeline, fit, world, pace).await?;
    Ok(largest(lost.into_iter().map(|(feature, lost)| Weight { feature, weight: lost.mean }).collect()))
}

/// The same for every column, and how far its random orders lie apart.
pub(super) async fn spread(
    pipeline: &Pipeline,
    fit: &Fit,
    world: &World,
    pace: &Pace,
) -> Result<Vec<Spread>> {
    let of = |(feature, lost): (String, Importance)| {
        let low = lost.importances.iter().copied().fold(f64::INFINITY, f64::min);
        let high = lost.importances.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Spread { feature, low, high }
    };
    Ok(permuted(pipeline, fit, world, pace).await?.into_iter().map(of).collect())
}

async fn permuted(
    pipeline: &Pipeline,
    fit: &Fit,
    world: &World,
    pace: &Pace,
) -> Result<Vec<(String, Importance)>> {
    let rows = pipeline::split(fit, world)?.validation;
    let x = pipeline.matrix(&world.table.take(&rows), &mut Vec::new(), pace).await?;
    let (columns, groups) = by_column(&pipeline.recipe);
    let rng = Rng::new(from_hex(&fit.seed).unwrap_or(0), "importance");
    let y = pipeline::targets(world, &rows);
    let score = match pipeline.task {
        Task::Regression => Score::NegMeanAbsoluteError,
        Task::Binary => Score::RocAuc,
        Task::Multiclass => Score::Accuracy,
    };
    let n = repeats(&fit.spec);
    let lost = permutation_importance(&pipeline.model, &x, &y, &groups, score, n, rng, pace).await;
    let lost = match lost {
        Err(EngineError::OneClass { .. }) => return Ok(Vec::new()),
        lost => lost?,
    };
    Ok(columns.into_iter().map(String::from).zip(lost.groups).collect())
}
