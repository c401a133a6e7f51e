//! Two samples of a number, put in order once for all that compares them, and only where order matters.

use crate::drift::Presence;
use crate::{math, order};

/// So many drawers a large pair is first laid into, by size; the code after the last is that of a missing value.
const DRAWERS: usize = 16_383;
const MISSING: u16 = DRAWERS as u16;
/// With fewer values than this, putting all of them in order is faster.
const FEW: usize = 4096;
/// Drawers narrower than this share of the values themselves could be misled by rounding.
const NARROW: f64 = 1e-6;

/// A sample in order. Where nobody needs to look closely, many values are told by one in their midst.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    values: Vec<f64>,
    /// How many values of the sample are at or before each of `values`.
    upto: Vec<u32>,
    /// How many there are, and how many are missing.
    pub presence: Presence,
}

/// A reference and what came later, ready for [`crate::drift::ks::ks_of`] and [`crate::drift::psi::psi_of`].
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// What is compared with.
    pub reference: Sample,
    /// What is compared.
    pub current: Sample,
    /// Into how many quantile bins the reference can be cut.
    pub n_bins: u32,
}

impl Pair {
    /// Puts both in order; NaN is missing.
    ///
    /// Large samples are laid into drawers by size, and counted. At the end of a drawer the gap between both
    /// cumulative shares is known, and inside it can be larger by no more than what the drawer holds: only
    /// drawers that could hold the largest gap, or a quantile, are put in order. All answers are exact.
    #[must_use]
    pub fn of(reference: &[f64], current: &[f64], n_bins: u32) -> Self {
        let presence = (Presence::of_numbers(reference), Presence::of_numbers(current));
        let (reference, current) = in_drawers(reference, current, n_bins)
            .unwrap_or_else(|| (Sample::whole(reference, presence.0), Sample::whole(current, presence.1)));
        Self { reference, current, n_bins }
    }
}

impl Sample {
    fn whole(values: &[f64], presence: Presence) -> Self {
        Self { values: order::ascending(values), upto: (1..=presence.n).collect(), presence }
    }

    /// The `i`-th turn of the walk through the sample: a value, and how many are at or before it.
    #[must_use]
    pub fn turn(&self, i: usize) -> Option<(f64, u32)> {
        self.values.get(i).copied().zip(self.upto.get(i).copied())
    }

    /// The `q`-quantile as [`math::quantile_sorted`] has it; exact at the median and, of a reference, at the
    /// edges of its bins. `None` of nothing.
    #[must_use]
    pub fn quantile(&self, q: f64) -> Option<f64> {
        math::quantile_of(self.presence.n as usize, q, |k| {
            self.values[self.upto.partition_point(|u| *u as usize <= k)]
        })
    }

    /// How many values lie below an edge of the pair's bins.
    #[must_use]
    pub fn below(&self, edge: f64) -> u32 {
        let i = self.values.partition_point(|v| *v < edge);
        if i == 0 { 0 } else { self.upto[i - 1] }
    }
}

/// Values by size: `⌊(v − low) · scale⌋`, which rises with `v` however it is rounded.
struct Drawers {
    low: f64,
    scale: f64,
}

impl Drawers {
    fn of(&self, v: f64) -> u16 {
        if v.is_nan() {
            MISSING
        } else {
            (((v - self.low) * self.scale) as u32).min(DRAWERS as u32 - 1) as u16
        }
    }

    /// The middle of a drawer: above all values of those before it, below all of those after.
    fn middle(&self, drawer: usize) -> f64 {
        self.low + (drawer as f64 + 0.5) / self.scale
    }
}

/// A sample laid into drawers.
struct Laid {
    codes: Vec<u16>,
    counts: Vec<u32>,
    presence: Presence,
}

impl Laid {
    fn new(values: &[f64], drawers: &Drawers) -> Self {
        let codes: Vec<u16> = values.iter().map(|v| drawers.of(*v)).collect();
        let mut counts = vec![0; DRAWERS + 1];
        codes.iter().for_each(|code| counts[*code as usize] += 1);
        let missing = counts.pop().unwrap_or_default() as usize;
        Self { codes, counts, presence: Presence::new(values.len(), missing) }
    }

    /// The sample, in order where `open` says so.
    fn in_order(&self, values: &[f64], open: &[bool], drawers: &Drawers) -> Sample {
        let inside = values.iter().zip(&self.codes).filter(|(_, code)| open[**code as usize]);
        let mut inside = order::ascending(&inside.map(|(v, _)| *v).collect::<Vec<_>>()).into_iter();
        let (mut found, mut upto, mut sum) = (Vec::new(), Vec::new(), 0);
        for (drawer, count) in self.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            if open[drawer] {
                found.extend(inside.by_ref().take(*count as usize));
                upto.extend(sum + 1..=sum + count);
            } else {
                found.push(drawers.middle(drawer));
                upto.push(sum + count);
            }
            sum += count;
        }
        Sample { values: found, upto, presence: self.presence }
    }

    /// Opens the drawers of the values that a quantile is read from, and any between them.
    fn open_quantile(&self, q: f64, open: &mut [bool]) {
        let Some(last) = (self.presence.n as usize).checked_sub(1) else { return };
        let low = (q * last as f64).floor() as usize;
        let mut sum = 0;
        for (count, open) in self.counts.iter().zip(open) {
            let before = sum;
            sum += *count as usize;
            *open |= sum > low && before <= low + 1;
            if sum > last.min(low + 1) {
                break;
            }
        }
    }
}

/// `None` where drawers are of no use: few values, or nearly all alike, or without end.
fn in_drawers(reference: &[f64], current: &[f64], n_bins: u32) -> Option<(Sample, Sample)> {
    if reference.len().min(current.len()) < FEW {
        return None;
    }
    let ((a, b), (c, d)) = (ends(reference), ends(current));
    let (low, high) = (a.min(c), b.max(d));
    let drawers = Drawers { low, scale: DRAWERS as f64 / (high - low) };
    let of_use =
        a <= b && c <= d && drawers.scale.is_finite() && high - low > NARROW * low.abs().max(high.abs());
    if !of_use || !(high - low).is_finite() {
        return None;
    }
    let (r, c) = (Laid::new(reference, &drawers), Laid::new(current, &drawers));
    // One more, never open: the drawer of missing values.
    let mut open = vec![false; DRAWERS + 1];
    open_gaps(&r, &c, &mut open);
    for k in 0..=n_bins {
        r.open_quantile(f64::from(k) / f64::from(n_bins), &mut open);
    }
    r.open_quantile(0.5, &mut open);
    c.open_quantile(0.5, &mut open);
    open[DRAWERS] = false;
    Some((r.in_order(reference, &open, &drawers), c.in_order(current, &open, &drawers)))
}

/// The smallest and the largest value, in lanes; NaN is passed over.
fn ends(values: &[f64]) -> (f64, f64) {
    const LANES: usize = 8;
    let (mut low, mut high) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
    let (blocks, rest) = values.as_chunks::<LANES>();
    for block in blocks {
        for lane in 0..LANES {
            low[lane] = if block[lane] < low[lane] { block[lane] } else { low[lane] };
            high[lane] = if block[lane] > high[lane] { block[lane] } else { high[lane] };
        }
    }
    let of = |lanes: [f64; LANES], better: fn(f64, f64) -> f64| {
        lanes.iter().chain(rest).copied().fold(lanes[0], better)
    };
    (of(low, f64::min), of(high, f64::max))
}

/// Opens each drawer in which the cumulative shares could be as far apart as they are anywhere.
fn open_gaps(r: &Laid, c: &Laid, open: &mut [bool]) {
    let (n, m) = (i64::from(r.presence.n), i64::from(c.presence.n));
    let both = || r.counts.iter().zip(&c.counts).map(|(r, c)| (i64::from(*r) * m, i64::from(*c) * n));
    let (mut gap, mut most, mut least) = (0, i64::MIN, i64::MAX);
    for (up, down) in both().filter(|(up, down)| up + down > 0) {
        gap += up - down;
        (most, least) = (most.max(gap), least.min(gap));
    }
    gap = 0;
    for ((up, down), open) in both().zip(open) {
        *open |= up + down > 0 && (gap + up >= most || gap - down <= least);
        gap += up - down;
    }
}
