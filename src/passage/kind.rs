//! The kind of a verified pair, from what the shared words are.
//!
//! How many words two articles share says little of copying: two reporters at one press conference
//! share more than an article shares with the background paragraph that it lifted. So running text
//! decides: words that stand in quotation marks in neither article.

use std::cmp::Ordering;

use super::evidence::Evidence;
use super::model::PairKind;
use super::verify::{Verified, VerifyConfig};
use crate::text::UNITS_PER_WORD;

/// Share of both articles' own words from which a pair is a reprint.
pub(super) const REPRINT: f64 = 0.8;

/// Share of the shorter article's own words from which a pair is an abridgement.
pub(super) const ABRIDGEMENT: f64 = 0.5;

/// Share of the shared words in quotation marks from which a pair shares quotes only.
pub(super) const QUOTES_ONLY: f64 = 0.8;

/// Aligned facts (numbers alone within one source, names and numbers between two), and the share of
/// them that changed, from which text is a form that is filled in anew: a copy keeps most of them.
pub(super) const MIN_FORM_FACTS: u32 = 3;
const FORM: f64 = 2.0 / 3.0;

/// Names from which it says something that two articles agree in fewer than one in five of them.
/// Copies agree in nearly all, and two reports of one event in half.
pub(super) const MIN_NAMES: u32 = 3;
pub(super) const MIN_NAMES_OF_REST: u32 = 5;
pub(super) const UNRELATED: u32 = 5;

/// The kind of a pair, the first that holds:
///
/// 1. `template`: no passage is left when furniture is left out; or the articles agree in hardly a
///    name, so that running text which both hold is a form or a stock phrase, and so is speech of a
///    few words; or it is a form that each fills in with names and numbers of its own; or, within
///    one source, what `is_template_of_source` says;
/// 2. `reprint`: the passages are at least 80 % of both articles' own words;
/// 3. `quotes_only`: at least 80 % of the shared words stand in quotation marks in both articles,
///    or what stands in quotation marks in neither is too short for a passage of its own;
/// 4. `abridgement`: the passages are at least half of the shorter article's own words;
/// 5. `quotes_only`: what is left of the running text is too short for a passage when statements
///    are left out that both articles report, each in its own words;
/// 6. `partial`: anything else.
pub fn kind_of(pair: &Verified, config: VerifyConfig, same_source: bool) -> PairKind {
    let evidence = &pair.evidence;
    let (in_b, in_a) = (pair.containment_a_in_b(), pair.containment_b_in_a());
    let is_mostly_quoted = f64::from(evidence.own_quoted) >= QUOTES_ONLY * f64::from(evidence.own);
    let is_running = |units: u32| units >= UNITS_PER_WORD * config.min_passage_words();
    let is_speech = is_mostly_quoted || !is_running(evidence.unquoted_units);
    if !evidence.has_own_passage
        || ((!is_speech || is_phrase(evidence, config)) && agrees_in_no_name(evidence))
        || (!is_speech && is_filled_in_anew(evidence))
        || (same_source && is_template_of_source(pair))
    {
        PairKind::Template
    } else if in_a >= REPRINT && in_b >= REPRINT {
        PairKind::Reprint
    } else if is_speech {
        PairKind::QuotesOnly
    } else if of_shorter(pair) >= ABRIDGEMENT {
        PairKind::Abridgement
    } else if is_running(evidence.unquoted_units - evidence.reported_units) {
        PairKind::Partial
    } else {
        PairKind::QuotesOnly
    }
}

/// The share of the shorter article; of two of one length the larger one.
pub(super) fn of_shorter(pair: &Verified) -> f64 {
    let (in_b, in_a) = (pair.containment_a_in_b(), pair.containment_b_in_a());
    match pair.own_words_a.cmp(&pair.own_words_b) {
        Ordering::Less => in_b,
        Ordering::Equal => in_b.max(in_a),
        Ordering::Greater => in_a,
    }
}

/// Whether so little is shared that it can be a phrase that anybody uses.
fn is_phrase(evidence: &Evidence, config: VerifyConfig) -> bool {
    evidence.own < 2 * config.min_passage_words()
}

/// Whether hardly a name of either article is in the other, nor any two of the shared passages.
pub(super) fn agrees_in_no_name(evidence: &Evidence) -> bool {
    evidence.names.is_below_one_in(UNRELATED, MIN_NAMES) && evidence.names_in_passages.shared < 2
}

/// Whether most facts that stand at the same places changed, and names among them: of those that
/// stand at the same places as many as stayed, or half of all that the articles name. Updated
/// figures are no form: the names stay.
pub(super) fn is_filled_in_anew(evidence: &Evidence) -> bool {
    let names = evidence.names;
    let changed = evidence.changed_numbers + evidence.changed_names;
    let names_changed = evidence.changed_names >= evidence.equal_names.max(1);
    let names_differ = names.of > 0 && 2 * names.shared <= names.of;
    is_form(changed, evidence.equal_numbers + evidence.equal_names)
        && (names_changed || names_differ)
}

fn is_form(changed: u32, equal: u32) -> bool {
    let aligned = changed + equal;
    aligned >= MIN_FORM_FACTS && f64::from(changed) >= FORM * f64::from(aligned)
}

/// Whether what two articles of one source share recurs while the text around it differs: a form
/// in which most of three numbers or more changed; a block beside two stories that agree in no
/// name; or blocks at the edges of both pages alone, below half of the shorter article and beside
/// stories that are not about the same.
fn is_template_of_source(pair: &Verified) -> bool {
    let evidence = &pair.evidence;
    let is_part = of_shorter(pair) < ABRIDGEMENT;
    let is_form = is_form(evidence.changed_numbers, evidence.equal_numbers);
    let is_short_form = !is_part && evidence.numbers.is_below_one_in(3, MIN_FORM_FACTS);
    let rest = evidence.names_in_rest;
    let is_beside_others =
        (is_part || evidence.is_at_edges) && rest.is_below_one_in(UNRELATED, MIN_NAMES_OF_REST);
    let is_same_story = rest.shared >= 2 && 3 * rest.shared >= rest.of;
    let is_edge = evidence.is_at_edges && is_part && !is_same_story;
    is_form || is_short_form || is_beside_others || is_edge
}

#[cfg(test)]
mod tests {
    use super::super::{Prepared, Verifier};
    use super::*;
    use crate::sketch::shingle::ShingleConfig;
    use crate::text::Tokens;

    fn words(name: &str, count: usize) -> String {
        (0..count).flat_map(|n| [name.to_owned(), n.to_string(), " ".to_owned()]).collect()
    }

    fn kind(a: &str, b: &str, same_source: bool) -> Option<PairKind> {
        let config = VerifyConfig::default();
        let [a, b] = [a, b].map(|text| Prepared::new(text, &[], ShingleConfig::default()));
        Some(kind_of(&Verifier::new(config).verify(&a, &b)?, config, same_source))
    }

    #[test]
    fn kind_follows_the_share_of_own_words() {
        let story = words("s", 100);
        let with_own = |own: usize| format!("{}{story}", words("x", own));
        assert_eq!(kind(&story, &with_own(25), false), Some(PairKind::Reprint));
        assert_eq!(kind(&story, &with_own(26), false), Some(PairKind::Abridgement));
        let (other, part) = (words("y", 101), words("s", 100));
        assert_eq!(
            kind(&with_own(100), &format!("{part}{other}"), false),
            Some(PairKind::Abridgement)
        );
        assert_eq!(kind(&with_own(101), &format!("{part}{other}"), false), Some(PairKind::Partial));
    }

    #[test]
    fn eleven_words_are_no_passage_and_twelve_are() {
        let with =
            |own: &str, count| format!("{}{}{}", words(own, 40), words("s", count), words(own, 40));
        assert_eq!(kind(&with("x", 11), &with("y", 11), false), None);
        assert_eq!(kind(&with("x", 12), &with("y", 12), false), Some(PairKind::Partial));
    }

    #[test]
    fn speech_alone_is_no_copy() {
        let with = |own: &str, open: &str, close: &str| {
            format!("{}{open}{}{close} {}", words(own, 40), words("s", 30).trim(), words(own, 40))
        };
        assert_eq!(
            kind(&with("x", "“", "”"), &with("y", "\"", "\""), false),
            Some(PairKind::QuotesOnly)
        );
        // One of the two set it in marks: it is speech all the same.
        assert_eq!(
            kind(&with("x", "“", "”"), &with("y", "", ""), false),
            Some(PairKind::QuotesOnly)
        );
        assert_eq!(kind(&with("x", "", ""), &with("y", "", ""), false), Some(PairKind::Partial));
    }

    #[test]
    fn speech_needs_eight_words() {
        let with = |own: &str, count| {
            format!("{}“{}” {}", words(own, 40), words("s", count).trim(), words(own, 40))
        };
        assert_eq!(kind(&with("x", 7), &with("y", 7), false), None);
        assert_eq!(kind(&with("x", 8), &with("y", 8), false), Some(PairKind::QuotesOnly));
    }

    #[test]
    fn blocks_at_the_edges_within_one_source_are_a_template() {
        let page =
            |own: &str| format!("{}{}\n{}", words("menu", 15), words(own, 90), words("foot", 20));
        assert_eq!(kind(&page("x"), &page("y"), true), Some(PairKind::Template));
        assert_eq!(kind(&page("x"), &page("y"), false), Some(PairKind::Partial));
        let inside = |own: &str| format!("{}{}{}", words(own, 60), words("s", 20), words(own, 60));
        assert_eq!(kind(&inside("x"), &inside("y"), true), Some(PairKind::Partial));
    }

    #[test]
    fn text_of_one_source_whose_numbers_change_is_a_template() {
        let form = |[low, high, boats]: [u32; 3]| {
            format!(
                "Rain fell all over the coast and it was {low} degrees by night and {high} by day \
                 at the harbour wall while {boats} boats went out to sea before the sun rose"
            )
        };
        let (june, july) = (form([9, 17, 22]), form([11, 24, 5]));
        assert_eq!(kind(&june, &july, true), Some(PairKind::Template));
        assert_ne!(kind(&june, &july, false), Some(PairKind::Template));
        assert_eq!(kind(&june, &form([9, 17, 23]), true), Some(PairKind::Reprint));
    }

    /// Two stories about other things that hold the same sentence.
    fn around(shared: &str) -> [String; 2] {
        [
            format!(
                "The driver from Ostermere met Ada Brandt and Karl Voss in Tide Street when rain \
                 fell on the hills of Norland.\n{shared}\nThe case goes on in the town of Hafen."
            ),
            format!(
                "A law on gifts went to President Mara Lund, and the speaker of the house, Ivo Reka, \
                 signed it in Sonderby.\n{shared}\nVoters in Kallen will see it in the autumn."
            ),
        ]
    }

    #[test]
    fn a_stock_formula_in_stories_about_other_things_is_a_template() {
        let formula = "whoever does so is liable to a fine or to prison for a term of up to four \
                       years and may not hold an office for three years after that";
        let [a, b] = around(formula);
        assert_eq!(kind(&a, &b, false), Some(PairKind::Template));
        // A passage that says something of both stories was taken from one into the other.
        let passage = "whoever, like Ada Brandt of Ostermere, does so is liable to a fine or to \
                       prison for a term of up to four years";
        let [a, b] = around(passage);
        assert!(kind(&a, &b, false).is_some_and(PairKind::is_copied));
        // So is what many people say; a statement of more words has one author.
        let [a, b] = around("“There is no question that can put an end to this for all of us.”");
        assert_eq!(kind(&a, &b, false), Some(PairKind::Template));
        let [a, b] = around(&format!(
            "“Nobody who has to live here with the water is asked, and {formula}.”"
        ));
        assert_eq!(kind(&a, &b, false), Some(PairKind::QuotesOnly));
        // Without names nothing is known of what either story is about.
        let small = around(formula).map(|text| text.to_lowercase());
        assert!(kind(&small[0], &small[1], false).is_some_and(PairKind::is_copied));
    }

    #[test]
    fn weekdays_and_months_are_no_names_that_two_stories_have_in_common() {
        let formula = "on Monday, as on every Friday since January and February, the office did not \
                       reply to a request for comment by the end of the day";
        let [a, b] = around(formula);
        assert_eq!(kind(&a, &b, false), Some(PairKind::Template));
    }

    #[test]
    fn a_footer_does_not_make_names_between_it_and_a_stock_phrase_names_of_passages() {
        let phrase =
            "whoever does so is liable to a fine or to prison for a term of up to four years";
        let footer = words("foot", 40);
        let ends = [
            "So did Pia Quell, Tom Rast and Uwe Sehm, who met in Norland near Sonderby.",
            "In Sonderby it was Xan Yoll, Zev Abt and Cid Dorn of Norland.",
        ];
        let [a, b] = around(phrase);
        let [a, b] = [(a, ends[0]), (b, ends[1])].map(|(story, end)| {
            let text = format!("{story}\n{end}\n{footer}");
            let num_tokens = Tokens::of(&text).len() as u32;
            let masked = num_tokens - 40..num_tokens;
            Prepared::new(&text, std::slice::from_ref(&masked), ShingleConfig::default())
        });
        let config = VerifyConfig::default();
        let pair = Verifier::new(config).verify(&a, &b).unwrap();
        assert_eq!(pair.passages.len(), 2);
        assert_eq!(kind_of(&pair, config, false), PairKind::Template);
    }

    #[test]
    fn a_form_that_several_outlets_fill_in_is_a_template_and_updated_figures_are_none() {
        let form = |person: &str, town: &str, street: &str| {
            format!(
                "Police are asking for witnesses after {person} was found in the part of {town} \
                 near {street} by night. Whoever was in the area at the time or has film from a \
                 camera in a car can call the station without giving a name."
            )
        };
        let (one, two) = (form("Ada Brandt", "Hafen", "Tide"), form("Ivo Reka", "Kallen", "Mill"));
        assert_eq!(kind(&one, &two, false), Some(PairKind::Template));
        assert_eq!(kind(&one, &two, true), Some(PairKind::Template));
        let count = |dead: u32, hurt: u32, gone: u32| {
            format!(
                "The storm over Hafen has killed {dead} people and {hurt} more were hurt, the mayor \
                 of Hafen, Ada Brandt, told Norland Radio while {gone} boats are still missing"
            )
        };
        let (early, late) = (count(3, 17, 4), count(9, 40, 2));
        assert_eq!(kind(&early, &late, false), Some(PairKind::Reprint));
    }

    #[test]
    fn a_form_whose_numbers_change_between_outlets_is_a_template_if_names_change_too() {
        let draw = |town: &str, [one, two, three, won]: [u32; 4]| {
            format!(
                "The lucky numbers in the draw at {town} are {one} and {two} and {three}. Nobody had \
                 all of them, so the top prize for the next draw is put at {won} crowns, and whoever \
                 plays should set a limit and keep to it."
            )
        };
        let (one, two) = (draw("Hafen", [4, 17, 31, 900]), draw("Kallen", [8, 22, 40, 750]));
        assert_eq!(kind(&one, &two, false), Some(PairKind::Template));
        // The figures of one draw, corrected.
        let corrected = draw("Hafen", [8, 22, 40, 750]);
        assert_eq!(kind(&one, &corrected, false), Some(PairKind::Reprint));
        // One town corrected, the figures as they were.
        let moved = draw("Kallen", [4, 17, 31, 900]);
        assert_eq!(kind(&one, &moved, false), Some(PairKind::Reprint));
        // Names that differ nowhere near the numbers: two stories about one form.
        let [one, two] = [(&one, "Ada Brandt"), (&corrected, "Ivo Reka")].map(|(form, name)| {
            format!("{form}\n{} so it was in the end for our {name} as well.", words(name, 30))
        });
        assert_eq!(kind(&one, &two, false), Some(PairKind::Template));
    }

    #[test]
    fn a_statement_that_each_reports_in_its_own_words_is_no_copy() {
        let statement = "the car left the road near the mill at dawn, nobody else was in it and the \
                         driver was taken to a clinic";
        let with = |own: &str, cue: &str, statement: &str| {
            format!("{}\n{cue} {statement}.\n{}", words(own, 40), words(own, 40))
        };
        let (x, y) = ("According to police,", "A spokeswoman for the force added that");
        assert_eq!(
            kind(&with("x", x, statement), &with("y", y, statement), false),
            Some(PairKind::QuotesOnly)
        );
        // Who takes over the words that report it as well has copied the report.
        assert_eq!(
            kind(&with("x", x, statement), &with("y", x, statement), false),
            Some(PairKind::Partial)
        );
        let plain = "In the end";
        assert_eq!(
            kind(&with("x", x, statement), &with("y", plain, statement), false),
            Some(PairKind::Partial)
        );
        let (russian, ukrainian) = (
            "По данным полиции, автомобиль съехал с дороги у старой мельницы рано утром и никто \
             больше в нём не ехал, а водитель попал в больницу",
            "Автомобиль съехал с дороги у старой мельницы рано утром и никто больше в нём не ехал, \
             а водитель попал в больницу, уточнили в управлении",
        );
        assert_eq!(
            kind(&with("x", "", russian), &with("y", "", ukrainian), false),
            Some(PairKind::QuotesOnly)
        );
    }

    #[test]
    fn an_edge_block_under_one_running_story_of_a_source_is_no_template() {
        let background = "Ada Brandt, whose film about the harbour of Hafen was seen by a million \
                          people within a week, meets her readers on the square of Kallen";
        let story = |name: &str, lead: &str| format!("{} {lead}\n{background}", words(name, 40));
        let one = story("x", "while Karl Voss of Sonderby and Ivo Reka came to the meeting.");
        let two = story("y", "and a banner hung in Sonderby over Ivo Reka, a gift of Karl Voss.");
        assert_eq!(kind(&one, &two, true), Some(PairKind::Partial));
    }

    #[test]
    fn a_corrected_article_of_one_source_is_a_reprint() {
        let story = words("s", 100);
        assert_eq!(kind(&story, &story.replace("s50 ", "fifty "), true), Some(PairKind::Reprint));
    }

    #[test]
    fn which_article_stands_first_does_not_matter() {
        let story = words("s", 60);
        let [a, b] = [format!("{story}{}", words("x", 40)), format!("{}{story}", words("y", 40))]
            .map(|text| Prepared::new(&text, &[], ShingleConfig::default()));
        let config = VerifyConfig::default();
        let mut pair = Verifier::new(config).verify(&a, &b).unwrap();
        assert_eq!((pair.own_words_a, pair.own_words_b), (100, 100));
        for (of_a, of_b) in [(60, 40), (40, 60)] {
            (pair.shared_words_a, pair.shared_words_b) = (of_a, of_b);
            assert_eq!(kind_of(&pair, config, false), PairKind::Abridgement);
        }
    }
}
