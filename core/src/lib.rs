//! The pure core of **tuike**: what a promoter's client must get right, written once.
//!
//! No I/O, no async, no clock, no randomness, no wasm. Three kinds of code live here: pure functions
//! ([`commission`], [`pricing`], [`tax`], [`share`], [`backend`]), a struct that takes actions ([`list`]), and machines that
//! are told the time and return effects ([`cache`], [`outbox`], [`track`], [`limits`], composed by [`engine`]).
//!
//! # The tour
//!
//! What does a sale pay, and why?
//!
//! ```
//! use tuike_core::commission::{Order, Plan};
//! use tuike_core::read::{self, Node};
//!
//! let plan = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [
//!   { "id": "all", "levels": [ { "kind": "rate", "rate": "0.10", "cap": "50.00" } ] } ] }"#)?;
//! let order = read::parse("order", r#"{ "at": 1767300000000,
//!   "lines": [ { "sku": "L1", "paid": "189.00", "quantity": 2 } ], "chain": [ { "promoter": "p9" } ] }"#)?;
//! let preview = plan.preview(&Order::read(Node::root("order", &order), plan.currency())?)?;
//! assert_eq!(preview.total.format(plan.currency()), "37.80"); // 10 % of 378.00
//! # Ok::<(), tuike_core::commission::CommissionError>(())
//! ```
//!
//! A share code says who shared what, wherever it ends up:
//!
//! ```
//! use tuike_core::share::{self, Channel, Id, Payload};
//! use tuike_core::time::Timestamp;
//!
//! let (promoter, item) = (Id::parse("9007199254740993")?, Id::parse("42")?);
//! let at = Timestamp::from_millis(1_767_225_600_000);
//! let token = share::encode(&Payload { promoter, item, channel: Channel::Poster, at, campaign: None })?;
//! assert!(share::scene(&token)?.len() <= 32);
//! let pasted = format!("快来看「{token}」🎉");
//! assert_eq!(share::land(&pasted).map(|landing| landing.token), Some(token));
//! # Ok::<(), share::ShareError>(())
//! ```
//!
//! Which of a hundred thousand rows are on screen, and does anything jump?
//!
//! ```
//! use tuike_core::list::{List, Options};
//!
//! let mut list = List::new(Options { count: 100_000, estimate: 96.0, ..Options::default() })?;
//! let range = list.range(960.0, 640.0)?;
//! assert_eq!((range.first, range.last), (10, 17));
//! assert_eq!(list.resize(0, 120.0)?, 24.0); // add it to scrollTop, and nothing jumps
//! # Ok::<(), tuike_core::list::ListError>(())
//! ```
//!
//! And the engine: it is handed commands and outcomes, it hands back effects and events. Its own page
//! ([`engine`]) shows the loop; `tests/src/native_host.rs` is a complete host.

pub mod backend;
pub mod cache;
pub mod code;
pub mod commission;
pub mod digits;
pub mod effect;
pub mod engine;
mod hex;
pub mod json;
pub mod limits;
pub mod list;
pub mod money;
pub mod outbox;
pub mod pricing;
pub mod read;
pub mod seal;
pub mod seed;
pub mod share;
mod sorted;
mod spread;
pub mod tax;
pub mod time;
mod told;
pub mod track;
