//! Sentences, for excerpts and for what is said about a passage.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::span::Span;

/// Abbreviations after which UAX #29 would end a sentence before a capital letter.
const ABBREVIATIONS: &[&str] = &[
    "Mr", "Mrs", "Ms", "Dr", "Prof", "Sen", "Rep", "Gov", "Gen", "Col", "Lt", "Sgt", "Capt", "Adm",
    "St", "Jr", "Sr", "vs", "No", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept",
    "Oct", "Nov", "Dec", "Hon", "Rev", "Co", "Inc", "Ltd", "Corp", "Nr", "bzw", "Sra", "Dra",
    "Mme",
];

/// The sentences of a text as spans without surrounding white space.
///
/// UAX #29 sentence boundaries, and every line break; none after a usual abbreviation or a single
/// capital ("J. Smith", "U.S. Navy").
///
/// # Example
///
/// ```
/// let text = "Mr. Hunt spoke. He left at 5.30 p.m.\nThe end";
/// let sentences = wirecopy::text::sentences(text);
/// let sentences: Vec<&str> = sentences.into_iter().map(|s| s.of(text)).collect();
/// assert_eq!(sentences, ["Mr. Hunt spoke.", "He left at 5.30 p.m.", "The end"]);
/// ```
pub fn sentences(text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut open: Option<usize> = None;
    for (at, piece) in text.split_sentence_bound_indices() {
        for line in piece.split_inclusive('\n') {
            let line_start = at + (line.as_ptr() as usize - piece.as_ptr() as usize);
            let start = open.take().unwrap_or(line_start);
            let end = line_start + line.len();
            let sentence = &text[start..end];
            if !line.ends_with('\n') && ends_in_abbreviation(sentence) {
                open = Some(start);
            } else {
                push_trimmed(&mut spans, text, start, end);
            }
        }
    }
    if let Some(start) = open {
        push_trimmed(&mut spans, text, start, text.len());
    }
    spans
}

fn push_trimmed(spans: &mut Vec<Span>, text: &str, start: usize, end: usize) {
    let sentence = &text[start..end];
    let trimmed = sentence.trim();
    if !trimmed.is_empty() {
        let lead = sentence.len() - sentence.trim_start().len();
        spans.push(Span::new((start + lead) as u32, (start + lead + trimmed.len()) as u32));
    }
}

fn ends_in_abbreviation(sentence: &str) -> bool {
    let Some(head) = sentence.trim_end().strip_suffix('.') else { return false };
    let word = head.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    is_initial || ABBREVIATIONS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn abbreviations_and_initials_end_no_sentence() {
        assert_eq!(
            split("Sen. J. Smith met the U.S. Navy. It was Jan. 12."),
            ["Sen. J. Smith met the U.S. Navy.", "It was Jan. 12."]
        );
        assert_eq!(split("He asked Dr."), ["He asked Dr."]);
    }

    #[test]
    fn lines_end_sentences() {
        assert_eq!(split("Headline\n\nFirst one. Second"), ["Headline", "First one.", "Second"]);
        assert_eq!(split(""), Vec::<&str>::new());
    }

    proptest! {
        #[test]
        fn every_visible_character_lies_in_one_sentence(text in "([A-Za-z.!? \n“”]|\\PC){0,60}") {
            let spans = sentences(&text);
            prop_assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start));
            let covered: usize = spans.iter().map(|s| s.of(&text).chars().filter(|c| !c.is_whitespace()).count()).sum();
            prop_assert_eq!(covered, text.chars().filter(|c| !c.is_whitespace()).count());
        }
    }
}
