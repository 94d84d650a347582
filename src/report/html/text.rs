//! An article's text as markup: furniture, passages with their edits, and how far each stretch
//! travelled.
//!
//! The marks lie side by side and hold no text of their own, so that the text of the element is the
//! article's, character for character. The script counts on that.

use std::borrow::Cow;
use std::fmt::{self, Write};

use askama::filters::{Escaper, Html, HtmlSafe};

use super::book::reason_words;
use super::shown::with_line_feeds;
use crate::news::furniture::Reason;
use crate::passage::{EditOp, Passage};
use crate::span::Span;

/// What a stretch of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// Site text that is not the story, and why it is taken for that.
    Furniture(Reason),
    /// Part of a passage: its number from 1, and how it is underlined.
    Passage(u32, Line),
    /// Words that stand otherwise, or not at all, in the other article.
    Edit,
    /// Carried by others: a shade from 1 to 5.
    Carried(u32),
}

/// How a passage is underlined, by what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Line {
    Same,
    Edited,
    Quoted,
}

impl Line {
    pub(super) fn of(passage: &Passage) -> Self {
        if passage.quoted_words > 0 && passage.quoted_words == passage.verbatim_words {
            Self::Quoted
        } else if passage.edits.is_empty() {
            Self::Same
        } else {
            Self::Edited
        }
    }

    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Same => "ps",
            Self::Edited => "pe",
            Self::Quoted => "pq",
        }
    }
}

/// A text with marks.
#[derive(Debug)]
pub(super) struct MarkedText<'t> {
    text: Cow<'t, str>,
    marks: Vec<(Span, Mark)>,
}

impl<'t> MarkedText<'t> {
    pub(super) fn new(text: Cow<'t, str>, marks: Vec<(Span, Mark)>) -> Self {
        Self { text, marks }
    }
}

/// The passages of a pair in one of its articles, numbered, with their edits.
pub(super) fn passage_marks(passages: &[Passage], is_a: bool) -> Vec<(Span, Mark)> {
    let mut marks = Vec::new();
    for (passage, number) in passages.iter().zip(1..) {
        let span = if is_a { passage.a } else { passage.b };
        marks.push((span, Mark::Passage(number, Line::of(passage))));
        let here = |op: EditOp| match op {
            EditOp::Replace => true,
            EditOp::Delete => is_a,
            EditOp::Insert => !is_a,
        };
        let edits = passage.edits.iter().filter(|edit| here(edit.op));
        marks.extend(edits.map(|edit| (if is_a { edit.a } else { edit.b }, Mark::Edit)));
    }
    marks
}

/// What holds between two bounds.
#[derive(Default)]
struct State {
    furniture: u32,
    reason: Option<Reason>,
    edits: u32,
    /// Numbers of the passages here, and their lines.
    passages: Vec<(u32, Line)>,
    carried: Option<u32>,
}

impl State {
    fn change(&mut self, mark: Mark, begins: bool) {
        let count = |number: &mut u32| {
            *number = if begins { *number + 1 } else { number.saturating_sub(1) };
        };
        match mark {
            Mark::Furniture(reason) => {
                count(&mut self.furniture);
                if begins {
                    self.reason = Some(reason);
                }
            }
            Mark::Edit => count(&mut self.edits),
            Mark::Passage(number, line) if begins => self.passages.push((number, line)),
            Mark::Passage(number, _) => self.passages.retain(|(open, _)| *open != number),
            Mark::Carried(shade) => self.carried = begins.then_some(shade),
        }
    }

    /// Why the stretch is furniture, if it is.
    fn why(&self) -> Option<Reason> {
        self.reason.filter(|_| self.furniture > 0)
    }

    /// Opens the element of a stretch, if it has one. `last` is the last passage that was numbered,
    /// `told` the reason that was given last, with nothing but furniture since.
    fn open(
        &self,
        out: &mut dyn Write,
        last: &mut u32,
        told: &mut Option<Reason>,
    ) -> Result<bool, fmt::Error> {
        let mut classes = Vec::new();
        if self.furniture > 0 {
            classes.push("furniture");
        }
        let passage = self.passages.iter().min().copied();
        if let Some((_, line)) = passage {
            classes.extend(["p", line.class()]);
        }
        if self.edits > 0 {
            classes.push("e");
        }
        if let Some(shade) = self.carried {
            classes.push(["k1", "k2", "k3", "k4", "k5"][shade.clamp(1, 5) as usize - 1]);
        }
        if classes.is_empty() {
            return Ok(false);
        }
        // The shortest neutral element there is: a page can hold some ten thousand of them.
        write!(out, "<i class=\"{}\"", classes.join(" "))?;
        if let Some((number, _)) = passage
            && number > *last
        {
            *last = number;
            write!(out, " data-n=\"{number}\"")?;
        }
        if let Some(reason) = self.why()
            && *told != Some(reason)
        {
            *told = Some(reason);
            write!(out, " data-why=\"{}\"", reason_words(reason).label)?;
        }
        out.write_char('>')?;
        Ok(true)
    }
}

impl fmt::Display for MarkedText<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bounds: Vec<(u32, bool, Mark)> = self
            .marks
            .iter()
            .filter(|(span, _)| !span.of(&self.text).is_empty())
            .flat_map(|&(span, mark)| [(span.start, true, mark), (span.end, false, mark)])
            .collect();
        bounds.sort_unstable();
        let mut state = State::default();
        let (mut place, mut last, mut told) = (0, 0, None);
        for (at, begins, mark) in
            bounds.into_iter().chain([(self.text.len() as u32, false, Mark::Edit)])
        {
            let stretch = Span::new(place, at).of(&self.text);
            if !stretch.is_empty() {
                let is_marked = state.open(out, &mut last, &mut told)?;
                if state.why().is_none() && !stretch.trim().is_empty() {
                    told = None;
                }
                Html.write_escaped_str(&mut *out, &with_line_feeds(stretch))?;
                if is_marked {
                    out.write_str("</i>")?;
                }
                place = at;
            }
            state.change(mark, begins);
        }
        Ok(())
    }
}

impl HtmlSafe for MarkedText<'_> {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(text: &str, marks: &[(u32, u32, Mark)]) -> String {
        let marks = marks.iter().map(|&(start, end, mark)| (Span::new(start, end), mark)).collect();
        MarkedText::new(text.into(), marks).to_string()
    }

    #[test]
    fn marks_lie_side_by_side() {
        let marks = [
            (0, 9, Mark::Passage(1, Line::Edited)),
            (4, 7, Mark::Edit),
            (8, 12, Mark::Furniture(Reason::Navigation)),
        ];
        assert_eq!(
            marked("the old gate", &marks),
            "<i class=\"p pe\" data-n=\"1\">the </i>\
             <i class=\"p pe e\">old</i>\
             <i class=\"p pe\"> </i>\
             <i class=\"furniture p pe\" data-why=\"menu of the site\">g</i>\
             <i class=\"furniture\">ate</i>"
        );
    }

    #[test]
    fn text_is_escaped_and_spans_that_do_not_fit_are_left_out() {
        let marks = [(0, 99, Mark::Edit), (1, 3, Mark::Furniture(Reason::Navigation))];
        assert_eq!(marked("é<b>&\"'", &marks), "é&#60;b&#62;&#38;&#34;&#39;");
    }

    #[test]
    fn furniture_says_why_where_the_reason_begins() {
        let furniture = |start, end, reason| (start, end, Mark::Furniture(reason));
        let marks = [
            furniture(0, 1, Reason::LoginForm),
            furniture(2, 3, Reason::LoginForm),
            furniture(3, 4, Reason::Advertisement),
            furniture(5, 6, Reason::Advertisement),
        ];
        assert_eq!(
            marked("a bcXd", &marks),
            "<i class=\"furniture\" data-why=\"login form\">a</i> \
             <i class=\"furniture\">b</i>\
             <i class=\"furniture\" data-why=\"advertisement\">c</i>X\
             <i class=\"furniture\" data-why=\"advertisement\">d</i>"
        );
    }

    #[test]
    fn one_stretch_after_the_other_is_shaded() {
        let marks = [(0, 1, Mark::Carried(5)), (1, 2, Mark::Carried(2))];
        let shaded = "<i class=\"k5\">a</i><i class=\"k2\">b</i>c";
        assert_eq!(marked("abc", &marks), shaded);
    }

    proptest! {
        #[test]
        fn the_text_of_the_markup_is_the_text(
            text in "[a<&é猫 \n]{0,40}",
            spans in prop::collection::vec((0_u32..60, 0_u32..60, 0_u32..4), 0..8),
        ) {
            let marks: Vec<_> = spans
                .into_iter()
                .zip(1..)
                .map(|((start, end, kind), number)| {
                    let mark = match kind {
                        0 => Mark::Furniture(Reason::LegalNotice),
                        1 => Mark::Edit,
                        2 => Mark::Passage(number, Line::Same),
                        _ => Mark::Carried(3),
                    };
                    (start, end, mark)
                })
                .collect();
            let mut plain = String::new();
            for part in marked(&text, &marks).split('<') {
                plain.push_str(part.split_once('>').map_or(part, |(_, text)| text));
            }
            let plain = plain.replace("&#60;", "<").replace("&#38;", "&");
            prop_assert_eq!(plain, text);
        }
    }
}
