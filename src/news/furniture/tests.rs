//! Furniture that is learned over the pages of a source.

use super::*;
use crate::hash::mix;

fn learn(pages: &[(Option<&str>, String)]) -> Furniture {
    let mut learner = FurnitureLearner::default();
    for (source, page) in pages {
        learner.add(*source, None, page, &Tokens::of(page));
    }
    learner.learn(&(0..pages.len() as u32).collect::<Vec<_>>())
}

fn masked(furniture: &Furniture, source: Option<&str>, page: &str) -> Vec<String> {
    let mut learner = FurnitureLearner::default();
    learner.add(source, None, page, &Tokens::of(page));
    let masked = learner.masked(0, furniture);
    masked.iter().map(|masked| masked.span.of(page).to_owned()).collect()
}

/// The same with dates, in hours.
fn learn_dated(pages: &[(&str, i64, String)]) -> Furniture {
    let mut learner = FurnitureLearner::default();
    for (source, hour, page) in pages {
        let at = jiff::Timestamp::from_second(1_500_000_000 + 3600 * hour).unwrap();
        let published = Published {
            raw: at.to_string(),
            earliest: at,
            latest: at,
            precision: crate::article::Precision::Second,
            origin: crate::article::DateOrigin::Field,
        };
        learner.add(Some(*source), Some(&published), page, &Tokens::of(page));
    }
    learner.learn(&(0..pages.len() as u32).collect::<Vec<_>>())
}

fn reasons(furniture: &Furniture, source: Option<&str>, page: &str) -> Vec<(String, Reason)> {
    let mut learner = FurnitureLearner::default();
    learner.add(source, None, page, &Tokens::of(page));
    let masked = learner.masked(0, furniture);
    masked.iter().map(|masked| (masked.span.of(page).to_owned(), masked.reason)).collect()
}

fn story(n: usize) -> String {
    (0..4)
        .map(|p| (0..20).map(|w| format!("s{n}p{p}w{w}")).collect::<Vec<_>>().join(" "))
        .collect::<Vec<_>>()
        .join("\n\n")
}

#[test]
fn lines_that_recur_under_different_stories_are_masked() {
    let page =
        |n: usize| format!("Menu | News\nHeadline {n}\n{}\nSubscribe now\nAll rights", story(n));
    let pages: Vec<_> = (0..3).map(|n| (Some("herald"), page(n))).collect();
    let furniture = learn(&pages);
    assert_eq!(
        masked(&furniture, Some("herald"), &pages[1].1),
        ["Menu | News", "Subscribe now\nAll rights"]
    );
    assert!(masked(&furniture, Some("other"), &pages[1].1).is_empty());
    assert!(masked(&furniture, None, &pages[1].1).is_empty());
}

/// A story in characters, and the headline of a link that changes.
fn story_in_characters(n: usize) -> String {
    let character = |at: usize| char::from_u32(0x4e00 + mix((n * 1000 + at) as u64) as u32 % 6000);
    (0..4)
        .map(|p| (0..60).filter_map(|at| character(p * 60 + at)).collect::<String>())
        .collect::<Vec<_>>()
        .join("\n\n")
}

#[test]
fn a_link_in_characters_between_furniture_and_the_edge_is_as_long_as_its_words() {
    // 22 characters are 11 words, a headline; 40 are a paragraph of the story.
    let page = |n: usize, of_link: usize| {
        let link: String = story_in_characters(100 + n).chars().take(of_link).collect();
        (Some("港报"), format!("{}\n港报服务台\n{link}", story_in_characters(n)))
    };
    let furniture_of = |of_link| {
        let pages: Vec<_> = (0..3).map(|n| page(n, of_link)).collect();
        masked(&learn(&pages), Some("港报"), &pages[0].1)
    };
    assert_eq!(furniture_of(22), ["港报服务台"]);
    assert!(furniture_of(40).is_empty());
}

#[test]
fn two_words_in_characters_with_a_number_are_a_heading() {
    let page = |n: usize| (Some("港报"), format!("第{n}周港\n{}", story_in_characters(n)));
    let pages: Vec<_> = (0..4).map(page).collect();
    assert!(masked(&learn(&pages), Some("港报"), &pages[0].1).is_empty());
}

#[test]
fn twice_is_not_enough() {
    let pages: Vec<_> =
        (0..2).map(|n| (Some("herald"), format!("{}\nSubscribe now", story(n)))).collect();
    assert!(masked(&learn(&pages), Some("herald"), &pages[0].1).is_empty());
}

#[test]
fn versions_of_one_story_are_not_furniture() {
    let pages: Vec<_> = (0..6)
        .map(|n| (Some("herald"), format!("Update {n}\n{}\nCorrected {n}", story(1))))
        .collect();
    assert!(masked(&learn(&pages), Some("herald"), &pages[0].1).is_empty());
}

/// Words drawn from so many that lines have something in common by chance, as those of stories do.
fn prose(key: usize) -> String {
    let paragraph = |p: usize| {
        let word = |w: usize| format!("w{}", mix((key * 1_000 + p * 100 + w) as u64) % 3_000);
        (0..12 + key % 30).map(word).collect::<Vec<_>>().join(" ") + "."
    };
    (0..5 + key % 7).map(paragraph).collect::<Vec<_>>().join("\n")
}

/// The same with some words of a thousand replaced.
fn revised(text: &str, key: usize, permille: u64) -> String {
    let lines = text.lines().enumerate().map(|(p, line)| {
        let words = line.split(' ').enumerate().map(|(w, word)| {
            let drawn = mix(0x5eed ^ (key * 10_000 + p * 100 + w) as u64);
            if drawn % 1_000 < permille { format!("r{}", drawn % 7_919) } else { word.to_owned() }
        });
        words.collect::<Vec<_>>().join(" ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Few copies or many, changed a little or more, alone in the source or beside another story, on one
/// day or over months: a story stays a story.
#[test]
fn hardly_a_line_of_near_identical_copies_is_taken_for_furniture() {
    for hours in [1, 100] {
        for (num_copies, permille) in
            [3, 4, 5, 8, 20, 80].into_iter().flat_map(|num| [5, 15, 30, 50].map(|p| (num, p)))
        {
            let (mut lines, mut taken) = (0, 0);
            for draw in 0..20 {
                let story = prose(draw);
                let mut pages: Vec<_> = (0..num_copies)
                    .map(|n| revised(&story, 1_000 * draw + n, permille))
                    .zip(0..)
                    .map(|(copy, n)| ("herald", hours * n, format!("Copy {n} of it\n{copy}")))
                    .collect();
                pages.push(("herald", 7, prose(500 + draw)));
                let furniture = learn_dated(&pages);
                for (_, _, page) in &pages {
                    lines += page.lines().count();
                    let masked = masked(&furniture, Some("herald"), page);
                    let masked = masked.iter().flat_map(|masked| masked.lines());
                    taken += masked.filter(|line| !line.starts_with("Copy ")).count();
                }
            }
            let of =
                format!("{taken} of {lines} lines: {num_copies} copies, {permille}, {hours} h");
            // With a word in twenty changed, what stayed in a few copies can pass for furniture.
            let percent = if permille <= 15 { 3 } else { 9 };
            assert!(100 * taken <= percent * lines, "{of}");
        }
    }
}

#[test]
fn near_identical_copies_in_one_source_are_not_furniture() {
    let pages: Vec<_> = (0..200_usize)
        .map(|n| {
            let edited = (0..4).fold(story(1), |text, edit| {
                let word = mix((4 * n + edit) as u64) % 80;
                text.replace(&format!("p{}w{} ", word / 20, word % 20), &format!("e{n} "))
            });
            (Some("herald"), format!("Own headline of copy {n}\n{edited}"))
        })
        .collect();
    assert!(masked(&learn(&pages), Some("herald"), &pages[0].1).is_empty());
}

#[test]
fn a_story_that_unknown_sources_ran_is_not_furniture() {
    let pages: Vec<_> = (0..200)
        .map(|n| (None, format!("Own headline number {n} of this very outlet\n{}", story(1))))
        .collect();
    assert!(masked(&learn(&pages), None, &pages[0].1).is_empty());
}

#[test]
fn a_footer_under_many_unrelated_articles_of_unknown_sources_is_masked() {
    let pages: Vec<_> =
        (0..200).map(|n| (None, format!("{}\nOne footer for all", story(n)))).collect();
    assert_eq!(masked(&learn(&pages), None, &pages[7].1), ["One footer for all"]);
}

#[test]
fn a_line_inside_the_story_is_masked_from_six_articles_on() {
    let pages: Vec<_> = (0..6)
        .map(|n| (Some("herald"), format!("{}\nGet our letter\n{}", story(n), story(100 + n))))
        .collect();
    assert_eq!(masked(&learn(&pages), Some("herald"), &pages[0].1), ["Get our letter"]);
    assert!(masked(&learn(&pages[..5]), Some("herald"), &pages[0].1).is_empty());
}

#[test]
fn a_line_that_recurs_a_few_times_inside_stories_is_not_masked() {
    let pages: Vec<_> = (0..5)
        .map(|n| (Some("herald"), format!("{}\nHe did not reply\n{}", story(n), story(100 + n))))
        .collect();
    assert!(masked(&learn(&pages), Some("herald"), &pages[0].1).is_empty());
}

#[test]
fn what_lies_between_the_edges_of_a_long_page_is_stepped_over() {
    let line = |n: usize, at: usize| {
        (0..7).map(|word| format!("p{n}l{at}w{word}")).collect::<Vec<_>>().join(" ")
    };
    let page = |n: usize| {
        let lines: Vec<String> = (0..200).map(|at| line(n, at)).collect();
        format!("Menu\n{}\nAll rights reserved", lines.join("\n"))
    };
    let pages: Vec<String> = (0..3).map(page).collect();
    let mut learner = FurnitureLearner::default();
    for page in &pages {
        learner.add(Some("herald"), None, page, &Tokens::of(page));
    }
    let furniture = learner.learn(&[2, 0, 1]);
    for (article, page) in pages.iter().enumerate() {
        let tokens = Tokens::of(page);
        let masked = learner.masked(article, &furniture);
        let words: Vec<&str> = masked.iter().map(|masked| masked.span.of(page)).collect();
        assert_eq!(words, ["Menu", "All rights reserved"]);
        for Masked { tokens: range, span, .. } in masked {
            assert_eq!(tokens.span_of(range.start as usize, range.end as usize), span);
        }
    }
}

#[test]
fn a_line_with_other_numbers_is_masked_as_edited() {
    let page = |n: usize| format!("{}\nJoin {} readers of the Herald", story(n), 12_345 + 64 * n);
    let pages: Vec<_> = (0..3).map(|n| (Some("herald"), page(n))).collect();
    let furniture = learn(&pages);
    assert_eq!(
        reasons(&furniture, Some("herald"), &page(9)),
        [("Join 12921 readers of the Herald".to_owned(), Reason::RecurringEdited)]
    );
    assert!(masked(&furniture, Some("other"), &page(9)).is_empty());
}

#[test]
fn a_line_with_another_word_on_each_page_is_masked_as_edited() {
    let line = |n: usize| format!("More from town{n} and the villages around it in our letter");
    let page = |n: usize| format!("{}\n{}", story(n), line(n));
    let pages: Vec<_> = (0..12).map(|n| (Some("herald"), page(n))).collect();
    let furniture = learn(&pages);
    for n in 0..20 {
        let expected = [(line(n), Reason::RecurringEdited)];
        assert_eq!(reasons(&furniture, Some("herald"), &page(n)), expected, "{n}");
    }
}

#[test]
fn an_edited_sentence_is_furniture_if_it_is_around_for_long() {
    let line = |n: usize| format!("This page was read by {} people in {} towns.", 100 + n, 5 + n);
    let every = |hours: i64, last: &dyn Fn(usize) -> String| {
        let pages: Vec<_> = (0..8)
            .zip(0..)
            .map(|(n, at)| ("herald", hours * at, format!("{}\n{}", story(n), last(n))))
            .collect();
        masked(&learn_dated(&pages), Some("herald"), &pages[3].2)
    };
    assert_eq!(every(40, &line), [line(3).trim_end_matches('.')]);
    assert!(every(4, &line).is_empty());
    let undated = |num: usize| {
        let pages: Vec<_> =
            (0..num).map(|n| (Some("herald"), format!("{}\n{}", story(n), line(n)))).collect();
        masked(&learn(&pages), Some("herald"), &pages[3].1).len()
    };
    assert_eq!((undated(11), undated(12)), (0, 1));
    // The figures of the day, and nothing else.
    assert!(every(40, &|n| format!("{n} {} {}", 2 * n, 3 * n)).is_empty());
    let row = |n: usize| {
        format!("Brown crab: {} landed, {} sold, {} to {}", 200 + n, 190 + n, 3 + n, 4 + n)
    };
    assert!(every(40, &row).is_empty());
}

#[test]
fn an_edited_line_that_stands_between_paragraphs_is_none() {
    let line = |n: usize| format!("The vote was {} to {} in the council", 20 + n, 10 + n);
    let pages: Vec<_> = (0..20)
        .map(|n| (Some("herald"), format!("{}\n{}\n{}", story(n), line(n), story(100 + n))))
        .collect();
    assert!(masked(&learn(&pages), Some("herald"), &pages[3].1).is_empty());
}

#[test]
fn a_line_with_one_word_changed_is_masked_as_edited() {
    let footer =
        |word: &str| format!("Write to the Herald by {word} if you see a fault on this page");
    let page = |n: usize, word: &str| format!("{}\n{}", story(n), footer(word));
    let pages: Vec<_> = (0..4).map(|n| (Some("herald"), page(n, "post"))).collect();
    let furniture = learn(&pages);
    assert_eq!(
        reasons(&furniture, Some("herald"), &page(9, "mail")),
        [(footer("mail"), Reason::RecurringEdited)]
    );
    assert_eq!(
        reasons(&furniture, Some("herald"), &page(9, "post")),
        [(footer("post"), Reason::RecurringLine)]
    );
    let other = "The clerk of the town read out a list of all that had been lost";
    assert!(masked(&furniture, Some("herald"), &format!("{}\n{other}", story(9))).is_empty());
}

#[test]
fn an_edited_line_in_the_middle_of_a_story_is_not_masked() {
    let line =
        |word: &str| format!("The {word} of the town did not reply to a letter of this paper");
    let pages: Vec<_> =
        (0..6).map(|n| (Some("herald"), format!("{}\n{}", story(n), line("mayor")))).collect();
    let furniture = learn(&pages);
    let inside = |word| format!("{}\n{}\n{}", story(8), line(word), story(9));
    assert_eq!(masked(&furniture, Some("herald"), &inside("mayor")), [line("mayor")]);
    assert!(masked(&furniture, Some("herald"), &inside("clerk")).is_empty());
}

const BACKGROUND: &str = "Both towns have quarrelled over the ferry since it ran aground in the \
                          autumn storms eleven years ago.";

/// Three pages of each source, of one story in one day each.
fn burst(source: &'static str, hour: i64, last: &str) -> Vec<(&'static str, i64, String)> {
    let key = source.len();
    (0..3)
        .zip(10 * key..)
        .map(|(n, key)| (source, hour + n, format!("{}\n{last}", story(key))))
        .collect()
}

#[test]
fn a_sentence_that_many_sources_ran_in_an_hour_is_not_furniture_though_one_repeats_it() {
    let mut pages = burst("herald", 0, BACKGROUND);
    for (n, source) in ["courier", "gazette", "evening mail", "ledger"].into_iter().enumerate() {
        pages.push((source, 0, format!("{}\n{BACKGROUND}", story(100 + n))));
    }
    assert!(masked(&learn_dated(&pages), Some("herald"), &pages[0].2).is_empty());
}

#[test]
fn a_line_that_one_source_repeats_for_weeks_is_furniture_though_others_have_it() {
    let mut pages: Vec<_> = (0..3)
        .zip([0, 200, 400])
        .map(|(n, hour)| ("herald", hour, format!("{}\n{BACKGROUND}", story(n))))
        .collect();
    for (n, source) in ["courier", "gazette", "evening mail", "ledger"].into_iter().enumerate() {
        pages.push((source, 0, format!("{}\n{BACKGROUND}", story(100 + n))));
    }
    let furniture = learn_dated(&pages);
    let found = reasons(&furniture, Some("herald"), &pages[0].2);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].1, Reason::RecurringLine);
}

#[test]
fn a_line_over_a_year_under_a_story_its_correction_and_another_is_furniture() {
    let page = |story: String| format!("{story}\nOur paper on one sheet");
    let corrected = story(1).replace("s1p0w3 ", "corrected ");
    let at = |hours: [i64; 3]| {
        let [first, second, third] = hours;
        learn_dated(&[
            ("herald", first, page(story(2))),
            ("herald", second, page(story(1))),
            ("herald", third, page(corrected.clone())),
        ])
    };
    let expected = ["Our paper on one sheet"];
    assert_eq!(masked(&at([0, 9_000, 9_024]), Some("herald"), &page(story(2))), expected);
    assert!(masked(&at([0, 10, 34]), Some("herald"), &page(story(2))).is_empty());
}

#[test]
fn a_story_that_many_sources_ran_in_an_hour_is_not_furniture() {
    let sources = ["herald", "courier", "gazette", "evening mail", "ledger"];
    let hours = [0, 1].into_iter().flat_map(|hour| [hour; 5]).cycle();
    let pages: Vec<_> = (0..60)
        .zip(hours)
        .map(|(n, hour)| (sources[n % 5], hour, format!("{}\nOur page {n}", story(1))))
        .collect();
    let furniture = learn_dated(&pages);
    for (source, _, page) in &pages {
        assert!(masked(&furniture, Some(source), page).is_empty());
    }
}

#[test]
fn background_of_one_day_is_no_furniture_where_the_source_is_known_for_weeks() {
    let mut pages = burst("herald", 0, BACKGROUND);
    assert_eq!(masked(&learn_dated(&pages), Some("herald"), &pages[0].2).len(), 1);
    pages.push(("herald", 400, story(77)));
    assert!(masked(&learn_dated(&pages), Some("herald"), &pages[0].2).is_empty());
    // A heading says nothing that could be background.
    let heading = BACKGROUND.trim_end_matches('.');
    let mut pages = burst("herald", 0, heading);
    pages.push(("herald", 400, story(77)));
    assert_eq!(masked(&learn_dated(&pages), Some("herald"), &pages[0].2), [heading]);
}

#[test]
fn nothing_depends_on_the_order_of_articles() {
    let page = |n: usize| {
        format!("Week {n} of the Herald\n{}\nCall us at {} or by {n} letters", story(n), 555 + n)
    };
    let pages: Vec<_> = (0..9).map(|n| (Some(["herald", "post"][n % 2]), page(n))).collect();
    let expected: Vec<_> =
        pages.iter().map(|(source, page)| reasons(&learn(&pages), *source, page)).collect();
    assert!(expected.iter().all(|found| !found.is_empty()));
    let mut learner = FurnitureLearner::default();
    for (source, page) in pages.iter().rev() {
        learner.add(*source, None, page, &Tokens::of(page));
    }
    let furniture = learner.learn(&(0..9).rev().collect::<Vec<_>>());
    for ((source, page), expected) in pages.iter().zip(expected) {
        assert_eq!(reasons(&furniture, *source, page), expected);
    }
}
