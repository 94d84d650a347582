//! Typography costs nothing: a copy set in another style gives the figures of the plain one.

use unicode_normalization::UnicodeNormalization as _;
use wirecopy::report::model::PairEntry;

use super::oracle::{article, check, scan, words};

const STORY: &str = "The president's café in São Tomé was - he said - \"open to all who come\" at 5,000 \
    francs a day. Officials don't expect the Générale des Eaux to reopen \"before the rainy season \
    has passed\", a spokesman told reporters on the steps of the old naval building, and the naïve \
    hopes of its owners won't change the co-operative's plans for the coming year.";

/// The pair of the plain story, within words of its own, and of one set otherwise.
fn pair_with(set: impl Fn(&str) -> String) -> PairEntry {
    let page =
        |name: &str, story: &str| format!("{}\n{story}\n{}", words(name, 40), words(name, 30));
    let outcome = scan(vec![
        article("a", "herald", page("own", STORY)),
        article("b", "post", page("other", &set(STORY))),
    ]);
    check(&outcome);
    assert_eq!(outcome.report.pairs.len(), 1);
    outcome.report.pairs.into_iter().next().unwrap()
}

/// Sets a text in another style.
type Style<'a> = &'a dyn Fn(&str) -> String;

/// The figures of a pair, without spans.
fn figures(pair: &PairEntry) -> String {
    let passages: Vec<_> = pair
        .passages
        .iter()
        .flatten()
        .map(|p| (p.words, p.verbatim_words, p.quoted_words, p.edits.len()))
        .collect();
    format!(
        "{:?} {} {} {} {:?} {:?} {:?} {passages:?}",
        pair.kind,
        pair.resemblance,
        pair.containment_a_in_b,
        pair.containment_b_in_a,
        pair.shared_words_a,
        pair.shared_words_b,
        pair.longest_run_words,
    )
}

/// Straight double marks in turn opening and closing.
fn with_marks(text: &str, open: &str, close: &str) -> String {
    let mut is_open = false;
    text.chars()
        .map(|c| match c {
            '"' => {
                is_open = !is_open;
                (if is_open { open } else { close }).to_owned()
            }
            c => c.to_string(),
        })
        .collect()
}

#[test]
fn typography_changes_no_figure() {
    let plain = pair_with(str::to_owned);
    assert_eq!(plain.passages.as_ref().unwrap().len(), 1);
    assert_eq!(plain.shared_words_a, plain.longest_run_words);
    let styles: [(&str, Style<'_>); 11] = [
        ("NFD", &|text| text.nfd().collect()),
        ("NFC", &|text| text.nfc().collect()),
        ("capitals", &|text| text.to_uppercase()),
        ("curly", &|text| with_marks(&text.replace('\'', "\u{2019}"), "\u{201c}", "\u{201d}")),
        ("low and high", &|text| with_marks(text, "\u{201e}", "\u{201c}")),
        ("guillemets", &|text| with_marks(text, "\u{ab}", "\u{bb}")),
        ("no-break spaces", &|text| text.replace(' ', "\u{a0}")),
        ("thin spaces", &|text| text.replace(' ', "\u{202f}")),
        ("soft hyphens", &|text| text.replace("er", "e\u{ad}r").replace("pl", "p\u{ad}l")),
        ("zero width", &|text| text.replace("er", "e\u{200b}r").replace("pl", "p\u{2060}l")),
        ("dashes", &|text| text.replace(" - ", " \u{2014} ").replace('-', "\u{2011}")),
    ];
    for (name, style) in styles {
        assert_eq!(figures(&pair_with(style)), figures(&plain), "{name}");
    }
}

/// Marks pair within a paragraph: what a line break cuts is no longer quoted.
#[test]
fn line_breaks_change_no_figure_but_what_is_quoted() {
    let plain = pair_with(str::to_owned);
    let broken = pair_with(|text| text.replace(' ', "\n"));
    assert_eq!(broken.longest_run_words, plain.longest_run_words);
    assert_eq!(broken.shared_words_a, plain.shared_words_a);
    assert_eq!(broken.shared_words_b, plain.shared_words_b);
    assert_eq!(broken.resemblance.to_bits(), plain.resemblance.to_bits());
}

#[test]
fn spaced_guillemets_change_no_figure() {
    let spaced = |text: &str| with_marks(text, "\u{ab}\u{a0}", "\u{a0}\u{bb}");
    assert_eq!(figures(&pair_with(spaced)), figures(&pair_with(str::to_owned)));
}

#[test]
fn line_end_hyphenation_costs_one_word_at_most() {
    let plain = pair_with(str::to_owned);
    for (word, broken) in [
        ("spokesman", "spokes-\nman"),
        ("reporters", "re-\r\nporters"),
        ("building", "build\u{2010}\ning"),
        ("co-operative", "co-\noperative"),
        ("coming", "com\u{ad}\ning"),
    ] {
        assert!(STORY.contains(word));
        let pair = pair_with(|text| text.replace(word, broken));
        let passages = pair.passages.as_ref().unwrap();
        assert_eq!(passages.len(), 1, "{word}");
        let verbatim = passages[0].verbatim_words;
        // A true hyphen at the line end joins two words: both are lost, and one is there instead.
        let lost = if word == "co-operative" { 2 } else { 1 };
        assert!(verbatim + lost >= plain.shared_words_a.unwrap(), "{word}: {verbatim}");
    }
}
