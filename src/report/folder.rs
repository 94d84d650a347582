//! Directories of our own files, which appear whole or not at all.
//!
//! The files are written into a temporary sibling of the directory, which takes its place when all
//! of them are on the disk: a full disk or a crash leaves the old files as they were.

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::Error;
use crate::read::TEMPORARY_PREFIX;

/// Which files of a directory may be replaced.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ours {
    /// Whether a file by this name is ours.
    pub(super) is_ours: fn(&str) -> bool,
    /// The file that marks a directory as one of ours.
    pub(super) marker: &'static str,
}

/// A directory that is being written.
///
/// Nothing is changed at `path` before [`Folder::commit`]; dropped without it, what was written is
/// removed.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    temporary: TempDir,
    ours: Ours,
}

impl Folder {
    /// Makes a temporary sibling of `path`, and the folders above it.
    ///
    /// # Errors
    /// [`Error::is_corrupt`] if `path` is there and is no directory, or holds files that are not
    /// ours; [`Error::is_io`] if it cannot be looked at or nothing can be written beside it.
    pub(super) fn create(path: &Path, ours: Ours) -> Result<Self, Error> {
        let cannot = |doing| move |error| Error::io(doing, path, error);
        // A link stays a link: what it leads to is replaced.
        let target = match fs::canonicalize(path) {
            Ok(target) => {
                check_ours(&target, path, ours)?;
                target
            }
            Err(error) if error.kind() == ErrorKind::NotFound => path.to_path_buf(),
            Err(error) => return Err(cannot("cannot open the output directory")(error)),
        };
        let parent = match target.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            None => return Err(Error::corrupt(path, "no output can be written in place of")),
        };
        fs::create_dir_all(parent).map_err(cannot("cannot make the output directory"))?;
        let temporary = new_builder()
            .tempdir_in(parent)
            .map_err(cannot("cannot write beside the output directory"))?;
        Ok(Self { path: target, temporary, ours })
    }

    /// Where the files are until [`Folder::commit`].
    pub(super) fn temporary_path(&self) -> &Path {
        self.temporary.path()
    }

    /// Writes one file and puts it on the disk.
    ///
    /// # Errors
    /// [`Error::is_io`] if it cannot be written whole; an [`Error`] that `write` hands on.
    pub(super) fn write_file(
        &self,
        name: &str,
        write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<(), Error> {
        let written = File::create(self.temporary.path().join(name)).and_then(|file| {
            let mut out = BufWriter::with_capacity(1 << 16, file);
            write(&mut out)?;
            out.flush()?;
            // Some file systems tell of a full disk only now, and none keeps a promise before.
            out.get_ref().sync_all()
        });
        // A text that could not be read again says so itself.
        written.map_err(|error| match error.downcast::<Error>() {
            Ok(error) => error,
            Err(error) => Error::io("cannot write", &self.path.join(name), error),
        })
    }

    /// Puts the files in place of those that were there.
    ///
    /// # Errors
    /// [`Error::is_io`] if the directory cannot be replaced, [`Error::is_corrupt`] if files that are
    /// not ours came into it meanwhile; it is then as it was.
    pub(super) fn commit(self) -> Result<(), Error> {
        let Self { path, temporary, ours } = self;
        let cannot = |error| Error::io("cannot replace the output directory", &path, error);
        if !path.try_exists().map_err(cannot)? {
            fs::rename(temporary.path(), &path).map_err(cannot)?;
            // What the guard would remove has moved.
            let _ = temporary.keep();
            return Ok(());
        }
        check_ours(&path, &path, ours)?;
        let permissions = fs::metadata(&path).map_err(cannot)?.permissions();
        fs::set_permissions(temporary.path(), permissions).map_err(cannot)?;
        let parent = path.parent().unwrap_or(Path::new("."));
        let old = new_builder().tempdir_in(parent).map_err(cannot)?;
        // Two renames are the nearest that portable calls come to an exchange.
        let aside = old.path().join("old");
        fs::rename(&path, &aside).map_err(cannot)?;
        if let Err(error) = fs::rename(temporary.path(), &path) {
            if fs::rename(&aside, &path).is_err() {
                // The old files are all that is left: keep them where they are.
                return Err(Error::io("the old output is kept in", &old.keep(), error));
            }
            return Err(cannot(error));
        }
        let _ = temporary.keep();
        old.close().map_err(|error| Error::io("cannot remove the old files of", &path, error))
    }
}

fn new_builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY_PREFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new directory: the umask takes its part.
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    builder
}

/// Refuses a directory that holds anything but our files, since all of it is to be replaced.
fn check_ours(target: &Path, shown: &Path, ours: Ours) -> Result<(), Error> {
    let cannot = |error| Error::io("cannot list the output directory", shown, error);
    if !fs::metadata(target).map_err(cannot)?.is_dir() {
        return Err(Error::corrupt(shown, "the output is to be a directory, and there is a file"));
    }
    let (mut any, mut is_marked) = (false, false);
    for entry in fs::read_dir(target).map_err(cannot)? {
        let name = entry.map_err(cannot)?.file_name();
        if !name.to_str().is_some_and(ours.is_ours) {
            let message = "the output directory holds a file that is not wirecopy's:";
            return Err(Error::corrupt(&shown.join(name), message));
        }
        any = true;
        is_marked |= name == *ours.marker;
    }
    if any && !is_marked {
        let message = format!("the output directory holds files but no {}:", ours.marker);
        return Err(Error::corrupt(shown, message));
    }
    Ok(())
}
