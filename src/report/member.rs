//! The members of a cluster in the summary of a scan: a row for each, and the longest passage that
//! one of them shares with the anchor.

use std::io;

use unicode_width::UnicodeWidthStr;

use super::figures::{counted, date, grouped, percent};
use super::layout::{FAINT, Flow, PLAIN, Page, SOURCE, STRONG, WARNING, fitted};
use super::lookup::{LATER, Member, article, by_time, text};
use super::marked::{LineEnds, Marks, marked_passage};
use super::model::{ArticleEntry, MemberRole, PairEntry, ScanReport};
use super::turned::turned;
use crate::passage::{PairKind, Passage};
use crate::read::Texts;

/// Lines of an excerpt.
const EXCERPT_LINES: usize = 6;
/// Widest source or date in its column.
const MAX_COLUMN_WIDTH: usize = 20;
/// Widest title or id.
const MAX_NAME_WIDTH: usize = 160;
/// Column of what is said of a cluster.
pub(super) const INDENT: usize = 4;
const GAP: usize = 2;
const SHARE_WIDTH: usize = "anchor".len() + GAP;
/// Narrower pages have no room for columns.
const MIN_WIDTH_OF_COLUMNS: usize = 64;

/// The share beside a member: of its own words those that the anchor has too, or its resemblance to the
/// anchor where clusters have no kind.
pub(super) fn share_of(member: &Member<'_>, kind: Option<PairKind>) -> Option<f64> {
    match (member.entry.role, member.pair) {
        (MemberRole::Anchor, _) => None,
        (_, Some(pair)) if kind.is_none() => Some(pair.resemblance),
        _ => member.containment_in_anchor(),
    }
}

/// One row a member: share, source, date, title and id. In columns where there is room for them; a
/// column that no member fills is left out.
pub(super) fn write_members(
    page: &mut Page<'_>,
    members: &[Member<'_>],
    kind: Option<PairKind>,
) -> io::Result<()> {
    if page.width() < MIN_WIDTH_OF_COLUMNS {
        return members.iter().try_for_each(|member| write_narrow(page, member, kind));
    }
    let widest = MAX_COLUMN_WIDTH.min(page.width() / 4);
    let column = |cell: fn(&ArticleEntry) -> Option<String>| -> (Vec<String>, usize) {
        let cells: Vec<String> = members
            .iter()
            .map(|member| member.article.and_then(cell).unwrap_or_default())
            .map(|cell| fitted(&cell, widest))
            .collect();
        let width = cells.iter().map(|cell| cell.width()).max().unwrap_or(0);
        (cells, if width > 0 { width + GAP } else { 0 })
    };
    let (sources, source_width) = column(|article| article.source.clone());
    let (dates, date_width) = column(|article| article.published.as_ref().map(date));
    let indent = INDENT + SHARE_WIDTH + source_width + date_width;

    for ((member, source), date) in members.iter().zip(&sources).zip(&dates) {
        let mut label = share_label(member, kind);
        label.push(SOURCE, &padded(source, source_width)).push(PLAIN, date);
        let (mut name, id) = (Flow::new(), id_and_kind(member, kind));
        name.push(PLAIN, &title(member));
        // An id is there to be copied: it has a line of its own before it is broken.
        let room = page.width().saturating_sub(indent);
        if name.width() == 0 {
            page.write_hanging(&label, indent, &id)?;
        } else if name.width() + 1 + id.width() <= room {
            name.push(PLAIN, " ").append(id);
            page.write_hanging(&label, indent, &name)?;
        } else {
            page.write_hanging(&label, indent, &name)?;
            page.write(INDENT + SHARE_WIDTH, &id)?;
        }
    }
    Ok(())
}

fn write_narrow(
    page: &mut Page<'_>,
    member: &Member<'_>,
    kind: Option<PairKind>,
) -> io::Result<()> {
    let mut name = Flow::new();
    if let Some(source) = member.article.and_then(|article| article.source.as_deref()) {
        name.push(SOURCE, &fitted(source, MAX_NAME_WIDTH)).push(PLAIN, " ");
    }
    if let Some(published) = member.article.and_then(|article| article.published.as_ref()) {
        name.push(PLAIN, &date(published)).push(PLAIN, " ");
    }
    name.push(PLAIN, &title(member));
    let (label, id) = (share_label(member, kind), id_and_kind(member, kind));
    if name.width() == 0 {
        return page.write_hanging(&label, INDENT + SHARE_WIDTH, &id);
    }
    page.write_hanging(&label, INDENT + SHARE_WIDTH, &name)?;
    page.write(INDENT + SHARE_WIDTH, &id)
}

fn share_label(member: &Member<'_>, kind: Option<PairKind>) -> Flow {
    let share = match member.entry.role {
        MemberRole::Anchor => "anchor".to_owned(),
        MemberRole::Member => share_of(member, kind).map(percent).unwrap_or_default(),
    };
    let mut label = Flow::new();
    label.push(PLAIN, &padded("", INDENT)).push(STRONG, &padded(&share, SHARE_WIDTH));
    label
}

fn title(member: &Member<'_>) -> String {
    let title = member.article.and_then(|article| article.title.as_deref()).unwrap_or_default();
    fitted(title, MAX_NAME_WIDTH)
}

/// The id in brackets, and what the member shares with the anchor if that is not what the cluster is
/// named after: else a reprint of the anchor would pass for a quotation among quotations.
fn id_and_kind(member: &Member<'_>, kind: Option<PairKind>) -> Flow {
    let mut id = Flow::new();
    id.push(FAINT, &format!("({})", fitted(&member.entry.id, MAX_NAME_WIDTH)));
    if let Some(own) = member.pair.and_then(|pair| pair.kind).filter(|own| Some(*own) != kind) {
        id.push(PLAIN, &format!(" {}", words_of(own)));
    }
    id
}

/// The name of a kind in running text.
pub(super) fn words_of(kind: PairKind) -> String {
    kind.name().replace('_', " ")
}

/// The source and date of an article, or its id.
pub(super) fn name_of(report: &ScanReport, id: &str) -> String {
    let found = article(report, id).map(|(_, article)| article);
    let Some(ArticleEntry { source: Some(source), published, .. }) = found else {
        return fitted(id, MAX_NAME_WIDTH);
    };
    let source = fitted(source, MAX_NAME_WIDTH);
    match published {
        Some(published) => format!("{source}, {}", date(published)),
        None => source,
    }
}

/// The longest passage that a member shares with the anchor; of equals the first member's.
fn longest_passage<'r>(members: &[Member<'r>]) -> Option<(&'r str, &'r PairEntry, &'r Passage)> {
    let mut longest: Option<(&str, &PairEntry, &Passage)> = None;
    for member in members {
        let Some(pair) = member.pair else { continue };
        for passage in pair.passages.iter().flatten() {
            if longest.is_none_or(|(.., best)| passage.words > best.words) {
                longest = Some((&member.entry.id, pair, passage));
            }
        }
    }
    longest
}

/// Writes the beginning of the longest passage that any member shares with the anchor; nothing if none
/// is there. Its edits are read from the earlier article to the later one, if it is sure which that is,
/// and else from the anchor to the member.
pub(super) fn write_longest(
    page: &mut Page<'_>,
    report: &ScanReport,
    texts: &Texts,
    members: &[Member<'_>],
    anchor: &str,
) -> io::Result<()> {
    let Some((member, pair, passage)) = longest_passage(members) else { return Ok(()) };
    let mut flow = Flow::new();
    flow.push(PLAIN, "Longest passage shared with the anchor: ")
        .push(STRONG, &counted(u64::from(passage.words), "word"))
        .push(PLAIN, ", by ")
        .push(SOURCE, &name_of(report, member));
    if passage.edits.is_empty() {
        flow.push(PLAIN, ", all the same.");
    } else {
        let same = grouped(u64::from(passage.verbatim_words));
        flow.push(PLAIN, &format!(", {same} the same."));
    }
    page.write(INDENT, &flow)?;

    let is_later = by_time(report, anchor, member).is_some_and(|[anchor, _]| anchor == LATER);
    let (a, b) = if is_later { (member, anchor) } else { (anchor, member) };
    let passage = if pair.a == a { passage.clone() } else { turned(passage) };
    let (text_a, text_b) = (text(report, texts, a)?, text(report, texts, b)?);
    let marks = Marks::new(page.color(), [&text_a, &text_b]);
    if !passage.edits.is_empty() {
        let [mut name_a, mut name_b] = [a, b].map(|id| name_of(report, id));
        if name_a == name_b {
            [name_a, name_b] = [a, b].map(|id| fitted(id, MAX_NAME_WIDTH));
        }
        let [when_a, when_b] = by_time(report, a, b).unwrap_or(["", ""]);
        page.write(INDENT, &marks.key(&format!("{name_a}{when_a}"), &format!("{name_b}{when_b}")))?;
    }
    let marked = marked_passage(&passage, &text_a, &text_b, marks, LineEnds::Join);
    let mut bar = Flow::new();
    bar.push(PLAIN, &padded("", INDENT)).push(FAINT, "|");
    let whole = page.write_quoted(&bar, INDENT + 2, &marked, EXCERPT_LINES)?;
    if !whole {
        page.write_quoted(&bar, INDENT + 2, Flow::new().push(FAINT, "[...]"), 1)?;
    }
    if pair.truncated {
        let note = "The comparison of these two was cut by its work budget; they may share more.";
        page.write(INDENT, Flow::new().push(WARNING, note))?;
    }
    Ok(())
}

/// Text that takes `width` columns, if it is not wider.
fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}
