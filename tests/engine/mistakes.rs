//! The mistakes of a model, as Evaluate shows them.

use engine::expedition::asked::OTHERS;
use engine::expedition::evaluate::TestReport;
use engine::expedition::others::Other;
use engine::expedition::record::{Choice, Record};
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{World, dials, versions};

use crate::looks::judged;
use crate::replay::{TWO_LAPS, file, shipped};
use crate::{ridership, rodents, screening};

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

/// What the offered model of a kind says of its test rows, rows that need not be mistakes among them.
fn asked(world: World, kind: &str) -> TestReport {
    let session = Session::new(world);
    let mut story = Record::for_world(&session.world, 7);
    story.choose(Choice::Run { spec: dials::offered(kind) });
    judged(&session, story, &[OTHERS]).test.unwrap()
}

/// Twelve of each kind; a score ends where its way ends.
fn both(test: &TestReport) -> [&[Other]; 2] {
    let others = test.others.as_ref().unwrap();
    assert!(others.drawn.len() == 12 && others.right.len() == 12);
    assert!(others.drawn.is_sorted_by(|a, b| a.row.request.day <= b.row.request.day));
    assert!(others.right.iter().any(|one| !one.row.reasons.is_empty()));
    [&others.right, &others.drawn]
}

#[test]
fn rows_flagged_rightly_and_drawn_ones_are_read_like_mistakes() {
    let test = asked(shipped(), "logistic");
    let [right, drawn] = both(&test);
    let score = |one: &Other| one.row.request.score;
    assert!(right.iter().all(|one| one.right == Some(true) && one.row.request.flagged));
    assert!(right.is_sorted_by(|a, b| score(a) >= score(b)), "the surest first");
    // Most flights leave, and are left alone: that is what chance draws.
    assert!(drawn.iter().filter(|one| one.right == Some(true) && !one.row.request.flagged).count() > 6);
    for one in right.iter().chain(drawn) {
        let end = one.why.as_ref().unwrap().end();
        assert!((end - score(one)).abs() < 1e-9, "{end} is not {}", score(one));
        for reason in &one.row.reasons {
            let lower = reason.score < score(one);
            assert_eq!(lower, one.row.request.flagged, "{reason:?} did not speak for it");
        }
    }
    let unsaid = asked(screening::shipped(), "k_neighbors").others.0.unwrap();
    assert!(unsaid.right.iter().all(|one| one.why.is_none()), "nobody can say exactly");
}

#[test]
fn the_nearest_forecasts_come_first() {
    let test = asked(ridership::shipped(), "boosting");
    let [near, drawn] = both(&test);
    let far = |one: &Other| (one.row.request.score - one.row.came.unwrap()).abs();
    assert!(near.is_sorted_by(|a, b| far(a) <= far(b)) && drawn.iter().any(|one| far(one) > far(&near[11])));
    assert!(
        near.iter().chain(drawn).all(|one| one.right.is_none() && one.pair.is_none() && one.why.is_some())
    );
}

#[test]
fn a_right_name_is_told_against_the_next_likeliest_and_a_wrong_one_against_the_right() {
    let test = asked(rodents::shipped(), "logistic");
    let [right, drawn] = both(&test);
    for one in right.iter().chain(drawn) {
        let ([said, against], truth) = (one.pair.unwrap(), one.row.came.unwrap() as u32);
        assert_eq!(Some(said), *one.row.request.class);
        assert!(said != against && (said == truth || against == truth));
        if let Some(named) = *one.row.request.named {
            assert_eq!(one.right, Some(named == truth));
        } else {
            assert_eq!(one.right, None, "somebody is asked");
        }
        assert!(one.why.as_ref().is_none_or(|why| why.end() >= 0.5), "the likeliest is ahead");
    }
    assert!(right.iter().all(|one| one.right == Some(true)));
}
