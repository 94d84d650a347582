//! Raw bytes of a file to a [`Source`] of decompressed bytes: archives are told by their magic
//! numbers, UTF-16 is transcoded, a byte order mark removed.

use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_16BE, UTF_16LE};
use flate2::bufread::MultiGzDecoder;

use super::RejectReason;
use super::source::{BUFFER_BYTES, Source};

/// Bytes of a file from which UTF-16 without byte order mark is told.
const SNIFF_BYTES: usize = 1024;

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    /// The packing that a file's last extension (without dot) stands for.
    pub(super) fn of_extension(extension: &str) -> Option<Self> {
        match extension {
            _ if extension.eq_ignore_ascii_case("gz") => Some(Self::Gzip),
            _ if extension.eq_ignore_ascii_case("zst") => Some(Self::Zstd),
            _ => None,
        }
    }

    fn of_magic(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, 8, ..] => Some(Self::Gzip),
            // A frame, or a frame to be skipped (which may stand first).
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstd),
            _ => None,
        }
    }
}

/// A file ready to be split.
pub(super) struct Opened {
    pub(super) source: Source,
    /// Whether the stream was transcoded from UTF-16.
    pub(super) transcoded: bool,
    /// Whether positions are those of the file: neither unpacked nor transcoded.
    pub(super) is_plain: bool,
}

/// Unpacks and transcodes `raw`. `named` is the packing that the file's name promises.
pub(super) fn open_stream(
    raw: Box<dyn Read + Send>,
    named: Option<Packing>,
    max_article_bytes: u64,
) -> Result<Opened, RejectReason> {
    let mut source = Source::new(raw, BUFFER_BYTES);
    let head = source.peek();
    // Short of a magic number is how a truncated archive begins.
    let short = head.len() < 4;
    match (Packing::of_magic(head), named) {
        (Some(Packing::Gzip), _) => {
            let unpacked = MultiGzDecoder::new(source);
            source = Source::new(Box::new(unpacked), BUFFER_BYTES).unpacked(max_article_bytes);
        }
        (Some(Packing::Zstd), _) => {
            let unpacked = zstd::stream::read::Decoder::with_buffer(source)
                .map_err(|error| RejectReason::Unreadable(error.kind()))?;
            source = Source::new(Box::new(unpacked), BUFFER_BYTES).unpacked(max_article_bytes);
        }
        (None, Some(_)) if short => return Err(RejectReason::Truncated),
        (None, Some(_)) => return Err(RejectReason::CorruptArchive),
        (None, None) => {}
    }
    let head = source.peek();
    if head.starts_with(&[0xff, 0xfe, 0, 0]) || head.starts_with(&[0, 0, 0xfe, 0xff]) {
        return Err(RejectReason::UnsupportedEncoding);
    }
    let (encoding, mark) = match Encoding::for_bom(head) {
        Some((encoding, mark)) => (Some(encoding), mark),
        None => (utf16_by_nuls(head), 0),
    };
    source.consume(mark);
    match encoding {
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => {
            let compressed = source.is_unpacked();
            // Records end in the stream around it, which keeps watch from here on.
            let transcoder = Transcoder::new(source.unwatched(), encoding);
            let mut source = Source::new(Box::new(transcoder), BUFFER_BYTES);
            if compressed {
                source = source.unpacked(max_article_bytes);
            }
            Ok(Opened { source, transcoded: true, is_plain: false })
        }
        _ => {
            let is_plain = !source.is_unpacked();
            Ok(Opened { source, transcoded: false, is_plain })
        }
    }
}

/// Tells UTF-16 of mostly Latin text by its NULs: nearly every second byte, and hardly any other.
fn utf16_by_nuls(head: &[u8]) -> Option<&'static Encoding> {
    let head = &head[..head.len().min(SNIFF_BYTES)];
    let pairs = head.chunks_exact(2).len();
    if pairs < 4 {
        return None;
    }
    let (mut first, mut second) = (0, 0);
    for pair in head.chunks_exact(2) {
        first += usize::from(pair[0] == 0);
        second += usize::from(pair[1] == 0);
    }
    if second * 10 >= pairs * 7 && first * 20 <= pairs {
        Some(UTF_16LE)
    } else if first * 10 >= pairs * 7 && second * 20 <= pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Reads UTF-16 as UTF-8. What is no UTF-16 becomes U+FFFD.
struct Transcoder {
    source: Source,
    decoder: Decoder,
    out: Vec<u8>,
    start: usize,
    end: usize,
    finished: bool,
}

impl Transcoder {
    fn new(source: Source, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_without_bom_handling();
        Self { source, decoder, out: vec![0; BUFFER_BYTES], start: 0, end: 0, finished: false }
    }
}

impl Read for Transcoder {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.start == self.end && !self.finished {
            let input = self.source.fill_buf()?;
            let last = input.is_empty();
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(input, &mut self.out, last);
            self.source.consume(read);
            self.start = 0;
            self.end = written;
            self.finished = last && result == CoderResult::InputEmpty;
        }
        let count = out.len().min(self.end - self.start);
        out[..count].copy_from_slice(&self.out[self.start..self.start + count]);
        self.start += count;
        Ok(count)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::io::Write;

    pub(in crate::read) fn gzip(bytes: &[u8]) -> Vec<u8> {
        let level = flate2::Compression::fast();
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    pub(in crate::read) fn utf16(text: &str, little: bool) -> Vec<u8> {
        let unit = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        text.encode_utf16().flat_map(unit).collect()
    }

    fn read_all(bytes: Vec<u8>, named: Option<Packing>) -> Result<Vec<u8>, RejectReason> {
        let opened = open_stream(Box::new(io::Cursor::new(bytes)), named, 1 << 20)?;
        let mut source = opened.source;
        let mut all = Vec::new();
        match source.read_to_end(&mut all) {
            Ok(_) => Ok(all),
            Err(error) => Err(source.reason(&error)),
        }
    }

    #[test]
    fn archives_of_many_members_are_read_whole() {
        let gz = [gzip(b"one "), gzip(b""), gzip(b"two")].concat();
        assert_eq!(read_all(gz, None).unwrap(), b"one two");
        let pack = |bytes: &[u8]| zstd::stream::encode_all(bytes, 1).unwrap();
        let skipped = [0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 7, 7].to_vec();
        let zst = [skipped, pack(b"one "), pack(b"two")].concat();
        assert_eq!(read_all(zst, Some(Packing::Zstd)).unwrap(), b"one two");
    }

    #[test]
    fn damaged_archives_say_how() {
        let mut seed = 1_u64;
        let mut noise = || {
            seed = crate::hash::mix(seed);
            seed as u8
        };
        let bytes: Vec<u8> = std::iter::repeat_with(&mut noise).take(10_000).collect();
        let gz = gzip(&bytes);
        let zst = zstd::stream::encode_all(&bytes[..], 1).unwrap();
        for (whole, packing) in [(gz, Packing::Gzip), (zst, Packing::Zstd)] {
            for cut in [0, 1, 3, 20, whole.len() / 2, whole.len() - 1] {
                let got = read_all(whole[..cut].to_vec(), Some(packing));
                assert_eq!(got, Err(RejectReason::Truncated), "{packing:?} cut at {cut}");
            }
        }
        let mut damaged = gzip(b"some text");
        let len = damaged.len();
        damaged[len - 6] ^= 1;
        assert_eq!(read_all(damaged, None), Err(RejectReason::CorruptArchive));
        let plain = b"no archive at all".to_vec();
        assert_eq!(read_all(plain, Some(Packing::Gzip)), Err(RejectReason::CorruptArchive));
    }

    #[test]
    fn marks_are_removed_and_utf16_transcoded_with_or_without_one() {
        let text = "Nato’s chief said \u{1f4f0}";
        let mut marked = vec![0xef, 0xbb, 0xbf];
        marked.extend(text.as_bytes());
        assert_eq!(read_all(marked, None).unwrap(), text.as_bytes());
        for little in [true, false] {
            let bare = utf16(text, little);
            assert_eq!(read_all(bare, None).unwrap(), text.as_bytes(), "little {little}");
            let marked = utf16(&format!("\u{feff}{text}"), little);
            assert_eq!(read_all(marked, None).unwrap(), text.as_bytes(), "little {little}");
        }
        let mut odd = utf16("\u{feff}abcd", true);
        odd.extend([0x00, 0xd8, 0x41]);
        assert_eq!(read_all(odd, None).unwrap(), "abcd\u{fffd}".as_bytes());
        let utf32 = vec![0xff, 0xfe, 0, 0, b'a', 0, 0, 0];
        assert_eq!(read_all(utf32, None), Err(RejectReason::UnsupportedEncoding));
    }

    #[test]
    fn long_utf16_survives_buffer_boundaries() {
        let text = "x\u{1f4f0}ya".repeat(20_000);
        let marked = utf16(&format!("\u{feff}{text}"), false);
        assert_eq!(read_all(gzip(&marked), None).unwrap(), text.as_bytes());
    }
}
