//! Painted articles to what each source is made of.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::bootstrap::intervals;
use super::judge::{Judge, View};
use super::model::{
    Derivation, Evidence, Feeder, FeederKind, Lag, MAX_EVIDENCE, MAX_FEEDERS, NUM_CLASSES, Ratio,
    Shares, SourceAudit, WordClass,
};
use super::owners::Owners;
use super::paint::{Claim, Painted};
use super::{AuditArticle, AuditCluster, Match};

/// Ratios of a source that are of words: one for each class, and of the derived words the credited.
const NUM_RATIOS: usize = NUM_CLASSES + 1;

/// From this share of its own words on, in per cent, an article is wholly derived.
const WHOLLY_PERCENT: u64 = 80;

/// Everything that is counted from.
pub(super) struct Tally<'c> {
    pub(super) articles: &'c [AuditArticle<'c>],
    pub(super) matches: &'c [Match<'c>],
    pub(super) clusters: &'c [AuditCluster],
    pub(super) judge: &'c Judge<'c>,
    pub(super) painted: &'c [Painted],
}

/// Words that an article has from somewhere.
pub(super) struct Derived<'c> {
    pub(super) from: (FeederKind, &'c str),
    pub(super) view: View<'c>,
    pub(super) claim: Claim,
    pub(super) words: u64,
}

impl<'c> Tally<'c> {
    /// Derived words of an article.
    pub(super) fn derived(&self, article: u32) -> impl Iterator<Item = Derived<'c>> {
        self.painted[article as usize].pieces.iter().filter_map(move |&(claim, words)| {
            let view = View::new(&self.matches[claim.tag as usize], article);
            let from = self.judge.feeder(claim.class, view)?;
            Some(Derived { from, view, claim, words: u64::from(words) })
        })
    }

    /// Every source, most own words first, then by name.
    pub(super) fn sources(&self, owners: &Owners) -> Vec<SourceAudit> {
        let mut by_source: Vec<(&str, u32)> = (0..)
            .zip(self.articles)
            .filter_map(|(at, article)| Some((article.source?, at)))
            .collect();
        by_source.sort_unstable();
        let firsts = self.firsts();
        let groups: Vec<&[(&str, u32)]> = by_source.chunk_by(|x, y| x.0 == y.0).collect();
        let mut sources: Vec<SourceAudit> = groups
            .into_par_iter()
            .map(|group| {
                let source = group[0].0;
                let articles: Vec<u32> = group.iter().map(|&(_, at)| at).collect();
                let first = firsts.get(source).map_or(&[][..], Vec::as_slice);
                self.source(source, owners.of(source), &articles, first)
            })
            .collect();
        sources.sort_by(|x, y| y.own_words.cmp(&x.own_words).then(x.source.cmp(&y.source)));
        sources
    }

    /// For each source whether it surely ran first each cluster, of two owners or more, that it is
    /// in.
    fn firsts(&self) -> BTreeMap<&'c str, Vec<bool>> {
        let mut firsts: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
        for cluster in self.clusters {
            let groups: BTreeSet<&str> =
                cluster.members.iter().filter_map(|&at| self.judge.group(at)).collect();
            if groups.len() < 2 {
                continue;
            }
            let source = |at: u32| self.articles[at as usize].source;
            let first = cluster.surely_first.and_then(source);
            let sources: BTreeSet<&str> =
                cluster.members.iter().filter_map(|&at| source(at)).collect();
            for source in sources {
                firsts.entry(source).or_default().push(first == Some(source));
            }
        }
        firsts
    }

    fn source(
        &self,
        source: &str,
        owner: Option<&str>,
        articles: &[u32],
        firsts: &[bool],
    ) -> SourceAudit {
        let (feeders, num_feeders) = self.feeders(articles);
        let (evidence, num_uncredited_passages) = self.evidence(articles);
        let (shares, credited) = self.ratios(source, articles);
        SourceAudit {
            source: source.to_owned(),
            owner: owner.map(str::to_owned),
            articles: articles.len() as u64,
            own_words: self.sum(articles, |article| article.own_words),
            furniture_words: self.sum(articles, |article| article.furniture_words),
            shares,
            derivation: self.derivation(articles),
            credited,
            first_publisher: first_publisher(source, firsts),
            lag: quartiles(articles.iter().filter_map(|&at| self.main_lag(at)).collect()),
            feeders,
            num_feeders,
            evidence,
            num_uncredited_passages,
        }
    }

    fn sum(&self, articles: &[u32], words: impl Fn(&AuditArticle<'_>) -> u32) -> u64 {
        articles.iter().map(|&at| u64::from(words(&self.articles[at as usize]))).sum()
    }

    fn derived_words(&self, article: u32) -> u64 {
        let words = &self.painted[article as usize].words;
        WordClass::ALL.iter().filter(|c| c.is_derived()).map(|class| words[class.index()]).sum()
    }

    fn derivation(&self, articles: &[u32]) -> Derivation {
        let mut derivation = Derivation::default();
        for &at in articles {
            let derived = self.derived_words(at);
            let own = u64::from(self.articles[at as usize].own_words);
            *(if derived == 0 {
                &mut derivation.non_derived
            } else if 100 * derived >= WHOLLY_PERCENT * own {
                &mut derivation.wholly
            } else {
                &mut derivation.partially
            }) += 1;
        }
        derivation
    }

    fn ratios(&self, source: &str, articles: &[u32]) -> (Shares, Ratio) {
        let mut units: Vec<(Option<u32>, u32)> =
            articles.iter().map(|&at| (self.articles[at as usize].cluster, at)).collect();
        units.sort_unstable();
        let rows: Vec<_> = units
            .chunk_by(|x, y| x.0.is_some() && x.0 == y.0)
            .map(|unit| {
                let mut row = ([0; NUM_RATIOS], [0; NUM_RATIOS]);
                for &(_, at) in unit {
                    let words = &self.painted[at as usize].words;
                    row.0.iter_mut().zip(words).for_each(|(sum, words)| *sum += words);
                    row.0[NUM_CLASSES] += words[WordClass::AgencyCredited.index()]
                        + words[WordClass::OutletCredited.index()];
                    let own = u64::from(self.articles[at as usize].own_words);
                    row.1[..NUM_CLASSES].iter_mut().for_each(|sum| *sum += own);
                    row.1[NUM_CLASSES] += self.derived_words(at);
                }
                row
            })
            .collect();
        let with_words = |words: &dyn Fn(u32) -> u64| {
            articles.iter().filter(|&&at| words(at) > 0).count() as u64
        };
        let n_own = with_words(&|at| u64::from(self.articles[at as usize].own_words));
        let n_derived = with_words(&|at| self.derived_words(at));
        let intervals = intervals(source, &rows);
        let ratio = |at: usize, n: u64| {
            let numerator = rows.iter().map(|row| row.0[at]).sum();
            let denominator = rows.iter().map(|row| row.1[at]).sum();
            ratio(numerator, denominator, n, intervals[at])
        };
        let of = |class: WordClass| ratio(class.index(), n_own);
        let shares = Shares {
            unmatched: of(WordClass::Unmatched),
            first: of(WordClass::First),
            agency_credited: of(WordClass::AgencyCredited),
            agency_uncredited: of(WordClass::AgencyUncredited),
            outlet_credited: of(WordClass::OutletCredited),
            outlet_uncredited: of(WordClass::OutletUncredited),
            self_reuse: of(WordClass::SelfReuse),
            unresolved: of(WordClass::Unresolved),
        };
        (shares, ratio(NUM_CLASSES, n_derived))
    }

    /// How much later than the article that it has the most words from an article surely ran.
    fn main_lag(&self, article: u32) -> Option<i64> {
        let mut by_partner: BTreeMap<u32, u64> = BTreeMap::new();
        for derived in self.derived(article) {
            *by_partner.entry(derived.view.partner).or_default() += derived.words;
        }
        // Of several with as many words the first.
        let most = by_partner.iter().rev().max_by_key(|(_, words)| **words)?;
        self.judge.lag(*most.0, article)
    }

    fn feeders(&self, articles: &[u32]) -> (Vec<Feeder>, u64) {
        let mut feeders: BTreeMap<(FeederKind, &str), Feeder> = BTreeMap::new();
        for &at in articles {
            let mut seen = BTreeSet::new();
            for Derived { from, claim, words, .. } in self.derived(at) {
                let feeder = feeders.entry(from).or_insert_with(|| Feeder {
                    name: from.1.to_owned(),
                    kind: from.0,
                    articles: 0,
                    words: 0,
                    credited_words: 0,
                });
                feeder.articles += u64::from(seen.insert(from));
                feeder.words += words;
                feeder.credited_words += if claim.class.is_uncredited() { 0 } else { words };
            }
        }
        let mut feeders: Vec<Feeder> = feeders.into_values().collect();
        // Stable: kind and name decide what is left.
        feeders.sort_by_key(|feeder| std::cmp::Reverse(feeder.words));
        let num_feeders = feeders.len() as u64;
        feeders.truncate(MAX_FEEDERS);
        (feeders, num_feeders)
    }

    /// The longest uncredited passages.
    fn evidence(&self, articles: &[u32]) -> (Vec<Evidence>, u64) {
        let mut found: Vec<Derived<'_>> = articles
            .iter()
            .flat_map(|&at| self.derived(at))
            .filter(|derived| derived.claim.class.is_uncredited())
            .collect();
        let total = found.len() as u64;
        found.sort_by_key(|derived| {
            (std::cmp::Reverse(derived.words), derived.view.article, derived.claim.start)
        });
        found.truncate(MAX_EVIDENCE);
        (found.iter().filter_map(|derived| self.evidence_of(derived)).collect(), total)
    }

    fn evidence_of(&self, derived: &Derived<'_>) -> Option<Evidence> {
        let Derived { from, view, claim, words } = derived;
        let own = (claim.start, claim.end);
        let at = view.here.passages.iter().position(|(_, range)| *range == own)?;
        let (here, there) = (view.here.passages.get(at)?.0, view.there.passages.get(at)?.0);
        Some(Evidence {
            article: self.articles[view.article as usize].id.to_owned(),
            start: here.start,
            end: here.end,
            words: *words,
            class: claim.class,
            from: from.1.to_owned(),
            from_article: self.articles[view.partner as usize].id.to_owned(),
            from_start: there.start,
            from_end: there.end,
        })
    }
}

fn ratio(numerator: u64, denominator: u64, n: u64, interval: Option<(f64, f64)>) -> Ratio {
    Ratio {
        numerator,
        denominator,
        n,
        share: (denominator > 0).then(|| numerator as f64 / denominator as f64),
        low: interval.map(|(low, _)| low),
        high: interval.map(|(_, high)| high),
    }
}

fn first_publisher(source: &str, firsts: &[bool]) -> Ratio {
    let rows: Vec<_> = firsts.iter().map(|&first| ([u64::from(first)], [1])).collect();
    let [interval] = intervals(source, &rows);
    let num_first = firsts.iter().filter(|&&first| first).count() as u64;
    ratio(num_first, firsts.len() as u64, firsts.len() as u64, interval)
}

fn quartiles(mut lags: Vec<i64>) -> Option<Lag> {
    lags.sort_unstable();
    // The lower one of the two in the middle, so that it is one of the values.
    let at = |quarter: usize| lags.get(lags.len().saturating_sub(1) * quarter / 4).copied();
    Some(Lag {
        n: lags.len() as u64,
        lower_quartile_seconds: at(1)?,
        median_seconds: at(2)?,
        upper_quartile_seconds: at(3)?,
    })
}

/// The middle of some lags, the lower one of two.
pub(super) fn median(lags: Vec<i64>) -> Option<i64> {
    quartiles(lags).map(|lag| lag.median_seconds)
}
