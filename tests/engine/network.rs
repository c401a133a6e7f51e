//! What is a network's own: seeds, passes, stopping early, units left out, weights of rows, large numbers.

use std::rc::Rc;

use engine::error::EngineError;
use engine::matrix::Matrix;
use engine::metrics::{Scored, proba, rank};
use engine::models::network::{Activation, Fitted, Params};
use engine::models::{Answers, Model, ModelSpec};
use engine::rng::Rng;
use engine::work::{Pace, Step};

use crate::now;

/// Two columns of which only the product tells yes from no: no formula of weights can.
fn crossed(seed: u64, n: usize) -> (Rc<Matrix>, Vec<f64>) {
    let mut rng = Rng::new(seed, "crossed");
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for _ in 0..n {
        let (a, b) = (rng.normal(), rng.normal());
        x.extend([a, b]);
        y.push(f64::from(u8::from(a * b + 0.3 * rng.normal() > 0.0)));
    }
    (Rc::new(Matrix::new(n, 2, x).unwrap()), y)
}

fn quick() -> Params {
    Params { learning_rate_init: 0.01, max_iter: 20, ..Params::default() }
}

fn fit(params: &Params, x: &Matrix, answers: &Answers, seed: u64) -> Fitted {
    now(params.fit(x, answers, Rng::new(seed, "model"), &Pace::default())).unwrap()
}

fn proba(fitted: &Fitted, x: &Matrix) -> Vec<f64> {
    now(fitted.predict_proba(x, &Pace::default())).unwrap()
}

fn auc(y: &[f64], scores: &[f64]) -> f64 {
    rank::roc_auc(&Scored::new(y, scores, None).unwrap()).unwrap()
}

#[test]
fn it_learns_what_no_formula_of_weights_can() {
    let ((x, y), (other, truth)) = (crossed(1, 2_000), crossed(2, 2_000));
    let line = ModelSpec::Logistic(engine::models::logistic::Params::default());
    let line = line.start(x.clone(), Answers::binary(&*y), Rng::new(1, "model")).finish().unwrap();
    assert!(auc(&truth, &now(line.predict_proba(&other, &Pace::default())).unwrap()) < 0.6);
    for activation in [Activation::Relu, Activation::Tanh] {
        for hidden_layer_sizes in [vec![16], vec![12, 6], vec![8, 8, 4]] {
            let params = Params { activation, hidden_layer_sizes, alpha: 0.01, ..quick() };
            let fitted = fit(&params, &x, &Answers::binary(&*y), 3);
            let found = auc(&truth, &proba(&fitted, &other));
            assert!(found > 0.9, "{params:?}: {found}");
        }
    }
}

#[test]
fn another_seed_is_another_network() {
    let (x, y) = crossed(1, 500);
    let of = |params: &Params, seed| fit(params, &x, &Answers::binary(&*y), seed).weights;
    let still = Params { shuffle: false, ..quick() };
    assert_eq!(of(&quick(), 1), of(&quick(), 1));
    assert_ne!(of(&quick(), 1), of(&quick(), 2));
    assert_ne!(of(&quick(), 1), of(&still, 1));
    assert_ne!(of(&Params { dropout: 0.5, ..quick() }, 1), of(&quick(), 1));
}

#[test]
fn stopping_early_goes_back_to_the_best_weights() {
    let (x, y) = crossed(4, 300);
    let params = Params {
        early_stopping: true,
        validation_fraction: 0.3,
        n_iter_no_change: 8,
        tol: 0.0,
        alpha: 0.0,
        learning_rate_init: 0.03,
        max_iter: 500,
        ..Params::default()
    };
    let stopped = fit(&params, &x, &Answers::binary(&*y), 5);
    let passes = stopped.train_loss.len() as u32;
    assert!(passes < 500 && stopped.held_loss.len() as u32 == passes + 1);
    // It went on for as long as it was told to without gain, and gives back what it had before.
    assert_eq!(passes, stopped.n_iter + 8);
    let lowest = stopped.held_loss.iter().copied().fold(f64::INFINITY, f64::min);
    assert_eq!(stopped.held_loss[stopped.n_iter as usize], lowest);
    // Sent through just as many passes, it is the same network.
    let sent = Params { max_iter: stopped.n_iter, n_iter_no_change: 10_000, ..params.clone() };
    assert_eq!(fit(&sent, &x, &Answers::binary(&*y), 5).weights, stopped.weights);
    assert!(stopped.path.iter().all(|snapshot| snapshot.epoch < stopped.n_iter));
    let none = Params { early_stopping: true, ..Params::default() };
    let few = now(none.fit(
        &x.take(&[0, 1, 2]),
        &Answers::binary([0.0, 1.0, 1.0]),
        Rng::new(1, "m"),
        &Pace::default(),
    ));
    assert!(matches!(few, Err(EngineError::TooFewRows { .. })), "{few:?}");
}

#[test]
fn the_way_is_kept_thinned_and_ends_before_the_answer() {
    let (x, y) = crossed(6, 200);
    let whole = fit(&Params { max_iter: 100, ..quick() }, &x, &Answers::binary(&*y), 1);
    let epochs: Vec<u32> = whole.path.iter().map(|snapshot| snapshot.epoch).collect();
    assert_eq!((whole.n_iter, epochs[0]), (100, 0));
    assert!((12..=24).contains(&epochs.len()) && epochs.windows(2).all(|w| w[1] - w[0] == epochs[1]));
    let at = &whole.path[3];
    let so_far = fit(&Params { max_iter: at.epoch, ..quick() }, &x, &Answers::binary(&*y), 1);
    assert_eq!(so_far.weights, at.weights, "the way is the same however far it goes");
    let loss = |scores: &[f64]| proba::log_loss(&Scored::new(&y, scores, None).unwrap()).unwrap();
    let start = now(whole.predict_at(&whole.path[0].weights, &x, &Pace::default())).unwrap();
    assert!(loss(start.values()) > loss(&proba(&whole, &x)));
}

#[test]
fn weight_decay_keeps_weights_small_and_dropout_says_the_same_twice() {
    let (x, y) = crossed(7, 400);
    let size = |params: &Params| -> f32 {
        let fitted = fit(params, &x, &Answers::binary(&*y), 1);
        fitted.layer(0).unwrap().0.iter().map(|w| w * w).sum()
    };
    assert!(size(&Params { alpha: 30.0, ..quick() }) < 0.1 * size(&Params { alpha: 0.0, ..quick() }));
    let dropped = fit(&Params { dropout: 0.4, ..quick() }, &x, &Answers::binary(&*y), 1);
    assert_eq!(proba(&dropped, &x), proba(&dropped, &x), "nothing is left out once it has learned");
}

#[test]
fn layers_are_read_as_they_were_learned() {
    let (x, y) = crossed(8, 100);
    let params = Params { hidden_layer_sizes: vec![3], ..quick() };
    let fitted = fit(&params, &x, &Answers::binary(&*y), 1);
    let ((into, bias), (out, last)) = (fitted.layer(0).unwrap(), fitted.layer(1).unwrap());
    assert_eq!((into.len(), bias.len(), out.len(), last.len()), (6, 3, 3, 1));
    assert_eq!(fitted.layer(2), None);
    for (i, p) in proba(&fitted, &x).into_iter().enumerate() {
        let unit = |j: usize| {
            let sum =
                f64::from(bias[j]) + x.row(i)[0] * f64::from(into[j]) + x.row(i)[1] * f64::from(into[3 + j]);
            sum.max(0.0) * f64::from(out[j])
        };
        let score: f64 = (0..3).map(unit).sum::<f64>() + f64::from(last[0]);
        assert!((p - 1.0 / (1.0 + (-score).exp())).abs() < 1e-5);
    }
}

#[test]
fn rows_that_do_not_count_change_nothing() {
    let (x, y) = crossed(9, 256);
    let mut weights = vec![1.0; 256];
    // Two whole batches that count, two that do not.
    weights[128..].fill(0.0);
    let params = Params { shuffle: false, ..quick() };
    let half = fit(&params, &x.take(&(0..128).collect::<Vec<u32>>()), &Answers::binary(&y[..128]), 1);
    let weighted = fit(&params, &x, &Answers::binary(&*y).weighted(weights), 1);
    assert_eq!(half.weights, weighted.weights);
    assert_eq!(half.train_loss, weighted.train_loss);
}

/// Columns that were not standardised: it still gives numbers, and says worse ones.
#[test]
fn large_numbers_drown_the_others_and_break_nothing() {
    let (x, y) = crossed(10, 1_000);
    let stretched: Vec<f64> = (0..1_000).flat_map(|i| [x.row(i)[0] * 1e4, x.row(i)[1]]).collect();
    let stretched = Matrix::new(1_000, 2, stretched).unwrap();
    let (plain, other) =
        (fit(&quick(), &x, &Answers::binary(&*y), 1), fit(&quick(), &stretched, &Answers::binary(&*y), 1));
    let (plain_auc, other_auc) = (auc(&y, &proba(&plain, &x)), auc(&y, &proba(&other, &stretched)));
    assert!(plain_auc > 0.88 && other_auc < 0.8, "{plain_auc} {other_auc}");
    let far = Matrix::new(2, 2, vec![1e300, -1e300, -1e300, 1e300]).unwrap();
    assert!(proba(&plain, &far).iter().all(|p| (0.0..=1.0).contains(p)));
}

#[test]
fn a_number_is_learned_in_its_own_unit() {
    let (x, _) = crossed(11, 1_000);
    let y: Vec<f64> = (0..1_000).map(|i| 50_000.0 + 3_000.0 * (x.row(i)[0] * x.row(i)[1]).tanh()).collect();
    let fitted = fit(&Params { max_iter: 40, ..quick() }, &x, &Answers::numbers(&*y), 1);
    let said = now(fitted.predict(&x, &Pace::default())).unwrap();
    let off: f64 = said.values().iter().zip(&y).map(|(a, b)| (a - b).abs()).sum::<f64>() / 1_000.0;
    assert!(off < 400.0, "{off}");
    let one = fit(&quick(), &x, &Answers::numbers(vec![7.0; 1_000]), 1);
    assert_eq!(one.target, [7.0, 1.0]);
    assert!(matches!(now(fitted.predict_proba(&x, &Pace::default())), Err(EngineError::Unsupported { .. })));
}

/// A step is a bounded number of products, however wide the network and however large a batch.
#[test]
fn a_wide_network_rests_within_a_batch() {
    let (x, y) = crossed(12, 512);
    let steps = |params: &Params| {
        let mut work =
            ModelSpec::Network(params.clone()).start(x.clone(), Answers::binary(&*y), Rng::new(1, "m"));
        let mut steps = 1;
        while matches!(work.step(), Step::Running) {
            steps += 1;
        }
        steps
    };
    let wide =
        Params { hidden_layer_sizes: vec![512, 512], batch_size: 512, max_iter: 1, ..Params::default() };
    // Weights times rows, forward and twice back, over what a step may hold.
    let products = 3 * 512 * (3 * 512 + 513 * 512 + 513);
    assert!(steps(&wide) > products / 30_000_000, "{}", steps(&wide));
    let start = vec![0.0; 7];
    let found =
        now(wide.fit_from(Some(&start), &x, &Answers::binary(&*y), Rng::new(1, "m"), &Pace::default()));
    assert!(matches!(found, Err(EngineError::LengthMismatch { .. })));
    let small = Params { max_iter: 1, ..Params::default() };
    assert!(steps(&small) < 10);
    assert!(matches!(Model::Network(fit(&small, &x, &Answers::binary(&*y), 1)), Model::Network(_)));
}
