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

fn story(n: usize) -> String {
    (0..4)
        .map(|p| (0..20).map(|w| format!("s{n}p{p}w{w}")).collect::<Vec<_>>().join(" "))
        .collect::<Vec<_>>()
        .join("\n\n")
}

#[test]
fn lines_that_recur_under_different_stories_are_masked() {
    let page = |n: usize| {
        format!("Menu | News\nHeadline {n}\n{}\nSubscribe now\nAll rights", story(n))
    };
    let pages: Vec<_> = (0..3).map(|n| (Some("herald"), page(n))).collect();
    let furniture = learn(&pages);
    assert_eq!(
        masked(&furniture, Some("herald"), &pages[1].1),
        ["Menu | News", "Subscribe now\nAll rights"]
    );
    assert!(masked(&furniture, Some("other"), &pages[1].1).is_empty());
    assert!(masked(&furniture, None, &pages[1].1).is_empty());
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
        .map(|n| {
            (Some("herald"), format!("{}\nHe did not reply\n{}", story(n), story(100 + n)))
        })
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
