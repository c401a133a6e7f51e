//! What is usual in a row's group, as a new column: a number's mean, middle or spread over the training rows of the
//! same level (pandas' `groupby(by)[column].mean()`).

use serde::{Deserialize, Serialize};

use super::columns::made_from;
use super::levels::{Fitted as Levels, Numbered};
use crate::error::Result;
use crate::math;
use crate::note::Note;
use crate::table::levels::met;
use crate::table::{Column, MISSING, Table};
use crate::work::Pace;

/// Which number, over which groups, and how it is summed up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The column that is summed up (numbers).
    pub column: String,
    /// The column that says the group (a category).
    pub by: String,
    /// How.
    pub statistic: Statistic,
}

/// How the numbers of a group are summed up; missing ones are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statistic {
    /// The mean.
    Mean,
    /// The median.
    Median,
    /// The standard deviation, n − 1 below.
    Std,
}

/// What each group came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// The new column's name.
    pub name: String,
    /// A number for each group; for a group without a value, a missing or a new one, that of all rows.
    pub groups: Numbered,
}

impl Statistic {
    fn word(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Median => "median",
            Self::Std => "std",
        }
    }

    /// Of the values that are there; `None` of too few.
    fn of(self, values: &[f64]) -> Option<f64> {
        match self {
            Self::Mean => math::mean(values),
            Self::Median => math::quantile_sorted(&math::sorted_present(values), 0.5),
            Self::Std => math::variance(values, 1).map(math::sqrt),
        }
    }
}

impl Params {
    /// What the new column is called.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {} by {}", self.column, self.statistic.word(), self.by)
    }

    /// Sums up the training rows of each group.
    ///
    /// # Errors
    /// A column that is not there or of another kind.
    pub fn fit(&self, table: &Table) -> Result<Fitted> {
        let values = table.numbers(&self.column)?;
        let (levels, codes) = table.categories(&self.by)?;
        let mut by_level = vec![Vec::new(); levels.len()];
        let mut all = Vec::with_capacity(values.len());
        for (value, code) in values.iter().zip(codes.iter()).filter(|(value, _)| !value.is_nan()) {
            all.push(*value);
            if *code != MISSING {
                by_level[*code as usize].push(*value);
            }
        }
        let whole = self.statistic.of(&all).unwrap_or(f64::NAN);
        let number = |code: u32| self.statistic.of(&by_level[code as usize]).unwrap_or(whole);
        let named = met(levels, codes).into_iter().map(|code| (levels[code as usize].clone(), number(code)));
        let groups = Numbered {
            column: self.by.clone(),
            levels: named.collect(),
            missing: Some(whole),
            unseen: whole,
        };
        Ok(Fitted { name: self.name(), groups })
    }
}

impl Fitted {
    /// Adds the column behind the others, for any rows. It is known when the group is: of the rows to come, nothing else
    /// is read. Groups that no training row had are noted.
    ///
    /// # Errors
    /// A column that is not there or no category, or one of that name there already.
    pub async fn transform(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Table> {
        let by = table.column(&self.groups.column)?;
        let groups = Levels { columns: vec![self.groups.clone()] };
        let numbered = groups.transform(&Table::new(vec![by.clone()])?, notes, pace).await?;
        let values = numbered.numbers(&self.groups.column)?.to_vec();
        let mut columns: Vec<Column> = table.columns().to_vec();
        columns.push(made_from(by, self.name.clone(), values));
        Table::new(columns)
    }
}
