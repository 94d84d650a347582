//! Who ran it first: a question about intervals.

use jiff::Timestamp;
use serde::Serialize;

/// The interval in which an article was published, both ends included.
pub type Interval = (Timestamp, Timestamp);

/// How certain an order in time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// One article lies before all others.
    Sure,
    /// Several articles carry the same earliest date.
    Tie,
    /// Dates overlap or are missing.
    Undetermined,
}

/// Articles that can have been first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstSeen {
    /// Indices, in the order given; empty where no article is dated.
    pub articles: Vec<u32>,
    /// How certain that is.
    pub certainty: Certainty,
}

/// Finds who can have been first.
///
/// An article can have been first if no other certainly lies before it. One undated article leaves
/// the question open. Cost: linear in the dates.
///
/// # Example
///
/// ```
/// use wirecopy::cluster::{Certainty, first_seen};
///
/// let at = |second| jiff::Timestamp::from_second(second).unwrap();
/// let (early, late) = ((at(0), at(10)), (at(20), at(30)));
/// let first = first_seen(&[(7, Some(late)), (8, Some(early))]);
/// assert_eq!((first.articles, first.certainty), (vec![8], Certainty::Sure));
/// ```
pub fn first_seen(dates: &[(u32, Option<Interval>)]) -> FirstSeen {
    let with_date: Vec<(u32, Interval)> =
        dates.iter().filter_map(|&(article, date)| Some((article, date?))).collect();
    let Some(bound) = with_date.iter().map(|(_, date)| date.1).min() else {
        return FirstSeen { articles: Vec::new(), certainty: Certainty::Undetermined };
    };
    let possible: Vec<(u32, Interval)> =
        with_date.iter().copied().filter(|(_, date)| date.0 <= bound).collect();
    let certainty = if with_date.len() < dates.len() {
        Certainty::Undetermined
    } else if possible.len() == 1 {
        Certainty::Sure
    } else if possible.iter().all(|(_, date)| *date == possible[0].1) {
        Certainty::Tie
    } else {
        Certainty::Undetermined
    };
    FirstSeen { articles: possible.into_iter().map(|(article, _)| article).collect(), certainty }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(from: i64, to: i64) -> Interval {
        (Timestamp::from_second(from).unwrap(), Timestamp::from_second(to).unwrap())
    }

    fn first(dates: &[(u32, Option<Interval>)]) -> (Vec<u32>, Certainty) {
        let first = first_seen(dates);
        (first.articles, first.certainty)
    }

    #[test]
    fn disjoint_intervals_are_sure() {
        assert_eq!(
            first(&[(1, Some(interval(5, 9))), (2, Some(interval(0, 4)))]),
            (vec![2], Certainty::Sure)
        );
    }

    #[test]
    fn equal_intervals_are_a_tie() {
        let dates =
            [(1, Some(interval(0, 9))), (2, Some(interval(0, 9))), (3, Some(interval(10, 19)))];
        assert_eq!(first(&dates), (vec![1, 2], Certainty::Tie));
    }

    #[test]
    fn overlapping_intervals_are_undetermined() {
        let dates = [(1, Some(interval(0, 9))), (2, Some(interval(9, 12)))];
        assert_eq!(first(&dates), (vec![1, 2], Certainty::Undetermined));
    }

    #[test]
    fn an_undated_article_leaves_it_open() {
        assert_eq!(
            first(&[(1, Some(interval(0, 9))), (2, None)]),
            (vec![1], Certainty::Undetermined)
        );
        assert_eq!(first(&[(1, None)]), (vec![], Certainty::Undetermined));
    }
}
