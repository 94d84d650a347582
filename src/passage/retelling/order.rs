//! What two sequences have in the same order: the programs behind a retelling.

/// Pairs of places `(x, y)`, ascending in both, of the largest sum of `scores`; row by row, each of
/// `width` columns. Of sums as large the one that pairs later rows less. Nothing pairs at a score
/// of 0.
///
/// Cost: the product of rows and columns, in time and in memory.
///
/// Source: Needleman and Wunsch 1970, without a penalty for what stays alone.
pub(super) fn aligned(scores: &[u32], width: usize) -> Vec<(usize, usize)> {
    if width == 0 {
        return Vec::new();
    }
    let height = scores.len() / width;
    let row = width + 1;
    let mut best = vec![0_u32; (height + 1) * row];
    for (x, of_row) in scores.chunks_exact(width).enumerate() {
        let (above, here) = best[x * row..].split_at_mut(row);
        for (y, &score) in of_row.iter().enumerate() {
            let paired = if score > 0 { above[y].saturating_add(score) } else { 0 };
            here[y + 1] = here[y].max(above[y + 1]).max(paired);
        }
    }
    let (mut x, mut y) = (height, width);
    let mut pairs = Vec::new();
    while x > 0 && y > 0 {
        let here = best[x * row + y];
        if here == best[(x - 1) * row + y] {
            x -= 1;
        } else if here == best[x * row + y - 1] {
            y -= 1;
        } else {
            (x, y) = (x - 1, y - 1);
            pairs.push((x, y));
        }
    }
    pairs.reverse();
    pairs
}

/// Length of the longest sequence that both hold in order, with anything in between.
///
/// Cost: the product of the lengths.
pub(super) fn common_in_order(x: &[u32], y: &[u32]) -> u32 {
    let mut lengths = vec![0_u32; y.len() + 1];
    for word in x {
        let mut diagonal = 0;
        for (at, other) in y.iter().enumerate() {
            let above = lengths[at + 1];
            lengths[at + 1] = if word == other { diagonal + 1 } else { above.max(lengths[at]) };
            diagonal = above;
        }
    }
    lengths.last().copied().unwrap_or(0)
}

/// Length of the longest strictly increasing sequence, with anything in between.
///
/// Source: Fredman 1975, "On computing the length of longest increasing subsequences".
pub(super) fn increasing(places: &[u32]) -> u32 {
    // The smallest last place of an increasing sequence of each length.
    let mut ends: Vec<u32> = Vec::new();
    for &place in places {
        let at = ends.partition_point(|&end| end < place);
        match ends.get_mut(at) {
            Some(end) => *end = place,
            None => ends.push(place),
        }
    }
    ends.len() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The largest sum over all ways to pair rows with columns in order.
    fn best_sum(scores: &[Vec<u32>], from_row: usize, from_column: usize) -> u32 {
        let Some(row) = scores.get(from_row) else { return 0 };
        let alone = best_sum(scores, from_row + 1, from_column);
        let paired = (from_column..row.len())
            .map(|column| row[column] + best_sum(scores, from_row + 1, column + 1));
        paired.max().unwrap_or(0).max(alone)
    }

    /// All subsequences, by the bits of a number.
    fn subsequences(items: &[u32]) -> Vec<Vec<u32>> {
        let taken = |bits: u32| {
            let kept = items.iter().enumerate().filter(move |(at, _)| bits >> at & 1 == 1);
            kept.map(|(_, &item)| item).collect()
        };
        (0..1 << items.len()).map(taken).collect()
    }

    proptest! {
        #[test]
        fn the_alignment_is_the_best_of_all(
            (width, scores) in (1_usize..6).prop_flat_map(|width| {
                let row = proptest::collection::vec(0_u32..4, width);
                (Just(width), proptest::collection::vec(row, 0..6))
            }),
        ) {
            let flat = scores.concat();
            let pairs = aligned(&flat, width);
            prop_assert!(pairs.is_sorted_by(|p, q| p.0 < q.0 && p.1 < q.1), "{:?}", pairs);
            prop_assert!(pairs.iter().all(|&(x, y)| scores[x][y] > 0));
            let sum: u32 = pairs.iter().map(|&(x, y)| scores[x][y]).sum();
            prop_assert_eq!(sum, best_sum(&scores, 0, 0));
        }

        #[test]
        fn what_is_in_order_is_the_longest_of_all(
            x in proptest::collection::vec(0_u32..4, 0..8),
            y in proptest::collection::vec(0_u32..4, 0..8),
        ) {
            let (of_x, of_y) = (subsequences(&x), subsequences(&y));
            let common = of_x.iter().filter(|one| of_y.contains(one)).map(Vec::len).max();
            prop_assert_eq!(common_in_order(&x, &y), common.unwrap() as u32);
            let rising = of_x.iter().filter(|one| one.is_sorted_by(|p, q| p < q)).map(Vec::len);
            prop_assert_eq!(increasing(&x), rising.max().unwrap() as u32);
        }
    }

    #[test]
    fn nothing_pairs_with_nothing() {
        assert_eq!(aligned(&[], 0), []);
        assert_eq!(aligned(&[], 3), []);
        assert_eq!(aligned(&[0, 0], 2), []);
        assert_eq!((common_in_order(&[], &[1]), increasing(&[])), (0, 0));
    }
}
