//! Bytes to [`Article`](crate::Article) or [`Reject`]: the first stage of the flow.
//!
//! A [`Reader`] walks the named paths, opens each file (decompressing and, for UTF-16, transcoding
//! as it goes) and splits it into raw records, which it hands out as [`RawBatch`]es. A batch is
//! parsed by [`RawBatch::parse`] on any thread: JSON, legacy encodings and dates are work for the
//! processor, while splitting needs one pass of `memchr`. Memory is bounded by a batch (a quarter
//! of a MiB and one record) whatever the size of the files.
//!
//! A bad record is data: it becomes a [`Reject`] with its provenance and the run goes on. Of a file
//! that fails on the way, what came before is kept: whole records, or the beginning of a text.
//!
//! This stage never normalises text, never masks furniture, and knows no threshold. It does not
//! keep repeated ids apart either: that needs all articles, see [`resolve_ids`].
//!
//! # What is read
//!
//! | format | extension | record |
//! |---|---|---|
//! | text | `.txt` | the file; its title is its first heading-like line, which stays in the text |
//! | JSON Lines | `.jsonl`, `.ndjson` | a line; `record` is the line number |
//! | JSON | `.json` | an element of the array at the top, or one object after another |
//! | CSV, TSV | `.csv`, `.tsv` | a row after the header, which is required; quoted fields may hold newlines |
//!
//! A table that is found in a folder and whose header names no column for the text is no article
//! table, such as one of labels beside the articles: it is passed over and counted. Where such a
//! table is named itself, it is a reject, and so is any other record without text.
//!
//! Each may be compressed (`.gz` of many members, `.zst` of many frames, for whose window `zstd`
//! takes up to 128 MiB). Files found in a folder
//! are told by their extension; a file that is named, or standard input, by its content if the
//! extension says nothing. Within the JSON family the content decides.
//!
//! # Source and date from the path
//!
//! A [`PathPattern`] says where they stand. Without one, a text file whose path relative to the
//! folder that was named is exactly `{source}/{date}/{name}.txt` (compressed or not), with a date
//! like `2019-05-23`, has its source and date from there; its id stays the relative path. Any other
//! path says nothing.
//!
//! # Decoding
//!
//! - A byte order mark decides, and is removed. UTF-16 without one is told by its NUL bytes. UTF-32
//!   is rejected.
//! - What is valid UTF-8 is UTF-8.
//! - Any other record (a text file is one record) is UTF-8 with each bad sequence replaced by
//!   U+FFFD if it holds more good multi-byte characters than bad sequences, else it is decoded by
//!   the encoding that `chardetng` detects (Windows-1252 and the like).
//! - A lone surrogate escape in JSON (`\ud800`) becomes U+FFFD.
//!
//! Articles so mended are counted in [`ReadSummary`]. NUL and control characters are kept. Byte
//! positions are those of the decompressed file; in UTF-16 files, of its UTF-8 transcription.
//!
//! # Dates
//!
//! Dates are kept as the interval that they may mean. A date without a zone is read as UTC; with a
//! zone name that is not universally understood (`IST`), as any zone on Earth. `03/04/2019` is both
//! readings at once. What is no date is `None`, and counted.

mod batch;
mod dates;
mod encoding;
mod fields;
mod flat;
mod headline;
mod ids;
mod json;
mod lines;
mod open;
mod origin;
mod path_pattern;
mod reader;
mod record;
mod records;
mod reject;
mod reject_log;
mod sniff;
mod source;
mod table;
#[cfg(test)]
mod tests;
mod texts;
mod walk;

use std::path::PathBuf;
use std::str::FromStr;

pub use batch::RawBatch;
pub use fields::FieldMap;
pub use ids::{IdKey, resolve_ids};
pub(crate) use origin::Origin;
pub use path_pattern::PathPattern;
pub use reader::{ReadSummary, Reader};
pub(crate) use records::{Records, RecordsPart};
pub use reject::{Reject, RejectReason};
pub use reject_log::{MAX_KEPT_REJECTS, RejectLog, RejectSink, Rejects};
pub use texts::Texts;
pub(crate) use texts::{Kept, TextKeeper};

use crate::Error;

/// What the names of temporary files begin with that outputs are written to before they take their
/// place. In a folder that is read they are passed over, and not counted.
pub const TEMPORARY_PREFIX: &str = ".wirecopy-";

/// How to read. By default, formats are told by name and content, links are not followed and an
/// article may have 8 MiB.
///
/// # Example
///
/// ```
/// use wirecopy::read::{Format, ReadOptions};
///
/// let options = ReadOptions { format: Some(Format::JsonLines), ..ReadOptions::default() };
/// assert_eq!(options.max_article_bytes, 8 << 20);
/// ```
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// Format of every file. By default, told by name and content.
    pub format: Option<Format>,
    /// Names of the fields of JSON and CSV records.
    pub fields: FieldMap,
    /// Delimiter of CSV and TSV files, an ASCII byte. By default, told from the header.
    pub delimiter: Option<u8>,
    /// Where in a path source, date and the like are found. By default, source and date of text
    /// files in a folder by the layout `{source}/{date}/{name}.txt`, and nothing else.
    pub path_pattern: Option<PathPattern>,
    /// Whether symbolic links met in a folder are followed. By default, they are passed over.
    pub follow_links: bool,
    /// Files and folders, as [`std::fs::canonicalize`] gives them, that are passed over where they
    /// lie in a folder that is read, and not counted: what a run writes there. By default, none.
    pub except: Vec<PathBuf>,
    /// Longest record and longest text in bytes, 1 to 4 GiB - 1. By default, 8 MiB.
    pub max_article_bytes: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            format: None,
            fields: FieldMap::default(),
            delimiter: None,
            path_pattern: None,
            follow_links: false,
            except: Vec::new(),
            max_article_bytes: 8 << 20,
        }
    }
}

/// Format of a file once decompressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One article, plain text.
    Text,
    /// One JSON object a line.
    JsonLines,
    /// A JSON array of objects, or objects one after another.
    JsonArray,
    /// Rows under a header; the delimiter is told from the header.
    Csv,
    /// Rows under a header, separated by tabs.
    Tsv,
}

impl Format {
    /// The format that a file's extension (without dot, any case) stands for.
    fn of_extension(extension: &str) -> Option<Self> {
        const KNOWN: [(&str, Format); 6] = [
            ("txt", Format::Text),
            ("jsonl", Format::JsonLines),
            ("ndjson", Format::JsonLines),
            ("json", Format::JsonArray),
            ("csv", Format::Csv),
            ("tsv", Format::Tsv),
        ];
        KNOWN
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(extension))
            .map(|(_, format)| *format)
    }
}

impl FromStr for Format {
    type Err = Error;

    /// Reads `text`, `txt`, `jsonl`, `ndjson`, `json`, `csv` or `tsv`.
    fn from_str(name: &str) -> Result<Self, Error> {
        if name == "text" {
            return Ok(Self::Text);
        }
        Self::of_extension(name).ok_or_else(|| {
            Error::config(format!("unknown format {name:?}: use text, jsonl, json, csv or tsv"))
        })
    }
}
