//! Press releases that were printed with their own marks still on them.
//!
//! A report says "in a press release"; a release says so of itself, in a line of its own or by the
//! service that sent it out. The cues are data, a line each (`releases.tsv`).

use std::sync::LazyLock;

use crate::text::Tokens;

/// Lines from either end of a page that are looked at.
const EDGE_LINES: usize = 12;

/// Bytes from either end of a line that are looked at; a text may be one line.
const EDGE_BYTES: usize = 400;

/// Words behind a cue that need neither a mark nor a capital: more are the rest of a sentence, and a
/// report may begin with "Press release row", too.
const MAX_WORDS_BEHIND: usize = 2;

/// Words that say whose release it is.
const LINKS: [&str; 17] = [
    "of", "from", "by", "der", "des", "von", "vom", "de", "du", "del", "della", "da", "do", "van",
    "från", "fra", "af",
];

static CUES: LazyLock<Vec<Cue>> =
    LazyLock::new(|| rows(include_str!("releases.tsv")).map(|(cue, _)| cue).collect());

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

/// Whether a text says of itself that it is a press release.
///
/// Cost: linear in the text, to find its lines; the first and the last ones are tokenised.
///
/// # Example
///
/// ```
/// use wirecopy::news::is_press_release;
///
/// assert!(is_press_release("PRESS RELEASE\nThe harbour office opens its new quay."));
/// assert!(!is_press_release("The office said so in a press release.\nIt opens its new quay."));
/// ```
pub fn is_press_release(text: &str) -> bool {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let count = lines().count();
    let last = count.saturating_sub(EDGE_LINES).max(EDGE_LINES);
    let mut tokens = Tokens::default();
    lines().enumerate().filter(|&(at, _)| at < EDGE_LINES || at >= last).any(|(_, line)| {
        let (begin, end) = edges(line);
        tokens.tokenize(begin);
        if CUES.iter().any(|cue| cue.is_in(begin, &tokens)) {
            return true;
        }
        tokens.tokenize(end);
        CUES.iter().any(|cue| !cue.begins_line && cue.is_in(end, &tokens))
    })
}

/// The begin of a line, and the end of one that is long.
fn edges(line: &str) -> (&str, &str) {
    if line.len() <= 2 * EDGE_BYTES {
        return (line, "");
    }
    let end = line.ceil_char_boundary(line.len() - EDGE_BYTES);
    (&line[..line.floor_char_boundary(EDGE_BYTES)], &line[end..])
}

impl Cue {
    fn is_in(&self, line: &str, tokens: &Tokens) -> bool {
        if self.begins_line {
            tokens.hashes().starts_with(&self.words) && self.is_all_of_line(line, tokens)
        } else {
            tokens.hashes().windows(self.words.len()).any(|window| window == self.words)
        }
    }

    /// Whether nothing but a name follows a cue.
    fn is_all_of_line(&self, line: &str, tokens: &Tokens) -> bool {
        let behind = tokens.spans().get(self.words.len()..).unwrap_or_default();
        let Some(next) = behind.first() else { return true };
        let end = tokens.span_of(0, self.words.len()).end as usize;
        let gap = line.get(end..next.start as usize).unwrap_or_default();
        let word = next.of(line);
        behind.len() <= MAX_WORDS_BEHIND
            || gap.contains(|c: char| !c.is_whitespace())
            || word.starts_with(char::is_uppercase)
            || LINKS.contains(&word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cue_is_found_in_its_example() {
        let rows: Vec<_> = rows(include_str!("releases.tsv")).collect();
        assert!(rows.len() > 25);
        for (cue, example) in rows {
            assert!(!cue.words.is_empty(), "{example}");
            assert!(cue.is_in(example, &Tokens::of(example)), "{example}");
            assert!(is_press_release(&format!("Headline\n\n{example}\n\nText.")), "{example}");
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
            assert!(!is_press_release(report), "{report}");
        }
    }

    #[test]
    fn a_text_of_one_line_is_looked_at_from_both_ends() {
        let filler = "Words of a report. ".repeat(200);
        assert!(is_press_release(&format!("Press release: {filler}")));
        assert!(is_press_release(&format!("{filler}Media contact: the office")));
        assert!(!is_press_release(&format!("{filler}Media contact: the office. {filler}")));
    }

    #[test]
    fn cues_in_the_middle_of_a_page_do_not_count() {
        let filler = "Line of a report.\n".repeat(20);
        assert!(!is_press_release(&format!("{filler}Press release\n{filler}")));
        assert!(is_press_release(&format!("{filler}Media contact: the office\n")));
    }
}
