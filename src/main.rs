//! The `wirecopy` command: runs `cli` and maps its outcome to an exit status.

mod cli;

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(status) => status.into(),
        // Whoever read our output has had enough of it.
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            // With standard error gone there is no one left to tell.
            let _ = writeln!(std::io::stderr(), "wirecopy: {failure}");
            ExitCode::from(cli::ERROR_STATUS)
        }
    }
}
