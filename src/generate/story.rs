//! Stories as word sequences: drafts, topics, and the grammar walk that writes sentences. A word
//! keeps the place of the first draft that it comes from, and so the truth is known by
//! construction. Never renders text.

use super::lexicon::{Class, Lexicon, Mark, Slot, Symbol};
use super::rng::Rng;

/// Marks around a word, and what has happened to it.
pub(super) mod flag {
    pub(crate) const COMMA: u16 = 1;
    pub(crate) const DASH: u16 = 1 << 1;
    pub(crate) const POSSESSIVE: u16 = 1 << 2;
    pub(crate) const COLON: u16 = 1 << 3;
    /// A quotation opens before the word.
    pub(crate) const OPEN: u16 = 1 << 4;
    /// A quotation closes after the word.
    pub(crate) const CLOSE: u16 = 1 << 5;
    /// The word lies within a quotation.
    pub(crate) const QUOTED: u16 = 1 << 6;
    /// The word stands in the place of its origin, but is another one.
    pub(crate) const CHANGED: u16 = 1 << 7;
}

/// How the value of a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `5,200`
    Grouped,
    /// `4.2`
    Decimal,
    /// `$4.2`
    Money,
    /// `2019`
    Bare,
}

/// A number packed into a word's form: two bits of style, the value below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) style: Style,
    pub(super) value: u32,
}

impl Number {
    pub(super) fn form(self) -> u32 {
        ((self.style as u32) << 28) | self.value
    }

    pub(super) fn of_form(form: u32) -> Self {
        let style = match form >> 28 {
            0 => Style::Grouped,
            1 => Style::Decimal,
            2 => Style::Money,
            _ => Style::Bare,
        };
        Self { style, value: form & 0x0fff_ffff }
    }
}

/// One word of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// A word of the lexicon, or a [`Number`].
    pub(super) form: u32,
    /// Place in the first draft, from 1; 0 for a word that is the article's own.
    pub(super) origin: u32,
    pub(super) flags: u16,
    pub(super) class: Class,
}

/// One sentence of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sentence {
    /// One past its last word.
    pub(super) end: u32,
    /// Whether a new paragraph starts here.
    pub(super) opens_paragraph: bool,
}

/// A story: its words, cut into sentences.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) words: Vec<Word>,
    pub(super) sentences: Vec<Sentence>,
}

impl Draft {
    pub(super) fn clear(&mut self) {
        self.words.clear();
        self.sentences.clear();
    }

    /// The words of sentence `index`.
    pub(super) fn sentence(&self, index: usize) -> std::ops::Range<usize> {
        let start = if index == 0 { 0 } else { self.sentences[index - 1].end as usize };
        start..self.sentences[index].end as usize
    }

    /// First sentences of the paragraphs.
    pub(super) fn paragraph_starts(&self) -> Vec<usize> {
        let opens = |i: &usize| *i == 0 || self.sentences[*i].opens_paragraph;
        (0..self.sentences.len()).filter(opens).collect()
    }

    /// Ends the sentence at the words written so far.
    pub(super) fn end_sentence(&mut self, opens_paragraph: bool) {
        let end = self.words.len() as u32;
        self.sentences.push(Sentence { end, opens_paragraph });
    }

    /// Appends sentence `index` of `other` as it is.
    pub(super) fn append(&mut self, other: &Self, index: usize, opens_paragraph: bool) {
        self.words.extend_from_slice(&other.words[other.sentence(index)]);
        self.end_sentence(opens_paragraph);
    }

    /// Numbers the words from 1, as the first draft that others derive from.
    pub(super) fn number_origins(&mut self) {
        for (word, origin) in self.words.iter_mut().zip(1..) {
            word.origin = origin;
        }
    }
}

/// What one story is about: its people, places and organisations, and the words it keeps using.
#[derive(Clone, Debug)]
pub(super) struct Topic {
    people: [(u32, u32); 5],
    places: [u32; 4],
    organisations: [(u32, u32); 3],
    nouns: [u16; 16],
    verbs: [u16; 12],
    adjectives: [u16; 10],
    weekday: u32,
}

impl Topic {
    pub(super) fn new(lexicon: &Lexicon, rng: &mut Rng) -> Self {
        let mut rank = |class| lexicon.draw_rank(class, rng) as u16;
        let nouns = std::array::from_fn(|_| rank(Class::Noun));
        let verbs = std::array::from_fn(|_| rank(Class::Verb));
        let adjectives = std::array::from_fn(|_| rank(Class::Adjective));
        let mut word = |class| lexicon.draw(class, rng);
        Self {
            people: std::array::from_fn(|_| (word(Class::Given), word(Class::Surname))),
            places: std::array::from_fn(|_| word(Class::Place)),
            organisations: std::array::from_fn(|_| (word(Class::Place), word(Class::Organisation))),
            nouns,
            verbs,
            adjectives,
            weekday: lexicon.draw_any(Class::Weekday, rng),
        }
    }

    /// A place of the story, the main one at 0; numbers past the end wrap around.
    pub(super) fn place(&self, index: usize) -> u32 {
        self.places[index % self.places.len()]
    }

    /// The organisation that the story is about, in two words.
    pub(super) fn main_organisation(&self) -> (u32, u32) {
        self.organisations[0]
    }

    /// The story's day of the week.
    pub(super) fn weekday(&self) -> u32 {
        self.weekday
    }
}

/// Deepest nesting of rules; below it each rule takes its first alternative.
const MAX_DEPTH: u32 = 6;

/// Writes sentences of one article about one topic.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    pub(super) lexicon: &'a Lexicon,
    topic: &'a Topic,
    /// People named in full so far, a bit each: later mentions give the surname alone.
    introduced: u8,
    names: Names,
}

/// Rules and words that the writer asks for by name.
#[derive(Clone, Copy, Debug)]
struct Names {
    sentence: u16,
    lead: u16,
    speech: u16,
    attribution: u16,
    headline: u16,
    a: u32,
    an: u32,
}

impl<'a> Writer<'a> {
    pub(super) fn new(lexicon: &'a Lexicon, topic: &'a Topic) -> Self {
        let names = Names {
            sentence: lexicon.rule("S"),
            lead: lexicon.rule("LEAD"),
            speech: lexicon.rule("Q"),
            attribution: lexicon.rule("ATT"),
            headline: lexicon.rule("H"),
            a: lexicon.literal("a"),
            an: lexicon.literal("an"),
        };
        Self { lexicon, topic, introduced: 0, names }
    }

    /// Writes a story of at least `num_words` words: a lead, then paragraphs of one to three
    /// sentences, one in five of them speech.
    pub(super) fn story(&mut self, num_words: usize, rng: &mut Rng, draft: &mut Draft) {
        let start = draft.words.len();
        self.lead(rng, draft);
        while draft.words.len() - start < num_words {
            if rng.chance(200) {
                self.speech_paragraph(rng, draft);
            } else {
                let sentences = [1, 1, 2, 2, 2, 3][rng.below(6)];
                for index in 0..sentences {
                    self.expand(self.names.sentence, 0, rng, draft);
                    draft.end_sentence(index == 0);
                }
            }
        }
    }

    /// Writes a first paragraph of one sentence.
    pub(super) fn lead(&mut self, rng: &mut Rng, draft: &mut Draft) {
        self.expand(self.names.lead, 0, rng, draft);
        draft.end_sentence(true);
    }

    /// Writes a paragraph of speech: a quotation with its speaker, sometimes a second one.
    pub(super) fn speech_paragraph(&mut self, rng: &mut Rng, draft: &mut Draft) {
        self.quotation(rng, draft);
        self.attribution(rng, draft);
        draft.end_sentence(true);
        if rng.chance(450) {
            self.quotation(rng, draft);
            draft.end_sentence(false);
        }
    }

    /// Writes a quotation of one sentence, without a speaker.
    pub(super) fn quotation(&mut self, rng: &mut Rng, draft: &mut Draft) {
        let first = draft.words.len();
        self.expand(self.names.speech, 0, rng, draft);
        let words = &mut draft.words[first..];
        for word in &mut *words {
            word.flags |= flag::QUOTED;
        }
        if let Some(word) = words.first_mut() {
            word.flags |= flag::OPEN;
        }
        if let Some(word) = words.last_mut() {
            word.flags |= flag::CLOSE;
        }
    }

    /// Writes who spoke the quotation before.
    pub(super) fn attribution(&mut self, rng: &mut Rng, draft: &mut Draft) {
        if let Some(word) = draft.words.last_mut() {
            word.flags |= flag::COMMA;
        }
        self.expand(self.names.attribution, 0, rng, draft);
    }

    /// Writes a headline.
    pub(super) fn headline(&mut self, rng: &mut Rng, draft: &mut Draft) {
        self.expand(self.names.headline, 0, rng, draft);
        draft.end_sentence(true);
    }

    fn expand(&mut self, rule: u16, depth: u32, rng: &mut Rng, draft: &mut Draft) {
        let lexicon = self.lexicon;
        self.write(lexicon.alternative(rule, depth >= MAX_DEPTH, rng), depth, rng, draft);
    }

    fn write(&mut self, symbols: &[Symbol], depth: u32, rng: &mut Rng, draft: &mut Draft) {
        for &symbol in symbols {
            match symbol {
                Symbol::Word(form) => self.push(form, Class::Literal, draft),
                Symbol::Rule(rule) => self.expand(rule, depth + 1, rng, draft),
                Symbol::Slot(slot) => self.fill(slot, rng, draft),
                Symbol::Mark(mark) => {
                    if let Some(word) = draft.words.last_mut() {
                        word.flags |= match mark {
                            Mark::Comma => flag::COMMA,
                            Mark::Dash => flag::DASH,
                            Mark::Possessive => flag::POSSESSIVE,
                            Mark::Colon => flag::COLON,
                        };
                    }
                }
            }
        }
    }

    fn push(&self, form: u32, class: Class, draft: &mut Draft) {
        if class != Class::Literal
            && let Some(before) = draft.words.last_mut()
            && before.form == self.names.a
            && before.class == Class::Literal
            && self.lexicon.word(form).starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O'])
        {
            before.form = self.names.an;
        }
        draft.words.push(Word { form, origin: 0, flags: 0, class });
    }

    fn push_number(style: Style, value: usize, draft: &mut Draft) {
        let form = Number { style, value: value as u32 }.form();
        draft.words.push(Word { form, origin: 0, flags: 0, class: Class::Number });
    }

    fn fill(&mut self, slot: Slot, rng: &mut Rng, draft: &mut Draft) {
        let (lexicon, topic) = (self.lexicon, self.topic);
        match slot {
            Slot::Word(class) => {
                let own: &[u16] = match class {
                    Class::Noun | Class::Nouns => &topic.nouns,
                    Class::Verb | Class::VerbS | Class::Past | Class::Ing => &topic.verbs,
                    Class::Adjective => &topic.adjectives,
                    _ => &[],
                };
                let rank = if !own.is_empty() && rng.chance(380) {
                    usize::from(rng.pick(own))
                } else {
                    lexicon.draw_rank(class, rng)
                };
                self.push(lexicon.at(class, rank), class, draft);
            }
            Slot::Person => {
                let who = rng.below(topic.people.len()).min(rng.below(topic.people.len()));
                let (given, surname) = topic.people[who];
                if self.introduced & (1 << who) == 0 {
                    self.push(given, Class::Given, draft);
                    self.introduced |= 1 << who;
                }
                self.push(surname, Class::Surname, draft);
            }
            Slot::Surname => self.push(topic.people[0].1, Class::Surname, draft),
            Slot::Place => {
                let place = if rng.chance(700) {
                    rng.pick(&topic.places)
                } else {
                    lexicon.draw(Class::Place, rng)
                };
                self.push(place, Class::Place, draft);
            }
            Slot::Organisation => {
                let (place, tail) = rng.pick(&topic.organisations);
                self.push(place, Class::Place, draft);
                self.push(tail, Class::Organisation, draft);
            }
            Slot::Count => {
                // Figures in news are small or round.
                let scale = [1, 1, 1, 5, 10, 100][rng.below(6)];
                Self::push_number(Style::Grouped, rng.between(11, 99) * scale, draft);
            }
            Slot::Share => Self::push_number(Style::Decimal, rng.between(1, 899), draft),
            Slot::Money => Self::push_number(Style::Money, rng.between(11, 990), draft),
            Slot::Small => Self::push_number(Style::Bare, rng.between(2, 20), draft),
            Slot::Age => Self::push_number(Style::Bare, rng.between(18, 90), draft),
            Slot::Year => Self::push_number(Style::Bare, rng.between(1985, 2024), draft),
            Slot::Weekday => {
                let day = if rng.chance(800) {
                    topic.weekday
                } else {
                    lexicon.draw_any(Class::Weekday, rng)
                };
                self.push(day, Class::Weekday, draft);
            }
            Slot::StockTail => self.write(lexicon.stock(0, rng), MAX_DEPTH, rng, draft),
            Slot::StockPredicate => self.write(lexicon.stock(1, rng), MAX_DEPTH, rng, draft),
            Slot::StockHead => self.write(lexicon.stock(2, rng), MAX_DEPTH, rng, draft),
        }
    }
}
