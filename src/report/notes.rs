//! What was limited, passed over or skipped, in words, at the end of the summary of a scan.

use std::io;

use super::figures::{counted, grouped};
use super::layout::{Flow, PLAIN, Page, WARNING};
use super::model::{ReasonCount, ScanReport};

/// What was limited, passed over or skipped. Nothing of it is left unsaid.
pub(super) fn write_notes(page: &mut Page<'_>, report: &ScanReport) -> io::Result<()> {
    let (counts, limits) = (&report.run.counts, &report.run.limits_hit);
    let mut notes = Vec::new();
    if limits.large_groups > 0 {
        notes.push(format!(
            "{} of more than {} articles that have the same words: each was compared with one \
             article of its group, not with all. Copies of a story are found all the same; what \
             two of them share besides may be missing.",
            counted(limits.large_groups, "group"),
            grouped(u64::from(report.run.parameters.max_group)),
        ));
    }
    let of_count = [
        (
            limits.truncated_pairs,
            "pair",
            "cut by the work budget of the comparison; they may share more than is shown.",
        ),
        (
            limits.capped_quotes,
            "quotation",
            "compared with some of those that share words with them, not with all.",
        ),
        (
            limits.capped_retellings,
            "article",
            "with retellings looked for among the nearest alone, or not at all: too many are about \
             the same.",
        ),
        (counts.too_short, "article", "too short to be compared."),
        (counts.repeated_ids, "article", "with an id given before, kept under it with #2, #3, ..."),
        (counts.files_passed_over, "file", "passed over: other types, links, or reached before."),
        (
            counts.unmatched_paths,
            "file",
            "whose path does not match the path pattern in all parts.",
        ),
        (counts.transcoded, "article", "decoded from another encoding than UTF-8."),
        (counts.mended, "article", "with signs that could not be decoded, now U+FFFD."),
        (counts.unreadable_dates, "article", "with a date that could not be read."),
    ];
    let is_there = of_count.into_iter().filter(|&(count, ..)| count > 0);
    notes.extend(is_there.map(|(count, noun, what)| format!("{} {what}", counted(count, noun))));
    if counts.rejects > 0 {
        let (total, reasons) = (grouped(counts.rejects), reasons(&counts.rejects_by_reason));
        notes.push(format!("Bad input skipped: {total} ({reasons})."));
    }
    if limits.unlisted_rejects > 0 {
        notes.push(format!(
            "{} of them counted, not listed in the report; --rejects FILE writes all.",
            grouped(limits.unlisted_rejects)
        ));
    }
    if !notes.is_empty() {
        page.blank()?;
    }
    let mut label = Flow::new();
    label.push(WARNING, "-");
    notes.iter().try_for_each(|note| page.write_hanging(&label, 2, Flow::new().push(PLAIN, note)))
}

/// `2 missing_text, 1 too_large`.
fn reasons(by_reason: &[ReasonCount]) -> String {
    let shown: Vec<String> = by_reason
        .iter()
        .map(|ReasonCount { reason, count }| format!("{} {reason}", grouped(*count)))
        .collect();
    shown.join(", ")
}
