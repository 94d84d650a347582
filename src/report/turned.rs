//! A pair of a report seen from its other article.

use std::borrow::Cow;

use super::model::PairEntry;
use crate::passage::{Edit, EditOp, Passage};

/// The pair with the article `id` as its first, its passages by position in that one. The comparison
/// shows passages alone: a turned pair has no retelling.
pub(super) fn seen_from<'r>(pair: &'r PairEntry, id: &str) -> Cow<'r, PairEntry> {
    if pair.a == id {
        return Cow::Borrowed(pair);
    }
    let passages = pair.passages.as_ref().map(|passages| {
        let mut passages: Vec<Passage> = passages.iter().map(turned).collect();
        passages.sort_by_key(|passage| passage.a);
        passages
    });
    Cow::Owned(PairEntry {
        a: pair.b.clone(),
        b: pair.a.clone(),
        containment_a_in_b: pair.containment_b_in_a,
        containment_b_in_a: pair.containment_a_in_b,
        shared_words_a: pair.shared_words_b,
        shared_words_b: pair.shared_words_a,
        passages,
        retelling: None,
        ..*pair
    })
}

/// The passage with its two articles exchanged: what one adds, the other drops.
pub(super) fn turned(passage: &Passage) -> Passage {
    let turned_edit = |edit: &Edit| Edit {
        op: match edit.op {
            EditOp::Insert => EditOp::Delete,
            EditOp::Delete => EditOp::Insert,
            EditOp::Replace => EditOp::Replace,
        },
        a: edit.b,
        b: edit.a,
    };
    Passage {
        a: passage.b,
        b: passage.a,
        edits: passage.edits.iter().map(turned_edit).collect(),
        ..*passage
    }
}
