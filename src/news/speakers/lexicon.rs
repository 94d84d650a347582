//! The words by which a speaker is found, by language (`lexicon.tsv`).

use std::sync::LazyLock;

use ahash::AHashMap;

use super::super::attribution;
use crate::news::word_filter::WordFilter;
use crate::text::Tokens;

/// Languages of the table, in its order.
pub(super) const LANGUAGES: [&str; 9] = ["en", "de", "fr", "es", "it", "pt", "nl", "ru", "uk"];

/// Languages in which a sentence may lack its subject.
const DROP_SUBJECTS: [&str; 3] = ["es", "it", "pt"];

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::read(include_str!("lexicon.tsv"), attribution::TABLE));

/// What a word can be, as a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Roles(u8);

impl Roles {
    pub(super) const VERB: Self = Self(1);
    pub(super) const PRONOUN: Self = Self(1 << 1);
    pub(super) const HONORIFIC: Self = Self(1 << 2);
    pub(super) const TITLE: Self = Self(1 << 3);
    pub(super) const PARTICLE: Self = Self(1 << 4);
    pub(super) const STOP: Self = Self(1 << 5);
    const FEMALE: Self = Self(1 << 6);
    const MALE: Self = Self(1 << 7);

    /// Whether the word can be any of these.
    pub(super) const fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn gender(self) -> Option<Gender> {
        match (self.any(Self::FEMALE), self.any(Self::MALE)) {
            (true, false) => Some(Gender::Female),
            (false, true) => Some(Gender::Male),
            _ => None,
        }
    }

    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "verb" => Self::VERB,
            "pronoun" => Self::PRONOUN,
            "honorific" => Self::HONORIFIC,
            "title" => Self::TITLE,
            "particle" => Self::PARTICLE,
            "stop" => Self::STOP,
            _ => return None,
        })
    }
}

/// What a pronoun or an honorific says of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gender {
    Female,
    Male,
}

/// Roles in each language, by the hash of the word.
#[derive(Default)]
struct Lexicon {
    roles: AHashMap<u64, [Roles; LANGUAGES.len()]>,
    present: WordFilter,
}

impl Lexicon {
    fn read(table: &str, cues: &str) -> Self {
        let mut lexicon = Self::default();
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let (Some(language), Some(role), Some(gender), Some(word)) =
                (fields.next(), fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            let gender = match gender {
                "f" => Roles::FEMALE,
                "m" => Roles::MALE,
                _ => Roles::default(),
            };
            if let Some(role) = Roles::named(role) {
                lexicon.add(language, word, role.or(gender));
            }
        }
        for (language, cue, _) in attribution::rows(cues) {
            // Of a compound tense the participle is the cue; longer cues name no person.
            let words: Vec<&str> = cue.split(' ').collect();
            if let [word] | ["a" | "ha", word] = words[..] {
                lexicon.add(language, word, Roles::VERB);
            }
        }
        lexicon
    }

    fn add(&mut self, language: &str, word: &str, roles: Roles) {
        let place = LANGUAGES.iter().position(|known| *known == language);
        if let (Some(place), [hash]) = (place, Tokens::of(word).hashes())
            && let Some(of_language) = self.roles.entry(*hash).or_default().get_mut(place)
        {
            *of_language = of_language.or(roles);
            self.present.insert(*hash);
        }
    }

    fn get(&self, hash: u64) -> Option<&[Roles; LANGUAGES.len()]> {
        if self.present.may_hold(hash) { self.roles.get(&hash) } else { None }
    }
}

/// The roles of all words of a text, in the language that most of its words speak for.
#[derive(Clone, Debug, Default)]
pub(super) struct WordRoles {
    roles: Vec<Roles>,
    drops_subjects: bool,
}

impl WordRoles {
    /// Cost: a look-up a token.
    pub(super) fn of(tokens: &Tokens) -> Self {
        let lexicon: &Lexicon = &LEXICON;
        let found: Vec<Option<&[Roles; LANGUAGES.len()]>> =
            tokens.hashes().iter().map(|&hash| lexicon.get(hash)).collect();
        let mut counts = [0_u32; LANGUAGES.len()];
        for of_word in found.iter().flatten() {
            for (count, roles) in counts.iter_mut().zip(*of_word) {
                *count += u32::from(*roles != Roles::default());
            }
        }
        let best = counts.iter().copied().max().unwrap_or(0);
        let Some(language) = counts.iter().position(|count| best > 0 && *count == best) else {
            return Self { roles: vec![Roles::default(); tokens.len()], drops_subjects: false };
        };
        Self {
            roles: found
                .iter()
                .map(|roles| roles.and_then(|roles| roles.get(language)).copied())
                .map(Option::unwrap_or_default)
                .collect(),
            drops_subjects: LANGUAGES.get(language).is_some_and(|one| DROP_SUBJECTS.contains(one)),
        }
    }

    /// What the token can be.
    pub(super) fn at(&self, token: usize) -> Roles {
        self.roles.get(token).copied().unwrap_or_default()
    }

    /// Whether the text's language leaves out pronouns that are subjects.
    pub(super) const fn drops_subjects(&self) -> bool {
        self.drops_subjects
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_one_word_with_a_role_and_no_line_stands_twice() {
        let table = include_str!("lexicon.tsv");
        let mut seen = std::collections::BTreeSet::new();
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let [language, role, gender, word] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{line}");
            };
            assert!(LANGUAGES.contains(&language), "{line}");
            assert!(Roles::named(role).is_some(), "{line}");
            assert!(["f", "m", "-"].contains(&gender), "{line}");
            assert_eq!(Tokens::of(word).len(), 1, "{line}");
            assert!(seen.insert((language, role, word)), "{line} stands twice");
        }
        // What the cues of reported speech say already is not said again.
        for (language, cue, _) in attribution::rows(attribution::TABLE) {
            assert!(!seen.contains(&(language, "verb", cue)), "{language}: {cue}");
        }
    }

    #[test]
    fn the_language_of_most_words_decides() {
        // "dit" is a verb in French and "this" in Dutch.
        let roles = |text: &str| WordRoles::of(&Tokens::of(text)).at(0);
        assert!(roles("dit le maire de la ville").any(Roles::VERB));
        assert!(!roles("dit is een brug over de rivier").any(Roles::VERB));
        assert_eq!(roles("xyzzy plugh"), Roles::default());
    }
}
