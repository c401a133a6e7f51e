//! Metrics of predicted numbers.

use engine::metrics::Predicted;

use super::case::Case;

pub fn run(case: &Case) {
    let weight = (!case.input["sample_weight"].is_null()).then(|| case.numbers("sample_weight"));
    let rows = Predicted::new(&case.numbers("y_true"), &case.numbers("y_pred"), weight.as_deref()).unwrap();
    let scores = rows.scores();
    case.same("me", scores.mean_error);
    case.same("mae", scores.mean_absolute_error);
    case.same("mse", scores.mean_squared_error);
    case.same("rmse", scores.root_mean_squared_error);
    case.same("median_ae", scores.median_absolute_error);
    // Where there is nothing to explain we say undefined, scikit-learn 1 if nothing is missed, else 0.
    let forced = if scores.mean_squared_error == Some(0.0) { 1.0 } else { 0.0 };
    case.same("r2", scores.r2.unwrap_or(forced));
    case.same("explained_variance", scores.explained_variance.unwrap_or(forced));
    case.same("d2_absolute", scores.d2_absolute_error.unwrap_or(forced));
    if weight.is_none() {
        case.same("max_error", scores.max_error);
    } else {
        case.check("max_error", case.at("max_error").is_null(), "the reference knows no weights");
    }
    // scikit-learn divides by 2⁻⁵² where we say undefined.
    case.same("mape", rows.floored_percentage_error(f64::EPSILON));
    let shown = scores.mean_absolute_percentage_error;
    let zero = case.numbers("y_true").contains(&0.0);
    case.check("mape", shown.is_none() == zero, &format!("{shown:?}"));
    for alpha in case.at("pinball").as_object().unwrap().keys() {
        case.same(&format!("pinball/{alpha}"), rows.mean_pinball_loss(alpha.parse().unwrap()));
    }
    for (name, score) in [
        ("msle", rows.mean_squared_log_error()),
        ("rmsle", scores.root_mean_squared_log_error),
        ("poisson_deviance", rows.mean_poisson_deviance()),
        ("gamma_deviance", rows.mean_gamma_deviance()),
    ] {
        if case.has(name) {
            case.same(name, score);
        }
    }
}
