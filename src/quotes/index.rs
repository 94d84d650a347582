//! Quotations of all articles, as the first pass leaves them.

use ahash::AHashMap;

use crate::hash::mix;
use crate::news::{Speaker, quotations};
use crate::sketch::shingle::{ShingleConfig, shingle_hashes};
use crate::span::Span;
use crate::text::Tokens;

/// Shingles, of five words, of which the smallest becomes a fingerprint: every shared run of
/// seven words has one.
const WINDOW: usize = 3;

/// One quotation of one article.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record {
    pub(super) article: u32,
    pub(super) class: u32,
    first_part: u32,
    num_parts: u32,
    pub(super) is_closed: bool,
    /// Index into the speakers.
    pub(super) speaker: Option<u32>,
}

/// Quotations of the same words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Class {
    hash: u64,
    pub(super) num_tokens: u32,
    first_fingerprint: u32,
    pub(super) num_fingerprints: u32,
}

/// Collects the quotations of articles, with their speakers.
///
/// # Example
///
/// ```
/// use wirecopy::quotes::QuoteIndex;
/// use wirecopy::text::Tokens;
///
/// let texts = [
///     "“We will build it when the ice is gone,” said Ada Finch.",
///     "Ada Finch said she would build it “when the ice is gone”.",
/// ];
/// let mut index = QuoteIndex::default();
/// for (text, article) in texts.iter().zip(0..) {
///     index.add(article, text, &Tokens::of(text));
/// }
/// let text = |article: u32| Ok(texts[article as usize].into());
/// let found = index.group(&[0, 1], 50, &text, &|_, _| false)?;
/// assert_eq!(found.groups.len(), 1);
/// assert_eq!(found.groups[0].speaker.as_ref().expect("both name her").name, "Ada Finch");
/// # Ok::<(), wirecopy::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct QuoteIndex {
    pub(super) records: Vec<Record>,
    parts: Vec<Span>,
    pub(super) classes: Vec<Class>,
    by_hash: AHashMap<u64, u32>,
    fingerprints: Vec<u32>,
    pub(super) speakers: Vec<Speaker>,
    by_speaker: AHashMap<Speaker, u32>,
    scratch: Scratch,
}

#[derive(Clone, Debug, Default)]
struct Scratch {
    hashes: Vec<u64>,
    units: Vec<u8>,
    shingles: Vec<u64>,
}

impl QuoteIndex {
    /// Adds the quotations of an article.
    ///
    /// Cost: linear in the text; about 28 bytes a quotation, and of quotations that were not seen
    /// before two bytes a word.
    pub fn add(&mut self, article: u32, text: &str, tokens: &Tokens) {
        for quotation in quotations(text, tokens) {
            let mut scratch = std::mem::take(&mut self.scratch);
            scratch.hashes.clear();
            scratch.units.clear();
            for &part in &quotation.parts {
                let range = tokens.range_in(part);
                scratch.hashes.extend(tokens.hashes().get(range.clone()).unwrap_or_default());
                scratch.units.extend(tokens.units().get(range).unwrap_or_default());
            }
            shingle_hashes(
                &scratch.hashes,
                &scratch.units,
                ShingleConfig::default(),
                &mut scratch.shingles,
            );
            let hash = scratch.hashes.iter().fold(0, |hash, &token| mix(hash ^ token));
            let class = self.class(hash, scratch.hashes.len() as u32, |fingerprints| {
                select(&scratch.shingles, fingerprints);
            });
            let speaker = quotation.speaker.map(|speaker| self.speaker(speaker));
            self.records.push(Record {
                article,
                class,
                first_part: self.parts.len() as u32,
                num_parts: quotation.parts.len() as u32,
                is_closed: quotation.is_closed,
                speaker,
            });
            self.parts.extend(quotation.parts);
            self.scratch = scratch;
        }
    }

    /// Takes over what another index has collected, with `base` added to its article numbers.
    pub fn merge(&mut self, other: &Self, base: u32) {
        let classes: Vec<u32> = other
            .classes
            .iter()
            .map(|class| {
                self.class(class.hash, class.num_tokens, |fingerprints| {
                    fingerprints.extend(other.fingerprints_of(class));
                })
            })
            .collect();
        let speakers: Vec<u32> =
            other.speakers.iter().map(|speaker| self.speaker(speaker.clone())).collect();
        let first_part = self.parts.len() as u32;
        self.parts.extend(&other.parts);
        self.records.extend(other.records.iter().map(|record| Record {
            article: record.article + base,
            class: classes.get(record.class as usize).copied().unwrap_or_default(),
            first_part: record.first_part + first_part,
            speaker: record.speaker.and_then(|at| speakers.get(at as usize).copied()),
            ..*record
        }));
    }

    /// The class of a hash; `select` appends the fingerprints of one that is new.
    fn class(&mut self, hash: u64, num_tokens: u32, select: impl FnOnce(&mut Vec<u32>)) -> u32 {
        let next = self.classes.len() as u32;
        let class = *self.by_hash.entry(hash).or_insert(next);
        if class == next {
            let first_fingerprint = self.fingerprints.len() as u32;
            select(&mut self.fingerprints);
            let num_fingerprints = self.fingerprints.len() as u32 - first_fingerprint;
            self.classes.push(Class { hash, num_tokens, first_fingerprint, num_fingerprints });
        }
        class
    }

    fn speaker(&mut self, speaker: Speaker) -> u32 {
        let next = self.speakers.len() as u32;
        *self.by_speaker.entry(speaker).or_insert_with_key(|speaker| {
            self.speakers.push(speaker.clone());
            next
        })
    }

    /// Stretches of a quotation, ascending.
    pub(super) fn parts(&self, record: &Record) -> &[Span] {
        let start = record.first_part as usize;
        self.parts.get(start..start + record.num_parts as usize).unwrap_or_default()
    }

    pub(super) fn fingerprints_of(&self, class: &Class) -> &[u32] {
        let start = class.first_fingerprint as usize;
        self.fingerprints.get(start..start + class.num_fingerprints as usize).unwrap_or_default()
    }

    pub(super) fn name(&self, speaker: Option<u32>) -> Option<&Speaker> {
        self.speakers.get(speaker? as usize)
    }
}

/// The smallest of each window of shingles, the rightmost of equals, once; 32 bits of it.
fn select(shingles: &[u64], out: &mut Vec<u32>) {
    let mut last = None;
    for (start, window) in shingles.windows(WINDOW.min(shingles.len()).max(1)).enumerate() {
        let smallest =
            window.iter().enumerate().min_by_key(|&(at, &hash)| (hash, WINDOW - at.min(WINDOW)));
        let Some((at, &hash)) = smallest else { continue };
        if last != Some(start + at) {
            out.push((hash >> 32) as u32);
            last = Some(start + at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_shared_run_of_seven_words_shares_a_fingerprint(
            x in proptest::collection::vec(0_u64..9, 0..12),
            run in proptest::collection::vec(0_u64..9, 7..10),
            y in proptest::collection::vec(0_u64..9, 0..12),
        ) {
            let fingerprints = |words: Vec<u64>| {
                let hashes: Vec<u64> = words.into_iter().map(mix).collect();
                let mut shingles = Vec::new();
                shingle_hashes(&hashes, &[], ShingleConfig::default(), &mut shingles);
                let mut out = Vec::new();
                select(&shingles, &mut out);
                out
            };
            let a = fingerprints([x.clone(), run.clone(), y.clone()].concat());
            let b = fingerprints([y, run, x].concat());
            prop_assert!(a.iter().any(|fingerprint| b.contains(fingerprint)));
        }
    }
}
