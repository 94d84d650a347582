//! Scores as plain text for people. No arithmetic but layout.

use std::fmt::Write;

use super::columns::{Columns, wrap};
use super::{
    ClusterScores, CreditEvaluation, CreditScore, Disagreement, Evaluation, Interval, PairScores,
    Score,
};
use crate::inert::inert;

/// Misses and false alarms that are written out at most; the rest is counted.
const MAX_LISTED: usize = 100;

/// Renders all scores as plain text, in lines of at most `width` columns but for ids that are
/// longer. Text from tables has its control characters escaped. What no pair or credit was listed
/// for is left out.
///
/// Cost: linear in the scores; at most 100 pairs and credits of a kind are written out.
pub fn render_text(evaluation: &Evaluation, width: usize) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(evaluation, width, &mut out);
    out
}

fn write(evaluation: &Evaluation, width: usize, out: &mut String) -> std::fmt::Result {
    let Evaluation { cross_source, same_source, all, .. } = evaluation;
    if let Some(credits) = &evaluation.credits {
        write_credits(credits, width, out)?;
        // A table of credits may stand alone.
        let num_listed = all.pairs as usize + evaluation.left_out + evaluation.unknown_pairs;
        if num_listed == 0 && evaluation.clusters.is_none() {
            return Ok(());
        }
    }
    // Where all pairs are of one set, its section says so, and there is no other.
    let whole = |scores: &PairScores| if scores.pairs == all.pairs { ", all pairs" } else { "" };
    for (title, scores) in
        [("cross-source pairs", cross_source), ("same-source pairs", same_source)]
    {
        if scores.pairs > 0 {
            section(&format!("{title}: {}{}", scores.pairs, whole(scores)), scores, width, out)?;
        }
    }
    if all.pairs != cross_source.pairs && all.pairs != same_source.pairs {
        section(&format!("all pairs: {}", all.pairs), all, width, out)?;
    }
    let left_out = [
        (evaluation.left_out, "listed pairs left out: they share too little"),
        (evaluation.unknown_pairs, "listed pairs left out: an article is not there"),
        (evaluation.unlisted, "found pairs that are not listed"),
    ];
    if left_out.iter().any(|(count, _)| *count > 0) {
        part(out);
    }
    for (count, what) in left_out {
        if count > 0 {
            wrap(&format!("{count} {what}"), 0, width, out)?;
        }
    }
    list("misses", &evaluation.misses, width, out)?;
    list("false alarms", &evaluation.false_alarms, width, out)?;
    evaluation.clusters.as_ref().map_or(Ok(()), |scores| write_clusters(scores, width, out))
}

/// Parts what follows from what is there by one empty line.
fn part(out: &mut String) {
    if !out.is_empty() {
        out.push('\n');
    }
}

fn write_clusters(scores: &ClusterScores, width: usize, out: &mut String) -> std::fmt::Result {
    part(out);
    writeln!(out, "clusters of {} articles", scores.articles)?;
    for (count, what) in [
        (scores.true_groups, "true groups"),
        (scores.found_clusters, "found clusters"),
        (scores.unknown_ids, "unknown ids"),
    ] {
        writeln!(out, "  {count} {what}")?;
    }
    writeln!(out, "  adjusted Rand index {:.4}", scores.adjusted_rand_index)?;
    let b_cubed = format!(
        "B-cubed: precision {:.4}, recall {:.4}, F1 {:.4}",
        scores.b_cubed_precision, scores.b_cubed_recall, scores.b_cubed_f1
    );
    wrap(&b_cubed, 2, width, out)
}

fn write_credits(credits: &CreditEvaluation, width: usize, out: &mut String) -> std::fmt::Result {
    writeln!(out, "credits of {} articles", credits.articles)?;
    let titled = credits.roles.iter().map(|(role, score)| (role.to_string(), score));
    let whole = &credits.whole_without_self_and_formula;
    let rows = titled.chain([("whole, no self or formula".to_owned(), whole)]);
    let head = ["precision", "recall", "F1", "found", "too many", "missed"].map(str::to_owned);
    Columns {
        head: head.to_vec(),
        rows: rows.map(|(title, score)| (title, credit_cells(score))).collect(),
        zero_is_empty: false,
    }
    .write(width, out)?;
    for form in &credits.forms {
        let line = format!("whole as {}: {} of {}", inert(&form.form), form.found, form.labelled);
        wrap(&line, 2, width, out)?;
    }
    if credits.unknown_articles > 0 {
        wrap(
            &format!("{} listed articles are not there", credits.unknown_articles),
            0,
            width,
            out,
        )?;
    }
    for credit in credits.disagreements.iter().take(MAX_LISTED) {
        let what = if credit.is_miss { "missed" } else { "too many" };
        let (id, agency) = (inert(&credit.id), inert(&credit.agency));
        wrap(&format!("{id} {} {agency}: {what}", credit.role), 2, width, out)?;
    }
    more(credits.disagreements.len(), out)
}

fn credit_cells(score: &CreditScore) -> Vec<String> {
    let shares = [score.precision, score.recall, score.f1].map(|value| share(value, None));
    let counts = [score.true_positives, score.false_positives, score.false_negatives]
        .map(|count| count.to_string());
    shares.into_iter().chain(counts).collect()
}

fn section(title: &str, scores: &PairScores, width: usize, out: &mut String) -> std::fmt::Result {
    part(out);
    writeln!(out, "{title}")?;
    let confusion = &scores.confusion;
    let is_found =
        |at: usize| confusion.counts.iter().any(|row| row.get(at).is_some_and(|&n| n > 0));
    let kinds: Vec<usize> = (0..confusion.kinds.len()).filter(|&at| is_found(at)).collect();
    let chosen = |cells: &dyn Fn(usize) -> Option<String>| {
        kinds.iter().filter_map(|&at| cells(at)).collect()
    };
    let rows = confusion
        .labels
        .iter()
        .zip(&confusion.counts)
        .filter(|(_, row)| row.iter().any(|&n| n > 0));
    Columns {
        head: chosen(&|at| confusion.kinds.get(at).map(|kind| kind.as_str().to_owned())),
        rows: rows
            .map(|(label, row)| {
                (label.as_str().to_owned(), chosen(&|at| row.get(at).map(u32::to_string)))
            })
            .collect(),
        zero_is_empty: true,
    }
    .write(width, out)?;
    let titled = [
        ("copied, no rewritten", &scores.copied),
        ("copied or rewritten", &scores.copied_or_rewritten),
        ("copy and abridged", &scores.copy_or_abridged),
    ];
    Columns {
        head: ["precision", "recall", "F1"].map(str::to_owned).to_vec(),
        rows: titled.map(|(title, score)| (title.to_owned(), score_cells(score))).to_vec(),
        zero_is_empty: false,
    }
    .write(width, out)
}

fn score_cells(score: &Score) -> Vec<String> {
    vec![
        share(score.precision, score.precision_95),
        share(score.recall, score.recall_95),
        share(score.f1, None),
    ]
}

/// A share with its interval; `-` where there is none.
fn share(value: Option<f64>, interval: Option<Interval>) -> String {
    match (value, interval) {
        (Some(value), Some(Interval { low, high })) => format!("{value:.3} ({low:.3}-{high:.3})"),
        (Some(value), None) => format!("{value:.3}"),
        (None, _) => "-".to_owned(),
    }
}

fn list(title: &str, pairs: &[Disagreement], width: usize, out: &mut String) -> std::fmt::Result {
    if pairs.is_empty() {
        return Ok(());
    }
    part(out);
    writeln!(out, "{title}: {}", pairs.len())?;
    for pair in pairs.iter().take(MAX_LISTED) {
        let same_source = if pair.same_source == Some(true) { ", same source" } else { "" };
        let (a, b, note) = (inert(&pair.id_a), inert(&pair.id_b), inert(&pair.note));
        let (label, kind) = (pair.label.as_str(), pair.kind.as_str());
        let colon = if note.is_empty() { "" } else { ": " };
        let line = format!("{a} {b} {label} found as {kind}{same_source}{colon}{note}");
        wrap(&line, 2, width, out)?;
    }
    more(pairs.len(), out)
}

/// Counts what a list leaves out.
fn more(all: usize, out: &mut String) -> std::fmt::Result {
    match all.saturating_sub(MAX_LISTED) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more"),
    }
}
