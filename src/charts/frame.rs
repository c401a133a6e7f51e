//! The axes of a chart: rules, round numbers, words under them, and annotated moments above the field.

use plotters::prelude::DrawingBackend;

use super::pen::{Anchor, Pen};
use super::place::{Crowd, Rect};
use super::plot::{Axis, Mark};
use super::scale::{Scale, extent, ticks};

/// The part of the drawing inside the axes, with its two scales.
pub struct Field {
    /// Inside the axes.
    pub area: Rect,
    /// Horizontal.
    pub x: Scale,
    /// Vertical.
    pub y: Scale,
    /// Words and strokes to keep clear of.
    pub crowd: Crowd,
}

/// Where the numbers of an axis begin and end: its fixed range, or its data with some air.
pub fn ends(axis: &Axis, values: impl Iterator<Item = f64>) -> (f64, f64) {
    if let Some(range) = axis.range {
        return range;
    }
    let (mut low, mut high) = extent(values).unwrap_or((0.0, 1.0));
    if axis.from_zero {
        (low, high) = (low.min(0.0), high.max(0.0));
    }
    if low == high {
        high = low + 1.0;
    }
    let air = (high - low) * 0.08;
    (if low < 0.0 || !axis.from_zero { low - air } else { low }, if high > 0.0 { high + air } else { high })
}

/// The axes of a chart.
pub struct Frame<'a> {
    /// The vertical axis.
    pub y: &'a Axis,
    /// Written above the vertical axis.
    pub y_label: Option<&'a str>,
    /// Written under the horizontal axis.
    pub x_label: Option<&'a str>,
    /// Annotated moments.
    pub marks: &'a [Mark],
    /// Room kept free at the end of the lines.
    pub right: f64,
    /// Room kept free above everything.
    pub top: f64,
}

impl Frame<'_> {
    /// Draws rules, axis words and marks. `x_ticks` are offered from the longest form to the shortest;
    /// `inset` is kept free at both ends of the horizontal axis, in steps of the axis.
    pub fn axes<DB: DrawingBackend>(
        &self,
        pen: &mut Pen<DB>,
        x_ends: (f64, f64),
        y_ends: (f64, f64),
        x_ticks: &[Vec<(f64, String)>],
        inset: f64,
    ) -> Field {
        let (look, row) = (pen.look, pen.line_height());
        let (soft, rule) = (look.theme.soft, look.theme.line);
        let y_ticks: Vec<(f64, String)> = ticks(y_ends.0, y_ends.1, 4)
            .into_iter()
            .map(|value| (value, look.format.write(value, self.y.unit)))
            .collect();
        let left = y_ticks.iter().map(|(_, text)| look.width_of(text, false)).fold(0.0, f64::max) + 10.0;
        let right = (look.width - self.right).max(left + 40.0);
        let mut top = self.top + row * 0.5 + 2.0;
        if let Some(label) = self.y_label {
            let shown = look.wrap(label, look.width - 4.0, false);
            let words: Vec<_> = shown.into_iter().map(|line| (line, soft, false)).collect();
            pen.lines(&words, (0.0, self.top), Anchor::Start);
            top = self.top + row * (words.len() as f64 + 0.6);
        }
        let under = if self.x_label.is_some() { row * 2.0 + 12.0 } else { row + 11.0 };
        let bottom = look.height - under;
        let span = inset * (right - left) / (x_ends.1 - x_ends.0 + 2.0 * inset).max(1.0);
        let x = Scale::new(x_ends, (left + span, right - span));
        let mut crowd = Crowd::default();
        let marks = self.place_marks(pen, &x, (left, right, top), &mut crowd);
        let below = crowd.taken.iter().map(|rect| rect.y + rect.h + 4.0).fold(top, f64::max);
        let area = Rect::new(left, below, right - left, bottom - below);
        let y = Scale::new(y_ends, (bottom, below));
        for (value, text) in &y_ticks {
            let at = y.at(*value).round();
            pen.path(&[(left, at), (look.width, at)], rule, 1.0);
            pen.word(text, (left - 8.0, at), Anchor::End, soft, false);
        }
        for ((line_x, from), mark) in marks.iter().zip(self.marks) {
            let color = look.theme.role(mark.role);
            pen.dashes(&[(*line_x, *from), (*line_x, bottom)], color, 1.0, (3.0, 4.0));
            crowd.strokes.push((vec![(*line_x, below), (*line_x, bottom)], 6.0, None));
        }
        under_axis(pen, &x, x_ticks, bottom + 10.0 + row / 2.0);
        if let Some(label) = self.x_label {
            let line = look.wrap(label, look.width, false).into_iter().next().unwrap_or_default();
            pen.word(&line, (look.width, look.height - row / 2.0 - 1.0), Anchor::End, soft, false);
        }
        Field { area, x, y, crowd }
    }

    /// Writes the words of the marks in rows above the field; returns where each line runs and starts.
    fn place_marks<DB: DrawingBackend>(
        &self,
        pen: &mut Pen<DB>,
        x: &Scale,
        (left, right, top): (f64, f64, f64),
        crowd: &mut Crowd,
    ) -> Vec<(f64, f64)> {
        let row = pen.line_height();
        let mut starts = Vec::new();
        for (i, mark) in self.marks.iter().enumerate() {
            let at = x.at(mark.at).round();
            // What happens again is named once.
            if self.marks[..i].iter().any(|before| before.label == mark.label) {
                starts.push((at, top + row * 0.5));
                continue;
            }
            let room = pen.look.width - left;
            let beside = |space: f64| pen.width(&mark.label, false) + 8.0 <= space;
            let words = pen.look.wrap(&mark.label, room.min((right - left).max(140.0)), false);
            let width = words.iter().map(|line| pen.width(line, false)).fold(0.0, f64::max);
            let h = row * words.len() as f64;
            // Another mark's line had better not run through the words.
            let clear = |from: f64| {
                let through = |other: &Mark| (from - 4.0..from + width + 4.0).contains(&x.at(other.at));
                !self.marks.iter().any(|other| other.at != mark.at && through(other))
            };
            let (on_start, on_end) = (beside(at - left), beside(pen.look.width - at));
            let (start, end) = (at - 8.0 - width, at + 8.0);
            let x0 = match (on_start, on_end) {
                (true, true) if !clear(start) && clear(end) => end,
                (true, _) => start,
                (_, true) => end,
                _ => (at - width / 2.0).clamp(left, (pen.look.width - width).max(left)),
            };
            let mut rect = Rect::new(x0, top - row * 0.5, width, h);
            while crowd.taken.iter().any(|taken| taken.meets(&rect)) {
                rect.y += row;
            }
            let color = pen.look.theme.role(mark.role);
            let words: Vec<_> = words.into_iter().map(|line| (line, color, false)).collect();
            pen.lines(&words, (rect.x, rect.y), Anchor::Start);
            let hangs = !on_start && !on_end;
            starts.push((at, if hangs { rect.y + rect.h + 2.0 } else { rect.y + 2.0 }));
            crowd.taken.push(rect);
        }
        starts
    }
}

/// Writes words under the horizontal axis: the longest form in which all fit, else the shortest with gaps.
pub(super) fn under_axis<DB: DrawingBackend>(
    pen: &mut Pen<DB>,
    x: &Scale,
    forms: &[Vec<(f64, String)>],
    y: f64,
) {
    let look = pen.look;
    let boxes = |form: &[(f64, String)], every: usize| -> Vec<(f64, f64, String)> {
        let shown = form.iter().enumerate().filter(|(at, _)| at % every == 0).map(|(_, tick)| tick);
        shown
            .map(|(value, text)| {
                let half = look.width_of(text, false) / 2.0;
                let middle = x.at(*value).min(look.width - half).max(half);
                (middle, half, text.clone())
            })
            .collect()
    };
    let fits = |boxes: &[(f64, f64, String)]| {
        boxes.windows(2).all(|pair| pair[0].0 + pair[0].1 + 8.0 <= pair[1].0 - pair[1].1)
    };
    let whole = forms.iter().map(|form| boxes(form, 1)).find(|boxes| fits(boxes));
    let Some(last) = forms.last() else { return };
    let thinned = || (2..=last.len().max(2)).map(|every| boxes(last, every)).find(|boxes| fits(boxes));
    for (middle, _, text) in whole.or_else(thinned).unwrap_or_default() {
        pen.word(&text, (middle, y), Anchor::Middle, look.theme.soft, false);
    }
}
