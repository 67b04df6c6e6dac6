//! `cargo xtask demo`: the demo shop and the web app at one address.

use std::net::TcpListener;
use std::path::PathBuf;
use std::time::Instant;

use crate::doctor;
use crate::run::{self, Result, target};
use crate::web;

/// What the command line asks for.
struct Options {
    port: u16,
    products: u32,
    fresh: bool,
}

/// Builds what is stale, starts the backend and waits until it is ended.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let options = options(args)?;
    let began = Instant::now();
    // Asked before minutes of building, not after.
    if options.port != 0 {
        drop(TcpListener::bind(("127.0.0.1", options.port)).map_err(|error| {
            format!(
                "port {}: {error}; choose another with --port, or --port 0 for a free one",
                options.port
            )
        })?);
    }
    doctor::for_build()?;
    let site = web::build()?;
    let backend = backend()?;
    let mut server = run::command(&backend);
    server
        .args(["--port", &options.port.to_string(), "--products", &options.products.to_string()])
        .arg("--db")
        .arg(target().join("demo/demo.sqlite"))
        .arg("--web")
        .arg(&site);
    if options.fresh {
        server.arg("--fresh");
    }
    println!("  ready to start after {:.1} s; Ctrl-C ends it", began.elapsed().as_secs_f64());
    // Ctrl-C reaches the server too (one process group): it ends cleanly, we wait for it.
    ctrlc::set_handler(|| {})?;
    let mut told = false;
    let ended = run::watch(&mut server, |line| {
        if let Some(address) = line.strip_prefix("listening on ").filter(|_| !told) {
            told = true;
            welcome(address);
        }
    })?;
    if ended { Ok(()) } else { Err("the demo backend failed; its message is above".into()) }
}

fn welcome(address: &str) {
    println!(
        "
  tuike demo   {address}

  Three things to try
  1. Scroll 选品 as far as you like: {address}/ (10,000 products, what you earn on each)
  2. Log in as demo / demo under 我的, open a product, 分享赚, open the link in a private window, buy
  3. Stop the network in the browser's tools, buy once more, reload: the order waits, and goes out
     when the network is back; see it under 收益
"
    );
}

/// The server, compiled.
pub(crate) fn backend() -> Result<PathBuf> {
    let mut cargo = run::command("cargo");
    cargo.args(["build", "--quiet", "--package", "tuike-demo-backend"]);
    run::run(&mut cargo)?;
    Ok(target().join("debug/tuike-demo-backend"))
}

fn options(args: &[String]) -> Result<Options> {
    let mut options = Options { port: 8787, products: 10_000, fresh: false };
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        let mut value = |name: &str| rest.next().ok_or_else(|| format!("{name} takes a number"));
        match arg.as_str() {
            "--port" => {
                options.port =
                    value("--port")?.parse().map_err(|_| "--port takes a number from 0 to 65535")?
            }
            "--products" => {
                options.products =
                    value("--products")?.parse().map_err(|_| "--products takes a whole number")?;
            }
            "--fresh" => options.fresh = true,
            other => {
                return Err(
                    format!("demo takes --port N, --products N, --fresh; not {other:?}").into()
                );
            }
        }
    }
    Ok(options)
}
