//! Screening: measures of the cell nuclei in images of breast masses; which of them a panel of readers sees once more.
//!
//! Source: Breast Cancer Wisconsin (Diagnostic), 569 masses (see `static/data/LICENSE-screening.md`). The measures and
//! the findings are real. **The calendar is invented**: on every Monday of 2030 a clinic sends 20 images; those of January
//! to March lie behind the learner, the others were held back, and the months from April on draw from them. **So is the
//! second clinic**: from June on most images come from there, taken by a scanner that measures lengths on another scale
//! and blurs. What the laboratory finds is known two weeks later.

use std::rc::Rc;

use super::calendar::Month;
use super::change::Covariate;
use super::columns::{self, Columns};
use super::resample::Calendar;
use super::{Feature, known};
use crate::error::Result;
use crate::rng::Rng;
use crate::table::{Column, Table, Values, date};
use crate::task::KnownAt;

/// The column to be predicted: 1 for a malignant mass, else 0.
pub const TARGET: &str = "malignant";

/// Who sent the image: the levels of the column `clinic`.
pub const CLINICS: [&str; 2] = ["first clinic", "second clinic"];

/// How large the nuclei are, as measured: the levels of the column `size`.
pub const SIZES: [&str; 3] = ["small nuclei", "middling nuclei", "large nuclei"];

/// Mean radii from which on nuclei are middling and large: near the thirds of the 569.
const SIZE_FROM: [f64; 2] = [12.4, 14.7];

/// The seed of the shipped calendar.
pub const SEED: u64 = 569;

/// A mass that comes again is measured again: each number differs by so much of itself (one standard deviation).
const AGAIN: f64 = 0.03;

/// The scale of the second scanner: its lengths are so much of the first one's.
pub const LENGTH: f64 = 0.7;

/// What its blur takes off the roughness of grey and outline.
pub const BLUR: f64 = 0.2;

/// The share of images that come from the second clinic once it sends any.
pub const SECOND: f64 = 0.8;

/// The first month of the second clinic.
#[must_use]
pub fn second_from() -> Month {
    Month::new(2030, 6)
}

/// The columns a model may be given: ten measures as mean, standard error and worst.
pub const FEATURES: &[Feature] = &[
    known("radius_mean", "mean"),
    known("texture_mean", "mean"),
    known("perimeter_mean", "mean"),
    known("area_mean", "mean"),
    known("smoothness_mean", "mean"),
    known("compactness_mean", "mean"),
    known("concavity_mean", "mean"),
    known("concave_points_mean", "mean"),
    known("symmetry_mean", "mean"),
    known("fractal_mean", "mean"),
    known("radius_error", "error"),
    known("texture_error", "error"),
    known("perimeter_error", "error"),
    known("area_error", "error"),
    known("smoothness_error", "error"),
    known("compactness_error", "error"),
    known("concavity_error", "error"),
    known("concave_points_error", "error"),
    known("symmetry_error", "error"),
    known("fractal_error", "error"),
    known("radius_worst", "worst"),
    known("texture_worst", "worst"),
    known("perimeter_worst", "worst"),
    known("area_worst", "worst"),
    known("smoothness_worst", "worst"),
    known("compactness_worst", "worst"),
    known("concavity_worst", "worst"),
    known("concave_points_worst", "worst"),
    known("symmetry_worst", "worst"),
    known("fractal_worst", "worst"),
];

/// Whether a column is a size: a length or an area, which the scale of a scanner changes.
#[must_use]
pub fn is_size(name: &str) -> bool {
    ["radius", "perimeter", "area"].iter().any(|size| name.starts_with(size))
}

/// What the second scanner multiplies a column by.
fn factor(name: &str) -> f64 {
    let begins = |measures: &[&str]| measures.iter().any(|measure| name.starts_with(measure));
    match name {
        _ if begins(&["area"]) => LENGTH * LENGTH,
        _ if is_size(name) => LENGTH,
        _ if begins(&["texture", "smoothness", "concav"]) => 1.0 - BLUR,
        _ => 1.0,
    }
}

/// The second clinic.
#[must_use]
pub fn change() -> Covariate {
    let factors = FEATURES.iter().map(|feature| (feature.name.into(), factor(feature.name))).collect();
    Covariate { position: second_from().first_day(), width: 0, share: SECOND, factors }
}

/// The Mondays of 2030.
#[must_use]
pub fn calendar() -> Calendar {
    let first = date::from_ymd(2030, 1, 7);
    Calendar { first, every: 7, a_day: 20, behind: 12, end: Month::new(2031, 1).first_day() }
}

/// The source, from the unpacked bytes of `screening.cols`.
///
/// # Errors
/// As [`columns::read`].
pub fn read(bytes: &[u8]) -> Result<Columns> {
    columns::read("screening.cols", bytes)
}

/// The world's table: the rows of `source` laid out in the calendar of `seed`, the second clinic's measured its way.
///
/// # Errors
/// A column that is not there or of another kind; too few rows.
pub fn table(source: &Table, seed: u64) -> Result<Table> {
    let drawn = calendar().draw(source.n_rows() as u32, seed)?;
    let names: Vec<String> = FEATURES.iter().map(|feature| feature.name.into()).collect();
    let mut measured = source.select(&names)?.take(&drawn.rows).columns().to_vec();
    let mut rng = Rng::new(seed, "again");
    for column in &mut measured {
        let Values::Number(values) = &mut column.values else { continue };
        let again = Rc::make_mut(values).iter_mut().zip(&drawn.again).filter(|(_, again)| **again > 0);
        again.for_each(|(value, _)| *value *= 1.0 + AGAIN * rng.normal());
    }
    let change = change();
    let second = change.strikes(&drawn.days, &mut Rng::new(seed, "second"));
    change.apply(&second, &mut measured);

    let (levels, codes) = source.categories(TARGET)?;
    let yes = levels.iter().position(|level| level == "yes").map(|at| at as u32);
    let outcome = drawn.rows.iter().map(|row| f64::from(u8::from(Some(codes[*row as usize]) == yes)));
    let outcome = Values::Number(outcome.collect());
    let sizes = sizes(&measured[0].values);
    let mut columns = vec![
        column("date", KnownAt::Decision, Values::Date(drawn.days.clone().into())),
        column("clinic", KnownAt::Decision, category(&CLINICS, second.iter().map(|s| u32::from(*s)))),
        column("size", KnownAt::Decision, sizes),
    ];
    columns.append(&mut measured);
    columns.push(column(TARGET, KnownAt::Later("outcome".into()), outcome));
    Table::new(columns)
}

fn column(name: &str, known_at: KnownAt, values: Values) -> Column {
    Column { name: name.into(), known_at, values }
}

fn category(levels: &[&str], codes: impl Iterator<Item = u32>) -> Values {
    Values::Category {
        levels: levels.iter().map(|level| String::from(*level)).collect(),
        codes: codes.collect(),
    }
}

/// The size of each row's nuclei, from their mean radius as it was measured.
fn sizes(radius: &Values) -> Values {
    let Values::Number(radius) = radius else { return category(&SIZES, std::iter::empty()) };
    category(&SIZES, radius.iter().map(|r| SIZE_FROM.iter().filter(|from| r >= *from).count() as u32))
}
