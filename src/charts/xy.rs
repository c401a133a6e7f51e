//! Lines over months and lines over numbers: one way of drawing for both.

use plotters::prelude::DrawingBackend;
use plotters::style::RGBColor;

use super::draw::Spot;
use super::frame::{Field, Frame, ends};
use super::pen::{Anchor, Pen};
use super::place::{Rect, spread};
use super::plot::{Category, Curve, Lines, Role};
use super::scale::{extent, ticks};

/// A line, whichever kind of chart it came from.
struct Stroke {
    label: String,
    note: Option<String>,
    role: Role,
    points: Vec<(f64, Option<f64>)>,
    band: Vec<Option<(f64, f64)>>,
    dashed: bool,
    stepped: bool,
    dots: bool,
    open_last: bool,
    faint: bool,
    loose: bool,
}

fn values(strokes: &[Stroke]) -> impl Iterator<Item = f64> {
    strokes.iter().flat_map(|stroke| {
        let bands = stroke.band.iter().flatten().flat_map(|(low, high)| [*low, *high]);
        stroke.points.iter().filter_map(|point| point.1).chain(bands)
    })
}

/// Draws lines over categories.
pub fn lines<DB: DrawingBackend>(pen: &mut Pen<DB>, lines: &Lines) -> (Vec<Spot>, Rect) {
    let strokes: Vec<Stroke> = lines
        .series
        .iter()
        .map(|series| Stroke {
            label: if series.faint { String::new() } else { series.label.clone() },
            note: series.note.clone(),
            role: series.role,
            points: series.points.iter().enumerate().map(|(at, value)| (at as f64, *value)).collect(),
            band: series.band.clone().unwrap_or_default(),
            dashed: series.dashed,
            stepped: series.stepped,
            dots: series.role == Role::Truth,
            open_last: series.open_last,
            faint: series.faint,
            loose: false,
        })
        .collect();
    let last = lines.x.len().saturating_sub(1) as f64;
    let (labels, room) = end_labels(pen, &strokes);
    let named = |short: bool| -> Vec<(f64, String)> {
        let name = |category: &Category| {
            if short { category.short.clone() } else { category.name.clone() }
        };
        lines.x.iter().enumerate().map(|(at, category)| (at as f64, name(category))).collect()
    };
    let y_label = if lines.y.label.is_empty() { None } else { Some(lines.y.label.as_str()) };
    let frame = Frame { y: &lines.y, y_label, x_label: None, marks: &lines.marks, right: room, top: 0.0 };
    let x_ticks = [named(false), named(true)];
    let y_ends = ends(&lines.y, values(&strokes));
    let mut field = frame.axes(pen, (0.0, last), y_ends, &x_ticks, 0.35);
    ink(pen, &mut field, &strokes, &[]);
    match labels {
        Some(labels) => write_ends(pen, &field, &strokes, labels),
        None => write_beside(pen, &mut field, &strokes),
    }
    let at = |x: usize| Spot {
        points: strokes
            .iter()
            .filter_map(|stroke| stroke.points.get(x))
            .filter_map(|(x, y)| Some((field.x.at(*x), field.y.at((*y)?))))
            .collect(),
        hairline: true,
        around: None,
    };
    ((0..lines.x.len()).map(at).collect(), field.area)
}

/// Draws lines over numbers.
pub fn curve<DB: DrawingBackend>(pen: &mut Pen<DB>, curve: &Curve) -> (Vec<Spot>, Rect) {
    let strokes: Vec<Stroke> = curve
        .traces
        .iter()
        .map(|trace| Stroke {
            label: if trace.faint { String::new() } else { trace.label.clone() },
            note: None,
            role: trace.role,
            points: trace.points.iter().map(|(x, y)| (*x, Some(*y))).collect(),
            band: trace.band.iter().flatten().map(|band| Some(*band)).collect(),
            dashed: trace.dashed,
            stepped: false,
            dots: trace.dots,
            open_last: false,
            faint: trace.faint,
            loose: trace.loose,
        })
        .collect();
    let xs = curve.traces.iter().flat_map(|trace| trace.points.iter().map(|point| point.0));
    let marked = curve.marks.iter().map(|mark| mark.at).chain(curve.dots.iter().map(|dot| dot.at.0));
    let (low, high) = match curve.x.range {
        Some(range) => range,
        None => extent(xs.chain(marked).chain(curve.x.from_zero.then_some(0.0))).unwrap_or((0.0, 1.0)),
    };
    let about = (pen.look.width / 110.0).clamp(2.0, 6.0) as usize;
    let named = |value: f64| (value, pen.look.format.write(value, curve.x.unit));
    let x_ticks = [ticks(low, high, about).into_iter().map(named).collect::<Vec<_>>()];
    let (x_label, y_label) = (Some(curve.x.label.as_str()), Some(curve.y.label.as_str()));
    let frame = Frame { y: &curve.y, y_label, x_label, marks: &curve.marks, right: 14.0, top: 0.0 };
    let y_ends = ends(&curve.y, values(&strokes).chain(curve.dots.iter().map(|dot| dot.at.1)));
    let mut field = frame.axes(pen, (low, high), y_ends, &x_ticks, 0.0);
    let dots: Vec<_> = curve.dots.iter().map(|dot| (dot.at, dot.label.as_str(), dot.role)).collect();
    let mut spots = ink(pen, &mut field, &strokes, &dots);
    write_beside(pen, &mut field, &strokes);
    if curve.shares_x() {
        let count = strokes.first().map_or(0, |stroke| stroke.points.len());
        let point = |stroke: &Stroke, at: usize| {
            let (x, y) = stroke.points.get(at)?;
            Some((field.x.at(*x), field.y.at((*y)?)))
        };
        let spot = |at| strokes.iter().filter_map(|stroke| point(stroke, at)).collect();
        spots = (0..count).map(|at| Spot { points: spot(at), hairline: true, around: None }).collect();
    }
    (spots, field.area)
}

/// Draws bands, lines and dots; returns a place for each point.
fn ink<DB: DrawingBackend>(
    pen: &mut Pen<DB>,
    field: &mut Field,
    strokes: &[Stroke],
    dots: &[((f64, f64), &str, Role)],
) -> Vec<Spot> {
    let theme = pen.look.theme;
    let mut spots = Vec::new();
    for stroke in strokes {
        let color = theme.role(stroke.role);
        let band: Vec<_> =
            stroke.points.iter().zip(&stroke.band).filter_map(|(p, b)| Some((p.0, (*b)?))).collect();
        let lows = band.iter().map(|(x, (low, _))| (field.x.at(*x), field.y.at(*low)));
        let highs = band.iter().rev().map(|(x, (_, high))| (field.x.at(*x), field.y.at(*high)));
        let shape: Vec<_> = lows.chain(highs).collect();
        if shape.len() > 2 {
            pen.fill(&shape, color, 0.14);
        }
    }
    for (whose, stroke) in strokes.iter().enumerate() {
        let color = theme.role(stroke.role);
        let place = |(x, y): &(f64, Option<f64>)| Some((field.x.at(*x), field.y.at((*y)?)));
        let places: Vec<Option<(f64, f64)>> = stroke.points.iter().map(place).collect();
        for run in places.split(Option::is_none) {
            let run: Vec<(f64, f64)> = run.iter().flatten().copied().collect();
            let run = if stroke.stepped { steps(&run) } else { run };
            match (run.as_slice(), stroke.dashed) {
                _ if stroke.loose => run.iter().for_each(|at| pen.dot(*at, 2.0, color, false)),
                ([only], _) => pen.dot(*only, 3.5, color, false),
                (_, true) => pen.dashes(&run, color, 1.75, (6.0, 5.0)),
                (_, false) => pen.path(&run, color, if stroke.faint { 1.0 } else { 2.25 }),
            }
            field.crowd.strokes.push((run, 4.0, Some(whose)));
        }
        let last = places.iter().rposition(Option::is_some);
        for (at, point) in places.iter().enumerate() {
            let Some(point) = point else { continue };
            let open = stroke.open_last && Some(at) == last;
            if stroke.dots || open {
                pen.dot(*point, 4.0, color, open);
            }
            spots.push(Spot { points: vec![*point], hairline: false, around: None });
        }
    }
    for (at, label, role) in dots {
        let point = (field.x.at(at.0), field.y.at(at.1));
        let color = theme.role(*role);
        pen.dot(point, 5.0, color, false);
        spots.push(Spot { points: vec![point], hairline: false, around: None });
        field.crowd.taken.push(Rect::new(point.0 - 6.0, point.1 - 6.0, 12.0, 12.0));
        beside(pen, field, &[((*label).to_owned(), color, true)], &[point, (point.0, point.1 + 4.0)], None);
    }
    spots
}

type Words = Vec<(String, RGBColor, bool)>;

fn words<DB: DrawingBackend>(pen: &Pen<DB>, stroke: &Stroke, room: f64) -> Words {
    let (color, soft) = (pen.look.theme.role(stroke.role), pen.look.theme.soft);
    let label = pen.look.wrap(&stroke.label, room, true).into_iter().map(|line| (line, color, true));
    let note = stroke.note.as_deref().unwrap_or_default();
    label.chain(pen.look.wrap(note, room, false).into_iter().map(|line| (line, soft, false))).collect()
}

/// Labels for the ends of the lines and the room they need, where the drawing is wide enough.
fn end_labels<DB: DrawingBackend>(pen: &Pen<DB>, strokes: &[Stroke]) -> (Option<Vec<Words>>, f64) {
    if pen.look.width < 480.0 {
        return (None, 12.0);
    }
    let labels: Vec<Words> = strokes.iter().map(|stroke| words(pen, stroke, pen.look.width * 0.27)).collect();
    let widest =
        labels.iter().flatten().map(|(line, _, strong)| pen.width(line, *strong)).fold(0.0, f64::max);
    (Some(labels), widest + 2.0)
}

fn write_ends<DB: DrawingBackend>(pen: &mut Pen<DB>, field: &Field, strokes: &[Stroke], labels: Vec<Words>) {
    let row = pen.line_height();
    let end = |stroke: &Stroke| {
        let last = stroke.points.iter().rev().find_map(|(x, y)| Some((*x, (*y)?)));
        last.map(|(x, y)| (field.x.at(x), field.y.at(y)))
    };
    let shown: Vec<_> = strokes
        .iter()
        .zip(labels)
        .filter_map(|(stroke, words)| Some((end(stroke)?, words)))
        .filter(|(_, words)| !words.is_empty())
        .collect();
    // A label's first line stands at its line's height; what follows hangs below.
    let block = |end: &(f64, f64), words: &Words| (end.1 - row / 2.0, row * words.len() as f64 + 2.0);
    let wishes: Vec<_> = shown.iter().map(|(end, words)| block(end, words)).collect();
    let tops = spread(&wishes, field.area.y - row / 2.0, field.area.y + field.area.h + row / 2.0);
    let x = field.area.x + field.area.w;
    for ((end, words), top) in shown.iter().zip(tops) {
        let middle = top + row / 2.0;
        let widest = words.iter().map(|(line, _, strong)| pen.width(line, *strong)).fold(0.0, f64::max);
        let back = Rect::new(x - 3.0, top, widest + 6.0, row * words.len() as f64);
        pen.rect(back, pen.look.theme.sheet, 1.0);
        if (middle - end.1).abs() > 5.0 || x - end.0 > 60.0 {
            let color = words.first().map_or(pen.look.theme.soft, |word| word.1);
            pen.path(&[(end.0 + 7.0, end.1), (x - 5.0, middle)], color, 1.0);
        }
        pen.lines(words, (x, top), Anchor::Start);
    }
}

fn write_beside<DB: DrawingBackend>(pen: &mut Pen<DB>, field: &mut Field, strokes: &[Stroke]) {
    for (whose, stroke) in strokes.iter().enumerate() {
        let words = words(pen, stroke, (field.area.w * 0.6).max(90.0));
        let points = stroke.points.iter().filter_map(|(x, y)| Some((field.x.at(*x), field.y.at((*y)?))));
        let points: Vec<_> = points.collect();
        let own: Vec<_> = along(&points);
        beside(pen, field, &words, &own, Some(whose));
    }
}

/// Writes words beside the best of some points, on a little sheet, away from the lines of others.
pub fn beside<DB: DrawingBackend>(
    pen: &mut Pen<DB>,
    field: &mut Field,
    words: &[(String, RGBColor, bool)],
    points: &[(f64, f64)],
    owner: Option<usize>,
) {
    let widest = words.iter().map(|(line, _, strong)| pen.width(line, *strong)).fold(0.0, f64::max);
    if widest == 0.0 || points.is_empty() {
        return;
    }
    let room = Rect::new(field.area.x, field.area.y - 4.0, pen.look.width - field.area.x, field.area.h + 4.0);
    let rect = field.crowd.place((widest, pen.line_height() * words.len() as f64), points, room, owner);
    pen.rect(Rect::new(rect.x - 2.0, rect.y, rect.w + 4.0, rect.h), pen.look.theme.sheet, 0.82);
    pen.lines(words, (rect.x, rect.y), Anchor::Start);
    field.crowd.taken.push(rect);
}

/// About forty points evenly along a line, so that a label can stand between two of them.
pub fn along(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let length: f64 =
        points.windows(2).map(|pair| (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1)).sum();
    let step = (length / 40.0).max(6.0);
    let mut found: Vec<(f64, f64)> = points.first().copied().into_iter().collect();
    let mut walked = 0.0;
    for pair in points.windows(2) {
        let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
        let part = dx.hypot(dy);
        let mut next = step - walked;
        while next <= part {
            found.push((pair[0].0 + dx * next / part, pair[0].1 + dy * next / part));
            next += step;
        }
        walked = part - (next - step);
    }
    found
}

/// A line that stays level, and changes halfway between two points.
fn steps(run: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let half = |pair: &[(f64, f64)]| {
        let x = f64::midpoint(pair[0].0, pair[1].0);
        [(x, pair[0].1), (x, pair[1].1), pair[1]]
    };
    run.iter().take(1).copied().chain(run.windows(2).flat_map(half)).collect()
}
