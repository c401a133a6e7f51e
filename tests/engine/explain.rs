//! Explanations: groups move together, the seed decides, and what cannot be explained is refused.

use std::rc::Rc;

use engine::error::{EngineError, Result};
use engine::explain::{PermutationImportance, Score, partial_dependence, permutation_importance};
use engine::matrix::Matrix;
use engine::models::{Answers, Model, ModelSpec, boosting, logistic};
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
