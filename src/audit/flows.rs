//! Words that go from agencies and sources to sources.

use std::collections::BTreeMap;

use super::Side;
use super::model::{FeederKind, Flow, Via};
use super::tally::{Derived, Tally, median};
use crate::cluster::Interval;

/// What tells flows apart: from, to, and how.
type Key<'c> = (FeederKind, &'c str, &'c str, Via);

#[derive(Default)]
struct Sum {
    articles: u64,
    words: u64,
    credited_words: u64,
    lags: Vec<i64>,
    dates: Option<Interval>,
}

impl Sum {
    fn add_article(&mut self, date: Option<Interval>, lag: Option<i64>) {
        self.articles += 1;
        self.lags.extend(lag);
        if let Some(date) = date {
            let dates = self.dates.get_or_insert(date);
            *dates = (dates.0.min(date.0), dates.1.max(date.1));
        }
    }
}

/// All flows, most words first, then by names.
pub(super) fn flows(tally: &Tally<'_>) -> Vec<Flow> {
    let mut sums: BTreeMap<Key<'_>, Sum> = BTreeMap::new();
    add_direct(tally, &mut sums);
    add_common(tally, &mut sums);
    let mut flows: Vec<Flow> = sums.into_iter().map(|(key, sum)| flow(key, sum)).collect();
    // Stable: the key decides what is left.
    flows.sort_by_key(|flow| std::cmp::Reverse(flow.words));
    flows
}

fn flow((from_kind, from, to, via): Key<'_>, sum: Sum) -> Flow {
    Flow {
        from: from.to_owned(),
        from_kind,
        to: to.to_owned(),
        via,
        articles: sum.articles,
        words: sum.words,
        credited_words: sum.credited_words,
        credited_share: if sum.words == 0 {
            0.0
        } else {
            sum.credited_words as f64 / sum.words as f64
        },
        lag_n: sum.lags.len() as u64,
        median_lag_seconds: median(sum.lags),
        earliest: sum.dates.map(|dates| dates.0.to_string()),
        latest: sum.dates.map(|dates| dates.1.to_string()),
    }
}

/// What articles have from agencies and from outlets.
fn add_direct<'c>(tally: &Tally<'c>, sums: &mut BTreeMap<Key<'c>, Sum>) {
    for (at, article) in (0..).zip(tally.articles) {
        let Some(source) = article.source else { continue };
        // The shortest lag over the articles that words of one feeder come from.
        let mut feeders: BTreeMap<(FeederKind, &str), Option<i64>> = BTreeMap::new();
        for Derived { from, view, claim, words } in tally.derived(at) {
            let sum = sums.entry((from.0, from.1, source, Via::Direct)).or_default();
            sum.words += words;
            sum.credited_words += if claim.class.is_uncredited() { 0 } else { words };
            let partner = &tally.articles[view.partner as usize];
            // Other clients of an agency do not tell when it sent its copy out.
            let is_of_feeder = from.0 == FeederKind::Outlet || partner.own_agency == Some(from.1);
            let lag = tally.judge.lag(view.partner, at).filter(|_| is_of_feeder);
            let shortest = feeders.entry(from).or_default();
            *shortest = [*shortest, lag].into_iter().flatten().min();
        }
        for (from, lag) in feeders {
            sums.entry((from.0, from.1, source, Via::Direct))
                .or_default()
                .add_article(article.date, lag);
        }
    }
}

/// Own words in the passages of a side, each once: passages may overlap by half.
fn own_words(side: &Side) -> u64 {
    let mut ranges: Vec<(u32, u32)> = side.passages.iter().map(|&(_, own)| own).collect();
    ranges.sort_unstable();
    let mut covered_to = 0;
    let mut words = 0;
    for (start, end) in ranges {
        words += u64::from(end.saturating_sub(start.max(covered_to)));
        covered_to = covered_to.max(end);
    }
    words
}

/// What two outlets both have from somewhere else, or in an order that nothing tells.
fn add_common<'c>(tally: &Tally<'c>, sums: &mut BTreeMap<Key<'c>, Sum>) {
    let mut holders: Vec<(Key<'c>, u32)> = Vec::new();
    for pair in tally.matches.iter().filter(|pair| tally.judge.is_common_origin(pair)) {
        let source = |at: u32| tally.articles[at as usize].source;
        let (Some(of_a), Some(of_b)) = (source(pair.a), source(pair.b)) else { continue };
        let (from, to, holder, side) = if of_a <= of_b {
            (of_a, of_b, pair.b, &pair.in_b)
        } else {
            (of_b, of_a, pair.a, &pair.in_a)
        };
        let key = (FeederKind::Outlet, from, to, Via::CommonOrigin);
        let words = own_words(side);
        let both = [pair.a, pair.b].iter().all(|&at| tally.judge.credits_agency(pair, at));
        let sum = sums.entry(key).or_default();
        sum.words += words;
        sum.credited_words += if both { words } else { 0 };
        holders.push((key, holder));
    }
    holders.sort_unstable();
    holders.dedup();
    for (key, holder) in holders {
        let date = tally.articles[holder as usize].date;
        sums.entry(key).or_default().add_article(date, None);
    }
}
