//! The pure core of **tuike**: what a promoter's client must get right, written once.
//!
//! No I/O, no async, no clock, no randomness, no wasm. Three kinds of code live here: pure functions
//! (commission, share), structs that take actions (list), and machines that are told the
//! time and return effects ([`engine`], made of [`cache`], [`outbox`] and [`backend`]).

pub mod backend;
pub mod cache;
pub mod code;
pub mod commission;
pub mod effect;
pub mod engine;
pub mod json;
pub mod list;
pub mod money;
pub mod outbox;
pub mod read;
pub mod seed;
pub mod share;
mod sorted;
pub mod time;
pub mod track;
