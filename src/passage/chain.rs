//! Collinear chaining: blocks that follow each other in both articles with little between them.
//!
//! Source: the chaining step of minimap2 (Li 2018, "Minimap2: pairwise alignment for nucleotide
//! sequences"), with words for bases.

use super::seeds::Block;

/// How many earlier blocks are tried as the one before.
const MAX_LOOK_BACK: usize = 64;

/// Groups blocks, sorted by position, into chains; each block is used once. Chains come best
/// first, the blocks of a chain in text order, trimmed so that they do not overlap.
///
/// A block follows one of the 64 before it. In texts so repetitive that more lie between two that
/// belong together, a chain is split there, and so is the passage; no word is lost by it.
///
/// `max_gap`: tokens between two blocks, on the longer side, up to which they can be chained.
/// Cost: O(blocks x 64).
pub(super) fn chains(blocks: &[Block], max_gap: u32) -> Vec<Vec<Block>> {
    let mut scores: Vec<i64> = Vec::with_capacity(blocks.len());
    let mut before: Vec<Option<usize>> = Vec::with_capacity(blocks.len());
    for (at, block) in blocks.iter().enumerate() {
        let mut best = (2 * i64::from(block.len), None);
        for earlier in (at.saturating_sub(MAX_LOOK_BACK)..at).rev() {
            if let Some(gain) = gain(blocks[earlier], *block, max_gap)
                && scores[earlier] + gain > best.0
            {
                best = (scores[earlier] + gain, Some(earlier));
            }
        }
        scores.push(best.0);
        before.push(best.1);
    }
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    order.sort_unstable_by_key(|&at| (std::cmp::Reverse(scores[at]), at));
    let mut is_used = vec![false; blocks.len()];
    let mut chains = Vec::new();
    for last in order {
        let mut chain = Vec::new();
        let mut next = Some(last);
        while let Some(at) = next.filter(|&at| !is_used[at]) {
            is_used[at] = true;
            chain.push(blocks[at]);
            next = before[at];
        }
        if !chain.is_empty() {
            chain.reverse();
            chains.push(trimmed(&chain));
        }
    }
    chains
}

/// What the later block adds to a chain that ends in the earlier one, in half words; `None` if it
/// does not follow.
fn gain(earlier: Block, later: Block, max_gap: u32) -> Option<i64> {
    if later.a <= earlier.a || later.b <= earlier.b {
        return None;
    }
    let overlap = overlap(earlier, later);
    if overlap >= later.len {
        return None;
    }
    let gap_a = later.a + overlap - earlier.end_a();
    let gap_b = later.b + overlap - earlier.end_b();
    let gap = gap_a.max(gap_b);
    (gap <= max_gap).then(|| 2 * i64::from(later.len - overlap) - i64::from(gap) - 1)
}

/// Tokens by which the later block reaches into the earlier one, on the worse side.
fn overlap(earlier: Block, later: Block) -> u32 {
    earlier.end_a().saturating_sub(later.a).max(earlier.end_b().saturating_sub(later.b))
}

/// Cuts what two blocks of a chain both claim from the shorter one: the longest run of a passage
/// stays whole, since its length decides whether the passage counts.
fn trimmed(chain: &[Block]) -> Vec<Block> {
    let mut trimmed: Vec<Block> = Vec::with_capacity(chain.len());
    for &block in chain {
        let mut block = block;
        while let Some(last) = trimmed.last_mut() {
            let cut = overlap(*last, block);
            if cut == 0 {
                break;
            }
            if last.len >= block.len {
                let cut = cut.min(block.len);
                block = Block { a: block.a + cut, b: block.b + cut, len: block.len - cut };
                break;
            }
            last.len = last.len.saturating_sub(cut);
            if last.len > 0 {
                break;
            }
            trimmed.pop();
        }
        if block.len > 0 {
            trimmed.push(block);
        }
    }
    trimmed
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn block(a: u32, b: u32, len: u32) -> Block {
        Block { a, b, len }
    }

    #[test]
    fn blocks_with_little_between_them_are_one_chain() {
        let blocks = [block(0, 10, 6), block(7, 17, 8), block(15, 27, 9)];
        assert_eq!(chains(&blocks, 10), [blocks.to_vec()]);
        assert_eq!(chains(&[block(0, 0, 6), block(17, 6, 6)], 10).len(), 2);
    }

    #[test]
    fn crossing_blocks_are_two_chains() {
        assert_eq!(
            chains(&[block(0, 20, 6), block(8, 10, 7)], 20),
            [vec![block(8, 10, 7)], vec![block(0, 20, 6)]]
        );
    }

    #[test]
    fn of_overlapping_blocks_the_shorter_is_trimmed() {
        // A word dropped from a repetition: both blocks claim the same tokens of the second text.
        assert_eq!(
            chains(&[block(0, 0, 8), block(10, 6, 9)], 10),
            [vec![block(0, 0, 6), block(10, 6, 9)]]
        );
        assert_eq!(
            chains(&[block(0, 0, 9), block(11, 7, 8)], 10),
            [vec![block(0, 0, 9), block(13, 9, 6)]]
        );
    }

    #[test]
    fn a_block_within_longer_ones_is_left_out() {
        let chain = [block(0, 0, 9), block(11, 7, 6), block(14, 8, 12)];
        assert_eq!(trimmed(&chain), [block(0, 0, 8), block(14, 8, 12)]);
    }
}
