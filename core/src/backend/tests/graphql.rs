//! GraphQL requests and answers; the shapes are those of Vendure's shop API as its server answers in tests/real.

use serde_json::{Value, json};

use crate::backend::{Call, Delivery, LoginAnswer, Profile, QueryAnswer};
use crate::code::Coded;
use crate::effect::HttpResponse;
use crate::time::Timestamp;

const NOW: Timestamp = Timestamp::EPOCH;

const PROFILE: &str = r#"{
    "version": 1, "base": "https://shop.example.com",
    "graphql": { "endpoint": "/shop-api", "unauthorized": ["FORBIDDEN", "UNAUTHENTICATED"], "missing": ["ENTITY_NOT_FOUND"], "retry": ["INTERNAL_SERVER_ERROR"] },
    "envelope": { "ok": { "at": "/code", "equals": 0 }, "data": "/never" },
    "auth": { "kind": "bearer", "login": { "resource": "login", "token": { "header": "vendure-auth-token" }, "user": "/id" } },
    "resources": {
        "login": { "graphql": "mutation($user: String!, $password: String!) { login(username: $user, password: $password) { __typename ... on CurrentUser { id } ... on ErrorResult { errorCode message } } }",
            "envelope": { "ok": { "at": "/login/__typename", "equals": "CurrentUser" }, "data": "/login", "message": "/login/message" },
            "map": { "id": "/id" } },
        "search": { "graphql": "query Search($term: String!, $skip: Int!, $take: Int = 10, $stock: Boolean, $ids: [ID!], $id: ID) { search { items { productId } totalItems } }",
            "operation": "Search", "page": { "kind": "offset", "size": 20, "total": "/search/totalItems" },
            "items": "/search/items", "map": { "id": "/productId", "paid": { "at": "/priceWithTax/value", "unit": "fen" } } },
        "relay": { "graphql": "query($after: String, $first: Int!) { goods(first: $first, after: $after) { nodes { id } pageInfo { endCursor hasNextPage } } }",
            "page": { "kind": "cursor", "size": 5, "next": "/goods/pageInfo/endCursor", "more": "/goods/pageInfo/hasNextPage" }, "items": "/goods/nodes" },
        "named": { "graphql": "query($input: SearchInput!) { search(input: $input) { totalItems } }", "endpoint": "/other-api",
            "variables": { "input": { "term": "{q}", "take": 3 } } },
        "product": { "graphql": "query($id: ID!) { product(id: $id) { id name } }", "envelope": { "data": "/product" }, "map": { "id": "/id" } }
    },
    "mutations": {
        "add": { "graphql": "mutation($item: ID!, $n: Int! = 1, $note: String) { addItemToOrder(productVariantId: $item, quantity: $n) { __typename } }",
            "lane": "orders", "idempotency": "Idempotency-Key", "variables": { "note": "{idempotencyKey}" },
            "envelope": { "ok": { "at": "/addItemToOrder/errorCode", "in": [null] }, "message": "/addItemToOrder/message",
                "already": { "at": "/addItemToOrder/errorCode", "in": ["ORDER_MODIFICATION_ERROR"] }, "retry": { "at": "/addItemToOrder/errorCode", "in": ["LOCKED"] } },
            "map": { "order": "/addItemToOrder/code", "total": { "at": "/addItemToOrder/total", "unit": "fen" } } }
    }
}"#;

fn profile() -> Profile {
    Profile::parse(PROFILE).unwrap()
}

fn sent(resource: &str, params: &Value) -> Value {
    let request = profile().query_request(resource, params, &Call::default()).unwrap();
    serde_json::from_str(&request.body.unwrap()).unwrap()
}

fn answer(status: u16, body: &str) -> HttpResponse {
    HttpResponse { status, headers: Vec::new(), body: body.to_owned() }
}

fn ask(resource: &str, status: u16, body: &str) -> QueryAnswer {
    profile().query_answer(resource, &json!({ "term": "x" }), &answer(status, body), NOW)
}

#[test]
fn variables_have_the_types_that_the_document_declares() {
    let params = json!({ "term": 7, "cursor": "40", "stock": "true", "ids": [1, "2"], "id": 9_007_199_254_740_993_u64 });
    let body = sent("search", &params);
    assert_eq!(
        body["variables"],
        json!({ "term": "7", "skip": 40, "take": 20, "stock": true, "ids": [1, "2"], "id": "9007199254740993" })
    );
    assert_eq!(body["operationName"], "Search");
    assert!(body["query"].as_str().unwrap().starts_with("query Search("));
    assert_eq!(
        sent("search", &json!({ "term": "x" }))["variables"],
        json!({ "term": "x", "skip": 0, "take": 20 })
    );
    assert_eq!(sent("relay", &json!({}))["variables"], json!({ "first": 5 }));
    assert_eq!(
        sent("relay", &json!({ "first": "9" }))["variables"],
        json!({ "first": 9 }),
        "the caller's size"
    );
    assert_eq!(
        sent("relay", &json!({ "cursor": "c1" }))["variables"],
        json!({ "first": 5, "after": "c1" })
    );
    assert_eq!(
        sent("named", &json!({ "q": "灯" }))["variables"],
        json!({ "input": { "term": "灯", "take": 3 } })
    );
    let request = profile().query_request("named", &json!({}), &Call::default()).unwrap();
    assert_eq!(request.url, "https://shop.example.com/other-api");
    let plain = r#"{ "version": 1, "base": "https://h/api", "resources": { "a": { "graphql": "{ a }" } } }"#;
    let request = Profile::parse(plain).unwrap().query_request("a", &json!({}), &Call::default());
    assert_eq!(request.unwrap().url, "https://h/api/graphql", "where most servers have it");

    for (params, code, path) in [
        (json!({}), "backend/missing-param", "search.params.term"),
        (json!({ "term": "x", "stock": "yes" }), "backend/bad-param", "search.params.stock"),
        (json!({ "term": "x", "take": "ten" }), "backend/bad-param", "search.params.take"),
    ] {
        let error = profile().query_request("search", &params, &Call::default()).unwrap_err();
        assert_eq!(
            (error.code().as_str(), error.details().path.as_deref()),
            (code, Some(path)),
            "{params}"
        );
    }
}

#[test]
fn data_is_mapped_and_paged_without_the_profiles_envelope() {
    let body = r#"{ "data": { "search": { "items": [{ "productId": 9007199254740993, "priceWithTax": { "value": 9900 } }], "totalItems": 41 } } }"#;
    let QueryAnswer::Page(page) = ask("search", 200, body) else { panic!() };
    assert_eq!(page.data, json!([{ "id": "9007199254740993", "paid": "99.00" }]));
    assert_eq!((page.next, page.total, page.error), (Some(json!(1)), Some(41), None));
    assert!(matches!(
        ask("product", 200, r#"{ "data": { "product": null } }"#),
        QueryAnswer::Missing(_)
    ));
}

#[test]
fn data_beside_errors_is_given_and_the_error_told() {
    let body = r#"{ "errors": [{ "message": "no price", "path": ["search", "items", 0, "priceWithTax"], "extensions": { "code": "FORBIDDEN" } }],
        "data": { "search": { "items": [{ "productId": "1", "priceWithTax": null }], "totalItems": 1 } } }"#;
    let QueryAnswer::Page(page) = ask("search", 200, body) else { panic!() };
    assert_eq!(page.data, json!([{ "id": "1", "paid": null }]));
    let error = page.error.unwrap();
    assert_eq!(
        error.to_string(),
        "the server could not answer \"search.items.0.priceWithTax\" (FORBIDDEN): no price"
    );
    // Where the rows are what is missing, the error says why.
    let body = r#"{ "errors": [{ "message": "down" }], "data": { "search": { "items": null, "totalItems": 1 }, "x": 1 } }"#;
    assert!(matches!(ask("search", 200, body), QueryAnswer::Page(_)), "null rows are none");
    let body = r#"{ "errors": [{ "message": "down" }], "data": { "search": null, "x": 1 } }"#;
    let QueryAnswer::Refused(error) = ask("search", 200, body) else { panic!() };
    assert_eq!(
        (error.code().as_str(), error.to_string().ends_with(": down")),
        ("backend/graphql", true)
    );
}

#[test]
fn an_error_without_data_is_what_its_code_says() {
    let body = |code: &str, data: &str| {
        format!(
            r#"{{ "errors": [{{ "message": "m" }}, {{ "message": "n", "extensions": {{ "code": "{code}" }} }}]{data} }}"#
        )
    };
    let class = |status: u16, body: &str| match ask("search", status, body) {
        QueryAnswer::Unauthorized(error) => ("unauthorized", error.code().as_str()),
        QueryAnswer::Missing(error) => ("missing", error.code().as_str()),
        QueryAnswer::Transient { error, .. } => ("transient", error.code().as_str()),
        QueryAnswer::Refused(error) => ("refused", error.code().as_str()),
        other => panic!("{other:?}"),
    };
    for data in ["", r#", "data": null"#, r#", "data": { "search": null, "me": null }"#] {
        assert_eq!(class(200, &body("FORBIDDEN", data)), ("unauthorized", "backend/unauthorized"));
        assert_eq!(
            class(400, &body("UNAUTHENTICATED", data)),
            ("unauthorized", "backend/unauthorized")
        );
        assert_eq!(class(200, &body("ENTITY_NOT_FOUND", data)), ("missing", "backend/not-found"));
        assert_eq!(
            class(200, &body("INTERNAL_SERVER_ERROR", data)),
            ("transient", "backend/unavailable")
        );
        assert_eq!(class(200, &body("BAD_USER_INPUT", data)), ("refused", "backend/graphql"));
        assert_eq!(
            class(400, &body("GRAPHQL_VALIDATION_FAILED", data)),
            ("refused", "backend/refused")
        );
        assert_eq!(class(429, &body("SLOW", data)), ("transient", "backend/unavailable"));
        assert_eq!(class(401, &body("x", data)), ("unauthorized", "backend/unauthorized"));
        assert_eq!(class(502, &body("FORBIDDEN", data)), ("transient", "backend/unavailable"));
    }
    assert_eq!(class(200, "{}"), ("refused", "backend/not-ok"));
    assert_eq!(class(200, "[]"), ("refused", "backend/not-ok"));
    assert_eq!(class(200, "<html>"), ("transient", "backend/not-json"));
    assert_eq!(class(404, "Cannot POST /shop-api"), ("missing", "backend/not-found"));
}

#[test]
fn a_union_may_be_an_error_or_a_repetition() {
    let body = json!({ "item": 42, "n": "2" });
    let request = profile().mutation_request("add", &body, "key-1", &Call::default()).unwrap();
    let sent: Value = serde_json::from_str(&request.body.unwrap()).unwrap();
    assert_eq!(sent["variables"], json!({ "item": "42", "n": 2, "note": "key-1" }));
    assert!(request.headers.contains(&("idempotency-key".to_owned(), "key-1".to_owned())));

    let delivery = |data: &str| {
        profile().mutation_answer("add", &answer(200, &format!(r#"{{ "data": {data} }}"#)), NOW)
    };
    let order = r#"{ "addItemToOrder": { "code": "ABC", "total": 100 } }"#;
    assert_eq!(delivery(order), Delivery::Delivered(json!({ "order": "ABC", "total": "1.00" })));
    let odd = r#"{ "addItemToOrder": { "code": "ABC", "total": "a lot" } }"#;
    assert_eq!(
        delivery(odd),
        Delivery::Delivered(json!({ "order": "ABC", "total": null })),
        "taken all the same"
    );
    let Delivery::Dead(error) = delivery(
        r#"{ "addItemToOrder": { "errorCode": "INSUFFICIENT_STOCK_ERROR", "message": "sold out" } }"#,
    ) else {
        panic!()
    };
    assert_eq!(
        error.to_string(),
        "the server says no (/addItemToOrder/errorCode is \"INSUFFICIENT_STOCK_ERROR\"): sold out"
    );
    assert_eq!(
        delivery(r#"{ "addItemToOrder": { "errorCode": "ORDER_MODIFICATION_ERROR" } }"#),
        Delivery::AlreadyThere
    );
    assert!(matches!(
        delivery(r#"{ "addItemToOrder": { "errorCode": "LOCKED" } }"#),
        Delivery::Retry { .. }
    ));
    assert!(matches!(
        profile().mutation_answer(
            "add",
            &answer(200, r#"{ "errors": [{ "message": "m" }] }"#),
            NOW
        ),
        Delivery::Dead(_)
    ));
}

#[test]
fn a_token_may_come_in_a_header() {
    let headers = vec![("Vendure-Auth-Token".to_owned(), "abc".to_owned())];
    let body = r#"{ "data": { "login": { "__typename": "CurrentUser", "id": "7" } } }"#;
    let good = HttpResponse { status: 200, headers, body: body.to_owned() };
    let LoginAnswer::Ok { token, user, data, .. } = profile().login_answer(&good, NOW) else {
        panic!()
    };
    assert_eq!((token.as_str(), user.as_deref(), data), ("abc", Some("7"), json!({ "id": "7" })));
    let body = r#"{ "data": { "login": { "__typename": "InvalidCredentialsError", "errorCode": "X", "message": "wrong" } } }"#;
    let LoginAnswer::Failed(error) = profile().login_answer(&answer(200, body), NOW) else {
        panic!()
    };
    assert_eq!(error.code().as_str(), "backend/not-ok");
}

#[test]
fn a_document_that_cannot_be_sent_is_refused() {
    let with = |resource: Value| {
        let profile = json!({ "version": 1, "base": "https://h", "graphql": "/g", "resources": { "x": resource } });
        let error = Profile::parse(&profile.to_string()).unwrap_err();
        (error.code().as_str(), error.details().path.unwrap())
    };
    let at = |path: &str| format!("profile.resources.x{path}");
    for (resource, code, path) in [
        (json!({ "graphql": "{ a" }), "backend/bad-graphql", at(".graphql")),
        (json!({ "graphql": "" }), "backend/bad-graphql", at(".graphql")),
        (json!({ "graphql": "fragment F on T { a }" }), "backend/bad-graphql", at(".graphql")),
        (json!({ "graphql": "subscription { a }" }), "backend/bad-graphql", at(".graphql")),
        (
            json!({ "graphql": "query A { a } query B { b }" }),
            "backend/bad-graphql",
            at(".graphql"),
        ),
        (
            json!({ "graphql": "query A { a }", "operation": "B" }),
            "backend/bad-graphql",
            at(".graphql"),
        ),
        (
            json!({ "graphql": "query($a: ID) { a }", "variables": { "b": 1 } }),
            "backend/unknown-name",
            at(".variables.b"),
        ),
        (
            json!({ "graphql": "query($a: ID) { a }", "variables": { "a": "{" } }),
            "backend/bad-template",
            at(".variables.a"),
        ),
        (json!({ "graphql": "{ a }", "endpoint": "g" }), "backend/bad-template", at(".endpoint")),
        (json!({ "graphql": "{ a }", "body": {} }), "input/unknown-field", at(".body")),
        (json!({ "graphql": "{ a }", "get": "/a" }), "backend/not-one-method", at("")),
        (
            json!({ "graphql": "query($n: Int) { a }", "items": "", "page": { "kind": "offset", "size": 2 } }),
            "backend/bad-template",
            at(".graphql"),
        ),
        (
            json!({ "graphql": "{ a }", "items": "", "page": { "kind": "link" } }),
            "input/wrong-type",
            at(".page"),
        ),
    ] {
        assert_eq!(with(resource.clone()), (code, path), "{resource}");
    }
}
