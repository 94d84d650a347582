//! Files that a run writes beside its report. They appear whole or not at all.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::NamedTempFile;
use wirecopy::read::TEMPORARY_PREFIX;
use wirecopy::report::GraphFormat;

use super::failure::Failure;
use super::interrupt;

/// A file that is being written: a temporary sibling takes its place at the end.
///
/// `-` is standard output; devices and pipes are written to directly.
pub(super) struct OutputFile {
    path: PathBuf,
    target: Target,
}

enum Target {
    Replace {
        out: BufWriter<NamedTempFile>,
        /// Where it goes: through a link, the file that this leads to is replaced.
        place: PathBuf,
    },
    Direct(BufWriter<Direct>),
    Stdout(BufWriter<io::Stdout>),
}

/// A device or a pipe.
struct Direct(File);

impl OutputFile {
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        let target = open(path).map_err(|error| Failure::file(path, error))?;
        Ok(Self { path: path.to_path_buf(), target })
    }

    /// As [`OutputFile::create`], for what is written beside a report on standard output.
    pub(super) fn create_beside(path: &Path) -> Result<Self, Failure> {
        if path == Path::new("-") {
            return Err(Failure::message("- is standard output, which is taken: name a file"));
        }
        Self::create(path)
    }

    /// Writes it; an error names the file.
    pub(super) fn fill<T>(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
    ) -> Result<T, Failure> {
        write(self).map_err(|error| Failure::file(&self.path, error))
    }

    /// Makes the file appear under its name.
    pub(super) fn commit(self) -> Result<(), Failure> {
        let Self { path, target } = self;
        finish(target).map_err(|error| Failure::file(&path, error))
    }
}

fn open(path: &Path) -> io::Result<Target> {
    if path == Path::new("-") {
        return Ok(Target::Stdout(BufWriter::new(io::stdout())));
    }
    let there = fs::metadata(path).ok();
    if there.as_ref().is_some_and(|there| !there.is_file()) {
        return Ok(Target::Direct(BufWriter::new(Direct(File::options().write(true).open(path)?))));
    }
    let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let parent = place.parent().filter(|parent| !parent.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY_PREFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: the umask takes its part.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let parent = parent.unwrap_or(Path::new("."));
    let file = interrupt::make(|| builder.tempfile_in(parent), NamedTempFile::path)?;
    if let Some(there) = there {
        // What others may not read they are not to read now.
        file.as_file().set_permissions(there.permissions())?;
    }
    Ok(Target::Replace { out: BufWriter::with_capacity(1 << 16, file), place })
}

fn finish(target: Target) -> io::Result<()> {
    match target {
        Target::Stdout(mut out) => out.flush(),
        Target::Direct(mut out) => out.flush(),
        Target::Replace { out, place } => {
            let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.as_file().sync_all()?;
            interrupt::commit(file, NamedTempFile::path, |file| file.persist(place))?;
            Ok(())
        }
    }
}

/// An [`OutputFile`] that is compressed where its name says so: `.gz` or `.zst`.
pub(super) struct PackedFile {
    path: PathBuf,
    packer: Packer,
}

enum Packer {
    Plain(OutputFile),
    Gzip(GzEncoder<OutputFile>),
    Zstd(zstd::Encoder<'static, OutputFile>),
}

impl PackedFile {
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        let file = OutputFile::create(path)?;
        let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
        let packer = if extension.eq_ignore_ascii_case("gz") {
            Packer::Gzip(GzEncoder::new(file, Compression::default()))
        } else if extension.eq_ignore_ascii_case("zst") {
            // 0 is the level that zstd takes by default.
            let encoder = zstd::Encoder::new(file, 0);
            Packer::Zstd(encoder.map_err(|error| Failure::file(path, error))?)
        } else {
            Packer::Plain(file)
        };
        Ok(Self { path: path.to_path_buf(), packer })
    }

    /// Makes the file appear under its name.
    pub(super) fn commit(self) -> Result<(), Failure> {
        let Self { path, packer } = self;
        let file = match packer {
            Packer::Plain(file) => Ok(file),
            Packer::Gzip(encoder) => encoder.finish(),
            Packer::Zstd(encoder) => encoder.finish(),
        };
        file.map_err(|error| Failure::file(&path, error))?.commit()
    }
}

impl Write for PackedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.packer {
            Packer::Plain(out) => out.write(bytes),
            Packer::Gzip(out) => out.write(bytes),
            Packer::Zstd(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.packer {
            Packer::Plain(out) => out.flush(),
            Packer::Gzip(out) => out.flush(),
            Packer::Zstd(out) => out.flush(),
        }
    }
}

/// A file for a graph, in the format that its name says.
pub(super) fn create_graph(path: &Path) -> Result<(OutputFile, GraphFormat), Failure> {
    let format = GraphFormat::of(path)?;
    Ok((OutputFile::create_beside(path)?, format))
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.target {
            Target::Replace { out, .. } => out.write(bytes),
            Target::Direct(out) => out.write(bytes),
            Target::Stdout(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.target {
            Target::Replace { out, .. } => out.flush(),
            Target::Direct(out) => out.flush(),
            Target::Stdout(out) => out.flush(),
        }
    }
}

impl Write for Direct {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(|error| match error.kind() {
            // Only where standard output is closed has all been said that anybody wants to hear.
            io::ErrorKind::BrokenPipe => io::Error::other("its reader has closed it"),
            _ => error,
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
