//! The fast path: UAX #29 words of a whole text, folded, by bit masks.
//!
//! Every byte of a text has a bit in a mask that tells whether it belongs to a word, so that a word is
//! a run of ones. [`kernel`](super::kernel) gives the masks of ASCII, 64 bytes at a time; characters
//! beyond it are looked up one by one ([`class`](super::class)) and set their bits. What joins two
//! words into one by its neighbours (`don't`, `5,000`) is decided by the bits beside it. A stretch
//! between blanks that holds anything that these rules do not cover is left to the full path: it is
//! given out as a [stretch](Sink::stretch).

use std::iter::Peekable;

use super::class::{self, Class, Folded};
use super::kernel::{self, BLOCK, Masks};
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
    /// What the bytes of each block are.
    masks: Vec<Masks>,
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
    /// Words, one after the other.
    fn words(&mut self, spans: &[Span]);
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
        let mut found = [Span::default(); BLOCK];
        let mut before = 0;
        // Where the word begins that is open, or else the next one.
        let mut start = 0;
        let blocks = self.words.iter().zip(&self.ideographs).zip(&self.masks);
        for (block, ((&words, &ideographs), masks)) in blocks.enumerate() {
            let base = block * BLOCK;
            let is_open = before >> 63 != 0;
            let follows = words << 1 | before >> 63;
            before = words;
            let mut starts = words & !follows;
            let mut ends = follows & !words;
            let mut next_start = || {
                let start = base + starts.trailing_zeros() as usize;
                starts &= starts.wrapping_sub(1);
                start
            };
            if !is_open {
                start = next_start();
            }
            let is_plain = ideographs == 0
                && masks.joiners == 0
                && !(is_open && self.folded[start] == b'_')
                && stretches.peek().is_none_or(|&(from, _)| from >= base + BLOCK);
            if is_plain {
                let mut num_found = 0;
                while ends != 0 {
                    // Every other byte ends a word at most: the mask cuts nothing off.
                    found[num_found % BLOCK] = span(start, base + ends.trailing_zeros() as usize);
                    num_found += 1;
                    ends &= ends - 1;
                    start = next_start();
                }
                sink.words(&found[..num_found % BLOCK]);
                continue;
            }
            let mut here = ends | ideographs;
            while here != 0 {
                let bit = here.trailing_zeros();
                here &= here - 1;
                let at = base + bit as usize;
                if ends >> bit & 1 != 0 {
                    self.hand_out_word(span(start, at), &mut stretches, sink);
                    start = next_start();
                }
                if ideographs >> bit & 1 != 0 {
                    self.hand_out_stretches(at, &mut stretches, sink);
                    sink.character(span(at, at + IDEOGRAPH_BYTES));
                }
            }
        }
        if before >> 63 != 0 {
            self.hand_out_word(span(start, text.len()), &mut stretches, sink);
        }
        self.hand_out_stretches(usize::MAX, &mut stretches, sink);
    }

    /// Hands out a word, and the stretches before it.
    fn hand_out_word(
        &self,
        word: Span,
        stretches: &mut Peekable<impl Iterator<Item = (usize, usize)>>,
        sink: &mut impl Sink,
    ) {
        self.hand_out_stretches(word.start as usize, stretches, sink);
        // Joiners alone are no word.
        let bytes = &self.folded[word.start as usize..word.end as usize];
        if bytes.iter().any(|&byte| byte != b'_') {
            sink.words(&[word]);
        }
    }

    fn hand_out_stretches(
        &self,
        before: usize,
        stretches: &mut Peekable<impl Iterator<Item = (usize, usize)>>,
        sink: &mut impl Sink,
    ) {
        while let Some((from, to)) = stretches.next_if(|&(from, _)| from < before) {
            sink.stretch(from, to, self);
        }
    }

    /// The hash of the folded form of each span.
    ///
    /// Apart from the scan: one loop finds where words are, the other one waits for multiplications.
    pub(super) fn hashes(&self, spans: &[Span], out: &mut Vec<u64>) {
        let before = out.len();
        out.extend(spans.iter().map(|span| self.hash(*span)));
        if self.has_gaps {
            self.mend_hashes(spans, &mut out[before..]);
        }
    }

    /// Hashes again what has gaps: few words have, and the others need not ask.
    fn mend_hashes(&self, spans: &[Span], hashes: &mut [u64]) {
        let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return };
        let blocks = first.start as usize / BLOCK..(last.end as usize).div_ceil(BLOCK);
        let mut word = Vec::new();
        let mut mended_to = 0;
        for block in blocks {
            let mut gaps = self.gaps[block];
            while gaps != 0 {
                let at = (block * BLOCK) as u32 + gaps.trailing_zeros();
                gaps &= gaps - 1;
                if at < mended_to {
                    continue;
                }
                let place = spans.partition_point(|span| span.end <= at);
                let Some(&span) = spans.get(place).filter(|span| span.start <= at) else {
                    continue;
                };
                word.clear();
                let range = span.start as usize..span.end as usize;
                word.extend(range.filter(|&at| !self.is_gap(at)).map(|at| self.folded[at]));
                hashes[place] = hash_token(&word);
                mended_to = span.end;
            }
        }
    }

    fn is_gap(&self, at: usize) -> bool {
        self.gaps[at / BLOCK] >> (at % BLOCK) & 1 != 0
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

    /// Fills the masks.
    fn mark(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let num_blocks = bytes.len().div_ceil(BLOCK);
        for masks in [&mut self.words, &mut self.ideographs, &mut self.gaps] {
            masks.clear();
            masks.resize(num_blocks, 0);
        }
        self.folded.resize(num_blocks * BLOCK + PADDING, 0);
        let mut masks = std::mem::take(&mut self.masks);
        // Before any block is marked: a character may reach into the next one.
        kernel::blocks(bytes, &mut self.folded, &mut masks);
        self.has_gaps = false;
        self.stretches.clear();
        let mut cursor =
            Cursor { text, resume: 0, marks: Marks::default(), before: Sides::default() };
        for (number, masks) in masks.iter().enumerate() {
            self.mark_block(number, masks, &mut cursor);
        }
        self.masks = masks;
        for at in 0..self.stretches.len() {
            let (start, end) = self.stretches[at];
            for masks in [&mut self.words, &mut self.ideographs] {
                clear(masks, start, end);
            }
        }
    }

    #[inline]
    fn mark_block(&mut self, number: usize, masks: &Masks, cursor: &mut Cursor<'_>) {
        let base = number * BLOCK;
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
            if let Some(letter) = cursor.letter_of_two_bytes_at(at).filter(|_| bit < 63) {
                cursor.marks.letters |= 3 << bit;
                self.folded[at..at + 2].copy_from_slice(&letter);
                odd &= !(3 << bit);
                continue;
            }
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
                self.folded[at..]
                    .iter_mut()
                    .zip(&folded.bytes[..folded_len])
                    .for_each(|(place, byte)| *place = *byte);
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

    /// The folded form of a letter that has two bytes in both forms, as those of Cyrillic, Greek and
    /// Arabic and most of Latin beyond ASCII: nearly all that is met, and quickly marked.
    #[inline]
    fn letter_of_two_bytes_at(&self, at: usize) -> Option<[u8; 2]> {
        let [lead, tail] = *self.text.as_bytes().get(at..)?.first_chunk()?;
        if !(0xc0..0xe0).contains(&lead) {
            return None;
        }
        let folded = class::folded(u32::from(lead & 0x1f) << 6 | u32::from(tail & 0x3f));
        let [first, second, _] = folded.bytes;
        (folded.class == Class::Letter && folded.len == 2).then_some([first, second])
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
