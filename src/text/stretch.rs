//! Stretches of text between ASCII white space. UAX #29 always breaks there, so that each can be
//! tokenised alone.
//!
//! One exception: a word hyphenated at a line end stays in one stretch, and the normaliser, which
//! then meets the white space, takes out hyphen and line break.

use super::normalise::may_combine;

/// First byte and end of the stretch that holds the byte `at`, which is no white space.
///
/// Cost: linear in the stretch.
pub(super) fn stretch_around(text: &str, at: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let is_before = |end: usize, wanted: fn(u8) -> bool| {
        bytes[..end].iter().rposition(|&byte| wanted(byte)).map_or(0, |last| last + 1)
    };
    let mut start = is_before(at, is_space);
    loop {
        let line = is_before(start, |byte| !is_space(byte));
        if line == 0 || hyphenated_to(text, line) != Some(start) {
            break;
        }
        start = is_before(line, is_space);
    }
    let mut end = at;
    loop {
        end += bytes[end..].iter().take_while(|&&byte| !is_space(byte)).count();
        match hyphenated_to(text, end) {
            Some(next) => end = next,
            None => return (start, end),
        }
    }
}

/// White space that ends a stretch.
pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

/// If a word is hyphenated at a line end, with the hyphen ending at byte `end`, where its rest
/// begins.
///
/// A letter, a hyphen (also U+2010 and the soft hyphen), one line break with blanks around it,
/// and a lower-case letter.
pub(super) fn hyphenated_to(text: &str, end: usize) -> Option<usize> {
    // Every hyphen that counts ends in one of these bytes: the usual stretch costs one look.
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

    fn around(text: &str, at: &str) -> String {
        let (start, end) = stretch_around(text, text.find(at).unwrap());
        text[start..end].to_owned()
    }

    #[test]
    fn stretches_end_at_white_space() {
        assert_eq!(around("  one\ttwo\u{a0}—x 3\n", "—"), "two\u{a0}—x");
        assert_eq!(around("one", "n"), "one");
    }

    #[test]
    fn a_hyphenated_word_is_one_stretch_from_wherever_it_is_met() {
        let text = "a de-\nmo-\n cracy (is)";
        for part in ["de", "mo", "cracy"] {
            assert_eq!(around(text, part), "de-\nmo-\n cracy");
        }
        assert_eq!(around("a de-\n", "de"), "de-");
        assert_eq!(around("a de-\nDie", "Die"), "Die");
    }
}
