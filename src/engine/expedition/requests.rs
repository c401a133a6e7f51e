//! The live requests as they are shown: what each carries, what the decision was, and who took it.

use serde::{Deserialize, Serialize};

use super::on_demand::OnDemand;
use super::serving::{By, FELL, Fell, Served};
use crate::error::Result;
use crate::order;
use crate::said::Said;
use crate::serve::decisions::Decisions;
use crate::table::{MISSING, Table, Values};

/// Requests that are shown because the decision is surest of them.
pub const SURE: usize = 4;

/// One live request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Its day.
    pub day: i32,
    /// What it carries: column and value as text, `None` if missing.
    pub values: Vec<(String, Option<String>)>,
    /// The probability, or the forecast; of classes, how probable the likeliest is.
    pub score: f64,
    /// Whether it is flagged.
    pub flagged: bool,
    /// Of numbers, what is planned.
    pub planned: OnDemand<f64>,
    /// Of classes, the likeliest.
    pub class: OnDemand<u32>,
    /// Of classes, the name it is given; none if somebody is asked.
    pub named: OnDemand<u32>,
    /// Who decided.
    pub by: By,
    /// Why not the model.
    pub fell: Option<Fell>,
    /// The column that an input check struck at.
    pub struck: Option<String>,
}

/// The live rows in their order, with what was decided of each.
pub(super) struct Stream<'a> {
    /// The columns that the decision reads.
    pub names: &'a [String],
    /// The rows.
    pub live: &'a Table,
    /// The day of each.
    pub days: &'a [i32],
    /// What was said of each.
    pub said: &'a Said,
    /// How each was answered.
    pub served: &'a Served,
}

impl Stream<'_> {
    /// The requests of the first day, in their order; of amounts, where one is decided on a day, those of all days.
    pub(super) fn day(&self) -> Result<Vec<Request>> {
        let first = self.days.iter().take_while(|day| Some(*day) == self.days.first()).count();
        let first = match self.served.decisions {
            Decisions::Plans { .. } if first == 1 => self.days.len(),
            _ => first,
        };
        (0..first).map(|i| self.one(i)).collect()
    }

    /// The surest requests, what a desk would look at; then, of each reason to fall back, the first.
    pub(super) fn picked(&self) -> Result<Vec<Request>> {
        let order = order::descending(&self.said.scores).into_iter().map(|i| i as usize);
        let mut shown: Vec<usize> = order.take(SURE).collect();
        for fell in FELL {
            if let Some(i) = self.served.answers.iter().position(|answer| answer.fell == Some(fell)) {
                shown.extend((!shown.contains(&i)).then_some(i));
            }
        }
        shown.into_iter().map(|i| self.one(i)).collect()
    }

    fn of(&self, i: usize) -> (f64, Option<u32>) {
        (self.said.scores[i], self.said.classes.get(i).copied())
    }

    fn one(&self, i: usize) -> Result<Request> {
        let served = self.served;
        let answer = served.answers[i];
        let caught = served.caught.get(i).copied().flatten();
        let caught = caught.filter(|caught| answer.fell == Some(caught.fell));
        Ok(Request {
            by: answer.by,
            fell: answer.fell,
            struck: caught.map(|caught| self.names[caught.column].clone()),
            ..request(self.names, self.live, i, self.days[i], self.of(i), &served.decisions)?
        })
    }
}

/// Row `i` of a table as it is shown, with the columns `names`, answered by what gave this score, and of classes this class.
pub(super) fn request(
    names: &[String],
    table: &Table,
    i: usize,
    day: i32,
    (score, class): (f64, Option<u32>),
    decided: &Decisions,
) -> Result<Request> {
    let (flagged, planned) = (decided.flagged(i), OnDemand(decided.planned(i)));
    let (class, named) = (OnDemand(class), OnDemand(decided.named(i)));
    let values =
        names.iter().map(|n| Ok((n.clone(), text(&table.column(n)?.values, i)))).collect::<Result<_>>()?;
    Ok(Request {
        day,
        values,
        score,
        flagged,
        planned,
        class,
        named,
        by: By::Model,
        fell: None,
        struck: None,
    })
}

/// Value `i` as it is written in the data; `None` if it is missing.
pub(super) fn text(values: &Values, i: usize) -> Option<String> {
    match values {
        _ if values.is_missing(i) => None,
        Values::Number(v) => Some(v[i].to_string()),
        Values::Category { levels, codes } if codes[i] != MISSING => Some(levels[codes[i] as usize].clone()),
        Values::Category { .. } => None,
        Values::Date(d) => Some(crate::table::date::iso(d[i])),
    }
}
