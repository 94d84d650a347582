//! Scores as plain text for people. No arithmetic but layout.

use std::fmt::Write;

use super::{CreditEvaluation, CreditScore, Disagreement, Evaluation, Interval, PairScores, Score};
use crate::inert::inert;

/// Misses and false alarms that are written out at most; the rest is counted.
const MAX_LISTED: usize = 100;

/// Renders all scores as plain text. Text from tables has its control characters escaped.
///
/// Cost: linear in the scores; at most 100 pairs and credits of a kind are written out.
pub fn render_text(evaluation: &Evaluation) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(evaluation, &mut out);
    out
}

fn write(evaluation: &Evaluation, out: &mut String) -> std::fmt::Result {
    if let Some(credits) = &evaluation.credits {
        write_credits(credits, out)?;
        // A table of credits may stand alone.
        let num_listed =
            evaluation.all.pairs as usize + evaluation.left_out + evaluation.unknown_pairs;
        if num_listed == 0 && evaluation.clusters.is_none() {
            return Ok(());
        }
    }
    section("cross-source pairs", &evaluation.cross_source, out)?;
    section("same-source pairs", &evaluation.same_source, out)?;
    section("all pairs", &evaluation.all, out)?;
    for (count, what) in [
        (evaluation.left_out, "listed pairs left out: they share too little"),
        (evaluation.unknown_pairs, "listed pairs left out: an article is not there"),
        (evaluation.unlisted, "found pairs that are not listed"),
    ] {
        if count > 0 {
            writeln!(out, "{count} {what}")?;
        }
    }
    list("misses", &evaluation.misses, out)?;
    list("false alarms", &evaluation.false_alarms, out)?;
    if let Some(scores) = &evaluation.clusters {
        writeln!(out, "\nclusters of {} articles", scores.articles)?;
        writeln!(out, "  true groups          {:>8}", scores.true_groups)?;
        writeln!(out, "  found clusters       {:>8}", scores.found_clusters)?;
        writeln!(out, "  unknown ids          {:>8}", scores.unknown_ids)?;
        writeln!(out, "  adjusted Rand index  {:>8.4}", scores.adjusted_rand_index)?;
        writeln!(
            out,
            "  B-cubed              precision {:.4}  recall {:.4}  F1 {:.4}",
            scores.b_cubed_precision, scores.b_cubed_recall, scores.b_cubed_f1
        )?;
    }
    Ok(())
}

fn write_credits(credits: &CreditEvaluation, out: &mut String) -> std::fmt::Result {
    writeln!(out, "credits of {} articles", credits.articles)?;
    for (role, score) in &credits.roles {
        credit_line(role, score, out)?;
    }
    credit_line("whole, without self and formula", &credits.whole_without_self_and_formula, out)?;
    for form in &credits.forms {
        writeln!(out, "  whole as {}: {} of {}", inert(&form.form), form.found, form.labelled)?;
    }
    if credits.unknown_articles > 0 {
        writeln!(out, "{} listed articles are not there", credits.unknown_articles)?;
    }
    for credit in credits.disagreements.iter().take(MAX_LISTED) {
        let what = if credit.is_miss { "missed" } else { "too many" };
        writeln!(
            out,
            "  {}  {} {}: {what}",
            inert(&credit.id),
            credit.role,
            inert(&credit.agency)
        )?;
    }
    let more = credits.disagreements.len().saturating_sub(MAX_LISTED);
    if more > 0 {
        writeln!(out, "  and {more} more")?;
    }
    writeln!(out)
}

fn credit_line(title: &str, score: &CreditScore, out: &mut String) -> std::fmt::Result {
    write!(out, "  {title:<32}")?;
    for (name, value) in
        [("precision", score.precision), ("recall", score.recall), ("F1", score.f1)]
    {
        match value {
            Some(value) => write!(out, "  {name} {value:.3}")?,
            None => write!(out, "  {name} -")?,
        }
    }
    writeln!(
        out,
        "  ({} found, {} too many, {} missed)",
        score.true_positives, score.false_positives, score.false_negatives
    )
}

fn section(title: &str, scores: &PairScores, out: &mut String) -> std::fmt::Result {
    writeln!(out, "{title}: {}", scores.pairs)?;
    if scores.pairs == 0 {
        return writeln!(out);
    }
    write!(out, "  {:<12}", "label")?;
    for kind in scores.confusion.kinds {
        write!(out, "{:>13}", kind.as_str())?;
    }
    writeln!(out)?;
    for (label, row) in scores.confusion.labels.iter().zip(&scores.confusion.counts) {
        write!(out, "  {:<12}", label.as_str())?;
        for count in row {
            write!(out, "{count:>13}")?;
        }
        writeln!(out)?;
    }
    line("copied, rewritten left out", &scores.copied, out)?;
    line("copied, rewritten counted as copied", &scores.copied_or_rewritten, out)?;
    line("copy and abridged alone", &scores.copy_or_abridged, out)?;
    writeln!(out)
}

fn line(title: &str, score: &Score, out: &mut String) -> std::fmt::Result {
    write!(out, "  {title:<36}")?;
    ratio("precision", score.precision, score.precision_95, out)?;
    ratio("recall", score.recall, score.recall_95, out)?;
    match score.f1 {
        Some(f1) => writeln!(out, "  F1 {f1:.3}"),
        None => writeln!(out, "  F1 -"),
    }
}

fn ratio(
    name: &str,
    value: Option<f64>,
    interval: Option<Interval>,
    out: &mut String,
) -> std::fmt::Result {
    match (value, interval) {
        (Some(value), Some(Interval { low, high })) => {
            write!(out, "  {name} {value:.3} ({low:.3}-{high:.3})")
        }
        _ => write!(out, "  {name} -"),
    }
}

fn list(title: &str, pairs: &[Disagreement], out: &mut String) -> std::fmt::Result {
    if pairs.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}: {}", pairs.len())?;
    for pair in pairs.iter().take(MAX_LISTED) {
        let same_source = if pair.same_source == Some(true) { "  same source" } else { "" };
        writeln!(
            out,
            "  {} {}  {} found as {}{same_source}  {}",
            inert(&pair.id_a),
            inert(&pair.id_b),
            pair.label.as_str(),
            pair.kind.as_str(),
            inert(&pair.note)
        )?;
    }
    if pairs.len() > MAX_LISTED {
        writeln!(out, "  and {} more", pairs.len() - MAX_LISTED)?;
    }
    Ok(())
}
