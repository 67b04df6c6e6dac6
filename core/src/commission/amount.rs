//! Exact amounts, rounded once, and scaled down to a limit.
//!
//! Integers in units of 10^-8 of the minor unit, so that a rate of 8 decimals loses nothing. Not
//! decimals: scaling down multiplies two amounts, which needs 35 digits where a `Decimal` has 28.
//! (The tests compare with `Decimal`.)

use crate::money::{Money, MoneyError, Rate, Rounding};

/// Units in a minor unit.
const ONE: u128 = 100_000_000;

/// An unrounded amount, below 10^30: `Money::MAX` is 10^21 units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Exact(u128);

impl Exact {
    pub(super) fn of(money: Money) -> Self {
        Self(u128::from(money.minor().unsigned_abs()) * ONE)
    }

    pub(crate) fn product(money: Money, rate: Rate) -> Self {
        Self(u128::from(money.minor().unsigned_abs()) * u128::from(rate.units().unsigned_abs()))
    }

    pub(crate) fn round(self, rounding: Rounding) -> Result<Money, MoneyError> {
        let (whole, rest) = (self.0 / ONE, self.0 % ONE);
        let up = match rounding {
            Rounding::HalfUp => rest * 2 >= ONE,
            Rounding::HalfEven => rest * 2 > ONE || (rest * 2 == ONE && whole % 2 == 1),
            Rounding::Down => false,
        };
        // Saturating: what does not fit an i64 is refused as too large, like all above Money::MAX.
        Money::from_minor(i64::try_from(whole + u128::from(up)).unwrap_or(i64::MAX))
    }
}

/// One level's amount, before and after rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) exact: Exact,
    pub(super) rounded: Money,
}

/// Scales `parts` down to `ceiling` in proportion to their exact amounts, and shares the minor units by
/// largest remainder; the nearer level wins a tie. `None` where they do not pass the ceiling.
///
/// No part grows: the fen that rounding took from one is never given back to it by scaling.
pub(super) fn scale_down(parts: &[Part], ceiling: Money) -> Option<Vec<Money>> {
    let minor = |money: Money| u128::from(money.minor().unsigned_abs());
    let rounded: u128 = parts.iter().map(|part| minor(part.rounded)).sum();
    let ceiling = minor(ceiling);
    if rounded <= ceiling {
        return None;
    }
    // At least one part rounds to more than nothing, so their exact sum is not zero.
    let whole = parts.iter().map(|part| part.exact.0).sum::<u128>().max(1);
    // What each gets, what of its due is left over in parts of `whole`, and what it may not pass.
    let mut shares: Vec<(Money, i128, Money)> = Vec::with_capacity(parts.len());
    let mut left = ceiling;
    for part in parts {
        let due = ceiling * part.exact.0;
        let share = (due / whole).min(minor(part.rounded));
        left = left.saturating_sub(share);
        let rest = due.wrapping_sub(share * whole).cast_signed();
        shares.push((Money::from_minor(share as i64).unwrap_or_default(), rest, part.rounded));
    }
    let fen = Money::from_minor(1).unwrap_or_default();
    while left > 0 {
        let growing = shares.iter_mut().filter(|(share, _, most)| share < most);
        // Always found: the rounded amounts together are above the ceiling.
        let Some((share, rest, _)) =
            growing.reduce(|best, next| if next.1 > best.1 { next } else { best })
        else {
            break;
        };
        *share = share.plus(fen).unwrap_or(*share);
        *rest -= whole.cast_signed();
        left -= 1;
    }
    Some(shares.into_iter().map(|(share, _, _)| share).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(hundredths: &[i64], rounding: Rounding, ceiling: i64) -> Option<Vec<i64>> {
        let part = |hundredth: &i64| {
            let exact = Exact(u128::from(hundredth.unsigned_abs()) * ONE / 100);
            Part { exact, rounded: exact.round(rounding).unwrap() }
        };
        let parts: Vec<Part> = hundredths.iter().map(part).collect();
        let shares = scale_down(&parts, Money::from_minor(ceiling).unwrap());
        shares.map(|shares| shares.into_iter().map(Money::minor).collect())
    }

    /// By hand: 10.50 and 21.00 into 20 are 6.67 and 13.33, whole 6 and 13; the fen left goes to .67.
    #[test]
    fn the_fen_left_goes_to_the_largest_remainder() {
        assert_eq!(shares(&[1_050, 2_100], Rounding::HalfUp, 20), Some(vec![7, 13]));
        assert_eq!(shares(&[1_050, 2_100], Rounding::HalfUp, 32), None);
    }

    /// By hand: three times 4 into 8 is 2.67 each, whole 2; of the two fen left the nearer two get one.
    #[test]
    fn a_level_gets_one_of_the_fen_left_before_another_gets_two() {
        assert_eq!(shares(&[400, 400, 400], Rounding::HalfUp, 8), Some(vec![3, 3, 2]));
    }

    /// By hand: 1.90 and 100.00, cut to 1 and 100, into 100 are 1.86 and 98.14. The fen left would lift
    /// the first to 2, more than it had before; so the second keeps it.
    #[test]
    fn what_rounding_took_is_not_given_back_by_scaling() {
        assert_eq!(shares(&[190, 10_000], Rounding::Down, 100), Some(vec![1, 99]));
    }

    /// By hand: ten levels of 10.49 and nine times 0.50 round to 10 and nine 1s, 19; exactly they are
    /// only 14.99. Into 18 the first would grow to 12.6: it stays at 10, and the nearest eight get 1.
    #[test]
    fn many_levels_that_all_round_up_are_not_scaled_up() {
        let mut exact = vec![1_049];
        exact.extend([50; 9]);
        assert_eq!(shares(&exact, Rounding::HalfUp, 18), Some(vec![10, 1, 1, 1, 1, 1, 1, 1, 1, 0]));
    }
}
