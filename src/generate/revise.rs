//! Copies of a story: cut, re-led, edited, reordered, or in part within a story of its own. Every
//! word that is left as it was keeps its origin. Never changes the story that it copies.

use crate::hash::mix;

use super::lexicon::{Class, Lexicon};
use super::rng::Rng;
use super::story::{Draft, Number, Style, Word, Writer, flag};

/// What an outlet does to a story that it takes over.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Revision {
    /// Words replaced, dropped or inserted, in 1,000, on average over the story.
    pub(super) edits_per_mille: usize,
    /// Whether edits crowd in some sentences and spare others. The seed is the group's: some
    /// sentences, such as the main facts, are spared by every outlet.
    pub(super) uneven: Option<u64>,
    /// Numbers replaced, in 1,000.
    pub(super) figures_per_mille: usize,
    /// Paragraphs kept from the top, in 1,000.
    pub(super) kept_per_mille: usize,
    /// Paragraphs dropped from within, in 1,000.
    pub(super) dropped_per_mille: usize,
    /// Sentences that change places with the next, in 1,000.
    pub(super) swapped_per_mille: usize,
    /// Whether the first paragraph is the outlet's own.
    pub(super) new_lead: bool,
    /// Words of the outlet's own story around one to three paragraphs that it takes over; 0 for a
    /// copy of the whole.
    pub(super) own_words: usize,
}

impl Revision {
    /// A copy as most outlets run it.
    pub(super) fn light(rng: &mut Rng) -> Self {
        if rng.chance(120) {
            return Self {
                edits_per_mille: rng.below(30),
                kept_per_mille: 1000,
                own_words: rng.between(150, 450),
                ..Self::default()
            };
        }
        Self {
            edits_per_mille: [0, 5, 10, 20, 40][rng.below(5)],
            figures_per_mille: if rng.chance(250) { 600 } else { 0 },
            kept_per_mille: if rng.chance(500) { rng.between(350, 900) } else { 1000 },
            new_lead: rng.chance(300),
            ..Self::default()
        }
    }

    /// A copy that was edited heavily, but not retold.
    pub(super) fn heavy(group_seed: u64, rng: &mut Rng) -> Self {
        Self {
            edits_per_mille: rng.between(110, 310),
            uneven: Some(group_seed),
            figures_per_mille: if rng.chance(350) { 800 } else { 0 },
            kept_per_mille: if rng.chance(400) { rng.between(500, 900) } else { 1000 },
            dropped_per_mille: if rng.chance(600) { 150 } else { 0 },
            swapped_per_mille: 120,
            new_lead: rng.chance(400),
            own_words: 0,
        }
    }

    /// A copy with few words changed and nothing cut.
    pub(super) fn near(rng: &mut Rng) -> Self {
        Self { edits_per_mille: rng.between(15, 42), kept_per_mille: 1000, ..Self::default() }
    }

    /// Writes the copy of `story` to `copy`, which it clears.
    pub(super) fn apply(
        self,
        story: &Draft,
        writer: &mut Writer<'_>,
        rng: &mut Rng,
        copy: &mut Draft,
    ) {
        copy.clear();
        let mut paragraphs = paragraphs(story);
        if self.own_words > 0 {
            self.borrow(story, &paragraphs, writer, rng, copy);
            return;
        }
        let kept = (paragraphs.len() * self.kept_per_mille).div_ceil(1000).max(1);
        paragraphs.truncate(kept);
        if self.new_lead {
            writer.lead(rng, copy);
            if paragraphs.len() > 2 {
                paragraphs.remove(0);
            }
        }
        if self.dropped_per_mille > 0 && paragraphs.len() > 3 {
            let mut index = 0;
            paragraphs.retain(|_| {
                index += 1;
                index == 1 || !rng.chance(self.dropped_per_mille)
            });
        }
        // Sentences that change places leave the paragraphs' shape as it was.
        let mut order: Vec<usize> = paragraphs.iter().cloned().flatten().collect();
        let opens: Vec<bool> =
            paragraphs.iter().flat_map(|range| range.clone().map(|i| i == range.start)).collect();
        for index in 1..order.len() {
            if self.swapped_per_mille > 0 && rng.chance(self.swapped_per_mille) {
                order.swap(index - 1, index);
            }
        }
        let mut pen = Pen::new(writer.lexicon, rng);
        for (sentence, opens) in order.into_iter().zip(opens) {
            let rate = self.rate(sentence, rng);
            pen.edit(self, rate, &story.words[story.sentence(sentence)], rng, copy);
            copy.end_sentence(opens);
        }
    }

    /// The edits per 1,000 words in one sentence. The weights keep the average.
    fn rate(self, sentence: usize, rng: &mut Rng) -> usize {
        let Some(seed) = self.uneven else { return self.edits_per_mille };
        if mix(seed ^ sentence as u64) % 100 < 10 {
            return 0;
        }
        self.edits_per_mille * [0, 2, 4, 5, 6, 8][rng.below(6)] / 4
    }

    /// Writes an own story with one to three paragraphs of `story` in its middle.
    fn borrow(
        self,
        story: &Draft,
        paragraphs: &[std::ops::Range<usize>],
        writer: &mut Writer<'_>,
        rng: &mut Rng,
        copy: &mut Draft,
    ) {
        writer.story(self.own_words / 2, rng, copy);
        let taken = rng.between(1, 3).min(paragraphs.len());
        let first = rng.below(paragraphs.len() - taken + 1);
        let mut pen = Pen::new(writer.lexicon, rng);
        for paragraph in &paragraphs[first..first + taken] {
            for sentence in paragraph.clone() {
                let words = &story.words[story.sentence(sentence)];
                pen.edit(self, self.edits_per_mille, words, rng, copy);
                copy.end_sentence(sentence == paragraph.start);
            }
        }
        writer.story(self.own_words / 2, rng, copy);
    }
}

/// Sentence ranges of the paragraphs.
fn paragraphs(story: &Draft) -> Vec<std::ops::Range<usize>> {
    let starts = story.paragraph_starts();
    let ends = starts.iter().skip(1).copied().chain([story.sentences.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// Spreads edits over words. The words up to the next edit are counted down, so that short texts
/// too get about the edits that they should.
struct Pen<'a> {
    lexicon: &'a Lexicon,
    left: i64,
}

impl<'a> Pen<'a> {
    fn new(lexicon: &'a Lexicon, rng: &mut Rng) -> Self {
        Self { lexicon, left: i64::from(rng.below(1000) as u32) }
    }

    fn edit(
        &mut self,
        revision: Revision,
        rate: usize,
        words: &[Word],
        rng: &mut Rng,
        copy: &mut Draft,
    ) {
        if rate == 0 && revision.figures_per_mille == 0 {
            copy.words.extend_from_slice(words);
            return;
        }
        for &word in words {
            if word.class == Class::Number && rng.chance(revision.figures_per_mille) {
                copy.words.push(self.replaced(word, rng));
                continue;
            }
            self.left -= i64::from(rate as u32);
            if self.left >= 0 {
                copy.words.push(word);
            } else {
                self.left += i64::from(rng.between(500, 1500) as u32);
                self.change(word, rng, copy);
            }
        }
    }

    fn change(&self, word: Word, rng: &mut Rng, copy: &mut Draft) {
        let is_name = matches!(
            word.class,
            Class::Given | Class::Surname | Class::Place | Class::Organisation
        );
        let choice = rng.below(10);
        if choice < 6 && !is_name {
            copy.words.push(self.replaced(word, rng));
        } else if choice < 8 && !is_name && word.flags & (flag::OPEN | flag::CLOSE) == 0 {
            // Dropped. Names stay, as editors leave them; quotations keep their marks.
        } else {
            let class = if rng.chance(500) { Class::Function } else { Class::Adjective };
            let form = self.lexicon.draw(class, rng);
            let quoted = word.flags & flag::QUOTED;
            if word.flags & flag::OPEN == 0 {
                copy.words.push(Word { form, origin: 0, flags: quoted, class });
                copy.words.push(word);
            } else {
                copy.words.push(word);
                copy.words.push(Word { form, origin: 0, flags: quoted, class });
            }
        }
    }

    /// Another word of the same class, with the marks of the old one.
    fn replaced(&self, word: Word, rng: &mut Rng) -> Word {
        let form = if word.class == Class::Number {
            let Number { style, value } = Number::of_form(word.form);
            let step = match style {
                Style::Bare => 3,
                Style::Grouped | Style::Decimal | Style::Money => value as usize / 2 + 3,
            };
            Number { style, value: value + rng.between(1, step) as u32 }.form()
        } else {
            let class = if word.class == Class::Literal { Class::Function } else { word.class };
            let form = self.lexicon.draw(class, rng);
            // Function words are spelled twice in the lexicon: once by class, once by the grammar.
            if self.lexicon.word(form) == self.lexicon.word(word.form) {
                self.lexicon.next_in(class, form)
            } else {
                form
            }
        };
        Word { form, flags: word.flags | flag::CHANGED, ..word }
    }
}

#[cfg(test)]
mod tests {
    use super::super::story::Topic;
    use super::*;

    /// Words replaced, dropped and inserted by uncut copies, as shares of a long story.
    fn edited_shares(revisions: impl Fn(&mut Rng) -> Revision) -> Vec<f64> {
        let lexicon = Lexicon::new();
        let mut rng = Rng::new(8, 8, 8);
        let topic = Topic::new(&lexicon, &mut rng);
        let mut story = Draft::default();
        Writer::new(&lexicon, &topic).story(600, &mut rng, &mut story);
        story.number_origins();
        let mut copy = Draft::default();
        (0..60)
            .map(|_| {
                let whole = Revision {
                    kept_per_mille: 1000,
                    dropped_per_mille: 0,
                    figures_per_mille: 0,
                    new_lead: false,
                    ..revisions(&mut rng)
                };
                whole.apply(&story, &mut Writer::new(&lexicon, &topic), &mut rng, &mut copy);
                let of_story = copy.words.iter().filter(|word| word.origin > 0).count();
                let changed = copy.words.iter().filter(|word| word.flags & flag::CHANGED != 0);
                let (inserted, dropped) =
                    (copy.words.len() - of_story, story.words.len() - of_story);
                (changed.count() + inserted + dropped) as f64 / story.words.len() as f64
            })
            .collect()
    }

    #[test]
    fn heavy_copies_have_ten_to_thirty_words_of_a_hundred_edited() {
        let mut within = 0;
        let shares = edited_shares(|rng| {
            let seed = rng.next();
            Revision::heavy(seed, rng)
        });
        for share in &shares {
            assert!((0.06..0.38).contains(share), "{share}");
            within += usize::from((0.1..0.3).contains(share));
        }
        assert!(within * 10 >= shares.len() * 8, "{shares:?}");
    }

    #[test]
    fn near_copies_have_one_to_five_words_of_a_hundred_edited() {
        let shares = edited_shares(Revision::near);
        assert!(shares.iter().all(|share| (0.01..0.05).contains(share)), "{shares:?}");
    }

    #[test]
    fn updated_figures_are_the_only_change_if_asked_so() {
        let lexicon = Lexicon::new();
        let mut rng = Rng::new(8, 8, 9);
        let topic = Topic::new(&lexicon, &mut rng);
        let (mut story, mut copy) = (Draft::default(), Draft::default());
        Writer::new(&lexicon, &topic).story(300, &mut rng, &mut story);
        let revision =
            Revision { kept_per_mille: 1000, figures_per_mille: 1000, ..Revision::default() };
        revision.apply(&story, &mut Writer::new(&lexicon, &topic), &mut rng, &mut copy);
        assert_eq!(story.sentences, copy.sentences);
        let mut figures = 0;
        for (before, after) in story.words.iter().zip(&copy.words) {
            let is_figure = before.class == Class::Number;
            assert_eq!(before.form != after.form, is_figure);
            figures += usize::from(is_figure);
        }
        assert!(figures > 3);
    }
}
