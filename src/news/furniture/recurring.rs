//! Lines that recur within a source under different stories, the same or edited, and how syndicated
//! text is told from them.

use ahash::{AHashMap, AHashSet};
use rayon::prelude::*;

use super::known::{
    Furniture, Learnt, MIN_WORDS_OF_EDITED, MIN_WORDS_OF_RENUMBERED, Place, is_renumbered,
};
use super::lines::{Line, Sketch, Template};
use super::rests::{Rest, Spread, are_different_stories};
use super::{
    FurnitureLearner, MAX_GAP_LINE_WORDS, MIN_ARTICLES, MIN_ARTICLES_INSIDE,
    MIN_ARTICLES_OF_UNKNOWN,
};

/// Words from which a line that ends as a sentence can be one of a story, which outlets syndicate
/// and repeat; menus are shared, too.
const MIN_WORDS_OF_SENTENCE: u16 = 12;

/// Words from which any line can be text of a story.
const MIN_WORDS_OF_TEXT: u16 = 30;

/// Sources that run a line once or twice, from which on it is syndicated.
const MIN_SOURCES_OF_SYNDICATED: usize = 3;

/// Hours over which no story is run again and again by one source.
const LONG_TIME: i32 = 7 * 24 - 12;

/// Hours in which a source runs several pieces on one piece of news.
const SHORT_TIME: i32 = 48;

/// Articles without a date that stand for a long time.
const MIN_ARTICLES_UNDATED: usize = 12;

/// Furniture is learnt in so many parts, so that only a part of all lines is sorted at a time.
const NUM_PARTS: u64 = 16;

/// Lines that have their smallest three words in common are told apart by what else they hold; into
/// so many kinds at most.
const MAX_KINDS: usize = 8;

/// Parts of a sketch that an edited line fills: so a date is none.
const MIN_PARTS_OF_EDITED: usize = 3;

/// Of four versions of an edited line, so many stand at an edge of their page.
const MIN_QUARTERS_AT_EDGE: usize = 3;

/// A line that recurs in a source.
struct Recurring {
    source: u64,
    template: Template,
    /// By rank, ascending.
    articles: Vec<u32>,
    form: Form,
}

enum Form {
    /// As it is, under this key.
    Same(u64),
    /// In versions, these by their place among all lines.
    Edited(Vec<u32>),
    /// As it is, under each of these keys, and in versions.
    Both(Vec<u64>),
}

/// A line as it occurs in an article.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Occurrence {
    /// Of the line, or of its smallest three words.
    hash: u64,
    source: u64,
    article: u32,
    /// The line, by its place among all.
    line: u32,
}

/// Articles in ascending occurrences of one source.
fn num_articles(seen: &[Occurrence]) -> usize {
    seen.chunk_by(|a, b| a.article == b.article).count()
}

fn articles(seen: impl Iterator<Item = Occurrence>) -> Vec<u32> {
    let mut articles: Vec<u32> = seen.map(|seen| seen.article).collect();
    articles.dedup();
    articles
}

/// What is known of articles by rank.
struct Ranked<'l> {
    learner: &'l FurnitureLearner,
    rank: &'l [u32],
    /// Hours since the epoch, where the date is known.
    hours: Vec<Option<i32>>,
    /// First and last of these of each source.
    hours_of: AHashMap<u64, (i32, i32)>,
    spread: Spread,
}

/// Which lines are furniture. `rank` names the articles anew, in an order that does not depend
/// on the order in which they were added.
pub(super) fn learn(learner: &FurnitureLearner, rank: &[u32]) -> Furniture {
    let ranked = Ranked::new(learner, rank);
    let in_parts = |recurring: &(dyn Fn(u64) -> Vec<Recurring> + Sync)| -> Vec<Recurring> {
        (0..NUM_PARTS).into_par_iter().flat_map_iter(recurring).collect()
    };
    let mut recurring = in_parts(&|part| ranked.recurring(part));
    recurring.extend(in_parts(&|part| ranked.recurring_edited(part)));
    let rests = Rest::all(learner, rank, &ranked.spread);
    // The few copies of a story in which a sentence stayed as it is may pass for different stories; all
    // in which it stands do not.
    let is_story = |line: &Recurring| !are_different_stories(&line.articles, &rests, true);
    let both = recurring.iter().filter_map(|line| match &line.form {
        Form::Both(keys) if is_story(line) => Some(keys),
        _ => None,
    });
    let of_stories: AHashSet<u64> = both.flatten().copied().collect();
    let learnt = |line: &Recurring| {
        let learnt = ranked.learnt(line, &rests)?;
        let is_of_story = learnt.key.is_some_and(|key| of_stories.contains(&key));
        (!is_of_story).then_some(learnt)
    };
    Furniture::new(recurring.iter().filter_map(learnt).collect())
}

/// Whether a line can be a sentence of a story by its shape.
const fn is_sentence(line: &Line) -> bool {
    line.words() >= MIN_WORDS_OF_SENTENCE && line.is_ended()
}

/// Whether a line can be a sentence of a story, or several without a mark at their end.
const fn could_be_text(line: &Line) -> bool {
    is_sentence(line) || line.words() >= MIN_WORDS_OF_TEXT
}

const fn needed(source: u64) -> usize {
    if source == 0 { MIN_ARTICLES_OF_UNKNOWN } else { MIN_ARTICLES }
}

impl<'l> Ranked<'l> {
    fn new(learner: &'l FurnitureLearner, rank: &'l [u32]) -> Self {
        let mut hours = vec![None; rank.len()];
        let mut hours_of: AHashMap<u64, (i32, i32)> = AHashMap::new();
        for (page, &rank) in learner.pages.iter().zip(rank) {
            if let Some(slot) = hours.get_mut(rank as usize) {
                *slot = page.hour;
            }
            if let Some(hour) = page.hour {
                let (first, last) = hours_of.entry(page.source).or_insert((hour, hour));
                (*first, *last) = (hour.min(*first), hour.max(*last));
            }
        }
        let spread = Spread::new(learner.lines.len());
        Self { learner, rank, hours, hours_of, spread }
    }

    /// Occurrences in one part of the lines that `is_meant` takes, in order.
    fn seen(
        &self,
        part: u64,
        hash: impl Fn(&Line) -> u64,
        is_meant: impl Fn(&Line, usize) -> bool,
    ) -> Vec<Occurrence> {
        let mut seen = Vec::new();
        let mut start = 0;
        for (page, &article) in self.learner.pages.iter().zip(self.rank) {
            let range = start..page.end;
            start = page.end;
            let lines = self.learner.lines.get(range.clone()).unwrap_or_default();
            for (line, at) in lines.iter().zip(range) {
                let hash = hash(line);
                if hash % NUM_PARTS == part && is_meant(line, at) {
                    let line = at as u32;
                    seen.push(Occurrence { hash, source: page.source, article, line });
                }
            }
        }
        seen.sort_unstable();
        seen
    }

    fn line(&self, at: u32) -> Option<&'l Line> {
        self.learner.lines.get(at as usize)
    }

    /// Lines of one part that recur often enough in a source.
    fn recurring(&self, part: u64) -> Vec<Recurring> {
        let seen = self.seen(part, Line::hash, |_, _| true);
        let mut recurring = Vec::new();
        for everywhere in seen.chunk_by(|a, b| a.hash == b.hash) {
            for here in everywhere.chunk_by(|a, b| a.source == b.source) {
                let Some(first) = here.first() else { continue };
                if num_articles(here) < needed(first.source) {
                    continue;
                }
                for seen in here {
                    self.spread.set_recurring(seen.line);
                }
                let Some(line) = self.line(first.line) else { continue };
                if is_sentence(line) && (self.is_news(here) || self.is_syndicated(here, everywhere))
                {
                    continue;
                }
                recurring.push(Recurring {
                    source: first.source,
                    template: Template::of(line),
                    articles: articles(here.iter().copied()),
                    form: Form::Same(line.key(first.source)),
                });
            }
        }
        recurring
    }

    /// Lines of one part of which versions recur often enough in a source.
    fn recurring_edited(&self, part: u64) -> Vec<Recurring> {
        let is_edited = |line: &Line, at| {
            line.words() >= MIN_WORDS_OF_RENUMBERED
                && (could_be_text(line) || !self.spread.is_recurring(at))
        };
        let seen = self.seen(part, |line| u64::from(line.smallest), is_edited);
        let mut recurring = Vec::new();
        for everywhere in seen.chunk_by(|a, b| a.hash == b.hash) {
            for here in everywhere.chunk_by(|a, b| a.source == b.source) {
                if here.len() < 2 {
                    continue;
                }
                for kind in self.kinds(here) {
                    recurring.extend(self.both(&kind));
                    recurring.extend(self.spread_over(&kind, everywhere));
                }
            }
        }
        recurring
    }

    /// Notes how often the lines of a kind stand in the source, and what recurs of them.
    fn spread_over(&self, kind: &[Occurrence], everywhere: &[Occurrence]) -> Option<Recurring> {
        let num_articles = num_articles(kind);
        let recurs = num_articles >= needed(kind.first()?.source);
        let is_known = |seen: &Occurrence| self.spread.is_recurring(seen.line as usize);
        let edited: Vec<Occurrence> = kind.iter().filter(|seen| !is_known(seen)).copied().collect();
        for seen in &edited {
            if recurs {
                self.spread.set_recurring(seen.line);
            } else {
                self.spread.set(seen.line, num_articles);
            }
        }
        if recurs { self.edited(&edited, everywhere) } else { None }
    }

    /// A kind of which lines recur as they are, and others stand beside them.
    fn both(&self, kind: &[Occurrence]) -> Option<Recurring> {
        let line = self.line(kind.first()?.line)?;
        let mut lines = kind.iter().filter_map(|seen| self.line(seen.line));
        if lines.all(|other| other.hash() == line.hash()) {
            return None;
        }
        let source = kind.first()?.source;
        let known = kind.iter().filter(|seen| self.spread.is_recurring(seen.line as usize));
        let mut keys: Vec<u64> =
            known.filter_map(|seen| Some(self.line(seen.line)?.key(source))).collect();
        keys.sort_unstable();
        keys.dedup();
        (!keys.is_empty()).then(|| Recurring {
            source,
            template: Template::of(line),
            articles: articles(kind.iter().copied()),
            form: Form::Both(keys),
        })
    }

    /// Occurrences with the same smallest three words by what else their lines hold.
    fn kinds(&self, here: &[Occurrence]) -> Vec<Vec<Occurrence>> {
        let mut kinds: Vec<(Sketch, Vec<Occurrence>)> = Vec::new();
        for seen in here {
            let Some(line) = self.line(seen.line) else { continue };
            let known = kinds.iter().position(|(first, _)| first.is_like(line.sketch));
            if let Some(known) = known {
                kinds[known].1.push(*seen);
            } else if kinds.len() < MAX_KINDS {
                kinds.push((line.sketch, vec![*seen]));
            }
        }
        kinds.into_iter().map(|(_, kind)| kind).collect()
    }

    /// The versions of what most lines of a kind are.
    fn edited(&self, kind: &[Occurrence], everywhere: &[Occurrence]) -> Option<Recurring> {
        let lines = || kind.iter().filter_map(|seen| Some((*seen, self.line(seen.line)?)));
        let sketches: Vec<Sketch> = lines().map(|(_, line)| line.sketch).collect();
        let mut lengths: Vec<u16> = lines().map(|(_, line)| line.num_tokens()).collect();
        lengths.sort_unstable();
        let (first, line) = lines().next()?;
        let template = Template {
            num_tokens: *lengths.get(lengths.len() / 2)?,
            smallest: line.smallest,
            sketch: Sketch::most_common(&sketches),
        };
        // A row of a table is what the page is read for, and so is a date.
        if line.has_figures() || template.sketch.num_filled() < MIN_PARTS_OF_EDITED {
            return None;
        }
        let is_version = |(_, line): &(Occurrence, &Line)| {
            is_renumbered(line, &template)
                || (line.words() >= MIN_WORDS_OF_EDITED && template.has_version(line))
        };
        let (versions, lines): (Vec<Occurrence>, Vec<&Line>) = lines().filter(is_version).unzip();
        let articles = articles(versions.iter().copied());
        // What could stand in a story has to be around for long, or is the news of the day with other
        // figures.
        let could_be_story =
            lines.iter().any(|line| line.is_ended() || line.words() >= MIN_WORDS_OF_TEXT);
        let least = if could_be_story { MIN_ARTICLES_INSIDE } else { MIN_ARTICLES };
        if articles.len() < least.max(needed(first.source))
            || (could_be_story && !self.is_around_for_long(&articles))
            || self.is_syndicated(&versions, everywhere)
        {
            return None;
        }
        let versions = versions.iter().map(|seen| seen.line).collect();
        Some(Recurring { source: first.source, template, articles, form: Form::Edited(versions) })
    }

    /// The line as furniture, if it is.
    fn learnt(&self, recurring: &Recurring, rests: &[Rest]) -> Option<Learnt> {
        let Recurring { source, template, ref articles, ref form } = *recurring;
        let (key, place, is_lasting) = match form {
            Form::Same(key) => {
                let is_inside = source != 0 && articles.len() >= MIN_ARTICLES_INSIDE;
                let place = if is_inside { Place::Anywhere } else { Place::Edges };
                (Some(*key), place, self.hours_between(articles.iter().copied()) >= LONG_TIME)
            }
            Form::Edited(lines) => {
                let at_edge = lines.iter().filter(|&&line| self.is_at_edge(line)).count();
                if 4 * at_edge < MIN_QUARTERS_AT_EDGE * lines.len() {
                    return None;
                }
                (None, Place::Edges, false)
            }
            Form::Both(_) => return None,
        };
        are_different_stories(articles, rests, is_lasting).then_some(Learnt {
            source,
            template,
            place,
            key,
            num_articles: articles.len(),
        })
    }

    /// Whether no paragraph of the story stands between a line and an edge of its page.
    fn is_at_edge(&self, line: u32) -> bool {
        let line = line as usize;
        let page = self.learner.pages.partition_point(|page| page.end <= line);
        let is_paragraph = |at: usize| {
            let words = self.learner.lines.get(at).map_or(0, Line::words);
            words > MAX_GAP_LINE_WORDS && !self.spread.is_recurring(at)
        };
        let range = self.learner.range(page);
        !(range.start..line).any(is_paragraph) || !(line + 1..range.end).any(is_paragraph)
    }

    /// Whether a week lies between the articles, or there are many of which none has a date.
    fn is_around_for_long(&self, articles: &[u32]) -> bool {
        let is_dated =
            |&article: &u32| self.hours.get(article as usize).is_some_and(Option::is_some);
        if articles.iter().any(is_dated) {
            self.hours_between(articles.iter().copied()) >= LONG_TIME
        } else {
            articles.len() >= MIN_ARTICLES_UNDATED
        }
    }

    /// Whether most sources that have a sentence ran it once or twice. Furniture recurs in each that
    /// has it; and what one source repeats for a week is no story.
    fn is_syndicated(&self, here: &[Occurrence], everywhere: &[Occurrence]) -> bool {
        if self.hours_spanned(here) >= LONG_TIME {
            return false;
        }
        let mut by_source = (0, 0);
        for source in everywhere.chunk_by(|a, b| a.source == b.source) {
            match source.first() {
                Some(first) if first.source == 0 => {}
                _ if num_articles(source) <= 2 => by_source.0 += 1,
                _ => by_source.1 += 1,
            }
        }
        by_source.0 >= MIN_SOURCES_OF_SYNDICATED && by_source.0 > by_source.1
    }

    /// Whether a sentence is one that a source repeats in a few pieces of one day or two, and not
    /// over the time from which there are articles of it: background of a running story.
    fn is_news(&self, here: &[Occurrence]) -> bool {
        let Some(first) = here.first() else { return false };
        let of_source = self.hours_of.get(&first.source);
        num_articles(here) < MIN_ARTICLES_INSIDE
            && of_source.is_some_and(|(first, last)| last.saturating_sub(*first) >= LONG_TIME)
            && self.hours_spanned(here) < SHORT_TIME
    }

    /// Hours between the first and the last of the articles with a date.
    fn hours_between(&self, articles: impl Iterator<Item = u32>) -> i32 {
        let hours = articles.filter_map(|article| *self.hours.get(article as usize)?);
        let ends = hours.fold(None, |ends: Option<(i32, i32)>, hour| {
            Some(ends.map_or((hour, hour), |(first, last)| (first.min(hour), last.max(hour))))
        });
        ends.map_or(0, |(first, last)| last.saturating_sub(first))
    }

    fn hours_spanned(&self, seen: &[Occurrence]) -> i32 {
        self.hours_between(seen.iter().map(|seen| seen.article))
    }
}
