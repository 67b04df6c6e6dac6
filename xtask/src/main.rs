//! `cargo xtask`: everything this project does besides being compiled.
//!
//! Each subcommand does its own set-up: what is missing is installed by [`doctor`], what is stale is
//! built. Nothing here ships.

mod bench;
mod demo;
mod doctor;
mod files;
mod fuzz;
mod glue;
mod pkg;
mod run;
mod size;
mod stamp;
mod tests;
mod tools;
mod wasm;
mod web;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  doctor                     what is needed, found, missing; installs what is missing
  demo [--port 8787] [--products 10000] [--fresh]
                             builds what is stale and starts the demo shop
  pkg                        the npm package: both tiers, glue and types, into pkg/dist*
  web [list-page]            the web app, into target/web/dist; or the page of nothing but lists
  size                       sizes beside their budgets; fails past one
  bench [list|commission|share|fling]
                             ours beside its peers in one process
  fuzz [TARGET …] [--seconds 60]
                             fuzz targets, each for a while; needs a nightly Rust
  test [PART …]              everything, or: fmt clippy deny native laws bridge packaging size browser real
  help                       this text
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rest = args.get(1..).unwrap_or_default();
    let done = match args.first().map(String::as_str) {
        Some("doctor") => doctor::run(rest),
        Some("demo") => demo::run(rest),
        Some("pkg") => pkg::build().map(|_| ()),
        Some("web") if rest.first().is_some_and(|what| what == "list-page") => web::list_page(),
        Some("web") => web::build().map(|_| ()),
        Some("size") => size::run(),
        Some("bench") => bench::run(rest),
        Some("fuzz") => fuzz::run(rest),
        Some("test") => tests::run(rest),
        None | Some("help" | "--help" | "-h") => {
            print!("{HELP}");
            Ok(())
        }
        Some(other) => Err(format!("unknown command {other:?}\n\n{HELP}").into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error}");
            ExitCode::FAILURE
        }
    }
}
