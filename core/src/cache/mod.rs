//! The cache: what was seen is still seen, offline and after a restart.
//!
//! Does no I/O and never looks at a clock; part of the [engine](crate::engine). Memory over the
//! host's store, one record a key, so that a write touches its own entry only. Nothing that goes
//! wrong with it is an error for whoever asks; at worst the network is asked once more.
//!
//! | file | what |
//! |---|---|
//! | `machine.rs` | questions, answers, who waits for what |
//! | `keep.rs` | what is kept, what gives way |
//! | `memory.rs` | the least recently used goes first |
//! | `disk.rs` | which reads the store holds |
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
mod keep;
pub(crate) mod machine;
mod memory;
pub(crate) mod record;

pub use error::CacheError;
