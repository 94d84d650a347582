//! A scan as a summary to read on a terminal: counts, then each cluster with its members and its
//! longest passage, then what was limited or skipped.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::figures::{at_least, counted, date, grouped, percent};
use super::layout::{
    FAINT, Flow, KIND, PLAIN, Page, SOURCE, STRONG, TerminalOptions, WARNING, fitted,
};
use super::lookup::{Member, article, members, text};
use super::marked::{LineEnds, marked_passage};
use super::model::{
    ArticleEntry, Certainty, ClusterEntry, Counts, MemberRole, PairEntry, ReasonCount, Run,
    ScanReport,
};
use super::quotations::write_quotes;
use super::retold::write_retellings;
use crate::passage::{PairKind, Passage};
use crate::read::Texts;

/// Lines of an excerpt.
const EXCERPT_LINES: usize = 6;
/// Widest source or date in its column.
const MAX_COLUMN_WIDTH: usize = 20;
/// Widest title or id.
const MAX_NAME_WIDTH: usize = 160;
const INDENT: usize = 4;
const GAP: usize = 2;
const SHARE_WIDTH: usize = "anchor".len() + GAP;
/// Articles named as the first to run a story.
const MAX_FIRST_NAMED: usize = 4;

/// Writes the summary of a scan. `texts` are the articles' texts, in the order of
/// `report.articles`.
///
/// Shows the first `options.top` clusters in report order, `options.top` members of each, the anchor
/// and then by date, and counts the rest. No control character of an article reaches `out`. Writes in small
/// pieces: hand it a buffered writer, and flush it.
///
/// # Errors
/// Those of `out`, and of reading a text again.
pub fn write_summary(
    out: &mut dyn Write,
    report: &ScanReport,
    texts: &Texts,
    options: &TerminalOptions,
) -> io::Result<()> {
    let mut page = Page::new(out, options);
    write_counts(&mut page, &report.run)?;
    for cluster in report.clusters.iter().take(options.top) {
        page.blank()?;
        write_cluster(&mut page, report, texts, cluster, options.top)?;
    }
    let hidden = report.clusters.len().saturating_sub(options.top) as u64;
    if hidden > 0 {
        page.blank()?;
        let line = format!("{} more not shown here: see --top, --out.", counted(hidden, "cluster"));
        page.write(0, Flow::new().push(WARNING, &line))?;
    }
    write_quotes(&mut page, report, texts, options.top)?;
    write_retellings(&mut page, report, texts, options.top)?;
    write_notes(&mut page, report)
}

fn write_counts(page: &mut Page<'_>, run: &Run) -> io::Result<()> {
    let &Counts { articles, words, clusters, clustered_articles, .. } = &run.counts;
    let &Counts { candidate_pairs, verified_pairs, passages, .. } = &run.counts;
    let mut flow = Flow::new();
    flow.push(STRONG, &counted(articles, "article"))
        .push(PLAIN, &format!(" of {}: ", counted(words, "word")));
    if clusters == 0 {
        flow.push(STRONG, "no cluster");
        flow.push(PLAIN, " of shared copy.");
    } else {
        flow.push(STRONG, &counted(clusters, "cluster"));
        flow.push(
            PLAIN,
            &format!(" of shared copy with {}.", counted(clustered_articles, "article")),
        );
    }
    page.write(0, &flow)?;

    let compared = format!(
        "{} compared, {} verified",
        counted(candidate_pairs, "candidate pair"),
        grouped(verified_pairs)
    );
    let parameters = &run.parameters;
    let line = match (parameters.min_passage_words, parameters.threshold) {
        (Some(words), _) => {
            let quoted = parameters.min_quoted_passage_words.unwrap_or(words);
            let passages = counted(passages, "passage");
            format!("{compared}, {passages} of {words} words or more ({quoted} in quotations).")
        }
        (None, Some(threshold)) => {
            let recall = parameters.banding.as_ref().map_or_else(String::new, |banding| {
                format!("; at least {} of them are found", at_least(banding.promised_recall))
            });
            format!("{compared}: whole articles of resemblance {threshold} or more{recall}.")
        }
        (None, None) => format!("{compared}."),
    };
    page.write(0, Flow::new().push(FAINT, &line))?;
    if clusters == 0 {
        return Ok(());
    }
    let legend = match parameters.threshold {
        Some(_) => "Beside each article: its resemblance to the anchor of its cluster.",
        None => {
            "Beside each article: the share of its own words that the anchor of its cluster has too."
        }
    };
    page.write(0, Flow::new().push(FAINT, legend))
}

fn write_cluster(
    page: &mut Page<'_>,
    report: &ScanReport,
    texts: &Texts,
    cluster: &ClusterEntry,
    top: usize,
) -> io::Result<()> {
    let mut members: Vec<Member<'_>> = members(report, cluster).collect();
    write_heading(page, cluster, members.len() as u64)?;
    write_first_seen(page, report, cluster)?;

    members.sort_by_key(|member| {
        let published = member.article.and_then(|article| article.published.as_ref());
        let is_member = member.entry.role == MemberRole::Member;
        // The anchor first, for the shares are with it; without a date last. The sort is stable, so
        // ties stay by id.
        (is_member, published.is_none(), published.map(|published| published.earliest.as_str()))
    });
    let longest = longest_passage(&members, cluster.kind);
    let hidden = members.len().saturating_sub(top) as u64;
    let shown = members.get(..top).unwrap_or(&members);
    write_members(page, shown, cluster.kind)?;
    if hidden > 0 {
        let line = format!("{} more not shown here", counted(hidden, "member"));
        page.write(INDENT, Flow::new().push(WARNING, &line))?;
    }
    longest.map_or(Ok(()), |(pair, passage)| write_longest(page, report, texts, pair, passage))
}

fn write_heading(page: &mut Page<'_>, cluster: &ClusterEntry, members: u64) -> io::Result<()> {
    let meaning = match cluster.kind {
        Some(PairKind::Reprint) => "nearly the whole text is the same",
        Some(PairKind::Abridgement) => "one text is a shorter form of the other",
        Some(PairKind::Partial) => "a part of the text is the same",
        Some(PairKind::QuotesOnly) => "separate reports with the same quotations",
        Some(PairKind::Template) => "a form or site text, no copied story",
        Some(PairKind::Rewritten) => "the same story in other words, an estimate",
        Some(PairKind::SameEvent) => "the same event, an estimate",
        None => "whole articles resemble each other",
    };
    let kind = cluster.kind.map_or_else(|| "near duplicates".to_owned(), words_of);
    let shares = if cluster.kind.is_some() { "shares" } else { "resembles by" };
    let weakest = percent(cluster.weakest.containment);
    let weakest = format!(", the weakest pair {shares} {}", weakest.trim_start());
    let mut flow = Flow::new();
    flow.push(KIND, &kind)
        .push(PLAIN, ", ")
        .push(STRONG, &counted(members, "article"))
        .push(FAINT, ": ")
        .push(FAINT, meaning)
        .push(FAINT, &weakest);
    let mut label = Flow::new();
    label.push(STRONG, &cluster.id);
    page.write_hanging(&label, INDENT, &flow)
}

/// The name of a kind in running text.
fn words_of(kind: PairKind) -> String {
    kind.name().replace('_', " ")
}

fn write_first_seen(
    page: &mut Page<'_>,
    report: &ScanReport,
    cluster: &ClusterEntry,
) -> io::Result<()> {
    let seen = &cluster.first_seen;
    let mut flow = Flow::new();
    match seen.certainty {
        Certainty::Undetermined if seen.ids.is_empty() => {
            flow.push(PLAIN, "First to run it: unknown, no article is dated.");
        }
        Certainty::Sure => {
            flow.push(PLAIN, "First to run it: ");
        }
        Certainty::Tie => {
            flow.push(PLAIN, "First to run it, on the same date: ");
        }
        Certainty::Undetermined => {
            flow.push(PLAIN, "First to run it, the dates leave open which: ");
        }
    }
    for (place, id) in seen.ids.iter().take(MAX_FIRST_NAMED).enumerate() {
        flow.push(PLAIN, if place > 0 { "; " } else { "" });
        push_name(&mut flow, report, id);
    }
    if !seen.ids.is_empty() {
        let more = seen.ids.len().saturating_sub(MAX_FIRST_NAMED) as u64;
        let end = if more > 0 { format!("; and {} more.", grouped(more)) } else { ".".to_owned() };
        flow.push(PLAIN, &end);
    }
    page.write(INDENT, &flow)
}

/// The source and date of an article, or its id.
fn push_name(flow: &mut Flow, report: &ScanReport, id: &str) {
    let found = article(report, id).map(|(_, article)| article);
    let Some(ArticleEntry { source: Some(source), published, .. }) = found else {
        flow.push(SOURCE, &fitted(id, MAX_NAME_WIDTH));
        return;
    };
    flow.push(SOURCE, &fitted(source, MAX_NAME_WIDTH));
    if let Some(published) = published {
        flow.push(PLAIN, &format!(", {}", date(published)));
    }
}

/// One line a member: share, source, date, title and id. A column that no member fills is left out.
fn write_members(
    page: &mut Page<'_>,
    members: &[Member<'_>],
    kind: Option<PairKind>,
) -> io::Result<()> {
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
        let share = match (member.entry.role, member.pair) {
            (MemberRole::Anchor, _) => "anchor".to_owned(),
            (_, Some(pair)) if kind.is_none() => percent(pair.resemblance),
            _ => member.containment_in_anchor().map(percent).unwrap_or_default(),
        };
        let mut label = Flow::new();
        label
            .push(PLAIN, &padded("", INDENT))
            .push(STRONG, &padded(&share, SHARE_WIDTH))
            .push(SOURCE, &padded(source, source_width))
            .push(PLAIN, date);
        let title = member.article.and_then(|article| article.title.as_deref()).unwrap_or_default();
        let (mut name, mut id) = (Flow::new(), Flow::new());
        name.push(PLAIN, &fitted(title, MAX_NAME_WIDTH));
        id.push(FAINT, &format!("({})", fitted(&member.entry.id, MAX_NAME_WIDTH)));
        // Else a reprint of the anchor would pass for a quotation among quotations.
        if let Some(own) = member.pair.and_then(|pair| pair.kind).filter(|own| Some(*own) != kind) {
            id.push(PLAIN, &format!(" {}", words_of(own)));
        }
        // An id is there to be copied: it has a line of its own before it is broken.
        let room = page.width().saturating_sub(indent);
        if title.is_empty() {
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

/// The longest passage that a member of the cluster's own kind shares with the anchor; of equals
/// the first member's.
fn longest_passage<'r>(
    members: &[Member<'r>],
    kind: Option<PairKind>,
) -> Option<(&'r PairEntry, &'r Passage)> {
    let mut longest: Option<(&PairEntry, &Passage)> = None;
    let pairs = members.iter().filter_map(|member| member.pair);
    for pair in pairs.filter(|pair| pair.kind == kind) {
        for passage in pair.passages.iter().flatten() {
            if longest.is_none_or(|(_, best)| passage.words > best.words) {
                longest = Some((pair, passage));
            }
        }
    }
    longest
}

fn write_longest(
    page: &mut Page<'_>,
    report: &ScanReport,
    texts: &Texts,
    pair: &PairEntry,
    passage: &Passage,
) -> io::Result<()> {
    let mut flow = Flow::new();
    let words = counted(u64::from(passage.words), "word");
    flow.push(PLAIN, "Longest passage shared with the anchor, ").push(STRONG, &words);
    if passage.edits.is_empty() {
        flow.push(PLAIN, ", all the same:");
    } else {
        let same = grouped(u64::from(passage.verbatim_words));
        flow.push(PLAIN, &format!(", {same} the same; from "));
        push_name(&mut flow, report, &pair.a);
        flow.push(PLAIN, " to ");
        push_name(&mut flow, report, &pair.b);
        flow.push(PLAIN, ":");
    }
    page.write(INDENT, &flow)?;
    let (text_a, text_b) = (text(report, texts, &pair.a)?, text(report, texts, &pair.b)?);
    let marked = marked_passage(passage, &text_a, &text_b, page.color(), LineEnds::Join);
    let bar = |indent| {
        let mut bar = Flow::new();
        bar.push(PLAIN, &padded("", indent)).push(FAINT, "|");
        bar
    };
    let whole = page.write_quoted(&bar(INDENT), INDENT + 2, &marked, EXCERPT_LINES)?;
    if !whole {
        page.write_quoted(&bar(INDENT), INDENT + 2, Flow::new().push(FAINT, "[...]"), 1)?;
    }
    if pair.truncated {
        let note = "The comparison of these two was cut by its work budget; they may share more.";
        page.write(INDENT, Flow::new().push(WARNING, note))?;
    }
    Ok(())
}

/// What was limited, passed over or skipped. Nothing of it is left unsaid.
fn write_notes(page: &mut Page<'_>, report: &ScanReport) -> io::Result<()> {
    let (counts, limits) = (&report.run.counts, &report.run.limits_hit);
    let mut notes = Vec::new();
    if limits.large_groups > 0 {
        notes.push(format!(
            "{} of more than {} articles on one fingerprint: their members were compared with one \
             representative, not each with each.",
            counted(limits.large_groups, "group"),
            grouped(u64::from(report.run.parameters.max_group)),
        ));
    }
    if limits.truncated_pairs > 0 {
        notes.push(format!(
            "{} cut by the work budget of the comparison; they may share more than is shown.",
            counted(limits.truncated_pairs, "pair")
        ));
    }
    if limits.capped_quotes > 0 {
        notes.push(format!(
            "{} compared with some of those that share words with them, not with all.",
            counted(limits.capped_quotes, "quotation")
        ));
    }
    if limits.capped_retellings > 0 {
        notes.push(format!(
            "Retellings of {} were looked for among the nearest alone, or not at all: too many are \
             about the same.",
            counted(limits.capped_retellings, "article")
        ));
    }
    if counts.too_short > 0 {
        let articles = counted(counts.too_short, "article");
        notes.push(format!("{articles} too short to be compared."));
    }
    if counts.repeated_ids > 0 {
        let articles = counted(counts.repeated_ids, "article");
        notes.push(format!("{articles} with an id given before, kept under it with #2, #3, ..."));
    }
    if counts.files_passed_over > 0 {
        let files = counted(counts.files_passed_over, "file");
        notes.push(format!("{files} passed over: other types, links, or reached before."));
    }
    if counts.unmatched_paths > 0 {
        let files = counted(counts.unmatched_paths, "file");
        notes.push(format!("{files} whose path does not match the path pattern in all parts."));
    }
    if counts.transcoded > 0 {
        let articles = counted(counts.transcoded, "article");
        notes.push(format!("{articles} decoded from another encoding than UTF-8."));
    }
    if counts.mended > 0 {
        let articles = counted(counts.mended, "article");
        notes.push(format!("{articles} with signs that could not be decoded, now U+FFFD."));
    }
    if counts.unreadable_dates > 0 {
        let articles = counted(counts.unreadable_dates, "article");
        notes.push(format!("{articles} with a date that could not be read."));
    }
    if counts.rejects > 0 {
        let (total, reasons) = (grouped(counts.rejects), reasons(&counts.rejects_by_reason));
        notes.push(format!("Bad input skipped: {total} ({reasons})."));
    }
    if limits.unlisted_rejects > 0 {
        notes.push(format!(
            "{} of them counted, not listed in the report; --rejects FILE writes all.",
            grouped(limits.unlisted_rejects)
        ));
    }
    if !notes.is_empty() {
        page.blank()?;
    }
    let mut label = Flow::new();
    label.push(WARNING, "-");
    notes.iter().try_for_each(|note| page.write_hanging(&label, 2, Flow::new().push(PLAIN, note)))
}

/// `2 missing_text, 1 too_large`.
fn reasons(by_reason: &[ReasonCount]) -> String {
    let shown: Vec<String> = by_reason
        .iter()
        .map(|ReasonCount { reason, count }| format!("{} {reason}", grouped(*count)))
        .collect();
    shown.join(", ")
}

/// Text that takes `width` columns, if it is not wider.
fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

#[cfg(test)]
mod tests {
    use super::super::sample::sample_report;
    use super::*;

    fn summary(report: &ScanReport, texts: &Texts, options: TerminalOptions) -> String {
        let mut out = Vec::new();
        write_summary(&mut out, report, texts, &options).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn summary_reads_as_planned() {
        let (report, texts) = sample_report();
        insta::assert_snapshot!(summary(&report, &texts, TerminalOptions::default()), @r"
        3 articles of 1,234 words: 1 cluster of shared copy with 2 articles.
        2 candidate pairs compared, 1 verified, 1 passage of 12 words or more (8 in
        quotations).
        Beside each article: the share of its own words that the anchor of its cluster
        has too.

        c1  partial, 2 articles: a part of the text is the same, the weakest pair shares
            50 %
            First to run it: Quarrow Echo, 2017-01-12.
            anchor  Quarrow Echo          2017-01-12  Alliance chief warns of meddling
                    (echo/1.txt)
             50 %   Harbour \u{1b}[1mHe…  2017-01-13  Vote watch (herald/2.txt)
            Longest passage shared with the anchor, 23 words, 20 the same; from Quarrow
            Echo, 2017-01-12 to Harbour \u{1b}[1mHerald, 2017-01-13:
            | The alliance will {+now+} keep a [-close-] watch on every
            | [-vote-]{+ballot+} this year, its chief said on Thursday, and share what
            | it sees

        1 quotation in more than one article:
        q1  Ada\u{1b}[1m Finch, Alliance chief, 2 articles of 2 sources, 4 words:
            “every vote this year”

        - 1 article too short to be compared.
        - Bad input skipped: 1 (1 missing_text).
        ");
    }

    #[test]
    fn clusters_and_members_past_top_are_counted() {
        let (mut report, texts) = sample_report();
        let options = TerminalOptions { top: 1, ..TerminalOptions::default() };
        for number in 2..=4 {
            let mut cluster = report.clusters[0].clone();
            cluster.id = format!("c{number}");
            report.clusters.push(cluster);
        }
        let shown = summary(&report, &texts, options);
        assert!(shown.contains("1 member more not shown here"), "{shown}");
        assert!(shown.contains("3 clusters more not shown here"), "{shown}");
        assert!(!shown.contains("c2 "), "{shown}");
    }

    #[test]
    fn limits_and_skipped_input_are_said() {
        let (mut report, texts) = sample_report();
        report.run.limits_hit.large_groups = 2;
        report.run.limits_hit.truncated_pairs = 1;
        report.run.counts.repeated_ids = 5;
        report.run.counts.files_passed_over = 6;
        report.run.counts.unmatched_paths = 1;
        report.run.counts.transcoded = 2;
        report.run.counts.mended = 1;
        report.run.counts.unreadable_dates = 4;
        report.run.limits_hit.unlisted_rejects = 2_500;
        report.pairs[0].truncated = true;
        let shown = summary(&report, &texts, TerminalOptions::default());
        insta::assert_snapshot!(shown.split_once("it sees\n").unwrap().1, @r"
            The comparison of these two was cut by its work budget; they may share more.

        1 quotation in more than one article:
        q1  Ada\u{1b}[1m Finch, Alliance chief, 2 articles of 2 sources, 4 words:
            “every vote this year”

        - 2 groups of more than 50 articles on one fingerprint: their members were
          compared with one representative, not each with each.
        - 1 pair cut by the work budget of the comparison; they may share more than is
          shown.
        - 1 article too short to be compared.
        - 5 articles with an id given before, kept under it with #2, #3, ...
        - 6 files passed over: other types, links, or reached before.
        - 1 file whose path does not match the path pattern in all parts.
        - 2 articles decoded from another encoding than UTF-8.
        - 1 article with signs that could not be decoded, now U+FFFD.
        - 4 articles with a date that could not be read.
        - Bad input skipped: 1 (1 missing_text).
        - 2,500 of them counted, not listed in the report; --rejects FILE writes all.
        ");
    }

    #[test]
    fn a_member_of_another_kind_is_named_and_not_quoted() {
        let (mut report, texts) = sample_report();
        report.clusters[0].kind = Some(PairKind::QuotesOnly);
        report.pairs[0].kind = Some(PairKind::Reprint);
        let shown = summary(&report, &texts, TerminalOptions::default());
        assert!(shown.contains("(herald/2.txt) reprint\n"), "{shown}");
        assert!(!shown.contains("Longest passage"), "{shown}");
    }

    #[test]
    fn near_duplicates_show_resemblance() {
        let (mut report, texts) = sample_report();
        report.run.parameters.min_passage_words = None;
        report.run.parameters.threshold = Some(0.8);
        report.clusters[0].kind = None;
        let pair = &mut report.pairs[0];
        (pair.kind, pair.passages, pair.resemblance) = (None, None, 0.875);
        let shown = summary(&report, &texts, TerminalOptions::default());
        assert!(shown.contains("near duplicates, 2 articles"), "{shown}");
        assert!(shown.contains(" 88 %"), "{shown}");
        assert!(!shown.contains("Longest"), "{shown}");
    }

    #[test]
    fn nothing_found_is_said_in_one_line() {
        let (mut report, texts) = sample_report();
        report.run.counts = Counts { articles: 1, words: 3, ..Counts::default() };
        report.clusters.clear();
        let shown = summary(&report, &texts, TerminalOptions::default());
        assert!(shown.starts_with("1 article of 3 words: no cluster of shared copy.\n"), "{shown}");
    }

    #[test]
    fn colour_is_reset_on_every_line_and_articles_add_none() {
        let (report, texts) = sample_report();
        let shown = summary(&report, &texts, TerminalOptions { color: true, ..Default::default() });
        assert!(shown.contains('\u{1b}'));
        assert!(shown.contains("Harbour \\u{1b}[1mHera"), "{shown}");
        for line in shown.lines() {
            let last = line.rfind("\u{1b}[");
            assert!(last.is_none_or(|at| line[at..].starts_with("\u{1b}[0m")), "{line:?}");
        }
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let (report, texts) = sample_report();
        for width in [0, 40, 57, 200] {
            let options = TerminalOptions { width, ..TerminalOptions::default() };
            for line in summary(&report, &texts, options).lines() {
                assert!(line.width() <= width.max(40), "{width}: {line}");
            }
        }
    }
}
