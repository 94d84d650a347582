//! Copies in groups above the limit, verified against the anchor that their neighbours have.

use super::document::FoundPair;
use crate::cluster::{Edge, missing_from_anchors};
use crate::error::Error;

/// Times that copies are compared with the anchor of their neighbours: what that finds can make
/// another article the anchor.
const MAX_ROUNDS: usize = 3;

/// Adds to the pairs `found`, sorted, what `verify` finds among pairs that were never compared
/// because both articles were linked to a representative instead. `compared` are all pairs compared
/// so far, sorted; nothing is missing where there are no links.
pub(super) fn complete(
    found: &mut Vec<(FoundPair, Edge)>,
    compared: &mut Vec<(u32, u32)>,
    num_articles: usize,
    has_links: bool,
    mut verify: impl FnMut(&[(u32, u32)]) -> Result<Vec<(FoundPair, Edge)>, Error>,
) -> Result<(), Error> {
    let num_rounds = if has_links { MAX_ROUNDS } else { 0 };
    for _ in 0..num_rounds {
        let edges: Vec<&Edge> = found.iter().map(|(_, edge)| edge).collect();
        let mut missing = missing_from_anchors(&edges, num_articles);
        // A candidate without an edge was compared already, and is no pair.
        missing.retain(|pair| compared.binary_search(pair).is_err());
        if missing.is_empty() {
            break;
        }
        found.extend(verify(&missing)?);
        found.sort_by_key(|(_, edge)| (edge.a, edge.b));
        compared.extend(missing);
        compared.sort_unstable();
    }
    Ok(())
}
