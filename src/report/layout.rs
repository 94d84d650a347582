//! Styled text set into lines of a terminal. Serves the two terminal writers; it knows nothing of
//! reports.
//!
//! Whatever is pushed into a [`Flow`] is made inert there, so that no writer can forget it.

use std::fmt;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::inert::push_inert;

/// How to write for a terminal.
///
/// # Example
///
/// ```
/// let options = wirecopy::report::TerminalOptions { width: 100, ..Default::default() };
/// assert_eq!((options.color, options.top), (false, 20));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TerminalOptions {
    /// Columns of a line. By default, 80; fewer than 40 are taken as 40.
    pub width: usize,
    /// Whether to colour by ANSI escape sequences; edits are marked by braces if not. By
    /// default, not.
    pub color: bool,
    /// Clusters shown, and members shown of each; the rest is counted. By default, 20.
    pub top: usize,
}

impl Default for TerminalOptions {
    fn default() -> Self {
        Self { width: 80, color: false, top: 20 }
    }
}

/// Narrower lines cannot hold the columns of a member.
const MIN_WIDTH: usize = 40;

/// Least room for text beside an indent.
const MIN_ROOM: usize = 16;

pub(super) const PLAIN: Style = Style::new();
pub(super) const STRONG: Style = Style::new().bold();
pub(super) const FAINT: Style = Style::new().dimmed();
pub(super) const SOURCE: Style = AnsiColor::Cyan.on_default();
pub(super) const KIND: Style = AnsiColor::Magenta.on_default().bold();
pub(super) const WARNING: Style = AnsiColor::Yellow.on_default();
pub(super) const DROPPED: Style = AnsiColor::Red.on_default().strikethrough();
pub(super) const ADDED: Style = AnsiColor::Green.on_default().underline();

/// Text in several styles that is yet to be broken into lines.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pieces: Vec<(Style, String)>,
}

impl Flow {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Appends text; any white space in it counts as one space.
    pub(super) fn push(&mut self, style: Style, text: &str) -> &mut Self {
        self.push_chars(style, text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }))
    }

    /// Appends text; its line ends stay line ends.
    pub(super) fn push_lines(&mut self, style: Style, text: &str) -> &mut Self {
        let chars = text.chars().map(|c| match c {
            '\n' | '\u{2028}' | '\u{2029}' => '\n',
            c if c.is_whitespace() => ' ',
            c => c,
        });
        self.push_chars(style, chars)
    }

    fn push_chars(&mut self, style: Style, chars: impl Iterator<Item = char>) -> &mut Self {
        let mut inert = String::new();
        for c in chars {
            if c == '\n' { inert.push(c) } else { push_inert(&mut inert, c) }
        }
        self.pieces.push((style, inert));
        self
    }

    /// Appends another text.
    pub(super) fn append(&mut self, other: Self) -> &mut Self {
        self.pieces.extend(other.pieces);
        self
    }

    /// Columns that the text takes in one line.
    pub(super) fn width(&self) -> usize {
        self.pieces.iter().map(|(_, text)| text.width()).sum()
    }
}

/// Text in one line of at most `max_width` columns, inert, cut by `…` where it is longer.
pub(super) fn fitted(text: &str, max_width: usize) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        word.chars().for_each(|c| push_inert(&mut line, c));
    }
    if line.width() <= max_width {
        return line;
    }
    let mut width = 1;
    let kept = line.graphemes(true).take_while(|grapheme| {
        width += grapheme.width();
        width <= max_width
    });
    let kept: String = kept.collect();
    format!("{}…", kept.trim_end())
}

/// Two names in one line of at most `max_width` columns each, inert, cut by `…` in the middle where
/// they are longer: paths differ at their ends. Where the cut would hide what tells them apart, what
/// is shown begins shortly before it.
pub(super) fn fitted_apart(names: [&str; 2], max_width: usize) -> [String; 2] {
    const BEFORE: usize = 16;
    let whole = names.map(|name| fitted(name, usize::MAX));
    let cut = whole.each_ref().map(|name| fitted_middle(name, max_width));
    if cut[0] != cut[1] || whole[0] == whole[1] {
        return cut;
    }
    let [x, y] = whole.each_ref().map(|name| name.graphemes(true));
    let same = x.zip(y).take_while(|(x, y)| x == y).count().saturating_sub(BEFORE);
    whole.map(|name| {
        let rest: String = name.graphemes(true).skip(same).collect();
        fitted(&format!("…{rest}"), max_width)
    })
}

/// An inert line cut in the middle, with more of its end than of its beginning.
fn fitted_middle(line: &str, max_width: usize) -> String {
    if line.width() <= max_width {
        return line.to_owned();
    }
    let taken = |graphemes: &mut dyn Iterator<Item = &str>, room: usize| -> usize {
        let mut width = 0;
        let fits = |grapheme: &&str| {
            width += grapheme.width();
            width <= room
        };
        graphemes.take_while(fits).map(str::len).sum()
    };
    let head = taken(&mut line.graphemes(true), max_width / 3);
    let tail = taken(&mut line.graphemes(true).rev(), max_width - max_width / 3 - 1);
    let (head, tail) = (line.get(..head), line.get(line.len() - tail..));
    format!("{}…{}", head.unwrap_or_default(), tail.unwrap_or_default())
}

/// Where lines go.
pub(super) struct Page<'w> {
    out: &'w mut dyn Write,
    width: usize,
    color: bool,
}

impl<'w> Page<'w> {
    pub(super) fn new(out: &'w mut dyn Write, options: &TerminalOptions) -> Self {
        Self { out, width: options.width.max(MIN_WIDTH), color: options.color }
    }

    pub(super) fn color(&self) -> bool {
        self.color
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn blank(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")
    }

    /// Writes `flow` from column `indent` on.
    pub(super) fn write(&mut self, indent: usize, flow: &Flow) -> io::Result<()> {
        self.write_hanging(&Flow::new(), indent, flow)
    }

    /// Writes `flow` as an item of a list: after a dash at column `indent`, its further lines below
    /// its first.
    pub(super) fn write_item(&mut self, indent: usize, flow: &Flow) -> io::Result<()> {
        let mut label = Flow::new();
        label.push(PLAIN, &" ".repeat(indent)).push(FAINT, "-");
        self.write_hanging(&label, indent + 2, flow)
    }

    /// Writes `label`, then `flow` from column `indent` on. A label that reaches beyond `indent` has
    /// a line of its own.
    pub(super) fn write_hanging(
        &mut self,
        label: &Flow,
        indent: usize,
        flow: &Flow,
    ) -> io::Result<()> {
        self.write_labelled([label, &Flow::new()], indent, flow, usize::MAX).map(|_| ())
    }

    /// As [`Page::write_hanging`], with the label before every line, and at most `max_lines` lines.
    /// Answers whether all of `flow` was written.
    pub(super) fn write_quoted(
        &mut self,
        label: &Flow,
        indent: usize,
        flow: &Flow,
        max_lines: usize,
    ) -> io::Result<bool> {
        self.write_labelled([label, label], indent, flow, max_lines)
    }

    fn write_labelled(
        &mut self,
        [first_label, next_label]: [&Flow; 2],
        indent: usize,
        flow: &Flow,
        max_lines: usize,
    ) -> io::Result<bool> {
        let indent = indent.min(self.width - MIN_ROOM);
        let mut lines = break_lines(flow, self.width - indent);
        let whole = lines.len() <= max_lines;
        lines.truncate(max_lines);
        let mut label_width = first_label.width();
        let mut start = self.render(&first_label.pieces);
        if label_width > indent {
            writeln!(self.out, "{start}")?;
            (start, label_width) = (String::new(), 0);
        }
        let (next_start, next_width) = (self.render(&next_label.pieces), next_label.width());
        for line in &lines {
            let text = self.render(line);
            if text.is_empty() {
                writeln!(self.out, "{start}")?;
            } else {
                writeln!(
                    self.out,
                    "{start}{:pad$}{text}",
                    "",
                    pad = indent.saturating_sub(label_width)
                )?;
            }
            start.clone_from(&next_start);
            label_width = next_width;
        }
        Ok(whole)
    }

    /// Writes two texts beside each other, with the label before every line.
    pub(super) fn write_columns(
        &mut self,
        label: &Flow,
        indent: usize,
        [left, right]: [&Flow; 2],
    ) -> io::Result<()> {
        const GAP: &str = " | ";
        let indent = indent.min(self.width - MIN_ROOM);
        let room = (self.width - indent - GAP.len()) / 2;
        let (left, right) = (break_lines(left, room), break_lines(right, room));
        let start = self.render(&label.pieces);
        let pad = indent.saturating_sub(label.width());
        for at in 0..left.len().max(right.len()) {
            let (left, right) = (left.get(at), right.get(at));
            let line =
                |line: Option<&Line>| line.map_or_else(String::new, |line| self.render(line));
            let width: usize = left.into_iter().flatten().map(|(_, text)| text.width()).sum();
            let fill = room.saturating_sub(width);
            let row = format!("{start}{:pad$}{}{:fill$}{GAP}{}", "", line(left), "", line(right));
            writeln!(self.out, "{}", row.trim_end())?;
        }
        Ok(())
    }

    fn render(&self, pieces: &[(Style, String)]) -> String {
        let mut line = String::new();
        for (style, text) in pieces {
            if self.color && *style != PLAIN {
                // Writing to a String cannot fail.
                let _ = fmt::Write::write_fmt(&mut line, format_args!("{style}{text}{style:#}"));
            } else {
                line.push_str(text);
            }
        }
        line
    }
}

type Line = Vec<(Style, String)>;

/// Breaks text into lines of at most `room` columns: at spaces, beside wide characters, and inside
/// a word only if it alone is too long. There is always at least one line.
fn break_lines(flow: &Flow, room: usize) -> Vec<Line> {
    let mut setter = Setter { room, ..Setter::default() };
    for (style, text) in &flow.pieces {
        for grapheme in text.graphemes(true) {
            match grapheme {
                "\n" => setter.end_line(),
                " " => setter.space(*style),
                _ => setter.put(*style, grapheme),
            }
        }
    }
    setter.end_word();
    setter.lines.push(setter.line);
    setter.lines
}

#[derive(Default)]
struct Setter<'t> {
    room: usize,
    lines: Vec<Line>,
    line: Line,
    line_width: usize,
    /// Style of the space that will stand before the next word, if there is to be one.
    gap: Option<Style>,
    word: Vec<(Style, &'t str)>,
    word_width: usize,
}

impl<'t> Setter<'t> {
    fn put(&mut self, style: Style, grapheme: &'t str) {
        let width = grapheme.width();
        // Scripts in wide characters write no spaces: a line may end beside each of them.
        if width > 1 {
            self.end_word();
        }
        self.word.push((style, grapheme));
        self.word_width += width;
        if width > 1 {
            self.end_word();
        }
    }

    fn space(&mut self, style: Style) {
        self.end_word();
        if self.line_width > 0 {
            self.gap.get_or_insert(style);
        }
    }

    fn end_line(&mut self) {
        self.end_word();
        self.next_line();
    }

    fn next_line(&mut self) {
        self.lines.push(std::mem::take(&mut self.line));
        self.line_width = 0;
        self.gap = None;
    }

    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let gap_width = usize::from(self.gap.is_some());
        if self.line_width > 0 && self.line_width + gap_width + self.word_width > self.room {
            self.next_line();
        }
        if let Some(style) = self.gap.take() {
            append(&mut self.line, style, " ");
            self.line_width += 1;
        }
        let word = std::mem::take(&mut self.word);
        for (style, grapheme) in &word {
            let width = grapheme.width();
            if self.line_width > 0 && self.line_width + width > self.room {
                self.next_line();
            }
            append(&mut self.line, *style, grapheme);
            self.line_width += width;
        }
        self.word = word;
        self.word.clear();
        self.word_width = 0;
    }
}

fn append(line: &mut Line, style: Style, text: &str) {
    match line.last_mut() {
        Some((last, run)) if *last == style => run.push_str(text),
        _ => line.push((style, text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn page(width: usize, color: bool, write: impl FnOnce(&mut Page<'_>)) -> String {
        let mut out = Vec::new();
        let options = TerminalOptions { width, color, ..TerminalOptions::default() };
        write(&mut Page::new(&mut out, &options));
        String::from_utf8(out).unwrap()
    }

    fn plain(text: &str) -> Flow {
        let mut flow = Flow::new();
        flow.push_lines(PLAIN, text);
        flow
    }

    #[test]
    fn lines_break_at_spaces_and_hang_below_the_label() {
        let written = page(40, false, |page| {
            let flow = plain("the gate stood open for a night  before anybody noticed it");
            page.write_hanging(&plain("83 %"), 6, &flow).unwrap();
        });
        assert_eq!(
            written,
            "83 %  the gate stood open for a night\n      before anybody noticed it\n"
        );
    }

    #[test]
    fn a_label_too_long_stands_alone() {
        let written = page(40, false, |page| {
            page.write_hanging(&plain("far too long"), 4, &plain("text")).unwrap();
        });
        assert_eq!(written, "far too long\n    text\n");
    }

    #[test]
    fn fitted_text_is_cut_by_width_in_one_inert_line() {
        assert_eq!(fitted("a  b\nc", 5), "a b c");
        assert_eq!(fitted("Harbour Herald", 9), "Harbour…");
        assert_eq!(fitted("石桥渡晚报", 7), "石桥渡…");
        assert_eq!(fitted("x\u{1b}[m", 20), "x\\u{1b}[m");
    }

    #[test]
    fn two_long_names_are_cut_where_they_still_differ() {
        let path = |end: &str| format!("{}{end}", "folder/".repeat(9));
        let (a, b) = (path("monday.txt"), path("tuesday.txt"));
        let cut = fitted_apart([&a, &b], 30);
        assert_eq!(cut, ["folder/fol…r/folder/monday.txt", "folder/fol…/folder/tuesday.txt"]);
        let same_ends = ["x", "y"].map(|middle| format!("{0}{middle}{0}", "folder/".repeat(9)));
        let cut = fitted_apart(same_ends.each_ref().map(String::as_str), 30);
        assert_eq!(cut, ["…r/folder/folder/xfolder/fold…", "…r/folder/folder/yfolder/fold…"]);
        assert!(cut.iter().all(|name| name.width() <= 30));
        assert_eq!(fitted_apart(["a\nb", "c\u{1b}"], 30), ["a b", "c\\u{1b}"]);
        assert_eq!(fitted_apart([&a, &a], 30)[0], fitted_apart([&a, &b], 30)[0]);
    }

    #[test]
    fn text_cut_by_max_lines_is_reported() {
        let text = "one\ntwo\nthree";
        page(40, false, |page| {
            assert!(!page.write_quoted(&Flow::new(), 0, &plain(text), 2).unwrap());
            assert!(page.write_quoted(&Flow::new(), 0, &plain(text), 3).unwrap());
        });
    }

    #[test]
    fn wide_characters_count_twice_and_break_anywhere() {
        let written = page(40, false, |page| page.write(0, &plain(&"桥".repeat(25))).unwrap());
        assert_eq!(written, format!("{}\n{}\n", "桥".repeat(20), "桥".repeat(5)));
    }

    #[test]
    fn styles_show_only_in_colour() {
        let mut flow = Flow::new();
        flow.push(STRONG, "bold").push(PLAIN, " plain");
        assert_eq!(page(40, false, |page| page.write(0, &flow).unwrap()), "bold plain\n");
        assert_eq!(
            page(40, true, |page| page.write(0, &flow).unwrap()),
            "\u{1b}[1mbold\u{1b}[0m plain\n"
        );
    }

    #[test]
    fn escape_sequences_in_text_never_reach_the_page() {
        let mut flow = Flow::new();
        flow.push(PLAIN, "a\u{1b}[31m\u{202e}\tb\nc");
        let written = page(40, true, |page| page.write(0, &flow).unwrap());
        assert_eq!(written, "a\\u{1b}[31m\\u{202e} b c\n");
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_character_is_lost(text in "[a-zé桥👩\u{301} \n]{0,200}") {
            let lines = break_lines(&plain(&text), 16);
            let mut joined = String::new();
            for line in &lines {
                let line: String = line.iter().map(|(_, run)| run.as_str()).collect();
                prop_assert!(line.width() <= 16, "{line:?}");
                joined.push_str(&line);
            }
            let solid = |text: &str| text.replace([' ', '\n'], "");
            prop_assert_eq!(solid(&joined), solid(&text));
        }
    }
}
