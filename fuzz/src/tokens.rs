//! The fast paths of the tokeniser give the tokens of the definition, and spans that hold.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wirecopy::text::Tokens;

fuzz_target!(|text: &str| {
    let tokens = Tokens::of(text);
    assert_eq!(tokens.hashes(), Tokens::hashes_by_definition(text));
    let mut end = 0;
    for span in tokens.spans() {
        assert!(span.start >= end && span.end > span.start, "spans ascend and are disjoint");
        assert!(!span.of(text).is_empty(), "spans lie on character boundaries");
        end = span.end;
    }
});
