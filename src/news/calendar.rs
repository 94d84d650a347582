//! Weekdays, months and signs of the zodiac: words that are written like names, and stand in stories
//! that have nothing to do with each other (`calendar.tsv`).

use std::sync::LazyLock;

use ahash::AHashSet;

use crate::text::Tokens;

const TABLE: &str = include_str!("calendar.tsv");

static WORDS: LazyLock<AHashSet<u64>> = LazyLock::new(|| {
    rows(TABLE).flat_map(|(_, _, words)| Tokens::of(words).hashes().to_vec()).collect()
});

/// Language, kind and words of each line that is no comment.
fn rows(table: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut fields = line.split('\t');
        Some((fields.next()?, fields.next()?, fields.next()?))
    })
}

/// Whether a word, by the hash of its token, is a weekday, a month or a sign of the zodiac in one of
/// nine languages. What is a personal name as often ("May", "Leo") is none.
///
/// # Example
///
/// ```
/// use wirecopy::news::is_calendar_word;
/// use wirecopy::text::Tokens;
///
/// let tokens = Tokens::of("On Monday May left");
/// let found: Vec<bool> = tokens.hashes().iter().map(|&hash| is_calendar_word(hash)).collect();
/// assert_eq!(found, [false, true, false, false]);
/// ```
pub fn is_calendar_word(hash: u64) -> bool {
    WORDS.contains(&hash)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn every_language_has_its_weekdays_months_and_signs() {
        let mut languages: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
        for (language, kind, words) in rows(TABLE) {
            *languages.entry(language).or_default().entry(kind).or_default() +=
                words.split(' ').count();
        }
        let names: BTreeSet<&str> = languages.keys().copied().collect();
        assert_eq!(names, BTreeSet::from(["de", "en", "es", "fr", "it", "nl", "pt", "ru", "uk"]));
        for (language, kinds) in languages {
            assert!(kinds["weekday"] >= 5 && kinds["month"] >= 11, "{language}: {kinds:?}");
            assert!(kinds["sign"] >= 10, "{language}: {kinds:?}");
        }
    }

    #[test]
    fn words_are_found_in_capitals_and_typographic_marks() {
        for (text, expected) in [
            ("Monday", true),
            ("MONDAY’S", true),
            ("Среду", true),
            ("П’ятницю", true),
            ("Sagittarius", true),
            ("May", false),
            ("Leo", false),
            ("Domingo", false),
            ("Halvik", false),
        ] {
            let tokens = Tokens::of(text);
            assert!(
                tokens.hashes().iter().all(|&hash| is_calendar_word(hash) == expected),
                "{text}"
            );
        }
    }
}
