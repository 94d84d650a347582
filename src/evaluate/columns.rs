//! Figures with a head, set into columns as wide as they need, or below each other where a line would
//! be too wide.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

/// Between two columns.
const GAP: usize = 2;

/// Rows of figures, each with a title.
pub(super) struct Columns {
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<(String, Vec<String>)>,
    /// Whether a figure of `0` says nothing where it stands alone.
    pub(super) zero_is_empty: bool,
}

impl Columns {
    /// Writes the rows, indented, in lines of at most `width` columns where words allow it.
    pub(super) fn write(&self, width: usize, out: &mut String) -> std::fmt::Result {
        let title_width = self.rows.iter().map(|(title, _)| title.width()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..self.head.len())
            .map(|at| {
                let cells = self.rows.iter().filter_map(|(_, cells)| cells.get(at));
                cells.chain(self.head.get(at)).map(|cell| cell.width()).max().unwrap_or(0)
            })
            .collect();
        let all = GAP + title_width + widths.iter().map(|width| width + GAP).sum::<usize>();
        if all > width {
            return self.write_stacked(width, out);
        }
        let mut line = |title: &str, cells: &[String]| {
            let mut text = format!("{:GAP$}{title}{:2$}", "", "", title_width - title.width());
            for (cell, width) in cells.iter().zip(&widths) {
                let _ = write!(text, "{:1$}{cell}", "", GAP + width - cell.width());
            }
            writeln!(out, "{}", text.trim_end())
        };
        line("", &self.head)?;
        self.rows.iter().try_for_each(|(title, cells)| line(title, cells))
    }

    fn write_stacked(&self, width: usize, out: &mut String) -> std::fmt::Result {
        for (title, cells) in &self.rows {
            let named = self.head.iter().zip(cells);
            let figures: Vec<String> = named
                .filter(|(_, cell)| !(cell.is_empty() || self.zero_is_empty && *cell == "0"))
                .map(|(name, cell)| format!("{name} {cell}"))
                .collect();
            wrap(&format!("{title}: {}", figures.join(", ")), 2, width, out)?;
        }
        Ok(())
    }
}

/// Writes a text from column `indent` on, its further lines two columns to the right.
pub(super) fn wrap(text: &str, indent: usize, width: usize, out: &mut String) -> std::fmt::Result {
    let mut column = 0;
    for word in text.split_whitespace() {
        if column == 0 {
            write!(out, "{:indent$}{word}", "")?;
            column = indent;
        } else if column + 1 + word.width() > width {
            write!(out, "\n{:1$}{word}", "", indent + 2)?;
            column = indent + 2;
        } else {
            write!(out, " {word}")?;
            column += 1;
        }
        column += word.width();
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(width: usize) -> String {
        let cells = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let columns = Columns {
            head: cells(["reprint", "partial", "none"]),
            rows: vec![
                ("copy".to_owned(), cells(["12", "2", "0"])),
                ("quotes_only".to_owned(), cells(["0", "0", "1234"])),
            ],
            zero_is_empty: true,
        };
        let mut out = String::new();
        columns.write(width, &mut out).unwrap();
        out
    }

    #[test]
    fn figures_stand_in_columns_or_below_each_other() {
        insta::assert_snapshot!(shown(37), @r"
                     reprint  partial  none
        copy              12        2     0
        quotes_only        0        0  1234
        ");
        insta::assert_snapshot!(shown(36), @r"
        copy: reprint 12, partial 2
        quotes_only: none 1234
        ");
    }

    #[test]
    fn text_wraps_and_hangs() {
        let mut out = String::new();
        wrap("one two  three-and-twenty four", 2, 12, &mut out).unwrap();
        assert_eq!(out, "  one two\n    three-and-twenty\n    four\n");
    }
}
