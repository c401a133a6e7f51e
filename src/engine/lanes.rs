//! Two or four numbers side by side, where the compiler does not see by itself that they could be: one instruction for
//! all of them in WebAssembly, one each elsewhere, the same bits.

mod whole;

pub use whole::Whole;

/// Two numbers side by side.
#[derive(Clone, Copy, Debug)]
pub struct Pair(imp::Two);

impl Pair {
    /// These two.
    #[must_use]
    #[inline]
    pub fn new(first: f64, second: f64) -> Self {
        Self(imp::new(first, second))
    }

    /// Both.
    #[must_use]
    #[inline]
    pub fn get(self) -> [f64; 2] {
        imp::get(self.0)
    }

    /// Each times `value`.
    #[must_use]
    #[inline]
    pub fn times(self, value: f64) -> Self {
        Self(imp::multiply(self.0, imp::new(value, value)))
    }

    /// `self + value · other`, rounded twice.
    #[must_use]
    #[inline]
    pub fn plus(self, value: f64, other: Self) -> Self {
        Self(imp::add(self.0, imp::multiply(imp::new(value, value), other.0)))
    }
}

/// Four 32-bit numbers side by side.
#[derive(Clone, Copy, Debug)]
pub struct Four(imp::Four);

impl Four {
    /// These four.
    #[must_use]
    #[inline]
    pub fn new(numbers: [f32; 4]) -> Self {
        Self(imp::four(numbers))
    }

    /// All of them.
    #[must_use]
    #[inline]
    pub fn get(self) -> [f32; 4] {
        imp::get_four(self.0)
    }

    /// `self + value · other`, rounded twice.
    #[must_use]
    #[inline]
    pub fn plus(self, value: f32, other: Self) -> Self {
        Self(imp::add_four(self.0, imp::multiply_four(imp::four([value; 4]), other.0)))
    }
}

#[cfg(target_feature = "simd128")]
mod imp {
    use core::arch::wasm32;

    pub use wasm32::{f32x4_add as add_four, f32x4_mul as multiply_four, v128 as Four};
    pub use wasm32::{f64x2 as new, f64x2_add as add, f64x2_mul as multiply, v128 as Two};

    #[inline]
    pub fn four([a, b, c, d]: [f32; 4]) -> Four {
        wasm32::f32x4(a, b, c, d)
    }

    #[inline]
    pub fn get_four(four: Four) -> [f32; 4] {
        [
            wasm32::f32x4_extract_lane::<0>(four),
            wasm32::f32x4_extract_lane::<1>(four),
            wasm32::f32x4_extract_lane::<2>(four),
            wasm32::f32x4_extract_lane::<3>(four),
        ]
    }

    #[inline]
    pub fn get(two: Two) -> [f64; 2] {
        [wasm32::f64x2_extract_lane::<0>(two), wasm32::f64x2_extract_lane::<1>(two)]
    }
}

#[cfg(not(target_feature = "simd128"))]
mod imp {
    pub type Two = [f64; 2];
    pub type Four = [f32; 4];

    #[inline]
    pub fn four(numbers: [f32; 4]) -> Four {
        numbers
    }

    #[inline]
    pub fn get_four(four: Four) -> [f32; 4] {
        four
    }

    #[inline]
    pub fn add_four(a: Four, b: Four) -> Four {
        [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]]
    }

    #[inline]
    pub fn multiply_four(a: Four, b: Four) -> Four {
        [a[0] * b[0], a[1] * b[1], a[2] * b[2], a[3] * b[3]]
    }

    #[inline]
    pub fn new(first: f64, second: f64) -> Two {
        [first, second]
    }

    #[inline]
    pub fn get(two: Two) -> [f64; 2] {
        two
    }

    #[inline]
    pub fn add(a: Two, b: Two) -> Two {
        [a[0] + b[0], a[1] + b[1]]
    }

    #[inline]
    pub fn multiply(a: Two, b: Two) -> Two {
        [a[0] * b[0], a[1] * b[1]]
    }
}
