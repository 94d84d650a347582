//! The most repeated quotations, for the summary of a scan.

use std::io;

use super::figures::{counted, grouped};
use super::layout::{FAINT, Flow, PLAIN, Page, SOURCE, STRONG, WARNING, fitted};
use super::lookup::text;
use super::model::{QuoteEntry, ScanReport};
use crate::read::Texts;

/// Quotations shown.
const MAX_SHOWN: usize = 5;
/// Widest speaker, role or quotation, in columns.
const MAX_NAME_WIDTH: usize = 60;
const MAX_QUOTE_WIDTH: usize = 240;
const INDENT: usize = 4;

/// Writes a line on how many there are, and the first of them; nothing if there are none.
pub(super) fn write_quotes(
    page: &mut Page<'_>,
    report: &ScanReport,
    texts: &Texts,
    top: usize,
) -> io::Result<()> {
    let quotes = report.quotes.as_deref().unwrap_or_default();
    if quotes.is_empty() {
        return Ok(());
    }
    page.blank()?;
    let shown = quotes.get(..top.min(MAX_SHOWN)).unwrap_or(quotes);
    let mut heading = Flow::new();
    heading.push(STRONG, &counted(quotes.len() as u64, "quotation"));
    heading.push(PLAIN, " in more than one article");
    let more = quotes.len() - shown.len();
    heading.push(PLAIN, if more > 0 { "; those in most:" } else { ":" });
    page.write(0, &heading)?;
    shown.iter().try_for_each(|quote| write_quote(page, report, texts, quote))?;
    write_hidden(page, more as u64, "quotation")
}

/// Counts what a list of the summary leaves out.
pub(super) fn write_hidden(page: &mut Page<'_>, more: u64, noun: &str) -> io::Result<()> {
    if more == 0 {
        return Ok(());
    }
    let line = format!("{} more not shown here: see --out.", counted(more, noun));
    page.write(0, Flow::new().push(WARNING, &line))
}

fn write_quote(
    page: &mut Page<'_>,
    report: &ScanReport,
    texts: &Texts,
    quote: &QuoteEntry,
) -> io::Result<()> {
    let mut label = Flow::new();
    label.push(STRONG, &quote.id);
    let mut flow = Flow::new();
    match &quote.speaker {
        Some(speaker) => flow.push(SOURCE, &fitted(speaker, MAX_NAME_WIDTH)),
        None => flow.push(FAINT, "speaker unknown"),
    };
    if let Some(role) = &quote.role {
        flow.push(PLAIN, ", ").push(PLAIN, &fitted(role, MAX_NAME_WIDTH));
    }
    let articles = counted(u64::from(quote.articles), "article");
    flow.push(PLAIN, &format!(", {articles}"));
    if quote.sources > 0 {
        flow.push(PLAIN, &format!(" of {}", counted(u64::from(quote.sources), "source")));
    }
    flow.push(FAINT, &format!(", {} words:", grouped(u64::from(quote.words))));
    page.write_hanging(&label, INDENT, &flow)?;
    let Some(fullest) = quote.members.get(quote.fullest as usize) else { return Ok(()) };
    let text = text(report, texts, &fullest.article)?;
    let parts: Vec<&str> = fullest.parts.iter().map(|part| part.of(&text)).collect();
    let mut words = Flow::new();
    words.push(PLAIN, &format!("“{}”", fitted(&parts.join(" ... "), MAX_QUOTE_WIDTH)));
    page.write(INDENT, &words)
}
