//! Every two articles that share a run long enough are candidates, or both linked to one article;
//! end to end they stand in a verified pair, or both in pairs with one article. Against exhaustive
//! comparison, on small vocabularies so that runs recur.

use std::collections::BTreeSet;

use proptest::prelude::*;
use wirecopy::candidates::fingerprints::{FingerprintIndex, Place};
use wirecopy::candidates::winnow::WinnowConfig;
use wirecopy::sketch::shingle::shingle_hashes;
use wirecopy::text::Tokens;
use wirecopy::{Article, Scan, ScanConfig};

use super::oracle::{Draw, check, longest_shared_run, scan, words};

/// Texts over a small vocabulary that take runs from a common stock.
fn collection(seed: u64, num_articles: usize, vocabulary: usize, is_mixed: bool) -> Vec<String> {
    let mut draw = Draw::new(seed);
    let word = |draw: &mut Draw| {
        let number = draw.below(vocabulary);
        if is_mixed && !number.is_multiple_of(3) {
            char::from_u32(0x4e00 + number as u32).unwrap().to_string()
        } else {
            format!("w{number}")
        }
    };
    let sequence =
        |draw: &mut Draw, len: usize| -> Vec<String> { (0..len).map(|_| word(draw)).collect() };
    let stock: Vec<Vec<String>> = (0..4)
        .map(|_| {
            let len = 6 + draw.below(30);
            sequence(&mut draw, len)
        })
        .collect();
    (0..num_articles)
        .map(|_| {
            let mut text = Vec::new();
            for _ in 0..draw.below(4) {
                let own = draw.below(20);
                text.extend(sequence(&mut draw, own));
                let run = &stock[draw.below(stock.len())];
                let start = draw.below(run.len());
                let end = start + draw.below(run.len() - start + 1);
                text.extend_from_slice(&run[start..end]);
            }
            let own = draw.below(10);
            text.extend(sequence(&mut draw, own));
            text.join(" ")
        })
        .collect()
}

/// Pairs that share a run of so many words, or twice as many characters.
fn sharing(texts: &[String], min_run: u32) -> Vec<(usize, usize)> {
    let tokens: Vec<Tokens> = texts.iter().map(|text| Tokens::of(text)).collect();
    let mut pairs = Vec::new();
    for a in 0..texts.len() {
        for b in a + 1..texts.len() {
            if longest_shared_run(&tokens[a], &tokens[b]).0 >= u64::from(2 * min_run) {
                pairs.push((a, b));
            }
        }
    }
    pairs
}

/// Whether two articles are a pair, or, where groups can be above the limit, both in pairs with one
/// article before them: a representative.
fn is_joined(pairs: &BTreeSet<(usize, usize)>, a: usize, b: usize, may_be_linked: bool) -> bool {
    let has = |x: usize, y: usize| x == y || pairs.contains(&(x, y));
    has(a, b) || (may_be_linked && (0..=a).any(|first| has(first, a) && has(first, b)))
}

fn candidates(texts: &[String], min_run: u32, max_group: u32) -> BTreeSet<(usize, usize)> {
    let config = WinnowConfig::new(min_run, 5).unwrap();
    let mut index = FingerprintIndex::new(&config);
    for (article, text) in texts.iter().enumerate() {
        let tokens = Tokens::of(text);
        let (mut shingles, mut fingerprints) = (Vec::new(), Vec::new());
        shingle_hashes(tokens.hashes(), tokens.units(), config.shingles(), &mut shingles);
        config.select(&tokens, &shingles, &mut fingerprints);
        index.add(article as u32, &fingerprints).unwrap();
    }
    let rank: Vec<u32> = (0..texts.len() as u32).collect();
    let pairs = index.candidates(&rank, max_group, &|_, _| Place::Own).unwrap().pairs;
    pairs.into_iter().map(|(a, b)| (a as usize, b as usize)).collect()
}

/// Pairs of a scan, as places in `texts`.
fn verified(texts: &[String], config: ScanConfig) -> BTreeSet<(usize, usize)> {
    let articles =
        texts.iter().enumerate().map(|(n, text)| Article::new(format!("{n:05}"), text)).collect();
    let outcome = Scan::new(config).run_articles(articles).unwrap();
    check(&outcome);
    let place = |id: &str| id.parse().unwrap();
    outcome.report.pairs.iter().map(|pair| (place(&pair.a), place(&pair.b))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn articles_that_share_a_run_are_candidates(
        seed in any::<u64>(), num_articles in 2_usize..=60, vocabulary in 2_usize..60,
        is_mixed in any::<bool>(), min_run in 8_u32..=14, max_group in 2_u32..=50,
    ) {
        let texts = collection(seed, num_articles, vocabulary, is_mixed);
        let pairs = candidates(&texts, min_run, max_group);
        for (a, b) in sharing(&texts, min_run) {
            prop_assert!(
                is_joined(&pairs, a, b, max_group < num_articles as u32),
                "{}\n{}", texts[a], texts[b]
            );
        }
    }

    #[test]
    fn articles_that_share_a_run_are_in_verified_pairs(
        seed in any::<u64>(), num_articles in 2_usize..=40, vocabulary in 6_usize..200,
        is_mixed in any::<bool>(), max_group in 2_u32..=50,
    ) {
        let texts = collection(seed, num_articles, vocabulary, is_mixed);
        let config = ScanConfig::builder().max_group(max_group).build().unwrap();
        let pairs = verified(&texts, config);
        for (a, b) in sharing(&texts, 12) {
            prop_assert!(
                is_joined(&pairs, a, b, max_group < num_articles as u32),
                "{}\n{}", texts[a], texts[b]
            );
        }
    }
}

/// Sixty articles hold one stock phrase; two of them share the words before it, too.
#[test]
fn a_run_that_ends_in_a_stock_phrase_is_found() {
    let mut lost = Vec::new();
    for extra in 4..10 {
        for seed in 0..40 {
            let phrase = words(&format!("stock{seed}p"), 8);
            let run = format!("{} {phrase}", words(&format!("run{seed}p"), extra));
            let texts: Vec<String> = (0..60)
                .map(|n| {
                    let [before, after] =
                        ["x", "y"].map(|name| words(&format!("{name}{seed}n{n}w"), 30));
                    let shared = if n == 20 || n == 40 { &run } else { &phrase };
                    format!("{before} {shared} {after}")
                })
                .collect();
            if !verified(&texts, ScanConfig::default()).contains(&(20, 40)) {
                lost.push((extra + 8, seed));
            }
        }
    }
    assert!(lost.is_empty(), "run, seed: {lost:?}");
}

/// Every shingle of the run stands alone in both articles often enough for seeds to be capped.
#[test]
fn a_run_of_often_repeated_shingles_is_found() {
    let run: Vec<String> = (0..12).map(|n| format!("r{n}")).collect();
    let copies = |name: &str| -> String {
        let copies: Vec<String> = (0..8)
            .flat_map(|at| (0..9).map(move |copy| (at, copy)))
            .map(|(at, copy)| format!("{} {name}{at}x{copy}", run[at..at + 5].join(" ")))
            .collect();
        copies.join(" ")
    };
    let run = run.join(" ");
    let texts = [format!("{run} end {}", copies("a")), format!("{} begin {run}", copies("b"))];
    assert_eq!(sharing(&texts, 12), [(0, 1)]);
    let outcome = scan(vec![Article::new("a", &texts[0]), Article::new("b", &texts[1])]);
    assert_eq!(outcome.report.pairs.len(), 1);
    assert_eq!(outcome.report.pairs[0].longest_run_words, Some(12));
}

/// A shorter run ends, in one of the articles, with the word that the run of twelve begins with.
#[test]
fn a_run_that_overlaps_a_shorter_one_is_found() {
    let (before, run) = (words("before", 5), words("run", 12));
    let texts = [format!("{before} run0 between {run}"), format!("{before} {run}")];
    assert_eq!(sharing(&texts, 12), [(0, 1)]);
    assert_eq!(verified(&texts, ScanConfig::default()), BTreeSet::from([(0, 1)]));
}

/// Pages of one outlet, each its own story between the menu and the footer of all; two of them
/// begin with the same words.
fn pages(seed: u64, shared: usize) -> BTreeSet<(usize, usize)> {
    let (menu, footer) = (words("menu", 11), words("footer", 30));
    let run = words(&format!("run{seed}r"), shared);
    let articles = (0..20)
        .map(|n| {
            let own = words(&format!("own{seed}n{n}w"), 80);
            let story = if n == 7 || n == 13 { format!("{run} {own}") } else { own };
            let mut article = Article::new(format!("{n}"), format!("{menu}\n{story}\n{footer}"));
            article.source = Some("The Herald".to_owned());
            article
        })
        .collect();
    let outcome = scan(articles);
    check(&outcome);
    assert!(outcome.report.articles.iter().all(|a| a.furniture.as_ref().unwrap().len() == 2));
    let place = |id: &str| id.parse::<usize>().unwrap();
    let pair = |a: usize, b: usize| (a.min(b), a.max(b));
    outcome.report.pairs.iter().map(|found| pair(place(&found.a), place(&found.b))).collect()
}

/// What crosses the edge of a menu is left out of the search; what lies in own words is not.
#[test]
fn a_run_of_own_words_beside_furniture_is_found() {
    for seed in 0..60 {
        assert!(pages(seed, 12).contains(&(7, 13)), "{seed}");
    }
}

/// An article that repeats a sentence, the first time behind words that an earlier passage holds.
#[test]
fn a_repeated_run_that_an_earlier_passage_holds_in_part_is_found() {
    let sentence = words("s", 21);
    let part: Vec<&str> = sentence.split(' ').skip(6).take(10).collect();
    let texts = [
        format!("{sentence} x1 x2 x3 {sentence} x4 x5"),
        format!("{} {} y9 y8 y7 {sentence} y6", words("y", 6), part.join(" ")),
    ];
    // The oracle of `verified` asks that every run of twelve lies in passages of both.
    assert_eq!(verified(&texts, ScanConfig::default()).into_iter().collect::<Vec<_>>(), [(0, 1)]);
}
