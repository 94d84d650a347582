//! The screen of the run: what was done, with which parameters, and what the words mean.

use askama::Template;

use super::super::audit::model::AuditReport;
use super::super::figures::{at_least, grouped};
use super::super::model::{RejectEntry, ScanReport};
use super::book::{Book, ReasonShown, reason_words, share};
use super::sources::{Class, classes};
use crate::news::furniture::Reason;

/// Skipped records that the page lists; the JSON lists more.
const MAX_REJECTS: usize = 100;

#[derive(Template)]
#[template(path = "run.html")]
pub(super) struct RunScreen<'r> {
    version: &'static str,
    command: &'static str,
    schema: &'static str,
    digest: &'r str,
    parameters: Vec<(&'static str, String, &'static str)>,
    counts: Vec<(&'static str, String)>,
    limits: Vec<(&'static str, String, bool)>,
    rejects: Vec<RejectRow<'r>>,
    more_rejects: String,
    is_near: bool,
    reasons: [ReasonShown; Reason::ALL.len()],
    /// How the shares of an audit are made.
    shares: Option<SharesMade>,
}

struct SharesMade {
    precedence: Vec<&'static str>,
    interval: String,
    counts: Vec<(&'static str, String)>,
    classes: Vec<Class>,
}

struct RejectRow<'r> {
    path: &'r str,
    record: String,
    byte: String,
    reason: String,
}

impl<'r> RunScreen<'r> {
    pub(super) fn new(book: &Book<'r>) -> Self {
        let run = &book.report.run;
        let (counts, limits) = (&run.counts, run.limits_hit);
        let listed = book.report.rejects.len().min(MAX_REJECTS) as u64;
        Self {
            version: run.version,
            command: book.audit.map_or(run.command, |audit| audit.run.command),
            schema: book.audit.map_or(book.report.schema, |audit| audit.schema),
            digest: &run.config_digest,
            parameters: parameters(book.report),
            counts: vec![
                ("Files read", grouped(counts.files)),
                ("Articles", grouped(counts.articles)),
                ("Sources named", grouped(counts.sources)),
                ("Words", grouped(counts.words)),
                ("Bytes of text", grouped(counts.text_bytes)),
                ("Candidate pairs", grouped(counts.candidate_pairs)),
                ("Verified pairs", grouped(counts.verified_pairs)),
                ("Passages", grouped(counts.passages)),
                ("Clusters", grouped(counts.clusters)),
                ("Articles in clusters", grouped(counts.clustered_articles)),
                ("Verified pairs outside clusters", grouped(counts.pairs_outside_clusters)),
                ("Records skipped as bad input", grouped(counts.rejects)),
            ],
            limits: vec![
                (
                    "Groups linked to one representative",
                    grouped(limits.large_groups),
                    limits.large_groups > 0,
                ),
                (
                    "Pairs cut by the work budget",
                    grouped(limits.truncated_pairs),
                    limits.truncated_pairs > 0,
                ),
                (
                    "Skipped records counted but not listed",
                    grouped(limits.unlisted_rejects),
                    limits.unlisted_rejects > 0,
                ),
            ],
            reasons: Reason::ALL.map(reason_words),
            rejects: book.report.rejects.iter().take(MAX_REJECTS).map(reject_row).collect(),
            more_rejects: match counts.rejects.saturating_sub(listed) {
                0 => String::new(),
                more => grouped(more),
            },
            is_near: run.parameters.threshold.is_some(),
            shares: book.audit.map(shares_made),
        }
    }
}

fn shares_made(audit: &AuditReport) -> SharesMade {
    let (interval, counts) = (&audit.run.interval, &audit.run.counts);
    let origins = &counts.clusters_by_origin;
    SharesMade {
        precedence: audit.run.precedence.clone(),
        interval: format!(
            "{} by {} over {} samples of {}s, seed {}",
            share(interval.coverage),
            interval.method,
            grouped(interval.samples),
            interval.unit,
            interval.seed
        ),
        counts: vec![
            ("Owners", grouped(counts.owners)),
            ("Own words of articles with a source", grouped(counts.own_words)),
            ("Words in furniture, which no share counts", grouped(counts.furniture_words)),
            ("Pairs with matching text", grouped(counts.copied_pairs)),
            ("Independent origins of all clusters", grouped(counts.independent_origins)),
            ("Clusters from an agency", grouped(origins.agency)),
            ("from an outlet", grouped(origins.outlet)),
            ("from a press release", grouped(origins.press_release)),
            ("from a source outside the collection", grouped(origins.unseen_common_source)),
            ("of which nothing tells", grouped(origins.unknown)),
        ],
        classes: classes(),
    }
}

fn reject_row(reject: &RejectEntry) -> RejectRow<'_> {
    RejectRow {
        path: &reject.path,
        record: reject.record.map_or_else(|| "whole file".to_owned(), grouped),
        byte: grouped(reject.byte),
        reason: reject.reason.replace('_', " "),
    }
}

/// Name, value and meaning of each parameter that the mode has.
fn parameters(report: &ScanReport) -> Vec<(&'static str, String, &'static str)> {
    let given = &report.run.parameters;
    let number = |value: u32| grouped(u64::from(value));
    let mut rows = vec![
        ("mode", given.mode.replace('_', " "), "what is looked for"),
        ("shingle-len", number(given.shingle_len), "words of a shingle"),
        (
            "max-group",
            number(given.max_group),
            "articles on one passage up to which each is compared with each",
        ),
    ];
    let words = [
        ("min-run", given.min_run, "words; a shared run so long is always found"),
        ("min-passage-words", given.min_passage_words, "words from which a passage counts"),
        (
            "min-quoted-passage-words",
            given.min_quoted_passage_words,
            "the same inside quotation marks",
        ),
    ];
    rows.extend(
        words
            .into_iter()
            .filter_map(|(name, value, meaning)| Some((name, number(value?), meaning))),
    );
    if let Some(threshold) = given.threshold {
        rows.push(("threshold", share(threshold), "least resemblance"));
    }
    if let Some(banding) = &given.banding {
        rows.push((
            "bands",
            format!("{} of {} rows", banding.num_bands, banding.rows_per_band),
            "how candidates are found",
        ));
        rows.push((
            "promised recall",
            at_least(banding.promised_recall),
            "chance that a pair exactly at the threshold is found",
        ));
    }
    rows
}
