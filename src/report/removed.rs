//! Records that `wirecopy dedup` removed, each as a line of JSON.

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::json::write_line;
use crate::error::Error;

/// A removed record, the kept one that it is similar to, and the exact figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RemovedEntry {
    /// Id of the removed record, as it was read.
    pub id: String,
    /// File of the removed record, as reached from the argument; `-` for standard input.
    pub path: String,
    /// Number of the removed record in its file, from 1; `None` where the file is the record.
    pub record: Option<u64>,
    /// Id of the kept record.
    pub kept_id: String,
    /// File of the kept record.
    pub kept_path: String,
    /// Number of the kept record in its file.
    pub kept_record: Option<u64>,
    /// Why it is removed.
    pub reason: RemovalReason,
    /// Different shingles of the removed record.
    pub shingles: u32,
    /// Different shingles of the kept record.
    pub kept_shingles: u32,
    /// Different shingles that both have.
    pub shared_shingles: u32,
    /// Different shingles of both together.
    pub total_shingles: u32,
    /// `shared_shingles` / `total_shingles`.
    pub resemblance: f64,
    /// `shared_shingles` / `shingles`: how much of the removed record the kept one holds.
    pub containment: f64,
}

/// Why a record is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RemovalReason {
    /// Its text is that of the kept record.
    ExactCopy,
    /// It resembles the kept record.
    Resemblance,
    /// The kept record holds most of it.
    Containment,
}

/// Writes one removed record as a line of JSON to the file `path`.
///
/// # Errors
/// [`Error::is_io`], which names the file.
pub fn write_removed(out: &mut dyn Write, path: &Path, entry: &RemovedEntry) -> Result<(), Error> {
    write_line(out, entry).map_err(|error| Error::io("cannot write", path, error))
}
