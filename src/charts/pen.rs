//! A pen on a plotters backend: CSS pixels, mirrored for right-to-left, sharp on dense screens,
//! and a memory of every word it wrote, so that words can keep clear of each other.

use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};

use super::draw::Look;
use super::place::Rect;

/// Which end of a word stands at its place, in reading direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The word begins there.
    Start,
    /// The word is centred there.
    Middle,
    /// The word ends there.
    End,
}

/// Draws in CSS pixels. A failing backend is remembered, not panicked over.
pub struct Pen<'a, DB: DrawingBackend> {
    backend: &'a mut DB,
    /// What is drawn for.
    pub look: &'a Look<'a>,
    /// The boxes of the words written so far.
    pub words: Vec<Rect>,
    failed: Option<String>,
}

impl<'a, DB: DrawingBackend> Pen<'a, DB> {
    /// A pen for a backend of the look's size times its scale.
    pub fn new(backend: &'a mut DB, look: &'a Look<'a>) -> Self {
        Self { backend, look, words: Vec::new(), failed: None }
    }

    /// The backend's first failure, if there was one.
    pub fn finish(self) -> Result<(), String> {
        self.failed.map_or(Ok(()), Err)
    }

    /// The height of a line of words.
    pub fn line_height(&self) -> f64 {
        (self.look.theme.text * 1.3).round()
    }

    /// How wide a word is.
    pub fn width(&self, text: &str, strong: bool) -> f64 {
        self.look.width_of(text, strong)
    }

    fn pixel(&self, (x, y): (f64, f64)) -> (i32, i32) {
        let x = if self.look.rtl { self.look.width - x } else { x };
        ((x * self.look.scale).round() as i32, (y * self.look.scale).round() as i32)
    }

    fn keep<E: std::fmt::Display>(&mut self, result: Result<(), E>) {
        if let (Err(error), None) = (result, &self.failed) {
            self.failed = Some(error.to_string());
        }
    }

    fn stroke(&self, color: RGBColor, width: f64) -> ShapeStyle {
        let stroke_width = (width * self.look.scale).round().max(1.0) as u32;
        ShapeStyle { color: color.to_rgba(), filled: false, stroke_width }
    }

    /// A line through points. Level and upright hairlines are moved onto the grid of pixels.
    pub fn path(&mut self, points: &[(f64, f64)], color: RGBColor, width: f64) {
        let style = self.stroke(color, width);
        let (dx, dy) = match points {
            [a, b] if width < 1.5 && a.0 == b.0 => (0.5, 0.0),
            [a, b] if width < 1.5 && a.1 == b.1 => (0.0, 0.5),
            _ => (0.0, 0.0),
        };
        let pixels: Vec<_> = points.iter().map(|point| self.pixel((point.0 + dx, point.1 + dy))).collect();
        if pixels.len() > 1 {
            let result = self.backend.draw_path(pixels, &style);
            self.keep(result);
        }
    }

    /// A dashed line through points.
    pub fn dashes(&mut self, points: &[(f64, f64)], color: RGBColor, width: f64, dash: (f64, f64)) {
        let (mut drawing, mut left) = (true, dash.0);
        for pair in points.windows(2) {
            let (mut from, to) = (pair[0], pair[1]);
            loop {
                let (dx, dy) = (to.0 - from.0, to.1 - from.1);
                let rest = dx.hypot(dy);
                if rest < 1e-6 {
                    break;
                }
                let step = left.min(rest);
                let next = (from.0 + dx / rest * step, from.1 + dy / rest * step);
                if drawing {
                    self.path(&[from, next], color, width);
                }
                left -= step;
                from = next;
                if left < 1e-6 {
                    drawing = !drawing;
                    left = if drawing { dash.0 } else { dash.1 };
                }
            }
        }
    }

    /// A filled shape.
    pub fn fill(&mut self, points: &[(f64, f64)], color: RGBColor, alpha: f64) {
        let style = ShapeStyle { color: color.mix(alpha), filled: true, stroke_width: 0 };
        let pixels: Vec<_> = points.iter().map(|point| self.pixel(*point)).collect();
        let result = self.backend.fill_polygon(pixels, &style);
        self.keep(result);
    }

    /// A filled box.
    pub fn rect(&mut self, rect: Rect, color: RGBColor, alpha: f64) {
        let style = ShapeStyle { color: color.mix(alpha), filled: true, stroke_width: 0 };
        let a = self.pixel((rect.x, rect.y));
        let b = self.pixel((rect.x + rect.w, rect.y + rect.h));
        let (left, right) = (a.0.min(b.0), a.0.max(b.0));
        let result = self.backend.draw_rect((left, a.1), (right, b.1), &style, true);
        self.keep(result);
    }

    /// A dot; a hollow one shows the sheet inside.
    pub fn dot(&mut self, center: (f64, f64), radius: f64, color: RGBColor, hollow: bool) {
        let at = self.pixel(center);
        let size = |radius: f64| (radius * self.look.scale).round().max(1.0) as u32;
        let (outer, inner) = (size(radius), size(radius - 2.0));
        let fill = |color: RGBColor| ShapeStyle { color: color.to_rgba(), filled: true, stroke_width: 0 };
        let sheet = fill(self.look.theme.sheet);
        let result = self.backend.draw_circle(at, outer, &fill(color), true);
        self.keep(result);
        if hollow {
            let result = self.backend.draw_circle(at, inner, &sheet, true);
            self.keep(result);
        }
    }

    /// A word, its middle at `y`. Returns its box.
    pub fn word(
        &mut self,
        text: &str,
        at: (f64, f64),
        anchor: Anchor,
        color: RGBColor,
        strong: bool,
    ) -> Rect {
        let (w, h) = (self.width(text, strong), self.line_height());
        let left = match anchor {
            Anchor::Start => at.0,
            Anchor::Middle => at.0 - w / 2.0,
            Anchor::End => at.0 - w,
        };
        let rect = Rect::new(left, at.1 - h / 2.0, w, h);
        if text.is_empty() {
            return rect;
        }
        self.words.push(rect);
        let h_pos = match (anchor, self.look.rtl) {
            (Anchor::Middle, _) => HPos::Center,
            (Anchor::Start, false) | (Anchor::End, true) => HPos::Left,
            (Anchor::End, false) | (Anchor::Start, true) => HPos::Right,
        };
        let size = self.look.theme.text * self.look.scale;
        let style = if strong { FontStyle::Bold } else { FontStyle::Normal };
        let family = FontFamily::Name(&self.look.theme.sans);
        let font = FontDesc::new(family, size, style);
        let style = TextStyle::from(font).color(&color).pos(Pos::new(h_pos, VPos::Center));
        // An isolate keeps the direction of the words, whatever the direction of the canvas.
        let isolated = if self.look.rtl { format!("\u{2067}{text}\u{2069}") } else { text.to_owned() };
        let pixel = self.pixel(at);
        let result = self.backend.draw_text(&isolated, &style, pixel);
        self.keep(result);
        rect
    }

    /// Words over several lines, from the top of a box whose width they fit.
    pub fn lines(&mut self, lines: &[(String, RGBColor, bool)], at: (f64, f64), anchor: Anchor) {
        let step = self.line_height();
        for (row, (text, color, strong)) in lines.iter().enumerate() {
            self.word(text, (at.0, at.1 + step * (row as f64 + 0.5)), anchor, *color, *strong);
        }
    }
}
