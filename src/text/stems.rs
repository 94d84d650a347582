//! Words without their endings, and which of them say what a text is about.
//!
//! A retelling inflects, accents and capitalises otherwise than what it retells, and it need not
//! repeat two words in a row. So a word is known by its first six letters, lower case and without
//! accents: crude, but the same for every language, and without a table to be kept up.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use super::Tokens;
use crate::hash::hash_token;

/// Letters of a word that are kept. Numbers are kept whole.
const STEM_LETTERS: usize = 6;

/// Letters from which a word can be a term: shorter ones are mostly articles and prepositions.
const MIN_TERM_LETTERS: usize = 4;

/// The stem of each token of a text, and its term. Buffers are reused by [`Stems::set`].
///
/// # Example
///
/// ```
/// use wirecopy::text::{Stems, Tokens};
///
/// let stems = |text: &str| Stems::of(text, &Tokens::of(text));
/// let (one, other) = (stems("the elections of 2019"), stems("Élection: NATO"));
/// assert_eq!(one.stems()[1], other.stems()[0]);
/// // Articles and prepositions are no terms, and a name in capitals is one.
/// assert_eq!(one.terms().iter().filter(|&&term| term != Stems::NO_TERM).count(), 2);
/// assert_eq!(other.terms().iter().filter(|&&term| term != Stems::NO_TERM).count(), 2);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Stems {
    all: Vec<u32>,
    terms: Vec<u32>,
    folded: Vec<u8>,
}

impl Stems {
    /// Stands in [`Stems::terms`] where a token is no term.
    pub const NO_TERM: u32 = 0;

    /// The stems of `text`, of which `tokens` are the tokens, in fresh buffers.
    pub fn of(text: &str, tokens: &Tokens) -> Self {
        let mut stems = Self::default();
        stems.set(text, tokens);
        stems
    }

    /// Replaces the content.
    ///
    /// Cost: linear in the text; allocates only where a buffer must grow.
    pub fn set(&mut self, text: &str, tokens: &Tokens) {
        self.all.clear();
        self.terms.clear();
        let mut folded = std::mem::take(&mut self.folded);
        let mut character_before: Option<(u32, u32)> = None;
        for (at, span) in tokens.spans().iter().enumerate() {
            let word = span.of(text);
            if tokens.units().get(at) == Some(&1) {
                // One character says little: its term is it with the character before.
                let stem = key(hash_token(word.as_bytes()));
                let pair = character_before.filter(|&(end, _)| end == span.start);
                let term = pair.map(|(_, before)| {
                    key(hash_token(&(u64::from(before) << 32 | u64::from(stem)).to_le_bytes()))
                });
                self.terms.push(term.unwrap_or(Self::NO_TERM));
                self.all.push(stem);
                character_before = Some((span.end, stem));
                continue;
            }
            let shape = fold(word, &mut folded);
            let stem = key(hash_token(&folded));
            self.all.push(stem);
            self.terms.push(if shape.is_term() { stem } else { Self::NO_TERM });
        }
        self.folded = folded;
    }

    /// A hash of each token's stem, parallel to the tokens.
    pub fn stems(&self) -> &[u32] {
        &self.all
    }

    /// The term that each token stands for, parallel to the tokens: words of four letters or more,
    /// words with a digit, and words in capitals stand for their stem; a character of a script
    /// without spaces for itself and the one before it. All else for [`Stems::NO_TERM`].
    pub fn terms(&self) -> &[u32] {
        &self.terms
    }

    /// The different terms, ascending, into `out`, which is cleared.
    pub fn distinct_terms(&self, out: &mut Vec<u32>) {
        out.clear();
        out.extend(self.terms.iter().filter(|&&term| term != Self::NO_TERM));
        out.sort_unstable();
        out.dedup();
    }
}

/// Never [`Stems::NO_TERM`].
const fn key(hash: u64) -> u32 {
    match (hash >> 32) as u32 {
        Stems::NO_TERM => 1,
        key => key,
    }
}

/// What is told of a word while it is folded.
#[derive(Clone, Copy, Debug, Default)]
struct Shape {
    letters: usize,
    capitals: usize,
    has_digit: bool,
}

impl Shape {
    const fn is_term(self) -> bool {
        self.has_digit
            || self.letters >= MIN_TERM_LETTERS
            || (self.letters >= 2 && self.capitals == self.letters)
    }
}

/// Folds a word into `folded`, which is cleared.
fn fold(word: &str, folded: &mut Vec<u8>) -> Shape {
    folded.clear();
    let mut shape = Shape { has_digit: word.contains(char::is_numeric), ..Shape::default() };
    let most = if shape.has_digit { usize::MAX } else { STEM_LETTERS };
    for c in word.chars() {
        if c.is_ascii() {
            if c.is_ascii_alphanumeric() {
                shape.letters += 1;
                shape.capitals += usize::from(c.is_ascii_uppercase());
                if shape.letters <= most {
                    folded.push(c.to_ascii_lowercase() as u8);
                }
            }
            continue;
        }
        decompose_canonical(c, |part| {
            if !part.is_alphanumeric() || is_combining_mark(part) {
                return;
            }
            shape.letters += 1;
            shape.capitals += usize::from(part.is_uppercase());
            if shape.letters <= most {
                for lower in part.to_lowercase().filter(|&lower| !is_combining_mark(lower)) {
                    folded.extend_from_slice(lower.encode_utf8(&mut [0; 4]).as_bytes());
                }
            }
        });
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stems(text: &str) -> Vec<u32> {
        Stems::of(text, &Tokens::of(text)).all
    }

    fn num_terms(text: &str) -> usize {
        let mut distinct = Vec::new();
        Stems::of(text, &Tokens::of(text)).distinct_terms(&mut distinct);
        distinct.len()
    }

    #[test]
    fn endings_accents_and_capitals_do_not_tell_words_apart() {
        for (one, other) in [
            ("elections", "Election"),
            ("пенсионерка", "пенсионерки"),
            ("Κεφαλονιά", "ΚΕΦΑΛΟΝΙΑΣ"),
            ("café", "CAFE\u{301}"),
            ("Straßburg", "straßburger"),
        ] {
            assert_eq!(stems(one), stems(other), "{one} {other}");
        }
        for (one, other) in [("1234567", "1234568"), ("winter", "wine"), ("Kiel", "Kiew")] {
            assert_ne!(stems(one), stems(other), "{one} {other}");
        }
    }

    #[test]
    fn short_words_are_no_terms_but_numbers_and_capitals_are() {
        assert_eq!(num_terms("of the men and их для"), 0);
        assert_eq!(num_terms("EU 7 GPS a 3rd town"), 5);
    }

    #[test]
    fn characters_are_terms_two_by_two() {
        assert_eq!(num_terms("市长"), 1);
        assert_eq!(num_terms("市长说市长"), 3);
        // A blank or a word parts them.
        assert_eq!(num_terms("市 长 a 说"), 0);
    }

    proptest! {
        #[test]
        fn every_token_has_a_stem_and_terms_are_stems_of_words(text in "(\\PC|[A-Za-z0-9éя ]){0,60}") {
            let tokens = Tokens::of(&text);
            let stems = Stems::of(&text, &tokens);
            prop_assert_eq!(stems.stems().len(), tokens.len());
            prop_assert_eq!(stems.terms().len(), tokens.len());
            prop_assert!(stems.stems().iter().all(|&stem| stem != Stems::NO_TERM));
            let mut again = stems.clone();
            again.set(&text, &tokens);
            prop_assert_eq!(again.stems(), stems.stems());
        }
    }
}
