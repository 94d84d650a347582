//! Classes of quotations that may be variants of one another.

use rayon::prelude::*;

use super::index::QuoteIndex;

/// Classes that one is compared with; those that share most are taken.
const MAX_CANDIDATES: usize = 16;

/// A class shares at least one in so many of its fingerprints with what it is compared with.
const SHARED_PART: u32 = 5;

/// What each class is to be compared with.
pub(super) struct Candidates {
    /// By place in the order of classes, longest first: the longer ones, most shared first.
    pub(super) of: Vec<Vec<u32>>,
    /// By place: whether a class is compared with some of those that it shares fingerprints with,
    /// not all.
    pub(super) is_capped: Vec<bool>,
}

/// `order` are the classes, longest first. Two that share a fingerprint are counted together where
/// at most `max_group` classes have it; else each with the longest of them alone.
///
/// Cost: the sort of the fingerprints, and for each `max_group` steps at most.
pub(super) fn candidates(index: &QuoteIndex, order: &[u32], max_group: u32) -> Candidates {
    let mut postings: Vec<u64> = Vec::new();
    for (&class, place) in order.iter().zip(0_u64..) {
        let Some(class) = index.classes.get(class as usize) else { continue };
        postings
            .extend(index.fingerprints_of(class).iter().map(|&key| u64::from(key) << 32 | place));
    }
    postings.par_sort_unstable();
    postings.dedup();
    // Of each class, where the groups that hold it begin, and how many of each stand before it.
    let mut memberships: Vec<(u32, u32, u32)> = Vec::new();
    let mut start = 0_u32;
    for group in postings.chunk_by(|x, y| x >> 32 == y >> 32) {
        if group.len() > 1 {
            let later = group.iter().zip(0_u32..).skip(1);
            memberships.extend(later.map(|(&posting, before)| {
                let taken = if group.len() > max_group as usize { u32::MAX } else { before };
                (posting as u32, start, taken)
            }));
        }
        start += group.len() as u32;
    }
    memberships.par_sort_unstable();
    let found: Vec<(u32, Vec<u32>, bool)> = memberships
        .par_chunk_by(|x, y| x.0 == y.0)
        .map(|of_class| {
            let place = of_class.first().map_or(0, |first| first.0);
            let mut shared: Vec<u32> = Vec::new();
            let mut is_capped = false;
            for &(_, start, taken) in of_class {
                let is_large = taken == u32::MAX;
                is_capped |= is_large;
                let taken = if is_large { 1 } else { taken as usize };
                let group = postings.get(start as usize..).unwrap_or_default();
                shared.extend(group.iter().take(taken).map(|&posting| posting as u32));
            }
            shared.sort_unstable();
            let num_fingerprints = order
                .get(place as usize)
                .and_then(|&class| index.classes.get(class as usize))
                .map_or(1, |class| class.num_fingerprints);
            let least = num_fingerprints.div_ceil(SHARED_PART);
            let mut counted: Vec<(u32, u32)> = shared
                .chunk_by(|x, y| x == y)
                .filter_map(|same| Some((same.len() as u32, *same.first()?)))
                .filter(|&(count, _)| count >= least)
                .collect();
            counted.sort_unstable_by_key(|&(count, longer)| (std::cmp::Reverse(count), longer));
            is_capped |= counted.len() > MAX_CANDIDATES;
            counted.truncate(MAX_CANDIDATES);
            (place, counted.into_iter().map(|(_, longer)| longer).collect(), is_capped)
        })
        .collect();
    let mut candidates =
        Candidates { of: vec![Vec::new(); order.len()], is_capped: vec![false; order.len()] };
    for (place, longer, is_capped) in found {
        candidates.of[place as usize] = longer;
        candidates.is_capped[place as usize] = is_capped;
    }
    candidates
}
