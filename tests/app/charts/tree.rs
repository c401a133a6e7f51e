//! A tree of questions: drawn from the top or from the side, walked by arrow keys, told in words and as a table.

use full_loop::charts::{Axis, Knot, Plot, Role, Tree, Unit};

use super::{format, render, texts};

/// The tree, those that are `turned` open or closed otherwise than at first:
///
/// ```text
/// 0 gusts? ── 1 hour? ── 2 leaf
///          │          └─ 3 rain? (closed) ── 4 leaf
///          │                              └─ 5 leaf
///          └─ 6 carrier? ── 7 leaf
///                        └─ 8 more, not handed out
/// ```
pub fn tree(turned: &[usize]) -> Plot {
    let rows: [(usize, &str, f64, f64, bool); 9] = [
        (0, "gusts at most 30 mph?", 1.0, 0.03, false),
        (1, "scheduled hour at most 15?", 0.8, 0.02, false),
        (2, "", 0.5, 0.01, true),
        (2, "rain at most 0.1 in?", 0.3, 0.04, false),
        (3, "", 0.2, 0.02, true),
        (3, "", 0.1, 0.09, true),
        (1, "carrier is United, Delta or one of several others?", 0.2, 0.3, false),
        (2, "", 0.15, 0.2, true),
        (2, "", 0.05, 0.6, false),
    ];
    let knot = |(at, (depth, asks, share, value, ends)): (usize, (usize, &str, f64, f64, bool))| {
        let (n, says) =
            (share * 1000.0, format!("{} flights, {} % cancelled", share * 1000.0, value * 100.0));
        let branch = if [0, 1, 2, 4, 7].contains(&at) { "yes" } else { "no" };
        Knot {
            depth,
            branch: if at == 0 { String::new() } else { branch.into() },
            asks: [asks.into(), says.clone()],
            answer: [format!("{} %", value * 100.0), format!("{n} flights")],
            came: format!("{branch}: {says}"),
            told: format!("box {at}: {says}"),
            cells: vec![format!("box {at}"), n.to_string(), value.to_string(), asks.into()],
            share,
            value,
            role: Role::Model,
            open: (!asks.is_empty()).then_some((at != 3) != turned.contains(&at)),
            ends,
        }
    };
    let heads = ["Group", "Number", "Parted from", "Flights", "Answer", "Asks next"];
    Plot::Tree(Tree {
        heads: heads.iter().map(|head| ((*head).to_owned(), *head != "Group")).collect(),
        value: Axis::new("", Unit::Percent),
        names: Vec::new(),
        knots: rows.into_iter().enumerate().map(knot).collect(),
    })
}

#[test]
fn arrow_keys_walk_from_question_to_answer() {
    let plot = tree(&[]);
    let walk = |from: usize, keys: &[&str]| keys.iter().fold(from, |at, key| plot.leads(key, at).unwrap());
    // Box 3 is closed, so that what comes after it has moved up by two.
    assert_eq!(walk(0, &["ArrowDown", "ArrowDown"]), 2);
    assert_eq!(walk(2, &["ArrowRight", "ArrowRight", "ArrowRight"]), 6, "sideways on a level, to its end");
    assert_eq!(walk(3, &["ArrowDown"]), 3, "what is closed leads nowhere");
    assert_eq!(walk(6, &["ArrowLeft", "ArrowUp"]), 4);
    assert_eq!(walk(5, &["ArrowUp", "ArrowUp", "ArrowUp"]), 0);
    assert_eq!(plot.leads("Home", 3), None, "other keys are those of every chart");
    let opened = tree(&[3]);
    assert_eq!(opened.leads("ArrowDown", 3), Some(4));
    assert_eq!(opened.readings(&format())[5], "box 5: 100 flights, 9 % cancelled");
}

#[test]
fn the_table_holds_what_is_closed_too() {
    let table = tree(&[]).table(&format());
    assert_eq!((table.rows.len(), tree(&[]).readings(&format()).len()), (9, 7));
    assert_eq!(table.rows[0][..3], ["box 0", "1", ""]);
    assert_eq!(table.rows[5], ["box 5", "6", "4", "100", "0.09", ""]);
}

#[test]
fn what_hangs_on_a_box_stands_under_it_or_further_in() {
    for (width, turned) in [(640.0, vec![]), (640.0, vec![3]), (320.0, vec![]), (320.0, vec![3])] {
        let Plot::Tree(tree) = tree(&turned) else { unreachable!() };
        let (shown, plot) = (tree.shown(), Plot::Tree(tree.clone()));
        let boxes: Vec<_> =
            render(&plot, width, false, None).1.spots.into_iter().map(|spot| spot.around.unwrap()).collect();
        for (i, (own, at)) in boxes.iter().zip(&shown).enumerate() {
            for (other, at_other) in boxes[..i].iter().zip(&shown) {
                assert!(!own.meets(other), "{own:?} meets {other:?}");
                let deeper = tree.knots[*at].depth > tree.knots[*at_other].depth;
                if deeper && width > 440.0 {
                    assert!(own.y >= other.y + other.h, "a row for each level");
                }
                if deeper && width < 440.0 {
                    assert!(own.x > other.x && own.y > other.y, "further in, and further down");
                }
            }
        }
    }
}

#[test]
fn a_wide_tree_is_wider_than_its_room_and_keeps_its_words_apart() {
    let knot = |at: usize| {
        let Plot::Tree(tree) = tree(&[]) else { unreachable!() };
        // A full tree of five levels: each box stands before those below it.
        let mut depths = Vec::new();
        fn grow(depth: usize, depths: &mut Vec<usize>) {
            depths.push(depth);
            if depth < 4 {
                grow(depth + 1, depths);
                grow(depth + 1, depths);
            }
        }
        grow(0, &mut depths);
        let open = (depths[at] < 4).then_some(true);
        Knot { depth: depths[at], open, ends: open.is_none(), ..tree.knots[0].clone() }
    };
    let Plot::Tree(small) = tree(&[]) else { unreachable!() };
    let plot = Plot::Tree(Tree { knots: (0..31).map(knot).collect(), ..small });
    for rtl in [false, true] {
        let (svg, drawn, _) = render(&plot, 640.0, rtl, Some(30));
        let last = drawn.spots[30].around.unwrap();
        let inside = |x: f64| if rtl { x < 640.0 } else { x > 640.0 };
        assert!(inside(last.x), "{last:?}");
        assert!(texts(&svg).len() > 60);
        for (at, word) in drawn.words.iter().enumerate() {
            assert!(drawn.words[..at].iter().all(|other| !word.meets(other)), "{word:?}");
        }
    }
}
