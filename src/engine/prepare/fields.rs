//! What is typed at a step, since no list of places could hold it: limits, codes and factors, and what gaps are filled with.

use super::clip::{self, Limits};
use super::{Step, blank, convert, impute};

/// The longest word that can be typed, in letters.
const MOST: usize = 40;

/// A number that can be typed at a step.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name, as a text key.
    pub name: &'static str,
    /// What stands there; `None` if nothing does.
    pub value: Option<f64>,
    /// Whether it is turned seldom, and stands apart.
    pub seldom: bool,
    /// The step with another number there; one that cannot be, such as a factor of 0, leaves it as it is.
    with: fn(&Step, Option<f64>) -> Step,
}

impl Field {
    /// `step`, of which this is a field, with another number there; switched on.
    #[must_use]
    pub fn with(&self, step: &Step, value: Option<f64>) -> Step {
        (self.with)(step.chosen(), value.filter(|value| value.is_finite()))
    }
}

/// The numbers that can be typed at `step`.
///
/// ```
/// use engine::prepare::{Columns, Step, blank, fields::fields};
/// let params = blank::Params { columns: Columns::All, values: vec![-999.0], below: None, above: None };
/// let step = Step::Blank(params.clone());
/// let all = fields(&step);
/// assert_eq!((all[0].name, all[0].value), ("code", Some(-999.0)));
/// assert_eq!(all[2].with(&step, Some(120.0)), Step::Blank(blank::Params { above: Some(120.0), ..params }));
/// ```
#[must_use]
pub fn fields(step: &Step) -> Vec<Field> {
    let field = |name, value, with| Field { name, value, seldom: name == "offset", with };
    match step.chosen() {
        Step::Clip(clip::Params { limits: Limits::Given { lower, upper }, .. }) => vec![
            field("lower", *lower, |step, value| given(step, |lower, _| *lower = value)),
            field("upper", *upper, |step, value| given(step, |_, upper| *upper = value)),
        ],
        Step::Impute(impute::Params { fill: impute::Fill::Number { value }, .. }) => {
            vec![field("constant", Some(*value), |step, value| filled(step, number(value.unwrap_or(0.0))))]
        }
        Step::Blank(p) => vec![
            field("code", p.values.first().copied(), |step, value| {
                blanked(step, |p| {
                    // The others stay: they came with a finding.
                    p.values.splice(0..p.values.len().min(1), value);
                })
            }),
            field("below", p.below, |step, value| blanked(step, |p| p.below = value)),
            field("above", p.above, |step, value| blanked(step, |p| p.above = value)),
        ],
        Step::Convert(p) => vec![
            field("low", p.low, |step, value| converted(step, |p| p.low = value)),
            field("high", p.high, |step, value| converted(step, |p| p.high = value)),
            field("factor", Some(p.factor), |step, value| {
                converted(step, |p| p.factor = value.filter(|factor| *factor != 0.0).unwrap_or(p.factor))
            }),
            field("offset", Some(p.offset), |step, value| {
                converted(step, |p| p.offset = value.unwrap_or(0.0))
            }),
        ],
        _ => Vec::new(),
    }
}

/// The word that stands at `step`, where gaps become one.
#[must_use]
pub fn word(step: &Step) -> Option<&str> {
    match step.chosen() {
        Step::Impute(impute::Params { fill: impute::Fill::Level { value }, .. }) => Some(value),
        _ => None,
    }
}

/// `step` with another word there, switched on; without any it stays as it is: what is empty would be missing again.
///
/// ```
/// use engine::prepare::{Columns, Step, fields, impute};
/// let fill = impute::Fill::Level { value: "missing".into() };
/// let step = Step::Impute(impute::Params { columns: Columns::All, fill });
/// assert_eq!(fields::word(&fields::worded(&step, " none ")), Some("none"));
/// assert_eq!(fields::worded(&step, " "), step);
/// ```
#[must_use]
pub fn worded(step: &Step, word: &str) -> Step {
    let value: String = word.trim().chars().take(MOST).collect();
    if value.is_empty() {
        step.chosen().clone()
    } else {
        filled(step.chosen(), impute::Fill::Level { value })
    }
}

fn number(value: f64) -> impute::Fill {
    impute::Fill::Number { value }
}

fn filled(step: &Step, fill: impute::Fill) -> Step {
    let mut step = step.clone();
    if let Step::Impute(params) = &mut step {
        params.fill = fill;
    }
    step
}

fn given(step: &Step, change: impl Fn(&mut Option<f64>, &mut Option<f64>)) -> Step {
    let mut step = step.clone();
    if let Step::Clip(clip::Params { limits: Limits::Given { lower, upper }, .. }) = &mut step {
        change(lower, upper);
    }
    step
}

fn blanked(step: &Step, change: impl Fn(&mut blank::Params)) -> Step {
    let mut step = step.clone();
    if let Step::Blank(params) = &mut step {
        change(params);
    }
    step
}

fn converted(step: &Step, change: impl Fn(&mut convert::Params)) -> Step {
    let mut step = step.clone();
    if let Step::Convert(params) = &mut step {
        change(params);
    }
    step
}
