//! Own words of one text by number, so that spans become ranges of own words.

use crate::span::Span;
use crate::text::Tokens;

/// The own words of a text, in text order: those outside furniture.
///
/// # Example
///
/// ```
/// use wirecopy::Span;
/// use wirecopy::audit::OwnWords;
/// use wirecopy::text::Tokens;
///
/// let text = "Menu | The bridge is open | Subscribe";
/// let menu = Span::new(0, 4);
/// let own = OwnWords::new(&Tokens::of(text), &[menu]);
/// assert_eq!(own.len(), 5);
/// assert_eq!(own.range(Span::new(7, 17)), (0, 2));
/// ```
#[derive(Clone, Debug, Default)]
pub struct OwnWords {
    /// Span of each own word.
    spans: Vec<Span>,
    tokens_of_word: u32,
}

impl OwnWords {
    /// Leaves out the words that overlap one of the ascending spans of `furniture`.
    pub fn new(tokens: &Tokens, furniture: &[Span]) -> Self {
        let mut furniture = furniture.iter().copied().peekable();
        let is_own = |span: &Span| {
            while furniture.next_if(|masked| masked.end <= span.start).is_some() {}
            !furniture.peek().is_some_and(|masked| masked.overlaps(*span))
        };
        Self {
            spans: tokens.spans().iter().copied().filter(is_own).collect(),
            tokens_of_word: Tokens::tokens_of_word(tokens.total_units(), tokens.len() as u64),
        }
    }

    /// Own words that are as long as so many words with spaces between them: twice as many where the
    /// article is written in characters.
    pub const fn length_of(&self, words: u32) -> u32 {
        words * self.tokens_of_word
    }

    /// Number of own words.
    pub fn len(&self) -> u32 {
        self.spans.len() as u32
    }

    /// Whether all is furniture.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The own words that overlap a span, as `(first, one past the last)`.
    pub fn range(&self, span: Span) -> (u32, u32) {
        let start = self.spans.partition_point(|word| word.end <= span.start);
        let end = self.spans.partition_point(|word| word.start < span.end);
        (start as u32, end.max(start) as u32)
    }
}
