//! A chart told without pixels: as a table, and point by point for the keyboard and the screen reader.

use super::plot::{Axis, Bar, Bars, Bins, Curve, Format, Histogram, Lines, Plot, Surface, TableData, Unit};
use super::scatter::Scatter;

const MISSING: &str = "–";

impl Plot {
    /// The chart's numbers as a table.
    pub fn table(&self, format: &Format) -> TableData {
        match self {
            Plot::Lines(lines) => lines_table(lines, format),
            Plot::Bars(bars) => bars_table(bars, format),
            Plot::Histogram(histogram) => histogram_table(histogram, format),
            Plot::Curve(curve) => curve_table(curve, format),
            Plot::Surface(surface) => surface_table(surface, format),
            Plot::Scatter(scatter) => scatter_table(scatter, format),
            Plot::Tree(tree) => tree.table(format),
        }
    }

    /// One sentence for each place that the arrow keys visit, in the order of `Drawn::spots`.
    pub fn readings(&self, format: &Format) -> Vec<String> {
        match self {
            Plot::Curve(curve) if !curve.shares_x() => curve_readings(curve, format),
            Plot::Bars(bars) => bars_readings(bars, format),
            Plot::Surface(surface) => surface_readings(surface, format),
            Plot::Scatter(scatter) => {
                let tell = |(label, point)| tell(label, point, [&scatter.x, &scatter.y], format);
                points(scatter).map(tell).collect()
            }
            Plot::Tree(tree) => tree.shown().into_iter().map(|at| tree.knots[at].told.clone()).collect(),
            _ => table_readings(&self.table(format)),
        }
    }
}

impl Plot {
    /// Where an arrow key leads from a place, if that is not the next one or the one before.
    pub fn leads(&self, key: &str, at: usize) -> Option<usize> {
        match (self, key) {
            (Plot::Tree(tree), _) => tree.leads(key, at),
            // In a field of cells a row lies above the one before it, and the keys stop at its edge.
            (Plot::Surface(surface), "ArrowUp" | "ArrowDown") => {
                let stride = surface.across.len();
                let to = if key == "ArrowUp" { Some(at + stride) } else { at.checked_sub(stride) };
                Some(to.filter(|to| *to < surface.values.len()).unwrap_or(at))
            }
            _ => None,
        }
    }
}

impl Curve {
    /// Whether all lines have their points at the same x, so that one reading tells all of them.
    pub fn shares_x(&self) -> bool {
        let mut xs = self.traces.iter().map(|trace| trace.points.iter().map(|point| point.0));
        let Some(first) = xs.next() else { return true };
        xs.all(|other| other.eq(first.clone()))
    }
}

fn table_readings(table: &TableData) -> Vec<String> {
    let read = |row: &Vec<String>| {
        let said = row.iter().zip(&table.columns).skip(1).filter(|(cell, _)| !cell.is_empty());
        let said: Vec<String> =
            said.map(|(cell, (label, _))| format!("{label} {cell}").trim().to_owned()).collect();
        format!("{}: {}", row.first().map_or("", String::as_str), said.join(", "))
    };
    table.rows.iter().map(read).collect()
}

fn cell(value: Option<f64>, band: Option<(f64, f64)>, unit: Unit, format: &Format) -> String {
    let Some(value) = value else { return MISSING.into() };
    let written = format.write(value, unit);
    match band {
        Some((low, high)) => {
            format!("{written} ({} – {})", format.write(low, unit), format.write(high, unit))
        }
        None => written,
    }
}

fn lines_table(lines: &Lines, format: &Format) -> TableData {
    let mut columns = vec![(lines.x_label.clone(), false)];
    columns.extend(lines.series.iter().map(|series| (series.label.clone(), true)));
    let marked = !lines.marks.is_empty();
    if marked {
        columns.push((String::new(), false));
    }
    let row = |(at, category): (usize, &super::plot::Category)| {
        let mut row = vec![category.name.clone()];
        for series in &lines.series {
            let value = series.points.get(at).copied().flatten();
            let band = series.band.as_ref().and_then(|band| band.get(at).copied().flatten());
            let mut text = cell(value, band, lines.y.unit, format);
            if let (true, Some(note)) = (series.points.len() == at + 1, &series.note) {
                text = format!("{text} ({note})");
            }
            row.push(text);
        }
        if marked {
            let here = lines.marks.iter().filter(|mark| mark.at.round() as usize == at);
            row.push(here.map(|mark| mark.label.as_str()).collect::<Vec<_>>().join("; "));
        }
        row
    };
    let rows = lines.x.iter().enumerate().map(row).collect();
    TableData { columns, rows }
}

fn bars_table(bars: &Bars, format: &Format) -> TableData {
    let grouped = bars.groups.iter().any(|group| !group.label.is_empty());
    let mut columns = vec![(bars.category_label.clone(), false)];
    if grouped {
        columns.insert(0, (String::new(), false));
    }
    columns.push((bars.value.label.clone(), true));
    let all = || bars.groups.iter().flat_map(|group| &group.bars);
    let marks = all().map(|bar| &bar.marks).find(|marks| !marks.is_empty());
    columns.extend(marks.into_iter().flatten().map(|(name, _)| (name.clone(), true)));
    let width = columns.len();
    let mut rows = Vec::new();
    for group in &bars.groups {
        for bar in &group.bars {
            let mut row = vec![bar.label.clone(), bar_cell(bar, bars.value.unit, format)];
            row.extend(bar.marks.iter().map(|(_, value)| format.write(*value, bars.value.unit)));
            if grouped {
                row.insert(0, group.label.clone());
            }
            rows.push(row);
        }
    }
    if let Some(goal) = &bars.goal {
        let mut row = vec![goal.label.clone(), format.write(goal.at, bars.value.unit)];
        if grouped {
            row.insert(0, String::new());
        }
        rows.push(row);
    }
    // A limit is no average of anything.
    rows.iter_mut().for_each(|row| row.resize(width, String::new()));
    TableData { columns, rows }
}

fn bars_readings(bars: &Bars, format: &Format) -> Vec<String> {
    let mut said = Vec::new();
    for group in &bars.groups {
        for bar in &group.bars {
            let value = bar_cell(bar, bars.value.unit, format);
            let group = if group.label.is_empty() { String::new() } else { format!("{}, ", group.label) };
            said.push(format!("{group}{}: {value}", bar.label));
        }
    }
    said
}

fn bar_cell(bar: &Bar, unit: Unit, format: &Format) -> String {
    let value = cell(bar.value, bar.interval, unit, format);
    bar.from.map_or(value.clone(), |from| format!("{} → {value}", format.write(from, unit)))
}

fn surface_table(surface: &Surface, format: &Format) -> TableData {
    let mut columns = vec![(surface.y.label.clone(), false)];
    let head = |name: &super::plot::Category| (format!("{} {}", surface.x.label, name.name), true);
    columns.extend(surface.across.iter().map(head));
    let across = surface.across.len().max(1);
    let row = |(at, name): (usize, &super::plot::Category)| {
        let cells = (at * across..).zip(surface.values.iter().skip(at * across).take(across));
        let values = cells.map(|(at, value)| said(surface, at, *value, |name| &name.short, format));
        std::iter::once(name.name.clone()).chain(values).collect()
    };
    TableData { columns, rows: surface.up.iter().enumerate().map(row).collect() }
}

/// What a cell says: a value, and before it the name of its area.
fn said(
    surface: &Surface,
    at: usize,
    value: f64,
    form: fn(&super::plot::Category) -> &String,
    format: &Format,
) -> String {
    let value = format.write(value, surface.value.unit);
    let area = surface.areas.as_ref().and_then(|areas| areas.names.get(*areas.of.get(at)?));
    area.map_or(value.clone(), |area| format!("{} {value}", form(&area.name)))
}

fn surface_readings(surface: &Surface, format: &Format) -> Vec<String> {
    let across = surface.across.len();
    let read = |(at, value): (usize, &f64)| {
        let name = |names: &[super::plot::Category], at: usize| {
            names.get(at).map(|name| name.name.clone()).unwrap_or_default()
        };
        let (x, y) = (name(&surface.across, at % across), name(&surface.up, at / across));
        let value = said(surface, at, *value, |name| &name.name, format);
        format!("{} {x}, {} {y}: {value}", surface.x.label, surface.y.label)
    };
    if across == 0 { Vec::new() } else { surface.values.iter().enumerate().map(read).collect() }
}

fn histogram_table(histogram: &Histogram, format: &Format) -> TableData {
    let outlines = || std::iter::once(&histogram.reference).chain(&histogram.current);
    let mut columns = vec![(histogram.x.label.clone(), false)];
    columns.extend(outlines().map(|outline| (outline.label.clone(), true)));
    let name = |at: usize| match &histogram.bins {
        Bins::Names(names) => names.get(at).map(|name| name.name.clone()).unwrap_or_default(),
        Bins::Edges(edges) => {
            let edge = |at: usize| edges.get(at).map(|edge| format.write(*edge, histogram.x.unit));
            format!("{} – {}", edge(at).unwrap_or_default(), edge(at + 1).unwrap_or_default())
        }
    };
    let row = |at: usize| {
        let mut row = vec![name(at)];
        let values = outlines().map(|outline| outline.values.get(at).copied());
        row.extend(values.map(|value| cell(value, None, histogram.y.unit, format)));
        row
    };
    let rows = (0..histogram.bins.count()).map(row).collect();
    TableData { columns, rows }
}

fn curve_table(curve: &Curve, format: &Format) -> TableData {
    let band = |trace: &super::plot::Trace, at: usize| trace.band.as_ref()?.get(at).copied();
    let mut table = TableData::default();
    if curve.shares_x() {
        table.columns.push((curve.x.label.clone(), true));
        let heads = curve.traces.iter().map(|trace| (trace.label.clone(), true));
        table.columns.extend(heads);
        let points = curve.traces.first().map(|trace| trace.points.as_slice()).unwrap_or_default();
        for (at, point) in points.iter().enumerate() {
            let mut row = vec![format.write(point.0, curve.x.unit)];
            for trace in &curve.traces {
                let value = trace.points.get(at).map(|point| point.1);
                row.push(cell(value, band(trace, at), curve.y.unit, format));
            }
            table.rows.push(row);
        }
        return table;
    }
    table.columns.push((curve.trace_label.clone(), false));
    table.columns.extend([(curve.x.label.clone(), true), (curve.y.label.clone(), true)]);
    for trace in &curve.traces {
        for (at, point) in trace.points.iter().enumerate() {
            let x = format.write(point.0, curve.x.unit);
            let y = cell(Some(point.1), band(trace, at), curve.y.unit, format);
            table.rows.push(vec![trace.label.clone(), x, y]);
        }
    }
    for dot in &curve.dots {
        let x = format.write(dot.at.0, curve.x.unit);
        table.rows.push(vec![dot.label.clone(), x, format.write(dot.at.1, curve.y.unit)]);
    }
    table
}

fn curve_readings(curve: &Curve, format: &Format) -> Vec<String> {
    let tell = |label: &str, point| tell(label, point, [&curve.x, &curve.y], format);
    let mut said = Vec::new();
    for trace in &curve.traces {
        said.extend(trace.points.iter().map(|point| tell(&trace.label, *point)));
    }
    said.extend(curve.dots.iter().map(|dot| tell(&dot.label, dot.at)));
    said
}

/// A point of its own.
fn tell(label: &str, (x, y): (f64, f64), axes: [&Axis; 2], format: &Format) -> String {
    let [along, up] = axes;
    let (x, y) = (format.write(x, along.unit), format.write(y, up.unit));
    format!("{label}: {} {x}, {} {y}", along.label, up.label)
}

fn points(scatter: &Scatter) -> impl Iterator<Item = (&str, (f64, f64))> {
    scatter.clouds.iter().flat_map(|cloud| cloud.points.iter().map(|point| (cloud.label.as_str(), *point)))
}

fn scatter_table(scatter: &Scatter, format: &Format) -> TableData {
    let (x, y) = (&scatter.x, &scatter.y);
    let columns =
        vec![(scatter.cloud_label.clone(), false), (x.label.clone(), true), (y.label.clone(), true)];
    let row = |(label, at): (&str, (f64, f64))| {
        vec![label.into(), format.write(at.0, x.unit), format.write(at.1, y.unit)]
    };
    TableData { columns, rows: points(scatter).map(row).collect() }
}
