//! Two distributions on the same bins: the reference filled, the current one as an outline over it.

use plotters::prelude::DrawingBackend;

use super::draw::Spot;
use super::frame::{Field, Frame, ends};
use super::pen::Pen;
use super::place::Rect;
use super::plot::{Bins, Histogram, Outline};
use super::scale::ticks;
use super::xy::{along, beside};

/// Draws a histogram.
pub fn draw<DB: DrawingBackend>(pen: &mut Pen<DB>, histogram: &Histogram) -> (Vec<Spot>, Rect) {
    let outlines = || std::iter::once(&histogram.reference).chain(&histogram.current);
    let y_ends = ends(&histogram.y, outlines().flat_map(|outline| outline.values.iter().copied()));
    // Air above the highest bin, for the names.
    let y_ends = (y_ends.0, if histogram.y.range.is_none() { y_ends.1 * 1.16 } else { y_ends.1 });
    let count = histogram.bins.count();
    let edges: Vec<f64> = match &histogram.bins {
        Bins::Edges(edges) => edges.clone(),
        Bins::Names(_) => (0..=count).map(|at| at as f64 - 0.5).collect(),
    };
    let (low, high) = match (edges.first(), edges.last()) {
        (Some(low), Some(high)) if low < high => (*low, *high),
        _ => (0.0, 1.0),
    };
    let forms = match &histogram.bins {
        Bins::Edges(_) => {
            let about = (pen.look.width / 90.0).clamp(2.0, 8.0) as usize;
            let written = |value: f64| (value, pen.look.format.write(value, histogram.x.unit));
            vec![ticks(low, high, about).into_iter().map(written).collect()]
        }
        Bins::Names(names) => {
            let long = names.iter().enumerate().map(|(at, name)| (at as f64, name.name.clone()));
            let short = names.iter().enumerate().map(|(at, name)| (at as f64, name.short.clone()));
            vec![long.collect(), short.collect()]
        }
    };
    let (x_label, y_label) = (Some(histogram.x.label.as_str()), Some(histogram.y.label.as_str()));
    let frame = Frame { y: &histogram.y, y_label, x_label, marks: &[], right: 8.0, top: 0.0 };
    let mut field = frame.axes(pen, (low, high), y_ends, &forms, 0.0);
    let theme = pen.look.theme;
    let base = field.y.at(0.0);
    let color = theme.role(histogram.reference.role);
    for (bin, value) in edges.windows(2).zip(&histogram.reference.values) {
        let (left, right, top) = (field.x.at(bin[0]) + 0.5, field.x.at(bin[1]) - 0.5, field.y.at(*value));
        pen.rect(Rect::new(left, top, (right - left).max(1.0), base - top), color, 0.3);
    }
    let mut heads = vec![(&histogram.reference, steps(&field, &edges, &histogram.reference.values))];
    if let Some(current) = &histogram.current {
        let line = steps(&field, &edges, &current.values);
        pen.path(&line, theme.role(current.role), 2.25);
        heads.push((current, line));
    }
    let own = heads.iter().enumerate().map(|(whose, (_, line))| (line.clone(), 4.0, Some(whose)));
    field.crowd.strokes.extend(own);
    // Words stand better on the sheet than on a bar.
    for (bin, value) in edges.windows(2).zip(&histogram.reference.values) {
        let middle = field.x.at((bin[0] + bin[1]) / 2.0);
        field.crowd.strokes.push((vec![(middle, base), (middle, field.y.at(*value))], 2.0, None));
    }
    for (whose, (outline, line)) in heads.into_iter().enumerate() {
        name(pen, &mut field, outline, &line, whose);
    }
    let spot = |at: usize| {
        let x = edges.get(at..at + 2).map_or(0.0, |bin| field.x.at((bin[0] + bin[1]) / 2.0));
        let values = outlines().filter_map(|outline| outline.values.get(at));
        Spot { points: values.map(|value| (x, field.y.at(*value))).collect(), hairline: true, around: None }
    };
    ((0..count).map(spot).collect(), field.area)
}

fn steps(field: &Field, edges: &[f64], values: &[f64]) -> Vec<(f64, f64)> {
    let base = field.y.at(0.0);
    let mut line = Vec::with_capacity(values.len() * 2 + 2);
    for (bin, value) in edges.windows(2).zip(values) {
        let top = field.y.at(*value);
        if line.is_empty() {
            line.push((field.x.at(bin[0]), base));
        }
        line.extend([(field.x.at(bin[0]), top), (field.x.at(bin[1]), top)]);
    }
    if let Some((x, _)) = line.last().copied() {
        line.push((x, base));
    }
    line
}

/// Writes a distribution's name where it is high, so that the words belong to it.
fn name<DB: DrawingBackend>(
    pen: &mut Pen<DB>,
    field: &mut Field,
    outline: &Outline,
    line: &[(f64, f64)],
    whose: usize,
) {
    let color = pen.look.theme.role(outline.role);
    let words = pen.look.wrap(&outline.label, (field.area.w * 0.5).max(90.0), true);
    let words: Vec<_> = words.into_iter().map(|line| (line, color, true)).collect();
    let half = line.iter().map(|point| point.1).fold(f64::INFINITY, f64::min);
    let half = (half + field.area.y + field.area.h) / 2.0;
    let high: Vec<_> = along(line).into_iter().filter(|point| point.1 <= half).collect();
    beside(pen, field, &words, &high, Some(whose));
}
