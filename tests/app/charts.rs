//! Every kind of chart drawn as SVG, wide and narrow, both ways round: what can be read is asserted,
//! never how it looks.

mod areas;
mod explained;
mod scatter;
mod tree;

use full_loop::charts::{
    Axis, Bar, BarGroup, Bars, Bins, Category, Curve, Dot, Drawn, Format, Histogram, Lines, Look, Mark,
    Outline, Plot, Role, Scatter, Series, Surface, Theme, Trace, Unit, draw, height, width as wide,
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
    look.width = wide(plot, &look);
    let width = look.width;
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

/// Dots with their ranges: the axis need not reach nought.
fn ranges() -> Plot {
    let Plot::Bars(bars) = bars() else { unreachable!() };
    Plot::Bars(Bars { value: bars.value.floating(), goal: None, ..bars })
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

fn all() -> Vec<(&'static str, Plot)> {
    vec![
        ("lines", lines()),
        ("bars", bars()),
        ("histogram", histogram(false)),
        ("names", histogram(true)),
        ("roc", roc()),
        ("loss", loss()),
        ("steps", explained::steps()),
        ("dependence", explained::dependence()),
        ("levels", explained::levels()),
        ("measures", explained::measures()),
        ("names", explained::names()),
        ("surface", explained::surface()),
        ("map", areas::map()),
        ("scatter", scatter::sheet()),
        ("ranges", ranges()),
        ("tree", tree::tree(&[])),
        ("tree, opened", tree::tree(&[3])),
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
            Plot::Lines(lines) => {
                let spoken = lines.series.iter().filter(|series| !series.faint);
                spoken.map(|series| series.label.as_str()).collect()
            }
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
            Plot::Tree(tree) => {
                let open = |at: &usize| tree.knots[*at].open == Some(true);
                tree.shown().into_iter().filter(open).map(|at| tree.knots[at].asks[0].as_str()).collect()
            }
            Plot::Scatter(scatter) => {
                let clouds = scatter.clouds.iter().filter(|cloud| !cloud.points.is_empty());
                let axes = [scatter.x.label.as_str(), scatter.y.label.as_str()];
                clouds.map(|cloud| cloud.label.as_str()).chain(axes).collect()
            }
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

/// What was claimed stays claimed until another version claims something else: no slope says that it grew.
#[test]
fn a_stepped_line_has_no_slope() {
    let ink = |stepped: bool| {
        let points = [0.2, 0.2, 0.2, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5].map(Some).to_vec();
        let series = Series { dashed: true, stepped, ..Series::new("claimed", Role::Challenger, points) };
        let (x, y) = (months(), Axis::new("", Unit::Percent));
        let lines = Lines { x_label: "Month".into(), x, y, series: vec![series], marks: vec![] };
        let svg = render(&Plot::Lines(lines), 640.0, false, None).0;
        let points = svg
            .split("<polyline")
            .skip(1)
            .filter_map(|line| line.split("points=\"").nth(1)?.split('"').next());
        let number = |word: &str| word.parse::<f64>().unwrap();
        let pair = |word: &str| word.split_once(',').map(|(x, y)| (number(x), number(y)));
        let runs = points.map(|run| run.split_whitespace().filter_map(pair).collect::<Vec<_>>());
        let slanted = |pair: &&[(f64, f64)]| pair[0].0 != pair[1].0 && pair[0].1 != pair[1].1;
        runs.map(|run| run.windows(2).filter(slanted).count()).sum::<usize>()
    };
    assert!(ink(false) > 0, "a line that rises is seen");
    assert_eq!(ink(true), 0);
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
            areas: None,
        }),
        Plot::Scatter(Scatter { cloud_label: "".into(), x: y(), y: y(), clouds: vec![] }),
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
