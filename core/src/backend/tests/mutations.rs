//! What a mutation and a resource may say beside their path: bodies, headers, time, envelopes.

use serde_json::{Value, json};

use crate::backend::{Call, Delivery, Profile, QueryAnswer};
use crate::code::Coded;
use crate::effect::HttpResponse;
use crate::time::{Span, Timestamp};

const PROFILE: &str = r#"{
    "version": 1, "base": "https://h", "headers": { "X-App": "tuike" }, "limits": { "timeout": "9s" },
    "envelope": { "ok": { "at": "/code", "equals": 0 }, "data": "/data" },
    "resources": {
        "goods": { "get": "/goods", "headers": { "X-App": "{app}-1", "X-Shop": "{shop}" }, "timeout": "2s" },
        "plain": { "get": "/plain", "envelope": {} },
        "feed": { "get": "/feed?size={size}", "items": "/rows", "page": { "kind": "link", "size": 3, "total": { "header": "X-Total-Count" } } }
    },
    "mutations": {
        "order": { "post": "/orders/{shop}", "lane": "o", "idempotency": "Key",
            "body": { "request": "{idempotencyKey}", "sku": "{item}", "from": { "app": "tuike", "note": "{note}" } },
            "headers": { "X-Shop": "{shop}" }, "timeout": "30s", "map": { "id": "/orderId" } },
        "inBody": { "post": "/x", "lane": "o", "body": { "requestId": "r-{idempotencyKey}" } },
        "inPath": { "put": "/x/{idempotencyKey}", "lane": "o" }
    }
}"#;

fn profile() -> Profile {
    Profile::parse(PROFILE).unwrap()
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
}

#[test]
fn a_mutations_body_is_made_as_the_profile_says() {
    let body = json!({ "shop": "s 1", "item": 18_446_744_073_709_551_615_u64, "note": null });
    let request = profile().mutation_request("order", &body, "k", &Call::default()).unwrap();
    assert_eq!(request.url, "https://h/orders/s%201");
    assert_eq!(
        request.body.as_deref(),
        Some(r#"{"from":{"app":"tuike"},"request":"k","sku":18446744073709551615}"#)
    );
    assert_eq!(
        (header(&request.headers, "key"), header(&request.headers, "x-shop")),
        (Some("k"), Some("s 1"))
    );
    assert_eq!(request.timeout, Span::from_secs(30));
    let request = profile()
        .mutation_request("inBody", &json!({ "requestId": "mine" }), "k", &Call::default())
        .unwrap();
    assert_eq!(
        (request.body.as_deref(), request.headers.len()),
        (Some(r#"{"requestId":"r-k"}"#), 2)
    );
    let request = profile().mutation_request("inPath", &json!([1]), "k", &Call::default()).unwrap();
    assert_eq!((request.url.as_str(), request.body.as_deref()), ("https://h/x/k", Some("[1]")));
}

#[test]
fn a_mutation_without_a_place_for_its_key_is_refused() {
    let text = PROFILE.replace("r-{idempotencyKey}", "r");
    let error = Profile::parse(&text).unwrap_err();
    assert_eq!(
        (error.code().as_str(), error.details().path.as_deref()),
        ("input/missing-field", Some("profile.mutations.inBody.idempotency"))
    );
}

#[test]
fn headers_of_a_resource_are_filled_and_cannot_break_out() {
    let ask = |params: Value| profile().query_request("goods", &params, &Call::default());
    let request = ask(json!({ "app": "a", "shop": 7 })).unwrap();
    assert_eq!(
        request.headers,
        [("x-app".to_owned(), "a-1".to_owned()), ("x-shop".to_owned(), "7".to_owned())]
    );
    assert_eq!(request.timeout, Span::from_secs(2));
    assert_eq!(
        ask(json!({})).unwrap().headers,
        [("x-app".to_owned(), "tuike".to_owned())],
        "a missing one is left out"
    );
    for wrong in ["a\r\nX-Evil: 1", "推", " a", "a\u{7f}"] {
        let error = ask(json!({ "shop": wrong })).unwrap_err();
        assert_eq!(
            (error.code().as_str(), error.details().path.as_deref()),
            ("backend/bad-param", Some("goods.params.x-shop")),
            "{wrong}"
        );
    }
}

#[test]
fn an_envelope_of_its_own_stands_in_the_place_of_the_profiles() {
    let answer = HttpResponse { status: 200, headers: Vec::new(), body: r#"{ "a": 1 }"#.into() };
    let ask =
        |resource: &str| profile().query_answer(resource, &Value::Null, &answer, Timestamp::EPOCH);
    let QueryAnswer::Page(page) = ask("plain") else { panic!() };
    assert_eq!(page.data, json!({ "a": 1 }));
    assert!(matches!(ask("goods"), QueryAnswer::Refused(_)));
    let taken = HttpResponse {
        body: r#"{ "code": 0, "data": { "orderId": 9007199254740993, "more": 1 } }"#.into(),
        ..answer
    };
    let given = profile().mutation_answer("order", &taken, Timestamp::EPOCH);
    assert_eq!(given, Delivery::Delivered(json!({ "id": "9007199254740993" })));
}

#[test]
fn links_lead_from_page_to_page_of_the_same_service() {
    let answer = |link: &str| HttpResponse {
        status: 200,
        headers: vec![("LINK".into(), link.into()), ("x-total-count".into(), "7".into())],
        body: r#"{ "code": 0, "data": { "rows": [1] } }"#.into(),
    };
    let ask =
        |params: &Value| profile().query_request("feed", params, &Call::of(Some("t"))).unwrap();
    let first = json!({});
    assert_eq!(ask(&first).url, "https://h/feed?size=3");
    let QueryAnswer::Page(page) = profile().query_answer(
        "feed",
        &first,
        &answer(r#"<http://h/feed?size=3&at=x%2Fy>; rel="next""#),
        Timestamp::EPOCH,
    ) else {
        panic!()
    };
    assert_eq!(
        (page.next.as_ref(), page.total, &page.error),
        (Some(&json!("/feed?size=3&at=x%2Fy")), Some(7), &None)
    );
    let second = json!({ "cursor": page.next });
    assert_eq!(ask(&second).url, "https://h/feed?size=3&at=x%2Fy");
    assert_eq!(header(&ask(&second).headers, "authorization"), Some("Bearer t"));
    let QueryAnswer::Page(page) = profile().query_answer(
        "feed",
        &second,
        &answer("<https://evil.example/>; rel=next"),
        Timestamp::EPOCH,
    ) else {
        panic!()
    };
    assert_eq!((page.data, page.next), (json!([1]), None), "what came is given");
    let error = page.error.unwrap();
    assert_eq!(
        (error.code().as_str(), error.to_string().as_str()),
        (
            "backend/foreign-link",
            "feed: Link: expected a next page at the same service, found https://evil.example/"
        )
    );
    let error = profile().query_request("feed", &json!({ "cursor": "//evil" }), &Call::default());
    assert_eq!(error.unwrap().url, "https://h//evil", "never another host");
}

#[test]
fn a_link_that_repeats_the_token_is_kept_without_it() {
    let text = PROFILE.replacen(
        r#""limits""#,
        r#""auth": { "kind": "query", "name": "access_token", "login": { "resource": "plain", "token": "/t" } }, "limits""#,
        1,
    );
    let profile = Profile::parse(&text).unwrap();
    let link = "</feed?access_token=s3cret&size=3&page=2&x_access_token=1>; rel=next";
    let answer = HttpResponse {
        status: 200,
        headers: vec![("Link".into(), link.into())],
        body: r#"{ "code": 0, "data": { "rows": [] } }"#.into(),
    };
    let QueryAnswer::Page(page) =
        profile.query_answer("feed", &Value::Null, &answer, Timestamp::EPOCH)
    else {
        panic!()
    };
    assert_eq!(page.next, Some(json!("/feed?size=3&page=2&x_access_token=1")));
    let request = profile
        .query_request("feed", &json!({ "cursor": page.next }), &Call::of(Some("new")))
        .unwrap();
    assert_eq!(request.url, "https://h/feed?size=3&page=2&x_access_token=1&access_token=new");
}

/// Guards `filled` in `cached.rs`: half a tag would name something else.
#[test]
fn a_tag_whose_parameter_is_missing_is_left_out() {
    let profile = Profile::parse(
        r#"{ "version": 1, "base": "https://h", "resources": { "p": { "get": "/p", "cache": { "tags": ["all", "p:{id}", "{a}-{b}"] } } },
            "mutations": { "o": { "post": "/o", "lane": "o", "idempotency": "K", "invalidates": ["p:{id}"] } } }"#,
    )
    .unwrap();
    let tags = |params: Value| profile.tags("p", &params);
    assert_eq!(tags(json!({ "id": 7, "a": "x", "b": true })), ["all", "p:7", "x-true"]);
    for none in [
        json!({}),
        json!({ "id": "" }),
        json!({ "id": null, "a": 1 }),
        json!({ "id": [1] }),
        Value::Null,
    ] {
        assert_eq!(tags(none.clone()), ["all"], "{none}");
    }
    assert_eq!(profile.invalidates("o", &json!({ "id": "7" })), ["p:7"]);
    assert!(
        profile.invalidates("o", &json!({})).is_empty()
            && profile.invalidates("none", &json!({})).is_empty()
    );
}
