//! Input on which a look back over all that stands before would never end.

use super::*;

/// Who speaks; empty where nobody is named.
fn speakers(text: &str) -> Vec<String> {
    let name =
        |quotation: Quotation| quotation.speaker.map(|speaker| speaker.name).unwrap_or_default();
    quotations(text, &Tokens::of(text)).into_iter().map(name).collect()
}

fn ada() -> String {
    "Ada Finch".to_owned()
}

/// A word with a capital, another one for each number.
fn capital(number: usize) -> String {
    let letter = |place: u32| (b'a' + (number / 26_usize.pow(place) % 26) as u8) as char;
    format!("Z{}", (0..4).map(letter).collect::<String>())
}

#[test]
fn a_list_of_names() {
    let mut text = "Mayor Ada Finch came.\n".to_owned();
    for n in 0..50_000 {
        let sentence =
            [&capital(2 * n), " Reed said that he saw ", &capital(2 * n + 1), " Lund.\n"];
        text.extend(sentence);
    }
    text += "“We will build it in spring,” Finch said.";
    assert_eq!(speakers(&text), [ada()]);
}

#[test]
fn one_surname_again_and_again() {
    let text = format!(
        "Ada Finch came.\n{}“We will build it in spring,” Finch said.",
        "So Finch saw Reed.\n".repeat(100_000)
    );
    assert_eq!(speakers(&text), [ada()]);
}

#[test]
fn pronouns_far_behind_the_name() {
    let number = 50_000;
    let text =
        format!("Mayor Ada Finch came.\n{}", "“We will build it now,” she said.\n".repeat(number));
    let found = speakers(&text);
    assert_eq!(found.len(), number);
    assert!(found[..3].iter().all(|name| *name == ada()), "{:?}", &found[..4]);
    assert!(found[3..].iter().all(String::is_empty));
}

#[test]
fn pronouns_behind_those_whom_they_cannot_mean() {
    let text = format!(
        "Ms Ada Finch came. {}{}",
        "So Mr Tom Reed came. ".repeat(50_000),
        "“We will build it now,” she said. ".repeat(20_000)
    );
    assert_eq!(speakers(&text), vec![ada(); 20_000]);
}

#[test]
fn a_sentence_without_an_end() {
    let number = 30_000;
    let text = "and Mayor Ada Finch came and “we will build it now” she said ".repeat(number);
    assert_eq!(speakers(&text), vec![ada(); number]);
}

#[test]
fn a_title_that_nobody_has() {
    let text = format!(
        "{}{}",
        "President Ada Finch came. ".repeat(30_000),
        "So it was. “We will build it in spring,” the mayor said.\n".repeat(1_000)
    );
    assert_eq!(speakers(&text), vec![String::new(); 1_000]);
}

#[test]
fn a_row_of_titles_is_no_role() {
    let text = format!("{}Ada Finch came. “We will build it,” she said.", "Mayor ".repeat(100_000));
    let found = quotations(&text, &Tokens::of(&text));
    let speaker = found[0].speaker.as_ref().unwrap();
    assert_eq!((speaker.name.as_str(), &speaker.role), ("Ada Finch", &None));
}

#[test]
fn words_in_marks_without_end() {
    let text = format!("{}“We will build it in spring,” said Ada Finch.", "\"a\" ".repeat(500_000));
    assert_eq!(speakers(&text), [ada()]);
}

#[test]
fn dialogue_with_marks_in_every_line() {
    let number = 60_000;
    let text = "— We “will build” it now, — said Ada Finch.\n".repeat(number);
    assert_eq!(speakers(&text), vec![ada(); number]);
}
