//! Lower case, and sixty-four bytes to bit masks of what each byte is.
//!
//! Bit `i` of a mask stands for byte `i`. On x86-64 the masks come from AVX-512, AVX2 or SSE2, the
//! widest that the processor has; elsewhere from plain arithmetic on bytes. A property test holds all
//! of them to the table of classes.

/// Bytes that one mask stands for.
pub(super) const BLOCK: usize = 64;

/// What the bytes of a block are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Masks {
    pub(super) letters: u64,
    pub(super) digits: u64,
    /// `_` joins letters and digits, but is no word by itself.
    pub(super) joiners: u64,
    /// `:` joins two letters.
    pub(super) mid_letter: u64,
    /// `,` and `;` join two digits.
    pub(super) mid_digit: u64,
    /// `.` and `'` join two letters or two digits.
    pub(super) mid_both: u64,
    pub(super) hyphens: u64,
    /// Controls and space.
    pub(super) blanks: u64,
    pub(super) non_ascii: u64,
}

/// Fills `masks` with those of each block of `bytes`, the last one padded with blanks, and writes the
/// bytes in lower case to `folded`; those beyond ASCII stay as they are.
pub(super) fn blocks(bytes: &[u8], folded: &mut [u8], masks: &mut Vec<Masks>) {
    masks.clear();
    tier(bytes, folded, masks);
}

#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "calls into functions of what the processor was found to have")]
fn tier(bytes: &[u8], folded: &mut [u8], masks: &mut Vec<Masks>) {
    if is_x86_feature_detected!("avx512bw") && is_x86_feature_detected!("avx512f") {
        // SAFETY: AVX-512 F and BW were detected.
        unsafe { avx512::blocks(bytes, folded, masks) }
    } else if is_x86_feature_detected!("avx2") {
        // SAFETY: AVX2 was detected.
        unsafe { avx2::blocks(bytes, folded, masks) }
    } else {
        // SAFETY: SSE2 is part of x86-64.
        unsafe { sse2::blocks(bytes, folded, masks) }
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn tier(bytes: &[u8], folded: &mut [u8], masks: &mut Vec<Masks>) {
    each_block(bytes, folded, masks, portable);
}

/// The body of all tiers, inlined into each.
#[inline(always)]
#[expect(clippy::inline_always, reason = "only inlined code is compiled for the tier")]
fn each_block(
    bytes: &[u8],
    folded: &mut [u8],
    masks: &mut Vec<Masks>,
    of: impl Fn(&[u8; BLOCK]) -> Masks,
) {
    for (folded, byte) in folded.iter_mut().zip(bytes) {
        *folded = byte | (u8::from(byte.wrapping_sub(b'A') < 26) << 5);
    }
    let (blocks, last) = bytes.as_chunks::<BLOCK>();
    masks.extend(blocks.iter().map(&of));
    if !last.is_empty() {
        let mut block = [b' '; BLOCK];
        block[..last.len()].copy_from_slice(last);
        masks.push(of(&block));
    }
}

/// The masks by arithmetic that every processor has.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn portable(block: &[u8; BLOCK]) -> Masks {
    let mask = |is: fn(u8) -> bool| {
        block.as_chunks::<8>().0.iter().zip((0..).step_by(8)).fold(0, |mask, (bytes, shift)| {
            // One bit a byte, gathered into the highest byte by one multiplication.
            let flags = u64::from_le_bytes(bytes.map(|byte| u8::from(is(byte))));
            mask | (flags.wrapping_mul(0x0102_0408_1020_4080) >> 56) << shift
        })
    };
    Masks {
        letters: mask(|byte| (byte | 0x20).wrapping_sub(b'a') < 26),
        digits: mask(|byte| byte.wrapping_sub(b'0') < 10),
        joiners: mask(|byte| byte == b'_'),
        mid_letter: mask(|byte| byte == b':'),
        mid_digit: mask(|byte| byte == b',' || byte == b';'),
        mid_both: mask(|byte| byte == b'.' || byte == b'\''),
        hyphens: mask(|byte| byte == b'-'),
        blanks: mask(|byte| byte <= b' '),
        non_ascii: mask(|byte| byte >= 0x80),
    }
}

#[cfg(target_arch = "x86_64")]
mod sse2 {
    use std::arch::x86_64::{
        __m128i, _mm_add_epi8, _mm_cmpeq_epi8, _mm_cmplt_epi8, _mm_movemask_epi8, _mm_or_si128,
        _mm_set_epi64x, _mm_set1_epi8,
    };

    use super::{BLOCK, Masks, each_block};

    #[target_feature(enable = "sse2")]
    pub(super) fn blocks(bytes: &[u8], folded: &mut [u8], masks: &mut Vec<Masks>) {
        each_block(bytes, folded, masks, |block| self::masks(block));
    }

    #[target_feature(enable = "sse2")]
    #[inline]
    fn masks(block: &[u8; BLOCK]) -> Masks {
        let mut masks = Masks::default();
        for (lane, shift) in block.as_chunks::<16>().0.iter().zip((0..).step_by(16)) {
            let x = load(lane);
            let lower = _mm_or_si128(x, _mm_set1_epi8(0x20));
            masks.letters |= bits(in_range(lower, b'a', 26), shift);
            masks.digits |= bits(in_range(x, b'0', 10), shift);
            masks.joiners |= bits(is(x, b'_'), shift);
            masks.mid_letter |= bits(is(x, b':'), shift);
            masks.mid_digit |= bits(_mm_or_si128(is(x, b','), is(x, b';')), shift);
            masks.mid_both |= bits(_mm_or_si128(is(x, b'.'), is(x, b'\'')), shift);
            masks.hyphens |= bits(is(x, b'-'), shift);
            masks.blanks |= bits(in_range(x, 0, 0x21), shift);
            masks.non_ascii |= bits(x, shift);
        }
        masks
    }

    #[target_feature(enable = "sse2")]
    #[inline]
    fn load(lane: &[u8; 16]) -> __m128i {
        let number = u128::from_le_bytes(*lane);
        _mm_set_epi64x((number >> 64) as i64, number as i64)
    }

    /// The highest bit of each byte.
    #[target_feature(enable = "sse2")]
    #[inline]
    fn bits(x: __m128i, shift: u32) -> u64 {
        u64::from(_mm_movemask_epi8(x).cast_unsigned()) << shift
    }

    #[target_feature(enable = "sse2")]
    #[inline]
    fn is(x: __m128i, byte: u8) -> __m128i {
        _mm_cmpeq_epi8(x, _mm_set1_epi8(byte.cast_signed()))
    }

    /// Whether a byte is one of `count` from `first` on. SSE2 compares signed bytes alone: the
    /// range is shifted to begin at the smallest.
    #[target_feature(enable = "sse2")]
    #[inline]
    fn in_range(x: __m128i, first: u8, count: u8) -> __m128i {
        let shifted = _mm_add_epi8(x, _mm_set1_epi8(0x80_u8.wrapping_sub(first).cast_signed()));
        _mm_cmplt_epi8(shifted, _mm_set1_epi8(count.wrapping_add(0x80).cast_signed()))
    }
}

/// As [`sse2`], with lanes of 32 bytes.
#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{
        __m256i, _mm256_add_epi8, _mm256_cmpeq_epi8, _mm256_cmpgt_epi8, _mm256_movemask_epi8,
        _mm256_or_si256, _mm256_set_epi64x, _mm256_set1_epi8,
    };

    use super::{BLOCK, Masks, each_block, number};

    #[target_feature(enable = "avx2")]
    pub(super) fn blocks(bytes: &[u8], folded: &mut [u8], masks: &mut Vec<Masks>) {
        each_block(bytes, folded, masks, |block| self::masks(block));
    }

    #[target_feature(enable = "avx2")]
    #[inline]
    fn masks(block: &[u8; BLOCK]) -> Masks {
        let mut masks = Masks::default();
        for (lane, shift) in block.as_chunks::<32>().0.iter().zip((0..).step_by(32)) {
            let n = lane.as_chunks::<8>().0;
            let x = _mm256_set_epi64x(number(n, 3), number(n, 2), number(n, 1), number(n, 0));
            let lower = _mm256_or_si256(x, _mm256_set1_epi8(0x20));
            masks.letters |= bits(in_range(lower, b'a', 26), shift);
            masks.digits |= bits(in_range(x, b'0', 10), shift);
            masks.joiners |= bits(is(x, b'_'), shift);
            masks.mid_letter |= bits(is(x, b':'), shift);
            masks.mid_digit |= bits(_mm256_or_si256(is(x, b','), is(x, b';')), shift);
            masks.mid_both |= bits(_mm256_or_si256(is(x, b'.'), is(x, b'\'')), shift);
            masks.hyphens |= bits(is(x, b'-'), shift);
            masks.blanks |= bits(in_range(x, 0, 0x21), shift);
            masks.non_ascii |= bits(x, shift);
        }
        masks
    }

    #[target_feature(enable = "avx2")]
    #[inline]
    fn bits(x: __m256i, shift: u32) -> u64 {
        u64::from(_mm256_movemask_epi8(x).cast_unsigned()) << shift
    }

    #[target_feature(enable = "avx2")]
    #[inline]
    fn is(x: __m256i, byte: u8) -> __m256i {
        _mm256_cmpeq_epi8(x, _mm256_set1_epi8(byte.cast_signed()))
    }

    #[target_feature(enable = "avx2")]
    #[inline]
    fn in_range(x: __m256i, first: u8, count: u8) -> __m256i {
        let shifted =
            _mm256_add_epi8(x, _mm256_set1_epi8(0x80_u8.wrapping_sub(first).cast_signed()));
        _mm256_cmpgt_epi8(_mm256_set1_epi8(count.wrapping_add(0x80).cast_signed()), shifted)
    }
}

/// A block at once; comparisons give masks by themselves.
#[cfg(target_arch = "x86_64")]
mod avx512 {
    use std::arch::x86_64::{
        __m512i, _mm512_cmpeq_epi8_mask, _mm512_cmplt_epu8_mask, _mm512_movepi8_mask,
        _mm512_or_si512, _mm512_set_epi64, _mm512_set1_epi8, _mm512_sub_epi8,
    };

    use super::{BLOCK, Masks, each_block, number};

    #[target_feature(enable = "avx512f,avx512bw")]
    pub(super) fn blocks(bytes: &[u8], folded: &mut [u8], masks: &mut Vec<Masks>) {
        each_block(bytes, folded, masks, |block| self::masks(block));
    }

    #[target_feature(enable = "avx512f,avx512bw")]
    #[inline]
    fn masks(block: &[u8; BLOCK]) -> Masks {
        let n = block.as_chunks::<8>().0;
        let at = |place| number(n, place);
        let x = _mm512_set_epi64(at(7), at(6), at(5), at(4), at(3), at(2), at(1), at(0));
        Masks {
            letters: in_range(_mm512_or_si512(x, _mm512_set1_epi8(0x20)), b'a', 26),
            digits: in_range(x, b'0', 10),
            joiners: is(x, b'_'),
            mid_letter: is(x, b':'),
            mid_digit: is(x, b',') | is(x, b';'),
            mid_both: is(x, b'.') | is(x, b'\''),
            hyphens: is(x, b'-'),
            blanks: in_range(x, 0, 0x21),
            non_ascii: _mm512_movepi8_mask(x),
        }
    }

    #[target_feature(enable = "avx512f,avx512bw")]
    #[inline]
    fn is(x: __m512i, byte: u8) -> u64 {
        _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8(byte.cast_signed()))
    }

    #[target_feature(enable = "avx512f,avx512bw")]
    #[inline]
    fn in_range(x: __m512i, first: u8, count: u8) -> u64 {
        let shifted = _mm512_sub_epi8(x, _mm512_set1_epi8(first.cast_signed()));
        _mm512_cmplt_epu8_mask(shifted, _mm512_set1_epi8(count.cast_signed()))
    }
}

/// Eight bytes as the vectors take them.
#[cfg(target_arch = "x86_64")]
#[inline]
fn number(bytes: &[[u8; 8]], place: usize) -> i64 {
    i64::from_le_bytes(bytes[place])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Blocks = fn(&[u8], &mut [u8], &mut Vec<Masks>);

    /// What this processor has; each must give the same.
    #[expect(unsafe_code, reason = "calls into functions of what the processor was found to have")]
    fn tiers() -> Vec<Blocks> {
        let mut tiers: Vec<Blocks> =
            vec![|bytes, folded, masks| each_block(bytes, folded, masks, portable)];
        #[cfg(target_arch = "x86_64")]
        {
            // SAFETY: SSE2 is part of x86-64.
            tiers.push(|bytes, folded, masks| unsafe { sse2::blocks(bytes, folded, masks) });
            if is_x86_feature_detected!("avx2") {
                // SAFETY: AVX2 was detected.
                tiers.push(|bytes, folded, masks| unsafe { avx2::blocks(bytes, folded, masks) });
            }
            if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw") {
                // SAFETY: AVX-512 F and BW were detected.
                tiers.push(|bytes, folded, masks| unsafe { avx512::blocks(bytes, folded, masks) });
            }
        }
        tiers
    }

    #[test]
    fn every_byte_has_one_meaning() {
        for tier in tiers() {
            for byte in 0..=255_u8 {
                let mut masks = Vec::new();
                tier(&[byte; BLOCK], &mut [0; BLOCK], &mut masks);
                let found = masks[0];
                let expect = |is: bool| if is { u64::MAX } else { 0 };
                assert_eq!(found.letters, expect(byte.is_ascii_alphabetic()), "{byte}");
                assert_eq!(found.digits, expect(byte.is_ascii_digit()), "{byte}");
                assert_eq!(found.joiners, expect(byte == b'_'), "{byte}");
                assert_eq!(found.mid_letter, expect(byte == b':'), "{byte}");
                assert_eq!(found.mid_digit, expect(b",;".contains(&byte)), "{byte}");
                assert_eq!(found.mid_both, expect(b".'".contains(&byte)), "{byte}");
                assert_eq!(found.hyphens, expect(byte == b'-'), "{byte}");
                assert_eq!(found.blanks, expect(byte <= b' '), "{byte}");
                assert_eq!(found.non_ascii, expect(!byte.is_ascii()), "{byte}");
            }
        }
    }

    proptest! {
        #[test]
        fn every_tier_gives_the_same(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut expected = (vec![0; bytes.len()], Vec::new());
            each_block(&bytes, &mut expected.0, &mut expected.1, portable);
            prop_assert_eq!(expected.1.len(), bytes.len().div_ceil(BLOCK));
            prop_assert_eq!(&expected.0, &bytes.to_ascii_lowercase());
            for tier in tiers() {
                let mut found = (vec![0; bytes.len()], Vec::new());
                tier(&bytes, &mut found.0, &mut found.1);
                prop_assert_eq!(&found, &expected);
            }
        }
    }
}
