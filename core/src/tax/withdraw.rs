//! "I withdraw 20,000": what arrives.
//!
//! The tax of a withdrawal is what it adds to the tax of its month: the tax of all that is paid out in
//! the month with it, less the tax of what was paid out before it.
//!
//! ```
//! use tuike_core::read::{self, Node};
//! use tuike_core::tax::Withdrawal;
//!
//! let json = read::parse("tax", r#"{ "kind": "labour-cn", "rules": "2025-10", "year": 2026, "month": 1,
//!   "amount": "20000.00", "fee": "1.00", "least": "50.00" }"#)?;
//! let payout = Withdrawal::read(&Node::root("tax", &json))?.payout()?;
//! assert_eq!(payout.net.minor(), 1_966_900); // 20,000 − 330 − 1
//! assert_eq!(payout.missing.minor(), 0);
//! # Ok::<(), tuike_core::tax::TaxError>(())
//! ```

use super::error::TaxError;
use super::estimate::{Estimate, FIELDS, Income};
use crate::money::{Currency, Money};
use crate::read::{Fault, Node, ReadError};

/// A withdrawal that is thought of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// How much, before tax and fee.
    pub amount: Money,
    /// What the platform takes for it.
    pub fee: Money,
    /// The least that may be withdrawn.
    pub least: Money,
    /// What was paid out before it: `this_month` is what the month has seen so far.
    pub income: Income,
}

/// What arrives of a withdrawal. An estimate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payout {
    /// How much is withdrawn.
    pub amount: Money,
    /// What is withheld of it.
    pub tax: Money,
    /// What the platform takes for it; at most what the tax leaves.
    pub fee: Money,
    /// What arrives: `amount − tax − fee`.
    pub net: Money,
    /// What is missing to the least that may be withdrawn; zero where it may be.
    pub missing: Money,
    /// The month with this withdrawal in it.
    pub month: Estimate,
}

impl Withdrawal {
    /// Reads a withdrawal: the fields of [`Income`], and `amount`, `fee`, `least`.
    ///
    /// # Errors
    /// As [`Income::read`].
    pub fn read(node: &Node<'_>) -> Result<Self, TaxError> {
        let fault = Fault::<ReadError>::default();
        let known = [FIELDS.as_slice(), &["amount", "fee", "least"]].concat();
        let fields = fault.fields(node, &known);
        let optional = |name| fields.optional_money(name, Currency::CNY).unwrap_or_default();
        let read = Self {
            amount: fields.money("amount", Currency::CNY),
            fee: optional("fee"),
            least: optional("least"),
            income: Income::of(&fields)?,
        };
        drop(fields);
        let read = fault.unless(read)?;
        read.income.check()?;
        Ok(read)
    }

    /// What arrives.
    ///
    /// # Errors
    /// As [`Income::estimate`].
    pub fn payout(&self) -> Result<Payout, TaxError> {
        let before = self.income.estimate()?;
        let this_month = self
            .income
            .this_month
            .plus(self.amount)
            .map_err(|source| ReadError::Money { path: "tax.amount".to_owned(), source })?;
        let month = Income { this_month, ..self.income }.estimate()?;
        let tax = month.tax.minus_down_to_zero(before.tax).min(self.amount);
        let left = self.amount.minus_down_to_zero(tax);
        let fee = self.fee.min(left);
        Ok(Payout {
            amount: self.amount,
            tax,
            fee,
            net: left.minus_down_to_zero(fee),
            missing: self.least.minus_down_to_zero(self.amount),
            month,
        })
    }
}
