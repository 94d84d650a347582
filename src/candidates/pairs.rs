//! Lists of articles to candidate pairs, counted for one article at a time.

use rayon::prelude::*;

use super::fingerprints::{CopyOf, MIN_SHARED, is_known};
use super::groups::Lists;

/// Counts, for one article at a time, what it shares with all later ones.
pub(super) struct PairCounter {
    lists: Lists,
    /// Lists of each article, ascending: `lists_of[starts[a]..starts[a + 1]]`.
    lists_of: Vec<u32>,
    starts: Vec<usize>,
    num_articles: usize,
}

impl PairCounter {
    pub(super) fn new(lists: Lists, num_articles: usize) -> Self {
        let mut starts = vec![0; num_articles + 1];
        for &article in lists.members() {
            starts[article as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut lists_of = vec![0; lists.members().len()];
        for list in 0..lists.len() {
            for &article in lists.list(list).members {
                lists_of[next[article as usize]] = list as u32;
                next[article as usize] += 1;
            }
        }
        Self { lists, lists_of, starts, num_articles }
    }

    /// Pairs that share enough, sorted. Two copies of one representative are no pair, but for those
    /// that share much besides.
    pub(super) fn pairs(&self, copies: &[Option<CopyOf>]) -> Vec<(u32, u32)> {
        (0..self.num_articles as u32)
            .into_par_iter()
            .with_min_len(256)
            .map_init(
                || Counts::new(self.num_articles),
                |counts, article| {
                    self.count(article, copies, counts);
                    counts.take_partners(article, copies)
                },
            )
            .flatten_iter()
            .collect()
    }

    fn count(&self, article: u32, copies: &[Option<CopyOf>], counts: &mut Counts) {
        let at = article as usize;
        let is_copy = copies[at].is_some();
        for &list in &self.lists_of[self.starts[at]..self.starts[at + 1]] {
            let list = self.lists.list(list as usize);
            let gain = if list.is_strong { MIN_SHARED } else { 1 };
            for &other in list.members.iter().rev().take_while(|&&other| other > article) {
                let seen = &mut counts.shared[other as usize];
                if *seen == 0 {
                    counts.touched.push(other);
                }
                *seen = seen.saturating_add(gain).min(MIN_SHARED);
                if is_copy {
                    counts.whole[other as usize] += list.num_whole;
                }
            }
        }
        counts.touched.sort_unstable();
    }
}

struct Counts {
    /// Fingerprints shared with each article, saturating at [`MIN_SHARED`].
    shared: Vec<u8>,
    /// Fingerprints shared outside groups above the limit, each counted once.
    whole: Vec<u32>,
    touched: Vec<u32>,
}

impl Counts {
    fn new(num_articles: usize) -> Self {
        Self { shared: vec![0; num_articles], whole: vec![0; num_articles], touched: Vec::new() }
    }

    fn take_partners(&mut self, article: u32, copies: &[Option<CopyOf>]) -> Vec<(u32, u32)> {
        let Self { shared, whole, touched } = self;
        let is_pair = |&other: &u32| {
            let shared = std::mem::take(&mut shared[other as usize]);
            let whole = std::mem::take(&mut whole[other as usize]);
            shared >= MIN_SHARED && !is_known(copies, article, other, whole)
        };
        touched.drain(..).filter(is_pair).map(|other| (article, other)).collect()
    }
}
