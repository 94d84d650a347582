//! The texts of a collection, by index, wherever they are kept.

use std::borrow::Cow;

use crate::Error;

/// Decoded texts of articles, handed out by index.
///
/// A text may have to be read again, so asking for one can fail.
///
/// # Example
///
/// ```
/// use wirecopy::read::Texts;
///
/// let texts = Texts::from(vec!["One text.".to_owned(), "Another.".to_owned()]);
/// assert_eq!(texts.len(), 2);
/// assert_eq!(texts.text(1)?, "Another.");
/// # Ok::<(), wirecopy::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Texts {
    in_memory: Vec<String>,
}

impl Texts {
    /// Number of texts.
    pub fn len(&self) -> usize {
        self.in_memory.len()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text of article `index`. Cost: borrowed where it lies in memory, else one read.
    ///
    /// # Errors
    /// [`Error::is_config`] if there is no such article.
    pub fn text(&self, index: usize) -> Result<Cow<'_, str>, Error> {
        let text = self.in_memory.get(index).ok_or_else(|| {
            Error::config(format!("there are {} texts, none at index {index}", self.len()))
        })?;
        Ok(Cow::Borrowed(text))
    }

    /// All texts, in the order of articles.
    pub fn iter(&self) -> impl Iterator<Item = Result<Cow<'_, str>, Error>> {
        (0..self.len()).map(|index| self.text(index))
    }
}

impl From<Vec<String>> for Texts {
    fn from(texts: Vec<String>) -> Self {
        Self { in_memory: texts }
    }
}
