//! Which fingerprints are furniture: they join no large group, so that a million pages under the
//! menus of a hundred outlets are not verified for their menus.

use ahash::AHashSet;
use rayon::prelude::*;

use super::load::Collection;
use crate::candidates::winnow::{WinnowConfig, key_of};
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
        winnow: &WinnowConfig,
    ) -> Self {
        let shingle_len = winnow.shingles().shingle_len() as u32;
        let keys: Vec<Vec<(u64, u64)>> = furniture
            .samples()
            .par_iter()
            .map(|&article| {
                let article = &collection.articles[article as usize];
                let source = article.source.as_deref();
                let tokens = Tokens::of(&article.text);
                let masked = furniture.token_ranges(source, &article.text, &tokens);
                let mut shingles = Vec::new();
                shingle_hashes(tokens.hashes(), tokens.units(), winnow.shingles(), &mut shingles);
                let mut keys = Vec::new();
                winnow.for_each_selected(&shingles, |position| {
                    let shingle = position as u32..position as u32 + shingle_len;
                    if masked.iter().any(|m| m.start <= shingle.start && shingle.end <= m.end) {
                        keys.push((source_key(source), key_of(shingles[position])));
                    }
                });
                keys
            })
            .collect();
        Self { keys: keys.into_iter().flatten().collect() }
    }

    /// Whether the fingerprint of that key is furniture in that source.
    pub(super) fn contains(&self, source: Option<&str>, key: u64) -> bool {
        !self.keys.is_empty() && self.keys.contains(&(source_key(source), key))
    }
}
