//! Error codes: what every error of the core can say about itself.
//!
//! Each module has its own small error enum; all of them implement [`Coded`]. A code is
//! `module/what-is-wrong`, is never renamed and never reused: apps match on it. The whole list is in
//! `tests/golden/error-codes.json`.
//!
//! ```
//! use tuike_core::code::Coded;
//! use tuike_core::money::{Currency, Money};
//!
//! let error = Money::parse("12.3.4", Currency::CNY).unwrap_err();
//! assert_eq!(error.code().as_str(), "money/not-a-number");
//! assert_eq!(error.details().value.as_deref(), Some("12.3.4"));
//! ```

use core::fmt;

/// A stable code such as `money/not-a-number`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ErrorCode(&'static str);

impl ErrorCode {
    /// Names a code; `text` is `module/what-is-wrong`.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self(text)
    }

    /// The code as apps see it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Debug for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Where an error is and what it found there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// The field, as the caller would write it: `plan.rules[3].levels[0].rate`.
    pub path: Option<String>,
    /// The offending value, cut to 80 characters.
    pub value: Option<String>,
    /// The bound that was passed, or what was expected.
    pub limit: Option<String>,
}

impl Details {
    /// Details that only name a value.
    #[must_use]
    pub fn of_value(value: &str) -> Self {
        Self { value: Some(shortened(value)), ..Self::default() }
    }

    /// The same details at a path.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// The same details with the bound that was passed.
    #[must_use]
    pub fn limited(mut self, limit: impl Into<String>) -> Self {
        self.limit = Some(limit.into());
        self
    }
}

/// An error that knows its stable code and where it is.
pub trait Coded: core::error::Error {
    /// The stable code.
    fn code(&self) -> ErrorCode;

    /// The field, the value and the bound, as far as they are known.
    fn details(&self) -> Details {
        Details::default()
    }
}

/// The first 80 characters of `text`, with an ellipsis where it was cut.
#[must_use]
pub fn shortened(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((cut, _)) => text.get(..cut).unwrap_or(text).to_owned() + "…",
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_is_cut_at_a_character_and_says_so() {
        let cut = shortened(&"推".repeat(100));
        assert_eq!(cut.chars().count(), 81);
        assert!(cut.ends_with('…'));
        assert_eq!(shortened("short"), "short");
    }
}
