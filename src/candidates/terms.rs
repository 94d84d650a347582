//! The index of rare terms: which articles are about the same, whatever words they use.
//!
//! Two articles are a candidate pair if a quarter of the rarity of the one that has less of it is
//! in the other, too. Work is bounded: an article is indexed by its rarest terms alone, a term that
//! indexes more than `max_group` articles pairs nobody, and of an article's partners the nearest are
//! kept. An article that loses all its terms, or a near partner, is counted. There is no guarantee
//! here: what is found this way is an estimate, and is reported as one.

use rayon::prelude::*;

use super::rarity::Rarity;

/// Terms by which an article is indexed, its rarest.
const MAX_TERMS: usize = 64;

/// Terms that two articles must share.
const MIN_SHARED_TERMS: u32 = 4;

/// Share of the smaller weight that they must share, one in so many.
const MIN_SHARED_ONE_IN: u64 = 4;

/// Partners that are kept of an article, the nearest.
const MAX_PARTNERS: usize = 16;

/// Pairs that rare terms propose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermCandidates {
    /// Article indices `(a, b)` with `a < b`, sorted, without repetition.
    pub pairs: Vec<(u32, u32)>,
    /// Articles that have more near partners than are kept, or whose terms nearly all index more
    /// than `max_group` articles.
    pub capped_articles: u64,
}

/// Picks the terms by which an article is indexed: the rarest of those that stand elsewhere, too.
///
/// `terms` are different terms; what is picked is ascending, with the weight of each.
pub fn rarest_terms(terms: &[u32], rarity: &Rarity<'_>) -> Vec<(u32, u32)> {
    let mut weighed: Vec<(u32, u32)> = terms
        .iter()
        .filter(|&&term| rarity.num_articles_with(term) > 1)
        .filter_map(|&term| Some((term, rarity.weight(term)?)))
        .collect();
    if weighed.len() > MAX_TERMS {
        // By term where weights are equal: the same terms in every article.
        let rarest = |&(term, weight): &(u32, u32)| (std::cmp::Reverse(weight), term);
        weighed.select_nth_unstable_by_key(MAX_TERMS, rarest);
        weighed.truncate(MAX_TERMS);
        weighed.sort_unstable();
    }
    weighed
}

/// Candidate pairs of articles that are indexed by these terms, as [`rarest_terms`] picks them.
/// `is_known(a, b)`, with `a < b`, tells which pairs are not worth a candidate; they are not counted
/// among the partners of an article.
///
/// Cost: sorts the terms of all articles; each adds up at most `max_group` others for each of its
/// terms.
///
/// # Example
///
/// ```
/// use wirecopy::candidates::terms::term_candidates;
///
/// let story = [(1, 90), (2, 90), (3, 80), (4, 80)];
/// let articles = [story.to_vec(), vec![(1, 90), (9, 90)], story.to_vec()];
/// assert_eq!(term_candidates(&articles, 50, &|_, _| false).pairs, [(0, 2)]);
/// ```
pub fn term_candidates(
    articles: &[Vec<(u32, u32)>],
    max_group: usize,
    is_known: &(dyn Fn(u32, u32) -> bool + Sync),
) -> TermCandidates {
    let index = Index::new(articles, max_group);
    let partners: Vec<(Vec<(u32, u32)>, bool)> = (0..articles.len() as u32)
        .into_par_iter()
        .with_min_len(64)
        .map_init(
            || Sums::new(articles.len()),
            |sums, article| index.partners(article, sums, is_known),
        )
        .collect();
    let capped_articles = partners.iter().filter(|(_, is_capped)| *is_capped).count() as u64;
    let mut pairs: Vec<(u32, u32)> = partners.into_iter().flat_map(|(pairs, _)| pairs).collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    TermCandidates { pairs, capped_articles }
}

/// Articles by term.
struct Index<'a> {
    articles: &'a [Vec<(u32, u32)>],
    /// Number and weight of the terms of each article that pair anybody.
    weights: Vec<(u32, u64)>,
    /// Number of the terms of each article that index too many to pair anybody.
    num_crowded: Vec<u32>,
    /// Terms that pair anybody, ascending.
    terms: Vec<u32>,
    /// Articles with each of them; of term `n` they end at `ends[n]`.
    with: Vec<u32>,
    ends: Vec<usize>,
}

impl<'a> Index<'a> {
    fn new(articles: &'a [Vec<(u32, u32)>], max_group: usize) -> Self {
        let of_article = |(terms, article): (&'a Vec<(u32, u32)>, u32)| {
            terms.iter().map(move |&(term, _)| (term, article))
        };
        let mut postings: Vec<(u32, u32)> = articles.iter().zip(0..).flat_map(of_article).collect();
        postings.par_sort_unstable();
        let mut index = Self {
            articles,
            weights: Vec::new(),
            num_crowded: vec![0; articles.len()],
            terms: Vec::new(),
            with: Vec::new(),
            ends: Vec::new(),
        };
        for group in postings.chunk_by(|x, y| x.0 == y.0) {
            if (2..=max_group).contains(&group.len()) {
                index.terms.push(group[0].0);
                index.with.extend(group.iter().map(|&(_, article)| article));
                index.ends.push(index.with.len());
            } else if group.len() > max_group {
                for &(_, article) in group {
                    index.num_crowded[article as usize] += 1;
                }
            }
        }
        let weight = |terms: &Vec<(u32, u32)>| {
            let pairing = terms.iter().filter(|&&(term, _)| !index.articles_with(term).is_empty());
            pairing.fold((0, 0), |(number, sum), &(_, w)| (number + 1, sum + u64::from(w)))
        };
        index.weights = articles.par_iter().map(weight).collect();
        index
    }

    fn articles_with(&self, term: u32) -> &[u32] {
        let Ok(at) = self.terms.binary_search(&term) else { return &[] };
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        self.with.get(start..self.ends[at]).unwrap_or_default()
    }

    /// The nearest partners of an article, each as a pair, and whether some were left out.
    fn partners(
        &self,
        article: u32,
        sums: &mut Sums,
        is_known: &dyn Fn(u32, u32) -> bool,
    ) -> (Vec<(u32, u32)>, bool) {
        let at = article as usize;
        for &(term, weight) in &self.articles[at] {
            for &other in self.articles_with(term).iter().filter(|&&other| other != article) {
                sums.add(other, weight);
            }
        }
        let mut near: Vec<(std::cmp::Reverse<u64>, u32)> = sums
            .take()
            .filter(|&(other, weight, num_terms)| {
                let smaller = self.weights[at].1.min(self.weights[other as usize].1);
                num_terms >= MIN_SHARED_TERMS
                    && MIN_SHARED_ONE_IN * weight >= smaller
                    && !is_known(article.min(other), article.max(other))
            })
            .map(|(other, weight, _)| (std::cmp::Reverse(weight), other))
            .collect();
        let least = MIN_SHARED_TERMS as usize;
        // Terms that stand nowhere else after all are not among them: rarity counts by hashes.
        let num_terms = self.num_crowded[at] + self.weights[at].0;
        let is_unindexed = num_terms as usize >= least && (self.weights[at].0 as usize) < least;
        let is_capped = near.len() > MAX_PARTNERS || is_unindexed;
        near.sort_unstable();
        near.truncate(MAX_PARTNERS);
        let pair = |(_, other): (_, u32)| (article.min(other), article.max(other));
        (near.into_iter().map(pair).collect(), is_capped)
    }
}

/// What one article shares with others: the weight and the number of terms.
struct Sums {
    of: Vec<(u32, u32)>,
    touched: Vec<u32>,
}

impl Sums {
    fn new(num_articles: usize) -> Self {
        Self { of: vec![(0, 0); num_articles], touched: Vec::new() }
    }

    fn add(&mut self, other: u32, weight: u32) {
        let sum = &mut self.of[other as usize];
        if sum.1 == 0 {
            self.touched.push(other);
        }
        *sum = (sum.0 + weight, sum.1 + 1);
    }

    /// Others, each with the weight and the number of terms, in no order; all sums are 0 after it.
    fn take(&mut self) -> impl Iterator<Item = (u32, u64, u32)> {
        let of = &mut self.of;
        self.touched.drain(..).map(|other| {
            let (weight, num_terms) = std::mem::take(&mut of[other as usize]);
            (other, u64::from(weight), num_terms)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::rarity::TermCounts;
    use super::*;
    use proptest::prelude::*;

    fn found(articles: &[Vec<(u32, u32)>]) -> TermCandidates {
        term_candidates(articles, 50, &|_, _| false)
    }

    #[test]
    fn known_pairs_take_no_place() {
        let articles = vec![weighed(&[1, 2, 3, 4, 5]); 17 + 10];
        let is_known = |a: u32, b: u32| a >= 17 || b >= 17;
        assert_eq!(term_candidates(&articles, 50, &is_known), found(&articles[..17]));
    }

    fn weighed(terms: &[u32]) -> Vec<(u32, u32)> {
        terms.iter().map(|&term| (term, 10)).collect()
    }

    #[test]
    fn a_quarter_of_the_smaller_weight_and_four_terms_are_shared() {
        let pairs = |terms: u32, shared: u32| {
            let articles = [
                weighed(&(0..terms).collect::<Vec<_>>()),
                weighed(&(terms - shared..90).collect::<Vec<_>>()),
                // Terms of a single article weigh nothing.
                weighed(&(0..terms - shared).chain(90..190).collect::<Vec<_>>()),
            ];
            found(&articles).pairs
        };
        assert!(!pairs(16, 3).contains(&(0, 1)));
        assert!(pairs(16, 4).contains(&(0, 1)));
        // Four terms of seventeen are less than a quarter of the first, and all of the second.
        assert!(pairs(17, 4).contains(&(0, 1)));
    }

    #[test]
    fn terms_that_everybody_uses_pair_nobody_and_are_counted() {
        let articles = vec![weighed(&[1, 2, 3, 4, 5]); 51];
        let all = found(&articles);
        assert_eq!(all, TermCandidates { pairs: vec![], capped_articles: 51 });
        let some = found(&articles[..50]);
        assert_eq!(some.capped_articles, 50);
        assert_eq!(found(&articles[..17]).capped_articles, 0);
        assert!(some.pairs.len() <= 50 * MAX_PARTNERS);
    }

    #[test]
    fn an_article_is_indexed_by_its_rarest_terms() {
        let counts = TermCounts::default();
        let many: Vec<u32> = (100..100 + 2 * MAX_TERMS as u32).collect();
        (0..3).for_each(|_| counts.add(&many));
        counts.add(&[1, 2]);
        counts.add(&[1]);
        let terms: Vec<u32> = [1, 2].into_iter().chain(many).collect();
        let picked = rarest_terms(&terms, &counts.rarity(1000));
        assert_eq!(picked.len(), MAX_TERMS);
        assert_eq!(picked[0].0, 1, "it stands in two articles, all others in three");
        assert!(picked.iter().all(|&(term, _)| term != 2), "it stands nowhere else");
        assert!(picked.is_sorted());
    }

    proptest! {
        #[test]
        fn pairs_are_those_of_exhaustive_comparison(
            articles in proptest::collection::vec(
                proptest::collection::btree_map(0_u32..24, 1_u32..9, 0..9), 0..12),
        ) {
            // A term weighs the same in all articles.
            let weight = |term: u32| term % 5 + 1;
            let articles: Vec<Vec<(u32, u32)>> = articles
                .into_iter()
                .map(|terms| terms.into_keys().map(|term| (term, weight(term))).collect())
                .collect();
            let mut expected = Vec::new();
            for (a, x) in articles.iter().enumerate() {
                for (b, y) in articles.iter().enumerate().skip(a + 1) {
                    let is_elsewhere = |term: &&(u32, u32)| {
                        articles.iter().filter(|other| other.contains(*term)).count() > 1
                    };
                    let sum = |terms: &[(u32, u32)]| {
                        terms.iter().filter(is_elsewhere).map(|term| term.1).sum::<u32>()
                    };
                    let shared: Vec<(u32, u32)> =
                        x.iter().filter(|term| y.contains(term)).copied().collect();
                    if shared.len() >= 4 && 4 * sum(&shared) >= sum(x).min(sum(y)) {
                        expected.push((a as u32, b as u32));
                    }
                }
            }
            prop_assert_eq!(found(&articles).pairs, expected);
        }
    }
}
