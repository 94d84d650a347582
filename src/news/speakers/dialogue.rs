//! Speech that is set behind a dash at the beginning of its paragraph, without quotation marks.
//!
//! Lists have dashes, too. So a paragraph is dialogue only if a second dash stands before words
//! that say who speaks: "— Lift it, — said the ferryman. — Now."

use super::super::quotes::Piece;
use super::lexicon::{Roles, WordRoles};
use crate::span::Span;
use crate::text::Tokens;

/// Words behind a dash among which the one that says that somebody speaks stands.
const MAX_BEFORE_VERB: usize = 3;

const fn is_dash(c: char) -> bool {
    matches!(c, '—' | '–' | '―')
}

/// Whether any paragraph begins with a dash. Cost: one search for line ends.
pub(super) fn may_be_in(text: &str) -> bool {
    text.lines().any(|line| line.trim_start().starts_with(is_dash))
}

/// Adds the speech of all paragraphs that are dialogue, in place.
pub(super) fn add(text: &str, tokens: &Tokens, roles: &WordRoles, pieces: &mut Vec<Piece>) {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with(is_dash) {
            found.extend(speech(start, line, tokens, roles));
        }
        start += line.len();
    }
    if found.is_empty() {
        return;
    }
    // Marks inside speech are quotations inside a quotation.
    pieces.retain(|piece| {
        let at = found.partition_point(|speech| speech.span.end <= piece.span.start);
        !found.get(at).is_some_and(|speech| speech.span.overlaps(piece.span))
    });
    pieces.extend(found);
    pieces.sort_by_key(|piece| piece.span.start);
}

fn speech(start: usize, line: &str, tokens: &Tokens, roles: &WordRoles) -> Vec<Piece> {
    let mut dashes = line.char_indices().filter(|&(at, c)| is_dash(c) && is_spaced(line, at, c));
    let Some((first, dash)) = dashes.next() else { return Vec::new() };
    let mut speech = Vec::new();
    let mut from = first + dash.len_utf8();
    let mut speaks = true;
    let mut is_attributed = false;
    for (at, dash) in dashes {
        let behind = at + dash.len_utf8();
        if speaks {
            let words =
                tokens.range_in(Span::new((start + behind) as u32, (start + line.len()) as u32));
            let is_verb = words.take(MAX_BEFORE_VERB).any(|at| roles.at(at).any(Roles::VERB));
            if !is_verb {
                continue;
            }
            is_attributed = true;
            speech.push((from, at));
        }
        speaks = !speaks;
        from = behind;
    }
    if !is_attributed {
        return Vec::new();
    }
    if speaks {
        speech.push((from, line.len()));
    }
    let pieces = speech.into_iter().map(|(from, to)| {
        let inside = &line[from..to];
        // What follows the dash that closes the words on the speaker is no speech.
        let lead = inside.len()
            - inside.trim_start_matches(|c: char| c.is_whitespace() || ",.;:".contains(c)).len();
        let end = from + inside.trim_end().len();
        Span::new((start + from + lead) as u32, (start + end.max(from + lead)) as u32)
    });
    pieces
        .filter(|span| !span.is_empty())
        .map(|span| Piece { span, continues: false, is_closed: true })
        .collect()
}

/// A dash between two words without blanks is no mark of speech.
fn is_spaced(line: &str, at: usize, dash: char) -> bool {
    let before = line[..at].chars().next_back();
    let after = line[at + dash.len_utf8()..].chars().next();
    before.is_none_or(|c| !c.is_alphanumeric()) || after.is_none_or(|c| !c.is_alphanumeric())
}
