//! `cargo xtask bench`: ours beside its peers in one process, interleaved; prints ratios, judges nothing.

use crate::doctor;
use crate::pkg;
use crate::run::{self, Result};
use crate::tools;
use crate::web;

const TOPICS: [&str; 5] = ["list", "commission", "share", "offline", "fling"];

/// Runs the named benches, or all.
pub(crate) fn run(args: &[String]) -> Result<()> {
    if let Some(unknown) = args.iter().find(|arg| !TOPICS.contains(&arg.as_str())) {
        return Err(format!("no bench {unknown:?}; there are {}", TOPICS.join(", ")).into());
    }
    doctor::for_build()?;
    tools::npm_packages("tests")?;
    pkg::build()?;
    let is_asked = |topic: &str| args.is_empty() || args.iter().any(|arg| arg == topic);
    if is_asked("fling") {
        web::list_page()?;
    }
    for topic in TOPICS.iter().filter(|topic| is_asked(topic)) {
        let mut node = run::command("node");
        node.env("TUIKE_TARGET", run::target());
        if let Some(chromium) = tools::chromium() {
            node.env("TUIKE_CHROMIUM", chromium);
        }
        node.args(["--expose-gc", &format!("tests/bench/{topic}.mjs")]);
        run::run(&mut node)?;
    }
    Ok(())
}
