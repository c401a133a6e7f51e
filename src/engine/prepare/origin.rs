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

    /// The one of `columns` that a feature was made of: by its name, or by the first words of it (a part of a date). A
    /// feature made of two columns, or one that reads like it, stands for itself.
    ///
    /// ```
    /// use engine::expedition::view::Origin;
    /// let columns = ["dep_time", "hour", "wind"].map(String::from);
    /// let among = |feature| Origin::among(feature, &columns);
    /// assert_eq!([among("hour = 5"), among("dep_time month"), among("wind^2")], ["hour", "dep_time", "wind"]);
    /// assert_eq!(among("wind / hour"), "wind / hour");
    /// ```
    #[must_use]
    pub fn among<'b>(feature: &'b str, columns: &'b [String]) -> &'b str {
        let base = Origin::of(feature).column();
        let known = |name: &str| columns.iter().find(|column| *column == name);
        let two = |(a, b)| known(a).is_some() && known(b).is_some();
        if base.split_once(" / ").is_some_and(two) || base.split_once(' ').is_some_and(two) {
            return base;
        }
        let begins = |column: &&String| {
            base.strip_prefix(column.as_str()).is_some_and(|rest| rest == "^2" || rest.starts_with(' '))
        };
        known(base).or_else(|| columns.iter().find(begins)).map_or(base, String::as_str)
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
