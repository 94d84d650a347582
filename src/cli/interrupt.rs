//! Ctrl-C: removes what is half written and ends at once, with status 130.
//!
//! Temporary files are made, and put in place, under one lock. The handler takes it too: it never
//! sees a file that is not registered, and never falls between the renames of a commit.

use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::failure::Failure;

const INTERRUPTED_STATUS: i32 = 130;

/// Temporary files and directories that are to go if the run is interrupted.
static TEMPORARY: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn lock() -> MutexGuard<'static, Vec<PathBuf>> {
    TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on, Ctrl-C and a request to end leave no temporary files.
pub(super) fn install() -> Result<(), Failure> {
    ctrlc::set_handler(|| {
        let temporary = lock();
        temporary.iter().for_each(|path| remove(path));
        let mut out = std::io::stderr();
        // On a terminal a progress bar may stand in the line.
        let start = if out.is_terminal() { "\n" } else { "" };
        let _ = writeln!(out, "{start}wirecopy: interrupted");
        std::process::exit(INTERRUPTED_STATUS);
    })
    .map_err(|error| Failure::message(format!("cannot watch for Ctrl-C: {error}")))
}

/// Removes a file or directory, though another thread may just be writing into it.
fn remove(path: &Path) {
    // Under a new name no more files come into a directory, but for one whose making has begun.
    let gone = path.with_extension("gone");
    let path = if fs::rename(path, &gone).is_ok() { &gone } else { path };
    let _ = fs::remove_dir_all(path)
        .or_else(|_| fs::remove_file(path))
        .or_else(|_| fs::remove_dir_all(path));
}

/// Does not return if the run is being interrupted: that a file cannot be written once the handler
/// has taken its directory away is no failure of its own, and must not end the run first.
pub(super) fn yield_to_handler() {
    drop(lock());
}

/// Makes something temporary that will be removed on Ctrl-C.
pub(super) fn make<T, E>(
    make: impl FnOnce() -> Result<T, E>,
    path_of: impl FnOnce(&T) -> &Path,
) -> Result<T, E> {
    let mut temporary = lock();
    let new = make()?;
    temporary.push(path_of(&new).to_path_buf());
    Ok(new)
}

/// Puts something temporary in place, which Ctrl-C will not cut in two.
pub(super) fn commit<T, D>(
    new: T,
    path_of: impl FnOnce(&T) -> &Path,
    commit: impl FnOnce(T) -> D,
) -> D {
    let path = path_of(&new).to_path_buf();
    let mut temporary = lock();
    let done = commit(new);
    temporary.retain(|known| *known != path);
    done
}
