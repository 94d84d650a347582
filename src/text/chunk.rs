//! Cuts text at ASCII white space. UAX #29 always breaks there, so chunks can be tokenised alone.
//!
//! One exception: a word hyphenated at a line end stays in one chunk, and the normaliser, which
//! then meets the white space, takes out hyphen and line break.

use super::normalise::may_combine;

/// A stretch of text that holds no ASCII white space, but for line-end hyphenation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chunk {
    pub(super) start: usize,
    pub(super) end: usize,
    /// ASCII alone, and not hyphenated at a line end.
    pub(super) is_ascii: bool,
}

/// The chunks of a text, in order.
pub(super) struct Chunks<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Chunks<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }
}

impl Iterator for Chunks<'_> {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        let bytes = self.text.as_bytes();
        let start = self.at + bytes[self.at..].iter().position(|&b| !is_space(b))?;
        let mut end = start;
        let mut is_ascii = true;
        loop {
            while let Some(&byte) = bytes.get(end) {
                if is_space(byte) {
                    break;
                }
                is_ascii &= byte.is_ascii();
                end += 1;
            }
            match hyphenated_to(self.text, end) {
                Some(next) => {
                    is_ascii = false;
                    end = next;
                }
                None => break,
            }
        }
        self.at = end;
        Some(Chunk { start, end, is_ascii })
    }
}

/// White space that ends a chunk.
pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

/// If a word is hyphenated at a line end, with the hyphen ending at byte `end`, where its rest
/// begins.
///
/// A letter, a hyphen (also U+2010 and the soft hyphen), one line break with blanks around it,
/// and a lower-case letter.
pub(super) fn hyphenated_to(text: &str, end: usize) -> Option<usize> {
    // Every hyphen that counts ends in one of these bytes: the usual chunk costs one look.
    if !matches!(text.as_bytes().get(end.checked_sub(1)?), Some(b'-' | 0x90 | 0xad)) {
        return None;
    }
    let head = text.get(..end)?.strip_suffix(['-', '\u{2010}', '\u{ad}'])?;
    if !head.trim_end_matches(may_combine).chars().next_back()?.is_alphabetic() {
        return None;
    }
    let rest = text.get(end..)?;
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    let is_one_break = rest[..blanks].bytes().filter(|&b| b == b'\n').count() == 1;
    (is_one_break && rest[blanks..].chars().next()?.is_lowercase()).then_some(end + blanks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(text: &str) -> Vec<(&str, bool)> {
        Chunks::new(text).map(|c| (&text[c.start..c.end], c.is_ascii)).collect()
    }

    #[test]
    fn chunks_end_at_white_space() {
        assert_eq!(
            chunks("  one\ttwo — 3\n"),
            [("one", true), ("two", true), ("—", false), ("3", true)]
        );
        assert_eq!(chunks(""), []);
        assert_eq!(chunks(" \n"), []);
    }

    #[test]
    fn a_hyphenated_word_is_one_chunk() {
        assert_eq!(chunks("a de-\nmo-\n cracy"), [("a", true), ("de-\nmo-\n cracy", false)]);
        assert_eq!(chunks("a de-\n"), [("a", true), ("de-", true)]);
    }
}
