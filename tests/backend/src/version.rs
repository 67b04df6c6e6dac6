//! Which state of the shop's data an answer shows: `X-Data-Version`, `ETag`, `Last-Modified`, 304.
//!
//! Every answer of the API carries `X-Data-Version`, a whole number. `POST /__version` raises it, and
//! may change a price, so that there is something new to see:
//!
//! ```json
//! { "item": "9007199254740993", "price": 16990 }
//! ```
//!
//! The answer is `{ "version": 2 }`. Goods, one or a page of them, also carry an `ETag` of their bytes
//! and, as `Last-Modified`, when the version was last raised. `If-None-Match` is answered with 304
//! where the bytes are the same; without it `If-Modified-Since` is, where it repeats the very date (as
//! nginx does by default: `if_modified_since exact`, ngx_http_core_module, read 2026-11).

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use tuike_core::read::{self, Node};

use crate::app::App;
use crate::clock::{http_date, now};
use crate::db;
use crate::envelope::{Answer, Refusal, ok};

/// Carries the version.
pub(crate) const DATA_VERSION: HeaderName = HeaderName::from_static("x-data-version");

/// The version and the second it was raised in.
fn version(db: &Connection) -> Result<(u64, u64), rusqlite::Error> {
    let text = db::meta(db, "version")?.unwrap_or_default();
    let (number, at) = text.split_once(' ').unwrap_or_default();
    Ok((number.parse().unwrap_or(1), at.parse().unwrap_or(0)))
}

/// Writes the first version where there is none yet.
pub(crate) fn begin(db: &Connection) -> Result<(), rusqlite::Error> {
    if db::meta(db, "version")?.is_none() {
        db::set_meta(db, "version", &format!("1 {}", now().as_millis() / 1_000))?;
    }
    Ok(())
}

/// What `X-Data-Version` says now; nothing where the database cannot tell.
pub(crate) fn header(app: &App) -> Option<HeaderValue> {
    let (number, _) = version(&app.db.lock()).ok()?;
    Some(HeaderValue::from(number))
}

/// `POST /__version`
pub(crate) async fn post(State(app): State<Arc<App>>, body: Bytes) -> Answer {
    let json = read::parse("version", &String::from_utf8_lossy(&body))?;
    let fields = Node::root("version", &json).object(&["item", "price"])?;
    let mut db = app.db.lock();
    let transaction = db.transaction()?;
    if let Some(item) = fields.optional("item") {
        let item = item.nonempty_text()?.parse::<i64>().unwrap_or_default();
        let price = fields.required("price")?.integer(1, 100_000_000)?;
        let query = "UPDATE goods SET price = ?1, list = max(list, ?1) WHERE id = ?2";
        if transaction.execute(query, params![price, item])? == 0 {
            return Err(Refusal::not_found("商品不存在或已下架"));
        }
    }
    let (number, at) = version(&transaction)?;
    // A second of its own, so that two versions never share a date.
    let at = (now().as_millis() / 1_000).max(at + 1);
    db::set_meta(&transaction, "version", &format!("{} {at}", number + 1))?;
    transaction.commit()?;
    Ok(ok(json!({ "version": number + 1 })))
}

/// 200 with data and what names its state, or 304 where the client has that state already.
pub(crate) fn validated(db: &Connection, asked: &HeaderMap, data: &Value) -> Answer {
    let (_, at) = version(db)?;
    let modified = http_date(at);
    let body = json!({ "code": 0, "msg": "ok", "data": data }).to_string();
    let tag = format!("\"{:016x}\"", fnv_1a(body.as_bytes()));
    let text = |name| asked.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let same = match text(header::IF_NONE_MATCH) {
        // RFC 9110 §13.1.2: the comparison is weak, and the date is not looked at then.
        Some(tags) => tags.split(',').any(|one| one.trim().trim_start_matches("W/") == tag),
        None => text(header::IF_MODIFIED_SINCE) == Some(modified.as_str()),
    };
    let mut response = ok(data.clone());
    if same {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(header::CONTENT_TYPE);
    }
    let headers = response.headers_mut();
    let value = |text: &str| HeaderValue::from_str(text).map_err(Refusal::internal);
    headers.insert(header::ETAG, value(&tag)?);
    headers.insert(header::LAST_MODIFIED, value(&modified)?);
    Ok(response)
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo; IETF draft-eastlake-fnv): no secret, only a name.
fn fnv_1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Marks an answer with the version.
pub(crate) fn mark(app: &App, response: &mut Response<Body>) {
    if let Some(version) = header(app) {
        response.headers_mut().insert(DATA_VERSION, version);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_named_as_the_draft_names_them() {
        // draft-eastlake-fnv, test vectors for FNV-1a 64.
        assert_eq!(fnv_1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv_1a(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv_1a(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
