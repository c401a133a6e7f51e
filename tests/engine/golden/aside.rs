//! Rows that are there before already, as pandas finds them, and labels that look wrong, as cleanlab does.

use engine::quality::noise::suspects;
use engine::quality::rows::{Looks, duplicated};
use engine::table::{Table, Values};
use engine::work::Pace;

use super::case::{Case, number};
use super::preparation::{category, column};
use crate::now;

pub fn run(case: &Case) {
    match case.kind.as_str() {
        "duplicated" => {
            let columns = case.input.as_object().unwrap().iter().map(|(name, values)| {
                let values = values.as_array().unwrap();
                if name != "word" {
                    return column(name, Values::Number(values.iter().map(number).collect()));
                }
                let words: Vec<String> = values.iter().map(|v| v.as_str().unwrap_or("").into()).collect();
                category(name, &words)
            });
            let table = Table::new(columns.collect()).unwrap();
            let found = now(duplicated(&table, Looks::Exact, &Pace::default())).unwrap();
            let rows = (0..found.len()).filter(|row| found[*row]).map(|row| row as f64);
            case.same("rows", rows.collect::<Vec<f64>>());
        }
        "label_noise" => {
            let labels: Vec<u32> = case.numbers("labels").iter().map(|v| *v as u32).collect();
            let rows = case.input["proba"].as_array().unwrap();
            let proba: Vec<f64> = rows.iter().flat_map(|row| row.as_array().unwrap()).map(number).collect();
            let found = suspects(&labels, &proba, (proba.len() / labels.len()) as u32).unwrap();
            let mut rows: Vec<u32> = found.iter().map(|suspect| suspect.row).collect();
            rows.sort_unstable();
            case.same("rows", rows.into_iter().map(f64::from).collect::<Vec<f64>>());
        }
        _ => {}
    }
}
