//! Where fingerprints wait until all articles are read: in partitions, in memory or beyond a limit in
//! a temporary file.
//!
//! A partition holds what one range of keys has, so partitions are turned into groups one by one,
//! and none has to be merged with another: what was written out is read back a partition at a time
//! and sorted there. A partition of a million articles has some 11 MB.

use super::winnow::{Beside, Fingerprint, KEY_BITS};
use crate::error::Error;
use crate::spool::Spool;

/// Partitions by the highest bits of a key; a posting keeps the other 32.
pub(super) const NUM_PARTITIONS: usize = 1 << (KEY_BITS - 32);

/// Bytes of a posting in the temporary file.
const POSTING_BYTES: usize = size_of::<Posting>();

/// Ordered by hash, then article, so that a sorted partition is a sequence of groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting {
    pub(super) hash: u32,
    pub(super) article: u32,
    /// The token that the shingle begins with.
    pub(super) start: u32,
    pub(super) left: Beside,
    pub(super) right: Beside,
}

impl Posting {
    fn write(self, out: &mut Vec<u8>) {
        for word in [self.hash, self.article, self.start] {
            out.extend(word.to_le_bytes());
        }
        for side in [self.left, self.right] {
            out.extend(side.to_bits().to_le_bytes());
        }
    }

    fn read(words: [[u8; 4]; POSTING_BYTES / 4]) -> Self {
        let [hash, article, start, left_low, left_high, right_low, right_high] =
            words.map(u32::from_le_bytes);
        let side = |low, high| Beside::from_bits(u64::from(high) << 32 | u64::from(low));
        let (left, right) = (side(left_low, left_high), side(right_low, right_high));
        Self { hash, article, start, left, right }
    }
}

/// Postings of all articles.
#[derive(Clone, Debug)]
pub(super) struct Postings {
    partitions: Vec<Partition>,
    /// Postings in memory, all in all.
    num_in_memory: usize,
    /// Beyond so many, they are written out.
    limit: usize,
    spool: Option<Spool>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Partition {
    in_memory: Vec<Posting>,
    /// Begin and number of postings of each stretch in the temporary file.
    runs: Vec<(u64, u32)>,
}

impl Postings {
    /// All of them in memory.
    pub(super) fn new() -> Self {
        Self {
            partitions: vec![Partition::default(); NUM_PARTITIONS],
            num_in_memory: 0,
            limit: usize::MAX,
            spool: None,
        }
    }

    /// In memory up to `max_bytes`, beyond that in `spool`.
    pub(super) fn spilling(max_bytes: u64, spool: Spool) -> Self {
        // A vector that grows has room for twice as many as it holds.
        let limit = (max_bytes / (2 * POSTING_BYTES as u64)) as usize;
        Self { limit, spool: Some(spool), ..Self::new() }
    }

    /// Adds the fingerprints of one article.
    pub(super) fn add(&mut self, article: u32, fingerprints: &[Fingerprint]) -> Result<(), Error> {
        for fingerprint in fingerprints {
            let key = fingerprint.key();
            self.partitions[(key >> 32) as usize].in_memory.push(Posting {
                hash: key as u32,
                article,
                start: fingerprint.start,
                left: fingerprint.left,
                right: fingerprint.right,
            });
        }
        self.num_in_memory += fingerprints.len();
        if self.num_in_memory > self.limit { self.spill() } else { Ok(()) }
    }

    fn spill(&mut self) -> Result<(), Error> {
        let Some(spool) = &self.spool else { return Ok(()) };
        let mut bytes = Vec::new();
        for partition in &mut self.partitions {
            if partition.in_memory.is_empty() {
                continue;
            }
            bytes.clear();
            partition.in_memory.iter().for_each(|posting| posting.write(&mut bytes));
            let start = spool.append(&bytes)?;
            partition.runs.push((start, partition.in_memory.len() as u32));
            partition.in_memory.clear();
        }
        self.num_in_memory = 0;
        Ok(())
    }

    /// The partitions, in the order of keys, and the file that parts of them may lie in.
    pub(super) fn into_partitions(self) -> (Vec<Partition>, Option<Spool>) {
        (self.partitions, self.spool)
    }
}

impl Partition {
    /// All postings of the partition, in no order.
    pub(super) fn load(self, spool: Option<&Spool>) -> Result<Vec<Posting>, Error> {
        let mut postings = self.in_memory;
        let Some(spool) = spool else { return Ok(postings) };
        postings.reserve_exact(self.runs.iter().map(|&(_, count)| count as usize).sum());
        let mut bytes = Vec::new();
        for (start, count) in self.runs {
            bytes.resize(count as usize * POSTING_BYTES, 0);
            spool.read(start, &mut bytes)?;
            postings.extend(bytes.as_chunks().0.as_chunks().0.iter().copied().map(Posting::read));
        }
        Ok(postings)
    }
}
