//! What a refund takes back, from the words.
//!
//! > After `k` of `n` units, a share has given back `k / n` of itself, rounded as the plan rounds; after
//! > all of them, all of it.

use num_bigint::BigInt;

use crate::number::{Ratio, Rounding};

/// What a share of `amount` has given back in all after `units` of `all`.
///
/// ```
/// use tuike_oracle::commission::given_back;
/// use tuike_oracle::number::Rounding;
/// assert_eq!(given_back(&10.into(), 1, 3, Rounding::HalfUp), 3.into());
/// assert_eq!(given_back(&10.into(), 9, 3, Rounding::HalfUp), 10.into()); // never more than was given
/// ```
#[must_use]
pub fn given_back(amount: &BigInt, units: u64, all: u64, rounding: Rounding) -> BigInt {
    rounding.round(&Ratio::new(amount * units.min(all), all.into()))
}
