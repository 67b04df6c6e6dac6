//! What a sale pays: a plan, an order, and for every share the steps that lead to it.
//!
//! | file | what |
//! |---|---|
//! | `plan.rs` | [`Plan`]: reads the JSON, holds the [`Limits`], chooses the rule of a line |
//! | `rule.rs` | [`Rule`], its conditions and its levels: [`Kind`], [`Base`] |
//! | `order.rs` | [`Order`], [`Line`], [`Member`], [`Product`] |
//! | `amount.rs` | exact amounts, rounded once; scaling down to the limit |
//! | `pay.rs` | what one rule pays for one line |
//! | `preview.rs` | [`Preview`]: the whole order, explained |
//! | `batch.rs` | thousands of rows or products at once |
//! | `fields.rs` | reading an object field by field |
//! | `record.rs` | [`Record`]: what becomes of a share, from the sale to the money |
//! | `error.rs` | [`CommissionError`] |
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
mod error;
mod fields;
mod order;
mod pay;
mod plan;
mod preview;
mod record;
mod rule;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod oracle;

pub(crate) use amount::Exact;
pub use batch::RowQuery;
pub use error::CommissionError;
pub use order::{Line, Member, Order, Product};
pub use plan::{Limits, Plan};
pub use preview::{Clamped, LinePreview, Preview, Share, Step, StepCode};
pub use record::{Move, Record, RecordError, RecordState, Sums};
pub(crate) use rule::is_within;
pub use rule::{Base, Kind, Level, Per, Rule};
