//! `scan corpus` finds what the tables of the corpus list, and nothing else: pairs and their kinds,
//! credits, quotations with their speakers; and an audit knows its sister papers.

#![expect(clippy::unwrap_used, reason = "helpers of tests may end them")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use wirecopy::audit::Owners;
use wirecopy::cluster::{Certainty, OriginKind, OriginRule};
use wirecopy::read::{ReadOptions, Reader};
use wirecopy::report::audit::write_audit_summary;
use wirecopy::report::model::ClusterEntry;
use wirecopy::report::{TerminalOptions, write_comparison, write_summary};
use wirecopy::{Scan, ScanConfig, ScanOutcome};

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

fn scan() -> ScanOutcome {
    scan_with(ScanConfig::default())
}

fn scan_with(config: ScanConfig) -> ScanOutcome {
    let reader = Reader::new(&[corpus()], ReadOptions::default()).unwrap();
    Scan::new(config).run(reader, &()).unwrap()
}

fn rows<const N: usize>(table: &str) -> Vec<[String; N]> {
    let table = std::fs::read_to_string(corpus().join(table)).unwrap();
    let rows = table.lines().skip(1).map(|line| line.split('\t').map(str::to_owned));
    rows.map(|fields| fields.collect::<Vec<_>>().try_into().unwrap()).collect()
}

fn truth() -> BTreeMap<(String, String), String> {
    rows("truth.tsv").into_iter().map(|[a, b, label]| ((a, b), label)).collect()
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

/// Several pages of one outlet stand under one footer, and several stories in three papers.
#[test]
fn a_low_limit_of_groups_loses_no_copy() {
    let truth = truth();
    for max_group in [2, 3, 5, 8] {
        let config = ScanConfig::builder().max_group(max_group).build().unwrap();
        let clusters = scan_with(config).report.clusters;
        for ((a, b), label) in &truth {
            let are_together = clusters.iter().any(|cluster| {
                let has = |id: &str| cluster.members.iter().any(|member| member.id == id);
                has(a) && has(b)
            });
            let is_copied = label == "reprint" || label == "abridgement";
            assert!(are_together || !is_copied, "{a} {b}: {label} at {max_group}");
        }
    }
}

#[test]
fn nothing_is_skipped_and_every_article_is_dated() {
    let outcome = scan();
    assert_eq!(outcome.rejects.first(), []);
    assert_eq!(outcome.report.run.counts.files_passed_over, 5, "README.md and four tables");
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

#[test]
fn credits_and_their_roles_equal_the_table() {
    let mut listed = BTreeSet::new();
    for [id, whole, contribution, in_body, photo] in rows("credits.tsv") {
        let roles = ["whole", "contribution", "in_body", "photo"];
        for (role, agency) in roles.into_iter().zip([whole, contribution, in_body, photo]) {
            if !agency.is_empty() {
                listed.insert((id.clone(), role, agency));
            }
        }
    }
    let outcome = scan();
    let found: BTreeSet<_> = outcome
        .report
        .articles
        .iter()
        .flat_map(|article| article.credits.iter().flatten().map(|credit| (&article.id, credit)))
        .map(|(id, credit)| (id.clone(), credit.role.name(), credit.agency.to_owned()))
        .collect();
    assert_eq!(found, listed);
}

#[test]
fn quotations_speakers_and_forms_equal_the_table() {
    let mut listed: BTreeMap<String, BTreeSet<[String; 3]>> = BTreeMap::new();
    for [quote, speaker, id, form] in rows("quotes.tsv") {
        listed.entry(quote).or_default().insert([speaker, id, form]);
    }
    let listed: BTreeSet<BTreeSet<[String; 3]>> = listed.into_values().collect();
    let outcome = scan();
    let found = outcome.report.quotes.iter().flatten().map(|quote| {
        let speaker = quote.speaker.clone().unwrap_or_default();
        let members = quote.members.iter();
        let member = members.map(|m| [speaker.clone(), m.article.clone(), m.form.name().into()]);
        member.collect::<BTreeSet<_>>()
    });
    assert_eq!(found.collect::<BTreeSet<_>>(), listed);
}

fn cluster_of<'r>(outcome: &'r ScanOutcome, members: &[&str]) -> &'r ClusterEntry {
    let clusters = &outcome.report.clusters;
    let holds = |cluster: &&ClusterEntry| {
        cluster.members.iter().map(|member| member.id.as_str()).eq(members.iter().copied())
    };
    clusters.iter().find(holds).unwrap()
}

#[test]
fn a_press_release_is_told_from_an_outlet_and_a_tie_from_a_first() {
    let outcome = scan();
    let release = cluster_of(
        &outcome,
        &[
            "dunmere-weekly/2018-09-06/island-boats.txt",
            "ostermere-courier/2018-09-07/who-pays-for-night-boats.txt",
            "tidewater-ledger/2018-09-05/island-boats-late.txt",
        ],
    );
    assert_eq!(release.origin.as_ref().unwrap().kind, OriginKind::PressRelease);
    let tie = cluster_of(
        &outcome,
        &["brindle-post/2018-10-19/marsh-fire.txt", "harbour-herald/2018-10-19/colder-marsh.txt"],
    );
    assert_eq!(tie.first_seen.certainty, Certainty::Tie);
    assert_eq!(tie.origin.as_ref().unwrap().rule, OriginRule::SameTime);
}

#[test]
fn what_sister_papers_have_from_each_other_is_their_own() {
    let table = std::fs::read_to_string(corpus().join("owners.tsv")).unwrap();
    let outcome = scan();
    let words = |owners: &Owners| {
        let audit = serde_json::to_value(outcome.audit(owners).unwrap()).unwrap();
        let sources = audit["sources"].as_array().unwrap();
        let weekly = sources.iter().find(|source| source["source"] == "dunmere-weekly").unwrap();
        ["self", "outlet_uncredited"]
            .map(|class| weekly["shares"][class]["numerator"].as_u64().unwrap())
    };
    let alone = words(&Owners::default());
    let owned = words(&Owners::parse(&table).unwrap());
    assert_eq!(alone[0], 0);
    assert!(owned[0] > 150, "the story of the organ: {owned:?}");
    assert_eq!(owned[0] + owned[1], alone[1]);
}

#[test]
fn summaries_fit_forty_columns() {
    let outcome = scan();
    let (report, texts) = (&outcome.report, &outcome.texts);
    let options = TerminalOptions { width: 40, top: 3, ..TerminalOptions::default() };
    let shown = |out: Vec<u8>| String::from_utf8(out).unwrap();
    let mut out = Vec::new();
    write_summary(&mut out, report, texts, &options).unwrap();
    insta::assert_snapshot!("narrow_scan", shown(out));

    let pair = &report.clusters.iter().find(|cluster| cluster.members.len() == 2).unwrap().members;
    let ids = [pair[0].id.as_str(), pair[1].id.as_str()];
    let mut out = Vec::new();
    write_comparison(&mut out, report, texts, ids, &options).unwrap();
    insta::assert_snapshot!("narrow_compare", shown(out));

    let mut out = Vec::new();
    write_audit_summary(&mut out, &outcome.audit(&Owners::default()).unwrap(), &options).unwrap();
    insta::assert_snapshot!("narrow_audit", shown(out));
}
