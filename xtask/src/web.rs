//! `cargo xtask web`: the web app as files a server can hand out for ever.

use std::path::{Path, PathBuf};

use crate::files;
use crate::run::{self, Result, root, target};
use crate::stamp::Stamp;
use crate::tools;
use crate::wasm::{self, Flavor};

/// Where the app is laid.
pub(crate) fn dist() -> PathBuf {
    target().join("web/dist")
}

/// Builds the app where it is stale; gives its folder.
pub(crate) fn build() -> Result<PathBuf> {
    tools::npm_packages("miniprogram-bridge")?;
    let dist = dist();
    let stamp = Stamp::of(
        "web",
        &[
            "core/src",
            "core/Cargo.toml",
            "miniprogram-bridge/ts/src/draw.ts",
            "web",
            "Cargo.toml",
            "Cargo.lock",
            "xtask/src/glue.rs",
            "xtask/src/wasm.rs",
            "xtask/src/web.rs",
        ],
    )?;
    if stamp.is_fresh(&[&dist.join("index.html")]) {
        return Ok(dist);
    }
    let bound = target().join("web/bindgen");
    wasm::build("tuike-web", Flavor::Browser, &bound)?;
    run::say("tuike-web: hashing and compressing");
    lay(&bound, &root().join("web/public"), &dist)?;
    stamp.set()?;
    Ok(dist)
}

/// Builds the page of nothing but lists that tests and the fling open (`web/examples/list_page.rs`).
pub(crate) fn list_page() -> Result<()> {
    tools::npm_packages("miniprogram-bridge")?;
    let out = target().join("web/list-page");
    let inputs = [
        "core/src",
        "web/src",
        "web/examples",
        "web/Cargo.toml",
        "Cargo.lock",
        "xtask/src/wasm.rs",
    ];
    let stamp = Stamp::of("list-page", &inputs)?;
    if !stamp.is_fresh(&[&out.join("list_page.js")]) {
        wasm::build_example("tuike-web", "list_page", &out)?;
        stamp.set()?;
    }
    Ok(())
}

/// Hashes names, fills the templates and lays a brotli twin beside each file.
fn lay(bound: &Path, public: &Path, dist: &Path) -> Result<()> {
    files::fresh_dir(dist)?;
    let wasm = place(dist, "tuike", "wasm", &files::read_bytes(&bound.join("tuike_web_bg.wasm"))?)?;
    let js = place(dist, "tuike", "js", &minified(&bound.join("tuike_web.js"))?)?;
    let css = place(dist, "style", "css", &minified(&public.join("style.css"))?)?;
    let poster = place(dist, "poster", "js", &minified(&root().join("web/src/poster.js"))?)?;
    let mut assets = vec![js.clone(), wasm.clone(), css.clone(), poster.clone()];
    // index.html and sw.js are templates; style.css has been placed; the rest is copied as it is.
    for file in files::below(public, &[])? {
        let name = file.strip_prefix(public)?.to_string_lossy().into_owned();
        if !matches!(name.as_str(), "index.html" | "sw.js" | "style.css") {
            files::copy(&file, &dist.join(&name))?;
            compress(&dist.join(&name))?;
            assets.push(format!("/{name}"));
        }
    }
    let index = files::read(&public.join("index.html"))?
        .replace("{{js}}", &js)
        .replace("{{wasm}}", &wasm)
        .replace("{{css}}", &css)
        .replace("{{poster}}", &poster);
    // The server fills index.html per page, so it has no compressed twin.
    files::write(&dist.join("index.html"), &index)?;
    let version = format!("{:08x}", files::hash(format!("{index}{assets:?}").as_bytes()) as u32);
    let list = serde_json::to_string(&assets)?;
    let worker = files::read(&public.join("sw.js"))?
        .replace("__ASSETS__", &list)
        .replace("__VERSION__", &version);
    files::write(&dist.join("sw.js"), worker)?;
    compress(&dist.join("sw.js"))
}

/// Writes `NAME-HASH.EXT` with its twin; gives the URL.
fn place(dist: &Path, name: &str, ext: &str, bytes: &[u8]) -> Result<String> {
    let file = format!("{name}-{:016x}.{ext}", files::hash(bytes));
    files::write(&dist.join(&file), bytes)?;
    compress(&dist.join(&file))?;
    Ok(format!("/{file}"))
}

fn compress(path: &Path) -> Result<()> {
    let small = files::brotli(&files::read_bytes(path)?)?;
    let mut twin = path.as_os_str().to_owned();
    twin.push(".br");
    files::write(Path::new(&twin), small)
}

/// The file through esbuild's minifier. Styles are lowered for older browsers; of scripts esbuild
/// cannot lower wasm-bindgen's destructuring to Safari 14's, which only mishandles it in class fields.
fn minified(path: &Path) -> Result<Vec<u8>> {
    let is_style = path.extension().is_some_and(|ext| ext == "css");
    let mut esbuild = run::command(tools::npm_bin("miniprogram-bridge", "esbuild"));
    esbuild.arg("--minify").arg("--log-level=warning").arg(path);
    if is_style {
        esbuild.arg("--target=chrome86,safari14");
    } else {
        // poster.js brings the package's `draw` along; wasm-bindgen's file imports nothing.
        esbuild.args(["--target=es2020", "--bundle", "--format=esm"]);
    }
    let output = esbuild.output()?;
    if !output.status.success() {
        return Err(
            format!("{}: {}", path.display(), String::from_utf8_lossy(&output.stderr)).into()
        );
    }
    Ok(output.stdout)
}
