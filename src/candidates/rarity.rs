//! How rare a term is in a collection: in how many of its articles it stands.
//!
//! Counts are kept by the low bits of a term, so that their memory is bounded; two terms that fall
//! together count as one that is less rare. They are added up on all threads while articles are
//! read, and sums do not depend on the order of reading.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Counters. At two million different terms a counter is shared by two in five.
const NUM_COUNTERS: usize = 1 << 22;

/// A term is rare in at most one article in so many,
const RARE_ONE_IN: u32 = 12;

/// or, in a small collection, in at most so many articles and in half of all.
const RARE_IN_FEW: u32 = 25;

/// Steps of a weight for each halving of the number of articles.
const WEIGHT_STEPS: u32 = 16;

/// In how many articles each term stands.
///
/// # Example
///
/// ```
/// use wirecopy::candidates::rarity::TermCounts;
///
/// let counts = TermCounts::default();
/// for _ in 0..30 {
///     counts.add(&[7]);
/// }
/// counts.add(&[7, 8]);
/// let rarity = counts.rarity(31);
/// assert_eq!(rarity.weight(7), None);
/// assert_eq!(rarity.weight(8), Some(80));
/// ```
#[derive(Debug)]
pub struct TermCounts {
    counters: Box<[AtomicU32]>,
}

impl Default for TermCounts {
    fn default() -> Self {
        Self { counters: (0..NUM_COUNTERS).map(|_| AtomicU32::new(0)).collect() }
    }
}

impl TermCounts {
    /// Counts the different terms of one article. Can be called from any thread.
    pub fn add(&self, distinct_terms: &[u32]) {
        for &term in distinct_terms {
            if let Some(counter) = self.counter(term) {
                counter.fetch_add(1, Relaxed);
            }
        }
    }

    /// What the counts say of a collection of so many articles.
    pub fn rarity(&self, num_articles: u32) -> Rarity<'_> {
        let few = RARE_IN_FEW.min(num_articles / 2);
        Rarity { counts: self, num_articles, max_articles: few.max(num_articles / RARE_ONE_IN) }
    }

    fn counter(&self, term: u32) -> Option<&AtomicU32> {
        self.counters.get(term as usize % NUM_COUNTERS)
    }
}

/// Weights of rare terms.
#[derive(Clone, Copy, Debug)]
pub struct Rarity<'c> {
    counts: &'c TermCounts,
    num_articles: u32,
    max_articles: u32,
}

impl Rarity<'_> {
    /// In how many articles the term stands, or one that falls together with it.
    pub fn num_articles_with(&self, term: u32) -> u32 {
        self.counts.counter(term).map_or(0, |counter| counter.load(Relaxed))
    }

    /// The weight of a term, sixteen for each halving of the articles that hold it: its inverse
    /// document frequency. `None` if it is not rare: if it stands in more than one article in
    /// twelve and, where these are few, in more than 25 or more than half.
    ///
    /// Source: Spärck Jones 1972, "A statistical interpretation of term specificity".
    pub fn weight(&self, term: u32) -> Option<u32> {
        let with = self.num_articles_with(term);
        ((1..=self.max_articles).contains(&with)).then(|| log2(self.num_articles, with))
    }
}

/// `16 log2((all + 1) / part)`, rounded down, in integers that are the same on every platform:
/// linear between powers of two.
fn log2(all: u32, part: u32) -> u32 {
    const SHIFT: u32 = 16;
    let ratio = ((u64::from(all) + 1) << SHIFT) / u64::from(part.max(1));
    let whole = ratio.max(1).ilog2();
    let fraction = ((ratio - (1 << whole)) * u64::from(WEIGHT_STEPS)) >> whole;
    whole.saturating_sub(SHIFT) * WEIGHT_STEPS + fraction as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counted(times: u32) -> TermCounts {
        let counts = TermCounts::default();
        (0..times).for_each(|_| counts.add(&[5]));
        counts
    }

    #[test]
    fn rare_is_one_in_twelve_or_few() {
        for (articles, most) in [(1, 0), (3, 1), (5, 2), (40, 20), (50, 25), (300, 25), (1200, 100)]
        {
            let is_rare = |times: u32| counted(times).rarity(articles).weight(5).is_some();
            assert!(most == 0 || is_rare(most), "{articles}");
            assert!(!is_rare(most + 1), "{articles}");
        }
        assert_eq!(counted(0).rarity(100).weight(5), None);
    }

    proptest! {
        #[test]
        fn weights_follow_the_logarithm(all in 1_u32..2_000_000, part in 1_u32..2_000_000) {
            let part = part.min(all);
            let exact = 16.0 * (f64::from(all + 1) / f64::from(part)).log2();
            let weight = f64::from(log2(all, part));
            // Linear between powers of two: at most 0.0861 of a halving below, and rounded.
            prop_assert!(weight <= exact + 1e-9 && exact - weight < 1.0 + 16.0 * 0.087);
            prop_assert!(part == all || log2(all, part) >= log2(all, part + 1));
        }
    }
}
