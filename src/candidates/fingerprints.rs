//! The fingerprint index: which articles share runs of words.
//!
//! Two articles are a candidate pair if they share a fingerprint and, beside it, as many words as a
//! run of `min_run` words has there (so every such run makes a pair, see [`super::winnow`]), or
//! [`MIN_SHARED`] different fingerprints wherever they lie (edited copies without a long run).
//!
//! A fingerprint of more than `max_group` articles is never dropped (but see
//! [`Place`]). It is told apart by the words beside it: for every way in
//! which a run of `min_run` words can lie around it, the articles that agree in the whole run are a
//! group of their own. What is still larger than `max_group` is a run that all its members share,
//! and each is linked to the group's representative, the member first in id order: linear work,
//! nobody lost. Copies of a story that everybody ran differ in small ways, too, and a variant that a
//! few of them share would pair these once more: two articles that are linked to one representative
//! over and over ([`MIN_LINKS`]) are not paired again unless they share much besides ([`MUCH`]): a
//! footer that everybody has hides no reprint above it. Where edits break every run of such copies,
//! whoever shares [`MIN_SHARED`] such fingerprints with an article that is the first on all of them
//! is linked to that one, by the same reasoning: one link ties a copy to the others.
//!
//! Pairs are counted by accumulating over lists of articles for one article at a time; they are never
//! materialised before they pass.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::Candidates;
use super::groups::{DistinctLists, Groups};
use super::pairs::PairCounter;
use super::postings::Postings;
use super::winnow::{Fingerprint, WinnowConfig};
use crate::error::Error;
use crate::spool::Spool;

/// Different shared fingerprints from which two articles are a candidate pair without a shared
/// run that is long enough for certainty.
pub const MIN_SHARED: u8 = 2;

/// Partitions in which an article is linked to one representative, from which it is taken for a copy
/// of it: at least so many shared runs.
pub const MIN_LINKS: usize = 8;

/// Two copies of one representative are a pair all the same if they share so large a part of their
/// fingerprints (one in so many, of the article with fewer) with few others: so many are no edits.
pub const MUCH: u32 = 8;

/// Partitions that are turned into groups at a time.
const PARTITIONS_PER_WAVE: usize = 16;

/// Where a fingerprint lies in an article. A run of own words holds one that is [`Place::Own`] in
/// every article that has the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Wholly in its own words: it takes part in every group.
    Own,
    /// Wholly in furniture: it takes part in groups of up to 8 articles. A handful of pages under
    /// one menu are shown as templates, a hundred are noise.
    Furniture,
    /// Across an edge of furniture: it takes part in none. By a menu and the word that follows it,
    /// a page would meet all others of its outlet that go on with the same word.
    Edge,
}

/// Fingerprints of many articles, to be turned into candidate pairs.
///
/// # Example
///
/// ```
/// use wirecopy::candidates::fingerprints::{FingerprintIndex, Place};
/// use wirecopy::candidates::winnow::{Beside, Fingerprint, WinnowConfig};
///
/// let fingerprint = |left: u64, right: u64| Fingerprint {
///     hash: 7,
///     start: 0,
///     left: Beside::of(left..left + 3),
///     right: Beside::of(right..right + 4),
/// };
/// let mut index = FingerprintIndex::new(&WinnowConfig::default());
/// index.add(0, &[fingerprint(10, 20)])?;
/// index.add(1, &[fingerprint(10, 20)])?;
/// index.add(2, &[fingerprint(10, 50)])?;
/// // 0 and 1 agree in seven words beside the shingle of five, 2 with either in three.
/// assert_eq!(index.candidates(&[0, 1, 2], 50, &|_, _| Place::Own)?.pairs, [(0, 1)]);
/// # Ok::<(), wirecopy::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct FingerprintIndex {
    postings: Postings,
    words_beside: u32,
    /// Fingerprints of each article, in the order of adding.
    num_of: Vec<(u32, u32)>,
}

impl FingerprintIndex {
    /// An empty index, in memory, of fingerprints that are selected so.
    pub fn new(config: &WinnowConfig) -> Self {
        Self { postings: Postings::new(), words_beside: config.words_beside(), num_of: Vec::new() }
    }

    /// As [`FingerprintIndex::new`], but what exceeds `max_bytes` goes into a temporary file.
    pub(crate) fn spilling(config: &WinnowConfig, max_bytes: u64, spool: Spool) -> Self {
        Self { postings: Postings::spilling(max_bytes, spool), ..Self::new(config) }
    }

    /// Adds the fingerprints of one article.
    ///
    /// # Errors
    /// [`Error::is_io`] if a temporary file cannot be written; never in memory.
    pub fn add(&mut self, article: u32, fingerprints: &[Fingerprint]) -> Result<(), Error> {
        self.num_of.push((article, fingerprints.len() as u32));
        self.postings.add(article, fingerprints)
    }

    /// Candidate pairs of the articles added, named by `rank[article]`, a permutation of
    /// `0..rank.len()`: the order of ids, in which representatives are chosen, so that the result
    /// does not depend on the order of reading.
    ///
    /// `place(article, start)` tells where the shingle lies that begins with that token of the
    /// article of that rank.
    ///
    /// Cost: sorts the postings; groups of up to `max_group` articles cost their pairs, larger
    /// ones their members.
    ///
    /// # Errors
    /// [`Error::is_io`] if a temporary file cannot be read; never in memory.
    pub fn candidates(
        self,
        rank: &[u32],
        max_group: u32,
        place: &(dyn Fn(u32, u32) -> Place + Sync),
    ) -> Result<Candidates, Error> {
        let words_beside = self.words_beside;
        let mut num_of = vec![0; rank.len()];
        for (article, count) in self.num_of {
            num_of[rank[article as usize] as usize] += count;
        }
        let (partitions, spool) = self.postings.into_partitions();
        let mut lists = DistinctLists::default();
        let mut links = CountedLinks::default();
        let mut weak_links = CountedLinks::default();
        let mut large_groups = 0;
        let mut partitions = partitions.into_iter();
        loop {
            let wave: Vec<_> = partitions.by_ref().take(PARTITIONS_PER_WAVE).collect();
            if wave.is_empty() {
                break;
            }
            let groups_of = |partition: super::postings::Partition| {
                let mut postings = partition.load(spool.as_ref())?;
                for posting in &mut postings {
                    posting.article = rank[posting.article as usize];
                }
                Ok(Groups::of(&postings, max_group as usize, words_beside, place))
            };
            let groups: Result<Vec<Groups>, Error> = wave.into_par_iter().map(groups_of).collect();
            let groups = groups?;
            for part in &groups {
                lists.extend(&part.lists);
                large_groups += part.num_large;
            }
            weak_links.extend(groups.iter().flat_map(|part| part.weak_links.iter().copied()));
            links.extend(groups.into_iter().flat_map(|part| part.links));
        }
        weak_links.counted.retain(|&(_, count)| count >= u32::from(MIN_SHARED));
        let weak_pairs = new_links(&weak_links.counted, &links.counted);
        let groups = weak_pairs.chunk_by(|x, y| x.0 == y.0);
        large_groups += groups.filter(|group| group.len() > max_group as usize).count() as u64;
        let copies = copies(&links.counted, &num_of);
        let mut pairs = PairCounter::new(lists.into_lists(), rank.len()).pairs(&copies);
        let is_new = |&&((first, member), count): &&((u32, u32), u32)| {
            !is_known(&copies, first, member, count)
        };
        pairs.extend(links.counted.iter().filter(is_new).map(|(link, _)| *link));
        pairs.extend(weak_pairs);
        pairs.extend((0..).zip(&copies).filter_map(|(copy, of)| Some((of.as_ref()?.first, copy))));
        pairs.par_sort_unstable();
        pairs.dedup();
        Ok(Candidates { pairs, large_groups })
    }
}

/// Links of representatives and members, sorted, with the number of times each was added.
#[derive(Debug, Default)]
struct CountedLinks {
    counted: Vec<((u32, u32), u32)>,
}

impl CountedLinks {
    fn extend(&mut self, links: impl Iterator<Item = (u32, u32)>) {
        let before = self.counted.len();
        self.counted.extend(links.map(|link| (link, 1)));
        if self.counted.len() > before {
            self.counted.par_sort_unstable();
            self.counted.dedup_by(|later, first| {
                let is_same = later.0 == first.0;
                first.1 += if is_same { later.1 } else { 0 };
                is_same
            });
        }
    }
}

/// The weak links that tie together what nothing else does, sorted.
///
/// Edited copies of one story have different fingerprints in common, and so several representatives,
/// which are linked to each other: of these a member keeps the one that it shares the most with, and
/// none where a strong link ties it to one of them.
fn new_links(weak: &[((u32, u32), u32)], strong: &[((u32, u32), u32)]) -> Vec<(u32, u32)> {
    if weak.is_empty() {
        return Vec::new();
    }
    let is_tied = |x: u32, y: u32| {
        let link = (x.min(y), x.max(y));
        let is_in =
            |links: &[((u32, u32), u32)]| links.binary_search_by_key(&link, |l| l.0).is_ok();
        x == y || is_in(weak) || is_in(strong)
    };
    let of_member = |&((first, member), count): &((u32, u32), u32), is_weak: bool| {
        (member, is_weak, Reverse(count), first)
    };
    let strong = strong.iter().map(|link| of_member(link, false));
    let mut links: Vec<_> = weak.iter().map(|link| of_member(link, true)).chain(strong).collect();
    links.par_sort_unstable();
    let mut new = Vec::new();
    let mut known: Vec<u32> = Vec::new();
    for of_member in links.chunk_by(|x, y| x.0 == y.0) {
        known.clear();
        for &(member, is_weak, _, first) in of_member {
            if !is_weak {
                known.push(first);
            } else if !known.iter().any(|&other| is_tied(other, first)) {
                known.push(first);
                new.push((first, member));
            }
        }
    }
    new.par_sort_unstable();
    new
}

/// What an article is taken for a copy of.
#[derive(Clone, Copy, Debug)]
pub(super) struct CopyOf {
    /// The first representative that it is a copy of, or a copy of a copy.
    pub(super) first: u32,
    /// Fingerprints that it must share with another copy to be compared with that one as well.
    pub(super) many: u32,
}

/// Whether two articles that share so many fingerprints outside the groups of the article that both
/// are copies of are known as copies by that one.
pub(super) fn is_known(copies: &[Option<CopyOf>], x: u32, y: u32, shared: u32) -> bool {
    match (copies[x as usize], copies[y as usize]) {
        (Some(x), Some(y)) => x.first == y.first && shared < x.many.min(y.many),
        _ => false,
    }
}

/// Copies among articles that have so many fingerprints each.
fn copies(links: &[((u32, u32), u32)], num_of: &[u32]) -> Vec<Option<CopyOf>> {
    let mut best: Vec<(u32, Option<u32>)> = vec![(0, None); num_of.len()];
    for &((first, member), count) in links {
        let of_member = &mut best[member as usize];
        if count as usize >= MIN_LINKS && count > of_member.0 {
            *of_member = (count, Some(first));
        }
    }
    let mut copies: Vec<Option<CopyOf>> = best
        .into_iter()
        .zip(num_of)
        .map(|((_, first), num)| Some(CopyOf { first: first?, many: num.div_ceil(MUCH) }))
        .collect();
    // A representative can be a copy itself, in groups that its own one is not in. It comes before
    // its members, so one pass leads every copy to the first of all.
    for article in 0..copies.len() {
        let root = copies[article].and_then(|copy| copies[copy.first as usize]);
        if let (Some(copy), Some(root)) = (&mut copies[article], root) {
            copy.first = root.first;
        }
    }
    copies
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::super::winnow::Beside;
    use super::*;
    use crate::hash::mix;

    /// A fingerprint between a text of its own on the left and one on the right.
    fn fingerprint(hash: u64, left: u64, right: u64) -> Fingerprint {
        let words = |text: u64| (0..8).map(move |at| mix(1000 * text + at));
        Fingerprint {
            hash: mix(hash),
            start: 0,
            left: Beside::of(words(left)),
            right: Beside::of(words(right)),
        }
    }

    fn index(articles: &[Vec<Fingerprint>]) -> FingerprintIndex {
        let mut index = FingerprintIndex::new(&WinnowConfig::default());
        for (article, fingerprints) in articles.iter().enumerate() {
            index.add(article as u32, fingerprints).unwrap();
        }
        index
    }

    fn identity(len: usize) -> Vec<u32> {
        (0..len as u32).collect()
    }

    #[test]
    fn two_shared_fingerprints_make_a_pair_wherever_they_lie() {
        let articles = [
            vec![fingerprint(1, 1, 2), fingerprint(2, 3, 4)],
            vec![fingerprint(1, 5, 6), fingerprint(2, 7, 8)],
            vec![fingerprint(2, 9, 10)],
        ];
        assert_eq!(
            index(&articles).candidates(&identity(3), 50, &|_, _| Place::Own).unwrap().pairs,
            [(0, 1)]
        );
    }

    #[test]
    fn a_fingerprint_that_an_article_holds_twice_counts_once() {
        let articles = [
            vec![fingerprint(1, 1, 2), fingerprint(1, 3, 4)],
            vec![fingerprint(1, 5, 6), fingerprint(1, 7, 8)],
        ];
        assert_eq!(
            index(&articles).candidates(&identity(2), 50, &|_, _| Place::Own).unwrap().pairs,
            []
        );
    }

    #[test]
    fn groups_up_to_the_limit_give_all_pairs_and_larger_ones_links() {
        for (count, pairs, large) in [(50, 50 * 49 / 2, 0), (51, 50, 1), (1000, 999, 1)] {
            let articles = vec![vec![fingerprint(1, 7, 8)]; count];
            let found =
                index(&articles).candidates(&identity(count), 50, &|_, _| Place::Own).unwrap();
            assert_eq!(found.pairs.len(), pairs, "{count}");
            assert_eq!(found.large_groups > 0, large > 0);
        }
    }

    #[test]
    fn a_stock_phrase_in_many_articles_pairs_those_that_agree_beside_it() {
        let mut articles: Vec<Vec<Fingerprint>> =
            (0..200).map(|n| vec![fingerprint(1, 100 + n, 1000 + n)]).collect();
        articles[17][0].left = articles[90][0].left;
        articles[91][0].right = articles[92][0].right;
        let found = index(&articles).candidates(&identity(200), 50, &|_, _| Place::Own).unwrap();
        assert_eq!(found.pairs, [(17, 90), (91, 92)]);
        assert_eq!(found.large_groups, 0);
    }

    #[test]
    fn edited_copies_of_a_story_that_everybody_ran_are_linked_without_a_run() {
        // Each lacks another fingerprint of the twelve, and none agrees with another beside one.
        let copy = |n: u64| {
            let kept = (0..12).filter(move |at| at % 6 != n % 6);
            kept.map(|at| fingerprint(at, 100 + n, 1_000 + n)).collect::<Vec<_>>()
        };
        let mut articles: Vec<Vec<Fingerprint>> = (0..300).map(copy).collect();
        // One fingerprint is no link, and another story in the same article is a link of its own.
        articles.push(vec![fingerprint(3, 7, 8)]);
        let other = |n: u64| (20..24).map(move |at| fingerprint(at, 5_000 + n, 9_000 + n));
        articles.extend((0..60).map(|n| other(n).collect()));
        articles[42].extend(other(99));
        let len = articles.len();
        let found = index(&articles).candidates(&identity(len), 50, &|_, _| Place::Own).unwrap();
        let of_story = (1..300).map(|n| (0, n));
        let of_other = (301..361).map(|n| (42, n));
        let expected: Vec<(u32, u32)> = of_story.chain(of_other).collect();
        assert_eq!(found.pairs, expected);
        assert_eq!(found.large_groups, 2);
    }

    #[test]
    fn a_footer_that_everybody_has_hides_no_copy_above_it() {
        let footer = || (0..12).map(|at| fingerprint(at, 7, 8));
        let own = |n: u64| (100 * n..100 * n + 20).map(move |at| fingerprint(at, n, n));
        let mut articles: Vec<Vec<Fingerprint>> =
            (1..=60).map(|n| footer().chain(own(n)).collect()).collect();
        articles.push(footer().chain(own(40)).collect());
        // Two words of a stock phrase in two copies are none, where all share the rest.
        articles[20].extend([fingerprint(99, 3, 3), fingerprint(98, 3, 3)]);
        articles[30].extend([fingerprint(99, 3, 3), fingerprint(98, 3, 3)]);
        let len = articles.len();
        let found = index(&articles).candidates(&identity(len), 50, &|_, _| Place::Own).unwrap();
        let expected = (1..61).map(|n| (0, n)).chain([(39, 60)]);
        assert_eq!(found.pairs, expected.collect::<Vec<_>>());
    }

    #[test]
    fn furniture_takes_no_part_in_large_groups_and_all_part_in_small_ones() {
        let place = |article: u32, _| if article < 60 { Place::Furniture } else { Place::Own };
        let large = index(&vec![vec![fingerprint(1, 7, 8)]; 70]);
        let pairs = large.candidates(&identity(70), 50, &place).unwrap().pairs;
        assert_eq!((pairs.len(), pairs[0]), (45, (60, 61)));
        let small = index(&vec![vec![fingerprint(1, 7, 8)]; 8]);
        assert_eq!(small.candidates(&identity(8), 50, &place).unwrap().pairs.len(), 28);
    }

    #[test]
    fn an_edge_of_furniture_takes_part_in_no_group() {
        let mut articles = vec![vec![fingerprint(1, 7, 8)]; 4];
        for (article, start) in articles.iter_mut().zip([3, 4, 5, 6]) {
            article[0].start = start;
        }
        let place = |_, start| if start < 5 { Place::Edge } else { Place::Own };
        let found = index(&articles).candidates(&identity(4), 50, &place).unwrap();
        assert_eq!(found.pairs, [(2, 3)]);
    }

    #[test]
    fn order_of_reading_changes_nothing() {
        let articles: Vec<Vec<Fingerprint>> = (0..300_u64)
            .map(|n| (0..6).map(|f| fingerprint(mix(n * 7 + f) % 40, n % 3, 1)).collect())
            .collect();
        let expected = index(&articles).candidates(&identity(300), 20, &|_, _| Place::Own).unwrap();
        let rank: Vec<u32> = (0..300).map(|n| (n * 7 + 3) % 300).collect();
        let mut shuffled = FingerprintIndex::new(&WinnowConfig::default());
        for (at, &name) in rank.iter().enumerate() {
            shuffled.add(at as u32, &articles[name as usize]).unwrap();
        }
        assert_eq!(shuffled.candidates(&rank, 20, &|_, _| Place::Own).unwrap(), expected);
        assert!(!expected.pairs.is_empty());
    }

    /// The pairs by comparing every two articles, where no group is large.
    fn naive(articles: &[Vec<Fingerprint>], words_beside: u32) -> Vec<(u32, u32)> {
        let agree = |x: &Fingerprint, y: &Fingerprint| {
            let (left, right) = (x.left.num_shared(y.left), x.right.num_shared(y.right));
            left + right >= words_beside || left.max(right) == Beside::MAX_WORDS
        };
        let mut pairs = Vec::new();
        for (a, of_a) in articles.iter().enumerate() {
            for (b, of_b) in articles.iter().enumerate().skip(a + 1) {
                let shared = |x: &Fingerprint| {
                    let hash = x.hash;
                    of_b.iter().filter(move |y| y.hash == hash)
                };
                let is_run = of_a.iter().any(|x| shared(x).any(|y| agree(x, y)));
                let mut hashes: Vec<u64> =
                    of_a.iter().filter(|x| shared(x).next().is_some()).map(|x| x.hash).collect();
                hashes.sort_unstable();
                hashes.dedup();
                if is_run || hashes.len() >= usize::from(MIN_SHARED) {
                    pairs.push((a as u32, b as u32));
                }
            }
        }
        pairs
    }

    proptest! {
        #[test]
        fn pairs_are_those_of_exhaustive_comparison_in_memory_and_out_of_it(
            articles in vec(vec((0..9_u64, vec(0..2_u64, 8), vec(0..2_u64, 8)), 0..5), 0..12),
            min_run in 8..24_u32,
            max_bytes in 0..400_u64,
        ) {
            let config = WinnowConfig::new(min_run, 5).unwrap();
            let word = |&word: &u64| mix(word);
            let articles: Vec<Vec<Fingerprint>> = articles
                .iter()
                .map(|of_article| {
                    let fingerprint = |(hash, left, right): &(u64, Vec<u64>, Vec<u64>)| Fingerprint {
                        hash: mix(*hash),
                        start: 0,
                        left: Beside::of(left.iter().map(word)),
                        right: Beside::of(right.iter().map(word)),
                    };
                    of_article.iter().map(fingerprint).collect()
                })
                .collect();
            let expected = naive(&articles, config.words_beside());
            let spool = Spool::new(std::env::temp_dir());
            let spilling = FingerprintIndex::spilling(&config, max_bytes, spool);
            for mut index in [FingerprintIndex::new(&config), spilling] {
                for (article, fingerprints) in articles.iter().enumerate() {
                    index.add(article as u32, fingerprints).unwrap();
                }
                let found = index.candidates(&identity(articles.len()), 50, &|_, _| Place::Own);
                prop_assert_eq!(&found.unwrap().pairs, &expected);
            }
        }
    }

    #[test]
    fn no_room_for_what_does_not_fit_is_an_error() {
        let spool = Spool::new(std::path::PathBuf::from("/no/such/directory"));
        // Room for two postings, in a vector that may be twice as long as what it holds.
        let mut index = FingerprintIndex::spilling(&WinnowConfig::default(), 2 * 2 * 28, spool);
        index.add(0, &[fingerprint(1, 1, 2), fingerprint(2, 1, 2)]).unwrap();
        assert!(index.add(1, &[fingerprint(1, 1, 2)]).unwrap_err().is_io());
    }
}
