//! Joins walk, opening and splitting: the reader hands out batches of raw records.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use serde::Serialize;

use super::batch::{Context, Counters, Layout, RawBatch, Shared};
use super::json::Elements;
use super::lines::{Lines, Whole};
use super::open::open_stream;
use super::origin::Origin;
use super::path_pattern::read_dated_layout;
use super::sniff::{Shape, shape_of};
use super::source::{Place, Source, Split};
use super::table::Rows;
use super::walk::{FoundFile, Walk};
use super::{Format, ReadOptions, Reject, RejectReason};
use crate::{Error, Provenance};

/// Reads files, folders and standard input, in batches of raw records.
///
/// One thread reads and splits; the batches are parsed by any. Arguments are read in byte order of
/// their paths and folders in byte order of names, so what comes out does not depend on the order
/// of arguments. Where arguments overlap, a file is read once.
///
/// # Example
///
/// ```
/// use wirecopy::read::{ReadOptions, Reader};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("a.jsonl");
/// std::fs::write(&path, "{\"id\": 1, \"body\": \"Some text.\"}\n{\"id\": 2}\n")?;
///
/// let mut reader = Reader::new(&[path], ReadOptions::default())?;
/// let mut records = Vec::new();
/// while let Some(batch) = reader.next_batch() {
///     records.extend(batch.parse());
/// }
/// assert_eq!(records[0].as_ref().map(|article| article.text.as_str()), Ok("Some text."));
/// assert_eq!(records[1].as_ref().map_err(|reject| reject.reason.code()), Err("missing_text"));
/// assert_eq!(reader.summary().files_read, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Reader {
    options: ReadOptions,
    shared: Arc<Shared>,
    walk: Walk,
    open: Option<OpenFile>,
    files_read: u64,
    bytes_read: u64,
    passed_over_tables: u64,
    unmatched_paths: u64,
}

/// What was read and what was passed over.
///
/// The last three counts are made by parsing: they are whole once all batches are parsed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReadSummary {
    /// Files that were opened and not passed over, standard input included.
    pub files_read: u64,
    /// Bytes read, after decompression.
    pub bytes_read: u64,
    /// Files met in a folder whose extension is of no format.
    pub passed_over_extension: u64,
    /// Symbolic links met in a folder and not followed.
    pub passed_over_links: u64,
    /// Files that were reached a second time.
    pub passed_over_repeats: u64,
    /// Tables met in a folder whose header names no column for the text.
    pub passed_over_tables: u64,
    /// Files that were read although their path does not match the path pattern, or has no date
    /// where the pattern has one.
    pub unmatched_paths: u64,
    /// Articles decoded from another encoding than UTF-8.
    pub articles_transcoded: u64,
    /// Articles in which what could not be decoded was replaced by U+FFFD.
    pub articles_mended: u64,
    /// Articles whose date could not be read.
    pub articles_undated: u64,
}

impl ReadSummary {
    /// Files passed over for any reason. They are no bad input.
    pub const fn files_passed_over(&self) -> u64 {
        self.passed_over_extension
            + self.passed_over_links
            + self.passed_over_repeats
            + self.passed_over_tables
    }
}

struct OpenFile {
    source: Source,
    splitter: Splitter,
    context: Arc<Context>,
}

enum Splitter {
    Whole(Whole),
    Lines(Lines),
    Elements(Elements),
    Rows(Rows),
}

impl Splitter {
    fn next(&mut self, source: &mut Source, slab: &mut Vec<u8>, limit: u64) -> Split {
        match self {
            Self::Whole(whole) => whole.next(source, slab, limit),
            Self::Lines(lines) => lines.next(source, slab, limit),
            Self::Elements(elements) => elements.next(source, slab, limit),
            Self::Rows(rows) => rows.next(source, slab, limit),
        }
    }
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader")
            .field("options", &self.options)
            .field("summary", &self.summary())
            .finish_non_exhaustive()
    }
}

impl Reader {
    /// Prepares to read `paths`: files, folders, and `-` for standard input.
    ///
    /// # Errors
    /// [`Error::is_io`] if a path does not exist; [`Error::is_config`] if the delimiter is no ASCII
    /// byte or is a quote or line end, or `max_article_bytes` is 0 or past 4 GiB - 1.
    pub fn new(paths: &[PathBuf], options: ReadOptions) -> Result<Self, Error> {
        if let Some(delimiter) = options.delimiter
            && (!delimiter.is_ascii() || matches!(delimiter, b'"' | b'\n' | b'\r' | 0))
        {
            return Err(Error::config(
                "the delimiter must be an ASCII character, no quote or line end",
            ));
        }
        // Spans are u32.
        if options.max_article_bytes == 0 || options.max_article_bytes > u64::from(u32::MAX) {
            return Err(Error::config("max_article_bytes must lie between 1 and 4294967295"));
        }
        let walk = Walk::new(paths, options.follow_links, options.except.clone())?;
        let shared = Arc::new(Shared {
            fields: options.fields.clone(),
            max_article_bytes: options.max_article_bytes,
            counters: Counters::default(),
        });
        Ok(Self {
            options,
            shared,
            walk,
            open: None,
            files_read: 0,
            bytes_read: 0,
            passed_over_tables: 0,
            unmatched_paths: 0,
        })
    }

    /// Reads on. `None` at the end, and from then on.
    ///
    /// Never fails: what cannot be read is a [`Reject`] in the batch. Memory: a quarter of a MiB
    /// and one record.
    pub fn next_batch(&mut self) -> Option<RawBatch> {
        let mut batch = RawBatch::default();
        while !batch.is_full() {
            if let Some(file) = &mut self.open {
                if !file.split_into(&mut batch, self.options.max_article_bytes) {
                    self.bytes_read += file.source.position();
                    self.open = None;
                }
                continue;
            }
            match self.walk.next() {
                None => break,
                Some(Err(reject)) => batch.push_reject(reject),
                Some(Ok(found)) => match self.open_file(&found) {
                    Ok(file) => self.open = file,
                    Err((place, reason)) => {
                        let path = found.shown;
                        let Place { byte, len, .. } = place;
                        let provenance = Provenance { path, record: None, byte, len };
                        batch.push_reject(Reject { provenance, reason });
                    }
                },
            }
        }
        (!batch.is_empty()).then_some(batch)
    }

    /// Counts so far.
    pub fn summary(&self) -> ReadSummary {
        let passed_over = self.walk.passed_over;
        let counters = &self.shared.counters;
        let in_open_file = self.open.as_ref().map_or(0, |file| file.source.position());
        ReadSummary {
            files_read: self.files_read,
            bytes_read: self.bytes_read + in_open_file,
            passed_over_extension: passed_over.by_extension,
            passed_over_links: passed_over.links,
            passed_over_repeats: passed_over.repeats,
            passed_over_tables: self.passed_over_tables,
            unmatched_paths: self.unmatched_paths,
            articles_transcoded: counters.transcoded.load(Relaxed),
            articles_mended: counters.mended.load(Relaxed),
            articles_undated: counters.undated.load(Relaxed),
        }
    }

    /// Opens a file and tells its format; `None` for a table without even a header, and for one
    /// that is passed over.
    fn open_file(&mut self, found: &FoundFile) -> Result<Option<OpenFile>, (Place, RejectReason)> {
        let whole_file = |reason| (Place::default(), reason);
        let raw: Box<dyn Read + Send> = match &found.path {
            None => Box::new(io::stdin()),
            Some(path) => match File::open(path) {
                Ok(file) => Box::new(file),
                Err(error) => return Err(whole_file(RejectReason::Unreadable(error.kind()))),
            },
        };
        self.files_read += 1;
        let limit = self.options.max_article_bytes;
        let opened = open_stream(raw, found.packing, limit).map_err(whole_file)?;
        let mut source = opened.source;
        let shape = shape_of(source.peek(), found.named, &self.options).map_err(whole_file)?;
        let (splitter, layout) = match shape {
            Shape::Whole => (Splitter::Whole(Whole::default()), Layout::Text),
            Shape::Lines => (Splitter::Lines(Lines::default()), Layout::Json),
            Shape::Elements => (Splitter::Elements(Elements::default()), Layout::Json),
            Shape::Rows(delimiter) => {
                let mut rows = Rows::new(delimiter);
                match rows.header(&mut source, &self.options.fields, limit) {
                    Ok(None) => return Ok(None),
                    Ok(Some(columns)) => (Splitter::Rows(rows), Layout::Table(columns)),
                    Err((_, RejectReason::MissingHeader)) if found.is_walked => {
                        self.files_read -= 1;
                        self.passed_over_tables += 1;
                        return Ok(None);
                    }
                    Err(error) => return Err(error),
                }
            }
        };
        let from_path = match &self.options.path_pattern {
            None => {
                let is_text = found.named == Some(Format::Text) && matches!(layout, Layout::Text);
                if is_text { read_dated_layout(&found.base_id) } else { None }
            }
            Some(pattern) => {
                let fields = pattern.read(&found.shown);
                self.unmatched_paths += u64::from(fields.as_ref().is_none_or(|f| f.is_undated));
                fields
            }
        };
        let file = found.path.as_ref().filter(|path| path.is_file());
        let origin = Arc::new(Origin {
            path: found.path.clone().unwrap_or_else(|| found.shown.clone().into()),
            shown: found.shown.clone(),
            is_plain: opened.is_plain && file.is_some(),
            layout: layout.clone(),
            shared: Arc::clone(&self.shared),
        });
        let context = Arc::new(Context {
            path: found.shown.clone(),
            base_id: found.base_id.clone(),
            layout,
            transcoded: opened.transcoded,
            from_path: from_path.unwrap_or_default(),
            origin,
            shared: Arc::clone(&self.shared),
        });
        Ok(Some(OpenFile { source, splitter, context }))
    }
}

impl OpenFile {
    /// Puts the next record into the batch; false once there is none.
    fn split_into(&mut self, batch: &mut RawBatch, limit: u64) -> bool {
        let start = batch.slab().len();
        let split = self.splitter.next(&mut self.source, batch.slab(), limit);
        self.source.end_record();
        match split {
            Split::Record(place) => batch.push_record(&self.context, place, start),
            Split::Refused(place, reason) => {
                let provenance = self.context.provenance(place);
                batch.push_reject(Reject { provenance, reason });
            }
            Split::Failed(place, reason) => {
                let provenance = self.context.provenance(place);
                batch.push_reject(Reject { provenance, reason });
                return false;
            }
            Split::End => return false,
        }
        true
    }
}
