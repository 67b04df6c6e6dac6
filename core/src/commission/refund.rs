//! What a refund takes back from the promoters.
//!
//! A value in, a value out: the preview says how many of each line have been refunded so far, and the
//! one that comes back says how many are now. After `k` of `n` units, a share has given back `k / n` of
//! itself, rounded as the plan rounds; after all of them, all of it. So any sequence of partial refunds
//! takes back the same as one of the whole, and never more than was given.
//!
//! ```
//! use tuike_core::commission::{Order, Plan, Refund};
//! use tuike_core::read::{self, Node};
//!
//! let plan = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [
//!   { "id": "all", "levels": [ { "kind": "rate", "rate": "0.10" } ] } ] }"#)?;
//! let order = read::parse("order", r#"{ "at": 0, "chain": [ { "promoter": "p1" } ],
//!   "lines": [ { "sku": "L1", "paid": "33.50", "quantity": 3 } ] }"#)?;
//! let preview = plan.preview(&Order::read(Node::root("order", &order), plan.currency())?)?;
//! assert_eq!(preview.total.minor(), 1_005);
//!
//! let one = read::parse("refund", r#"{ "lines": [ { "index": 0, "quantity": 1 } ] }"#)?;
//! let one = Refund::read(&Node::root("refund", &one))?;
//! let mut state = preview;
//! let mut taken = vec![];
//! for _ in 0..4 {
//!     let back = plan.refund(&state, &one)?;
//!     taken.push(back.total.minor());
//!     state = back.after;
//! }
//! assert_eq!(taken, [335, 335, 335, 0]); // the fourth finds nothing left
//! # Ok::<(), tuike_core::commission::CommissionError>(())
//! ```

use super::error::CommissionError;
use super::fields::Fault;
use super::plan::Plan;
use super::preview::{LinePreview, Preview, Share};
use crate::money::{Money, Rounding};
use crate::read::{Node, ReadError};

/// What is given back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refund {
    /// Which lines; one may be named more than once.
    pub lines: Vec<RefundLine>,
}

/// How much of a line is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefundLine {
    /// Its place in the order, from 0.
    pub index: usize,
    /// How many units; what passes those that are left does not count.
    pub quantity: u32,
}

/// What a refund takes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenBack {
    /// All of it.
    pub total: Money,
    /// From each level, as the preview has them.
    pub shares: Vec<Share>,
    /// Line by line, as the refund names them.
    pub lines: Vec<TakenLine>,
    /// The preview with what has been refunded by now, for the next refund.
    pub after: Preview,
}

/// What the refund of a line takes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenLine {
    /// Its place in the order.
    pub index: usize,
    /// How many units counted: no more than were left.
    pub quantity: u32,
    /// From each level.
    pub shares: Vec<Share>,
}

impl Refund {
    /// Reads a refund; paths in errors begin with the node's.
    ///
    /// # Errors
    /// [`CommissionError::Read`]: every field is checked, and an unknown one is an error.
    pub fn read(node: &Node<'_>) -> Result<Self, CommissionError> {
        let fault = Fault::default();
        let fields = fault.fields(node, &["lines"]);
        let line = |node: Node<'_>| {
            let fields = fault.fields(&node, &["index", "quantity"]);
            fields.required("index");
            fields.required("quantity");
            RefundLine {
                index: fields.integer("index", 0, 999).unwrap_or_default() as usize,
                quantity: fields.integer("quantity", 0, 1_000_000).unwrap_or_default() as u32,
            }
        };
        let lines = fields.items("lines").into_iter().map(line).collect();
        drop(fields);
        fault.unless(Self { lines })
    }
}

impl Plan {
    /// Says what a refund takes back of what `previous` gave.
    ///
    /// # Errors
    /// `input/out-of-range` for a line that the preview does not have; [`CommissionError::OtherCurrency`]
    /// for a preview in another currency than the plan's.
    pub fn refund(
        &self,
        previous: &Preview,
        refund: &Refund,
    ) -> Result<TakenBack, CommissionError> {
        if previous.currency != self.currency() {
            return Err(CommissionError::OtherCurrency {
                path: "preview.currency".to_owned(),
                found: previous.currency.code().to_owned(),
                plan: self.currency().code(),
            });
        }
        let nothing = |share: &Share| Share { amount: Money::ZERO, ..share.clone() };
        let mut taken = TakenBack {
            total: Money::ZERO,
            shares: previous.shares.iter().map(nothing).collect(),
            lines: Vec::with_capacity(refund.lines.len()),
            after: previous.clone(),
        };
        let has = previous.lines.len();
        for (place, wanted) in refund.lines.iter().enumerate() {
            let Some(line) = taken.after.lines.get_mut(wanted.index) else {
                let path = format!("refund.lines[{place}].index");
                let (found, limit) = (wanted.index.to_string(), format!("below {has}"));
                return Err(ReadError::OutOfRange { path, found, limit }.into());
            };
            let taken_line = line.take_back(*wanted, self.rounding());
            let mut all = taken_line.shares.iter();
            let too_large = |source| {
                CommissionError::from(ReadError::Money { path: "preview.lines".to_owned(), source })
            };
            for share in &mut taken.shares {
                // A line has no share of a level beyond its rule's.
                let Some(back) = all.next() else { break };
                share.amount = share.amount.plus(back.amount).map_err(too_large)?;
                taken.total = taken.total.plus(back.amount).map_err(too_large)?;
            }
            taken.lines.push(taken_line);
        }
        Ok(taken)
    }
}

impl LinePreview {
    fn take_back(&mut self, wanted: RefundLine, rounding: Rounding) -> TakenLine {
        let before = self.refunded;
        let quantity = wanted.quantity.min(self.quantity.saturating_sub(before));
        self.refunded = before.saturating_add(quantity);
        let taken = |share: &Share| {
            let by_now = self.back(share.amount, self.refunded, rounding);
            let amount = by_now.minus_down_to_zero(self.back(share.amount, before, rounding));
            Share { amount, ..share.clone() }
        };
        TakenLine { index: wanted.index, quantity, shares: self.shares.iter().map(taken).collect() }
    }

    /// What a share of `amount` has given back in all after so many units.
    fn back(&self, amount: Money, units: u32, rounding: Rounding) -> Money {
        let amount = amount.minor().unsigned_abs();
        let (units, all) = (u64::from(units.min(self.quantity)), u64::from(self.quantity.max(1)));
        // Below 10^13 × 10^6, which a u64 holds once it is split by the whole.
        let (whole, rest) = (amount / all * units, amount % all * units);
        let (whole, rest) = (whole + rest / all, rest % all);
        let up = match rounding {
            Rounding::HalfUp => rest * 2 >= all,
            Rounding::HalfEven => rest * 2 > all || (rest * 2 == all && whole % 2 == 1),
            Rounding::Down => false,
        };
        Money::from_minor((whole + u64::from(up)) as i64).unwrap_or_default()
    }
}
