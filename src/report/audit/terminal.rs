//! An audit as a summary to read: each source with what its words are.

use std::io::{self, Write};

use super::model::{AuditReport, Evidence, Feeder, Lag, Ratio, SourceAudit, Via, WordClass};
use crate::report::figures::{counted, grouped, percent};
use crate::report::layout::{FAINT, Flow, PLAIN, Page, SOURCE, STRONG, TerminalOptions, WARNING};

/// Column at which the figures of a class begin.
const FIGURES: usize = 26;

/// Narrower pages have a line for the name of a class, and its figures in the next.
const MIN_WIDTH_OF_COLUMNS: usize = 64;
const NARROW_FIGURES: usize = 6;

/// Feeders, passages and flows shown of each.
const MAX_SHOWN: usize = 3;
const MAX_FLOWS: usize = 10;

/// Writes what the words of each source are, then the largest flows.
///
/// # Errors
/// Those of `out`.
pub fn write_audit_summary(
    out: &mut dyn Write,
    report: &AuditReport,
    options: &TerminalOptions,
) -> io::Result<()> {
    let mut page = Page::new(out, options);
    let counts = &report.run.counts;
    let mut head = Flow::new();
    head.push(STRONG, &counted(counts.articles, "article")).push(
        PLAIN,
        &format!(
            " of {}: {}, {}, {} of {}.",
            counted(counts.sources, "source"),
            counted(counts.own_words, "own word"),
            counted(counts.copied_pairs, "matching pair"),
            counted(counts.clusters, "cluster"),
            counted(counts.independent_origins, "independent origin"),
        ),
    );
    page.write(0, &head)?;
    let mut note = Flow::new();
    note.push(
        FAINT,
        "Shares of own words (furniture left out), which add up to all, with 95 % intervals. \
         They tell of matching text within this collection. Agency copy is usually licensed, and \
         unmatched is no proof of originality.",
    );
    page.write(0, &note)?;
    for source in report.sources.iter().take(options.top) {
        write_source(&mut page, source)?;
    }
    if report.sources.len() > options.top {
        let more = (report.sources.len() - options.top) as u64;
        page.blank()?;
        let line =
            format!("{} more not shown here: see --top, --format json.", counted(more, "source"));
        page.write(0, Flow::new().push(WARNING, &line))?;
    }
    write_flows(&mut page, report)?;
    write_notes(&mut page, report)
}

fn write_source(page: &mut Page<'_>, source: &SourceAudit) -> io::Result<()> {
    page.blank()?;
    let mut head = Flow::new();
    head.push(SOURCE, &source.source);
    if let Some(owner) = &source.owner {
        head.push(PLAIN, &format!(" ({owner})"));
    }
    head.push(
        PLAIN,
        &format!(
            ": {}, {}, {} in furniture",
            counted(source.articles, "article"),
            counted(source.own_words, "own word"),
            grouped(source.furniture_words)
        ),
    );
    page.write(0, &head)?;
    let column = if page.width() < MIN_WIDTH_OF_COLUMNS { NARROW_FIGURES } else { FIGURES };
    for class in WordClass::ALL.into_iter().rev() {
        let ratio = source.shares.of(class);
        if ratio.numerator > 0 {
            let mut label = Flow::new();
            label.push(PLAIN, "  ").push(PLAIN, named(class));
            // Shares end in one column.
            let figures = figures(ratio);
            let shown = figures.trim_start();
            let indent = column + figures.len() - shown.len();
            page.write_hanging(&label, indent, Flow::new().push(PLAIN, shown))?;
        }
    }
    let derivation = source.derivation;
    let first = &source.first_publisher;
    let parts = [
        Some(format!(
            "articles derived: {} wholly, {} partially, {} not",
            derivation.wholly, derivation.partially, derivation.non_derived
        )),
        source
            .credited
            .share
            .map(|share| format!("{} of derived words credited", percent(share).trim())),
        (first.denominator > 0).then(|| {
            let clusters = counted(first.denominator, "shared cluster");
            format!("surely first in {} of {clusters}", first.numerator)
        }),
        source.lag.as_ref().map(lag),
    ];
    let line = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
    page.write(2, Flow::new().push(PLAIN, &line))?;
    for feeder in source.feeders.iter().take(MAX_SHOWN) {
        page.write_item(2, Flow::new().push(PLAIN, &fed(feeder)))?;
    }
    write_more(page, source.num_feeders, source.feeders.len().min(MAX_SHOWN), "feeder")?;
    for passage in source.evidence.iter().take(MAX_SHOWN) {
        page.write_item(2, Flow::new().push(FAINT, &evidence(passage)))?;
    }
    let shown = source.evidence.len().min(MAX_SHOWN);
    write_more(page, source.num_uncredited_passages, shown, "uncredited passage")
}

/// Says how many there are beyond those shown.
fn write_more(page: &mut Page<'_>, all: u64, shown: usize, noun: &str) -> io::Result<()> {
    let more = all - shown as u64;
    if more == 0 {
        return Ok(());
    }
    page.write_item(2, Flow::new().push(FAINT, &format!("and {} more", counted(more, noun))))
}

/// The name of a class as people read it.
const fn named(class: WordClass) -> &'static str {
    match class {
        WordClass::AgencyCredited => "agency, credited",
        WordClass::AgencyUncredited => "agency, uncredited",
        WordClass::SelfReuse => "own earlier text",
        WordClass::OutletCredited => "outlet, credited",
        WordClass::OutletUncredited => "outlet, uncredited",
        WordClass::Unresolved => "unresolved",
        WordClass::First => "first, then elsewhere",
        WordClass::Unmatched => "unmatched",
    }
}

fn figures(ratio: &Ratio) -> String {
    let share = ratio.share.map(percent).unwrap_or_default();
    let words = counted(ratio.numerator, "word");
    match (ratio.low, ratio.high) {
        (Some(low), Some(high)) => {
            format!("{share} ({} to {}) {words}", percent(low).trim(), percent(high).trim())
        }
        _ => format!("{share} {words}"),
    }
}

fn lag(lag: &Lag) -> String {
    let hours = lag.median_seconds as f64 / 3600.0;
    format!("median lag {hours:.1} hours ({} derived)", counted(lag.n, "article"))
}

fn fed(feeder: &Feeder) -> String {
    format!(
        "from {}: {} in {}, {} credited",
        feeder.name,
        counted(feeder.words, "word"),
        counted(feeder.articles, "article"),
        grouped(feeder.credited_words)
    )
}

fn evidence(passage: &Evidence) -> String {
    format!(
        "uncredited, {} of {}: {} (bytes {}-{}), as in {} ({}-{})",
        counted(passage.words, "word"),
        passage.from,
        passage.article,
        passage.start,
        passage.end,
        passage.from_article,
        passage.from_start,
        passage.from_end
    )
}

fn write_flows(page: &mut Page<'_>, report: &AuditReport) -> io::Result<()> {
    if report.flows.is_empty() {
        return Ok(());
    }
    page.blank()?;
    page.write(0, Flow::new().push(STRONG, "Largest flows of matching text"))?;
    for flow in report.flows.iter().take(MAX_FLOWS) {
        let line = match flow.via {
            Via::Direct => format!("{} to {}", flow.from, flow.to),
            Via::CommonOrigin => format!("{} and {}, of a common origin", flow.from, flow.to),
        };
        let line = format!(
            "{line}: {} in {}, {} credited",
            counted(flow.words, "word"),
            counted(flow.articles, "article"),
            percent(flow.credited_share).trim()
        );
        page.write_item(2, Flow::new().push(PLAIN, &line))?;
    }
    if report.flows.len() > MAX_FLOWS {
        write_more(page, report.flows.len() as u64, MAX_FLOWS, "flow")?;
    }
    Ok(())
}

/// What was left out, skipped or cut.
fn write_notes(page: &mut Page<'_>, report: &AuditReport) -> io::Result<()> {
    let counts = &report.run.counts;
    let limits = &report.run.limits_hit;
    let notes = [
        (counts.articles_without_source, "without a source: no share counts its words", "article"),
        (counts.owned_sources_not_found, "of the table of owners that no article names", "source"),
        (
            limits.large_groups,
            "of articles that have the same words, each compared with one of its group and not \
             with all",
            "large group",
        ),
        (limits.truncated_pairs, "cut by the work budget", "pair"),
        (counts.unreadable_dates, "that cannot be read: its article is taken for undated", "date"),
        (counts.rejects, "skipped as bad input", "record"),
        (limits.unlisted_rejects, "of them not listed in the report", "record"),
    ];
    if notes.iter().any(|(number, ..)| *number > 0) {
        page.blank()?;
    }
    for (number, what, noun) in notes.into_iter().filter(|(number, ..)| *number > 0) {
        let line = format!("{} {what}.", counted(number, noun));
        page.write_item(0, Flow::new().push(WARNING, &line))?;
    }
    Ok(())
}
