//! What every algorithm promises: the same answer for the same question, however it is asked.

use std::rc::Rc;

use engine::error::EngineError;
use engine::matrix::Matrix;
use engine::models::{Answers, Model, ModelSpec};
use engine::rng::Rng;
use engine::task::Task;
use engine::work::{Step, Work};

use super::listed::{counts, draws_columns, for_columns, specs};

/// Enough rows that a pass over them takes several steps.
pub const ROWS: usize = 3_000;

/// Four columns of different size, the second nearly the first, and a score that has to do with them.
fn scored(seed: u64) -> (Rc<Matrix>, Vec<f64>) {
    let mut rng = Rng::new(seed, "rows");
    let (mut values, mut scores) = (Vec::new(), Vec::new());
    for _ in 0..ROWS {
        let a = rng.normal();
        let row = [a, a + 0.1 * rng.normal(), 20.0 * rng.normal() - 5.0, f64::from(rng.below(2))];
        scores.push(row[0] - 0.05 * row[2] + 2.0 * row[3] - 2.0 + rng.normal());
        values.extend(row);
    }
    (Rc::new(Matrix::new(ROWS, 4, values).unwrap()), scores)
}

/// The rows, and yes where the score is above 0.
pub fn rows(seed: u64) -> (Rc<Matrix>, Rc<[f64]>) {
    let (x, scores) = scored(seed);
    (x, scores.iter().map(|score| f64::from(u8::from(*score > 0.0))).collect())
}

/// The rows, and an answer of the task's kind: yes or no; one of three classes that overlap and have no order; the
/// score.
pub fn asked(task: Task, seed: u64) -> (Rc<Matrix>, Answers) {
    let (x, scores) = scored(seed);
    let mut rng = Rng::new(seed, "classes");
    let mut class = |(i, score): (usize, &f64)| match x.row(i)[1] + rng.normal() {
        _ if *score > 1.0 => 2.0,
        other => f64::from(u8::from(other > 0.0)),
    };
    let answers = match task {
        Task::Binary => Answers::binary(rows(seed).1),
        Task::Multiclass => {
            Answers::classes(scores.iter().enumerate().map(&mut class).collect::<Vec<f64>>(), 3)
        }
        Task::Regression => Answers::numbers(scores),
    };
    (x, answers)
}

/// The same rows for this algorithm: as counts if it takes nothing below nought.
pub fn asked_by(spec: &ModelSpec, task: Task, seed: u64) -> (Rc<Matrix>, Answers) {
    let (x, answers) = asked(task, seed);
    let count =
        |value: f64, j: usize| (value * [3.0, 3.0, 0.3, 4.0][j] + [9.0, 9.0, 9.0, 0.0][j]).round().max(0.0);
    if !counts(spec) {
        return (x, answers);
    }
    let counted = x.values().iter().enumerate().map(|(i, value)| count(*value, i % 4)).collect();
    (Rc::new(Matrix::new(ROWS, 4, counted).unwrap()), answers)
}

pub fn rng() -> Rng {
    Rng::new(5, "model")
}

pub fn fit(spec: &ModelSpec, x: &Rc<Matrix>, answers: &Answers) -> Model {
    spec.start(x.clone(), answers.clone(), rng()).finish().unwrap_or_else(|e| panic!("{spec:?}: {e}"))
}

/// The numbers it gives the rows, one row after the other.
pub fn predict(model: &Model, x: &Rc<Matrix>) -> Result<Vec<f64>, EngineError> {
    let (model, x) = (model.clone(), x.clone());
    Work::new(|pace| async move { model.predict(&x, &pace).await })
        .finish()
        .map(|found| found.values().to_vec())
}

/// Whether they are what the task asks for: probabilities, which come to 1 over the classes, or finite numbers.
pub fn is_answer(answers: &Answers, found: &[f64]) -> bool {
    let probabilities = found.iter().all(|p| (0.0..=1.0).contains(p));
    match answers.task {
        Task::Binary => probabilities,
        Task::Multiclass => {
            let sums = found.chunks_exact(answers.n_outputs()).map(|row| row.iter().sum::<f64>());
            probabilities && sums.into_iter().all(|sum| (sum - 1.0).abs() < 1e-9)
        }
        Task::Regression => found.iter().all(|v| v.is_finite()),
    }
}

/// The furthest that two lists of numbers are apart.
pub fn apart(one: &[f64], other: &[f64]) -> f64 {
    assert_eq!(one.len(), other.len());
    one.iter().zip(other).fold(0.0_f64, |far, (a, b)| far.max((a - b).abs()))
}

/// Steps to the end by hand: what came, and after how many steps.
pub fn step_by_step<T>(mut work: Work<T>) -> (T, u32) {
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
    for (task, spec) in specs() {
        let (x, answers) = asked_by(&spec, task, 1);
        let text = |model: Model| serde_json::to_string(&model).unwrap();
        assert_eq!(text(fit(&spec, &x, &answers)), text(fit(&spec, &x, &answers)), "{spec:?}");
    }
}

#[test]
fn stepping_equals_fitting() {
    for (task, spec) in specs() {
        let (x, answers) = asked_by(&spec, task, 1);
        let (model, steps) = step_by_step(spec.start(x.clone(), answers.clone(), rng()));
        assert_eq!(model.unwrap(), fit(&spec, &x, &answers), "{spec:?}");
        let (_, again) = step_by_step(spec.start(x.clone(), answers.clone(), rng()));
        assert_eq!(steps, again, "{spec:?}: a step is a fixed piece of work");
        if let ModelSpec::Logistic(params) = &spec {
            // One pass over the rows is at least three blocks, and one more to begin with.
            assert!(steps > 3 * params.max_iter.min(3), "{spec:?}: {steps} steps");
        }
    }
}

#[test]
fn two_at_once_do_not_meet() {
    for (task, spec) in specs() {
        let ((x, answers), (other_x, other_answers)) = (asked_by(&spec, task, 1), asked_by(&spec, task, 2));
        let mut first = spec.start(x.clone(), answers.clone(), rng());
        let mut second = spec.start(other_x.clone(), other_answers.clone(), rng());
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
        let alone = (Some(fit(&spec, &x, &answers)), Some(fit(&spec, &other_x, &other_answers)));
        assert_eq!((one, two), alone, "{spec:?}");
    }
}

#[test]
fn progress_is_told_and_never_runs_back() {
    for (task, spec) in specs().into_iter().filter(|(_, spec)| *spec != ModelSpec::Majority) {
        let (x, answers) = asked_by(&spec, task, 1);
        let mut work = spec.start(x, answers, rng());
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
    let order = [2, 0, 3, 1];
    for (task, spec) in specs().into_iter().filter(|(_, spec)| !draws_columns(spec)) {
        let (x, answers) = asked_by(&spec, task, 1);
        let turned = (0..ROWS).flat_map(|i| order.map(|j| x.row(i)[j])).collect();
        let turned = Rc::new(Matrix::new(ROWS, 4, turned).unwrap());
        let plain = predict(&fit(&spec, &x, &answers), &x).unwrap();
        let other = predict(&fit(&for_columns(&spec, &order), &turned, &answers), &turned).unwrap();
        let furthest = apart(&plain, &other);
        assert!(furthest < 1e-8, "{spec:?}: {furthest}");
    }
}

#[test]
fn a_second_fit_forgets_the_first() {
    for (task, spec) in specs() {
        let ((x, answers), (other_x, other_answers)) = (asked_by(&spec, task, 1), asked_by(&spec, task, 2));
        let first = fit(&spec, &x, &answers);
        assert_ne!(fit(&spec, &other_x, &other_answers), first, "{spec:?} learns from its rows");
        assert_eq!(fit(&spec, &x, &answers), first, "{spec:?}");
    }
}

#[test]
fn dropped_halfway_it_leaves_nothing() {
    for (task, spec) in specs() {
        let (x, answers) = asked_by(&spec, task, 1);
        let whole = fit(&spec, &x, &answers);
        let (_, steps) = step_by_step(spec.start(x.clone(), answers.clone(), rng()));
        for halfway in [0, 1, steps / 2, steps - 1].map(|n| n.min(steps - 1)) {
            let mut work = spec.start(x.clone(), answers.clone(), rng());
            (0..halfway).for_each(|_| assert!(matches!(work.step(), Step::Running)));
            drop(work);
            let held = (Rc::strong_count(&x), Rc::strong_count(&answers.y));
            assert_eq!(held, (1, 1), "{spec:?} holds on to its rows");
        }
        assert_eq!(fit(&spec, &x, &answers), whole, "{spec:?}");
    }
}

#[test]
fn a_file_keeps_spec_and_model_to_the_bit() {
    for (task, spec) in specs() {
        let (x, answers) = asked_by(&spec, task, 1);
        let again: ModelSpec = serde_json::from_str(&serde_json::to_string(&spec).unwrap()).unwrap();
        assert_eq!(again, spec);
        let model = fit(&spec, &x, &answers);
        let text = serde_json::to_string(&model).unwrap();
        let kept: Model = serde_json::from_str(&text).unwrap();
        assert_eq!(kept, model, "{spec:?}");
        assert_eq!(serde_json::to_string(&kept).unwrap(), text);
        assert_eq!(predict(&kept, &x), predict(&model, &x));
    }
}

/// Rows a line can part have no best weights without a penalty, and numbers on a line leave no error: it must still end.
#[test]
fn separable_rows_end() {
    let x = Rc::new(Matrix::new(42, 1, (0..42).map(f64::from).collect()).unwrap());
    for (task, spec) in specs() {
        let part = |into: u32| (0..42).map(|i| f64::from(i / (42 / into))).collect::<Vec<f64>>();
        let answers = match task {
            Task::Binary => Answers::binary(part(2)),
            Task::Multiclass => Answers::classes(part(3), 3),
            Task::Regression => Answers::numbers(part(42)),
        };
        let found = predict(&fit(&for_columns(&spec, &[0]), &x, &answers), &x).unwrap();
        assert!(is_answer(&answers, &found), "{spec:?}");
    }
}
