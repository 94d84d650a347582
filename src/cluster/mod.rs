//! Verified pairs to clusters.
