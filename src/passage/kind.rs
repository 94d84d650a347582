//! The kind of a verified pair, from what the shared words are.
//!
//! How many words two articles share says little of copying: two reporters at one press conference
//! share more than an article shares with the background paragraph that it lifted. So running text
//! decides: words that stand in quotation marks in neither article.

use super::model::PairKind;
use super::verify::{Verified, VerifyConfig};
use crate::text::UNITS_PER_WORD;

/// Share of both articles' own words from which a pair is a reprint.
const REPRINT: f64 = 0.8;

/// Share of the shorter article's own words from which a pair is an abridgement.
const ABRIDGEMENT: f64 = 0.5;

/// Share of the shared words in quotation marks from which a pair shares quotes only.
const QUOTES_ONLY: f64 = 0.8;

/// Aligned numbers, and the share of them that changed, from which text within one source is a
/// form that is filled in anew: a copy keeps most of its figures.
const MIN_FORM_NUMBERS: u32 = 3;
const FORM: f64 = 2.0 / 3.0;

/// The kind of a pair, the first that holds:
///
/// 1. `template`: no passage is left when furniture is left out; or, within one source,
///    a form in which most of three aligned numbers or more changed; or, within one source and
///    below half of the shorter article, blocks at the edges of both pages alone;
/// 2. `reprint`: the passages are at least 80 % of both articles' own words;
/// 3. `quotes_only`: at least 80 % of the shared words stand in quotation marks in both articles,
///    or what stands in quotation marks in neither is too short for a passage of its own;
/// 4. `abridgement`: the passages are at least half of the shorter article's own words;
/// 5. `partial`: anything else.
pub fn kind_of(pair: &Verified, config: VerifyConfig, same_source: bool) -> PairKind {
    let evidence = &pair.evidence;
    let (in_b, in_a) = (pair.containment_a_in_b(), pair.containment_b_in_a());
    let of_shorter = if pair.own_words_a <= pair.own_words_b { in_b } else { in_a };
    let is_mostly_quoted = f64::from(evidence.own_quoted) >= QUOTES_ONLY * f64::from(evidence.own);
    let has_running_text = evidence.unquoted_units >= UNITS_PER_WORD * config.min_passage_words();
    let numbers = evidence.equal_numbers + evidence.changed_numbers;
    let is_form = numbers >= MIN_FORM_NUMBERS
        && f64::from(evidence.changed_numbers) >= FORM * f64::from(numbers);
    let is_template_of_source = is_form || (evidence.is_at_edges && of_shorter < ABRIDGEMENT);
    if !evidence.has_own_passage || (same_source && is_template_of_source) {
        PairKind::Template
    } else if in_a >= REPRINT && in_b >= REPRINT {
        PairKind::Reprint
    } else if is_mostly_quoted || !has_running_text {
        PairKind::QuotesOnly
    } else if of_shorter >= ABRIDGEMENT {
        PairKind::Abridgement
    } else {
        PairKind::Partial
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Prepared, Verifier};
    use super::*;
    use crate::news::furniture::Furniture;
    use crate::sketch::shingle::ShingleConfig;

    fn words(name: &str, count: usize) -> String {
        (0..count).flat_map(|n| [name.to_owned(), n.to_string(), " ".to_owned()]).collect()
    }

    fn kind(a: &str, b: &str, same_source: bool) -> Option<PairKind> {
        let config = VerifyConfig::default();
        let [a, b] = [a, b]
            .map(|text| Prepared::new(text, None, &Furniture::default(), ShingleConfig::default()));
        Some(kind_of(&Verifier::new(config).verify(&a, &b)?, config, same_source))
    }

    #[test]
    fn kind_follows_the_share_of_own_words() {
        let story = words("s", 100);
        let with_own = |own: usize| format!("{}{story}", words("x", own));
        assert_eq!(kind(&story, &with_own(25), false), Some(PairKind::Reprint));
        assert_eq!(kind(&story, &with_own(26), false), Some(PairKind::Abridgement));
        let (other, part) = (words("y", 101), words("s", 100));
        assert_eq!(
            kind(&with_own(100), &format!("{part}{other}"), false),
            Some(PairKind::Abridgement)
        );
        assert_eq!(kind(&with_own(101), &format!("{part}{other}"), false), Some(PairKind::Partial));
    }

    #[test]
    fn eleven_words_are_no_passage_and_twelve_are() {
        let with =
            |own: &str, count| format!("{}{}{}", words(own, 40), words("s", count), words(own, 40));
        assert_eq!(kind(&with("x", 11), &with("y", 11), false), None);
        assert_eq!(kind(&with("x", 12), &with("y", 12), false), Some(PairKind::Partial));
    }

    #[test]
    fn speech_alone_is_no_copy() {
        let with = |own: &str, open: &str, close: &str| {
            format!("{}{open}{}{close} {}", words(own, 40), words("s", 30).trim(), words(own, 40))
        };
        assert_eq!(
            kind(&with("x", "“", "”"), &with("y", "\"", "\""), false),
            Some(PairKind::QuotesOnly)
        );
        // One of the two set it in marks: it is speech all the same.
        assert_eq!(
            kind(&with("x", "“", "”"), &with("y", "", ""), false),
            Some(PairKind::QuotesOnly)
        );
        assert_eq!(kind(&with("x", "", ""), &with("y", "", ""), false), Some(PairKind::Partial));
    }

    #[test]
    fn speech_needs_eight_words() {
        let with = |own: &str, count| {
            format!("{}“{}” {}", words(own, 40), words("s", count).trim(), words(own, 40))
        };
        assert_eq!(kind(&with("x", 7), &with("y", 7), false), None);
        assert_eq!(kind(&with("x", 8), &with("y", 8), false), Some(PairKind::QuotesOnly));
    }

    #[test]
    fn blocks_at_the_edges_within_one_source_are_a_template() {
        let page =
            |own: &str| format!("{}{}\n{}", words("menu", 15), words(own, 90), words("foot", 20));
        assert_eq!(kind(&page("x"), &page("y"), true), Some(PairKind::Template));
        assert_eq!(kind(&page("x"), &page("y"), false), Some(PairKind::Partial));
        let inside = |own: &str| format!("{}{}{}", words(own, 60), words("s", 20), words(own, 60));
        assert_eq!(kind(&inside("x"), &inside("y"), true), Some(PairKind::Partial));
    }

    #[test]
    fn text_of_one_source_whose_numbers_change_is_a_template() {
        let form = |[low, high, boats]: [u32; 3]| {
            format!(
                "Rain fell all over the coast and it was {low} degrees by night and {high} by day \
                 at the harbour wall while {boats} boats went out to sea before the sun rose"
            )
        };
        let (june, july) = (form([9, 17, 22]), form([11, 24, 5]));
        assert_eq!(kind(&june, &july, true), Some(PairKind::Template));
        assert_ne!(kind(&june, &july, false), Some(PairKind::Template));
        assert_eq!(kind(&june, &form([9, 17, 23]), true), Some(PairKind::Reprint));
    }

    #[test]
    fn a_corrected_article_of_one_source_is_a_reprint() {
        let story = words("s", 100);
        assert_eq!(kind(&story, &story.replace("s50 ", "fifty "), true), Some(PairKind::Reprint));
    }
}
