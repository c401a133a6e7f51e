//! Boosting: what it says of itself is so, missing values find their side, and it stops when told to.

use std::rc::Rc;

use engine::error::EngineError;
use engine::matrix::Matrix;
use engine::models::boosting::{Fitted, Params};
use engine::models::{Answers, Model, ModelSpec};
use engine::rng::Rng;
use engine::work::Work;

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

fn fit(params: &Params, x: &Rc<Matrix>, y: &Rc<[f64]>) -> Fitted {
    let model = ModelSpec::Boosting(params.clone())
        .start(x.clone(), Answers::binary(y.clone()), Rng::new(3, "fit"))
        .finish();
    let Ok(Model::Boosting(fitted)) = model else { panic!("{model:?}") };
    fitted
}

fn staged(fitted: &Fitted, x: &Rc<Matrix>, y: &Rc<[f64]>) -> Vec<f64> {
    let (fitted, x, y) = (fitted.clone(), x.clone(), y.clone());
    Work::new(|pace| async move { fitted.staged_log_loss(&x, &y, &pace).await }).finish().unwrap()
}

fn predict_at(fitted: &Fitted, iteration: u32, x: &Rc<Matrix>) -> Vec<f64> {
    let (fitted, x) = (fitted.clone(), x.clone());
    Work::new(|pace| async move { fitted.predict_at(iteration, &x, &pace).await }).finish().unwrap()
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
        let again = staged(&fitted, &x, &y);
        let far = fitted.train_loss.iter().zip(&again).fold(0.0_f64, |far, (a, b)| far.max((a - b).abs()));
        assert!(far < 1e-12 && again.len() == 31, "{far}");
        assert!(again.windows(2).all(|pair| pair[1] < pair[0]), "each tree fits the training rows better");
    }
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
