//! Where in an article a line stands: near its beginning, near its end.

use std::ops::Range;

use super::patterns::Zone;

/// Bytes from which a line is a paragraph of the story rather than a headline or a link.
const MIN_PARAGRAPH_BYTES: usize = 80;

/// Paragraphs before a dateline or byline, and before a formula, at most.
const MAX_BEFORE_TOP: usize = 3;
const MAX_BEFORE_HEAD: usize = 1;
/// Paragraphs after a last line at most.
const MAX_AFTER_END: usize = 2;

/// A formula stands so near the beginning of its paragraph, in bytes.
const MAX_HEAD_BYTES: usize = 600;

/// The lines of an article.
#[derive(Debug, Default)]
pub(super) struct Zones {
    /// Start of each line and number of paragraphs before it.
    lines: Vec<(usize, usize)>,
    num_paragraphs: usize,
    len: usize,
}

impl Zones {
    pub(super) fn of(text: &str) -> Self {
        let mut lines = Vec::new();
        let mut num_paragraphs = 0;
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
            lines.push((start, num_paragraphs));
            num_paragraphs += usize::from(end - start >= MIN_PARAGRAPH_BYTES);
            start = end + 1;
        }
        Self { lines, num_paragraphs, len: text.len() }
    }

    fn index_at(&self, at: usize) -> usize {
        self.lines.partition_point(|&(start, _)| start <= at).saturating_sub(1)
    }

    /// Bytes of the line that holds a byte.
    pub(super) fn line_at(&self, at: usize) -> Range<usize> {
        let index = self.index_at(at);
        let start = self.lines.get(index).map_or(0, |line| line.0);
        start..self.lines.get(index + 1).map_or(self.len, |next| next.0.saturating_sub(1))
    }

    /// Whether a byte lies in the zone.
    pub(super) fn holds(&self, zone: Zone, at: usize) -> bool {
        let index = self.index_at(at);
        let (start, before) = self.lines.get(index).copied().unwrap_or_default();
        let up_to = self.lines.get(index + 1).map_or(self.num_paragraphs, |next| next.1);
        match zone {
            Zone::Any => true,
            Zone::Top => before <= MAX_BEFORE_TOP,
            Zone::Head => before <= MAX_BEFORE_HEAD && at - start <= MAX_HEAD_BYTES,
            Zone::End => self.num_paragraphs - up_to <= MAX_AFTER_END,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_counted_and_short_lines_are_not() {
        let paragraph = "word ".repeat(20);
        let text =
            format!("Headline\n{paragraph}\n{paragraph}\n{paragraph}\n{paragraph}\nTail\nMenu");
        let zones = Zones::of(&text);
        let at = |n: usize| text.match_indices("word").nth(20 * n).unwrap().0;
        assert!(zones.holds(Zone::Top, 0) && zones.holds(Zone::Head, at(1)));
        assert!(!zones.holds(Zone::Head, at(2)) && zones.holds(Zone::Top, at(3)));
        assert!(!zones.holds(Zone::End, at(0)) && zones.holds(Zone::End, at(1)));
        assert_eq!(&text[zones.line_at(text.len() - 1)], "Menu");
        assert_eq!(&text[zones.line_at(0)], "Headline");
    }
}
