//! Passage mode: fingerprints to verified pairs to clusters.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::document::{Found, FoundPair, Mask};
use super::furniture_fingerprints::FurnitureFingerprints;
use super::load::{Collection, Fingerprinted};
use super::progress::Progress;
use super::resources::Resources;
use super::verify::{Plan, verify_pairs};
use crate::candidates::winnow::WinnowConfig;
use crate::cluster::{Edge, EdgeKind, missing_from_anchors, overlap_clusters};
use crate::error::Error;
use crate::passage::{Prepared, Verified, Verifier, VerifyConfig, kind_of};
use crate::report::model::LimitsHit;
use crate::span::Span;

/// What passage mode looks for.
pub(super) struct Search<'s> {
    pub(super) winnow: WinnowConfig,
    pub(super) verify: VerifyConfig,
    pub(super) max_group: u32,
    /// Whether articles about one event are looked for, if retellings are.
    pub(super) related: bool,
    pub(super) resources: &'s Resources,
}

impl Search<'_> {
    /// Finds articles that share passages.
    pub(super) fn find(
        &self,
        collection: &Collection,
        fingerprinted: Fingerprinted,
        progress: &dyn Progress,
    ) -> Result<Found, Error> {
        let articles = &collection.articles;
        progress.stage("find candidates", None);
        let Fingerprinted { index, lines, quotes, terms, rank, order } = fingerprinted;
        let furniture = lines.learn(&rank);
        let masks: Vec<Mask> =
            order.par_iter().map(|&at| Mask::of(lines.masked(at as usize, &furniture))).collect();
        drop((lines, order));
        let known = FurnitureFingerprints::new(collection, &furniture, &masks, &self.winnow)?;
        let candidates = index.candidates(&rank, self.max_group, &|article, key| {
            known.contains(articles[article as usize].source.as_deref(), key)
        })?;
        progress.stage("verify", Some(candidates.pairs.len() as u64));
        let plan = Plan {
            num_articles: articles.len(),
            max_weight: self.resources.prepared_tokens(),
            weight: &|article| u64::from(collection.sizes[article as usize].num_tokens),
            progress,
        };
        // Pairs whose comparison was cut before a passage was found. A pair can be proposed twice.
        let mut cut_short: BTreeSet<(u32, u32)> = BTreeSet::new();
        let mut verified_among = |pairs: &[(u32, u32)]| -> Result<Vec<(FoundPair, Edge)>, Error> {
            let prepare = |article: u32| {
                let text = collection.texts.text(article as usize)?;
                let furniture = &masks[article as usize].ranges;
                Ok(Prepared::new(&text, furniture, self.winnow.shingles()))
            };
            let scratch = || Verifier::new(self.verify);
            let verified = verify_pairs(pairs, &plan, prepare, scratch, Verifier::verify)?;
            let (verified, without): (Vec<_>, Vec<_>) =
                verified.into_iter().partition(|(_, verified)| !verified.passages.is_empty());
            cut_short.extend(without.into_iter().map(|(pair, _)| pair));
            Ok(verified
                .into_iter()
                .map(|((a, b), verified)| classify(collection, self.verify, a, b, verified))
                .collect())
        };
        let mut found = verified_among(&candidates.pairs)?;
        if candidates.large_groups > 0 {
            let edges: Vec<&Edge> = found.iter().map(|(_, edge)| edge).collect();
            let missing = missing_from_anchors(&edges, articles.len());
            found.extend(verified_among(&missing)?);
            found.sort_by_key(|(_, edge)| (edge.a, edge.b));
        }
        let (pairs, edges): (Vec<FoundPair>, Vec<Edge>) = found.into_iter().unzip();
        progress.stage("cluster", None);
        let clusters =
            overlap_clusters(&edges, articles.len(), self.verify.min_quoted_passage_words());
        progress.stage("quotations", None);
        let text = |article: u32| collection.texts.text(article as usize);
        let is_furniture = |article: u32, span: Span| {
            let spans = &masks[article as usize].spans;
            let at = spans.partition_point(|masked| masked.end <= span.start);
            spans.get(at).is_some_and(|masked| masked.overlaps(span))
        };
        let quotes = quotes
            .map(|index| index.group(&rank, self.max_group, &text, &is_furniture))
            .transpose()?;
        let mut found = Found {
            masks: Some(masks),
            limits_hit: LimitsHit {
                large_groups: candidates.large_groups,
                capped_quotes: quotes.as_ref().map_or(0, |quotes| quotes.capped),
                truncated_pairs: (pairs.iter().filter(|pair| pair.is_truncated()).count()
                    + cut_short.len()) as u64,
                ..LimitsHit::default()
            },
            num_candidates: candidates.pairs.len() as u64,
            pairs,
            edges,
            clusters,
            quotes: quotes.map(|quotes| quotes.groups),
            retellings: None,
        };
        if let Some(terms) = terms {
            let told = self.retellings(collection, &terms, &found, self.related, progress)?;
            found.retellings = Some(told);
        }
        Ok(found)
    }
}

fn classify(
    collection: &Collection,
    config: VerifyConfig,
    a: u32,
    b: u32,
    mut verified: Verified,
) -> (FoundPair, Edge) {
    let source = |article: u32| collection.articles[article as usize].source.as_deref();
    let same_source = source(a).is_some() && source(a) == source(b);
    let kind = kind_of(&verified, config, same_source);
    let edge = Edge {
        a,
        b,
        kind: EdgeKind::Passages {
            kind,
            ranges_a: std::mem::take(&mut verified.token_ranges_a),
            ranges_b: std::mem::take(&mut verified.token_ranges_b),
        },
        strength: verified.containment_a_in_b().max(verified.containment_b_in_a()),
        shared: verified.shared_words_a.min(verified.shared_words_b),
    };
    (FoundPair::Passages { a, b, kind, same_source, verified }, edge)
}
