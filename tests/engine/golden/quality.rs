//! The profile of messy files.

use engine::quality::correlate::{pairwise, pearson, spearman};
use engine::quality::profile::{ColumnProfile, profile};
use engine::table::csv::{self, ReadOptions};
use engine::work::Pace;
use serde_json::json;

use super::case::{Case, Got, object};
use crate::now;

pub fn run(case: &Case) {
    // The file's rule: only an empty cell is missing.
    let options = ReadOptions { missing: Some(vec![String::new()]), ..Default::default() };
    let table = csv::read(case.input["csv"].as_str().unwrap().as_bytes(), &options).unwrap();
    let found = now(profile(&table, &Pace::default())).unwrap();
    case.same("n_rows", i64::from(found.n_rows));
    case.same("n_cols", found.columns.len() as i64);
    case.same("n_duplicate_rows", i64::from(found.n_duplicate_rows));
    for (name, got) in
        [("constant_columns", &found.constant_columns), ("unique_key_columns", &found.unique_key_columns)]
    {
        case.check(name, *case.at(name) == json!(got), &format!("{got:?}"));
    }
    for column in &found.columns {
        case.same(&format!("columns/{}", column.name), of_column(column));
    }
    let names = case.at("corr_columns").as_array().unwrap();
    case.check("corr_columns", true, "which to correlate");
    let columns: Vec<&[f64]> =
        names.iter().map(|name| &**table.numbers(name.as_str().unwrap()).unwrap()).collect();
    case.same("pearson_pairwise", pairwise(&columns, pearson));
    case.same("spearman_pairwise", pairwise(&columns, spearman));
}

fn of_column(column: &ColumnProfile) -> Got {
    let count = |n: u32| Got::from(i64::from(n));
    let kind = if column.words.is_some() { "string" } else { "numeric" };
    let mut fields = vec![
        ("n_missing", count(column.n_missing)),
        ("missing_share", column.missing_share.into()),
        ("n_unique", count(column.n_unique)),
        ("inferred", kind.into()),
    ];
    if let Some(n) = &column.numbers {
        fields.extend([
            ("mean", n.mean.into()),
            ("std", n.std.into()),
            ("min", n.min.into()),
            ("q1", n.q1.into()),
            ("median", n.median.into()),
            ("q3", n.q3.into()),
            ("max", n.max.into()),
            // pandas says 0 without spread, we say undefined.
            ("skew", n.skew.unwrap_or(0.0).into()),
            ("kurtosis", n.kurtosis.unwrap_or(0.0).into()),
            ("n_zero", count(n.n_zero)),
            ("n_negative", count(n.n_negative)),
            ("iqr_lower", n.iqr_lower.into()),
            ("iqr_upper", n.iqr_upper.into()),
            ("n_outlier_iqr", count(n.n_outlier_iqr)),
            ("mad", n.mad.into()),
            ("n_outlier_modified_z_3_5", n.n_outlier_modified_z.map_or(None.into(), count)),
            ("n_outlier_z3", count(n.n_outlier_z.unwrap_or(0))),
        ]);
    }
    if let Some(w) = &column.words {
        fields.extend([
            ("top", w.top.as_str().into()),
            ("top_count", count(w.top_count)),
            ("entropy_nats", w.entropy.into()),
            ("n_unique_after_trim_lower", count(w.n_unique_folded)),
            ("n_numeric_parsable", count(w.n_numeric)),
        ]);
    }
    object(fields)
}
