//! The clusters as a table for spreadsheets, one row a member.

use std::io::{self, Write};

use super::lookup::members;
use super::model::{MemberRole, ScanReport};
use crate::passage::PairKind;

const HEADER: [&str; 11] = [
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
    table.write_record(HEADER)?;
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

fn cell(text: &str) -> String {
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
        let mut out = Vec::new();
        write_clusters_csv(&mut out, report).unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(out.as_slice());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn every_member_has_a_row_with_both_containments() {
        let report = sample_report().0;
        let rows = rows(&report);
        assert_eq!(rows[0], HEADER);
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
