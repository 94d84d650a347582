//! Input that no newsroom writes: never a panic, never work without end, never a score for nothing.

use wirecopy::report::model::ArticleStatus;
use wirecopy::{Article, Scan, ScanConfig, ScanOutcome};

use super::oracle::{Draw, check, members, scan, words};

fn scan_texts(texts: &[String]) -> ScanOutcome {
    let articles =
        texts.iter().enumerate().map(|(n, text)| Article::new(format!("{n:03}"), text)).collect();
    let outcome = scan(articles);
    check(&outcome);
    outcome
}

#[test]
fn texts_below_a_shingle_are_too_short_and_in_no_pair() {
    let short = [
        "",
        " \n\t",
        "!?—…“”",
        "one",
        "one two three four",
        "北约北约北约北约北",
        "\u{301}\u{301}",
    ];
    let texts: Vec<String> = short.iter().flat_map(|text| [*text; 2]).map(str::to_owned).collect();
    let ScanOutcome { report, .. } = scan_texts(&texts);
    assert!(report.articles.iter().all(|entry| entry.status == ArticleStatus::TooShort));
    assert_eq!(report.run.counts.too_short, texts.len() as u64);
    assert_eq!((report.pairs.len(), report.clusters.len()), (0, 0));

    let config = ScanConfig::builder().near_duplicates(0.5).build().unwrap();
    let articles =
        texts.iter().enumerate().map(|(n, text)| Article::new(n.to_string(), text)).collect();
    let near = Scan::new(config).run_articles(articles).unwrap().report;
    assert_eq!((near.pairs.len(), near.run.counts.too_short), (0, texts.len() as u64));
}

#[test]
fn no_articles_give_an_empty_report() {
    for config in
        [ScanConfig::default(), ScanConfig::builder().near_duplicates(0.8).build().unwrap()]
    {
        let report = Scan::new(config).run_articles(Vec::new()).unwrap().report;
        assert_eq!((report.articles.len(), report.pairs.len(), report.clusters.len()), (0, 0, 0));
    }
}

#[test]
fn one_word_a_million_times_ends_and_says_that_it_was_cut() {
    let text = "word ".repeat(1_000_000);
    let ScanOutcome { report, .. } = scan_texts(&[text.clone(), text]);
    let pair = &report.pairs[0];
    assert_eq!((pair.resemblance, pair.longest_run_words), (1.0, Some(1_000_000)));
    assert!(pair.truncated);
    assert_eq!(report.run.limits_hit.truncated_pairs, 1);
}

#[test]
fn two_words_in_turn_end_and_say_that_they_were_cut() {
    let long = "ping pong ".repeat(200_000);
    let shifted = format!("pong {}", "ping pong ".repeat(150_000));
    let ScanOutcome { report, .. } = scan_texts(&[long, shifted]);
    assert!(report.pairs[0].truncated);
    assert_eq!(report.run.limits_hit.truncated_pairs, 1);
}

/// A dozen phrases, each some hundred times in both, so far apart that no passage comes of them.
#[test]
fn a_pair_that_was_cut_before_a_passage_was_found_is_counted() {
    let text = |name: &str| -> String {
        let part = |n: usize| {
            let phrase = words(&format!("phrase{}w", n % 12), 5);
            format!("{phrase} {} ", words(&format!("{name}{n}x"), 12))
        };
        (0..9_600).map(part).collect()
    };
    let ScanOutcome { report, .. } = scan_texts(&[text("a"), text("b")]);
    assert_eq!((report.run.counts.candidate_pairs, report.pairs.len()), (1, 0));
    assert_eq!(report.run.limits_hit.truncated_pairs, 1);
}

/// Repetition that no run holds together for long: every diagonal has blocks, each near the next.
#[test]
fn periodic_texts_with_irregular_words_end() {
    let text = |seed: u64| {
        let mut draw = Draw::new(seed);
        let mut text = String::new();
        for n in 0..20_000 {
            text.push_str("a b c d e f g h ");
            if draw.below(2) == 0 {
                text.extend(["x", &seed.to_string(), "n", &n.to_string(), " "]);
            }
        }
        text
    };
    let ScanOutcome { report, .. } = scan_texts(&[text(1), text(2)]);
    assert_eq!((report.pairs.len(), report.run.limits_hit.truncated_pairs), (1, 1));
}

/// Each is what some walk back, or ahead, through all of a text would not end on.
#[test]
fn what_news_looks_for_again_and_again_ends() {
    let quotation = "\u{201c}We will build the bridge in spring,\u{201d} said Ada Finch.";
    let names: String = (0..60_000)
        .flat_map(|n| {
            ["Ab".into(), n.to_string(), " Reed\nthe Cd".into(), n.to_string(), " Lund, ".into()]
        })
        .collect();
    let texts = [
        "\"a\" ".repeat(250_000),
        names,
        "\u{201c}We will build it now,\u{201d} she said. ".repeat(25_000),
        "and so it goes on ".repeat(60_000),
        "'a ".repeat(300_000),
        "\u{2014} So it is, \u{2014} she said.\n".repeat(30_000),
        "AP. ".repeat(250_000),
        "(AP) - ".repeat(150_000),
        "By Ada Finch, Reuters\n".repeat(45_000),
    ];
    for text in texts {
        let text = format!("{quotation}\n{text}\n{quotation}");
        let articles = vec![Article::new("a", text), Article::new("b", quotation)];
        let ScanOutcome { report, .. } = scan(articles);
        assert_eq!(report.run.counts.articles, 2);
        let quotes = report.quotes.unwrap();
        let speaker = quotes.first().and_then(|quote| quote.speaker.as_deref());
        assert_eq!(speaker, Some("Ada Finch"));
    }
}

#[test]
fn sentences_in_another_order_end() {
    let mut sentences: Vec<String> = (0..5_000).map(|n| words(&format!("s{n}w"), 14)).collect();
    let straight = sentences.join(".\n");
    Draw::new(1).shuffle(&mut sentences);
    let ScanOutcome { report, .. } = scan_texts(&[straight, sentences.join(".\n")]);
    let pair = &report.pairs[0];
    assert_eq!((pair.containment_a_in_b, pair.containment_b_in_a), (1.0, 1.0));
}

#[test]
fn an_article_of_a_mebibyte_without_spaces_is_scanned() {
    let latin = "x".repeat(1 << 20);
    let mut draw = Draw::new(7);
    let han: String = (0..(1 << 20) / 3)
        .map(|_| char::from_u32(0x4e00 + draw.below(3_000) as u32).unwrap())
        .collect();
    let ScanOutcome { report, .. } =
        scan_texts(&[latin.clone(), latin, han.clone(), format!("开头{han}结尾")]);
    assert_eq!(members(&report), [["002", "003"]]);
    assert_eq!(report.articles[0].status, ArticleStatus::TooShort);
    assert_eq!(report.pairs[0].longest_run_words, Some((1 << 20) / 3));
}

#[test]
fn control_characters_and_lone_marks_are_text_like_any_other() {
    let story = words("s", 40);
    let with = |between: &str| {
        let words: Vec<&str> = story.split(' ').collect();
        words.join(between)
    };
    let texts = [
        story.clone(),
        with(" \0 "),
        with(" \u{1b}[31m "),
        with("\u{8} \u{7f}"),
        with(" \u{301} "),
        format!("\u{301}\u{20dd}{}\u{301}", with(" \u{fffd} ")),
        with(" \u{200d}\u{202e} "),
    ];
    let ScanOutcome { report, .. } = scan_texts(&texts);
    // All but the one with "31m" between its words hold the story word for word.
    let clustered: Vec<&str> = members(&report)[0].clone();
    for id in ["000", "001", "003", "004", "005", "006"] {
        assert!(clustered.contains(&id), "{id}: {clustered:?}");
    }
}
