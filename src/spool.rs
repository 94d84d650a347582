//! A temporary file for what need not lie in memory. A base module: everything may use it.
//!
//! The file has no name where the system allows that, so nothing is left behind however the run
//! ends. It is made once something is put into it.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Error;

/// A temporary file to append to from any thread. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Spool {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    dir: PathBuf,
    file: Mutex<Option<Arc<File>>>,
    end: AtomicU64,
}

impl Spool {
    /// Will write into `dir`.
    pub(crate) fn new(dir: PathBuf) -> Self {
        let shared = Shared { dir, file: Mutex::new(None), end: AtomicU64::new(0) };
        Self { shared: Arc::new(shared) }
    }

    /// Appends bytes; answers where they begin.
    ///
    /// # Errors
    /// [`Error::is_io`] if they cannot be written whole; it names the directory.
    pub(crate) fn append(&self, bytes: &[u8]) -> Result<u64, Error> {
        let file = self.file()?;
        let start = self.shared.end.fetch_add(bytes.len() as u64, Relaxed);
        at::write_all(&file, bytes, start)
            .map_err(|error| self.failed("cannot write a temporary file to", error))?;
        Ok(start)
    }

    /// Fills `bytes` with what was appended at `start`.
    ///
    /// # Errors
    /// [`Error::is_io`] if it cannot be read.
    pub(crate) fn read(&self, start: u64, bytes: &mut [u8]) -> Result<(), Error> {
        at::read_exact(&*self.file()?, bytes, start)
            .map_err(|error| self.failed("cannot read a temporary file in", error))
    }

    /// Bytes appended so far.
    #[cfg(test)]
    pub(crate) fn len(&self) -> u64 {
        self.shared.end.load(Relaxed)
    }

    fn file(&self) -> Result<Arc<File>, Error> {
        let mut file = self.shared.file.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = &*file {
            return Ok(Arc::clone(file));
        }
        let new = tempfile::tempfile_in(&self.shared.dir)
            .map_err(|error| self.failed("cannot make a temporary file in", error))?;
        Ok(Arc::clone(file.insert(Arc::new(new))))
    }

    /// An error of this file; it names the directory.
    pub(crate) fn failed(&self, doing: &str, error: io::Error) -> Error {
        Error::io(doing, &self.shared.dir, error)
    }
}

/// Reads exactly so many bytes from a place of a file, whatever other threads read.
pub(crate) fn read_exact_at(file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    at::read_exact(file, bytes, start)
}

#[cfg(unix)]
mod at {
    use std::fs::File;
    use std::io;
    use std::os::unix::fs::FileExt as _;

    pub(super) fn read_exact(file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
        file.read_exact_at(bytes, start)
    }

    pub(super) fn write_all(file: &File, bytes: &[u8], start: u64) -> io::Result<()> {
        file.write_all_at(bytes, start)
    }
}

#[cfg(windows)]
mod at {
    use std::fs::File;
    use std::io::{self, ErrorKind};
    use std::os::windows::fs::FileExt as _;

    pub(super) fn read_exact(file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
        let mut done = 0;
        while done < bytes.len() {
            match file.seek_read(&mut bytes[done..], start + done as u64) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(count) => done += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    pub(super) fn write_all(file: &File, bytes: &[u8], start: u64) -> io::Result<()> {
        let mut done = 0;
        while done < bytes.len() {
            match file.seek_write(&bytes[done..], start + done as u64) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => done += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_appended_is_read_again_and_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(folder.path().to_path_buf());
        let starts: Vec<u64> =
            [&b"one"[..], b"", b"three"].map(|bytes| spool.append(bytes).unwrap()).to_vec();
        assert_eq!(starts, [0, 3, 3]);
        assert_eq!(spool.len(), 8);
        let mut bytes = [0; 5];
        spool.clone().read(3, &mut bytes).unwrap();
        assert_eq!(&bytes, b"three");
        assert!(spool.read(6, &mut bytes).unwrap_err().is_io());
        if cfg!(unix) {
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        }
    }

    #[test]
    fn a_directory_that_is_not_there_is_an_error_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing");
        let error = Spool::new(missing).append(b"x").unwrap_err();
        assert!(error.is_io());
        assert!(error.to_string().contains("missing"), "{error}");
    }
}
