//! Orders: once for each key, and attributed to whom they should be.

mod common;

use std::thread;

use common::{DEMO, LEADER, Scratch, Shop, data, json_of, token};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tuike_demo_backend::{FIRST_ID, Options};

/// The demo plan's rule `lead` names this one: 20 % up to 30.00, above that 5 % up to 8.00.
const LEAD: u64 = FIRST_ID;

fn ordered(shop: &Shop, key: &str, body: &Value) -> Value {
    data(shop.order(key, body).send().unwrap())
}

#[test]
fn the_same_key_is_one_order_and_the_same_answer() {
    let shop = Shop::small();
    let body = json!({ "item": LEAD.to_string(), "quantity": 2 });
    let first = shop.order("key-1", &body).send().unwrap();
    assert_eq!(first.status(), StatusCode::OK);
    assert!(!first.headers().contains_key("idempotent-replay"));
    let first = json_of(first);
    // 2 × 1,719.90 = 3,439.80; 满499减80, and the coupon of 150 from 2,000 on.
    assert_eq!(first["data"]["amount"], json!(320_980));
    assert_eq!(first["data"]["discount"], json!(23_000));
    assert_eq!(first["data"]["state"], "paid");

    for _ in 0..3 {
        let again = shop.order("key-1", &body).send().unwrap();
        assert_eq!(again.status(), StatusCode::OK);
        assert_eq!(again.headers()["idempotent-replay"], "true");
        assert_eq!(json_of(again), first);
    }
    assert_eq!(shop.orders(), 1);

    let other = ordered(&shop, "key-2", &body);
    assert_ne!(other["orderId"], first["data"]["orderId"]);
    assert_eq!(shop.orders(), 2);
}

#[test]
fn the_same_key_from_eight_threads_at_once_is_one_order() {
    let shop = Shop::small();
    let body = json!({ "item": LEAD.to_string(), "token": token(DEMO, &LEAD.to_string()) });
    let ids: Vec<String> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| ordered(&shop, "key", &body)["orderId"].to_string()))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(shop.orders(), 1);
    let demo = shop.login("demo");
    let records = shop.as_user(&demo, "/api/v1/commissions?size=100");
    let of_order =
        |row: &&Value| json!(row["orderId"].to_string()) == shop.state()["orders"][0]["orderId"];
    assert_eq!(records["list"].as_array().unwrap().iter().filter(of_order).count(), 1);
}

#[test]
fn a_key_is_still_known_after_a_restart() {
    let scratch = Scratch::new("restart");
    let options = Options { db: Some(scratch.0.join("shop.sqlite")), ..Options::default() };
    let body = json!({ "item": LEAD.to_string() });

    let shop = Shop::open(options.clone());
    let bearer = shop.login("demo");
    let first = ordered(&shop, "key", &body);
    shop.server.stop();

    let shop = Shop::open(options.clone());
    assert_eq!(ordered(&shop, "key", &body), first);
    assert_eq!(shop.orders(), 1);
    assert_eq!(shop.as_user(&bearer, "/api/v1/me")["promoter"], DEMO); // still logged in
    shop.server.stop();

    // More products: the orders stay.
    let shop = Shop::open(Options { products: 300, ..options.clone() });
    assert_eq!((shop.orders(), shop.data("/api/v1/goods")["total"].clone()), (1, json!(300)));
    shop.server.stop();

    let shop = Shop::open(Options { fresh: true, ..options });
    assert_eq!(shop.orders(), 0);
}

/// The token, who buys, the attribution and the promoter expected.
type Case<'a> = (Option<String>, Option<&'a str>, &'static str, Option<&'static str>);

#[test]
fn a_sale_is_attributed_to_whoever_shared() {
    let shop = Shop::small();
    let item = LEAD.to_string();
    let (demo, guest) = (shop.login("demo"), shop.login("guest"));
    let good = token(DEMO, &item);
    let broken = good.replacen(|c: char| c.is_ascii_digit(), "z", 1);
    assert_ne!(good, broken);
    let cases: [Case<'_>; 9] = [
        (None, None, "none", None),
        (Some(String::new()), None, "none", None),
        (Some(good.clone()), None, "accepted", Some(DEMO)),
        (Some(good.clone()), Some(&guest), "accepted", Some(DEMO)),
        (Some(good), Some(&demo), "self", None),
        (Some(token(LEADER, &item)), Some(&demo), "accepted", Some(LEADER)),
        (Some(broken), None, "unknown-token", None),
        (Some(token("12345", &item)), None, "unknown-token", None),
        // The guest is known, but no promoter.
        (Some(token("9007199254750005", &item)), None, "unknown-token", None),
    ];
    for (number, (token, buyer, attribution, promoter)) in cases.into_iter().enumerate() {
        let body = json!({ "item": item, "quantity": 1, "token": token });
        let mut request = shop.order(&format!("key-{number}"), &body);
        if let Some(bearer) = buyer {
            request = request.bearer_auth(bearer);
        }
        let answer = data(request.send().unwrap());
        assert_eq!(answer["attribution"], attribution, "case {number}");
        assert_eq!(answer["promoter"], json!(promoter), "case {number}");
    }
    assert_eq!(shop.orders(), 9);
}

#[test]
fn a_link_to_another_product_still_brings_the_sale() {
    let shop = Shop::small();
    let body = json!({ "item": (LEAD + 1).to_string(), "token": token(DEMO, &LEAD.to_string()) });
    assert_eq!(ordered(&shop, "key", &body)["attribution"], "accepted");
}

#[test]
fn a_sale_gives_each_level_its_record_and_no_more() {
    let shop = Shop::small();
    let (demo, leader) = (shop.login("demo"), shop.login("leader"));
    let before = shop.as_user(&demo, "/api/v1/earnings");
    let item = LEAD.to_string();
    let body = json!({ "item": item, "quantity": 3, "token": token(DEMO, &item) });
    let order = ordered(&shop, "key", &body)["orderId"].as_str().unwrap().to_owned();

    // By hand: 3 × 1,719.90 − 80 − 150 = 4,929.70; 20 % and 5 % of it are more than 30.00 and 8.00.
    let (paid, expected) = (492_970, [3_000, 800]);
    for (level, (bearer, amount)) in [&demo, &leader].into_iter().zip(expected).enumerate() {
        let newest = shop.as_user(bearer, "/api/v1/commissions?size=1")["list"][0].clone();
        assert_eq!(newest["orderId"].to_string(), order);
        assert_eq!(newest["base"], json!(paid));
        assert_eq!(newest["amount"], json!(amount), "level {}", level + 1);
        assert_eq!(newest["level"], json!(level + 1));
        assert_eq!(newest["state"], "estimated");
        assert_eq!(newest["item"], item.as_str());
        assert!(!newest["why"].as_str().unwrap().is_empty());
    }
    let after = shop.as_user(&demo, "/api/v1/earnings");
    let gained = after["estimated"].as_i64().unwrap() - before["estimated"].as_i64().unwrap();
    assert_eq!(gained, expected[0]);
}

#[test]
fn a_product_without_a_rule_earns_nothing() {
    let shop = Shop::small();
    let demo = shop.login("demo");
    let cards = shop.data("/api/v1/goods?cat=gift");
    let item = cards["list"][0]["goodsId"].to_string();
    let total = || shop.as_user(&demo, "/api/v1/earnings")["estimated"].clone();
    let before = total();
    let body = json!({ "item": item, "token": token(DEMO, &item) });
    assert_eq!(ordered(&shop, "key", &body)["attribution"], "accepted");
    assert_eq!(total(), before);
}

#[test]
fn what_cannot_be_ordered_is_refused_and_takes_no_key() {
    let shop = Shop::small();
    let item = LEAD.to_string();
    let cases = [
        (json!({ "item": item, "quantity": 0 }), 422),
        (json!({ "item": item, "quantity": 100 }), 422),
        (json!({ "item": item, "quantity": -1 }), 422),
        (json!({ "item": item, "quantity": 1.5 }), 422),
        (json!({ "item": item, "quantity": "1" }), 422),
        (json!({ "item": LEAD }), 422), // a number: JavaScript would have rounded it
        (json!({ "quantity": 1 }), 422),
        (json!({ "item": item, "token": 7 }), 422),
        (json!({ "item": item, "buyer": "me" }), 422),
        (json!([]), 422),
        (json!({ "item": "1" }), 404),
    ];
    for (body, status) in &cases {
        let answer = shop.order("key", body).send().unwrap();
        assert_eq!(answer.status().as_u16(), *status, "{body}");
        assert_eq!(json_of(answer)["code"], json!(i32::from(*status) * 100), "{body}");
    }
    let half = shop.order("key", &Value::Null).body("{\"item\":").send().unwrap();
    assert_eq!(half.status(), StatusCode::BAD_REQUEST);
    assert_eq!(shop.orders(), 0);
    // The key is free still.
    ordered(&shop, "key", &json!({ "item": item, "buyer": { "name": "小王", "phone": null } }));
    assert_eq!(shop.state()["orders"][0]["buyer"]["given"]["name"], "小王");
}

#[test]
fn an_order_needs_a_key_and_a_bearer_that_is_known_or_none() {
    let shop = Shop::small();
    let body = json!({ "item": LEAD.to_string() });
    assert_eq!(shop.post("/api/v1/orders", &body).status(), StatusCode::BAD_REQUEST);
    let long = "k".repeat(201);
    assert_eq!(shop.order(&long, &body).send().unwrap().status(), StatusCode::BAD_REQUEST);
    let stale = shop.order("key", &body).bearer_auth("of-long-ago").send().unwrap();
    assert_eq!(stale.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(shop.orders(), 0);
}

/// The signed token of a promoter, as the shop gives it.
fn signed(shop: &Shop, login: &str, item: u64) -> String {
    let bearer = shop.login(login);
    let answer = shop.as_user(&bearer, &format!("/api/v1/share?item={item}"));
    answer["tokens"]["poster"].as_str().unwrap().to_owned()
}

#[test]
fn a_signed_token_brings_the_sale_and_says_so_and_an_unsigned_one_is_marked() {
    let shop = Shop::small();
    let item = LEAD.to_string();
    for (key, token, proven) in
        [("a", signed(&shop, "leader", LEAD), true), ("b", token(LEADER, &item), false)]
    {
        let answer = ordered(&shop, key, &json!({ "item": item, "token": token }));
        assert_eq!(answer["promoter"], LEADER);
        assert_eq!(
            (&answer["attribution"], &answer["signed"]),
            (&json!("accepted"), &json!(proven))
        );
    }
    let orders = shop.state()["orders"].clone();
    assert_eq!((&orders[0]["signed"], &orders[1]["signed"]), (&json!(true), &json!(false)));
}

#[test]
fn a_forged_token_pays_nobody_and_the_order_still_goes_through() {
    let shop = Shop::small();
    // Another shop has other keys: its tokens are what a forger could make at best.
    let other = Shop::small();
    let item = LEAD.to_string();
    let body = json!({ "item": item, "token": signed(&other, "demo", LEAD) });
    let answer = ordered(&shop, "key", &body);
    assert_eq!((&answer["attribution"], &answer["promoter"]), (&json!("forged"), &Value::Null));
    assert_eq!(answer["state"], "paid");
    let order = shop.state()["orders"][0].clone();
    assert_eq!((&order["attribution"], &order["signed"]), (&json!("forged"), &json!(false)));
}

#[test]
fn only_a_promoter_who_is_logged_in_gets_a_signature_and_keys_outlive_a_restart() {
    let scratch = Scratch::new("keys");
    let options = Options { db: Some(scratch.0.join("shop.sqlite")), ..Options::default() };
    let shop = Shop::open(options.clone());
    assert_eq!(shop.get("/api/v1/share?item=1").status(), StatusCode::UNAUTHORIZED);
    let guest = shop.login("guest");
    let refused = shop.request(reqwest::Method::GET, "/api/v1/share?item=1").bearer_auth(&guest);
    assert_eq!(refused.send().unwrap().status(), StatusCode::UNPROCESSABLE_ENTITY);
    let token = signed(&shop, "demo", LEAD);
    shop.server.stop();
    let shop = Shop::open(options);
    let body = json!({ "item": LEAD.to_string(), "token": token });
    assert_eq!(ordered(&shop, "key", &body)["signed"], json!(true));
}
