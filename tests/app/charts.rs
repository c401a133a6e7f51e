//! Every kind of chart drawn as SVG, wide and narrow, both ways round: what can be read is asserted,
//! never how it looks.

use full_loop::charts::{
    Axis, Bar, BarGroup, Bars, Bins, Category, Curve, Dot, Drawn, Format, Histogram, Lines, Look, Mark,
    Outline, Plot, Role, Series, Surface, Theme, Trace, Unit, draw, height,
};
use plotters::prelude::SVGBackend;

const WIDTHS: [f64; 3] = [640.0, 320.0, 260.0];

fn format() -> Format {
    Format::new(|value, unit| match unit {
        Unit::Percent => format!("{} %", (value * 1000.0).round() / 10.0),
        Unit::Money => format!("€{value:.0}"),
        Unit::Count => format!("{value:.0}"),
        Unit::Number => format!("{}", (value * 1000.0).round() / 1000.0),
    })
}

/// About Inter's widths: wide enough that what fits here fits on the page.
fn measure(text: &str, strong: bool) -> f64 {
    text.chars().count() as f64 * if strong { 7.4 } else { 7.0 }
}

fn render(plot: &Plot, width: f64, rtl: bool, cursor: Option<usize>) -> (String, Drawn, f64) {
    let theme = Theme::light().expect("tokens.css holds every token of the charts");
    let format = format();
    let measure: &dyn Fn(&str, bool) -> f64 = &measure;
    let mut look =
        Look { width, height: 0.0, scale: 1.0, theme: &theme, rtl, format: &format, measure, cursor };
    look.height = height(plot, &look);
    let tall = look.height;
    let mut svg = String::new();
    let drawn = {
        let mut backend = SVGBackend::with_string(&mut svg, (width as u32, tall.ceil() as u32));
        draw(&mut backend, plot, &look).expect("SVG does not fail")
    };
    (svg, drawn, tall)
}

fn months() -> Vec<Category> {
    ["January", "February", "March", "April", "May", "June", "July", "August", "September"]
        .map(|name| Category::new(name, name.get(..3).unwrap_or(name)))
        .to_vec()
}

fn lines() -> Plot {
    let truth = [0.022, 0.019, 0.031, 0.021, 0.018, 0.024, 0.031, 0.012, 0.009];
    let said = [0.022, 0.020, 0.029, 0.016, 0.011, 0.008, 0.003, 0.004, 0.006];
    let mut real = Series::new("really cancelled", Role::Truth, truth.map(Some).to_vec());
    real.open_last = true;
    real.note = Some("September: not over yet".into());
    let mut model = Series::new("what the model says", Role::Model, said.map(Some).to_vec());
    model.band = Some(said.map(|value| Some((value * 0.8, value * 1.2))).to_vec());
    let mut rule = Series::new("the rule of the desk", Role::Baseline, vec![Some(0.0055); 9]);
    rule.dashed = true;
    rule.points[4] = None;
    let mark = |at: f64, label: &str, role| Mark { at, label: label.into(), role };
    Plot::Lines(Lines {
        x_label: "Month".into(),
        x: months(),
        y: Axis::new("", Unit::Percent),
        series: vec![real, model, rule],
        marks: vec![
            mark(3.0, "shipped on the first of April", Role::Truth),
            mark(5.0, "alarm: temperature has left its range", Role::Harm),
        ],
    })
}

fn bars() -> Plot {
    let loss = |label: &str, value: f64, role| Bar::new(label, value, role);
    let mut model = loss("With your model", -48_200.0, Role::Model);
    model.interval = Some((-52_000.0, -44_000.0));
    Plot::Bars(Bars {
        category_label: "What the desk does".into(),
        value: Axis::new("Money", Unit::Money),
        groups: vec![
            BarGroup {
                label: "July".into(),
                bars: vec![
                    loss("With nothing at all", -77_400.0, Role::Truth),
                    loss("With the rule that was written by hand", -51_900.0, Role::Baseline),
                    model,
                ],
            },
            BarGroup { label: "August".into(), bars: vec![loss("With your model", 12_300.0, Role::Good)] },
        ],
        goal: Some(Mark { at: -40_000.0, label: "what Frame asked for".into(), role: Role::Harm }),
    })
}

fn histogram(named: bool) -> Plot {
    let reference = vec![0.05, 0.15, 0.3, 0.25, 0.15, 0.08, 0.02, 0.0];
    let current = vec![0.0, 0.0, 0.02, 0.1, 0.2, 0.33, 0.25, 0.1];
    let outline = |label: &str, role, values| Outline { label: label.into(), role, values };
    let edges = (0..9).map(|at| -10.0 + 5.0 * f64::from(at)).collect();
    let names = ["EV", "B6", "DL", "UA", "AA", "MQ", "US", "9E"].map(Category::from).to_vec();
    Plot::Histogram(Histogram {
        x: Axis::new("Temperature", Unit::Number),
        bins: if named { Bins::Names(names) } else { Bins::Edges(edges) },
        y: Axis::new("Share of flights", Unit::Percent),
        reference: outline("January to March, training", Role::Soft, reference),
        current: Some(outline("July, live", Role::Model, current)),
    })
}

fn roc() -> Plot {
    let curve = |bend: f64| (0..=20).map(|at| f64::from(at) / 20.0).map(|x| (x, x.powf(bend))).collect();
    let mut chance = Trace::new("guessing", Role::Baseline, vec![(0.0, 0.0), (1.0, 1.0)]);
    chance.dashed = true;
    Plot::Curve(Curve {
        trace_label: "Curve".into(),
        x: Axis::new("False alarms", Unit::Percent).within(0.0, 1.0),
        y: Axis::new("Caught", Unit::Percent).within(0.0, 1.0),
        traces: vec![
            Trace::new("your model", Role::Model, curve(0.25)),
            Trace::new("the challenger", Role::Challenger, curve(0.4)),
            chance,
        ],
        dots: vec![Dot { at: (0.2, 0.669), label: "your threshold".into(), role: Role::Truth }],
        marks: vec![],
        square: true,
    })
}

fn loss() -> Plot {
    let falling = |by: f64, up: f64| {
        let loss = move |x: f64| 0.1 + 0.6 * (-x / by).exp() + up * x;
        (0..=40).map(f64::from).map(|x| (x, loss(x))).collect()
    };
    Plot::Curve(Curve {
        trace_label: "Rows".into(),
        x: Axis::new("Iteration", Unit::Count),
        y: Axis::new("Log loss", Unit::Number),
        traces: vec![
            Trace::new("training rows", Role::Soft, falling(6.0, 0.0)),
            Trace::new("validation rows", Role::Model, falling(6.0, 0.003)),
        ],
        dots: vec![],
        marks: vec![Mark { at: 18.0, label: "best so far".into(), role: Role::Good }],
        square: false,
    })
}

/// A score from where it starts to where it ends.
fn steps() -> Plot {
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

/// A line of many thin ones.
fn dependence() -> Plot {
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

fn surface() -> Plot {
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
    })
}

fn all() -> Vec<(&'static str, Plot)> {
    vec![
        ("lines", lines()),
        ("bars", bars()),
        ("histogram", histogram(false)),
        ("names", histogram(true)),
        ("roc", roc()),
        ("loss", loss()),
        ("steps", steps()),
        ("dependence", dependence()),
        ("surface", surface()),
    ]
}

fn texts(svg: &str) -> Vec<(f64, String)> {
    let text = |part: &str| {
        let size = part.split("font-size=\"").nth(1)?.split('"').next()?.parse::<f64>().ok()?;
        let words = part.split('>').nth(1)?.split('<').next()?.trim();
        // plotters' SVG divides the size of a font by 1.24, its canvas does not.
        Some((size * 1.24, words.trim_matches(['\u{2067}', '\u{2069}']).to_owned()))
    };
    svg.split("<text").skip(1).filter_map(text).collect()
}

fn every(check: impl Fn(&str, &Plot, f64, bool)) {
    for (name, plot) in all() {
        for width in WIDTHS {
            for rtl in [false, true] {
                check(name, &plot, width, rtl);
            }
        }
    }
}

#[test]
fn no_text_is_under_12_px() {
    every(|name, plot, width, rtl| {
        let texts = texts(&render(plot, width, rtl, None).0);
        assert!(texts.len() > 3, "{name} at {width} has words");
        assert!(texts.iter().all(|(size, _)| *size >= 12.0), "{name} at {width}: {texts:?}");
    });
}

#[test]
fn all_words_are_inside_and_none_overlap() {
    every(|name, plot, width, rtl| {
        let (_, drawn, tall) = render(plot, width, rtl, None);
        for (at, word) in drawn.words.iter().enumerate() {
            let inside = word.x >= -0.5
                && word.y >= -0.5
                && word.x + word.w <= width + 0.5
                && word.y + word.h <= tall + 0.5;
            assert!(inside, "{name} at {width}: {word:?} outside {width} × {tall}");
            for other in drawn.words.iter().skip(at + 1) {
                assert!(!word.meets(other), "{name} at {width}: {word:?} meets {other:?}");
            }
        }
    });
}

#[test]
fn every_series_has_its_label_and_its_ink() {
    every(|name, plot, width, rtl| {
        let (svg, _, _) = render(plot, width, rtl, None);
        let written = texts(&svg).into_iter().map(|(_, words)| words).collect::<Vec<_>>().join(" ");
        let labels: Vec<&str> = match plot {
            Plot::Lines(lines) => lines.series.iter().map(|series| series.label.as_str()).collect(),
            Plot::Bars(bars) => {
                bars.groups.iter().flat_map(|group| &group.bars).map(|bar| bar.label.as_str()).collect()
            }
            Plot::Curve(curve) => {
                let spoken = curve.traces.iter().filter(|trace| !trace.faint);
                spoken.map(|trace| trace.label.as_str()).collect()
            }
            Plot::Surface(surface) => vec![
                surface.x.label.as_str(),
                surface.y.label.as_str(),
                surface.line.as_ref().map_or("", |line| line.label.as_str()),
            ],
            Plot::Histogram(histogram) => vec![histogram.reference.label.as_str()],
        };
        for label in labels {
            for word in label.split(' ') {
                assert!(written.contains(word), "{name} at {width}: “{word}” of “{label}” in “{written}”");
            }
        }
        let model = "#1B6B74";
        assert!(svg.contains(model), "{name} at {width} draws the model's colour");
    });
}

#[test]
fn right_to_left_is_the_mirror() {
    let left = render(&lines(), 640.0, false, None).1;
    let right = render(&lines(), 640.0, true, None).1;
    assert_eq!(left.words, right.words, "words keep their logical places");
    for (a, b) in left.spots.iter().zip(&right.spots) {
        for (a, b) in a.points.iter().zip(&b.points) {
            assert!((a.0 + b.0 - 640.0).abs() < 1e-9 && a.1 == b.1);
        }
    }
}

#[test]
fn the_keyboard_visits_every_reading() {
    let format = format();
    every(|name, plot, width, rtl| {
        let drawn = render(plot, width, rtl, Some(0)).1;
        assert_eq!(drawn.spots.len(), plot.readings(&format).len(), "{name}");
    });
    let said = lines().readings(&format);
    let start = "June: really cancelled 2.4 %, what the model says 0.8 % (0.6 % – 1 %), ";
    assert!(said[5].starts_with(start), "{}", said[5]);
    assert!(said[5].ends_with(", alarm: temperature has left its range"), "{}", said[5]);
}

#[test]
fn the_table_holds_the_numbers_of_the_drawing() {
    let format = format();
    let table = lines().table(&format);
    assert_eq!(table.rows.len(), 9);
    assert_eq!(table.rows[6][1], "3.1 %");
    assert_eq!(table.rows[4][3], "–", "a gap is a dash");
    assert_eq!(table.rows[8][1], "0.9 % (September: not over yet)");
    let table = bars().table(&format);
    assert_eq!(table.rows[2], ["July", "With your model", "€-48200 (€-52000 – €-44000)"]);
    let drawn: Vec<_> =
        texts(&render(&bars(), 640.0, false, None).0).into_iter().map(|(_, word)| word).collect();
    assert!(drawn.contains(&"€-48200".to_owned()), "the drawing writes the same value: {drawn:?}");
    for (name, plot) in all() {
        let table = plot.table(&format);
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{name}");
    }
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
    assert_eq!(plot.stride(), Some(15));
    let (svg, drawn, _) = render(&plot, 640.0, false, None);
    assert_eq!(drawn.spots.len(), 60);
    let at = |cell: usize| drawn.spots[cell].points[0];
    assert!(at(1).0 > at(0).0 && at(1).1 == at(0).1, "the next cell stands beside");
    assert!(at(15).1 < at(0).1 && at(15).0 == at(0).0, "the next row stands above");
    // The darkest cell is the highest, and the line is drawn in ink.
    let strength = |part: &str| {
        let found = part.split("opacity=\"").nth(1).and_then(|rest| rest.split('"').next());
        found.and_then(|number| number.parse::<f64>().ok()).unwrap_or(1.0)
    };
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

#[test]
fn nothing_to_draw_is_drawn_without_fear() {
    let y = || Axis::new("", Unit::Number);
    let none: Vec<Plot> = vec![
        Plot::Lines(Lines { x_label: "".into(), x: vec![], y: y(), series: vec![], marks: vec![] }),
        Plot::Bars(Bars { category_label: "".into(), value: y(), groups: vec![], goal: None }),
        Plot::Surface(Surface {
            x: y(),
            y: y(),
            across: vec![],
            up: vec![],
            value: y(),
            values: vec![],
            line: None,
        }),
        Plot::Histogram(Histogram {
            x: y(),
            bins: Bins::Edges(vec![]),
            y: y(),
            reference: Outline { label: "".into(), role: Role::Soft, values: vec![] },
            current: None,
        }),
        Plot::Curve(Curve {
            trace_label: "".into(),
            x: y(),
            y: y(),
            traces: vec![Trace::new("one", Role::Model, vec![(1.0, f64::NAN), (1.0, 2.0)])],
            dots: vec![],
            marks: vec![],
            square: false,
        }),
    ];
    for plot in none {
        render(&plot, 320.0, false, Some(3));
    }
}
