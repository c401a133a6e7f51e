//! Numbers as they are written: what is not nothing never reads nothing, and what is not all never reads all.

use engine::expedition::{Month, WorldId};
use full_loop::texts::Texts;

#[test]
fn a_share_keeps_clear_of_its_ends() {
    let texts = Texts::english();
    for (share, digits, written) in [
        (0.0, 0, "0%"),
        (1.0, 0, "100%"),
        (0.354, 0, "35%"),
        (0.354, 1, "35.4%"),
        (0.9997, 0, "99.97%"),
        (0.9996, 1, "99.96%"),
        (0.995, 0, "99.5%"),
        (0.994, 0, "99%"),
        (0.004, 0, "0.4%"),
        (0.0004, 0, "0.04%"),
        (0.00001, 0, "<0.01%"),
        (1e-9, 1, "<0.01%"),
        (0.99999, 0, ">99.99%"),
        // A sum of shares that make up the whole.
        (1.0 - f64::EPSILON, 0, "100%"),
        (1.2, 0, "120%"),
        (-0.25, 0, "-25%"),
    ] {
        assert_eq!(texts.percent(share, digits), written, "{share}");
    }
}

#[test]
fn a_few_euros_have_cents_and_nothing_has_no_sign() {
    let texts = Texts::english();
    for (euros, written) in [
        (0.0, "€0"),
        (-0.0, "€0"),
        (0.001, "€0"),
        (0.34, "€0.34"),
        (-3.4, "-€3.40"),
        (7.0, "€7"),
        (9.996, "€10.00"),
        (42.4, "€42"),
        (-1234.5, "-€1,235"),
    ] {
        assert_eq!(texts.money(euros), written, "{euros}");
    }
}

#[test]
fn a_number_of_any_size_keeps_three_digits() {
    let texts = Texts::english();
    for (number, written) in [
        (0.0, "0"),
        (0.000_612, "0.000612"),
        (0.098_51, "0.0985"),
        (-0.9854, "-0.985"),
        (2.0, "2"),
        (12.34, "12.3"),
        (31_011.4, "31,011"),
    ] {
        assert_eq!(texts.figures(number), written, "{number}");
    }
}

/// What is lived at once has one name: a year is not called after its January.
#[test]
fn a_period_is_written_as_what_is_lived_at_once() {
    for world in WorldId::ALL {
        let (texts, april) = (Texts::english().in_world(world), Month::new(2013, 4));
        let written = (texts.month(april), texts.month_short(april), texts.say("world.periods"));
        let (long, short, called) = match world.stride() {
            1 => ("April 2013", "Apr", "months"),
            12 => ("2013", "2013", "years"),
            n => panic!("{n} months have no name"),
        };
        assert_eq!(written, (long.into(), short.into(), called.into()), "{}", world.word());
    }
}
