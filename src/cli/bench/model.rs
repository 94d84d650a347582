//! What `bench` measured, as JSON has it.

use serde::Serialize;

pub(super) const BENCH_SCHEMA: &str = "wirecopy.bench/1";

#[derive(Debug, Serialize)]
pub(super) struct BenchReport {
    pub(super) schema: &'static str,
    pub(super) version: &'static str,
    pub(super) machine: Machine,
    pub(super) input: Input,
    /// Runs of each measurement.
    pub(super) runs: u32,
    /// Each stage alone, on one thread, over the sample.
    pub(super) stages: Vec<Stage>,
    /// Whole scans on all threads, over all articles.
    pub(super) scans: Vec<Scan>,
    pub(super) sketch: Sketch,
}

#[derive(Debug, Serialize)]
pub(super) struct Machine {
    /// `None` where the system does not tell.
    pub(super) processor: Option<String>,
    pub(super) arch: &'static str,
    pub(super) os: &'static str,
    /// Threads of whole scans.
    pub(super) threads: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct Input {
    /// Seed of generated articles; `None` for the user's own.
    pub(super) generated_seed: Option<u64>,
    pub(super) articles: u64,
    pub(super) text_bytes: u64,
    pub(super) tokens: u64,
    /// What single stages are measured on: the first articles.
    pub(super) sampled_articles: u64,
    pub(super) sampled_text_bytes: u64,
    pub(super) sampled_tokens: u64,
}

/// Medians over the runs.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Timing {
    /// Time that passed.
    pub(super) seconds: f64,
    pub(super) min_seconds: f64,
    pub(super) max_seconds: f64,
    /// Work of all threads; `None` where the system does not tell.
    pub(super) cpu_seconds: Option<f64>,
}

/// Rates by the time that passed.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Rates {
    /// Millions of bytes of text a second.
    pub(super) mb_per_second: f64,
    pub(super) articles_per_second: f64,
    pub(super) ns_per_token: f64,
}

impl Rates {
    pub(super) fn new(seconds: f64, articles: u64, text_bytes: u64, tokens: u64) -> Self {
        // Nothing is done in no time; a clock that did not tick is read as its finest tick.
        let seconds = seconds.max(1e-9);
        Self {
            mb_per_second: text_bytes as f64 / 1e6 / seconds,
            articles_per_second: articles as f64 / seconds,
            ns_per_token: seconds * 1e9 / tokens.max(1) as f64,
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Stage {
    pub(super) name: &'static str,
    #[serde(flatten)]
    pub(super) timing: Timing,
    #[serde(flatten)]
    pub(super) rates: Rates,
    /// What a scan keeps of this stage; `None` for what it drops with the article.
    pub(super) kept_bytes_per_article: Option<f64>,
}

#[derive(Debug, Serialize)]
pub(super) struct Scan {
    /// Subcommand and flags.
    pub(super) name: &'static str,
    pub(super) candidate_pairs: u64,
    pub(super) verified_pairs: u64,
    pub(super) clusters: u64,
    /// Its stages, which follow each other and use all threads.
    pub(super) stages: Vec<ScanStage>,
    #[serde(flatten)]
    pub(super) timing: Timing,
    #[serde(flatten)]
    pub(super) rates: Rates,
    /// Most memory of the process in the first run; `None` where the system does not tell.
    pub(super) peak_bytes: Option<u64>,
}

#[derive(Debug, Serialize)]
pub(super) struct ScanStage {
    pub(super) name: &'static str,
    #[serde(flatten)]
    pub(super) timing: Timing,
    #[serde(flatten)]
    pub(super) rates: Rates,
}

/// Estimates against exact resemblance.
#[derive(Debug, Serialize)]
pub(super) struct Sketch {
    pub(super) num_slots: usize,
    /// Pairs for each kind and resemblance.
    pub(super) pairs: u64,
    /// Distinct shingles of both articles of a pair together, on average.
    pub(super) shingles_per_pair: f64,
    pub(super) kinds: Vec<SketchKind>,
}

#[derive(Debug, Serialize)]
pub(super) struct SketchKind {
    pub(super) name: &'static str,
    pub(super) errors: Vec<SketchError>,
    /// Mean over the resemblances of the squared error, relative to that of as many independent
    /// permutations as there are slots.
    pub(super) relative_squared_error: f64,
}

#[derive(Debug, Serialize)]
pub(super) struct SketchError {
    /// Exact resemblance of the pairs, on average.
    pub(super) resemblance: f64,
    /// Mean of estimate minus exact.
    pub(super) bias: f64,
    /// Root of the mean squared difference.
    pub(super) rms_error: f64,
    /// The same for independent permutations: sqrt(J (1 - J) / slots).
    pub(super) expected_rms_error: f64,
}
