//! Logging in, what was earned, and events.

mod common;

use common::{DEMO, LEADER, Shop, data, json_of};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

#[test]
fn a_login_says_who_it_is_and_so_does_me() {
    let shop = Shop::small();
    let answer = shop.post("/api/v1/login", &json!({ "user": "demo", "password": "demo" }));
    let mut login = data(answer);
    let bearer = login.as_object_mut().unwrap().remove("token").unwrap();
    assert!(login.as_object_mut().unwrap().remove("refreshToken").is_some());
    assert_eq!(login["promoter"], DEMO);
    assert_eq!(login["role"], "promoter");
    assert_eq!(login["tier"], "gold");
    assert_eq!(login["parent"], json!({ "promoter": LEADER, "tier": "silver" }));
    assert_eq!(shop.as_user(bearer.as_str().unwrap(), "/api/v1/me"), login);

    let guest = shop.login("guest");
    let me = shop.as_user(&guest, "/api/v1/me");
    assert_eq!((&me["role"], &me["parent"]), (&json!("customer"), &Value::Null));
    assert_ne!(shop.login("guest"), guest, "each login has a token of its own");
}

#[test]
fn whoever_is_not_logged_in_is_told_so() {
    let shop = Shop::small();
    for body in [
        json!({ "user": "demo", "password": "guess" }),
        json!({ "user": "nobody", "password": "nobody" }),
        json!({ "user": "", "password": "" }),
    ] {
        assert_eq!(shop.post("/api/v1/login", &body).status(), StatusCode::UNAUTHORIZED, "{body}");
    }
    for path in ["/api/v1/me", "/api/v1/commissions", "/api/v1/earnings"] {
        let answer = shop.get(path);
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(json_of(answer)["code"], json!(40_100), "{path}");
        for wrong in ["Bearer ", "Bearer x", "Basic ZGVtbzpkZW1v", ""] {
            let request = shop.request(Method::GET, path).header("Authorization", wrong);
            assert_eq!(request.send().unwrap().status(), StatusCode::UNAUTHORIZED, "{wrong}");
        }
    }
}

#[test]
fn a_token_that_ended_is_refreshed_until_the_login_itself_ends() {
    let shop = Shop::small();
    let login = data(shop.post("/api/v1/login", &json!({ "user": "demo", "password": "demo" })));
    let token = |data: &Value| data["token"].as_str().unwrap().to_owned();
    let me = |token: &str| {
        let request = shop.request(Method::GET, "/api/v1/me").bearer_auth(token);
        request.send().unwrap().status().as_u16()
    };
    let old = token(&login);
    assert_eq!(me(&old), 200);
    shop.fault(&json!({ "path": "/api/v1/me", "kind": "expire" }));
    assert_eq!([me(&old), me(&old)], [401, 401]);

    let by_body =
        || shop.post("/api/v1/refresh", &json!({ "refreshToken": login["refreshToken"] }));
    let new = token(&data(by_body()));
    assert_eq!((me(&new), me(&old)), (200, 401));
    let again = token(&data(by_body()));
    assert_eq!((me(&again), me(&new)), (200, 200), "a lost answer to a refresh does no harm");
    let by_bearer = shop.request(Method::POST, "/api/v1/refresh").bearer_auth(&old).send().unwrap();
    assert_eq!(me(&token(&data(by_bearer))), 200);

    shop.fault(&json!({ "path": "/api/v1/me", "kind": "revoke" }));
    assert_eq!(me(&again), 401);
    assert_eq!(by_body().status(), StatusCode::UNAUTHORIZED);
    assert_eq!(shop.post("/api/v1/refresh", &json!({})).status(), StatusCode::UNAUTHORIZED);
}

#[test]
fn a_new_shop_has_a_past_in_every_state_and_its_sums_agree() {
    let shop = Shop::small();
    let demo = shop.login("demo");
    let (mut rows, mut page) = (Vec::new(), 1);
    loop {
        let data = shop.as_user(&demo, &format!("/api/v1/commissions?page={page}&size=20"));
        rows.extend(data["list"].as_array().unwrap().clone());
        if data["hasMore"] == json!(false) {
            assert_eq!(data["total"], json!(rows.len()));
            break;
        }
        page += 1;
    }
    let sum = |states: &[&str]| -> i64 {
        let of_state = |row: &&Value| states.contains(&row["state"].as_str().unwrap());
        rows.iter().filter(of_state).map(|row| row["amount"].as_i64().unwrap()).sum()
    };
    let earnings = shop.as_user(&demo, "/api/v1/earnings");
    for (field, state) in
        [("estimated", "estimated"), ("frozen", "frozen"), ("available", "settled")]
    {
        assert!(sum(&[state]) > 0, "{state}");
        assert_eq!(earnings[field], json!(sum(&[state])), "{field}");
    }
    assert!(sum(&["reversed"]) > 0);
    assert!(rows.iter().map(|row| row["at"].as_i64().unwrap()).rev().is_sorted());

    let days = earnings["days"].as_array().unwrap();
    assert_eq!(days.len(), 30);
    assert!(days.iter().map(|day| day["day"].as_str().unwrap()).is_sorted());
    // The past reaches back 30 times 24 hours, so at most its first day is not among the 30 dates.
    let shown: i64 = days.iter().map(|day| day["amount"].as_i64().unwrap()).sum();
    let first_date = rows.last().unwrap()["at"].as_i64().unwrap();
    let all = sum(&["estimated", "frozen", "settled"]);
    assert!(shown <= all && shown > all * 8 / 10, "{shown} of {all} since {first_date}");

    assert_eq!(shop.orders(), 0, "the made-up past is not among the orders tests count");
}

#[test]
fn the_one_above_earns_the_second_level() {
    let shop = Shop::small();
    let leader = shop.login("leader");
    let data = shop.as_user(&leader, "/api/v1/commissions?size=100");
    let rows = data["list"].as_array().unwrap();
    assert!(!rows.is_empty());
    assert!(rows.iter().all(|row| row["level"] == json!(2)));
    let guest = shop.login("guest");
    assert_eq!(shop.as_user(&guest, "/api/v1/commissions")["total"], json!(0));
}

#[test]
fn an_event_is_taken_once_however_often_it_comes() {
    let shop = Shop::small();
    let event = |id: &str, seq: u32| {
        json!({ "id": id, "name": "share", "at": 1_795_132_800_000_u64, "session": "s1",
                "seq": seq, "props": { "item": "9007199254740993" } })
    };
    let send = |events: &[Value]| {
        data(shop.post("/api/v1/events", &json!({ "events": events })))["accepted"].clone()
    };
    assert_eq!(send(&[event("a", 1), event("b", 2)]), json!(2));
    assert_eq!(send(&[event("b", 2), event("c", 3), event("c", 3)]), json!(1));
    assert_eq!(send(&[]), json!(0));
    let state = shop.state();
    assert_eq!(state["counts"]["events"], json!(3));
    assert_eq!(state["events"][2]["props"]["item"], "9007199254740993");
}

#[test]
fn a_batch_with_one_bad_event_is_refused_whole() {
    let shop = Shop::small();
    let good = json!({ "id": "a", "name": "view", "at": 1, "session": "s", "seq": 1, "props": {} });
    for bad in [json!({}), json!({ "id": "", "name": "n" }), json!(7)] {
        let answer = shop.post("/api/v1/events", &json!({ "events": [good, bad] }));
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
    assert_eq!(shop.state()["counts"]["events"], json!(0));
}
