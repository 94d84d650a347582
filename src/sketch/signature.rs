//! A signature: k slots and the digest of the parameters that they were filled under.

use super::config::SketchConfig;
use crate::error::Error;

/// Value of every slot of an empty set; no shingle gives it.
pub(super) const EMPTY_SLOT: u32 = u32::MAX;

/// One article's values: `k` u32 slots.
///
/// A slot of a set is the smallest value of its shingles, so that the signature of a union is the
/// element-wise minimum, and order and repetition of shingles change nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    slots: Box<[u32]>,
    config_digest: u64,
}

impl Signature {
    pub(super) fn new(slots: Box<[u32]>, config_digest: u64) -> Self {
        Self { slots, config_digest }
    }

    /// The signature of the empty set: what merging starts from.
    pub fn empty(config: &SketchConfig) -> Self {
        Self::new(vec![EMPTY_SLOT; config.num_slots()].into(), config.digest())
    }

    /// The `k` slots.
    pub fn slots(&self) -> &[u32] {
        &self.slots
    }

    /// Identifies the parameters that the signature was made with.
    pub const fn config_digest(&self) -> u64 {
        self.config_digest
    }

    /// Whether no shingle was sketched: the text was too short, and resembles nothing.
    pub fn is_empty(&self) -> bool {
        self.slots.first().is_none_or(|&slot| slot == EMPTY_SLOT)
    }

    /// Estimates resemblance, |A ∩ B| / |A ∪ B|, from two signatures; `None` if either is empty.
    ///
    /// Shape: both `k` u32 slots. Range: 0.0..=1.0. Standard error about sqrt(J(1-J)/k), less for
    /// binned signatures of short texts. Cost: O(k), no allocation.
    ///
    /// # Errors
    ///
    /// [`Error::is_incompatible`] if the config digests differ.
    ///
    /// Source: Broder 1997, "On the resemblance and containment of documents".
    pub fn estimate_resemblance(&self, other: &Self) -> Result<Option<f64>, Error> {
        self.check_digest(other)?;
        let is_empty = |signature: &Self| signature.slots.first() == Some(&EMPTY_SLOT);
        if is_empty(self) || is_empty(other) {
            return Ok(None);
        }
        let pairs = self.slots.iter().zip(&other.slots);
        let equal: u32 = pairs.map(|(a, b)| u32::from(a == b)).sum();
        Ok(Some(f64::from(equal) / self.slots.len() as f64))
    }

    /// Makes this the signature of the union of both sets.
    ///
    /// Cost: O(k), no allocation.
    ///
    /// # Errors
    ///
    /// [`Error::is_incompatible`] if the config digests differ; the signature is unchanged.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        self.check_digest(other)?;
        for (slot, &theirs) in self.slots.iter_mut().zip(&other.slots) {
            *slot = theirs.min(*slot);
        }
        Ok(())
    }

    fn check_digest(&self, other: &Self) -> Result<(), Error> {
        if self.config_digest == other.config_digest {
            return Ok(());
        }
        Err(Error::incompatible(format!(
            "signatures of different parameters do not compare: config digests {:016x} and {:016x}",
            self.config_digest, other.config_digest
        )))
    }
}
