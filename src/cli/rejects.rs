//! Tells of skipped input: a line for each record on standard error, all of them in a file.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use wirecopy::read::Reject;
use wirecopy::report::inert;

use super::failure::Failure;
use super::output::OutputFile;

/// Lines on standard error; the rest is counted.
const MAX_LINES: usize = 20;

/// Writes each reject as a line of JSON `{path, record, byte, reason}`.
pub(super) fn write(file: OutputFile, path: &Path, rejects: &[Reject]) -> Result<(), Failure> {
    let mut file = file;
    let failed = |error| Failure::file(path, error);
    for reject in rejects {
        serde_json::to_writer(&mut file, reject).map_err(|error| failed(error.into()))?;
        file.write_all(b"\n").map_err(failed)?;
    }
    file.commit()
}

/// Names each reject on standard error, and ends with their number.
pub(super) fn show(rejects: &[Reject], quiet: bool) {
    if rejects.is_empty() {
        return;
    }
    // A line that cannot be shown changes nothing: the exit status says that input was skipped.
    let _ = try_show(&mut BufWriter::new(io::stderr().lock()), rejects, quiet);
}

fn try_show(out: &mut dyn Write, rejects: &[Reject], quiet: bool) -> io::Result<()> {
    if !quiet {
        for reject in rejects.iter().take(MAX_LINES) {
            writeln!(out, "wirecopy: skipped {}", inert(&reject.to_string()))?;
        }
        if rejects.len() > MAX_LINES {
            let more = rejects.len() - MAX_LINES;
            writeln!(out, "wirecopy: and {more} more, see --rejects FILE")?;
        }
    }
    let noun = if rejects.len() == 1 { "record or file" } else { "records or files" };
    writeln!(out, "wirecopy: bad input, {} {noun} skipped", rejects.len())?;
    out.flush()
}
