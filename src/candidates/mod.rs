//! Indexes that propose candidate pairs.
//!
//! Place in the flow: after `sketch`, before `passage`. Three indexes: winnowed fingerprints
//! ([`winnow`], [`fingerprints`]) find shared *runs* and carry a guarantee; banded signatures
//! ([`lsh`]) find articles alike as a whole, with a stated recall; rare terms ([`rarity`],
//! [`terms`]) find articles about the same, without a promise. None reports a similarity: what they
//! propose is measured by `passage`.

pub(crate) mod bands;
pub(crate) mod byte_slots;
pub mod fingerprints;
mod groups;
pub(crate) mod key_groups;
pub mod lsh;
mod pairs;
mod postings;
pub mod rarity;
pub mod terms;
pub mod winnow;

/// Pairs that an index proposes, and where it linked instead of pairing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidates {
    /// Article indices `(a, b)` with `a < b`, sorted, without repetition.
    pub pairs: Vec<(u32, u32)>,
    /// Groups of more than `max_group` articles: each member was linked to the group's
    /// representative instead of to all others.
    pub large_groups: u64,
}
