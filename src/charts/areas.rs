//! A map of areas: cells that say the same are one area, in one colour and with a border, the stronger the surer; each
//! bears its name as far as there is room.

use plotters::prelude::DrawingBackend;

use super::pen::{Anchor, Pen};
use super::place::Rect;
use super::plot::{Areas, Surface};
use super::scale::Scale;

/// How strong the colour is where nothing is sure, and where all is: words in ink are read on both.
const FAINT: f64 = 0.2;
const FULL: f64 = 0.62;

/// How strong the colour of a cell is.
pub fn strength(value: f64) -> f64 {
    FAINT + (FULL - FAINT) * value.clamp(0.0, 1.0)
}

/// The areas that are on the map, in their order.
pub fn there(areas: &Areas) -> impl Iterator<Item = usize> {
    (0..areas.names.len()).filter(|area| areas.of.contains(area))
}

/// Draws the cells, their borders and their names.
pub fn draw<DB: DrawingBackend>(pen: &mut Pen<DB>, surface: &Surface, areas: &Areas, x: &Scale, y: &Scale) {
    let theme = pen.look.theme;
    let across = surface.across.len();
    if across == 0 {
        return;
    }
    let cell = |at: usize| {
        let (x0, x1) = ((at % across) as f64 - 0.5, (at % across) as f64 + 0.5);
        let (y0, y1) = ((at / across) as f64 - 0.5, (at / across) as f64 + 0.5);
        [x.at(x0), x.at(x1), y.at(y1), y.at(y0)]
    };
    for (at, (area, value)) in areas.of.iter().zip(&surface.values).enumerate() {
        let [x0, x1, y0, y1] = cell(at);
        match areas.names.get(*area).and_then(|area| area.role) {
            Some(role) => {
                pen.rect(Rect::new(x0, y0, x1 - x0, y1 - y0), theme.role(role), strength(*value));
            }
            // Nothing is said here: paper, with a stroke.
            None => pen.path(&[(x0 + 3.0, y1 - 3.0), (x1 - 3.0, y0 + 3.0)], theme.line, 1.5),
        }
    }
    for (at, area) in areas.of.iter().enumerate() {
        let [x0, x1, y0, y1] = cell(at);
        let beside = if (at + 1) % across == 0 { None } else { areas.of.get(at + 1) };
        let above = areas.of.get(at + across);
        for (other, ends) in [(beside, [(x1, y0), (x1, y1)]), (above, [(x0, y0), (x1, y0)])] {
            if other.is_some_and(|other| other != area) {
                pen.path(&ends, theme.sheet, 4.0);
                pen.path(&ends, theme.ink, 1.5);
            }
        }
    }
    for place in places(&areas.of, across) {
        let Some(area) = areas.names.get(areas.of[place.from]) else { continue };
        let [x0, _, y0, y1] = cell(place.from);
        let room = cell(place.to)[1] - x0 - 6.0;
        let tall = (y1 - y0) * place.tall as f64;
        let fits = [&area.name.name, &area.name.short].into_iter().find(|name| pen.width(name, true) <= room);
        let (Some(name), true) = (fits, tall >= pen.line_height() * 0.8) else { continue };
        let at = ((x0 + cell(place.to)[1]) / 2.0, (y0 + y1) / 2.0);
        let (w, h) = (pen.width(name, true), pen.line_height());
        let rect = Rect::new(at.0 - w / 2.0, at.1 - h / 2.0, w, h);
        if !pen.words.iter().any(|word| word.meets(&rect)) {
            pen.word(name, at, Anchor::Middle, theme.ink, true);
        }
    }
}

/// Where the name of an area stands: from a cell to another of the same row, and how many rows of it are that wide.
struct Place {
    from: usize,
    to: usize,
    tall: usize,
}

/// For each connected area, the roomiest run of cells: as wide and as high at once as can be.
fn places(of: &[usize], across: usize) -> Vec<Place> {
    let mut found = Vec::new();
    let mut seen = vec![false; of.len()];
    for start in 0..of.len() {
        if seen[start] {
            continue;
        }
        let (mut open, mut own) = (vec![start], Vec::new());
        seen[start] = true;
        while let Some(at) = open.pop() {
            own.push(at);
            let left = (at % across > 0).then(|| at - 1);
            let right = ((at + 1) % across > 0).then_some(at + 1);
            for next in [left, right, at.checked_sub(across), Some(at + across)].into_iter().flatten() {
                if next < of.len() && !seen[next] && of[next] == of[start] {
                    seen[next] = true;
                    open.push(next);
                }
            }
        }
        own.sort_unstable();
        found.extend(roomiest(of, across, &own));
    }
    found
}

fn roomiest(of: &[usize], across: usize, own: &[usize]) -> Option<Place> {
    let middle = own.iter().map(|at| (at / across) as f64).sum::<f64>() / own.len().max(1) as f64;
    let same = |at: usize, other: usize| of[at] == of[other];
    let mut best: Option<(f64, Place)> = None;
    let begins = own.iter().filter(|at| **at % across == 0 || !same(**at, **at - 1));
    for from in begins.copied() {
        let mut to = from;
        while (to + 1) % across > 0 && same(from, to + 1) {
            to += 1;
        }
        let centre = usize::midpoint(from, to);
        let up = (1..).take_while(|k| of.get(centre + k * across).is_some_and(|a| *a == of[from])).count();
        let down = (1..).take_while(|k| centre.checked_sub(k * across).is_some_and(|at| same(at, from)));
        let down = down.count();
        // Words are wider than high; of equals the one in the middle of its area.
        let far = ((from / across) as f64 - middle).abs();
        let room = ((to - from + 1) as f64).min(4.0 * (1 + 2 * up.min(down)) as f64) - 0.01 * far;
        if best.as_ref().is_none_or(|(most, _)| room > *most) {
            best = Some((room, Place { from, to, tall: 1 + up + down }));
        }
    }
    best.map(|(_, place)| place)
}
