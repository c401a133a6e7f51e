//! What every tree keeps to: its dials, its rows, and what pruning may do.

use std::rc::Rc;

use engine::matrix::Matrix;
use engine::models::decision_tree::Params;
use engine::models::tree::Tree;
use engine::models::{Answers, Model, ModelSpec};
use engine::order::sorted;
use engine::rng::Rng;
use proptest::prelude::*;

fn grown(params: &Params, x: &Rc<Matrix>, y: &[f64]) -> Tree {
    let model = ModelSpec::DecisionTree(params.clone())
        .start(x.clone(), Answers::binary(y), Rng::new(1, "tree"))
        .finish();
    let Ok(Model::DecisionTree(fitted)) = model else { panic!("{model:?}") };
    fitted.tree
}

/// Impurity of the leaves by share of rows, plus `alpha` a leaf.
fn cost(tree: &Tree, alpha: f64) -> f64 {
    let rows = f64::from(tree.n_samples[0]);
    let leaves = (0..tree.n_nodes()).filter(|node| tree.is_leaf(*node));
    leaves.map(|leaf| f64::from(tree.n_samples[leaf]) / rows * tree.impurity[leaf] + alpha).sum()
}

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
        let tree = grown(&params, &x, &y);
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
