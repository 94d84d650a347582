//! Scores of found kinds against labels: confusion, precision, recall, F1. Never looks at texts.

use serde::Serialize;

use super::{Kind, Label};

/// A labelled pair with what was found of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Disagreement {
    /// One article.
    pub id_a: String,
    /// The other article.
    pub id_b: String,
    /// What the table says.
    pub label: Label,
    /// What was found.
    pub kind: Kind,
    /// Whether one source ran both; `None` where it is not known.
    pub same_source: Option<bool>,
    /// The table's remark.
    pub note: String,
}

/// Counts of pairs by label and kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// Labels of the rows.
    pub labels: [Label; 8],
    /// Kinds of the columns.
    pub kinds: [Kind; 8],
    /// Pairs: rows of columns.
    pub counts: [[u32; 8]; 8],
}

/// A 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// How well one question was answered. Ratios are `None` where they would divide by 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Score {
    /// Copied, and found as copied.
    pub true_positives: u32,
    /// Not copied, but found as copied.
    pub false_positives: u32,
    /// Copied, but not found as copied.
    pub false_negatives: u32,
    /// Not copied, and not found as copied.
    pub true_negatives: u32,
    /// Share of the pairs found that are copied.
    pub precision: Option<f64>,
    /// Wilson's interval of the precision.
    pub precision_95: Option<Interval>,
    /// Share of the copied pairs that were found.
    pub recall: Option<f64>,
    /// Wilson's interval of the recall.
    pub recall_95: Option<Interval>,
    /// Harmonic mean of the two.
    pub f1: Option<f64>,
}

/// Scores of one set of pairs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairScores {
    /// Pairs in the set.
    pub pairs: u32,
    /// Labels against kinds.
    pub confusion: Confusion,
    /// Labels `copy`, `abridged`, `partial` against the kinds `reprint`, `abridgement`, `partial`;
    /// pairs labelled `rewritten` are left out.
    pub copied: Score,
    /// The same with `rewritten` counted as copied on both sides.
    pub copied_or_rewritten: Score,
    /// Labels `copy` and `abridged` alone against all that are not copied; pairs labelled `partial`
    /// or `rewritten` are left out.
    pub copy_or_abridged: Score,
}

/// Whether a label means copied.
pub(super) fn is_copied_label(label: Label) -> bool {
    matches!(label, Label::Copy | Label::Abridged | Label::Partial)
}

/// Whether a kind means copied.
pub(super) fn is_copied_kind(kind: Kind) -> bool {
    matches!(kind, Kind::Reprint | Kind::Abridgement | Kind::Partial)
}

impl PairScores {
    pub(super) fn new<'a>(pairs: impl Iterator<Item = &'a Disagreement>) -> Self {
        let mut counts = [[0_u32; 8]; 8];
        for pair in pairs {
            counts[pair.label as usize][pair.kind as usize] += 1;
        }
        let confusion = Confusion { labels: Label::ALL, kinds: Kind::ALL, counts };
        let copied = |label| (label != Label::Rewritten).then(|| is_copied_label(label));
        let or_rewritten = |label| Some(is_copied_label(label) || label == Label::Rewritten);
        let or_abridged = |label| {
            let counts = !matches!(label, Label::Partial | Label::Rewritten);
            counts.then(|| is_copied_label(label))
        };
        let kind_or_rewritten = |kind| is_copied_kind(kind) || kind == Kind::Rewritten;
        Self {
            pairs: counts.iter().flatten().sum(),
            copied: Score::of(&confusion, copied, is_copied_kind),
            copied_or_rewritten: Score::of(&confusion, or_rewritten, kind_or_rewritten),
            copy_or_abridged: Score::of(&confusion, or_abridged, is_copied_kind),
            confusion,
        }
    }
}

impl Score {
    /// Counts by what label and kind say; labels without an answer are left out.
    fn of(
        confusion: &Confusion,
        by_label: impl Fn(Label) -> Option<bool>,
        by_kind: impl Fn(Kind) -> bool,
    ) -> Self {
        // [copied][found]
        let mut cells = [[0_u32; 2]; 2];
        for (label, row) in confusion.labels.into_iter().zip(&confusion.counts) {
            let Some(copied) = by_label(label) else { continue };
            for (kind, count) in confusion.kinds.into_iter().zip(row) {
                cells[usize::from(copied)][usize::from(by_kind(kind))] += count;
            }
        }
        let [[true_negatives, false_positives], [false_negatives, true_positives]] = cells;
        let found = true_positives + false_positives;
        let copied = true_positives + false_negatives;
        let ratio = |of: u32| (of > 0).then(|| f64::from(true_positives) / f64::from(of));
        Self {
            true_positives,
            false_positives,
            false_negatives,
            true_negatives,
            precision: ratio(found),
            precision_95: wilson(true_positives, found),
            recall: ratio(copied),
            recall_95: wilson(true_positives, copied),
            f1: (found + copied > 0)
                .then(|| f64::from(2 * true_positives) / f64::from(found + copied)),
        }
    }
}

/// The 95 % interval of a share of `hits` in `of`.
///
/// Source: Wilson 1927, "Probable inference, the law of succession, and statistical inference".
fn wilson(hits: u32, of: u32) -> Option<Interval> {
    const Z: f64 = 1.959_963_984_540_054;
    if of == 0 {
        return None;
    }
    let n = f64::from(of);
    let share = f64::from(hits) / n;
    let scale = 1.0 + Z * Z / n;
    let centre = (share + Z * Z / (2.0 * n)) / scale;
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt() / scale;
    Some(Interval { low: (centre - half).max(0.0), high: (centre + half).min(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_of_tables_are_the_orders_of_the_enums() {
        assert!(Label::ALL.iter().enumerate().all(|(i, &label)| label as usize == i));
        assert!(Kind::ALL.iter().enumerate().all(|(i, &kind)| kind as usize == i));
    }

    #[test]
    fn wilson_interval_equals_published_values() {
        // Newcombe 1998, table I, method 3: 81/263, 15/148, 0/20, 1/29.
        for (hits, of, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let interval = wilson(hits, of).unwrap();
            assert!((interval.low - low).abs() < 1e-4, "{interval:?}");
            assert!((interval.high - high).abs() < 1e-4, "{interval:?}");
        }
        assert_eq!(wilson(0, 0), None);
    }
}
