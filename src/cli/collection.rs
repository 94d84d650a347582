//! What the commands that report on a whole collection have in common: the flags that say which
//! articles, how they are read and searched and within which resources, and the scan itself.

use std::path::PathBuf;

use clap::Args;
use wirecopy::read::{Reader, Reject, RejectLog};
use wirecopy::{Resources, Scan, ScanConfig, ScanOutcome};

use super::failure::Failure;
use super::input::InputArgs;
use super::progress::Bars;
use super::rejects::{self, RejectFile};
use super::resources::ResourceArgs;
use super::search::SearchArgs;

#[derive(Args, Debug)]
pub(super) struct CollectionArgs {
    /// Files, folders, or - for standard input: text, JSON Lines, JSON and CSV, plain, .gz or .zst.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    search: SearchArgs,
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    bad_input: BadInputArgs,
    #[command(flatten)]
    resources: ResourceArgs,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Reading")]
struct BadInputArgs {
    /// File for all skipped records as JSON Lines, in the order of reading. By default, the first
    /// twenty are named on standard error.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,

    /// Take bad input for an error: no report is written. By default, it is skipped, and the status
    /// is 3.
    #[arg(long)]
    strict: bool,
}

/// A collection that can be scanned: its flags are checked, and its files are there.
pub(super) struct Collection {
    reader: Reader,
    config: ScanConfig,
    resources: Resources,
    reject_file: Option<RejectFile>,
    strict: bool,
}

impl CollectionArgs {
    pub(super) fn open(&self) -> Result<Collection, Failure> {
        Ok(Collection {
            config: self.search.config()?,
            reader: Reader::new(&self.paths, self.input.options()?)?,
            resources: self.resources.resources(),
            reject_file: self.bad_input.rejects.as_deref().map(RejectFile::create).transpose()?,
            strict: self.bad_input.strict,
        })
    }
}

impl Collection {
    /// Scans, and tells of what was skipped.
    ///
    /// # Errors
    /// Bad input under `--strict`, and whatever ends a scan.
    pub(super) fn scan(self, quiet: bool) -> Result<ScanOutcome, Failure> {
        let Self { reader, config, resources, mut reject_file, strict } = self;
        let outcome = {
            let bars = Bars::new(quiet);
            let mut sink = |reject: &Reject| match &mut reject_file {
                Some(file) => file.write(reject),
                None => Ok(()),
            };
            let scan = Scan::new(config).with_resources(resources);
            scan.run_logged(reader, RejectLog::with_sink(&mut sink), &bars)?
        };
        rejects::show_where_listed(&outcome.rejects, quiet);
        if let Some(file) = reject_file {
            file.commit()?;
        }
        if strict && !outcome.rejects.is_empty() {
            return Err(Failure::message("bad input under --strict: no report is written"));
        }
        Ok(outcome)
    }
}
