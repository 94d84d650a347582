//! What a member of a group made of the fullest form.

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
pub(super) fn compare(
    fullest: &Worded<'_>,
    member: &Worded<'_>,
    runs: &[Run],
    is_part: bool,
) -> (Form, Vec<Change>) {
    let mut changes = Vec::new();
    let mut form = Form::Verbatim;
    let (mut a, mut b) = (0, 0);
    let ends = Run { a: fullest.hashes.len(), b: member.hashes.len(), len: 0 };
    for (place, run) in runs.iter().chain([&ends]).enumerate() {
        let (from_a, from_b) = (a, b);
        (a, b) = (run.end_a(), run.end_b());
        let is_end = place == 0 || place == runs.len();
        let (cut, added) = (run.a > from_a, run.b > from_b);
        if !cut && !added || (is_end && is_part && added) {
            continue;
        }
        // At an end, what the fullest form has there is cut, whatever the member has instead.
        let op = match (cut, added) {
            (true, false) => EditOp::Delete,
            (false, _) => EditOp::Insert,
            (true, true) => EditOp::Replace,
        };
        let span = member.span(from_b, run.b);
        let is_cut_at_end = is_end && op == EditOp::Delete;
        changes.push(Change {
            op,
            start: span.start,
            end: span.end,
            other: fullest.span(from_a, run.a),
            is_number: !is_cut_at_end
                && (fullest.has_number(from_a, run.a) || member.has_number(from_b, run.b)),
            is_name: !is_cut_at_end
                && (fullest.has_name(from_a, run.a) || member.has_name(from_b, run.b)),
        });
        form = form.max(match op {
            EditOp::Delete if is_end || has_cut_sign(member.between(from_b, run.b)) => {
                Form::Truncated
            }
            EditOp::Delete if run.a - from_a >= MIN_MERGED_WORDS && form != Form::Altered => {
                Form::Merged
            }
            _ => Form::Altered,
        });
    }
    if is_part {
        form = Form::Merged;
    }
    (form, changes)
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
        compare(&fullest, &member, &align(&fullest.hashes, &member.hashes), false)
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
