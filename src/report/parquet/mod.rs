//! A scan as Parquet tables: `scan --parquet`, with the feature `parquet`.
//!
//! The tables are flat, so that any reader of the format can join them; each has one row group for
//! some MB of rows, compressed with Snappy.

mod tables;
mod write;

use std::path::Path;

use super::folder::{Folder, Ours};
use super::model::ScanReport;
use crate::Error;
use crate::read::Texts;
use tables::{
    article_columns, article_rows, change_columns, change_rows, credit_columns, credit_rows,
    edit_columns, edit_rows, furniture_columns, furniture_rows, member_columns, member_rows,
    pair_columns, part_columns, part_rows, passage_columns, passage_rows, quotation_columns,
    quotation_rows,
};
use write::{Columns, write_table};

/// Names of the files that [`ParquetDir::write`] writes.
pub const PARQUET_FILES: [&str; 10] = [
    "articles.parquet",
    "credits.parquet",
    "furniture.parquet",
    "pairs.parquet",
    "passages.parquet",
    "edits.parquet",
    CLUSTERS_FILE,
    "quotations.parquet",
    "quotation_parts.parquet",
    "quotation_changes.parquet",
];

/// Marks a directory as one of ours.
const CLUSTERS_FILE: &str = "clusters.parquet";

const OURS: Ours = Ours { is_ours: |name| PARQUET_FILES.contains(&name), marker: CLUSTERS_FILE };

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
    /// Shape: `articles` with their `text`, which all spans index in bytes; `credits` and `furniture`
    /// of each; `pairs`; `passages` and `edits`, which name their pair by the ids `a` and `b` and
    /// their passage by its number from 0; `clusters` and `quotations` with a row for each member, and
    /// `quotation_parts` and `quotation_changes`, which name their variant by `quote` and its number
    /// from 0.
    /// Integers are 64 bits wide, instants microseconds in UTC, and what is not known is null.
    ///
    /// # Errors
    /// [`Error::is_io`] if a file cannot be written whole; [`Error::is_config`] if there are not as
    /// many texts as articles; those of [`Texts::text`].
    pub fn write(&self, report: &ScanReport, texts: &Texts) -> Result<(), Error> {
        if texts.len() != report.articles.len() {
            return Err(Error::config("there must be one text for each article of the report"));
        }
        let [
            articles,
            credits,
            furniture,
            pairs,
            passages,
            edits,
            clusters,
            quotations,
            parts,
            changes,
        ] = PARQUET_FILES;
        self.folder.write_file(articles, |out| {
            write_table(out, &article_columns(), article_rows(report, texts))
        })?;
        self.table(credits, &credit_columns(), credit_rows(report))?;
        self.table(furniture, &furniture_columns(), furniture_rows(report))?;
        self.table(pairs, &pair_columns(), report.pairs.iter())?;
        self.table(passages, &passage_columns(), passage_rows(report))?;
        self.table(edits, &edit_columns(), edit_rows(report))?;
        self.table(clusters, &member_columns(), member_rows(report))?;
        self.table(quotations, &quotation_columns(), quotation_rows(report))?;
        self.table(parts, &part_columns(), part_rows(report))?;
        self.table(changes, &change_columns(), change_rows(report))
    }

    /// Writes a table of rows that are all about as long.
    fn table<R>(
        &self,
        name: &'static str,
        columns: &Columns<R>,
        rows: impl Iterator<Item = R>,
    ) -> Result<(), Error> {
        self.folder.write_file(name, |out| write_table(out, columns, rows.map(|row| Ok((0, row)))))
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
