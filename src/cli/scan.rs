//! `wirecopy scan`: articles to overlap clusters.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use wirecopy::ScanOutcome;
use wirecopy::passage::PairKind;
use wirecopy::report::model::ScanReport;
use wirecopy::report::{
    HtmlDir, LARGE_HTML_BYTES, OutDir, TerminalOptions, write_clusters_graph, write_html,
    write_json, write_jsonl, write_summary,
};

use super::collection::CollectionArgs;
use super::failure::{Failure, shown};
use super::output::{OutputFile, create_graph};
use super::{Global, Status, interrupt, screen};

/// Find articles that share copy, and the passages that they share.
#[derive(Args, Debug)]
pub(super) struct ScanArgs {
    #[command(flatten)]
    collection: CollectionArgs,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Report")]
struct ReportArgs {
    /// What is written to standard output. By default, text.
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
    format: Format,

    /// Directory for articles.jsonl, pairs.jsonl, pairs.csv, passages.jsonl, clusters.jsonl,
    /// clusters.csv, quotes.jsonl and run.json; files of an earlier run are replaced once all are written. By
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

pub(super) fn run(args: &ScanArgs, global: &Global) -> Result<Status, Failure> {
    let collection = args.collection.open()?;
    // What cannot be written is better known before the work than after it.
    let out = args.report.out.as_deref().map(create_out).transpose()?;
    let html_dir = args.report.report_dir.as_deref().map(create_html_dir).transpose()?;
    let mut graph = args.report.graph.as_deref().map(create_graph).transpose()?;
    let mut html = args.report.html.as_deref().map(OutputFile::create_beside).transpose()?;

    let outcome = collection.scan(global.quiet)?;
    let ScanOutcome { report, texts, .. } = &outcome;
    // All is written whole before the first is put in place.
    if let Some(out) = &out {
        out.write(report, texts)?;
    }
    if let Some(dir) = &html_dir {
        dir.write(report, texts)?;
    }
    if let Some(page) = &mut html {
        let len = page.fill(|out| write_html(out, report, texts))?;
        say_if_large(args.report.html.as_deref(), len);
    }
    if let Some((file, format)) = &mut graph {
        file.fill(|out| write_clusters_graph(out, report, *format))?;
    }
    if let Some(out) = out {
        let temporary = out.temporary_path().to_path_buf();
        interrupt::commit(&temporary, || out.commit())?;
    }
    if let Some(dir) = html_dir {
        let temporary = dir.temporary_path().to_path_buf();
        interrupt::commit(&temporary, || dir.commit())?;
    }
    for file in html.into_iter().chain(graph.map(|(file, _)| file)) {
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
fn say_if_large(path: Option<&Path>, len: u64) {
    if let Some(path) = path.filter(|_| len >= LARGE_HTML_BYTES) {
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
