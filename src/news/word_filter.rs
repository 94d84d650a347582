//! Which words are in none of the tables of this stage.
//!
//! A table of some thousand words does not fit into the nearest cache, and most words of a text are
//! not in it. One bit for each of 2^15 classes of hashes does, and says so of nearly all of them.

/// The words of a table by 15 bits of their hashes.
#[derive(Clone, Debug)]
pub(super) struct WordFilter(Vec<u64>);

impl Default for WordFilter {
    fn default() -> Self {
        Self(vec![0; 1 << (Self::BITS - 6)])
    }
}

impl WordFilter {
    const BITS: u32 = 15;

    const fn place(hash: u64) -> (usize, u64) {
        let at = hash >> (64 - Self::BITS);
        ((at / 64) as usize, 1 << (at % 64))
    }

    pub(super) fn insert(&mut self, hash: u64) {
        let (word, bit) = Self::place(hash);
        if let Some(bits) = self.0.get_mut(word) {
            *bits |= bit;
        }
    }

    /// Whether a word may be in the table; `false` is certain.
    #[inline]
    pub(super) fn may_hold(&self, hash: u64) -> bool {
        let (word, bit) = Self::place(hash);
        self.0.get(word).is_some_and(|bits| bits & bit != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::mix;

    #[test]
    fn what_was_inserted_may_be_there_and_most_of_the_rest_is_not() {
        let mut filter = WordFilter::default();
        (0..2_000).map(mix).for_each(|hash| filter.insert(hash));
        assert!((0..2_000).map(mix).all(|hash| filter.may_hold(hash)));
        let wrong = (2_000..12_000).map(mix).filter(|&hash| filter.may_hold(hash)).count();
        // 2,000 of 32,768 bits: 6 % are expected.
        assert!((400..800).contains(&wrong), "{wrong}");
    }
}
