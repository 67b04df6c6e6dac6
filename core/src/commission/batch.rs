//! Thousands at once: the same level-1 amounts as a preview, for rows of prices and for a feed.
//!
//! [`Plan::preview_many`] chooses the rule once and then does four multiplications and divisions a row.
//! Rows are whole fen in `f64`, because that is what a `Float64Array` carries; below 2^53 their sums,
//! products and quotients by [`divide`] are exact integers, and what could pass 2^53 takes the way of a
//! preview. So both agree to the fen, on every tier: in the JavaScript one `f64` is the native number
//! and a 64-bit integer is emulated.
//!
//! ```
//! use tuike_core::commission::{Plan, RowQuery};
//!
//! let plan = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [
//!   { "id": "all", "levels": [ { "kind": "rate", "rate": "0.15", "cap": "50.00" } ] } ] }"#)?;
//! let mut earn = [0.0; 3];
//! plan.preview_many(&[18_900.0, 10.0, 10_000_000.0], &RowQuery::default(), &mut earn)?;
//! assert_eq!(earn, [2_835.0, 2.0, 5_000.0]); // 1.5 fen becomes 2, the cap holds
//! # Ok::<(), tuike_core::commission::CommissionError>(())
//! ```

use super::error::CommissionError;
use super::fields::Fault;
use super::order::Product;
use super::pay::{Paid, Trouble};
use super::plan::Plan;
use super::rule::{Base, Facts, Kind, Rule};
use crate::money::{Money, Rate, Rounding};
use crate::read::Node;
use crate::time::Timestamp;

/// What all rows of a batch have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowQuery {
    /// The product.
    pub sku: Option<String>,
    /// Its category.
    pub category: Option<String>,
    /// Who ships it.
    pub merchant: Option<String>,
    /// The tier of the promoter who sells.
    pub tier: Option<String>,
    /// When.
    pub at: Timestamp,
}

impl RowQuery {
    /// Reads a query; paths in errors begin with the node's.
    ///
    /// # Errors
    /// [`CommissionError::Read`]: every field is checked, and an unknown one is an error.
    pub fn read(node: &Node<'_>) -> Result<Self, CommissionError> {
        let fault = Fault::default();
        let fields = fault.fields(node, &["sku", "category", "merchant", "tier", "at"]);
        let query = Self {
            sku: fields.optional_text("sku"),
            category: fields.optional_text("category"),
            merchant: fields.optional_text("merchant"),
            tier: fields.optional_text("tier"),
            at: fields.time(fields.required("at")).unwrap_or_default(),
        };
        drop(fields);
        fault.unless(query)
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            sku: self.sku.as_deref(),
            category: self.category.as_deref(),
            merchant: self.merchant.as_deref(),
            tier: self.tier.as_deref(),
            at: self.at,
        }
    }
}

impl Plan {
    /// Says what one unit at each of these prices pays a promoter who stands alone in the chain.
    ///
    /// `paid` and `out` are minor units (fen). After an error `out` holds nothing to rely on.
    ///
    /// # Errors
    /// [`CommissionError::OutLength`], [`CommissionError::BadRow`], and
    /// [`CommissionError::MissingBase`] where the rule is based on the list price or the profit.
    pub fn preview_many(
        &self,
        paid: &[f64],
        query: &RowQuery,
        out: &mut [f64],
    ) -> Result<(), CommissionError> {
        if paid.len() != out.len() {
            return Err(CommissionError::OutLength { rows: paid.len(), out: out.len() });
        }
        let rule = self.choose(&query.facts());
        let field = match rule.map(Rule::base) {
            Some(Base::List) => Some("list"),
            Some(Base::Profit) => Some("cost"),
            Some(Base::Paid) | None => None,
        };
        if let (Some(rule), Some(field)) = (rule, field) {
            let rule = rule.id().to_owned();
            return Err(Trouble::Missing { field, rule }.at("query".to_owned()));
        }
        let quick = rule.map_or(Quick::NOTHING, |rule| Quick::of(rule, self));
        for (row, (paid, earn)) in paid.iter().zip(out).enumerate() {
            // Written so that NaN fails it too.
            if !(*paid >= 0.0 && *paid <= MAX_MINOR && paid.floor() == *paid) {
                return Err(CommissionError::BadRow { row, found: shown(*paid) });
            }
            *earn = match rule {
                Some(rule) if *paid > quick.most => self
                    .slow_row(rule, *paid)
                    .map_err(|trouble| trouble.at(format!("paid[{row}]")))?,
                _ => quick.row(*paid, self.rounding()),
            };
        }
        Ok(())
    }

    /// Says what one unit of each product of a feed pays a promoter who stands alone in the chain;
    /// nothing where no rule matches.
    ///
    /// # Errors
    /// [`CommissionError::MissingBase`] where a product lacks the price its rule is based on.
    pub fn preview_products(
        &self,
        products: &[Product],
        tier: Option<&str>,
        at: Timestamp,
    ) -> Result<Vec<Money>, CommissionError> {
        let mut earn = Vec::with_capacity(products.len());
        for (index, product) in products.iter().enumerate() {
            let one = self.product(product, tier, at);
            earn.push(one.map_err(|trouble| trouble.at(format!("products[{index}]")))?);
        }
        Ok(earn)
    }

    fn product(
        &self,
        product: &Product,
        tier: Option<&str>,
        at: Timestamp,
    ) -> Result<Money, Trouble> {
        let Some(rule) = self.choose(&product.facts(tier, at)) else { return Ok(Money::ZERO) };
        let base = rule.base_of(product, 1)?;
        Ok(self.pay(rule, base, 1, 1)?.first())
    }

    fn slow_row(&self, rule: &Rule, paid: f64) -> Result<f64, Trouble> {
        let earn = self.pay(rule, Money::from_minor(paid as i64)?, 1, 1)?;
        Ok(earn.first().minor() as f64)
    }
}

impl Paid {
    fn first(&self) -> Money {
        self.amounts.first().copied().unwrap_or_default()
    }
}

/// `Money::MAX` as a row has it.
const MAX_MINOR: f64 = Money::MAX.minor() as f64;

/// A rule's first level in numbers: `paid × rate` rounded, then held between `min` and `cap`, then to
/// `paid × limit` cut off.
#[derive(Debug)]
struct Quick {
    rate: Fraction,
    limit: Fraction,
    min: f64,
    cap: f64,
    /// Rows above take the slow way.
    most: f64,
}

/// A rate in lowest terms, so that `paid × over` stays small: 0.15 is 3 / 20.
#[derive(Clone, Copy, Debug)]
struct Fraction {
    over: f64,
    under: f64,
}

impl Quick {
    const NOTHING: Self =
        Self { rate: Fraction::ZERO, limit: Fraction::ZERO, min: 0.0, cap: 0.0, most: f64::MAX };

    fn of(rule: &Rule, plan: &Plan) -> Self {
        let Some(level) = rule.levels().first() else { return Self::NOTHING };
        let amount = |money: Money| money.minor() as f64;
        let (rate, min, cap) = match level.kind {
            Kind::Rate { rate } => (
                Fraction::of(rate),
                level.min.map_or(0.0, amount),
                level.cap.map_or(f64::MAX, amount),
            ),
            // One unit, so per unit and per line are the same.
            Kind::Fixed { amount: fixed, .. } => (Fraction::ZERO, amount(fixed), amount(fixed)),
        };
        let limit = Fraction::of(plan.limits().max_total_rate);
        Self { rate, limit, min, cap, most: rate.most().min(limit.most()) }
    }

    fn row(&self, paid: f64, rounding: Rounding) -> f64 {
        let (whole, rest) = divide(paid * self.rate.over, self.rate.under);
        let up = match rounding {
            Rounding::HalfUp => rest * 2.0 >= self.rate.under,
            Rounding::HalfEven => {
                let odd = divide(whole, 2.0).1 == 1.0;
                rest * 2.0 > self.rate.under || (rest * 2.0 == self.rate.under && odd)
            }
            Rounding::Down => false,
        };
        let earn = if up { whole + 1.0 } else { whole };
        let earn = if earn < self.min { self.min } else { earn };
        let earn = if earn > self.cap { self.cap } else { earn };
        let (ceiling, _) = divide(paid * self.limit.over, self.limit.under);
        if earn > ceiling { ceiling } else { earn }
    }
}

impl Fraction {
    const ZERO: Self = Self { over: 0.0, under: 1.0 };

    fn of(rate: Rate) -> Self {
        let (mut over, mut under) = (rate.units(), 100_000_000);
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
fn shown(number: f64) -> String {
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
            let found = Fraction::of(Rate::parse(text).unwrap());
            (found.over, found.under)
        };
        assert_eq!(fraction("0.15"), (3.0, 20.0));
        assert_eq!(fraction("1"), (1.0, 1.0));
        assert_eq!(fraction("0"), (0.0, 1.0));
        assert_eq!(fraction("0.12345679"), (12_345_679.0, 100_000_000.0));
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
