//! The fingerprint index: which articles share runs of words.
//!
//! Two articles are a candidate pair if they share a fingerprint and, beside it, as many words as a
//! run of `min_run` words has there (so every such run makes a pair, see [`super::winnow`]), or
//! [`MIN_SHARED`] different fingerprints wherever they lie (edited copies without a long run).
//!
//! A fingerprint of more than `max_group` articles is never dropped (but from an article in whose
//! source it is known to be furniture). It is told apart by the words beside it: for every way in
//! which a run of `min_run` words can lie around it, the articles that agree in the whole run are a
//! group of their own. What is still larger than `max_group` is a run that all its members share,
//! and each is linked to the group's representative, the member first in id order: linear work,
//! nobody lost. Copies of a story that everybody ran differ in small ways, too, and a variant that a
//! few of them share would pair these once more: two articles that are linked to one representative
//! over and over ([`MIN_LINKS`]) are not paired again.
//!
//! Pairs are counted by accumulating over postings for one article at a time; they are never
//! materialised before they pass.

use rayon::prelude::*;

use super::Candidates;
use super::winnow::{Beside, Fingerprint, KEY_BITS, WinnowConfig};

/// Different shared fingerprints from which two articles are a candidate pair without a shared
/// run that is long enough for certainty.
pub const MIN_SHARED: u8 = 2;

/// Partitions by the highest bits of a key; a posting keeps the other 32.
const NUM_PARTITIONS: usize = 1 << (KEY_BITS - 32);

/// Fingerprints of many articles, to be turned into candidate pairs.
///
/// # Example
///
/// ```
/// use wirecopy::candidates::fingerprints::FingerprintIndex;
/// use wirecopy::candidates::winnow::{Beside, Fingerprint, WinnowConfig};
///
/// let fingerprint = |left: u64, right: u64| Fingerprint {
///     hash: 7,
///     left: Beside::of(left..left + 3),
///     right: Beside::of(right..right + 4),
/// };
/// let mut index = FingerprintIndex::new(&WinnowConfig::default());
/// index.add(0, &[fingerprint(10, 20)]);
/// index.add(1, &[fingerprint(10, 20)]);
/// index.add(2, &[fingerprint(10, 50)]);
/// // 0 and 1 agree in seven words beside the shingle of five, 2 with either in three.
/// assert_eq!(index.candidates(&[0, 1, 2], 50, &|_, _| false).pairs, [(0, 1)]);
/// ```
#[derive(Clone, Debug)]
pub struct FingerprintIndex {
    partitions: Vec<Vec<Posting>>,
    words_beside: u32,
}

/// Ordered by hash, then article, so that a sorted partition is a sequence of groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Posting {
    hash: u32,
    article: u32,
    left: Beside,
    right: Beside,
}

impl FingerprintIndex {
    /// An empty index of fingerprints that are selected so.
    pub fn new(config: &WinnowConfig) -> Self {
        Self { partitions: vec![Vec::new(); NUM_PARTITIONS], words_beside: config.words_beside() }
    }

    /// Adds the fingerprints of one article.
    pub fn add(&mut self, article: u32, fingerprints: &[Fingerprint]) {
        for fingerprint in fingerprints {
            self.partitions[(fingerprint.key() >> 32) as usize].push(Posting {
                hash: fingerprint.key() as u32,
                article,
                left: fingerprint.left,
                right: fingerprint.right,
            });
        }
    }

    /// Candidate pairs of the articles added, named by `rank[article]`, a permutation of
    /// `0..rank.len()`: the order of ids, in which representatives are chosen, so that the result
    /// does not depend on the order of reading.
    ///
    /// `is_furniture(article, key)` tells whether the fingerprint of that key is furniture in the
    /// article of that rank; such an article takes no part in a group of more than 8.
    ///
    /// Cost: sorts the postings; groups of up to `max_group` articles cost their pairs, larger
    /// ones their members.
    pub fn candidates(
        self,
        rank: &[u32],
        max_group: u32,
        is_furniture: &(dyn Fn(u32, u64) -> bool + Sync),
    ) -> Candidates {
        let words_beside = self.words_beside;
        let parts: Vec<Groups> = self
            .partitions
            .into_par_iter()
            .enumerate()
            .map(|(partition, mut postings)| {
                for posting in &mut postings {
                    posting.article = rank[posting.article as usize];
                }
                postings.sort_unstable();
                postings.dedup();
                let mut groups = Groups::new(max_group as usize, words_beside);
                for fingerprint in postings.chunk_by(|a, b| a.hash == b.hash) {
                    let key = (partition as u64) << 32 | u64::from(fingerprint[0].hash);
                    groups.add_fingerprint(fingerprint, |article| is_furniture(article, key));
                }
                groups.compact_links();
                groups
            })
            .collect();
        let large_groups = parts.iter().map(|groups| groups.num_large).sum();
        let mut links: Vec<(u32, u32)> =
            parts.iter().flat_map(|groups| groups.links.iter().copied()).collect();
        links.par_sort_unstable();
        let copied_from = copied_from(&links, rank.len());
        links.extend((0..).zip(&copied_from).filter_map(|(copy, from)| Some(((*from)?, copy))));
        let mut pairs = PairCounter::new(&parts, rank.len(), words_beside).pairs(&copied_from);
        drop(parts);
        pairs.append(&mut links);
        pairs.par_sort_unstable();
        pairs.dedup();
        Candidates { pairs, large_groups }
    }
}

const COMPACT_LINKS: usize = 1 << 16;

/// Partitions in which an article is linked to one representative, from which it is taken for a copy
/// of it: at least so many shared runs.
pub const MIN_LINKS: usize = 8;

/// Articles on one fingerprint from which those where it is furniture are left out: a handful of
/// pages under one menu are shown as templates, a hundred are noise.
const MAX_FURNITURE_GROUP: usize = 8;

/// A member of a group, with what stands beside the fingerprint.
#[derive(Clone, Copy, Debug)]
struct Entry {
    article: u32,
    /// `None` in a group that was formed by agreement beside the fingerprint.
    beside: Option<(Beside, Beside)>,
}

/// The groups of one partition.
#[derive(Debug)]
struct Groups {
    max_group: usize,
    words_beside: u32,
    entries: Vec<Entry>,
    /// End of each group in `entries`.
    ends: Vec<u32>,
    links: Vec<(u32, u32)>,
    /// Length of `links` at which repetitions are taken out next.
    compact_at: usize,
    num_large: u64,
}

impl Groups {
    fn new(max_group: usize, words_beside: u32) -> Self {
        Self {
            max_group,
            words_beside,
            entries: Vec::new(),
            ends: Vec::new(),
            links: Vec::new(),
            compact_at: COMPACT_LINKS,
            num_large: 0,
        }
    }

    /// Takes the postings of one fingerprint, sorted by article.
    fn add_fingerprint(&mut self, postings: &[Posting], is_furniture: impl Fn(u32) -> bool) {
        let mut members = postings.to_vec();
        if distinct(&members) > MAX_FURNITURE_GROUP {
            members.retain(|p| !is_furniture(p.article));
        }
        let count = distinct(&members);
        if count < 2 {
            return;
        }
        if count <= self.max_group {
            self.push(
                members
                    .iter()
                    .map(|p| Entry { article: p.article, beside: Some((p.left, p.right)) }),
            );
            return;
        }
        for (left, right) in splits(self.words_beside) {
            self.group_by_run(&members, left, right);
        }
    }

    /// Groups the members that agree in so many words on the left and on the right.
    fn group_by_run(&mut self, members: &[Posting], left: u32, right: u32) {
        let mut keyed: Vec<((u64, u64), u32)> = members
            .iter()
            .filter_map(|p| Some(((p.left.nearest(left)?, p.right.nearest(right)?), p.article)))
            .collect();
        keyed.sort_unstable();
        keyed.dedup();
        for group in keyed.chunk_by(|x, y| x.0 == y.0) {
            self.push_or_link(group.iter().map(|&(_, article)| article));
        }
    }

    /// Takes articles, ascending, that agree beside the fingerprint: pairs them, or links them to
    /// the first where they are too many.
    fn push_or_link(&mut self, mut articles: impl ExactSizeIterator<Item = u32>) {
        if articles.len() < 2 {
            return;
        }
        if articles.len() <= self.max_group {
            self.push(articles.map(|article| Entry { article, beside: None }));
            return;
        }
        self.num_large += 1;
        let Some(first) = articles.next() else { return };
        self.links.extend(articles.map(|article| (first, article)));
        // One large group after the other repeats the same links: keep the list in bounds.
        if self.links.len() >= self.compact_at {
            self.compact_links();
        }
    }

    fn compact_links(&mut self) {
        self.links.sort_unstable();
        self.links.dedup();
        self.compact_at = (2 * self.links.len()).max(COMPACT_LINKS);
    }

    fn push(&mut self, entries: impl Iterator<Item = Entry>) {
        self.entries.extend(entries);
        self.ends.push(self.entries.len() as u32);
    }
}

/// The first representative that each article is a copy of, or a copy of a copy, from the links of
/// all partitions, sorted.
fn copied_from(links: &[(u32, u32)], num_articles: usize) -> Vec<Option<u32>> {
    let mut best: Vec<(usize, Option<u32>)> = vec![(0, None); num_articles];
    for same in links.chunk_by(|x, y| x == y) {
        let (first, member) = same[0];
        let of_member = &mut best[member as usize];
        if same.len() >= MIN_LINKS && same.len() > of_member.0 {
            *of_member = (same.len(), Some(first));
        }
    }
    // A representative can be a copy itself, in groups that its own one is not in. It comes before
    // its members, so one pass leads every copy to the first of all.
    let mut copied_from: Vec<Option<u32>> = best.into_iter().map(|(_, from)| from).collect();
    for article in 0..num_articles {
        if let Some(root) = copied_from[article].and_then(|from| copied_from[from as usize]) {
            copied_from[article] = Some(root);
        }
    }
    copied_from
}

/// How many articles the postings, sorted by article, belong to.
fn distinct(postings: &[Posting]) -> usize {
    postings.chunk_by(|a, b| a.article == b.article).count()
}

/// The ways in which `words` can lie on the two sides of a shingle. Of more than fit on one side,
/// it is enough that the larger part fills its side.
fn splits(words: u32) -> Vec<(u32, u32)> {
    let max = Beside::MAX_WORDS;
    let exact = (words.saturating_sub(max)..=words.min(max)).map(|left| (left, words - left));
    let filled = [(max, 0), (0, max)].into_iter().filter(|_| words > max);
    exact.chain(filled).collect()
}

/// Counts, for one article at a time, what it shares with all later ones.
struct PairCounter {
    entries: Vec<Entry>,
    ends: Vec<usize>,
    /// Groups of each article, ascending: `groups_of[starts[a]..starts[a + 1]]`.
    groups_of: Vec<u32>,
    starts: Vec<usize>,
    num_articles: usize,
    words_beside: u32,
}

impl PairCounter {
    fn new(parts: &[Groups], num_articles: usize, words_beside: u32) -> Self {
        let mut entries = Vec::with_capacity(parts.iter().map(|part| part.entries.len()).sum());
        let mut ends = Vec::with_capacity(parts.iter().map(|part| part.ends.len()).sum());
        for part in parts {
            let base = entries.len();
            entries.extend_from_slice(&part.entries);
            ends.extend(part.ends.iter().map(|&end| base + end as usize));
        }
        let mut starts = vec![0; num_articles + 1];
        for_each_membership(&entries, &ends, |article, _| starts[article as usize + 1] += 1);
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut groups_of = vec![0; starts.last().copied().unwrap_or(0)];
        for_each_membership(&entries, &ends, |article, group| {
            groups_of[next[article as usize]] = group;
            next[article as usize] += 1;
        });
        Self { entries, ends, groups_of, starts, num_articles, words_beside }
    }

    fn group(&self, group: u32) -> &[Entry] {
        let group = group as usize;
        let start = if group == 0 { 0 } else { self.ends[group - 1] };
        &self.entries[start..self.ends[group]]
    }

    /// Whether two members agree in as many words beside the fingerprint as a run has there.
    fn agree_beside(&self, x: &Entry, y: &Entry) -> bool {
        let (Some(x), Some(y)) = (x.beside, y.beside) else { return true };
        let (left, right) = (x.0.num_shared(y.0), x.1.num_shared(y.1));
        left + right >= self.words_beside || left.max(right) == Beside::MAX_WORDS
    }

    /// Pairs that share enough, sorted, but for two copies of one representative.
    fn pairs(&self, copied_from: &[Option<u32>]) -> Vec<(u32, u32)> {
        (0..self.num_articles as u32)
            .into_par_iter()
            .with_min_len(256)
            .map_init(
                || Counts { shared: vec![0; self.num_articles], touched: Vec::new() },
                |counts, article| {
                    let from = copied_from[article as usize];
                    let mut pairs = self.partners(article, counts);
                    pairs.retain(|(a, b)| {
                        from.is_none() || from != copied_from[*b as usize] || from == Some(*a)
                    });
                    pairs
                },
            )
            .flatten_iter()
            .collect()
    }

    fn partners(&self, article: u32, counts: &mut Counts) -> Vec<(u32, u32)> {
        let at = article as usize;
        for &group in &self.groups_of[self.starts[at]..self.starts[at + 1]] {
            let members = self.group(group);
            let own_start = members.partition_point(|e| e.article < article);
            let own_end = members.partition_point(|e| e.article <= article);
            let own = &members[own_start..own_end];
            for other in members[own_end..].chunk_by(|a, b| a.article == b.article) {
                let agree = own.iter().any(|x| other.iter().any(|y| self.agree_beside(x, y)));
                let seen = &mut counts.shared[other[0].article as usize];
                if *seen == 0 {
                    counts.touched.push(other[0].article);
                }
                *seen = if agree { MIN_SHARED } else { (*seen + 1).min(MIN_SHARED) };
            }
        }
        counts.touched.sort_unstable();
        counts
            .touched
            .drain(..)
            .filter(|&other| std::mem::take(&mut counts.shared[other as usize]) >= MIN_SHARED)
            .map(|other| (article, other))
            .collect()
    }
}

struct Counts {
    /// Fingerprints shared with each article, saturating at [`MIN_SHARED`].
    shared: Vec<u8>,
    touched: Vec<u32>,
}

fn for_each_membership(entries: &[Entry], ends: &[usize], mut f: impl FnMut(u32, u32)) {
    let mut start = 0;
    for (group, &end) in ends.iter().enumerate() {
        for own in entries[start..end].chunk_by(|a, b| a.article == b.article) {
            f(own[0].article, group as u32);
        }
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::mix;

    /// A fingerprint between a text of its own on the left and one on the right.
    fn fingerprint(hash: u64, left: u64, right: u64) -> Fingerprint {
        let words = |text: u64| (0..8).map(move |at| mix(1000 * text + at));
        Fingerprint {
            hash: mix(hash),
            left: Beside::of(words(left)),
            right: Beside::of(words(right)),
        }
    }

    fn index(articles: &[Vec<Fingerprint>]) -> FingerprintIndex {
        let mut index = FingerprintIndex::new(&WinnowConfig::default());
        for (article, fingerprints) in articles.iter().enumerate() {
            index.add(article as u32, fingerprints);
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
        assert_eq!(index(&articles).candidates(&identity(3), 50, &|_, _| false).pairs, [(0, 1)]);
    }

    #[test]
    fn a_fingerprint_that_an_article_holds_twice_counts_once() {
        let articles = [
            vec![fingerprint(1, 1, 2), fingerprint(1, 3, 4)],
            vec![fingerprint(1, 5, 6), fingerprint(1, 7, 8)],
        ];
        assert_eq!(index(&articles).candidates(&identity(2), 50, &|_, _| false).pairs, []);
    }

    #[test]
    fn groups_up_to_the_limit_give_all_pairs_and_larger_ones_links() {
        for (count, pairs, large) in [(50, 50 * 49 / 2, 0), (51, 50, 1), (1000, 999, 1)] {
            let articles = vec![vec![fingerprint(1, 7, 8)]; count];
            let found = index(&articles).candidates(&identity(count), 50, &|_, _| false);
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
        let found = index(&articles).candidates(&identity(200), 50, &|_, _| false);
        assert_eq!(found.pairs, [(17, 90), (91, 92)]);
        assert_eq!(found.large_groups, 0);
    }

    #[test]
    fn furniture_takes_no_part_in_large_groups_and_all_part_in_small_ones() {
        let key = fingerprint(1, 7, 8).key();
        let is_furniture = |article: u32, of: u64| of == key && article < 60;
        let large = index(&vec![vec![fingerprint(1, 7, 8)]; 70]);
        let pairs = large.candidates(&identity(70), 50, &is_furniture).pairs;
        assert_eq!((pairs.len(), pairs[0]), (45, (60, 61)));
        let small = index(&vec![vec![fingerprint(1, 7, 8)]; 8]);
        assert_eq!(small.candidates(&identity(8), 50, &is_furniture).pairs.len(), 28);
    }

    #[test]
    fn order_of_reading_changes_nothing() {
        let articles: Vec<Vec<Fingerprint>> = (0..300_u64)
            .map(|n| (0..6).map(|f| fingerprint(mix(n * 7 + f) % 40, n % 3, 1)).collect())
            .collect();
        let expected = index(&articles).candidates(&identity(300), 20, &|_, _| false);
        let rank: Vec<u32> = (0..300).map(|n| (n * 7 + 3) % 300).collect();
        let mut shuffled = FingerprintIndex::new(&WinnowConfig::default());
        for (at, &name) in rank.iter().enumerate() {
            shuffled.add(at as u32, &articles[name as usize]);
        }
        assert_eq!(shuffled.candidates(&rank, 20, &|_, _| false), expected);
        assert!(!expected.pairs.is_empty());
    }
}
