//! The only place where the stages are joined: [`Scan`], and [`Dedup`].
//!
//! Two passes. The first streams: records are read, tokenised and sketched on all threads while
//! reading goes on, and each article leaves behind its fingerprints (or signature) and where its text
//! is to be had.
//! Then articles are put in the order of their ids, so that nothing after depends on the order of
//! reading, candidate pairs are found, and a second pass prepares and verifies the articles that
//! have candidates, one group of connected candidates after the other.

mod audit;
mod batches;
mod clusters;
mod completion;
mod config;
mod crowd;
mod dedup;
mod document;
mod load;
mod near_duplicates;
mod origins;
mod overlap;
mod pair_entries;
mod passages;
mod progress;
mod quotes;
mod resources;
mod retellings;
mod stream;
mod union_find;
mod verify;

use crate::article::Article;
use crate::error::Error;
use crate::read::{Reader, RejectLog, Rejects, Texts};
use crate::report::model::ScanReport;

use config::Mode;
pub use config::{ScanConfig, ScanConfigBuilder};
pub use dedup::{
    Dedup, DedupConfig, DedupConfigBuilder, DedupCounts, DedupMode, DedupOutcome, Keep,
};
use passages::Proposals;
pub use progress::Progress;
pub use resources::Resources;

/// Finds overlap clusters in a collection of articles.
///
/// # Example
///
/// ```
/// use wirecopy::{Article, Scan, ScanConfig};
///
/// let wire = "Ministers agreed on Monday to share the cost of the new bridge over the river";
/// let articles = ["one", "two"].map(|id| Article::new(id, format!("{wire}, {id} reports.")));
/// let outcome = Scan::new(ScanConfig::default()).run_articles(articles.into())?;
/// assert_eq!(outcome.report.clusters.len(), 1);
/// let pair = &outcome.report.pairs[0];
/// assert_eq!(pair.shared_words_a, Some(15));
/// # Ok::<(), wirecopy::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Scan {
    config: ScanConfig,
    resources: Resources,
}

/// What a scan found, with the texts that its spans index.
#[derive(Clone, Debug)]
pub struct ScanOutcome {
    /// The document of the scan.
    pub report: ScanReport,
    /// Decoded texts, parallel to `report.articles`.
    pub texts: Texts,
    /// Input that was skipped.
    pub rejects: Rejects,
}

impl Scan {
    /// A scan with checked parameters.
    pub fn new(config: ScanConfig) -> Self {
        Self { config, resources: Resources::default() }
    }

    /// The same scan within other limits; they do not change what is found.
    pub fn with_resources(self, resources: Resources) -> Self {
        Self { resources, ..self }
    }

    /// Scans everything that the reader gives.
    ///
    /// Runs on the current rayon thread pool; the result does not depend on its size.
    ///
    /// # Errors
    ///
    /// Bad input is no error, see [`ScanOutcome::rejects`]. [`Error::is_config`] if there are 2^32
    /// articles or more; [`Error::is_io`] and [`Error::is_corrupt`] if a text that did not stay in
    /// memory cannot be read again, or has changed, or a temporary file cannot be written.
    pub fn run(&self, reader: Reader, progress: &dyn Progress) -> Result<ScanOutcome, Error> {
        self.run_logged(reader, RejectLog::default(), progress)
    }

    /// As [`Scan::run`], with each reject handed to the sink of `log` as it is read.
    ///
    /// # Errors
    ///
    /// As [`Scan::run`], and those of the sink.
    pub fn run_logged(
        &self,
        reader: Reader,
        log: RejectLog<'_>,
        progress: &dyn Progress,
    ) -> Result<ScanOutcome, Error> {
        let loaded = load::load(reader, &self.config, &self.resources, log, progress)?;
        self.finish(loaded, Proposals::Indexed, progress)
    }

    /// Scans articles that are in memory already. They and their fingerprints stay there, whatever
    /// [`Scan::with_resources`] allows.
    ///
    /// # Errors
    ///
    /// As [`Scan::run`].
    pub fn run_articles(&self, articles: Vec<Article>) -> Result<ScanOutcome, Error> {
        let loaded = load::load_articles(articles, &self.config)?;
        self.finish(loaded, Proposals::Indexed, &())
    }

    /// Compares each article with each, without looking for candidates first: in a scan for passages
    /// even two that share no run of `min_run` words. For a handful, since work is quadratic; a scan
    /// for near duplicates compares its candidates all the same. Memory is that of
    /// [`Scan::run_articles`].
    ///
    /// # Errors
    ///
    /// As [`Scan::run`].
    ///
    /// # Example
    ///
    /// ```
    /// use wirecopy::{Article, Scan, ScanConfig};
    ///
    /// let [a, b] = ["The mayor", "She"].map(|who| {
    ///     Article::new(who, format!("{who} said there was no money left."))
    /// });
    /// let config = ScanConfig::builder().min_passage_words(6).build()?;
    /// let outcome = Scan::new(config).compare_all(vec![a, b])?;
    /// assert_eq!(outcome.report.pairs[0].shared_words_a, Some(6));
    /// # Ok::<(), wirecopy::Error>(())
    /// ```
    pub fn compare_all(&self, articles: Vec<Article>) -> Result<ScanOutcome, Error> {
        let loaded = load::load_articles(articles, &self.config)?;
        self.finish(loaded, Proposals::EveryPair, &())
    }

    fn finish(
        &self,
        loaded: load::Loaded,
        proposals: Proposals,
        progress: &dyn Progress,
    ) -> Result<ScanOutcome, Error> {
        let (collection, sketched) = loaded.in_id_order();
        let found = match (&self.config.mode, sketched) {
            (Mode::Passages { winnow, verify }, load::Sketched::Fingerprints(sketched)) => {
                let search = passages::Search {
                    winnow: *winnow,
                    verify: *verify,
                    max_group: self.config.max_group,
                    proposals,
                    related: self.config.looks_for_related(),
                    resources: &self.resources,
                };
                search.find(&collection, sketched, progress)?
            }
            (Mode::NearDuplicates { sketch, banding }, load::Sketched::Signatures(signed)) => {
                let search = near_duplicates::Search {
                    sketch,
                    banding,
                    max_group: self.config.max_group,
                    resources: &self.resources,
                };
                search.find(&collection, signed, progress)?
            }
            _ => return Err(Error::config("the sketches are not those of the mode")),
        };
        progress.stage("report", None);
        let origins = origins::of_clusters(&collection, &found)?;
        Ok(document::write(&self.config, collection, found, origins))
    }
}
