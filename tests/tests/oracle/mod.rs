//! What the comparisons with `tuike-oracle` share: how many cases, which seeds, how a failure is told.
//!
//! `TUIKE_ORACLE_CASES` says how many (a million for a long run, in release), `TUIKE_ORACLE_SEED` where
//! to begin: a failure prints both for its one case.

use std::collections::BTreeMap;
use std::fmt::Debug;

/// What happened how often; so that a comparison cannot silently lose its subject.
pub type Seen = BTreeMap<&'static str, u64>;

fn variable(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text} is not a number")))
}

/// Runs `check` on many seeds, `usually` so many. It notes what it saw; `Err` is a disagreement.
///
/// Each of `expected` must have been seen in at least one case of a thousand.
pub fn compare(
    usually: u64,
    expected: &[&str],
    check: impl Fn(u64, &mut Seen) -> Result<(), String>,
) {
    let cases = variable("TUIKE_ORACLE_CASES").unwrap_or(usually);
    let first = variable("TUIKE_ORACLE_SEED").unwrap_or(20_261_121_000_000);
    let mut seen = Seen::new();
    for seed in first..first + cases {
        if let Err(difference) = check(seed, &mut seen) {
            panic!(
                "{difference}\nagain: TUIKE_ORACLE_SEED={seed} TUIKE_ORACLE_CASES=1 cargo test …"
            );
        }
    }
    println!("{cases} cases: {seen:?}");
    if cases >= 1_000 {
        for what in expected {
            let times = seen.get(what).copied().unwrap_or(0);
            assert!(times * 1_000 >= cases, "only {times} of {cases} cases saw {what:?}: {seen:?}");
        }
    }
}

/// `Ok` where both are equal.
pub fn same<T: PartialEq + Debug>(what: &str, core: T, oracle: T) -> Result<(), String> {
    if core == oracle {
        Ok(())
    } else {
        Err(format!("{what}\n  core:   {core:?}\n  oracle: {oracle:?}"))
    }
}
