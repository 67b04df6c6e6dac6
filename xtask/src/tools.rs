//! The programs this project needs and where they are on this machine.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{self, Result, root};

/// Must equal the `wasm-bindgen` of Cargo.toml: the CLI and the crate speak a private format.
pub(crate) const WASM_BINDGEN: &str = "0.2.130";
/// The release of cargo-deny that reads `deny.toml`.
pub(crate) const CARGO_DENY: &str = "0.20.2";
/// The release of cargo-fuzz that `core/fuzz` is laid out for.
pub(crate) const CARGO_FUZZ: &str = "0.13.2";
/// The target.
pub(crate) const WASM32: &str = "wasm32-unknown-unknown";
/// The linker of Debian's Rust, which ships no `rust-lld`.
pub(crate) const DEBIAN_WASM_LD: &str = "wasm-ld-22";

/// Where a tool of an exact version is kept, outside the checkout so that clones share it.
pub(crate) fn tool_dir(name: &str, version: &str) -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).unwrap_or_else(|| {
        std::env::var_os("HOME")
            .map_or_else(|| root().join("target"), |home| Path::new(&home).join(".cache"))
    });
    cache.join("tuike-tools").join(format!("{name}-{version}"))
}

/// A cargo tool of an exact version: our own copy, or one on the PATH that says it is that version.
pub(crate) fn cargo_tool(name: &str, version: &str) -> Option<PathBuf> {
    let own = tool_dir(name, version).join("bin").join(name);
    [own, PathBuf::from(name)].into_iter().find(|path| {
        run::answer(Command::new(path).arg("--version")).is_some_and(|said| said.contains(version))
    })
}

/// How wasm is compiled here.
pub(crate) enum WasmRust {
    /// Debian's Rust with the standard library's sources: std is built along, for the MVP.
    Debian,
    /// A rustup toolchain with the target: wasm-opt lowers what is beyond the MVP.
    Rustup,
}

/// Finds a Rust that compiles to wasm32; what is already there first.
pub(crate) fn wasm_rust() -> Option<WasmRust> {
    let rustup = run::answer(Command::new("rustup").args(["target", "list", "--installed"]));
    if rustup.is_some_and(|targets| targets.lines().any(|line| line == WASM32)) {
        return Some(WasmRust::Rustup);
    }
    let sources = Path::new("/usr/lib/rustlib/src/rust/library/std/Cargo.toml");
    let parts = [Path::new("/usr/bin/rustc"), Path::new("/usr/bin/cargo"), sources];
    let has_ld = run::answer(Command::new(DEBIAN_WASM_LD).arg("--version")).is_some();
    (has_ld && parts.iter().all(|path| path.exists())).then_some(WasmRust::Debian)
}

/// A cargo command that compiles for wasm32 with whichever Rust is here.
pub(crate) fn wasm_cargo(subcommand: &str) -> Result<Command> {
    let rust = wasm_rust().ok_or("no Rust for wasm32 here; run `cargo xtask doctor`")?;
    let mut command = match rust {
        WasmRust::Rustup => {
            let mut command = run::command("cargo");
            command.arg(subcommand);
            command
        }
        WasmRust::Debian => {
            let program =
                if subcommand == "clippy" { "/usr/bin/cargo-clippy" } else { "/usr/bin/cargo" };
            let mut command = run::command(program);
            let path = std::env::var("PATH").unwrap_or_default();
            command
                .arg(subcommand)
                .args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"])
                // Debian's own programs first: cargo-clippy looks for `cargo` and its driver there.
                .env("PATH", format!("/usr/bin:{path}"))
                .env("RUSTC", "/usr/bin/rustc")
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_WASM_LD);
            command
        }
    };
    command.args(["--target", WASM32]);
    Ok(command)
}

/// A browser to test in, Chromium or Chrome, as a path: who launches it does not search the PATH.
pub(crate) fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("TUIKE_CHROMIUM").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let usual = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let found = usual.into_iter().flat_map(|name| {
        std::env::split_paths(&path).map(move |dir| dir.join(name)).collect::<Vec<_>>()
    });
    named
        .into_iter()
        .chain(found)
        .find(|path| path.is_file() && run::answer(Command::new(path).arg("--version")).is_some())
}

/// Debian's nginx as the doctor took it out of its package, or one on the PATH.
pub(crate) fn nginx() -> Option<PathBuf> {
    [tool_dir("nginx", "debian").join("usr/sbin/nginx"), PathBuf::from("nginx")]
        .into_iter()
        .find(|path| Command::new(path).arg("-v").output().is_ok_and(|told| told.status.success()))
}

/// A program of an npm package installed in `dir` (a path from the root).
pub(crate) fn npm_bin(dir: &str, name: &str) -> PathBuf {
    root().join(dir).join("node_modules/.bin").join(name)
}

/// Whether the npm packages of `dir` are there and of today's lock.
pub(crate) fn has_npm_packages(dir: &str) -> bool {
    npm_stamp(dir).is_ok_and(|(stamp, installed)| stamp.is_fresh(&[&installed]))
}

fn npm_stamp(dir: &str) -> Result<(crate::stamp::Stamp, PathBuf)> {
    let stamp = crate::stamp::Stamp::of(
        &format!("npm-{}", dir.replace('/', "-")),
        &[&format!("{dir}/package-lock.json"), &format!("{dir}/package.json")],
    )?;
    Ok((stamp, root().join(dir).join("node_modules/.package-lock.json")))
}

/// Installs the locked npm packages of `dir` where they are not yet, or are of another lock.
pub(crate) fn npm_packages(dir: &str) -> Result<()> {
    let (stamp, installed) = npm_stamp(dir)?;
    if stamp.is_fresh(&[&installed]) {
        return Ok(());
    }
    run::say(&format!("npm packages of {dir}"));
    let mut npm = run::command("npm");
    npm.current_dir(root().join(dir)).args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]);
    run::run(&mut npm)?;
    if dir == "tests/real" {
        better_sqlite3(dir)?;
    }
    stamp.set()
}

/// Compiles the one package that needs it. Where Node's headers lie beside Node itself nothing is
/// downloaded; elsewhere its own script finds a binary, or fetches the headers.
fn better_sqlite3(dir: &str) -> Result<()> {
    let mut npm = run::command("npm");
    npm.current_dir(root().join(dir)).args(["rebuild", "better-sqlite3", "--loglevel=error"]);
    let node = run::answer(run::command("node").args(["-p", "process.execPath"]));
    let home = node.and_then(|path| Some(Path::new(&path).parent()?.parent()?.to_owned()));
    if let Some(home) = home.filter(|home| home.join("include/node/node.h").exists()) {
        npm.env("npm_config_nodedir", home).env("npm_config_build_from_source", "true");
    }
    run::run(&mut npm)
}
