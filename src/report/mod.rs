//! Results to terminal, HTML, JSON, JSON Lines, CSV, Parquet and a directory.
//!
//! Place in the flow: after `cluster`. The pipeline fills [`model::ScanReport`], the writers show it,
//! and none of them computes a figure that is not in it.
//!
//! All text that comes from articles, ids and paths is made inert on its way out: no control
//! character reaches a terminal, none stands bare in JSON, no cell of a CSV is a formula.

pub mod audit;
pub mod model;

mod compare;
mod csv;
mod dir;
mod figures;
mod folder;
mod graph;
mod html;
mod json;
mod layout;
mod lookup;
mod marked;
mod member;
mod notes;
#[cfg(feature = "parquet")]
mod parquet;
mod quotations;
mod removed;
mod retold;
mod terminal;
mod turned;

#[cfg(test)]
mod sample;

pub use crate::inert::inert;
pub use compare::write_comparison;
pub use csv::{write_clusters_csv, write_pairs_csv};
pub use dir::{OUT_FILES, OutDir};
pub use graph::{GraphFormat, write_clusters_graph, write_flows_graph};
pub use html::{HtmlDir, LARGE_HTML_BYTES, write_audit_html, write_html};
pub(crate) use json::write_line as write_json_line;
pub use json::{write_json, write_jsonl, write_reject};
pub use layout::TerminalOptions;
#[cfg(feature = "parquet")]
pub use parquet::{PARQUET_FILES, ParquetDir};
pub use removed::{RemovalReason, RemovedEntry, write_removed};
pub use terminal::write_summary;
