//! Rows in folds, as a learner divided them: whole groups stay whole, days that follow each other stay together, else each
//! class is divided alike.

use super::pipeline;
use super::plan::Fit;
use crate::error::Result;
use crate::fingerprint::from_hex;
use crate::rng::Rng;
use crate::split::{Fold, SplitSpec, group_kfold, kfold, stratified_kfold, time_series_split};
use crate::worlds::World;

/// The rows that are not sealed in folds, as they were split: by time, each fold learns from the days before the ones it
/// is judged on; in whole groups, no group is on both sides; else at random, each class alike. Positions in the world's table.
///
/// # Errors
/// Too few days or rows for so many folds.
pub fn folds(fit: &Fit, world: &World, k: usize) -> Result<Vec<Fold>> {
    let split = pipeline::split(fit, world)?;
    let mut rows: Vec<u32> = split.train.iter().chain(&*split.validation).copied().collect();
    rows.sort_unstable();
    deal(fit, world, rows, |days| time_series_split(days, k, 0, None), k)
}

/// `rows`, rising, in folds that each leave out others, so that every row is left out once: as [`folds`], but by time a
/// fold leaves out days that follow each other, and learns from those before and after.
///
/// # Errors
/// Too few days, groups or rows for so many folds.
pub fn each_once(fit: &Fit, world: &World, rows: &[u32], k: usize) -> Result<Vec<Fold>> {
    deal(fit, world, rows.to_vec(), |days| kfold(days, k), k)
}

/// `by_day` deals days, where rows were divided by time.
fn deal(
    fit: &Fit,
    world: &World,
    mut rows: Vec<u32>,
    by_day: impl Fn(usize) -> Result<Vec<Fold>>,
    k: usize,
) -> Result<Vec<Fold>> {
    if let SplitSpec::Time { .. } = fit.split {
        let days = pipeline::days(world, &rows);
        let each: Vec<_> = pipeline::by_day(&days).collect();
        let of = |days: &[u32]| days.iter().flat_map(|d| rows[each[*d as usize].clone()].to_vec()).collect();
        return Ok(parts(by_day(each.len())?, of));
    }
    if let SplitSpec::Group { by, .. } = &fit.split {
        let folds = group_kfold(&pipeline::groups(world, &rows, by)?, k)?;
        return Ok(parts(folds, |part| part.iter().map(|i| rows[*i as usize]).collect()));
    }
    Rng::new(from_hex(&fit.seed).unwrap_or(0), "folds").shuffle(&mut rows);
    let folds = stratified_kfold(&pipeline::classes(world, &rows), k)?;
    let of = |part: &[u32]| {
        let mut part: Vec<u32> = part.iter().map(|i| rows[*i as usize]).collect();
        part.sort_unstable();
        part.into()
    };
    Ok(parts(folds, of))
}

fn parts(folds: Vec<Fold>, of: impl Fn(&[u32]) -> std::rc::Rc<[u32]>) -> Vec<Fold> {
    folds.iter().map(|fold| Fold { train: of(&fold.train), test: of(&fold.test) }).collect()
}
