//! What the fuzz targets run, and how they mutate. The binaries of `fuzz_targets/` are one line each.
//!
//! [`targets`] is also compiled on stable by `tests/tests/fuzz_replay.rs`, which runs every committed
//! seed and regression through it; so nothing in there may use libFuzzer.

pub mod mutate;
pub mod targets;
