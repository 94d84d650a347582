//! Word forms and grammar tables, built once from the written lists of `words`. Never holds text
//! that is not from there.

use ahash::AHashMap;

use super::rng::Rng;
use super::words;

/// Slots of a frequency table. Every word of a class has at least one.
const TABLE_SLOTS: usize = 1 << 15;

/// How much rarer words with a prefix are than their rank says.
const TAIL_RARITY: u64 = 8;

/// Word classes. Forms of one word have the same rank in their classes (`Noun` and `Nouns`, the
/// four of verbs).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Noun,
    Nouns,
    Verb,
    VerbS,
    Past,
    Ing,
    Adjective,
    Adverb,
    Given,
    Surname,
    Place,
    Organisation,
    Function,
    Weekday,
    Month,
    /// Words of the grammar and of stock phrases.
    Literal,
    /// A number; its form is a [`Number`](super::story::Number), no word of the lexicon.
    Number,
}

const NUM_CLASSES: usize = Class::Literal as usize + 1;

/// What a slot of the grammar is filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// A word of a class, from the topic or by frequency.
    Word(Class),
    Person,
    Surname,
    Place,
    Organisation,
    Count,
    Share,
    Money,
    Small,
    Year,
    Age,
    Weekday,
    StockTail,
    StockPredicate,
    StockHead,
}

/// A mark that belongs to the word before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Comma,
    Dash,
    Possessive,
    Colon,
}

/// One symbol of an alternative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    Word(u32),
    Rule(u16),
    Slot(Slot),
    Mark(Mark),
}

type Phrase = Box<[Symbol]>;

/// Alternatives of a rule, with a table that carries their weights.
#[derive(Debug)]
struct Rule {
    alternatives: Vec<Phrase>,
    table: Vec<u16>,
}

/// Members of one class: words `first..first + len`, and the table that draws them by Zipf's law.
#[derive(Debug, Default)]
struct Range {
    first: u32,
    len: usize,
    table: Vec<u16>,
}

/// All word forms, frequency tables, grammar rules and stock phrases.
#[derive(Debug)]
pub(super) struct Lexicon {
    words: Vec<Box<str>>,
    ranges: [Range; NUM_CLASSES],
    rules: Vec<Rule>,
    rule_names: AHashMap<&'static str, u16>,
    literals: AHashMap<&'static str, u32>,
    stock: [(Vec<Phrase>, Vec<u16>); 3],
}

impl Lexicon {
    /// Builds the tables: a few milliseconds, the same result each time.
    pub(super) fn new() -> Self {
        let mut lexicon = Self {
            words: Vec::new(),
            ranges: Default::default(),
            rules: Vec::new(),
            rule_names: AHashMap::new(),
            literals: AHashMap::new(),
            stock: Default::default(),
        };
        lexicon.add_nouns();
        lexicon.add_verbs();
        lexicon.add_adjectives();
        lexicon.add_names();
        lexicon.add_grammar();
        lexicon
    }

    /// The text of word `id`.
    #[inline]
    pub(super) fn word(&self, id: u32) -> &str {
        &self.words[id as usize]
    }

    /// The word of `class` at `rank`; ranks past the end wrap around.
    #[inline]
    pub(super) fn at(&self, class: Class, rank: usize) -> u32 {
        let range = &self.ranges[class as usize];
        range.first + (rank % range.len.max(1)) as u32
    }

    /// A rank of `class`, frequent ones more often.
    #[inline]
    pub(super) fn draw_rank(&self, class: Class, rng: &mut Rng) -> usize {
        let table = &self.ranges[class as usize].table;
        usize::from(table[rng.below(table.len())])
    }

    /// A word of `class`, frequent ones more often.
    pub(super) fn draw(&self, class: Class, rng: &mut Rng) -> u32 {
        self.at(class, self.draw_rank(class, rng))
    }

    /// A word of `class`, all alike likely.
    pub(super) fn draw_any(&self, class: Class, rng: &mut Rng) -> u32 {
        let range = &self.ranges[class as usize];
        range.first + rng.below(range.len) as u32
    }

    /// The word after `word` in its class, the first after the last.
    pub(super) fn next_in(&self, class: Class, word: u32) -> u32 {
        let first = self.ranges[class as usize].first;
        self.at(class, word.saturating_sub(first) as usize + 1)
    }

    /// The number of the rule called `name`; the first rule if there is none.
    pub(super) fn rule(&self, name: &str) -> u16 {
        self.rule_names.get(name).copied().unwrap_or(0)
    }

    /// The word that the grammar spells `text`; the first word if there is none.
    pub(super) fn literal(&self, text: &str) -> u32 {
        self.literals.get(text).copied().unwrap_or(0)
    }

    /// Draws an alternative of a rule. `short` asks for the first one, which ends a recursion.
    #[inline]
    pub(super) fn alternative(&self, rule: u16, short: bool, rng: &mut Rng) -> &[Symbol] {
        let rule = &self.rules[usize::from(rule)];
        let choice = if short { 0 } else { rule.table[rng.below(rule.table.len())] };
        &rule.alternatives[usize::from(choice)]
    }

    /// Draws a stock phrase: list 0 tails, 1 predicates, 2 heads.
    pub(super) fn stock(&self, list: usize, rng: &mut Rng) -> &[Symbol] {
        let (phrases, table) = &self.stock[list];
        &phrases[usize::from(table[rng.below(table.len())])]
    }

    /// Adds the forms of a class, frequent ones first; those from `tail` on are rare.
    fn add_class(&mut self, class: Class, forms: Vec<String>, tail: usize) {
        let first = self.words.len() as u32;
        // Names are spread more evenly than other words.
        let is_name = matches!(class, Class::Given | Class::Surname | Class::Place);
        let table = zipf_table(forms.len(), TABLE_SLOTS, if is_name { 300 } else { 12 }, tail);
        self.ranges[class as usize] = Range { first, len: forms.len(), table };
        self.words.extend(forms.into_iter().map(String::into_boxed_str));
    }

    fn add_nouns(&mut self) {
        let mut nouns = distinct(words::NOUNS);
        let tail = nouns.len();
        let stems: Vec<String> = nouns.iter().skip(40).take(170).cloned().collect();
        for prefix in words::NOUN_PREFIXES.split_whitespace() {
            nouns.extend(stems.iter().map(|stem| format!("{prefix}{stem}")));
        }
        let plurals = nouns.iter().map(|noun| with_s(noun)).collect();
        self.add_class(Class::Noun, nouns, tail);
        self.add_class(Class::Nouns, plurals, tail);
    }

    fn add_verbs(&mut self) {
        let verbs: Vec<(String, String)> = distinct(words::VERBS)
            .into_iter()
            .map(|verb| match verb.split_once('/') {
                Some((present, past)) => (present.to_owned(), past.to_owned()),
                None => (verb.clone(), with_ed(&verb)),
            })
            .collect();
        let (present, past): (Vec<String>, Vec<String>) = verbs.into_iter().unzip();
        self.add_class(Class::VerbS, present.iter().map(|verb| with_s(verb)).collect(), usize::MAX);
        self.add_class(Class::Ing, present.iter().map(|verb| with_ing(verb)).collect(), usize::MAX);
        self.add_class(Class::Verb, present, usize::MAX);
        self.add_class(Class::Past, past, usize::MAX);
    }

    fn add_adjectives(&mut self) {
        let mut adjectives = distinct(words::ADJECTIVES);
        let adverbs = adjectives.iter().filter(|word| word.len() > 5).map(|word| with_ly(word));
        let adverbs = adverbs.collect();
        let tail = adjectives.len();
        let stems: Vec<String> = adjectives.iter().skip(30).cloned().collect();
        for prefix in words::ADJECTIVE_PREFIXES.split_whitespace() {
            adjectives.extend(stems.iter().map(|stem| format!("{prefix}{stem}")));
        }
        self.add_class(Class::Adjective, adjectives, tail);
        self.add_class(Class::Adverb, adverbs, usize::MAX);
    }

    fn add_names(&mut self) {
        self.add_class(Class::Given, distinct(words::GIVEN), usize::MAX);
        self.add_class(
            Class::Surname,
            crossed(words::SURNAME_HEADS, words::SURNAME_TAILS),
            usize::MAX,
        );
        self.add_class(Class::Place, crossed(words::PLACE_HEADS, words::PLACE_TAILS), usize::MAX);
        self.add_class(Class::Organisation, distinct(words::ORGANISATIONS), usize::MAX);
        self.add_class(Class::Function, distinct(words::FUNCTION), usize::MAX);
        let weekdays = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday";
        self.add_class(Class::Weekday, distinct(weekdays), usize::MAX);
        let months = "January February March April May June July August September October \
                      November December";
        self.add_class(Class::Month, distinct(months), usize::MAX);
    }

    fn add_grammar(&mut self) {
        let lines: Vec<(&str, &str)> =
            words::GRAMMAR.lines().filter_map(|line| line.split_once(':')).collect();
        self.rule_names =
            lines.iter().zip(0..).map(|((name, _), number)| (*name, number)).collect();
        for (_, alternatives) in lines {
            let mut rule = Rule { alternatives: Vec::new(), table: Vec::new() };
            for (alternative, choice) in alternatives.split('|').zip(0_u16..) {
                let alternative = alternative.trim();
                let (weight, phrase) = match alternative.split_once('*') {
                    Some((weight, phrase)) => (weight.parse().unwrap_or(1), phrase),
                    None => (1, alternative),
                };
                rule.alternatives.push(self.parse(phrase));
                rule.table.extend(std::iter::repeat_n(choice, weight));
            }
            self.rules.push(rule);
        }
        let lists = [words::STOCK_TAILS, words::STOCK_PREDICATES, words::STOCK_HEADS];
        for (list, written) in lists.into_iter().enumerate() {
            let phrases: Vec<Phrase> =
                written.split('|').map(|phrase| self.parse(phrase)).collect();
            let table = zipf_table(phrases.len(), 1 << 10, 1, usize::MAX);
            self.stock[list] = (phrases, table);
        }
    }

    fn parse(&mut self, phrase: &'static str) -> Phrase {
        phrase.split_whitespace().map(|part| self.symbol(part)).collect()
    }

    fn symbol(&mut self, part: &'static str) -> Symbol {
        let slot = match part {
            "," => return Symbol::Mark(Mark::Comma),
            "--" => return Symbol::Mark(Mark::Dash),
            "'s" => return Symbol::Mark(Mark::Possessive),
            ":" => return Symbol::Mark(Mark::Colon),
            "NOUN" => Slot::Word(Class::Noun),
            "NOUNS" => Slot::Word(Class::Nouns),
            "VERB" => Slot::Word(Class::Verb),
            "VERBS" => Slot::Word(Class::VerbS),
            "PAST" => Slot::Word(Class::Past),
            "VERBING" => Slot::Word(Class::Ing),
            "ADJ" => Slot::Word(Class::Adjective),
            "ADV" => Slot::Word(Class::Adverb),
            "MONTH" => Slot::Word(Class::Month),
            "PERSON" => Slot::Person,
            "SURNAME" => Slot::Surname,
            "PLACE" => Slot::Place,
            "ORG" => Slot::Organisation,
            "NUM" => Slot::Count,
            "NUMPC" => Slot::Share,
            "MONEY" => Slot::Money,
            "SMALL" => Slot::Small,
            "YEAR" => Slot::Year,
            "AGE" => Slot::Age,
            "WEEKDAY" => Slot::Weekday,
            "TAIL" => Slot::StockTail,
            "PRED" => Slot::StockPredicate,
            "HEAD" => Slot::StockHead,
            _ => {
                return match self.rule_names.get(part) {
                    Some(&rule) => Symbol::Rule(rule),
                    None => Symbol::Word(self.intern(part)),
                };
            }
        };
        Symbol::Slot(slot)
    }

    /// The id of a word of the grammar, which is added if it is new. "an" stands beside "a", so
    /// that the article can be set by the word after it.
    fn intern(&mut self, text: &'static str) -> u32 {
        if text == "a" {
            self.intern("an");
        }
        if let Some(&id) = self.literals.get(text) {
            return id;
        }
        let id = self.words.len() as u32;
        self.words.push(text.into());
        self.literals.insert(text, id);
        id
    }
}

/// A table of `slots` draws over `len` ranks, rank r as often as 1 / (r + offset), from `tail` on
/// rarer, each at least once. Integer arithmetic, so that every platform draws alike.
fn zipf_table(len: usize, slots: usize, offset: usize, tail: usize) -> Vec<u16> {
    let weight = |rank: usize| {
        let weight = (1_u64 << 32) / (rank + offset) as u64;
        if rank < tail { weight } else { weight / TAIL_RARITY }
    };
    let total: u64 = (0..len).map(weight).sum::<u64>().max(1);
    let mut table = Vec::with_capacity(slots + len);
    for rank in 0..len {
        let share = (weight(rank) * slots as u64 / total).max(1);
        table.extend(std::iter::repeat_n(rank as u16, share as usize));
    }
    table
}

/// The words of a written list, each once, in its order.
fn distinct(list: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in list.split_whitespace() {
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words
}

/// Every head with every tail, in one fixed random order.
fn crossed(heads: &str, tails: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for head in heads.split_whitespace() {
        names.extend(tails.split_whitespace().map(|tail| format!("{head}{tail}")));
    }
    Rng::new(0, names.len() as u64, 0).shuffle(&mut names);
    names
}

fn ends_in_consonant_y(word: &str) -> bool {
    word.strip_suffix('y').is_some_and(|stem| !stem.ends_with(['a', 'e', 'o', 'u']))
}

fn with_s(word: &str) -> String {
    if ends_in_consonant_y(word) {
        format!("{}ies", &word[..word.len() - 1])
    } else if ["s", "x", "z", "ch", "sh", "to"].iter().any(|end| word.ends_with(end)) {
        format!("{word}es")
    } else {
        format!("{word}s")
    }
}

fn with_ed(word: &str) -> String {
    if ends_in_consonant_y(word) {
        format!("{}ied", &word[..word.len() - 1])
    } else if word.ends_with('e') {
        format!("{word}d")
    } else {
        format!("{word}ed")
    }
}

/// Short stems that double their last consonant are written out: there are few.
fn with_ing(word: &str) -> String {
    const DOUBLED: [&str; 5] = ["cut", "win", "plan", "run", "regret"];
    if DOUBLED.contains(&word) {
        let last = &word[word.len() - 1..];
        format!("{word}{last}ing")
    } else if word.ends_with('e') && !word.ends_with("ee") {
        format!("{}ing", &word[..word.len() - 1])
    } else {
        format!("{word}ing")
    }
}

fn with_ly(word: &str) -> String {
    if ends_in_consonant_y(word) {
        format!("{}ily", &word[..word.len() - 1])
    } else if word.ends_with("le") {
        format!("{}y", &word[..word.len() - 1])
    } else if word.ends_with("ic") {
        format!("{word}ally")
    } else {
        format!("{word}ly")
    }
}

#[cfg(test)]
mod tests {
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    #[test]
    fn forms_are_many_and_each_is_one_word() {
        let lexicon = Lexicon::new();
        let mut forms: Vec<&str> = lexicon.words.iter().map(AsRef::as_ref).collect();
        for form in &forms {
            assert_eq!(form.unicode_words().count(), 1, "{form}");
        }
        forms.sort_unstable();
        forms.dedup();
        assert!(forms.len() >= 4_000, "{}", forms.len());
    }

    #[test]
    fn grammar_names_only_what_exists() {
        let lexicon = Lexicon::new();
        // A name that is neither rule nor slot would have become a word.
        let shouted = |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase());
        assert_eq!(lexicon.literals.keys().find(|word| shouted(word)), None);
        for name in ["S", "LEAD", "Q", "ATT", "H"] {
            assert!(lexicon.rule_names.contains_key(name), "{name}");
        }
        assert_ne!(lexicon.literal("an"), lexicon.literal("a"));
    }

    #[test]
    fn stock_phrases_are_shorter_than_a_passage() {
        let lexicon = Lexicon::new();
        let phrases: Vec<_> = lexicon.stock.iter().flat_map(|(phrases, _)| phrases).collect();
        assert!(phrases.len() >= 55, "{}", phrases.len());
        for phrase in phrases {
            let words = phrase.iter().filter(|s| !matches!(s, Symbol::Mark(_))).count();
            assert!((3..=10).contains(&words), "{words}");
        }
    }

    #[test]
    fn table_follows_zipf_and_names_every_rank() {
        let table = zipf_table(1000, TABLE_SLOTS, 1, usize::MAX);
        let count = |rank: u16| table.iter().filter(|&&r| r == rank).count();
        assert!((0..1000).all(|rank| count(rank) >= 1));
        let ratio = count(0) as f64 / count(9) as f64;
        assert!((9.5..10.5).contains(&ratio), "{ratio}");
    }

    #[test]
    fn forms_follow_english_spelling() {
        assert_eq!(with_s("company"), "companies");
        assert_eq!(with_s("railway"), "railways");
        assert_eq!(with_s("tax"), "taxes");
        assert_eq!(with_ed("deny"), "denied");
        assert_eq!(with_ing("oversee"), "overseeing");
        assert_eq!(with_ing("cut"), "cutting");
        assert_eq!(with_ly("economic"), "economically");
        assert_eq!(with_ly("possible"), "possibly");
    }
}
