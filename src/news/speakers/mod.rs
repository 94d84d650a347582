//! Who says what stands in quotation marks.
//!
//! A speaker is found by a word that says that somebody speaks and the nearest name, pronoun or
//! title beside it: in the clause behind a quotation or in the one before it; else in the sentence
//! before, if a person is its subject; a quotation that goes on keeps its speaker. A surname is
//! linked to the full name that stands elsewhere in the article, and a pronoun to the person
//! mentioned last. Where that is not sure there is no speaker. The words are data (`lexicon.tsv`),
//! in nine languages; which one a text is in is told by the words themselves.

mod clauses;
mod dialogue;
mod lexicon;
mod persons;
mod scene;

use serde::Serialize;

use super::quotes::{Piece, pieces};
use crate::span::Span;
use crate::text::Tokens;
use clauses::{Attribution, Clauses};
use scene::Scene;

/// Words from which what stands in quotation marks is a quotation; shorter, it is a word that the
/// writer keeps at a distance, or a title.
pub const MIN_QUOTATION_WORDS: usize = 4;

/// Bytes that are taken for a quotation that no mark closes.
const MAX_UNCLOSED_BYTES: usize = 600;

/// What somebody says in an article, in quotation marks or as dialogue behind dashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// The stretches that are quoted, in bytes, without marks, ascending: more than one where a
    /// paragraph reopens the quotation, or the words that name the speaker stand inside it.
    pub parts: Vec<Span>,
    /// Whether its end is certain; if not, it was cut at the end of its paragraph.
    pub is_closed: bool,
    /// Who says it; `None` where that is not sure.
    pub speaker: Option<Speaker>,
}

/// A person as an article names them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Speaker {
    /// The fullest name that the article has, without titles.
    pub name: String,
    /// What the article says they are, as it stands there: "Foreign Secretary".
    pub role: Option<String>,
}

/// The quotations of four words or more of an article, ascending.
///
/// Cost: linear in the text, and a look-up for each of its tokens where it has quotations.
///
/// # Example
///
/// ```
/// use wirecopy::news::quotations;
/// use wirecopy::text::Tokens;
///
/// let text = "Mayor Ada Finch met the ferrymen. “We will build,” Finch said, “when the ice is gone.”";
/// let quotations = quotations(text, &Tokens::of(text));
/// assert_eq!(quotations.len(), 1);
/// assert_eq!(quotations[0].parts[1].of(text), "when the ice is gone.");
/// let speaker = quotations[0].speaker.as_ref().expect("she is named");
/// assert_eq!((speaker.name.as_str(), speaker.role.as_deref()), ("Ada Finch", Some("Mayor")));
/// ```
pub fn quotations(text: &str, tokens: &Tokens) -> Vec<Quotation> {
    let mut pieces = pieces(text);
    for piece in pieces.iter_mut().filter(|piece| !piece.is_closed) {
        piece.span = bounded(piece.span, text);
    }
    let words = |piece: &Piece| tokens.range_in(piece.span).len();
    let has_dialogue = dialogue::may_be_in(text);
    if !has_dialogue && pieces.iter().all(|piece| words(piece) < MIN_QUOTATION_WORDS) {
        return Vec::new();
    }
    let roles = lexicon::WordRoles::of(tokens);
    if has_dialogue {
        dialogue::add(text, tokens, &roles, &mut pieces);
    }
    let ranges: Vec<std::ops::Range<usize>> =
        pieces.iter().map(|piece| tokens.range_in(piece.span)).collect();
    let mut scene = Scene::new(text, tokens, roles, &ranges);
    let attributions = Clauses::new(&pieces, &ranges).attribute(&mut scene);
    utterances(&pieces, &attributions)
        .into_iter()
        .filter(|group| {
            let members = pieces.get(group.clone()).unwrap_or_default();
            members.iter().map(words).sum::<usize>() >= MIN_QUOTATION_WORDS
                && !members.iter().any(|piece| is_markup(piece.span.of(text)))
        })
        .map(|group| {
            let members = pieces.get(group.clone()).unwrap_or_default();
            let persons = attributions.get(group).unwrap_or_default();
            let person = persons.iter().find_map(|attribution| attribution.person);
            Quotation {
                parts: members.iter().map(|piece| piece.span).collect(),
                is_closed: members.iter().all(|piece| piece.is_closed),
                speaker: person.and_then(|person| scene.speaker(person)),
            }
        })
        .collect()
}

/// Ranges of pieces that are one quotation.
fn utterances(pieces: &[Piece], attributions: &[Attribution]) -> Vec<std::ops::Range<usize>> {
    let mut groups: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, (piece, attribution)) in pieces.iter().zip(attributions).enumerate() {
        match groups.last_mut() {
            Some(group) if piece.continues || attribution.joins => group.end = at + 1,
            _ => groups.push(at..at + 1),
        }
    }
    groups
}

/// Attributes of markup stand in quotation marks, too, and nobody says an address.
fn is_markup(inside: &str) -> bool {
    inside.contains("://") || inside.contains("</")
}

fn bounded(span: Span, text: &str) -> Span {
    let inside = span.of(text);
    if inside.len() <= MAX_UNCLOSED_BYTES {
        return span;
    }
    let cut = &inside[..inside.floor_char_boundary(MAX_UNCLOSED_BYTES)];
    let end = cut.rfind(char::is_whitespace).unwrap_or(cut.len());
    Span::new(span.start, span.start + cut[..end].trim_end().len() as u32)
}

#[cfg(test)]
mod endless;
#[cfg(test)]
mod tests;
