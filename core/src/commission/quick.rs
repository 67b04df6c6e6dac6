//! A row of a batch in plain numbers, where those are exact.
//!
//! Rows are whole fen in `f64`, because that is what a `Float64Array` carries; below 2^53 their sums,
//! products and quotients by [`divide`] are exact integers, and what could pass 2^53 is left to the exact
//! amounts of a preview. In the JavaScript tier `f64` is the native number and a 64-bit integer is
//! emulated.

use super::campaign::{Campaign, Effect};
use super::level::{Kind, Level, ServiceFee};
use super::order::Member;
use super::plan::{Chosen, Plan};
use crate::money::{Money, Rounding};

/// A row: whole fen and units of 10^-8.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) paid: f64,
    pub(super) service: Option<u32>,
    pub(super) promoter: Option<u32>,
}

/// A rule's first level in numbers: a fraction of what is paid, rounded, less a deduction, then held
/// between `min` and `cap`, then to `paid × limit` cut off.
#[derive(Debug)]
pub(super) struct Quick {
    way: Way,
    limit: Fraction,
    less: f64,
    min: f64,
    cap: f64,
    /// Rows above take the slow way.
    most: f64,
    rounding: Rounding,
}

#[derive(Clone, Copy, Debug)]
enum Way {
    /// The same fraction of every row.
    Linear(Fraction),
    /// Each row's service fee, and this share of it where the row has none of its own.
    Service(u32),
    /// Only the way of a preview is exact.
    Slow { service: bool },
}

impl Quick {
    pub(super) fn of(
        chosen: &Chosen<'_>,
        campaigns: &[&Campaign],
        plan: &Plan,
        member: &Member,
    ) -> Self {
        let amount = |money: Money| money.minor() as f64;
        let limit = Fraction::of(chosen.limits.max_total_rate.units());
        let room = plan.room(member).map_or(f64::MAX, |(room, _)| amount(room));
        let rounding = plan.rounding();
        let mut quick = Self {
            way: Way::Linear(Fraction::ZERO),
            limit,
            less: 0.0,
            min: 0.0,
            cap: 0.0,
            most: limit.most(),
            rounding,
        };
        let Some(level) = chosen.rule.levels().first() else { return quick };
        quick.min = level.min.map_or(0.0, amount);
        quick.cap = level.cap.map_or(f64::MAX, amount).min(room);
        let is_plain = !campaigns.iter().any(|campaign| campaign.is_for(1));
        quick.way = match &level.kind {
            Kind::Fixed { amount: fixed, .. } if is_plain => {
                // A fixed amount is a least and a most at once; one unit, so the line is the unit.
                let fixed = amount(*fixed).max(quick.min).min(quick.cap);
                (quick.min, quick.cap) = (fixed, fixed);
                Way::Linear(Fraction::ZERO)
            }
            // To the even fen what comes before an odd deduction is not rounded as what comes after it.
            Kind::Rate { rate, less: Some(less) }
                if is_plain && (rounding != Rounding::HalfEven || less.minor() % 2 == 0) =>
            {
                quick.less = amount(*less);
                Way::Linear(Fraction::of(rate.units()))
            }
            Kind::Share { of: ServiceFee::Product, rate, subsidy: None, fee: None } if is_plain => {
                Way::Service(member.rate.unwrap_or(*rate).units() as u32)
            }
            kind => match fraction(level, campaigns) {
                Some(fraction) => Way::Linear(fraction),
                None => Way::Slow {
                    service: matches!(kind, Kind::Share { of: ServiceFee::Product, .. }),
                },
            },
        };
        if let Way::Linear(rate) = quick.way {
            quick.most = quick.most.min(rate.most());
        }
        quick
    }

    /// Whether rows must say their service fee.
    pub(super) const fn needs_service(&self) -> bool {
        matches!(self.way, Way::Service(_) | Way::Slow { service: true })
    }

    /// What a row pays, or `None` where only a preview is exact.
    pub(super) fn row(&self, row: &Row) -> Option<f64> {
        let paid = row.paid;
        if paid > self.most {
            return None;
        }
        let earn = match self.way {
            Way::Linear(rate) => {
                let (whole, rest) = divide(paid * rate.over, rate.under);
                self.rounded(whole, rest, rate.under)
            }
            Way::Service(share) => {
                // Both in millionths, as WeChat gives them: their product and a price of 180,000 yuan
                // fit 64 bits.
                let (fee, share) = (row.service?, row.promoter.unwrap_or(share));
                if fee % 100 != 0 || share % 100 != 0 {
                    return None;
                }
                const ONE: u64 = 1_000_000_000_000;
                let both = u64::from(fee / 100) * u64::from(share / 100);
                let product = both.checked_mul(paid as u64)?;
                self.rounded((product / ONE) as f64, (product % ONE) as f64, ONE as f64)
            }
            Way::Slow { .. } => return None,
        };
        let earn = if earn > self.less { earn - self.less } else { 0.0 };
        let earn = if earn < self.min { self.min } else { earn };
        let earn = if earn > self.cap { self.cap } else { earn };
        let (ceiling, _) = divide(paid * self.limit.over, self.limit.under);
        Some(if earn > ceiling { ceiling } else { earn })
    }

    fn rounded(&self, whole: f64, rest: f64, under: f64) -> f64 {
        let up = match self.rounding {
            Rounding::HalfUp => rest * 2.0 >= under,
            Rounding::HalfEven => {
                let odd = divide(whole, 2.0).1 == 1.0;
                rest * 2.0 > under || (rest * 2.0 == under && odd)
            }
            Rounding::Down => false,
        };
        if up { whole + 1.0 } else { whole }
    }
}

/// The fraction of the base that a level and its campaigns come to, where it is one of 8 decimals and
/// not above 1.
fn fraction(level: &Level, campaigns: &[&Campaign]) -> Option<Fraction> {
    let exact = match &level.kind {
        Kind::Rate { less: None, .. } | Kind::Share { of: ServiceFee::Fixed(_), .. } => {
            Level { min: None, cap: None, kind: level.kind.clone() }.surely()
        }
        Kind::Rate { .. } | Kind::Share { .. } | Kind::Fixed { .. } | Kind::Tiered { .. } => {
            return None;
        }
    };
    let mut units = exact.units()?;
    for campaign in campaigns.iter().filter(|campaign| campaign.is_for(1)) {
        units = match campaign.effect() {
            Effect::Multiply(by) => {
                // At most 10^8 × 10^9.
                let product = units * i64::from(by.units());
                (product % 100_000_000 == 0).then_some(product / 100_000_000)?
            }
            Effect::Add(rate) => units + rate.units(),
        };
        if units > 100_000_000 {
            return None;
        }
    }
    Some(Fraction::of(units))
}

/// A rate in lowest terms, so that `paid × over` stays small: 0.15 is 3 / 20.
#[derive(Clone, Copy, Debug)]
struct Fraction {
    over: f64,
    under: f64,
}

impl Fraction {
    const ZERO: Self = Self { over: 0.0, under: 1.0 };

    fn of(units: i64) -> Self {
        let (mut over, mut under) = (units, 100_000_000);
        for prime in [2, 5] {
            while over % prime == 0 && under % prime == 0 {
                (over, under) = (over / prime, under / prime);
            }
        }
        Self { over: over as f64, under: under as f64 }
    }

    /// The greatest amount whose product [`divide`] divides exactly.
    fn most(self) -> f64 {
        if self.over == 0.0 { f64::MAX } else { divide(EXACT - 2.0 * self.under, self.over).0 }
    }
}

/// Integers up to here are exact in an `f64`.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Quotient and remainder of whole numbers with `a + b < 2^53`, exact.
///
/// Proof that rounding never lifts the quotient to the next whole number `q`: where `a < q × b`, `a / b`
/// is at least `1 / b` below `q`. Doubles next to `q` lie at most `q × 2^-52` apart, so only what is
/// within `q × 2^-53` rounds to it, and `1 / b > q × 2^-53` because `q × b ≤ a + b < 2^53`.
fn divide(a: f64, b: f64) -> (f64, f64) {
    let whole = (a / b).floor();
    (whole, a - whole * b)
}

/// A number as an error shows it, to three decimals. `Display` for `f64` would bring 8 KB of digit
/// generation into the wasm, for the sake of this one message.
pub(super) fn shown(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    let sign = if number < 0.0 { "-" } else { "" };
    let number = number.abs();
    if number >= EXACT {
        return format!("{sign}{} or beyond", EXACT as u64);
    }
    let (whole, rest) = (number as u64, (number.fract() * 1_000.0) as u64);
    if number.fract() == 0.0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{rest:03}…")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::commission::RowQuery;

    proptest! {
        /// The oracle is the integer division of `u64`.
        #[test]
        fn dividing_is_exact_below_two_to_the_53(a in 0..9_007_199_000_000_000_u64, b in 1..=100_000_000_u64) {
            for a in [a, a / b * b, (a / b * b).saturating_sub(1), a % 10_000] {
                let (whole, rest) = divide(a as f64, b as f64);
                prop_assert_eq!((whole as u64, rest as u64), (a / b, a % b));
            }
        }
    }

    #[test]
    fn a_row_that_is_refused_is_shown() {
        let cases = [
            (1.5, "1.500…"),
            (-1.0, "-1"),
            (-0.001_5, "-0.001…"),
            (f64::NAN, "NaN"),
            (10_000_000_000_001.0, "10000000000001"),
            (f64::NEG_INFINITY, "-9007199254740992 or beyond"),
        ];
        for (number, text) in cases {
            assert_eq!(shown(number), text);
        }
    }

    #[test]
    fn a_fraction_is_in_lowest_terms() {
        let fraction = |text| {
            let found = Fraction::of(crate::money::Rate::parse(text).unwrap().units());
            (found.over, found.under)
        };
        assert_eq!(fraction("0.15"), (3.0, 20.0));
        assert_eq!(fraction("1"), (1.0, 1.0));
        assert_eq!(fraction("0"), (0.0, 1.0));
        assert_eq!(fraction("0.12345679"), (12_345_679.0, 100_000_000.0));
    }

    /// By hand: 0.15 × 3,019.30 is 452.895, less 333.33 is 119.565: to the even fen 119.56. But 452.895
    /// itself goes to 452.90.
    #[test]
    fn a_half_is_rounded_after_the_deduction() {
        let plan = Plan::parse(
            r#"{ "version": 1, "currency": "CNY", "rounding": "half-even", "rules": [
                { "id": "a", "levels": [ { "kind": "rate", "rate": "0.15", "less": "333.33" } ] } ] }"#,
        );
        let mut earn = [0.0];
        plan.unwrap().preview_many(&[301_930.0], &RowQuery::default(), &mut earn).unwrap();
        assert_eq!(earn, [11_956.0]);
    }

    /// By hand: 0.15 × 9,999,999,999,870 = 1,499,999,999,980.5, less 0.00000001 of it = 99,999.9999987,
    /// is 1,499,999,899,980.5000013: up. As a product of doubles it falls just below the half.
    #[test]
    fn a_row_whose_product_passes_two_to_the_53_is_still_exact() {
        let plan = Plan::parse(
            r#"{ "version": 1, "currency": "CNY", "rules": [
                { "id": "a", "levels": [ { "kind": "rate", "rate": "0.14999999" } ] } ] }"#,
        );
        let mut earn = [0.0];
        plan.unwrap()
            .preview_many(&[9_999_999_999_870.0], &RowQuery::default(), &mut earn)
            .unwrap();
        assert_eq!(earn, [1_499_999_899_981.0]);
    }
}
