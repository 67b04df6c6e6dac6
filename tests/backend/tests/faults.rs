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
fn an_order_whose_answer_is_delayed_is_there_before_the_answer_is() {
    let shop = Shop::small();
    shop.fault(&json!({ "path": "/api/v1/orders", "kind": "delay-after", "millis": 60_000 }));
    let impatient = shop.order("key", &body()).timeout(Duration::from_millis(300)).send();
    assert!(impatient.unwrap_err().is_timeout());
    assert_eq!(shop.orders(), 1);
}

#[test]
fn the_log_tells_how_many_were_in_the_air_together() {
    let shop = Shop::small();
    shop.fault(&json!({ "path": "/api/v1/goods", "kind": "delay", "millis": 60_000, "times": 2 }));
    let impatient = || {
        let request =
            shop.request(Method::GET, "/api/v1/goods").timeout(Duration::from_millis(400));
        std::thread::spawn(move || request.send().unwrap_err())
    };
    for thread in [impatient(), impatient()] {
        assert!(thread.join().unwrap().is_timeout());
    }
    let beside = || -> Vec<u64> {
        let log = json_of(shop.get("/__log"));
        let requests = log["requests"].as_array().unwrap();
        requests.iter().map(|request| request["beside"].as_u64().unwrap()).collect()
    };
    assert_eq!(beside(), [0, 1]);
    // That a client has left is seen as soon as the server looks.
    let alone = (0..100).any(|_| {
        shop.get("/api/v1/goods");
        beside().last() == Some(&0)
    });
    assert!(alone, "who has left is not in the air");
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

#[test]
fn an_answer_torn_in_the_middle_is_no_answer_but_the_order_is_there() {
    let shop = Shop::small();
    shop.fault(&fault("torn"));
    let torn = shop.order("key", &body()).send().unwrap();
    assert_eq!(torn.status(), StatusCode::OK);
    assert!(torn.text().is_err(), "fewer bytes than its length says");
    assert_eq!(shop.orders(), 1);
}

#[test]
fn a_request_delivered_twice_is_one_order_under_one_key() {
    let shop = Shop::small();
    shop.fault(&fault("twice"));
    let answer = shop.order("key", &body()).send().unwrap();
    assert_eq!(answer.headers()["idempotent-replay"], "true", "the second answer");
    assert_eq!(shop.orders(), 1);
}

#[test]
fn retry_after_comes_in_either_of_its_forms() {
    let shop = Shop::small();
    let busy = |form: &str| {
        json!({ "path": "/api/v1/orders", "kind": "status", "status": 503,
                "retryAfter": 7, "retryAfterAs": form })
    };
    shop.fault(&busy("seconds"));
    let answer = shop.order("key", &body()).send().unwrap();
    assert_eq!(answer.headers()["retry-after"], "7");
    shop.fault(&busy("date"));
    let answer = shop.order("key", &body()).send().unwrap();
    let text = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    let (date, until) = (text("date"), text("retry-after"));
    assert!(until.ends_with(" GMT") && until.len() == "Fri, 20 Nov 2026 00:00:00 GMT".len());
    // Both dates by one naive reading: within one day the time of day tells how far apart they are.
    let of_day = |text: &str| {
        text[17..25].split(':').fold(0_i64, |sum, part| sum * 60 + part.parse::<i64>().unwrap())
    };
    let apart = (of_day(&until) - of_day(&date)).rem_euclid(86_400);
    assert!((7..=8).contains(&apart), "{date} {until}");
}

#[test]
fn a_rate_turns_away_what_is_above_it_until_it_is_called_off() {
    let shop = Shop::small();
    shop.fault(&json!({ "path": "/api/v1/goods", "kind": "rate", "perSecond": 1, "burst": 2 }));
    let statuses: Vec<u16> =
        (0..3).map(|_| shop.get("/api/v1/goods?size=1").status().as_u16()).collect();
    assert_eq!(statuses, [200, 200, 429]);
    let refused = shop.get("/api/v1/goods?size=1");
    assert_eq!((refused.status().as_u16(), &refused.headers()["retry-after"] == "1"), (429, true));
    data(shop.request(Method::DELETE, "/__fault").send().unwrap());
    assert_eq!(shop.get("/api/v1/goods?size=1").status(), StatusCode::OK);
}

#[test]
fn a_body_that_is_too_long_or_holds_a_word_is_refused_and_others_are_not() {
    let shop = Shop::small();
    let event = |n: u32, note: &str| {
        json!({ "id": format!("e{n}"), "name": "look", "at": 1_795_132_800_000_u64, "session": "s",
                "seq": n, "props": { "note": note } })
    };
    let send = |events: &[Value]| {
        shop.post("/api/v1/events", &json!({ "events": events })).status().as_u16()
    };
    let path = "/api/v1/events";
    shop.fault(
        &json!({ "path": path, "kind": "status", "status": 413, "longer": 150, "times": 9 }),
    );
    shop.fault(
        &json!({ "path": path, "kind": "status", "status": 422, "contains": "poison", "times": 9 }),
    );
    assert_eq!(send(&[event(1, ""), event(2, "")]), 413);
    assert_eq!(send(&[event(1, "poison")]), 422);
    assert_eq!(send(&[event(2, "")]), 200);
    assert_eq!(shop.state()["counts"]["events"], json!(1));
}

#[test]
fn the_log_tells_what_was_asked_and_what_came_of_it() {
    let shop = Shop::small();
    shop.fault(&fault("drop-after"));
    assert!(shop.order("key-1", &body()).send().is_err());
    data(shop.order("key-1", &body()).header("Traceparent", "00-a-b-01").send().unwrap());
    shop.state();
    let log = json_of(shop.get("/__log"));
    let requests = log["requests"].as_array().unwrap();
    let told: Vec<_> = requests.iter().map(|r| (&r["path"], &r["status"], &r["fault"])).collect();
    let path = json!("/api/v1/orders");
    let expected =
        [(&path, &Value::Null, &json!("drop-after")), (&path, &json!(200), &Value::Null)];
    assert_eq!(told, expected);
    assert_eq!((&requests[0]["beside"], &requests[1]["beside"]), (&json!(0), &json!(0)));
    assert_eq!(requests[0]["headers"]["idempotency-key"], "key-1");
    assert_eq!(requests[1]["headers"]["traceparent"], "00-a-b-01");
    data(shop.request(Method::DELETE, "/__log").send().unwrap());
    assert_eq!(json_of(shop.get("/__log"))["requests"], json!([]));
}
