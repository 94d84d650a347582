//! The command line, over the library's public API. One file a subcommand; each parses its flags
//! into arguments, then checks these into the library's configuration, then runs.

mod audit;
mod bench;
mod bytes;
mod collection;
mod compare;
mod dedup;
mod evaluate;
mod failure;
mod forecast;
mod generate;
mod html;
mod input;
mod interrupt;
mod manual;
mod output;
mod parquet;
mod places;
mod progress;
mod rejects;
mod resources;
mod scan;
mod screen;
mod search;
mod share;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use wirecopy::read::Rejects;

use failure::Failure;

/// Exit status of an error, and of bad flags.
pub(crate) const ERROR_STATUS: u8 = 2;

/// Finds articles that recycle the same copy, with the exact passages that they share.
#[derive(Debug, Parser)]
#[command(name = "wirecopy", version, after_help = AFTER_HELP)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Exit status: 0 done; 1 overlap found, under --fail-on-overlap alone; 2 error; 3 done, with bad \
input skipped; 130 interrupted.";

#[derive(Debug, Subcommand)]
enum Command {
    Scan(scan::ScanArgs),
    Audit(audit::AuditArgs),
    Dedup(dedup::DedupArgs),
    Compare(compare::CompareArgs),
    Evaluate(evaluate::EvaluateArgs),
    Generate(generate::GenerateArgs),
    Bench(bench::BenchArgs),
    Schema(manual::SchemaArgs),
    Completions(manual::CompletionsArgs),
    Man(manual::ManArgs),
}

/// Flags of every subcommand.
#[derive(Args, Debug)]
#[command(next_help_heading = "Everywhere")]
struct Global {
    /// No progress bars, and no line for each skipped record; errors and the number of skipped
    /// records stay. By default, all is shown, progress bars on a terminal alone.
    #[arg(long, short, global = true)]
    quiet: bool,

    /// Threads to work on; the results are the same for any number. By default, one for each CPU.
    #[arg(long, value_name = "N", global = true, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// When to colour. By default, on a terminal, unless `NO_COLOR` is set.
    #[arg(
        long,
        value_name = "WHEN",
        global = true,
        default_value = "auto",
        hide_default_value = true
    )]
    color: Color,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// How a run ended that ended well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// All was read.
    Done,
    /// `--fail-on-overlap`, and there is some.
    Overlap,
    /// Bad input was skipped.
    Skipped,
}

impl Status {
    /// [`Status::Skipped`] if anything was.
    const fn after_skipping(rejects: &Rejects) -> Self {
        if rejects.is_empty() { Self::Done } else { Self::Skipped }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Done => 0,
            Status::Overlap => 1,
            Status::Skipped => 3,
        })
    }
}

/// Parses the command line and runs it.
pub(crate) fn run() -> Result<Status, Failure> {
    let Cli { global, command } = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if !error.use_stderr() => {
            error.print().map_err(Failure::stdout)?;
            return Ok(Status::Done);
        }
        Err(error) => return Err(Failure::usage(&error)),
    };
    interrupt::install()?;
    if let Some(threads) = global.threads {
        rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global().map_err(
            |error| Failure::message(format!("cannot start {threads} threads: {error}")),
        )?;
    }
    let ended = match command {
        Command::Scan(args) => scan::run(&args, &global),
        Command::Audit(args) => audit::run(&args, &global),
        Command::Dedup(args) => dedup::run(&args, &global),
        Command::Compare(args) => compare::run(&args, &global),
        Command::Evaluate(args) => evaluate::run(&args, &global),
        Command::Generate(args) => generate::run(&args),
        Command::Bench(args) => bench::run(&args, &global),
        Command::Schema(args) => manual::schema(&args),
        Command::Completions(args) => manual::completions(&args),
        Command::Man(args) => manual::man(&args),
    };
    interrupt::yield_to_handler();
    ended
}

#[cfg(test)]
mod tests {
    use clap::{Arg, CommandFactory};

    use super::*;

    #[test]
    fn every_flag_says_what_holds_without_it() {
        let mut cli = Cli::command();
        cli.build();
        for command in cli.get_subcommands().filter(|command| command.get_name() != "help") {
            let flags = command.get_arguments().filter(|arg| !arg.is_positional());
            for flag in flags.filter(|arg| !arg.is_required_set() && arg.get_id() != "help") {
                let help = |arg: &Arg| {
                    let help = arg.get_long_help().or(arg.get_help());
                    help.map(ToString::to_string).unwrap_or_default()
                };
                let (name, help) = (command.get_name(), help(flag));
                assert!(help.contains("By default, "), "{name} --{}: {help}", flag.get_id());
            }
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
