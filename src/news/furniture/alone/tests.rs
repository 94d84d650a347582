//! Lone pages in several languages, all invented.

use super::*;
use crate::news::furniture::FurnitureLearner;

fn judged(page: &str) -> Vec<(&str, Reason)> {
    let mut learner = FurnitureLearner::default();
    learner.add(None, None, page, &Tokens::of(page));
    let masked = learner.masked(0, &learner.learn(&[0]));
    masked.iter().map(|masked| (masked.span.of(page), masked.reason)).collect()
}

fn texts(page: &str) -> Vec<&str> {
    judged(page).into_iter().map(|(text, _)| text).collect()
}

const STORY: &str = "\
The ferry between Halvik and Ostermere will stop in the spring, the harbour office said on Monday.

It has carried both towns' bread and letters for ninety years, and nobody has yet said who will pay \
for the bridge that is to follow.

\"We shall miss the whistle more than the boat,\" said Ada Brandt, who has sold tickets on the quay \
since she was a girl.";

#[test]
fn site_text_below_a_story_is_masked_with_its_reasons() {
    let page = format!(
        "The last ferry\n\n{STORY}\n\nRelated:\nHalvik counts its boats\nA bridge too dear\n\
         Subscribe to the Courier and save\n3 Months\n1 Year\nLeave a reply\nLog in\n\
         Forgot your password?\nSupport us on Patreon!\nWe use cookies\nShare on Facebook"
    );
    let found: Vec<(&str, Reason)> = judged(&page);
    assert_eq!(
        found,
        [
            ("Related:\nHalvik counts its boats\nA bridge too dear", Reason::RelatedLinks),
            ("Subscribe to the Courier and save\n3 Months\n1 Year", Reason::SubscriptionOffer),
            ("Leave a reply", Reason::CommentRules),
            ("Log in\nForgot your password", Reason::LoginForm),
            ("Support us on Patreon", Reason::DonationLine),
            ("We use cookies", Reason::PrivacyNotice),
            ("Share on Facebook", Reason::ShareButtons),
        ]
    );
}

#[test]
fn nothing_of_a_page_without_site_text_is_masked() {
    let table = "Halvik 3\nOstermere 1\nPoints after ten games\nHalvik 21\nOstermere 17";
    assert!(judged(&format!("The last ferry\n\n{STORY}\n{table}")).is_empty());
}

#[test]
fn headlines_and_subheads_beside_site_text_stay() {
    let page = format!(
        "Home\nThe last ferry\nShare\n{STORY}\nRead more: the bridge that was never built\n\
         What comes next\n{STORY}"
    );
    assert_eq!(texts(&page), ["Home", "Share", "Read more: the bridge that was never built"]);
}

#[test]
fn a_story_about_subscriptions_and_comments_stays() {
    let story = "\
The Courier will ask its readers to subscribe to a printed sheet again, it said in a comment on Monday.
Users of its website had written that the privacy policy of the paper was longer than its news.
Comments on the website are read by one moderator, who has a password and an account but no time.
Subscribers who do not log in will get the sheet by post, and all rights reserved to them stay so.
\"Sign up to our plan or leave it,\" the publisher told users who had asked for a discussion.";
    assert!(judged(&format!("A paper and its readers\n{story}\n{STORY}")).is_empty());
    assert!(judged(story).is_empty());
}

#[test]
fn comment_rules_in_whole_sentences_are_masked_below_a_story() {
    let rules = "\
Community standards
Users are asked to be kind to other users in the comments below every post on this website.
We have the right to delete comments that hold spam or profanity, and to block the account of a user.
- comments of more than a page;
- anything that is not about the subject of the post;
You are commenting using your Courier account.
Log out";
    let page = format!("{STORY}\n\n{rules}");
    let found = judged(&page);
    assert_eq!(found.first().map(|found| found.1), Some(Reason::CommentRules));
    let masked: usize = found.iter().map(|(text, _)| Tokens::of(text).len()).sum();
    assert_eq!(masked, Tokens::of(rules).len());
}

#[test]
fn a_page_without_a_story_is_left_alone() {
    assert!(
        judged("Log in\nRegister\nForgot your password?\nPrivacy policy\nShare\nTweet").is_empty()
    );
}

#[test]
fn a_page_in_a_language_without_stop_words_is_left_alone() {
    let story = "qara bel tiru moka sun ".repeat(30);
    assert!(judged(&format!("{story}.\nLog in\nForgot your password?\nShare")).is_empty());
}

#[test]
fn paragraphs_wrapped_by_hand_are_one() {
    let page = "\
The ferry between Halvik and Ostermere will stop in the spring, and the
privacy policy of the harbour office will not tell anyone who asked to
log in and why it took ninety years to say so, the clerk told the Courier
and the mayor of the other town on the same day.

It has carried bread and letters for ninety years, and nobody has said
who will pay for the bridge that is to follow it in the year after that.

Log in
Forgot your password?";
    assert_eq!(texts(page), ["Log in\nForgot your password"]);
}

#[test]
fn every_phrase_is_found_in_its_example() {
    let stop_words: Vec<Vec<&str>> = words::rows(include_str!("stopwords.tsv")).collect();
    let languages: Vec<&str> = stop_words.iter().map(|row| row[0]).collect();
    for row in words::rows(include_str!("phrases.tsv")) {
        let (language, reason, position, _) = words::parse(&row, &languages).unwrap();
        let tokens = Tokens::of(row[4]);
        let numbers: Vec<u16> = tokens.hashes().iter().map(|&hash| LEXICON.number(hash)).collect();
        let says = says(row[4], &tokens, &numbers, 0..tokens.len(), language);
        assert!(says.evidence > 0.0, "{row:?}");
        if position != Position::Word {
            assert!(says.evidence >= PROBABLE, "{row:?}");
            let among = words::rows(include_str!("phrases.tsv"))
                .any(|other| says.reason.is_some_and(|found| found.name() == other[1]));
            assert!(says.reason == Some(reason) || among, "{row:?}");
        }
    }
}

/// A story and site text below it.
fn assert_below(story: &str, site: &[(&str, Reason)]) {
    let lines: Vec<&str> = site.iter().map(|(line, _)| *line).collect();
    let page = format!("{story}\n\n{}", lines.join("\n"));
    let found = judged(&page);
    let expected: Vec<(&str, Reason)> = site
        .iter()
        .map(|&(line, reason)| (line.trim_end_matches(['?', '!', ':', '.']), reason))
        .collect();
    assert_eq!(found, expected);
    assert!(judged(story).is_empty());
}

#[test]
fn pages_in_other_languages_are_judged_alike() {
    use Reason::{
        CommentRules, LoginForm, PrivacyNotice, RelatedLinks, ShareButtons, SubscriptionOffer,
    };
    assert_below(
        "Die Fähre zwischen Halvik und Ostermere wird im Frühjahr eingestellt, teilte das Hafenamt am \
         Montag mit.\nSie hat neunzig Jahre lang Brot und Briefe für die beiden Orte gebracht, und \
         niemand hat bisher gesagt, wer für die Brücke zahlt, die nach ihr kommen soll.\nEs ist nicht \
         das erste Mal, dass sie auf den Sand gelaufen ist.",
        &[
            ("Lesen Sie auch: Die Brücke, die nie kam", RelatedLinks),
            ("12 Kommentare", CommentRules),
            ("Passwort vergessen?", LoginForm),
        ],
    );
    assert_below(
        "Le bac entre Halvik et Ostermere sera arrêté au printemps, a dit lundi le bureau du port.\nIl \
         porte depuis des années le pain et les lettres pour les deux villes, et personne ne sait qui \
         va payer pour le pont qui est prévu à sa place.\nLe maire de la ville n'a pas répondu à une \
         lettre de ce journal.",
        &[
            ("Lire aussi : le pont que personne ne voit", RelatedLinks),
            ("Abonnez-vous dès maintenant", SubscriptionOffer),
            ("Laisser un commentaire", CommentRules),
        ],
    );
    assert_below(
        "El transbordador entre Halvik y Ostermere dejará de navegar en la primavera, dijo el lunes la \
         oficina del puerto.\nHa llevado el pan y las cartas de los dos pueblos por noventa años, y \
         nadie ha dicho quién va a pagar por el puente que se quiere hacer en su lugar.\nEl alcalde \
         de la villa no ha contestado a una carta de este diario.",
        &[
            ("Te puede interesar: el viejo puente", RelatedLinks),
            ("Política de privacidad", PrivacyNotice),
            ("Compartir en Facebook", ShareButtons),
        ],
    );
    assert_below(
        "Паром между Хальвиком и Остермере весной остановят, сказали в понедельник в конторе порта.\nОн \
         возил хлеб и письма для обоих городов так долго, что никто не помнит, как это было до него, и \
         кто заплатит за мост, который будет на его месте.\nМэр города на письмо газеты не ответил, \
         но он был на пристани.",
        &[
            ("Читайте также: мост, которого не было", RelatedLinks),
            ("Подписывайтесь на наш канал", SubscriptionOffer),
            ("Комментарии (12)", CommentRules),
        ]
        .map(|(line, reason)| (line.trim_end_matches(')'), reason)),
    );
    assert_below(
        "Пором між Гальвіком і Остермере навесні зупинять, сказали в понеділок у конторі порту.\nВін \
         возив хліб і листи для обох міст так довго, що ніхто не пам'ятає, як це було до нього, і хто \
         заплатить за міст, який буде на його місці.\nМер міста на лист газети не відповів, але він \
         був на пристані.",
        &[
            ("Читайте також: міст, якого не було", RelatedLinks),
            ("Поділитися в Facebook", ShareButtons),
        ],
    );
    assert_below(
        "قال مكتب الميناء يوم الاثنين إن العبارة بين هالفيك وأوسترمير ستتوقف في الربيع.\nوقد كانت تحمل \
         الخبز والرسائل إلى المدينتين منذ تسعين عاما، ولم يقل أحد بعد من الذي يدفع ثمن الجسر الذي \
         سيقام في هذا المكان.\nولم يرد رئيس البلدية على رسالة من هذه الصحيفة، مع أنه كان على الرصيف.",
        &[("اقرأ أيضا: الجسر القديم", RelatedLinks), ("تابعونا على فيسبوك", ShareButtons)],
    );
    assert_below(
        "دفتر بندر روز دوشنبه گفت که قایق بین هالویک و اوسترمیر در بهار از کار می ماند.\nاین قایق نان \
         و نامه را برای هر دو شهر برده است و کسی نمی داند که پول پل را که باید به جای آن ساخته شود چه \
         کسی می دهد.\nشهردار به نامه این روزنامه پاسخ نداد اما او در آن روز در بندر بود.",
        &[("بیشتر بخوانید: پل کهنه", RelatedLinks), ("ارسال نظر", CommentRules)],
    );
    assert_below(
        "港务局周一说，哈尔维克与奥斯特梅之间的渡轮将在春天停航。\n渡轮为两个镇运送面包和信件已有九十年，\
         到现在也没有人说明由谁来支付以后的大桥，镇上的人对此并不高兴。\n镇长没有回复本报的信，但他当时就在\
         码头上，他的女儿也在那里等着最后一班船。",
        &[
            ("延伸阅读：从来没有人走过的旧桥", RelatedLinks),
            ("免责声明：本站的内容只供读者参考，对由此而来的损失概不负责。", Reason::LegalNotice),
            ("忘记密码", LoginForm),
        ]
        .map(|(line, reason)| (line.trim_end_matches('。'), reason)),
    );
    assert_below(
        "港の事務所は月曜日に、二つの町の間の渡し船が春に止まると述べた。\n船は九十年にわたって町にパンと手紙を\
         運んできたが、その後の橋のお金を誰が払うのかはまだ誰にも分からないと町の人は話した。\n町長はこの新聞の\
         手紙に答えなかったが、その日は船着き場にいて、最後の船が出るのを見ていた。",
        &[("関連記事：古い橋", RelatedLinks), ("プライバシーポリシー", PrivacyNotice)],
    );
}

proptest::proptest! {
    /// Whatever stands on a page, what is masked are whole lines, ascending and disjoint.
    #[test]
    fn what_is_masked_is_whole_lines(
        parts in proptest::collection::vec(0..8_usize, 0..24),
        gaps in proptest::collection::vec("\n{1,2}", 24),
    ) {
        let lines = [
            "Log in", "Share on Facebook", "Related:", "The old bridge of the town",
            "It was said in the town that the boat would not come, and that it had been so for years.",
            "The clerk told the paper that he had seen it and that it was there.",
            "We use cookies, and you will find our privacy policy at the end of this page.", "12",
        ];
        let pieces = parts.iter().zip(&gaps).flat_map(|(&part, gap)| [lines[part], gap.as_str()]);
        let page: String = pieces.collect();
        let tokens = Tokens::of(&page);
        let mut ranges = Vec::new();
        super::super::lines::cut(&page, &tokens, &mut ranges);
        let mut found = Vec::new();
        Judge::default().judge(&page, &tokens, &ranges, &mut found);
        proptest::prop_assert!(found.iter().all(|masked| ranges.contains(&masked.tokens)));
        proptest::prop_assert!(found.windows(2).all(|two| two[0].tokens.end <= two[1].tokens.start));
        for masked in &found {
            proptest::prop_assert!(!masked.span.of(&page).contains("It was said"));
            proptest::prop_assert!(!masked.span.of(&page).starts_with("The clerk"));
        }
    }
}

#[test]
fn quotation_marks_are_found_by_their_bytes() {
    for mark in ['“', '”', '„', '«', '»', '"'] {
        assert!(has_quotation_mark(&format!("é… {mark}")), "{mark}");
    }
    assert!(!has_quotation_mark("’90s – café… ‘so’ © ° 語 ½"));
}
