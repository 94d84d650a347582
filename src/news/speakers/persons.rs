//! Rows of capitals that name persons, and which of them name one person.

use std::cmp::Reverse;
use std::ops::Range;

use ahash::AHashMap;

use super::lexicon::Gender;

/// Persons of an article; more are a list of names.
const MAX_PERSONS: usize = 100;

/// Words of a role; more are a row of titles.
const MAX_ROLE_WORDS: usize = 16;

/// Names kept of those that begin alike. Only Cyrillic ones, which are inflected, can be several.
const MAX_FORMS: usize = 100;

/// Characters in which forms of a name agree, at least.
const MIN_COMMON: usize = 3;

/// A name as it was found, before persons are told apart.
pub(super) struct Found {
    /// Tokens of the name.
    pub(super) name: Range<usize>,
    /// Its words, folded.
    pub(super) words: Vec<String>,
    /// Hashes of the titles beside it.
    pub(super) titles: Vec<u64>,
    /// Tokens of what the person is said to be.
    pub(super) role: Option<Range<usize>>,
    pub(super) gender: Option<Gender>,
    /// Whether a title or an honorific stands before it.
    pub(super) has_prefix: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Person {
    /// Tokens of the fullest name.
    pub(super) name: Range<usize>,
    /// Folded words of that name.
    words: Vec<String>,
    pub(super) gender: Option<Gender>,
    /// Said to be somebody beyond a row of capitals: by a title, by a surname alone, or by speaking.
    pub(super) is_known: bool,
    pub(super) titles: Vec<u64>,
    pub(super) role: Option<Range<usize>>,
    /// First tokens of all mentions, ascending.
    mentions: Vec<usize>,
}

impl Person {
    fn new(found: &Found) -> Self {
        let mut person = Self {
            name: found.name.clone(),
            words: found.words.clone(),
            gender: None,
            is_known: false,
            titles: Vec::new(),
            role: None,
            mentions: Vec::new(),
        };
        person.take(found);
        person
    }

    fn take(&mut self, found: &Found) {
        if found.words.len() > self.words.len() {
            (self.words, self.name) = (found.words.clone(), found.name.clone());
        }
        self.is_known |= found.has_prefix || !found.titles.is_empty();
        self.gender = self.gender.or(found.gender);
        for title in &found.titles {
            if !self.titles.contains(title) {
                self.titles.push(*title);
            }
        }
        let role = || found.role.clone().filter(|role| role.len() <= MAX_ROLE_WORDS);
        self.role = self.role.take().or_else(role);
    }

    /// First token of the last mention before a token.
    pub(super) fn last_before(&self, token: usize) -> Option<usize> {
        let upto = self.mentions.partition_point(|&start| start < token);
        self.mentions.get(upto.checked_sub(1)?).copied()
    }

    /// First token of the first mention from a token on.
    pub(super) fn first_from(&self, token: usize) -> Option<usize> {
        self.mentions.get(self.mentions.partition_point(|&start| start < token)).copied()
    }
}

/// The persons of an article. There are few of them, however often they are named: to look through
/// them is no walk through the text.
#[derive(Clone, Debug, Default)]
pub(super) struct Persons(Vec<Person>);

impl Persons {
    pub(super) fn get(&self, person: usize) -> Option<&Person> {
        self.0.get(person)
    }

    pub(super) fn get_mut(&mut self, person: usize) -> Option<&mut Person> {
        self.0.get_mut(person)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &Person)> {
        self.0.iter().enumerate()
    }

    /// Takes a name of several words for a person, or for one more name of a person.
    pub(super) fn add(&mut self, found: &Found) {
        if let Some(person) = self.0.iter_mut().find(|one| is_same(&one.words, &found.words)) {
            person.take(found);
        } else if self.0.len() < MAX_PERSONS {
            self.0.push(Person::new(found));
        }
    }

    /// The person that a name names, which is mentioned there; names come in text order. A surname
    /// alone needs a full name somewhere, or a title.
    pub(super) fn mention(&mut self, found: &Found) -> Option<usize> {
        let at = self.named(found)?;
        self.0.get_mut(at)?.mentions.push(found.name.start);
        Some(at)
    }

    fn named(&mut self, found: &Found) -> Option<usize> {
        let [only] = &found.words[..] else {
            return self.0.iter().position(|person| is_same(&person.words, &found.words));
        };
        let ends = |person: &Person| person.words.last().is_some_and(|last| is_form(last, only));
        let begins = |person: &Person| person.words.first() == Some(only);
        match self.nearest(ends).or_else(|| self.nearest(begins)) {
            Some(at) => {
                let person = self.0.get_mut(at)?;
                person.is_known = true;
                person.take(found);
                Some(at)
            }
            None if found.has_prefix && self.0.len() < MAX_PERSONS => {
                self.0.push(Person::new(found));
                Some(self.0.len() - 1)
            }
            None => None,
        }
    }

    /// Of those who fit, the person mentioned last so far; else the first one.
    fn nearest(&self, fits: impl Fn(&Person) -> bool) -> Option<usize> {
        self.iter()
            .filter(|(_, person)| fits(person))
            .max_by_key(|(at, person)| (person.mentions.last(), Reverse(*at)))
            .map(|(at, _)| at)
    }
}

/// Names of several words, by their first and their last.
#[derive(Default)]
pub(super) struct FullNames<'n> {
    by_last: AHashMap<&'n str, Vec<&'n str>>,
    by_both: AHashMap<[&'n str; 2], Vec<[&'n str; 2]>>,
}

impl<'n> FullNames<'n> {
    pub(super) fn add(&mut self, words: &'n [String]) {
        let [first, .., last] = words else { return };
        add_form(self.by_last.entry(stem(last)).or_default(), last.as_str());
        let both = self.by_both.entry([stem(first), stem(last)]).or_default();
        add_form(both, [first.as_str(), last.as_str()]);
    }

    /// Whether one of the names is the same as this one.
    pub(super) fn has(&self, words: &[String]) -> bool {
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
        let known = self.by_both.get(&[stem(first), stem(last)]);
        known.into_iter().flatten().any(|[x, y]| is_form(x, first) && is_form(y, last))
    }

    /// Whether one of the names ends in a word.
    pub(super) fn has_last(&self, word: &str) -> bool {
        self.by_last.get(stem(word)).into_iter().flatten().any(|last| is_form(last, word))
    }
}

fn add_form<T: PartialEq>(forms: &mut Vec<T>, form: T) {
    if forms.len() < MAX_FORMS && !forms.contains(&form) {
        forms.push(form);
    }
}

/// What all forms of a name have in common, as [`is_form`] has it.
fn stem(word: &str) -> &str {
    if !is_inflected(word) {
        return word;
    }
    word.char_indices().nth(MIN_COMMON).and_then(|(end, _)| word.get(..end)).unwrap_or(word)
}

/// Whether two full names name one person: the same last word, and the same first word or none.
fn is_same(known: &[String], words: &[String]) -> bool {
    let (Some(known_last), Some(last)) = (known.last(), words.last()) else { return false };
    let (Some(known_first), Some(first)) = (known.first(), words.first()) else { return false };
    is_form(known_last, last) && (known.len() == 1 || is_form(known_first, first))
}

/// Whether two words may be forms of one name. Russian and Ukrainian inflect names; other
/// languages change nothing but a possessive ending, which is folded.
fn is_form(x: &str, y: &str) -> bool {
    if x == y {
        return true;
    }
    if !is_inflected(x) {
        return false;
    }
    let (long, short) =
        (x.chars().count().max(y.chars().count()), x.chars().count().min(y.chars().count()));
    let common = x.chars().zip(y.chars()).take_while(|(x, y)| x == y).count();
    long <= short + 2 && common >= MIN_COMMON && common + 2 >= short
}

fn is_inflected(word: &str) -> bool {
    word.chars().next().is_some_and(|c| ('\u{400}'..'\u{500}').contains(&c))
}

pub(super) fn folded(word: &str) -> String {
    without_possessive(word).to_lowercase()
}

pub(super) fn without_possessive(word: &str) -> &str {
    word.strip_suffix("'s")
        .or_else(|| word.strip_suffix("’s"))
        .or_else(|| word.strip_suffix("'S"))
        .unwrap_or(word)
}

pub(super) fn is_acronym(word: &str) -> bool {
    word.chars().nth(1).is_some() && word.chars().all(char::is_uppercase)
}
