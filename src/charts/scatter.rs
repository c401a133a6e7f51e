//! Clouds of points, told apart by sign as well as by colour.

use plotters::prelude::DrawingBackend;
use plotters::style::RGBColor;

use super::draw::{Look, Spot};
use super::frame::{Frame, ends};
use super::legend::{SWATCH, laid};
use super::pen::Pen;
use super::place::Rect;
use super::plot::{Axis, Role};
use super::scale::ticks;

/// Points that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Cloud {
    /// What they are.
    pub label: String,
    /// Decides the colour; the number of the cloud decides its sign.
    pub role: Role,
    /// The points.
    pub points: Vec<(f64, f64)>,
}

/// Clouds of points.
#[derive(Clone, Debug, PartialEq)]
pub struct Scatter {
    /// Heads the table's column of cloud labels.
    pub cloud_label: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// The clouds; one without points keeps its sign and is not told.
    pub clouds: Vec<Cloud>,
}

/// Half the size of a sign.
const SIGN: f64 = 3.0;

/// The clouds that have points, with their numbers: a sign stays the same whatever else there is.
fn there(scatter: &Scatter) -> impl Iterator<Item = (usize, &Cloud)> {
    scatter.clouds.iter().enumerate().filter(|(_, cloud)| !cloud.points.is_empty())
}

fn labels(scatter: &Scatter) -> impl Iterator<Item = String> {
    there(scatter).map(|(_, cloud)| cloud.label.clone())
}

/// The height that it wants.
pub fn height(scatter: &Scatter, look: &Look) -> f64 {
    let row = (look.theme.text * 1.3).round();
    laid(labels(scatter), look).1 as f64 * row + (look.width * 0.6).clamp(250.0, 440.0)
}

/// Draws the clouds, the one with most points first: few points are not lost under many.
pub fn draw<DB: DrawingBackend>(pen: &mut Pen<DB>, scatter: &Scatter) -> (Vec<Spot>, Rect) {
    let (look, theme) = (pen.look, pen.look.theme);
    let (keys, rows) = laid(labels(scatter), look);
    for (key, (n, cloud)) in keys.into_iter().zip(there(scatter)) {
        let (left, middle) = key.write(pen);
        sign(pen, n, (left + SWATCH / 2.0, middle), theme.role(cloud.role));
    }
    let points = || scatter.clouds.iter().flat_map(|cloud| &cloud.points);
    let x_ends = ends(&scatter.x, points().map(|point| point.0));
    let y_ends = ends(&scatter.y, points().map(|point| point.1));
    let about = (look.width / 110.0).clamp(2.0, 6.0) as usize;
    let named = |value: f64| (value, look.format.write(value, scatter.x.unit));
    let x_ticks = [ticks(x_ends.0, x_ends.1, about).into_iter().map(named).collect::<Vec<_>>()];
    let (x_label, y_label) = (Some(scatter.x.label.as_str()), Some(scatter.y.label.as_str()));
    let top = if rows > 0 { rows as f64 * pen.line_height() + 6.0 } else { 0.0 };
    let frame = Frame { y: &scatter.y, y_label, x_label, marks: &[], right: 14.0, top };
    let field = frame.axes(pen, x_ends, y_ends, &x_ticks, 0.0);
    let place = |(x, y): &(f64, f64)| (field.x.at(*x), field.y.at(*y));
    // Few clouds, each put in its place: sorting would bring its code to the page.
    let mut order: Vec<(usize, &Cloud)> = Vec::new();
    for (n, cloud) in there(scatter) {
        let more = |other: &(usize, &Cloud)| other.1.points.len() >= cloud.points.len();
        order.insert(order.partition_point(more), (n, cloud));
    }
    for (n, cloud) in order {
        let color = theme.role(cloud.role);
        cloud.points.iter().for_each(|point| sign(pen, n, place(point), color));
    }
    let spot = |point| Spot { points: vec![place(point)], hairline: false, around: None };
    (points().map(spot).collect(), field.area)
}

/// The sign of the `n`th cloud: after eight they come again, in another colour.
fn sign<DB: DrawingBackend>(pen: &mut Pen<DB>, n: usize, (x, y): (f64, f64), color: RGBColor) {
    let (r, wide, flat) = (SIGN, SIGN * 1.3, SIGN * 0.9);
    match n % 8 {
        0 => pen.dot((x, y), r, color, false),
        1 => pen.fill(&[(x, y - wide), (x + wide, y + flat), (x - wide, y + flat)], color, 1.0),
        2 => pen.rect(Rect::new(x - r, y - r, 2.0 * r, 2.0 * r), color, 1.0),
        3 => pen.fill(&[(x, y - wide), (x + wide, y), (x, y + wide), (x - wide, y)], color, 1.0),
        4 => pen.dot((x, y), wide, color, true),
        5 => pen.fill(&[(x, y + wide), (x + wide, y - flat), (x - wide, y - flat)], color, 1.0),
        6 => {
            pen.path(&[(x - r, y - r), (x + r, y + r)], color, 1.75);
            pen.path(&[(x - r, y + r), (x + r, y - r)], color, 1.75);
        }
        _ => {
            pen.path(&[(x - wide, y), (x + wide, y)], color, 1.75);
            pen.path(&[(x, y - wide), (x, y + wide)], color, 1.75);
        }
    }
}
