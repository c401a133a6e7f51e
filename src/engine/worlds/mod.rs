//! Where rows come from, today and later.
//!
//! A world can be asked for the rows of any period. The flights replay their own calendar; rows without one are laid out
//! in an invented one ([`resample`]), and changes are injected into it ([`change`]).

pub mod calendar;
pub mod change;
pub mod columns;
pub mod flights;
pub mod own;
pub mod resample;
pub mod ridership;
pub mod rodents;
pub mod screening;

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::fingerprint;
use crate::table::{Kind, Table};
use crate::task::{Target, Task};
use crate::work::Work;
use calendar::{Month, Window};
use own::Own;

/// The worlds there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorldId {
    /// Departures from New York City in 2013 with the weather; see [`flights`].
    Flights,
    /// Images of breast masses on the Mondays of an invented year; see [`screening`].
    Screening,
    /// Rides that begin at a station of Chicago's railway, day by day from 2001 on; see [`ridership`].
    Ridership,
    /// Rodents caught in the desert of Arizona, 1977 to 2002; see [`rodents`].
    Rodents,
    /// A file of the learner's; see [`own`].
    Own(Own),
}

/// A column a model may be given, as far as it is known before any row is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Feature {
    /// Its name in the table.
    pub name: &'static str,
    /// What it belongs to, as a text key.
    pub group: &'static str,
    /// Whether its value is known when the decision is taken; a test holds this to the table's `known_at`.
    pub at_decision: bool,
}

const fn known(name: &'static str, group: &'static str) -> Feature {
    Feature { name, group, at_decision: true }
}

const fn later(name: &'static str) -> Feature {
    Feature { name, group: "day", at_decision: false }
}

/// The columns of the flights, in the order shown. `date` and `month` are left out: a model that learned from
/// January to March has never seen an April.
const FLIGHTS: &[Feature] = &[
    known("weekday", "schedule"),
    known("hour", "schedule"),
    known("carrier", "schedule"),
    known("origin", "schedule"),
    known("dest", "schedule"),
    known("distance", "schedule"),
    known("temp", "weather"),
    known("dewp", "weather"),
    known("humid", "weather"),
    known("wind_dir", "weather"),
    known("wind_speed", "weather"),
    known("wind_gust", "weather"),
    known("precip", "weather"),
    known("pressure", "weather"),
    known("visib", "weather"),
    later("tailnum"),
    later("dep_time"),
    later("dep_delay"),
    later("arr_time"),
    later("arr_delay"),
    later("air_time"),
];

/// A world, loaded: its rows in order of time.
#[derive(Clone, Debug)]
pub struct World {
    /// Which.
    pub id: WorldId,
    /// All rows, sorted by day.
    pub table: Table,
    /// The day of each row, in days since 1970.
    pub days: Rc<[i32]>,
    /// The target of each row: 1 or 0, the number of its class, or a number.
    pub y: Rc<[f64]>,
    /// How much each row counts when a model learns, above 0; `None`: all the same.
    pub weights: Option<Rc<[f64]>>,
    /// Share of the real rows that are here: a stated random sample.
    pub share: f64,
    /// Names its data: of the shipped files [`WorldId::fingerprint`], of any other table what is in it.
    pub fingerprint: String,
}

impl WorldId {
    /// All that are shipped, the first first.
    pub const ALL: [Self; 4] = [Self::Flights, Self::Screening, Self::Ridership, Self::Rodents];

    /// Its name, as a text key and in links.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Flights => "flights",
            Self::Screening => "screening",
            Self::Ridership => "ridership",
            Self::Rodents => "rodents",
            Self::Own(_) => "own",
        }
    }

    /// The shipped world of this name.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|world| world.word() == word)
    }

    /// The fingerprint of its shipped files, in their order (a test holds it to the files); of a learner's own the one of
    /// its bytes and of all that was decided about them.
    #[must_use]
    pub fn fingerprint(self) -> &'static str {
        match self {
            Self::Flights => "d22d6ebf71d89088",
            Self::Screening => "e11e2f87ec18563b",
            Self::Ridership => "ef64f6118c2ac0f4",
            Self::Rodents => "4b42876d569cdf5f",
            Self::Own(own) => own.data(),
        }
    }

    /// Its files beside the page, in `data/`; a learner's own is with the learner.
    #[must_use]
    pub fn files(self) -> &'static [&'static str] {
        match self {
            Self::Flights => &["flights.cols", "weather.cols"],
            Self::Screening => &["screening.cols"],
            Self::Ridership => &["ridership.cols"],
            Self::Rodents => &["rodents.cols"],
            Self::Own(_) => &[],
        }
    }

    /// What is predicted.
    #[must_use]
    pub fn target(self) -> Target {
        match self {
            Self::Flights => Target { column: flights::TARGET.into(), task: Task::Binary, delay_days: 1 },
            Self::Screening => {
                Target { column: screening::TARGET.into(), task: Task::Binary, delay_days: 14 }
            }
            Self::Ridership => {
                Target { column: ridership::TARGET.into(), task: Task::Regression, delay_days: 1 }
            }
            Self::Rodents => {
                Target { column: rodents::TARGET.into(), task: Task::Multiclass, delay_days: 30 }
            }
            Self::Own(own) => {
                Target { column: own::TARGET.into(), task: own.task(), delay_days: own::DELAY_DAYS }
            }
        }
    }

    /// The names of the classes that an answer is one of, in their order; none where it is none of several.
    #[must_use]
    pub fn classes(self) -> Vec<String> {
        match self {
            Self::Rodents => rodents::SPECIES.map(String::from).to_vec(),
            Self::Flights | Self::Screening | Self::Ridership => Vec::new(),
            Self::Own(own) => own.found.which.as_ref().map_or_else(Vec::new, |which| which.names.clone()),
        }
    }

    /// The months that lie behind the learner at the start.
    #[must_use]
    pub fn history(self) -> Window {
        match self {
            Self::Flights => Window { from: Month::new(2013, 1), to: Month::new(2013, 3) },
            Self::Screening => Window { from: Month::new(2030, 1), to: Month::new(2030, 3) },
            Self::Ridership => Window { from: Month::new(2001, 1), to: Month::new(2003, 12) },
            Self::Rodents => Window { from: Month::new(1977, 1), to: Month::new(1991, 12) },
            Self::Own(own) => own.found.history,
        }
    }

    /// Months that are lived at once: where nothing happens from one month to the next, a year goes by.
    #[must_use]
    pub fn stride(self) -> i32 {
        match self {
            Self::Flights | Self::Screening | Self::Own(_) => 1,
            Self::Ridership | Self::Rodents => 12,
        }
    }

    /// The months lived at once from `month` on.
    #[must_use]
    pub fn period(self, month: Month) -> Window {
        Window { from: month, to: month.plus(self.stride() - 1) }
    }

    /// The last month there is.
    #[must_use]
    pub fn last(self) -> Month {
        match self {
            Self::Flights => Month::new(2013, 12),
            Self::Screening => Month::new(2030, 12),
            Self::Ridership => Month::new(2016, 8),
            Self::Rodents => Month::new(2002, 12),
            Self::Own(own) => own.found.last,
        }
    }

    /// The kind of a column that a model may be given, before any row is loaded; a test holds it to the table.
    #[must_use]
    pub fn kind(self, feature: &str) -> Kind {
        match self {
            Self::Flights if flights::CATEGORIES.contains(&feature) => Kind::Category,
            Self::Ridership if ridership::CATEGORIES.contains(&feature) => Kind::Category,
            Self::Rodents if rodents::CATEGORIES.contains(&feature) => Kind::Category,
            Self::Own(own) => own.kind(feature),
            Self::Flights | Self::Screening | Self::Ridership | Self::Rodents => Kind::Number,
        }
    }

    /// The columns a model may be given, in the order shown.
    #[must_use]
    pub fn features(self) -> &'static [Feature] {
        match self {
            Self::Flights => FLIGHTS,
            Self::Screening => screening::FEATURES,
            Self::Ridership => ridership::FEATURES,
            Self::Rodents => rodents::FEATURES,
            Self::Own(own) => own.columns(),
        }
    }
}

impl World {
    /// A world from its table, which holds the target, a `date` column, and rows in order of time.
    ///
    /// # Errors
    /// A column that is not there or of another kind; rows out of order ([`EngineError::Data`]).
    pub fn new(id: WorldId, table: Table, share: f64) -> Result<Self> {
        let fingerprint = fingerprint::fingerprint(&(id, share, table.fingerprints()))?;
        Self::named(id, table, share, fingerprint)
    }

    fn named(id: WorldId, table: Table, share: f64, fingerprint: String) -> Result<Self> {
        let days = table.dates("date")?.clone();
        if days.windows(2).any(|w| w[1] < w[0]) {
            let problem = "rows are not in order of time".into();
            return Err(EngineError::Data { what: "date".into(), problem });
        }
        let y = table.numbers(&id.target().column)?.clone();
        Ok(Self { id, table, days, y, weights: None, share, fingerprint })
    }

    /// A world from its files, unpacked, in the order of [`WorldId::files`].
    ///
    /// # Errors
    /// [`EngineError::OtherData`] if they are not the shipped ones, [`EngineError::Data`] if they cannot be read.
    pub fn open(id: WorldId, files: &[Vec<u8>]) -> Result<Self> {
        let found = fingerprint::of_bytes(&files.concat());
        if found != id.fingerprint() {
            return Err(EngineError::OtherData { expected: id.fingerprint().into(), found });
        }
        match (id, files) {
            (WorldId::Flights, [flights, weather]) => {
                let joined = flights::read(flights, weather)?;
                Self::named(id, joined.table, joined.flights.sample.share, found)
            }
            (WorldId::Screening, [screening]) => {
                let source = screening::read(screening)?;
                let table = screening::table(&source.table, screening::SEED)?;
                Self::named(id, table, source.about.sample.share, found)
            }
            (WorldId::Ridership, [ridership]) => {
                let source = ridership::read(ridership)?;
                Self::named(id, ridership::table(&source.table)?, source.about.sample.share, found)
            }
            (WorldId::Rodents, [rodents]) => {
                let source = rodents::read(rodents)?;
                Self::named(id, rodents::table(&source.table)?, source.about.sample.share, found)
            }
            _ => Err(EngineError::Data {
                what: "files".into(),
                problem: "not as many as this world has".into(),
            }),
        }
    }

    /// A world from the bytes of a learner's own file, in steps.
    ///
    /// # Errors
    /// Of the work's result: [`EngineError::OtherData`] if it is another file, or what cannot be read.
    #[must_use]
    pub fn of_file(own: Own, bytes: Rc<[u8]>) -> Work<Result<Self>> {
        Work::new(move |pace| async move {
            let (table, weights) = own::table(&bytes, &own, &pace).await?;
            Ok(Self { weights, ..Self::named(WorldId::Own(own), table, 1.0, own.data().into())? })
        })
    }

    /// The rows of the months of `window`, ascending.
    #[must_use]
    pub fn rows(&self, window: Window) -> Vec<u32> {
        self.between(window.from.first_day(), window.to.plus(1).first_day())
    }

    /// The rows from day `from` up to, not including, day `to`, ascending.
    #[must_use]
    pub fn between(&self, from: i32, to: i32) -> Vec<u32> {
        let start = self.days.partition_point(|d| *d < from) as u32;
        let end = self.days.partition_point(|d| *d < to) as u32;
        (start..end).collect()
    }
}
