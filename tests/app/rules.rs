//! A rule written by hand, as it is told and as it is changed in the Frame room; the dials of prices that nobody knows
//! beforehand.

use engine::expedition::rule::{Amount, Condition, Rule, Test, Usual};
use engine::expedition::{WorldId, scenario};
use full_loop::rooms::frame::numbers::round_step;
use full_loop::rooms::frame::rule::{Change, changed};
use full_loop::rooms::told;
use full_loop::rooms::words::Words;
use full_loop::shared::Shared;
use full_loop::texts::Texts;

fn words(world: WorldId) -> Words {
    Words::new(&Shared::new(Texts::english().in_world(world)))
}

fn is(column: &str, level: &str) -> Condition {
    Condition { column: column.into(), test: Test::Is { level: level.into() } }
}

fn at_most(column: &str, value: f64) -> Condition {
    Condition { column: column.into(), test: Test::AtMost { value } }
}

#[test]
fn a_rule_is_told_with_how_much_it_says() {
    let flights = words(WorldId::Flights);
    let warns = Rule::any(vec![is("weekday", "sun"), at_most("visib", 1.0)]);
    assert_eq!(told::rule(&flights, &warns), "a Sunday or a visibility of 1 miles or less");
    let rides = words(WorldId::Ridership);
    let offered = scenario::problem(WorldId::Ridership).rule;
    assert_eq!(told::rule(&rides, &offered), "as many as two weeks before");
    let says = |usual, any| {
        told::rule(&rides, &Rule { amount: Some(Amount { usual, then: 4.5 }), ..Rule::any(any) })
    };
    assert_eq!(says(Usual::Number(12.0), vec![]), "12 thousand places");
    assert_eq!(
        says(Usual::Column("Monroe".into()), vec![is("weekday", "sun"), is("month", "jan")]),
        "as many as “Monroe two weeks before” says, but 4.5 thousand places for a Sunday or January",
    );
    assert_eq!(
        says(Usual::Number(12.0), vec![at_most("temp_min", -3.0)]),
        "12 thousand places, but 4.5 thousand places for lowest temperature of -3 or less",
    );
}

#[test]
fn a_change_of_a_rule_leaves_the_rest_as_it_was() {
    let rule = scenario::problem(WorldId::Ridership).rule;
    let more = changed(&rule, Change::Condition(0, Some(is("weekday", "sun"))));
    assert_eq!((&more.any[..], &more.amount), (&[is("weekday", "sun")][..], &rule.amount));
    let other = changed(&more, Change::Condition(0, Some(is("weekday", "sat"))));
    assert_eq!(other.any, [is("weekday", "sat")]);
    // The last condition of a rule that says how much can go.
    assert_eq!(changed(&more, Change::Condition(0, None)), rule);
    let amount = Amount { usual: Usual::Number(9.0), then: 2.0 };
    let says = changed(&more, Change::Amount(amount.clone()));
    assert_eq!((says.any, says.amount), (more.any, Some(amount)));
}

/// Whatever a unit costs, the dial has steps that can be told apart, and what is offered lies on them.
#[test]
fn a_dial_is_as_fine_as_what_is_offered() {
    for (to, step) in [(400.0, 20.0), (100.0, 5.0), (1.5, 0.1), (0.03, 0.002), (2e6, 1e5), (7.0, 0.5)] {
        assert_eq!(round_step(to, 20, &[to]), step, "{to}");
    }
    // Finer where the rounder steps pass it by, and as fine as can be seen where all do.
    assert_eq!(round_step(348.0, 20, &[348.0, 174.0, 696.0]), 1.0);
    assert_eq!(round_step(0.62, 20, &[0.62, 0.477, 0.763]), 0.0005);
    assert_eq!(round_step(31_011.0, 20, &[31_011.0]), 20.0);
    assert_eq!(round_step(0.0, 20, &[]), 1.0);
}
