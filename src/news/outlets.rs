//! Names of the collection's own outlets in running text.
//!
//! Who takes a story from another paper and says so, names it: "the Quarrow Echo reported", "Source:
//! echo.example". Which names there are is known only from the collection. Short names are words,
//! too, so the shorter a name, the more is asked of it.

use std::sync::LazyLock;

use ahash::AHashMap;

use crate::span::Span;
use crate::text::Tokens;

/// Letters of a name of one word, at least.
const MIN_LETTERS: usize = 4;

/// Letters of a name of one word that is a shortening (`CNN`, `BBC`), at least. It counts where it is
/// named as a source.
const MIN_INITIALS: usize = 2;

/// What stands before the name of a source, and behind it.
const CUES_BEFORE: &str = "told|according to|reported by|reports|quoted by|cited by|citing|laut|meldet|\
    meldete|berichtet|berichtete|selon|rapporte|según|informa|informó|segundo|secondo|riferisce|\
    volgens|meldt|сообщает|пишет|передает|повідомляє|пише|передає";
const CUES_BEHIND: &str = "reported|reports|said|says|wrote|writes|learned|quoted|cited|zufolge|meldet|\
    meldete|berichtet|berichtete|rapporte|informó|meldt|сообщает|пишет|передает|повідомляє|пише";

static BEFORE: LazyLock<Vec<Vec<u64>>> = LazyLock::new(|| cues(CUES_BEFORE));
static BEHIND: LazyLock<Vec<Vec<u64>>> = LazyLock::new(|| cues(CUES_BEHIND));
static ARTICLE: LazyLock<Vec<u64>> = LazyLock::new(|| Tokens::of("the").hashes().to_vec());

fn cues(list: &str) -> Vec<Vec<u64>> {
    list.split('|').map(|cue| Tokens::of(cue).hashes().to_vec()).collect()
}

/// Characters of a name in a script without capitals, at least, unless it has two words.
const MIN_UNCASED: usize = 6;

/// An outlet that is named in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OutletMention {
    /// The outlet, by its number.
    pub outlet: u32,
    /// Where it is named.
    pub span: Span,
}

/// Names and addresses of outlets.
///
/// # Example
///
/// ```
/// use wirecopy::news::OutletNames;
/// use wirecopy::text::Tokens;
///
/// let mut names = OutletNames::default();
/// names.add_name(7, "Quarrow Echo");
/// names.add_host(8, "https://www.herald.example/news/1");
/// let text = "As the Quarrow Echo wrote; see herald.example.";
/// let mentions = names.mentions(text, &Tokens::of(text));
/// assert_eq!(mentions.iter().map(|m| m.outlet).collect::<Vec<_>>(), [7, 8]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct OutletNames {
    /// By the hash of the first word.
    by_first: AHashMap<u64, NamesOfWord>,
}

/// Names that begin with one word. "The" begins so many that the second word is looked up, too.
#[derive(Clone, Debug, Default)]
struct NamesOfWord {
    alone: Vec<Name>,
    by_second: AHashMap<u64, Vec<Name>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Name {
    outlet: u32,
    /// Hashes of the words after the first.
    rest: Vec<u64>,
    /// As it is written; `None` for an address, which any case means.
    written: Option<String>,
}

impl OutletNames {
    /// Adds a name.
    ///
    /// A name of one word counts only as it is written, inside a sentence and not as a part of a
    /// longer name. A short one counts only if it is all capitals and named as a source ("CNN
    /// reported"); one without a capital not at all.
    pub fn add_name(&mut self, outlet: u32, name: &str) {
        let tokens = Tokens::of(name);
        let is_host = is_host(name.trim());
        if is_host || is_telling(name, &tokens) {
            self.add(outlet, &tokens, (!is_host).then(|| name.trim().to_owned()));
        }
    }

    /// Adds the host of an address, with and without `www.`.
    pub fn add_host(&mut self, outlet: u32, url: &str) {
        let Some((_, rest)) = url.split_once("://") else { return };
        let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
        let bare = host.strip_prefix("www.").unwrap_or(host);
        if bare.contains('.') {
            for host in [bare.to_owned(), format!("www.{bare}")] {
                self.add(outlet, &Tokens::of(&host), None);
            }
        }
    }

    fn add(&mut self, outlet: u32, tokens: &Tokens, written: Option<String>) {
        if let [first, rest @ ..] = tokens.hashes() {
            let name = Name { outlet, rest: rest.to_vec(), written };
            let of_word = self.by_first.entry(*first).or_default();
            let names = match rest {
                [] => &mut of_word.alone,
                [second, ..] => of_word.by_second.entry(*second).or_default(),
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }

    /// Whether no name is known.
    pub fn is_empty(&self) -> bool {
        self.by_first.is_empty()
    }

    /// Every place where an outlet is named, in text order.
    ///
    /// Cost: one look-up a word, and one more for each that begins a name.
    pub fn mentions(&self, text: &str, tokens: &Tokens) -> Vec<OutletMention> {
        let hashes = tokens.hashes();
        let mut mentions = Vec::new();
        for (at, hash) in hashes.iter().enumerate() {
            let Some(of_word) = self.by_first.get(hash) else { continue };
            let rest = hashes.get(at + 1..).unwrap_or_default();
            let longer = rest.first().and_then(|second| of_word.by_second.get(second));
            let names = of_word.alone.iter().chain(longer.into_iter().flatten());
            for name in names.filter(|name| rest.starts_with(&name.rest)) {
                let end = at + 1 + name.rest.len();
                if name.is_meant(text, tokens, at, end) {
                    mentions
                        .push(OutletMention { outlet: name.outlet, span: tokens.span_of(at, end) });
                }
            }
        }
        mentions.sort_unstable_by_key(|mention| (mention.span, mention.outlet));
        mentions
    }
}

impl Name {
    fn is_meant(&self, text: &str, tokens: &Tokens, start: usize, end: usize) -> bool {
        let Some(written) = &self.written else { return true };
        let here = tokens.span_of(start, end).of(text);
        // "the Guardian" is "The Guardian"; all else is as it is written.
        let mut pair = (here.split_whitespace(), written.split_whitespace());
        let is_first_alike = match (pair.0.next(), pair.1.next()) {
            (Some(x), Some(y)) => x == y || (!self.rest.is_empty() && x == y.to_lowercase()),
            _ => false,
        };
        let is_alike = is_first_alike && pair.0.eq(pair.1);
        let is_shortening = || letters(written).count() < MIN_LETTERS;
        is_alike
            && (!self.rest.is_empty()
                || if is_shortening() {
                    is_source(tokens, start)
                } else {
                    stands_alone(text, tokens, start)
                })
    }
}

/// Whether a name is an address, and not one with points in it: "U.S.", "St.Louis", "No.1".
fn is_host(name: &str) -> bool {
    let labels: Vec<&str> = name.split('.').collect();
    let is_label =
        |label: &&str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let is_top =
        |label: &&str| label.chars().nth(1).is_some() && label.chars().all(char::is_alphabetic);
    let is_small = |label: &&str| !label.contains(char::is_uppercase);
    let has_small = name.contains(char::is_lowercase);
    labels.len() > 1
        && labels.iter().all(is_label)
        && labels.last().is_some_and(is_top)
        && (!has_small || labels.iter().skip(1).all(is_small))
}

fn letters(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| c.is_alphabetic())
}

/// Whether a name is long enough to be no other word.
fn is_telling(name: &str, tokens: &Tokens) -> bool {
    let has_capital = letters(name).any(char::is_uppercase);
    let has_case = has_capital || letters(name).any(char::is_lowercase);
    match tokens.len() {
        _ if letters(name).next().is_none() => false,
        0 => false,
        1 if letters(name).count() < MIN_LETTERS => {
            letters(name).count() >= MIN_INITIALS && letters(name).all(char::is_uppercase)
        }
        1 => has_capital,
        _ if has_case => has_capital,
        // Words of scripts without spaces are characters.
        count => !tokens.units().contains(&1) || count >= MIN_UNCASED / 2,
    }
}

/// Whether a name is that of a source: "CNN reported", "told the BBC", "according to CNN".
fn is_source(tokens: &Tokens, at: usize) -> bool {
    let before = tokens.hashes().get(..at).unwrap_or_default();
    let before = before.strip_suffix(ARTICLE.as_slice()).unwrap_or(before);
    let behind = tokens.hashes().get(at + 1..).unwrap_or_default();
    BEFORE.iter().any(|cue| before.ends_with(cue))
        || BEHIND.iter().any(|cue| behind.starts_with(cue))
}

/// Whether a word lies within a sentence, and no word beside it has a capital, too.
fn stands_alone(text: &str, tokens: &Tokens, at: usize) -> bool {
    let word = |at: usize| tokens.spans().get(at).copied();
    let Some(here) = word(at) else { return false };
    let gap = |from: u32, to: u32| text.get(from as usize..to as usize).unwrap_or_default();
    let is_capital = |span: Span| span.of(text).chars().next().is_some_and(char::is_uppercase);
    let before = at.checked_sub(1).and_then(word);
    let after = word(at + 1);
    let gap_before = gap(before.map_or(0, |span| span.end), here.start);
    let gap_after = gap(here.end, after.map_or(text.len() as u32, |span| span.start));
    let is_marked = gap_before.ends_with(['"', '“', '„', '«', '‘', '(', '@'])
        && gap_after.starts_with(['"', '”', '“', '»', '’', ')', '.', ',']);
    let is_joined = |gap: &str| gap.chars().all(|c| c == ' ' || c == '-' || c == '\u{a0}');
    let in_longer_name = before.is_some_and(|span| is_capital(span) && is_joined(gap_before))
        || after.is_some_and(|span| is_capital(span) && is_joined(gap_after));
    let begins = before.is_none() || gap_before.contains(['.', '!', '?', '\n']);
    is_marked || (!in_longer_name && !begins) || is_source_line(gap_before)
}

/// Whether what stands before a name makes it the end of a line such as "Source: Echo".
fn is_source_line(gap: &str) -> bool {
    gap.contains(':') && !gap.contains('\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, text: &str) -> bool {
        let mut names = OutletNames::default();
        names.add_name(0, name);
        !names.mentions(text, &Tokens::of(text)).is_empty()
    }

    #[test]
    fn a_name_of_several_words_counts_wherever_it_stands_as_written() {
        assert!(named("Quarrow Echo", "Quarrow Echo first wrote of it."));
        assert!(named("The Quarrow Echo", "It was the Quarrow Echo that wrote of it."));
        assert!(named("Новый Вестник", "Об этом пишет «Новый Вестник»."));
        assert!(!named("Morning News", "There was no morning news that day."));
        assert!(!named("Quarrow Echo", "The echo in Quarrow was loud."));
    }

    #[test]
    fn a_name_of_one_word_must_stand_alone_inside_a_sentence() {
        assert!(named("Herald", "The mayor told the Herald that it was open."));
        assert!(named("Herald", "It was open (Herald)."));
        assert!(named("Herald", "Source: Herald"));
        assert!(named("Вестник", "Мэр рассказал газете «Вестник», что мост открыт."));
        assert!(!named("Herald", "The Harbour Herald wrote of it."));
        assert!(!named("Herald", "The mayor spoke to Herald Lund."));
        assert!(!named("Herald", "It was open. Herald angels sang."));
        assert!(!named("Herald", "They herald the spring."));
    }

    #[test]
    fn a_shortening_counts_where_it_is_named_as_a_source() {
        for text in [
            "The bridge is closed, CNN reported on Monday.",
            "The mayor told CNN that it was open.",
            "It was open, according to the CNN.",
            "Der Steg ist laut CNN gesperrt.",
            "Как сообщает CNN, мост закрыт.",
        ] {
            assert!(named("CNN", text), "{text}");
        }
        assert!(!named("CNN", "A van of CNN stood on the bridge."));
        assert!(!named("CNN", "Watch it on CNN. The mayor told nobody."));
        assert!(!named("Now", "The mayor told Now that it was open."));
        assert!(!named("Q", "The mayor told Q that it was open."));
    }

    #[test]
    fn short_names_and_names_without_capitals_do_not_count() {
        assert!(!named("Now", "The mayor told the Now that it was open."));
        assert!(!named("metro", "The mayor told the metro that it was open."));
        assert!(!named("", "The mayor."));
    }

    #[test]
    fn scripts_without_spaces_or_capitals() {
        assert!(named("石桥晚报", "石桥晚报报道"));
        assert!(!named("新华", "新华"));
        assert!(named("نشرة بير", "قالت نشرة بير"));
    }

    #[test]
    fn a_point_in_a_name_makes_no_address_of_it() {
        assert!(!named("U.S.", "The U.S. was there."));
        assert!(!named("No.1", "It was no. 1 again."));
        assert!(!named("2019.01", "It rose to 2019.01 points."));
        assert!(!named("St.Louis", "They went to st. louis."));
        assert!(!named("D.C.", "It was d.c. again."));
        assert!(named("bbc.co.uk", "see BBC.co.uk"));
        assert!(named("t.me", "see t.me"));
        assert!(named("вестник.рф", "см. вестник.рф"));
        assert!(named("echo-24.example", "see Echo-24.example"));
    }

    #[test]
    fn names_that_begin_alike_are_told_apart() {
        let mut names = OutletNames::default();
        for (outlet, name) in (0..).zip(["The Herald", "The Echo", "The Herald Echo", "Theatre"]) {
            names.add_name(outlet, name);
        }
        let text = "So the Herald Echo wrote, and the Echo, and the Theatre.";
        let mentions = names.mentions(text, &Tokens::of(text));
        let found: Vec<_> = mentions.iter().map(|m| (m.outlet, m.span.of(text))).collect();
        let expected = [(0, "the Herald"), (2, "the Herald Echo"), (1, "the Echo"), (3, "Theatre")];
        assert_eq!(found, expected);
    }

    #[test]
    fn addresses_count_in_any_case() {
        let mut names = OutletNames::default();
        names.add_host(3, "http://www.harbour-herald.example:80/a?b");
        names.add_name(4, "echo.example");
        for (text, expected) in [
            ("see https://www.harbour-herald.example/1", vec![3]),
            ("see Harbour-Herald.example", vec![3]),
            ("see Echo.example", vec![4]),
            ("the harbour herald", vec![]),
        ] {
            let mentions = names.mentions(text, &Tokens::of(text));
            assert_eq!(mentions.iter().map(|m| m.outlet).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
