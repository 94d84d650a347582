//! Which files are read, in an order that does not depend on that of the arguments.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::TEMPORARY_PREFIX;
use super::open::Packing;
use super::{Format, Reject, RejectReason};
use crate::{Error, Provenance};

/// A file to be read.
#[derive(Debug)]
pub(super) struct FoundFile {
    /// `None` is standard input.
    pub(super) path: Option<PathBuf>,
    /// Path as reached from the argument, lossily decoded.
    pub(super) shown: String,
    /// Path relative to the argument, with `/` between components.
    pub(super) base_id: String,
    /// Whether a folder was named, and not the file itself.
    pub(super) is_walked: bool,
    pub(super) named: Option<Format>,
    pub(super) packing: Option<Packing>,
}

/// Files that were passed over, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PassedOver {
    pub(super) by_extension: u64,
    pub(super) links: u64,
    pub(super) repeats: u64,
}

/// Walks the arguments.
pub(super) struct Walk {
    arguments: std::vec::IntoIter<PathBuf>,
    folder: Option<(PathBuf, walkdir::IntoIter)>,
    follow_links: bool,
    /// Canonical paths of what is not read in a folder.
    except: Vec<PathBuf>,
    /// Canonical paths of what was read, kept only where a file can be reached twice.
    seen: Option<HashSet<PathBuf>>,
    pub(super) passed_over: PassedOver,
}

impl Walk {
    /// Checks that the arguments exist. `except` are canonical paths.
    pub(super) fn new(
        paths: &[PathBuf],
        follow_links: bool,
        except: Vec<PathBuf>,
    ) -> Result<Self, Error> {
        for path in paths.iter().filter(|path| !is_stdin(path)) {
            if let Err(error) = fs::metadata(path)
                && error.kind() == std::io::ErrorKind::NotFound
            {
                return Err(Error::io("cannot open", path, error));
            }
        }
        // With `a` and `a/b` named, ids are relative to the outer folder in any order of both.
        let mut arguments = paths.to_vec();
        // (Paths compare by component, and take `a/./b` for `a/b`: bytes leave nothing open.)
        arguments.sort_by(|a, b| a.as_os_str().cmp(b.as_os_str()));
        let seen = (paths.len() > 1 || follow_links).then(HashSet::new);
        Ok(Self {
            arguments: arguments.into_iter(),
            folder: None,
            follow_links,
            except,
            seen,
            passed_over: PassedOver::default(),
        })
    }

    /// The next file, or what cannot be one; `None` at the end.
    pub(super) fn next(&mut self) -> Option<Result<FoundFile, Reject>> {
        loop {
            let Some((root, entries)) = &mut self.folder else {
                let argument = self.arguments.next()?;
                if let Some(found) = self.take_argument(argument) {
                    return Some(found);
                }
                continue;
            };
            let entry = match entries.next() {
                None => {
                    self.folder = None;
                    continue;
                }
                Some(Ok(entry)) => entry,
                Some(Err(error)) => return Some(Err(reject_of(&error))),
            };
            let kind = entry.file_type();
            if is_written_to(&entry, &self.except) {
                if kind.is_dir() {
                    entries.skip_current_dir();
                }
                continue;
            }
            if kind.is_dir() {
                continue;
            }
            if kind.is_symlink() {
                self.passed_over.links += 1;
                continue;
            }
            let path = entry.into_path();
            if !kind.is_file() {
                return Some(Err(reject(&path, RejectReason::NotAFile)));
            }
            let relative = path.strip_prefix(&root).unwrap_or(&path);
            let mut file = found_file(&path, relative);
            file.is_walked = true;
            if file.named.is_none() {
                self.passed_over.by_extension += 1;
            } else if self.is_new(&path) {
                return Some(Ok(file));
            }
        }
    }

    fn take_argument(&mut self, argument: PathBuf) -> Option<Result<FoundFile, Reject>> {
        if is_stdin(&argument) {
            if !self.is_new(&argument) {
                return None;
            }
            let name = || "-".to_owned();
            let (shown, base_id) = (name(), name());
            return Some(Ok(FoundFile {
                path: None,
                shown,
                base_id,
                is_walked: false,
                named: None,
                packing: None,
            }));
        }
        let kind = match fs::metadata(&argument) {
            Ok(metadata) => metadata.file_type(),
            Err(error) => {
                return Some(Err(reject(&argument, RejectReason::Unreadable(error.kind()))));
            }
        };
        if kind.is_dir() {
            let entries = WalkDir::new(&argument)
                .follow_links(self.follow_links)
                .sort_by(|a, b| a.file_name().cmp(b.file_name()))
                .into_iter();
            self.folder = Some((argument, entries));
            return None;
        }
        if !kind.is_file() && !is_shell_pipe(&argument, kind) {
            return Some(Err(reject(&argument, RejectReason::NotAFile)));
        }
        if !self.is_new(&argument) {
            return None;
        }
        let name = argument.file_name().map_or(argument.as_path(), Path::new);
        Some(Ok(found_file(&argument, name)))
    }

    /// Whether the file was not reached before; counts it if it was.
    fn is_new(&mut self, path: &Path) -> bool {
        let Some(seen) = &mut self.seen else { return true };
        // What cannot be resolved will fail to open, and say so.
        let is_new = seen.insert(fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()));
        self.passed_over.repeats += u64::from(!is_new);
        is_new
    }
}

/// Whether a run writes there: to one of `except`, or to a temporary sibling of it.
fn is_written_to(entry: &walkdir::DirEntry, except: &[PathBuf]) -> bool {
    let is_temporary =
        entry.file_name().as_encoded_bytes().starts_with(TEMPORARY_PREFIX.as_bytes());
    // Resolving a path asks the system for each of its folders; most names are none of an output.
    let may_be_excepted = entry.path_is_symlink()
        || except.iter().any(|path| path.file_name() == Some(entry.file_name()));
    let is_excepted = || fs::canonicalize(entry.path()).is_ok_and(|path| except.contains(&path));
    entry.depth() > 0 && (is_temporary || (may_be_excepted && is_excepted()))
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Whether the path is a pipe that a shell made for `<(command)`. Opening any other FIFO would wait
/// for a writer, perhaps for ever.
fn is_shell_pipe(path: &Path, kind: fs::FileType) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        kind.is_fifo() && (path.starts_with("/dev") || path.starts_with("/proc"))
    }
    #[cfg(not(unix))]
    {
        let _ = (path, kind);
        false
    }
}

fn found_file(path: &Path, relative: &Path) -> FoundFile {
    let (named, packing) = kind_of_name(path.file_name().unwrap_or_default());
    let components: Vec<_> =
        relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    FoundFile {
        path: Some(path.to_owned()),
        shown: path.to_string_lossy().into_owned(),
        base_id: components.join("/"),
        is_walked: false,
        named,
        packing,
    }
}

/// Format and packing that a file name promises.
fn kind_of_name(name: &OsStr) -> (Option<Format>, Option<Packing>) {
    let extension = |path: &Path| path.extension().map(|e| e.to_string_lossy().into_owned());
    let path = Path::new(name);
    let last = extension(path).unwrap_or_default();
    match Packing::of_extension(&last) {
        Some(packing) => {
            let inner = path.file_stem().map(Path::new).and_then(extension).unwrap_or_default();
            (Format::of_extension(&inner), Some(packing))
        }
        None => (Format::of_extension(&last), None),
    }
}

fn reject(path: &Path, reason: RejectReason) -> Reject {
    let path = path.to_string_lossy().into_owned();
    Reject { provenance: Provenance { path, ..Provenance::default() }, reason }
}

fn reject_of(error: &walkdir::Error) -> Reject {
    let path = error.path().unwrap_or(Path::new(""));
    let reason = if error.loop_ancestor().is_some() {
        RejectReason::LinkLoop
    } else {
        let kind = error.io_error().map_or(std::io::ErrorKind::Other, std::io::Error::kind);
        RejectReason::Unreadable(kind)
    };
    reject(path, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative paths of what is found, and codes of what is not.
    fn walk(paths: &[PathBuf], follow_links: bool) -> (Vec<String>, PassedOver) {
        walk_but(paths, follow_links, &[])
    }

    fn walk_but(
        paths: &[PathBuf],
        follow_links: bool,
        except: &[PathBuf],
    ) -> (Vec<String>, PassedOver) {
        let mut walk = Walk::new(paths, follow_links, except.to_vec()).unwrap();
        let mut found = Vec::new();
        while let Some(next) = walk.next() {
            found.push(match next {
                Ok(file) => file.base_id,
                Err(reject) => {
                    let name = reject.provenance.path.rsplit('/').next().unwrap().to_owned();
                    format!("{name} {}", reject.reason.code())
                }
            });
        }
        (found, walk.passed_over)
    }

    fn touch(folder: &Path, name: &str) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
    }

    #[test]
    fn known_extensions_are_read_in_byte_order_and_others_counted() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "b.txt",
            "B.TXT",
            "a/z.jsonl.gz",
            "a/y.json.ZST",
            "a-b/x.csv",
            ".hidden/t.tsv",
            "n.md",
            "x.gz",
            "tar.tar.gz",
            "noext",
            "c.ndjson",
        ] {
            touch(folder.path(), name);
        }
        fs::write(folder.path().join(".gitignore"), "*").unwrap();
        let (found, passed) = walk(&[folder.path().to_owned()], false);
        let expected = [
            ".hidden/t.tsv",
            "B.TXT",
            "a/y.json.ZST",
            "a/z.jsonl.gz",
            "a-b/x.csv",
            "b.txt",
            "c.ndjson",
        ];
        assert_eq!(found, expected);
        assert_eq!(passed, PassedOver { by_extension: 5, ..PassedOver::default() });
    }

    #[test]
    fn what_a_run_writes_is_passed_over_and_not_counted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        for name in ["a.txt", "out/articles.jsonl", "r.jsonl", "s.jsonl", "n.html"] {
            touch(path, name);
        }
        touch(path, ".wirecopy-1x/b.txt");
        touch(path, "sub/.wirecopy-2y");
        let except = ["out", "r.jsonl", "n.html"].map(|name| path.join(name));
        let except = except.map(|path| fs::canonicalize(path).unwrap());
        let (found, passed) = walk_but(&[path.to_owned()], false, &except);
        assert_eq!(found, ["a.txt", "s.jsonl"]);
        assert_eq!(passed, PassedOver::default());
        // What is named itself is read.
        let (found, _) = walk_but(&[path.join("out")], false, &except);
        assert_eq!(found, ["articles.jsonl"]);
    }

    #[test]
    fn a_file_reached_twice_is_read_once_whatever_the_order() {
        let folder = tempfile::tempdir().unwrap();
        touch(folder.path(), "sub/a.txt");
        touch(folder.path(), "n.md");
        let outer = folder.path().to_owned();
        let (inner, named) = (outer.join("sub"), outer.join("n.md"));
        let odd = outer.join("sub/../sub/a.txt");
        let straight = [outer, inner, named, odd, PathBuf::from("-"), PathBuf::from("-")];
        let mut turned = straight.clone();
        turned.reverse();
        let (found, passed) = walk(&straight, false);
        assert_eq!(found, ["-", "sub/a.txt", "n.md"]);
        assert_eq!(passed, PassedOver { by_extension: 1, links: 0, repeats: 3 });
        assert_eq!(walk(&turned, false), (found, passed));
    }

    #[test]
    fn a_named_path_must_exist() {
        let folder = tempfile::tempdir().unwrap();
        let error = Walk::new(&[folder.path().join("none")], false, Vec::new()).err().unwrap();
        assert!(error.is_io());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_passed_over_unless_followed_and_loops_rejected() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        touch(path, "a/x.txt");
        symlink(path.join("a"), path.join("b")).unwrap();
        symlink(path, path.join("a/up")).unwrap();
        symlink(path.join("a/x.txt"), path.join("c.txt")).unwrap();
        symlink("nowhere", path.join("d.txt")).unwrap();
        symlink("self.txt", path.join("self.txt")).unwrap();
        let (found, passed) = walk(&[path.to_owned()], false);
        assert_eq!(found, ["a/x.txt"]);
        assert_eq!(passed, PassedOver { links: 5, ..PassedOver::default() });
        let (found, passed) = walk(&[path.to_owned()], true);
        let expected =
            ["up link_loop", "a/x.txt", "up link_loop", "d.txt unreadable", "self.txt unreadable"];
        assert_eq!(found, expected);
        assert_eq!(passed, PassedOver { repeats: 2, ..PassedOver::default() });
        let (found, _) = walk(&[path.join("c.txt"), path.join("self.txt")], false);
        assert_eq!(found, ["c.txt", "self.txt unreadable"]);
    }

    #[cfg(unix)]
    #[test]
    fn sockets_fifos_and_devices_are_rejected_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("s.txt");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        let fifo = folder.path().join("f.txt");
        let made = std::process::Command::new("mkfifo").arg(&fifo).status();
        let mut expected = vec!["null not_a_file", "s.txt not_a_file"];
        if made.is_ok_and(|status| status.success()) {
            expected.insert(1, "f.txt not_a_file");
            let (found, _) = walk(&[fifo], false);
            assert_eq!(found, ["f.txt not_a_file"]);
        }
        let (found, _) = walk(&[folder.path().to_owned(), PathBuf::from("/dev/null")], false);
        assert_eq!(found, expected);
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_not_utf8_are_found() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().unwrap();
        let name = OsStr::from_bytes(b"caf\xe9.txt");
        if fs::write(folder.path().join(name), "x").is_ok() {
            let (found, _) = walk(&[folder.path().to_owned()], false);
            assert_eq!(found, ["caf\u{fffd}.txt"]);
        }
    }
}
