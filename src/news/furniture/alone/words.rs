//! What words mean to the judge: words that running text is full of, by language, and what site
//! text says. Both are data (`stopwords.tsv`, `phrases.tsv`).

use std::sync::LazyLock;

use super::super::reason::Reason;
use crate::news::word_filter::WordFilter;
use crate::text::Tokens;

/// Languages of `stopwords.tsv`, in its order.
pub(super) const NUM_LANGUAGES: usize = 18;

/// Slots for about four times as many words as there are.
const NUM_SLOTS: usize = 1 << 13;

pub(super) static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::new(include_str!("stopwords.tsv"), include_str!("phrases.tsv")));

/// Where in a line a phrase stands to be evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    /// It is all of the line, but for numbers.
    Whole,
    /// The line begins so.
    Begins,
    Inside,
    /// One word, which is weak, and counts on pages of its language.
    Word,
}

/// A phrase of site text, without its first word.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    pub(super) rest: Vec<u64>,
    pub(super) position: Position,
    pub(super) reason: Reason,
    pub(super) language: usize,
}

/// What one word is.
#[derive(Clone, Debug, Default)]
pub(super) struct Word {
    /// A bit for each language in which running text is full of it.
    pub(super) stop_in: u32,
    /// Phrases that begin with it.
    pub(super) phrases: Vec<Phrase>,
}

/// All words that mean something, by the hash of their token.
pub(super) struct Lexicon {
    /// Hash and number of a word; number 0 is an empty slot. A word stands in the slot that its hash
    /// names or in one of those behind it.
    slots: Vec<(u64, u16)>,
    words: Vec<Word>,
    present: WordFilter,
}

impl Lexicon {
    fn new(stop_words: &str, phrases: &str) -> Self {
        let mut lexicon = Self {
            slots: vec![(0, 0); NUM_SLOTS],
            words: vec![Word::default()],
            present: WordFilter::default(),
        };
        let mut languages = Vec::new();
        for (language, row) in rows(stop_words).enumerate() {
            let [name, words] = row[..] else { continue };
            languages.push(name);
            for &hash in Tokens::of(words).hashes() {
                lexicon.entry(hash).stop_in |= 1 << language;
            }
        }
        for row in rows(phrases) {
            let Some((language, reason, position, words)) = parse(&row, &languages) else {
                continue;
            };
            if let [first, rest @ ..] = Tokens::of(words).hashes() {
                let phrase = Phrase { rest: rest.to_vec(), position, reason, language };
                lexicon.entry(*first).phrases.push(phrase);
            }
        }
        lexicon
    }

    fn slot(&self, hash: u64) -> usize {
        let mut at = hash as usize % NUM_SLOTS;
        while let Some(&(known, number)) = self.slots.get(at)
            && number != 0
            && known != hash
        {
            at = (at + 1) % NUM_SLOTS;
        }
        at
    }

    fn entry(&mut self, hash: u64) -> &mut Word {
        let at = self.slot(hash);
        let number = match self.slots.get_mut(at) {
            Some((_, number)) if *number != 0 => *number,
            slot => {
                let number = self.words.len() as u16;
                self.words.push(Word::default());
                if let Some(slot) = slot {
                    *slot = (hash, number);
                }
                self.present.insert(hash);
                number
            }
        };
        &mut self.words[number as usize]
    }

    /// The number of the word of that hash; 0 if it means nothing.
    #[inline]
    pub(super) fn number(&self, hash: u64) -> u16 {
        if !self.present.may_hold(hash) {
            return 0;
        }
        self.slots.get(self.slot(hash)).map_or(0, |slot| slot.1)
    }

    /// The word of that number.
    #[inline]
    pub(super) fn word(&self, number: u16) -> Option<&Word> {
        self.words.get(number as usize)
    }
}

/// Cells of each line that is no comment.
pub(super) fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

pub(super) fn parse<'r>(
    row: &[&'r str],
    languages: &[&str],
) -> Option<(usize, Reason, Position, &'r str)> {
    let [language, reason, position, words, _example] = row else { return None };
    let position = match *position {
        "whole" => Position::Whole,
        "begins" => Position::Begins,
        "inside" => Position::Inside,
        "word" => Position::Word,
        _ => return None,
    };
    let reason = Reason::ALL.into_iter().find(|known| known.name() == *reason)?;
    let language = languages.iter().position(|known| known == language)?;
    Some((language, reason, position, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_stands_once() {
        let stop_words: Vec<Vec<&str>> = rows(include_str!("stopwords.tsv")).collect();
        assert_eq!(stop_words.len(), NUM_LANGUAGES);
        let languages: Vec<&str> = stop_words.iter().map(|row| row[0]).collect();
        let mut seen = std::collections::BTreeSet::new();
        for row in rows(include_str!("phrases.tsv")) {
            let (language, reason, position, words) =
                parse(&row, &languages).unwrap_or_else(|| panic!("{row:?}"));
            assert!(!reason.is_learned(), "{row:?}");
            assert!(position != Position::Word || Tokens::of(words).len() == 1, "{row:?}");
            assert!(seen.insert((language, position as u8, words)), "twice: {row:?}");
        }
        assert!(LEXICON.words.len() * 3 < NUM_SLOTS, "{} words", LEXICON.words.len());
    }

    #[test]
    fn every_stop_word_is_found() {
        for (language, row) in rows(include_str!("stopwords.tsv")).enumerate() {
            for &hash in Tokens::of(row[1]).hashes() {
                let word = LEXICON.word(LEXICON.number(hash)).unwrap();
                assert!(word.stop_in >> language & 1 == 1, "{row:?}");
            }
        }
        assert_eq!(LEXICON.number(Tokens::of("archipelago").hashes()[0]), 0);
    }
}
