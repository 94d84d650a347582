//! Speech in quotation marks.
//!
//! Marks pair within a paragraph. A quotation that stays open goes on if the next paragraph reopens
//! it with a mark of its own, as newspapers set long speech, or if the next mark, a few paragraphs
//! on at most, closes it; otherwise it is dropped. An apostrophe is no mark: single marks count only
//! beside white space or punctuation.

use crate::span::Span;

/// Marks that open, with those that close each. English, German, French, Russian, Scandinavian,
/// Chinese and Japanese styles, and the mixtures that real pages show.
const STYLES: &[(char, &[char])] = &[
    ('"', &['"', '”', '“']),
    ('“', &['”', '“', '"']),
    ('„', &['“', '”', '"']),
    ('”', &['”']),
    ('«', &['»']),
    ('»', &['«', '»']),
    ('‘', &['’', '\'']),
    ('‚', &['‘', '’']),
    ('\'', &['\'', '’']),
    ('「', &['」']),
    ('『', &['』']),
];

/// How far from a single opening mark its closing mark may be.
const MAX_SINGLE_CHARS: usize = 1_000;

/// Paragraphs over which a quotation may stay open without being reopened.
const MAX_CARRIED_PARAGRAPHS: usize = 4;

/// Outermost quotations of a text, marks excluded, ascending and disjoint.
///
/// Cost: linear in the text.
///
/// # Example
///
/// ```
/// let text = "“We can,” he said. “And we will.";
/// let quotes = wirecopy::news::quoted_spans(text);
/// assert_eq!(quotes.len(), 1);
/// assert_eq!(quotes[0].of(text), "We can,");
/// ```
pub fn quoted_spans(text: &str) -> Vec<Span> {
    pieces(text).into_iter().filter(|piece| piece.is_closed).map(|piece| piece.span).collect()
}

/// A stretch in quotation marks, within one paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Without the marks and blanks at its ends, never empty.
    pub(super) span: Span,
    /// Whether it goes on with what the piece before it began, in an earlier paragraph.
    pub(super) continues: bool,
    /// Whether its end is certain; if not, it ends with its paragraph.
    pub(super) is_closed: bool,
}

/// Outermost quotations, paragraph by paragraph, with those that no mark closes.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Pieces::default();
    let mut carried: Option<Carried> = None;
    for (start, paragraph) in paragraphs(text) {
        if let Some(mut open) = carried.take() {
            match first_mark(paragraph) {
                // Reopened: the quotation so far stands, and this paragraph begins anew.
                Some((at, Role::Opens)) if paragraph[..at].trim().is_empty() => {
                    pieces.push_all(&open);
                    pieces.continues = true;
                }
                Some((at, Role::Closes)) => {
                    pieces.push_all(&open);
                    pieces.continues = true;
                    pieces.push(start, start + at);
                    let after = at + paragraph[at..].chars().next().map_or(1, char::len_utf8);
                    pieces.continues = false;
                    let unclosed = scan_paragraph(start + after, &paragraph[after..], &mut pieces);
                    carried = carry(unclosed, start, paragraph, false);
                    continue;
                }
                None if open.spans.len() < MAX_CARRIED_PARAGRAPHS => {
                    open.spans.push((start, start + paragraph.trim_end().len()));
                    carried = Some(open);
                    continue;
                }
                _ => pieces.push_unclosed(&open),
            }
        }
        let unclosed = scan_paragraph(start, paragraph, &mut pieces);
        // Nothing was pushed: what stays open is the one that was reopened.
        carried = carry(unclosed, start, paragraph, pieces.continues);
        pieces.continues = false;
    }
    if let Some(open) = carried {
        pieces.push_unclosed(&open);
    }
    let trimmed = |piece: Piece| Piece { span: trimmed(piece.span, text), ..piece };
    pieces.found.into_iter().map(trimmed).filter(|piece| !piece.span.is_empty()).collect()
}

#[derive(Default)]
struct Pieces {
    found: Vec<Piece>,
    /// Whether the next piece goes on with the last one.
    continues: bool,
}

impl Pieces {
    fn push(&mut self, start: usize, end: usize) {
        if start < end {
            self.found.push(Piece {
                span: Span::new(start as u32, end as u32),
                continues: self.continues,
                is_closed: true,
            });
            self.continues = false;
        }
    }

    fn push_all(&mut self, open: &Carried) {
        self.continues = open.continues;
        for &(start, end) in &open.spans {
            self.push(start, end);
            self.continues = true;
        }
        self.continues = false;
    }

    /// Where nothing closes a quotation, only its first paragraph is taken for it.
    fn push_unclosed(&mut self, open: &Carried) {
        if let Some(&(start, end)) = open.spans.first() {
            self.continues = open.continues;
            self.push(start, end);
            self.continues = false;
            if let Some(last) = self.found.last_mut() {
                last.is_closed = false;
            }
        }
    }
}

fn trimmed(span: Span, text: &str) -> Span {
    let inner = span.of(text);
    let lead = (inner.len() - inner.trim_start().len()) as u32;
    Span::new(span.start + lead, span.start + lead + inner.trim().len() as u32)
}

/// A quotation that was not closed in its paragraph, with its inside so far.
struct Carried {
    spans: Vec<(usize, usize)>,
    /// Whether it goes on with the piece before it.
    continues: bool,
}

fn carry(
    unclosed: Option<usize>,
    start: usize,
    paragraph: &str,
    continues: bool,
) -> Option<Carried> {
    let end = start + paragraph.trim_end().len();
    unclosed.filter(|&at| at < end).map(|at| Carried { spans: vec![(at, end)], continues })
}

/// What a mark does where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Opens,
    Closes,
}

/// The first mark of double quotation in a paragraph. Single marks are apostrophes too often to
/// end a quotation in another paragraph.
fn first_mark(paragraph: &str) -> Option<(usize, Role)> {
    let mut places = MarkPlaces::of(paragraph);
    let found = places.find(|found| is_mark(found.mark) && !is_single(found.mark))?;
    let is_opener = STYLES.iter().any(|(mark, _)| *mark == found.mark);
    let opens = is_opener && opens(found.mark, found.before, found.after);
    Some((found.at, if opens { Role::Opens } else { Role::Closes }))
}

/// A character that may be a mark, with its neighbours.
#[derive(Clone, Copy)]
struct MarkPlace {
    at: usize,
    mark: char,
    before: Option<char>,
    after: Option<char>,
}

/// All marks of a text, and some other characters: those that begin with a byte with which a mark
/// begins. Nearly all of a text is none, and is passed over byte by byte.
struct MarkPlaces<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> MarkPlaces<'t> {
    /// The first bytes of all marks of [`STYLES`].
    const FIRST_BYTES: [bool; 256] = {
        let mut table = [false; 256];
        let firsts = [b'"', b'\'', 0xc2, 0xe2, 0xe3];
        let mut at = 0;
        while at < firsts.len() {
            table[firsts[at] as usize] = true;
            at += 1;
        }
        table
    };

    const fn of(text: &'t str) -> Self {
        Self { text, at: 0 }
    }
}

impl Iterator for MarkPlaces<'_> {
    type Item = MarkPlace;

    fn next(&mut self) -> Option<MarkPlace> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let at = self.at + rest.iter().position(|&byte| Self::FIRST_BYTES[usize::from(byte)])?;
        let mut behind = self.text.get(at..)?.chars();
        let mark = behind.next()?;
        self.at = at + mark.len_utf8();
        let before = self.text.get(..at)?.chars().next_back();
        Some(MarkPlace { at, mark, before, after: behind.next() })
    }
}

/// Lines that are not blank, with their offsets.
fn paragraphs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n')
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, line))
        })
        .filter(|(_, line)| !line.trim().is_empty())
}

/// A quotation that is open, within one paragraph.
struct Open {
    mark: char,
    closers: &'static [char],
    /// Where its inside begins.
    start: usize,
    /// Quotations in marks of the same kind that are open within it.
    depth: usize,
    /// Its first closing mark: where it ends if not every mark within it is closed, and the first
    /// byte behind that.
    first_close: Option<(usize, usize)>,
}

/// Pushes the closed quotations of one paragraph; returns the inner start of one that stayed open.
fn scan_paragraph(base: usize, text: &str, pieces: &mut Pieces) -> Option<usize> {
    let mut open: Option<Open> = None;
    let mut unclosed_single = None;
    let mut ahead = ClosersAhead::default();
    // A place of which the characters before it are counted.
    let (mut bytes, mut chars) = (0, 0);
    // Marks of one kind within each other, unless they turn out not to balance.
    let mut may_nest = true;
    let mut places = MarkPlaces::of(text);
    loop {
        let Some(MarkPlace { at, mark: c, before, after }) = places.next() else {
            // «The house «Oak» is open to all: one mark too few, so the first that closes does.
            let Some(Open { start, first_close: Some((end, behind)), .. }) = open else { break };
            pieces.push(base + start, base + end);
            (open, may_nest) = (None, false);
            places.at = behind;
            continue;
        };
        match &mut open {
            Some(quote) => {
                if may_nest && c == quote.mark && !is_single(c) && opens(c, before, after) {
                    quote.depth += 1;
                } else if quote.closers.contains(&c) && closes(quote.mark, c, before, after) {
                    if quote.depth == 0 {
                        pieces.push(base + quote.start, base + at);
                        open = None;
                    } else {
                        quote.depth -= 1;
                        quote.first_close.get_or_insert((at, places.at));
                    }
                }
            }
            None => {
                if let Some(&(mark, closers)) = STYLES.iter().find(|(mark, _)| *mark == c)
                    && opens(mark, before, after)
                {
                    let start = at + c.len_utf8();
                    let mut has_closer = || {
                        chars += text.get(bytes..start).map_or(0, |part| part.chars().count());
                        bytes = start;
                        ahead.has(mark, closers, text, (start, chars))
                    };
                    if !is_single(mark) || has_closer() {
                        open = Some(Open { mark, closers, start, depth: 0, first_close: None });
                        unclosed_single = None;
                    } else if mark == '‘' {
                        unclosed_single = Some(base + start);
                    }
                }
            }
        }
    }
    open.map(|quote| base + quote.start).or(unclosed_single)
}

/// Looks for the marks that close single ones; without one near by, a mark is an apostrophe (’90s).
#[derive(Default)]
struct ClosersAhead {
    /// For each set of closing marks, up to where none was found.
    searched: Vec<(&'static [char], Searched)>,
}

/// A place in a paragraph before which no mark closes anything.
#[derive(Clone, Copy, Default)]
struct Searched {
    bytes: usize,
    chars: usize,
    before: Option<char>,
}

impl ClosersAhead {
    /// Whether a mark stands near behind `start`, which has so many characters before it, that
    /// closes `mark`. Places come ascending, and what was searched in vain is not searched again.
    fn has(
        &mut self,
        mark: char,
        closers: &'static [char],
        paragraph: &str,
        start: (usize, usize),
    ) -> bool {
        let known = self.searched.iter().position(|(known, _)| *known == closers);
        let from = known.and_then(|at| self.searched.get(at)).map(|(_, searched)| *searched);
        let (bytes, chars) = start;
        let here = Searched { bytes, chars, before: None };
        let mut at = from.filter(|searched| searched.bytes > bytes).unwrap_or(here);
        let limit = chars + MAX_SINGLE_CHARS;
        let mut rest = paragraph.get(at.bytes..).unwrap_or_default().chars().peekable();
        while at.chars < limit
            && let Some(c) = rest.next()
        {
            let after = rest.peek().copied().filter(|_| at.chars + 1 < limit);
            if closers.contains(&c) && closes(mark, c, at.before, after) {
                return true;
            }
            at = Searched { bytes: at.bytes + c.len_utf8(), chars: at.chars + 1, before: Some(c) };
        }
        match known.and_then(|place| self.searched.get_mut(place)) {
            Some((_, searched)) => *searched = at,
            None => self.searched.push((closers, at)),
        }
        false
    }
}

fn opens(mark: char, before: Option<char>, after: Option<char>) -> bool {
    let at_word_start = before.is_none_or(|c| {
        c.is_whitespace() || "([{—–-:,/\u{feff}¿¡".contains(c) || is_mark(c) || is_cjk(c)
    });
    // French sets a space inside its guillemets.
    at_word_start && after.is_some_and(|c| mark == '«' || !c.is_whitespace())
}

fn closes(mark: char, closer: char, before: Option<char>, after: Option<char>) -> bool {
    let ends_word = before.is_some_and(|c| !c.is_whitespace());
    let word_follows = after.is_some_and(char::is_alphanumeric);
    match (is_single(closer), mark == closer) {
        // An apostrophe inside a word closes nothing.
        (true, _) => ends_word && !word_follows,
        // One sign for both ends: what follows a blank and stands before a word opens again.
        (false, true) => ends_word || !word_follows,
        // “ closes „, but in English prose it opens: then a word follows it.
        (false, false) => closer != '“' || !word_follows,
    }
}

const fn is_single(mark: char) -> bool {
    matches!(mark, '\'' | '’' | '‘' | '‚')
}

fn is_mark(c: char) -> bool {
    STYLES.iter().any(|(mark, closers)| *mark == c || closers.contains(&c))
}

fn is_cjk(c: char) -> bool {
    ('\u{3000}'..='\u{9fff}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quotes(text: &str) -> Vec<&str> {
        quoted_spans(text).into_iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn marks_of_every_usual_style_pair() {
        for (text, expected) in [
            ("He said \"we can\" today", "we can"),
            ("He said “we can” today", "we can"),
            ("Er sagte: „Wir können es“, sagte er", "Wir können es"),
            ("Er sagte: „Wir können es”, sagte er", "Wir können es"),
            ("Il dit : «on peut» et part", "on peut"),
            ("Il dit : «\u{a0}on peut\u{a0}» et part", "on peut"),
            ("Er sagte: »Wir können es« heute", "Wir können es"),
            ("Han sa: ”vi kan” idag", "vi kan"),
            ("He said ‘it isn’t over’ today", "it isn’t over"),
            ("He said 'it isn't over' today", "it isn't over"),
            ("他说「可以」了", "可以"),
            ("他说：“可以。”然后", "可以。"),
        ] {
            assert_eq!(quotes(text), [expected], "{text}");
        }
    }

    #[test]
    fn apostrophes_are_no_quotation_marks() {
        assert_eq!(quotes("The boys’ club of the ’90s isn’t the girls' club"), Vec::<&str>::new());
        assert_eq!(quotes("The ’90s: “we can” he said"), ["we can"]);
        assert_eq!(quotes("5'11\" and 6'2\" tall"), Vec::<&str>::new());
    }

    #[test]
    fn inner_quotations_belong_to_the_outer_one() {
        assert_eq!(
            quotes("“one ‘click’ to send,” he said, “it takes”"),
            ["one ‘click’ to send,", "it takes"]
        );
    }

    #[test]
    fn marks_of_one_kind_stand_within_each_other() {
        for (text, expected) in [
            (
                "\"The stop \"Mill Quay\" is open, and \"Oak Hill\" is not\", the office said.",
                "The stop \"Mill Quay\" is open, and \"Oak Hill\" is not",
            ),
            (
                "«Станция «Мельница» открыта для всех», – сказали в порту.",
                "Станция «Мельница» открыта для всех",
            ),
            (
                "„Der Halt „Alte Mühle“ ist wieder offen“, sagte das Amt.",
                "Der Halt „Alte Mühle“ ist wieder offen",
            ),
        ] {
            assert_eq!(quotes(text), [expected], "{text}");
        }
    }

    #[test]
    fn where_marks_within_each_other_do_not_balance_the_first_that_closes_does() {
        assert_eq!(
            quotes("Завод «Порт «Мельница» стоит, сказал «мэр» города."),
            ["Порт «Мельница", "мэр"]
        );
        assert_eq!(
            quotes("\"We can, \"he said, and \"we will\" too"),
            ["We can, \"he said, and \"we will"]
        );
        let text = format!("{}«end»", "«a «b» c ".repeat(100_000));
        assert_eq!(quotes(&text).len(), 100_001);
    }

    #[test]
    fn long_speech_reopens_on_each_paragraph() {
        let text = "Hunt: “We judge it.\n\n“It seeks.\n\n“Now it ends.”\nHe left.";
        assert_eq!(quotes(text), ["We judge it.", "It seeks.", "Now it ends."]);
        assert_eq!(
            quotes("Jones: “I thank you.\n\"I wish you well.”\nEnd"),
            ["I thank you.", "I wish you well."]
        );
    }

    #[test]
    fn long_speech_may_go_on_without_marks_until_one_closes_it() {
        let text = "He said: \"We judge it.\nSo it seeks.\nNow it ends\", and left \"at once\".";
        assert_eq!(quotes(text), ["We judge it.", "So it seeks.", "Now it ends", "at once"]);
        assert_eq!(quotes("„Wir tun es.\nEs endet“, sagte er"), ["Wir tun es.", "Es endet"]);
    }

    #[test]
    fn a_mark_that_stays_open_is_dropped_at_its_paragraph() {
        assert_eq!(quotes("He said “we can.\nNothing follows.\nA “real” one."), ["real"]);
        assert_eq!(quotes("Say “one“ now"), ["one"]);
    }

    #[test]
    fn single_marks_that_nothing_closes_are_looked_behind_once() {
        let text = format!("{}“We can.”", "'a ‘b ‚c ".repeat(500_000));
        assert_eq!(quotes(&text), ["We can."]);
    }

    #[test]
    fn every_mark_begins_with_a_byte_that_is_looked_for() {
        let closers = STYLES.iter().flat_map(|(_, closers)| *closers);
        for &mark in STYLES.iter().map(|(mark, _)| mark).chain(closers) {
            let text = format!("éд語{mark}é");
            assert!(MarkPlaces::of(&text).any(|place| place.mark == mark), "{mark}");
        }
    }

    proptest! {
        #[test]
        fn all_marks_are_met_with_their_neighbours(text in "[a“”\"'’‘«»„「éд語 \n…·]{0,30}") {
            let chars: Vec<(usize, char)> = text.char_indices().collect();
            let naive: Vec<_> = (0..chars.len())
                .filter(|&at| is_mark(chars[at].1))
                .map(|at| {
                    let before = at.checked_sub(1).map(|before| chars[before].1);
                    (chars[at].0, chars[at].1, before, chars.get(at + 1).map(|next| next.1))
                })
                .collect();
            let found: Vec<_> = MarkPlaces::of(&text)
                .filter(|place| is_mark(place.mark))
                .map(|place| (place.at, place.mark, place.before, place.after))
                .collect();
            prop_assert_eq!(found, naive);
        }

        #[test]
        fn quotations_are_ascending_and_disjoint(text in "[a-c“”\"'’‘«»„ \n.]{0,40}") {
            let spans = quoted_spans(&text);
            prop_assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "{:?}", spans);
            prop_assert!(spans.iter().all(|s| !s.of(&text).is_empty()));
        }
    }
}
