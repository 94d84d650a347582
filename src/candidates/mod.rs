//! Indexes that propose candidate pairs.

pub mod lsh;
