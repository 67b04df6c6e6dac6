//! What crosses a border.
//!
//! `sim_host` is a world for the engine in virtual time, `schedule` lets everything go wrong in it.
//! `native_host` is a host of flesh and blood: reqwest and files.

pub mod native_host;
pub mod schedule;
pub mod sim_host;
