//! Boosting: what it says of itself is so, missing values find their side, weights count, a feature pushes only the way it
//! may, and it stops when told to.

use std::rc::Rc;

use engine::error::EngineError;
use engine::matrix::Matrix;
use engine::models::boosting::{Fitted, Params};
use engine::models::{Answers, Model, ModelSpec};
use engine::rng::Rng;
use engine::task::Task;
use engine::work::Work;
use proptest::prelude::*;

/// Three columns: one that counts, one that counts where it is missing, one of noise with few values.
fn rows(n: usize, seed: u64) -> (Rc<Matrix>, Rc<[f64]>) {
    let mut rng = Rng::new(seed, "rows");
    let (mut values, mut y) = (Vec::new(), Vec::new());
    for _ in 0..n {
        let missing = rng.uniform() < 0.3;
        let row = [rng.normal(), if missing { f64::NAN } else { rng.normal() }, f64::from(rng.below(3))];
        let score = row[0] + if missing { 1.5 } else { 0.0 } + 0.5 * rng.normal() - 0.5;
        values.extend(row);
        y.push(f64::from(u8::from(score > 0.0)));
    }
    (Rc::new(Matrix::new(n, 3, values).unwrap()), y.into())
}

/// The same rows with an answer of another kind: one of three classes, or a number.
fn asked(task: Task, n: usize, seed: u64) -> (Rc<Matrix>, Answers) {
    let (x, y) = rows(n, seed);
    let mut rng = Rng::new(seed, "asked");
    let number = |i: usize| x.row(i)[0] + 2.0 * y[i] + if x.row(i)[2] == 1.0 { 1.0 } else { 0.0 };
    let answers = match task {
        Task::Binary => Answers::binary(y.clone()),
        Task::Multiclass => {
            let class = |i: usize| if x.row(i)[2] == 2.0 && rng.uniform() < 0.8 { 2.0 } else { y[i] };
            Answers::classes((0..n).map(class).collect::<Vec<f64>>(), 3)
        }
        Task::Regression => Answers::numbers((0..n).map(number).collect::<Vec<f64>>()),
    };
    (x, answers)
}

fn learn(params: &Params, x: &Rc<Matrix>, answers: &Answers) -> Fitted {
    let model =
        ModelSpec::Boosting(params.clone()).start(x.clone(), answers.clone(), Rng::new(3, "fit")).finish();
    let Ok(Model::Boosting(fitted)) = model else { panic!("{model:?}") };
    fitted
}

fn fit(params: &Params, x: &Rc<Matrix>, y: &Rc<[f64]>) -> Fitted {
    learn(params, x, &Answers::binary(y.clone()))
}

fn staged(fitted: &Fitted, x: &Rc<Matrix>, answers: &Answers) -> Vec<f64> {
    let (fitted, x, answers) = (fitted.clone(), x.clone(), answers.clone());
    Work::new(|pace| async move { fitted.staged_loss(&x, &answers, &pace).await }).finish().unwrap()
}

fn predict_at(fitted: &Fitted, iteration: u32, x: &Rc<Matrix>) -> Vec<f64> {
    let (fitted, x) = (fitted.clone(), x.clone());
    let found = Work::new(|pace| async move { fitted.predict_at(iteration, &x, &pace).await }).finish();
    found.unwrap().values().to_vec()
}

#[test]
fn it_keeps_to_its_dials_and_its_losses_are_true() {
    let (x, y) = rows(5_000, 1);
    let dials = [
        Params { max_iter: 30, ..Params::default() },
        Params { max_iter: 30, max_depth: Some(2), max_leaf_nodes: None, ..Params::default() },
        Params {
            max_iter: 30,
            max_leaf_nodes: Some(3),
            max_bins: 4,
            min_samples_leaf: 300,
            ..Params::default()
        },
    ];
    for params in dials {
        let fitted = fit(&params, &x, &y);
        assert_eq!(fitted.trees.len(), 30);
        for tree in &fitted.trees {
            let leaves: Vec<usize> = (0..tree.n_nodes()).filter(|node| tree.left[*node] == 0).collect();
            assert!(params.max_leaf_nodes.is_none_or(|most| leaves.len() <= most as usize));
            assert!(params.max_depth.is_none_or(|most| tree.depth() <= most as usize));
            assert!(leaves.iter().all(|leaf| tree.n_samples[*leaf] >= params.min_samples_leaf));
            assert_eq!(leaves.iter().map(|leaf| tree.n_samples[*leaf]).sum::<u32>(), 5_000);
        }
        // Going down by thresholds is going down by bins.
        let again = staged(&fitted, &x, &Answers::binary(y.clone()));
        let far = fitted.train_loss.iter().zip(&again).fold(0.0_f64, |far, (a, b)| far.max((a - b).abs()));
        assert!(far < 1e-12 && again.len() == 31, "{far}");
        assert!(again.windows(2).all(|pair| pair[1] < pair[0]), "each tree fits the training rows better");
    }
}

#[test]
fn every_task_has_as_many_trees_as_answers_and_true_losses() {
    for task in [Task::Binary, Task::Multiclass, Task::Regression] {
        let (x, answers) = asked(task, 3_000, 1);
        let params = Params { max_iter: 20, max_leaf_nodes: Some(8), ..Params::default() };
        let weights: Vec<f64> = (0..3_000).map(|i| f64::from(i % 4) * 0.3).collect();
        for answers in [answers.clone(), answers.weighted(weights)] {
            let fitted = learn(&params, &x, &answers);
            let k = answers.n_outputs();
            assert_eq!((fitted.task, fitted.n_outputs as usize), (task, k));
            assert_eq!((fitted.n_iterations(), fitted.trees.len()), (20, 20 * k));
            let again = staged(&fitted, &x, &answers);
            let far =
                fitted.train_loss.iter().zip(&again).fold(0.0_f64, |far, (a, b)| far.max((a - b).abs()));
            assert!(far < 1e-12 && again.len() == 21, "{task:?}: {far}");
            assert!(again.windows(2).all(|pair| pair[1] < pair[0]), "{task:?}: {again:?}");
            // A row by itself is scored as among many, after any iteration.
            for iteration in [0, 7, 20] {
                let all = predict_at(&fitted, iteration, &x);
                for i in [0, 63, 64, 2_999] {
                    let one = predict_at(&fitted, iteration, &Rc::new(x.take(&[i])));
                    assert_eq!(one, all[i as usize * k..(i as usize + 1) * k], "{task:?}");
                }
            }
        }
    }
}

/// Rows in a number that is no power of two, without gaps, in trees of more than 64 nodes, or wider than 32 columns.
#[test]
fn rows_and_trees_of_any_size_are_scored_alike() {
    let (_, y) = rows(1_003, 1);
    for (width, leaves) in [(3, 8), (40, 8), (3, 60), (40, 60)] {
        let mut rng = Rng::new(5, "wide");
        let values: Vec<f64> = (0..1_003 * width).map(|i| rng.normal() + y[i / width]).collect();
        let x = Rc::new(Matrix::new(1_003, width, values).unwrap());
        let params =
            Params { max_iter: 9, max_leaf_nodes: Some(leaves), min_samples_leaf: 2, ..Params::default() };
        let fitted = fit(&params, &x, &y);
        let found = predict_at(&fitted, 9, &x);
        for (i, found) in found.iter().enumerate() {
            let raw = fitted.trees.iter().fold(fitted.baseline[0], |raw, tree| raw + tree.answer(x.row(i)));
            assert_eq!(*found, engine::math::sigmoid(raw), "{width} columns, {leaves} leaves, row {i}");
        }
        assert_eq!(predict_at(&fitted, 9, &Rc::new(x.take(&[1_002]))), found[1_002..]);
    }
}

/// The same trees to the bit: what is learned is made of whole numbers.
#[test]
fn a_row_of_weight_two_is_the_row_twice() {
    for task in [Task::Binary, Task::Multiclass, Task::Regression] {
        let (x, answers) = asked(task, 1_500, 4);
        let params = Params { max_iter: 10, min_samples_leaf: 1, ..Params::default() };
        let twice: Vec<u32> = (0..1_500).flat_map(|i| vec![i; 1 + i as usize % 2]).collect();
        let y: Vec<f64> = twice.iter().map(|i| answers.y[*i as usize]).collect();
        let repeated = learn(&params, &Rc::new(x.take(&twice)), &Answers { y: y.into(), ..answers.clone() });
        let weights: Vec<f64> = (0..1_500).map(|i| f64::from(1 + i % 2)).collect();
        let weighted = learn(&params, &x, &answers.clone().weighted(weights));
        for (a, b) in repeated.trees.iter().zip(&weighted.trees) {
            assert_eq!((&a.feature, &a.threshold, &a.left), (&b.feature, &b.threshold, &b.left), "{task:?}");
            let far = a.value.iter().zip(&b.value).fold(0.0_f64, |far, (a, b)| far.max((a - b).abs()));
            assert!(far < 1e-9, "{task:?}: {far}");
        }
        let plain = learn(&params, &x, &answers);
        assert_ne!(plain.trees, weighted.trees, "{task:?}: the weights change nothing");
        // Only their shares matter, however large they are.
        let params = Params { max_iter: 1, ..params };
        let [plain, scaled] = [1.0, 1e12].map(|scale| {
            let weights: Vec<f64> = (0..1_500).map(|i| scale * f64::from(1 + i % 2)).collect();
            predict_at(&learn(&params, &x, &answers.clone().weighted(weights)), 1, &x)
        });
        let far = plain.iter().zip(&scaled).fold(0.0_f64, |far, (a, b)| far.max((a - b).abs()));
        assert!(far < 1e-6, "{task:?}: {far}");
    }
    // What weighs nothing says nothing.
    let (x, y) = rows(100, 1);
    let weights: Vec<f64> = y.to_vec();
    let found = ModelSpec::Boosting(Params::default())
        .start(x, Answers::binary(y).weighted(weights), Rng::new(1, "one"))
        .finish();
    assert_eq!(found.map(|_| ()), Err(EngineError::OneClass { what: "training".into() }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Along a feature that may push one way only, answers never turn, whatever else a row says.
    #[test]
    fn a_feature_pushes_only_the_way_it_may(
        seed in 0_u64..1_000,
        ways in prop::array::uniform3(-1_i8..=1),
        regression in any::<bool>(),
        leaves in 2_u32..20,
    ) {
        let task = if regression { Task::Regression } else { Task::Binary };
        let (x, answers) = asked(task, 400, seed);
        let params = Params {
            max_iter: 12,
            learning_rate: 0.4,
            max_leaf_nodes: Some(leaves),
            min_samples_leaf: 3,
            monotonic_cst: ways.to_vec(),
            ..Params::default()
        };
        let fitted = learn(&params, &x, &answers);
        let steps: Vec<f64> = (-12..=12).map(|i| f64::from(i) * 0.25).collect();
        for (feature, way) in ways.into_iter().enumerate().filter(|(_, way)| *way != 0) {
            for i in (0..400).step_by(29) {
                let along = steps.iter().flat_map(|step| {
                    let mut row = x.row(i).to_vec();
                    row[feature] = *step;
                    row
                });
                let along = Rc::new(Matrix::new(steps.len(), 3, along.collect()).unwrap());
                let found = predict_at(&fitted, 12, &along);
                let turns = found.windows(2).any(|pair| f64::from(way) * (pair[1] - pair[0]) < -1e-12);
                prop_assert!(!turns, "feature {feature}, way {way}: {found:?}");
            }
        }
    }
}

#[test]
fn ways_are_one_a_feature_and_not_for_classes() {
    let (x, y) = rows(200, 1);
    let params = Params { monotonic_cst: vec![1, 0], ..Params::default() };
    let start = |answers| {
        let work = ModelSpec::Boosting(params.clone()).start(x.clone(), answers, Rng::new(1, "ways"));
        work.finish().map(|_| ())
    };
    let length = EngineError::LengthMismatch { what: "monotonic_cst".into(), expected: 3, found: 2 };
    assert_eq!(start(Answers::binary(y.clone())), Err(length));
    let classes = EngineError::Unsupported { what: "monotonic_cst for multiclass".into() };
    assert_eq!(start(Answers::classes(y, 2)), Err(classes));
}

#[test]
fn missing_values_go_where_they_belong() {
    let ((x, y), (other, other_y)) = (rows(5_000, 1), rows(5_000, 2));
    let fitted = fit(&Params::default(), &x, &y);
    let auc = |scores: &[f64]| {
        engine::metrics::rank::roc_auc(&engine::metrics::Scored::new(&other_y, scores, None).unwrap())
            .unwrap()
    };
    let found = auc(&predict_at(&fitted, 100, &other));
    // Without the second column only the first is left to go by.
    let blank = (0..5_000).flat_map(|i| [other.row(i)[0], 0.0, 0.0]).collect();
    let without = auc(&predict_at(&fitted, 100, &Rc::new(Matrix::new(5_000, 3, blank).unwrap())));
    assert!(found > without + 0.03, "{found} {without}");
    // One row is as many.
    let all = predict_at(&fitted, 100, &other);
    for i in [0, 17, 4_999] {
        assert_eq!(predict_at(&fitted, 100, &Rc::new(other.take(&[i]))), vec![all[i as usize]]);
    }
    assert_eq!(predict_at(&fitted, 1_000, &other), all, "there are no more trees than there are");
    let share = y.iter().sum::<f64>() / 5_000.0;
    assert!(predict_at(&fitted, 0, &other).iter().all(|p| (p - share).abs() < 1e-12));
}

#[test]
fn it_stops_when_nothing_is_gained() {
    let (x, y) = rows(2_000, 1);
    let params = Params {
        early_stopping: true,
        max_iter: 500,
        learning_rate: 0.3,
        n_iter_no_change: 5,
        ..Params::default()
    };
    let fitted = fit(&params, &x, &y);
    let losses = &fitted.validation_loss;
    assert!(fitted.trees.len() < 200, "{}", fitted.trees.len());
    assert_eq!((losses.len(), fitted.train_loss.len()), (fitted.trees.len() + 1, fitted.trees.len() + 1));
    let (last, before) = losses.split_at(losses.len() - 5);
    assert!(before.iter().all(|loss| *loss >= last[last.len() - 1] - params.tol));
    for task in [Task::Multiclass, Task::Regression] {
        let (x, answers) = asked(task, 2_000, 1);
        let fitted = learn(&params, &x, &answers);
        assert!(fitted.n_iterations() < 300, "{task:?}: {}", fitted.n_iterations());
        assert_eq!(fitted.validation_loss.len() as u32, fitted.n_iterations() + 1);
    }
    // Too few rows to hold any back.
    let of = |class: f64| (0..2_000).filter(|i| y[*i as usize] == class).take(2).collect::<Vec<u32>>();
    let few = Rc::new(x.take(&[of(0.0), of(1.0)].concat()));
    let found =
        ModelSpec::Boosting(params).start(few, Answers::binary([0.0, 0.0, 1.0, 1.0]), Rng::new(1, "few"));
    assert!(matches!(found.finish(), Err(EngineError::TooFewRows { .. })));
}

#[test]
fn columns_without_values_or_differences_are_no_trouble() {
    let values = (0..400).flat_map(|i| [f64::NAN, 7.0, if i % 2 == 0 { f64::NAN } else { 1.0 }]).collect();
    let x = Rc::new(Matrix::new(400, 3, values).unwrap());
    let y: Rc<[f64]> = (0..400).map(|i| f64::from(u8::from(i % 2 == 0))).collect();
    let fitted = fit(&Params { max_iter: 50, ..Params::default() }, &x, &y);
    let found = predict_at(&fitted, 50, &x);
    assert!(found.iter().zip(y.iter()).all(|(p, y)| (p - y).abs() < 0.02), "{:?}", &found[..4]);
}
