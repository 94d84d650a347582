//! Winnowing: which shingles of an article become its fingerprints.
//!
//! In every window of `window` consecutive shingles the one with the smallest hash is selected,
//! the rightmost of equals. So two articles that share a run of `window + shingle_len - 1` words
//! select the same shingle of it, for certain. Beside its hash, a fingerprint keeps eight bits of
//! each of the eight words on either side: where two articles share a run, the words beside the shingle
//! agree as far as the run goes, and a stock phrase that two articles merely happen to use is told
//! apart without reading them.
//!
//! Source: Schleimer, Wilkerson, Aiken 2003, "Winnowing: local algorithms for document
//! fingerprinting".

use crate::error::Error;
use crate::sketch::shingle::ShingleConfig;
use crate::text::{Tokens, UNITS_PER_WORD};

/// A selected shingle with what stands around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint {
    /// Mixed shingle hash.
    pub hash: u64,
    /// The token that the shingle begins with.
    pub start: u32,
    /// The words before the shingle.
    pub left: Beside,
    /// The words after the shingle.
    pub right: Beside,
}

impl Fingerprint {
    /// The bits of the hash by which an index tells fingerprints apart.
    pub const fn key(&self) -> u64 {
        self.hash >> (64 - KEY_BITS)
    }
}

/// Highest bits of a shingle hash that are kept in an index: at 100 million fingerprints, one in
/// ten thousand is taken for another, and verification finds nothing there.
pub(super) const KEY_BITS: u32 = 40;

/// The words on one side of a shingle, nearest first: eight bits of each, up to eight words.
///
/// Fewer bits will not do: twenty thousand articles use a stock phrase of nine words, and three words
/// more of four bits each are alike in five pairs of each of them by chance.
///
/// # Example
///
/// ```
/// use wirecopy::candidates::winnow::Beside;
///
/// let (x, y) = (Beside::of([5, 6, 7]), Beside::of([5, 6, 8, 9]));
/// assert_eq!((x.num_words(), x.num_shared(y)), (3, 2));
/// assert_eq!(x.nearest(2), y.nearest(2));
/// assert_eq!(x.nearest(4), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
// Of millions of postings, each would have four bytes of padding.
#[repr(Rust, packed(4))]
pub struct Beside(u64);

impl Beside {
    /// Words that are kept on a side.
    pub const MAX_WORDS: u32 = 8;

    /// From token hashes, nearest first; those past the eighth are left out.
    pub fn of(tokens: impl IntoIterator<Item = u64>) -> Self {
        let words = tokens.into_iter().take(Self::MAX_WORDS as usize).zip(0..);
        Self(words.fold(0, |bits, (token, at)| bits | u64::from(Self::word(token)) << (8 * at)))
    }

    /// A word in eight bits: 1 to 255; 0 says that the article has no word there.
    fn word(token: u64) -> u8 {
        (token as u8).max(1)
    }

    /// The words before `position`. Where all eight are there they are gathered as one vector.
    fn before(tokens: &[u64], position: usize) -> Self {
        let tokens = tokens.get(..position).unwrap_or_default();
        match tokens.last_chunk() {
            Some(nearest) => Self(u64::from_be_bytes(nearest.map(Self::word))),
            None => Self::of(tokens.iter().rev().copied()),
        }
    }

    /// The words from `position` on.
    fn after(tokens: &[u64], position: usize) -> Self {
        let tokens = tokens.get(position..).unwrap_or_default();
        match tokens.first_chunk() {
            Some(nearest) => Self(u64::from_le_bytes(nearest.map(Self::word))),
            None => Self::of(tokens.iter().copied()),
        }
    }

    pub(super) const fn to_bits(self) -> u64 {
        self.0
    }

    pub(super) const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// Words that are there, up to eight.
    pub const fn num_words(self) -> u32 {
        Self::MAX_WORDS - self.0.leading_zeros() / 8
    }

    /// Words that agree, from the shingle outwards. Seldom too many, never too few.
    pub fn num_shared(self, other: Self) -> u32 {
        ((self.0 ^ other.0).trailing_zeros() / 8).min(self.num_words()).min(other.num_words())
    }

    /// The nearest `words` (at most eight) as a number; `None` if there are fewer.
    pub fn nearest(self, words: u32) -> Option<u64> {
        let mask = if words == Self::MAX_WORDS { u64::MAX } else { (1 << (8 * words)) - 1 };
        (words <= self.num_words()).then_some(self.0 & mask)
    }
}

/// How fingerprints are selected.
///
/// # Example
///
/// ```
/// use wirecopy::candidates::winnow::WinnowConfig;
///
/// let config = WinnowConfig::new(12, 5)?;
/// assert_eq!(config.window(), 8);
/// assert!(WinnowConfig::new(4, 5).unwrap_err().is_config());
/// # Ok::<(), wirecopy::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WinnowConfig {
    shingles: ShingleConfig,
    min_run: u32,
    window: usize,
}

impl Default for WinnowConfig {
    /// Runs of 12 words, by shingles of five.
    fn default() -> Self {
        Self::of_shingles(ShingleConfig::default(), Self::DEFAULT_MIN_RUN)
    }
}

impl WinnowConfig {
    /// Words of a shared run that is found for certain, by default.
    pub const DEFAULT_MIN_RUN: u32 = 12;

    /// Fingerprints that find every shared run of `min_run` words by shingles of `shingle_len`.
    ///
    /// # Errors
    ///
    /// [`Error::is_config`] unless `shingle_len` is in range and `min_run` exceeds it by two at
    /// least: the words beside the shingle have to tell it apart.
    pub fn new(min_run: u32, shingle_len: u32) -> Result<Self, Error> {
        let shingles = ShingleConfig::new(shingle_len as usize)?;
        if min_run < shingle_len + 2 {
            return Err(Error::config(format!(
                "min_run is {min_run}, and must exceed the shingle_len {shingle_len} by 2 at least"
            )));
        }
        Ok(Self::of_shingles(shingles, min_run))
    }

    /// `min_run` exceeds the length of a shingle by two at least.
    fn of_shingles(shingles: ShingleConfig, min_run: u32) -> Self {
        let shingle_len = shingles.shingle_len() as u32;
        Self { shingles, min_run, window: (min_run - shingle_len + 1) as usize }
    }

    /// Words of a run of `min_run` words that stand beside any one shingle of it, on both sides
    /// together: two fingerprints that agree in fewer lie in no such run.
    ///
    /// In scripts without spaces they are characters, and there are twice as many and more.
    pub const fn words_beside(&self) -> u32 {
        // In half words: a shingle weighs at most one more than twice its words, so that at least
        // 2 * (min_run - shingle_len) - 1 are left, which are as many words, rounded up.
        self.min_run - self.shingles.shingle_len() as u32
    }

    /// Shingles of a window.
    pub const fn window(&self) -> usize {
        self.window
    }

    /// Shingles that fingerprints are selected from.
    pub const fn shingles(&self) -> ShingleConfig {
        self.shingles
    }

    /// Words of a shared run that is found for certain.
    pub const fn min_run(&self) -> u32 {
        self.min_run
    }

    /// Appends the fingerprints of an article to `out`; `shingles` are the hashes of its tokens.
    ///
    /// An article of fewer shingles than a window gets the smallest alone.
    /// Cost: O(1) a token on average, O(window) at worst; no allocation but `out`.
    pub fn select(&self, tokens: &Tokens, shingles: &[u64], out: &mut Vec<Fingerprint>) {
        let window = self.window.min(shingles.len());
        let mut selected = match shingles.get(..window) {
            None | Some([]) => return,
            Some(first) => rightmost_smallest(first),
        };
        loop {
            let hash = shingles[selected];
            out.push(self.fingerprint(tokens, hash, selected));
            // It stays the smallest until one that is no larger comes in, or until it drops out:
            // then the window of all that came in since has a smallest of its own.
            let next = &shingles[selected + 1..];
            let step = match next.get(..window) {
                Some(next) => successor(next, hash),
                None => match next.iter().position(|&other| other <= hash) {
                    Some(step) => step,
                    None => return,
                },
            };
            selected += 1 + step;
        }
    }

    fn fingerprint(&self, tokens: &Tokens, hash: u64, position: usize) -> Fingerprint {
        let num_tokens = self.num_tokens(tokens.units().get(position..).unwrap_or_default());
        Fingerprint {
            hash,
            start: position as u32,
            left: Beside::before(tokens.hashes(), position),
            right: Beside::after(tokens.hashes(), position + num_tokens),
        }
    }

    /// Tokens of the shingle that begins with these units; none given: all words.
    fn num_tokens(&self, units: &[u8]) -> usize {
        let shingle_len = self.shingles.shingle_len();
        let mut covered = 0;
        let short = units.iter().take_while(|&&units| {
            covered += u32::from(units);
            covered < UNITS_PER_WORD * shingle_len as u32
        });
        if units.is_empty() { shingle_len } else { short.count() + 1 }
    }
}

/// What is selected after a shingle of that hash, of the window of shingles behind it.
fn successor(window: &[u64], hash: u64) -> usize {
    window.iter().position(|&other| other <= hash).unwrap_or_else(|| rightmost_smallest(window))
}

fn rightmost_smallest(shingles: &[u64]) -> usize {
    let (mut smallest, mut position) = (u64::MAX, 0);
    for (at, &hash) in shingles.iter().enumerate() {
        // Selected, not branched upon: which shingle is the smallest is random.
        let is_smaller = hash <= smallest;
        smallest = std::hint::select_unpredictable(is_smaller, hash, smallest);
        position = std::hint::select_unpredictable(is_smaller, at, position);
    }
    position
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::mix;
    use crate::sketch::shingle::shingle_hashes;
    use proptest::prelude::*;

    fn fingerprints(config: &WinnowConfig, text: &str) -> Vec<Fingerprint> {
        let tokens = Tokens::of(text);
        let mut shingles = Vec::new();
        shingle_hashes(tokens.hashes(), tokens.units(), config.shingles(), &mut shingles);
        let mut out = Vec::new();
        config.select(&tokens, &shingles, &mut out);
        out
    }

    #[test]
    fn boundaries_of_length() {
        let config = WinnowConfig::new(12, 5).unwrap();
        let words: Vec<String> = (0..40).map(|n| format!("w{n}")).collect();
        for (len, expected) in [(0, 0), (4, 0), (5, 1), (6, 1), (11, 1), (12, 1)] {
            assert_eq!(fingerprints(&config, &words[..len].join(" ")).len(), expected, "{len}");
        }
        let all = fingerprints(&config, &words.join(" ")).len();
        assert!((4..=36).contains(&all), "{all}");
    }

    /// The rightmost smallest of each window, each position once.
    fn selected_by_definition(shingles: &[u64], window: usize) -> Vec<u64> {
        let mut positions: Vec<usize> = shingles
            .windows(window.min(shingles.len()).max(1))
            .enumerate()
            .map(|(start, window)| {
                let least = window.iter().min().unwrap();
                start + window.iter().rposition(|h| h == least).unwrap()
            })
            .collect();
        positions.dedup();
        positions.into_iter().map(|position| shingles[position]).collect()
    }

    fn selected(config: &WinnowConfig, shingles: &[u64]) -> Vec<u64> {
        let mut selected = Vec::new();
        config.select(&Tokens::default(), shingles, &mut selected);
        selected.iter().map(|fingerprint| fingerprint.hash).collect()
    }

    #[test]
    fn rising_falling_and_equal_shingles_are_selected_by_definition() {
        let config = WinnowConfig::new(12, 5).unwrap();
        for len in 0..40 {
            let rising: Vec<u64> = (0..len).collect();
            let falling: Vec<u64> = (0..len).rev().collect();
            let edges: Vec<u64> = (0..len).map(|n| (n % 2) * u64::MAX).collect();
            for shingles in [rising, falling, edges, vec![u64::MAX; len as usize]] {
                let expected = selected_by_definition(&shingles, config.window());
                assert_eq!(selected(&config, &shingles), expected, "{shingles:?}");
            }
        }
    }

    #[test]
    fn words_beside_are_those_of_the_definition() {
        let tokens: Vec<u64> = (0..20).map(|n| if n % 7 == 3 { n << 8 } else { mix(n) }).collect();
        for position in 0..=tokens.len() + 1 {
            let (before, after) = tokens.split_at(position.min(tokens.len()));
            if position <= tokens.len() {
                let left = Beside::before(&tokens, position);
                assert_eq!(left, Beside::of(before.iter().rev().copied()), "{position}");
                assert_eq!(left.num_words() as usize, position.min(8));
            }
            assert_eq!(Beside::after(&tokens, position), Beside::of(after.iter().copied()));
        }
    }

    /// Words and characters of a script without spaces, from few kinds so that hashes repeat.
    fn mixed_text(
        len: impl Into<proptest::collection::SizeRange>,
    ) -> impl Strategy<Value = Vec<&'static str>> {
        proptest::collection::vec(proptest::sample::select(vec!["a ", "b ", "c ", "北", "约"]), len)
    }

    fn units(run: &[&str]) -> u32 {
        run.iter().map(|t| if t.ends_with(' ') { 2 } else { 1 }).sum()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]

        #[test]
        fn selection_equals_its_definition(
            shingles in proptest::collection::vec(
                proptest::prop_oneof![0_u64..6, any::<u64>()], 0..60),
            min_run in 7_u32..=24,
        ) {
            let config = WinnowConfig::new(min_run, 5).unwrap();
            let expected = selected_by_definition(&shingles, config.window());
            prop_assert_eq!(selected(&config, &shingles), expected);
        }

        #[test]
        fn a_shared_run_shares_a_fingerprint_and_the_words_beside_it(
            run in mixed_text(8..30),
            before in proptest::array::uniform2(mixed_text(0..12)),
            after in proptest::array::uniform2(mixed_text(0..12)),
            min_run in 8_u32..=12,
        ) {
            prop_assume!(units(&run) >= 2 * min_run);
            let config = WinnowConfig::new(min_run, 5).unwrap();
            let [a, b] = [0, 1].map(|i| {
                let text = [before[i].concat(), run.concat(), after[i].concat()].join(" ");
                fingerprints(&config, &text)
            });
            let agree = a.iter().any(|x| b.iter().any(|y| {
                let (left, right) = (x.left.num_shared(y.left), x.right.num_shared(y.right));
                x.hash == y.hash && left + right >= config.words_beside()
            }));
            prop_assert!(agree);
        }
    }
}
