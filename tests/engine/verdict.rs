//! The groups that a sentence names: the one that is surely served worse than all, and the one served worst, sure or not.

use engine::expedition::evaluate::{GroupReport, Grouping, TestReport};
use engine::expedition::report::{Interval, Outcome};
use engine::expedition::verdict::{beats, in_time, reaches, underserved, weakest};
use engine::expedition::{Costs, Counts};
use engine::metrics::interval;

/// So many of `all` found, of rows of which `all` were to be found.
fn outcome(tp: u32, all: u32) -> Outcome {
    let counts = Counts { tp, missed: all - tp, fp: 0, tn: 100 };
    Outcome::of(counts, &Costs { miss: 900.0, false_alarm: 60.0, hit: 0.0 }, 1.0)
}

/// A column by its name, and its levels: so many found of so many.
type By<'a> = (&'a str, &'a [(&'a str, u32, u32)]);

fn level((level, tp, all): &(&str, u32, u32)) -> GroupReport {
    let score = interval::wilson(f64::from(*tp), f64::from(*all), 0.95);
    GroupReport { level: (*level).into(), outcome: outcome(*tp, *all), score }
}

/// A judgement that found `tp` of `all`, by columns and their levels.
fn test((tp, all): (u32, u32), columns: &[By]) -> TestReport {
    let group = |(column, levels): &(&str, &[_])| Grouping {
        column: (*column).into(),
        levels: levels.iter().map(level).collect(),
        fair: Default::default(),
    };
    TestReport {
        predicted: None,
        positives: all,
        model: outcome(tp, all),
        score: None,
        cost: None,
        saved: None,
        nothing: outcome(0, all),
        rule: outcome(0, all),
        roc_auc: None,
        roc: Vec::new(),
        pr: Vec::new(),
        brier: None,
        confusion: Default::default(),
        calibration: Vec::new(),
        pairs: Default::default(),
        groups: columns.iter().map(group).collect(),
        champion: None,
        mistakes: Vec::new(),
        goal_met: false,
        why: Default::default(),
        slices: Default::default(),
        measures: Default::default(),
        others: Default::default(),
        near: Default::default(),
        ranked: Default::default(),
    }
}

/// What both name, each with its column.
fn named(test: &TestReport) -> [Option<(&str, &str)>; 2] {
    let sure = underserved(test).map(|(column, group)| (column, group.level.as_str()));
    [sure, weakest(test).map(|(column, group, _)| (column, group.level.as_str()))]
}

#[test]
fn a_group_is_surely_served_worse_if_its_interval_ends_below_all() {
    // Of 2 of 20 the Wilson interval ends at .30 (scipy: .3010), below the half that is found among all.
    let found = test((100, 200), &[("origin", &[("EWR", 60, 100), ("JFK", 38, 80), ("LGA", 2, 20)])]);
    assert_eq!(named(&found), [Some(("origin", "LGA")); 2]);
    // 1 of 3 is less, but its interval ends at .79: it may be chance.
    let unsure = test((100, 200), &[("origin", &[("EWR", 99, 197), ("LGA", 1, 3)])]);
    assert_eq!(named(&unsure), [None, Some(("origin", "LGA"))]);
}

#[test]
fn of_several_the_one_that_ends_lowest_is_named_whatever_its_column() {
    let columns: [By; 2] =
        [("origin", &[("EWR", 20, 100), ("LGA", 80, 100)]), ("carrier", &[("AA", 96, 180), ("MQ", 0, 20)])];
    let found = test((100, 200), &columns);
    assert_eq!(named(&found), [Some(("carrier", "MQ")); 2]);
    // 2 of 100 ends lower than 0 of 20, though a larger share was found.
    let surer = test((100, 200), &[("carrier", &[("MQ", 0, 20), ("YV", 2, 100)])]);
    assert_eq!(named(&surer), [Some(("carrier", "YV")), Some(("carrier", "MQ"))]);
}

#[test]
fn of_equals_the_weakest_is_the_one_with_most_to_find() {
    let found =
        test((100, 200), &[("carrier", &[("OO", 0, 2), ("YV", 0, 9), ("HA", 0, 1), ("AA", 90, 150)])]);
    assert_eq!(weakest(&found).map(|(_, group, share)| (group.level.as_str(), share)), Some(("YV", 0.0)));
}

#[test]
fn where_nothing_was_to_be_found_nobody_is_named() {
    let undefined = test((100, 200), &[("carrier", &[("HA", 0, 0)])]);
    assert_eq!(named(&undefined), [None, None], "a share of nought is none");
    assert_eq!(named(&test((100, 200), &[])), [None, None]);
    let none = test((0, 0), &[("carrier", &[("YV", 0, 9)])]);
    assert!(underserved(&none).is_none(), "among all there is no share to be below");
    let alike = test((0, 40), &[("carrier", &[("YV", 0, 20), ("AA", 0, 20)])]);
    assert!(underserved(&alike).is_none(), "all found nothing, so nobody is served worse");
}

#[test]
fn the_gate_says_yes_no_or_that_it_is_not_settled() {
    let mut found = test((100, 200), &[]);
    found.rule = outcome(50, 200);
    assert_eq!(beats(&found), None, "how sure it is nobody could say");
    found.saved = Some(Interval { low: 10.0, high: 90_000.0 });
    assert_eq!(beats(&found), Some(true));
    found.saved = Some(Interval { low: -10.0, high: 90_000.0 });
    assert_eq!(beats(&found), None, "chance may explain it");
    found.rule = outcome(100, 200);
    assert_eq!(beats(&found), Some(false), "as dear as the rule is not less");
    assert_eq!(reaches(&found, 0.6), Some(false));
    found.score = Some(Interval { low: 0.4, high: 0.61 });
    assert_eq!(reaches(&found, 0.6), None);
    found.goal_met = true;
    assert_eq!(reaches(&found, 0.4), Some(true));
    assert_eq!(
        [None, Some(400.0), Some(600_000.0)].map(|us| in_time(us, 500.0)),
        [None, Some(true), Some(false)]
    );
}
