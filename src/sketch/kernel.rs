//! The inner loops of the signatures, one safe body for every processor. Beside the kernel of
//! `text`, the one place for unsafe.
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

/// One value for each lane of [`BLOCK_ROWS`] rows.
type Block = [Row; BLOCK_ROWS];

/// Bits of a rank. The largest rank with the exponent bit of [`FLOAT`] is a finite float.
pub(super) const RANK_BITS: u32 = 29;

/// What turns the order of signed integers into that of unsigned ones.
const SIGN: u32 = 1 << 31;

/// The lower bit of the quarter of the circle of 2^32 that a product lies in.
const QUARTER: u32 = 1 << 30;

/// What is added, without a carry, to a product in each row of a block: where on the circle of 2^32
/// the row's ranks begin, at the start of a quarter going up or at its end going down. So one
/// product serves eight rows by its minimum and maximum in the unsigned and the signed order.
const ROW_FLIPS: [u32; BLOCK_ROWS] =
    [0, SIGN, QUARTER, QUARTER | SIGN, !0, !SIGN, !QUARTER, !(QUARTER | SIGN)];

/// The same for each lane: the upper half of a row shares the multipliers of the lower one and
/// begins an eighth of the circle on.
const LANE_FLIPS: Row = {
    let mut flips = [0; LANES_A_ROW];
    let mut lane = LANES_WITH_MULTIPLIERS;
    while lane < LANES_A_ROW {
        flips[lane] = 1 << 29;
        lane += 1;
    }
    flips
};

/// Lanes of a row that have a multiplier of their own.
pub(super) const LANES_WITH_MULTIPLIERS: usize = LANES_A_ROW / 2;

/// The flip of a lane of a row, which counts from the first row of all blocks.
pub(super) fn flip(row: usize, lane: usize) -> u32 {
    ROW_FLIPS[row % BLOCK_ROWS] ^ LANE_FLIPS[lane]
}

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

    /// For each lane, the smallest rank of the upper halves `x` of `hashes`: the upper
    /// [`RANK_BITS`] bits of `(multiplier * x) ^ flip` modulo 2^32; all ones without hashes.
    ///
    /// Shape: the three slices have one length; what exceeds the shortest is left alone.
    pub(super) fn lane_minima(
        self,
        hashes: &[u64],
        multipliers: &[Row],
        flips: &[Row],
        minima: &mut [Row],
    ) {
        dispatch!(self.tier, lane_minima(hashes, multipliers, flips, minima));
    }

    /// As [`lane_minima`](Self::lane_minima) with the [`flip`] of each row and lane, where each
    /// [`BLOCK_ROWS`] rows have one row of multipliers, and `tag` is set in each minimum: one
    /// multiplication for sixteen lanes of sixteen, and one operation a row.
    ///
    /// Shape: `multipliers` has an eighth of the length of `minima`, rounded up; the upper half of
    /// each of its rows repeats the lower. `tag` lies above the bits of a rank.
    pub(super) fn block_minima(
        self,
        hashes: &[u64],
        multipliers: &[Row],
        tag: u32,
        minima: &mut [Row],
    ) {
        dispatch!(self.tier, block_minima(hashes, multipliers, tag, minima));
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

/// The loops over rows and columns; `lane_tile` and `block_tile` in scope do one column.
macro_rules! minima_over_tiles {
    ([$($features:literal)?], $lanes:expr) => {
        $(#[target_feature(enable = $features)])?
        pub(super) fn lane_minima(hashes: &[u64], a: &[Row], flips: &[Row], minima: &mut [Row]) {
            for ((a, flips), row) in a.iter().zip(flips).zip(minima) {
                for column in 0..LANES_A_ROW / $lanes {
                    lane_tile(hashes, column, a, flips, row);
                }
            }
        }

        $(#[target_feature(enable = $features)])?
        pub(super) fn block_minima(hashes: &[u64], a: &[Row], tag: u32, minima: &mut [Row]) {
            for (a, rows) in a.iter().zip(minima.chunks_mut(BLOCK_ROWS)) {
                // A last block of fewer rows costs as a whole one: its rows share the products.
                let mut block = [[0; LANES_A_ROW]; BLOCK_ROWS];
                for column in 0..LANES_A_ROW / $lanes {
                    block_tile(hashes, column, a, tag, &mut block);
                }
                rows.copy_from_slice(&block[..rows.len()]);
            }
        }
    };
}

/// For every target.
mod portable {
    use super::{BLOCK_ROWS, Block, LANE_FLIPS, LANES_A_ROW, QUARTER, RANK_BITS, Row, SIGN};

    minima_over_tiles!([], LANES_A_ROW);

    #[inline]
    fn lane_tile(hashes: &[u64], _: usize, multipliers: &Row, flips: &Row, minima: &mut Row) {
        let mut smallest = [u32::MAX; LANES_A_ROW];
        for hash in hashes {
            let x = (hash >> 32) as u32;
            for ((&a, &flip), smallest) in multipliers.iter().zip(flips).zip(&mut smallest) {
                *smallest = (a.wrapping_mul(x) ^ flip).min(*smallest);
            }
        }
        *minima = smallest.map(|lane| lane >> (u32::BITS - RANK_BITS));
    }

    #[inline]
    fn block_tile(hashes: &[u64], _: usize, multipliers: &Row, tag: u32, minima: &mut Block) {
        let mut smallest = [[u32::MAX; LANES_A_ROW]; BLOCK_ROWS / 2];
        let mut largest = [[0; LANES_A_ROW]; BLOCK_ROWS / 2];
        for hash in hashes {
            let x = (hash >> 32) as u32;
            for lane in 0..LANES_A_ROW {
                let product = multipliers[lane].wrapping_mul(x) ^ LANE_FLIPS[lane];
                for (row, flip) in [0, SIGN, QUARTER, QUARTER | SIGN].into_iter().enumerate() {
                    smallest[row][lane] = (product ^ flip).min(smallest[row][lane]);
                    largest[row][lane] = (product ^ flip).max(largest[row][lane]);
                }
            }
        }
        let found = smallest.into_iter().chain(largest.map(|row| row.map(|lane| !lane)));
        for (row, found) in minima.iter_mut().zip(found) {
            *row = found.map(|lane| lane >> (u32::BITS - RANK_BITS) | tag);
        }
    }
}

/// How a tier represents what it compares. A value is a product shifted right by `shift`, with
/// `bias` set; `finish` turns the minimum or maximum of each row of a block back into a rank that
/// is aligned as the value is.
#[cfg(target_arch = "x86_64")]
struct Form {
    shift: u32,
    bias: u32,
    finish: [u32; BLOCK_ROWS],
}

/// Products as they are. Rows take turns in the unsigned and the signed order.
#[cfg(target_arch = "x86_64")]
const INTEGERS: Form = Form { shift: 0, bias: 0, finish: [0, SIGN, 0, SIGN, !0, !SIGN, !0, !SIGN] };

/// SSE2 has no minimum of 32-bit integers, but one of floats. The bits of positive floats have the
/// order of integers, and with this exponent bit and [`RANK_BITS`] below it they are never
/// infinite, not a number, or subnormal: the result is exact in every mode of rounding.
#[cfg(target_arch = "x86_64")]
const FLOATS: Form = {
    const FLOAT: u32 = 1 << RANK_BITS;
    const ENDS: u32 = FLOAT | (FLOAT - 1);
    Form {
        shift: u32::BITS - RANK_BITS,
        bias: FLOAT,
        finish: [FLOAT, FLOAT, FLOAT, FLOAT, ENDS, ENDS, ENDS, ENDS],
    }
};

/// Instantiates the loops for one set of instructions. Products and minima are spelled out: left
/// to the compiler, a block of 128 lanes was vectorised in one tier of three.
#[cfg(target_arch = "x86_64")]
macro_rules! tier {
    (
        $name:ident, $features:literal, $vector:ident, $lanes:literal, $form:path,
        $splat:path, $multiply:path, $xor:path, $min:path, $fold:path
    ) => {
        mod $name {
            use super::{BLOCK_ROWS, Block, Form, LANE_FLIPS, LANES_A_ROW, RANK_BITS, Row, arch};
            use std::arch::x86_64::$vector as Vector;

            const FORM: Form = $form;
            /// A rank of all ones, aligned as a value is.
            const LARGEST: u32 = u32::MAX >> FORM.shift;

            minima_over_tiles!([$features], $lanes);

            /// One column of one row.
            #[target_feature(enable = $features)]
            #[inline]
            fn lane_tile(
                hashes: &[u64],
                column: usize,
                multipliers: &Row,
                flips: &Row,
                minima: &mut Row,
            ) {
                let multipliers = load(multipliers, column);
                let flips = load(&flips.map(|flip| flip >> FORM.shift | FORM.bias), column);
                let mut smallest = splat(LARGEST ^ FORM.finish[0]);
                for hash in hashes {
                    let products = $multiply(multipliers, splat((hash >> 32) as u32));
                    smallest = $min(smallest, $xor(products, flips));
                }
                store(smallest, FORM.finish[0], 0, minima, column);
            }

            /// One column of a block, whose accumulators stay in registers over all hashes.
            #[target_feature(enable = $features)]
            #[inline]
            fn block_tile(
                hashes: &[u64],
                column: usize,
                multipliers: &Row,
                tag: u32,
                minima: &mut Block,
            ) {
                let multipliers = load(multipliers, column);
                let flips = load(&LANE_FLIPS.map(|flip| flip >> FORM.shift | FORM.bias), column);
                let mut best = [flips; BLOCK_ROWS];
                for row in 0..BLOCK_ROWS {
                    best[row] = splat(LARGEST ^ FORM.finish[row]);
                }
                for hash in hashes {
                    let products = $multiply(multipliers, splat((hash >> 32) as u32));
                    $fold(&mut best, $xor(products, flips));
                }
                for row in 0..BLOCK_ROWS {
                    store(best[row], FORM.finish[row], tag, &mut minima[row], column);
                }
            }

            #[target_feature(enable = $features)]
            #[inline]
            fn splat(lane: u32) -> Vector {
                $splat(lane.cast_signed())
            }

            #[target_feature(enable = $features)]
            #[inline]
            fn load(row: &Row, column: usize) -> Vector {
                let chunk: [u32; $lanes] = row.as_chunks().0[column];
                #[expect(unsafe_code, reason = "reads an array as a vector")]
                // SAFETY: both are plain integers of one size, without padding.
                unsafe {
                    std::mem::transmute(chunk)
                }
            }

            #[target_feature(enable = $features)]
            #[inline]
            fn store(vector: Vector, finish: u32, tag: u32, row: &mut Row, column: usize) {
                #[expect(unsafe_code, reason = "reads a vector as an array")]
                // SAFETY: both are plain integers of one size, without padding.
                let mut lanes: [u32; $lanes] = unsafe { std::mem::transmute(vector) };
                // A loop, not `map`: that is compiled for the plain target, and calling it costs
                // a block 180 ns.
                for lane in &mut lanes {
                    *lane = (*lane ^ finish) >> (u32::BITS - RANK_BITS - FORM.shift) | tag;
                }
                row.as_chunks_mut().0[column] = lanes;
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
    super::FLOATS,
    arch::_mm_set1_epi32,
    super::multiply_sse2,
    arch::_mm_xor_si128,
    super::min_sse2,
    super::fold_sse2
);
#[cfg(target_arch = "x86_64")]
tier!(
    avx2,
    "avx2",
    __m256i,
    8,
    super::INTEGERS,
    arch::_mm256_set1_epi32,
    arch::_mm256_mullo_epi32,
    arch::_mm256_xor_si256,
    arch::_mm256_min_epu32,
    super::fold_avx2
);
#[cfg(target_arch = "x86_64")]
tier!(
    avx512,
    "avx512f,avx512bw,avx512dq,avx512vl",
    __m512i,
    16,
    super::INTEGERS,
    arch::_mm512_set1_epi32,
    arch::_mm512_mullo_epi32,
    arch::_mm512_xor_si512,
    arch::_mm512_min_epu32,
    super::fold_avx512
);

/// Offers a vector of values to the eight rows of a block, in the order of [`ROW_FLIPS`].
#[cfg(target_arch = "x86_64")]
macro_rules! fold_integers {
    (
        $name:ident, $features:literal, $vector:path, $splat:path, $xor:path,
        $min_unsigned:path, $min_signed:path, $max_unsigned:path, $max_signed:path
    ) => {
        #[target_feature(enable = $features)]
        #[inline]
        fn $name(best: &mut [$vector; BLOCK_ROWS], values: $vector) {
            let next = $xor(values, $splat(QUARTER.cast_signed()));
            best[0] = $min_unsigned(best[0], values);
            best[1] = $min_signed(best[1], values);
            best[2] = $min_unsigned(best[2], next);
            best[3] = $min_signed(best[3], next);
            best[4] = $max_unsigned(best[4], values);
            best[5] = $max_signed(best[5], values);
            best[6] = $max_unsigned(best[6], next);
            best[7] = $max_signed(best[7], next);
        }
    };
}

#[cfg(target_arch = "x86_64")]
fold_integers!(
    fold_avx2,
    "avx2",
    arch::__m256i,
    arch::_mm256_set1_epi32,
    arch::_mm256_xor_si256,
    arch::_mm256_min_epu32,
    arch::_mm256_min_epi32,
    arch::_mm256_max_epu32,
    arch::_mm256_max_epi32
);
#[cfg(target_arch = "x86_64")]
fold_integers!(
    fold_avx512,
    "avx512f",
    arch::__m512i,
    arch::_mm512_set1_epi32,
    arch::_mm512_xor_si512,
    arch::_mm512_min_epu32,
    arch::_mm512_min_epi32,
    arch::_mm512_max_epu32,
    arch::_mm512_max_epi32
);

/// As [`fold_integers`] for [`FLOATS`].
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "sse2")]
#[inline]
fn fold_sse2(best: &mut [arch::__m128i; BLOCK_ROWS], values: arch::__m128i) {
    for row in 0..BLOCK_ROWS / 2 {
        let flip = (ROW_FLIPS[row] >> FLOATS.shift).cast_signed();
        let values = arch::_mm_xor_si128(values, arch::_mm_set1_epi32(flip));
        best[row] = min_sse2(best[row], values);
        best[row + BLOCK_ROWS / 2] = max_sse2(best[row + BLOCK_ROWS / 2], values);
    }
}

/// The upper [`RANK_BITS`] bits of the lower halves of products of 32-bit lanes with an `x` whose
/// lanes are all equal, as [`FLOATS`] has them.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "sse2")]
#[inline]
fn multiply_sse2(lanes: arch::__m128i, x: arch::__m128i) -> arch::__m128i {
    const SHIFT: i32 = FLOATS.shift.cast_signed();
    let even = arch::_mm_mul_epu32(lanes, x);
    let odd = arch::_mm_mul_epu32(arch::_mm_srli_epi64(lanes, 32), x);
    let lower = arch::_mm_set1_epi64x(0xffff_ffff);
    let products =
        arch::_mm_or_si128(arch::_mm_and_si128(even, lower), arch::_mm_slli_epi64(odd, 32));
    arch::_mm_srli_epi32(products, SHIFT)
}

/// The smaller of lanes that are [`FLOATS`].
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "sse2")]
#[inline]
fn min_sse2(a: arch::__m128i, b: arch::__m128i) -> arch::__m128i {
    arch::_mm_castps_si128(arch::_mm_min_ps(arch::_mm_castsi128_ps(a), arch::_mm_castsi128_ps(b)))
}

/// The larger of lanes that are [`FLOATS`].
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "sse2")]
#[inline]
fn max_sse2(a: arch::__m128i, b: arch::__m128i) -> arch::__m128i {
    arch::_mm_castps_si128(arch::_mm_max_ps(arch::_mm_castsi128_ps(a), arch::_mm_castsi128_ps(b)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::mix;
    use proptest::prelude::*;

    /// One lane at a time.
    fn naive(hashes: &[u64], multiplier: u32, flip: u32) -> u32 {
        let ranks = hashes.iter().map(|hash| multiplier.wrapping_mul((hash >> 32) as u32) ^ flip);
        ranks.min().unwrap_or(u32::MAX) >> 3
    }

    /// Arbitrary numbers, with the extremes among them.
    fn rows(seed: u64, num_rows: usize) -> Vec<Row> {
        let lane = |n: u64| match n % 7 {
            0 => 0,
            1 => u32::MAX,
            _ => n as u32,
        };
        (0..num_rows as u64)
            .map(|row| std::array::from_fn(|l| lane(mix(seed ^ row << 32 ^ l as u64))))
            .collect()
    }

    fn hashes() -> impl Strategy<Value = Vec<u64>> {
        let extreme = prop::sample::select(vec![0, 1 << 32, u64::MAX, 1 << 63, u64::MAX >> 1]);
        prop::collection::vec(prop_oneof![9 => any::<u64>(), 1 => extreme], 0..100)
    }

    proptest! {
        #[test]
        fn every_tier_equals_the_naive_minima(
            hashes in hashes(),
            num_rows in 0_usize..20,
            seed: u64,
        ) {
            let (multipliers, flips) = (rows(seed, num_rows), rows(seed ^ 1, num_rows));
            let tag = 1 << 31;
            let expected = |of_lane: &dyn Fn(usize, usize) -> u32| -> Vec<Row> {
                (0..num_rows).map(|row| std::array::from_fn(|lane| of_lane(row, lane))).collect()
            };
            let lanes = expected(&|row, lane| {
                naive(&hashes, multipliers[row][lane], flips[row][lane])
            });
            let blocks = expected(&|row, lane| {
                tag | naive(&hashes, multipliers[row / BLOCK_ROWS][lane], flip(row, lane))
            });
            for kernel in Kernel::available() {
                let mut minima = vec![[7; LANES_A_ROW]; num_rows];
                kernel.lane_minima(&hashes, &multipliers, &flips, &mut minima);
                prop_assert_eq!(&minima, &lanes, "{:?}", kernel);
                let mut minima = vec![[7; LANES_A_ROW]; num_rows];
                kernel.block_minima(&hashes, &multipliers, tag, &mut minima);
                prop_assert_eq!(&minima, &blocks, "{:?}", kernel);
            }
        }
    }

    #[test]
    fn slots_with_one_multiplier_begin_apart() {
        let mut flips: Vec<u32> = (0..BLOCK_ROWS)
            .flat_map(|row| [flip(row, 0), flip(row, LANES_WITH_MULTIPLIERS)])
            .collect();
        flips.sort_unstable();
        flips.dedup();
        assert_eq!(flips.len(), 2 * BLOCK_ROWS);
    }

    #[test]
    fn the_fastest_available_tier_is_detected() {
        assert_eq!(Some(&Kernel::detect()), Kernel::available().last());
    }
}
