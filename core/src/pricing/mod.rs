//! What the buyer pays: which offers to use, what each takes off, and what is left for every line.
//!
//! | file | what |
//! |---|---|
//! | `request.rs` | [`Request`] and its [`Line`]s: what is bought, when, with which offers |
//! | `offer.rs` | [`Offer`]: its kind, its scope, what it takes |
//! | `cut.rs` | what one offer takes off what the offers before it left |
//! | `search.rs` | the best legal combination, exactly |
//! | `quote.rs` | [`Quote`]: the answer, and why the rest was not applied |
//! | `error.rs` | [`PricingError`] |
//!
//! It never looks at a clock (the request says when), never goes below zero on any line, and never
//! guesses: of all legal combinations of up to [`Request::MAX_OFFERS`] offers it gives the one with the
//! lowest total. Of equal totals the one with the fewest offers wins (a coupon that gains nothing stays
//! in the buyer's purse), and of these the one that takes the earliest offers of the list.
//!
//! # The order of application
//!
//! 1. Flash and group prices, the cheapest first, then as they stand in the list. They replace the
//!    price of a unit, so they come before everything else; a unit gets one of them.
//! 2. All others by their `stage`, the lowest first, then as they stand in the list. Where it is not
//!    said, `percent` is 10, `amount` 20, `full-reduction` 30 and `coupon` 40.
//!
//! Each offer sees what those before it left: thresholds are compared with that, and fractions taken of
//! it. What it takes is computed over its scope at once, rounded once, and spread over the lines of the
//! scope by largest remainder (of equal remainders the earlier line), so that the lines sum to the order.
//! Offers that share an `exclusive` name never apply together.
//!
//! ```
//! use tuike_core::pricing::Request;
//! use tuike_core::read::{self, Node};
//!
//! let json = read::parse("quote", r#"{ "at": 1767300000000,
//!   "lines": [ { "sku": "L1", "price": "199.00", "quantity": 2 }, { "sku": "B7", "price": "59.00" } ],
//!   "offers": [
//!     { "id": "300-40", "kind": "full-reduction", "threshold": "300.00", "amount": "40.00" },
//!     { "id": "ten", "kind": "coupon", "amount": "10.00", "threshold": "99.00" },
//!     { "id": "vip", "kind": "coupon", "amount": "60.00", "threshold": "600.00" } ] }"#)?;
//! let quote = Request::read(&Node::root("quote", &json))?.quote()?;
//!
//! assert_eq!(quote.total.minor(), 40_700); // 457.00 − 40.00 − 10.00
//! // 50.00 over 398.00 : 59.00, in two steps: 34.84 : 5.16, then 8.71 : 1.29
//! assert_eq!(quote.lines[1].total.minor(), 5_255);
//! assert_eq!(quote.not_applied[0].why.as_str(), "threshold-not-met");
//! # Ok::<(), tuike_core::pricing::PricingError>(())
//! ```

mod cut;
mod error;
mod offer;
mod quote;
mod request;
mod search;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

pub use error::PricingError;
pub use offer::{Kind, Limit, Offer, Scope, Take};
pub use quote::{Applied, LineQuote, NotApplied, Quote, Why};
pub use request::{Line, Request};
