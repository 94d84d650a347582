//! How much of each article, of each source and of the whole collection stands elsewhere, too.

use std::ops::Range;

use super::document::Mask;
use crate::article::Article;
use crate::cluster::{Cluster, Edge, EdgeKind};
use crate::passage::PairKind;
use crate::report::model::{ContainmentStep, OverlapFigures, SourceEntry};

/// Steps of the histogram of highest containments, beside that of exactly 0.
const NUM_STEPS: u32 = 20;

/// What overlaps, article by article.
pub(super) struct Overlaps {
    /// Own words in passages of copied pairs; `None` without passages.
    pub(super) shared_words: Option<Vec<u32>>,
    /// Highest containment in one other article (near-duplicate mode: resemblance).
    pub(super) highest: Vec<f64>,
}

impl Overlaps {
    /// `containments` gives both containments (or the resemblance twice) of each edge.
    pub(super) fn new(
        edges: &[Edge],
        containments: impl Iterator<Item = (f64, f64)>,
        masks: Option<&[Mask]>,
        num_articles: usize,
    ) -> Self {
        let mut highest = vec![0.0_f64; num_articles];
        for (edge, (a_in_b, b_in_a)) in edges.iter().zip(containments) {
            if matches!(edge.kind, EdgeKind::Passages { kind: PairKind::Template, .. }) {
                continue;
            }
            for (article, containment) in [(edge.a, a_in_b), (edge.b, b_in_a)] {
                let so_far = &mut highest[article as usize];
                *so_far = so_far.max(containment);
            }
        }
        Self { shared_words: masks.map(|masks| shared_words(edges, masks)), highest }
    }
}

/// Own words of each article that lie in passages of copied pairs.
fn shared_words(edges: &[Edge], masks: &[Mask]) -> Vec<u32> {
    let mut ranges: Vec<(u32, (u32, u32))> = Vec::new();
    for edge in edges {
        if let EdgeKind::Passages { kind, ranges_a, ranges_b } = &edge.kind
            && kind.is_copied()
        {
            ranges.extend(ranges_a.iter().map(|&range| (edge.a, range)));
            ranges.extend(ranges_b.iter().map(|&range| (edge.b, range)));
        }
    }
    ranges.sort_unstable();
    let mut words = vec![0; masks.len()];
    for of_article in ranges.chunk_by(|x, y| x.0 == y.0) {
        let article = of_article[0].0 as usize;
        let mut counted_to = 0;
        for &(_, (start, end)) in of_article {
            let start = start.max(counted_to);
            if start < end {
                let masked = masked_within(&masks[article].ranges, start..end);
                words[article] += (end - start) - masked;
                counted_to = end;
            }
        }
    }
    words
}

/// Tokens of `part` that the ascending `masked` ranges hold.
fn masked_within(masked: &[Range<u32>], part: Range<u32>) -> u32 {
    let from = masked.partition_point(|range| range.end <= part.start);
    let within = masked[from..].iter().take_while(|range| range.start < part.end);
    within.map(|range| range.end.min(part.end) - range.start.max(part.start)).sum()
}

/// The figures of the whole collection. `own_words` are those of each article.
pub(super) fn figures(overlaps: &Overlaps, own_words: Option<&[u32]>) -> OverlapFigures {
    let sum = |words: &[u32]| words.iter().map(|&words| u64::from(words)).sum::<u64>();
    let own = own_words.map(sum);
    let shared = overlaps.shared_words.as_deref().map(sum);
    OverlapFigures {
        own_words: own,
        shared_words: shared,
        shared_share: share(shared, own),
        by_highest_containment: steps(&overlaps.highest),
    }
}

fn steps(highest: &[f64]) -> Vec<ContainmentStep> {
    let bound = |step: u32| f64::from(step) / f64::from(NUM_STEPS);
    let mut steps = vec![ContainmentStep { from: 0.0, to: 0.0, articles: 0 }];
    steps.extend((0..NUM_STEPS).map(|step| ContainmentStep {
        from: bound(step),
        to: bound(step + 1),
        articles: 0,
    }));
    for &containment in highest {
        // By the bounds as they are reported, so that no rounding puts an article beside its step.
        let place = if containment > 0.0 {
            steps[1..].partition_point(|step| step.from <= containment)
        } else {
            0
        };
        steps[place].articles += 1;
    }
    steps
}

fn share(part: Option<u64>, whole: Option<u64>) -> Option<f64> {
    let (part, whole) = (part?, whole?);
    Some(if whole == 0 { 0.0 } else { part as f64 / whole as f64 })
}

/// What each source ran, most shared words first, then most articles in clusters, then by name.
pub(super) fn sources(
    articles: &[Article],
    clusters: &[Cluster],
    overlaps: &Overlaps,
    own_words: Option<&[u32]>,
) -> Vec<SourceEntry> {
    let mut is_clustered = vec![false; articles.len()];
    for &member in clusters.iter().flat_map(|cluster| &cluster.members) {
        is_clustered[member as usize] = true;
    }
    let mut by_source: Vec<(&str, usize)> = articles
        .iter()
        .enumerate()
        .filter_map(|(at, article)| Some((article.source.as_deref()?, at)))
        .collect();
    by_source.sort_unstable();
    let mut entries: Vec<SourceEntry> = by_source
        .chunk_by(|x, y| x.0 == y.0)
        .map(|group| {
            let sum = |words: &[u32]| group.iter().map(|&(_, at)| u64::from(words[at])).sum();
            let own = own_words.map(sum);
            let shared = overlaps.shared_words.as_deref().map(sum);
            SourceEntry {
                source: group[0].0.to_owned(),
                articles: group.len() as u64,
                clustered_articles: group.iter().filter(|&&(_, at)| is_clustered[at]).count()
                    as u64,
                own_words: own,
                shared_words: shared,
                shared_share: share(shared, own),
            }
        })
        .collect();
    // Stable, so that names decide what is left.
    entries.sort_by(|x, y| {
        (y.shared_words, y.clustered_articles).cmp(&(x.shared_words, x.clustered_articles))
    });
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(kind: PairKind, ranges_a: &[(u32, u32)], ranges_b: &[(u32, u32)]) -> Edge {
        let (ranges_a, ranges_b) = (ranges_a.to_vec(), ranges_b.to_vec());
        let kind = EdgeKind::Passages { kind, ranges_a, ranges_b };
        Edge { a: 0, b: 1, kind, strength: 0.0, shared: 0, tokens_of_word: 1 }
    }

    fn mask(ranges: Vec<Range<u32>>) -> Mask {
        Mask { entries: Vec::new(), num_tokens: 0, ranges }
    }

    #[test]
    fn shared_words_count_once_and_without_furniture() {
        let edges = [
            edge(PairKind::Partial, &[(0, 10), (20, 30)], &[(0, 10), (10, 20)]),
            edge(PairKind::Reprint, &[(5, 15)], &[(40, 50)]),
            edge(PairKind::QuotesOnly, &[(90, 99)], &[(90, 99)]),
            edge(PairKind::Template, &[(90, 99)], &[(90, 99)]),
        ];
        let masks = [mask(vec![12..22, 28..60]), mask(vec![])];
        // 0..12 and 22..28 of the first article; 0..20 and 40..50 of the second.
        assert_eq!(shared_words(&edges, &masks), [18, 30]);
    }

    #[test]
    fn templates_are_no_containment() {
        let edges = [edge(PairKind::Partial, &[], &[]), edge(PairKind::Template, &[], &[])];
        let containments = [(0.25, 0.5), (0.9, 0.9)].into_iter();
        let overlaps = Overlaps::new(&edges, containments, None, 3);
        assert_eq!(overlaps.highest, [0.25, 0.5, 0.0]);
        assert_eq!(overlaps.shared_words, None);
    }

    #[test]
    fn every_article_is_in_the_step_that_its_bounds_name() {
        let highest = [0.0, 0.001, 0.05, 0.049_999, 0.15, 0.3, 0.95, 0.999, 1.0];
        let steps = steps(&highest);
        assert_eq!(steps.len(), 21);
        assert_eq!(steps.iter().map(|step| step.articles).sum::<u64>(), highest.len() as u64);
        assert_eq!(steps[0].articles, 1);
        for (at, step) in steps.iter().enumerate().skip(1) {
            let is_within =
                |c: f64| c > 0.0 && step.from <= c && (c < step.to || (at == 20 && c <= step.to));
            let expected = highest.iter().filter(|&&c| is_within(c)).count() as u64;
            assert_eq!(step.articles, expected, "{step:?}");
        }
    }
}
