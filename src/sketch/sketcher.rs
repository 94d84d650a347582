//! Fills the slots of signatures.
//!
//! The binned kind runs in rounds. In a round every shingle hash is multiplied by the constant of
//! the round; the upper bits of the product are a slot and a rank, and the slot keeps the smallest
//! `(round, rank)`, packed in a u32. While a slot is empty after a round, *all* shingles take part
//! in the next, so that what a slot holds is, for any set, the smallest of one fixed function over
//! the set: this is what makes signatures mergeable and estimates unbiased. Slots that three
//! rounds left empty are filled as the classic kind does it, with (3, rank): no slot stays empty.
//!
//! Source: Dahlgaard, Knudsen, Thorup 2017, "Fast similarity sketching", with the second half of
//! its rounds replaced by one pass of permutations over the empty slots.

use super::config::{SignatureKind, SketchConfig};
use super::kernel::{BLOCK_ROWS, Kernel, LANES_A_ROW, Row};
use super::signature::{EMPTY_SLOT, Signature};
use crate::error::Error;
use crate::hash;

/// Rounds in which a shingle falls into one slot; a fourth would not fit its two bits.
const ROUND_MULTIPLIERS: [u64; 3] =
    [0x9fb2_1c65_1e98_df25, 0xd6e8_feb8_6659_fd93, 0xa076_1d64_78bd_642f];

/// Bits of a rank; the round stands above them.
const RANK_BITS: u32 = 30;

/// Round of the slots that are filled by a permutation of their own.
const LAST_ROUND: u32 = 3;

/// Makes signatures of one config, with buffers that it keeps: one a thread.
///
/// # Example
///
/// ```
/// use wirecopy::hash::mix;
/// use wirecopy::sketch::{SketchConfig, Sketcher};
///
/// let mut sketcher = Sketcher::new(&SketchConfig::default());
/// let a = sketcher.sketch(&[mix(1), mix(2), mix(3)]);
/// let b = sketcher.sketch(&[mix(3), mix(2), mix(2), mix(1)]);
/// assert_eq!(a, b);
/// assert!(sketcher.sketch(&[]).is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Sketcher {
    config: SketchConfig,
    config_digest: u64,
    kernel: Kernel,
    /// An affine permutation of the 32-bit integers for each slot: slot `s` has lane `s % 16` of
    /// the multipliers of its block and of the offsets of its row.
    multipliers: Vec<Row>,
    offsets: Vec<Row>,
    last_round: LaneBuffers,
}

/// One round of the binned kind: each hash, multiplied, falls into one slot and lowers it to `tag`
/// | rank. The upper word of the product with k is the slot, the lower one what is left: a rank
/// that does not depend on the slot. For k = 2^s these are the top s bits and the rest.
///
/// Measured at n = 1,000: 1.0 ns a hash. Slot and rank from the two halves of the product instead
/// took 1.3, and 1.2 to 1.3 when computed ahead in vectors: the updates of memory stay scalar.
fn scatter(hashes: &[u64], multiplier: u64, tag: u32, slots: &mut [u32]) {
    let num_slots = slots.len() as u128;
    for &hash in hashes {
        let wide = u128::from(hash.wrapping_mul(multiplier)) * num_slots;
        let rank = (wide as u64 >> (64 - RANK_BITS)) as u32;
        if let Some(slot) = slots.get_mut((wide >> 64) as usize) {
            *slot = (*slot).min(tag | rank);
        }
    }
}

fn count_empty(slots: &[u32]) -> usize {
    slots.iter().map(|&slot| u32::from(slot == EMPTY_SLOT)).sum::<u32>() as usize
}

/// The slots that the rounds left empty, moved together for the vector lanes.
#[derive(Clone, Debug)]
struct LaneBuffers {
    slots: Box<[u32]>,
    multipliers: Box<[Row]>,
    offsets: Box<[Row]>,
    minima: Box<[Row]>,
}

impl LaneBuffers {
    fn new(num_rows: usize) -> Self {
        let lanes = vec![[0; LANES_A_ROW]; num_rows].into_boxed_slice();
        Self {
            slots: lanes.as_flattened().into(),
            multipliers: lanes.clone(),
            offsets: lanes.clone(),
            minima: lanes,
        }
    }
}

/// The multipliers of block `block` of [`BLOCK_ROWS`] rows: odd, so that each is a permutation.
fn block_multipliers(block: usize) -> Row {
    std::array::from_fn(|lane| constant(1, block, lane) | 1)
}

/// The offsets of row `row`. The slots that share a multiplier rank shingles alike but for where
/// on the circle of 2^32 they begin; beginning at even distances, two of them rarely pick one
/// shingle, and the estimate gains by it what sampling without replacement gains.
fn row_offsets(row: usize) -> Row {
    let (block, step) = (row / BLOCK_ROWS, (row % BLOCK_ROWS) as u32);
    std::array::from_fn(|lane| {
        constant(2, block, lane).wrapping_add(step.wrapping_mul(u32::MAX / BLOCK_ROWS as u32 + 1))
    })
}

/// What a slot holds whose smallest rank in the last round is `minimum`; never an empty slot.
fn last_round_value(minimum: u32) -> u32 {
    (LAST_ROUND << RANK_BITS | minimum >> (32 - RANK_BITS)).min(EMPTY_SLOT - 1)
}

/// An arbitrary number for each series, block and lane, fixed by the version.
fn constant(series: u64, block: usize, lane: usize) -> u32 {
    (hash::mix(hash::mix(series) ^ (block * LANES_A_ROW + lane) as u64) >> 32) as u32
}

impl Sketcher {
    /// A sketcher for `config`.
    pub fn new(config: &SketchConfig) -> Self {
        Self::with_kernel(config, Kernel::detect())
    }

    pub(super) fn with_kernel(config: &SketchConfig, kernel: Kernel) -> Self {
        let num_rows = config.num_slots() / LANES_A_ROW;
        Self {
            config: config.clone(),
            config_digest: config.digest(),
            kernel,
            multipliers: (0..num_rows.div_ceil(BLOCK_ROWS)).map(block_multipliers).collect(),
            offsets: (0..num_rows).map(row_offsets).collect(),
            last_round: LaneBuffers::new(num_rows),
        }
    }

    /// The parameters.
    pub const fn config(&self) -> &SketchConfig {
        &self.config
    }

    /// The signature of a set of shingle hashes.
    ///
    /// Shape: the hashes in any order, repeated or not, mixed ([`crate::hash::mix`]) as those of
    /// [`shingle_hashes`](super::shingle::shingle_hashes) are. No hashes give an
    /// [empty](Signature::is_empty) signature. Cost: O(n) for the binned kind, O(n k) for the
    /// classic; one allocation, of the signature.
    pub fn sketch(&mut self, shingle_hashes: &[u64]) -> Signature {
        let mut slots = vec![EMPTY_SLOT; self.config.num_slots()].into_boxed_slice();
        self.fill(shingle_hashes, &mut slots);
        Signature::new(slots, self.config_digest)
    }

    /// Writes the slots that [`sketch`](Self::sketch) would give over `slots`, for those that keep
    /// many signatures in one array.
    ///
    /// # Errors
    ///
    /// [`Error::is_config`] if `slots` has not the length that the config says.
    pub fn sketch_into(&mut self, shingle_hashes: &[u64], slots: &mut [u32]) -> Result<(), Error> {
        if slots.len() != self.config.num_slots() {
            return Err(Error::config(format!(
                "a signature of {} slots does not fit room for {}",
                self.config.num_slots(),
                slots.len()
            )));
        }
        slots.fill(EMPTY_SLOT);
        self.fill(shingle_hashes, slots);
        Ok(())
    }

    /// Fills slots that are all empty.
    fn fill(&mut self, hashes: &[u64], slots: &mut [u32]) {
        if hashes.is_empty() {
            return;
        }
        match self.config.kind() {
            SignatureKind::Binned => self.fill_binned(hashes, slots),
            SignatureKind::Classic => {
                let rows = slots.as_chunks_mut().0;
                self.kernel.block_minima(hashes, &self.multipliers, &self.offsets, rows);
                for slot in slots {
                    *slot = (*slot).min(EMPTY_SLOT - 1);
                }
            }
        }
    }

    fn fill_binned(&mut self, hashes: &[u64], slots: &mut [u32]) {
        let mut num_placed = 0;
        let mut num_empty = slots.len();
        for (round, multiplier) in (0..).zip(ROUND_MULTIPLIERS) {
            scatter(hashes, multiplier, round << RANK_BITS, slots);
            num_placed += hashes.len();
            // Fewer placed than there are slots leave some empty: no need to look.
            if round + 1 == LAST_ROUND || num_placed >= slots.len() {
                num_empty = count_empty(slots);
            }
            if num_empty == 0 {
                return;
            }
        }
        // Moving the empty slots together costs more than it saves when they are many.
        if num_empty * 4 >= slots.len() {
            self.fill_last_round_of_all(hashes, slots);
        } else {
            self.fill_last_round_of_empty(hashes, slots);
        }
    }

    /// Offers the last round's value to every slot: it exceeds that of any earlier round.
    fn fill_last_round_of_all(&mut self, hashes: &[u64], slots: &mut [u32]) {
        let minima = &mut self.last_round.minima;
        minima.fill([u32::MAX; LANES_A_ROW]);
        self.kernel.block_minima(hashes, &self.multipliers, &self.offsets, minima);
        for (slot, &minimum) in slots.iter_mut().zip(minima.as_flattened()) {
            *slot = last_round_value(minimum).min(*slot);
        }
    }

    fn fill_last_round_of_empty(&mut self, hashes: &[u64], slots: &mut [u32]) {
        let lanes = &mut self.last_round;
        let mut num_empty = 0;
        for (slot, &value) in (0_u32..).zip(&*slots) {
            // Written always and kept where the slot is empty: which slots are empty is random,
            // and a branch on it would often be mispredicted.
            lanes.slots[num_empty] = slot;
            num_empty += usize::from(value == EMPTY_SLOT);
        }
        let empty = &lanes.slots[..num_empty];
        // Lanes past the last empty slot hold what they held; their minima are not read.
        let multipliers = lanes.multipliers.as_flattened_mut();
        let offsets = lanes.offsets.as_flattened_mut();
        for ((&slot, multiplier), offset) in empty.iter().zip(multipliers).zip(offsets) {
            let (row, lane) = (slot as usize / LANES_A_ROW, slot as usize % LANES_A_ROW);
            *multiplier = self.multipliers[row / BLOCK_ROWS][lane];
            *offset = self.offsets[row][lane];
        }
        let num_rows = num_empty.div_ceil(LANES_A_ROW);
        let minima = &mut lanes.minima[..num_rows];
        minima.fill([u32::MAX; LANES_A_ROW]);
        self.kernel.lane_minima(hashes, &lanes.multipliers, &lanes.offsets, minima);
        for (&slot, &minimum) in empty.iter().zip(minima.as_flattened()) {
            slots[slot as usize] = last_round_value(minimum);
        }
    }
}
