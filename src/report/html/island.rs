//! What the script reads: articles, pairs and shades as one JSON document inside the page.
//!
//! All places are UTF-16 units of the text as it is shown, see [`Places`]. `<` is escaped, so that
//! no text can end the element.

use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::io;

use serde::Serialize;

use super::super::lookup;
use super::super::model::{ClusterEntry, PairEntry, QuoteMemberEntry};
use super::book::{Book, are_compared_beside_anchor, credit_words, kind, reason_words, share};
use super::cluster::shades;
use super::shown::{Places, with_glyphs};
use super::text::{Line, Mark};
use crate::news::furniture::Reason;
use crate::passage::{EditOp, Passage};
use crate::span::Span;

/// Bytes of pairs that a page holds beside its texts: so many for each byte of them, and so many in
/// any case. Pairs with an anchor come first. What is left out is counted and said.
const PAIR_BYTES_PER_TEXT_BYTE: (usize, usize) = (3, 5);
const FREE_PAIR_BYTES: usize = 768 << 10;

/// The data of a page that holds some clusters.
#[derive(Serialize)]
pub(super) struct Island {
    articles: Vec<ArticleData>,
    pairs: Vec<PairData>,
    /// Class and name of each kind.
    kinds: Vec<(&'static str, &'static str)>,
    /// Anchors' texts that stand under another cluster: cluster, place, shades.
    shades: Vec<(String, usize, Vec<[u32; 3]>)>,
    /// Why something is furniture, in words.
    reasons: [&'static str; Reason::ALL.len()],
    /// Pairs that the page has no room for.
    pub(super) left_out: usize,
    /// Bytes of the texts that the page holds.
    #[serde(skip)]
    pub(super) text_bytes: usize,
}

/// Place in the report, id, words, own words; and lists of
/// - credits in words, with start and end where they stand in the text,
/// - furniture: start and end of each stretch, and which of the reasons it has,
/// - quotations that stand elsewhere, too: id, speaker, start and end of each part.
///
/// Headline, source, date and address stand in the table of members, where the script reads them.
#[derive(Serialize)]
struct ArticleData(
    usize,
    String,
    u32,
    Option<u32>,
    Vec<(String, Option<[u32; 2]>)>,
    Vec<([u32; 2], usize)>,
    Vec<(String, Option<String>, Vec<[u32; 2]>)>,
);

/// Places of A and B in the report, place of the kind among those of the island, shares of A in B
/// and of B in A, shared words of both, longest run, resemblance, whether the comparison was cut,
/// whether both are of one source, passages.
#[derive(Serialize)]
struct PairData(
    usize,
    usize,
    usize,
    String,
    String,
    Option<u32>,
    Option<u32>,
    Option<u32>,
    String,
    bool,
    bool,
    Vec<PassageData>,
);

/// Places in A and B; words, words that are the same, quoted words; class; and five numbers for each
/// edit: operation; in A how far it starts from the end of the one before, or from the start of the
/// passage, and its length; the same in B.
#[derive(Serialize)]
struct PassageData([u32; 4], [u32; 3], &'static str, Vec<i64>);

impl Island {
    /// The data of `clusters`, which are those of the page with their numbers from 0.
    ///
    /// # Errors
    /// Those of texts that have to be read again.
    pub(super) fn new(book: &Book<'_>, clusters: &[(usize, &ClusterEntry)]) -> io::Result<Self> {
        let mut places: Vec<usize> = clusters
            .iter()
            .flat_map(|(_, cluster)| &cluster.members)
            .filter_map(|member| book.article(&member.id).map(|(place, _)| place))
            .collect();
        places.sort_unstable();
        places.dedup();
        let texts: Vec<Places<'_>> = places
            .iter()
            .map(|&place| book.text(place).map(Places::new))
            .collect::<Result<_, _>>()?;
        let of = |place: usize| places.binary_search(&place).ok().and_then(|at| texts.get(at));
        let text_bytes: usize = texts.iter().map(Places::text_bytes).sum();
        let room =
            text_bytes * PAIR_BYTES_PER_TEXT_BYTE.0 / PAIR_BYTES_PER_TEXT_BYTE.1 + FREE_PAIR_BYTES;
        let mut kinds = Vec::new();
        let (pairs, left_out) = pairs(book, clusters, &of, room, &mut kinds);
        let mut quotes = quotes(book);
        let articles = places
            .iter()
            .zip(&texts)
            .filter_map(|(&place, text)| {
                let entry = book.report.articles.get(place)?;
                let credits = entry.credits.iter().flatten().map(|credit| {
                    let at = credit.start.zip(credit.end);
                    let at = at.map(|(start, end)| both(text, Span { start, end }));
                    (credit_words(credit), at)
                });
                let furniture = entry.furniture.iter().flatten();
                let quotes = quotes.remove(&place).unwrap_or_default();
                let quotes = quotes.into_iter().map(|(id, member)| {
                    let parts = member.parts.iter().map(|part| both(text, *part));
                    (id.to_owned(), member.speaker.clone().map(with_glyphs), parts.collect())
                });
                Some(ArticleData(
                    place,
                    with_glyphs(entry.id.clone()),
                    entry.words,
                    entry.own_words,
                    credits.collect(),
                    furniture
                        .map(|entry| (both(text, entry.span()), number_of(entry.reason)))
                        .collect(),
                    quotes.collect(),
                ))
            })
            .collect();
        let shades = clusters
            .iter()
            .filter_map(|&(number, cluster)| {
                let (place, _) = book.article(&cluster.anchor)?;
                let text = of(place).filter(|_| !book.is_home(place, number))?;
                let shaded = shades(cluster).into_iter().filter_map(|(span, mark)| match mark {
                    Mark::Carried(shade) => {
                        let [start, end] = both(text, span);
                        Some([start, end, shade])
                    }
                    _ => None,
                });
                Some((cluster.id.clone(), place, shaded.collect()))
            })
            .collect();
        let reasons = Reason::ALL.map(|reason| reason_words(reason).label);
        Ok(Self { articles, pairs, kinds, shades, reasons, left_out, text_bytes })
    }

    /// Writes the document with `<` escaped.
    pub(super) fn write(&self, out: &mut dyn Write) -> fmt::Result {
        let json = serde_json::to_string(self).map_err(|_| fmt::Error)?;
        let mut parts = json.split('<');
        out.write_str(parts.next().unwrap_or_default())?;
        parts.try_for_each(|part| write!(out, "\\u003c{part}"))
    }
}

/// Quotations that stand in several articles, by the place of the article.
fn quotes<'r>(book: &Book<'r>) -> BTreeMap<usize, Vec<(&'r str, &'r QuoteMemberEntry)>> {
    let mut quotes: BTreeMap<usize, Vec<_>> = BTreeMap::new();
    for quote in book.report.quotes.iter().flatten() {
        for member in &quote.members {
            if let Some((place, _)) = book.article(&member.article) {
                quotes.entry(place).or_default().push((quote.id.as_str(), member));
            }
        }
    }
    quotes
}

/// The place of a reason among those of the island.
fn number_of(reason: Reason) -> usize {
    Reason::ALL.iter().position(|&other| other == reason).unwrap_or_default()
}

fn both(text: &Places<'_>, span: Span) -> [u32; 2] {
    [text.of(span.start), text.of(span.end)]
}

/// The pairs among members of the clusters, those with an anchor first, as far as there is room;
/// and how many are left out.
fn pairs<'p, 't: 'p>(
    book: &Book<'_>,
    clusters: &[(usize, &ClusterEntry)],
    text: &impl Fn(usize) -> Option<&'p Places<'t>>,
    room: usize,
    kinds: &mut Vec<(&'static str, &'static str)>,
) -> (Vec<PairData>, usize) {
    // Whether the pair is with an anchor, and its articles.
    let mut wanted: Vec<(bool, &str, &str)> = Vec::new();
    for (_, cluster) in clusters {
        for (at, member) in cluster.members.iter().enumerate() {
            for other in cluster.members.iter().skip(at + 1) {
                if !are_compared_beside_anchor(cluster)
                    && member.id != cluster.anchor
                    && other.id != cluster.anchor
                {
                    continue;
                }
                let is_of_member = member.id != cluster.anchor && other.id != cluster.anchor;
                wanted.push((is_of_member, &member.id, &other.id));
            }
        }
    }
    wanted.sort_unstable_by_key(|&(is_of_member, a, b)| (a, b, is_of_member));
    wanted.dedup_by_key(|&mut (_, a, b)| (a, b));
    wanted.sort_unstable();
    let (mut used, mut left_out) = (0, 0);
    let mut pairs = Vec::new();
    for (_, a, b) in wanted {
        let Some(pair) = lookup::pair(book.report, a, b) else { continue };
        let edits: usize = pair.passages.iter().flatten().map(|p| p.edits.len() + 3).sum();
        // About what the pair takes as JSON.
        used += 80 + 16 * edits;
        if used > room {
            left_out += 1;
        } else {
            pairs.extend(pair_data(book, pair, text, kinds));
        }
    }
    (pairs, left_out)
}

fn pair_data<'p, 't: 'p>(
    book: &Book<'_>,
    pair: &PairEntry,
    text: &impl Fn(usize) -> Option<&'p Places<'t>>,
    kinds: &mut Vec<(&'static str, &'static str)>,
) -> Option<PairData> {
    let (a, _) = book.article(&pair.a)?;
    let (b, _) = book.article(&pair.b)?;
    let (text_a, text_b) = (text(a)?, text(b)?);
    let shown = kind(pair.kind);
    let kind = kinds.iter().position(|&(class, _)| class == shown.class).unwrap_or_else(|| {
        kinds.push((shown.class, shown.name));
        kinds.len() - 1
    });
    let passages = pair.passages.iter().flatten();
    Some(PairData(
        a,
        b,
        kind,
        share(pair.containment_a_in_b),
        share(pair.containment_b_in_a),
        pair.shared_words_a,
        pair.shared_words_b,
        pair.longest_run_words,
        format!("{:.3}", pair.resemblance),
        pair.truncated,
        pair.same_source,
        passages.map(|passage| passage_data(passage, text_a, text_b)).collect(),
    ))
}

fn passage_data(passage: &Passage, text_a: &Places<'_>, text_b: &Places<'_>) -> PassageData {
    let four = |a: Span, b: Span| {
        let ([a_start, a_end], [b_start, b_end]) = (both(text_a, a), both(text_b, b));
        [a_start, a_end, b_start, b_end]
    };
    let whole = four(passage.a, passage.b);
    let (mut end_a, mut end_b) = (i64::from(whole[0]), i64::from(whole[2]));
    let mut edits = Vec::with_capacity(5 * passage.edits.len());
    for edit in &passage.edits {
        let op = match edit.op {
            EditOp::Replace => 0,
            EditOp::Insert => 1,
            EditOp::Delete => 2,
        };
        let at = four(edit.a, edit.b).map(i64::from);
        edits.extend([op, at[0] - end_a, at[1] - at[0], at[2] - end_b, at[3] - at[2]]);
        (end_a, end_b) = (at[1], at[3]);
    }
    PassageData(
        whole,
        [passage.words, passage.verbatim_words, passage.quoted_words],
        Line::of(passage).class(),
        edits,
    )
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::super::sample::sample_report;
    use super::super::book::Layout;
    use super::*;
    use crate::passage::Edit;
    use crate::read::Texts;

    fn sample() -> (crate::report::model::ScanReport, Vec<String>) {
        let (report, texts) = sample_report();
        (report, texts.iter().map(|text| text.unwrap().into_owned()).collect())
    }

    fn island(
        change: impl FnOnce(&mut crate::report::model::ScanReport, &mut Vec<String>),
    ) -> (String, Value) {
        let (mut report, mut texts) = sample();
        change(&mut report, &mut texts);
        let texts = Texts::from(texts);
        let book = Book::new(&report, &texts, Layout::OneFile);
        let clusters: Vec<_> = report.clusters.iter().enumerate().collect();
        let mut json = String::new();
        Island::new(&book, &clusters).unwrap().write(&mut json).unwrap();
        let value = serde_json::from_str(&json).unwrap();
        (json, value)
    }

    #[test]
    fn no_text_can_end_the_element() {
        let (json, value) = island(|report, _| {
            report.quotes.as_mut().unwrap()[0].members[0].speaker =
                Some("</script><!--<script>".to_owned());
        });
        assert!(!json.contains('<'));
        assert_eq!(value["articles"][0][6][0][1], "</script><!--<script>");
    }

    #[test]
    fn places_cut_the_shown_text_as_spans_cut_the_original() {
        let (_, value) = island(|_, texts| {
            // Both shown longer than they are: two units for one character, five for a control.
            texts[0] = texts[0].replacen("The alliance", "👩e \u{202e}lliance", 1);
            texts[1] = texts[1].replacen("Vote watch", "Vote wat\r\n", 1);
        });
        let passage = &value["pairs"][0][11][0];
        let (_, texts) = sample();
        let units = |text: &str| text.encode_utf16().count() as u64;
        let start_a = texts[0].find("The alliance").unwrap();
        assert_eq!(passage[0][0], units(&texts[0][..start_a]));
        // 4 + 2 bytes became 2 + 1 + 1 units, 3 bytes became 5 units.
        assert!(passage[0][1].as_u64().unwrap() > passage[0][0].as_u64().unwrap());
    }

    #[test]
    fn edits_are_told_from_the_end_of_the_one_before() {
        let (_, value) = island(|report, _| {
            let passage = &mut report.pairs[0].passages.as_mut().unwrap()[0];
            let (a, b) = (passage.a.start, passage.b.start);
            let edit = |op, a, a_len, b, b_len| Edit {
                op,
                a: Span::new(a, a + a_len),
                b: Span::new(b, b + b_len),
            };
            passage.edits = vec![
                edit(EditOp::Replace, a + 4, 3, b + 5, 2),
                edit(EditOp::Insert, a + 9, 0, b + 9, 4),
            ];
        });
        assert_eq!(value["pairs"][0][11][0][3], serde_json::json!([0, 4, 3, 5, 2, 1, 2, 0, 2, 4]));
    }

    #[test]
    fn credits_are_worded_and_stand_where_they_are_shown() {
        use crate::news::CreditRole;
        use crate::report::model::CreditEntry;
        let (_, value) = island(|report, texts| {
            texts[0].insert_str(0, "👩 AP ");
            let of = |role, start, end| CreditEntry { agency: "AP", role, start, end };
            report.articles[0].credits = Some(vec![
                of(CreditRole::Contribution, None, None),
                of(CreditRole::Photo, Some(5), Some(7)),
            ]);
        });
        let credits = &value["articles"][0][4];
        // Five bytes before the name are three units.
        let expected = serde_json::json!([["credits AP in part", null], ["photo by AP", [3, 5]]]);
        assert_eq!(*credits, expected);
    }

    #[test]
    fn furniture_has_its_place_and_its_reason() {
        use crate::report::model::FurnitureEntry;
        let (_, value) = island(|report, texts| {
            texts[0].insert_str(0, "👩 Log in ");
            let reason = Reason::LoginForm;
            report.articles[0].furniture = Some(vec![FurnitureEntry { start: 5, end: 11, reason }]);
        });
        let [place, reason] = [0, 1].map(|n| &value["articles"][0][5][0][n]);
        assert_eq!(*place, serde_json::json!([3, 9]));
        assert_eq!(value["reasons"][reason.as_u64().unwrap() as usize], "login form");
    }

    #[test]
    fn quotations_have_their_speaker_and_their_places() {
        let (_, value) = island(|_, _| {});
        let (_, texts) = sample();
        let start = texts[0].find("every vote").unwrap();
        let expected = serde_json::json!([["q1", "Ada␛[1m Finch", [[start, start + 20]]]]);
        assert_eq!(value["articles"][0][6], expected);
    }

    #[test]
    fn pairs_without_room_are_counted() {
        let (report, texts) = sample_report();
        let book = Book::new(&report, &texts, Layout::OneFile);
        let clusters: Vec<_> = report.clusters.iter().enumerate().collect();
        let of = |_| None;
        assert_eq!(pairs(&book, &clusters, &of, 10, &mut Vec::new()).1, 1);
        assert_eq!(pairs(&book, &clusters, &of, 10_000, &mut Vec::new()).1, 0);
    }
}
