//! `wirecopy scan`: articles to overlap clusters.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use wirecopy::ScanOutcome;
use wirecopy::passage::PairKind;
use wirecopy::report::model::ScanReport;
use wirecopy::report::{
    OutDir, TerminalOptions, write_clusters_graph, write_json, write_jsonl, write_summary,
};

use super::collection::CollectionArgs;
use super::failure::Failure;
use super::html::HtmlArgs;
use super::output::create_graph;
use super::{Global, Status, interrupt, parquet, screen};

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

    /// Directory for articles, pairs, clusters and what hangs on them as Parquet tables; files of an
    /// earlier run are replaced once all are written. Takes a program that was built with the feature
    /// parquet. By default, none is written.
    #[arg(long, value_name = "DIR")]
    parquet: Option<PathBuf>,

    #[command(flatten)]
    html: HtmlArgs,

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
    let report = &args.report;
    let outputs = [report.out.as_deref(), report.parquet.as_deref(), report.graph.as_deref()];
    let collection =
        args.collection.open(None, outputs.into_iter().chain(args.report.html.paths()))?;
    // What cannot be written is better known before the work than after it.
    let out = args.report.out.as_deref().map(create_out).transpose()?;
    let parquet = args.report.parquet.as_deref().map(parquet::create).transpose()?;
    let mut html = args.report.html.create()?;
    let mut graph = args.report.graph.as_deref().map(create_graph).transpose()?;

    let outcome = collection.scan(global.quiet)?;
    let ScanOutcome { report, texts, .. } = &outcome;
    // All is written whole before the first is put in place.
    if let Some(out) = &out {
        out.write(report, texts)?;
    }
    if let Some(parquet) = &parquet {
        parquet.write(report, texts)?;
    }
    html.write(&outcome, None)?;
    if let Some((file, format)) = &mut graph {
        file.fill(|out| write_clusters_graph(out, report, *format))?;
    }
    if let Some(out) = out {
        let temporary = out.temporary_path().to_path_buf();
        interrupt::commit(&temporary, || out.commit())?;
    }
    if let Some(parquet) = parquet {
        let temporary = parquet.temporary_path().to_path_buf();
        interrupt::commit(&temporary, || parquet.commit())?;
    }
    html.commit()?;
    if let Some((file, _)) = graph {
        file.commit()?;
    }
    print(&outcome, &args.report, global)?;
    Ok(if args.report.fail_on_overlap && has_overlap(&outcome.report) {
        Status::Overlap
    } else {
        Status::after_skipping(&outcome.rejects)
    })
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
