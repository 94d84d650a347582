//! The kind of a verified pair, from what the shared words are.

use super::model::PairKind;
use super::verify::Verified;
use crate::text::UNITS_PER_WORD;

/// Share of both articles' own words from which a pair is a reprint.
const REPRINT: f64 = 0.8;

/// Share of the shorter article's own words from which a pair is an abridgement.
const ABRIDGEMENT: f64 = 0.5;

/// Share of the shared words in quotation marks from which a pair shares quotes only.
const QUOTES_ONLY: f64 = 0.8;

/// The kind of a pair.
pub fn kind_of(pair: &Verified, same_source: bool) -> PairKind {
    let evidence = &pair.evidence;
    if evidence.own == 0 {
        return PairKind::Template;
    }
    let (in_b, in_a) = (pair.containment_a_in_b(), pair.containment_b_in_a());
    let of_shorter = if pair.own_words_a <= pair.own_words_b { in_b } else { in_a };
    let _ = (same_source, UNITS_PER_WORD);
    if in_a >= REPRINT && in_b >= REPRINT {
        PairKind::Reprint
    } else if f64::from(evidence.own_quoted) >= QUOTES_ONLY * f64::from(evidence.own) {
        PairKind::QuotesOnly
    } else if of_shorter >= ABRIDGEMENT {
        PairKind::Abridgement
    } else {
        PairKind::Partial
    }
}
