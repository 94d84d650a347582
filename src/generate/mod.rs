//! Generated article collections with known truth: news-like texts of invented outlets, in which
//! who copied from whom is known by construction. A leaf over the base modules; it never reads
//! articles and never measures a similarity.
//!
//! Words are drawn by Zipf's law from lists written for this module, sentences follow a small
//! grammar, stories keep to their people, places and words, and stock phrases recur as they do in
//! news. Three articles in ten stand in groups of 2 to 20 copies; four in a hundred are independent
//! stories that share quotations; the others share nothing but stock phrases.

mod compose;
mod forms;
mod lexicon;
mod outlets;
mod plan;
mod render;
mod revise;
mod rng;
mod spin;
mod story;
mod truth;
mod words;

use std::collections::VecDeque;
use std::fmt;
use std::io::Write;
use std::path::Path;

use serde::Serialize;

use crate::error::Error;
use compose::{Composer, Scratch};
use plan::{Plan, Role};
use render::Breaks;
use story::Draft;

/// What to generate. By default nothing: set at least one count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GenerateConfig {
    /// Articles of the mixed collection: single stories, groups of copies, shared quotations.
    pub articles: usize,
    /// Seed: the same configuration gives the same bytes on every platform.
    pub seed: u64,
    /// Copies of the mixed collection have 10-30 % of their words replaced, dropped or inserted,
    /// sentences reordered, paragraphs cut, figures updated.
    pub heavy_edits: bool,
    /// Form stories that are no copies, besides `articles`: same text, other names and numbers.
    pub templates: usize,
    /// Copies of one story word for word, besides `articles`.
    pub identical: usize,
    /// Copies of one story, each with its own headline and furniture and 1-5 % of the words
    /// changed, besides `articles`.
    pub near_identical: usize,
    /// All of `articles` are unrelated, and every text carries one footer of 60-100 words.
    pub footer: bool,
}

/// One generated article; serialised, a line of the JSONL that the readers take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GeneratedArticle {
    /// `a` and the place in the output, from 1, with leading zeros.
    pub id: String,
    /// Name of the invented outlet.
    pub source: &'static str,
    /// Headline; it does not stand in the text.
    pub title: String,
    /// Date in ISO 8601 with the outlet's zone.
    pub published: String,
    /// Address under the reserved top-level domain `example`.
    pub url: String,
    /// Text with the outlet's furniture; paragraphs are lines.
    pub text: String,
    /// Number of the group of copies, from 1; `None` for an article that is no copy and has none.
    #[serde(skip)]
    pub group: Option<u32>,
}

/// A pair of articles that share words by construction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TruthPair {
    /// The smaller id.
    pub a: String,
    /// The larger id.
    pub b: String,
    /// `quotes_only` if at least 80 % of the shared words are within quotations; else `copy` if at
    /// least 80 % of both stories derive from the common story, `abridged` if at least half of the
    /// shorter one does, `partial` if less.
    pub label: &'static str,
    /// Words of the common story that both left as they were, wherever they stand. Headlines,
    /// credits and furniture do not count, nor words that are alike by chance.
    pub shared_words: u32,
    /// Longest run of such words that nothing interrupts in either text, furniture included.
    pub longest_run: u32,
}

/// A generated collection. Any article can be asked for by its place, by any thread; iterating
/// hands them out in order.
///
/// Memory: eight bytes an article. Cost: some 15 µs an article.
///
/// # Example
///
/// ```
/// use wirecopy::generate::{GenerateConfig, Generator};
///
/// let config = GenerateConfig { articles: 100, seed: 7, ..GenerateConfig::default() };
/// let generator = Generator::new(&config)?;
/// let articles: Vec<_> = generator.articles().collect();
/// assert_eq!(articles.len(), 100);
/// assert_eq!(generator.article(42).as_ref(), articles.get(42));
/// assert!(generator.pairs().all(|pair| pair.a < pair.b && pair.shared_words > 0));
/// # Ok::<(), wirecopy::Error>(())
/// ```
pub struct Generator {
    plan: Plan,
    composer: Composer,
}

impl fmt::Debug for Generator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Generator").field("articles", &self.len()).finish_non_exhaustive()
    }
}

impl Generator {
    /// Plans the collection: shuffles the places of all articles.
    ///
    /// # Errors
    /// [`Error::is_config`] if the articles are more than 2^32 - 1.
    pub fn new(config: &GenerateConfig) -> Result<Self, Error> {
        let plan = Plan::new(config)?;
        let composer = Composer::new(config.seed, config.heavy_edits, config.footer);
        Ok(Self { plan, composer })
    }

    /// Number of articles in all.
    pub fn len(&self) -> usize {
        self.plan.len()
    }

    /// Whether there is no article.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The article at place `index`, from 0; `None` past the end.
    pub fn article(&self, index: usize) -> Option<GeneratedArticle> {
        self.article_with(index, &mut Scratch::default())
    }

    fn article_with(&self, index: usize, scratch: &mut Scratch) -> Option<GeneratedArticle> {
        let role = self.plan.role(index)?;
        let id = id(index);
        let composed = self.composer.article(role, &id, scratch);
        Some(GeneratedArticle {
            source: composed.outlet,
            title: composed.title,
            published: composed.published,
            url: composed.address,
            text: composed.text,
            group: self.plan.group(role),
            id,
        })
    }

    /// All articles in order. The members of a group are spread over the whole collection.
    pub fn articles(&self) -> impl Iterator<Item = GeneratedArticle> + '_ {
        let mut scratch = Scratch::default();
        (0..self.len()).filter_map(move |index| self.article_with(index, &mut scratch))
    }

    /// Ids of all articles that stand in a group of copies, with the group's number, in order.
    pub fn groups(&self) -> impl Iterator<Item = (String, u32)> + '_ {
        (0..self.len()).filter_map(|index| {
            let group = self.plan.role(index).and_then(|role| self.plan.group(role))?;
            Some((id(index), group))
        })
    }

    /// All pairs that share words by construction, group by group; of the large groups
    /// (`identical`, `near_identical`) each member with the first member alone.
    pub fn pairs(&self) -> impl Iterator<Item = TruthPair> + '_ {
        let copies = (0..self.plan.num_copied()).map(|unit| Role::Copy { unit, member: 0 });
        let speeches = (0..self.plan.num_speeches()).map(|unit| Role::Speech { unit, member: 0 });
        let small = copies.chain(speeches).flat_map(|first| self.pairs_of(first));
        let large = [Role::Identical { member: 0 }, Role::Near { member: 0 }];
        small.chain(large.into_iter().flat_map(|first| self.pairs_with_first(first)))
    }

    /// All pairs of a small group.
    fn pairs_of(&self, first: Role) -> VecDeque<TruthPair> {
        let mut scratch = Scratch::default();
        let members: Vec<(Role, Draft, Breaks)> = (0..self.plan.size(first))
            .map(|member| {
                let role = with_member(first, member);
                let breaks = self.composer.draft(role, &mut scratch).breaks;
                (role, std::mem::take(&mut scratch.draft), breaks)
            })
            .collect();
        let (mut pairs, mut places) = (VecDeque::new(), Vec::new());
        for (index, a) in members.iter().enumerate() {
            for b in members.iter().skip(index + 1) {
                pairs.extend(self.pair((a.0, &a.1, a.2), (b.0, &b.1, b.2), &mut places));
            }
        }
        pairs
    }

    /// Pairs of each member of a large group with the first.
    fn pairs_with_first(&self, first: Role) -> impl Iterator<Item = TruthPair> + '_ {
        let size = self.plan.size(first);
        let mut scratch = Scratch::default();
        let mut places = Vec::new();
        let mut anchor = (Draft::default(), Breaks::default());
        if size > 1 {
            anchor.1 = self.composer.draft(first, &mut scratch).breaks;
            anchor.0 = std::mem::take(&mut scratch.draft);
        }
        (1..size).filter_map(move |member| {
            let role = with_member(first, member);
            let breaks = self.composer.draft(role, &mut scratch).breaks;
            let member = (role, &scratch.draft, breaks);
            self.pair((first, &anchor.0, anchor.1), member, &mut places)
        })
    }

    fn pair(
        &self,
        a: (Role, &Draft, Breaks),
        b: (Role, &Draft, Breaks),
        places: &mut Vec<(u32, bool)>,
    ) -> Option<TruthPair> {
        let shared = truth::shared((a.1, a.2), (b.1, b.2), places);
        if shared.words == 0 {
            return None;
        }
        let (place_a, place_b) = (self.plan.place(a.0), self.plan.place(b.0));
        Some(TruthPair {
            a: id(place_a.min(place_b) as usize),
            b: id(place_a.max(place_b) as usize),
            label: shared.label(a.1.words.len(), b.1.words.len()),
            shared_words: shared.words,
            longest_run: shared.longest_run,
        })
    }

    /// Writes all articles as JSON Lines. `path` names the output in errors.
    ///
    /// # Errors
    /// [`Error::is_io`] if `out` fails.
    pub fn write_jsonl(&self, out: &mut impl Write, path: &Path) -> Result<(), Error> {
        let mut line = Vec::with_capacity(8192);
        for article in self.articles() {
            line.clear();
            serde_json::to_writer(&mut line, &article)
                .map_err(|e| Error::io("cannot write", path, e.into()))?;
            line.push(b'\n');
            out.write_all(&line).map_err(|e| Error::io("cannot write", path, e))?;
        }
        out.flush().map_err(|e| Error::io("cannot write", path, e))
    }

    /// Writes the table of groups: `id`, `group`, tab-separated, with a header. Articles outside
    /// groups are left out. `path` names the output in errors.
    ///
    /// # Errors
    /// [`Error::is_io`] if `out` fails.
    pub fn write_groups(&self, out: &mut impl Write, path: &Path) -> Result<(), Error> {
        let failed = |e| Error::io("cannot write", path, e);
        writeln!(out, "id\tgroup").map_err(failed)?;
        for (id, group) in self.groups() {
            writeln!(out, "{id}\t{group}").map_err(failed)?;
        }
        out.flush().map_err(failed)
    }

    /// Writes the table of [`Generator::pairs`]: `id_a`, `id_b`, `label`, `shared_words`,
    /// `longest_run`, tab-separated, with a header. `path` names the output in errors.
    ///
    /// # Errors
    /// [`Error::is_io`] if `out` fails.
    pub fn write_pairs(&self, out: &mut impl Write, path: &Path) -> Result<(), Error> {
        let failed = |e| Error::io("cannot write", path, e);
        writeln!(out, "id_a\tid_b\tlabel\tshared_words\tlongest_run").map_err(failed)?;
        for TruthPair { a, b, label, shared_words, longest_run } in self.pairs() {
            writeln!(out, "{a}\t{b}\t{label}\t{shared_words}\t{longest_run}").map_err(failed)?;
        }
        out.flush().map_err(failed)
    }
}

/// The id of the article at place `index`; ids sort as places do up to a hundred million.
fn id(index: usize) -> String {
    format!("a{:08}", index + 1)
}

fn with_member(role: Role, member: u32) -> Role {
    match role {
        Role::Copy { unit, .. } => Role::Copy { unit, member },
        Role::Speech { unit, .. } => Role::Speech { unit, member },
        Role::Form { unit, .. } => Role::Form { unit, member },
        Role::Identical { .. } => Role::Identical { member },
        Role::Near { .. } => Role::Near { member },
        Role::Single { .. } => role,
    }
}

#[cfg(test)]
mod tests;
