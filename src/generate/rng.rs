//! The small random number generator of `generate`. Draws are the same on every platform: integer
//! arithmetic alone, over the frozen mixer of `hash`. Never used where chance must be hard to guess.

use crate::hash::mix;

/// Step of the state: 2^64 over the golden ratio, made odd.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// A stream of numbers that one seed determines.
///
/// Source: `SplitMix64` (Steele, Lea, Flood 2014).
#[derive(Clone, Debug)]
pub(super) struct Rng(u64);

impl Rng {
    /// The stream of `seed`, `stream` and `part`: one unit's text, one member's edits and so on.
    pub(super) fn new(seed: u64, stream: u64, part: u64) -> Self {
        Self(mix(mix(mix(seed ^ STEP).wrapping_add(stream)).wrapping_add(part.wrapping_mul(STEP))))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// A number in `0..limit`, 0 for a limit of 0. The bias is below `limit` / 2^32.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        let high = self.next() >> 32;
        ((high * limit as u64) >> 32) as usize
    }

    /// A number in `low..=high`.
    pub(super) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// True in `per_mille` of 1,000 cases.
    pub(super) fn chance(&mut self, per_mille: usize) -> bool {
        self.below(1000) < per_mille
    }

    /// One of `items`, all alike likely. `items` is never empty.
    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// Puts `items` in random order (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_stay_in_range_and_differ_between_streams() {
        let mut rng = Rng::new(1, 2, 3);
        let mut seen = [0_u32; 7];
        for _ in 0..7_000 {
            seen[rng.below(7)] += 1;
            assert!((3..=5).contains(&rng.between(3, 5)));
        }
        // 1,000 expected in each; five standard deviations are about 146.
        assert!(seen.iter().all(|&n| (850..=1150).contains(&n)), "{seen:?}");
        assert_eq!(Rng::new(1, 2, 3).next(), Rng::new(1, 2, 3).next());
        let firsts = [(1, 2, 3), (1, 3, 2), (2, 2, 3), (1, 2, 4), (0, 0, 0)]
            .map(|(seed, stream, part)| Rng::new(seed, stream, part).next());
        for (i, first) in firsts.iter().enumerate() {
            assert!(!firsts[..i].contains(first));
        }
    }

    #[test]
    fn shuffle_keeps_every_item() {
        let mut items: Vec<u32> = (0..100).collect();
        Rng::new(9, 0, 0).shuffle(&mut items);
        assert_ne!(items, (0..100).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }
}
