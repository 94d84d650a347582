//! Rare terms to retellings: pairs that are estimated, beside the verified ones.
//!
//! Nothing here changes what was verified: no verified pair gets another kind, no cluster another
//! member, whatever else is in the collection and makes terms rarer or more common.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::document::{Found, FoundPair, Mask};
use super::load::Collection;
use super::passages::Search;
use super::progress::Progress;
use super::verify::{Plan, verify_pairs};
use crate::candidates::rarity::TermCounts;
use crate::candidates::terms::{rarest_terms, term_candidates};
use crate::error::Error;
use crate::passage::{
    PairKind, Prepared, Retelling, Retold, Verified, Verifier, distinct_told_terms, retelling,
};

/// Least confidence of articles about one event.
const MIN_TOPIC_CONFIDENCE: f64 = 0.25;

/// What rare terms found.
#[derive(Default)]
pub(super) struct Retellings {
    /// In order of their articles.
    pub(super) told: Vec<Told>,
    pub(super) capped_articles: u64,
    /// Compared pairs, reported or not, of which the limits on work left something aside.
    pub(super) truncated_pairs: u64,
}

/// A pair that was found by rare terms.
pub(super) struct Told {
    pub(super) a: u32,
    pub(super) b: u32,
    /// `Rewritten` or `SameEvent`.
    pub(super) kind: PairKind,
    pub(super) retelling: Retelling,
    /// The rarest shared terms as the first article has them.
    pub(super) rarest: Vec<String>,
    /// Exact figures; `None` where the pair is verified already.
    pub(super) verified: Option<Verified>,
}

impl Search<'_> {
    /// Looks for retellings among articles of different sources, and with `related` for articles about
    /// one event.
    pub(super) fn retellings(
        &self,
        collection: &Collection,
        terms: &TermCounts,
        found: &Found,
        related: bool,
        progress: &dyn Progress,
    ) -> Result<Retellings, Error> {
        progress.stage("find retellings", None);
        let masks = found.masks.as_deref().unwrap_or_default();
        let num_articles = collection.articles.len();
        let rarity = terms.rarity(num_articles as u32);
        let stands_for_itself = not_reprinted(num_articles, found);
        let indexed: Result<Vec<Vec<(u32, u32)>>, Error> = (0..num_articles)
            .into_par_iter()
            .map(|article| {
                if !stands_for_itself[article] {
                    return Ok(Vec::new());
                }
                let text = collection.texts.text(article)?;
                Ok(rarest_terms(&distinct_told_terms(&text, furniture(masks, article)), &rarity))
            })
            .collect();
        let explained = Explained::new(collection, found);
        let candidates =
            term_candidates(&indexed?, self.max_group as usize, &|a, b| explained.contains(a, b));
        progress.stage("compare sentences", Some(candidates.pairs.len() as u64));
        let plan = Plan {
            num_articles,
            max_weight: self.resources.prepared_tokens(),
            batch_weight: self.resources.prepared_tokens(),
            weight: &|article| u64::from(collection.sizes[article as usize].num_tokens),
            progress,
        };
        let weight = |term: u32| rarity.weight(term);
        let compared = verify_pairs(
            &candidates.pairs,
            &plan,
            |article| {
                let text = collection.texts.text(article as usize)?;
                Ok(Retold::new(&text, furniture(masks, article as usize), &weight))
            },
            || (),
            |(), a, b| {
                let retelling = retelling(a, b);
                let kind = kind_of_retelling(&retelling, related);
                // What was cut may have been more than it seems, and is counted.
                (kind.is_some() || retelling.is_truncated).then_some((kind, retelling))
            },
        )?;
        let mut told = Vec::with_capacity(compared.len());
        let mut cut_short = 0;
        for ((a, b), (kind, retelling)) in compared {
            let Some(kind) = kind else {
                cut_short += 1;
                continue;
            };
            let is_verified = found.pair_index(a, b).is_some();
            if kind == PairKind::Rewritten || !is_verified {
                let text = collection.texts.text(a as usize)?;
                let rarest =
                    retelling.rarest.iter().map(|span| span.of(&text).to_owned()).collect();
                told.push(Told { a, b, kind, retelling, rarest, verified: None });
            }
        }
        self.measure(collection, found, &mut told, masks, &plan)?;
        let is_cut = |told: &&Told| {
            let verified = told.verified.as_ref();
            told.retelling.is_truncated || verified.is_some_and(|verified| verified.is_truncated)
        };
        cut_short += told.iter().filter(is_cut).count() as u64;
        let capped_articles = candidates.capped_articles;
        Ok(Retellings { told, capped_articles, truncated_pairs: cut_short })
    }

    /// Counts what pairs share that no index of runs proposed.
    fn measure(
        &self,
        collection: &Collection,
        found: &Found,
        told: &mut [Told],
        masks: &[Mask],
        plan: &Plan<'_>,
    ) -> Result<(), Error> {
        let new: Vec<(u32, u32)> = told
            .iter()
            .map(|told| (told.a, told.b))
            .filter(|&(a, b)| found.pair_index(a, b).is_none())
            .collect();
        let measured = verify_pairs(
            &new,
            plan,
            |article| {
                let text = collection.texts.text(article as usize)?;
                let furniture = furniture(masks, article as usize);
                Ok(Prepared::new(&text, furniture, self.winnow.shingles()))
            },
            || Verifier::new(self.verify),
            |verifier, a, b| Some(verifier.measure(a, b)),
        )?;
        let mut measured = measured.into_iter().peekable();
        for told in told {
            let figures = measured.next_if(|(pair, _)| *pair == (told.a, told.b));
            told.verified = figures.map(|(_, verified)| verified);
        }
        Ok(())
    }
}

fn furniture(masks: &[Mask], article: usize) -> &[std::ops::Range<u32>] {
    masks.get(article).map_or(&[], |mask| &mask.ranges)
}

fn kind_of_retelling(retelling: &Retelling, related: bool) -> Option<PairKind> {
    if retelling.confidence() >= Retelling::MIN_CONFIDENCE {
        Some(PairKind::Rewritten)
    } else if related && retelling.topic_confidence() >= MIN_TOPIC_CONFIDENCE {
        Some(PairKind::SameEvent)
    } else {
        None
    }
}

/// Of reprints only the anchor is compared: what retells one of them retells all.
fn not_reprinted(num_articles: usize, found: &Found) -> Vec<bool> {
    let mut stands_for_itself = vec![true; num_articles];
    for cluster in &found.clusters {
        for &member in cluster.members.iter().filter(|&&member| member != cluster.anchor) {
            let pair = found.pair_index(member, cluster.anchor).and_then(|at| found.pairs.get(at));
            if matches!(pair, Some(FoundPair::Passages { kind: PairKind::Reprint, .. })) {
                stands_for_itself[member as usize] = false;
            }
        }
    }
    // An article can be the anchor of one cluster and a member of another.
    for cluster in &found.clusters {
        stands_for_itself[cluster.anchor as usize] = true;
    }
    stands_for_itself
}

/// Pairs that need no retelling to explain them.
struct Explained<'f> {
    collection: &'f Collection,
    found: &'f Found,
    /// Articles with the clusters of copies that they are in.
    clusters_of: BTreeSet<(u32, usize)>,
}

impl<'f> Explained<'f> {
    fn new(collection: &'f Collection, found: &'f Found) -> Self {
        let mut clusters_of: BTreeSet<(u32, usize)> = BTreeSet::new();
        for (number, cluster) in found.clusters.iter().enumerate() {
            if cluster.kind.is_some_and(PairKind::is_copied) {
                clusters_of.extend(cluster.members.iter().map(|&member| (member, number)));
            }
        }
        Self { collection, found, clusters_of }
    }

    /// Pairs of one source, whose stories follow one another anyhow, and those of which a copied pair
    /// or a cluster of copies says more.
    fn contains(&self, a: u32, b: u32) -> bool {
        let source = |article: u32| self.collection.articles[article as usize].source.as_deref();
        if source(a).is_some() && source(a) == source(b) {
            return true;
        }
        let pair = self.found.pair_index(a, b).and_then(|at| self.found.pairs.get(at));
        if matches!(pair, Some(FoundPair::Passages { kind, .. }) if kind.is_copied()) {
            return true;
        }
        let mut of_a = self.clusters_of.range((a, 0)..=(a, usize::MAX));
        of_a.any(|&(_, cluster)| self.clusters_of.contains(&(b, cluster)))
    }
}
