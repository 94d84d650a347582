//! The usual JSON record, read directly: a flat object of strings, whole numbers and literals.
//!
//! `serde_json` unescapes a string into a buffer that grows anew for every record, and nearly every
//! text holds line ends; here a string is allocated once, at its length. What is unusual (nesting,
//! fractions, escapes in keys, surrogates, any error) is left to `serde_json`. A property test
//! holds the two to each other.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use super::fields::FieldMap;
use super::record::{Value, Values};

/// Digits of a number that is certain to fit into 64 bits.
const MAX_DIGITS: usize = 18;

/// Reads a record; `None` if it is unusual or wrong.
pub(super) fn read_flat<'a>(record: &'a str, fields: &FieldMap) -> Option<Values<'a>> {
    let mut values = Values::new(fields);
    let mut scanner = Scanner { record, at: 0 };
    scanner.expect(b'{')?;
    loop {
        scanner.expect(b'"')?;
        let Cow::Borrowed(key) = scanner.string()? else { return None };
        scanner.expect(b':')?;
        let value = scanner.value()?;
        if let Some(slot) = fields.slot(key) {
            values.put(slot, value);
        }
        match scanner.token()? {
            b',' => {}
            b'}' => break,
            _ => return None,
        }
    }
    scanner.token().is_none().then_some(values)
}

struct Scanner<'a> {
    record: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    /// The next byte that is not blank.
    fn token(&mut self) -> Option<u8> {
        loop {
            let byte = *self.record.as_bytes().get(self.at)?;
            self.at += 1;
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(byte);
            }
        }
    }

    fn expect(&mut self, expected: u8) -> Option<()> {
        (self.token()? == expected).then_some(())
    }

    fn value(&mut self) -> Option<Value<'a>> {
        match self.token()? {
            b'"' => Some(Value::Text(self.string()?)),
            b'n' => self.literal("ull", Value::Null),
            b't' => self.literal("rue", Value::Other),
            b'f' => self.literal("alse", Value::Other),
            b'1'..=b'9' => self.number(),
            _ => None,
        }
    }

    fn literal(&mut self, rest: &str, value: Value<'a>) -> Option<Value<'a>> {
        self.record[self.at..].starts_with(rest).then(|| {
            self.at += rest.len();
            value
        })
    }

    /// A whole number, behind its first digit.
    fn number(&mut self) -> Option<Value<'a>> {
        let start = self.at - 1;
        let digits =
            self.record.as_bytes()[start..].iter().take_while(|byte| byte.is_ascii_digit());
        let end = start + digits.count();
        // Of a number that goes on, the next token is neither a comma nor a brace.
        self.at = end;
        (end - start <= MAX_DIGITS).then(|| Value::Number(self.record[start..end].to_owned()))
    }

    /// A string, behind its opening quote.
    fn string(&mut self) -> Option<Cow<'a, str>> {
        let bytes = self.record.as_bytes();
        let start = self.at;
        let mut end = start;
        let mut has_escapes = false;
        loop {
            end += memchr2(b'"', b'\\', bytes.get(end..)?)?;
            if bytes[end] == b'"' {
                break;
            }
            has_escapes = true;
            end += 2;
        }
        self.at = end + 1;
        let raw = &self.record[start..end];
        // (A fold has no early end, so many bytes are compared at a time.)
        if raw.bytes().fold(u8::MAX, u8::min) < b' ' {
            return None;
        }
        if has_escapes { unescape(raw).map(Cow::Owned) } else { Some(Cow::Borrowed(raw)) }
    }
}

fn unescape(raw: &str) -> Option<String> {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let (character, len) = match rest.as_bytes().get(at + 1)? {
            b'n' => ('\n', 2),
            b'"' => ('"', 2),
            b'\\' => ('\\', 2),
            b'/' => ('/', 2),
            b't' => ('\t', 2),
            b'r' => ('\r', 2),
            b'b' => ('\u{8}', 2),
            b'f' => ('\u{c}', 2),
            b'u' => (code_unit(rest.get(at + 2..at + 6)?)?, 6),
            _ => return None,
        };
        out.push(character);
        rest = &rest[at + len..];
    }
    out.push_str(rest);
    // Texts are kept: one of `\u` escapes alone would keep three times what it needs.
    if out.capacity() - out.len() > out.len() / 8 {
        out.shrink_to_fit();
    }
    Some(out)
}

/// The character of four hexadecimal digits; `None` for half of a surrogate pair.
fn code_unit(digits: &str) -> Option<char> {
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u32::from_str_radix(digits, 16).ok().filter(|_| is_hex).and_then(char::from_u32)
}

#[cfg(test)]
mod tests {
    use super::super::record::read_values;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_usual_record_is_read_here_and_the_unusual_is_not() {
        let fields = FieldMap::default();
        for (record, is_usual) in [
            (r#" {"id" : 7, "text":"a\n\"b\" \u00e9\u4e2d \\ é", "x":null,"y":true }"#, true),
            (r#"{"text":"a"}"#, true),
            (r#"{"text":"a","text":"b","z":false}"#, true),
            ("{}", false),
            (r#"{"te\u0078t":"a"}"#, false),
            (r#"{"text":"\ud83d\ude00"}"#, false),
            (r#"{"text":"\ud800"}"#, false),
            (r#"{"text":"a","x":[]}"#, false),
            (r#"{"text":"a","x":1.5}"#, false),
            (r#"{"text":"a","x":012}"#, false),
            (r#"{"text":"a","x":1234567890123456789}"#, false),
            (r#"{"text":"\u+123"}"#, false),
            (r#"{"text":"\é"}"#, false),
            (r#"{"text":"a\"}"#, false),
            ("{\"text\":\"a\nb\"}", false),
            (r#"{"text":"a"} x"#, false),
            (r#"{"text":"a",}"#, false),
            (r#"{"text":"a""#, false),
        ] {
            let read = read_flat(record, &fields);
            assert_eq!(read.is_some(), is_usual, "{record}");
            if let Some(read) = read {
                assert_eq!(Ok(read), read_values(record, &fields), "{record}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn what_is_read_here_is_what_serde_json_reads(
            scraps in prop::collection::vec(
                prop::sample::select(vec![
                    "{", "}", "\"text\":", "\"id\" :", "\"x\":", "\"a\"", "\"", "\\", "n", "u00e9",
                    "\\u00", "ud83d", ",", ":", "12", "0", "-", ".5", "e1", "null", "true", "é",
                    "\n", " ", "\u{1}", "[]", "\"b\\n\"", ",\"url\":\"u\"",
                ]),
                0..12,
            ),
            is_closed in any::<bool>(),
        ) {
            let mut record = scraps.concat();
            if is_closed {
                record = format!("{{\"text\":\"{record}\"}}");
            }
            let fields = FieldMap::default();
            if let Some(read) = read_flat(&record, &fields) {
                prop_assert_eq!(Ok(read), read_values(&record, &fields));
            }
        }

        #[test]
        fn any_text_that_serde_json_writes_is_read_here(text in "(\\PC|[\n\t\"\\\\\u{0}-\u{1f}]){0,40}") {
            let record = serde_json::json!({"id": 12, "text": text}).to_string();
            let fields = FieldMap::default();
            let read = read_flat(&record, &fields);
            prop_assert!(read.is_some());
            prop_assert_eq!(read, read_values(&record, &fields).ok());
        }
    }
}
