//! Original text to tokens with spans.
//!
//! Place in the flow: after `read`, before `news`. A token is a UAX #29 word of the *normalised*
//! text, kept as a frozen 64-bit hash and a span into the *original* text. Text is cut at ASCII
//! white space into chunks; a chunk of ASCII alone takes a direct path, any other is normalised
//! ([`normalise`]) and segmented by `unicode-segmentation`. Both give the same tokens, held by a
//! property test. Scripts written without spaces are tokenised by character.
//!
//! This module never changes the text and never decides what is furniture or a quote.

mod ascii;
mod chunk;
pub mod normalise;
mod sentence;
mod tokens;

pub use sentence::sentences;
pub use tokens::{Tokens, UNITS_PER_WORD};
