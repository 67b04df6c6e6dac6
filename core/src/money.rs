//! Amounts and rates. No floats anywhere.
//!
//! [`Money`] is a whole number of a currency's minor unit (fen for CNY), never negative, at most
//! [`Money::MAX`]. [`Rate`] is a decimal fraction in `[0, 1]` with at most 8 decimals. Their product
//! is [`Exact`]: nothing is lost until [`Exact::round`] is called, once.
//!
//! ```
//! use tuike_core::money::{Currency, Money, Rate, Rounding};
//!
//! let paid = Money::parse("189.00", Currency::CNY)?;
//! let rate = Rate::parse("0.15")?;
//! let earn = paid.times(rate).round(Rounding::HalfUp)?;
//! assert_eq!(earn.format(Currency::CNY), "28.35");
//! # Ok::<(), tuike_core::money::MoneyError>(())
//! ```

mod error;

use core::fmt;

use rust_decimal::{Decimal, RoundingStrategy};

pub use error::MoneyError;

use crate::digits::Digits;

/// A currency: its ISO 4217 code and how many decimals its minor unit has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    code: &'static str,
    decimals: u8,
}

impl Currency {
    /// Renminbi: 100 fen to the yuan.
    pub const CNY: Self = Self { code: "CNY", decimals: 2 };

    /// Every currency the core knows (ISO 4217 list one, 2024-06).
    const ALL: [Self; 7] = [
        Self::CNY,
        Self { code: "HKD", decimals: 2 },
        Self { code: "TWD", decimals: 2 },
        Self { code: "USD", decimals: 2 },
        Self { code: "EUR", decimals: 2 },
        Self { code: "SGD", decimals: 2 },
        Self { code: "JPY", decimals: 0 },
    ];

    /// Finds a currency by its ISO 4217 code.
    ///
    /// # Errors
    /// [`MoneyError::UnknownCurrency`].
    pub fn parse(code: &str) -> Result<Self, MoneyError> {
        Self::ALL
            .into_iter()
            .find(|c| c.code == code)
            .ok_or_else(|| MoneyError::UnknownCurrency { text: code.to_owned() })
    }

    /// The ISO 4217 code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// Decimals of the minor unit: 2 for CNY.
    #[must_use]
    pub const fn decimals(self) -> u8 {
        self.decimals
    }
}

/// How a half is rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rounding {
    /// 0.5 fen becomes 1 fen: what shops and platforms usually do.
    #[default]
    HalfUp,
    /// 0.5 fen goes to the even neighbour.
    HalfEven,
    /// What is left of the fen is cut off.
    Down,
}

/// A whole number of minor units, `0..=MAX`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// 10^13 minor units: 100,000,000,000.00 yuan.
    pub const MAX: Self = Self(10_000_000_000_000);

    /// An amount from minor units (fen).
    ///
    /// # Errors
    /// [`MoneyError::Negative`], [`MoneyError::TooLarge`].
    pub fn from_minor(minor: i64) -> Result<Self, MoneyError> {
        if minor < 0 {
            Err(MoneyError::Negative { text: minor.to_string() })
        } else if minor > Self::MAX.0 {
            Err(MoneyError::TooLarge { text: minor.to_string() })
        } else {
            Ok(Self(minor))
        }
    }

    /// The amount in minor units (fen).
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// Reads `"199"`, `"199.0"` or `"199.00"`: digits, at most one point, at most the currency's
    /// decimals. No sign, no exponent, no spaces, no thousands separators.
    ///
    /// # Errors
    /// [`MoneyError::Empty`], [`MoneyError::NotANumber`], [`MoneyError::Negative`],
    /// [`MoneyError::TooPrecise`], [`MoneyError::TooLarge`].
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let decimals = usize::from(currency.decimals);
        if let Some(minor) = few_digits(text, decimals) {
            return Ok(Self(minor.into()));
        }
        let (whole, fraction) = split_decimal(text)?;
        if fraction.len() > decimals {
            return Err(MoneyError::TooPrecise {
                text: text.to_owned(),
                decimals: currency.decimals,
            });
        }
        let too_large = || MoneyError::TooLarge { text: text.to_owned() };
        let minor = scaled(whole, fraction, decimals).ok_or_else(too_large)?;
        Self::from_minor(minor).map_err(|_| too_large())
    }

    /// The amount in major units with all decimals: `"28.35"`.
    #[must_use]
    pub fn format(self, currency: Currency) -> String {
        self.digits(currency).as_str().to_owned()
    }

    /// The same without a text of its own.
    #[must_use]
    pub fn digits(self, currency: Currency) -> Digits {
        let decimals = usize::from(currency.decimals);
        Digits::decimal(self.0.unsigned_abs(), decimals, decimals)
    }

    /// The product with a rate, exact.
    #[must_use]
    pub fn times(self, rate: Rate) -> Exact {
        Exact(Decimal::from(self.0) * rate.decimal())
    }

    /// `count` times this amount.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn times_count(self, count: u32) -> Result<Self, MoneyError> {
        let product = match u32::try_from(self.0) {
            // Not `checked_mul`, which multiplies 128 bits.
            Ok(small) => i64::try_from(u64::from(small) * u64::from(count)).ok(),
            Err(_) => self.0.checked_mul(i64::from(count)),
        };
        product
            .filter(|minor| *minor <= Self::MAX.0)
            .map(Self)
            .ok_or_else(|| MoneyError::TooLarge { text: format!("{} × {count}", self.0) })
    }

    /// The sum.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        Self::from_minor(self.0.saturating_add(other.0))
    }

    /// The difference, never below zero.
    #[must_use]
    pub fn minus_down_to_zero(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0).max(0))
    }
}

/// A fraction in `[0, 1]` with at most 8 decimals: `0.15` is 15 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(i64);

impl Rate {
    /// Decimals a rate may have.
    pub const DECIMALS: u8 = 8;

    /// Reads `"0.15"`; the same grammar as [`Money::parse`].
    ///
    /// # Errors
    /// [`MoneyError::Empty`], [`MoneyError::NotANumber`], [`MoneyError::Negative`],
    /// [`MoneyError::TooPrecise`], [`MoneyError::RateOutOfRange`] above 1.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let units = parse_units(text)?;
        Self::from_units(units).ok_or_else(|| MoneyError::RateOutOfRange { text: text.to_owned() })
    }

    /// A rate from units of 10^-8; `None` outside `[0, 1]`.
    #[must_use]
    pub fn from_units(units: i64) -> Option<Self> {
        (0..=100_000_000).contains(&units).then_some(Self(units))
    }

    /// The rate in units of 10^-8, for integer arithmetic: 15 % is 15,000,000.
    #[must_use]
    pub const fn units(self) -> i64 {
        self.0
    }

    /// `0.10` and `0.125`: at least the two decimals that a percentage has.
    #[must_use]
    pub fn digits(self) -> Digits {
        units_digits(self.0, 2)
    }

    /// The rate as a decimal.
    #[must_use]
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.0, u32::from(Self::DECIMALS)).normalize()
    }
}

impl fmt::Display for Rate {
    /// As [`Rate::digits`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.digits().as_str())
    }
}

/// An unrounded amount in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(Decimal);

impl Exact {
    /// An unrounded amount from a decimal of minor units.
    #[must_use]
    pub const fn from_decimal(minor: Decimal) -> Self {
        Self(minor)
    }

    /// The amount as a decimal of minor units.
    #[must_use]
    pub const fn decimal(self) -> Decimal {
        self.0
    }

    /// Rounds to whole minor units. Below zero becomes zero.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn round(self, rounding: Rounding) -> Result<Money, MoneyError> {
        let strategy = match rounding {
            Rounding::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Rounding::HalfEven => RoundingStrategy::MidpointNearestEven,
            Rounding::Down => RoundingStrategy::ToZero,
        };
        let whole = self.0.max(Decimal::ZERO).round_dp_with_strategy(0, strategy);
        i64::try_from(whole)
            .ok()
            .and_then(|minor| Money::from_minor(minor).ok())
            .ok_or_else(|| MoneyError::TooLarge { text: whole.to_string() })
    }
}

/// A plain decimal in units of 10^-8; what passes an `i64` is the greatest one.
pub(crate) fn parse_units(text: &str) -> Result<i64, MoneyError> {
    let decimals = usize::from(Rate::DECIMALS);
    if let Some(units) = few_digits(text, decimals) {
        return Ok(units.into());
    }
    let (whole, fraction) = split_decimal(text)?;
    if fraction.len() > decimals {
        return Err(MoneyError::TooPrecise { text: text.to_owned(), decimals: Rate::DECIMALS });
    }
    Ok(scaled(whole, fraction, decimals).unwrap_or(i64::MAX))
}

/// Units of 10^-8 as a plain decimal with at least so many decimals and no zeros beyond them.
pub(crate) fn units_digits(units: i64, least: usize) -> Digits {
    Digits::decimal(units.unsigned_abs(), usize::from(Rate::DECIMALS), least)
}

/// A plain decimal with so many decimals or fewer, where 32 bits hold it: most are, and in the JavaScript
/// tier each step on 64 bits is several. What is anything else is read, or refused, with more care.
fn few_digits(text: &str, decimals: usize) -> Option<u32> {
    let (mut number, mut places, mut in_fraction) = (0_u32, 0, false);
    for byte in text.bytes() {
        if byte == b'.' && !in_fraction && places > 0 {
            (places, in_fraction) = (0, true);
            continue;
        }
        let digit = byte.wrapping_sub(b'0');
        number = number.checked_mul(10)?.checked_add(digit.into()).filter(|_| digit < 10)?;
        places += 1;
    }
    if places == 0 {
        return None;
    }
    let missing = decimals.checked_sub(if in_fraction { places } else { 0 })?;
    (0..missing).try_fold(number, |number, _| number.checked_mul(10))
}

/// The digits of both, and zeros up to so many decimals.
fn scaled(whole: &str, fraction: &str, decimals: usize) -> Option<i64> {
    let zeros = core::iter::repeat_n(b'0', decimals - fraction.len());
    whole.bytes().chain(fraction.bytes()).chain(zeros).try_fold(0_i64, |number, digit| {
        number.checked_mul(10)?.checked_add(i64::from(digit.wrapping_sub(b'0')))
    })
}

/// The whole and the fraction digits of a plain decimal without leading zeros that matter.
fn split_decimal(text: &str) -> Result<(&str, &str), MoneyError> {
    if text.is_empty() {
        return Err(MoneyError::Empty);
    }
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((_, "")) => return Err(MoneyError::NotANumber { text: text.to_owned() }),
        Some(parts) => parts,
        None => (unsigned, ""),
    };
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) {
        return Err(MoneyError::NotANumber { text: text.to_owned() });
    }
    if negative {
        return Err(MoneyError::Negative { text: text.to_owned() });
    }
    Ok((whole, fraction))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::code::Coded as _;

    fn code_of(text: &str) -> &'static str {
        Money::parse(text, Currency::CNY).unwrap_err().code().as_str()
    }

    #[test]
    fn what_is_not_a_plain_decimal_is_refused_with_its_own_code() {
        assert_eq!(code_of(""), "money/empty");
        for text in
            ["12.3.4", "1e400", "NaN", "Infinity", " 1", "1 ", "1,000", "1.", ".5", "+1", "１"]
        {
            assert_eq!(code_of(text), "money/not-a-number", "{text}");
        }
        assert_eq!(code_of("-1"), "money/negative");
        assert_eq!(code_of("1.234"), "money/too-precise");
        assert_eq!(code_of("100000000000.01"), "money/too-large");
        assert_eq!(code_of(&"9".repeat(400)), "money/too-large");
    }

    #[test]
    fn a_rate_is_a_fraction() {
        assert_eq!(Rate::parse("1").unwrap().units(), 100_000_000);
        let shown = |text| Rate::parse(text).unwrap().to_string();
        assert_eq!([shown("0.1"), shown("0.125"), shown("1")], ["0.10", "0.125", "1.00"]);
        let above = Rate::parse("1.00000001").unwrap_err();
        assert_eq!(above.code().as_str(), "money/rate-out-of-range");
        assert_eq!(Rate::parse("0.123456789").unwrap_err().code().as_str(), "money/too-precise");
    }

    /// By hand: 1.05 × 0.5 = 0.525 → 0.53 half-up, 0.52 half-even, 0.52 down.
    #[test]
    fn a_half_fen_is_rounded_as_the_plan_says() {
        let exact = Money::parse("1.05", Currency::CNY).unwrap().times(Rate::parse("0.5").unwrap());
        let fen = |rounding| exact.round(rounding).unwrap().minor();
        assert_eq!(
            [fen(Rounding::HalfUp), fen(Rounding::HalfEven), fen(Rounding::Down)],
            [53, 52, 52]
        );
    }

    #[test]
    fn a_currency_without_decimals_takes_none() {
        let yen = Currency::parse("JPY").unwrap();
        assert_eq!(Money::parse("120", yen).unwrap().format(yen), "120");
        assert_eq!(Money::parse("120.5", yen).unwrap_err().code().as_str(), "money/too-precise");
        assert_eq!(Currency::parse("XXX").unwrap_err().code().as_str(), "money/unknown-currency");
    }

    proptest! {
        /// The oracle is the careful way, which reads everything.
        #[test]
        fn the_short_way_reads_what_the_careful_one_does(
            text in "[0-9]{0,7}[.]?[0-9]{0,9}|[-+.,e 0-9]{0,6}",
            decimals in prop_oneof![Just(0_usize), Just(2), Just(8)],
        ) {
            if let Some(number) = few_digits(&text, decimals) {
                let (whole, fraction) = split_decimal(&text).unwrap();
                prop_assert!(fraction.len() <= decimals);
                prop_assert_eq!(scaled(whole, fraction, decimals), Some(number.into()));
            } else if let Ok((whole, fraction)) = split_decimal(&text) {
                let fits = scaled(whole, fraction, decimals.max(fraction.len()));
                let fits = fits.and_then(|number| u32::try_from(number).ok());
                prop_assert!(fraction.len() > decimals || fits.is_none(), "{}", text);
            }
        }

        #[test]
        fn parse_undoes_format(minor in 0..=Money::MAX.minor()) {
            let money = Money::from_minor(minor).unwrap();
            prop_assert_eq!(Money::parse(&money.format(Currency::CNY), Currency::CNY).unwrap(), money);
        }

        /// The oracle is integer arithmetic in i128 over units of 10^-8 fen.
        #[test]
        fn rounding_agrees_with_integers(minor in 0..=Money::MAX.minor(), units in 0..=100_000_000_i64) {
            let exact = Money::from_minor(minor).unwrap().times(Rate::from_units(units).unwrap());
            let product = i128::from(minor) * i128::from(units);
            let (whole, rest) = (product / 100_000_000, product % 100_000_000);
            let half_up = whole + i128::from(rest >= 50_000_000);
            let to_even = rest > 50_000_000 || (rest == 50_000_000 && whole % 2 == 1);
            let fen = |rounding| i128::from(exact.round(rounding).unwrap().minor());
            prop_assert_eq!(fen(Rounding::HalfUp), half_up);
            prop_assert_eq!(fen(Rounding::HalfEven), whole + i128::from(to_even));
            prop_assert_eq!(fen(Rounding::Down), whole);
        }
    }
}
