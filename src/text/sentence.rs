//! Sentences, for excerpts and for what is said about a passage.
//!
//! UAX #29 ends a sentence at a line end, and else behind a full stop, an exclamation or a question
//! mark alone. So a line of letters that are plain to these rules (ASCII, Latin with diacritics, Greek
//! and Cyrillic) and of typographic punctuation is searched for these marks; any other goes to
//! `unicode-segmentation`, character by character.

use memchr::memchr3_iter;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::span::Span;

/// Abbreviations after which UAX #29 would end a sentence before a capital letter.
const ABBREVIATIONS: &[&str] = &[
    "Mr", "Mrs", "Ms", "Dr", "Prof", "Sen", "Rep", "Gov", "Gen", "Col", "Lt", "Sgt", "Capt", "Adm",
    "St", "Jr", "Sr", "vs", "No", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept",
    "Oct", "Nov", "Dec", "Hon", "Rev", "Co", "Inc", "Ltd", "Corp", "Nr", "bzw", "Sra", "Dra",
    "Mme",
];

/// The sentences of a text as spans without surrounding white space.
///
/// UAX #29 sentence boundaries, and every line break; none after a usual abbreviation or a single
/// capital ("J. Smith", "U.S. Navy").
///
/// # Example
///
/// ```
/// let text = "Mr. Hunt spoke. He left at 5.30 p.m.\nThe end";
/// let sentences = wirecopy::text::sentences(text);
/// let sentences: Vec<&str> = sentences.into_iter().map(|s| s.of(text)).collect();
/// assert_eq!(sentences, ["Mr. Hunt spoke.", "He left at 5.30 p.m.", "The end"]);
/// ```
pub fn sentences(text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut open: Option<usize> = None;
    let mut bounds = Vec::new();
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        bounds.clear();
        if !push_plain_bounds(line.as_bytes(), &mut bounds) {
            bounds.extend(line.split_sentence_bound_indices().map(|(at, _)| at).skip(1));
        }
        bounds.push(line.len());
        let mut piece_start = 0;
        for &piece_end in &bounds {
            let start = open.take().unwrap_or(line_start + piece_start);
            let end = line_start + piece_end;
            let sentence = &text[start..end];
            if !sentence.ends_with('\n') && ends_in_abbreviation(sentence) {
                open = Some(start);
            } else {
                push_trimmed(&mut spans, text, start, end);
            }
            piece_start = piece_end;
        }
        line_start += line.len();
    }
    if let Some(start) = open {
        push_trimmed(&mut spans, text, start, text.len());
    }
    spans
}

/// What a character is to the rules of sentence boundaries.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Lower,
    Upper,
    Numeric,
    Space,
    Close,
    Continue,
    Stop,
    Mark,
    LineEnd,
    Other,
}

/// The class of the character that begins there, and its length; `None` for one that is not plain.
fn class_at(line: &[u8], at: usize) -> Option<(Class, usize)> {
    let class = match *line.get(at)? {
        b'a'..=b'z' => Class::Lower,
        b'A'..=b'Z' => Class::Upper,
        b'0'..=b'9' => Class::Numeric,
        b' ' | b'\t' => Class::Space,
        b'"' | b'\'' | b'(' | b')' | b'[' | b']' | b'{' | b'}' => Class::Close,
        b',' | b'-' | b':' | b';' => Class::Continue,
        b'.' => Class::Stop,
        b'!' | b'?' => Class::Mark,
        b'\n' => Class::LineEnd,
        b' '..=b'~' => Class::Other,
        0xe2 => {
            let class = match line.get(at + 1..at + 3)? {
                // Quotation marks, and dashes.
                [0x80, 0x98 | 0x99 | 0x9c | 0x9d] => Class::Close,
                [0x80, 0x93 | 0x94] => Class::Continue,
                _ => return None,
            };
            return Some((class, 3));
        }
        0xc3..=0xcb | 0xce..=0xd1 => {
            return Some((letter_class(*line.get(at)?, *line.get(at + 1)?)?, 2));
        }
        _ => return None,
    };
    Some((class, 1))
}

/// The class of a letter of two bytes: of Latin, Greek and Cyrillic, as far as they have a case.
///
/// Source: UAX #29, `Upper` and `Lower` are the letters that Unicode says are, but for marks above and
/// below them, whose first bytes are others.
fn letter_class(lead: u8, trail: u8) -> Option<Class> {
    let letter = char::from_u32(u32::from(lead & 0x1f) << 6 | u32::from(trail & 0x3f))?;
    match letter {
        _ if letter.is_lowercase() => Some(Class::Lower),
        _ if letter.is_uppercase() => Some(Class::Upper),
        _ => None,
    }
}

/// The class of the character that ends there; the line is plain up to there.
fn class_before(line: &[u8], end: usize) -> Option<Class> {
    let is_inside = |at: &usize| line.get(*at).is_some_and(|byte| byte & 0xc0 == 0x80);
    let start = (0..end).rev().find(|at| !is_inside(at))?;
    class_at(line, start).map(|(class, _)| class)
}

fn is_plain(line: &[u8]) -> bool {
    let mut at = 0;
    let is_unusual = |byte: &u8| !(b' '..=b'~').contains(byte);
    while let Some(step) = line.get(at..).and_then(|rest| rest.iter().position(is_unusual)) {
        at += step;
        let Some((_, len)) = class_at(line, at) else { return false };
        at += len;
    }
    true
}

/// Appends where sentences end within a line, but for its own end; false, and nothing is appended,
/// where a character is not plain.
///
/// Source: UAX #29, rules SB6 to SB11.
fn push_plain_bounds(line: &[u8], bounds: &mut Vec<usize>) -> bool {
    if !is_plain(line) {
        return false;
    }
    bounds.extend(memchr3_iter(b'.', b'!', b'?', line).filter_map(|at| {
        let (class, _) = class_at(line, at)?;
        bound_behind(line, at + 1, class, class_before(line, at).unwrap_or(Class::Other))
    }));
    true
}

/// Where the sentence ends whose last mark ends at `at`, if it ends there.
fn bound_behind(line: &[u8], at: usize, mark: Class, before: Class) -> Option<usize> {
    let next = class_at(line, at)?.0;
    if mark == Class::Stop
        && (next == Class::Numeric
            || (next == Class::Upper && matches!(before, Class::Lower | Class::Upper)))
    {
        return None;
    }
    let skip = |from: usize, wanted: &dyn Fn(Class) -> bool| {
        let mut at = from;
        while let Some((_, len)) = class_at(line, at).filter(|(class, _)| wanted(*class)) {
            at += len;
        }
        at
    };
    let closed = skip(at, &|class| class == Class::Close);
    let bound = skip(closed, &|class| class == Class::Space);
    let goes_on =
        |class| matches!(class, Class::Continue | Class::Stop | Class::Mark | Class::LineEnd);
    if goes_on(class_at(line, bound)?.0) {
        return None;
    }
    // "at 5 p.m. (local time)": a small letter, whatever stands before it, goes on.
    let decides = |class| {
        matches!(class, Class::Lower | Class::Upper | Class::LineEnd | Class::Stop | Class::Mark)
    };
    let deciding = skip(bound, &|class| !decides(class));
    let is_lower = class_at(line, deciding).is_some_and(|(class, _)| class == Class::Lower);
    (mark != Class::Stop || !is_lower).then_some(bound)
}

fn push_trimmed(spans: &mut Vec<Span>, text: &str, start: usize, end: usize) {
    let sentence = &text[start..end];
    let trimmed = sentence.trim();
    if !trimmed.is_empty() {
        let lead = sentence.len() - sentence.trim_start().len();
        spans.push(Span::new((start + lead) as u32, (start + lead + trimmed.len()) as u32));
    }
}

fn ends_in_abbreviation(sentence: &str) -> bool {
    let Some(head) = sentence.trim_end().strip_suffix('.') else { return false };
    let word = head.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    is_initial || ABBREVIATIONS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn abbreviations_and_initials_end_no_sentence() {
        assert_eq!(
            split("Sen. J. Smith met the U.S. Navy. It was Jan. 12."),
            ["Sen. J. Smith met the U.S. Navy.", "It was Jan. 12."]
        );
        assert_eq!(split("He asked Dr."), ["He asked Dr."]);
    }

    #[test]
    fn lines_end_sentences() {
        assert_eq!(split("Headline\n\nFirst one. Second"), ["Headline", "First one.", "Second"]);
        assert_eq!(split(""), Vec::<&str>::new());
    }

    #[test]
    fn letters_of_two_bytes_are_what_the_unicode_rules_say() {
        let mut num_plain = 0;
        for c in '\u{80}'..='\u{7ff}' {
            for line in [
                format!("a{c}. {c}b"),
                format!("A.{c} b"),
                format!("{c}.B c"),
                format!("a? {c}. 1"),
            ] {
                let mut bounds = Vec::new();
                if push_plain_bounds(line.as_bytes(), &mut bounds) {
                    let expected: Vec<usize> =
                        line.split_sentence_bound_indices().map(|(at, _)| at).skip(1).collect();
                    assert_eq!(bounds, expected, "{line:?}");
                    num_plain += 1;
                }
            }
        }
        assert!(num_plain > 4 * 600, "{num_plain}");
    }

    proptest! {
        #[test]
        fn plain_bounds_are_those_of_the_unicode_rules(
            line in "([a-cA-C0-2éÉßЖжΩω .!?,:;()'\"“”‘’—–-]|[ -~]){0,24}\n?",
        ) {
            let mut bounds = Vec::new();
            prop_assert!(push_plain_bounds(line.as_bytes(), &mut bounds));
            let expected: Vec<usize> =
                line.split_sentence_bound_indices().map(|(at, _)| at).skip(1).collect();
            prop_assert_eq!(bounds, expected);
        }

        #[test]
        fn lines_are_bounded_one_by_one(text in "([a-cA-C .!?\r\n\u{85}\u{2029}é“”)]){0,30}") {
            let whole: Vec<usize> =
                text.split_sentence_bound_indices().map(|(at, _)| at).collect();
            let mut by_line = Vec::new();
            let mut start = 0;
            for line in text.split_inclusive('\n') {
                by_line.extend(line.split_sentence_bound_indices().map(|(at, _)| start + at));
                start += line.len();
            }
            prop_assert_eq!(by_line, whole);
        }

        #[test]
        fn every_visible_character_lies_in_one_sentence(text in "([A-Za-z.!? \n“”]|\\PC){0,60}") {
            let spans = sentences(&text);
            prop_assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start));
            let covered: usize = spans.iter().map(|s| s.of(&text).chars().filter(|c| !c.is_whitespace()).count()).sum();
            prop_assert_eq!(covered, text.chars().filter(|c| !c.is_whitespace()).count());
        }
    }
}
