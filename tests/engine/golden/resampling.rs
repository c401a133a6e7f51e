//! Rows drawn by class: imbalanced-learn's numbers, and its promises of what stays.

use engine::prepare::balance::{Balance, Method};
use engine::rng::Rng;
use engine::work::Pace;

use super::case::{Case, number};
use crate::now;

pub fn run(case: &Case) {
    let y = case.numbers("y");
    let over = case.kind == "oversample";
    let method = if over { Method::Oversample } else { Method::Undersample };
    let balance = Balance { method, sampling_strategy: number(&case.input["sampling_strategy"]) };
    let all: Vec<u32> = (0..y.len() as u32).collect();
    let n_classes = y.iter().fold(0.0_f64, |most, class| most.max(*class)) as u32 + 1;
    let of = |class: u32, rows: &[u32]| -> Vec<u32> {
        let mut rows = rows.to_vec();
        rows.retain(|row| y[*row as usize] == f64::from(class));
        rows.sort_unstable();
        rows
    };
    // Of the commonest nothing is repeated, of the rarest nothing is left out.
    let size = |class: &u32| of(*class, &all).len();
    let classes = 0..n_classes;
    let whole = if over { classes.clone().max_by_key(size) } else { classes.clone().min_by_key(size) };
    let whole = whole.unwrap();
    for seed in 0..5 {
        let mut rng = Rng::new(seed, "golden");
        let rows = now(balance.rows(&y, n_classes, &mut rng, &Pace::default())).unwrap();
        case.same("counts", classes.clone().map(|class| of(class, &rows).len() as f64).collect::<Vec<_>>());
        let kept = of(whole, &rows) == of(whole, &all);
        case.check("kept", *case.at("kept") == kept, &kept.to_string());
        let mut different = rows.clone();
        different.sort_unstable();
        different.dedup();
        let every = different.len() == if over { y.len() } else { rows.len() };
        case.check("every", *case.at("every") == every, &every.to_string());
    }
}
