//! Near-duplicate mode against exhaustive comparison: nothing but what reaches the threshold, all
//! figures exact, and the recall that the banding promises.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use wirecopy::generate::GenerateConfig;
use wirecopy::passage::ShingleSet;
use wirecopy::read::{ReadOptions, Reader};
use wirecopy::sketch::shingle::{ShingleConfig, shingle_hashes};
use wirecopy::text::Tokens;
use wirecopy::{Article, Scan, ScanConfig};

use super::oracle::{Draw, check, generated, words};

#[test]
fn pairs_at_the_threshold_are_found_exactly() {
    let articles =
        generated(&GenerateConfig { articles: 2_000, seed: 21, ..GenerateConfig::default() });
    let sets: Vec<ShingleSet> = articles
        .iter()
        .map(|article| ShingleSet::new(&article.text, ShingleConfig::default()))
        .collect();
    let mut exact: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for (at, a) in sets.iter().enumerate() {
        for (b, article) in sets.iter().zip(&articles).skip(at + 1) {
            let resemblance = a.overlap(b).resemblance();
            if resemblance >= 0.5 {
                exact.insert((&articles[at].id, &article.id), resemblance);
            }
        }
    }
    for threshold in [0.5, 0.8] {
        // Groups larger than the limit would be linked: the promise is that of the bands alone.
        let config =
            ScanConfig::builder().near_duplicates(threshold).max_group(2_000).build().unwrap();
        let outcome = Scan::new(config).run_articles(articles.clone()).unwrap();
        let report = &outcome.report;
        check(&outcome);
        for pair in &report.pairs {
            let resemblance = exact.get(&(pair.a.as_str(), pair.b.as_str())).copied();
            assert!(resemblance.is_some_and(|r| (r - pair.resemblance).abs() < 1e-12), "{pair:?}");
            assert!(pair.resemblance >= threshold);
            assert!(pair.kind.is_none() && pair.passages.is_none());
        }
        let wanted = exact.values().filter(|&&resemblance| resemblance >= threshold).count();
        assert!(wanted > 40, "{wanted} pairs reach {threshold}");
        // Even if all lay at the threshold, and four standard deviations below. Pairs of one group
        // share articles, so that their luck is shared too: as if only a quarter were drawn.
        let promised = report.run.parameters.banding.as_ref().unwrap().promised_recall;
        let bound = promised - 4.0 * (promised * (1.0 - promised) * 4.0 / wanted as f64).sqrt();
        let recall = report.pairs.len() as f64 / wanted as f64;
        assert!(recall >= bound, "{threshold}: {recall} of {wanted}, {bound}");
    }
}

/// All pairs at the threshold, by counting for every two articles the shingles that they share.
fn resembling(articles: &[Article], threshold: f64) -> BTreeSet<(String, String)> {
    let mut articles_with: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut sizes = Vec::new();
    let mut pairs = BTreeSet::new();
    for (at, article) in articles.iter().enumerate() {
        let tokens = Tokens::of(&article.text);
        let mut shingles = Vec::new();
        shingle_hashes(tokens.hashes(), tokens.units(), ShingleConfig::default(), &mut shingles);
        let shingles: BTreeSet<u64> = shingles.into_iter().collect();
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for &shingle in &shingles {
            let others = articles_with.entry(shingle).or_default();
            for &other in &*others {
                *shared.entry(other).or_default() += 1;
            }
            others.push(at);
        }
        for (other, num_shared) in shared {
            let all = sizes[other] + shingles.len() - num_shared;
            if num_shared as f64 >= threshold * all as f64 {
                let (a, b) = (articles[other].id.clone(), article.id.clone());
                pairs.insert(if a < b { (a, b) } else { (b, a) });
            }
        }
        sizes.push(shingles.len());
    }
    pairs
}

/// Nothing that does not reach the threshold is found, and of a thousand that do at most one is
/// missed. Few pairs lie at the threshold itself, for which the bands promise less.
fn assert_nearly_all_are_found(articles: &[Article], at_least: usize) {
    let truth = resembling(articles, 0.5);
    assert!(truth.len() >= at_least, "{}", truth.len());
    let config = ScanConfig::builder().near_duplicates(0.5).build().unwrap();
    let report = Scan::new(config).run_articles(articles.to_vec()).unwrap().report;
    let found: BTreeSet<(String, String)> =
        report.pairs.iter().map(|pair| (pair.a.clone(), pair.b.clone())).collect();
    assert_eq!(found.difference(&truth).next(), None);
    let missed: Vec<_> = truth.difference(&found).collect();
    assert!(missed.len() * 1_000 <= truth.len(), "{missed:?} of {}", truth.len());
}

#[test]
fn nearly_all_generated_pairs_that_resemble_are_found() {
    let config = GenerateConfig { articles: 5_000, seed: 3, ..GenerateConfig::default() };
    assert_nearly_all_are_found(&generated(&config), 1_000);
}

#[test]
fn nearly_all_pairs_of_news_sites_that_resemble_are_found() {
    let Some(folder) = std::env::var_os("WIRECOPY_EVAL_DIR") else {
        println!("SKIPPED: this test needs WIRECOPY_EVAL_DIR, a folder with telegram/");
        return;
    };
    let path = std::path::Path::new(&folder).join("telegram/docs.jsonl");
    let mut reader = Reader::new(&[path], ReadOptions::default()).unwrap();
    let batches = std::iter::from_fn(|| reader.next_batch());
    let articles: Vec<Article> =
        batches.flat_map(|batch| batch.parse().into_iter().flatten()).collect();
    assert_nearly_all_are_found(&articles, 50);
}

/// Above the limit each copy is linked to one: nobody is lost.
#[test]
fn a_hot_story_is_one_cluster() {
    let config = ScanConfig::builder().near_duplicates(0.6).build().unwrap();
    let story: Vec<String> = words("s", 400).split(' ').map(str::to_owned).collect();
    let edited = |n: usize| {
        let mut copy = story.clone();
        copy[n % 400] = format!("own{n}");
        Article::new(format!("{n:04}"), copy.join(" "))
    };
    let identical = GenerateConfig { identical: 2_000, seed: 2, ..GenerateConfig::default() };
    for articles in [generated(&identical), (0..2_000).map(edited).collect()] {
        let report = Scan::new(config.clone()).run_articles(articles).unwrap().report;
        assert_eq!(report.clusters.len(), 1);
        assert_eq!(report.clusters[0].members.len(), 2_000);
        assert!(report.run.limits_hit.large_groups > 0);
    }
}

/// Edited copies and identical ones of one story, each linked to the first of its own group: the
/// first of the identical ones belongs to another anchor.
#[test]
fn identical_copies_among_edited_ones_are_in_their_cluster() {
    let story: Vec<String> = words("s", 300).split(' ').map(str::to_owned).collect();
    let mut draw = Draw::new(5);
    let mut edited = |n: usize| {
        let mut copy = story.clone();
        // Of two such copies at most 20 of 316 shingles differ on either side.
        for _ in 0..2 {
            let at = draw.below(copy.len());
            copy[at] = format!("own{n}x{at}");
        }
        copy.join(" ")
    };
    let mut texts: Vec<String> = (0..100).map(&mut edited).collect();
    texts.extend(vec![edited(100); 60]);
    let articles: Vec<Article> =
        texts.into_iter().zip(0..).map(|(t, n)| Article::new(format!("{n:04}"), t)).collect();
    for threshold in [0.5, 0.7, 0.8] {
        let config = ScanConfig::builder().near_duplicates(threshold).build().unwrap();
        let report = Scan::new(config).run_articles(articles.clone()).unwrap().report;
        let sizes: Vec<usize> = report.clusters.iter().map(|c| c.members.len()).collect();
        assert_eq!(sizes, [160], "{threshold}");
        assert!(report.run.limits_hit.large_groups > 0);
    }
}

/// A crowd of edited copies against brute force: what is reported is exact, a cluster takes in what
/// resembles the copy that most others resemble, and neither threads nor the order of articles show.
#[test]
fn a_crowd_is_gathered_around_the_copy_that_most_resemble() {
    let config = GenerateConfig { near_identical: 800, seed: 9, ..GenerateConfig::default() };
    let articles = generated(&config);
    let sets: Vec<ShingleSet> = articles
        .iter()
        .map(|article| ShingleSet::new(&article.text, ShingleConfig::default()))
        .collect();
    let resemblance: Vec<Vec<f64>> =
        sets.iter().map(|a| sets.iter().map(|b| a.overlap(b).resemblance()).collect()).collect();
    let at: HashMap<&str, usize> =
        articles.iter().zip(0..).map(|(article, at)| (article.id.as_str(), at)).collect();
    // One that all resemble need not be among those that an anchor is chosen from.
    for (threshold, share) in [(0.4, 1.0), (0.5, 0.95), (0.6, 0.95)] {
        let config = ScanConfig::builder().near_duplicates(threshold).build().unwrap();
        let scan = |articles: Vec<Article>, num_threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(num_threads).build().unwrap();
            let scan = Scan::new(config.clone());
            pool.install(|| scan.run_articles(articles)).unwrap().report
        };
        let report = scan(articles.clone(), 1);
        assert!(report.run.limits_hit.large_groups > 0);
        for pair in &report.pairs {
            let exact = resemblance[at[pair.a.as_str()]][at[pair.b.as_str()]];
            assert!(exact >= threshold && (exact - pair.resemblance).abs() < 1e-12, "{pair:?}");
        }
        let num_alike =
            |row: &Vec<f64>| row.iter().filter(|&&resemblance| resemblance >= threshold).count();
        let most = resemblance.iter().map(num_alike).max().unwrap();
        let largest = report.clusters[0].members.len();
        println!("{threshold}: {largest} of {most}, {} pairs", report.pairs.len());
        assert!(largest as f64 >= share * most as f64, "{threshold}: {largest} of {most}");
        assert!(threshold > 0.4 || largest == articles.len());
        let reversed: Vec<Article> = articles.iter().rev().cloned().collect();
        assert_eq!(scan(reversed, 3), report);
    }
}
