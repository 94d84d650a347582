//! Furniture: site text that is not the story, learned over a collection.
//!
//! The simple rule: lines at the edge of a page that recur within one source under different
//! stories. A line counts where
//!
//! - it recurs in [`MIN_ARTICLES`] articles of the source or more,
//! - those articles are different stories: what else they hold, and does not recur, differs, and is
//!   most of their text (so neither a corrected version nor a syndicated story, whose own lines
//!   recur as well, turns a story into furniture),
//! - it stands at the beginning or the end of the page, next to other furniture; or, wherever it
//!   stands, it recurs in [`MIN_ARTICLES_INSIDE`] articles of the source (a newsletter line between
//!   two paragraphs).
//!
//! Articles without a source are one collection of unknown outlets; there a line must recur
//! [`MIN_ARTICLES_OF_UNKNOWN`] times. Furniture is masked, never deleted.

use std::ops::Range;

use ahash::{AHashMap, AHashSet};
use rayon::prelude::*;

use crate::hash::{hash_token, mix};
use crate::span::Span;
use crate::text::Tokens;

/// Articles of one source in which a line recurs before it can be furniture.
pub const MIN_ARTICLES: usize = 3;

/// Articles of one source in which a line recurs before it is furniture in the middle of a page,
/// too, where an outlet's stock sentences stand.
pub const MIN_ARTICLES_INSIDE: usize = 6;

/// The same for articles whose source is unknown: there a syndicated paragraph looks alike.
pub const MIN_ARTICLES_OF_UNKNOWN: usize = 50;

/// Lines looked at from the beginning of a page, and from its end.
const EDGE_LINES: (usize, usize) = (24, 120);

/// Lines that may stand between furniture and the edge of the page, or other furniture: headlines,
/// dates, related links that change. They are short; a paragraph of the story is not.
const MAX_GAP_LINES: usize = 6;
const MAX_GAP_LINE_WORDS: u32 = 15;

/// Articles that show one line of furniture.
const NUM_SAMPLES: usize = 4;

/// One line of an article: a run of tokens that no line break interrupts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Line {
    /// Hash of the line and the source.
    key: u64,
    /// Smallest hash of three words in a row: two versions of a line mostly agree in it.
    smallest: u32,
    words: u32,
    span: Span,
}

/// Reads which lines articles hold, then tells which of them are furniture.
///
/// It keeps 24 bytes of a line, so that no text is read again for what is masked in it.
///
/// # Example
///
/// ```
/// use wirecopy::news::furniture::FurnitureLearner;
/// use wirecopy::text::Tokens;
///
/// let stories = [
///     "Rain fell on the hills all day and the river rose above the mill",
///     "A cup was won in the end by a club that nobody had thought of",
///     "Old trees were cut down on the square and the mayor did not come",
/// ];
/// let pages = stories.map(|story| format!("{story}\nSubscribe now"));
/// let mut learner = FurnitureLearner::default();
/// for page in &pages {
///     learner.add(Some("herald"), page, &Tokens::of(page));
/// }
/// let furniture = learner.learn(&[0, 1, 2]);
/// let masked = learner.masked(0, &furniture);
/// assert_eq!(masked[0].tokens, 14..16);
/// assert_eq!(masked[0].span.of(&pages[0]), "Subscribe now");
/// ```
#[derive(Clone, Debug, Default)]
pub struct FurnitureLearner {
    /// Lines of all articles, in the order in which they were added.
    lines: Vec<Line>,
    pages: Vec<Page>,
}

/// What is known of the lines of one article.
#[derive(Clone, Copy, Debug)]
struct Page {
    /// End of its lines in those of all articles.
    end: usize,
    /// Tokens of the lines between the two edges, which are not kept.
    skipped_words: u32,
    is_source_known: bool,
}

/// A stretch of an article that is furniture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    /// Its tokens.
    pub tokens: Range<u32>,
    /// Its bytes, from the first token to the last.
    pub span: Span,
}

/// Furniture is learnt in so many parts, so that only a part of all lines is sorted at a time.
const NUM_PARTS: u64 = 16;

impl FurnitureLearner {
    /// Adds the lines of the next article.
    pub fn add(&mut self, source: Option<&str>, text: &str, tokens: &Tokens) {
        let skipped_words = push_lines(source_key(source), text, tokens, &mut self.lines);
        self.pages.push(Page {
            end: self.lines.len(),
            skipped_words,
            is_source_known: source.is_some(),
        });
    }

    /// Takes over what another learner has seen, behind what this one has.
    pub fn append(&mut self, other: Self) {
        let base = self.lines.len();
        self.lines.extend(other.lines);
        self.pages
            .extend(other.pages.into_iter().map(|page| Page { end: page.end + base, ..page }));
    }

    fn lines_of(&self, article: usize) -> &[Line] {
        let start = if article == 0 { 0 } else { self.pages[article - 1].end };
        &self.lines[start..self.pages[article].end]
    }

    /// Which lines are furniture. `rank` names the articles anew, in an order that does not depend
    /// on the order in which they were added.
    pub fn learn(&self, rank: &[u32]) -> Furniture {
        let recurring: Vec<(u64, Vec<u32>)> = (0..NUM_PARTS)
            .into_par_iter()
            .flat_map_iter(|part| self.recurring(rank, part))
            .collect();
        let rests = self.rests(rank, &recurring.iter().map(|(key, _)| *key).collect());
        let mut is_source_known = vec![false; rank.len()];
        for (page, &rank) in self.pages.iter().zip(rank) {
            is_source_known[rank as usize] = page.is_source_known;
        }
        let mut furniture = Furniture::default();
        for (key, articles) in recurring {
            if is_under_different_stories(&articles, &rests) {
                let is_known = is_source_known[articles[0] as usize];
                let place = if is_known && articles.len() >= MIN_ARTICLES_INSIDE {
                    Place::Anywhere
                } else {
                    Place::Edges
                };
                furniture.places.insert(key, place);
                furniture.samples.extend(articles.iter().take(NUM_SAMPLES));
            }
        }
        furniture.samples.sort_unstable();
        furniture.samples.dedup();
        furniture
    }

    /// Keys of one part that recur often enough, each with its articles, ascending.
    fn recurring(&self, rank: &[u32], part: u64) -> Vec<(u64, Vec<u32>)> {
        let mut seen: Vec<(u64, u32, bool)> = Vec::new();
        let mut start = 0;
        for (page, &rank) in self.pages.iter().zip(rank) {
            let of_part = self.lines[start..page.end].iter().filter(|l| l.key % NUM_PARTS == part);
            seen.extend(of_part.map(|line| (line.key, rank, page.is_source_known)));
            start = page.end;
        }
        seen.sort_unstable();
        seen.dedup();
        seen.chunk_by(|a, b| a.0 == b.0)
            .filter(|articles| {
                let needed = if articles[0].2 { MIN_ARTICLES } else { MIN_ARTICLES_OF_UNKNOWN };
                articles.len() >= needed
            })
            .map(|articles| (articles[0].0, articles.iter().map(|seen| seen.1).collect()))
            .collect()
    }

    /// What each article, by rank, holds beside lines that recur.
    fn rests(&self, rank: &[u32], recurring: &AHashSet<u64>) -> Vec<Rest> {
        let of = |article| Rest::of(self.lines_of(article), recurring);
        let in_order: Vec<Rest> = (0..self.pages.len()).into_par_iter().map(of).collect();
        let mut rests = vec![Rest::default(); rank.len()];
        for (rest, &rank) in in_order.into_iter().zip(rank) {
            rests[rank as usize] = rest;
        }
        rests
    }

    /// What is furniture in one article, by the order in which it was added: ascending, disjoint
    /// and not adjacent.
    pub fn masked(&self, article: usize, furniture: &Furniture) -> Vec<Masked> {
        let lines = self.lines_of(article);
        let places: Vec<Option<Place>> =
            lines.iter().map(|line| furniture.places.get(&line.key).copied()).collect();
        let known: Vec<bool> = places.iter().map(Option::is_some).collect();
        if !known.contains(&true) {
            return Vec::new();
        }
        let mut masked: Vec<bool> =
            places.iter().map(|place| *place == Some(Place::Anywhere)).collect();
        mark_edge(lines, &known, 0..lines.len(), &mut masked);
        mark_edge(lines, &known, (0..lines.len()).rev(), &mut masked);
        let mut stretches: Vec<Masked> = Vec::new();
        let mut start = 0;
        for (at, (line, is_masked)) in lines.iter().zip(masked).enumerate() {
            if at == EDGE_LINES.0 {
                start += self.pages[article].skipped_words;
            }
            let tokens = start..start + line.words;
            start = tokens.end;
            if !is_masked {
                continue;
            }
            match stretches.last_mut() {
                Some(last) if last.tokens.end == tokens.start => {
                    last.tokens.end = tokens.end;
                    last.span.end = line.span.end;
                }
                _ => stretches.push(Masked { tokens, span: line.span }),
            }
        }
        stretches
    }
}

/// What an article holds beside recurring lines.
#[derive(Clone, Copy, Debug, Default)]
struct Rest {
    /// Smallest three words of the lines that do not recur: of versions of one story most agree in
    /// it, however few lines stayed whole, and of different stories hardly two.
    identity: u32,
    own_words: u32,
    recurring_words: u32,
}

impl Rest {
    /// Counts each line of an article once.
    fn of(lines: &[Line], recurring: &AHashSet<u64>) -> Self {
        let mut rest = Self { identity: u32::MAX, own_words: 0, recurring_words: 0 };
        let mut lines: Vec<&Line> = lines.iter().collect();
        lines.sort_unstable_by_key(|line| line.key);
        lines.dedup_by_key(|line| line.key);
        for line in lines {
            if recurring.contains(&line.key) {
                rest.recurring_words += line.words;
            } else {
                rest.own_words += line.words;
                // Short lines, dates and bylines above all, differ between versions of one story.
                if line.words >= 6 {
                    rest.identity = rest.identity.min(line.smallest);
                }
            }
        }
        rest
    }

    /// Whether most of the article is its own: not so for a story that others hold as well.
    fn is_mostly_own(&self) -> bool {
        self.own_words >= 12 && 3 * self.own_words >= self.recurring_words
    }
}

fn is_under_different_stories(articles: &[u32], rests: &[Rest]) -> bool {
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
    identities.len() >= MIN_ARTICLES.min(articles.len()) && 2 * identities.len() >= own.len()
}

/// Where on a page a line is furniture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Anywhere,
    Edges,
}

/// The furniture of a collection.
#[derive(Clone, Debug, Default)]
pub struct Furniture {
    places: AHashMap<u64, Place>,
    samples: Vec<u32>,
}

impl Furniture {
    /// Whether no furniture is known.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Articles, by their new names, that together hold all the furniture, each line in several of
    /// its surroundings.
    pub fn samples(&self) -> &[u32] {
        &self.samples
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
            if gap > MAX_GAP_LINES || lines[at].words > MAX_GAP_LINE_WORDS {
                return;
            }
        }
    }
}

/// A number that stands for a source; 0 for an unknown one.
pub fn source_key(source: Option<&str>) -> u64 {
    source.map_or(0, |name| hash_token(name.as_bytes()) | 1)
}

const fn key(salt: u64, line_hash: u64) -> u64 {
    mix(salt.rotate_left(17) ^ line_hash)
}

/// Appends the lines with at least one token near the edges of the page; answers with the number of
/// words between the edges.
fn push_lines(salt: u64, text: &str, tokens: &Tokens, out: &mut Vec<Line>) -> u32 {
    let bytes = text.as_bytes();
    let first_of_page = out.len();
    let (mut hash, mut start) = (0, 0);
    let mut close = |hash: u64, span: Span, words: &[u64]| {
        let threes =
            words.windows(3).map(|w| mix(w[0] ^ w[1].rotate_left(21) ^ w[2].rotate_left(42)));
        let smallest = threes.map(|hash| (hash >> 32) as u32).min().unwrap_or(u32::MAX);
        out.push(Line { key: key(salt, hash), smallest, words: words.len() as u32, span });
    };
    let (spans, hashes) = (tokens.spans(), tokens.hashes());
    for (at, (span, &token)) in spans.iter().zip(hashes).enumerate() {
        let before = if at == 0 { 0 } else { spans[at - 1].end };
        let gap = &bytes[before as usize..span.start as usize];
        if at > start && gap.contains(&b'\n') {
            close(hash, tokens.span_of(start, at), &hashes[start..at]);
            (hash, start) = (0, at);
        }
        hash = mix(hash ^ token);
    }
    if start < hashes.len() {
        close(hash, tokens.span_of(start, hashes.len()), &hashes[start..]);
    }
    let (first, last) = EDGE_LINES;
    let num_lines = out.len() - first_of_page;
    if num_lines <= first + last {
        return 0;
    }
    let between = first_of_page + first..out.len() - last;
    out.drain(between).map(|line| line.words).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learn(pages: &[(Option<&str>, String)]) -> Furniture {
        let mut learner = FurnitureLearner::default();
        for (source, page) in pages {
            learner.add(*source, page, &Tokens::of(page));
        }
        learner.learn(&(0..pages.len() as u32).collect::<Vec<_>>())
    }

    fn masked(furniture: &Furniture, source: Option<&str>, page: &str) -> Vec<String> {
        let mut learner = FurnitureLearner::default();
        learner.add(source, page, &Tokens::of(page));
        let masked = learner.masked(0, furniture);
        masked.iter().map(|masked| masked.span.of(page).to_owned()).collect()
    }

    fn story(n: usize) -> String {
        (0..4)
            .map(|p| (0..20).map(|w| format!("s{n}p{p}w{w}")).collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
            .join("\n\n")
    }

    #[test]
    fn lines_that_recur_under_different_stories_are_masked() {
        let page = |n: usize| {
            format!("Menu | News\nHeadline {n}\n{}\nSubscribe now\nAll rights", story(n))
        };
        let pages: Vec<_> = (0..3).map(|n| (Some("herald"), page(n))).collect();
        let furniture = learn(&pages);
        assert_eq!(
            masked(&furniture, Some("herald"), &pages[1].1),
            ["Menu | News", "Subscribe now\nAll rights"]
        );
        assert!(masked(&furniture, Some("other"), &pages[1].1).is_empty());
        assert!(masked(&furniture, None, &pages[1].1).is_empty());
    }

    #[test]
    fn twice_is_not_enough() {
        let pages: Vec<_> =
            (0..2).map(|n| (Some("herald"), format!("{}\nSubscribe now", story(n)))).collect();
        assert!(masked(&learn(&pages), Some("herald"), &pages[0].1).is_empty());
    }

    #[test]
    fn versions_of_one_story_are_not_furniture() {
        let pages: Vec<_> = (0..6)
            .map(|n| (Some("herald"), format!("Update {n}\n{}\nCorrected {n}", story(1))))
            .collect();
        assert!(masked(&learn(&pages), Some("herald"), &pages[0].1).is_empty());
    }

    #[test]
    fn near_identical_copies_in_one_source_are_not_furniture() {
        let pages: Vec<_> = (0..200_usize)
            .map(|n| {
                let edited = (0..4).fold(story(1), |text, edit| {
                    let word = mix((4 * n + edit) as u64) % 80;
                    text.replace(&format!("p{}w{} ", word / 20, word % 20), &format!("e{n} "))
                });
                (Some("herald"), format!("Own headline of copy {n}\n{edited}"))
            })
            .collect();
        assert!(masked(&learn(&pages), Some("herald"), &pages[0].1).is_empty());
    }

    #[test]
    fn a_story_that_unknown_sources_ran_is_not_furniture() {
        let pages: Vec<_> = (0..200)
            .map(|n| (None, format!("Own headline number {n} of this very outlet\n{}", story(1))))
            .collect();
        assert!(masked(&learn(&pages), None, &pages[0].1).is_empty());
    }

    #[test]
    fn a_footer_under_many_unrelated_articles_of_unknown_sources_is_masked() {
        let pages: Vec<_> =
            (0..200).map(|n| (None, format!("{}\nOne footer for all", story(n)))).collect();
        assert_eq!(masked(&learn(&pages), None, &pages[7].1), ["One footer for all"]);
    }

    #[test]
    fn a_line_inside_the_story_is_masked_from_six_articles_on() {
        let pages: Vec<_> = (0..6)
            .map(|n| (Some("herald"), format!("{}\nGet our letter\n{}", story(n), story(100 + n))))
            .collect();
        assert_eq!(masked(&learn(&pages), Some("herald"), &pages[0].1), ["Get our letter"]);
        assert!(masked(&learn(&pages[..5]), Some("herald"), &pages[0].1).is_empty());
    }

    #[test]
    fn a_line_that_recurs_a_few_times_inside_stories_is_not_masked() {
        let pages: Vec<_> = (0..5)
            .map(|n| {
                (Some("herald"), format!("{}\nHe did not reply\n{}", story(n), story(100 + n)))
            })
            .collect();
        assert!(masked(&learn(&pages), Some("herald"), &pages[0].1).is_empty());
    }

    #[test]
    fn what_lies_between_the_edges_of_a_long_page_is_stepped_over() {
        let line = |n: usize, at: usize| {
            (0..7).map(|word| format!("p{n}l{at}w{word}")).collect::<Vec<_>>().join(" ")
        };
        let page = |n: usize| {
            let lines: Vec<String> = (0..200).map(|at| line(n, at)).collect();
            format!("Menu\n{}\nAll rights reserved", lines.join("\n"))
        };
        let pages: Vec<String> = (0..3).map(page).collect();
        let mut learner = FurnitureLearner::default();
        for page in &pages {
            learner.add(Some("herald"), page, &Tokens::of(page));
        }
        let furniture = learner.learn(&[2, 0, 1]);
        for (article, page) in pages.iter().enumerate() {
            let tokens = Tokens::of(page);
            let masked = learner.masked(article, &furniture);
            let words: Vec<&str> = masked.iter().map(|masked| masked.span.of(page)).collect();
            assert_eq!(words, ["Menu", "All rights reserved"]);
            for Masked { tokens: range, span } in masked {
                assert_eq!(tokens.span_of(range.start as usize, range.end as usize), span);
            }
        }
    }
}
