//! How long the model server's answers hold: entity tags and dates, 304, and a version of all its data.
//!
//! By RFC 9110 §13 and nothing else: it knows what an answer is, not who asks or keeps it.

use std::collections::BTreeMap;

use tuike_core::effect::{HttpRequest, HttpResponse, Method};

use super::server::{header, path_of};

/// A profile over the same server whose resources have tags and priorities.
pub const TAGGED: &str = r#"{
    "version": 1, "base": "https://shop.example/api",
    "auth": { "kind": "bearer", "login": { "resource": "login", "token": "/token", "user": "/name" } },
    "envelope": { "ok": { "at": "/code", "equals": 0 }, "data": "/data", "message": "/msg" },
    "limits": { "timeout": "10s" },
    "resources": {
        "goods": { "get": "/goods?page={page}&cat={cat}", "items": "/list",
                   "page": { "kind": "page", "size": 20, "more": "/more", "total": "/total" },
                   "cache": { "fresh": "1m", "keep": "1h", "missing": "30s", "tags": ["products"] } },
        "product": { "get": "/goods/{id}", "cache": { "fresh": "1m", "keep": "1h", "missing": "30s",
                     "tags": ["products", "product:{id}"] } },
        "banner": { "get": "/goods/{id}?as=banner", "cache": { "fresh": "1m", "keep": "1h", "priority": "low" } },
        "wallet": { "get": "/goods/{id}?as=wallet", "cache": { "fresh": "1m", "keep": "1h", "priority": "high" } },
        "me": { "get": "/me", "cache": { "fresh": "1m", "keep": "1h" } },
        "login": { "post": "/login" }
    },
    "mutations": {
        "order": { "post": "/orders", "lane": "orders", "idempotency": "Idempotency-Key", "invalidates": ["product:{item}"] },
        "restock": { "post": "/notes", "lane": "notes", "idempotency": "Idempotency-Key", "invalidates": ["products"] },
        "note": { "post": "/notes", "lane": "notes", "idempotency": "Idempotency-Key" }
    },
    "events": { "post": "/events", "batch": 5, "every": "10s" }
}"#;

#[derive(Clone, Debug, Default)]
pub struct Validity {
    /// Said in `X-Data-Version` of every answer.
    pub version: Option<String>,
    /// Said instead in the answers under a path: a server that is behind.
    pub behind: BTreeMap<String, String>,
    /// Whether answers to GET have an `ETag`.
    pub etags: bool,
    /// Whether they have a `Last-Modified`.
    pub dates: bool,
    /// The conditions that came, in order; empty where a GET had none.
    pub conditions: Vec<String>,
    /// How often 304 was said.
    pub confirmed: usize,
    /// So many characters more are in the answer under a path.
    pub padding: BTreeMap<String, usize>,
}

impl Validity {
    pub fn dress(&mut self, request: &HttpRequest, mut answer: HttpResponse) -> HttpResponse {
        let path = path_of(request);
        if let Some(version) = self.behind.get(&path).or(self.version.as_ref()) {
            answer.headers.push(("X-Data-Version".to_owned(), version.clone()));
        }
        if request.method != Method::Get || answer.status != 200 {
            return answer;
        }
        if let Some(length) = self.padding.get(&path) {
            let padded = format!("\"data\":{{\"padding\":\"{}\",", "x".repeat(*length));
            answer.body = answer.body.replacen("\"data\":{", &padded, 1);
        }
        let sum = answer.body.bytes().fold(7_u64, |sum, b| sum.wrapping_mul(31) ^ u64::from(b));
        let (etag, date) = (
            format!("\"{sum:x}\""),
            format!("Thu, 01 Jan 2026 00:{:02}:{:02} GMT", sum % 60, sum / 60 % 60),
        );
        let condition = header(request, "if-none-match").or(header(request, "if-modified-since"));
        self.conditions.push(condition.unwrap_or_default().to_owned());
        let confirmed = match header(request, "if-none-match") {
            Some(known) => self.etags && known == etag,
            None => self.dates && header(request, "if-modified-since") == Some(&date),
        };
        if self.etags {
            answer.headers.push(("ETag".to_owned(), etag));
        }
        if self.dates {
            answer.headers.push(("Last-Modified".to_owned(), date));
        }
        if confirmed {
            self.confirmed += 1;
            answer.status = 304;
            answer.body = String::new();
        }
        answer
    }
}
