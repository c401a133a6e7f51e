//! One thing that is written in several ways becomes one level: as the learner names it (pandas' `replace`), or by what
//! spellings differ in. Nothing is learned.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::columns::{Columns, map_categories};
use crate::error::Result;
use crate::table::levels::folded;
use crate::table::{Column, Kind, MISSING, Table, Values};
use crate::work::Pace;

/// Which levels of which columns become one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The columns (categories).
    pub columns: Columns,
    /// Levels that are one; a level that is named twice is the first of them.
    pub groups: Vec<Group>,
    /// Whether case, spaces around and marks between words tell nothing apart: all is written in small letters, words
    /// with a space between.
    pub fold: bool,
}

/// Levels that are one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// What it is called.
    pub name: String,
    /// As it is written otherwise.
    pub levels: Vec<String>,
}

/// The columns found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// Their names.
    pub columns: Vec<String>,
    /// As chosen.
    pub params: Params,
}

impl Group {
    /// Whether a level is one of them.
    #[must_use]
    pub fn holds(&self, level: &str) -> bool {
        self.name == level || self.levels.iter().any(|one| one == level)
    }
}

/// The groups with one level more or less: one that is in none goes to the last. A group is called as the first of its
/// levels in `all`.
#[must_use]
pub(super) fn turned(groups: &[Group], level: &str, all: &[String]) -> Vec<Group> {
    let at = groups.iter().position(|group| group.holds(level));
    let goes = at.or(groups.len().checked_sub(1));
    let members = |group: Option<&Group>| -> Vec<String> {
        let holds = |one: &&String| group.is_some_and(|group| group.holds(one)) != (*one == level);
        all.iter().filter(holds).cloned().collect()
    };
    let group = |members: Vec<String>| {
        let (name, levels) = members.split_first()?;
        Some(Group { name: name.clone(), levels: levels.to_vec() })
    };
    let mut made: Vec<Group> = Vec::with_capacity(groups.len() + 1);
    for (place, one) in groups.iter().enumerate() {
        made.extend(if Some(place) == goes { group(members(Some(one))) } else { Some(one.clone()) });
    }
    if goes.is_none() {
        made.extend(group(members(None)));
    }
    made
}

impl Params {
    /// Looks for the columns.
    ///
    /// # Errors
    /// A column that is not there or no category.
    pub fn fit(&self, table: &Table) -> Result<Fitted> {
        Ok(Fitted { columns: self.columns.resolve(table, &[Kind::Category])?, params: self.clone() })
    }

    /// What a level becomes.
    #[must_use]
    pub fn name(&self, level: &str) -> String {
        let group = self.groups.iter().find(|group| group.holds(level));
        let name = group.map_or(level, |group| &group.name);
        if self.fold { folded(name) } else { name.into() }
    }
}

impl Fitted {
    /// Renames the levels of any rows; missing values stay missing.
    ///
    /// # Errors
    /// A column that is not there or no category.
    pub async fn transform(&self, table: &Table, pace: &Pace) -> Result<Table> {
        map_categories(
            table,
            pace,
            &self.columns,
            |name| name,
            |_, column, levels, codes| Column { values: self.renamed(levels, codes), ..column.clone() },
        )
        .await
    }

    fn renamed(&self, levels: &[String], codes: &[u32]) -> Values {
        let mut names: Vec<String> = Vec::with_capacity(levels.len());
        // A column of texts can have as many levels as rows.
        let mut met: BTreeMap<String, u32> = BTreeMap::new();
        let place = |level: &String| {
            let name = self.params.name(level);
            *met.entry(name).or_insert_with_key(|name| {
                names.push(name.clone());
                names.len() as u32 - 1
            })
        };
        let places: Vec<u32> = levels.iter().map(place).collect();
        let code = |code: &u32| if *code == MISSING { MISSING } else { places[*code as usize] };
        let codes = codes.iter().map(code).collect();
        Values::Category { levels: names.into(), codes }
    }
}
