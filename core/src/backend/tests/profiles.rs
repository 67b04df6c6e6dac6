//! What makes a profile a bad one.

use serde_json::{Value, json};

use super::PROFILE;
use crate::backend::{Call, Profile};
use crate::code::Coded;
use crate::time::Span;

/// A profile with one place changed.
fn changed(pointer: &str, value: &Value) -> String {
    let mut profile: Value = serde_json::from_str(PROFILE).unwrap();
    let (parent, field) = pointer.rsplit_once('/').unwrap();
    let parent = profile.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer}"));
    parent.as_object_mut().unwrap().insert(field.to_owned(), value.clone());
    profile.to_string()
}

#[test]
fn each_mistake_of_a_profile_has_its_code_and_its_path() {
    let goods = |field: &str, value: Value| (format!("/resources/goods/{field}"), value);
    let order = |order: Value| ("/mutations".to_owned(), json!({ "order": order }));
    let events = |events: Value| ("/events".to_owned(), events);
    let good = json!({ "post": "/o", "lane": "orders", "idempotency": "K" });
    let with = |field: &str, value: Value| {
        let mut order = good.clone();
        order[field] = value;
        order
    };
    let cases = [
        (("/version".to_owned(), json!(2)), "input/out-of-range", "profile.version"),
        (("/version".to_owned(), json!(null)), "input/missing-field", "profile.version"),
        (("/sevrices".to_owned(), json!({})), "input/unknown-field", "profile.sevrices"),
        (("/signing".to_owned(), json!({})), "input/missing-field", "profile.signing.kind"),
        (("/services".to_owned(), json!({ "a": "//x" })), "backend/bad-base", "profile.services.a"),
        (("/services".to_owned(), json!([])), "input/wrong-type", "profile.services"),
        (
            ("/headers".to_owned(), json!({ "X Y": "1" })),
            "backend/bad-header",
            "profile.headers.X Y",
        ),
        (
            ("/headers".to_owned(), json!({ "X": "a\r\nb" })),
            "backend/bad-header",
            "profile.headers.X",
        ),
        (("/headers".to_owned(), json!({ "X": "推" })), "backend/bad-header", "profile.headers.X"),
        (
            ("/headers".to_owned(), json!({ "X": "1", "x": "2" })),
            "backend/bad-header",
            "profile.headers.x",
        ),
        (("/headers".to_owned(), json!({ "X": 1 })), "input/wrong-type", "profile.headers.X"),
        (("/auth/kind".to_owned(), json!("basic")), "input/wrong-type", "profile.auth.kind"),
        (
            ("/auth/refresh".to_owned(), json!({})),
            "input/missing-field",
            "profile.auth.refresh.resource",
        ),
        (
            ("/auth/login/resource".to_owned(), json!("lgin")),
            "backend/unknown-name",
            "profile.auth.login.resource",
        ),
        (
            ("/auth/login/token".to_owned(), json!("token")),
            "backend/bad-pointer",
            "profile.auth.login.token",
        ),
        (
            ("/envelope/ok".to_owned(), json!({ "at": "/code" })),
            "input/missing-field",
            "profile.envelope.ok.equals",
        ),
        (
            ("/envelope/ok/equals".to_owned(), json!([0])),
            "input/wrong-type",
            "profile.envelope.ok.equals",
        ),
        (
            ("/envelope/data".to_owned(), json!("/a~2")),
            "backend/bad-pointer",
            "profile.envelope.data",
        ),
        (
            ("/envelope/retry".to_owned(), json!({})),
            "input/missing-field",
            "profile.envelope.retry.at",
        ),
        (
            ("/limits".to_owned(), json!({ "timeout": 10 })),
            "input/wrong-type",
            "profile.limits.timeout",
        ),
        (
            ("/limits".to_owned(), json!({ "timeout": "0s" })),
            "input/wrong-type",
            "profile.limits.timeout",
        ),
        (
            ("/limits".to_owned(), json!({ "rate": {} })),
            "input/missing-field",
            "profile.limits.rate.perSecond",
        ),
        (("/resources/goods".to_owned(), json!([])), "input/wrong-type", "profile.resources.goods"),
        (
            ("/resources/goods".to_owned(), json!({})),
            "backend/not-one-method",
            "profile.resources.goods",
        ),
        (goods("post", json!("/x")), "backend/not-one-method", "profile.resources.goods"),
        (
            ("/resources/x".to_owned(), json!({ "put": "/x" })),
            "backend/not-one-method",
            "profile.resources.x",
        ),
        (
            ("/resources/x".to_owned(), json!({ "graphql": "{a}", "get": "/a" })),
            "backend/not-one-method",
            "profile.resources.x",
        ),
        (
            goods("get", json!("goods?page={page}")),
            "backend/bad-template",
            "profile.resources.goods.get",
        ),
        (
            goods("get", json!("/goods?page={page")),
            "backend/bad-template",
            "profile.resources.goods.get",
        ),
        (goods("get", json!("/goods")), "backend/bad-template", "profile.resources.goods.get"),
        (goods("get", json!(5)), "input/wrong-type", "profile.resources.goods.get"),
        (goods("body", json!({})), "input/unknown-field", "profile.resources.goods.body"),
        (
            goods("service", json!("shop")),
            "backend/unknown-name",
            "profile.resources.goods.service",
        ),
        (goods("items", json!("list")), "backend/bad-pointer", "profile.resources.goods.items"),
        (goods("items", json!(null)), "input/missing-field", "profile.resources.goods.items"),
        (
            goods("page", json!({ "kind": "links" })),
            "input/wrong-type",
            "profile.resources.goods.page.kind",
        ),
        (
            goods("page", json!({ "kind": "page" })),
            "input/missing-field",
            "profile.resources.goods.page.size",
        ),
        (
            goods("page", json!({ "kind": "page", "total": "/t" })),
            "input/missing-field",
            "profile.resources.goods.page.size",
        ),
        (
            goods("page", json!({ "kind": "page", "size": 0 })),
            "input/out-of-range",
            "profile.resources.goods.page.size",
        ),
        (
            goods("page", json!({ "kind": "page", "more": "/m", "next": "/n" })),
            "input/unknown-field",
            "profile.resources.goods.page.next",
        ),
        (
            goods("page", json!({ "kind": "cursor" })),
            "input/missing-field",
            "profile.resources.goods.page.next",
        ),
        (
            goods("page", json!({ "kind": "cursor", "next": "/n" })),
            "backend/bad-template",
            "profile.resources.goods.get",
        ),
        (
            goods("map", json!({ "id": "goodsId" })),
            "backend/bad-pointer",
            "profile.resources.goods.map.id",
        ),
        (
            goods("map", json!({ "paid": { "unit": "fen" } })),
            "input/missing-field",
            "profile.resources.goods.map.paid.at",
        ),
        (
            goods("map", json!({ "paid": { "at": "/p", "unit": "yen" } })),
            "input/wrong-type",
            "profile.resources.goods.map.paid.unit",
        ),
        (
            goods("map", json!({ "paid": { "at": "/p", "uint": "fen" } })),
            "input/unknown-field",
            "profile.resources.goods.map.paid.uint",
        ),
        (
            goods("cache", json!({ "fresh": "6 h" })),
            "input/wrong-type",
            "profile.resources.goods.cache.fresh",
        ),
        (
            ("/resources/x".to_owned(), json!({ "post": "/x", "body": [] })),
            "input/wrong-type",
            "profile.resources.x.body",
        ),
        (
            ("/resources/x".to_owned(), json!({ "post": "/x", "body": { "a": "{" } })),
            "backend/bad-template",
            "profile.resources.x.body",
        ),
        (
            order(json!({ "lane": "o", "idempotency": "K" })),
            "backend/not-one-method",
            "profile.mutations.order",
        ),
        (order(with("get", json!("/o"))), "input/unknown-field", "profile.mutations.order.get"),
        (order(with("lane", json!(null))), "input/missing-field", "profile.mutations.order.lane"),
        (order(with("lane", json!("a/b"))), "backend/bad-lane", "profile.mutations.order.lane"),
        (order(with("lane", json!("events"))), "backend/bad-lane", "profile.mutations.order.lane"),
        (
            order(with("idempotency", json!(null))),
            "input/missing-field",
            "profile.mutations.order.idempotency",
        ),
        (
            order(with("idempotency", json!("a b"))),
            "backend/bad-header",
            "profile.mutations.order.idempotency",
        ),
        (events(json!({})), "input/missing-field", "profile.events.post"),
        (events(json!({ "post": "/e", "batch": 0 })), "input/out-of-range", "profile.events.batch"),
        (
            events(json!({ "post": "/e", "every": "0s" })),
            "input/wrong-type",
            "profile.events.every",
        ),
        (
            events(json!({ "post": "/e", "format": "avro" })),
            "input/wrong-type",
            "profile.events.format",
        ),
        (events(json!({ "post": "/e/{id}" })), "backend/bad-template", "profile.events.post"),
    ];
    for ((pointer, value), code, path) in cases {
        let error = Profile::parse(&changed(&pointer, &value)).expect_err(&pointer);
        assert_eq!(
            (error.code().as_str(), error.details().path.as_deref()),
            (code, Some(path)),
            "{value}: {error}"
        );
        assert!(error.to_string().starts_with(path), "{error}");
    }
    for (text, code) in [
        ("", "input/not-json"),
        ("{", "input/not-json"),
        ("<html>", "input/not-json"),
        ("[]", "input/wrong-type"),
        ("{}", "input/missing-field"),
    ] {
        assert_eq!(Profile::parse(text).unwrap_err().code().as_str(), code, "{text}");
    }
}

#[test]
fn a_base_is_an_absolute_http_url() {
    let base = |base: &str| Profile::parse(&json!({ "version": 1, "base": base }).to_string());
    for good in [
        "https://api.example.com",
        "http://127.0.0.1:8787/api",
        "https://a.example/",
        "http://localhost",
        "http://[::1]:80/x",
        "https://h/%E6%8E%A8/v1/",
    ] {
        assert!(base(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "/api",
        "api.example.com",
        "//api.example.com",
        "ftp://a",
        "https://",
        "https:///x",
        "https://a b",
        "https://u:p@h",
        "https://h?x=1",
        "https://h/#x",
        "https://h:0",
        "https://h:99999",
        "https://h:x",
        "https://推.com",
        "javascript:alert(1)",
        "https://h/a\\b",
        "https://[::1",
        "https://h/<",
        "HTTPS//h",
    ] {
        let error = base(bad).expect_err(bad);
        assert_eq!(error.code().as_str(), "backend/bad-base", "{bad}");
    }
}

#[test]
fn defaults_are_as_documented() {
    let text = r#"{ "version": 1, "base": "https://h", "resources": { "r": { "get": "/r" } }, "events": { "post": "/e" } }"#;
    let profile = Profile::parse(text).unwrap();
    let cache = profile.cache_policy("r").unwrap();
    assert_eq!(
        [cache.fresh, cache.keep, cache.missing],
        [Span::ZERO, Span::from_secs(604_800), Span::from_secs(30)]
    );
    let events = profile.events().unwrap();
    assert_eq!((events.batch, events.every), (50, Span::from_secs(10)));
    assert_eq!(
        profile.query_request("r", &Value::Null, &Call::default()).unwrap().timeout,
        Span::from_secs(10)
    );
}
