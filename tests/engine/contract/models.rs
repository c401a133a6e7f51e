//! What every algorithm promises: the same answer for the same question, however it is asked.

use std::rc::Rc;

use engine::error::EngineError;
use engine::matrix::Matrix;
use engine::models::logistic::{ClassWeight, Params};
use engine::models::tree::target::Criterion;
use engine::models::{Answers, Model, ModelSpec, boosting, decision_tree, random_forest};
use engine::rng::Rng;
use engine::task::Task;
use engine::work::{Step, Work};

/// Enough rows that a pass over them takes several steps.
const ROWS: usize = 3_000;

/// Every algorithm, with its dials at several places.
fn specs() -> Vec<ModelSpec> {
    let logistic = |c, class_weight, max_iter| ModelSpec::Logistic(Params { c, class_weight, max_iter });
    let specs = vec![
        ModelSpec::Majority,
        ModelSpec::Logistic(Params::default()),
        logistic(None, ClassWeight::Equal, 100),
        logistic(Some(0.01), ClassWeight::Balanced, 100),
        logistic(Some(10.0), ClassWeight::Equal, 1),
        ModelSpec::DecisionTree(decision_tree::Params::default()),
        ModelSpec::DecisionTree(full_depth()),
        ModelSpec::DecisionTree(decision_tree::Params {
            criterion: Criterion::Entropy,
            max_leaf_nodes: Some(9),
            ccp_alpha: 0.001,
            ..full_depth()
        }),
        ModelSpec::Boosting(boosting::Params { max_iter: 20, ..Default::default() }),
        ModelSpec::Boosting(boosting::Params {
            max_leaf_nodes: None,
            max_depth: Some(3),
            max_bins: 16,
            l2_regularization: 1.0,
            early_stopping: true,
            n_iter_no_change: 3,
            ..Default::default()
        }),
        ModelSpec::RandomForest(random_forest::Params { n_estimators: 10, ..Default::default() }),
        ModelSpec::RandomForest(random_forest::Params {
            n_estimators: 5,
            criterion: Criterion::Entropy,
            max_features: random_forest::MaxFeatures::All,
            max_depth: Some(3),
            min_samples_leaf: 1,
        }),
    ];
    // A new algorithm does not compile before it is looked for here, and then it must be in the list.
    let looked_for = |spec: &ModelSpec| match spec {
        ModelSpec::Majority => 0,
        ModelSpec::Logistic(_) => 1,
        ModelSpec::DecisionTree(_) => 2,
        ModelSpec::Boosting(_) => 3,
        ModelSpec::RandomForest(_) => 4,
    };
    (0..5)
        .for_each(|i| assert!(specs.iter().any(|spec| looked_for(spec) == i), "algorithm {i} is not listed"));
    specs
}

/// A tree that grows until its leaves are pure.
pub fn full_depth() -> decision_tree::Params {
    decision_tree::Params { max_depth: None, min_samples_leaf: 1, ..Default::default() }
}

/// Four columns of different size, the second nearly the first, and a target that has to do with them.
pub fn rows(seed: u64) -> (Rc<Matrix>, Rc<[f64]>) {
    let mut rng = Rng::new(seed, "rows");
    let (mut values, mut y) = (Vec::new(), Vec::new());
    for _ in 0..ROWS {
        let a = rng.normal();
        let row = [a, a + 0.1 * rng.normal(), 20.0 * rng.normal() - 5.0, f64::from(rng.below(2))];
        let score = row[0] - 0.05 * row[2] + 2.0 * row[3] - 2.0 + rng.normal();
        values.extend(row);
        y.push(f64::from(u8::from(score > 0.0)));
    }
    (Rc::new(Matrix::new(ROWS, 4, values).unwrap()), y.into())
}

pub fn rng() -> Rng {
    Rng::new(5, "model")
}

fn fit(spec: &ModelSpec, x: &Rc<Matrix>, y: &Rc<[f64]>) -> Model {
    spec.start(x.clone(), Answers::binary(y.clone()), rng())
        .finish()
        .unwrap_or_else(|e| panic!("{spec:?}: {e}"))
}

fn predict(model: &Model, x: &Rc<Matrix>) -> Result<Vec<f64>, EngineError> {
    let (model, x) = (model.clone(), x.clone());
    Work::new(|pace| async move { model.predict_proba(&x, &pace).await }).finish()
}

/// Steps to the end by hand: what came, and after how many steps.
fn step_by_step<T>(mut work: Work<T>) -> (T, u32) {
    let mut steps = 1;
    loop {
        match work.step() {
            Step::Done(result) => return (result, steps),
            Step::Running => steps += 1,
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    let (x, y) = rows(1);
    for spec in specs() {
        let text = |model: Model| serde_json::to_string(&model).unwrap();
        assert_eq!(text(fit(&spec, &x, &y)), text(fit(&spec, &x, &y)), "{spec:?}");
    }
}

#[test]
fn stepping_equals_fitting() {
    let (x, y) = rows(1);
    for spec in specs() {
        let (model, steps) = step_by_step(spec.start(x.clone(), Answers::binary(y.clone()), rng()));
        assert_eq!(model.unwrap(), fit(&spec, &x, &y), "{spec:?}");
        let (_, again) = step_by_step(spec.start(x.clone(), Answers::binary(y.clone()), rng()));
        assert_eq!(steps, again, "{spec:?}: a step is a fixed piece of work");
        if let ModelSpec::Logistic(params) = &spec {
            // One pass over the rows is at least three blocks, and one more to begin with.
            assert!(steps > 3 * params.max_iter.min(3), "{spec:?}: {steps} steps");
        }
    }
}

#[test]
fn two_at_once_do_not_meet() {
    let ((x, y), (other_x, other_y)) = (rows(1), rows(2));
    for spec in specs() {
        let mut first = spec.start(x.clone(), Answers::binary(y.clone()), rng());
        let mut second = spec.start(other_x.clone(), Answers::binary(other_y.clone()), rng());
        let (mut one, mut two) = (None, None);
        while one.is_none() || two.is_none() {
            for (work, done) in [(&mut first, &mut one), (&mut second, &mut two)] {
                if done.is_none()
                    && let Step::Done(model) = work.step()
                {
                    *done = Some(model.unwrap());
                }
            }
        }
        assert_eq!((one, two), (Some(fit(&spec, &x, &y)), Some(fit(&spec, &other_x, &other_y))), "{spec:?}");
    }
}

#[test]
fn progress_is_told_and_never_runs_back() {
    let (x, y) = rows(1);
    for spec in specs().into_iter().filter(|spec| *spec != ModelSpec::Majority) {
        let mut work = spec.start(x.clone(), Answers::binary(y.clone()), rng());
        let (mut last, mut told) = (0, 0);
        while matches!(work.step(), Step::Running) {
            if let Some(progress) = work.progress() {
                assert!(progress.done >= last && progress.total.is_none_or(|total| progress.done <= total));
                assert!(progress.value.is_none_or(f64::is_finite));
                (last, told) = (progress.done, told + 1);
            }
        }
        assert!(told > 0, "{spec:?} says nothing");
    }
}

#[test]
fn the_order_of_columns_does_not_matter() {
    let (x, y) = rows(1);
    let order = [2, 0, 3, 1];
    let turned = (0..ROWS).flat_map(|i| order.map(|j| x.row(i)[j])).collect();
    let turned = Rc::new(Matrix::new(ROWS, 4, turned).unwrap());
    // A forest draws its features by their number.
    for spec in specs().into_iter().filter(|spec| !matches!(spec, ModelSpec::RandomForest(_))) {
        let plain = predict(&fit(&spec, &x, &y), &x).unwrap();
        let other = predict(&fit(&spec, &turned, &y), &turned).unwrap();
        let furthest = plain.iter().zip(&other).fold(0.0_f64, |far, (a, b)| far.max((a - b).abs()));
        assert!(furthest < 1e-8, "{spec:?}: {furthest}");
    }
}

#[test]
fn a_second_fit_forgets_the_first() {
    let ((x, y), (other_x, other_y)) = (rows(1), rows(2));
    for spec in specs() {
        let first = fit(&spec, &x, &y);
        assert_ne!(fit(&spec, &other_x, &other_y), first, "{spec:?} learns from its rows");
        assert_eq!(fit(&spec, &x, &y), first, "{spec:?}");
    }
}

#[test]
fn dropped_halfway_it_leaves_nothing() {
    let (x, y) = rows(1);
    for spec in specs() {
        let whole = fit(&spec, &x, &y);
        let (_, steps) = step_by_step(spec.start(x.clone(), Answers::binary(y.clone()), rng()));
        for halfway in [0, 1, steps / 2, steps - 1].map(|n| n.min(steps - 1)) {
            let mut work = spec.start(x.clone(), Answers::binary(y.clone()), rng());
            (0..halfway).for_each(|_| assert!(matches!(work.step(), Step::Running)));
            drop(work);
            assert_eq!((Rc::strong_count(&x), Rc::strong_count(&y)), (1, 1), "{spec:?} holds on to its rows");
        }
        assert_eq!(fit(&spec, &x, &y), whole, "{spec:?}");
    }
}

#[test]
fn a_file_keeps_spec_and_model_to_the_bit() {
    let (x, y) = rows(1);
    for spec in specs() {
        let again: ModelSpec = serde_json::from_str(&serde_json::to_string(&spec).unwrap()).unwrap();
        assert_eq!(again, spec);
        let model = fit(&spec, &x, &y);
        let text = serde_json::to_string(&model).unwrap();
        let kept: Model = serde_json::from_str(&text).unwrap();
        assert_eq!(kept, model, "{spec:?}");
        assert_eq!(serde_json::to_string(&kept).unwrap(), text);
        assert_eq!(predict(&kept, &x), predict(&model, &x));
    }
}

#[test]
fn probabilities_are_probabilities() {
    let (x, y) = rows(1);
    let wild = [1e6, -1e6, 1e150, -1e150, 0.0, -0.0, f64::MIN_POSITIVE];
    let mut rng = Rng::new(9, "wild");
    let values = (0..4 * 500).map(|_| wild[rng.below(7) as usize]).collect();
    let wild = Rc::new(Matrix::new(500, 4, values).unwrap());
    for spec in specs() {
        let model = fit(&spec, &x, &y);
        for x in [&x, &wild] {
            let found = predict(&model, x).unwrap();
            assert_eq!(found.len(), x.n_rows());
            assert!(found.iter().all(|p| (0.0..=1.0).contains(p)), "{spec:?}");
        }
        let none = Rc::new(Matrix::new(0, 4, Vec::new()).unwrap());
        assert_eq!(predict(&model, &none), Ok(Vec::new()));
    }
}

#[test]
fn what_cannot_be_learned_is_refused() {
    let (x, y) = rows(1);
    for spec in specs() {
        let check = |x: &Matrix, y: &[f64]| {
            spec.start(Rc::new(x.clone()), Answers::binary(y), rng())
                .finish()
                .map(|model| predict(&model, &x.clone().into()))
        };
        let length = EngineError::LengthMismatch { what: "y".into(), expected: 3_000, found: 2_999 };
        assert_eq!(check(&x, &y[1..]).err(), Some(length), "{spec:?}");
        let none = EngineError::TooFewRows { what: "training".into(), needed: 1, found: 0 };
        assert_eq!(check(&x.take(&[]), &[]).err(), Some(none), "{spec:?}");
        let mut odd = y.to_vec();
        odd[7] = 2.0;
        let range = EngineError::OutOfRange { what: "y".into(), low: 0.0, high: 1.0, found: 2.0 };
        assert_eq!(check(&x, &odd).err(), Some(range), "{spec:?}");
        odd[7] = f64::NAN;
        assert!(matches!(check(&x, &odd), Err(EngineError::OutOfRange { .. })), "{spec:?}");
        for class in [0.0, 1.0] {
            match check(&x, &vec![class; ROWS]) {
                // The baseline can live with one class, and then is sure.
                Ok(sure) => assert_eq!((&spec, sure), (&ModelSpec::Majority, Ok(vec![class; ROWS]))),
                Err(error) => assert_eq!(error, EngineError::OneClass { what: "training".into() }),
            }
        }
        // One row, no column: an answer or a refusal, never a panic.
        let _ = check(&x.take(&[0]), &y[..1]);
        let bare = check(&Matrix::new(ROWS, 0, Vec::new()).unwrap(), &y);
        let share = y.iter().sum::<f64>() / ROWS as f64;
        // Some weigh the classes, do not come to the end, or see a part of the rows.
        let knows_the_share = match &spec {
            ModelSpec::Logistic(p) => p.class_weight == ClassWeight::Equal && p.max_iter > 1,
            ModelSpec::Boosting(p) => !p.early_stopping,
            ModelSpec::RandomForest(_) => false,
            _ => true,
        };
        if let Ok(Ok(found)) = bare
            && knows_the_share
        {
            assert!(
                found.iter().all(|p| (p - share).abs() < 1e-9),
                "{spec:?}: without a column only the share"
            );
        }
    }
}

#[test]
fn a_task_it_cannot_do_is_refused() {
    for spec in specs() {
        for task in [Task::Binary, Task::Multiclass, Task::Regression] {
            let able = task == Task::Binary;
            let what = format!("{} for {}", spec.name(), task.name());
            let refused = Err(EngineError::Unsupported { what });
            assert_eq!(spec.can(task), if able { Ok(()) } else { refused }, "{spec:?}");
        }
    }
}

#[test]
fn other_columns_than_in_training_are_refused() {
    let (x, y) = rows(1);
    let narrow = Rc::new(Matrix::new(10, 3, vec![0.0; 30]).unwrap());
    for spec in specs() {
        let refused = EngineError::LengthMismatch { what: "features".into(), expected: 4, found: 3 };
        assert_eq!(predict(&fit(&spec, &x, &y), &narrow), Err(refused), "{spec:?}");
    }
}

/// `NaN` is a missing value: an algorithm takes it, or says that it cannot; infinity is nothing to learn from.
#[test]
fn numbers_that_are_none_are_refused_or_taken() {
    let (x, y) = rows(1);
    for spec in specs() {
        for (cell, takes) in
            [(f64::NAN, takes_missing(&spec)), (f64::INFINITY, false), (-f64::INFINITY, false)]
        {
            let mut values = x.values().to_vec();
            (0..ROWS).step_by(7).for_each(|i| values[4 * i + i % 4] = cell);
            let spoilt = Rc::new(Matrix::new(ROWS, 4, values).unwrap());
            let refused = Err(EngineError::NotFinite { what: "x".into() });
            let model = fit(&spec, &x, &y);
            if takes || spec == ModelSpec::Majority {
                for model in [fit(&spec, &spoilt, &y), model] {
                    let found = predict(&model, &spoilt).unwrap();
                    assert!(found.iter().all(|p| (0.0..=1.0).contains(p)), "{spec:?}");
                }
            } else {
                let learned = spec.start(spoilt.clone(), Answers::binary(y.clone()), rng()).finish();
                assert_eq!(learned.map(|_| ()), refused.clone().map(|_: Vec<f64>| ()), "{spec:?}");
                assert_eq!(predict(&model, &spoilt), refused, "{spec:?}");
            }
        }
    }
}

fn takes_missing(spec: &ModelSpec) -> bool {
    matches!(spec, ModelSpec::Majority | ModelSpec::Boosting(_))
}

/// Rows a line can part have no best weights without a penalty: it must still end.
#[test]
fn separable_rows_end() {
    let x = Rc::new(Matrix::new(40, 1, (0..40).map(f64::from).collect()).unwrap());
    let y: Rc<[f64]> = (0..40).map(|i| f64::from(u8::from(i >= 20))).collect();
    for spec in specs() {
        let model = fit(&spec, &x, &y);
        let found = predict(&model, &x).unwrap();
        assert!(found.iter().all(|p| (0.0..=1.0).contains(p)), "{spec:?}");
    }
}
