//! A scan as a directory of files: `wirecopy scan --out`.

use std::io::{self, Write};
use std::path::Path;

use rayon::prelude::*;
use serde::Serialize;

use super::csv::{write_clusters_csv, write_pairs_csv};
use super::folder::{Folder, Ours};
use super::json::write_line;
use super::model::{
    ArticleEntry, ClusterEntry, PairEntry, RejectEntry, RetellingEntry, Run, ScanReport,
    SourceEntry,
};
use crate::Error;
use crate::passage::{PairKind, Passage};
use crate::read::Texts;

/// Names of the files that [`OutDir::write`] writes.
pub const OUT_FILES: [&str; 8] = [
    "articles.jsonl",
    "pairs.jsonl",
    "pairs.csv",
    "passages.jsonl",
    "clusters.jsonl",
    "clusters.csv",
    "quotes.jsonl",
    RUN_FILE,
];

/// Marks a directory as one of ours.
const RUN_FILE: &str = "run.json";

const OURS: Ours = Ours { is_ours: |name| OUT_FILES.contains(&name), marker: RUN_FILE };

/// A directory of results that is being written.
///
/// Nothing is changed at `path` before [`OutDir::commit`]; dropped without it, what was written is
/// removed.
///
/// # Example
///
/// ```
/// use wirecopy::report::OutDir;
///
/// let folder = tempfile::tempdir()?;
/// std::fs::write(folder.path().join("diary.txt"), "dear diary")?;
/// let error = OutDir::create(folder.path()).unwrap_err();
/// assert!(error.is_corrupt());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct OutDir {
    folder: Folder,
}

impl OutDir {
    /// Makes a temporary sibling of `path`, and the folders above it.
    ///
    /// # Errors
    /// [`Error::is_corrupt`] if `path` is there and is no directory, or holds files that are not
    /// [`OUT_FILES`]; [`Error::is_io`] if it cannot be looked at or nothing can be written beside it.
    pub fn create(path: &Path) -> Result<Self, Error> {
        Ok(Self { folder: Folder::create(path, OURS)? })
    }

    /// Where the files are until [`OutDir::commit`].
    pub fn temporary_path(&self) -> &Path {
        self.folder.temporary_path()
    }

    /// Writes all files of a scan. `texts` are the articles' texts, in the order of
    /// `report.articles`.
    ///
    /// Shape: `articles.jsonl` has the articles with their `text`, which all spans index;
    /// `pairs.jsonl` and `pairs.csv` the pairs without their passages; `passages.jsonl` `{a, b,
    /// passage}` with the ids of the pair; `clusters.jsonl` and `clusters.csv` the clusters;
    /// `quotes.jsonl` the quotations; `run.json` `{schema, run, sources, rejects}`. Some MB of rows
    /// are formed at a time, or one row that is larger.
    ///
    /// # Errors
    /// [`Error::is_io`] if a file cannot be written whole; [`Error::is_config`] if there are not as
    /// many texts as articles; those of [`Texts::text`].
    pub fn write(&self, report: &ScanReport, texts: &Texts) -> Result<(), Error> {
        if texts.len() != report.articles.len() {
            return Err(Error::config("there must be one text for each article of the report"));
        }
        self.folder.write_file("articles.jsonl", |out| {
            let bytes = |at, _: &_| texts.size_hint(at);
            write_rows(out, &report.articles, bytes, |out, at, entry| {
                let text = texts.text(at).map_err(io::Error::other)?;
                write_line(out, &ArticleRow { entry, text: &text })
            })
        })?;
        self.folder.write_file("pairs.jsonl", |out| {
            let bytes = |_, _: &_| 0;
            write_rows(out, &report.pairs, bytes, |out, _, pair| {
                write_line(out, &PairRow::of(pair))
            })
        })?;
        self.folder.write_file("pairs.csv", |out| write_pairs_csv(out, report))?;
        self.folder.write_file("passages.jsonl", |out| {
            let bytes = |_, pair: &_| passages_bytes(pair);
            write_rows(out, &report.pairs, bytes, |out, _, pair| {
                let PairEntry { a, b, passages, .. } = pair;
                passages
                    .iter()
                    .flatten()
                    .try_for_each(|passage| write_line(out, &PassageRow { a, b, passage }))
            })
        })?;
        self.folder.write_file("clusters.jsonl", |out| {
            let bytes = |_, cluster: &ClusterEntry| cluster.members.len() * ROW_BYTES;
            write_rows(out, &report.clusters, bytes, |out, _, cluster| write_line(out, cluster))
        })?;
        self.folder.write_file("clusters.csv", |out| write_clusters_csv(out, report))?;
        self.folder.write_file("quotes.jsonl", |out| {
            report.quotes.iter().flatten().try_for_each(|quote| write_line(out, quote))
        })?;
        self.folder.write_file(RUN_FILE, |out| {
            let ScanReport { schema, run, sources, rejects, .. } = report;
            write_line(out, &RunDocument { schema, run, sources, rejects })
        })
    }

    /// Puts the files in place of those that were there.
    ///
    /// # Errors
    /// [`Error::is_io`] if the directory cannot be replaced, [`Error::is_corrupt`] if files that are
    /// not [`OUT_FILES`] came into it meanwhile; it is then as it was.
    pub fn commit(self) -> Result<(), Error> {
        self.folder.commit()
    }
}

/// Bytes of rows that are formed before any is written.
const MAX_FORMED_BYTES: usize = 32 << 20;

/// Bytes of a row, without what grows with its article.
const ROW_BYTES: usize = 1 << 10;

/// Rough bytes of a row of a pair's passages.
fn passages_bytes(pair: &PairEntry) -> usize {
    let of_passage = |passage: &Passage| (1 + passage.edits.len()) * ROW_BYTES / 4;
    pair.passages.iter().flatten().map(of_passage).sum()
}

/// Writes rows in their order. All threads form them, those of one batch at a time. `bytes` is
/// about how much a row has beyond [`ROW_BYTES`].
fn write_rows<T: Sync>(
    out: &mut dyn Write,
    rows: &[T],
    bytes: impl Fn(usize, &T) -> usize + Sync,
    write: impl Fn(&mut Vec<u8>, usize, &T) -> io::Result<()> + Sync,
) -> io::Result<()> {
    const ROWS_OF_TASK: usize = 64;
    let mut start = 0;
    let size = |at, row: &T| ROW_BYTES + bytes(at, row);
    while start < rows.len() {
        let sizes = rows.iter().enumerate().skip(start).map(|(at, row)| size(at, row));
        let batch = rows.get(start..start + batch_len(sizes)).unwrap_or_default();
        let rows_of_task = ROWS_OF_TASK.min(batch.len().div_ceil(rayon::current_num_threads()));
        let formed: io::Result<Vec<Vec<u8>>> = batch
            .par_chunks(rows_of_task)
            .enumerate()
            .map(|(task, rows)| {
                let numbered = || rows.iter().zip(start + task * rows_of_task..);
                let mut formed =
                    Vec::with_capacity(numbered().map(|(row, at)| size(at, row)).sum());
                for (row, at) in numbered() {
                    write(&mut formed, at, row)?;
                }
                Ok(formed)
            })
            .collect();
        formed?.iter().try_for_each(|bytes| out.write_all(bytes))?;
        start += batch.len();
    }
    Ok(())
}

/// How many rows of these sizes are formed at a time: as many as fit, and one at least.
fn batch_len(sizes: impl Iterator<Item = usize>) -> usize {
    let mut sum = 0_usize;
    let fitting = sizes.take_while(|size| {
        sum = sum.saturating_add(*size);
        sum <= MAX_FORMED_BYTES
    });
    fitting.count().max(1)
}

#[derive(Serialize)]
struct ArticleRow<'r> {
    #[serde(flatten)]
    entry: &'r ArticleEntry,
    text: &'r str,
}

#[derive(Serialize)]
struct PassageRow<'r> {
    a: &'r str,
    b: &'r str,
    passage: &'r Passage,
}

#[derive(Serialize)]
struct RunDocument<'r> {
    schema: &'static str,
    run: &'r Run,
    sources: &'r [SourceEntry],
    rejects: &'r [RejectEntry],
}

/// A [`PairEntry`] but for its passages.
#[derive(Serialize)]
struct PairRow<'r> {
    a: &'r str,
    b: &'r str,
    kind: Option<PairKind>,
    confidence: f64,
    estimated: bool,
    same_source: bool,
    resemblance: f64,
    containment_a_in_b: f64,
    containment_b_in_a: f64,
    shared_words_a: Option<u32>,
    shared_words_b: Option<u32>,
    longest_run_words: Option<u32>,
    truncated: bool,
    retelling: Option<&'r RetellingEntry>,
}

impl<'r> PairRow<'r> {
    fn of(pair: &'r PairEntry) -> Self {
        Self {
            a: &pair.a,
            b: &pair.b,
            kind: pair.kind,
            confidence: pair.confidence,
            estimated: pair.estimated,
            same_source: pair.same_source,
            resemblance: pair.resemblance,
            containment_a_in_b: pair.containment_a_in_b,
            containment_b_in_a: pair.containment_b_in_a,
            shared_words_a: pair.shared_words_a,
            shared_words_b: pair.shared_words_b,
            longest_run_words: pair.longest_run_words,
            truncated: pair.truncated,
            retelling: pair.retelling.as_ref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::Value;
    use tempfile::tempdir;

    use super::super::sample::sample_report;
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn lines(path: &Path) -> Vec<Value> {
        let text = fs::read_to_string(path).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn write_to(path: &Path) {
        let (report, texts) = sample_report();
        let out = OutDir::create(path).unwrap();
        out.write(&report, &texts).unwrap();
        out.commit().unwrap();
    }

    #[test]
    fn files_carry_the_whole_report() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("new/out");
        write_to(&path);
        let mut expected = OUT_FILES.map(str::to_owned);
        expected.sort();
        assert_eq!(names(&path), expected);
        assert_eq!(names(path.parent().unwrap()), ["out"]);

        let (report, texts) = sample_report();
        let mut document = serde_json::to_value(&report).unwrap();
        for (article, text) in
            document["articles"].as_array_mut().unwrap().iter_mut().zip(texts.iter())
        {
            article["text"] = text.unwrap().as_ref().into();
        }
        assert_eq!(Value::from(lines(&path.join("articles.jsonl"))), document["articles"]);
        assert_eq!(Value::from(lines(&path.join("clusters.jsonl"))), document["clusters"]);
        let mut passages = lines(&path.join("passages.jsonl")).into_iter();
        for pair in document["pairs"].as_array_mut().unwrap() {
            for passage in pair["passages"].as_array().unwrap() {
                let row = passages.next().unwrap();
                assert_eq!([&row["a"], &row["b"]], [&pair["a"], &pair["b"]]);
                assert_eq!(&row["passage"], passage);
            }
            pair.as_object_mut().unwrap().remove("passages");
        }
        assert_eq!(passages.next(), None);
        assert_eq!(Value::from(lines(&path.join("pairs.jsonl"))), document["pairs"]);
        let run = &lines(&path.join(RUN_FILE))[0];
        for field in ["schema", "run", "sources", "rejects"] {
            assert_eq!(run[field], document[field]);
        }
    }

    #[test]
    fn rows_that_are_formed_at_a_time_fit_into_their_bytes() {
        let len = |sizes: &[usize]| batch_len(sizes.iter().copied());
        assert_eq!(len(&[MAX_FORMED_BYTES / 2, MAX_FORMED_BYTES / 2, 1]), 2);
        assert_eq!(len(&[MAX_FORMED_BYTES + 1, 1]), 1);
        assert_eq!(len(&[1, usize::MAX, 1]), 1);
        assert_eq!(len(&vec![ROW_BYTES; 100_000]), MAX_FORMED_BYTES / ROW_BYTES);
    }

    #[test]
    fn rows_keep_their_order_in_batches_of_any_size() {
        let rows: Vec<usize> = (0..5_000).collect();
        let write = |out: &mut Vec<u8>, at: usize, row: &usize| writeln!(out, "{at} {row}");
        let expected: Vec<String> = rows.iter().map(|row| format!("{row} {row}\n")).collect();
        let expected = expected.concat();
        for size in [0, MAX_FORMED_BYTES / 70, MAX_FORMED_BYTES] {
            let mut out = Vec::new();
            write_rows(&mut out, &rows, |at, _| size * (at % 3), write).unwrap();
            assert!(out == expected.as_bytes(), "{size}");
        }
    }

    #[test]
    fn an_empty_directory_and_our_own_are_replaced() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("out");
        fs::create_dir(&path).unwrap();
        write_to(&path);
        fs::write(path.join("pairs.jsonl"), "old").unwrap();
        write_to(&path);
        assert_ne!(fs::read_to_string(path.join("pairs.jsonl")).unwrap(), "old");
        assert_eq!(names(folder.path()), ["out"]);
    }

    #[test]
    fn a_directory_with_foreign_files_is_refused_and_kept() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("out");
        write_to(&path);
        fs::write(path.join("notes.txt"), "mine").unwrap();
        let error = OutDir::create(&path).unwrap_err();
        assert!(error.is_corrupt());
        assert!(error.to_string().contains("notes.txt"), "{error}");
        assert_eq!(names(&path).len(), OUT_FILES.len() + 1);

        fs::remove_file(path.join("notes.txt")).unwrap();
        fs::remove_file(path.join(RUN_FILE)).unwrap();
        assert!(OutDir::create(&path).unwrap_err().is_corrupt());

        let file = folder.path().join("file");
        fs::write(&file, "mine").unwrap();
        assert!(OutDir::create(&file).unwrap_err().is_corrupt());
        assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
        assert_eq!(names(folder.path()), ["file", "out"]);
    }

    #[test]
    fn without_commit_the_old_files_stay() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("out");
        write_to(&path);
        let before = fs::read(path.join("articles.jsonl")).unwrap();
        let out = OutDir::create(&path).unwrap();
        let (mut report, texts) = sample_report();
        report.articles.truncate(1);
        assert!(out.write(&report, &texts).unwrap_err().is_config());
        let first = Texts::from(vec![texts.text(0).unwrap().into_owned()]);
        out.write(&report, &first).unwrap();
        drop(out);
        assert_eq!(fs::read(path.join("articles.jsonl")).unwrap(), before);
        assert_eq!(names(folder.path()), ["out"]);
    }

    #[test]
    fn a_failed_write_is_an_error_that_names_the_file() {
        let folder = tempdir().unwrap();
        let out = OutDir::create(&folder.path().join("out")).unwrap();
        fs::remove_dir(out.temporary_path()).unwrap();
        let (report, texts) = sample_report();
        let error = out.write(&report, &texts).unwrap_err();
        assert!(error.is_io());
        assert!(error.to_string().contains("articles.jsonl"), "{error}");
    }
}
