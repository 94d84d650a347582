//! Bytes of one record to UTF-8. The rule is told in the documentation of [`super`].

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

/// Bytes that the detector sees: it is slow, and decided long before.
const DETECT_BYTES: usize = 128 << 10;

/// How the bytes of a record are to be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    /// Valid UTF-8.
    Utf8,
    /// UTF-8 with bad sequences.
    MendedUtf8,
    /// A legacy encoding.
    Legacy(&'static Encoding),
}

impl Charset {
    /// Tells the charset of a whole record.
    pub(super) fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(_) => Self::Utf8,
            Err(error) => Self::of_invalid(bytes, error.valid_up_to()),
        }
    }

    /// Tells the charset of a whole record and decodes it; the flag tells whether something was
    /// replaced. Valid UTF-8 is looked through once.
    pub(super) fn decode_whole(bytes: &[u8]) -> (Self, Cow<'_, str>, bool) {
        match std::str::from_utf8(bytes) {
            Ok(text) => (Self::Utf8, Cow::Borrowed(text), false),
            Err(error) => {
                let charset = Self::of_invalid(bytes, error.valid_up_to());
                let (text, replaced) = charset.decode(bytes);
                (charset, text, replaced)
            }
        }
    }

    /// Tells the charset of a record that is no UTF-8 from byte `valid_up_to` on.
    fn of_invalid(bytes: &[u8], valid_up_to: usize) -> Self {
        let (mut good, mut bad) = (0_usize, 0_usize);
        for chunk in bytes.utf8_chunks() {
            bad += usize::from(!chunk.invalid().is_empty());
            good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        }
        if good > bad {
            return Self::MendedUtf8;
        }
        let from = valid_up_to.saturating_sub(64);
        let sample = &bytes[from..bytes.len().min(from + DETECT_BYTES)];
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(sample, true);
        Self::Legacy(detector.guess(None, Utf8Detection::Deny))
    }

    /// Decodes the record or a field of it; the flag tells whether something was replaced.
    pub(super) fn decode(self, bytes: &[u8]) -> (Cow<'_, str>, bool) {
        match self {
            // `from_utf8_lossy` alone would do, at ten times the cost of checking.
            Self::Utf8 | Self::MendedUtf8 => match std::str::from_utf8(bytes) {
                Ok(text) => (Cow::Borrowed(text), false),
                Err(_) => (String::from_utf8_lossy(bytes), true),
            },
            Self::Legacy(encoding) => encoding.decode_without_bom_handling(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn windows_1252_is_detected_and_utf8_stays() {
        let text = "“Any attempt to intervene is unacceptable,” the café’s owner said – twice.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        let charset = Charset::of(&bytes);
        assert_eq!(charset, Charset::Legacy(encoding_rs::WINDOWS_1252));
        assert_eq!(charset.decode(&bytes), (Cow::Borrowed(text), false));
        assert_eq!(Charset::of(text.as_bytes()), Charset::Utf8);
    }

    #[test]
    fn cyrillic_and_japanese_legacy_text_is_detected() {
        let russian = "Генеральный секретарь заявил, что любые попытки вмешаться неприемлемы.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
        assert_eq!(Charset::of(&bytes).decode(&bytes).0, russian);
        let japanese = "事務総長は木曜日、ロンドンで開かれた会議で演説し、対応を明らかにした。";
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(japanese);
        assert_eq!(Charset::of(&bytes).decode(&bytes).0, japanese);
    }

    #[test]
    fn utf8_with_a_broken_sequence_is_mended_not_taken_for_latin() {
        let mut bytes = "“cyber” – naïve".as_bytes().to_vec();
        bytes.extend([b' ', 0xe2, 0x80, b' ', b'x']);
        let charset = Charset::of(&bytes);
        assert_eq!(charset, Charset::MendedUtf8);
        assert_eq!(charset.decode(&bytes), (Cow::Borrowed("“cyber” – naïve \u{fffd} x"), true));
    }

    proptest! {
        #[test]
        fn any_bytes_decode_and_valid_utf8_is_untouched(
            bytes in prop::collection::vec(any::<u8>(), 0..200), text in ".{0,50}",
        ) {
            let _ = Charset::of(&bytes).decode(&bytes);
            let (decoded, mended) = Charset::of(text.as_bytes()).decode(text.as_bytes());
            prop_assert_eq!(decoded.as_ref(), text.as_str());
            prop_assert!(!mended);
        }
    }
}
