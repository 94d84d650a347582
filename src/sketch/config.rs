//! Parameters of a sketch, and the digest that tells which sketches may be compared.

use super::shingle::ShingleConfig;
use crate::error::Error;
use crate::hash::{self, HASH_VERSION};

/// Version of the signatures: slot layout, number of rounds, constants.
const SIGNATURE_VERSION: u64 = 2;

const DEFAULT_SLOTS: usize = 128;

/// How a signature's slots are filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignatureKind {
    /// Each shingle falls into one slot, and the smallest rank wins it; slots that none reached are
    /// filled as [`Classic`](Self::Classic) fills them. The default: O(1) a shingle, and a smaller error than
    /// [`Classic`](Self::Classic) while the text has not many times `k` shingles.
    ///
    /// Source: Dahlgaard, Knudsen, Thorup 2017, "Fast similarity sketching".
    #[default]
    Binned,
    /// Each slot ranks all shingles by a permutation of its own, a product modulo 2^32 and its
    /// complement in some bits, and keeps the smallest. O(k) a shingle.
    ///
    /// Source: Broder 1997, "On the resemblance and containment of documents".
    Classic,
}

/// Checked parameters of a sketch. Signatures compare only under equal [digests](Self::digest).
///
/// # Example
///
/// ```
/// use wirecopy::sketch::{SignatureKind, SketchConfig};
///
/// let config = SketchConfig::builder().num_slots(256).kind(SignatureKind::Classic).build()?;
/// assert_eq!(config.num_slots(), 256);
/// assert_ne!(config.digest(), SketchConfig::default().digest());
/// assert!(SketchConfig::builder().num_slots(100).build().unwrap_err().is_config());
/// # Ok::<(), wirecopy::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SketchConfig {
    num_slots: usize,
    shingle: ShingleConfig,
    kind: SignatureKind,
}

impl SketchConfig {
    /// The fewest slots of a signature.
    pub const MIN_SLOTS: usize = 16;
    /// The most slots of a signature.
    pub const MAX_SLOTS: usize = 4096;
    /// The number of slots is a multiple of this: one vector of the widest processor.
    pub const SLOT_STEP: usize = 16;

    /// Starts from the defaults.
    pub fn builder() -> SketchConfigBuilder {
        SketchConfigBuilder::default()
    }

    /// Number of slots of a signature, k. The standard error of an estimate is about
    /// sqrt(J(1-J)/k).
    pub const fn num_slots(&self) -> usize {
        self.num_slots
    }

    /// The shingles that are sketched.
    pub const fn shingle(&self) -> ShingleConfig {
        self.shingle
    }

    /// How slots are filled.
    pub const fn kind(&self) -> SignatureKind {
        self.kind
    }

    /// Identifies the parameters, the hash version and the signature version.
    pub fn digest(&self) -> u64 {
        let kind = match self.kind {
            SignatureKind::Binned => 1,
            SignatureKind::Classic => 2,
        };
        let parts = [
            u64::from(HASH_VERSION),
            SIGNATURE_VERSION,
            kind,
            self.num_slots as u64,
            self.shingle.shingle_len() as u64,
        ];
        // Mixed after each part, so that equal parts in another order differ.
        parts.iter().fold(0, |digest, &part| {
            hash::mix(digest ^ hash::mix(part.wrapping_add(0x9e37_79b9_7f4a_7c15)))
        })
    }
}

impl Default for SketchConfig {
    fn default() -> Self {
        Self {
            num_slots: DEFAULT_SLOTS,
            shingle: ShingleConfig::default(),
            kind: SignatureKind::default(),
        }
    }
}

/// Builds a [`SketchConfig`].
#[derive(Clone, Debug)]
pub struct SketchConfigBuilder {
    num_slots: usize,
    shingle_len: usize,
    kind: SignatureKind,
}

impl Default for SketchConfigBuilder {
    fn default() -> Self {
        Self {
            num_slots: DEFAULT_SLOTS,
            shingle_len: ShingleConfig::default().shingle_len(),
            kind: SignatureKind::default(),
        }
    }
}

impl SketchConfigBuilder {
    /// Number of slots of a signature: a multiple of 16 in 16..=4096. By default, 128.
    pub fn num_slots(mut self, num_slots: usize) -> Self {
        self.num_slots = num_slots;
        self
    }

    /// Length of a shingle in words, 1..=64. By default, 5.
    pub fn shingle_len(mut self, shingle_len: usize) -> Self {
        self.shingle_len = shingle_len;
        self
    }

    /// How slots are filled. By default, [`SignatureKind::Binned`].
    pub fn kind(mut self, kind: SignatureKind) -> Self {
        self.kind = kind;
        self
    }

    /// Checks the parameters.
    ///
    /// # Errors
    ///
    /// [`Error::is_config`] if a parameter is out of its range.
    pub fn build(self) -> Result<SketchConfig, Error> {
        let (min, max) = (SketchConfig::MIN_SLOTS, SketchConfig::MAX_SLOTS);
        if !(min..=max).contains(&self.num_slots)
            || !self.num_slots.is_multiple_of(SketchConfig::SLOT_STEP)
        {
            return Err(Error::config(format!(
                "number of slots must be a multiple of {} from {min} to {max}, not {}",
                SketchConfig::SLOT_STEP,
                self.num_slots
            )));
        }
        let shingle = ShingleConfig::new(self.shingle_len)?;
        Ok(SketchConfig { num_slots: self.num_slots, shingle, kind: self.kind })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_of_slots_out_of_range_is_a_config_error() {
        for bad in [0, 1, 15, 17, 100, 4095, 4112, usize::MAX] {
            let error = SketchConfig::builder().num_slots(bad).build().unwrap_err();
            assert!(error.is_config() && error.to_string().contains(&bad.to_string()));
        }
        for good in [16, 32, 112, 128, 4096] {
            assert_eq!(SketchConfig::builder().num_slots(good).build().unwrap().num_slots(), good);
        }
        assert!(SketchConfig::builder().shingle_len(0).build().unwrap_err().is_config());
    }

    #[test]
    fn defaults_are_those_of_the_builder() {
        assert_eq!(SketchConfig::default(), SketchConfig::builder().build().unwrap());
    }

    #[test]
    fn digest_tells_every_parameter_apart() {
        let mut digests = Vec::new();
        for kind in [SignatureKind::Binned, SignatureKind::Classic] {
            for num_slots in [64, 128] {
                for shingle_len in [1, 5, 64] {
                    let builder = SketchConfig::builder().num_slots(num_slots).kind(kind);
                    digests.push(builder.shingle_len(shingle_len).build().unwrap().digest());
                }
            }
        }
        let total = digests.len();
        digests.sort_unstable();
        digests.dedup();
        assert_eq!(digests.len(), total);
    }

    #[test]
    fn digest_equals_its_golden_value() {
        assert_eq!(SketchConfig::default().digest(), 0x0e26_e8b5_7425_a5ce);
    }
}
