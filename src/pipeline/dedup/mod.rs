//! [`Dedup`]: keeps one record of several that are similar, and writes the kept ones as they were.
//!
//! Two passes, too. The first reads, tokenises and sketches; of each record there stay its place,
//! its id, the keys that candidates are found by and, for resemblance, a byte a slot. Then each
//! record has its turn ([`decide`]), and the lines of kept records are read once more and written.

mod config;
mod decide;
mod filter;
mod load;
mod prepared;

use std::io::Write;
use std::path::Path;

pub use config::{DedupConfig, DedupConfigBuilder, DedupMode, Keep};

use super::progress::Progress;
use super::resources::Resources;
use crate::error::Error;
use crate::passage::{Overlap, ShingleSet};
use crate::read::{ReadSummary, Reader, Records, RejectLog, Rejects};
use crate::report::{RemovalReason, RemovedEntry};
use decide::Removal;
use load::Ids;

/// Removes records that are similar to a kept one.
///
/// Records have an order, by [`Keep`]. A record is removed if, and only if, a record before it that
/// is itself kept is similar enough, by shingles that are counted exactly. Records shorter than a
/// shingle are similar to none, and kept.
///
/// Which pairs are looked at is a matter of probability: for resemblance, a pair exactly at the
/// threshold is missed with that of [`Banding`](crate::candidates::lsh::Banding) (at most 0.01) and
/// with 0.001 more; pairs above it much less often. For containment, every kept record that shares a
/// run of seven words more than a shingle with a record is looked at, and those that share far fewer
/// fingerprints than the threshold lets expect are not verified. In crowds of hundreds of records
/// that are alike but not alike enough, each is compared with some of them only, which is counted.
///
/// # Example
///
/// ```
/// use wirecopy::read::{ReadOptions, Reader};
/// use wirecopy::{Dedup, DedupConfig};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("a.jsonl");
/// let line = "{\"text\": \"Ministers agreed on Monday to share the cost of a bridge\", \"n\": 1}\n";
/// std::fs::write(&path, line.repeat(3))?;
///
/// let reader = Reader::new(&[path.clone()], ReadOptions::default())?;
/// let outcome = Dedup::new(DedupConfig::default()).run(reader, &())?;
/// assert_eq!((outcome.counts.records, outcome.counts.kept), (3, 1));
/// let mut out = Vec::new();
/// outcome.write_kept(&mut out, &path)?;
/// assert_eq!(out, line.as_bytes());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Dedup {
    config: DedupConfig,
    resources: Resources,
}

/// How many records there were, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DedupCounts {
    /// Records that were read.
    pub records: u64,
    /// Records that are kept.
    pub kept: u64,
    /// Records that are removed, with the text of the kept one.
    pub exact_copies: u64,
    /// Records that are removed, similar to the kept one.
    pub near_copies: u64,
    /// Kept records that are shorter than a shingle and were compared with none.
    pub too_short: u64,
    /// Kept records that were not compared with all that they might be similar to: they stand in
    /// crowds of records that are alike, but not alike enough.
    pub crowded: u64,
}

/// What is kept and what is removed.
#[derive(Debug)]
pub struct DedupOutcome {
    /// How many.
    pub counts: DedupCounts,
    /// What was read, and what was passed over.
    pub summary: ReadSummary,
    /// Input that was skipped.
    pub rejects: Rejects,
    config: DedupConfig,
    records: Records,
    ids: Ids,
    /// In the order of reading.
    removals: Vec<Removal>,
}

impl Dedup {
    /// A deduplication with checked parameters.
    pub fn new(config: DedupConfig) -> Self {
        Self { config, resources: Resources::default() }
    }

    /// The same within other limits; they do not change what is removed.
    pub fn with_resources(self, resources: Resources) -> Self {
        Self { resources, ..self }
    }

    /// Decides for everything that the reader gives. Nothing is written yet.
    ///
    /// Runs on the current rayon thread pool; the result does not depend on its size.
    ///
    /// # Errors
    ///
    /// Bad input is no error, see [`DedupOutcome::rejects`]. [`Error::is_config`] if there are 2^32
    /// records or more; [`Error::is_io`] and [`Error::is_corrupt`] if a record cannot be read again,
    /// or has changed, or a temporary file cannot be written.
    pub fn run(&self, reader: Reader, progress: &dyn Progress) -> Result<DedupOutcome, Error> {
        self.run_logged(reader, RejectLog::default(), progress)
    }

    /// As [`Dedup::run`], with each reject handed to the sink of `log` as it is read.
    ///
    /// # Errors
    ///
    /// As [`Dedup::run`], and those of the sink.
    pub fn run_logged(
        &self,
        reader: Reader,
        log: RejectLog<'_>,
        progress: &dyn Progress,
    ) -> Result<DedupOutcome, Error> {
        let Self { config, resources } = self;
        let mut loaded = load::load(reader, config, resources, log, progress)?;
        let max_shingles = resources.prepared_shingles();
        let decision = decide::decide(&mut loaded, config, max_shingles, progress)?;
        let is_exact = |removal: &&Removal| removal.overlap.is_none();
        let exact_copies = decision.removals.iter().filter(is_exact).count() as u64;
        let removed = decision.removals.len() as u64;
        let records = loaded.records.len() as u64;
        let counts = DedupCounts {
            records,
            kept: records - removed,
            exact_copies,
            near_copies: removed - exact_copies,
            too_short: loaded.traits.iter().filter(|traits| traits.is_too_short).count() as u64,
            crowded: decision.capped_records,
        };
        Ok(DedupOutcome {
            counts,
            summary: loaded.summary,
            rejects: loaded.rejects,
            config: config.clone(),
            records: loaded.records,
            ids: loaded.ids,
            removals: decision.removals,
        })
    }
}

impl DedupOutcome {
    /// Writes the kept records to the file `path`, which errors name: each a line, in the order of
    /// reading.
    ///
    /// Shape: a line of JSON Lines as it was read, byte for byte; an element of a JSON array as it
    /// was read, but for line ends, which become spaces; a text, or a row of a table, as an object
    /// with the fields `id`, `source`, `title`, `byline`, `published`, `url`, `lang` and `text`, as
    /// far as they are known. Each line ends in a line feed. Hand it a buffered writer, and flush it.
    ///
    /// # Errors
    ///
    /// [`Error::is_io`] and [`Error::is_corrupt`] if a record cannot be read again or its file has
    /// changed, or `out` takes no more.
    pub fn write_kept(&self, out: &mut dyn Write, path: &Path) -> Result<(), Error> {
        let cannot = |error| Error::io("cannot write", path, error);
        let mut removed = self.removals.iter().map(|removal| removal.record).peekable();
        for record in 0..self.records.len() as u32 {
            if removed.next_if_eq(&record).is_none() {
                let mut line = self.records.line(record)?;
                line.push(b'\n');
                out.write_all(&line).map_err(cannot)?;
            }
        }
        Ok(())
    }

    /// The removed records in the order of reading, each with the kept one that it is similar to.
    ///
    /// Cost: where both have the same text, it is read once more to count its shingles.
    ///
    /// # Errors
    ///
    /// As those of reading a record again.
    pub fn removed(&self) -> impl Iterator<Item = Result<RemovedEntry, Error>> + '_ {
        // Copies of one record often follow each other.
        let mut last: Option<(u32, u32)> = None;
        self.removals.iter().map(move |removal| {
            let overlap = match (removal.overlap, last) {
                (Some(overlap), _) => overlap,
                (None, Some((kept, num))) if kept == removal.kept => whole(num),
                (None, _) => {
                    let text = self.records.text(removal.kept)?;
                    let num = ShingleSet::new(&text, self.config.shingle()).len() as u32;
                    last = Some((removal.kept, num));
                    whole(num)
                }
            };
            Ok(self.entry(removal, overlap))
        })
    }

    fn entry(&self, removal: &Removal, overlap: Overlap) -> RemovedEntry {
        let (path, record) = self.records.origin(removal.record);
        let (kept_path, kept_record) = self.records.origin(removal.kept);
        RemovedEntry {
            id: self.ids.get(removal.record).to_owned(),
            path: path.to_owned(),
            record,
            kept_id: self.ids.get(removal.kept).to_owned(),
            kept_path: kept_path.to_owned(),
            kept_record,
            reason: match (removal.overlap, self.config.mode()) {
                (None, _) => RemovalReason::ExactCopy,
                (Some(_), DedupMode::Resemblance) => RemovalReason::Resemblance,
                (Some(_), DedupMode::Containment) => RemovalReason::Containment,
            },
            shingles: overlap.num_a,
            kept_shingles: overlap.num_b,
            shared_shingles: overlap.num_shared,
            total_shingles: overlap.num_a + overlap.num_b - overlap.num_shared,
            resemblance: overlap.resemblance(),
            containment: overlap.containment_a_in_b(),
        }
    }
}

/// The overlap of a set with itself.
const fn whole(num: u32) -> Overlap {
    Overlap { num_shared: num, num_a: num, num_b: num }
}
