//! `cargo xtask bench`: ours beside its peers in one process, interleaved; prints ratios, judges nothing.

use crate::doctor;
use crate::pkg;
use crate::run::{self, Result};
use crate::tools;

const TOPICS: [&str; 3] = ["list", "commission", "share"];

/// Runs the named benches, or all.
pub(crate) fn run(args: &[String]) -> Result<()> {
    if let Some(unknown) = args.iter().find(|arg| !TOPICS.contains(&arg.as_str())) {
        return Err(format!("no bench {unknown:?}; there are {}", TOPICS.join(", ")).into());
    }
    doctor::for_build()?;
    tools::npm_packages("tests")?;
    pkg::build()?;
    for topic in
        TOPICS.iter().filter(|topic| args.is_empty() || args.iter().any(|arg| arg == *topic))
    {
        let mut node = run::command("node");
        node.args(["--expose-gc", &format!("tests/bench/{topic}.mjs")]);
        run::run(&mut node)?;
    }
    Ok(())
}
