//! Bad input as data: what was refused, where, and why.

use std::fmt;
use std::io::ErrorKind;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::Provenance;

/// A file or record that gave no article, with its reason.
///
/// Shown as one line; serialised as `{path, record, byte, reason}`, where `reason` is the code.
///
/// # Example
///
/// ```
/// use wirecopy::Provenance;
/// use wirecopy::read::{Reject, RejectReason};
///
/// let provenance = Provenance { path: "a.jsonl".into(), record: Some(3), byte: 90, len: 12 };
/// let reject = Reject { provenance, reason: RejectReason::MissingText };
/// assert_eq!(
///     reject.to_string(),
///     "\"a.jsonl\" record 3, byte 90: missing_text: no field holds the text"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reject {
    /// Where the input lies. `record` is `None` if the file as a whole was refused.
    pub provenance: Provenance,
    /// Why it was refused.
    pub reason: RejectReason,
}

/// Why a file or record gave no article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RejectReason {
    /// The file could not be opened or the folder not listed.
    Unreadable(ErrorKind),
    /// Reading failed on the way. Records before that place were read.
    ReadFailed(ErrorKind),
    /// A FIFO, socket or device.
    NotAFile,
    /// A link leads back to a folder that is being walked.
    LinkLoop,
    /// The archive ends too early. Records before that place were read.
    Truncated,
    /// The archive is damaged, or no archive. Records before that place were read.
    CorruptArchive,
    /// The archive unpacks to a huge stretch of bytes without one record. Reading stopped there.
    ArchiveBomb,
    /// The content is binary.
    NotText,
    /// The text is in UTF-32.
    UnsupportedEncoding,
    /// The record or its text is longer than `max_article_bytes`.
    TooLarge,
    /// The record is no valid JSON.
    MalformedJson,
    /// The record nests more than 127 levels deep.
    TooDeep,
    /// The record is JSON but no object.
    NotAnObject,
    /// A field occurs twice in one record, or a column twice in the header.
    DuplicateField,
    /// A field holds a value of the wrong type, such as a list where text must be.
    WrongType,
    /// No field holds the text.
    MissingText,
    /// The header names no column for the text.
    MissingHeader,
    /// The row has more or fewer fields than the header.
    RaggedRow,
    /// The file ends within a quoted field, an object or an array.
    Unclosed,
}

impl RejectReason {
    /// Stable name of the reason, `snake_case`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::ReadFailed(_) => "read_failed",
            Self::NotAFile => "not_a_file",
            Self::LinkLoop => "link_loop",
            Self::Truncated => "truncated",
            Self::CorruptArchive => "corrupt_archive",
            Self::ArchiveBomb => "archive_bomb",
            Self::NotText => "not_text",
            Self::UnsupportedEncoding => "unsupported_encoding",
            Self::TooLarge => "too_large",
            Self::MalformedJson => "malformed_json",
            Self::TooDeep => "too_deep",
            Self::NotAnObject => "not_an_object",
            Self::DuplicateField => "duplicate_field",
            Self::WrongType => "wrong_type",
            Self::MissingText => "missing_text",
            Self::MissingHeader => "missing_header",
            Self::RaggedRow => "ragged_row",
            Self::Unclosed => "unclosed",
        }
    }

    const fn sentence(self) -> &'static str {
        match self {
            Self::Unreadable(_) => "cannot be opened",
            Self::ReadFailed(_) => "reading failed here; what came before was kept",
            Self::NotAFile => "a FIFO, socket or device",
            Self::LinkLoop => "a link leads back to a folder above it",
            Self::Truncated => "the archive ends too early; what came before was kept",
            Self::CorruptArchive => "the archive is damaged here; what came before was kept",
            Self::ArchiveBomb => "the archive unpacks to a huge stretch without a record",
            Self::NotText => "the content is binary",
            Self::UnsupportedEncoding => "the text is in UTF-32",
            Self::TooLarge => "longer than the limit for an article",
            Self::MalformedJson => "no valid JSON",
            Self::TooDeep => "JSON nested more than 127 levels deep",
            Self::NotAnObject => "JSON, but no object",
            Self::DuplicateField => "a field occurs twice",
            Self::WrongType => "a field holds a value of the wrong type",
            Self::MissingText => "no field holds the text",
            Self::MissingHeader => "the header names no column for the text",
            Self::RaggedRow => "the row has more or fewer fields than the header",
            Self::Unclosed => "the file ends within a quoted field, an object or an array",
        }
    }
}

impl fmt::Display for RejectReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code(), self.sentence())?;
        match self {
            Self::Unreadable(kind) | Self::ReadFailed(kind) => write!(f, " ({kind})"),
            _ => Ok(()),
        }
    }
}

impl Serialize for RejectReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl fmt::Display for Reject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Debug escapes control characters: a name is inert on a terminal.
        write!(f, "{:?}", self.provenance.path)?;
        if let Some(record) = self.provenance.record {
            write!(f, " record {record}, byte {}", self.provenance.byte)?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl Serialize for Reject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Reject", 4)?;
        fields.serialize_field("path", &self.provenance.path)?;
        fields.serialize_field("record", &self.provenance.record)?;
        fields.serialize_field("byte", &self.provenance.byte)?;
        fields.serialize_field("reason", &self.reason)?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reject_is_one_inert_line_and_four_json_fields() {
        let provenance =
            Provenance { path: "a\u{1b}[31m\n.txt".into(), record: None, byte: 0, len: 9 };
        let reason = RejectReason::Unreadable(ErrorKind::PermissionDenied);
        let reject = Reject { provenance, reason };
        let line = reject.to_string();
        assert!(!line.contains('\u{1b}') && !line.contains('\n'), "{line}");
        assert!(line.ends_with("unreadable: cannot be opened (permission denied)"), "{line}");
        let json = serde_json::to_value(&reject).unwrap();
        assert_eq!(
            json,
            serde_json::json!({"path": "a\u{1b}[31m\n.txt", "record": null, "byte": 0,
                "reason": "unreadable"})
        );
    }
}
