//! What each answer is taken for.

use serde_json::{Value, json};

use super::PROFILE;
use crate::backend::{Delivery, LoginAnswer, Mapped, Profile, QueryAnswer};
use crate::code::Coded;
use crate::effect::HttpResponse;
use crate::time::{Span, Timestamp};

const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000); // Thu, 01 Jan 2026 00:00:00 GMT

fn profile() -> Profile {
    Profile::parse(PROFILE).unwrap()
}

fn response(status: u16, body: &str) -> HttpResponse {
    HttpResponse { status, headers: Vec::new(), body: body.to_owned() }
}

fn class(answer: &QueryAnswer) -> (&'static str, Option<&'static str>) {
    match answer {
        QueryAnswer::Page(_) => ("page", None),
        QueryAnswer::NotModified { .. } => ("not-modified", None),
        QueryAnswer::Missing(error) => ("missing", Some(error.code().as_str())),
        QueryAnswer::Unauthorized(error) => ("unauthorized", Some(error.code().as_str())),
        QueryAnswer::Transient { error, .. } => ("transient", Some(error.code().as_str())),
        QueryAnswer::Refused(error) => ("refused", Some(error.code().as_str())),
    }
}

fn delivery_class(delivery: &Delivery) -> (&'static str, Option<&'static str>) {
    match delivery {
        Delivery::Delivered(_) => ("delivered", None),
        Delivery::AlreadyThere => ("already", None),
        Delivery::Unauthorized(error) => ("unauthorized", Some(error.code().as_str())),
        Delivery::Retry { error, .. } => ("retry", Some(error.code().as_str())),
        Delivery::Dead(error) => ("dead", Some(error.code().as_str())),
        Delivery::Each(_) => ("each", None),
    }
}

/// What DESIGN §2 promises of each status, and what the issue says of bodies that are no JSON.
#[test]
fn every_answer_has_its_class() {
    let ok = r#"{ "code": 0, "data": {} }"#;
    let cases = [
        (200, ok, ("page", None), ("delivered", None)),
        (201, ok, ("page", None), ("delivered", None)),
        (200, r#"{ "code": "0", "data": {} }"#, ("page", None), ("delivered", None)),
        (200, "\u{feff}{ \"code\": 0 }\n", ("page", None), ("delivered", None)),
        (
            200,
            "<!doctype html><title>Login</title>",
            ("transient", Some("backend/not-json")),
            ("retry", Some("backend/not-json")),
        ),
        (
            200,
            r#"{ "code": 0, "data": { "li"#,
            ("transient", Some("backend/not-json")),
            ("retry", Some("backend/not-json")),
        ),
        (200, "", ("transient", Some("backend/not-json")), ("retry", Some("backend/not-json"))),
        (200, " \n", ("transient", Some("backend/not-json")), ("retry", Some("backend/not-json"))),
        (
            200,
            r#"{"code":0,"data":NaN}"#,
            ("transient", Some("backend/not-json")),
            ("retry", Some("backend/not-json")),
        ),
        (204, "", ("transient", Some("backend/not-json")), ("delivered", None)),
        (
            200,
            r#"{ "code": 7, "msg": "sold out" }"#,
            ("refused", Some("backend/not-ok")),
            ("dead", Some("backend/not-ok")),
        ),
        (
            200,
            r#"{ "code": "00" }"#,
            ("refused", Some("backend/not-ok")),
            ("dead", Some("backend/not-ok")),
        ),
        (200, "{}", ("refused", Some("backend/not-ok")), ("dead", Some("backend/not-ok"))),
        (200, "[]", ("refused", Some("backend/not-ok")), ("dead", Some("backend/not-ok"))),
        (400, ok, ("refused", Some("backend/refused")), ("dead", Some("backend/refused"))),
        (
            401,
            ok,
            ("unauthorized", Some("backend/unauthorized")),
            ("unauthorized", Some("backend/unauthorized")),
        ),
        (403, "", ("refused", Some("backend/refused")), ("dead", Some("backend/refused"))),
        (
            404,
            "<html>",
            ("missing", Some("backend/not-found")),
            ("dead", Some("backend/not-found")),
        ),
        (410, "", ("missing", Some("backend/not-found")), ("dead", Some("backend/not-found"))),
        (409, "", ("refused", Some("backend/refused")), ("already", None)),
        (422, "", ("refused", Some("backend/refused")), ("dead", Some("backend/refused"))),
        (
            408,
            "",
            ("transient", Some("backend/unavailable")),
            ("retry", Some("backend/unavailable")),
        ),
        (
            425,
            "",
            ("transient", Some("backend/unavailable")),
            ("retry", Some("backend/unavailable")),
        ),
        (
            429,
            "",
            ("transient", Some("backend/unavailable")),
            ("retry", Some("backend/unavailable")),
        ),
        (
            500,
            "{",
            ("transient", Some("backend/unavailable")),
            ("retry", Some("backend/unavailable")),
        ),
        (
            503,
            ok,
            ("transient", Some("backend/unavailable")),
            ("retry", Some("backend/unavailable")),
        ),
        (
            511,
            "<html>",
            ("transient", Some("backend/unavailable")),
            ("retry", Some("backend/unavailable")),
        ),
        (
            302,
            "",
            ("transient", Some("backend/unavailable")),
            ("retry", Some("backend/unavailable")),
        ),
        (304, "", ("not-modified", None), ("retry", Some("backend/unavailable"))),
        (0, "", ("transient", Some("backend/unavailable")), ("retry", Some("backend/unavailable"))),
        (
            999,
            "",
            ("transient", Some("backend/unavailable")),
            ("retry", Some("backend/unavailable")),
        ),
    ];
    for (status, body, query, delivery) in cases {
        let response = response(status, body);
        assert_eq!(
            class(&profile().query_answer("raw", &json!({}), &response, NOW)),
            query,
            "{status} {body}"
        );
        assert_eq!(
            delivery_class(&profile().delivery(&response, NOW)),
            delivery,
            "{status} {body}"
        );
    }
}

#[test]
fn without_an_envelope_an_empty_answer_still_delivers() {
    let plain = Profile::parse(
        r#"{ "version": 1, "base": "http://h", "resources": { "raw": { "get": "/" } } }"#,
    )
    .unwrap();
    assert_eq!(plain.delivery(&response(202, ""), NOW), Delivery::Delivered(Value::Null));
    assert_eq!(plain.delivery(&response(200, "[1]"), NOW), Delivery::Delivered(json!([1])));
    assert_eq!(delivery_class(&plain.delivery(&response(200, "<html>"), NOW)).0, "retry");
    assert_eq!(
        class(&plain.query_answer("raw", &json!({}), &response(200, ""), NOW)).0,
        "transient"
    );
}

#[test]
fn the_servers_word_is_kept_and_cut() {
    let long = "长".repeat(500);
    for (status, body) in
        [(422, json!({ "code": 1, "msg": long })), (200, json!({ "code": 1, "msg": long }))]
    {
        let Delivery::Dead(error) = profile().delivery(&response(status, &body.to_string()), NOW)
        else {
            panic!()
        };
        assert!(error.to_string().ends_with(&("长".repeat(80) + "…")), "{error}");
    }
    let page = "x".repeat(1_000_000);
    let Delivery::Retry { error, .. } = profile().delivery(&response(200, &page), NOW) else {
        panic!()
    };
    assert!(error.to_string().len() < 200, "{error}");
}

#[test]
fn retry_after_is_read_in_both_forms() {
    let after = |headers: &[(&str, &str)]| {
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let response = HttpResponse { status: 429, headers, body: String::new() };
        let Delivery::Retry { after, .. } = profile().delivery(&response, NOW) else { panic!() };
        after
    };
    let secs = |secs| Some(Span::from_secs(secs));
    assert_eq!(after(&[]), None);
    assert_eq!(after(&[("Retry-After", "120")]), secs(120));
    assert_eq!(after(&[("retry-after", " 0 ")]), secs(0));
    assert_eq!(after(&[("RETRY-AFTER", "Thu, 01 Jan 2026 00:01:30 GMT")]), secs(90));
    assert_eq!(after(&[("Retry-After", "Wed, 31 Dec 2025 23:00:00 GMT")]), secs(0));
    // The server's clock runs a year behind ours: its own Date says what it meant.
    let behind = [
        ("Retry-After", "Wed, 01 Jan 2025 00:01:00 GMT"),
        ("Date", "Wed, 01 Jan 2025 00:00:00 GMT"),
    ];
    assert_eq!(after(&behind), secs(60));
    assert_eq!(after(&[("Retry-After", "99999999999999999999999")]), secs(86_400));
    assert_eq!(after(&[("Retry-After", "Fri, 01 Jan 2100 00:00:00 GMT")]), secs(86_400));
    for wrong in ["", "-1", "1.5", "soon", "+5"] {
        assert_eq!(after(&[("Retry-After", wrong)]), None, "{wrong}");
    }
}

#[test]
fn a_page_is_mapped_and_keeps_every_digit() {
    let body = r#"{ "code": 0, "data": { "hasMore": true, "total": 9999, "list": [
        { "goodsId": 9007199254740993, "pics": ["/img/1.svg", "/img/2.svg"], "cat": { "slug": "beauty/lip" }, "price": 18900, "new": 1 },
        { "goodsId": "18446744073709551615", "pics": [], "tag": "hot", "price": "5" } ] } }"#;
    let answer =
        profile().query_answer("goods", &json!({ "cursor": 2 }), &response(200, body), NOW);
    let expected = Mapped {
        data: json!([
            { "id": "9007199254740993", "image": "/img/1.svg", "category": "beauty/lip", "tag": "none", "paid": "189.00" },
            { "id": "18446744073709551615", "image": null, "category": null, "tag": "hot", "paid": "0.05" },
        ]),
        next: Some(json!(3)),
        total: Some(9_999),
        ..Mapped::default()
    };
    assert_eq!(answer, QueryAnswer::Page(expected));
}

#[test]
fn a_value_that_cannot_be_mapped_is_named() {
    let body = r#"{ "code": 0, "data": { "list": [{ "price": 1 }, { "price": "12.3.4" }] } }"#;
    let QueryAnswer::Refused(error) =
        profile().query_answer("goods", &json!({}), &response(200, body), NOW)
    else {
        panic!()
    };
    assert_eq!(error.code().as_str(), "backend/unmappable");
    assert_eq!(
        error.to_string(),
        "goods.paid at /list/1/price: expected a whole number of hundredths from 0 to 10^13, found \"12.3.4\""
    );
}

#[test]
fn an_answer_of_another_shape_is_refused_and_an_empty_list_is_not() {
    let ask = |resource: &str, data: &str| {
        let body = format!("{{ \"code\": 0, \"data\": {data} }}");
        profile().query_answer(resource, &json!({}), &response(200, &body), NOW)
    };
    for data in ["{}", "null", "[]", r#"{ "list": {} }"#] {
        assert_eq!(
            class(&ask("goods", data)),
            ("refused", Some("backend/unexpected-shape")),
            "{data}"
        );
    }
    for data in [r#"{ "list": [] }"#, r#"{ "list": null }"#] {
        let empty = Mapped { data: json!([]), ..Mapped::default() };
        assert_eq!(ask("goods", data), QueryAnswer::Page(empty), "{data}");
    }
    assert_eq!(class(&ask("product", "null")), ("missing", Some("backend/not-found")));
    assert_eq!(class(&ask("nothing", "{}")), ("refused", Some("backend/unknown-resource")));
}

#[test]
fn a_login_gives_its_token_and_never_repeats_a_wrong_one() {
    let login = |status, data: &str| {
        let body = format!("{{ \"code\": 0, \"data\": {data} }}");
        profile().login_answer(&response(status, &body), NOW)
    };
    let good =
        login(200, r#"{ "token": "abc.def", "promoter": 9007199254740993, "name": "小推" }"#);
    let data = json!({ "id": "9007199254740993", "name": "小推" });
    assert_eq!(
        good,
        LoginAnswer::Ok { token: "abc.def".into(), refresh: None, user: None, expires: None, data }
    );
    for data in [
        "{}",
        "null",
        r#"{ "token": "" }"#,
        r#"{ "token": 5 }"#,
        r#"{ "token": "sécret\r\nX: 1" }"#,
    ] {
        let LoginAnswer::Failed(error) = login(200, data) else { panic!("{data}") };
        assert_eq!(error.code().as_str(), "backend/unexpected-shape", "{data}");
        assert!(!error.to_string().contains("cret"), "{error}");
    }
    let LoginAnswer::Failed(error) = login(401, "{}") else { panic!() };
    assert_eq!(error.code().as_str(), "backend/unauthorized");
    for (status, code) in [(503, "backend/unavailable"), (204, "backend/not-json")] {
        let LoginAnswer::Later { error, .. } = login(status, "{}") else { panic!("{status}") };
        assert_eq!(error.code().as_str(), code);
    }
}
