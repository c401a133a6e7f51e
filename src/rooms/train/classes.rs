//! How the answer moves where it is one of several classes: a line a class, and a map of names over two columns.

use engine::expedition::shapes::{Dependence, Grid, Named, Surface};
use engine::expedition::{verdict, view};
use yew::prelude::*;

use super::shape::{figure, named, nth};
use crate::charts::{self, Area, Areas, Axis, Category, Curve, Lines, Mark, Plot, Role, Series, Trace, Unit};
use crate::rooms::told;
use crate::rooms::words::Words;

/// So many classes have a line of their own, those that it holds likeliest; the others share one.
const SHOWN: usize = 4;

/// A line of a class, or of all others: its words, its colour, its values.
type Line = (String, Role, Vec<f64>);

/// What it says of each class by the values of a column.
pub(super) fn dependence(words: &Words, one: &Dependence, by_class: &[Vec<f64>]) -> Html {
    let names = named(words, &one.column, &one.grid);
    let ends = one.moved().and_then(|class| Some((class, view::ends(&by_class[class])?)));
    let Some((class, (low, high))) = ends.filter(|_| names.len() > 1) else {
        return words.prose("train.shape.line.single", &[]);
    };
    let says = |at: usize| by_class[class][at];
    let values = [
        ("column", told::column(words, &one.column)),
        ("class", words.class(class as u32)),
        ("low_at", names[low].name.clone()),
        ("low", words.said(says(low))),
        ("high_at", names[high].name.clone()),
        ("high", words.said(says(high))),
    ];
    let flat = verdict::flat(says(low), says(high));
    let point = words.line(if flat { "train.shape.line.flat" } else { "train.shape.line.moves" }, &values);
    let y = Axis::new(words.say("train.shape.line.says"), Unit::Percent);
    let lines = lines(words, one, by_class);
    let (plot, more) = match &one.grid {
        Grid::Numbers(at) => {
            let trace = |(label, role, of): Line| Trace {
                dashed: role == Role::Soft,
                ..Trace::new(label, role, at.iter().copied().zip(of).collect())
            };
            let single = |(n, of): (usize, &Vec<f64>)| {
                let label = nth(words, n);
                let points = at.iter().copied().zip(of.iter().copied()).collect();
                Trace { faint: true, ..Trace::new(label, Role::Class(class as u32), points) }
            };
            let singles = one.lines.iter().enumerate().map(single);
            let plot = Plot::Curve(Curve {
                trace_label: words.say("figure.line"),
                x: Axis::new(told::column(words, &one.column), Unit::Number).floating(),
                y,
                traces: singles.chain(lines.into_iter().map(trace)).collect(),
                dots: Vec::new(),
                marks: Vec::new(),
                square: false,
            });
            (plot, "train.shape.line.thin")
        }
        Grid::Levels(_) => {
            let series = |(label, role, of): Line| Series {
                dashed: role == Role::Soft,
                ..Series::new(label, role, of.into_iter().map(Some).collect())
            };
            let single = |(n, of): (usize, &Vec<f64>)| Series {
                faint: true,
                ..Series::new(
                    nth(words, n),
                    Role::Class(class as u32),
                    of.iter().copied().map(Some).collect(),
                )
            };
            let singles = one.lines.iter().enumerate().map(single);
            let x_label = told::column(words, &one.column);
            let series = singles.chain(lines.into_iter().map(series)).collect();
            let plot = Plot::Lines(Lines { x_label, x: names, y, series, marks: Vec::new() });
            (plot, "train.shape.line.levels")
        }
    };
    html! {
        <>
            { figure(words, "train.shape.line.figure", point, plot) }
            { words.prose(more, &values) }
        </>
    }
}

/// The classes that it holds likeliest on average, in their order, and all others together.
fn lines(words: &Words, one: &Dependence, by_class: &[Vec<f64>]) -> Vec<Line> {
    let (shown, rest) = one.likeliest(SHOWN);
    let own =
        |class: &usize| (words.class(*class as u32), Role::Class(*class as u32), by_class[*class].clone());
    let mut lines: Vec<Line> = shown.iter().map(own).collect();
    lines.extend(rest.map(|rest| (words.say("train.shape.rest"), Role::Soft, rest)));
    lines
}

/// The same names, where numbers lie far apart with short ones without a fraction: between fine cells nobody reads it.
fn rounded(words: &Words, grid: &Grid, names: Vec<Category>) -> Vec<Category> {
    match grid {
        Grid::Numbers(at) if view::ends(at).is_some_and(|(low, high)| at[high] - at[low] >= 10.0) => {
            let short = |(name, at): (Category, &f64)| Category { short: words.number(*at, 0), ..name };
            names.into_iter().zip(at).map(short).collect()
        }
        _ => names,
    }
}

/// Which name it gives over two columns, and where it would ask.
pub(super) fn surface(words: &Words, one: &Surface, named_at: &Named, line: f64) -> Html {
    let [across, up] =
        [0, 1].map(|i| rounded(words, &one.grids[i], named(words, &one.columns[i], &one.grids[i])));
    if across.len() < 2 || up.len() < 2 {
        return words.prose("train.shape.line.single", &[]);
    }
    let asked = words.world.classes().len();
    let area = |class: u32| Area {
        name: Category::new(words.class(class), words.code(class)),
        role: Some(Role::Class(class)),
    };
    let mut names: Vec<Area> = (0..asked as u32).map(area).collect();
    let ask = words.named(None);
    names.push(Area { name: Category::from(ask.as_str()), role: None });
    let area_of = |class: &Option<u32>| class.map_or(asked, |class| class as usize);
    let areas = Areas { of: named_at.of.iter().map(area_of).collect(), names };
    let said = &named_at.shares;
    let [x, y] = [0, 1].map(|i| told::column(words, &one.columns[i]));
    let widest = said.iter().copied().reduce(|most, one| if one.1 > most.1 { one } else { most });
    let values = [
        ("x", x.clone()),
        ("y", y.clone()),
        ("n", words.number(said.len() as f64, 0)),
        ("all", words.number(asked as f64, 0)),
        ("class", widest.map(|(class, _)| words.class(class)).unwrap_or_default()),
        ("wide", words.percent(widest.map_or(0.0, |(_, share)| share), 0)),
        ("asked", words.percent(named_at.asked, 0)),
        ("threshold", words.said(line)),
    ];
    let key = match (said.len(), named_at.asked > 0.0) {
        (0, _) => "train.shape.field.below",
        (1, false) => "train.shape.field.flat",
        (_, false) => "train.shape.field.above",
        _ => "train.shape.field.crosses",
    };
    let plot = Plot::Surface(charts::Surface {
        x: Axis::new(x, Unit::Number),
        y: Axis::new(y, Unit::Number),
        across,
        up,
        value: Axis::new(words.say("train.shape.says"), words.unit()),
        values: one.scores.clone(),
        line: None::<Mark>,
        areas: Some(areas),
    });
    html! {
        <>
            { figure(words, "train.shape.field.figure", words.line(key, &values), plot) }
            { words.prose("train.shape.field.usual", &values) }
        </>
    }
}
