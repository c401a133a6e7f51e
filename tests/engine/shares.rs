//! How large each part of the rows is: the usual shares work in every world and way, and what they come to was said before.

use engine::expedition::parts::{LEAST_PART, SHARES, sizes, ways};
use engine::expedition::record::{Choice, Record};
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{SplitSpec, Task, World, dials, fingerprint, scenario};

use crate::replay::{shipped, show};
use crate::{ridership, rodents, screening};

fn record(world: &World, split: &SplitSpec) -> Record {
    let mut record = Record::for_world(world, 7);
    record.choose(Choice::Recipe { recipe: scenario::at_decision(world.id) });
    record.choose(Choice::Split { split: split.clone() });
    record.choose(Choice::Run { spec: dials::offered(dials::families(world.id.target().task)[0]) });
    record
}

#[test]
fn the_first_shares_are_those_offered() {
    for (shares, split) in [
        (SHARES[0], scenario::split()),
        (SHARES[0], scenario::split_at_random()),
        (SHARES[0], scenario::split_stratified()),
    ] {
        assert_eq!((split.shares(), split.with(shares)), (shares, split.clone()));
        let again = fingerprint::fingerprint(&split.with(shares)).unwrap();
        assert_eq!(again, fingerprint::fingerprint(&split).unwrap(), "a record of before keeps its keys");
    }
}

#[test]
fn every_share_comes_to_what_was_said() {
    for world in [shipped(), screening::shipped(), ridership::shipped(), rodents::shipped()] {
        let task = world.id.target().task;
        let session = Session::new(world);
        let data = |split: &SplitSpec| match &*show(&session, &record(&session.world, split), Stage::Data) {
            Report::Data(report) => report.clone(),
            other => panic!("{other:?}"),
        };
        let first = data(&scenario::split());
        let n = first.train.n + first.validation.n + first.test.n;
        let mut all = vec![scenario::split(), scenario::split_at_random()];
        all.extend((task != Task::Regression).then(scenario::split_stratified));
        all.extend(ways(&first).into_iter().take(1).map(scenario::split_in_groups));
        for (split, shares) in all.iter().flat_map(|split| SHARES.map(|shares| (split.with(shares), shares)))
        {
            let said = sizes(n, shares);
            assert_eq!(said.iter().sum::<u32>(), n);
            if said.iter().any(|part| *part < LEAST_PART) {
                continue;
            }
            let found = data(&split);
            let parts = [found.train.n, found.validation.n, found.test.n];
            assert_eq!(parts.iter().sum::<u32>(), n, "{split:?}");
            // Days and groups stay whole; all others are counted to the row.
            let drawn = matches!(split, SplitSpec::Random { .. } | SplitSpec::Stratified { .. });
            let off = parts.iter().zip(said).map(|(found, said)| found.abs_diff(said)).max().unwrap();
            assert!(off <= if drawn { 0 } else { n / 4 }, "{split:?}: {parts:?}, {said:?}");
            // A model is trained, and judged on what is sealed.
            let record = record(&session.world, &split);
            for stage in [Stage::Train, Stage::Evaluate] {
                let found = session.report(stage, &record).finish();
                assert!(found.is_ok(), "{split:?} {stage:?}: {:?}", found.err());
            }
        }
    }
}
