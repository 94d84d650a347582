//! Press releases that were printed with their own marks still on them.
//!
//! A report says "in a press release"; a release says so of itself, in a line of its own or by the
//! service that sent it out. The cues are data, a line each (`releases.tsv`).

use std::ops::Range;
use std::sync::LazyLock;

use crate::span::Span;
use crate::text::Tokens;

/// Lines from either end of a page that are looked at.
const EDGE_LINES: usize = 12;

/// Bytes from either end of a line that are looked at; a text may be one line.
const EDGE_BYTES: u32 = 400;

/// Words behind a cue that need neither a mark nor a capital: more are the rest of a sentence, and a
/// report may begin with "Press release row", too.
const MAX_WORDS_BEHIND: usize = 2;

/// Words that say whose release it is.
const LINKS: [&str; 17] = [
    "of", "from", "by", "der", "des", "von", "vom", "de", "du", "del", "della", "da", "do", "van",
    "från", "fra", "af",
];

static CUES: LazyLock<Cues> =
    LazyLock::new(|| Cues::new(rows(include_str!("releases.tsv")).map(|(cue, _)| cue).collect()));

struct Cues {
    cues: Vec<Cue>,
    /// Their first words, ascending: few words of a text begin one.
    first_words: Vec<u64>,
}

struct Cue {
    begins_line: bool,
    words: Vec<u64>,
}

/// Cue and example of each line that is no comment.
fn rows(table: &str) -> impl Iterator<Item = (Cue, &str)> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        let (place, words, example) = (cells.next()?, cells.next()?, cells.next()?);
        let words = Tokens::of(words).hashes().to_vec();
        Some((Cue { begins_line: place == "line", words }, example))
    })
}

/// Whether a text says of itself that it is a press release. `tokens` are those of the text.
///
/// Cost: linear in the text, to find its lines, and a look-up for each token of the first and the
/// last ones.
///
/// # Example
///
/// ```
/// use wirecopy::news::is_press_release;
/// use wirecopy::text::Tokens;
///
/// let is_release = |text: &str| is_press_release(text, &Tokens::of(text));
/// assert!(is_release("PRESS RELEASE\nThe harbour office opens its new quay."));
/// assert!(!is_release("The office said so in a press release.\nIt opens its new quay."));
/// ```
pub fn is_press_release(text: &str, tokens: &Tokens) -> bool {
    let count = lines(text).count();
    let last = count.saturating_sub(EDGE_LINES).max(EDGE_LINES);
    lines(text).enumerate().filter(|&(at, _)| at < EDGE_LINES || at >= last).any(|(_, line)| {
        let (begin, end) = edges(text, line);
        CUES.are_in(text, tokens, begin, true) || CUES.are_in(text, tokens, end, false)
    })
}

/// Lines that are not blank.
fn lines(text: &str) -> impl Iterator<Item = Span> {
    let mut end = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = end;
        end += line.len() as u32;
        (!line.trim().is_empty()).then(|| Span::new(start, end))
    })
}

/// The begin of a line, and the end of one that is long.
fn edges(text: &str, line: Span) -> (Span, Span) {
    if line.end - line.start <= 2 * EDGE_BYTES {
        return (line, Span::new(line.end, line.end));
    }
    let begin = text.floor_char_boundary((line.start + EDGE_BYTES) as usize) as u32;
    let end = text.ceil_char_boundary((line.end - EDGE_BYTES) as usize) as u32;
    (Span::new(line.start, begin), Span::new(end, line.end))
}

impl Cues {
    fn new(cues: Vec<Cue>) -> Self {
        let mut first_words: Vec<u64> =
            cues.iter().filter_map(|cue| cue.words.first()).copied().collect();
        first_words.sort_unstable();
        first_words.dedup();
        Self { cues, first_words }
    }

    /// Whether a part of a text has a cue; `at_begin`: the part begins a line.
    fn are_in(&self, text: &str, tokens: &Tokens, part: Span, at_begin: bool) -> bool {
        let range = tokens.range_in(part);
        let words = tokens.hashes().get(range.clone()).unwrap_or_default();
        words.iter().enumerate().any(|(at, word)| {
            self.first_words.binary_search(word).is_ok()
                && self.cues.iter().any(|cue| {
                    words[at..].starts_with(&cue.words)
                        && (!cue.begins_line
                            || at_begin
                                && at == 0
                                && cue.is_all_of_line(text, tokens, range.clone()))
                })
        })
    }
}

impl Cue {
    /// Whether nothing but a name follows the cue, with which a line of these tokens begins.
    fn is_all_of_line(&self, text: &str, tokens: &Tokens, line: Range<usize>) -> bool {
        let behind = tokens.spans().get(line.start + self.words.len()..line.end);
        let Some([next, rest @ ..]) = behind else { return true };
        let end = tokens.span_of(line.start, line.start + self.words.len()).end as usize;
        let gap = text.get(end..next.start as usize).unwrap_or_default();
        let word = next.of(text);
        rest.len() < MAX_WORDS_BEHIND
            || gap.contains(|c: char| !c.is_whitespace())
            || word.starts_with(char::is_uppercase)
            || LINKS.contains(&word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_release(text: &str) -> bool {
        is_press_release(text, &Tokens::of(text))
    }

    #[test]
    fn every_cue_is_found_in_its_example() {
        let rows: Vec<_> = rows(include_str!("releases.tsv")).collect();
        assert!(rows.len() > 25);
        for (cue, example) in rows {
            assert!(!cue.words.is_empty(), "{example}");
            let cues = Cues::new(vec![cue]);
            let tokens = Tokens::of(example);
            let whole = Span::new(0, example.len() as u32);
            assert!(cues.are_in(example, &tokens, whole, true), "{example}");
            assert!(is_release(&format!("Headline\n\n{example}\n\nText.")), "{example}");
        }
    }

    #[test]
    fn a_report_of_a_release_is_none() {
        for report in [
            "The ministry said in a press release that no talks were planned.",
            "Laut einer Pressemitteilung wird die Brücke geöffnet.",
            "News release delayed by court",
            "Press release row costs minister",
            "Nota de prensa desata una crisis",
            "Her notes to the editors of the paper were lost, the release of May said.",
        ] {
            assert!(!is_release(report), "{report}");
        }
    }

    #[test]
    fn a_text_of_one_line_is_looked_at_from_both_ends() {
        let filler = "Words of a report. ".repeat(200);
        assert!(is_release(&format!("Press release: {filler}")));
        assert!(is_release(&format!("{filler}Media contact: the office")));
        assert!(!is_release(&format!("{filler}Media contact: the office. {filler}")));
    }

    #[test]
    fn cues_in_the_middle_of_a_page_do_not_count() {
        let filler = "Line of a report.\n".repeat(20);
        assert!(!is_release(&format!("{filler}Press release\n{filler}")));
        assert!(is_release(&format!("{filler}Media contact: the office\n")));
    }
}
