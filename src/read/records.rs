//! The records of a collection, by index, as the lines of JSON that they are written out as.
//!
//! A line of a plain JSON file is not kept: it is read again by its byte range. What cannot be read
//! again (standard input, archives, UTF-16), and what is no JSON and was put into that form, goes
//! compressed into a temporary file.

use std::sync::Arc;

use super::batch::{Counters, Layout, Parsed, Shared};
use super::fields::FieldMap;
use super::origin::Origin;
use super::texts::{OpenFiles, ZSTD_LEVEL};
use crate::Error;
use crate::hash::hash_token;
use crate::spool::Spool;

/// Records by index.
#[derive(Debug)]
pub(crate) struct Records {
    places: Vec<Place>,
    files: Vec<Arc<Origin>>,
    /// How lines are parsed that were formed from other formats.
    formed: Origin,
    spool: Spool,
    open: OpenFiles,
}

/// Where one record is.
#[derive(Clone, Copy, Debug)]
struct Place {
    start: u64,
    /// Number of the record in its file; 0 where the file is the record.
    number: u64,
    /// Bytes in the file, or compressed in the temporary file.
    len: u32,
    /// Bytes of the line.
    line_len: u32,
    /// Bits of the line's hash: what is read again is the same.
    check: u32,
    file: u32,
    form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// In its file.
    InFile,
    /// As it was read, in the temporary file.
    Spooled,
    /// In our form, in the temporary file.
    Formed,
}

/// Some records on their way into [`Records`].
#[derive(Debug, Default)]
pub(crate) struct RecordsPart {
    places: Vec<Place>,
    files: Vec<Arc<Origin>>,
    packed: Vec<u8>,
    compressor: Option<Compressor>,
}

struct Compressor(zstd::bulk::Compressor<'static>);

impl std::fmt::Debug for Compressor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Compressor")
    }
}

impl RecordsPart {
    /// Takes a record. `form` makes the line of one that is no JSON, with the usual field names.
    ///
    /// # Errors
    /// [`Error::is_io`] if it cannot be compressed; it names the directory of `spool`.
    pub(crate) fn add(
        &mut self,
        parsed: &Parsed<'_>,
        form: impl FnOnce() -> Vec<u8>,
        spool: &Spool,
    ) -> Result<(), Error> {
        let Parsed { article, origin, bytes } = parsed;
        if self.files.last().is_none_or(|last| !Arc::ptr_eq(last, origin)) {
            self.files.push(Arc::clone(origin));
        }
        let provenance = &article.provenance;
        let mut place = Place {
            start: provenance.byte,
            number: provenance.record.unwrap_or_default(),
            len: bytes.len() as u32,
            line_len: bytes.len() as u32,
            check: 0,
            file: self.files.len() as u32 - 1,
            form: Form::InFile,
        };
        let is_json = matches!(origin.layout, Layout::Json);
        if is_json && origin.is_plain {
            place.check = check_of(bytes);
        } else {
            let formed;
            let line: &[u8] = if is_json {
                place.form = Form::Spooled;
                bytes
            } else {
                place.form = Form::Formed;
                formed = form();
                &formed
            };
            let packed = self
                .pack(line)
                .map_err(|error| spool.failed("cannot compress for a temporary file in", error))?;
            place.check = check_of(line);
            place.line_len = line.len() as u32;
            place.start = self.packed.len() as u64;
            place.len = packed.len() as u32;
            self.packed.extend(packed);
        }
        self.places.push(place);
        Ok(())
    }

    fn pack(&mut self, line: &[u8]) -> std::io::Result<Vec<u8>> {
        let compressor = match &mut self.compressor {
            Some(compressor) => compressor,
            none => none.insert(Compressor(zstd::bulk::Compressor::new(ZSTD_LEVEL)?)),
        };
        compressor.0.compress(line)
    }

    /// Puts what was compressed into the temporary file, and frees it.
    ///
    /// # Errors
    /// [`Error::is_io`] if the temporary file cannot be written.
    pub(crate) fn spill(&mut self, spool: &Spool) -> Result<(), Error> {
        self.compressor = None;
        if self.packed.is_empty() {
            return Ok(());
        }
        let base = spool.append(&std::mem::take(&mut self.packed))?;
        let spooled = self.places.iter_mut().filter(|place| place.form != Form::InFile);
        spooled.for_each(|place| place.start += base);
        Ok(())
    }
}

impl Records {
    /// None yet, of those that will lie in `spool`.
    pub(crate) fn new(spool: Spool) -> Self {
        let formed = Origin {
            path: "-".into(),
            shown: "-".to_owned(),
            is_plain: false,
            layout: Layout::Json,
            shared: Arc::new(Shared {
                fields: FieldMap::default(),
                max_article_bytes: u64::from(u32::MAX),
                counters: Counters::default(),
            }),
        };
        Self { places: Vec::new(), files: Vec::new(), formed, spool, open: OpenFiles::default() }
    }

    /// Number of records.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// Takes records over that were [spilled](RecordsPart::spill), behind those that there are.
    pub(crate) fn append(&mut self, part: RecordsPart) {
        let mut numbers = Vec::with_capacity(part.files.len());
        for origin in part.files {
            if self.files.last().is_none_or(|last| !Arc::ptr_eq(last, &origin)) {
                self.files.push(origin);
            }
            numbers.push(self.files.len() as u32 - 1);
        }
        self.places.extend(
            part.places
                .into_iter()
                .map(|place| Place { file: numbers[place.file as usize], ..place }),
        );
    }

    /// File of a record as it is shown, and its number in the file, unless the file is the record.
    pub(crate) fn origin(&self, index: u32) -> (&str, Option<u64>) {
        let Place { file, number, .. } = self.places[index as usize];
        (&self.files[file as usize].shown, (number > 0).then_some(number))
    }

    /// The line of a record, without the line end.
    ///
    /// # Errors
    /// [`Error::is_io`] if it cannot be read again, [`Error::is_corrupt`] if its file has changed.
    pub(crate) fn line(&self, index: u32) -> Result<Vec<u8>, Error> {
        let mut bytes = self.bytes(index)?;
        // A record that goes over several lines is an element of an array: its line ends stand
        // between tokens of JSON, where a space is as good.
        if memchr::memchr(b'\n', &bytes).is_some() {
            let ends = bytes.iter_mut().filter(|byte| matches!(byte, b'\n' | b'\r'));
            ends.for_each(|byte| *byte = b' ');
        }
        Ok(bytes)
    }

    /// The text of a record.
    ///
    /// # Errors
    /// As [`Records::line`].
    pub(crate) fn text(&self, index: u32) -> Result<String, Error> {
        let place = self.places[index as usize];
        let origin = &self.files[place.file as usize];
        let bytes = self.bytes(index)?;
        let layout = if place.form == Form::Formed { &self.formed } else { origin };
        layout.text_of(bytes).map_err(|_| origin.has_changed())
    }

    fn bytes(&self, index: u32) -> Result<Vec<u8>, Error> {
        let Place { start, len, line_len, check, file, form, .. } = self.places[index as usize];
        let origin = &self.files[file as usize];
        if form == Form::InFile {
            let open = self.open.get(file, origin)?;
            let bytes = origin.bytes(&open, start, len as usize)?;
            return if check_of(&bytes) == check { Ok(bytes) } else { Err(origin.has_changed()) };
        }
        let mut packed = vec![0; len as usize];
        self.spool.read(start, &mut packed)?;
        zstd::bulk::decompress(&packed, line_len as usize)
            .ok()
            .filter(|bytes| check_of(bytes) == check)
            .ok_or_else(|| Error::config("a temporary file holds other records than it did"))
    }
}

fn check_of(bytes: &[u8]) -> u32 {
    hash_token(bytes) as u32
}
