//! What crosses a border.
//!
//! `sim_host` is a world for the engine in virtual time, `schedule` lets everything go wrong in it,
//! `pages_schedule` does so with several pages over one store, `play` plays
//! many of either.
//! `native_host` is a host of flesh and blood: reqwest and files.

pub mod laws;
pub mod native_host;
pub mod pages_schedule;
pub mod play;
pub mod schedule;
pub mod sim_host;
