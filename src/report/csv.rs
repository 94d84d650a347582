//! Clusters and pairs as tables for spreadsheets.

use std::io::{self, Write};

use super::lookup::{article, members};
use super::model::{ArticleEntry, MemberRole, ScanReport};
use crate::passage::PairKind;

const CLUSTER_HEADER: [&str; 11] = [
    "cluster",
    "kind",
    "anchor",
    "id",
    "role",
    "source",
    "published",
    "title",
    "url",
    "containment_in_anchor",
    "containment_of_anchor",
];

/// Writes one row for each member of each cluster, under a header.
///
/// Shape: UTF-8, comma, quotes where needed, LF. `published` is the date as it was written.
/// `containment_in_anchor` is the share of the member's own words that lie in passages shared with
/// the anchor, `containment_of_anchor` that of the anchor's own words shared with the member (of
/// shingles in near-duplicate mode), 0 to 1; both are empty for the anchor itself.
///
/// A cell that a spreadsheet could take for a formula, one that starts with `=`, `+`, `-`, `@`, a
/// tab or a line end, is prefixed with `'`.
///
/// # Errors
/// Those of `out`.
pub fn write_clusters_csv(out: &mut dyn Write, report: &ScanReport) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(CLUSTER_HEADER)?;
    for cluster in &report.clusters {
        for member in members(report, cluster) {
            let entry = member.article;
            let field = |value: Option<&str>| cell(value.unwrap_or_default());
            let share = |value: Option<f64>| value.map(|v| v.to_string()).unwrap_or_default();
            table.write_record([
                cell(&cluster.id),
                field(cluster.kind.map(PairKind::name)),
                cell(&cluster.anchor),
                cell(&member.entry.id),
                cell(match member.entry.role {
                    MemberRole::Anchor => "anchor",
                    MemberRole::Member => "member",
                }),
                field(entry.and_then(|e| e.source.as_deref())),
                field(entry.and_then(|e| e.published.as_ref()).map(|p| p.raw.as_str())),
                field(entry.and_then(|e| e.title.as_deref())),
                field(entry.and_then(|e| e.url.as_deref())),
                share(member.containment_in_anchor()),
                share(member.containment_of_anchor()),
            ])?;
        }
    }
    table.flush()
}

const PAIR_HEADER: [&str; 20] = [
    "a",
    "b",
    "kind",
    "same_source",
    "source_a",
    "source_b",
    "published_a",
    "published_b",
    "title_a",
    "title_b",
    "containment_a_in_b",
    "containment_b_in_a",
    "resemblance",
    "shared_words_a",
    "shared_words_b",
    "longest_run_words",
    "passages",
    "truncated",
    "confidence",
    "estimated",
];

/// Writes one row for each verified pair, under a header.
///
/// Shape: as [`write_clusters_csv`]. `a` and `b` are ids; figures are those of the pair in the
/// document, and `passages` is their number; what near-duplicate mode does not know is empty.
///
/// # Errors
/// Those of `out`.
pub fn write_pairs_csv(out: &mut dyn Write, report: &ScanReport) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(PAIR_HEADER)?;
    for pair in &report.pairs {
        let [a, b] = [&pair.a, &pair.b].map(|id| article(report, id).map(|(_, entry)| entry));
        let field = |value: Option<&str>| cell(value.unwrap_or_default());
        let number = |value: Option<u32>| value.map(|v| v.to_string()).unwrap_or_default();
        let source = |of: Option<&ArticleEntry>| field(of.and_then(|e| e.source.as_deref()));
        let published = |of: Option<&ArticleEntry>| {
            field(of.and_then(|e| e.published.as_ref()).map(|p| p.raw.as_str()))
        };
        let title = |of: Option<&ArticleEntry>| field(of.and_then(|e| e.title.as_deref()));
        let passages = pair.passages.as_ref().map(|passages| passages.len() as u32);
        table.write_record([
            cell(&pair.a),
            cell(&pair.b),
            field(pair.kind.map(PairKind::name)),
            pair.same_source.to_string(),
            source(a),
            source(b),
            published(a),
            published(b),
            title(a),
            title(b),
            pair.containment_a_in_b.to_string(),
            pair.containment_b_in_a.to_string(),
            pair.resemblance.to_string(),
            number(pair.shared_words_a),
            number(pair.shared_words_b),
            number(pair.longest_run_words),
            number(passages),
            pair.truncated.to_string(),
            pair.confidence.to_string(),
            pair.estimated.to_string(),
        ])?;
    }
    table.flush()
}

/// The text, disarmed where a spreadsheet would take it for a formula.
pub(super) fn cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::sample_report;
    use super::*;

    fn rows(report: &ScanReport) -> Vec<Vec<String>> {
        read(|out| write_clusters_csv(out, report))
    }

    fn read(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Vec<Vec<String>> {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(out.as_slice());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn every_member_has_a_row_with_both_containments() {
        let report = sample_report().0;
        let rows = rows(&report);
        assert_eq!(rows[0], CLUSTER_HEADER);
        let members: usize = report.clusters.iter().map(|cluster| cluster.members.len()).sum();
        assert_eq!(rows.len(), 1 + members);
        assert_eq!(
            rows[1],
            ["c1", "partial", "echo/1.txt", "echo/1.txt", "anchor", "Quarrow Echo", "2017-01-12"]
                .into_iter()
                .chain(["Alliance chief warns of meddling", "https://echo.example/1", "", ""])
                .collect::<Vec<_>>()
        );
        assert_eq!(rows[2][3..5], ["herald/2.txt", "member"]);
        assert_eq!(rows[2][9..], ["0.5", "0.25"]);
    }

    #[test]
    fn every_pair_has_a_row_with_what_is_known_of_its_articles() {
        let mut report = sample_report().0;
        report.articles[0].source = Some("=1+1".to_owned());
        let rows = read(|out| write_pairs_csv(out, &report));
        assert_eq!(rows[0], PAIR_HEADER);
        assert_eq!(rows.len(), 1 + report.pairs.len());
        assert_eq!(rows[1][..5], ["echo/1.txt", "herald/2.txt", "partial", "false", "'=1+1"]);
        assert_eq!(rows[1][8..10], ["Alliance chief warns of meddling", "Vote watch"]);
        assert_eq!(
            rows[1][10..],
            ["0.25", "0.5", "0.125", "21", "22", "13", "1", "false", "0.4", "false"]
        );
        report.pairs[0].passages = None;
        report.pairs[0].kind = None;
        let rows = read(|out| write_pairs_csv(out, &report));
        assert_eq!((rows[1][2].as_str(), rows[1][16].as_str()), ("", ""));
    }

    #[test]
    fn cells_that_look_like_formulas_are_prefixed() {
        let mut report = sample_report().0;
        for start in ["=", "+", "-", "@", "\t", "\r", "\n"] {
            report.articles[0].title = Some(format!("{start}1+1"));
            assert_eq!(rows(&report)[1][7], format!("'{start}1+1"));
        }
        report.articles[0].title = Some("1=1, \"so\"\nit goes".to_owned());
        assert_eq!(rows(&report)[1][7], "1=1, \"so\"\nit goes");
    }
}
