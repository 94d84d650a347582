//! `wirecopy bench`: what each stage costs on this machine, on the user's articles or on generated
//! ones, and how far the sketch's estimates lie from exact resemblance.

mod clock;
mod machine;
mod model;
mod render;
mod scans;
mod sketch_error;
mod stages;

use std::io::BufWriter;
use std::path::{Path, PathBuf};

use clap::Args;
use tempfile::NamedTempFile;
use wirecopy::ScanConfig;
use wirecopy::generate::{GenerateConfig, Generator};
use wirecopy::read::{ReadOptions, Reader};

use super::failure::Failure;
use super::input::InputArgs;
use super::progress::Bars;
use super::screen::Format;
use super::{Global, Status, interrupt, rejects, screen};
use model::{BENCH_SCHEMA, BenchReport, Input, Machine, Scan};

const DEFAULT_ARTICLES: usize = 10_000;
const DEFAULT_RUNS: u32 = 5;
const DEFAULT_THRESHOLD: f64 = 0.8;

/// Measure each stage on this machine: speed, memory, and the error of the sketch.
#[derive(Args, Debug)]
pub(super) struct BenchArgs {
    /// Files or folders of articles to measure on. By default, generated articles.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Generated articles to measure on. By default, 10000.
    #[arg(long, value_name = "N", conflicts_with = "paths",
        value_parser = clap::value_parser!(u32).range(1..))]
    articles: Option<u32>,

    /// Seed of the generated articles. By default, 1.
    #[arg(long, value_name = "S", conflicts_with = "paths")]
    seed: Option<u64>,

    /// Runs of each measurement, of which the median is shown. By default, 5.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    runs: Option<u32>,

    /// Least resemblance in the scan for near duplicates. By default, 0.8.
    #[arg(long, value_name = "SHARE")]
    threshold: Option<f64>,

    /// What is written to standard output. By default, text.
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
    format: Format,

    #[command(flatten)]
    input: InputArgs,
}

pub(super) fn run(args: &BenchArgs, global: &Global) -> Result<Status, Failure> {
    let near_duplicates = ScanConfig::builder()
        .near_duplicates(args.threshold.unwrap_or(DEFAULT_THRESHOLD))
        .build()?;
    let runs = args.runs.unwrap_or(DEFAULT_RUNS);
    let collection = Collection::open(args)?;
    let bars = Bars::new(global.quiet);

    // Whole scans come first: what the other stages hold would count as their memory.
    let modes = [("scan --near-duplicates", near_duplicates), ("scan", ScanConfig::default())];
    let mut scans: Vec<Scan> = Vec::with_capacity(modes.len());
    let mut last = None;
    for (name, config) in modes {
        let (scan, read) = scans::measure(name, &config, runs, &bars, || collection.reader())?;
        scans.push(scan);
        last = Some(read);
    }
    scans.reverse();
    let Some(scans::Input { counts, rejects }) = last else { return Ok(Status::Done) };
    if counts.words == 0 {
        rejects::show(&rejects, global.quiet);
        return Err(Failure::message("no article holds a word: there is nothing to measure"));
    }

    let sample = stages::Sample::read(collection.reader()?);
    let stages = stages::measure(&sample, runs, &bars, || collection.reader())?;
    let sketch = sketch_error::measure(&sample)?;
    drop(bars);
    rejects::show(&rejects, global.quiet);
    let report = BenchReport {
        schema: BENCH_SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        machine: Machine {
            processor: machine::processor(),
            arch: std::env::consts::ARCH,
            os: std::env::consts::OS,
            threads: rayon::current_num_threads(),
        },
        input: Input {
            generated_seed: collection.seed,
            articles: counts.articles,
            text_bytes: counts.text_bytes,
            tokens: counts.words,
            sampled_articles: sample.articles(),
            sampled_text_bytes: sample.text_bytes(),
            sampled_tokens: sample.tokens(),
        },
        runs,
        stages,
        scans,
        sketch,
    };
    screen::print_measures(args.format, &report, render::text)?;
    Ok(Status::after_skipping(&rejects))
}

/// What is measured on: files that can be read again and again.
struct Collection {
    paths: Vec<PathBuf>,
    options: ReadOptions,
    /// Seed of generated articles.
    seed: Option<u64>,
    /// Holds generated articles; removed when dropped.
    _file: Option<NamedTempFile>,
}

impl Collection {
    fn open(args: &BenchArgs) -> Result<Self, Failure> {
        let options = args.input.options()?;
        if args.paths.iter().any(|path| path == Path::new("-")) {
            return Err(Failure::message(
                "bench reads its input several times: name files, not standard input",
            ));
        }
        if !args.paths.is_empty() {
            return Ok(Self { paths: args.paths.clone(), options, seed: None, _file: None });
        }
        let seed = args.seed.unwrap_or(1);
        let articles = args.articles.map_or(DEFAULT_ARTICLES, |articles| articles as usize);
        let generator =
            Generator::new(&GenerateConfig { articles, seed, ..GenerateConfig::default() })?;
        let mut builder = tempfile::Builder::new();
        builder.prefix("wirecopy-bench-").suffix(".jsonl");
        let file = interrupt::make(|| builder.tempfile(), NamedTempFile::path)
            .map_err(|error| Failure::file(&std::env::temp_dir(), error))?;
        let path = file.path().to_path_buf();
        let mut out = BufWriter::new(file);
        generator.write_jsonl(&mut out, &path)?;
        let file = out.into_inner().map_err(|error| Failure::file(&path, error.into_error()))?;
        // The reader's flags are about the files of users.
        let options = ReadOptions::default();
        Ok(Self { paths: vec![path], options, seed: Some(seed), _file: Some(file) })
    }

    fn reader(&self) -> Result<Reader, Failure> {
        Ok(Reader::new(&self.paths, self.options.clone())?)
    }
}
