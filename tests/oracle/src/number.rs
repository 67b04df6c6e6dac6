//! Exact fractions, amounts and rates from their texts, and the three ways to round.
//!
//! Never a float, never a fixed width. Texts are taken as the documents write them; what is not a plain
//! decimal panics, because a generator wrote it.
//!
//! ```
//! use tuike_oracle::number::{decimal, show};
//!
//! assert_eq!(decimal("0.1") + decimal("0.2"), decimal("0.3"));
//! assert_eq!(show(&3_780.into(), 2), "37.80");
//! ```

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// A fraction of whole numbers without bounds.
pub type Ratio = BigRational;

/// How a half is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Away from nothing.
    HalfUp,
    /// To the even neighbour.
    HalfEven,
    /// The fraction is cut off.
    Down,
}

impl Rounding {
    /// By the word a plan uses; half-up where it says nothing.
    #[must_use]
    pub fn of(word: Option<&str>) -> Self {
        match word {
            None | Some("half-up") => Self::HalfUp,
            Some("half-even") => Self::HalfEven,
            Some("down") => Self::Down,
            Some(other) => panic!("no rounding {other:?}"),
        }
    }

    /// The whole number, of a fraction that is not negative.
    #[must_use]
    pub fn round(self, exact: &Ratio) -> BigInt {
        assert!(!exact.is_negative(), "{exact} is negative");
        let whole = exact.floor();
        let rest = exact - &whole;
        let half = Ratio::new(BigInt::one(), BigInt::from(2));
        let odd = (whole.to_integer() % BigInt::from(2)) == BigInt::one();
        let up = match self {
            Self::HalfUp => rest >= half,
            Self::HalfEven => rest > half || (rest == half && odd),
            Self::Down => false,
        };
        whole.to_integer() + if up { BigInt::one() } else { BigInt::zero() }
    }
}

/// A plain decimal, exactly.
#[must_use]
pub fn decimal(text: &str) -> Ratio {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: BigInt = format!("{whole}{fraction}").parse().expect("digits and one point");
    let places = u32::try_from(fraction.len()).expect("a short text");
    Ratio::new(digits, BigInt::from(10).pow(places))
}

/// An amount of the major unit, in minor units of `decimals`.
#[must_use]
pub fn minor(text: &str, decimals: u32) -> Ratio {
    decimal(text) * Ratio::from_integer(BigInt::from(10).pow(decimals))
}

/// A rate.
#[must_use]
pub fn rate(text: &str) -> Ratio {
    decimal(text)
}

/// A whole number as a fraction.
#[must_use]
pub fn whole(number: impl Into<BigInt>) -> Ratio {
    Ratio::from_integer(number.into())
}

/// Minor units as the package shows them, in the major unit with all decimals.
#[must_use]
pub fn show(minor: &BigInt, decimals: u32) -> String {
    let width = decimals as usize;
    let digits = format!("{:0>width$}", minor.to_string(), width = width + 1);
    let (whole, fraction) = digits.split_at(digits.len() - width);
    if width == 0 { whole.to_owned() } else { format!("{whole}.{fraction}") }
}

/// As an `i64`, where a test knows that it fits.
#[must_use]
pub fn small(number: &BigInt) -> i64 {
    number.to_i64().expect("an amount")
}
