//! Shingle hashes and `MinHash` signatures.
