//! Near-duplicate mode: signatures to verified pairs to clusters.

use super::document::{Found, FoundPair};
use super::load::Collection;
use super::progress::Progress;
use super::resources::Resources;
use super::verify::{Plan, verify_pairs};
use crate::candidates::lsh::{Banding, candidate_pairs};
use crate::cluster::{Edge, EdgeKind, resemblance_clusters};
use crate::error::Error;
use crate::passage::ShingleSet;
use crate::report::model::LimitsHit;
use crate::sketch::SketchConfig;

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
        slots: &[u32],
        progress: &dyn Progress,
    ) -> Result<Found, Error> {
        let Self { sketch, banding, max_group, resources } = *self;
        let articles = &collection.articles;
        progress.stage("find candidates", None);
        let candidates = candidate_pairs(slots, sketch.num_slots(), banding, max_group as usize)?;
        progress.stage("verify", Some(candidates.pairs.len() as u64));
        let plan = Plan {
            num_articles: articles.len(),
            max_weight: resources.prepared_tokens(),
            weight: &|article| u64::from(collection.sizes[article as usize].num_tokens),
            progress,
        };
        let verified = verify_pairs(
            &candidates.pairs,
            &plan,
            |article| {
                let text = collection.texts.text(article as usize)?;
                Ok(ShingleSet::new(&text, sketch.shingle()))
            },
            || (),
            |(), a, b| {
                Some(a.overlap(b)).filter(|overlap| overlap.resemblance() >= banding.threshold())
            },
        )?;
        let source = |article: u32| articles[article as usize].source.as_deref();
        let mut pairs = Vec::with_capacity(verified.len());
        let mut edges = Vec::with_capacity(verified.len());
        for ((a, b), overlap) in verified {
            let same_source = source(a).is_some() && source(a) == source(b);
            pairs.push(FoundPair::Resemblance { a, b, same_source, overlap });
            edges.push(Edge {
                a,
                b,
                kind: EdgeKind::Resemblance,
                strength: overlap.resemblance(),
                shared: overlap.num_shared,
            });
        }
        progress.stage("cluster", None);
        let clusters = resemblance_clusters(&edges, articles.len());
        let limits = candidates.limits_hit;
        Ok(Found {
            masks: None,
            limits_hit: LimitsHit {
                large_groups: limits.capped_groups + u64::from(limits.collapsed_articles > 0),
                ..LimitsHit::default()
            },
            num_candidates: candidates.pairs.len() as u64,
            pairs,
            edges,
            clusters,
            quotes: None,
            retellings: None,
        })
    }
}
