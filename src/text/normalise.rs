//! Normalisation with an offset map.
//!
//! NFC, case folding, one form for quotation marks, dashes and spaces, invisible characters taken
//! out, ligatures and `…` spelled out, line-end hyphenation joined. Digits stay: a changed number
//! is news. So typography costs not one token of a shared passage.

use super::stretch::hyphenated_to;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Normalised text and the way back to the original. Buffers are reused by [`Normalised::set`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Normalised {
    text: String,
    regions: Vec<Region>,
}

/// From `normalised` on (to the next region), text stands for the original from `original` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Region {
    normalised: u32,
    original: u32,
    /// `None`: byte for byte. Otherwise the whole region stands for so many original bytes.
    atomic: Option<u32>,
}

impl Normalised {
    /// Replaces the content by the normal form of `original`.
    pub(super) fn set(&mut self, original: &str) {
        self.text.clear();
        self.regions.clear();
        let mut rest = original.char_indices().peekable();
        while let Some((start, first)) = rest.next() {
            let mut end = start + first.len_utf8();
            if let Some(next) = hyphenated_to(original, end) {
                self.push_atomic(start, next, |_| ());
                while rest.next_if(|&(at, _)| at < next).is_some() {}
                continue;
            }
            // A character that may combine and does not begins a cluster of its own: a span never
            // covers two tokens.
            while let Some((at, next)) =
                rest.next_if(|&(at, c)| may_combine(c) && combines(&original[start..at], c))
            {
                end = at + next.len_utf8();
            }
            let cluster = &original[start..end];
            if end - start == first.len_utf8() && is_composed(first) {
                self.push_single(first, start);
            } else {
                self.push_atomic(start, end, |text| cluster.nfc().for_each(|c| fold_into(c, text)));
            }
        }
    }

    fn push_single(&mut self, c: char, start: usize) {
        let len = c.len_utf8();
        let before = self.text.len();
        fold_into(c, &mut self.text);
        let is_byte_for_byte =
            self.text.len() - before == len && self.text[before..].chars().nth(1).is_none();
        if is_byte_for_byte
            && let Some(last) = self.regions.last()
            && last.atomic.is_none()
            && start - last.original as usize == before - last.normalised as usize
        {
            return;
        }
        self.regions.push(Region {
            normalised: before as u32,
            original: start as u32,
            atomic: (!is_byte_for_byte).then_some(len as u32),
        });
    }

    fn push_atomic(&mut self, start: usize, end: usize, write: impl FnOnce(&mut String)) {
        self.regions.push(Region {
            normalised: self.text.len() as u32,
            original: start as u32,
            atomic: Some((end - start) as u32),
        });
        write(&mut self.text);
    }

    /// The normalised text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// A cursor that maps spans back; spans are asked for in ascending order.
    pub(super) fn offsets(&self) -> Offsets<'_> {
        Offsets { regions: &self.regions, at: 0 }
    }
}

/// Maps spans of normalised text back to the original, in ascending order.
#[derive(Clone, Debug)]
pub(super) struct Offsets<'a> {
    regions: &'a [Region],
    at: usize,
}

impl Offsets<'_> {
    /// Original byte range of the normalised range `start..end` (not empty). Where the range
    /// begins or ends inside a character that was spelled out, the whole character is covered.
    ///
    /// Cost: amortised constant over ascending calls.
    pub(super) fn original(&mut self, start: usize, end: usize) -> (usize, usize) {
        let first = self.region_of(start);
        let original_start = match first.atomic {
            None => first.original as usize + (start - first.normalised as usize),
            Some(_) => first.original as usize,
        };
        let last = self.region_of(end - 1);
        let original_end = match last.atomic {
            None => last.original as usize + (end - last.normalised as usize),
            Some(len) => (last.original + len) as usize,
        };
        (original_start, original_end)
    }

    /// The last region that begins at or before the normalised byte.
    fn region_of(&mut self, byte: usize) -> Region {
        while let Some(next) = self.regions.get(self.at + 1) {
            if next.normalised as usize > byte {
                break;
            }
            self.at += 1;
        }
        self.regions.get(self.at).copied().unwrap_or(Region {
            normalised: 0,
            original: 0,
            atomic: None,
        })
    }
}

/// Whether the character may compose with the one before it.
pub(super) fn may_combine(c: char) -> bool {
    // Below U+0300 nothing combines: Latin text never looks at the tables.
    c >= '\u{300}'
        && (canonical_combining_class(c) != 0
            || is_nfc_quick(std::iter::once(c)) == IsNormalized::Maybe)
}

/// Whether a character that may combine does so with the cluster before it.
fn combines(cluster: &str, c: char) -> bool {
    canonical_combining_class(c) != 0
        || !cluster.chars().chain([c]).nfc().eq(cluster.nfc().chain([c]))
}

/// Whether the character alone is its own composed form.
pub(super) fn is_composed(c: char) -> bool {
    c < '\u{300}' || is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes
}

/// Appends the folded form of one composed character.
pub(super) fn fold_into(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    match c {
        // Single quotation marks, apostrophes, primes.
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2bc}' | '\u{2b9}' | '\u{b4}' => out.push('\''),
        // Double quotation marks and guillemets.
        '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2039}' | '\u{203a}' | '\u{2033}' => {
            out.push('"');
        }
        // Hyphens, dashes, minus.
        '\u{2010}'..='\u{2015}'
        | '\u{2212}'
        | '\u{2e3a}'
        | '\u{2e3b}'
        | '\u{fe58}'
        | '\u{fe63}'
        | '\u{ff0d}' => out.push('-'),
        '\u{2026}' => out.push_str("..."),
        // Spaces that are not U+0020.
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            out.push(' ');
        }
        // Soft hyphen, zero-width characters, direction marks, byte order mark.
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => {}
        '\u{fb00}' => out.push_str("ff"),
        '\u{fb01}' => out.push_str("fi"),
        '\u{fb02}' => out.push_str("fl"),
        '\u{fb03}' => out.push_str("ffi"),
        '\u{fb04}' => out.push_str("ffl"),
        '\u{fb05}' | '\u{fb06}' => out.push_str("st"),
        // Where full case folding differs from lower case in living scripts.
        'ß' | 'ẞ' => out.push_str("ss"),
        'ς' => out.push('σ'),
        'ŉ' => out.push_str("'n"),
        _ => out.extend(c.to_lowercase()),
    }
}

/// Whether the script is written without spaces between words: Han, Kana, Thai, Lao, Khmer,
/// Myanmar. Such text is tokenised by character, and all lengths in words count double.
pub(super) const fn is_written_without_spaces(c: char) -> bool {
    // Hangul, Cyrillic, Arabic and all before Thai leave by the first comparison.
    matches!(c,
        '\u{e01}'..='\u{eff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{19e0}'..='\u{19ff}'
        | '\u{2e80}'..='\u{2fdf}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3021}'..='\u{3029}'
        | '\u{3031}'..='\u{3035}'
        | '\u{3041}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{a9e0}'..='\u{a9ff}'
        | '\u{aa60}'..='\u{aa7f}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9d}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn normal(text: &str) -> String {
        let mut normalised = Normalised::default();
        normalised.set(text);
        normalised.text
    }

    #[test]
    fn typography_has_one_form() {
        assert_eq!(normal("“Straße”\u{2014}ﬁne…"), "\"strasse\"-fine...");
        assert_eq!(normal("ΟΔΟΣ οδος οδοσ"), "οδοσ οδοσ οδοσ");
        assert_eq!(normal("e\u{301}É"), "éé");
        assert_eq!(normal("\u{1112}\u{1161}\u{11ab}"), "한");
        assert_eq!(normal("de-\nmo"), "demo");
    }

    #[test]
    fn offsets_skip_what_was_taken_out() {
        let mut normalised = Normalised::default();
        let original = "a\u{ad}b\u{200b} “x”";
        normalised.set(original);
        assert_eq!(normalised.text(), "ab \"x\"");
        let mut offsets = normalised.offsets();
        let (start, end) = offsets.original(0, 2);
        assert_eq!(&original[start..end], "a\u{ad}b");
        let (start, end) = offsets.original(4, 5);
        assert_eq!(&original[start..end], "x");
    }

    proptest! {
        #[test]
        fn composed_and_decomposed_text_have_one_normal_form(text in "(\\PC|[éñöçйїếİ한글]){0,30}") {
            let composed: String = text.nfc().collect();
            let decomposed: String = text.nfd().collect();
            prop_assert_eq!(normal(&composed), normal(&decomposed));
        }

        #[test]
        fn every_normalised_character_maps_to_original_characters(text in "(\\PC|[ßﬃ…\u{ad}\u{301}]){0,30}") {
            let mut normalised = Normalised::default();
            normalised.set(&text);
            let mut offsets = normalised.offsets();
            let mut last = 0;
            for (at, c) in normalised.text().char_indices() {
                let (start, end) = offsets.original(at, at + c.len_utf8());
                prop_assert!(start < end && start >= last, "{start}..{end} after {last}");
                prop_assert!(text.get(start..end).is_some());
                last = start;
            }
        }
    }
}
