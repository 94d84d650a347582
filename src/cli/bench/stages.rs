//! The stages of the first pass, each alone and on one thread.

use std::hint::black_box;

use wirecopy::Progress;
use wirecopy::candidates::winnow::{Fingerprint, WinnowConfig};
use wirecopy::read::Reader;
use wirecopy::sketch::shingle::shingle_hashes;
use wirecopy::sketch::{SignatureKind, SketchConfig, Sketcher};
use wirecopy::text::Tokens;

use super::super::failure::Failure;
use super::super::progress::Bars;
use super::clock::{Moment, Spent, timing};
use super::model::{Rates, Stage};

/// Single stages are measured on so many articles, and what else the last batch holds: enough for
/// steady figures, and a bound on memory.
const MAX_SAMPLED: usize = 20_000;

/// Articles that go through all stages together, as the articles of one batch do in a scan: their
/// tokens stay in the processor's cache.
const BLOCK: usize = 64;

const NAMES: [&str; 6] = [
    "read",
    "tokenise and hash",
    "shingles",
    "signatures, binned",
    "signatures, classic",
    "fingerprints",
];

/// Texts of the first articles.
pub(super) struct Sample {
    texts: Vec<String>,
    tokens: u64,
}

impl Sample {
    pub(super) fn read(reader: Reader) -> Self {
        let mut texts = Vec::new();
        read_sample(reader, |text| texts.push(text));
        let mut tokens = Tokens::default();
        let count = |text: &String| {
            tokens.tokenize(text);
            tokens.len() as u64
        };
        let tokens = texts.iter().map(count).sum();
        Self { texts, tokens }
    }

    pub(super) fn texts(&self) -> &[String] {
        &self.texts
    }

    pub(super) fn articles(&self) -> u64 {
        self.texts.len() as u64
    }

    pub(super) fn text_bytes(&self) -> u64 {
        self.texts.iter().map(|text| text.len() as u64).sum()
    }

    pub(super) const fn tokens(&self) -> u64 {
        self.tokens
    }
}

/// Reads on until the sample is whole. All articles of a batch are in it, or none.
fn read_sample(mut reader: Reader, mut each: impl FnMut(String)) {
    let mut num_articles = 0;
    while num_articles < MAX_SAMPLED
        && let Some(batch) = reader.next_batch()
    {
        for article in batch.parse().into_iter().flatten() {
            num_articles += 1;
            each(article.text);
        }
    }
}

/// Measures every stage so often.
pub(super) fn measure(
    sample: &Sample,
    runs: u32,
    bars: &Bars,
    reader: impl Fn() -> Result<Reader, Failure>,
) -> Result<Vec<Stage>, Failure> {
    let mut work = Work::new()?;
    let mut spent: [Vec<Spent>; NAMES.len()] = Default::default();
    bars.stage("single stages", Some(u64::from(runs)));
    for _ in 0..runs {
        let (reader, start) = (reader()?, Moment::now());
        read_sample(reader, |text| {
            black_box(text);
        });
        let read = start.until(Moment::now());
        let others = work.run(&sample.texts)?;
        for (stage, of_run) in spent.iter_mut().zip([read].into_iter().chain(others)) {
            stage.push(of_run);
        }
        bars.advance(1);
    }
    let articles = sample.articles();
    let per_article = |bytes: usize| Some(bytes as f64 / articles.max(1) as f64);
    let kept = [
        per_article(usize::try_from(sample.text_bytes()).unwrap_or(usize::MAX)),
        None,
        None,
        per_article(size_of_val(work.slots.as_slice()) * sample.texts.len()),
        per_article(size_of_val(work.slots.as_slice()) * sample.texts.len()),
        per_article(size_of::<Fingerprint>() * work.num_fingerprints),
    ];
    let stages = NAMES.into_iter().zip(&spent).zip(kept);
    Ok(stages
        .map(|((name, spent), kept_bytes_per_article)| {
            let timing = timing(spent);
            let (bytes, tokens) = (sample.text_bytes(), sample.tokens());
            let rates = Rates::new(timing.seconds, articles, bytes, tokens);
            Stage { name, timing, rates, kept_bytes_per_article }
        })
        .collect())
}

/// Buffers that all blocks go through.
struct Work {
    winnow: WinnowConfig,
    sketchers: [Sketcher; 2],
    tokens: Vec<Tokens>,
    shingles: Vec<Vec<u64>>,
    slots: Vec<u32>,
    fingerprints: Vec<Fingerprint>,
    num_fingerprints: usize,
}

impl Work {
    fn new() -> Result<Self, Failure> {
        let sketcher = |kind| -> Result<Sketcher, Failure> {
            Ok(Sketcher::new(&SketchConfig::builder().kind(kind).build()?))
        };
        let sketchers = [sketcher(SignatureKind::Binned)?, sketcher(SignatureKind::Classic)?];
        Ok(Self {
            winnow: WinnowConfig::default(),
            slots: vec![0; sketchers[0].config().num_slots()],
            sketchers,
            tokens: vec![Tokens::default(); BLOCK],
            shingles: vec![Vec::new(); BLOCK],
            fingerprints: Vec::new(),
            num_fingerprints: 0,
        })
    }

    /// What each stage but the first took, over all texts.
    fn run(&mut self, texts: &[String]) -> Result<[Spent; NAMES.len() - 1], Failure> {
        let mut spent = [Spent::default(); NAMES.len() - 1];
        self.num_fingerprints = 0;
        for block in texts.chunks(BLOCK) {
            let mut moments = vec![Moment::now()];
            for (text, tokens) in block.iter().zip(&mut self.tokens) {
                tokens.tokenize(black_box(text));
            }
            moments.push(Moment::now());
            let config = self.winnow.shingles();
            let tokens = self.tokens.iter().take(block.len());
            for (tokens, shingles) in tokens.clone().zip(&mut self.shingles) {
                shingle_hashes(tokens.hashes(), tokens.units(), config, shingles);
            }
            moments.push(Moment::now());
            for sketcher in &mut self.sketchers {
                for shingles in self.shingles.iter().take(block.len()) {
                    sketcher.sketch_into(shingles, &mut self.slots)?;
                    black_box(&self.slots);
                }
                moments.push(Moment::now());
            }
            self.fingerprints.clear();
            for (tokens, shingles) in tokens.zip(&self.shingles) {
                self.winnow.select(tokens, shingles, &mut self.fingerprints);
            }
            moments.push(Moment::now());
            self.num_fingerprints += black_box(&self.fingerprints).len();
            for (sum, between) in spent.iter_mut().zip(moments.windows(2)) {
                sum.add(between[0].until(between[1]));
            }
        }
        Ok(spent)
    }
}
