//! Reading, and whole scans of a generated collection on all threads.

#![expect(clippy::expect_used, reason = "a benchmark stops at a wrong set-up")]

mod common;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tempfile::TempDir;
use wirecopy::generate::Generator;
use wirecopy::read::{ReadOptions, Reader};
use wirecopy::{Scan, ScanConfig, ScanOutcome};

const NUM_ARTICLES: usize = 2_000;

/// The collection as JSON Lines in a folder of its own, with what a scan of it goes through.
struct Collection {
    generator: Generator,
    _folder: TempDir,
    path: PathBuf,
    throughput: Throughput,
}

impl Collection {
    fn new() -> Self {
        let generator = common::generator(NUM_ARTICLES);
        let folder = tempfile::tempdir().expect("there is a place for temporary files");
        let path = folder.path().join("articles.jsonl");
        let mut bytes = Vec::new();
        generator.write_jsonl(&mut bytes, Path::new("articles.jsonl")).expect("memory takes all");
        std::fs::write(&path, &bytes).expect("the file can be written");
        let lines = std::str::from_utf8(&bytes).expect("JSON is UTF-8").lines();
        let throughput = common::articles_and_bytes(lines);
        Self { generator, _folder: folder, path, throughput }
    }

    fn reader(&self) -> Reader {
        Reader::new(std::slice::from_ref(&self.path), ReadOptions::default())
            .expect("the file exists")
    }
}

fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    let collection = Collection::new();
    group.throughput(collection.throughput.clone());
    let text_bytes: usize = collection.generator.articles().map(|article| article.text.len()).sum();
    group.bench_function("split", |bencher| {
        bencher.iter(|| {
            let mut reader = collection.reader();
            let batches = std::iter::from_fn(|| reader.next_batch());
            assert_eq!(batches.map(|batch| batch.len()).sum::<usize>(), NUM_ARTICLES);
        });
    });
    // On one thread.
    group.bench_function("split_and_parse", |bencher| {
        bencher.iter(|| {
            let mut reader = collection.reader();
            let batches = std::iter::from_fn(|| reader.next_batch());
            let articles = batches.flat_map(|batch| batch.parse().into_iter().flatten());
            assert_eq!(articles.map(|article| article.text.len()).sum::<usize>(), text_bytes);
        });
    });
    group.finish();
}

fn scan(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("scan");
    group.sample_size(10);
    let collection = Collection::new();
    group.throughput(collection.throughput.clone());
    let near_duplicates =
        ScanConfig::builder().near_duplicates(0.8).build().expect("the threshold is in range");
    for (name, config) in
        [("passages", ScanConfig::default()), ("near_duplicates", near_duplicates)]
    {
        let scan = Scan::new(config);
        let run = || scan.run(collection.reader(), &()).expect("so few articles can be numbered");
        let outcome = run();
        if name == "passages" {
            assert_copies_found(&collection.generator, &outcome);
        } else {
            assert!(outcome.report.pairs.iter().all(|pair| pair.resemblance >= 0.8));
        }
        let counts = outcome.report.run.counts;
        assert_eq!((counts.articles, counts.rejects), (NUM_ARTICLES as u64, 0));
        assert!(counts.clusters > 20, "{counts:?}");
        group.bench_function(name, |bencher| {
            bencher.iter(|| assert_eq!(run().report.run.counts, counts));
        });
    }
    group.finish();
}

/// Every pair of articles that share a run of twelve words by construction was verified.
fn assert_copies_found(generator: &Generator, outcome: &ScanOutcome) {
    let found: HashSet<(&str, &str)> =
        outcome.report.pairs.iter().map(|pair| (pair.a.as_str(), pair.b.as_str())).collect();
    let mut promised = generator.pairs().filter(|pair| pair.longest_run >= 12);
    assert!(promised.all(|pair| found.contains(&(pair.a.as_str(), pair.b.as_str()))));
}

criterion_group!(benches, read, scan);
criterion_main!(benches);
