//! The frozen hash, version 1. A base module.
//!
//! Fingerprints, signatures and config digests rest on these functions, so their values never
//! change within a version: golden vectors in the tests hold them on every platform. (aHash, used
//! for in-memory tables, differs between platforms and versions by its own word.)
//!
//! Not keyed: whoever knows the constants can make tokens collide. Tables keyed by strings from
//! outside keep a keyed hasher.

/// Version of the hash functions of this module; part of every config digest.
pub const HASH_VERSION: u32 = 1;

// Odd constants with balanced bits: the first 64-bit words of the fractional parts of the square
// roots of 2, 3, 5 and 7, made odd. A multiplicand of zero would swallow the other one; neither
// K1 nor K0 ^ K2 ^ len is UTF-8 in little-endian order, so no text cancels one.
const K0: u64 = 0x6a09_e667_f3bc_c909;
const K1: u64 = 0xbb67_ae85_84ca_a73b;
const K2: u64 = 0x3c6e_f372_fe94_f82b;
const K3: u64 = 0xa54f_f53a_5f1d_36f1;

/// Folds a 64 x 64 -> 128 bit product to 64 bits.
#[inline]
const fn fold(a: u64, b: u64) -> u64 {
    let wide = (a as u128).wrapping_mul(b as u128);
    (wide as u64) ^ ((wide >> 64) as u64)
}

/// The first 16 bytes as two little-endian words, padded with zeros. Overlapping loads of fixed
/// width: a copy of variable length would be a call.
#[inline]
fn words(bytes: &[u8]) -> (u64, u64) {
    let len = bytes.len();
    if len > 8 {
        let low = bytes.first_chunk().map_or(0, |b| u64::from_le_bytes(*b));
        let high = match bytes.get(8..16) {
            Some(high) => high.first_chunk().map_or(0, |b| u64::from_le_bytes(*b)),
            None => bytes.last_chunk().map_or(0, |b| u64::from_le_bytes(*b)) >> (8 * (16 - len)),
        };
        (low, high)
    } else if let (Some(head), Some(tail)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let head = u64::from(u32::from_le_bytes(*head));
        let tail = u64::from(u32::from_le_bytes(*tail));
        (head | tail << (8 * (len - 4)), 0)
    } else if let (Some(&first), Some(&last)) = (bytes.first(), bytes.last()) {
        let middle = bytes.get(len / 2).copied().unwrap_or(first);
        let low = u64::from(first)
            | u64::from(middle) << (8 * (len / 2))
            | u64::from(last) << (8 * (len - 1));
        (low, 0)
    } else {
        (0, 0)
    }
}

/// Hashes the normalised bytes of one token.
///
/// Range: all of u64, every output bit depends on every input bit. Cost: two multiplications for
/// up to 16 bytes, one more for each further 16; no allocation.
///
/// # Example
///
/// ```
/// assert_ne!(wirecopy::hash::hash_token(b"nato"), wirecopy::hash::hash_token(b"nat"));
/// ```
#[inline]
pub fn hash_token(bytes: &[u8]) -> u64 {
    if bytes.len() <= 16 {
        let (low, high) = words(bytes);
        hash_short_token(low, high, bytes.len())
    } else {
        hash_long_token(bytes)
    }
}

/// Hashes a token of up to 16 bytes from its two little-endian words, padded with zeros: for
/// callers that have the token in a register already.
///
/// # Example
///
/// ```
/// use wirecopy::hash::{hash_short_token, hash_token};
///
/// let low = u64::from_le_bytes(*b"nato\0\0\0\0");
/// assert_eq!(hash_short_token(low, 0, 4), hash_token(b"nato"));
/// ```
#[inline]
pub const fn hash_short_token(low: u64, high: u64, len: usize) -> u64 {
    fold(fold(low ^ K0 ^ K2 ^ len as u64, high ^ K1), K3)
}

#[inline(never)]
fn hash_long_token(bytes: &[u8]) -> u64 {
    let mut state = K2 ^ bytes.len() as u64;
    let mut rest = bytes;
    while rest.len() > 16 {
        let (low, high) = words(rest);
        state = fold(low ^ K0 ^ state, high ^ K1);
        rest = rest.get(16..).unwrap_or(&[]);
    }
    let (low, high) = words(rest);
    fold(fold(low ^ K0 ^ state, high ^ K1), K3)
}

/// Mixes a 64-bit value so that every output bit depends on every input bit. A bijection.
///
/// Source: the finaliser of `SplitMix64` (Steele, Lea, Flood 2014, variant 13 of Stafford).
#[inline]
pub const fn mix(value: u64) -> u64 {
    let mut x = value;
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition, byte by byte.
    fn naive(bytes: &[u8]) -> u64 {
        let word = |from: usize| {
            (0..8).fold(0, |word, i| {
                word | u64::from(bytes.get(from + i).copied().unwrap_or(0)) << (8 * i)
            })
        };
        let mut state = K2 ^ bytes.len() as u64;
        let mut at = 0;
        while bytes.len() - at > 16 {
            state = fold(word(at) ^ K0 ^ state, word(at + 8) ^ K1);
            at += 16;
        }
        fold(fold(word(at) ^ K0 ^ state, word(at + 8) ^ K1), K3)
    }

    /// `a`, `b`, `c`, ... of the given length.
    fn letters(len: usize) -> Vec<u8> {
        (0..len).map(|i| b'a' + (i % 26) as u8).collect()
    }

    #[test]
    fn token_hash_equals_its_golden_vectors() {
        let golden: [(usize, u64); 11] = [
            (0, 0xe111_9b87_4e0f_5dc1),
            (1, 0x6db7_f6b4_e24f_f4c1),
            (7, 0x242a_03ed_23ec_5332),
            (8, 0x7848_f23d_cb1c_ab15),
            (9, 0xa632_76ca_2e53_567d),
            (15, 0x5285_049d_a744_6cdf),
            (16, 0x0559_1b4a_6bb5_d8b1),
            (17, 0x8de7_0906_82b6_eaf7),
            (32, 0x12e1_b353_b92d_c8fd),
            (33, 0x1ebc_63af_4a6a_4cd4),
            (100, 0x3975_cc0f_47cb_7a07),
        ];
        let found: Vec<_> = golden.map(|(len, _)| (len, hash_token(&letters(len)))).to_vec();
        assert_eq!(found, golden, "found {found:#x?}");
        assert_eq!(hash_token("Äußerung".as_bytes()), 0xee12_6862_d326_25a4);
    }

    #[test]
    fn mix_equals_its_golden_vectors() {
        assert_eq!(mix(0), 0);
        // The first outputs of SplitMix64 seeded with 0, as published.
        let mut state = 0_u64;
        let outputs = [(); 3].map(|()| {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            mix(state)
        });
        assert_eq!(outputs, [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f]);
        assert_eq!(mix(u64::MAX), 0xb4d0_55fc_f2cb_bd7b);
    }

    #[test]
    fn token_hash_equals_its_definition_at_every_length() {
        for len in 0..70 {
            let bytes = letters(len);
            assert_eq!(hash_token(&bytes), naive(&bytes), "{len}");
        }
    }

    proptest! {
        #[test]
        fn token_hash_equals_its_definition(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            prop_assert_eq!(hash_token(&bytes), naive(&bytes));
        }
    }

    #[test]
    fn trailing_zero_bytes_count() {
        assert_ne!(hash_token(b"nato"), hash_token(b"nato\0"));
        assert_ne!(hash_token(b""), hash_token(b"\0"));
    }

    /// The largest distance from one half of the probability that flipping one input bit flips
    /// one output bit, over all pairs of bits.
    fn avalanche_bias(
        num_bits: usize,
        samples: u64,
        hash: impl Fn(u64, Option<usize>) -> u64,
    ) -> f64 {
        let mut worst = 0.0_f64;
        for bit in 0..num_bits {
            let mut flips = [0_u32; 64];
            for sample in 0..samples {
                let difference = hash(sample, None) ^ hash(sample, Some(bit));
                for (output, count) in flips.iter_mut().enumerate() {
                    *count += (difference >> output & 1) as u32;
                }
            }
            for count in flips {
                worst = worst.max((f64::from(count) / samples as f64 - 0.5).abs());
            }
        }
        worst
    }

    const AVALANCHE_SAMPLES: u64 = 4_000;

    /// Six standard deviations of a fair pair of bits: the largest of 17,000 pairs stays within.
    fn avalanche_bound(distinct_inputs: u64) -> f64 {
        6.0 * 0.5 / (distinct_inputs as f64).sqrt()
    }

    #[test]
    fn every_input_bit_of_a_token_flips_every_output_bit_half_of_the_time() {
        for len in [2, 3, 4, 7, 8, 9, 16, 17, 33] {
            let bias = avalanche_bias(8 * len, AVALANCHE_SAMPLES, |sample, flip| {
                // Lower-case words: what tokens are, and low in entropy.
                let mut bytes: Vec<u8> =
                    (0..len as u64).map(|i| b'a' + (mix(sample * 64 + i) % 26) as u8).collect();
                if let Some(bit) = flip {
                    bytes[bit / 8] ^= 1 << (bit % 8);
                }
                hash_token(&bytes)
            });
            let distinct = 26_u64.saturating_pow(len as u32).min(AVALANCHE_SAMPLES);
            assert!(bias < avalanche_bound(distinct), "length {len}: {bias}");
        }
    }

    #[test]
    fn every_input_bit_of_mix_flips_every_output_bit_half_of_the_time() {
        let bias = avalanche_bias(64, AVALANCHE_SAMPLES, |sample, flip| {
            mix(sample ^ flip.map_or(0, |bit| 1 << bit))
        });
        assert!(bias < avalanche_bound(AVALANCHE_SAMPLES), "{bias}");
    }

    #[test]
    fn a_million_short_words_do_not_collide() {
        // All words of one to four letters and 525,000 of five digits and letters.
        let mut hashes = Vec::new();
        for len in 1..=4_u32 {
            for number in 0..26_u32.pow(len) {
                let word: Vec<u8> =
                    (0..len).map(|i| b'a' + (number / 26_u32.pow(i) % 26) as u8).collect();
                hashes.push(hash_token(&word));
            }
        }
        for number in 0..525_000 {
            hashes.push(hash_token(format!("{number:05}").as_bytes()));
        }
        let total = hashes.len();
        assert!(total > 1_000_000);
        // Any 40 bits should do as well as others: 2^40 / 10^6 leaves about 0.45 expected pairs.
        for shift in [0, 12, 24] {
            let mut part: Vec<u64> = hashes.iter().map(|h| h >> shift & 0xff_ffff_ffff).collect();
            part.sort_unstable();
            part.dedup();
            assert!(total - part.len() <= 8, "bits from {shift}: {}", total - part.len());
        }
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), total);
    }
}
