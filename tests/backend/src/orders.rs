//! `POST /v1/orders`: buys one product, once for each idempotency key.
//!
//! The key, its answer, the order and its commission records are written in one transaction: after a
//! crash either all of them are there or none, so a client that repeats its request cannot buy twice.

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};
use serde_json::{Value, json};
use tuike_core::read::{self, Node};
use tuike_core::time::Timestamp;

use crate::app::App;
use crate::auth::{self, User};
use crate::clock::now;
use crate::commissions;
use crate::envelope::{Answer, Refusal, ok};
use crate::goods::Goods;
use crate::shares::{Claim, Keys};

/// Says that an answer is an earlier one again.
pub(crate) const REPLAY: HeaderName = HeaderName::from_static("idempotent-replay");
const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// What is ordered.
#[derive(Debug)]
struct Wanted {
    token: Option<String>,
    item: String,
    quantity: NonZeroU32,
    buyer: Value,
}

/// Whose sale it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attribution {
    Accepted {
        promoter: &'static User,
        /// Whether a signature proves it.
        signed: bool,
    },
    /// No share link led here.
    None,
    /// The promoter bought through their own link.
    SelfPromotion,
    /// The token names nobody this shop knows, or is none. The customer still gets the goods.
    UnknownToken,
    /// Whoever made the token had no key of this shop's. The customer still gets the goods.
    Forged,
    /// It was shared too long ago.
    Expired,
}

impl Attribution {
    const fn name(self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::None => "none",
            Self::SelfPromotion => "self",
            Self::UnknownToken => "unknown-token",
            Self::Forged => "forged",
            Self::Expired => "expired",
        }
    }

    const fn promoter(self) -> Option<&'static User> {
        match self {
            Self::Accepted { promoter, .. } => Some(promoter),
            Self::None
            | Self::SelfPromotion
            | Self::UnknownToken
            | Self::Forged
            | Self::Expired => None,
        }
    }

    fn of(token: Option<&str>, buyer: Option<&User>, keys: &Keys, at: Timestamp) -> Self {
        let Some(token) = token else { return Self::None };
        match keys.judge(token, at) {
            Claim::Of { promoter, signed } => match auth::promoter(&promoter) {
                Some(promoter) if buyer == Some(promoter) => Self::SelfPromotion,
                Some(promoter) => Self::Accepted { promoter, signed },
                None => Self::UnknownToken,
            },
            Claim::Forged => Self::Forged,
            Claim::Expired => Self::Expired,
            Claim::Nothing => Self::UnknownToken,
        }
    }
}

/// `POST /v1/orders`
pub(crate) async fn create(State(app): State<Arc<App>>, headers: HeaderMap, body: Bytes) -> Answer {
    let key = key_of(&headers)?;
    let mut db = app.db.lock();
    let buyer = auth::optional(&db, &headers)?;
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if let Some(answer) = earlier_answer(&transaction, key)? {
        let mut response = ok(answer);
        response.headers_mut().insert(REPLAY, HeaderValue::from_static("true"));
        return Ok(response);
    }
    let wanted = Wanted::read(&body)?;
    let answer = buy(&app, &transaction, &wanted, buyer, now())?;
    keep_answer(&transaction, key, &answer)?;
    transaction.commit()?;
    Ok::<Response<Body>, Refusal>(ok(answer))
}

/// The key of a request that must happen once.
pub(crate) fn key_of(headers: &HeaderMap) -> Result<&str, Refusal> {
    let key = headers.get(KEY).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if (1..=200).contains(&key.len()) {
        Ok(key)
    } else {
        Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "Idempotency-Key: 1 to 200 characters are needed",
        ))
    }
}

/// What was answered to a key before.
pub(crate) fn earlier_answer(db: &Transaction<'_>, key: &str) -> Result<Option<Value>, Refusal> {
    let text: Option<String> = db
        .query_row("SELECT answer FROM answers WHERE key = ?1", params![key], |row| row.get(0))
        .optional()?;
    text.map(|text| serde_json::from_str(&text).map_err(Refusal::internal)).transpose()
}

/// Keeps what is answered to a key.
pub(crate) fn keep_answer(
    db: &Transaction<'_>,
    key: &str,
    answer: &Value,
) -> Result<(), rusqlite::Error> {
    let query = "INSERT INTO answers (key, answer) VALUES (?1, ?2)";
    db.execute(query, params![key, answer.to_string()]).map(drop)
}

impl Wanted {
    fn read(body: &[u8]) -> Result<Self, Refusal> {
        let json = read::parse("order", &String::from_utf8_lossy(body))?;
        let fields = Node::root("order", &json).open_object()?;
        let quantity = match fields.optional("quantity") {
            Some(node) => node.integer(1, 99)?,
            None => 1,
        };
        let token = fields.optional("token").map(|node| node.text()).transpose()?;
        let buyer = match fields.optional("buyer") {
            Some(node) => {
                let buyer = node.open_object()?;
                let text = |name| buyer.optional(name).map(|node| node.text()).transpose();
                json!({ "name": text("name")?, "phone": text("phone")? })
            }
            None => Value::Null,
        };
        Ok(Self {
            token: token.filter(|token| !token.is_empty()).map(str::to_owned),
            item: fields.required("item")?.text()?.to_owned(),
            quantity: NonZeroU32::new(quantity as u32).unwrap_or(NonZeroU32::MIN),
            buyer,
        })
    }
}

fn buy(
    app: &App,
    db: &Transaction<'_>,
    wanted: &Wanted,
    buyer: Option<&'static User>,
    at: Timestamp,
) -> Result<Value, Refusal> {
    let goods =
        Goods::find(db, &wanted.item)?.ok_or_else(|| Refusal::not_found("商品不存在或已下架"))?;
    let attribution = Attribution::of(wanted.token.as_deref(), buyer, &app.keys, at);
    let signed = matches!(attribution, Attribution::Accepted { signed: true, .. });
    let quote = goods.quote(wanted.quantity, at).map_err(Refusal::internal)?;
    let amount = quote.total.minor();
    let promoter = attribution.promoter();
    let order = insert(
        db,
        &NewOrder {
            at,
            item: goods.id,
            quantity: wanted.quantity,
            amount,
            promoter,
            attribution: attribution.name(),
            signed,
            token: wanted.token.as_deref(),
            buyer: json!({ "login": buyer.map(|user| user.login), "given": wanted.buyer }),
            history: false,
        },
    )?;
    if let Some(promoter) = promoter {
        let preview = app.plan.sale(&goods, &quote, promoter, at).map_err(Refusal::internal)?;
        commissions::record(db, order, &goods, &preview, at)?;
    }
    Ok(json!({
        "orderId": order.to_string(),
        "state": "paid",
        "promoter": promoter.map(|user| user.promoter),
        "attribution": attribution.name(),
        "signed": signed,
        "amount": amount,
        "discount": quote.discount.minor(),
    }))
}

/// An order about to be written.
#[derive(Debug)]
pub(crate) struct NewOrder<'a> {
    pub(crate) at: Timestamp,
    pub(crate) item: i64,
    pub(crate) quantity: NonZeroU32,
    pub(crate) amount: i64,
    pub(crate) promoter: Option<&'static User>,
    pub(crate) attribution: &'static str,
    pub(crate) signed: bool,
    pub(crate) token: Option<&'a str>,
    pub(crate) buyer: Value,
    pub(crate) history: bool,
}

/// Writes an order and gives its id, beyond 2^53 as the platforms' are.
pub(crate) fn insert(db: &Transaction<'_>, order: &NewOrder<'_>) -> Result<i64, rusqlite::Error> {
    const FIRST: i64 = 9_007_199_254_800_001;
    db.query_row(
        "INSERT INTO orders (id, at, item, quantity, amount, promoter, attribution, token, buyer, history, signed)
         VALUES ((SELECT coalesce(max(id) + 1, ?1) FROM orders), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         RETURNING id",
        params![
            FIRST,
            order.at.as_millis(),
            order.item,
            order.quantity.get(),
            order.amount,
            order.promoter.map(|user| user.promoter),
            order.attribution,
            order.token,
            order.buyer.to_string(),
            order.history,
            order.signed,
        ],
        |row| row.get(0),
    )
}
