//! Rolling shingle hashes over token hashes.
//!
//! A shingle is `shingle_len` consecutive words. In a script without spaces, where every character
//! is a token, it is twice as many characters: a word weighs two units, a character one, and a
//! shingle covers the fewest tokens that weigh `2 * shingle_len` or more. Its hash depends on the
//! tokens it covers alone, never on what stands around them.
//!
//! The hash is a polynomial modulo 2^64 in the token hashes, rolled in O(1) a token (Karp, Rabin
//! 1987), and mixed. Polynomials modulo 2^64 are weak for Thue-Morse sequences of two tokens: two such
//! shingles agree in their low 9 bits before mixing at 8 tokens, and in 35 at 128, the longest.

use crate::error::Error;
use crate::hash;

/// Units of a token that is a word; a character of a script without spaces has one.
pub const WORD_UNITS: u8 = 2;

// Congruent to 5 modulo 8: its powers differ from one another in as many bits as they can.
const BASE: u64 = 0xd134_2543_de82_ef95;

/// `BASE` to the powers 0 ..= 2 * `ShingleConfig::MAX_LEN`.
const POWERS: [u64; 2 * ShingleConfig::MAX_LEN + 1] = {
    let mut powers = [1_u64; 2 * ShingleConfig::MAX_LEN + 1];
    let mut exponent = 1;
    while exponent < powers.len() {
        powers[exponent] = powers[exponent - 1].wrapping_mul(BASE);
        exponent += 1;
    }
    powers
};

/// Length of a shingle in words, checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShingleConfig {
    shingle_len: usize,
}

impl ShingleConfig {
    /// Words of a shingle, by default.
    pub const DEFAULT_LEN: u32 = 5;

    /// The longest shingle, in words.
    pub const MAX_LEN: usize = 64;

    /// Shingles of `shingle_len` words (in scripts without spaces: twice as many characters).
    ///
    /// # Errors
    ///
    /// [`Error::is_config`] unless `shingle_len` is in 1..=64.
    pub fn new(shingle_len: usize) -> Result<Self, Error> {
        if (1..=Self::MAX_LEN).contains(&shingle_len) {
            Ok(Self { shingle_len })
        } else {
            Err(Error::config(format!(
                "shingle length must be 1 to {} words, not {shingle_len}",
                Self::MAX_LEN
            )))
        }
    }

    /// Length in words.
    pub const fn shingle_len(self) -> usize {
        self.shingle_len
    }

    /// Length in units, two a word.
    const fn units(self) -> usize {
        self.shingle_len * WORD_UNITS as usize
    }
}

/// Writes the hash of the shingle that starts at each token, in order, over what `out` held.
///
/// Shape: `units` holds 2 (a word) or 1 (a character) for each token, or is empty where all are
/// words; other values count as the nearer of the two, missing ones as words. `out` gets one mixed
/// hash for every token at which a whole shingle fits: a text shorter than one shingle has none.
/// Cost: O(1) a token, no allocation once `out` has the room.
///
/// # Example
///
/// ```
/// use wirecopy::sketch::shingle::{ShingleConfig, shingle_hashes};
///
/// let mut shingles = Vec::new();
/// shingle_hashes(&[7, 8, 9, 7, 8], &[], ShingleConfig::new(2)?, &mut shingles);
/// assert_eq!(shingles.len(), 4);
/// assert_eq!(shingles[0], shingles[3]);
/// # Ok::<(), wirecopy::Error>(())
/// ```
pub fn shingle_hashes(
    token_hashes: &[u64],
    units: &[u8],
    config: ShingleConfig,
    out: &mut Vec<u64>,
) {
    out.clear();
    if units.is_empty() {
        roll_words(token_hashes, config.shingle_len, out);
    } else {
        roll_units(token_hashes, units, config, out);
    }
}

/// Writes how many tokens each shingle of [`shingle_hashes`] covers, in the same order.
///
/// Range: `shingle_len..=2 * shingle_len`. Where all tokens are words, every count is
/// `shingle_len`.
pub fn shingle_token_counts(
    num_tokens: usize,
    units: &[u8],
    config: ShingleConfig,
    out: &mut Vec<u8>,
) {
    out.clear();
    let mut window = Window::new(units, config);
    for start in 0..num_tokens {
        let Some(end) = window.advance(start, num_tokens) else { break };
        out.push((end - start) as u8);
    }
}

impl Default for ShingleConfig {
    /// Five words.
    fn default() -> Self {
        Self { shingle_len: Self::DEFAULT_LEN as usize }
    }
}

/// Every token a word: the window has one length.
fn roll_words(token_hashes: &[u64], shingle_len: usize, out: &mut Vec<u64>) {
    let Some((first, rest)) = token_hashes.split_at_checked(shingle_len) else { return };
    let drop_power = POWERS[shingle_len];
    let mut hash = first.iter().fold(0_u64, |hash, &token| push(hash, token));
    out.reserve(rest.len() + 1);
    out.push(hash::mix(hash));
    out.extend(rest.iter().zip(token_hashes).map(|(&added, &dropped)| {
        // The product of the dropped token waits for no earlier shingle: only one multiplication
        // and one addition a token are in sequence.
        let change = added.wrapping_sub(dropped.wrapping_mul(drop_power));
        hash = push(hash, change);
        hash::mix(hash)
    }));
}

fn roll_units(token_hashes: &[u64], units: &[u8], config: ShingleConfig, out: &mut Vec<u64>) {
    let mut window = Window::new(units, config);
    let mut hash = 0_u64;
    let mut hashed_end = 0;
    for (start, &dropped) in token_hashes.iter().enumerate() {
        let Some(end) = window.advance(start, token_hashes.len()) else { break };
        hash = token_hashes[hashed_end..end].iter().fold(hash, |hash, &token| push(hash, token));
        hashed_end = end;
        out.push(hash::mix(hash));
        hash = hash.wrapping_sub(dropped.wrapping_mul(POWERS[end - start - 1]));
    }
}

/// Appends a token to a polynomial.
#[inline]
const fn push(hash: u64, token: u64) -> u64 {
    hash.wrapping_mul(BASE).wrapping_add(token)
}

/// The end of the shingle at each start; both only move forward.
struct Window<'a> {
    units: &'a [u8],
    needed: usize,
    end: usize,
    covered: usize,
}

impl<'a> Window<'a> {
    fn new(units: &'a [u8], config: ShingleConfig) -> Self {
        Self { units, needed: config.units(), end: 0, covered: 0 }
    }

    fn units_of(&self, token: usize) -> usize {
        usize::from(self.units.get(token).map_or(WORD_UNITS, |units| (*units).clamp(1, WORD_UNITS)))
    }

    /// One past the last token of the shingle at `start`; `None` when the text ends before it.
    /// To be called with 0, 1, 2, ...
    fn advance(&mut self, start: usize, num_tokens: usize) -> Option<usize> {
        if let Some(dropped) = start.checked_sub(1) {
            self.covered -= self.units_of(dropped);
        }
        while self.covered < self.needed && self.end < num_tokens {
            self.covered += self.units_of(self.end);
            self.end += 1;
        }
        (self.covered >= self.needed).then_some(self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Each shingle from its own tokens, with its token count.
    fn naive(tokens: &[u64], units: &[u8], shingle_len: usize) -> Vec<(u64, u8)> {
        let mut shingles = Vec::new();
        for start in 0..tokens.len() {
            let mut weight = 0;
            let mut hash = 0_u64;
            for (end, token) in tokens.iter().enumerate().skip(start) {
                weight += units.get(end).map_or(2, |u| usize::from(*u));
                hash = hash.wrapping_mul(BASE).wrapping_add(*token);
                if weight >= 2 * shingle_len {
                    shingles.push((hash::mix(hash), (end + 1 - start) as u8));
                    break;
                }
            }
        }
        shingles
    }

    fn rolled(tokens: &[u64], units: &[u8], shingle_len: usize) -> Vec<(u64, u8)> {
        let config = ShingleConfig::new(shingle_len).unwrap();
        let (mut hashes, mut counts) = (vec![1, 2, 3], vec![9]);
        shingle_hashes(tokens, units, config, &mut hashes);
        shingle_token_counts(tokens.len(), units, config, &mut counts);
        assert_eq!(hashes.len(), counts.len());
        hashes.into_iter().zip(counts).collect()
    }

    fn tokens_with_units() -> impl Strategy<Value = Vec<(u64, u8)>> {
        // Few distinct tokens, so that shingles repeat; runs of either weight.
        let token = (0_u64..6).prop_map(hash::mix);
        let run = (1_u8..=2, prop::collection::vec(token, 1..12));
        prop::collection::vec(run, 0..12).prop_map(|runs| {
            runs.into_iter()
                .flat_map(|(units, tokens)| tokens.into_iter().map(move |t| (t, units)))
                .collect()
        })
    }

    proptest! {
        #[test]
        fn rolled_shingles_equal_recomputed_ones(
            text in tokens_with_units(),
            shingle_len in 1_usize..9,
        ) {
            let (tokens, units): (Vec<u64>, Vec<u8>) = text.into_iter().unzip();
            prop_assert_eq!(
                rolled(&tokens, &units, shingle_len),
                naive(&tokens, &units, shingle_len)
            );
            prop_assert_eq!(rolled(&tokens, &[], shingle_len), naive(&tokens, &[], shingle_len));
        }

        #[test]
        fn what_stands_before_changes_no_shingle(
            text in tokens_with_units(),
            before in tokens_with_units(),
            shingle_len in 1_usize..9,
        ) {
            let (tokens, units): (Vec<u64>, Vec<u8>) = text.iter().copied().unzip();
            let (all, all_units): (Vec<u64>, Vec<u8>) = before.into_iter().chain(text).unzip();
            let alone = rolled(&tokens, &units, shingle_len);
            let together = rolled(&all, &all_units, shingle_len);
            prop_assert!(together.ends_with(&alone));
        }
    }

    #[test]
    fn text_shorter_than_a_shingle_has_none() {
        for (num_tokens, units, expected) in
            [(0, 2, 0), (4, 2, 0), (5, 2, 1), (6, 2, 2), (9, 1, 0), (10, 1, 1), (11, 1, 2)]
        {
            let tokens: Vec<u64> = (0..num_tokens).collect();
            let units = vec![units; tokens.len()];
            assert_eq!(rolled(&tokens, &units, 5).len(), expected, "{num_tokens}");
        }
    }

    #[test]
    fn words_and_characters_mix_in_one_shingle() {
        // Two units a word: "w c c w" at four units covers [w c c], [c c w], and then too little.
        let counts: Vec<u8> =
            rolled(&[1, 2, 3, 4], &[2, 1, 1, 2], 2).into_iter().map(|(_, c)| c).collect();
        assert_eq!(counts, [3, 3]);
        // A word may overshoot: [c w w] weighs five units, and no fewer tokens weigh four.
        let counts: Vec<u8> =
            rolled(&[1, 2, 3], &[1, 2, 2], 2).into_iter().map(|(_, c)| c).collect();
        assert_eq!(counts, [3, 2]);
    }

    #[test]
    fn order_of_tokens_counts() {
        let distinct = |tokens: &[u64]| rolled(tokens, &[], 5)[0].0;
        let hash = distinct(&[1, 2, 3, 4, 5]);
        assert_ne!(hash, distinct(&[5, 2, 3, 4, 1]));
        assert_ne!(hash, distinct(&[3, 2, 1, 4, 5]));
    }

    #[test]
    fn weights_out_of_range_count_as_the_nearer() {
        let tokens: Vec<u64> = (0..20).collect();
        assert_eq!(rolled(&tokens, &[0; 20], 3), rolled(&tokens, &[1; 20], 3));
        assert_eq!(rolled(&tokens, &[255; 20], 3), rolled(&tokens, &[], 3));
        assert_eq!(rolled(&tokens, &[2; 3], 3), rolled(&tokens, &[], 3));
    }

    #[test]
    fn longest_shingle_of_characters_is_hashed() {
        let tokens: Vec<u64> = (0..400).map(hash::mix).collect();
        let units = vec![1; 400];
        let len = ShingleConfig::MAX_LEN;
        assert_eq!(rolled(&tokens, &units, len), naive(&tokens, &units, len));
    }

    #[test]
    fn shingle_length_out_of_range_is_a_config_error() {
        assert!(ShingleConfig::new(0).unwrap_err().is_config());
        assert!(ShingleConfig::new(65).unwrap_err().is_config());
        assert_eq!(ShingleConfig::new(64).unwrap().shingle_len(), 64);
    }

    #[test]
    fn shingle_hashes_equal_their_golden_vector() {
        let tokens: Vec<u64> = (0..7).map(hash::mix).collect();
        let hashes: Vec<u64> =
            rolled(&tokens, &[2, 2, 1, 1, 1, 2, 2], 3).into_iter().map(|(h, _)| h).collect();
        assert_eq!(
            hashes,
            [
                0x6e58_fc62_1220_783e,
                0x1208_ee50_0687_3b5f,
                0xb8a0_00a5_ec24_e99f,
                0x0458_9617_65ae_8e08
            ],
            "{hashes:#x?}"
        );
    }
}
