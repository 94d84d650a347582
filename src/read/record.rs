//! The values of one record, from JSON or a CSV row, to an article.

use std::borrow::Cow;
use std::fmt;
use std::sync::atomic::Ordering::Relaxed;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::RejectReason;
use super::batch::Context;
use super::dates::parse_date;
use super::encoding::Charset;
use super::fields::{Field, FieldMap};
use super::flat::read_flat;
use super::json::depth_of;
use super::source::Place;
use crate::{Article, DateOrigin};

/// Levels of nesting that `serde_json` takes.
const MAX_DEPTH: u64 = 127;

/// A value that a record gives for a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'a> {
    Null,
    Text(Cow<'a, str>),
    Number(String),
    /// The `raw` text of an object: how our own articles.jsonl writes a date.
    Raw(Cow<'a, str>),
    /// A list of texts, joined: how many collections give several authors.
    Texts(String),
    /// A value that no field takes.
    Other,
}

/// The values of a record by slot.
#[derive(Debug, PartialEq)]
pub(super) struct Values<'a> {
    slots: Vec<Option<Value<'a>>>,
    has_duplicate: bool,
}

impl<'a> Values<'a> {
    pub(super) fn new(fields: &FieldMap) -> Self {
        Self { slots: vec![None; fields.len()], has_duplicate: false }
    }

    pub(super) fn put(&mut self, slot: usize, value: Value<'a>) {
        self.has_duplicate |= self.slots[slot].replace(value).is_some();
    }

    /// The slot that gives the field its value.
    fn slot_of(&self, field: Field, fields: &FieldMap) -> Option<usize> {
        let slots = fields.slots_of(field);
        let is_given = |slot: &&usize| !matches!(self.slots[**slot], None | Some(Value::Null));
        // A table has a blank where a record has nothing.
        let is_blank = |slot: usize| matches!(&self.slots[slot], Some(Value::Text(text)) if text.trim().is_empty());
        let mut given = slots.iter().filter(is_given).copied();
        given.clone().find(|&slot| !is_blank(slot)).or_else(|| given.next())
    }

    /// The value of any field but the text. A number is taken for what it spells: ids and dates
    /// are written so, and a title such as "1984" comes out of many a converter as one.
    fn text_of(&self, field: Field, fields: &FieldMap) -> Result<Option<&str>, RejectReason> {
        let Some(slot) = self.slot_of(field, fields) else { return Ok(None) };
        let text = match &self.slots[slot] {
            Some(Value::Text(text)) => text.as_ref(),
            Some(Value::Number(number)) => number,
            Some(Value::Raw(date)) if field == Field::Published => date.as_ref(),
            Some(Value::Texts(authors)) if field == Field::Byline => authors,
            _ => return Err(RejectReason::WrongType),
        };
        Ok(Some(text).filter(|text| !text.trim().is_empty()))
    }

    /// Makes the article. Values that are blank count as not given.
    pub(super) fn into_article(
        mut self,
        context: &Context,
        place: Place,
    ) -> Result<Article, RejectReason> {
        if self.has_duplicate {
            return Err(RejectReason::DuplicateField);
        }
        let shared = &context.shared;
        let fields = &shared.fields;
        let optional = |field| {
            let text = self.text_of(field, fields)?;
            Ok(text.map(|text| text.trim().to_owned()))
        };
        let id = match self.text_of(Field::Id, fields)? {
            Some(id) => id.to_owned(),
            None => format!("{}:{}", context.base_id, place.number),
        };
        let title = optional(Field::Title)?.or_else(|| context.from_path.title.clone());
        let source = optional(Field::Source)?.or_else(|| context.from_path.source.clone());
        let lang = optional(Field::Lang)?.or_else(|| context.from_path.lang.clone());
        let byline = optional(Field::Byline)?;
        let url = optional(Field::Url)?;
        let date = self.text_of(Field::Published, fields)?;
        let published = date.and_then(|date| parse_date(date, DateOrigin::Field));
        if date.is_some() && published.is_none() {
            shared.counters.undated.fetch_add(1, Relaxed);
        }
        let published = published.or_else(|| context.from_path.published.clone());
        let text = self.take_text(fields)?;
        if text.len() as u64 > shared.max_article_bytes {
            return Err(RejectReason::TooLarge);
        }
        let provenance = context.provenance(place);
        Ok(Article { id, source, title, byline, published, url, lang, text, provenance })
    }

    /// The text of the record.
    pub(super) fn take_text(&mut self, fields: &FieldMap) -> Result<String, RejectReason> {
        let slot = self.slot_of(Field::Text, fields).ok_or(RejectReason::MissingText)?;
        match self.slots[slot].take() {
            Some(Value::Text(text)) => Ok(text.into_owned()),
            _ => Err(RejectReason::WrongType),
        }
    }
}

/// Parses one JSON record.
pub(super) fn parse_json(
    bytes: &[u8],
    context: &Context,
    place: Place,
) -> Result<Article, RejectReason> {
    let (charset, record, replaced) = Charset::decode_whole(bytes);
    let mut mended = None;
    let values = json_values(&record, &context.shared.fields, &mut mended)?;
    let article = values.into_article(context, place)?;
    context.count_decoding(bytes, charset, replaced || mended.is_some());
    Ok(article)
}

/// Reads a record of any form, mended where its escapes are broken; then `mended` holds it.
pub(super) fn json_values<'a>(
    record: &'a str,
    fields: &FieldMap,
    mended: &'a mut Option<String>,
) -> Result<Values<'a>, RejectReason> {
    let read = read_flat(record, fields).map_or_else(|| read_values(record, fields), Ok);
    read.or_else(|reason| {
        *mended = mend_surrogates(record);
        mended.as_ref().map_or(Err(reason), |mended| read_values(mended, fields))
    })
}

/// Reads a record of any form that needs no mending.
pub(super) fn read_values<'a>(
    record: &'a str,
    fields: &FieldMap,
) -> Result<Values<'a>, RejectReason> {
    let mut deserializer = serde_json::Deserializer::from_str(record);
    let values = RecordSeed(fields).deserialize(&mut deserializer);
    match values.and_then(|values| deserializer.end().map(|()| values)) {
        Ok(values) => Ok(values),
        // The error of serde_json does not tell its kind; these are told apart off the fast path.
        Err(_) if depth_of(record.as_bytes()) > MAX_DEPTH => Err(RejectReason::TooDeep),
        Err(_) if serde_json::from_str::<IgnoredAny>(record).is_err() => {
            Err(RejectReason::MalformedJson)
        }
        Err(_) if !record.trim_ascii_start().starts_with('{') => Err(RejectReason::NotAnObject),
        Err(_) => Err(RejectReason::MalformedJson),
    }
}

/// Writes U+FFFD for each escape of a surrogate without its partner; `None` if there is none.
fn mend_surrogates(record: &str) -> Option<String> {
    let escape = |at: usize| {
        let digits = record.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(step) = memchr::memchr(b'\\', &record.as_bytes()[at..]) {
        at += step;
        let is_high = |unit: &u16| (0xd800..0xdc00).contains(unit);
        let is_low = |unit: &u16| (0xdc00..0xe000).contains(unit);
        let unit = escape(at);
        if unit.as_ref().is_some_and(is_high) && escape(at + 6).as_ref().is_some_and(is_low) {
            at += 12;
        } else if unit.is_some_and(|unit| is_high(&unit) || is_low(&unit)) {
            out.push_str(&record[copied..at]);
            out.push_str("\\ufffd");
            at += 6;
            copied = at;
        } else {
            // What follows the backslash may be a backslash; a longer character is none.
            at = (at + 2).min(record.len());
        }
    }
    if copied == 0 {
        return None;
    }
    out.push_str(&record[copied..]);
    Some(out)
}

struct RecordSeed<'f>(&'f FieldMap);

impl<'de> DeserializeSeed<'de> for RecordSeed<'_> {
    type Value = Values<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Values<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RecordSeed<'_> {
    type Value = Values<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Values<'de>, A::Error> {
        let mut values = Values::new(self.0);
        while let Some(slot) = map.next_key_seed(KeySeed(self.0))? {
            match slot {
                Some(slot) => values.put(slot, value_of(map.next_value::<&RawValue>()?.get())?),
                None => _ = map.next_value_seed(ValueSeed)?,
            }
        }
        Ok(values)
    }
}

/// Reads the value of a field. Whole numbers keep their digits: as a number, an id of more than 64
/// bits would be rounded, and two of them one.
fn value_of<E: Error>(raw: &str) -> Result<Value<'_>, E> {
    let digits = raw.strip_prefix('-').unwrap_or(raw);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(Value::Number(raw.to_owned()));
    }
    ValueSeed.deserialize(&mut serde_json::Deserializer::from_str(raw)).map_err(E::custom)
}

/// Reads a key as the slot that it names.
struct KeySeed<'f>(&'f FieldMap);

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Option<usize>, E> {
        Ok(self.0.slot(key))
    }
}

/// Reads any value, borrowing text. Depth is bounded by the limit of `serde_json`, which its own
/// way of ignoring a value does not heed: `IgnoredAny` takes a value of any depth.
struct ValueSeed;

impl<'de> DeserializeSeed<'de> for ValueSeed {
    type Value = Value<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value<'de>, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value<'de>, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value<'de>, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value<'de>, E> {
        Ok(Value::Other)
    }

    fn visit_unit<E>(self) -> Result<Value<'de>, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value<'de>, A::Error> {
        let mut texts = Some(String::new());
        while let Some(element) = seq.next_element_seed(Self)? {
            match (&mut texts, element) {
                (Some(texts), Value::Text(text)) => {
                    if !texts.is_empty() {
                        texts.push_str(", ");
                    }
                    texts.push_str(text.trim());
                }
                _ => texts = None,
            }
        }
        Ok(texts.map_or(Value::Other, Value::Texts))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value<'de>, A::Error> {
        let mut raw = Value::Other;
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if let (Value::Text(text), "raw") = (map.next_value_seed(Self)?, key.as_ref()) {
                raw = Value::Raw(text);
            }
        }
        Ok(raw)
    }
}
