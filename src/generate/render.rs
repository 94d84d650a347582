//! Drafts to text in an outlet's house style, with the furniture of its site. Never changes words.

use super::lexicon::{Class, Lexicon};
use super::outlets::Outlet;
use super::story::{Draft, Number, Style, Word, flag};

/// Where furniture stands within the story: after these sentences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Breaks {
    /// A line of its own follows, at the end of a paragraph.
    pub(super) between: Option<u32>,
    /// Furniture follows in the same line.
    pub(super) inside: Option<u32>,
}

impl Breaks {
    /// Whether sentence `index` is followed by furniture.
    pub(super) fn after(&self, index: usize) -> bool {
        [self.between, self.inside].contains(&Some(index as u32))
    }
}

/// Appends the story: paragraphs a line each.
pub(super) fn story(
    draft: &Draft,
    breaks: Breaks,
    outlet: &Outlet,
    lexicon: &Lexicon,
    out: &mut String,
) {
    for index in 0..draft.sentences.len() {
        if index > 0 {
            out.push(if draft.sentences[index].opens_paragraph { '\n' } else { ' ' });
        }
        sentence(&draft.words[draft.sentence(index)], outlet, lexicon, out);
        if let Some(inside) = outlet.inside.as_deref()
            && breaks.inside == Some(index as u32)
        {
            out.push(' ');
            out.push_str(inside);
        }
        if let Some(between) = outlet.between.as_deref()
            && breaks.between == Some(index as u32)
        {
            out.push('\n');
            out.push_str(between);
        }
    }
}

/// Appends a headline, without a full stop.
pub(super) fn headline(draft: &Draft, outlet: &Outlet, lexicon: &Lexicon, out: &mut String) {
    for (index, &one) in draft.words.iter().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        let start = out.len();
        word(one, outlet, lexicon, out);
        if (index == 0 || outlet.title_case)
            && let Some(first) = out.get_mut(start..=start)
        {
            first.make_ascii_uppercase();
        }
    }
}

fn sentence(words: &[Word], outlet: &Outlet, lexicon: &Lexicon, out: &mut String) {
    let (open, close) = outlet.quotes;
    let mut spaced = true;
    let mut starts = true;
    for (index, &one) in words.iter().enumerate() {
        if !spaced {
            out.push(' ');
        }
        if one.flags & flag::OPEN != 0 {
            out.push_str(open);
        }
        let start = out.len();
        word(one, outlet, lexicon, out);
        if starts && let Some(first) = out.get_mut(start..=start) {
            first.make_ascii_uppercase();
        }
        let last = index + 1 == words.len();
        if last {
            out.push('.');
        } else if one.flags & flag::COMMA != 0 {
            out.push(',');
        }
        if one.flags & flag::CLOSE != 0 {
            out.push_str(close);
        }
        let dash = one.flags & flag::DASH != 0 && !last;
        if dash {
            out.push_str(outlet.dash);
        }
        spaced = dash;
        starts = false;
    }
}

#[inline]
fn word(one: Word, outlet: &Outlet, lexicon: &Lexicon, out: &mut String) {
    if one.class == Class::Number {
        number(Number::of_form(one.form), out);
    } else {
        out.push_str(lexicon.word(one.form));
    }
    if one.flags & flag::POSSESSIVE != 0 {
        out.push_str(outlet.apostrophe);
        out.push('s');
    }
    if one.flags & flag::COLON != 0 {
        out.push(':');
    }
}

fn number(number: Number, out: &mut String) {
    let value = number.value;
    if number.style == Style::Money {
        out.push('$');
    }
    match number.style {
        Style::Grouped if value >= 1000 => {
            digits(value / 1000, out);
            out.push(',');
            let rest = value % 1000;
            for digit in [rest / 100, rest / 10 % 10, rest % 10] {
                digits(digit, out);
            }
        }
        Style::Decimal | Style::Money => {
            digits(value / 10, out);
            out.push('.');
            digits(value % 10, out);
        }
        Style::Grouped | Style::Bare => digits(value, out),
    }
}

fn digits(value: u32, out: &mut String) {
    if value >= 10 {
        digits(value / 10, out);
    }
    out.push(char::from(b'0' + (value % 10) as u8));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_their_style() {
        let cases = [
            (Style::Grouped, 950, "950"),
            (Style::Grouped, 5_040, "5,040"),
            (Style::Grouped, 120_007, "120,007"),
            (Style::Decimal, 42, "4.2"),
            (Style::Money, 5, "$0.5"),
            (Style::Bare, 2019, "2019"),
        ];
        for (style, value, expected) in cases {
            let mut out = String::new();
            number(Number::of_form(Number { style, value }.form()), &mut out);
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn marks_follow_the_house_style() {
        let lexicon = Lexicon::new();
        let outlets = Outlet::all();
        let (a, the) = (lexicon.literal("a"), lexicon.literal("the"));
        let plain = |form, flags| Word { form, origin: 0, flags, class: Class::Literal };
        let words = [
            plain(the, flag::OPEN | flag::QUOTED),
            plain(a, flag::CLOSE | flag::QUOTED | flag::COMMA),
            plain(the, flag::POSSESSIVE | flag::DASH),
            plain(a, flag::OPEN | flag::CLOSE),
        ];
        for outlet in &outlets {
            let (open, close) = outlet.quotes;
            let mut out = String::new();
            sentence(&words, outlet, &lexicon, &mut out);
            let (apostrophe, dash) = (outlet.apostrophe, outlet.dash);
            let expected = format!("{open}The a,{close} the{apostrophe}s{dash}{open}a.{close}");
            assert_eq!(out, expected);
        }
    }
}
