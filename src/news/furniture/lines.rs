//! A page as lines, and what is kept of a line: 24 bytes by which the same line is known again, also
//! with other numbers or a word changed.

use std::ops::Range;

use crate::hash::mix;
use crate::span::Span;
use crate::text::Tokens;

/// Lines kept from the beginning of a page, and from its end.
pub(super) const EDGE_LINES: (usize, usize) = (24, 120);

/// Words of a line; one that is longer is cut.
const MAX_WORDS: usize = (IS_OF_CHARACTERS - 1) as usize;

/// Beside the number of words: whether the line ends as a sentence does.
const IS_ENDED: u16 = 1 << 15;

/// And whether more than two of five words are numbers, as in the row of a table.
const HAS_FIGURES: u16 = 1 << 14;

/// And whether most of its tokens are characters of scripts without spaces, two of which make a word.
const IS_OF_CHARACTERS: u16 = 1 << 13;

/// Marks at the end of a sentence.
const END_MARKS: [char; 10] = ['.', '!', '?', '…', '؟', '۔', '।', '。', '！', '？'];

/// Lines from which on pairs of words are compared instead of single ones, which long lines share
/// whatever they say.
const MIN_WORDS_FOR_PAIRS: usize = 16;

/// What all numbers are taken for where an edited line is looked for.
const NUMBER: u64 = 0x2545_f491_4f6c_dd1d;

/// One line of an article: a run of tokens that no line break interrupts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    hash_low: u32,
    hash_high: u16,
    words_and_flags: u16,
    /// Smallest hash of three words in a row, numbers alike: two versions of a line mostly agree in
    /// it. Of a line of one or two words the hash of all of it.
    pub(super) smallest: u32,
    pub(super) sketch: Sketch,
    pub(super) span: Span,
}

impl Line {
    /// `alike` are the words with all numbers alike.
    fn of(words: &[u64], alike: &[u64], flags: u16, span: Span) -> Self {
        let hash = words.iter().fold(0, |hash, &word| mix(hash ^ word));
        let threes =
            alike.windows(3).map(|w| mix(w[0] ^ w[1].rotate_left(21) ^ w[2].rotate_left(42)));
        let num_numbers = alike.iter().filter(|&&word| word == NUMBER).count();
        let has_figures = 5 * num_numbers > 2 * words.len();
        let whole = || (alike.iter().fold(0, |hash, &word| mix(hash ^ word)) >> 32) as u32;
        Self {
            hash_low: hash as u32,
            hash_high: (hash >> 32) as u16,
            words_and_flags: words.len() as u16 | flags | if has_figures { HAS_FIGURES } else { 0 },
            smallest: threes.map(|hash| (hash >> 32) as u32).min().unwrap_or_else(whole),
            sketch: Sketch::of(alike),
            span,
        }
    }

    /// Its tokens.
    pub(super) const fn num_tokens(&self) -> u16 {
        self.words_and_flags & !(IS_ENDED | HAS_FIGURES | IS_OF_CHARACTERS)
    }

    /// Its length in words, half a word for each token of a line of characters.
    pub(super) const fn words(&self) -> u16 {
        let is_of_characters = self.words_and_flags & IS_OF_CHARACTERS != 0;
        if is_of_characters { self.num_tokens().div_ceil(2) } else { self.num_tokens() }
    }

    pub(super) const fn is_ended(&self) -> bool {
        self.words_and_flags & IS_ENDED != 0
    }

    pub(super) const fn has_figures(&self) -> bool {
        self.words_and_flags & HAS_FIGURES != 0
    }

    /// 48 bits of a hash of the line: of a billion pairs of lines not one is taken for the same.
    pub(super) fn hash(&self) -> u64 {
        u64::from(self.hash_high) << 32 | u64::from(self.hash_low)
    }

    /// Names the line within a source.
    pub(super) fn key(&self, source: u64) -> u64 {
        key(source, self.hash())
    }

    /// Names lines of a source that may be versions of one.
    pub(super) fn family(&self, source: u64) -> u64 {
        family(source, self.smallest)
    }

    /// Whether the two are the same but for their numbers.
    pub(super) fn differs_in_numbers_alone(&self, other: &Template) -> bool {
        self.num_tokens() == other.num_tokens
            && self.smallest == other.smallest
            && self.sketch == other.sketch
    }
}

/// Names the lines of a source that have their smallest three words in common.
pub(super) const fn family(source: u64, smallest: u32) -> u64 {
    key(source, smallest as u64)
}

const fn key(source: u64, hash: u64) -> u64 {
    mix(source.rotate_left(17) ^ hash)
}

/// A line that recurs, as its versions are compared with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Template {
    pub(super) num_tokens: u16,
    pub(super) smallest: u32,
    pub(super) sketch: Sketch,
}

impl Template {
    pub(super) const fn of(line: &Line) -> Self {
        Self { num_tokens: line.num_tokens(), smallest: line.smallest, sketch: line.sketch }
    }

    /// Whether a line is a version of this one: about as long, and at most two of the eight parts of
    /// its sketch differ, as many as one changed word can change.
    pub(super) fn has_version(&self, line: &Line) -> bool {
        if line.differs_in_numbers_alone(self) {
            return true;
        }
        let (ours, theirs) = (self.num_tokens, line.num_tokens());
        let (shorter, longer) = (ours.min(theirs), ours.max(theirs));
        longer - shorter <= (shorter / 4).max(1) && self.sketch.resembles(line.sketch)
    }
}

/// Words of a line, or pairs of them, by their smallest hashes: eight parts of four bits, in each
/// the smallest hash of those that fall into it, 0 for none (one permutation hashing, Li, Owen and
/// Zhang 2012).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Sketch(pub(super) u32);

impl Sketch {
    const PARTS: u32 = 8;

    fn of(words: &[u64]) -> Self {
        if words.len() < MIN_WORDS_FOR_PAIRS {
            Self::of_set(words.iter().copied())
        } else {
            Self::of_set(words.windows(2).map(|pair| pair[0] ^ pair[1].rotate_left(29)))
        }
    }

    pub(super) fn of_set(hashes: impl Iterator<Item = u64>) -> Self {
        let mut smallest = [u64::MAX; Self::PARTS as usize];
        for hash in hashes.map(mix) {
            if let Some(slot) = smallest.get_mut((hash >> 61) as usize) {
                *slot = (*slot).min(hash);
            }
        }
        let nibble = |hash: u64| if hash == u64::MAX { 0 } else { (hash % 15) as u32 + 1 };
        Self(smallest.iter().fold(0, |sketch, &hash| sketch << 4 | nibble(hash)))
    }

    /// Whether hardly any part is the same. Of sketches with fewer than two parts nothing is sure.
    pub(super) fn is_unlike(self, other: Self) -> bool {
        let least = self.num_filled().min(other.num_filled());
        least >= 2 && 4 * self.num_same(other) <= least
    }

    /// Whether half of the parts are the same, as they are where a word in ten was changed.
    pub(super) fn is_like(self, other: Self) -> bool {
        2 * self.num_same(other) >= self.num_filled().max(other.num_filled())
    }

    pub(super) fn num_filled(self) -> usize {
        (0..Self::PARTS).filter(|&at| self.part(at) != 0).count()
    }

    fn num_same(self, other: Self) -> usize {
        let is_same = |&at: &u32| self.part(at) == other.part(at) && self.part(at) != 0;
        (0..Self::PARTS).filter(is_same).count()
    }

    fn part(self, at: u32) -> u32 {
        self.0 >> (4 * at) & 15
    }

    /// Whether so much is the same that one changed word explains the rest.
    fn resembles(self, other: Self) -> bool {
        let parts = || (0..Self::PARTS).map(|at| (self.part(at), other.part(at)));
        let filled = parts().filter(|&(x, y)| x != 0 || y != 0).count();
        let same = self.num_same(other);
        same >= 4 && same + 2 >= filled
    }

    /// In each part what most of them have, the smaller one of two.
    pub(super) fn most_common(sketches: &[Self]) -> Self {
        (0..Self::PARTS).fold(Self(0), |common, at| {
            let mut counts = [0_u32; 16];
            for sketch in sketches {
                counts[sketch.part(at) as usize] += 1;
            }
            let most = counts.iter().max().copied().unwrap_or(0);
            let value = counts.iter().position(|&count| count == most).unwrap_or(0);
            Self(common.0 | (value as u32) << (4 * at))
        })
    }
}

/// What stands before a token, behind the one before it.
pub(super) fn gap<'t>(text: &'t str, tokens: &Tokens, at: usize) -> &'t str {
    let before = at.checked_sub(1).and_then(|before| tokens.spans().get(before));
    let start = before.map_or(0, |span| span.end as usize);
    let end = tokens.spans().get(at).map_or(text.len(), |span| span.start as usize);
    text.get(start..end).unwrap_or("")
}

/// What stands in a line behind its last token, the one before `end`.
pub(super) fn behind<'t>(text: &'t str, tokens: &Tokens, end: usize) -> &'t str {
    gap(text, tokens, end).split('\n').next().unwrap_or("")
}

/// Whether what stands behind the last word of a line ends a sentence.
pub(super) fn ends_sentence(behind: &str) -> bool {
    behind.contains(END_MARKS)
}

/// Tokens that make a word in this stretch.
pub(super) fn tokens_of_word(tokens: &Tokens, range: &Range<usize>) -> u32 {
    Tokens::tokens_of_word(tokens.units_of(range.start, range.end), range.len() as u64)
}

/// The lines of a page as ranges of tokens: those with at least one.
pub(super) fn cut(text: &str, tokens: &Tokens, out: &mut Vec<Range<u32>>) {
    out.clear();
    let bytes = text.as_bytes();
    let (mut start, mut before) = (0, 0);
    for (at, span) in tokens.spans().iter().enumerate() {
        let gap = bytes.get(before..span.start as usize).unwrap_or_default();
        if at > start && (gap.contains(&b'\n') || at - start == MAX_WORDS) {
            out.push(start as u32..at as u32);
            start = at;
        }
        before = span.end as usize;
    }
    if start < tokens.len() {
        out.push(start as u32..tokens.len() as u32);
    }
}

/// Appends the lines near the edges of the page; answers with the number of words between the edges.
///
/// `alike` is a buffer.
pub(super) fn push_lines(
    text: &str,
    tokens: &Tokens,
    ranges: &[Range<u32>],
    alike: &mut Vec<u64>,
    out: &mut Vec<Line>,
) -> u32 {
    let (first, last) = EDGE_LINES;
    let num_between = ranges.len().saturating_sub(first + last);
    let mut skipped_words = 0;
    for (at, range) in ranges.iter().enumerate() {
        if at >= first && at < first + num_between {
            skipped_words += range.end - range.start;
            continue;
        }
        let range = range.start as usize..range.end as usize;
        let words = tokens.hashes().get(range.clone()).unwrap_or_default();
        let spans = tokens.spans().get(range.clone()).unwrap_or_default();
        alike.clear();
        let is_number = |span: &Span| span.of(text).starts_with(char::is_numeric);
        alike.extend(
            words.iter().zip(spans).map(|(&word, s)| if is_number(s) { NUMBER } else { word }),
        );
        let is_ended = ends_sentence(behind(text, tokens, range.end));
        let is_of_characters = tokens_of_word(tokens, &range) > 1;
        let flags = if is_ended { IS_ENDED } else { 0 }
            | if is_of_characters { IS_OF_CHARACTERS } else { 0 };
        out.push(Line::of(words, alike, flags, tokens.span_of(range.start, range.end)));
    }
    skipped_words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Line> {
        let tokens = Tokens::of(text);
        let (mut ranges, mut lines) = (Vec::new(), Vec::new());
        cut(text, &tokens, &mut ranges);
        push_lines(text, &tokens, &ranges, &mut Vec::new(), &mut lines);
        lines
    }

    fn is_version(text: &str, other: &str) -> bool {
        Template::of(&lines(text)[0]).has_version(&lines(other)[0])
    }

    #[test]
    fn a_line_takes_24_bytes() {
        assert_eq!(size_of::<Line>(), 24);
    }

    #[test]
    fn other_numbers_make_a_version() {
        for (one, other) in [
            ("Join 12,345 readers", "Join 12,409 readers"),
            ("12 comments", "3 comments"),
            ("Нас читают 5000 человек", "Нас читают 5100 человек"),
            ("آخرین به روزرسانی ۱۲ دقیقه پیش", "آخرین به روزرسانی ۴۵ دقیقه پیش"),
        ] {
            let (one, other) = (lines(one)[0], lines(other)[0]);
            assert_ne!(one.hash(), other.hash());
            assert!(other.differs_in_numbers_alone(&Template::of(&one)));
        }
        assert!(!is_version("12 comments", "12 readers"));
    }

    #[test]
    fn one_changed_word_makes_a_version() {
        let line: Vec<String> = (0..30).map(|at| format!("word{at}")).collect();
        for len in [7, 10, 14, 15, 16, 20, 30] {
            let found = (0..len).filter(|&at| {
                let mut edited = line.clone();
                edited[at] = "changed".to_owned();
                is_version(&line[..len].join(" "), &edited[..len].join(" "))
            });
            // A word in two pairs that are both the smallest of their parts changes up to four.
            assert!(4 * found.count() >= 3 * len, "{len}");
        }
    }

    #[test]
    fn other_lines_are_no_versions() {
        let line = |n: usize, len: usize| {
            (0..len).map(|at| format!("w{n}x{at}")).collect::<Vec<_>>().join(" ")
        };
        for len in [5, 9, 20, 60] {
            let taken = (1..2_000).filter(|&n| is_version(&line(0, len), &line(n, len))).count();
            assert!(taken <= 2, "{taken} of lines of {len} words");
        }
    }

    #[test]
    fn a_line_of_very_many_words_is_cut() {
        let text = "a ".repeat(MAX_WORDS + 5) + "\nb";
        let words: Vec<u16> = lines(&text).iter().map(Line::words).collect();
        assert_eq!(words, [MAX_WORDS as u16, 5, 1]);
    }
}
