//! Hand-made cases, in each of the nine languages.

use super::*;

/// Each quotation of four words or more, its parts joined by `|`, and its speaker.
fn said(text: &str) -> Vec<(String, Option<String>)> {
    let name = |speaker: Speaker| match speaker.role {
        Some(role) => format!("{} ({role})", speaker.name),
        None => speaker.name,
    };
    quotations(text, &Tokens::of(text))
        .into_iter()
        .map(|quotation| {
            let parts: Vec<&str> = quotation.parts.iter().map(|part| part.of(text)).collect();
            let open = if quotation.is_closed { "" } else { " ..." };
            (parts.join("|") + open, quotation.speaker.map(name))
        })
        .collect()
}

/// The last quotation of each text is said by the name beside it; "" for nobody.
fn held(cases: &[(&str, &str)]) {
    for (text, name) in cases {
        let quotations = quotations(text, &Tokens::of(text));
        let speaker = quotations.last().and_then(|quotation| quotation.speaker.as_ref());
        assert_eq!(speaker.map_or("", |speaker| &speaker.name), *name, "{text}");
    }
}

#[test]
fn words_on_the_speaker_part_a_quotation_and_end_it() {
    let finch = || Some("Ada Finch (Mayor)".to_owned());
    let quoted = |text: &str| text.to_owned();
    let text = "Mayor Ada Finch came. “We will build it,” Finch said, “in the spring.” He left.";
    assert_eq!(said(text), [(quoted("We will build it,|in the spring."), finch())]);
    let text =
        "Mayor Ada Finch came. “We will build it,” Finch said. “Then we will rest in peace.”";
    assert_eq!(said(text), [(quoted("We will build it,|Then we will rest in peace."), finch())]);
}

#[test]
fn a_quotation_goes_on_over_paragraphs_and_is_cut_where_nothing_closes_it() {
    let text = "Finch: “We judge it so.\n\n“It seeks to be built.\n\n“Now it ends.”\nHe left.";
    let parts: Vec<String> = said(text).into_iter().map(|(parts, _)| parts).collect();
    assert_eq!(parts, ["We judge it so.|It seeks to be built.|Now it ends."]);

    let text = format!("He said: “{}\nNothing follows.", "We will build it. ".repeat(100));
    let found = said(&text);
    assert_eq!(found.len(), 1);
    assert!(found[0].0.ends_with("...") && found[0].0.len() <= MAX_UNCLOSED_BYTES + 4);
}

#[test]
fn addresses_and_short_words_in_marks_are_no_quotations() {
    let link = "<a href=\"http://www.herald.example/a b c d e\">He “left” at “three sharp”.</a>";
    assert_eq!(said(link), []);
}

#[test]
fn english() {
    held(&[
        ("“We will build it in spring,” said Ada Finch.", "Ada Finch"),
        ("“We will build it in spring,” Ada Finch told the paper.", "Ada Finch"),
        ("Ada Finch said: “We will build it in spring.”", "Ada Finch"),
        (
            "The bridge fell. \"We will build it in spring,\" said the mayor, Ada Finch.",
            "Ada Finch",
        ),
        ("Mayor Ada Finch came. “We will build it in spring,” the mayor said.", "Ada Finch"),
        ("Ada Finch, the mayor, came.\n“We will build it in spring,” she added.", "Ada Finch"),
        ("Ada Finch left no doubt. “We will build it in spring.”", ""),
        ("Mayor Ada Finch left no doubt. “We will build it in spring.”", "Ada Finch"),
        ("Ada Finch came. She met Tom Reed. Reed said: “We will build it in spring.”", "Tom Reed"),
        ("Ada Finch came.\n\nMs Finch warned that it “will be built in spring”.", "Ada Finch"),
        ("“We will build it in spring,” said a friend of Ada Finch.", ""),
        ("“We will build it in spring,” Ada Finch's lawyer said.", ""),
        ("“We will build it in spring,” it said on the sign.", ""),
        ("“We will build it in spring,” said the man in Ada Town.", ""),
        ("They met at noon. “We will build it in spring.”", ""),
    ]);
}

#[test]
fn german() {
    held(&[
        ("„Wir bauen sie im Frühjahr“, sagte Ada Fink.", "Ada Fink"),
        (
            "„Wir bauen sie im Frühjahr“, sagte die Bürgermeisterin Ada Fink der Zeitung.",
            "Ada Fink",
        ),
        ("Ada Fink betonte: „Wir bauen sie im Frühjahr.“", "Ada Fink"),
        ("Bürgermeisterin Ada Fink kam. »Wir bauen sie im Frühjahr«, so Fink.", "Ada Fink"),
        ("Die Bürgermeisterin Ada Fink kam. „Wir bauen sie im Frühjahr“, sagte sie.", "Ada Fink"),
        ("„Wir bauen sie im Frühjahr“, sagte ein Sprecher.", ""),
    ]);
}

#[test]
fn french() {
    held(&[
        ("« Nous le bâtirons au printemps », a déclaré Ada Pinson.", "Ada Pinson"),
        ("« Nous le bâtirons au printemps », a déclaré la maire, Ada Pinson.", "Ada Pinson"),
        ("Ada Pinson affirme : « Nous le bâtirons au printemps. »", "Ada Pinson"),
        (
            "La maire Ada Pinson est venue. « Nous le bâtirons au printemps », a-t-elle ajouté.",
            "Ada Pinson",
        ),
        ("« Nous le bâtirons au printemps », dit un passant.", ""),
    ]);
}

#[test]
fn spanish() {
    held(&[
        ("«Lo haremos en la primavera», dijo Ada Pinzón.", "Ada Pinzón"),
        ("“Lo haremos en la primavera”, aseguró la alcaldesa, Ada Pinzón.", "Ada Pinzón"),
        (
            "La alcaldesa Ada Pinzón vino al puente. “Lo haremos en la primavera”, dijo.",
            "Ada Pinzón",
        ),
        ("Ada Pinzón explicó: “Lo haremos en la primavera”.", "Ada Pinzón"),
        ("“Lo haremos en la primavera”, dijo el hombre del puente.", ""),
    ]);
}

#[test]
fn italian() {
    held(&[
        ("«Lo faremo in primavera», ha detto Ada Fringuello.", "Ada Fringuello"),
        ("“Lo faremo in primavera”, ha spiegato la sindaca Ada Fringuello.", "Ada Fringuello"),
        (
            "La sindaca Ada Fringuello è venuta al ponte. “Lo faremo in primavera”, ha aggiunto.",
            "Ada Fringuello",
        ),
        ("Ada Fringuello ha detto che “lo faremo in primavera”.", "Ada Fringuello"),
        ("“Lo faremo in primavera”, ha detto un passante.", ""),
    ]);
}

#[test]
fn portuguese() {
    held(&[
        ("“Vamos fazer na primavera”, disse Ada Tentilhão.", "Ada Tentilhão"),
        ("“Vamos fazer na primavera”, afirmou a prefeita Ada Tentilhão.", "Ada Tentilhão"),
        (
            "A prefeita Ada Tentilhão veio à ponte. “Vamos fazer na primavera”, disse ela.",
            "Ada Tentilhão",
        ),
        ("Segundo Ada Tentilhão, “vamos fazer na primavera”.", "Ada Tentilhão"),
        ("“Vamos fazer na primavera”, disse um homem da ponte.", ""),
    ]);
}

#[test]
fn dutch() {
    held(&[
        ("“We bouwen hem in het voorjaar”, zei Ada Vink.", "Ada Vink"),
        ("‘We bouwen hem in het voorjaar’, aldus burgemeester Ada Vink.", "Ada Vink"),
        (
            "Burgemeester Ada Vink kwam naar de brug. ‘We bouwen hem in het voorjaar’, zegt ze.",
            "Ada Vink",
        ),
        ("Ada Vink schreef: “We bouwen hem in het voorjaar.”", "Ada Vink"),
        ("“We bouwen hem in het voorjaar”, zei een man op de brug.", ""),
    ]);
}

#[test]
fn russian() {
    held(&[
        ("«Мы построим его весной», — сказала Ада Зяблик.", "Ада Зяблик"),
        ("«Мы построим его весной», — заявила мэр города Ада Зяблик.", "Ада Зяблик"),
        ("На мост пришла мэр Ада Зяблик. «Мы построим его весной», — добавила она.", "Ада Зяблик"),
        ("Иван Орлов отметил: «Мы построим его весной».", "Иван Орлов"),
        ("На мост пришёл Иван Орлов. По словам Орлова, «мы построим его весной».", "Иван Орлов"),
        ("«Мы построим его весной», — сказал прохожий.", ""),
        ("— Мы построим его весной, — сказал Иван Орлов. — Ждите.", "Иван Орлов"),
    ]);
}

#[test]
fn ukrainian() {
    held(&[
        ("«Ми збудуємо його навесні», — сказала Ада Зяблик.", "Ада Зяблик"),
        ("«Ми збудуємо його навесні», – наголосила міський мер Ада Зяблик.", "Ада Зяблик"),
        (
            "На міст прийшла мер Ада Зяблик. «Ми збудуємо його навесні», — додала вона.",
            "Ада Зяблик",
        ),
        ("Іван Орел зазначив: «Ми збудуємо його навесні».", "Іван Орел"),
        ("«Ми збудуємо його навесні», — сказав перехожий.", ""),
    ]);
}
