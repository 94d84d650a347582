//! Seeds to chains to aligned passages, in tokens.

use super::band::{Band, End};
use super::chain::chains;
use super::prepare::Prepared;
use super::seeds::{Block, shared_blocks};

/// Words between two equal runs up to which they belong to one passage.
const MAX_GAP_WORDS: u32 = 10;

/// Cells of the aligner that a pair may fill before its passages are extended no further: a tenth
/// of a second or so. News fills some thousands; repetition, where every chain goes on to the end of
/// the text, would fill the product of the lengths.
const MAX_CELLS: u64 = 1 << 25;

/// An aligned passage in tokens: equal runs in order, with edits between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Aligned {
    pub(super) blocks: Vec<Block>,
}

impl Aligned {
    pub(super) fn range_a(&self) -> std::ops::Range<u32> {
        range(self.blocks.first().map(|b| b.a), self.blocks.last().map(|b| b.end_a()))
    }

    pub(super) fn range_b(&self) -> std::ops::Range<u32> {
        range(self.blocks.first().map(|b| b.b), self.blocks.last().map(|b| b.end_b()))
    }
}

fn range(start: Option<u32>, end: Option<u32>) -> std::ops::Range<u32> {
    start.unwrap_or(0)..end.unwrap_or(0)
}

/// Everything that two articles share, before it is decided what of it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alignment {
    /// Best first.
    pub(super) passages: Vec<Aligned>,
    pub(super) num_shared_shingles: u32,
    /// Longest equal run, before chains trimmed what overlaps.
    pub(super) longest_run: u32,
    pub(super) is_truncated: bool,
}

/// Aligns two articles; runs of `min_run_units` are looked for also where shingles recur heavily.
pub(super) fn align(a: &Prepared, b: &Prepared, min_run_units: u64, band: &mut Band) -> Alignment {
    let shared = shared_blocks(a, b, min_run_units);
    // All lengths in words count double where a word is a character.
    let has_characters = !a.tokens().units().is_empty() || !b.tokens().units().is_empty();
    let reach = if has_characters { 2 * MAX_GAP_WORDS } else { MAX_GAP_WORDS };
    let aligner = Aligner { a: a.tokens().hashes(), b: b.tokens().hashes(), reach };
    band.reset_cells();
    let passages = chains(&shared.blocks, reach)
        .into_iter()
        .map(|chain| aligner.complete(&chain, band))
        .collect();
    Alignment {
        passages,
        num_shared_shingles: shared.num_shingles,
        longest_run: shared.blocks.iter().map(|block| block.len).max().unwrap_or(0),
        is_truncated: shared.is_truncated || band.cells() >= MAX_CELLS,
    }
}

struct Aligner<'a> {
    a: &'a [u64],
    b: &'a [u64],
    reach: u32,
}

impl Aligner<'_> {
    /// Aligns what lies between the blocks of a chain and extends it at both ends.
    fn complete(&self, chain: &[Block], band: &mut Band) -> Aligned {
        let mut blocks: Vec<Block> = Vec::with_capacity(chain.len() + 2);
        if let Some(&first) = chain.first() {
            self.extend_left(first, band, &mut blocks);
        }
        for &block in chain {
            if let Some(&last) = blocks.last() {
                let between_a = &self.a[last.end_a() as usize..block.a as usize];
                let between_b = &self.b[last.end_b() as usize..block.b as usize];
                if !between_a.is_empty() && !between_b.is_empty() {
                    for inner in band.align(between_a, between_b, End::Both) {
                        push(&mut blocks, shifted(inner, last.end_a(), last.end_b()));
                    }
                }
            }
            push(&mut blocks, block);
        }
        self.extend_right(band, &mut blocks);
        Aligned { blocks }
    }

    fn extend_right(&self, band: &mut Band, blocks: &mut Vec<Block>) {
        while let Some(&last) = blocks.last().filter(|_| band.cells() < MAX_CELLS) {
            let after_a = window(self.a, last.end_a(), self.reach);
            let after_b = window(self.b, last.end_b(), self.reach);
            let found = band.align(after_a, after_b, End::Best);
            if found.is_empty() {
                return;
            }
            for block in found {
                push(blocks, shifted(block, last.end_a(), last.end_b()));
            }
        }
    }

    /// Writes what precedes `first` to `blocks`, in order.
    fn extend_left(&self, first: Block, band: &mut Band, blocks: &mut Vec<Block>) {
        let mut reversed: Vec<Block> = Vec::new();
        let mut at = (first.a, first.b);
        while band.cells() < MAX_CELLS {
            let before_a = reversed_window(self.a, at.0, self.reach);
            let before_b = reversed_window(self.b, at.1, self.reach);
            let found = band.align(&before_a, &before_b, End::Best);
            let Some(&last) = found.last() else { break };
            reversed.extend(found.iter().map(|block| Block {
                a: at.0 - block.end_a(),
                b: at.1 - block.end_b(),
                len: block.len,
            }));
            at = (at.0 - last.end_a(), at.1 - last.end_b());
        }
        for &block in reversed.iter().rev() {
            push(blocks, block);
        }
    }
}

fn window(tokens: &[u64], start: u32, len: u32) -> &[u64] {
    let end = tokens.len().min((start + len) as usize);
    &tokens[start as usize..end]
}

fn reversed_window(tokens: &[u64], end: u32, len: u32) -> Vec<u64> {
    tokens[end.saturating_sub(len) as usize..end as usize].iter().rev().copied().collect()
}

const fn shifted(block: Block, a: u32, b: u32) -> Block {
    Block { a: block.a + a, b: block.b + b, len: block.len }
}

/// Appends a block; joins it to the last one where nothing lies between them.
fn push(blocks: &mut Vec<Block>, block: Block) {
    match blocks.last_mut() {
        Some(last) if last.end_a() == block.a && last.end_b() == block.b => last.len += block.len,
        _ => blocks.push(block),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::shingle::ShingleConfig;

    fn words(name: &str, count: usize) -> Vec<String> {
        (0..count).map(|n| format!("{name}{n}")).collect()
    }

    fn aligned(a: &[String], b: &[String]) -> Alignment {
        let [a, b] =
            [a, b].map(|words| Prepared::new(&words.join(" "), &[], ShingleConfig::default()));
        align(&a, &b, 24, &mut Band::default())
    }

    /// The blocks of the only passage.
    fn blocks(a: &[String], b: &[String]) -> Vec<(u32, u32, u32)> {
        let Alignment { passages, is_truncated, .. } = aligned(a, b);
        assert_eq!((passages.len(), is_truncated), (1, false));
        passages[0].blocks.iter().map(|block| (block.a, block.b, block.len)).collect()
    }

    #[test]
    fn runs_shorter_than_a_shingle_at_either_end_belong_to_the_passage() {
        let shared = words("s", 30);
        let mut edited = shared.clone();
        (edited[4], edited[25]) = ("left".into(), "right".into());
        let a = [words("x", 9), shared, words("y", 9)].concat();
        let b = [words("p", 3), edited, words("q", 5)].concat();
        assert_eq!(blocks(&a, &b), [(9, 3, 4), (14, 8, 20), (35, 29, 4)]);
        assert_eq!(blocks(&b, &a), [(3, 9, 4), (8, 14, 20), (29, 35, 4)]);
    }

    #[test]
    fn words_added_or_dropped_between_two_runs_are_stepped_over() {
        let shared = words("s", 30);
        let mut longer = shared.clone();
        longer.splice(15..15, words("n", 3));
        assert_eq!(blocks(&shared, &longer), [(0, 0, 15), (15, 18, 15)]);
        assert_eq!(blocks(&longer, &shared), [(0, 0, 15), (18, 15, 15)]);
    }

    #[test]
    fn an_extension_goes_on_over_edit_after_edit() {
        let shared = words("s", 60);
        let mut edited = shared.clone();
        for at in (12..60).step_by(4) {
            edited[at] = format!("own{at}");
        }
        let found = blocks(&shared, &edited);
        assert_eq!(found[0], (0, 0, 12));
        assert_eq!(found.iter().map(|block| block.2).sum::<u32>(), 60 - 12);
    }

    #[test]
    fn one_word_many_times_ends_and_is_said_to_be_cut() {
        let word = vec!["again".to_owned(); 20_000];
        assert!(aligned(&word, &word).is_truncated);
    }
}
