//! Near-duplicate mode: signatures to verified pairs to clusters.

use super::completion::complete;
use super::crowd::{Crowd, Estimate};
use super::document::{Found, FoundPair};
use super::load::{Collection, Signed};
use super::progress::Progress;
use super::resources::Resources;
use super::verify::{Plan, verify_pairs};
use crate::candidates::bands::Proposed;
use crate::candidates::byte_slots::{MAX_MISSED, min_equal};
use crate::candidates::lsh::Banding;
use crate::cluster::{Edge, EdgeKind, resemblance_clusters};
use crate::error::Error;
use crate::passage::{Overlap, ShingleSet};
use crate::report::model::LimitsHit;
use crate::sketch::SketchConfig;

/// Anchors of a story that crowded articles are compared with before they are compared with all that
/// was proposed.
const MAX_ROUNDS: usize = 8;

/// What near-duplicate mode looks for.
pub(super) struct Search<'s> {
    pub(super) sketch: &'s SketchConfig,
    pub(super) banding: &'s Banding,
    pub(super) max_group: u32,
    pub(super) resources: &'s Resources,
}

impl Search<'_> {
    /// Finds articles that resemble one another as a whole.
    pub(super) fn find(
        &self,
        collection: &Collection,
        signed: Signed,
        progress: &dyn Progress,
    ) -> Result<Found, Error> {
        let Self { sketch, banding, max_group, resources } = *self;
        let articles = &collection.articles;
        progress.stage("find candidates", None);
        let Signed { bands, order } = signed;
        let proposed = bands.propose(&order, max_group as usize);
        let Proposed { mut pairs, links, limits_hit: limits } = proposed;
        progress.stage("verify", Some((pairs.len() + links.len()) as u64));
        let plan = Plan {
            num_articles: articles.len(),
            max_weight: resources.prepared_shingles_of_scan(),
            batch_weight: resources.prepared_shingles_of_scan() / 32,
            weight: &|article| u64::from(collection.sizes[article as usize].num_tokens),
            progress,
        };
        let source = |article: u32| articles[article as usize].source.as_deref();
        let verified_among = |pairs: &[(u32, u32)]| -> Result<Vec<(FoundPair, Edge)>, Error> {
            let prepare = |article: u32| {
                let text = collection.texts.text(article as usize)?;
                Ok(ShingleSet::new(&text, sketch.shingle()))
            };
            let verify =
                |(): &mut (), a: &ShingleSet, b: &ShingleSet| a.overlap_at(b, banding.threshold());
            let verified = verify_pairs(pairs, &plan, prepare, || (), verify)?;
            let entry = |((a, b), overlap): ((u32, u32), Overlap)| {
                let same_source = source(a).is_some() && source(a) == source(b);
                let edge = Edge {
                    a,
                    b,
                    kind: EdgeKind::Resemblance,
                    strength: overlap.resemblance(),
                    shared: overlap.num_shared,
                    tokens_of_word: 1,
                };
                (FoundPair::Resemblance { a, b, same_source, overlap }, edge)
            };
            Ok(verified.into_iter().map(entry).collect())
        };
        let (mut found, mut compared) = (Vec::new(), Vec::new());
        if links.is_empty() {
            found = verified_among(&pairs)?;
            compared = pairs;
        } else {
            let num_equal = |a: u32, b: u32| bands.num_equal(order[a as usize], order[b as usize]);
            let max_missed = MAX_MISSED.max(banding.recall_to_spare());
            let estimate = Estimate {
                num_equal,
                least: min_equal(sketch.num_slots(), banding.threshold(), max_missed),
                expected: min_equal(sketch.num_slots(), banding.threshold(), 0.5),
            };
            let is_likely = |a: u32, b: u32| num_equal(a, b) >= estimate.least;
            let mut crowd = Crowd::new(&pairs, &links, is_likely, articles.len(), max_group);
            for _ in 0..MAX_ROUNDS {
                let trial = verified_among(&crowd.trial(&estimate))?;
                let resembling = trial.iter().map(|(_, edge)| (edge.a, edge.b));
                let round = crowd.next_round(resembling, &estimate);
                if round.is_empty() {
                    break;
                }
                let verified = verified_among(&round)?;
                crowd.has_verified(verified.iter().map(|(_, edge)| (edge.a, edge.b)));
                found.extend(verified);
                compared.extend(round);
            }
            compared.sort_unstable();
            pairs.extend(links.iter().map(|link| (link.first, link.member)));
            pairs.sort_unstable();
            pairs.dedup();
            pairs.retain(|&(a, b)| {
                !crowd.is_spared(a, b) && compared.binary_search(&(a, b)).is_err()
            });
            compared.extend(&pairs);
            compared.sort_unstable();
            pairs.retain(|&(a, b)| !crowd.holds_both(a, b) || is_likely(a, b));
            found.extend(verified_among(&pairs)?);
            found.sort_by_key(|(_, edge)| (edge.a, edge.b));
        }
        drop((bands, order));
        let large_groups = limits.capped_groups + limits.collapsed_groups;
        complete(&mut found, &mut compared, articles.len(), large_groups > 0, |missing| {
            progress.stage("verify against anchors", Some(missing.len() as u64));
            verified_among(missing)
        })?;
        let (pairs, edges): (Vec<FoundPair>, Vec<Edge>) = found.into_iter().unzip();
        progress.stage("cluster", None);
        let clusters = resemblance_clusters(&edges, articles.len());
        Ok(Found {
            masks: None,
            limits_hit: LimitsHit { large_groups, ..LimitsHit::default() },
            num_candidates: compared.len() as u64,
            pairs,
            edges,
            clusters,
            quotes: None,
            retellings: None,
        })
    }
}
