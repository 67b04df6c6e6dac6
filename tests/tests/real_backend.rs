//! A sale through everything that is real: the engine, reqwest, files, and the demo backend.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;

use reqwest::blocking::Client;
use serde_json::{Value, json};
use tuike_core::code::Coded;
use tuike_core::commission::{Order, Plan};
use tuike_core::engine::{Event, Source};
use tuike_core::money::Money;
use tuike_core::pricing::Request;
use tuike_core::read::{self, Node};
use tuike_core::share::{self, Channel, Id, LinkOptions, Payload};
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
    fn open(options: Options) -> Self {
        let client = Client::builder().no_proxy().build().unwrap();
        Self { server: serve(options).unwrap(), client }
    }

    fn text(&self, path: &str) -> String {
        self.client.get(format!("{}{path}", self.server.origin())).send().unwrap().text().unwrap()
    }

    fn state(&self) -> Value {
        serde_json::from_str(&self.text("/__state")).unwrap()
    }

    fn fault(&self, kind: &str, times: u32) {
        let fault =
            json!({ "path": "/api/v1/orders", "method": "POST", "kind": kind, "times": times });
        let url = format!("{}/__fault", self.server.origin());
        let answer = self.client.post(url).body(fault.to_string()).send().unwrap();
        assert!(answer.status().is_success());
    }

    fn host(&self, store: Store, seed: u8) -> NativeHost {
        NativeHost::start(&self.text("/profile.json"), store, [seed; 32], NOW).unwrap()
    }
}

/// A directory that is removed with the value.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("tuike-real-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("store")).unwrap();
        Self(path)
    }

    fn store(&self) -> Store {
        Store::Files(self.0.join("store"))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What the plan says a sale of this product brings at each level: `[(promoter, "12.30"), …]`.
fn preview(plan: &Value, me: &Value, product: &Value, quantity: u32) -> Vec<(String, String)> {
    let plan = Plan::parse(&plan.to_string()).unwrap();
    let line = json!({ "sku": product["id"], "category": product["category"],
        "merchant": product["merchant"], "quantity": quantity, "price": product["paid"] });
    let request = json!({ "at": NOW.as_millis(), "lines": [line], "offers": product["offers"] });
    let quote = Request::read(&Node::root("quote", &request)).unwrap().quote().unwrap();
    let [quoted] = &quote.lines[..] else { panic!("{quote:?}") };
    let yuan = |money: Money| money.format(plan.currency());
    let order = json!({
        "at": NOW.as_millis(),
        "lines": [{ "sku": product["id"], "category": product["category"], "merchant": product["merchant"],
                    "list": product["list"], "serviceRate": product["serviceRate"], "quantity": quantity,
                    "paid": yuan(quoted.paid), "paidTotal": yuan(quoted.total) }],
        "chain": [{ "promoter": me["promoter"], "tier": me["tier"] }, me["parent"]],
    });
    let text = order.to_string();
    let order = read::parse("order", &text).unwrap();
    let order = Order::read(Node::root("order", &order), plan.currency()).unwrap();
    let preview = plan.preview(&order).unwrap();
    let amount = |share: &tuike_core::commission::Share| share.amount.format(plan.currency());
    preview.shares.iter().map(|share| (share.promoter.clone(), amount(share))).collect()
}

fn link_of(shop: &Shop, me: &Value, item: &Value) -> String {
    let payload = Payload {
        promoter: Id::parse(me["promoter"].as_str().unwrap()).unwrap(),
        item: Id::parse(item.as_str().unwrap()).unwrap(),
        channel: Channel::Link,
        at: NOW,
        campaign: None,
    };
    let token = share::encode(&payload).unwrap();
    share::link(&token, &LinkOptions::to(&format!("{}/s", shop.server.origin()))).unwrap()
}

#[test]
fn a_shared_product_is_bought_once_though_the_answer_is_lost_and_pays_what_was_previewed() {
    let shop = Shop::open(Options { products: 300, ..Options::default() });

    // The promoter: logs in, looks through the feed, shares a product of its third page.
    let mut promoter = shop.host(Store::memory(), 1);
    let me = promoter.login(json!({ "user": "demo", "password": "demo" })).unwrap().data;
    assert_eq!(me["role"], "promoter");
    let mut feed = promoter.query("products", json!({})).unwrap();
    assert_eq!((feed.source, feed.total), (Source::Network, Some(300)));
    for _ in 0..2 {
        let cursor = feed.next.unwrap();
        feed = promoter.query("products", json!({ "cursor": cursor })).unwrap();
    }
    let product = feed.data[17].clone();
    let id = product["id"].as_str().unwrap();
    assert_eq!(id, (tuike_demo_backend::FIRST_ID + 117).to_string(), "digits beyond 2^53");
    let plan = promoter.query("plan", json!({})).unwrap().data;
    let expected = preview(&plan, &me, &product, 2);
    assert_eq!(expected.len(), 2, "{expected:?}");
    let link = link_of(&shop, &me, &product["id"]);
    promoter.track("share", json!({ "item": product["id"], "channel": "link" })).unwrap();

    // The customer: lands, looks, buys. The server takes the order, and its answer is lost.
    let mut customer = shop.host(Store::memory(), 2);
    let landing = share::land(&link).unwrap();
    let item = landing.payload.item.to_string();
    let seen = customer.query("product", json!({ "id": item })).unwrap().data;
    assert_eq!((&seen["title"], &seen["paid"]), (&product["title"], &product["paid"]));
    shop.fault("drop-after", 1);
    let body = json!({ "token": landing.token.as_str(), "item": item, "quantity": 2 });
    let entry = customer.submit("order", body).unwrap();
    customer.settle(50);
    assert_eq!(customer.counts().waiting, 0);
    let sent = customer.events().into_iter().find_map(|event| match event {
        Event::Sent { id, answer, .. } if id == entry => Some(answer),
        _ => None,
    });

    let state = shop.state();
    let orders = state["orders"].as_array().unwrap();
    assert_eq!(state["counts"]["faults"], json!(0), "the answer was lost once");
    assert_eq!(orders.len(), 1);
    assert_eq!(orders[0]["promoter"], me["promoter"]);
    assert_eq!(orders[0]["attribution"], "accepted");
    assert_eq!(sent.unwrap()["orderId"], orders[0]["orderId"]);

    // The promoter again: the record says what the preview said, and so does the one above.
    let record = promoter.refresh("commissions", json!({})).unwrap().data[0].clone();
    assert_eq!(record["order"], orders[0]["orderId"]);
    assert_eq!((&record["item"], &record["state"]), (&product["id"], &json!("estimated")));
    assert_eq!(record["amount"], expected[0].1);
    let mut leader = shop.host(Store::memory(), 3);
    leader.login(json!({ "user": "leader", "password": "leader" })).unwrap();
    let record = leader.query("commissions", json!({})).unwrap().data[0].clone();
    assert_eq!((&record["order"], &record["level"]), (&orders[0]["orderId"], &json!(2)));
    assert_eq!(record["amount"], expected[1].1);

    // And the event arrived once.
    promoter.settle(50);
    let events = shop.state()["events"].clone();
    assert_eq!(events.as_array().unwrap().len(), 1, "{events}");
    assert_eq!(
        (&events[0]["name"], &events[0]["props"]["item"]),
        (&json!("share"), &product["id"])
    );
}

#[test]
fn an_order_outlives_a_server_that_is_away_and_a_client_that_is_killed() {
    let scratch = Scratch::new("killed");
    // A port that the system does not hand out by itself: while the server is away nobody is given it.
    let options =
        |port| Options { port, db: Some(scratch.0.join("shop.sqlite")), ..Options::default() };
    let port =
        (23_000..32_000).find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap();
    let shop = Shop::open(options(port));
    let profile = shop.text("/profile.json");
    let start = || NativeHost::start(&profile, scratch.store(), [4; 32], NOW).unwrap();

    let mut customer = start();
    let row = customer.query("products", json!({})).unwrap().data[0].clone();
    shop.server.stop();

    // No server: the order is stored, the feed is shown from the store.
    customer.submit("order", json!({ "item": row["id"] })).unwrap();
    assert_eq!(customer.settle(3), 3);
    assert_eq!((customer.counts().waiting, customer.counts().mutations), (1, 1));
    drop(customer);

    let mut customer = start();
    let page = customer.query("products", json!({})).unwrap();
    assert_eq!((page.source, &page.data[0]), (Source::Storage, &row));
    assert_eq!(customer.counts().mutations, 1);

    let shop = Shop::open(options(port));
    customer.settle(50);
    assert_eq!(customer.counts().waiting, 0);
    let state = shop.state();
    assert_eq!(state["orders"].as_array().unwrap().len(), 1, "{state}");
    assert_eq!(state["orders"][0]["item"], row["id"]);
}

#[test]
fn whatever_the_server_answers_instead_the_order_arrives_once() {
    for kind in ["drop", "drop-after", "status", "html", "half-json", "empty"] {
        let shop = Shop::open(Options { products: 20, ..Options::default() });
        let mut customer = shop.host(Store::memory(), 5);
        let row = customer.query("products", json!({})).unwrap().data[0].clone();
        shop.fault(kind, 3);
        customer.submit("order", json!({ "item": row["id"] })).unwrap();
        customer.settle(100);
        let state = shop.state();
        assert_eq!(state["counts"]["faults"], json!(0), "{kind}");
        assert_eq!(state["orders"].as_array().unwrap().len(), 1, "{kind}");
        assert!(customer.dead_letters().is_empty(), "{kind}");
    }
}

#[test]
fn what_the_server_refuses_for_good_is_a_dead_letter_with_its_words() {
    let shop = Shop::open(Options { products: 20, ..Options::default() });
    let mut customer = shop.host(Store::memory(), 6);
    let body = json!({ "item": "1", "quantity": 1 });
    customer.submit("order", body.clone()).unwrap();
    customer.settle(50);
    let letters = customer.dead_letters();
    assert_eq!(letters.len(), 1);
    assert_eq!((letters[0].lane.as_str(), &letters[0].body), ("orders", &body));
    assert!(letters[0].message.contains("商品不存在或已下架"), "{}", letters[0].message);
    assert_eq!(shop.state()["counts"]["orders"], json!(0));
}

#[test]
fn a_wrong_password_and_a_page_for_members_are_refused_with_a_code() {
    let shop = Shop::open(Options { products: 20, ..Options::default() });
    let mut customer = shop.host(Store::memory(), 7);
    let wrong = customer.login(json!({ "user": "demo", "password": "guess" }));
    let Err(Refused::Failed(failure)) = wrong else { panic!("{wrong:?}") };
    assert!(failure.code.as_str().starts_with("backend/"), "{failure:?}");
    let members = customer.query("earnings", json!({}));
    let Err(Refused::Failed(failure)) = members else { panic!("{members:?}") };
    assert!(failure.code.as_str().starts_with("backend/"), "{failure:?}");

    let missing = NativeHost::start("{", Store::memory(), [0; 32], NOW).unwrap_err();
    assert_eq!(missing.code().as_str(), "input/not-json");
}
