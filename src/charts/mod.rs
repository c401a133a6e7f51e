//! Charts: knows plotters and Yew, not ML. A chart is plain data (`Plot`) that can be drawn at any size
//! and told in words and as a table; `Figure` puts the three together on the page.
//!
//! Import rule: plotters, Yew and `widgets`. Charts never use plotters' own text measuring or its chart
//! builder: in a browser it measures through an element with a `style` attribute, which the page's content
//! security policy forbids.

pub mod areas;
pub mod bars;
pub mod draw;
pub mod figure;
pub mod frame;
pub mod histogram;
pub mod legend;
pub mod pen;
pub mod place;
pub mod plot;
pub mod scale;
pub mod scatter;
pub mod screen;
pub mod surface;
pub mod theme;
pub mod told;
pub mod tree;
pub mod xy;

pub use draw::{Drawn, Look, Spot, draw, height, width};
pub use figure::{Figure, FigureWords};
pub use plot::{
    Area, Areas, Axis, Bar, BarGroup, Bars, Bins, Category, Curve, Dot, Format, Histogram, Lines, Mark,
    Outline, Plot, Role, Series, Surface, TableData, Trace, Unit,
};
pub use scatter::{Cloud, Scatter};
pub use theme::Theme;
pub use tree::{Knot, Tree};
