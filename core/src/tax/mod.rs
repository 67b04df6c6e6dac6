//! What is withheld from a promoter's pay, as an estimate for the promoter's eyes.
//!
//! | file | what |
//! |---|---|
//! | `table.rs` | [`Rules`]: the two sets of rules, their brackets, their source and date |
//! | `estimate.rs` | [`Income`] and [`Estimate`]: the tax of a month and its steps |
//! | `withdraw.rs` | [`Withdrawal`] and [`Payout`]: "I withdraw 20,000" |
//! | `error.rs` | [`TaxError`] |
//!
//! It knows labour remuneration (劳务报酬) of residents in mainland China, in renminbi. It does not know
//! exempt income, special deductions, reductions, VAT or the surcharges on it: who has them pays less or
//! more, and the annual settlement has the last word. Everything is computed exactly and rounded once, to
//! the fen, half up.
//!
//! ```
//! use tuike_core::read::{self, Node};
//! use tuike_core::tax::Income;
//!
//! let json = read::parse("tax", r#"{ "kind": "labour-cn", "rules": "2025-10", "year": 2026, "month": 1,
//!   "incomeThisMonth": "20000.00" }"#)?;
//! let estimate = Income::read(&Node::root("tax", &json))?.estimate()?;
//! // (20,000 − 20 % − 5,000) × 3 %
//! assert_eq!((estimate.tax.minor(), estimate.net.minor()), (33_000, 1_967_000));
//! # Ok::<(), tuike_core::tax::TaxError>(())
//! ```

mod error;
mod estimate;
mod table;
mod withdraw;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

pub use error::TaxError;
pub use estimate::{Estimate, Income, Step, StepCode};
pub use table::{Bracket, Rules, Source};
pub use withdraw::{Payout, Withdrawal};
