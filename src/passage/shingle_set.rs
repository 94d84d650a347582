//! Exact resemblance of whole articles, without passages.

use super::verify::ratio;
use crate::sketch::shingle::{ShingleConfig, shingle_hashes};
use crate::text::Tokens;

/// The distinct shingles of an article.
///
/// # Example
///
/// ```
/// use wirecopy::passage::ShingleSet;
/// use wirecopy::sketch::shingle::ShingleConfig;
///
/// let config = ShingleConfig::new(2)?;
/// let (a, b) = (ShingleSet::new("one two three", config), ShingleSet::new("two three four", config));
/// let overlap = a.overlap(&b);
/// assert_eq!((overlap.num_shared, overlap.num_a, overlap.num_b), (1, 2, 2));
/// assert_eq!(overlap.resemblance(), 1.0 / 3.0);
/// # Ok::<(), wirecopy::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShingleSet {
    hashes: Vec<u64>,
}

/// How many shingles two articles share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// Shingles in both.
    pub num_shared: u32,
    /// Shingles of the first.
    pub num_a: u32,
    /// Shingles of the second.
    pub num_b: u32,
}

impl ShingleSet {
    /// The shingles of a text.
    pub fn new(text: &str, config: ShingleConfig) -> Self {
        let tokens = Tokens::of(text);
        let mut hashes = Vec::new();
        shingle_hashes(tokens.hashes(), tokens.units(), config, &mut hashes);
        hashes.sort_unstable();
        hashes.dedup();
        Self { hashes }
    }

    /// What two articles share. Cost: linear in their shingles.
    pub fn overlap(&self, other: &Self) -> Overlap {
        let (mut a, mut b) = (self.hashes.as_slice(), other.hashes.as_slice());
        let mut num_shared = 0;
        while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b) {
            num_shared += u32::from(x == y);
            a = if x <= y { rest_a } else { a };
            b = if y <= x { rest_b } else { b };
        }
        Overlap { num_shared, num_a: self.hashes.len() as u32, num_b: other.hashes.len() as u32 }
    }
}

impl Overlap {
    /// Shared shingles / all shingles; 0 where there are none.
    pub fn resemblance(&self) -> f64 {
        ratio(self.num_shared, self.num_a + self.num_b - self.num_shared)
    }

    /// Share of the first article's shingles that are in the second.
    pub fn containment_a_in_b(&self) -> f64 {
        ratio(self.num_shared, self.num_a)
    }

    /// Share of the second article's shingles that are in the first.
    pub fn containment_b_in_a(&self) -> f64 {
        ratio(self.num_shared, self.num_b)
    }
}
