//! Source, date and the like from a file's path.

use std::str::FromStr;

use super::dates::parse_date;
use super::open::Packing;
use crate::{DateOrigin, Error, Published};

/// A pattern over the last components of a path, such as `{source}/{date}/{id}.txt`.
///
/// The placeholders are `{source}`, `{date}`, `{id}`, `{title}`, `{lang}`, each at most once, and
/// `{}` for what does not matter; each stands for one character or more within a component. The
/// pattern is held against as many components as it has itself, counted from the file name, with a
/// final `.gz` or `.zst` of the path left out. Where there are several ways to match, the leftmost
/// placeholders are shortest, but `{date}` is the longest date that can be, if there is one.
///
/// # Example
///
/// ```
/// use wirecopy::read::PathPattern;
///
/// let pattern: PathPattern = "{source}/{date}/{id}.txt".parse()?;
/// assert!("{colour}/{id}.txt".parse::<PathPattern>().unwrap_err().is_config());
/// # Ok::<(), wirecopy::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPattern {
    components: Vec<Vec<Part>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(String),
    Hole(Hole),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hole {
    Source,
    Date,
    Id,
    Title,
    Lang,
    Any,
}

/// What a path said.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct PathFields {
    pub(super) source: Option<String>,
    pub(super) published: Option<Published>,
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) lang: Option<String>,
    /// Whether what stands in the place of the date is none.
    pub(super) is_undated: bool,
}

impl FromStr for PathPattern {
    type Err = Error;

    /// Reads a pattern.
    ///
    /// # Errors
    /// [`Error::is_config`] for an unknown or repeated placeholder, two of them side by side, a
    /// brace without partner, an empty component, a pattern without placeholder, or one that ends
    /// in `.gz` or `.zst`, which no path would match.
    fn from_str(pattern: &str) -> Result<Self, Error> {
        let refuse = |what: &str| Err(Error::config(format!("path pattern {pattern:?}: {what}")));
        let mut components = Vec::new();
        let mut used = Vec::new();
        for component in pattern.split('/') {
            if component.is_empty() {
                return refuse("an empty component");
            }
            let mut parts = Vec::new();
            let mut rest = component;
            while !rest.is_empty() {
                if let Some(inner) = rest.strip_prefix('{') {
                    let Some((name, after)) = inner.split_once('}') else {
                        return refuse("a brace is not closed");
                    };
                    let hole = match name {
                        "source" => Hole::Source,
                        "date" => Hole::Date,
                        "id" => Hole::Id,
                        "title" => Hole::Title,
                        "lang" => Hole::Lang,
                        "" => Hole::Any,
                        _ => return refuse("use {source}, {date}, {id}, {title}, {lang} or {}"),
                    };
                    if hole != Hole::Any && used.contains(&hole) {
                        return refuse("a placeholder occurs twice");
                    }
                    if matches!(parts.last(), Some(Part::Hole(_))) {
                        return refuse("two placeholders stand side by side");
                    }
                    used.push(hole);
                    parts.push(Part::Hole(hole));
                    rest = after;
                } else {
                    let end = rest.find(['{', '}']).unwrap_or(rest.len());
                    if end == 0 {
                        return refuse("a brace is not opened");
                    }
                    parts.push(Part::Literal(rest[..end].to_owned()));
                    rest = &rest[end..];
                }
            }
            components.push(parts);
        }
        if used.is_empty() {
            return refuse("no placeholder");
        }
        if unpacked(pattern).is_some() {
            return refuse("a final .gz or .zst is left out of paths: leave it out here, too");
        }
        Ok(Self { components })
    }
}

/// The path without its final `.gz` or `.zst`, if it ends in one.
fn unpacked(path: &str) -> Option<&str> {
    let (rest, end) = path.rsplit_once('.')?;
    Packing::of_extension(end).map(|_| rest)
}

impl PathPattern {
    /// Holds the pattern against a path with `/` between components; `None` if it does not match.
    pub(super) fn read(&self, path: &str) -> Option<PathFields> {
        let path = unpacked(path).unwrap_or(path);
        let mut names: Vec<&str> = path.split('/').filter(|name| !name.is_empty()).collect();
        let first = names.len().checked_sub(self.components.len())?;
        names.drain(..first);
        let pairs = || self.components.iter().zip(&names);
        let mut fields = PathFields::default();
        for (parts, name) in pairs() {
            let mut found = Vec::new();
            // Should no way make {date} a date, the rest of the path is still worth having.
            if !matches(parts, name, true, &mut found) {
                found.clear();
                if !matches(parts, name, false, &mut found) {
                    return None;
                }
            }
            for (hole, value) in found {
                let value = value.to_owned();
                match hole {
                    Hole::Source => fields.source = Some(value),
                    Hole::Date => {
                        fields.published = parse_date(&value, DateOrigin::Path);
                        fields.is_undated = fields.published.is_none();
                    }
                    Hole::Id => fields.id = Some(value),
                    Hole::Title => fields.title = Some(value),
                    Hole::Lang => fields.lang = Some(value),
                    Hole::Any => {}
                }
            }
        }
        Some(fields)
    }
}

/// Source and date from a path relative to the folder that was named, if it is
/// `{source}/{date}/{name}` with a date like `2019-05-23`.
///
/// A layout that nobody asked for is taken only where nothing is left to doubt: `2019-05-32`, `2019`
/// or one folder more infer nothing at all.
pub(super) fn read_dated_layout(relative: &str) -> Option<PathFields> {
    let [source, date, _] = relative.split('/').collect::<Vec<_>>().try_into().ok()?;
    let is_iso = date.len() == 10
        && date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let published = parse_date(date, DateOrigin::Path).filter(|_| is_iso)?;
    Some(PathFields {
        source: Some(source.to_owned()),
        published: Some(published),
        ..PathFields::default()
    })
}

/// Matches one component, leftmost holes shortest. File names are short, and so are patterns: going
/// back is cheap.
fn matches<'a>(
    parts: &[Part],
    name: &'a str,
    dates: bool,
    found: &mut Vec<(Hole, &'a str)>,
) -> bool {
    match parts {
        [] => name.is_empty(),
        [Part::Literal(literal), rest @ ..] => name
            .strip_prefix(literal.as_str())
            .is_some_and(|after| matches(rest, after, dates, found)),
        [Part::Hole(hole), rest @ ..] => {
            let depth = found.len();
            let is_date = dates && *hole == Hole::Date;
            let mut ends: Vec<usize> =
                name.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
            if is_date {
                // `2019-05-23` is to be found, and not the year that it begins with.
                ends.reverse();
            }
            for end in ends {
                // The last hole of a component takes all; other ends cannot match.
                if rest.is_empty() && end < name.len() {
                    continue;
                }
                let value = &name[..end];
                if is_date && parse_date(value, DateOrigin::Path).is_none() {
                    continue;
                }
                found.push((*hole, value));
                if matches(rest, &name[end..], dates, found) {
                    return true;
                }
                found.truncate(depth);
            }
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(pattern: &str, path: &str) -> Option<(String, String, String)> {
        let fields = pattern.parse::<PathPattern>().unwrap().read(path)?;
        let date = fields.published.map(|date| date.raw).unwrap_or_default();
        Some((fields.source.unwrap_or_default(), date, fields.id.unwrap_or_default()))
    }

    fn found(source: &str, date: &str, id: &str) -> (String, String, String) {
        (source.to_owned(), date.to_owned(), id.to_owned())
    }

    #[test]
    fn the_last_components_are_matched() {
        let pattern = "{source}/{date}/{id}.txt";
        let expected = Some(found("daily", "2019-05-23", "a.b"));
        assert_eq!(read(pattern, "corpus/daily/2019-05-23/a.b.txt"), expected);
        assert_eq!(read(pattern, "daily/2019-05-23/a.b.txt.gz"), expected);
        assert_eq!(read(pattern, "/x//daily/2019-05-23/a.b.txt"), expected);
        assert_eq!(read(pattern, "2019-05-23/a.txt"), None);
        assert_eq!(read(pattern, "daily/2019-05-23/a.html"), None);
        assert_eq!(read(pattern, "daily/undated/a.txt"), Some(found("daily", "", "a")));
        assert_eq!(read("news-{}/{source}.txt", "news-1/x.txt"), Some(found("x", "", "")));
    }

    #[test]
    fn a_date_is_preferred_to_the_shortest_match() {
        let pattern = "{source}-{date}-{id}";
        let expected = Some(found("the-daily", "2019-05-23", "x-1"));
        assert_eq!(read(pattern, "the-daily-2019-05-23-x-1"), expected);
        assert_eq!(read(pattern, "the-daily-x"), Some(found("the", "", "x")));
    }

    #[test]
    fn the_dated_layout_is_three_components_and_a_whole_iso_date() {
        let fields = read_dated_layout("the daily/2019-05-23/a.b.txt").unwrap();
        assert_eq!(fields.source.as_deref(), Some("the daily"));
        let date = fields.published.as_ref().unwrap();
        assert_eq!((date.raw.as_str(), date.origin), ("2019-05-23", DateOrigin::Path));
        assert_eq!((fields.id, fields.title, fields.lang, fields.is_undated), Default::default());
        for path in [
            "",
            "a.txt",
            "2019-05-23/a.txt",
            "x/daily/2019-05-23/a.txt",
            "daily/2019-05-23/x/a.txt",
            "daily/2019-02-29/a.txt",
            "daily/2019-05-23 /a.txt",
            "daily/2019-05/a.txt",
            "daily/20190523/a.txt",
            "daily/23-05-2019/a.txt",
            "daily/2019/05/23",
            "daily/-019-05-23/a.txt",
            "2019-05-23/daily/a.txt",
        ] {
            assert_eq!(read_dated_layout(path), None, "{path}");
        }
    }

    #[test]
    fn bad_patterns_are_config_errors() {
        for bad in [
            "",
            "a.txt",
            "{source",
            "source}",
            "{x}",
            "{id}{date}",
            "{id}/{id}",
            "/{id}",
            "{id}.txt.gz",
            "{id}.ZST",
        ] {
            assert!(bad.parse::<PathPattern>().unwrap_err().is_config(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_path_is_answered(path in ".{0,40}", pattern in "[{}a-z/.]{0,12}") {
            let standard: PathPattern = "{source}-{date}/{}.{id}".parse().unwrap();
            let _ = standard.read(&path);
            if let Ok(pattern) = pattern.parse::<PathPattern>() {
                let _ = pattern.read(&path);
            }
        }
    }
}
