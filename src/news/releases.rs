//! Press releases that were printed with their own marks still on them.
//!
//! A report says "in a press release"; a release says so of itself, in a line of its own or by the
//! service that sent it out. The cues are data, a line each (`releases.tsv`).

use std::sync::LazyLock;

use crate::text::Tokens;

/// Lines from either end of a page that are looked at.
const EDGE_LINES: usize = 12;

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
/// Cost: the first and the last lines of the text.
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
        tokens.tokenize(line);
        CUES.iter().any(|cue| cue.is_in(tokens.hashes()))
    })
}

impl Cue {
    fn is_in(&self, words: &[u64]) -> bool {
        if self.begins_line {
            words.starts_with(&self.words)
        } else {
            words.windows(self.words.len()).any(|window| window == self.words)
        }
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
            assert!(cue.is_in(Tokens::of(example).hashes()), "{example}");
            assert!(is_press_release(&format!("Headline\n\n{example}\n\nText.")), "{example}");
        }
    }

    #[test]
    fn a_report_of_a_release_is_none() {
        for report in [
            "The ministry said in a press release that no talks were planned.",
            "Laut einer Pressemitteilung wird die Brücke geöffnet.",
            "Her notes to the editors of the paper were lost, the release of May said.",
        ] {
            assert!(!is_press_release(report), "{report}");
        }
    }

    #[test]
    fn cues_in_the_middle_of_a_page_do_not_count() {
        let filler = "Line of a report.\n".repeat(20);
        assert!(!is_press_release(&format!("{filler}Press release\n{filler}")));
        assert!(is_press_release(&format!("{filler}Media contact: the office\n")));
    }
}
