//! Quality on labelled articles of real outlets. They are no part of the project: the folder is
//! named by `WIRECOPY_EVAL_DIR`, and without it these tests say that they skip.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use wirecopy::evaluate::{self, EvaluateOptions, Found, FoundCluster, KnownArticle, Label};
use wirecopy::passage::{EditOp, PairKind};
use wirecopy::quotes::Form;
use wirecopy::read::{ReadOptions, Reader};
use wirecopy::report::model::{QuoteEntry, QuoteMemberEntry, ScanReport};
use wirecopy::{Scan, ScanConfig, ScanOutcome};

use super::oracle::{check, members};

pub(super) fn folder(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("WIRECOPY_EVAL_DIR").map(PathBuf::from);
    if folder.is_none() {
        println!(
            "SKIPPED: {test} needs WIRECOPY_EVAL_DIR, a folder with telegram/, clough/, basil/"
        );
    }
    folder
}

pub(super) fn scan_path(path: &Path) -> ScanOutcome {
    let reader = Reader::new(&[path.to_path_buf()], ReadOptions::default()).unwrap();
    Scan::new(ScanConfig::default()).run(reader, &()).unwrap()
}

fn known(report: &ScanReport) -> Vec<KnownArticle> {
    let known = report
        .articles
        .iter()
        .map(|entry| KnownArticle { id: entry.id.clone(), source: entry.source.clone() });
    known.collect()
}

fn found(report: &ScanReport) -> Found {
    let pairs = report
        .pairs
        .iter()
        .map(|pair| (pair.a.as_str(), pair.b.as_str(), pair.kind.unwrap().name()));
    let clusters = report
        .clusters
        .iter()
        .map(|cluster| FoundCluster {
            anchor: cluster.anchor.clone(),
            members: cluster.members.iter().map(|member| member.id.clone()).collect(),
        })
        .collect();
    Found::new(pairs, clusters).unwrap()
}

#[test]
fn copies_between_news_sites_are_found() {
    let Some(folder) = folder("copies_between_news_sites_are_found") else { return };
    let outcome = scan_path(&folder.join("telegram/docs.jsonl"));
    check(&outcome);
    let listed = evaluate::read_pairs(&folder.join("telegram/pairs.tsv")).unwrap();
    let report = &outcome.report;
    let options = EvaluateOptions::default();
    let scores = evaluate::evaluate(&known(report), &listed, None, &found(report), options);
    println!("{}", evaluate::render_text(&scores, 120));
    assert!(scores.cross_source.copied.f1.unwrap() >= 0.86);
    assert!(scores.cross_source.copy_or_abridged.f1.unwrap() >= 0.92);
}

/// Kinds of the pairs that were found, by ids.
fn kinds(report: &ScanReport) -> BTreeMap<(&str, &str), PairKind> {
    let kinds =
        report.pairs.iter().map(|pair| ((pair.a.as_str(), pair.b.as_str()), pair.kind.unwrap()));
    kinds.collect()
}

fn rows(path: &Path) -> Vec<Vec<String>> {
    let table = std::fs::read_to_string(path).unwrap();
    table.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

#[test]
fn independent_reports_of_one_event_are_not_copies() {
    let Some(folder) = folder("independent_reports_of_one_event_are_not_copies") else { return };
    let outcome = scan_path(&folder.join("basil/docs.jsonl"));
    check(&outcome);
    let mut events: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows(&folder.join("basil/clusters.tsv")) {
        events.entry(row[1].clone()).or_default().push(row[0].clone());
    }
    let kinds = kinds(&outcome.report);
    let (mut pairs, mut alarms) = (0, Vec::new());
    for ids in events.values_mut() {
        ids.sort_unstable();
        for (at, a) in ids.iter().enumerate() {
            for b in &ids[at + 1..] {
                pairs += 1;
                let kind = kinds.get(&(a.as_str(), b.as_str()));
                alarms.extend(kind.filter(|kind| kind.is_copied()).map(|kind| (a, b, kind)));
            }
        }
    }
    println!("{} of {pairs} pairs have a copied kind: {alarms:?}", alarms.len());
    assert_eq!(pairs, 300);
    assert!(alarms.len() * 100 <= 3 * pairs);
}

#[test]
fn answers_without_the_source_are_not_copies() {
    let Some(folder) = folder("answers_without_the_source_are_not_copies") else { return };
    let outcome = scan_path(&folder.join("clough/docs.jsonl"));
    check(&outcome);
    let kinds = kinds(&outcome.report);
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for row in rows(&folder.join("clough/pairs.tsv")) {
        let (a, b) = (row[0].as_str().min(&row[1]), row[0].as_str().max(&row[1]));
        let count = counts.entry(row[2].clone()).or_default();
        count.0 += usize::from(kinds.get(&(a, b)).is_some_and(|kind| kind.is_copied()));
        count.1 += 1;
    }
    println!("label: pairs of a copied kind, pairs: {counts:?}");
    assert_eq!(counts["non"].0, 0);
}

#[test]
fn two_reports_of_one_speech_are_the_one_cluster_of_the_seeds() {
    let Some(folder) = folder("two_reports_of_one_speech_are_the_one_cluster_of_the_seeds") else {
        return;
    };
    let outcome = scan_path(&folder.join("../seeds"));
    check(&outcome);
    let report = &outcome.report;
    let found = members(report);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0][0].starts_with("002") && found[0][1].starts_with("004"), "{found:?}");
    let kind = report.clusters[0].kind.unwrap();
    assert!(matches!(kind, PairKind::QuotesOnly | PairKind::Partial), "{kind}");
    let pair = report.pairs.iter().find(|pair| pair.a == found[0][0] && pair.b == found[0][1]);
    let passages = pair.unwrap().passages.as_ref().unwrap();
    let text = |id: &str| {
        let at = report.articles.iter().position(|entry| entry.id == id).unwrap();
        outcome.texts.text(at).unwrap()
    };
    let (a, b) = (text(found[0][0]), text(found[0][1]));
    for words in [
        "compromise central government networks",
        "in the last 18 months",
        "Recent events demonstrate",
        "potential attackers must know that we are not limited to",
    ] {
        let holds = |text: &str| text.replace('\u{a0}', " ").contains(words);
        let covered = passages.iter().any(|p| holds(p.a.of(&a)) && holds(p.b.of(&b)));
        assert!(covered, "{words}: {:?}", passages.iter().map(|p| p.a.of(&a)).collect::<Vec<_>>());
    }
}

/// What two reports of one speech quote: the speaker, how the quotation in `002…` begins and in what
/// form it stands there, and the same of `004…`.
const QUOTED_TWICE: [(&str, [(&str, Form); 2]); 3] = [
    ("Jens Stoltenberg", [("For deterrence", Form::Verbatim), ("Allies are", Form::Altered)]),
    ("Jeremy Hunt", [("This global campaign", Form::Altered), ("We judge", Form::Verbatim)]),
    ("Jeremy Hunt", [("Recent events", Form::Verbatim), ("Recent events", Form::Truncated)]),
];

#[test]
fn quotations_of_the_seeds_are_grouped_under_their_speakers() {
    let Some(folder) = folder("quotations_of_the_seeds_are_grouped_under_their_speakers") else {
        return;
    };
    let outcome = scan_path(&folder.join("../seeds"));
    let quotes = outcome.report.quotes.as_ref().unwrap();
    let begins = |member: &QuoteMemberEntry, words: &str| {
        let at = outcome.report.articles.iter().position(|entry| entry.id == member.article);
        let text = outcome.texts.text(at.unwrap()).unwrap();
        member.parts[0].of(&text).replace('\u{a0}', " ").starts_with(words)
    };
    assert_eq!(quotes.len(), QUOTED_TWICE.len());
    for (speaker, members) in QUOTED_TWICE {
        let is_listed = |quote: &&QuoteEntry| {
            quote.members.len() == members.len()
                && members.iter().zip(&quote.members).all(|((words, _), m)| begins(m, words))
        };
        let quote = quotes.iter().find(is_listed).unwrap_or_else(|| panic!("{members:?}"));
        assert_eq!(quote.speaker.as_deref(), Some(speaker));
        for (member, (article, form)) in
            quote.members.iter().zip(["002", "004"].into_iter().zip(members.map(|(_, form)| form)))
        {
            assert!(member.article.starts_with(article), "{}", member.article);
            assert_eq!(member.speaker.as_deref(), Some(speaker), "{}", member.article);
            assert_eq!(member.form, form, "{}", member.article);
        }
    }
    // The words in brackets that one of them inserts are told as an insertion, and as a name.
    let inserted = quotes.iter().flat_map(|quote| &quote.members).flat_map(|m| &m.changed);
    assert_eq!(inserted.filter(|change| change.op == EditOp::Insert && change.is_name).count(), 1);
}

/// The labels that the reports of a scan are judged by are those of the table.
#[test]
fn labels_of_the_table_are_known() {
    let Some(folder) = folder("labels_of_the_table_are_known") else { return };
    let listed = evaluate::read_pairs(&folder.join("telegram/pairs.tsv")).unwrap();
    assert_eq!(listed.len(), 216);
    assert!(listed.iter().any(|pair| pair.label == Label::Rewritten));
}
