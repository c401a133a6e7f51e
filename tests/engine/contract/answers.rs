//! What every algorithm promises about answers: which it can give, what they look like, what is refused, and that a row's
//! weight is how often it is there.

use std::rc::Rc;

use engine::error::EngineError;
use engine::matrix::Matrix;
use engine::models::{Answers, ModelSpec};
use engine::rng::Rng;
use engine::task::Task;
use engine::work::Work;

use super::listed::{knows_the_share, specs, takes_missing, weighs};
use super::models::{ROWS, apart, asked_by, fit, is_answer, predict, rng};

const TASKS: [Task; 3] = [Task::Binary, Task::Multiclass, Task::Regression];

#[test]
fn a_task_it_cannot_do_is_refused_and_one_it_can_do_is_tested() {
    let specs = specs();
    for (_, spec) in &specs {
        for task in TASKS {
            let able = specs.iter().any(|(other, its)| *other == task && its.name() == spec.name());
            let what = format!("{} for {}", spec.name(), task.name());
            let refused = EngineError::Unsupported { what };
            assert_eq!(spec.can(task), if able { Ok(()) } else { Err(refused.clone()) }, "{spec:?}");
            if !able {
                let (x, answers) = asked_by(spec, task, 1);
                let found = spec.start(x, answers, rng()).finish();
                assert_eq!(found.map(|_| ()), Err(refused), "{spec:?}");
            }
        }
    }
}

#[test]
fn answers_are_of_the_task_whatever_the_rows() {
    let wild = [1e6, -1e6, 1e150, -1e150, 0.0, -0.0, f64::MIN_POSITIVE];
    let mut rng = Rng::new(9, "wild");
    let values = (0..4 * 500).map(|_| wild[rng.below(7) as usize]).collect();
    let wild = Rc::new(Matrix::new(500, 4, values).unwrap());
    for (task, spec) in specs() {
        let (x, answers) = asked_by(&spec, task, 1);
        let model = fit(&spec, &x, &answers);
        for x in [&x, &wild] {
            let found = predict(&model, x).unwrap();
            assert_eq!(found.len(), x.n_rows() * answers.n_outputs());
            assert!(is_answer(&answers, &found), "{spec:?}");
        }
        let none = Rc::new(Matrix::new(0, 4, Vec::new()).unwrap());
        assert_eq!(predict(&model, &none), Ok(Vec::new()));
    }
}

/// The probability of yes can be asked for where there is a yes, and only there.
#[test]
fn the_probability_of_yes_is_for_yes_or_no() {
    for (task, spec) in specs() {
        let (x, answers) = asked_by(&spec, task, 1);
        let model = fit(&spec, &x, &answers);
        let found = predict(&model, &x);
        let yes = Work::new(|pace| async move { model.predict_proba(&x, &pace).await }).finish();
        if task == Task::Binary {
            assert_eq!(yes, found, "{spec:?}");
        } else {
            assert!(matches!(yes, Err(EngineError::Unsupported { .. })), "{spec:?}: {yes:?}");
        }
    }
}

/// Where a fold holds no row of a rare class, the model still knows that there is one, and does not expect it.
#[test]
fn a_class_no_row_has_is_not_expected() {
    for (_, spec) in specs().into_iter().filter(|(task, _)| *task == Task::Multiclass) {
        let (x, answers) = asked_by(&spec, Task::Multiclass, 1);
        let renamed: Vec<f64> = answers.y.iter().map(|y| if *y == 2.0 { 3.0 } else { *y }).collect();
        let answers = Answers::classes(renamed, 4);
        let found = predict(&fit(&spec, &x, &answers), &x).unwrap();
        assert!(is_answer(&answers, &found), "{spec:?}");
        let most = found.chunks_exact(4).fold(0.0_f64, |most, row| most.max(row[2]));
        assert!(most < 0.05, "{spec:?}: {most}");
    }
}

#[test]
fn what_cannot_be_learned_is_refused() {
    for (task, spec) in specs() {
        let (x, answers) = asked_by(&spec, task, 1);
        let of = |y: &[f64]| Answers { y: y.into(), ..answers.clone() };
        let check = |x: &Matrix, y: &[f64]| {
            spec.start(Rc::new(x.clone()), of(y), rng())
                .finish()
                .map(|model| predict(&model, &x.clone().into()))
        };
        let y = answers.y.to_vec();
        let length = EngineError::LengthMismatch { what: "y".into(), expected: 3_000, found: 2_999 };
        assert_eq!(check(&x, &y[1..]).err(), Some(length), "{spec:?}");
        let none = EngineError::TooFewRows { what: "training".into(), needed: 1, found: 0 };
        assert_eq!(check(&x.take(&[]), &[]).err(), Some(none), "{spec:?}");
        let odd = |value: f64| {
            let mut odd = y.clone();
            odd[7] = value;
            check(&x, &odd)
        };
        if task == Task::Regression {
            for value in [f64::NAN, f64::INFINITY] {
                assert_eq!(odd(value).err(), Some(EngineError::NotFinite { what: "y".into() }), "{spec:?}");
            }
        } else {
            let high = f64::from(answers.n_classes) - 1.0;
            let range = EngineError::OutOfRange { what: "y".into(), low: 0.0, high, found: high + 1.0 };
            assert_eq!(odd(high + 1.0).err(), Some(range), "{spec:?}");
            assert!(matches!(odd(f64::NAN), Err(EngineError::OutOfRange { .. })), "{spec:?}");
        }
        // One row, no column: an answer or a refusal, never a panic.
        let _ = check(&x.take(&[0]), &y[..1]);
        if let Ok(Ok(found)) = check(&Matrix::new(ROWS, 0, Vec::new()).unwrap(), &y)
            && knows_the_share(&spec)
        {
            let all = vec![usual(&answers); ROWS].concat();
            assert!(apart(&found, &all) < 1e-9, "{spec:?}: without a column only the share or the mean");
        }
    }
}

/// The share of yes, of each class, or the mean.
fn usual(answers: &Answers) -> Vec<f64> {
    let mean = |of: &dyn Fn(f64) -> f64| answers.y.iter().map(|y| of(*y)).sum::<f64>() / ROWS as f64;
    match answers.task {
        Task::Binary | Task::Regression => vec![mean(&|y| y)],
        Task::Multiclass => (0..answers.n_classes)
            .map(|class| mean(&|y| f64::from(u8::from(y == f64::from(class)))))
            .collect(),
    }
}

/// The baseline can live with one class, and then is sure; a number that never changes is learned by all.
#[test]
fn one_class_is_refused_and_one_number_is_learned() {
    for (task, spec) in specs() {
        let (x, answers) = asked_by(&spec, task, 1);
        let check = |value: f64| {
            let answers = Answers { y: vec![value; ROWS].into(), ..answers.clone() };
            spec.start(x.clone(), answers, rng()).finish().map(|model| predict(&model, &x).unwrap())
        };
        if task == Task::Regression {
            let found = check(2.5).unwrap();
            assert!(!knows_the_share(&spec) || apart(&found, &vec![2.5; ROWS]) < 1e-9, "{spec:?}");
            continue;
        }
        for class in 0..answers.n_classes {
            match check(f64::from(class)) {
                Ok(sure) => {
                    assert_eq!(spec, ModelSpec::Majority);
                    let row: Vec<f64> = match task {
                        Task::Binary => vec![f64::from(class)],
                        _ => (0..answers.n_classes).map(|k| f64::from(u8::from(k == class))).collect(),
                    };
                    assert_eq!(sure, vec![row; ROWS].concat());
                }
                Err(error) => assert_eq!(error, EngineError::OneClass { what: "training".into() }),
            }
        }
    }
}

#[test]
fn other_columns_than_in_training_are_refused() {
    let narrow = Rc::new(Matrix::new(10, 3, vec![0.0; 30]).unwrap());
    for (task, spec) in specs() {
        let (x, answers) = asked_by(&spec, task, 1);
        let refused = EngineError::LengthMismatch { what: "features".into(), expected: 4, found: 3 };
        assert_eq!(predict(&fit(&spec, &x, &answers), &narrow), Err(refused), "{spec:?}");
    }
}

/// `NaN` is a missing value: an algorithm takes it, or says that it cannot; infinity is nothing to learn from.
#[test]
fn numbers_that_are_none_are_refused_or_taken() {
    for (task, spec) in specs() {
        let (x, answers) = asked_by(&spec, task, 1);
        for (cell, takes) in
            [(f64::NAN, takes_missing(&spec)), (f64::INFINITY, false), (-f64::INFINITY, false)]
        {
            let mut values = x.values().to_vec();
            (0..ROWS).step_by(7).for_each(|i| values[4 * i + i % 4] = cell);
            let spoilt = Rc::new(Matrix::new(ROWS, 4, values).unwrap());
            let refused = Err(EngineError::NotFinite { what: "x".into() });
            let model = fit(&spec, &x, &answers);
            if takes || spec == ModelSpec::Majority {
                for model in [fit(&spec, &spoilt, &answers), model] {
                    assert!(is_answer(&answers, &predict(&model, &spoilt).unwrap()), "{spec:?}");
                }
            } else {
                let learned = spec.start(spoilt.clone(), answers.clone(), rng()).finish();
                assert_eq!(learned.map(|_| ()), refused.clone().map(|_: Vec<f64>| ()), "{spec:?}");
                assert_eq!(predict(&model, &spoilt), refused, "{spec:?}");
            }
        }
    }
}

#[test]
fn a_weight_is_how_often_a_row_is_there() {
    let often: Vec<u32> = {
        let mut rng = Rng::new(3, "weights");
        (0..ROWS).map(|_| rng.below(3)).collect()
    };
    for (task, spec) in specs().into_iter().filter(|(_, spec)| weighs(spec)) {
        let (x, answers) = asked_by(&spec, task, 1);
        let repeated: Vec<u32> = (0..ROWS as u32).flat_map(|i| vec![i; often[i as usize] as usize]).collect();
        let y: Vec<f64> = repeated.iter().map(|i| answers.y[*i as usize]).collect();
        let twice = fit(&spec, &Rc::new(x.take(&repeated)), &Answers { y: y.into(), ..answers.clone() });
        let weights: Vec<f64> = often.iter().map(|n| f64::from(*n)).collect();
        let weighted = fit(&spec, &x, &answers.clone().weighted(weights));
        let (twice, weighted) = (predict(&twice, &x).unwrap(), predict(&weighted, &x).unwrap());
        let furthest = apart(&twice, &weighted);
        assert!(furthest < 1e-6, "{spec:?}: {furthest}");
        let plain = predict(&fit(&spec, &x, &answers), &x).unwrap();
        assert!(apart(&plain, &weighted) > 1e-6, "{spec:?}: the weights change nothing");
        let ones = fit(&spec, &x, &answers.clone().weighted(vec![1.0; ROWS]));
        assert!(
            apart(&plain, &predict(&ones, &x).unwrap()) < 1e-9,
            "{spec:?}: weights of 1 change something"
        );
    }
}
