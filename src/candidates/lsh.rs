//! Candidate pairs from equal bands of `MinHash` signatures, for whole-article resemblance.
//!
//! Takes the signatures of `sketch`, one article after the other, and gives pairs of article
//! indexes to the stage that verifies them exactly. It proposes only: no figure of it is a
//! similarity. Bands are chosen for a recall that is promised at the threshold and shown.
//!
//! No pair is dropped for being popular: in a group of more than `max_group` articles every member
//! is linked to the first one instead of to all others, which is counted.
//!
//! Source: Indyk, Motwani 1998, "Approximate nearest neighbors"; banding as in Leskovec,
//! Rajaraman, Ullman, "Mining of Massive Datasets", chapter 3.

use std::fmt;

use super::bands::Bands;
use crate::error::Error;
use crate::hash;

/// How signatures are cut into bands: two articles are a candidate pair when all rows of any band
/// are equal.
///
/// # Example
///
/// ```
/// use wirecopy::candidates::lsh::Banding;
///
/// let banding = Banding::choose(128, 0.8, 0.99)?;
/// assert_eq!((banding.num_bands(), banding.rows_per_band()), (21, 6));
/// assert!(banding.probability(0.8) >= 0.99);
/// assert!(banding.probability(0.2) < 0.01);
/// # Ok::<(), wirecopy::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Banding {
    num_bands: usize,
    rows_per_band: usize,
    threshold: f64,
    promised_recall: f64,
}

impl Banding {
    /// The recall that is promised where nothing else is asked for.
    pub const DEFAULT_RECALL: f64 = 0.99;

    /// Chooses the most rows a band, so the fewest false candidates, at which a pair of resemblance
    /// `threshold` is found with a probability of at least `promised_recall`.
    ///
    /// Shape: `num_slots` is the k of the signatures; slots past the last whole band are unused.
    ///
    /// # Errors
    ///
    /// [`Error::is_config`] if `threshold` is not in 0.0 (exclusive) ..= 1.0 or `promised_recall`
    /// not between 0.0 and 1.0, or if no number of rows keeps the promise.
    pub fn choose(num_slots: usize, threshold: f64, promised_recall: f64) -> Result<Self, Error> {
        if !(threshold > 0.0 && threshold <= 1.0) {
            return Err(Error::config(format!(
                "resemblance threshold must be above 0 and at most 1, not {threshold}"
            )));
        }
        if !(promised_recall > 0.0 && promised_recall < 1.0) {
            return Err(Error::config(format!(
                "promised recall must be between 0 and 1, not {promised_recall}"
            )));
        }
        (1..=num_slots)
            .rev()
            .map(|rows_per_band| Self {
                num_bands: num_slots / rows_per_band,
                rows_per_band,
                threshold,
                promised_recall,
            })
            .find(|banding| banding.probability(threshold) >= promised_recall)
            .ok_or_else(|| {
                Error::config(format!(
                    "signatures of {num_slots} slots cannot promise a recall of {promised_recall} \
                     at resemblance {threshold}: use more slots or a higher threshold"
                ))
            })
    }

    /// Number of bands.
    pub const fn num_bands(&self) -> usize {
        self.num_bands
    }

    /// Slots of a signature in each band.
    pub const fn rows_per_band(&self) -> usize {
        self.rows_per_band
    }

    /// The resemblance at which the recall is promised.
    pub const fn threshold(&self) -> f64 {
        self.threshold
    }

    /// The recall that was asked for; [`probability`](Self::probability) of the threshold is at
    /// least this.
    pub const fn promised_recall(&self) -> f64 {
        self.promised_recall
    }

    /// The probability that a pair of this resemblance becomes a candidate: 1 - (1 - J^r)^b.
    pub fn probability(&self, resemblance: f64) -> f64 {
        let band = resemblance.clamp(0.0, 1.0).powf(self.rows_per_band as f64);
        1.0 - (1.0 - band).powf(self.num_bands as f64)
    }

    /// How many of the pairs at the threshold may still be missed after the bands, within what was
    /// promised.
    pub(crate) fn recall_to_spare(&self) -> f64 {
        (1.0 - self.promised_recall / self.probability(self.threshold)).max(0.0)
    }

    /// A key for each band of a signature, in the order of bands: equal bands have equal keys, and
    /// others by chance once in 2^32. An empty signature has none.
    pub(crate) fn keys(&self, slots: &[u32]) -> impl Iterator<Item = u32> {
        let is_empty = slots.first().is_none_or(|&slot| slot == u32::MAX);
        let bands = slots.chunks_exact(self.rows_per_band).take(self.num_bands);
        bands.filter(move |_| !is_empty).map(|rows| {
            let hash = rows.iter().fold(0, |hash, &slot| hash::mix(hash ^ u64::from(slot)));
            (hash >> 32) as u32
        })
    }
}

impl Default for Banding {
    /// That of 128 slots at a resemblance of 0.8 for the recall that is promised by default.
    fn default() -> Self {
        Self {
            num_bands: 21,
            rows_per_band: 6,
            threshold: 0.8,
            promised_recall: Self::DEFAULT_RECALL,
        }
    }
}

impl fmt::Display for Banding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} bands of {} rows find {:.2} % of pairs at resemblance {}",
            self.num_bands,
            self.rows_per_band,
            100.0 * self.probability(self.threshold),
            self.threshold
        )
    }
}

/// What the limit on groups did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LshLimitsHit {
    /// Articles with the signature of an earlier one, in groups above the limit: linked to the
    /// first of their group and left out of the bands.
    pub collapsed_articles: u64,
    /// Such groups.
    pub collapsed_groups: u64,
    /// Bands' groups above the limit, over all bands.
    pub capped_groups: u64,
    /// Links from a member of such a group to its first, in place of all pairs, over all bands.
    pub linked_members: u64,
}

/// Candidate pairs, and what limits did to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LshCandidates {
    /// Pairs of article indexes, the smaller first; sorted, each once.
    pub pairs: Vec<(u32, u32)>,
    /// What the limit on groups did.
    pub limits_hit: LshLimitsHit,
}

/// The pairs of articles with a band in common.
///
/// Shape: `signatures` holds the `num_slots` slots of article 0, of article 1, and so on, all of
/// one sketch config. Articles in their canonical order: the first of a group is its lowest index.
/// Empty signatures are in no pair. In a group of up to `max_group` articles all are paired, in a
/// larger one each with its first.
///
/// Cost: O(n b log n) for b bands, one band in memory at a time (8 bytes an article), besides the
/// pairs. The result does not depend on the number of threads.
///
/// # Errors
///
/// [`Error::is_config`] if the length of `signatures` is no multiple of `num_slots`, the bands do
/// not fit in `num_slots`, `max_group` is below 2, or there are 2^32 articles or more.
pub fn candidate_pairs(
    signatures: &[u32],
    num_slots: usize,
    banding: &Banding,
    max_group: usize,
) -> Result<LshCandidates, Error> {
    if num_slots == 0 || !signatures.len().is_multiple_of(num_slots) {
        return Err(Error::config(format!(
            "{} slots are no whole number of signatures of {num_slots}",
            signatures.len()
        )));
    }
    if banding.num_bands * banding.rows_per_band > num_slots {
        return Err(Error::config(format!(
            "{} bands of {} rows do not fit signatures of {num_slots} slots",
            banding.num_bands, banding.rows_per_band
        )));
    }
    if max_group < 2 {
        return Err(Error::config(format!("a group limit must be at least 2, not {max_group}")));
    }
    u32::try_from(signatures.len() / num_slots)
        .map_err(|_| Error::config("more than 2^32 signatures"))?;
    let mut bands = Bands::new(num_slots, banding);
    for slots in signatures.chunks_exact(num_slots) {
        bands.add(slots);
    }
    let order: Vec<u32> = (0..bands.len() as u32).collect();
    let proposed = bands.propose(&order, max_group);
    let mut pairs = proposed.pairs;
    pairs.extend(proposed.links.iter().map(|link| (link.first, link.member)));
    pairs.sort_unstable();
    pairs.dedup();
    Ok(LshCandidates { pairs, limits_hit: proposed.limits_hit })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};
    use std::ops::Range;

    use crate::hash::mix;
    use crate::sketch::{SignatureKind, SketchConfig, Sketcher};
    use proptest::prelude::*;

    fn banding(num_bands: usize, rows_per_band: usize) -> Banding {
        Banding { num_bands, rows_per_band, threshold: 0.5, promised_recall: 0.9 }
    }

    /// Groups by a tree instead of by sorted hashes.
    fn naive(
        signatures: &[Vec<u32>],
        banding: &Banding,
        max_group: usize,
    ) -> (BTreeSet<(u32, u32)>, LshLimitsHit) {
        let mut pairs = BTreeSet::new();
        let mut limits = LshLimitsHit::default();
        let groups_of = |articles: &[u32], rows: Range<usize>| {
            let mut groups = BTreeMap::<&[u32], Vec<u32>>::new();
            for &a in articles {
                groups.entry(&signatures[a as usize][rows.clone()]).or_default().push(a);
            }
            groups.into_values().filter(|group| group.len() > 1).collect::<Vec<_>>()
        };
        let num_slots = signatures.first().map_or(0, Vec::len);
        let mut articles: Vec<u32> = (0..signatures.len() as u32)
            .filter(|&a| signatures[a as usize][0] != u32::MAX)
            .collect();
        for group in groups_of(&articles.clone(), 0..num_slots) {
            if group.len() > max_group {
                pairs.extend(group[1..].iter().map(|&b| (group[0], b)));
                articles.retain(|a| !group[1..].contains(a));
                limits.collapsed_articles += group.len() as u64 - 1;
                limits.collapsed_groups += 1;
            }
        }
        let rows = |band| band * banding.rows_per_band..(band + 1) * banding.rows_per_band;
        for band in 0..banding.num_bands {
            for group in groups_of(&articles, rows(band)) {
                if group.len() > max_group {
                    pairs.extend(group[1..].iter().map(|&b| (group[0], b)));
                    limits.capped_groups += 1;
                    limits.linked_members += group.len() as u64 - 1;
                } else {
                    for (i, &a) in group.iter().enumerate() {
                        pairs.extend(group[i + 1..].iter().map(|&b| (a, b)));
                    }
                }
            }
        }
        (pairs, limits)
    }

    #[test]
    fn the_default_is_what_is_chosen_for_it() {
        let chosen = Banding::choose(128, 0.8, Banding::DEFAULT_RECALL).unwrap();
        assert_eq!(Banding::default(), chosen);
    }

    fn threads(num_threads: usize) -> rayon::ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(num_threads).build().unwrap()
    }

    proptest! {
        #[test]
        fn pairs_equal_those_of_brute_force_for_any_number_of_threads(
            signatures in prop::collection::vec(
                // Few values, so that bands agree; some articles empty.
                prop_oneof![
                    9 => prop::collection::vec(0_u32..2, 6),
                    1 => Just(vec![u32::MAX; 6]),
                ],
                0..60,
            ),
            shape in prop_oneof![Just((3, 2)), Just((2, 3)), Just((6, 1)), Just((1, 6)), Just((1, 4))],
            max_group in 2_usize..9,
        ) {
            let banding = banding(shape.0, shape.1);
            let (expected, limits) = naive(&signatures, &banding, max_group);
            let flat = signatures.concat();
            for pool in [threads(1), threads(3)] {
                let found = pool
                    .install(|| candidate_pairs(&flat, 6, &banding, max_group))
                    .unwrap();
                prop_assert_eq!(&found.pairs, &expected.iter().copied().collect::<Vec<_>>());
                prop_assert_eq!(found.limits_hit, limits);
            }
        }

    }

    #[test]
    fn a_hundred_thousand_identical_articles_are_linked_to_the_first() {
        let signatures: Vec<u32> = (0..100_000).flat_map(|_| 0..16).collect();
        let found = candidate_pairs(&signatures, 16, &banding(4, 4), 50).unwrap();
        assert_eq!(found.pairs, (1..100_000).map(|b| (0, b)).collect::<Vec<_>>());
        assert_eq!(found.limits_hit.collapsed_articles, 99_999);
        assert_eq!(found.limits_hit.capped_groups, 0);
    }

    #[test]
    fn a_band_shared_by_all_links_each_to_the_first() {
        // One band in common, the others and the signatures distinct.
        let signatures: Vec<u32> = (0..20_000).flat_map(|a| [1, 1, a, a + 7]).collect();
        let found = candidate_pairs(&signatures, 4, &banding(2, 2), 50).unwrap();
        assert_eq!(found.pairs, (1..20_000).map(|b| (0, b)).collect::<Vec<_>>());
        let expected =
            LshLimitsHit { capped_groups: 1, linked_members: 19_999, ..LshLimitsHit::default() };
        assert_eq!(found.limits_hit, expected);
    }

    #[test]
    fn empty_signatures_are_in_no_pair() {
        let found = candidate_pairs(&[u32::MAX; 40], 4, &banding(2, 2), 2).unwrap();
        assert_eq!(found, LshCandidates::default());
    }

    #[test]
    fn bad_shapes_are_config_errors() {
        let bad = [
            candidate_pairs(&[1; 7], 4, &banding(2, 2), 50),
            candidate_pairs(&[], 0, &banding(2, 2), 50),
            candidate_pairs(&[1; 8], 4, &banding(2, 3), 50),
            candidate_pairs(&[1; 8], 4, &banding(2, 2), 1),
        ];
        assert!(bad.into_iter().all(|result| result.unwrap_err().is_config()));
    }

    #[test]
    fn the_most_rows_that_keep_the_promise_are_chosen() {
        for num_slots in [16, 64, 128, 256] {
            for threshold in [0.5, 0.7, 0.8, 0.9, 1.0] {
                let chosen = Banding::choose(num_slots, threshold, 0.99).unwrap();
                assert!(chosen.probability(threshold) >= 0.99, "{chosen}");
                assert_eq!(chosen.num_bands, num_slots / chosen.rows_per_band);
                for rows in chosen.rows_per_band + 1..=num_slots {
                    let other =
                        Banding { num_bands: num_slots / rows, rows_per_band: rows, ..chosen };
                    assert!(other.probability(threshold) < 0.99, "{other}");
                }
            }
        }
    }

    #[test]
    fn what_the_bands_do_not_need_of_the_promise_is_to_spare() {
        for threshold in [0.5, 0.7, 0.8] {
            let banding = Banding::choose(128, threshold, 0.99).unwrap();
            let kept = banding.probability(threshold) * (1.0 - banding.recall_to_spare());
            assert!((kept - 0.99).abs() < 1e-12, "{kept}");
        }
    }

    #[test]
    fn banding_is_shown_with_its_recall() {
        let shown = Banding::choose(128, 0.8, Banding::DEFAULT_RECALL).unwrap().to_string();
        assert_eq!(shown, "21 bands of 6 rows find 99.83 % of pairs at resemblance 0.8");
    }

    #[test]
    fn promises_that_no_banding_keeps_are_config_errors() {
        for (threshold, recall) in [
            (0.0, 0.9),
            (-0.5, 0.9),
            (1.1, 0.9),
            (f64::NAN, 0.9),
            (0.5, 0.0),
            (0.5, 1.0),
            (0.5, f64::NAN),
            // 16 bands of one row find 1 - 0.95^16 = 56 %.
            (0.05, 0.99),
        ] {
            let error = Banding::choose(16, threshold, recall).unwrap_err();
            assert!(error.is_config(), "{threshold} {recall}");
        }
    }

    #[test]
    fn promised_recall_holds_at_the_threshold() {
        const TRIALS: u32 = 2_000;
        for kind in [SignatureKind::Binned, SignatureKind::Classic] {
            let config = SketchConfig::builder().kind(kind).build().unwrap();
            let mut sketcher = Sketcher::new(&config);
            for (threshold, num_shared, num_own) in [(0.5, 40, 20), (0.8, 40, 5), (0.8, 400, 50)] {
                let banding = Banding::choose(128, threshold, 0.99).unwrap();
                let mut num_found = 0;
                for trial in 0..u64::from(TRIALS) {
                    let hash = |set: u64| move |i: u64| mix(trial << 32 | set << 16 | i);
                    let mut sketch = |set: u64| {
                        let own = (0..num_own).map(hash(set));
                        let all: Vec<u64> = (0..num_shared).map(hash(0)).chain(own).collect();
                        sketcher.sketch(&all).slots().to_vec()
                    };
                    let flat = [sketch(1), sketch(2)].concat();
                    let found = candidate_pairs(&flat, 128, &banding, 50).unwrap();
                    num_found += found.pairs.len();
                }
                let recall = num_found as f64 / f64::from(TRIALS);
                // Four standard deviations below what is promised.
                let bound = 0.99 - 4.0 * (0.99 * 0.01 / f64::from(TRIALS)).sqrt();
                assert!(recall >= bound, "{kind:?} {banding}: {recall}");
                println!("{kind:?} {num_shared} {banding}: {recall}");
            }
        }
    }
}
