//! The outbox: what an app handed over is stored first, then sent until the server has it.
//!
//! Does no I/O and never looks at a clock; part of the [engine](crate::engine), which hands its
//! effects to the host. An entry's id is its idempotency key, so that sending twice is taking once.
//!
//! | file | what |
//! |---|---|
//! | `entry.rs` | an entry, its key and its record |
//! | `machine.rs` | what it holds, what is durable, the counts |
//! | `lane.rs` | what waits in one lane, and when it may try |
//! | `turn.rs` | of the pages over one store one sends a lane at a time |
//! | `owner.rs` | whose entries are whose |
//! | `send.rs` | requests out, answers in |
//! | `control.rs` | revive, drop, send now, give way |
//! | `waiting.rs` | what waits, as an app shows it |
//! | `retry.rs` | how long to wait |
//! | `error.rs` | why it refuses |
//!
//! ```
//! use tuike_core::code::Coded;
//! use tuike_core::outbox::OutboxError;
//!
//! assert_eq!(OutboxError::StoreFull.code().as_str(), "outbox/store-full");
//! ```

mod control;
pub(crate) mod entry;
mod error;
mod events;
mod lane;
pub(crate) mod machine;
mod owner;
pub(crate) mod retry;
pub(crate) mod send;
pub(crate) mod turn;
mod waiting;

pub use error::OutboxError;
