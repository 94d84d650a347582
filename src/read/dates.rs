//! Dates as newsrooms write them to intervals of time. A date is never guessed: what can be read
//! in two ways keeps both, what is no date is `None`.
//!
//! ISO 8601, RFC 3339 and RFC 2822 are read by `jiff`; its `strtime` formats have no way to say
//! "any of these, with or without a weekday, a time, a zone", so the forms that people write
//! (`Jan 12 2017 | 6:42 PM IST`) are read here word by word.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::{rfc2822, temporal};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use crate::{DateOrigin, Precision, Published};

/// A longer string is no date.
const MAX_BYTES: usize = 100;

/// Reads a date from a field or a path.
///
/// Without a zone a date is in UTC. An interval covers all that the writing leaves open: the second,
/// the minute, the day, both readings of `03/04/2019`, every zone on Earth for `IST`.
pub(super) fn parse_date(raw: &str, origin: DateOrigin) -> Option<Published> {
    let text = raw.trim();
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    let found =
        digits(text).or_else(|| iso(text)).or_else(|| mail(text)).or_else(|| words(text))?;
    let Interval { earliest, latest, precision } = found;
    Some(Published { raw: text.to_owned(), earliest, latest, precision, origin })
}

#[derive(Clone, Copy)]
struct Interval {
    earliest: Timestamp,
    latest: Timestamp,
    precision: Precision,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Zone {
    Offset(Offset),
    /// A zone is named but not known here, or means different zones in different countries.
    Unknown,
}

impl Zone {
    const UTC: Self = Self::Offset(Offset::UTC);

    /// The interval of `len` from `start` on, in this zone.
    fn interval(
        self,
        start: DateTime,
        len: SignedDuration,
        precision: Precision,
    ) -> Option<Interval> {
        let last = len.checked_sub(SignedDuration::from_nanos(1)).unwrap_or_default();
        let last = if len.is_zero() { SignedDuration::ZERO } else { last };
        let (east, west, offset) = match self {
            Self::Offset(offset) => (0, 0, offset),
            // The zones of Earth reach from UTC+14 to UTC-12.
            Self::Unknown => (14, 12, Offset::UTC),
        };
        let start = offset.to_timestamp(start).ok()?;
        let earliest = start.checked_sub(SignedDuration::from_hours(east)).ok()?;
        let latest = start.checked_add(last).ok()?;
        let latest = latest.checked_add(SignedDuration::from_hours(west)).ok()?;
        Some(Interval { earliest, latest, precision })
    }

    fn day(self, date: Date) -> Option<Interval> {
        self.interval(
            date.to_datetime(Time::midnight()),
            SignedDuration::from_hours(24),
            Precision::Day,
        )
    }
}

fn month(year: i16, month: i8) -> Option<Interval> {
    let first = Date::new(year, month, 1).ok()?;
    let len = SignedDuration::from_hours(24 * i64::from(first.days_in_month()));
    Zone::UTC.interval(first.to_datetime(Time::midnight()), len, Precision::Month)
}

fn year(year: i16) -> Option<Interval> {
    let first = Date::new(year, 1, 1).ok()?;
    let len = SignedDuration::from_hours(24 * i64::from(first.days_in_year()));
    Zone::UTC.interval(first.to_datetime(Time::midnight()), len, Precision::Year)
}

/// Years that are taken for years.
fn is_year(number: i64) -> bool {
    (1000..3000).contains(&number)
}

/// Bare numbers: a year, `20190523`, `201905231200`, `20190523120000`, seconds or milliseconds since
/// 1970. What can be a year, month, day and time is one: as milliseconds, 14 digits lie past the year
/// 2286, and 12 that are a date of our times in 1976.
fn digits(text: &str) -> Option<Interval> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let unsigned = whole.strip_prefix('-').unwrap_or(whole);
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if unsigned.is_empty() || !is_digits(unsigned) || !is_digits(fraction) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let second = SignedDuration::from_secs(1);
    let (start, len) = match unsigned.len() {
        4 if fraction.is_empty() && is_year(number) => return year(number as i16),
        8 if fraction.is_empty() => return Zone::UTC.day(compact_date(number)?),
        12 if fraction.is_empty()
            && let Some(start) = compact_time(number * 100) =>
        {
            return Zone::UTC.interval(start, SignedDuration::from_mins(1), Precision::Minute);
        }
        14 if fraction.is_empty() => {
            return Zone::UTC.interval(compact_time(number)?, second, Precision::Second);
        }
        // The epoch of a second in the 2030s, or a day and an hour: nothing tells.
        10 if fraction.is_empty() && compact_time(number * 10_000).is_some() => return None,
        9..=11 => {
            let start = Timestamp::from_second(number).ok()?;
            if fraction.is_empty() {
                (start, second)
            } else {
                let nanos: i64 = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
                let nanos = if number < 0 { -nanos } else { nanos };
                (start.checked_add(SignedDuration::from_nanos(nanos)).ok()?, SignedDuration::ZERO)
            }
        }
        12 | 13 => (Timestamp::from_millisecond(number).ok()?, SignedDuration::from_millis(1)),
        _ => return None,
    };
    let start = Offset::UTC.to_datetime(start);
    Zone::UTC.interval(start, len, Precision::Second)
}

/// Of a number that is written `YYYYMMDD`.
fn compact_date(number: i64) -> Option<Date> {
    let year = Some(number / 10_000).filter(|&year| is_year(year))?;
    Date::new(year as i16, (number / 100 % 100) as i8, (number % 100) as i8).ok()
}

/// Of a number that is written `YYYYMMDDhhmmss`.
fn compact_time(number: i64) -> Option<DateTime> {
    let (hour, minute, second) = (number / 10_000 % 100, number / 100 % 100, number % 100);
    let time = Time::new(hour as i8, minute as i8, second as i8, 0).ok()?;
    Some(compact_date(number / 1_000_000)?.to_datetime(time))
}

/// ISO 8601 and RFC 3339, with or without time, zone and annotation.
fn iso(text: &str) -> Option<Interval> {
    static PARSER: temporal::DateTimeParser = temporal::DateTimeParser::new();
    let pieces = PARSER.parse_pieces(text).ok()?;
    if !is_year(pieces.date().year().into()) {
        return None;
    }
    let zone = match (pieces.to_numeric_offset(), pieces.time_zone_annotation()) {
        (Some(offset), _) => Zone::Offset(offset),
        (None, Some(_)) => Zone::Unknown,
        (None, None) => Zone::UTC,
    };
    let Some(time) = pieces.time() else { return zone.day(pieces.date()) };
    let written = text.split(['T', 't', ' ']).nth(1).unwrap_or_default();
    let written = written.split(['Z', 'z', '+', '-', '[']).next().unwrap_or_default();
    let (len, precision) = match written.bytes().filter(u8::is_ascii_digit).count() {
        // There is no name for the precision of an hour; the interval says it.
        0..=2 => (SignedDuration::from_hours(1), Precision::Day),
        3..=4 => (SignedDuration::from_mins(1), Precision::Minute),
        5..=6 => (SignedDuration::from_secs(1), Precision::Second),
        _ => (SignedDuration::ZERO, Precision::Second),
    };
    zone.interval(pieces.date().to_datetime(time), len, precision)
}

/// RFC 2822, with a zone that it defines. (It has all others read as UTC, which would be a guess.)
fn mail(text: &str) -> Option<Interval> {
    const ZONES: [&str; 10] = ["UT", "GMT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"];
    static PARSER: rfc2822::DateTimeParser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    let zone = text.split_ascii_whitespace().next_back()?;
    if !zone.starts_with(['+', '-']) && !ZONES.contains(&zone) {
        return None;
    }
    let zoned = PARSER.parse_zoned(text).ok()?;
    let (len, precision) = if text.matches(':').count() > 1 {
        (SignedDuration::from_secs(1), Precision::Second)
    } else {
        (SignedDuration::from_mins(1), Precision::Minute)
    };
    Zone::Offset(zoned.offset()).interval(zoned.datetime(), len, precision)
}

/// What the words of a written date said so far; each at most once.
#[derive(Default)]
struct Written {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    /// The other reading of a numeric date, as (month, day).
    other: Option<(i8, i8)>,
    time: Option<(Time, bool)>,
    afternoon: Option<bool>,
    zone: Option<Zone>,
}

/// Sets a part once; a second one makes the whole no date.
fn set<T>(part: &mut Option<T>, value: T) -> Option<()> {
    part.replace(value).is_none().then_some(())
}

/// Dates in words and figures, in English: `January 12, 2017`, `23/05/2019 10:00 GMT+2`.
fn words(text: &str) -> Option<Interval> {
    let mut written = Written::default();
    let is_gap =
        |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '(' | ')' | '•' | '·');
    for word in text.split(is_gap).filter(|word| !word.is_empty()) {
        written.take(word)?;
    }
    written.interval()
}

impl Written {
    fn take(&mut self, word: &str) -> Option<()> {
        let lower = word.to_ascii_lowercase();
        let bare = lower.trim_end_matches(['.', ':']);
        if matches!(
            bare,
            "" | "-" | "–" | "—" | "at" | "on" | "of" | "last" | "updated" | "published" | "posted"
        ) || is_weekday(bare)
        {
            return Some(());
        }
        if let Some(month) = month_of(bare) {
            return set(&mut self.month, month);
        }
        if let Some(afternoon) = meridiem_of(bare) {
            return set(&mut self.afternoon, afternoon);
        }
        if bare.starts_with(|c: char| c.is_ascii_digit()) {
            return if bare.contains(':') { self.take_time(bare) } else { self.take_figures(bare) };
        }
        if self.time.is_some() {
            return set(&mut self.zone, zone_of(word)?);
        }
        None
    }

    /// `18:42`, `6:42:10pm`, `12:00Z`, `12:00:46+01:00`.
    fn take_time(&mut self, word: &str) -> Option<()> {
        let end = word.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(word.len());
        let (clock, rest) = word.split_at(end);
        let mut parts = clock.split(':').map(|part| part.parse::<i8>().ok());
        let (hour, minute) = (parts.next()??, parts.next()??);
        let second = match parts.next() {
            Some(second) => Some(second?),
            None => None,
        };
        if parts.next().is_some() {
            return None;
        }
        let time = Time::new(hour, minute, second.unwrap_or(0), 0).ok()?;
        set(&mut self.time, (time, second.is_some()))?;
        if rest.is_empty() {
            Some(())
        } else if let Some(afternoon) = meridiem_of(rest.trim_end_matches('.')) {
            set(&mut self.afternoon, afternoon)
        } else {
            set(&mut self.zone, zone_of(&rest.to_ascii_uppercase())?)
        }
    }

    /// `12`, `12th`, `2017`, `23/05/2019`, `2019.05.23`, `2019-05`, `12-Jan-2017`.
    fn take_figures(&mut self, word: &str) -> Option<()> {
        let parts: Vec<&str> = word.split(['/', '.', '-']).collect();
        let number = |part: &str| {
            let short = (1..=4).contains(&part.len());
            let digits = short && part.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| part.parse::<i16>().ok()).flatten()
        };
        let small = |part: &str| number(part).filter(|_| part.len() <= 2).map(|n| n as i8);
        let full_year =
            |part: &str| number(part).filter(|n| part.len() == 4 && is_year(i64::from(*n)));
        match parts[..] {
            [one] => {
                if let Some(year) = full_year(one) {
                    return set(&mut self.year, year);
                }
                let day = ["st", "nd", "rd", "th"]
                    .iter()
                    .find_map(|ending| one.strip_suffix(ending))
                    .unwrap_or(one);
                set(&mut self.day, small(day)?)
            }
            [a, b] => {
                let (year, month) = match (full_year(a), full_year(b)) {
                    (Some(year), None) => (year, small(b)?),
                    (None, Some(year)) => (year, small(a)?),
                    _ => return None,
                };
                set(&mut self.year, year)?;
                set(&mut self.month, month)
            }
            [a, b, c] => {
                if let Some(month) = month_of(b) {
                    set(&mut self.month, month)?;
                    set(&mut self.day, small(a)?)?;
                    return set(&mut self.year, full_year(c)?);
                }
                if let Some(year) = full_year(a) {
                    set(&mut self.year, year)?;
                    set(&mut self.month, small(b)?)?;
                    return set(&mut self.day, small(c)?);
                }
                set(&mut self.year, full_year(c)?)?;
                let (a, b) = (small(a)?, small(b)?);
                let (day, month) = if b > 12 { (b, a) } else { (a, b) };
                set(&mut self.day, day)?;
                set(&mut self.month, month)?;
                if day <= 12 && month <= 12 && day != month {
                    self.other = Some((day, month));
                }
                Some(())
            }
            _ => None,
        }
    }

    fn interval(self) -> Option<Interval> {
        let Some(day) = self.day else {
            if self.time.is_some() || self.afternoon.is_some() {
                return None;
            }
            return match (self.year, self.month) {
                (Some(y), Some(m)) => month(y, m),
                (Some(y), None) => year(y),
                _ => None,
            };
        };
        let date = Date::new(self.year?, self.month?, day).ok()?;
        let first = self.on(date)?;
        let Some((month, day)) = self.other else { return Some(first) };
        let second = self.on(Date::new(self.year?, month, day).ok()?)?;
        Some(Interval {
            earliest: first.earliest.min(second.earliest),
            latest: first.latest.max(second.latest),
            precision: Precision::AmbiguousDayMonth,
        })
    }

    fn on(&self, date: Date) -> Option<Interval> {
        let zone = self.zone.unwrap_or(Zone::UTC);
        let Some((time, has_second)) = self.time else {
            return if self.afternoon.is_some() { None } else { zone.day(date) };
        };
        let hour = match (self.afternoon, time.hour()) {
            (None, hour) => hour,
            (Some(_), 0 | 13..) => return None,
            (Some(afternoon), hour) => hour % 12 + if afternoon { 12 } else { 0 },
        };
        let start = date.at(hour, time.minute(), time.second(), 0);
        if has_second {
            zone.interval(start, SignedDuration::from_secs(1), Precision::Second)
        } else {
            zone.interval(start, SignedDuration::from_mins(1), Precision::Minute)
        }
    }
}

/// Whether `word` is `full` or an abbreviation of it of at least three letters, at most `longest`.
fn abbreviates(word: &str, full: &str, longest: usize) -> bool {
    word == full || (word.len() >= 3 && word.len() <= longest && full.starts_with(word))
}

fn month_of(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let at = MONTHS.iter().position(|full| abbreviates(word, full, 4))?;
    Some(at as i8 + 1)
}

fn is_weekday(word: &str) -> bool {
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        .iter()
        .any(|full| abbreviates(word, full, 5))
}

fn meridiem_of(word: &str) -> Option<bool> {
    match word {
        "am" | "a.m" => Some(false),
        "pm" | "p.m" => Some(true),
        _ => None,
    }
}

/// `UTC`, `GMT+3`, `+05:30`; an upper-case abbreviation is a zone, but an unknown one.
fn zone_of(word: &str) -> Option<Zone> {
    let rest = ["UTC", "GMT", "Z"].iter().find_map(|name| word.strip_prefix(name)).unwrap_or(word);
    if rest.is_empty() {
        return Some(Zone::UTC);
    }
    if let Some(figures) = rest.strip_prefix(['+', '-']) {
        let (hours, minutes) = match figures.split_once(':') {
            Some(parts) => parts,
            None if figures.len() == 4 && figures.is_ascii() => figures.split_at(2),
            None => (figures, "0"),
        };
        if hours.len() > 2 || minutes.len() > 2 {
            return None;
        }
        let minutes = Some(minutes.parse::<u8>().ok()?).filter(|&minutes| minutes < 60)?;
        let seconds = i32::from(hours.parse::<u8>().ok()?) * 3600 + i32::from(minutes) * 60;
        let seconds = if rest.starts_with('-') { -seconds } else { seconds };
        return Offset::from_seconds(seconds).ok().map(Zone::Offset);
    }
    let is_name = (2..=5).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase());
    is_name.then_some(Zone::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Earliest, latest (both to the second) and precision.
    fn read(text: &str) -> Option<(String, String, Precision)> {
        let date = parse_date(text, DateOrigin::Field)?;
        assert!(date.earliest <= date.latest, "{text}");
        let show = |t: Timestamp| t.strftime("%Y-%m-%d %H:%M:%S").to_string();
        Some((show(date.earliest), show(date.latest), date.precision))
    }

    #[track_caller]
    fn check(text: &str, earliest: &str, latest: &str, precision: Precision) {
        let expected = Some((earliest.to_owned(), latest.to_owned(), precision));
        assert_eq!(read(text), expected, "{text}");
    }

    #[test]
    fn machine_dates_keep_their_precision() {
        use Precision::{Day, Minute, Month, Second, Year};
        let noon = "2019-11-01 12:00:46";
        for text in [
            "2019-11-01T12:00:46+00:00",
            "2019-11-01T12:00:46Z",
            "2019-11-01 14:00:46+02:00",
            " 2019-11-01 12:00:46 ",
            "2019-11-01T12:00:46.25Z",
            "2019-11-01 13:00:46 +0100",
            "20191101T120046Z",
            "Fri, 01 Nov 2019 12:00:46 GMT",
            "Fri, 1 Nov 2019 07:00:46 -0500",
            "Fri, 1 Nov 2019 07:00:46 EST",
            "1572609646",
            "1572609646.5",
            "1572609646000",
        ] {
            check(text, noon, noon, Second);
        }
        check("2019-11-01T12:00Z", "2019-11-01 12:00:00", "2019-11-01 12:00:59", Minute);
        check("1 Nov 2019 12:00 GMT", "2019-11-01 12:00:00", "2019-11-01 12:00:59", Minute);
        check("2019-11-01T12Z", "2019-11-01 12:00:00", "2019-11-01 12:59:59", Day);
        check("2019-05-23", "2019-05-23 00:00:00", "2019-05-23 23:59:59", Day);
        check("20190523", "2019-05-23 00:00:00", "2019-05-23 23:59:59", Day);
        check("201905231207", "2019-05-23 12:07:00", "2019-05-23 12:07:59", Minute);
        check("20190523120708", "2019-05-23 12:07:08", "2019-05-23 12:07:08", Second);
        assert_eq!(read("20191301000000"), None, "no month 13");
        assert_eq!(read("05231201"), None, "no year 523");
        assert_eq!(read("23 May 2019 22:25 +05:75"), None, "no 75 minutes");
        check("2019-02", "2019-02-01 00:00:00", "2019-02-28 23:59:59", Month);
        check("2020", "2020-01-01 00:00:00", "2020-12-31 23:59:59", Year);
    }

    #[test]
    fn written_dates_are_read() {
        use Precision::{Day, Minute, Month, Second};
        for text in [
            "January 12, 2017",
            "12 Jan 2017",
            "12 January 2017",
            "Thursday, Jan. 12, 2017",
            "Jan 12th 2017",
            "12-Jan-2017",
            "2017/01/12",
            "2017-1-12",
        ] {
            check(text, "2017-01-12 00:00:00", "2017-01-12 23:59:59", Day);
        }
        for text in ["12.01.2017 ", "1/12/2017"] {
            check(text, "2017-01-12 00:00:00", "2017-12-01 23:59:59", Precision::AmbiguousDayMonth);
        }
        check("Sept 2018", "2018-09-01 00:00:00", "2018-09-30 23:59:59", Month);
        check("12 Jan 2017, 6:42 pm", "2017-01-12 18:42:00", "2017-01-12 18:42:59", Minute);
        check("12 Jan 2017 12:05am", "2017-01-12 00:05:00", "2017-01-12 00:05:59", Minute);
        check(
            "Jan 12 2017 at 12:05 p.m. UTC",
            "2017-01-12 12:05:00",
            "2017-01-12 12:05:59",
            Minute,
        );
        check("23 May 2019 22:25:01 GMT+3", "2019-05-23 19:25:01", "2019-05-23 19:25:01", Second);
    }

    #[test]
    fn a_zone_that_many_share_widens_the_interval() {
        let text = "Last Updated : Jan 12 2017 | 6:42 PM IST";
        check(text, "2017-01-12 04:42:00", "2017-01-13 06:42:59", Precision::Minute);
        let text = "2017-01-12T18:42[Asia/Kolkata]";
        check(text, "2017-01-12 04:42:00", "2017-01-13 06:42:59", Precision::Minute);
        let text = "Thu, 12 Jan 2017 18:42:00 IST";
        check(text, "2017-01-12 04:42:00", "2017-01-13 06:42:00", Precision::Second);
    }

    #[test]
    fn ambiguous_day_and_month_keep_both_readings() {
        let both = Precision::AmbiguousDayMonth;
        check("03/04/2019", "2019-03-04 00:00:00", "2019-04-03 23:59:59", both);
        check("04/03/2019", "2019-03-04 00:00:00", "2019-04-03 23:59:59", both);
        check("04.10.2018", "2018-04-10 00:00:00", "2018-10-04 23:59:59", both);
        check("3/4/2019 10:00", "2019-03-04 10:00:00", "2019-04-03 10:00:59", both);
        check("23/05/2019", "2019-05-23 00:00:00", "2019-05-23 23:59:59", Precision::Day);
        check("05/23/2019", "2019-05-23 00:00:00", "2019-05-23 23:59:59", Precision::Day);
        check("04/04/2019", "2019-04-04 00:00:00", "2019-04-04 23:59:59", Precision::Day);
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "  ",
            "yesterday",
            "12 Jan",
            "Jan",
            "32 Jan 2017",
            "31/02/2019",
            "13/13/2019",
            "03/04/19",
            "2019-13-01",
            "12345",
            "99999999",
            "1e9",
            "10:00",
            "2019 10:00",
            "12 Jan 2017 13:00 pm",
            "12 Jan 2017 2018",
            "2019-05-23 or so",
            "-2019",
            "0000",
            "10000000000000000000000",
            "12 Jan 2017 10:00 +99:99",
            "２０１９",
            "–",
            "1-",
            "May-",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
        assert_eq!(read(&"9".repeat(1000)), None);
    }

    #[test]
    fn ten_digits_that_may_be_a_day_and_an_hour_are_not_guessed() {
        assert_eq!(read("2019052312"), None);
        check("1558605600", "2019-05-23 10:00:00", "2019-05-23 10:00:00", Precision::Second);
        // No such hour, no such month: a second.
        check("2019052324", "2033-12-24 15:52:04", "2033-12-24 15:52:04", Precision::Second);
    }

    #[test]
    fn early_and_negative_epochs_are_read() {
        let second = Precision::Second;
        check("-100000000", "1966-10-31 14:13:20", "1966-10-31 14:13:20", second);
        check("-100000000.5", "1966-10-31 14:13:19", "1966-10-31 14:13:19", second);
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(
            text in "[0-9]{0,4}[-/. :]?[0-9a-zA-Z+:]{0,6}[-/ T]?[0-9]{0,4}( [A-Z0-9:+é.]{1,6}){0,3}",
            any in ".{0,40}",
        ) {
            read(&text);
            read(&any);
        }

        #[test]
        fn jiff_timestamps_are_read_back(second in -9_000_000_000_i64..9_000_000_000) {
            let stamp = Timestamp::from_second(second).unwrap();
            let date = parse_date(&stamp.to_string(), DateOrigin::Field).unwrap();
            prop_assert_eq!(date.earliest, stamp);
            let mail = rfc2822::to_string(&stamp.to_zoned(jiff::tz::TimeZone::UTC)).unwrap();
            let date = parse_date(&mail, DateOrigin::Field).unwrap();
            prop_assert_eq!(date.earliest, stamp);
        }
    }
}
