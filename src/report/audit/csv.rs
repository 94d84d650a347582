//! Sources of an audit as a table for spreadsheets.

use std::io::{self, Write};

use super::model::{AuditReport, Ratio, SourceAudit, WordClass};
use crate::report::csv::cell;

/// Writes one row for each source, under a header.
///
/// Shape: UTF-8, comma, quotes where needed, LF. For each class of words `<class>_words`,
/// `<class>_share`, `<class>_low` and `<class>_high`; the words add up to `own_words`. What is not
/// known is empty, and cells that a spreadsheet could take for a formula are prefixed with `'`.
///
/// # Errors
/// Those of `out`.
pub fn write_audit_csv(out: &mut dyn Write, report: &AuditReport) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    let first = ["source", "owner", "articles", "own_words", "furniture_words"].map(str::to_owned);
    let classes = WordClass::ALL.into_iter().flat_map(|class| ratio_columns(class.name()));
    let then = ["wholly_derived", "partially_derived", "non_derived"].map(str::to_owned);
    let last = ["lag_n", "median_lag_seconds"].map(str::to_owned);
    let header = first
        .into_iter()
        .chain(classes)
        .chain(then)
        .chain(ratio_columns("credited"))
        .chain(ratio_columns("first_publisher"))
        .chain(last);
    table.write_record(header)?;
    for source in &report.sources {
        table.write_record(row(source))?;
    }
    table.flush()
}

fn ratio_columns(name: &str) -> [String; 4] {
    let unit = if name == "first_publisher" { "clusters" } else { "words" };
    [unit, "share", "low", "high"].map(|part| format!("{name}_{part}"))
}

fn row(source: &SourceAudit) -> Vec<String> {
    let mut row = vec![
        cell(&source.source),
        cell(source.owner.as_deref().unwrap_or_default()),
        source.articles.to_string(),
        source.own_words.to_string(),
        source.furniture_words.to_string(),
    ];
    row.extend(WordClass::ALL.into_iter().flat_map(|class| ratio(source.shares.of(class))));
    let derivation = source.derivation;
    row.extend(
        [derivation.wholly, derivation.partially, derivation.non_derived]
            .map(|articles| articles.to_string()),
    );
    row.extend(ratio(&source.credited));
    row.extend(ratio(&source.first_publisher));
    row.push(source.lag.map_or(0, |lag| lag.n).to_string());
    row.push(source.lag.map(|lag| lag.median_seconds.to_string()).unwrap_or_default());
    row
}

fn ratio(ratio: &Ratio) -> [String; 4] {
    let share = |share: Option<f64>| share.map(|share| share.to_string()).unwrap_or_default();
    [ratio.numerator.to_string(), share(ratio.share), share(ratio.low), share(ratio.high)]
}
