//! The cache: what was seen is still seen, offline and after a restart.
//!
//! Does no I/O and never looks at a clock; part of the [engine](crate::engine). Memory over the
//! host's store, one record a key, so that a write touches its own entry only. Nothing that goes
//! wrong with it is an error for whoever asks; at worst the network is asked once more.
//!
//! | file | what |
//! |---|---|
//! | `machine.rs` | questions, answers, who waits for what |
//! | `look.rs` | what the store has |
//! | `give.rs` | what is given to whoever asked or watches |
//! | `news.rs` | what has changed at the server since: versions and tags |
//! | `keep.rs` | what is kept, what gives way |
//! | `order.rs` | who gives way first |
//! | `memory.rs` | answers in memory |
//! | `disk.rs` | which answers the store holds |
//! | `name.rs` | the store's keys, which are the index |
//! | `record.rs` | an answer and its record |
//! | `error.rs` | why clearing failed |
//!
//! ```
//! use tuike_core::cache::CacheError;
//! use tuike_core::code::Coded;
//!
//! assert_eq!(CacheError::StoreUnavailable.code().as_str(), "cache/store-unavailable");
//! ```

mod disk;
mod error;
mod give;
mod keep;
mod look;
pub(crate) mod machine;
mod memory;
pub(crate) mod name;
pub(crate) mod news;
mod order;
pub(crate) mod record;

pub use error::CacheError;
