//! Near-duplicate mode: signatures to verified pairs to clusters.

use super::completion::complete;
use super::crowd::{Crowd, Estimate};
use super::document::{Found, FoundPair};
use super::load::{Collection, Signed};
use super::progress::Progress;
use super::resources::Resources;
use super::verify::{Plan, verify_pairs};
use crate::candidates::bands::{Link, Proposed};
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
        progress.stage("find candidates", None);
        let Proposed { pairs, links, limits_hit: limits } =
            signed.bands.propose(&signed.order, self.max_group as usize);
        progress.stage("verify", Some((pairs.len() + links.len()) as u64));
        let mut compared = Compared::default();
        let verify = |pairs: &[(u32, u32)]| self.verify(collection, pairs, progress);
        if links.is_empty() {
            compared.found = verify(&pairs)?;
            compared.pairs = pairs;
        } else {
            self.compare_crowds(pairs, &links, &signed, &mut compared, verify)?;
        }
        drop(signed);
        let Compared { mut found, mut pairs } = compared;
        let num_articles = collection.articles.len();
        let large_groups = limits.capped_groups + limits.collapsed_groups;
        complete(&mut found, &mut pairs, num_articles, large_groups > 0, |missing| {
            progress.stage("verify against anchors", Some(missing.len() as u64));
            verify(missing)
        })?;
        let num_candidates = pairs.len() as u64;
        let (pairs, edges): (Vec<FoundPair>, Vec<Edge>) = found.into_iter().unzip();
        progress.stage("cluster", None);
        let clusters = resemblance_clusters(&edges, num_articles);
        Ok(Found {
            masks: None,
            limits_hit: LimitsHit { large_groups, ..LimitsHit::default() },
            num_candidates,
            pairs,
            edges,
            clusters,
            quotes: None,
            retellings: None,
        })
    }

    /// Compares what groups propose some of which are above the limit: crowded articles with the
    /// anchors of their story first, then what that leaves.
    fn compare_crowds(
        &self,
        mut pairs: Vec<(u32, u32)>,
        links: &[Link],
        Signed { bands, order }: &Signed,
        compared: &mut Compared,
        verify: impl Fn(&[(u32, u32)]) -> Result<Verified, Error>,
    ) -> Result<(), Error> {
        let Self { sketch, banding, max_group, .. } = *self;
        let num_equal = |a: u32, b: u32| bands.num_equal(order[a as usize], order[b as usize]);
        let max_missed = MAX_MISSED.max(banding.recall_to_spare());
        let estimate = Estimate {
            num_equal,
            least: min_equal(sketch.num_slots(), banding.threshold(), max_missed),
            expected: min_equal(sketch.num_slots(), banding.threshold(), 0.5),
        };
        let is_likely = |a: u32, b: u32| num_equal(a, b) >= estimate.least;
        let mut crowd = Crowd::new(&pairs, links, is_likely, order.len(), max_group);
        for _ in 0..MAX_ROUNDS {
            let trial = verify(&crowd.trial(&estimate))?;
            let resembling = trial.iter().map(|(_, edge)| (edge.a, edge.b));
            let round = crowd.next_round(resembling, &estimate);
            if round.is_empty() {
                break;
            }
            let verified = verify(&round)?;
            crowd.has_verified(verified.iter().map(|(_, edge)| (edge.a, edge.b)));
            compared.add(round, verified);
        }
        pairs.extend(links.iter().map(|link| (link.first, link.member)));
        pairs.sort_unstable();
        pairs.dedup();
        pairs.retain(|&(a, b)| !crowd.is_spared(a, b) && !compared.has(a, b));
        let likely = pairs.iter().copied();
        let likely: Vec<(u32, u32)> =
            likely.filter(|&(a, b)| !crowd.holds_both(a, b) || is_likely(a, b)).collect();
        let verified = verify(&likely)?;
        compared.add(pairs, verified);
        Ok(())
    }

    /// Those of some pairs that reach the threshold, in their order.
    fn verify(
        &self,
        collection: &Collection,
        pairs: &[(u32, u32)],
        progress: &dyn Progress,
    ) -> Result<Verified, Error> {
        let Self { sketch, banding, resources, .. } = *self;
        let articles = &collection.articles;
        let plan = Plan {
            num_articles: articles.len(),
            max_weight: resources.prepared_shingles_of_scan(),
            batch_weight: resources.prepared_shingles_of_scan() / 32,
            weight: &|article| u64::from(collection.sizes[article as usize].num_tokens),
            progress,
        };
        let prepare = |article: u32| {
            let text = collection.texts.text(article as usize)?;
            Ok(ShingleSet::new(&text, sketch.shingle()))
        };
        let verify =
            |(): &mut (), a: &ShingleSet, b: &ShingleSet| a.overlap_at(b, banding.threshold());
        let verified = verify_pairs(pairs, &plan, prepare, || (), verify)?;
        let source = |article: u32| articles[article as usize].source.as_deref();
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
    }
}

/// Pairs that reach the threshold.
type Verified = Vec<(FoundPair, Edge)>;

/// The pairs that need no comparison any more, and those of them that reach the threshold; both
/// sorted.
#[derive(Default)]
struct Compared {
    pairs: Vec<(u32, u32)>,
    found: Verified,
}

impl Compared {
    fn add(&mut self, pairs: Vec<(u32, u32)>, found: Verified) {
        self.pairs.extend(pairs);
        self.pairs.sort_unstable();
        self.found.extend(found);
        self.found.sort_by_key(|(_, edge)| (edge.a, edge.b));
    }

    fn has(&self, a: u32, b: u32) -> bool {
        self.pairs.binary_search(&(a, b)).is_ok()
    }
}
