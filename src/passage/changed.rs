//! What the edits inside passages touch: numbers, names, and speech in quotation marks.

use std::ops::Range;

use super::align::Aligned;
use super::prepare::Prepared;

/// Edits by what they change; an edit may change several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Edits that add, drop or replace a word with a digit.
    pub numbers: u32,
    /// Edits that add, drop or replace a name: a word with a capital inside a sentence.
    pub names: u32,
    /// Edits inside quotation marks in both articles.
    pub quotes: u32,
}

impl Changed {
    /// Counts the edits of some passages. It is the same read from either article.
    pub(super) fn of(passages: &[Aligned], a: &Prepared, b: &Prepared) -> Self {
        let mut changed = Self::default();
        for blocks in passages.iter().flat_map(|passage| passage.blocks.windows(2)) {
            let (before, after) = (blocks[0], blocks[1]);
            let (in_a, in_b) = (before.end_a()..after.a, before.end_b()..after.b);
            let (numbers_a, numbers_b) = (numbers(a, &in_a), numbers(b, &in_b));
            changed.numbers += u32::from(numbers_a != numbers_b);
            let names = |article: &Prepared, range: &Range<u32>| {
                let mut names: Vec<u64> = article.facts().names_and_days_in(range).collect();
                names.sort_unstable();
                names
            };
            changed.names += u32::from(names(a, &in_a) != names(b, &in_b));
            let is_speech = |article: &Prepared, range: &Range<u32>| {
                (range.start.saturating_sub(1)..=range.end).all(|token| article.is_quoted(token))
            };
            changed.quotes += u32::from(is_speech(a, &in_a) && is_speech(b, &in_b));
        }
        changed
    }
}

fn numbers(article: &Prepared, range: &Range<u32>) -> Vec<u64> {
    let hashes = article.tokens().hashes();
    let of = |token: u32| hashes.get(token as usize).copied();
    let mut numbers: Vec<u64> = range
        .clone()
        .filter(|&token| article.num_numbers(token, token + 1) > 0)
        .filter_map(of)
        .collect();
    numbers.sort_unstable();
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::{Verifier, VerifyConfig};
    use crate::sketch::shingle::ShingleConfig;

    fn changed(a: &str, b: &str) -> Changed {
        let [a, b] = [a, b].map(|text| Prepared::new(text, &[], ShingleConfig::default()));
        let mut verifier = Verifier::new(VerifyConfig::default());
        let changed = verifier.verify(&a, &b).unwrap().changed;
        assert_eq!(verifier.verify(&b, &a).unwrap().changed, changed);
        changed
    }

    const TEXT: &str = "The harbour office said on Monday that 40 boats had left Halvik before the \
                        storm and that “the quay will stay shut until all of them are safely home \
                        again”, and no later than noon.";

    #[test]
    fn edits_are_told_apart_by_what_they_change() {
        let edited = |from: &str, to: &str| changed(TEXT, &TEXT.replace(from, to));
        assert_eq!(edited("", ""), Changed::default());
        assert_eq!(edited("40 boats", "45 boats"), Changed { numbers: 1, ..Changed::default() });
        assert_eq!(edited("Halvik", "Ostermere"), Changed { names: 1, ..Changed::default() });
        assert_eq!(edited("Monday", "Tuesday"), Changed { names: 1, ..Changed::default() });
        assert_eq!(edited("safely home", "safe home"), Changed { quotes: 1, ..Changed::default() });
        assert_eq!(edited("storm and", "gale and"), Changed::default());
        assert_eq!(edited("no later than noon", "no later than at noon"), Changed::default());
        assert_eq!(
            edited("40 boats had left Halvik", "boats had left Ostermere"),
            Changed { numbers: 1, names: 1, quotes: 0 }
        );
    }
}
