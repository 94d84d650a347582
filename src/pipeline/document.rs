//! Indices to the document: ids, counts and dates.

use std::ops::Range;

use super::ScanOutcome;
use super::clusters;
use super::config::ScanConfig;
use super::load::{Collection, Size};
use super::origins::ClusterOrigin;
use super::overlap::{self, Overlaps};
use super::pair_entries;
use super::quotes;
use super::retellings::Retellings;
use crate::article::{Article, Published};
use crate::candidates::fingerprints::Place;
use crate::cluster::{Cluster, Edge, near_misses};
use crate::news::furniture::{Masked, Reason};
use crate::passage::{Overlap, PairKind, Verified};
use crate::quotes::QuoteGroup;
use crate::read::{Reject, Rejects};
use crate::report::model::{
    ArticleEntry, ArticleStatus, ClusterEntry, Counts, CreditEntry, FurnitureCount, FurnitureEntry,
    LimitsHit, PublishedEntry, ReasonCount, RejectEntry, Run, SCAN_SCHEMA, ScanReport,
};

/// What a mode found, in article indices.
pub(super) struct Found {
    /// Furniture of each article; `None` if the mode does not look.
    pub(super) masks: Option<Vec<Mask>>,
    pub(super) limits_hit: LimitsHit,
    pub(super) num_candidates: u64,
    pub(super) pairs: Vec<FoundPair>,
    /// Parallel to `pairs`.
    pub(super) edges: Vec<Edge>,
    pub(super) clusters: Vec<Cluster>,
    /// `None` if the mode does not look.
    pub(super) quotes: Option<Vec<QuoteGroup>>,
    /// `None` if they are not looked for.
    pub(super) retellings: Option<Retellings>,
}

impl Found {
    /// Index of the verified pair of two articles; pairs are in order.
    pub(super) fn pair_index(&self, x: u32, y: u32) -> Option<usize> {
        let wanted = (x.min(y), x.max(y));
        self.edges.binary_search_by_key(&wanted, |edge| (edge.a, edge.b)).ok()
    }
}

/// Furniture of one article.
#[derive(Default)]
pub(super) struct Mask {
    pub(super) entries: Vec<FurnitureEntry>,
    pub(super) num_tokens: u32,
    /// The same in tokens, ascending.
    pub(super) ranges: Vec<Range<u32>>,
}

impl Mask {
    pub(super) fn of(masked: Vec<Masked>) -> Self {
        Self {
            entries: masked.iter().map(FurnitureEntry::from).collect(),
            num_tokens: masked.iter().map(|masked| masked.tokens.end - masked.tokens.start).sum(),
            ranges: masked.into_iter().map(|masked| masked.tokens).collect(),
        }
    }

    /// Where a shingle of these tokens lies.
    pub(super) fn place(&self, tokens: &Range<u32>) -> Place {
        let next = self.ranges.partition_point(|masked| masked.end <= tokens.start);
        match self.ranges.get(next) {
            Some(masked) if masked.start <= tokens.start && tokens.end <= masked.end => {
                Place::Furniture
            }
            Some(masked) if masked.start < tokens.end => Place::Edge,
            _ => Place::Own,
        }
    }
}

/// A verified pair.
pub(super) enum FoundPair {
    Passages { a: u32, b: u32, kind: PairKind, same_source: bool, verified: Verified },
    Resemblance { a: u32, b: u32, same_source: bool, overlap: Overlap },
}

impl FoundPair {
    /// Both articles, in order.
    pub(super) const fn articles(&self) -> (u32, u32) {
        let (Self::Passages { a, b, .. } | Self::Resemblance { a, b, .. }) = self;
        (*a, *b)
    }

    pub(super) fn is_truncated(&self) -> bool {
        matches!(self, Self::Passages { verified, .. } if verified.is_truncated)
    }

    /// Both containments; for resemblance this, twice.
    fn containments(&self) -> (f64, f64) {
        match self {
            Self::Passages { verified, .. } => {
                (verified.containment_a_in_b(), verified.containment_b_in_a())
            }
            Self::Resemblance { overlap, .. } => (overlap.resemblance(), overlap.resemblance()),
        }
    }
}

/// Writes the document.
pub(super) fn write(
    config: &ScanConfig,
    collection: Collection,
    mut found: Found,
    origins: Option<Vec<ClusterOrigin>>,
) -> ScanOutcome {
    let articles = &collection.articles;
    let outside = near_misses(&found.clusters, &found.edges, articles.len());
    let mut origins = origins.map(Vec::into_iter);
    let clusters: Vec<ClusterEntry> = found
        .clusters
        .iter()
        .zip(outside)
        .zip(1..)
        .map(|((cluster, outside), number)| {
            let origin = origins.as_mut().and_then(Iterator::next);
            clusters::entry(number, cluster, origin, &outside, articles, &found)
        })
        .collect();
    let counts = counts(config, &collection, &found);
    let own_words: Option<Vec<u32>> = found.masks.as_ref().map(|masks| {
        let own = |(size, mask): (&Size, &Mask)| size.num_tokens.saturating_sub(mask.num_tokens);
        collection.sizes.iter().zip(masks).map(own).collect()
    });
    let overlaps = Overlaps::new(
        &found.edges,
        found.pairs.iter().map(FoundPair::containments),
        found.masks.as_deref(),
        articles.len(),
    );
    let sources = overlap::sources(articles, &found.clusters, &overlaps, own_words.as_deref());
    let rejects = collection.rejects;
    let credits = collection.credits.as_ref();
    let quotes = found.quotes.map(|groups| {
        let entry = |(group, number)| quotes::entry(number, group, articles);
        groups.into_iter().zip(1..).map(entry).collect()
    });
    let limits_hit = LimitsHit {
        unlisted_rejects: rejects.total() - rejects.first().len() as u64,
        capped_retellings: found.retellings.as_ref().map_or(0, |told| told.capped_articles),
        ..found.limits_hit
    };
    let pairs = pair_entries::entries(config, found.pairs, found.retellings, articles);
    let furniture = found.masks.as_deref().map(furniture_counts);
    let overlap = overlap::figures(&overlaps, own_words.as_deref());
    let entry = |(article, at): (Article, usize)| ArticleEntry {
        own_words: own_words.as_ref().map(|words| words[at]),
        shared_words: overlaps.shared_words.as_ref().map(|words| words[at]),
        highest_containment: overlaps.highest[at],
        credits: credits.map(|credits| credits.of(at as u32).map(CreditEntry::from).collect()),
        furniture: found.masks.as_mut().map(|masks| std::mem::take(&mut masks[at].entries)),
        ..article_entry(article, collection.sizes[at])
    };
    let entries = drained(collection.articles).zip(0..).map(entry).collect();
    let report = ScanReport {
        schema: SCAN_SCHEMA,
        run: Run {
            version: env!("CARGO_PKG_VERSION"),
            command: "scan",
            parameters: config.parameters(),
            config_digest: format!("{:016x}", config.digest()),
            counts,
            furniture,
            overlap,
            limits_hit,
        },
        articles: entries,
        pairs,
        clusters,
        quotes,
        sources,
        rejects: rejects.first().iter().map(reject_entry).collect(),
    };
    ScanOutcome { report, texts: collection.texts, rejects }
}

fn counts(config: &ScanConfig, collection: &Collection, found: &Found) -> Counts {
    let summary = &collection.summary;
    let mut clustered: Vec<u32> =
        found.clusters.iter().flat_map(|cluster| cluster.members.iter().copied()).collect();
    clustered.sort_unstable();
    clustered.dedup();
    let passages = found.pairs.iter().map(|pair| match pair {
        FoundPair::Passages { verified, .. } => verified.passages.len() as u64,
        FoundPair::Resemblance { .. } => 0,
    });
    let num_estimated = |kind: PairKind, is_looked_for: bool| {
        let told = found.retellings.iter().flat_map(|retellings| &retellings.told);
        let new = told.filter(|told| told.kind == kind && told.verified.is_some());
        is_looked_for.then(|| new.count() as u64)
    };
    Counts {
        files: summary.files_read,
        files_passed_over: summary.files_passed_over(),
        unmatched_paths: summary.unmatched_paths,
        articles: collection.articles.len() as u64,
        sources: num_sources(&collection.articles),
        too_short: collection.sizes.iter().filter(|size| size.is_too_short).count() as u64,
        repeated_ids: collection.repeated_ids,
        transcoded: summary.articles_transcoded,
        mended: summary.articles_mended,
        unreadable_dates: summary.articles_undated,
        rejects: collection.rejects.total(),
        rejects_by_reason: reason_counts(&collection.rejects),
        text_bytes: collection.sizes.iter().map(|size| u64::from(size.text_bytes)).sum(),
        words: collection.sizes.iter().map(|size| u64::from(size.num_tokens)).sum(),
        candidate_pairs: found.num_candidates,
        verified_pairs: found.pairs.len() as u64,
        rewritten_pairs: num_estimated(PairKind::Rewritten, config.looks_for_retellings()),
        same_event_pairs: num_estimated(PairKind::SameEvent, config.looks_for_related()),
        passages: passages.sum(),
        clusters: found.clusters.len() as u64,
        clustered_articles: clustered.len() as u64,
        pairs_outside_clusters: pairs_outside(&found.edges, &found.clusters),
    }
}

/// What was masked, by reason, without those that did not occur.
fn furniture_counts(masks: &[Mask]) -> Vec<FurnitureCount> {
    let of = |reason: Reason| {
        let stretches = masks.iter().flat_map(|mask| mask.entries.iter().zip(&mask.ranges));
        let words = stretches
            .filter(|(entry, _)| entry.reason == reason)
            .map(|(_, range)| u64::from(range.end - range.start));
        let (spans, words) = words.fold((0, 0), |(spans, sum), words| (spans + 1, sum + words));
        FurnitureCount { reason, spans, words }
    };
    Reason::ALL.into_iter().map(of).filter(|count| count.spans > 0).collect()
}

fn num_sources(articles: &[Article]) -> u64 {
    let mut sources: Vec<&str> =
        articles.iter().filter_map(|article| article.source.as_deref()).collect();
    sources.sort_unstable();
    sources.dedup();
    sources.len() as u64
}

fn reason_counts(rejects: &Rejects) -> Vec<ReasonCount> {
    let entry = |&(reason, count): &(&str, u64)| ReasonCount { reason: reason.to_owned(), count };
    rejects.by_reason().iter().map(entry).collect()
}

/// Number of pairs that no cluster holds both articles of.
fn pairs_outside(edges: &[Edge], clusters: &[Cluster]) -> u64 {
    // Few articles are in several clusters: a list is scanned faster than a set is asked.
    let mut memberships: Vec<(u32, usize)> = Vec::new();
    for (number, cluster) in clusters.iter().enumerate() {
        memberships.extend(cluster.members.iter().map(|&member| (member, number)));
    }
    memberships.sort_unstable();
    let of = |article: u32| {
        let start = memberships.partition_point(|&(member, _)| member < article);
        let own = memberships[start..].iter().take_while(move |(member, _)| *member == article);
        own.map(|&(_, number)| number)
    };
    let is_outside = |edge: &&Edge| !of(edge.a).any(|one| of(edge.b).any(|other| one == other));
    edges.iter().filter(is_outside).count() as u64
}

/// The articles in their order. Their memory is given back as they go: the entries need as much.
fn drained(mut articles: Vec<Article>) -> impl Iterator<Item = Article> {
    const STEP: usize = 1 << 14;
    articles.reverse();
    std::iter::from_fn(move || {
        let article = articles.pop();
        if articles.len().is_multiple_of(STEP) {
            articles.shrink_to_fit();
        }
        article
    })
}

/// What is known of an article from reading alone.
fn article_entry(article: Article, size: Size) -> ArticleEntry {
    ArticleEntry {
        id: article.id,
        source: article.source,
        title: article.title,
        published: article.published.map(published_entry),
        url: article.url,
        path: article.provenance.path,
        words: size.num_tokens,
        own_words: None,
        shared_words: None,
        highest_containment: 0.0,
        credits: None,
        furniture: None,
        status: if size.is_too_short { ArticleStatus::TooShort } else { ArticleStatus::Ok },
    }
}

fn published_entry(published: Published) -> PublishedEntry {
    PublishedEntry {
        raw: published.raw,
        earliest: published.earliest.to_string(),
        latest: published.latest.to_string(),
        precision: published.precision,
        origin: published.origin,
    }
}

fn reject_entry(reject: &Reject) -> RejectEntry {
    RejectEntry {
        path: reject.provenance.path.clone(),
        record: reject.provenance.record,
        byte: reject.provenance.byte,
        reason: reject.reason.code().to_owned(),
    }
}
