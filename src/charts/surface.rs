//! A field of cells, the darker the higher, with a line round those that reach a limit.

use plotters::prelude::DrawingBackend;

use super::areas;
use super::draw::{Look, Spot};
use super::frame::under_axis;
use super::legend::{SWATCH, laid};
use super::pen::{Anchor, Pen};
use super::place::Rect;
use super::plot::{Category, Role, Surface};
use super::scale::{Scale, extent};

/// How strong the colour is at the ends of the scale.
const PALE: f64 = 0.06;
const DARK: f64 = 0.92;

/// What explains the colours, in the order written.
enum Key {
    /// A cell of this colour, so strong; without a colour a blank one.
    Cell(Option<Role>, f64),
    /// The line.
    Line,
}

fn legend(surface: &Surface, look: &Look) -> Vec<(Key, String)> {
    if let Some(of) = &surface.areas {
        let key = |area: usize| {
            let area = &of.names[area];
            let (name, short) = (&area.name.name, &area.name.short);
            let label = if name == short { name.clone() } else { format!("{short} {name}") };
            (Key::Cell(area.role, areas::strength(1.0)), label)
        };
        return areas::there(of).map(key).collect();
    }
    let Some((low, high)) = extent(surface.values.iter().copied()) else { return Vec::new() };
    let written = |value| look.format.write(value, surface.value.unit);
    let shade = |value| (Key::Cell(Some(Role::Model), strength(surface, value)), written(value));
    let mut keys = vec![shade(low), shade(high)];
    keys.extend(surface.line.iter().map(|line| (Key::Line, line.label.clone())));
    keys
}

/// How strong the colour of a value is: pale at the lower end of the scale, dark at the upper.
fn strength(surface: &Surface, value: f64) -> f64 {
    let ends = surface.value.range.or_else(|| extent(surface.values.iter().copied()));
    let (low, high) = ends.filter(|(low, high)| low < high).unwrap_or((value, value + 1.0));
    PALE + (DARK - PALE) * ((value - low) / (high - low)).clamp(0.0, 1.0)
}

/// The height that a surface wants.
pub fn height(surface: &Surface, look: &Look) -> f64 {
    let row = (look.theme.text * 1.3).round();
    let labels = legend(surface, look).into_iter().map(|(_, label)| label);
    let rows = laid(labels, look).1 + look.wrap(&surface.y.label, look.width - 4.0, false).len();
    // Areas have finer cells, since no cell is read alone.
    let (low, high) = if surface.areas.is_some() { (13.0, 20.0) } else { (18.0, 30.0) };
    let cell = (look.width / surface.across.len().max(1) as f64).clamp(low, high);
    (rows as f64 + 3.0) * row + 24.0 + (cell * surface.up.len() as f64).max(60.0)
}

/// Draws a surface.
pub fn draw<DB: DrawingBackend>(pen: &mut Pen<DB>, surface: &Surface) -> (Vec<Spot>, Rect) {
    let (look, theme, row) = (pen.look, pen.look.theme, pen.line_height());
    let (keys, labels): (Vec<Key>, Vec<String>) = legend(surface, look).into_iter().unzip();
    let (entries, legend_rows) = laid(labels.into_iter(), look);
    for (key, entry) in keys.into_iter().zip(entries) {
        let (x, y) = entry.write(pen);
        match key {
            Key::Cell(role, strength) => {
                let square = Rect::new(x, y - SWATCH / 2.0, SWATCH, SWATCH);
                pen.rect(square, theme.line, 1.0);
                pen.rect(square, theme.sheet, 1.0);
                match role {
                    Some(role) => pen.rect(square, theme.role(role), strength),
                    None => {
                        pen.path(&[(x, y + SWATCH / 2.0), (x + SWATCH, y - SWATCH / 2.0)], theme.soft, 1.5)
                    }
                }
            }
            Key::Line => pen.path(&[(x, y), (x + SWATCH, y)], theme.ink, 2.0),
        }
    }
    let head = look.wrap(&surface.y.label, look.width - 4.0, false);
    let mut top = legend_rows as f64 * row + 6.0;
    let words: Vec<_> = head.into_iter().map(|line| (line, theme.soft, false)).collect();
    pen.lines(&words, (0.0, top), Anchor::Start);
    top += words.len() as f64 * row + 4.0;
    let bottom = (look.height - row * 2.0 - 12.0).max(top + 1.0);
    let names = |forms: fn(&Category) -> &String, of: &[Category]| -> Vec<(f64, String)> {
        of.iter().enumerate().map(|(at, name)| (at as f64, forms(name).clone())).collect()
    };
    let (across, up) = (surface.across.len(), surface.up.len());
    let widest = surface.up.iter().map(|name| look.width_of(&name.short, false)).fold(0.0, f64::max);
    let left = widest.min(look.width * 0.4) + 10.0;
    let x = Scale::new((-0.5, across as f64 - 0.5), (left, look.width));
    let y = Scale::new((-0.5, up as f64 - 0.5), (bottom, top));
    // As many names beside the rows as there is room for.
    let tall = (bottom - top) / up.max(1) as f64;
    let every = (row / tall.max(1.0)).ceil().max(1.0) as usize;
    for (at, name) in names(|name| &name.short, &surface.up).into_iter().step_by(every) {
        let shown = look.wrap(&name, left - 10.0, false).into_iter().next().unwrap_or_default();
        if look.width_of(&shown, false) <= left - 10.0 {
            pen.word(&shown, (left - 8.0, y.at(at)), Anchor::End, theme.soft, false);
        }
    }
    let forms = [names(|name| &name.name, &surface.across), names(|name| &name.short, &surface.across)];
    under_axis(pen, &x, &forms, bottom + 10.0 + row / 2.0);
    let line = look.wrap(&surface.x.label, look.width, false).into_iter().next().unwrap_or_default();
    pen.word(&line, (look.width, look.height - row / 2.0 - 1.0), Anchor::End, theme.soft, false);
    match &surface.areas {
        Some(of) => areas::draw(pen, surface, of, &x, &y),
        None => cells(pen, surface, &x, &y),
    }
    let place = |at: usize| (x.at((at % across) as f64), y.at((at / across) as f64));
    let spot = |at| Spot { points: vec![place(at)], hairline: false, around: None };
    let shown = if across == 0 { 0 } else { surface.values.len() };
    ((0..shown).map(spot).collect(), Rect::new(left, top, look.width - left, bottom - top))
}

fn cells<DB: DrawingBackend>(pen: &mut Pen<DB>, surface: &Surface, x: &Scale, y: &Scale) {
    let theme = pen.look.theme;
    let across = surface.across.len();
    let edge = |at: usize, scale: &Scale| (scale.at(at as f64 - 0.5), scale.at(at as f64 + 0.5));
    for (at, value) in surface.values.iter().enumerate() {
        let ((x0, x1), (y1, y0)) = (edge(at % across, x), edge(at / across, y));
        pen.rect(Rect::new(x0, y0, x1 - x0, y1 - y0), theme.role(Role::Model), strength(surface, *value));
    }
    let Some(line) = &surface.line else { return };
    let reaches = |at: usize| surface.values.get(at).map(|value| *value >= line.at);
    for at in 0..surface.values.len() {
        let ((x0, x1), (y1, y0)) = (edge(at % across, x), edge(at / across, y));
        let here = reaches(at);
        let beside = if (at + 1) % across == 0 { None } else { reaches(at + 1) };
        for (other, ends) in [(beside, [(x1, y0), (x1, y1)]), (reaches(at + across), [(x0, y0), (x1, y0)])] {
            if other.is_some() && other != here {
                // Ink between two sheets of paper is seen on pale cells and on dark ones.
                pen.path(&ends, theme.sheet, 4.0);
                pen.path(&ends, theme.ink, 2.0);
            }
        }
    }
}
