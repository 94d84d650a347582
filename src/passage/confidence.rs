//! How far a pair lies from the edge of the rule that decided its kind.
//!
//! Each rule of [`super::kind_of`] compares counts with an edge. The margin is 0 at the edge and
//! grows to 1 as far from it as counts can be. It orders pairs of one kind by how clear they are,
//! and is no probability.

use super::kind::{
    ABRIDGEMENT, MIN_FORM_FACTS, MIN_NAMES, MIN_NAMES_OF_REST, QUOTES_ONLY, REPRINT, UNRELATED,
    agrees_in_no_name, is_filled_in_anew, of_shorter,
};
use super::model::PairKind;
use super::verify::{Verified, VerifyConfig};
use crate::text::UNITS_PER_WORD;

/// How far the evidence of a pair is from the edge of its kind, 0 to 1, in thousandths:
///
/// - `reprint`: the smaller containment, from 80 % up;
/// - `abridgement`: the containment of the shorter article, from a half up;
/// - `partial`: `1 - least / n` for `n` words of running text that neither article reports as
///   somebody else's, where a passage takes `least`;
/// - `quotes_only`: `1 - n / least`, or the share of the shared words in quotation marks, from 80 %
///   up, where that is more;
/// - `template`: 1 if furniture alone is shared; else how far names and numbers differ more than the
///   rule asks for, of several rules that hold the clearest. `same_source` opens the rules for pages
///   of one source.
///
/// `rewritten` and `same_event` are not decided here, and have none.
///
/// # Example
///
/// ```
/// use wirecopy::passage::{PairKind, Prepared, Verifier, VerifyConfig, confidence_of, kind_of};
/// use wirecopy::sketch::shingle::ShingleConfig;
///
/// let story = "the ministers agreed on Monday to share the cost of the new bridge at last";
/// let [a, b] = [story, story].map(|text| Prepared::new(text, &[], ShingleConfig::default()));
/// let config = VerifyConfig::default();
/// let pair = Verifier::new(config).verify(&a, &b).expect("they share all words");
/// assert_eq!(kind_of(&pair, config, false), PairKind::Reprint);
/// assert_eq!(confidence_of(PairKind::Reprint, &pair, config, false), 1.0);
/// ```
pub fn confidence_of(
    kind: PairKind,
    pair: &Verified,
    config: VerifyConfig,
    same_source: bool,
) -> f64 {
    let evidence = &pair.evidence;
    let least = f64::from(UNITS_PER_WORD * config.min_passage_words());
    let running = f64::from(evidence.unquoted_units.saturating_sub(evidence.reported_units));
    let margin = match kind {
        PairKind::Reprint => {
            above(pair.containment_a_in_b().min(pair.containment_b_in_a()), REPRINT)
        }
        PairKind::Abridgement => above(of_shorter(pair), ABRIDGEMENT),
        PairKind::Partial => 1.0 - least / running.max(least),
        PairKind::QuotesOnly => {
            let quoted = f64::from(evidence.own_quoted) / f64::from(evidence.own.max(1));
            (1.0 - running / least).max(above(quoted, QUOTES_ONLY))
        }
        PairKind::Template => template_margin(pair, same_source),
        PairKind::Rewritten | PairKind::SameEvent => 0.0,
    };
    (margin.clamp(0.0, 1.0) * 1000.0).round() / 1000.0
}

/// How far a share lies above an edge, of the way to 1.
fn above(share: f64, edge: f64) -> f64 {
    (share - edge) / (1.0 - edge)
}

fn template_margin(pair: &Verified, same_source: bool) -> f64 {
    let evidence = &pair.evidence;
    if !evidence.has_own_passage {
        return 1.0;
    }
    let form = |changed: u32, equal: u32| {
        let aligned = changed + equal;
        if aligned >= MIN_FORM_FACTS {
            3.0 * f64::from(changed) / f64::from(aligned) - 2.0
        } else {
            0.0
        }
    };
    let mut margin = 0.0_f64;
    if agrees_in_no_name(evidence) {
        margin = margin.max(evidence.names.margin_below_one_in(UNRELATED, MIN_NAMES));
    }
    if is_filled_in_anew(evidence) {
        let changed = evidence.changed_numbers + evidence.changed_names;
        margin = margin.max(form(changed, evidence.equal_numbers + evidence.equal_names));
    }
    if same_source {
        let edges = if evidence.is_at_edges { 1.0 - of_shorter(pair) / ABRIDGEMENT } else { 0.0 };
        margin = margin
            .max(form(evidence.changed_numbers, evidence.equal_numbers))
            .max(edges)
            .max(evidence.names_in_rest.margin_below_one_in(UNRELATED, MIN_NAMES_OF_REST))
            .max(evidence.numbers.margin_below_one_in(3, MIN_FORM_FACTS));
    }
    margin
}

#[cfg(test)]
mod tests {
    use super::super::{Prepared, Verifier, kind_of};
    use super::*;
    use crate::sketch::shingle::ShingleConfig;

    fn judged(a: &str, b: &str) -> (PairKind, f64) {
        judged_within(a, b, false)
    }

    fn judged_within(a: &str, b: &str, same_source: bool) -> (PairKind, f64) {
        let config = VerifyConfig::default();
        let [a, b] = [a, b].map(|text| Prepared::new(text, &[], ShingleConfig::default()));
        let pair = Verifier::new(config).verify(&a, &b).unwrap();
        let kind = kind_of(&pair, config, same_source);
        (kind, confidence_of(kind, &pair, config, same_source))
    }

    fn words(name: &str, count: usize) -> String {
        (0..count).flat_map(|n| [name.to_owned(), n.to_string(), " ".to_owned()]).collect()
    }

    /// Confidences of texts of which so many words are shared, beside so many of their own.
    fn confidences(kind: PairKind, shared_and_own: &[(usize, usize)]) -> Vec<f64> {
        let of = |&(shared, own): &(usize, usize)| {
            let with = |name| format!("{}{}", words("s", shared), words(name, own));
            let (found, confidence) = judged(&with("x"), &with("y"));
            assert_eq!(found, kind, "{shared} {own}");
            confidence
        };
        shared_and_own.iter().map(of).collect()
    }

    #[test]
    fn confidence_is_zero_at_the_edge_and_grows_with_the_evidence() {
        assert_eq!(
            confidences(PairKind::Reprint, &[(80, 20), (90, 10), (100, 0)]),
            [0.0, 0.5, 1.0]
        );
        assert_eq!(confidences(PairKind::Abridgement, &[(50, 50), (75, 25)]), [0.0, 0.5]);
        assert_eq!(
            confidences(PairKind::Partial, &[(12, 100), (24, 100), (48, 100)]),
            [0.0, 0.5, 0.75]
        );
    }

    #[test]
    fn speech_is_surer_the_less_running_text_stands_beside_it() {
        let with = |own: &str, running: usize| {
            let (speech, beside) = (words("s", 30), words("t", running));
            format!("{}{beside}“{}” {}", words(own, 40), speech.trim(), words(own, 40))
        };
        let confidence = |running| {
            let (kind, confidence) = judged(&with("x", running), &with("y", running));
            assert_eq!(kind, PairKind::QuotesOnly);
            confidence
        };
        assert!((confidence(0) - 1.0).abs() < 1e-9);
        assert!((confidence(9) - 0.25).abs() < 1e-9);
    }

    /// A form at both edges of the page, of which just two of three facts changed.
    #[test]
    fn a_form_between_outlets_is_as_sure_as_its_facts_whatever_stands_around_it() {
        let form = |facts: [&str; 3], own: &str| {
            let [name, number, place] = facts;
            let before = "the lottery office said on the evening of the draw that the winner";
            let after = "and that the prize will be paid out in the course of next month to";
            format!("{before} {name} chose the number {number} {after} {place}. {}", words(own, 80))
        };
        let a = form(["Anna Berg", "4711", "Holm"], "x");
        let b = form(["Lena Falk", "1848", "Holm"], "y");
        let (kind, across) = judged_within(&a, &b, false);
        assert_eq!(kind, PairKind::Template);
        let (kind, within) = judged_within(&a, &b, true);
        assert_eq!(kind, PairKind::Template);
        assert!(across < within, "{across} {within}");
    }
}
