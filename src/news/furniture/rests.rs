//! What pages hold beside lines that recur: by it different stories are told from versions of one.
//!
//! A page of a story that is told once is mostly lines that stand nowhere else in the source. Of a
//! copy with a word changed here and there most lines stand on other pages, too, if not word for
//! word. So a page counts as a whole story if a quarter of its words, at least, stand on no other
//! page, as half of one if they stand on two, and so on.

use rayon::prelude::*;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

use super::lines::{Line, Sketch};
use super::{FurnitureLearner, MIN_ARTICLES};

/// Words in which a page must be a story.
const MIN_OWN_WORDS: u32 = 12;

/// Shorter lines, dates and bylines above all, say nothing of what a story is.
const MIN_WORDS_OF_IDENTITY: u16 = 6;

/// On how many pages of its source each line stands, the same or edited, as a power of two.
#[derive(Debug)]
pub(super) struct Spread(Vec<AtomicU8>);

impl Spread {
    /// Powers that are told apart; a story on more pages is none.
    const LEVELS: usize = 6;

    /// The line recurs.
    const RECURS: u8 = u8::MAX;

    pub(super) fn new(num_lines: usize) -> Self {
        Self(std::iter::repeat_with(AtomicU8::default).take(num_lines).collect())
    }

    pub(super) fn set_recurring(&self, line: u32) {
        if let Some(slot) = self.0.get(line as usize) {
            slot.store(Self::RECURS, Relaxed);
        }
    }

    pub(super) fn set(&self, line: u32, num_articles: usize) {
        if let Some(slot) = self.0.get(line as usize) {
            slot.store(num_articles.next_power_of_two().trailing_zeros() as u8, Relaxed);
        }
    }

    pub(super) fn is_recurring(&self, line: usize) -> bool {
        self.0.get(line).is_some_and(|slot| slot.load(Relaxed) == Self::RECURS)
    }

    /// `None` where it recurs.
    fn level(&self, line: usize) -> Option<usize> {
        let level = self.0.get(line)?.load(Relaxed) as usize;
        (level < Self::LEVELS).then_some(level)
    }
}

/// What an article holds beside recurring lines.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rest {
    /// Parts of a story that the page counts for, [`Rest::STORY`] the whole.
    stories: u32,
    /// Of the smallest three words of its lines.
    sketch: Sketch,
}

impl Rest {
    const STORY: u32 = 1 << (Spread::LEVELS - 1);

    /// Counts each line of an article once; the first of them is line `start` of all.
    fn of(lines: &[Line], start: usize, spread: &Spread) -> Self {
        let mut places: Vec<usize> = (0..lines.len()).collect();
        places.sort_unstable_by_key(|&at| (lines[at].hash(), at));
        places.dedup_by_key(|at| lines[*at].hash());
        let mut own_words = [0; Spread::LEVELS];
        let mut all_words = 0;
        let mut own: Vec<u64> = Vec::new();
        for at in places {
            let line = &lines[at];
            all_words += u32::from(line.words());
            if let Some(level) = spread.level(start + at) {
                own_words[level] += u32::from(line.words());
                if line.words() >= MIN_WORDS_OF_IDENTITY {
                    own.push(u64::from(line.smallest));
                }
            }
        }
        let sums = own_words.iter().scan(0, |sum, words| {
            *sum += words;
            Some(*sum)
        });
        let is_story = |words: u32| words >= MIN_OWN_WORDS && 4 * words >= all_words;
        let level = sums.into_iter().position(is_story);
        Self {
            stories: level.map_or(0, |level| Self::STORY >> level),
            sketch: Sketch::of_set(own.into_iter()),
        }
    }

    /// What each article, by rank, holds beside lines that recur.
    pub(super) fn all(learner: &FurnitureLearner, rank: &[u32], spread: &Spread) -> Vec<Self> {
        let of = |article: usize| {
            let range = learner.range(article);
            Self::of(learner.lines_of(article), range.start, spread)
        };
        let in_order: Vec<Self> = (0..learner.pages.len()).into_par_iter().map(of).collect();
        let mut rests = vec![Self::default(); rank.len()];
        for (rest, &rank) in in_order.into_iter().zip(rank) {
            if let Some(slot) = rests.get_mut(rank as usize) {
                *slot = rest;
            }
        }
        rests
    }
}

/// Whether the articles that hold a line are different stories, half of them or more: three, or where
/// the line `is_lasting` two that have nothing in common.
pub(super) fn are_different_stories(articles: &[u32], rests: &[Rest], is_lasting: bool) -> bool {
    let own = || {
        let rests = articles.iter().filter_map(|&article| rests.get(article as usize));
        rests.filter(|rest| rest.stories > 0)
    };
    let stories: u64 = own().map(|rest| u64::from(rest.stories)).sum();
    let at_least = |num: usize| stories >= num as u64 * u64::from(Rest::STORY);
    let is_two = || {
        at_least(2)
            && own().next().is_some_and(|first| {
                own().skip(1).any(|other| first.sketch.is_unlike(other.sketch))
            })
    };
    2 * stories >= articles.len() as u64 * u64::from(Rest::STORY)
        && (at_least(MIN_ARTICLES) || (is_lasting && is_two()))
}
