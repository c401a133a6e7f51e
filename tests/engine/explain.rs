//! Explanations: groups move together, the seed decides, and what cannot be explained is refused.

use std::rc::Rc;

use engine::error::{EngineError, Result};
use engine::explain::contributions::{Scale, contributions, exact};
use engine::explain::{PermutationImportance, Score, partial_dependence, permutation_importance};
use engine::matrix::Matrix;
use engine::models::{
    Answers, Model, ModelSpec, boosting, decision_tree, logistic, naive_bayes, random_forest,
};
use engine::rng::Rng;
use engine::work::Work;

/// Two columns that say the same, one that says something else, one that says nothing.
fn rows() -> (Rc<Matrix>, Rc<[f64]>) {
    let mut rng = Rng::new(1, "rows");
    let (mut values, mut y) = (Vec::new(), Vec::new());
    for _ in 0..2_000 {
        let row = [rng.normal(), rng.normal(), rng.normal()];
        y.push(f64::from(u8::from(2.0 * row[0] + row[1] + 0.5 * rng.normal() > 0.0)));
        values.extend([row[0], row[0], row[1], row[2]]);
    }
    (Rc::new(Matrix::new(2_000, 4, values).unwrap()), y.into())
}

fn importance(
    model: &Model,
    x: &Rc<Matrix>,
    y: &Rc<[f64]>,
    groups: &[&[u32]],
    seed: u64,
) -> Result<PermutationImportance> {
    let groups: Vec<Vec<u32>> = groups.iter().map(|group| group.to_vec()).collect();
    let (model, x, y) = (model.clone(), x.clone(), y.clone());
    let work = Work::new(|pace| async move {
        let rng = Rng::new(seed, "permutation");
        permutation_importance(&model, &x, &y, &groups, Score::RocAuc, 3, rng, &pace).await
    });
    work.finish()
}

#[test]
fn what_belongs_together_moves_together() {
    let (x, y) = rows();
    let specs = [
        ModelSpec::Logistic(logistic::Params::default()),
        ModelSpec::Boosting(boosting::Params { max_iter: 30, ..Default::default() }),
    ];
    for spec in specs {
        let model = spec.start(x.clone(), Answers::binary(y.clone()), Rng::new(1, "model")).finish().unwrap();
        let groups: [&[u32]; 5] = [&[0], &[0, 1], &[2], &[3], &[]];
        let found = importance(&model, &x, &y, &groups, 1).unwrap();
        let mean: Vec<f64> = found.groups.iter().map(|group| group.mean).collect();
        assert!(mean[1] > mean[2] && mean[2] > 0.05 && mean[3].abs() < 0.01, "{spec:?}: {mean:?}");
        assert!(mean[1] >= mean[0], "{spec:?}: both say more than one");
        assert_eq!(mean[4], 0.0, "{spec:?}: nothing was moved, and all else is back in place");
        assert_eq!(importance(&model, &x, &y, &groups, 1).unwrap(), found);
        assert_ne!(importance(&model, &x, &y, &groups, 2).unwrap(), found);
    }
}

#[test]
fn what_cannot_be_explained_is_refused() {
    let (x, y) = rows();
    let model = ModelSpec::Majority
        .start(x.clone(), Answers::binary(y.clone()), Rng::new(1, "model"))
        .finish()
        .unwrap();
    assert!(matches!(importance(&model, &x, &y, &[&[4]], 1), Err(EngineError::OutOfRange { .. })));
    let one: Rc<[f64]> = vec![1.0; 2_000].into();
    let refused = EngineError::OneClass { what: "explanation".into() };
    assert_eq!(importance(&model, &x, &one, &[&[0]], 1), Err(refused));
    let none = Rc::new(x.take(&[]));
    assert!(matches!(importance(&model, &none, &[].into(), &[&[0]], 1), Err(EngineError::TooFewRows { .. })));
    let flat = |column, grid| {
        let (model, x) = (model.clone(), Matrix::new(3, 2, vec![1.0, 0.0, 1.0, 1.0, 1.0, 2.0]).unwrap());
        let model = match model {
            Model::Majority(fitted) => {
                Model::Majority(engine::models::majority::Fitted { n_features: 2, ..fitted })
            }
            other => other,
        };
        Work::new(|pace| async move { partial_dependence(&model, &x, column, grid, 9, &pace).await }).finish()
    };
    assert!(matches!(flat(0, 5), Err(EngineError::NotFinite { .. })), "one value only");
    assert!(matches!(flat(1, 1), Err(EngineError::OutOfRange { .. })));
    assert!(matches!(flat(2, 5), Err(EngineError::OutOfRange { .. })));
    assert_eq!(flat(1, 5).unwrap().individual.len(), 3);
}

/// The kinds with an exact way; trees grown to the end ask the same features again and again on a way down.
fn exact_kinds() -> [ModelSpec; 6] {
    let deep = decision_tree::Params { max_depth: None, min_samples_leaf: 1, ..Default::default() };
    [
        ModelSpec::Majority,
        ModelSpec::Logistic(logistic::Params::default()),
        ModelSpec::DecisionTree(deep),
        ModelSpec::RandomForest(random_forest::Params { n_estimators: 10, ..Default::default() }),
        ModelSpec::Boosting(boosting::Params { max_iter: 30, ..Default::default() }),
        ModelSpec::NaiveBayes(naive_bayes::Params::default()),
    ]
}

#[test]
fn what_features_add_sums_up_to_what_is_said() {
    let (x, y) = rows();
    for spec in exact_kinds() {
        assert!(exact(&spec));
        let model = spec.start(x.clone(), Answers::binary(y.clone()), Rng::new(1, "model")).finish().unwrap();
        let of = model.clone();
        let asked = Rc::new(x.take(&(0..40).collect::<Vec<_>>()));
        let rows = asked.clone();
        let work = Work::new(|pace| async move {
            let found = contributions(&of, &rows, &[], &pace).await.unwrap().unwrap();
            (found, of.predict_proba(&rows, &pace).await.unwrap())
        });
        let (found, said) = work.finish();
        for ((row, base), said) in found.rows.iter().zip(&found.base).zip(said) {
            let sum = found.scale.says(base + row.iter().sum::<f64>());
            assert!((sum - said).abs() < 1e-9, "{spec:?}: {sum} is not {said}");
            assert!(spec == ModelSpec::Majority || row.iter().any(|amount| *amount != 0.0));
        }
        let (model, narrow) = (model.clone(), Matrix::new(1, 3, vec![0.0; 3]).unwrap());
        let refused = Work::new(|pace| async move { contributions(&model, &narrow, &[], &pace).await });
        assert!(matches!(refused.finish(), Err(EngineError::LengthMismatch { .. })), "{spec:?}");
    }
}

#[test]
fn what_features_add_for_one_class_against_another_sums_up_to_how_far_it_is_ahead() {
    let (x, y) = rows();
    // A class in three, and one that no row is of.
    let y: Vec<f64> = y.iter().enumerate().map(|(i, y)| if i % 3 == 0 { 2.0 } else { *y }).collect();
    for spec in exact_kinds() {
        let answers = Answers::classes(y.clone(), 4);
        let model = spec.start(x.clone(), answers, Rng::new(1, "model")).finish().unwrap();
        let asked = Rc::new(x.take(&(0..30).collect::<Vec<_>>()));
        let ask = |pairs: Vec<[u32; 2]>| {
            let (of, rows) = (model.clone(), asked.clone());
            Work::new(|pace| async move { contributions(&of, &rows, &pairs, &pace).await }).finish()
        };
        let pairs: Vec<[u32; 2]> = (0..30).map(|i| [[2, 0], [0, 1], [1, 2]][i % 3]).collect();
        let found = ask(pairs.clone()).unwrap().unwrap();
        let (of, rows) = (model.clone(), asked.clone());
        let said = Work::new(|pace| async move { of.predict(&rows, &pace).await.unwrap() }).finish();
        for (i, [one, other]) in pairs.iter().enumerate() {
            let [one, other] = [one, other].map(|class| said.row(i)[*class as usize]);
            let sum = found.scale.says(found.base[i] + found.rows[i].iter().sum::<f64>());
            let ahead = if found.scale == Scale::Lead { one - other } else { one / (one + other) };
            assert!((sum - ahead).abs() < 1e-9, "{spec:?}: {sum} is not {ahead}");
        }
        // Told the other way round, everything points the other way.
        let turned = ask(pairs.iter().map(|[one, other]| [*other, *one]).collect()).unwrap().unwrap();
        for (one, other) in found.rows.concat().iter().zip(turned.rows.concat()) {
            assert!((one + other).abs() < 1e-9 * (1.0 + one.abs()), "{spec:?}");
        }
        assert!(matches!(ask(Vec::new()), Err(EngineError::LengthMismatch { .. })), "{spec:?}");
        assert!(matches!(ask(vec![[4, 0]; 30]), Err(EngineError::OutOfRange { .. })), "{spec:?}");
    }
}
