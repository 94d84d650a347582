//! Pairs of similar articles: the exact ones, and those of gaoya.

use std::collections::HashMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};

use gaoya::minhash::{MinHashIndex, MinHasher32};
use wirecopy::candidates::lsh::Banding;

use crate::signatures::gaoya_signature;
use crate::{NUM_SLOTS, SHINGLE_LEN, THRESHOLD, corpus, recall};

/// The bands and rows that all libraries are given.
pub(crate) fn banding() -> Result<Banding, wirecopy::Error> {
    Banding::choose(NUM_SLOTS, THRESHOLD, Banding::DEFAULT_RECALL)
}

/// Writes all pairs at the threshold. The words themselves are compared, and every two articles
/// that share a shingle are counted: no hash that a library uses decides.
pub(crate) fn write_truth(input: &str, out: &str) -> Result<(), Box<dyn Error>> {
    let texts = corpus::read(input)?;
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    let mut shingles_of = Vec::with_capacity(texts.len());
    for text in &texts {
        let words: Vec<u32> = text
            .split(' ')
            .map(|word| {
                let next = numbers.len() as u32;
                *numbers.entry(word).or_insert(next)
            })
            .collect();
        let mut shingles: Vec<[u32; SHINGLE_LEN]> = words.array_windows().copied().collect();
        shingles.sort_unstable();
        shingles.dedup();
        shingles_of.push(shingles);
    }
    write(out, recall::resembling(&shingles_of, THRESHOLD))
}

/// Writes the pairs that gaoya's index gives: of one bucket, and similar by estimate.
pub(crate) fn write_gaoya(input: &str, out: &str) -> Result<(), Box<dyn Error>> {
    let texts = corpus::read(input)?;
    let hasher = MinHasher32::new(NUM_SLOTS);
    let banding = banding()?;
    let mut index: MinHashIndex<u32, u32> =
        MinHashIndex::new_index(banding.num_bands(), banding.rows_per_band(), THRESHOLD);
    let num_used = banding.num_bands() * banding.rows_per_band();
    let signatures: Vec<Vec<u32>> = texts
        .iter()
        .map(|text| {
            let mut signature = gaoya_signature(&hasher, text);
            signature.truncate(num_used);
            signature
        })
        .collect();
    let mut pairs = Vec::new();
    for (signature, article) in signatures.into_iter().zip(0..) {
        pairs.extend(index.query(&signature).into_iter().map(|&other| (other, article)));
        index.insert(article, signature);
    }
    write(out, pairs)
}

fn write(out: &str, mut pairs: Vec<(u32, u32)>) -> Result<(), Box<dyn Error>> {
    pairs.sort_unstable();
    let mut out = BufWriter::new(File::create(out)?);
    for (a, b) in pairs {
        writeln!(out, "{a}\t{b}")?;
    }
    Ok(out.flush()?)
}
