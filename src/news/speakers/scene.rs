//! The words, sentences and persons of an article: who is mentioned where, and who is meant by a
//! pronoun or a title.

use std::cell::OnceCell;
use std::ops::Range;

use super::Speaker;
use super::lexicon::{Gender, Roles, WordRoles};
use super::persons::{Found, FullNames, Person, Persons, folded, is_acronym, without_possessive};
use crate::text::Tokens;

/// Words of a name; a longer row of capitals is a headline or an institution.
const MAX_NAME_WORDS: usize = 4;

/// Words of an apposition.
const MAX_APPOSITION_WORDS: usize = 8;

/// Paragraphs that a pronoun looks back over, its own not counted.
const MAX_PARAGRAPHS_BACK: usize = 3;

/// A row of words that names a person.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// Tokens of the name.
    pub(super) name: Range<usize>,
    /// Index into the persons.
    pub(super) person: usize,
    /// "Finch's": it is not the person who speaks.
    pub(super) is_possessive: bool,
}

/// Tokens that begin a paragraph or a sentence, ascending.
struct Breaks {
    paragraphs: Vec<usize>,
    sentences: Vec<usize>,
}

/// An article with its words, its quotations and its persons.
pub(super) struct Scene<'t> {
    text: &'t str,
    tokens: &'t Tokens,
    pub(super) roles: WordRoles,
    is_quoted: Vec<bool>,
    /// Whether paragraphs are parted by blank lines; then a line end alone parts nothing.
    has_blank_lines: bool,
    mentions: Vec<Mention>,
    persons: Persons,
    breaks: OnceCell<Breaks>,
}

impl<'t> Scene<'t> {
    /// `quoted` are the tokens of quotations: what they name does not speak.
    pub(super) fn new(
        text: &'t str,
        tokens: &'t Tokens,
        roles: WordRoles,
        quoted: &[Range<usize>],
    ) -> Self {
        let mut is_quoted = vec![false; tokens.len()];
        for range in quoted {
            if let Some(part) = is_quoted.get_mut(range.clone()) {
                part.fill(true);
            }
        }
        let mut scene = Self {
            text,
            tokens,
            roles,
            is_quoted,
            has_blank_lines: text.contains("\n\n"),
            mentions: Vec::new(),
            persons: Persons::default(),
            breaks: OnceCell::new(),
        };
        scene.find_persons();
        scene
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    pub(super) fn is_quoted(&self, token: usize) -> bool {
        self.is_quoted.get(token).copied().unwrap_or(true)
    }

    /// First byte of a token; the end of the text behind the last one.
    pub(super) fn start(&self, token: usize) -> usize {
        self.tokens.spans().get(token).map_or(self.text.len(), |span| span.start as usize)
    }

    fn end(&self, token: usize) -> usize {
        self.tokens.spans().get(token).map_or(self.text.len(), |span| span.end as usize)
    }

    /// What stands between a token and the one before it.
    pub(super) fn gap(&self, token: usize) -> &'t str {
        let from = token.checked_sub(1).map_or(0, |before| self.end(before));
        self.text.get(from..self.start(token)).unwrap_or_default()
    }

    fn word(&self, token: usize) -> &'t str {
        self.tokens.spans().get(token).map_or("", |span| span.of(self.text))
    }

    pub(super) fn is_capital(&self, token: usize) -> bool {
        self.word(token).chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether a sentence begins with the token.
    pub(super) fn begins_sentence(&self, token: usize) -> bool {
        let Some(before) = token.checked_sub(1) else { return true };
        let gap = self.gap(token);
        if gap.contains(['!', '?', '…', '。']) || self.parts_paragraphs(gap) {
            return true;
        }
        gap.contains('.') && {
            let word = self.word(before);
            let is_short = word.chars().count() <= 3 && self.is_capital(before);
            let is_abbreviated =
                self.roles.at(before).any(Roles::HONORIFIC.or(Roles::TITLE)) && is_short;
            !is_abbreviated && word.chars().nth(1).is_some()
        }
    }

    pub(super) fn begins_paragraph(&self, token: usize) -> bool {
        token == 0 || self.parts_paragraphs(self.gap(token))
    }

    /// Whether a paragraph ends in what stands between two words.
    pub(super) fn parts_paragraphs(&self, gap: &str) -> bool {
        let num_breaks = gap.matches('\n').count();
        num_breaks > usize::from(self.has_blank_lines)
    }

    /// The mention that holds a token.
    pub(super) fn mention_at(&self, token: usize) -> Option<&Mention> {
        let at = self.mentions.partition_point(|mention| mention.name.end <= token);
        self.mentions.get(at).filter(|mention| mention.name.start <= token)
    }

    /// The person as they are to be called.
    pub(super) fn speaker(&self, person: usize) -> Option<Speaker> {
        let person = self.persons.get(person)?;
        Some(Speaker {
            name: without_possessive(&self.words(&person.name)).to_owned(),
            role: person.role.as_ref().map(|role| self.words(role)),
        })
    }

    /// Somebody who has spoken is a person.
    pub(super) fn spoke(&mut self, person: usize) {
        if let Some(person) = self.persons.get_mut(person) {
            person.is_known = true;
        }
    }

    /// Whether the article says that this is a person, and not only by capitals.
    pub(super) fn is_known(&self, person: usize) -> bool {
        self.persons.get(person).is_some_and(|person| person.is_known)
    }

    fn words(&self, range: &Range<usize>) -> String {
        let span = self.tokens.span_of(range.start, range.end);
        span.of(self.text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The person that a pronoun at `token` stands for: of those known, the nearest one before it;
    /// of two in one sentence the one that begins it; `None` if neither does.
    pub(super) fn meant_by_pronoun(&self, token: usize, gender: Option<Gender>) -> Option<usize> {
        let fits = |person: &Person| {
            let agrees = person.gender.is_none() || gender.is_none() || person.gender == gender;
            person.is_known && agrees
        };
        let fitting = || self.persons.iter().filter(|(_, person)| fits(person));
        let nearest = fitting().filter_map(|(_, person)| person.last_before(token)).max()?;
        let paragraphs = &self.breaks().paragraphs;
        let num_before = |end: usize| paragraphs.partition_point(|&start| start <= end);
        if num_before(token) - num_before(nearest) > MAX_PARAGRAPHS_BACK {
            return None;
        }
        let start = self.sentence_start(nearest);
        let mut in_sentence: Vec<(usize, usize)> = fitting()
            .filter_map(|(at, person)| Some((person.first_from(start)?, at)))
            .filter(|&(first, _)| first < token)
            .collect();
        in_sentence.sort_unstable();
        let &(first, person) = in_sentence.first()?;
        // Two tokens: an honorific or an article may stand before the name.
        (in_sentence.len() == 1 || first <= start + 2).then_some(person)
    }

    /// The person that a title at `token` stands for: whoever the article has given that title; or
    /// the only person known so far.
    pub(super) fn meant_by_title(&self, token: usize) -> Option<usize> {
        let hash = self.tokens.hashes().get(token)?;
        let titled = self
            .persons
            .iter()
            .filter(|(_, person)| person.titles.contains(hash))
            .filter_map(|(at, person)| Some((person.last_before(token)?, at)))
            .max();
        if let Some((_, person)) = titled {
            return Some(person);
        }
        let mut known = self
            .persons
            .iter()
            .filter(|(_, person)| person.is_known && person.last_before(token).is_some());
        let (at, person) = known.next()?;
        (known.next().is_none() && person.titles.is_empty()).then_some(at)
    }

    /// The token that begins the sentence of a token.
    pub(super) fn sentence_start(&self, token: usize) -> usize {
        let sentences = &self.breaks().sentences;
        let upto = sentences.partition_point(|&start| start <= token);
        upto.checked_sub(1).and_then(|last| sentences.get(last)).copied().unwrap_or(0)
    }

    /// Found once, since a walk back for each quotation would be endless where no sentence ends.
    fn breaks(&self) -> &Breaks {
        self.breaks.get_or_init(|| Breaks {
            paragraphs: (0..self.len()).filter(|&at| self.begins_paragraph(at)).collect(),
            sentences: (0..self.len()).filter(|&at| self.begins_sentence(at)).collect(),
        })
    }

    fn find_persons(&mut self) {
        let mut found = self.names();
        // A sentence may begin with a word that is no name: where the others name somebody who is
        // named elsewhere, it is left out.
        let certain: Vec<Vec<String>> = found
            .iter()
            .filter(|name| name.name.len() > 1 && !self.begins_sentence(name.name.start))
            .map(|name| name.words.clone())
            .collect();
        let mut known = FullNames::default();
        for words in &certain {
            known.add(words);
        }
        for name in &mut found {
            let names_rest = match &name.words[..] {
                [_, only] => known.has_last(only),
                [_, rest @ ..] => known.has(rest),
                [] => false,
            };
            if names_rest && self.begins_sentence(name.name.start) && !known.has(&name.words) {
                name.name.start += 1;
                name.words.remove(0);
            }
        }
        for name in found.iter().filter(|name| name.name.len() > 1) {
            self.persons.add(name);
        }
        for name in &found {
            let Some(person) = self.persons.mention(name) else { continue };
            let is_possessive = name.name.end.checked_sub(1).is_some_and(|last| {
                let word = self.word(last);
                without_possessive(word).len() < word.len()
            });
            self.mentions.push(Mention { name: name.name.clone(), person, is_possessive });
        }
    }

    fn folded_words(&self, name: &Range<usize>) -> Vec<String> {
        name.clone().map(|at| folded(self.word(at))).collect()
    }

    /// All rows of capitals that may name a person, with the titles beside them.
    fn names(&self) -> Vec<Found> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < self.len() {
            let run = self.run(at);
            if run.is_empty() {
                at += 1;
                continue;
            }
            at = run.end;
            found.extend(self.named(run));
        }
        found
    }

    /// Words with a capital from a token on, with the small ones that stand inside names.
    fn run(&self, start: usize) -> Range<usize> {
        let is_part = |at: usize| {
            self.is_capital(at) && !self.is_quoted(at) && !self.roles.at(at).any(Roles::STOP)
        };
        if !is_part(start) {
            return start..start;
        }
        let mut end = start + 1;
        loop {
            let mut next = end;
            while next < end + 3
                && self.roles.at(next).any(Roles::PARTICLE)
                && !self.is_capital(next)
                && self.joins(next)
            {
                next += 1;
            }
            if next < self.len() && is_part(next) && self.joins(next) {
                end = next + 1;
            } else {
                return start..end;
            }
        }
    }

    /// Whether nothing but a blank, a hyphen or the point of an abbreviation stands before a token.
    fn joins(&self, token: usize) -> bool {
        match self.gap(token) {
            " " | "\u{a0}" | "-" | "‑" | "\u{202f}" => true,
            "\n" | ". " | "." | ".\u{a0}" => !self.begins_sentence(token),
            _ => false,
        }
    }

    fn named(&self, run: Range<usize>) -> Option<Found> {
        let before_names = Roles::HONORIFIC.or(Roles::TITLE);
        let last_title = run.clone().rev().find(|&at| self.roles.at(at).any(before_names));
        let mut name = last_title.map_or(run.start, |at| at + 1)..run.end;
        if name.is_empty() {
            return None;
        }
        // Titles in small letters before the name: "foreign minister Ada Finch".
        let reach = run.start.saturating_sub(4)..run.start;
        let small_title = reach
            .rev()
            .take_while(|&at| {
                !self.begins_sentence(at + 1) && !self.gap(at + 1).contains([',', ';', ':'])
            })
            .find(|&at| self.roles.at(at).any(before_names));
        let prefix = match (last_title, small_title) {
            (Some(_), _) => run.start..name.start,
            (None, Some(title)) => title..name.start,
            (None, None) => name.start..name.start,
        };
        let stands_behind_small_word = name
            .start
            .checked_sub(1)
            .is_some_and(|before| self.roles.at(before).any(Roles::PARTICLE.or(Roles::STOP)));
        if last_title.is_none() && small_title.is_some() && stands_behind_small_word {
            // "ministre de la Santé Ada Finch": the ministry is no part of the name.
            if name.len() < 3 {
                return None;
            }
            name.start += 1;
        }
        if name.len() > MAX_NAME_WORDS || (name.len() == 1 && is_acronym(self.word(name.start))) {
            return None;
        }
        let is_title = |at: &usize| self.roles.at(*at).any(Roles::TITLE);
        let mut titles: Vec<usize> = prefix.clone().filter(is_title).collect();
        let mut role = titles.first().map(|_| prefix.clone());
        let apposition = self.apposition(name.end);
        let behind: Vec<usize> = apposition.clone().filter(is_title).collect();
        if !behind.is_empty() {
            titles.extend(behind);
            role = role.or(Some(apposition));
        }
        Some(Found {
            gender: prefix.clone().find_map(|at| self.roles.at(at).gender()),
            words: self.folded_words(&name),
            has_prefix: prefix.clone().any(|at| self.roles.at(at).any(before_names)),
            titles: titles.iter().filter_map(|&at| self.tokens.hashes().get(at)).copied().collect(),
            role: role.map(|range| self.without_honorifics(range)).filter(|role| !role.is_empty()),
            name,
        })
    }

    fn without_honorifics(&self, role: Range<usize>) -> Range<usize> {
        let is_left_out = |at: &usize| {
            let roles = self.roles.at(*at);
            (roles.any(Roles::HONORIFIC) && !roles.any(Roles::TITLE)) || roles.any(Roles::STOP)
        };
        let start = role.start + role.clone().take_while(is_left_out).count();
        start.min(role.end)..role.end
    }

    /// What stands between two commas behind a name.
    fn apposition(&self, start: usize) -> Range<usize> {
        if self.gap(start).trim() != "," {
            return start..start;
        }
        let ends = |at: &usize| {
            *at >= self.len()
                || self.is_quoted(*at)
                || self.begins_sentence(*at)
                || self.gap(*at).contains([',', ';', ':', '(', '—', '–'])
        };
        let end = (start + 1..start + 1 + MAX_APPOSITION_WORDS).find(ends).unwrap_or(start);
        start..end
    }
}
