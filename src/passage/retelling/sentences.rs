//! One article as a retelling sees it: sentences of stems and rare terms.

use std::ops::Range;

use crate::news::quoted_spans;
use crate::span::Span;
use crate::text::{Stems, Tokens, UNITS_PER_WORD, sentences};

/// Sentences with rare terms that are compared, the first of an article.
const MAX_SENTENCES: usize = 400;

/// Words of a sentence that are compared, the first.
const MAX_WORDS: usize = 200;

/// An article ready to be compared with retellings.
#[derive(Clone, Debug, Default)]
pub struct Retold {
    sentences: Vec<Sentence>,
    /// Stems of the sentences, one after the other.
    words: Vec<u32>,
    /// Rare terms of the sentences with their weights, ascending and once in each.
    terms: Vec<(u32, u32)>,
    facts: Vec<Fact>,
    /// Terms of the facts, ascending, each with its place among them.
    places: Vec<(u32, u32)>,
    num_words: u32,
    weight: u64,
    is_cut: bool,
}

/// A sentence that has rare terms.
#[derive(Clone, Debug)]
pub(super) struct Sentence {
    pub(super) span: Span,
    words: Range<usize>,
    terms: Range<usize>,
}

/// A rare term of an article.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fact {
    pub(super) term: u32,
    pub(super) weight: u32,
    /// Where it stands first, in bytes.
    pub(super) span: Span,
}

impl Sentence {
    pub(super) fn words<'r>(&self, of: &'r Retold) -> &'r [u32] {
        of.words.get(self.words.clone()).unwrap_or_default()
    }

    pub(super) fn terms<'r>(&self, of: &'r Retold) -> &'r [(u32, u32)] {
        of.terms.get(self.terms.clone()).unwrap_or_default()
    }
}

impl Retold {
    /// Takes a text apart, of which the tokens in `furniture` are not its own. `weight` tells how
    /// rare a term is, `None` if it is not.
    ///
    /// Cost: linear in the text, and the sort of its terms.
    pub fn new(text: &str, furniture: &[Range<u32>], weight: &dyn Fn(u32) -> Option<u32>) -> Self {
        let tokens = Tokens::of(text);
        let stems = Stems::of(text, &tokens);
        let told = told_tokens(text, &tokens, furniture);
        let mut retold = Self::default();
        let mut facts = Vec::new();
        for span in sentences(text) {
            let words: Vec<usize> =
                tokens.range_in(span).filter(|&at| told.get(at) == Some(&true)).collect();
            retold.num_words += words.len() as u32;
            let facts_of = |&at: &usize| {
                let &term = stems.terms().get(at).filter(|&&term| term != Stems::NO_TERM)?;
                let span = tokens.spans().get(at).copied()?;
                Some(Fact { term, weight: weight(term)?, span })
            };
            let compared = words.get(..MAX_WORDS).unwrap_or(&words);
            let first = facts.len();
            facts.extend(compared.iter().filter_map(facts_of));
            if facts.len() == first {
                continue;
            }
            if retold.sentences.len() == MAX_SENTENCES {
                facts.truncate(first);
                retold.is_cut = true;
                break;
            }
            retold.is_cut |= compared.len() < words.len();
            let stems = compared.iter().filter_map(|&at| stems.stems().get(at).copied());
            retold.push_sentence(span, stems, &facts[first..]);
        }
        retold.set_facts(facts);
        retold
    }

    fn push_sentence(&mut self, span: Span, words: impl Iterator<Item = u32>, facts: &[Fact]) {
        let mut terms: Vec<(u32, u32)> =
            facts.iter().map(|fact| (fact.term, fact.weight)).collect();
        terms.sort_unstable();
        terms.dedup();
        let (first_word, first_term) = (self.words.len(), self.terms.len());
        self.words.extend(words);
        self.terms.extend(terms);
        self.sentences.push(Sentence {
            span,
            words: first_word..self.words.len(),
            terms: first_term..self.terms.len(),
        });
    }

    /// Takes all facts in text order, and keeps the first of each term.
    fn set_facts(&mut self, mut facts: Vec<Fact>) {
        facts.sort_by_key(|fact| fact.term);
        facts.dedup_by_key(|fact| fact.term);
        facts.sort_unstable_by_key(|fact| fact.span);
        self.weight = facts.iter().map(|fact| u64::from(fact.weight)).sum();
        self.places = facts.iter().map(|fact| fact.term).zip(0..).collect();
        self.places.sort_unstable();
        self.facts = facts;
    }

    pub(super) fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// Different rare terms in the order in which the article brings them up.
    pub(super) fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// The place of a term in that order.
    pub(super) fn place_of(&self, term: u32) -> Option<u32> {
        let at = self.places.binary_search_by_key(&term, |place| place.0).ok()?;
        self.places.get(at).map(|place| place.1)
    }

    /// Words without speech and furniture, in all sentences that are looked at.
    pub(super) const fn num_words(&self) -> u32 {
        self.num_words
    }

    /// Weight of the different rare terms.
    pub(super) const fn weight(&self) -> u64 {
        self.weight
    }

    /// Whether there are more sentences, or words in one, than are compared.
    pub(super) const fn is_cut(&self) -> bool {
        self.is_cut
    }
}

/// The different terms of what an article tells itself, ascending: without its speech in quotation
/// marks, and without the tokens in `furniture`.
pub fn distinct_told_terms(text: &str, furniture: &[Range<u32>]) -> Vec<u32> {
    let tokens = Tokens::of(text);
    let stems = Stems::of(text, &tokens);
    let told = told_tokens(text, &tokens, furniture);
    let terms = stems.terms().iter().zip(told);
    let mut terms: Vec<u32> = terms
        .filter(|&(&term, told)| told && term != Stems::NO_TERM)
        .map(|(&term, _)| term)
        .collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// Which tokens the article tells itself: neither furniture nor speech in quotation marks.
fn told_tokens(text: &str, tokens: &Tokens, furniture: &[Range<u32>]) -> Vec<bool> {
    let mut told = vec![true; tokens.len()];
    let masked = furniture.iter().map(|range| range.start as usize..range.end as usize);
    let quoted = quoted_spans(text).into_iter().map(|span| tokens.range_in(span));
    let is_speech = |range: &Range<usize>| {
        tokens.units_of(range.start, range.end) >= u64::from(MIN_SPEECH_WORDS * UNITS_PER_WORD)
    };
    for range in masked.chain(quoted.filter(is_speech)) {
        if let Some(left_out) = told.get_mut(range) {
            left_out.fill(false);
        }
    }
    told
}

/// Words in quotation marks from which they are speech; fewer are mostly names.
const MIN_SPEECH_WORDS: u32 = 4;
