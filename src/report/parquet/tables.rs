//! What the tables hold: their rows and columns.

use std::borrow::Cow;
use std::io;

use super::write::{Columns, Get};
use crate::passage::{Edit, EditOp, PairKind, Passage};
use crate::read::Texts;
use crate::report::lookup::{Member, members};
use crate::report::model::{
    ArticleEntry, ArticleStatus, Change, ClusterEntry, CreditEntry, FurnitureEntry, MemberChanges,
    MemberRole, PairEntry, PublishedEntry, QuoteEntry, QuoteMemberEntry, ScanReport,
};
use crate::span::Span;

pub(super) struct CreditRow<'r> {
    article: &'r str,
    credit: &'r CreditEntry,
}

pub(super) struct FurnitureRow<'r> {
    article: &'r str,
    furniture: &'r FurnitureEntry,
}

#[derive(Clone, Copy)]
pub(super) struct QuotationRow<'r> {
    quote: &'r QuoteEntry,
    /// Number of the variant in its quotation.
    number: u32,
    member: &'r QuoteMemberEntry,
    is_fullest: bool,
}

pub(super) struct PartRow<'r> {
    of: QuotationRow<'r>,
    part: Span,
}

pub(super) struct ChangeRow<'r> {
    of: QuotationRow<'r>,
    change: &'r Change,
}

impl QuotationRow<'_> {
    fn changes(&self, counts: impl Fn(&Change) -> bool) -> Option<i64> {
        self.member.changed.iter().filter(|change| counts(change)).count().try_into().ok()
    }
}

pub(super) struct ArticleRow<'r> {
    entry: &'r ArticleEntry,
    text: Cow<'r, str>,
}

#[derive(Clone, Copy)]
pub(super) struct PassageRow<'r> {
    pair: &'r PairEntry,
    number: u32,
    passage: &'r Passage,
}

pub(super) struct EditRow<'r> {
    of: PassageRow<'r>,
    edit: &'r Edit,
}

pub(super) struct MemberRow<'r> {
    cluster: &'r ClusterEntry,
    member: Member<'r>,
}

impl MemberRow<'_> {
    fn change(&self, of: impl Fn(&MemberChanges) -> u32) -> Option<i64> {
        self.member.entry.changes.as_ref().map(|changes| i64::from(of(changes)))
    }
}

pub(super) fn passage_rows(report: &ScanReport) -> impl Iterator<Item = PassageRow<'_>> {
    report.pairs.iter().flat_map(|pair| {
        let passages = pair.passages.iter().flatten().zip(0..);
        passages.map(move |(passage, number)| PassageRow { pair, number, passage })
    })
}

/// Each article with the bytes that its text takes.
pub(super) fn article_rows<'r>(
    report: &'r ScanReport,
    texts: &'r Texts,
) -> impl Iterator<Item = io::Result<(usize, ArticleRow<'r>)>> {
    report.articles.iter().enumerate().map(|(at, entry)| {
        let text = texts.text(at).map_err(io::Error::other)?;
        Ok((text.len(), ArticleRow { entry, text }))
    })
}

pub(super) fn credit_rows(report: &ScanReport) -> impl Iterator<Item = CreditRow<'_>> {
    report.articles.iter().flat_map(|entry| {
        let credits = entry.credits.iter().flatten();
        credits.map(|credit| CreditRow { article: &entry.id, credit })
    })
}

pub(super) fn furniture_rows(report: &ScanReport) -> impl Iterator<Item = FurnitureRow<'_>> {
    report.articles.iter().flat_map(|entry| {
        let stretches = entry.furniture.iter().flatten();
        stretches.map(|furniture| FurnitureRow { article: &entry.id, furniture })
    })
}

pub(super) fn edit_rows(report: &ScanReport) -> impl Iterator<Item = EditRow<'_>> {
    passage_rows(report)
        .flat_map(|of| of.passage.edits.iter().map(move |edit| EditRow { of, edit }))
}

pub(super) fn member_rows(report: &ScanReport) -> impl Iterator<Item = MemberRow<'_>> {
    report.clusters.iter().flat_map(|cluster| {
        members(report, cluster).map(move |member| MemberRow { cluster, member })
    })
}

pub(super) fn quotation_rows(report: &ScanReport) -> impl Iterator<Item = QuotationRow<'_>> {
    report.quotes.iter().flatten().flat_map(|quote| {
        quote.members.iter().zip(0..).map(move |(member, number)| QuotationRow {
            quote,
            number,
            member,
            is_fullest: number == quote.fullest,
        })
    })
}

pub(super) fn part_rows(report: &ScanReport) -> impl Iterator<Item = PartRow<'_>> {
    quotation_rows(report)
        .flat_map(|of| of.member.parts.iter().map(move |&part| PartRow { of, part }))
}

pub(super) fn change_rows(report: &ScanReport) -> impl Iterator<Item = ChangeRow<'_>> {
    quotation_rows(report)
        .flat_map(|of| of.member.changed.iter().map(move |change| ChangeRow { of, change }))
}

pub(super) fn article_columns<'r>() -> Columns<ArticleRow<'r>> {
    vec![
        ("id", Get::Text(|row| Some(&row.entry.id))),
        ("source", Get::Text(|row| row.entry.source.as_deref())),
        ("title", Get::Text(|row| row.entry.title.as_deref())),
        ("published", Get::Text(|row| Some(&row.entry.published.as_ref()?.raw))),
        ("published_earliest", Get::Instant(|row| instant(row.entry, |date| &date.earliest))),
        ("published_latest", Get::Instant(|row| instant(row.entry, |date| &date.latest))),
        ("url", Get::Text(|row| row.entry.url.as_deref())),
        ("path", Get::Text(|row| Some(&row.entry.path))),
        ("words", Get::Whole(|row| whole(row.entry.words))),
        ("own_words", Get::Whole(|row| row.entry.own_words.and_then(whole))),
        ("shared_words", Get::Whole(|row| row.entry.shared_words.and_then(whole))),
        ("highest_containment", Get::Share(|row| Some(row.entry.highest_containment))),
        ("too_short", Get::Flag(|row| Some(row.entry.status == ArticleStatus::TooShort))),
        ("text", Get::Text(|row| Some(&row.text))),
    ]
}

pub(super) fn pair_columns<'r>() -> Columns<&'r PairEntry> {
    vec![
        ("a", Get::Text(|pair| Some(&pair.a))),
        ("b", Get::Text(|pair| Some(&pair.b))),
        ("kind", Get::Text(|pair| pair.kind.map(PairKind::name))),
        ("confidence", Get::Share(|pair| Some(pair.confidence))),
        ("estimated", Get::Flag(|pair| Some(pair.estimated))),
        ("same_source", Get::Flag(|pair| Some(pair.same_source))),
        ("resemblance", Get::Share(|pair| Some(pair.resemblance))),
        ("containment_a_in_b", Get::Share(|pair| Some(pair.containment_a_in_b))),
        ("containment_b_in_a", Get::Share(|pair| Some(pair.containment_b_in_a))),
        ("shared_words_a", Get::Whole(|pair| pair.shared_words_a.and_then(whole))),
        ("shared_words_b", Get::Whole(|pair| pair.shared_words_b.and_then(whole))),
        ("longest_run_words", Get::Whole(|pair| pair.longest_run_words.and_then(whole))),
        ("truncated", Get::Flag(|pair| Some(pair.truncated))),
    ]
}

pub(super) fn passage_columns<'r>() -> Columns<PassageRow<'r>> {
    vec![
        ("a", Get::Text(|row| Some(&row.pair.a))),
        ("b", Get::Text(|row| Some(&row.pair.b))),
        ("passage", Get::Whole(|row| whole(row.number))),
        ("a_start", Get::Whole(|row| whole(row.passage.a.start))),
        ("a_end", Get::Whole(|row| whole(row.passage.a.end))),
        ("b_start", Get::Whole(|row| whole(row.passage.b.start))),
        ("b_end", Get::Whole(|row| whole(row.passage.b.end))),
        ("words", Get::Whole(|row| whole(row.passage.words))),
        ("verbatim_words", Get::Whole(|row| whole(row.passage.verbatim_words))),
        ("quoted_words", Get::Whole(|row| whole(row.passage.quoted_words))),
    ]
}

pub(super) fn edit_columns<'r>() -> Columns<EditRow<'r>> {
    vec![
        ("a", Get::Text(|row| Some(&row.of.pair.a))),
        ("b", Get::Text(|row| Some(&row.of.pair.b))),
        ("passage", Get::Whole(|row| whole(row.of.number))),
        ("op", Get::Text(|row| Some(name_of(row.edit.op)))),
        ("a_start", Get::Whole(|row| whole(row.edit.a.start))),
        ("a_end", Get::Whole(|row| whole(row.edit.a.end))),
        ("b_start", Get::Whole(|row| whole(row.edit.b.start))),
        ("b_end", Get::Whole(|row| whole(row.edit.b.end))),
    ]
}

pub(super) fn member_columns<'r>() -> Columns<MemberRow<'r>> {
    vec![
        ("cluster", Get::Text(|row| Some(&row.cluster.id))),
        ("kind", Get::Text(|row| row.cluster.kind.map(PairKind::name))),
        ("anchor", Get::Text(|row| Some(&row.cluster.anchor))),
        ("id", Get::Text(|row| Some(&row.member.entry.id))),
        ("is_anchor", Get::Flag(|row| Some(row.member.entry.role == MemberRole::Anchor))),
        (
            "can_be_first",
            Get::Flag(|row| Some(row.cluster.first_seen.ids.contains(&row.member.entry.id))),
        ),
        ("containment_in_anchor", Get::Share(|row| row.member.containment_in_anchor())),
        ("containment_of_anchor", Get::Share(|row| row.member.containment_of_anchor())),
        ("added_words", Get::Whole(|row| row.change(|changes| changes.added_words))),
        ("cut_words", Get::Whole(|row| row.change(|changes| changes.cut_words))),
        ("edits", Get::Whole(|row| row.change(|changes| changes.edits))),
    ]
}

pub(super) fn credit_columns<'r>() -> Columns<CreditRow<'r>> {
    vec![
        ("article", Get::Text(|row| Some(row.article))),
        ("agency", Get::Text(|row| Some(row.credit.agency))),
        ("role", Get::Text(|row| Some(row.credit.role.name()))),
        ("start", Get::Whole(|row| row.credit.start.and_then(whole))),
        ("end", Get::Whole(|row| row.credit.end.and_then(whole))),
    ]
}

pub(super) fn furniture_columns<'r>() -> Columns<FurnitureRow<'r>> {
    vec![
        ("article", Get::Text(|row| Some(row.article))),
        ("start", Get::Whole(|row| whole(row.furniture.start))),
        ("end", Get::Whole(|row| whole(row.furniture.end))),
        ("reason", Get::Text(|row| Some(row.furniture.reason.name()))),
    ]
}

pub(super) fn quotation_columns<'r>() -> Columns<QuotationRow<'r>> {
    vec![
        ("quote", Get::Text(|row| Some(&row.quote.id))),
        ("variant", Get::Whole(|row| whole(row.number))),
        ("quote_speaker", Get::Text(|row| row.quote.speaker.as_deref())),
        ("role", Get::Text(|row| row.quote.role.as_deref())),
        ("words", Get::Whole(|row| whole(row.quote.words))),
        ("article", Get::Text(|row| Some(&row.member.article))),
        ("start", Get::Whole(|row| whole(row.member.start))),
        ("end", Get::Whole(|row| whole(row.member.end))),
        ("speaker", Get::Text(|row| row.member.speaker.as_deref())),
        ("is_fullest", Get::Flag(|row| Some(row.is_fullest))),
        ("closed", Get::Flag(|row| Some(row.member.closed))),
        ("form", Get::Text(|row| Some(row.member.form.name()))),
        ("changes", Get::Whole(|row| row.changes(|_| true))),
        ("changes_with_number", Get::Whole(|row| row.changes(|change| change.is_number))),
        ("changes_with_name", Get::Whole(|row| row.changes(|change| change.is_name))),
    ]
}

pub(super) fn part_columns<'r>() -> Columns<PartRow<'r>> {
    vec![
        ("quote", Get::Text(|row| Some(&row.of.quote.id))),
        ("variant", Get::Whole(|row| whole(row.of.number))),
        ("article", Get::Text(|row| Some(&row.of.member.article))),
        ("start", Get::Whole(|row| whole(row.part.start))),
        ("end", Get::Whole(|row| whole(row.part.end))),
    ]
}

pub(super) fn change_columns<'r>() -> Columns<ChangeRow<'r>> {
    vec![
        ("quote", Get::Text(|row| Some(&row.of.quote.id))),
        ("variant", Get::Whole(|row| whole(row.of.number))),
        ("article", Get::Text(|row| Some(&row.of.member.article))),
        ("op", Get::Text(|row| Some(name_of(row.change.op)))),
        ("start", Get::Whole(|row| whole(row.change.start))),
        ("end", Get::Whole(|row| whole(row.change.end))),
        ("other_start", Get::Whole(|row| whole(row.change.other.start))),
        ("other_end", Get::Whole(|row| whole(row.change.other.end))),
        ("is_number", Get::Flag(|row| Some(row.change.is_number))),
        ("is_name", Get::Flag(|row| Some(row.change.is_name))),
    ]
}

#[expect(clippy::unnecessary_wraps, reason = "columns take what may be unknown")]
fn whole(number: u32) -> Option<i64> {
    Some(i64::from(number))
}

fn instant(entry: &ArticleEntry, of: fn(&PublishedEntry) -> &String) -> Option<i64> {
    let instant: jiff::Timestamp = of(entry.published.as_ref()?).parse().ok()?;
    Some(instant.as_microsecond())
}

const fn name_of(op: EditOp) -> &'static str {
    match op {
        EditOp::Replace => "replace",
        EditOp::Insert => "insert",
        EditOp::Delete => "delete",
    }
}
