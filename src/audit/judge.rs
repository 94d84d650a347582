//! What the words of one article are, by one of its pairs: the rules behind
//! [`PRECEDENCE`](super::PRECEDENCE).

use std::cmp::Ordering;

use super::model::{FeederKind, WordClass};
use super::owners::Owners;
use super::paint::Claim;
use super::{AuditArticle, Match, MatchOrigin, Side};
use crate::cluster::{Interval, is_same_time};

/// Judges pairs of a collection.
pub(super) struct Judge<'c> {
    articles: &'c [AuditArticle<'c>],
    /// The owner of each article's source, or else the source.
    groups: Vec<Option<&'c str>>,
}

/// An article's view of one of its pairs.
#[derive(Clone, Copy)]
pub(super) struct View<'c> {
    pub(super) article: u32,
    pub(super) partner: u32,
    origin: MatchOrigin<'c>,
    pub(super) here: &'c Side,
    pub(super) there: &'c Side,
}

impl<'c> View<'c> {
    pub(super) fn new(pair: &'c Match<'c>, article: u32) -> Self {
        let (partner, here, there) = if pair.a == article {
            (pair.b, &pair.in_a, &pair.in_b)
        } else {
            (pair.a, &pair.in_b, &pair.in_a)
        };
        Self { article, partner, origin: pair.origin, here, there }
    }
}

impl<'c> Judge<'c> {
    pub(super) fn new(articles: &'c [AuditArticle<'c>], owners: &'c Owners) -> Self {
        let group = |article: &AuditArticle<'c>| {
            article.source.map(|source| owners.of(source).unwrap_or(source))
        };
        Self { articles, groups: articles.iter().map(group).collect() }
    }

    fn article(&self, at: u32) -> &'c AuditArticle<'c> {
        &self.articles[at as usize]
    }

    pub(super) fn group(&self, article: u32) -> Option<&'c str> {
        self.groups[article as usize]
    }

    /// Whether two articles are of one source or owner; unknown sources equal no other.
    pub(super) fn same_group(&self, x: u32, y: u32) -> bool {
        self.group(x).is_some() && self.group(x) == self.group(y)
    }

    /// Whether one article lies before (`Less`) or after another, by so much that the later one can
    /// have the text from it; `None` if that is open.
    pub(super) fn order(&self, x: u32, y: u32) -> Option<Ordering> {
        let (x, y) = (self.article(x).date?, self.article(y).date?);
        if is_same_time(x, y) {
            None
        } else if x.1 < y.0 {
            Some(Ordering::Less)
        } else if y.1 < x.0 {
            Some(Ordering::Greater)
        } else {
            None
        }
    }

    /// Seconds from the one to the other, if that is surely the order.
    pub(super) fn lag(&self, earlier: u32, later: u32) -> Option<i64> {
        if self.order(earlier, later) != Some(Ordering::Less) {
            return None;
        }
        let begin = |at| Some(self.article(at).date?.0.as_second());
        Some(begin(later)? - begin(earlier)?)
    }

    /// A place in time of every article: of two copies of one owner exactly one is the earlier.
    fn rank(&self, at: u32) -> (bool, Option<Interval>, u32) {
        let date = self.article(at).date;
        (date.is_none(), date, at)
    }

    /// The agency that an article has the words of a pair from.
    pub(super) fn agency(&self, view: View<'c>) -> Option<&'c str> {
        let article = self.article(view.article);
        match view.origin {
            MatchOrigin::Agency(agency) => Some(agency),
            // Who credits all of an article to an agency, credits every passage of it.
            _ => article.credits_whole.first().copied(),
        }
        .filter(|agency| article.own_agency != Some(agency))
    }

    /// What the words of a pair are in one of its articles; `None` if the pair says nothing of them.
    fn class(&self, view: View<'c>) -> Option<WordClass> {
        let View { article, partner, .. } = view;
        let here = self.article(article);
        if let Some(agency) = self.agency(view) {
            let is_credited =
                here.credits_whole.contains(&agency) || here.credits_part.contains(&agency);
            return Some(if is_credited {
                WordClass::AgencyCredited
            } else {
                WordClass::AgencyUncredited
            });
        }
        if self.same_group(article, partner) {
            return (self.rank(partner) < self.rank(article)).then_some(WordClass::SelfReuse);
        }
        if matches!(view.origin, MatchOrigin::Agency(_)) {
            // An agency's own article.
            return Some(WordClass::First);
        }
        if view.origin == MatchOrigin::Elsewhere || self.group(partner).is_none() {
            return Some(WordClass::Unresolved);
        }
        let outlet = if view.here.names_other {
            WordClass::OutletCredited
        } else {
            WordClass::OutletUncredited
        };
        Some(match self.order(partner, article) {
            Some(Ordering::Less) => outlet,
            Some(_) => WordClass::First,
            // Where dates leave it open, who names the other had it from there.
            None => match (view.here.names_other, view.there.names_other) {
                (true, false) => outlet,
                (false, true) => WordClass::First,
                _ => WordClass::Unresolved,
            },
        })
    }

    /// Claims on the words of an article by its pairs.
    pub(super) fn claims(
        &self,
        article: u32,
        matches: &'c [Match<'c>],
        incident: &[u32],
    ) -> Vec<Claim> {
        let mut claims = Vec::new();
        for &tag in incident {
            let view = View::new(&matches[tag as usize], article);
            let Some(class) = self.class(view) else { continue };
            let date = self.article(view.partner).date;
            let order = date.map_or(i64::MAX, |date| date.0.as_second());
            claims.extend(view.here.passages.iter().filter(|(_, own)| own.0 < own.1).map(
                |&(_, (start, end))| Claim { class, order, partner: view.partner, start, end, tag },
            ));
        }
        claims
    }

    /// Where derived words come from.
    pub(super) fn feeder(&self, class: WordClass, view: View<'c>) -> Option<(FeederKind, &'c str)> {
        match class {
            WordClass::AgencyCredited | WordClass::AgencyUncredited => {
                Some((FeederKind::Agency, self.agency(view)?))
            }
            WordClass::OutletCredited | WordClass::OutletUncredited => {
                Some((FeederKind::Outlet, self.article(view.partner).source?))
            }
            _ => None,
        }
    }

    /// Whether a pair is of two outlets that both have the words from somewhere else.
    pub(super) fn is_common_origin(&self, pair: &'c Match<'c>) -> bool {
        if self.same_group(pair.a, pair.b) {
            return false;
        }
        let is_common = |class| {
            matches!(
                class,
                Some(
                    WordClass::AgencyCredited | WordClass::AgencyUncredited | WordClass::Unresolved
                )
            )
        };
        is_common(self.class(View::new(pair, pair.a)))
            && is_common(self.class(View::new(pair, pair.b)))
    }

    pub(super) fn credits_agency(&self, pair: &'c Match<'c>, article: u32) -> bool {
        self.class(View::new(pair, article)) == Some(WordClass::AgencyCredited)
    }
}
