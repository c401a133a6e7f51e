//! What the texts of Screening say: the second clinic, and one model judged for two decisions.

use std::rc::Rc;

use super::walk::Walk;
use super::{Claim, claim, known, month, opened, saving};
use crate::error::{EngineError, Result};
use crate::expedition::data::DataReport;
use crate::expedition::evaluate::EvaluateReport;
use crate::expedition::frame::FrameReport;
use crate::expedition::monitor::{DRIFT, MonitorReport, MonthReport};
use crate::expedition::record::Choice;
use crate::expedition::retraining::Past;
use crate::expedition::scenario;
use crate::expedition::session::Session;
use crate::math;
use crate::monitor::alarm::Alarm;
use crate::work::Pace;
use crate::worlds::screening::{is_size, second_from};

/// The reports that the claims are about.
struct Told {
    /// The first clinic's past: nothing and the rule.
    frame: FrameReport,
    data: DataReport,
    /// The first lap's run as a scan is judged, and as a song would be.
    scan: EvaluateReport,
    song: EvaluateReport,
    /// The year with the first model, and with one retrained each month on the last two.
    old: MonitorReport,
    two: MonitorReport,
}

const CLAIMS: [fn(&Told) -> Result<Claim>; 10] = [
    benign_is_right_for_most,
    nothing_is_missing,
    scaling_leaves_the_probe,
    rule_beats_nothing,
    nearly_right_and_in_time,
    model_beats_rule,
    a_song_lets_more_through,
    second_clinic_moves_sizes,
    second_clinic_rings,
    retraining_pays,
];

pub(super) async fn prove(session: &Rc<Session>, seed: u64, pace: &Pace) -> Result<Vec<Claim>> {
    let world = session.world.id;
    let walk = Walk { session, seed, pace };
    let record = walk.record(scenario::at_decision(world));
    let mut as_song = record.clone();
    let [.., (_, problem)] = scenario::framings(world);
    as_song.choose(Choice::Frame { problem });
    let told = Told {
        frame: walk.framed(&record).await?,
        data: walk.prepared(&record).await?,
        scan: walk.judged(&record, None).await?,
        song: walk.judged(&as_song, None).await?,
        old: walk.year(None).await?,
        two: walk.year(Some(Past::LastTwo)).await?,
    };
    CLAIMS.iter().map(|claim| claim(&told)).collect()
}

/// Whoever says "benign" of each mass of the past is right more often than not.
fn benign_is_right_for_most(told: &Told) -> Result<Claim> {
    let right = 1.0 - f64::from(told.frame.positives) / f64::from(told.frame.history.n);
    claim("benign_is_right_for_most", right > 0.5, &[("right", right)])
}

/// Every number is there in every row of the past.
fn nothing_is_missing(told: &Told) -> Result<Claim> {
    let mut most = 0.0_f64;
    for column in &told.data.columns {
        most = most.max(known(column.missing_if_yes)?).max(known(column.missing_if_no)?);
    }
    claim("nothing_is_missing", most == 0.0, &[("most", most)])
}

/// The step that scales numbers, the only one of the recipe as offered, hardly moves the probe.
fn scaling_leaves_the_probe(told: &Told) -> Result<Claim> {
    let scores: Vec<f64> = told.data.probe.scores.iter().filter_map(|s| s.roc_auc).collect();
    let [raw, scaled] = scores[..] else {
        return Err(EngineError::NotYet { missing: "probe".into() });
    };
    claim("scaling_leaves_the_probe", (scaled - raw).abs() < 0.001, &[("raw", raw), ("scaled", scaled)])
}

/// The rule about the worst radius finds over half of the malignant masses of the past, and saves over half of the cost.
fn rule_beats_nothing(told: &Told) -> Result<Claim> {
    let (found, saved) = (known(told.frame.rule.recall)?, saving(&told.frame.rule, &told.frame.nothing));
    let numbers = [("found", found), ("saved", saved)];
    claim("rule_beats_nothing", found > 0.5 && saved > 0.5, &numbers)
}

/// A column alone tells malignant masses from others nearly always, and is no leak: the image is there in time.
fn nearly_right_and_in_time(told: &Told) -> Result<Claim> {
    let best = told.data.columns.iter().filter_map(|column| column.alone).fold(0.0, f64::max);
    let in_time = told.data.columns.iter().all(|column| column.known_at.at_decision());
    claim("nearly_right_and_in_time", best > 0.9 && in_time, &[("best", best)])
}

/// On the sealed rows the model costs less than the rule, and finds at least the share that is asked for.
fn model_beats_rule(told: &Told) -> Result<Claim> {
    let test = opened(&told.scan)?;
    let numbers =
        [("recall", known(test.model.recall)?), ("cost", test.model.cost), ("cost_rule", test.rule.cost)];
    claim("model_beats_rule", test.model.cost < test.rule.cost && known(test.model.recall)? > 0.85, &numbers)
}

/// The very same model, at a song's prices: its line stands higher, and it flags no more than for a scan.
fn a_song_lets_more_through(told: &Told) -> Result<Claim> {
    let (scan, song) = (opened(&told.scan)?, opened(&told.song)?);
    let numbers = [
        ("line_scan", told.scan.threshold),
        ("line_song", told.song.threshold),
        ("flagged_scan", known(scan.model.flagged)?),
        ("flagged_song", known(song.model.flagged)?),
        ("auc_scan", known(scan.roc_auc)?),
        ("auc_song", known(song.roc_auc)?),
    ];
    let holds = told.song.threshold > 5.0 * told.scan.threshold
        && song.model.flagged < scan.model.flagged
        && scan.roc_auc == song.roc_auc;
    claim("a_song_lets_more_through", holds, &numbers)
}

/// On average sizes have drifted in the second clinic's first month, and more than in the month before.
fn second_clinic_moves_sizes(told: &Told) -> Result<Claim> {
    let from = second_from().number();
    let moved = |of: &MonthReport| {
        let sizes = of.inputs.iter().filter(|column| is_size(&column.column));
        let moved: Vec<f64> = sizes.map(|column| column.moved()).collect();
        math::mean(&moved).unwrap_or(0.0)
    };
    let (before, after) = (moved(month(&told.old, from - 1)?), moved(month(&told.old, from)?));
    let numbers = [("before", before), ("after", after)];
    claim("second_clinic_moves_sizes", after > DRIFT && after > before, &numbers)
}

/// The first model finds less from the second clinic on than before, and a month rings before the year is over; none
/// before the second clinic.
fn second_clinic_rings(told: &Told) -> Result<Claim> {
    let from = second_from();
    let rings = |month: &&MonthReport| matches!(month.alarm, Some(Alarm::BelowGoal { .. }));
    let early = told.old.months.iter().filter(|m| m.month < from).filter(rings).count();
    let late = told.old.months.iter().filter(|m| m.month >= from).filter(rings).count();
    let found = |late: bool| {
        let months = told.old.months.iter().filter(|m| (m.month >= from) == late);
        let (tp, all) = months.fold((0, 0), |(tp, all), m| {
            let counts = m.outcome.counts;
            (tp + counts.tp, all + counts.tp + counts.missed)
        });
        f64::from(tp) / f64::from(all)
    };
    let numbers = [
        ("found_before", found(false)),
        ("found_after", found(true)),
        ("rang_before", early as f64),
        ("rang_after", late as f64),
    ];
    claim("second_clinic_rings", early == 0 && late > 0 && found(true) < found(false) - 0.05, &numbers)
}

/// Over the year retraining on the last two months costs less than never retraining.
fn retraining_pays(told: &Told) -> Result<Claim> {
    let numbers = [("never", told.old.cost), ("two", told.two.cost), ("rule", told.old.cost_rule)];
    claim("retraining_pays", told.two.cost < 0.9 * told.old.cost, &numbers)
}
