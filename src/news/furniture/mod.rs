//! Furniture: site text that is not the story.
//!
//! It is learned over the pages of a source, and judged on each page alone (`alone`).
//!
//! What is learned: lines at the edge of a page that recur within one source under different
//! stories. A line counts where
//!
//! - it recurs in [`MIN_ARTICLES`] articles of the source or more, the same or with other numbers or
//!   a word changed,
//! - those articles are different stories: a quarter of their words, at least, stand in lines of
//!   which no version is on other pages (so neither a corrected version nor a syndicated story, whose
//!   own lines recur as well, turns a story into furniture); two stories are enough where they lie a
//!   week apart,
//! - it is no sentence that three or more other sources ran once or twice, more than have it again
//!   and again, unless this source has run it for a week,
//! - it stands at the beginning or the end of the page, next to other furniture; or, wherever it
//!   stands, it recurs in [`MIN_ARTICLES_INSIDE`] articles of the source (a newsletter line between
//!   two paragraphs).
//!
//! Articles without a source are one collection of unknown outlets; there a line must recur
//! [`MIN_ARTICLES_OF_UNKNOWN`] times. Furniture is masked, never deleted.

mod alone;
mod known;
mod lines;
mod reason;
mod recurring;
mod rests;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::article::Published;
use crate::hash::hash_token;
use crate::span::Span;
use crate::text::Tokens;
use alone::Judge;
use known::Place;
use lines::{EDGE_LINES, Line, cut, push_lines};

pub use known::Furniture;
pub use reason::Reason;

/// Articles of one source in which a line recurs before it can be furniture.
pub const MIN_ARTICLES: usize = 3;

/// Articles of one source in which a line recurs before it is furniture in the middle of a page,
/// too, where an outlet's stock sentences stand.
pub const MIN_ARTICLES_INSIDE: usize = 6;

/// The same for articles whose source is unknown: there a syndicated paragraph looks alike.
pub const MIN_ARTICLES_OF_UNKNOWN: usize = 50;

/// Lines that may stand between furniture and the edge of the page, or other furniture: headlines,
/// dates, related links that change. They are short; a paragraph of the story is not.
const MAX_GAP_LINES: usize = 6;
const MAX_GAP_LINE_WORDS: u16 = 15;

/// Reads which lines articles hold, then tells which of them are furniture.
///
/// It keeps 24 bytes of a line, so that no text is read again for what is masked in it.
///
/// # Example
///
/// ```
/// use wirecopy::news::furniture::{FurnitureLearner, Reason};
/// use wirecopy::text::Tokens;
///
/// let stories = [
///     "Rain fell on the hills all day and the river rose above the mill",
///     "A cup was won in the end by a club that nobody had thought of",
///     "Old trees were cut down on the square and the mayor did not come",
/// ];
/// let pages = stories.map(|story| format!("{story}\nThe Herald since 1802"));
/// let mut learner = FurnitureLearner::default();
/// for page in &pages {
///     learner.add(Some("herald"), None, page, &Tokens::of(page));
/// }
/// let furniture = learner.learn(&[0, 1, 2]);
/// let masked = learner.masked(0, &furniture);
/// assert_eq!(masked[0].tokens, 14..18);
/// assert_eq!(masked[0].span.of(&pages[0]), "The Herald since 1802");
/// assert_eq!(masked[0].reason, Reason::RecurringLine);
/// ```
#[derive(Clone, Debug, Default)]
pub struct FurnitureLearner {
    /// Lines of all articles, in the order in which they were added.
    lines: Vec<Line>,
    /// Lines that are furniture on their page alone.
    alone: Vec<Masked>,
    pages: Vec<Page>,
    buffers: Box<Buffers>,
}

/// Kept from page to page, so that none is allocated anew.
#[derive(Clone, Debug, Default)]
struct Buffers {
    ranges: Vec<Range<u32>>,
    alike: Vec<u64>,
    judge: Judge,
}

/// What is known of the lines of one article.
#[derive(Clone, Copy, Debug)]
struct Page {
    /// End of its lines in those of all articles.
    end: usize,
    /// End of its lines that are furniture by themselves.
    end_alone: usize,
    /// Tokens of the lines between the two edges, which are not kept.
    skipped_words: u32,
    /// See [`source_key`].
    source: u64,
    /// Hours since the epoch.
    hour: Option<i32>,
}

/// A stretch of an article that is furniture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    /// Its tokens.
    pub tokens: Range<u32>,
    /// Its bytes, from the first token to the last.
    pub span: Span,
    /// Why it is furniture.
    pub reason: Reason,
}

impl FurnitureLearner {
    /// Adds the lines of the next article, and judges it by itself.
    pub fn add(
        &mut self,
        source: Option<&str>,
        published: Option<&Published>,
        text: &str,
        tokens: &Tokens,
    ) {
        let Buffers { ranges, alike, judge } = &mut *self.buffers;
        cut(text, tokens, ranges);
        let skipped_words = push_lines(text, tokens, ranges, alike, &mut self.lines);
        judge.judge(text, tokens, ranges, &mut self.alone);
        let hour = |date: &Published| i32::try_from(date.earliest.as_second() / 3600).ok();
        self.pages.push(Page {
            end: self.lines.len(),
            end_alone: self.alone.len(),
            skipped_words,
            source: source_key(source),
            hour: published.and_then(hour),
        });
    }

    /// Takes over what another learner has seen, behind what this one has.
    pub fn append(&mut self, other: Self) {
        let (base, base_alone) = (self.lines.len(), self.alone.len());
        self.lines.extend(other.lines);
        self.alone.extend(other.alone);
        self.pages.extend(other.pages.into_iter().map(|page| Page {
            end: page.end + base,
            end_alone: page.end_alone + base_alone,
            ..page
        }));
    }

    /// The lines of an article, by their place among all.
    fn range(&self, article: usize) -> Range<usize> {
        let before = article.checked_sub(1).and_then(|before| self.pages.get(before));
        let start = before.map_or(0, |page| page.end);
        start..self.pages.get(article).map_or(start, |page| page.end)
    }

    fn lines_of(&self, article: usize) -> &[Line] {
        self.lines.get(self.range(article)).unwrap_or_default()
    }

    fn alone_of(&self, article: usize) -> &[Masked] {
        let before = article.checked_sub(1).and_then(|before| self.pages.get(before));
        let start = before.map_or(0, |page| page.end_alone);
        let end = self.pages.get(article).map_or(start, |page| page.end_alone);
        self.alone.get(start..end).unwrap_or_default()
    }

    /// Which lines are furniture. `rank` names the articles anew, in an order that does not depend
    /// on the order in which they were added.
    pub fn learn(&self, rank: &[u32]) -> Furniture {
        recurring::learn(self, rank)
    }

    /// What is furniture in one article, by the order in which it was added: ascending and
    /// disjoint; stretches that touch have different reasons.
    pub fn masked(&self, article: usize, furniture: &Furniture) -> Vec<Masked> {
        let mut lines = self.learned(article, furniture);
        lines.extend(self.alone_of(article).iter().cloned());
        // What was learned comes first in the order of reasons.
        lines.sort_unstable_by_key(|line| (line.tokens.start, line.reason));
        lines.dedup_by_key(|line| line.tokens.start);
        let mut stretches: Vec<Masked> = Vec::new();
        for line in lines {
            match stretches.last_mut() {
                Some(last)
                    if last.tokens.end == line.tokens.start && last.reason == line.reason =>
                {
                    last.tokens.end = line.tokens.end;
                    last.span.end = line.span.end;
                }
                _ => stretches.push(line),
            }
        }
        stretches
    }

    /// The lines of an article that recur in its source.
    fn learned(&self, article: usize, furniture: &Furniture) -> Vec<Masked> {
        let (lines, Some(page)) = (self.lines_of(article), self.pages.get(article)) else {
            return Vec::new();
        };
        let found: Vec<Option<(Reason, Place)>> =
            lines.iter().map(|line| furniture.find(page.source, line)).collect();
        let known: Vec<bool> = found.iter().map(Option::is_some).collect();
        if !known.contains(&true) {
            return Vec::new();
        }
        let is_anywhere = |found: &Option<(Reason, Place)>| {
            found.is_some_and(|(_, place)| place == Place::Anywhere)
        };
        let mut is_masked: Vec<bool> = found.iter().map(is_anywhere).collect();
        mark_edge(lines, &known, 0..lines.len(), &mut is_masked);
        mark_edge(lines, &known, (0..lines.len()).rev(), &mut is_masked);
        let mut masked = Vec::new();
        let mut start = 0;
        for (at, ((line, is_masked), found)) in lines.iter().zip(is_masked).zip(found).enumerate() {
            if at == EDGE_LINES.0 {
                start += page.skipped_words;
            }
            let tokens = start..start + u32::from(line.num_tokens());
            start = tokens.end;
            if let Some((reason, _)) = found.filter(|_| is_masked) {
                masked.push(Masked { tokens, span: line.span, reason });
            }
        }
        masked
    }
}

/// Marks known lines from an edge inwards, up to the first real gap.
fn mark_edge(
    lines: &[Line],
    known: &[bool],
    order: impl Iterator<Item = usize>,
    masked: &mut [bool],
) {
    let mut gap = 0;
    for at in order {
        if known[at] {
            masked[at] = true;
            gap = 0;
        } else {
            gap += 1;
            if gap > MAX_GAP_LINES || lines[at].words() > MAX_GAP_LINE_WORDS {
                return;
            }
        }
    }
}

/// A number that stands for a source; 0 for an unknown one.
pub fn source_key(source: Option<&str>) -> u64 {
    source.map_or(0, |name| hash_token(name.as_bytes()) | 1)
}
