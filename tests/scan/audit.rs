//! Audits of whole collections: what must not change a share, changes none.

use wirecopy::audit::{Owners, Ratio, SourceAudit, WordClass};
use wirecopy::generate::GenerateConfig;
use wirecopy::report::audit::model::AuditReport;
use wirecopy::{Article, Published, Scan, ScanConfig};

use super::oracle::{Draw, generated, words};

fn audit(articles: Vec<Article>) -> AuditReport {
    let outcome = Scan::new(ScanConfig::default()).run_articles(articles).unwrap();
    outcome.audit(&Owners::default()).unwrap()
}

/// Stories that eight outlets ran, copied and cut, one an hour.
fn collection() -> Vec<Article> {
    let mut articles =
        generated(&GenerateConfig { articles: 240, seed: 5, ..GenerateConfig::default() });
    for (hour, article) in (0..).zip(&mut articles) {
        // The generator knows more outlets than so few articles fill.
        let name = article.source.as_deref().unwrap_or_default();
        let number = name.bytes().map(u64::from).sum::<u64>() % 8;
        article.source = Some(format!("Paper Number {number}"));
        article.published = Some(at_hour(hour));
    }
    articles
}

fn at_hour(hour: i64) -> Published {
    let at = jiff::Timestamp::from_second(1_556_841_600 + 3_600 * hour).unwrap();
    Published {
        raw: at.to_string(),
        earliest: at,
        latest: at,
        precision: wirecopy::Precision::Second,
        origin: wirecopy::DateOrigin::Field,
    }
}

fn shares(source: &SourceAudit) -> [Ratio; 8] {
    WordClass::ALL.map(|class| *source.shares.of(class))
}

/// Articles of a source from which on its lines are surely known.
const MANY: u64 = 8;

/// Every source of `before` has the shares in `after` that it had, up to `tolerance`.
fn assert_unchanged(before: &AuditReport, after: &AuditReport, tolerance: f64) {
    for source in &before.sources {
        let same = after.sources.iter().find(|other| other.source == source.source).unwrap();
        for (class, (x, y)) in WordClass::ALL.iter().zip(shares(source).iter().zip(&shares(same))) {
            let moved = (x.share.unwrap() - y.share.unwrap()).abs();
            assert!(moved <= tolerance, "{} {class:?}: {x:?}, {y:?}", source.source);
        }
    }
}

#[test]
fn shares_add_up_and_hold_every_kind_of_reuse() {
    let report = audit(collection());
    let mut by_class = [0; 8];
    for source in &report.sources {
        let shares = shares(source);
        assert_eq!(shares.iter().map(|share| share.numerator).sum::<u64>(), source.own_words);
        for (sum, share) in by_class.iter_mut().zip(&shares) {
            assert_eq!(share.denominator, source.own_words);
            *sum += share.numerator;
            if let (Some(share), Some(low), Some(high)) = (share.share, share.low, share.high) {
                assert!(0.0 <= low && low <= high && high <= 1.0);
                let is_around = low <= share && share <= high;
                assert!(is_around || source.articles < MANY, "{}: {low} {high}", source.source);
            }
        }
    }
    assert_eq!(by_class.iter().sum::<u64>(), report.run.counts.own_words);
    for (class, words) in WordClass::ALL.into_iter().zip(by_class) {
        let is_expected = matches!(
            class,
            WordClass::SelfReuse
                | WordClass::OutletUncredited
                | WordClass::First
                | WordClass::Unmatched
        );
        assert!(words > 0 || !is_expected, "{class:?}");
    }
}

#[test]
fn threads_and_order_change_no_byte() {
    let json = |articles: Vec<Article>, num_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(num_threads).build().unwrap();
        pool.install(|| serde_json::to_string(&audit(articles)).unwrap())
    };
    let expected = json(collection(), 1);
    for (num_threads, seed) in [(2, 1), (5, 2)] {
        let mut shuffled = collection();
        Draw::new(seed).shuffle(&mut shuffled);
        assert!(json(shuffled, num_threads) == expected, "{num_threads} threads");
    }
}

#[test]
fn unrelated_articles_of_other_sources_change_no_share() {
    let before = audit(collection());
    let mut articles = collection();
    articles.extend((0..40).map(|number| Article {
        source: Some(format!("Outsider {}", number % 3)),
        published: Some(at_hour(number)),
        ..Article::new(format!("outside-{number}"), words(&format!("outside{number}x"), 300))
    }));
    let after = audit(articles);
    assert_eq!(after.sources.len(), before.sources.len() + 3);
    assert_unchanged(&before, &after, 0.0);
    for source in &before.sources {
        assert!(after.sources.contains(source), "{}", source.source);
    }
    assert_eq!(after.flows, before.flows);
}

#[test]
fn typography_changes_no_share() {
    let before = audit(collection());
    let mut articles = collection();
    for article in &mut articles {
        article.text = article.text.replace('\'', "\u{2019}").replace(" - ", " \u{2013} ");
        article.text = article.text.replace(" of ", "\u{a0}of ").replace("fi", "\u{fb01}");
    }
    let after = audit(articles);
    for (x, y) in before.sources.iter().zip(&after.sources) {
        assert_eq!(shares(x), shares(y), "{}", x.source);
    }
    assert_eq!(before.flows, after.flows);
}

#[test]
fn furniture_that_recurs_changes_no_share_beyond_rounding() {
    let before = audit(collection());
    let mut articles = collection();
    // A line becomes furniture under three different stories: of few articles too few may be.
    let many: Vec<String> = before
        .sources
        .iter()
        .filter(|source| source.articles >= MANY)
        .map(|source| source.source.clone())
        .collect();
    assert!(many.len() >= 3, "{}", many.len());
    for article in &mut articles {
        let Some(source) = article.source.clone().filter(|source| many.contains(source)) else {
            continue;
        };
        let footer = format!(
            "Subscribe to {source} today and read every page of the paper for one crown a week\n\
             Readers of {source} are asked to be kind in what they write below this line\n"
        );
        article.text = format!("{}\n\n{footer}", article.text.trim_end());
    }
    let after = audit(articles);
    assert!(after.run.counts.furniture_words > before.run.counts.furniture_words + 1_000);
    assert_eq!(after.run.counts.own_words, before.run.counts.own_words);
    assert_unchanged(&before, &after, 0.005);
}

/// Furniture of which no line stands twice: other numbers, and what a page shows by itself.
#[test]
fn furniture_that_changes_from_page_to_page_changes_no_share_beyond_rounding() {
    let before = audit(collection());
    let mut articles = collection();
    let many: Vec<&str> = before
        .sources
        .iter()
        .filter(|source| source.articles >= MANY)
        .map(|source| source.source.as_str())
        .collect();
    for (at, article) in articles.iter_mut().enumerate() {
        let Some(source) = article.source.clone().filter(|name| many.contains(&name.as_str()))
        else {
            continue;
        };
        let text = article.text.trim_end();
        let (readers, pages) = (12_345 + 17 * at, 7 + at);
        article.text = format!(
            "{text}\n\nJoin {readers} readers of {source} who have read {pages} pages this week\n\
             Leave a reply\nForgot your password, reader {at}?\n"
        );
    }
    let after = audit(articles);
    assert!(after.run.counts.furniture_words > before.run.counts.furniture_words + 1_000);
    assert_eq!(after.run.counts.own_words, before.run.counts.own_words);
    assert_unchanged(&before, &after, 0.005);
}

const STORY: &str = "Ministers agreed on Monday to share the cost of a new bridge over the river, \
                     ending a quarrel that had kept both ferry towns waiting for eleven years. The \
                     first piles will be driven before the spring floods, the harbour office wrote, \
                     and the old ferry will run until the last span is in place at Halvik.";

fn story(id: &str, source: &str, hour: i64, text: String) -> Article {
    Article {
        source: Some(source.to_owned()),
        published: Some(at_hour(hour)),
        ..Article::new(id, text)
    }
}

fn numerators(report: &AuditReport, source: &str) -> Vec<&'static str> {
    let source = report.sources.iter().find(|entry| entry.source == source).unwrap();
    let classes = WordClass::ALL.iter().filter(|class| source.shares.of(**class).numerator > 0);
    classes.map(|class| class.name()).collect()
}

#[test]
fn credits_names_and_dates_decide_as_documented() {
    let own = |name: &str| words(name, 60);
    let first = audit(vec![
        story("a", "Quarrow Echo", 6, format!("{STORY}\n{}", own("echo"))),
        story("b", "Harbour Herald", 9, format!("{STORY}\n{}", own("herald"))),
        story(
            "c",
            "Ostermere Post",
            9,
            format!("As Quarrow Echo wrote:\n{STORY}\n{}", own("post")),
        ),
    ]);
    assert_eq!(numerators(&first, "Quarrow Echo"), ["first", "unmatched"]);
    assert_eq!(numerators(&first, "Harbour Herald"), ["outlet_uncredited", "unmatched"]);
    assert_eq!(numerators(&first, "Ostermere Post"), ["outlet_credited", "unmatched"]);

    let wire = audit(vec![
        story("a", "Quarrow Echo", 6, format!("{STORY}\n{}", own("echo"))),
        story("b", "Harbour Herald", 9, format!("HALVIK (Reuters) - {STORY}\n{}", own("herald"))),
    ]);
    assert_eq!(numerators(&wire, "Quarrow Echo"), ["agency_uncredited", "unmatched"]);
    assert_eq!(numerators(&wire, "Harbour Herald"), ["agency_credited", "unmatched"]);
    assert_eq!(wire.run.counts.clusters_by_origin.agency, 1);

    let release = audit(vec![
        story("a", "Quarrow Echo", 6, format!("{STORY}\n{}", own("echo"))),
        story("b", "Harbour Herald", 9, format!("PRESS RELEASE\n{STORY}\n{}", own("herald"))),
    ]);
    for source in ["Quarrow Echo", "Harbour Herald"] {
        assert_eq!(numerators(&release, source), ["unresolved", "unmatched"]);
    }
}

#[test]
fn an_audit_of_near_duplicates_is_an_error() {
    let config = ScanConfig::builder().near_duplicates(0.8).build().unwrap();
    let outcome = Scan::new(config).run_articles(collection()).unwrap();
    assert!(outcome.audit(&Owners::default()).unwrap_err().is_config());
}
