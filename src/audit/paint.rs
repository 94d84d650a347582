//! Which word of an article is what: every own word goes to the first claim by precedence.

use super::model::{NUM_CLASSES, WordClass};

/// A stretch of own words that an article shares with one other, and what that makes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) class: WordClass,
    /// Among claims of one class the least holds: when the other article ran.
    pub(super) order: i64,
    /// The other article.
    pub(super) partner: u32,
    /// First own word.
    pub(super) start: u32,
    /// One past the last own word.
    pub(super) end: u32,
    /// Names the claim to its maker.
    pub(super) tag: u32,
}

/// What became of the own words of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Painted {
    /// Own words by class; they add up to all own words.
    pub(super) words: [u64; NUM_CLASSES],
    /// Claims that got words, with how many, by precedence.
    pub(super) pieces: Vec<(Claim, u32)>,
}

/// Gives every own word to the first claim on it, by class, time, partner and place.
///
/// Cost: a sort of the claims, then linear in the words of the article and in the claims.
pub(super) fn paint(own_words: u32, mut claims: Vec<Claim>) -> Painted {
    claims.sort_unstable_by_key(|claim| {
        (claim.class, claim.order, claim.partner, claim.start, claim.end, claim.tag)
    });
    let mut words = [0; NUM_CLASSES];
    // Most articles of a collection share nothing; they need no table of their words.
    if claims.is_empty() {
        words[WordClass::Unmatched.index()] = u64::from(own_words);
        return Painted { words, pieces: Vec::new() };
    }
    let mut pieces = Vec::new();
    // The next word from here on that nobody has yet; paths are halved as in a union-find.
    let mut next: Vec<u32> = (0..=own_words).collect();
    for claim in claims {
        let end = claim.end.min(own_words);
        let mut taken = 0;
        let mut at = free_from(&mut next, claim.start.min(own_words));
        while at < end {
            next[at as usize] = at + 1;
            taken += 1;
            at = free_from(&mut next, at + 1);
        }
        if taken > 0 {
            words[claim.class.index()] += u64::from(taken);
            pieces.push((claim, taken));
        }
    }
    let claimed: u64 = words.iter().sum();
    words[WordClass::Unmatched.index()] += u64::from(own_words) - claimed;
    Painted { words, pieces }
}

fn free_from(next: &mut [u32], mut at: u32) -> u32 {
    while next[at as usize] != at {
        let over = next[next[at as usize] as usize];
        next[at as usize] = over;
        at = over;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_word_goes_to_the_first_claim_on_it(
            own_words in 0_u32..60,
            raw in prop::collection::vec((0_usize..7, 0_i64..3, 0_u32..3, 0_u32..60, 0_u32..30), 0..12),
        ) {
            let claims: Vec<Claim> = (0..)
                .zip(raw)
                .map(|(tag, (class, order, partner, start, len))| Claim {
                    class: WordClass::ALL[class], order, partner, start, end: start + len, tag,
                })
                .collect();
            let painted = paint(own_words, claims.clone());
            let mut expected = [0_u64; NUM_CLASSES];
            let mut of_tag = [0_u32; 12];
            for word in 0..own_words {
                let best = claims
                    .iter()
                    .filter(|claim| claim.start <= word && word < claim.end)
                    .min_by_key(|c| (c.class, c.order, c.partner, c.start, c.end, c.tag));
                match best {
                    Some(claim) => {
                        expected[claim.class.index()] += 1;
                        of_tag[claim.tag as usize] += 1;
                    }
                    None => expected[WordClass::Unmatched.index()] += 1,
                }
            }
            prop_assert_eq!(painted.words, expected);
            prop_assert_eq!(painted.words.iter().sum::<u64>(), u64::from(own_words));
            for (claim, words) in painted.pieces {
                prop_assert_eq!(words, of_tag[claim.tag as usize]);
            }
        }
    }
}
