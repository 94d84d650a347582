//! Which names the fields of an article go by in JSON and CSV records.

use crate::Error;

/// The fields of an article that a record may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Text,
    Title,
    Source,
    Byline,
    Published,
    Url,
    Lang,
}

const FIELDS: [(Field, &str, &[&str]); 8] = [
    (Field::Id, "id", &["id"]),
    (Field::Text, "text", &["text", "body", "content"]),
    (Field::Title, "title", &["title"]),
    (Field::Source, "source", &["source", "outlet", "site"]),
    (Field::Byline, "byline", &["byline", "author"]),
    (Field::Published, "published", &["published", "date"]),
    (Field::Url, "url", &["url"]),
    (Field::Lang, "lang", &["lang"]),
];

/// Names of the fields of JSON and CSV records.
///
/// A field may go by several names: the first of them that a record holds (and that is not null)
/// counts. By default: `id`; `text`, `body`, `content`; `title`; `source`, `outlet`, `site`;
/// `byline`, `author`; `published`, `date`; `url`; `lang`. Names of JSON fields match exactly, those
/// of CSV columns without regard to ASCII case and outer blanks.
///
/// # Example
///
/// ```
/// use wirecopy::read::FieldMap;
///
/// let mut fields = FieldMap::default();
/// fields.set("text=story_text")?;
/// assert!(fields.set("colour=blue").unwrap_err().is_config());
/// # Ok::<(), wirecopy::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldMap {
    /// All names; a slot is an index into it.
    names: Vec<String>,
    /// Slots of each field, in order of preference.
    slots: [Vec<usize>; FIELDS.len()],
}

impl Default for FieldMap {
    fn default() -> Self {
        let mut names = Vec::new();
        let slots = FIELDS.map(|(_, _, defaults)| {
            let first = names.len();
            names.extend(defaults.iter().map(|&name| name.to_owned()));
            (first..names.len()).collect()
        });
        Self { names, slots }
    }
}

impl FieldMap {
    /// Gives a field its one name in the records: `text=story_text`. Replaces the names it had; one
    /// name may serve two fields.
    ///
    /// # Errors
    /// [`Error::is_config`] if the assignment has no `=`, no name, or names no field of an article.
    pub fn set(&mut self, assignment: &str) -> Result<(), Error> {
        let (field, name) = assignment
            .split_once('=')
            .filter(|(_, name)| !name.is_empty())
            .ok_or_else(|| Error::config(format!("field {assignment:?}: write it as text=body")))?;
        let Some(at) = FIELDS.iter().position(|(_, known, _)| *known == field) else {
            let known: Vec<&str> = FIELDS.iter().map(|(_, name, _)| *name).collect();
            let known = known.join(", ");
            return Err(Error::config(format!("unknown field {field:?}: known are {known}")));
        };
        let slot = self.names.iter().position(|known| known == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        self.slots[at] = vec![slot];
        Ok(())
    }

    /// Number of slots.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The slot of a JSON field.
    pub(super) fn slot(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// The slot of a CSV column.
    pub(super) fn column_slot(&self, name: &str) -> Option<usize> {
        let name = name.trim();
        self.slot(name)
            .or_else(|| self.names.iter().position(|known| known.eq_ignore_ascii_case(name)))
    }

    /// The slots in which `field` is looked for, best first.
    pub(super) fn slots_of(&self, field: Field) -> &[usize] {
        &self.slots[field as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_follow_the_table_of_fields() {
        for (at, (field, name, _)) in FIELDS.iter().enumerate() {
            assert_eq!(*field as usize, at);
            assert_eq!(
                FieldMap::default().slot(name),
                Some(FieldMap::default().slots_of(*field)[0])
            );
        }
    }

    #[test]
    fn a_set_name_replaces_the_defaults_and_may_be_shared() {
        let mut fields = FieldMap::default();
        fields.set("text=story=1").unwrap();
        assert_eq!(fields.slots_of(Field::Text), [fields.slot("story=1").unwrap()]);
        fields.set("id=url").unwrap();
        assert_eq!(fields.slots_of(Field::Id), fields.slots_of(Field::Url));
        assert_eq!(fields.column_slot(" URL "), fields.slot("url"));
        assert_eq!(fields.slot("URL"), None);
    }

    #[test]
    fn bad_assignments_are_config_errors() {
        for bad in ["", "text", "text=", "=body", "colour=blue", "Text=body"] {
            assert!(FieldMap::default().set(bad).unwrap_err().is_config(), "{bad}");
        }
    }
}
