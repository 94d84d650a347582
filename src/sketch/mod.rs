//! Shingle hashes and `MinHash` signatures.
//!
//! Stands after `text`, which makes the token hashes, and before `candidates`, which bands the
//! signatures. Knows nothing of articles: it turns `u64` token hashes into shingle hashes
//! ([`shingle`]), and these into signatures whose equal slots estimate resemblance
//! ([`Sketcher`], [`Signature`]). An estimate never leaves this crate as a verified figure.
//!
//! # Example
//!
//! ```
//! use wirecopy::hash::hash_token;
//! use wirecopy::sketch::{SketchConfig, Sketcher, shingle};
//!
//! let config = SketchConfig::builder().shingle_len(3).build()?;
//! let mut sketcher = Sketcher::new(&config);
//! let mut sketch = |text: &str| {
//!     let tokens: Vec<u64> = text.split(' ').map(|word| hash_token(word.as_bytes())).collect();
//!     let mut shingles = Vec::new();
//!     shingle::shingle_hashes(&tokens, &[], config.shingle(), &mut shingles);
//!     sketcher.sketch(&shingles)
//! };
//! let a = sketch("the minister said on monday that talks would resume");
//! let b = sketch("the minister said on monday that talks would end");
//! // Six of eight shingles are shared.
//! let estimate = a.estimate_resemblance(&b)?.unwrap_or_default();
//! assert!((estimate - 0.75).abs() < 0.2);
//! # Ok::<(), wirecopy::Error>(())
//! ```

pub mod shingle;

mod config;
mod kernel;
mod signature;
mod sketcher;
#[cfg(test)]
mod statistics;

pub use config::{SignatureKind, SketchConfig, SketchConfigBuilder};
pub use shingle::ShingleConfig;
pub use signature::Signature;
pub use sketcher::Sketcher;
