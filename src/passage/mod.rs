//! Candidate pairs to aligned, verified passages.
