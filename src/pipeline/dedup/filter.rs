//! Which kept records are worth an exact comparison, by what is known without the texts.

use super::config::{DedupConfig, Finder};
use super::load::{Loaded, Traits};
use crate::candidates::byte_slots::{MAX_MISSED, min_equal, num_equal};

/// Standard deviations that a record at the threshold may lie below what is expected of it.
const MARGIN: f64 = 4.0;

/// What a comparison needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Least {
    pub(super) score: u32,
    /// Whether a similar record may be in full groups alone, so that it is not looked at.
    pub(super) may_miss: bool,
}

/// Tells by a score which pairs may be similar enough.
pub(super) enum Filter {
    /// Equal slots of the signatures.
    Slots { num_slots: usize, least: u32 },
    /// Shared fingerprints, and which share of a record's is expected of a pair at the threshold.
    Fingerprints { expected: f64 },
}

impl Filter {
    pub(super) fn new(config: &DedupConfig) -> Self {
        match &config.finder {
            Finder::Bands { sketch, .. } => Self::Slots {
                num_slots: sketch.num_slots(),
                least: min_equal(sketch.num_slots(), config.threshold, MAX_MISSED),
            },
            Finder::Fingerprints(winnow) => {
                let shingle_len = winnow.shingles().shingle_len() as f64;
                let expected =
                    expected_share(config.threshold, shingle_len, winnow.window() as f64);
                Self::Fingerprints { expected }
            }
        }
    }

    /// The least score that is worth a comparison of a record that is in so many full groups.
    pub(super) fn least(&self, traits: &Traits, num_full: u32) -> Least {
        match *self {
            Self::Slots { least, .. } => Least { score: least, may_miss: num_full > 0 },
            Self::Fingerprints { expected } => {
                let num = f64::from(traits.num_keys);
                let deviation = (num * expected * (1.0 - expected)).sqrt();
                #[expect(clippy::cast_sign_loss, reason = "one at least")]
                let least = (expected * num - MARGIN * deviation).max(1.0) as u32;
                // A full group does not say that a later record is in it: it may be.
                let score = least.saturating_sub(num_full).max(1);
                Least { score, may_miss: num_full >= least }
            }
        }
    }

    /// Has memory bring what the scores of some records are made from, of all at once: one after the
    /// other, most of the time would go by in waiting.
    pub(super) fn fetch(&self, loaded: &Loaded, records: impl Iterator<Item = u32>) {
        if let Self::Slots { num_slots, .. } = *self {
            let first_and_last = |record: u32| {
                let start = record as usize * num_slots;
                loaded.slots[start] ^ loaded.slots[start + num_slots - 1]
            };
            std::hint::black_box(records.map(first_and_last).fold(0, |all, byte| all ^ byte));
        }
    }

    /// The score of a record against a kept one with which it has so many keys in common.
    pub(super) fn score(&self, loaded: &Loaded, record: u32, kept: u32, num_shared: u32) -> u32 {
        match *self {
            Self::Slots { num_slots, .. } => {
                let slots = |record: u32| {
                    let start = record as usize * num_slots;
                    &loaded.slots[start..start + num_slots]
                };
                num_equal(slots(record), slots(kept))
            }
            Self::Fingerprints { .. } => num_shared,
        }
    }
}

/// The share of a record's fingerprints that a kept record has, if it holds `containment` of the
/// shingles and words were changed one by one, anywhere.
///
/// A changed word breaks `shingle_len` shingles. What lies between two is a run of shingles of
/// geometric length, in which those of whole windows are selected in both records: of a run of r
/// shingles, 1 + (r - w) 2 / (w + 1) for a window w, and none if r is less; of any r shingles of a
/// record, 2 r / (w + 1) are.
fn expected_share(containment: f64, shingle_len: f64, window: f64) -> f64 {
    if containment >= 1.0 {
        return 1.0;
    }
    let mean_run = shingle_len * containment / (1.0 - containment);
    let reaches_window = (1.0 - 1.0 / mean_run.max(1.0)).powf(window - 1.0);
    // A run that reaches the window goes on as any other.
    let shared = reaches_window * (1.0 + (mean_run - 1.0).max(0.0) * 2.0 / (window + 1.0));
    containment * shared / (mean_run * 2.0 / (window + 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_expected_grows_with_the_containment_and_stays_below_it() {
        let shares: Vec<f64> =
            (1..=20).map(|step| expected_share(f64::from(step) / 20.0, 5.0, 8.0)).collect();
        assert!(shares.is_sorted(), "{shares:?}");
        for (share, step) in shares.iter().zip(1..) {
            assert!(*share <= f64::from(step) / 20.0 + 1e-9, "{share} at {step}");
        }
        assert!((0.6..0.7).contains(&shares[15]), "{shares:?}");
    }
}
