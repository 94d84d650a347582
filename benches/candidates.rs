//! Candidate pairs: winnowed fingerprints and their index, and MinHash-LSH.

#![expect(clippy::expect_used, reason = "a benchmark stops at a wrong set-up")]

mod common;

use std::collections::HashMap;
use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use wirecopy::candidates::fingerprints::{FingerprintIndex, Place};
use wirecopy::candidates::lsh::{Banding, candidate_pairs};
use wirecopy::candidates::winnow::WinnowConfig;
use wirecopy::hash::mix;
use wirecopy::sketch::shingle::shingle_hashes;
use wirecopy::text::Tokens;

const NUM_ARTICLES: usize = 2_000;
const MAX_GROUP: u32 = 50;

fn fingerprints(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("fingerprints");
    let generator = common::generator(NUM_ARTICLES);
    let articles: Vec<_> = generator.articles().collect();
    group.throughput(common::articles_and_bytes(articles.iter().map(|a| a.text.as_str())));
    let config = WinnowConfig::default();
    let sequences: Vec<(Tokens, Vec<u64>)> = articles
        .iter()
        .map(|article| {
            let tokens = Tokens::of(&article.text);
            let mut shingles = Vec::new();
            shingle_hashes(tokens.hashes(), tokens.units(), config.shingles(), &mut shingles);
            (tokens, shingles)
        })
        .collect();
    let mut selected = Vec::new();
    group.bench_function("select", |bencher| {
        bencher.iter(|| {
            selected.clear();
            for (tokens, shingles) in &sequences {
                config.select(black_box(tokens), shingles, &mut selected);
            }
        });
        // Two of window + 1 shingles are selected, on average.
        let num_shingles: usize = sequences.iter().map(|(_, shingles)| shingles.len()).sum();
        let density = selected.len() as f64 / num_shingles as f64;
        let expected = 2.0 / (config.window() + 1) as f64;
        assert!((density - expected).abs() < 0.02, "{density}");
    });

    let each: Vec<Vec<_>> = sequences
        .iter()
        .map(|(tokens, shingles)| {
            let mut selected = Vec::new();
            config.select(tokens, shingles, &mut selected);
            selected
        })
        .collect();
    let add = || {
        let mut index = FingerprintIndex::new(&config);
        for (fingerprints, article) in each.iter().zip(0..) {
            index.add(article, fingerprints).expect("nothing is written");
        }
        index
    };
    let ranks: Vec<u32> = (0..NUM_ARTICLES as u32).collect();
    let rank_of: HashMap<&str, u32> = articles.iter().map(|a| a.id.as_str()).zip(0..).collect();
    let promised: Vec<(u32, u32)> = generator
        .pairs()
        .filter(|pair| pair.longest_run >= config.min_run())
        .map(|pair| (rank_of[pair.a.as_str()], rank_of[pair.b.as_str()]))
        .collect();
    assert!(promised.len() > NUM_ARTICLES / 10, "{}", promised.len());
    group.bench_function("index", |bencher| bencher.iter(|| black_box(add())));
    let index = add();
    group.bench_function("candidates", |bencher| {
        let find = |index: FingerprintIndex| {
            index.candidates(&ranks, MAX_GROUP, &|_, _| Place::Own).expect("nothing is read")
        };
        bencher.iter_batched(|| index.clone(), find, BatchSize::LargeInput);
        let found = find(index.clone()).pairs;
        assert!(promised.iter().all(|pair| found.binary_search(pair).is_ok()));
    });
    group.finish();
}

fn lsh(criterion: &mut Criterion) {
    const NUM_SIGNATURES: u64 = 20_000;
    let mut group = criterion.benchmark_group("lsh");
    group.sample_size(10);
    // Every tenth article is a copy of the one before it.
    let signatures: Vec<u32> = (0..NUM_SIGNATURES)
        .map(|article| if article % 10 == 9 { article - 1 } else { article })
        .flat_map(|story| (0..128_u64).map(move |slot| mix(story << 8 | slot) as u32))
        .collect();
    let banding = Banding::choose(128, 0.8, Banding::DEFAULT_RECALL).expect("it can be promised");
    let bytes = (signatures.len() * size_of::<u32>()) as u64;
    group.throughput(Throughput::ElementsAndBytes { elements: NUM_SIGNATURES, bytes });
    group.bench_function("articles", |bencher| {
        bencher.iter(|| {
            let found = candidate_pairs(&signatures, 128, &banding, MAX_GROUP as usize)
                .expect("the shape is right");
            assert_eq!(found.pairs.len() as u64, NUM_SIGNATURES / 10);
        });
    });
    group.finish();
}

criterion_group!(benches, fingerprints, lsh);
criterion_main!(benches);
