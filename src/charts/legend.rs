//! What explains signs and colours: a sign and its words, side by side as far as there is room.

use plotters::prelude::DrawingBackend;

use super::draw::Look;
use super::pen::{Anchor, Pen};

/// The side of the square that a sign takes.
pub const SWATCH: f64 = 12.0;

/// A sign with its words.
pub struct Entry {
    /// Where the sign begins.
    x: f64,
    /// In which row of words.
    row: usize,
    words: Vec<String>,
}

/// Places for signs with these labels, and how many rows of words they take.
pub fn laid(labels: impl Iterator<Item = String>, look: &Look) -> (Vec<Entry>, usize) {
    let (mut x, mut row, mut rows, mut out) = (0.0, 0, 0, Vec::new());
    for label in labels {
        let words = look.wrap(&label, look.width - SWATCH - 8.0, false);
        let wide = words.iter().map(|line| look.width_of(line, false)).fold(0.0, f64::max) + SWATCH + 6.0;
        if x > 0.0 && x + wide > look.width {
            (x, row) = (0.0, rows);
        }
        rows = rows.max(row + words.len());
        out.push(Entry { x, row, words });
        x += wide + 16.0;
    }
    (out, rows)
}

impl Entry {
    /// Writes the words; returns where the sign goes: its left edge and its middle.
    pub fn write<DB: DrawingBackend>(self, pen: &mut Pen<DB>) -> (f64, f64) {
        let (row, soft) = (pen.line_height(), pen.look.theme.soft);
        let words: Vec<_> = self.words.into_iter().map(|line| (line, soft, false)).collect();
        pen.lines(&words, (self.x + SWATCH + 6.0, self.row as f64 * row), Anchor::Start);
        (self.x, (self.row as f64 + 0.5) * row)
    }
}
