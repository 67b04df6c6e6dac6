//! A JSON value as a plain JavaScript value.
//!
//! serde_json's own `Serialize` cannot be used: with `arbitrary_precision` a number is a map with a
//! private name there. The core has already turned every whole number that JavaScript would round into
//! a text, so what is left fits an `f64`.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// For `#[serde(serialize_with = "json::plain")]`.
///
/// # Errors
/// Whatever the serializer refuses.
pub fn plain<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
    Plain(value).serialize(serializer)
}

/// The same for a value that may be missing, which becomes `null`.
///
/// # Errors
/// Whatever the serializer refuses.
pub fn plain_or_null<S: Serializer>(value: &Option<Value>, serializer: S) -> Result<S::Ok, S::Error> {
    Plain(value.as_ref().unwrap_or(&Value::Null)).serialize(serializer)
}

/// For `#[serde(serialize_with = "json::bytes")]`: a `Uint8Array` instead of an array of numbers.
///
/// # Errors
/// Whatever the serializer refuses.
pub fn bytes<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

struct Plain<'a>(&'a Value);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Number(number) => match number.as_f64() {
                Some(number) => serializer.serialize_f64(number),
                None => serializer.serialize_str(&number.to_string()),
            },
            Value::String(text) => serializer.serialize_str(text),
            Value::Array(items) => serializer.collect_seq(items.iter().map(Plain)),
            Value::Object(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, field) in fields {
                    map.serialize_entry(name, &Plain(field))?;
                }
                map.end()
            }
        }
    }
}
