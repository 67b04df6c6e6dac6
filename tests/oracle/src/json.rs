//! Fields of plain JSON: a missing field and `null` are the same.

use num_bigint::BigInt;
use serde_json::Value;

use crate::number::{self, Ratio};

/// The field, unless it is missing or `null`.
#[must_use]
pub fn field<'a>(of: &'a Value, name: &str) -> Option<&'a Value> {
    of.get(name).filter(|value| !value.is_null())
}

/// A text.
#[must_use]
pub fn text<'a>(of: &'a Value, name: &str) -> Option<&'a str> {
    field(of, name).map(|value| value.as_str().expect("a text"))
}

/// A whole number.
#[must_use]
pub fn integer(of: &Value, name: &str) -> Option<u64> {
    field(of, name).map(|value| value.as_u64().expect("a whole number"))
}

/// An amount in minor units of two decimals.
#[must_use]
pub fn money(of: &Value, name: &str) -> Option<Ratio> {
    text(of, name).map(|text| number::minor(text, 2))
}

/// A rate.
#[must_use]
pub fn rate(of: &Value, name: &str) -> Option<Ratio> {
    text(of, name).map(number::rate)
}

/// The items of an array; none where it is missing.
#[must_use]
pub fn items<'a>(of: &'a Value, name: &str) -> &'a [Value] {
    field(of, name).map_or(&[], |value| value.as_array().expect("an array"))
}

/// Whole minor units out of a fraction that is one.
#[must_use]
pub fn whole(exact: &Ratio) -> BigInt {
    assert!(exact.is_integer(), "{exact} is not whole");
    exact.to_integer()
}
