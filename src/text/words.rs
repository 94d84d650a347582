//! The fast path: UAX #29 words of a whole text, folded, by bit masks.
//!
//! Every byte of a text has a bit in a mask that tells whether it belongs to a word, so that a word is
//! a run of ones. [`kernel`](super::kernel) gives the masks of ASCII, 64 bytes at a time; characters
//! beyond it are looked up one by one ([`class`](super::class)) and set their bits. What joins two
//! words into one by its neighbours (`don't`, `5,000`) is decided by the bits beside it. A stretch
//! between blanks that holds anything that these rules do not cover is left to the full path: it is
//! given out as a [stretch](Sink::stretch).

use super::class::{self, Class, Folded};
use super::kernel::{self, BLOCK};
use super::stretch::{hyphenated_to, is_space, stretch_around};
use crate::hash::{hash_short_token, hash_token};
use crate::span::Span;

/// Bytes beyond the text that may be read with a word: what a hash takes at once.
const PADDING: usize = 16;

/// Bytes of every character that the fast path takes for a token by itself.
const IDEOGRAPH_BYTES: usize = 3;

/// Masks of the first bytes of a little-endian number.
const FIRST_BYTES: [u128; PADDING + 1] = {
    let mut masks = [u128::MAX; PADDING + 1];
    let mut len = 0;
    while len < PADDING {
        masks[len] = (1 << (8 * len)) - 1;
        len += 1;
    }
    masks
};

/// Masks and folded bytes of one text. Buffers are reused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Scanner {
    /// The text in folded form, each character at its place; what it falls short of its place by is
    /// marked in `gaps`.
    folded: Vec<u8>,
    words: Vec<u64>,
    /// First bytes of characters that are tokens by themselves.
    ideographs: Vec<u64>,
    gaps: Vec<u64>,
    has_gaps: bool,
    /// Stretches that are left to the full path, ascending.
    stretches: Vec<(usize, usize)>,
}

/// Takes what stands in a text, in order.
pub(super) trait Sink {
    /// A word.
    fn word(&mut self, span: Span);
    /// A character of a script without spaces.
    fn character(&mut self, span: Span);
    /// A stretch for the full path; `scanner` has the hashes of the spans before it.
    fn stretch(&mut self, start: usize, end: usize, scanner: &Scanner);
}

/// Bits of characters beyond ASCII; they may reach into the next block.
#[derive(Clone, Copy, Default)]
struct Marks {
    letters: u128,
    digits: u128,
    joins: u128,
    ideographs: u128,
    gaps: u128,
}

impl Marks {
    fn of_next_block(self) -> Self {
        Self {
            letters: self.letters >> BLOCK,
            digits: self.digits >> BLOCK,
            joins: self.joins >> BLOCK,
            ideographs: self.ideographs >> BLOCK,
            gaps: self.gaps >> BLOCK,
        }
    }
}

/// Letters and digits of a block, ASCII and beyond.
#[derive(Clone, Copy, Default)]
struct Sides {
    letters: u64,
    digits: u64,
}

impl Scanner {
    /// Scans a text; [`Scanner::hashes`] then has the hashes of the spans given out.
    ///
    /// Cost: linear; allocates only where a buffer must grow.
    pub(super) fn scan(&mut self, text: &str, sink: &mut impl Sink) {
        self.mark(text);
        let mut stretches = self.stretches.iter().copied().peekable();
        let mut before = 0;
        for (block, (&words, &ideographs)) in self.words.iter().zip(&self.ideographs).enumerate() {
            let mut starts = (words & !(words << 1 | before >> 63)) | ideographs;
            before = words;
            while starts != 0 {
                let bit = starts.trailing_zeros();
                starts &= starts - 1;
                let start = block * BLOCK + bit as usize;
                while let Some((from, to)) = stretches.next_if(|&(from, _)| from < start) {
                    sink.stretch(from, to, self);
                }
                if ideographs >> bit & 1 != 0 {
                    sink.character(span(start, start + IDEOGRAPH_BYTES));
                    continue;
                }
                let after = !words >> bit;
                let end = match after {
                    0 => self.end_after(block),
                    _ => start + after.trailing_zeros() as usize,
                };
                // Joiners alone are no word.
                if self.folded[start] != b'_' || self.folded[start..end].iter().any(|&b| b != b'_')
                {
                    sink.word(span(start, end));
                }
            }
        }
        for (from, to) in stretches {
            sink.stretch(from, to, self);
        }
    }

    /// The hash of the folded form of each span.
    ///
    /// Apart from the scan: one loop finds where words are, the other one waits for multiplications.
    pub(super) fn hashes(&self, spans: &[Span], out: &mut Vec<u64>) {
        if self.has_gaps {
            out.extend(spans.iter().map(|span| self.hash_with_gaps(*span)));
        } else {
            out.extend(spans.iter().map(|span| self.hash(*span)));
        }
    }

    /// The end of a word that goes on where its block ends.
    fn end_after(&self, block: usize) -> usize {
        let mut end = (block + 1) * BLOCK;
        for words in &self.words[block + 1..] {
            end += words.trailing_ones() as usize;
            if *words != u64::MAX {
                break;
            }
        }
        end
    }

    #[inline]
    fn hash(&self, span: Span) -> u64 {
        let (start, len) = (span.start as usize, (span.end - span.start) as usize);
        let word = self.folded.get(start..start + PADDING).and_then(|bytes| bytes.first_chunk());
        match (word, FIRST_BYTES.get(len)) {
            (Some(word), Some(mask)) => {
                let word = u128::from_le_bytes(*word) & mask;
                hash_short_token(word as u64, (word >> 64) as u64, len)
            }
            _ => hash_token(&self.folded[start..start + len]),
        }
    }

    fn hash_with_gaps(&self, span: Span) -> u64 {
        let range = span.start as usize..span.end as usize;
        let blocks = range.start / BLOCK..=(range.end - 1) / BLOCK;
        let is_gap = |at: &usize| self.gaps[at / BLOCK] >> (at % BLOCK) & 1 != 0;
        if self.gaps[blocks].iter().all(|&gaps| gaps == 0) || !range.clone().any(|at| is_gap(&at)) {
            return self.hash(span);
        }
        let word: Vec<u8> = range.filter(|at| !is_gap(at)).map(|at| self.folded[at]).collect();
        hash_token(&word)
    }

    /// Fills the masks.
    fn mark(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let num_blocks = bytes.len().div_ceil(BLOCK);
        for masks in [&mut self.words, &mut self.ideographs, &mut self.gaps] {
            masks.clear();
            masks.resize(num_blocks, 0);
        }
        self.folded.resize(num_blocks * BLOCK + PADDING, 0);
        // Before any block is marked: a character may reach into the next one.
        kernel::fold(bytes, &mut self.folded);
        self.has_gaps = false;
        self.stretches.clear();
        let (blocks, last) = bytes.as_chunks::<BLOCK>();
        let mut cursor =
            Cursor { text, resume: 0, marks: Marks::default(), before: Sides::default() };
        for (number, block) in blocks.iter().enumerate() {
            self.mark_block(number, block, &mut cursor);
        }
        if !last.is_empty() {
            let mut block = [b' '; BLOCK];
            block[..last.len()].copy_from_slice(last);
            self.mark_block(num_blocks - 1, &block, &mut cursor);
        }
        for at in 0..self.stretches.len() {
            let (start, end) = self.stretches[at];
            for masks in [&mut self.words, &mut self.ideographs] {
                clear(masks, start, end);
            }
        }
    }

    #[inline]
    fn mark_block(&mut self, number: usize, block: &[u8; BLOCK], cursor: &mut Cursor<'_>) {
        let base = number * BLOCK;
        let masks = kernel::masks(block);
        // A hyphen before a blank may end a line of a hyphenated word.
        let next_is_blank = cursor.text.as_bytes().get(base + BLOCK).is_some_and(|&b| is_space(b));
        let next_blanks = masks.blanks >> 1 | u64::from(next_is_blank) << 63;
        let ascii = Sides { letters: masks.letters, digits: masks.digits };
        let odd = masks.non_ascii | masks.hyphens & next_blanks;
        if odd != 0 {
            self.mark_odd(base, odd, ascii, cursor);
        }
        let beyond_ascii = cursor.marks;
        let sides = Sides {
            letters: ascii.letters | beyond_ascii.letters as u64,
            digits: ascii.digits | beyond_ascii.digits as u64,
        };
        let mids = masks.mid_letter | masks.mid_digit | masks.mid_both;
        // What stands beyond the block is looked up only where something may join it.
        let next = if mids >> 63 == 0 { Class::Break } else { cursor.class_at(base + BLOCK) };
        let beside = |own: u64, before: u64, next: bool| {
            (own << 1 | before >> 63) & (own >> 1 | u64::from(next) << 63)
        };
        let between_letters = beside(sides.letters, cursor.before.letters, next == Class::Letter);
        let between_digits = beside(sides.digits, cursor.before.digits, next == Class::Digit);
        let joins = (masks.mid_letter | masks.mid_both) & between_letters
            | (masks.mid_digit | masks.mid_both) & between_digits;
        self.words[number] =
            sides.letters | sides.digits | masks.joiners | joins | beyond_ascii.joins as u64;
        self.ideographs[number] = beyond_ascii.ideographs as u64;
        self.gaps[number] = beyond_ascii.gaps as u64;
        self.has_gaps |= beyond_ascii.gaps != 0;
        cursor.marks = beyond_ascii.of_next_block();
        cursor.before = sides;
    }

    /// Marks the characters of a block that are not ASCII, and finds hyphenated words.
    fn mark_odd(&mut self, base: usize, mut odd: u64, ascii: Sides, cursor: &mut Cursor<'_>) {
        loop {
            if cursor.resume >= base + BLOCK {
                return;
            }
            odd &= u64::MAX << cursor.resume.saturating_sub(base);
            if odd == 0 {
                return;
            }
            let bit = odd.trailing_zeros();
            let at = base + bit as usize;
            let Some((len, folded)) = cursor.folded_at(at) else {
                // An ASCII hyphen.
                if hyphenated_to(cursor.text, at + 1).is_some() {
                    self.leave(at, cursor);
                } else {
                    odd &= odd - 1;
                }
                continue;
            };
            let own = ((1_u128 << len) - 1) << bit;
            let is_token = match folded.class {
                Class::Letter => {
                    cursor.marks.letters |= own;
                    true
                }
                Class::Digit => {
                    cursor.marks.digits |= own;
                    true
                }
                Class::Ideograph if cursor.is_beside_joiner(at, len) => {
                    self.leave(at, cursor);
                    continue;
                }
                Class::Ideograph => {
                    cursor.marks.ideographs |= 1 << bit;
                    true
                }
                Class::MidLetter | Class::MidDigit | Class::MidBoth => {
                    let joins = cursor.joins(folded.class, at, len, bit, ascii);
                    if joins {
                        cursor.marks.joins |= own;
                    }
                    joins
                }
                Class::Break => false,
                Class::Complex => {
                    self.leave(at, cursor);
                    continue;
                }
            };
            if is_token {
                let folded_len = usize::from(folded.len);
                let place = &mut self.folded[at..at + folded_len];
                place.copy_from_slice(&folded.bytes[..folded_len]);
                cursor.marks.gaps |= own & (own << folded_len);
            }
            cursor.resume = at + len;
        }
    }

    /// Leaves the stretch between blanks around `at` to the full path.
    fn leave(&mut self, at: usize, cursor: &mut Cursor<'_>) {
        let (start, end) = stretch_around(cursor.text, at);
        self.stretches.push((start, end));
        cursor.resume = end;
    }
}

/// Where marking stands.
struct Cursor<'t> {
    text: &'t str,
    /// What lies before is marked.
    resume: usize,
    marks: Marks,
    /// Sides of the block before.
    before: Sides,
}

impl Cursor<'_> {
    /// The character beyond ASCII at a byte: its length and class; `None` if it is ASCII.
    #[inline]
    fn folded_at(&self, at: usize) -> Option<(usize, Folded)> {
        let bytes = self.text.as_bytes();
        let tail = |place: usize| bytes.get(at + place).map_or(0, |&b| u32::from(b & 0x3f));
        match *bytes.get(at)? {
            0..0x80 => None,
            lead @ 0x80..0xe0 => Some((2, class::folded(u32::from(lead & 0x1f) << 6 | tail(1)))),
            lead @ 0xe0..0xf0 => {
                Some((3, class::folded(u32::from(lead & 0x0f) << 12 | tail(1) << 6 | tail(2))))
            }
            0xf0.. => Some((4, class::folded(u32::MAX))),
        }
    }

    fn class_at(&self, at: usize) -> Class {
        match self.folded_at(at) {
            Some((_, folded)) => folded.class,
            None => self.text.as_bytes().get(at).map_or(Class::Break, |&byte| class::ascii(byte)),
        }
    }

    /// Whether the mid character at a byte stands between two that it joins.
    fn joins(&self, mid: Class, at: usize, len: usize, bit: u32, ascii: Sides) -> bool {
        let is_before = |own: u64, marked: u128, before: u64| match bit {
            0 => before >> 63 != 0,
            _ => (own | marked as u64) >> (bit - 1) & 1 != 0,
        };
        let next = self.class_at(at + len);
        (mid != Class::MidDigit
            && next == Class::Letter
            && is_before(ascii.letters, self.marks.letters, self.before.letters))
            || (mid != Class::MidLetter
                && next == Class::Digit
                && is_before(ascii.digits, self.marks.digits, self.before.digits))
    }

    /// `_` joins Kana, and the full path knows how.
    fn is_beside_joiner(&self, at: usize, len: usize) -> bool {
        let is_joiner = |at: usize| self.text.as_bytes().get(at) == Some(&b'_');
        is_joiner(at + len) || at.checked_sub(1).is_some_and(is_joiner)
    }
}

fn span(start: usize, end: usize) -> Span {
    Span::new(start as u32, end as u32)
}

/// Clears the bits `start..end`.
fn clear(masks: &mut [u64], start: usize, end: usize) {
    for (mask, base) in
        masks.iter_mut().zip((0..).step_by(BLOCK)).take(end.div_ceil(BLOCK)).skip(start / BLOCK)
    {
        let from = start.saturating_sub(base);
        let to = (end - base).min(BLOCK);
        *mask &= !(u64::MAX << from & u64::MAX >> (BLOCK - to));
    }
}
