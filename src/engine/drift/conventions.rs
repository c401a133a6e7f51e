//! What Evidently, NannyML and frouros make of two samples: the same names, other bins, other floors, other limits. A
//! number from one of them can be compared only with numbers from the same.

use serde::{Deserialize, Serialize};

use crate::drift::binned::{Rule, counts, edges};
use crate::drift::chi2::{goodness_of_fit, two_proportion_z};
use crate::drift::two_sample::wasserstein_distance;
use crate::drift::{ks, shares};
use crate::math;

/// A method of Evidently 0.7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidently {
    /// Population stability index; an empty bin counts as .0001, or a millionth of the smallest.
    Psi,
    /// Jensen-Shannon distance (nats).
    JensenShannon,
    /// Kullback-Leibler divergence of the reference from the current sample, empty bins as for the index.
    KlDiv,
    /// Hellinger distance.
    Hellinger,
    /// Wasserstein distance in standard deviations of the reference (numbers only).
    Wasserstein,
    /// Kolmogorov-Smirnov (numbers only).
    Ks,
    /// Goodness of fit to the reference's shares (categories only).
    ChiSquare,
    /// Pooled test of two shares (two levels only).
    Z,
}

/// What Evidently says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// By which method.
    pub method: Evidently,
    /// A distance, or for a test its chance.
    pub score: f64,
    /// Whether that counts as drift.
    pub drift: bool,
    /// From where on.
    pub threshold: f64,
}

impl Evidently {
    /// Its name there.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Psi => "psi",
            Self::JensenShannon => "jensenshannon",
            Self::KlDiv => "kl_div",
            Self::Hellinger => "hellinger",
            Self::Wasserstein => "wasserstein",
            Self::Ks => "ks",
            Self::ChiSquare => "chisquare",
            Self::Z => "z",
        }
    }

    fn verdict(self, score: f64) -> Verdict {
        let test = matches!(self, Self::Ks | Self::ChiSquare | Self::Z);
        let threshold = if test { 0.05 } else { 0.1 };
        let drift = match self {
            Self::Ks => score <= threshold,
            _ if test => score < threshold,
            _ => score >= threshold,
        };
        Verdict { method: self, score, drift, threshold }
    }

    /// The method it picks by itself for numbers: by the rows of the reference and the different values in both. Fewer
    /// than six values are treated as levels.
    #[must_use]
    pub fn default_numeric(reference: &[f64], current: &[f64]) -> Self {
        let values = distinct(&math::sorted_present(&[reference, current].concat()));
        match (reference.len() <= 1000, values.len() > 5) {
            (true, true) => Self::Ks,
            (false, true) => Self::Wasserstein,
            (few, false) => Self::default_levels(few, values.len()),
        }
    }

    /// The method it picks by itself for categories, given as rows of each level.
    #[must_use]
    pub fn default_categorical(reference: &[u32], current: &[u32]) -> Self {
        let few = reference.iter().map(|c| u64::from(*c)).sum::<u64>() <= 1000;
        Self::default_levels(few, reference.iter().zip(current).filter(|(r, c)| **r + **c > 0).count())
    }

    fn default_levels(few_rows: bool, levels: usize) -> Self {
        match (few_rows, levels > 2) {
            (false, _) => Self::JensenShannon,
            (true, true) => Self::ChiSquare,
            (true, false) => Self::Z,
        }
    }

    /// Compares numbers, missing ones left out; `None` if a sample is empty or the method is not for numbers.
    #[must_use]
    pub fn numeric(self, reference: &[f64], current: &[f64]) -> Option<Verdict> {
        let (r, c) = (math::sorted_present(reference), math::sorted_present(current));
        let both = math::sorted_present(&[r.as_slice(), &c].concat());
        let score = match self {
            Self::Wasserstein => {
                let spread = math::sqrt(math::variance(&r, 0)?);
                wasserstein_distance(&r, &c)? / spread.max(0.001)
            }
            Self::Ks => ks::ks_2samp(&r, &c)?.p,
            Self::Hellinger => {
                let edges = edges(&distinct(&both), Rule::Sturges)?;
                densities_apart(&counts(&r, &edges), &counts(&c, &edges), &edges)?
            }
            Self::ChiSquare | Self::Z => return None,
            _ => {
                let (in_ref, in_cur) = if distinct(&r).len() > 20 {
                    let edges = edges(&both, Rule::Sturges)?;
                    (counts(&r, &edges), counts(&c, &edges))
                } else {
                    let of = |sample: &[f64], v: &f64| {
                        sample.partition_point(|w| w <= v) - sample.partition_point(|w| w < v)
                    };
                    let count =
                        |sample: &[f64]| distinct(&both).iter().map(|v| of(sample, v) as u32).collect();
                    (count(&r), count(&c))
                };
                return self.categorical(&in_ref, &in_cur);
            }
        };
        Some(self.verdict(score))
    }

    /// Compares rows of each level; `None` if a sample is empty or the method is not for categories.
    #[must_use]
    pub fn categorical(self, reference: &[u32], current: &[u32]) -> Option<Verdict> {
        let (p, q) = (shares::shares(reference)?, shares::shares(current)?);
        let score = match self {
            Self::Psi => {
                let (p, q) = (filled(&p)?, filled(&q)?);
                let term = |(p, q): (&f64, &f64)| (p - q) * math::ln(p / q);
                math::sum(&p.iter().zip(&q).map(term).collect::<Vec<_>>())
            }
            Self::JensenShannon => shares::jensen_shannon(&p, &q),
            Self::KlDiv => shares::kl_divergence(&normed(filled(&p)?), &normed(filled(&q)?)),
            Self::Hellinger => math::sqrt(shares::bhattacharyya(&p, &q).clamp(0.0, 1.0)),
            Self::ChiSquare => goodness_of_fit(reference, current)?.p,
            Self::Z => {
                let of = |counts: &[u32]| (counts.first().copied().unwrap_or(0), counts.iter().sum());
                // One level in both is no change at all.
                two_proportion_z(of(reference), of(current)).map_or(1.0, |test| test.p)
            }
            Self::Wasserstein | Self::Ks => return None,
        };
        Some(self.verdict(score))
    }
}

/// Empty shares filled: .0001, or a millionth of the smallest if that is smaller.
fn filled(shares: &[f64]) -> Option<Vec<f64>> {
    let least = shares.iter().copied().filter(|s| *s > 0.0).reduce(f64::min)?;
    let fill = if least <= 1e-4 { least / 1e6 } else { 1e-4 };
    Some(shares.iter().map(|s| if *s == 0.0 { fill } else { *s }).collect())
}

fn normed(values: Vec<f64>) -> Vec<f64> {
    let total = math::sum(&values);
    values.into_iter().map(|v| v / total).collect()
}

fn distinct(sorted: &[f64]) -> Vec<f64> {
    let mut values = sorted.to_vec();
    values.dedup();
    values
}

/// Hellinger's distance of densities, bin by bin in Evidently's order: near 0 its rounding is the number.
fn densities_apart(reference: &[u32], current: &[u32], edges: &[f64]) -> Option<f64> {
    let total = |counts: &[u32]| counts.iter().map(|c| f64::from(*c)).sum::<f64>();
    let (n, m) = (total(reference), total(current));
    let width = (edges.last()? - edges.first()?) / reference.len() as f64;
    let mut sum = 0.0;
    for ((r, c), ends) in reference.iter().zip(current).zip(edges.windows(2)) {
        let density = |count: &u32, total: f64| f64::from(*count) / (ends[1] - ends[0]) / total;
        sum += math::sqrt(density(r, n) * density(c, m)) * width;
    }
    (n > 0.0 && m > 0.0).then(|| math::sqrt(1.0 - sum.clamp(0.0, 1.0)))
}

/// Shares of numbers in NannyML's bins: Doane's over the reference, and one more for what lies beyond them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NannyMl {
    /// The edges over the reference.
    pub edges: Vec<f64>,
    /// Shares of the reference.
    pub reference: Vec<f64>,
    /// Shares of the current sample; their sum is below 1 where some lie beyond the edges.
    pub current: Vec<f64>,
}

impl NannyMl {
    /// Bins numbers, missing ones left out; `None` if a sample is empty.
    #[must_use]
    pub fn of(reference: &[f64], current: &[f64]) -> Option<Self> {
        let (r, c) = (math::sorted_present(reference), math::sorted_present(current));
        let edges = edges(&r, Rule::Doane)?;
        let share = |sorted: &[f64]| {
            let n = sorted.len() as f64;
            counts(sorted, &edges).iter().map(|count| f64::from(*count) / n).collect()
        };
        let (reference, current) = (share(&r), share(&c));
        (!c.is_empty()).then_some(Self { edges, reference, current })
    }

    /// Jensen-Shannon distance (bits).
    #[must_use]
    pub fn jensen_shannon(&self) -> f64 {
        let (p, q) = self.with_rest();
        shares::jensen_shannon_bits(&normed(p), &normed(q))
    }

    /// Hellinger distance.
    #[must_use]
    pub fn hellinger(&self) -> f64 {
        let (p, q) = self.with_rest();
        shares::hellinger(&p, &q)
    }

    fn with_rest(&self) -> (Vec<f64>, Vec<f64>) {
        let (mut p, mut q) = (self.reference.clone(), self.current.clone());
        let rest = 1.0 - in_numpys_order(&q);
        // NannyML asks for more than 0, so that a rounding error is a bin too.
        if rest > 0.0 {
            p.push(0.0);
            q.push(rest);
        }
        (p, q)
    }
}

/// The sum of up to 128 values in the order of NumPy's `sum`: eight lanes from eight values on.
fn in_numpys_order(values: &[f64]) -> f64 {
    if values.len() < 8 {
        return values.iter().sum();
    }
    let mut lanes = [0.0; 8];
    let mut chunks = values.chunks_exact(8);
    for chunk in &mut chunks {
        lanes.iter_mut().zip(chunk).for_each(|(lane, value)| *lane += value);
    }
    let [a, b, c, d, e, f, g, h] = lanes;
    chunks.remainder().iter().fold(((a + b) + (c + d)) + ((e + f) + (g + h)), |sum, value| sum + value)
}

/// frouros' distances over ten bins of equal width over both samples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frouros {
    /// Population stability index with the smallest number there is in the place of an empty bin: in the tens or
    /// thousands as soon as a bin is empty.
    pub psi: f64,
    /// Hellinger distance.
    pub hellinger: f64,
    /// Bhattacharyya distance, as `1 − Σ √(p q)`.
    pub bhattacharyya: f64,
    /// What is not in common.
    pub hi_normalized_complement: f64,
}

impl Frouros {
    /// Compares numbers, missing ones left out; `None` if a sample is empty.
    #[must_use]
    pub fn of(reference: &[f64], current: &[f64]) -> Option<Self> {
        let (r, c) = (math::sorted_present(reference), math::sorted_present(current));
        let edges = edges(&math::sorted_present(&[r.as_slice(), &c].concat()), Rule::Count(10))?;
        let (p, q) = (shares::shares(&counts(&r, &edges))?, shares::shares(&counts(&c, &edges))?);
        let term = |(p, q): (&f64, &f64)| {
            let (p, q) = (p.max(f64::MIN_POSITIVE), q.max(f64::MIN_POSITIVE));
            (q - p) * math::ln(q / p)
        };
        Some(Self {
            psi: math::sum(&p.iter().zip(&q).map(term).collect::<Vec<_>>()),
            hellinger: shares::hellinger(&p, &q),
            bhattacharyya: shares::bhattacharyya(&p, &q),
            hi_normalized_complement: shares::without_overlap(&p, &q),
        })
    }
}
