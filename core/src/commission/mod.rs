//! What a sale pays: a plan, an order, and for every share the steps that lead to it.
//!
//! | file | what |
//! |---|---|
//! | `plan.rs` | [`Plan`]: the platform's plan and its merchants' agreements; chooses the rule of a line |
//! | `limits.rs` | [`Limits`]: what is refused when it is read |
//! | `book.rs` | the rules and campaigns of one plan, ranked |
//! | `rule.rs` `level.rs` | [`Rule`], its [`Base`] and its levels: [`Level`], [`Kind`] |
//! | `conditions.rs` | what must hold of a sale |
//! | `campaign.rs` | [`Campaign`]: more over a window |
//! | `order.rs` | [`Order`], [`Line`], [`Member`], [`Product`], [`Seller`] |
//! | `amount.rs` | exact amounts, rounded once; scaling down to a limit |
//! | `pay.rs` | what one rule pays for one line |
//! | `compute.rs` `preview.rs` `step.rs` | [`Preview`]: the whole order, explained by its [`Step`]s |
//! | `explain.rs` | the steps in words |
//! | `refund.rs` `stored.rs` | what a [`Refund`] takes back; a preview read back |
//! | `batch.rs` `quick.rs` | thousands of rows or products at once |
//! | `record.rs` | [`Record`]: what becomes of a share, from the sale to the money |
//! | `fields.rs` | reading an object field by field |
//! | `error.rs` | [`CommissionError`] |
//!
//! How a line is paid, in this order:
//!
//! 1. **The rule.** If the line's merchant has an agreement, the most specific of its rules that match;
//!    otherwise, or where none does, the most specific of the platform's. SKU beats category beats
//!    merchant beats none; then more conditions (a window is one, whether it has one end or two); then
//!    the earlier in the list. So any two rules can be told apart, unless their conditions are the same
//!    (as sets: order, repetition and a category below another of the list do not count): then whatever
//!    fits one fits the other, the later could never apply, and the plan is refused with
//!    `commission/same-match`. Rules that merely overlap are told apart by the list.
//! 2. **The base**: paid, list or profit per unit × quantity; of a line with a `paidTotal` that, or what
//!    of it passes cost × quantity. There is no shipping in it.
//! 3. **Each level** exactly: its kind, then the campaigns that apply, by `order`, then rounded once, then
//!    `min` and `cap`.
//!    - `rate`: base × rate − less, never below nothing.
//!    - `fixed`: amount × quantity (`per: "unit"`) or amount (`per: "line"`).
//!    - `tiered`, `by: "line"`: what runs through the tiers begins at nothing. `by: "progress"`: it begins
//!      at the `progress` of the promoter of this level plus the bases of the earlier lines of this
//!      order, whatever their rules. It ends one base later. `marginal`: each part of that stretch is
//!      paid at the rate of the tier it lies in; `whole`: all of the base at the rate of the tier in which
//!      the stretch ends. A tier includes its `upTo`.
//!    - `share`: (base × of × rate + base × subsidy) × (1 − fee). With `of: "product"` the service fee is
//!      the line's `serviceRate`, and at level 1 the line's `promoterRate`, or else the promoter's own
//!      `rate`, takes the place of the level's.
//! 4. **The limit**: where the levels together pass `maxTotalRate` × base (cut off to the fen), they are
//!    scaled down to it, in proportion to their exact amounts after `min` and `cap`, the fen by largest
//!    remainder, the nearer level first; none grows. An agreement's own `maxTotalRate` holds for its
//!    rules.
//! 5. **The caps of the order**, level by level: where a promoter's lines together pass `capPerOrder`, or
//!    `capPerDay` less what they have earned today (the smaller; per order where both are the same), the
//!    lines are scaled down to it in proportion to their amounts, the fen by largest remainder, the
//!    earlier line first.
//!
//! **Self-purchase**: whoever of the chain is the order's `buyer`. `earn` (the default) pays them like
//! anyone; `forgo` pays them nothing and leaves everyone else at their level; `shift` takes them out of
//! the chain before anything is computed, so that the promoter above gets level 1 and their tier chooses
//! the rule.
//!
//! **Campaigns** stack by `order`, of one order the platform's before an agreement's. One that stands
//! `alone` applies only where none stands before it, and then no other does; otherwise it is passed over.
//! `multiply` multiplies the exact amount so far, `add` adds rate × base to it.
//!
//! It never pays more than the plan's limit, never less than nothing, and never looks at a clock: the
//! order says when it was placed.
//!
//! ```
//! use tuike_core::commission::{Order, Plan};
//! use tuike_core::read;
//!
//! let plan = Plan::parse(r#"{
//!   "version": 1, "currency": "CNY",
//!   "rules": [ { "id": "lipstick", "match": { "sku": ["L1"] }, "levels": [
//!     { "kind": "rate", "rate": "0.10", "cap": "50.00" },
//!     { "kind": "rate", "rate": "0.04" } ] } ]
//! }"#)?;
//! let order = read::parse("order", r#"{
//!   "at": 1767300000000,
//!   "lines": [ { "sku": "L1", "paid": "189.00", "quantity": 2 } ],
//!   "chain": [ { "promoter": "p9" }, { "promoter": "p3" } ]
//! }"#)?;
//! let order = Order::read(read::Node::root("order", &order), plan.currency())?;
//!
//! let preview = plan.preview(&order)?;
//! let amounts: Vec<String> = preview.shares.iter().map(|s| s.amount.format(plan.currency())).collect();
//! assert_eq!(amounts, ["37.80", "15.12"]); // 10 % and 4 % of 378.00
//! # Ok::<(), tuike_core::commission::CommissionError>(())
//! ```

mod amount;
mod batch;
mod book;
mod campaign;
mod compute;
mod conditions;
mod error;
mod explain;
mod fields;
mod level;
mod limits;
mod order;
mod order_text;
mod pay;
mod plan;
mod preview;
mod quick;
mod record;
mod refund;
mod rule;
mod step;
mod stored;

#[cfg(test)]
mod bounds;

pub(crate) use amount::Exact;
pub use batch::{RowQuery, RowRates};
pub use campaign::{Campaign, Effect, Factor};
pub(crate) use conditions::is_within;
pub use error::CommissionError;
pub use explain::{Explained, ExplainedLine, ExplainedStep, Language};
pub use level::{Kind, Level, Per, ServiceFee, Tier, TierBy, TierMode};
pub use limits::Limits;
pub use order::{Line, Member, Order, Product, Seller};
pub use plan::{Plan, SelfPurchase};
pub use preview::{CapName, Capped, Clamped, LinePreview, Preview, Share};
pub use record::{Move, Record, RecordError, RecordState, Sums};
pub use refund::{Refund, RefundLine, TakenBack, TakenLine};
pub use rule::{Base, Rule};
pub use step::{Step, StepCode};
