//! Numbers that do not mean what the others mean: given in another unit, or a code for "not known".

use serde::{Deserialize, Serialize};

use crate::math;
use crate::table::{Column, Values};

/// What one unit is of another: tens, hundreds and thousands, minutes in an hour, months and hours, ounces, pence,
/// feet in a mile.
const FACTORS: [f64; 13] =
    [10.0, 12.0, 16.0, 24.0, 60.0, 100.0, 365.25, 1000.0, 1440.0, 3600.0, 5280.0, 86_400.0, 1e6];

/// Numbers people write where there is none.
const CODES: [f64; 12] =
    [-1.0, -9.0, -99.0, -999.0, -9999.0, -99_999.0, 99.0, 999.0, 9999.0, 99_999.0, 999_999.0, 1e9];

/// Two heaps of values further apart than this many times, with nothing between, may be of two units.
const APART: f64 = 3.0;

/// How far the factor may be off, as a logarithm.
const OFF: f64 = 0.3;

/// Values that may be in another unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OtherUnit {
    /// The column.
    pub column: String,
    /// How many times as large as the others' middle theirs is; below 1, smaller.
    pub times: f64,
    /// The known factor next to it: 1000, or a thousandth.
    pub factor: f64,
    /// Rows.
    pub n_rows: u32,
    /// From here …
    pub low: f64,
    /// … to here.
    pub high: f64,
}

/// A value that may be a code for "not known".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Code {
    /// The column.
    pub column: String,
    /// The value.
    pub value: f64,
    /// Rows.
    pub n_rows: u32,
}

/// Values far from all others that are numbers people write where there is none; or the only ones below 0.
///
/// ```
/// use engine::quality::units::codes;
/// let ages = [31.0, 44.0, 999.0, 25.0, -1.0, 60.0, 38.0];
/// assert_eq!(codes("age", &ages).iter().map(|c| c.value).collect::<Vec<_>>(), [-1.0, 999.0]);
/// ```
#[must_use]
pub fn codes(column: &str, values: &[f64]) -> Vec<Code> {
    let all = math::sorted_present(values);
    let (codes, rest): (Vec<f64>, Vec<f64>) = all.into_iter().partition(|v| CODES.contains(v));
    let (Some(q1), Some(q3)) = (math::quantile_sorted(&rest, 0.25), math::quantile_sorted(&rest, 0.75))
    else {
        return Vec::new();
    };
    let (low, high) = (q1 - 3.0 * (q3 - q1), q3 + 3.0 * (q3 - q1));
    // Without a spread of the others nothing is far.
    let odd = |v: f64| q3 > q1 && (v < low || v > high || (v < 0.0 && rest[0] >= 0.0));
    let code = |equal: &[f64]| Code { column: column.into(), value: equal[0], n_rows: equal.len() as u32 };
    codes.chunk_by(|a, b| a == b).filter(|equal| odd(equal[0])).map(code).collect()
}

/// The smaller of two heaps of values with a gap between them, if it lies a known factor away from the larger and would
/// lie among it, but for one in ten at each end, were it converted; codes for "not known" and zeros are left out. `None`
/// in a column that is no number.
#[must_use]
pub fn other_unit(column: &Column) -> Option<OtherUnit> {
    let Values::Number(values) = &column.values else { return None };
    let codes: Vec<f64> = codes(&column.name, values).iter().map(|code| code.value).collect();
    let sizes: Vec<f64> =
        values.iter().filter(|v| **v != 0.0 && !codes.contains(v)).map(|v| v.abs()).collect();
    let sorted = math::sorted_present(&sizes);
    let gap = |i: &usize| sorted[*i] / sorted[*i - 1];
    let cut = (1..sorted.len()).max_by(|a, b| gap(a).total_cmp(&gap(b))).filter(|i| gap(i) > APART)?;
    let (below, above) = sorted.split_at(cut);
    let (few, many) = if below.len() < above.len() { (below, above) } else { (above, below) };
    let middle = |heap: &[f64]| math::quantile_sorted(heap, 0.5);
    let times = middle(few)? / middle(many)?;
    let off = |factor: &f64| (math::ln(times.max(1.0 / times)) - math::ln(*factor)).abs();
    let factor = FACTORS.into_iter().min_by(|a, b| off(a).total_cmp(&off(b))).filter(|f| off(f) < OFF)?;
    let unit = if times > 1.0 { factor } else { 1.0 / factor };
    let converted = |q| math::quantile_sorted(few, q).map(|value| value / unit);
    let slack = math::exp(OFF);
    let among = converted(0.1)? > many[0] / slack && converted(0.9)? < many[many.len() - 1] * slack;
    // One value alone is a wild one.
    (among && few.len() > 1).then(|| OtherUnit {
        column: column.name.clone(),
        times,
        factor: unit,
        n_rows: few.len() as u32,
        low: few[0],
        high: few[few.len() - 1],
    })
}
