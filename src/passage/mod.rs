//! Candidate pairs to aligned, verified passages.

mod model;

pub use model::{Edit, EditOp, PairKind, Passage};
