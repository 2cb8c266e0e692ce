//! A line of JSON into its fields, with what `serde_json::Value` alone would lose: the digits of a long number that is an
//! id, and that a field occurs more than once.

use super::record::type_of;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::fmt;

/// What a line of JSON holds.
pub(super) enum Parsed {
    /// An object.
    Object(Fields),
    /// Something else, in words.
    Other(&'static str),
}

/// The fields of an object.
#[derive(Default)]
pub(super) struct Fields {
    /// The fields, in order; of a repeated one the last value.
    pub fields: Map<String, Value>,
    /// Names that occur again.
    pub repeated: Vec<String>,
}

impl Fields {
    /// The object `text`, in which a number in the field `id` is kept as it is written, as a string.
    pub fn parse(text: &str, id: &str) -> Result<Parsed, serde_json::Error> {
        if !text.starts_with('{') {
            return serde_json::from_str(text).map(|value: Value| Parsed::Other(type_of(&value)));
        }
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let fields = Object { id }.deserialize(&mut deserializer)?;
        deserializer.end()?;
        Ok(Parsed::Object(fields))
    }
}

/// Reads an object whose id is in the field `id`.
struct Object<'n> {
    id: &'n str,
}

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = Fields;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Fields, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = Fields;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut found = Fields::default();
        while let Some(name) = map.next_key::<String>()? {
            let value = if name == self.id { as_written(map.next_value()?)? } else { map.next_value()? };
            if found.fields.contains_key(&name) && !found.repeated.contains(&name) {
                found.repeated.push(name.clone());
            }
            found.fields.insert(name, value);
        }
        Ok(found)
    }
}

/// `raw` as a value; a number as the string that it is written as.
fn as_written<E: serde::de::Error>(raw: &RawValue) -> Result<Value, E> {
    let written = raw.get();
    if written.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
        return Ok(Value::from(written));
    }
    serde_json::from_str(written).map_err(E::custom)
}
