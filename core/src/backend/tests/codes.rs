//! What the codes of a backend that answers 200 to everything mean, and credentials of every kind.

use serde_json::{Value, json};

use crate::backend::{Call, Delivery, LoginAnswer, Profile, QueryAnswer, Validators};
use crate::code::Coded;
use crate::effect::HttpResponse;
use crate::time::{Span, Timestamp};

const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);

const PROFILE: &str = r#"{
    "version": 1, "base": "https://api.example.com", "services": { "id": "https://id.example.com" },
    "auth": { "kind": "bearer", "header": "X-Auth", "prefix": "Token ",
        "login": { "resource": "login", "token": "/token", "user": "/id", "refresh": "/renewal", "expires": "/expiresIn" },
        "refresh": { "resource": "renew", "token": { "header": "X-New-Token" }, "refresh": "/renewal" },
        "expired": { "at": "/code", "in": [40001, 42001] } },
    "envelope": { "ok": { "at": "/code", "in": [0, 200, null] }, "data": "/data", "message": "/msg",
        "retry": { "at": "/code", "in": [50001, "BUSY"] }, "missing": { "at": "/code", "equals": 40400 },
        "already": { "at": "/code", "in": [20001] }, "version": "/v" },
    "resources": {
        "login": { "post": "/login", "service": "id", "map": { "id": "/uid", "name": "/name" } },
        "renew": { "post": "/renew", "service": "id", "body": { "by": "{refreshToken}" } },
        "goods": { "get": "/goods" } }
}"#;

fn profile() -> Profile {
    Profile::parse(PROFILE).unwrap()
}

fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> HttpResponse {
    let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    HttpResponse { status, headers, body: body.to_owned() }
}

fn delivery(response: &HttpResponse) -> (&'static str, Option<&'static str>, Option<Span>) {
    match profile().delivery(response, NOW) {
        Delivery::Delivered(_) => ("delivered", None, None),
        Delivery::AlreadyThere => ("already", None, None),
        Delivery::Unauthorized(error) => ("unauthorized", Some(error.code().as_str()), None),
        Delivery::Retry { error, after } => ("retry", Some(error.code().as_str()), after),
        Delivery::Dead(error) => ("dead", Some(error.code().as_str()), None),
        Delivery::Each(_) => ("each", None, None),
    }
}

/// Each rule, as number and as text, in a 200 and in a 400; none of them in a 500.
#[test]
fn a_code_means_what_the_profile_says_whatever_the_status() {
    let cases = [
        ("40001", ("unauthorized", Some("backend/unauthorized"), None)),
        ("\"42001\"", ("unauthorized", Some("backend/unauthorized"), None)),
        ("40400", ("dead", Some("backend/not-found"), None)),
        ("20001", ("already", None, None)),
        ("50001", ("retry", Some("backend/unavailable"), None)),
        ("\"BUSY\"", ("retry", Some("backend/unavailable"), None)),
    ];
    for (code, expected) in cases {
        let body = format!(r#"{{ "code": {code}, "msg": "no" }}"#);
        assert_eq!(delivery(&answer(200, &[], &body)), expected, "{code}");
        assert_eq!(delivery(&answer(400, &[], &body)), expected, "{code}");
        assert_eq!(delivery(&answer(500, &[], &body)).0, "retry", "{code}");
    }
    let busy = answer(200, &[("Retry-After", "7")], r#"{ "code": 50001 }"#);
    assert_eq!(delivery(&busy).2, Some(Span::from_secs(7)));
    for good in [r#"{ "code": 0 }"#, r#"{ "code": "200" }"#, r#"{ "code": null }"#, "{}"] {
        assert_eq!(delivery(&answer(200, &[], good)).0, "delivered", "{good}");
    }
    for bad in
        [r#"{ "code": 1 }"#, r#"{ "code": "" }"#, r#"{ "code": [] }"#, r#"{ "code": false }"#]
    {
        assert_eq!(
            delivery(&answer(200, &[], bad)),
            ("dead", Some("backend/not-ok"), None),
            "{bad}"
        );
    }
    let missing =
        profile().query_answer("goods", &Value::Null, &answer(200, &[], r#"{"code":40400}"#), NOW);
    assert!(matches!(missing, QueryAnswer::Missing(_)), "{missing:?}");
}

#[test]
fn a_login_says_who_it_is_and_how_to_go_on() {
    let body = r#"{ "code": 0, "data": { "token": "t1", "uid": 18446744073709551615, "name": "小推", "renewal": "r1", "expiresIn": "7200" } }"#;
    let LoginAnswer::Ok { token, refresh, user, expires, data } =
        profile().login_answer(&answer(200, &[], body), NOW)
    else {
        panic!()
    };
    assert_eq!((token.as_str(), refresh.as_deref()), ("t1", Some("r1")));
    assert_eq!(user.as_deref(), Some("18446744073709551615"), "out of the mapped answer");
    assert_eq!(expires, Some(Span::from_secs(7_200)));
    assert_eq!(data, json!({ "id": "18446744073709551615", "name": "小推" }));

    let renewed = answer(200, &[("x-new-token", "t2")], r#"{ "code": 0, "data": {} }"#);
    let LoginAnswer::Ok { token, refresh, user, .. } = profile().refresh_answer(&renewed, NOW)
    else {
        panic!()
    };
    assert_eq!((token.as_str(), refresh, user), ("t2", None, None));
    let gone = answer(200, &[], r#"{ "code": 42001 }"#);
    assert!(matches!(profile().refresh_answer(&gone, NOW), LoginAnswer::Failed(_)));
    let busy = answer(502, &[], "<html>");
    assert!(matches!(profile().refresh_answer(&busy, NOW), LoginAnswer::Later { .. }));
}

#[test]
fn a_token_goes_where_the_profile_puts_it() {
    let me = |auth: &str| {
        let text = format!(
            r#"{{ "version": 1, "base": "https://h", "auth": {{ {auth}, "login": {{ "resource": "me", "token": "/t" }} }},
                  "headers": {{ "Authorization": "none" }},
                  "resources": {{ "me": {{ "get": "/me" }}, "q": {{ "get": "/q?a=1" }} }} }}"#
        );
        let profile = Profile::parse(&text).unwrap();
        let call = Call::of(Some("a&b"));
        let ask = |name: &str| profile.query_request(name, &Value::Null, &call).unwrap();
        let headers = ask("me").headers;
        (ask("me").url, ask("q").url, headers)
    };
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let none = header("authorization", "none");
    let (url, _, headers) = me(r#""kind": "bearer""#);
    assert_eq!(
        (url.as_str(), headers),
        ("https://h/me", vec![header("authorization", "Bearer a&b")])
    );
    let (_, _, headers) = me(r#""kind": "header", "name": "X-Token""#);
    assert_eq!(headers, [none.clone(), header("x-token", "a&b")]);
    let (_, _, headers) = me(r#""kind": "header", "name": "Cookie", "prefix": "sid=""#);
    assert_eq!(headers, [none.clone(), header("cookie", "sid=a&b")]);
    let (url, further, headers) = me(r#""kind": "query", "name": "access_token""#);
    assert_eq!(url, "https://h/me?access_token=a%26b");
    assert_eq!(further, "https://h/q?a=1&access_token=a%26b");
    assert_eq!(headers, [none]);
}

#[test]
fn a_refresh_token_goes_alone_and_without_one_the_old_token_goes() {
    let call = Call::of(Some("old"));
    let with = profile().refresh_request(Some("r1"), &call).unwrap();
    assert_eq!(
        (with.url.as_str(), with.body.as_deref()),
        ("https://id.example.com/renew", Some(r#"{"by":"r1"}"#))
    );
    assert_eq!(with.headers, [("content-type".to_owned(), "application/json".to_owned())]);
    let without = profile().refresh_request(None, &call).unwrap();
    assert_eq!(without.body.as_deref(), Some("{}"));
    assert!(without.headers.contains(&("x-auth".to_owned(), "Token old".to_owned())));
    assert_eq!((profile().service_of_refresh(), profile().service_of_resource("goods")), (1, 0));
    assert_eq!(profile().services(), ["", "id"]);
}

#[test]
fn validators_and_the_version_come_with_the_data_and_with_a_304() {
    let headers = [("ETag", "W/\"7\""), ("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")];
    let ask =
        |response: &HttpResponse| profile().query_answer("goods", &Value::Null, response, NOW);
    let QueryAnswer::Page(page) =
        ask(&answer(200, &headers, r#"{ "code": 0, "data": 1, "v": 12 }"#))
    else {
        panic!()
    };
    assert_eq!(
        (page.validators.etag.as_deref(), page.version.as_deref()),
        (Some("W/\"7\""), Some("12"))
    );
    let mut request = profile().query_request("goods", &Value::Null, &Call::default()).unwrap();
    page.validators.ask(&mut request);
    assert_eq!(
        request.headers,
        [
            ("if-none-match".to_owned(), "W/\"7\"".to_owned()),
            ("if-modified-since".to_owned(), "Thu, 01 Jan 2026 00:00:00 GMT".to_owned()),
        ]
    );
    let same = ask(&answer(304, &[("X-Data-Version", " 13 ")], ""));
    let expected =
        QueryAnswer::NotModified { validators: Validators::default(), version: Some("13".into()) };
    assert_eq!(same, expected);
    let taken = answer(200, &[("x-data-version", "ignored")], r#"{ "code": 0, "v": "14" }"#);
    assert_eq!(profile().data_version(&taken).as_deref(), Some("14"), "the body's goes first");
    let evil = answer(200, &[("ETag", "a\r\nX: 1")], "{}");
    assert!(Validators::of(&evil).is_empty());
}
