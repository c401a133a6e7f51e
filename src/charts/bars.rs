//! Horizontal bars with their values written at their ends; where the axis need not reach nought, dots on a line.

use plotters::prelude::DrawingBackend;

use super::draw::{Look, Spot};
use super::pen::{Anchor, Pen};
use super::place::Rect;
use super::plot::{Bar, Bars};
use super::scale::{Scale, extent};

const THICK: f64 = 18.0;
const GAP: f64 = 12.0;
/// Under a bar, where the strokes of what it is an average of stand.
const LANE: f64 = 12.0;
/// Of those strokes, this share at either end need not be on the scale, and none that is farther out than so many times
/// the longest bar: for one row that is far off, all bars would be slivers.
const OUTER: f64 = 0.1;
const FARTHEST: f64 = 3.0;

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
    bar.value.into_iter().chain(bar.from).chain(interval)
}

/// The ends of the scale: all bars, and of their strokes those that are not far out.
fn ends(bars: &Bars) -> (f64, f64) {
    let zero = bars.value.from_zero.then_some(0.0);
    let values = all(bars).flat_map(reach).chain(bars.goal.iter().map(|goal| goal.at)).chain(zero);
    let (mut low, mut high) = bars.value.range.or_else(|| extent(values)).unwrap_or((0.0, 1.0));
    if bars.value.from_zero {
        (low, high) = (low.min(0.0), high.max(0.0));
    }
    let mut marks: Vec<f64> = all(bars).flat_map(|bar| bar.marks.iter().map(|mark| mark.1)).collect();
    marks.sort_by(f64::total_cmp);
    let cut = (marks.len() as f64 * OUTER) as usize;
    if let Some([least, .., most]) = marks.get(cut..marks.len() - cut) {
        let far = FARTHEST * high.max(-low);
        (low, high) = (low.min(least.max(-far)), high.max(most.min(far)));
    }
    if low == high { (low, low + 1.0) } else { (low, high) }
}

impl Bars {
    /// How many strokes lie off the scale.
    pub fn off_scale(&self) -> usize {
        let (low, high) = ends(self);
        all(self).flat_map(|bar| &bar.marks).filter(|mark| mark.1 < low || mark.1 > high).count()
    }
}

fn lane(bar: &Bar) -> f64 {
    if bar.marks.is_empty() { 0.0 } else { LANE }
}

fn names(bar: &Bar, look: &Look, shape: &Shape) -> Vec<String> {
    look.wrap(&bar.label, shape.names.map_or(look.width, |room| room - 14.0), true)
}

fn tall(bar: &Bar, look: &Look, shape: &Shape) -> f64 {
    let words = names(bar, look, shape).len() as f64 * shape.row;
    let (thick, above) = (THICK + lane(bar), shape.names.is_none());
    if above { words + 3.0 + thick + GAP } else { words.max(thick) + GAP }
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
    let (low, high) = ends(bars);
    let written =
        |bar: &Bar| bar.value.map_or("–".to_owned(), |value| look.format.write(value, bars.value.unit));
    // Where nought is not on the scale there are dots alone, and no side of it to write on.
    let dots = !bars.value.from_zero;
    let is_dot = |bar: &Bar| dots || bar.dot;
    let back = |bar: &Bar| !dots && bar.value.unwrap_or(0.0) < 0.0;
    let room = |negative: bool| {
        let of_side = all(bars).filter(|bar| back(bar) == negative);
        let least = if dots { 8.0 } else { 1.0 };
        of_side.map(|bar| look.width_of(&written(bar), true) + 10.0).fold(least, f64::max)
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
            let thick = THICK + lane(bar);
            let track = if shape.names.is_some() { y + (tall - GAP - thick) / 2.0 } else { y + step + 3.0 };
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
        if is_dot(bar) {
            let middle = track + THICK / 2.0;
            pen.path(&[(if dots { left } else { zero }, middle), (look.width, middle)], theme.line, 1.0);
            continue;
        }
        let (color, end) = (theme.role(bar.role), end_of(bar));
        let from = bar.from.map_or(zero, |from| x.at(from));
        // A step that leads nowhere is still seen.
        let wide = if bar.from.is_some() { (end - from).abs().max(1.5) } else { (end - from).abs() };
        pen.rect(Rect::new(from.min(end), *track, wide, THICK), color, 1.0);
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
    let sure = all(bars).any(|bar| bar.interval.is_some());
    for (track, bar) in tracks {
        let (end, middle) = (end_of(bar), track + THICK / 2.0);
        let mut beyond = bar.from.map_or(end, |from| end.max(x.at(from)));
        if let Some((a, b)) = bar.interval {
            // Some ways to make an interval know nothing of the ends of a fixed scale.
            let [a, b] = [a, b].map(|end| x.at(end.clamp(low, high)));
            whisker(pen, (a, b), middle);
            beyond = if end < zero { beyond.min(a) } else { beyond.max(b) };
        }
        if is_dot(bar) && bar.value.is_some() {
            pen.dot((end, middle), 5.0, theme.role(bar.role), false);
        }
        for (_, value) in &bar.marks {
            let (at, under) = (x.at(value.clamp(low, high)), track + THICK + LANE / 2.0);
            match *value {
                value if value < low => arrow(pen, (at, under), -1.0),
                value if value > high => arrow(pen, (at, under), 1.0),
                _ => stroke(pen, at, under),
            }
        }
        let (at, anchor) = match end < zero {
            true => (beyond - 8.0, Anchor::End),
            // At the end of its range a value would seem to be the larger the less sure it is.
            false if sure => (look.width, Anchor::End),
            false => (beyond + 8.0, Anchor::Start),
        };
        let text = written(bar);
        let (w, h) = (pen.width(&text, true), pen.line_height());
        let from = if anchor == Anchor::End { at - w } else { at };
        pen.rect(Rect::new(from - 2.0, middle - h / 2.0, w + 4.0, h), theme.sheet, 1.0);
        pen.word(&text, (at, middle), anchor, theme.ink, true);
        spots.push(Spot { points: vec![(end, middle)], hairline: false, around: None });
    }
    (spots, Rect::new(left, top, look.width - left, y - top))
}

/// One of what a bar is an average of.
fn stroke<DB: DrawingBackend>(pen: &mut Pen<DB>, at: f64, middle: f64) {
    pen.path(&[(at, middle - 4.0), (at, middle + 4.0)], pen.look.theme.ink, 1.0);
}

/// One that lies beyond the scale, on the side of `way`.
fn arrow<DB: DrawingBackend>(pen: &mut Pen<DB>, (at, middle): (f64, f64), way: f64) {
    let tip = at + 5.0 * way;
    pen.path(&[(at, middle - 4.0), (tip, middle), (at, middle + 4.0)], pen.look.theme.ink, 1.5);
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
