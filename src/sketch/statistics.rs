//! Tests of the signatures against their definition and against exact resemblance.

use super::kernel::Kernel;
use super::{SignatureKind, SketchConfig, Sketcher};
use crate::hash::mix;
use proptest::prelude::*;

const KINDS: [SignatureKind; 2] = [SignatureKind::Binned, SignatureKind::Classic];

fn sketcher(kind: SignatureKind, num_slots: usize) -> Sketcher {
    Sketcher::new(&SketchConfig::builder().kind(kind).num_slots(num_slots).build().unwrap())
}

fn kinds() -> impl Strategy<Value = SignatureKind> {
    prop::sample::select(KINDS.to_vec())
}

/// A row of a block of eight, a whole block, one and a row, two blocks.
fn slot_counts() -> impl Strategy<Value = usize> {
    prop::sample::select(vec![16, 112, 128, 144, 256])
}

fn hashes(max_len: usize) -> impl Strategy<Value = Vec<u64>> {
    prop::collection::vec((0_u64..400).prop_map(mix), 0..max_len)
}

proptest! {
    #[test]
    fn order_and_repetition_change_nothing(
        kind in kinds(),
        num_slots in slot_counts(),
        hashes in hashes(300),
        repeated in hashes(20),
    ) {
        let mut sketcher = sketcher(kind, num_slots);
        let all: Vec<u64> = hashes.iter().chain(&repeated).copied().collect();
        let mut shuffled: Vec<u64> = all.iter().chain(&repeated).copied().collect();
        shuffled.sort_unstable_by_key(|&hash| mix(hash));
        prop_assert_eq!(sketcher.sketch(&all), sketcher.sketch(&shuffled));
    }

    #[test]
    fn merged_signatures_are_that_of_the_union(
        kind in kinds(),
        num_slots in slot_counts(),
        a in hashes(300),
        b in hashes(60),
    ) {
        let mut sketcher = sketcher(kind, num_slots);
        let mut merged = sketcher.sketch(&a);
        merged.merge(&sketcher.sketch(&b)).unwrap();
        prop_assert_eq!(merged, sketcher.sketch(&[a, b].concat()));
    }

    #[test]
    fn every_tier_gives_the_same_signature(
        kind in kinds(),
        num_slots in slot_counts(),
        hashes in hashes(300),
    ) {
        let config = SketchConfig::builder().kind(kind).num_slots(num_slots).build().unwrap();
        let expected = sketcher(kind, num_slots).sketch(&hashes);
        for kernel in Kernel::available() {
            let mut sketcher = Sketcher::with_kernel(&config, kernel);
            prop_assert_eq!(&sketcher.sketch(&hashes), &expected, "{:?}", kernel);
        }
    }

    // What mergeability rests on: a slot is a minimum of values that each shingle has by itself.
    #[test]
    fn a_slot_is_the_minimum_over_single_shingles(
        kind in kinds(),
        num_slots in slot_counts(),
        hashes in hashes(300),
    ) {
        let mut sketcher = sketcher(kind, num_slots);
        let mut expected = vec![u32::MAX; num_slots];
        for hash in &hashes {
            for (slot, &value) in expected.iter_mut().zip(sketcher.sketch(&[*hash]).slots()) {
                *slot = value.min(*slot);
            }
        }
        let mut found = vec![7; num_slots];
        sketcher.sketch_into(&hashes, &mut found).unwrap();
        prop_assert_eq!(found, expected);
    }
}

/// Two sets of `size` hashes of which `num_shared` are in both, another pair for each trial.
fn pair_of_sets(trial: u64, size: u64, num_shared: u64) -> (Vec<u64>, Vec<u64>) {
    let hash = |i: u64| mix(trial << 24 | i);
    let a = (0..size).map(hash).collect();
    let b = (size - num_shared..2 * size - num_shared).map(hash).collect();
    (a, b)
}

/// Mean and mean square of the error of the estimate, and the exact resemblance, near
/// `tenths` / 10.
fn errors(sketcher: &mut Sketcher, size: u64, tenths: u64, num_trials: u32) -> (f64, f64, f64) {
    // |A ∩ B| = 2 n J / (1 + J), rounded down; J exact for what it is rounded to.
    let num_shared = 2 * size * tenths / (10 + tenths);
    let exact = num_shared as f64 / (2 * size - num_shared) as f64;
    let (mut sum, mut sum_of_squares) = (0.0, 0.0);
    for trial in 0..num_trials {
        let salt = u64::from(trial) << 16 | num_shared;
        let (a, b) = pair_of_sets(salt, size, num_shared);
        let estimate = sketcher.sketch(&a).estimate_resemblance(&sketcher.sketch(&b));
        let error = estimate.unwrap().unwrap() - exact;
        sum += error;
        sum_of_squares += error * error;
    }
    let num_trials = f64::from(num_trials);
    (sum / num_trials, sum_of_squares / num_trials, exact)
}

#[test]
fn estimates_are_unbiased_and_as_exact_as_promised() {
    const NUM_TRIALS: u32 = 400;
    // Mean over J of the squared error, over that of k independent permutations, J(1-J)/k: the
    // goal for the binned kind, and what the classic kind may not exceed.
    for (size, binned_goal) in [(50, 0.65), (100, 0.65), (300, 0.85), (1000, 1.05), (2000, 1.05)] {
        for (kind, goal) in [(SignatureKind::Binned, binned_goal), (SignatureKind::Classic, 1.05)] {
            let mut sketcher = sketcher(kind, 128);
            let mut ratio = 0.0;
            for tenths in 1..10 {
                let (bias, squared, exact) = errors(&mut sketcher, size, tenths, NUM_TRIALS);
                let variance = exact * (1.0 - exact) / 128.0;
                // Five standard deviations of a mean of so many trials.
                let bound = 5.0 * (variance / f64::from(NUM_TRIALS)).sqrt();
                assert!(bias.abs() < bound, "{kind:?} n={size} J={exact}: bias {bias}");
                ratio += squared / variance / 9.0;
            }
            // A mean of 9 * 400 squares of about normal errors has a relative standard deviation
            // of sqrt(2 / 3600) = 0.024; three of them on top of the goal.
            assert!(ratio < goal * 1.07, "{kind:?} n={size}: {ratio}");
        }
    }
}

#[test]
fn sets_of_unlike_size_and_disjoint_sets_are_unbiased() {
    for kind in KINDS {
        let mut sketcher = sketcher(kind, 128);
        for (whole, part) in [(60_u64, 6_u64), (600, 60), (1500, 30)] {
            let exact = part as f64 / whole as f64;
            let mut sum = 0.0;
            for trial in 0..400_u64 {
                let (a, disjoint) = pair_of_sets(trial, whole, 0);
                let whole = sketcher.sketch(&a);
                let part = sketcher.sketch(&a[..part as usize]);
                sum += whole.estimate_resemblance(&part).unwrap().unwrap();
                let none = whole.estimate_resemblance(&sketcher.sketch(&disjoint));
                assert_eq!(none.unwrap(), Some(0.0));
            }
            let bound = 5.0 * (exact * (1.0 - exact) / 128.0 / 400.0).sqrt();
            let bias = sum / 400.0 - exact;
            assert!(bias.abs() < bound, "{kind:?} {part} of {whole}: {bias}");
        }
    }
}

#[test]
fn equal_sets_of_any_size_resemble_wholly() {
    for kind in KINDS {
        let mut sketcher = sketcher(kind, 128);
        for size in [1, 2, 15, 16, 17, 127, 128, 129, 5000] {
            let set: Vec<u64> = (0..size).map(mix).collect();
            let (a, b) = (sketcher.sketch(&set), sketcher.sketch(&set));
            assert!(!a.is_empty());
            assert_eq!(a.estimate_resemblance(&b).unwrap(), Some(1.0));
        }
    }
}

#[test]
fn empty_set_has_no_estimate() {
    for kind in KINDS {
        let mut sketcher = sketcher(kind, 128);
        let (empty, full) = (sketcher.sketch(&[]), sketcher.sketch(&[mix(1)]));
        assert!(empty.is_empty());
        assert_eq!(empty, super::Signature::empty(sketcher.config()));
        assert_eq!(empty.estimate_resemblance(&full).unwrap(), None);
        assert_eq!(full.estimate_resemblance(&empty).unwrap(), None);
        assert_eq!(empty.estimate_resemblance(&empty).unwrap(), None);
    }
}

#[test]
fn signatures_of_other_parameters_do_not_compare() {
    let mut binned = sketcher(SignatureKind::Binned, 128).sketch(&[mix(1)]);
    let before = binned.clone();
    for other in [sketcher(SignatureKind::Classic, 128), sketcher(SignatureKind::Binned, 64)] {
        let other = other.clone().sketch(&[mix(1)]);
        assert!(binned.estimate_resemblance(&other).unwrap_err().is_incompatible());
        assert!(binned.merge(&other).unwrap_err().is_incompatible());
    }
    assert_eq!(binned, before);
}

#[test]
fn room_of_another_length_is_a_config_error() {
    let mut sketcher = sketcher(SignatureKind::Binned, 128);
    assert!(sketcher.sketch_into(&[mix(1)], &mut [0; 127]).unwrap_err().is_config());
}

#[test]
fn signatures_equal_their_golden_vectors() {
    // Enough hashes for slots of both rounds; the digest stands for all slots.
    let set: Vec<u64> = (1..=60).map(mix).collect();
    let found = KINDS.map(|kind| {
        let signature = sketcher(kind, 128).sketch(&set);
        let digest = signature.slots().iter().fold(0, |d, &slot| mix(d ^ u64::from(slot)));
        (signature.slots()[..4].to_vec(), digest)
    });
    let golden = [
        (vec![0x8004_8a93, 0x7cdd_dacf, 0x8061_0723, 0x0df3_848b], 0x9c47_430a_5ed0_c697),
        (vec![0x0004_8a93, 0x001f_96dc, 0x0061_0723, 0x0149_7c75], 0x78c4_ee51_7c9b_779e),
    ];
    assert_eq!(found, golden, "{found:#x?}");
    let binned = sketcher(SignatureKind::Binned, 128).sketch(&set);
    let in_second_round = binned.slots().iter().filter(|&&slot| slot >> 31 == 1).count();
    assert_eq!(in_second_round, 81);
}
