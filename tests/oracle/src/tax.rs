//! What is withheld, naively: each slice of the taxable amount at its own rate, over fractions.
//!
//! From the words of `core/src/tax/table.rs`; no quick deduction, which only abbreviates the slices.
//!
//! ```
//! use tuike_oracle::tax::{cumulative, per_payment};
//!
//! assert_eq!(per_payment("3000.00"), 44_000.into());
//! assert_eq!(cumulative("20000.00", 1), 33_000.into());
//! ```

use num_bigint::BigInt;

use crate::number::{Ratio, Rounding, decimal, minor, whole};

/// Slices of (upper bound in yuan, per cent); above the last bound `last` per cent.
fn progressive(taxable: Ratio, slices: &[(u32, u32)], last: u32) -> BigInt {
    let hundred = |yuan: u32| whole(yuan) * whole(100);
    let mut tax = whole(0);
    let mut low = whole(0);
    for (bound, percent) in slices {
        let high = taxable.clone().min(hundred(*bound));
        if high > low {
            tax += (&high - &low) * whole(*percent) / whole(100);
        }
        low = hundred(*bound);
    }
    if taxable > low {
        tax += (taxable - low) * whole(last) / whole(100);
    }
    Rounding::HalfUp.round(&tax)
}

/// The tax of one payment, in fen.
#[must_use]
pub fn per_payment(income: &str) -> BigInt {
    let income = minor(income, 2);
    let taxable =
        if income <= whole(400_000) { income - whole(80_000) } else { income * decimal("0.8") };
    progressive(taxable, &[(20_000, 20), (50_000, 30)], 40)
}

/// The tax of a year so far, of so many months, in fen.
#[must_use]
pub fn cumulative(income: &str, months: u32) -> BigInt {
    let taxable = minor(income, 2) * decimal("0.8") - whole(500_000) * whole(months);
    let slices =
        [(36_000, 3), (144_000, 10), (300_000, 20), (420_000, 25), (660_000, 30), (960_000, 35)];
    progressive(taxable, &slices, 45)
}
