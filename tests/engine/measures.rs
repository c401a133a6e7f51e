//! All measures of a model and how far groups are apart, as Evaluate shows them when it is asked: the numbers are those of
//! the metrics, which goldens hold, and the intervals those that the report has anyway.

use engine::expedition::asked::{FAIRNESS, MEASURES};
use engine::expedition::evaluate::{ENOUGH, Rates, TestReport};
use engine::expedition::measures::{Measure, Way};
use engine::expedition::plan::Plan;
use engine::expedition::record::{Choice, Fact, Record};
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{World, dials, keys};
use engine::metrics::compare::mcnemar_exact;
use engine::metrics::interval::{clopper_pearson, wilson};
use engine::metrics::multiclass::{Average, Off, Sides};
use engine::metrics::{Classified, Predicted, Scored, rank};
use engine::rng::Rng;

use crate::looks::judged;
use crate::replay::shipped;
use crate::{ridership, rodents};

/// The offered model of a kind on a world, its test rows opened, all measures and the gaps asked for.
fn asked(world: World, kind: &str) -> TestReport {
    let session = Session::new(world);
    let mut story = Record::for_world(&session.world, 7);
    story.choose(Choice::Run { spec: dials::offered(kind) });
    judged(&session, story, &[MEASURES, FAIRNESS]).test.unwrap()
}

fn measure<'a>(test: &'a TestReport, name: &str) -> &'a Measure {
    let parts = &test.measures.as_ref().unwrap().parts;
    parts.iter().flat_map(|part| &part.measures).find(|one| one.name == name).unwrap()
}

/// Mean distances are larger on drawn rows than on the rows themselves, so their intervals can lie above the number.
const GROW: [&str; 4] = ["ece", "rmsce", "mce", "reliability"];

/// Every number lies in its intervals, percentiles and BCa are two, and what has no number has a reason.
fn intervals_hold(test: &TestReport) {
    let found = test.measures.as_ref().unwrap();
    let all: Vec<&Measure> = found.parts.iter().flat_map(|part| &part.measures).collect();
    let mut apart = 0;
    for one in &all {
        assert_eq!(one.value.is_none(), one.undefined().is_some());
        let Some(value) = one.value else {
            assert!(one.ranges.is_empty(), "{one:?}");
            continue;
        };
        for (way, range) in one.ranges.iter().filter(|_| !GROW.contains(&one.name.as_str())) {
            assert!(range.low <= value && value <= range.high, "{way:?} of {one:?}");
        }
        apart += usize::from(one.range(Way::Bca).is_some_and(|bca| Some(bca) != one.range(Way::Percentile)));
    }
    assert!(apart * 2 > all.len(), "{apart} of {}", all.len());
    assert!(found.days > 10 && found.resamples == 400);
    for way in Way::ALL {
        let scaled = found.on_one_scale().into_iter().flat_map(|(_, measures)| measures);
        let widths = scaled.filter_map(|one| one.range(way)).map(|range| range.high - range.low);
        let widest = found.widest(way).map(|(_, range)| range.high - range.low);
        assert_eq!(widths.reduce(f64::max), widest);
    }
}

#[test]
fn yes_or_no_is_measured_as_it_was_decided() {
    let test = asked(shipped(), "logistic");
    intervals_hold(&test);
    let (model, counts) = (&test.model, test.model.counts);
    assert_eq!(measure(&test, "recall").value, model.recall);
    assert_eq!(measure(&test, "precision").value, model.precision);
    assert_eq!(measure(&test, "accuracy").value, model.accuracy);
    assert_eq!(measure(&test, "roc_auc").value, test.roc_auc);
    assert_eq!(measure(&test, "brier").value, test.brier);
    assert_eq!(measure(&test, "cost").value, Some(model.cost));
    // The same days are drawn as for what is shown anyway.
    assert_eq!(measure(&test, "recall").range(Way::Percentile), test.score);
    assert_eq!(measure(&test, "cost").range(Way::Percentile), test.cost);
    let scores = counts.confusion().scores();
    for (name, value) in [
        ("specificity", scores.specificity),
        ("npv", scores.npv),
        ("fpr", scores.fpr),
        ("fnr", scores.fnr),
        ("selection_rate", scores.selection_rate),
        ("prevalence", scores.prevalence),
        ("f2", counts.confusion().f_beta(2.0)),
        ("jaccard", scores.jaccard),
        ("youden_j", scores.youden_j),
        ("balanced_accuracy", scores.balanced_accuracy),
        ("f1", scores.f1),
        ("mcc", scores.mcc),
        ("kappa", scores.kappa),
    ] {
        assert_eq!(measure(&test, name).value, value, "{name}");
    }
    let (tp, all) = (f64::from(counts.tp), f64::from(counts.tp + counts.missed));
    assert_eq!(measure(&test, "recall").range(Way::Wilson), wilson(tp, all, 0.95));
    assert_eq!(measure(&test, "recall").range(Way::Exact), clopper_pearson(tp, all, 0.95));
    assert_eq!(measure(&test, "f1").range(Way::Wilson), None, "it is no share");
    let found = test.measures.as_ref().unwrap();
    assert!(found.classes.is_none() && Way::ALL.iter().all(|way| found.knows(*way)));
    let (told, times) = found.by_days_against_rows().unwrap();
    assert!(told.name == "recall" && times > 1.0, "flights of one day go together: {times}");
}

#[test]
fn the_surest_rows_the_brier_score_and_the_rule_are_told_besides() {
    let test = asked(shipped(), "logistic");
    let (found, value) = (test.measures.as_ref().unwrap(), |name| measure(&test, name).value.unwrap());
    // The curve that is drawn is thinned, and what is left of it lies nowhere farther from guessing.
    let gap = test.roc.iter().map(|(fpr, tpr)| tpr - fpr).fold(0.0, f64::max);
    assert!((0.0..0.01).contains(&(value("ks_statistic") - gap)));
    let parts = value("reliability") - value("resolution") + value("uncertainty");
    assert!((value("brier") - parts).abs() < 1e-3, "up to the spread inside bins: {parts}");
    assert!(value("ece") <= value("rmsce") && value("rmsce") <= value("mce"));
    let tops = found.tops.as_ref().unwrap();
    assert!(tops.windows(2).all(|two| two[0].share < two[1].share && two[0].top.hits <= two[1].top.hits));
    assert_eq!(tops.iter().filter(|at| at.is_room).count(), 1);
    for at in tops {
        let (precision, lift) = (at.top.precision.unwrap(), at.top.lift.unwrap());
        assert!((lift * test.share_of_yes() - precision).abs() < 1e-12);
        assert_eq!(at.sure, wilson(f64::from(at.top.hits), f64::from(at.top.k), 0.95));
    }
    let pair = found.paired.unwrap();
    let right = |of: Option<f64>| of.unwrap() * f64::from(pair.n);
    let more = right(test.model.accuracy) - right(test.rule.accuracy);
    assert!((f64::from(pair.model) - f64::from(pair.rule) - more).abs() < 1e-6);
    assert_eq!(pair.chance, mcnemar_exact(pair.model, pair.rule));
    assert!(pair.per_arm.unwrap() > 1.0);
}

#[test]
fn a_forecast_is_measured_before_its_margin() {
    let test = asked(ridership::shipped(), "boosting");
    intervals_hold(&test);
    let amounts = test.model.amounts.unwrap();
    let close = |name: &str, value: Option<f64>| {
        let apart = (measure(&test, name).value.unwrap() - value.unwrap()).abs();
        assert!(apart < 1e-9, "{name}: {apart}");
    };
    close("mean_absolute_error", test.model.score());
    close("root_mean_squared_error", amounts.root_mean_squared_error());
    close("mean_error", amounts.mean_needed().zip(amounts.mean_forecast()).map(|(came, said)| came - said));
    assert_eq!(measure(&test, "cost").range(Way::Percentile), test.cost);
    for name in ["median_absolute_error", "max_error", "d2_absolute_error"] {
        assert!(measure(&test, name).ranges.is_empty() && measure(&test, name).value.is_some(), "{name}");
    }
    let found = test.measures.as_ref().unwrap();
    assert!(!found.knows(Way::Wilson) && found.by_days_against_rows().is_none());
    assert!(found.tops.is_none() && found.paired.is_none());
    // What the prices make of the plan is what it costs.
    let world = ridership::shipped();
    let costs = Plan::of(&Record::for_world(&world, 7)).problem.costs;
    let loss = measure(&test, "pinball_plan").value.unwrap() * (costs.miss + costs.false_alarm);
    let cost = test.model.cost * world.share / f64::from(amounts.n);
    assert!((loss / cost - 1.0).abs() < 1e-9, "{loss} {cost}");
    let r2 = measure(&test, "r2").value.unwrap();
    assert!(r2 < measure(&test, "explained_variance").value.unwrap() && r2 > 0.5, "{r2}");
}

#[test]
fn names_are_measured_class_by_class_and_together() {
    let test = asked(rodents::shipped(), "boosting");
    intervals_hold(&test);
    let found = test.measures.as_ref().unwrap();
    let classes = found.classes.as_ref().unwrap();
    let rows: f64 = classes.each.iter().map(|one| one.support).sum();
    assert_eq!(rows, f64::from(test.model.tally().n()));
    let hits: f64 = classes.each.iter().filter_map(|one| Some(one.recall? * one.support)).sum();
    assert!((measure(&test, "accuracy").value.unwrap() - hits / rows).abs() < 1e-9);
    assert!((classes.weighted.recall.unwrap() - hits / rows).abs() < 1e-9);
    let two = measure(&test, "top_2_accuracy").value.unwrap();
    assert!(two > measure(&test, "accuracy").value.unwrap() && two <= 1.0);
    assert_eq!(measure(&test, "macro_f1").value, classes.alike.f1);
    // Classes that nobody sees count for nothing, here as there.
    let apart = classes.alike.recall.unwrap() - measure(&test, "balanced_accuracy").value.unwrap();
    assert!(apart.abs() < 1e-12 && classes.alike.precision.is_some() && classes.alike.f1.is_some());
    let empty = classes.each.iter().any(|one| one.support == 0.0);
    assert_eq!(measure(&test, "macro_roc_auc").undefined(), empty.then_some("unmet_class"));
    assert!(measure(&test, "pairs_roc_auc").value.is_some_and(|area| area > 0.9));
    let pair = found.paired.unwrap();
    assert!(pair.n == rows as u32 && pair.model + pair.rule <= pair.n);
    assert!(measure(&test, "accuracy").range(Way::Wilson).is_some());
}

#[test]
fn groups_are_as_far_apart_as_their_shares() {
    let test = asked(shipped(), "logistic");
    for by in &test.groups {
        let fair = by.fair.as_ref().unwrap();
        assert_eq!(fair.rates.len(), by.levels.len());
        for (group, rates) in by.levels.iter().zip(&fair.rates) {
            assert_eq!(rates.selection_rate.value, group.outcome.flagged);
            assert_eq!((rates.recall.value, rates.recall.interval), (group.outcome.recall, group.score));
            assert_eq!(rates.fpr.value, group.outcome.counts.fall_out());
            assert_eq!(rates.accuracy.value, group.outcome.accuracy);
        }
        let of: Vec<&str> = fair.gaps.iter().map(|gap| gap.of.as_str()).collect();
        assert!(of[0] == "selection" && of[1].starts_with("odds_"), "{of:?}");
        // A group of two rows would always be the farthest off.
        let enough = |rates: &&Rates| rates.selection_rate.of >= f64::from(ENOUGH);
        let shares = fair.rates.iter().filter(enough).filter_map(|rates| rates.selection_rate.value);
        let (least, most) =
            shares.fold((1.0_f64, 0.0_f64), |(low, high), share| (low.min(share), high.max(share)));
        assert_eq!(fair.gaps[0].values, (most, least));
        let spread = |of: &str| fair.spreads.iter().find(|one| one.of == of).unwrap();
        assert_eq!(spread("selection").apart, Some(most - least));
        assert_eq!(spread("selection").ratio, (most > 0.0).then(|| least / most));
        assert_eq!(
            spread("odds").apart,
            spread("recall").apart.zip(spread("fpr").apart).map(|(a, b)| a.max(b))
        );
        let all = fair.all.as_ref().unwrap();
        assert_eq!((all.recall.value, all.accuracy.value), (test.model.recall, test.model.accuracy));
        let k = fair.rates.iter().filter(enough).count() as u32;
        assert_eq!(fair.gaps[0].pairs, k * (k - 1) / 2);
        for gap in &fair.gaps {
            let range = gap.interval.unwrap();
            assert!(range.low < gap.difference() && gap.difference() <= range.high, "{gap:?}");
            assert_eq!(gap.holds(), Some(range.low > 0.0));
        }
    }
    assert!(test.groups.len() == 2);
}

#[test]
fn scores_of_groups_are_compared_by_day() {
    for (world, kind) in [(ridership::shipped(), "boosting"), (rodents::shipped(), "boosting")] {
        let test = asked(world, kind);
        assert!(!test.groups.is_empty());
        for by in &test.groups {
            let fair = by.fair.as_ref().unwrap();
            assert!(fair.rates.is_empty() && fair.all.is_none() && fair.gaps.len() == 1);
            let gap = &fair.gaps[0];
            assert_eq!(fair.spreads[0].apart, Some(gap.difference()));
            assert_eq!(fair.spreads[0].ratio, Some(gap.values.1 / gap.values.0));
            // A handful of rows would be the farthest apart by chance.
            let compared = by.levels.iter().filter(|group| group.outcome.tally().n() >= ENOUGH);
            let scores: Vec<f64> = compared.filter_map(|group| group.outcome.score()).collect();
            assert_eq!(gap.values.0, scores.iter().copied().fold(f64::MIN, f64::max));
            assert_eq!(gap.values.1, scores.iter().copied().fold(f64::MAX, f64::min));
            assert_eq!(Some(gap.values.0), by.levels[gap.between.0 as usize].outcome.score());
            if let Some(range) = gap.interval {
                let middle = (range.low + range.high) / 2.0;
                assert!((middle - gap.difference()).abs() < 1e-9, "{gap:?}");
            }
        }
    }
}

#[test]
fn every_row_is_in_a_group_also_one_without_a_level() {
    let test = asked(rodents::shipped(), "decision_tree");
    let n = test.model.tally().n();
    for by in &test.groups {
        assert_eq!(by.levels.iter().map(|group| group.outcome.tally().n()).sum::<u32>(), n, "{}", by.column);
    }
}

#[test]
fn a_look_at_all_measures_is_a_new_report_and_no_other_one() {
    let session = Session::new(shipped());
    let mut story = Record::for_world(&session.world, 7);
    story.choose(Choice::Run { spec: dials::offered("logistic") });
    let mut seen = vec![keys::key(Stage::Evaluate, &story).unwrap()];
    for what in [MEASURES, FAIRNESS] {
        story.happen(Fact::Revealed { what: what.into() });
        let key = keys::key(Stage::Evaluate, &story).unwrap();
        assert!(!seen.contains(&key), "{what}");
        seen.push(key);
    }
    let test = judged(&session, story, &[]).test.unwrap();
    assert!(test.measures.is_some());
    story = Record::for_world(&session.world, 7);
    story.choose(Choice::Run { spec: dials::offered("logistic") });
    let plain = judged(&session, story, &[]).test.unwrap();
    assert!(plain.measures.is_none() && plain.groups.iter().all(|by| by.fair.is_none()));
    let json = serde_json::to_value(&plain).unwrap();
    assert_eq!(json["measures"], serde_json::json!({}), "it leaves no trace in a fingerprint");
}

/// A resample by weights gives what the drawn rows give, one by one; the mean of areas is scikit-learn's macro average.
#[test]
fn drawn_rows_are_rows_that_weigh() {
    let (n, k, mut rng) = (120_u32, 4_u32, Rng::new(3, "measures"));
    let y: Vec<u32> = (0..n).map(|_| rng.below(k)).collect();
    let proba: Vec<f64> = (0..n)
        .flat_map(|_| {
            let row: Vec<f64> = (0..k).map(|_| rng.uniform() + 0.01).collect();
            let sum: f64 = row.iter().sum();
            row.into_iter().map(|p| p / sum).collect::<Vec<_>>()
        })
        .collect();
    let rows: Vec<u32> = (0..n).map(|_| rng.below(n)).collect();
    let pick = |of: &[f64], wide: usize| -> Vec<f64> {
        rows.iter().flat_map(|row| of[*row as usize * wide..][..wide].to_vec()).collect()
    };
    let all = Classified::new(&y, k, &proba, None).unwrap();
    let drawn: Vec<u32> = rows.iter().map(|row| y[*row as usize]).collect();
    let one = Classified::new(&drawn, k, &pick(&proba, 4), None).unwrap();
    let weighed = all.resample(&rows);
    assert_eq!(one.confusion(), weighed.confusion());
    let near =
        |a: Option<f64>, b: Option<f64>| assert!((a.unwrap() - b.unwrap()).abs() < 1e-12, "{a:?} {b:?}");
    near(one.log_loss(), weighed.log_loss());
    near(one.brier(), weighed.brier());
    near(one.kappa(Off::Any), weighed.kappa(Off::Any));
    near(one.top_k_accuracy(2), weighed.top_k_accuracy(2));
    let area = one.roc_auc(Sides::Rest, Average::Macro);
    near(area, weighed.roc_auc(Sides::Rest, Average::Macro));
    let class = |class: u32| {
        let truth: Vec<f64> = y.iter().map(|y| f64::from(u8::from(*y == class))).collect();
        let chance: Vec<f64> = proba.iter().skip(class as usize).step_by(k as usize).copied().collect();
        rank::roc_auc(&Scored::new(&truth, &chance, None).unwrap().resample(&rows))
    };
    near(area, engine::math::mean(&(0..k).map(|c| class(c).unwrap()).collect::<Vec<_>>()));
    let (came, said): (Vec<f64>, Vec<f64>) = (0..n).map(|_| (rng.uniform(), rng.uniform())).unzip();
    let one = Predicted::new(&pick(&came, 1), &pick(&said, 1), None).unwrap();
    let weighed = Predicted::new(&came, &said, None).unwrap().resample(&rows);
    near(one.mean_absolute_error(), weighed.mean_absolute_error());
    near(one.r2(), weighed.r2());
    near(one.explained_variance(), weighed.explained_variance());
    near(one.mean_absolute_percentage_error(), weighed.mean_absolute_percentage_error());
    near(one.median_absolute_error(), weighed.median_absolute_error());
}
