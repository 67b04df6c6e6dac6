//! `cargo xtask test`: everything that must hold, or one part of it; ends with `N passed, N failed`.

use std::time::Instant;

use crate::demo;
use crate::doctor;
use crate::pkg;
use crate::run::{self, Result};
use crate::size;
use crate::tools;
use crate::web;

/// What has been counted so far.
#[derive(Default)]
struct Tally {
    passed: u32,
    failed: u32,
    broken: Vec<String>,
}

/// A part: its name and what it runs.
type Part = (&'static str, fn(&mut Tally) -> Result<()>);

const PARTS: [Part; 10] = [
    ("fmt", fmt),
    ("clippy", clippy),
    ("deny", deny),
    ("native", native),
    ("laws", laws),
    ("bridge", bridge),
    ("packaging", packaging),
    ("size", sizes),
    ("browser", browser),
    ("real", real),
];

/// Runs all parts, or those named.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let names: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
    if let Some(unknown) = args.iter().find(|arg| !names.contains(&arg.as_str())) {
        return Err(format!("no part {unknown:?}; there are {}", names.join(", ")).into());
    }
    doctor::for_tests()?;
    let mut tally = Tally::default();
    for (name, part) in PARTS {
        if !args.is_empty() && !args.iter().any(|arg| arg == name) {
            continue;
        }
        run::say(&format!("test {name}"));
        let began = Instant::now();
        if let Err(error) = part(&mut tally) {
            tally.fail(format!("{name}: {error}"));
        }
        println!("  test {name} took {} s", began.elapsed().as_secs());
    }
    for broken in &tally.broken {
        println!("✗ {broken}");
    }
    println!("{} passed, {} failed", tally.passed, tally.failed);
    if tally.failed == 0 { Ok(()) } else { Err("not all tests passed".into()) }
}

impl Tally {
    fn fail(&mut self, what: String) {
        self.failed += 1;
        self.broken.push(what);
    }

    /// A command that holds or does not.
    fn check(&mut self, what: &str, command: &mut std::process::Command) {
        match run::run(command) {
            Ok(()) => self.passed += 1,
            Err(error) => self.fail(format!("{what}: {error}")),
        }
    }

    /// A test runner, whose closing lines are counted.
    fn runner(&mut self, what: &str, command: &mut std::process::Command) -> Result<()> {
        let (mut passed, mut failed) = (0, 0);
        let succeeded = run::watch(command, |line| {
            let (p, f) = counted(line);
            passed += p;
            failed += f;
        })?;
        self.passed += passed;
        self.failed += failed;
        if failed > 0 {
            self.broken.push(format!("{what}: {failed} failed"));
        } else if !succeeded {
            self.fail(format!("{what}: `{}` failed outside its tests", run::shown(command)));
        } else if passed == 0 {
            self.fail(format!("{what}: ran no test"));
        }
        Ok(())
    }
}

/// Passed and failed as a closing line of cargo's test harness or node's test runner tells them.
fn counted(line: &str) -> (u32, u32) {
    let number = |text: &str| text.trim().parse::<u32>().unwrap_or(0);
    if let Some(rest) = line.strip_prefix("test result: ") {
        let of = |word: &str| {
            rest.split([';', '.']).find_map(|part| part.trim().strip_suffix(word)).map_or(0, number)
        };
        return (of(" passed"), of(" failed"));
    }
    // node prints `# pass 3` (tap) or `ℹ pass 3` (spec)
    for mark in ["# ", "ℹ "] {
        match line.strip_prefix(mark).and_then(|rest| rest.split_once(' ')) {
            Some(("pass", n)) => return (number(n), 0),
            Some(("fail" | "cancelled", n)) => return (0, number(n)),
            Some(_) | None => {}
        }
    }
    (0, 0)
}

/// The engine's laws over many schedules: with optimisation, for there are 100,000 of them.
fn laws(tally: &mut Tally) -> Result<()> {
    let mut cargo = run::command("cargo");
    cargo.env("TUIKE_SCHEDULES", "50000");
    cargo.args(["test", "--quiet", "--release", "--package", "tuike-tests"]);
    tally.runner("laws", cargo.args(["--test", "engine_laws", "--test", "pages_laws"]))
}

fn fmt(tally: &mut Tally) -> Result<()> {
    tally.check("cargo fmt", run::command("cargo").args(["fmt", "--all", "--check"]));
    Ok(())
}

fn clippy(tally: &mut Tally) -> Result<()> {
    let mut native = run::command("cargo");
    native.args(["clippy", "--quiet", "--workspace", "--all-targets", "--exclude", "tuike-web"]);
    tally.check("clippy, native", native.args(["--", "-D", "warnings"]));
    let mut wasm = tools::wasm_cargo("clippy")?;
    wasm.env("CARGO_TARGET_DIR", run::target().join("wasm-clippy"));
    wasm.args([
        "--quiet",
        "--package",
        "tuike-core",
        "--package",
        "tuike-bridge",
        "--package",
        "tuike-web",
    ]);
    tally.check("clippy, wasm32", wasm.args(["--", "-D", "warnings"]));
    Ok(())
}

fn deny(tally: &mut Tally) -> Result<()> {
    let deny = tools::cargo_tool("cargo-deny", tools::CARGO_DENY).ok_or("cargo-deny is missing")?;
    // Not `advisories`: it would clone a database from the network at each run.
    tally.check(
        "cargo deny",
        run::command(deny).args(["--log-level", "error", "check", "bans", "licenses", "sources"]),
    );
    Ok(())
}

/// Unit tests, doc tests, golden vectors, the simulated host, the real demo backend.
fn native(tally: &mut Tally) -> Result<()> {
    let mut cargo = run::command("cargo");
    cargo.args(["test", "--quiet", "--no-fail-fast", "--workspace"]);
    tally.runner("native", &mut cargo)
}

/// Types, the API snapshot, host adapters, loader, golden vectors in wasm and in JavaScript.
fn bridge(tally: &mut Tally) -> Result<()> {
    pkg::build()?;
    let mut tsc = run::command(tools::npm_bin("miniprogram-bridge", "tsc"));
    tally.check("tsc", tsc.args(["--noEmit", "--project", "miniprogram-bridge"]));
    let mut biome = run::command(tools::npm_bin("miniprogram-bridge", "biome"));
    biome.current_dir(run::root().join("miniprogram-bridge"));
    tally.check("biome", biome.arg("check"));
    tally.runner("bridge", &mut node_tests("miniprogram-bridge/ts/tests"))
}

/// The packed package, installed elsewhere; the journey in sandboxes like WeChat's and Alipay's.
fn packaging(tally: &mut Tally) -> Result<()> {
    pkg::build()?;
    demo::backend()?;
    tally.runner("packaging", &mut node_tests("tests/packaging"))
}

fn sizes(tally: &mut Tally) -> Result<()> {
    size::run()?;
    tally.passed += 1;
    Ok(())
}

/// The web app and the package's browser host in a real browser.
fn browser(tally: &mut Tally) -> Result<()> {
    web::build()?;
    pkg::build()?;
    web::list_page()?;
    tools::npm_packages("tests")?;
    demo::backend()?;
    tally.runner("browser", &mut node_tests("tests/browser"))
}

/// The package in front of servers that others wrote, and the laws against the demo backend.
fn real(tally: &mut Tally) -> Result<()> {
    pkg::build()?;
    demo::backend()?;
    let mut node = node_tests("tests/real");
    node.env("TUIKE_NGINX", tools::nginx().ok_or("nginx is missing")?);
    tally.runner("real", &mut node)
}

/// Node's test runner over a folder's `*.test.mjs`, one file at a time: two cores are few.
fn node_tests(dir: &str) -> std::process::Command {
    let mut node = run::command("node");
    node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]);
    if let Some(chromium) = tools::chromium() {
        node.env("TUIKE_CHROMIUM", chromium);
    }
    node.env("TUIKE_TARGET", run::target());
    let files = crate::files::below(&run::root().join(dir), &["node_modules"]).unwrap_or_default();
    node.args(files.iter().filter(|file| file.to_string_lossy().ends_with(".test.mjs")));
    node
}
