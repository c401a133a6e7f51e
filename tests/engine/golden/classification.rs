//! Binary metrics, curves, calibration, cost; metrics of several classes.

use engine::metrics::multiclass::{Average, Off, Sides};
use engine::metrics::proba::Binning;
use engine::metrics::{Classified, Confusion, CostMatrix, Scored, cost, proba, rank};

use super::case::{Case, Got, number, object};

pub fn run(case: &Case) {
    match case.kind.as_str() {
        "binary" => binary(case),
        "multiclass" => multiclass(case),
        _ => {}
    }
}

fn multiclass(case: &Case) {
    let proba = case.rows("proba");
    let rows = Classified::new(&case.codes("y_true"), proba[0].len() as u32, &proba.concat(), None).unwrap();
    case.same("confusion", rows.confusion());
    case.same("accuracy", rows.accuracy());
    case.same("balanced_accuracy", rows.balanced_accuracy());
    case.same("mcc", rows.mcc());
    for (name, off) in
        [("kappa", Off::Any), ("kappa_linear", Off::Linear), ("kappa_quadratic", Off::Quadratic)]
    {
        case.same(name, rows.kappa(off));
    }
    let classes = rows.per_class();
    // The file's `zero_division=0`: what is undefined counts as 0 there.
    let or_0 = |scores: Vec<Option<f64>>| scores.iter().map(|s| s.unwrap_or(0.0)).collect::<Vec<f64>>();
    let precision = or_0(classes.iter().map(|class| class.precision).collect());
    case.same("per_class/precision", precision.clone());
    case.same("per_class/recall", or_0(classes.iter().map(|class| class.recall).collect()));
    case.same("per_class/f1", or_0(classes.iter().map(|class| class.f1).collect()));
    let support: Vec<f64> = classes.iter().map(|class| class.support).collect();
    case.same("per_class/support", support.clone());
    for (name, average) in
        [("macro", Average::Macro), ("micro", Average::Micro), ("weighted", Average::Weighted)]
    {
        let all = rows.averaged(average);
        let weight = |class: usize| if average == Average::Macro { 1.0 } else { support[class] };
        let zeroed = (0..support.len()).map(|k| weight(k) * precision[k]).sum::<f64>()
            / (0..support.len()).map(weight).sum::<f64>();
        // Classes that are never named are left out here; `averages.json` holds that to scikit-learn.
        let some_unsaid = classes.iter().any(|class| class.precision.is_none());
        case.same(&format!("{name}/precision"), if some_unsaid { Some(zeroed) } else { all.precision });
        case.same(&format!("{name}/recall"), all.recall);
        case.same(&format!("{name}/f1"), all.f1);
    }
    case.same("log_loss", rows.log_loss());
    case.same("brier_multiclass", rows.brier());
    case.same("top2_accuracy", rows.top_k_accuracy(2));
    for (name, sides) in [("ovr", Sides::Rest), ("ovo", Sides::Pairs)] {
        case.same(&format!("roc_auc/{name}_macro"), rows.roc_auc(sides, Average::Macro));
        case.same(&format!("roc_auc/{name}_weighted"), rows.roc_auc(sides, Average::Weighted));
    }
}

/// Averages over classes, some of which are not met or not said.
pub fn averages(case: &Case) {
    let proba = case.rows("proba");
    let rows = Classified::new(&case.codes("y_true"), proba[0].len() as u32, &proba.concat(), None).unwrap();
    case.same("balanced_accuracy", rows.balanced_accuracy());
    for (name, average) in [("macro", Average::Macro), ("weighted", Average::Weighted)] {
        let all = rows.averaged(average);
        case.same(&format!("{name}/precision"), all.precision);
        case.same(&format!("{name}/recall"), all.recall);
        case.same(&format!("{name}/f1"), all.f1);
    }
    for (name, sides) in [("ovr", Sides::Rest), ("ovo", Sides::Pairs)] {
        case.same(&format!("roc_auc/{name}"), rows.roc_auc(sides, Average::Macro));
    }
}

fn binary(case: &Case) {
    let weight = (!case.input["sample_weight"].is_null()).then(|| case.numbers("sample_weight"));
    let scored = Scored::new(&case.numbers("y_true"), &case.numbers("score"), weight.as_deref()).unwrap();
    let positives = scored.y_true().iter().filter(|y| **y).count();
    case.same("n_pos", positives as i64);
    case.same("n_neg", (scored.n_samples() - positives) as i64);
    case.same("log_loss", proba::log_loss(&scored));
    case.same("brier", proba::brier(&scored));
    ranking(case, &scored);
    let price = |name: &str| number(&case.input["cost"][name]);
    let prices = CostMatrix { tn: price("tn"), fp: price("fp"), fn_: price("fn"), tp: price("tp") };
    for i in 0..case.at("at").as_array().unwrap().len() {
        at_threshold(case, &scored, &prices, &format!("at/{i}"));
    }
    let best = cost::min_cost(&scored, &prices);
    case.same("min_cost/threshold", best.threshold.unwrap_or(f64::INFINITY));
    case.same("min_cost/cost_total", best.cost.total);
    case.same("min_cost/cost_mean", best.cost.mean);
    for (field, compare) in [("calibration", calibration as fn(&Case, &Scored, &str)), ("top_k", top_k)] {
        for i in 0..case.at(field).as_array().map_or(0, Vec::len) {
            compare(case, &scored, &format!("{field}/{i}"));
        }
    }
}

fn ranking(case: &Case, scored: &Scored) {
    let auc = rank::roc_auc(scored);
    case.same("roc_auc", auc);
    case.same("gini", auc.map(|auc| 2.0 * auc - 1.0));
    case.same("ks_statistic", rank::ks_statistic(scored));
    // Without positives scikit-learn says 0, we say undefined.
    case.same("average_precision", rank::average_precision(scored).unwrap_or(0.0));
    for (field, drop_intermediate) in [("roc_full", false), ("roc_dropped", true)] {
        let curve = rank::roc_curve(scored, drop_intermediate);
        let n = curve.thresholds.len();
        case.same(&format!("{field}/fpr"), curve.fpr.unwrap_or(vec![f64::NAN; n]));
        case.same(&format!("{field}/tpr"), curve.tpr.unwrap_or(vec![f64::NAN; n]));
        let thresholds: Vec<f64> = curve.thresholds.iter().map(|t| t.unwrap_or(f64::INFINITY)).collect();
        case.same(&format!("{field}/thresholds"), thresholds);
    }
    let mut curve = rank::pr_curve(scored);
    // Without positives scikit-learn calls every recall 1.
    curve.recall.get_or_insert_with(|| {
        let points = curve.thresholds.len();
        (0..=points).map(|i| if i < points { 1.0 } else { 0.0 }).collect()
    });
    case.same("pr_auc_trapezoid", curve.auc());
    case.same("pr_curve/precision", curve.precision);
    case.same("pr_curve/recall", curve.recall.unwrap_or_default());
    case.same("pr_curve/thresholds", curve.thresholds);
}

fn at_threshold(case: &Case, scored: &Scored, prices: &CostMatrix, path: &str) {
    let threshold = number(&case.at(path)["threshold"]);
    let c = Confusion::at(scored, threshold);
    // The file's `zero_division=0`: what is undefined counts as 0 there.
    let or_0 = |score: Option<f64>| Got::from(score.unwrap_or(0.0));
    let cost = cost::expected_cost(&c, prices);
    let scores = c.scores();
    let got = object(vec![
        ("threshold", threshold.into()),
        ("tn", c.tn.into()),
        ("fp", c.fp.into()),
        ("fn", c.fn_.into()),
        ("tp", c.tp.into()),
        ("accuracy", scores.accuracy.into()),
        ("balanced_accuracy", scores.balanced_accuracy.into()),
        ("precision", or_0(scores.precision)),
        ("recall", or_0(scores.recall)),
        ("f1", or_0(scores.f1)),
        ("f2", or_0(c.f_beta(2.0))),
        ("f0.5", or_0(c.f_beta(0.5))),
        ("jaccard", or_0(scores.jaccard)),
        ("mcc", or_0(scores.mcc)),
        ("kappa", scores.kappa.into()),
        ("specificity", scores.specificity.into()),
        ("sensitivity", scores.recall.into()),
        ("youden_j", scores.youden_j.into()),
        ("fpr", scores.fpr.into()),
        ("fnr", scores.fnr.into()),
        ("npv", scores.npv.into()),
        ("cost_total", cost.total.into()),
        ("cost_mean", cost.mean.into()),
    ]);
    case.same(path, got);
}

fn calibration(case: &Case, scored: &Scored, path: &str) {
    let asked = case.at(path);
    let binning = match asked["strategy"].as_str() {
        Some("uniform") => Binning::Uniform,
        Some("quantile") => Binning::Quantile,
        other => panic!("{case}: unknown strategy {other:?}"),
    };
    let n_bins = asked["n_bins"].as_u64().unwrap();
    let c = proba::calibration(scored, n_bins as u32, binning).unwrap();
    let bins = |field: fn(&proba::Bin) -> f64| c.bins.iter().map(field).collect::<Vec<f64>>();
    let got = object(vec![
        ("n_bins", (n_bins as i64).into()),
        ("strategy", asked["strategy"].as_str().unwrap().into()),
        ("edges", c.edges.clone().into()),
        ("bin_index", bins(|bin| f64::from(bin.index)).into()),
        ("count", bins(|bin| bin.count).into()),
        ("prob_true", bins(|bin| bin.prob_true).into()),
        ("prob_pred", bins(|bin| bin.prob_pred).into()),
        ("ece", c.ece.into()),
        ("mce", c.mce.into()),
        ("rmsce", c.rmsce.into()),
        (
            "murphy",
            object(vec![
                ("reliability", c.murphy.reliability.into()),
                ("resolution", c.murphy.resolution.into()),
                ("uncertainty", c.murphy.uncertainty.into()),
            ]),
        ),
    ]);
    case.same(path, got);
}

fn top_k(case: &Case, scored: &Scored, path: &str) {
    let fraction = number(&case.at(path)["fraction"]);
    let top = rank::top_fraction(scored, fraction);
    let got = object(vec![
        ("fraction", fraction.into()),
        ("k", i64::from(top.k).into()),
        ("precision_at_k", top.precision.into()),
        ("recall_at_k", top.recall.into()),
        ("lift", top.lift.into()),
    ]);
    case.same(path, got);
}
