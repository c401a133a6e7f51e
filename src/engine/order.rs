//! The order of numbers, by radix: a fixed number of passes, no comparison, the same everywhere. Of long columns the passes
//! fall into steps.

use crate::work::{Pace, at_once};

/// Below this many values comparing is faster than counting.
const FEW: usize = 512;
/// Bits a pass looks at, and values they can have.
const DIGIT: u32 = 11;
const BUCKETS: usize = 1 << DIGIT;
/// Values looked at in a step: less than a millisecond of work.
const STEP: usize = 1 << 15;

/// `values` in ascending order, each with the row it came from; equal ones in the order of their rows, `NaN` last.
///
/// −0 counts as 0. Least significant digit first (Knuth, TAOCP 3, 5.2.5), six passes at most; a digit that all
/// share is passed over.
///
/// ```
/// assert_eq!(engine::order::sorted(&[2.0, -1.0, 2.0]), [(-1.0, 1), (2.0, 0), (2.0, 2)]);
/// ```
#[must_use]
pub fn sorted(values: &[f64]) -> Vec<(f64, u32)> {
    at_once(sorted_in_steps(values, &Pace::default()))
}

/// The same, in steps.
pub async fn sorted_in_steps(values: &[f64], pace: &Pace) -> Vec<(f64, u32)> {
    if values.len() >= FEW && values.iter().all(halves) {
        let key = |v: f64| if v.is_nan() { u32::MAX } else { key32(v as f32) };
        let value = |key| if key == u32::MAX { f64::NAN } else { value32(key) };
        let mut keys: Vec<(u32, u32)> = values.iter().zip(0_u32..).map(|(v, row)| (key(*v), row)).collect();
        radix(&mut keys, |(key, _)| u64::from(*key), pace).await;
        return keys.into_iter().map(|(key, row)| (value(key), row)).collect();
    }
    let mut keys: Vec<(u64, u32)> = values.iter().zip(0_u32..).map(|(v, row)| (key(*v), row)).collect();
    if keys.len() < FEW {
        keys.sort_unstable();
    } else {
        radix(&mut keys, |(key, _)| *key, pace).await;
    }
    keys.into_iter().map(|(key, row)| (value(key), row)).collect()
}

/// `values` in ascending order without missing ones (`NaN`); −0 becomes 0.
///
/// ```
/// assert_eq!(engine::order::ascending(&[2.0, f64::NAN, -1.0]), [-1.0, 2.0]);
/// ```
#[must_use]
pub fn ascending(values: &[f64]) -> Vec<f64> {
    at_once(ascending_in_steps(values, &Pace::default()))
}

/// The same, in steps.
pub async fn ascending_in_steps(values: &[f64], pace: &Pace) -> Vec<f64> {
    let present = values.iter().copied().filter(|v| !v.is_nan());
    if values.len() >= FEW && values.iter().all(halves) {
        let mut keys: Vec<u32> = present.map(|v| key32(v as f32)).collect();
        radix(&mut keys, |key| u64::from(*key), pace).await;
        return keys.into_iter().map(value32).collect();
    }
    let mut keys: Vec<u64> = present.map(key).collect();
    if keys.len() < FEW {
        keys.sort_unstable();
    } else {
        radix(&mut keys, |key| *key, pace).await;
    }
    keys.into_iter().map(value).collect()
}

/// The rows of `values`, the largest value first; equal ones in their order, `NaN` last.
///
/// The one way to rank numbers: each call of a standard sort brings its own copy of the sorting code to the worker.
#[must_use]
pub fn descending(values: &[f64]) -> Vec<u32> {
    let falling: Vec<f64> = values.iter().map(|v| -v).collect();
    sorted(&falling).into_iter().map(|(_, row)| row).collect()
}

/// The rank of each of `values`, from 1; equal ones share the mean of their ranks. `NaN` ranks last.
///
/// ```
/// assert_eq!(engine::order::average_ranks(&[5.0, 1.0, 5.0]), [2.5, 1.0, 2.5]);
/// ```
#[must_use]
pub fn average_ranks(values: &[f64]) -> Vec<f64> {
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for equal in sorted(values).chunk_by(|a, b| a.0 == b.0) {
        let rank = before as f64 + (equal.len() + 1) as f64 / 2.0;
        equal.iter().for_each(|(_, row)| ranks[*row as usize] = rank);
        before += equal.len();
    }
    ranks
}

async fn radix<T: Copy + Default>(items: &mut Vec<T>, key: impl Fn(&T) -> u64, pace: &Pace) {
    let digit = |key: u64, shift: u32| (key >> shift) as usize & (BUCKETS - 1);
    let (mut other, mut next) = (vec![T::default(); items.len()], Box::new([0_u32; BUCKETS]));
    let first = items.first().map_or(0, &key);
    let differing = items.iter().fold(0, |bits, item| bits | (key(item) ^ first));
    for shift in (0..u64::BITS).step_by(DIGIT as usize) {
        if digit(differing, shift) == 0 {
            continue;
        }
        next.fill(0);
        for block in items.chunks(STEP) {
            block.iter().for_each(|item| next[digit(key(item), shift)] += 1);
            pace.pause().await;
        }
        let mut sum = 0;
        for count in next.iter_mut() {
            sum += std::mem::replace(count, sum);
        }
        for block in items.chunks(STEP) {
            for item in block {
                let place = &mut next[digit(key(item), shift)];
                other[*place as usize] = *item;
                *place += 1;
            }
            pace.pause().await;
        }
        std::mem::swap(items, &mut other);
    }
}

/// Bits that are ordered as the numbers are.
fn key(v: f64) -> u64 {
    if v.is_nan() {
        return u64::MAX;
    }
    let bits = (v + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

fn value(key: u64) -> f64 {
    if key == u64::MAX {
        return f64::NAN;
    }
    f64::from_bits(if key >> 63 == 1 { key & !(1 << 63) } else { !key })
}

/// Whether a number needs no more than half the bits: then it is put in order in half the passes.
fn halves(v: &f64) -> bool {
    v.is_nan() || f64::from(*v as f32) == *v
}

/// The same of numbers of half the length, none missing.
fn key32(v: f32) -> u32 {
    let bits = (v + 0.0).to_bits();
    if bits >> 31 == 1 { !bits } else { bits | 1 << 31 }
}

fn value32(key: u32) -> f64 {
    f64::from(f32::from_bits(if key >> 31 == 1 { key & !(1 << 31) } else { !key }))
}
