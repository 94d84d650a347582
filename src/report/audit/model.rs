//! The document that an audit ends in, schema `wirecopy.audit/1`.

use serde::Serialize;

pub use crate::audit::{
    Derivation, Evidence, Feeder, FeederKind, Flow, Lag, Ratio, Shares, SourceAudit, Via, WordClass,
};
use crate::report::model::{LimitsHit, Parameters, RejectEntry};

/// Name and version of the JSON schema.
pub const AUDIT_SCHEMA: &str = "wirecopy.audit/1";

/// Everything that an audit found. The same input gives the same bytes for any thread count and any
/// order of arguments.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AuditReport {
    /// Always [`AUDIT_SCHEMA`].
    pub schema: &'static str,
    /// What was run, and on how much.
    pub run: AuditRun,
    /// Every source that articles name, most own words first.
    pub sources: Vec<SourceAudit>,
    /// Words in common between agencies and sources, most words first.
    pub flows: Vec<Flow>,
    /// Input that was skipped, as in a scan.
    pub rejects: Vec<RejectEntry>,
}

/// What was run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AuditRun {
    /// Version of wirecopy.
    pub version: &'static str,
    /// The subcommand, `audit`.
    pub command: &'static str,
    /// Parameters of the scan that it rests on.
    pub parameters: Parameters,
    /// Identifies them and the hash version, as in a scan.
    pub config_digest: String,
    /// What decides the class of a word: the first line that fits, holds.
    pub precedence: Vec<&'static str>,
    /// How intervals are made.
    pub interval: IntervalMethod,
    /// On how much.
    pub counts: AuditCounts,
    /// Where a limit changed what was compared.
    pub limits_hit: LimitsHit,
}

/// How intervals are made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct IntervalMethod {
    /// Always `bootstrap`: percentiles over samples of clusters.
    pub method: &'static str,
    /// What is drawn: clusters, and articles that are in none.
    pub unit: &'static str,
    /// Samples.
    pub samples: u64,
    /// Share of the samples within an interval.
    pub coverage: f64,
    /// Seed, mixed with the name of the source.
    pub seed: u64,
}

/// What an audit counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AuditCounts {
    /// Articles.
    pub articles: u64,
    /// Those that name no source, which no share counts.
    pub articles_without_source: u64,
    /// Sources.
    pub sources: u64,
    /// Owners of sources, a source without one counted as its own.
    pub owners: u64,
    /// Sources of the table of owners that no article names.
    pub owned_sources_not_found: u64,
    /// Own words of articles with a source.
    pub own_words: u64,
    /// Their words in furniture.
    pub furniture_words: u64,
    /// Pairs of the kinds reprint, abridgement and partial.
    pub copied_pairs: u64,
    /// Clusters.
    pub clusters: u64,
    /// Clusters by what they come from.
    pub clusters_by_origin: OriginCounts,
    /// Groups of members that have nothing from one another, over all clusters.
    pub independent_origins: u64,
    /// Articles with a date that cannot be read; they are taken for undated.
    pub unreadable_dates: u64,
    /// Articles without a date, of which nothing says who ran their text first.
    pub undated_articles: u64,
    /// Records or files skipped as bad input.
    pub rejects: u64,
}

/// Clusters by what they come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OriginCounts {
    /// An agency.
    pub agency: u64,
    /// An outlet of the collection.
    pub outlet: u64,
    /// A press release.
    pub press_release: u64,
    /// A source that is not in the collection.
    pub unseen_common_source: u64,
    /// Nothing tells.
    pub unknown: u64,
}
