//! A scan as Parquet tables: `scan --parquet`, with the feature `parquet`.
//!
//! The tables are flat, so that any reader of the format can join them; each has one row group for
//! some MB of rows, compressed with Snappy.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;

use super::folder::{Folder, Ours};
use super::lookup::{Member, members};
use super::model::{
    ArticleEntry, ArticleStatus, ClusterEntry, MemberChanges, MemberRole, PairEntry,
    PublishedEntry, ScanReport,
};
use crate::Error;
use crate::passage::{Edit, EditOp, PairKind, Passage};
use crate::read::Texts;

/// Names of the files that [`ParquetDir::write`] writes.
pub const PARQUET_FILES: [&str; 5] =
    ["articles.parquet", "pairs.parquet", "passages.parquet", "edits.parquet", CLUSTERS_FILE];

/// Marks a directory as one of ours.
const CLUSTERS_FILE: &str = "clusters.parquet";

const OURS: Ours = Ours { is_ours: |name| PARQUET_FILES.contains(&name), marker: CLUSTERS_FILE };

/// Bytes of rows that are formed before any is written: those of a row group.
const GROUP_BYTES: usize = 16 << 20;

/// Bytes of a row, without what grows with its article.
const ROW_BYTES: usize = 512;

/// A directory of Parquet tables that is being written.
///
/// Nothing is changed at `path` before [`ParquetDir::commit`]; dropped without it, what was written
/// is removed.
///
/// # Example
///
/// ```
/// use wirecopy::report::ParquetDir;
///
/// let folder = tempfile::tempdir()?;
/// std::fs::write(folder.path().join("diary.txt"), "dear diary")?;
/// assert!(ParquetDir::create(folder.path()).unwrap_err().is_corrupt());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct ParquetDir {
    folder: Folder,
}

impl ParquetDir {
    /// Makes a temporary sibling of `path`, and the folders above it.
    ///
    /// # Errors
    /// [`Error::is_corrupt`] if `path` is there and is no directory, or holds files that are not
    /// [`PARQUET_FILES`]; [`Error::is_io`] if it cannot be looked at or nothing can be written
    /// beside it.
    pub fn create(path: &Path) -> Result<Self, Error> {
        Ok(Self { folder: Folder::create(path, OURS)? })
    }

    /// Where the files are until [`ParquetDir::commit`].
    pub fn temporary_path(&self) -> &Path {
        self.folder.temporary_path()
    }

    /// Writes all tables of a scan. `texts` are the articles' texts, in the order of
    /// `report.articles`.
    ///
    /// Shape: `articles` with their `text`, which all spans index in bytes; `pairs`; `passages` and
    /// `edits`, which name their pair by the ids `a` and `b` and their passage by its number from 0;
    /// `clusters` with a row for each member. Integers are 64 bits wide, instants microseconds in
    /// UTC, and what is not known is null.
    ///
    /// # Errors
    /// [`Error::is_io`] if a file cannot be written whole; [`Error::is_config`] if there are not as
    /// many texts as articles; those of [`Texts::text`].
    pub fn write(&self, report: &ScanReport, texts: &Texts) -> Result<(), Error> {
        if texts.len() != report.articles.len() {
            return Err(Error::config("there must be one text for each article of the report"));
        }
        let [articles, pairs, passages, edits, clusters] = PARQUET_FILES;
        self.folder.write_file(articles, |out| {
            let rows = report.articles.iter().enumerate().map(|(at, entry)| {
                let text = texts.text(at).map_err(io::Error::other)?;
                Ok((text.len(), ArticleRow { entry, text }))
            });
            write_table(out, &article_columns(), rows)
        })?;
        self.folder.write_file(pairs, |out| {
            write_table(out, &pair_columns(), report.pairs.iter().map(|pair| Ok((0, pair))))
        })?;
        self.folder.write_file(passages, |out| {
            write_table(out, &passage_columns(), passage_rows(report).map(|row| Ok((0, row))))
        })?;
        self.folder.write_file(edits, |out| {
            let rows = passage_rows(report)
                .flat_map(|of| of.passage.edits.iter().map(move |edit| EditRow { of, edit }));
            write_table(out, &edit_columns(), rows.map(|row| Ok((0, row))))
        })?;
        self.folder.write_file(clusters, |out| {
            let rows = report.clusters.iter().flat_map(|cluster| {
                members(report, cluster).map(move |member| MemberRow { cluster, member })
            });
            write_table(out, &member_columns(), rows.map(|row| Ok((0, row))))
        })
    }

    /// Puts the files in place of those that were there.
    ///
    /// # Errors
    /// [`Error::is_io`] if the directory cannot be replaced, [`Error::is_corrupt`] if files that are
    /// not [`PARQUET_FILES`] came into it meanwhile; it is then as it was.
    pub fn commit(self) -> Result<(), Error> {
        self.folder.commit()
    }
}

struct ArticleRow<'r> {
    entry: &'r ArticleEntry,
    text: Cow<'r, str>,
}

#[derive(Clone, Copy)]
struct PassageRow<'r> {
    pair: &'r PairEntry,
    number: u32,
    passage: &'r Passage,
}

struct EditRow<'r> {
    of: PassageRow<'r>,
    edit: &'r Edit,
}

struct MemberRow<'r> {
    cluster: &'r ClusterEntry,
    member: Member<'r>,
}

impl MemberRow<'_> {
    fn change(&self, of: impl Fn(&MemberChanges) -> u32) -> Option<i64> {
        self.member.entry.changes.as_ref().map(|changes| i64::from(of(changes)))
    }
}

fn passage_rows(report: &ScanReport) -> impl Iterator<Item = PassageRow<'_>> {
    report.pairs.iter().flat_map(|pair| {
        let passages = pair.passages.iter().flatten().zip(0..);
        passages.map(move |(passage, number)| PassageRow { pair, number, passage })
    })
}

/// What a column holds, and how a row gives it.
enum Get<R> {
    Text(fn(&R) -> Option<&str>),
    Whole(fn(&R) -> Option<i64>),
    Share(fn(&R) -> Option<f64>),
    Flag(fn(&R) -> Option<bool>),
    /// Microseconds since 1970 in UTC.
    Instant(fn(&R) -> Option<i64>),
}

type Columns<R> = Vec<(&'static str, Get<R>)>;

fn article_columns<'r>() -> Columns<ArticleRow<'r>> {
    vec![
        ("id", Get::Text(|row| Some(&row.entry.id))),
        ("source", Get::Text(|row| row.entry.source.as_deref())),
        ("title", Get::Text(|row| row.entry.title.as_deref())),
        ("published", Get::Text(|row| Some(&row.entry.published.as_ref()?.raw))),
        ("published_earliest", Get::Instant(|row| instant(row.entry, |date| &date.earliest))),
        ("published_latest", Get::Instant(|row| instant(row.entry, |date| &date.latest))),
        ("url", Get::Text(|row| row.entry.url.as_deref())),
        ("path", Get::Text(|row| Some(&row.entry.path))),
        ("words", Get::Whole(|row| whole(row.entry.words))),
        ("own_words", Get::Whole(|row| row.entry.own_words.and_then(whole))),
        ("shared_words", Get::Whole(|row| row.entry.shared_words.and_then(whole))),
        ("highest_containment", Get::Share(|row| Some(row.entry.highest_containment))),
        ("too_short", Get::Flag(|row| Some(row.entry.status == ArticleStatus::TooShort))),
        ("text", Get::Text(|row| Some(&row.text))),
    ]
}

fn pair_columns<'r>() -> Columns<&'r PairEntry> {
    vec![
        ("a", Get::Text(|pair| Some(&pair.a))),
        ("b", Get::Text(|pair| Some(&pair.b))),
        ("kind", Get::Text(|pair| pair.kind.map(PairKind::name))),
        ("confidence", Get::Share(|pair| Some(pair.confidence))),
        ("estimated", Get::Flag(|pair| Some(pair.estimated))),
        ("same_source", Get::Flag(|pair| Some(pair.same_source))),
        ("resemblance", Get::Share(|pair| Some(pair.resemblance))),
        ("containment_a_in_b", Get::Share(|pair| Some(pair.containment_a_in_b))),
        ("containment_b_in_a", Get::Share(|pair| Some(pair.containment_b_in_a))),
        ("shared_words_a", Get::Whole(|pair| pair.shared_words_a.and_then(whole))),
        ("shared_words_b", Get::Whole(|pair| pair.shared_words_b.and_then(whole))),
        ("longest_run_words", Get::Whole(|pair| pair.longest_run_words.and_then(whole))),
        ("truncated", Get::Flag(|pair| Some(pair.truncated))),
    ]
}

fn passage_columns<'r>() -> Columns<PassageRow<'r>> {
    vec![
        ("a", Get::Text(|row| Some(&row.pair.a))),
        ("b", Get::Text(|row| Some(&row.pair.b))),
        ("passage", Get::Whole(|row| whole(row.number))),
        ("a_start", Get::Whole(|row| whole(row.passage.a.start))),
        ("a_end", Get::Whole(|row| whole(row.passage.a.end))),
        ("b_start", Get::Whole(|row| whole(row.passage.b.start))),
        ("b_end", Get::Whole(|row| whole(row.passage.b.end))),
        ("words", Get::Whole(|row| whole(row.passage.words))),
        ("verbatim_words", Get::Whole(|row| whole(row.passage.verbatim_words))),
        ("quoted_words", Get::Whole(|row| whole(row.passage.quoted_words))),
    ]
}

fn edit_columns<'r>() -> Columns<EditRow<'r>> {
    vec![
        ("a", Get::Text(|row| Some(&row.of.pair.a))),
        ("b", Get::Text(|row| Some(&row.of.pair.b))),
        ("passage", Get::Whole(|row| whole(row.of.number))),
        ("op", Get::Text(|row| Some(name_of(row.edit.op)))),
        ("a_start", Get::Whole(|row| whole(row.edit.a.start))),
        ("a_end", Get::Whole(|row| whole(row.edit.a.end))),
        ("b_start", Get::Whole(|row| whole(row.edit.b.start))),
        ("b_end", Get::Whole(|row| whole(row.edit.b.end))),
    ]
}

fn member_columns<'r>() -> Columns<MemberRow<'r>> {
    vec![
        ("cluster", Get::Text(|row| Some(&row.cluster.id))),
        ("kind", Get::Text(|row| row.cluster.kind.map(PairKind::name))),
        ("anchor", Get::Text(|row| Some(&row.cluster.anchor))),
        ("id", Get::Text(|row| Some(&row.member.entry.id))),
        ("is_anchor", Get::Flag(|row| Some(row.member.entry.role == MemberRole::Anchor))),
        (
            "can_be_first",
            Get::Flag(|row| Some(row.cluster.first_seen.ids.contains(&row.member.entry.id))),
        ),
        ("containment_in_anchor", Get::Share(|row| row.member.containment_in_anchor())),
        ("containment_of_anchor", Get::Share(|row| row.member.containment_of_anchor())),
        ("added_words", Get::Whole(|row| row.change(|changes| changes.added_words))),
        ("cut_words", Get::Whole(|row| row.change(|changes| changes.cut_words))),
        ("edits", Get::Whole(|row| row.change(|changes| changes.edits))),
    ]
}

#[expect(clippy::unnecessary_wraps, reason = "columns take what may be unknown")]
fn whole(number: u32) -> Option<i64> {
    Some(i64::from(number))
}

fn instant(entry: &ArticleEntry, of: fn(&PublishedEntry) -> &String) -> Option<i64> {
    let instant: jiff::Timestamp = of(entry.published.as_ref()?).parse().ok()?;
    Some(instant.as_microsecond())
}

const fn name_of(op: EditOp) -> &'static str {
    match op {
        EditOp::Replace => "replace",
        EditOp::Insert => "insert",
        EditOp::Delete => "delete",
    }
}

/// Writes rows, each with about how many bytes it has beyond [`ROW_BYTES`].
fn write_table<R>(
    out: &mut (dyn Write + Send),
    columns: &Columns<R>,
    rows: impl Iterator<Item = io::Result<(usize, R)>>,
) -> io::Result<()> {
    let properties = WriterProperties::builder()
        .set_created_by(format!("wirecopy {}", env!("CARGO_PKG_VERSION")))
        .set_compression(Compression::SNAPPY)
        .build();
    let schema = Arc::new(schema(columns).map_err(failed)?);
    let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(failed)?;
    let (mut group, mut bytes) = (Vec::new(), 0);
    for row in rows {
        let (more, row) = row?;
        group.push(row);
        bytes += ROW_BYTES + more;
        if bytes >= GROUP_BYTES {
            write_group(&mut file, columns, &group).map_err(failed)?;
            group.clear();
            bytes = 0;
        }
    }
    if !group.is_empty() {
        write_group(&mut file, columns, &group).map_err(failed)?;
    }
    file.close().map_err(failed)?;
    Ok(())
}

/// The error of the disk where there was one.
fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}

fn schema<R>(columns: &Columns<R>) -> Result<Type, ParquetError> {
    let fields: Result<_, ParquetError> = columns
        .iter()
        .map(|(name, get)| {
            let (physical, logical) = match get {
                Get::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
                Get::Whole(_) => (Physical::INT64, None),
                Get::Share(_) => (Physical::DOUBLE, None),
                Get::Flag(_) => (Physical::BOOLEAN, None),
                Get::Instant(_) => {
                    (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS)))
                }
            };
            let column = Type::primitive_type_builder(name, physical)
                .with_repetition(Repetition::OPTIONAL)
                .with_logical_type(logical)
                .build()?;
            Ok(Arc::new(column))
        })
        .collect();
    Type::group_type_builder("wirecopy").with_fields(fields?).build()
}

fn write_group<R>(
    file: &mut SerializedFileWriter<&mut (dyn Write + Send)>,
    columns: &Columns<R>,
    rows: &[R],
) -> Result<(), ParquetError> {
    let mut group = file.next_row_group()?;
    for (_, get) in columns {
        match get {
            Get::Text(get) => {
                let texts = rows.iter().map(|row| get(row).map(ByteArray::from));
                write_column::<ByteArrayType, _>(&mut group, texts)?;
            }
            Get::Whole(get) | Get::Instant(get) => {
                write_column::<Int64Type, _>(&mut group, rows.iter().map(get))?;
            }
            Get::Share(get) => write_column::<DoubleType, _>(&mut group, rows.iter().map(get))?,
            Get::Flag(get) => write_column::<BoolType, _>(&mut group, rows.iter().map(get))?,
        }
    }
    group.close()?;
    Ok(())
}

fn write_column<T: parquet::data_type::DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: impl Iterator<Item = Option<T::T>>,
) -> Result<(), ParquetError> {
    let mut levels = Vec::new();
    let mut known = Vec::new();
    for value in values {
        levels.push(i16::from(value.is_some()));
        known.extend(value);
    }
    // There are as many columns as the schema has.
    let Some(mut column) = group.next_column()? else { return Ok(()) };
    column.typed::<T>().write_batch(&known, Some(&levels), None)?;
    column.close()
}
