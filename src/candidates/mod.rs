//! Indexes that propose candidate pairs.
