//! Splitters for lines (JSON Lines) and for whole files (text).

use std::io::BufRead;

use memchr::memchr;

use super::RejectReason;
use super::source::{Capture, Place, Source, Split};

/// Splits at newlines. Blank lines are passed over; the record number is the line number.
#[derive(Debug, Default)]
pub(super) struct Lines {
    number: u64,
}

impl Lines {
    pub(super) fn next(&mut self, source: &mut Source, slab: &mut Vec<u8>, limit: u64) -> Split {
        let mut capture = Capture::new(slab, limit);
        loop {
            self.number += 1;
            let number = self.number;
            let byte = source.position();
            let mut ended = false;
            loop {
                let ready = match source.fill_buf() {
                    Ok(ready) => ready,
                    Err(error) => return capture.fail(source, &error, number, byte),
                };
                if ready.is_empty() {
                    ended = true;
                    break;
                }
                if let Some(at) = memchr(b'\n', ready) {
                    capture.push(&ready[..at]);
                    source.consume(at + 1);
                    break;
                }
                let count = ready.len();
                capture.push(ready);
                source.consume(count);
            }
            let place = Place { number, byte, len: capture.len() };
            if capture.is_over() {
                capture.discard();
                return Split::Refused(place, RejectReason::TooLarge);
            }
            if !capture.bytes().trim_ascii().is_empty() {
                return Split::Record(place);
            }
            capture.discard();
            if ended {
                return Split::End;
            }
        }
    }
}

/// Takes a whole file as one record.
///
/// A file that fails on the way gives what came before as a record, and then the failure.
#[derive(Debug, Default)]
pub(super) struct Whole {
    done: bool,
    failed: Option<(Place, RejectReason)>,
}

impl Whole {
    pub(super) fn next(&mut self, source: &mut Source, slab: &mut Vec<u8>, limit: u64) -> Split {
        if let Some((place, reason)) = self.failed.take() {
            return Split::Failed(place, reason);
        }
        if self.done {
            return Split::End;
        }
        self.done = true;
        let byte = source.position();
        let start = slab.len();
        let mut capture = Capture::new(slab, limit);
        loop {
            let failure = match source.fill_buf() {
                Ok([]) => break,
                Ok(ready) => {
                    let count = ready.len();
                    capture.push(ready);
                    source.consume(count);
                    None
                }
                Err(error) => Some(error),
            };
            // The rest of a text that is too long need not be read, so a bomb is not unpacked.
            if capture.is_over() {
                let place = Place { number: 0, byte, len: capture.len() };
                return Split::Refused(place, RejectReason::TooLarge);
            }
            if let Some(error) = failure {
                let reason = source.reason(&error);
                let end = Place { number: 0, byte: source.position(), len: 0 };
                if capture.len() == 0 {
                    return Split::Failed(end, reason);
                }
                self.failed = Some((end, reason));
                trim_broken_tail(slab);
                break;
            }
        }
        Split::Record(Place { number: 0, byte, len: (slab.len() - start) as u64 })
    }
}

/// Cuts a character of UTF-8 that the end of the bytes left unfinished.
fn trim_broken_tail(slab: &mut Vec<u8>) {
    let from = slab.len().saturating_sub(3);
    let lead = slab[from..].iter().rposition(|&byte| byte >= 0xc0);
    if let Some(at) = lead
        && std::str::from_utf8(&slab[from + at..])
            .is_err_and(|error| error.valid_up_to() == 0 && error.error_len().is_none())
    {
        slab.truncate(from + at);
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::tests::{Script, source_of};
    use super::*;
    use std::io::{Cursor, ErrorKind};

    fn lines_of(bytes: &[u8], size: usize, limit: u64) -> Vec<(Split, Vec<u8>)> {
        let mut source = source_of(bytes, size);
        let mut lines = Lines::default();
        let mut all = Vec::new();
        loop {
            let mut slab = Vec::new();
            match lines.next(&mut source, &mut slab, limit) {
                Split::End => return all,
                split => all.push((split, slab)),
            }
        }
    }

    #[test]
    fn lines_carry_number_byte_and_length() {
        for size in [1, 2, 3, 7, 100] {
            let got = lines_of(b"ab\n\n  \ncdef\r\ng", size, 100);
            let place = |number, byte, len| Split::Record(Place { number, byte, len });
            let expected = [
                (place(1, 0, 2), b"ab".to_vec()),
                (place(4, 7, 5), b"cdef\r".to_vec()),
                (place(5, 13, 1), b"g".to_vec()),
            ];
            assert_eq!(got, expected, "buffer of {size}");
        }
        assert!(lines_of(b"", 8, 8).is_empty());
    }

    #[test]
    fn a_line_over_the_limit_is_refused_and_the_next_one_read() {
        for size in [1, 5, 100] {
            let got = lines_of(b"1234\n12345\n12\n1234567", size, 4);
            let reasons: Vec<bool> =
                got.iter().map(|(split, _)| matches!(split, Split::Record(_))).collect();
            assert_eq!(reasons, [true, false, true, false]);
            let place = Place { number: 4, byte: 14, len: 7 };
            assert_eq!(got[3].0, Split::Refused(place, RejectReason::TooLarge));
        }
    }

    #[test]
    fn a_failing_stream_gives_whole_lines_and_then_the_failure() {
        let bytes = Cursor::new(b"one\ntwo".to_vec());
        let script = Script { bytes, step: 4, error: Some(ErrorKind::BrokenPipe) };
        let mut source = Source::new(Box::new(script), 16);
        let mut lines = Lines::default();
        let mut slab = Vec::new();
        assert!(matches!(lines.next(&mut source, &mut slab, 99), Split::Record(_)));
        let place = Place { number: 2, byte: 4, len: 3 };
        let failed = Split::Failed(place, RejectReason::ReadFailed(ErrorKind::BrokenPipe));
        assert_eq!(lines.next(&mut source, &mut slab, 99), failed);
        assert_eq!(slab, b"one");
    }

    #[test]
    fn a_text_cut_short_is_kept_to_its_last_whole_character() {
        for (cut, kept) in [(3, "a’"), (2, "a"), (1, "a"), (0, "a")] {
            let mut bytes = b"a".to_vec();
            bytes.extend(&"’".as_bytes()[..cut]);
            let script =
                Script { bytes: Cursor::new(bytes), step: 9, error: Some(ErrorKind::Other) };
            let mut source = Source::new(Box::new(script), 16);
            let mut slab = Vec::new();
            let mut whole = Whole::default();
            assert!(matches!(whole.next(&mut source, &mut slab, 99), Split::Record(_)));
            assert_eq!(slab, kept.as_bytes());
            assert!(matches!(whole.next(&mut source, &mut slab, 99), Split::Failed(..)));
            assert_eq!(whole.next(&mut source, &mut slab, 99), Split::End);
        }
    }
}
