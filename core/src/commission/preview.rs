//! The preview of an order: who gets what, and by which steps.
//!
//! Expected things are values: a line without a rule pays nothing and says `no-rule`, a line that would
//! pass the limit is scaled down and says `clamp`. `compute.rs` makes it, `stored.rs` reads it back.
//!
//! ```
//! use tuike_core::commission::{Order, Plan, StepCode};
//! use tuike_core::read;
//!
//! let plan = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [
//!   { "id": "gift", "levels": [ { "kind": "fixed", "amount": "5.00", "per": "line" } ] } ] }"#)?;
//! let order = read::parse("order", r#"{ "at": 0, "lines": [ { "sku": "cheap", "paid": "10.00" } ],
//!   "chain": [ { "promoter": "p1" } ] }"#)?;
//! let preview = plan.preview(&Order::read(read::Node::root("order", &order), plan.currency())?)?;
//!
//! assert_eq!(preview.total.minor(), 300); // 30 % of 10.00 and not 5.00
//! let codes: Vec<StepCode> = preview.lines[0].steps.iter().map(|step| step.code).collect();
//! assert_eq!(codes, [StepCode::Fixed, StepCode::Clamp]);
//! # Ok::<(), tuike_core::commission::CommissionError>(())
//! ```

use super::rule::Base;
use super::step::Step;
use crate::money::{Currency, Money};

/// What an order pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The currency of every amount here.
    pub currency: Currency,
    /// The bases of all lines together.
    pub base: Money,
    /// All shares together.
    pub total: Money,
    /// Each level's share of the order, the nearest promoter's first.
    pub shares: Vec<Share>,
    /// The lines, as they stand in the order.
    pub lines: Vec<LinePreview>,
    /// The lines that the limit scaled down, where there are any.
    pub clamped: Option<Clamped>,
    /// The promoters whose share of the whole order was lowered.
    pub capped: Vec<Capped>,
}

/// What one promoter gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// 1 for the nearest promoter.
    pub level: u32,
    /// Who.
    pub promoter: String,
    /// How much.
    pub amount: Money,
}

/// What one line pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinePreview {
    /// The product.
    pub sku: String,
    /// The id of the rule that was chosen; `None` where none matches.
    pub rule: Option<String>,
    /// The merchant whose agreement the rule is from; `None` where it is the platform's.
    pub agreement: Option<String>,
    /// How many were bought.
    pub quantity: u32,
    /// How many of them have been refunded so far.
    pub refunded: u32,
    /// What its rates are taken of.
    pub basis: Base,
    /// How much that is: what is paid where there is no rule.
    pub base: Money,
    /// Each level's share of this line, before any refund.
    pub shares: Vec<Share>,
    /// How they came about, in order.
    pub steps: Vec<Step>,
}

/// That the plan's limit took something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clamped {
    /// The indexes of the lines.
    pub lines: Vec<u32>,
    /// What these lines would have paid.
    pub from: Money,
    /// What they pay, before any cap of the order.
    pub to: Money,
}

/// That a promoter's share of the whole order was lowered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capped {
    /// The level where they stand.
    pub level: u32,
    /// Who.
    pub promoter: String,
    /// By which cap.
    pub by: CapName,
    /// What their lines would have paid.
    pub from: Money,
    /// What they pay.
    pub to: Money,
}

/// A cap on what one promoter gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CapName {
    /// The plan's `capPerOrder`.
    Order,
    /// The plan's `capPerDay`, less what they have earned today.
    Day,
}

impl CapName {
    /// Their names, as previews have them.
    pub(super) const NAMES: [&'static str; 2] = ["order", "day"];

    /// The name as apps see it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Day => "day",
        }
    }
}
