//! What is in a learner's file, and what is suggested to be done with it.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::chosen::reading;
use super::settle::months;
use super::{Chosen, LEAST_NUMBERS, LEAST_PRICE, MOST_COLUMNS, MOST_NAMES, MOST_ROWS, OwnColumn, Yes, plain};
use crate::error::{EngineError, OwnProblem, Result};
use crate::fingerprint;
use crate::math;
use crate::order;
use crate::table::csv::{Form, read_in_steps};
use crate::table::written::Written;
use crate::table::{Column, Kind, NO_DATE, Table, Values};
use crate::work::{Pace, Work};

/// Values of a column that are shown at most.
const SHOWN: usize = 30;

/// A column with more different words than this share of its rows names rows, it does not group them.
const NAMES: f64 = 0.3;

/// The price of a false alarm to begin with, in euros.
const FALSE_ALARM: f64 = 50.0;

/// A wrong name costs so many times what asking does.
const WRONG_NAME: f64 = 4.0;

/// A file that was looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The fingerprint of its bytes.
    pub bytes: String,
    /// Its rows.
    pub n_rows: u32,
    /// Its columns, in order.
    pub columns: Vec<DraftColumn>,
    /// What is suggested.
    pub suggested: Chosen,
}

/// A column of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftColumn {
    /// Rows without a value.
    pub missing: u32,
    /// Different values.
    pub distinct: u32,
    /// The most frequent values of a category with their rows; nothing of other kinds.
    pub values: Vec<(String, u32)>,
    /// The lowest, middle and highest number; of dates the day since 1970.
    pub range: Option<[f64; 3]>,
    /// Rows at the highest number.
    pub highest: u32,
    /// How it is written.
    pub written: Written,
    /// The ways it can be read in to different numbers or days, where nothing tells which is meant; else none.
    pub ways: Vec<Written>,
}

/// Looks at a file. What columns are and how they are written is guessed but where `given` says it.
///
/// # Errors
/// Of the work's result: what [`read_in_steps`] refuses, or [`OwnProblem::OneColumn`].
pub fn study(bytes: Rc<[u8]>, given: Vec<OwnColumn>) -> Work<Result<Draft>> {
    Work::new(|pace| async move {
        let most_columns = MOST_COLUMNS as u64;
        let form = Form { most_columns, most_rows: MOST_ROWS, ..Form::sniffed(&bytes) };
        let (table, ways) = read_in_steps(&bytes, &reading(&given), form, &pace).await?;
        if table.columns().len() < 2 {
            return Err(EngineError::Own { problem: OwnProblem::OneColumn });
        }
        let mut columns = Vec::with_capacity(table.columns().len());
        for (done, (column, (written, ways))) in table.columns().iter().zip(ways).enumerate() {
            pace.rest("summary", done, Some(table.columns().len()), None).await;
            columns.push(DraftColumn { written, ways, ..described(column, &pace).await });
        }
        let suggested = suggested(&table, &columns, &pace).await;
        let bytes = fingerprint::of_bytes_in_steps(&bytes, &pace).await;
        let mut draft = Draft { bytes, n_rows: table.n_rows() as u32, columns, suggested };
        draft.suggested = draft.priced(draft.suggested.clone());
        for column in &mut draft.suggested.columns {
            column.written = given.iter().find(|one| one.name == column.name).and_then(|one| one.written);
        }
        Ok(draft)
    })
}

async fn described(column: &Column, pace: &Pace) -> DraftColumn {
    let n = column.values.len() as u32;
    match &column.values {
        Values::Number(numbers) => described_numbers(numbers, pace).await,
        Values::Date(days) => {
            let day = |day: &i32| if *day == NO_DATE { f64::NAN } else { f64::from(*day) };
            described_numbers(&days.iter().map(day).collect::<Vec<f64>>(), pace).await
        }
        Values::Category { levels, codes } => {
            let mut counts = vec![0.0_f64; levels.len()];
            codes.iter().for_each(|code| {
                if let Some(count) = counts.get_mut(*code as usize) {
                    *count += 1.0;
                }
            });
            let most = order::descending(&counts).into_iter().take(SHOWN).map(|at| at as usize);
            let values = most.map(|at| (plain(&levels[at]), counts[at] as u32)).collect();
            let missing = n - math::sum(&counts) as u32;
            DraftColumn {
                missing,
                distinct: levels.len() as u32,
                values,
                range: None,
                highest: 0,
                written: Written::default(),
                ways: Vec::new(),
            }
        }
    }
}

async fn described_numbers(numbers: &[f64], pace: &Pace) -> DraftColumn {
    let sorted = order::ascending_in_steps(numbers, pace).await;
    let distinct = sorted.windows(2).filter(|w| w[0] < w[1]).count() as u32 + u32::from(!sorted.is_empty());
    let range = match (sorted.first(), sorted.last()) {
        (Some(low), Some(high)) => math::quantile_sorted(&sorted, 0.5).map(|middle| [*low, middle, *high]),
        _ => None,
    };
    let written = Written::default();
    let highest = sorted.iter().rev().take_while(|v| Some(*v) == sorted.last()).count() as u32;
    let missing = (numbers.len() - sorted.len()) as u32;
    DraftColumn { missing, distinct, values: Vec::new(), range, highest, written, ways: Vec::new() }
}

/// Whether the values of a column are two, or a limit can make them two.
fn two(column: &DraftColumn) -> bool {
    column.distinct == 2
}

/// What counts as yes: of two words the rarer, of two numbers the higher; of many numbers how much it is; nothing where a
/// learner has to say.
#[must_use]
fn yes_of(column: &DraftColumn, kind: Kind) -> Option<Yes> {
    match (kind, two(column)) {
        (Kind::Category, true) => column.values.last().map(|(value, _)| Yes::Is(value.clone())),
        (Kind::Number, true) => column.range.map(|[_, _, high]| Yes::AtLeast(high)),
        (Kind::Number, false) if u64::from(column.distinct) >= LEAST_NUMBERS => Some(Yes::Itself),
        (Kind::Category, false) if (3..=MOST_NAMES as u32).contains(&column.distinct) => Some(Yes::Each),
        _ => None,
    }
}

impl Draft {
    /// What counts as yes where the column at a position is the target, if there can be no doubt about which two
    /// answers there are.
    #[must_use]
    pub fn yes(&self, target: u32, kind: Kind) -> Option<Yes> {
        self.columns.get(target as usize).and_then(|column| yes_of(column, kind))
    }

    /// The same with prices to begin with.
    ///
    /// A false alarm has that of [`FALSE_ALARM`], a miss such a one that the line a model is then held to lies near twice
    /// the share of yes: a rarer yes is a dearer one to miss, or nobody would look for it. Of numbers, to be off by a tenth
    /// of all there is costs [`FALSE_ALARM`] where it is too much, and three times that where it is too little. Of names, to
    /// ask costs [`FALSE_ALARM`], and a wrong one [`WRONG_NAME`] times that.
    #[must_use]
    pub fn priced(&self, chosen: Chosen) -> Chosen {
        let range = self.columns.get(chosen.target as usize).and_then(|column| column.range);
        match (&chosen.yes, range) {
            (Some(Yes::Itself), Some([low, _, high])) if high > low => {
                let unit = dialled(FALSE_ALARM / (0.1 * (high - low))).clamp(LEAST_PRICE, 1e5);
                Chosen { miss: 3.0 * unit, false_alarm: unit, ..chosen }
            }
            (Some(Yes::Each), _) => {
                Chosen { miss: WRONG_NAME * FALSE_ALARM, false_alarm: FALSE_ALARM, ..chosen }
            }
            _ => Chosen { miss: self.miss(&chosen), false_alarm: FALSE_ALARM, ..chosen },
        }
    }

    /// The same, asked otherwise: the prices of a unit, or of a name, are not those of a warning.
    #[must_use]
    pub fn asked(&self, chosen: &Chosen, yes: Option<Yes>) -> Chosen {
        let new = Chosen { yes, ..chosen.clone() };
        if new.task() == chosen.task() { new } else { self.priced(new) }
    }

    fn miss(&self, chosen: &Chosen) -> f64 {
        let Some(column) = self.columns.get(chosen.target as usize) else { return FALSE_ALARM };
        let rows = f64::from(self.n_rows.saturating_sub(column.missing)).max(1.0);
        let yes = match &chosen.yes {
            Some(Yes::Is(yes)) => column.values.iter().find(|(value, _)| value == yes).map(|(_, n)| *n),
            Some(Yes::AtLeast(limit)) => {
                column.range.filter(|[.., high]| high == limit).map(|_| column.highest)
            }
            Some(Yes::Itself | Yes::Each) | None => None,
        };
        let share = yes.map_or(0.5, |yes| (f64::from(yes) / rows).clamp(0.005, 1.0));
        // In steps of a false alarm, as it is dialled.
        FALSE_ALARM * (0.5 * (1.0 - share) / share).round().clamp(1.0, 60.0)
    }
}

/// At one digit: a price is dialled, not measured.
fn dialled(price: f64) -> f64 {
    let (mut tens, mut tenths) = (1.0, 1.0);
    while price >= 10.0 * tens && tens < 1e12 {
        tens *= 10.0;
    }
    while price * tenths < 1.0 && tenths < 1e12 {
        tenths *= 10.0;
    }
    (price * tenths / tens).round() * tens / tenths
}

/// Whether a column only numbers the rows: whole numbers, each once, hardly one left out.
fn counts_rows(values: &Values, column: &DraftColumn) -> bool {
    let (Values::Number(numbers), Some([low, _, high])) = (values, column.range) else { return false };
    let once = column.missing == 0 && column.distinct as usize == numbers.len();
    once && numbers.iter().all(|v| v.fract() == 0.0) && high - low < 1.5 * numbers.len() as f64
}

/// Whether rows can keep the days of a column as their own.
fn can_say_when(column: &Column) -> bool {
    let Values::Date(days) = &column.values else { return false };
    let mut days: Vec<i32> = days.iter().copied().filter(|day| *day != NO_DATE).collect();
    days.sort_unstable();
    months(&days).is_ok()
}

/// The last column with two values is most often what is to be predicted; a column that says the same of all rows, or
/// something else of nearly each, says nothing.
async fn suggested(table: &Table, columns: &[DraftColumn], pace: &Pace) -> Chosen {
    let kinds: Vec<Kind> = table.columns().iter().map(|column| column.values.kind()).collect();
    let n = table.n_rows() as f64;
    let target = columns.iter().rposition(two).unwrap_or(columns.len() - 1);
    let of = |(at, column): (usize, &DraftColumn)| OwnColumn {
        name: table.columns()[at].name.clone(),
        kind: kinds[at],
        out: at != target
            && (column.distinct < 2
                || kinds[at] == Kind::Category && f64::from(column.distinct) > NAMES * n
                || counts_rows(&table.columns()[at].values, column)),
        later: false,
        written: None,
    };
    let (mut own, mut when) = (Vec::with_capacity(columns.len()), None);
    for (at, column) in columns.iter().enumerate() {
        pace.pause().await;
        own.push(of((at, column)));
        when = when.or_else(|| can_say_when(&table.columns()[at]).then_some(at as u32));
    }
    Chosen {
        columns: own,
        target: target as u32,
        yes: yes_of(&columns[target], kinds[target]),
        when,
        row: String::new(),
        rows: String::new(),
        miss: FALSE_ALARM,
        false_alarm: FALSE_ALARM,
        capacity: 0.2,
        dates: true,
        counts: None,
    }
}
