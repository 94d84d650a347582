//! Clusters of indices to entries of the document.

use super::document::{Found, FoundPair};
use super::origins::{ClusterOrigin, dates};
use crate::article::Article;
use crate::cluster::{Carried, Cluster, carried, first_seen, verbatim_spans};
use crate::passage::Changed;
use crate::report::model::{
    ClusterEntry, Dated, FirstSeen, MemberChanges, MemberEntry, MemberRole, NearMiss, WeakestPair,
};
use crate::text::Tokens;

/// Writes one cluster. `outside` are its near misses as `(edge, article)`.
pub(super) fn entry(
    number: u32,
    cluster: &Cluster,
    origin: Option<ClusterOrigin>,
    outside: &[(usize, u32)],
    articles: &[Article],
    found: &Found,
) -> ClusterEntry {
    let id = |article: u32| articles[article as usize].id.clone();
    let first = first_seen(&dates(cluster, articles));
    let with_anchor: Vec<Option<usize>> =
        cluster.members.iter().map(|&member| found.pair_index(cluster.anchor, member)).collect();
    let weakest = &found.edges[cluster.weakest];
    ClusterEntry {
        id: format!("c{number}"),
        kind: cluster.kind,
        anchor: id(cluster.anchor),
        members: cluster
            .members
            .iter()
            .zip(&with_anchor)
            .map(|(&member, pair)| MemberEntry {
                id: id(member),
                role: if member == cluster.anchor {
                    MemberRole::Anchor
                } else {
                    MemberRole::Member
                },
                changes: pair.and_then(|pair| {
                    changes(&found.pairs[pair], articles, [cluster.anchor, member])
                }),
            })
            .collect(),
        sources: num_sources(cluster, articles),
        independent_origins: origin.as_ref().map(|origin| origin.independent),
        origin: origin.map(|origin| origin.origin),
        first_seen: FirstSeen {
            ids: first.articles.into_iter().map(id).collect(),
            certainty: first.certainty,
        },
        dated: dated(cluster, articles),
        median_containment: median(
            with_anchor.iter().flatten().map(|&pair| found.edges[pair].strength).collect(),
        ),
        weakest: WeakestPair { a: id(weakest.a), b: id(weakest.b), containment: weakest.strength },
        carried: carried_of(cluster.anchor, &with_anchor, found),
        near_misses: outside
            .iter()
            .map(|&(edge, article)| {
                let pair = &found.edges[edge];
                NearMiss {
                    id: id(article),
                    member: id(if pair.a == article { pair.b } else { pair.a }),
                    kind: match found.pairs[edge] {
                        FoundPair::Passages { kind, .. } => Some(kind),
                        FoundPair::Resemblance { .. } => None,
                    },
                    containment: pair.strength,
                }
            })
            .collect(),
    }
}

fn changes(
    pair: &FoundPair,
    articles: &[Article],
    [anchor, member]: [u32; 2],
) -> Option<MemberChanges> {
    let FoundPair::Passages { b, verified, .. } = pair else { return None };
    let a_alone = verified.own_words_a.saturating_sub(verified.shared_words_a);
    let b_alone = verified.own_words_b.saturating_sub(verified.shared_words_b);
    let (added_words, cut_words) =
        if *b == member { (b_alone, a_alone) } else { (a_alone, b_alone) };
    let edits = verified.passages.iter().map(|passage| passage.edits.len() as u32).sum();
    let title = |at: u32| articles[at as usize].title.as_deref().map(Tokens::of);
    let headline = match (title(anchor), title(member)) {
        (Some(of_anchor), Some(of_member)) => Some(of_anchor.hashes() != of_member.hashes()),
        _ => None,
    };
    let Changed { numbers, names, quotes } = verified.changed;
    Some(MemberChanges { added_words, cut_words, edits, numbers, names, quotes, headline })
}

fn num_sources(cluster: &Cluster, articles: &[Article]) -> u32 {
    let mut sources: Vec<&str> = cluster
        .members
        .iter()
        .filter_map(|&member| articles[member as usize].source.as_deref())
        .collect();
    sources.sort_unstable();
    sources.dedup();
    sources.len() as u32
}

fn dated(cluster: &Cluster, articles: &[Article]) -> Option<Dated> {
    let dates = || {
        let members = cluster.members.iter();
        members.filter_map(|&member| articles[member as usize].published.as_ref())
    };
    let earliest = dates().map(|published| published.earliest).min()?;
    let last_begins = dates().map(|published| published.earliest).max()?;
    let latest = dates().map(|published| published.latest).max()?;
    Some(Dated {
        members: dates().count() as u32,
        earliest: earliest.to_string(),
        latest: latest.to_string(),
        span_seconds: last_begins.as_second().saturating_sub(earliest.as_second()),
    })
}

/// The lower one of the two in the middle, where there are two.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or_default()
}

fn carried_of(anchor: u32, pairs: &[Option<usize>], found: &Found) -> Option<Vec<Carried>> {
    found.masks.as_ref()?;
    let spans = |&pair: &usize| match &found.pairs[pair] {
        FoundPair::Passages { a, verified, .. } => verbatim_spans(&verified.passages, *a == anchor),
        FoundPair::Resemblance { .. } => Vec::new(),
    };
    Some(carried(pairs.iter().flatten().map(spans)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_one_of_the_values() {
        assert_eq!(median(vec![0.9, 0.1, 0.5]).to_bits(), 0.5_f64.to_bits());
        assert_eq!(median(vec![0.9, 0.1, 0.5, 0.6]).to_bits(), 0.5_f64.to_bits());
        assert_eq!(median(vec![0.25]).to_bits(), 0.25_f64.to_bits());
    }
}
