//! The charts that explain an answer: a score in steps, a line of many, a field of cells.

use full_loop::charts::{
    Axis, Bar, BarGroup, Bars, Category, Curve, Lines, Mark, Plot, Role, Series, Surface, Trace, Unit,
};

use super::{format, render};

/// A score from where it starts to where it ends.
pub fn steps() -> Plot {
    let step = |label: &str, from, to, role| Bar { from: Some(from), ..Bar::new(label, to, role) };
    Plot::Bars(Bars {
        category_label: "Column".into(),
        value: Axis::new("what the model says", Unit::Percent),
        groups: vec![BarGroup {
            label: String::new(),
            bars: vec![
                Bar::new("before it looks", 0.02, Role::Soft),
                step("gusts: 38 mph", 0.02, 0.31, Role::Harm),
                step("carrier: United", 0.31, 0.22, Role::Good),
                step("airport of departure: LaGuardia", 0.22, 0.22, Role::Harm),
                Bar::new("its score", 0.22, Role::Model),
            ],
        }],
        goal: None,
    })
}

/// Bars that are averages, with some of what they are averages of.
pub fn levels() -> Plot {
    let bar = |label: &str, value: f64| {
        let marks = (1..5).map(|n| (format!("flight {n}"), value * f64::from(n) / 2.5)).collect();
        Bar { marks, ..Bar::new(label, value, Role::Model) }
    };
    Plot::Bars(Bars {
        category_label: "Airline".into(),
        value: Axis::new("what the model says", Unit::Percent),
        groups: vec![BarGroup {
            label: String::new(),
            bars: vec![bar("United", 0.021), bar("ExpressJet", 0.048), bar("Hawaiian", 0.001)],
        }],
        goal: Some(Mark { at: 0.03, label: "on average".into(), role: Role::Soft }),
    })
}

#[test]
fn what_a_bar_is_an_average_of_stands_in_the_table_by_name() {
    let table = levels().table(&format());
    let heads: Vec<&str> = table.columns.iter().map(|(head, _)| head.as_str()).collect();
    let names = ["flight 1", "flight 2", "flight 3", "flight 4"];
    assert_eq!(heads[..], [&["Airline", "what the model says"][..], &names].concat()[..]);
    assert!(table.rows.iter().all(|row| row.len() == heads.len()) && !table.rows[0][5].is_empty());
    assert!(table.rows[3][2..].iter().all(String::is_empty), "a limit is no average");
    // A stroke is ink on the bar.
    let plain = |plot: &Plot| {
        let Plot::Bars(bars) = plot else { unreachable!() };
        let mut bars = bars.clone();
        bars.groups.iter_mut().flat_map(|group| &mut group.bars).for_each(|bar| bar.marks.clear());
        Plot::Bars(bars)
    };
    let lines = |plot: &Plot| render(plot, 640.0, false, None).0.matches("<polyline").count();
    assert!(lines(&levels()) >= lines(&plain(&levels())) + 12);
}

/// One row that is far off does not make slivers of all bars: it is pointed to, and its number stands in the table.
#[test]
fn a_stroke_that_is_far_out_leaves_the_bars_their_room() {
    let bar = |label: &str, value: f64| {
        let near = (1..10).map(|n| (format!("flight {n}"), value * (1.0 + f64::from(n) / 20.0)));
        let marks = near.chain([("flight 10".into(), 0.9)]).collect();
        Bar { marks, ..Bar::new(label, value, Role::Model) }
    };
    let bars = Bars {
        category_label: "Airline".into(),
        value: Axis::new("what the model says", Unit::Percent),
        groups: vec![BarGroup {
            label: String::new(),
            bars: vec![bar("United", 0.02), bar("ExpressJet", 0.04)],
        }],
        goal: None,
    };
    assert_eq!(bars.off_scale(), 2);
    let plot = Plot::Bars(bars);
    for width in [640.0, 320.0] {
        let (_, drawn, _) = render(&plot, width, false, None);
        let ends: Vec<f64> = drawn.spots.iter().map(|spot| spot.points[0].0).collect();
        assert!(ends[1] - ends[0] > width * 0.1, "{ends:?} of {width}");
    }
    assert!(plot.table(&format()).rows[0].last().unwrap().starts_with("90"));
}

/// Numbers that are no amounts stand as dots on their intervals, which end where a fixed scale does.
pub fn measures() -> Plot {
    Plot::Bars(Bars {
        category_label: "Measure".into(),
        value: Axis::new("on the test set", Unit::Number).within(0.0, 1.0),
        groups: vec![BarGroup {
            label: "At your line".into(),
            bars: vec![
                Bar::dot("Recall", Some(0.4), Some((0.3, 0.5))),
                Bar::dot("Largest calibration error", Some(0.05), Some((-0.1, 0.2))),
                Bar::dot("Precision", None, None),
            ],
        }],
        goal: None,
    })
}

#[test]
fn a_dot_stands_on_its_interval_and_no_bar_under_it() {
    let (svg, drawn, _) = render(&measures(), 640.0, false, None);
    assert_eq!(svg.matches("<circle").count(), 2, "what is undefined has none");
    assert_eq!(drawn.spots.len(), 3);
    let Plot::Bars(mut bars) = measures() else { unreachable!() };
    bars.groups[0].bars.iter_mut().for_each(|bar| bar.dot = false);
    let rects = |svg: &str| svg.matches("<rect").count();
    assert!(rects(&render(&Plot::Bars(bars), 640.0, false, None).0) > rects(&svg));
    assert!(drawn.spots.iter().all(|spot| spot.points[0].0 >= 0.0));
    assert_eq!(measures().table(&format()).rows[2][2], "–");
}

/// Lines over names, one of them thick and with its name.
pub fn names() -> Plot {
    let line = |height: f64| (0..5).map(|at| Some(height * (1.0 + f64::from(at) / 5.0))).collect();
    let one = |n: u32| {
        let series = Series::new(format!("animal{n}"), Role::Class(0), line(0.1 * f64::from(n)));
        Series { faint: true, ..series }
    };
    let mut series: Vec<Series> = (1..6).map(one).collect();
    series.push(Series::new("on average", Role::Model, line(0.3)));
    Plot::Lines(Lines {
        x_label: "Plot".into(),
        x: ["one", "two", "three", "four", "five"].map(Category::from).to_vec(),
        y: Axis::new("how likely", Unit::Percent),
        series,
        marks: Vec::new(),
    })
}

#[test]
fn one_of_many_lines_over_names_has_its_name_in_the_table_only() {
    let (plot, format) = (names(), format());
    assert!(!render(&plot, 640.0, false, None).0.contains("animal1"));
    assert!(plot.table(&format).columns.iter().any(|(head, _)| head == "animal1"));
}

/// A line of many thin ones.
pub fn dependence() -> Plot {
    let line = |height: f64| (0..12).map(f64::from).map(|x| (x, height * (1.0 + x / 12.0))).collect();
    let one = |n: u32| {
        let trace = Trace::new(format!("flight{n}"), Role::Soft, line(0.01 * f64::from(n)));
        Trace { faint: true, ..trace }
    };
    let mut traces: Vec<Trace> = (1..6).map(one).collect();
    traces.push(Trace::new("on average", Role::Model, line(0.03)));
    Plot::Curve(Curve {
        trace_label: "Line".into(),
        x: Axis::new("Gusts", Unit::Number).floating(),
        y: Axis::new("what the model says", Unit::Percent),
        traces,
        dots: vec![],
        marks: vec![],
        square: false,
    })
}

pub fn surface() -> Plot {
    let across = (0..15).map(|at| Category::new(format!("{} mph", at * 5), format!("{}", at * 5)));
    let up = ["Endeavor Air", "United", "Hawaiian", "JetBlue"].map(|name| Category::new(name, &name[..3]));
    let value = |at: u32| 0.002 * f64::from(at % 15) + 0.01 * f64::from(at / 15);
    Plot::Surface(Surface {
        x: Axis::new("Gusts", Unit::Number),
        y: Axis::new("Carrier", Unit::Number),
        across: across.collect(),
        up: up.to_vec(),
        value: Axis::new("what the model says", Unit::Percent),
        values: (0..60).map(value).collect(),
        line: Some(Mark { at: 0.03, label: "a warning pays, from 3 % on".into(), role: Role::Truth }),
        areas: None,
    })
}

#[test]
fn loose_points_are_dots_without_a_line() {
    let trace = |loose| Trace {
        loose,
        ..Trace::new("days", Role::Soft, vec![(1.0, 2.0), (4.0, 1.0), (2.0, 3.0), (3.0, 3.0)])
    };
    let plot = |loose| {
        Plot::Curve(Curve {
            trace_label: "Line".into(),
            x: Axis::new("forecast", Unit::Number),
            y: Axis::new("what came", Unit::Number),
            traces: vec![trace(loose)],
            dots: vec![],
            marks: vec![],
            square: true,
        })
    };
    let count = |loose| {
        let (svg, drawn, _) = render(&plot(loose), 640.0, false, None);
        (svg.matches("<circle").count(), svg.matches("<polyline").count(), drawn.spots.len())
    };
    let ((dots, lines, spots), (no_dots, more_lines, same)) = (count(true), count(false));
    assert_eq!((dots, no_dots, spots, same), (4, 0, 4, 4));
    assert_eq!(lines + 1, more_lines);
    assert_eq!(plot(true).readings(&format())[1], "4: days 1");
}

#[test]
fn a_step_begins_where_the_one_before_it_ended() {
    let format = format();
    let table = steps().table(&format);
    assert_eq!(table.rows[1], ["gusts: 38 mph", "2 % → 31 %"]);
    assert_eq!(steps().readings(&format)[2], "carrier: United: 31 % → 22 %");
    // Boxes: the sheet, then the bars in their order; each begins where the one before it ended.
    let (svg, drawn, _) = render(&steps(), 640.0, false, None);
    let ends: Vec<f64> = drawn.spots.iter().map(|spot| spot.points[0].0).collect();
    assert!(ends[1] > ends[0] && ends[2] < ends[1] && ends[3] == ends[2] && ends[4] == ends[3]);
    let boxes: Vec<(f64, f64)> = svg
        .split("<rect")
        .skip(2)
        .take(5)
        .map(|part| {
            let number = |name: &str| {
                let found = part.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
                found.and_then(|number| number.parse::<f64>().ok()).expect("a box has its numbers")
            };
            (number("x"), number("x") + number("width"))
        })
        .collect();
    let near = |a: f64, b: f64| (a - b).abs() < 2.1;
    assert!(near(boxes[1].0, ends[0]) && near(boxes[1].1, ends[1]), "{boxes:?} {ends:?}");
    assert!(near(boxes[2].0, ends[2]) && near(boxes[2].1, ends[1]), "{boxes:?} {ends:?}");
}

#[test]
fn a_surface_is_told_cell_by_cell() {
    let format = format();
    let plot = surface();
    let table = plot.table(&format);
    assert_eq!((table.columns.len(), table.rows.len()), (16, 4));
    assert_eq!(table.rows[1][..3], ["United", "1 %", "1.2 %"]);
    assert_eq!(plot.readings(&format)[16], "Gusts 5 mph, Carrier United: 1.2 %");
    assert_eq!([0, 59].map(|at| plot.leads("ArrowUp", at)), [Some(15), Some(59)]);
    let (svg, drawn, _) = render(&plot, 640.0, false, None);
    assert_eq!(drawn.spots.len(), 60);
    let at = |cell: usize| drawn.spots[cell].points[0];
    assert!(at(1).0 > at(0).0 && at(1).1 == at(0).1, "the next cell stands beside");
    assert!(at(15).1 < at(0).1 && at(15).0 == at(0).0, "the next row stands above");
    // The darkest cell is the highest, and the line is drawn in ink.
    let cells: Vec<f64> = svg.split("<rect").filter(|part| part.contains("#1B6B74")).map(strength).collect();
    assert_eq!(cells.len(), 62, "sixty cells and two of the legend");
    assert!(cells[2..].iter().all(|cell| *cell <= cells[61]) && cells[61] > cells[2]);
    let none = Surface {
        line: None,
        ..match plot {
            Plot::Surface(surface) => surface,
            _ => unreachable!(),
        }
    };
    let without = render(&Plot::Surface(none), 640.0, false, None).0;
    let lines = |svg: &str| svg.matches("<polyline").count();
    assert!(lines(&svg) > lines(&without) + 10, "a line runs between the cells");
}

/// The strength of the model's colour in each cell, those of the legend first.
fn strengths(value: Axis, values: Vec<f64>) -> Vec<f64> {
    let plot = Plot::Surface(Surface {
        x: Axis::new("Gusts", Unit::Number),
        y: Axis::new("Carrier", Unit::Number),
        across: ["0", "20"].map(Category::from).to_vec(),
        up: ["United", "JetBlue"].map(Category::from).to_vec(),
        value,
        values,
        line: None,
        areas: None,
    });
    let (svg, ..) = render(&plot, 640.0, false, None);
    svg.split("<rect").filter(|part| part.contains("#1B6B74")).map(strength).collect()
}

pub fn strength(part: &str) -> f64 {
    let found = part.split("opacity=\"").nth(1).and_then(|rest| rest.split('"').next());
    found.and_then(|number| number.parse::<f64>().ok()).unwrap_or(1.0)
}

#[test]
fn a_field_that_hardly_changes_is_painted_in_one_shade() {
    let nearly = vec![0.001, 0.0011, 0.0012, 0.0014];
    let axis = || Axis::new("what the model says", Unit::Percent);
    let spread = |cells: &[f64]| cells[5] - cells[2];
    let anchored = strengths(axis().within(0.0, 0.06), nearly.clone());
    assert!(spread(&anchored) < 0.02 && anchored[2] < 0.1, "{anchored:?}");
    assert_eq!(anchored[..2], [anchored[2], anchored[5]], "the legend shows the same shades");
    assert!(spread(&strengths(axis(), nearly)) > 0.5, "without an anchor the data span it");
}

#[test]
fn the_zero_line_runs_past_the_bars_of_a_group_and_not_through_its_name() {
    let lines = |n: usize| {
        let group = |at: usize| BarGroup {
            label: format!("Version {at}, with as many looks as it had"),
            bars: vec![Bar::new("live", 0.4, Role::Model), Bar::new("claimed", 0.5, Role::Challenger)],
        };
        let plot = Plot::Bars(Bars {
            category_label: "Version".into(),
            value: Axis::new("Found", Unit::Percent),
            groups: (1..=n).map(group).collect(),
            goal: None,
        });
        render(&plot, 640.0, false, None).0.matches("<polyline").count()
    };
    assert_eq!((lines(1), lines(3)), (1, 3));
}
