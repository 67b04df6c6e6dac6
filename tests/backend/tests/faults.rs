//! Faults on demand: each kind does what it says, as often as it was asked for.

mod common;

use std::time::{Duration, Instant};

use common::{Shop, data, json_of};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tuike_demo_backend::FIRST_ID;

fn body() -> Value {
    json!({ "item": FIRST_ID.to_string() })
}

fn fault(kind: &str) -> Value {
    json!({ "path": "/api/v1/orders", "method": "POST", "kind": kind, "times": 1 })
}

#[test]
fn a_dropped_connection_leaves_no_order() {
    let shop = Shop::small();
    shop.fault(&fault("drop"));
    assert!(shop.order("key", &body()).send().is_err());
    assert_eq!(shop.orders(), 0);
    data(shop.order("key", &body()).send().unwrap());
    assert_eq!(shop.orders(), 1);
}

#[test]
fn a_lost_answer_leaves_an_order_that_the_same_key_finds_again() {
    let shop = Shop::small();
    shop.fault(&fault("drop-after"));
    assert!(shop.order("key", &body()).send().is_err());
    assert_eq!(shop.orders(), 1);
    let again = shop.order("key", &body()).send().unwrap();
    assert_eq!(again.headers()["idempotent-replay"], "true");
    assert_eq!(data(again)["orderId"], shop.state()["orders"][0]["orderId"]);
    assert_eq!(shop.orders(), 1);
}

#[test]
fn a_status_comes_instead_of_the_answer_and_so_often() {
    let shop = Shop::small();
    shop.fault(&json!({ "path": "/api/v1/orders", "kind": "status", "status": 503, "times": 2 }));
    for _ in 0..2 {
        let answer = shop.order("key", &body()).send().unwrap();
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(json_of(answer)["code"], json!(50_300));
    }
    assert_eq!(shop.orders(), 0);
    data(shop.order("key", &body()).send().unwrap());
}

#[test]
fn a_hotel_page_comes_instead_of_json() {
    let shop = Shop::small();
    shop.fault(&fault("html"));
    let answer = shop.order("key", &body()).send().unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.text().unwrap().starts_with("<!doctype html>"));
    assert_eq!(shop.orders(), 0);
}

#[test]
fn half_an_answer_is_half_of_the_real_one() {
    let shop = Shop::small();
    shop.fault(&fault("half-json"));
    let half = shop.order("key", &body()).send().unwrap().text().unwrap();
    assert!(half.starts_with("{\"code\":0"), "{half}");
    assert!(serde_json::from_str::<Value>(&half).is_err());
    assert_eq!(shop.orders(), 1);
    let whole = shop.order("key", &body()).send().unwrap().text().unwrap();
    assert!(whole.starts_with(&half) && whole.len().abs_diff(half.len() * 2) <= 1);
}

#[test]
fn an_empty_answer_is_empty() {
    let shop = Shop::small();
    shop.fault(&fault("empty"));
    let answer = shop.order("key", &body()).send().unwrap();
    assert_eq!((answer.status(), answer.text().unwrap().as_str()), (StatusCode::OK, ""));
    assert_eq!(shop.orders(), 0);
}

#[test]
fn a_delayed_answer_is_the_answer_but_late() {
    let shop = Shop::small();
    shop.fault(&json!({ "path": "/api/v1/goods", "kind": "delay", "millis": 300, "times": 1 }));
    let begin = Instant::now();
    assert_eq!(shop.data("/api/v1/goods")["total"], json!(60));
    assert!(begin.elapsed() >= Duration::from_millis(300));
}

#[test]
fn faults_under_other_paths_wait_their_turn_and_can_be_called_off() {
    let shop = Shop::small();
    shop.fault(&json!({ "path": "/api/v1/orders", "kind": "drop", "times": 5 }));
    shop.fault(&json!({ "path": "/api", "kind": "status", "status": 418, "times": 1 }));
    assert_eq!(shop.get("/api/v1/goods").status().as_u16(), 418);
    assert_eq!(shop.get("/api/v1/goods").status(), StatusCode::OK);
    assert_eq!(shop.state()["counts"]["faults"], json!(5));
    data(shop.request(Method::DELETE, "/__fault").send().unwrap());
    data(shop.order("key", &body()).send().unwrap());
}

#[test]
fn a_preflight_is_answered_and_counts_for_no_fault() {
    let shop = Shop::small();
    shop.fault(&json!({ "path": "/api", "kind": "drop", "times": 1 }));
    let preflight = shop
        .request(Method::OPTIONS, "/api/v1/orders")
        .header("Origin", "http://devtools.test")
        .header("Access-Control-Request-Method", "POST")
        .header("Access-Control-Request-Headers", "authorization,content-type,idempotency-key")
        .send()
        .unwrap();
    assert_eq!(preflight.status(), StatusCode::NO_CONTENT);
    let header = |name: &str| preflight.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("access-control-allow-origin"), "*");
    assert!(header("access-control-allow-methods").contains("POST"));
    assert!(header("access-control-allow-headers").contains("idempotency-key"));
    assert_eq!(shop.state()["counts"]["faults"], json!(1));

    assert!(shop.request(Method::GET, "/api/v1/goods").send().is_err());
    let answer = shop.get("/api/v1/goods/1");
    assert_eq!(answer.headers()["access-control-allow-origin"], "*", "refusals are readable too");
    assert!(
        answer.headers()["access-control-expose-headers"]
            .to_str()
            .unwrap()
            .contains("idempotent-replay")
    );
}
