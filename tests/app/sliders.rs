//! What a slider says where another value stands than the one that was typed.

use full_loop::widgets::{Heed, heed, settle};

fn typed(value: f64) -> (f64, Option<Heed>) {
    let settled = settle(value, 10.0, 50.0, 5.0);
    (settled, heed(Some(value), settled, 10.0, 50.0))
}

#[test]
fn a_value_is_said_to_be_kept_between_the_ends_only_where_they_are_the_reason() {
    assert_eq!(typed(20.0), (20.0, None));
    assert_eq!(typed(22.0), (20.0, Some(Heed::Stepped)));
    assert_eq!(typed(9.0), (10.0, Some(Heed::Clamped)));
    assert_eq!(typed(52.0), (50.0, Some(Heed::Clamped)));
    assert_eq!(heed(None, 20.0, 10.0, 50.0), Some(Heed::Clamped), "what is no number");
}
