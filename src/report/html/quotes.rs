//! The screen of quotations: speakers, what they said, and what articles made of it.

use std::fmt::{self, Write};
use std::io;

use askama::Template;
use askama::filters::{Escaper, Html, HtmlSafe};

use super::super::figures::grouped;
use super::super::layout::fitted;
use super::super::model::{Change, Form, QuoteEntry, QuoteMemberEntry};
use super::book::{Book, Card, counted};
use super::shown::with_line_feeds;
use crate::span::Span;

/// Bytes of quotations on a page, about; what is left out is counted and said.
const ROOM: usize = 384 << 10;

/// What a variant and a quotation take on the page beside their words.
const BYTES_BESIDE_WORDS: usize = 420;

/// Articles that are named as having the same words; the others are counted.
const MAX_SAME: usize = 12;

/// Widest words of the fullest form that stand struck out in a variant, in columns.
const MAX_OTHER: usize = 160;

/// What articles say a speaker is: so many of it.
const MAX_ROLES: usize = 3;

#[derive(Template)]
#[template(path = "quotes.html")]
pub(super) struct Quotes {
    total: String,
    one: bool,
    speakers: Vec<Speaker>,
    shown: String,
    left_out: Option<String>,
}

struct Speaker {
    /// Where its heading stands.
    anchor: String,
    name: Option<String>,
    roles: Vec<String>,
    count: String,
    quotes: Vec<Quote>,
}

struct Quote {
    id: String,
    words: Words,
    /// The article of the fullest form.
    fullest: Place,
    is_open: bool,
    reach: String,
    same: Vec<Place>,
    more_same: Option<String>,
    others: Vec<Variant>,
}

/// Where a variant stands.
struct Place {
    card: Card,
    /// Its text on the page.
    text: Option<String>,
    /// Side by side with the article of the fullest form.
    compare: Option<String>,
}

/// The same other words in one article or several.
struct Variant {
    places: Vec<Place>,
    form: &'static str,
    /// Whom the article names, where that is another than most name.
    speaker: Option<String>,
    is_number: bool,
    is_name: bool,
    is_open: bool,
    words: Words,
}

impl Variant {
    fn is_like(&self, other: &Self) -> bool {
        let shown = |one: &Self| (one.form, one.is_number, one.is_name, one.is_open);
        shown(self) == shown(other) && self.speaker == other.speaker && self.words == other.words
    }
}

impl Quotes {
    /// The screen, if quotations were looked for.
    ///
    /// # Errors
    /// Those of texts that have to be read again.
    pub(super) fn new(book: &Book<'_>) -> io::Result<Option<Self>> {
        let Some(entries) = book.report.quotes.as_deref() else { return Ok(None) };
        let mut speakers: Vec<Speaker> = Vec::new();
        let (mut used, mut listed) = (0, 0);
        for entry in entries {
            let room = ROOM.saturating_sub(used);
            let Some(quote) = quote(book, entry, room)? else { break };
            used += bytes(&quote);
            listed += 1;
            let known = speakers.iter().position(|one| one.name == entry.speaker);
            let at = known.unwrap_or_else(|| {
                speakers.push(Speaker {
                    anchor: String::new(),
                    name: entry.speaker.clone(),
                    roles: Vec::new(),
                    count: String::new(),
                    quotes: Vec::new(),
                });
                speakers.len() - 1
            });
            if let Some(speaker) = speakers.get_mut(at) {
                if let Some(role) = &entry.role {
                    let folded = role.to_lowercase();
                    let is_new = speaker.roles.iter().all(|known| known.to_lowercase() != folded);
                    if is_new && speaker.roles.len() < MAX_ROLES {
                        speaker.roles.push(role.clone());
                    }
                }
                speaker.quotes.push(quote);
            }
        }
        // Those whom nobody names for sure are no speaker of their own: they come last.
        speakers.sort_by_key(|speaker| speaker.name.is_none());
        for (speaker, number) in speakers.iter_mut().zip(1..) {
            speaker.anchor = format!("speaker-{number}");
            speaker.count = counted(speaker.quotes.len() as u64, "quotation");
        }
        let left_out = entries.len() - listed;
        Ok(Some(Self {
            total: counted(entries.len() as u64, "quotation"),
            one: entries.len() == 1,
            shown: counted(listed as u64, "quotation"),
            left_out: (left_out > 0).then(|| grouped(left_out as u64)),
            speakers,
        }))
    }

    fn named_speakers(&self) -> impl Iterator<Item = &Speaker> {
        self.speakers.iter().filter(|speaker| speaker.name.is_some())
    }
}

fn bytes(quote: &Quote) -> usize {
    let others = quote
        .others
        .iter()
        .map(|other| other.words.0.len() + other.places.len() * BYTES_BESIDE_WORDS);
    quote.words.0.len() + (quote.same.len() + 2) * BYTES_BESIDE_WORDS + others.sum::<usize>()
}

/// A quotation; `None` if it is larger than `room`.
fn quote(book: &Book<'_>, entry: &QuoteEntry, room: usize) -> io::Result<Option<Quote>> {
    let Some(fullest) = entry.members.get(entry.fullest as usize) else { return Ok(None) };
    let home = book.article(&fullest.article).map(|(place, _)| place);
    let whole = book.text_of(&fullest.article)?;
    let mut quote = Quote {
        id: entry.id.clone(),
        words: Words::of(&whole, fullest, ""),
        fullest: place(book, fullest, None),
        is_open: !fullest.closed,
        reach: reach(entry),
        same: Vec::new(),
        more_same: None,
        others: Vec::new(),
    };
    let mut more_same = 0_u64;
    for (at, member) in (0..).zip(&entry.members) {
        if at == entry.fullest {
            continue;
        }
        if member.form == Form::Verbatim {
            if quote.same.len() < MAX_SAME {
                quote.same.push(place(book, member, home));
            } else {
                more_same += 1;
            }
            continue;
        }
        let text = book.text_of(&member.article)?;
        let here = place(book, member, home);
        let other = Variant {
            places: Vec::new(),
            form: member.form.name(),
            speaker: member.speaker.clone().filter(|_| member.speaker != entry.speaker),
            is_number: member.changed.iter().any(|change| change.is_number),
            is_name: member.changed.iter().any(|change| change.is_name),
            is_open: !member.closed,
            words: Words::of(&text, member, &whole),
        };
        match quote.others.iter_mut().find(|known| known.is_like(&other)) {
            Some(known) => known.places.push(here),
            None => quote.others.push(Variant { places: vec![here], ..other }),
        }
        if bytes(&quote) > room {
            return Ok(None);
        }
    }
    quote.more_same = (more_same > 0).then(|| grouped(more_same));
    Ok((bytes(&quote) <= room).then_some(quote))
}

fn reach(entry: &QuoteEntry) -> String {
    let articles = counted(u64::from(entry.articles), "article");
    let words = counted(u64::from(entry.words), "word");
    match entry.sources {
        0 => format!("{words} in {articles}"),
        sources => format!("{words} in {articles} of {}", counted(u64::from(sources), "source")),
    }
}

fn place(book: &Book<'_>, member: &QuoteMemberEntry, fullest: Option<usize>) -> Place {
    let card = book.card(&member.article);
    let compare = fullest.and_then(|fullest| book.compare_href(fullest, card.place));
    Place { text: book.text_href(card.place), compare, card }
}

/// The words of a variant as markup, with what is otherwise than in the fullest form. Made here
/// alone, where all text is escaped.
#[derive(PartialEq, Eq)]
struct Words(String);

impl Words {
    /// `whole` is the text in which the fullest form stands.
    fn of(text: &str, member: &QuoteMemberEntry, whole: &str) -> Self {
        let mut out = String::new();
        // Writing to a string does not fail.
        let _ = write_words(&mut out, text, member, whole);
        Self(out)
    }
}

impl fmt::Display for Words {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl HtmlSafe for Words {}

fn write_words(
    out: &mut String,
    text: &str,
    member: &QuoteMemberEntry,
    whole: &str,
) -> fmt::Result {
    let mut changes = member.changed.iter().peekable();
    for (number, part) in member.parts.iter().enumerate() {
        if number > 0 {
            out.write_str(" … ")?;
        }
        let is_last = number + 1 == member.parts.len();
        let mut at = part.start;
        while let Some(change) = changes.next_if(|change| is_last || change.start < part.end) {
            let start = change.start.clamp(at, part.end);
            let end = change.end.clamp(start, part.end);
            escaped(out, Span::new(at, start).of(text))?;
            write_change(out, change, Span::new(start, end).of(text), whole)?;
            // What was left out stood between two words.
            let next = Span::new(end, part.end).of(text).chars().next();
            if start == end && next.is_some_and(char::is_alphanumeric) {
                out.write_char(' ')?;
            }
            at = end;
        }
        escaped(out, Span::new(at, part.end).of(text))?;
    }
    Ok(())
}

fn write_change(out: &mut String, change: &Change, here: &str, whole: &str) -> fmt::Result {
    let other: Vec<&str> = change.other.of(whole).split_whitespace().collect();
    if !other.is_empty() {
        if out.ends_with(char::is_alphanumeric) {
            out.write_char(' ')?;
        }
        out.write_str("<del>")?;
        escaped(out, &fitted(&other.join(" "), MAX_OTHER))?;
        out.write_str("</del>")?;
    }
    if !here.is_empty() {
        if !other.is_empty() {
            out.write_char(' ')?;
        }
        out.write_str("<ins>")?;
        escaped(out, here)?;
        out.write_str("</ins>")?;
    }
    Ok(())
}

fn escaped(out: &mut String, text: &str) -> fmt::Result {
    Html.write_escaped_str(out, &with_line_feeds(text))
}

#[cfg(test)]
mod tests {
    use super::super::super::sample::sample_report;
    use super::super::book::Layout;
    use super::*;
    use crate::passage::EditOp;

    fn member(text: &str, changed: Vec<Change>) -> QuoteMemberEntry {
        let end = text.len() as u32;
        QuoteMemberEntry {
            article: "a".to_owned(),
            start: 0,
            end,
            parts: vec![Span::new(0, end)],
            closed: true,
            speaker: None,
            form: Form::Altered,
            changed,
        }
    }

    fn change(op: EditOp, here: (u32, u32), other: (u32, u32)) -> Change {
        Change {
            op,
            start: here.0,
            end: here.1,
            other: Span::new(other.0, other.1),
            is_number: false,
            is_name: false,
        }
    }

    #[test]
    fn changed_words_stand_beside_those_of_the_fullest_form() {
        let whole = "a close watch on every vote";
        let text = "a <b> watch & now on each";
        let changed = vec![
            change(EditOp::Replace, (2, 5), (2, 7)),
            change(EditOp::Insert, (14, 17), (14, 14)),
            change(EditOp::Replace, (21, 25), (17, 27)),
        ];
        let words = Words::of(text, &member(text, changed), whole);
        assert_eq!(
            words.0,
            "a <del>close</del> <ins>&#60;b&#62;</ins> watch &#38; <ins>now</ins> on \
             <del>every vote</del> <ins>each</ins>"
        );
    }

    #[test]
    fn words_left_out_stand_apart_from_those_beside_them() {
        let deleted = |at, text: &str| {
            let changed = vec![change(EditOp::Delete, (at, at), (0, 5))];
            Words::of(text, &member(text, changed), "never so").0
        };
        assert_eq!(deleted(3, "one two"), "one <del>never</del> two");
        assert_eq!(deleted(4, "one two"), "one <del>never</del> two");
        assert_eq!(deleted(7, "one two,"), "one two <del>never</del>,");
    }

    #[test]
    fn changes_at_odds_with_the_text_lose_none_of_it() {
        let text = "every word of it";
        let changed = vec![
            change(EditOp::Replace, (6, 10), (90, 99)),
            change(EditOp::Replace, (2, 99), (0, 0)),
        ];
        let words = Words::of(text, &member(text, changed), "");
        let plain = words.0.replace("<ins>", "").replace("</ins>", "");
        assert_eq!(plain, text);
    }

    #[test]
    fn parts_stand_in_order_with_a_sign_between_them() {
        let text = "one two, she said, three four";
        let mut of_two = member(text, vec![change(EditOp::Delete, (19, 19), (0, 4))]);
        of_two.parts = vec![Span::new(0, 7), Span::new(19, 29)];
        let words = Words::of(text, &of_two, "zero");
        assert_eq!(words.0, "one two … <del>zero</del> three four");
    }

    #[test]
    fn speakers_have_their_quotations_and_the_unknown_come_last() {
        let (mut report, texts) = sample_report();
        let quotes = report.quotes.as_mut().unwrap();
        let named = quotes[0].clone();
        quotes.insert(0, QuoteEntry { id: "q0".to_owned(), speaker: None, ..named.clone() });
        quotes.push(QuoteEntry { id: "q2".to_owned(), role: None, ..named });
        let book = Book::new(&report, &texts, Layout::OneFile);
        let screen = Quotes::new(&book).unwrap().unwrap();
        let ids = |speaker: &Speaker| {
            speaker.quotes.iter().map(|quote| quote.id.clone()).collect::<Vec<_>>()
        };
        let ids: Vec<_> = screen.speakers.iter().map(ids).collect();
        assert_eq!(ids, [vec!["q1", "q2"], vec!["q0"]]);
        assert_eq!(screen.speakers[0].roles, ["Alliance chief"]);
        assert_eq!(screen.speakers[0].quotes[0].others[0].form, "altered");
        let compare = screen.speakers[0].quotes[0].others[0].places[0].compare.as_deref();
        assert_eq!(compare, Some("#compare/c1/0/1"));
    }

    #[test]
    fn what_a_page_has_no_room_for_is_counted() {
        let (mut report, texts) = sample_report();
        let quote = report.quotes.as_ref().unwrap()[0].clone();
        report.quotes = Some(vec![quote; 2_000]);
        let book = Book::new(&report, &texts, Layout::OneFile);
        let screen = Quotes::new(&book).unwrap().unwrap();
        let rendered = screen.render().unwrap();
        assert!(rendered.len() < ROOM * 3 / 2, "{}", rendered.len());
        let listed: usize = screen.speakers.iter().map(|speaker| speaker.quotes.len()).sum();
        assert_eq!(screen.left_out, Some(grouped(2_000 - listed as u64)));
        assert!(rendered.contains("are not listed here"));
    }

    #[test]
    fn nothing_is_shown_where_nothing_was_looked_for() {
        let (mut report, texts) = sample_report();
        report.quotes = None;
        assert!(Quotes::new(&Book::new(&report, &texts, Layout::OneFile)).unwrap().is_none());
        report.quotes = Some(vec![]);
        let empty = Quotes::new(&Book::new(&report, &texts, Layout::OneFile)).unwrap().unwrap();
        assert!(empty.render().unwrap().contains("No quotation"));
    }
}
