//! Passage mode: fingerprints to verified pairs to clusters.

use std::borrow::Cow;

use rayon::prelude::*;

use super::document::{Found, FoundPair, Mask};
use super::furniture_fingerprints::FurnitureFingerprints;
use super::load::{Collection, Fingerprinted};
use super::progress::Progress;
use super::verify::verify_pairs;
use crate::candidates::winnow::WinnowConfig;
use crate::cluster::{Edge, EdgeKind, missing_from_anchors, overlap_clusters};
use crate::error::Error;
use crate::news::furniture::Furniture;
use crate::passage::{Prepared, Verified, Verifier, VerifyConfig, kind_of};
use crate::report::model::LimitsHit;
use crate::span::Span;
use crate::text::Tokens;

/// Finds articles that share passages.
pub(super) fn find(
    collection: &Collection,
    fingerprinted: Fingerprinted,
    winnow: &WinnowConfig,
    verify: VerifyConfig,
    max_group: u32,
    progress: &dyn Progress,
) -> Result<Found, Error> {
    let articles = &collection.articles;
    progress.stage("find candidates", None);
    let furniture = fingerprinted.lines.learn(&fingerprinted.rank);
    let known = FurnitureFingerprints::new(collection, &furniture, winnow);
    let candidates =
        fingerprinted.index.candidates(&fingerprinted.rank, max_group, &|article, key| {
            known.contains(articles[article as usize].source.as_deref(), key)
        });
    progress.stage("verify", Some(candidates.pairs.len() as u64));
    let verified_among = |pairs: &[(u32, u32)]| -> Vec<(FoundPair, Edge)> {
        let prepare = |article: u32| {
            let article = &articles[article as usize];
            let source = article.source.as_deref();
            Prepared::new(&article.text, source, &furniture, winnow.shingles())
        };
        let scratch = || Verifier::new(verify);
        verify_pairs(pairs, articles.len(), progress, prepare, scratch, Verifier::verify)
            .into_iter()
            .map(|((a, b), verified)| classify(collection, verify, a, b, verified))
            .collect()
    };
    let mut found = verified_among(&candidates.pairs);
    if candidates.large_groups > 0 {
        let edges: Vec<&Edge> = found.iter().map(|(_, edge)| edge).collect();
        let missing = missing_from_anchors(&edges, articles.len());
        found.extend(verified_among(&missing));
        found.sort_by_key(|(_, edge)| (edge.a, edge.b));
    }
    let (pairs, edges): (Vec<FoundPair>, Vec<Edge>) = found.into_iter().unzip();
    progress.stage("cluster", None);
    let clusters = overlap_clusters(&edges, articles.len(), verify.min_quoted_passage_words());
    let masks = masks(collection, &furniture);
    progress.stage("quotations", None);
    let text = |article: u32| Ok(Cow::Borrowed(articles[article as usize].text.as_str()));
    let is_furniture = |article: u32, span: Span| {
        let spans = &masks[article as usize].spans;
        let at = spans.partition_point(|masked| masked.end <= span.start);
        spans.get(at).is_some_and(|masked| masked.overlaps(span))
    };
    let quotes = fingerprinted
        .quotes
        .map(|index| index.group(&fingerprinted.rank, max_group, &text, &is_furniture))
        .transpose()?;
    Ok(Found {
        masks: Some(masks),
        limits_hit: LimitsHit {
            large_groups: candidates.large_groups,
            capped_quotes: quotes.as_ref().map_or(0, |quotes| quotes.capped),
            truncated_pairs: pairs.iter().filter(|pair| pair.is_truncated()).count() as u64,
            ..LimitsHit::default()
        },
        num_candidates: candidates.pairs.len() as u64,
        pairs,
        edges,
        clusters,
        quotes: quotes.map(|quotes| quotes.groups),
    })
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

/// Furniture of each article.
fn masks(collection: &Collection, furniture: &Furniture) -> Vec<Mask> {
    collection
        .articles
        .par_iter()
        .map_init(Tokens::default, |tokens, article| {
            if furniture.is_empty() {
                return Mask::default();
            }
            tokens.tokenize(&article.text);
            let ranges = furniture.token_ranges(article.source.as_deref(), &article.text, tokens);
            let num_tokens = ranges.iter().map(|range| range.end - range.start).sum();
            let spans: Vec<Span> = ranges
                .iter()
                .map(|range| tokens.span_of(range.start as usize, range.end as usize))
                .collect();
            Mask { spans, num_tokens, ranges }
        })
        .collect()
}
