//! Passage mode: fingerprints to verified pairs to clusters.

use rayon::prelude::*;

use super::completion::complete;
use super::document::{Found, FoundPair, Mask};
use super::load::{Collection, Fingerprinted};
use super::progress::Progress;
use super::resources::Resources;
use super::verify::{Plan, verify_pairs};
use crate::candidates::winnow::WinnowConfig;
use crate::cluster::{Edge, EdgeKind, overlap_clusters};
use crate::error::Error;
use crate::passage::{Prepared, Verified, Verifier, VerifyConfig, kind_of};
use crate::report::model::LimitsHit;
use crate::span::Span;

/// Which pairs are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proposals {
    /// Those that share fingerprints.
    Indexed,
    /// All there are.
    EveryPair,
}

/// What passage mode looks for.
pub(super) struct Search<'s> {
    pub(super) winnow: WinnowConfig,
    pub(super) verify: VerifyConfig,
    pub(super) max_group: u32,
    pub(super) proposals: Proposals,
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
        drop(furniture);
        let shingle_len = self.winnow.shingles().shingle_len() as u32;
        let mut candidates = index.candidates(&rank, self.max_group, &|article, start| {
            masks[article as usize].place(&(start..start + shingle_len))
        })?;
        if self.proposals == Proposals::EveryPair {
            let num_articles = articles.len() as u32;
            candidates.pairs =
                (0..num_articles).flat_map(|b| (0..b).map(move |a| (a, b))).collect();
            candidates.pairs.sort_unstable();
        }
        progress.stage("verify", Some(candidates.pairs.len() as u64));
        let plan = Plan {
            num_articles: articles.len(),
            max_weight: self.resources.prepared_tokens(),
            batch_weight: self.resources.prepared_tokens(),
            weight: &|article| u64::from(collection.sizes[article as usize].num_tokens),
            progress,
        };
        // Pairs whose comparison was cut before a passage was found.
        let mut cut_short = 0;
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
            cut_short += without.len() as u64;
            Ok(verified
                .into_iter()
                .map(|((a, b), verified)| classify(collection, self.verify, a, b, verified))
                .collect())
        };
        let mut found = verified_among(&candidates.pairs)?;
        let mut compared = candidates.pairs;
        let has_links = candidates.large_groups > 0;
        complete(&mut found, &mut compared, articles.len(), has_links, |missing| {
            progress.stage("verify against anchors", Some(missing.len() as u64));
            verified_among(missing)
        })?;
        let (pairs, edges): (Vec<FoundPair>, Vec<Edge>) = found.into_iter().unzip();
        progress.stage("cluster", None);
        let clusters =
            overlap_clusters(&edges, articles.len(), self.verify.min_quoted_passage_words());
        progress.stage("quotations", None);
        let text = |article: u32| collection.texts.text(article as usize);
        let is_furniture = |article: u32, span: Span| {
            let entries = &masks[article as usize].entries;
            let at = entries.partition_point(|masked| masked.end <= span.start);
            entries.get(at).is_some_and(|masked| masked.span().overlaps(span))
        };
        let quotes = quotes
            .map(|index| index.group(&rank, self.max_group, &text, &is_furniture))
            .transpose()?;
        let mut found = Found {
            masks: Some(masks),
            limits_hit: LimitsHit {
                large_groups: candidates.large_groups,
                capped_quotes: quotes.as_ref().map_or(0, |quotes| quotes.capped),
                truncated_pairs: pairs.iter().filter(|pair| pair.is_truncated()).count() as u64
                    + cut_short,
                ..LimitsHit::default()
            },
            num_candidates: compared.len() as u64,
            pairs,
            edges,
            clusters,
            quotes: quotes.map(|quotes| quotes.groups),
            retellings: None,
        };
        if let Some(terms) = terms {
            let told = self.retellings(collection, &terms, &found, self.related, progress)?;
            found.limits_hit.truncated_pairs += told.truncated_pairs;
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
        tokens_of_word: verified.tokens_of_word,
    };
    (FoundPair::Passages { a, b, kind, same_source, verified }, edge)
}
