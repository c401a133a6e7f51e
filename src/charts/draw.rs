//! Draws a chart for its size, on any plotters backend: the page's canvas, or SVG in a native test.

use plotters::prelude::DrawingBackend;

use super::pen::Pen;
use super::place::Rect;
use super::plot::{Format, Plot};
use super::theme::Theme;
use super::{bars, histogram, scatter, surface, tree, xy};

/// Measures a word in CSS pixels: the word, whether it is strong.
pub type Measure<'a> = &'a dyn Fn(&str, bool) -> f64;

/// What a drawing is made for.
pub struct Look<'a> {
    /// Width in CSS pixels.
    pub width: f64,
    /// Height in CSS pixels; ask `height`.
    pub height: f64,
    /// Device pixels for each CSS pixel.
    pub scale: f64,
    /// Colours and size of words.
    pub theme: &'a Theme,
    /// Right-to-left: the whole drawing is mirrored.
    pub rtl: bool,
    /// Writes numbers.
    pub format: &'a Format,
    /// Measures words.
    pub measure: Measure<'a>,
    /// The place the reader is looking at, a number of `Drawn::spots`.
    pub cursor: Option<usize>,
}

impl Look<'_> {
    /// How wide a word is, in CSS pixels.
    pub fn width_of(&self, text: &str, strong: bool) -> f64 {
        if text.is_empty() { 0.0 } else { (self.measure)(text, strong).ceil() }
    }

    /// Breaks words into lines of at most `room` pixels; a longer word stands alone.
    pub fn wrap(&self, text: &str, room: f64, strong: bool) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            match lines.last_mut() {
                Some(line) if self.width_of(&format!("{line} {word}"), strong) <= room => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }
}

/// A place that the arrow keys and the pointer visit.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// The points to ring, in CSS pixels as drawn (after mirroring).
    pub points: Vec<(f64, f64)>,
    /// Whether a hairline runs through the chart here.
    pub hairline: bool,
    /// The box to outline, where it is one.
    pub around: Option<Rect>,
}

/// What a drawing knows of itself afterwards.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawn {
    /// One for each of `Plot::readings`, in order.
    pub spots: Vec<Spot>,
    /// The boxes of all words, before mirroring; no two of them meet.
    pub words: Vec<Rect>,
}

/// The width a chart is drawn at where there is room for `look.width`: a tree may need more.
pub fn width(plot: &Plot, look: &Look) -> f64 {
    match plot {
        Plot::Tree(tree) => tree::width(tree, look),
        _ => look.width,
    }
}

/// The height a chart wants at a width, in CSS pixels. (`look.height` is not read.)
pub fn height(plot: &Plot, look: &Look) -> f64 {
    match plot {
        Plot::Bars(bars) => bars::height(bars, look),
        Plot::Curve(curve) if curve.square => look.width.min(420.0),
        Plot::Curve(_) | Plot::Lines(_) => (look.width * 0.42).clamp(230.0, 340.0),
        Plot::Surface(surface) => surface::height(surface, look),
        Plot::Scatter(scatter) => scatter::height(scatter, look),
        Plot::Tree(tree) => tree::height(tree, look),
        Plot::Histogram(_) => (look.width * 0.36).clamp(210.0, 280.0),
    }
}

/// Draws a chart; fails with the backend's words.
pub fn draw<DB: DrawingBackend>(backend: &mut DB, plot: &Plot, look: &Look) -> Result<Drawn, String> {
    let mut pen = Pen::new(backend, look);
    pen.rect(Rect::new(0.0, 0.0, look.width, look.height), look.theme.sheet, 1.0);
    let (spots, area) = match plot {
        Plot::Lines(lines) => xy::lines(&mut pen, lines),
        Plot::Curve(curve) => xy::curve(&mut pen, curve),
        Plot::Histogram(histogram) => histogram::draw(&mut pen, histogram),
        Plot::Bars(bars) => bars::draw(&mut pen, bars),
        Plot::Surface(surface) => surface::draw(&mut pen, surface),
        Plot::Scatter(scatter) => scatter::draw(&mut pen, scatter),
        Plot::Tree(tree) => tree::draw(&mut pen, tree),
    };
    if let Some(spot) = look.cursor.and_then(|cursor| spots.get(cursor)) {
        let ink = look.theme.ink;
        if let (true, Some((x, _))) = (spot.hairline, spot.points.first()) {
            pen.path(&[(*x, area.y), (*x, area.y + area.h)], look.theme.soft, 1.0);
        }
        if let Some(rect) = spot.around {
            tree::outline(&mut pen, rect, ink, 3.0);
        }
        for point in spot.points.iter().filter(|_| spot.around.is_none()) {
            pen.dot(*point, 6.0, ink, true);
            pen.dot(*point, 2.5, ink, false);
        }
    }
    let words = std::mem::take(&mut pen.words);
    pen.finish()?;
    let mirror = |(x, y): (f64, f64)| (if look.rtl { look.width - x } else { x }, y);
    let seen = |spot: Spot| Spot {
        points: spot.points.into_iter().map(mirror).collect(),
        around: spot
            .around
            .map(|rect| Rect { x: mirror((rect.x + if look.rtl { rect.w } else { 0.0 }, 0.0)).0, ..rect }),
        ..spot
    };
    Ok(Drawn { spots: spots.into_iter().map(seen).collect(), words })
}
