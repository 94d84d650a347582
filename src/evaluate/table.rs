//! Reads the tables of labels: pairs and groups, tab-separated with a header. Never scores.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;

use crate::error::Error;

/// What a reader of both articles says of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// Same text apart from trivial edits.
    Copy,
    /// One is cut from the other, or both are cut from one text.
    Abridged,
    /// A smaller part is shared.
    Partial,
    /// Derived, but mostly reworded.
    Rewritten,
    /// Independent, but for quoted speech or statements.
    QuotesOnly,
    /// A form, a recurring feature or furniture.
    Template,
    /// Independent reports of one event.
    SameEvent,
    /// Everything else.
    Unrelated,
}

impl Label {
    /// All labels, in the order of tables.
    pub const ALL: [Self; 8] = [
        Self::Copy,
        Self::Abridged,
        Self::Partial,
        Self::Rewritten,
        Self::QuotesOnly,
        Self::Template,
        Self::SameEvent,
        Self::Unrelated,
    ];

    /// The label as tables write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Copy => "copy",
            Self::Abridged => "abridged",
            Self::Partial => "partial",
            Self::Rewritten => "rewritten",
            Self::QuotesOnly => "quotes_only",
            Self::Template => "template",
            Self::SameEvent => "same_event",
            Self::Unrelated => "unrelated",
        }
    }

    /// Reads the label as tables write it, or as the kind that reports write for it: `reprint` is
    /// [`Label::Copy`] and `abridgement` is [`Label::Abridged`]; the others have one name.
    fn parse(text: &str) -> Option<Self> {
        match text {
            "reprint" => Some(Self::Copy),
            "abridgement" => Some(Self::Abridged),
            _ => Self::ALL.into_iter().find(|label| label.as_str() == text),
        }
    }
}

/// One line of a table of labelled pairs. A pair is unordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LabelledPair {
    /// One article.
    pub id_a: String,
    /// The other article.
    pub id_b: String,
    /// What they have in common.
    pub label: Label,
    /// How sure the label is: 3 sure, 1 a guess.
    pub confidence: Option<u8>,
    /// Language of the articles.
    pub lang: Option<String>,
    /// Whether one source ran both; `None` where it is not known.
    pub same_source: Option<bool>,
    /// Words shared, where the table says so.
    pub shared_words: Option<u32>,
    /// Longest shared run of words, where the table says so.
    pub longest_run: Option<u32>,
    /// A remark.
    pub note: String,
}

impl LabelledPair {
    /// A pair of which nothing but the label is known.
    pub fn new(id_a: impl Into<String>, id_b: impl Into<String>, label: Label) -> Self {
        Self {
            id_a: id_a.into(),
            id_b: id_b.into(),
            label,
            confidence: None,
            lang: None,
            same_source: None,
            shared_words: None,
            longest_run: None,
            note: String::new(),
        }
    }
}

/// Columns of a table by name.
pub(super) struct Columns<'a> {
    pub(super) path: &'a Path,
    pub(super) names: csv::StringRecord,
}

impl Columns<'_> {
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|column| column == name)
    }

    pub(super) fn required(&self, name: &str) -> Result<usize, Error> {
        self.position(name)
            .ok_or_else(|| corrupt(self.path, 1, &format!("no column {name:?} in the header")))
    }
}

pub(super) fn corrupt(path: &Path, line: u64, what: &str) -> Error {
    Error::corrupt(path, format!("line {line}: {what} in"))
}

/// Opens a table and reads its header.
pub(super) fn open(path: &Path) -> Result<(csv::Reader<std::fs::File>, csv::StringRecord), Error> {
    let file = std::fs::File::open(path).map_err(|e| Error::io("cannot open", path, e))?;
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_reader(file);
    let header = reader.headers().map_err(|e| unreadable(path, e))?;
    let names = header.iter().map(|name| name.trim_start_matches('\u{feff}').trim()).collect();
    Ok((reader, names))
}

/// Failures of the file are I/O errors; all others are faults of the table.
pub(super) fn unreadable(path: &Path, error: csv::Error) -> Error {
    let line = error.position().map_or(0, csv::Position::line);
    match error.into_kind() {
        csv::ErrorKind::Io(e) => Error::io("cannot read", path, e),
        csv::ErrorKind::Utf8 { .. } => corrupt(path, line, "invalid UTF-8"),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            corrupt(path, line, &format!("{len} columns instead of {expected_len}"))
        }
        _ => corrupt(path, line, "unreadable record"),
    }
}

/// Reads a table of labelled pairs: columns `id_a`, `id_b` and `label`, which may be the kind of a
/// report too (`reprint` is read as `copy`, `abridgement` as `abridged`); `confidence`, `lang`,
/// `same_source` (0 or 1), `shared_words`, `longest_run` and `note` if there are any. Others are
/// passed over.
///
/// # Errors
/// [`Error::is_io`] if the file cannot be read; [`Error::is_corrupt`], with the line, if a column
/// is missing, a value is not of its kind, an article is paired with itself, or a pair is there
/// twice.
pub fn read_pairs(path: &Path) -> Result<Vec<LabelledPair>, Error> {
    let (mut reader, names) = open(path)?;
    let columns = Columns { path, names };
    let (id_a, id_b) = (columns.required("id_a")?, columns.required("id_b")?);
    let label = columns.required("label")?;
    let optional = ["confidence", "lang", "same_source", "shared_words", "longest_run", "note"]
        .map(|name| columns.position(name));
    let mut pairs: Vec<LabelledPair> = Vec::new();
    let mut seen = BTreeSet::new();
    for record in reader.records() {
        let record = record.map_err(|e| unreadable(path, e))?;
        let line = record.position().map_or(0, csv::Position::line);
        let field = |column: usize| record.get(column).unwrap_or("").trim();
        let [confidence, lang, same_source, shared_words, longest_run, note] =
            optional.map(|column| column.map_or("", field));
        let (id_a, id_b) = (field(id_a).to_owned(), field(id_b).to_owned());
        if id_a.is_empty() || id_b.is_empty() {
            return Err(corrupt(path, line, "empty id"));
        }
        if id_a == id_b {
            return Err(corrupt(path, line, "an article is paired with itself"));
        }
        if !seen.insert(super::unordered(&id_a, &id_b)) {
            return Err(corrupt(path, line, "the pair is there twice"));
        }
        let label = Label::parse(field(label))
            .ok_or_else(|| corrupt(path, line, &format!("unknown label {:?}", field(label))))?;
        pairs.push(LabelledPair {
            label,
            confidence: number(confidence, "confidence", path, line)?,
            lang: Some(lang).filter(|lang| !lang.is_empty()).map(str::to_owned),
            same_source: match same_source {
                "" => None,
                "0" => Some(false),
                "1" => Some(true),
                other => {
                    let what = format!("same_source {other:?} is neither 0 nor 1");
                    return Err(corrupt(path, line, &what));
                }
            },
            shared_words: number(shared_words, "shared_words", path, line)?,
            longest_run: number(longest_run, "longest_run", path, line)?,
            note: note.to_owned(),
            id_a,
            id_b,
        });
    }
    Ok(pairs)
}

fn number<T: std::str::FromStr>(
    text: &str,
    name: &str,
    path: &Path,
    line: u64,
) -> Result<Option<T>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    let parsed = text.parse().map(Some);
    parsed.map_err(|_| corrupt(path, line, &format!("{name} {text:?} is no number of its kind")))
}

/// Reads a table of groups: columns `id` and `group`; an empty group means that the article stands
/// alone. Others are passed over.
///
/// # Errors
/// [`Error::is_io`] if the file cannot be read; [`Error::is_corrupt`], with the line, if a column
/// is missing, an id is empty or there twice.
pub fn read_groups(path: &Path) -> Result<Vec<(String, String)>, Error> {
    let (mut reader, names) = open(path)?;
    let columns = Columns { path, names };
    let (id, group) = (columns.required("id")?, columns.required("group")?);
    let mut groups = Vec::new();
    let mut seen = BTreeSet::new();
    for record in reader.records() {
        let record = record.map_err(|e| unreadable(path, e))?;
        let line = record.position().map_or(0, csv::Position::line);
        let field = |column: usize| record.get(column).unwrap_or("").trim().to_owned();
        let (id, group) = (field(id), field(group));
        if id.is_empty() {
            return Err(corrupt(path, line, "empty id"));
        }
        if !seen.insert(id.clone()) {
            return Err(corrupt(path, line, &format!("id {id:?} is there twice")));
        }
        if !group.is_empty() {
            groups.push((id, group));
        }
    }
    Ok(groups)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn written(text: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file
    }

    fn fault(text: &str) -> String {
        let error = read_pairs(written(text).path()).unwrap_err();
        assert!(error.is_corrupt());
        error.to_string()
    }

    #[test]
    fn columns_are_found_by_name() {
        let file = written(
            "note\tid_b\tlabel\tid_a\tsame_source\tconfidence\tfinders\n\
             said \"so\", twice\tb\tquotes_only\ta\t1\t3\tx\n\
             \tc\tcopy\ta\t\t\t\n",
        );
        let pairs = read_pairs(file.path()).unwrap();
        assert_eq!(pairs.len(), 2);
        assert_eq!((pairs[0].id_a.as_str(), pairs[0].id_b.as_str()), ("a", "b"));
        assert_eq!(pairs[0].label, Label::QuotesOnly);
        assert_eq!((pairs[0].same_source, pairs[0].confidence), (Some(true), Some(3)));
        assert_eq!(pairs[0].note, "said \"so\", twice");
        assert_eq!((pairs[1].same_source, pairs[1].confidence), (None, None));
    }

    #[test]
    fn kinds_of_reports_are_labels_too() {
        for kind in crate::evaluate::Kind::ALL {
            let file = written(&format!("id_a\tid_b\tlabel\na\tb\t{}\n", kind.as_str()));
            let label = read_pairs(file.path()).map(|pairs| pairs[0].label).ok();
            let expected = match kind.as_str() {
                "reprint" => Some(Label::Copy),
                "abridgement" => Some(Label::Abridged),
                // A pair that was not found may be anything.
                "none" => None,
                name => Label::ALL.into_iter().find(|label| label.as_str() == name),
            };
            assert_eq!(label, expected, "{kind:?}");
        }
    }

    #[test]
    fn faults_are_named_with_their_line() {
        assert!(fault("id_a\tid_b\na\tb\n").starts_with("line 1: no column \"label\""));
        let header = "id_a\tid_b\tlabel\tsame_source\n";
        assert!(
            fault(&format!("{header}a\tb\tcopy\t0\na\tc\tcopied\t0\n"))
                .starts_with("line 3: unknown label \"copied\"")
        );
        assert!(fault(&format!("{header}a\ta\tcopy\t0\n")).contains("with itself"));
        assert!(fault(&format!("{header}a\tb\tcopy\t0\nb\ta\tcopy\t0\n")).starts_with("line 3"));
        assert!(fault(&format!("{header}a\tb\tcopy\t2\n")).contains("neither 0 nor 1"));
        assert!(fault(&format!("{header}a\tb\n")).contains("2 columns instead of 4"));
        assert!(fault(&format!("{header}\tb\tcopy\t0\n")).contains("empty id"));
    }

    #[test]
    fn missing_file_is_an_io_error() {
        assert!(read_pairs(Path::new("no/such/table.tsv")).unwrap_err().is_io());
        assert!(read_groups(Path::new("no/such/table.tsv")).unwrap_err().is_io());
    }

    #[test]
    fn empty_group_stands_alone() {
        let file = written("\u{feff}id\tgroup\r\na\t1\r\nb\t\r\nc\t1\r\n");
        let groups = read_groups(file.path()).unwrap();
        assert_eq!(groups, [("a".into(), "1".into()), ("c".into(), "1".into())]);
        let twice = written("id\tgroup\na\t1\na\t2\n");
        let error = read_groups(twice.path()).unwrap_err();
        assert!(error.is_corrupt() && error.to_string().starts_with("line 3"), "{error}");
    }
}
