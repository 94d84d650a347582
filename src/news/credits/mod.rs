//! Credits: lines and phrases that name the agency that a text, or a part of it, comes from.
//!
//! Place in the flow: reads one article alone, after nothing but decoding. It says who is named and
//! in which role; whether the text truly comes from there is asked later, by comparison.

mod agencies;
mod mentions;
mod patterns;
mod pieces;
mod zones;

use serde::Serialize;

pub use agencies::{Agency, agencies, canonical_agency};

use crate::span::Span;
use mentions::{Mention, mentions};
use patterns::{PATTERNS, Zone};
use pieces::Side;
use zones::Zones;

#[cfg(test)]
mod tests;

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

impl CreditRole {
    /// The role as reports write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Contribution => "contribution",
            Self::InBody => "in_body",
            Self::Photo => "photo",
        }
    }
}

/// One agency in one role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Canonical name of the agency, one of [`agencies`].
    pub agency: &'static str,
    /// What the credit says of the text.
    pub role: CreditRole,
    /// The agency's name in the text; `None` if the byline field names it.
    pub span: Option<Span>,
}

/// Credits of one article, by span; those of the field `byline` first. Each agency stands once in
/// each role, where it does so first. An agency is no credit for being the `source` alone; it need
/// only name itself at the beginning, in whatever form.
///
/// Names, and patterns around them in some thirty languages, are data. A name that is also another
/// word or name (`AP`, `TT`, `Mehr`) counts where a pattern finds it, any other wherever it stands.
///
/// Cost: one pass over the text, and some microseconds for each name in it.
///
/// # Example
///
/// ```
/// use wirecopy::news::{CreditRole, credits};
///
/// let text = "HALVIK (Reuters) - The ferry ran again on Monday, the skipper told PTI.";
/// let found = credits(text, None, None);
/// assert_eq!((found[0].agency, found[0].role), ("Reuters", CreditRole::Whole));
/// assert_eq!(found[0].span.map(|span| span.of(text)), Some("Reuters"));
/// assert_eq!((found[1].agency, found[1].role), ("PTI", CreditRole::InBody));
/// ```
pub fn credits(text: &str, byline: Option<&str>, source: Option<&str>) -> Vec<Credit> {
    let mut found: Vec<Found> = Vec::new();
    for mention in byline.map(mentions).unwrap_or_default() {
        let credit = Credit { agency: name_of(mention), role: CreditRole::Whole, span: None };
        found.push(Found { credit, is_formula: false });
    }
    let own = source.and_then(canonical_agency);
    let mentions = mentions(text);
    let zones = if mentions.is_empty() { Zones::default() } else { Zones::of(text) };
    for group in mentions.chunk_by(|a, b| is_joint(text, *a, *b)) {
        read_group(text, group, own, &zones, &mut found);
    }
    // Where a dateline or the like says whose the article is, "reports X" says less.
    if found.iter().any(|f| f.credit.role == CreditRole::Whole && !f.is_formula) {
        for formula in found.iter_mut().filter(|found| found.is_formula) {
            formula.credit.role = CreditRole::InBody;
        }
    }
    let mut credits: Vec<Credit> = found.into_iter().map(|found| found.credit).collect();
    credits.sort_by_key(|credit| (credit.agency, credit.role, credit.span));
    credits.dedup_by_key(|credit| (credit.agency, credit.role));
    credits.sort_by_key(|credit| (credit.span, credit.agency, credit.role));
    credits
}

struct Found {
    credit: Credit,
    /// Of the kind "reports X".
    is_formula: bool,
}

fn name_of(mention: Mention) -> &'static str {
    agencies().get(mention.agency).map_or("", |agency| agency.name)
}

/// Whether two names stand in one credit: "AFP/Reuters", "dpa und AFP".
fn is_joint(text: &str, a: Mention, b: Mention) -> bool {
    let between = text.get(a.end..b.start).unwrap_or_default().trim();
    matches!(
        between,
        "" | "/" | "," | "&" | "+" | "-" | "·" | "and" | "und" | "et" | "y" | "e" | "i" | "и"
    ) && !text.get(a.end..b.start).unwrap_or_default().contains('\n')
}

/// Names in one credit have one role.
fn read_group(
    text: &str,
    group: &[Mention],
    own: Option<&str>,
    zones: &Zones,
    found: &mut Vec<Found>,
) {
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return };
    let line = zones.line_at(first.start);
    let left = Side::left(text.get(line.start..first.start).unwrap_or_default());
    let right = Side::right(text.get(last.end..line.end.max(last.end)).unwrap_or_default());
    let mut role = None;
    let mut is_formula = false;
    let mut is_mentioned = false;
    for pattern in PATTERNS.fitting(&left, &right) {
        if zones.holds(pattern.zone, first.start) {
            role = Some(pattern.role);
            is_formula = pattern.zone == Zone::Head;
            break;
        }
        is_mentioned |= pattern.zone == Zone::Head;
    }
    let has_pictures_alone =
        group.iter().any(|m| agencies().get(m.agency).is_some_and(|a| a.languages.is_empty()));
    if has_pictures_alone && (group.len() > 1 || matches!(role, Some(Some(_)))) {
        role = Some(Some(CreditRole::Photo));
    }
    for &mention in group {
        let role = match role {
            Some(role) => role,
            // An agency that names itself at the beginning needs no form for it.
            None if own == Some(name_of(mention)) && zones.holds(Zone::Head, mention.start) => {
                Some(CreditRole::Whole)
            }
            None => (is_mentioned || !mention.is_code).then_some(CreditRole::InBody),
        };
        let span = Some(Span::new(mention.start as u32, mention.end as u32));
        if let Some(role) = role {
            let credit = Credit { agency: name_of(mention), role, span };
            found.push(Found { credit, is_formula });
        }
    }
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
