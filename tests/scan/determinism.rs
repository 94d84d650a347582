//! The same bytes for any number of threads, any order of arguments and any order of records that
//! carry ids, in both modes.

use std::path::{Path, PathBuf};

use wirecopy::generate::{GenerateConfig, Generator};
use wirecopy::read::{ReadOptions, Reader};
use wirecopy::{Article, Resources, Scan, ScanConfig, ScanOutcome};

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
    let is_found = json.contains("\"large_groups\":") && !json.contains("\"large_groups\":0");
    assert!(is_found, "no large group: {json}");
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

#[test]
fn no_memory_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = Vec::new();
    Generator::new(&mixture()).unwrap().write_jsonl(&mut bytes, Path::new("memory")).unwrap();
    let temp_dir = folder.path().join("temp");
    std::fs::create_dir(&temp_dir).unwrap();
    let plain = folder.path().join("articles.jsonl");
    std::fs::write(&plain, &bytes).unwrap();
    let packed = folder.path().join("articles.jsonl.zst");
    std::fs::write(&packed, zstd::encode_all(&bytes[..], 1).unwrap()).unwrap();
    for config in configs() {
        for path in [&plain, &packed] {
            let run = |memory_limit| {
                let reader =
                    Reader::new(std::slice::from_ref(path), ReadOptions::default()).unwrap();
                let resources = Resources { memory_limit, temp_dir: temp_dir.clone() };
                let scan = Scan::new(config.clone()).with_resources(resources);
                let outcome = with_threads(3, || scan.run(reader, &()).unwrap());
                let texts: Vec<String> =
                    outcome.texts.iter().map(|text| text.unwrap().into_owned()).collect();
                (json(&outcome), texts)
            };
            let (expected, texts) = run(1 << 30);
            assert_found(&expected);
            for memory_limit in [0, 1 << 16] {
                assert!(run(memory_limit) == (expected.clone(), texts.clone()), "{memory_limit}");
            }
        }
    }
    assert_eq!(std::fs::read_dir(&temp_dir).unwrap().count(), 0);
}

#[test]
fn a_text_that_changed_meanwhile_ends_the_run() {
    /// Changes the file once everything is read.
    struct Meddler(PathBuf);

    impl wirecopy::Progress for Meddler {
        fn stage(&self, name: &'static str, _: Option<u64>) {
            if name == "find candidates" {
                let text = std::fs::read_to_string(&self.0).unwrap();
                std::fs::write(&self.0, text.replace('e', "a")).unwrap();
            }
        }

        fn advance(&self, _: u64) {}
    }

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("articles.jsonl");
    let mut bytes = Vec::new();
    Generator::new(&mixture()).unwrap().write_jsonl(&mut bytes, Path::new("memory")).unwrap();
    std::fs::write(&path, bytes).unwrap();
    let reader = Reader::new(std::slice::from_ref(&path), ReadOptions::default()).unwrap();
    let resources = Resources { memory_limit: 0, ..Resources::default() };
    let scan = Scan::new(ScanConfig::default()).with_resources(resources);
    let error = scan.run(reader, &Meddler(path)).unwrap_err();
    assert!(error.is_corrupt());
    assert!(error.to_string().contains("articles.jsonl"), "{error}");
}
