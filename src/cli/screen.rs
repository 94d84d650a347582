//! Standard output, and what is known of the terminal behind it.

use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;
use serde::Serialize;
use wirecopy::report::{TerminalOptions, inert};

use super::Color;
use super::failure::Failure;

/// Wider lines are hard to read.
const MAX_TEXT_WIDTH: usize = 120;

/// Form of the measurements that `bench` and `evaluate` print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Tables to read
    Text,
    /// One document
    Json,
}

/// Says something on standard error that changes nothing: a line that cannot be shown is let go.
pub(super) fn tell(line: &str) {
    let _ = writeln!(io::stderr(), "wirecopy: {line}");
}

/// Writes measurements to standard output: as `text` words them, or as one JSON document, indented
/// for a terminal.
pub(super) fn print_measures<T: Serialize>(
    format: Format,
    measures: &T,
    text: impl FnOnce(&T) -> String,
) -> Result<(), Failure> {
    print(|out| match format {
        Format::Text => out.write_all(text(measures).as_bytes()),
        Format::Json => {
            if stdout_is_terminal() {
                serde_json::to_writer_pretty(&mut *out, measures)?;
            } else {
                serde_json::to_writer(&mut *out, measures)?;
            }
            out.write_all(b"\n")
        }
    })
}

/// Writes a report to standard output, buffered and flushed.
pub(super) fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    write(&mut out).and_then(|()| out.flush()).map_err(Failure::stdout)
}

/// Writes a table to standard output: as it is to a file or a pipe, and to a terminal without what
/// that would act upon.
pub(super) fn print_table(
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    if !stdout_is_terminal() {
        return print(write);
    }
    let mut table = Vec::new();
    write(&mut table).map_err(Failure::stdout)?;
    print(|out| out.write_all(inert_lines(&String::from_utf8_lossy(&table)).as_bytes()))
}

/// The text with all inert but its line feeds.
fn inert_lines(text: &str) -> String {
    text.split('\n').map(inert).collect::<Vec<_>>().join("\n")
}

/// Writes a report with colours to standard output, as the terminal takes them.
pub(super) fn print_text(
    color: Color,
    write: impl FnOnce(&mut dyn Write, bool) -> io::Result<()>,
) -> Result<(), Failure> {
    let choice = match color {
        Color::Auto => AutoStream::choice(&io::stdout()),
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    };
    if choice == ColorChoice::Never {
        return print(|out| write(out, false));
    }
    let mut out = BufWriter::new(AutoStream::new(io::stdout().lock(), choice));
    write(&mut out, true).and_then(|()| out.flush()).map_err(Failure::stdout)
}

/// Columns of the terminal, within what can be read; 80 if there is none.
pub(super) fn width() -> usize {
    let default = TerminalOptions::default().width;
    let size = terminal_size::terminal_size_of(io::stdout());
    size.map_or(default, |(columns, _)| usize::from(columns.0).min(MAX_TEXT_WIDTH))
}

pub(super) fn stdout_is_terminal() -> bool {
    io::stdout().is_terminal()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_on_a_terminal_keeps_its_lines_and_nothing_to_act_upon() {
        let table = "source,owner\n\u{1b}[2JEcho,\"a\nb\u{202e}\"\r\n";
        let shown = "source,owner\n\\u{1b}[2JEcho,\"a\nb\\u{202e}\"\\r\n";
        assert_eq!(inert_lines(table), shown);
    }
}
