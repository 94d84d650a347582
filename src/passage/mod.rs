//! Candidate pairs to aligned, verified passages.
//!
//! Place in the flow: after `candidates`, before `cluster`. All shared shingles of a candidate pair
//! are its seeds; seeds that follow each other in both articles are chained, what lies between them
//! is aligned word by word, and the chain is extended at both ends. A passage with replaced, added
//! or dropped words is one passage that lists its edits. All these figures are exact. Beside them,
//! [`retelling`] counts what two articles tell in one order in other words; what follows from these
//! counts is an estimate.

mod align;
mod band;
mod chain;
mod changed;
mod confidence;
mod evidence;
mod facts;
mod kind;
mod model;
mod prepare;
mod retelling;
mod seeds;
mod shingle_set;
mod verify;

pub use changed::Changed;
pub use confidence::confidence_of;
pub use evidence::Evidence;
pub use facts::Agreement;
pub use kind::kind_of;
pub use model::{Edit, EditOp, PairKind, Passage};
pub use prepare::Prepared;
pub use retelling::{Retelling, Retold, SentencePair, distinct_told_terms, retelling};
pub use shingle_set::{Overlap, ShingleSet};
pub use verify::{Verified, Verifier, VerifyConfig};
