//! Postings to groups: lists of articles that share a fingerprint, or a run of words around it.
//!
//! A list is *strong* if all its pairs are candidates, since its members agree in a whole run; of a
//! *weak* one, a pair needs a second list. Copies of a story share a hundred fingerprints, and so
//! give the same list over and over: each is kept once, with the number of fingerprints that it stands
//! for.

use std::collections::hash_map::Entry;

use ahash::AHashMap;

use super::fingerprints::Place;
use super::postings::Posting;
use super::winnow::Beside;
use crate::hash::mix;

/// Articles on one fingerprint from which those where it lies in furniture are left out: a handful
/// of pages under one menu are shown as templates, a hundred are noise.
const MAX_FURNITURE_GROUP: usize = 8;

/// Links of one partition after which repetitions are taken out.
const COMPACT_LINKS: usize = 1 << 16;

/// Lists of articles, ascending each, laid side by side.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    members: Vec<u32>,
    lists: Vec<List>,
}

#[derive(Clone, Copy, Debug)]
struct List {
    /// Where it ends in the members of all lists.
    end: usize,
    is_strong: bool,
    num_whole: u32,
}

/// The members of one list.
#[derive(Clone, Copy, Debug)]
pub(super) struct ListRef<'a> {
    pub(super) members: &'a [u32],
    pub(super) is_strong: bool,
    /// Fingerprints that these articles hold and no others, so that each counts once.
    pub(super) num_whole: u32,
}

impl Lists {
    pub(super) const fn len(&self) -> usize {
        self.lists.len()
    }

    pub(super) fn members(&self) -> &[u32] {
        &self.members
    }

    pub(super) fn list(&self, at: usize) -> ListRef<'_> {
        let start = if at == 0 { 0 } else { self.lists[at - 1].end };
        let List { end, is_strong, num_whole } = self.lists[at];
        ListRef { members: &self.members[start..end], is_strong, num_whole }
    }

    fn push(&mut self, members: impl IntoIterator<Item = u32>, is_strong: bool, num_whole: u32) {
        self.members.extend(members);
        self.lists.push(List { end: self.members.len(), is_strong, num_whole });
    }
}

/// Lists that differ from each other.
#[derive(Debug, Default)]
pub(super) struct DistinctLists {
    lists: Lists,
    /// Lists by the hash of their members; of equal hashes, the next one is taken.
    by_hash: AHashMap<u64, u32>,
}

impl DistinctLists {
    pub(super) fn extend(&mut self, more: &Lists) {
        for at in 0..more.len() {
            self.add(more.list(at));
        }
    }

    fn add(&mut self, list: ListRef<'_>) {
        let ListRef { members, is_strong, num_whole } = list;
        let mut hash = members.iter().fold(0, |hash, &member| mix(hash ^ u64::from(member)));
        loop {
            match self.by_hash.entry(hash) {
                Entry::Vacant(vacant) => {
                    vacant.insert(self.lists.len() as u32);
                    self.lists.push(members.iter().copied(), is_strong, num_whole);
                    return;
                }
                Entry::Occupied(known) => {
                    let at = *known.get() as usize;
                    if self.lists.list(at).members == members {
                        // Two weak lists make each of their pairs a candidate.
                        let known = &mut self.lists.lists[at];
                        known.is_strong = true;
                        known.num_whole += num_whole;
                        return;
                    }
                    hash = hash.wrapping_add(1);
                }
            }
        }
    }

    pub(super) fn into_lists(self) -> Lists {
        self.lists
    }
}

/// The groups of one partition.
#[derive(Debug)]
pub(super) struct Groups {
    max_group: usize,
    /// The ways in which a run can lie around a fingerprint.
    splits: Vec<(u32, u32)>,
    pub(super) lists: Lists,
    /// Members of large groups, each with the representative before it.
    pub(super) links: Vec<(u32, u32)>,
    /// Length of `links` at which repetitions are taken out next.
    compact_at: usize,
    pub(super) num_large: u64,
    /// Articles that share a fingerprint with more than `max_group` others, each with the first of
    /// them; once for each such fingerprint.
    pub(super) weak_links: Vec<(u32, u32)>,
}

impl Groups {
    /// Groups the postings of a partition. `place(article, start)` tells where the shingle lies that
    /// begins with that token of the article.
    pub(super) fn of(
        postings: &[Posting],
        max_group: usize,
        words_beside: u32,
        place: impl Fn(u32, u32) -> Place,
    ) -> Self {
        let mut groups = Self {
            max_group,
            splits: splits(words_beside),
            lists: Lists::default(),
            links: Vec::new(),
            compact_at: COMPACT_LINKS,
            num_large: 0,
            weak_links: Vec::new(),
        };
        // Most fingerprints are those of one article: sort what tells them, and look no further.
        let mut order: Vec<u64> =
            postings.iter().zip(0..).map(|(p, at)| u64::from(p.hash) << 32 | at).collect();
        order.sort_unstable();
        let mut members: Vec<Posting> = Vec::new();
        for same in order.chunk_by(|x, y| x >> 32 == y >> 32) {
            if same.len() > 1 {
                members.clear();
                members.extend(same.iter().map(|&at| postings[at as u32 as usize]));
                members.sort_unstable();
                members.dedup();
                groups.add_fingerprint(&mut members, &place);
            }
        }
        groups.compact_links();
        groups
    }

    /// Takes the postings of one fingerprint, sorted by article.
    fn add_fingerprint(&mut self, members: &mut Vec<Posting>, place: impl Fn(u32, u32) -> Place) {
        let is_large = distinct(members) > MAX_FURNITURE_GROUP;
        members.retain(|p| match place(p.article, p.start) {
            Place::Own => true,
            Place::Furniture => !is_large,
            Place::Edge => false,
        });
        let count = distinct(members);
        if count < 2 {
            return;
        }
        if count > self.max_group {
            for at in 0..self.splits.len() {
                let (left, right) = self.splits[at];
                for group in by_run(members, left, right).chunk_by(|x, y| x.0 == y.0) {
                    self.push_or_link(group.iter().map(|&(_, article)| article));
                }
            }
            let mut articles = articles_of(members);
            let Some(first) = articles.next() else { return };
            self.weak_links.extend(articles.map(|article| (first, article)));
            return;
        }
        let first = self.lists.len();
        for at in 0..self.splits.len() {
            let (left, right) = self.splits[at];
            for group in by_run(members, left, right).chunk_by(|x, y| x.0 == y.0) {
                let is_known = || {
                    let known = (first..self.lists.len()).map(|at| self.lists.list(at).members);
                    let mut known = known.filter(|known| known.len() == group.len());
                    known.any(|known| known.iter().eq(group.iter().map(|(_, article)| article)))
                };
                if group.len() > 1 && !is_known() {
                    let is_whole = group.len() == count;
                    let members = group.iter().map(|&(_, article)| article);
                    self.lists.push(members, true, u32::from(is_whole));
                }
                if group.len() == count {
                    return;
                }
            }
        }
        self.lists.push(articles_of(members), false, 1);
    }

    /// Takes articles, ascending, that agree beside the fingerprint: pairs them, or links them to
    /// the first where they are too many.
    fn push_or_link(&mut self, mut articles: impl ExactSizeIterator<Item = u32>) {
        if articles.len() < 2 {
            return;
        }
        if articles.len() <= self.max_group {
            self.lists.push(articles, true, 0);
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
}

/// Members that have so many words on the left and on the right, by these words, then by article.
fn by_run(members: &[Posting], left: u32, right: u32) -> Vec<((u64, u64), u32)> {
    let mut keyed: Vec<((u64, u64), u32)> = members
        .iter()
        .filter_map(|p| Some(((p.left.nearest(left)?, p.right.nearest(right)?), p.article)))
        .collect();
    keyed.sort_unstable();
    keyed.dedup();
    keyed
}

/// The articles that postings, sorted by article, belong to.
fn articles_of(postings: &[Posting]) -> impl Iterator<Item = u32> {
    postings.chunk_by(|x, y| x.article == y.article).map(|of_article| of_article[0].article)
}

/// How many articles the postings, sorted by article, belong to.
fn distinct(postings: &[Posting]) -> usize {
    articles_of(postings).count()
}

/// The ways in which `words` can lie on the two sides of a shingle. Of more than fit on one side,
/// it is enough that the larger part fills its side.
fn splits(words: u32) -> Vec<(u32, u32)> {
    let max = Beside::MAX_WORDS;
    let exact = (words.saturating_sub(max)..=words.min(max)).map(|left| (left, words - left));
    let filled = [(max, 0), (0, max)].into_iter().filter(|_| words > max);
    exact.chain(filled).collect()
}
