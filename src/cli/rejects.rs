//! Tells of skipped input: a line for each record on standard error, all of them in a file.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use wirecopy::Error;
use wirecopy::read::{Reject, Rejects};
use wirecopy::report::{inert, write_reject};

use super::failure::Failure;
use super::output::OutputFile;

/// Lines on standard error; the rest is counted.
const MAX_LINES: usize = 20;

/// The file of `--rejects`: each reject a line of JSON, written as it is read.
pub(super) struct RejectFile {
    path: PathBuf,
    file: OutputFile,
}

impl RejectFile {
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        Ok(Self { path: path.to_path_buf(), file: OutputFile::create_beside(path)? })
    }

    pub(super) fn write(&mut self, reject: &Reject) -> Result<(), Error> {
        write_reject(&mut self.file, &self.path, reject)
    }

    /// Makes the file appear under its name.
    pub(super) fn commit(self) -> Result<(), Failure> {
        self.file.commit()
    }
}

/// Names the first rejects on standard error, and ends with their number.
pub(super) fn show(rejects: &Rejects, quiet: bool) {
    show_with(rejects, quiet, "");
}

/// As [`show`], for commands that can write all rejects to a file.
pub(super) fn show_where_listed(rejects: &Rejects, quiet: bool) {
    show_with(rejects, quiet, ", see --rejects FILE");
}

fn show_with(rejects: &Rejects, quiet: bool, hint: &str) {
    if !rejects.is_empty() {
        // A line that cannot be shown changes nothing: the exit status says that input was skipped.
        let _ = try_show(&mut BufWriter::new(io::stderr().lock()), rejects, quiet, hint);
    }
}

fn try_show(out: &mut dyn Write, rejects: &Rejects, quiet: bool, hint: &str) -> io::Result<()> {
    let total = rejects.total();
    if !quiet {
        for reject in rejects.first().iter().take(MAX_LINES) {
            writeln!(out, "wirecopy: skipped {}", inert(&reject.to_string()))?;
        }
        if total > MAX_LINES as u64 {
            let more = total - MAX_LINES as u64;
            writeln!(out, "wirecopy: and {more} more{hint}")?;
        }
    }
    let noun = if total == 1 { "record or file" } else { "records or files" };
    writeln!(out, "wirecopy: bad input, {total} {noun} skipped")?;
    out.flush()
}
