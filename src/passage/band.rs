//! Word-level alignment of the short stretches that seeds leave open.
//!
//! Both uses work in a square of at most `band` tokens a side, so that the cost is bounded: between
//! two blocks of a chain the whole stretch is aligned; at the ends of a chain as much of what
//! follows as has more equal words than edits.

use super::seeds::Block;

/// Where an alignment must end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// At the end of both stretches.
    Both,
    /// Where it scores best; nowhere if nothing scores.
    Best,
}

/// Equal words score +1, replaced, added and dropped words -1.
const EDIT: i32 = -1;

/// Reused memory of the aligner.
#[derive(Clone, Debug, Default)]
pub(super) struct Band {
    scores: Vec<i32>,
    cells: u64,
}

impl Band {
    /// Begins to count cells anew.
    pub(super) fn reset_cells(&mut self) {
        self.cells = 0;
    }

    /// Cells filled since the last reset.
    pub(super) const fn cells(&self) -> u64 {
        self.cells
    }

    /// Equal tokens of the best alignment of the two stretches, as blocks relative to their
    /// beginnings, in order.
    ///
    /// Cost: the product of the lengths.
    pub(super) fn align(&mut self, a: &[u64], b: &[u64], end: End) -> Vec<Block> {
        let columns = b.len() + 1;
        self.fill(a, b);
        let score = |i: usize, j: usize| self.scores[i * columns + j];
        let (mut i, mut j) = match end {
            End::Both => (a.len(), b.len()),
            End::Best => {
                let mut best = (0, 0);
                for i in 0..=a.len() {
                    for j in 0..columns {
                        if score(i, j) > score(best.0, best.1) {
                            best = (i, j);
                        }
                    }
                }
                best
            }
        };
        let mut blocks: Vec<Block> = Vec::new();
        while i > 0 && j > 0 {
            if a[i - 1] == b[j - 1] && score(i, j) == score(i - 1, j - 1) + 1 {
                i -= 1;
                j -= 1;
                match blocks.last_mut() {
                    Some(block) if block.a == i as u32 + 1 && block.b == j as u32 + 1 => {
                        *block = Block { a: i as u32, b: j as u32, len: block.len + 1 };
                    }
                    _ => blocks.push(Block { a: i as u32, b: j as u32, len: 1 }),
                }
            } else if score(i, j) == score(i - 1, j - 1) + EDIT {
                i -= 1;
                j -= 1;
            } else if score(i, j) == score(i - 1, j) + EDIT {
                i -= 1;
            } else {
                j -= 1;
            }
        }
        blocks.reverse();
        blocks
    }

    fn fill(&mut self, a: &[u64], b: &[u64]) {
        let columns = b.len() + 1;
        self.cells += ((a.len() + 1) * columns) as u64;
        self.scores.clear();
        self.scores.resize((a.len() + 1) * columns, 0);
        for j in 1..columns {
            self.scores[j] = self.scores[j - 1] + EDIT;
        }
        for i in 1..=a.len() {
            let row = i * columns;
            self.scores[row] = self.scores[row - columns] + EDIT;
            for j in 1..columns {
                let diagonal = self.scores[row - columns + j - 1]
                    + if a[i - 1] == b[j - 1] { 1 } else { EDIT };
                let up = self.scores[row - columns + j] + EDIT;
                let left = self.scores[row + j - 1] + EDIT;
                self.scores[row + j] = diagonal.max(up).max(left);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_inserted_word_is_stepped_over() {
        let blocks = Band::default().align(&[1, 2, 3, 4], &[1, 2, 9, 3, 4], End::Best);
        assert_eq!(blocks, [Block { a: 0, b: 0, len: 2 }, Block { a: 2, b: 3, len: 2 }]);
    }

    #[test]
    fn one_equal_word_behind_an_edit_is_no_extension() {
        assert_eq!(Band::default().align(&[8, 1], &[9, 1], End::Best), []);
        assert_eq!(Band::default().align(&[8, 1, 2], &[9, 1, 2], End::Best).len(), 1);
        assert_eq!(Band::default().align(&[], &[1], End::Best), []);
        assert_eq!(Band::default().align(&[], &[], End::Both), []);
    }

    /// Best score by trying everything.
    fn oracle(a: &[u64], b: &[u64]) -> i32 {
        match (a, b) {
            ([], rest) | (rest, []) => -i32::try_from(rest.len()).unwrap(),
            ([x, a_rest @ ..], [y, b_rest @ ..]) => (oracle(a_rest, b_rest)
                + if x == y { 1 } else { EDIT })
            .max(oracle(a_rest, b) + EDIT)
            .max(oracle(a, b_rest) + EDIT),
        }
    }

    fn score(blocks: &[Block], a: &[u64], b: &[u64]) -> i64 {
        let mut at = (0, 0);
        let mut score = 0;
        for block in blocks {
            let gap = (block.a - at.0).max(block.b - at.1);
            score += i64::from(block.len) - i64::from(gap);
            at = (block.end_a(), block.end_b());
        }
        score - i64::from((a.len() as u32 - at.0).max(b.len() as u32 - at.1))
    }

    proptest! {
        #[test]
        fn the_alignment_is_a_best_one(
            a in proptest::collection::vec(0_u64..4, 0..6),
            b in proptest::collection::vec(0_u64..4, 0..6),
        ) {
            let blocks = Band::default().align(&a, &b, End::Both);
            for block in &blocks {
                for at in 0..block.len as usize {
                    prop_assert_eq!(a[block.a as usize + at], b[block.b as usize + at]);
                }
            }
            prop_assert_eq!(score(&blocks, &a, &b), i64::from(oracle(&a, &b)));
        }

        #[test]
        fn an_extension_ends_where_the_score_is_best(
            a in proptest::collection::vec(0_u64..4, 0..6),
            b in proptest::collection::vec(0_u64..4, 0..6),
        ) {
            let blocks = Band::default().align(&a, &b, End::Best);
            let ends = blocks.last().map_or((0, 0), |last| (last.end_a(), last.end_b()));
            let (ended_a, ended_b) = (&a[..ends.0 as usize], &b[..ends.1 as usize]);
            let prefixes = (0..=a.len()).flat_map(|i| (0..=b.len()).map(move |j| (i, j)));
            let best = prefixes.map(|(i, j)| oracle(&a[..i], &b[..j])).max();
            prop_assert_eq!(Some(score(&blocks, ended_a, ended_b)), best.map(i64::from));
        }
    }
}
