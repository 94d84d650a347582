//! Original text to tokens with spans.
//!
//! Place in the flow: after `read`, before `news`. A token is a UAX #29 word of the *normalised*
//! text, kept as a frozen 64-bit hash and a span into the *original* text. Words are found by bit masks,
//! 64 bytes at a time, in ASCII and in the scripts whose characters behave as ASCII letters do. A
//! stretch between blanks that holds anything else is normalised (`normalise.rs`) and segmented by
//! `unicode-segmentation`. Both give the same tokens, held by a property test. Scripts written
//! without spaces are tokenised by character.
//!
//! This module never changes the text and never decides what is furniture or a quote.

mod class;
mod kernel;
mod normalise;
mod sentence;
mod stems;
mod stretch;
mod tokens;
mod words;

pub use sentence::sentences;
pub use stems::Stems;
pub use tokens::{Tokens, UNITS_PER_WORD};
