//! `cargo xtask size`: sizes beside the budgets; past one is a failure.

use std::path::Path;

use crate::files;
use crate::pkg;
use crate::run::{Result, root};
use crate::web;

/// A row of the table.
struct Row {
    what: &'static str,
    bytes: usize,
    budget: usize,
}

/// Builds both, measures, compares.
pub(crate) fn run() -> Result<()> {
    crate::doctor::for_build()?;
    let rows = measure()?;
    println!("\n{:<52} {:>10} {:>10}", "brotli 11, bytes", "now", "budget");
    let mut over = Vec::new();
    for Row { what, bytes, budget } in &rows {
        let mark = if bytes > budget { "✗" } else { "✓" };
        println!("{mark} {what:<50} {bytes:>10} {budget:>10}");
        if bytes > budget {
            over.push(*what);
        }
    }
    if over.is_empty() { Ok(()) } else { Err(format!("over budget: {}", over.join(", ")).into()) }
}

fn measure() -> Result<Vec<Row>> {
    let pkg = pkg::build()?;
    let site = web::build()?;
    let core = brotli_of(&[&pkg.join("dist/core.wasm")])?;
    let glue = brotli_of(&[&minified(&pkg.join("dist/size-glue.js"))?])?;
    let twin = brotli_of(&[&pkg.join("miniprogram_dist/core.js")])?;
    let first = first_load(&site)?;
    Ok(vec![
        Row { what: "core.wasm, everything in it", bytes: core, budget: 80 * 1024 },
        Row {
            what: "glue: index.js + driver + one host, minified",
            bytes: glue,
            budget: 12 * 1024,
        },
        Row { what: "JS tier, minified", bytes: twin, budget: 150 * 1024 },
        Row { what: "web app, first load, all bytes", bytes: first, budget: 220 * 1024 },
    ])
}

fn minified(path: &Path) -> Result<std::path::PathBuf> {
    Ok(root().join(path))
}

fn brotli_of(paths: &[&Path]) -> Result<usize> {
    let mut all = 0;
    for path in paths {
        all += files::brotli(&files::read_bytes(path)?)?.len();
    }
    Ok(all)
}

/// What a first visit to the feed fetches before any product: page, style, glue, wasm, icon, manifest.
fn first_load(site: &Path) -> Result<usize> {
    let mut all = 0;
    for file in files::below(site, &[])? {
        if file.extension().is_none_or(|ext| ext != "br") {
            all += brotli_of(&[&file])?;
        }
    }
    Ok(all)
}
