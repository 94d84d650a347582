//! Clusters, kinds and the order in time, end to end.

use std::path::PathBuf;

use wirecopy::cluster::Certainty;
use wirecopy::passage::PairKind;
use wirecopy::read::{ReadOptions, Reader};
use wirecopy::report::model::ScanReport;
use wirecopy::{Scan, ScanConfig};

use super::oracle::{article, check, members, scan, words};

#[test]
fn a_chain_is_not_one_cluster() {
    let (first, second) = (words("first", 60), words("second", 60));
    let outcome = scan(vec![
        article("a", "one", format!("{}\n{first}", words("a", 80))),
        article("b", "two", format!("{first}\n{}\n{second}", words("b", 40))),
        article("c", "three", format!("{second}\n{}", words("c", 80))),
    ]);
    check(&outcome);
    assert_eq!(members(&outcome.report), [["a", "b"], ["b", "c"]]);
}

/// Two of them have so many words, or half as many in characters, of the anchor's passage in common.
#[test]
fn a_common_passage_counts_a_character_as_half_a_word() {
    let characters = |first: u32, count: u32| -> String {
        (first..first + count).filter_map(char::from_u32).collect()
    };
    for (common, expected) in [(10, 2), (18, 1)] {
        let shared = characters(0x4e00, 80);
        let part = |range: std::ops::Range<usize>| -> String {
            shared.chars().skip(range.start).take(range.len()).collect()
        };
        let own =
            |n: u32| (characters(0x5000 + 0x400 * n, 200), characters(0x5200 + 0x400 * n, 200));
        let text = |n: u32, shared: String| format!("{}。{shared}。{}", own(n).0, own(n).1);
        let outcome = scan(vec![
            article("a", "one", text(0, shared.clone())),
            article("b", "two", text(1, part(0..45))),
            article("c", "three", text(2, part(45 - common..80))),
        ]);
        check(&outcome);
        assert_eq!(outcome.report.clusters.len(), expected, "{common}");
    }
}

#[test]
fn a_long_chain_never_joins_its_ends() {
    let articles = (0..30)
        .map(|n| {
            let text =
                format!("{}\n{}", words(&format!("p{n}w"), 60), words(&format!("p{}w", n + 1), 60));
            article(&format!("{n:02}"), &format!("outlet {n}"), text)
        })
        .collect();
    let outcome = scan(articles);
    check(&outcome);
    let found = members(&outcome.report);
    assert_eq!(found.len(), 29);
    assert!(found.iter().all(|members| members.len() == 2), "{found:?}");
}

#[test]
fn one_passage_that_all_hold_is_one_cluster() {
    let shared = words("shared", 40);
    let articles = ["a", "b", "c", "d"].map(|id| {
        article(
            id,
            id,
            format!("{}\n{shared}\n{}", words(&format!("{id}x"), 60), words(&format!("{id}y"), 60)),
        )
    });
    let outcome = scan(articles.into());
    check(&outcome);
    assert_eq!(members(&outcome.report), [["a", "b", "c", "d"]]);
    assert_eq!(outcome.report.clusters[0].kind, Some(PairKind::Partial));
}

#[test]
fn a_corrected_version_of_one_outlet_is_a_reprint() {
    let story = words("s", 120);
    let corrected = format!("{} Correction: a number was wrong.", story.replace("s60 ", "sixty "));
    let outcome = scan(vec![article("a", "herald", &story), article("b", "herald", corrected)]);
    check(&outcome);
    let pair = &outcome.report.pairs[0];
    assert_eq!((pair.kind, pair.same_source), (Some(PairKind::Reprint), true));
    assert_eq!(members(&outcome.report), [["a", "b"]]);
}

#[test]
fn unknown_sources_are_not_the_same() {
    let story = words("s", 120);
    let articles =
        ["a", "b"].map(|id| wirecopy::Article { source: None, ..article(id, "", &story) });
    let outcome = scan(articles.into());
    assert!(!outcome.report.pairs[0].same_source);
}

/// Scans copies of one story that carry these dates.
fn dated(dates: &[Option<&str>]) -> ScanReport {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("articles.jsonl");
    let lines: Vec<String> = dates
        .iter()
        .enumerate()
        .map(|(n, date)| {
            let record = serde_json::json!({
                "id": format!("a{n}"), "source": format!("s{n}"), "text": words("s", 60), "date": date,
            });
            record.to_string()
        })
        .collect();
    std::fs::write(&path, lines.join("\n")).unwrap();
    let reader = Reader::new(&[path], ReadOptions::default()).unwrap();
    Scan::new(ScanConfig::default()).run(reader, &()).unwrap().report
}

#[test]
fn first_seen_is_sure_a_tie_or_undetermined() {
    for (dates, ids, certainty) in [
        (
            &[Some("2024-05-02T10:00:00Z"), Some("2024-05-02T09:59:59Z")][..],
            &["a1"][..],
            Certainty::Sure,
        ),
        // The same instant in two zones.
        (
            &[Some("2024-05-02T10:00:00Z"), Some("2024-05-02T12:00:00+02:00")],
            &["a0", "a1"],
            Certainty::Tie,
        ),
        (
            &[Some("2024-05-02"), Some("2024-05-02"), Some("2024-05-03")],
            &["a0", "a1"],
            Certainty::Tie,
        ),
        // A day and an hour of that day.
        (
            &[Some("2024-05-02"), Some("2024-05-02T10:00:00Z")],
            &["a0", "a1"],
            Certainty::Undetermined,
        ),
        // Third of April or fourth of March.
        (&[Some("03/04/2024"), Some("2024-03-20")], &["a0", "a1"], Certainty::Undetermined),
        (&[Some("2024-05-02"), None], &["a0"], Certainty::Undetermined),
        (&[None, None], &[], Certainty::Undetermined),
    ] {
        let report = dated(dates);
        assert_eq!(report.clusters.len(), 1, "{dates:?}");
        let first = &report.clusters[0].first_seen;
        assert_eq!(
            (first.ids.as_slice(), first.certainty),
            (&ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>()[..], certainty),
            "{dates:?}"
        );
    }
}
