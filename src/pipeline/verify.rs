//! The second pass: candidate pairs verified, one group of connected candidates after the other.
//!
//! Each article with candidates is prepared once, unless its group is too large to be prepared as a
//! whole; then it is verified in pieces. What is prepared is dropped with its batch, so memory is
//! bounded whatever the collection.

use rayon::prelude::*;

use super::progress::Progress;
use super::union_find::UnionFind;
use crate::error::Error;

/// How pairs are verified.
pub(super) struct Plan<'p> {
    pub(super) num_articles: usize,
    /// Weight of the articles that are prepared at a time.
    pub(super) max_weight: u64,
    /// What an article weighs while it is prepared.
    pub(super) weight: &'p (dyn Fn(u32) -> u64 + Sync),
    pub(super) progress: &'p dyn Progress,
}

/// Pairs of articles, with what is known of each.
type Pairs<V> = Vec<((u32, u32), V)>;

/// Calls `verify` for each pair with what `prepare` made of its articles. The results are in the
/// order of the pairs; `None` is left out.
pub(super) fn verify_pairs<P: Send + Sync, S, V: Send>(
    pairs: &[(u32, u32)],
    plan: &Plan<'_>,
    prepare: impl Fn(u32) -> Result<P, Error> + Sync,
    scratch: impl Fn() -> S + Sync,
    verify: impl Fn(&mut S, &P, &P) -> Option<V> + Sync,
) -> Result<Pairs<V>, Error> {
    let mut verified: Pairs<V> = Vec::new();
    for Batch { pairs, articles } in batches(pairs, plan) {
        let prepared: Result<Vec<P>, Error> =
            articles.par_iter().map(|&article| prepare(article)).collect();
        let prepared = prepared?;
        let of =
            |article: u32| articles.binary_search(&article).ok().and_then(|at| prepared.get(at));
        verified.par_extend(
            pairs
                .par_iter()
                .map_init(&scratch, |scratch, &(a, b)| {
                    Some(((a, b), verify(scratch, of(a)?, of(b)?)?))
                })
                .flatten_iter(),
        );
        plan.progress.advance(pairs.len() as u64);
    }
    verified.par_sort_unstable_by_key(|(pair, _)| *pair);
    Ok(verified)
}

/// Pairs with their articles, ascending.
#[derive(Debug, Default)]
struct Batch {
    pairs: Vec<(u32, u32)>,
    articles: Vec<u32>,
}

/// Pairs by connected component: several small components to a batch, a large one in several.
fn batches(pairs: &[(u32, u32)], plan: &Plan<'_>) -> Vec<Batch> {
    let mut components = UnionFind::new(plan.num_articles);
    for &(a, b) in pairs {
        components.join(a, b);
    }
    let mut keyed: Vec<(u32, (u32, u32))> =
        pairs.iter().map(|&pair| (components.root(pair.0), pair)).collect();
    keyed.par_sort_unstable();
    let mut batches: Vec<Batch> = Vec::new();
    let mut open = Batch::default();
    let mut weight = 0;
    // The batch that an article was put into last.
    let mut batch_of: Vec<u32> = vec![u32::MAX; plan.num_articles];
    for component in keyed.chunk_by(|x, y| x.0 == y.0) {
        if weight > plan.max_weight / 2 {
            batches.push(std::mem::take(&mut open));
            weight = 0;
        }
        for &(_, (a, b)) in component {
            if weight > plan.max_weight {
                batches.push(std::mem::take(&mut open));
                weight = 0;
            }
            for article in [a, b] {
                let last = &mut batch_of[article as usize];
                if *last != batches.len() as u32 {
                    *last = batches.len() as u32;
                    open.articles.push(article);
                    weight += (plan.weight)(article);
                }
            }
            open.pairs.push((a, b));
        }
    }
    batches.push(open);
    for batch in &mut batches {
        batch.articles.sort_unstable();
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(max_weight: u64) -> Plan<'static> {
        Plan { num_articles: 6, max_weight, weight: &|_| 1, progress: &() }
    }

    #[test]
    fn components_stay_together_and_all_pairs_are_verified_in_order() {
        let pairs = [(0, 5), (1, 2), (2, 3), (4, 5)];
        for max_weight in [0, 1, 3, 100] {
            let sums = verify_pairs(
                &pairs,
                &plan(max_weight),
                |article| Ok(u64::from(article)),
                || (),
                |(), a, b| (a + b != 3).then_some(a + b),
            );
            assert_eq!(sums.unwrap(), [((0, 5), 5), ((2, 3), 5), ((4, 5), 9)]);
        }
    }

    #[test]
    fn a_large_component_is_cut_and_small_ones_are_not() {
        let star: Vec<(u32, u32)> = (1..6).map(|leaf| (0, leaf)).collect();
        let cut = batches(&star, &plan(3));
        assert!(cut.iter().all(|batch| batch.articles.len() <= 4), "{cut:?}");
        assert_eq!(cut.iter().map(|batch| batch.pairs.len()).sum::<usize>(), 5);
        assert_eq!(batches(&[(0, 1), (2, 3), (4, 5)], &plan(100)).len(), 1);
        assert_eq!(batches(&[(0, 1), (2, 3), (4, 5)], &plan(3)).len(), 3);
    }

    #[test]
    fn a_text_that_cannot_be_had_ends_the_run() {
        let prepare = |article| match article {
            2 => Err(Error::config("gone")),
            _ => Ok(()),
        };
        let verified =
            verify_pairs(&[(0, 1), (1, 2)], &plan(9), prepare, || (), |(), (), ()| Some(()));
        assert!(verified.unwrap_err().is_config());
    }
}
