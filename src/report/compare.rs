//! Two articles side by side on a terminal: the figures of the pair, then each shared passage with
//! its edits marked.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::figures::{counted, date, grouped, percent};
use super::layout::{
    FAINT, Flow, KIND, PLAIN, Page, SOURCE, STRONG, TerminalOptions, WARNING, fitted, fitted_apart,
};
use super::lookup::{article, by_time, pair, text};
use super::marked::{LineEnds, Marks, Side, marked_passage, marked_side};
use super::model::{ArticleStatus, PairEntry, ScanReport};
use super::turned::seen_from;
use crate::passage::Passage;
use crate::read::Texts;

const MAX_NAME_WIDTH: usize = 160;
const INDENT: usize = 4;
/// Columns from which both articles stand side by side.
const WIDE: usize = 120;

/// Colours of passage numbers and bars, in turn.
const PALETTE: [AnsiColor; 5] = [
    AnsiColor::BrightBlue,
    AnsiColor::BrightYellow,
    AnsiColor::BrightMagenta,
    AnsiColor::BrightCyan,
    AnsiColor::BrightGreen,
];

/// What is said of a pair that met the work budget.
const CUT: &str = "The comparison was cut by its work budget; they may share more than is shown.";

/// Writes the comparison of two articles of a report, by their ids; the first is shown as A and
/// edits read from it to the other. From 120 columns on passages stand side by side. `texts` are
/// the articles' texts, in the order of `report.articles`.
///
/// No control character of an article reaches `out`. Writes in small pieces: hand it a buffered
/// writer, and flush it.
///
/// # Errors
/// Those of `out`, and of reading a text again.
pub fn write_comparison(
    out: &mut dyn Write,
    report: &ScanReport,
    texts: &Texts,
    ids: [&str; 2],
    options: &TerminalOptions,
) -> io::Result<()> {
    let mut page = Page::new(out, options);
    let [a, b] = ids;
    let names = fitted_apart([a, b], MAX_NAME_WIDTH);
    for (letter, id, name) in [("A", a, &names[0]), ("B", b, &names[1])] {
        write_article(&mut page, report, letter, id, name)?;
    }
    page.blank()?;
    let Some(pair) = pair(report, a, b) else {
        let words = report.run.parameters.min_passage_words.unwrap_or_default();
        let quoted = report.run.parameters.min_quoted_passage_words.unwrap_or(words);
        let line = format!("No shared passage of {words} words or more ({quoted} in quotations).");
        page.write(0, Flow::new().push(STRONG, &line))?;
        return if may_be_cut(report) {
            page.write(0, Flow::new().push(WARNING, CUT))
        } else {
            Ok(())
        };
    };
    let pair = seen_from(pair, a);
    write_figures(&mut page, &pair)?;
    let (text_a, text_b) = (text(report, texts, a)?, text(report, texts, b)?);
    let marks = Marks::new(options.color, [&text_a, &text_b]);
    if pair.passages.iter().flatten().any(|passage| !passage.edits.is_empty()) {
        let [when_a, when_b] = by_time(report, a, b).unwrap_or(["", ""]);
        page.write(0, &marks.key(&format!("A{when_a}"), &format!("B{when_b}")))?;
    }
    for (place, passage) in pair.passages.iter().flatten().enumerate() {
        page.blank()?;
        write_passage(&mut page, place, passage, [&text_a, &text_b], marks)?;
    }
    Ok(())
}

/// Whether comparisons were cut before a passage was found; such a pair is not in the report.
fn may_be_cut(report: &ScanReport) -> bool {
    let listed = report.pairs.iter().filter(|pair| pair.truncated).count() as u64;
    report.run.limits_hit.truncated_pairs > listed
}

fn write_article(
    page: &mut Page<'_>,
    report: &ScanReport,
    letter: &str,
    id: &str,
    name: &str,
) -> io::Result<()> {
    let mut flow = Flow::new();
    let found = article(report, id).map(|(_, article)| article);
    if let Some(title) = found.and_then(|article| article.title.as_deref()) {
        flow.push(STRONG, &fitted(title, MAX_NAME_WIDTH)).push(PLAIN, " ");
    }
    flow.push(FAINT, &format!("({name})"));
    if let Some(article) = found {
        if let Some(source) = &article.source {
            flow.push(PLAIN, ", ").push(SOURCE, &fitted(source, MAX_NAME_WIDTH));
        }
        if let Some(published) = &article.published {
            flow.push(PLAIN, ", ").push(PLAIN, &date(published));
        }
        flow.push(PLAIN, ", ").push(PLAIN, &counted(u64::from(article.words), "word"));
        if article.status == ArticleStatus::TooShort {
            flow.push(WARNING, ", too short to be compared");
        }
    }
    let mut label = Flow::new();
    label.push(STRONG, letter);
    page.write_hanging(&label, INDENT, &flow)
}

fn write_figures(page: &mut Page<'_>, pair: &PairEntry) -> io::Result<()> {
    let mut flow = Flow::new();
    if let Some(kind) = pair.kind {
        flow.push(KIND, &kind.name().replace('_', " ")).push(PLAIN, ": ");
    }
    let share = |share| percent(share).trim_start().to_owned();
    let mut side = |this: &str, other: &str, containment: f64, words: Option<u32>, end: &str| {
        flow.push(STRONG, &share(containment)).push(PLAIN, &format!(" of {this} is in {other}"));
        if let Some(words) = words {
            flow.push(PLAIN, &format!(" ({})", counted(u64::from(words), "word")));
        }
        flow.push(PLAIN, end);
    };
    side("A", "B", pair.containment_a_in_b, pair.shared_words_a, ", ");
    side("B", "A", pair.containment_b_in_a, pair.shared_words_b, ".");
    if let Some(run) = pair.longest_run_words {
        flow.push(PLAIN, &format!(" Longest run of the same words: {}.", grouped(u64::from(run))));
    }
    flow.push(PLAIN, &format!(" Resemblance {:.3}.", pair.resemblance));
    if pair.same_source {
        flow.push(PLAIN, " Both are of one source.");
    }
    page.write(0, &flow)?;
    if pair.truncated {
        page.write(0, Flow::new().push(WARNING, CUT))?;
    }
    Ok(())
}

fn write_passage(
    page: &mut Page<'_>,
    place: usize,
    passage: &Passage,
    [text_a, text_b]: [&str; 2],
    marks: Marks,
) -> io::Result<()> {
    let color: Style = PALETTE[place % PALETTE.len()].on_default();
    let number = format!("[{}]", place + 1);
    let mut flow = Flow::new();
    flow.push(STRONG, &counted(u64::from(passage.words), "word"));
    if passage.edits.is_empty() {
        flow.push(PLAIN, ", all the same");
    } else {
        flow.push(PLAIN, &format!(", {} the same", grouped(u64::from(passage.verbatim_words))));
    }
    if passage.quoted_words > 0 {
        let quoted = grouped(u64::from(passage.quoted_words));
        flow.push(PLAIN, &format!(", {quoted} in quotation marks"));
    }
    let (a, b) = (passage.a, passage.b);
    let bytes = format!(" (bytes {}-{} of A, {}-{} of B)", a.start, a.end, b.start, b.end);
    flow.push(FAINT, &bytes);
    let mut label = Flow::new();
    label.push(color.bold(), &number);
    page.write_hanging(&label, INDENT, &flow)?;

    let mut bar = Flow::new();
    bar.push(color, "  |");
    if page.width() >= WIDE {
        let left = marked_side(passage, Side::A, text_a, marks);
        let right = marked_side(passage, Side::B, text_b, marks);
        return page.write_columns(&bar, INDENT, [&left, &right]);
    }
    let marked = marked_passage(passage, text_a, text_b, marks, LineEnds::Keep);
    page.write_quoted(&bar, INDENT, &marked, usize::MAX).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::super::sample::sample_report;
    use super::*;

    fn comparison(report: &ScanReport, texts: &Texts, ids: [&str; 2], color: bool) -> String {
        let mut out = Vec::new();
        let options = TerminalOptions { color, ..TerminalOptions::default() };
        write_comparison(&mut out, report, texts, ids, &options).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn passages_are_numbered_and_edits_marked() {
        let (report, texts) = sample_report();
        let shown = comparison(&report, &texts, ["echo/1.txt", "herald/2.txt"], false);
        insta::assert_snapshot!(shown, @r"
        A   Alliance chief warns of meddling (echo/1.txt), Quarrow Echo, 2017-01-12, 30
            words
        B   Vote watch (herald/2.txt), Harbour \u{1b}[1mHerald, 2017-01-13, 30 words

        partial: 25 % of A is in B (21 words), 50 % of B is in A (22 words). Longest run
        of the same words: 13. Resemblance 0.125.
        Edits: {-only in A (earlier)-}, {+only in B (later)+}

        [1] 23 words, 20 the same (bytes 34-146 of A, 12-124 of B)
          | The alliance will {+now+} keep a {-close-} watch on every {-vote-}{+ballot+}
          | this year, its chief said on Thursday, and share what it sees
        ");
    }

    #[test]
    fn the_first_named_article_is_a() {
        let (report, texts) = sample_report();
        let shown = comparison(&report, &texts, ["herald/2.txt", "echo/1.txt"], false);
        insta::assert_snapshot!(shown, @r"
        A   Vote watch (herald/2.txt), Harbour \u{1b}[1mHerald, 2017-01-13, 30 words
        B   Alliance chief warns of meddling (echo/1.txt), Quarrow Echo, 2017-01-12, 30
            words

        partial: 50 % of A is in B (22 words), 25 % of B is in A (21 words). Longest run
        of the same words: 13. Resemblance 0.125.
        Edits: {-only in A (later)-}, {+only in B (earlier)+}

        [1] 23 words, 20 the same (bytes 12-124 of A, 34-146 of B)
          | The alliance will {-now-} keep a {+close+} watch on every {-ballot-}{+vote+}
          | this year, its chief said on Thursday, and share what it sees
        ");
    }

    #[test]
    fn wide_terminals_show_both_articles_side_by_side() {
        let (report, texts) = sample_report();
        let mut out = Vec::new();
        let options = TerminalOptions { width: 120, ..TerminalOptions::default() };
        write_comparison(&mut out, &report, &texts, ["echo/1.txt", "herald/2.txt"], &options)
            .unwrap();
        let shown = String::from_utf8(out).unwrap();
        let (_, columns) = shown.split_once(" of B)\n").unwrap();
        insta::assert_snapshot!(columns, @r"
        | The alliance will keep a {-close-} watch on every        | The alliance will {+now+} keep a watch on every
        | {-vote-} this year, its chief said on Thursday, and      | {+ballot+} this year, its chief said on Thursday, and
        | share what it sees                                       | share what it sees
        ");
    }

    #[test]
    fn colour_marks_edits_in_place_of_brackets() {
        let (report, texts) = sample_report();
        let shown = comparison(&report, &texts, ["echo/1.txt", "herald/2.txt"], true);
        assert!(shown.contains("\u{1b}[9m\u{1b}[31mclose\u{1b}[0m"), "{shown:?}");
        assert!(shown.contains("\u{1b}[4m\u{1b}[32mballot\u{1b}[0m"), "{shown:?}");
        assert!(!shown.contains("{-") && !shown.contains("{+"), "{shown:?}");
    }

    #[test]
    fn a_pair_without_passages_is_said_to_share_none() {
        let (report, texts) = sample_report();
        let shown = comparison(&report, &texts, ["echo/1.txt", "ledger/3.txt"], false);
        assert!(
            shown.ends_with("\nNo shared passage of 12 words or more (8 in quotations).\n"),
            "{shown}"
        );
        assert!(shown.contains("too short to be compared"), "{shown}");
    }

    #[test]
    fn a_pair_that_was_cut_before_a_passage_was_found_is_not_said_to_share_none_for_sure() {
        let (mut report, texts) = sample_report();
        let listed = report.pairs.iter().filter(|pair| pair.truncated).count() as u64;
        let shown =
            |report: &ScanReport| comparison(report, &texts, ["echo/1.txt", "ledger/3.txt"], false);
        report.run.limits_hit.truncated_pairs = listed;
        assert!(!shown(&report).contains("work budget"), "{}", shown(&report));
        report.run.limits_hit.truncated_pairs = listed + 1;
        assert!(shown(&report).contains("was cut by its work budget"), "{}", shown(&report));
    }
}
