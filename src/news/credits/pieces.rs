//! The words and marks beside a name, one by one, so that patterns can be laid against them.

use unicode_normalization::char::is_combining_mark;

/// A word, or one mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// In lower case; dashes, quotation marks, brackets and strokes of all kinds are one kind each.
    pub(super) text: String,
    pub(super) is_word: bool,
    pub(super) has_digit: bool,
    /// Begins with a capital, or with a letter of a script that has none.
    pub(super) is_upper: bool,
    pub(super) num_chars: usize,
}

/// Characters looked at on one side of a name.
const MAX_CHARS: usize = 160;

/// What stands on one side of a name in its line, nearest first.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) pieces: Vec<Piece>,
    /// Whether the line goes on beyond the pieces.
    pub(super) is_cut: bool,
}

impl Side {
    /// What stands before the name.
    pub(super) fn left(text: &str) -> Self {
        let from = text.char_indices().rev().take(MAX_CHARS).last().map_or(0, |(at, _)| at);
        let mut pieces = pieces(text.get(from..).unwrap_or_default());
        pieces.reverse();
        Self { pieces, is_cut: from > 0 }
    }

    /// What stands after the name.
    pub(super) fn right(text: &str) -> Self {
        let end = text.char_indices().nth(MAX_CHARS).map_or(text.len(), |(at, _)| at);
        Self { pieces: pieces(text.get(..end).unwrap_or_default()), is_cut: end < text.len() }
    }
}

/// Scripts that set no spaces between words.
pub(super) fn is_spaceless(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Letters, digits, and what stands inside words.
pub(super) fn is_in_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}')
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let len = if is_in_word(first) && !is_spaceless(first) {
            rest.find(|c| !is_in_word(c) || is_spaceless(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (piece, after) = rest.split_at(len);
        rest = after;
        if !first.is_whitespace()
            && !matches!(first, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}')
        {
            pieces.push(Piece::new(piece, first));
        }
    }
    pieces
}

impl Piece {
    fn new(text: &str, first: char) -> Self {
        let is_word = is_in_word(first);
        let folded = if is_word { text.to_lowercase() } else { fold(first).to_string() };
        Self {
            is_word,
            has_digit: text.chars().any(char::is_numeric),
            is_upper: first.is_alphabetic() && !first.is_lowercase(),
            num_chars: text.chars().count(),
            text: folded,
        }
    }
}

/// One mark for all of a kind.
pub(super) fn fold(c: char) -> char {
    match c {
        '_' | '‐'..='―' | '−' | '－' | '─' | '~' => '-',
        '"' | '«' | '»' | '„' | '“' | '”' | '‟' | '「' | '」' | '『' | '』' | '‹' | '›' => {
            '"'
        }
        '‘' | '’' | '`' | '´' | '＇' => '\'',
        '(' | '[' | '（' | '［' | '【' | '〔' => '(',
        ')' | ']' | '）' | '］' | '】' | '〕' => ')',
        '/' | '|' | '／' | '｜' | '\\' => '/',
        '，' | '、' | '،' => ',',
        '。' | '．' => '.',
        '：' => ':',
        '＝' => '=',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(side: &Side) -> Vec<&str> {
        side.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    #[test]
    fn pieces_stand_nearest_first_and_folded() {
        assert_eq!(texts(&Side::left("HALVIK, 1 ноя — «")), ["\"", "-", "ноя", "1", ",", "halvik"]);
        assert_eq!(texts(&Side::right(") – The ferry…")), [")", "-", "the", "ferry", "…"]);
        assert_eq!(texts(&Side::right("哈尔8日")), ["哈", "尔", "8", "日"]);
    }

    #[test]
    fn a_long_line_is_cut_and_says_so() {
        let text = "é".repeat(MAX_CHARS + 1);
        assert!(Side::left(&text).is_cut && Side::right(&text).is_cut);
        assert!(!Side::left(&text[2..]).is_cut && !Side::right(&text[2..]).is_cut);
        assert!(Side::left("").pieces.is_empty() && !Side::right("").is_cut);
    }
}
