//! Winnowing: which shingles of an article become its fingerprints.
//!
//! In every window of `window` consecutive shingles the one with the smallest hash is selected,
//! the rightmost of equals. So two articles that share a run of `window + shingle_len - 1` words
//! select the same shingle of it, for certain. Beside its hash, a fingerprint keeps a short hash of
//! the words on either side: within a shared run of `min_run` words at least one of the two sides
//! is shared as well, wherever in the run the fingerprint lies, and a stock phrase of
//! `shingle_len` words that two articles merely happen to use is told apart without reading them.
//!
//! Source: Schleimer, Wilkerson, Aiken 2003, "Winnowing: local algorithms for document
//! fingerprinting".

use crate::error::Error;
use crate::hash::mix;
use crate::sketch::shingle::ShingleConfig;
use crate::text::{Tokens, UNITS_PER_WORD};

/// A selected shingle with what stands around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint {
    /// Mixed shingle hash.
    pub hash: u64,
    /// Hash of the words before the shingle; 0 where the article begins before they are complete.
    pub left: u16,
    /// Hash of the words after the shingle; 0 where the article ends before they are complete.
    pub right: u16,
}

impl Fingerprint {
    /// The bits of the hash by which an index tells fingerprints apart.
    pub const fn key(&self) -> u64 {
        key_of(self.hash)
    }
}

/// The bits of a shingle hash by which an index tells fingerprints apart.
pub const fn key_of(shingle_hash: u64) -> u64 {
    shingle_hash >> (64 - KEY_BITS)
}

/// Highest bits of a shingle hash that are kept in an index: at 100 million fingerprints, one in
/// ten thousand is taken for another, and verification finds nothing there.
pub(super) const KEY_BITS: u32 = 40;

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
    context_units: u64,
}

impl Default for WinnowConfig {
    /// Runs of 12 words, by shingles of five.
    fn default() -> Self {
        Self::of_shingles(ShingleConfig::default(), 12)
    }
}

impl WinnowConfig {
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
                "--min-run {min_run} must exceed the shingle length {shingle_len} by 2 at least"
            )));
        }
        Ok(Self::of_shingles(shingles, min_run))
    }

    /// `min_run` exceeds the length of a shingle by two at least.
    fn of_shingles(shingles: ShingleConfig, min_run: u32) -> Self {
        let shingle_len = shingles.shingle_len() as u32;
        // A shingle weighs at most one unit more than its words; what is left of the run lies on
        // its two sides, and the larger side holds at least half of it. A context may weigh one
        // unit more than asked for, too.
        let beside = u64::from(UNITS_PER_WORD * (min_run - shingle_len) - 1);
        Self {
            shingles,
            min_run,
            window: (min_run - shingle_len + 1) as usize,
            context_units: (beside.div_ceil(2) - 1).max(1),
        }
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
        self.for_each_selected(shingles, |position| {
            out.push(self.fingerprint(tokens, shingles[position], position));
        });
    }

    /// Calls `f` with the position of each selected shingle, ascending.
    pub fn for_each_selected(&self, shingles: &[u64], mut f: impl FnMut(usize)) {
        let window = self.window.min(shingles.len());
        let mut selected: Option<usize> = None;
        for end in window..=shingles.len() {
            if window == 0 {
                return;
            }
            let start = end - window;
            let newest = end - 1;
            let position = match selected {
                Some(at) if at >= start && shingles[newest] > shingles[at] => continue,
                Some(at) if at >= start => newest,
                _ => rightmost_smallest(&shingles[start..end]) + start,
            };
            selected = Some(position);
            f(position);
        }
    }

    fn fingerprint(&self, tokens: &Tokens, hash: u64, position: usize) -> Fingerprint {
        let hashes = tokens.hashes();
        let units = tokens.units();
        let units_at = |at: usize| u64::from(units.get(at).copied().unwrap_or(2));
        let mut left = Context::default();
        let mut at = position;
        while left.units < self.context_units && at > 0 {
            at -= 1;
            left.push(hashes[at], units_at(at));
        }
        let mut right = Context::default();
        let mut covered = 0;
        let shingle_units = (self.shingles.shingle_len() as u64) * u64::from(UNITS_PER_WORD);
        for (at, &token) in hashes.iter().enumerate().skip(position) {
            if covered < shingle_units {
                covered += units_at(at);
            } else if right.units < self.context_units {
                right.push(token, units_at(at));
            } else {
                break;
            }
        }
        Fingerprint {
            hash,
            left: left.finish(self.context_units),
            right: right.finish(self.context_units),
        }
    }
}

fn rightmost_smallest(shingles: &[u64]) -> usize {
    let mut smallest = 0;
    for (at, hash) in shingles.iter().enumerate() {
        if *hash <= shingles[smallest] {
            smallest = at;
        }
    }
    smallest
}

/// Hash of the words beside a shingle, nearest first.
#[derive(Default)]
struct Context {
    hash: u64,
    units: u64,
}

impl Context {
    fn push(&mut self, token: u64, units: u64) {
        self.hash = mix(self.hash.rotate_left(1) ^ token);
        self.units += units;
    }

    fn finish(&self, needed: u64) -> u16 {
        if self.units < needed { 0 } else { ((self.hash >> 48) as u16).max(1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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

    #[test]
    fn selection_equals_its_definition() {
        let config = WinnowConfig::new(12, 5).unwrap();
        let text: Vec<String> = (0_u64..600).map(|n| format!("w{}", mix(n) % 9)).collect();
        let tokens = Tokens::of(&text.join(" "));
        let mut shingles = Vec::new();
        shingle_hashes(tokens.hashes(), tokens.units(), config.shingles(), &mut shingles);
        let mut positions: Vec<usize> = shingles
            .windows(8)
            .enumerate()
            .map(|(start, window)| {
                let least = window.iter().min().unwrap();
                start + window.iter().rposition(|h| h == least).unwrap()
            })
            .collect();
        positions.dedup();
        let mut selected = Vec::new();
        config.select(&tokens, &shingles, &mut selected);
        let expected: Vec<u64> = positions.iter().map(|&p| shingles[p]).collect();
        assert_eq!(selected.iter().map(|f| f.hash).collect::<Vec<_>>(), expected);
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
        fn a_shared_run_shares_a_fingerprint_and_one_side_of_it(
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
            let agree = a.iter().any(|x| b.iter().any(|y| x.hash == y.hash
                && ((x.left != 0 && x.left == y.left) || (x.right != 0 && x.right == y.right))));
            prop_assert!(agree);
        }
    }
}
