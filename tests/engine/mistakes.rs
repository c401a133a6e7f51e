//! The mistakes of a model, as Evaluate shows them.

use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::versions;

use crate::replay::{TWO_LAPS, file, shipped};

#[test]
fn mistakes_are_wrong_sorted_and_their_reasons_spoke_for_them() {
    let record = versions::open(&file(TWO_LAPS)).unwrap();
    let answer = Session::new(shipped()).report(Stage::Evaluate, &record).finish().unwrap();
    let Report::Evaluate(report) = &*answer.report else { unreachable!() };
    let test = report.test.as_ref().unwrap();
    let scores = |flagged: bool| {
        let of = test.mistakes.iter().filter(|mistake| mistake.request.flagged == flagged);
        of.map(|mistake| mistake.request.score).collect::<Vec<_>>()
    };
    let (alarms, misses) = (scores(true), scores(false));
    assert_eq!((alarms.len(), misses.len()), (6, 6));
    assert!(alarms.is_sorted_by(|a, b| a >= b) && alarms.iter().all(|score| *score >= report.threshold));
    assert!(misses.is_sorted() && misses[0] < report.threshold);
    let (mut reasons, mut columns) = (0, std::collections::BTreeSet::new());
    for mistake in &test.mistakes {
        let request = &mistake.request;
        for reason in &mistake.reasons {
            let right =
                if request.flagged { reason.score < request.score } else { reason.score > request.score };
            assert!(right, "{reason:?} did not speak for {}", request.score);
            let (_, here) = request.values.iter().find(|(name, _)| *name == reason.column).unwrap();
            assert_ne!(*here, reason.usual, "{reason:?}: what is usual gives no reason");
            columns.insert(&reason.column);
            reasons += 1;
        }
        // The strongest first: the farther the usual value would have moved the score.
        let far = |score: f64| (score - request.score).abs();
        assert!(mistake.reasons.is_sorted_by(|a, b| far(a.score) >= far(b.score)));
    }
    assert!(reasons >= 12 && columns.len() >= 3, "{reasons} reasons on {columns:?}");
}
