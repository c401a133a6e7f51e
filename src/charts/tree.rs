//! A tree of questions: boxes with what they ask or answer, and branches as wide as what goes along them. On a phone the
//! boxes stand below each other, each a step further in than the one it hangs on.

use plotters::prelude::DrawingBackend;
use plotters::style::RGBColor;

use super::draw::{Look, Spot};
use super::legend::{SWATCH, laid};
use super::pen::{Anchor, Pen};
use super::place::Rect;
use super::plot::{Axis, Format, Role, TableData, Unit};
use super::scale::extent;

/// How strong the colour of an answer is at the ends of the scale: words stand on it.
const PALE: f64 = 0.05;
const DARK: f64 = 0.4;

/// Air around the words of a box, between boxes, and between rows of them, where the branches run.
const PAD: f64 = 7.0;
const GAP: f64 = 10.0;
const ROW: f64 = 48.0;

/// How wide the branch of everything is.
const RIVER: f64 = 22.0;

/// Questions one below the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    /// Heads the table: what names a box, its number, the number of the box above, and its other cells.
    pub heads: Vec<(String, bool)>,
    /// What the strength of a colour says.
    pub value: Axis,
    /// What the colours say, where they differ.
    pub names: Vec<(Role, String)>,
    /// The boxes, each before those below it.
    pub knots: Vec<Knot>,
}

/// A box of the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Knot {
    /// Boxes above it.
    pub depth: usize,
    /// Written on the branch that leads to it ("yes").
    pub branch: String,
    /// What it asks, and under it what came to it: of a box that is open.
    pub asks: [String; 2],
    /// What it answers, and for how many: of a box at the end.
    pub answer: [String; 2],
    /// The branch and what came to it in one: where boxes stand below each other.
    pub came: String,
    /// All of it, for the keyboard and the screen reader.
    pub told: String,
    /// Its cells in the table.
    pub cells: Vec<String>,
    /// Share of all that comes to it.
    pub share: f64,
    /// What it answers: how strong its colour is.
    pub value: f64,
    /// Its colour.
    pub role: Role,
    /// Whether what hangs on it is shown; `None` if nothing does.
    pub open: Option<bool>,
    /// Whether it asks nothing more: not even what is not handed out.
    pub ends: bool,
}

impl Tree {
    /// The boxes that are shown.
    #[must_use]
    pub fn shown(&self) -> Vec<usize> {
        let mut closed = usize::MAX;
        let is_shown = |(at, knot): (usize, &Knot)| {
            let shown = knot.depth <= closed;
            if shown {
                closed = if knot.open == Some(false) { knot.depth } else { usize::MAX };
            }
            shown.then_some(at)
        };
        self.knots.iter().enumerate().filter_map(is_shown).collect()
    }

    /// For each of some boxes, each before those below it, which of them it hangs on.
    fn above(&self, boxes: &[usize]) -> Vec<Option<usize>> {
        let mut path = Vec::new();
        let hangs = |(i, at): (usize, &usize)| {
            path.truncate(self.knots[*at].depth);
            let above = path.last().copied();
            path.push(i);
            above
        };
        boxes.iter().enumerate().map(hangs).collect()
    }

    /// Where an arrow key leads from a box: down to its first answer, up to the question before, sideways on its level.
    #[must_use]
    pub fn leads(&self, key: &str, at: usize) -> Option<usize> {
        let shown = self.shown();
        let above = self.above(&shown);
        let depth = |i: &usize| self.knots[shown[*i]].depth;
        let level = |i: &usize| depth(i) == depth(&at);
        let to = match key {
            "ArrowUp" => *above.get(at)?,
            "ArrowDown" => (at + 1 < shown.len() && above[at + 1] == Some(at)).then_some(at + 1),
            "ArrowRight" => (at + 1..shown.len()).find(level),
            "ArrowLeft" => (0..at).rev().find(level),
            _ => return None,
        };
        Some(to.unwrap_or(at))
    }

    /// All boxes, those that are not shown too.
    #[must_use]
    pub fn table(&self, format: &Format) -> TableData {
        let all: Vec<usize> = (0..self.knots.len()).collect();
        let number = |at: usize| format.write(at as f64 + 1.0, Unit::Count);
        let row = |(at, (knot, above)): (usize, (&Knot, Option<usize>))| {
            let numbers = [number(at), above.map_or_else(String::new, number)];
            let (who, rest) = knot.cells.split_at(knot.cells.len().min(1));
            who.iter().cloned().chain(numbers).chain(rest.iter().cloned()).collect()
        };
        let rows = self.knots.iter().zip(self.above(&all)).enumerate().map(row).collect();
        TableData { columns: self.heads.clone(), rows }
    }

    /// How strong the colour of a value is.
    fn strength(&self, value: f64) -> f64 {
        let ends = self.value.range.or_else(|| extent(self.knots.iter().map(|knot| knot.value)));
        let (low, high) = ends.filter(|(low, high)| low < high).unwrap_or((value, value + 1.0));
        PALE + (DARK - PALE) * ((value - low) / (high - low)).clamp(0.0, 1.0)
    }

    /// What explains the colours.
    fn keys(&self, look: &Look) -> Vec<(Role, f64, String)> {
        if !self.names.is_empty() {
            return self.names.iter().map(|(role, name)| (*role, DARK, name.clone())).collect();
        }
        let key = |value| (Role::Model, self.strength(value), look.format.write(value, self.value.unit));
        let ends = extent(self.knots.iter().map(|knot| knot.value));
        ends.filter(|(low, high)| low < high).map_or_else(Vec::new, |(low, high)| vec![key(low), key(high)])
    }
}

/// A box in its place.
struct Place {
    at: usize,
    above: Option<usize>,
    rect: Rect,
    lines: Vec<(String, bool)>,
}

struct Layout {
    places: Vec<Place>,
    width: f64,
    height: f64,
    stacked: bool,
}

fn layout(tree: &Tree, look: &Look) -> Layout {
    let labels = tree.keys(look).into_iter().map(|(_, _, label)| label);
    let rows = laid(labels, look).1;
    let row = (look.theme.text * 1.3).round();
    let top = if rows > 0 { rows as f64 * row + 12.0 } else { 2.0 };
    let shown = tree.shown();
    let above = tree.above(&shown);
    let stacked = look.width < 440.0;
    let is_open = |at: usize| tree.knots[at].open == Some(true);
    // Few boxes at the ends can be wide.
    let ends = shown.iter().filter(|at| !is_open(**at)).count();
    let end_room = if ends <= 5 { 110.0 } else { 58.0 };
    let deepest = shown.iter().map(|at| tree.knots[*at].depth).max().unwrap_or(0).max(1) as f64;
    let indent = (look.width * 0.3 / deepest).min(16.0);
    let place = |(at, above): (&usize, Option<usize>)| {
        let (knot, open) = (&tree.knots[*at], is_open(*at));
        let x = if stacked { knot.depth as f64 * indent } else { 0.0 };
        // The sign that opens a box stands beside its words.
        let sign = if knot.open.is_some() { 26.0 } else { 0.0 };
        let room = match (stacked, open) {
            (true, _) => look.width - x - 2.0 * PAD - sign - 4.0,
            (false, true) => 124.0,
            (false, false) => end_room,
        };
        let [strong, soft] = match (stacked, open) {
            (true, true) => [&knot.asks[0], &knot.came],
            (true, false) => [&knot.came, &String::new()],
            (false, true) => [&knot.asks[0], &knot.asks[1]],
            (false, false) => [&knot.answer[0], &knot.answer[1]],
        };
        let wrapped =
            |text: &str, strong| look.wrap(text, room, strong).into_iter().map(move |line| (line, strong));
        let (strong, soft) = (wrapped(strong, true), wrapped(soft, false));
        // Below each other, the answer that leads here comes before what is asked next.
        let lines: Vec<(String, bool)> =
            if stacked && open { soft.chain(strong).collect() } else { strong.chain(soft).collect() };
        let wide = lines.iter().map(|(line, strong)| look.width_of(line, *strong)).fold(0.0, f64::max);
        let w = if stacked { look.width - x } else { wide + 2.0 * PAD };
        let rect = Rect::new(x, 0.0, w, lines.len() as f64 * row + 2.0 * PAD);
        Place { at: *at, above, rect, lines }
    };
    let mut places: Vec<Place> = shown.iter().zip(above).map(place).collect();
    if stacked {
        let mut y = top;
        for place in &mut places {
            place.rect.y = y;
            y += place.rect.h + 8.0;
        }
        return Layout { places, width: look.width, height: y, stacked };
    }
    let width = across(&mut places, look.width);
    let mut tall: Vec<f64> = Vec::new();
    for place in &places {
        let depth = tree.knots[place.at].depth;
        tall.resize(tall.len().max(depth + 1), 0.0);
        tall[depth] = tall[depth].max(place.rect.h);
    }
    for place in &mut places {
        let depth = tree.knots[place.at].depth;
        place.rect.y = top + tall[..depth].iter().map(|tall| tall + ROW).sum::<f64>();
    }
    let height = top + tall.iter().map(|tall| tall + ROW).sum::<f64>() - ROW + 14.0;
    Layout { places, width, height, stacked }
}

/// Puts boxes side by side, each over the middle of what hangs on it; returns how wide that is, at least `room`.
fn across(places: &mut [Place], room: f64) -> f64 {
    let n = places.len();
    let own: Vec<f64> = places.iter().map(|place| place.rect.w).collect();
    let (mut wide, mut below) = (own.clone(), vec![0.0; n]);
    for i in (0..n).rev() {
        wide[i] = own[i].max(below[i]);
        if let Some(above) = places[i].above {
            below[above] += wide[i] + if below[above] > 0.0 { GAP } else { 0.0 };
        }
    }
    // From the top each has its stretch; from the bottom each finds its middle in it.
    let (mut from, mut next) = (vec![0.0; n], vec![0.0; n]);
    for i in 0..n {
        if let Some(above) = places[i].above {
            from[i] = next[above];
            next[above] += wide[i] + GAP;
        }
        next[i] = from[i] + (wide[i] - below[i]) / 2.0;
    }
    let mut middle: Vec<f64> = (0..n).map(|i| from[i] + wide[i] / 2.0).collect();
    let mut ends = vec![None; n];
    for i in (0..n).rev() {
        if let Some((first, last)) = ends[i] {
            let over: f64 = f64::midpoint(first, last);
            // Not `clamp`, which fails where a rounding puts the ends the other way round.
            middle[i] = over.max(from[i] + own[i] / 2.0).min(from[i] + wide[i] - own[i] / 2.0);
        }
        if let Some(above) = places[i].above {
            let last = ends[above].map_or(middle[i], |(_, last)| last);
            ends[above] = Some((middle[i], last));
        }
    }
    let all = wide.first().copied().unwrap_or(0.0);
    let width = all.max(room);
    let stretch = (width / all.max(1.0)).clamp(1.0, 1.7);
    let start = (width - all * stretch) / 2.0;
    for (place, middle) in places.iter_mut().zip(middle) {
        place.rect.x = start + middle * stretch - place.rect.w / 2.0;
    }
    width
}

/// The width that a tree needs: a wide one is scrolled.
pub fn width(tree: &Tree, look: &Look) -> f64 {
    layout(tree, look).width
}

/// The height that a tree wants.
pub fn height(tree: &Tree, look: &Look) -> f64 {
    layout(tree, look).height
}

/// Draws a tree.
pub fn draw<DB: DrawingBackend>(pen: &mut Pen<DB>, tree: &Tree) -> (Vec<Spot>, Rect) {
    let (look, theme) = (pen.look, pen.look.theme);
    let keys = tree.keys(look);
    let (entries, _) = laid(keys.iter().map(|key| key.2.clone()), look);
    for ((role, strength, _), entry) in keys.iter().zip(entries) {
        let (x, y) = entry.write(pen);
        let chip = Rect::new(x, y - SWATCH / 2.0, SWATCH, SWATCH);
        filled(pen, chip, theme.role(*role), *strength);
        pen.rect(Rect::new(x, y + SWATCH / 2.0 - 3.0, SWATCH, 3.0), theme.role(*role), 1.0);
    }
    let Layout { places, width, height, stacked } = layout(tree, look);
    for place in &places {
        let Some(above) = place.above.and_then(|above| places.get(above)) else { continue };
        if stacked {
            let (x, y) = (above.rect.x + 7.0, place.rect.y + place.rect.h / 2.0);
            let way = [(x, above.rect.y + above.rect.h), (x, y), (place.rect.x, y)];
            pen.path(&way, theme.soft, 1.5);
        } else {
            branch(pen, tree, above, place);
        }
    }
    let mut spots = Vec::new();
    for Place { at, rect, lines, .. } in &places {
        let knot = &tree.knots[*at];
        let (open, color) = (knot.open == Some(true), theme.role(knot.role));
        filled(pen, *rect, color, if open { 0.0 } else { tree.strength(knot.value) });
        if !open {
            let edge = match stacked {
                true => [(rect.x + 2.0, rect.y), (rect.x + 2.0, rect.y + rect.h)],
                false => [(rect.x, rect.y + rect.h - 2.0), (rect.x + rect.w, rect.y + rect.h - 2.0)],
            };
            match knot.ends {
                true => pen.path(&edge, color, 4.0),
                false => pen.dashes(&edge, color, 4.0, (4.0, 4.0)),
            }
        }
        let words: Vec<(String, RGBColor, bool)> = lines
            .iter()
            .map(|(line, strong)| {
                let color = if open && !strong { theme.soft } else { theme.ink };
                (line.clone(), color, *strong && (open || !stacked))
            })
            .collect();
        match stacked {
            true => pen.lines(&words, (rect.x + PAD + 4.0, rect.y + PAD), Anchor::Start),
            false => pen.lines(&words, (rect.x + rect.w / 2.0, rect.y + PAD), Anchor::Middle),
        }
        if let Some(open) = knot.open {
            let sign = match stacked {
                true => (rect.x + rect.w - 16.0, rect.y + rect.h / 2.0),
                false => (rect.x + rect.w / 2.0, rect.y + rect.h),
            };
            if !open || stacked {
                pen.dot(sign, 9.0, theme.soft, true);
                pen.path(&[(sign.0 - 4.0, sign.1), (sign.0 + 4.0, sign.1)], theme.ink, 2.0);
            }
            if !open {
                pen.path(&[(sign.0, sign.1 - 4.0), (sign.0, sign.1 + 4.0)], theme.ink, 2.0);
            }
        }
        let middle = (rect.x + rect.w / 2.0, rect.y + rect.h / 2.0);
        spots.push(Spot { points: vec![middle], hairline: false, around: Some(*rect) });
    }
    (spots, Rect::new(0.0, 0.0, width, height))
}

/// A box with its rim.
fn filled<DB: DrawingBackend>(pen: &mut Pen<DB>, rect: Rect, color: RGBColor, strength: f64) {
    let theme = pen.look.theme;
    pen.rect(rect, theme.sheet, 1.0);
    pen.rect(rect, color, strength);
    outline(pen, rect, theme.soft, 1.0);
}

/// The rim of a box.
pub fn outline<DB: DrawingBackend>(pen: &mut Pen<DB>, rect: Rect, color: RGBColor, width: f64) {
    let (right, bottom) = (rect.x + rect.w, rect.y + rect.h);
    let corners = [(rect.x, rect.y), (right, rect.y), (right, bottom), (rect.x, bottom), (rect.x, rect.y)];
    pen.path(&corners, color, width);
}

/// What goes from a box to one below it: side by side with what goes to the other, as wide as its share.
fn branch<DB: DrawingBackend>(pen: &mut Pen<DB>, tree: &Tree, above: &Place, place: &Place) {
    let theme = pen.look.theme;
    let thick = |place: &Place| (RIVER * tree.knots[place.at].share).max(1.5);
    let (all, own) = (thick(above), thick(place));
    let middle = |rect: &Rect| rect.x + rect.w / 2.0;
    let (to, top) = (middle(&place.rect), place.rect.y);
    let side = if to < middle(&above.rect) { own - all } else { all - own };
    let (from, start) = (middle(&above.rect) + side / 2.0, above.rect.y + above.rect.h);
    let at = |t: f64| (from + (to - from) * t * t * (3.0 - 2.0 * t), start + (top - start) * t);
    let way: Vec<(f64, f64)> = (0..=20).map(|i| at(f64::from(i) / 20.0)).collect();
    let banks = way.iter().map(|(x, y)| (x - own / 2.0, *y));
    let banks: Vec<_> = banks.chain(way.iter().rev().map(|(x, y)| (x + own / 2.0, *y))).collect();
    pen.fill(&banks, theme.line, 1.0);
    pen.path(&way, theme.soft, 1.0);
    let (word, (x, y)) = (&tree.knots[place.at].branch, at(0.62));
    let (w, h) = (pen.width(word, true), pen.line_height());
    pen.rect(Rect::new(x - w / 2.0 - 3.0, y - h / 2.0, w + 6.0, h), theme.sheet, 1.0);
    pen.word(word, (x, y), Anchor::Middle, theme.ink, true);
}
