//! Tells of skipped input: a line for each record on standard error, all of them in a file.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use wirecopy::Error;
use wirecopy::read::{Reject, Rejects};
use wirecopy::report::{inert, write_reject};

use super::failure::{Failure, shown};
use super::output::OutputFile;

#[derive(Args, Debug)]
#[command(next_help_heading = "Reading")]
pub(super) struct BadInputArgs {
    /// File for all skipped records as JSON Lines, in the order of reading. By default, the first
    /// twenty are named on standard error.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,

    /// Take bad input for an error: nothing is written but the file of --rejects. By default, it is
    /// skipped, and the status is 3.
    #[arg(long)]
    strict: bool,
}

impl BadInputArgs {
    /// The file of `--rejects`.
    pub(super) fn path(&self) -> Option<&Path> {
        self.rejects.as_deref()
    }

    pub(super) fn create(&self) -> Result<BadInput, Failure> {
        let file = self.path().map(RejectFile::create).transpose()?;
        Ok(BadInput { file, strict: self.strict })
    }
}

/// What becomes of skipped input.
pub(super) struct BadInput {
    file: Option<RejectFile>,
    strict: bool,
}

impl BadInput {
    /// Takes a reject as it is read.
    pub(super) fn write(&mut self, reject: &Reject) -> Result<(), Error> {
        self.file.as_mut().map_or(Ok(()), |file| file.write(reject))
    }

    /// Tells of all rejects when everything is read.
    ///
    /// # Errors
    /// Bad input under `--strict`.
    pub(super) fn finish(self, rejects: &Rejects, quiet: bool) -> Result<(), Failure> {
        let hint = match &self.file {
            Some(file) => format!(", see {}", shown(&file.path)),
            None => ", see --rejects FILE".to_owned(),
        };
        show_with(rejects, quiet, &hint);
        if let Some(file) = self.file {
            file.commit()?;
        }
        if self.strict && !rejects.is_empty() {
            return Err(Failure::message("bad input under --strict: nothing is written"));
        }
        Ok(())
    }
}

/// Lines on standard error; the rest is counted.
const MAX_LINES: usize = 20;

/// The file of `--rejects`: each reject a line of JSON, written as it is read.
struct RejectFile {
    path: PathBuf,
    file: OutputFile,
}

impl RejectFile {
    fn create(path: &Path) -> Result<Self, Failure> {
        Ok(Self { path: path.to_path_buf(), file: OutputFile::create_beside(path)? })
    }

    fn write(&mut self, reject: &Reject) -> Result<(), Error> {
        write_reject(&mut self.file, &self.path, reject)
    }

    /// Makes the file appear under its name.
    fn commit(self) -> Result<(), Failure> {
        self.file.commit()
    }
}

/// Names the first rejects on standard error, and ends with their number.
pub(super) fn show(rejects: &Rejects, quiet: bool) {
    show_with(rejects, quiet, "");
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
