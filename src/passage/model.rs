//! What a verified pair is made of.

use serde::{Serialize, Serializer};

use crate::span::Span;

/// An aligned pair of spans in two articles, with the edits between them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Passage {
    /// Span in the first article, in bytes.
    pub a: Span,
    /// Span in the second article, in bytes.
    pub b: Span,
    /// Length of the alignment in words: matched, replaced, added and dropped.
    pub words: u32,
    /// Words that are the same in both, after normalisation.
    pub verbatim_words: u32,
    /// Those of them that stand inside quotation marks in both.
    pub quoted_words: u32,
    /// What differs, in text order.
    pub edits: Vec<Edit>,
}

/// One difference inside a passage. For an addition the span in `a` is empty and lies where the
/// words are missing; for a drop the span in `b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// What happened from `a` to `b`.
    pub op: EditOp,
    /// Span in the first article, in bytes.
    pub a: Span,
    /// Span in the second article, in bytes.
    pub b: Span,
}

/// Kind of an edit, read from article `a` to article `b`; it does not say who edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EditOp {
    /// Words of `a` stand as other words in `b`.
    Replace,
    /// Words stand in `b` alone.
    Insert,
    /// Words stand in `a` alone.
    Delete,
}

/// What two articles share, from what the shared words are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PairKind {
    /// At least 80 % of both articles' own words.
    Reprint,
    /// At least half of the shorter one's own words.
    Abridgement,
    /// Less than that, and running text.
    Partial,
    /// Speech in quotation marks, or statements that both report in words of their own: two
    /// reporters at one event have not copied from each other.
    QuotesOnly,
    /// Furniture; a form that recurs within a source while the text around it differs; or, between
    /// sources, a stock phrase or form in articles that agree in hardly a name.
    Template,
    /// Hardly a run of words, but rare terms in the same order: a retelling. An estimate.
    Rewritten,
    /// Nothing but what the story is about. An estimate, on request alone.
    SameEvent,
}

impl PairKind {
    /// The name in reports: `reprint`, `abridgement`, `partial`, `quotes_only`, `template`,
    /// `rewritten`, `same_event`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reprint => "reprint",
            Self::Abridgement => "abridgement",
            Self::Partial => "partial",
            Self::QuotesOnly => "quotes_only",
            Self::Template => "template",
            Self::Rewritten => "rewritten",
            Self::SameEvent => "same_event",
        }
    }

    /// Whether the kind says that text was copied: reprint, abridgement or partial.
    pub const fn is_copied(self) -> bool {
        matches!(self, Self::Reprint | Self::Abridgement | Self::Partial)
    }
}

impl std::fmt::Display for PairKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for PairKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
