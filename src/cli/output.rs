//! Files that a run writes beside its report. They appear whole or not at all.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::NamedTempFile;
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
    Replace(BufWriter<NamedTempFile>),
    Direct(BufWriter<File>),
    Stdout(BufWriter<io::Stdout>),
}

impl OutputFile {
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        let target = open(path).map_err(|error| Failure::file(path, error))?;
        Ok(Self { path: path.to_path_buf(), target })
    }

    /// Makes the file appear under its name.
    pub(super) fn commit(self) -> Result<(), Failure> {
        let Self { path, target } = self;
        finish(&path, target).map_err(|error| Failure::file(&path, error))
    }
}

fn open(path: &Path) -> io::Result<Target> {
    if path == Path::new("-") {
        return Ok(Target::Stdout(BufWriter::new(io::stdout())));
    }
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        return Ok(Target::Direct(BufWriter::new(File::options().write(true).open(path)?)));
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".wirecopy-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: the umask takes its part.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let parent = parent.unwrap_or(Path::new("."));
    let file = interrupt::make(|| builder.tempfile_in(parent), NamedTempFile::path)?;
    Ok(Target::Replace(BufWriter::with_capacity(1 << 16, file)))
}

fn finish(path: &Path, target: Target) -> io::Result<()> {
    match target {
        Target::Stdout(mut out) => out.flush(),
        Target::Direct(mut out) => out.flush(),
        Target::Replace(out) => {
            let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.as_file().sync_all()?;
            let temporary = file.path().to_path_buf();
            // Through a link, the file that it leads to is replaced.
            let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
            interrupt::commit(&temporary, || file.persist(place))?;
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
    Ok((OutputFile::create(path)?, format))
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.target {
            Target::Replace(out) => out.write(bytes),
            Target::Direct(out) => out.write(bytes),
            Target::Stdout(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.target {
            Target::Replace(out) => out.flush(),
            Target::Direct(out) => out.flush(),
            Target::Stdout(out) => out.flush(),
        }
    }
}
