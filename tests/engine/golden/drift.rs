//! Comparisons of two samples.

use engine::drift::binned::{Rule, counts, edges};
use engine::drift::chi2::{self, chi2_contingency};
use engine::drift::conventions::{Evidently, Frouros, NannyMl, Verdict};
use engine::drift::ks::{ks_2samp, ks_of, p_asymptotic, p_exact, p_kolmogorov_limit};
use engine::drift::pair::Pair;
use engine::drift::psi::{psi_categorical, psi_of, psi_quantile};
use engine::drift::two_sample::{
    anderson_darling, cramer_von_mises, energy_distance, mann_whitney_u, wasserstein_distance, welch_t,
};
use engine::drift::{mmd, multiple, shares};
use engine::math;
use engine::matrix::Matrix;
use engine::work::Pace;

use super::case::{Case, Got, object};
use crate::now;

pub fn numeric(case: &Case) {
    match case.kind.as_str() {
        "-" => two_samples(case),
        "multiple_testing" => many_tests(case),
        "multivariate" => {
            let matrix = |rows: Vec<Vec<f64>>| Matrix::new(rows.len(), rows[0].len(), rows.concat()).unwrap();
            let found = mmd_of(&matrix(case.rows("ref")), &matrix(case.rows("cur")));
            case.same("sigma_median", found.sigma);
            case.same("mmd2_unbiased_rbf", found.mmd2);
        }
        _ => {}
    }
}

/// Large samples, which are put in order only where that matters.
pub fn large(case: &Case) {
    let sample = |side: &str| {
        let input = &case.input[side];
        let number = |name: &str, usual: f64| input.get(name).map_or(usual, |v| v.as_f64().unwrap());
        let whole = |name: &str| input.get(name).map_or(0, |v| v.as_u64().unwrap());
        let (scale, shift, gap) = (number("scale", 1.0), number("shift", 0.0), whole("gap"));
        let value = |i: u64| {
            if gap > 0 && i % gap == gap - 1 {
                return f64::NAN;
            }
            let u = ((i * whole("step") % whole("modulus")) as f64 + 0.5) / whole("modulus") as f64;
            let shape = match input["shape"].as_str().unwrap() {
                "flat" => u,
                "peak" => (u - 0.5) * (u - 0.5) * (u - 0.5),
                "tail" => u / (1.0001 - u),
                "steps" => (u * 12.0).floor() / 4.0,
                "mostly_nought" if u < 0.8 => 0.0,
                "mostly_nought" => u,
                other => panic!("no shape {other}"),
            };
            shape * scale + shift
        };
        (0..whole("n")).map(value).collect::<Vec<_>>()
    };
    let pair = Pair::of(&sample("ref"), &sample("cur"), 10);
    let ks = ks_of(&pair).unwrap();
    case.same("ks/statistic", ks.statistic);
    case.same("ks/statistic_location", ks.statistic_location);
    case.same("ks/sign", i64::from(ks.statistic_sign));
    case.same("ks/statistic_less", ks.statistic_less);
    case.same("ks/statistic_greater", ks.statistic_greater);
    let psi = psi_of(&pair).unwrap();
    case.same("psi_quantile10/psi", psi.psi);
    case.same("psi_quantile10/inner_edges", psi.inner_edges);
    case.same("psi_quantile10/ref_prop", psi.ref_prop);
    case.same("psi_quantile10/cur_prop", psi.cur_prop);
    case.same("median/ref", pair.reference.quantile(0.5).unwrap());
    case.same("median/cur", pair.current.quantile(0.5).unwrap());
}

fn mmd_of(reference: &Matrix, current: &Matrix) -> mmd::Mmd {
    now(mmd::mmd2_rbf(reference, current, &Pace::default())).unwrap()
}

fn many_tests(case: &Case) {
    let (p, alpha) = (case.numbers("p"), case.input["alpha"].as_f64().unwrap());
    case.same("bonferroni_adj", multiple::bonferroni(&p));
    case.same("bh_adj", multiple::benjamini_hochberg(&p));
    case.same("by_adj", multiple::benjamini_yekutieli(&p));
    let rejects = |name: &str, adjusted: &[f64], strict: bool| {
        let found: Vec<bool> =
            adjusted.iter().map(|p| if strict { *p < alpha } else { *p <= alpha }).collect();
        case.check(name, *case.at(name) == serde_json::json!(found), &format!("{found:?}"));
    };
    rejects("reject_bonferroni", &multiple::bonferroni(&p), true);
    rejects("reject_bh", &multiple::benjamini_hochberg(&p), false);
}

fn two_samples(case: &Case) {
    let (reference, current) = (case.numbers("ref"), case.numbers("cur"));
    let (n_ref, n_cur) = (reference.len() as u64, current.len() as u64);
    let ks = ks_2samp(&reference, &current).unwrap();
    case.same("ks/statistic", ks.statistic);
    case.same("ks/statistic_location", ks.statistic_location);
    case.same("ks/sign", i64::from(ks.statistic_sign));
    case.same("ks/statistic_less", ks.statistic_less);
    case.same("ks/statistic_greater", ks.statistic_greater);
    let p = |path: &str, got: f64| case.same_within(path, got, case.tolerance(Some("p_values")));
    if case.at("ks/p_exact").is_null() {
        case.check("ks/p_exact", true, "not recorded");
    } else {
        p("ks/p_exact", p_exact(ks.statistic, n_ref, n_cur));
    }
    p("ks/p_auto_scipy", ks.p);
    p("ks/p_asymp_scipy", p_asymptotic(ks.statistic, n_ref, n_cur));
    p("ks/p_kolmogorov_limit", p_kolmogorov_limit(ks.statistic, n_ref, n_cur));
    let psi = psi_quantile(&reference, &current, 10).unwrap();
    let got = object(vec![
        ("psi", psi.psi.into()),
        ("inner_edges", psi.inner_edges.into()),
        ("ref_prop", psi.ref_prop.into()),
        ("cur_prop", psi.cur_prop.into()),
        ("null_mean", psi.null_mean.into()),
        ("null_q95", psi.null_q95.into()),
    ]);
    case.same("psi_quantile10", got);
    tests(case, &reference, &current);
    distances(case, &reference, &current);
    evidently_numeric(case, &reference, &current);
}

fn tests(case: &Case, reference: &[f64], current: &[f64]) {
    let p = |path: &str, got: f64| case.same_within(path, got, case.tolerance(Some("p_values")));
    let test = cramer_von_mises(reference, current).unwrap();
    case.same("cramer_von_mises/statistic", test.statistic);
    p("cramer_von_mises/p_asymptotic", test.p);
    let test = mann_whitney_u(reference, current).unwrap();
    case.same("mann_whitney/u1", test.statistic);
    p("mann_whitney/p_asymptotic_continuity", test.p);
    let test = welch_t(reference, current).unwrap();
    case.same("welch_t/t", test.statistic);
    case.same("welch_t/df", test.dof);
    p("welch_t/p", test.p);
    if case.has("anderson_darling_2samp") {
        case.same("anderson_darling_2samp/statistic_normalized", anderson_darling(reference, current));
    }
}

fn distances(case: &Case, reference: &[f64], current: &[f64]) {
    let (earth, energy) = (wasserstein_distance(reference, current), energy_distance(reference, current));
    case.same("wasserstein1", earth);
    case.same("energy_distance", energy);
    if case.has("mmd2_unbiased_rbf") {
        let column = |v: &[f64]| Matrix::new(v.len(), 1, v.to_vec()).unwrap();
        let found = mmd_of(&column(reference), &column(current));
        case.same("mmd2_unbiased_rbf/sigma", found.sigma);
        case.same("mmd2_unbiased_rbf/value", found.mmd2);
    }
    let theirs = NannyMl::of(reference, current).unwrap();
    case.same("nannyml/jensen_shannon", theirs.jensen_shannon());
    case.same("nannyml/hellinger", theirs.hellinger());
    case.same("nannyml/wasserstein", earth);
    case.same("nannyml/kolmogorov_smirnov", ks_2samp(reference, current).map(|ks| ks.statistic));
    case.check("nannyml/_bins/rule", true, "in words");
    case.same("nannyml/_bins/edges", theirs.edges);
    case.same("nannyml/_bins/ref_prop", theirs.reference);
    case.same("nannyml/_bins/cur_prop", theirs.current);
    let theirs = Frouros::of(reference, current).unwrap();
    let got = object(vec![
        ("PSI", theirs.psi.into()),
        ("HellingerDistance", theirs.hellinger.into()),
        ("EMD", earth.into()),
        ("EnergyDistance", energy.into()),
        ("BhattacharyyaDistance", theirs.bhattacharyya.into()),
        ("HINormalizedComplement", theirs.hi_normalized_complement.into()),
    ]);
    case.same("frouros_num_bins_10", got);
}

const METHODS: [Evidently; 8] = [
    Evidently::Psi,
    Evidently::JensenShannon,
    Evidently::KlDiv,
    Evidently::Hellinger,
    Evidently::Wasserstein,
    Evidently::Ks,
    Evidently::ChiSquare,
    Evidently::Z,
];

fn verdict(case: &Case, name: &str, found: Option<Verdict>) {
    let path = format!("evidently/{name}");
    let found = found.unwrap();
    case.same(&format!("{path}/test"), found.method.name());
    case.same(&format!("{path}/score"), found.score);
    case.same(&format!("{path}/threshold"), found.threshold);
    let drift = &case.at(&path)["drift"];
    case.check(&format!("{path}/drift"), *drift == found.drift, &found.drift.to_string());
}

fn evidently_numeric(case: &Case, reference: &[f64], current: &[f64]) {
    for method in METHODS {
        if case.has(&format!("evidently/{}", method.name())) {
            verdict(case, method.name(), method.numeric(reference, current));
        }
    }
    if !case.at("evidently/default").is_null() {
        let method = Evidently::default_numeric(reference, current);
        verdict(case, "default", method.numeric(reference, current));
    }
    let (r, c) = (math::sorted_present(reference), math::sorted_present(current));
    let both = math::sorted_present(&[reference, current].concat());
    let bins = "evidently/_bins";
    case.check(&format!("{bins}/rule"), true, "in words");
    let whole = |counts: Vec<u32>| counts.into_iter().map(i64::from).collect::<Vec<i64>>();
    if case.has(&format!("{bins}/edges")) {
        let edges = edges(&both, Rule::Sturges).unwrap();
        case.same(&format!("{bins}/edges"), edges.clone());
        case.same(&format!("{bins}/ref_count"), whole(counts(&r, &edges)));
        case.same(&format!("{bins}/cur_count"), whole(counts(&c, &edges)));
    } else {
        let mut values = both;
        values.dedup();
        let of = |sample: &[f64]| {
            values.iter().map(|v| sample.iter().filter(|w| *w == v).count() as i64).collect::<Vec<i64>>()
        };
        case.same(&format!("{bins}/ref_count"), of(&r));
        case.same(&format!("{bins}/cur_count"), of(&c));
        case.same(&format!("{bins}/values"), values);
    }
}

pub fn categorical(case: &Case) {
    if case.kind != "-" {
        return;
    }
    let (reference, current) = (case.codes("ref_counts"), case.codes("cur_counts"));
    let chi2 = chi2_contingency(&reference, &current).unwrap();
    case.same("chi2/statistic", chi2.statistic);
    case.same("chi2/p", chi2.p);
    case.same("chi2/dof", i64::from(chi2.dof));
    case.same("cramers_v", chi2.cramers_v);
    case.same("psi_floor_0.01", psi_categorical(&reference, &current, 0.01));
    case.same("psi_floor_1e-4", psi_categorical(&reference, &current, 1e-4));
    let corrected = chi2::chi2_corrected(&reference, &current).unwrap();
    case.same("chi2_scipy_default/statistic", corrected.statistic);
    case.same("chi2_scipy_default/p", corrected.p);
    let g = chi2::g_test(&reference, &current).unwrap();
    case.same("g_test/statistic", g.statistic);
    case.same("g_test/p", g.p);
    case.same("cramers_v_bias_corrected", chi2::cramers_v_corrected(&reference, &current));
    let (p, q) = (shares::shares(&reference).unwrap(), shares::shares(&current).unwrap());
    case.same("total_variation", shares::total_variation(&p, &q));
    case.same("l_infinity", shares::l_infinity(&p, &q));
    case.same("js_distance_nat", shares::jensen_shannon(&p, &q));
    case.same("js_distance_base2", shares::jensen_shannon_bits(&p, &q));
    case.same("hellinger", shares::hellinger(&p, &q));
    let got: Vec<(&str, Got)> = vec![
        ("jensen_shannon", shares::jensen_shannon_bits(&p, &q).into()),
        ("hellinger", shares::hellinger(&p, &q).into()),
        ("l_infinity", shares::l_infinity(&p, &q).into()),
        ("chi2", corrected.statistic.into()),
        ("chi2_p", corrected.p.into()),
    ];
    case.same("nannyml", object(got));
    for method in METHODS {
        if case.has(&format!("evidently/{}", method.name())) {
            verdict(case, method.name(), method.categorical(&reference, &current));
        }
    }
    let method = Evidently::default_categorical(&reference, &current);
    verdict(case, "default", method.categorical(&reference, &current));
    if case.has("fisher_exact") {
        let table = [[reference[0], reference[1]], [current[0], current[1]]];
        case.same("fisher_exact/odds_ratio", chi2::odds_ratio(table).unwrap_or(f64::INFINITY));
        case.same("fisher_exact/p_two_sided", chi2::fisher_exact(table));
    }
}
