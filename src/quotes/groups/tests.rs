//! Held here: what is grouped under which form and name, what is counted as capped, and that the order
//! of reading changes nothing.

use proptest::prelude::*;

use super::*;

/// The groups of some texts, of which those in `furniture` are nothing else.
fn groups(texts: &[String], max_group: u32, furniture: &[u32]) -> QuoteGroups {
    let mut index = QuoteIndex::default();
    for (text, article) in texts.iter().zip(0..) {
        index.add(article, text, &Tokens::of(text));
    }
    let rank: Vec<u32> = (0..texts.len() as u32).collect();
    let text = |article: u32| Ok(Cow::from(&texts[article as usize]));
    index.group(&rank, max_group, &text, &|article, _| furniture.contains(&article)).unwrap()
}

fn articles(group: &QuoteGroup) -> Vec<u32> {
    group.members.iter().map(|member| member.article).collect()
}

fn said(words: &[String]) -> String {
    format!("“{},” said Ada Finch.", words.join(" "))
}

fn speech(name: &str, count: usize) -> Vec<String> {
    (0..count).map(|n| format!("{name}{n}")).collect()
}

#[test]
fn what_is_furniture_takes_no_quotation_with_it() {
    let words = speech("w", 40);
    let mut texts = vec![said(&words)];
    texts.extend([30, 29, 28, 27].map(|len| said(&words[..len])));
    let found = groups(&texts, 2, &[0]);
    assert_eq!(found.groups.iter().map(articles).collect::<Vec<_>>(), [[1, 2, 3, 4]]);
    assert_eq!(found.groups[0].words, 30);
}

#[test]
fn variants_are_grouped_under_the_fullest_form_and_the_speaker_that_most_name() {
    let words = speech("w", 20);
    let texts = [
        format!("“{},” said Mayor Ada Finch of the town.", words[..12].join(" ")),
        said(&words),
        format!("“{},” said Karl Voss.", words[4..].join(" ")),
        "“nothing of this was ever said,” said Ada Finch.".to_owned(),
    ];
    let found = groups(&texts, 50, &[]).groups;
    assert_eq!(found.iter().map(articles).collect::<Vec<_>>(), [[0, 1, 2]]);
    let group = &found[0];
    assert_eq!((group.words, group.fullest), (20, 1));
    assert_eq!(group.speaker.as_ref().map(|speaker| speaker.name.as_str()), Some("Ada Finch"));
    let forms: Vec<Form> = group.members.iter().map(|member| member.form).collect();
    assert_eq!(forms, [Form::Truncated, Form::Verbatim, Form::Truncated]);
}

#[test]
fn what_joins_two_quotations_is_in_the_groups_of_both() {
    let (one, two) = (speech("w", 20), speech("v", 24));
    let both = [&one[12..], &two[..8]].concat();
    let texts = [said(&one), said(&one), said(&two), said(&two), said(&both)];
    let found = groups(&texts, 50, &[]).groups;
    assert_eq!(found.iter().map(articles).collect::<Vec<_>>(), [[2, 3, 4], [0, 1, 4]]);
}

#[test]
fn how_much_makes_a_variant_depends_on_who_speaks() {
    let run = |len| [Run { a: 0, b: 0, len }];
    let is = |len, words, speaker| is_variant(&run(len), words, speaker);
    assert!(is(7, 23, Some(true)) && !is(7, 24, Some(true)) && !is(6, 11, Some(true)));
    assert!(is(7, 14, None) && !is(7, 15, None) && is(6, 10, None) && !is(6, 11, None));
    assert!(is(9, 10, Some(false)) && !is(8, 9, Some(false)) && !is(7, 7, Some(false)));
}

#[test]
fn a_surname_counts_for_the_full_name_that_it_ends() {
    let named = |names: &[(&str, Option<&str>)]| {
        let speakers: Vec<Speaker> = names
            .iter()
            .map(|&(name, role)| Speaker { name: name.into(), role: role.map(Into::into) })
            .collect();
        most_named(speakers.iter().map(Some)).map(|speaker| speaker.name.clone())
    };
    let none = None;
    assert_eq!(
        named(&[
            ("Karl Voss", none),
            ("Karl Voss", none),
            ("Finch", none),
            ("Finch", none),
            ("Ada Finch", none)
        ]),
        Some("Ada Finch".to_owned())
    );
    assert_eq!(named(&[("Voss", none), ("Finch", Some("mayor"))]), Some("Finch".to_owned()));
    assert_eq!(named(&[("Voss", none), ("Finch", none)]), Some("Finch".to_owned()));
    assert_eq!(named(&[]), None);
}

#[test]
fn more_variants_than_are_compared_are_counted() {
    let words = speech("w", 60);
    let texts: Vec<String> = (0..20).map(|n| said(&words[..60 - n])).collect();
    assert_eq!(groups(&texts, 50, &[]).capped, 3);
    let capped = groups(&texts, 4, &[]);
    assert!(capped.capped >= 15, "{}", capped.capped);
    assert_eq!(
        capped.groups.iter().map(articles).collect::<Vec<_>>(),
        [(0..20).collect::<Vec<_>>()]
    );
}

proptest! {
    #[test]
    fn the_order_of_reading_changes_nothing(
        quotes in prop::collection::vec((0_usize..3, 0_usize..12, 6_usize..20), 1..9),
        order in Just((0..9).collect::<Vec<usize>>()).prop_shuffle(),
        furniture in prop::collection::vec(0_u32..9, 0..3),
        max_group in 2_u32..6,
    ) {
        let texts: Vec<String> = quotes
            .iter()
            .map(|&(name, from, len)| said(&speech(["v", "w", "x"][name], 40)[from..from + len]))
            .collect();
        let order: Vec<usize> = order.into_iter().filter(|&at| at < texts.len()).collect();
        let mut index = QuoteIndex::default();
        for (&at, article) in order.iter().zip(0..) {
            index.add(article, &texts[at], &Tokens::of(&texts[at]));
        }
        let rank: Vec<u32> = order.iter().map(|&at| at as u32).collect();
        let text = |article: u32| Ok(Cow::from(&texts[article as usize]));
        let is_furniture = |article, _| furniture.contains(&article);
        let shuffled = index.group(&rank, max_group, &text, &is_furniture).unwrap();
        prop_assert_eq!(shuffled, groups(&texts, max_group, &furniture));
    }
}
