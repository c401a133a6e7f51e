//! How a model's answer moves with the learner's columns: one column at a time, or two with all others as usual.
//!
//! A column is set in the table, before the recipe, so that everything made of it moves with it.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::mistakes::{put, usual};
use super::on_demand::OnDemand;
use super::pipeline::{self, Pipeline};
use super::plan::Fit;
use crate::error::Result;
use crate::math;
use crate::order;
use crate::said::Said;
use crate::table::levels::by_count;
use crate::table::{NO_DATE, Table, Values, date};
use crate::task::Task;
use crate::work::Pace;
use crate::worlds::World;

/// Values a column of numbers is set to, for a line and for each side of a surface.
const VALUES: (usize, usize) = (20, 15);
/// The same of a surface of several classes, where every border between two of them is looked for.
const OF_CLASSES: usize = 24;
/// The quantiles that values lie between; of several classes those that hold the rare ones too.
const BETWEEN: (f64, f64) = (0.05, 0.95);
const NEARLY_ALL: (f64, f64) = (0.005, 0.995);
/// Levels a column of words is set to, the most frequent first.
const LEVELS: usize = 12;
/// Rows that an average is taken over, evenly among the validation rows, and those whose own line is kept.
const ROWS: usize = 500;
const LINES: usize = 10;

/// Values of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grid {
    /// Ascending.
    Numbers(Vec<f64>),
    /// The most frequent first.
    Levels(Vec<String>),
}

/// Partial dependence: what the model would say, were a column the same in all rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dependence {
    /// The column.
    pub column: String,
    /// The values it is set to; fewer than two if it has no two.
    pub grid: Grid,
    /// The mean probability at each; of classes, that of the likeliest, whichever it is.
    pub average: Vec<f64>,
    /// Of classes, the mean probability of each (in order) at each value.
    pub by_class: OnDemand<Vec<Vec<f64>>>,
    /// The probabilities of some rows at each, from those it is surest of to those it is least sure of (individual
    /// conditional expectation); of classes, that of the class that the column [moves](Dependence::moved) most.
    pub lines: Vec<Vec<f64>>,
}

/// What the model would say of a row that has the usual values but in two columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Surface {
    /// The two.
    pub columns: [String; 2],
    /// The values each is set to.
    pub grids: [Grid; 2],
    /// The probability at each pair: for each value of the second column one for each of the first; of classes, that of
    /// the likeliest.
    pub scores: Vec<f64>,
    /// Of classes, the likeliest at each pair.
    pub classes: OnDemand<Vec<u32>>,
}

/// Which name is given where over two columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// At each pair of values the likeliest class, or `None` where it is not likely enough: somebody is asked.
    pub of: Vec<Option<u32>>,
    /// The classes that are named anywhere, in order, with the share of the pairs that each has.
    pub shares: Vec<(u32, f64)>,
    /// The share of the pairs at which somebody is asked.
    pub asked: f64,
}

impl Dependence {
    /// The class whose mean probability the column moves most, of equals the first; `None` where there are no classes.
    #[must_use]
    pub fn moved(&self) -> Option<usize> {
        moved(self.by_class.as_deref().unwrap_or_default())
    }

    /// The classes held likeliest on average over the values, at most `most`, in their order; and at each value the
    /// probability of all others together, if there are others.
    #[must_use]
    pub fn likeliest(&self, most: usize) -> (Vec<usize>, Option<Vec<f64>>) {
        let by_class = self.by_class.as_deref().unwrap_or_default();
        let sums: Vec<f64> = by_class.iter().map(|of| math::sum(of)).collect();
        let mut shown: Vec<usize> =
            order::descending(&sums).into_iter().map(|class| class as usize).collect();
        let rest = shown.split_off(shown.len().min(most));
        shown.sort_unstable();
        let together =
            |at: usize| math::sum(&rest.iter().map(|class| by_class[*class][at]).collect::<Vec<f64>>());
        let others = (0..self.grid.len()).map(together).collect();
        (shown, (!rest.is_empty()).then_some(others))
    }
}

impl Surface {
    /// The names given where the likeliest class is named from a probability of `line` on; `None` where none are asked for.
    #[must_use]
    pub fn named(&self, line: f64) -> Option<Named> {
        let classes = self.classes.as_ref()?;
        let of: Vec<Option<u32>> = self
            .scores
            .iter()
            .zip(classes)
            .map(|(score, class)| (*score >= line).then_some(*class))
            .collect();
        let share =
            |name: Option<u32>| of.iter().filter(|of| **of == name).count() as f64 / of.len().max(1) as f64;
        let most = classes.iter().max().map_or(0, |most| most + 1);
        let shares = (0..most).map(|class| (class, share(Some(class)))).filter(|of| of.1 > 0.0).collect();
        Some(Named { shares, asked: share(None), of })
    }
}

impl Grid {
    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Levels(levels) => levels.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// At most `values` values of a column: all if it has no more, otherwise evenly between two quantiles of it, see
/// [`BETWEEN`]; each also as the only row of a column.
fn grid(table: &Table, name: &str, values: usize, task: Task) -> Result<(Grid, Vec<Option<Values>>)> {
    let (from, to) = if task == Task::Multiclass { NEARLY_ALL } else { BETWEEN };
    Ok(match &table.column(name)?.values {
        Values::Number(numbers) => {
            let own = evenly(&math::sorted_present(numbers), values, (from, to));
            let cells = own.iter().map(|value| Some(Values::Number(Rc::from([*value])))).collect();
            (Grid::Numbers(own), cells)
        }
        Values::Category { levels, codes } => {
            let mut often: Vec<u32> =
                by_count(levels, codes).into_iter().take(LEVELS).map(|(code, _)| code).collect();
            // In the order of the column: a week begins with its Monday.
            often.sort_unstable();
            let cell = |code: &u32| Values::Category { levels: levels.clone(), codes: Rc::from([*code]) };
            let named = often.iter().map(|code| levels[*code as usize].clone()).collect();
            (Grid::Levels(named), often.iter().map(|code| Some(cell(code))).collect())
        }
        // In their order, each told as the day it is.
        Values::Date(days) => {
            let there: Vec<f64> =
                days.iter().filter(|day| **day != NO_DATE).map(|day| f64::from(*day)).collect();
            let own = evenly(&math::sorted_present(&there), values.min(LEVELS), (from, to));
            let mut own: Vec<i32> = own.into_iter().map(|day| day.round() as i32).collect();
            own.dedup();
            let cells = own.iter().map(|day| Some(Values::Date(Rc::from([*day])))).collect();
            (Grid::Levels(own.into_iter().map(date::iso).collect()), cells)
        }
    })
}

/// All of `sorted` that differ if there are at most `values`, otherwise so many evenly between two quantiles.
fn evenly(sorted: &[f64], values: usize, (from, to): (f64, f64)) -> Vec<f64> {
    let mut own: Vec<f64> = Vec::new();
    for value in sorted {
        if own.last() != Some(value) && own.len() <= values {
            own.push(*value);
        }
    }
    let ends = math::quantile_sorted(sorted, from).zip(math::quantile_sorted(sorted, to));
    if let Some((low, high)) = ends.filter(|_| own.len() > values) {
        let far = if low < high { (low, high) } else { (sorted[0], sorted[sorted.len() - 1]) };
        let at = |k: usize| far.0 + (far.1 - far.0) * (k as f64 / (values - 1) as f64);
        own = (0..values).map(at).collect();
    }
    own
}

/// `table` with a column set row by row; `value` says to what.
fn set(table: &Table, name: &str, value: impl Fn(usize) -> Option<Values>) -> Result<Table> {
    let mut columns = table.columns().to_vec();
    for column in columns.iter_mut().filter(|column| column.name == name) {
        for i in 0..table.n_rows() {
            put(column, i..i + 1, &value(i));
        }
    }
    Table::new(columns)
}

/// The class whose mean probability moves most, of equals the first.
fn moved(by_class: &[Vec<f64>]) -> Option<usize> {
    let spread = |of: &Vec<f64>| {
        of.iter().copied().fold(f64::NEG_INFINITY, f64::max)
            - of.iter().copied().fold(f64::INFINITY, f64::min)
    };
    let spreads: Vec<f64> = by_class.iter().map(spread).collect();
    order::descending(&spreads).first().map(|class| *class as usize)
}

/// How what `pipeline` says of validation rows moves with `column`, between the values of the rows it learned from.
pub(super) async fn dependence(
    pipeline: &Pipeline,
    fit: &Fit,
    world: &World,
    column: &str,
    pace: &Pace,
) -> Result<Dependence> {
    let split = pipeline::split(fit, world)?;
    let (grid, cells) = grid(&world.table.take(&split.train), column, VALUES.0, pipeline.task)?;
    let every = split.validation.len().div_ceil(ROWS).max(1);
    let rows: Vec<u32> = split.validation.iter().step_by(every).copied().collect();
    let table = world.table.take(&rows);
    let scores = pipeline.say(&table, &mut Vec::new(), pace).await?.scores;
    let (ranked, last) = (order::descending(&scores), scores.len().saturating_sub(1));
    let shown = scores.len().min(LINES);
    let kept: Vec<u32> = (0..shown).map(|k| ranked[k * last / (shown - 1).max(1)]).collect();
    let (mut average, mut lines) = (Vec::new(), vec![Vec::new(); kept.len()]);
    let mut by_class = vec![Vec::new(); world.id.classes().len()];
    let mut of_class = vec![lines.clone(); by_class.len()];
    for (done, cell) in cells.iter().enumerate() {
        pace.rest("dependence", done, Some(cells.len()), None).await;
        let moved = set(&table, column, |_| cell.clone())?;
        let found = pipeline.predict(&moved, &mut Vec::new(), pace).await?;
        for (class, means) in by_class.iter_mut().enumerate() {
            means.extend(math::mean(&(0..found.n_rows()).map(|i| found.row(i)[class]).collect::<Vec<f64>>()));
            let rows = of_class[class].iter_mut().zip(&kept);
            rows.for_each(|(line, row)| line.push(found.row(*row as usize)[class]));
        }
        let scores = Said::by(pipeline.task, found).scores;
        average.extend(math::mean(&scores));
        lines.iter_mut().zip(&kept).for_each(|(line, row)| line.push(scores[*row as usize]));
    }
    if let Some(class) = moved(&by_class) {
        lines = of_class.swap_remove(class);
    }
    let by_class = OnDemand((!by_class.is_empty()).then_some(by_class));
    Ok(Dependence { column: column.into(), grid, average, by_class, lines })
}

/// What `pipeline` says of the usual row with two of its columns set.
pub(super) async fn surface(
    pipeline: &Pipeline,
    fit: &Fit,
    world: &World,
    columns: &[String; 2],
    pace: &Pace,
) -> Result<Surface> {
    let train = world.table.take(&pipeline::split(fit, world)?.train);
    let task = pipeline.task;
    let values = if task == Task::Multiclass { OF_CLASSES } else { VALUES.1 };
    let (across, x) = grid(&train, &columns[0], values, task)?;
    let (up, y) = grid(&train, &columns[1], values, task)?;
    let mut table = train.take(&vec![0; x.len() * y.len()]);
    for name in &fit.recipe.features {
        let usual = usual(&train, name)?;
        table = set(&table, name, |_| usual.clone())?;
        pace.pause().await;
    }
    table = set(&table, &columns[0], |i| x[i % x.len()].clone())?;
    table = set(&table, &columns[1], |i| y[i / x.len()].clone())?;
    let Said { scores, classes } = pipeline.say(&table, &mut Vec::new(), pace).await?;
    let classes = OnDemand((!classes.is_empty()).then_some(classes));
    Ok(Surface { columns: columns.clone(), grids: [across, up], scores, classes })
}
