//! What the words that two articles share are: the figures that decide the kind of a pair.

use std::ops::Range;

use super::align::Aligned;
use super::facts::Agreement;
use super::prepare::Prepared;
use super::verify::equal_tokens;
use crate::text::UNITS_PER_WORD;

/// Own words between a passage and the edge of the page up to which it lies at the edge: a
/// headline, a date.
const EDGE_WORDS: u32 = 20;

/// Equal words of both articles, told apart by what they are, and what the articles are about.
///
/// A sentence that one article repeats lies in several passages. Its words count once, with one
/// partner each, so that no figure rests on how often one of the two says something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Equal words that are both articles' own.
    pub own: u32,
    /// Those of them in quotation marks in both.
    pub own_quoted: u32,
    /// Whether a passage counts by its own words alone, furniture left out.
    pub has_own_passage: bool,
    /// Own words in quotation marks in neither, in half words (characters of scripts without
    /// spaces count one, words two).
    pub unquoted_units: u32,
    /// Those of them that both articles report as somebody else's, each in words of its own.
    pub reported_units: u32,
    /// Words with a digit that are equal.
    pub equal_numbers: u32,
    /// Words with a digit in place of which the other article has another one.
    pub changed_numbers: u32,
    /// Names, days and months that are equal, counted as often as they stand there.
    pub equal_names: u32,
    /// Those in place of which the other article has another one.
    pub changed_names: u32,
    /// Whether every passage lies at the same edge of both pages, with at most 20 of their own
    /// words beyond it.
    pub is_at_edges: bool,
    /// Distinct numbers of both articles.
    pub numbers: Agreement,
    /// Distinct names of both articles.
    pub names: Agreement,
    /// Distinct names from the first passage to the last, of those that count by their own words: one
    /// footer does not make the whole page a passage.
    pub names_in_passages: Agreement,
    /// Distinct names that are left when the equal words are left out.
    pub names_in_rest: Agreement,
}

impl Evidence {
    /// `counts_alone` tells which passages count by their own words.
    pub(super) fn of(
        passages: &[Aligned],
        a: &Prepared,
        b: &Prepared,
        counts_alone: impl Fn(&Aligned) -> bool,
    ) -> Self {
        let own: Vec<&Aligned> = passages.iter().filter(|&passage| counts_alone(passage)).collect();
        let mut evidence = Self {
            has_own_passage: !own.is_empty(),
            is_at_edges: passages.iter().all(|passage| is_at_edge(passage, a, b)),
            ..Self::default()
        };
        let equal = Equal::of(passages, a, b);
        for gap in passages.iter().flat_map(|passage| passage.blocks.windows(2)) {
            // What lies behind a word that counts elsewhere counts there, too.
            if equal.pairs(gap[0].end_a() - 1, gap[0].end_b() - 1) {
                let in_a = a.num_numbers(gap[0].end_a(), gap[1].a);
                let in_b = b.num_numbers(gap[0].end_b(), gap[1].b);
                evidence.changed_numbers += in_a.min(in_b);
                evidence.changed_names += num_names(a, gap[0].end_a()..gap[1].a)
                    .min(num_names(b, gap[0].end_b()..gap[1].b));
            }
        }
        evidence.count_words(&equal, passages, a, b);
        evidence.compare_facts(&equal, &own, a, b);
        evidence
    }

    fn count_words(&mut self, equal: &Equal, passages: &[Aligned], a: &Prepared, b: &Prepared) {
        for (x, y) in passages.iter().flat_map(equal_tokens) {
            if !equal.pairs(x, y) {
                continue;
            }
            self.equal_numbers += a.num_numbers(x, x + 1);
            self.equal_names += u32::from(a.is_name(x));
            if !a.is_own(x) || !b.is_own(y) {
                continue;
            }
            self.own += 1;
            match (a.is_quoted(x), b.is_quoted(y)) {
                (true, true) => self.own_quoted += 1,
                (false, false) => {
                    let units = a.units_of(x, x + 1) as u32;
                    self.unquoted_units += units;
                    // Who copies a report copies the words that report it, too.
                    if let (Some(cue_a), Some(cue_b)) = (a.reporting_cue(x), b.reporting_cue(y))
                        && !equal.pairs(cue_a, cue_b)
                    {
                        self.reported_units += units;
                    }
                }
                _ => {}
            }
        }
    }

    fn compare_facts(&mut self, equal: &Equal, own: &[&Aligned], a: &Prepared, b: &Prepared) {
        let hull = |range: fn(&Aligned) -> Range<u32>| {
            let start = own.iter().map(|passage| range(passage).start).min().unwrap_or(0);
            let end = own.iter().map(|passage| range(passage).end).max().unwrap_or(0);
            start..end
        };
        let (hull_a, hull_b) = (hull(Aligned::range_a), hull(Aligned::range_b));
        let (facts_a, facts_b) = (a.facts(), b.facts());
        self.names = facts_a.names_with(facts_b);
        self.numbers = facts_a.numbers_with(facts_b);
        self.names_in_passages = facts_a.names_within(
            |token| hull_a.contains(&token),
            facts_b,
            |token| hull_b.contains(&token),
        );
        self.names_in_rest = facts_a.names_outside(
            |token| equal.holds_a(token),
            facts_b,
            |token| equal.holds_b(token),
        );
    }
}

/// Which tokens are equal, and to which.
struct Equal {
    /// One more than the token of the second article, by that of the first; 0 for none. The first
    /// passage that holds both decides, and no token has two partners.
    other: Vec<u32>,
    in_a: Vec<bool>,
    in_b: Vec<bool>,
}

impl Equal {
    fn of(passages: &[Aligned], a: &Prepared, b: &Prepared) -> Self {
        let (len_a, len_b) = (a.tokens().len(), b.tokens().len());
        let mut equal =
            Self { other: vec![0; len_a], in_a: vec![false; len_a], in_b: vec![false; len_b] };
        let mut has_partner = vec![false; len_b];
        for (x, y) in passages.iter().flat_map(equal_tokens) {
            let (at_a, at_b) = (x as usize, y as usize);
            equal.in_a[at_a] = true;
            equal.in_b[at_b] = true;
            if equal.other[at_a] == 0 && !has_partner[at_b] {
                equal.other[at_a] = y + 1;
                has_partner[at_b] = true;
            }
        }
        equal
    }

    fn holds_a(&self, token: u32) -> bool {
        self.in_a.get(token as usize).copied().unwrap_or(false)
    }

    fn holds_b(&self, token: u32) -> bool {
        self.in_b.get(token as usize).copied().unwrap_or(false)
    }

    fn pairs(&self, a: u32, b: u32) -> bool {
        self.other.get(a as usize) == Some(&(b + 1))
    }
}

fn num_names(article: &Prepared, tokens: Range<u32>) -> u32 {
    article.facts().names_and_days_in(&tokens).count() as u32
}

fn is_at_edge(passage: &Aligned, a: &Prepared, b: &Prepared) -> bool {
    let is_near = |article: &Prepared, tokens: Range<u32>| {
        article.own_units(tokens) <= EDGE_WORDS * UNITS_PER_WORD
    };
    let after = |article: &Prepared, start: u32| start..article.tokens().len() as u32;
    let (in_a, in_b) = (passage.range_a(), passage.range_b());
    (is_near(a, 0..in_a.start) && is_near(b, 0..in_b.start))
        || (is_near(a, after(a, in_a.end)) && is_near(b, after(b, in_b.end)))
}

#[cfg(test)]
mod tests {
    use super::super::{Prepared, Verified, Verifier, VerifyConfig};
    use crate::sketch::shingle::ShingleConfig;

    fn words(name: &str, count: usize) -> String {
        (0..count).flat_map(|n| [name.to_owned(), n.to_string(), " ".to_owned()]).collect()
    }

    fn verified(a: &str, b: &str) -> Verified {
        let [a, b] = [a, b].map(|text| Prepared::new(text, &[], ShingleConfig::default()));
        Verifier::new(VerifyConfig::default()).verify(&a, &b).unwrap()
    }

    #[test]
    fn a_sentence_that_one_article_repeats_counts_once() {
        let said = format!("as the mayor of the town said {}", words("s", 20));
        let one = format!("{}\n{said}\n{}", words("x", 30), words("y", 30));
        let thrice = format!("{said}\n{}\n{said}\n{}\n{said}", words("p", 30), words("q", 30));
        for pair in [verified(&one, &thrice), verified(&thrice, &one)] {
            assert_eq!(pair.passages.len(), 3);
            let evidence = pair.evidence;
            assert_eq!((evidence.own, evidence.equal_numbers), (27, 20));
            assert_eq!(evidence.unquoted_units, 54);
        }
    }

    #[test]
    fn a_number_that_changes_in_a_repeated_sentence_changes_once() {
        let said = |number: u32| {
            format!(
                "while the ferry of the town took {number} people over the river on that day and \
                 brought them back to the quay"
            )
        };
        let one = format!("{}\n{}\n{}", words("x", 30), said(8), words("y", 30));
        let twice = format!("{}\n{}\n{}", said(9), words("p", 30), said(9));
        for pair in [verified(&one, &twice), verified(&twice, &one)] {
            assert_eq!((pair.passages.len(), pair.evidence.changed_numbers), (2, 1));
        }
    }
}
