//! Verified and estimated pairs to entries of the document.

use super::config::{Mode, ScanConfig};
use super::document::FoundPair;
use super::retellings::{Retellings, Told};
use crate::article::Article;
use crate::passage::{PairKind, Retelling, Verified, VerifyConfig, confidence_of};
use crate::report::model::{PairEntry, RetellingEntry};

/// The entries in order of their articles; `pairs` and the retellings are in that order.
pub(super) fn entries(
    config: &ScanConfig,
    pairs: Vec<FoundPair>,
    retellings: Option<Retellings>,
    articles: &[Article],
) -> Vec<PairEntry> {
    let mut told =
        retellings.map(|retellings| retellings.told).unwrap_or_default().into_iter().peekable();
    let mut entries = Vec::with_capacity(pairs.len() + told.len());
    for pair in pairs {
        let place = pair.articles();
        while let Some(before) = told.next_if(|told| (told.a, told.b) < place) {
            entries.extend(estimated(before, articles));
        }
        let same = told.next_if(|told| (told.a, told.b) == place);
        let retelling = same.map(|told| retelling_entry(told.retelling, told.rarest));
        entries.push(PairEntry { retelling, ..verified(config, pair, articles) });
    }
    entries.extend(told.filter_map(|told| estimated(told, articles)));
    entries
}

fn verified(config: &ScanConfig, pair: FoundPair, articles: &[Article]) -> PairEntry {
    let id = |article: u32| articles[article as usize].id.clone();
    match (pair, &config.mode) {
        (FoundPair::Passages { a, b, kind, same_source, verified }, mode) => {
            let verify = match mode {
                Mode::Passages { verify, .. } => *verify,
                Mode::NearDuplicates { .. } => VerifyConfig::default(),
            };
            let confidence = confidence_of(kind, &verified, verify, same_source);
            with_passages([id(a), id(b)], kind, confidence, same_source, verified)
        }
        (FoundPair::Resemblance { a, b, same_source, overlap }, mode) => PairEntry {
            a: id(a),
            b: id(b),
            kind: None,
            confidence: match mode {
                Mode::NearDuplicates { banding, .. } => {
                    margin(overlap.resemblance(), banding.threshold())
                }
                Mode::Passages { .. } => 0.0,
            },
            estimated: false,
            same_source,
            resemblance: overlap.resemblance(),
            containment_a_in_b: overlap.containment_a_in_b(),
            containment_b_in_a: overlap.containment_b_in_a(),
            shared_words_a: None,
            shared_words_b: None,
            longest_run_words: None,
            truncated: false,
            passages: None,
            retelling: None,
        },
    }
}

/// How far above the threshold, of the way to 1, in thousandths.
fn margin(resemblance: f64, threshold: f64) -> f64 {
    let margin = if threshold < 1.0 { (resemblance - threshold) / (1.0 - threshold) } else { 1.0 };
    (margin.clamp(0.0, 1.0) * 1000.0).round() / 1000.0
}

/// The entry of a pair that is not verified; of one that is, there is an entry.
fn estimated(told: Told, articles: &[Article]) -> Option<PairEntry> {
    let Told { a, b, kind, retelling, rarest, verified } = told;
    let id = |article: u32| articles[article as usize].id.clone();
    let confidence = if kind == PairKind::Rewritten {
        retelling.confidence()
    } else {
        retelling.topic_confidence()
    };
    Some(PairEntry {
        estimated: true,
        retelling: Some(retelling_entry(retelling, rarest)),
        ..with_passages([id(a), id(b)], kind, confidence, false, verified?)
    })
}

fn with_passages(
    [a, b]: [String; 2],
    kind: PairKind,
    confidence: f64,
    same_source: bool,
    verified: Verified,
) -> PairEntry {
    PairEntry {
        a,
        b,
        kind: Some(kind),
        confidence,
        estimated: false,
        same_source,
        resemblance: verified.resemblance,
        containment_a_in_b: verified.containment_a_in_b(),
        containment_b_in_a: verified.containment_b_in_a(),
        shared_words_a: Some(verified.shared_words_a),
        shared_words_b: Some(verified.shared_words_b),
        longest_run_words: Some(verified.longest_run_words),
        truncated: verified.is_truncated,
        passages: Some(verified.passages),
        retelling: None,
    }
}

fn retelling_entry(told: Retelling, rarest: Vec<String>) -> RetellingEntry {
    RetellingEntry {
        confidence: told.confidence(),
        words: told.words,
        words_in_order: told.words_in_order,
        paired_words: told.paired_words,
        terms: told.terms,
        shared_terms: told.shared_terms,
        terms_in_order: told.terms_in_order,
        rarest,
        sentences: told.sentences,
        truncated: told.is_truncated,
    }
}
