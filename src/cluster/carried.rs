//! How many articles carry each stretch of a text: what of an anchor's copy travelled how far.

use serde::Serialize;

use crate::passage::{EditOp, Passage};
use crate::span::Span;

/// A stretch of a text that the same number of other articles carry word for word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Carried {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Other articles that carry it, one or more.
    pub articles: u32,
}

/// What one pair of articles shares word for word on one side: passages without the words that
/// were replaced or dropped, ascending and disjoint. `is_a` names the side.
pub fn verbatim_spans(passages: &[Passage], is_a: bool) -> Vec<Span> {
    let side = |a: Span, b: Span| if is_a { a } else { b };
    let mut spans: Vec<Span> = Vec::new();
    for passage in passages {
        let whole = side(passage.a, passage.b);
        let mut start = whole.start;
        for edit in &passage.edits {
            let (edited, is_here) = (
                side(edit.a, edit.b),
                match edit.op {
                    EditOp::Replace => true,
                    EditOp::Delete => is_a,
                    EditOp::Insert => !is_a,
                },
            );
            if is_here {
                spans.push(Span::new(start, edited.start));
                start = edited.end;
            }
        }
        spans.push(Span::new(start, whole.end));
    }
    spans.retain(|span| !span.is_empty());
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

/// Stretches of a text with how many of `carriers` hold them. Each carrier is what one article
/// holds, disjoint and ascending.
///
/// Cost: O(n log n) for n spans in all.
pub fn carried(carriers: impl IntoIterator<Item = Vec<Span>>) -> Vec<Carried> {
    let mut bounds: Vec<(u32, i32)> = Vec::new();
    for span in carriers.into_iter().flatten() {
        bounds.push((span.start, 1));
        bounds.push((span.end, -1));
    }
    bounds.sort_unstable();
    let mut stretches: Vec<Carried> = Vec::new();
    let mut depth = 0_i32;
    let mut start = 0;
    for (at, change) in bounds {
        if at > start && depth > 0 {
            let articles = depth.unsigned_abs();
            match stretches.last_mut() {
                Some(last) if last.end == start && last.articles == articles => last.end = at,
                _ => stretches.push(Carried { start, end: at, articles }),
            }
        }
        start = at;
        depth += change;
    }
    stretches
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::passage::Edit;

    #[test]
    fn replaced_and_dropped_words_are_not_carried() {
        let (a, b) = ("the old gate is shut", "the new gate is now shut");
        let span = |text: &str, part: &str| {
            let start = text.find(part).unwrap() as u32;
            Span::new(start, start + part.len() as u32)
        };
        let passage = Passage {
            a: Span::new(0, a.len() as u32),
            b: Span::new(0, b.len() as u32),
            words: 6,
            verbatim_words: 4,
            quoted_words: 0,
            edits: vec![
                Edit { op: EditOp::Replace, a: span(a, "old"), b: span(b, "new") },
                Edit { op: EditOp::Insert, a: Span::new(16, 16), b: span(b, "now") },
            ],
        };
        let of = |text: &'static str, is_a| {
            let spans = verbatim_spans(std::slice::from_ref(&passage), is_a);
            spans.into_iter().map(|span| span.of(text)).collect::<Vec<_>>()
        };
        assert_eq!(of(a, true), ["the ", " gate is shut"]);
        assert_eq!(of(b, false), ["the ", " gate is ", " shut"]);
    }

    proptest! {
        #[test]
        fn each_byte_counts_its_carriers(
            carriers in prop::collection::vec(
                prop::collection::vec((0_u32..40, 1_u32..10), 0..4),
                0..5,
            )
        ) {
            // Made disjoint as `verbatim_spans` makes them.
            let carriers: Vec<Vec<Span>> = carriers
                .into_iter()
                .map(|lengths| {
                    let mut at = 0;
                    lengths
                        .into_iter()
                        .map(|(gap, len)| {
                            let span = Span::new(at + gap, at + gap + len);
                            at = span.end + 1;
                            span
                        })
                        .collect()
                })
                .collect();
            let stretches = carried(carriers.clone());
            for byte in 0..250 {
                let holds = |span: &Span| span.start <= byte && byte < span.end;
                let expected = carriers.iter().filter(|spans| spans.iter().any(holds)).count();
                let found: Vec<u32> = stretches
                    .iter()
                    .filter(|s| s.start <= byte && byte < s.end)
                    .map(|s| s.articles)
                    .collect();
                let expected = if expected == 0 { vec![] } else { vec![expected as u32] };
                prop_assert_eq!(found, expected);
            }
        }
    }
}
