//! `scan corpus` finds every pair that corpus/truth.tsv lists, of the kind that it says, and no other.

#![expect(clippy::unwrap_used, reason = "helpers of tests may end them")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use wirecopy::read::{ReadOptions, Reader};
use wirecopy::{Scan, ScanConfig, ScanOutcome};

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

fn scan() -> ScanOutcome {
    let reader = Reader::new(&[corpus()], ReadOptions::default()).unwrap();
    Scan::new(ScanConfig::default()).run(reader, &()).unwrap()
}

fn truth() -> BTreeMap<(String, String), String> {
    let table = std::fs::read_to_string(corpus().join("truth.tsv")).unwrap();
    let rows = table.lines().skip(1).map(|line| {
        let mut fields = line.split('\t').map(str::to_owned);
        let mut next = || fields.next().unwrap();
        ((next(), next()), next())
    });
    rows.collect()
}

#[test]
fn pairs_and_kinds_equal_the_truth() {
    let outcome = scan();
    let found: BTreeMap<(String, String), String> = outcome
        .report
        .pairs
        .iter()
        .map(|pair| ((pair.a.clone(), pair.b.clone()), pair.kind.unwrap().to_string()))
        .collect();
    let truth = truth();
    let differences: Vec<String> = truth
        .iter()
        .filter(|(pair, label)| found.get(*pair) != Some(*label))
        .map(|(pair, label)| format!("{pair:?}: {label}, found {:?}", found.get(pair)))
        .chain(
            found
                .iter()
                .filter(|(pair, _)| !truth.contains_key(*pair))
                .map(|(pair, kind)| format!("{pair:?}: unrelated, found {kind}")),
        )
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn nothing_is_skipped_and_every_article_is_dated() {
    let outcome = scan();
    assert_eq!(outcome.rejects.first(), []);
    assert_eq!(outcome.report.run.counts.files_passed_over, 2, "README.md and truth.tsv");
    assert!(outcome.report.articles.iter().all(|a| a.published.is_some() && a.source.is_some()));
}

#[test]
fn evaluate_takes_the_table_of_the_corpus_as_it_is() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .args(["evaluate", "--articles", "corpus", "--pairs", "corpus/truth.tsv"])
        .args(["--closed", "--format", "json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let scores: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(scores["all"]["pairs"], truth().len());
    assert_eq!([&scores["unknown_pairs"], &scores["unlisted"]], [0, 0]);
    assert_eq!(scores["all"]["copied"]["f1"], 1.0, "{scores}");
    // Each label was found as its own kind: all stand on the diagonal of the table.
    let rows = scores["all"]["confusion"]["counts"].as_array().unwrap();
    for (at, row) in rows.iter().enumerate() {
        let elsewhere = row.as_array().unwrap().iter().enumerate().filter(|(kind, _)| *kind != at);
        assert_eq!(elsewhere.map(|(_, count)| count.as_u64().unwrap()).sum::<u64>(), 0, "{row}");
    }
}
