//! Makes text from outside harmless on a terminal. Serves the terminal writers and the command
//! line's error lines; it never touches what JSON and CSV carry.

use std::borrow::Cow;
use std::fmt::Write;

/// Escapes what a terminal would act upon: control characters (line ends too), line and paragraph
/// separators, and the controls of text direction. All else stays as it is.
///
/// Cost: one pass; allocates only if there is something to escape.
///
/// # Example
///
/// ```
/// use wirecopy::report::inert;
///
/// assert_eq!(inert("Nato chief\u{1b}[2J warns\n"), "Nato chief\\u{1b}[2J warns\\n");
/// assert_eq!(inert("Мост открыт"), "Мост открыт");
/// ```
pub fn inert(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find(is_active) else {
        return Cow::Borrowed(text);
    };
    let (clean, rest) = text.split_at(first);
    let mut escaped = String::with_capacity(text.len() + 16);
    escaped.push_str(clean);
    for c in rest.chars() {
        match c {
            '\n' | '\r' | '\t' => escaped.extend(c.escape_default()),
            _ => push_inert(&mut escaped, c),
        }
    }
    Cow::Owned(escaped)
}

/// Appends `c`, as `\u{...}` if a terminal would act upon it.
pub(crate) fn push_inert(out: &mut String, c: char) {
    if is_active(c) {
        // Writing to a String cannot fail.
        let _ = write!(out, "{}", c.escape_unicode());
    } else {
        out.push(c);
    }
}

/// Whether a terminal may act upon `c` instead of showing it: general category Cc, the two
/// separators that some take for line ends, and the characters with the property `Bidi_Control`,
/// which let one text pass for another.
fn is_active(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'
                | '\u{2029}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escape_sequences_and_direction_overrides_are_shown_escaped() {
        assert_eq!(inert("\u{1b}]0;x\u{7}"), "\\u{1b}]0;x\\u{7}");
        assert_eq!(inert("a\u{9b}31mb\0c\u{7f}"), "a\\u{9b}31mb\\u{0}c\\u{7f}");
        assert_eq!(inert("gpj\u{202e}exe\u{2066}"), "gpj\\u{202e}exe\\u{2066}");
        assert_eq!(inert("one\r\ntwo\u{2028}"), "one\\r\\ntwo\\u{2028}");
    }

    #[test]
    fn ordinary_text_of_any_script_is_borrowed() {
        for text in ["", "don’t – 5,000", "石桥渡晚报", "نشرة بئر زيتونة", "👩‍👩‍👧 e\u{301}"]
        {
            assert!(matches!(inert(text), Cow::Borrowed(same) if same == text));
        }
    }

    proptest! {
        #[test]
        fn nothing_active_is_left(text in "\\PC*|(?s).*") {
            prop_assert!(!inert(&text).contains(is_active));
        }
    }
}
