//! What every handler sees, the routes, and `/__state`.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::db::Db;
use crate::envelope::{Answer, Refusal, json_response};
use crate::fault::Faults;
use crate::log::Log;
use crate::plan::DemoPlan;
use crate::request::origin;
use crate::shares::Keys;
use crate::site::Site;
use crate::{
    auth, commissions, events, fault, goods, image, landing, log, orders, parcels, plan, shares,
    site, version, withdrawals,
};

const PROFILE: &str = include_str!("../../../miniprogram-bridge/profiles/demo.json");

/// The server's state.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) db: Db,
    pub(crate) plan: DemoPlan,
    pub(crate) keys: Keys,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    pub(crate) site: Option<Site>,
    /// Where the server listens, for requests that do not say what they called it.
    pub(crate) origin: String,
}

/// All routes.
pub(crate) fn router(app: Arc<App>) -> Router {
    let api = Router::new()
        .route("/v1/goods", get(goods::page))
        .route("/v1/goods/{id}", get(goods::one))
        .route("/v1/plan", get(plan::get))
        .route("/v1/login", post(auth::login))
        .route("/v1/refresh", post(auth::refresh))
        .route("/v1/me", get(auth::me))
        .route("/v1/share", get(shares::get))
        .route("/v1/orders", post(orders::create))
        .route("/v1/commissions", get(commissions::page))
        .route("/v1/earnings", get(commissions::earnings))
        .route("/v1/withdrawals", get(withdrawals::page).post(withdrawals::create))
        .route("/v1/events", post(events::create))
        .fallback(async || Refusal::not_found("没有这个接口"))
        .method_not_allowed_fallback(async || {
            Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "这个接口不支持该方法")
        });
    Router::new()
        .nest("/api", api)
        .route("/img/{file}", get(image::get))
        .route("/profile.json", get(profile))
        .route("/__state", get(state))
        .route("/__order", post(parcels::post))
        .route("/__version", post(version::post))
        .route("/__log", get(log::get).delete(log::delete))
        .route("/__fault", post(fault::post).delete(fault::delete))
        .route("/s/{token}", get(landing::get))
        .fallback(site::get)
        .with_state(app)
}

/// `GET /profile.json`: the profile, its `base` leading back to wherever it was asked for.
async fn profile(State(app): State<Arc<App>>, headers: HeaderMap) -> Answer {
    let mut json: Value = serde_json::from_str(PROFILE).map_err(Refusal::internal)?;
    json["base"] = Value::String(origin(&headers, &app.origin) + "/api");
    let mut response = json_response(&json);
    let no_cache = axum::http::HeaderValue::from_static("no-cache");
    response.headers_mut().insert(axum::http::header::CACHE_CONTROL, no_cache);
    Ok(response)
}

/// `GET /__state`: what the server holds, for tests. Orders of the made-up past are not among them.
async fn state(State(app): State<Arc<App>>) -> Answer {
    let db = app.db.lock();
    let orders = rows(
        &db,
        "SELECT json_object('orderId', CAST(id AS TEXT), 'at', at, 'item', CAST(item AS TEXT),
                'quantity', quantity, 'amount', amount, 'promoter', promoter,
                'attribution', attribution,
                'signed', json(iif(signed, 'true', 'false')), 'token', token, 'buyer', json(buyer))
         FROM orders WHERE history = 0 ORDER BY id",
    )?;
    let events = rows(
        &db,
        "SELECT json_object('id', id, 'name', name, 'at', at, 'session', session, 'seq', seq,
                'props', json(props))
         FROM events ORDER BY session, seq",
    )?;
    let count = |table: &str| {
        db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, u64>(0))
    };
    let counts = json!({
        "goods": count("goods")?,
        "orders": orders.len(),
        "events": events.len(),
        "commissions": count("commissions")?,
        "faults": app.faults.left(),
    });
    Ok(json_response(&json!({ "orders": orders, "events": events, "counts": counts })))
}

/// The rows of a query whose one column is JSON.
fn rows(db: &Connection, query: &str) -> Result<Vec<Value>, rusqlite::Error> {
    let mut statement = db.prepare(query)?;
    let texts = statement.query_map([], |row| row.get::<_, String>(0))?;
    texts.map(|text| text.map(|text| serde_json::from_str(&text).unwrap_or_default())).collect()
}
