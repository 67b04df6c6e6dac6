//! The bodies of the fuzz targets: take any bytes, never panic, and check the laws on what is legal.
//!
//! An input is one text of several parts, which stand between lines of `---`: a plan and an order, a
//! token, whatever the target says. Compiled by the fuzzer and, for the replay of committed inputs, by
//! `tests/tests/fuzz_replay.rs` on stable; depends on `tuike_core` and `serde_json` only.

mod backend;
mod commission;
mod list;
mod pricing;
mod record;
mod share;
mod tax;

/// A target: its name (of its binary, its seeds, its regressions) and what it does with an input; `None`
/// where the input was refused on the way, which is right for most, but not for a committed seed.
pub type Target = (&'static str, fn(&[u8]) -> Option<()>);

/// All targets.
pub const TARGETS: [Target; 9] = [
    ("backend", backend::run),
    ("commission", commission::run),
    ("list", list::run),
    ("pricing", pricing::run),
    ("record", record::run),
    ("share-decode", share::decode),
    ("share-land", share::land),
    ("share-phrase", share::phrase),
    ("tax", tax::run),
];

/// Runs the target of this name.
pub fn run(name: &str, data: &[u8]) -> Option<()> {
    let (_, run) = TARGETS.iter().find(|(known, _)| *known == name).expect("a target of the table");
    run(data)
}

/// Between the parts of an input. (Inside JSON a line break is never part of a text.)
pub const BETWEEN: &str = "\n---\n";

/// The parts of an input; an empty text where there are fewer.
fn parts<const N: usize>(data: &[u8]) -> Option<[&str; N]> {
    let mut found = [""; N];
    for (place, part) in found.iter_mut().zip(std::str::from_utf8(data).ok()?.split(BETWEEN)) {
        *place = part;
    }
    Some(found)
}
