//! Pairs that were never compared because both articles were linked to a representative instead.
//!
//! In a story that everybody ran, not every copy is linked to the copy that shares the most words
//! and so becomes the anchor. What is a copy of a neighbour of that anchor is worth one comparison
//! with it.

use super::stars::{Edge, EdgeKind};
use crate::passage::PairKind;

/// `edges` are sorted by `(a, b)`.
///
/// Pairs of an anchor-to-be and the copy of one of its copies that have no edge yet, sorted.
///
/// Each article is paired once at most: with the neighbour's neighbour that shares the most words,
/// as an anchor does (tie: the first). Cost: linear in the edges.
pub fn missing_from_anchors(edges: &[&Edge], num_articles: usize) -> Vec<(u32, u32)> {
    let copies: Vec<&Edge> = edges.iter().copied().filter(|edge| is_copy(edge)).collect();
    let mut shared = vec![0_u64; num_articles];
    for edge in &copies {
        shared[edge.a as usize] += u64::from(edge.shared);
        shared[edge.b as usize] += u64::from(edge.shared);
    }
    let better = |x: u32, y: u32| {
        let rank = |article: u32| (shared[article as usize], std::cmp::Reverse(article));
        if rank(x) >= rank(y) { x } else { y }
    };
    // The best neighbour of each article, itself included; then the best of its neighbours' best.
    let mut hub: Vec<u32> = (0..num_articles as u32).collect();
    for _ in 0..2 {
        let of_neighbours = hub.clone();
        for edge in &copies {
            for (article, neighbour) in [(edge.a as usize, edge.b), (edge.b as usize, edge.a)] {
                hub[article] = better(hub[article], of_neighbours[neighbour as usize]);
            }
        }
    }
    let is_compared =
        |a: u32, b: u32| edges.binary_search_by_key(&(a, b), |edge| (edge.a, edge.b)).is_ok();
    let mut missing: Vec<(u32, u32)> = (0..num_articles as u32)
        .zip(hub)
        .filter(|(article, hub)| article != hub)
        .map(|(article, hub)| (article.min(hub), article.max(hub)))
        .filter(|&(a, b)| !is_compared(a, b))
        .collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}

fn is_copy(edge: &Edge) -> bool {
    match edge.kind {
        EdgeKind::Passages { kind, .. } => {
            matches!(kind, PairKind::Reprint | PairKind::Abridgement)
        }
        EdgeKind::Resemblance => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_of_a_copy_is_paired_with_the_hub() {
        let edge = |a, b| Edge {
            a,
            b,
            kind: EdgeKind::Passages {
                kind: PairKind::Reprint,
                ranges_a: Vec::new(),
                ranges_b: Vec::new(),
            },
            strength: 1.0,
            shared: 9,
            tokens_of_word: 1,
        };
        let edges = [edge(0, 1), edge(0, 5), edge(1, 2), edge(1, 3), edge(1, 4), edge(6, 7)];
        let edges: Vec<&Edge> = edges.iter().collect();
        assert_eq!(missing_from_anchors(&edges, 8), [(1, 5)]);
    }
}
