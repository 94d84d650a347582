//! The first pass: records to articles, fingerprints or signatures, and furniture lines.

use std::sync::mpsc::sync_channel;

use rayon::prelude::*;

use super::config::{Mode, ScanConfig};
use super::progress::Progress;
use crate::article::Article;
use crate::candidates::fingerprints::FingerprintIndex;
use crate::candidates::winnow::{Fingerprint, WinnowConfig};
use crate::error::Error;
use crate::news::furniture::FurnitureLearner;
use crate::news::{self, CreditTable};
use crate::read::{IdKey, RawBatch, ReadSummary, Reader, RejectLog, Rejects, resolve_ids};
use crate::sketch::Sketcher;
use crate::sketch::shingle::{ShingleConfig, shingle_hashes};
use crate::text::Tokens;

/// Batches that may wait between the reading thread and the others.
const MAX_WAITING_BATCHES: usize = 8;

/// Articles of a batch that was in memory already.
const ARTICLES_PER_BATCH: usize = 256;

/// All articles with what the first pass keeps of them, in the order of reading.
pub(super) struct Loaded {
    articles: Vec<Article>,
    sizes: Vec<Size>,
    sketched: Sketched,
    credits: Option<CreditTable>,
    summary: ReadSummary,
    rejects: Rejects,
}

/// How long an article is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) num_tokens: u32,
    /// Shorter than one shingle.
    pub(super) is_too_short: bool,
}

/// What candidate pairs are found by.
pub(super) enum Sketched {
    Fingerprints(Fingerprinted),
    /// Signature slots, article after article.
    Signatures(Vec<u32>),
}

/// Fingerprints and furniture lines.
pub(super) struct Fingerprinted {
    pub(super) index: FingerprintIndex,
    pub(super) lines: FurnitureLearner,
    /// Rank in id order of each article in the order of reading.
    pub(super) rank: Vec<u32>,
}

/// All articles in the order of their ids, which are unique.
pub(super) struct Collection {
    pub(super) articles: Vec<Article>,
    pub(super) sizes: Vec<Size>,
    /// `None` where they were not looked for.
    pub(super) credits: Option<CreditTable>,
    pub(super) repeated_ids: u64,
    pub(super) summary: ReadSummary,
    pub(super) rejects: Rejects,
}

/// Reads everything, on all threads.
pub(super) fn load(
    mut reader: Reader,
    config: &ScanConfig,
    log: RejectLog<'_>,
    progress: &dyn Progress,
) -> Result<Loaded, Error> {
    progress.stage("read", None);
    let (sender, receiver) = sync_channel::<(usize, RawBatch)>(MAX_WAITING_BATCHES);
    let (mut parts, reader) = std::thread::scope(|scope| {
        let log = &log;
        let reading = scope.spawn(move || {
            let mut number = 0;
            while log.may_read_on()
                && let Some(batch) = reader.next_batch()
            {
                if sender.send((number, batch)).is_err() {
                    break;
                }
                number += 1;
            }
            reader
        });
        let parts: Vec<(usize, Part)> = receiver
            .into_iter()
            .par_bridge()
            .filter_map(|(number, batch)| {
                let num_bytes = batch.num_bytes() as u64;
                let mut rejects = log.batch(number);
                let articles = batch.parse().into_iter();
                let articles = articles
                    .filter_map(|record| record.map_err(|reject| rejects.push(reject)).ok())
                    .collect();
                drop(rejects);
                let part = Part::new(articles, config);
                progress.advance(num_bytes);
                // A billion bad lines are to leave nothing behind.
                (!part.articles.is_empty()).then_some((number, part))
            })
            .collect();
        (parts, reading.join())
    });
    let reader = reader.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    parts.sort_unstable_by_key(|(number, _)| *number);
    // Only now are its counts of what parsing met whole.
    let summary = reader.summary();
    Loaded::join(parts.into_iter().map(|(_, part)| part), config, summary, log.finish()?)
}

/// The same for articles in memory.
pub(super) fn load_articles(articles: Vec<Article>, config: &ScanConfig) -> Result<Loaded, Error> {
    let mut batches: Vec<Vec<Article>> = Vec::new();
    for article in articles {
        match batches.last_mut() {
            Some(batch) if batch.len() < ARTICLES_PER_BATCH => batch.push(article),
            _ => batches.push(vec![article]),
        }
    }
    let parts: Vec<Part> = batches.into_par_iter().map(|batch| Part::new(batch, config)).collect();
    Loaded::join(parts.into_iter(), config, ReadSummary::default(), Rejects::default())
}

/// What one batch of records gave.
struct Part {
    articles: Vec<Article>,
    sizes: Vec<Size>,
    sketched: PartSketched,
    credits: CreditTable,
}

enum PartSketched {
    Fingerprints {
        fingerprints: Vec<Fingerprint>,
        /// End of each article's part of `fingerprints`.
        ends: Vec<u32>,
        lines: FurnitureLearner,
    },
    Signatures(Vec<u32>),
}

impl Part {
    fn new(articles: Vec<Article>, config: &ScanConfig) -> Self {
        let (sizes, sketched) = match &config.mode {
            Mode::Passages { winnow, .. } => fingerprint(&articles, winnow),
            Mode::NearDuplicates { sketch, .. } => sign(&articles, &mut Sketcher::new(sketch)),
        };
        let mut credits = CreditTable::default();
        if config.looks_for_news() {
            for (article, at) in articles.iter().zip(0..) {
                let (byline, source) = (article.byline.as_deref(), article.source.as_deref());
                credits.add(at, news::credits(&article.text, byline, source));
            }
        }
        Self { articles, sizes, sketched, credits }
    }
}

fn fingerprint(articles: &[Article], config: &WinnowConfig) -> (Vec<Size>, PartSketched) {
    let mut fingerprints = Vec::new();
    let mut ends = Vec::new();
    let mut lines = FurnitureLearner::default();
    let sizes = tokenize(articles, config.shingles(), |at, article, tokens, shingles| {
        config.select(tokens, shingles, &mut fingerprints);
        ends.push(fingerprints.len() as u32);
        lines.add(at, article.source.as_deref(), &article.text, tokens);
    });
    (sizes, PartSketched::Fingerprints { fingerprints, ends, lines })
}

fn sign(articles: &[Article], sketcher: &mut Sketcher) -> (Vec<Size>, PartSketched) {
    let mut slots = Vec::new();
    let shingle = sketcher.config().shingle();
    let sizes = tokenize(articles, shingle, |_, _, _, shingles| {
        slots.extend_from_slice(sketcher.sketch(shingles).slots());
    });
    (sizes, PartSketched::Signatures(slots))
}

fn tokenize(
    articles: &[Article],
    config: ShingleConfig,
    mut keep: impl FnMut(u32, &Article, &Tokens, &[u64]),
) -> Vec<Size> {
    let mut tokens = Tokens::default();
    let mut shingles = Vec::new();
    let mut sizes = Vec::with_capacity(articles.len());
    for (article, at) in articles.iter().zip(0..) {
        tokens.tokenize(&article.text);
        shingle_hashes(tokens.hashes(), tokens.units(), config, &mut shingles);
        sizes.push(Size { num_tokens: tokens.len() as u32, is_too_short: shingles.is_empty() });
        keep(at, article, &tokens, &shingles);
    }
    sizes
}

impl Loaded {
    fn join(
        parts: impl Iterator<Item = Part>,
        config: &ScanConfig,
        summary: ReadSummary,
        rejects: Rejects,
    ) -> Result<Self, Error> {
        let mut articles: Vec<Article> = Vec::new();
        let mut sizes = Vec::new();
        let mut index = FingerprintIndex::new(&config.winnow());
        let mut lines = FurnitureLearner::default();
        let mut signatures = Vec::new();
        let mut credits = CreditTable::default();
        for part in parts {
            let base = u32::try_from(articles.len() + part.articles.len())
                .map(|end| end - part.articles.len() as u32)
                .map_err(|_| Error::config("2^32 articles or more are too many for one scan"))?;
            match part.sketched {
                PartSketched::Fingerprints { fingerprints, ends, lines: part_lines } => {
                    let mut start = 0;
                    for (&end, article) in ends.iter().zip(base..) {
                        index.add(article, &fingerprints[start as usize..end as usize]);
                        start = end;
                    }
                    lines.merge(part_lines, base);
                }
                PartSketched::Signatures(slots) => signatures.extend(slots),
            }
            credits.merge(part.credits, base);
            articles.extend(part.articles);
            sizes.extend(part.sizes);
        }
        let sketched = match config.mode {
            Mode::Passages { .. } => {
                Sketched::Fingerprints(Fingerprinted { index, lines, rank: Vec::new() })
            }
            Mode::NearDuplicates { .. } => Sketched::Signatures(signatures),
        };
        let credits = config.looks_for_news().then_some(credits);
        Ok(Self { articles, sizes, sketched, credits, summary, rejects })
    }

    /// Makes ids unique and orders everything by them.
    pub(super) fn in_id_order(mut self) -> (Collection, Sketched) {
        let keys: Vec<IdKey<'_>> = self
            .articles
            .iter()
            .map(|article| IdKey {
                id: &article.id,
                path: &article.provenance.path,
                record: article.provenance.record,
            })
            .collect();
        let renamed = resolve_ids(&keys);
        let repeated_ids = renamed.len() as u64;
        for (index, id) in renamed {
            self.articles[index].id = id;
        }
        let mut order: Vec<u32> = (0..self.articles.len() as u32).collect();
        order.par_sort_unstable_by(|&x, &y| {
            self.articles[x as usize].id.cmp(&self.articles[y as usize].id)
        });
        let mut credits = self.credits;
        let sketched = match self.sketched {
            Sketched::Fingerprints(mut fingerprinted) => {
                fingerprinted.rank = vec![0; order.len()];
                for (&article, rank) in order.iter().zip(0..) {
                    fingerprinted.rank[article as usize] = rank;
                }
                credits = credits.map(|table| table.ranked(&fingerprinted.rank));
                Sketched::Fingerprints(fingerprinted)
            }
            Sketched::Signatures(slots) => {
                let num_slots = slots.len().checked_div(order.len()).unwrap_or(0);
                let mut ordered = Vec::with_capacity(slots.len());
                for &article in &order {
                    let start = article as usize * num_slots;
                    ordered.extend_from_slice(&slots[start..start + num_slots]);
                }
                Sketched::Signatures(ordered)
            }
        };
        let sizes = order.iter().map(|&article| self.sizes[article as usize]).collect();
        let mut unordered: Vec<Option<Article>> = self.articles.into_iter().map(Some).collect();
        let articles =
            order.iter().filter_map(|&article| unordered[article as usize].take()).collect();
        let collection = Collection {
            articles,
            sizes,
            credits,
            repeated_ids,
            summary: self.summary,
            rejects: self.rejects,
        };
        (collection, sketched)
    }
}
