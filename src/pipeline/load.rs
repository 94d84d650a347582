//! The first pass: records to articles, fingerprints or signatures, and furniture lines.

use std::sync::Arc;

use rayon::prelude::*;

use super::config::{Mode, ScanConfig};
use super::progress::Progress;
use super::resources::Resources;
use super::stream::stream;
use crate::article::Article;
use crate::candidates::bands::Bands;
use crate::candidates::fingerprints::FingerprintIndex;
use crate::candidates::rarity::TermCounts;
use crate::candidates::winnow::{Fingerprint, WinnowConfig};
use crate::error::Error;
use crate::news::furniture::FurnitureLearner;
use crate::news::{self, CreditTable};
use crate::quotes::QuoteIndex;
use crate::read::{
    IdKey, Kept, Origin, RawBatch, ReadSummary, Reader, Reject, RejectLog, Rejects, TextKeeper,
    Texts, resolve_ids,
};
use crate::sketch::Sketcher;
use crate::sketch::shingle::{ShingleConfig, shingle_hashes};
use crate::spool::Spool;
use crate::text::{Stems, Tokens};

/// Articles of a batch that was in memory already.
const ARTICLES_PER_BATCH: usize = 256;

/// All articles with what the first pass keeps of them, in the order of reading.
pub(super) struct Loaded {
    /// Without their texts.
    articles: Vec<Article>,
    texts: Texts,
    sizes: Vec<Size>,
    sketched: Sketched,
    credits: Option<CreditTable>,
    summary: ReadSummary,
    rejects: Rejects,
}

/// How long an article is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) text_bytes: u32,
    pub(super) num_tokens: u32,
    /// Shorter than one shingle.
    pub(super) is_too_short: bool,
}

/// What candidate pairs are found by.
pub(super) enum Sketched {
    Fingerprints(Fingerprinted),
    Signatures(Signed),
}

/// Signatures, as bands need them.
pub(super) struct Signed {
    /// In the order of reading.
    pub(super) bands: Bands,
    /// The articles by rank, each by its place in the order of reading.
    pub(super) order: Vec<u32>,
}

/// Fingerprints and furniture lines.
pub(super) struct Fingerprinted {
    pub(super) index: FingerprintIndex,
    pub(super) lines: FurnitureLearner,
    /// `None` where they were not looked for.
    pub(super) quotes: Option<Box<QuoteIndex>>,
    /// In how many articles each term stands; `None` where retellings are not looked for.
    pub(super) terms: Option<Arc<TermCounts>>,
    /// Rank in id order of each article in the order of reading.
    pub(super) rank: Vec<u32>,
    /// The articles by rank, each by its place in the order of reading.
    pub(super) order: Vec<u32>,
}

/// All articles in the order of their ids, which are unique.
pub(super) struct Collection {
    /// Without their texts.
    pub(super) articles: Vec<Article>,
    pub(super) texts: Texts,
    pub(super) sizes: Vec<Size>,
    /// `None` where they were not looked for.
    pub(super) credits: Option<CreditTable>,
    pub(super) repeated_ids: u64,
    pub(super) summary: ReadSummary,
    pub(super) rejects: Rejects,
}

/// Reads everything, on all threads.
pub(super) fn load(
    reader: Reader,
    config: &ScanConfig,
    resources: &Resources,
    log: RejectLog<'_>,
    progress: &dyn Progress,
) -> Result<Loaded, Error> {
    progress.stage("read", None);
    let spool = Spool::new(resources.temp_dir.clone());
    let index = |winnow: &WinnowConfig| {
        FingerprintIndex::spilling(winnow, resources.fingerprint_bytes(), spool.clone())
    };
    let mut keeper = TextKeeper::new(resources.text_bytes(), spool.clone());
    if matches!(config.mode, Mode::NearDuplicates { .. }) {
        keeper = keeper.with_plain_budget(resources.plain_text_bytes());
    }
    let terms = config.looks_for_retellings().then(Arc::<TermCounts>::default);
    let mut loaded = Loaded::new(config, keeper.texts(), index);
    let part = |batch: RawBatch, rejects: &mut dyn FnMut(Reject)| {
        let records = batch.parse_traced().into_iter();
        let (articles, origins) =
            records.filter_map(|record| record.map_err(&mut *rejects).ok()).unzip();
        Part::new(articles, origins, config, &keeper, terms.as_deref())
    };
    let (summary, rejects) = stream(reader, log, progress, part, |part| loaded.push(part))?;
    Ok(Loaded { summary, rejects, ..loaded }.with_terms(terms))
}

/// The same for articles in memory.
pub(super) fn load_articles(articles: Vec<Article>, config: &ScanConfig) -> Result<Loaded, Error> {
    let mut batches: Vec<Vec<Article>> = Vec::new();
    for article in articles {
        // (The reader rejects such texts. A span is two numbers of 32 bits.)
        if u32::try_from(article.text.len()).is_err() {
            return Err(Error::config("a text of 4 GiB or more is too long"));
        }
        match batches.last_mut() {
            Some(batch) if batch.len() < ARTICLES_PER_BATCH => batch.push(article),
            _ => batches.push(vec![article]),
        }
    }
    // They are in memory, and stay there.
    let keeper = TextKeeper::new(u64::MAX, Spool::new(std::env::temp_dir()));
    let terms = config.looks_for_retellings().then(Arc::<TermCounts>::default);
    let part = |batch: Vec<Article>| {
        let origins = vec![None; batch.len()];
        Part::new(batch, origins, config, &keeper, terms.as_deref())
    };
    let parts: Result<Vec<Part>, Error> = batches.into_par_iter().map(part).collect();
    let mut loaded = Loaded::new(config, keeper.texts(), FingerprintIndex::new);
    parts?.into_iter().try_for_each(|part| loaded.push(part))?;
    Ok(loaded.with_terms(terms))
}

/// What one batch of records gave.
struct Part {
    /// Without their texts.
    articles: Vec<Article>,
    texts: Vec<Kept>,
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
        quotes: Box<QuoteIndex>,
    },
    Signatures(Bands),
}

impl Part {
    /// Looks at articles while their texts are in memory: later a text may have to be read again.
    fn new(
        mut articles: Vec<Article>,
        origins: Vec<Option<Arc<Origin>>>,
        config: &ScanConfig,
        keeper: &TextKeeper,
        terms: Option<&TermCounts>,
    ) -> Result<Self, Error> {
        let (sizes, sketched) = match &config.mode {
            Mode::Passages { winnow, .. } => {
                fingerprint(&articles, winnow, config.looks_for_news(), terms)
            }
            Mode::NearDuplicates { sketch, banding } => {
                let bands = Bands::new(sketch.num_slots(), banding);
                sign(&articles, &mut Sketcher::new(sketch), bands)
            }
        };
        let credits = credits(&articles, config);
        let texts = keeper.keep(&mut articles, origins)?;
        Ok(Self { articles, texts, sizes, sketched, credits })
    }
}

fn credits(articles: &[Article], config: &ScanConfig) -> CreditTable {
    let mut credits = CreditTable::default();
    if config.looks_for_news() {
        for (article, at) in articles.iter().zip(0..) {
            let (byline, source) = (article.byline.as_deref(), article.source.as_deref());
            credits.add(at, news::credits(&article.text, byline, source));
        }
    }
    credits
}

fn fingerprint(
    articles: &[Article],
    config: &WinnowConfig,
    looks_for_quotes: bool,
    terms: Option<&TermCounts>,
) -> (Vec<Size>, PartSketched) {
    let (mut stems, mut distinct) = (Stems::default(), Vec::new());
    let mut fingerprints = Vec::new();
    let mut ends = Vec::new();
    let mut lines = FurnitureLearner::default();
    let mut quotes = Box::<QuoteIndex>::default();
    let sizes = tokenize(articles, config.shingles(), |at, article, tokens, shingles| {
        config.select(tokens, shingles, &mut fingerprints);
        ends.push(fingerprints.len() as u32);
        let (source, published) = (article.source.as_deref(), article.published.as_ref());
        lines.add(source, published, &article.text, tokens);
        if looks_for_quotes {
            quotes.add(at, &article.text, tokens);
        }
        if let Some(terms) = terms {
            stems.set(&article.text, tokens);
            stems.distinct_terms(&mut distinct);
            terms.add(&distinct);
        }
    });
    (sizes, PartSketched::Fingerprints { fingerprints, ends, lines, quotes })
}

fn sign(
    articles: &[Article],
    sketcher: &mut Sketcher,
    mut bands: Bands,
) -> (Vec<Size>, PartSketched) {
    let shingle = sketcher.config().shingle();
    let sizes = tokenize(articles, shingle, |_, _, _, shingles| {
        bands.add(sketcher.sketch(shingles).slots());
    });
    (sizes, PartSketched::Signatures(bands))
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
        sizes.push(Size {
            text_bytes: article.text.len() as u32,
            num_tokens: tokens.len() as u32,
            is_too_short: shingles.is_empty(),
        });
        keep(at, article, &tokens, &shingles);
    }
    sizes
}

impl Loaded {
    fn new(
        config: &ScanConfig,
        texts: Texts,
        index: impl Fn(&WinnowConfig) -> FingerprintIndex,
    ) -> Self {
        let sketched = match &config.mode {
            Mode::Passages { winnow, .. } => Sketched::Fingerprints(Fingerprinted {
                index: index(winnow),
                lines: FurnitureLearner::default(),
                quotes: config.looks_for_news().then(Box::default),
                terms: None,
                rank: Vec::new(),
                order: Vec::new(),
            }),
            Mode::NearDuplicates { sketch, banding } => Sketched::Signatures(Signed {
                bands: Bands::new(sketch.num_slots(), banding),
                order: Vec::new(),
            }),
        };
        Self {
            articles: Vec::new(),
            texts,
            sizes: Vec::new(),
            sketched,
            credits: config.looks_for_news().then(CreditTable::default),
            summary: ReadSummary::default(),
            rejects: Rejects::default(),
        }
    }

    fn with_terms(mut self, terms: Option<Arc<TermCounts>>) -> Self {
        if let Sketched::Fingerprints(fingerprinted) = &mut self.sketched {
            fingerprinted.terms = terms;
        }
        self
    }

    /// Takes the next part.
    fn push(&mut self, part: Part) -> Result<(), Error> {
        let base = u32::try_from(self.articles.len() + part.articles.len())
            .map(|end| end - part.articles.len() as u32)
            .map_err(|_| Error::config("2^32 articles or more are too many for one scan"))?;
        match (&mut self.sketched, part.sketched) {
            (
                Sketched::Fingerprints(all),
                PartSketched::Fingerprints { fingerprints, ends, lines, quotes },
            ) => {
                let mut start = 0;
                for (&end, article) in ends.iter().zip(base..) {
                    all.index.add(article, &fingerprints[start as usize..end as usize])?;
                    start = end;
                }
                all.lines.append(lines);
                if let Some(all) = &mut all.quotes {
                    all.merge(&quotes, base);
                }
            }
            (Sketched::Signatures(all), PartSketched::Signatures(part)) => {
                all.bands.append(&part);
            }
            _ => return Err(Error::config("the sketches are not those of the mode")),
        }
        if let Some(credits) = &mut self.credits {
            credits.merge(part.credits, base);
        }
        self.articles.extend(part.articles);
        self.texts.append(part.texts);
        self.sizes.extend(part.sizes);
        Ok(())
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
                fingerprinted.order.clone_from(&order);
                credits = credits.map(|table| table.ranked(&fingerprinted.rank));
                Sketched::Fingerprints(fingerprinted)
            }
            Sketched::Signatures(signed) => {
                Sketched::Signatures(Signed { order: order.clone(), ..signed })
            }
        };
        self.texts.reorder(&order);
        let sizes = order.iter().map(|&article| self.sizes[article as usize]).collect();
        put_in_order(&mut self.articles, order);
        let collection = Collection {
            articles: self.articles,
            texts: self.texts,
            sizes,
            credits,
            repeated_ids,
            summary: self.summary,
            rejects: self.rejects,
        };
        (collection, sketched)
    }
}

/// Puts the item at `order[0]` first, and so on, in place: `order` is a permutation.
fn put_in_order<T>(items: &mut [T], mut order: Vec<u32>) {
    for start in 0..order.len() {
        let mut place = start;
        loop {
            // What is in its place is marked as such.
            let from = std::mem::replace(&mut order[place], place as u32) as usize;
            if from == start {
                break;
            }
            items.swap(place, from);
            place = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::put_in_order;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn items_come_in_the_order_that_is_asked_for(
            order in Just((0_u32..40).collect::<Vec<u32>>()).prop_shuffle(),
        ) {
            let mut items: Vec<u32> = (100..140).collect();
            put_in_order(&mut items, order.clone());
            let expected: Vec<u32> = order.iter().map(|at| at + 100).collect();
            prop_assert_eq!(items, expected);
        }
    }
}
