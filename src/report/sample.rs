//! A small report made by hand, for the writers' tests.

use super::model::{
    ArticleEntry, ArticleStatus, Certainty, Change, ClusterEntry, ContainmentStep, Counts, Dated,
    FirstSeen, Form, LimitsHit, MemberChanges, MemberEntry, MemberRole, Origin, OriginAlternative,
    OriginConfidence, OriginKind, OriginRule, OverlapFigures, PairEntry, Parameters,
    PublishedEntry, QuoteEntry, QuoteMemberEntry, ReasonCount, RejectEntry, Run, SCAN_SCHEMA,
    ScanReport, SourceEntry, WeakestPair,
};
use crate::article::{DateOrigin, Precision};
use crate::cluster::{carried, verbatim_spans};
use crate::passage::{Edit, EditOp, PairKind, Passage};
use crate::read::Texts;
use crate::span::Span;

const ECHO: &str = "Alliance chief warns of meddling\n\nThe alliance will keep a close watch on \
                    every vote this year, its chief said on Thursday, and share what it sees.";
const HERALD: &str = "Vote watch\n\nThe alliance will now keep a watch on every ballot this year, \
                      its chief said on Thursday, and share what it sees. \u{1b}[31mRed.";
const LEDGER: &str = "Tide tables";

/// Two articles that share a passage with an edit of each kind, one that is too short, a reject;
/// and the texts.
pub(super) fn sample_report() -> (ScanReport, Texts) {
    let span = |text: &str, part: &str| {
        let start = text.find(part).unwrap() as u32;
        Span::new(start, start + part.len() as u32)
    };
    let whole = "The alliance will";
    let passage = Passage {
        a: Span::new(span(ECHO, whole).start, ECHO.len() as u32 - 1),
        b: Span::new(span(HERALD, whole).start, span(HERALD, " \u{1b}").start - 1),
        words: 23,
        verbatim_words: 20,
        quoted_words: 0,
        edits: vec![
            Edit {
                op: EditOp::Insert,
                a: Span::new(span(ECHO, " keep").start, span(ECHO, " keep").start),
                b: span(HERALD, "now"),
            },
            Edit {
                op: EditOp::Delete,
                a: span(ECHO, "close"),
                b: Span::new(span(HERALD, "watch on").start, span(HERALD, "watch on").start),
            },
            Edit { op: EditOp::Replace, a: span(ECHO, "vote"), b: span(HERALD, "ballot") },
        ],
    };
    let pair = PairEntry {
        a: "echo/1.txt".to_owned(),
        b: "herald/2.txt".to_owned(),
        kind: Some(PairKind::Partial),
        confidence: 0.4,
        estimated: false,
        same_source: false,
        resemblance: 0.125,
        containment_a_in_b: 0.25,
        containment_b_in_a: 0.5,
        shared_words_a: Some(21),
        shared_words_b: Some(22),
        longest_run_words: Some(13),
        truncated: false,
        passages: Some(vec![passage.clone()]),
        retelling: None,
    };
    let cluster = ClusterEntry {
        id: "c1".to_owned(),
        kind: Some(PairKind::Partial),
        anchor: pair.a.clone(),
        members: vec![
            MemberEntry { id: pair.a.clone(), role: MemberRole::Anchor, changes: None },
            MemberEntry {
                id: pair.b.clone(),
                role: MemberRole::Member,
                changes: Some(MemberChanges {
                    added_words: 6,
                    cut_words: 7,
                    edits: 3,
                    numbers: 0,
                    names: 0,
                    quotes: 0,
                    headline: Some(true),
                }),
            },
        ],
        sources: 2,
        origin: Some(origin()),
        independent_origins: Some(1),
        dated: Some(Dated {
            members: 2,
            earliest: "2017-01-12T00:00:00Z".to_owned(),
            latest: "2017-01-13T23:59:59.999999999Z".to_owned(),
            span_seconds: 86_400,
        }),
        median_containment: 0.5,
        carried: Some(carried([verbatim_spans(std::slice::from_ref(&passage), true)])),
        near_misses: vec![],
        first_seen: FirstSeen { ids: vec![pair.a.clone()], certainty: Certainty::Sure },
        weakest: WeakestPair { a: pair.a.clone(), b: pair.b.clone(), containment: 0.5 },
    };
    let articles = vec![
        article("echo/1.txt", "Quarrow Echo", "2017-01-12", "Alliance chief warns of meddling"),
        article("herald/2.txt", "Harbour \u{1b}[1mHerald", "2017-01-13", "Vote watch"),
        ArticleEntry {
            source: None,
            title: None,
            published: None,
            status: ArticleStatus::TooShort,
            ..article("ledger/3.txt", "", "2017-01-14", "")
        },
    ];
    let report = ScanReport {
        schema: SCAN_SCHEMA,
        run: run(),
        articles,
        pairs: vec![pair],
        clusters: vec![cluster],
        quotes: Some(vec![quote()]),
        sources: vec![source("Quarrow Echo"), source("Harbour \u{1b}[1mHerald")],
        rejects: vec![reject()],
    };
    (report, Texts::from([ECHO, HERALD, LEDGER].map(str::to_owned).to_vec()))
}

fn run() -> Run {
    Run {
        version: "0.1.0",
        command: "scan",
        parameters: Parameters {
            mode: "passages",
            shingle_len: 5,
            min_run: Some(12),
            min_passage_words: Some(12),
            min_quoted_passage_words: Some(8),
            news: Some(true),
            rewritten: Some(false),
            related: Some(false),
            max_group: 50,
            threshold: None,
            banding: None,
        },
        config_digest: "0123456789abcdef".to_owned(),
        counts: Counts {
            files: 4,
            articles: 3,
            too_short: 1,
            sources: 2,
            rejects: 1,
            rejects_by_reason: vec![ReasonCount { reason: "missing_text".to_owned(), count: 1 }],
            text_bytes: (ECHO.len() + HERALD.len() + LEDGER.len()) as u64,
            words: 1234,
            candidate_pairs: 2,
            verified_pairs: 1,
            rewritten_pairs: None,
            same_event_pairs: None,
            passages: 1,
            clusters: 1,
            clustered_articles: 2,
            ..Counts::default()
        },
        furniture: Some(vec![]),
        overlap: OverlapFigures {
            own_words: Some(84),
            shared_words: Some(42),
            shared_share: Some(0.5),
            by_highest_containment: vec![
                ContainmentStep { from: 0.0, to: 0.0, articles: 1 },
                ContainmentStep { from: 0.0, to: 0.5, articles: 1 },
                ContainmentStep { from: 0.5, to: 1.0, articles: 1 },
            ],
        },
        limits_hit: LimitsHit::default(),
    }
}

/// A quotation of both, with a word changed.
fn reject() -> RejectEntry {
    RejectEntry {
        path: "bad.jsonl".to_owned(),
        record: Some(3),
        byte: 120,
        reason: "missing_text".to_owned(),
    }
}

fn origin() -> Origin {
    let unseen = OriginAlternative { kind: OriginKind::UnseenCommonSource, id: None };
    Origin {
        kind: OriginKind::Outlet,
        id: Some("Quarrow Echo".to_owned()),
        rule: OriginRule::SurelyFirst,
        confidence: Some(OriginConfidence::Low),
        alternatives: vec![unseen],
    }
}

fn quote() -> QuoteEntry {
    let member = |article: &str, text: &str, words: &str, form, changed| {
        let start = text.find(words).unwrap() as u32;
        let end = start + words.len() as u32;
        QuoteMemberEntry {
            article: article.to_owned(),
            start,
            end,
            parts: vec![Span::new(start, end)],
            closed: true,
            speaker: Some("Ada\u{1b}[1m Finch".to_owned()),
            form,
            changed,
        }
    };
    let at = |text: &str, word: &str| text.find(word).unwrap() as u32;
    let change = Change {
        op: EditOp::Replace,
        start: at(HERALD, "ballot"),
        end: at(HERALD, "ballot") + 6,
        other: Span::new(at(ECHO, "vote this"), at(ECHO, "vote this") + 4),
        is_number: false,
        is_name: false,
    };
    QuoteEntry {
        id: "q1".to_owned(),
        speaker: Some("Ada\u{1b}[1m Finch".to_owned()),
        role: Some("Alliance chief".to_owned()),
        words: 4,
        articles: 2,
        sources: 2,
        fullest: 0,
        members: vec![
            member("echo/1.txt", ECHO, "every vote this year", Form::Verbatim, vec![]),
            member("herald/2.txt", HERALD, "every ballot this year", Form::Altered, vec![change]),
        ],
    }
}

fn source(name: &str) -> SourceEntry {
    SourceEntry {
        source: name.to_owned(),
        articles: 1,
        clustered_articles: 1,
        own_words: Some(28),
        shared_words: Some(21),
        shared_share: Some(0.75),
    }
}

fn article(id: &str, source: &str, day: &str, title: &str) -> ArticleEntry {
    let number = id.trim_matches(|c: char| !c.is_ascii_digit());
    ArticleEntry {
        id: id.to_owned(),
        source: Some(source.to_owned()),
        title: Some(title.to_owned()),
        published: Some(PublishedEntry {
            raw: day.to_owned(),
            earliest: format!("{day}T00:00:00Z"),
            latest: format!("{day}T23:59:59.999999999Z"),
            precision: Precision::Day,
            origin: DateOrigin::Path,
        }),
        url: Some(format!("https://echo.example/{number}")),
        path: id.to_owned(),
        words: 30,
        own_words: Some(28),
        shared_words: Some(21),
        highest_containment: 0.5,
        credits: Some(vec![]),
        furniture: Some(vec![]),
        status: ArticleStatus::Ok,
    }
}
