//! A model of a shop's server that honours idempotency keys; what it took is the oracle of the laws.
//!
//! Written without the engine in mind: it knows requests and answers only.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tuike_core::effect::{HttpRequest, HttpResponse, Method};

use super::answers::page;
use super::tokens::Renewals;
use super::validity::Validity;

/// The profile that describes it.
pub const PROFILE: &str = r#"{
    "version": 1, "base": "https://shop.example/api",
    "auth": { "kind": "bearer", "login": { "resource": "login", "token": "/token", "user": "/name" } },
    "envelope": { "ok": { "at": "/code", "equals": 0 }, "data": "/data", "message": "/msg" },
    "limits": { "timeout": "10s" },
    "resources": {
        "goods": { "get": "/goods?page={page}&cat={cat}", "items": "/list",
                   "page": { "kind": "page", "size": 20, "more": "/more", "total": "/total" },
                   "map": { "id": "/id", "version": "/version" },
                   "cache": { "fresh": "1m", "keep": "1h", "missing": "30s" } },
        "product": { "get": "/goods/{id}", "cache": { "fresh": "1m", "keep": "1h", "missing": "30s" } },
        "me": { "get": "/me", "cache": { "fresh": "1m", "keep": "1h" } },
        "login": { "post": "/login" }
    },
    "mutations": {
        "order": { "post": "/orders", "lane": "orders", "idempotency": "Idempotency-Key" },
        "note": { "post": "/notes", "lane": "notes", "idempotency": "Idempotency-Key" }
    },
    "events": { "post": "/events", "batch": 5, "every": "10s" }
}"#;

/// What the server did, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// `/orders`, `/notes` or `/events`.
    pub path: String,
    /// The idempotency key, or the event's id.
    pub key: String,
    /// What the test put into the body.
    pub tag: u64,
    /// The user's token it came with.
    pub token: Option<String>,
}

#[derive(Clone, Debug, Default)]
pub struct SimServer {
    /// Everything it did, in order.
    pub taken: Vec<Taken>,
    /// How often a key came that it knew.
    pub replays: usize,
    /// Requests in which a key came that it knew: a batch counts once.
    pub repeated_requests: usize,
    /// Requests by path, answered in any way.
    pub asked: BTreeMap<String, usize>,
    /// Who is logged in; each login gives another token.
    pub tokens: BTreeSet<String>,
    pub logins: usize,
    /// Whether orders need a login.
    pub strict: bool,
    /// Goes up to see whether an answer is new.
    pub version: u64,
    /// The share token of each order it took, by the order's tag.
    pub claims: BTreeMap<u64, Option<String>>,
    /// Every event as it came, as often as it came.
    pub events: Vec<Value>,
    /// Share tokens it finds forged.
    pub forged: BTreeSet<String>,
    /// How it renews tokens, where the profile asks it to; see [`super::tokens`].
    pub renewals: Renewals,
    /// What its answers say about how long they hold.
    pub validity: Validity,
    /// A batch of more events than this is too large.
    pub most_events: Option<usize>,
    /// A batch with this tag in it is refused.
    pub poisonous: Option<u64>,
    answers: BTreeMap<String, HttpResponse>,
}

impl SimServer {
    pub fn handle(&mut self, request: &HttpRequest) -> HttpResponse {
        let known = self.replays;
        let answer = self.answer(request);
        self.repeated_requests += usize::from(self.replays > known);
        self.validity.dress(request, answer)
    }

    fn answer(&mut self, request: &HttpRequest) -> HttpResponse {
        let path = path_of(request);
        *self.asked.entry(path.clone()).or_default() += 1;
        let token = header(request, "authorization").and_then(|text| text.strip_prefix("Bearer "));
        let token = token.or_else(|| header(request, "x-token")).map(str::to_owned);
        let good = |token: &String| self.tokens.contains(token) && !self.renewals.ended(token);
        let user = token.clone().filter(good);
        if token.is_some() && user.is_none() {
            self.renewals.refused += 1;
        }
        let body: Value =
            request.body.as_deref().map_or(Value::Null, |text| serde_json::from_str(text).unwrap());
        match (request.method, path.as_str()) {
            (Method::Post, "/login") => self.login(&body),
            (Method::Post, "/refresh") => match self.renewals.renew(&body) {
                Some(user) => self.grant(&user),
                None => refusal(401, "log in again"),
            },
            (Method::Get, "/me") => match user {
                Some(token) => ok(json!({ "name": format!("user of {token}") })),
                None => self.nobody(),
            },
            (Method::Get, "/goods") => {
                let query = request.url.split_once('?').map_or("", |(_, query)| query);
                let number = query.split('&').find_map(|pair| pair.strip_prefix("page="));
                let page: u64 = number.and_then(|number| number.parse().ok()).unwrap_or(1);
                let row = json!({ "id": 9_007_199_254_740_992 + page, "version": self.version });
                ok(json!({ "list": [row], "more": page < 3, "total": 3 }))
            }
            (Method::Get, _) if path.starts_with("/goods/") => match path.strip_prefix("/goods/") {
                Some("none") | None => refusal(404, "no such thing"),
                Some(id) => ok(json!({ "id": id, "version": self.version })),
            },
            (Method::Post, "/orders" | "/notes") => {
                // Like any real server it looks at who asks before it looks at what.
                if self.strict && user.is_none() {
                    return self.nobody();
                }
                let key = header(request, "idempotency-key").expect("an idempotency key");
                if body["poison"] == json!(true) {
                    return refusal(422, "poisoned");
                }
                let claim = body["from"].as_str().map(str::to_owned);
                self.claims.insert(body["tag"].as_u64().unwrap(), claim.clone());
                let verdict = if claim.is_some_and(|claim| self.forged.contains(&claim)) {
                    "forged"
                } else {
                    "accepted"
                };
                self.take(path, key.to_owned(), body["tag"].as_u64().unwrap(), user, verdict)
            }
            (Method::Post, "/events") => {
                let events = body["events"].as_array().unwrap();
                if self.most_events.is_some_and(|most| events.len() > most) {
                    return refusal(413, "too much");
                }
                let bad = |event: &Value| event["props"]["tag"].as_u64() == self.poisonous;
                if self.poisonous.is_some() && events.iter().any(bad) {
                    return refusal(422, "poisoned");
                }
                for event in body["events"].as_array().unwrap() {
                    self.events.push(event.clone());
                    let (id, tag) = (event["id"].as_str().unwrap(), event["props"]["tag"].as_u64());
                    self.take(path.clone(), id.to_owned(), tag.unwrap(), user.clone(), "");
                }
                ok(json!({ "accepted": true }))
            }
            (method, path) => panic!("nobody serves {} {path}", method.as_str()),
        }
    }

    fn take(
        &mut self,
        path: String,
        key: String,
        tag: u64,
        token: Option<String>,
        verdict: &str,
    ) -> HttpResponse {
        if let Some(answer) = self.answers.get(&key) {
            self.replays += 1;
            return answer.clone();
        }
        self.taken.push(Taken { path, key: key.clone(), tag, token });
        let answer = ok(json!({ "number": self.taken.len(), "attribution": verdict }));
        self.answers.insert(key, answer.clone());
        answer
    }

    fn login(&mut self, body: &Value) -> HttpResponse {
        if body["password"] != json!("demo") {
            return refusal(401, "wrong password");
        }
        self.grant(body["user"].as_str().unwrap())
    }

    /// New tokens for somebody.
    fn grant(&mut self, user: &str) -> HttpResponse {
        self.logins += 1;
        let token = format!("{user}-{}", self.logins);
        if !self.renewals.barren {
            self.tokens.insert(token.clone());
        }
        let promoter = if user == "demo" { "7" } else { "8" };
        let (refresh, life) = self.renewals.grant(&token, user);
        ok(json!({
            "token": token, "name": user, "promoter": promoter,
            "refresh": refresh, "life": life,
        }))
    }

    /// Whoever asks is not logged in.
    fn nobody(&self) -> HttpResponse {
        match self.renewals.says {
            Some(code) => page(&json!({ "code": code, "msg": "log in" }).to_string()),
            None => refusal(401, "log in"),
        }
    }

    /// The tags it took under a path, in order.
    pub fn tags(&self, path: &str) -> Vec<u64> {
        self.taken.iter().filter(|taken| taken.path == path).map(|taken| taken.tag).collect()
    }

    pub fn asked(&self, path: &str) -> usize {
        self.asked.get(path).copied().unwrap_or(0)
    }
}

/// The path after the profile's base, without the query.
pub fn path_of(request: &HttpRequest) -> String {
    let bases = ["https://shop.example/api", "https://other.example/api"];
    let rest = bases.iter().find_map(|base| request.url.strip_prefix(base));
    let rest = rest.expect("one of the profile's services");
    rest.split('?').next().unwrap().to_owned()
}

pub fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
}

fn ok(data: Value) -> HttpResponse {
    let body = json!({ "code": 0, "msg": "ok", "data": data }).to_string();
    HttpResponse { status: 200, headers: Vec::new(), body }
}

fn refusal(status: u16, message: &str) -> HttpResponse {
    let body = json!({ "code": status, "msg": message }).to_string();
    HttpResponse { status, headers: Vec::new(), body }
}
