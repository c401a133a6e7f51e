//! Trees and forests: of equally good questions each package takes another, and a forest draws, so ours must be no worse.

use engine::models::tree::target::Criterion;
use engine::models::{ModelSpec, decision_tree, random_forest};
use linfa::Dataset;
use linfa::traits::{Fit, Predict};
use linfa_trees::{DecisionTree, SplitQuality};
use smartcore::ensemble::random_forest_classifier::{
    RandomForestClassifier, RandomForestClassifierParameters,
};
use smartcore::tree::decision_tree_classifier::{DecisionTreeClassifier, DecisionTreeClassifierParameters};

use crate::{agree, array, classes, decided, learn, rows, said};

#[test]
fn a_tree_is_no_worse_than_linfas_and_smartcores() {
    let [train, other] = rows(4_000).cut(2_000);
    let truth = train.class();
    let data = Dataset::new(train.linfa(), array(&truth).mapv(|class| class as usize));
    for (depth, criterion) in [(1, Criterion::Gini), (3, Criterion::Gini), (6, Criterion::Entropy)] {
        let grown = decision_tree::Params {
            max_depth: Some(depth),
            min_samples_leaf: 1,
            criterion,
            ..Default::default()
        };
        let ours = learn(&ModelSpec::DecisionTree(grown), train.ours(), classes(&truth));
        let quality = if criterion == Criterion::Gini { SplitQuality::Gini } else { SplitQuality::Entropy };
        let linfas =
            DecisionTree::params().split_quality(quality).max_depth(Some(depth as usize)).fit(&data).unwrap();
        let params = DecisionTreeClassifierParameters::default().with_max_depth(depth as u16);
        let smarts = DecisionTreeClassifier::fit(&train.smart(), &truth, params).unwrap();
        for (rows, worse) in [(&train, 0.005), (&other, 0.02)] {
            let truth = rows.class();
            let right = |found: &[u32]| agree(found, &truth);
            let found = right(&decided(&said(&ours, rows.ours()), 3));
            let theirs: Vec<u32> = linfas.predict(&rows.linfa()).iter().map(|class| *class as u32).collect();
            let (linfa, smart) = (right(&theirs), right(&smarts.predict(&rows.smart()).unwrap()));
            println!("depth {depth}: ours {found}, linfa {linfa}, smartcore {smart}");
            assert!(found >= linfa.max(smart) - worse, "depth {depth}: {found}, {linfa}, {smart}");
        }
    }
}

#[test]
fn a_forest_is_no_worse_than_smartcores() {
    let [train, other] = rows(4_000).cut(1_000);
    let drawn = random_forest::Params { n_estimators: 100, min_samples_leaf: 1, ..Default::default() };
    let ours = learn(&ModelSpec::RandomForest(drawn), train.ours(), classes(&train.class()));
    let params = RandomForestClassifierParameters::default().with_n_trees(100).with_m(2).with_seed(7);
    let theirs = RandomForestClassifier::fit(&train.smart(), &train.class(), params).unwrap();
    let truth = other.class();
    let found = agree(&decided(&said(&ours, other.ours()), 3), &truth);
    let smart = agree(&theirs.predict(&other.smart()).unwrap(), &truth);
    println!("forest: ours {found}, smartcore {smart}");
    assert!(found >= smart - 0.01 && found <= smart + 0.05, "{found}, {smart}");
}
