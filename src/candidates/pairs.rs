//! Lists of articles to candidate pairs, counted for one article at a time.

use rayon::prelude::*;

use super::fingerprints::MIN_SHARED;
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
            for &article in lists.list(list).0 {
                lists_of[next[article as usize]] = list as u32;
                next[article as usize] += 1;
            }
        }
        Self { lists, lists_of, starts, num_articles }
    }

    /// Pairs that share enough, sorted, but for two copies of one representative.
    pub(super) fn pairs(&self, copied_from: &[Option<u32>]) -> Vec<(u32, u32)> {
        (0..self.num_articles as u32)
            .into_par_iter()
            .with_min_len(256)
            .map_init(
                || Counts { shared: vec![0; self.num_articles], touched: Vec::new() },
                |counts, article| {
                    let from = copied_from[article as usize];
                    let mut pairs = self.partners(article, counts);
                    // The pair of a representative and its copy comes from their link.
                    pairs.retain(|(_, b)| from.is_none() || from != copied_from[*b as usize]);
                    pairs
                },
            )
            .flatten_iter()
            .collect()
    }

    fn partners(&self, article: u32, counts: &mut Counts) -> Vec<(u32, u32)> {
        let at = article as usize;
        for &list in &self.lists_of[self.starts[at]..self.starts[at + 1]] {
            let (members, is_strong) = self.lists.list(list as usize);
            let gain = if is_strong { MIN_SHARED } else { 1 };
            for &other in members.iter().rev().take_while(|&&other| other > article) {
                let seen = &mut counts.shared[other as usize];
                if *seen == 0 {
                    counts.touched.push(other);
                }
                *seen = seen.saturating_add(gain).min(MIN_SHARED);
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
