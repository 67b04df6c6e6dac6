//! `cargo xtask doctor`: what is needed, found, missing; installs what is missing.
//!
//! In this order: what is already there, Debian's packages where we are root, rustup, cargo and npm.
//! Where rights or network are lacking it names the exact command to run.

use std::path::Path;

use crate::run::{self, Result};
use crate::tools::{self, CARGO_DENY, WASM_BINDGEN, WASM32, WasmRust};

/// One thing that is needed.
struct Need {
    what: &'static str,
    why: &'static str,
    find: fn() -> Option<String>,
    install: fn() -> Result<()>,
    /// What a person types where we could not.
    by_hand: &'static str,
}

const NEEDS: [Need; 12] = [
    Need {
        what: "Rust ≥ 1.90",
        why: "native builds and tests",
        find: || run::answer(run::command("rustc").arg("--version")),
        install: || Err("Rust itself has to be there to run this".into()),
        by_hand: "see rustup.rs, or apt-get install rustc-web cargo-web",
    },
    Need {
        what: "rustfmt, clippy",
        why: "test fmt, test clippy",
        find: || {
            run::answer(run::command("cargo").args(["fmt", "--version"]))?;
            run::answer(run::command("cargo").args(["clippy", "--version"]))
        },
        install: || {
            run::run(run::command("rustup").args(["component", "add", "rustfmt", "clippy"]))
        },
        by_hand: "rustup component add rustfmt clippy",
    },
    Need {
        what: "Rust for wasm32",
        why: "the package and the web app",
        find: || match tools::wasm_rust()? {
            WasmRust::Debian => run::answer(run::command("/usr/bin/rustc").arg("--version"))
                .map(|v| v + ", Debian's, builds std along"),
            WasmRust::Rustup => Some("the rustup toolchain's target".to_owned()),
        },
        install: install_wasm_rust,
        by_hand: "rustup target add wasm32-unknown-unknown   (or: apt-get install rustc-web cargo-web rust-web-src rust-web-clippy lld-22)",
    },
    Need {
        what: "wasm-bindgen",
        why: "glue between wasm and JavaScript",
        find: || {
            tools::cargo_tool("wasm-bindgen", WASM_BINDGEN)
                .map(|path| format!("{WASM_BINDGEN} at {}", home_short(&path)))
        },
        install: || {
            cargo_install(
                "wasm-bindgen-cli",
                "wasm-bindgen",
                WASM_BINDGEN,
                &["--no-default-features"],
            )
        },
        by_hand: "cargo install wasm-bindgen-cli --no-default-features --version 0.2.130",
    },
    Need {
        what: "Node ≥ 18 and npm",
        why: "bundling, wasm-opt, wasm2js, tests of the package",
        find: || {
            let node = run::answer(run::command("node").arg("--version"))?;
            let major: u32 = node.trim_start_matches('v').split('.').next()?.parse().ok()?;
            let npm = run::answer(run::command("npm").arg("--version"))?;
            (major >= 18).then(|| format!("{node}, npm {npm}"))
        },
        install: || apt(&["nodejs", "npm"]),
        by_hand: "install Node 18 or later from your system's packages",
    },
    Need {
        what: "npm packages, bridge",
        why: "TypeScript, esbuild, binaryen",
        find: || installed("miniprogram-bridge"),
        install: || tools::npm_packages("miniprogram-bridge"),
        by_hand: "npm ci --prefix miniprogram-bridge",
    },
    Need {
        what: "npm packages, tests",
        why: "browser tests, packaging tests, the benches' peers",
        find: || installed("tests"),
        install: || tools::npm_packages("tests"),
        by_hand: "npm ci --prefix tests",
    },
    Need {
        what: "npm packages, real servers",
        why: "test real: Vendure, json-server; compiles better-sqlite3",
        find: || installed("tests/real"),
        install: || tools::npm_packages("tests/real"),
        by_hand: "npm ci --prefix tests/real   (better-sqlite3 needs a C++ compiler and Node's headers)",
    },
    Need {
        what: "nginx",
        why: "test real: a gateway that cuts connections",
        find: || tools::nginx().map(|path| home_short(&path)),
        install: unpack_nginx,
        by_hand: "apt-get install nginx-light   (or your system's nginx)",
    },
    Need {
        what: "Chromium",
        why: "test browser",
        find: || run::answer(run::command(tools::chromium()?).arg("--version")),
        install: || apt(&["chromium", "fonts-noto-cjk"]),
        by_hand: "apt-get install chromium fonts-noto-cjk   (or set TUIKE_CHROMIUM to a Chrome)",
    },
    Need {
        what: "zbarimg",
        why: "a QR decoder by others, for test packaging",
        find: || run::answer(run::command("zbarimg").arg("--version")),
        install: || apt(&["zbar-tools"]),
        by_hand: "apt-get install zbar-tools   (or your system's zbar)",
    },
    Need {
        what: "cargo-deny",
        why: "test deny: licences and duplicate crates",
        find: || {
            tools::cargo_tool("cargo-deny", CARGO_DENY)
                .map(|path| format!("{CARGO_DENY} at {}", home_short(&path)))
        },
        install: || cargo_install("cargo-deny", "cargo-deny", CARGO_DENY, &["--locked"]),
        by_hand: "cargo install cargo-deny --locked --version 0.20.2",
    },
];

/// Prints the table, installs what is missing, says what it did.
pub(crate) fn run(args: &[String]) -> Result<()> {
    if let Some(unknown) = args.first() {
        return Err(format!("doctor takes no {unknown:?}").into());
    }
    provide(&NEEDS.each_ref(), true)
}

/// Provides what a build needs, silently where all of it is there.
pub(crate) fn for_build() -> Result<()> {
    let build = ["Rust for wasm32", "wasm-bindgen", "Node ≥ 18 and npm"];
    let needs: Vec<&Need> = NEEDS.iter().filter(|need| build.contains(&need.what)).collect();
    provide(&needs, false)
}

/// Provides everything, silently where all of it is there.
pub(crate) fn for_tests() -> Result<()> {
    provide(&NEEDS.each_ref(), false)
}

fn provide(needs: &[&Need], show_all: bool) -> Result<()> {
    let mut failed = Vec::new();
    let mut done = Vec::new();
    for need in needs {
        if let Some(found) = (need.find)() {
            if show_all {
                row("✓", need, &found);
            }
            continue;
        }
        row("…", need, "missing, installing");
        let outcome = (need.install)();
        match (outcome, (need.find)()) {
            (Ok(()), Some(found)) => {
                row("✓", need, &found);
                done.push(need.what);
            }
            (Ok(()), None) => failed.push((need, "installed, but still not found".to_owned())),
            (Err(error), _) => failed.push((need, error.to_string())),
        }
    }
    for (need, why) in &failed {
        row("✗", need, why);
        println!("    {}", need.by_hand);
    }
    if !done.is_empty() {
        println!("installed: {}", done.join(", "));
    } else if show_all && failed.is_empty() {
        println!("nothing to do");
    }
    if failed.is_empty() {
        Ok(())
    } else {
        Err("not everything that is needed is here; see ✗ above".into())
    }
}

fn row(mark: &str, need: &Need, found: &str) {
    println!("{mark} {:<22} {:<55} {found}", need.what, need.why);
}

fn home_short(path: &Path) -> String {
    let text = path.display().to_string();
    match std::env::var("HOME") {
        Ok(home) => text.replace(&home, "~"),
        Err(_) => text,
    }
}

fn installed(dir: &str) -> Option<String> {
    tools::has_npm_packages(dir).then(|| "installed, of today's lock".to_owned())
}

/// Debian's packages first (the sources come along, so std is built for the MVP), else rustup.
fn install_wasm_rust() -> Result<()> {
    let wanted = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy", "lld-22"];
    if apt(&wanted).is_ok() && tools::wasm_rust().is_some() {
        return Ok(());
    }
    run::run(run::command("rustup").args(["target", "add", WASM32]))
}

/// Installs system packages where this is Debian or Ubuntu and we may.
fn apt(packages: &[&str]) -> Result<()> {
    let is_root = run::answer(run::command("id").arg("-u")).as_deref() == Some("0");
    if !is_root || run::answer(run::command("apt-get").arg("--version")).is_none() {
        return Err(format!("no rights here to install {}", packages.join(" ")).into());
    }
    run::run(run::command("apt-get").args(["update", "-qq"]))?;
    let mut install = run::command("apt-get");
    install.env("DEBIAN_FRONTEND", "noninteractive");
    install.args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages);
    install.stdout(std::process::Stdio::null());
    run::run(&mut install)
}

/// Takes nginx out of Debian's package: installed, it would start a server on port 80.
fn unpack_nginx() -> Result<()> {
    let home = tools::tool_dir("nginx", "debian");
    std::fs::create_dir_all(&home)?;
    let download =
        || run::run(run::command("apt-get").current_dir(&home).args(["download", "-qq", "nginx"]));
    if download().is_err() {
        run::run(run::command("apt-get").args(["update", "-qq"]))?;
        download()?;
    }
    for entry in std::fs::read_dir(&home)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "deb") {
            run::run(run::command("dpkg-deb").arg("-x").arg(&path).arg(&home))?;
        }
    }
    Ok(())
}

/// Installs a cargo tool of an exact version into our own folder.
pub(crate) fn cargo_install(package: &str, bin: &str, version: &str, extra: &[&str]) -> Result<()> {
    let mut cargo = run::command("cargo");
    cargo.args(["install", package, "--version", version]).args(extra);
    cargo.arg("--root").arg(tools::tool_dir(bin, version));
    // Its own target folder: this one may be locked by the build that asked.
    cargo.env_remove("CARGO_TARGET_DIR");
    run::run(&mut cargo)
}
