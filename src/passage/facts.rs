//! What an article is about, as far as single words say it: names and numbers; and how far two
//! articles agree in them.
//!
//! Two articles that share words but hardly a name share a form, furniture or a stock phrase; two
//! copies of one text share nearly all. No name is looked up: it is a word that begins with a
//! capital letter where no sentence begins, unless it is a weekday, a month or a sign of the zodiac.
//! Scripts without capitals have none, and then nothing is concluded.

use crate::news::is_calendar_word;
use crate::text::Tokens;

/// What the words of an article say about it; own words alone.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// Token and hash of each name, in text order.
    names: Vec<(u32, u64)>,
    /// The same of weekdays, months and signs of the zodiac with a capital: a changed day is a change,
    /// but a day that two articles have in common says nothing.
    days: Vec<(u32, u64)>,
    /// Hashes of the names, ascending.
    distinct_names: Vec<u64>,
    /// Distinct hashes of the words with a digit, ascending.
    distinct_numbers: Vec<u64>,
}

/// How many of so many distinct names or numbers the other article has too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Those that are in both.
    pub shared: u32,
    /// All of the article that agrees more.
    pub of: u32,
}

impl Agreement {
    /// Whether there are `least` or more, and fewer than one in `part` agree.
    pub fn is_below_one_in(self, part: u32, least: u32) -> bool {
        self.of >= least && u64::from(self.shared) * u64::from(part) < u64::from(self.of)
    }

    /// How far fewer than one in `part` agree: 0 from the edge on, 1 where none does.
    pub(super) fn margin_below_one_in(self, part: u32, least: u32) -> f64 {
        if self.is_below_one_in(part, least) {
            1.0 - f64::from(self.shared * part) / f64::from(self.of)
        } else {
            0.0
        }
    }

    /// The one with the larger share.
    fn larger(self, other: Self) -> Self {
        let product = |shared: u32, of: u32| u64::from(shared) * u64::from(of.max(1));
        let (x, y) = (product(self.shared, other.of), product(other.shared, self.of));
        if (x, self.of) >= (y, other.of) { self } else { other }
    }
}

impl Facts {
    pub(super) fn of(text: &str, tokens: &Tokens, is_own: &[bool], is_number: &[bool]) -> Self {
        let mut facts = Self::default();
        let mut last_end = 0;
        let words = tokens.spans().iter().zip(tokens.hashes());
        for ((at, (span, &hash)), (&own, &number)) in
            (0..).zip(words).zip(is_own.iter().zip(is_number))
        {
            let gap = text.get(last_end..span.start as usize).unwrap_or_default();
            last_end = span.end as usize;
            if !own {
                continue;
            }
            if number {
                facts.distinct_numbers.push(hash);
            } else if is_name(span.of(text), at == 0 || begins_sentence(gap)) {
                let list = if is_calendar_word(hash) { &mut facts.days } else { &mut facts.names };
                list.push((at, hash));
            }
        }
        facts.distinct_names = distinct(facts.names.iter().map(|&(_, hash)| hash));
        facts.distinct_numbers.sort_unstable();
        facts.distinct_numbers.dedup();
        facts
    }

    /// Agreement in all names.
    pub(super) fn names_with(&self, other: &Self) -> Agreement {
        smaller(&self.distinct_names, &other.distinct_names)
    }

    /// Agreement in all numbers.
    pub(super) fn numbers_with(&self, other: &Self) -> Agreement {
        smaller(&self.distinct_numbers, &other.distinct_numbers)
    }

    /// Agreement of the names that `is_in` takes, of each article in the whole other one; the
    /// larger of both.
    pub(super) fn names_within(
        &self,
        is_in: impl Fn(u32) -> bool,
        other: &Self,
        is_in_other: impl Fn(u32) -> bool,
    ) -> Agreement {
        let (ours, theirs) = (self.distinct_within(is_in), other.distinct_within(is_in_other));
        agreement(&ours, &other.distinct_names).larger(agreement(&theirs, &self.distinct_names))
    }

    /// Agreement of the names that are left when those that `is_out` takes are left out.
    pub(super) fn names_outside(
        &self,
        is_out: impl Fn(u32) -> bool,
        other: &Self,
        is_out_other: impl Fn(u32) -> bool,
    ) -> Agreement {
        let (ours, theirs) = (
            self.distinct_within(|token| !is_out(token)),
            other.distinct_within(|token| !is_out_other(token)),
        );
        smaller(&ours, &theirs)
    }

    /// The tokens that are names, days or months.
    pub(super) fn name_tokens(&self) -> impl Iterator<Item = u32> {
        self.names.iter().chain(&self.days).map(|&(token, _)| token)
    }

    /// Names, then days and months, among the tokens of a range.
    pub(super) fn names_and_days_in(
        &self,
        range: &std::ops::Range<u32>,
    ) -> impl Iterator<Item = u64> {
        within(&self.names, range).chain(within(&self.days, range))
    }

    fn distinct_within(&self, is_in: impl Fn(u32) -> bool) -> Vec<u64> {
        distinct(self.names.iter().filter(|&&(token, _)| is_in(token)).map(|&(_, hash)| hash))
    }
}

fn within(words: &[(u32, u64)], range: &std::ops::Range<u32>) -> impl Iterator<Item = u64> {
    let start = words.partition_point(|(token, _)| *token < range.start);
    let end = words.partition_point(|(token, _)| *token < range.end);
    words.get(start..end.max(start)).unwrap_or_default().iter().map(|&(_, hash)| hash)
}

fn distinct(hashes: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut hashes: Vec<u64> = hashes.collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// How many of the one the other holds.
fn agreement(these: &[u64], others: &[u64]) -> Agreement {
    let shared = these.iter().filter(|hash| others.binary_search(hash).is_ok()).count();
    Agreement { shared: shared as u32, of: these.len() as u32 }
}

/// What both hold, of the smaller.
fn smaller(x: &[u64], y: &[u64]) -> Agreement {
    if x.len() <= y.len() { agreement(x, y) } else { agreement(y, x) }
}

/// Whether a word is a name: a capital at its beginning says so inside a sentence; two capitals
/// and no small letter anywhere.
fn is_name(word: &str, begins_sentence: bool) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    if !letters.next().is_some_and(char::is_uppercase) {
        return false;
    }
    let mut rest = letters.peekable();
    let is_acronym = rest.peek().is_some() && rest.all(char::is_uppercase);
    word.chars().nth(1).is_some() && (!begins_sentence || is_acronym)
}

fn begins_sentence(gap: &str) -> bool {
    gap.contains(|c: char| {
        c == '\n' || (!c.is_whitespace() && !matches!(c, ',' | ';' | '\'' | '’' | '/' | '(' | ')'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(text: &str) -> Facts {
        let tokens = Tokens::of(text);
        let is_number: Vec<bool> =
            tokens.spans().iter().map(|span| span.of(text).contains(char::is_numeric)).collect();
        Facts::of(text, &tokens, &vec![true; tokens.len()], &is_number)
    }

    fn names(text: &str) -> Vec<&str> {
        let tokens = Tokens::of(text);
        facts(text).names.iter().map(|&(at, _)| tokens.spans()[at as usize].of(text)).collect()
    }

    #[test]
    fn capitals_within_a_sentence_are_names() {
        assert_eq!(
            names("The mayor of Ostermere, Ada Brandt, left. She met a man from NATO: He spoke."),
            ["Ostermere", "Ada", "Brandt", "NATO"]
        );
        assert_eq!(names("Мэр города Остермере ушёл. Она вернулась."), ["Остермере"]);
        assert_eq!(names("“We can,” he said. EU talks begin. I did not."), ["EU"]);
        assert_eq!(names("On Friday, 1 November, Brandt met May under Aries."), ["Brandt", "May"]);
        assert_eq!(
            names("Am Freitag kam sie im Mai. Le Lundi 4 Mars, в Среду."),
            Vec::<&str>::new()
        );
        assert_eq!(names("قال رئيس البلدية. 市长说。 शहर"), Vec::<&str>::new());
    }

    #[test]
    fn agreement_is_of_the_article_that_has_fewer() {
        let (x, y) = (facts("a Berg b Tal c 17"), facts("a Berg b See c Hof d Dorf e 17 f 18"));
        assert_eq!(x.names_with(&y), Agreement { shared: 1, of: 2 });
        assert_eq!(y.names_with(&x), Agreement { shared: 1, of: 2 });
        assert_eq!(x.numbers_with(&y), Agreement { shared: 1, of: 1 });
    }

    #[test]
    fn names_within_a_stretch_are_looked_for_in_the_whole_other_article() {
        let (x, y) = (facts("a Berg b Tal c"), facts("a Hof b See c Berg"));
        let first = |token: u32| token < 3;
        assert_eq!(x.names_within(first, &y, first), Agreement { shared: 1, of: 1 });
        assert_eq!(x.names_outside(first, &y, first), Agreement { shared: 0, of: 1 });
    }

    #[test]
    fn the_margin_grows_from_the_edge_to_where_nothing_agrees() {
        let margin = |shared, of| Agreement { shared, of }.margin_below_one_in(5, 3);
        for (shared, of, expected) in [(2, 10, 0.0), (1, 10, 0.5), (0, 10, 1.0), (0, 2, 0.0)] {
            assert!((margin(shared, of) - expected).abs() < 1e-9, "{shared} of {of}");
        }
    }

    #[test]
    fn few_names_say_nothing() {
        assert!(Agreement { shared: 0, of: 3 }.is_below_one_in(5, 3));
        assert!(!Agreement { shared: 0, of: 2 }.is_below_one_in(5, 3));
        assert!(!Agreement { shared: 1, of: 5 }.is_below_one_in(5, 3));
        assert!(Agreement { shared: 1, of: 6 }.is_below_one_in(5, 3));
    }

    #[test]
    fn lists_of_many_names_are_compared_exactly() {
        let (all, few) =
            (Agreement { shared: 70_000, of: 70_000 }, Agreement { shared: 62_000, of: 69_000 });
        assert_eq!((all.larger(few), few.larger(all)), (all, all));
        assert!(!Agreement { shared: 1 << 30, of: u32::MAX }.is_below_one_in(5, 3));
        assert!(Agreement { shared: 1 << 29, of: u32::MAX }.is_below_one_in(5, 3));
    }
}
