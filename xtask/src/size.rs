//! `cargo xtask size`: sizes beside the budgets; past a ceiling is a failure.

use std::path::Path;

use crate::files;
use crate::pkg;
use crate::run::Result;
use crate::web;

/// A row of the table.
struct Row {
    what: &'static str,
    bytes: usize,
    /// What DESIGN asks for.
    budget: usize,
    /// What it may be until the budget is met: just above the last measure. A diet lowers it; only a
    /// feature raises it, in the commit that brings the feature, with its bytes in ARCHITECTURE.
    ceiling: usize,
}

/// Builds both, measures, compares. A size past its ceiling is a failure; one that is still past its
/// budget is said, each time.
pub(crate) fn run() -> Result<()> {
    crate::doctor::for_build()?;
    let rows = measure()?;
    println!("\n{:<50} {:>9} {:>9} {:>9}", "brotli 11, bytes", "now", "budget", "ceiling");
    let mut over = Vec::new();
    for Row { what, bytes, budget, ceiling } in &rows {
        let mark = match bytes {
            bytes if bytes > ceiling => "✗",
            bytes if bytes > budget => "!",
            _ => "✓",
        };
        println!("{mark} {what:<48} {bytes:>9} {budget:>9} {ceiling:>9}");
        if bytes > budget {
            println!("  over its budget by {} bytes", bytes - budget);
        }
        if bytes > ceiling {
            over.push(*what);
        }
    }
    if over.is_empty() {
        Ok(())
    } else {
        Err(format!("past the ceiling: {}", over.join(", ")).into())
    }
}

fn measure() -> Result<Vec<Row>> {
    let pkg = pkg::build()?;
    let site = web::build()?;
    let core = brotli_of(&[&pkg.join("dist/core.wasm")])?;
    let glue = brotli_of(&[&pkg.join("dist/size-glue.js")])?;
    let twin = brotli_of(&[&pkg.join("miniprogram_dist/core.js")])?;
    let first = first_load(&site)?;
    let kb = 1024;
    Ok(vec![
        Row {
            what: "core.wasm, everything in it",
            bytes: core,
            budget: 80 * kb,
            ceiling: 240 * kb,
        },
        Row {
            what: "glue: index.js + driver + one host, minified",
            bytes: glue,
            budget: 12 * kb,
            ceiling: 12 * kb + 256,
        },
        Row { what: "JS tier, minified", bytes: twin, budget: 150 * kb, ceiling: 314 * kb },
        Row {
            what: "web app, first load, all bytes",
            bytes: first,
            budget: 220 * kb,
            ceiling: 307 * kb,
        },
    ])
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
