//! The inner loops of the signatures, one safe body for every processor: the one place for unsafe.
//!
//! Each body is plain integer code that the compiler turns into vector instructions. It is inlined
//! into one `#[target_feature]` function per tier, so that a plain x86-64 build runs at the speed
//! of the machine; all tiers give the same bits. Elsewhere than on x86-64 the portable tier is
//! compiled for what the target has.

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
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
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

    /// One round of the binned kind: each hash, multiplied, falls into one slot and lowers it to
    /// `tag` | 30 bits of rank.
    ///
    /// The upper half of the product, scaled by the number of slots, is the slot; the lower half
    /// is the rank, which so does not depend on the slot.
    pub(super) fn scatter(self, hashes: &[u64], multiplier: u64, tag: u32, slots: &mut [u32]) {
        match self.tier {
            Tier::Portable => scatter_body(hashes, multiplier, tag, slots),
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "calls a function compiled for the detected tier")]
            // SAFETY: a `Kernel` of this tier is made only where AVX2 was detected.
            Tier::Avx2 => unsafe { scatter_avx2(hashes, multiplier, tag, slots) },
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "calls a function compiled for the detected tier")]
            // SAFETY: a `Kernel` of this tier is made only where AVX-512 F, BW, DQ and VL were
            // detected.
            Tier::Avx512 => unsafe { scatter_avx512(hashes, multiplier, tag, slots) },
        }
    }

    /// For each lane, the smallest of `multiplier * x + offset` modulo 2^32 over the upper halves
    /// `x` of `hashes`.
    ///
    /// Shape: the three slices have one length; what exceeds the shortest is left alone.
    pub(super) fn lane_minima(
        self,
        hashes: &[u64],
        multipliers: &[Row],
        offsets: &[Row],
        minima: &mut [Row],
    ) {
        match self.tier {
            Tier::Portable => lanes_body::<4>(hashes, multipliers, offsets, minima),
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "calls a function compiled for the detected tier")]
            // SAFETY: a `Kernel` of this tier is made only where AVX2 was detected.
            Tier::Avx2 => unsafe { lanes_avx2(hashes, multipliers, offsets, minima) },
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "calls a function compiled for the detected tier")]
            // SAFETY: a `Kernel` of this tier is made only where AVX-512 F, BW, DQ and VL were
            // detected.
            Tier::Avx512 => unsafe { lanes_avx512(hashes, multipliers, offsets, minima) },
        }
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
        match self.tier {
            Tier::Portable => blocks_body::<4>(hashes, multipliers, offsets, minima),
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "calls a function compiled for the detected tier")]
            // SAFETY: a `Kernel` of this tier is made only where AVX2 was detected.
            Tier::Avx2 => unsafe { blocks_avx2(hashes, multipliers, offsets, minima) },
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "calls a function compiled for the detected tier")]
            // SAFETY: a `Kernel` of this tier is made only where AVX-512 F, BW, DQ and VL were
            // detected.
            Tier::Avx512 => unsafe { blocks_avx512(hashes, multipliers, offsets, minima) },
        }
    }
}

impl Tier {
    /// Slowest first.
    #[cfg(target_arch = "x86_64")]
    const ALL: &[Self] = &[Self::Portable, Self::Avx2, Self::Avx512];
    #[cfg(not(target_arch = "x86_64"))]
    const ALL: &[Self] = &[Self::Portable];

    fn is_available(self) -> bool {
        match self {
            Self::Portable => true,
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

#[inline(always)]
fn scatter_body(hashes: &[u64], multiplier: u64, tag: u32, slots: &mut [u32]) {
    const CHUNK: usize = 32;
    let num_slots = slots.len() as u64;
    let (chunks, rest) = hashes.as_chunks::<CHUNK>();
    for chunk in chunks {
        // Slots and values first, in vectors; then the memory updates, which are scalar.
        let mut at = [0_u32; CHUNK];
        let mut values = [0_u32; CHUNK];
        for lane in 0..CHUNK {
            let product = chunk[lane].wrapping_mul(multiplier);
            at[lane] = ((product >> 32) * num_slots >> 32) as u32;
            values[lane] = tag | product as u32 >> 2;
        }
        for lane in 0..CHUNK {
            lower(slots, at[lane] as usize, values[lane]);
        }
    }
    for hash in rest {
        let product = hash.wrapping_mul(multiplier);
        lower(slots, ((product >> 32) * num_slots >> 32) as usize, tag | product as u32 >> 2);
    }
}

#[inline(always)]
fn lower(slots: &mut [u32], at: usize, value: u32) {
    if let Some(slot) = slots.get_mut(at) {
        *slot = (*slot).min(value);
    }
}

/// Maps the order of u32 onto that of i32, whose minimum SSE2 has in fewer instructions. It is an
/// addition of 2^31, so that an offset takes it in.
const fn to_signed(value: u32) -> i32 {
    (value ^ 1 << 31).cast_signed()
}

/// The inverse of [`to_signed`].
const fn to_unsigned(value: i32) -> u32 {
    value.cast_unsigned() ^ 1 << 31
}

/// Columns `from..from + LANES` of a row.
#[inline(always)]
fn columns<const LANES: usize>(row: &Row, from: usize) -> [i32; LANES] {
    std::array::from_fn(|lane| row[from + lane].cast_signed())
}

/// `LANES` columns of `ROWS` rows whose accumulators stay in registers over all hashes.
#[inline(always)]
fn tile<const LANES: usize, const ROWS: usize>(
    hashes: &[u64],
    from: usize,
    multipliers: &Row,
    offsets: &[Row; ROWS],
    minima: &mut [Row; ROWS],
) {
    let multipliers: [i32; LANES] = columns(multipliers, from);
    let offsets: [[i32; LANES]; ROWS] =
        std::array::from_fn(|row| columns(&offsets[row], from).map(|o: i32| o ^ i32::MIN));
    let mut smallest: [[i32; LANES]; ROWS] =
        std::array::from_fn(|row| std::array::from_fn(|l| to_signed(minima[row][from + l])));
    for hash in hashes {
        let x = ((hash >> 32) as u32).cast_signed();
        let products = multipliers.map(|m| m.wrapping_mul(x));
        for row in 0..ROWS {
            for lane in 0..LANES {
                let rank = products[lane].wrapping_add(offsets[row][lane]);
                smallest[row][lane] = smallest[row][lane].min(rank);
            }
        }
    }
    for row in 0..ROWS {
        for lane in 0..LANES {
            minima[row][from + lane] = to_unsigned(smallest[row][lane]);
        }
    }
}

#[inline(always)]
fn lanes_body<const LANES: usize>(
    hashes: &[u64],
    multipliers: &[Row],
    offsets: &[Row],
    minima: &mut [Row],
) {
    for ((a, b), row) in multipliers.iter().zip(offsets).zip(minima) {
        for from in (0..LANES_A_ROW).step_by(LANES) {
            tile::<LANES, 1>(hashes, from, a, std::array::from_ref(b), std::array::from_mut(row));
        }
    }
}

#[inline(always)]
fn blocks_body<const LANES: usize>(
    hashes: &[u64],
    multipliers: &[Row],
    offsets: &[Row],
    minima: &mut [Row],
) {
    let offsets = offsets.chunks(BLOCK_ROWS);
    for ((a, b), rows) in multipliers.iter().zip(offsets).zip(minima.chunks_mut(BLOCK_ROWS)) {
        if let (Ok(b), Ok(rows)) =
            (<&[Row; BLOCK_ROWS]>::try_from(b), <&mut [Row; BLOCK_ROWS]>::try_from(&mut *rows))
        {
            for from in (0..LANES_A_ROW).step_by(LANES) {
                tile::<LANES, BLOCK_ROWS>(hashes, from, a, b, rows);
            }
            continue;
        }
        for (b, row) in b.iter().zip(rows) {
            for from in (0..LANES_A_ROW).step_by(LANES) {
                let (b, row) = (std::array::from_ref(b), std::array::from_mut(row));
                tile::<LANES, 1>(hashes, from, a, b, row);
            }
        }
    }
}

/// Instantiates the bodies for one tier.
#[cfg(target_arch = "x86_64")]
macro_rules! tier {
    ($features:literal, $lanes:literal, $scatter:ident, $lane_minima:ident, $block_minima:ident) => {
        #[target_feature(enable = $features)]
        fn $scatter(hashes: &[u64], multiplier: u64, tag: u32, slots: &mut [u32]) {
            scatter_body(hashes, multiplier, tag, slots);
        }

        #[target_feature(enable = $features)]
        fn $lane_minima(hashes: &[u64], a: &[Row], b: &[Row], minima: &mut [Row]) {
            lanes_body::<$lanes>(hashes, a, b, minima);
        }

        #[target_feature(enable = $features)]
        fn $block_minima(hashes: &[u64], a: &[Row], b: &[Row], minima: &mut [Row]) {
            blocks_body::<$lanes>(hashes, a, b, minima);
        }
    };
}

#[cfg(target_arch = "x86_64")]
tier!("avx2", 8, scatter_avx2, lanes_avx2, blocks_avx2);
#[cfg(target_arch = "x86_64")]
tier!("avx512f,avx512bw,avx512dq,avx512vl", 16, scatter_avx512, lanes_avx512, blocks_avx512);

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

        #[test]
        fn every_tier_scatters_as_one_hash_at_a_time(
            hashes in hashes(),
            num_slots in 1_usize..300,
            multiplier: u64,
        ) {
            let mut expected = vec![u32::MAX; num_slots];
            for hash in &hashes {
                let product = hash.wrapping_mul(multiplier);
                let slot = u128::from(product >> 32) * num_slots as u128 / (1 << 32);
                let value = 1 << 30 | (product & 0xffff_ffff) as u32 / 4;
                expected[slot as usize] = expected[slot as usize].min(value);
            }
            for kernel in Kernel::available() {
                let mut slots = vec![u32::MAX; num_slots];
                kernel.scatter(&hashes, multiplier, 1 << 30, &mut slots);
                prop_assert_eq!(&slots, &expected, "{:?}", kernel);
            }
        }
    }

    #[test]
    fn the_fastest_available_tier_is_detected() {
        assert_eq!(Some(&Kernel::detect()), Kernel::available().last());
    }
}
