//! Names of agencies in a text, by one pass of an automaton over all of them.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::agencies::agencies;
use super::pieces::{is_in_word, is_spaceless};

/// Letters of a name from which endings may follow it: "Reutersin", "Интерфаксу".
const MIN_INFLECTED_CHARS: usize = 6;
const MAX_ENDING_CHARS: usize = 3;

static NAMES: LazyLock<Option<Names>> = LazyLock::new(Names::new);

/// An agency named in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    /// Place in the table of agencies.
    pub(super) agency: usize,
    pub(super) start: usize,
    pub(super) end: usize,
    /// The name has other meanings, too.
    pub(super) is_code: bool,
}

struct Names {
    automaton: AhoCorasick,
    /// Agency of each name, and whether it is a code.
    owners: Vec<(usize, bool)>,
}

impl Names {
    fn new() -> Option<Self> {
        let mut names = Vec::new();
        let mut owners = Vec::new();
        for (agency, at) in agencies().iter().zip(0..) {
            for name in agency.names() {
                names.push(name);
                owners.push((at, agency.codes.contains(&name)));
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::DFA))
            .build(names);
        automaton.ok().map(|automaton| Self { automaton, owners })
    }
}

/// Names in the text, in its order. They never overlap; of two that begin at one place it is the
/// longer.
pub(super) fn mentions(text: &str) -> Vec<Mention> {
    let Some(names) = NAMES.as_ref() else { return Vec::new() };
    let mut found = Vec::new();
    let mut from = 0;
    // A name inside a word is none, and one may begin within it: look again one character on.
    while let Some(hit) = names.automaton.find(aho_corasick::Input::new(text).range(from..)) {
        let (start, end) = (hit.start(), hit.end());
        let name = text.get(start..end).unwrap_or_default();
        if begins_word(text, start)
            && let Some(ending) = ending(text, end, name)
        {
            if let Some(&(agency, is_code)) = names.owners.get(hit.pattern().as_usize()) {
                found.push(Mention { agency, start, end: end + ending, is_code });
            }
            from = end + ending;
        } else {
            from = start + name.chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

fn is_boundary(a: char, b: char) -> bool {
    let stands_free = |c| !is_in_word(c) || is_spaceless(c) || is_hangul(c);
    stands_free(a) || stands_free(b)
}

const fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}')
}

fn begins_word(text: &str, start: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..start), text.get(start..)) else { return false };
    let Some(first) = after.chars().next() else { return false };
    let mut before = before.chars().rev();
    match before.next() {
        None => true,
        Some(last) if is_boundary(last, first) => true,
        // Arabic and Hebrew write one-letter words together with the next.
        Some('و' | 'ف' | 'ب' | 'ل' | 'ك' | 'ו' | 'ל' | 'ב' | 'מ' | 'ה' | 'ש') => {
            before.next().is_none_or(|c| !is_in_word(c))
        }
        Some(_) => false,
    }
}

/// Bytes of the ending that follows a name; `None` if it goes on as another word.
fn ending(text: &str, end: usize, name: &str) -> Option<usize> {
    let after = text.get(end..)?;
    let last = name.chars().next_back()?;
    match after.chars().next() {
        None => Some(0),
        Some(first) if is_boundary(last, first) => Some(0),
        Some(_) => {
            let ending = after.find(|c| !is_in_word(c)).map_or(after, |len| &after[..len]);
            let is_ending = last.is_lowercase()
                && name.chars().count() >= MIN_INFLECTED_CHARS
                && ending.chars().count() <= MAX_ENDING_CHARS
                && ending.chars().all(char::is_lowercase);
            is_ending.then_some(ending.len())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<&str> {
        mentions(text).iter().map(|mention| &text[mention.start..mention.end]).collect()
    }

    #[test]
    fn case_and_word_ends_matter() {
        assert_eq!(named("(AP) ap Ap CAPE AP."), ["AP", "AP"]);
        assert_eq!(
            named("Reuters, Reutersin, Reuterswerke, sputniknews.com"),
            ["Reuters", "Reutersin"]
        );
        assert_eq!(named("сообщили «Интерфаксу»"), ["Интерфаксу"]);
    }

    #[test]
    fn the_longest_name_is_taken() {
        assert_eq!(named("The Associated Press of Pakistan"), ["The Associated Press"]);
        assert_eq!(named("Associated Press of Pakistan"), ["Associated Press of Pakistan"]);
        assert_eq!(named("Интерфакс-Украина"), ["Интерфакс-Украина"]);
    }

    #[test]
    fn scripts_without_spaces_and_prefixed_letters() {
        assert_eq!(named("据新华社报道"), ["新华社"]);
        assert_eq!(named("/AFP연합뉴스"), ["AFP", "연합뉴스"]);
        assert_eq!(named("وقال لرويترز"), ["رويترز"]);
        assert!(named("فوائد فواسع").is_empty());
    }

    #[test]
    fn every_name_is_found_as_itself() {
        for agency in agencies() {
            for name in agency.names() {
                let text = format!("- {name} -");
                let found = mentions(&text);
                assert_eq!(found.len(), 1, "{name}: {found:?}");
                assert_eq!(agencies()[found[0].agency].name, agency.name, "{name}");
                assert_eq!(found[0].is_code, agency.codes.contains(&name), "{name}");
            }
        }
    }
}
