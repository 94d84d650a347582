//! `wirecopy schema`, `completions` and `man`: what the program says of itself to other programs.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Command, CommandFactory, ValueEnum};
use clap_complete::Shell;

use super::failure::Failure;
use super::{Cli, Status, screen};

/// Print the JSON Schema of an output.
#[derive(Args, Debug)]
pub(super) struct SchemaArgs {
    /// Output that the schema describes.
    output: Schema,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Schema {
    /// The document of audit --format json
    Audit,
    /// The document of scan --format json
    Scan,
    /// A line of scan --format jsonl
    ScanLine,
    /// A line of articles.jsonl in the directory of --out
    OutArticles,
    /// A line of pairs.jsonl there
    OutPairs,
    /// A line of passages.jsonl there
    OutPassages,
    /// A line of clusters.jsonl there
    OutClusters,
    /// A line of quotes.jsonl there
    OutQuotes,
    /// The document run.json there
    OutRun,
    /// A line of the file of dedup --removed
    Removed,
    /// A line of the file of --rejects
    Reject,
    /// The document of evaluate --format json
    Evaluate,
    /// The document of bench --format json
    Bench,
}

impl Schema {
    const fn text(self) -> &'static str {
        match self {
            Self::Audit => include_str!("../../schemas/audit.json"),
            Self::Scan => include_str!("../../schemas/scan.json"),
            Self::ScanLine => include_str!("../../schemas/scan-line.json"),
            Self::OutArticles => include_str!("../../schemas/out-articles.json"),
            Self::OutPairs => include_str!("../../schemas/out-pairs.json"),
            Self::OutPassages => include_str!("../../schemas/out-passages.json"),
            Self::OutClusters => include_str!("../../schemas/out-clusters.json"),
            Self::OutQuotes => include_str!("../../schemas/out-quotes.json"),
            Self::OutRun => include_str!("../../schemas/out-run.json"),
            Self::Removed => include_str!("../../schemas/removed.json"),
            Self::Reject => include_str!("../../schemas/reject.json"),
            Self::Evaluate => include_str!("../../schemas/evaluate.json"),
            Self::Bench => include_str!("../../schemas/bench.json"),
        }
    }
}

pub(super) fn schema(args: &SchemaArgs) -> Result<Status, Failure> {
    screen::print(|out| out.write_all(args.output.text().as_bytes()))?;
    Ok(Status::Done)
}

/// Print what completes commands and flags in a shell.
#[derive(Args, Debug)]
pub(super) struct CompletionsArgs {
    /// The shell.
    shell: Shell,
}

pub(super) fn completions(args: &CompletionsArgs) -> Result<Status, Failure> {
    // The generator panics where it cannot write; a buffer always takes it.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), NAME, &mut script);
    screen::print(|out| out.write_all(&script))?;
    Ok(Status::Done)
}

/// Print the manual page, or write one for each subcommand.
#[derive(Args, Debug)]
pub(super) struct ManArgs {
    /// Directory for wirecopy.1 and a page for each subcommand, such as wirecopy-scan.1; pages of
    /// these names are replaced. By default, the page of wirecopy alone is printed.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

const NAME: &str = "wirecopy";

pub(super) fn man(args: &ManArgs) -> Result<Status, Failure> {
    let mut command = Cli::command();
    command.build();
    match &args.out {
        None => screen::print(|out| clap_mangen::Man::new(command.clone()).render(out))?,
        Some(folder) => {
            fs::create_dir_all(folder).map_err(|error| Failure::file(folder, error))?;
            write_page(folder, NAME, &command)?;
            for one in command.get_subcommands().filter(|one| one.get_name() != "help") {
                let name = format!("{NAME}-{}", one.get_name());
                write_page(folder, &name, one)?;
            }
        }
    }
    Ok(Status::Done)
}

fn write_page(folder: &Path, name: &str, command: &Command) -> Result<(), Failure> {
    let path = folder.join(format!("{name}.1"));
    let mut page = Vec::new();
    let written = clap_mangen::Man::new(command.clone()).render(&mut page);
    written.and_then(|()| fs::write(&path, page)).map_err(|error| Failure::file(&path, error))
}
