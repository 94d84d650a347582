//! One quotation laid beside another.
//!
//! Local alignment with affine gaps (Gotoh 1982): a cut costs the same however long it is, since
//! whoever shortens a quotation leaves out whole sentences; a single equal word beyond a cut is not
//! worth one, so that no "the" is matched with another far away.

use std::ops::Range;

const MATCH: i32 = 4;
const REPLACE: i32 = -4;
const CUT: i32 = -6;

/// Cells of one alignment; of longer quotations the ends are left out.
const MAX_CELLS: usize = 1 << 20;

/// A run of equal tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) len: usize,
}

impl Run {
    pub(super) const fn end_a(&self) -> usize {
        self.a + self.len
    }

    pub(super) const fn end_b(&self) -> usize {
        self.b + self.len
    }
}

/// Where a cell's score comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum From {
    Nothing,
    Both,
    /// Tokens of `a` are left out, so many.
    CutA(u16),
    CutB(u16),
}

/// The equal runs of the best alignment of two token sequences, ascending in both.
///
/// Cost: the product of the lengths, in time and memory, up to 2^20.
pub(super) fn align(a: &[u64], b: &[u64]) -> Vec<Run> {
    let a = &a[..a.len().min(MAX_CELLS / (b.len() + 1)).min(usize::from(u16::MAX))];
    let b = &b[..b.len().min(usize::from(u16::MAX))];
    let columns = b.len();
    let mut origin = vec![From::Nothing; a.len() * columns];
    // Best score that ends with a cell's two tokens aligned, of the row before.
    let mut row = vec![0_i32; columns];
    // Best score of the column so far, with its row.
    let mut best_of_column = vec![(0_i32, 0_usize); columns];
    let mut best = (0, None);
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![0_i32; columns];
        // Best score of the row before in the columns so far, with its column.
        let mut best_of_row = (0_i32, 0_usize);
        for (j, y) in b.iter().enumerate() {
            let (mut score, mut from) = (0, From::Nothing);
            if i > 0 && j > 0 {
                if row[j - 1] > score {
                    (score, from) = (row[j - 1], From::Both);
                }
                if j > 1 {
                    if row[j - 2] > best_of_row.0 {
                        best_of_row = (row[j - 2], j - 2);
                    }
                    if best_of_row.0 + CUT > score {
                        (score, from) =
                            (best_of_row.0 + CUT, From::CutB((j - 1 - best_of_row.1) as u16));
                    }
                }
                let (above, at) = best_of_column[j - 1];
                if above + CUT > score {
                    (score, from) = (above + CUT, From::CutA((i - 1 - at) as u16));
                }
            }
            score += if x == y { MATCH } else { REPLACE };
            next[j] = score.max(0);
            origin[i * columns + j] = if score > 0 { from } else { From::Nothing };
            if x == y && score > best.0 {
                best = (score, Some((i, j)));
            }
        }
        // Cells of this row may be cut to from two rows below on.
        for (j, &score) in row.iter().enumerate() {
            if i > 0 && score > best_of_column[j].0 {
                best_of_column[j] = (score, i - 1);
            }
        }
        row = next;
    }
    trace(a, b, &origin, best.1)
}

fn trace(a: &[u64], b: &[u64], origin: &[From], end: Option<(usize, usize)>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut at = end;
    while let Some((i, j)) = at {
        if a[i] == b[j] {
            match runs.last_mut() {
                Some(run) if run.a == i + 1 && run.b == j + 1 => {
                    *run = Run { a: i, b: j, len: run.len + 1 };
                }
                _ => runs.push(Run { a: i, b: j, len: 1 }),
            }
        }
        at = match origin[i * b.len() + j] {
            From::Nothing => None,
            From::Both => Some((i - 1, j - 1)),
            From::CutA(cut) => Some((i - 1 - cut as usize, j - 1)),
            From::CutB(cut) => Some((i - 1, j - 1 - cut as usize)),
        };
    }
    runs.reverse();
    runs
}

/// Equal tokens.
pub(super) fn matched(runs: &[Run]) -> usize {
    runs.iter().map(|run| run.len).sum()
}

pub(super) fn longest(runs: &[Run]) -> usize {
    runs.iter().map(|run| run.len).max().unwrap_or(0)
}

/// From the first equal token of `b` to the last.
pub(super) fn range_b(runs: &[Run]) -> Range<usize> {
    runs.first().map_or(0, |run| run.b)..runs.last().map_or(0, Run::end_b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn runs(a: &[u64], b: &[u64]) -> Vec<(usize, usize, usize)> {
        align(a, b).iter().map(|run| (run.a, run.b, run.len)).collect()
    }

    #[test]
    fn cuts_replaced_and_added_words_are_stepped_over() {
        let whole: Vec<u64> = (1..=20).collect();
        assert_eq!(runs(&whole, &whole), [(0, 0, 20)]);
        assert_eq!(runs(&whole, &whole[5..12]), [(5, 0, 7)]);
        assert_eq!(runs(&whole, &[&whole[..4], &whole[15..]].concat()), [(0, 0, 4), (15, 4, 5)]);
        assert_eq!(runs(&[1, 2, 3, 4, 5, 6], &[1, 2, 3, 9, 5, 6]), [(0, 0, 3), (4, 4, 2)]);
        assert_eq!(runs(&[1, 2, 3, 4, 5, 6], &[1, 2, 3, 9, 9, 4, 5, 6]), [(0, 0, 3), (3, 5, 3)]);
        assert_eq!(runs(&[], &[1]), []);
        assert_eq!(runs(&[1], &[2]), []);
    }

    #[test]
    fn one_equal_word_beyond_a_cut_is_not_matched() {
        assert_eq!(runs(&[7, 1, 2, 3, 4, 5], &[7, 9, 9, 3, 4, 5]), [(3, 3, 3)]);
    }

    #[test]
    fn a_speech_in_full_is_aligned_to_its_end() {
        let speech: Vec<u64> = (1..=4_000).collect();
        let mut cut = [&speech[..1_500], &speech[1_700..]].concat();
        (cut[200], cut[3_000]) = (1 << 40, 1 << 41);
        assert_eq!(
            runs(&speech, &cut),
            [(0, 0, 200), (201, 201, 1_299), (1_700, 1_500, 1_500), (3_201, 3_001, 799)]
        );
    }

    proptest! {
        #[test]
        fn runs_are_equal_maximal_and_ascending(
            a in proptest::collection::vec(0_u64..5, 0..14),
            b in proptest::collection::vec(0_u64..5, 0..14),
        ) {
            let runs = align(&a, &b);
            for run in &runs {
                prop_assert_eq!(&a[run.a..run.end_a()], &b[run.b..run.end_b()]);
            }
            for pair in runs.windows(2) {
                prop_assert!(pair[0].end_a() <= pair[1].a && pair[0].end_b() <= pair[1].b);
                prop_assert!(pair[0].end_a() < pair[1].a || pair[0].end_b() < pair[1].b);
            }
            // What is shared word for word is found, however short.
            let has_common = a.iter().any(|token| b.contains(token));
            prop_assert_eq!(!runs.is_empty(), has_common);
        }
    }
}
