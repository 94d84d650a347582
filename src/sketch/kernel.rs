//! The inner loops of the signatures, one safe body for every processor: the one place for unsafe.
//!
//! Each body is plain integer code that the compiler turns into vector instructions. It is inlined
//! into one `#[target_feature]` function per tier, so that a plain x86-64 build runs at the speed
//! of the machine; all tiers give the same bits. Elsewhere than on x86-64 the portable tier is
//! compiled for what the target has.

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64 as arch;

/// Lanes that go together: one vector of the widest processor.
pub(super) const LANES_A_ROW: usize = 16;

/// One value for each lane.
pub(super) type Row = [u32; LANES_A_ROW];

/// Rows that share one row of multipliers in [`Kernel::block_minima`].
pub(super) const BLOCK_ROWS: usize = 8;

/// Which instructions to use; made only by detection, so that a tier never runs where the
/// processor lacks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kernel {
    tier: Tier,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tier {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Sse2,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

/// Calls a function of the module of a tier.
macro_rules! dispatch {
    ($tier:expr, $function:ident($($argument:expr),*)) => {
        match $tier {
            Tier::Portable => portable::$function($($argument),*),
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "calls functions compiled for a detected tier")]
            // SAFETY: a `Kernel` of a tier is made only where `Tier::is_available` says that the
            // processor has the features that the functions of its module are compiled for.
            tier => unsafe {
                match tier {
                    Tier::Avx512 => avx512::$function($($argument),*),
                    Tier::Avx2 => avx2::$function($($argument),*),
                    _ => sse2::$function($($argument),*),
                }
            },
        }
    };
}

impl Kernel {
    /// The fastest tier of this processor.
    pub(super) fn detect() -> Self {
        let fastest = Tier::ALL.iter().rev().find(|tier| tier.is_available());
        Self { tier: *fastest.unwrap_or(&Tier::Portable) }
    }

    /// Every tier of this processor, the slowest first.
    #[cfg(test)]
    pub(super) fn available() -> Vec<Self> {
        let available = Tier::ALL.iter().filter(|tier| tier.is_available());
        available.map(|&tier| Self { tier }).collect()
    }

    /// For each lane, the smallest of `multiplier * x + offset` modulo 2^32 over the upper halves
    /// `x` of `hashes`, and of what `minima` held.
    ///
    /// Shape: the three slices have one length; what exceeds the shortest is left alone.
    pub(super) fn lane_minima(
        self,
        hashes: &[u64],
        multipliers: &[Row],
        offsets: &[Row],
        minima: &mut [Row],
    ) {
        dispatch!(self.tier, lane_minima(hashes, multipliers, offsets, minima));
    }

    /// As [`lane_minima`](Self::lane_minima), where each [`BLOCK_ROWS`] rows have one row of
    /// multipliers: one multiplication a column and hash instead of one a lane.
    ///
    /// Shape: `offsets` and `minima` have one length, `multipliers` an eighth of it, rounded up.
    pub(super) fn block_minima(
        self,
        hashes: &[u64],
        multipliers: &[Row],
        offsets: &[Row],
        minima: &mut [Row],
    ) {
        dispatch!(self.tier, block_minima(hashes, multipliers, offsets, minima));
    }
}

impl Tier {
    /// Slowest first.
    #[cfg(target_arch = "x86_64")]
    const ALL: &[Self] = &[Self::Portable, Self::Sse2, Self::Avx2, Self::Avx512];
    #[cfg(not(target_arch = "x86_64"))]
    const ALL: &[Self] = &[Self::Portable];

    fn is_available(self) -> bool {
        match self {
            Self::Portable => true,
            #[cfg(target_arch = "x86_64")]
            Self::Sse2 => is_x86_feature_detected!("sse2"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => is_x86_feature_detected!("avx2"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
            }
        }
    }
}

/// The loops over rows and columns; the `tile` in scope does one column of some rows.
macro_rules! minima_over_tiles {
    ([$($features:literal)?], $lanes:expr) => {
        $(#[target_feature(enable = $features)])?
        pub(super) fn lane_minima(hashes: &[u64], a: &[Row], b: &[Row], minima: &mut [Row]) {
            for ((a, b), row) in a.iter().zip(b).zip(minima) {
                for column in 0..LANES_A_ROW / $lanes {
                    tile(hashes, column, a, array::from_ref(b), array::from_mut(row));
                }
            }
        }

        $(#[target_feature(enable = $features)])?
        pub(super) fn block_minima(hashes: &[u64], a: &[Row], b: &[Row], minima: &mut [Row]) {
            for ((a, b), rows) in a.iter().zip(b.chunks(BLOCK_ROWS)).zip(minima.chunks_mut(BLOCK_ROWS)) {
                let (whole_b, rest_b) = b.as_chunks::<BLOCK_ROWS>();
                let (whole, rest) = rows.as_chunks_mut::<BLOCK_ROWS>();
                for column in 0..LANES_A_ROW / $lanes {
                    for (b, rows) in whole_b.iter().zip(&mut *whole) {
                        tile(hashes, column, a, b, rows);
                    }
                    for (b, row) in rest_b.iter().zip(&mut *rest) {
                        tile(hashes, column, a, array::from_ref(b), array::from_mut(row));
                    }
                }
            }
        }
    };
}

/// For every target.
mod portable {
    use super::{BLOCK_ROWS, LANES_A_ROW, Row};
    use std::array;

    minima_over_tiles!([], LANES_A_ROW);

    #[inline]
    fn tile<const ROWS: usize>(
        hashes: &[u64],
        _: usize,
        multipliers: &Row,
        offsets: &[Row; ROWS],
        minima: &mut [Row; ROWS],
    ) {
        for hash in hashes {
            let products = multipliers.map(|m| m.wrapping_mul((hash >> 32) as u32));
            for (offsets, row) in offsets.iter().zip(&mut *minima) {
                for ((&product, &offset), smallest) in products.iter().zip(offsets).zip(row) {
                    *smallest = product.wrapping_add(offset).min(*smallest);
                }
            }
        }
    }
}

/// Maps the order of u32 onto that of i32, the only one that SSE2 compares by. Flipping it is adding
/// 2^31, so that an offset takes it in.
#[cfg(target_arch = "x86_64")]
const SIGN: u32 = 1 << 31;

/// Instantiates the loops for one set of instructions. Products, sums and minima are spelled out:
/// left to the compiler, a block of 128 lanes was vectorised in one tier of three.
#[cfg(target_arch = "x86_64")]
macro_rules! tier {
    (
        $name:ident, $features:literal, $vector:ident, $lanes:literal, $splat:path,
        $multiply:path, $add:path, $min:path
    ) => {
        mod $name {
            use super::{BLOCK_ROWS, LANES_A_ROW, Row, SIGN, arch};
            use std::arch::x86_64::$vector as Vector;
            use std::array;

            minima_over_tiles!([$features], $lanes);

            /// One column of `ROWS` rows, whose accumulators stay in registers over all hashes.
            #[target_feature(enable = $features)]
            #[inline]
            fn tile<const ROWS: usize>(
                hashes: &[u64],
                column: usize,
                multipliers: &Row,
                offsets: &[Row; ROWS],
                minima: &mut [Row; ROWS],
            ) {
                let multipliers = load(multipliers, column, 0);
                let mut loaded = [multipliers; ROWS];
                let mut smallest = [multipliers; ROWS];
                for row in 0..ROWS {
                    loaded[row] = load(&offsets[row], column, SIGN);
                    smallest[row] = load(&minima[row], column, SIGN);
                }
                for hash in hashes {
                    let x = $splat(((hash >> 32) as u32).cast_signed());
                    let products = $multiply(multipliers, x);
                    for row in 0..ROWS {
                        smallest[row] = $min(smallest[row], $add(products, loaded[row]));
                    }
                }
                for row in 0..ROWS {
                    store(smallest[row], &mut minima[row], column);
                }
            }

            #[target_feature(enable = $features)]
            #[inline]
            fn load(row: &Row, column: usize, flip: u32) -> Vector {
                let chunk: [u32; $lanes] = row.as_chunks().0[column];
                let lanes = chunk.map(|lane| lane ^ flip);
                #[expect(unsafe_code, reason = "reads an array as a vector")]
                // SAFETY: both are plain integers of one size, without padding.
                unsafe {
                    std::mem::transmute(lanes)
                }
            }

            #[target_feature(enable = $features)]
            #[inline]
            fn store(vector: Vector, row: &mut Row, column: usize) {
                #[expect(unsafe_code, reason = "reads a vector as an array")]
                // SAFETY: both are plain integers of one size, without padding.
                let lanes: [u32; $lanes] = unsafe { std::mem::transmute(vector) };
                row.as_chunks_mut().0[column] = lanes.map(|lane| lane ^ SIGN);
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
tier!(
    sse2,
    "sse2",
    __m128i,
    4,
    arch::_mm_set1_epi32,
    super::multiply_sse2,
    arch::_mm_add_epi32,
    super::min_sse2
);
#[cfg(target_arch = "x86_64")]
tier!(
    avx2,
    "avx2",
    __m256i,
    8,
    arch::_mm256_set1_epi32,
    arch::_mm256_mullo_epi32,
    arch::_mm256_add_epi32,
    arch::_mm256_min_epi32
);
#[cfg(target_arch = "x86_64")]
tier!(
    avx512,
    "avx512f,avx512bw,avx512dq,avx512vl",
    __m512i,
    16,
    arch::_mm512_set1_epi32,
    arch::_mm512_mullo_epi32,
    arch::_mm512_add_epi32,
    arch::_mm512_min_epi32
);

/// The lower halves of products of 32-bit lanes with an `x` whose lanes are all equal.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "sse2")]
#[inline]
fn multiply_sse2(lanes: arch::__m128i, x: arch::__m128i) -> arch::__m128i {
    let even = arch::_mm_mul_epu32(lanes, x);
    let odd = arch::_mm_mul_epu32(arch::_mm_srli_epi64(lanes, 32), x);
    let lower = arch::_mm_set1_epi64x(0xffff_ffff);
    arch::_mm_or_si128(arch::_mm_and_si128(even, lower), arch::_mm_slli_epi64(odd, 32))
}

/// The smaller of signed 32-bit lanes.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "sse2")]
#[inline]
fn min_sse2(a: arch::__m128i, b: arch::__m128i) -> arch::__m128i {
    let b_less = arch::_mm_cmplt_epi32(b, a);
    arch::_mm_or_si128(arch::_mm_and_si128(b_less, b), arch::_mm_andnot_si128(b_less, a))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::mix;
    use proptest::prelude::*;

    /// One lane at a time.
    fn naive(hashes: &[u64], a: u32, b: u32, minimum: u32) -> u32 {
        hashes
            .iter()
            .map(|hash| a.wrapping_mul((hash >> 32) as u32).wrapping_add(b))
            .fold(minimum, u32::min)
    }

    fn rows(seed: u64, num_rows: usize) -> Vec<Row> {
        (0..num_rows as u64)
            .map(|row| std::array::from_fn(|lane| mix(seed ^ row << 32 ^ lane as u64) as u32))
            .collect()
    }

    fn hashes() -> impl Strategy<Value = Vec<u64>> {
        prop::collection::vec(any::<u64>(), 0..100)
    }

    proptest! {
        #[test]
        fn every_tier_equals_the_naive_minima(
            hashes in hashes(),
            num_rows in 0_usize..20,
            seed: u64,
        ) {
            let (a, b) = (rows(seed, num_rows), rows(seed ^ 1, num_rows));
            let start = rows(seed ^ 2, num_rows);
            let expected = |row_of: fn(usize) -> usize| -> Vec<Row> {
                let lane = |row: usize, lane: usize| {
                    naive(&hashes, a[row_of(row)][lane], b[row][lane], start[row][lane])
                };
                (0..num_rows).map(|row| std::array::from_fn(|l| lane(row, l))).collect()
            };
            for kernel in Kernel::available() {
                let mut minima = start.clone();
                kernel.lane_minima(&hashes, &a, &b, &mut minima);
                prop_assert_eq!(&minima, &expected(|row| row), "{:?}", kernel);
                let mut minima = start.clone();
                kernel.block_minima(&hashes, &a, &b, &mut minima);
                prop_assert_eq!(&minima, &expected(|row| row / BLOCK_ROWS), "{:?}", kernel);
            }
        }
    }

    #[test]
    fn the_fastest_available_tier_is_detected() {
        assert_eq!(Some(&Kernel::detect()), Kernel::available().last());
    }
}
