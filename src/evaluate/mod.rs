//! Scores of found pairs and clusters against labels. A leaf over the base modules; it never
//! searches for pairs itself, and takes what was found as it is.

mod clusters;
mod columns;
mod credits;
mod pairs;
mod render;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::error::Error;
pub use clusters::ClusterScores;
pub use credits::{
    CreditDisagreement, CreditEvaluation, CreditScore, FormRecall, LabelledCredits, read_credits,
    score_credits,
};
pub use pairs::{Confusion, Disagreement, Interval, PairScores, Score};
pub use render::render_text;
pub use table::{Label, LabelledPair, read_groups, read_pairs};

/// What was found of a pair, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Most of both articles is shared.
    Reprint,
    /// At least half of the shorter one is shared.
    Abridgement,
    /// Less is shared.
    Partial,
    /// A retelling.
    Rewritten,
    /// Quoted speech alone is shared.
    QuotesOnly,
    /// A form or furniture is shared.
    Template,
    /// One event, nothing shared.
    SameEvent,
    /// Not found at all.
    None,
}

impl Kind {
    /// All kinds, in the order of tables.
    pub const ALL: [Self; 8] = [
        Self::Reprint,
        Self::Abridgement,
        Self::Partial,
        Self::Rewritten,
        Self::QuotesOnly,
        Self::Template,
        Self::SameEvent,
        Self::None,
    ];

    /// The kind as reports write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reprint => "reprint",
            Self::Abridgement => "abridgement",
            Self::Partial => "partial",
            Self::Rewritten => "rewritten",
            Self::QuotesOnly => "quotes_only",
            Self::Template => "template",
            Self::SameEvent => "same_event",
            Self::None => "none",
        }
    }

    /// Reads the kind as reports write it.
    ///
    /// # Errors
    /// [`Error::is_config`] if there is no such kind.
    ///
    /// # Example
    ///
    /// ```
    /// use wirecopy::evaluate::Kind;
    ///
    /// assert_eq!(Kind::parse("quotes_only")?, Kind::QuotesOnly);
    /// assert!(Kind::parse("copied").is_err());
    /// # Ok::<(), wirecopy::Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, Error> {
        let kind = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        kind.ok_or_else(|| Error::config(format!("unknown kind of pair {text:?}")))
    }
}

/// A found cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundCluster {
    /// The member that the others were verified against.
    pub anchor: String,
    /// All members, the anchor among them.
    pub members: Vec<String>,
}

/// What a scan found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pairs: BTreeMap<(String, String), Kind>,
    clusters: Vec<FoundCluster>,
}

impl Found {
    /// Takes pairs as (id, id, kind) and clusters. Pairs are unordered; of a pair that is there
    /// twice the stronger kind counts.
    ///
    /// # Errors
    /// [`Error::is_config`] if a kind is unknown.
    pub fn new<A, B, K>(
        pairs: impl IntoIterator<Item = (A, B, K)>,
        clusters: Vec<FoundCluster>,
    ) -> Result<Self, Error>
    where
        A: AsRef<str>,
        B: AsRef<str>,
        K: AsRef<str>,
    {
        let mut found = Self { pairs: BTreeMap::new(), clusters };
        for (a, b, kind) in pairs {
            let kind = Kind::parse(kind.as_ref())?;
            let known = found.pairs.entry(unordered(a.as_ref(), b.as_ref())).or_insert(kind);
            *known = kind.min(*known);
        }
        Ok(found)
    }

    fn pair(&self, a: &str, b: &str) -> Option<Kind> {
        self.pairs.get(&unordered(a, b)).copied()
    }

    /// The kind of a pair within a cluster: the weaker one of both members' pairs with the anchor.
    fn through_anchor(&self, cluster: usize, a: &str, b: &str) -> Option<Kind> {
        let anchor = &self.clusters[cluster].anchor;
        Some(self.pair(anchor, a)?.max(self.pair(anchor, b)?))
    }
}

impl Found {
    /// The estimated kind of the anchor that `one` reprints, with `other`: retellings of a story that
    /// many ran are looked for once.
    fn as_anchor(&self, cluster: usize, one: &str, other: &str) -> Option<Kind> {
        let anchor = &self.clusters[cluster].anchor;
        let is_reprint = self.pair(anchor, one) == Some(Kind::Reprint);
        let kind = self.pair(anchor, other)?;
        (is_reprint && matches!(kind, Kind::Rewritten | Kind::SameEvent)).then_some(kind)
    }
}

/// An article that was scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownArticle {
    /// Its id.
    pub id: String,
    /// Its source; `None` is unknown, and equals no other.
    pub source: Option<String>,
}

/// What counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EvaluateOptions {
    /// The table lists every pair that shares copy: a found pair of a copied kind (or `rewritten`)
    /// that is not listed counts as labelled `unrelated`, unless the table of groups has both
    /// articles in one group. By default, pairs that are not listed do not count.
    pub closed: bool,
    /// Listed pairs that share fewer words (column `shared_words`) do not count.
    pub min_shared_words: u32,
    /// Listed pairs whose longest shared run is shorter (column `longest_run`) do not count.
    pub min_longest_run: u32,
}

/// All scores.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// Pairs of different sources.
    pub cross_source: PairScores,
    /// Pairs of one source.
    pub same_source: PairScores,
    /// All pairs, those whose sources are not known too.
    pub all: PairScores,
    /// Listed pairs that do not count for they share too little.
    pub left_out: usize,
    /// Listed pairs that do not count for an article is not there.
    pub unknown_pairs: usize,
    /// Found pairs of a copied kind, or `rewritten`, that are not listed and that no group of the
    /// table explains. They count in a closed evaluation alone.
    pub unlisted: usize,
    /// Copied pairs that were not found as copied; `rewritten` does not count.
    pub misses: Vec<Disagreement>,
    /// Pairs found as copied that are not; `rewritten` does not count.
    pub false_alarms: Vec<Disagreement>,
    /// Scores of the clusters, where there is a table of groups.
    pub clusters: Option<ClusterScores>,
    /// Scores of the credits, where there is a table of them; filled in by the caller, see
    /// [`score_credits`].
    pub credits: Option<CreditEvaluation>,
}

/// Scores what was found in `articles` against labelled pairs and, if given, groups.
///
/// A listed pair that was not found, but whose articles stand in one found cluster, counts as found
/// with the weaker kind of their pairs with the anchor: that is how clusters are verified. If one of
/// them reprints an anchor that the other retells, the pair counts as `rewritten`.
///
/// # Example
///
/// ```
/// use wirecopy::evaluate::{self, EvaluateOptions, Found, KnownArticle, Label, LabelledPair};
///
/// let articles = ["a", "b"].map(|id| KnownArticle { id: id.into(), source: Some(id.into()) });
/// let listed = [LabelledPair::new("a", "b", Label::Copy)];
/// let found = Found::new([("b", "a", "reprint")], Vec::new())?;
/// let scores =
///     evaluate::evaluate(&articles, &listed, None, &found, EvaluateOptions::default());
/// assert_eq!(scores.cross_source.copied.f1, Some(1.0));
/// # Ok::<(), wirecopy::Error>(())
/// ```
pub fn evaluate(
    articles: &[KnownArticle],
    listed: &[LabelledPair],
    groups: Option<&[(String, String)]>,
    found: &Found,
    options: EvaluateOptions,
) -> Evaluation {
    let sources: BTreeMap<&str, Option<&str>> =
        articles.iter().map(|a| (a.id.as_str(), a.source.as_deref())).collect();
    let same_source = |a: &str, b: &str| {
        let source = |id: &str| sources.get(id).copied().flatten();
        Some(source(a)? == source(b)?)
    };
    let membership = Membership::new(listed, &found.clusters);
    let (mut judged, mut left_out, mut unknown_pairs) = (Vec::new(), 0, 0);
    for pair in listed {
        let short = |value: Option<u32>, least: u32| value.is_some_and(|value| value < least);
        let ids = [pair.id_a.as_str(), pair.id_b.as_str()];
        if short(pair.shared_words, options.min_shared_words)
            || short(pair.longest_run, options.min_longest_run)
        {
            left_out += 1;
        } else if ids.iter().any(|id| !sources.contains_key(id)) {
            unknown_pairs += 1;
        } else {
            judged.push(Disagreement {
                id_a: pair.id_a.clone(),
                id_b: pair.id_b.clone(),
                label: pair.label,
                kind: membership.kind(&pair.id_a, &pair.id_b, found),
                same_source: pair.same_source.or_else(|| same_source(&pair.id_a, &pair.id_b)),
                note: pair.note.clone(),
            });
        }
    }
    let unlisted = unlisted(listed, groups.unwrap_or(&[]), found);
    let num_unlisted = unlisted.len();
    if options.closed {
        judged.extend(unlisted.into_iter().map(|((a, b), kind)| Disagreement {
            id_a: a.clone(),
            id_b: b.clone(),
            label: Label::Unrelated,
            kind,
            same_source: same_source(a, b),
            note: "not in the table".to_owned(),
        }));
    }
    let of = |same: Option<bool>| {
        PairScores::new(judged.iter().filter(|pair| same.is_none() || pair.same_source == same))
    };
    let (cross_source, same_source, all) = (of(Some(false)), of(Some(true)), of(None));
    let mut misses = Vec::new();
    let mut false_alarms = Vec::new();
    for pair in judged {
        match (pairs::is_copied_label(pair.label), pairs::is_copied_kind(pair.kind)) {
            (true, false) => misses.push(pair),
            (false, true) if pair.label != Label::Rewritten => false_alarms.push(pair),
            _ => {}
        }
    }
    let ids = || articles.iter().map(|article| article.id.as_str());
    Evaluation {
        cross_source,
        same_source,
        all,
        left_out,
        unknown_pairs,
        unlisted: num_unlisted,
        misses,
        false_alarms,
        clusters: groups.map(|groups| clusters::score(ids(), groups, &found.clusters)),
        credits: None,
    }
}

/// Clusters that hold each article of the table.
struct Membership<'a>(BTreeMap<&'a str, BTreeSet<usize>>);

impl<'a> Membership<'a> {
    fn new(listed: &'a [LabelledPair], clusters: &[FoundCluster]) -> Self {
        let mut clusters_of: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for pair in listed {
            clusters_of.entry(&pair.id_a).or_default();
            clusters_of.entry(&pair.id_b).or_default();
        }
        for (number, cluster) in clusters.iter().enumerate() {
            for id in &cluster.members {
                if let Some(numbers) = clusters_of.get_mut(id.as_str()) {
                    numbers.insert(number);
                }
            }
        }
        Self(clusters_of)
    }

    fn kind(&self, a: &str, b: &str, found: &Found) -> Kind {
        if let Some(kind) = found.pair(a, b) {
            return kind;
        }
        let (Some(of_a), Some(of_b)) = (self.0.get(a), self.0.get(b)) else { return Kind::None };
        let shared = of_a.intersection(of_b);
        let together = shared.filter_map(|&one| found.through_anchor(one, a, b)).min();
        let retold = [(of_a, a, b), (of_b, b, a)].into_iter().flat_map(|(clusters, one, other)| {
            clusters.iter().filter_map(move |&cluster| found.as_anchor(cluster, one, other))
        });
        together.or_else(|| retold.min()).unwrap_or(Kind::None)
    }
}

/// Found pairs that say copied or rewritten, that are not listed and not within one true group.
fn unlisted<'a>(
    listed: &[LabelledPair],
    groups: &[(String, String)],
    found: &'a Found,
) -> Vec<(&'a (String, String), Kind)> {
    let listed: BTreeSet<(String, String)> =
        listed.iter().map(|pair| unordered(&pair.id_a, &pair.id_b)).collect();
    let groups: BTreeMap<&str, &str> =
        groups.iter().map(|(id, group)| (id.as_str(), group.as_str())).collect();
    let explained = |(a, b): &(String, String)| {
        groups.get(a.as_str()).is_some_and(|group| groups.get(b.as_str()) == Some(group))
    };
    let says_copied = |kind: Kind| pairs::is_copied_kind(kind) || kind == Kind::Rewritten;
    found
        .pairs
        .iter()
        .filter(|&(pair, &kind)| says_copied(kind) && !listed.contains(pair) && !explained(pair))
        .map(|(pair, &kind)| (pair, kind))
        .collect()
}

/// The pair with the smaller id first.
fn unordered(a: &str, b: &str) -> (String, String) {
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    (a.to_owned(), b.to_owned())
}

#[cfg(test)]
mod tests;
