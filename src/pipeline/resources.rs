//! What a scan may use of the machine.

use std::path::PathBuf;

/// Bytes that one token takes in an article that is prepared for verification, all in all.
const PREPARED_BYTES_PER_TOKEN: u64 = 64;

/// Bytes of a shingle in a set of them.
const SHINGLE_BYTES: u64 = 8;

/// What a scan may use. Nothing of it changes the result.
///
/// # Example
///
/// ```
/// use wirecopy::{Resources, Scan, ScanConfig};
///
/// let resources = Resources { memory_limit: 256 << 20, ..Resources::default() };
/// let scan = Scan::new(ScanConfig::default()).with_resources(resources);
/// # drop(scan);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resources {
    /// Bytes for what grows with the texts: the texts, their fingerprints, and articles that are
    /// being verified. Beyond it they go to `temp_dir`, or texts are read again. What is known of an
    /// article without its text, and the report, come on top.
    pub memory_limit: u64,
    /// Directory for temporary files.
    pub temp_dir: PathBuf,
}

impl Default for Resources {
    /// 1 GiB, and the system's directory for temporary files.
    fn default() -> Self {
        Self { memory_limit: 1 << 30, temp_dir: std::env::temp_dir() }
    }
}

impl Resources {
    /// Bytes for texts.
    pub(super) const fn text_bytes(&self) -> u64 {
        self.memory_limit / 4
    }

    /// Bytes for texts that can be read again, where few of them are looked at a second time.
    pub(super) const fn plain_text_bytes(&self) -> u64 {
        self.memory_limit / 64
    }

    /// Bytes for fingerprints on their way to candidates.
    pub(super) const fn fingerprint_bytes(&self) -> u64 {
        self.memory_limit / 4
    }

    /// Tokens of articles that are prepared at a time. More than a sixteenth of a GiB makes
    /// nothing faster.
    pub(super) fn prepared_tokens(&self) -> u64 {
        (self.memory_limit / 8).min(1 << 26) / PREPARED_BYTES_PER_TOKEN
    }

    /// Shingles of articles that are compared as sets of them, at a time.
    pub(super) const fn prepared_shingles(&self) -> u64 {
        self.memory_limit / 8 / SHINGLE_BYTES
    }

    /// The same in a scan, which has no fingerprints then.
    pub(super) const fn prepared_shingles_of_scan(&self) -> u64 {
        self.memory_limit / 4 / SHINGLE_BYTES
    }
}
