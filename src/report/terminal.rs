//! A scan as a summary to read on a terminal: counts, then each cluster with its members and its
//! longest passage, then what was limited or skipped.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::figures::{at_least, counted, grouped, percent};
use super::layout::{FAINT, Flow, KIND, PLAIN, Page, SOURCE, STRONG, TerminalOptions, WARNING};
use super::lookup::{Member, members};
use super::member::{INDENT, name_of, share_of, words_of, write_longest, write_members};
use super::model::{Certainty, ClusterEntry, Counts, MemberRole, Run, ScanReport};
use super::notes::write_notes;
use super::quotations::write_quotes;
use super::retold::write_retellings;
use crate::passage::PairKind;
use crate::read::Texts;

/// Articles named as the first to run a story.
const MAX_FIRST_NAMED: usize = 4;
/// Other clusters that are named beside one.
const MAX_OTHERS_NAMED: usize = 6;

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
    let clusters_of = clusters_of(report);
    for cluster in report.clusters.iter().take(options.top) {
        page.blank()?;
        write_cluster(&mut page, report, texts, cluster, &clusters_of, options.top)?;
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
        Some(_) => "The share beside an article: its resemblance to the anchor of its cluster.",
        None => {
            "The share beside an article: how much of its own words the anchor of its cluster has too."
        }
    };
    page.write(0, Flow::new().push(FAINT, legend))
}

fn write_cluster(
    page: &mut Page<'_>,
    report: &ScanReport,
    texts: &Texts,
    cluster: &ClusterEntry,
    clusters_of: &ClustersOf<'_>,
    top: usize,
) -> io::Result<()> {
    let mut members: Vec<Member<'_>> = members(report, cluster).collect();
    write_heading(page, cluster, &members)?;
    write_first_seen(page, report, cluster)?;
    write_others(page, report, cluster, clusters_of)?;

    members.sort_by_key(|member| {
        let published = member.article.and_then(|article| article.published.as_ref());
        let is_member = member.entry.role == MemberRole::Member;
        // The anchor first, for the shares are with it; without a date last. The sort is stable, so
        // ties stay by id.
        (is_member, published.is_none(), published.map(|published| published.earliest.as_str()))
    });
    let hidden = members.len().saturating_sub(top) as u64;
    let shown = members.get(..top).unwrap_or(&members);
    write_members(page, shown, cluster.kind)?;
    if hidden > 0 {
        let line = format!("{} more not shown here", counted(hidden, "member"));
        page.write(INDENT, Flow::new().push(WARNING, &line))?;
    }
    write_longest(page, report, texts, &members, &cluster.anchor)
}

/// The places of the clusters that an article is in.
type ClustersOf<'r> = BTreeMap<&'r str, Vec<usize>>;

fn clusters_of(report: &ScanReport) -> ClustersOf<'_> {
    let mut clusters_of = ClustersOf::new();
    for (place, cluster) in report.clusters.iter().enumerate() {
        for member in &cluster.members {
            clusters_of.entry(&member.id).or_default().push(place);
        }
    }
    clusters_of
}

/// Which other clusters hold articles of this one, those with most first.
fn write_others(
    page: &mut Page<'_>,
    report: &ScanReport,
    cluster: &ClusterEntry,
    clusters_of: &ClustersOf<'_>,
) -> io::Result<()> {
    let mut counts = BTreeMap::<usize, u64>::new();
    for member in &cluster.members {
        for &place in clusters_of.get(member.id.as_str()).into_iter().flatten() {
            *counts.entry(place).or_default() += 1;
        }
    }
    let named = |(place, count): (usize, u64)| {
        let other = report.clusters.get(place).filter(|other| other.id != cluster.id)?;
        Some((other.id.as_str(), count))
    };
    let mut others: Vec<(&str, u64)> = counts.into_iter().filter_map(named).collect();
    if others.is_empty() {
        return Ok(());
    }
    // Stable: of those with as many the first in report order.
    others.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let mut flow = Flow::new();
    flow.push(PLAIN, "Of these articles also in other clusters: ");
    for (place, (id, count)) in others.iter().take(MAX_OTHERS_NAMED).enumerate() {
        let comma = if place > 0 { ", " } else { "" };
        flow.push(PLAIN, &format!("{comma}{} in ", grouped(*count))).push(STRONG, id);
    }
    let more = others.len().saturating_sub(MAX_OTHERS_NAMED) as u64;
    let end =
        if more > 0 { format!(", and {} more.", counted(more, "cluster")) } else { ".".to_owned() };
    flow.push(PLAIN, &end);
    page.write(INDENT, &flow)
}

fn write_heading(
    page: &mut Page<'_>,
    cluster: &ClusterEntry,
    members: &[Member<'_>],
) -> io::Result<()> {
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
    // Of the shares beside the members, not of the larger ones of both directions.
    let shares = members.iter().filter_map(|member| share_of(member, cluster.kind));
    let weakest = shares.min_by(f64::total_cmp).map_or_else(String::new, |share| {
        format!(", the least share is {}", percent(share).trim_start())
    });
    let mut flow = Flow::new();
    flow.push(KIND, &kind)
        .push(PLAIN, ", ")
        .push(STRONG, &counted(members.len() as u64, "article"))
        .push(FAINT, ": ")
        .push(FAINT, meaning)
        .push(FAINT, &weakest);
    let mut label = Flow::new();
    label.push(STRONG, &cluster.id);
    page.write_hanging(&label, INDENT, &flow)
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
        flow.push(SOURCE, &name_of(report, id));
    }
    if !seen.ids.is_empty() {
        let more = seen.ids.len().saturating_sub(MAX_FIRST_NAMED) as u64;
        let end = if more > 0 { format!("; and {} more.", grouped(more)) } else { ".".to_owned() };
        flow.push(PLAIN, &end);
    }
    page.write(INDENT, &flow)
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

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
        The share beside an article: how much of its own words the anchor of its cluster
        has too.

        c1  partial, 2 articles: a part of the text is the same, the least share is 50 %
            First to run it: Quarrow Echo, 2017-01-12.
            anchor  Quarrow Echo          2017-01-12  Alliance chief warns of meddling
                    (echo/1.txt)
             50 %   Harbour \u{1b}[1mHe…  2017-01-13  Vote watch (herald/2.txt)
            Longest passage shared with the anchor: 23 words, by Harbour
            \u{1b}[1mHerald, 2017-01-13, 20 the same.
            Edits: {-only in Quarrow Echo, 2017-01-12 (earlier)-}, {+only in Harbour
            \u{1b}[1mHerald, 2017-01-13 (later)+}
            | The alliance will {+now+} keep a {-close-} watch on every
            | {-vote-}{+ballot+} this year, its chief said on Thursday, and share what
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

        - 2 groups of more than 50 articles that have the same words: each was compared
          with one article of its group, not with all. Copies of a story are found all
          the same; what two of them share besides may be missing.
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
    fn a_member_of_another_kind_is_named_and_its_passage_is_the_longest() {
        let (mut report, texts) = sample_report();
        report.clusters[0].kind = Some(PairKind::QuotesOnly);
        report.pairs[0].kind = Some(PairKind::Reprint);
        let shown = summary(&report, &texts, TerminalOptions::default());
        assert!(shown.contains("(herald/2.txt) reprint\n"), "{shown}");
        assert!(shown.contains("anchor: 23 words, by Harbour"), "{shown}");
    }

    #[test]
    fn the_least_share_is_one_that_stands_beside_a_member() {
        let (mut report, texts) = sample_report();
        // The anchor's own share is the larger one of both directions.
        report.clusters[0].weakest.containment = 0.75;
        report.pairs[0].containment_a_in_b = 0.75;
        let shown = summary(&report, &texts, TerminalOptions { width: 120, ..Default::default() });
        assert!(shown.contains("the least share is 50 %\n"), "{shown}");
        assert!(shown.contains("\n     50 %   Harbour"), "{shown}");
    }

    #[test]
    fn edits_follow_the_dates_and_else_name_both_articles() {
        let (mut report, texts) = sample_report();
        let options = TerminalOptions { width: 120, ..TerminalOptions::default() };
        let key = |report: &ScanReport| {
            let shown = summary(report, &texts, options);
            let (_, key) = shown.split_once("Edits: ").unwrap();
            key.split_once("watch").unwrap().0.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        insta::assert_snapshot!(key(&report), @r"{-only in Quarrow Echo, 2017-01-12 (earlier)-}, {+only in Harbour \u{1b}[1mHerald, 2017-01-13 (later)+} | The alliance will {+now+} keep a {-close-}");
        let date = |report: &mut ScanReport, at: usize, day: &str| {
            let published = report.articles[at].published.as_mut().unwrap();
            published.raw = day.to_owned();
            published.earliest = format!("{day}T00:00:00Z");
            published.latest = format!("{day}T23:59:59Z");
        };
        date(&mut report, 1, "2017-01-11");
        insta::assert_snapshot!(key(&report), @r"{-only in Harbour \u{1b}[1mHerald, 2017-01-11 (earlier)-}, {+only in Quarrow Echo, 2017-01-12 (later)+} | The alliance will {-now-} keep a {+close+}");
        date(&mut report, 1, "2017-01-12");
        insta::assert_snapshot!(key(&report), @r"{-only in Quarrow Echo, 2017-01-12-}, {+only in Harbour \u{1b}[1mHerald, 2017-01-12+} | The alliance will {+now+} keep a {-close-}");
    }

    #[test]
    fn articles_in_several_clusters_point_to_the_others() {
        let (mut report, texts) = sample_report();
        for number in 2..=9 {
            let mut cluster = report.clusters[0].clone();
            cluster.id = format!("c{number}");
            cluster.members.truncate(if number == 9 { 2 } else { 1 });
            report.clusters.push(cluster);
        }
        let shown = summary(&report, &texts, TerminalOptions { width: 120, ..Default::default() });
        let pointer = "Of these articles also in other clusters: 2 in c9, 1 in c2, 1 in c3, 1 in c4, \
                       1 in c5, 1 in c6, and 2 clusters more.\n";
        assert!(shown.contains(pointer), "{shown}");
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
        let shown = summary(
            &report,
            &texts,
            TerminalOptions { width: 120, color: true, ..Default::default() },
        );
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
