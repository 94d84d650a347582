//! What a member of a group made of the fullest form.

use std::ops::Range;

use serde::Serialize;

use super::align::Run;
use crate::passage::EditOp;
use crate::span::Span;
use crate::text::Tokens;

/// Words left out between two stretches, without a sign of it, from which it is more than a word
/// dropped: what was said apart is put together.
const MIN_MERGED_WORDS: usize = 4;

/// How the words of a member stand to the fullest form of its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// The same words.
    Verbatim,
    /// A part of them: cut at its ends, or inside, where an ellipsis says so.
    Truncated,
    /// Words are replaced, added, or dropped inside.
    Altered,
    /// Stretches that stand apart in the fullest form, or are of two quotations, in one.
    Merged,
}

impl Form {
    /// The name in reports: `verbatim`, `truncated`, `altered`, `merged`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Verbatim => "verbatim",
            Self::Truncated => "truncated",
            Self::Altered => "altered",
            Self::Merged => "merged",
        }
    }
}

/// Words in which a member differs from the fullest form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// From the fullest form to the member; it does not say who changed it.
    pub op: EditOp,
    /// First byte in the member's article.
    pub start: u32,
    /// One past the last byte; equal to `start` where words are missing.
    pub end: u32,
    /// The words in the article of the fullest form; empty where the member has words more.
    pub other: Span,
    /// Whether a word with a digit is among those that differ; words cut at an end do not count.
    pub is_number: bool,
    /// The same for a name: a word with a capital letter inside a sentence.
    pub is_name: bool,
}

/// The words of one quotation in its article.
pub(super) struct Worded<'t> {
    pub(super) text: &'t str,
    pub(super) spans: Vec<Span>,
    pub(super) hashes: Vec<u64>,
}

impl<'t> Worded<'t> {
    pub(super) fn new(text: &'t str, parts: &[Span], tokens: &mut Tokens) -> Self {
        let mut worded = Self { text, spans: Vec::new(), hashes: Vec::new() };
        for part in parts {
            tokens.tokenize(part.of(text));
            let moved = |span: &Span| Span::new(span.start + part.start, span.end + part.start);
            worded.spans.extend(tokens.spans().iter().map(moved));
            worded.hashes.extend(tokens.hashes());
        }
        worded
    }

    /// Bytes of the tokens `from..to`; an empty span before `from` where there are none.
    fn span(&self, from: usize, to: usize) -> Span {
        let words = self.spans.get(from..to).unwrap_or_default();
        if let (Some(first), Some(last)) = (words.first(), words.last()) {
            return Span::new(first.start, last.end);
        }
        let before = from.checked_sub(1).and_then(|at| self.spans.get(at));
        let after = self.spans.get(from).map(|span| span.start);
        let at = before.map(|span| span.end).or(after).unwrap_or(0);
        Span::new(at, at)
    }

    fn between(&self, before: usize, after: usize) -> &'t str {
        let from = before.checked_sub(1).and_then(|at| self.spans.get(at)).map_or(0, |s| s.end);
        let to = self.spans.get(after).map_or(from, |span| span.start);
        self.text.get(from as usize..to as usize).unwrap_or_default()
    }

    fn has_number(&self, from: usize, to: usize) -> bool {
        let mut words = self.spans.get(from..to).unwrap_or_default().iter();
        words.any(|span| span.of(self.text).contains(char::is_numeric))
    }

    fn has_name(&self, from: usize, to: usize) -> bool {
        (from..to).any(|at| {
            let word = self.spans.get(at).map_or("", |span| span.of(self.text));
            let gap = self.between(at, at);
            let is_inside =
                at > 0 && gap.chars().all(|c| c.is_whitespace() || ",;'’-(".contains(c));
            is_inside
                && word.chars().nth(1).is_some()
                && word.chars().next().is_some_and(char::is_uppercase)
        })
    }
}

/// What `member` made of `fullest`, of which the runs are equal words. With `is_part` the words
/// before and behind them are of another quotation, and do not count.
///
/// Of several forms that fit the last one holds, in the order of [`Form`]. Cost: linear in the words.
pub(super) fn compare(
    fullest: &Worded<'_>,
    member: &Worded<'_>,
    runs: &[Run],
    is_part: bool,
) -> (Form, Vec<Change>) {
    let mut changes = Vec::new();
    let (mut is_truncated, mut is_altered, mut is_merged) = (false, false, is_part);
    let (mut a, mut b) = (0, 0);
    let ends = Run { a: fullest.hashes.len(), b: member.hashes.len(), len: 0 };
    for (place, run) in runs.iter().chain([&ends]).enumerate() {
        let (mut in_a, in_b) = (a..run.a, b..run.b);
        (a, b) = (run.end_a(), run.end_b());
        let is_end = place == 0 || place == runs.len();
        if is_end && is_part && !in_b.is_empty() {
            continue;
        }
        // At an end the words beside the equal ones stand for those of the member; what lies
        // beyond is cut.
        let num_cut = if is_end { in_a.len().saturating_sub(in_b.len()) } else { 0 };
        let (cut, cut_at) = if place == 0 {
            (in_a.start..in_a.start + num_cut, in_b.start)
        } else {
            (in_a.end - num_cut..in_a.end, in_b.end)
        };
        in_a = if place == 0 { cut.end..in_a.end } else { in_a.start..cut.start };
        let span = member.span(cut_at, cut_at);
        let cut = (!cut.is_empty()).then(|| Change {
            op: EditOp::Delete,
            start: span.start,
            end: span.end,
            other: fullest.span(cut.start, cut.end),
            is_number: false,
            is_name: false,
        });
        is_truncated |= cut.is_some();
        let differing = differing(fullest, member, in_a.clone(), in_b.clone());
        if differing.is_some_and(|change| change.op != EditOp::Delete) {
            is_altered = true;
        } else if differing.is_some() {
            if has_cut_sign(member.between(in_b.start, in_b.end)) {
                is_truncated = true;
            } else if in_a.len() >= MIN_MERGED_WORDS {
                is_merged = true;
            } else {
                is_altered = true;
            }
        }
        let in_order = if place == 0 { [cut, differing] } else { [differing, cut] };
        changes.extend(in_order.into_iter().flatten());
    }
    let form = match (is_merged, is_altered, is_truncated) {
        (true, ..) => Form::Merged,
        (_, true, _) => Form::Altered,
        (.., true) => Form::Truncated,
        _ => Form::Verbatim,
    };
    (form, changes)
}

/// The change where the words of one range stand for those of another; `None` for no words.
fn differing(
    fullest: &Worded<'_>,
    member: &Worded<'_>,
    in_a: Range<usize>,
    in_b: Range<usize>,
) -> Option<Change> {
    let op = match (in_a.is_empty(), in_b.is_empty()) {
        (true, true) => return None,
        (false, true) => EditOp::Delete,
        (true, false) => EditOp::Insert,
        (false, false) => EditOp::Replace,
    };
    let span = member.span(in_b.start, in_b.end);
    Some(Change {
        op,
        start: span.start,
        end: span.end,
        other: fullest.span(in_a.start, in_a.end),
        is_number: fullest.has_number(in_a.start, in_a.end)
            || member.has_number(in_b.start, in_b.end),
        is_name: fullest.has_name(in_a.start, in_a.end) || member.has_name(in_b.start, in_b.end),
    })
}

fn has_cut_sign(gap: &str) -> bool {
    gap.contains('…') || gap.contains("...") || gap.contains(". . .")
}

#[cfg(test)]
mod tests {
    use super::super::align::align;
    use super::*;

    fn compared(fullest: &str, member: &str) -> (Form, Vec<Change>) {
        let worded =
            |text| Worded::new(text, &[Span::new(0, text.len() as u32)], &mut Tokens::default());
        let (fullest, member) = (worded(fullest), worded(member));
        compare(&fullest, &member, &align(&fullest.hashes, &member.hashes).runs, false)
    }

    /// Operation, the member's words, and those of the fullest form.
    fn changed<'t>(fullest: &'t str, member: &'t str) -> Vec<(EditOp, &'t str, &'t str)> {
        let changes = compared(fullest, member).1;
        changes
            .iter()
            .map(|change| {
                let words = Span::new(change.start, change.end).of(member);
                (change.op, words, change.other.of(fullest))
            })
            .collect()
    }

    const WHOLE: &str = "we will build the bridge when the ice is gone because the people of this \
                         valley have waited for it since the great flood took the old one away";

    #[test]
    fn the_form_is_that_of_what_changed() {
        let forms = [
            (WHOLE.to_owned(), Form::Verbatim),
            (WHOLE.replace(" since the great flood took the old one away", ""), Form::Truncated),
            (WHOLE.replace("we will build ", ""), Form::Truncated),
            (WHOLE.replace("because the people of this valley", "…"), Form::Truncated),
            (WHOLE.replace("because the people of this valley", ""), Form::Merged),
            (WHOLE.replace("great ", ""), Form::Altered),
            (WHOLE.replace("bridge", "tunnel"), Form::Altered),
            (WHOLE.replace("great flood", "great and sudden flood"), Form::Altered),
        ];
        for (member, form) in forms {
            assert_eq!(compared(WHOLE, &member).0, form, "{member}");
        }
    }

    #[test]
    fn the_form_does_not_depend_on_the_order_of_changes() {
        let dropped = "because the people of this valley ";
        for (from, to) in [("bridge", "tunnel"), ("flood", "storm")] {
            let member = WHOLE.replace(dropped, "").replace(from, to);
            assert_eq!(compared(WHOLE, &member).0, Form::Merged, "{member}");
        }
    }

    #[test]
    fn words_cut_at_an_end_are_told_from_those_that_stand_for_others() {
        let fullest = "we will build the bridge when the ice is gone and not before May 2019 comes";
        let member = "we will build the bridge when the ice is gone and never";
        assert_eq!(
            changed(fullest, member),
            [(EditOp::Replace, "never", "not"), (EditOp::Delete, "", "before May 2019 comes")]
        );
        let (form, changes) = compared(fullest, member);
        assert_eq!(form, Form::Altered);
        assert!(changes.iter().all(|change| !change.is_number && !change.is_name));
        let late = "In 2019 they said that we will build the bridge when the ice is gone";
        let early = "They think we will build the bridge when the ice is gone";
        assert_eq!(
            changed(late, early),
            [(EditOp::Delete, "", "In 2019 they"), (EditOp::Replace, "They think", "said that")]
        );
        // Another number is no cut.
        let (_, changes) =
            compared("the flood took the bridge in 1954", "the flood took the bridge in 1956");
        assert_eq!((changes.len(), changes[0].is_number), (1, true));
    }
}
