//! From a crate to optimized wasm: cargo, wasm-bindgen, wasm-opt.

use std::path::{Path, PathBuf};

use crate::files;
use crate::glue;
use crate::run::{self, Result, target};
use crate::tools::{self, WASM_BINDGEN, WASM32, WasmRust};

/// What kind of module.
#[derive(Clone, Copy)]
pub(crate) enum Flavor {
    /// For mini-programs: nothing beyond the MVP but mutable globals (the oldest hosts' iOS refuses
    /// the rest), glue for bundlers.
    Mvp,
    /// For browsers: what Rust emits by default, glue as an ES module.
    Browser,
}

/// The wasm features each flavor may hold. Never `--all-features`: it turns on compact imports,
/// which Chromium refuses.
fn features(flavor: Flavor) -> &'static [&'static str] {
    match flavor {
        Flavor::Mvp => &["--mvp-features", "--enable-mutable-globals"],
        Flavor::Browser => &[
            "--mvp-features",
            "--enable-mutable-globals",
            "--enable-sign-ext",
            "--enable-bulk-memory",
            "--enable-bulk-memory-opt",
            "--enable-nontrapping-float-to-int",
            "--enable-reference-types",
            "--enable-multivalue",
        ],
    }
}

/// For a std that is built along. A panic is a trap at once: the loader poisons the instance and says
/// `internal/panic`, and no text or location of a panic is shipped (11 of 183 KB when it came). The
/// inlining that LLVM does for size by default saves bytes that brotli saves anyway (0.8 KB). SHA-256 in
/// a loop, not unrolled.
const LEAN: &str = "--cfg sha2_backend_soft=\"compact\" -C panic=immediate-abort -Z unstable-options -Z location-detail=none -C llvm-args=-inline-threshold=12";

/// Small once compressed, which is what travels: binaryen's own inlining and local-cse make the module
/// 3 % smaller as it is and 4 % larger under brotli. Nothing of ours lies below address 1024.
pub(crate) const SMALL: [&str; 5] = [
    "-Oz",
    "--low-memory-unused",
    "--skip-pass=inlining-optimizing",
    "--skip-pass=inlining",
    "--skip-pass=local-cse",
];

/// Builds `package` and leaves `NAME.js`, `NAME_bg.wasm` (optimized) and `.d.ts` in `out`.
pub(crate) fn build(package: &str, flavor: Flavor, out: &Path) -> Result<()> {
    laid(&compile(package, None, flavor)?, flavor, out)
}

/// The same for an example of it, for browsers.
pub(crate) fn build_example(package: &str, example: &str, out: &Path) -> Result<()> {
    laid(&compile(package, Some(example), Flavor::Browser)?, Flavor::Browser, out)
}

fn laid(raw: &Path, flavor: Flavor, out: &Path) -> Result<()> {
    files::fresh_dir(out)?;
    bind(raw, flavor, out)?;
    let stem = raw.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let bound = out.join(format!("{stem}_bg.wasm"));
    optimize(&bound, flavor)?;
    if matches!(flavor, Flavor::Browser) {
        let said = minify(&bound, flavor)?;
        glue::shorten(&out.join(format!("{stem}.js")), &said)?;
    }
    Ok(())
}

fn compile(package: &str, example: Option<&str>, flavor: Flavor) -> Result<PathBuf> {
    run::say(&format!("{}: compiling to wasm", example.unwrap_or(package)));
    let (dir, cpu) = match flavor {
        Flavor::Mvp => ("wasm-mvp", "-C target-cpu=mvp -C target-feature=+mutable-globals "),
        Flavor::Browser => ("wasm-web", ""),
    };
    let dir = target().join(dir);
    let mut cargo = tools::wasm_cargo("build")?;
    cargo.args(["--package", package, "--profile", "size"]).env("CARGO_TARGET_DIR", &dir);
    if let Some(example) = example {
        cargo.args(["--example", example]);
    }
    // Both need a std that is built along: with a prebuilt one the CPU would only mark our own crates
    // (wasm-opt lowers the whole then), and a panic brings its messages.
    if matches!(tools::wasm_rust(), Some(WasmRust::Debian)) {
        cargo.env("RUSTFLAGS", format!("{cpu}{LEAN}"));
    }
    run::run(&mut cargo)?;
    let built = dir.join(WASM32).join("size");
    Ok(match example {
        Some(example) => built.join("examples").join(format!("{example}.wasm")),
        None => built.join(format!("{}.wasm", package.replace('-', "_"))),
    })
}

fn bind(raw: &Path, flavor: Flavor, out: &Path) -> Result<()> {
    let cli = tools::cargo_tool("wasm-bindgen", WASM_BINDGEN)
        .ok_or("wasm-bindgen is missing; run `cargo xtask doctor`")?;
    let style = match flavor {
        Flavor::Mvp => "bundler",
        Flavor::Browser => "web",
    };
    let mut bindgen = run::command(cli);
    bindgen.args(["--target", style, "--out-dir"]).arg(out).arg(raw);
    run::run(&mut bindgen)
}

fn optimize(wasm: &Path, flavor: Flavor) -> Result<()> {
    let opt = tools::npm_bin("miniprogram-bridge", "wasm-opt");
    if matches!(flavor, Flavor::Mvp) && matches!(tools::wasm_rust(), Some(WasmRust::Rustup)) {
        // A prebuilt std uses what came after the MVP: lower it first.
        let mut lower = run::command(&opt);
        lower
            .args(features(Flavor::Browser))
            .args([
                "--llvm-memory-copy-fill-lowering",
                "--llvm-nontrapping-fptoint-lowering",
                "--signext-lowering",
            ])
            .arg(wasm)
            .arg("-o")
            .arg(wasm);
        run::run(&mut lower)?;
    }
    let mut optimize = run::command(&opt);
    optimize.args(features(flavor));
    if matches!(flavor, Flavor::Browser) {
        optimize
            .args(glue::DROPPED.map(|export| format!("--remove-exports={export}")))
            .arg("--remove-unused-module-elements");
    }
    optimize
        .arg("--generate-global-effects")
        .args(SMALL)
        // Functions of one kind next to each other: 0.6 % under brotli. While they have names.
        .arg("--reorder-functions-by-name")
        .args(["--strip-debug", "--strip-producers", "--strip-target-features"])
        .arg(wasm)
        .arg("-o")
        .arg(wasm);
    run::run(&mut optimize)
}

/// Shortens the names that cross; gives what wasm-opt says of them.
fn minify(wasm: &Path, flavor: Flavor) -> Result<String> {
    let mut minify = run::command(tools::npm_bin("miniprogram-bridge", "wasm-opt"));
    minify
        .args(features(flavor))
        .arg("--minify-imports-and-exports-and-modules")
        .arg(wasm)
        .arg("-o")
        .arg(wasm);
    run::output(&mut minify)
}
