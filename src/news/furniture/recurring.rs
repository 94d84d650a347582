//! Lines that recur within a source under different stories, the same or edited, and how syndicated
//! text is told from them.

use ahash::{AHashMap, AHashSet};
use rayon::prelude::*;

use super::lines::{Line, Sketch, Template, key};
use super::reason::Reason;
use super::{FurnitureLearner, MIN_ARTICLES, MIN_ARTICLES_INSIDE, MIN_ARTICLES_OF_UNKNOWN};

/// Recurring lines of one source with which others are compared: those that recur most.
const MAX_TEMPLATES: usize = 64;

/// Shorter lines are versions of one only if they differ in numbers alone.
const MIN_WORDS_OF_EDITED: u16 = 5;

/// Shorter lines are never: "Week 12" is a heading.
const MIN_WORDS_OF_RENUMBERED: u16 = 3;

/// Longer lines are paragraphs, of which few are furniture and the sorting costs.
const MAX_WORDS_OF_EDITED: u16 = 120;

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

/// Furniture is learnt in so many parts, so that only a part of all lines is sorted at a time.
const NUM_PARTS: u64 = 16;

/// What an article holds beside recurring lines.
#[derive(Clone, Copy, Debug, Default)]
struct Rest {
    /// Smallest three words of the lines that do not recur: of versions of one story most agree in
    /// it, however few lines stayed whole, and of different stories hardly two.
    identity: u32,
    /// The same of several parts of them.
    sketch: Sketch,
    own_words: u32,
    recurring_words: u32,
}

impl Rest {
    /// Counts each line of an article once.
    fn of(source: u64, lines: &[Line], recurring: &AHashSet<u64>) -> Self {
        let mut rest = Self { identity: u32::MAX, ..Self::default() };
        let mut own: Vec<u64> = Vec::new();
        let mut lines: Vec<&Line> = lines.iter().collect();
        lines.sort_unstable_by_key(|line| line.hash());
        lines.dedup_by_key(|line| line.hash());
        for line in lines {
            if recurring.contains(&line.key(source)) {
                rest.recurring_words += u32::from(line.words());
            } else {
                rest.own_words += u32::from(line.words());
                // Short lines, dates and bylines above all, differ between versions of one story.
                if line.words() >= 6 {
                    rest.identity = rest.identity.min(line.smallest);
                    own.push(u64::from(line.smallest));
                }
            }
        }
        rest.sketch = Sketch::of_set(own.into_iter());
        rest
    }

    /// Whether most of the article is its own: not so for a story that others hold as well.
    const fn is_mostly_own(&self) -> bool {
        self.own_words >= 12 && 3 * self.own_words >= self.recurring_words
    }
}

/// Whether the articles are different stories: three of them, or where the line `is_lasting` two that
/// have nothing in common.
fn is_under_different_stories(articles: &[u32], rests: &[Rest], is_lasting: bool) -> bool {
    let own: Vec<&Rest> = articles
        .iter()
        .filter_map(|&article| rests.get(article as usize))
        .filter(|rest| rest.is_mostly_own())
        .collect();
    if 2 * own.len() < articles.len() {
        return false;
    }
    let mut identities: Vec<u32> = own.iter().map(|rest| rest.identity).collect();
    identities.sort_unstable();
    identities.dedup();
    let is_many = identities.len() >= MIN_ARTICLES.min(articles.len());
    let is_two = || {
        let mut others = own.iter().skip(1);
        own.first().is_some_and(|first| others.any(|other| first.sketch.is_unlike(other.sketch)))
    };
    (is_many || (is_lasting && is_two())) && 2 * identities.len() >= own.len()
}

/// Where on a page a line is furniture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Anywhere,
    Edges,
}

/// The furniture of a collection.
#[derive(Clone, Debug, Default)]
pub struct Furniture {
    places: AHashMap<u64, Place>,
    /// Lines of each source that recur, as their versions are compared with them.
    templates: AHashMap<u64, Vec<(Template, Place)>>,
}

impl Furniture {
    /// Whether no furniture is known.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty() && self.templates.is_empty()
    }

    /// Where the line is furniture in that source, and why.
    pub(super) fn find(&self, source: u64, line: &Line) -> Option<(Reason, Place)> {
        if let Some(place) = self.places.get(&line.key(source)) {
            return Some((Reason::RecurringLine, *place));
        }
        let templates = self.templates.get(&source)?;
        let place = |(template, place): &(Template, Place)| {
            if is_renumbered(line, template) {
                return Some(*place);
            }
            // In the middle of a page a version could be a sentence of the story.
            (line.words() >= MIN_WORDS_OF_EDITED && template.has_version(line))
                .then_some(Place::Edges)
        };
        let places = templates.iter().filter_map(place);
        let place = places.reduce(|a, b| if a == Place::Anywhere { a } else { b })?;
        Some((Reason::RecurringEdited, place))
    }
}

/// A line that recurs in a source, with its articles by rank, ascending.
struct Recurring {
    key: u64,
    source: u64,
    /// `None` where the line is no furniture though it recurs (syndicated, or background of the news),
    /// and where another version stands for it.
    template: Option<Template>,
    articles: Vec<u32>,
}

/// A line as it occurs in an article.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Occurrence {
    hash: u64,
    source: u64,
    article: u32,
    /// The line, by its place among all.
    line: u32,
}

/// What is known of articles by rank.
struct Ranked<'l> {
    learner: &'l FurnitureLearner,
    rank: &'l [u32],
    /// Hours since the epoch, where the date is known.
    hours: Vec<Option<i32>>,
    /// First and last of these of each source.
    hours_of: AHashMap<u64, (i32, i32)>,
}

/// Which lines are furniture. `rank` names the articles anew, in an order that does not depend
/// on the order in which they were added.
pub(super) fn learn(learner: &FurnitureLearner, rank: &[u32]) -> Furniture {
    let ranked = Ranked::new(learner, rank);
    let in_parts = |recurring: &(dyn Fn(u64) -> Vec<Recurring> + Sync)| -> Vec<Recurring> {
        (0..NUM_PARTS).into_par_iter().flat_map_iter(recurring).collect()
    };
    let same = in_parts(&|part| ranked.recurring(part));
    let mut keys: AHashSet<u64> = same.iter().map(|recurring| recurring.key).collect();
    let edited = in_parts(&|part| ranked.recurring_edited(part, &keys));
    // Both with and without lines that recur edited: no version of a story may pass for another one.
    let rests = ranked.rests(&keys);
    keys.extend(edited.iter().map(|recurring| recurring.key));
    let with_edited = ranked.rests(&keys);
    let mut furniture = Furniture::default();
    let mut templates: Vec<(u64, usize, Template, Place)> = Vec::new();
    let mut push = |recurring: &Recurring| {
        let template = recurring.template?;
        let articles = &recurring.articles;
        let is_lasting = ranked.hours_between(articles.iter().copied()) >= LONG_TIME;
        let are_different = |rests| is_under_different_stories(articles, rests, is_lasting);
        if !are_different(&rests) || !are_different(&with_edited) {
            return None;
        }
        let num_articles = recurring.articles.len();
        let is_inside = recurring.source != 0 && num_articles >= MIN_ARTICLES_INSIDE;
        let place = if is_inside { Place::Anywhere } else { Place::Edges };
        templates.push((recurring.source, num_articles, template, place));
        Some(place)
    };
    for recurring in &same {
        if let Some(place) = push(recurring) {
            furniture.places.insert(recurring.key, place);
        }
    }
    templates.sort_unstable_by_key(|&(source, articles, template, place)| {
        (source, std::cmp::Reverse(articles), template, place == Place::Edges)
    });
    for (source, _, template, place) in templates {
        let of_source = furniture.templates.entry(source).or_default();
        if of_source.len() < MAX_TEMPLATES && of_source.iter().all(|known| known.0 != template) {
            of_source.push((template, place));
        }
    }
    furniture
}

fn is_renumbered(line: &Line, template: &Template) -> bool {
    line.words() >= MIN_WORDS_OF_RENUMBERED && line.differs_in_numbers_alone(template)
}

/// Whether a line can be a sentence of a story by its shape.
const fn is_sentence(line: &Line) -> bool {
    line.words() >= MIN_WORDS_OF_SENTENCE && line.is_ended()
}

/// Whether a line can be a sentence of a story, or several without a mark at their end.
const fn could_be_copy(line: &Line) -> bool {
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
        Self { learner, rank, hours, hours_of }
    }

    /// All lines, with the source, rank and place of each.
    fn lines(&self) -> impl Iterator<Item = (&Line, u64, u32, u32)> {
        let pages = self.learner.pages.iter().zip(self.rank).scan(0, |start, (page, &rank)| {
            let range = *start..page.end;
            *start = page.end;
            Some((range, page.source, rank))
        });
        pages.flat_map(|(range, source, rank)| {
            let lines = self.learner.lines.get(range.clone()).unwrap_or_default();
            lines.iter().zip(range).map(move |(line, at)| (line, source, rank, at as u32))
        })
    }

    fn line(&self, at: u32) -> Option<&Line> {
        self.learner.lines.get(at as usize)
    }

    /// Lines of one part that recur often enough in a source.
    fn recurring(&self, part: u64) -> Vec<Recurring> {
        let of_part = self.lines().filter(|(line, ..)| line.hash() % NUM_PARTS == part);
        let mut seen: Vec<Occurrence> = of_part
            .map(|(line, source, article, at)| Occurrence {
                hash: line.hash(),
                source,
                article,
                line: at,
            })
            .collect();
        seen.sort_unstable();
        seen.dedup_by_key(|seen| (seen.hash, seen.source, seen.article));
        let mut recurring = Vec::new();
        for everywhere in seen.chunk_by(|a, b| a.hash == b.hash) {
            for here in everywhere.chunk_by(|a, b| a.source == b.source) {
                let Some(first) = here.first() else { continue };
                if here.len() < needed(first.source) {
                    continue;
                }
                let line = self.line(first.line);
                let is_copy = |line: &&Line| {
                    is_sentence(line)
                        && (self.is_news(here) || self.is_syndicated(here, everywhere))
                };
                recurring.push(Recurring {
                    key: key(first.source, first.hash),
                    source: first.source,
                    template: line.filter(|line| !is_copy(line)).map(Template::of),
                    articles: here.iter().map(|seen| seen.article).collect(),
                });
            }
        }
        recurring
    }

    /// Whether most sources that have a sentence ran it once or twice. Furniture recurs in each that
    /// has it; and what one source repeats for a week is no story.
    fn is_syndicated(&self, here: &[Occurrence], everywhere: &[Occurrence]) -> bool {
        if self.hours_spanned(here) >= LONG_TIME {
            return false;
        }
        let mut by_source = (0, 0);
        for source in everywhere.chunk_by(|a, b| a.source == b.source) {
            match source {
                [first, ..] if first.source == 0 => {}
                [_] | [_, _] => by_source.0 += 1,
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
        here.len() < MIN_ARTICLES_INSIDE
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

    /// Lines of one part of which versions recur often enough in a source; `same` recur as they are.
    fn recurring_edited(&self, part: u64, same: &AHashSet<u64>) -> Vec<Recurring> {
        let mut seen: Vec<Occurrence> = self
            .lines()
            .filter(|(line, ..)| u64::from(line.smallest) % NUM_PARTS == part)
            .filter(|(line, source, ..)| {
                (MIN_WORDS_OF_RENUMBERED..=MAX_WORDS_OF_EDITED).contains(&line.words())
                    && !same.contains(&line.key(*source))
            })
            .map(|(line, source, article, at)| Occurrence {
                hash: line.family(source),
                source,
                article,
                line: at,
            })
            .collect();
        seen.sort_unstable();
        let mut recurring = Vec::new();
        for family in seen.chunk_by(|a, b| (a.hash, a.source) == (b.hash, b.source)) {
            let Some(first) = family.first() else { continue };
            if family.len() < needed(first.source) {
                continue;
            }
            let lines: Vec<(u32, &Line)> = family
                .iter()
                .filter_map(|seen| Some((seen.article, self.line(seen.line)?)))
                .collect();
            let Some((template, members)) = versions(&lines) else { continue };
            let mut articles: Vec<u32> = members.iter().map(|(article, _)| *article).collect();
            articles.dedup();
            if articles.len() < needed(first.source) {
                continue;
            }
            // Each version counts as a line that recurs; the first stands for all of them, or the lists
            // of articles would grow with the square of the family.
            let mut articles = Some(articles);
            recurring.extend(members.iter().map(|(_, line)| Recurring {
                key: line.key(first.source),
                source: first.source,
                template: articles.is_some().then_some(template),
                articles: articles.take().unwrap_or_default(),
            }));
        }
        recurring
    }

    /// What each article, by rank, holds beside lines that recur.
    fn rests(&self, recurring: &AHashSet<u64>) -> Vec<Rest> {
        let of = |article: usize| {
            let source = self.learner.pages.get(article).map_or(0, |page| page.source);
            Rest::of(source, self.learner.lines_of(article), recurring)
        };
        let in_order: Vec<Rest> = (0..self.learner.pages.len()).into_par_iter().map(of).collect();
        let mut rests = vec![Rest::default(); self.rank.len()];
        for (rest, &rank) in in_order.into_iter().zip(self.rank) {
            if let Some(slot) = rests.get_mut(rank as usize) {
                *slot = rest;
            }
        }
        rests
    }
}

/// The lines of a family that are versions of what most of them are.
fn versions<'l>(family: &[(u32, &'l Line)]) -> Option<(Template, Vec<(u32, &'l Line)>)> {
    let sketches: Vec<Sketch> = family.iter().map(|(_, line)| line.sketch).collect();
    let mut words: Vec<u16> = family.iter().map(|(_, line)| line.words()).collect();
    words.sort_unstable();
    let template = Template {
        words: *words.get(words.len() / 2)?,
        smallest: family.first()?.1.smallest,
        sketch: Sketch::most_common(&sketches),
    };
    // A sentence that changes a little from piece to piece is copy, or background of the news.
    let is_version = |line: &Line| {
        is_renumbered(line, &template)
            || (line.words() >= MIN_WORDS_OF_EDITED
                && !could_be_copy(line)
                && template.has_version(line))
    };
    let members = family.iter().filter(|(_, line)| is_version(line)).copied().collect();
    Some((template, members))
}
