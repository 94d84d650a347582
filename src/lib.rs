//! `wirecopy` finds articles that recycle the same copy: agency stories run by many outlets,
//! quotes lifted from one report into another, press releases printed as news. It reports overlap
//! clusters with the exact shared passages.

pub mod article;
pub mod candidates;
pub mod cluster;
pub mod error;
pub mod evaluate;
pub mod generate;
pub mod hash;
pub mod news;
pub mod passage;
pub mod pipeline;
pub mod read;
pub mod report;
pub mod sketch;
pub mod span;
pub mod text;

pub use article::{Article, DateOrigin, Precision, Provenance, Published};
pub use error::Error;
pub use pipeline::{Progress, Scan, ScanConfig, ScanConfigBuilder, ScanOutcome};
pub use span::Span;
