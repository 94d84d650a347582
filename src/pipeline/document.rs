//! Indices to the document: ids, counts and dates.

use super::ScanOutcome;
use super::config::ScanConfig;
use super::load::Collection;
use crate::article::{Article, Published};
use crate::cluster::{Cluster, Edge, first_seen};
use crate::passage::{Overlap, PairKind, Verified};
use crate::read::{Reject, Rejects, Texts};
use crate::report::model::{
    ArticleEntry, ArticleStatus, ClusterEntry, Counts, FirstSeen, LimitsHit, MemberEntry,
    MemberRole, PairEntry, PublishedEntry, ReasonCount, RejectEntry, Run, SCAN_SCHEMA, ScanReport,
    WeakestPair,
};
use crate::span::Span;

/// What a mode found, in article indices.
pub(super) struct Found {
    /// Furniture of each article with the number of its tokens; `None` if the mode does not look.
    pub(super) masks: Option<Vec<(Vec<Span>, u32)>>,
    pub(super) limits_hit: LimitsHit,
    pub(super) num_candidates: u64,
    pub(super) pairs: Vec<FoundPair>,
    /// Parallel to `pairs`.
    pub(super) edges: Vec<Edge>,
    pub(super) clusters: Vec<Cluster>,
}

/// A verified pair.
pub(super) enum FoundPair {
    Passages { a: u32, b: u32, kind: PairKind, same_source: bool, verified: Verified },
    Resemblance { a: u32, b: u32, same_source: bool, overlap: Overlap },
}

impl FoundPair {
    pub(super) fn is_truncated(&self) -> bool {
        matches!(self, Self::Passages { verified, .. } if verified.is_truncated)
    }
}

/// Writes the document.
pub(super) fn write(config: &ScanConfig, collection: Collection, found: Found) -> ScanOutcome {
    let articles = &collection.articles;
    let clusters: Vec<ClusterEntry> = found
        .clusters
        .iter()
        .zip(1..)
        .map(|(cluster, number)| cluster_entry(number, cluster, articles, &found.edges))
        .collect();
    let counts = counts(&collection, &found);
    let rejects = collection.rejects;
    let entries = articles
        .iter()
        .enumerate()
        .map(|(at, article)| {
            let mask = found.masks.as_ref().map(|masks| &masks[at]);
            article_entry(
                article,
                collection.sizes[at].num_tokens,
                collection.sizes[at].is_too_short,
                mask,
            )
        })
        .collect();
    let pairs = found.pairs.into_iter().map(|pair| pair_entry(pair, articles)).collect();
    let report = ScanReport {
        schema: SCAN_SCHEMA,
        run: Run {
            version: env!("CARGO_PKG_VERSION"),
            command: "scan",
            parameters: config.parameters(),
            config_digest: format!("{:016x}", config.digest()),
            counts,
            limits_hit: LimitsHit {
                unlisted_rejects: rejects.total() - rejects.first().len() as u64,
                ..found.limits_hit
            },
        },
        articles: entries,
        pairs,
        clusters,
        rejects: rejects.first().iter().map(reject_entry).collect(),
    };
    let texts: Vec<String> = collection.articles.into_iter().map(|article| article.text).collect();
    ScanOutcome { report, texts: Texts::from(texts), rejects }
}

fn counts(collection: &Collection, found: &Found) -> Counts {
    let summary = &collection.summary;
    let mut clustered: Vec<u32> =
        found.clusters.iter().flat_map(|cluster| cluster.members.iter().copied()).collect();
    clustered.sort_unstable();
    clustered.dedup();
    let passages = found.pairs.iter().map(|pair| match pair {
        FoundPair::Passages { verified, .. } => verified.passages.len() as u64,
        FoundPair::Resemblance { .. } => 0,
    });
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
        text_bytes: collection.articles.iter().map(|article| article.text.len() as u64).sum(),
        words: collection.sizes.iter().map(|size| u64::from(size.num_tokens)).sum(),
        candidate_pairs: found.num_candidates,
        verified_pairs: found.pairs.len() as u64,
        passages: passages.sum(),
        clusters: found.clusters.len() as u64,
        clustered_articles: clustered.len() as u64,
        pairs_outside_clusters: pairs_outside(&found.edges, &found.clusters),
    }
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

fn article_entry(
    article: &Article,
    words: u32,
    is_too_short: bool,
    mask: Option<&(Vec<Span>, u32)>,
) -> ArticleEntry {
    ArticleEntry {
        id: article.id.clone(),
        source: article.source.clone(),
        title: article.title.clone(),
        published: article.published.as_ref().map(published_entry),
        url: article.url.clone(),
        path: article.provenance.path.clone(),
        words,
        own_words: mask.map(|(_, masked)| words.saturating_sub(*masked)),
        furniture: mask.map(|(spans, _)| spans.clone()),
        status: if is_too_short { ArticleStatus::TooShort } else { ArticleStatus::Ok },
    }
}

fn published_entry(published: &Published) -> PublishedEntry {
    PublishedEntry {
        raw: published.raw.clone(),
        earliest: published.earliest.to_string(),
        latest: published.latest.to_string(),
        precision: published.precision,
        origin: published.origin,
    }
}

fn pair_entry(pair: FoundPair, articles: &[Article]) -> PairEntry {
    let id = |article: u32| articles[article as usize].id.clone();
    match pair {
        FoundPair::Passages { a, b, kind, same_source, verified } => PairEntry {
            a: id(a),
            b: id(b),
            kind: Some(kind),
            same_source,
            resemblance: verified.resemblance,
            containment_a_in_b: verified.containment_a_in_b(),
            containment_b_in_a: verified.containment_b_in_a(),
            shared_words_a: Some(verified.shared_words_a),
            shared_words_b: Some(verified.shared_words_b),
            longest_run_words: Some(verified.longest_run_words),
            truncated: verified.is_truncated,
            passages: Some(verified.passages),
        },
        FoundPair::Resemblance { a, b, same_source, overlap } => PairEntry {
            a: id(a),
            b: id(b),
            kind: None,
            same_source,
            resemblance: overlap.resemblance(),
            containment_a_in_b: overlap.containment_a_in_b(),
            containment_b_in_a: overlap.containment_b_in_a(),
            shared_words_a: None,
            shared_words_b: None,
            longest_run_words: None,
            truncated: false,
            passages: None,
        },
    }
}

fn cluster_entry(
    number: u32,
    cluster: &Cluster,
    articles: &[Article],
    edges: &[Edge],
) -> ClusterEntry {
    let id = |article: u32| articles[article as usize].id.clone();
    let dates: Vec<_> = cluster
        .members
        .iter()
        .map(|&member| {
            let published = articles[member as usize].published.as_ref();
            (member, published.map(|published| (published.earliest, published.latest)))
        })
        .collect();
    let first = first_seen(&dates);
    let weakest = &edges[cluster.weakest];
    ClusterEntry {
        id: format!("c{number}"),
        kind: cluster.kind,
        anchor: id(cluster.anchor),
        members: cluster
            .members
            .iter()
            .map(|&member| MemberEntry {
                id: id(member),
                role: if member == cluster.anchor {
                    MemberRole::Anchor
                } else {
                    MemberRole::Member
                },
            })
            .collect(),
        first_seen: FirstSeen {
            ids: first.articles.into_iter().map(id).collect(),
            certainty: first.certainty,
        },
        weakest: WeakestPair { a: id(weakest.a), b: id(weakest.b), containment: weakest.strength },
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
