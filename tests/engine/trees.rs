//! What every tree keeps to: its dials, its rows, and what pruning may do.

use std::rc::Rc;

use engine::matrix::Matrix;
use engine::metrics::regression::Predicted;
use engine::models::decision_tree::Params;
use engine::models::tree::Tree;
use engine::models::{Answers, Model, ModelSpec, random_forest};
use engine::order::sorted;
use engine::rng::Rng;
use engine::task::Task;
use engine::work::Pace;
use proptest::prelude::*;

use crate::contract::listed::full_depth;
use crate::contract::models::asked;
use crate::now;

fn grown(params: &Params, x: &Rc<Matrix>, answers: Answers) -> Tree {
    let model =
        ModelSpec::DecisionTree(params.clone()).start(x.clone(), answers, Rng::new(1, "tree")).finish();
    let Ok(Model::DecisionTree(fitted)) = model else { panic!("{model:?}") };
    fitted.tree
}

/// A forest that keeps to few trees.
fn forest(x: &Rc<Matrix>, answers: &Answers, n_estimators: u32) -> random_forest::Fitted {
    let params = random_forest::Params { n_estimators, min_samples_leaf: 1, ..Default::default() };
    let work = ModelSpec::RandomForest(params).start(x.clone(), answers.clone(), Rng::new(4, "forest"));
    let Ok(Model::RandomForest(fitted)) = work.finish() else { panic!("another model") };
    fitted
}

/// Impurity of the leaves by share of the weight, plus `alpha` a leaf.
fn cost(tree: &Tree, alpha: f64) -> f64 {
    let leaves = (0..tree.n_nodes()).filter(|node| tree.is_leaf(*node));
    leaves.map(|leaf| tree.weight[leaf] / tree.weight[0] * tree.impurity[leaf] + alpha).sum()
}

/// The loss of a row as the tree's curve has it.
fn loss(task: Task, said: &[f64], y: f64) -> f64 {
    match task {
        Task::Binary => -(if y == 1.0 { said[0] } else { 1.0 - said[0] }).max(f64::EPSILON).ln(),
        Task::Multiclass => -said[y as usize].max(f64::EPSILON).ln(),
        Task::Regression => (said[0] - y) * (said[0] - y),
    }
}

const TASKS: [Task; 3] = [Task::Binary, Task::Multiclass, Task::Regression];

proptest! {
    #[test]
    fn a_tree_keeps_to_its_dials(
        cells in prop::collection::vec((0_u8..6, -3.0_f64..3.0, any::<bool>()), 8..120),
        depth in prop::option::of(1_u32..6),
        leaves in prop::option::of(2_u32..12),
        least in 1_u32..6,
    ) {
        let rows: Vec<f64> = cells.iter().flat_map(|(a, b, _)| [f64::from(*a), *b]).collect();
        let x = Rc::new(Matrix::new(cells.len(), 2, rows).unwrap());
        let mut y: Vec<f64> = cells.iter().map(|(_, _, y)| f64::from(u8::from(*y))).collect();
        (y[0], y[1]) = (0.0, 1.0);
        let params =
            Params { max_depth: depth, max_leaf_nodes: leaves, min_samples_leaf: least, ..Params::default() };
        let tree = grown(&params, &x, Answers::binary(y.clone()));
        prop_assert!(depth.is_none_or(|most| tree.depth() <= most));
        prop_assert!(leaves.is_none_or(|most| tree.n_leaves() <= most as usize));
        let (mut n, mut yes) = (vec![0_u32; tree.n_nodes()], vec![0_u32; tree.n_nodes()]);
        for (i, y) in y.iter().enumerate() {
            for node in tree.decision_path(x.row(i)) {
                n[node as usize] += 1;
                yes[node as usize] += *y as u32;
            }
        }
        prop_assert_eq!(&n, &tree.n_samples);
        for node in 0..tree.n_nodes() {
            prop_assert_eq!(tree.value[node], f64::from(yes[node]) / f64::from(n[node]));
            prop_assert!(n[node] >= least || node == 0);
        }
        let mut last = tree.clone();
        for alpha in [0.0, 1e-3, 1e-2, 0.1, 1.0] {
            let pruned = tree.pruned(alpha);
            prop_assert!(cost(&pruned, alpha) <= cost(&last, alpha) + 1e-12);
            prop_assert!(pruned.n_nodes() <= last.n_nodes());
            prop_assert!(alpha > 0.0 || pruned == tree);
            // Who prunes in two goes gets no other tree.
            prop_assert_eq!(&last.pruned(alpha), &pruned);
            last = pruned;
        }
        prop_assert_eq!(last.n_nodes(), 1);
    }

    #[test]
    fn a_node_answers_by_weight(
        cells in prop::collection::vec((-3.0_f64..3.0, 0_u8..3, 0.01_f64..2.0, any::<bool>()), 8..80),
        least in 1_u32..4,
    ) {
        let x: Vec<f64> = cells.iter().map(|(x, ..)| *x).collect();
        let x = Rc::new(Matrix::new(cells.len(), 1, x).unwrap());
        let mut y: Vec<f64> = cells.iter().map(|(_, y, ..)| f64::from(*y)).collect();
        (y[0], y[1]) = (0.0, 1.0);
        let mut weights: Vec<f64> = cells.iter().map(|(_, _, w, on)| if *on { *w } else { 0.0 }).collect();
        weights[0] = 1.0;
        let params = Params { min_samples_leaf: least, ..full_depth() };
        for answers in [Answers::classes(y.clone(), 3), Answers::numbers(y.clone())] {
            let tree = grown(&params, &x, answers.weighted(weights.clone()));
            let k = tree.n_outputs as usize;
            let (mut n, mut weight, mut sums) =
                (vec![0; tree.n_nodes()], vec![0.0; tree.n_nodes()], vec![0.0; tree.n_nodes() * k]);
            for i in (0..y.len()).filter(|i| weights[*i] > 0.0) {
                for node in tree.decision_path(x.row(i)).into_iter().map(|node| node as usize) {
                    n[node] += 1;
                    weight[node] += weights[i];
                    for (class, sum) in sums[node * k..(node + 1) * k].iter_mut().enumerate() {
                        *sum += weights[i] * if k == 1 { y[i] } else { f64::from(u8::from(class as f64 == y[i])) };
                    }
                }
            }
            prop_assert_eq!(&n, &tree.n_samples);
            for node in 0..tree.n_nodes() {
                prop_assert!((tree.weight[node] - weight[node]).abs() < 1e-9);
                prop_assert!(n[node] >= least || node == 0);
                for (said, sum) in tree.value(node).iter().zip(&sums[node * k..]) {
                    prop_assert!((said - sum / weight[node]).abs() < 1e-9);
                }
            }
            let mut last = tree.clone();
            for alpha in [1e-3, 1e-2, 0.1, 1.0, 10.0] {
                let pruned = tree.pruned(alpha);
                prop_assert!(cost(&pruned, alpha) <= cost(&last, alpha) + 1e-12);
                last = pruned;
            }
            prop_assert_eq!(last.n_nodes(), 1);
        }
    }

    #[test]
    fn order_is_that_of_comparison(
        few in prop::collection::vec(prop_oneof![any::<f64>(), Just(0.0), Just(-0.0), Just(f64::NAN)], 0..40),
        times in prop_oneof![Just(1_usize), Just(40)],
    ) {
        let values: Vec<f64> = few.iter().copied().cycle().take(few.len() * times).collect();
        let mut rows: Vec<u32> = (0..values.len() as u32).collect();
        let value = |row: &u32| values[*row as usize];
        rows.sort_by(|a, b| {
            value(a).is_nan().cmp(&value(b).is_nan()).then(value(a).partial_cmp(&value(b)).unwrap_or(std::cmp::Ordering::Equal))
        });
        let found = sorted(&values);
        prop_assert_eq!(found.iter().map(|(_, row)| *row).collect::<Vec<_>>(), rows);
        prop_assert!(found.iter().all(|(v, row)| *v == value(row) || v.is_nan() && value(row).is_nan()));
    }
}

/// Far from 0 the squares of numbers lose what is between them; the tree must not.
#[test]
fn numbers_far_from_zero_make_the_same_tree() {
    let (x, answers) = asked(Task::Regression, 1);
    // So coarse that adding the offset loses nothing.
    let coarse: Vec<f64> = answers.y.iter().map(|y| (y * 64.0).round() / 64.0).collect();
    let far: Vec<f64> = coarse.iter().map(|y| y + 1e9).collect();
    let params = Params { min_samples_leaf: 5, ..full_depth() };
    let (near, far) =
        (grown(&params, &x, Answers::numbers(coarse)), grown(&params, &x, Answers::numbers(far)));
    assert!(near.n_leaves() > 100);
    assert_eq!((&near.feature, &near.threshold), (&far.feature, &far.threshold));
    assert!(near.value.iter().zip(&far.value).all(|(near, far)| (far - 1e9 - near).abs() < 1e-6));
}

#[test]
fn the_curve_of_a_tree_ends_at_the_tree() {
    for task in TASKS {
        let (x, answers) = asked(task, 1);
        let params = Params { max_depth: Some(5), ..Params::default() };
        let model = ModelSpec::DecisionTree(params).start(x.clone(), answers.clone(), Rng::new(1, "tree"));
        let Ok(Model::DecisionTree(fitted)) = model.finish() else { panic!("another model") };
        let pace = Pace::default();
        let losses = now(fitted.staged_loss(&x, &answers.y, &pace)).unwrap();
        assert_eq!(losses.len(), 6, "{task:?}");
        let said = now(fitted.predict(&x, &pace)).unwrap();
        let all = (0..x.n_rows()).map(|i| loss(task, said.row(i), answers.y[i])).sum::<f64>();
        assert!((losses[5] - all / x.n_rows() as f64).abs() < 1e-12, "{task:?}");
        assert!(
            losses.windows(2).all(|pair| pair[1] < pair[0]),
            "each question fits the training rows better"
        );
        let odd = now(fitted.staged_loss(&x, &vec![7.5; x.n_rows()], &pace));
        assert_eq!(odd.is_err(), task != Task::Regression);
    }
}

#[test]
fn the_curve_of_a_forest_ends_at_the_forest() {
    for task in TASKS {
        let (x, answers) = asked(task, 1);
        let (whole, pace) = (forest(&x, &answers, 7), Pace::default());
        let losses = now(whole.staged_loss(&x, &answers.y, &pace)).unwrap();
        assert_eq!(losses.len(), 7);
        for (n, found) in (1..).zip(&losses) {
            let said = now(forest(&x, &answers, n).predict(&x, &pace)).unwrap();
            let all = (0..x.n_rows()).map(|i| loss(task, said.row(i), answers.y[i])).sum::<f64>();
            assert!((found - all / x.n_rows() as f64).abs() < 1e-9, "{task:?} {n}");
        }
    }
}

/// What the trees say of rows they have not seen is near what they say of rows that nobody has seen.
#[test]
fn a_forest_judges_itself_as_others_do() {
    for task in TASKS {
        let ((x, answers), (other, others)) = (asked(task, 1), asked(task, 2));
        let fitted = forest(&x, &answers, 60);
        let said = now(fitted.predict(&other, &Pace::default())).unwrap();
        let right = |i: &usize| match task {
            Task::Binary => (said.row(*i)[0] > 0.5) == (others.y[*i] == 1.0),
            _ => said.row(*i).iter().all(|p| *p <= said.row(*i)[others.y[*i] as usize]),
        };
        let found = match task {
            Task::Regression => Predicted::new(&others.y, said.values(), None).unwrap().r2().unwrap(),
            _ => (0..other.n_rows()).filter(right).count() as f64 / other.n_rows() as f64,
        };
        let own = fitted.oob_score.unwrap();
        assert!((own - found).abs() < 0.03 && own > 0.5, "{task:?}: {own} {found}");
        // One tree has seen two thirds of the rows; the score is that of the others.
        assert!(forest(&x, &answers, 1).oob_score.unwrap() < own, "{task:?}");
    }
}

/// A row that weighs nothing is never drawn, and one that weighs more is drawn more often.
#[test]
fn a_forest_draws_rows_by_weight() {
    let (x, answers) = asked(Task::Regression, 1);
    let odd = |i: usize| i.is_multiple_of(3);
    let y: Vec<f64> = (0..x.n_rows()).map(|i| if odd(i) { 1e6 } else { answers.y[i] }).collect();
    let weights: Vec<f64> = (0..x.n_rows()).map(|i| if odd(i) { 0.0 } else { 0.5 }).collect();
    let fitted = forest(&x, &Answers::numbers(y).weighted(weights), 5);
    let said = now(fitted.predict(&x, &Pace::default())).unwrap();
    assert!(said.values().iter().all(|said| said.abs() < 100.0));
    let (x, answers) = asked(Task::Binary, 1);
    let weights: Vec<f64> = answers.y.iter().map(|y| if *y == 1.0 { 4.0 } else { 1.0 }).collect();
    let mean = |answers: &Answers| {
        let said = now(forest(&x, answers, 20).predict(&x, &Pace::default())).unwrap();
        said.values().iter().sum::<f64>() / x.n_rows() as f64
    };
    assert!(mean(&answers.clone().weighted(weights)) > mean(&answers) + 0.02);
}

/// What a leaf costs as a share of the impurity of all rows is the same cost in the unit of what is asked for; that cost
/// itself is held to scikit-learn's `ccp_alpha` in the goldens.
#[test]
fn a_share_of_the_impurity_cuts_as_that_cost_does() {
    for task in TASKS {
        let (x, answers) = asked(task, 1);
        let whole = grown(&full_depth(), &x, answers.clone());
        let impurity = whole.impurity[0];
        assert!(impurity > 0.0);
        let mut last = whole.n_leaves();
        for share in [0.0005, 0.005, 0.05] {
            let by_share = grown(&Params { ccp_share: share, ..full_depth() }, &x, answers.clone());
            let by_cost = grown(&Params { ccp_alpha: share * impurity, ..full_depth() }, &x, answers.clone());
            assert_eq!(by_share, by_cost, "{task:?}, {share}");
            assert_eq!(by_share, whole.pruned(share * impurity), "{task:?}, {share}");
            assert!(
                by_share.n_leaves() < last && by_share.n_leaves() > 1,
                "{task:?}, {share} cuts something"
            );
            last = by_share.n_leaves();
            // Both together cost as much as both.
            let both = Params { ccp_share: share / 2.0, ccp_alpha: share / 2.0 * impurity, ..full_depth() };
            assert_eq!(grown(&both, &x, answers.clone()).n_leaves(), last, "{task:?}, {share}");
        }
        let all = grown(&Params { ccp_share: 1.0, ..full_depth() }, &x, answers.clone());
        assert_eq!(all.n_leaves(), 1, "{task:?}: no question is worth that");
        if task == Task::Regression {
            let finer = Answers::numbers(answers.y.iter().map(|y| 1e3 * y).collect::<Vec<f64>>());
            let share = Params { ccp_share: 0.005, ..full_depth() };
            let (one, other) = (grown(&share, &x, answers.clone()), grown(&share, &x, finer));
            assert_eq!(
                (&one.feature, &one.threshold),
                (&other.feature, &other.threshold),
                "the unit is none of it"
            );
        }
    }
}
