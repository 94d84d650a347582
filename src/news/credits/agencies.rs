//! The table of agencies (`agencies.tsv`): canonical names, aliases, languages, codes.

use std::sync::LazyLock;

static AGENCIES: LazyLock<Vec<Agency>> =
    LazyLock::new(|| include_str!("agencies.tsv").lines().filter_map(Agency::read).collect());

/// A news agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    /// The name that credits carry.
    pub name: &'static str,
    /// Other names, as they stand in articles, with their case.
    pub aliases: Vec<&'static str>,
    /// Codes of the languages that it mostly writes in; none: it has pictures alone.
    pub languages: Vec<&'static str>,
    /// Short names that are also ordinary words or other names: they count in credit lines alone.
    pub codes: Vec<&'static str>,
}

impl Agency {
    fn read(line: &'static str) -> Option<Self> {
        if line.starts_with('#') {
            return None;
        }
        let mut fields = line.split('\t');
        let name = fields.next()?;
        let mut list =
            || fields.next().unwrap_or("").split('|').filter(|item| !item.is_empty()).collect();
        Some(Self { name, aliases: list(), languages: list(), codes: list() })
    }

    /// All names: canonical, aliases, codes.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name)
            .chain(self.aliases.iter().copied())
            .chain(self.codes.iter().copied())
    }
}

/// All agencies that are known, by name.
pub fn agencies() -> &'static [Agency] {
    &AGENCIES
}

/// Canonical name of the agency that goes by `name`: exactly, case included.
///
/// # Example
///
/// ```
/// use wirecopy::news::canonical_agency;
///
/// assert_eq!(canonical_agency("Associated Press"), Some("AP"));
/// assert_eq!(canonical_agency("ap"), None);
/// ```
pub fn canonical_agency(name: &str) -> Option<&'static str> {
    let name = name.trim();
    agencies().iter().find(|agency| agency.names().any(|own| own == name)).map(|agency| agency.name)
}
