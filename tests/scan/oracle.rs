//! What a report must say, computed from the texts by exhaustive comparison.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use wirecopy::generate::{GenerateConfig, GeneratedArticle, Generator};
use wirecopy::hash::mix;
use wirecopy::passage::{EditOp, PairKind, Passage};
use wirecopy::report::model::{ArticleEntry, MemberRole, PairEntry, ScanReport};
use wirecopy::text::Tokens;
use wirecopy::{Article, DateOrigin, Precision, Published, Scan, ScanConfig, ScanOutcome, Span};

use super::retellings::check_retelling;

/// Units of a shingle of five words.
const SHINGLE_UNITS: u64 = 10;

/// Numbers that look random; the same for one seed.
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self(mix(seed))
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        (mix(self.0) % bound as u64) as usize
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// So many words that no other name gives.
pub(crate) fn words(name: &str, count: usize) -> String {
    (0..count).map(|n| format!("{name}{n}")).collect::<Vec<_>>().join(" ")
}

pub(crate) fn article(id: &str, source: &str, text: impl Into<String>) -> Article {
    Article { source: Some(source.to_owned()), ..Article::new(id, text) }
}

/// Scans with the defaults.
pub(crate) fn scan(articles: Vec<Article>) -> ScanOutcome {
    Scan::new(ScanConfig::default()).run_articles(articles).unwrap()
}

pub(crate) fn generated(config: &GenerateConfig) -> Vec<Article> {
    Generator::new(config).unwrap().articles().map(to_article).collect()
}

fn to_article(generated: GeneratedArticle) -> Article {
    let GeneratedArticle { id, source, title, url, text, published, .. } = generated;
    let instant = published.parse().unwrap();
    let published = Some(Published {
        raw: published,
        earliest: instant,
        latest: instant,
        precision: Precision::Second,
        origin: DateOrigin::Field,
    });
    Article { title: Some(title), url: Some(url), published, ..article(&id, source, text) }
}

/// Ids of the members of each cluster, in report order.
pub(crate) fn members(report: &ScanReport) -> Vec<Vec<&str>> {
    report
        .clusters
        .iter()
        .map(|cluster| cluster.members.iter().map(|member| member.id.as_str()).collect())
        .collect()
}

/// Length in units (two a word, one a character of a script without spaces) and in tokens of the
/// longest run that both hold, by the quadratic table; the first longest one in units.
pub(crate) fn longest_shared_run(a: &Tokens, b: &Tokens) -> (u64, u32) {
    let units =
        |tokens: &Tokens, at: usize| u64::from(tokens.units().get(at).copied().unwrap_or(2));
    let mut longest = (0, 0);
    let mut above = vec![(0_u64, 0_u32); b.len() + 1];
    for (at_a, hash) in a.hashes().iter().enumerate() {
        let unit = units(a, at_a);
        let mut diagonal = (0, 0);
        for (at_b, other) in b.hashes().iter().enumerate() {
            let here = if hash == other { (diagonal.0 + unit, diagonal.1 + 1) } else { (0, 0) };
            diagonal = std::mem::replace(&mut above[at_b + 1], here);
            longest = longest.max(here);
        }
    }
    longest
}

/// The distinct shingles, as token sequences.
fn shingles(tokens: &Tokens) -> BTreeSet<&[u64]> {
    let mut shingles = BTreeSet::new();
    for start in 0..tokens.len() {
        let end =
            (start + 1..=tokens.len()).find(|&end| tokens.units_of(start, end) >= SHINGLE_UNITS);
        shingles.extend(end.map(|end| &tokens.hashes()[start..end]));
    }
    shingles
}

/// Shared shingles / all shingles.
pub(crate) fn resemblance(a: &Tokens, b: &Tokens) -> f64 {
    let (a, b) = (shingles(a), shingles(b));
    let shared = a.intersection(&b).count();
    let all = a.len() + b.len() - shared;
    if all == 0 { 0.0 } else { shared as f64 / all as f64 }
}

/// Holds a whole report to what the texts say.
pub(crate) fn check(outcome: &ScanOutcome) {
    let report = &outcome.report;
    assert!(report.articles.is_sorted_by(|x, y| x.id < y.id), "articles by id, each once");
    assert!(report.pairs.is_sorted_by(|x, y| (&x.a, &x.b) < (&y.a, &y.b)), "pairs by ids");
    let texts: Vec<Cow<'_, str>> = outcome.texts.iter().map(Result::unwrap).collect();
    let texts: BTreeMap<&str, (&ArticleEntry, &str)> = report
        .articles
        .iter()
        .zip(&texts)
        .map(|(entry, text)| (entry.id.as_str(), (entry, text.as_ref())))
        .collect();
    for pair in &report.pairs {
        assert!(pair.a < pair.b, "{} {}", pair.a, pair.b);
        check_pair(pair, texts[pair.a.as_str()], texts[pair.b.as_str()]);
    }
    check_clusters(report);
}

fn check_pair(pair: &PairEntry, a: (&ArticleEntry, &str), b: (&ArticleEntry, &str)) {
    let name = format!("{} {}", pair.a, pair.b);
    let (tokens_a, tokens_b) = (Tokens::of(a.1), Tokens::of(b.1));
    for share in [pair.resemblance, pair.containment_a_in_b, pair.containment_b_in_a] {
        assert!((0.0..=1.0).contains(&share), "{name}: {share}");
    }
    let exact = resemblance(&tokens_a, &tokens_b);
    assert!((pair.resemblance - exact).abs() < 1e-12, "{name}: {} {exact}", pair.resemblance);
    let same = a.0.source.is_some() && a.0.source == b.0.source;
    assert_eq!(pair.same_source, same, "{name}");
    assert!((0.0..=1.0).contains(&pair.confidence), "{name}: {}", pair.confidence);
    check_retelling(pair, a.1, b.1);
    let Some(passages) = &pair.passages else { return };
    // What is verified has a passage; what is estimated may have none, and is never a copied kind.
    assert!(pair.estimated || !passages.is_empty(), "{name}");
    let is_estimate = matches!(pair.kind, Some(PairKind::Rewritten | PairKind::SameEvent));
    assert_eq!(pair.estimated, is_estimate, "{name}");
    assert!(!is_estimate || pair.retelling.is_some(), "{name}");
    assert!(passages.is_sorted_by_key(|p| (p.a.start, p.b.start)), "{name}");
    for passage in passages {
        check_passage(passage, a.1, b.1);
    }
    let shared_a = own_words_in(&tokens_a, a.0, passages.iter().map(|p| p.a));
    let shared_b = own_words_in(&tokens_b, b.0, passages.iter().map(|p| p.b));
    assert_eq!(
        (pair.shared_words_a, pair.shared_words_b),
        (Some(shared_a), Some(shared_b)),
        "{name}"
    );
    for (share, shared, entry) in
        [(pair.containment_a_in_b, shared_a, a.0), (pair.containment_b_in_a, shared_b, b.0)]
    {
        let own = entry.own_words.unwrap();
        let expected = if own == 0 { 0.0 } else { f64::from(shared) / f64::from(own) };
        assert!((share - expected).abs() < 1e-12, "{name}: {share} {expected}");
    }
    if tokens_a.len() * tokens_b.len() <= 1 << 22 && !pair.truncated {
        let (units, run) = longest_shared_run(&tokens_a, &tokens_b);
        let is_of_words = tokens_a.units().is_empty() && tokens_b.units().is_empty();
        if units >= 24 && is_of_words {
            assert_eq!(pair.longest_run_words, Some(run), "{name}");
        }
        assert_runs_are_covered(passages, (&tokens_a, a.0), (&tokens_b, b.0), &name);
    }
}

/// Every run of twelve own words that both hold lies in passages of both.
fn assert_runs_are_covered(
    passages: &[Passage],
    (a, entry_a): (&Tokens, &ArticleEntry),
    (b, entry_b): (&Tokens, &ArticleEntry),
    name: &str,
) {
    let covered = |tokens: &Tokens, span: &dyn Fn(&Passage) -> Span| {
        let mut covered = vec![false; tokens.len()];
        for passage in passages {
            covered[tokens.range_in(span(passage))].fill(true);
        }
        covered
    };
    let (in_a, in_b) = (covered(a, &|passage| passage.a), covered(b, &|passage| passage.b));
    let (own_a, own_b) = (is_own(a, entry_a), is_own(b, entry_b));
    let mut above = vec![0; b.len() + 1];
    for (at_a, hash) in a.hashes().iter().enumerate() {
        let mut diagonal = 0;
        for (at_b, other) in b.hashes().iter().enumerate() {
            let is_in_run = hash == other && own_a[at_a] && own_b[at_b];
            let run = if is_in_run { diagonal + 1 } else { 0 };
            diagonal = std::mem::replace(&mut above[at_b + 1], run);
            if run > 0 && a.units_of(at_a + 1 - run, at_a + 1) >= 24 {
                let is_covered = in_a[at_a + 1 - run..=at_a].iter().all(|&covered| covered)
                    && in_b[at_b + 1 - run..=at_b].iter().all(|&covered| covered);
                assert!(is_covered, "{name}: a run of {run} words that ends at {at_a} {at_b}");
            }
        }
    }
}

/// Which tokens lie outside furniture.
fn is_own(tokens: &Tokens, entry: &ArticleEntry) -> Vec<bool> {
    let mut is_own = vec![true; tokens.len()];
    for masked in entry.furniture.iter().flatten() {
        is_own[tokens.range_in(masked.span())].fill(false);
    }
    is_own
}

/// Tokens outside furniture that lie in the spans.
fn own_words_in(tokens: &Tokens, entry: &ArticleEntry, spans: impl Iterator<Item = Span>) -> u32 {
    let mut counts = vec![false; tokens.len()];
    spans.for_each(|span| counts[tokens.range_in(span)].fill(true));
    let own = is_own(tokens, entry);
    counts.into_iter().zip(own).filter(|&(counts, is_own)| counts && is_own).count() as u32
}

/// A passage holds equal tokens where no edit is listed.
fn check_passage(passage: &Passage, a: &str, b: &str) {
    let slice = |text: &str, start: u32, end: u32| {
        text.get(start as usize..end as usize).expect("ends lie on characters, in order").to_owned()
    };
    let (mut at_a, mut at_b) = (passage.a.start, passage.b.start);
    let (mut verbatim, mut words) = (0, 0);
    let ends = passage.edits.iter().map(|edit| (edit.a, edit.b, Some(edit.op)));
    let last = [(passage.a, passage.b, None)]
        .map(|(a, b, op)| (Span::new(a.end, a.end), Span::new(b.end, b.end), op));
    for (edit_a, edit_b, op) in ends.chain(last) {
        let (part_a, part_b) = (slice(a, at_a, edit_a.start), slice(b, at_b, edit_b.start));
        let (equal_a, equal_b) = (Tokens::of(&part_a), Tokens::of(&part_b));
        assert!(!equal_a.is_empty(), "an edit has equal words on both sides: {passage:?}");
        assert_eq!(equal_a.hashes(), equal_b.hashes(), "{part_a:?} {part_b:?}");
        verbatim += equal_a.len() as u32;
        let len_a = Tokens::of(&slice(a, edit_a.start, edit_a.end)).len() as u32;
        let len_b = Tokens::of(&slice(b, edit_b.start, edit_b.end)).len() as u32;
        words += equal_a.len() as u32 + len_a.max(len_b);
        let expected = match (len_a > 0, len_b > 0) {
            (true, true) => Some(EditOp::Replace),
            (true, false) => Some(EditOp::Delete),
            (false, true) => Some(EditOp::Insert),
            (false, false) => None,
        };
        assert_eq!(op, expected, "{passage:?}");
        (at_a, at_b) = (edit_a.end, edit_b.end);
    }
    assert_eq!((passage.verbatim_words, passage.words), (verbatim, words), "{passage:?}");
    assert!(passage.quoted_words <= verbatim, "{passage:?}");
}

fn check_clusters(report: &ScanReport) {
    let verified = report.pairs.iter().filter(|pair| !pair.estimated);
    let pairs: BTreeSet<(&str, &str)> =
        verified.map(|pair| (pair.a.as_str(), pair.b.as_str())).collect();
    assert!(report.clusters.is_sorted_by_key(|c| std::cmp::Reverse(c.members.len())));
    for (cluster, number) in report.clusters.iter().zip(1..) {
        assert!(!matches!(cluster.kind, Some(PairKind::Rewritten | PairKind::SameEvent)));
        assert_eq!(cluster.id, format!("c{number}"));
        assert!(cluster.members.len() >= 2);
        assert!(cluster.members.is_sorted_by(|x, y| x.id < y.id), "members by id");
        assert!(cluster.first_seen.ids.is_sorted());
        for member in &cluster.members {
            let is_anchor = member.id == cluster.anchor;
            assert_eq!(member.role == MemberRole::Anchor, is_anchor);
            let (x, y) = (member.id.as_str(), cluster.anchor.as_str());
            assert!(is_anchor || pairs.contains(&(x.min(y), x.max(y))), "{x} against {y}");
        }
        let weakest = (cluster.weakest.a.as_str(), cluster.weakest.b.as_str());
        assert!(pairs.contains(&weakest));
        assert!(weakest.0 == cluster.anchor || weakest.1 == cluster.anchor);
    }
}
