//! `wirecopy dedup`: one record of several that are similar.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum, value_parser};
use wirecopy::read::{ReadOptions, Reader, Reject, RejectLog};
use wirecopy::report::write_removed;
use wirecopy::{Dedup, DedupConfig, DedupCounts, DedupMode, DedupOutcome, Keep};

use super::failure::Failure;
use super::forecast::{Cost, Forecast, input_bytes};
use super::input::InputArgs;
use super::output::{OutputFile, PackedFile};
use super::places::Places;
use super::progress::Bars;
use super::rejects::BadInputArgs;
use super::resources::ResourceArgs;
use super::share::parse_share;
use super::{Global, Status};

/// Keep one record of several that are similar, and write it as it was read.
#[derive(Args, Debug)]
pub(super) struct DedupArgs {
    /// Files, folders, or - for standard input: JSON Lines, JSON, text and CSV, plain, .gz or .zst.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// JSON Lines file for the records that are kept, in the order of reading; compressed where it
    /// ends in .gz or .zst; - for standard output. By default, only --dry-run does without.
    #[arg(long, short, value_name = "FILE", required_unless_present = "dry_run")]
    output: Option<PathBuf>,

    #[command(flatten)]
    similarity: SimilarityArgs,
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    bad_input: BadInputArgs,
    #[command(flatten)]
    resources: ResourceArgs,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "What to remove")]
struct SimilarityArgs {
    /// What a removed record has to share with a kept one. By default, resemblance.
    #[arg(long, value_name = "MODE")]
    mode: Option<Mode>,

    /// Least similarity to a kept record that removes one, above 0 and up to 1. By default, 0.8.
    #[arg(long, value_name = "SHARE", value_parser = parse_share)]
    threshold: Option<f64>,

    /// Which of several is kept. By default, first.
    #[arg(long, value_name = "WHICH")]
    keep: Option<KeepArg>,

    /// Words of a shingle, 3 to 16. By default, 5.
    #[arg(long, value_name = "WORDS", value_parser = value_parser!(u32).range(3..=16))]
    shingle_len: Option<u32>,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Report")]
struct ReportArgs {
    /// File for what is removed, as JSON Lines: each record with the kept one, the exact figures
    /// and the reason. By default, none is written.
    #[arg(long, value_name = "FILE")]
    removed: Option<PathBuf>,

    /// Say what would be removed, and write no records. By default, they are written.
    #[arg(long)]
    dry_run: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Mode {
    /// Shared shingles / all shingles of both
    Resemblance,
    /// Share of the removed record's shingles that the kept one holds
    Containment,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum KeepArg {
    /// The first that is read
    First,
    /// That of most words, then the first
    Longest,
    /// The one published earliest, then the first; records without a date come last
    Earliest,
}

impl SimilarityArgs {
    fn config(&self) -> Result<DedupConfig, Failure> {
        let mut config = DedupConfig::builder();
        if let Some(mode) = self.mode {
            config = config.mode(match mode {
                Mode::Resemblance => DedupMode::Resemblance,
                Mode::Containment => DedupMode::Containment,
            });
        }
        if let Some(threshold) = self.threshold {
            config = config.threshold(threshold);
        }
        if let Some(keep) = self.keep {
            config = config.keep(match keep {
                KeepArg::First => Keep::First,
                KeepArg::Longest => Keep::Longest,
                KeepArg::Earliest => Keep::Earliest,
            });
        }
        if let Some(words) = self.shingle_len {
            config = config.shingle_len(words);
        }
        Ok(config.build()?)
    }
}

pub(super) fn run(args: &DedupArgs, global: &Global) -> Result<Status, Failure> {
    let config = args.similarity.config()?;
    let report = &args.report;
    let output = args.output.as_deref().filter(|_| !report.dry_run);
    let outputs = [output, report.removed.as_deref(), args.bad_input.path()];
    let places = Places::of(args.paths.iter().map(PathBuf::as_path)).add_all(outputs)?;
    let options = ReadOptions { except: places.into_outputs(), ..args.input.options()? };
    let reader = Reader::new(&args.paths, options)?;
    // What cannot be written is better known before the work than after it.
    let mut kept_file = output.map(PackedFile::create).transpose()?;
    let mut removed_file = report.removed.as_deref().map(OutputFile::create).transpose()?;
    let mut bad_input = args.bad_input.create()?;

    let outcome = {
        let memory_limit = args.resources.resources().memory_limit;
        let bars = Bars::forecasting(global.quiet, || {
            Some(Forecast {
                cost: Cost::DEDUP,
                input_bytes: input_bytes(&args.paths)?,
                memory_limit,
            })
        });
        let mut sink = |reject: &Reject| bad_input.write(reject);
        let dedup = Dedup::new(config.clone()).with_resources(args.resources.resources());
        dedup.run_logged(reader, RejectLog::with_sink(&mut sink), &bars)?
    };
    bad_input.finish(&outcome.rejects, global.quiet)?;
    if let (Some(file), Some(path)) = (&mut kept_file, output) {
        outcome.write_kept(file, path)?;
    }
    if let (Some(file), Some(path)) = (&mut removed_file, report.removed.as_deref()) {
        for entry in outcome.removed() {
            write_removed(file, path, &entry?)?;
        }
    }
    if let Some(file) = kept_file {
        file.commit()?;
    }
    if let Some(file) = removed_file {
        file.commit()?;
    }
    if !global.quiet {
        show(&outcome, &config, report.dry_run);
    }
    Ok(Status::after_skipping(&outcome.rejects))
}

/// Says on standard error what became of the records.
fn show(outcome: &DedupOutcome, config: &DedupConfig, is_dry_run: bool) {
    // A line that cannot be shown changes nothing.
    let _ = try_show(&mut std::io::stderr().lock(), outcome, config, is_dry_run);
}

fn try_show(
    out: &mut dyn Write,
    outcome: &DedupOutcome,
    config: &DedupConfig,
    is_dry_run: bool,
) -> std::io::Result<()> {
    let DedupCounts { records, kept, exact_copies, near_copies, too_short, crowded } =
        outcome.counts;
    let (removed, would) = (exact_copies + near_copies, if is_dry_run { "would be " } else { "" });
    let similar = match config.mode() {
        DedupMode::Resemblance => "that resemble a kept one",
        DedupMode::Containment => "that a kept one holds",
    };
    writeln!(
        out,
        "wirecopy: {records} records read, {kept} {would}kept, {removed} {would}removed"
    )?;
    if removed > 0 {
        writeln!(out, "wirecopy: {exact_copies} exact copies, {near_copies} {similar}")?;
    }
    if too_short > 0 {
        writeln!(out, "wirecopy: {too_short} kept, shorter than a shingle and compared with none")?;
    }
    if crowded > 0 {
        writeln!(out, "wirecopy: {crowded} kept, compared with a part only of a crowd like them")?;
    }
    if let Some(banding) = config.banding() {
        writeln!(out, "wirecopy: {banding}")?;
    }
    Ok(())
}
