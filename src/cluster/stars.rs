//! Clusters as stars around an anchor.

use std::cmp::Reverse;

use super::adjacency::Adjacency;
use super::anchor::AnchorEdges;
use crate::passage::PairKind;

/// A verified pair, as clustering sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// Index of the first article; indices are in id order.
    pub a: u32,
    /// Index of the second article, larger than `a`.
    pub b: u32,
    /// What the pair shares.
    pub kind: EdgeKind,
    /// The larger of both containments; in near-duplicate mode the resemblance.
    pub strength: f64,
    /// Words (near-duplicate mode: shingles) that the pair shares.
    pub shared: u32,
    /// Tokens that make the length of a word: 2 where most of what the pair shares is in a script
    /// without spaces, of which each character is a token; else 1.
    pub tokens_of_word: u32,
}

impl Edge {
    /// The article that the edge leads to from `article`, which is one of its ends.
    pub(super) const fn other_end(&self, article: u32) -> u32 {
        if self.a == article { self.b } else { self.a }
    }
}

/// What an edge rests on.
#[derive(Clone, Debug, PartialEq)]
pub enum EdgeKind {
    /// Passages, as token ranges in each article, ascending.
    Passages {
        /// Kind of the pair.
        kind: PairKind,
        /// Ranges in the first article.
        ranges_a: Vec<(u32, u32)>,
        /// Ranges in the second article.
        ranges_b: Vec<(u32, u32)>,
    },
    /// Resemblance of whole articles.
    Resemblance,
}

/// Articles that share copy.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// The kind that holds for every member against the anchor; `None` for resemblance.
    pub kind: Option<PairKind>,
    /// The member that all others are verified against.
    pub anchor: u32,
    /// All members, ascending, anchor included.
    pub members: Vec<u32>,
    /// Index of the weakest edge between anchor and member.
    pub weakest: usize,
}

/// Kinds of pairs that are clustered first, then, and last.
const PASSES: [fn(PairKind) -> bool; 3] = [
    |kind| matches!(kind, PairKind::Reprint | PairKind::Abridgement),
    |kind| matches!(kind, PairKind::Partial),
    |kind| matches!(kind, PairKind::QuotesOnly),
];

/// Clusters of articles that share passages, largest first (tie: by anchor).
///
/// Pairs that share most of a text are clustered first, then those that share a part, then those
/// that share quotes alone, each with what is left: so a borrowed paragraph does not make a partial
/// cluster of twenty reprints, and no independent report sits among copies. Templates form none. A
/// reprint of the anchor always joins; any other member joins while one passage of the anchor, of
/// `min_common_words` at least, is held by all. Every pair is explained by some cluster, so an
/// article that takes from two stories is in two; and one borrower from a story that twenty ran is
/// one cluster more, not twenty: all that hold the passage are in it.
///
/// Cost: O(edges log edges), and for each cluster the edges that touch its passage.
pub fn overlap_clusters(
    edges: &[Edge],
    num_articles: usize,
    min_common_words: u32,
) -> Vec<Cluster> {
    let mut graph = Graph::new(edges, num_articles);
    let mut clusters = Vec::new();
    for wanted in PASSES {
        for anchor in graph.anchors(|kind| kind.is_some_and(wanted)) {
            let Some(mut around) = graph.around(anchor, &wanted) else { continue };
            while let Some(cluster) = graph.grow(&mut around, &wanted, min_common_words) {
                clusters.push(cluster);
            }
        }
    }
    in_report_order(clusters)
}

/// Clusters of articles that resemble one another as a whole, each article in one at most.
///
/// What shares the most is an anchor first, and takes all that resemble it. A pair of articles that
/// went to two anchors, or of an anchor's member and an article beyond it, is in no cluster.
///
/// Cost: a sort of the articles, and linear in the edges.
pub fn resemblance_clusters(edges: &[Edge], num_articles: usize) -> Vec<Cluster> {
    let graph = Graph::new(edges, num_articles);
    let mut is_taken = vec![false; num_articles];
    let mut clusters = Vec::new();
    for anchor in graph.anchors(|_| true) {
        if std::mem::replace(&mut is_taken[anchor as usize], true) {
            continue;
        }
        let joining: Vec<usize> = graph
            .adjacency
            .edges_of(anchor)
            .iter()
            .copied()
            .filter(|&edge| !is_taken[edges[edge].other_end(anchor) as usize])
            .collect();
        for &edge in &joining {
            is_taken[edges[edge].other_end(anchor) as usize] = true;
        }
        clusters.extend(graph.cluster(anchor, &joining, None));
    }
    in_report_order(clusters)
}

fn in_report_order(mut clusters: Vec<Cluster>) -> Vec<Cluster> {
    clusters.sort_by(|x, y| {
        let rank = |c: &Cluster| (Reverse(c.members.len()), c.anchor);
        rank(x).cmp(&rank(y)).then_with(|| x.members.cmp(&y.members))
    });
    clusters
}

struct Graph<'a> {
    edges: &'a [Edge],
    adjacency: Adjacency,
    is_explained: Vec<bool>,
    /// The cluster that last took each article, to tell members in O(1).
    stamp: Vec<u32>,
    last_stamp: u32,
}

impl<'a> Graph<'a> {
    fn new(edges: &'a [Edge], num_articles: usize) -> Self {
        Self {
            edges,
            adjacency: Adjacency::new(edges, num_articles),
            is_explained: vec![false; edges.len()],
            stamp: vec![0; num_articles],
            last_stamp: 0,
        }
    }

    /// Articles with edges of the wanted kinds, those that share the most words by them first.
    fn anchors(&self, wanted: impl Fn(Option<PairKind>) -> bool) -> Vec<u32> {
        let shared = |article: u32| -> u64 {
            let wanted =
                self.adjacency.edges_of(article).iter().filter(|&&edge| wanted(self.kind(edge)));
            wanted.map(|&edge| u64::from(self.edges[edge].shared)).sum()
        };
        let mut anchors: Vec<(Reverse<u64>, u32)> = (0..self.adjacency.num_articles() as u32)
            .map(|article| (Reverse(shared(article)), article))
            .filter(|(shared, _)| shared.0 > 0)
            .collect();
        anchors.sort_unstable();
        anchors.into_iter().map(|(_, article)| article).collect()
    }

    /// What may join clusters of some kinds around an anchor; `None` if no edge of it is new.
    fn around(&self, anchor: u32, wanted: &impl Fn(PairKind) -> bool) -> Option<AnchorEdges<'a>> {
        let edges = self.adjacency.edges_of(anchor);
        if !edges.iter().any(|&edge| self.is_new(edge, wanted)) {
            return None;
        }
        // Speech or a form that two copies share besides would give its kind to a cluster of copies.
        let may_join = |kind: PairKind| wanted(kind) || kind.is_copied();
        let mut open: Vec<usize> = edges.to_vec();
        open.retain(|&edge| self.kind(edge).is_some_and(may_join));
        open.sort_unstable_by(|&x, &y| {
            let (x, y) = (&self.edges[x], &self.edges[y]);
            (y.strength.total_cmp(&x.strength))
                .then(y.shared.cmp(&x.shared))
                .then((x.a, x.b).cmp(&(y.a, y.b)))
        });
        let mut reprints = open.clone();
        reprints.retain(|&edge| self.is_new(edge, wanted) && self.is_reprint(edge));
        let open = open.into_iter().map(|edge| (edge, self.ranges_in(edge, anchor))).collect();
        Some(AnchorEdges::new(anchor, open, reprints))
    }

    /// Whether an edge is of the wanted kinds, and no cluster explains it.
    fn is_new(&self, edge: usize, wanted: &impl Fn(PairKind) -> bool) -> bool {
        !self.is_explained[edge] && self.kind(edge).is_some_and(wanted)
    }

    fn is_reprint(&self, edge: usize) -> bool {
        self.kind(edge) == Some(PairKind::Reprint)
    }

    /// The next cluster around an anchor: from its edges that are new, and of those explained already
    /// the ones that hold the same passage.
    fn grow(
        &mut self,
        around: &mut AnchorEdges<'a>,
        wanted: &impl Fn(PairKind) -> bool,
        min_common_words: u32,
    ) -> Option<Cluster> {
        let is_open = |edge| self.is_new(edge, wanted) && !self.is_reprint(edge);
        let mut joining = std::mem::take(&mut around.always);
        if let Some((lead, ranges)) = around.first(is_open) {
            joining.push(lead);
            let mut common = ranges.to_vec();
            let least = min_common_words * self.edges[lead].tokens_of_word;
            for (edge, ranges) in around.beside(ranges, is_open) {
                if edge == lead || !(is_open(edge) || self.is_explained[edge]) {
                    continue;
                }
                let still_common = intersection(&common, ranges);
                if still_common.iter().any(|(start, end)| end - start >= least) {
                    common = still_common;
                    joining.push(edge);
                }
            }
        }
        let kind = joining.iter().filter_map(|&edge| self.kind(edge)).max()?;
        let cluster = self.cluster(around.anchor, &joining, Some(kind))?;
        self.explain(&cluster.members);
        Some(cluster)
    }

    fn kind(&self, edge: usize) -> Option<PairKind> {
        match &self.edges[edge].kind {
            EdgeKind::Passages { kind, .. } => Some(*kind),
            EdgeKind::Resemblance => None,
        }
    }

    fn ranges_in(&self, edge: usize, article: u32) -> &'a [(u32, u32)] {
        let edge = &self.edges[edge];
        match &edge.kind {
            EdgeKind::Passages { ranges_a, .. } if edge.a == article => ranges_a,
            EdgeKind::Passages { ranges_b, .. } => ranges_b,
            EdgeKind::Resemblance => &[],
        }
    }

    fn cluster(&self, anchor: u32, joining: &[usize], kind: Option<PairKind>) -> Option<Cluster> {
        let weakest = joining.iter().copied().min_by(|&x, &y| {
            let (x, y) = (&self.edges[x], &self.edges[y]);
            x.strength.total_cmp(&y.strength).then((x.a, x.b).cmp(&(y.a, y.b)))
        })?;
        let mut members: Vec<u32> = joining
            .iter()
            .map(|&edge| self.edges[edge].other_end(anchor))
            .chain([anchor])
            .collect();
        members.sort_unstable();
        Some(Cluster { kind, anchor, members, weakest })
    }

    /// Marks all edges inside a cluster as explained by it.
    fn explain(&mut self, members: &[u32]) {
        self.last_stamp += 1;
        for &member in members {
            self.stamp[member as usize] = self.last_stamp;
        }
        // An edge has two ends: the member with the most edges need not be walked.
        let degree = |member: &&u32| self.adjacency.edges_of(**member).len();
        let largest = members.iter().max_by_key(degree).copied();
        for &member in members.iter().filter(|&&member| Some(member) != largest) {
            for &edge in self.adjacency.edges_of(member) {
                if self.stamp[self.edges[edge].other_end(member) as usize] == self.last_stamp {
                    self.is_explained[edge] = true;
                }
            }
        }
    }
}

/// What two ascending lists of ranges have in common.
fn intersection(x: &[(u32, u32)], y: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let (mut x, mut y) = (x.iter().peekable(), y.iter().peekable());
    let mut common = Vec::new();
    while let (Some(&&p), Some(&&q)) = (x.peek(), y.peek()) {
        let (start, end) = (p.0.max(q.0), p.1.min(q.1));
        if start < end {
            common.push((start, end));
        }
        if p.1 <= q.1 {
            x.next();
        } else {
            y.next();
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edge(a: u32, b: u32, kind: PairKind, in_a: (u32, u32), in_b: (u32, u32)) -> Edge {
        let shared = in_a.1 - in_a.0;
        let kind = EdgeKind::Passages { kind, ranges_a: vec![in_a], ranges_b: vec![in_b] };
        Edge { a, b, kind, strength: f64::from(shared) / 100.0, shared, tokens_of_word: 1 }
    }

    fn members(clusters: &[Cluster]) -> Vec<Vec<u32>> {
        clusters.iter().map(|c| c.members.clone()).collect()
    }

    #[test]
    fn a_chain_is_two_clusters_with_the_middle_in_both() {
        let edges = [
            edge(0, 1, PairKind::Partial, (0, 30), (0, 30)),
            edge(1, 2, PairKind::Partial, (60, 80), (0, 20)),
        ];
        assert_eq!(members(&overlap_clusters(&edges, 3, 12)), [[0, 1], [1, 2]]);
    }

    #[test]
    fn a_common_passage_in_characters_is_twice_as_many_tokens() {
        let edges = |common: u32| {
            let edge = |b, in_a: (u32, u32)| Edge {
                tokens_of_word: 2,
                ..edge(0, b, PairKind::Partial, in_a, (0, in_a.1 - in_a.0))
            };
            [edge(1, (0, 60)), edge(2, (60 - common, 120))]
        };
        assert_eq!(members(&overlap_clusters(&edges(15), 3, 8)), [[0, 1], [0, 2]]);
        assert_eq!(members(&overlap_clusters(&edges(16), 3, 8)), [[0, 1, 2]]);
    }

    #[test]
    fn members_that_hold_one_passage_of_the_anchor_are_one_cluster() {
        let edges = [
            edge(0, 1, PairKind::Partial, (0, 30), (0, 30)),
            edge(0, 2, PairKind::Partial, (10, 40), (0, 30)),
            edge(1, 2, PairKind::Partial, (10, 30), (0, 20)),
        ];
        let clusters = overlap_clusters(&edges, 3, 12);
        assert_eq!(members(&clusters), [[0, 1, 2]]);
        assert_eq!((clusters[0].anchor, clusters[0].weakest), (0, 0));
    }

    #[test]
    fn quotes_and_copies_do_not_mix_and_templates_form_no_cluster() {
        let edges = [
            edge(0, 1, PairKind::Reprint, (0, 90), (0, 90)),
            edge(0, 2, PairKind::QuotesOnly, (10, 40), (0, 30)),
            edge(1, 2, PairKind::QuotesOnly, (10, 40), (0, 30)),
            edge(2, 3, PairKind::Template, (90, 120), (90, 120)),
        ];
        let clusters = overlap_clusters(&edges, 4, 12);
        let found: Vec<_> = clusters.iter().map(|c| (c.kind, c.members.clone())).collect();
        assert_eq!(
            found,
            [(Some(PairKind::QuotesOnly), vec![0, 1, 2]), (Some(PairKind::Reprint), vec![0, 1])]
        );
    }

    #[test]
    fn a_template_between_two_copies_joins_no_other_cluster() {
        let edges = [
            edge(0, 1, PairKind::Reprint, (0, 90), (0, 90)),
            edge(0, 2, PairKind::Reprint, (0, 85), (0, 85)),
            edge(1, 2, PairKind::Template, (0, 80), (0, 80)),
            edge(1, 3, PairKind::Partial, (10, 40), (0, 30)),
        ];
        let clusters = overlap_clusters(&edges, 4, 12);
        assert!(clusters.iter().all(|cluster| cluster.kind != Some(PairKind::Template)));
        assert_eq!(members(&clusters), [vec![0, 1, 2], vec![0, 1, 3]]);
    }

    #[test]
    fn speech_between_two_copies_makes_no_cluster_of_copies_one_of_speech() {
        // 1 and 2 are abridged from 0, each in its own way, and have its quotation in common. The
        // whole of that quotation is what 3 takes from 1, with the words around it.
        let edges = [
            edge(0, 1, PairKind::Abridgement, (0, 90), (0, 60)),
            edge(0, 2, PairKind::Abridgement, (0, 85), (0, 60)),
            edge(1, 2, PairKind::QuotesOnly, (12, 28), (12, 28)),
            edge(1, 3, PairKind::Partial, (10, 40), (0, 30)),
        ];
        let found: Vec<_> = overlap_clusters(&edges, 4, 12)
            .into_iter()
            .map(|cluster| (cluster.kind, cluster.members))
            .collect();
        assert_eq!(
            found,
            [
                (Some(PairKind::Abridgement), vec![0, 1, 2]),
                (Some(PairKind::Partial), vec![0, 1, 3]),
            ]
        );
    }

    #[test]
    fn a_borrower_from_a_story_that_many_ran_is_one_cluster_more() {
        let reprint = |a, b| edge(a, b, PairKind::Reprint, (0, 90), (0, 90));
        let borrow = |a, of, range| edge(a, of, PairKind::Partial, range, (10, 30));
        let story = [reprint(0, 1), reprint(0, 2), reprint(1, 2)];
        let first = [0, 1, 2].map(|a| borrow(a, 9, (40, 60)));
        let second = [0, 1, 2].map(|a| borrow(a, 8, (0, 20)));
        let edges = [&story[..], &first, &second].concat();
        let clusters = overlap_clusters(&edges, 10, 12);
        let found: Vec<_> = clusters.iter().map(|c| (c.kind, c.members.clone())).collect();
        assert_eq!(
            found,
            [
                (Some(PairKind::Partial), vec![0, 1, 2, 8]),
                (Some(PairKind::Partial), vec![0, 1, 2, 9]),
                (Some(PairKind::Reprint), vec![0, 1, 2]),
            ]
        );
    }

    /// Clusters by walking all edges of an anchor for each.
    fn naive_clusters(edges: &[Edge], num_articles: usize, min_common_tokens: u32) -> Vec<Cluster> {
        let mut graph = Graph::new(edges, num_articles);
        let mut clusters = Vec::new();
        for wanted in PASSES {
            for anchor in graph.anchors(|kind| kind.is_some_and(wanted)) {
                while let Some(cluster) = naive_cluster(&graph, anchor, wanted, min_common_tokens) {
                    graph.explain(&cluster.members);
                    clusters.push(cluster);
                }
            }
        }
        in_report_order(clusters)
    }

    fn naive_cluster(
        graph: &Graph<'_>,
        anchor: u32,
        wanted: fn(PairKind) -> bool,
        min_common_tokens: u32,
    ) -> Option<Cluster> {
        let mut around = graph.adjacency.edges_of(anchor).to_vec();
        around.retain(|&edge| {
            graph.is_new(edge, &wanted)
                || graph.is_explained[edge]
                    && graph.kind(edge).is_some_and(|kind| kind.is_copied() || wanted(kind))
        });
        around.sort_by(|&x, &y| {
            let (of_x, of_y) = (&graph.edges[x], &graph.edges[y]);
            let is_known = |edge| !graph.is_new(edge, &wanted);
            (is_known(x).cmp(&is_known(y)))
                .then(of_y.strength.total_cmp(&of_x.strength))
                .then(of_y.shared.cmp(&of_x.shared))
                .then(x.cmp(&y))
        });
        let mut common: Option<Vec<(u32, u32)>> = None;
        let mut joining = Vec::new();
        for edge in around {
            let is_new = graph.is_new(edge, &wanted);
            let ranges = graph.ranges_in(edge, anchor);
            if is_new && graph.is_reprint(edge) {
                joining.push(edge);
            } else if let Some(so_far) = &common {
                let left = intersection(so_far, ranges);
                if left.iter().any(|(start, end)| end - start >= min_common_tokens) {
                    common = Some(left);
                    joining.push(edge);
                }
            } else if is_new {
                common = Some(ranges.to_vec());
                joining.push(edge);
            }
        }
        let kind = joining.iter().filter_map(|&edge| graph.kind(edge)).max()?;
        graph.cluster(anchor, &joining, Some(kind))
    }

    proptest! {
        #[test]
        fn clusters_are_those_of_walking_all_edges(
            raw in prop::collection::btree_map(
                (0_u32..9, 0_u32..9),
                (0_usize..5, (0_u32..180, 0_u32..180), 12_u32..90),
                0..24,
            ),
        ) {
            let kinds = [
                PairKind::Reprint,
                PairKind::Abridgement,
                PairKind::Partial,
                PairKind::QuotesOnly,
                PairKind::Template,
            ];
            let edges: Vec<Edge> = raw
                .into_iter()
                .filter(|((a, b), _)| a < b)
                .map(|((a, b), (kind, (in_a, in_b), len))| {
                    edge(a, b, kinds[kind], (in_a, in_a + len), (in_b, in_b + len))
                })
                .collect();
            prop_assert_eq!(overlap_clusters(&edges, 9, 12), naive_clusters(&edges, 9, 12));
        }
    }

    /// Steps for each pair of borrowers would be hundreds of millions.
    #[test]
    fn a_digest_of_many_stories_is_an_anchor_of_as_many_clusters() {
        let count = 20_000;
        let edges: Vec<Edge> = (1..=count)
            .map(|b| edge(0, b, PairKind::Partial, (30 * b, 30 * b + 20), (0, 20)))
            .collect();
        let clusters = overlap_clusters(&edges, count as usize + 1, 12);
        assert_eq!(clusters.len(), count as usize);
        assert!(clusters.iter().all(|cluster| cluster.members.len() == 2));
    }

    #[test]
    fn resemblance_clusters_are_disjoint_stars() {
        let edges: Vec<Edge> = [(0, 1, 50), (1, 2, 50), (2, 3, 40)]
            .map(|(a, b, shared)| Edge {
                a,
                b,
                kind: EdgeKind::Resemblance,
                strength: 0.9,
                shared,
                tokens_of_word: 1,
            })
            .to_vec();
        assert_eq!(members(&resemblance_clusters(&edges, 4)), [[0, 1, 2]]);
    }

    #[test]
    fn intersection_of_ranges() {
        assert_eq!(intersection(&[(0, 10), (20, 30)], &[(5, 25)]), [(5, 10), (20, 25)]);
        assert_eq!(intersection(&[(0, 10)], &[(10, 20)]), []);
    }
}
