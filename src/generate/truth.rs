//! What two drafts of one story share, known from the origins of their words. Never reads text.

use super::render::Breaks;
use super::story::{Draft, flag};

/// What two drafts share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shared {
    /// Words of the first draft that both left as they were.
    pub(super) words: u32,
    /// The same within quotations.
    pub(super) quoted: u32,
    /// Words of the first draft that both have, changed ones too.
    pub(super) aligned: u32,
    /// Longest run of `words` that nothing interrupts in either draft.
    pub(super) longest_run: u32,
}

/// A draft with the furniture that interrupts it.
pub(super) type Broken<'a> = (&'a Draft, Breaks);

/// Compares two drafts of one story by the origins of their words.
///
/// Cost: linear. `places` is scratch space.
pub(super) fn shared(a: Broken<'_>, b: Broken<'_>, places: &mut Vec<(u32, bool)>) -> Shared {
    places.clear();
    walk(b, |origin, place, word_flags| {
        if places.len() <= origin {
            places.resize(origin + 1, (u32::MAX, false));
        }
        places[origin] = (place, word_flags & flag::CHANGED != 0);
    });
    let mut shared = Shared::default();
    let (mut run, mut last) = (0, (u32::MAX, u32::MAX));
    walk(a, |origin, place, word_flags| {
        let Some(&(other, changed)) = places.get(origin) else { return };
        if other == u32::MAX {
            return;
        }
        shared.aligned += 1;
        if changed || word_flags & flag::CHANGED != 0 {
            return;
        }
        shared.words += 1;
        shared.quoted += u32::from(word_flags & flag::QUOTED != 0);
        let follows = last.0.wrapping_add(1) == place && last.1.wrapping_add(1) == other;
        run = if follows { run + 1 } else { 1 };
        last = (place, other);
        shared.longest_run = shared.longest_run.max(run);
    });
    shared
}

/// Hands out each word that has an origin, with its place; furniture takes a place too.
fn walk((draft, breaks): Broken<'_>, mut word: impl FnMut(usize, u32, u16)) {
    let mut place = 0;
    for index in 0..draft.sentences.len() {
        for one in &draft.words[draft.sentence(index)] {
            if one.origin > 0 {
                word(one.origin as usize, place, one.flags);
            }
            place += 1;
        }
        place += u32::from(breaks.after(index));
    }
}

impl Shared {
    /// The label of a pair whose drafts hold so many words.
    pub(super) fn label(self, words_a: usize, words_b: usize) -> &'static str {
        let (longer, shorter) = (words_a.max(words_b), words_a.min(words_b));
        let (words, aligned) = (self.words as usize, self.aligned as usize);
        if self.quoted as usize * 10 >= words * 8 {
            "quotes_only"
        } else if aligned * 10 >= longer * 8 {
            "copy"
        } else if aligned * 2 >= shorter {
            "abridged"
        } else {
            "partial"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Class;
    use super::super::story::Word;
    use super::*;

    fn draft(words: &[(u32, u16)]) -> Draft {
        let word = |&(origin, flags): &(u32, u16)| Word {
            form: origin,
            origin,
            flags,
            class: Class::Literal,
        };
        let mut draft = Draft { words: words.iter().map(word).collect(), ..Draft::default() };
        draft.end_sentence(true);
        draft
    }

    #[test]
    fn runs_end_at_edits_moves_and_furniture() {
        let base = draft(&[(1, 0), (2, 0), (3, 0), (4, 0), (5, flag::QUOTED), (6, 0)]);
        let copy =
            draft(&[(1, 0), (2, 0), (0, 0), (3, 0), (4, flag::CHANGED), (5, flag::QUOTED), (6, 0)]);
        let whole = Breaks::default();
        let mut places = Vec::new();
        let expected = Shared { words: 5, quoted: 1, aligned: 6, longest_run: 2 };
        assert_eq!(shared((&base, whole), (&copy, whole), &mut places), expected);
        assert_eq!(shared((&copy, whole), (&base, whole), &mut places), expected);

        let moved = draft(&[(4, 0), (5, 0), (6, 0), (1, 0), (2, 0), (3, 0)]);
        assert_eq!(shared((&base, whole), (&moved, whole), &mut places).longest_run, 3);

        let mut broken = Draft::default();
        for part in [&base.words[..4], &base.words[4..]] {
            broken.words.extend_from_slice(part);
            broken.end_sentence(false);
        }
        let inside = Breaks { between: None, inside: Some(0) };
        assert_eq!(shared((&base, whole), (&broken, inside), &mut places).longest_run, 4);
        assert_eq!(shared((&base, whole), (&broken, whole), &mut places).longest_run, 6);
    }

    #[test]
    fn labels_follow_the_shares() {
        let of = |words, quoted, aligned| Shared { words, quoted, aligned, longest_run: 1 };
        assert_eq!(of(80, 10, 85).label(100, 100), "copy");
        assert_eq!(of(80, 10, 85).label(100, 150), "abridged");
        assert_eq!(of(40, 10, 49).label(100, 150), "partial");
        assert_eq!(of(40, 32, 40).label(100, 100), "quotes_only");
    }
}
