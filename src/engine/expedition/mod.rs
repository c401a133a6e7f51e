//! The door: the record of a learner's run, and the reports that are computed from it.
//!
//! The **record** is the truth, a list of choices and facts. A **plan** is what the choices on the way to the cursor
//! add up to. A **report** is what a room shows, a pure function of the choices it depends on, under a key. A
//! **session** holds the world and the caches, and turns a record into reports in steps.

pub mod alike;
mod alone;
pub mod aside;
pub mod asked;
pub mod bench;
pub mod calibrated;
mod champion;
pub mod classes;
pub mod compare;
mod curve;
pub mod data;
pub mod deploy;
pub mod dials;
pub mod doubt;
pub mod drawn;
pub mod effort;
pub mod evaluate;
mod fair;
mod findings;
pub mod folds;
pub mod frame;
mod groups;
mod inside;
pub mod journal;
pub mod keys;
pub mod lessons;
mod line;
mod measured;
pub mod measures;
pub mod mistakes;
pub mod monitor;
mod month;
pub mod near;
pub mod odd;
pub mod on_demand;
pub mod others;
pub mod parts;
#[doc(hidden)]
pub mod pipeline;
pub mod plan;
pub mod probe;
pub mod ranked;
pub mod record;
pub mod related;
pub mod report;
mod requests;
pub mod retraining;
pub mod scenario;
pub mod search;
pub mod seen;
pub mod serving;
pub mod session;
pub mod shapes;
pub mod sheet;
pub mod slices;
pub mod stage;
pub mod status;
mod stopwatch;
mod sure;
pub mod train;
pub mod trial;
pub mod verdict;
mod version;
pub mod versions;
pub mod view;
mod votes;
pub mod warm;
pub mod ways;
pub mod why;

pub use crate::fingerprint;
pub use crate::models::{ModelSpec, logistic, rule};
pub use crate::note::Note;
pub use crate::prepare::{self, Recipe, balance};
pub use crate::serve::amounts::{Amounts, AtMargin};
pub use crate::serve::names::{AtLine, Names};
pub use crate::serve::policy::{Costs, Counts, Point};
pub use crate::split::{By, SplitSpec};
pub use crate::table::{Kind, date, summary};
pub use crate::task::{KnownAt, Target, Task};
pub use crate::work::{Progress, Step, Work};
pub use crate::worlds::calendar::{Month, Window};
pub use crate::worlds::{Feature, World, WorldId, own};
