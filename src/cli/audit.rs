//! `wirecopy audit`: what share of each source's text is its own, and where the rest comes from.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use wirecopy::audit::Owners;
use wirecopy::report::audit::model::AuditReport;
use wirecopy::report::audit::{write_audit_csv, write_audit_json, write_audit_summary};
use wirecopy::report::{TerminalOptions, write_flows_graph};

use super::collection::CollectionArgs;
use super::failure::{Failure, shown};
use super::html::HtmlArgs;
use super::output::create_graph;
use super::{Global, Status, screen};

/// Show what share of each source's text is its own, where the rest comes from, and whether it was
/// credited.
#[derive(Args, Debug)]
pub(super) struct AuditArgs {
    /// Table of two tab-separated columns, source and owner: what sister outlets have from each other
    /// counts as their own. By default, each source is its own owner.
    #[arg(long, value_name = "FILE")]
    owners: Option<PathBuf>,

    #[command(flatten)]
    collection: CollectionArgs,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Report")]
struct ReportArgs {
    /// What is written to standard output. By default, table.
    #[arg(long, value_name = "FORMAT", default_value = "table", hide_default_value = true)]
    format: Format,

    #[command(flatten)]
    html: HtmlArgs,

    /// File for the flows between sources as a graph, named .graphml or .gexf. By default, none is
    /// written.
    #[arg(long, value_name = "FILE")]
    graph: Option<PathBuf>,

    /// Sources shown in the table; the rest is counted. By default, 20.
    #[arg(long, value_name = "N")]
    top: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A summary to read
    Table,
    /// One document
    Json,
    /// A row for each source
    Csv,
}

pub(super) fn run(args: &AuditArgs, global: &Global) -> Result<Status, Failure> {
    let owners = args.owners.as_deref().map(read_owners).transpose()?.unwrap_or_default();
    let outputs = [args.report.graph.as_deref()];
    let collection = args
        .collection
        .open(args.owners.as_deref(), outputs.into_iter().chain(args.report.html.paths()))?;
    let mut html = args.report.html.create()?;
    let mut graph = args.report.graph.as_deref().map(create_graph).transpose()?;
    let outcome = collection.scan(global.quiet)?;
    let audit = outcome.audit(&owners)?;
    html.write(&outcome, Some(&audit))?;
    if let Some((file, format)) = &mut graph {
        file.fill(|out| write_flows_graph(out, &audit, *format))?;
    }
    html.commit()?;
    if let Some((file, _)) = graph {
        file.commit()?;
    }
    print(&audit, &args.report, global)?;
    Ok(Status::after_skipping(&outcome.rejects))
}

fn read_owners(path: &Path) -> Result<Owners, Failure> {
    let table = fs::read_to_string(path).map_err(|error| Failure::unreadable(path, &error))?;
    Owners::parse(&table).map_err(|error| Failure::message(format!("{}: {error}", shown(path))))
}

fn print(audit: &AuditReport, args: &ReportArgs, global: &Global) -> Result<(), Failure> {
    match args.format {
        Format::Table => screen::print_text(global.color, |out, color| {
            let top = args.top.unwrap_or(TerminalOptions::default().top);
            let options = TerminalOptions { width: screen::width(), color, top };
            write_audit_summary(out, audit, &options)
        }),
        Format::Json => {
            let pretty = screen::stdout_is_terminal();
            screen::print(|out| write_audit_json(out, audit, pretty))
        }
        Format::Csv => screen::print_table(|out| write_audit_csv(out, audit)),
    }
}
