//! The table of patterns (`patterns.tsv`), and how one is laid against what stands beside a name.

use std::sync::LazyLock;

use ahash::AHashSet;

use super::CreditRole;
use super::pieces::{Piece, Side};

/// The table as it is used.
pub(super) static PATTERNS: LazyLock<Patterns> =
    LazyLock::new(|| Patterns::read(include_str!("patterns.tsv")));

/// Pieces that `{any}` takes at most.
const MAX_ANY: usize = 6;

/// Nouns and quotation marks on one side of a name at most.
const MAX_NOUNS: usize = 5;

/// Where in an article a pattern holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// Up to the fourth paragraph.
    Top,
    /// Up to the second paragraph.
    Head,
    /// From the third paragraph before the end.
    End,
    Any,
}

/// One line of the table.
#[derive(Debug)]
pub(super) struct Pattern {
    /// `None`: what looks like a mention is none.
    pub(super) role: Option<CreditRole>,
    pub(super) zone: Zone,
    /// From the name leftwards.
    left: Vec<Element>,
    right: Vec<Element>,
}

#[derive(Debug)]
pub(super) struct Patterns {
    rows: Vec<Pattern>,
    nouns: AHashSet<&'static str>,
}

#[derive(Debug)]
struct Element {
    kind: Kind,
    is_optional: bool,
}

/// A word of the table, or a part of one.
#[derive(Clone, Copy, Debug)]
enum Word {
    Whole(&'static str),
    Beginning(&'static str),
    Ending(&'static str),
}

impl Word {
    fn read(text: &'static str) -> Self {
        match (text.strip_suffix('*'), text.strip_prefix('*')) {
            (Some(word), _) if !word.is_empty() => Self::Beginning(word),
            (_, Some(word)) if !word.is_empty() => Self::Ending(word),
            _ => Self::Whole(text),
        }
    }

    fn is(self, text: &str) -> bool {
        match self {
            Self::Whole(word) => text == word,
            Self::Beginning(word) => text.starts_with(word),
            Self::Ending(word) => text.ends_with(word),
        }
    }
}

#[derive(Debug)]
enum Kind {
    LineEnd,
    OneOf(Vec<Word>),
    Place,
    Date,
    Name,
    Initials,
    Any,
}

/// Cells of the lines that are no comment: role, language, zone, pattern, example.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = [&'static str; 5]> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        let row = [cells.next()?, cells.next()?, cells.next()?, cells.next()?, cells.next()?];
        cells.next().is_none().then_some(row)
    })
}

impl Patterns {
    fn read(table: &'static str) -> Self {
        let mut nouns = AHashSet::new();
        let mut patterns = Vec::new();
        for [role, _, zone, pattern, _] in rows(table) {
            if role == "noun" {
                nouns.extend(alternatives(pattern.trim_end_matches(" {agency}")));
            } else {
                patterns.extend(Pattern::read(role, zone, pattern));
            }
        }
        Self { rows: patterns, nouns }
    }

    /// Patterns that fit, in the order of the table.
    pub(super) fn fitting(&self, left: &Side, right: &Side) -> impl Iterator<Item = &Pattern> {
        let starts = self.starts(left);
        let ends = self.starts(right);
        self.rows.iter().filter(move |pattern| {
            (0..=starts).any(|from| is_match(&pattern.left, left, from))
                && (0..=ends).any(|from| is_match(&pattern.right, right, from))
        })
    }

    /// Nouns and quotation marks that stand directly beside the name.
    fn starts(&self, side: &Side) -> usize {
        let is_noun = |piece: &&Piece| {
            matches!(piece.text.as_str(), "\"" | "'") || self.nouns.contains(piece.text.as_str())
        };
        side.pieces.iter().take(MAX_NOUNS).take_while(is_noun).count()
    }
}

impl Pattern {
    fn read(role: &str, zone: &str, pattern: &'static str) -> Option<Self> {
        let role = match role {
            "whole" => Some(CreditRole::Whole),
            "contribution" => Some(CreditRole::Contribution),
            "in_body" => Some(CreditRole::InBody),
            "photo" => Some(CreditRole::Photo),
            "none" => None,
            _ => return None,
        };
        let zone = match zone {
            "top" => Zone::Top,
            "head" => Zone::Head,
            "end" => Zone::End,
            "any" => Zone::Any,
            _ => return None,
        };
        let (left, right) = pattern.split_once("{agency}")?;
        let left: Option<Vec<Element>> = left.split_whitespace().rev().map(Element::read).collect();
        let right: Option<Vec<Element>> = right.split_whitespace().map(Element::read).collect();
        Some(Self { role, zone, left: left?, right: right? })
    }
}

/// Words of `[one|of|these]`, or of one piece alone.
fn alternatives(text: &'static str) -> impl Iterator<Item = &'static str> {
    let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    inner.split('|')
}

impl Element {
    fn read(text: &'static str) -> Option<Self> {
        let (text, is_optional) = match text.strip_suffix('?') {
            Some(text) if !text.is_empty() => (text, true),
            _ => (text, false),
        };
        let kind = match text {
            "^" | "$" => Kind::LineEnd,
            "{place}" => Kind::Place,
            "{date}" => Kind::Date,
            "{name}" => Kind::Name,
            "{initials}" => Kind::Initials,
            "{any}" => Kind::Any,
            _ if text.starts_with('{') => return None,
            _ => Kind::OneOf(alternatives(text).map(Word::read).collect()),
        };
        Some(Self { kind, is_optional })
    }

    /// Least and most pieces.
    const fn lens(&self) -> (usize, usize) {
        match self.kind {
            Kind::LineEnd => (0, 0),
            Kind::OneOf(_) => (1, 1),
            Kind::Place | Kind::Date => (1, 8),
            Kind::Name => (1, 6),
            Kind::Initials => (1, 5),
            Kind::Any => (0, MAX_ANY),
        }
    }

    fn takes(&self, pieces: &[Piece]) -> bool {
        match &self.kind {
            Kind::LineEnd => false,
            Kind::Any => true,
            Kind::OneOf(words) => {
                pieces.iter().all(|piece| words.iter().any(|word| word.is(&piece.text)))
            }
            Kind::Place => {
                let is_part = |p: &Piece| {
                    !p.has_digit
                        && (p.is_word || matches!(p.text.as_str(), "," | "." | "-" | "'" | "/"))
                };
                pieces.iter().all(is_part) && pieces.iter().any(|piece| piece.is_upper)
            }
            Kind::Date => {
                let is_part =
                    |p: &Piece| p.is_word || matches!(p.text.as_str(), "," | "." | "-" | "/" | ":");
                pieces.iter().all(is_part)
                    && pieces.iter().any(|piece| piece.has_digit)
                    && pieces.iter().filter(|piece| piece.is_word && !piece.has_digit).count() <= 3
            }
            Kind::Name => {
                let is_part = |p: &Piece| {
                    p.is_upper
                        || p.is_word && !p.has_digit && p.num_chars <= 3
                        || matches!(p.text.as_str(), "." | "-" | "'" | "&")
                };
                pieces.iter().all(is_part)
                    && pieces.iter().any(|piece| piece.is_upper && piece.num_chars > 1)
            }
            Kind::Initials => pieces.iter().zip(0..).all(|(piece, at)| {
                if at % 2 == 1 {
                    piece.text == "/"
                } else {
                    piece.is_word && !piece.is_upper && !piece.has_digit && piece.num_chars <= 4
                }
            }),
        }
    }
}

/// Whether the elements lie against the pieces of `side` from the piece `from` on.
fn is_match(elements: &[Element], side: &Side, from: usize) -> bool {
    let Some((element, rest)) = elements.split_first() else { return true };
    let pieces = side.pieces.get(from..).unwrap_or_default();
    if matches!(element.kind, Kind::LineEnd) {
        return pieces.is_empty() && !side.is_cut && is_match(rest, side, from);
    }
    if element.is_optional && is_match(rest, side, from) {
        return true;
    }
    let (least, most) = element.lens();
    (least..=most.min(pieces.len())).any(|len| {
        pieces.get(..len).is_some_and(|taken| element.takes(taken))
            && is_match(rest, side, from + len)
    })
}
