//! Stories that everybody ran, and footers that everybody has: one cluster with all members, no
//! cluster at all, and work that grows with the number of articles.

use wirecopy::generate::GenerateConfig;
use wirecopy::passage::PairKind;
use wirecopy::report::model::ScanReport;
use wirecopy::{Article, ScanOutcome};

use super::oracle::{Draw, article, check, generated, members, scan, words};

fn assert_one_cluster(report: &ScanReport, num_articles: usize) {
    let sizes: Vec<usize> = report.clusters.iter().map(|cluster| cluster.members.len()).collect();
    assert_eq!(sizes, [num_articles]);
    assert_eq!(report.run.counts.clustered_articles, num_articles as u64);
}

fn assert_hot(report: &ScanReport, num_articles: usize) {
    assert_one_cluster(report, num_articles);
    let max_group = report.run.parameters.max_group as usize;
    // Edits thin the groups: it takes more articles than the limit for one to be above it.
    assert!(report.run.limits_hit.large_groups == 0 || num_articles > max_group);
    assert!(report.run.limits_hit.large_groups > 0 || num_articles < 2 * max_group);
    assert_eq!(report.run.limits_hit.truncated_pairs, 0);
    let counts = &report.run.counts;
    assert!(counts.verified_pairs <= counts.candidate_pairs, "{counts:?}");
    // A member has a pair with each representative, and with all of the few groups below the limit
    // that its edits put it in.
    let most = 2 * max_group * num_articles;
    assert!(report.pairs.len() < most, "{} pairs of {num_articles}", report.pairs.len());
}

fn identical(num_articles: usize) -> ScanOutcome {
    scan(generated(&GenerateConfig {
        identical: num_articles,
        seed: 5,
        ..GenerateConfig::default()
    }))
}

fn near_identical(num_articles: usize) -> ScanOutcome {
    let config =
        GenerateConfig { near_identical: num_articles, seed: 5, ..GenerateConfig::default() };
    scan(generated(&config))
}

#[test]
fn identical_copies_are_one_cluster() {
    for num_articles in [2, 50, 51, 1_000, 20_000] {
        let outcome = identical(num_articles);
        assert_hot(&outcome.report, num_articles);
        let is_hot = num_articles > 50;
        assert_eq!(outcome.report.run.limits_hit.large_groups > 0, is_hot);
        let all = num_articles * (num_articles - 1) / 2;
        assert_eq!(outcome.report.pairs.len(), if is_hot { num_articles - 1 } else { all });
        if num_articles <= 51 {
            check(&outcome);
        }
    }
}

#[test]
fn near_identical_copies_are_one_cluster() {
    for num_articles in [2, 50, 51, 1_000] {
        let outcome = near_identical(num_articles);
        assert_hot(&outcome.report, num_articles);
        if num_articles <= 51 {
            check(&outcome);
        }
    }
}

#[test]
fn twenty_thousand_near_identical_copies_are_one_cluster() {
    assert_hot(&near_identical(20_000).report, 20_000);
}

/// Copies without furniture lines, sources and dates, each with one word in thirty changed.
#[test]
fn edited_copies_of_unknown_sources_are_one_cluster() {
    let story: Vec<String> = words("s", 400).split(' ').map(str::to_owned).collect();
    let mut draw = Draw::new(3);
    let articles: Vec<Article> = (0..300)
        .map(|n| {
            let mut copy = story.clone();
            for _ in 0..13 {
                let at = draw.below(copy.len());
                copy[at] = format!("own{n}x{at}");
            }
            Article::new(format!("{n:04}"), copy.join(" "))
        })
        .collect();
    let outcome = scan(articles);
    assert_hot(&outcome.report, 300);
    check(&outcome);
}

/// Copies in which a word of their own breaks every run of twelve: no guarantee finds them, and each
/// stands with most others in groups above the limit.
#[test]
fn copies_without_a_long_run_are_one_cluster_however_many_they_are() {
    let story: Vec<String> = words("s", 300).split(' ').map(str::to_owned).collect();
    for num_articles in [40, 60, 120, 300, 2_000] {
        let mut draw = Draw::new(7);
        let articles: Vec<Article> = (0..num_articles)
            .map(|n| {
                let mut copy = story.clone();
                for at in (draw.below(12)..copy.len()).step_by(12) {
                    copy[at] = format!("own{n}x{at}");
                }
                article(&format!("{n:04}"), &format!("outlet {n}"), copy.join(" "))
            })
            .collect();
        let outcome = scan(articles);
        let report = &outcome.report;
        assert!(report.pairs.iter().all(|pair| pair.longest_run_words < Some(12)));
        assert_eq!(report.clusters[0].members.len(), num_articles);
        assert_eq!(report.run.limits_hit.large_groups > 0, num_articles > 60);
        assert!(report.pairs.len() < 60 * num_articles, "{}", report.pairs.len());
    }
}

/// No cluster but of templates, and the footer masked in every article.
fn assert_footer_is_furniture(
    articles: &[Article],
    footer: &str,
    sources: &[bool],
    most_clustered: u64,
) {
    for &source_is_known in sources {
        let mut articles = articles.to_vec();
        if !source_is_known {
            for article in &mut articles {
                article.source = None;
            }
        }
        let ScanOutcome { report, texts, .. } = scan(articles);
        let is_reported = report.articles.iter().zip(texts.iter()).all(|(entry, text)| {
            let text = text.unwrap();
            let furniture = entry.furniture.as_ref().unwrap();
            furniture
                .iter()
                .any(|entry| entry.span().of(&text).ends_with(footer.trim_end_matches('.')))
        });
        assert!(is_reported, "source is known: {source_is_known}");
        let clustered = report.run.counts.clustered_articles;
        assert!(clustered <= most_clustered, "{clustered}, source is known: {source_is_known}");
    }
}

#[test]
fn a_footer_under_unrelated_articles_is_furniture() {
    let footer = words("footer", 80);
    let mut draw = Draw::new(11);
    let articles: Vec<Article> = (0..10_000)
        .map(|n| {
            let mut text = String::new();
            for _ in 0..4 {
                for _ in 0..30 {
                    text.extend(["w", &draw.below(5_000).to_string(), " "]);
                }
                text.push('\n');
            }
            article(&format!("{n:05}"), &format!("outlet {}", n % 60), text + &footer)
        })
        .collect();
    assert_footer_is_furniture(&articles, &footer, &[true, false], 0);
}

/// A footer brings no two articles together: what is clustered is clustered without it, too, by twelve
/// words in a row that name the same people or places.
#[test]
fn a_footer_under_generated_articles_is_furniture_and_clusters_nothing() {
    for (seed, num_clusters) in [(1, 2), (2, 0), (3, 0), (5, 1)] {
        let config =
            GenerateConfig { articles: 10_000, footer: true, seed, ..GenerateConfig::default() };
        let articles = generated(&config);
        let footer = articles[0].text.lines().last().unwrap().to_owned();
        assert_footer_is_furniture(&articles, &footer, &[true], 2 * num_clusters as u64);
        let report = scan(articles.clone()).report;
        let mut plain = articles;
        for article in &mut plain {
            let len = article.text.trim_end().len() - footer.len();
            article.text.truncate(len);
        }
        let without = scan(plain).report;
        assert_eq!(members(&report), members(&without), "seed {seed}");
        assert_eq!(report.clusters.len(), num_clusters, "seed {seed}");
        for pair in without.pairs.iter().filter(|pair| pair.kind.is_some_and(PairKind::is_copied)) {
            assert!(pair.longest_run_words >= Some(12), "{} {}", pair.a, pair.b);
        }
    }
}

/// One paragraph that many articles of many sources hold is copy, however many they are.
#[test]
fn a_paragraph_in_many_articles_is_one_cluster_of_partial_reuse() {
    let articles: Vec<Article> = (0..500)
        .map(|n| {
            let own = [words(&format!("a{n}w"), 80), words(&format!("b{n}w"), 80)];
            let text = format!("{}\n{}\n{}", own[0], words("shared", 40), own[1]);
            article(&format!("{n:04}"), &format!("outlet {n}"), text)
        })
        .collect();
    let outcome = scan(articles);
    assert_hot(&outcome.report, 500);
}
