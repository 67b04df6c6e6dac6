//! What the report says of a sample; the shape is a product of WeChat Shop as an agency forwards it.

use serde_json::{Value, json};

use crate::backend::Profile;
use crate::code::Coded;

const PROFILE: &str = r#"{
    "version": 1, "base": "https://agency.example.com",
    "auth": { "kind": "bearer", "login": { "resource": "login", "token": "/token", "user": "/openid" } },
    "envelope": { "ok": { "at": "/errcode", "equals": 0 }, "message": "/errmsg", "retry": { "at": "/errcode", "in": [-1] } },
    "resources": {
        "login": { "post": "/login" },
        "products": { "post": "/list", "body": { "next_key": "{cursor}", "keyword": "{q}" }, "items": "/product_list",
            "page": { "kind": "cursor", "next": "/nextKey" },
            "map": { "id": "/product_id", "title": "/product_info/title",
                "paid": { "at": ["/product_info/salePrice", "/product_info/price"], "unit": "fen" },
                "skus": { "at": "/product_info/skus", "each": { "map": { "id": "/sku_id", "stock": "/stock_num" } } },
                "kind": { "value": "shop" }, "label": { "template": "{/a} {/b}" } } }
    },
    "mutations": { "order": { "post": "/orders", "lane": "orders", "idempotency": "Key", "map": { "id": "/order_id" } } }
}"#;

fn check(sample: &Value) -> Value {
    Profile::parse(PROFILE).unwrap().check(sample).unwrap()
}

fn field<'a>(report: &'a Value, name: &str) -> &'a Value {
    let fields = report["fields"].as_array().unwrap();
    fields.iter().find(|field| field["field"] == name).unwrap_or_else(|| panic!("{name}: {report}"))
}

const ANSWER: &str = r#"{ "errcode": "0", "next_key": "k2", "product_list": [
    { "product_id": 10000012345678901234, "product_info": { "title": "口红", "sale_price": 18900, "skus": [{ "sku_id": 1, "stock_num": 5 }, { "sku_id": 2 }] } },
    { "product_id": "2", "product_info": { "title": null, "sale_price": 1 } } ] }"#;

#[test]
fn each_field_says_what_it_becomes_and_where_it_was_found() {
    let report =
        check(&json!({ "resource": "products", "params": { "q": "红" }, "answer": ANSWER }));
    assert_eq!(
        (&report["verdict"], &report["rows"], &report["why"]),
        (&json!("page"), &json!(2), &Value::Null)
    );
    assert_eq!(report["request"]["method"], "POST");
    assert_eq!(report["request"]["body"], r#"{"keyword":"红"}"#);
    assert_eq!(report["request"]["headers"]["authorization"], "Bearer TOKEN");
    assert_eq!(report["data"][0]["id"], "10000012345678901234");

    let id = field(&report, "id");
    assert_eq!(
        *id,
        json!({ "field": "id", "at": "/product_list/0/product_id", "found": "10000012345678901234",
                "becomes": "10000012345678901234", "nothingIn": 0 })
    );
    assert_eq!(field(&report, "title")["nothingIn"], 1);
    let paid = field(&report, "paid");
    assert_eq!(
        (&paid["at"], &paid["becomes"], &paid["nothingIn"]),
        (&Value::Null, &Value::Null, &json!(2))
    );
    assert_eq!(paid["near"]["at"], "/product_list/0/product_info");
    assert_eq!(paid["near"]["keys"], json!(["sale_price", "skus", "title"]));
    assert_eq!(paid["near"]["like"], "/product_list/0/product_info/sale_price");
    let stock = field(&report, "skus[].stock");
    assert_eq!(
        (&stock["at"], &stock["nothingIn"]),
        (&json!("/product_list/0/product_info/skus/0/stock_num"), &json!(1))
    );
    assert_eq!(
        (&field(&report, "kind")["becomes"], &field(&report, "kind")["nothingIn"]),
        (&json!("shop"), &json!(0))
    );
    assert_eq!(
        (&field(&report, "label")["becomes"], &field(&report, "label")["nothingIn"]),
        (&Value::Null, &json!(2))
    );

    let nothing = report["nothing"].as_array().unwrap();
    assert_eq!(nothing.len(), 1, "{nothing:?}");
    assert_eq!(
        (&nothing[0]["what"], &nothing[0]["near"]["like"]),
        (&json!("page.next"), &json!("/next_key"))
    );
}

#[test]
fn a_value_that_cannot_be_used_is_a_problem_and_the_verdict_says_so() {
    let answer = r#"{ "errcode": 0, "product_list": [{ "product_id": 1.5, "product_info": { "price": "¥9" } }] }"#;
    let report = check(&json!({ "resource": "products", "answer": answer }));
    assert_eq!(
        (&report["verdict"], &report["why"]["code"]),
        (&json!("refused"), &json!("backend/unmappable"))
    );
    assert_eq!(
        field(&report, "id")["problem"],
        "expected a text or a whole number at /product_list/0/product_id, found 1.5"
    );
    assert!(field(&report, "paid")["problem"].as_str().unwrap().ends_with("found \"¥9\""));
    let report = check(
        &json!({ "resource": "products", "answer": r#"{ "errcode": 0, "productList": [] }"# }),
    );
    assert_eq!(
        (&report["verdict"], &report["why"]["code"]),
        (&json!("refused"), &json!("backend/unexpected-shape"))
    );
    assert_eq!(
        (&report["nothing"][0]["what"], &report["nothing"][0]["near"]["like"]),
        (&json!("items"), &json!("/productList"))
    );
}

#[test]
fn verdicts_are_those_of_the_client() {
    let verdict = |sample: Value| {
        let report = check(&sample);
        (report["verdict"].as_str().unwrap().to_owned(), report["after"].clone())
    };
    let of = |status: u16, answer: &str| json!({ "resource": "products", "status": status, "answer": answer, "headers": { "Retry-After": "3" } });
    assert_eq!(verdict(of(200, r#"{ "errcode": -1 }"#)), ("later".to_owned(), json!(3_000)));
    assert_eq!(verdict(of(503, "<html>")), ("later".to_owned(), json!(3_000)));
    assert_eq!(verdict(of(200, r#"{ "errcode": 7 }"#)).0, "refused");
    assert_eq!(verdict(of(401, "")).0, "unauthorized");
    assert_eq!(verdict(of(404, "")).0, "missing");
    assert_eq!(verdict(of(304, "")).0, "not-modified");
    let of = |status: u16, answer: &str| json!({ "mutation": "order", "status": status, "answer": answer, "params": { "a": 1 } });
    assert_eq!(verdict(of(200, r#"{ "errcode": 0, "order_id": 9 }"#)).0, "delivered");
    assert_eq!(verdict(of(409, "")).0, "already");
    assert_eq!(verdict(of(422, "")).0, "refused");
    let report = check(&of(200, r#"{ "errcode": 0, "orderId": 9 }"#));
    assert_eq!(
        (&report["data"], &report["request"]["headers"]["key"]),
        (&json!({ "id": null }), &json!("KEY"))
    );
    assert_eq!(field(&report, "id")["near"]["like"], "/orderId");
}

#[test]
fn a_login_says_whether_its_token_was_found() {
    let report = check(
        &json!({ "resource": "login", "answer": r#"{ "errcode": 0, "token": "t", "openid": "o1" }"# }),
    );
    assert_eq!(
        (&report["verdict"], &report["login"]),
        (&json!("page"), &json!({ "refresh": false, "user": "o1", "expires": null }))
    );
    assert!(report["request"]["headers"].get("authorization").is_none());
    let report = check(&json!({ "resource": "login", "answer": r#"{ "errcode": 0 }"# }));
    assert_eq!(
        (&report["verdict"], &report["why"]["path"]),
        (&json!("refused"), &json!("login: /token"))
    );
}

#[test]
fn a_request_that_cannot_be_made_and_a_sample_that_is_none_are_told() {
    let text = PROFILE.replace("\"post\": \"/list\"", "\"post\": \"/list/{shop}\"");
    let report = Profile::parse(&text)
        .unwrap()
        .check(&json!({ "resource": "products", "answer": ANSWER }))
        .unwrap();
    assert_eq!(
        (&report["request"], &report["requestError"]["code"]),
        (&Value::Null, &json!("backend/missing-param"))
    );
    for (sample, code, path) in [
        (json!({ "answer": "" }), "input/missing-field", "check.resource"),
        (json!({ "resource": "goods", "answer": "" }), "backend/unknown-name", "check.resource"),
        (json!({ "mutation": "pay", "answer": "" }), "backend/unknown-name", "check.mutation"),
        (
            json!({ "mutation": "order", "resource": "login", "answer": "" }),
            "input/wrong-type",
            "check.resource",
        ),
        (json!({ "resource": "login" }), "input/missing-field", "check.answer"),
        (json!({ "resource": "login", "answer": {} }), "input/wrong-type", "check.answer"),
        (
            json!({ "resource": "login", "answer": "", "status": 99 }),
            "input/out-of-range",
            "check.status",
        ),
        (
            json!({ "resource": "login", "answer": "", "headers": { "a": 1 } }),
            "input/wrong-type",
            "check.headers.a",
        ),
        (
            json!({ "resource": "login", "answer": "", "anwser": 1 }),
            "input/unknown-field",
            "check.anwser",
        ),
        (json!([]), "input/wrong-type", "check"),
    ] {
        let error = Profile::parse(PROFILE).unwrap().check(&sample).unwrap_err();
        assert_eq!(
            (error.code().as_str(), error.details().path.as_deref()),
            (code, Some(path)),
            "{sample}"
        );
    }
}
