//! Names of features that a step makes of a column, and what such a name says: one place for both.

/// What a feature was made of.
///
/// ```
/// use engine::expedition::view::Origin;
/// assert_eq!(Origin::of("carrier = UA"), Origin::Level { column: "carrier", level: "UA" });
/// assert_eq!(Origin::of("wind_gust missing").column(), "wind_gust");
/// assert_eq!(Origin::of("hour"), Origin::Column("hour"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin<'a> {
    /// A column as it is.
    Column(&'a str),
    /// Whether a column has a level.
    Level {
        /// The column.
        column: &'a str,
        /// Its level.
        level: &'a str,
    },
    /// Whether a column has no value.
    Missing(&'a str),
}

impl<'a> Origin<'a> {
    /// What the name of a feature says.
    #[must_use]
    pub fn of(feature: &'a str) -> Self {
        if let Some((column, level)) = feature.split_once(" = ") {
            return Self::Level { column, level };
        }
        feature.strip_suffix(" missing").map_or(Self::Column(feature), Self::Missing)
    }

    /// The column it was made of.
    #[must_use]
    pub fn column(self) -> &'a str {
        let (Self::Column(column) | Self::Level { column, .. } | Self::Missing(column)) = self;
        column
    }

    /// The name of such a feature.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Column(column) => column.into(),
            Self::Level { column, level } => format!("{column} = {level}"),
            Self::Missing(column) => format!("{column} missing"),
        }
    }
}
