//! Keeps repeated ids apart, once all articles are known.

use std::cmp::Ordering;
use std::collections::HashSet;

/// What decides the resolved id of one article.
#[derive(Clone, Copy, Debug)]
pub struct IdKey<'a> {
    /// Id as read.
    pub id: &'a str,
    /// Path of the provenance.
    pub path: &'a str,
    /// Record number of the provenance.
    pub record: Option<u64>,
}

impl IdKey<'_> {
    fn order(&self, other: &Self) -> Ordering {
        (self.id, self.path, self.record).cmp(&(other.id, other.path, other.record))
    }
}

/// Finds new ids for the articles whose id is a repeat.
///
/// Of the articles that carry one id the first, in byte order of path and then of record number,
/// keeps it; the others get `#2`, `#3` and so on behind it, skipping a number if the collection
/// really holds that id. The answer lists (index into `keys`, new id) by rising index, so its
/// length is the number of repeats. It does not depend on the order of `keys`, but for articles
/// that agree in path and record too.
///
/// Cost: one sort of indices; ids are not copied.
///
/// # Example
///
/// ```
/// use wirecopy::read::{IdKey, resolve_ids};
///
/// let key = |id, path| IdKey { id, path, record: Some(1) };
/// let renamed = resolve_ids(&[key("x", "b"), key("x", "a"), key("x#2", "a")]);
/// assert_eq!(renamed, [(0, "x#3".to_owned())]);
/// ```
pub fn resolve_ids(keys: &[IdKey<'_>]) -> Vec<(usize, String)> {
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by(|&a, &b| keys[a].order(&keys[b]));
    let is_given = |id: &str| order.binary_search_by(|&index| keys[index].id.cmp(id)).is_ok();

    let mut made: HashSet<String> = HashSet::new();
    let mut renamed = Vec::new();
    let mut number = 1_u64;
    for pair in order.windows(2) {
        let (before, index) = (pair[0], pair[1]);
        if keys[before].id != keys[index].id {
            number = 1;
            continue;
        }
        let id = loop {
            number += 1;
            let id = format!("{}#{number}", keys[index].id);
            if !is_given(&id) && !made.contains(&id) {
                break id;
            }
        };
        made.insert(id.clone());
        renamed.push((index, id));
    }
    renamed.sort_unstable_by_key(|(index, _)| *index);
    renamed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key<'a>(id: &'a str, path: &'a str, record: u64) -> IdKey<'a> {
        IdKey { id, path, record: Some(record) }
    }

    #[test]
    fn repeats_are_numbered_in_path_then_record_order() {
        let keys = [key("x", "b", 1), key("x", "a", 10), key("x", "a", 9), key("y", "a", 1)];
        assert_eq!(resolve_ids(&keys), [(0, "x#3".to_owned()), (1, "x#2".to_owned())]);
        assert!(resolve_ids(&[]).is_empty());
        assert!(resolve_ids(&keys[..1]).is_empty());
    }

    #[test]
    fn made_ids_avoid_given_and_made_ones() {
        let keys = [
            key("x", "a", 1),
            key("x", "a", 2),
            key("x#2", "a", 3),
            key("x#2", "a", 4),
            key("x#2#2", "a", 5),
        ];
        assert_eq!(resolve_ids(&keys), [(1, "x#3".to_owned()), (3, "x#2#3".to_owned())]);
    }

    proptest! {
        #[test]
        fn resolved_ids_are_unique_and_free_of_input_order(
            ids in prop::collection::vec("[xy](#[23]){0,2}", 0..24), turn in 0_usize..24,
        ) {
            let resolve = |order: &[usize]| {
                let keys: Vec<_> =
                    order.iter().map(|&i| key(&ids[i], "p", i as u64)).collect();
                let mut out: Vec<_> =
                    order.iter().map(|&i| (i, ids[i].clone())).collect();
                for (index, id) in resolve_ids(&keys) {
                    out[index].1 = id;
                }
                out.sort();
                out
            };
            let straight: Vec<usize> = (0..ids.len()).collect();
            let mut turned = straight.clone();
            turned.rotate_left(turn.min(ids.len()));
            turned.reverse();
            let resolved = resolve(&straight);
            prop_assert_eq!(&resolved, &resolve(&turned));
            let distinct: HashSet<_> = resolved.iter().map(|(_, id)| id).collect();
            prop_assert_eq!(distinct.len(), ids.len());
            let given: HashSet<_> = ids.iter().collect();
            let kept = resolved.iter().filter(|(i, id)| *id == ids[*i]).count();
            prop_assert_eq!(kept, given.len());
        }
    }
}
