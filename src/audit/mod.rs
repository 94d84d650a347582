//! Clusters to the originality of each source, and to flows between sources.
//!
//! Place in the flow: after `cluster`, before `report`. It counts what verification has measured: a
//! word of an article is matching text if it lies in a passage of a copied pair, and what it is then
//! ([`WordClass`]) follows from credits, names, dates and owners. It compares no texts, and it never
//! says that anybody did wrong: agencies sell their copy to be run.
//!
//! Precedence, see [`PRECEDENCE`]: copy of an agency, own reuse, another outlet's, unresolved, first,
//! unmatched. Counts are integers; ratios are made of them at the end.

mod bootstrap;
mod flows;
mod judge;
mod model;
mod owners;
mod paint;
mod places;
mod tally;

use std::borrow::Cow;

use rayon::prelude::*;

pub use bootstrap::{COVERAGE, NUM_SAMPLES, SEED};
pub use model::{
    Audit, Derivation, Evidence, Feeder, FeederKind, Flow, Lag, MAX_EVIDENCE, MAX_FEEDERS, Ratio,
    Shares, SourceAudit, Via, WordClass,
};
pub use owners::Owners;
pub use places::OwnWords;

use crate::cluster::Interval;
use crate::span::Span;
use judge::Judge;
use paint::paint;

/// What decides the class of a word, as reports print it: the first line that fits, holds.
pub const PRECEDENCE: [&str; 8] = [
    "agency_credited: the cluster comes from an agency, and the article credits it",
    "agency_uncredited: the cluster comes from an agency, and the article does not credit it",
    "self: an earlier article of the same source or owner has the words",
    "outlet_credited: an earlier article of another outlet has the words, and is named",
    "outlet_uncredited: an earlier article of another outlet has the words, and is not named",
    "unresolved: others have the words, and nothing says who had them first",
    "first: others have the words, and all ran them later",
    "unmatched: no other outlet and no earlier own article of the collection has the words",
];

/// One article, as an audit sees it.
#[derive(Clone, Debug, Default)]
pub struct AuditArticle<'c> {
    /// Its id.
    pub id: &'c str,
    /// Its source; words of articles without one are counted nowhere.
    pub source: Option<&'c str>,
    /// The agency that the source is, if it is one.
    pub own_agency: Option<&'c str>,
    /// When it was published.
    pub date: Option<Interval>,
    /// Words outside furniture.
    pub own_words: u32,
    /// Words in furniture.
    pub furniture_words: u32,
    /// Agencies that it credits for all of it.
    pub credits_whole: Vec<&'c str>,
    /// Agencies that it credits for a part of it.
    pub credits_part: Vec<&'c str>,
    /// The first cluster that it is in.
    pub cluster: Option<u32>,
}

/// Where the text of a copied pair comes from, beyond the two of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchOrigin<'c> {
    /// From an agency.
    Agency(&'c str),
    /// From a press release, or from a source that is not in the collection.
    Elsewhere,
    /// From one of them, as far as is known.
    Within,
}

/// A copied pair of articles.
#[derive(Clone, Debug)]
pub struct Match<'c> {
    /// Index of the first article.
    pub a: u32,
    /// Index of the second article.
    pub b: u32,
    /// Where the text comes from.
    pub origin: MatchOrigin<'c>,
    /// The passages as they lie in the first article.
    pub in_a: Side,
    /// The same passages in the second article.
    pub in_b: Side,
}

/// Passages of a pair in one of its articles.
#[derive(Clone, Debug, Default)]
pub struct Side {
    /// Span, and the range of own words, see [`OwnWords`].
    pub passages: Vec<(Span, (u32, u32))>,
    /// Whether the article names the other one's outlet near a passage.
    pub names_other: bool,
}

/// A cluster, for the question who was first.
#[derive(Clone, Debug)]
pub struct AuditCluster {
    /// Indices of its articles.
    pub members: Vec<u32>,
    /// The one that surely ran it first.
    pub surely_first: Option<u32>,
}

/// Audits all sources.
///
/// `articles` are in the order of their ids. Pairs and clusters that name an article beyond them are
/// left out. Cost: linear in the articles and in the passages of their pairs, with a sort for each
/// article; and for each source 400 samples of at most 256 blocks, however many articles it has.
///
/// # Example
///
/// ```
/// use wirecopy::audit::{AuditArticle, Match, MatchOrigin, Owners, Side, audit};
/// use wirecopy::span::Span;
///
/// let article = |id, source, credits_whole| AuditArticle {
///     id,
///     source: Some(source),
///     own_words: 100,
///     credits_whole,
///     ..AuditArticle::default()
/// };
/// let articles = [article("a", "Echo", vec!["PA"]), article("b", "Herald", vec![])];
/// let side = || Side { passages: vec![(Span::new(0, 180), (0, 30))], names_other: false };
/// let origin = MatchOrigin::Agency("PA");
/// let matches = [Match { a: 0, b: 1, origin, in_a: side(), in_b: side() }];
/// let audit = audit(&articles, &matches, &[], &Owners::default());
/// let shares = |source: usize| &audit.sources[source].shares;
/// assert_eq!(shares(0).agency_credited.share, Some(0.3));
/// assert_eq!(shares(1).agency_uncredited.share, Some(0.3));
/// ```
pub fn audit(
    articles: &[AuditArticle<'_>],
    matches: &[Match<'_>],
    clusters: &[AuditCluster],
    owners: &Owners,
) -> Audit {
    let is_known = |at: u32| (at as usize) < articles.len();
    let matches = &*those(matches, |pair| is_known(pair.a) && is_known(pair.b));
    let clusters = &*those(clusters, |cluster| {
        cluster.members.iter().chain(&cluster.surely_first).all(|&at| is_known(at))
    });
    let judge = Judge::new(articles, owners);
    let incident = Incident::new(matches, articles.len());
    let painted: Vec<_> = (0..articles.len() as u32)
        .into_par_iter()
        .map(|article| {
            let claims = judge.claims(article, matches, incident.of(article));
            paint(articles[article as usize].own_words, claims)
        })
        .collect();
    let tally = tally::Tally { articles, matches, clusters, judge: &judge, painted: &painted };
    Audit { sources: tally.sources(owners), flows: flows::flows(&tally) }
}

/// Those of a slice that fit; mostly all do.
fn those<T: Clone>(all: &[T], fits: impl Fn(&T) -> bool) -> Cow<'_, [T]> {
    if all.iter().all(&fits) {
        Cow::Borrowed(all)
    } else {
        Cow::Owned(all.iter().filter(|one| fits(one)).cloned().collect())
    }
}

/// Matches of each article.
struct Incident {
    starts: Vec<u32>,
    matches: Vec<u32>,
}

impl Incident {
    fn new(matches: &[Match<'_>], num_articles: usize) -> Self {
        let mut pairs: Vec<(u32, u32)> =
            (0..).zip(matches).flat_map(|(at, pair)| [(pair.a, at), (pair.b, at)]).collect();
        pairs.sort_unstable();
        let mut starts = vec![0; num_articles + 1];
        for &(article, _) in &pairs {
            starts[article as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self { starts, matches: pairs.into_iter().map(|(_, at)| at).collect() }
    }

    fn of(&self, article: u32) -> &[u32] {
        let article = article as usize;
        &self.matches[self.starts[article] as usize..self.starts[article + 1] as usize]
    }
}

#[cfg(test)]
mod tests;
