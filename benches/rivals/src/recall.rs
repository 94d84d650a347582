//! Near-duplicate pairs of `wirecopy` against all pairs, on articles as they are.

use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::path::PathBuf;

use wirecopy::read::{ReadOptions, Reader};
use wirecopy::sketch::ShingleConfig;
use wirecopy::sketch::shingle::shingle_hashes;
use wirecopy::text::Tokens;
use wirecopy::{Scan, ScanConfig};

/// Prints recall and precision of a scan at the threshold. The truth counts, for every two articles
/// that share a shingle, all shingles that they share.
pub(crate) fn of_scan(input: &str, threshold: f64) -> Result<(), Box<dyn Error>> {
    let reader = Reader::new(&[PathBuf::from(input)], ReadOptions::default())?;
    let config = ScanConfig::builder().near_duplicates(threshold).build()?;
    let outcome = Scan::new(config).run(reader, &())?;
    let report = &outcome.report;

    let mut shingles_of = Vec::with_capacity(report.articles.len());
    let mut tokens = Tokens::default();
    for text in outcome.texts.iter() {
        let mut shingles = Vec::new();
        tokens.tokenize(&text?);
        shingle_hashes(tokens.hashes(), tokens.units(), ShingleConfig::default(), &mut shingles);
        shingles.sort_unstable();
        shingles.dedup();
        shingles_of.push(shingles);
    }
    let ids: HashMap<&str, u32> =
        report.articles.iter().map(|article| article.id.as_str()).zip(0..).collect();
    let pairs = report.pairs.iter().map(|pair| (ids[pair.a.as_str()], ids[pair.b.as_str()]));
    let found: HashSet<(u32, u32)> = pairs.map(|(a, b)| (a.min(b), a.max(b))).collect();
    let truth = resembling(&shingles_of, threshold);
    let right = truth.iter().filter(|pair| found.contains(pair)).count();
    println!(
        "{} articles, {} pairs of resemblance {threshold} or more, {} found, {right} of them \
         right: recall {:.5}, precision {:.5}; {} groups linked",
        shingles_of.len(),
        truth.len(),
        found.len(),
        right as f64 / truth.len().max(1) as f64,
        right as f64 / found.len().max(1) as f64,
        report.run.limits_hit.large_groups,
    );
    Ok(())
}

/// All pairs at the threshold, of articles without repeated shingles.
pub(crate) fn resembling<S: Copy + Eq + std::hash::Hash>(
    shingles_of: &[Vec<S>],
    threshold: f64,
) -> Vec<(u32, u32)> {
    let mut articles_with: HashMap<S, Vec<u32>> = HashMap::new();
    let mut shared = vec![0_u32; shingles_of.len()];
    let mut touched: Vec<u32> = Vec::new();
    let mut pairs = Vec::new();
    for (shingles, article) in shingles_of.iter().zip(0_u32..) {
        for shingle in shingles {
            let articles = articles_with.entry(*shingle).or_default();
            for &other in &*articles {
                if shared[other as usize] == 0 {
                    touched.push(other);
                }
                shared[other as usize] += 1;
            }
            articles.push(article);
        }
        for other in touched.drain(..) {
            let num_shared = std::mem::take(&mut shared[other as usize]) as usize;
            let all = shingles_of[other as usize].len() + shingles.len() - num_shared;
            if num_shared as f64 >= threshold * all as f64 {
                pairs.push((other, article));
            }
        }
    }
    pairs
}
