//! Where the marks of a chart lie. Positions are in hundredths of a per cent of the width, so that
//! text beside them never scales.

use jiff::Timestamp;

use super::super::model::{ClusterEntry, ContainmentStep, PublishedEntry};
use super::book::{Book, Card};

/// Height of the histogram's bars in pixels.
const BAR_HEIGHT: u64 = 150;

/// A per cent of the width, as SVG takes it.
pub(super) fn place(share: f64) -> String {
    let hundredths = format!("{:.2}", share.clamp(0.0, 1.0) * 100.0);
    hundredths.trim_end_matches('0').trim_end_matches('.').to_owned() + "%"
}

/// Bars of the histogram of highest containments.
pub(super) struct Histogram {
    /// Articles at exactly 0, which have no bar.
    pub(super) none: u64,
    pub(super) bars: Vec<Bar>,
    pub(super) highest: u64,
}

pub(super) struct Bar {
    pub(super) x: String,
    pub(super) width: String,
    pub(super) y: u64,
    pub(super) height: u64,
    /// `5 to 10 %`
    pub(super) label: String,
    pub(super) articles: u64,
}

/// The first step is that of exactly 0.
pub(super) fn histogram(steps: &[ContainmentStep]) -> Histogram {
    let (none, steps) = match steps.split_first() {
        Some((none, steps)) => (none.articles, steps),
        None => (0, steps),
    };
    let highest = steps.iter().map(|step| step.articles).max().unwrap_or_default();
    let bars = steps.iter().map(|step| {
        // A bar of one article must be seen beside one of ten thousand.
        let scaled = (step.articles * BAR_HEIGHT).checked_div(highest).unwrap_or_default();
        let height = if step.articles > 0 { scaled.max(2) } else { 0 };
        Bar {
            x: place(step.from + 0.004),
            width: place((step.to - step.from - 0.008).max(0.001)),
            y: BAR_HEIGHT - height,
            height,
            label: format!("{:.0} to {:.0}\u{a0}%", step.from * 100.0, step.to * 100.0),
            articles: step.articles,
        }
    });
    Histogram { none, bars: bars.collect(), highest }
}

/// Sources that a timeline shows; the table below it has all.
const MAX_ROWS: usize = 40;

/// When the members of a cluster ran, by source.
pub(super) struct Timeline {
    pub(super) rows: Vec<Row>,
    pub(super) ticks: Vec<Tick>,
    pub(super) hidden_rows: usize,
    pub(super) undated: usize,
}

/// One source.
pub(super) struct Row {
    pub(super) name: String,
    /// Whether one of its articles can have been the first.
    pub(super) is_first: bool,
    pub(super) dots: Vec<Dot>,
}

/// One article: the interval that its date spans.
pub(super) struct Dot {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) date: String,
    pub(super) title: String,
    pub(super) is_first: bool,
}

pub(super) struct Tick {
    pub(super) x: String,
    /// Where the label is not centred: which of its ends is at `x`.
    pub(super) anchor: &'static str,
    pub(super) label: String,
}

/// The timeline of a cluster; `None` where fewer than two members are dated.
pub(super) fn timeline(book: &Book<'_>, cluster: &ClusterEntry) -> Option<Timeline> {
    let mut dated: Vec<(i64, i64, Card)> = Vec::new();
    let mut undated = 0;
    for member in &cluster.members {
        let published = book.article(&member.id).and_then(|(_, entry)| entry.published.as_ref());
        match published.and_then(interval) {
            Some((from, to)) => dated.push((from, to, book.card(&member.id))),
            None => undated += 1,
        }
    }
    if dated.len() < 2 {
        return None;
    }
    dated.sort_by(|x, y| (x.0, x.1, &x.2.id).cmp(&(y.0, y.1, &y.2.id)));
    let from = dated.iter().map(|dot| dot.0).min()?;
    let to = dated.iter().map(|dot| dot.1).max()?.max(from + 60);
    // A little air on both sides, so that no dot is cut.
    let x = |at: i64| 0.02 + 0.96 * ((at - from) as f64 / (to - from) as f64);
    let mut rows: Vec<Row> = Vec::new();
    for (from, to, card) in dated {
        let dot = Dot {
            from: place(x(from)),
            to: place(x(to)),
            date: card.date.clone().unwrap_or_default(),
            title: card.title.clone(),
            is_first: cluster.first_seen.ids.contains(&card.id),
        };
        match rows.iter_mut().find(|row| row.name == card.name()) {
            Some(row) => {
                row.is_first |= dot.is_first;
                row.dots.push(dot);
            }
            None => rows.push(Row {
                name: card.name().to_owned(),
                is_first: dot.is_first,
                dots: vec![dot],
            }),
        }
    }
    let hidden_rows = rows.len().saturating_sub(MAX_ROWS);
    rows.truncate(MAX_ROWS);
    Some(Timeline { rows, ticks: ticks(from, to, x), hidden_rows, undated })
}

fn interval(published: &PublishedEntry) -> Option<(i64, i64)> {
    let second = |text: &str| text.parse::<Timestamp>().ok().map(Timestamp::as_second);
    Some((second(&published.earliest)?, second(&published.latest)?))
}

/// Two to four round instants of most spans.
fn ticks(from: i64, to: i64, x: impl Fn(i64) -> f64) -> Vec<Tick> {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    const STEPS: [i64; 22] = [
        MINUTE,
        2 * MINUTE,
        5 * MINUTE,
        10 * MINUTE,
        20 * MINUTE,
        30 * MINUTE,
        HOUR,
        2 * HOUR,
        3 * HOUR,
        6 * HOUR,
        12 * HOUR,
        DAY,
        2 * DAY,
        4 * DAY,
        7 * DAY,
        14 * DAY,
        30 * DAY,
        91 * DAY,
        182 * DAY,
        365 * DAY,
        3_650 * DAY,
        36_500 * DAY,
    ];
    let step = STEPS.into_iter().find(|step| (to - from) / step < 4).unwrap_or(i64::MAX);
    let first = from.div_euclid(step).saturating_mul(step);
    let mut ticks = Vec::new();
    let mut at = first;
    while at <= to && ticks.len() < 5 {
        if at >= from
            && let Ok(instant) = Timestamp::from_second(at)
        {
            let share = x(at);
            let format = if step < DAY { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d" };
            ticks.push(Tick {
                x: place(share),
                anchor: if share < 0.12 {
                    "start"
                } else if share > 0.88 {
                    "end"
                } else {
                    ""
                },
                label: instant.strftime(format).to_string(),
            });
        }
        at = at.saturating_add(step);
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few() {
        for span in [1, 59, 3_600, 90_000, 86_400 * 40, 86_400 * 3_000, 86_400 * 300_000] {
            let ticks = ticks(1_547_000_000, 1_547_000_000 + span, |_| 0.5);
            assert!(ticks.len() <= 5, "{span}: {}", ticks.len());
        }
        let days: Vec<_> = ticks(1_546_300_800, 1_546_300_800 + 3 * 86_400, |_| 0.5)
            .into_iter()
            .map(|tick| tick.label)
            .collect();
        assert_eq!(days, ["2019-01-01", "2019-01-02", "2019-01-03", "2019-01-04"]);
    }

    #[test]
    fn bars_of_a_histogram_keep_small_counts_in_sight() {
        let step = |from, to, articles| ContainmentStep { from, to, articles };
        let chart = histogram(&[step(0.0, 0.0, 7), step(0.0, 0.5, 9_999), step(0.5, 1.0, 1)]);
        assert_eq!((chart.none, chart.highest), (7, 9_999));
        assert_eq!(chart.bars[0].height, BAR_HEIGHT);
        assert_eq!(chart.bars[1].height, 2);
        assert_eq!(chart.bars[1].label, "50 to 100\u{a0}%");
        assert_eq!(histogram(&[]).bars.len(), 0);
    }
}
