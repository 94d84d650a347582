//! The same bytes for any number of threads, any order of arguments and any order of records that
//! carry ids, in both modes.

use std::path::{Path, PathBuf};

use wirecopy::generate::{GenerateConfig, Generator};
use wirecopy::read::{ReadOptions, Reader};
use wirecopy::{Article, Scan, ScanConfig, ScanOutcome};

use super::oracle::{Draw, generated};

fn configs() -> [ScanConfig; 2] {
    let near = ScanConfig::builder().near_duplicates(0.6).max_group(20).build().unwrap();
    [ScanConfig::builder().max_group(20).build().unwrap(), near]
}

/// Copies, shared quotations, forms and two groups above the limit.
fn mixture() -> GenerateConfig {
    GenerateConfig {
        articles: 300,
        seed: 9,
        templates: 30,
        identical: 30,
        near_identical: 40,
        ..GenerateConfig::default()
    }
}

fn with_threads<T: Send>(num_threads: usize, run: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(num_threads).build().unwrap().install(run)
}

fn json(outcome: &ScanOutcome) -> String {
    serde_json::to_string(&outcome.report).unwrap()
}

fn assert_found(json: &str) {
    assert!(json.contains("\"large_groups\":"), "{json}");
    assert!(!json.contains("\"clusters\":[]"), "{json}");
}

#[test]
fn threads_and_order_of_articles_change_nothing() {
    let articles = generated(&mixture());
    for config in configs() {
        let run = |articles: Vec<Article>, num_threads| {
            let scan = Scan::new(config.clone());
            with_threads(num_threads, || json(&scan.run_articles(articles).unwrap()))
        };
        let expected = run(articles.clone(), 1);
        assert_found(&expected);
        for (num_threads, seed) in [(2, 1), (8, 2), (8, 3)] {
            assert!(run(articles.clone(), num_threads) == expected, "{num_threads} threads");
            let mut shuffled = articles.clone();
            Draw::new(seed).shuffle(&mut shuffled);
            assert!(run(shuffled, num_threads) == expected, "shuffle {seed}");
        }
    }
}

/// One file with all records, the same for any path, so that paths in the report agree.
fn write(folder: &Path, name: &str, lines: &[String]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, lines.concat()).unwrap();
    path
}

fn read_and_scan(paths: &[PathBuf], config: &ScanConfig, num_threads: usize) -> String {
    let reader = Reader::new(paths, ReadOptions::default()).unwrap();
    let scan = Scan::new(config.clone());
    with_threads(num_threads, || json(&scan.run(reader, &()).unwrap()))
}

#[test]
fn order_of_arguments_and_of_records_changes_nothing() {
    let mut bytes = Vec::new();
    let generator = Generator::new(&mixture()).unwrap();
    generator.write_jsonl(&mut bytes, Path::new("memory")).unwrap();
    let lines: Vec<String> =
        String::from_utf8(bytes).unwrap().split_inclusive('\n').map(str::to_owned).collect();
    let folder = tempfile::tempdir().unwrap();
    let third = lines.len() / 3;
    let parts = [&lines[..third], &lines[third..2 * third], &lines[2 * third..]];
    let paths: Vec<PathBuf> = parts
        .iter()
        .enumerate()
        .map(|(n, part)| write(folder.path(), &format!("part{n}.jsonl"), part))
        .collect();
    for config in configs() {
        let expected = read_and_scan(&paths, &config, 1);
        assert_found(&expected);
        for (order, num_threads) in [([1, 2, 0], 2), ([2, 1, 0], 8), ([0, 2, 1], 8)] {
            let arguments: Vec<PathBuf> = order.iter().map(|&n| paths[n].clone()).collect();
            assert!(read_and_scan(&arguments, &config, num_threads) == expected, "{order:?}");
        }
        for seed in [4, 5, 6] {
            for (n, part) in parts.iter().enumerate() {
                let mut shuffled = part.to_vec();
                Draw::new(seed + 10 * n as u64).shuffle(&mut shuffled);
                write(folder.path(), &format!("part{n}.jsonl"), &shuffled);
            }
            assert!(read_and_scan(&paths, &config, 8) == expected, "shuffled records {seed}");
        }
        for (n, part) in parts.iter().enumerate() {
            write(folder.path(), &format!("part{n}.jsonl"), part);
        }
    }
}
