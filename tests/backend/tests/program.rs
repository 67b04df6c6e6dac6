//! The program: its first line, its end, and what it says when it cannot start. And the profile,
//! read by the core that clients use.

mod common;

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use common::{Scratch, Shop, client, json_of};
use serde_json::{Value, json};
use tuike_core::backend::{Call, Profile, QueryAnswer};
use tuike_core::effect::HttpResponse;
use tuike_core::time::{Span, Timestamp};
use tuike_demo_backend::{Options, ServeError, serve};

fn program(scratch: &Scratch, port: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tuike-demo-backend"));
    command.args(["--port", port, "--products", "30", "--db"]).arg(scratch.0.join("shop.sqlite"));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Reads the first line and gives the address in it.
fn address(child: &mut Child) -> String {
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    line.trim_end().strip_prefix("listening on ").unwrap().to_owned()
}

#[cfg(unix)]
#[test]
fn the_program_says_where_it_listens_and_ends_cleanly_when_told_to() {
    for signal in ["-INT", "-TERM"] {
        let scratch = Scratch::new(&format!("program{signal}"));
        let mut child = program(&scratch, "0").spawn().unwrap();
        let origin = address(&mut child);
        let answer = client().get(format!("{origin}/api/v1/goods?size=1")).send().unwrap();
        assert_eq!(json_of(answer)["data"]["total"], json!(30));

        let pid = child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        assert!(child.wait().unwrap().success(), "{signal}");
    }
}

#[test]
fn a_port_that_is_taken_is_one_clear_line_and_exit_code_1() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port();
    let scratch = Scratch::new("taken");
    let mut child = program(&scratch, &port.to_string()).spawn().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let mut message = String::new();
    child.stderr.unwrap().read_to_string(&mut message).unwrap();
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(message.contains(&format!("port {port} is taken")), "{message}");
    assert!(!scratch.0.join("shop.sqlite").exists(), "nothing was touched");

    let error = serve(Options { port, ..Options::default() }).unwrap_err();
    assert!(matches!(error, ServeError::PortTaken { .. }));
}

#[test]
fn a_wrong_option_is_exit_code_2_and_a_missing_directory_is_named() {
    let scratch = Scratch::new("options");
    let wrong = program(&scratch, "0").arg("--prot").output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8(wrong.stderr).unwrap().starts_with("--prot: unknown option"));
    let missing = program(&scratch, "0").args(["--web", "no/such/directory"]).output().unwrap();
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8(missing.stderr).unwrap().contains("no/such/directory"));
}

#[test]
fn a_port_is_free_again_when_the_server_has_stopped() {
    // Not one the system hands out by itself: another program could be given it in between.
    let options = |port| Options { port, ..Options::default() };
    let (port, server) =
        (20_000..32_000).find_map(|port| Some((port, serve(options(port)).ok()?))).unwrap();
    assert_eq!(server.origin(), format!("http://127.0.0.1:{port}"));
    server.stop();
    serve(options(port)).unwrap();
}

fn answer(shop: &Shop, profile: &Profile, resource: &str, params: &Value, bearer: &str) -> Value {
    let request = profile.query_request(resource, params, &Call::of(Some(bearer))).unwrap();
    let mut sent = shop.client.get(&request.url);
    for (name, value) in &request.headers {
        sent = sent.header(name, value);
    }
    let sent = sent.send().unwrap();
    let response = HttpResponse {
        status: sent.status().as_u16(),
        headers: vec![],
        body: sent.text().unwrap(),
    };
    match profile.query_answer(resource, params, &response, Timestamp::EPOCH) {
        QueryAnswer::Page(page) => page.data,
        other => panic!("{resource}: {other:?}"),
    }
}

#[test]
fn the_profile_is_one_the_core_reads_and_leads_back_to_this_server() {
    let shop = Shop::small();
    let bearer = shop.login("demo");
    let profile = Profile::parse(&shop.get("/profile.json").text().unwrap()).unwrap();
    assert_eq!(profile.cache_policy("products").unwrap().fresh, Span::from_secs(300));
    assert_eq!(profile.lane("order").unwrap(), "orders");
    let get = |resource: &str, params: Value| answer(&shop, &profile, resource, &params, &bearer);

    let products = get("products", json!({ "category": "beauty", "sort": "price_asc" }));
    let row = &products[0];
    for field in ["id", "title", "sub", "category", "categoryName", "merchant", "list", "paid"] {
        assert!(row[field].is_string(), "{field}: {row}");
    }
    assert!(row["category"].as_str().unwrap().starts_with("beauty/"));
    assert!(row["sales"].is_u64() && row["coupons"].is_array(), "{row}");

    let product = get("product", json!({ "id": "9007199254740993" }));
    assert_eq!(product["id"], "9007199254740993");
    assert!(product["desc"].is_string() && product["specs"].is_array());
    assert!(product["image"].as_str().unwrap().starts_with(shop.server.origin()));

    assert_eq!(get("plan", json!({}))["currency"], "CNY");
    assert_eq!(get("me", json!({}))["parent"]["tier"], "silver");
    let record = get("commissions", json!({}))[0].clone();
    for field in ["id", "order", "item", "title", "base", "amount", "state", "why"] {
        assert!(record[field].is_string(), "{field}: {record}");
    }
    let earnings = get("earnings", json!({}));
    assert!(earnings["available"].as_str().unwrap().contains('.'), "{earnings}");
    assert_eq!(earnings["days"].as_array().unwrap().len(), 30);
}
