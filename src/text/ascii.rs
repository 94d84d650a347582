//! The direct path: UAX #29 words of ASCII text, folded and hashed.

use crate::hash::hash_token;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    /// `_`: joins letters and digits, but is no word by itself.
    Joiner,
    /// `:` joins two letters.
    MidLetter,
    /// `,` and `;` join two digits.
    MidDigit,
    /// `.` and `'` join two letters or two digits.
    MidBoth,
    Other,
}

const fn class_of(byte: u8) -> Class {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
        b'0'..=b'9' => Class::Digit,
        b'_' => Class::Joiner,
        b':' => Class::MidLetter,
        b',' | b';' => Class::MidDigit,
        b'.' | b'\'' => Class::MidBoth,
        _ => Class::Other,
    }
}

static CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = class_of(byte as u8);
        byte += 1;
    }
    classes
};

fn class(bytes: &[u8], at: usize) -> Class {
    bytes.get(at).map_or(Class::Other, |&b| CLASSES[b as usize])
}

/// Calls `emit(hash, start, end)` for each word of `bytes`, which are ASCII.
pub(super) fn words(bytes: &[u8], mut emit: impl FnMut(u64, usize, usize)) {
    let mut at = 0;
    while at < bytes.len() {
        let first = class(bytes, at);
        if !matches!(first, Class::Letter | Class::Digit | Class::Joiner) {
            at += 1;
            continue;
        }
        let start = at;
        let mut last = first;
        let mut has_alphanumeric = first != Class::Joiner;
        at += 1;
        loop {
            let here = class(bytes, at);
            let joins = match here {
                Class::Letter | Class::Digit | Class::Joiner => true,
                Class::MidLetter => last == Class::Letter && class(bytes, at + 1) == last,
                Class::MidDigit => last == Class::Digit && class(bytes, at + 1) == last,
                Class::MidBoth => last != Class::Joiner && class(bytes, at + 1) == last,
                Class::Other => false,
            };
            if !joins {
                break;
            }
            if matches!(here, Class::Letter | Class::Digit | Class::Joiner) {
                has_alphanumeric |= here != Class::Joiner;
                last = here;
                at += 1;
            } else {
                at += 2;
            }
        }
        if has_alphanumeric {
            emit(hash_folded(&bytes[start..at]), start, at);
        }
    }
}

/// Hash of a word in lower case; words of up to 32 bytes need no allocation.
fn hash_folded(word: &[u8]) -> u64 {
    let mut buffer = [0; 32];
    if let Some(folded) = buffer.get_mut(..word.len()) {
        folded.copy_from_slice(word);
        folded.make_ascii_lowercase();
        hash_token(folded)
    } else {
        hash_token(&word.to_ascii_lowercase())
    }
}
