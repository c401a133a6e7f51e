//! Maps of areas: what is told and drawn where cells say names.

use full_loop::charts::{Area, Areas, Axis, Category, Plot, Role, Surface, Unit};

use super::{format, render, texts};

const SIDE: usize = 24;

/// A wide area, a small one, one cell of a third, and a corner in which nothing is said.
pub fn map() -> Plot {
    let area = |name: &str, short: &str, role| Area { name: Category::new(name, short), role };
    let names = vec![
        area("Merriam’s kangaroo rat", "DM", Some(Role::Class(0))),
        area("desert pocket mouse", "PP", Some(Role::Class(1))),
        area("deer mouse", "PM", Some(Role::Class(11))),
        area("met nowhere", "NO", Some(Role::Class(5))),
        area("ask", "ask", None),
    ];
    let of = |at: usize| match (at % SIDE, at / SIDE) {
        (7, 20) => 2,
        (x, y) if x < 6 && y < 6 => 4,
        (x, y) if x > 14 && y < 10 => 1,
        _ => 0,
    };
    let axis = |n: usize| (0..n).map(|at| Category::new(format!("{at} mm"), format!("{at}"))).collect();
    Plot::Surface(Surface {
        x: Axis::new("Hindfoot", Unit::Number),
        y: Axis::new("Weight", Unit::Number),
        across: axis(SIDE),
        up: axis(SIDE),
        value: Axis::new("how sure", Unit::Percent),
        values: (0..SIDE * SIDE).map(|at| if of(at) == 4 { 0.4 } else { 0.9 }).collect(),
        line: None,
        areas: Some(Areas { of: (0..SIDE * SIDE).map(of).collect(), names }),
    })
}

#[test]
fn a_map_of_areas_is_told_by_names_and_drawn_with_them() {
    let format = format();
    let plot = map();
    let table = plot.table(&format);
    assert_eq!((table.columns.len(), table.rows.len()), (SIDE + 1, SIDE));
    assert_eq!(
        [&table.rows[0][1], &table.rows[0][20], &table.rows[20][8]],
        ["ask 40 %", "PP 90 %", "PM 90 %"]
    );
    assert_eq!(plot.readings(&format)[20], "Hindfoot 20 mm, Weight 0 mm: desert pocket mouse 90 %");
    assert_eq!(plot.leads("ArrowUp", 0), Some(SIDE));
    for width in [900.0, 320.0] {
        let svg = render(&plot, width, false, None).0;
        let written: Vec<String> = texts(&svg).into_iter().map(|(_, words)| words).collect();
        let times = |word: &str| written.iter().filter(|words| words.as_str() == word).count();
        // Once in the legend, once on the map, in full where there is room; a single cell has room for letters, or none.
        for name in ["Merriam’s kangaroo rat", "ask"] {
            assert!(times(name) > 0, "{name} at {width}: {written:?}");
        }
        let letters = usize::from(width > 600.0);
        assert_eq!((times("PM"), times("PM deer mouse")), (letters, 1), "{written:?}");
        assert!(times("desert pocket mouse") + times("PP") == 1, "{written:?}");
        assert!(!written.iter().any(|words| words.contains("nowhere")), "what is on no cell is in no legend");
    }
}

#[test]
fn areas_part_at_borders_and_are_the_stronger_the_surer() {
    let lines = |plot: &Plot| render(plot, 640.0, false, None).0.matches("<polyline").count();
    let one = match map() {
        Plot::Surface(surface) => {
            let areas = surface.areas.map(|areas| Areas { of: vec![0; SIDE * SIDE], ..areas });
            Plot::Surface(Surface { areas, ..surface })
        }
        _ => unreachable!(),
    };
    assert!(lines(&map()) > lines(&one) + 40, "a border runs round each area");
    let paint = |value: f64| match map() {
        Plot::Surface(surface) => {
            let plot = Plot::Surface(Surface { values: vec![value; SIDE * SIDE], ..surface });
            let svg = render(&plot, 640.0, false, None).0;
            let cells = svg.split("<rect").filter(|part| part.contains("#1B6B74"));
            cells.last().map(super::explained::strength).expect("a cell of the first class")
        }
        _ => unreachable!(),
    };
    assert!(paint(0.95) > paint(0.5) + 0.1 && paint(0.2) > 0.1);
}
