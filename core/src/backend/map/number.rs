//! Numbers as backends write them, every digit kept.

use serde_json::{Number, Value};

use crate::json;
use crate::money::{Currency, Money};

/// The same value, but whole numbers beyond ±(2^53 − 1), and numbers no float can hold, become texts
/// digit for digit: JavaScript would round them.
pub(in super::super) fn faithful(mut value: Value) -> Value {
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
pub(in super::super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The text of an id.
pub(super) fn identity(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => {
            Some(number.to_string()).filter(|text| !text.contains(['.', 'e', 'E']))
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A whole, not negative number, as number (`2`, `2.0`, `2e0`) or as text.
pub(in super::super) fn whole(value: &Value) -> Option<u64> {
    let plain = plain(value)?;
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit());
    let is_whole = fraction.bytes().all(|b| b == b'0');
    if digits && is_whole { whole.parse().ok() } else { None }
}

/// An amount as a decimal text with two places; neither rounded nor negative.
pub(super) fn amount(value: &Value, minor: bool) -> Option<String> {
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
pub(super) fn plain(value: &Value) -> Option<String> {
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

/// Real backends say it as `true`, as 1 and as `"1"`; absent is no.
pub(in super::super) fn truth(value: Option<&Value>) -> Option<bool> {
    match value {
        None | Some(Value::Null) => Some(false),
        Some(Value::Bool(truth)) => Some(*truth),
        Some(Value::Number(number)) => Some(json::float(number) != Some(0.0)),
        Some(Value::String(text)) => match text.as_str() {
            "true" | "1" => Some(true),
            "false" | "0" | "" => Some(false),
            _ => None,
        },
        Some(Value::Array(_) | Value::Object(_)) => None,
    }
}
