//! A scan as a directory of files: `wirecopy scan --out`.
//!
//! The files are written into a temporary sibling of the directory, which takes its place when all
//! of them are on the disk: a full disk or a crash leaves the old files as they were.

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::TempDir;

use super::csv::write_clusters_csv;
use super::json::write_line;
use super::model::{ArticleEntry, PairEntry, RejectEntry, Run, ScanReport, SourceEntry};
use crate::Error;
use crate::passage::{PairKind, Passage};
use crate::read::Texts;

/// Names of the files that [`OutDir::write`] writes.
pub const OUT_FILES: [&str; 6] =
    ["articles.jsonl", "pairs.jsonl", "passages.jsonl", "clusters.jsonl", "clusters.csv", RUN_FILE];

/// Marks a directory as one of ours.
const RUN_FILE: &str = "run.json";

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
    path: PathBuf,
    temporary: TempDir,
}

impl OutDir {
    /// Makes a temporary sibling of `path`, and the folders above it.
    ///
    /// # Errors
    /// [`Error::is_corrupt`] if `path` is there and is no directory, or holds files that are not
    /// [`OUT_FILES`]; [`Error::is_io`] if it cannot be looked at or nothing can be written beside it.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let cannot = |doing| move |error| Error::io(doing, path, error);
        // A link stays a link: what it leads to is replaced.
        let target = match fs::canonicalize(path) {
            Ok(target) => {
                check_ours(&target, path)?;
                target
            }
            Err(error) if error.kind() == ErrorKind::NotFound => path.to_path_buf(),
            Err(error) => return Err(cannot("cannot open the output directory")(error)),
        };
        let parent = match target.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            None => return Err(Error::corrupt(path, "no output can be written in place of")),
        };
        fs::create_dir_all(parent).map_err(cannot("cannot make the output directory"))?;
        let temporary = new_builder()
            .tempdir_in(parent)
            .map_err(cannot("cannot write beside the output directory"))?;
        Ok(Self { path: target, temporary })
    }

    /// Where the files are until [`OutDir::commit`].
    pub fn temporary_path(&self) -> &Path {
        self.temporary.path()
    }

    /// Writes all files of a scan. `texts` are the articles' texts, in the order of
    /// `report.articles`.
    ///
    /// Shape: `articles.jsonl` has the articles with their `text`, which all spans index;
    /// `pairs.jsonl` the pairs without their passages; `passages.jsonl` `{a, b, passage}` with the
    /// ids of the pair; `clusters.jsonl` and `clusters.csv` the clusters; `run.json` `{schema, run,
    /// sources, rejects}`.
    ///
    /// # Errors
    /// [`Error::is_io`] if a file cannot be written whole; [`Error::is_config`] if there are not as
    /// many texts as articles; those of [`Texts::text`].
    pub fn write(&self, report: &ScanReport, texts: &Texts) -> Result<(), Error> {
        if texts.len() != report.articles.len() {
            return Err(Error::config("there must be one text for each article of the report"));
        }
        self.write_file("articles.jsonl", |out| {
            report.articles.iter().zip(texts.iter()).try_for_each(|(entry, text)| {
                let text = text.map_err(io::Error::other)?;
                write_line(out, &ArticleRow { entry, text: &text })
            })
        })?;
        self.write_file("pairs.jsonl", |out| {
            report.pairs.iter().try_for_each(|pair| write_line(out, &PairRow::of(pair)))
        })?;
        self.write_file("passages.jsonl", |out| {
            report.pairs.iter().try_for_each(|pair| {
                let PairEntry { a, b, passages, .. } = pair;
                passages
                    .iter()
                    .flatten()
                    .try_for_each(|passage| write_line(out, &PassageRow { a, b, passage }))
            })
        })?;
        self.write_file("clusters.jsonl", |out| {
            report.clusters.iter().try_for_each(|cluster| write_line(out, cluster))
        })?;
        self.write_file("clusters.csv", |out| write_clusters_csv(out, report))?;
        self.write_file(RUN_FILE, |out| {
            let ScanReport { schema, run, sources, rejects, .. } = report;
            write_line(out, &RunDocument { schema, run, sources, rejects })
        })
    }

    fn write_file(
        &self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        let written = File::create(self.temporary.path().join(name)).and_then(|file| {
            let mut out = BufWriter::with_capacity(1 << 16, file);
            write(&mut out)?;
            out.flush()?;
            // Some file systems tell of a full disk only now, and none keeps a promise before.
            out.get_ref().sync_all()
        });
        // A text that could not be read again says so itself.
        written.map_err(|error| match error.downcast::<Error>() {
            Ok(error) => error,
            Err(error) => Error::io("cannot write", &self.path.join(name), error),
        })
    }

    /// Puts the files in place of those that were there.
    ///
    /// # Errors
    /// [`Error::is_io`] if the directory cannot be replaced, [`Error::is_corrupt`] if files that are
    /// not [`OUT_FILES`] came into it meanwhile; it is then as it was.
    pub fn commit(self) -> Result<(), Error> {
        let Self { path, temporary } = self;
        let cannot = |error| Error::io("cannot replace the output directory", &path, error);
        if !path.try_exists().map_err(cannot)? {
            fs::rename(temporary.path(), &path).map_err(cannot)?;
            // What the guard would remove has moved.
            let _ = temporary.keep();
            return Ok(());
        }
        check_ours(&path, &path)?;
        let permissions = fs::metadata(&path).map_err(cannot)?.permissions();
        fs::set_permissions(temporary.path(), permissions).map_err(cannot)?;
        let parent = path.parent().unwrap_or(Path::new("."));
        let old = new_builder().tempdir_in(parent).map_err(cannot)?;
        // Two renames are the nearest that portable calls come to an exchange.
        let aside = old.path().join("old");
        fs::rename(&path, &aside).map_err(cannot)?;
        if let Err(error) = fs::rename(temporary.path(), &path) {
            if fs::rename(&aside, &path).is_err() {
                // The old files are all that is left: keep them where they are.
                return Err(Error::io("the old output is kept in", &old.keep(), error));
            }
            return Err(cannot(error));
        }
        let _ = temporary.keep();
        old.close().map_err(|error| Error::io("cannot remove the old files of", &path, error))
    }
}

fn new_builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".wirecopy-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new directory: the umask takes its part.
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    builder
}

/// Refuses a directory that holds anything but our files, since all of it is to be replaced.
fn check_ours(target: &Path, shown: &Path) -> Result<(), Error> {
    let cannot = |error| Error::io("cannot list the output directory", shown, error);
    if !fs::metadata(target).map_err(cannot)?.is_dir() {
        return Err(Error::corrupt(shown, "the output is to be a directory, and there is a file"));
    }
    let (mut any, mut is_ours) = (false, false);
    for entry in fs::read_dir(target).map_err(cannot)? {
        let name = entry.map_err(cannot)?.file_name();
        if !OUT_FILES.iter().any(|known| name == **known) {
            let message = "the output directory holds a file that is not wirecopy's:";
            return Err(Error::corrupt(&shown.join(name), message));
        }
        any = true;
        is_ours |= name == *RUN_FILE;
    }
    if any && !is_ours {
        let message = format!("the output directory holds files but no {RUN_FILE}:");
        return Err(Error::corrupt(shown, message));
    }
    Ok(())
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
    same_source: bool,
    resemblance: f64,
    containment_a_in_b: f64,
    containment_b_in_a: f64,
    shared_words_a: Option<u32>,
    shared_words_b: Option<u32>,
    longest_run_words: Option<u32>,
    truncated: bool,
}

impl<'r> PairRow<'r> {
    fn of(pair: &'r PairEntry) -> Self {
        Self {
            a: &pair.a,
            b: &pair.b,
            kind: pair.kind,
            same_source: pair.same_source,
            resemblance: pair.resemblance,
            containment_a_in_b: pair.containment_a_in_b,
            containment_b_in_a: pair.containment_b_in_a,
            shared_words_a: pair.shared_words_a,
            shared_words_b: pair.shared_words_b,
            longest_run_words: pair.longest_run_words,
            truncated: pair.truncated,
        }
    }
}

#[cfg(test)]
mod tests {
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
        assert_eq!(names(&path).len(), 7);

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
