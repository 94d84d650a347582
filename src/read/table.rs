//! CSV and TSV: a splitter of bounded memory, and the `csv` crate for what is in a row.
//!
//! The `csv` crate reads a row of any length into memory, so rows are split here, by the same
//! rules: a quote opens a field only at its start, `""` is a quote within one, and CR, LF or both
//! end a row. A property test holds the two to each other.

use std::io::BufRead;

use memchr::{memchr, memchr3};

use super::RejectReason;
use super::encoding::Charset;
use super::fields::{Field, FieldMap};
use super::record::{Value, Values};
use super::source::{Capture, Place, Source, Split};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    /// Behind a quote within a quoted field: its end, or the first half of `""`.
    Quote,
}

/// What some programs write before the first row, and what joined files have before others.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Splits rows. Each is put into the slab without its line end and with one `\n` behind it, so that
/// neighbours can be parsed in one go. A byte order mark at the start of a row is dropped: the `csv`
/// crate drops it too, but only where a reader begins.
#[derive(Debug)]
pub(super) struct Rows {
    delimiter: u8,
    number: u64,
}

impl Rows {
    pub(super) const fn new(delimiter: u8) -> Self {
        Self { delimiter, number: 0 }
    }

    /// Takes the header, which has no number. `None` for a file without a row.
    pub(super) fn header(
        &mut self,
        source: &mut Source,
        fields: &FieldMap,
        limit: u64,
    ) -> Result<Option<Columns>, (Place, RejectReason)> {
        let mut slab = Vec::new();
        let split = self.next(source, &mut slab, limit);
        self.number = 0;
        match split {
            Split::Record(place) => Columns::read(&slab, self.delimiter, fields)
                .map(Some)
                .map_err(|reason| (Place { number: 0, ..place }, reason)),
            Split::Refused(place, reason) | Split::Failed(place, reason) => {
                Err((Place { number: 0, ..place }, reason))
            }
            Split::End => Ok(None),
        }
    }

    pub(super) fn next(&mut self, source: &mut Source, slab: &mut Vec<u8>, limit: u64) -> Split {
        let mut byte = source.position();
        let mut state = State::FieldStart;
        let mut capture = Capture::new(slab, limit);
        let number = self.number + 1;
        let mut mark = 0;
        loop {
            let ready = match source.fill_buf() {
                Ok(ready) => ready,
                Err(error) => return capture.fail(source, &error, number, byte),
            };
            let ended = ready.is_empty();
            if capture.len() == 0 && state == State::FieldStart {
                if ready.first().is_some_and(|first| *first == BYTE_ORDER_MARK[mark]) {
                    source.consume(1);
                    mark += 1;
                    if mark == BYTE_ORDER_MARK.len() {
                        byte = source.position();
                        mark = 0;
                    }
                    continue;
                }
                if mark > 0 {
                    capture.push(&BYTE_ORDER_MARK[..mark]);
                    state = State::Plain;
                }
            }
            let end = self.row_end(ready, &mut state);
            let count = end.unwrap_or(ready.len());
            capture.push(&ready[..count]);
            source.consume(count + usize::from(end.is_some()));
            if end.is_none() && !ended {
                continue;
            }
            let place = Place { number, byte, len: capture.len() };
            if capture.len() == 0 {
                if ended {
                    return Split::End;
                }
                // A blank line, or the second half of CR LF.
                byte = source.position();
                state = State::FieldStart;
                mark = 0;
                continue;
            }
            self.number = number;
            if capture.is_over() {
                return Split::Refused(place, RejectReason::TooLarge);
            }
            if ended && state == State::Quoted {
                capture.discard();
                return Split::Refused(place, RejectReason::Unclosed);
            }
            slab.push(b'\n');
            return Split::Record(place);
        }
    }

    /// Where in `bytes` the row ends, if it does.
    fn row_end(&self, bytes: &[u8], state: &mut State) -> Option<usize> {
        let mut at = 0;
        while at < bytes.len() {
            match *state {
                State::Quoted => {
                    at += memchr(b'"', &bytes[at..])? + 1;
                    *state = State::Quote;
                }
                State::Plain => {
                    at += memchr3(self.delimiter, b'\n', b'\r', &bytes[at..])?;
                    if bytes[at] != self.delimiter {
                        return Some(at);
                    }
                    *state = State::FieldStart;
                    at += 1;
                }
                State::FieldStart | State::Quote => {
                    *state = match bytes[at] {
                        b'"' => State::Quoted,
                        b'\n' | b'\r' => return Some(at),
                        byte if byte == self.delimiter => State::FieldStart,
                        _ => State::Plain,
                    };
                    at += 1;
                }
            }
        }
        None
    }
}

/// What the header says of the columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) delimiter: u8,
    /// For each column the slot of its field, if it has one.
    pub(super) slots: Vec<Option<usize>>,
}

impl Columns {
    fn read(row: &[u8], delimiter: u8, fields: &FieldMap) -> Result<Self, RejectReason> {
        let mut names = csv::ByteRecord::new();
        RowParser::new(row, delimiter).next(&mut names);
        let charset = Charset::of(row);
        let slots: Vec<Option<usize>> =
            names.iter().map(|name| fields.column_slot(&charset.decode(name).0)).collect();
        // First of all: a table without text is no article table, whatever else its header says.
        let is_text = |slot: &usize| fields.slots_of(Field::Text).contains(slot);
        if !slots.iter().flatten().any(is_text) {
            return Err(RejectReason::MissingHeader);
        }
        for (at, slot) in slots.iter().enumerate() {
            if slot.is_some() && slots[..at].contains(slot) {
                return Err(RejectReason::DuplicateField);
            }
        }
        Ok(Self { delimiter, slots })
    }
}

/// Parses the rows of a stretch of the slab one after another.
pub(super) struct RowParser<'a>(csv::Reader<&'a [u8]>);

impl<'a> RowParser<'a> {
    /// `rows` holds rows as [`Rows`] puts them into the slab.
    pub(super) fn new(rows: &'a [u8], delimiter: u8) -> Self {
        let mut reader = csv::ReaderBuilder::new();
        reader.has_headers(false).flexible(true).delimiter(delimiter);
        Self(reader.from_reader(rows))
    }

    /// Parses the next row.
    pub(super) fn next(&mut self, row: &mut csv::ByteRecord) {
        if !self.0.read_byte_record(row).unwrap_or(false) {
            row.clear();
        }
    }
}

/// The values of a row; the flag tells whether something was replaced in decoding it.
pub(super) fn row_values<'a>(
    row: &'a csv::ByteRecord,
    charset: Charset,
    columns: &Columns,
    fields: &FieldMap,
) -> Result<(Values<'a>, bool), RejectReason> {
    if row.len() != columns.slots.len() {
        return Err(RejectReason::RaggedRow);
    }
    let mut values = Values::new(fields);
    let mut mended = false;
    for (field, slot) in row.iter().zip(&columns.slots) {
        if let Some(slot) = slot {
            let (text, replaced) = charset.decode(field);
            mended |= replaced;
            values.put(*slot, Value::Text(text));
        }
    }
    Ok((values, mended))
}

#[cfg(test)]
mod tests {
    use super::super::source::tests::source_of;
    use super::*;
    use proptest::prelude::*;

    fn splits_of(bytes: &[u8], size: usize, limit: u64) -> (Vec<Split>, Vec<u8>) {
        let mut source = source_of(bytes, size);
        let mut rows = Rows::new(b',');
        let mut slab = Vec::new();
        let mut splits = Vec::new();
        loop {
            match rows.next(&mut source, &mut slab, limit) {
                Split::End => return (splits, slab),
                split => splits.push(split),
            }
        }
    }

    /// The rows by the splitter and the row parser.
    fn rows_of(bytes: &[u8], size: usize) -> Vec<Vec<Vec<u8>>> {
        let (splits, slab) = splits_of(bytes, size, 1 << 20);
        let mut parser = RowParser::new(&slab, b',');
        let mut row = csv::ByteRecord::new();
        let records = splits.iter().filter(|split| matches!(split, Split::Record(_)));
        let rows = records.map(|_| {
            parser.next(&mut row);
            row.iter().map(<[u8]>::to_vec).collect()
        });
        rows.collect()
    }

    #[test]
    fn quoted_newlines_stay_within_their_row() {
        let bytes = b"a,\"b\r\n\n\"\"c\"\"\",d\r\n\r\n\"\",x\"y\nlast";
        for size in [1, 2, 3, 100] {
            let got = rows_of(bytes, size);
            let expected: [Vec<&[u8]>; 3] =
                [vec![b"a", b"b\r\n\n\"c\"", b"d"], vec![b"", b"x\"y"], vec![b"last"]];
            assert_eq!(got, expected, "buffer of {size}");
            let (splits, _) = splits_of(bytes, size, 100);
            assert_eq!(splits[1], Split::Record(Place { number: 2, byte: 19, len: 6 }));
        }
    }

    #[test]
    fn a_row_over_the_limit_and_an_unclosed_quote_are_refused_alone() {
        let (splits, slab) = splits_of(b"a,b\n\"xxxxx\nxxxxxxxx\",1\nc,d\n\"e", 3, 10);
        let place = |number, byte, len| Place { number, byte, len };
        assert_eq!(
            splits,
            [
                Split::Record(place(1, 0, 3)),
                Split::Refused(place(2, 4, 18), RejectReason::TooLarge),
                Split::Record(place(3, 23, 3)),
                Split::Refused(place(4, 27, 2), RejectReason::Unclosed),
            ]
        );
        assert_eq!(slab, b"a,b\nc,d\n");
    }

    #[test]
    fn byte_order_marks_before_rows_are_dropped() {
        let bytes = b"\xef\xbb\xbf\"a\",b\nc,d\n\xef\xbb\xbf\xef\xbb\xbf\"e\nf\",g\n\xef\xbb\xbf\n\xef\xbbh,i\nj,\xef\xbb\xbf";
        for size in [1, 2, 3, 4, 100] {
            let expected: [[&[u8]; 2]; 5] = [
                [b"a", b"b"],
                [b"c", b"d"],
                [b"e\nf", b"g"],
                [b"\xef\xbbh", b"i"],
                [b"j", b"\xef\xbb\xbf"],
            ];
            assert_eq!(rows_of(bytes, size), expected, "buffer of {size}");
        }
        let (splits, _) = splits_of(bytes, 2, 100);
        assert_eq!(splits[0], Split::Record(Place { number: 1, byte: 3, len: 5 }));
    }

    #[test]
    fn header_must_name_the_text_once() {
        let header = |bytes: &[u8]| {
            let fields = FieldMap::default();
            Rows::new(b',').header(&mut source_of(bytes, 64), &fields, 100)
        };
        let reason = |bytes| header(bytes).unwrap_err().1;
        assert_eq!(header(b"").unwrap(), None);
        let fields = FieldMap::default();
        let slots = vec![fields.slot("id"), None, fields.slot("text")];
        assert_eq!(header(b"Id,x,\" text \"\n").unwrap().unwrap().slots, slots);
        assert_eq!(reason(b"id,headline\n"), RejectReason::MissingHeader);
        assert_eq!(reason(b"id,date,id\n"), RejectReason::MissingHeader);
        assert_eq!(reason(b"text,title,TEXT\n"), RejectReason::DuplicateField);
        assert_eq!(reason(b"\"text\n"), RejectReason::Unclosed);
        assert_eq!(reason(&[b'x'; 200]), RejectReason::TooLarge);
    }

    proptest! {
        #[test]
        fn splitting_agrees_with_the_csv_crate(
            bytes in prop::collection::vec(prop::sample::select(&b"a,\"\n\r \xff"[..]), 0..40),
            size in 1_usize..6,
        ) {
            let reader = RowParser::new(&bytes, b',').0;
            let mut expected: Vec<Vec<Vec<u8>>> = reader
                .into_byte_records()
                .map(|row| row.unwrap().iter().map(<[u8]>::to_vec).collect())
                .collect();
            // The csv crate takes an unclosed last row as it is.
            let (splits, _) = splits_of(&bytes, size, 1 << 20);
            let unclosed =
                matches!(splits.last(), Some(Split::Refused(_, RejectReason::Unclosed)));
            if unclosed {
                expected.pop();
            }
            prop_assert_eq!(rows_of(&bytes, size), expected);
        }
    }
}
