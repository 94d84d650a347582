//! Which articles lie just outside a cluster.

use super::adjacency::Adjacency;
use super::stars::{Cluster, Edge};

/// Near misses that are reported of one cluster.
pub const MAX_NEAR_MISSES: usize = 5;

/// For each cluster the strongest edges that lead out of it, one for each article outside, the
/// strongest first (tie: by article): `(edge, article outside)`, at most [`MAX_NEAR_MISSES`]. Edges
/// without strength, of two articles that share furniture alone, lead nowhere.
///
/// Cost: a sort of the edges of each article, and for each member of each cluster its edges to other
/// members and five beyond: an article in thousands of clusters has its edges walked once.
pub fn near_misses(
    clusters: &[Cluster],
    edges: &[Edge],
    num_articles: usize,
) -> Vec<Vec<(usize, u32)>> {
    let mut adjacency = Adjacency::new(edges, num_articles);
    adjacency.sort_by(|article, &x, &y| {
        let other = |edge: usize| edges[edge].other_end(article);
        edges[y].strength.total_cmp(&edges[x].strength).then(other(x).cmp(&other(y)))
    });
    // Number of the cluster that last took the article, from 1.
    let mut stamp = vec![0_usize; num_articles];
    let mut outside = Vec::new();
    for (number, cluster) in (1..).zip(clusters) {
        for &member in &cluster.members {
            stamp[member as usize] = number;
        }
        let mut leading_out: Vec<(usize, u32)> = Vec::new();
        for &member in &cluster.members {
            let strongest = adjacency.edges_of(member).iter();
            let strongest = strongest.take_while(|&&edge| edges[edge].strength > 0.0);
            // No other edge of this member can be among the strongest of all.
            leading_out.extend(
                strongest
                    .map(|&edge| (edge, edges[edge].other_end(member)))
                    .filter(|&(_, other)| stamp[other as usize] != number)
                    .take(MAX_NEAR_MISSES),
            );
        }
        leading_out.sort_unstable_by(|&(x, of_x), &(y, of_y)| {
            of_x.cmp(&of_y).then(edges[y].strength.total_cmp(&edges[x].strength)).then(x.cmp(&y))
        });
        leading_out.dedup_by_key(|(_, other)| *other);
        leading_out.sort_unstable_by(|&(x, of_x), &(y, of_y)| {
            edges[y].strength.total_cmp(&edges[x].strength).then(of_x.cmp(&of_y))
        });
        leading_out.truncate(MAX_NEAR_MISSES);
        outside.push(leading_out);
    }
    outside
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::super::stars::EdgeKind;
    use super::*;

    #[test]
    fn the_strongest_edge_to_each_article_outside_is_kept() {
        let edges: Vec<Edge> =
            [(0, 1, 0.9), (0, 2, 0.2), (1, 2, 0.4), (1, 3, 0.4), (0, 4, 0.6), (4, 5, 0.9)]
                .map(|(a, b, strength)| Edge {
                    a,
                    b,
                    kind: EdgeKind::Resemblance,
                    strength,
                    shared: 1,
                    tokens_of_word: 1,
                })
                .to_vec();
        let cluster = |members: &[u32]| Cluster {
            kind: None,
            anchor: members[0],
            members: members.to_vec(),
            weakest: 0,
        };
        let found = near_misses(&[cluster(&[0, 1]), cluster(&[4, 5])], &edges, 6);
        assert_eq!(found, [vec![(4, 4), (2, 2), (3, 3)], vec![(4, 0)]]);
    }

    #[test]
    fn no_more_than_the_promised_number_is_named() {
        let edges: Vec<Edge> = (1..20)
            .map(|b| Edge {
                a: 0,
                b,
                kind: EdgeKind::Resemblance,
                strength: 1.0 / f64::from(b),
                shared: 1,
                tokens_of_word: 1,
            })
            .collect();
        let cluster = Cluster { kind: None, anchor: 0, members: vec![0, 1], weakest: 0 };
        let found = near_misses(&[cluster], &edges, 20);
        assert_eq!(found[0].iter().map(|miss| miss.1).collect::<Vec<_>>(), [2, 3, 4, 5, 6]);
    }

    proptest! {
        #[test]
        fn near_misses_are_those_of_all_edges(
            strengths in prop::collection::btree_map((0_u32..12, 0_u32..12), 0_u32..5, 0..60),
            inside in prop::collection::vec(prop::collection::btree_set(0_u32..12, 2..5), 1..4),
        ) {
            let edges: Vec<Edge> = strengths
                .into_iter()
                .filter(|((a, b), _)| a < b)
                .map(|((a, b), strength)| Edge {
                    a,
                    b,
                    kind: EdgeKind::Resemblance,
                    strength: f64::from(strength) / 4.0,
                    shared: 1,
                    tokens_of_word: 1,
                })
                .collect();
            let clusters: Vec<Cluster> = inside
                .into_iter()
                .map(|members| {
                    let members: Vec<u32> = members.into_iter().collect();
                    Cluster { kind: None, anchor: members[0], members, weakest: 0 }
                })
                .collect();
            let all: Vec<Vec<(usize, u32)>> = clusters
                .iter()
                .map(|cluster| {
                    let is_inside = |article: u32| cluster.members.contains(&article);
                    let mut of_each: BTreeMap<u32, usize> = BTreeMap::new();
                    for (at, edge) in edges.iter().enumerate() {
                        let other = if is_inside(edge.a) { edge.b } else { edge.a };
                        if is_inside(edge.a) != is_inside(edge.b) && edge.strength > 0.0 {
                            let best = of_each.entry(other).or_insert(at);
                            if edge.strength > edges[*best].strength {
                                *best = at;
                            }
                        }
                    }
                    let mut found: Vec<_> = of_each.into_iter().map(|(other, at)| (at, other)).collect();
                    // Stable: of equals the first article.
                    found.sort_by(|x, y| edges[y.0].strength.total_cmp(&edges[x.0].strength));
                    found.truncate(MAX_NEAR_MISSES);
                    found
                })
                .collect();
            prop_assert_eq!(near_misses(&clusters, &edges, 12), all);
        }
    }
}
