//! Reads the text of a record once more, as it was read the first time.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::RejectReason;
use super::batch::{Layout, Shared};
use super::encoding::Charset;
use super::record::json_values;
use super::table::{Columns, RowParser, row_values};
use crate::Error;
use crate::spool::read_exact_at;

/// A plain file, in which any record can be read again by its byte range.
#[derive(Debug)]
pub(crate) struct Origin {
    pub(super) path: PathBuf,
    pub(super) layout: Layout,
    pub(super) shared: Arc<Shared>,
}

impl Origin {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

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
        let mut bytes = vec![0; len];
        read_exact_at(file, &mut bytes, start).map_err(|error| self.cannot_read(error))?;
        Ok(self.text_of(bytes).ok())
    }

    fn text_of(&self, mut bytes: Vec<u8>) -> Result<String, RejectReason> {
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

    fn cannot_read(&self, error: std::io::Error) -> Error {
        Error::io("cannot read once more", &self.path, error)
    }
}
