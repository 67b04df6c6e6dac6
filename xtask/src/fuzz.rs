//! `cargo xtask fuzz [TARGET …] [--seconds N]`: runs fuzz targets for a while; a crash fails.
//!
//! Needs a nightly Rust (libFuzzer's instrumentation) and a C++ compiler; says so where there is none.
//! Not part of `cargo xtask test`, which replays the committed inputs on stable instead.

use std::path::Path;

use crate::doctor;
use crate::run::{self, Result};
use crate::tools::{self, CARGO_FUZZ};

/// Seconds for each target where nobody says.
const SECONDS: u32 = 60;
const DIR: &str = "core/fuzz";

/// Runs the named targets, or all.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let known = targets()?;
    let mut seconds = SECONDS;
    let mut named: Vec<&String> = Vec::new();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        if arg == "--seconds" {
            let text = args.next().ok_or("--seconds wants a number")?;
            seconds =
                text.parse().map_err(|_| format!("--seconds wants a number, not {text:?}"))?;
        } else if known.contains(arg) {
            named.push(arg);
        } else {
            return Err(format!("no target {arg:?}; there are {}", known.join(", ")).into());
        }
    }
    let cargo_fuzz = tool()?;
    for target in known.iter().filter(|target| named.is_empty() || named.contains(target)) {
        one(&cargo_fuzz, target, seconds)?;
    }
    Ok(())
}

/// The binaries of `fuzz_targets/`.
fn targets() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for file in std::fs::read_dir(run::root().join(DIR).join("fuzz_targets"))? {
        if let Some(name) = file?.file_name().to_string_lossy().strip_suffix(".rs") {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn tool() -> Result<std::path::PathBuf> {
    let nightly =
        run::answer(run::command("rustup").args(["run", "nightly", "rustc", "--version"]));
    let nightly = nightly.ok_or(
        "fuzzing needs a nightly Rust and there is none: rustup toolchain install nightly --profile minimal",
    )?;
    if tools::cargo_tool("cargo-fuzz", CARGO_FUZZ).is_none() {
        run::say(&format!("cargo-fuzz {CARGO_FUZZ}"));
        doctor::cargo_install("cargo-fuzz", "cargo-fuzz", CARGO_FUZZ, &["--locked"])?;
    }
    println!("with {nightly}");
    Ok(tools::cargo_tool("cargo-fuzz", CARGO_FUZZ)
        .ok_or("cargo-fuzz was installed, but is not found")?)
}

fn one(cargo_fuzz: &Path, target: &str, seconds: u32) -> Result<()> {
    run::say(&format!("fuzz {target}, {seconds} s"));
    let dir = run::root().join(DIR);
    let mut inputs = vec![dir.join("corpus").join(target)];
    std::fs::create_dir_all(dir.join("corpus").join(target))?;
    inputs.extend(["seeds", "regressions"].map(|kind| dir.join(kind).join(target)));
    let mut fuzz = run::command("rustup");
    fuzz.args(["run", "nightly"]).arg(cargo_fuzz);
    // No sanitizer: the core forbids `unsafe`, so there is nothing for it to find, and it halves the speed.
    fuzz.args(["run", "--sanitizer", "none", "--fuzz-dir", DIR, target]);
    fuzz.args(inputs.iter().filter(|input| input.is_dir())).arg("--");
    fuzz.arg(format!("-max_total_time={seconds}")).args(["-print_final_stats=1", "-max_len=16384"]);
    // An endless loop is a crash, too; and what one input allocates, it must not.
    fuzz.args(["-timeout=10", "-rss_limit_mb=2048", "-verbosity=1"]);
    run::run(&mut fuzz).map_err(|error| {
        format!("{error}\nthe input is in {DIR}/artifacts/{target}: fix, then keep it in {DIR}/regressions/{target}").into()
    })
}
