//! Two whole numbers side by side, and what two numbers need to come and go between both.

use std::ops::{Add, Div, Mul, Sub};

use super::{Pair, imp};

/// 1.5 · 2^52: added, it leaves the nearest whole number in the low bits.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// Two whole numbers side by side; sums wrap around.
#[derive(Clone, Copy, Debug)]
pub struct Whole(wholes::Two);

impl Whole {
    /// None of either.
    pub const ZERO: Self = Self(wholes::ZERO);

    /// These two.
    #[must_use]
    #[inline]
    pub fn new(first: i64, second: i64) -> Self {
        Self(wholes::new(first, second))
    }

    /// Both.
    #[must_use]
    #[inline]
    pub fn get(self) -> [i64; 2] {
        wholes::get(self.0)
    }

    /// The whole numbers nearest to numbers below 2^51.
    #[must_use]
    #[inline]
    pub fn nearest(numbers: Pair) -> Self {
        let bits = ROUND.to_bits() as i64;
        Self(wholes::to_bits((numbers + Pair::new(ROUND, ROUND)).0)) - Self::new(bits, bits)
    }

    /// As numbers; exact below 2^51.
    #[must_use]
    #[inline]
    pub fn to_pair(self) -> Pair {
        let bits = ROUND.to_bits() as i64;
        Pair(wholes::from_bits((self + Self::new(bits, bits)).0)) - Pair::new(ROUND, ROUND)
    }

    /// Each with the bits of `mask` only.
    #[must_use]
    #[inline]
    pub fn masked(self, mask: i64) -> Self {
        Self(wholes::and(self.0, wholes::new(mask, mask)))
    }

    /// The first of both, and the second of both.
    #[must_use]
    #[inline]
    pub fn crossed(self, other: Self) -> [Self; 2] {
        wholes::crossed(self.0, other.0).map(Self)
    }

    /// All bits of each place where `low <= number <= high`, none elsewhere; `None` if that is nowhere.
    #[must_use]
    #[inline]
    pub fn within(self, low: i64, high: i64) -> Option<Self> {
        wholes::within(self.0, wholes::new(low, low), wholes::new(high, high)).map(Self)
    }
}

impl Pair {
    /// `e^-|x|` of each, to the bits of [`crate::math::decay`].
    #[must_use]
    #[inline]
    pub fn decay(self) -> Self {
        use crate::math::decaying::{HIGH, LOW, TERMS};
        let both = |v: f64| Self::new(v, v);
        // Below this nothing is left beside 1.
        let x = Self(wholes::at_least(wholes::minus_abs(self.0), both(-700.0).0));
        let shifted = x.times(std::f64::consts::LOG2_E) + both(ROUND);
        let whole = shifted - both(ROUND);
        let rest = (x - whole.times(HIGH)) - whole.times(LOW);
        let mut sum = both(TERMS[0]);
        for term in &TERMS[1..] {
            sum = sum * rest + both(*term);
        }
        // 2^whole: the low bits of `shifted` are the whole number, and become the exponent.
        let power = wholes::to_bits(shifted.0);
        let power = Self(wholes::from_bits(wholes::to_exponent(wholes::add(power, wholes::new(1023, 1023)))));
        (both(1.0) + rest * sum) * power
    }

    /// At each place what `yes` says where the number is 0 or more, else what `no` says.
    #[must_use]
    #[inline]
    pub fn choose(self, yes: Self, no: Self) -> Self {
        Self(wholes::choose(self.0, yes.0, no.0))
    }

    /// Each with the bits of `mask` only.
    #[must_use]
    #[inline]
    pub fn masked(self, mask: Whole) -> Self {
        Self(wholes::from_bits(wholes::and(wholes::to_bits(self.0), mask.0)))
    }

    /// All bits of each place where the number is `least` or more, none elsewhere.
    #[must_use]
    #[inline]
    pub fn reaches(self, least: f64) -> Whole {
        Whole(wholes::reaches(self.0, imp::new(least, least)))
    }

    /// Whether one of the two is more than `value`.
    #[must_use]
    #[inline]
    pub fn any_above(self, value: f64) -> bool {
        wholes::any_above(self.0, imp::new(value, value))
    }
}

macro_rules! side_by_side {
    ($kind:ident, $operator:ident, $method:ident, $does:path) => {
        impl $operator for $kind {
            type Output = Self;

            #[inline]
            fn $method(self, other: Self) -> Self {
                Self($does(self.0, other.0))
            }
        }
    };
}

side_by_side!(Pair, Add, add, imp::add);
side_by_side!(Pair, Sub, sub, wholes::minus);
side_by_side!(Pair, Mul, mul, imp::multiply);
side_by_side!(Pair, Div, div, wholes::divide);
side_by_side!(Whole, Add, add, wholes::add);
side_by_side!(Whole, Sub, sub, wholes::subtract);

#[cfg(target_feature = "simd128")]
mod wholes {
    use core::arch::wasm32;

    pub use wasm32::{
        f64x2_div as divide, f64x2_ge as reaches, f64x2_pmax as at_least, f64x2_sub as minus, i64x2 as new,
        i64x2_add as add, i64x2_sub as subtract, v128 as Two, v128_and as and,
    };

    pub const ZERO: Two = new(0, 0);

    #[inline]
    pub fn get(two: Two) -> [i64; 2] {
        [wasm32::i64x2_extract_lane::<0>(two), wasm32::i64x2_extract_lane::<1>(two)]
    }

    #[inline]
    pub fn to_exponent(two: Two) -> Two {
        wasm32::i64x2_shl(two, 52)
    }

    #[inline]
    pub fn minus_abs(two: Two) -> Two {
        wasm32::f64x2_neg(wasm32::f64x2_abs(two))
    }

    #[inline]
    pub fn choose(sign: Two, yes: Two, no: Two) -> Two {
        wasm32::v128_bitselect(yes, no, reaches(sign, wasm32::f64x2(0.0, 0.0)))
    }

    #[inline]
    pub fn any_above(two: Two, value: Two) -> bool {
        wasm32::v128_any_true(wasm32::f64x2_gt(two, value))
    }

    #[inline]
    pub fn to_bits(two: Two) -> Two {
        two
    }

    #[inline]
    pub fn from_bits(two: Two) -> Two {
        two
    }

    #[inline]
    pub fn crossed(a: Two, b: Two) -> [Two; 2] {
        [wasm32::i64x2_shuffle::<0, 2>(a, b), wasm32::i64x2_shuffle::<1, 3>(a, b)]
    }

    #[inline]
    pub fn within(two: Two, low: Two, high: Two) -> Option<Two> {
        let mask = and(wasm32::i64x2_ge(two, low), wasm32::i64x2_le(two, high));
        wasm32::v128_any_true(mask).then_some(mask)
    }
}

#[cfg(not(target_feature = "simd128"))]
mod wholes {
    use super::imp;

    pub type Two = [i64; 2];

    pub const ZERO: Two = [0, 0];

    #[inline]
    pub fn new(first: i64, second: i64) -> Two {
        [first, second]
    }

    #[inline]
    pub fn get(two: Two) -> [i64; 2] {
        two
    }

    #[inline]
    pub fn add(a: Two, b: Two) -> Two {
        [a[0].wrapping_add(b[0]), a[1].wrapping_add(b[1])]
    }

    #[inline]
    pub fn subtract(a: Two, b: Two) -> Two {
        [a[0].wrapping_sub(b[0]), a[1].wrapping_sub(b[1])]
    }

    #[inline]
    pub fn minus(a: imp::Two, b: imp::Two) -> imp::Two {
        [a[0] - b[0], a[1] - b[1]]
    }

    #[inline]
    pub fn divide(a: imp::Two, b: imp::Two) -> imp::Two {
        [a[0] / b[0], a[1] / b[1]]
    }

    #[inline]
    pub fn and(a: Two, b: Two) -> Two {
        [a[0] & b[0], a[1] & b[1]]
    }

    #[inline]
    pub fn to_exponent(two: Two) -> Two {
        two.map(|bits| bits << 52)
    }

    #[inline]
    pub fn minus_abs(two: imp::Two) -> imp::Two {
        two.map(|v| -v.abs())
    }

    #[inline]
    pub fn at_least(two: imp::Two, least: imp::Two) -> imp::Two {
        let larger = |i: usize| if two[i] < least[i] { least[i] } else { two[i] };
        [larger(0), larger(1)]
    }

    #[inline]
    pub fn choose(sign: imp::Two, yes: imp::Two, no: imp::Two) -> imp::Two {
        let one = |i: usize| if sign[i] >= 0.0 { yes[i] } else { no[i] };
        [one(0), one(1)]
    }

    #[inline]
    pub fn reaches(two: imp::Two, least: imp::Two) -> Two {
        [0, 1].map(|i| -i64::from(two[i] >= least[i]))
    }

    #[inline]
    pub fn any_above(two: imp::Two, value: imp::Two) -> bool {
        (two[0] > value[0]) | (two[1] > value[1])
    }

    #[inline]
    pub fn to_bits(two: imp::Two) -> Two {
        two.map(|v| v.to_bits() as i64)
    }

    #[inline]
    pub fn from_bits(two: Two) -> imp::Two {
        two.map(|bits| f64::from_bits(bits as u64))
    }

    #[inline]
    pub fn crossed(a: Two, b: Two) -> [Two; 2] {
        [[a[0], b[0]], [a[1], b[1]]]
    }

    #[inline]
    pub fn within(two: Two, low: Two, high: Two) -> Option<Two> {
        let mask = [0, 1].map(|i| -i64::from((low[i] <= two[i]) & (two[i] <= high[i])));
        (mask[0] | mask[1] != 0).then_some(mask)
    }
}
