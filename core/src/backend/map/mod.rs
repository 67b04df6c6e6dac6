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
//! | `rate`, `percent`, `basis-points`, `per-100000`, `millionths` | a number or text of 1, 1/100, … 1/1,000,000 | `"0.15"` |
//! | `seconds`, `ms`, `iso8601` | a time, as number or text | ms since the Unix epoch |
//! | `text` | a text, a number or a boolean | its text |
//! | `number` | a number or the text of one | the number; whole ones beyond 2^53 as text |
//! | `boolean` | true, 1, `"1"`, `"true"` and their opposites | true or false |
//! | none | anything | the same, whole numbers beyond 2^53 as text; `id` always as text |
//!
//! A field is a pointer, or an object of one of four kinds:
//!
//! ```json
//! { "at": ["/sale_price", "/price"], "unit": "fen", "index": 0, "none": [""], "default": "0.00" }
//! { "template": "{/province} {/city}" }          { "value": "wechat" }
//! { "at": "/status", "cases": { "20": "estimated", "100": "settled" }, "default": "other" }
//! { "at": "/skus", "each": { "map": { "id": "/sku_id", "price": { "at": "/sale_price", "unit": "fen" } } } }
//! { "at": "/pics", "join": "," }                 { "at": "/shop", "map": { "id": "/appid" } }
//! ```
//!
//! | file | what |
//! |---|---|
//! | `read.rs` | a profile's `map`, checked |
//! | `field.rs` | one field of one item |
//! | `unit.rs`, `number.rs`, `when.rs` | values in their units |
//!
//! ```
//! use serde_json::json;
//! use tuike_core::backend::{Profile, QueryAnswer};
//! use tuike_core::effect::HttpResponse;
//! use tuike_core::time::Timestamp;
//!
//! let profile = Profile::parse(r#"{ "version": 1, "base": "https://api.example.com", "resources": {
//!     "goods": { "get": "/goods", "items": "/list",
//!                "map": { "id": "/goodsId", "paid": { "at": "/price", "unit": "fen" },
//!                         "rate": { "at": "/ratio", "unit": "millionths" } } } } }"#)?;
//! let body = r#"{ "list": [{ "goodsId": 9007199254740993, "price": 18900, "ratio": 200000 }] }"#;
//! let response = HttpResponse { status: 200, headers: vec![], body: body.into() };
//! let QueryAnswer::Page(page) = profile.query_answer("goods", &json!({}), &response, Timestamp::EPOCH)
//! else { panic!() };
//! assert_eq!(page.data, json!([{ "id": "9007199254740993", "paid": "189.00", "rate": "0.20" }]));
//! # Ok::<(), tuike_core::backend::ProfileError>(())
//! ```

mod field;
mod number;
mod read;
mod unit;
mod when;

use serde_json::Value;

use super::error::BackendError;
use super::profile::Resource;
use crate::code::shortened;

pub(super) use field::{Found, From, How, MappedField, To, map_fields, map_lenient};
pub(super) use number::{faithful, scalar, truth, whole};
pub(super) use read::map;

/// A resource and its name, for errors.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'a> {
    pub(super) name: &'a str,
    pub(super) resource: &'a Resource,
}

/// The data of a resource after its map, and how many rows it has.
pub(super) fn map_data(source: Source<'_>, data: &Value) -> Result<(Value, usize), BackendError> {
    let map = source.resource.map.as_deref();
    let one = |item: &Value, at: &dyn Fn() -> String| match map {
        Some(fields) => map_fields(fields, item).map_err(|wrong| wrong.of(source.name, &at())),
        None => Ok(faithful(item.clone())),
    };
    let Some(items) = source.resource.items.as_deref() else {
        return Ok((one(data, &String::new)?, 1));
    };
    let rows = rows(source.name, items, data)?;
    let mut mapped = Vec::with_capacity(rows.len());
    for (i, row) in rows.iter().enumerate() {
        mapped.push(one(row, &|| [items, "/", &i.to_string()].concat())?);
    }
    Ok((Value::Array(mapped), rows.len()))
}

/// The rows that stand at `items`.
pub(super) fn rows<'a>(
    resource: &str,
    items: &str,
    data: &'a Value,
) -> Result<&'a [Value], BackendError> {
    match data.pointer(items) {
        // Go writes a slice of nothing as null.
        Some(Value::Null) => Ok(&[]),
        Some(Value::Array(rows)) => Ok(rows),
        other => Err(BackendError::UnexpectedShape {
            resource: resource.to_owned(),
            pointer: items.to_owned(),
            expected: "an array",
            found: found(other),
        }),
    }
}

/// What an error shows of a value that is not what it should be.
pub(super) fn found(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| shortened(&value.to_string()))
}

#[cfg(test)]
mod tests;
