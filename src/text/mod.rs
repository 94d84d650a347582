//! Original text to tokens with spans.
