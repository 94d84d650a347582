//! Reported speech: sentences of which the writer says that they are somebody else's words.
//!
//! What police, courts, clubs or ministries hand out is printed as running text by reporters who
//! have not copied from each other; each of them says in words of their own whose statement it is.
//! The cues are data, a line each, with a sentence that shows the cue (`attribution.tsv`).

use std::sync::LazyLock;

use ahash::AHashMap;

use super::word_filter::WordFilter;
use crate::text::{Tokens, sentences};

/// Sentences after the one with the cue, in the same paragraph, that are taken for its statement.
const MAX_FOLLOWING_SENTENCES: u32 = 3;

/// The same where a colon stands behind the cue: all that follows is said, to the end of the paragraph.
const MAX_SENTENCES_OF_SPEECH: u32 = 12;

/// Language, cue and example, a line each.
pub(super) const TABLE: &str = include_str!("attribution.tsv");

static CUES: LazyLock<Cues> = LazyLock::new(|| Cues::read(TABLE));

/// Cues by the hash of their first word.
#[derive(Default)]
struct Cues {
    behind: AHashMap<u64, Vec<Vec<u64>>>,
    first_words: WordFilter,
}

impl Cues {
    fn read(table: &str) -> Self {
        let mut cues = Self::default();
        for (_, cue, _) in rows(table) {
            if let [first, rest @ ..] = Tokens::of(cue).hashes() {
                cues.behind.entry(*first).or_default().push(rest.to_vec());
                cues.first_words.insert(*first);
            }
        }
        cues
    }

    /// Words of the longest cue that begins with the first of these words.
    fn begins(&self, words: &[u64]) -> Option<usize> {
        let [first, rest @ ..] = words else { return None };
        let behind = self.first_words.may_hold(*first).then(|| self.behind.get(first)).flatten();
        let cues = behind?.iter().filter(|cue| rest.starts_with(cue));
        cues.map(|cue| cue.len() + 1).max()
    }
}

/// Language, cue and example of each line that is no comment.
pub(super) fn rows(table: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (language, rest) = line.split_once('\t')?;
        let (cue, example) = rest.split_once('\t')?;
        Some((language, cue, example))
    })
}

/// For each token the token that begins the cue by which it is reported, `None` where nobody is
/// said to speak. A cue reaches over its sentence and what follows it in its paragraph, up to
/// three sentences or the next cue; twelve where a colon stands behind it.
///
/// Cost: linear in the text.
///
/// # Example
///
/// ```
/// use wirecopy::news::reporting_cues;
/// use wirecopy::text::Tokens;
///
/// let text = "Police said the road was closed. It opened at noon.\nRain fell.";
/// let cues = reporting_cues(text, &Tokens::of(text));
/// assert_eq!(cues[4], Some(1));
/// assert_eq!(cues[8], Some(1));
/// assert_eq!(cues[11], None);
/// ```
pub fn reporting_cues(text: &str, tokens: &Tokens) -> Vec<Option<u32>> {
    let mut reported = vec![None; tokens.len()];
    // The cue, and the sentences that may still follow.
    let mut governing: Option<(u32, u32)> = None;
    let mut last_end = 0;
    for sentence in sentences(text) {
        let range = tokens.range_in(sentence);
        let gap = text.get(last_end..sentence.start as usize).unwrap_or_default();
        last_end = sentence.end as usize;
        if gap.contains('\n') {
            governing = None;
        }
        let words = tokens.hashes().get(range.clone()).unwrap_or_default();
        let cue = (0..words.len()).find_map(|at| Some((at, CUES.begins(&words[at..])?)));
        governing = match (cue, governing) {
            (Some((at, len)), _) => {
                let start = range.start + at;
                let following = if is_before_colon(text, tokens, start + len) {
                    MAX_SENTENCES_OF_SPEECH
                } else {
                    MAX_FOLLOWING_SENTENCES
                };
                Some((start as u32, following))
            }
            (None, Some((cue, following))) if following > 0 => Some((cue, following - 1)),
            (None, _) => None,
        };
        if let Some(reported) = reported.get_mut(range) {
            reported.fill(governing.map(|(cue, _)| cue));
        }
    }
    reported
}

/// Whether a colon stands between a token and the one before it; behind the last one, if there is none.
fn is_before_colon(text: &str, tokens: &Tokens, token: usize) -> bool {
    let spans = tokens.spans();
    let start = token.checked_sub(1).and_then(|last| spans.get(last)).map_or(0, |span| span.end);
    let end = spans.get(token).map_or(text.len(), |span| span.start as usize);
    text.get(start as usize..end).is_some_and(|gap| gap.contains([':', '：']))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn is_reported(text: &str) -> Vec<bool> {
        reporting_cues(text, &Tokens::of(text)).iter().map(Option::is_some).collect()
    }

    #[test]
    fn every_line_finds_its_own_cue_and_no_cue_stands_twice() {
        let mut seen = BTreeSet::new();
        for (language, cue, example) in rows(TABLE) {
            let tokens = Tokens::of(example);
            let cue_words = Tokens::of(cue);
            let at = tokens
                .hashes()
                .windows(cue_words.len())
                .position(|words| words == cue_words.hashes());
            assert!(at.is_some(), "{language}: {cue} is not in {example}");
            let all = tokens.hashes();
            let one = Cues::read(&format!("{language}\t{cue}\t{example}"));
            assert_eq!(
                (0..all.len()).find(|&from| one.begins(&all[from..]).is_some()),
                at,
                "{example}"
            );
            assert!(is_reported(example).iter().all(|&reported| reported), "{example}");
            assert!(seen.insert(cue), "{cue} stands twice");
        }
        assert_eq!(rows(TABLE).count(), TABLE.lines().filter(|l| !l.starts_with('#')).count());
    }

    #[test]
    fn plain_sentences_are_not_reported() {
        for text in [
            "The bridge will open in spring.",
            "Die Brücke wird im Frühjahr geöffnet.",
            "Le pont ouvrira au printemps.",
            "El puente abrirá en primavera.",
            "Мост откроют весной.",
            "Міст відкриють навесні.",
            "Η γέφυρα θα ανοίξει την άνοιξη.",
            "پل در بهار باز می شود.",
        ] {
            assert!(is_reported(text).iter().all(|&reported| !reported), "{text}");
        }
    }

    #[test]
    fn a_statement_goes_on_to_the_end_of_its_paragraph_but_not_before_its_cue() {
        let text = "Rain fell. Police said two men ran. They got away. One limped.\nNight came.";
        let expected = [vec![false; 2], vec![true; 10], vec![false; 2]].concat();
        assert_eq!(is_reported(text), expected);
    }

    #[test]
    fn what_follows_a_colon_is_said_to_the_end_of_the_paragraph() {
        let speech = "One a. Two b. Three c. Four d. Five e.";
        let text = format!("The mayor said: {speech}\nNight came.");
        assert_eq!(is_reported(&text), [vec![true; 13], vec![false; 2]].concat());
        let text = format!("شهردار افزود: {}", "پل باز است. ".repeat(6));
        assert!(is_reported(&text).iter().all(|&reported| reported));
        // A colon elsewhere opens no speech.
        let text = format!("The mayor said at noon: {speech}");
        assert_eq!(is_reported(&text), [vec![true; 13], vec![false; 2]].concat());
    }

    #[test]
    fn a_long_paragraph_is_no_statement_to_its_end() {
        let text = "Police said so. One a. Two b. Three c. Four d.";
        assert_eq!(is_reported(text), [vec![true; 9], vec![false; 2]].concat());
    }
}
