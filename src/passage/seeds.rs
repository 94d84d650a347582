//! Seeds: stretches of tokens that are the same in both articles, from all their shared shingles.

use std::cmp::Ordering;

use super::prepare::Prepared;
use crate::hash::mix;

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

    /// Whether the block pairs these two tokens.
    const fn holds(self, a: u32, b: u32) -> bool {
        self.a <= a && a < self.end_a() && self.b <= b && a - self.a == b - self.b
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
/// seeds up to this product; beyond it the occurrences are paired in order, and once more those
/// that begin the same run of the length that counts, so that no such run is left without a seed.
const MAX_SEEDS_OF_SHINGLE: usize = 64;

/// Seeds and blocks of a pair, beyond which the rest is left aside.
const MAX_SEEDS: usize = 1 << 21;
const MAX_BLOCKS: usize = 1 << 14;

/// Joins the shingles of two articles. Every run of `min_run_units` that both hold has one
/// occurrence at least in a block, unless the budget cuts.
///
/// Cost: linear in their shingles, and the sort of the seeds.
pub(super) fn shared_blocks(a: &Prepared, b: &Prepared, min_run_units: u64) -> Shared {
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
            let (runs_a, runs_b) = (runs(a, in_a, min_run_units), runs(b, in_b, min_run_units));
            for_each_shared(&runs_a, &runs_b, |in_a, in_b| {
                seeds.extend(in_a.iter().zip(in_b).map(|(x, y)| seed(x.1, y.1)));
            });
        }
    });
    seeds.sort_unstable();
    seeds.dedup();
    let (hashes_a, hashes_b) = (a.tokens().hashes(), b.tokens().hashes());
    for run in seeds.chunk_by(|x, y| x + 1 == *y) {
        let at_a = run[0] as u32;
        let at_b = (offset + u64::from(at_a) - (run[0] >> 32)) as u32;
        // Seeds of a repetition lie apart within one block: reading it for each would be quadratic.
        if shared.blocks.last().is_some_and(|last| last.holds(at_a, at_b)) {
            continue;
        }
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
        shared.blocks.push(Block {
            a: at_a - before,
            b: at_b - before,
            len: equal as u32 + before,
        });
    }
    if shared.blocks.len() > MAX_BLOCKS {
        shared.is_truncated = true;
        shared.blocks.sort_unstable_by_key(|block| (std::cmp::Reverse(block.len), *block));
        shared.blocks.truncate(MAX_BLOCKS);
    }
    shared.blocks.sort_unstable();
    shared
}

/// Hash of the run of so many units that begins at each occurrence, with its place, sorted; runs
/// that the article ends before are left out.
fn runs(article: &Prepared, occurrences: &[(u64, u32)], min_units: u64) -> Vec<(u64, u32)> {
    let hashes = article.tokens().hashes();
    let mut runs: Vec<(u64, u32)> = occurrences
        .iter()
        .filter_map(|&(_, start)| {
            let mut units = 0;
            let mut hash = 0;
            for (&token, at) in hashes[start as usize..].iter().zip(start..) {
                hash = mix(hash ^ token);
                units += article.units_of(at, at + 1);
                if units >= min_units {
                    return Some((hash, start));
                }
            }
            None
        })
        .collect();
    runs.sort_unstable();
    runs
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::shingle::ShingleConfig;
    use proptest::prelude::*;

    fn prepared(words: &[u8]) -> Prepared {
        let text = words.iter().map(|word| format!("w{word}")).collect::<Vec<_>>().join(" ");
        Prepared::new(&text, &[], ShingleConfig::default())
    }

    /// Every maximal equal run of a shingle or more, by comparing everything with everything.
    fn oracle(a: &[u8], b: &[u8]) -> Vec<Block> {
        let mut blocks = Vec::new();
        for at_a in 0..a.len() {
            for at_b in 0..b.len() {
                let begins = at_a == 0 || at_b == 0 || a[at_a - 1] != b[at_b - 1];
                let equal = a[at_a..].iter().zip(&b[at_b..]).take_while(|(x, y)| x == y).count();
                if begins && equal >= 5 {
                    blocks.push(Block { a: at_a as u32, b: at_b as u32, len: equal as u32 });
                }
            }
        }
        blocks
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn blocks_are_all_maximal_equal_runs(
            a in proptest::collection::vec(0_u8..3, 0..60),
            b in proptest::collection::vec(0_u8..3, 0..60),
        ) {
            let (prepared_a, prepared_b) = (prepared(&a), prepared(&b));
            let shared = shared_blocks(&prepared_a, &prepared_b, 24);
            let all = oracle(&a, &b);
            if !shared.is_truncated {
                prop_assert_eq!(&shared.blocks, &all);
            }
            // What the budget leaves aside is no block of its own making, and no run that counts
            // is left without an occurrence.
            prop_assert!(shared.blocks.iter().all(|block| all.contains(block)));
            for long in all.iter().filter(|block| block.len >= 12) {
                let run = &a[long.a as usize..][..12];
                let holds = |block: &Block| {
                    a[block.a as usize..block.end_a() as usize].windows(12).any(|w| w == run)
                };
                prop_assert!(shared.blocks.iter().any(holds), "{:?}", long);
            }
        }
    }

    #[test]
    fn seeds_of_a_repetition_are_read_once() {
        // Quadratic work would take minutes.
        let words: Vec<u8> = (0..200_000_u32).map(|n| (n % 2) as u8).collect();
        let shared = shared_blocks(&prepared(&words), &prepared(&words[1..]), 24);
        assert!(shared.is_truncated);
        assert!(shared.blocks.iter().any(|block| block.len >= 199_998), "{:?}", shared.blocks);
    }
}
