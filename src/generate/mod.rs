//! Generated article collections with known truth.
