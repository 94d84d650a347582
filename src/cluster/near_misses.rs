//! Which articles lie just outside a cluster.

use super::adjacency::Adjacency;
use super::stars::{Cluster, Edge};

/// Near misses that are reported of one cluster.
pub const MAX_NEAR_MISSES: usize = 5;

/// For each cluster the strongest edges that lead out of it, one for each article outside, the
/// strongest first (tie: by article): `(edge, article outside)`, at most [`MAX_NEAR_MISSES`]. Edges
/// without strength, of two articles that share furniture alone, lead nowhere.
///
/// Cost: linear in the edges of the members of all clusters, with a sort of those that lead out.
pub fn near_misses(
    clusters: &[Cluster],
    edges: &[Edge],
    num_articles: usize,
) -> Vec<Vec<(usize, u32)>> {
    let adjacency = Adjacency::new(edges, num_articles);
    // Number of the cluster that last took the article, from 1.
    let mut stamp = vec![0_usize; num_articles];
    let mut outside = Vec::new();
    for (number, cluster) in (1..).zip(clusters) {
        for &member in &cluster.members {
            stamp[member as usize] = number;
        }
        let mut leading_out: Vec<(usize, u32)> = Vec::new();
        for &member in &cluster.members {
            for &edge in adjacency.edges_of(member) {
                let other = edges[edge].other_end(member);
                if stamp[other as usize] != number && edges[edge].strength > 0.0 {
                    leading_out.push((edge, other));
                }
            }
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
            })
            .collect();
        let cluster = Cluster { kind: None, anchor: 0, members: vec![0, 1], weakest: 0 };
        let found = near_misses(&[cluster], &edges, 20);
        assert_eq!(found[0].iter().map(|miss| miss.1).collect::<Vec<_>>(), [2, 3, 4, 5, 6]);
    }
}
