//! The Rust side of the comparison; `run.py` calls it and prints the table.
//!
//! ```text
//! rivals banding                    bands and rows that wirecopy chooses at the threshold
//! rivals corpus OUT.jsonl N         generated articles, normalised to words and single spaces
//! rivals truth IN.jsonl OUT.tsv     all pairs at the threshold, by exhaustive counting
//! rivals sketch                     ns a shingle from ready hashes, one line for each library and n
//! rivals text IN.jsonl              MB/s from text in memory to signature
//! rivals gaoya IN.jsonl OUT.tsv     pairs by gaoya's index
//! rivals recall IN THRESHOLD        wirecopy's pairs against all pairs, of any articles
//! ```

mod corpus;
mod pairs;
mod recall;
mod signatures;

use std::error::Error;

/// Slots of every signature.
const NUM_SLOTS: usize = 128;

/// Words of a shingle.
const SHINGLE_LEN: usize = 5;

/// Resemblance from which a pair counts.
const THRESHOLD: f64 = 0.7;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["banding"] => {
            let banding = pairs::banding()?;
            println!("{}\t{}", banding.num_bands(), banding.rows_per_band());
            Ok(())
        }
        ["corpus", out, num_articles] => corpus::write(out, num_articles.parse()?),
        ["truth", input, out] => pairs::write_truth(input, out),
        ["sketch"] => signatures::from_hashes(),
        ["text", input] => signatures::from_text(input),
        ["gaoya", input, out] => pairs::write_gaoya(input, out),
        ["recall", input, threshold] => recall::of_scan(input, threshold.parse()?),
        _ => Err("usage: see src/main.rs".into()),
    }
}
