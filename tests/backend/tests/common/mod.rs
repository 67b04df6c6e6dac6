//! A server in memory and a client that talks to it.

#![allow(dead_code, reason = "each test file uses its own part of this")]

use std::time::Duration;

use reqwest::Method;
use reqwest::blocking::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use tuike_core::share::{self, Channel, Id, Payload};
use tuike_core::time::Timestamp;
use tuike_demo_backend::{Options, Server, serve};

/// The demo promoter, as `/v1/me` names it; a test checks that it does.
pub(crate) const DEMO: &str = "9007199254750001";
/// The promoter above.
pub(crate) const LEADER: &str = "9007199254750003";

pub(crate) struct Shop {
    pub(crate) server: Server,
    pub(crate) client: Client,
}

impl Shop {
    pub(crate) fn open(options: Options) -> Self {
        Self { server: serve(options).unwrap(), client: client() }
    }

    pub(crate) fn small() -> Self {
        Self::open(Options { products: 60, ..Options::default() })
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.server.origin()))
    }

    pub(crate) fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().unwrap()
    }

    /// The `data` of an answer that must be good.
    pub(crate) fn data(&self, path: &str) -> Value {
        data(self.get(path))
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Response {
        self.request(Method::POST, path).body(body.to_string()).send().unwrap()
    }

    pub(crate) fn login(&self, user: &str) -> String {
        let answer = self.post("/api/v1/login", &json!({ "user": user, "password": user }));
        data(answer)["token"].as_str().unwrap().to_owned()
    }

    pub(crate) fn as_user(&self, token: &str, path: &str) -> Value {
        data(self.request(Method::GET, path).bearer_auth(token).send().unwrap())
    }

    pub(crate) fn order(&self, key: &str, body: &Value) -> RequestBuilder {
        self.request(Method::POST, "/api/v1/orders")
            .header("Idempotency-Key", key)
            .body(body.to_string())
    }

    pub(crate) fn state(&self) -> Value {
        json_of(self.get("/__state"))
    }

    pub(crate) fn orders(&self) -> usize {
        self.state()["orders"].as_array().unwrap().len()
    }

    pub(crate) fn fault(&self, fault: &Value) {
        data(self.post("/__fault", fault));
    }
}

/// Follows no proxy: everything here is on this machine.
pub(crate) fn client() -> Client {
    Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap()
}

pub(crate) fn json_of(response: Response) -> Value {
    serde_json::from_str(&response.text().unwrap()).unwrap()
}

pub(crate) fn data(response: Response) -> Value {
    let status = response.status();
    let mut json = json_of(response);
    assert_eq!((status.as_u16(), &json["code"]), (200, &json!(0)), "{json}");
    json["data"].take()
}

/// A share token of a promoter for an item.
pub(crate) fn token(promoter: &str, item: &str) -> String {
    let payload = Payload {
        promoter: Id::parse(promoter).unwrap(),
        item: Id::parse(item).unwrap(),
        channel: Channel::Link,
        at: Timestamp::from_millis(1_795_132_800_000), // 2026-11-20
        campaign: None,
    };
    share::encode(&payload).unwrap().to_string()
}

/// A directory that is removed with the value.
pub(crate) struct Scratch(pub(crate) std::path::PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("tuike-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
