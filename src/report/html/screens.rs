//! The screens of the whole report: overview, clusters, comparison.

use askama::Template;

use super::super::figures::grouped;
use super::super::model::{ClusterEntry, LimitsHit, ScanReport, SourceEntry};
use super::book::{
    Book, Card, KindShown, Layout, OriginShown, counted, duration, kind, origin, share,
};
use super::chart::{Histogram, histogram};

/// Clusters and sources on the overview.
const TOP: usize = 10;

#[derive(Template)]
#[template(path = "head.html")]
pub(super) struct Head {
    pub(super) title: String,
    pub(super) css: &'static str,
    pub(super) css_hash: &'static str,
    pub(super) early: &'static str,
    pub(super) early_hash: &'static str,
    pub(super) script_hash: &'static str,
    /// Before the names of screens of the main page.
    pub(super) home: &'static str,
    pub(super) has_compare: bool,
    pub(super) has_quotes: bool,
    pub(super) has_audit: bool,
}

#[derive(Template)]
#[template(path = "foot.html")]
pub(super) struct Foot {
    pub(super) version: &'static str,
    pub(super) script: &'static str,
}

#[derive(Template)]
#[template(path = "compare.html")]
pub(super) struct CompareScreen {
    pub(super) home: &'static str,
}

#[derive(Template)]
#[template(path = "overview.html")]
pub(super) struct Overview {
    articles: String,
    words: String,
    num_clusters: u64,
    clusters: String,
    clustered: String,
    clustered_noun: &'static str,
    shared: Option<Shared>,
    histogram: Histogram,
    none: String,
    histogram_max: String,
    articles_noun: &'static str,
    steps: Vec<Step>,
    is_near: bool,
    has_audit: bool,
    threshold: Option<String>,
    threshold_x: Option<String>,
    top: Vec<ClusterRow>,
    more: usize,
    sources: Vec<SourceRow>,
    more_sources: usize,
    unnamed_sources: bool,
    cuts: Vec<String>,
    notes: Vec<String>,
    rejects: Vec<(String, String)>,
    num_rejects: String,
    left_out: usize,
    no_screen: Option<NoScreen>,
}

struct Shared {
    share: String,
    /// Whether no word is: pairs of quotations and of forms are in clusters, and no copy.
    is_none: bool,
    own: String,
}

struct Step {
    label: String,
    articles: String,
}

struct SourceRow {
    name: String,
    articles: String,
    clustered: String,
    shared: Option<String>,
    share: Option<String>,
    width: String,
}

impl Overview {
    /// `left_out` counts pairs that the page has no room for.
    pub(super) fn new(book: &Book<'_>, left_out: usize) -> Self {
        let report = book.report;
        let counts = &report.run.counts;
        let overlap = &report.run.overlap;
        let histogram = histogram(&overlap.by_highest_containment);
        let is_near = report.run.parameters.threshold.is_some();
        let noun = |number: u64| if number == 1 { "article" } else { "articles" };
        Self {
            articles: grouped(counts.articles),
            articles_noun: noun(counts.articles),
            words: grouped(counts.words),
            num_clusters: counts.clusters,
            clusters: grouped(counts.clusters),
            clustered: grouped(counts.clustered_articles),
            clustered_noun: noun(counts.clustered_articles),
            shared: overlap.shared_share.map(|part| Shared {
                share: share(part),
                is_none: overlap.shared_words == Some(0),
                own: grouped(overlap.own_words.unwrap_or_default()),
            }),
            none: grouped(histogram.none),
            histogram_max: counted(histogram.highest, "article"),
            steps: histogram
                .bars
                .iter()
                .map(|bar| Step { label: bar.label.clone(), articles: grouped(bar.articles) })
                .collect(),
            histogram,
            is_near,
            has_audit: book.audit.is_some(),
            threshold: report.run.parameters.threshold.map(share),
            threshold_x: report.run.parameters.threshold.map(|at| format!("{:.2}%", at * 100.0)),
            top: rows(book, TOP),
            no_screen: no_screen(book),
            more: report.clusters.len().saturating_sub(TOP),
            sources: report.sources.iter().take(TOP).map(source_row).collect(),
            more_sources: report.sources.len().saturating_sub(TOP),
            unnamed_sources: report.sources.is_empty() && counts.articles > 0,
            cuts: cuts(report),
            notes: notes(report),
            rejects: counts
                .rejects_by_reason
                .iter()
                .map(|reason| (reason.reason.replace('_', " "), grouped(reason.count)))
                .collect(),
            num_rejects: counted(counts.rejects, "record"),
            left_out,
        }
    }
}

fn source_row(entry: &SourceEntry) -> SourceRow {
    SourceRow {
        name: entry.source.clone(),
        articles: grouped(entry.articles),
        clustered: grouped(entry.clustered_articles),
        shared: entry.shared_words.map(grouped),
        share: entry.shared_share.map(share),
        width: format!("{:.2}%", entry.shared_share.unwrap_or_default() * 100.0),
    }
}

/// Where limits changed what was done: each must be seen before anything else.
fn cuts(report: &ScanReport) -> Vec<String> {
    let LimitsHit {
        large_groups,
        truncated_pairs,
        capped_quotes,
        capped_retellings,
        unlisted_rejects,
    } = report.run.limits_hit;
    let mut lines = Vec::new();
    if truncated_pairs > 0 {
        lines.push(format!(
            "The comparison of {} was cut by its work budget: they may share more than is shown.",
            counted(truncated_pairs, "pair")
        ));
    }
    if large_groups > 0 {
        lines.push(format!(
            "{} of more than {} articles share a passage: each of their articles was compared with \
             one of the group, not with all.",
            counted(large_groups, "group"),
            report.run.parameters.max_group
        ));
    }
    if capped_quotes > 0 {
        lines.push(format!(
            "{} compared with some of those that share words with them, not with all.",
            counted(capped_quotes, "quotation")
        ));
    }
    if capped_retellings > 0 {
        lines.push(format!(
            "Retellings of {} were looked for among the nearest alone, or not at all: too many are \
             about the same.",
            counted(capped_retellings, "article")
        ));
    }
    if unlisted_rejects > 0 {
        lines.push(format!(
            "{} skipped beyond those that the report lists: --rejects writes all.",
            counted(unlisted_rejects, "record")
        ));
    }
    lines
}

/// What a reader should know of the input, and need not worry about.
fn notes(report: &ScanReport) -> Vec<String> {
    let counts = &report.run.counts;
    let articles = |number| counted(number, "article");
    let files = |number| counted(number, "file");
    [
        (counts.too_short, format!("{} too short to be compared", articles(counts.too_short))),
        (counts.files_passed_over, format!("{} passed over", files(counts.files_passed_over))),
        (
            counts.unmatched_paths,
            format!("{} whose path does not match the pattern", files(counts.unmatched_paths)),
        ),
        (
            counts.repeated_ids,
            format!(
                "{} with an id that was given before, kept with a number",
                articles(counts.repeated_ids)
            ),
        ),
        (
            counts.transcoded,
            format!("{} decoded from another encoding than UTF-8", articles(counts.transcoded)),
        ),
        (
            counts.mended,
            format!("{} with signs that could not be decoded", articles(counts.mended)),
        ),
        (
            counts.unreadable_dates,
            format!("{} with a date that could not be read", articles(counts.unreadable_dates)),
        ),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(_, line)| line)
    .collect()
}

#[derive(Template)]
#[template(path = "clusters.html")]
pub(super) struct Clusters {
    rows: Vec<ClusterRow>,
    no_screen: Option<NoScreen>,
    /// Clusters that are not even listed.
    more: Option<String>,
    kinds: Vec<KindShown>,
    is_near: bool,
    shown: String,
}

impl Clusters {
    pub(super) fn new(book: &Book<'_>) -> Self {
        let clusters = &book.report.clusters;
        let mut kinds: Vec<_> = clusters.iter().map(|cluster| cluster.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let listed = book.shown().len().max(MAX_UNSHOWN_ROWS);
        let more = clusters.len().checked_sub(listed).filter(|more| *more > 0);
        Self {
            no_screen: no_screen(book),
            more: more.map(|more| counted(more as u64, "cluster")),
            rows: rows(book, listed),
            kinds: kinds.into_iter().map(kind).collect(),
            is_near: book.report.run.parameters.threshold.is_some(),
            shown: counted(clusters.len() as u64, "cluster"),
        }
    }
}

/// Clusters up to which all are listed, also those without a screen.
const MAX_UNSHOWN_ROWS: usize = 2_500;

/// The first rows of the list.
fn rows(book: &Book<'_>, count: usize) -> Vec<ClusterRow> {
    let clusters = book.report.clusters.iter().enumerate();
    clusters.take(count).map(|(number, one)| ClusterRow::new(book, number, one)).collect()
}

/// How many clusters have no screen for want of room, and how many have one.
struct NoScreen {
    left_out: String,
    shown: String,
}

fn no_screen(book: &Book<'_>) -> Option<NoScreen> {
    let (all, shown) = (book.report.clusters.len(), book.shown().len());
    (shown < all).then(|| NoScreen {
        left_out: counted((all - shown) as u64, "cluster"),
        shown: grouped(shown as u64),
    })
}

/// A cluster in a list.
pub(super) struct ClusterRow {
    id: String,
    /// `None` where the page has no room for its screen.
    href: Option<String>,
    kind: KindShown,
    anchor: Card,
    size: usize,
    size_noun: &'static str,
    sources: u32,
    sources_noun: &'static str,
    first: String,
    /// For sorting; empty sorts last.
    first_at: String,
    certainty: &'static str,
    span: String,
    span_seconds: i64,
    median: String,
    median_at: String,
    weakest: String,
    weakest_at: String,
    /// Names of sources and of agencies that are credited, for the filter.
    names: String,
    /// Who can have been first, and how many more.
    first_by: Vec<Card>,
    first_more: usize,
    origin: Option<OriginShown>,
}

/// Sources named as the first to run a story.
const MAX_FIRST: usize = 2;

/// Names that the filter of the list knows of one cluster: one of ten thousand members would
/// otherwise be a row of a megabyte.
const MAX_NAMES: usize = 60;

impl ClusterRow {
    fn new(book: &Book<'_>, number: usize, cluster: &ClusterEntry) -> Self {
        use super::super::model::Certainty::{Sure, Tie, Undetermined};
        let mut names: Vec<&str> = cluster
            .members
            .iter()
            .filter_map(|member| book.article(&member.id)?.1.source.as_deref())
            .collect();
        let credits = cluster
            .members
            .iter()
            .filter_map(|member| book.article(&member.id)?.1.credits.as_ref());
        names.extend(credits.flatten().map(|credit| credit.agency));
        names.sort_unstable();
        names.dedup();
        names.truncate(MAX_NAMES);
        let mut first_by: Vec<Card> = Vec::new();
        for id in &cluster.first_seen.ids {
            let card = book.card(id);
            if first_by.iter().all(|known| known.name() != card.name()) {
                first_by.push(card);
            }
        }
        Self {
            id: cluster.id.clone(),
            href: book.href(number),
            kind: kind(cluster.kind),
            anchor: book.card(&cluster.anchor),
            size: cluster.members.len(),
            size_noun: if cluster.members.len() == 1 { "article" } else { "articles" },
            sources: cluster.sources,
            sources_noun: if cluster.sources == 1 { "source" } else { "sources" },
            first: cluster.dated.as_ref().map_or_else(String::new, |dated| {
                dated.earliest.get(..10).unwrap_or(&dated.earliest).to_owned()
            }),
            first_at: cluster.dated.as_ref().map_or_else(String::new, |dated| {
                dated.earliest.trim_end_matches("T00:00:00Z").to_owned()
            }),
            certainty: match cluster.first_seen.certainty {
                _ if cluster.first_seen.ids.is_empty() => "",
                Sure => "sure",
                Tie => "tie",
                Undetermined => "open",
            },
            span: cluster
                .dated
                .as_ref()
                .map_or_else(String::new, |dated| duration(dated.span_seconds)),
            span_seconds: cluster.dated.as_ref().map_or(-1, |dated| dated.span_seconds),
            median: share(cluster.median_containment),
            median_at: sortable(cluster.median_containment),
            weakest: share(cluster.weakest.containment),
            weakest_at: sortable(cluster.weakest.containment),
            names: names.join(" · "),
            first_more: first_by.len().saturating_sub(MAX_FIRST),
            first_by: first_by.into_iter().take(MAX_FIRST).collect(),
            origin: origin(cluster),
        }
    }
}

/// A share as tables are sorted by it.
fn sortable(share: f64) -> String {
    let rounded = format!("{share:.4}");
    rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Before the names of screens of the main page.
pub(super) const fn home(layout: Layout) -> &'static str {
    match layout {
        Layout::OneFile => "",
        Layout::Pages => "index.html",
    }
}
