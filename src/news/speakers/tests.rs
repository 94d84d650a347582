//! Hand-made cases, in each of the nine languages.

use super::*;

/// Each quotation of four words or more, its parts joined by `|`, and its speaker.
fn said(text: &str) -> Vec<(String, Option<String>)> {
    quotations(text, &Tokens::of(text))
        .into_iter()
        .map(|quotation| {
            let parts: Vec<&str> = quotation.parts.iter().map(|part| part.of(text)).collect();
            (parts.join("|"), quotation.speaker.map(|speaker| speaker.name))
        })
        .collect()
}

fn speakers(text: &str) -> Vec<Option<String>> {
    said(text).into_iter().map(|(_, speaker)| speaker).collect()
}

/// Holds that the one quotation of each text is Ada Finch's, or the name's that stands beside it.
fn held(cases: &[(&str, &str)]) {
    for (text, name) in cases {
        let expected = (!name.is_empty()).then(|| (*name).to_owned());
        assert_eq!(speakers(text).last(), Some(&expected), "{text}");
    }
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
