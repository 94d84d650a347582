//! The screen of one cluster.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;

use askama::Template;

use super::super::figures::grouped;
use super::super::layout::fitted;
use super::super::lookup::{self, members};
use super::super::model::{ClusterEntry, MemberChanges, MemberRole};
use super::book::{
    Book, Card, KindShown, Layout, OriginShown, counted, credit_words, duration, first_seen_words,
    kind, origin, share,
};
use super::chart::{Timeline, timeline};
use super::text::{Mark, MarkedText, passage_marks};
use crate::cluster::{OriginKind, OriginRule};
use crate::news::CreditRole;
use crate::span::Span;

/// Clusters of one page up to which each says how to read it, and has a timeline of two dates.
const MAX_WITH_NOTES: usize = 300;

/// Members up to which each is shown against each.
const MAX_HEAT_MAP: usize = 20;

/// Other clusters that are named.
const MAX_OTHERS: usize = 12;

/// Names of those that can have been first; the others are counted.
const MAX_FIRST: usize = 3;

#[derive(Template)]
#[template(path = "cluster.html")]
pub(super) struct ClusterScreen<'r> {
    id: &'r str,
    total: usize,
    home: &'static str,
    previous: Option<(String, &'r str)>,
    next: Option<(String, &'r str)>,
    kind: KindShown,
    anchor: Card,
    size: String,
    sources: Option<String>,
    span: Option<String>,
    dates: Option<String>,
    first_words: &'static str,
    /// Those that can have been first, with their numbers.
    first: Vec<(usize, Card)>,
    first_more: usize,
    origin: Option<OriginShown>,
    /// Other clusters with articles of this one: address, id and how many.
    others: Vec<(Option<String>, &'r str, usize)>,
    median: String,
    weakest: Option<Weakest>,
    is_near: bool,
    timeline: Option<Timeline>,
    members: Vec<Row<'r>>,
    has_shades: bool,
    num_others: usize,
    /// Whether it says how to read itself; else the glossary does, once for all.
    has_notes: bool,
    /// Texts of members beside the anchor that stand here.
    num_texts: usize,
    anchor_text: Option<MarkedText<'r>>,
    anchor_home: Option<String>,
    heat: Vec<HeatRow>,
    outside: Vec<Outside>,
}

struct Weakest {
    a: (usize, Card),
    b: (usize, Card),
    share: String,
}

struct Row<'r> {
    number: usize,
    card: Card,
    is_anchor: bool,
    is_first: bool,
    in_anchor: Option<String>,
    of_anchor: Option<String>,
    added: Option<String>,
    cut: Option<String>,
    edits: Option<String>,
    /// Which edits change facts or speech.
    changed: String,
    /// The kind of its pair with the anchor, where it is another than the cluster's.
    kind: Option<&'static str>,
    /// Its text, where it stands here.
    text: Option<MarkedText<'r>>,
    /// The cluster under which its text stands.
    home: Option<String>,
}

struct HeatRow {
    number: usize,
    place: usize,
    name: String,
    cells: Vec<HeatCell>,
}

struct HeatCell {
    share: String,
    class: &'static str,
    /// Whether the two articles can be compared.
    is_pair: bool,
    is_self: bool,
}

struct Outside {
    card: Card,
    member: Card,
    kind: KindShown,
    share: String,
    /// Where its own cluster is, if it has one.
    home: Option<(String, String)>,
}

impl<'r> ClusterScreen<'r> {
    /// # Errors
    /// Those of texts that have to be read again.
    pub(super) fn new(
        book: &Book<'r>,
        number: usize,
        cluster: &'r ClusterEntry,
    ) -> io::Result<Self> {
        let clusters = &book.report.clusters;
        let beside = |at: Option<usize>| {
            at.and_then(|at| Some((book.href(at)?, clusters.get(at)?.id.as_str())))
        };
        let anchor = book.card(&cluster.anchor);
        let place = anchor.place;
        let is_home = book.is_home(place, number);
        let first = &cluster.first_seen.ids;
        let has_notes = book.layout() == Layout::Pages || clusters.len() <= MAX_WITH_NOTES;
        let rows = rows(book, number, cluster)?;
        let numbered = |id: &String| {
            let row = rows.iter().find(|row| row.card.id == *id);
            (row.map_or(0, |row| row.number), book.card(id))
        };
        Ok(Self {
            id: &cluster.id,
            total: clusters.len(),
            home: match book.layout() {
                Layout::OneFile => "",
                Layout::Pages => "index.html",
            },
            previous: beside(number.checked_sub(1)),
            next: beside(Some(number + 1)),
            kind: kind(cluster.kind),
            size: counted(cluster.members.len() as u64, "article"),
            sources: (cluster.sources > 0).then(|| counted(u64::from(cluster.sources), "source")),
            span: cluster.dated.as_ref().map(|dated| match dated.span_seconds {
                ..1 => "all at the same time".to_owned(),
                seconds => format!("{} between the first and the last", duration(seconds)),
            }),
            dates: cluster.dated.as_ref().map(|dated| {
                let day = |instant: &str| instant.get(..10).unwrap_or(instant).to_owned();
                match (day(&dated.earliest), day(&dated.latest)) {
                    (from, to) if from == to => from,
                    (from, to) => format!("{from} to {to}"),
                }
            }),
            first_words: first_seen_words(cluster),
            first: first.iter().take(MAX_FIRST).map(numbered).collect(),
            first_more: first.len().saturating_sub(MAX_FIRST),
            origin: origin(cluster),
            others: others(book, number, cluster),
            median: share(cluster.median_containment),
            weakest: (cluster.members.len() > 2).then(|| Weakest {
                a: numbered(&cluster.weakest.a),
                b: numbered(&cluster.weakest.b),
                share: share(cluster.weakest.containment),
            }),
            is_near: cluster.kind.is_none(),
            timeline: timeline(book, cluster).filter(|chart| {
                has_notes || chart.rows.iter().map(|row| row.dots.len()).sum::<usize>() > 2
            }),
            has_notes,
            has_shades: cluster.carried.as_ref().is_some_and(|carried| !carried.is_empty()),
            num_others: cluster.members.len().saturating_sub(1),
            anchor_text: if is_home {
                let mut marks = shades(cluster);
                marks.extend(furniture(book, place));
                Some(MarkedText::new(book.text(place)?, marks))
            } else {
                None
            },
            anchor_home: home(book, place, number),
            heat: heat_map(book, cluster, &rows),
            outside: outside(book, cluster),
            num_texts: rows.iter().filter(|row| row.text.is_some()).count(),
            members: rows,
            anchor,
        })
    }
}

/// Other clusters that hold members of this one, those with most first.
fn others<'r>(
    book: &Book<'r>,
    number: usize,
    cluster: &ClusterEntry,
) -> Vec<(Option<String>, &'r str, usize)> {
    let mut counts = BTreeMap::<usize, usize>::new();
    for member in &cluster.members {
        let places = book.article(&member.id).map(|(place, _)| book.clusters_of(place));
        for &other in places.unwrap_or_default().iter().filter(|&&other| other != number) {
            *counts.entry(other).or_default() += 1;
        }
    }
    let mut counts: Vec<(usize, usize)> = counts.into_iter().collect();
    // Stable: of those with as many the first in report order.
    counts.sort_by_key(|&(_, count)| Reverse(count));
    let named = |(other, count)| {
        let named: &'r ClusterEntry = book.report.clusters.get(other)?;
        Some((book.href(other), named.id.as_str(), count))
    };
    counts.into_iter().take(MAX_OTHERS).filter_map(named).collect()
}

/// The id of the cluster under which a text stands, if it is another than this.
fn home(book: &Book<'_>, place: usize, number: usize) -> Option<String> {
    let home = book.home(place).filter(|_| !book.is_home(place, number))?;
    book.report.clusters.get(home).map(|cluster| cluster.id.clone())
}

fn furniture(book: &Book<'_>, place: usize) -> impl Iterator<Item = (Span, Mark)> {
    let spans = book.report.articles.get(place).and_then(|entry| entry.furniture.as_ref());
    spans.into_iter().flatten().map(|entry| (entry.span(), Mark::Furniture(entry.reason)))
}

/// Stretches of the anchor's text by the share of the other members that carry them, in fifths.
pub(super) fn shades(cluster: &ClusterEntry) -> Vec<(Span, Mark)> {
    let others = (cluster.members.len() as u32).saturating_sub(1).max(1);
    cluster
        .carried
        .iter()
        .flatten()
        .map(|stretch| {
            let shade = (stretch.articles * 5).div_ceil(others);
            (Span::new(stretch.start, stretch.end), Mark::Carried(shade))
        })
        .collect()
}

fn rows<'r>(book: &Book<'r>, number: usize, cluster: &'r ClusterEntry) -> io::Result<Vec<Row<'r>>> {
    // Where the agency's own article is a member, its name as an outlet may be another.
    let origin = cluster.origin.as_ref();
    let is_credited = origin.is_some_and(|origin| {
        origin.kind == OriginKind::Agency && origin.rule != OriginRule::AgencyArticle
    });
    let row = |(at, member): (usize, lookup::Member<'r>)| {
        let mut card = book.card(&member.entry.id);
        let place = card.place;
        if card.credits.is_empty() && is_credited {
            card.credits = agencies_named(book, place);
        }
        let is_anchor = member.entry.role == MemberRole::Anchor;
        let changes = member.entry.changes;
        let words = |words: u32| grouped(u64::from(words));
        let kind_of_pair = member.pair.and_then(|pair| pair.kind);
        let text = if book.is_home(place, number) && !is_anchor {
            let pair = member.pair;
            let passages = pair.and_then(|pair| pair.passages.as_deref()).unwrap_or_default();
            let is_a = pair.is_some_and(|pair| pair.a == member.entry.id);
            let mut marks = passage_marks(passages, is_a);
            marks.extend(furniture(book, place));
            Some(MarkedText::new(book.text(place)?, marks))
        } else {
            None
        };
        Ok(Row {
            number: at + 1,
            is_anchor,
            is_first: cluster.first_seen.ids.contains(&member.entry.id),
            in_anchor: member.containment_in_anchor().map(share),
            of_anchor: member.containment_of_anchor().map(share),
            added: changes.map(|changes| words(changes.added_words)),
            cut: changes.map(|changes| words(changes.cut_words)),
            edits: changes.map(|changes| words(changes.edits)),
            changed: changes.as_ref().map_or_else(String::new, changed),
            kind: kind_of_pair
                .filter(|kind| cluster.kind != Some(*kind))
                .map(|of_pair| kind(Some(of_pair)).name),
            text,
            home: home(book, place, number),
            card,
        })
    };
    members(book.report, cluster).enumerate().map(row).collect()
}

/// What an article of agency copy says of agencies that it does not credit; nothing where credits
/// were not looked for.
fn agencies_named(book: &Book<'_>, place: usize) -> Vec<String> {
    let entry = book.report.articles.get(place);
    let Some(credits) = entry.and_then(|entry| entry.credits.as_ref()) else { return Vec::new() };
    let in_body = credits.iter().filter(|credit| credit.role == CreditRole::InBody);
    let mut words: Vec<String> = in_body.map(credit_words).collect();
    words.sort_unstable();
    words.dedup();
    if words.is_empty() {
        words.push("names no agency".to_owned());
    }
    words
}

/// The changes that a reader looks for first.
fn changed(changes: &MemberChanges) -> String {
    let counts = [
        (changes.numbers, "with a number"),
        (changes.names, "with a name"),
        (changes.quotes, "in speech"),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let mut parts: Vec<String> =
        counts.map(|(count, what)| format!("{} {what}", grouped(u64::from(count)))).collect();
    if changes.headline == Some(true) {
        parts.push("other headline".to_owned());
    }
    parts.join(", ")
}

/// The share of each member's own words that each other one has; empty for large clusters.
fn heat_map(book: &Book<'_>, cluster: &ClusterEntry, rows: &[Row<'_>]) -> Vec<HeatRow> {
    if cluster.members.len() > MAX_HEAT_MAP || cluster.members.len() < 3 {
        return Vec::new();
    }
    let cell = |row: &Row<'_>, column: &Row<'_>| {
        let is_self = row.number == column.number;
        let pair = lookup::pair(book.report, &row.card.id, &column.card.id).filter(|_| !is_self);
        let contained = pair.map(|pair| {
            if pair.a == row.card.id { pair.containment_a_in_b } else { pair.containment_b_in_a }
        });
        HeatCell {
            share: contained.map(share).unwrap_or_default(),
            class: contained.map_or("", heat),
            is_pair: pair.is_some(),
            is_self,
        }
    };
    // Articles of one source are told by their headlines.
    let named = |row: &Row<'_>| {
        let name = row.card.name();
        let is_only = rows.iter().filter(|other| other.card.name() == name).count() == 1;
        if is_only { name.to_owned() } else { fitted(&format!("{name}: {}", row.card.title), 44) }
    };
    rows.iter()
        .map(|row| HeatRow {
            number: row.number,
            place: row.card.place,
            name: named(row),
            cells: rows.iter().map(|column| cell(row, column)).collect(),
        })
        .collect()
}

const fn heat(share: f64) -> &'static str {
    match share {
        ..0.2 => "h1",
        0.2..0.4 => "h2",
        0.4..0.6 => "h3",
        0.6..0.8 => "h4",
        _ => "h5",
    }
}

fn outside(book: &Book<'_>, cluster: &ClusterEntry) -> Vec<Outside> {
    cluster
        .near_misses
        .iter()
        .map(|miss| {
            let card = book.card(&miss.id);
            let home = book.home(card.place).and_then(|home| {
                Some((book.href(home)?, book.report.clusters.get(home)?.id.clone()))
            });
            Outside {
                home,
                card,
                member: book.card(&miss.member),
                kind: kind(miss.kind),
                share: share(miss.containment),
            }
        })
        .collect()
}
