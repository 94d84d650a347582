//! Furniture of one page, judged by that page alone.
//!
//! Lines are weighed by their shape (sentences with the stop words of the page's language against
//! short lines, lists, prices and separators) and by what they say (`phrases.tsv`), then smoothed
//! over the page: the path of least cost through two states, story and furniture (Viterbi), as
//! jusText does by rules (Pomikálek 2011). What is said is a prior only: one phrase outweighs
//! neither a paragraph nor its surroundings.
//!
//! It would rather leave furniture than mask a sentence: without a story in a language that it knows
//! nothing is masked; before and between the paragraphs of the story only lines that say so
//! themselves are; and a sentence without a word of evidence never is.

#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

use memchr::memchr3_iter;

use super::Masked;
use super::lines::{behind, ends_sentence, gap, tokens_of_word};
use super::reason::Reason;
use crate::text::Tokens;
use words::{LEXICON, Lexicon, NUM_LANGUAGES, Position};

/// Share of stop words by which a language is told.
const MIN_STOP_SHARE_OF_PAGE: f64 = 0.1;

/// The same of a line of running text.
const MIN_STOP_SHARE_OF_LINE: f64 = 0.12;

/// Words in sentences of the story without which nothing is masked.
const MIN_STORY_WORDS: u32 = 40;

/// Words from which a line is no mere label.
const MIN_SENTENCE_WORDS: u32 = 8;

/// Words from which a line without a mark at its end is text rather than a heading.
const MIN_TEXT_WORDS: u32 = 20;

/// Lines without evidence of their own that are masked in a row, at the end of a page; labels of a
/// few words do not count.
const MAX_LINES_BETWEEN: usize = 12;
const MAX_LABEL_WORDS: u32 = 3;

/// What a change between story and furniture costs. A lone line says so itself, or is story.
const CHANGE: f64 = 2.0;

/// Evidence without which a stretch of furniture is none.
const MIN_EVIDENCE: f64 = 4.0;

/// Weights of what lines say, by the position of the phrase.
const CLEAR: f64 = 5.0;
const PROBABLE: f64 = 2.5;
const WEAK: f64 = 0.9;
const MAX_WEAK_WORDS: u32 = 3;

/// Judges pages one after the other; keeps buffers.
#[derive(Clone, Debug, Default)]
pub(super) struct Judge {
    /// Number of each token in the lexicon.
    numbers: Vec<u16>,
    blocks: Vec<Block>,
    is_furniture: Vec<bool>,
}

/// A line, or the lines of a paragraph that is wrapped by hand.
#[derive(Clone, Debug)]
struct Block {
    /// Its lines.
    lines: Range<usize>,
    words: u32,
    /// For furniture, against it below 0.
    weight: f64,
    /// What it says for furniture.
    evidence: f64,
    reason: Option<Reason>,
    /// Whether single words are all its evidence.
    is_weak: bool,
    is_sentence: bool,
}

impl Judge {
    /// Appends the lines of the page that are furniture, one by one.
    ///
    /// Cost: a look into a table for each token.
    pub(super) fn judge(
        &mut self,
        text: &str,
        tokens: &Tokens,
        lines: &[Range<u32>],
        out: &mut Vec<Masked>,
    ) {
        if lines.len() < 2 {
            return;
        }
        let Some(language) = self.language(tokens) else { return };
        self.blocks.clear();
        let mut start = 0;
        while start < lines.len() {
            let mut end = start + 1;
            while end < lines.len() && goes_on(text, tokens, &lines[end - 1], &lines[end]) {
                end += 1;
            }
            let range = lines[start].start as usize..lines[end - 1].end as usize;
            let block = block(text, tokens, &self.numbers, range, language);
            self.blocks.push(Block { lines: start..end, ..block });
            start = end;
        }
        if self.blocks.iter().all(|block| block.evidence == 0.0) {
            return;
        }
        self.smooth();
        let sentences = || self.blocks.iter().zip(&self.is_furniture);
        let story =
            sentences().filter(|(block, is_furniture)| block.is_sentence && !**is_furniture);
        if story.map(|(block, _)| block.words).sum::<u32>() < MIN_STORY_WORDS {
            return;
        }
        for (block, reason) in self.blocks.iter().zip(self.reasons()) {
            let Some(reason) = reason else { continue };
            for line in lines.get(block.lines.clone()).unwrap_or_default() {
                let span = tokens.span_of(line.start as usize, line.end as usize);
                out.push(Masked { tokens: line.clone(), span, reason });
            }
        }
    }

    /// The language with most stop words on the page, if there are enough of them. Numbers the
    /// tokens.
    fn language(&mut self, tokens: &Tokens) -> Option<usize> {
        self.numbers.clear();
        self.numbers.extend(tokens.hashes().iter().map(|&hash| LEXICON.number(hash)));
        let mut counts = [0_u32; NUM_LANGUAGES];
        for word in self.numbers.iter().filter_map(|&number| LEXICON.word(number)) {
            let mut languages = word.stop_in;
            while languages != 0 {
                counts[languages.trailing_zeros() as usize % NUM_LANGUAGES] += 1;
                languages &= languages - 1;
            }
        }
        let most = counts.iter().copied().max()?;
        let is_known = f64::from(most) >= MIN_STOP_SHARE_OF_PAGE * tokens.len() as f64;
        counts.iter().position(|&count| count == most).filter(|_| is_known && most > 0)
    }

    /// The cheapest path through story and furniture. Ties are story.
    fn smooth(&mut self) {
        // For each block whether the cheapest way to either state comes from furniture.
        let mut from: Vec<[bool; 2]> = Vec::with_capacity(self.blocks.len());
        let (mut story, mut furniture) = (0.0, -CHANGE / 2.0);
        for block in &self.blocks {
            let to_story = furniture - CHANGE > story;
            let to_furniture = furniture >= story - CHANGE;
            from.push([to_story, to_furniture]);
            let next = if to_story { furniture - CHANGE } else { story };
            furniture = block.weight + if to_furniture { furniture } else { story - CHANGE };
            story = next;
        }
        let mut is_furniture = furniture > story;
        self.is_furniture.clear();
        for from in from.iter().rev() {
            self.is_furniture.push(is_furniture);
            is_furniture = from[usize::from(is_furniture)];
        }
        self.is_furniture.reverse();
    }

    /// Why each block is furniture, if it is: the state of furniture with the care that a story
    /// needs.
    fn reasons(&self) -> Vec<Option<Reason>> {
        let is_story = |at: &usize| self.blocks[*at].is_sentence && !self.is_furniture[*at];
        let last_sentence = (0..self.blocks.len()).rev().find(is_story).unwrap_or(0);
        let mut reasons = vec![None; self.blocks.len()];
        let mut start = 0;
        for stretch in self.is_furniture.chunk_by(|a, b| a == b) {
            let range = start..start + stretch.len();
            start = range.end;
            let blocks = self.blocks.get(range.clone()).unwrap_or_default();
            let evidence: f64 = blocks.iter().map(|block| block.evidence).sum();
            if stretch.first() != Some(&true) || evidence < MIN_EVIDENCE {
                continue;
            }
            let mut before = None;
            let mut num_between = 0;
            for at in range {
                let block = &self.blocks[at];
                if block.reason.is_some() {
                    // A weak word among clear lines is one more word of theirs.
                    let of_before = before.filter(|_| block.is_weak);
                    (before, num_between) = (of_before.or(block.reason), 0);
                    let is_clear = at > last_sentence || block.evidence >= PROBABLE;
                    reasons[at] = before.filter(|_| is_clear || !block.is_sentence);
                } else {
                    num_between += usize::from(block.words > MAX_LABEL_WORDS);
                    let may = at > last_sentence && num_between <= MAX_LINES_BETWEEN;
                    reasons[at] = before.filter(|_| may && !block.is_sentence);
                }
            }
        }
        reasons
    }
}

/// Whether a line goes on in the next one: text that is wrapped by hand.
fn goes_on(text: &str, tokens: &Tokens, line: &Range<u32>, next: &Range<u32>) -> bool {
    let gap = gap(text, tokens, next.start as usize);
    line.end - line.start >= 6
        && gap.bytes().filter(|&byte| byte == b'\n').count() == 1
        && gap.chars().all(|c| c.is_whitespace() || matches!(c, ',' | '-' | '–' | '—' | '"' | '“'))
        && tokens
            .spans()
            .get(next.start as usize)
            .is_some_and(|span| span.of(text).starts_with(char::is_lowercase))
}

/// Weighs one block, given by its tokens.
fn block(
    text: &str,
    tokens: &Tokens,
    numbers: &[u16],
    range: Range<usize>,
    language: usize,
) -> Block {
    let tokens_of_word = tokens_of_word(tokens, &range);
    let words = (range.len() as u32).div_ceil(tokens_of_word);
    let says = says(text, tokens, numbers, range.clone(), language);
    let behind = behind(text, tokens, range.end);
    let ahead = gap(text, tokens, range.start);
    let ahead = ahead.rsplit('\n').next().unwrap_or("").trim_start();
    let line = tokens.span_of(range.start, range.end).of(text);
    let is_ended = ends_sentence(behind);
    let is_running = f64::from(says.stops) >= MIN_STOP_SHARE_OF_LINE * range.len() as f64;
    let is_sentence = words >= MIN_SENTENCE_WORDS && is_ended && is_running;
    let length = f64::from(words.min(40)) / 20.0;
    let mut weight = match words {
        _ if is_sentence => -2.0 - length,
        MIN_TEXT_WORDS.. if is_running => -2.0,
        MIN_SENTENCE_WORDS.. if is_running => -0.3,
        MIN_SENTENCE_WORDS.. => 0.0,
        _ if is_ended => -0.8,
        _ => 0.3,
    };
    if has_quotation_mark(line) || ahead.contains(['“', '«', '„', '"', '—']) {
        weight -= 1.5;
    }
    if ahead.starts_with(['•', '*', '·', '▪', '►', '‣', '›']) {
        weight += 0.7;
    }
    if line.bytes().filter(|&byte| byte == b'|').count() >= 2 {
        weight += 1.5;
    }
    if words <= 4 && (ahead.ends_with(['$', '€', '£', '₹']) || behind.contains(['€', '₽', '₴']))
    {
        weight += 0.5;
    }
    Block {
        lines: 0..0,
        words,
        weight: weight + says.evidence,
        evidence: says.evidence,
        reason: says.reason,
        is_weak: says.is_weak,
        is_sentence,
    }
}

/// Whether one of `“”„«»"` stands in a line, by their bytes: it is asked of every line.
fn has_quotation_mark(line: &str) -> bool {
    let bytes = line.as_bytes();
    memchr3_iter(b'"', 0xe2, 0xc2, bytes).any(|at| {
        let behind = bytes.get(at..).unwrap_or_default();
        matches!(behind, [b'"', ..] | [0xe2, 0x80, 0x9c..=0x9e, ..] | [0xc2, 0xab | 0xbb, ..])
    })
}

/// What the words of a line say.
struct Says {
    stops: u32,
    evidence: f64,
    reason: Option<Reason>,
    is_weak: bool,
}

fn says(
    text: &str,
    tokens: &Tokens,
    numbers: &[u16],
    range: Range<usize>,
    language: usize,
) -> Says {
    let lexicon: &Lexicon = &LEXICON;
    let (mut stops, mut weak_words) = (0, 0);
    let (mut strongest, mut reason, mut weak_reason) = (0.0, None, None);
    let hashes = tokens.hashes().get(range.clone()).unwrap_or_default();
    let is_number = |at: usize| {
        tokens
            .spans()
            .get(range.start + at)
            .is_some_and(|s| s.of(text).starts_with(char::is_numeric))
    };
    let first = (0..hashes.len()).find(|&at| !is_number(at));
    for (at, &number) in numbers.get(range.clone()).unwrap_or_default().iter().enumerate() {
        let Some(word) = (number != 0).then(|| lexicon.word(number)).flatten() else { continue };
        stops += word.stop_in >> language & 1;
        for phrase in &word.phrases {
            let behind = hashes.get(at + 1..).unwrap_or_default();
            // Many phrases begin with one word: the next tells most apart.
            if phrase.rest.first().is_some_and(|next| behind.first() != Some(next))
                || !behind.starts_with(&phrase.rest)
            {
                continue;
            }
            let end = at + 1 + phrase.rest.len();
            let weight = match phrase.position {
                Position::Word => {
                    if phrase.language == language {
                        weak_words += 1;
                        weak_reason = weak_reason.or(Some(phrase.reason));
                    }
                    continue;
                }
                Position::Whole if first == Some(at) && (end..hashes.len()).all(is_number) => CLEAR,
                Position::Begins if first == Some(at) => CLEAR,
                Position::Inside => PROBABLE,
                Position::Whole | Position::Begins => continue,
            };
            if weight > strongest {
                (strongest, reason) = (weight, Some(phrase.reason));
            }
        }
    }
    let evidence = strongest + WEAK * f64::from(weak_words.min(MAX_WEAK_WORDS));
    Says { stops, evidence, reason: reason.or(weak_reason), is_weak: reason.is_none() }
}
