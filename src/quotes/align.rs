//! One quotation laid beside another.
//!
//! Local alignment with affine gaps (Gotoh 1982): a cut costs the same however long it is, since
//! whoever shortens a quotation leaves out whole sentences; a single equal word beyond a cut is not
//! worth one, so that no "the" is matched with another far away.

use std::collections::BTreeMap;
use std::ops::Range;

const MATCH: i32 = 4;
const REPLACE: i32 = -4;
const CUT: i32 = -6;

/// Cells of one alignment.
const MAX_CELLS: usize = 1 << 20;

/// Words of a run that stands once in each of two long quotations, and so holds them together.
const ANCHOR_WORDS: usize = 8;

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

/// One quotation laid beside another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Alignment {
    /// Equal runs, ascending in both.
    pub(super) runs: Vec<Run>,
    /// Whether there were more cells than may be filled, so that more may be equal.
    pub(super) is_cut: bool,
}

/// The best alignment of two token sequences.
///
/// Where it would take more than 2^20 cells, runs of eight tokens that stand once in each hold the
/// two together, and only what lies between those is aligned: of a speech in full the changes.
///
/// Cost: the product of the lengths, in time and memory, up to 2^20; for longer ones linear besides.
pub(super) fn align(a: &[u64], b: &[u64]) -> Alignment {
    if fits(a, b, MAX_CELLS) {
        return Alignment { runs: align_all(a, b), is_cut: false };
    }
    let ends = Run { a: a.len(), b: b.len(), len: 0 };
    let mut alignment = Alignment::default();
    let mut budget = MAX_CELLS;
    let mut before = Run { a: 0, b: 0, len: 0 };
    for anchor in anchors(a, b).into_iter().chain([ends]) {
        let gap = (before.end_a()..anchor.a, before.end_b()..anchor.b);
        if !gap.0.is_empty() && !gap.1.is_empty() {
            // With some words of the anchors, so that a cut has to be worth it here as elsewhere.
            let lead = before.len.min(ANCHOR_WORDS);
            let tail = anchor.len.min(ANCHOR_WORDS);
            let (from_a, from_b) = (gap.0.start - lead, gap.1.start - lead);
            let piece_a = &a[from_a..gap.0.end + tail];
            let piece_b = &b[from_b..gap.1.end + tail];
            if fits(piece_a, piece_b, budget) {
                budget -= piece_a.len() * piece_b.len();
                let found = align_all(piece_a, piece_b).into_iter();
                let moved =
                    found.map(|run| Run { a: run.a + from_a, b: run.b + from_b, len: run.len });
                alignment.runs.extend(moved.filter_map(|run| within(run, &gap)));
            } else {
                alignment.is_cut = true;
            }
        }
        if anchor.len > 0 {
            alignment.runs.push(anchor);
        }
        before = anchor;
    }
    alignment
}

fn fits(a: &[u64], b: &[u64], budget: usize) -> bool {
    u16::try_from(a.len().max(b.len())).is_ok() && a.len() * b.len() <= budget
}

/// The part of a run that lies in a gap.
fn within(run: Run, gap: &(Range<usize>, Range<usize>)) -> Option<Run> {
    let before = gap.0.start.saturating_sub(run.a).max(gap.1.start.saturating_sub(run.b));
    let behind = run.end_a().saturating_sub(gap.0.end).max(run.end_b().saturating_sub(gap.1.end));
    let len = run.len.checked_sub(before + behind).filter(|&len| len > 0)?;
    Some(Run { a: run.a + before, b: run.b + before, len })
}

/// Maximal equal runs around words that stand once in each, ascending in both: the most of them.
fn anchors(a: &[u64], b: &[u64]) -> Vec<Run> {
    let (once_a, once_b) = (once(a), once(b));
    let mut common: Vec<(usize, usize)> =
        once_a.iter().filter_map(|(words, &at)| Some((at, *once_b.get(words)?))).collect();
    common.sort_unstable();
    let mut runs: Vec<Run> = Vec::new();
    for (x, y) in longest_ascending(&common) {
        let (end_a, end_b) = runs.last().map_or((0, 0), |run| (run.end_a(), run.end_b()));
        if x < end_a || y < end_b {
            continue;
        }
        let before = a[end_a..x].iter().rev().zip(b[end_b..y].iter().rev());
        let before = before.take_while(|(x, y)| x == y).count();
        let len = a[x..].iter().zip(&b[y..]).take_while(|(x, y)| x == y).count();
        runs.push(Run { a: x - before, b: y - before, len: before + len });
    }
    runs
}

/// Where words stand that stand once.
fn once(tokens: &[u64]) -> BTreeMap<&[u64], usize> {
    let mut places: BTreeMap<&[u64], Option<usize>> = BTreeMap::new();
    for (at, words) in tokens.windows(ANCHOR_WORDS).enumerate() {
        places.entry(words).and_modify(|place| *place = None).or_insert(Some(at));
    }
    places.into_iter().filter_map(|(words, place)| Some((words, place?))).collect()
}

/// The longest subsequence that ascends in both; the first of equals by place in the second.
fn longest_ascending(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // Of the subsequences of each length the one with the smallest end, by its place.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, pair) in pairs.iter().enumerate() {
        let len = ends.partition_point(|&end| pairs[end].1 < pair.1);
        previous.push(len.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(len) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut chain = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(place) = at {
        chain.push(pairs[place]);
        at = previous[place];
    }
    chain.reverse();
    chain
}

/// The equal runs of the best alignment, by the whole table.
fn align_all(a: &[u64], b: &[u64]) -> Vec<Run> {
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
        align(a, b).runs.iter().map(|run| (run.a, run.b, run.len)).collect()
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

    #[test]
    fn what_is_too_much_to_be_aligned_is_cut_and_said() {
        let (long, other): (Vec<u64>, Vec<u64>) = ((0..2_000).collect(), (9_000..11_000).collect());
        assert_eq!(align(&long, &other), Alignment { runs: Vec::new(), is_cut: true });
        let (x, y) = ([&long[..], &other].concat(), [&long[..], &long[..2]].concat());
        let Alignment { runs, is_cut } = align(&x, &y);
        assert_eq!((runs, is_cut), (vec![Run { a: 0, b: 0, len: 2_000 }], false));
        assert!(align(&[7; 1_100], &[7; 1_100]).is_cut);
        assert!(!align(&[7; 1_000], &[7; 1_000]).is_cut);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// Words that stand once, some of them left out, replaced or added.
        #[test]
        fn long_quotations_are_aligned_as_by_the_whole_table(
            edits in proptest::collection::vec((0_usize..1_400, 0_usize..60, 0_u64..3), 0..6),
        ) {
            let a: Vec<u64> = (1..=1_400).collect();
            let mut b = a.clone();
            for (number, (at, len, added)) in (0..).zip(edits) {
                let at = at.min(b.len());
                let end = (at + len).min(b.len());
                b.splice(at..end, (0..added).map(|n| 1_000_000 + 10 * number + n));
            }
            prop_assume!(!fits(&a, &b, MAX_CELLS));
            let Alignment { runs, is_cut } = align(&a, &b);
            prop_assert!(!is_cut);
            prop_assert_eq!(runs, align_all(&a, &b));
        }
    }

    proptest! {
        #[test]
        fn runs_are_equal_maximal_and_ascending(
            a in proptest::collection::vec(0_u64..5, 0..14),
            b in proptest::collection::vec(0_u64..5, 0..14),
        ) {
            let runs = align(&a, &b).runs;
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
