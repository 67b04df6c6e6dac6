//! `cargo xtask pkg`: the npm package, both tiers from one module.

use std::fs;
use std::path::PathBuf;

use crate::files;
use crate::run::{self, Result, root, target};
use crate::stamp::Stamp;
use crate::tools;
use crate::wasm::{self, Flavor};

/// Where the steps before bundling leave their files.
pub(crate) fn work_dir() -> PathBuf {
    target().join("pkg")
}

/// Builds `pkg/dist*` where it is stale; gives the package's folder.
pub(crate) fn build() -> Result<PathBuf> {
    let pkg = root().join("pkg");
    tools::npm_packages("miniprogram-bridge")?;
    compile_core()?;
    let core = target().join("stamps/pkg-core");
    let stamp = Stamp::of(
        "pkg-bundle",
        &[
            &core.to_string_lossy(),
            "miniprogram-bridge/ts",
            "miniprogram-bridge/profiles",
            "miniprogram-bridge/build.mjs",
            "miniprogram-bridge/package-lock.json",
            "miniprogram-bridge/tsconfig.json",
            "miniprogram-bridge/scripts",
            "pkg/package.json",
        ],
    )?;
    let entry = pkg.join("dist");
    if !stamp.is_fresh(&[&entry, &pkg.join("miniprogram_dist"), &pkg.join("profiles")]) {
        run::say("tuike-core: glue and types");
        let mut node = run::command("node");
        node.arg("miniprogram-bridge/build.mjs").arg("--in").arg(work_dir()).arg("--out").arg(&pkg);
        run::run(&mut node)?;
        stamp.set()?;
    }
    Ok(pkg)
}

/// The wasm module and its pure-JavaScript twin.
fn compile_core() -> Result<()> {
    let work = work_dir();
    let (core, twin) = (work.join("core.wasm"), work.join("core.wasm2js.js"));
    let stamp = Stamp::of(
        "pkg-core",
        &[
            "core/src",
            "core/Cargo.toml",
            "miniprogram-bridge/src",
            "miniprogram-bridge/Cargo.toml",
            "Cargo.toml",
            "Cargo.lock",
            "xtask/src/wasm.rs",
            "xtask/src/pkg.rs",
        ],
    )?;
    if stamp.is_fresh(&[&core, &twin]) {
        return Ok(());
    }
    let bindgen = work.join("bindgen");
    wasm::build("tuike-bridge", Flavor::Mvp, &bindgen)?;
    fs::copy(bindgen.join("tuike_bridge_bg.wasm"), &core)?;
    run::say("tuike-core: the JavaScript tier");
    let mut wasm2js = run::command(tools::npm_bin("miniprogram-bridge", "wasm2js"));
    wasm2js
        .args(["--mvp-features", "--enable-mutable-globals"])
        // As in the module itself, what inlining saves is lost under brotli, and more: 6 % here.
        .args(wasm::SMALL)
        .arg(&core)
        .arg("-o")
        .arg(&twin);
    run::run(&mut wasm2js)?;
    if files::read_bytes(&twin)?.is_empty() {
        return Err("wasm2js gave nothing".into());
    }
    stamp.set()
}
