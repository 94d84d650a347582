//! The token sequence of one article.

use unicode_segmentation::UnicodeSegmentation as _;

use super::normalise::{Normalised, is_written_without_spaces};
use super::words::{Scanner, Sink};
use crate::hash::hash_token;
use crate::span::Span;

/// Units that a word counts. A character of a script without spaces counts one, so that every
/// length stated in words is doubled for such scripts.
pub const UNITS_PER_WORD: u32 = 2;

/// The tokens of one article: parallel arrays in text order. Buffers are reused by
/// [`Tokens::tokenize`].
///
/// # Example
///
/// ```
/// use wirecopy::text::Tokens;
///
/// let mut tokens = Tokens::default();
/// tokens.tokenize("NATO\u{a0}said: “Don\u{2019}t”");
/// assert_eq!(tokens.len(), 3);
/// assert_eq!(tokens.spans()[2].of("NATO\u{a0}said: “Don\u{2019}t”"), "Don\u{2019}t");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    hashes: Vec<u64>,
    spans: Vec<Span>,
    /// Empty where every token is a word, which spares most articles the array.
    units: Vec<u8>,
    scanner: Scanner,
    normalised: Normalised,
}

/// Equal if the tokens are; what earlier texts left in the buffers does not count.
impl PartialEq for Tokens {
    fn eq(&self, other: &Self) -> bool {
        self.hashes == other.hashes && self.spans == other.spans && self.units == other.units
    }
}

impl Eq for Tokens {}

impl Tokens {
    /// Tokens of `text` in fresh buffers, without room for more texts.
    pub fn of(text: &str) -> Self {
        let mut tokens = Self::default();
        tokens.tokenize(text);
        // Scratch of some bytes a byte of text, which whoever keeps the tokens would keep.
        Self { scanner: Scanner::default(), normalised: Normalised::default(), ..tokens }
    }

    /// Replaces the content by the tokens of `text`.
    ///
    /// Cost: linear in the text; allocates only where a buffer must grow.
    pub fn tokenize(&mut self, text: &str) {
        self.hashes.clear();
        self.spans.clear();
        self.units.clear();
        let mut scanner = std::mem::take(&mut self.scanner);
        scanner.scan(text, &mut Collector { tokens: self, text });
        self.hash_spans(&scanner);
        self.scanner = scanner;
        if !self.units.is_empty() {
            self.units.resize(self.hashes.len(), UNITS_PER_WORD as u8);
        }
    }

    /// Hashes the spans that have none yet.
    fn hash_spans(&mut self, scanner: &Scanner) {
        scanner.hashes(&self.spans[self.hashes.len()..], &mut self.hashes);
    }

    /// The hashes of the tokens of `text` by their definition: the whole of it normalised and
    /// segmented, without a fast path. What tests and `fuzz/` hold [`Tokens::tokenize`] to.
    #[cfg(any(test, fuzzing))]
    pub fn hashes_by_definition(text: &str) -> Vec<u64> {
        let mut normalised = Normalised::default();
        normalised.set(text);
        let mut hashes = Vec::new();
        for word in normalised.text().split_word_bounds() {
            for_each_token(word, |_, token, _| hashes.push(hash_token(token.as_bytes())));
        }
        hashes
    }

    fn push_character(&mut self, span: Span) {
        self.units.resize(self.spans.len(), UNITS_PER_WORD as u8);
        self.units.push(1);
        self.spans.push(span);
    }

    fn tokenize_unicode(&mut self, stretch: &str, base: usize) {
        let mut normalised = std::mem::take(&mut self.normalised);
        normalised.set(stretch);
        let text = normalised.text();
        let mut offsets = normalised.offsets();
        for (at, word) in text.split_word_bound_indices() {
            for_each_token(word, |start, token, is_character| {
                let (start, end) = offsets.original(at + start, at + start + token.len());
                let span = Span::new((base + start) as u32, (base + end) as u32);
                if is_character {
                    self.push_character(span);
                } else {
                    self.spans.push(span);
                }
                self.hashes.push(hash_token(token.as_bytes()));
            });
        }
        self.normalised = normalised;
    }

    /// Number of tokens: words, or characters of scripts without spaces.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether the text holds no token.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// Frozen hash of each normalised token.
    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// Span of each token in the original text, ascending and disjoint.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Units of each token: two for a word, one for a character of a script without spaces.
    /// Empty where all tokens are words.
    pub fn units(&self) -> &[u8] {
        &self.units
    }

    /// Units of all tokens together.
    pub fn total_units(&self) -> u64 {
        self.units_of(0, self.len())
    }

    /// Units of the tokens `start..end`, of those that there are.
    ///
    /// Cost: constant where all tokens are words, else linear in the range.
    pub fn units_of(&self, start: usize, end: usize) -> u64 {
        let end = end.min(self.len());
        if self.units.is_empty() {
            return (end.saturating_sub(start) as u64) * u64::from(UNITS_PER_WORD);
        }
        self.units.get(start..end).map_or(0, |units| units.iter().map(|&u| u64::from(u)).sum())
    }

    /// Tokens that make the length of a word in most of `num_tokens` tokens of so many units: 2 where
    /// they are characters of a script without spaces, else 1.
    pub(crate) const fn tokens_of_word(units: u64, num_tokens: u64) -> u32 {
        if 2 * units < 3 * num_tokens { 2 } else { 1 }
    }

    /// The byte span from token `start` to token `end - 1`; empty if there is no such token.
    pub fn span_of(&self, start: usize, end: usize) -> Span {
        match self.spans.get(start..end) {
            Some([only]) => *only,
            Some([first, .., last]) => Span::new(first.start, last.end),
            _ => Span::default(),
        }
    }

    /// The tokens that overlap the byte span, as a range of indices.
    pub fn range_in(&self, span: Span) -> std::ops::Range<usize> {
        let start = self.spans.partition_point(|s| s.end <= span.start);
        let end = self.spans.partition_point(|s| s.start < span.end);
        start..end.max(start)
    }
}

/// Hands what the fast path finds to the tokens of a text.
struct Collector<'a> {
    tokens: &'a mut Tokens,
    text: &'a str,
}

impl Sink for Collector<'_> {
    #[inline]
    fn words(&mut self, spans: &[Span]) {
        self.tokens.spans.extend_from_slice(spans);
    }

    fn character(&mut self, span: Span) {
        self.tokens.push_character(span);
    }

    fn stretch(&mut self, start: usize, end: usize, scanner: &Scanner) {
        self.tokens.hash_spans(scanner);
        self.tokens.tokenize_unicode(&self.text[start..end], start);
    }
}

/// Calls `emit` with the tokens of a UAX #29 word, if it is one: with their first byte in the word,
/// and whether they are characters of a script without spaces, each with its marks.
fn for_each_token(word: &str, mut emit: impl FnMut(usize, &str, bool)) {
    // UAX #29 leaves a mark with the blank before it; a blank is no part of our words.
    let blank = word.len() - word.trim_start().len();
    let word = &word[blank..];
    let mut others = 0;
    if word.chars().any(is_written_without_spaces) {
        // UAX #29 joins some of these characters to what stands beside them, as in カ_a.
        for (start, character) in word.grapheme_indices(true) {
            if !character.chars().next().is_some_and(is_written_without_spaces) {
                continue;
            }
            if is_token(&word[others..start]) {
                emit(blank + others, &word[others..start], false);
            }
            if is_token(character) {
                emit(blank + start, character, true);
            }
            others = start + character.len();
        }
    }
    if is_token(&word[others..]) {
        emit(blank + others, &word[others..], false);
    }
}

fn is_token(part: &str) -> bool {
    part.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<&str> {
        Tokens::of(text).spans.iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn what_earlier_texts_left_makes_no_difference() {
        let mut reused = Tokens::default();
        reused
            .tokenize("A much longer text – with 漢字, dashes and “quotation marks” – before it.");
        reused.tokenize("Short one.");
        assert_eq!(reused, Tokens::of("Short one."));
        assert_eq!(reused.units_of(1, 1000), reused.units_of(1, 2));
    }

    #[test]
    fn words_follow_uax_29() {
        assert_eq!(
            words("The U.S. said it don't owe $5,000."),
            ["The", "U.S", "said", "it", "don't", "owe", "5,000"]
        );
        assert_eq!(
            words("Well-known, e.g. a_b 3.14; x:y"),
            ["Well", "known", "e.g", "a_b", "3.14", "x:y"]
        );
    }

    #[test]
    fn scripts_without_spaces_are_tokenised_by_character() {
        let text = "北约cyber防御 カタカナ";
        assert_eq!(words(text), ["北", "约", "cyber", "防", "御", "カ", "タ", "カ", "ナ"]);
        let tokens = Tokens::of(text);
        assert_eq!(tokens.units(), [1, 1, 2, 1, 1, 1, 1, 1, 1]);
        assert_eq!(tokens.total_units(), 10);
    }

    #[test]
    fn a_character_of_a_script_without_spaces_is_a_token_in_any_word() {
        assert_eq!(words("々ß カ_ab _カ"), ["々", "ß", "カ", "_ab", "カ"]);
    }

    #[test]
    fn typography_changes_no_token() {
        let plain = Tokens::of("It's the cafe\u{301} of \"NATO\" - not limited");
        for typeset in [
            "It\u{2019}s the café of “NATO” — not limited",
            "It\u{2019}s the cafe\u{301} of „NATO“ \u{2013} not\u{a0}limited",
            "It\u{2bc}s the ca\u{ad}fé of «NATO» - no\u{200b}t\u{202f}limi\u{ad}ted",
            "IT'S THE CAFÉ OF 'NATO'... NOT\u{3000}LIMITED",
        ] {
            assert_eq!(Tokens::of(typeset).hashes, plain.hashes, "{typeset}");
        }
    }

    #[test]
    fn line_end_hyphenation_is_joined() {
        assert_eq!(
            Tokens::of("the inter-\nnational pact").hashes,
            Tokens::of("the international pact").hashes
        );
        assert_eq!(Tokens::of("the inter-\r\n  national pact").len(), 3);
        assert_eq!(Tokens::of("the état-\nmajor").len(), 2);
        // A new paragraph, a capital letter or a dash between spaces is no hyphenation.
        assert_eq!(Tokens::of("the inter-\n\nnational pact").len(), 4);
        assert_eq!(Tokens::of("the Smith-\nJones pact").len(), 4);
        assert_eq!(Tokens::of("the pact -\nsigned").len(), 3);
    }

    #[test]
    fn span_of_a_joined_word_covers_both_lines() {
        let text = "an inter-\nnational pact";
        assert_eq!(words(text), ["an", "inter-\nnational", "pact"]);
    }

    #[test]
    fn range_in_finds_the_tokens_of_a_byte_span() {
        let tokens = Tokens::of("one two three four");
        assert_eq!(tokens.range_in(Span::new(4, 13)), 1..3);
        assert_eq!(tokens.range_in(Span::new(5, 6)), 1..2);
        assert_eq!(tokens.range_in(Span::new(3, 4)), 1..1);
    }

    #[test]
    fn characters_that_do_not_combine_have_spans_of_their_own() {
        for text in ["\u{bbe}\u{11a8}", "北\u{11a8}", "か\u{3099}\u{11a8}", "\u{3099}\u{9be}"] {
            let tokens = Tokens::of(text);
            let ends = tokens.spans().iter().map(|span| span.end);
            let starts = tokens.spans().iter().map(|span| span.start);
            assert!(starts.skip(1).zip(ends).all(|(start, end)| start >= end), "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn chunked_tokens_equal_those_of_the_whole_text(text in "[ -~\n\t]{0,60}") {
            prop_assert_eq!(Tokens::of(&text).hashes, Tokens::hashes_by_definition(&text));
        }

        #[test]
        fn word_punctuation_joins_as_uax_29_says(text in "[ab1_.,:;'\" \n-]{0,24}") {
            prop_assert_eq!(Tokens::of(&text).hashes, Tokens::hashes_by_definition(&text));
        }

        #[test]
        fn mixed_scripts_tokenise_as_the_whole_text(
            text in "([a-zé’“”…—ßς北カไทи́\u{301}\u{ad}\u{200b}\u{a0}'.,0-9-]|[ \n]|\\PC){0,40}"
        ) {
            prop_assert_eq!(Tokens::of(&text).hashes, Tokens::hashes_by_definition(&text));
        }

        #[test]
        fn words_over_block_ends_tokenise_as_the_whole_text(
            before in "[a-z \\-_.,'’é]{40,90}",
            text in "([a-z0-9é’“”…—ßСи北カ，：_٣'.,:\u{301}-]|[ \n]){0,60}",
        ) {
            let text = before + &text;
            prop_assert_eq!(Tokens::of(&text).hashes, Tokens::hashes_by_definition(&text));
        }

        #[test]
        fn spans_are_ascending_disjoint_and_on_character_boundaries(text in "(\\PC|[ \n-]){0,60}") {
            let tokens = Tokens::of(&text);
            let mut last = 0;
            for span in tokens.spans() {
                prop_assert!(span.start >= last && span.end > span.start);
                prop_assert!(text.get(span.start as usize..span.end as usize).is_some());
                last = span.end;
            }
        }

        #[test]
        fn a_token_read_again_from_its_span_is_the_same_token(text in "([a-zA-Zéßé’“”北0-9.,]|\u{301}|[ \n]){0,40}") {
            let tokens = Tokens::of(&text);
            for (hash, span) in tokens.hashes().iter().zip(tokens.spans()) {
                let again = Tokens::of(span.of(&text));
                prop_assert_eq!(again.hashes(), &[*hash][..]);
            }
        }
    }
}
