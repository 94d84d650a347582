//! Credits: lines and phrases that name the agency that a text, or a part of it, comes from.
//!
//! Place in the flow: reads one article alone, after nothing but decoding. It says who is named and
//! in which role; whether the text truly comes from there is asked later, by comparison.

mod agencies;

use serde::Serialize;

pub use agencies::{Agency, agencies, canonical_agency};

use crate::span::Span;

/// What a credit says of the text that it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditRole {
    /// The article as a whole is the agency's: dateline, byline, initials, last line, source line,
    /// or "reports X" with the main news.
    Whole,
    /// A part of it is: "with information from X".
    Contribution,
    /// The agency is named in the text, no more: "told X".
    InBody,
    /// A picture is the agency's, which says nothing of the text.
    Photo,
}

/// One agency in one role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Canonical name of the agency, one of [`agencies`].
    pub agency: &'static str,
    /// What the credit says of the text.
    pub role: CreditRole,
    /// The agency's name in the text; `None` if the byline field or the source names it.
    pub span: Option<Span>,
}

/// Credits of one article, by span; those of the fields `byline` and `source` first. Each agency
/// stands once in each role, where it does so first.
///
/// Cost: one pass over the text.
///
/// # Example
///
/// ```
/// use wirecopy::news::{CreditRole, credits};
///
/// let text = "HALVIK (Reuters) - The ferry ran again on Monday.";
/// let found = credits(text, None, None);
/// assert_eq!((found[0].agency, found[0].role), ("Reuters", CreditRole::Whole));
/// assert_eq!(found[0].span.map(|span| span.of(text)), Some("Reuters"));
/// ```
pub fn credits(text: &str, byline: Option<&str>, source: Option<&str>) -> Vec<Credit> {
    let mut found = Vec::new();
    for field in [byline, source].into_iter().flatten() {
        if let Some(agency) = canonical_agency(field) {
            found.push(Credit { agency, role: CreditRole::Whole, span: None });
        }
    }
    let mut start = 0;
    for line in text.split_inclusive('\n').take(6) {
        if let Some((place, rest)) = line.split_once('(')
            && let Some((name, _)) = rest.split_once(')')
            && place.chars().count() < 60
            && let Some(agency) = canonical_agency(name)
        {
            let at = (start + place.len() + 1) as u32;
            let span = Some(Span::new(at, at + name.len() as u32));
            found.push(Credit { agency, role: CreditRole::Whole, span });
        }
        start += line.len();
    }
    found.sort_by_key(|credit| (credit.span, credit.agency, credit.role));
    found
}

/// Credits of many articles, kept side by side.
#[derive(Clone, Debug, Default)]
pub struct CreditTable {
    credits: Vec<(u32, Credit)>,
}

impl CreditTable {
    /// Adds the credits of one article.
    pub fn add(&mut self, article: u32, credits: impl IntoIterator<Item = Credit>) {
        self.credits.extend(credits.into_iter().map(|credit| (article, credit)));
    }

    /// Takes over another table, with `base` added to its article numbers.
    pub fn merge(&mut self, other: Self, base: u32) {
        self.credits.extend(other.credits.into_iter().map(|(article, c)| (article + base, c)));
    }

    /// The same with articles named by their rank.
    #[must_use]
    pub fn ranked(mut self, rank: &[u32]) -> Self {
        for (article, _) in &mut self.credits {
            *article = rank[*article as usize];
        }
        // Stable: the credits of one article keep their order.
        self.credits.sort_by_key(|(article, _)| *article);
        self
    }

    /// Credits of one article, by span. The table must be [ranked](Self::ranked).
    pub fn of(&self, article: u32) -> impl Iterator<Item = &Credit> {
        let start = self.credits.partition_point(|(other, _)| *other < article);
        let own = self.credits.get(start..).unwrap_or_default().iter();
        own.take_while(move |(other, _)| *other == article).map(|(_, credit)| credit)
    }
}
