//! Splits a JSON array, or JSON objects one after another, into their elements without holding
//! more than one.
//!
//! The scanner knows strings and depth, nothing else: whether an element is valid is found out when
//! it is parsed. It takes every document that is valid, and of one that is not as many elements as
//! brackets and quotes allow; a missing or doubled comma costs nothing.

use std::io::BufRead;

use memchr::memchr2;

use super::RejectReason;
use super::source::{Capture, Place, Source, Split};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Top {
    /// Nothing read yet.
    #[default]
    Before,
    /// Inside the array at the top.
    Array,
    /// In a row of values without array.
    Bare,
    /// Behind the array.
    After,
}

/// Splits the elements of the array at the top, or the values of the stream.
#[derive(Debug, Default)]
pub(super) struct Elements {
    top: Top,
    number: u64,
}

/// Follows brackets and strings through the bytes of one value.
#[derive(Debug, Default)]
struct Scanner {
    depth: u64,
    in_string: bool,
    escaped: bool,
    /// Whether the value is neither an object, array nor string: it ends before a delimiter.
    is_scalar: bool,
    deepest: u64,
}

impl Scanner {
    /// Takes bytes of the value: how many belong to it, and whether it is complete.
    fn take(&mut self, bytes: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while at < bytes.len() {
            if self.in_string {
                if self.escaped {
                    self.escaped = false;
                    at += 1;
                    continue;
                }
                let Some(step) = memchr2(b'"', b'\\', &bytes[at..]) else {
                    return (bytes.len(), false);
                };
                at += step + 1;
                if bytes[at - 1] == b'\\' {
                    self.escaped = true;
                    continue;
                }
                self.in_string = false;
                if self.depth == 0 {
                    return (at, true);
                }
                continue;
            }
            match bytes[at] {
                b'\n' | b',' | b'"' | b'[' | b'{' | b']' | b'}' if self.is_scalar => {
                    return (at, true);
                }
                _ if self.is_scalar => {}
                b'"' => self.in_string = true,
                b'[' | b'{' => {
                    self.depth += 1;
                    self.deepest = self.deepest.max(self.depth);
                }
                b']' | b'}' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return (at + 1, true);
                    }
                }
                _ => {}
            }
            at += 1;
        }
        (bytes.len(), false)
    }
}

/// How deep the brackets of a record nest.
pub(super) fn depth_of(record: &[u8]) -> u64 {
    let mut scanner = Scanner::default();
    let mut rest = record;
    while !rest.is_empty() {
        let (count, _) = scanner.take(rest);
        rest = &rest[count..];
    }
    scanner.deepest
}

/// Whether the first line is one whole value and nothing else.
pub(super) fn has_value_on_first_line(bytes: &[u8]) -> bool {
    let line = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let (count, is_complete) = Scanner::default().take(line);
    is_complete && line[count..].trim_ascii().is_empty()
}

impl Elements {
    pub(super) fn next(&mut self, source: &mut Source, slab: &mut Vec<u8>, limit: u64) -> Split {
        let first = match self.find_value(source) {
            Ok(Some(first)) => first,
            Ok(None) => return self.end(source),
            Err(reason) => return Split::Failed(self.here(source), reason),
        };
        self.number += 1;
        let byte = source.position();
        let mut scanner = Scanner {
            is_scalar: !matches!(first, b'{' | b'[' | b'"' | b']' | b'}'),
            ..Scanner::default()
        };
        let mut capture = Capture::new(slab, limit);
        loop {
            let ready = match source.fill_buf() {
                Ok(ready) => ready,
                Err(error) => return capture.fail(source, &error, self.number, byte),
            };
            let ended = ready.is_empty();
            let (count, complete) = scanner.take(ready);
            capture.push(&ready[..count]);
            source.consume(count);
            let place = Place { number: self.number, byte, len: capture.len() };
            if ended && !scanner.is_scalar {
                capture.discard();
                return Split::Failed(place, RejectReason::Unclosed);
            }
            if complete || ended {
                if capture.is_over() {
                    return Split::Refused(place, RejectReason::TooLarge);
                }
                return Split::Record(place);
            }
        }
    }

    fn here(&self, source: &Source) -> Place {
        Place { number: self.number + 1, byte: source.position(), len: 0 }
    }

    /// Moves to the first byte of the next value; `None` at the end of the file or of the array.
    fn find_value(&mut self, source: &mut Source) -> Result<Option<u8>, RejectReason> {
        loop {
            let ready = match source.fill_buf() {
                Ok(ready) => ready,
                Err(error) => return Err(source.reason(&error)),
            };
            if ready.is_empty() {
                return Ok(None);
            }
            let is_gap = |byte: &u8| byte.is_ascii_whitespace() || *byte == b',';
            let Some(at) = ready.iter().position(|byte| !is_gap(byte)) else {
                let count = ready.len();
                source.consume(count);
                continue;
            };
            let first = ready[at];
            source.consume(at);
            match (self.top, first) {
                (Top::Before, b'[') => {
                    self.top = Top::Array;
                    source.consume(1);
                }
                (Top::Before, _) => self.top = Top::Bare,
                (Top::Array, b']') => {
                    self.top = Top::After;
                    source.consume(1);
                }
                (Top::After, _) => return Ok(None),
                _ => return Ok(Some(first)),
            }
        }
    }

    /// What the end of the values means.
    fn end(&mut self, source: &mut Source) -> Split {
        let place = self.here(source);
        let rest = source.fill_buf().is_ok_and(|ready| !ready.is_empty());
        match self.top {
            Top::Array => Split::Failed(place, RejectReason::Unclosed),
            Top::After if rest => Split::Failed(place, RejectReason::MalformedJson),
            _ => Split::End,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::tests::source_of;
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn elements_of(bytes: &[u8], size: usize, limit: u64) -> Vec<(Split, Vec<u8>)> {
        let mut source = source_of(bytes, size);
        let mut elements = Elements::default();
        let mut all = Vec::new();
        loop {
            let mut slab = Vec::new();
            match elements.next(&mut source, &mut slab, limit) {
                Split::End => return all,
                split => {
                    let failed = matches!(split, Split::Failed(..));
                    all.push((split, slab));
                    if failed {
                        return all;
                    }
                }
            }
        }
    }

    fn records_of(bytes: &[u8], size: usize) -> Vec<Vec<u8>> {
        elements_of(bytes, size, 1 << 20)
            .into_iter()
            .map(|(split, slab)| {
                let Split::Record(place) = split else { panic!("{split:?}") };
                assert_eq!(&bytes[place.byte as usize..][..place.len as usize], slab);
                slab
            })
            .collect()
    }

    #[test]
    fn array_elements_and_bare_values_are_split() {
        let array = br#" [ {"a":"]}\"[{"} , [1,[2]], "s,\\", 12 , null ] "#;
        for size in [1, 2, 3, 100] {
            let got = records_of(array, size);
            let expected: [&[u8]; 5] =
                [br#"{"a":"]}\"[{"}"#, b"[1,[2]]", br#""s,\\""#, b"12 ", b"null "];
            assert_eq!(got, expected, "buffer of {size}");
            assert_eq!(records_of(b"{\n\"a\": 1\n}\n{}{}", size).len(), 3);
            assert!(records_of(b"[]", size).is_empty());
            assert!(records_of(b" \n", size).is_empty());
        }
    }

    #[test]
    fn broken_arrays_give_what_can_be_read() {
        let last = |bytes: &[u8]| elements_of(bytes, 4, 100).pop().map(|(split, _)| split);
        let failed =
            |number, byte, len, reason| Some(Split::Failed(Place { number, byte, len }, reason));
        assert_eq!(last(b"[{},{\"a\":"), failed(2, 4, 5, RejectReason::Unclosed));
        assert_eq!(last(b"[{} "), failed(2, 4, 0, RejectReason::Unclosed));
        assert_eq!(last(b"[{}] x"), failed(2, 5, 0, RejectReason::MalformedJson));
        let splits = elements_of(b"[}, {\"a\" 1} junk {}]", 4, 100);
        let kept: Vec<&[u8]> = splits.iter().map(|(_, slab)| &slab[..]).collect();
        assert_eq!(kept, [&b"}"[..], b"{\"a\" 1}", b"junk ", b"{}"]);
    }

    #[test]
    fn an_element_over_the_limit_is_refused_alone() {
        let bytes = br#"[{"a":1},{"a":"xxxxxxxxxxxxxxxxxxxx"},{"a":2}]"#;
        let got = elements_of(bytes, 5, 7);
        assert_eq!(got.len(), 3);
        let place = Place { number: 2, byte: 9, len: 28 };
        assert_eq!(got[1].0, Split::Refused(place, RejectReason::TooLarge));
        assert_eq!(got[2].1, br#"{"a":2}"#);
    }

    #[test]
    fn depth_is_counted_outside_strings() {
        assert_eq!(depth_of(br#"{"a":"[[[","b":[[1],{"c":[]}]}"#), 4);
        assert_eq!(depth_of("[".repeat(100_000).as_bytes()), 100_000);
        assert!(has_value_on_first_line(b"{\"a\":1}\n{"));
        assert!(!has_value_on_first_line(b"{\n\"a\":1}"));
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(json!(null)),
            any::<i32>().prop_map(|n| json!(n)),
            "[a\"\\\\\\[\\]{},:é\n\u{0}]{0,8}".prop_map(|s| json!(s)),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
                prop::collection::vec(("[a\"\\\\]{0,3}", inner), 0..4)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn splitting_agrees_with_serde_json(
            list in prop::collection::vec(values(), 0..6), size in 1_usize..9, pretty: bool,
        ) {
            let array = Value::Array(list.clone());
            let bytes = if pretty {
                serde_json::to_vec_pretty(&array).unwrap()
            } else {
                serde_json::to_vec(&array).unwrap()
            };
            let got: Vec<Value> = records_of(&bytes, size)
                .iter()
                .map(|record| serde_json::from_slice(record).unwrap())
                .collect();
            prop_assert_eq!(got, list);
        }

        #[test]
        fn arbitrary_bytes_end_and_lie_within_the_file(
            bytes in prop::collection::vec(
                prop_oneof![any::<u8>(), prop::sample::select(&b"[]{}\"\\, 1"[..])], 0..60),
            size in 1_usize..9,
        ) {
            for (split, slab) in elements_of(&bytes, size, 20) {
                match split {
                    Split::Record(place) => {
                        prop_assert!(!slab.is_empty());
                        prop_assert_eq!(
                            &bytes[place.byte as usize..][..place.len as usize], &slab[..]);
                    }
                    _ => prop_assert!(slab.is_empty()),
                }
            }
        }
    }
}
