//! Candidate pair to verified pair: which passages count, and the exact figures.

use super::align::{Aligned, align};
use super::band::Band;
use super::changed::Changed;
use super::evidence::Evidence;
use super::model::{Edit, EditOp, Passage};
use super::prepare::Prepared;
use super::seeds::Block;
use crate::error::Error;
use crate::text::{Tokens, UNITS_PER_WORD};

/// Words that can be asked of a passage, at most: looking for its runs costs their length wherever
/// shingles recur.
const MAX_MIN_PASSAGE_WORDS: u32 = 1_000;

/// When a passage counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifyConfig {
    min_passage_words: u32,
    min_quoted_passage_words: u32,
}

impl Default for VerifyConfig {
    /// 12 words, 8 inside quotation marks.
    fn default() -> Self {
        Self { min_passage_words: 12, min_quoted_passage_words: 8 }
    }
}

impl VerifyConfig {
    /// Passages count from `min_passage_words` equal words, and from two thirds of that (rounded
    /// down) inside quotation marks. In scripts without spaces, twice as many characters.
    ///
    /// # Errors
    ///
    /// [`Error::is_config`] below 6, since shorter runs are chance, and above 1,000, which is more
    /// than most articles have.
    pub fn new(min_passage_words: u32) -> Result<Self, Error> {
        if min_passage_words < 6 {
            return Err(Error::config(format!(
                "min_passage_words is {min_passage_words}, below 6: so few shared words are chance"
            )));
        }
        if min_passage_words > MAX_MIN_PASSAGE_WORDS {
            return Err(Error::config(format!(
                "min_passage_words is {min_passage_words}, above {MAX_MIN_PASSAGE_WORDS}: few \
                 articles have so many words"
            )));
        }
        Ok(Self { min_passage_words, min_quoted_passage_words: min_passage_words * 2 / 3 })
    }

    /// Words from which a passage counts.
    pub const fn min_passage_words(&self) -> u32 {
        self.min_passage_words
    }

    /// Words from which a passage inside quotation marks counts.
    pub const fn min_quoted_passage_words(&self) -> u32 {
        self.min_quoted_passage_words
    }
}

/// Exact figures of two articles that share at least one passage.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    /// By position in the first article.
    pub passages: Vec<Passage>,
    /// Token ranges of the passages in the first article, in the same order.
    pub token_ranges_a: Vec<(u32, u32)>,
    /// Token ranges of the passages in the second article, in the same order.
    pub token_ranges_b: Vec<(u32, u32)>,
    /// Tokens that make the length of a word in the passages: 2 where most of them are characters of
    /// a script without spaces, else 1.
    pub tokens_of_word: u32,
    /// Shared shingles / all shingles.
    pub resemblance: f64,
    /// The first article's own words in passages.
    pub shared_words_a: u32,
    /// The second article's own words in passages.
    pub shared_words_b: u32,
    /// Own words of the first article.
    pub own_words_a: u32,
    /// Own words of the second article.
    pub own_words_b: u32,
    /// Longest run of words that are the same in both; two passages may hold one part each of it
    /// where the words on its sides recur.
    pub longest_run_words: u32,
    /// What decides the kind.
    pub evidence: Evidence,
    /// What the edits inside passages change.
    pub changed: Changed,
    /// Whether the work budget cut the alignment.
    pub is_truncated: bool,
}

impl Verified {
    /// Share of the first article's own words that lie in passages; 0 if it has none.
    pub fn containment_a_in_b(&self) -> f64 {
        ratio(self.shared_words_a, self.own_words_a)
    }

    /// Share of the second article's own words that lie in passages; 0 if it has none.
    pub fn containment_b_in_a(&self) -> f64 {
        ratio(self.shared_words_b, self.own_words_b)
    }
}

/// A share; 0 of nothing.
pub(super) fn ratio(part: u32, whole: u32) -> f64 {
    if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) }
}

/// Verifies candidate pairs; reuses its memory from pair to pair.
///
/// # Example
///
/// ```
/// use wirecopy::passage::{Prepared, Verifier, VerifyConfig};
/// use wirecopy::sketch::shingle::ShingleConfig;
///
/// let copy = "the ministers agreed on Monday to share the cost of the new bridge at last";
/// let [a, b] = [copy.to_owned(), format!("Our reporter adds: {copy}, he said")].map(|text| {
///     Prepared::new(&text, &[], ShingleConfig::default())
/// });
/// let verified = Verifier::new(VerifyConfig::default()).verify(&a, &b).unwrap();
/// assert_eq!(verified.shared_words_a, 15);
/// assert_eq!(verified.containment_a_in_b(), 1.0);
/// ```
#[derive(Clone, Debug)]
pub struct Verifier {
    config: VerifyConfig,
    band: Band,
}

impl Verifier {
    /// A verifier of pairs.
    pub fn new(config: VerifyConfig) -> Self {
        Self { config, band: Band::default() }
    }

    /// The shared passages of two articles and the exact figures; `None` if no passage counts. Where
    /// the work budget cut the alignment before any was found, there are figures without passages,
    /// so that the cut can be counted.
    ///
    /// Every run of `min_passage_words` equal words lies in a passage, unless the work budget cut
    /// the alignment, and then the result says so; or unless more than half of the aligned stretch
    /// around it lies in other passages already, in both articles, as where both repeat sentences.
    /// Cost: linear in both, but for heavy repetition, which the budget bounds.
    pub fn verify(&mut self, a: &Prepared, b: &Prepared) -> Option<Verified> {
        let shared = self.shared(a, b);
        let is_kept = !shared.passages.is_empty() || shared.is_truncated;
        is_kept.then(|| self.figures(shared, a, b))
    }

    /// The same, whether any passage counts or none.
    pub fn measure(&mut self, a: &Prepared, b: &Prepared) -> Verified {
        let shared = self.shared(a, b);
        self.figures(shared, a, b)
    }

    fn shared(&mut self, a: &Prepared, b: &Prepared) -> Shared {
        let min_run_units = units_in(self.config.min_passage_words);
        let alignment = align(a, b, min_run_units, &mut self.band);
        let mut cover = Cover::new(a, b);
        let mut passages: Vec<Aligned> = alignment
            .passages
            .into_iter()
            .filter(|aligned| self.counts(aligned, a, b, |_, _| true))
            .filter_map(|aligned| {
                let new = cover.without_covered(&aligned);
                let is_cut = new != aligned && self.counts(&new, a, b, |_, _| true);
                let passage = if is_cut { new } else { aligned };
                cover.add(&passage).then_some(passage)
            })
            .collect();
        passages.sort_unstable_by_key(|p| (p.range_a().start, p.range_b().start));
        Shared {
            passages,
            cover,
            num_shingles: alignment.num_shared_shingles,
            longest_run: alignment.longest_run,
            is_truncated: alignment.is_truncated,
        }
    }

    fn figures(&self, shared: Shared, a: &Prepared, b: &Prepared) -> Verified {
        let Shared { passages, cover, num_shingles, longest_run, is_truncated } = shared;
        let all = a.num_distinct_shingles() + b.num_distinct_shingles() - num_shingles;
        let in_a = || passages.iter().map(Aligned::range_a);
        let units: u64 = in_a().map(|range| a.units_of(range.start, range.end)).sum();
        let tokens: u64 = in_a().map(|range| u64::from(range.end - range.start)).sum();
        Verified {
            token_ranges_a: passages.iter().map(|p| (p.range_a().start, p.range_a().end)).collect(),
            token_ranges_b: passages.iter().map(|p| (p.range_b().start, p.range_b().end)).collect(),
            tokens_of_word: Tokens::tokens_of_word(units, tokens),
            resemblance: ratio(num_shingles, all),
            shared_words_a: own_words(&cover.a, a),
            shared_words_b: own_words(&cover.b, b),
            own_words_a: a.num_own(),
            own_words_b: b.num_own(),
            longest_run_words: longest_run,
            evidence: Evidence::of(&passages, a, b, |p| {
                self.counts(p, a, b, |x, y| a.is_own(x) && b.is_own(y))
            }),
            changed: Changed::of(&passages, a, b),
            is_truncated,
            passages: passages.iter().map(|p| reported(p, a, b)).collect(),
        }
    }

    /// Whether the equal words that `keep` takes make a passage long enough: by an equal run, by
    /// speech, or, where edits break every run, by half as much again, since chance puts equal
    /// words around an edit, too.
    fn counts(
        &self,
        aligned: &Aligned,
        a: &Prepared,
        b: &Prepared,
        keep: impl Fn(u32, u32) -> bool,
    ) -> bool {
        let min_units = units_in(self.config.min_passage_words);
        let min_quoted_units = units_in(self.config.min_quoted_passage_words);
        let (mut total, mut quoted) = (0, 0);
        for block in &aligned.blocks {
            let mut run = 0;
            for at in 0..block.len {
                let (x, y) = (block.a + at, block.b + at);
                if !keep(x, y) {
                    run = 0;
                    continue;
                }
                let len = a.units_of(x, x + 1);
                total += len;
                run += len;
                quoted += if a.is_quoted(x) && b.is_quoted(y) { len } else { 0 };
                if run >= min_units || 2 * total >= 3 * min_units || quoted >= min_quoted_units {
                    return true;
                }
            }
        }
        false
    }
}

/// So many words in half words.
fn units_in(words: u32) -> u64 {
    u64::from(words) * u64::from(UNITS_PER_WORD)
}

/// What two articles share, before anything is counted.
struct Shared {
    passages: Vec<Aligned>,
    cover: Cover,
    num_shingles: u32,
    longest_run: u32,
    is_truncated: bool,
}

/// Which tokens lie in passages accepted so far.
struct Cover {
    a: Vec<bool>,
    b: Vec<bool>,
}

impl Cover {
    fn new(a: &Prepared, b: &Prepared) -> Self {
        Self { a: vec![false; a.tokens().len()], b: vec![false; b.tokens().len()] }
    }

    /// A passage without the words at either end that lie in passages of both articles already: an
    /// extension over edits can run on into a passage that was found first.
    fn without_covered(&self, aligned: &Aligned) -> Aligned {
        let is_covered = |x: u32, y: u32| self.a[x as usize] && self.b[y as usize];
        let mut blocks: Vec<Block> = aligned.blocks.clone();
        for block in &mut blocks {
            let known = (0..block.len).take_while(|at| is_covered(block.a + at, block.b + at));
            let known = known.count() as u32;
            *block = Block { a: block.a + known, b: block.b + known, len: block.len - known };
            if block.len > 0 {
                break;
            }
        }
        for block in blocks.iter_mut().rev() {
            let is_known = |at: &u32| is_covered(block.a + at, block.b + at);
            block.len -= (0..block.len).rev().take_while(is_known).count() as u32;
            if block.len > 0 {
                break;
            }
        }
        blocks.retain(|block| block.len > 0);
        Aligned { blocks }
    }

    /// Accepts a passage that covers something new: at least half of it, in one of the articles.
    /// So a sentence that one article repeats is found each time, and a thousand repetitions in
    /// both are not a million passages.
    fn add(&mut self, aligned: &Aligned) -> bool {
        let (range_a, range_b) = (aligned.range_a(), aligned.range_b());
        let is_new = |cover: &[bool], range: &std::ops::Range<u32>| {
            let part = &cover[range.start as usize..range.end as usize];
            2 * part.iter().filter(|&&covered| !covered).count() >= part.len()
        };
        if !is_new(&self.a, &range_a) && !is_new(&self.b, &range_b) {
            return false;
        }
        self.a[range_a.start as usize..range_a.end as usize].fill(true);
        self.b[range_b.start as usize..range_b.end as usize].fill(true);
        true
    }
}

/// Own words among the covered ones.
fn own_words(covered: &[bool], article: &Prepared) -> u32 {
    covered.iter().zip(0..).filter(|&(&covered, at)| covered && article.is_own(at)).count() as u32
}

/// Pairs of tokens that are equal.
pub(super) fn equal_tokens(aligned: &Aligned) -> impl Iterator<Item = (u32, u32)> {
    aligned.blocks.iter().flat_map(|k| (0..k.len).map(move |at| (k.a + at, k.b + at)))
}

/// A passage in bytes, with its edits.
fn reported(aligned: &Aligned, a: &Prepared, b: &Prepared) -> Passage {
    let span = |article: &Prepared, start: u32, end: u32| {
        article.tokens().span_of(start as usize, end as usize)
    };
    let mut words = aligned.blocks.iter().map(|k| k.len).sum();
    let verbatim_words = words;
    let mut edits = Vec::new();
    for pair in aligned.blocks.windows(2) {
        let (before, after) = (pair[0], pair[1]);
        let (len_a, len_b) = (after.a - before.end_a(), after.b - before.end_b());
        words += len_a.max(len_b);
        let op = match (len_a, len_b) {
            (0, _) => EditOp::Insert,
            (_, 0) => EditOp::Delete,
            _ => EditOp::Replace,
        };
        edits.push(Edit {
            op,
            a: between(a, before.end_a(), after.a),
            b: between(b, before.end_b(), after.b),
        });
    }
    let quoted_words =
        equal_tokens(aligned).filter(|&(x, y)| a.is_quoted(x) && b.is_quoted(y)).count() as u32;
    let (range_a, range_b) = (aligned.range_a(), aligned.range_b());
    Passage {
        a: span(a, range_a.start, range_a.end),
        b: span(b, range_b.start, range_b.end),
        words,
        verbatim_words,
        quoted_words,
        edits,
    }
}

/// The bytes of the tokens `start..end`; where there are none, the empty place before `end`.
fn between(article: &Prepared, start: u32, end: u32) -> crate::span::Span {
    let tokens = article.tokens();
    if start < end {
        return tokens.span_of(start as usize, end as usize);
    }
    let place = tokens.span_of(end as usize, end as usize + 1).start;
    crate::span::Span::new(place, place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::shingle::ShingleConfig;

    #[test]
    fn lengths_of_passages_are_from_6_to_1000() {
        for words in [0, 5, 1_001, 1 << 31, u32::MAX] {
            assert!(VerifyConfig::new(words).unwrap_err().is_config(), "{words}");
        }
        let shortest = VerifyConfig::new(6).unwrap();
        assert_eq!((shortest.min_passage_words(), shortest.min_quoted_passage_words()), (6, 4));
        let longest = VerifyConfig::new(1_000).unwrap();
        assert_eq!((longest.min_passage_words(), longest.min_quoted_passage_words()), (1_000, 666));
    }

    /// Behind words that edits break, what follows is aligned backwards, over the edits and into the
    /// passage before them.
    #[test]
    fn what_follows_many_edits_is_a_passage_of_its_own() {
        let story: Vec<String> = (0..300).map(|n| format!("s{n}")).collect();
        let mut edited = story.clone();
        for at in [200, 201, 203, 205, 208, 211] {
            edited[at] = format!("own{at}");
        }
        let [a, b] = [story, edited]
            .map(|words| Prepared::new(&words.join(" "), &[], ShingleConfig::default()));
        let verified = Verifier::new(VerifyConfig::default()).verify(&a, &b).unwrap();
        assert_eq!(verified.token_ranges_a, [(0, 200), (202, 300)]);
        assert_eq!((verified.shared_words_a, verified.longest_run_words), (298, 200));
    }
}
