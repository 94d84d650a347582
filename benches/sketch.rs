//! Shingling of token hashes and sketching of shingle hashes, at the sizes of news.

#![expect(clippy::expect_used, reason = "a benchmark stops at a wrong set-up")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use wirecopy::hash::{hash_token, mix};
use wirecopy::sketch::shingle::shingle_hashes;
use wirecopy::sketch::{ShingleConfig, SignatureKind, SketchConfig, Sketcher};

/// Articles of one benchmark: more than the branch predictors learn by heart.
const NUM_ARTICLES: u64 = 256;

fn articles(num_hashes: u64) -> Vec<Vec<u64>> {
    (0..NUM_ARTICLES)
        .map(|article| (0..num_hashes).map(|i| mix(article << 32 | i)).collect())
        .collect()
}

fn sketch(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("sketch");
    for (name, kind) in [("binned", SignatureKind::Binned), ("classic", SignatureKind::Classic)] {
        for num_shingles in [50, 100, 300, 1000] {
            let articles = articles(num_shingles);
            let config = SketchConfig::builder().kind(kind).build().expect("defaults are valid");
            let mut sketcher = Sketcher::new(&config);
            let mut slots = vec![0; config.num_slots()];
            group.throughput(Throughput::Elements(NUM_ARTICLES * num_shingles));
            group.bench_function(BenchmarkId::new(name, num_shingles), |bencher| {
                bencher.iter(|| {
                    for article in &articles {
                        sketcher.sketch_into(black_box(article), &mut slots).expect("it fits");
                        black_box(&slots);
                    }
                });
                let last = sketcher.sketch(&articles[articles.len() - 1]);
                assert_eq!(last.slots(), slots);
                let first = sketcher.sketch(&articles[0]);
                assert_eq!(last.estimate_resemblance(&first).expect("one config"), Some(0.0));
            });
        }
    }
    group.finish();
}

fn shingle(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("shingle");
    let articles = articles(440);
    let config = ShingleConfig::default();
    let mut shingles = Vec::new();
    group.throughput(Throughput::Elements(NUM_ARTICLES * 440));
    for (name, units) in [("words", Vec::new()), ("units", vec![2_u8; 440])] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                for article in &articles {
                    shingle_hashes(black_box(article), &units, config, &mut shingles);
                    black_box(&shingles);
                }
            });
            assert_eq!(shingles.len(), 440 - config.shingle_len() + 1);
        });
    }
    group.finish();
}

fn token_hash(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hash_token");
    // Word lengths as in English news: mostly two to nine bytes.
    let words: Vec<String> =
        (0..10_000).map(|i| "abcdefghijklmnop"[..=(mix(i) % 10) as usize].to_owned()).collect();
    group.throughput(Throughput::Elements(words.len() as u64));
    let sum =
        || words.iter().fold(0_u64, |sum, word| sum.wrapping_add(hash_token(word.as_bytes())));
    let expected = sum();
    group.bench_function("words", |bencher| {
        bencher.iter(|| assert_eq!(black_box(sum()), expected));
    });
    group.finish();
}

criterion_group!(benches, token_hash, shingle, sketch);
criterion_main!(benches);
