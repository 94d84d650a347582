//! Standard output, and what is known of the terminal behind it.

use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use wirecopy::report::TerminalOptions;

use super::Color;
use super::failure::Failure;

/// Wider lines are hard to read.
const MAX_TEXT_WIDTH: usize = 120;

/// Writes a report to standard output, buffered and flushed.
pub(super) fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    write(&mut out).and_then(|()| out.flush()).map_err(Failure::stdout)
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
