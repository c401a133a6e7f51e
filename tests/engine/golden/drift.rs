//! Comparisons of two samples.

use engine::drift::chi2::chi2_contingency;
use engine::drift::ks::{ks_2samp, p_asymptotic, p_exact, p_kolmogorov_limit};
use engine::drift::psi::{psi_categorical, psi_quantile};

use super::case::{Case, object};

pub fn numeric(case: &Case) {
    if case.kind != "-" {
        return;
    }
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
}
