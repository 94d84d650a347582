//! Which fingerprints are furniture: they join no large group, so that a million pages under the
//! menus of a hundred outlets are not verified for their menus.

use ahash::AHashSet;
use rayon::prelude::*;

use super::document::Mask;
use super::load::Collection;
use crate::candidates::winnow::{WinnowConfig, key_of};
use crate::error::Error;
use crate::news::furniture::{Furniture, source_key};
use crate::sketch::shingle::shingle_hashes;
use crate::text::Tokens;

/// Fingerprints that lie in furniture, by source.
pub(super) struct FurnitureFingerprints {
    keys: AHashSet<(u64, u64)>,
}

impl FurnitureFingerprints {
    pub(super) fn new(
        collection: &Collection,
        furniture: &Furniture,
        masks: &[Mask],
        winnow: &WinnowConfig,
    ) -> Result<Self, Error> {
        let shingle_len = winnow.shingles().shingle_len() as u32;
        let keys: Result<Vec<Vec<(u64, u64)>>, Error> = furniture
            .samples()
            .par_iter()
            .map(|&article| {
                let masked = &masks[article as usize].ranges;
                let source = collection.articles[article as usize].source.as_deref();
                let tokens = Tokens::of(&collection.texts.text(article as usize)?);
                let mut shingles = Vec::new();
                shingle_hashes(tokens.hashes(), tokens.units(), winnow.shingles(), &mut shingles);
                let inside = |start: u32| {
                    masked.iter().any(|m| m.start <= start && start + shingle_len <= m.end)
                };
                // Which of them are selected depends on what stands beside the furniture: take all.
                Ok(shingles
                    .iter()
                    .zip(0..)
                    .filter(|&(_, start)| inside(start))
                    .map(|(&shingle, _)| (source_key(source), key_of(shingle)))
                    .collect())
            })
            .collect();
        Ok(Self { keys: keys?.into_iter().flatten().collect() })
    }

    /// Whether the fingerprint of that key is furniture in that source.
    pub(super) fn contains(&self, source: Option<&str>, key: u64) -> bool {
        !self.keys.is_empty() && self.keys.contains(&(source_key(source), key))
    }
}
