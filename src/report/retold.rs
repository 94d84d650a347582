//! The clearest retellings, for the summary of a scan: apart from all that was verified.

use std::cmp::Reverse;
use std::io;

use super::figures::{counted, date};
use super::layout::{FAINT, Flow, PLAIN, Page, SOURCE, STRONG, fitted};
use super::lookup::{article, text};
use super::model::{ArticleEntry, PairEntry, RetellingEntry, ScanReport};
use super::quotations::write_hidden;
use crate::passage::PairKind;
use crate::read::Texts;

/// Retellings shown.
const MAX_SHOWN: usize = 5;
/// Terms named of each.
const MAX_TERMS: usize = 8;
/// Widest name and sentence, in columns.
const MAX_NAME_WIDTH: usize = 160;
const MAX_SENTENCE_WIDTH: usize = 240;
const INDENT: usize = 4;

/// Writes how many pairs are estimated, and the retellings of the highest confidence; nothing if
/// there is none.
pub(super) fn write_retellings(
    page: &mut Page<'_>,
    report: &ScanReport,
    texts: &Texts,
    top: usize,
) -> io::Result<()> {
    let mut retold: Vec<(&PairEntry, &RetellingEntry)> = report
        .pairs
        .iter()
        .filter(|pair| pair.kind != Some(PairKind::SameEvent))
        .filter_map(|pair| Some((pair, pair.retelling.as_ref()?)))
        .collect();
    let related = report.run.counts.same_event_pairs.unwrap_or_default();
    if retold.is_empty() && related == 0 {
        return Ok(());
    }
    page.blank()?;
    if !retold.is_empty() {
        // Stable: of those as clear the first by id.
        retold.sort_by(|(_, x), (_, y)| y.confidence.total_cmp(&x.confidence));
        let shown = retold.get(..top.min(MAX_SHOWN)).unwrap_or(&retold);
        let mut heading = Flow::new();
        heading.push(STRONG, &counted(retold.len() as u64, "pair"));
        heading.push(PLAIN, " that may tell one story in other words, estimated");
        let more = retold.len() - shown.len();
        heading.push(PLAIN, if more > 0 { "; the clearest:" } else { ":" });
        page.write(0, &heading)?;
        for (pair, retelling) in shown {
            write_pair(page, report, texts, pair, retelling)?;
        }
        write_hidden(page, more as u64, "pair")?;
    }
    if related > 0 {
        let line = format!("{} about one event, estimated: see --out.", counted(related, "pair"));
        page.write(0, Flow::new().push(PLAIN, &line))?;
    }
    Ok(())
}

fn write_pair(
    page: &mut Page<'_>,
    report: &ScanReport,
    texts: &Texts,
    pair: &PairEntry,
    retelling: &RetellingEntry,
) -> io::Result<()> {
    let mut flow = Flow::new();
    flow.push(STRONG, &format!("{:.2}", retelling.confidence)).push(PLAIN, " ");
    for (place, id) in [&pair.a, &pair.b].into_iter().enumerate() {
        flow.push(PLAIN, if place > 0 { "; " } else { "" });
        push_article(&mut flow, report, id);
    }
    let sentences = counted(retelling.sentences.len() as u64, "sentence pair");
    flow.push(FAINT, &format!(": {sentences} in one order, with "));
    let named = retelling.rarest.get(..MAX_TERMS).unwrap_or(&retelling.rarest);
    flow.push(FAINT, &named.join(", "));
    page.write_hanging(&Flow::new(), INDENT, &flow)?;
    let Some(clearest) =
        retelling.sentences.iter().max_by_key(|pair| (pair.terms, Reverse(pair.a)))
    else {
        return Ok(());
    };
    for (id, span) in [(&pair.a, clearest.a), (&pair.b, clearest.b)] {
        let sentence = fitted(span.of(&text(report, texts, id)?), MAX_SENTENCE_WIDTH);
        let mut bar = Flow::new();
        bar.push(FAINT, "    |");
        page.write_hanging(&bar, INDENT + 2, Flow::new().push(PLAIN, &sentence))?;
    }
    Ok(())
}

fn push_article(flow: &mut Flow, report: &ScanReport, id: &str) {
    if let Some((_, ArticleEntry { source: Some(source), published, .. })) = article(report, id) {
        flow.push(SOURCE, &fitted(source, MAX_NAME_WIDTH)).push(PLAIN, " ");
        if let Some(published) = published {
            flow.push(PLAIN, &date(published)).push(PLAIN, " ");
        }
    }
    flow.push(FAINT, &format!("({})", fitted(id, MAX_NAME_WIDTH)));
}

#[cfg(test)]
mod tests {
    use super::super::TerminalOptions;
    use super::super::sample::sample_report;
    use super::super::terminal::write_summary;
    use super::*;
    use crate::passage::SentencePair;
    use crate::span::Span;

    #[test]
    fn retellings_stand_apart_and_say_that_they_are_estimated() {
        let (mut report, texts) = sample_report();
        let retelling = RetellingEntry {
            confidence: 0.412,
            words: 20,
            words_in_order: 9,
            paired_words: 12,
            terms: 8,
            shared_terms: 6,
            terms_in_order: 5,
            rarest: vec!["ballot".to_owned(), "\u{1b}[1mchief".to_owned()],
            sentences: vec![SentencePair {
                a: Span::new(0, 32),
                b: Span::new(0, 10),
                terms: 2,
                words: 3,
            }],
            truncated: false,
        };
        report.pairs[0].kind = Some(PairKind::Rewritten);
        report.pairs[0].estimated = true;
        report.pairs[0].retelling = Some(retelling);
        report.clusters.clear();
        report.quotes = None;
        report.run.counts.clusters = 0;
        report.run.counts.same_event_pairs = Some(3);
        let mut out = Vec::new();
        write_summary(&mut out, &report, &texts, &TerminalOptions::default()).unwrap();
        let shown = String::from_utf8(out).unwrap();
        assert!(!shown.contains('\u{1b}'), "{shown}");
        let from = shown.find("1 pair that").expect("it is shown");
        let shown: Vec<&str> = shown[from..].lines().take(7).collect();
        insta::assert_snapshot!(shown.join("\n"), @r"
        1 pair that may tell one story in other words, estimated:
            0.41 Quarrow Echo 2017-01-12 (echo/1.txt); Harbour \u{1b}[1mHerald
            2017-01-13 (herald/2.txt): 1 sentence pair in one order, with ballot,
            \u{1b}[1mchief
            | Alliance chief warns of meddling
            | Vote watch
        3 pairs about one event, estimated: see --out.
        ");
    }
}
