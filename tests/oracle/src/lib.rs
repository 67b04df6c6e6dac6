//! Second, naive implementations of what the core computes: tests only, never shipped.
//!
//! Each is written from the words of the documents (the package's interface, the doc comments), not from
//! the code, over exact fractions, as slowly and plainly as possible: it reads the same JSON, never
//! rounds before the words say so, and shares no line with `tuike-core`, on which this crate does not
//! even depend. A test in `tests/tests/oracle_*.rs` compares the two.
//!
//! | module | what |
//! |---|---|
//! | [`commission`] | what an order pays by a plan |
//! | [`list`] | where a list's rows are, of one lane, a grid and a waterfall |
//! | [`number`] | exact fractions, amounts and rates from their texts, rounding |
//! | [`pricing`] | what the buyer pays |
//! | [`random`] | a seeded generator that leans to boundaries |
//! | [`tax`] | what is withheld |
//!
//! ```
//! use tuike_oracle::number::{Rounding, minor, rate};
//!
//! let exact = minor("1.05", 2) * rate("0.5"); // 52.5 fen
//! assert_eq!(Rounding::HalfUp.round(&exact), 53.into());
//! assert_eq!(Rounding::HalfEven.round(&exact), 52.into());
//! ```

pub mod commission;
mod json;
pub mod list;
pub mod number;
pub mod pricing;
pub mod random;
pub mod tax;
