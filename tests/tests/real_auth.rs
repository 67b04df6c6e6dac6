//! Tokens that end and a server that fails, with everything real: the engine, reqwest and the demo shop.

use reqwest::blocking::Client;
use serde_json::{Value, json};
use tuike_core::engine::Event;
use tuike_core::time::Timestamp;
use tuike_demo_backend::{Options, Server, serve};
use tuike_tests::native_host::{NativeHost, Refused, Store};

/// 2026-11-20, 00:00 UTC.
const NOW: Timestamp = Timestamp::from_millis(1_795_132_800_000);

struct Shop {
    server: Server,
    client: Client,
}

impl Shop {
    fn open() -> Self {
        let client = Client::builder().no_proxy().build().unwrap();
        let options = Options { products: 20, ..Options::default() };
        Self { server: serve(options).unwrap(), client }
    }

    fn get(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.server.origin());
        serde_json::from_str(&self.client.get(url).send().unwrap().text().unwrap()).unwrap()
    }

    fn fault(&self, fault: Value) {
        let url = format!("{}/__fault", self.server.origin());
        let answer = self.client.post(url).body(fault.to_string()).send().unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().unwrap());
    }

    /// How often a path was asked.
    fn asked(&self, path: &str) -> usize {
        let log = self.get("/__log");
        let of = |request: &&Value| request["path"].as_str().unwrap().ends_with(path);
        log["requests"].as_array().unwrap().iter().filter(of).count()
    }

    /// Its own profile, with what the tests want besides.
    fn host(&self) -> NativeHost {
        let mut profile = self.get("/profile.json");
        profile["auth"]["login"]["refresh"] = json!("/refreshToken");
        profile["auth"]["refresh"] =
            json!({ "resource": "renew", "token": "/token", "refresh": "/refreshToken" });
        profile["resources"]["renew"] =
            json!({ "post": "/v1/refresh", "body": { "refreshToken": "{refreshToken}" } });
        profile["resources"]["whoami"] = json!({ "get": "/v1/me" });
        profile["limits"]["breaker"] = json!({ "failures": 3, "open": "30s" });
        NativeHost::start(&profile.to_string(), Store::memory(), [9; 32], NOW).unwrap()
    }
}

fn unauthorized(host: &mut NativeHost) -> usize {
    host.events().iter().filter(|event| **event == Event::Unauthorized).count()
}

fn code_of(answer: Result<tuike_core::engine::Page, Refused>) -> String {
    match answer {
        Err(Refused::Failed(failure)) => failure.code.as_str().to_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn tokens_that_have_ended_are_renewed_once_and_the_order_arrives() {
    let shop = Shop::open();
    let mut host = shop.host();
    host.login(json!({ "user": "demo", "password": "demo" })).unwrap();
    let row = host.query("products", json!({})).unwrap().data[0].clone();
    shop.fault(json!({ "path": "/api/v1/me", "kind": "expire", "times": 1 }));
    let me = host.refresh("whoami", json!({})).unwrap();
    assert_eq!(me.data["promoter"], json!("9007199254750001"));
    host.submit("order", json!({ "item": row["id"] })).unwrap();
    host.settle(50);
    assert_eq!(shop.get("/__state")["orders"].as_array().unwrap().len(), 1);
    assert_eq!((shop.asked("/v1/refresh"), unauthorized(&mut host)), (1, 0));
}

#[test]
fn a_login_that_was_ended_is_told_once_and_a_new_one_goes_on() {
    let shop = Shop::open();
    let mut host = shop.host();
    host.login(json!({ "user": "demo", "password": "demo" })).unwrap();
    let row = host.query("products", json!({})).unwrap().data[0].clone();
    shop.fault(json!({ "path": "/api/v1/me", "kind": "revoke", "times": 1 }));
    assert_eq!(code_of(host.refresh("whoami", json!({}))), "backend/unauthorized");
    assert_eq!((shop.asked("/v1/refresh"), unauthorized(&mut host)), (1, 1));
    host.submit("order", json!({ "item": row["id"] })).unwrap();
    host.settle(20);
    assert_eq!(host.counts().waiting, 1, "it waits for a login");
    host.login(json!({ "user": "demo", "password": "demo" })).unwrap();
    host.settle(20);
    assert_eq!(host.counts().waiting, 0);
    assert_eq!(shop.get("/__state")["orders"].as_array().unwrap().len(), 1);
}

#[test]
fn a_server_that_fails_is_left_alone_and_then_tried_with_one_request() {
    let shop = Shop::open();
    let mut host = shop.host();
    shop.fault(json!({ "path": "/api/v1/me", "kind": "status", "status": 500, "times": 3 }));
    for _ in 0..3 {
        assert_eq!(code_of(host.refresh("whoami", json!({}))), "backend/unavailable");
    }
    assert_eq!(code_of(host.refresh("whoami", json!({}))), "backend/breaker-open");
    assert_eq!(code_of(host.query("products", json!({}))), "backend/breaker-open");
    assert_eq!(shop.asked("/v1/me"), 3);
    // What is tracked waits for the half minute, and is the probe.
    host.track("seen", json!({})).unwrap();
    host.settle(50);
    assert_eq!(host.counts().waiting, 0);
    assert!(host.query("products", json!({})).is_ok());
}
