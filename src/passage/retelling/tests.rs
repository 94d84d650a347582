use proptest::prelude::*;

use super::*;

fn found(a: &str, b: &str) -> Retelling {
    let [a, b] = [a, b].map(|text| Retold::new(text, &[], &|_| Some(80)));
    retelling(&a, &b)
}

#[test]
fn sentences_are_paired_by_what_they_share_and_in_order() {
    let one = "Ada Brandt opened the Kallen bridge. Norland paid 3,200 crowns. Rain fell on Hafen.";
    let two = "The bridge at Kallen was opened by Ada Brandt. Fish was served. Crowns, 3,200, \
               were paid by Norland.";
    let told = found(one, two);
    let texts: Vec<(&str, &str)> =
        told.sentences.iter().map(|pair| (pair.a.of(one), pair.b.of(two))).collect();
    assert_eq!(texts.len(), 2);
    assert!(texts[0].0.starts_with("Ada") && texts[0].1.starts_with("The bridge"), "{texts:?}");
    assert!(texts[1].0.starts_with("Norland") && texts[1].1.starts_with("Crowns"), "{texts:?}");
    // The same sentences in another order are one pair.
    let turned =
        "Crowns, 3,200, were paid by Norland. The bridge at Kallen was opened by Ada Brandt.";
    assert_eq!(found(one, turned).sentences.len(), 1);
}

#[test]
fn speech_and_furniture_tell_nothing() {
    let story = "Ada Brandt opened the Kallen bridge. Norland paid 3,200 crowns for steel.";
    let quoted = format!("“{}” she said.", story.replace('.', ","));
    assert_eq!(found(story, story).sentences.len(), 2);
    assert_eq!(found(story, &quoted).sentences, []);
    let masked = Retold::new(story, std::slice::from_ref(&(0..6)), &|_| Some(80));
    let whole = Retold::new(story, &[], &|_| Some(80));
    assert_eq!(retelling(&masked, &whole).sentences.len(), 1);
}

#[test]
fn a_text_follows_itself_and_more_of_it_is_surer() {
    let sentence = |n: u32| format!("Number{n} met Person{n} at Place{n} in Town{n}. ");
    let text = |count: u32| (0..count).map(sentence).collect::<String>();
    let confidences: Vec<f64> =
        [1, 3, 9].map(|count| found(&text(count), &text(count)).confidence()).into();
    assert_eq!(confidences, [0.25, 0.5, 0.75]);
    assert!(found("", "").confidence() < 1e-9);
    assert!(found(&text(2), "").topic_confidence() < 1e-9);
}

#[test]
fn a_million_equal_sentences_are_cut_and_it_is_said() {
    let flood = "Ada Brandt opened Kallen bridge. ".repeat(100_000);
    let told = found(&flood, &flood);
    assert!(told.is_truncated);
    assert_eq!(told.sentences.len(), 400);
    let long = format!("{}.", "Brandt Kallen ".repeat(100_000));
    let told = found(&long, &long);
    assert!(told.is_truncated);
    assert_eq!(told.words_in_order, 200);
}

proptest! {
    #[test]
    fn counts_hold_together_and_do_not_depend_on_the_side(
        a in "([A-D][a-c]{3} |[0-9]{2} |of |“|”|\\. ){0,40}",
        b in "([A-D][a-c]{3} |[0-9]{2} |of |“|”|\\. ){0,40}",
    ) {
        let (told, turned) = (found(&a, &b), found(&b, &a));
        prop_assert_eq!(told.shared_terms, turned.shared_terms);
        prop_assert_eq!(told.terms_in_order, turned.terms_in_order);
        prop_assert_eq!((told.words, told.terms), (turned.words, turned.terms));
        prop_assert_eq!((told.weight, told.shared_weight), (turned.weight, turned.shared_weight));
        prop_assert!(told.terms_in_order <= told.shared_terms && told.shared_terms <= told.terms);
        prop_assert!(told.words_in_order <= told.paired_words && told.paired_words <= told.words);
        prop_assert!(told.shared_weight <= told.weight);
        prop_assert!((0.0..1.0).contains(&told.confidence()));
        prop_assert!((0.0..1.0).contains(&told.topic_confidence()));
        prop_assert!(told.sentences.windows(2).all(|w| w[0].a.end <= w[1].a.start && w[0].b.end <= w[1].b.start));
        prop_assert!(told.sentences.iter().all(|pair| pair.terms >= MIN_SHARED_TERMS));
        prop_assert_eq!(told.sentences.iter().map(|pair| pair.words).sum::<u32>(), told.words_in_order);
    }
}
