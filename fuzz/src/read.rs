//! Any bytes under any known extension are read without a panic, within the limit of an article.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wirecopy::read::{ReadOptions, Reader};

const EXTENSIONS: [&str; 12] = [
    "txt",
    "jsonl",
    "json",
    "csv",
    "tsv",
    "unknown",
    "jsonl.gz",
    "json.zst",
    "csv.gz",
    "txt.zst",
    "tsv.zst",
    "unknown.gz",
];
const MAX_ARTICLE_BYTES: u64 = 1 << 12;

fuzz_target!(|input: (u8, &[u8])| {
    let (extension, bytes) = input;
    let extension = EXTENSIONS[usize::from(extension) % EXTENSIONS.len()];
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join(format!("input.{extension}"));
    std::fs::write(&path, bytes).expect("a temporary file can be written");
    let options = ReadOptions { max_article_bytes: MAX_ARTICLE_BYTES, ..ReadOptions::default() };
    let mut reader = Reader::new(&[path], options).expect("the file is there");
    while let Some(batch) = reader.next_batch() {
        for article in batch.parse().into_iter().flatten() {
            // A byte of another encoding becomes three of UTF-8 at most.
            assert!(article.text.len() as u64 <= 3 * MAX_ARTICLE_BYTES);
        }
    }
});
