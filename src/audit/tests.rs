//! Audits of a handful of articles, counted by hand, and of arbitrary ones that must add up.

use jiff::Timestamp;

use super::*;

const HOUR: i64 = 3_600;

fn article<'c>(id: &'c str, source: &'c str, hour: i64) -> AuditArticle<'c> {
    let begin = Timestamp::from_second(hour * HOUR).unwrap();
    let end = Timestamp::from_second(hour * HOUR + 59).unwrap();
    AuditArticle {
        id,
        source: Some(source),
        date: Some((begin, end)),
        own_words: 100,
        furniture_words: 7,
        ..AuditArticle::default()
    }
}

/// A pair that shares the own words `from..to` of both articles.
fn pair(a: u32, b: u32, (from, to): (u32, u32)) -> Match<'static> {
    let side =
        || Side { passages: vec![(Span::new(from * 6, to * 6), (from, to))], names_other: false };
    Match { a, b, origin: MatchOrigin::Within, in_a: side(), in_b: side() }
}

fn words(source: &SourceAudit) -> Vec<(&'static str, u64)> {
    let counts = WordClass::ALL.map(|class| (class.name(), source.shares.of(class).numerator));
    counts.into_iter().filter(|(_, words)| *words > 0).collect()
}

fn of<'a>(audit: &'a Audit, source: &str) -> &'a SourceAudit {
    audit.sources.iter().find(|entry| entry.source == source).unwrap()
}

fn run(articles: &[AuditArticle<'_>], matches: &[Match<'_>]) -> Audit {
    audit(articles, matches, &[], &Owners::default())
}

#[test]
fn who_ran_it_later_has_it_from_who_ran_it_first() {
    let articles = [article("a", "Echo", 0), article("b", "Herald", 5)];
    let audit = run(&articles, &[pair(0, 1, (10, 40))]);
    assert_eq!(words(of(&audit, "Echo")), [("first", 30), ("unmatched", 70)]);
    let herald = of(&audit, "Herald");
    assert_eq!(words(herald), [("outlet_uncredited", 30), ("unmatched", 70)]);
    assert_eq!(herald.shares.outlet_uncredited.share, Some(0.3));
    assert_eq!((herald.own_words, herald.furniture_words), (100, 7));
    assert_eq!(herald.derivation, Derivation { wholly: 0, partially: 1, non_derived: 0 });
    assert_eq!((herald.credited.numerator, herald.credited.denominator), (0, 30));
    assert_eq!(
        herald.lag,
        Some(Lag {
            n: 1,
            lower_quartile_seconds: 5 * HOUR,
            median_seconds: 5 * HOUR,
            upper_quartile_seconds: 5 * HOUR
        })
    );
    assert_eq!((herald.feeders[0].name.as_str(), herald.feeders[0].words), ("Echo", 30));
    let evidence = &herald.evidence[0];
    assert_eq!((evidence.article.as_str(), evidence.start, evidence.end), ("b", 60, 240));
    assert_eq!((evidence.from_article.as_str(), evidence.words), ("a", 30));
    let flow = &audit.flows[0];
    assert_eq!((flow.from.as_str(), flow.to.as_str(), flow.via), ("Echo", "Herald", Via::Direct));
    assert_eq!((flow.words, flow.median_lag_seconds), (30, Some(5 * HOUR)));
    assert_eq!(audit.flows.len(), 1);
}

#[test]
fn naming_the_other_outlet_is_a_credit_and_settles_an_open_order() {
    let mut articles = [article("a", "Echo", 0), article("b", "Herald", 5)];
    let mut named = pair(0, 1, (10, 40));
    named.in_b.names_other = true;
    let later = run(&articles, std::slice::from_ref(&named));
    assert_eq!(words(of(&later, "Herald")), [("outlet_credited", 30), ("unmatched", 70)]);
    assert_eq!(of(&later, "Herald").num_uncredited_passages, 0);
    articles[1].date = None;
    let open = run(&articles, std::slice::from_ref(&named));
    assert_eq!(words(of(&open, "Herald")), [("outlet_credited", 30), ("unmatched", 70)]);
    assert_eq!(words(of(&open, "Echo")), [("first", 30), ("unmatched", 70)]);
    assert_eq!(of(&open, "Herald").lag, None);
    named.in_b.names_other = false;
    let unnamed = run(&articles, &[named]);
    assert_eq!(words(of(&unnamed, "Herald")), [("unresolved", 30), ("unmatched", 70)]);
    assert_eq!(unnamed.flows[0].via, Via::CommonOrigin);
}

#[test]
fn nobody_has_a_story_from_a_paper_that_ran_it_minutes_before() {
    let mut articles = [article("a", "Echo", 0), article("b", "Herald", 0)];
    let later = |seconds: i64| {
        let at = Timestamp::from_second(seconds).unwrap();
        Some((at, at))
    };
    articles[1].date = later(599);
    let open = run(&articles, &[pair(0, 1, (10, 40))]);
    assert_eq!(words(of(&open, "Herald")), [("unresolved", 30), ("unmatched", 70)]);
    articles[1].date = later(600);
    let sure = run(&articles, &[pair(0, 1, (10, 40))]);
    assert_eq!(words(of(&sure, "Herald")), [("outlet_uncredited", 30), ("unmatched", 70)]);
    let day = |day: i64| {
        let at = |second| Timestamp::from_second(day * 24 * HOUR + second).unwrap();
        Some((at(0), at(24 * HOUR - 1)))
    };
    (articles[0].date, articles[1].date) = (day(0), day(1));
    let days = run(&articles, &[pair(0, 1, (10, 40))]);
    assert_eq!(words(of(&days, "Herald")), [("outlet_uncredited", 30), ("unmatched", 70)]);
}

#[test]
fn agency_copy_is_told_by_its_credit_before_everything_else() {
    let wire = |a, b| Match { origin: MatchOrigin::Agency("PA"), ..pair(a, b, (0, 90)) };
    let mut articles =
        [article("a", "Echo", 0), article("b", "Herald", 5), article("c", "PA Media", 7)];
    articles[0].credits_part = vec!["PA"];
    articles[2].own_agency = Some("PA");
    let audit = run(&articles, &[wire(0, 1), wire(0, 2), wire(1, 2)]);
    assert_eq!(words(of(&audit, "Echo")), [("agency_credited", 90), ("unmatched", 10)]);
    assert_eq!(words(of(&audit, "Herald")), [("agency_uncredited", 90), ("unmatched", 10)]);
    // An agency's own copy is its own, however late it appears.
    assert_eq!(words(of(&audit, "PA Media")), [("first", 90), ("unmatched", 10)]);
    assert_eq!(of(&audit, "Echo").derivation.wholly, 1);
    assert_eq!(of(&audit, "Echo").feeders[0].kind, FeederKind::Agency);
    let flows: Vec<_> = audit
        .flows
        .iter()
        .map(|f| (f.from.as_str(), f.to.as_str(), f.via, f.credited_share))
        .collect();
    assert!(flows.contains(&("PA", "Echo", Via::Direct, 1.0)), "{flows:?}");
    assert!(flows.contains(&("PA", "Herald", Via::Direct, 0.0)), "{flows:?}");
    assert!(flows.contains(&("Echo", "Herald", Via::CommonOrigin, 0.0)), "{flows:?}");
}

#[test]
fn a_press_release_or_an_unseen_source_is_unresolved_whatever_the_dates() {
    let shared = Match { origin: MatchOrigin::Elsewhere, ..pair(0, 1, (0, 50)) };
    let audit = run(&[article("a", "Echo", 0), article("b", "Herald", 5)], &[shared]);
    for source in ["Echo", "Herald"] {
        assert_eq!(words(of(&audit, source)), [("unresolved", 50), ("unmatched", 50)]);
    }
}

#[test]
fn a_word_in_two_passages_of_a_pair_flows_once() {
    let mut shared = Match { origin: MatchOrigin::Elsewhere, ..pair(0, 1, (0, 50)) };
    // The article that repeats a sentence has it in two passages that overlap in the other one.
    shared.in_b.passages = vec![(Span::new(0, 300), (0, 50)), (Span::new(180, 360), (30, 60))];
    shared.in_a.passages = vec![(Span::new(0, 300), (0, 50)), (Span::new(400, 580), (65, 95))];
    let audit = run(&[article("a", "Echo", 0), article("b", "Herald", 5)], &[shared]);
    assert_eq!((audit.flows[0].via, audit.flows[0].words), (Via::CommonOrigin, 60));
}

#[test]
fn own_reuse_counts_once_and_sister_papers_are_one_house() {
    let articles = [article("a", "Echo", 0), article("b", "Echo", 5), article("c", "Post", 0)];
    let matches = [pair(0, 1, (0, 50)), pair(0, 2, (0, 50)), pair(1, 2, (0, 50))];
    let apart = run(&articles, &matches);
    assert_eq!(words(of(&apart, "Echo")), [("self", 50), ("unresolved", 50), ("unmatched", 100)]);
    let owners = Owners::parse("source\towner\nEcho\tHolm\nPost\tHolm\n").unwrap();
    let together = audit(&articles, &matches, &[], &owners);
    assert_eq!(words(of(&together, "Echo")), [("self", 50), ("unmatched", 150)]);
    assert_eq!(words(of(&together, "Post")), [("self", 50), ("unmatched", 50)]);
    assert_eq!(of(&together, "Post").owner.as_deref(), Some("Holm"));
    assert_eq!(together.flows, []);
}

#[test]
fn words_of_an_unknown_source_are_unresolved_and_unlisted() {
    let mut articles = [article("a", "Echo", 0), article("b", "Herald", 5)];
    articles[0].source = None;
    let audit = run(&articles, &[pair(0, 1, (0, 50))]);
    assert_eq!(audit.sources.len(), 1);
    assert_eq!(words(of(&audit, "Herald")), [("unresolved", 50), ("unmatched", 50)]);
}

#[test]
fn the_earliest_holder_is_the_feeder_and_no_word_counts_twice() {
    let articles = [article("a", "Echo", 3), article("b", "Herald", 5), article("c", "Ledger", 1)];
    let matches = [pair(0, 1, (0, 60)), pair(1, 2, (30, 80))];
    let audit = run(&articles, &matches);
    let herald = of(&audit, "Herald");
    assert_eq!(words(herald), [("outlet_uncredited", 80), ("unmatched", 20)]);
    let feeders: Vec<_> = herald.feeders.iter().map(|f| (f.name.as_str(), f.words)).collect();
    assert_eq!(feeders, [("Ledger", 50), ("Echo", 30)]);
}

#[test]
fn first_publishers_are_counted_over_clusters_of_two_owners() {
    let articles = [article("a", "Echo", 0), article("b", "Herald", 5), article("c", "Echo", 9)];
    let cluster =
        |members: &[u32], surely_first| AuditCluster { members: members.to_vec(), surely_first };
    let clusters = [cluster(&[0, 1], Some(0)), cluster(&[1, 2], None), cluster(&[0, 2], Some(0))];
    let audit = audit(&articles, &[], &clusters, &Owners::default());
    let first = of(&audit, "Echo").first_publisher;
    assert_eq!((first.numerator, first.denominator, first.share), (1, 2, Some(0.5)));
    let first = of(&audit, "Herald").first_publisher;
    assert_eq!((first.numerator, first.denominator), (0, 2));
}

#[test]
fn pairs_and_clusters_of_articles_that_are_not_there_are_left_out() {
    let articles = [article("a", "Echo", 0), article("b", "Herald", 5)];
    let matches = [pair(0, 1, (0, 30)), pair(1, 2, (30, 60)), pair(7, 1, (0, 90))];
    let cluster =
        |members: &[u32], surely_first| AuditCluster { members: members.to_vec(), surely_first };
    let clusters =
        [cluster(&[0, 1], Some(0)), cluster(&[0, 1, 9], Some(0)), cluster(&[0], Some(2))];
    let audit = audit(&articles, &matches, &clusters, &Owners::default());
    assert_eq!(words(of(&audit, "Herald")), [("outlet_uncredited", 30), ("unmatched", 70)]);
    assert_eq!(of(&audit, "Echo").first_publisher.denominator, 1);
}

#[test]
fn lags_are_quartiles_over_articles_and_an_agency_has_none_by_its_other_clients() {
    let mut articles = vec![article("a", "Echo", 0)];
    let ids: Vec<String> = (0..5).map(|n| format!("b{n}")).collect();
    articles.extend(ids.iter().zip([9, 1, 7, 3, 5]).map(|(id, hour)| article(id, "Herald", hour)));
    let matches: Vec<Match<'_>> = (1..6).map(|b| pair(0, b, (0, 20))).collect();
    let lag = of(&run(&articles, &matches), "Herald").lag.unwrap();
    let hours = [lag.lower_quartile_seconds, lag.median_seconds, lag.upper_quartile_seconds];
    assert_eq!((lag.n, hours.map(|seconds| seconds / HOUR)), (5, [3, 5, 7]));
    // Four clients: between the second and the third the lower one counts.
    let lag = of(&run(&articles[..5], &matches[..4]), "Herald").lag.unwrap();
    assert_eq!((lag.n, lag.median_seconds), (4, 3 * HOUR));

    let wire = |a, b| Match { origin: MatchOrigin::Agency("PA"), ..pair(a, b, (0, 90)) };
    let mut articles =
        [article("a", "Echo", 2), article("b", "Herald", 5), article("c", "PA Media", 1)];
    let to_herald = |audit: &Audit| {
        let flow = audit.flows.iter().find(|flow| flow.from == "PA" && flow.to == "Herald");
        flow.map(|flow| (flow.lag_n, flow.median_lag_seconds)).unwrap()
    };
    assert_eq!(to_herald(&run(&articles, &[wire(0, 1)])), (0, None));
    articles[2].own_agency = Some("PA");
    let with_its_own = run(&articles, &[wire(0, 1), wire(1, 2)]);
    assert_eq!(to_herald(&with_its_own), (1, Some(4 * HOUR)));
}

#[test]
fn what_is_left_out_of_feeders_and_evidence_is_counted() {
    let names: Vec<String> = (0..MAX_FEEDERS + 3).map(|n| format!("Outlet {n:02}")).collect();
    let mut articles = vec![article("a", "Echo", 90)];
    articles.extend(names.iter().map(|name| article(name, name, 0)));
    articles[0].own_words = 10 * names.len() as u32;
    let matches: Vec<Match<'_>> =
        (0..names.len() as u32).map(|n| pair(0, n + 1, (10 * n, 10 * n + 10 - n % 3))).collect();
    let audit = run(&articles, &matches);
    let echo = of(&audit, "Echo");
    assert_eq!((echo.feeders.len(), echo.num_feeders), (MAX_FEEDERS, names.len() as u64));
    assert!(echo.feeders.iter().all(|feeder| feeder.words >= 8));
    assert_eq!(echo.evidence.len(), MAX_EVIDENCE.min(names.len()));
    assert_eq!(echo.num_uncredited_passages, names.len() as u64);
    // The longest first; of equals the first of the article.
    let words: Vec<u32> =
        echo.evidence.iter().map(|passage| u32::try_from(passage.words).unwrap()).collect();
    assert!(words.is_sorted_by(|x, y| x >= y), "{words:?}");
    assert_eq!((echo.evidence[0].start, echo.evidence[1].start), (0, 180));
}

#[test]
fn flows_say_from_when_to_when() {
    let articles = [article("a", "Echo", 0), article("b", "Herald", 5), article("c", "Herald", 9)];
    let audit = run(&articles, &[pair(0, 1, (0, 20)), pair(0, 2, (50, 70))]);
    let flow = &audit.flows[0];
    assert_eq!((flow.articles, flow.words), (2, 40));
    assert_eq!(flow.earliest.as_deref(), Some("1970-01-01T05:00:00Z"));
    assert_eq!(flow.latest.as_deref(), Some("1970-01-01T09:00:59Z"));
}

#[test]
fn shares_of_every_source_add_up_whatever_is_claimed() {
    use proptest::prelude::*;

    let spec = (
        prop::collection::vec((0_usize..4, 0_i64..3, 0_usize..3, any::<bool>()), 2..7),
        prop::collection::vec(
            (0_u32..6, 0_u32..6, 0_u32..99, 1_u32..99, 0_usize..3, any::<bool>()),
            0..12,
        ),
    );
    let sources = ["Echo", "Herald", "Post", "PA Media"];
    proptest!(|((articles, pairs) in spec)| {
        let articles: Vec<AuditArticle<'_>> = articles
            .iter()
            .map(|&(source, hour, credit, dated)| {
                let mut entry = article("x", sources[source], hour);
                entry.own_agency = (source == 3).then_some("PA");
                entry.credits_whole = if credit == 1 { vec!["PA"] } else { vec![] };
                entry.date = entry.date.filter(|_| dated);
                entry
            })
            .collect();
        let count = articles.len() as u32;
        let origins = [MatchOrigin::Within, MatchOrigin::Elsewhere, MatchOrigin::Agency("PA")];
        let matches: Vec<Match<'_>> = pairs
            .iter()
            .filter(|(a, b, ..)| a < b && *b < count)
            .map(|&(a, b, from, len, origin, names)| {
                let mut found = pair(a, b, (from, (from + len).min(100)));
                found.origin = origins[origin];
                found.in_b.names_other = names;
                found
            })
            .collect();
        let audit = run(&articles, &matches);
        let mut derived_by_source = std::collections::BTreeMap::new();
        for source in &audit.sources {
            let all = WordClass::ALL.map(|class| source.shares.of(class));
            prop_assert_eq!(all.iter().map(|share| share.numerator).sum::<u64>(), source.own_words);
            prop_assert!(all.iter().all(|share| share.denominator == source.own_words));
            let n = source.derivation;
            prop_assert_eq!(n.wholly + n.partially + n.non_derived, source.articles);
            let feeders: u64 = source.feeders.iter().map(|feeder| feeder.words).sum();
            prop_assert_eq!(feeders, source.credited.denominator);
            derived_by_source.insert(source.source.as_str(), feeders);
        }
        for (source, words) in derived_by_source {
            let direct = audit.flows.iter().filter(|f| f.to == source && f.via == Via::Direct);
            prop_assert_eq!(direct.map(|flow| flow.words).sum::<u64>(), words);
        }
    });
}
