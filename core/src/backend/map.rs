//! From a server's data to the app's: JSON Pointers, units, numbers that keep every digit.
//!
//! Never looks at the envelope, never rounds: a value that is not exactly what its unit says is an
//! error. Unknown fields of the server are ignored; an absent or `null` value becomes the field's
//! default, or `null`.
//!
//! | unit | takes | gives |
//! |---|---|---|
//! | `fen`, `cents` | a whole number of hundredths, as number or text | `"199.00"` |
//! | `yuan` | a decimal of at most 2 places that count, as number or text | `"199.00"` |
//! | `text` | a text, a number or a boolean | its text |
//! | none | anything | the same, whole numbers beyond 2^53 as text; `id` always as text |
//!
//! ```
//! use serde_json::json;
//! use tuike_core::backend::{Profile, QueryAnswer};
//! use tuike_core::effect::HttpResponse;
//! use tuike_core::time::Timestamp;
//!
//! let profile = Profile::parse(r#"{ "version": 1, "base": "https://api.example.com", "resources": {
//!     "goods": { "get": "/goods", "items": "/list",
//!                "map": { "id": "/goodsId", "paid": { "at": "/price", "unit": "fen" } } } } }"#)?;
//! let body = r#"{ "list": [{ "goodsId": 9007199254740993, "price": 18900 }] }"#;
//! let response = HttpResponse { status: 200, headers: vec![], body: body.into() };
//! let QueryAnswer::Page(page) = profile.query_answer("goods", &json!({}), &response, Timestamp::EPOCH)
//! else { panic!() };
//! assert_eq!(page.data, json!([{ "id": "9007199254740993", "paid": "189.00" }]));
//! # Ok::<(), tuike_core::backend::ProfileError>(())
//! ```

use serde_json::{Map, Number, Value};

use super::error::BackendError;
use super::fields::{Fault, Fields};
use super::profile::Resource;
use crate::code::shortened;
use crate::json;
use crate::money::{Currency, Money};
use crate::read::Node;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct MappedField {
    pub(super) name: String,
    pub(super) at: String,
    pub(super) unit: Option<Unit>,
    pub(super) default: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Whole hundredths of the major unit.
    Minor,
    /// The major unit with decimals.
    Major,
    /// Whatever scalar it is, as text.
    Text,
}

/// A resource and its name, for errors.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'a> {
    pub(super) name: &'a str,
    pub(super) resource: &'a Resource,
}

/// The data of a resource after its map, and how many rows it has.
pub(super) fn map_data(source: Source<'_>, data: &Value) -> Result<(Value, usize), BackendError> {
    let map = source.resource.map.as_deref();
    let Some(items) = source.resource.items.as_deref() else {
        let mapped = match map {
            Some(fields) => map_item(source, fields, data, "")?,
            None => faithful(data.clone()),
        };
        return Ok((mapped, 1));
    };
    let rows = match data.pointer(items) {
        // Go writes a slice of nothing as null.
        Some(Value::Null) => Vec::new(),
        Some(Value::Array(rows)) => match map {
            Some(fields) => rows
                .iter()
                .enumerate()
                .map(|(i, row)| map_item(source, fields, row, &format!("{items}/{i}")))
                .collect::<Result<_, _>>()?,
            None => rows.iter().cloned().map(faithful).collect(),
        },
        other => {
            return Err(BackendError::UnexpectedShape {
                resource: source.name.to_owned(),
                pointer: items.to_owned(),
                expected: "an array",
                found: found(other),
            });
        }
    };
    let count = rows.len();
    Ok((Value::Array(rows), count))
}

fn map_item(
    source: Source<'_>,
    fields: &[MappedField],
    item: &Value,
    at: &str,
) -> Result<Value, BackendError> {
    let mut mapped = Map::new();
    for field in fields {
        let value = match item.pointer(&field.at) {
            None | Some(Value::Null) => field.default.clone(),
            Some(value) => {
                map_value(field, value).map_err(|expected| BackendError::Unmappable {
                    resource: source.name.to_owned(),
                    field: field.name.clone(),
                    pointer: format!("{at}{}", field.at),
                    value: shortened(&value.to_string()),
                    expected,
                })?
            }
        };
        mapped.insert(field.name.clone(), value);
    }
    Ok(Value::Object(mapped))
}

/// The value in its unit; the error says what was expected.
fn map_value(field: &MappedField, value: &Value) -> Result<Value, &'static str> {
    let text = match field.unit {
        Some(Unit::Minor) => {
            amount(value, true).ok_or("a whole number of hundredths from 0 to 10^13")
        }
        Some(Unit::Major) => {
            amount(value, false).ok_or("a decimal from 0 to 10^11 with at most 2 places")
        }
        Some(Unit::Text) => scalar(value).ok_or("a text, a number or a boolean"),
        None if field.name == "id" => identity(value).ok_or("a text or a whole number"),
        None => return Ok(faithful(value.clone())),
    };
    text.map(Value::String)
}

/// The same value, but whole numbers beyond ±(2^53 − 1), and numbers no float can hold, become texts
/// digit for digit: JavaScript would round them.
pub(super) fn faithful(mut value: Value) -> Value {
    make_faithful(&mut value);
    value
}

fn make_faithful(value: &mut Value) {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => {}
        Value::Number(number) => {
            if !is_safe(number) {
                *value = Value::String(number.to_string());
            }
        }
        Value::Array(items) => items.iter_mut().for_each(make_faithful),
        Value::Object(fields) => fields.values_mut().for_each(make_faithful),
    }
}

fn is_safe(number: &Number) -> bool {
    const LAST: u64 = (1 << 53) - 1;
    match number.as_i64() {
        Some(whole) => whole.unsigned_abs() <= LAST,
        None => {
            number.to_string().contains(['.', 'e', 'E'])
                && json::float(number).is_some_and(f64::is_finite)
        }
    }
}

/// The text of a scalar.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn identity(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => {
            Some(number.to_string()).filter(|text| !text.contains(['.', 'e', 'E']))
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A whole, not negative number, as number (`2`, `2.0`, `2e0`) or as text.
pub(super) fn whole(value: &Value) -> Option<u64> {
    let plain = plain(value)?;
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit());
    let is_whole = fraction.bytes().all(|b| b == b'0');
    if digits && is_whole { whole.parse().ok() } else { None }
}

/// An amount as a decimal text with two places; neither rounded nor negative.
fn amount(value: &Value, minor: bool) -> Option<String> {
    // Every currency that a unit names has hundredths.
    const HUNDREDTHS: Currency = Currency::CNY;
    let money = if minor {
        Money::from_minor(i64::try_from(whole(value)?).ok()?).ok()?
    } else {
        let plain = plain(value)?;
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        // Zeros behind the second place say nothing; "12." is refused by Money as it stands.
        let cut = fraction.len() > 2 && fraction.bytes().skip(2).all(|b| b == b'0');
        let text = if cut { format!("{whole}.{}", fraction.get(..2)?) } else { plain.clone() };
        Money::parse(&text, HUNDREDTHS).ok()?
    };
    Some(money.format(HUNDREDTHS))
}

/// The text of a scalar number without exponent: Java writes a double of ten million as `1.0E7`.
/// A text is taken as it stands, so that `"1e3"` stays what it is: no plain decimal.
fn plain(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => return Some(text.clone()),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return Some(text) };
    let exponent = exponent.parse::<i32>().ok().filter(|e| (-40..=40).contains(e))?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let point = i32::try_from(whole.len()).ok()? + exponent;
    let Ok(point) = usize::try_from(point) else {
        return Some(format!("0.{}{digits}", "0".repeat(usize::try_from(-point).ok()?)));
    };
    let padded = format!("{digits:0<point$}");
    let (whole, fraction) = padded.split_at_checked(point)?;
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") })
}

/// A resource's `map`.
pub(super) fn map(node: &Node<'_>, fault: &Fault) -> Vec<MappedField> {
    let mut mapped = Vec::new();
    for (name, node) in fault.open(node).entries() {
        let mut field = MappedField {
            name: name.to_owned(),
            at: String::new(),
            unit: None,
            default: Value::Null,
        };
        if node.value().is_string() {
            field.at = fault.pointer(&node);
        } else {
            let fields = fault.fields(&node, &["at", "unit", "default"]);
            field.at = fields.pointer("at");
            field.unit = fields.optional("unit").map(|_| unit(&fields));
            if let Some(node) = fields.optional("default") {
                field.default = node.value().clone();
            }
        }
        mapped.push(field);
    }
    mapped
}

fn unit(fields: &Fields<'_, '_>) -> Unit {
    match fields.choice("unit", &["fen", "cents", "yuan", "text"]) {
        2 => Unit::Major,
        3 => Unit::Text,
        _ => Unit::Minor,
    }
}

/// What an error shows of a value that is not what it should be.
pub(super) fn found(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| shortened(&value.to_string()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parsed(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    fn mapped(unit: Option<Unit>, name: &str, text: &str) -> Result<Value, &'static str> {
        let field = MappedField { name: name.into(), at: "/x".into(), unit, default: Value::Null };
        map_value(&field, &parsed(text))
    }

    #[test]
    fn hundredths_become_a_decimal_text() {
        let cases = [
            ("0", "0.00"),
            ("5", "0.05"),
            ("18900", "189.00"),
            ("\"18900\"", "189.00"),
            ("18900.0", "189.00"),
            ("1.0E7", "100000.00"),
            ("1.89e4", "189.00"),
            ("10000000000000", "100000000000.00"),
            ("189000e-1", "189.00"),
        ];
        for (text, expected) in cases {
            assert_eq!(mapped(Some(Unit::Minor), "paid", text), Ok(json!(expected)), "{text}");
        }
    }

    #[test]
    fn a_decimal_keeps_two_places() {
        let cases = [
            ("189", "189.00"),
            ("189.5", "189.50"),
            ("\"189.50\"", "189.50"),
            ("189.5000", "189.50"),
            ("1e2", "100.00"),
            ("1.25E1", "12.50"),
            ("1e-2", "0.01"),
            ("12E-1", "1.20"),
            ("0.0", "0.00"),
        ];
        for (text, expected) in cases {
            assert_eq!(mapped(Some(Unit::Major), "paid", text), Ok(json!(expected)), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused_not_rounded() {
        for text in [
            "\"\"",
            "\"12.3.4\"",
            "-1",
            "\"-1\"",
            "1e400",
            "\"1e400\"",
            "\"NaN\"",
            "true",
            "[]",
            "{}",
            "10000000000001",
            "189.005",
            "\"12.\"",
            "\" 1\"",
            "1e-41",
        ] {
            let is_decimal = matches!(text, "10000000000001");
            assert_eq!(
                mapped(Some(Unit::Minor), "paid", text).is_err(),
                !matches!(text, "\"12.\""),
                "{text}"
            );
            assert!(is_decimal || mapped(Some(Unit::Major), "paid", text).is_err(), "{text}");
        }
        assert!(mapped(Some(Unit::Minor), "paid", "0.5").is_err());
    }

    #[test]
    fn an_id_is_always_a_text_with_every_digit() {
        let cases = [
            ("1", "1"),
            ("9007199254740993", "9007199254740993"),
            ("18446744073709551615", "18446744073709551615"),
            ("340282366920938463463374607431768211455", "340282366920938463463374607431768211455"),
            ("\"007\"", "007"),
            ("-3", "-3"),
        ];
        for (text, expected) in cases {
            assert_eq!(mapped(None, "id", text), Ok(json!(expected)), "{text}");
        }
        for text in ["1.5", "1e3", "true", "[1]", "{}"] {
            assert!(mapped(None, "id", text).is_err(), "{text}");
        }
    }

    #[test]
    fn text_takes_any_scalar() {
        for (text, expected) in [
            ("1.50", "1.50"),
            ("true", "true"),
            ("\"a\"", "a"),
            ("18446744073709551616", "18446744073709551616"),
        ] {
            assert_eq!(mapped(Some(Unit::Text), "x", text), Ok(json!(expected)), "{text}");
        }
        assert!(mapped(Some(Unit::Text), "x", "[]").is_err());
    }

    #[test]
    fn whole_numbers_that_javascript_would_round_become_texts() {
        let data = parsed(
            r#"{ "a": 9007199254740991, "b": 9007199254740992, "c": [-9007199254740991, -9007199254740992],
                 "d": 18446744073709551615, "e": { "f": 123456789012345678901234567890 }, "g": 0.1, "h": 1e20, "i": 1e400 }"#,
        );
        let expected = parsed(
            r#"{ "a": 9007199254740991, "b": "9007199254740992", "c": [-9007199254740991, "-9007199254740992"],
                 "d": "18446744073709551615", "e": { "f": "123456789012345678901234567890" }, "g": 0.1, "h": 1e20, "i": "1e+400" }"#,
        );
        assert_eq!(faithful(data), expected);
    }

    #[test]
    fn whole_reads_what_javascript_and_people_write() {
        for (text, expected) in
            [("2", 2), ("2.0", 2), ("\"2\"", 2), ("2e1", 20), ("18446744073709551615", u64::MAX)]
        {
            assert_eq!(whole(&parsed(text)), Some(expected), "{text}");
        }
        for text in
            ["-1", "1.5", "\"\"", "\"x\"", "null", "true", "18446744073709551616", "\"+1\"", "1e-2"]
        {
            assert_eq!(whole(&parsed(text)), None, "{text}");
        }
    }
}
