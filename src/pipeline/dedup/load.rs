//! The first pass: records to keys, and what little is kept of each record besides.

use std::io::Write;

use jiff::Timestamp;
use serde::Serialize;

use super::config::{DedupConfig, Finder, Keep};
use crate::Progress;
use crate::article::Article;
use crate::candidates::byte_slots::append_byte_slots;
use crate::candidates::key_groups::KeyPostings;
use crate::candidates::winnow::Fingerprint;
use crate::error::Error;
use crate::hash::hash_token;
use crate::pipeline::resources::Resources;
use crate::pipeline::stream::stream;
use crate::read::{
    RawBatch, ReadSummary, Reader, Records, RecordsPart, Reject, RejectLog, Rejects,
};
use crate::report::write_json_line;
use crate::sketch::Sketcher;
use crate::sketch::shingle::shingle_hashes;
use crate::spool::Spool;
use crate::text::Tokens;

/// Partitions of fingerprints, by the highest bits of their keys of 40 bits.
const FINGERPRINT_PARTITIONS: usize = 256;

/// All records in the order of reading.
pub(super) struct Loaded {
    pub(super) records: Records,
    pub(super) ids: Ids,
    pub(super) traits: Vec<Traits>,
    /// Eight bits of each slot, record after record; empty for fingerprints.
    pub(super) slots: Vec<u8>,
    pub(super) postings: KeyPostings,
    pub(super) summary: ReadSummary,
    pub(super) rejects: Rejects,
}

/// What is known of a record without its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Traits {
    /// Hash of the text.
    pub(super) content: u64,
    /// By which the records are put in order, the smallest first.
    pub(super) precedence: i64,
    /// Different keys: those of bands, or of fingerprints.
    pub(super) num_keys: u32,
    pub(super) is_too_short: bool,
}

/// Ids of all records, one after the other.
#[derive(Debug, Default)]
pub(super) struct Ids {
    all: String,
    ends: Vec<usize>,
}

impl Ids {
    pub(super) fn get(&self, index: u32) -> &str {
        let at = index as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start..self.ends[at]]
    }

    fn push(&mut self, id: &str) {
        self.all.push_str(id);
        self.ends.push(self.all.len());
    }
}

/// What one batch gave.
#[derive(Default)]
struct Part {
    records: RecordsPart,
    ids: Vec<String>,
    traits: Vec<Traits>,
    slots: Vec<u8>,
    /// Partition and key, record after record.
    keys: Vec<(u8, u32)>,
}

pub(super) fn load(
    reader: Reader,
    config: &DedupConfig,
    resources: &Resources,
    log: RejectLog<'_>,
    progress: &dyn Progress,
) -> Result<Loaded, Error> {
    progress.stage("read", None);
    let spool = Spool::new(resources.temp_dir.clone());
    let num_partitions = match &config.finder {
        Finder::Bands { banding, .. } => banding.num_bands(),
        Finder::Fingerprints(_) => FINGERPRINT_PARTITIONS,
    };
    let mut loaded = Loaded {
        records: Records::new(spool.clone()),
        ids: Ids::default(),
        traits: Vec::new(),
        slots: Vec::new(),
        postings: KeyPostings::new(num_partitions, resources.fingerprint_bytes(), spool.clone()),
        summary: ReadSummary::default(),
        rejects: Rejects::default(),
    };
    let part = |batch: RawBatch, rejects: &mut dyn FnMut(Reject)| {
        Part::new(batch, config, &spool, rejects)
    };
    let (summary, rejects) = stream(reader, log, progress, part, |part| loaded.push(part))?;
    Ok(Loaded { summary, rejects, ..loaded })
}

impl Part {
    fn new(
        batch: RawBatch,
        config: &DedupConfig,
        spool: &Spool,
        rejects: &mut dyn FnMut(Reject),
    ) -> Result<Self, Error> {
        let mut part = Self::default();
        let mut looker = Looker::new(config);
        let mut failed = None;
        batch.parse_each(|parsed| match parsed {
            Err(reject) => rejects(reject),
            Ok(parsed) if failed.is_none() => {
                let form = || formed(&parsed.article);
                failed = part.records.add(&parsed, form, spool).err();
                looker.look(&parsed.article, &mut part);
                part.ids.push(parsed.article.id);
            }
            Ok(_) => {}
        });
        if let Some(error) = failed {
            return Err(error);
        }
        part.records.spill(spool)?;
        Ok(part)
    }
}

/// Looks at one article after the other, with buffers that it keeps.
struct Looker<'c> {
    config: &'c DedupConfig,
    sketcher: Option<Sketcher>,
    tokens: Tokens,
    shingles: Vec<u64>,
    slots: Vec<u32>,
    fingerprints: Vec<Fingerprint>,
    keys: Vec<u64>,
}

impl<'c> Looker<'c> {
    fn new(config: &'c DedupConfig) -> Self {
        let (sketcher, num_slots) = match &config.finder {
            Finder::Bands { sketch, .. } => (Some(Sketcher::new(sketch)), sketch.num_slots()),
            Finder::Fingerprints(_) => (None, 0),
        };
        Self {
            config,
            sketcher,
            tokens: Tokens::default(),
            shingles: Vec::new(),
            slots: vec![0; num_slots],
            fingerprints: Vec::new(),
            keys: Vec::new(),
        }
    }

    fn look(&mut self, article: &Article, part: &mut Part) {
        let Self { config, tokens, shingles, .. } = self;
        tokens.tokenize(&article.text);
        shingle_hashes(tokens.hashes(), tokens.units(), config.shingle(), shingles);
        let is_too_short = shingles.is_empty();
        let first_key = part.keys.len();
        match (&config.finder, &mut self.sketcher) {
            (Finder::Bands { banding, .. }, Some(sketcher)) => {
                // The slots have the length that the sketcher wants.
                let _ = sketcher.sketch_into(shingles, &mut self.slots);
                append_byte_slots(&self.slots, &mut part.slots);
                part.keys.extend((0..).zip(banding.keys(&self.slots)));
            }
            (Finder::Fingerprints(winnow), _) => {
                self.fingerprints.clear();
                winnow.select(tokens, shingles, &mut self.fingerprints);
                self.keys.clear();
                self.keys.extend(self.fingerprints.iter().map(Fingerprint::key));
                self.keys.sort_unstable();
                self.keys.dedup();
                part.keys.extend(self.keys.iter().map(|&key| ((key >> 32) as u8, key as u32)));
            }
            (Finder::Bands { .. }, None) => {}
        }
        let precedence = match config.keep {
            Keep::First => 0,
            Keep::Longest => -i64::from(tokens.len() as u32),
            Keep::Earliest => {
                let earliest = article.published.as_ref().map(|date| date.earliest);
                earliest.map_or(i64::MAX, Timestamp::as_microsecond)
            }
        };
        part.traits.push(Traits {
            content: hash_token(article.text.as_bytes()),
            precedence,
            num_keys: (part.keys.len() - first_key) as u32,
            is_too_short,
        });
    }
}

impl Loaded {
    fn push(&mut self, part: Part) -> Result<(), Error> {
        let base = u32::try_from(self.traits.len() + part.traits.len())
            .map(|end| end - part.traits.len() as u32)
            .map_err(|_| Error::config("2^32 records or more are too many for one run"))?;
        let mut keys = part.keys.as_slice();
        for (traits, record) in part.traits.iter().zip(base..) {
            let (own, rest) = keys.split_at(traits.num_keys as usize);
            for &(partition, key) in own {
                self.postings.add(usize::from(partition), key, record)?;
            }
            keys = rest;
        }
        self.records.append(part.records);
        part.ids.iter().for_each(|id| self.ids.push(id));
        self.traits.extend(part.traits);
        self.slots.extend(part.slots);
        Ok(())
    }
}

/// An article of a format that has no line of JSON, as one, with the usual field names.
#[derive(Serialize)]
struct Formed<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byline: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a str>,
    text: &'a str,
}

fn formed(article: &Article) -> Vec<u8> {
    let mut line = Vec::with_capacity(article.text.len() + 200);
    let entry = Formed {
        id: &article.id,
        source: article.source.as_deref(),
        title: article.title.as_deref(),
        byline: article.byline.as_deref(),
        published: article.published.as_ref().map(|date| date.raw.as_str()),
        url: article.url.as_deref(),
        lang: article.lang.as_deref(),
        text: &article.text,
    };
    // A vector takes all that is written.
    let _ = write_json_line(&mut line as &mut dyn Write, &entry);
    line.pop();
    line
}
