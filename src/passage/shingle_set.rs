//! Exact resemblance of whole articles, without passages.

use super::verify::ratio;
use crate::sketch::shingle::{ShingleConfig, shingle_hashes};
use crate::text::Tokens;

/// The distinct shingles of an article.
///
/// # Example
///
/// ```
/// use wirecopy::passage::ShingleSet;
/// use wirecopy::sketch::shingle::ShingleConfig;
///
/// let config = ShingleConfig::new(2)?;
/// let (a, b) = (ShingleSet::new("one two three", config), ShingleSet::new("two three four", config));
/// let overlap = a.overlap(&b);
/// assert_eq!((overlap.num_shared, overlap.num_a, overlap.num_b), (1, 2, 2));
/// assert_eq!(overlap.resemblance(), 1.0 / 3.0);
/// # Ok::<(), wirecopy::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShingleSet {
    hashes: Vec<u64>,
}

/// How many shingles two articles share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// Shingles in both.
    pub num_shared: u32,
    /// Shingles of the first.
    pub num_a: u32,
    /// Shingles of the second.
    pub num_b: u32,
}

impl ShingleSet {
    /// The shingles of a text.
    pub fn new(text: &str, config: ShingleConfig) -> Self {
        let tokens = Tokens::of(text);
        let mut hashes = Vec::new();
        shingle_hashes(tokens.hashes(), tokens.units(), config, &mut hashes);
        sort_mixed(&mut hashes);
        hashes.dedup();
        Self { hashes }
    }

    /// Number of shingles.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether the text was shorter than a shingle.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// What two articles share. Cost: linear in their shingles.
    pub fn overlap(&self, other: &Self) -> Overlap {
        // With nothing asked for, nothing is too little.
        self.overlap_from(other, 0).unwrap_or(Overlap { num_shared: 0, num_a: 0, num_b: 0 })
    }

    /// What two articles share whose resemblance is at least `threshold`; `None` as soon as it is
    /// known to be less. Cost: linear in their shingles.
    pub fn overlap_at(&self, other: &Self, threshold: f64) -> Option<Overlap> {
        let all = (self.len() + other.len()) as f64;
        // One less, so that what rounding does to a product decides nothing.
        #[expect(clippy::cast_sign_loss, reason = "a product of what is not negative")]
        let least = ((threshold / (1.0 + threshold) * all) as u32).saturating_sub(1);
        self.overlap_from(other, least).filter(|overlap| overlap.resemblance() >= threshold)
    }

    /// As [`overlap`](Self::overlap); `None` as soon as it is known that fewer than `least_shared`
    /// shingles are shared.
    pub fn overlap_from(&self, other: &Self, least_shared: u32) -> Option<Overlap> {
        /// Steps between two looks at what can still be reached.
        const STEPS: usize = 64;
        let (a, b) = (self.hashes.as_slice(), other.hashes.as_slice());
        let (mut at_a, mut at_b, mut num_shared) = (0, 0, 0);
        loop {
            let rest = (a.len() - at_a).min(b.len() - at_b);
            if num_shared + (rest as u32) < least_shared {
                return None;
            }
            if rest == 0 {
                return Some(Overlap { num_shared, num_a: a.len() as u32, num_b: b.len() as u32 });
            }
            for _ in 0..STEPS {
                let (Some(x), Some(y)) = (a.get(at_a), b.get(at_b)) else { break };
                // Which is smaller is random: both steps are computed, none is branched upon.
                num_shared += u32::from(x == y);
                at_a += usize::from(x <= y);
                at_b += usize::from(y <= x);
            }
        }
    }
}

/// Sorts mixed hashes, whose highest bits are as good as random: by these into buckets of a few,
/// and these by insertion. Half the time of a sort that compares.
fn sort_mixed(hashes: &mut Vec<u64>) {
    let bits = hashes.len().checked_ilog2().unwrap_or_default().min(16);
    if bits == 0 {
        hashes.sort_unstable();
        return;
    }
    let bucket = |hash: u64| (hash >> (u64::BITS - bits)) as usize;
    let mut ends = vec![0_u32; 1 << bits];
    for &hash in &*hashes {
        ends[bucket(hash)] += 1;
    }
    let mut end = 0;
    for count in &mut ends {
        end += *count;
        *count = end;
    }
    let mut sorted = vec![0; hashes.len()];
    // From the end of each bucket to its begin: then they are all begins.
    for &hash in &*hashes {
        let end = &mut ends[bucket(hash)];
        *end -= 1;
        sorted[*end as usize] = hash;
    }
    ends.push(hashes.len() as u32);
    // Hashes that somebody chose may all lie in one bucket.
    if ends.windows(2).any(|ends| ends[1] - ends[0] > 32) {
        sorted.sort_unstable();
    } else {
        insertion_sort(&mut sorted);
    }
    *hashes = sorted;
}

fn insertion_sort(hashes: &mut [u64]) {
    for at in 1..hashes.len() {
        let hash = hashes[at];
        let mut place = at;
        while place > 0 && hashes[place - 1] > hash {
            hashes[place] = hashes[place - 1];
            place -= 1;
        }
        hashes[place] = hash;
    }
}

impl Overlap {
    /// Shared shingles / all shingles; 0 where there are none.
    pub fn resemblance(&self) -> f64 {
        ratio(self.num_shared, self.num_a + self.num_b - self.num_shared)
    }

    /// Share of the first article's shingles that are in the second.
    pub fn containment_a_in_b(&self) -> f64 {
        ratio(self.num_shared, self.num_a)
    }

    /// Share of the second article's shingles that are in the first.
    pub fn containment_b_in_a(&self) -> f64 {
        ratio(self.num_shared, self.num_b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::mix;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn mixed_and_chosen_hashes_are_sorted(
            seeds in prop::collection::vec(0_u64..400, 0..600),
            is_mixed in any::<bool>(),
        ) {
            let mut hashes: Vec<u64> =
                seeds.iter().map(|&seed| if is_mixed { mix(seed) } else { seed }).collect();
            let mut expected = hashes.clone();
            expected.sort_unstable();
            sort_mixed(&mut hashes);
            prop_assert_eq!(hashes, expected);
        }

        #[test]
        fn overlap_is_that_of_sets(
            a in prop::collection::btree_set(0_u64..60, 0..40),
            b in prop::collection::btree_set(0_u64..60, 0..40),
        ) {
            let set = |set: &std::collections::BTreeSet<u64>| ShingleSet {
                hashes: set.iter().copied().collect(),
            };
            let overlap = set(&a).overlap(&set(&b));
            prop_assert_eq!(overlap.num_shared as usize, a.intersection(&b).count());
            prop_assert_eq!((overlap.num_a as usize, overlap.num_b as usize), (a.len(), b.len()));
            for threshold in [0.001, 0.2, 0.5, 2.0 / 3.0, 0.8, 1.0] {
                let at = set(&a).overlap_at(&set(&b), threshold);
                prop_assert_eq!(at, Some(overlap).filter(|o| o.resemblance() >= threshold));
            }
            for least in 0..=40 {
                let from = set(&a).overlap_from(&set(&b), least);
                prop_assert!(from == Some(overlap) || (from.is_none() && overlap.num_shared < least));
                prop_assert!(from.is_some() || least > 0);
            }
        }
    }
}
