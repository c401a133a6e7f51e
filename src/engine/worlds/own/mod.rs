//! A learner's own file: a world made of what was decided about it.
//!
//! The record holds the file's name, the fingerprint of its bytes and all that was decided ([`Decided`]), never the bytes.
//! [`study`](study::study) looks at a file and suggests, [`settle`](settle::settle) turns what was chosen into what is
//! decided or says what stands in the way, [`table`](lay::table) lays the rows out in time.
//!
//! **Columns go by their position** (`c01`, `c02`, …) in tables, recipes and rules. So no name of the learner's can be
//! mistaken for a text key, for markup or for a feature that a recipe made; only the texts say what they are called.

use std::cell::RefCell;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Feature;
use super::calendar::{Month, Window};
use crate::error::{EngineError, OwnProblem, Result};
use crate::fingerprint;
use crate::later::later;
use crate::table::Kind;
use crate::task::Task;

mod chosen;
mod lay;
mod settle;
mod study;

pub use crate::table::written::Written;
pub use chosen::{Chosen, OwnColumn, Yes};
pub use lay::table;
pub use settle::{rounded, settle};
pub use study::{Draft, DraftColumn, study};

/// The largest file that is read, in bytes.
pub const MOST_BYTES: u64 = 50_000_000;
/// Most rows.
pub const MOST_ROWS: u64 = 200_000;
/// Most columns: their names have two digits.
pub const MOST_COLUMNS: usize = 99;
/// Fewest rows with an answer: of fewer, the parts of the history come to a handful.
pub const LEAST_ROWS: u64 = 300;
/// Fewest rows with either answer.
pub const LEAST_OF_EACH: u64 = 50;
/// Fewest different answers, where a number is asked for: of fewer, it is a choice among a few.
pub const LEAST_NUMBERS: u64 = 10;
/// Fewest rows with a name that is one of several classes: rarer ones are pooled as [`OTHER`].
pub const LEAST_OF_NAME: u64 = 20;
/// Most names of their own: the rarest of more are pooled too.
pub const MOST_NAMES: usize = 20;
/// What pooled names are called, and a name of the file's own that reads so.
pub const OTHER: &str = "other";
/// The lowest price of a unit of a number, in euros.
pub const LEAST_PRICE: f64 = 0.01;
/// The highest price there is, in euros.
pub const MOST_PRICE: f64 = 1e6;
/// Fewest and most months that a calendar of the learner's own may span.
pub const MONTHS: (u64, u64) = (4, 60);
/// Most levels of a column of groups.
pub const MOST_LEVELS: usize = 12;
/// The name of the target in the world's table: 1 is yes, the number of a class, or the number itself.
pub const TARGET: &str = "answer";
/// Days until the answer of a row is known: an assumption, stated on the page.
pub const DELAY_DAYS: u32 = 7;

/// The names of all columns there can be, end to end.
const IDS: &str = "c01c02c03c04c05c06c07c08c09c10c11c12c13c14c15c16c17c18c19c20c21c22c23c24c25c26c27c28c29c30c31c32c33\
c34c35c36c37c38c39c40c41c42c43c44c45c46c47c48c49c50c51c52c53c54c55c56c57c58c59c60c61c62c63c64c65c66c67c68c69c70c71c72c73\
c74c75c76c77c78c79c80c81c82c83c84c85c86c87c88c89c90c91c92c93c94c95c96c97c98c99";

/// The name of the column at a position, from 0; empty beyond [`MOST_COLUMNS`].
///
/// ```
/// assert_eq!((engine::worlds::own::id(0), engine::worlds::own::id(98)), ("c01", "c99"));
/// ```
#[must_use]
pub fn id(at: u32) -> &'static str {
    let start = at as usize * 3;
    IDS.get(start..start + 3).unwrap_or_default()
}

/// How much, as somebody would say who learned nothing, in the unit of the target.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HowMuch {
    /// The mean of the rows of which the rule's question does not hold.
    pub usual: f64,
    /// The mean of the others.
    pub then: f64,
    /// How far rows are from the mean of all, on average.
    pub off: f64,
}

/// The classes there are, and which of them somebody would name who learned nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// Their names, by code point; [`OTHER`] last, if rare ones are pooled.
    pub names: Vec<String>,
    /// The position of the commonest among the rows of which the rule's question holds.
    pub then: u32,
}

/// A question on one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    /// This number or more.
    AtLeast(f64),
    /// This number or less.
    AtMost(f64),
    /// This value.
    Is(String),
}

impl Which {
    fn is_whole(&self) -> bool {
        (3..=MOST_NAMES + 1).contains(&self.names.len()) && (self.then as usize) < self.names.len()
    }
}

/// What was found in the file when it was decided.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Found {
    /// Rows that are used: those with an answer and, where one says when, a day.
    pub n_rows: u32,
    /// Rows on a day of the invented calendar; none where the rows have their own.
    pub a_day: u32,
    /// The months that lie behind the learner.
    pub history: Window,
    /// The last month.
    pub last: Month,
    /// The question that tells most among the rows to learn from: somebody's rule.
    pub rule: (u32, Asks),
    /// The columns of groups.
    pub groups: Vec<u32>,
    /// The first number column with gaps.
    pub gaps: Option<u32>,
    /// The category with most levels.
    pub many: Option<u32>,
    /// Where a number is asked for, what the rule says of it.
    #[serde(default)]
    pub how_much: Option<HowMuch>,
    /// Where one of several classes is asked for, which there are.
    #[serde(default)]
    pub which: Option<Which>,
}

later!(Found { n_rows, a_day, history, last, rule, groups, gaps, many } how_much if |found| found.how_much.is_some(), which if |found| found.which.is_some());

/// All that a record keeps of a learner's own file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    /// The file's name.
    pub file: String,
    /// The fingerprint of its bytes.
    pub bytes: String,
    /// The seed of the invented calendar and of what changes in it, 16 hex digits.
    pub seed: String,
    /// What the learner decided.
    pub chosen: Chosen,
    /// What follows from that and from the file.
    pub found: Found,
}

impl Decided {
    /// The positions of the columns a model may be given.
    pub fn features(&self) -> impl Iterator<Item = (u32, &OwnColumn)> {
        self.chosen.features()
    }

    /// The kind of answer that is asked for.
    #[must_use]
    pub fn task(&self) -> Task {
        self.chosen.task()
    }

    /// Whether it can be worked on at all: what a damaged or forged record must not get past.
    ///
    /// # Errors
    /// [`OwnProblem::Damaged`], [`EngineError::OutOfRange`].
    pub fn check(&self) -> Result<()> {
        let n = self.chosen.columns.len() as u32;
        let of_features = |at: &u32| self.features().any(|(feature, _)| feature == *at);
        let Found { history, last, rule, groups, gaps, many, .. } = &self.found;
        let places = [Some(rule.0), *gaps, *many];
        let whole = n <= MOST_COLUMNS as u32
            && self.chosen.target < n
            && self.chosen.when.is_none_or(|when| when < n)
            && self.chosen.counts.is_none_or(|at| self.chosen.can_count(at))
            && places.iter().flatten().chain(groups).all(of_features)
            && fingerprint::from_hex(&self.seed).is_some()
            && history.from <= history.to
            && history.to < *last
            && self.found.how_much.is_some() == (self.task() == Task::Regression)
            && self.found.which.is_some() == (self.task() == Task::Multiclass)
            && self.found.which.as_ref().is_none_or(Which::is_whole);
        check_prices(&self.chosen)?;
        if whole { Ok(()) } else { Err(EngineError::Own { problem: OwnProblem::Damaged }) }
    }
}

/// Prices and capacity within their bounds.
fn check_prices(chosen: &Chosen) -> Result<()> {
    // Of a number, a unit may be next to nothing.
    let least = if chosen.yes == Some(Yes::Itself) { LEAST_PRICE } else { 1.0 };
    EngineError::unless_within("miss", least, MOST_PRICE, chosen.miss)?;
    EngineError::unless_within("false_alarm", least, MOST_PRICE, chosen.false_alarm)?;
    EngineError::unless_within("capacity", 0.01, 1.0, chosen.capacity)
}

/// The name of a world of the learner's own: as easily copied as that of a shipped one.
///
/// What it stands for is held once a thread and for good (it is interned, as compilers do with words): a page meets a
/// handful of files, and everything that asks a world for its columns or months goes on as with the shipped ones.
#[derive(Clone, Copy, Debug)]
pub struct Own(&'static Held);

#[derive(Debug)]
struct Held {
    decided: Decided,
    data: String,
    features: Vec<Feature>,
    groups: Vec<&'static str>,
}

thread_local! {
    static HELD: RefCell<Vec<&'static Held>> = const { RefCell::new(Vec::new()) };
}

impl Own {
    /// The name of what was decided.
    #[must_use]
    pub fn of(decided: Decided) -> Self {
        HELD.with_borrow_mut(|held| {
            if let Some(found) = held.iter().find(|held| held.decided == decided) {
                return Self(found);
            }
            let data = fingerprint::fingerprint(&("own", &decided)).unwrap_or_default();
            let feature = |(at, column): (u32, &OwnColumn)| Feature {
                name: id(at),
                group: column.kind.name(),
                at_decision: !column.later,
            };
            let features = decided.features().map(feature).collect();
            let groups = decided.found.groups.iter().map(|at| id(*at)).collect();
            let new: &'static Held = Box::leak(Box::new(Held { decided, data, features, groups }));
            held.push(new);
            Self(new)
        })
    }

    /// Names its data: the bytes and all that was decided about them.
    #[must_use]
    pub fn data(self) -> &'static str {
        &self.0.data
    }

    /// The columns a model may be given.
    #[must_use]
    pub fn columns(self) -> &'static [Feature] {
        &self.0.features
    }

    /// The kind of a column.
    #[must_use]
    pub fn kind(self, feature: &str) -> Kind {
        let found = (0_u32..).zip(&self.chosen.columns).find(|(at, _)| id(*at) == feature);
        found.map_or(Kind::Number, |(_, column)| column.kind)
    }

    /// The columns of groups.
    #[must_use]
    pub fn groups(self) -> &'static [&'static str] {
        &self.0.groups
    }
}

impl Deref for Own {
    type Target = Decided;

    fn deref(&self) -> &Decided {
        &self.0.decided
    }
}

impl PartialEq for Own {
    fn eq(&self, other: &Self) -> bool {
        self.0.data == other.0.data
    }
}

impl Eq for Own {}

impl Serialize for Own {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.0.decided.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Own {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Decided::deserialize(deserializer).map(Self::of)
    }
}

/// Words of the learner's as they may stand in a text: none of our marks, no place to fill, one line.
///
/// They look the same (but for the star); what would mean something to our Markdown is kept apart by a joiner or a space
/// that nobody sees.
///
/// ```
/// use engine::worlds::own::plain;
/// assert_eq!(plain("Age (years)"), "Age (years)");
/// assert_eq!(plain("**a** [b](term:c) {d}"), "∗∗a∗∗ [b]\u{2060}(term:c) {\u{2060}d}");
/// ```
#[must_use]
pub fn plain(words: &str) -> String {
    let line: String = words.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.replace('*', "∗").replace("](", "]\u{2060}(").replace('{', "{\u{2060}");
    ["- ", "# ", ". "].iter().fold(line, |line, mark| line.replace(mark, &format!("{}\u{a0}", &mark[..1])))
}
