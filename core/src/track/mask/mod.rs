//! Personal numbers (手机号、身份证号、银行卡号) are masked before an event is kept.
//!
//! Looks into texts, whole numbers and property names at every depth. A field that the profile's
//! `events.allow` names is left alone with all that is in it. A number that is masked becomes a text.
//!
//! | what | known by |
//! |---|---|
//! | mobile number | 11 digits from 13 to 19, also after `+86`, `86`, `086`, `0086` or `0` |
//! | id-card number | 18 characters: a province, a date, and the check character of GB 11643-1999 |
//! | old id-card number | 15 digits: a province and a date |
//! | bank card | 13 to 19 digits, Luhn (ISO/IEC 7812-1), and the beginning of an issuer |
//!
//! Digits may be full-width, and stand in groups of three or more with one space or hyphen between. The
//! first three and the last four stay: `138****5678`, `+86 138-****-5678`, `110***********002X`.
//!
//! What is no personal number though it is long: digits among more digits, the fraction of a number,
//! a UUID or a hash (24 hex digits and more in one word, letters among them).

mod kinds;
mod scan;

use serde_json::Value;

pub(super) use scan::masked;

/// Masks all that is in a value, but for the fields that are `allowed`.
pub(super) fn mask(value: &mut Value, allowed: &[String]) {
    match value {
        Value::Null | Value::Bool(_) => {}
        Value::String(text) => {
            if let Some(masked) = masked(text) {
                *text = masked;
            }
        }
        Value::Number(number) => {
            let text = number.as_str();
            let is_whole = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
            if is_whole && let Some(masked) = masked(text) {
                *value = Value::String(masked);
            }
        }
        Value::Array(items) => {
            for item in items {
                mask(item, allowed);
            }
        }
        Value::Object(fields) => {
            let mut renamed = Vec::new();
            for (name, value) in fields.iter_mut() {
                if allowed.contains(name) {
                    continue;
                }
                mask(value, allowed);
                if let Some(masked) = masked(name) {
                    renamed.push((name.clone(), masked));
                }
            }
            for (name, masked) in renamed {
                if let Some(value) = fields.remove(&name) {
                    fields.insert(masked, value);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
