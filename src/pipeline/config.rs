//! Parameters of a scan, checked.

use crate::candidates::lsh::Banding;
use crate::candidates::winnow::WinnowConfig;
use crate::error::Error;
use crate::hash::{HASH_VERSION, hash_token};
use crate::passage::VerifyConfig;
use crate::report::model::{BandingEntry, Parameters};
use crate::sketch::SketchConfig;
use crate::sketch::shingle::ShingleConfig;

/// Articles on one fingerprint up to which all pairs are taken, by default.
const DEFAULT_MAX_GROUP: u32 = 50;

/// What a scan looks for, checked by [`ScanConfigBuilder::build`].
#[derive(Clone, Debug, PartialEq)]
pub struct ScanConfig {
    pub(super) mode: Mode,
    pub(super) max_group: u32,
    news: bool,
    estimates: Estimates,
}

/// What is looked for beyond shared passages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Estimates {
    #[default]
    None,
    /// Retellings.
    Rewritten,
    /// Retellings, and articles about one event.
    Related,
}

/// What two articles have to share.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mode {
    /// Passages, wherever they stand.
    Passages { winnow: WinnowConfig, verify: VerifyConfig },
    /// Most of their shingles.
    NearDuplicates { sketch: SketchConfig, banding: Banding },
}

impl Default for ScanConfig {
    fn default() -> Self {
        Self {
            mode: Mode::Passages {
                winnow: WinnowConfig::default(),
                verify: VerifyConfig::default(),
            },
            max_group: DEFAULT_MAX_GROUP,
            news: true,
            estimates: Estimates::None,
        }
    }
}

impl ScanConfig {
    /// Starts from the defaults: passages of 12 words, 8 inside quotation marks.
    pub fn builder() -> ScanConfigBuilder {
        ScanConfigBuilder::default()
    }

    /// Identifies the parameters and the hash version: results of different digests do not compare.
    pub fn digest(&self) -> u64 {
        hash_token(format!("{HASH_VERSION} {:?}", self.parameters()).as_bytes())
    }

    /// Whether credits, speakers and quotes are looked for.
    pub(super) fn looks_for_news(&self) -> bool {
        self.news && matches!(self.mode, Mode::Passages { .. })
    }

    /// Whether retellings are looked for.
    pub(super) fn looks_for_retellings(&self) -> bool {
        self.estimates >= Estimates::Rewritten && matches!(self.mode, Mode::Passages { .. })
    }

    /// Whether articles about one event are looked for.
    pub(super) fn looks_for_related(&self) -> bool {
        self.estimates >= Estimates::Related && matches!(self.mode, Mode::Passages { .. })
    }

    pub(super) fn parameters(&self) -> Parameters {
        let max_group = self.max_group;
        match &self.mode {
            Mode::Passages { winnow, verify } => Parameters {
                mode: "passages",
                shingle_len: winnow.shingles().shingle_len() as u32,
                min_run: Some(winnow.min_run()),
                min_passage_words: Some(verify.min_passage_words()),
                min_quoted_passage_words: Some(verify.min_quoted_passage_words()),
                news: Some(self.news),
                rewritten: Some(self.looks_for_retellings()),
                related: Some(self.looks_for_related()),
                max_group,
                threshold: None,
                banding: None,
            },
            Mode::NearDuplicates { sketch, banding } => Parameters {
                mode: "near_duplicates",
                shingle_len: sketch.shingle().shingle_len() as u32,
                min_run: None,
                min_passage_words: None,
                min_quoted_passage_words: None,
                news: None,
                rewritten: None,
                related: None,
                max_group,
                threshold: Some(banding.threshold()),
                banding: Some(BandingEntry {
                    signature_len: sketch.num_slots() as u32,
                    num_bands: banding.num_bands() as u32,
                    rows_per_band: banding.rows_per_band() as u32,
                    promised_recall: banding.probability(banding.threshold()),
                }),
            },
        }
    }
}

/// Builds a [`ScanConfig`].
///
/// # Example
///
/// ```
/// use wirecopy::ScanConfig;
///
/// let config = ScanConfig::builder().min_run(8).build()?;
/// assert_ne!(config.digest(), ScanConfig::default().digest());
/// assert!(ScanConfig::builder().min_run(7).build().unwrap_err().is_config());
/// # Ok::<(), wirecopy::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ScanConfigBuilder {
    min_run: Option<u32>,
    min_passage_words: Option<u32>,
    shingle_len: Option<u32>,
    max_group: Option<u32>,
    near_duplicates: Option<f64>,
    no_news: bool,
    estimates: Estimates,
}

impl ScanConfigBuilder {
    /// Every shared run of so many words makes two articles a candidate pair, 8 to 64. By default,
    /// 12.
    pub fn min_run(mut self, words: u32) -> Self {
        self.min_run = Some(words);
        self
    }

    /// Words from which a passage counts, 6 to 1,000; inside quotation marks two thirds of that.
    /// By default, 12.
    pub fn min_passage_words(mut self, words: u32) -> Self {
        self.min_passage_words = Some(words);
        self
    }

    /// Words of a shingle, 3 to 16, and at least two below `min_run`. By default, 5.
    pub fn shingle_len(mut self, words: u32) -> Self {
        self.shingle_len = Some(words);
        self
    }

    /// Articles on one fingerprint up to which all pairs are taken, at least 2; in larger groups
    /// each member is linked to a representative. By default, 50.
    pub fn max_group(mut self, articles: u32) -> Self {
        self.max_group = Some(articles);
        self
    }

    /// Whole-article resemblance of at least `threshold` instead of passages.
    pub fn near_duplicates(mut self, threshold: f64) -> Self {
        self.near_duplicates = Some(threshold);
        self
    }

    /// Without credits of agencies, speakers and the index of quotes, which cost time. Furniture and
    /// quotation marks stay: the kinds of pairs rest on them. By default, all are looked for; in
    /// near-duplicate mode none ever is.
    pub fn no_news(mut self) -> Self {
        self.no_news = true;
        self
    }

    /// With pairs of the kind `rewritten`: articles of different sources that tell a story in the
    /// same order in other words. They are estimated, and in no cluster. By default, they are not
    /// looked for, nor in near-duplicate mode.
    pub fn rewritten(mut self) -> Self {
        self.estimates = self.estimates.max(Estimates::Rewritten);
        self
    }

    /// With pairs of the kinds `rewritten` and `same_event`: articles of different sources about the
    /// same, but not alike. By default, they are not looked for.
    pub fn related(mut self) -> Self {
        self.estimates = Estimates::Related;
        self
    }

    /// Checks the parameters.
    ///
    /// # Errors
    ///
    /// [`Error::is_config`] if one is out of range, or belongs to the other mode.
    pub fn build(self) -> Result<ScanConfig, Error> {
        let max_group = self.max_group.unwrap_or(DEFAULT_MAX_GROUP);
        if max_group < 2 {
            return Err(Error::config(format!("max_group is {max_group}, below 2")));
        }
        let shingle_len = self.shingle_len.unwrap_or(ShingleConfig::DEFAULT_LEN);
        if !(3..=16).contains(&shingle_len) {
            return Err(Error::config(format!("shingle_len is {shingle_len}, not in 3 to 16")));
        }
        let mode = if let Some(threshold) = self.near_duplicates {
            if self.min_run.is_some() || self.min_passage_words.is_some() {
                return Err(Error::config(
                    "near-duplicate mode compares whole articles: it has no runs and no passages",
                ));
            }
            if self.no_news || self.estimates != Estimates::None {
                return Err(Error::config(
                    "near-duplicate mode compares whole articles: it looks for no news and no \
                     retellings",
                ));
            }
            let sketch = SketchConfig::builder().shingle_len(shingle_len as usize).build()?;
            let banding = Banding::choose(sketch.num_slots(), threshold, Banding::DEFAULT_RECALL)?;
            Mode::NearDuplicates { sketch, banding }
        } else {
            let min_run = self.min_run.unwrap_or(WinnowConfig::DEFAULT_MIN_RUN);
            if !(8..=64).contains(&min_run) {
                return Err(Error::config(format!("min_run is {min_run}, not in 8 to 64")));
            }
            Mode::Passages {
                winnow: WinnowConfig::new(min_run, shingle_len)?,
                verify: self
                    .min_passage_words
                    .map_or_else(|| Ok(VerifyConfig::default()), VerifyConfig::new)?,
            }
        };
        Ok(ScanConfig { mode, max_group, news: !self.no_news, estimates: self.estimates })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_the_other_mode_is_an_error() {
        let near = || ScanConfig::builder().near_duplicates(0.8);
        assert!(near().shingle_len(4).max_group(10).build().is_ok());
        for config in [
            near().min_run(12),
            near().min_passage_words(12),
            near().no_news(),
            near().rewritten(),
            near().related(),
        ] {
            assert!(config.build().unwrap_err().is_config());
        }
    }
}
