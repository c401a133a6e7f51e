//! The steps that a learner can add to a recipe, each with its dials where they most often belong.

use super::of;
use crate::math::QuantileMethod;
use crate::prepare::{
    Columns, Step, aggregate, bins, blank, calendar, categorical, clip, convert, frequency, impute,
    indicator, knn_impute, log, merge, normalise, one_hot, ordinal, polynomial, pool, power, ratio, scale,
    standardise, target, text,
};
use crate::table::Kind;
use crate::worlds::WorldId;

/// The steps a learner can add, in groups, all as text keys.
pub const STEPS: [(&str, &[&str]); 3] = [
    (
        "repairs",
        &[
            "impute",
            "knn_impute",
            "indicator",
            "clip",
            "blank",
            "convert",
            "merge",
            "pool",
            "standardise",
            "scale",
            "normalise",
        ],
    ),
    (
        "features",
        &[
            "one_hot",
            "categorical",
            "target",
            "frequency",
            "ordinal",
            "text",
            "log",
            "power",
            "ratio",
            "polynomial",
            "aggregate",
            "bins",
            "calendar",
        ],
    ),
    ("drops", &["drop"]),
];

/// Whether a step of a kind has anything to work on.
#[must_use]
pub fn fits(world: WorldId, kind: &str) -> bool {
    let likely = &of(world).likely;
    let needs = match kind {
        "knn_impute" => likely.gaps,
        "aggregate" if likely.ratio.0.is_empty() => return false,
        "one_hot" | "categorical" | "target" | "frequency" | "ordinal" | "pool" | "merge" | "aggregate" => {
            likely.many
        }
        "text" => likely.text,
        "calendar" => likely.time,
        "log" | "power" => likely.skewed,
        "bins" | "blank" | "convert" => likely.curved,
        "ratio" | "polynomial" => likely.ratio.1,
        _ => return true,
    };
    !needs.is_empty()
}

/// A new step of a kind (one of [`STEPS`]), its dials where they most often belong; one of another kind drops
/// `feature`.
#[must_use]
pub fn step(world: WorldId, kind: &str, feature: &str) -> Step {
    let columns = Columns::All;
    let likely = &of(world).likely;
    let of = |name: &str| Columns::Named(vec![name.into()]);
    match kind {
        "impute" => Step::Impute(impute::Params { columns, fill: impute::Fill::Median }),
        "knn_impute" => Step::KnnImpute(knn_impute::Params { columns: of(likely.gaps), n_neighbors: 5 }),
        "indicator" => Step::Indicator(indicator::Params { columns }),
        "clip" => {
            let limits = clip::Limits::Quantiles { lower: 0.01, upper: 0.99 };
            Step::Clip(clip::Params { columns, limits })
        }
        "standardise" => Step::Standardise(standardise::Params { columns }),
        "scale" => Step::Scale(scale::Params { columns, by: scale::By::Robust }),
        "one_hot" => Step::OneHot(one_hot::Params { columns, max_levels: Some(20), drop_first: false }),
        "categorical" => Step::Categorical(categorical::Params { columns }),
        "target" => {
            let n_classes = world.classes().len() as u32;
            Step::Target(target::Params { columns: of(likely.many), smooth: 20.0, cv: 5, n_classes })
        }
        "frequency" => Step::Frequency(frequency::Params { columns: of(likely.many), normalize: true }),
        "ordinal" => Step::Ordinal(ordinal::Params { columns: of(likely.many) }),
        "log" => Step::Log(log::Params { columns: of(likely.skewed) }),
        "power" => Step::Power(power::Params { columns: of(likely.skewed) }),
        "ratio" => {
            let (numerator, denominator) = likely.ratio;
            Step::Ratio(ratio::Params { numerator: numerator.into(), denominator: denominator.into() })
        }
        "blank" => {
            let columns = of(likely.curved);
            Step::Blank(blank::Params { columns, values: Vec::new(), below: None, above: None })
        }
        "convert" => {
            let columns = of(likely.curved);
            Step::Convert(convert::Params { columns, low: None, high: None, factor: 1.0, offset: 0.0 })
        }
        "merge" => Step::Merge(merge::Params { columns: of(likely.many), groups: Vec::new(), fold: true }),
        "polynomial" => {
            let columns = Columns::Named([likely.ratio.0, likely.ratio.1].map(String::from).to_vec());
            Step::Polynomial(polynomial::Params { columns, interaction_only: true })
        }
        "normalise" => Step::Normalise(normalise::Params { columns }),
        "pool" => Step::Pool(pool::Params { columns, min_share: 0.01 }),
        "aggregate" => Step::Aggregate(aggregate::Params {
            column: likely.ratio.0.into(),
            by: likely.many.into(),
            statistic: aggregate::Statistic::Mean,
        }),
        "text" => Step::Text(text::Params {
            columns: of(likely.text),
            ngrams: 1,
            terms: text::Terms::Frequent { most: 20 },
            weight: text::Weight::TfIdf,
        }),
        "bins" => Step::Bins(bins::Params {
            columns: of(likely.curved),
            n_bins: 5,
            strategy: bins::Strategy::Quantile { method: QuantileMethod::Linear },
            encode: bins::Encode::Level,
        }),
        "calendar" if world.kind(likely.time) == Kind::Date => {
            let parts = vec![calendar::Part::Year, calendar::Part::Month, calendar::Part::Weekday];
            Step::Calendar(calendar::Params { columns, parts })
        }
        "calendar" => {
            let parts = vec![calendar::Part::Hour];
            Step::Calendar(calendar::Params { columns: of(likely.time), parts })
        }
        _ => Step::Drop { columns: of(feature) },
    }
}

/// The step of [`step`] for a recipe that reads `features`: where the column that it most often works on is not among
/// them, the first of the same kind stands for it. `None` where there is none, and of a step that does not [fit](fits).
#[must_use]
pub fn among(world: WorldId, kind: &str, features: &[String]) -> Option<Step> {
    if !fits(world, kind) {
        return None;
    }
    let offered = step(world, kind, features.first().map_or("", String::as_str));
    // No other number is a time of day, and no other word a text.
    let only = matches!(kind, "calendar" | "text");
    let stands = |name: &str, but: &[&str]| -> Option<String> {
        if features.iter().any(|feature| feature == name) {
            return Some(name.into());
        }
        let alike =
            |feature: &&String| world.kind(feature) == world.kind(name) && !but.contains(&feature.as_str());
        features.iter().find(alike).filter(|_| !only).cloned()
    };
    Some(match offered {
        Step::Ratio(params) => {
            let numerator = stands(&params.numerator, &[&params.denominator])?;
            let denominator = stands(&params.denominator, &[&numerator])?;
            Step::Ratio(ratio::Params { numerator, denominator })
        }
        Step::Aggregate(params) => {
            let (column, by) = (stands(&params.column, &[])?, stands(&params.by, &[])?);
            Step::Aggregate(aggregate::Params { column, by, ..params })
        }
        other => match other.columns() {
            Some(Columns::Named(names)) => {
                // None twice: neither one that is taken already nor one that is to come.
                let mut on: Vec<String> = Vec::new();
                for name in names {
                    let but: Vec<&str> = on.iter().chain(names).map(String::as_str).collect();
                    on.push(stands(name, &but)?);
                }
                other.on(Columns::Named(on))
            }
            _ => other,
        },
    })
}
