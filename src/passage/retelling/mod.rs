//! How closely one article follows another sentence by sentence, whatever words it uses.
//!
//! A retelling shares hardly a run of words with what it retells. What it keeps is what the story
//! is made of: rare names, numbers and terms, in the same sentences and in the same order. So the
//! sentences of both are aligned in order ([`order`]) by the weight of the rare terms that they
//! share, and what is aligned is compared word by word. Speech in quotation marks is left out: two
//! reporters at one event quote alike. So is furniture.
//!
//! The figures are exact counts. What they say is an estimate, and is reported as one.

mod order;
mod sentences;

pub use sentences::{Retold, distinct_told_terms};

use order::{aligned, common_in_order, increasing};

use serde::Serialize;

use crate::span::Span;

/// Share of the smaller weight that two sentences must have in common, one in so many.
const MIN_SHARED_ONE_IN: u32 = 4;

/// Rare terms that two sentences must have in common.
const MIN_SHARED_TERMS: u32 = 2;

/// Pairs of sentences at which their number counts one half.
const HALF_PAIRS: f64 = 3.0;

/// What one article tells in the order of another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retelling {
    /// Pairs of sentences, ascending in both articles.
    pub sentences: Vec<SentencePair>,
    /// Words, without their endings, that these pairs have in the same order.
    pub words_in_order: u32,
    /// Words of the shorter sentence of each pair.
    pub paired_words: u32,
    /// Words of the shorter article, without speech and furniture.
    pub words: u32,
    /// Different rare terms of the article that has fewer.
    pub terms: u32,
    /// Those of them that the other has, too.
    pub shared_terms: u32,
    /// The most of these that both articles bring up in the same order.
    pub terms_in_order: u32,
    /// Weight of the rare terms of the article that has less of it.
    pub weight: u64,
    /// Weight of the terms that both have.
    pub shared_weight: u64,
    /// The rarest of the terms that both have, where the first article has them first.
    pub rarest: Vec<Span>,
    /// Whether an article has more sentences, or words in one, than are compared.
    pub is_truncated: bool,
}

/// Two sentences that share rare terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SentencePair {
    /// The sentence in the first article, in bytes.
    pub a: Span,
    /// The sentence in the second article, in bytes.
    pub b: Span,
    /// Rare terms that both have.
    pub terms: u32,
    /// Words, without their endings, that both have in the same order.
    pub words: u32,
}

impl Retelling {
    /// Least confidence of what is called a retelling.
    pub const MIN_CONFIDENCE: f64 = 0.23;

    /// How surely the one article retells the other, or both a third: the geometric mean of three
    /// shares, times `n / (n + 3)` for `n` pairs of sentences, since a few alike say little:
    ///
    /// - of the shorter article's words, those that paired sentences have in the same order;
    /// - of the words of the paired sentences, the same;
    /// - of the rare terms of the article that has fewer, those that both bring up in the same
    ///   order.
    ///
    /// Range: 0.0..1.0, in thousandths. It orders pairs, and is no probability.
    pub fn confidence(&self) -> f64 {
        let share = |part: u32, whole: u32| f64::from(part) / f64::from(whole.max(1));
        let pairs = self.sentences.len() as f64;
        let mean = (share(self.words_in_order, self.words)
            * share(self.words_in_order, self.paired_words)
            * share(self.terms_in_order, self.terms))
        .cbrt();
        thousandths(mean * pairs / (pairs + HALF_PAIRS))
    }

    /// How surely both articles are about one event: the share of the rarity of the article that has
    /// less of it that is in the other, too, times `n / (n + 9)` for `n` shared terms.
    ///
    /// Range: 0.0..1.0, in thousandths.
    pub fn topic_confidence(&self) -> f64 {
        let shared = f64::from(self.shared_terms);
        let share = self.shared_weight as f64 / self.weight.max(1) as f64;
        thousandths(share * shared / (shared + 9.0))
    }
}

/// Rounded, so that no last bit of a platform's mathematics shows.
fn thousandths(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// Compares two articles.
///
/// Cost: the pairs of their sentences, at most 400 each; and the words of those that are aligned.
///
/// # Example
///
/// ```
/// use wirecopy::passage::{Retold, retelling};
///
/// let one = "Ada Finch opened the Kallen bridge. It took 14 years and 3,200 tons of steel.";
/// let two = "The bridge of Kallen was opened by Ada Finch. Its steel, 3,200 tons, took 14 years.";
/// let [a, b] = [one, two].map(|text| Retold::new(text, &[], &|_| Some(80)));
/// let found = retelling(&a, &b);
/// assert_eq!(found.sentences.len(), 2);
/// assert!(found.terms_in_order <= found.shared_terms);
/// ```
pub fn retelling(a: &Retold, b: &Retold) -> Retelling {
    let (sentences_a, sentences_b) = (a.sentences(), b.sentences());
    let scores: Vec<u32> = sentences_a
        .iter()
        .flat_map(|x| sentences_b.iter().map(move |y| score(x.terms(a), y.terms(b))))
        .collect();
    let mut found = Retelling { is_truncated: a.is_cut() || b.is_cut(), ..Retelling::default() };
    for (x, y) in aligned(&scores, sentences_b.len()) {
        let (Some(x), Some(y)) = (sentences_a.get(x), sentences_b.get(y)) else { continue };
        let (words_a, words_b) = (x.words(a), y.words(b));
        let words = common_in_order(words_a, words_b);
        let (terms, _) = shared(x.terms(a), y.terms(b));
        found.sentences.push(SentencePair { a: x.span, b: y.span, terms, words });
        found.words_in_order += words;
        found.paired_words += words_a.len().min(words_b.len()) as u32;
    }
    found.words = a.num_words().min(b.num_words());
    compare_terms(&mut found, a, b);
    found
}

fn compare_terms(found: &mut Retelling, a: &Retold, b: &Retold) {
    let both: Vec<(sentences::Fact, u32)> =
        a.facts().iter().filter_map(|fact| Some((*fact, b.place_of(fact.term)?))).collect();
    let places: Vec<u32> = both.iter().map(|&(_, place)| place).collect();
    found.terms = a.facts().len().min(b.facts().len()) as u32;
    found.shared_terms = both.len() as u32;
    found.terms_in_order = increasing(&places);
    found.weight = a.weight().min(b.weight());
    found.shared_weight = both.iter().map(|(fact, _)| u64::from(fact.weight)).sum();
    let mut rarest: Vec<sentences::Fact> = both.into_iter().map(|(fact, _)| fact).collect();
    // Stable: of terms as rare the first in the text.
    rarest.sort_by_key(|fact| std::cmp::Reverse(fact.weight));
    found.rarest = rarest.iter().take(MAX_RAREST).map(|fact| fact.span).collect();
}

/// Terms that are named of a pair.
const MAX_RAREST: usize = 12;

/// The weight of what two sentences share, 0 if it is too little.
fn score(x: &[(u32, u32)], y: &[(u32, u32)]) -> u32 {
    let sum = |terms: &[(u32, u32)]| terms.iter().map(|&(_, weight)| weight).sum::<u32>();
    let (num_terms, weight) = shared(x, y);
    let is_enough = num_terms >= MIN_SHARED_TERMS
        && MIN_SHARED_ONE_IN.saturating_mul(weight) >= sum(x).min(sum(y));
    if is_enough { weight } else { 0 }
}

/// Number and weight of the terms that two ascending lists share.
fn shared(x: &[(u32, u32)], y: &[(u32, u32)]) -> (u32, u32) {
    let (mut num_terms, mut total) = (0, 0);
    let mut rest = y.iter().peekable();
    for &(term, weight) in x {
        while rest.next_if(|other| other.0 < term).is_some() {}
        if rest.peek().is_some_and(|other| other.0 == term) {
            num_terms += 1;
            total += weight;
        }
    }
    (num_terms, total)
}

#[cfg(test)]
mod tests;
