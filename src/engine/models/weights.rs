//! How much each row counts, with the weight of its class.

use super::Answers;
use super::logistic::ClassWeight;
use crate::math;
use crate::task::Task;

/// The weight of each row times that of its class; `None`: all the same. Numbers have no classes.
///
/// Balanced, a class counts `Σ / (classes · Σ of the class)` a row, summed over rows, or over their weights if
/// `weighted` (scikit-learn's trees and its boosting do the former, its forests the latter).
#[must_use]
pub fn of_rows(answers: &Answers, class_weight: ClassWeight, weighted: bool) -> Option<Vec<f64>> {
    let own = answers.weights.as_deref();
    if class_weight == ClassWeight::Equal || answers.task == Task::Regression {
        return own.map(<[f64]>::to_vec);
    }
    let mut classes = vec![0.0; answers.n_classes as usize];
    for (i, class) in answers.y.iter().enumerate() {
        classes[*class as usize] += if weighted { answers.weight(i) } else { 1.0 };
    }
    let (all, present) = (math::sum(&classes), classes.iter().filter(|class| **class > 0.0).count());
    let balanced = |(i, class): (usize, &f64)| {
        let class = classes[*class as usize];
        if class > 0.0 { answers.weight(i) * all / (present as f64 * class) } else { 0.0 }
    };
    Some(answers.y.iter().enumerate().map(balanced).collect())
}

/// The same answers, each counting as much as its class makes it besides; see [`of_rows`].
#[must_use]
pub fn counting(answers: &Answers, class_weight: ClassWeight, weighted: bool) -> Answers {
    match class_weight {
        ClassWeight::Equal => answers.clone(),
        ClassWeight::Balanced => {
            let weights = of_rows(answers, class_weight, weighted);
            Answers { weights: weights.map(Into::into), ..answers.clone() }
        }
    }
}

/// As they come: what the dial stands at in a file that is older than it.
pub(super) fn equal() -> ClassWeight {
    ClassWeight::Equal
}
