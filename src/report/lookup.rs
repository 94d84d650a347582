//! Finds entries of a report by id, on the order that [`ScanReport`] promises.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::io;

use super::model::{ArticleEntry, ClusterEntry, MemberEntry, PairEntry, ScanReport};
use crate::read::Texts;

/// The article of that id, with its place among the articles.
pub(super) fn article<'r>(report: &'r ScanReport, id: &str) -> Option<(usize, &'r ArticleEntry)> {
    let place = report.articles.binary_search_by(|entry| entry.id.as_str().cmp(id)).ok()?;
    report.articles.get(place).map(|entry| (place, entry))
}

/// What [`by_time`] adds to the name of the later article.
pub(super) const LATER: &str = " (later)";
const EARLIER: &str = " (earlier)";

/// What to add to the names of two articles where it is sure which is the earlier one; `None` where
/// their dates leave it open.
pub(super) fn by_time(report: &ScanReport, x: &str, y: &str) -> Option<[&'static str; 2]> {
    let published = |id| article(report, id)?.1.published.as_ref();
    let (x, y) = (published(x)?, published(y)?);
    if x.latest < y.earliest {
        Some([EARLIER, LATER])
    } else if y.latest < x.earliest {
        Some([LATER, EARLIER])
    } else {
        None
    }
}

/// The text of the article of that id, empty if there is none.
///
/// # Errors
/// Those of reading the text again.
pub(super) fn text<'t>(
    report: &ScanReport,
    texts: &'t Texts,
    id: &str,
) -> io::Result<Cow<'t, str>> {
    match article(report, id) {
        Some((place, _)) if place < texts.len() => texts.text(place).map_err(io::Error::other),
        _ => Ok(Cow::Borrowed("")),
    }
}

/// The verified pair of two articles, in either order.
pub(super) fn pair<'r>(report: &'r ScanReport, x: &str, y: &str) -> Option<&'r PairEntry> {
    let wanted = if x < y { (x, y) } else { (y, x) };
    let compare =
        |entry: &PairEntry| -> Ordering { (entry.a.as_str(), entry.b.as_str()).cmp(&wanted) };
    report.pairs.binary_search_by(compare).ok().and_then(|place| report.pairs.get(place))
}

/// A member of a cluster with what is known of it.
pub(super) struct Member<'r> {
    pub(super) entry: &'r MemberEntry,
    /// Its article; `None` only if the report is not whole.
    pub(super) article: Option<&'r ArticleEntry>,
    /// Its pair with the anchor; `None` for the anchor, and for one that another pair brought in.
    pub(super) pair: Option<&'r PairEntry>,
}

impl Member<'_> {
    /// Share of the member's own words that the anchor has too.
    pub(super) fn containment_in_anchor(&self) -> Option<f64> {
        let pair = self.pair?;
        let is_a = pair.a == self.entry.id;
        Some(if is_a { pair.containment_a_in_b } else { pair.containment_b_in_a })
    }

    /// Share of the anchor's own words that the member has too.
    pub(super) fn containment_of_anchor(&self) -> Option<f64> {
        let pair = self.pair?;
        let is_a = pair.a == self.entry.id;
        Some(if is_a { pair.containment_b_in_a } else { pair.containment_a_in_b })
    }
}

/// The members of a cluster, by id.
pub(super) fn members<'r>(
    report: &'r ScanReport,
    cluster: &'r ClusterEntry,
) -> impl Iterator<Item = Member<'r>> {
    cluster.members.iter().map(|entry| Member {
        entry,
        article: article(report, &entry.id).map(|(_, article)| article),
        pair: pair(report, &entry.id, &cluster.anchor),
    })
}
