//! Horizontal bars with their values written at their ends; where the axis need not reach nought, dots on a line.

use plotters::prelude::DrawingBackend;

use super::draw::{Look, Spot};
use super::pen::{Anchor, Pen};
use super::place::Rect;
use super::plot::{Bar, Bars};
use super::scale::{Scale, extent};

const THICK: f64 = 18.0;
const GAP: f64 = 12.0;

/// How the bars share the width: names beside them, or above them where it is narrow.
struct Shape {
    names: Option<f64>,
    row: f64,
}

fn shape(bars: &Bars, look: &Look) -> Shape {
    let row = (look.theme.text * 1.3).round();
    if look.width < 440.0 {
        return Shape { names: None, row };
    }
    let widest = all(bars).map(|bar| look.width_of(&bar.label, true)).fold(0.0, f64::max);
    Shape { names: Some(widest.min(look.width * 0.34) + 14.0), row }
}

fn all(bars: &Bars) -> impl Iterator<Item = &Bar> {
    bars.groups.iter().flat_map(|group| &group.bars)
}

/// All that the axis has to reach for a bar.
fn reach(bar: &Bar) -> impl Iterator<Item = f64> {
    let interval = bar.interval.into_iter().flat_map(|(a, b)| [a, b]);
    let marks = bar.marks.iter().map(|mark| mark.1);
    bar.value.into_iter().chain(bar.from).chain(interval).chain(marks)
}

fn names(bar: &Bar, look: &Look, shape: &Shape) -> Vec<String> {
    look.wrap(&bar.label, shape.names.map_or(look.width, |room| room - 14.0), true)
}

fn tall(bar: &Bar, look: &Look, shape: &Shape) -> f64 {
    let words = names(bar, look, shape).len() as f64 * shape.row;
    if shape.names.is_some() { words.max(THICK) + GAP } else { words + 3.0 + THICK + GAP }
}

fn goal_words(bars: &Bars, look: &Look) -> Vec<String> {
    let Some(goal) = &bars.goal else { return Vec::new() };
    look.wrap(&goal.label, look.width * 0.9, false)
}

/// The height that these bars want.
pub fn height(bars: &Bars, look: &Look) -> f64 {
    let shape = shape(bars, look);
    let heads = bars.groups.iter().filter(|group| !group.label.is_empty()).count() as f64;
    let rows: f64 = all(bars).map(|bar| tall(bar, look, &shape)).sum();
    let goal = goal_words(bars, look).len() as f64 * shape.row;
    rows + heads * (shape.row + 8.0) + goal + 6.0
}

/// Draws the bars.
pub fn draw<DB: DrawingBackend>(pen: &mut Pen<DB>, bars: &Bars) -> (Vec<Spot>, Rect) {
    let (look, theme) = (pen.look, pen.look.theme);
    let shape = shape(bars, look);
    let left = shape.names.unwrap_or(0.0);
    let dots = !bars.value.from_zero;
    let zero = (!dots).then_some(0.0);
    let values = all(bars).flat_map(reach).chain(bars.goal.iter().map(|goal| goal.at)).chain(zero);
    let (mut low, mut high) = bars.value.range.or_else(|| extent(values)).unwrap_or((0.0, 1.0));
    if !dots {
        (low, high) = (low.min(0.0), high.max(0.0));
    }
    if low == high {
        high = low + 1.0;
    }
    let written =
        |bar: &Bar| bar.value.map_or("–".to_owned(), |value| look.format.write(value, bars.value.unit));
    // Beside a dot its value stands at the end of what is sure.
    let back = |bar: &Bar| !dots && bar.value.unwrap_or(0.0) < 0.0;
    let room = |negative: bool| {
        let of_side = all(bars).filter(|bar| back(bar) == negative);
        of_side
            .map(|bar| look.width_of(&written(bar), true) + 10.0)
            .fold(if dots { 8.0 } else { 1.0 }, f64::max)
    };
    let x = Scale::new((low, high), (left + room(true), look.width - room(false)));
    let words = goal_words(bars, look);
    let top = words.len() as f64 * shape.row + 2.0;
    let zero = x.at(if dots { low } else { 0.0 });
    let mut spots = Vec::new();
    let mut y = top;
    let (mut tracks, mut groups) = (Vec::new(), Vec::new());
    for group in &bars.groups {
        if !group.label.is_empty() {
            pen.word(&group.label, (0.0, y + shape.row / 2.0 + 2.0), Anchor::Start, theme.soft, true);
            y += shape.row + 8.0;
        }
        let first = y;
        for bar in &group.bars {
            let tall = tall(bar, look, &shape);
            let color = theme.role(bar.role);
            let lines = names(bar, look, &shape);
            let step = lines.len() as f64 * shape.row;
            let words: Vec<_> = lines.into_iter().map(|line| (line, color, true)).collect();
            let track = if shape.names.is_some() { y + (tall - GAP - THICK) / 2.0 } else { y + step + 3.0 };
            let name_top = if shape.names.is_some() { y + (tall - GAP - step) / 2.0 } else { y };
            pen.lines(&words, (0.0, name_top), Anchor::Start);
            tracks.push((track, bar));
            y += tall;
        }
        groups.push((first, y - GAP / 2.0));
    }
    if let Some(goal) = &bars.goal {
        let (at, color) = (x.at(goal.at).round(), theme.role(goal.role));
        let widest = words.iter().map(|line| pen.width(line, false)).fold(0.0, f64::max);
        let from = (at - widest / 2.0).clamp(0.0, (look.width - widest).max(0.0));
        let lines: Vec<_> = words.into_iter().map(|line| (line, color, false)).collect();
        pen.lines(&lines, (from, 0.0), Anchor::Start);
    }
    let end_of = |bar: &Bar| bar.value.map_or(zero, |value| x.at(value));
    for (track, bar) in &tracks {
        let (color, end) = (theme.role(bar.role), end_of(bar));
        let from = bar.from.map_or(zero, |from| x.at(from));
        // A step that leads nowhere is still seen.
        let wide = if bar.from.is_some() { (end - from).abs().max(1.5) } else { (end - from).abs() };
        if dots {
            let middle = track + THICK / 2.0;
            pen.path(&[(left, middle), (look.width, middle)], theme.line, 1.0);
        } else {
            pen.rect(Rect::new(from.min(end), *track, wide, THICK), color, 1.0);
        }
    }
    // Upright lines run past the bars, not through the names above them, nor those of groups.
    let runs: Vec<(f64, f64)> = match shape.names {
        Some(_) => groups,
        None => tracks.iter().map(|(track, _)| (track - 2.0, track + THICK + 2.0)).collect(),
    };
    for (from, to) in runs {
        if !dots {
            pen.path(&[(zero, from), (zero, to)], theme.soft, 1.0);
        }
        if let Some(goal) = &bars.goal {
            let (at, color) = (x.at(goal.at).round(), theme.role(goal.role));
            pen.path(&[(at, from), (at, to)], theme.sheet, 3.0);
            pen.dashes(&[(at, from), (at, to)], color, 1.0, (3.0, 4.0));
        }
    }
    for (track, bar) in tracks {
        let (end, middle) = (end_of(bar), track + THICK / 2.0);
        let mut beyond = bar.from.map_or(end, |from| end.max(x.at(from)));
        if let Some((a, b)) = bar.interval {
            let (a, b) = (x.at(a), x.at(b));
            whisker(pen, (a, b), middle);
            beyond = if end < zero { beyond.min(a) } else { beyond.max(b) };
        }
        if dots && bar.value.is_some() {
            pen.dot((end, middle), 5.0, theme.role(bar.role), false);
        }
        for at in bar.marks.iter().map(|mark| x.at(mark.1)) {
            stroke(pen, at, middle);
            beyond = if end < zero { beyond.min(at) } else { beyond.max(at) };
        }
        let (at, anchor) =
            if end < zero { (beyond - 8.0, Anchor::End) } else { (beyond + 8.0, Anchor::Start) };
        let text = written(bar);
        let (w, h) = (pen.width(&text, true), pen.line_height());
        let from = if anchor == Anchor::End { at - w } else { at };
        pen.rect(Rect::new(from - 2.0, middle - h / 2.0, w + 4.0, h), theme.sheet, 1.0);
        pen.word(&text, (at, middle), anchor, theme.ink, true);
        spots.push(Spot { points: vec![(end, middle)], hairline: false, around: None });
    }
    (spots, Rect::new(left, top, look.width - left, y - top))
}

/// One of what a bar is an average of: ink over the sheet, as an interval is.
fn stroke<DB: DrawingBackend>(pen: &mut Pen<DB>, at: f64, middle: f64) {
    for (color, width) in [(pen.look.theme.sheet, 3.0), (pen.look.theme.ink, 1.0)] {
        pen.path(&[(at, middle - 4.0), (at, middle + 4.0)], color, width);
    }
}

/// Uncertainty: ink over the sheet, so that it is seen inside and outside of the bar.
fn whisker<DB: DrawingBackend>(pen: &mut Pen<DB>, (a, b): (f64, f64), middle: f64) {
    for (color, width) in [(pen.look.theme.sheet, 4.0), (pen.look.theme.ink, 1.5)] {
        pen.path(&[(a, middle), (b, middle)], color, width);
        for end in [a, b] {
            pen.path(&[(end, middle - 4.0), (end, middle + 4.0)], color, width);
        }
    }
}
