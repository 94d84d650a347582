//! Signatures of eight bits a slot: a filter before exact verification, a quarter of the memory.
//!
//! Two slots of different values agree in their lowest eight bits once in 256 times. No figure that
//! is estimated here is ever reported.
//!
//! Source: Li, König 2010, "b-Bit minwise hashing".

/// Probability with which a pair exactly at the threshold is missed by the filter, at most, where
/// nothing else is asked for.
pub(crate) const MAX_MISSED: f64 = 0.001;

/// Appends the lowest eight bits of each slot.
pub(crate) fn append_byte_slots(slots: &[u32], out: &mut Vec<u8>) {
    out.extend(slots.iter().map(|&slot| slot as u8));
}

/// Slots that agree. Shape: both of one length.
pub(crate) fn num_equal(a: &[u8], b: &[u8]) -> u32 {
    let (lanes_a, rest_a) = a.as_chunks::<LANES>();
    let (lanes_b, rest_b) = b.as_chunks::<LANES>();
    let rest: u32 = rest_a.iter().zip(rest_b).map(|(a, b)| u32::from(a == b)).sum();
    let runs = lanes_a.chunks(MAX_SUMMED).zip(lanes_b.chunks(MAX_SUMMED));
    let equal = runs.map(|(a, b)| {
        let mut sums = [0_u8; LANES];
        for (a, b) in a.iter().zip(b) {
            for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
                *sum += u8::from(a == b);
            }
        }
        sums.iter().map(|&sum| u32::from(sum)).sum::<u32>()
    });
    equal.sum::<u32>() + rest
}

/// Bytes that are compared at once: two vectors of the least that a compiler may count on.
const LANES: usize = 32;

/// Times that lanes are added up before a byte could overflow.
const MAX_SUMMED: usize = 255;

/// The fewest equal slots of `num_slots` from which a pair is verified: one of that resemblance has
/// fewer with a probability of `max_missed` at most.
pub(crate) fn min_equal(num_slots: usize, resemblance: f64, max_missed: f64) -> u32 {
    let equal = resemblance + (1.0 - resemblance) / 256.0;
    if equal >= 1.0 {
        return num_slots as u32;
    }
    // Binomial terms from none on, by logarithms: the first are far below what a float holds.
    let mut log_term = num_slots as f64 * (1.0 - equal).ln();
    let odds = (equal / (1.0 - equal)).ln();
    let mut missed = 0.0;
    for at in 0..num_slots {
        missed += log_term.exp();
        if missed > max_missed {
            return at as u32;
        }
        log_term += odds + ((num_slots - at) as f64 / (at + 1) as f64).ln();
    }
    num_slots as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::mix;

    #[test]
    fn equal_slots_are_counted_at_any_length() {
        for len in [0, 1, 16, 127, 128, 129, 256, 400, 32 * 256 * 3 + 7] {
            let a: Vec<u8> = (0..len).map(|at| mix(at) as u8).collect();
            let b: Vec<u8> =
                a.iter().zip(0..).map(|(&x, at)| if at % 3 == 0 { !x } else { x }).collect();
            assert_eq!(num_equal(&a, &a), len as u32);
            assert_eq!(num_equal(&a, &b), len as u32 - (len as u32).div_ceil(3));
        }
    }

    #[test]
    fn a_pair_at_the_threshold_is_missed_as_seldom_as_is_asked_for() {
        let wanted = [(0.3, 0.001), (0.5, 0.001), (0.7, 0.01), (0.8, 0.001), (0.95, 0.001)];
        for (resemblance, max_missed) in wanted {
            let least = min_equal(128, resemblance, max_missed);
            let draws = 200_000_u64;
            let missed = (0..draws).filter(|&draw| {
                let is_equal = |slot: u64| {
                    let random = mix(mix(draw) ^ slot) as f64 / u64::MAX as f64;
                    random < resemblance + (1.0 - resemblance) / 256.0
                };
                (0..128).filter(|&slot| is_equal(slot)).count() < least as usize
            });
            // Four standard deviations above.
            let bound = draws as f64 * max_missed + 4.0 * (draws as f64 * max_missed).sqrt();
            let missed = missed.count() as f64;
            assert!(missed <= bound, "{resemblance}: {missed} of {draws} below {least}");
            // No more is let through than the promise needs: one slot more, and it is broken.
            assert!(missed >= bound / 20.0, "{resemblance}: {missed} below {least}");
        }
        assert_eq!(min_equal(128, 1.0, MAX_MISSED), 128);
    }
}
