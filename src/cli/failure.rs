//! What ends a run, as the one line that is shown for it.

use std::ffi::OsStr;
use std::fmt;
use std::io;
use std::path::Path;

use clap::error::ErrorKind;
use wirecopy::Error;
use wirecopy::report::inert;

/// A file name or other text from the system in quotes, inert.
#[expect(
    clippy::unnecessary_debug_formatting,
    reason = "Display would make one sign of all that is not UTF-8; Debug escapes it"
)]
pub(super) fn shown(name: impl AsRef<OsStr>) -> String {
    format!("{:?}", name.as_ref())
}

/// Why a run ended without its result. Shown as one inert line.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The library says no.
    Library(Error),
    /// An output could not be written; what it was called is in the text.
    Output(String, io::Error),
    /// Anything else: bad flags, a missing article.
    Message(String),
}

impl Failure {
    pub(super) fn message(text: impl Into<String>) -> Self {
        Self::Message(text.into())
    }

    pub(super) fn stdout(error: io::Error) -> Self {
        Self::Output("cannot write to standard output".to_owned(), error)
    }

    pub(super) fn file(path: &Path, error: io::Error) -> Self {
        Self::Output(format!("cannot write {}", shown(path)), error)
    }

    pub(super) fn unreadable(path: &Path, error: &io::Error) -> Self {
        Self::Message(format!("cannot read {}: {error}", shown(path)))
    }

    /// The message of clap without its usage lines, in one line.
    pub(super) fn usage(error: &clap::Error) -> Self {
        if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
            return Self::message("no subcommand; try 'wirecopy --help'");
        }
        let text = error.render().to_string();
        let paragraphs = text
            .split("\n\n")
            .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
            .take_while(|paragraph| !paragraph.starts_with("Usage:"))
            .filter(|paragraph| !paragraph.starts_with("For more information"))
            .filter(|paragraph| !paragraph.is_empty());
        let line = paragraphs.collect::<Vec<_>>().join("; ");
        let line = line.strip_prefix("error: ").unwrap_or(&line);
        Self::Message(format!("{line}; try '--help'"))
    }

    /// Whether the reader of standard output has gone away. (Of another pipe, an output file says so
    /// in an error of its own: what it was to get is lost.)
    pub(crate) fn is_broken_pipe(&self) -> bool {
        match self {
            Self::Library(error) => error.is_broken_pipe(),
            Self::Output(_, error) => error.kind() == io::ErrorKind::BrokenPipe,
            Self::Message(_) => false,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Library(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = match self {
            Self::Library(error) => error.to_string(),
            Self::Output(what, error) => format!("{what}: {error}"),
            Self::Message(text) => text.clone(),
        };
        // Flags and file names are text from outside.
        f.write_str(&inert(&line))
    }
}
