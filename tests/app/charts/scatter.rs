//! Clouds of points: told one by one, and told apart by sign as well as by colour.

use full_loop::charts::{Axis, Cloud, Plot, Role, Scatter, Unit};

use super::{format, render, texts};

const NAMES: [&str; 9] = [
    "deer mouse",
    "desert pocket mouse",
    "cactus mouse",
    "northern grasshopper mouse",
    "Merriam’s kangaroo rat",
    "white-throated woodrat",
    "silky pocket mouse",
    "Ord’s kangaroo rat",
    "nobody of these",
];

/// Nine clouds, one of them without points, each smaller than the one before it.
pub fn sheet() -> Plot {
    let cloud = |(n, name): (usize, &&str)| {
        let at = |i: usize| ((i * 7 % 23) as f64 - 11.0 + n as f64, (i * 5 % 19) as f64 - 9.0);
        let points = if n == 6 { Vec::new() } else { (0..30 - 3 * n).map(at).collect() };
        Cloud { label: (*name).into(), role: Role::Class(n as u32), points }
    };
    Plot::Scatter(Scatter {
        cloud_label: "Answer".into(),
        x: Axis::new("first axis (43 %)", Unit::Number).floating(),
        y: Axis::new("second axis (22 %)", Unit::Number).floating(),
        clouds: NAMES.iter().enumerate().map(cloud).collect(),
    })
}

fn clouds(of: Vec<Cloud>) -> Plot {
    match sheet() {
        Plot::Scatter(scatter) => Plot::Scatter(Scatter { clouds: of, ..scatter }),
        _ => unreachable!(),
    }
}

#[test]
fn points_are_told_one_by_one() {
    let format = format();
    let plot = clouds(vec![
        Cloud { label: "yes".into(), role: Role::Truth, points: vec![(1.5, -2.0)] },
        Cloud { label: "no".into(), role: Role::Soft, points: vec![(0.0, 0.25), (3.0, 4.0)] },
    ]);
    assert_eq!(plot.readings(&format)[1], "no: first axis (43 %) 0, second axis (22 %) 0.25");
    let table = plot.table(&format);
    assert_eq!(table.columns[0], ("Answer".into(), false));
    assert_eq!((table.rows.len(), &table.rows[0][..]), (3, &["yes".into(), "1.5".into(), "-2".into()][..]));
    // Places stand in the order of the readings, right is more and up is more.
    let spots = render(&plot, 640.0, false, None).1.spots;
    let at = |n: usize| spots[n].points[0];
    assert!(at(1).0 < at(0).0 && at(0).0 < at(2).0 && at(2).1 < at(1).1 && at(1).1 < at(0).1);
}

/// The signs of a drawing but for its legend, by the shape they are drawn with.
fn signs(n: usize) -> [usize; 4] {
    let many: Vec<(f64, f64)> = (0..10).map(|i| (f64::from(i), f64::from(i * i % 7))).collect();
    let only = |points: &[(f64, f64)]| {
        let cloud = |at: usize| Cloud {
            label: format!("cloud {at}"),
            role: Role::Class(0),
            points: if at == n { points.to_vec() } else { Vec::new() },
        };
        let svg = render(&clouds((0..9).map(cloud).collect()), 640.0, false, None).0;
        ["<circle", "<polygon", "<rect", "<polyline"].map(|shape| svg.matches(shape).count())
    };
    let (ten, one) = (only(&many), only(&many[..1]));
    // Rules of the paper are lines too, and may be more where the numbers run further.
    std::array::from_fn(|shape| ten[shape].saturating_sub(one[shape]))
}

#[test]
fn a_cloud_keeps_its_sign_whatever_else_is_there() {
    let nine = |shape: usize, n: usize| signs(n)[shape];
    assert_eq!([nine(0, 0), nine(1, 1), nine(2, 2), nine(1, 3), nine(0, 4), nine(1, 5)], [9, 9, 9, 9, 18, 9]);
    assert!(nine(3, 6) >= 18 && nine(3, 7) >= 18, "crosses are two strokes");
    assert_eq!(nine(0, 8), 9, "after eight they come again");
}

#[test]
fn few_points_lie_on_top_and_what_is_not_there_is_in_no_legend() {
    let (svg, _, _) = render(&sheet(), 640.0, false, None);
    let written: Vec<String> = texts(&svg).into_iter().map(|(_, words)| words).collect();
    assert!(!written.iter().any(|words| words.contains("silky")), "{written:?}");
    let plot = clouds(vec![
        Cloud { label: "one".into(), role: Role::Model, points: vec![(0.0, 0.0)] },
        Cloud { label: "many".into(), role: Role::Soft, points: vec![(0.0, 0.0), (1.0, 1.0)] },
    ]);
    let svg = render(&plot, 640.0, false, None).0;
    // The last sign drawn is that of the smaller cloud, a dot; those of the other are triangles.
    assert!(svg.rfind("<circle") > svg.rfind("<polygon"));
}
