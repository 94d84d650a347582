//! Seeds: stretches of tokens that are the same in both articles, from all their shared shingles.

use std::cmp::Ordering;

use super::prepare::Prepared;

/// A run of tokens that is the same in both articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Block {
    /// First token in the first article.
    pub(super) a: u32,
    /// First token in the second article.
    pub(super) b: u32,
    /// Tokens.
    pub(super) len: u32,
}

impl Block {
    pub(super) const fn end_a(self) -> u32 {
        self.a + self.len
    }

    pub(super) const fn end_b(self) -> u32 {
        self.b + self.len
    }
}

/// What two articles have in common before any alignment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shared {
    /// Maximal equal runs, by position in the first article, then in the second.
    pub(super) blocks: Vec<Block>,
    /// Distinct shingles in both.
    pub(super) num_shingles: u32,
    /// Whether the work budget left repetitions aside.
    pub(super) is_truncated: bool,
}

/// A shingle that stands `x` times in one article and `y` times in the other gives all `x * y`
/// seeds up to this product; beyond it the occurrences are paired in order.
const MAX_SEEDS_OF_SHINGLE: usize = 64;

/// Seeds and blocks of a pair, beyond which the rest is left aside.
const MAX_SEEDS: usize = 1 << 21;
const MAX_BLOCKS: usize = 1 << 14;

/// Joins the shingles of two articles.
///
/// Cost: linear in their shingles, and the sort of the seeds.
pub(super) fn shared_blocks(a: &Prepared, b: &Prepared) -> Shared {
    let mut shared = Shared::default();
    let mut seeds: Vec<u64> = Vec::new();
    let offset = b.tokens().len() as u64;
    // A seed as one sortable number: diagonal, then position in the first article.
    let seed = |at_a: u32, at_b: u32| {
        ((offset + u64::from(at_a) - u64::from(at_b)) << 32) | u64::from(at_a)
    };
    for_each_shared(a.shingles(), b.shingles(), |in_a, in_b| {
        shared.num_shingles += 1;
        if seeds.len() >= MAX_SEEDS {
            shared.is_truncated = true;
        } else if in_a.len() * in_b.len() <= MAX_SEEDS_OF_SHINGLE {
            seeds.extend(in_a.iter().flat_map(|x| in_b.iter().map(|y| seed(x.1, y.1))));
        } else {
            shared.is_truncated = true;
            seeds.extend(in_a.iter().zip(in_b).map(|(x, y)| seed(x.1, y.1)));
        }
    });
    seeds.sort_unstable();
    let (hashes_a, hashes_b) = (a.tokens().hashes(), b.tokens().hashes());
    for run in seeds.chunk_by(|x, y| x + 1 == *y) {
        let at_a = run[0] as u32;
        let at_b = (offset + u64::from(at_a) - (run[0] >> 32)) as u32;
        let equal = hashes_a[at_a as usize..]
            .iter()
            .zip(&hashes_b[at_b as usize..])
            .take_while(|(x, y)| x == y)
            .count();
        let before = hashes_a[..at_a as usize]
            .iter()
            .rev()
            .zip(hashes_b[..at_b as usize].iter().rev())
            .take_while(|(x, y)| x == y)
            .count() as u32;
        let block = Block { a: at_a - before, b: at_b - before, len: equal as u32 + before };
        if shared.blocks.last() != Some(&block) {
            shared.blocks.push(block);
        }
    }
    if shared.blocks.len() > MAX_BLOCKS {
        shared.is_truncated = true;
        shared.blocks.sort_unstable_by_key(|block| (std::cmp::Reverse(block.len), *block));
        shared.blocks.truncate(MAX_BLOCKS);
    }
    shared.blocks.sort_unstable();
    shared
}

/// Calls `f` with the occurrences of each shingle that both sorted lists hold.
fn for_each_shared(
    mut a: &[(u64, u32)],
    mut b: &[(u64, u32)],
    mut f: impl FnMut(&[(u64, u32)], &[(u64, u32)]),
) {
    while let (Some(x), Some(y)) = (a.first(), b.first()) {
        match x.0.cmp(&y.0) {
            Ordering::Less => a = &a[1..],
            Ordering::Greater => b = &b[1..],
            Ordering::Equal => {
                let len_a = a.iter().take_while(|s| s.0 == x.0).count();
                let len_b = b.iter().take_while(|s| s.0 == y.0).count();
                f(&a[..len_a], &b[..len_b]);
                a = &a[len_a..];
                b = &b[len_b..];
            }
        }
    }
}
