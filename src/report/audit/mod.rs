//! An audit to terminal, JSON and CSV. As all writers, these compute no figure.

pub mod model;

mod csv;
mod terminal;

use std::io::{self, Write};

pub use self::csv::write_audit_csv;
use self::model::AuditReport;
pub use self::terminal::write_audit_summary;

/// Writes the audit as one JSON document of schema `wirecopy.audit/1` and a line end.
///
/// Shape: as [`write_json`](super::write_json).
///
/// # Errors
/// Those of `out`.
pub fn write_audit_json(out: &mut dyn Write, report: &AuditReport, pretty: bool) -> io::Result<()> {
    super::json::write_document(out, report, pretty)
}
