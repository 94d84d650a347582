//! The edges of one anchor, in the order in which they join its clusters.
//!
//! A digest or an archive page takes a piece each from thousands of stories, and is the anchor of a
//! cluster for each. So what a cluster asks for is found by place in the anchor's text, and not by
//! walking all edges again.

use std::collections::BTreeMap;

/// Tokens of the anchor that share one list of edges.
const BUCKET_TOKENS: u32 = 64;

/// An edge, with the ranges of the anchor that it holds.
type AnchorEdge<'a> = (usize, &'a [(u32, u32)]);

/// Edges around an anchor, best first.
pub(super) struct AnchorEdges<'a> {
    pub(super) anchor: u32,
    edges: Vec<AnchorEdge<'a>>,
    /// By place in the anchor's text: places in `edges`, ascending.
    buckets: BTreeMap<u32, Vec<usize>>,
    /// Edges that join the first cluster whatever it holds.
    pub(super) always: Vec<usize>,
    /// No edge before this place is open.
    first_open: usize,
}

impl<'a> AnchorEdges<'a> {
    /// Cost: linear in the edges and in the tokens of their ranges.
    pub(super) fn new(anchor: u32, edges: Vec<AnchorEdge<'a>>, always: Vec<usize>) -> Self {
        let mut buckets: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (place, (_, ranges)) in edges.iter().enumerate() {
            for bucket in ranges.iter().copied().flat_map(buckets_of) {
                let places = buckets.entry(bucket).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
        Self { anchor, edges, buckets, always, first_open: 0 }
    }

    /// The best edge that is open, with its ranges. What is not open stays so: it is passed over
    /// once.
    pub(super) fn first(&mut self, is_open: impl Fn(usize) -> bool) -> Option<AnchorEdge<'a>> {
        let rest = self.edges.get(self.first_open..)?;
        self.first_open += rest.iter().take_while(|(edge, _)| !is_open(*edge)).count();
        self.edges.get(self.first_open).copied()
    }

    /// Edges that may hold something of some ranges, with the ranges that they hold: those that
    /// `is_first` takes before the others, best first.
    pub(super) fn beside(
        &self,
        ranges: &[(u32, u32)],
        is_first: impl Fn(usize) -> bool,
    ) -> Vec<AnchorEdge<'a>> {
        let lists =
            ranges.iter().copied().flat_map(buckets_of).filter_map(|at| self.buckets.get(&at));
        let mut places: Vec<usize> = lists.flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        let edges = places.into_iter().filter_map(|place| self.edges.get(place).copied());
        let (mut first, others): (Vec<_>, Vec<_>) = edges.partition(|(edge, _)| is_first(*edge));
        first.extend(others);
        first
    }
}

fn buckets_of((start, end): (u32, u32)) -> std::ops::Range<u32> {
    start / BUCKET_TOKENS..end.div_ceil(BUCKET_TOKENS)
}
