//! The input document. A base module: readers make articles, every later stage borrows them.

use jiff::Timestamp;
use serde::Serialize;

/// One input document, decoded to UTF-8.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    /// Name of the article, unique within a scan once ids are resolved.
    pub id: String,
    /// Outlet that ran the article. `None` is unknown, and equals no other source.
    pub source: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Author or agency line that came as a field of its own.
    pub byline: Option<String>,
    /// When the article was published, as an interval.
    pub published: Option<Published>,
    /// Address of the article, as given.
    pub url: Option<String>,
    /// Language code, as given.
    pub lang: Option<String>,
    /// Decoded text without byte order mark. All reported spans index its bytes.
    pub text: String,
    /// Where the article was read from.
    pub provenance: Provenance,
}

impl Article {
    /// An article of which nothing is known but its id and text.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            source: None,
            title: None,
            byline: None,
            published: None,
            url: None,
            lang: None,
            text: text.into(),
            provenance: Provenance::default(),
        }
    }
}

/// File, record and byte range that an article or a reject was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Provenance {
    /// Path as reached from the argument, lossily decoded; `-` for standard input.
    pub path: String,
    /// Record number in the file, from 1; `None` where the file is the record.
    pub record: Option<u64>,
    /// First byte of the record in the decompressed file.
    pub byte: u64,
    /// Length of the record in bytes, in the decompressed file.
    pub len: u64,
}

/// A point in time known to some precision, kept as the interval that it may lie in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The date as it was written.
    pub raw: String,
    /// First instant that fits.
    pub earliest: Timestamp,
    /// Last instant that fits (inclusive).
    pub latest: Timestamp,
    /// How exact the writing is.
    pub precision: Precision,
    /// Where the date was found.
    pub origin: DateOrigin,
}

/// How exactly a date was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// To the second or better.
    Second,
    /// To the minute.
    Minute,
    /// To the day.
    Day,
    /// To the month.
    Month,
    /// To the year.
    Year,
    /// Day and month cannot be told apart (`03/04/2019`); the interval spans both readings.
    AmbiguousDayMonth,
}

/// Where a date was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrigin {
    /// A field of the record.
    Field,
    /// The path: by `--path-pattern`, or without one by the layout `{source}/{date}/{name}.txt`.
    Path,
}
