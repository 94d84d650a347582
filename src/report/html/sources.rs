//! The screen of sources: what the words of each are, and where those that match come from.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;

use askama::Template;

use super::super::audit::model::{
    AuditReport, Evidence, FeederKind, Lag, Ratio, SourceAudit, WordClass,
};
use super::super::figures::grouped;
use super::super::layout::fitted;
use super::super::lookup;
use super::book::{Book, Card, counted, duration, share};
use super::chart::place;

/// Sources with a bar and with details; the table has more.
const MAX_BARS: usize = 60;

/// Sources of the table; the JSON and the CSV have all.
const MAX_ROWS: usize = 1_000;

/// Per cent of the width from which a part of a bar has room for its number.
const ROOM_FOR_NUMBER: f64 = 2.5;

/// Widest excerpt of a passage, in columns.
const MAX_EXCERPT: usize = 220;

#[derive(Template)]
#[template(path = "sources.html")]
pub(super) struct Sources<'r> {
    total: String,
    is_one: bool,
    words: String,
    articles: String,
    clusters: String,
    origins: String,
    coverage: String,
    notes: Vec<String>,
    classes: Vec<Class>,
    rows: Vec<Row<'r>>,
    more_rows: Option<String>,
    bars: Vec<Detail<'r>>,
    more_bars: Option<String>,
    /// Sources of which no word matches.
    unmatched: Option<String>,
}

/// A class of words as the reader meets it.
pub(super) struct Class {
    pub(super) number: usize,
    /// What style sheets call it.
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    pub(super) meaning: &'static str,
}

/// From a source's own words to those of others, as bars have them.
pub(super) fn classes() -> Vec<Class> {
    let named = |(number, class): (usize, WordClass)| {
        let (name, meaning) = match class {
            WordClass::Unmatched => ("unmatched", "found nowhere else in this collection"),
            WordClass::First => ("first", "others have it too, and all of them ran it later"),
            WordClass::Unresolved => {
                ("unresolved", "others have it too, and nothing says who had it from whom")
            }
            WordClass::OutletUncredited => (
                "outlet, uncredited",
                "matches an earlier article of another outlet, which is not named",
            ),
            WordClass::OutletCredited => {
                ("outlet, credited", "matches an earlier article of another outlet, which is named")
            }
            WordClass::SelfReuse => {
                ("own earlier text", "matches an earlier article of the same source or owner")
            }
            WordClass::AgencyUncredited => {
                ("agency, uncredited", "agency copy; the article names no agency")
            }
            WordClass::AgencyCredited => {
                ("agency, credited", "agency copy; the article names the agency")
            }
        };
        Class { number, key: class.name(), name, meaning }
    };
    (1..).zip(WordClass::ALL.into_iter().rev()).map(named).collect()
}

/// A share with what it rests on, in words.
struct Shown {
    share: String,
    /// For sorting.
    at: f64,
    interval: Option<String>,
    of: String,
    bar: Whisker,
}

/// A share as a bar, with its interval.
struct Whisker {
    width: String,
    interval: Option<(String, String)>,
}

struct Row<'r> {
    name: &'r str,
    owner: Option<&'r str>,
    /// Where its details are.
    detail: Option<usize>,
    num_articles: u64,
    articles: String,
    num_words: u64,
    words: String,
    shares: Vec<Option<Shown>>,
}

struct Detail<'r> {
    number: usize,
    name: &'r str,
    owner: Option<&'r str>,
    counts: String,
    parts: Vec<Part>,
    credited: Option<Shown>,
    first: Option<Shown>,
    derivation: String,
    furniture: String,
    lag: Option<String>,
    feeders: Vec<Feeder<'r>>,
    more_feeders: Option<String>,
    evidence: Vec<Lead<'r>>,
    more_evidence: Option<String>,
}

/// A part of a stacked bar.
struct Part {
    class: &'static str,
    x: String,
    width: String,
    middle: String,
    /// Its number, where there is room for it.
    number: Option<usize>,
    label: String,
}

struct Feeder<'r> {
    name: &'r str,
    kind: &'static str,
    articles: String,
    words: String,
    credited: String,
}

struct Lead<'r> {
    words: String,
    class: &'static str,
    from: &'r str,
    article: Card,
    from_article: Card,
    excerpt: String,
    text: Option<String>,
    compare: Option<String>,
}

impl<'r> Sources<'r> {
    /// # Errors
    /// Those of texts that have to be read again.
    pub(super) fn new(book: &Book<'r>, audit: &'r AuditReport) -> io::Result<Self> {
        let counts = &audit.run.counts;
        let matching = matching(audit);
        let bars: Vec<Detail<'r>> = matching
            .iter()
            .take(MAX_BARS)
            .zip(1..)
            .map(|(source, number)| detail(book, source, number))
            .collect::<Result<_, _>>()?;
        let numbers = numbers(audit);
        let number = |name: &str| numbers.get(name).copied();
        let rows =
            audit.sources.iter().take(MAX_ROWS).map(|source| row(source, number(&source.source)));
        let more = |number: usize| (number > 0).then(|| grouped(number as u64));
        Ok(Self {
            total: counted(counts.sources, "source"),
            is_one: counts.sources == 1,
            words: grouped(counts.own_words),
            articles: counted(counts.articles, "article"),
            clusters: counted(counts.clusters, "cluster"),
            origins: counted(counts.independent_origins, "independent origin"),
            coverage: share(audit.run.interval.coverage),
            notes: notes(audit),
            classes: classes(),
            rows: rows.collect(),
            more_rows: more(audit.sources.len().saturating_sub(MAX_ROWS)),
            more_bars: more(matching.len() - bars.len()),
            unmatched: more(audit.sources.len() - matching.len()),
            bars,
        })
    }
}

/// The sources with matching text, those with most first.
fn matching(audit: &AuditReport) -> Vec<&SourceAudit> {
    let words = |source: &SourceAudit| source.own_words - source.shares.unmatched.numerator;
    let mut matching: Vec<_> = audit.sources.iter().filter(|source| words(source) > 0).collect();
    // Stable: of those with as many the first in report order.
    matching.sort_by_key(|source| Reverse(words(source)));
    matching
}

/// The numbers of the sources that have details.
pub(super) fn numbers(audit: &AuditReport) -> BTreeMap<&str, usize> {
    let names = matching(audit).into_iter().map(|source| source.source.as_str());
    names.take(MAX_BARS).zip(1..).collect()
}

/// What no share counts.
fn notes(audit: &AuditReport) -> Vec<String> {
    let counts = &audit.run.counts;
    let notes = [
        (
            counts.articles_without_source,
            format!(
                "{} without a source: no share counts its words.",
                counted(counts.articles_without_source, "article")
            ),
        ),
        (
            counts.owned_sources_not_found,
            format!(
                "{} of the table of owners that no article names.",
                counted(counts.owned_sources_not_found, "source")
            ),
        ),
    ];
    notes.into_iter().filter(|(number, _)| *number > 0).map(|(_, line)| line).collect()
}

fn shown(ratio: &Ratio, noun: &str) -> Option<Shown> {
    let at = ratio.share?;
    let interval = ratio.low.zip(ratio.high);
    Some(Shown {
        share: share(at),
        at,
        interval: interval.map(|(low, high)| format!("{} to {}", share(low), share(high))),
        of: format!("{} of {}", grouped(ratio.numerator), counted(ratio.denominator, noun)),
        bar: Whisker {
            width: place(at),
            interval: interval.map(|(low, high)| (place(low), place(high))),
        },
    })
}

fn row(source: &SourceAudit, detail: Option<usize>) -> Row<'_> {
    let of_class = |class: WordClass| {
        let ratio = source.shares.of(class);
        shown(ratio, "word").filter(|_| ratio.numerator > 0)
    };
    Row {
        name: &source.source,
        owner: source.owner.as_deref(),
        detail,
        num_articles: source.articles,
        articles: grouped(source.articles),
        num_words: source.own_words,
        words: grouped(source.own_words),
        shares: WordClass::ALL.into_iter().rev().map(of_class).collect(),
    }
}

fn detail<'r>(book: &Book<'r>, source: &'r SourceAudit, number: usize) -> io::Result<Detail<'r>> {
    let derivation = source.derivation;
    let leads = source.evidence.iter().map(|passage| lead(book, passage));
    let evidence: Vec<Lead<'r>> = leads.collect::<Result<_, _>>()?;
    let rest = |all: u64, listed: usize| {
        let more = all.saturating_sub(listed as u64);
        (more > 0).then(|| grouped(more))
    };
    Ok(Detail {
        number,
        name: &source.source,
        owner: source.owner.as_deref(),
        counts: format!(
            "n = {}, {}",
            counted(source.articles, "article"),
            counted(source.own_words, "own word")
        ),
        parts: parts(source),
        credited: shown(&source.credited, "derived word"),
        first: shown(&source.first_publisher, "shared cluster"),
        derivation: format!(
            "{} wholly (80 % of own words or more), {} partially, {} not",
            grouped(derivation.wholly),
            grouped(derivation.partially),
            grouped(derivation.non_derived)
        ),
        furniture: grouped(source.furniture_words),
        lag: source.lag.as_ref().map(lag),
        feeders: source.feeders.iter().map(feeder).collect(),
        more_feeders: rest(source.num_feeders, source.feeders.len()),
        more_evidence: rest(source.num_uncredited_passages, evidence.len()),
        evidence,
    })
}

/// The parts of a source's bar, those with words.
fn parts(source: &SourceAudit) -> Vec<Part> {
    let mut from = 0.0;
    let mut parts = Vec::new();
    for class in classes().into_iter().zip(WordClass::ALL.into_iter().rev()) {
        let (shown, class) = class;
        let ratio = source.shares.of(class);
        let Some(part) = ratio.share.filter(|part| *part > 0.0) else { continue };
        parts.push(Part {
            class: shown.key,
            x: place(from),
            width: place(part),
            middle: place(from + part / 2.0),
            number: (part * 100.0 >= ROOM_FOR_NUMBER).then_some(shown.number),
            label: format!("{}: {}, {}", shown.name, share(part), counted(ratio.numerator, "word")),
        });
        from += part;
    }
    parts
}

fn lag(lag: &Lag) -> String {
    let articles = counted(lag.n, "derived article");
    let median = duration(lag.median_seconds);
    let (lower, upper) =
        (duration(lag.lower_quartile_seconds), duration(lag.upper_quartile_seconds));
    if lower == upper {
        format!("{median}, in {articles} whose order is sure")
    } else {
        format!(
            "{median} in the median of {articles} whose order is sure, half of them {lower} to {upper}"
        )
    }
}

fn feeder(feeder: &super::super::audit::model::Feeder) -> Feeder<'_> {
    Feeder {
        name: &feeder.name,
        kind: kind_of_feeder(feeder.kind),
        articles: grouped(feeder.articles),
        words: grouped(feeder.words),
        credited: grouped(feeder.credited_words),
    }
}

const fn kind_of_feeder(kind: FeederKind) -> &'static str {
    match kind {
        FeederKind::Agency => "agency",
        FeederKind::Outlet => "outlet",
    }
}

fn lead<'r>(book: &Book<'r>, passage: &'r Evidence) -> io::Result<Lead<'r>> {
    let (article, from_article) = (book.card(&passage.article), book.card(&passage.from_article));
    let text = book.text_of(&passage.article)?;
    let words = text.get(passage.start as usize..passage.end as usize).unwrap_or_default();
    let compare = book.compare_href(from_article.place, article.place);
    Ok(Lead {
        words: counted(passage.words, "word"),
        class: if passage.class == WordClass::AgencyUncredited { "agency" } else { "outlet" },
        from: &passage.from,
        excerpt: fitted(words, MAX_EXCERPT),
        text: book.text_href(article.place),
        compare: compare.map(|href| match passage_number(book, passage) {
            Some(number) => format!("{href}/{number}"),
            None => href,
        }),
        article,
        from_article,
    })
}

/// The place of a passage in its pair, from 0: the comparison opens at it.
fn passage_number(book: &Book<'_>, passage: &Evidence) -> Option<usize> {
    let pair = lookup::pair(book.report, &passage.article, &passage.from_article)?;
    let is_a = pair.a == passage.article;
    pair.passages.iter().flatten().position(|one| {
        let span = if is_a { one.a } else { one.b };
        (span.start, span.end) == (passage.start, passage.end)
    })
}

#[cfg(test)]
mod tests {
    use super::super::book::Layout;
    use super::*;
    use crate::article::{Article, DateOrigin, Precision, Published};
    use crate::audit::Owners;
    use crate::{Scan, ScanConfig, ScanOutcome};

    fn words(of: &str, count: usize) -> String {
        let word = |at: usize| of.to_owned() + &(at * at % 97 + at).to_string();
        (0..count).map(word).collect::<Vec<_>>().join(" ") + " "
    }

    /// A day later the Herald has a story of the Echo, uncredited, with words of its own.
    fn outcome() -> (ScanOutcome, AuditReport) {
        let article = |source: &str, day: &str, text: String| Article {
            source: Some(source.to_owned()),
            title: Some(format!("<i>{source}</i>")),
            published: Some(Published {
                raw: day.to_owned(),
                earliest: format!("{day}T00:00:00Z").parse().unwrap(),
                latest: format!("{day}T23:59:59Z").parse().unwrap(),
                precision: Precision::Day,
                origin: DateOrigin::Field,
            }),
            ..Article::new(format!("{source}/1"), text)
        };
        let story = words("bridge", 120);
        let articles = vec![
            article("Echo", "2019-05-01", story.clone()),
            article("Herald", "2019-05-03", words("ferry", 40) + &story + &words("mill", 40)),
            article("Ledger", "2019-05-03", words("tide", 80)),
        ];
        let outcome = Scan::new(ScanConfig::default()).run_articles(articles).unwrap();
        let audit = outcome.audit(&Owners::default()).unwrap();
        (outcome, audit)
    }

    #[test]
    fn bars_have_all_classes_with_words_and_fill_the_width() {
        let (outcome, audit) = outcome();
        let book = Book::new(&outcome.report, &outcome.texts, Layout::OneFile).with_audit(&audit);
        let screen = Sources::new(&book, &audit).unwrap();
        let names: Vec<_> = screen.bars.iter().map(|bar| bar.name).collect();
        assert_eq!(names, ["Herald", "Echo"], "the Ledger has no matching text");
        assert_eq!(screen.unmatched.as_deref(), Some("1"));
        for bar in &screen.bars {
            let number = |text: &str| text.trim_end_matches('%').parse::<f64>().unwrap();
            let sum: f64 = bar.parts.iter().map(|part| number(&part.width)).sum();
            assert!((sum - 100.0).abs() < 0.1, "{sum}");
        }
        let herald: Vec<_> = screen.bars[0].parts.iter().map(|part| part.class).collect();
        assert_eq!(herald, ["unmatched", "outlet_uncredited"]);
        assert_eq!(screen.bars[1].parts[0].class, "first");
        assert_eq!(
            screen.bars[0].lag.as_deref(),
            Some("2\u{a0}days, in 1\u{a0}derived article whose order is sure")
        );
    }

    #[test]
    fn leads_open_the_comparison_at_their_passage() {
        let (outcome, audit) = outcome();
        let book = Book::new(&outcome.report, &outcome.texts, Layout::OneFile).with_audit(&audit);
        let screen = Sources::new(&book, &audit).unwrap();
        let lead = &screen.bars[0].evidence[0];
        assert_eq!(lead.compare.as_deref(), Some("#compare/c1/0/1/0"));
        assert_eq!(lead.from, "Echo");
        let rendered = screen.render().unwrap();
        assert!(rendered.contains("Leads, not verdicts."));
        assert!(!rendered.to_lowercase().contains("plagiar"));
        assert!(rendered.contains("&#60;i&#62;Herald") && !rendered.contains("<i>Herald"));
    }

    #[test]
    fn without_sources_the_screen_says_how_to_name_them() {
        let articles = vec![Article::new("a", words("tide", 80))];
        let outcome = Scan::new(ScanConfig::default()).run_articles(articles).unwrap();
        let audit = outcome.audit(&Owners::default()).unwrap();
        let book = Book::new(&outcome.report, &outcome.texts, Layout::OneFile).with_audit(&audit);
        let rendered = Sources::new(&book, &audit).unwrap().render().unwrap();
        assert!(rendered.contains("No article names its source"));
        let flows = super::super::flows::Flows::new(&audit).render().unwrap();
        assert!(flows.contains("No words in common"));
    }
}
