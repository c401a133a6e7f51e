//! What is looked at on demand: how an answer moves with columns, how the scores of mistakes came about, and where
//! decisions cost most.

use std::rc::Rc;

use engine::expedition::Task;
use engine::expedition::asked::{DEPENDENCE, SLICES, SURFACE, WHY, about, closer, shaped};
use engine::expedition::evaluate::EvaluateReport;
use engine::expedition::plan::Plan;
use engine::expedition::record::{Choice, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::shapes::Grid;
use engine::expedition::stage::Stage;
use engine::expedition::why::{Scale, Why, exact};
use engine::expedition::{WorldId, dials, fingerprint, keys, scenario};

use crate::replay::{shipped, show};
use crate::rodents;
use crate::training::{record, trained};

fn log_odds(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}

/// The run of `record` judged, its test rows opened, and then asked about.
pub fn judged(session: &Rc<Session>, mut record: Record, asked: &[&str]) -> EvaluateReport {
    let plan = Plan::of(&record);
    let (test, candidate) = (plan.test_key().unwrap(), plan.candidate_key().unwrap());
    record.happen(Fact::Peeked { test, candidate });
    for what in asked {
        record.happen(Fact::Revealed { what: (*what).into() });
    }
    match &*show(session, &record, Stage::Evaluate) {
        Report::Evaluate(report) => (**report).clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_look_holds_for_the_run_it_was_asked_of() {
    let (gust, both) = (about(DEPENDENCE, &["wind_gust"]), about(SURFACE, &["hour", "wind_gust"]));
    let mut story = record(dials::offered("logistic"), &[&both, &gust, WHY]);
    let asked = |record: &Record| {
        let plan = Plan::of(record);
        (shaped(record, &plan), closer(record, &plan))
    };
    let pair = ["hour", "wind_gust"].map(String::from);
    let of_run = ((vec!["wind_gust".to_string()], vec![pair]), [true, false]);
    assert_eq!(asked(&story), of_run);
    let key = keys::key(Stage::Train, &story).unwrap();
    story.happen(Fact::Revealed { what: about(DEPENDENCE, &["hour"]) });
    assert_ne!(keys::key(Stage::Train, &story).unwrap(), key);
    let key = keys::key(Stage::Evaluate, &story).unwrap();
    story.happen(Fact::Revealed { what: SLICES.into() });
    assert_ne!(keys::key(Stage::Evaluate, &story).unwrap(), key);
    story.choose(Choice::Run { spec: dials::offered("boosting") });
    assert_eq!(asked(&story), Default::default(), "another model");
    assert!(story.undo());
    assert_eq!(asked(&story).0.0.len(), 2, "a fact stays");
    story.happen(Fact::Revealed { what: about(DEPENDENCE, &["no such column"]) });
    assert_eq!(asked(&story).0.0.len(), 2);
}

#[test]
fn what_nobody_asked_for_leaves_no_trace() {
    let session = Session::new(shipped());
    let plain = record(dials::offered("decision_tree"), &[]);
    let report = trained(&session, &plain);
    let json = serde_json::to_value(&report.asked).unwrap();
    assert_eq!(json["dependence"], serde_json::json!({}));
    let mut without = json.clone();
    without.as_object_mut().unwrap().retain(|_, part| part.as_object().is_none());
    assert_eq!(fingerprint::fingerprint(&json), fingerprint::fingerprint(&without));
    let bytes = postcard::to_allocvec(&report).unwrap();
    assert_eq!(postcard::from_bytes::<engine::expedition::train::TrainReport>(&bytes).unwrap(), report);
    let asked = trained(&session, &record(dials::offered("decision_tree"), &[&about(DEPENDENCE, &["hour"])]));
    let bytes = postcard::to_allocvec(&asked).unwrap();
    assert_eq!(postcard::from_bytes::<engine::expedition::train::TrainReport>(&bytes).unwrap(), asked);
    assert_ne!(fingerprint::fingerprint(&asked.asked), fingerprint::fingerprint(&report.asked));
}

#[test]
fn lines_move_as_the_model_does() {
    let session = Session::new(shipped());
    let asked = ["wind_gust", "carrier", "hour"].map(|column| about(DEPENDENCE, &[column]));
    let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
    let report = trained(&session, &record(dials::offered("logistic"), &asked));
    let found = report.asked.dependence.as_ref().unwrap();
    assert_eq!(found.len(), 3);
    for one in found {
        assert_eq!((one.average.len(), one.lines.len()), (one.grid.len(), 10));
        assert!(one.lines.iter().all(|line| line.len() == one.grid.len()));
        let (low, high) = (one.lines.last().unwrap()[0], one.lines[0][0]);
        assert!(low < one.average[0] && one.average[0] < high, "{}: the surest row first", one.column);
        let Grid::Numbers(values) = &one.grid else {
            assert_eq!(one.column, "carrier");
            assert!(
                matches!(&one.grid, Grid::Levels(levels) if levels.is_sorted()),
                "as the column has them"
            );
            continue;
        };
        assert!(values.is_sorted_by(|a, b| a < b) && values.len() <= 20);
        // A formula moves the log-odds of every row by its weight a standard deviation, wherever the row stands.
        let slope =
            |line: &Vec<f64>, k: usize| (log_odds(line[k]) - log_odds(line[0])) / (values[k] - values[0]);
        let first = slope(&one.lines[0], 1);
        for line in &one.lines {
            for k in 1..values.len() {
                assert!((slope(line, k) - first).abs() < 1e-7 * first.abs(), "{}", one.column);
            }
        }
        let weight = report.runs[0].judged.weights.iter().find(|weight| weight.feature == one.column);
        assert!(weight.is_none_or(|weight| weight.weight.signum() == first.signum()));
    }
}

#[test]
fn a_surface_adds_up_for_a_formula_and_has_steps_for_a_tree() {
    let session = Session::new(shipped());
    let asked = [["wind_gust", "carrier"], ["wind_gust", "hour"]].map(|pair| about(SURFACE, &pair));
    let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
    let report = trained(&session, &record(dials::offered("logistic"), &asked));
    let surfaces = report.asked.surfaces.as_ref().unwrap();
    assert_eq!(surfaces.len(), 2);
    for one in surfaces {
        let (across, up) = (one.grids[0].len(), one.grids[1].len());
        assert!(one.scores.len() == across * up && across > 2 && up > 2, "{:?}", one.columns);
        let step =
            |x: usize, y: usize| log_odds(one.scores[y * across + x]) - log_odds(one.scores[y * across]);
        for (x, y) in (0..across).flat_map(|x| (0..up).map(move |y| (x, y))) {
            assert!((step(x, y) - step(x, 0)).abs() < 1e-9, "{:?}", one.columns);
        }
    }
    let report = trained(&session, &record(dials::offered("decision_tree"), &asked));
    let leaves = report.runs[0].judged.tree[0].leaves as usize;
    for one in report.asked.surfaces.as_ref().unwrap() {
        let mut scores = one.scores.clone();
        scores.sort_by(f64::total_cmp);
        scores.dedup();
        assert!(scores.len() <= leaves);
    }
}

#[test]
fn what_columns_did_adds_up_to_the_score() {
    let session = Session::new(shipped());
    for kind in dials::families(Task::Binary) {
        let report = judged(&session, record(dials::offered(kind), &[]), &[WHY]);
        let test = report.test.as_ref().unwrap();
        let whys = test.why.as_ref().unwrap().as_ref();
        // Neighbours and a network have no exact way, and their room does not offer it.
        assert_eq!(whys.is_some(), !["k_neighbors", "network"].contains(&kind), "{kind}");
        assert_eq!(whys.is_some(), exact(&dials::offered(kind)), "{kind}");
        let Some(whys) = whys else { continue };
        assert_eq!(whys.len(), test.mistakes.len());
        let features = scenario::at_decision(WorldId::Flights).features;
        let whys: Vec<&Why> = whys.iter().flatten().collect();
        assert_eq!(whys.len(), test.mistakes.len(), "yes and no are always told apart");
        for (why, mistake) in whys.iter().zip(&test.mistakes) {
            assert_eq!(why.base, whys[0].base, "{kind}: all start at the same place");
            let end = why.end();
            assert!((end - mistake.request.score).abs() < 1e-9, "{kind}: {end} is not the score");
            assert!(why.parts.iter().all(|part| features.contains(&part.column)), "{kind}: {why:?}");
            assert!(why.parts.is_sorted_by(|a, b| a.amount.abs() >= b.amount.abs()));
            let columns = why.parts.len() + why.others.map_or(0, |others| others.n as usize);
            assert!(columns <= features.len());
            let mut at = why.base;
            for part in &why.parts {
                let way = (part.to - at).signum() == part.amount.signum();
                assert!(way || part.to == at, "{kind}: {part:?}");
                // The odds then are those before, times what the amount multiplies them by; certain ones have no end.
                let odds = |p: f64| p / (1.0 - p);
                match why.odds(part.amount) {
                    Some(by) if (0.001..0.999).contains(&at) && (0.001..0.999).contains(&part.to) => {
                        assert!((odds(part.to) / odds(at) / by - 1.0).abs() < 1e-9, "{kind}: {part:?}");
                    }
                    by => assert_eq!(by.is_some(), ["logistic", "boosting", "naive_bayes"].contains(&kind)),
                }
                at = part.to;
            }
        }
        // It starts at the mean over the training rows or at the share of cancellations, and the two are near.
        assert!((0.001..0.1).contains(&whys[0].base), "{kind}: {}", whys[0].base);
    }
    let report = judged(&session, record(dials::offered("logistic"), &[]), &[]);
    assert!(report.test.unwrap().why.is_none());
}

#[test]
fn what_spoke_for_a_wrong_name_adds_up_to_how_far_it_was_ahead_of_the_right_one() {
    let (session, mut told) = (Session::new(rodents::shipped()), 0);
    for kind in dials::families(Task::Multiclass) {
        let mut story = Record::for_world(&session.world, 7);
        story.choose(Choice::Run { spec: dials::offered(kind) });
        let test = judged(&session, story, &[WHY]).test.unwrap();
        let whys = test.why.as_ref().unwrap().as_ref();
        assert_eq!(whys.is_some(), exact(&dials::offered(kind)), "{kind}");
        let Some(whys) = whys else { continue };
        assert_eq!(whys.len(), test.mistakes.len());
        told += whys.iter().flatten().count();
        for (why, mistake) in whys.iter().zip(&test.mistakes) {
            let Some(why) = why else { continue };
            assert_ne!(mistake.came.map(|class| class as u32), *mistake.request.named);
            let ahead = if why.scale == Scale::Lead { 0.0 } else { 0.5 };
            assert!(why.end() > ahead, "{kind}: the name it gave is ahead of the right one: {why:?}");
            assert_eq!(why.scale == Scale::Lead, ["decision_tree", "random_forest"].contains(&kind));
        }
    }
    assert!(told > 20, "{told}");
}

#[test]
fn slices_are_parts_of_the_rows_and_cost_what_they_cost() {
    let session = Session::new(shipped());
    let report = judged(&session, record(dials::offered("logistic"), &[]), &[SLICES]);
    let test = report.test.as_ref().unwrap();
    let found = test.slices.as_ref().unwrap();
    let costs = scenario::problem(WorldId::Flights).costs;
    let n = f64::from(test.model.counts.n());
    assert!((found.cost - test.model.counts.cost(&costs, 1.0) / n).abs() < 1e-9);
    assert!(found.looked > 500 && found.slices.len() == 5);
    for slice in &found.slices {
        let own = f64::from(slice.outcome.counts.n());
        assert!(own >= f64::from(found.least) && slice.days >= 5 && (1..=2).contains(&slice.of.len()));
        assert!((slice.cost - slice.outcome.counts.cost(&costs, 1.0) / own).abs() < 1e-9, "{slice:?}");
        let whole = (slice.cost * own + slice.elsewhere * (n - own)) / n;
        assert!((whole - found.cost).abs() < 1e-9, "{slice:?}");
        let (gap, range) = (slice.cost - slice.elsewhere, slice.gap.unwrap());
        assert!(gap > 0.0 && range.low < gap && gap < range.high);
        assert_eq!(slice.holds, range.low > 0.0);
    }
    assert!(
        found.slices.is_sorted_by(|a, b| a.cost - a.elsewhere >= b.cost - b.elsewhere),
        "as they are drawn"
    );
}
