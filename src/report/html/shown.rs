//! Text from outside as a page shows it, and where its bytes come to stand there.
//!
//! Two things are told apart. [`Guard`] stands between all templates and the output and makes
//! glyphs of what would act on the reader: controls, and the controls of text direction, which let
//! one text pass for another. No template can forget it. [`Places`] says at which UTF-16 unit of
//! the shown text a byte of the original lies, since that is how a script counts.

use std::borrow::Cow;
use std::fmt;
use std::io;

/// Writes a page; what it is handed comes out with glyphs in place of controls.
///
/// Pages themselves hold no controls but line ends and tabs, so all of the output can go through.
pub(super) struct Guard<'w> {
    out: &'w mut dyn io::Write,
    error: Option<io::Error>,
    /// Bytes written.
    len: u64,
}

impl<'w> Guard<'w> {
    pub(super) fn new(out: &'w mut dyn io::Write) -> Self {
        Self { out, error: None, len: 0 }
    }

    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// What stopped a write; a formatting error has no place for it.
    pub(super) fn take_error(&mut self) -> io::Error {
        self.error.take().unwrap_or_else(|| io::Error::other("a page could not be rendered"))
    }

    fn put(&mut self, bytes: &[u8]) -> fmt::Result {
        self.len += bytes.len() as u64;
        self.out.write_all(bytes).map_err(|error| {
            self.error = Some(error);
            fmt::Error
        })
    }
}

impl fmt::Write for Guard<'_> {
    fn write_str(&mut self, mut text: &str) -> fmt::Result {
        while let Some(at) = text.find(is_active) {
            let (clean, rest) = text.split_at(at);
            self.put(clean.as_bytes())?;
            let mut chars = rest.chars();
            if let Some(c) = chars.next() {
                self.put(glyph(c).as_bytes())?;
            }
            text = chars.as_str();
        }
        self.put(text.as_bytes())
    }
}

/// Whether a page must not hold `c` itself.
fn is_active(c: char) -> bool {
    let is_control =
        matches!(c, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}') && !matches!(c, '\n' | '\t');
    let is_mark = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}');
    is_control || is_mark || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What stands for an active character: a control picture, or the name of what it does.
fn glyph(c: char) -> Cow<'static, str> {
    let name = match c {
        '\0'..='\u{1f}' => {
            let picture = char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}');
            return Cow::Owned(picture.to_string());
        }
        '\u{7f}' => "␡",
        '\u{61c}' => "⟦ALM⟧",
        '\u{200e}' => "⟦LRM⟧",
        '\u{200f}' => "⟦RLM⟧",
        '\u{202a}' => "⟦LRE⟧",
        '\u{202b}' => "⟦RLE⟧",
        '\u{202c}' => "⟦PDF⟧",
        '\u{202d}' => "⟦LRO⟧",
        '\u{202e}' => "⟦RLO⟧",
        '\u{2066}' => "⟦LRI⟧",
        '\u{2067}' => "⟦RLI⟧",
        '\u{2068}' => "⟦FSI⟧",
        '\u{2069}' => "⟦PDI⟧",
        c => return Cow::Owned(format!("⟦{:02X}⟧", u32::from(c))),
    };
    Cow::Borrowed(name)
}

/// What [`Guard`] would make of a text. For texts inside JSON, where controls pass it as escapes.
pub(super) fn with_glyphs(text: String) -> String {
    if !text.contains(is_active) {
        return text;
    }
    text.chars().fold(String::new(), |mut shown, c| {
        if is_active(c) {
            shown.push_str(&glyph(c));
        } else {
            shown.push(c);
        }
        shown
    })
}

/// A text as it is handed to [`Guard`]: one line feed for every way to end a line, as a browser
/// makes of them itself.
pub(super) fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if !text.contains(['\r', '\u{2028}', '\u{2029}']) {
        return Cow::Borrowed(text);
    }
    let mut joined = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\u{2028}' | '\u{2029}' => joined.push('\n'),
            c => joined.push(c),
        }
    }
    Cow::Owned(joined)
}

/// Bytes between two known places.
const STRIDE: usize = 128;

/// Where bytes of a text come to stand in its shown form, in UTF-16 units.
pub(super) struct Places<'t> {
    text: Cow<'t, str>,
    /// Byte of the text and its place, about every [`STRIDE`] bytes; empty where both are the same.
    known: Vec<(u32, u32)>,
}

impl<'t> Places<'t> {
    /// Cost: one pass over the text.
    pub(super) fn new(text: Cow<'t, str>) -> Self {
        let is_plain = |byte: u8| matches!(byte, b'\n' | b'\t' | b' '..=b'~');
        if text.bytes().all(is_plain) {
            return Self { text, known: Vec::new() };
        }
        let mut known = vec![(0, 0)];
        let (mut next, mut place) = (STRIDE, 0);
        for (at, c) in text.char_indices() {
            if at >= next {
                known.push((at as u32, place));
                next = at + STRIDE;
            }
            place += width(c, text.as_bytes().get(at + 1) == Some(&b'\n'));
        }
        Self { text, known }
    }

    pub(super) fn text_bytes(&self) -> usize {
        self.text.len()
    }

    /// The place of a byte; of one inside a character, the place behind it.
    pub(super) fn of(&self, byte: u32) -> u32 {
        let before = self.known.partition_point(|(known, _)| *known <= byte);
        let Some(&(start, mut place)) = before.checked_sub(1).and_then(|at| self.known.get(at))
        else {
            return byte;
        };
        let rest = self.text.get(start as usize..).unwrap_or_default();
        for (at, c) in rest.char_indices() {
            if start + at as u32 >= byte {
                break;
            }
            place += width(c, rest.as_bytes().get(at + 1) == Some(&b'\n'));
        }
        place
    }
}

/// UTF-16 units of a character as it is shown.
fn width(c: char, is_before_line_feed: bool) -> u32 {
    match c {
        '\r' => u32::from(!is_before_line_feed),
        c if is_active(c) => glyph(c).encode_utf16().count() as u32,
        c => c.len_utf16() as u32,
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use proptest::prelude::*;

    use super::*;

    fn guarded(text: &str) -> String {
        let mut out = Vec::new();
        Guard::new(&mut out).write_str(text).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn controls_become_glyphs_and_all_else_stays() {
        assert_eq!(guarded("a\0b\u{1b}[2J\u{7f}\u{85}\n\tc"), "a␀b␛[2J␡⟦85⟧\n\tc");
        assert_eq!(guarded("gpj\u{202e}exe\u{2066}x\u{61c}"), "gpj⟦RLO⟧exe⟦LRI⟧x⟦ALM⟧");
        let plain = "石桥渡晚报 نشرة بئر زيتونة می‌رود 👩‍👩‍👧 don’t";
        assert_eq!(guarded(plain), plain);
    }

    #[test]
    fn every_way_to_end_a_line_is_one_line_feed() {
        assert_eq!(with_line_feeds("a\r\nb\rc\n\rd\u{2028}e\u{2029}f"), "a\nb\nc\n\nd\ne\nf");
        assert!(matches!(with_line_feeds("a\nb"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_full_disk_is_kept_as_the_error() {
        struct Full;
        impl io::Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut full = Full;
        let mut guard = Guard::new(&mut full);
        assert!(guard.write_str("x").is_err());
        assert_eq!(guard.take_error().kind(), io::ErrorKind::StorageFull);
    }

    proptest! {
        #[test]
        fn a_place_is_the_length_of_what_is_shown_before_it(
            text in "([a-z ]|\\r\\n|\\r|[é猫👩]|[\u{202e}\u{200f}\u{1b}\u{85}\u{2028}]|\\PC){0,400}"
        ) {
            let places = Places::new(text.as_str().into());
            for at in (0..=text.len()).filter(|&at| text.is_char_boundary(at)) {
                // Cut between \r and \n, the line end is shown with what follows.
                if text[..at].ends_with('\r') && text[at..].starts_with('\n') {
                    continue;
                }
                let shown = guarded(&with_line_feeds(&text[..at]));
                prop_assert_eq!(places.of(at as u32) as usize, shown.encode_utf16().count());
            }
        }

        #[test]
        fn nothing_active_is_left(text in "\\PC*|(?s).*") {
            prop_assert!(!guarded(&text).contains(is_active));
            prop_assert_eq!(with_glyphs(text.clone()), guarded(&text));
        }
    }
}
