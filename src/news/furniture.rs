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

use ahash::{AHashMap, AHashSet};

use crate::hash::{hash_token, mix};
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
    start: u32,
    end: u32,
    hash: u64,
    /// Smallest hash of three words in a row: two versions of a line mostly agree in it.
    smallest: u32,
}

/// Reads which lines articles hold, then tells which of them are furniture.
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
/// for (article, page) in pages.iter().enumerate() {
///     learner.add(article as u32, Some("herald"), page, &Tokens::of(page));
/// }
/// let furniture = learner.learn(&[0, 1, 2]);
/// let tokens = Tokens::of(&pages[0]);
/// let masked = furniture.token_ranges(Some("herald"), &pages[0], &tokens);
/// assert_eq!(masked, [14..16]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct FurnitureLearner {
    records: Vec<Record>,
}

/// A line seen in an article; the source is part of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Record {
    key: u64,
    article: u32,
    words: u32,
    smallest: u32,
    is_source_known: bool,
}

impl FurnitureLearner {
    /// Adds the lines of one article.
    pub fn add(&mut self, article: u32, source: Option<&str>, text: &str, tokens: &Tokens) {
        let salt = source_key(source);
        self.records.extend(lines(text, tokens).iter().map(|line| Record {
            key: key(salt, line.hash),
            article,
            words: line.end - line.start,
            smallest: line.smallest,
            is_source_known: source.is_some(),
        }));
    }

    /// Takes over what another learner has seen, with `base` added to its article numbers.
    pub fn merge(&mut self, other: Self, base: u32) {
        self.records
            .extend(other.records.into_iter().map(|r| Record { article: r.article + base, ..r }));
    }

    /// Which lines are furniture. `rank` names the articles anew, in an order that does not depend
    /// on the order in which they were added.
    pub fn learn(mut self, rank: &[u32]) -> Furniture {
        for record in &mut self.records {
            record.article = rank[record.article as usize];
        }
        self.records.sort_unstable();
        self.records.dedup_by_key(|r| (r.key, r.article));
        let recurring: Vec<&[Record]> = self
            .records
            .chunk_by(|a, b| a.key == b.key)
            .filter(|articles| {
                let needed = if articles[0].is_source_known {
                    MIN_ARTICLES
                } else {
                    MIN_ARTICLES_OF_UNKNOWN
                };
                articles.len() >= needed
            })
            .collect();
        let recurring_keys: AHashSet<u64> = recurring.iter().map(|r| r[0].key).collect();
        let rests = Rest::of_articles(&self.records, &recurring_keys);
        let mut furniture = Furniture::default();
        for articles in recurring {
            if is_under_different_stories(articles, &rests) {
                let is_known = articles[0].is_source_known;
                let place = if is_known && articles.len() >= MIN_ARTICLES_INSIDE {
                    Place::Anywhere
                } else {
                    Place::Edges
                };
                furniture.places.insert(articles[0].key, place);
                furniture.samples.extend(articles.iter().map(|r| r.article).take(NUM_SAMPLES));
            }
        }
        furniture.samples.sort_unstable();
        furniture.samples.dedup();
        furniture
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
    fn of_articles(records: &[Record], recurring: &AHashSet<u64>) -> AHashMap<u32, Self> {
        let mut rests: AHashMap<u32, Self> = AHashMap::new();
        for record in records {
            let rest = rests.entry(record.article).or_insert(Self {
                identity: u32::MAX,
                own_words: 0,
                recurring_words: 0,
            });
            if recurring.contains(&record.key) {
                rest.recurring_words += record.words;
            } else {
                rest.own_words += record.words;
                // Short lines, dates and bylines above all, differ between versions of one story.
                if record.words >= 6 {
                    rest.identity = rest.identity.min(record.smallest);
                }
            }
        }
        rests
    }

    /// Whether most of the article is its own: not so for a story that others hold as well.
    fn is_mostly_own(&self) -> bool {
        self.own_words >= 12 && 3 * self.own_words >= self.recurring_words
    }
}

fn is_under_different_stories(articles: &[Record], rests: &AHashMap<u32, Rest>) -> bool {
    let own: Vec<&Rest> = articles
        .iter()
        .filter_map(|record| rests.get(&record.article))
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

    /// Token ranges of an article that are furniture, ascending, disjoint and not adjacent.
    pub fn token_ranges(
        &self,
        source: Option<&str>,
        text: &str,
        tokens: &Tokens,
    ) -> Vec<std::ops::Range<u32>> {
        if self.is_empty() {
            return Vec::new();
        }
        let salt = source_key(source);
        let lines = lines(text, tokens);
        let places: Vec<Option<Place>> =
            lines.iter().map(|line| self.places.get(&key(salt, line.hash)).copied()).collect();
        let known: Vec<bool> = places.iter().map(Option::is_some).collect();
        let mut masked: Vec<bool> =
            places.iter().map(|place| *place == Some(Place::Anywhere)).collect();
        mark_edge(&lines, &known, 0..lines.len(), &mut masked);
        mark_edge(&lines, &known, (0..lines.len()).rev(), &mut masked);
        let mut ranges: Vec<std::ops::Range<u32>> = Vec::new();
        for (line, _) in lines.iter().zip(&masked).filter(|(_, masked)| **masked) {
            match ranges.last_mut() {
                Some(last) if last.end == line.start => last.end = line.end,
                _ => ranges.push(line.start..line.end),
            }
        }
        ranges
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
            if gap > MAX_GAP_LINES || lines[at].end - lines[at].start > MAX_GAP_LINE_WORDS {
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

/// Lines with at least one token, near the edges of the page.
fn lines(text: &str, tokens: &Tokens) -> Vec<Line> {
    let bytes = text.as_bytes();
    let mut lines: Vec<Line> = Vec::new();
    let mut last_end = 0;
    for (at, (span, hash)) in tokens.spans().iter().zip(tokens.hashes()).enumerate() {
        let gap = &bytes[last_end as usize..span.start as usize];
        last_end = span.end;
        match lines.last_mut() {
            Some(line) if memchr::memchr(b'\n', gap).is_none() => {
                line.end += 1;
                line.hash = mix(line.hash ^ hash);
            }
            _ => {
                let at = at as u32;
                lines.push(Line { start: at, end: at + 1, hash: mix(*hash), smallest: u32::MAX });
            }
        }
    }
    let (first, last) = EDGE_LINES;
    if lines.len() > first + last {
        lines.drain(first..lines.len() - last);
    }
    for line in &mut lines {
        let words = &tokens.hashes()[line.start as usize..line.end as usize];
        let threes =
            words.windows(3).map(|w| mix(w[0] ^ w[1].rotate_left(21) ^ w[2].rotate_left(42)));
        line.smallest = threes.map(|hash| (hash >> 32) as u32).min().unwrap_or(u32::MAX);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learn(pages: &[(Option<&str>, String)]) -> Furniture {
        let mut learner = FurnitureLearner::default();
        for (article, (source, page)) in pages.iter().enumerate() {
            learner.add(article as u32, *source, page, &Tokens::of(page));
        }
        learner.learn(&(0..pages.len() as u32).collect::<Vec<_>>())
    }

    fn masked(furniture: &Furniture, source: Option<&str>, page: &str) -> Vec<String> {
        let tokens = Tokens::of(page);
        furniture
            .token_ranges(source, page, &tokens)
            .into_iter()
            .map(|r| tokens.span_of(r.start as usize, r.end as usize).of(page).to_owned())
            .collect()
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
}
