//! `wirecopy scan`: articles to overlap clusters.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use wirecopy::passage::PairKind;
use wirecopy::read::{Reader, Reject, RejectLog};
use wirecopy::report::model::ScanReport;
use wirecopy::report::{
    HtmlDir, LARGE_HTML_BYTES, OutDir, TerminalOptions, write_clusters_graph, write_html,
    write_json, write_jsonl, write_summary,
};
use wirecopy::{Resources, Scan, ScanConfig, ScanOutcome};

use super::bytes::parse_bytes;
use super::failure::{Failure, shown};
use super::input::InputArgs;
use super::output::{OutputFile, create_graph};
use super::progress::Bars;
use super::rejects::RejectFile;
use super::{Global, Status, interrupt, rejects, screen};

/// Find articles that share copy, and the passages that they share.
#[derive(Args, Debug)]
pub(super) struct ScanArgs {
    /// Files, folders, or - for standard input: text, JSON Lines, JSON and CSV, plain, .gz or .zst.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    search: SearchArgs,
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    resources: ResourceArgs,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Resources")]
struct ResourceArgs {
    /// Memory for texts, fingerprints and verification, in bytes, or with K, M or G; what goes
    /// beyond lies in --temp-dir or is read again. What is known of articles without their texts,
    /// and the report, come on top. By default, 1G.
    #[arg(long, value_name = "BYTES", value_parser = parse_bytes)]
    memory_limit: Option<u64>,

    /// Directory for temporary files, which have no names and vanish with the run. By default, the
    /// system's.
    #[arg(long, value_name = "DIR")]
    temp_dir: Option<PathBuf>,
}

impl ResourceArgs {
    fn resources(&self) -> Resources {
        let defaults = Resources::default();
        Resources {
            memory_limit: self.memory_limit.unwrap_or(defaults.memory_limit),
            temp_dir: self.temp_dir.clone().unwrap_or(defaults.temp_dir),
        }
    }
}

#[derive(Args, Debug)]
#[command(next_help_heading = "What to find")]
pub(super) struct SearchArgs {
    /// Shared runs of so many words are always found, 8 to 64; fewer words, more work. By default,
    /// 12.
    #[arg(long, value_name = "WORDS")]
    min_run: Option<u32>,

    /// Words from which a passage counts; inside quotation marks two thirds of that. By default,
    /// 12.
    #[arg(long, value_name = "WORDS")]
    min_passage_words: Option<u32>,

    /// Articles with one passage in common up to which each is compared with each; in larger groups
    /// each is compared with one of them. By default, 50.
    #[arg(long, value_name = "ARTICLES")]
    max_group: Option<u32>,

    /// Words of a shingle. By default, 5.
    #[arg(long, value_name = "WORDS")]
    shingle_len: Option<u32>,

    /// Do not look for credits of agencies, speakers and quotes; furniture and quotation marks stay.
    /// By default, all are looked for.
    #[arg(long, conflicts_with = "near_duplicates")]
    no_news: bool,

    /// Find whole articles that resemble each other, and no passages: the fast way through millions.
    /// By default, passages are found.
    #[arg(long, conflicts_with_all = ["min_run", "min_passage_words"])]
    near_duplicates: bool,

    /// Least resemblance of near duplicates, above 0 and up to 1. By default, 0.8.
    #[arg(long, value_name = "SHARE", requires = "near_duplicates")]
    threshold: Option<f64>,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Report")]
struct ReportArgs {
    /// What is written to standard output. By default, text.
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
    format: Format,

    /// Directory for articles.jsonl, pairs.jsonl, pairs.csv, passages.jsonl, clusters.jsonl,
    /// clusters.csv and run.json; files of an earlier run are replaced once all are written. By
    /// default, none is written.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// File for the report as one HTML page that opens without a network. By default, none is
    /// written.
    #[arg(long = "report", value_name = "FILE")]
    html: Option<PathBuf>,

    /// Directory for the report as HTML pages, one for each cluster: for collections whose one
    /// page would be too large. It appears whole or not at all; pages of an earlier report in it
    /// are replaced. By default, none is written.
    #[arg(long, value_name = "DIR")]
    report_dir: Option<PathBuf>,

    /// File for the clusters as a graph, named .graphml or .gexf. By default, none is written.
    #[arg(long, value_name = "FILE")]
    graph: Option<PathBuf>,

    /// Clusters shown as text, and members shown of each; the rest is counted. By default, 20.
    #[arg(long, value_name = "N")]
    top: Option<usize>,

    /// End with status 1 if any two articles share copy: kinds reprint, abridgement and partial, or
    /// near duplicates. By default, overlap does not change the status.
    #[arg(long)]
    fail_on_overlap: bool,

    /// File for all skipped records as JSON Lines, in the order of reading. By default, the first
    /// twenty are named on standard error.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,

    /// Take bad input for an error: no report is written. By default, it is skipped, and the status
    /// is 3.
    #[arg(long)]
    strict: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A summary to read
    Text,
    /// One document
    Json,
    /// One object a line
    Jsonl,
}

impl SearchArgs {
    pub(super) fn config(&self) -> Result<ScanConfig, Failure> {
        const DEFAULT_THRESHOLD: f64 = 0.8;
        let mut config = ScanConfig::builder();
        if let Some(words) = self.min_run {
            config = config.min_run(words);
        }
        if let Some(words) = self.min_passage_words {
            config = config.min_passage_words(words);
        }
        if let Some(articles) = self.max_group {
            config = config.max_group(articles);
        }
        if let Some(words) = self.shingle_len {
            config = config.shingle_len(words);
        }
        if self.no_news {
            config = config.no_news();
        }
        if self.near_duplicates {
            config = config.near_duplicates(self.threshold.unwrap_or(DEFAULT_THRESHOLD));
        }
        Ok(config.build()?)
    }
}

pub(super) fn run(args: &ScanArgs, global: &Global) -> Result<Status, Failure> {
    let config = args.search.config()?;
    let options = args.input.options()?;
    let reader = Reader::new(&args.paths, options)?;
    // What cannot be written is better known before the work than after it.
    let out = args.report.out.as_deref().map(create_out).transpose()?;
    let html_dir = args.report.report_dir.as_deref().map(create_html_dir).transpose()?;
    let mut graph = args.report.graph.as_deref().map(create_graph).transpose()?;
    let mut html = args.report.html.as_deref().map(OutputFile::create).transpose()?;
    let mut reject_file = args.report.rejects.as_deref().map(RejectFile::create).transpose()?;

    let outcome = {
        let bars = Bars::new(global.quiet);
        let mut sink = |reject: &Reject| match &mut reject_file {
            Some(file) => file.write(reject),
            None => Ok(()),
        };
        let scan = Scan::new(config).with_resources(args.resources.resources());
        scan.run_logged(reader, RejectLog::with_sink(&mut sink), &bars)?
    };
    rejects::show(&outcome.rejects, global.quiet);
    if let Some(file) = reject_file {
        file.commit()?;
    }
    if args.report.strict && !outcome.rejects.is_empty() {
        return Err(Failure::message("bad input under --strict: no report is written"));
    }
    if let Some(out) = out {
        out.write(&outcome.report, &outcome.texts)?;
        let temporary = out.temporary_path().to_path_buf();
        interrupt::commit(&temporary, || out.commit())?;
    }
    if let Some(dir) = html_dir {
        dir.write(&outcome.report, &outcome.texts)?;
        let temporary = dir.temporary_path().to_path_buf();
        interrupt::commit(&temporary, || dir.commit())?;
    }
    if let (Some(mut file), Some(path)) = (html.take(), args.report.html.as_deref()) {
        let len = write_html(&mut file, &outcome.report, &outcome.texts)
            .map_err(|error| Failure::file(path, error))?;
        file.commit()?;
        say_if_large(path, len);
    }
    if let (Some((mut file, format)), Some(path)) = (graph.take(), args.report.graph.as_deref()) {
        write_clusters_graph(&mut file, &outcome.report, format)
            .map_err(|error| Failure::file(path, error))?;
        file.commit()?;
    }
    print(&outcome, &args.report, global)?;
    Ok(if args.report.fail_on_overlap && has_overlap(&outcome.report) {
        Status::Overlap
    } else {
        Status::after_skipping(&outcome.rejects)
    })
}

/// A page of many megabytes opens slowly: better said here than found out there.
fn say_if_large(path: &Path, len: u64) {
    if len >= LARGE_HTML_BYTES {
        let size = len >> 20;
        let _ = writeln!(
            std::io::stderr(),
            "wirecopy: {} has {size} MiB and opens slowly; --report-dir writes a page for each cluster",
            shown(path)
        );
    }
}

fn create_html_dir(path: &Path) -> Result<HtmlDir, Failure> {
    Ok(interrupt::make(|| HtmlDir::create(path), HtmlDir::temporary_path)?)
}

fn create_out(path: &Path) -> Result<OutDir, Failure> {
    Ok(interrupt::make(|| OutDir::create(path), OutDir::temporary_path)?)
}

fn print(outcome: &ScanOutcome, args: &ReportArgs, global: &Global) -> Result<(), Failure> {
    let ScanOutcome { report, texts, .. } = outcome;
    match args.format {
        Format::Text => screen::print_text(global.color, |out, color| {
            let top = args.top.unwrap_or(TerminalOptions::default().top);
            let options = TerminalOptions { width: screen::width(), color, top };
            write_summary(out, report, texts, &options)
        }),
        Format::Json => {
            let pretty = screen::stdout_is_terminal();
            screen::print(|out| write_json(out, report, pretty))
        }
        Format::Jsonl => screen::print(|out| write_jsonl(out, report)),
    }
}

fn has_overlap(report: &ScanReport) -> bool {
    report.pairs.iter().any(|pair| pair.kind.is_none_or(PairKind::is_copied))
}
