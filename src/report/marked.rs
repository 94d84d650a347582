//! A passage as text in which its edits are marked. Serves the two terminal writers.

use unicode_width::UnicodeWidthChar;

use super::layout::{ADDED, DROPPED, FAINT, Flow, PLAIN};
use crate::passage::{EditOp, Passage};
use crate::span::Span;

/// Whether line ends of the text stay.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LineEnds {
    Keep,
    Join,
}

/// Signs beside a brace at most, against texts made of them.
const MAX_SIGNS: usize = 16;

/// How edits are marked: by style where there is colour, else by brackets that stand in neither text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// Dropped words struck out, added ones underlined.
    Styled,
    /// `{-dropped-}` and `{+added+}`, with so many signs.
    Bracketed {
        /// Signs beside a brace.
        signs: usize,
    },
}

impl Marks {
    /// The marks for two texts. Theirs are `[` and `]` often, braces with a sign hardly ever; where
    /// they are, more signs tell ours apart.
    pub(super) fn new(color: bool, texts: [&str; 2]) -> Self {
        if color {
            return Self::Styled;
        }
        let stands = |signs: usize| {
            let marks = ['-', '+'].map(|sign| String::from_iter(vec![sign; signs]));
            let in_text = |mark: &String| {
                let [open, close] = [format!("{{{mark}"), format!("{mark}}}")];
                texts.iter().any(|text| text.contains(&open) || text.contains(&close))
            };
            marks.iter().any(in_text)
        };
        let signs = (1..MAX_SIGNS).find(|&signs| !stands(signs)).unwrap_or(MAX_SIGNS);
        Self::Bracketed { signs }
    }

    pub(super) fn dropped(self, text: &str) -> String {
        self.around('-', text)
    }

    pub(super) fn added(self, text: &str) -> String {
        self.around('+', text)
    }

    fn around(self, sign: char, text: &str) -> String {
        match self {
            Self::Styled => text.to_owned(),
            Self::Bracketed { signs } => {
                let signs = String::from_iter(vec![sign; signs]);
                format!("{{{signs}{text}{signs}}}")
            }
        }
    }

    /// Says by example which words stand in one article alone.
    pub(super) fn key(self, a: &str, b: &str) -> Flow {
        let mut flow = Flow::new();
        flow.push(FAINT, "Edits: ");
        flow.push(DROPPED, &self.dropped(&format!("only in {a}"))).push(FAINT, ", ");
        flow.push(ADDED, &self.added(&format!("only in {b}")));
        flow
    }
}

/// The passage as it stands in the first article, with the second one's edits.
pub(super) fn marked_passage(
    passage: &Passage,
    text_a: &str,
    text_b: &str,
    marks: Marks,
    line_ends: LineEnds,
) -> Flow {
    let mut flow = Flow::new();
    let verbatim = |flow: &mut Flow, start: u32, end: u32| {
        let text = Span::new(start, end).of(text_a);
        match line_ends {
            LineEnds::Keep => flow.push_lines(PLAIN, text),
            LineEnds::Join => flow.push(PLAIN, text),
        };
    };
    let mut place = passage.a.start;
    for edit in &passage.edits {
        verbatim(&mut flow, place, edit.a.start);
        if edit.op != EditOp::Insert {
            let dropped = edit.a.of(text_a);
            flow.push(DROPPED, &marks.dropped(dropped));
        }
        if edit.op == EditOp::Replace && marks == Marks::Styled {
            flow.push(PLAIN, " ");
        }
        if edit.op != EditOp::Delete {
            let added = edit.b.of(text_b);
            let at = edit.a.start as usize;
            let parted = edit.op == EditOp::Insert;
            if parted && touches(text_a.get(..at).and_then(|before| before.chars().next_back())) {
                flow.push(PLAIN, " ");
            }
            flow.push(ADDED, &marks.added(added));
            if parted && touches(text_a.get(at..).and_then(|after| after.chars().next())) {
                flow.push(PLAIN, " ");
            }
        }
        place = edit.a.end;
    }
    verbatim(&mut flow, place, passage.a.end);
    flow
}

/// One article's side of a passage: what stands in it alone is marked, as dropped from the first or
/// added by the second article.
pub(super) fn marked_side(passage: &Passage, side: Side, text: &str, marks: Marks) -> Flow {
    let mut flow = Flow::new();
    let whole = side.of(passage.a, passage.b);
    let mut place = whole.start;
    for edit in &passage.edits {
        let span = side.of(edit.a, edit.b);
        flow.push_lines(PLAIN, Span::new(place, span.start).of(text));
        if !span.is_empty() {
            match side {
                Side::A => flow.push(DROPPED, &marks.dropped(span.of(text))),
                Side::B => flow.push(ADDED, &marks.added(span.of(text))),
            };
        }
        place = span.end;
    }
    flow.push_lines(PLAIN, Span::new(place, whole.end).of(text));
    flow
}

/// Which article of a pair.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    A,
    B,
}

impl Side {
    const fn of(self, a: Span, b: Span) -> Span {
        match self {
            Self::A => a,
            Self::B => b,
        }
    }
}

/// Whether an added word must be kept apart from this neighbour by a space. Scripts in wide
/// characters write none.
fn touches(neighbour: Option<char>) -> bool {
    neighbour.is_some_and(|c| c.is_alphanumeric() && c.width() == Some(1))
}

#[cfg(test)]
mod tests {
    use super::super::layout::{Page, TerminalOptions};
    use super::*;
    use crate::passage::Edit;

    fn marked(text_a: &str, text_b: &str, edits: Vec<Edit>) -> String {
        let passage = Passage {
            a: Span::new(0, text_a.len() as u32),
            b: Span::new(0, text_b.len() as u32),
            words: 0,
            verbatim_words: 0,
            quoted_words: 0,
            edits,
        };
        let marks = Marks::new(false, [text_a, text_b]);
        let flow = marked_passage(&passage, text_a, text_b, marks, LineEnds::Join);
        let mut out = Vec::new();
        Page::new(&mut out, &TerminalOptions::default()).write(0, &flow).unwrap();
        String::from_utf8(out).unwrap().trim_end().to_owned()
    }

    fn insert(a: u32, b: Span) -> Edit {
        Edit { op: EditOp::Insert, a: Span::new(a, a), b }
    }

    #[test]
    fn an_added_word_stands_apart_wherever_its_place_lies() {
        let (a, b, added) = ("the gate, open", "the old gate, open", Span::new(4, 7));
        assert_eq!(marked(a, b, vec![insert(3, added)]), "the {+old+} gate, open");
        assert_eq!(marked(a, b, vec![insert(4, added)]), "the {+old+} gate, open");
        assert_eq!(marked(a, b, vec![insert(8, added)]), "the gate {+old+}, open");
    }

    #[test]
    fn scripts_without_spaces_get_none() {
        let edits = vec![insert(6, Span::new(6, 9))];
        assert_eq!(marked("茶市开张", "茶市又开张", edits), "茶市{+又+}开张");
    }

    #[test]
    fn marks_are_told_from_brackets_of_the_text() {
        let edits = vec![Edit { op: EditOp::Delete, a: Span::new(1, 5), b: Span::new(1, 1) }];
        assert_eq!(marked("[part] of", "[] of", edits), "[{-part-}] of");
        let edits = vec![Edit { op: EditOp::Replace, a: Span::new(4, 7), b: Span::new(4, 7) }];
        let (a, b) = ("{-a old b", "{-a new ++}");
        assert_eq!(marked(a, b, edits), "{-a {---old---}{+++new+++} b");
    }

    #[test]
    fn spans_that_do_not_fit_the_texts_show_nothing_of_them() {
        let edits = vec![insert(90, Span::new(95, 99))];
        assert_eq!(marked("short", "texts", edits), "{++}");
    }
}
