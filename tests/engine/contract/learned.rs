//! What is learned from rows and is no model promises the same as models do: curves that put probabilities right,
//! principal components, groups of alike rows.

use std::fmt::Debug;
use std::rc::Rc;

use engine::calibrate::curves::Curves;
use engine::calibrate::{Calibrator, Method};
use engine::matrix::Matrix;
use engine::models::ModelSpec;
use engine::models::logistic::Params;
use engine::rng::Rng;
use engine::task::Task;
use engine::views::{kmeans, pca};
use engine::work::{Step, Work};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::models::{ROWS, asked, fit, predict, step_by_step};

/// Stepped by hand, or after some that were dropped halfway, it comes to the same and tells how far it is without running
/// back; a file keeps it to the bit. Also in how many steps.
fn promises<T>(what: &str, start: impl Fn() -> Work<T>) -> (T, u32)
where
    T: PartialEq + Debug + Serialize + DeserializeOwned,
{
    let whole = start().finish();
    let (stepped, steps) = step_by_step(start());
    assert_eq!(stepped, whole, "{what}");
    assert_eq!(step_by_step(start()).1, steps, "{what}: a step is a fixed piece of work");
    for halfway in [0, 1, steps / 2, steps - 1].map(|n| n.min(steps - 1)) {
        let mut work = start();
        (0..halfway).for_each(|_| assert!(matches!(work.step(), Step::Running), "{what}"));
    }
    let mut last = 0;
    let mut work = start();
    let found = loop {
        if let Step::Done(found) = work.step() {
            break found;
        }
        if let Some(progress) = work.progress() {
            assert!(progress.done >= last && progress.total.is_none_or(|total| progress.done <= total));
            last = progress.done;
        }
    };
    assert_eq!(found, whole, "{what}");
    let text = serde_json::to_string(&whole).unwrap();
    let kept: T = serde_json::from_str(&text).unwrap();
    assert_eq!(kept, whole, "{what}");
    assert_eq!(serde_json::to_string(&kept).unwrap(), text, "{what}: to the bit");
    let bytes = postcard::to_allocvec(&whole).unwrap();
    assert_eq!(postcard::from_bytes::<T>(&bytes).unwrap(), whole, "{what}");
    (whole, steps)
}

/// What a formula says of the rows, and what they were; each eight times, so that a pass takes several steps.
fn said(task: Task) -> (Rc<Matrix>, Rc<[f64]>) {
    let (x, answers) = asked(task, 1);
    let model = fit(&ModelSpec::Logistic(Params::default()), &x, &answers);
    let said = predict(&model, &x).unwrap();
    let said = Matrix::new(8 * ROWS, answers.n_outputs(), said.repeat(8)).unwrap();
    (Rc::new(said), answers.y.repeat(8).into())
}

#[test]
fn calibrators() {
    let (said, y) = said(Task::Binary);
    for method in Method::EACH {
        let (found, steps): (Calibrator, u32) = promises(method.name(), || {
            let (said, y) = (said.clone(), y.clone());
            Work::new(|pace| async move { method.fit(said.values(), &y, None, &pace).await.unwrap() })
        });
        assert!(steps > 1 || method == Method::Isotonic, "{} in one step", method.name());
        let right = found.apply(said.values());
        assert!(right.iter().all(|p| (0.0..=1.0).contains(p)));
        let order = |a: usize, b: usize| said.values()[a] <= said.values()[b];
        assert!((1..ROWS).all(|i| !order(i - 1, i) || right[i - 1] <= right[i]), "the order stays");
    }
}

#[test]
fn curves() {
    for task in [Task::Binary, Task::Multiclass] {
        let (said, y) = said(task);
        for (method, log_odds) in
            Method::EACH.into_iter().flat_map(|method| [(method, false), (method, true)])
        {
            let (found, steps): (Curves, u32) = promises(&format!("curves of {}", method.name()), || {
                let (said, y) = (said.clone(), y.clone());
                Work::new(
                    |pace| async move { Curves::fit(method, &said, &y, log_odds, 5, &pace).await.unwrap() },
                )
            });
            assert!(found.curves.len() == said.n_cols() && steps > 1);
            promises("what they make of it", || {
                let (found, said) = (found.clone(), said.clone());
                Work::new(|pace| async move { found.apply(&said, &pace).await.unwrap().into_values() })
            });
        }
    }
}

#[test]
fn principal_components() {
    let mut rng = Rng::new(1, "columns");
    let x = Rc::new(
        Matrix::new(ROWS, 30, (0..ROWS * 30).map(|i| (1 + i % 30) as f64 * rng.normal()).collect()).unwrap(),
    );
    for keep in [pca::Keep::Number(2), pca::Keep::Share(0.9)] {
        let (found, steps): (pca::Fitted, u32) = promises("components", || {
            let x = x.clone();
            Work::new(move |pace| async move { keep.fit(&x, &pace).await.unwrap() })
        });
        assert!(found.transform(&x).unwrap().n_rows() == ROWS && steps > 3, "{steps} steps");
    }
}

#[test]
fn groups_of_alike_rows() {
    let (x, _) = asked(Task::Binary, 1);
    let places = (0..3).map(|i| x.row(i).to_vec()).collect();
    for start in [kmeans::Start::PlusPlus { n_clusters: 4 }, kmeans::Start::Given(places)] {
        let params = kmeans::Params { start, max_iter: 50 };
        let again: kmeans::Params = serde_json::from_str(&serde_json::to_string(&params).unwrap()).unwrap();
        assert_eq!(again, params);
        let (found, steps): (kmeans::Fitted, u32) = promises("groups", || {
            let (x, params) = (x.clone(), params.clone());
            Work::new(|pace| async move { params.fit(&x, Rng::new(5, "groups"), &pace).await.unwrap() })
        });
        assert!(steps > 1, "{steps} steps");
        let x = x.clone();
        let again = found.clone();
        let near = Work::new(|pace| async move { again.predict(&x, &pace).await.unwrap() }).finish();
        assert_eq!(near, found.labels, "it ends where no row moves");
    }
}
