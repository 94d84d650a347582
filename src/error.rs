//! The one error type of the crate. A base module: everything may use it.

use std::fmt;
use std::path::{Path, PathBuf};

/// What went wrong. Opaque: ask with the predicates, show with `Display`.
///
/// Bad records are not errors: readers hand them out as data, see [`crate::read::Reject`].
///
/// # Example
///
/// ```
/// let error = wirecopy::ScanConfig::builder().min_run(3).build().unwrap_err();
/// assert!(error.is_config());
/// ```
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    message: String,
    path: Option<PathBuf>,
    source: Option<std::io::Error>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Config,
    Io,
    Corrupt,
    Incompatible,
}

impl Error {
    fn new(kind: Kind, message: String) -> Self {
        Self { kind, message, path: None, source: None }
    }

    /// A parameter is out of range or contradicts another one.
    pub(crate) fn config(message: impl Into<String>) -> Self {
        Self::new(Kind::Config, message.into())
    }

    /// Two values of different config digests were asked to compare.
    pub(crate) fn incompatible(message: impl Into<String>) -> Self {
        Self::new(Kind::Incompatible, message.into())
    }

    /// A file that must have a given form has not.
    pub(crate) fn corrupt(path: &Path, message: impl Into<String>) -> Self {
        let mut error = Self::new(Kind::Corrupt, message.into());
        error.path = Some(path.to_path_buf());
        error
    }

    /// Reading or writing failed; `doing` says what was tried ("cannot open").
    pub(crate) fn io(doing: &str, path: &Path, source: std::io::Error) -> Self {
        let mut error = Self::new(Kind::Io, doing.to_owned());
        error.path = Some(path.to_path_buf());
        error.source = Some(source);
        error
    }

    /// Whether a parameter was out of range.
    pub fn is_config(&self) -> bool {
        self.kind == Kind::Config
    }

    /// Whether reading or writing failed.
    pub fn is_io(&self) -> bool {
        self.kind == Kind::Io
    }

    /// Whether a file has not the form that it must have.
    pub fn is_corrupt(&self) -> bool {
        self.kind == Kind::Corrupt
    }

    /// Whether two sketches or indexes of different config digests were compared.
    pub fn is_incompatible(&self) -> bool {
        self.kind == Kind::Incompatible
    }

    /// Whether the reader of our output has gone away, which is no failure for a command line.
    pub fn is_broken_pipe(&self) -> bool {
        self.source.as_ref().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(path) = &self.path {
            write_escaped(f, path)?;
        }
        if let Some(source) = &self.source {
            write!(f, ": {source}")?;
        }
        Ok(())
    }
}

#[expect(
    clippy::unnecessary_debug_formatting,
    reason = "Debug escapes control characters and what is not UTF-8: a name is inert on a terminal"
)]
fn write_escaped(f: &mut fmt::Formatter<'_>, path: &Path) -> fmt::Result {
    write!(f, " {path:?}")
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // `Display` says what the system says; what caused that comes next.
        self.source.as_ref().and_then(std::error::Error::source)
    }
}
