//! What the commands that report on a whole collection have in common: the flags that say which
//! articles, how they are read and searched and within which resources, and the scan itself.

use std::path::{Path, PathBuf};

use clap::Args;
use wirecopy::read::{ReadOptions, Reader, Reject, RejectLog};
use wirecopy::{Resources, Scan, ScanConfig, ScanOutcome};

use super::failure::Failure;
use super::forecast::{Cost, Forecast, input_bytes};
use super::input::InputArgs;
use super::places::Places;
use super::progress::Bars;
use super::rejects::{BadInput, BadInputArgs};
use super::resources::ResourceArgs;
use super::screen;
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

/// A collection that can be scanned: its flags are checked, and its files are there.
pub(super) struct Collection {
    reader: Reader,
    config: ScanConfig,
    resources: Resources,
    bad_input: BadInput,
    paths: Vec<PathBuf>,
    cost: Cost,
}

impl CollectionArgs {
    /// `table` is a file that the command reads beside the articles, `outputs` are the places that it
    /// writes to, besides the file of rejects.
    pub(super) fn open<'p>(
        &'p self,
        table: Option<&Path>,
        outputs: impl IntoIterator<Item = Option<&'p Path>>,
    ) -> Result<Collection, Failure> {
        let rejects = std::iter::once(self.bad_input.path());
        let inputs = self.paths.iter().map(PathBuf::as_path).chain(table);
        let places = Places::of(inputs).add_all(rejects.chain(outputs))?;
        let options = ReadOptions { except: places.into_outputs(), ..self.input.options()? };
        Ok(Collection {
            config: self.search.config()?,
            reader: Reader::new(&self.paths, options)?,
            resources: self.resources.resources(),
            bad_input: self.bad_input.create()?,
            paths: self.paths.clone(),
            cost: self.search.cost(),
        })
    }
}

impl Collection {
    /// Scans, and tells of what was skipped.
    ///
    /// # Errors
    /// Bad input under `--strict`, and whatever ends a scan.
    pub(super) fn scan(self, quiet: bool) -> Result<ScanOutcome, Failure> {
        let Self { reader, config, resources, mut bad_input, paths, cost } = self;
        let outcome = {
            let bars = Bars::forecasting(quiet, || {
                let memory_limit = resources.memory_limit;
                Some(Forecast { cost, input_bytes: input_bytes(&paths)?, memory_limit })
            });
            let mut sink = |reject: &Reject| bad_input.write(reject);
            let scan = Scan::new(config).with_resources(resources);
            scan.run_logged(reader, RejectLog::with_sink(&mut sink), &bars)?
        };
        bad_input.finish(&outcome.rejects, quiet)?;
        if outcome.report.articles.is_empty() && outcome.rejects.is_empty() && !quiet {
            screen::tell(
                "no article was read: of a folder, files named .txt, .jsonl, .json, .csv and .tsv are \
                 read, also with .gz and .zst; others have to be named",
            );
        }
        Ok(outcome)
    }
}
