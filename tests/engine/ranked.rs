//! Curves of one class against all others, as Evaluate shows them.

use engine::expedition::asked::{MEASURES, RANKED};
use engine::expedition::dials;
use engine::expedition::evaluate::TestReport;
use engine::expedition::record::{Choice, Fact, Record};
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{World, keys};
use engine::fingerprint::fingerprint;

use crate::looks::judged;
use crate::{rodents, screening};

fn record(session: &Session) -> Record {
    let mut story = Record::for_world(&session.world, 7);
    story.choose(Choice::Run { spec: dials::offered("logistic") });
    story
}

fn asked(world: World, what: &[&str]) -> TestReport {
    let session = Session::new(world);
    judged(&session, record(&session), what).test.unwrap()
}

#[test]
fn each_class_has_its_curves_and_their_areas_have_the_mean_that_is_measured() {
    let test = asked(rodents::shipped(), &[RANKED, MEASURES]);
    let found = test.ranked.as_ref().unwrap();
    assert!(found.len() > 3 && found.is_sorted_by(|a, b| a.class < b.class));
    let n: u32 = test.confusion.as_ref().unwrap().iter().flatten().sum();
    assert_eq!(found.iter().map(|one| one.n).sum::<u32>(), n, "every row is of one class");
    for one in found {
        assert!((one.share - f64::from(one.n) / f64::from(n)).abs() < 1e-12);
        assert_eq!((one.roc.first(), one.roc.last()), (Some(&(0.0, 0.0)), Some(&(1.0, 1.0))));
        assert!(one.roc.is_sorted() && one.roc.len() <= 201);
        assert_eq!(one.pr.last(), Some(&(0.0, 1.0)));
        assert!(one.pr.is_sorted_by(|a, b| a.0 >= b.0) && one.pr.len() <= 201);
    }
    let measured = test.measures.as_ref().unwrap();
    let mut all = measured.parts.iter().flat_map(|part| &part.measures);
    let mean = all.find(|one| one.name == "macro_roc_auc").unwrap().value;
    let areas: Vec<f64> = found.iter().map(|one| one.roc_auc.unwrap()).collect();
    // Undefined where a class has no test rows.
    if let Some(mean) = mean {
        assert!((areas.iter().sum::<f64>() / areas.len() as f64 - mean).abs() < 1e-12);
    }
}

#[test]
fn nobody_asks_and_nothing_changes() {
    let (plain, test) = (asked(rodents::shipped(), &[]), asked(rodents::shipped(), &[RANKED]));
    let without = TestReport { ranked: Default::default(), ..test };
    assert_eq!(fingerprint(&plain).unwrap(), fingerprint(&without).unwrap());
    assert!(asked(screening::shipped(), &[RANKED]).ranked.is_none(), "yes and no have theirs anyway");
    let session = Session::new(rodents::shipped());
    let mut story = record(&session);
    let before = keys::key(Stage::Evaluate, &story).unwrap();
    story.happen(Fact::Revealed { what: RANKED.into() });
    assert_ne!(keys::key(Stage::Evaluate, &story).unwrap(), before);
}
