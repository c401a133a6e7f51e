//! How the values of each column lie, asked for: of the training rows alone, and without a trace where nobody asks.

use engine::expedition::asked::{ODD, PROFILE};
use engine::expedition::data::DataReport;
use engine::expedition::fingerprint::fingerprint;
use engine::expedition::plan::Plan;
use engine::expedition::record::Choice;
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::summary::Spread;
use engine::expedition::{ModelSpec, WorldId, keys, pipeline, scenario};
use engine::quality::profile::profile;
use engine::work::Pace;

use crate::now;
use crate::odd::record;
use crate::replay::{shipped, show};

#[test]
fn each_column_is_told_of_its_training_rows() {
    let session = Session::new(shipped());
    let recipe = scenario::at_decision(WorldId::Flights);
    let asked = |what: &[&str]| match &*show(&session, &record(&session, recipe.clone(), what), Stage::Data) {
        Report::Data(report) => report.clone(),
        other => panic!("{other:?}"),
    };
    let report = asked(&[PROFILE]);
    let found = report.profiles.as_ref().unwrap();
    // As the golden profile, which is held to pandas, says of these rows.
    let plan = Plan::of(&record(&session, recipe.clone(), &[]));
    let split = pipeline::split(&plan.fit(ModelSpec::Majority), &session.world).unwrap();
    let whole = now(profile(&session.world.table.take(&split.train), &Pace::default())).unwrap();
    let names: Vec<&str> = session.world.id.features().iter().map(|feature| feature.name).collect();
    assert_eq!(found.columns.iter().map(|one| one.column.name.as_str()).collect::<Vec<_>>(), names);
    for one in &found.columns {
        assert_eq!(Some(&one.column), whole.of(&one.column.name));
        let summary = &report.columns.iter().find(|column| column.name == one.column.name).unwrap().summary;
        match (&summary.spread, &one.column.numbers) {
            (Some(Spread::Number { mean, std, .. }), Some(numbers)) => {
                assert!((mean - numbers.mean).abs() < 1e-9 * mean.abs().max(1.0));
                assert!((std.unwrap() - numbers.std.unwrap()).abs() < 1e-9 * std.unwrap().max(1.0));
            }
            (Some(Spread::Number { .. }), None) | (Some(Spread::Category { .. }), Some(_)) => {
                panic!("{one:?}")
            }
            _ => {}
        }
        // So many equally frequent values are at least one, and at most those there are.
        let even = one.even.map_or((1.0..=1.0).contains(&1.0), |even| {
            (1.0..=f64::from(one.column.n_unique) + 1e-9).contains(&even)
        });
        assert!(even, "{one:?}");
    }
    let skew = |at: &u32| found.columns[*at as usize].column.numbers.as_ref().unwrap().skew.unwrap().abs();
    assert!(found.lopsided.windows(2).all(|two| skew(&two[0]) >= skew(&two[1])));
    assert!(found.of("precip").unwrap().column.numbers.as_ref().unwrap().skew.unwrap() > 1.0);

    // Nobody asks, and nothing changes; the report stands for what was asked before.
    let before = asked(&[]);
    let without = DataReport { profiles: Default::default(), ..report.clone() };
    assert_eq!(fingerprint(&before).unwrap(), fingerprint(&without).unwrap());
    assert_ne!(fingerprint(&report).unwrap(), fingerprint(&without).unwrap());
    let key = |what: &[&str]| keys::key(Stage::Data, &record(&session, recipe.clone(), what)).unwrap();
    assert!(key(&[]) != key(&[PROFILE]) && key(&[ODD]) != key(&[ODD, PROFILE]));
    let both = record(&session, recipe.clone(), &[ODD, PROFILE]);
    assert!([key(&[]), key(&[ODD]), key(&[ODD, PROFILE])].iter().all(|key| keys::is_data(&both, key)));
    let mut other = record(&session, recipe.clone(), &[PROFILE]);
    other.choose(Choice::Split { split: scenario::split_at_random() });
    assert!(
        matches!(&*show(&session, &other, Stage::Data), Report::Data(report) if report.profiles.is_none())
    );
}
