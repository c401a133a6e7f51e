//! The rule written by hand: how much it says where the answer is a number, and how it is written down.

use engine::error::EngineError;
use engine::expedition::rule::{Amount, Condition, Rule, Test, Usual};
use engine::said::Said;
use engine::table::{Column, MISSING, Table, Values};
use engine::task::{KnownAt, Task};

/// Four rows: how much it was two weeks ago (once unknown), how warm it is, and the day of the week (once unknown).
fn table() -> Table {
    let column = |name: &str, values| Column { name: name.into(), known_at: KnownAt::Decision, values };
    let levels = ["sat".to_string(), "sun".into()];
    let days = Values::Category { levels: levels.to_vec().into(), codes: vec![0, 1, 0, MISSING].into() };
    Table::new(vec![
        column("before", Values::Number(vec![15.5, f64::NAN, 4.0, 7.0].into())),
        column("temp", Values::Number(vec![70.0, 10.0, 5.0, f64::NAN].into())),
        column("weekday", days),
    ])
    .unwrap()
}

fn cold() -> Condition {
    Condition { column: "temp".into(), test: Test::AtMost { value: 10.0 } }
}

fn sunday() -> Condition {
    Condition { column: "weekday".into(), test: Test::Is { level: "sun".into() } }
}

fn much(usual: Usual, any: Vec<Condition>) -> Rule {
    Rule { amount: Some(Amount { usual, then: 3.25 }), ..Rule::any(any) }
}

#[test]
fn an_amount_is_the_usual_one_unless_a_condition_holds() {
    let (table, column) = (table(), || Usual::Column("before".into()));
    let says = |rule: Rule| rule.say(Task::Regression, 0, &table).unwrap().scores;
    assert_eq!(
        says(much(Usual::Number(12.0), vec![])),
        [12.0; 4],
        "without a condition it is always the same"
    );
    assert_eq!(says(much(Usual::Number(12.0), vec![cold()])), [12.0, 3.25, 3.25, 12.0], "a gap is not cold");
    assert_eq!(
        says(much(column(), vec![])),
        [15.5, 3.25, 4.0, 7.0],
        "a column that says nothing is another case"
    );
    assert_eq!(
        says(much(column(), vec![cold(), sunday()])),
        [15.5, 3.25, 3.25, 7.0],
        "once is as good as twice"
    );
}

#[test]
fn what_it_cannot_say_is_refused() {
    let table = table();
    let refused = |rule: Rule| rule.say(Task::Regression, 0, &table).unwrap_err();
    let endless = refused(much(Usual::Number(f64::INFINITY), vec![]));
    assert_eq!(endless, EngineError::NotFinite { what: "amount".into() });
    let unknown = refused(much(Usual::Column("after".into()), vec![]));
    assert_eq!(unknown, EngineError::UnknownColumn { column: "after".into() });
    let of_words = refused(much(Usual::Column("weekday".into()), vec![]));
    assert!(matches!(of_words, EngineError::WrongKind { column, .. } if column == "weekday"));
    let many = refused(much(Usual::Number(1.0), vec![cold(), cold(), cold(), cold()]));
    assert!(matches!(many, EngineError::OutOfRange { low: 0.0, high: 3.0, found: 4.0, .. }));
    // A rule that says yes or no needs something to ask.
    let nothing = refused(Rule::any(vec![]));
    assert!(matches!(nothing, EngineError::OutOfRange { low: 1.0, found: 0.0, .. }));
}

#[test]
fn it_names_each_column_it_reads_once() {
    let rule = much(Usual::Column("temp".into()), vec![sunday(), cold(), sunday()]);
    assert_eq!(rule.columns(), ["temp", "weekday"]);
    assert_eq!(much(Usual::Number(1.0), vec![]).columns(), [""; 0]);
    assert_eq!(Rule::any(vec![cold(), sunday(), cold()]).columns(), ["temp", "weekday"]);
}

/// The keys of older records are fingerprints of what is written.
#[test]
fn a_rule_without_an_amount_is_written_as_it_always_was() {
    let old = r#"{"any":[{"column":"temp","test":{"at_most":{"value":10.0}}}]}"#;
    let rule = Rule::any(vec![cold()]);
    assert_eq!(serde_json::to_string(&rule).unwrap(), old);
    assert_eq!(serde_json::from_str::<Rule>(old).unwrap(), rule);
    let new = r#"{"any":[],"amount":{"usual":{"column":"before"},"then":3.25}}"#;
    assert_eq!(serde_json::to_string(&much(Usual::Column("before".into()), vec![])).unwrap(), new);
    for rule in [rule, much(Usual::Number(2.0), vec![cold()]), much(Usual::Column("before".into()), vec![])] {
        let text = serde_json::to_string(&rule).unwrap();
        assert_eq!(serde_json::from_str::<Rule>(&text).unwrap(), rule);
        let bytes = postcard::to_allocvec(&rule).unwrap();
        assert_eq!(postcard::from_bytes::<Rule>(&bytes).unwrap(), rule);
    }
}

#[test]
fn the_first_condition_that_holds_gives_the_name() {
    let table = table();
    let rule = Rule::naming(vec![(sunday(), 4), (cold(), 2)]);
    let Said { scores, classes } = rule.say(Task::Multiclass, 5, &table).unwrap();
    let named: Vec<Option<u32>> =
        scores.iter().zip(classes).map(|(score, class)| (*score > 0.0).then_some(class)).collect();
    let holds = |condition: Condition| condition.holds(&table).unwrap();
    let expected = holds(sunday()).into_iter().zip(holds(cold())).map(|both| match both {
        (true, _) => Some(4),
        (false, true) => Some(2),
        _ => None,
    });
    assert_eq!(named, expected.collect::<Vec<_>>());
    assert!(named.contains(&Some(4)) && named.contains(&Some(2)) && named.contains(&None));
    let odd = rule.say(Task::Multiclass, 4, &table).unwrap_err();
    assert!(matches!(odd, EngineError::OutOfRange { high: 3.0, found: 4.0, .. }), "{odd:?}");
    let short = Rule { classes: vec![1], ..rule };
    let refused = short.say(Task::Multiclass, 5, &table).unwrap_err();
    assert_eq!(refused, EngineError::LengthMismatch { what: "classes".into(), expected: 2, found: 1 });
}
