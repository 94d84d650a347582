//! A scan as JSON: one document, or JSON Lines.
//!
//! Beside what JSON demands, DEL, the C1 controls and the line and paragraph separators are escaped
//! too: a terminal takes U+009B for the start of an escape sequence, and some readers of JSON Lines
//! take U+2028 for a line end.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use super::model::{Run, ScanReport};
use crate::error::Error;
use crate::read::Reject;

/// Writes the report as one JSON document of schema `wirecopy.scan/1` and a line end.
///
/// Shape: compact in one line, or indented if `pretty`. Writes in small pieces: hand it a buffered
/// writer, and flush it.
///
/// # Errors
/// Those of `out`.
pub fn write_json(out: &mut dyn Write, report: &ScanReport, pretty: bool) -> io::Result<()> {
    write_document(out, report, pretty)
}

/// Writes any report as [`write_json`] does.
pub(super) fn write_document<T: Serialize>(
    out: &mut dyn Write,
    report: &T,
    pretty: bool,
) -> io::Result<()> {
    if pretty {
        let formatter = Escaping { inner: PrettyFormatter::new() };
        report.serialize(&mut Serializer::with_formatter(&mut *out, formatter))?;
        out.write_all(b"\n")
    } else {
        write_line(out, report)
    }
}

/// Writes the report as JSON Lines: one object a line, told apart by its field `type`.
///
/// Shape: first the one `run`, with the `schema`; then every `article`, `pair`, `cluster`, `quote`,
/// `source` and `reject`, each with the fields that it has in the document, in the same order.
///
/// # Errors
/// Those of `out`.
pub fn write_jsonl(out: &mut dyn Write, report: &ScanReport) -> io::Result<()> {
    write_line(out, &typed("run", &RunLine { schema: report.schema, run: &report.run }))?;
    write_typed(out, "article", &report.articles)?;
    write_typed(out, "pair", &report.pairs)?;
    write_typed(out, "cluster", &report.clusters)?;
    write_typed(out, "quote", report.quotes.as_deref().unwrap_or_default())?;
    write_typed(out, "source", &report.sources)?;
    write_typed(out, "reject", &report.rejects)
}

/// Writes what was skipped as one line of JSON `{path, record, byte, reason}` to the file `path`.
///
/// # Errors
/// [`Error::is_io`], which names the file.
pub fn write_reject(out: &mut dyn Write, path: &Path, reject: &Reject) -> Result<(), Error> {
    write_line(out, reject).map_err(|error| Error::io("cannot write", path, error))
}

/// Writes one value and a line end.
pub(crate) fn write_line<T: Serialize + ?Sized>(out: &mut dyn Write, value: &T) -> io::Result<()> {
    let formatter = Escaping { inner: CompactFormatter };
    value.serialize(&mut Serializer::with_formatter(&mut *out, formatter))?;
    out.write_all(b"\n")
}

fn write_typed<T: Serialize>(
    out: &mut dyn Write,
    name: &'static str,
    entries: &[T],
) -> io::Result<()> {
    entries.iter().try_for_each(|entry| write_line(out, &typed(name, entry)))
}

#[derive(Serialize)]
struct RunLine<'r> {
    schema: &'static str,
    #[serde(flatten)]
    run: &'r Run,
}

#[derive(Serialize)]
struct Typed<'r, T> {
    #[serde(rename = "type")]
    name: &'static str,
    #[serde(flatten)]
    entry: &'r T,
}

const fn typed<'r, T>(name: &'static str, entry: &'r T) -> Typed<'r, T> {
    Typed { name, entry }
}

struct Escaping<F> {
    inner: F,
}

/// Hands methods of [`Formatter`] on to the inner formatter.
macro_rules! hand_on {
    ($($method:ident($($argument:ident: $kind:ty)?);)*) => {$(
        fn $method<W: ?Sized + Write>(
            &mut self,
            writer: &mut W,
            $($argument: $kind)?
        ) -> io::Result<()> {
            self.inner.$method(writer, $($argument)?)
        }
    )*};
}

impl<F: Formatter> Formatter for Escaping<F> {
    hand_on! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut written = 0;
        // The first bytes of all that is to be escaped, in UTF-8.
        for at in memchr::memchr3_iter(0x7f, 0xc2, 0xe2, fragment.as_bytes()) {
            let Some(c) = fragment.get(at..).and_then(|rest| rest.chars().next()) else { continue };
            if matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}') {
                writer.write_all(&fragment.as_bytes()[written..at])?;
                write!(writer, "\\u{:04x}", u32::from(c))?;
                written = at + c.len_utf8();
            }
        }
        writer.write_all(&fragment.as_bytes()[written..])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::super::sample::sample_report;
    use super::*;

    fn written(write: impl Fn(&mut dyn Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn compact_and_pretty_are_one_document_with_one_line_end() {
        let report = sample_report().0;
        let compact = written(|out| write_json(out, &report, false));
        let pretty = written(|out| write_json(out, &report, true));
        assert_eq!(compact.matches('\n').count(), 1);
        assert!(pretty.starts_with("{\n  \"schema\": \"wirecopy.scan/1\",\n"));
        assert!(pretty.ends_with("}\n"));
        let expected = serde_json::to_value(&report).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&compact).unwrap(), expected);
        assert_eq!(serde_json::from_str::<Value>(&pretty).unwrap(), expected);
    }

    #[test]
    fn lines_carry_every_entry_of_the_document() {
        let report = sample_report().0;
        let document = serde_json::to_value(&report).unwrap();
        let lines = written(|out| write_jsonl(out, &report));
        let mut lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());

        let mut run = lines.next().unwrap();
        let fields = run.as_object_mut().unwrap();
        assert_eq!(fields.remove("type").unwrap(), "run");
        assert_eq!(fields.remove("schema").unwrap(), document["schema"]);
        assert_eq!(run, document["run"]);

        let arrays = [("articles", "article"), ("pairs", "pair"), ("clusters", "cluster")];
        for (array, name) in arrays.into_iter().chain([
            ("quotes", "quote"),
            ("sources", "source"),
            ("rejects", "reject"),
        ]) {
            let entries = document[array].as_array().unwrap();
            assert!(!entries.is_empty(), "the sample must have {array}");
            for entry in entries {
                let mut line = lines.next().unwrap();
                assert_eq!(line.as_object_mut().unwrap().remove("type").unwrap(), name);
                assert_eq!(&line, entry);
            }
        }
        assert_eq!(lines.next(), None);
    }

    #[test]
    fn control_characters_stand_escaped() {
        let line = written(|out| write_line(out, "\0\u{1b}[2J\u{7f}\u{9b}1m\u{2028}é€\u{c2}"));
        assert_eq!(line, "\"\\u0000\\u001b[2J\\u007f\\u009b1m\\u2028é€\u{c2}\"\n");
    }

    #[test]
    fn a_full_disk_is_an_error() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let error = write_json(&mut Full, &sample_report().0, true).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }

    proptest! {
        #[test]
        fn any_text_comes_back_and_stands_in_one_inert_line(text in "(?s).*") {
            let line = written(|out| write_line(out, &text));
            prop_assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
            prop_assert!(!line.trim_end_matches('\n').contains(|c: char| c.is_control()));
        }
    }
}
