//! Raw records on their way from the reader to the threads that parse them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::encoding::Charset;
use super::fields::FieldMap;
use super::headline::find_headline;
use super::origin::Origin;
use super::path_pattern::PathFields;
use super::record::parse_json;
use super::source::Place;
use super::table::{Columns, RowParser, row_values};
use super::{Reject, RejectReason};
use crate::{Article, Provenance};

/// A batch is handed out once it holds so many bytes or records.
const BATCH_BYTES: usize = 256 << 10;
const BATCH_RECORDS: usize = 4096;

/// Counts that parsing adds to; sums, so the order of threads does not show.
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) transcoded: AtomicU64,
    pub(super) mended: AtomicU64,
    pub(super) undated: AtomicU64,
}

/// What all files have in common.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) fields: FieldMap,
    pub(super) max_article_bytes: u64,
    pub(super) counters: Counters,
}

/// How the records of a file are parsed.
#[derive(Clone, Debug)]
pub(super) enum Layout {
    Text,
    Json,
    Table(Columns),
}

/// What the records of one file have in common.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) path: String,
    /// Id of the file; records without an id of their own add their number.
    pub(super) base_id: String,
    pub(super) layout: Layout,
    /// Whether the stream was transcoded from UTF-16.
    pub(super) transcoded: bool,
    pub(super) from_path: PathFields,
    pub(super) origin: Arc<Origin>,
    pub(super) shared: Arc<Shared>,
}

impl Context {
    pub(super) fn provenance(&self, place: Place) -> Provenance {
        let record = (place.number > 0).then_some(place.number);
        Provenance { path: self.path.clone(), record, byte: place.byte, len: place.len }
    }

    /// Counts how an article was decoded from `bytes`.
    pub(super) fn count_decoding(&self, bytes: &[u8], charset: Charset, mended: bool) {
        let counters = &self.shared.counters;
        if self.transcoded || matches!(charset, Charset::Legacy(_)) {
            counters.transcoded.fetch_add(1, Relaxed);
        }
        // In a transcoded stream a replacement character is the trace of what was replaced.
        let replaced = || memchr::memmem::find(bytes, "\u{fffd}".as_bytes()).is_some();
        if mended || (self.transcoded && replaced()) {
            counters.mended.fetch_add(1, Relaxed);
        }
    }

    fn parse_text(&self, bytes: &[u8], place: Place) -> Result<Article, RejectReason> {
        let (charset, text, mended) = Charset::decode_whole(bytes);
        if text.len() as u64 > self.shared.max_article_bytes {
            return Err(RejectReason::TooLarge);
        }
        self.count_decoding(bytes, charset, mended);
        let from_path = self.from_path.clone();
        let headline = || find_headline(&text).map(str::to_owned);
        Ok(Article {
            id: from_path.id.unwrap_or_else(|| self.base_id.clone()),
            source: from_path.source,
            title: from_path.title.or_else(headline),
            byline: None,
            published: from_path.published,
            url: None,
            lang: from_path.lang,
            text: text.into_owned(),
            provenance: self.provenance(place),
        })
    }

    fn parse_row(
        &self,
        bytes: &[u8],
        row: &csv::ByteRecord,
        columns: &Columns,
        place: Place,
    ) -> Result<Article, RejectReason> {
        let charset = Charset::of(bytes);
        let (values, mended) = row_values(row, charset, columns, &self.shared.fields)?;
        let article = values.into_article(self, place)?;
        self.count_decoding(bytes, charset, mended);
        Ok(article)
    }
}

struct Record {
    context: Arc<Context>,
    place: Place,
    start: usize,
    end: usize,
}

enum Item {
    Record(Record),
    Reject(Reject),
}

/// An article, and where its record can be read again.
pub(crate) type Traced = (Article, Option<Arc<Origin>>);

/// An article with the record that it was parsed from.
pub(crate) struct Parsed<'b> {
    pub(crate) article: Article,
    pub(crate) origin: &'b Arc<Origin>,
    pub(crate) bytes: &'b [u8],
}

/// Some hundred KB of undecoded records with their provenance, and what the splitter refused.
///
/// `Send`: the reader hands batches out, and any thread parses them.
#[derive(Default)]
pub struct RawBatch {
    slab: Vec<u8>,
    items: Vec<Item>,
}

impl std::fmt::Debug for RawBatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawBatch")
            .field("records", &self.items.len())
            .field("bytes", &self.slab.len())
            .finish()
    }
}

impl RawBatch {
    /// Number of articles and rejects that parsing will give.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether parsing will give nothing. A batch from a [`Reader`](super::Reader) is never empty.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Raw bytes held, of the decompressed records.
    pub fn num_bytes(&self) -> usize {
        self.slab.len()
    }

    pub(super) fn is_full(&self) -> bool {
        self.slab.len() >= BATCH_BYTES || self.items.len() >= BATCH_RECORDS
    }

    /// Where splitters put the bytes of the next record.
    pub(super) const fn slab(&mut self) -> &mut Vec<u8> {
        &mut self.slab
    }

    /// Takes what was put into the slab from `start` on as a record.
    pub(super) fn push_record(&mut self, context: &Arc<Context>, place: Place, start: usize) {
        let context = Arc::clone(context);
        self.items.push(Item::Record(Record { context, place, start, end: self.slab.len() }));
    }

    pub(super) fn push_reject(&mut self, reject: Reject) {
        self.items.push(Item::Reject(reject));
    }

    /// Decodes and parses all records, in the order in which they were read.
    ///
    /// Cost: linear; about what `serde_json` or `csv` need. Articles own their text.
    pub fn parse(self) -> Vec<Result<Article, Reject>> {
        self.parse_traced().into_iter().map(|record| record.map(|(article, _)| article)).collect()
    }

    /// As [`RawBatch::parse`], with where each record can be read again.
    pub(crate) fn parse_traced(self) -> Vec<Result<Traced, Reject>> {
        let mut out = Vec::with_capacity(self.items.len());
        self.parse_each(|record| {
            out.push(record.map(|Parsed { article, origin, .. }| {
                (article, origin.is_plain.then(|| Arc::clone(origin)))
            }));
        });
        out
    }

    /// As [`RawBatch::parse`], with the bytes of each record.
    pub(crate) fn parse_each(self, mut each: impl FnMut(Result<Parsed<'_>, Reject>)) {
        let mut table: Option<Table<'_>> = None;
        for item in self.items {
            let record = match item {
                Item::Record(record) => record,
                Item::Reject(reject) => {
                    each(Err(reject));
                    continue;
                }
            };
            let Record { context, place, start, end } = record;
            let bytes = &self.slab[start..end];
            let article = match &context.layout {
                Layout::Text => context.parse_text(bytes, place),
                Layout::Json => parse_json(bytes, &context, place),
                Layout::Table(columns) => {
                    let open = table
                        .take()
                        .filter(|table| Arc::ptr_eq(&table.context, &context))
                        .unwrap_or_else(|| Table {
                            context: Arc::clone(&context),
                            parser: RowParser::new(&self.slab[start..], columns.delimiter),
                            row: csv::ByteRecord::new(),
                        });
                    let table = table.insert(open);
                    table.parser.next(&mut table.row);
                    context.parse_row(bytes, &table.row, columns, place)
                }
            };
            each(match article {
                Ok(article) => Ok(Parsed { article, origin: &context.origin, bytes }),
                Err(reason) => Err(Reject { provenance: context.provenance(place), reason }),
            });
        }
    }
}

/// The rows of one file within a batch. They lie side by side in the slab.
struct Table<'a> {
    context: Arc<Context>,
    parser: RowParser<'a>,
    row: csv::ByteRecord,
}
