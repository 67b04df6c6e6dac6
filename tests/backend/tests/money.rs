//! What a buyer pays after the offers, what becomes of a commission, and the money on its way out.

mod common;

use common::{DEMO, Shop, data, json_of, token};
use reqwest::blocking::RequestBuilder;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tuike_core::pricing::Request;
use tuike_core::read::Node;
use tuike_core::tax::Withdrawal;
use tuike_demo_backend::FIRST_ID;

const DAY: i64 = 86_400_000;

fn ordered(shop: &Shop, key: &str, item: u64, quantity: u32) -> Value {
    let body = json!({ "item": item.to_string(), "quantity": quantity,
        "token": token(DEMO, &item.to_string()) });
    data(shop.order(key, &body).send().unwrap())
}

fn newest(shop: &Shop, bearer: &str) -> Value {
    shop.as_user(bearer, "/api/v1/commissions?size=1")["list"][0].clone()
}

fn told(shop: &Shop, order: &Value, what: &[(&str, Value)]) -> Value {
    let mut body = json!({ "orderId": order["orderId"] });
    for (name, value) in what {
        body[name] = value.clone();
    }
    data(shop.post("/__order", &body))
}

#[test]
fn what_a_client_quotes_with_the_goods_offers_is_what_the_order_costs() {
    let shop = Shop::small();
    let mut reduced = 0;
    for item in FIRST_ID..FIRST_ID + 60 {
        let goods = shop.data(&format!("/api/v1/goods/{item}"));
        let quantity = 1 + (item % 4) as u32;
        let price = goods["price"].as_i64().unwrap();
        let order = ordered(&shop, &format!("key-{item}"), item, quantity);
        let request = json!({ "at": newest(&shop, &shop.login("demo"))["at"], "offers": goods["offers"],
            "lines": [{ "sku": item.to_string(), "category": goods["cat"]["slug"],
                        "merchant": goods["merchant"], "quantity": quantity,
                        "price": format!("{}.{:02}", price / 100, price % 100) }] });
        let quote = Request::read(&Node::root("quote", &request)).unwrap().quote().unwrap();
        assert_eq!(order["amount"], json!(quote.total.minor()), "{goods}");
        assert_eq!(order["discount"], json!(quote.discount.minor()));
        assert_eq!(
            goods["coupons"].as_array().unwrap().len(),
            goods["offers"].as_array().unwrap().len()
        );
        reduced += usize::from(quote.discount.minor() > 0);
    }
    assert!(reduced > 15, "{reduced}");
}

#[test]
fn a_commission_is_of_what_the_offers_leave_to_the_fen() {
    let shop = Shop::small();
    let bearer = shop.login("demo");
    // The third is 299.90 with 满299减40 and a coupon of 25: 3 × 299.90 − 65 = 834.70, which does not divide
    // by three. digital: 3.5 %, and 1 % of a campaign for digital/audio: 37.5615 → 37.56.
    ordered(&shop, "key", FIRST_ID + 2, 3);
    let record = newest(&shop, &bearer);
    assert_eq!((&record["base"], &record["amount"]), (&json!(83_470), &json!(3_756)));
}

#[test]
fn a_parcel_that_arrives_freezes_the_money_and_time_frees_it() {
    let shop = Shop::small();
    let bearer = shop.login("demo");
    let order = ordered(&shop, "key", FIRST_ID, 1);
    let record = newest(&shop, &bearer);
    let at = record["at"].as_i64().unwrap();
    assert_eq!((&record["state"], &record["freeAt"]), (&json!("estimated"), &Value::Null));

    let before = shop.as_user(&bearer, "/api/v1/earnings");
    told(&shop, &order, &[("receivedAt", json!(at))]);
    let record = newest(&shop, &bearer);
    assert_eq!((&record["state"], &record["freeAt"]), (&json!("frozen"), &json!(at + 7 * DAY)));
    assert!(record["why"].as_str().unwrap().contains("解冻后可提现"));
    let after = shop.as_user(&bearer, "/api/v1/earnings");
    let moved = |sums: &Value, name: &str| sums[name].as_i64().unwrap();
    assert_eq!(moved(&after, "frozen") - moved(&before, "frozen"), 3_000);
    assert_eq!(moved(&before, "estimated") - moved(&after, "estimated"), 3_000);
    assert!(after["nextFreeAt"].as_i64().unwrap() <= at + 7 * DAY);

    told(&shop, &order, &[("receivedAt", json!(at - 7 * DAY))]);
    assert_eq!(newest(&shop, &bearer)["state"], "settled");
}

#[test]
fn refunds_take_back_part_by_part_exactly_what_was_given() {
    let shop = Shop::small();
    let bearer = shop.login("demo");
    let order = ordered(&shop, "key", FIRST_ID, 3);
    // 30.00 for three: 10.00 for each that is sent back, and for a fourth nothing.
    let mut seen = vec![];
    for (refunded, taken, state) in [
        (1, 1_000, "estimated"),
        (2, 2_000, "estimated"),
        (3, 3_000, "reversed"),
        (3, 3_000, "reversed"),
    ] {
        let answer = told(&shop, &order, &[("refund", json!(1))]);
        assert_eq!(answer["refunded"], json!(refunded));
        let record = newest(&shop, &bearer);
        assert_eq!((&record["taken"], &record["state"]), (&json!(taken), &json!(state)));
        seen.push(record["why"].as_str().unwrap().to_owned());
    }
    assert!(
        seen[0].ends_with("已收回 ¥10.00") && seen[2].ends_with("买家已退款，佣金收回"),
        "{seen:?}"
    );
    let unknown = shop.post("/__order", &json!({ "orderId": "7" }));
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
}

fn withdrawal(shop: &Shop, bearer: &str, key: &str, amount: &str, net: &str) -> RequestBuilder {
    shop.request(Method::POST, "/api/v1/withdrawals")
        .bearer_auth(bearer)
        .header("Idempotency-Key", key)
        .body(json!({ "amount": amount, "net": net }).to_string())
}

/// What the core says with what the server told of the month.
fn net(earnings: &Value, amount: &str) -> (String, i64) {
    let mut input = earnings["withdraw"].clone();
    input["amount"] = json!(amount);
    let payout = Withdrawal::read(&Node::root("tax", &input)).unwrap().payout().unwrap();
    let fen = payout.net.minor();
    (format!("{}.{:02}", fen / 100, fen % 100), payout.tax.minor())
}

#[test]
fn a_withdrawal_is_taxed_as_the_client_was_told_and_made_once_for_a_key() {
    let shop = Shop::small();
    let bearer = shop.login("demo");
    let before = shop.as_user(&bearer, "/api/v1/earnings");
    let (told, tax) = net(&before, "60.00");
    // After eight thousand this month 8 % of each further yuan, or 2.4 % in a January.
    assert!(tax > 0, "{before}");
    let first = data(withdrawal(&shop, &bearer, "key", "60.00", &told).send().unwrap());
    assert_eq!(
        (&first["amount"], &first["fee"], &first["tax"]),
        (&json!(6_000), &json!(100), &json!(tax))
    );
    assert_eq!(first["net"], json!(6_000 - 100 - tax));
    assert_eq!(first["state"], "pending");
    assert_eq!(first["arrivesAt"].as_i64().unwrap() - first["at"].as_i64().unwrap(), 7 * DAY);
    let again = withdrawal(&shop, &bearer, "key", "60.00", &told).send().unwrap();
    assert_eq!(again.headers()["idempotent-replay"], "true");
    assert_eq!(json_of(again)["data"], first);

    let list = shop.as_user(&bearer, "/api/v1/withdrawals");
    assert_eq!((&list["total"], &list["list"][0]), (&json!(1), &first));
    let after = shop.as_user(&bearer, "/api/v1/earnings");
    let less = before["available"].as_i64().unwrap() - after["available"].as_i64().unwrap();
    assert_eq!((less, &after["withdrawn"]), (6_000, &json!(6_000)));
    assert_eq!(after["withdraw"]["incomeThisMonth"], "8060.00");
}

#[test]
fn what_may_not_be_withdrawn_is_refused_and_changes_nothing() {
    let shop = Shop::small();
    let bearer = shop.login("demo");
    let earnings = shop.as_user(&bearer, "/api/v1/earnings");
    let told = |amount: &str| net(&earnings, amount).0;
    let cases = [
        ("49.99", told("49.99"), "最低提现 ¥50.00"),
        ("99999.00", told("99999.00"), "可提现余额只有"),
        ("60.00", "60.00".to_owned(), "请重新确认"),
        ("60", "sixty".to_owned(), "withdrawal.net"),
    ];
    for (amount, net, why) in cases {
        let answer = withdrawal(&shop, &bearer, "key", amount, &net).send().unwrap();
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{amount}");
        let message = json_of(answer)["msg"].as_str().unwrap().to_owned();
        assert!(message.contains(why), "{message}");
    }
    assert_eq!(shop.as_user(&bearer, "/api/v1/withdrawals")["total"], json!(0));
    let stranger = shop.request(Method::POST, "/api/v1/withdrawals").header("Idempotency-Key", "k");
    assert_eq!(stranger.body("{}").send().unwrap().status(), StatusCode::UNAUTHORIZED);
    // A key is its owner's: with the same one the leader makes another withdrawal.
    let mine = data(withdrawal(&shop, &bearer, "key", "60.00", &told("60.00")).send().unwrap());
    let leader = shop.login("leader");
    let other = data(withdrawal(&shop, &leader, "key", "50.00", "49.00").send().unwrap());
    assert_ne!(other["withdrawalId"], mine["withdrawalId"]);
    assert_eq!((&other["amount"], &other["tax"]), (&json!(5_000), &json!(0)));
}
