//! What banding needs of all signatures: a key for each band, and eight bits of each slot.
//!
//! That is half of the signatures themselves, or less. Keys are 32 bits, and collide among a million
//! articles; the bits of the slots tell such groups apart. They also estimate the resemblance of a
//! pair ([`Bands::num_equal`]), which is never reported.

use std::ops::Range;

use rayon::prelude::*;

use super::byte_slots::{append_byte_slots, num_equal};
use super::lsh::{Banding, LshLimitsHit};
use crate::hash;

/// Pairs that are gathered before they are sorted and merged: 32 MiB.
const MIN_FRESH_PAIRS: usize = 1 << 22;

/// Keys and bytes of signatures, one article after the other.
#[derive(Debug)]
pub(crate) struct Bands {
    num_slots: usize,
    banding: Banding,
    /// Those of an empty signature are 0.
    keys: Vec<u32>,
    bytes: Vec<u8>,
    /// Hash of each whole signature; 0 of an empty one.
    whole: Vec<u64>,
}

/// What bands propose.
#[derive(Debug, Default)]
pub(crate) struct Proposed {
    /// From groups up to the limit: ranks, the smaller first; sorted, each once.
    pub(crate) pairs: Vec<(u32, u32)>,
    /// From groups above it; sorted, each once.
    pub(crate) links: Vec<Link>,
    pub(crate) limits_hit: LshLimitsHit,
}

/// A member of a group above the limit, and the group's first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    pub(crate) first: u32,
    pub(crate) member: u32,
}

impl Bands {
    /// No signature yet. Shape: of `num_slots` slots each, which the bands fit into.
    pub(crate) const fn new(num_slots: usize, banding: &Banding) -> Self {
        Self {
            num_slots,
            banding: *banding,
            keys: Vec::new(),
            bytes: Vec::new(),
            whole: Vec::new(),
        }
    }

    /// Takes the signature of the next article.
    pub(crate) fn add(&mut self, slots: &[u32]) {
        let num_before = self.keys.len();
        self.keys.extend(self.banding.keys(slots));
        let is_empty = self.keys.len() == num_before;
        let whole = slots.iter().fold(0, |whole, &slot| hash::mix(whole ^ u64::from(slot)));
        self.whole.push(if is_empty { 0 } else { whole.max(1) });
        self.keys.resize(num_before + self.banding.num_bands(), 0);
        append_byte_slots(slots, &mut self.bytes);
    }

    /// Takes over those of other articles, behind its own. Shape: of the same banding.
    pub(crate) fn append(&mut self, other: &Self) {
        self.keys.extend_from_slice(&other.keys);
        self.bytes.extend_from_slice(&other.bytes);
        self.whole.extend_from_slice(&other.whole);
    }

    /// Number of articles.
    pub(crate) const fn len(&self) -> usize {
        self.whole.len()
    }

    /// Slots of two articles that agree in their eight bits. Not by rank: by order of adding.
    pub(crate) fn num_equal(&self, a: u32, b: u32) -> u32 {
        let slots = 0..self.num_slots;
        num_equal(self.bytes_of(a, &slots), self.bytes_of(b, &slots))
    }

    fn bytes_of(&self, article: u32, slots: &Range<usize>) -> &[u8] {
        let start = article as usize * self.num_slots;
        &self.bytes[start + slots.start..start + slots.end]
    }

    /// The pairs with a band in common, by rank: `order` names the articles by rank.
    ///
    /// In a group of up to `max_group` articles all are paired, in a larger one each is linked to the
    /// first. Cost: O(n b log n) for b bands, one band in memory at a time (8 bytes an article),
    /// besides the pairs. The result does not depend on the number of threads.
    pub(crate) fn propose(&self, order: &[u32], max_group: usize) -> Proposed {
        let mut pairs = PairSet::default();
        let mut links = PairSet::default();
        let mut limits_hit = LshLimitsHit::default();
        let table = Table { order };
        let mut keys = Vec::new();

        let is_signed = |&rank: &u32| self.whole[order[rank as usize] as usize] != 0;
        let mut ranks: Vec<u32> = (0..order.len() as u32).filter(is_signed).collect();
        let mut collapsed = Vec::new();
        // Who leaves here is looked for no more: eight bits of each slot would not do.
        let whole = |article: u32| self.whole[article as usize];
        table.sort_by(&ranks, |article| whole(article) >> 32, &mut keys);
        table.for_each_group(&mut keys, whole, |group| {
            if let Some((&first, rest)) = group.split_first()
                && group.len() > max_group
            {
                for &member in rest {
                    links.push(index(first), index(member));
                }
                collapsed.extend(rest.iter().map(|&member| index(member)));
                limits_hit.collapsed_groups += 1;
            }
        });
        limits_hit.collapsed_articles = collapsed.len() as u64;
        collapsed.sort_unstable();
        ranks.retain(|rank| collapsed.binary_search(rank).is_err());

        let (num_bands, rows) = (self.banding.num_bands(), self.banding.rows_per_band());
        for band in 0..num_bands {
            let key = |article: u32| u64::from(self.keys[article as usize * num_bands + band]);
            table.sort_by(&ranks, key, &mut keys);
            let slots = band * rows..(band + 1) * rows;
            table.for_each_group(
                &mut keys,
                |article| self.bytes_of(article, &slots),
                |group| {
                    if group.len() <= max_group {
                        for (i, &a) in group.iter().enumerate() {
                            for &b in &group[i + 1..] {
                                pairs.push(index(a), index(b));
                            }
                        }
                    } else if let Some((&first, rest)) = group.split_first() {
                        limits_hit.capped_groups += 1;
                        limits_hit.linked_members += rest.len() as u64;
                        for &member in rest {
                            links.push(index(first), index(member));
                        }
                    }
                    pairs.compact_if_large();
                    links.compact_if_large();
                },
            );
        }
        let links = links.into_sorted();
        let links = links.into_iter().map(|(first, member)| Link { first, member }).collect();
        Proposed { pairs: pairs.into_sorted(), links, limits_hit }
    }
}

/// The rank in the lower half of a sort key.
const fn index(key: u64) -> u32 {
    key as u32
}

/// Articles by rank.
#[derive(Clone, Copy)]
struct Table<'a> {
    order: &'a [u32],
}

impl Table<'_> {
    /// Fills `keys` with the key of each article, its rank below it, sorted.
    fn sort_by(self, ranks: &[u32], key: impl Fn(u32) -> u64 + Sync, keys: &mut Vec<u64>) {
        let keyed = |&rank: &u32| key(self.order[rank as usize]) << 32 | u64::from(rank);
        ranks.par_iter().map(keyed).collect_into_vec(keys);
        keys.par_sort_unstable();
    }

    /// Calls `each` with every group of two or more articles that agree in their keys and in what
    /// `detail` says of them: keys whose lower halves are the ranks, ascending.
    fn for_each_group<D: Ord>(
        self,
        keys: &mut [u64],
        detail: impl Fn(u32) -> D,
        mut each: impl FnMut(&[u64]),
    ) {
        let detail = |key: u64| detail(self.order[index(key) as usize]);
        for run in keys.chunk_by_mut(|a, b| a >> 32 == b >> 32).filter(|run| run.len() > 1) {
            if run.iter().any(|&key| detail(key) != detail(run[0])) {
                run.sort_unstable_by(|&a, &b| detail(a).cmp(&detail(b)).then(a.cmp(&b)));
            }
            run.chunk_by(|&a, &b| detail(a) == detail(b))
                .filter(|group| group.len() > 1)
                .for_each(&mut each);
        }
    }
}

/// Pairs packed into u64, sorted and freed of repetitions whenever they have doubled: a pair that
/// many bands propose is held a few times, never once a band.
#[derive(Debug, Default)]
struct PairSet {
    sorted: Vec<u64>,
    fresh: Vec<u64>,
}

impl PairSet {
    fn push(&mut self, a: u32, b: u32) {
        self.fresh.push(u64::from(a) << 32 | u64::from(b));
    }

    fn compact_if_large(&mut self) {
        if self.fresh.len() >= MIN_FRESH_PAIRS.max(self.sorted.len()) {
            self.compact();
        }
    }

    fn compact(&mut self) {
        self.fresh.par_sort_unstable();
        self.fresh.dedup();
        if self.sorted.is_empty() {
            std::mem::swap(&mut self.sorted, &mut self.fresh);
            return;
        }
        let mut merged = Vec::with_capacity(self.sorted.len() + self.fresh.len());
        let mut fresh = self.fresh.iter().copied().peekable();
        for &pair in &self.sorted {
            while let Some(new) = fresh.next_if(|&new| new < pair) {
                merged.push(new);
            }
            fresh.next_if_eq(&pair);
            merged.push(pair);
        }
        merged.extend(fresh);
        self.sorted = merged;
        self.fresh.clear();
    }

    fn into_sorted(mut self) -> Vec<(u32, u32)> {
        self.compact();
        self.sorted.into_iter().map(|pair| ((pair >> 32) as u32, pair as u32)).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn merged_pairs_equal_a_set(
            batches in prop::collection::vec(prop::collection::vec((0_u32..9, 0_u32..9), 0..30), 0..6),
        ) {
            let mut pairs = PairSet::default();
            for batch in &batches {
                for &(a, b) in batch {
                    pairs.push(a, b);
                }
                pairs.compact();
            }
            let expected: BTreeSet<(u32, u32)> = batches.into_iter().flatten().collect();
            prop_assert_eq!(pairs.into_sorted(), expected.into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn rows_of_equal_hash_bits_but_other_values_stay_apart() {
        // A key with one hash for all: what a collision of 32 bits looks like.
        let mut bands = Bands::new(1, &Banding::choose(1, 0.995, 0.99).unwrap());
        for slot in [5, 6, 5, 6, 7] {
            bands.add(&[slot]);
        }
        let table = Table { order: &[0, 1, 2, 3, 4] };
        let mut keys: Vec<u64> = (0..5).map(|article| 9 << 32 | article).collect();
        let mut groups = Vec::new();
        table.for_each_group(
            &mut keys,
            |article| bands.bytes_of(article, &(0..1)),
            |group| {
                groups.push(group.iter().map(|&key| index(key)).collect::<Vec<_>>());
            },
        );
        assert_eq!(groups, [[0, 2], [1, 3]]);
    }

    #[test]
    fn pairs_are_named_by_rank() {
        let banding = Banding::choose(4, 1.0, 0.99).unwrap();
        let mut bands = Bands::new(4, &banding);
        for slots in [[1; 4], [2; 4], [1; 4], [u32::MAX; 4], [2; 4]] {
            bands.add(&slots);
        }
        let proposed = bands.propose(&[4, 3, 2, 1, 0], 50);
        assert_eq!(proposed.pairs, [(0, 3), (2, 4)]);
        assert!(proposed.links.is_empty());
        assert_eq!((bands.num_equal(0, 2), bands.num_equal(0, 1)), (4, 0));
    }
}
