//! Five pages of real sites under `../seeds` beside the labelled data: what is site text on them, and
//! who said what. They are no part of the project: a page is known here by a few words of it.

use wirecopy::news::furniture::Reason;
use wirecopy::quotes::Form;
use wirecopy::report::model::{ArticleEntry, QuoteMemberEntry};
use wirecopy::{Scan, ScanConfig, ScanOutcome, Span};

use super::labelled::{folder, scan_path};

fn seeds(test: &str) -> Option<ScanOutcome> {
    Some(scan_path(&folder(test)?.join("../seeds")))
}

/// The article whose id begins so, and its text.
fn seed<'s>(outcome: &'s ScanOutcome, number: &str) -> (&'s ArticleEntry, String) {
    let articles = &outcome.report.articles;
    let at = articles.iter().position(|entry| entry.id.starts_with(number)).unwrap();
    (&articles[at], outcome.texts.text(at).unwrap().into_owned())
}

/// Where the words stand, by their only or first place.
fn place(text: &str, words: &str) -> Span {
    let start = text.find(words).unwrap_or_else(|| panic!("no {words:?}"));
    Span::new(start as u32, (start + words.len()) as u32)
}

/// What a page holds: its story from the first of these words to the last, and lines of its site.
struct Page {
    number: &'static str,
    story: (&'static str, &'static str),
    site: &'static [(&'static str, Reason)],
}

const PAGES: [Page; 5] = [
    Page {
        number: "000",
        story: ("Outside attempts to", "on computer networks."),
        site: &[
            ("Subscribe to Business", Reason::SubscriptionOffer),
            ("300/Month", Reason::SubscriptionOffer),
            ("cancel anytime", Reason::SubscriptionOffer),
            ("premium stories daily", Reason::SubscriptionOffer),
            ("delivered to your inbox", Reason::SubscriptionOffer),
            ("Seamless Access", Reason::SubscriptionOffer),
            ("More From This Section", Reason::RelatedLinks),
            ("Next Story", Reason::RelatedLinks),
        ],
    },
    Page {
        number: "001",
        story: ("NATO Supports UK", "affairs and elections."),
        site: &[
            ("Leave a Reply", Reason::CommentRules),
            ("an icon to log in", Reason::LoginForm),
            ("using your Google account", Reason::CommentRules),
            ("comment data is processed", Reason::CommentRules),
        ],
    },
    Page {
        number: "002",
        story: ("Jens Stoltenberg, NATO's", "December 2019."),
        site: &[
            ("Ex-NATO General", Reason::RelatedLinks),
            ("Mental Disorders", Reason::RelatedLinks),
            ("Password recovery", Reason::LoginForm),
            ("account has been deleted", Reason::LoginForm),
            ("review our Privacy", Reason::PrivacyNotice),
            ("right to delete comments", Reason::CommentRules),
            ("subject of the post", Reason::CommentRules),
            ("cruelty to animals", Reason::CommentRules),
            ("get-rich-quick", Reason::CommentRules),
            ("cannot be restored", Reason::LoginForm),
            ("Get push notifications", Reason::SubscriptionOffer),
        ],
    },
    Page {
        number: "003",
        story: ("NATO says cyberattacks", "as much mayhem."),
        site: &[
            ("Liked it?", Reason::DonationLine),
            ("solely those of the author", Reason::LegalNotice),
            ("Leave a Reply", Reason::CommentRules),
        ],
    },
    Page {
        number: "004",
        story: ("Britain has helped 16", "Defence Pledge Conference."),
        site: &[("Advertisement", Reason::Advertisement), ("Latest Stories", Reason::RelatedLinks)],
    },
];

#[test]
fn site_text_of_the_seeds_is_masked_and_no_sentence_of_a_story() {
    let Some(outcome) = seeds("site_text_of_the_seeds_is_masked_and_no_sentence_of_a_story") else {
        return;
    };
    for Page { number, story: (first, last), site } in PAGES {
        let (entry, text) = seed(&outcome, number);
        let furniture = entry.furniture.as_ref().unwrap();
        let start = place(&text, first).start;
        let end = text.rfind(last).unwrap() as u32;
        let story = Span::new(start, end);
        for masked in furniture {
            let words = masked.span().of(&text);
            assert!(!masked.span().overlaps(story), "{number} masks {words:?}");
        }
        for &(words, reason) in site {
            let at = place(&text, words);
            let masked = furniture.iter().find(|masked| masked.span().overlaps(at));
            assert_eq!(masked.map(|masked| masked.reason), Some(reason), "{number}: {words}");
        }
        let own = entry.own_words.unwrap();
        assert!(own < entry.words, "{number}");
    }
    // Of the longest page half is site text.
    let (entry, _) = seed(&outcome, "002");
    assert!(entry.words - entry.own_words.unwrap() > 700);
}

/// What the pages say does not depend on which others are read with them.
#[test]
fn a_seed_alone_is_masked_as_among_the_others() {
    let Some(together) = seeds("a_seed_alone_is_masked_as_among_the_others") else { return };
    for Page { number, .. } in PAGES {
        let (entry, text) = seed(&together, number);
        let article = wirecopy::Article::new(entry.id.clone(), text);
        let alone = Scan::new(ScanConfig::default()).run_articles(vec![article]).unwrap();
        assert_eq!(alone.report.articles[0].furniture, entry.furniture, "{number}");
    }
}

/// The variant of a quotation that holds these words in the article.
fn quoted<'s>(
    outcome: &'s ScanOutcome,
    number: &str,
    words: &str,
) -> (usize, &'s QuoteMemberEntry) {
    let (_, text) = seed(outcome, number);
    let holds = |member: &&QuoteMemberEntry| {
        member.article.starts_with(number)
            && member.parts.iter().any(|part| part.of(&text).replace('\u{a0}', " ").contains(words))
    };
    let groups = outcome.report.quotes.as_ref().unwrap();
    let mut found = groups
        .iter()
        .enumerate()
        .flat_map(|(at, group)| group.members.iter().map(move |member| (at, member)))
        .filter(|(_, member)| holds(member));
    found.next().unwrap_or_else(|| panic!("{words:?} of {number} is in no group"))
}

#[test]
fn quotations_of_the_seeds_stand_in_groups_with_their_speakers() {
    let Some(outcome) = seeds("quotations_of_the_seeds_stand_in_groups_with_their_speakers") else {
        return;
    };
    let hunt = "Jeremy Hunt";
    for (words, speaker, forms) in [
        // One of the two inserts words into the first sentence.
        ("central government networks", hunt, [Form::Altered, Form::Verbatim]),
        ("in the last 18 months", hunt, [Form::Altered, Form::Verbatim]),
        ("Recent events demonstrate", hunt, [Form::Verbatim, Form::Truncated]),
        ("know that we are not limited", "Jens Stoltenberg", [Form::Verbatim, Form::Altered]),
    ] {
        let (group, first) = quoted(&outcome, "002", words);
        let (other_group, second) = quoted(&outcome, "004", words);
        assert_eq!(group, other_group, "{words}: one group");
        assert_eq!([first.form, second.form], forms, "{words}");
        for member in [first, second] {
            assert_eq!(member.speaker.as_deref(), Some(speaker), "{words}");
            assert_eq!(member.changed.is_empty(), member.form == Form::Verbatim, "{words}");
        }
        let quotes = outcome.report.quotes.as_ref().unwrap();
        assert_eq!(quotes[group].speaker.as_deref(), Some(speaker), "{words}");
    }
}
