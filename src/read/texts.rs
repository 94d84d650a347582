//! The texts of a collection, by index, wherever they are kept.
//!
//! A small collection lies in memory. Past a budget, the text of a record in a plain file is read
//! again by its byte range when it is asked for, which costs a few microseconds and no memory; what
//! cannot be read twice (standard input, archives, UTF-16) goes compressed into a temporary file.

use std::borrow::Cow;
use std::fs::File;
use std::mem;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use super::origin::Origin;
use crate::hash::hash_token;
use crate::spool::Spool;
use crate::{Article, Error};

/// Files that are held open to read texts again.
const MAX_OPEN_FILES: usize = 16;

/// Level of compression: the fastest that the library counts upwards from.
pub(super) const ZSTD_LEVEL: i32 = 1;

/// Decoded texts of articles, handed out by index.
///
/// A text may have to be read again, so asking for one can fail.
///
/// # Example
///
/// ```
/// use wirecopy::read::Texts;
///
/// let texts = Texts::from(vec!["One text.".to_owned(), "Another.".to_owned()]);
/// assert_eq!(texts.len(), 2);
/// assert_eq!(texts.text(1)?, "Another.");
/// # Ok::<(), wirecopy::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Texts {
    kept: Vec<Place>,
    files: Vec<Arc<Origin>>,
    spool: Option<Spool>,
    open: Arc<OpenFiles>,
}

/// Where one text is.
#[derive(Clone, Debug)]
enum Place {
    Memory(Box<str>),
    /// A record of a file. `check` are bits of the text's hash: what is read again is the same.
    File {
        start: u64,
        len: u32,
        file: u32,
        check: u32,
    },
    /// Compressed bytes in the temporary file.
    Spool {
        start: u64,
        len: u32,
        text_len: u32,
    },
}

/// Files that were read from last.
#[derive(Debug, Default)]
pub(super) struct OpenFiles {
    recent: Mutex<Vec<(u32, Arc<File>)>>,
}

impl OpenFiles {
    pub(super) fn get(&self, number: u32, origin: &Origin) -> Result<Arc<File>, Error> {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, file)) = recent.iter().find(|(known, _)| *known == number) {
            return Ok(Arc::clone(file));
        }
        let file = Arc::new(origin.open()?);
        if recent.len() == MAX_OPEN_FILES {
            recent.remove(0);
        }
        recent.push((number, Arc::clone(&file)));
        Ok(file)
    }
}

impl Texts {
    /// Number of texts.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text of article `index`. Cost: borrowed where it lies in memory, else one read.
    ///
    /// # Errors
    /// [`Error::is_config`] if there is no such article; [`Error::is_io`] if it cannot be read
    /// again, and [`Error::is_corrupt`] if its file has changed since it was read first.
    pub fn text(&self, index: usize) -> Result<Cow<'_, str>, Error> {
        let place = self.kept.get(index).ok_or_else(|| {
            Error::config(format!("there are {} texts, none at index {index}", self.len()))
        })?;
        match *place {
            Place::Memory(ref text) => Ok(Cow::Borrowed(text)),
            Place::File { start, len, file, check } => {
                let lost = || Error::config("there is no such file of texts");
                let origin = self.files.get(file as usize).ok_or_else(lost)?;
                let open = self.open.get(file, origin)?;
                let text = origin.text(&open, start, len as usize)?;
                text.filter(|text| check_of(text) == check)
                    .map(Cow::Owned)
                    .ok_or_else(|| origin.has_changed())
            }
            Place::Spool { start, len, text_len } => {
                let lost = || Error::config("there is no temporary file of texts");
                let mut packed = vec![0; len as usize];
                self.spool.as_ref().ok_or_else(lost)?.read(start, &mut packed)?;
                let text = zstd::bulk::decompress(&packed, text_len as usize).ok();
                text.and_then(|bytes| String::from_utf8(bytes).ok())
                    .filter(|text| text.len() == text_len as usize)
                    .map(Cow::Owned)
                    .ok_or_else(|| Error::config("a temporary file holds other texts than it did"))
            }
        }
    }

    /// About how many bytes the text of article `index` has, without reading it: those of its
    /// record where it lies in a file.
    pub(crate) fn size_hint(&self, index: usize) -> usize {
        match self.kept.get(index) {
            Some(Place::Memory(text)) => text.len(),
            Some(Place::File { len, .. }) => *len as usize,
            Some(Place::Spool { text_len, .. }) => *text_len as usize,
            None => 0,
        }
    }

    /// All texts, in the order of articles.
    pub fn iter(&self) -> impl Iterator<Item = Result<Cow<'_, str>, Error>> {
        (0..self.len()).map(|index| self.text(index))
    }

    /// Takes texts over, behind those that there are.
    pub(crate) fn append(&mut self, kept: Vec<Kept>) {
        for Kept { mut place, origin } in kept {
            if let (Place::File { file, .. }, Some(origin)) = (&mut place, origin) {
                if self.files.last().is_none_or(|last| !Arc::ptr_eq(last, &origin)) {
                    self.files.push(origin);
                }
                *file = self.files.len() as u32 - 1;
            }
            self.kept.push(place);
        }
    }

    /// Puts the text at `order[0]` first, and so on; `order` is a permutation.
    pub(crate) fn reorder(&mut self, order: &[u32]) {
        let mut unordered = mem::take(&mut self.kept);
        let empty = || Place::Memory(Box::default());
        let take = |&at: &u32| {
            unordered.get_mut(at as usize).map_or_else(empty, |place| mem::replace(place, empty()))
        };
        self.kept = order.iter().map(take).collect();
    }
}

impl From<Vec<String>> for Texts {
    fn from(texts: Vec<String>) -> Self {
        let kept = texts.into_iter().map(|text| Place::Memory(text.into())).collect();
        Self { kept, ..Self::default() }
    }
}

fn check_of(text: &str) -> u32 {
    hash_token(text.as_bytes()) as u32
}

/// A text on its way into [`Texts`].
#[derive(Debug)]
pub(crate) struct Kept {
    place: Place,
    origin: Option<Arc<Origin>>,
}

/// Takes texts out of articles that were looked at, and decides where they are kept.
#[derive(Debug)]
pub(crate) struct TextKeeper {
    /// Bytes that may still lie in memory.
    budget: AtomicU64,
    /// Of these, bytes of texts that can be read again.
    plain_budget: AtomicU64,
    spool: Spool,
}

impl TextKeeper {
    /// Keeps up to so many bytes in memory.
    pub(crate) fn new(budget: u64, spool: Spool) -> Self {
        Self { budget: AtomicU64::new(budget), plain_budget: AtomicU64::new(u64::MAX), spool }
    }

    /// The same with less memory for texts that can be read again.
    pub(crate) fn with_plain_budget(self, plain_budget: u64) -> Self {
        Self { plain_budget: AtomicU64::new(plain_budget), ..self }
    }

    /// No text yet, of those that this keeper will keep.
    pub(crate) fn texts(&self) -> Texts {
        Texts { spool: Some(self.spool.clone()), ..Texts::default() }
    }

    /// Takes the texts out of some articles. `origins` says where each can be read again.
    ///
    /// # Errors
    /// [`Error::is_io`] if the temporary file cannot be written.
    pub(crate) fn keep(
        &self,
        articles: &mut [Article],
        origins: Vec<Option<Arc<Origin>>>,
    ) -> Result<Vec<Kept>, Error> {
        let mut packed = Vec::new();
        let mut compressor = None;
        let mut kept = Vec::with_capacity(articles.len());
        for (article, origin) in articles.iter_mut().zip(origins) {
            let text = mem::take(&mut article.text);
            let place = if self.fits(text.len() as u64, origin.is_some()) {
                Place::Memory(text.into_boxed_str())
            } else if origin.is_some() {
                let provenance = &article.provenance;
                Place::File {
                    start: provenance.byte,
                    len: provenance.len as u32,
                    file: 0,
                    check: check_of(&text),
                }
            } else {
                let compressor = match &mut compressor {
                    Some(compressor) => compressor,
                    None => compressor.insert(self.compressor()?),
                };
                let start = packed.len();
                let pack = compressor.compress(text.as_bytes());
                packed.extend(pack.map_err(|error| self.cannot_pack(error))?);
                Place::Spool {
                    start: start as u64,
                    len: (packed.len() - start) as u32,
                    text_len: text.len() as u32,
                }
            };
            kept.push(Kept { place, origin });
        }
        if !packed.is_empty() {
            let base = self.spool.append(&packed)?;
            for Kept { place, .. } in &mut kept {
                if let Place::Spool { start, .. } = place {
                    *start += base;
                }
            }
        }
        Ok(kept)
    }

    fn compressor(&self) -> Result<zstd::bulk::Compressor<'static>, Error> {
        zstd::bulk::Compressor::new(ZSTD_LEVEL).map_err(|error| self.cannot_pack(error))
    }

    fn cannot_pack(&self, error: std::io::Error) -> Error {
        self.spool.failed("cannot compress for a temporary file in", error)
    }

    fn fits(&self, bytes: u64, is_plain: bool) -> bool {
        let take = |left: u64| left.checked_sub(bytes);
        let takes = |budget: &AtomicU64| budget.fetch_update(Relaxed, Relaxed, take).is_ok();
        (!is_plain || takes(&self.plain_budget)) && takes(&self.budget)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write as _;
    use std::path::{Path, PathBuf};

    use tempfile::tempdir;

    use super::super::{ReadOptions, Reader};
    use super::*;

    /// Reads everything under `path`, keeps the texts by `keeper`, and hands out both.
    fn kept(path: &Path, keeper: &TextKeeper) -> (Vec<String>, Texts) {
        let mut reader = Reader::new(&[path.to_path_buf()], ReadOptions::default()).unwrap();
        let mut texts = keeper.texts();
        let mut expected = Vec::new();
        while let Some(batch) = reader.next_batch() {
            let (mut articles, origins): (Vec<_>, Vec<_>) =
                batch.parse_traced().into_iter().flatten().unzip();
            expected.extend(articles.iter().map(|article| article.text.clone()));
            texts.append(keeper.keep(&mut articles, origins).unwrap());
            assert!(articles.iter().all(|article| article.text.is_empty()));
        }
        (expected, texts)
    }

    fn keeper(budget: u64, folder: &Path) -> TextKeeper {
        TextKeeper::new(budget, Spool::new(folder.to_path_buf()))
    }

    /// A folder with every format, plain, packed and in other encodings.
    fn samples() -> (tempfile::TempDir, PathBuf) {
        let folder = tempdir().unwrap();
        let root = folder.path().join("in");
        fs::create_dir(&root).unwrap();
        let write = |name: &str, bytes: &[u8]| fs::write(root.join(name), bytes).unwrap();
        let lines = "\u{feff}{\"text\": \"Naïve \\ud83d\\ude00 \\ud800 one\"}\r\n\n\
                     {\"body\": \"Two\\nlines\", \"x\": [1.5]}\n{\"text\": \"last";
        write("a.jsonl", format!("{lines}\"}}").as_bytes());
        write(
            "b.json",
            b" [ {\"text\": \"first\"}, {\"id\": 3, \"text\": \"second \\\"x\\\"\"}\n]",
        );
        write(
            "c.csv",
            b"id,text\r\n1,\"a \"\"b\"\"\r\nc\"\r\n\r\n2,plain\n3,\"\xe9t\xe9 fran\xe7ais\"",
        );
        write("d.tsv", b"title\ttext\nx\ty z\n");
        write("d2.csv", "\u{feff}text,id\none,1\n\u{feff}two,2\n\u{feff}\"three\",3\n".as_bytes());
        write("e.txt", "\u{feff}Grüße aus dem Süden".as_bytes());
        write("f.txt", b"na\xefve caf\xe9 na\xefve caf\xe9");
        write("g.txt", b"");
        let utf16: Vec<u8> =
            "\u{feff}Tall text".encode_utf16().flat_map(u16::to_le_bytes).collect();
        write("h.txt", &utf16);
        write("i.jsonl.zst", &zstd::encode_all(&b"{\"text\": \"packed\"}\n"[..], 1).unwrap());
        (folder, root)
    }

    #[test]
    fn texts_are_the_same_wherever_they_are_kept() {
        let (folder, root) = samples();
        for budget in [0, 20, u64::MAX] {
            let keeper = keeper(budget, folder.path());
            let (expected, mut texts) = kept(&root, &keeper);
            assert_eq!(expected.len(), 17);
            let all: Vec<String> = texts.iter().map(|text| text.unwrap().into_owned()).collect();
            assert_eq!(all, expected, "{budget}");
            let last = expected.len() as u32 - 1;
            texts.reorder(&(0..=last).rev().collect::<Vec<_>>());
            assert_eq!(texts.text(0).unwrap(), expected[last as usize].as_str());
            assert_eq!(texts.text(last as usize).unwrap(), expected[0].as_str());
            let is_spooled = |place: &Place| matches!(place, Place::Spool { .. });
            let num_spooled = texts.kept.iter().filter(|place| is_spooled(place)).count();
            // UTF-16 and the archive cannot be read at a place.
            match budget {
                0 => assert_eq!(num_spooled, 2),
                u64::MAX => assert_eq!(num_spooled, 0),
                _ => assert!(num_spooled <= 2, "{num_spooled}"),
            }
            assert_eq!(keeper.spool.len() > 0, num_spooled > 0);
        }
    }

    #[test]
    fn what_can_be_read_again_has_a_budget_of_its_own() {
        let (folder, root) = samples();
        let keeper = keeper(u64::MAX, folder.path()).with_plain_budget(20);
        let (expected, texts) = kept(&root, &keeper);
        let all: Vec<String> = texts.iter().map(|text| text.unwrap().into_owned()).collect();
        assert_eq!(all, expected);
        let num = |is: fn(&Place) -> bool| texts.kept.iter().filter(|place| is(place)).count();
        assert_eq!(num(|place| matches!(place, Place::Spool { .. })), 0);
        assert!(num(|place| matches!(place, Place::File { .. })) > 10);
    }

    #[test]
    fn a_file_that_changed_is_an_error_that_names_it() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        let record = "{\"text\": \"as it was\"}\n";
        let keep = || {
            fs::write(&path, record.repeat(2)).unwrap();
            kept(&path, &keeper(0, folder.path())).1
        };
        let fails = |texts: &Texts| {
            let error = texts.text(1).unwrap_err();
            assert!(error.to_string().contains("a.jsonl"), "{error}");
            error
        };
        let shortened = keep();
        fs::write(&path, record).unwrap();
        assert!(fails(&shortened).is_io());

        let replaced = keep();
        fs::write(&path, record.replace("was", "is!").repeat(2)).unwrap();
        assert!(fails(&replaced).is_corrupt());

        let moved = keep();
        fs::write(&path, format!("\n{record}{record}")).unwrap();
        assert!(fails(&moved).is_corrupt());

        let gone = keep();
        fs::remove_file(&path).unwrap();
        assert!(fails(&gone).is_io());

        let longer = keep();
        fs::File::options().append(true).open(&path).unwrap().write_all(b"more").unwrap();
        assert_eq!(longer.text(1).unwrap(), "as it was");
    }

    #[test]
    fn no_room_for_what_cannot_be_read_again_is_an_error() {
        let keeper = keeper(3, Path::new("/no/such/directory"));
        let mut articles = vec![Article::new("a", "abc"), Article::new("b", "d")];
        assert!(keeper.keep(&mut articles, vec![None, None]).unwrap_err().is_io());
        let mut small = vec![Article::new("a", "")];
        assert_eq!(keeper.keep(&mut small, vec![None]).unwrap().len(), 1);
    }
}
