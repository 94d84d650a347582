//! Which sources belong together.

use std::collections::BTreeMap;

use crate::error::Error;

/// Owners of sources: what sister outlets have from each other is their own.
///
/// # Example
///
/// ```
/// use wirecopy::audit::Owners;
///
/// let owners = Owners::parse("source\towner\nQuarrow Echo\tHolm Press\n")?;
/// assert_eq!(owners.of("Quarrow Echo"), Some("Holm Press"));
/// assert_eq!(owners.of("Harbour Herald"), None);
/// # Ok::<(), wirecopy::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owners {
    owners: BTreeMap<String, String>,
}

impl Owners {
    /// Reads a table of two columns, tab-separated, with the header `source`, `owner`.
    ///
    /// Empty lines do not count, and a byte order mark does not either.
    ///
    /// # Errors
    /// [`Error::is_config`] if the header is another, a line has not two filled cells, or a source
    /// has two owners; it names the line.
    pub fn parse(table: &str) -> Result<Self, Error> {
        let table = table.strip_prefix('\u{feff}').unwrap_or(table);
        let mut lines = (1..).zip(table.lines()).filter(|(_, line)| !line.trim().is_empty());
        let header = lines.next().map(|(_, line)| line.split('\t').map(str::trim));
        if !header.is_some_and(|cells| cells.eq(["source", "owner"])) {
            return Err(Error::config("owners: the first line is not source, tab, owner"));
        }
        let mut owners = BTreeMap::new();
        for (number, line) in lines {
            let mut cells = line.split('\t').map(str::trim);
            let (Some(source), Some(owner), None) = (cells.next(), cells.next(), cells.next())
            else {
                return Err(Error::config(format!("owners, line {number}: not two cells")));
            };
            if source.is_empty() || owner.is_empty() {
                return Err(Error::config(format!("owners, line {number}: an empty cell")));
            }
            let before = owners.insert(source.to_owned(), owner.to_owned());
            if before.is_some_and(|before| before != owner) {
                return Err(Error::config(format!("owners, line {number}: a second owner")));
            }
        }
        Ok(Self { owners })
    }

    /// The owner of a source, if the table has one.
    pub fn of(&self, source: &str) -> Option<&str> {
        self.owners.get(source).map(String::as_str)
    }

    /// The sources of the table.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        self.owners.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_table_of_owners_is_an_error_that_names_the_line() {
        let message = |table| Owners::parse(table).unwrap_err().to_string();
        for (table, expected) in [
            ("", "the first line"),
            ("outlet\towner\n", "the first line"),
            ("source\towner\nA\n", "line 2: not two cells"),
            ("source\towner\n\nA\tX\tY\n", "line 3: not two cells"),
            ("source\towner\nA\t \n", "line 2: an empty cell"),
            ("source\towner\nA\tX\nA\tY\n", "line 3: a second owner"),
        ] {
            assert!(message(table).contains(expected), "{table:?}: {}", message(table));
        }
    }

    #[test]
    fn line_ends_of_all_kinds_are_read() {
        let owners = Owners::parse("\u{feff}source\towner\r\nA B\tX\r\n\r\nC\tX").unwrap();
        assert_eq!(owners.of("A B"), Some("X"));
        assert_eq!(owners.sources().collect::<Vec<_>>(), ["A B", "C"]);
    }
}
