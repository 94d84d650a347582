//! The second pass: candidate pairs verified, one group of connected candidates after the other.
//!
//! Each article with candidates is prepared once. What is prepared is dropped with its group, so
//! memory is bounded by the largest group (or [`ARTICLES_PER_BATCH`]), not by the collection.

use rayon::prelude::*;

use super::progress::Progress;

/// Articles that are prepared at a time, unless one group of connected candidates holds more.
const ARTICLES_PER_BATCH: usize = 8_192;

/// Calls `verify` for each pair with what `prepare` made of its articles. The results are in the
/// order of the pairs; `None` is left out.
pub(super) fn verify_pairs<P: Send + Sync, S, V: Send>(
    pairs: &[(u32, u32)],
    num_articles: usize,
    progress: &dyn Progress,
    prepare: impl Fn(u32) -> P + Sync,
    scratch: impl Fn() -> S + Sync,
    verify: impl Fn(&mut S, &P, &P) -> Option<V> + Sync,
) -> Vec<((u32, u32), V)> {
    let mut verified: Vec<((u32, u32), V)> = Vec::new();
    for batch in batches(pairs, num_articles) {
        let mut articles: Vec<u32> = batch.iter().flat_map(|&(a, b)| [a, b]).collect();
        articles.sort_unstable();
        articles.dedup();
        let prepared: Vec<P> = articles.par_iter().map(|&article| prepare(article)).collect();
        let of =
            |article: u32| articles.binary_search(&article).ok().and_then(|at| prepared.get(at));
        verified.par_extend(
            batch
                .par_iter()
                .map_init(&scratch, |scratch, &(a, b)| {
                    Some(((a, b), verify(scratch, of(a)?, of(b)?)?))
                })
                .flatten_iter(),
        );
        progress.advance(batch.len() as u64);
    }
    verified.par_sort_unstable_by_key(|(pair, _)| *pair);
    verified
}

/// Pairs by connected component, several small components to a batch.
fn batches(pairs: &[(u32, u32)], num_articles: usize) -> Vec<Vec<(u32, u32)>> {
    let mut components = UnionFind::new(num_articles);
    for &(a, b) in pairs {
        components.join(a, b);
    }
    let mut keyed: Vec<(u32, (u32, u32))> =
        pairs.iter().map(|&pair| (components.root(pair.0), pair)).collect();
    keyed.par_sort_unstable();
    let mut batches: Vec<Vec<(u32, u32)>> = Vec::new();
    for component in keyed.chunk_by(|x, y| x.0 == y.0) {
        let pairs = component.iter().map(|(_, pair)| *pair);
        match batches.last_mut() {
            // A component of n pairs has n + 1 articles at most.
            Some(batch) if batch.len() + component.len() < ARTICLES_PER_BATCH => {
                batch.extend(pairs);
            }
            _ => batches.push(pairs.collect()),
        }
    }
    batches
}

struct UnionFind {
    parents: Vec<u32>,
}

impl UnionFind {
    fn new(len: usize) -> Self {
        Self { parents: (0..len as u32).collect() }
    }

    fn root(&mut self, of: u32) -> u32 {
        let mut at = of;
        while self.parents[at as usize] != at {
            let grandparent = self.parents[self.parents[at as usize] as usize];
            self.parents[at as usize] = grandparent;
            at = grandparent;
        }
        at
    }

    /// The smaller root stays one, so that roots do not depend on the order of joins.
    fn join(&mut self, x: u32, y: u32) {
        let (x, y) = (self.root(x), self.root(y));
        self.parents[x.max(y) as usize] = x.min(y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_stay_together_and_all_pairs_are_verified_in_order() {
        let pairs = [(0, 5), (1, 2), (2, 3), (4, 5)];
        let sums = verify_pairs(
            &pairs,
            6,
            &(),
            u64::from,
            || (),
            |(), a, b| (a + b != 3).then_some(a + b),
        );
        assert_eq!(sums, [((0, 5), 5), ((2, 3), 5), ((4, 5), 9)]);
    }
}
