//! From values to positions, and the round numbers on the way.

/// A straight map from a range of values to a range of positions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    low: f64,
    span: f64,
    start: f64,
    length: f64,
}

impl Scale {
    /// Maps `values` to `positions`; an empty range of values maps to the middle.
    pub fn new(values: (f64, f64), positions: (f64, f64)) -> Self {
        Self {
            low: values.0,
            span: values.1 - values.0,
            start: positions.0,
            length: positions.1 - positions.0,
        }
    }

    /// Where a value lies.
    pub fn at(&self, value: f64) -> f64 {
        let share = if self.span == 0.0 { 0.5 } else { (value - self.low) / self.span };
        self.start + share * self.length
    }
}

/// The smallest and largest of the finite values.
pub fn extent(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.filter(|value| value.is_finite()).fold(None, |range, value| match range {
        None => Some((value, value)),
        Some((low, high)) => Some((low.min(value), high.max(value))),
    })
}

/// Round numbers (1, 2, 5 times a power of ten) inside a range, about as many as asked for.
///
/// ```
/// assert_eq!(full_loop::charts::scale::ticks(0.0, 10.0, 5), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
/// ```
pub fn ticks(low: f64, high: f64, about: usize) -> Vec<f64> {
    let span = high - low;
    if !span.is_finite() || span <= 0.0 {
        return vec![low];
    }
    let rough = span / about.max(1) as f64;
    let power = 10f64.powf(rough.log10().floor());
    let step =
        [1.0, 2.0, 5.0, 10.0].into_iter().map(|times| times * power).find(|step| *step >= rough * 0.999);
    let step = step.unwrap_or(10.0 * power);
    let slack = step * 1e-9;
    let first = ((low - slack) / step).ceil() as i64;
    let last = ((high + slack) / step).floor() as i64;
    // Division by the inverse keeps 0.3 from becoming 0.30000000000000004.
    let tick = |n: i64| if step < 1.0 { n as f64 / (1.0 / step).round() } else { n as f64 * step };
    (first..=last).map(tick).collect()
}
