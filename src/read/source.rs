//! A byte stream with look-ahead and a position; the one buffer between a file and its splitter.

use std::io::{self, BufRead, ErrorKind, Read};

use super::RejectReason;

/// Size of a buffer in bytes. Below the size from which allocators ask the system for pages anew,
/// which a folder of many small files would pay for each.
pub(super) const BUFFER_BYTES: usize = 64 << 10;

/// An archive may yield so many times `max_article_bytes` without a record before it is given up.
const BOMB_FACTOR: u64 = 64;

pub(super) struct Source {
    inner: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Bytes consumed so far.
    position: u64,
    /// Where the last record ended.
    record_end: u64,
    /// Bytes without a record that are borne.
    patience: u64,
    compressed: bool,
    ended: bool,
    /// An error met while looking ahead; told once what came before is consumed.
    failed: Option<io::Error>,
}

#[derive(Debug)]
struct Bomb;

impl std::fmt::Display for Bomb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("too many bytes without a record")
    }
}

impl std::error::Error for Bomb {}

impl Source {
    pub(super) fn new(inner: Box<dyn Read + Send>, buffer_bytes: usize) -> Self {
        Self {
            inner,
            buffer: vec![0; buffer_bytes.max(1)],
            start: 0,
            end: 0,
            position: 0,
            record_end: 0,
            patience: u64::MAX,
            compressed: false,
            ended: false,
            failed: None,
        }
    }

    /// Marks the stream as the output of a decompressor.
    pub(super) fn unpacked(mut self, max_article_bytes: u64) -> Self {
        self.compressed = true;
        self.patience = max_article_bytes.saturating_mul(BOMB_FACTOR);
        self
    }

    /// Lifts the limit on bytes without a record.
    pub(super) const fn unwatched(mut self) -> Self {
        self.patience = u64::MAX;
        self
    }

    pub(super) const fn is_unpacked(&self) -> bool {
        self.compressed
    }

    /// Bytes consumed so far.
    pub(super) const fn position(&self) -> u64 {
        self.position
    }

    /// Notes that a record ended here.
    pub(super) const fn end_record(&mut self) {
        self.record_end = self.position;
    }

    /// As much of what comes next as the buffer holds, without consuming it.
    pub(super) fn peek(&mut self) -> &[u8] {
        while self.end < self.buffer.len() && !self.ended && self.failed.is_none() {
            match self.inner.read(&mut self.buffer[self.end..]) {
                Ok(0) => self.ended = true,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => self.failed = Some(error),
            }
        }
        &self.buffer[self.start..self.end]
    }

    /// What an error of this stream means.
    pub(super) fn reason(&self, error: &io::Error) -> RejectReason {
        if let Some(inner) = error.get_ref()
            && inner.is::<Bomb>()
        {
            return RejectReason::ArchiveBomb;
        }
        // Decompressors make their own errors, without a number of the operating system.
        if !self.compressed || error.raw_os_error().is_some() {
            return RejectReason::ReadFailed(error.kind());
        }
        if error.kind() == ErrorKind::UnexpectedEof {
            RejectReason::Truncated
        } else {
            RejectReason::CorruptArchive
        }
    }
}

impl BufRead for Source {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            if self.position - self.record_end > self.patience {
                return Err(io::Error::other(Bomb));
            }
            self.start = 0;
            self.end = 0;
            while self.end == 0 && !self.ended {
                if let Some(error) = self.failed.take() {
                    self.ended = true;
                    return Err(error);
                }
                match self.inner.read(&mut self.buffer) {
                    Ok(0) => self.ended = true,
                    Ok(count) => self.end = count,
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => {
                        self.ended = true;
                        return Err(error);
                    }
                }
            }
        }
        Ok(&self.buffer[self.start..self.end])
    }

    fn consume(&mut self, count: usize) {
        let count = count.min(self.end - self.start);
        self.start += count;
        self.position += count as u64;
    }
}

impl Read for Source {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let count = ready.len().min(out.len());
        out[..count].copy_from_slice(&ready[..count]);
        self.consume(count);
        Ok(count)
    }
}

/// The raw bytes of one record on their way into a batch, cut off at a limit.
///
/// Past the limit the bytes are only counted, so a record of any length costs no memory.
pub(super) struct Capture<'a> {
    slab: &'a mut Vec<u8>,
    start: usize,
    limit: u64,
    len: u64,
}

impl<'a> Capture<'a> {
    pub(super) fn new(slab: &'a mut Vec<u8>, limit: u64) -> Self {
        let start = slab.len();
        Self { slab, start, limit, len: 0 }
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.len += bytes.len() as u64;
        if self.is_over() {
            self.slab.truncate(self.start);
        } else {
            self.slab.extend_from_slice(bytes);
        }
    }

    pub(super) const fn is_over(&self) -> bool {
        self.len > self.limit
    }

    /// Length of the record so far, whether kept or not.
    pub(super) const fn len(&self) -> u64 {
        self.len
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.slab[self.start..]
    }

    /// Gives the record up that begins at `byte`: `source` cannot be read on.
    pub(super) fn fail(
        &mut self,
        source: &Source,
        error: &io::Error,
        number: u64,
        byte: u64,
    ) -> Split {
        let place = Place { number, byte, len: self.len() };
        self.discard();
        Split::Failed(place, source.reason(error))
    }

    /// Forgets the record.
    pub(super) fn discard(&mut self) {
        self.slab.truncate(self.start);
        self.len = 0;
    }
}

/// Where a record lies in its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// Number of the record, from 1; 0 where the file is the record.
    pub(super) number: u64,
    /// First byte.
    pub(super) byte: u64,
    /// Length in bytes.
    pub(super) len: u64,
}

/// What a splitter found next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Split {
    /// A record, whose bytes were put at the end of the slab.
    Record(Place),
    /// A record that was refused, of which nothing was put into the slab.
    Refused(Place, RejectReason),
    /// A place from which on the file cannot be read.
    Failed(Place, RejectReason),
    /// The end of the file.
    End,
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Bytes, then perhaps an error, in reads of at most `step` bytes.
    pub(in crate::read) struct Script {
        pub(in crate::read) bytes: io::Cursor<Vec<u8>>,
        pub(in crate::read) step: usize,
        pub(in crate::read) error: Option<ErrorKind>,
    }

    impl Read for Script {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let most = out.len().min(self.step);
            let count = self.bytes.read(&mut out[..most])?;
            match self.error {
                Some(kind) if count == 0 => Err(kind.into()),
                _ => Ok(count),
            }
        }
    }

    /// A source over `bytes` with a buffer of `size` bytes.
    pub(in crate::read) fn source_of(bytes: &[u8], size: usize) -> Source {
        let bytes = io::Cursor::new(bytes.to_vec());
        Source::new(Box::new(Script { bytes, step: size, error: None }), size)
    }

    #[test]
    fn peek_consumes_nothing_and_tells_its_error_after_the_bytes() {
        let bytes = io::Cursor::new(b"abcdef".to_vec());
        let script = Script { bytes, step: 2, error: Some(ErrorKind::TimedOut) };
        let mut source = Source::new(Box::new(script), 100);
        assert_eq!(source.peek(), b"abcdef");
        assert_eq!(source.position(), 0);
        source.consume(6);
        assert_eq!(source.position(), 6);
        let error = source.fill_buf().unwrap_err();
        assert_eq!(source.reason(&error), RejectReason::ReadFailed(ErrorKind::TimedOut));
        assert!(source.fill_buf().unwrap().is_empty());
    }

    #[test]
    fn an_archive_without_records_is_given_up() {
        let mut source = Source::new(Box::new(io::repeat(0)), 16).unpacked(1);
        let error = loop {
            match source.fill_buf() {
                Ok(bytes) => {
                    let count = bytes.len();
                    source.consume(count);
                }
                Err(error) => break error,
            }
        };
        assert_eq!(source.reason(&error), RejectReason::ArchiveBomb);
        assert!(source.position() <= 64 + 16, "{}", source.position());
    }

    #[test]
    fn capture_keeps_nothing_past_its_limit() {
        let mut slab = b"kept".to_vec();
        let mut capture = Capture::new(&mut slab, 3);
        capture.push(b"abc");
        assert_eq!((capture.is_over(), capture.bytes()), (false, &b"abc"[..]));
        capture.push(b"d");
        capture.push(&[b'x'; 1000]);
        assert!(capture.is_over());
        assert_eq!(capture.len(), 1004);
        assert_eq!(slab, b"kept");
        assert!(slab.capacity() < 100);
    }
}
