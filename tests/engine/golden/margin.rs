//! The margin that prices imply: numpy's quantile of the errors, and that no other margin is cheaper; and how sure
//! their mean size is.

use engine::expedition::{Amounts, Costs};
use engine::metrics::interval::clustered_mean;
use engine::serve::amounts::{margin, sweep};

use super::case::{Case, object};

pub fn run(case: &Case) {
    let (y, forecasts) = (case.numbers("y"), case.numbers("forecast"));
    let of = case.rows("prices").into_iter().map(|prices| {
        let costs = Costs { miss: prices[0], false_alarm: prices[1], hit: 0.0 };
        let implied = margin(&costs, &y, &forecasts);
        let cost = y.iter().zip(&forecasts).fold(Amounts::default(), |sum, (y, forecast)| {
            sum.plus(&Amounts::of(*y, *forecast, *forecast + implied))
        });
        let cheapest = |most: usize| {
            let margins = sweep(&y, &forecasts, most);
            margins.iter().map(|at| at.amounts.cost(&costs, 1.0)).fold(f64::INFINITY, f64::min)
        };
        let (cost, all) = (cost.cost(&costs, 1.0), cheapest(y.len()));
        // The slider may leave some margins out, and can only miss the cheapest.
        let slack = case.tolerance(None);
        let near = slack.abs + slack.rel * all;
        assert!(cheapest(20) >= all - near && cost <= all + near, "{case}: {cost} against {all}");
        object(vec![("margin", implied.into()), ("cost", cost.into()), ("least", all.into())])
    });
    case.same("of", of.collect::<Vec<_>>());
    // A row a day; scipy has no interval of errors that are all alike.
    let sizes: Vec<(f64, f64)> = y.iter().zip(&forecasts).map(|(y, said)| ((y - said).abs(), 1.0)).collect();
    let range = clustered_mean(&sizes, 0.95).filter(|range| range.high - range.low > 1e-12);
    case.same("interval", range.iter().flat_map(|range| [range.low, range.high]).collect::<Vec<f64>>());
}
