//! What a character beyond ASCII is to the fast path, by code point.
//!
//! Nothing here is a table of ours: a character is classed by what the normaliser makes of it and by
//! how `unicode-segmentation` cuts a few short probes that hold it. Classes are found for 64
//! characters at a time, when a text first needs them, and kept. What fits no class, or can change
//! what stands beside it, is left to the full path.

use std::sync::OnceLock;

use unicode_segmentation::UnicodeSegmentation as _;

use super::normalise::{fold_into, is_composed, is_written_without_spaces, may_combine};

/// What a character does between others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Part of a word, as `a` is.
    Letter,
    /// Part of a word, as `1` is.
    Digit,
    /// Joins two letters, as `:` does.
    MidLetter,
    /// Joins two digits, as `,` does.
    MidDigit,
    /// Joins two letters or two digits, as `'` does.
    MidBoth,
    /// Ends a word and is part of none.
    Break,
    /// A token by itself.
    Ideograph,
    /// Anything else.
    Complex,
}

/// A character as the fast path writes it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Folded {
    pub(super) class: Class,
    /// Bytes of the folded form, never more than the character has.
    pub(super) len: u8,
    pub(super) bytes: [u8; 3],
}

impl Folded {
    const COMPLEX: Self = Self { class: Class::Complex, len: 0, bytes: [0; 3] };
}

const PAGE: usize = 64;

/// Pages of the code points that UTF-8 writes in two or three bytes.
static PAGES: [OnceLock<[Folded; PAGE]>; 0x1_0000 / PAGE] =
    [const { OnceLock::new() }; 0x1_0000 / PAGE];

/// The class and folded form of a character beyond ASCII, given by its code point; what needs four
/// bytes is left to the full path.
#[inline]
pub(super) fn folded(code_point: u32) -> Folded {
    let code_point = code_point as usize;
    let Some(page) = PAGES.get(code_point / PAGE) else { return Folded::COMPLEX };
    let page = page.get_or_init(|| {
        let first = (code_point - code_point % PAGE) as u32;
        std::array::from_fn(|at| char::from_u32(first + at as u32).map_or(Folded::COMPLEX, fold))
    });
    page[code_point % PAGE]
}

/// The class of one byte of ASCII.
pub(super) const fn ascii(byte: u8) -> Class {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
        b'0'..=b'9' => Class::Digit,
        b':' => Class::MidLetter,
        b',' | b';' => Class::MidDigit,
        b'.' | b'\'' => Class::MidBoth,
        // `_` is more than a letter or a digit; the masks have it.
        b'_' => Class::Complex,
        _ => Class::Break,
    }
}

fn fold(c: char) -> Folded {
    // U+2010 can end a line of a hyphenated word.
    if may_combine(c) || !is_composed(c) || c == '\u{2010}' {
        return Folded::COMPLEX;
    }
    let mut text = String::new();
    fold_into(c, &mut text);
    let mut bytes = [0; 3];
    match bytes.get_mut(..text.len()) {
        Some(place) if !text.is_empty() && text.len() <= c.len_utf8() => {
            place.copy_from_slice(text.as_bytes());
        }
        _ => return Folded::COMPLEX,
    }
    let class = if is_written_without_spaces(c) {
        if is_ideograph(c) { Class::Ideograph } else { Class::Complex }
    } else {
        let mut classes = text.chars().map(class_of);
        match (classes.next(), text.as_str()) {
            // Three full stops in a row join nothing.
            (_, "...") => Class::Break,
            (Some(Class::Letter), _) if classes.all(|class| class == Class::Letter) => {
                Class::Letter
            }
            (Some(class), _) if text.chars().nth(1).is_none() => class,
            _ => Class::Complex,
        }
    };
    Folded { class, len: text.len() as u8, bytes }
}

/// Han and Kana that take no mark from their neighbours and lend none.
fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}')
        && c.is_alphanumeric()
}

/// The class of a folded character, from how words break around it.
fn class_of(c: char) -> Class {
    if c.is_ascii() {
        return ascii(c as u8);
    }
    let parts =
        |probe: &str| probe.replace('?', c.encode_utf8(&mut [0; 4])).split_word_bounds().count();
    let all = |count: usize, probes: &[&str]| probes.iter().all(|probe| parts(probe) == count);
    if c.is_alphanumeric() {
        let joins = all(1, &["a?", "?a", "1?", "?1", "??", "_?", "?_"]);
        // A letter of Hebrew also takes a quotation mark.
        let is_letter = all(1, &["a:?", "?:a", "a'?", "?'a", "?.?"])
            && all(2, &["?'"])
            && all(3, &["1.?", "?.1", "?,?", "?\"?"]);
        let is_digit =
            all(1, &["1,?", "?;1", "1'?", "?.1", "?.?"]) && all(3, &["a.?", "?.a", "?:?"]);
        return match (joins, is_letter, is_digit) {
            (true, true, false) => Class::Letter,
            (true, false, true) => Class::Digit,
            _ => Class::Complex,
        };
    }
    if !all(2, &["a?", "?a", "1?", "?1", "??", "_?", "?_"]) {
        return Class::Complex;
    }
    match (parts("a?a"), parts("1?1")) {
        (1, 3) => Class::MidLetter,
        (3, 1) => Class::MidDigit,
        (1, 1) => Class::MidBoth,
        (3, 3) => Class::Break,
        _ => Class::Complex,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(c: char) -> Class {
        folded(c as u32).class
    }

    #[test]
    fn classes_of_news_text() {
        for c in "éñßøÆжЯςΩاگןअ한ﬁ".chars().filter(|c| !"ןअ".contains(*c)) {
            assert_eq!(class(c), Class::Letter, "{c}");
        }
        assert!("٣۴".chars().all(|c| class(c) == Class::Digit));
        assert!("‘’".chars().all(|c| class(c) == Class::MidBoth));
        assert!("“”„«»–—…\u{a0}\u{202f}€。、「」№".chars().all(|c| class(c) == Class::Break));
        assert_eq!(class('：'), Class::MidLetter);
        assert_eq!(class('，'), Class::MidDigit);
        assert!("北约カーの".chars().all(|c| class(c) == Class::Ideograph));
        // Marks, invisible characters, Hebrew, Thai, what stands for itself, what grows.
        for c in "\u{301}\u{ad}\u{200d}\u{2010}ן\u{e33}²İȺ\u{bbe}\u{11a8}🙂".chars() {
            assert_eq!(class(c), Class::Complex, "{c:?}");
        }
    }

    #[test]
    fn folded_forms_are_no_longer_than_the_character() {
        for code_point in 0x80..0x1_0000 {
            let folded = folded(code_point);
            let Some(c) = char::from_u32(code_point) else {
                assert_eq!(folded.class, Class::Complex);
                continue;
            };
            assert!(usize::from(folded.len) <= c.len_utf8(), "{c:?}");
            if folded.class != Class::Complex {
                let mut expected = String::new();
                fold_into(c, &mut expected);
                assert_eq!(folded.bytes[..folded.len.into()], *expected.as_bytes(), "{c:?}");
            }
        }
    }
}
