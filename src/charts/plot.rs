//! What a chart shows, as plain data: no pixels, no colours, no language.

use std::rc::Rc;

use super::scatter::Scatter;
use super::tree::Tree;

/// What a series stands for; it decides the colour, always the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// What really happened (ink).
    Truth,
    /// The learner's model, the champion (teal).
    Model,
    /// The model that wants its place (violet).
    Challenger,
    /// Baseline and hand-written rule (ochre).
    Baseline,
    /// Alarm, loss, what needs the learner (vermilion).
    Harm,
    /// Safe (green).
    Good,
    /// Context.
    Soft,
    /// One of several classes, counted from 0; from the last colour on they are context.
    Class(u32),
}

/// What a number counts, so that the page's formatter can write it in the reader's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share between 0 and 1, written as a percentage.
    Percent,
    /// A plain number.
    Number,
    /// A whole number of things.
    Count,
    /// An amount of money.
    Money,
}

/// The page's way to write a number. Two are equal when they are the same function.
#[derive(Clone)]
pub struct Format(Rc<dyn Fn(f64, Unit) -> String>);

impl Format {
    /// Wraps a function that writes a number of a unit.
    pub fn new(write: impl Fn(f64, Unit) -> String + 'static) -> Self {
        Self(Rc::new(write))
    }

    /// Writes a number.
    pub fn write(&self, value: f64, unit: Unit) -> String {
        (self.0)(value, unit)
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// A numeric axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// What is measured. Drawn beside the axis of a `Curve` or `Histogram`; heads the table's column.
    pub label: String,
    /// How its numbers are written.
    pub unit: Unit,
    /// Whether 0 must be on the axis.
    pub from_zero: bool,
    /// Fixed ends; without them the axis fits its data.
    pub range: Option<(f64, f64)>,
}

impl Axis {
    /// An axis from zero that fits its data.
    pub fn new(label: impl Into<String>, unit: Unit) -> Self {
        Self { label: label.into(), unit, from_zero: true, range: None }
    }

    /// The same axis with fixed ends.
    pub fn within(self, low: f64, high: f64) -> Self {
        Self { range: Some((low, high)), ..self }
    }

    /// The same axis, free to start where the data start.
    pub fn floating(self) -> Self {
        Self { from_zero: false, ..self }
    }
}

/// A place on an axis of names (a month), with a short form for narrow charts.
#[derive(Clone, Debug, PartialEq)]
pub struct Category {
    /// Written in full in tables and read aloud.
    pub name: String,
    /// Written under a narrow chart.
    pub short: String,
}

impl Category {
    /// A category with its short form.
    pub fn new(name: impl Into<String>, short: impl Into<String>) -> Self {
        Self { name: name.into(), short: short.into() }
    }
}

impl From<&str> for Category {
    fn from(name: &str) -> Self {
        Self::new(name, name)
    }
}

/// One value per category.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Written directly beside the line.
    pub label: String,
    /// A second, softer line under the label ("July: not over yet").
    pub note: Option<String>,
    /// Decides the colour.
    pub role: Role,
    /// One per category; `None` is a gap.
    pub points: Vec<Option<f64>>,
    /// Uncertainty: low and high for each category.
    pub band: Option<Vec<Option<(f64, f64)>>>,
    /// Dashed, for a rule, a plan or a wish.
    pub dashed: bool,
    /// Stays as it was until it changes, halfway between two categories.
    pub stepped: bool,
    /// The last point is hollow: not over yet.
    pub open_last: bool,
    /// Thin, one of many; its label stands in the table only.
    pub faint: bool,
}

impl Series {
    /// A plain line.
    pub fn new(label: impl Into<String>, role: Role, points: Vec<Option<f64>>) -> Self {
        let label = label.into();
        let (note, band) = (None, None);
        let [dashed, stepped, open_last, faint] = [false; 4];
        Self { label, note, role, points, band, dashed, stepped, open_last, faint }
    }
}

/// A moment or a limit: an annotated dashed line across the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Where: the number of a category in `Lines`, a value elsewhere.
    pub at: f64,
    /// What happened there.
    pub label: String,
    /// Decides the colour.
    pub role: Role,
}

/// Values along an axis of names.
#[derive(Clone, Debug, PartialEq)]
pub struct Lines {
    /// Heads the table's first column ("Month").
    pub x_label: String,
    /// The categories, in order.
    pub x: Vec<Category>,
    /// The value axis.
    pub y: Axis,
    /// The lines.
    pub series: Vec<Series>,
    /// Moments that matter.
    pub marks: Vec<Mark>,
}

/// A bar with its value written at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Whose value.
    pub label: String,
    /// The value; `None` is written as a dash.
    pub value: Option<f64>,
    /// Uncertainty: low and high.
    pub interval: Option<(f64, f64)>,
    /// Where it begins, if not at 0: a step on a way from one value to another.
    pub from: Option<f64>,
    /// Some of what the value is an average of, each a small stroke; their names stand in the table only, and are the same
    /// for all bars that have some.
    pub marks: Vec<(String, f64)>,
    /// A dot at the value and no bar: a number that is no amount of anything.
    pub dot: bool,
    /// Decides the colour.
    pub role: Role,
}

impl Bar {
    /// A bar without uncertainty, from 0.
    pub fn new(label: impl Into<String>, value: f64, role: Role) -> Self {
        let (label, value) = (label.into(), Some(value));
        Self { label, value, interval: None, from: None, marks: Vec::new(), dot: false, role }
    }

    /// A dot on a line from low to high, or alone.
    pub fn dot(label: impl Into<String>, value: Option<f64>, interval: Option<(f64, f64)>) -> Self {
        Self { value, interval, dot: true, ..Self::new(label, 0.0, Role::Model) }
    }
}

/// Bars that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct BarGroup {
    /// Written above its bars; may be empty.
    pub label: String,
    /// The bars, from the top.
    pub bars: Vec<Bar>,
}

/// Horizontal bars.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// Heads the table's first column.
    pub category_label: String,
    /// The value axis; its label heads the table’s value column. Where it floats, values are dots.
    pub value: Axis,
    /// The groups, from the top.
    pub groups: Vec<BarGroup>,
    /// A limit across all bars (the number that means success).
    pub goal: Option<Mark>,
}

/// The bins of a histogram.
#[derive(Clone, Debug, PartialEq)]
pub enum Bins {
    /// `n + 1` edges of `n` bins.
    Edges(Vec<f64>),
    /// One bin for each name.
    Names(Vec<Category>),
}

impl Bins {
    /// How many bins.
    pub fn count(&self) -> usize {
        match self {
            Bins::Edges(edges) => edges.len().saturating_sub(1),
            Bins::Names(names) => names.len(),
        }
    }
}

/// One distribution: a value for each bin.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// Written beside it.
    pub label: String,
    /// Decides the colour.
    pub role: Role,
    /// A share or a count for each bin.
    pub values: Vec<f64>,
}

/// Two distributions on the same bins: a filled reference and the outline of the current one.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// What is binned.
    pub x: Axis,
    /// The bins.
    pub bins: Bins,
    /// What the values count.
    pub y: Axis,
    /// The training world.
    pub reference: Outline,
    /// The live world.
    pub current: Option<Outline>,
}

/// A line of points with their own x.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// Written beside the line; an empty one is not written.
    pub label: String,
    /// Decides the colour.
    pub role: Role,
    /// The points, in order.
    pub points: Vec<(f64, f64)>,
    /// Uncertainty: low and high for each point.
    pub band: Option<Vec<(f64, f64)>>,
    /// Dashed.
    pub dashed: bool,
    /// A dot at every point.
    pub dots: bool,
    /// Thin, one of many; its label stands in the table only.
    pub faint: bool,
    /// Small dots and no line: points that do not follow one another.
    pub loose: bool,
}

impl Trace {
    /// A plain line.
    pub fn new(label: impl Into<String>, role: Role, points: Vec<(f64, f64)>) -> Self {
        let label = label.into();
        Self { label, role, points, band: None, dashed: false, dots: false, faint: false, loose: false }
    }
}

/// One point that is spoken of ("your threshold").
#[derive(Clone, Debug, PartialEq)]
pub struct Dot {
    /// Where.
    pub at: (f64, f64),
    /// Written beside it.
    pub label: String,
    /// Decides the colour.
    pub role: Role,
}

/// Lines over a numeric axis: ROC, precision and recall, calibration, loss.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Heads the table's column of line labels, where lines do not share their x.
    pub trace_label: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// The lines.
    pub traces: Vec<Trace>,
    /// Points that are spoken of.
    pub dots: Vec<Dot>,
    /// Limits on the horizontal axis.
    pub marks: Vec<Mark>,
    /// As high as it is wide (ROC, calibration).
    pub square: bool,
}

/// A value for each pair of two lists: the darker a cell, the higher.
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    /// What runs across.
    pub x: Axis,
    /// What runs up.
    pub y: Axis,
    /// The columns, from the start.
    pub across: Vec<Category>,
    /// The rows, from the bottom.
    pub up: Vec<Category>,
    /// What a cell says.
    pub value: Axis,
    /// The values, row after row from the bottom.
    pub values: Vec<f64>,
    /// A limit: a line runs round the cells that reach it.
    pub line: Option<Mark>,
    /// What each cell says, where that is a name: a map of areas, the stronger in colour the higher the value.
    pub areas: Option<Areas>,
}

/// What the cells of a surface say, where that is one of some names.
#[derive(Clone, Debug, PartialEq)]
pub struct Areas {
    /// The number of its area for each cell.
    pub of: Vec<usize>,
    /// The areas.
    pub names: Vec<Area>,
}

/// An area of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// Its name, and the short one on the map.
    pub name: Category,
    /// Decides the colour; without one it is left blank.
    pub role: Option<Role>,
}

/// Everything the app draws.
#[derive(Clone, Debug, PartialEq)]
pub enum Plot {
    /// Values along months.
    Lines(Lines),
    /// Horizontal bars.
    Bars(Bars),
    /// One or two distributions.
    Histogram(Histogram),
    /// Lines over a numeric axis.
    Curve(Curve),
    /// A field of cells.
    Surface(Surface),
    /// Clouds of points.
    Scatter(Scatter),
    /// Questions one below the other.
    Tree(Tree),
}

/// A chart as a table of written numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableData {
    /// The heads: label, and whether the column holds numbers.
    pub columns: Vec<(String, bool)>,
    /// The rows, each as long as `columns`.
    pub rows: Vec<Vec<String>>,
}
