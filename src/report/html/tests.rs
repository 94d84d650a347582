use sha2::{Digest, Sha256};

use super::super::sample::sample_report;
use super::*;
use crate::article::Article;
use crate::audit::Owners;
use crate::generate::{GenerateConfig, Generator};
use crate::read::{ReadOptions, Reader, Texts};
use crate::report::model::RejectEntry;

fn html(report: &ScanReport, texts: &Texts) -> String {
    let mut out = Vec::new();
    let len = write_html(&mut out, report, texts).unwrap();
    assert_eq!(len, out.len() as u64);
    String::from_utf8(out).unwrap()
}

fn digest(text: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bytes = Sha256::digest(text);
    let mut encoded = String::from("sha256-");
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, &byte| bits << 8 | u32::from(byte))
            << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            encoded.push(char::from(ALPHABET[(bits >> (18 - 6 * place)) as usize & 63]));
        }
    }
    encoded.push_str(["", "==", "="][bytes.len() % 3]);
    encoded
}

#[test]
fn the_policy_names_the_scripts_and_the_style_sheet_of_the_page() {
    for (text, hash) in [(CSS, CSS_HASH), (SCRIPT, SCRIPT_HASH), (EARLY_SCRIPT, EARLY_SCRIPT_HASH)]
    {
        assert_eq!(hash.trim_end(), digest(text), "write it into the file of the digest");
    }
    let (report, texts) = sample_report();
    let page = html(&report, &texts);
    assert!(page.contains("content=\"default-src 'none'; "));
    for hash in [CSS_HASH, SCRIPT_HASH, EARLY_SCRIPT_HASH] {
        assert!(page.contains(&format!("'{}'", hash.trim_end())));
    }
    assert_eq!(page.matches("<script").count(), 3);
    assert_eq!(page.matches("<style").count(), 1);
}

#[test]
fn assets_are_small_and_plain() {
    assert!(SCRIPT.len() <= 40 << 10);
    assert!(!SCRIPT.contains("innerHTML") && !SCRIPT.contains("insertAdjacentHTML"));
    assert!(!SCRIPT.contains("eval(") && !SCRIPT.contains("document.write"));
    // Nothing in them is changed on the way, nor could it end its element.
    for asset in [CSS, SCRIPT, EARLY_SCRIPT] {
        assert!(!asset.contains("</"), "would end the element");
        assert!(!asset.contains(|c: char| c.is_control() && c != '\n'));
    }
}

/// Tags and attributes of the page's own markup, scripts and style sheet left out.
fn markup(page: &str) -> String {
    let mut kept = String::new();
    let mut rest = page;
    while let Some(start) = ["<script", "<style"].iter().filter_map(|tag| rest.find(tag)).min() {
        let end = rest[start..].find("</s").unwrap() + start;
        kept.push_str(&rest[..start]);
        rest = &rest[end + 3..];
    }
    kept + rest
}

#[test]
fn nothing_from_outside_becomes_markup() {
    let attacks = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</script><script>alert(1)</script>",
        "</style><svg onload=alert(1)>",
        "<!--<script>",
        "]]><b>",
        "&lt;b&gt;",
        "\u{202e}gpj.exe\u{1b}[2J\0",
    ];
    let (calm, calm_texts) = sample_report();
    for attack in attacks {
        let (mut report, texts) = sample_report();
        for article in &mut report.articles {
            article.title = Some(attack.to_owned());
            article.source = Some(attack.to_owned());
            article.url = Some(format!("https://x.example/{attack}"));
            if let Some(published) = &mut article.published {
                attack.clone_into(&mut published.raw);
                attack.clone_into(&mut published.earliest);
            }
        }
        report.sources[0].source = attack.to_owned();
        report.run.counts.rejects_by_reason[0].reason = attack.to_owned();
        report.rejects = vec![RejectEntry {
            path: attack.to_owned(),
            record: None,
            byte: 0,
            reason: attack.to_owned(),
        }];
        let text = attack.repeat(20);
        let texts: Vec<_> = texts.iter().map(|own| own.unwrap().into_owned() + &text).collect();
        let texts = Texts::from(texts);
        let page = markup(&html(&report, &texts));
        let calm = markup(&html(&calm, &calm_texts));
        for sign in ["<script", "<img", "<svg onload", "<b>", "<!--"] {
            let count = |page: &str| page.matches(sign).count();
            assert_eq!(count(&page), count(&calm), "{sign} by {attack:?}");
        }
        assert!(!page.contains(['\u{202e}', '\u{1b}', '\0']));
        for tag in page.split('<').skip(1).filter_map(|part| part.split_once('>')) {
            let names: String = tag.0.split('"').step_by(2).collect();
            assert!(!names.contains(" on"), "{}", tag.0);
        }
    }
}

#[test]
fn a_page_asks_for_nothing_beside_it() {
    let (report, texts) = sample_report();
    let page = markup(&html(&report, &texts));
    for attribute in ["src=", "srcset=", "@import", "url(", "<link rel=\"stylesheet", "<iframe"] {
        assert!(!page.contains(attribute), "{attribute}");
    }
    for link in page.split(" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        let is_inside = link.starts_with('#') || link == "data:,";
        assert!(is_inside || link.starts_with("https://echo.example/"), "{link}");
    }
    for out in page.split("href=\"http").skip(1) {
        assert!(out.split('>').next().unwrap().contains("rel=\"noopener noreferrer nofollow\""));
    }
}

fn copies(count: usize) -> crate::ScanOutcome {
    let story = |number: usize| {
        let words = ["harbour", "council", "vote", "bridge", "winter", "tide", "clerk", "market"];
        let word = |at: usize| {
            words[(at * 7 + at / 5) % 8].to_owned() + &((at * at + number / 2) % 61).to_string()
        };
        (0..180).map(word).collect::<Vec<_>>().join(" ")
    };
    let articles = (0..count)
        .map(|number| Article {
            source: Some(format!("Paper {}", number % 7)),
            ..Article::new(format!("a{number:05}"), story(number))
        })
        .collect();
    crate::Scan::new(crate::ScanConfig::default()).run_articles(articles).unwrap()
}

#[test]
fn each_text_of_a_cluster_stands_once_and_others_do_not() {
    let (report, texts) = sample_report();
    let page = markup(&html(&report, &texts));
    assert_eq!(page.matches("share what it sees").count(), 2);
    assert!(!page.contains("Tide tables"), "in no cluster");
}

/// 2 MB, and 2.5 times the text of the articles in clusters.
fn assert_within_budget(outcome: &crate::ScanOutcome, len: usize) {
    let members: std::collections::BTreeSet<_> =
        outcome.report.clusters.iter().flat_map(|c| &c.members).map(|m| &m.id).collect();
    let in_clusters: usize = outcome
        .report
        .articles
        .iter()
        .zip(outcome.texts.iter())
        .filter(|(article, _)| members.contains(&article.id))
        .map(|(_, text)| text.unwrap().len())
        .sum();
    assert!(in_clusters > 400 << 10);
    assert!(len <= 2_000_000 + in_clusters * 5 / 2, "{len} for {in_clusters}");
}

#[test]
fn a_page_stays_within_its_budget() {
    let outcome = copies(400);
    assert_within_budget(&outcome, html(&outcome.report, &outcome.texts).len());
}

#[test]
fn a_page_of_many_small_clusters_stays_within_its_budget() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("articles.jsonl");
    let config = GenerateConfig { articles: 2_500, seed: 7, ..GenerateConfig::default() };
    let mut file = std::fs::File::create(&path).unwrap();
    Generator::new(&config).unwrap().write_jsonl(&mut file, &path).unwrap();
    let reader = Reader::new(&[path], ReadOptions::default()).unwrap();
    let outcome = crate::Scan::new(crate::ScanConfig::default()).run(reader, &()).unwrap();
    assert!(outcome.report.clusters.len() > 200);
    let audit = outcome.audit(&Owners::default()).unwrap();
    let mut page = Vec::new();
    write_audit_html(&mut page, &outcome.report, &outcome.texts, &audit).unwrap();
    assert_within_budget(&outcome, page.len());
}

/// Pairs of articles so short that their screens take more than the page has for their texts.
fn tiny_pairs(count: usize) -> crate::ScanOutcome {
    let word = |number: usize| format!("w{}", number * 7_919 % 99_991);
    let articles = (0..2 * count)
        .map(|number| {
            let first = number / 2 * 30;
            let text: Vec<String> = (first..first + 30).map(word).collect();
            Article {
                source: Some(format!("Paper {}", number % 9)),
                title: Some(format!("Notice {number}")),
                ..Article::new(format!("a{number:05}"), text.join(" "))
            }
        })
        .collect();
    crate::Scan::new(crate::ScanConfig::default()).run_articles(articles).unwrap()
}

#[test]
fn clusters_without_room_are_listed_and_counted() {
    let outcome = tiny_pairs(1_500);
    let clusters = &outcome.report.clusters;
    assert_eq!(clusters.len(), 1_500);
    let page = html(&outcome.report, &outcome.texts);
    let shown = page.matches("<section class=\"screen cluster\"").count();
    assert!(300 < shown && shown < 1_500, "{shown}");
    let text_bytes: usize = outcome.texts.iter().map(|text| text.unwrap().len()).sum();
    assert!(page.len() <= 2_000_000 + text_bytes * 5 / 2, "{} for {text_bytes}", page.len());
    // All are in the list, and the page says how many are there alone.
    let list = page.split("id=\"cluster-table\"").nth(1).unwrap().split("</table>").next().unwrap();
    assert_eq!(list.matches("<tr>").count(), 1 + 1_500);
    assert_eq!(list.matches("<a href=\"#c").count(), shown);
    let left_out = counted((1_500 - shown) as u64, "cluster");
    assert_eq!(page.matches(&format!("{left_out} of the smallest have no screen")).count(), 2);
    // No link leads to what is left out.
    for link in page.split(" href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        let is_there = page.contains(&format!("id=\"{link}\""));
        assert!(is_there || link.starts_with("compare/"), "{link}");
    }
}

#[test]
fn without_clusters_the_page_says_so() {
    let (mut report, texts) = sample_report();
    report.clusters.clear();
    report.pairs.clear();
    report.sources.clear();
    report.run.counts.clusters = 0;
    report.run.counts.clustered_articles = 0;
    let page = html(&report, &texts);
    assert!(page.contains("No shared copy"));
    assert!(page.contains("There are none."));
    assert!(!page.contains("cluster-table\">"));
}

#[test]
fn limits_stand_before_anything_else() {
    let (mut report, texts) = sample_report();
    report.run.limits_hit.truncated_pairs = 3;
    let page = html(&report, &texts);
    let place = |text: &str| page.find(text).unwrap();
    assert!(place("The comparison of 3\u{a0}pairs was cut") < place("class=\"figures\""));
}

#[test]
fn the_same_report_gives_the_same_page() {
    let outcome = copies(40);
    assert_eq!(
        html(&outcome.report, &outcome.texts),
        html(&outcome.report, &outcome.texts.clone())
    );
}
