//! Tells the format of a file by name and content.

use super::fields::{Field, FieldMap};
use super::json::has_value_on_first_line;
use super::{Format, ReadOptions, RejectReason};

/// Delimiters that are tried, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Bytes in which a NUL shows that content is binary.
const BINARY_BYTES: usize = 8192;

/// How a file is to be split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Whole,
    Lines,
    Elements,
    /// Rows with this delimiter.
    Rows(u8),
}

/// Tells the shape of a file from the format that its name promises and from its first bytes.
pub(super) fn shape_of(
    head: &[u8],
    named: Option<Format>,
    options: &ReadOptions,
) -> Result<Shape, RejectReason> {
    let fields = &options.fields;
    match (options.format, named) {
        (Some(Format::Text), _) | (None, Some(Format::Text)) => Ok(Shape::Whole),
        (Some(Format::Csv), _) | (None, Some(Format::Csv)) => {
            Ok(Shape::Rows(options.delimiter.unwrap_or_else(|| delimiter_of(head, fields))))
        }
        (Some(Format::Tsv), _) | (None, Some(Format::Tsv)) => {
            Ok(Shape::Rows(options.delimiter.unwrap_or(b'\t')))
        }
        (Some(Format::JsonLines), _) => Ok(Shape::Lines),
        (Some(Format::JsonArray), _) => Ok(Shape::Elements),
        (None, Some(Format::JsonLines)) => {
            // One array over the whole file; where the first line is an array of its own, it is a bad
            // record, and costs no other.
            let is_line = has_value_on_first_line(head) && goes_on(head);
            Ok(if begins_array(head) && !is_line { Shape::Elements } else { Shape::Lines })
        }
        (None, Some(Format::JsonArray)) => match head.trim_ascii_start().first() {
            None | Some(b'[') => Ok(Shape::Elements),
            Some(b'{') => Ok(shape_of_objects(head)),
            // One answer for the file: its lines or words are no records.
            Some(_) => Err(RejectReason::MalformedJson),
        },
        (None, None) => {
            if head[..head.len().min(BINARY_BYTES)].contains(&0) {
                Err(RejectReason::NotText)
            } else if begins_array(head) {
                Ok(Shape::Elements)
            } else if begins_object(head) {
                Ok(shape_of_objects(head))
            } else {
                Ok(table_delimiter(head, options).map_or(Shape::Whole, Shape::Rows))
            }
        }
    }
}

/// The first byte that is not blank, and the next such byte.
fn first_two(head: &[u8]) -> (Option<u8>, Option<u8>) {
    let mut solid = head.iter().copied().filter(|byte| !byte.is_ascii_whitespace());
    (solid.next(), solid.next())
}

fn begins_array(head: &[u8]) -> bool {
    first_two(head) == (Some(b'['), Some(b'{')) || head.trim_ascii() == b"[]"
}

fn begins_object(head: &[u8]) -> bool {
    matches!(first_two(head), (Some(b'{'), Some(b'"' | b'}')))
}

/// Objects a line each, so that a bad line costs no other; or objects that span lines.
fn shape_of_objects(head: &[u8]) -> Shape {
    let head = head.trim_ascii_start();
    let newline = memchr::memchr(b'\n', head);
    let second = newline.map(|at| head[at..].trim_ascii_start());
    let goes_on = second.is_some_and(|rest| rest.first() == Some(&b'{'));
    if goes_on && has_value_on_first_line(head) { Shape::Lines } else { Shape::Elements }
}

/// Whether anything but blanks follows the first line.
fn goes_on(head: &[u8]) -> bool {
    let head = head.trim_ascii();
    memchr::memchr(b'\n', head).is_some()
}

/// The rows up to one that is broken.
fn rows_of(head: &[u8], delimiter: u8) -> impl Iterator<Item = csv::ByteRecord> {
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(head);
    reader.into_byte_records().map_while(Result::ok)
}

/// The columns of the first row, and whether one of them is the text.
fn header_under(head: &[u8], delimiter: u8, fields: &FieldMap) -> (bool, usize) {
    let Some(row) = rows_of(head, delimiter).next() else { return (false, 0) };
    let is_text = |name: &[u8]| {
        let slot = fields.column_slot(&String::from_utf8_lossy(name));
        slot.is_some_and(|slot| fields.slots_of(Field::Text).contains(&slot))
    };
    (row.iter().any(is_text), row.len())
}

/// The delimiter under which the header has a column for the text, else the most columns.
fn delimiter_of(head: &[u8], fields: &FieldMap) -> u8 {
    let mut best = (b',', (false, 0));
    for delimiter in DELIMITERS {
        let header = header_under(head, delimiter, fields);
        if header > best.1 {
            best = (delimiter, header);
        }
    }
    best.0
}

/// The delimiter of content that shows itself to be a table: a header that names the text.
fn table_delimiter(head: &[u8], options: &ReadOptions) -> Option<u8> {
    let delimiter = options.delimiter.unwrap_or_else(|| delimiter_of(head, &options.fields));
    let (has_text, columns) = header_under(head, delimiter, &options.fields);
    (has_text && columns > 1 && is_header(head, delimiter, &options.fields)).then_some(delimiter)
}

/// Whether the first row is a header and no sentence with a comma: it names another field beside the
/// text, or all rows that are seen whole have as many columns as it has.
fn is_header(head: &[u8], delimiter: u8, fields: &FieldMap) -> bool {
    let mut rows = rows_of(head, delimiter);
    let Some(header) = rows.next() else { return false };
    let is_known = |name: &&[u8]| fields.column_slot(&String::from_utf8_lossy(name)).is_some();
    let mut rows = rows.peekable();
    let mut is_even = rows.next().is_some_and(|row| row.len() == header.len());
    while let Some(row) = rows.next() {
        // The last of many rows can be cut off.
        is_even &= row.len() == header.len() || rows.peek().is_none();
    }
    header.iter().filter(is_known).count() > 1 || is_even
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(head: &str, named: Option<Format>) -> Result<Shape, RejectReason> {
        shape_of(head.as_bytes(), named, &ReadOptions::default())
    }

    #[test]
    fn unnamed_content_is_told_by_its_first_bytes() {
        for (head, expected) in [
            ("", Shape::Whole),
            ("Harbour plan fails\n\nThe board, ...", Shape::Whole),
            ("[link](x) and more", Shape::Whole),
            ("{{template}}", Shape::Whole),
            (" [\n {\"text\":", Shape::Elements),
            ("[]\n", Shape::Elements),
            ("{\"text\":\"a\"}\n{\"text\":\"b\"}", Shape::Lines),
            ("{\"text\":\"a\"}\n", Shape::Elements),
            ("{\n\"text\":\"a\"\n}\n{", Shape::Elements),
            ("id,text\n1,a", Shape::Rows(b',')),
            ("Id;Body;Date\n1;a, b, c, d;2", Shape::Rows(b';')),
            ("id\ttext\n", Shape::Rows(b'\t')),
            ("text\nonly", Shape::Whole),
            ("text,note\na,b\nc,d\ne", Shape::Rows(b',')),
            ("Text, lies and videotape\n\nThe film opens the season.\nIt is long.", Shape::Whole),
            ("Body, soul\n\nA sentence, with a comma.\nAnd one without.\nEnd.", Shape::Whole),
        ] {
            assert_eq!(shape(head, None), Ok(expected), "{head}");
        }
        assert_eq!(shape("GIF\0\0", None), Err(RejectReason::NotText));
    }

    #[test]
    fn the_name_decides_but_within_json_the_content() {
        let lines = "{\"text\":\"a\"}\n{\"text\":\"b\"}";
        assert_eq!(shape(lines, Some(Format::Text)), Ok(Shape::Whole));
        assert_eq!(shape(lines, Some(Format::JsonArray)), Ok(Shape::Lines));
        assert_eq!(shape("[{\"a\":1}]", Some(Format::JsonLines)), Ok(Shape::Elements));
        assert_eq!(shape("[1]", Some(Format::JsonLines)), Ok(Shape::Lines));
        assert_eq!(shape("[{\"a\":1},\n{\"b\"", Some(Format::JsonLines)), Ok(Shape::Elements));
        let first_is_bad = format!("[{{\"a\":1}}]\n{lines}");
        assert_eq!(shape(&first_is_bad, Some(Format::JsonLines)), Ok(Shape::Lines));
        assert_eq!(shape("<html>", Some(Format::JsonArray)), Err(RejectReason::MalformedJson));
        assert_eq!(shape("id|text|date", Some(Format::Csv)), Ok(Shape::Rows(b'|')));
        assert_eq!(shape("a,b;text", Some(Format::Csv)), Ok(Shape::Rows(b';')));
        assert_eq!(shape("id,text", Some(Format::Tsv)), Ok(Shape::Rows(b'\t')));
        assert_eq!(shape("text", Some(Format::Csv)), Ok(Shape::Rows(b',')));
    }

    #[test]
    fn options_force_format_and_delimiter() {
        let forced = |format, delimiter| {
            let options = ReadOptions { format: Some(format), delimiter, ..ReadOptions::default() };
            shape_of(b"[{\"a\":1}]", Some(Format::Text), &options).unwrap()
        };
        assert_eq!(forced(Format::JsonLines, None), Shape::Lines);
        assert_eq!(forced(Format::JsonArray, None), Shape::Elements);
        assert_eq!(forced(Format::Csv, Some(b'^')), Shape::Rows(b'^'));
    }
}
