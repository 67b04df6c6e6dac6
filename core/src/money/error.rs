//! Why an amount or a rate was refused.
//!
//! ```
//! use tuike_core::code::Coded;
//! use tuike_core::money::{Currency, Money, MoneyError, Rate};
//!
//! let code = |error: MoneyError| error.code().as_str();
//! assert_eq!(Money::parse("", Currency::CNY).map_err(code), Err("money/empty"));
//! assert_eq!(Money::parse("1e400", Currency::CNY).map_err(code), Err("money/not-a-number"));
//! assert_eq!(Money::parse("-1", Currency::CNY).map_err(code), Err("money/negative"));
//! assert_eq!(Money::parse("1.234", Currency::CNY).map_err(code), Err("money/too-precise"));
//! assert_eq!(Money::parse("100000000000.01", Currency::CNY).map_err(code), Err("money/too-large"));
//! assert_eq!(Rate::parse("1.5").map_err(code), Err("money/rate-out-of-range"));
//! assert_eq!(Currency::parse("XXX").map_err(code), Err("money/unknown-currency"));
//! ```

use core::fmt;

use super::Money;
use crate::code::{Coded, Details, ErrorCode, shortened};

/// Why an amount or a rate was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MoneyError {
    /// The text is empty.
    Empty,
    /// The text is not a plain decimal: an exponent, a second point, a space, `NaN`.
    NotANumber {
        /// The text.
        text: String,
    },
    /// Amounts and rates are never negative.
    Negative {
        /// The text.
        text: String,
    },
    /// More decimals than the currency or a rate has.
    TooPrecise {
        /// The text.
        text: String,
        /// How many there may be.
        decimals: u8,
    },
    /// Above 10^13 minor units.
    TooLarge {
        /// The text.
        text: String,
    },
    /// A rate above 1.
    RateOutOfRange {
        /// The text.
        text: String,
    },
    /// A currency the core does not know.
    UnknownCurrency {
        /// The text.
        text: String,
    },
}

impl MoneyError {
    /// Every code this module can give.
    pub const CODES: [ErrorCode; 7] = [
        ErrorCode::new("money/empty"),
        ErrorCode::new("money/not-a-number"),
        ErrorCode::new("money/negative"),
        ErrorCode::new("money/too-precise"),
        ErrorCode::new("money/too-large"),
        ErrorCode::new("money/rate-out-of-range"),
        ErrorCode::new("money/unknown-currency"),
    ];
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => {
                f.write_str("expected a decimal such as \"199.00\", found an empty text")
            }
            Self::NotANumber { text } => {
                write!(
                    f,
                    "expected a plain decimal such as \"199.00\", found \"{}\"",
                    shortened(text)
                )
            }
            Self::Negative { text } => write!(f, "must not be negative, found {}", shortened(text)),
            Self::TooPrecise { text, decimals } => {
                write!(f, "at most {decimals} decimals, found \"{}\"", shortened(text))
            }
            Self::TooLarge { text } => {
                write!(f, "at most {} minor units, found {}", Money::MAX.minor(), shortened(text))
            }
            Self::RateOutOfRange { text } => {
                write!(
                    f,
                    "a rate is a fraction from 0 to 1 (15 % is \"0.15\"), found {}",
                    shortened(text)
                )
            }
            Self::UnknownCurrency { text } => {
                write!(
                    f,
                    "expected an ISO 4217 code such as \"CNY\", found \"{}\"",
                    shortened(text)
                )
            }
        }
    }
}

impl core::error::Error for MoneyError {}

impl Coded for MoneyError {
    fn code(&self) -> ErrorCode {
        ErrorCode::new(match self {
            Self::Empty => "money/empty",
            Self::NotANumber { .. } => "money/not-a-number",
            Self::Negative { .. } => "money/negative",
            Self::TooPrecise { .. } => "money/too-precise",
            Self::TooLarge { .. } => "money/too-large",
            Self::RateOutOfRange { .. } => "money/rate-out-of-range",
            Self::UnknownCurrency { .. } => "money/unknown-currency",
        })
    }

    fn details(&self) -> Details {
        match self {
            Self::Empty => Details::of_value(""),
            Self::NotANumber { text }
            | Self::Negative { text }
            | Self::UnknownCurrency { text } => Details::of_value(text),
            Self::TooPrecise { text, decimals } => {
                Details::of_value(text).limited(format!("{decimals} decimals"))
            }
            Self::TooLarge { text } => {
                Details::of_value(text).limited(format!("{} minor units", Money::MAX.minor()))
            }
            Self::RateOutOfRange { text } => Details::of_value(text).limited("0..1"),
        }
    }
}
