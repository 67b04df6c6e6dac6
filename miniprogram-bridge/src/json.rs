//! Views as JSON text: how everything but numbers goes out.
//!
//! One text crosses for a whole view, and JavaScript's own `JSON.parse` does the rest; a property at a
//! time would decode each name again, in JavaScript, where a host has no `TextDecoder`. The serializer is
//! written here because it cannot fail and prints no floats but whole ones: serde_json's brings float
//! tables, and serde-wasm-bindgen a hash table, 7 KB of brotli together.
//!
//! ```
//! use tuike_bridge::dto::error::ErrorDetails;
//!
//! let details = ErrorDetails { path: Some("plan.rules[0]".into()), value: None, limit: None };
//! assert_eq!(tuike_bridge::json::to_json(&details), r#"{"path":"plan.rules[0]"}"#);
//! ```

use core::fmt;

use serde::ser::{self, Serialize};
use serde_json::Value;
use tuike_core::digits;

/// The JSON text of a view. `None` is `null`, map keys must be texts, floats whole numbers below 2^53
/// (what is not becomes `null`).
#[must_use]
pub fn to_json<T: Serialize + ?Sized>(view: &T) -> String {
    let mut writer = Writer { out: String::new(), raw: false };
    match view.serialize(&mut writer) {
        Ok(()) => writer.out,
        Err(never) => match never {},
    }
}

/// For `#[serde(serialize_with = "json::plain")]`: a JSON value with every digit of its numbers.
///
/// serde_json's own `Serialize` cannot be used: with `arbitrary_precision` a number is a struct with a
/// private name there.
///
/// # Errors
/// Whatever the serializer refuses.
pub fn plain<S: ser::Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_newtype_struct(RAW, &value.to_string())
}

/// The same for a value that may be missing, which becomes `null`.
///
/// # Errors
/// Whatever the serializer refuses.
pub fn plain_or_null<S: ser::Serializer>(
    value: &Option<Value>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    plain(value.as_ref().unwrap_or(&Value::Null), serializer)
}

/// Marks a text that is JSON already.
const RAW: &str = "$tuike::raw";

struct Writer {
    out: String,
    /// Whether the next text is JSON already.
    raw: bool,
}

/// Writing into a text cannot fail.
#[derive(Debug)]
enum Never {}

impl fmt::Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl core::error::Error for Never {}

impl ser::Error for Never {
    fn custom<T: fmt::Display>(_: T) -> Self {
        // Only code that serde derives for types no view has would call it.
        std::process::abort()
    }
}

impl Writer {
    fn text(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => {
                    self.out.push('\\');
                    self.out.push(c);
                }
                '\0'..='\u{1f}' => {
                    self.out.push_str("\\u00");
                    for half in [u32::from(c) >> 4, u32::from(c) & 15] {
                        self.out.push(char::from_digit(half, 16).unwrap_or('0'));
                    }
                }
                _ => self.out.push(c),
            }
        }
        self.out.push('"');
    }

    fn whole(&mut self, number: i64) {
        if number < 0 {
            self.out.push('-');
        }
        self.out.push_str(&digits::of(number.unsigned_abs()));
    }

    /// A comma, unless this is the first in its brackets.
    fn next(&mut self) {
        if !self.out.ends_with(['[', '{']) {
            self.out.push(',');
        }
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        self.next();
        value.serialize(self)
    }

    /// `name` is a field of a view: it needs no escapes.
    fn entry<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Never> {
        self.next();
        self.out.push('"');
        self.out.push_str(name);
        self.out.push_str("\":");
        value.serialize(self)
    }
}

/// What is not listed here no view has; it is written as the nearest thing JSON has.
impl ser::Serializer for &mut Writer {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    fn serialize_bool(self, value: bool) -> Result<(), Never> {
        self.out.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), Never> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), Never> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), Never> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), Never> {
        self.whole(value);
        Ok(())
    }

    fn serialize_u8(self, value: u8) -> Result<(), Never> {
        self.serialize_i64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Never> {
        self.serialize_i64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Never> {
        self.serialize_i64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), Never> {
        self.out.push_str(&value.to_string());
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), Never> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Never> {
        let whole = value as i64;
        if whole as f64 == value {
            self.whole(whole);
            Ok(())
        } else {
            self.serialize_unit()
        }
    }

    fn serialize_char(self, value: char) -> Result<(), Never> {
        self.text(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), Never> {
        if core::mem::take(&mut self.raw) {
            self.out.push_str(value);
        } else {
            self.text(value);
        }
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Never> {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Result<(), Never> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Never> {
        self.out.push_str("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Never> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Never> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        self.raw = name == RAW;
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Never> {
        self.out.push('[');
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, Never> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Never> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, Never> {
        self.serialize_seq(None)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Never> {
        self.out.push('{');
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Never> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, Never> {
        self.serialize_map(None)
    }
}

impl ser::SerializeSeq for &mut Writer {
    type Ok = ();
    type Error = Never;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        self.item(value)
    }

    fn end(self) -> Result<(), Never> {
        self.out.push(']');
        Ok(())
    }
}

impl ser::SerializeTuple for &mut Writer {
    type Ok = ();
    type Error = Never;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        self.item(value)
    }

    fn end(self) -> Result<(), Never> {
        self.out.push(']');
        Ok(())
    }
}

impl ser::SerializeTupleStruct for &mut Writer {
    type Ok = ();
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        self.item(value)
    }

    fn end(self) -> Result<(), Never> {
        self.out.push(']');
        Ok(())
    }
}

impl ser::SerializeTupleVariant for &mut Writer {
    type Ok = ();
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        self.item(value)
    }

    fn end(self) -> Result<(), Never> {
        self.out.push(']');
        Ok(())
    }
}

impl ser::SerializeStruct for &mut Writer {
    type Ok = ();
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        self.entry(name, value)
    }

    fn end(self) -> Result<(), Never> {
        self.out.push('}');
        Ok(())
    }
}

impl ser::SerializeStructVariant for &mut Writer {
    type Ok = ();
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        self.entry(name, value)
    }

    fn end(self) -> Result<(), Never> {
        self.out.push('}');
        Ok(())
    }
}

impl ser::SerializeMap for &mut Writer {
    type Ok = ();
    type Error = Never;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Never> {
        self.item(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        self.out.push(':');
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Never> {
        self.out.push('}');
        Ok(())
    }
}

#[cfg(test)]
mod tests;
