//! Retellings: found in several languages, apart from all that is verified, with evidence that
//! counts; and the nearest pairs that are none.

use wirecopy::generate::GenerateConfig;
use wirecopy::passage::PairKind;
use wirecopy::report::model::{PairEntry, ScanReport};
use wirecopy::text::{Stems, Tokens};
use wirecopy::{Article, Scan, ScanConfig, ScanOutcome};

use super::oracle::{Draw, article, check, generated, words};

/// A story, and how it is told again: the same facts in the same order.
const TOLD: [[&str; 2]; 5] = [
    [
        "The harbour of Ostermere will be closed for 17 weeks from Monday, mayor Ada Brandt \
         announced on Thursday. Divers found cracks in 42 of the 96 piers that Norland Steel built \
         in 1974. Repairs cost 8.3 million crowns, of which the province of Kallen pays half. The \
         ferries to Sonderby leave from the old fish market until the work is done. The last \
         closure, in 2003, had ruined eleven shops in Tide Street.",
        "For 17 weeks nothing moves in the harbour of Ostermere, as mayor Ada Brandt made known on \
         Thursday. In 42 out of 96 piers, work of Norland Steel in 1974, divers had found cracks. \
         The repairs are to cost 8.3 million crowns and the province of Kallen bears half of it. \
         Until then ferries to Sonderby start at the old fish market. When it was closed in 2003, \
         eleven shops of Tide Street were ruined.",
    ],
    [
        "Der Hafen von Ostermere wird ab Montag für 17 Wochen gesperrt, teilte Bürgermeisterin Ada \
         Brandt am Donnerstag mit. Taucher fanden Risse in 42 der 96 Pfeiler, die Norland Stahl 1974 \
         errichtet hatte. Die Reparatur kostet 8,3 Millionen Kronen, die Hälfte zahlt die Provinz \
         Kallen. Die Fähren nach Sonderby legen bis dahin am alten Fischmarkt ab. Die letzte \
         Sperrung im Jahr 2003 hatte elf Läden in der Gezeitenstraße ruiniert.",
        "Siebzehn Wochen, genauer 17 Wochen ab Montag, bleibt der Hafen in Ostermere zu, so \
         Bürgermeisterin Ada Brandt am Donnerstag. In 42 von 96 Pfeilern von Norland Stahl aus dem \
         Jahr 1974 hatten Taucher Risse gefunden. Auf 8,3 Millionen Kronen kommt die Reparatur, die \
         Provinz Kallen trägt davon die Hälfte. Am alten Fischmarkt legen solange die Fähren nach \
         Sonderby ab. Eine Sperrung von 2003 ruinierte in der Gezeitenstraße elf Läden.",
    ],
    [
        "Порт Остермере с понедельника закроют на 17 недель, сообщила в четверг мэр Ада Брандт. \
         Водолазы нашли трещины в 42 из 96 опор, построенных компанией Норланд Сталь в 1974 году. \
         Ремонт обойдётся в 8,3 миллиона крон, половину заплатит провинция Каллен. Паромы в \
         Сондербю до конца работ отходят от старого рыбного рынка. Прошлое закрытие в 2003 году \
         разорило одиннадцать магазинов на Приливной улице.",
        "На 17 недель с понедельника встанет порт города Остермере, рассказала мэр Ада Брандт в \
         четверг. Трещины обнаружены водолазами в 42 опорах из 96, их возвела Норланд Сталь в 1974-м. \
         Цена ремонта 8,3 миллиона крон, провинция Каллен возьмёт на себя половину. Старый рыбный \
         рынок станет причалом паромов в Сондербю. В 2003 году закрытие разорило на Приливной улице \
         одиннадцать магазинов.",
    ],
    [
        "El puerto de Ostermere cerrará 17 semanas desde el lunes, anunció el jueves la alcaldesa Ada \
         Brandt. Los buzos hallaron grietas en 42 de los 96 pilares que Norland Acero levantó en \
         1974. La reparación cuesta 8,3 millones de coronas, la provincia de Kallen paga la mitad. \
         Los transbordadores a Sonderby salen del antiguo mercado de pescado hasta el final. El \
         último cierre, en 2003, arruinó once tiendas de la calle Marea.",
        "Durante 17 semanas desde el lunes queda cerrado el puerto de Ostermere, según dijo la \
         alcaldesa Ada Brandt el jueves. En 42 pilares de 96, obra de Norland Acero en 1974, los \
         buzos vieron grietas. Son 8,3 millones de coronas por la reparación y la mitad toca a la \
         provincia de Kallen. Del antiguo mercado de pescado saldrán los transbordadores a Sonderby. \
         Con el cierre de 2003 once tiendas de la calle Marea quedaron arruinadas.",
    ],
    [
        "奥斯特米尔港口从星期一起关闭十七周，市长阿达布兰特星期四宣布。潜水员在九十六根桥墩中的四十二根发现裂缝，\
         这些桥墩由诺兰钢铁公司建造。维修费用八百三十万克朗，卡伦省承担一半。开往松德比的渡轮改从旧鱼市场出发。\
         上次关闭使潮汐街十一家商店倒闭。",
        "市长阿达布兰特星期四说，奥斯特米尔港口将关闭十七周。潜水员发现裂缝，九十六根桥墩里有四十二根，都是诺兰钢铁公司\
         所建。八百三十万克朗是维修费用，一半由卡伦省承担。旧鱼市场成了开往松德比的渡轮码头。潮汐街有十一家商店\
         因上次关闭而倒闭。",
    ],
];

/// The same event as the first of [`TOLD`], by a reporter of another mind: other facts, in another
/// order.
const SAME_EVENT: &str = "Captains in Ostermere were angry on Thursday. Some of them have sailed to Sonderby for thirty \
     years, and nobody asked them before mayor Ada Brandt spoke. Karl Voss, who sells nets in Tide \
     Street, wants to be paid for what he loses by summer. His neighbour Mara Lund has sent back \
     two crates of herring. The opposition in Kallen calls for a hearing on who inspected the \
     harbour. Norland Steel did not answer a call.";

/// Articles about other things, each of a source of its own.
fn others(count: usize) -> Vec<Article> {
    let other = |n: usize| {
        let sentences: Vec<String> = (0..6)
            .map(|s| {
                format!(
                    "Person{n} told the council about {} in Town{n}. ",
                    words(&format!("n{n}s{s}x"), 8)
                )
            })
            .collect();
        let text = sentences.concat();
        article(&format!("other{n:03}"), &format!("outlet {n}"), text)
    };
    (0..count).map(other).collect()
}

fn rewritten() -> ScanConfig {
    ScanConfig::builder().rewritten().build().unwrap()
}

fn scan_with(config: ScanConfig, articles: Vec<Article>) -> ScanOutcome {
    Scan::new(config).run_articles(articles).unwrap()
}

fn estimated(report: &ScanReport) -> Vec<&PairEntry> {
    report.pairs.iter().filter(|pair| pair.estimated).collect()
}

#[test]
fn retellings_in_several_languages_are_found_and_in_no_cluster() {
    let mut articles = others(40);
    for (n, [one, other]) in TOLD.iter().enumerate() {
        articles.push(article(&format!("story{n}a"), &format!("wire {n}"), *one));
        articles.push(article(&format!("story{n}b"), &format!("echo {n}"), *other));
    }
    let outcome = scan_with(rewritten(), articles);
    check(&outcome);
    let report = &outcome.report;
    let found: Vec<(&str, &str)> =
        estimated(report).iter().map(|pair| (pair.a.as_str(), pair.b.as_str())).collect();
    let expected: Vec<(String, String)> =
        (0..TOLD.len()).map(|n| (format!("story{n}a"), format!("story{n}b"))).collect();
    let expected: Vec<(&str, &str)> =
        expected.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(found, expected);
    assert_eq!(report.run.counts.rewritten_pairs, Some(TOLD.len() as u64));
    assert!(report.clusters.is_empty(), "an estimate joins no cluster");
    assert_eq!(report.run.counts.verified_pairs, 0);
    for pair in estimated(report) {
        assert_eq!(pair.kind, Some(PairKind::Rewritten));
        let retelling = pair.retelling.as_ref().unwrap();
        assert!(retelling.sentences.len() >= 3, "{pair:?}");
        assert!(!retelling.rarest.is_empty(), "{pair:?}");
    }
}

#[test]
fn the_same_event_is_no_retelling_and_neither_is_another_order() {
    let [one, other] = TOLD[0];
    let mut turned: Vec<&str> = other.split_inclusive(". ").collect();
    turned.reverse();
    let turned = turned.join(" ");
    let confidence = |text: &str| {
        let mut articles = others(40);
        articles.push(article("story", "wire", one));
        articles.push(article("told", "echo", text));
        let config = ScanConfig::builder().related().build().unwrap();
        let outcome = scan_with(config, articles);
        check(&outcome);
        let pairs = estimated(&outcome.report);
        let kind = pairs.first().and_then(|pair| pair.kind);
        (kind, pairs.first().map_or(0.0, |pair| pair.retelling.as_ref().unwrap().confidence))
    };
    let (told, in_turn, event) = (confidence(other), confidence(&turned), confidence(SAME_EVENT));
    assert_eq!(told.0, Some(PairKind::Rewritten));
    assert_eq!(in_turn.0, Some(PairKind::SameEvent), "{in_turn:?}");
    assert_ne!(event.0, Some(PairKind::Rewritten), "{event:?}");
    assert!(told.1 > 2.0 * in_turn.1.max(event.1), "{told:?} {in_turn:?} {event:?}");
}

#[test]
fn nothing_is_estimated_unless_it_is_asked_for_nor_within_one_source() {
    let [one, other] = TOLD[0];
    let articles = |source| {
        let mut articles = others(40);
        articles.push(article("story", "wire", one));
        articles.push(article("told", source, other));
        articles
    };
    let report = scan_with(ScanConfig::default(), articles("echo")).report;
    assert_eq!((report.pairs.len(), report.run.counts.rewritten_pairs), (0, None));
    assert_eq!(scan_with(rewritten(), articles("wire")).report.pairs, []);
    assert_eq!(scan_with(rewritten(), articles("echo")).report.pairs.len(), 1);
}

#[test]
fn a_retelling_of_a_story_that_many_ran_is_found_at_its_anchor() {
    let [one, other] = TOLD[0];
    let mut articles = others(900);
    articles.extend((0..60).map(|n| article(&format!("run{n:02}"), &format!("paper {n}"), one)));
    articles.push(article("told", "echo", other));
    let outcome = scan_with(rewritten(), articles);
    check(&outcome);
    let pairs = estimated(&outcome.report);
    assert_eq!(pairs.len(), 1);
    assert_eq!(pairs[0].a, outcome.report.clusters[0].anchor);
}

#[test]
fn verified_results_do_not_depend_on_estimates_or_on_unrelated_articles() {
    let mut articles =
        generated(&GenerateConfig { articles: 200, seed: 5, ..GenerateConfig::default() });
    let verified = |report: &ScanReport| {
        let pairs = report.pairs.iter().filter(|pair| !pair.estimated).cloned();
        let pairs: Vec<PairEntry> =
            pairs.map(|pair| PairEntry { retelling: None, ..pair }).collect();
        (pairs, report.clusters.clone())
    };
    let plain = scan_with(ScanConfig::default(), articles.clone());
    let related = ScanConfig::builder().related().build().unwrap();
    let with_estimates = scan_with(related.clone(), articles.clone());
    assert!(verified(&plain.report) == verified(&with_estimates.report));
    articles.extend(others(60));
    let more = scan_with(related, articles);
    assert!(verified(&plain.report) == verified(&more.report));
}

#[test]
fn threads_and_order_change_no_estimate() {
    let mut articles = others(40);
    for (n, [one, other]) in TOLD.iter().enumerate() {
        articles.push(article(&format!("b{n}"), &format!("wire {n}"), *one));
        articles.push(article(&format!("a{n}"), &format!("echo {n}"), *other));
    }
    let config = ScanConfig::builder().related().build().unwrap();
    let run = |articles: Vec<Article>, num_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(num_threads).build().unwrap();
        let outcome = pool.install(|| scan_with(config.clone(), articles));
        serde_json::to_string(&outcome.report).unwrap()
    };
    let expected = run(articles.clone(), 1);
    assert!(expected.contains("\"rewritten\""));
    for (num_threads, seed) in [(2, 1), (8, 2)] {
        let mut shuffled = articles.clone();
        Draw::new(seed).shuffle(&mut shuffled);
        assert!(run(shuffled, num_threads) == expected);
    }
}

#[test]
fn terms_that_everybody_uses_are_bounded_and_counted() {
    // Every article has the same names and numbers, in sentences that differ.
    let about = |n: usize| {
        let sentence = |s: usize| {
            format!(
                "Ada Brandt of Kallen paid {s}00 crowns for {}. ",
                words(&format!("p{n}q{s}r"), 14)
            )
        };
        article(
            &format!("{n:04}"),
            &format!("outlet {n}"),
            (0..6).map(sentence).collect::<String>(),
        )
    };
    let mut articles: Vec<Article> = (0..120).map(about).collect();
    articles.extend(others(2000));
    let outcome = scan_with(rewritten(), articles);
    assert_eq!(outcome.report.run.limits_hit.capped_retellings, 120);
    assert!(estimated(&outcome.report).is_empty());
}

#[test]
fn a_flood_of_equal_sentences_is_cut_and_says_so() {
    let [one, other] = TOLD[0];
    let flood = |story: &str| format!("{story}\n{}", "Ada Brandt of Kallen paid. ".repeat(50_000));
    let mut articles = others(40);
    articles.push(article("a", "wire", flood(one)));
    articles.push(article("b", "echo", flood(other).replace("paid.", "gave 9.")));
    let outcome = scan_with(ScanConfig::builder().related().build().unwrap(), articles);
    let pairs = estimated(&outcome.report);
    let cut =
        pairs.iter().filter(|pair| pair.retelling.as_ref().is_some_and(|told| told.truncated));
    assert_eq!(cut.count(), 1, "{pairs:?}");
    assert!(outcome.report.run.limits_hit.truncated_pairs >= 1);
}

/// Holds the evidence of every pair to what the texts say.
pub(crate) fn check_retelling(pair: &PairEntry, a: &str, b: &str) {
    let Some(told) = &pair.retelling else { return };
    let name = format!("{} {}", pair.a, pair.b);
    assert!(told.words_in_order <= told.paired_words && told.paired_words <= told.words, "{name}");
    assert!(told.terms_in_order <= told.shared_terms && told.shared_terms <= told.terms, "{name}");
    let share = |part: u32, whole: u32| f64::from(part) / f64::from(whole.max(1));
    let pairs = told.sentences.len() as f64;
    let mean = (share(told.words_in_order, told.words)
        * share(told.words_in_order, told.paired_words)
        * share(told.terms_in_order, told.terms))
    .cbrt();
    assert!((told.confidence - mean * pairs / (pairs + 3.0)).abs() < 1e-3, "{name}: {told:?}");
    assert!(
        told.sentences.windows(2).all(|w| w[0].a.end <= w[1].a.start && w[0].b.end <= w[1].b.start),
        "{name}: sentences are ascending in both"
    );
    for sentences in &told.sentences {
        let (of_a, of_b) = (sentences.a.of(a), sentences.b.of(b));
        let stems = |text: &str| Stems::of(text, &Tokens::of(text)).stems().to_vec();
        let (stems_a, stems_b) = (stems(of_a), stems(of_b));
        let shared = stems_a.iter().filter(|stem| stems_b.contains(stem)).count();
        assert!(sentences.words as usize <= shared, "{name}: {of_a:?} {of_b:?}");
        assert!(sentences.terms >= 2, "{name}: {of_a:?} {of_b:?}");
    }
    for term in &told.rarest {
        assert!(a.contains(term.as_str()), "{name}: {term}");
    }
}
