//! `/v1/commissions` and `/v1/earnings`: what a promoter's sales bring, and where it stands.
//!
//! A record is written once, by an order ([`crate::orders`]) or by the made-up past
//! ([`crate::history`]). What is frozen becomes free by itself: the state is worked out when it is
//! read, no job runs.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use tuike_core::commission::Preview;
use tuike_core::time::Timestamp;

use crate::app::App;
use crate::auth;
use crate::clock::{china_day, date, now};
use crate::envelope::{Answer, ok};
use crate::goods::Goods;
use crate::request::{Page, Query};

/// What has become of the order behind a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Paid for.
    Paid,
    /// Received; free at this time.
    Received { free_at: Timestamp },
    /// Sent back.
    Refunded,
}

/// What a promoter may do with the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Estimated,
    Frozen,
    Settled,
    Reversed,
}

impl Fate {
    const fn stored(self) -> (&'static str, Option<u64>) {
        match self {
            Self::Paid => ("paid", None),
            Self::Received { free_at } => ("received", Some(free_at.as_millis())),
            Self::Refunded => ("refunded", None),
        }
    }

    fn of(state: &str, free_at: Option<u64>) -> Self {
        match (state, free_at) {
            ("received", Some(free_at)) => {
                Self::Received { free_at: Timestamp::from_millis(free_at) }
            }
            ("refunded", _) => Self::Refunded,
            _ => Self::Paid,
        }
    }

    fn standing(self, now: Timestamp) -> Standing {
        match self {
            Self::Paid => Standing::Estimated,
            Self::Received { free_at } if now < free_at => Standing::Frozen,
            Self::Received { .. } => Standing::Settled,
            Self::Refunded => Standing::Reversed,
        }
    }

    /// Why the money stands where it stands, for a person.
    fn why(self, now: Timestamp) -> String {
        match self {
            Self::Paid => "买家已付款，确认收货后进入 7 天冻结期".to_owned(),
            Self::Received { free_at } if now < free_at => {
                format!("已确认收货，{} 解冻后可提现", date(china_day(free_at)))
            }
            Self::Received { free_at } => format!("{} 已解冻，可提现", date(china_day(free_at))),
            Self::Refunded => "买家已退款，佣金收回".to_owned(),
        }
    }
}

impl Standing {
    const fn name(self) -> &'static str {
        match self {
            Self::Estimated => "estimated",
            Self::Frozen => "frozen",
            Self::Settled => "settled",
            Self::Reversed => "reversed",
        }
    }
}

/// Writes one record for each share of a preview.
pub(crate) fn record(
    db: &Connection,
    order: i64,
    goods: &Goods,
    preview: &Preview,
    fate: Fate,
    at: Timestamp,
) -> Result<(), rusqlite::Error> {
    /// The first record's id, beyond 2^53 as the platforms' are.
    const FIRST: i64 = 9_007_199_254_900_001;
    let (state, free_at) = fate.stored();
    let mut insert = db.prepare(
        "INSERT INTO commissions
            (id, order_id, promoter, item, title, base, amount, level, state, free_at, at)
         VALUES ((SELECT coalesce(max(id) + 1, ?1) FROM commissions), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    for share in &preview.shares {
        insert.execute(params![
            FIRST,
            order,
            share.promoter,
            goods.id,
            goods.name,
            preview.base.minor(),
            share.amount.minor(),
            share.level,
            state,
            free_at,
            at.as_millis(),
        ])?;
    }
    Ok(())
}

/// `GET /v1/commissions`
pub(crate) async fn page(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
) -> Answer {
    let page = Page::of(&Query::of(raw.as_deref()), 20)?;
    let db = app.db.lock();
    let promoter = auth::required(&db, &headers)?.promoter;
    let now = now();
    let total: u64 =
        db.query_row("SELECT count(*) FROM commissions WHERE promoter = ?1", [promoter], |row| {
            row.get(0)
        })?;
    let mut statement = db.prepare(
        "SELECT id, order_id, item, title, base, amount, level, state, free_at, at FROM commissions
         WHERE promoter = ?1 ORDER BY at DESC, id DESC LIMIT ?2 OFFSET ?3",
    )?;
    let rows = statement.query_map(params![promoter, page.size, page.skip()], |row| {
        let fate = Fate::of(&row.get::<_, String>(7)?, row.get(8)?);
        Ok(json!({
            "recordId": row.get::<_, i64>(0)?,
            "orderId": row.get::<_, i64>(1)?,
            "item": row.get::<_, i64>(2)?.to_string(),
            "title": row.get::<_, String>(3)?,
            "base": row.get::<_, i64>(4)?,
            "amount": row.get::<_, i64>(5)?,
            "level": row.get::<_, i64>(6)?,
            "state": fate.standing(now).name(),
            "why": fate.why(now),
            "at": row.get::<_, i64>(9)?,
        }))
    })?;
    let list: Vec<Value> = rows.collect::<Result<_, _>>()?;
    Ok(ok(json!({ "list": list, "total": total, "hasMore": page.has_more(total) })))
}

/// `GET /v1/earnings`
pub(crate) async fn earnings(State(app): State<Arc<App>>, headers: HeaderMap) -> Answer {
    let db = app.db.lock();
    let promoter = auth::required(&db, &headers)?.promoter;
    Ok(ok(sums(&db, promoter, now())?))
}

/// The sums of each standing, and what each of the last 30 days brought; what was sent back brought
/// nothing.
fn sums(db: &Connection, promoter: &str, now: Timestamp) -> Result<Value, rusqlite::Error> {
    const DAYS: u64 = 30;
    let first_day = china_day(now).saturating_sub(DAYS - 1);
    let (mut estimated, mut frozen, mut available) = (0_i64, 0_i64, 0_i64);
    let mut days = vec![0_i64; DAYS as usize];

    let mut statement =
        db.prepare("SELECT amount, state, free_at, at FROM commissions WHERE promoter = ?1")?;
    let mut rows = statement.query([promoter])?;
    while let Some(row) = rows.next()? {
        let amount: i64 = row.get(0)?;
        match Fate::of(&row.get::<_, String>(1)?, row.get(2)?).standing(now) {
            Standing::Estimated => estimated += amount,
            Standing::Frozen => frozen += amount,
            Standing::Settled => available += amount,
            Standing::Reversed => continue,
        }
        let day = china_day(Timestamp::from_millis(row.get(3)?));
        if let Some(sum) = day.checked_sub(first_day).and_then(|index| days.get_mut(index as usize))
        {
            *sum += amount;
        }
    }
    let days: Vec<Value> = (first_day..)
        .zip(days)
        .map(|(day, amount)| json!({ "day": date(day), "amount": amount }))
        .collect();
    Ok(json!({ "estimated": estimated, "frozen": frozen, "available": available, "days": days }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_frozen_becomes_free_by_itself() {
        let free_at = Timestamp::from_millis(1_772_294_400_000);
        let before = Timestamp::from_millis(1_772_294_399_999);
        let fate = Fate::Received { free_at };
        assert_eq!(fate.standing(before), Standing::Frozen);
        assert_eq!(fate.why(before), "已确认收货，2026-03-01 解冻后可提现");
        assert_eq!(fate.standing(free_at), Standing::Settled);
    }

    #[test]
    fn a_fate_is_read_as_it_was_stored() {
        for fate in
            [Fate::Paid, Fate::Refunded, Fate::Received { free_at: Timestamp::from_millis(7) }]
        {
            let (state, free_at) = fate.stored();
            assert_eq!(Fate::of(state, free_at), fate);
        }
    }
}
