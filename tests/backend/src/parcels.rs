//! `POST /__order`: what happens to an order after it was paid for, told by a test or a demonstration.
//!
//! ```json
//! { "orderId": "9007199254800001", "receivedAt": 1795132800000, "refund": 1 }
//! ```
//!
//! `receivedAt`, in the past or to come, is when the goods were received; without it they arrive three days
//! after the order. `refund` sends so many units back, now or at `refundedAt`: what each promoter gives back
//! is the core's `plan.refund`, and what goes beyond the units that are left does not count. The answer is
//! `{ "refunded": units, "taken": fen }`, both of all refunds so far.

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;
use tuike_core::money::Money;
use tuike_core::read::{self, Node};
use tuike_core::time::Timestamp;

use crate::app::App;
use crate::auth::{self, User};
use crate::clock::now;
use crate::commissions;
use crate::envelope::{Answer, Refusal, ok};
use crate::goods::Goods;

/// An order as far as a refund needs it.
#[derive(Debug)]
struct Sold {
    at: Timestamp,
    item: String,
    quantity: NonZeroU32,
    promoter: Option<&'static User>,
    refunded: u32,
}

/// `POST /__order`
pub(crate) async fn post(State(app): State<Arc<App>>, body: Bytes) -> Answer {
    let json = read::parse("order", &String::from_utf8_lossy(&body))?;
    let fields =
        Node::root("order", &json).object(&["orderId", "receivedAt", "refund", "refundedAt"])?;
    let unknown = || Refusal::not_found("没有这个订单");
    let id: i64 = fields.required("orderId")?.text()?.parse().map_err(|_| unknown())?;
    let mut db = app.db.lock();
    let transaction = db.transaction()?;
    let sold = sold(&transaction, id)?.ok_or_else(unknown)?;
    if let Some(at) = fields.optional("receivedAt") {
        commissions::receive(&transaction, id, at.timestamp()?)?;
    }
    let more = fields.optional("refund").map(|node| node.integer(1, 99)).transpose()?.unwrap_or(0);
    let at = fields.optional("refundedAt").map(|node| node.timestamp()).transpose()?;
    let refunded = sold.refunded.saturating_add(more as u32).min(sold.quantity.get());
    let taken = if more > 0 {
        take_back(&app, &transaction, id, &sold, refunded, at.unwrap_or_else(now))?
    } else {
        Money::ZERO
    };
    let query = "UPDATE orders SET refunded = ?2 WHERE id = ?1";
    transaction.execute(query, params![id, refunded])?;
    transaction.commit()?;
    Ok(ok(json!({ "refunded": refunded, "taken": taken.minor() })))
}

fn sold(db: &Connection, id: i64) -> Result<Option<Sold>, rusqlite::Error> {
    let query = "SELECT at, item, quantity, promoter, refunded FROM orders WHERE id = ?1";
    db.query_row(query, [id], |row| {
        let promoter: Option<String> = row.get(3)?;
        Ok(Sold {
            at: Timestamp::from_millis(row.get(0)?),
            item: row.get::<_, i64>(1)?.to_string(),
            quantity: row.get(2)?,
            promoter: promoter.as_deref().and_then(auth::promoter),
            refunded: row.get(4)?,
        })
    })
    .optional()
}

/// What all refunds so far take back of each share.
fn take_back(
    app: &App,
    db: &Connection,
    id: i64,
    sold: &Sold,
    refunded: u32,
    at: Timestamp,
) -> Result<Money, Refusal> {
    let Some(promoter) = sold.promoter else { return Ok(Money::ZERO) };
    let goods = Goods::find(db, &sold.item)?.ok_or_else(|| Refusal::not_found("商品不存在"))?;
    let quote = goods.quote(sold.quantity, sold.at).map_err(Refusal::internal)?;
    let back = app.plan.taken_back(&goods, &quote, promoter, sold.at, refunded);
    let back = back.map_err(Refusal::internal)?;
    for share in &back.shares {
        commissions::take(db, id, share.level, share.amount, at)?;
    }
    Ok(back.total)
}
