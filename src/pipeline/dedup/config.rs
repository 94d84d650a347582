//! Parameters of a deduplication, checked.

use std::str::FromStr;

use crate::candidates::lsh::Banding;
use crate::candidates::winnow::WinnowConfig;
use crate::error::Error;
use crate::sketch::{ShingleConfig, SketchConfig};

/// What a record has to share with a kept one to be removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DedupMode {
    /// Resemblance: shared shingles / all shingles of both.
    #[default]
    Resemblance,
    /// Containment: the share of the removed record's shingles that the kept one holds.
    Containment,
}

/// Which of several similar records is kept: the one that comes first in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// The order of reading.
    #[default]
    First,
    /// Most tokens first, then the order of reading.
    Longest,
    /// The start of the interval that the record was published in, earliest first; records without
    /// a date last; then the order of reading.
    Earliest,
}

impl FromStr for DedupMode {
    type Err = Error;

    /// Reads `resemblance` or `containment`.
    fn from_str(name: &str) -> Result<Self, Error> {
        match name {
            "resemblance" => Ok(Self::Resemblance),
            "containment" => Ok(Self::Containment),
            _ => Err(Error::config(format!("unknown mode {name:?}: use resemblance, containment"))),
        }
    }
}

impl FromStr for Keep {
    type Err = Error;

    /// Reads `first`, `longest` or `earliest`.
    fn from_str(name: &str) -> Result<Self, Error> {
        match name {
            "first" => Ok(Self::First),
            "longest" => Ok(Self::Longest),
            "earliest" => Ok(Self::Earliest),
            _ => Err(Error::config(format!("cannot keep {name:?}: use first, longest, earliest"))),
        }
    }
}

/// What a deduplication removes, checked by [`DedupConfigBuilder::build`].
#[derive(Clone, Debug, PartialEq)]
pub struct DedupConfig {
    pub(super) threshold: f64,
    pub(super) keep: Keep,
    pub(super) finder: Finder,
}

/// How kept records that a record may be similar to are found.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Finder {
    Bands { sketch: SketchConfig, banding: Banding },
    Fingerprints(WinnowConfig),
}

impl DedupConfig {
    /// Starts from the defaults: resemblance of 0.8 by shingles of five words, the first is kept.
    pub fn builder() -> DedupConfigBuilder {
        DedupConfigBuilder::default()
    }

    /// The bands that promise how many pairs at the threshold are found; `None` for containment.
    pub const fn banding(&self) -> Option<&Banding> {
        match &self.finder {
            Finder::Bands { banding, .. } => Some(banding),
            Finder::Fingerprints(_) => None,
        }
    }

    /// What is compared.
    pub const fn mode(&self) -> DedupMode {
        match &self.finder {
            Finder::Bands { .. } => DedupMode::Resemblance,
            Finder::Fingerprints(_) => DedupMode::Containment,
        }
    }

    pub(super) const fn shingle(&self) -> ShingleConfig {
        match &self.finder {
            Finder::Bands { sketch, .. } => sketch.shingle(),
            Finder::Fingerprints(winnow) => winnow.shingles(),
        }
    }
}

/// Builds a [`DedupConfig`].
///
/// # Example
///
/// ```
/// use wirecopy::{DedupConfig, DedupMode, Keep};
///
/// let config = DedupConfig::builder()
///     .mode(DedupMode::Containment)
///     .keep(Keep::Longest)
///     .threshold(0.9)
///     .build()?;
/// assert_eq!(config.mode(), DedupMode::Containment);
/// assert!(DedupConfig::builder().threshold(1.5).build().unwrap_err().is_config());
/// # Ok::<(), wirecopy::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct DedupConfigBuilder {
    threshold: f64,
    mode: DedupMode,
    keep: Keep,
    shingle_len: u32,
}

impl Default for DedupConfigBuilder {
    fn default() -> Self {
        let (mode, keep) = (DedupMode::default(), Keep::default());
        Self { threshold: 0.8, mode, keep, shingle_len: 5 }
    }
}

impl DedupConfigBuilder {
    /// Least similarity to a kept record that removes one, above 0 and up to 1. By default, 0.8.
    pub fn threshold(mut self, threshold: f64) -> Self {
        self.threshold = threshold;
        self
    }

    /// What is compared. By default, [`DedupMode::Resemblance`].
    pub fn mode(mut self, mode: DedupMode) -> Self {
        self.mode = mode;
        self
    }

    /// Which of several is kept. By default, [`Keep::First`].
    pub fn keep(mut self, keep: Keep) -> Self {
        self.keep = keep;
        self
    }

    /// Words of a shingle, 3 to 16. By default, 5.
    pub fn shingle_len(mut self, words: u32) -> Self {
        self.shingle_len = words;
        self
    }

    /// Checks the parameters.
    ///
    /// # Errors
    ///
    /// [`Error::is_config`] if one is out of range.
    pub fn build(self) -> Result<DedupConfig, Error> {
        let Self { threshold, mode, keep, shingle_len } = self;
        if !(threshold > 0.0 && threshold <= 1.0) {
            return Err(Error::config(format!(
                "threshold is {threshold}, not above 0 and at most 1"
            )));
        }
        if !(3..=16).contains(&shingle_len) {
            return Err(Error::config(format!("shingle_len is {shingle_len}, not in 3 to 16")));
        }
        let finder = match mode {
            DedupMode::Resemblance => {
                let sketch = SketchConfig::builder().shingle_len(shingle_len as usize).build()?;
                let recall = Banding::DEFAULT_RECALL;
                let banding = Banding::choose(sketch.num_slots(), threshold, recall)?;
                Finder::Bands { sketch, banding }
            }
            // A window of eight shingles.
            DedupMode::Containment => {
                Finder::Fingerprints(WinnowConfig::new(shingle_len + 7, shingle_len)?)
            }
        };
        Ok(DedupConfig { threshold, keep, finder })
    }
}

impl Default for DedupConfig {
    fn default() -> Self {
        let (sketch, threshold) = (SketchConfig::default(), 0.8);
        let banding = Banding::default();
        Self { threshold, keep: Keep::First, finder: Finder::Bands { sketch, banding } }
    }
}
