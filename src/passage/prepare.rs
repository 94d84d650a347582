//! What verification needs of one article, computed once for all its pairs.

use std::ops::Range;

use super::facts::Facts;
use crate::news::{quoted_spans, reporting_cues};
use crate::sketch::shingle::{ShingleConfig, shingle_hashes};
use crate::text::Tokens;

/// An article ready for alignment.
#[derive(Clone, Debug)]
pub struct Prepared {
    tokens: Tokens,
    /// Shingle hash and the token it starts at, sorted.
    shingles: Vec<(u64, u32)>,
    num_distinct_shingles: u32,
    is_quoted: Vec<bool>,
    is_own: Vec<bool>,
    is_number: Vec<bool>,
    is_name: Vec<bool>,
    /// For each token the token that begins the cue by which it is reported.
    reporting_cues: Vec<Option<u32>>,
    facts: Facts,
    num_own: u32,
}

impl Prepared {
    /// Tokenises and indexes a text, of which the tokens in `furniture` are not its own.
    ///
    /// Cost: linear in the text, and the sort of its shingles.
    pub fn new(text: &str, furniture: &[Range<u32>], shingles: ShingleConfig) -> Self {
        let tokens = Tokens::of(text);
        let mut is_own = vec![true; tokens.len()];
        for range in furniture {
            if let Some(masked) = is_own.get_mut(range.start as usize..range.end as usize) {
                masked.fill(false);
            }
        }
        let mut is_quoted = vec![false; tokens.len()];
        for span in quoted_spans(text) {
            is_quoted[tokens.range_in(span)].fill(true);
        }
        let is_number: Vec<bool> =
            tokens.spans().iter().map(|span| has_digit(span.of(text))).collect();
        let reporting_cues = reporting_cues(text, &tokens);
        let facts = Facts::of(text, &tokens, &is_own, &is_number);
        let mut is_name = vec![false; tokens.len()];
        facts.name_tokens().for_each(|token| is_name[token as usize] = true);
        let mut hashes = Vec::new();
        shingle_hashes(tokens.hashes(), tokens.units(), shingles, &mut hashes);
        let mut shingles: Vec<(u64, u32)> = hashes.into_iter().zip(0..).collect();
        // One number orders without branches, as a pair of them does not.
        shingles.sort_unstable_by_key(|&(hash, at)| u128::from(hash) << 32 | u128::from(at));
        let num_distinct_shingles = shingles.chunk_by(|a, b| a.0 == b.0).count() as u32;
        let num_own = is_own.iter().filter(|&&own| own).count() as u32;
        Self {
            tokens,
            shingles,
            num_distinct_shingles,
            is_quoted,
            is_own,
            is_number,
            is_name,
            reporting_cues,
            facts,
            num_own,
        }
    }

    /// The tokens of the article.
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// Tokens outside furniture.
    pub fn num_own(&self) -> u32 {
        self.num_own
    }

    /// Whether the token lies inside quotation marks.
    pub(super) fn is_quoted(&self, token: u32) -> bool {
        self.is_quoted.get(token as usize).copied().unwrap_or(false)
    }

    /// Whether the token lies outside furniture.
    pub(super) fn is_own(&self, token: u32) -> bool {
        self.is_own.get(token as usize).copied().unwrap_or(false)
    }

    /// Units of the tokens outside furniture, of those given.
    pub(super) fn own_units(&self, tokens: Range<u32>) -> u32 {
        let units = |token: u32| self.tokens.units_of(token as usize, token as usize + 1) as u32;
        tokens.filter(|&token| self.is_own(token)).map(units).sum()
    }

    /// How many of the tokens `start..end` hold a digit.
    pub(super) fn num_numbers(&self, start: u32, end: u32) -> u32 {
        let tokens = self.is_number.get(start as usize..end as usize).unwrap_or_default();
        tokens.iter().filter(|&&is_number| is_number).count() as u32
    }

    /// Whether the token is a name, a day or a month of the article's own words.
    pub(super) fn is_name(&self, token: u32) -> bool {
        self.is_name.get(token as usize).copied().unwrap_or(false)
    }

    /// The token that begins the cue by which this one is reported: somebody else's words.
    pub(super) fn reporting_cue(&self, token: u32) -> Option<u32> {
        self.reporting_cues.get(token as usize).copied().flatten()
    }

    /// Names and numbers.
    pub(super) fn facts(&self) -> &Facts {
        &self.facts
    }

    pub(super) fn shingles(&self) -> &[(u64, u32)] {
        &self.shingles
    }

    pub(super) fn num_distinct_shingles(&self) -> u32 {
        self.num_distinct_shingles
    }

    /// Units of the tokens `start..end`: two for a word, one for a character of a script without
    /// spaces.
    pub(super) fn units_of(&self, start: u32, end: u32) -> u64 {
        self.tokens.units_of(start as usize, end as usize)
    }
}

/// Whether a word holds a digit or another number.
fn has_digit(word: &str) -> bool {
    if word.is_ascii() {
        word.bytes().any(|byte| byte.is_ascii_digit())
    } else {
        word.contains(char::is_numeric)
    }
}
