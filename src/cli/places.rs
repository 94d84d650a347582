//! Where a run writes: never to what it reads, and never twice to one place.

use std::fs;
use std::path::{Path, PathBuf};

use super::failure::{Failure, shown};

/// The outputs of a run, each checked against its inputs and the other outputs.
pub(super) struct Places {
    /// Files and folders that are read, resolved.
    inputs: Vec<PathBuf>,
    outputs: Vec<PathBuf>,
}

impl Places {
    pub(super) fn of<'p>(inputs: impl IntoIterator<Item = &'p Path>) -> Self {
        let is_file = |input: &&Path| *input != Path::new("-");
        // An input that cannot be resolved cannot be opened either, which is said where it is tried.
        let inputs = inputs.into_iter().filter(is_file);
        let inputs = inputs.filter_map(|input| fs::canonicalize(input).ok());
        Self { inputs: inputs.collect(), outputs: Vec::new() }
    }

    /// Adds a file, or a directory that is replaced as a whole.
    ///
    /// # Errors
    /// If it is an input or holds one, or if another output is the same, lies in it or around it.
    pub(super) fn add(&mut self, output: &Path) -> Result<(), Failure> {
        let Some(place) = place_of(output) else { return Ok(()) };
        if self.inputs.iter().any(|input| input.starts_with(&place)) {
            return Err(Failure::message(format!(
                "{} is read: it cannot be written to as well",
                shown(output)
            )));
        }
        let overlaps = |other: &PathBuf| place.starts_with(other) || other.starts_with(&place);
        if self.outputs.iter().any(overlaps) {
            return Err(Failure::message(format!(
                "{} is written to twice: give each output a place of its own",
                shown(output)
            )));
        }
        self.outputs.push(place);
        Ok(())
    }

    /// Adds those that are given.
    pub(super) fn add_all<'p>(
        mut self,
        outputs: impl IntoIterator<Item = Option<&'p Path>>,
    ) -> Result<Self, Failure> {
        outputs.into_iter().flatten().try_for_each(|output| self.add(output))?;
        Ok(self)
    }

    /// All outputs, resolved: a folder that is read passes over what lies there from an earlier run.
    pub(super) fn into_outputs(self) -> Vec<PathBuf> {
        self.outputs
    }
}

/// Where an output will stand; `None` for standard output, a device or a pipe.
fn place_of(output: &Path) -> Option<PathBuf> {
    if output == Path::new("-") {
        return None;
    }
    if let Ok(place) = fs::canonicalize(output) {
        let is_regular = |kind: fs::FileType| kind.is_file() || kind.is_dir();
        return fs::metadata(&place)
            .is_ok_and(|there| is_regular(there.file_type()))
            .then_some(place);
    }
    // What is not there yet will stand in the nearest folder that is.
    let whole = std::path::absolute(output).ok()?;
    let (there, rest) = whole.ancestors().skip(1).find_map(|ancestor| {
        Some((fs::canonicalize(ancestor).ok()?, whole.strip_prefix(ancestor).ok()?))
    })?;
    Some(there.join(rest))
}
