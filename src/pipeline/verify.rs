//! The second pass: candidate pairs verified, one group of connected candidates after the other.
//!
//! Each article with candidates is prepared once, unless its group is too large to be prepared as a
//! whole; then the group is verified in pieces (`batches.rs`). What is prepared is dropped as soon as
//! the next batch does not need it, so memory is bounded whatever the collection.

use rayon::prelude::*;

use super::batches::{Batch, batches};
use super::progress::Progress;
use crate::error::Error;

/// How pairs are verified.
pub(super) struct Plan<'p> {
    pub(super) num_articles: usize,
    /// Weight of the articles that are prepared at a time.
    pub(super) max_weight: u64,
    /// The same where small groups are taken together, which gains nothing from more.
    pub(super) batch_weight: u64,
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
    let mut ready: Vec<(u32, P)> = Vec::new();
    for Batch { pairs, articles } in batches(pairs, plan) {
        let carried = carry_over(ready, &articles);
        let prepared: Result<Vec<(u32, P)>, Error> = articles
            .into_par_iter()
            .zip(carried)
            .map(|(article, carried)| match carried {
                Some(prepared) => Ok((article, prepared)),
                None => Ok((article, prepare(article)?)),
            })
            .collect();
        ready = prepared?;
        let of = |article: u32| {
            let at = ready.binary_search_by_key(&article, |(article, _)| *article).ok()?;
            ready.get(at).map(|(_, prepared)| prepared)
        };
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

/// What the batch before has of `articles`, in their order; both ascending.
fn carry_over<P>(before: Vec<(u32, P)>, articles: &[u32]) -> Vec<Option<P>> {
    let mut before = before.into_iter().peekable();
    let of = |&article: &u32| {
        while before.next_if(|(other, _)| *other < article).is_some() {}
        before.next_if(|(other, _)| *other == article).map(|(_, prepared)| prepared)
    };
    articles.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

    use super::*;

    impl Plan<'static> {
        /// Each article weighs one.
        pub(in crate::pipeline) fn of_equal_weights(num_articles: usize, max_weight: u64) -> Self {
            let batch_weight = max_weight;
            Self { num_articles, max_weight, batch_weight, weight: &|_| 1, progress: &() }
        }
    }

    fn plan(max_weight: u64) -> Plan<'static> {
        Plan::of_equal_weights(6, max_weight)
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
    fn what_the_batch_before_has_is_carried_over() {
        let before = vec![(1, 'a'), (3, 'b'), (4, 'c'), (9, 'd')];
        let carried = carry_over(before, &[0, 3, 5, 9, 10]);
        assert_eq!(carried, [None, Some('b'), None, Some('d'), None]);
    }

    #[test]
    fn the_middle_of_a_star_and_its_leaves_are_prepared_once() {
        let star: Vec<(u32, u32)> = (1..6).map(|leaf| (0, leaf)).collect();
        for max_weight in [2, 3, 4, 6] {
            let num_prepared = AtomicU32::new(0);
            let prepare = |article| {
                num_prepared.fetch_add(1, Relaxed);
                Ok(article)
            };
            let verified =
                verify_pairs(&star, &plan(max_weight), prepare, || (), |(), a, b| Some(a + b));
            assert_eq!(verified.unwrap().len(), 5);
            assert_eq!(num_prepared.into_inner(), 6, "{max_weight}");
        }
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
