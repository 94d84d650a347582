//! What is needed to read the text of a record once more, as it was read the first time.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use super::RejectReason;
use super::batch::{Layout, Shared};
use super::encoding::Charset;
use super::record::json_values;
use super::table::{Columns, RowParser, row_values};
use crate::Error;
use crate::spool::read_exact_at;

/// The file that a record comes from.
#[derive(Debug)]
pub(crate) struct Origin {
    pub(super) path: PathBuf,
    /// Path as reached from the argument, lossily decoded; `-` for standard input.
    pub(super) shown: String,
    /// Whether any record can be read again by its byte range: a file, neither packed nor
    /// transcoded.
    pub(super) is_plain: bool,
    pub(super) layout: Layout,
    pub(super) shared: Arc<Shared>,
}

impl Origin {
    pub(super) fn open(&self) -> Result<File, Error> {
        File::open(&self.path).map_err(|error| self.cannot_read(error))
    }

    /// The text of the record in `len` bytes from `start` on; `None` if there is none any more.
    pub(super) fn text(
        &self,
        file: &File,
        start: u64,
        len: usize,
    ) -> Result<Option<String>, Error> {
        Ok(self.text_of(self.bytes(file, start, len)?).ok())
    }

    /// The bytes themselves.
    pub(super) fn bytes(&self, file: &File, start: u64, len: usize) -> Result<Vec<u8>, Error> {
        let mut bytes = vec![0; len];
        read_exact_at(file, &mut bytes, start).map_err(|error| self.cannot_read(error))?;
        Ok(bytes)
    }

    /// The text of a record with these bytes.
    pub(super) fn text_of(&self, mut bytes: Vec<u8>) -> Result<String, RejectReason> {
        let fields = &self.shared.fields;
        match &self.layout {
            Layout::Text => Ok(match String::from_utf8(bytes) {
                Ok(text) => text,
                Err(error) => Charset::decode_whole(error.as_bytes()).1.into_owned(),
            }),
            Layout::Json => {
                let (_, record, _) = Charset::decode_whole(&bytes);
                let mut mended = None;
                json_values(&record, fields, &mut mended)?.take_text(fields)
            }
            Layout::Table(columns) => {
                let Columns { delimiter, .. } = columns;
                // As it stood in the slab: its encoding is told from the same bytes.
                bytes.push(b'\n');
                let mut row = csv::ByteRecord::new();
                RowParser::new(&bytes, *delimiter).next(&mut row);
                let charset = Charset::of(&bytes);
                row_values(&row, charset, columns, fields)?.0.take_text(fields)
            }
        }
    }

    pub(super) fn has_changed(&self) -> Error {
        Error::corrupt(&self.path, "changed while it was read:")
    }

    fn cannot_read(&self, error: std::io::Error) -> Error {
        Error::io("cannot read once more", &self.path, error)
    }
}
