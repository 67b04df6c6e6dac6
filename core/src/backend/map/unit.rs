//! Values in their units.

use serde_json::Value;

use super::number::{amount, faithful, plain, scalar, truth};
use super::when::{iso, millis, seconds};
use crate::json;
use crate::money::Rate;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Unit {
    /// Whole hundredths of the major unit.
    Minor,
    /// The major unit with decimals.
    Major,
    /// A fraction of one, of a hundred, of a million: a power of ten.
    Rate(usize),
    /// Seconds since the Unix epoch.
    Seconds,
    /// Milliseconds since the Unix epoch.
    Millis,
    /// A date and a time; minutes east of Greenwich where it does not say.
    Iso(Option<i32>),
    /// Whatever scalar it is, as text.
    Text,
    Number,
    Boolean,
}

/// The names of the units, in the order of [`Unit::named`].
pub(super) const UNITS: [&str; 14] = [
    "fen",
    "cents",
    "yuan",
    "rate",
    "percent",
    "basis-points",
    "per-100000",
    "millionths",
    "seconds",
    "ms",
    "iso8601",
    "text",
    "number",
    "boolean",
];

impl Unit {
    /// The unit at a place of [`UNITS`].
    pub(super) const fn named(index: usize) -> Self {
        match index {
            2 => Self::Major,
            3 => Self::Rate(0),
            4 => Self::Rate(2),
            5 => Self::Rate(4),
            6 => Self::Rate(5),
            7 => Self::Rate(6),
            8 => Self::Seconds,
            9 => Self::Millis,
            10 => Self::Iso(None),
            11 => Self::Text,
            12 => Self::Number,
            13 => Self::Boolean,
            _ => Self::Minor,
        }
    }

    /// The value in this unit; the error says what was expected.
    pub(super) fn of(self, value: &Value) -> Result<Value, &'static str> {
        let time = |at: Option<u64>, expected| at.map(Value::from).ok_or(expected);
        let text = match self {
            Self::Minor => {
                amount(value, true).ok_or("a whole number of hundredths from 0 to 10^13")
            }
            Self::Major => {
                amount(value, false).ok_or("a decimal from 0 to 10^11 with at most 2 places")
            }
            Self::Rate(tens) => rate(value, tens).ok_or("a rate from 0 to the whole"),
            Self::Text => scalar(value).ok_or("a text, a number or a boolean"),
            Self::Seconds => {
                return time(seconds(value), "seconds since 1970, up to the year 9999");
            }
            Self::Millis => {
                return time(millis(value), "milliseconds since 1970, up to the year 9999");
            }
            Self::Iso(zone) => {
                let at = value.as_str().and_then(|text| iso(text, zone));
                return time(
                    at,
                    "a time such as \"2026-01-01T08:00:00+08:00\", its zone there or in the profile",
                );
            }
            Self::Number => return number(value).ok_or("a number"),
            Self::Boolean => {
                return truth(Some(value)).map(Value::Bool).ok_or("true or false, 1 or 0");
            }
        };
        text.map(Value::String)
    }
}

fn number(value: &Value) -> Option<Value> {
    let number = match value {
        Value::String(text) => json::parse(text).ok()?,
        _ => value.clone(),
    };
    number.is_number().then(|| faithful(number))
}

/// A fraction as a decimal text: the point goes `tens` places to the left.
fn rate(value: &Value, tens: usize) -> Option<String> {
    let plain = plain(value)?;
    let plain = if tens == 2 { plain.strip_suffix('%').unwrap_or(&plain) } else { &plain };
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let short = (tens + 1).saturating_sub(whole.len());
    let whole = ["0".repeat(short).as_str(), whole].concat();
    let (ones, rest) = whole.split_at_checked(whole.len().checked_sub(tens)?)?;
    let decimals = [rest, fraction].concat();
    let decimals = decimals.trim_end_matches('0');
    // "12." stands for no number, and neither does ".5".
    let good = !plain.is_empty() && !plain.ends_with('.') && !plain.starts_with('.');
    let text = if decimals.is_empty() { ones.to_owned() } else { [ones, ".", decimals].concat() };
    Some(Rate::parse(&text).ok().filter(|_| good)?.to_string())
}
