//! Exact amounts, rounded once, and scaled down to a limit.
//!
//! A decimal of the minor unit in eight limbs of 32 bits, with its decimals counted in groups of eight:
//! a rate has eight decimals, so each product adds a group and loses nothing. Not `u128` and not
//! `Decimal`: a service fee × a share × a platform's fee × four campaigns has 56 decimals. Limbs of 32
//! bits, because a product of two is the widest that wasm has.
//!
//! Bits: an amount below 2^44, at most three rates (27 bits each) and four campaigns (30 each) make 245;
//! ten levels add 4, doubling 1. Nothing overflows.

use core::cmp::Ordering;

use crate::digits::{self, Digits};
use crate::money::{Money, MoneyError, Rate, Rounding};

/// A group: eight decimals.
const GROUP: u32 = 100_000_000;

const LIMBS: usize = 8;

/// 256 bits, the lowest limb first.
type Limbs = [u32; LIMBS];

/// An unrounded amount.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Exact {
    limbs: Limbs,
    groups: u32,
}

impl Exact {
    /// The factor 1, as [`Exact::times`] takes it.
    pub(super) const ONE: u32 = GROUP;

    /// A rate by itself: that much of 1.
    pub(super) fn rate(rate: Rate) -> Self {
        Self { limbs: limbs_of(rate.units().unsigned_abs()), groups: 1 }
    }

    pub(super) fn of(money: Money) -> Self {
        Self { limbs: limbs_of(money.minor().unsigned_abs()), groups: 0 }
    }

    /// Its digits where 64 bits hold them: most amounts, and 64 bits are one step in wasm.
    const fn small(&self) -> Option<u64> {
        let [low, high, 0, 0, 0, 0, 0, 0] = self.limbs else { return None };
        Some((high as u64) << 32 | low as u64)
    }

    pub(crate) fn product(money: Money, rate: Rate) -> Self {
        Self::of(money).times(rate.units() as u32)
    }

    /// Times a number in units of 10^-8.
    pub(super) fn times(self, units: u32) -> Self {
        // Not `checked_mul`, which multiplies 128 bits.
        if let [low, 0, 0, 0, 0, 0, 0, 0] = self.limbs {
            let product = u64::from(low) * u64::from(units);
            return Self { limbs: limbs_of(product), groups: self.groups + 1 };
        }
        Self { limbs: multiplied(&self.limbs, units), groups: self.groups + 1 }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        let groups = self.groups.max(other.groups);
        Self { limbs: sum(&self.raised(groups), &other.raised(groups)), groups }
    }

    /// The difference, never below zero.
    pub(super) fn minus(self, money: Money) -> Self {
        let less = Self::of(money).raised(self.groups);
        if compare(&self.limbs, &less) == Ordering::Less {
            return Self::default();
        }
        Self { limbs: difference(&self.limbs, &less), groups: self.groups }
    }

    /// The nearest amount within both.
    pub(super) fn between(self, least: Option<Money>, most: Option<Money>) -> Self {
        let beyond =
            |money: &Money, way| compare(&Self::of(*money).raised(self.groups), &self.limbs) == way;
        // The most wins: `min` above `cap` is refused when the plan is read.
        match (least, most) {
            (_, Some(most)) if beyond(&most, Ordering::Less) => Self::of(most),
            (Some(least), _) if beyond(&least, Ordering::Greater) => Self::of(least),
            _ => self,
        }
    }

    /// Rounds to whole minor units.
    pub(crate) fn round(self, rounding: Rounding) -> Result<Money, MoneyError> {
        if let (Some(small), 1) = (self.small(), self.groups) {
            // One division: in the JavaScript tier it is a loop.
            let whole = small / u64::from(GROUP);
            let rest = small - whole * u64::from(GROUP);
            let (twice, one) = (rest * 2, u64::from(GROUP));
            let up = match rounding {
                Rounding::HalfUp => twice >= one,
                Rounding::HalfEven => twice > one || (twice == one && whole % 2 == 1),
                Rounding::Down => false,
            };
            return Money::from_minor((whole + u64::from(up)) as i64);
        }
        let mut limbs = self.limbs;
        let (mut rest, mut below) = (0, false);
        for _ in 0..self.groups {
            below |= rest != 0;
            rest = divide(&mut limbs, GROUP);
        }
        let is_half = rest == GROUP / 2 && !below;
        let up = match rounding {
            Rounding::HalfUp => rest >= GROUP / 2,
            Rounding::HalfEven => {
                rest > GROUP / 2 || (rest == GROUP / 2 && (!is_half || limbs[0] % 2 == 1))
            }
            Rounding::Down => false,
        };
        let [low, high, above @ ..] = limbs;
        let whole = u64::from(high) << 32 | u64::from(low);
        // What does not fit an i64 is refused as too large, like all above Money::MAX.
        let fits = above == [0; LIMBS - 2];
        let whole = i64::try_from(whole).ok().filter(|_| fits).unwrap_or(i64::MAX);
        Money::from_minor(whole.saturating_add(i64::from(up)))
    }

    /// In units of 10^-8, where it is a whole number of them.
    pub(super) fn units(mut self) -> Option<i64> {
        self.limbs = self.raised(1);
        let is_whole = (1..self.groups).all(|_| divide(&mut self.limbs, GROUP) == 0);
        self.small().filter(|_| is_whole).and_then(|units| i64::try_from(units).ok())
    }

    pub(super) fn is_above(self, other: Self) -> bool {
        let groups = self.groups.max(other.groups);
        compare(&self.raised(groups), &other.raised(groups)) == Ordering::Greater
    }

    /// As a plain decimal without zeros at the end; for amounts below 2^32.
    pub(super) fn text(mut self) -> String {
        let groups: Vec<u32> = (0..self.groups).map(|_| divide(&mut self.limbs, GROUP)).collect();
        let mut text = digits::of(self.limbs[0].into()) + ".";
        for group in groups.iter().rev() {
            // Without the "0." of its own.
            text.push_str(Digits::decimal((*group).into(), 8, 8).as_str().get(2..).unwrap_or(""));
        }
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// Its limbs with so many groups of decimals.
    fn raised(&self, groups: u32) -> Limbs {
        (self.groups..groups).fold(self.limbs, |limbs, _| multiplied(&limbs, GROUP))
    }
}

fn limbs_of(number: u64) -> Limbs {
    let mut limbs = [0; LIMBS];
    limbs[0] = number as u32;
    limbs[1] = (number >> 32) as u32;
    limbs
}

fn multiplied(limbs: &Limbs, by: u32) -> Limbs {
    let mut carry = 0;
    limbs.map(|limb| {
        let wide = u64::from(limb) * u64::from(by) + carry;
        carry = wide >> 32;
        wide as u32
    })
}

/// Divides in place; gives the remainder.
fn divide(limbs: &mut Limbs, by: u32) -> u32 {
    let mut rest = 0;
    for limb in limbs.iter_mut().rev() {
        if rest != 0 || *limb != 0 {
            let wide = u64::from(rest) << 32 | u64::from(*limb);
            *limb = (wide / u64::from(by)) as u32;
            rest = (wide % u64::from(by)) as u32;
        }
    }
    rest
}

fn sum(a: &Limbs, b: &Limbs) -> Limbs {
    let (mut limbs, mut carry) = (*a, 0);
    for (limb, add) in limbs.iter_mut().zip(b) {
        let wide = u64::from(*limb) + u64::from(*add) + carry;
        (*limb, carry) = (wide as u32, wide >> 32);
    }
    limbs
}

/// `a - b`, where `b` is not above `a`.
fn difference(a: &Limbs, b: &Limbs) -> Limbs {
    let (mut limbs, mut borrow) = (*a, false);
    for (limb, take) in limbs.iter_mut().zip(b) {
        let (once, under) = limb.overflowing_sub(*take);
        let (twice, still) = once.overflowing_sub(u32::from(borrow));
        (*limb, borrow) = (twice, under || still);
    }
    limbs
}

fn compare(a: &Limbs, b: &Limbs) -> Ordering {
    a.iter().rev().cmp(b.iter().rev())
}

/// `amount × part / whole` in whole minor units and what is left over; `part` is at most `whole`.
///
/// Bit by bit: no product is ever wider than twice the whole.
fn proportion(amount: u64, part: &Limbs, whole: &Limbs) -> (u64, Limbs) {
    let (mut quotient, mut rest) = (0, [0; LIMBS]);
    for bit in (0..u64::BITS - amount.leading_zeros()).rev() {
        quotient *= 2;
        rest = sum(&rest, &rest);
        if compare(&rest, whole) != Ordering::Less {
            quotient += 1;
            rest = difference(&rest, whole);
        }
        if amount >> bit & 1 == 1 {
            rest = sum(&rest, part);
            if compare(&rest, whole) != Ordering::Less {
                quotient += 1;
                rest = difference(&rest, whole);
            }
        }
    }
    (quotient, rest)
}

/// One amount, before and after rounding.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) exact: Exact,
    pub(super) rounded: Money,
}

impl Part {
    pub(super) fn whole(money: Money) -> Self {
        Self { exact: Exact::of(money), rounded: money }
    }
}

/// A part that is being scaled.
struct Scaled {
    /// What it gets.
    share: u64,
    /// What it may not pass.
    most: u64,
    /// How much more than `share` it is due: whole minor units, then the rest in parts of the whole.
    due: (i64, Limbs),
}

/// Scales `parts` down to `ceiling` in proportion to their exact amounts, and shares the minor units by
/// largest remainder; the earlier part wins a tie. `None` where they do not pass the ceiling.
///
/// No part grows: the fen that rounding took from one is never given back to it by scaling.
pub(super) fn scale_down(parts: &[Part], ceiling: Money) -> Option<Vec<Money>> {
    let minor = |money: Money| money.minor().unsigned_abs();
    let mut left = minor(ceiling);
    if parts.iter().map(|part| minor(part.rounded)).sum::<u64>() <= left {
        return None;
    }
    let groups = parts.iter().map(|part| part.exact.groups).max().unwrap_or_default();
    // At least one part rounds to more than nothing, so their exact sum is not zero.
    let whole =
        parts.iter().fold([0; LIMBS], |whole, part| sum(&whole, &part.exact.raised(groups)));
    let ceiling = left;
    let mut scaled = Vec::with_capacity(parts.len());
    for part in parts {
        let (due, rest) = proportion(ceiling, &part.exact.raised(groups), &whole);
        let most = minor(part.rounded);
        let share = due.min(most);
        left = left.saturating_sub(share);
        scaled.push(Scaled { share, most, due: ((due - share) as i64, rest) });
    }
    while left > 0 {
        let growing = scaled.iter_mut().filter(|part| part.share < part.most);
        let more = |a: &Scaled, b: &Scaled| {
            a.due.0.cmp(&b.due.0).then_with(|| compare(&a.due.1, &b.due.1)) == Ordering::Greater
        };
        // Always found: the rounded amounts together are above the ceiling.
        let Some(part) = growing.reduce(|best, next| if more(next, best) { next } else { best })
        else {
            break;
        };
        part.share += 1;
        part.due.0 -= 1;
        left -= 1;
    }
    let money = |part: Scaled| Money::from_minor(part.share as i64).unwrap_or_default();
    Some(scaled.into_iter().map(money).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hundredths(hundredth: i64) -> Exact {
        // 10^-2 is 10^6 of 10^-8.
        Exact::of(Money::from_minor(hundredth).unwrap()).times(1_000_000)
    }

    fn shares(all: &[i64], rounding: Rounding, ceiling: i64) -> Option<Vec<i64>> {
        let part = |hundredth: &i64| {
            let exact = hundredths(*hundredth);
            Part { exact, rounded: exact.round(rounding).unwrap() }
        };
        let parts: Vec<Part> = all.iter().map(part).collect();
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
        let mut all = vec![1_049];
        all.extend([50; 9]);
        assert_eq!(shares(&all, Rounding::HalfUp, 18), Some(vec![10, 1, 1, 1, 1, 1, 1, 1, 1, 0]));
    }

    #[test]
    fn an_exact_sum_of_rates_is_compared_and_shown_to_the_last_decimal() {
        let rate = |text| Exact::rate(Rate::parse(text).unwrap());
        let third = rate("0.33333333");
        // By hand: 0.33333333 × 0.00000003 = 0.0000000099999999.
        let tiny = third.times(3);
        assert_eq!(tiny.text(), "0.0000000099999999");
        assert_eq!([rate("1").plus(third).text(), rate("0.30").text()], ["1.33333333", "0.3"]);
        assert_eq!([Exact::default().text(), rate("1").times(Exact::ONE).text()], ["0", "1"]);
        assert!(third.plus(tiny).is_above(third) && !third.is_above(third.times(Exact::ONE)));
        assert_eq!([tiny.units(), third.times(Exact::ONE).units()], [None, Some(33_333_333)]);
        assert_eq!(Exact::of(Money::from_minor(1).unwrap()).units(), Some(100_000_000));
    }

    /// By hand: 1 × 0.5 × 1.00000001 = 0.500000005, above the half; 0.5 × 0.99999999 is below it.
    #[test]
    fn a_half_to_the_even_is_a_half_to_the_last_decimal() {
        let half = Exact::of(Money::from_minor(1).unwrap()).times(50_000_000);
        let even = |exact: Exact| exact.round(Rounding::HalfEven).unwrap().minor();
        let found = [half, half.times(100_000_001), half.times(99_999_999)].map(even);
        assert_eq!(found, [0, 1, 0]);
    }

    /// By hand: 10^13 × 0.99999999^3 × 10^4 is 9.9999997 × 10^16 and more: too large to pay, but not to
    /// be held to 10^13.
    #[test]
    fn the_longest_chain_of_factors_does_not_overflow() {
        let mut exact = Exact::of(Money::MAX);
        for units in [
            99_999_999,
            99_999_999,
            99_999_999,
            1_000_000_000,
            1_000_000_000,
            1_000_000_000,
            1_000_000_000,
        ] {
            exact = exact.times(units);
        }
        assert!(exact.round(Rounding::Down).is_err());
        assert_eq!(exact.between(None, Some(Money::MAX)).round(Rounding::Down), Ok(Money::MAX));
        let ten = vec![Part { exact, rounded: Money::MAX }; 10];
        assert_eq!(
            scale_down(&ten, Money::MAX).unwrap(),
            vec![Money::from_minor(1_000_000_000_000).unwrap(); 10]
        );
    }

    proptest! {
        /// The oracle is u128, which holds an amount times two rates.
        #[test]
        fn agrees_with_u128(
            minor in 0..=Money::MAX.minor(),
            a in 0..=GROUP,
            b in prop_oneof![Just(50_000_000_u32), 0..=GROUP],
            less in 0..=1_000_i64,
        ) {
            let money = |minor| Money::from_minor(minor).unwrap();
            let exact = Exact::of(money(minor)).times(a).times(b).minus(money(less));
            let one = u128::from(GROUP) * u128::from(GROUP);
            let wide = (minor.unsigned_abs() as u128 * u128::from(a) * u128::from(b)).saturating_sub(less.unsigned_abs() as u128 * one);
            let (whole, rest) = (wide / one, wide % one);
            let up = rest * 2 >= one;
            let even = rest * 2 > one || (rest * 2 == one && whole % 2 == 1);
            let fen = |rounding| exact.round(rounding).unwrap().minor().unsigned_abs() as u128;
            prop_assert_eq!(fen(Rounding::Down), whole);
            prop_assert_eq!(fen(Rounding::HalfUp), whole + u128::from(up));
            prop_assert_eq!(fen(Rounding::HalfEven), whole + u128::from(even));
        }

        /// The oracle is u128 again: amounts below 2^40 and parts below 2^64.
        #[test]
        fn a_proportion_is_that_of_u128(amount in 0..1_u64 << 40, part in 0..=u64::from(u32::MAX), more in 1..=u64::from(u32::MAX)) {
            let limbs = |n: u64| [n as u32, (n >> 32) as u32, 0, 0, 0, 0, 0, 0];
            let whole = part + more;
            let (quotient, rest) = proportion(amount, &limbs(part), &limbs(whole));
            let wide = u128::from(amount) * u128::from(part);
            prop_assert_eq!(u128::from(quotient), wide / u128::from(whole));
            prop_assert_eq!(rest, limbs((wide % u128::from(whole)) as u64));
        }
    }
}
