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
        Ok(estimate_from_slots(&self.slots, &other.slots))
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

/// Estimates resemblance from the slots of two signatures of one config, for those that keep many
/// signatures in one array; `None` if either is empty or their lengths differ.
///
/// Range: 0.0..=1.0. Cost: O(k), no allocation.
pub fn estimate_from_slots(a: &[u32], b: &[u32]) -> Option<f64> {
    let comparable =
        a.len() == b.len() && [a, b].iter().all(|s| s.first().is_some_and(|&v| v != EMPTY_SLOT));
    comparable.then(|| {
        let equal: u32 = a.iter().zip(b).map(|(a, b)| u32::from(a == b)).sum();
        f64::from(equal) / a.len() as f64
    })
}
