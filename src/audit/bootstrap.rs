//! Intervals of shares by resampling clusters.
//!
//! Articles of one cluster say the same thing many times, so the cluster is what is drawn, and an
//! article that is in none stands for itself. What is drawn is fixed by the name of the source:
//! other sources, threads and the order of input change nothing.
//!
//! Source: Efron 1979, "Bootstrap methods: another look at the jackknife"; the percentile interval.

use crate::hash::{hash_token, mix};

/// Samples that are drawn.
pub const NUM_SAMPLES: usize = 400;

/// Seed of the draws, mixed with the name of the source.
pub const SEED: u64 = 1;

/// The share of samples that lies within an interval.
pub const COVERAGE: f64 = 0.95;

/// More units than these are dealt to so many blocks, and blocks are drawn: sums of independent
/// units vary alike, and the cost has a bound.
const MAX_BLOCKS: usize = 256;

/// Percentile intervals of `N` ratios that have numerators and denominators by unit.
///
/// `units` are `(numerators, denominators)` of the clusters, each a row of counts. `None` for a
/// ratio with a denominator of 0, and for all with fewer than two units. Cost: a sort of the
/// units, and 400 samples of at most 256 blocks.
pub(super) fn intervals<const N: usize>(
    source: &str,
    units: &[([u64; N], [u64; N])],
) -> [Option<(f64, f64)>; N] {
    if units.len() < 2 {
        return [None; N];
    }
    let mut state = mix(SEED ^ hash_token(source.as_bytes()));
    let blocks = blocks(state, units);
    let num_blocks = blocks.len();
    let mut samples: [Vec<f64>; N] = std::array::from_fn(|_| Vec::with_capacity(NUM_SAMPLES));
    for _ in 0..NUM_SAMPLES {
        let mut sum = ([0; N], [0; N]);
        for _ in 0..num_blocks {
            // SplitMix64; the high half times the range is a fair draw from it.
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let draw = ((mix(state) >> 32) * num_blocks as u64) >> 32;
            add(&mut sum, &blocks[draw as usize]);
        }
        for (samples, (&numerator, &denominator)) in
            samples.iter_mut().zip(sum.0.iter().zip(&sum.1))
        {
            if denominator > 0 {
                samples.push(numerator as f64 / denominator as f64);
            }
        }
    }
    samples.map(|mut samples| {
        samples.sort_unstable_by(f64::total_cmp);
        let tail = (1.0 - COVERAGE) / 2.0;
        let last = samples.len().checked_sub(1)?;
        let cut = (tail * last as f64).round().max(0.0);
        #[expect(clippy::cast_sign_loss, reason = "at least 0")]
        let cut = cut as usize;
        Some((*samples.get(cut)?, *samples.get(last.checked_sub(cut)?)?))
    })
}

/// The units themselves, or many of them dealt to blocks of nearly the same number, in an order that
/// a hash fixes.
///
/// They come with what is in no cluster first. Dealt in that order, each block would get its part of
/// the derived and of the underived ones, and what they vary by would be gone.
fn blocks<const N: usize>(seed: u64, units: &[([u64; N], [u64; N])]) -> Vec<([u64; N], [u64; N])> {
    if units.len() <= MAX_BLOCKS {
        return units.to_vec();
    }
    let mut order: Vec<(u64, usize)> =
        (0..units.len()).map(|at| (mix(seed ^ mix(at as u64)), at)).collect();
    order.sort_unstable();
    let mut blocks = vec![([0_u64; N], [0_u64; N]); MAX_BLOCKS];
    for (place, &(_, at)) in order.iter().enumerate() {
        add(&mut blocks[place % MAX_BLOCKS], &units[at]);
    }
    blocks
}

fn add<const N: usize>(sum: &mut ([u64; N], [u64; N]), unit: &([u64; N], [u64; N])) {
    for (sum, value) in sum.0.iter_mut().zip(&unit.0) {
        *sum += value;
    }
    for (sum, value) in sum.1.iter_mut().zip(&unit.1) {
        *sum += value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_that_of_the_binomial_for_independent_units() {
        // 100 articles of one word, of which 30 are derived: standard error sqrt(.3 * .7 / 100).
        let units: Vec<_> = (0..100).map(|at| ([u64::from(at < 30)], [1])).collect();
        let [interval] = intervals("Quarrow Echo", &units);
        let (low, high) = interval.unwrap();
        let expected = 1.96 * (0.3_f64 * 0.7 / 100.0).sqrt();
        assert!((0.3 - low - expected).abs() < 0.25 * expected, "{low}");
        assert!((high - 0.3 - expected).abs() < 0.25 * expected, "{high}");
    }

    #[test]
    fn blocks_of_many_units_vary_as_the_units_do() {
        // As sources give them: what no cluster holds stands first, and is never derived.
        let units: Vec<_> = (0..3000).map(|at| ([u64::from(at >= 2100)], [1])).collect();
        let expected = 1.96 * (0.3_f64 * 0.7 / 3000.0).sqrt();
        for source in ["Quarrow Echo", "Ostermere Herald", "Hafen Post"] {
            let [interval] = intervals(source, &units);
            let (low, high) = interval.unwrap();
            let half = (high - low) / 2.0;
            assert!((half - expected).abs() < 0.25 * expected, "{source}: {low} to {high}");
            assert!(low < 0.3 && 0.3 < high, "{source}: {low} to {high}");
        }
    }

    #[test]
    fn draws_are_fixed_and_one_unit_has_no_interval() {
        let units: Vec<_> = (0..40).map(|at| ([at % 7], [7])).collect();
        assert_eq!(intervals("A", &units), intervals("A", &units));
        assert_ne!(intervals("A", &units), intervals("B", &units));
        assert_eq!(intervals("A", &units[..1]), [None]);
        assert_eq!(intervals("A", &[([0], [0]), ([0], [0])]), [None]);
        assert_eq!(intervals("A", &[([5], [5]), ([9], [9])]), [Some((1.0, 1.0))]);
    }
}
