//! A finished scan to an audit: ids and bytes to indices and own words, and who names whom.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rayon::prelude::*;

use super::ScanOutcome;
use super::origins::outlet_names;
use crate::audit::{
    AuditArticle, AuditCluster, COVERAGE, Match, MatchOrigin, NUM_SAMPLES, OwnWords, Owners,
    PRECEDENCE, SEED, Side, audit,
};
use crate::cluster::{Certainty, Interval, OriginConfidence, OriginKind};
use crate::error::Error;
use crate::news::{CreditRole, OutletMention, OutletNames, canonical_agency};
use crate::passage::PairKind;
use crate::report::audit::model::{
    AUDIT_SCHEMA, AuditCounts, AuditReport, AuditRun, IntervalMethod, OriginCounts,
};
use crate::report::model::{ArticleEntry, ClusterEntry, FurnitureEntry, PairEntry, ScanReport};
use crate::span::Span;
use crate::text::Tokens;

/// Own words before and after a passage within which a name counts as a credit for it.
const NEAR_WORDS: u32 = 60;

/// Own words at either end of an article within which a name counts for all of it: its first
/// paragraphs, where reports say whose story they retell, and its last lines.
const EDGE_WORDS: u32 = 100;

impl ScanOutcome {
    /// Audits what the scan found: what share of each source's text is its own, where the rest comes
    /// from, and whether it was credited.
    ///
    /// Cost: reads and tokenises the texts of articles in copied pairs once more.
    ///
    /// # Errors
    /// [`Error::is_config`] if the scan looked for near duplicates or not for credits; those of
    /// reading a text again.
    ///
    /// # Example
    ///
    /// ```
    /// use wirecopy::audit::Owners;
    /// use wirecopy::read::{ReadOptions, Reader};
    /// use wirecopy::{Scan, ScanConfig};
    ///
    /// let reader = Reader::new(&["corpus".into()], ReadOptions::default())?;
    /// let outcome = Scan::new(ScanConfig::default()).run(reader, &())?;
    /// let audit = outcome.audit(&Owners::default())?;
    /// let source = &audit.sources[0];
    /// assert_eq!(source.shares.unmatched.denominator, source.own_words);
    /// # Ok::<(), wirecopy::Error>(())
    /// ```
    pub fn audit(&self, owners: &Owners) -> Result<AuditReport, Error> {
        let report = &self.report;
        if report.articles.iter().any(|article| article.credits.is_none()) {
            return Err(Error::config("an audit needs passages and credits"));
        }
        let memberships = Memberships::new(report);
        let articles: Vec<AuditArticle<'_>> = articles(report, &memberships);
        let matches = self.matches(&articles, &memberships)?;
        let clusters: Vec<AuditCluster> =
            report.clusters.iter().map(|cluster| first_of(report, cluster)).collect();
        let found = audit(&articles, &matches, &clusters, owners);
        let counts = counts(report, &articles, &matches, owners);
        Ok(AuditReport {
            schema: AUDIT_SCHEMA,
            run: AuditRun {
                version: report.run.version,
                command: "audit",
                parameters: report.run.parameters.clone(),
                config_digest: report.run.config_digest.clone(),
                precedence: PRECEDENCE.to_vec(),
                interval: IntervalMethod {
                    method: "bootstrap",
                    unit: "cluster",
                    samples: NUM_SAMPLES as u64,
                    coverage: COVERAGE,
                    seed: SEED,
                },
                counts,
                limits_hit: report.run.limits_hit,
            },
            sources: found.sources,
            flows: found.flows,
            rejects: report.rejects.clone(),
        })
    }

    /// The copied pairs, with their passages in own words.
    fn matches<'c>(
        &'c self,
        articles: &[AuditArticle<'_>],
        memberships: &Memberships<'c>,
    ) -> Result<Vec<Match<'c>>, Error> {
        let report = &self.report;
        let mut pairs: Vec<(&PairEntry, Match<'c>)> = Vec::new();
        for pair in report.pairs.iter().filter(|pair| pair.kind.is_some_and(PairKind::is_copied)) {
            let (Some(a), Some(b)) = (index(report, &pair.a), index(report, &pair.b)) else {
                continue;
            };
            let origin = memberships.origin(a, b);
            let (in_a, in_b) = (Side::default(), Side::default());
            pairs.push((pair, Match { a, b, origin, in_a, in_b }));
        }
        let mut incident: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (at, (_, found)) in pairs.iter().enumerate() {
            incident.entry(found.a).or_default().push(at);
            incident.entry(found.b).or_default().push(at);
        }
        let outlets = Outlets::of(report);
        let incident: Vec<(u32, Vec<usize>)> = incident.into_iter().collect();
        let sides: Result<Vec<Vec<Side>>, Error> = incident
            .par_iter()
            .map_init(Tokens::default, |tokens, (at, pairs_here)| {
                let text = self.texts.text(*at as usize)?;
                tokens.tokenize(&text);
                let furniture = report.articles[*at as usize].furniture.iter().flatten();
                let furniture: Vec<Span> = furniture.map(FurnitureEntry::span).collect();
                let own = OwnWords::new(tokens, &furniture);
                let mentions = outlets.mentions(&text, tokens);
                let side = |&pair: &usize| {
                    let (entry, found) = &pairs[pair];
                    let is_a = found.a == *at;
                    let partner = if is_a { found.b } else { found.a };
                    let partner = articles[partner as usize].source;
                    side(entry, is_a, &own, outlets.named(&mentions, partner))
                };
                Ok(pairs_here.iter().map(side).collect())
            })
            .collect();
        for ((at, pairs_here), sides) in incident.iter().zip(sides?) {
            for (&pair, side) in pairs_here.iter().zip(sides) {
                let (_, found) = &mut pairs[pair];
                *(if found.a == *at { &mut found.in_a } else { &mut found.in_b }) = side;
            }
        }
        Ok(pairs.into_iter().map(|(_, found)| found).collect())
    }
}

/// The passages of a pair in one of its articles. `named` are the places where it names the outlet
/// of the other.
fn side(pair: &PairEntry, is_a: bool, own: &OwnWords, named: impl Iterator<Item = Span>) -> Side {
    let passages: Vec<(Span, (u32, u32))> = pair
        .passages
        .iter()
        .flatten()
        .map(|passage| if is_a { passage.a } else { passage.b })
        .map(|span| (span, own.range(span)))
        .collect();
    let (near, edge) = (own.length_of(NEAR_WORDS), own.length_of(EDGE_WORDS));
    let names_other =
        named.map(|span| own.range(span)).filter(|(start, end)| start < end).any(|(start, end)| {
            let is_near = |&(_, (from, to)): &(Span, (u32, u32))| {
                start < to.saturating_add(near) && from < end.saturating_add(near)
            };
            start < edge || end.saturating_add(edge) > own.len() || passages.iter().any(is_near)
        });
    Side { passages, names_other }
}

/// Sources by name, and what they go by.
struct Outlets<'c> {
    known: Vec<&'c str>,
    names: OutletNames,
}

impl<'c> Outlets<'c> {
    fn of(report: &'c ScanReport) -> Self {
        let mut urls: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for article in &report.articles {
            if let Some(source) = article.source.as_deref() {
                urls.entry(source).or_default().extend(article.url.as_deref());
            }
        }
        let names = outlet_names(urls.iter().map(|(source, urls)| (*source, urls.iter().copied())));
        Self { known: urls.into_keys().collect(), names }
    }

    fn mentions(&self, text: &str, tokens: &Tokens) -> Vec<OutletMention> {
        self.names.mentions(text, tokens)
    }

    /// Where an outlet is named.
    fn named(
        &self,
        mentions: &[OutletMention],
        source: Option<&str>,
    ) -> impl Iterator<Item = Span> {
        let number = source.and_then(|source| self.known.binary_search(&source).ok());
        mentions
            .iter()
            .filter(move |mention| Some(mention.outlet as usize) == number)
            .map(|mention| mention.span)
    }
}

/// Clusters of copies by article.
struct Memberships<'c> {
    report: &'c ScanReport,
    clusters: Vec<Vec<u32>>,
}

impl<'c> Memberships<'c> {
    fn new(report: &'c ScanReport) -> Self {
        let mut clusters = vec![Vec::new(); report.articles.len()];
        for (number, cluster) in (0..).zip(&report.clusters) {
            if cluster.kind == Some(PairKind::QuotesOnly) {
                continue;
            }
            for member in &cluster.members {
                if let Some(at) = index(report, &member.id) {
                    clusters[at as usize].push(number);
                }
            }
        }
        Self { report, clusters }
    }

    fn first(&self, article: usize) -> Option<u32> {
        self.clusters.get(article)?.first().copied()
    }

    /// Where a pair has its text from, by the clusters that hold both: an agency, the one that is
    /// surest, before all else.
    fn origin(&self, a: u32, b: u32) -> MatchOrigin<'c> {
        let (of_a, of_b) = (&self.clusters[a as usize], &self.clusters[b as usize]);
        let origins = of_a
            .iter()
            .filter(|cluster| of_b.binary_search(cluster).is_ok())
            .filter_map(|&cluster| self.report.clusters[cluster as usize].origin.as_ref());
        let mut agency: Option<(OriginConfidence, &str)> = None;
        let mut is_elsewhere = false;
        for origin in origins {
            match (origin.kind, origin.id.as_deref(), origin.confidence) {
                (OriginKind::Agency, Some(id), Some(confidence))
                    if agency.is_none_or(|(so_far, _)| so_far < confidence) =>
                {
                    agency = Some((confidence, id));
                }
                (OriginKind::PressRelease | OriginKind::UnseenCommonSource, ..) => {
                    is_elsewhere = true;
                }
                _ => {}
            }
        }
        match agency {
            Some((_, id)) => MatchOrigin::Agency(id),
            None if is_elsewhere => MatchOrigin::Elsewhere,
            None => MatchOrigin::Within,
        }
    }
}

/// The place of an article by its id; articles are in the order of their ids.
fn index(report: &ScanReport, id: &str) -> Option<u32> {
    let place = report.articles.binary_search_by(|entry| entry.id.as_str().cmp(id)).ok()?;
    u32::try_from(place).ok()
}

fn articles<'c>(report: &'c ScanReport, memberships: &Memberships<'c>) -> Vec<AuditArticle<'c>> {
    let mut agencies: BTreeMap<&str, Option<&'static str>> = BTreeMap::new();
    let mut entries = Vec::with_capacity(report.articles.len());
    for (at, article) in report.articles.iter().enumerate() {
        let source = article.source.as_deref();
        let own_words = article.own_words.unwrap_or(article.words);
        let credited = |role: CreditRole| -> Vec<&'c str> {
            let credits = article.credits.iter().flatten();
            credits.filter(|credit| credit.role == role).map(|credit| credit.agency).collect()
        };
        entries.push(AuditArticle {
            id: &article.id,
            source,
            own_agency: source.and_then(|source| {
                *agencies.entry(source).or_insert_with(|| canonical_agency(source))
            }),
            date: date(article),
            own_words,
            furniture_words: article.words.saturating_sub(own_words),
            credits_whole: credited(CreditRole::Whole),
            credits_part: credited(CreditRole::Contribution),
            cluster: memberships.first(at),
        });
    }
    entries
}

fn date(article: &ArticleEntry) -> Option<Interval> {
    let published = article.published.as_ref()?;
    let instant = |text: &str| text.parse::<Timestamp>().ok();
    Some((instant(&published.earliest)?, instant(&published.latest)?))
}

fn first_of(report: &ScanReport, cluster: &ClusterEntry) -> AuditCluster {
    let members = cluster.members.iter().filter_map(|member| index(report, &member.id)).collect();
    let is_sure = cluster.first_seen.certainty == Certainty::Sure;
    let first = cluster.first_seen.ids.first().filter(|_| is_sure);
    AuditCluster { members, surely_first: first.and_then(|id| index(report, id)) }
}

fn counts(
    report: &ScanReport,
    articles: &[AuditArticle<'_>],
    matches: &[Match<'_>],
    owners: &Owners,
) -> AuditCounts {
    let with_source = || articles.iter().filter(|article| article.source.is_some());
    let sources: BTreeSet<&str> = articles.iter().filter_map(|article| article.source).collect();
    let groups: BTreeSet<&str> =
        sources.iter().map(|&source| owners.of(source).unwrap_or(source)).collect();
    let mut by_origin = OriginCounts::default();
    for origin in report.clusters.iter().filter_map(|cluster| cluster.origin.as_ref()) {
        *(match origin.kind {
            OriginKind::Agency => &mut by_origin.agency,
            OriginKind::Outlet => &mut by_origin.outlet,
            OriginKind::PressRelease => &mut by_origin.press_release,
            OriginKind::UnseenCommonSource => &mut by_origin.unseen_common_source,
            OriginKind::Unknown => &mut by_origin.unknown,
        }) += 1;
    }
    AuditCounts {
        articles: articles.len() as u64,
        articles_without_source: (articles.len() - with_source().count()) as u64,
        sources: sources.len() as u64,
        owners: groups.len() as u64,
        owned_sources_not_found: owners.sources().filter(|name| !sources.contains(name)).count()
            as u64,
        own_words: with_source().map(|article| u64::from(article.own_words)).sum(),
        furniture_words: with_source().map(|article| u64::from(article.furniture_words)).sum(),
        copied_pairs: matches.len() as u64,
        clusters: report.clusters.len() as u64,
        clusters_by_origin: by_origin,
        independent_origins: report
            .clusters
            .iter()
            .filter_map(|cluster| cluster.independent_origins.map(u64::from))
            .sum(),
        unreadable_dates: report.run.counts.unreadable_dates,
        undated_articles: report.articles.iter().filter(|entry| entry.published.is_none()).count()
            as u64,
        rejects: report.run.counts.rejects,
    }
}
