//! Figures and dates as people read them. Serves the terminal writers; it never rounds a share up
//! to all or down to nothing.

use super::model::PublishedEntry;

/// `12345` as `12,345`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 article`, `12,345 articles`.
pub(super) fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(number))
}

/// A share from 0 to 1 in per cent, three digits wide: ` 83 %`, `<1 %`, `>99 %`.
pub(super) fn percent(share: f64) -> String {
    let rounded = (share * 100.0).round();
    if share > 0.0 && rounded < 1.0 {
        " <1 %".to_owned()
    } else if share < 1.0 && rounded > 99.0 {
        ">99 %".to_owned()
    } else {
        format!("{rounded:3.0} %")
    }
}

/// A promised share in per cent, rounded down.
pub(super) fn at_least(share: f64) -> String {
    format!("{} %", (share * 1000.0).floor() / 10.0)
}

/// A date as exact as it is known: `2019-05-23 18:30 UTC`, `2019-05-23`, `2019-05`, `2019`; as it
/// was written where its interval spans more than one of these.
pub(super) fn date(published: &PublishedEntry) -> String {
    use crate::article::Precision::{AmbiguousDayMonth, Day, Minute, Month, Second, Year};
    let PublishedEntry { raw, earliest, latest, precision, .. } = published;
    let exactness = match precision {
        Second | Minute => 16,
        Day => 10,
        Month => 7,
        Year => 4,
        AmbiguousDayMonth => return raw.clone(),
    };
    match (earliest.get(..exactness), latest.get(..exactness)) {
        (Some(first), Some(last)) if first == last => match first.split_once('T') {
            Some((day, time)) => format!("{day} {time} UTC"),
            None => first.to_owned(),
        },
        _ => raw.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{DateOrigin, Precision};

    #[test]
    fn counts_are_grouped_by_thousands() {
        let shown = [0, 999, 1000, 859_091, 1_000_000].map(grouped);
        assert_eq!(shown, ["0", "999", "1,000", "859,091", "1,000,000"]);
        assert_eq!(counted(1, "pair"), "1 pair");
        assert_eq!(counted(0, "pair"), "0 pairs");
    }

    #[test]
    fn shares_are_never_rounded_to_all_or_nothing() {
        let shown = [0.0, 0.0004, 0.005, 0.256, 0.99, 0.9996, 1.0].map(percent);
        assert_eq!(shown, ["  0 %", " <1 %", "  1 %", " 26 %", " 99 %", ">99 %", "100 %"]);
    }

    #[test]
    fn a_promise_is_never_rounded_up() {
        assert_eq!([0.99, 0.9949, 0.99996].map(at_least), ["99 %", "99.4 %", "99.9 %"]);
    }

    #[test]
    fn dates_are_as_exact_as_they_are_known() {
        let shown = |raw: &str, earliest: &str, latest: &str, precision| {
            let (earliest, latest) = (earliest.to_owned(), latest.to_owned());
            let (raw, origin) = (raw.to_owned(), DateOrigin::Field);
            date(&PublishedEntry { raw, earliest, latest, precision, origin })
        };
        assert_eq!(
            shown(
                "23 May 2019 19:30 BST",
                "2019-05-23T18:30:00Z",
                "2019-05-23T18:30:59Z",
                Precision::Minute
            ),
            "2019-05-23 18:30 UTC"
        );
        assert_eq!(
            shown("May 23", "2019-05-23T00:00:00Z", "2019-05-23T23:59:59Z", Precision::Day),
            "2019-05-23"
        );
        assert_eq!(
            shown("6 PM IST", "2017-01-11T22:00:00Z", "2017-01-13T06:00:00Z", Precision::Minute),
            "6 PM IST"
        );
        assert_eq!(
            shown(
                "03/04/2019",
                "2019-03-04T00:00:00Z",
                "2019-04-03T23:59:59Z",
                Precision::AmbiguousDayMonth
            ),
            "03/04/2019"
        );
        assert_eq!(
            shown("2019", "2019-01-01T00:00:00Z", "2019-12-31T23:59:59Z", Precision::Year),
            "2019"
        );
    }
}
