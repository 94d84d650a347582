//! Lower case, and sixty-four bytes to bit masks of what each byte is.
//!
//! Bit `i` of a mask stands for byte `i`. On x86-64 the masks come from SSE2, which every such
//! processor has, so that there is nothing to detect; elsewhere from plain
//! arithmetic on bytes. A property test holds both to the table of classes.

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

/// Writes the bytes in lower case to `folded`; those beyond ASCII stay as they are.
pub(super) fn fold(bytes: &[u8], folded: &mut [u8]) {
    for (folded, byte) in folded.iter_mut().zip(bytes) {
        *folded = byte | (u8::from(byte.wrapping_sub(b'A') < 26) << 5);
    }
}

/// The masks of a block.
#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "a call into a function of SSE2")]
#[inline]
pub(super) fn masks(block: &[u8; BLOCK]) -> Masks {
    // SAFETY: SSE2 is part of x86-64.
    unsafe { sse2::masks(block) }
}

/// The masks of a block.
#[cfg(not(target_arch = "x86_64"))]
pub(super) fn masks(block: &[u8; BLOCK]) -> Masks {
    portable(block)
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

    use super::{BLOCK, Masks};

    #[target_feature(enable = "sse2")]
    pub(super) fn masks(block: &[u8; BLOCK]) -> Masks {
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
    fn load(lane: &[u8; 16]) -> __m128i {
        let number = u128::from_le_bytes(*lane);
        _mm_set_epi64x((number >> 64) as i64, number as i64)
    }

    /// The highest bit of each byte.
    #[target_feature(enable = "sse2")]
    fn bits(x: __m128i, shift: u32) -> u64 {
        u64::from(_mm_movemask_epi8(x).cast_unsigned()) << shift
    }

    #[target_feature(enable = "sse2")]
    fn is(x: __m128i, byte: u8) -> __m128i {
        _mm_cmpeq_epi8(x, _mm_set1_epi8(byte.cast_signed()))
    }

    /// Whether a byte is one of `count` from `first` on. SSE2 compares signed bytes alone: the
    /// range is shifted to begin at the smallest.
    #[target_feature(enable = "sse2")]
    fn in_range(x: __m128i, first: u8, count: u8) -> __m128i {
        let shifted = _mm_add_epi8(x, _mm_set1_epi8(0x80_u8.wrapping_sub(first).cast_signed()));
        _mm_cmplt_epi8(shifted, _mm_set1_epi8(count.wrapping_add(0x80).cast_signed()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_byte_has_one_meaning() {
        for byte in 0..=255_u8 {
            let found = masks(&[byte; BLOCK]);
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

    proptest! {
        #[test]
        fn masks_of_every_processor_are_the_same(block in any::<[u8; 32]>(), more in any::<[u8; 32]>()) {
            let mut bytes = [0; BLOCK];
            bytes[..32].copy_from_slice(&block);
            bytes[32..].copy_from_slice(&more);
            prop_assert_eq!(masks(&bytes), portable(&bytes));
            let mut folded = [0; BLOCK];
            fold(&bytes, &mut folded);
            bytes.make_ascii_lowercase();
            prop_assert_eq!(folded, bytes);
        }
    }
}
