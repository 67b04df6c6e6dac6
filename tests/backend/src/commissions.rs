//! `/v1/commissions` and `/v1/earnings`: what a promoter's sales bring, and where it stands.
//!
//! A row holds what has happened, or will: when the goods are received (a parcel is, three days after it
//! was paid for, unless `/__order` says otherwise), and what refunds took back. Where it stands is worked
//! out when it is read, by the core's [`Record`]; no job runs.
//!
//! `/v1/commissions`: `{ "list": [ … ], "total", "hasMore" }`, of each row
//!
//! ```json
//! { "recordId": 9007199254900001, "orderId": 9007199254800001, "item": "9007199254740993", "title": "…",
//!   "base": 157990, "amount": 3000, "taken": 0, "level": 1, "at": 1795132800000,
//!   "state": "frozen", "freeAt": 1796000000000, "why": "已确认收货，2026-11-30 解冻后可提现" }
//! ```
//!
//! Amounts are fen. `state` is `estimated`, `frozen`, `settled` or `reversed`; `taken` is what refunds took
//! back of `amount`; `freeAt` is when a frozen or settled one becomes or became free, else `null`.
//!
//! `/v1/earnings`: `{ "estimated", "frozen", "available", "withdrawn", "nextFreeAt", "days": [ { "day",
//! "amount" } ], "withdrawDays", "withdraw": { … } }`. `available` is what may be withdrawn: what is free
//! less what was withdrawn. `withdraw` is the input of `tax.withdraw` but for its `amount`
//! ([`crate::withdrawals`]).

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use rusqlite::{Connection, Row, params};
use serde_json::{Value, json};
use tuike_core::commission::{Move, Preview, Record, RecordError, RecordState, Sums};
use tuike_core::money::{Currency, Money};
use tuike_core::time::{DAY_MILLIS, Span, Timestamp};

use crate::app::App;
use crate::auth;
use crate::clock::{china_day, date, now};
use crate::envelope::{Answer, Refusal, ok};
use crate::goods::Goods;
use crate::request::{Page, Query};
use crate::withdrawals;

/// A parcel is received after so many days, and what it brought is free seven days later.
const DELIVERY_DAYS: u64 = 3;
const FREEZE_DAYS: u32 = 7;

/// What happens to a share of an order, in the past or to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Life {
    amount: Money,
    at: Timestamp,
    received: Timestamp,
    /// What refunds took back, and when the last of them did.
    taken: Money,
    taken_at: Timestamp,
}

const COLUMNS: &str = "amount, at, received_at, taken, taken_at";

impl Life {
    fn of(row: &Row<'_>, first: usize) -> Result<Self, rusqlite::Error> {
        let money =
            |place: usize| row.get(place).map(|fen| Money::from_minor(fen).unwrap_or_default());
        let time = |place: usize| row.get(place).map(Timestamp::from_millis);
        Ok(Self {
            amount: money(first)?,
            at: time(first + 1)?,
            received: time(first + 2)?,
            taken: money(first + 3)?,
            taken_at: time(first + 4)?,
        })
    }

    /// The record as it stands at a time.
    fn record(&self, now: Timestamp) -> Result<Record, RecordError> {
        let mut record = Record {
            id: "share".to_owned(),
            currency: Currency::CNY,
            amount: self.amount,
            taken: Money::ZERO,
            state: RecordState::Estimated,
            freeze_days: FREEZE_DAYS,
            at: self.at,
            received_at: None,
            updated_at: self.at,
        };
        let free = self.received.after(Span::from_millis(u64::from(FREEZE_DAYS) * DAY_MILLIS));
        let to = |state, at| (at, Move::To { state, at, amount: None });
        let mut moves =
            vec![to(RecordState::Confirmed, self.received), to(RecordState::Settled, free)];
        if self.taken > Money::ZERO {
            moves.push((self.taken_at, Move::Take { amount: self.taken, at: self.taken_at }));
        }
        moves.sort_by_key(|(at, _)| *at);
        for (_, what) in moves.iter().filter(|(at, _)| *at <= now) {
            // Nothing more becomes of what was sent back whole.
            if record.state != RecordState::Reversed {
                record = record.moved(what)?;
            }
        }
        Ok(record)
    }
}

/// What a promoter may do with the money, as the API names it.
fn state(record: &Record, now: Timestamp) -> &'static str {
    match (record.state, record.free_at()) {
        (RecordState::Estimated, _) => "estimated",
        (RecordState::Reversed, _) => "reversed",
        (_, Some(free)) if now < free => "frozen",
        (RecordState::Confirmed | RecordState::Settled, _) => "settled",
    }
}

/// Why it stands there, for a person.
fn why(record: &Record, life: &Life, now: Timestamp) -> String {
    let day = |at| date(china_day(at));
    if record.state == RecordState::Reversed {
        return format!("{} 买家已退款，佣金收回", day(record.updated_at));
    }
    let mut text = match record.free_at() {
        None => {
            format!("买家已付款，预计 {} 确认收货，之后冻结 {FREEZE_DAYS} 天", day(life.received))
        }
        Some(free) if now < free => format!("已确认收货，{} 解冻后可提现", day(free)),
        Some(free) => format!("{} 已解冻，可提现", day(free)),
    };
    if record.taken > Money::ZERO {
        text += &format!("；买家退了一部分，已收回 ¥{}", record.taken.format(Currency::CNY));
    }
    text
}

/// Writes one record for each share of a preview.
pub(crate) fn record(
    db: &Connection,
    order: i64,
    goods: &Goods,
    preview: &Preview,
    at: Timestamp,
) -> Result<(), rusqlite::Error> {
    /// The first record's id, beyond 2^53 as the platforms' are.
    const FIRST: i64 = 9_007_199_254_900_001;
    let received = at.after(Span::from_millis(DELIVERY_DAYS * DAY_MILLIS));
    let mut insert = db.prepare(
        "INSERT INTO commissions
            (id, order_id, promoter, item, title, base, amount, level, at, received_at, taken, taken_at)
         VALUES ((SELECT coalesce(max(id) + 1, ?1) FROM commissions), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, 0)",
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
            at.as_millis(),
            received.as_millis(),
        ])?;
    }
    Ok(())
}

/// Notes when the goods of an order were received.
pub(crate) fn receive(db: &Connection, order: i64, at: Timestamp) -> Result<(), rusqlite::Error> {
    let query = "UPDATE commissions SET received_at = ?2 WHERE order_id = ?1";
    db.execute(query, params![order, at.as_millis()]).map(drop)
}

/// Notes what refunds have taken back of a level's share of an order by now.
pub(crate) fn take(
    db: &Connection,
    order: i64,
    level: u32,
    taken: Money,
    at: Timestamp,
) -> Result<(), rusqlite::Error> {
    db.execute(
        "UPDATE commissions SET taken = ?3, taken_at = ?4 WHERE order_id = ?1 AND level = ?2",
        params![order, level, taken.minor(), at.as_millis()],
    )
    .map(drop)
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
    let mut statement = db.prepare(&format!(
        "SELECT id, order_id, item, title, base, level, {COLUMNS} FROM commissions
         WHERE promoter = ?1 ORDER BY at DESC, id DESC LIMIT ?2 OFFSET ?3"
    ))?;
    let mut rows = statement.query(params![promoter, page.size, page.skip()])?;
    let mut list = Vec::new();
    while let Some(row) = rows.next()? {
        let life = Life::of(row, 6)?;
        let record = life.record(now).map_err(Refusal::internal)?;
        list.push(json!({
            "recordId": row.get::<_, i64>(0)?,
            "orderId": row.get::<_, i64>(1)?,
            "item": row.get::<_, i64>(2)?.to_string(),
            "title": row.get::<_, String>(3)?,
            "base": row.get::<_, i64>(4)?,
            "amount": record.amount.minor(),
            "taken": record.taken.minor(),
            "level": row.get::<_, i64>(5)?,
            "state": state(&record, now),
            "freeAt": record.free_at().map(Timestamp::as_millis),
            "why": why(&record, &life, now),
            "at": life.at.as_millis(),
        }));
    }
    Ok(ok(json!({ "list": list, "total": total, "hasMore": page.has_more(total) })))
}

/// `GET /v1/earnings`
pub(crate) async fn earnings(State(app): State<Arc<App>>, headers: HeaderMap) -> Answer {
    let db = app.db.lock();
    let user = auth::required(&db, &headers)?;
    let now = now();
    let lives = lives(&db, user.promoter)?;
    let sums = sums(&lives, now)?;
    let withdrawn = withdrawals::sum(&db, user.promoter)?;
    Ok(ok(json!({
        "estimated": sums.estimated.minor(),
        "frozen": sums.frozen.minor(),
        "available": sums.available.minus_down_to_zero(withdrawn).minor(),
        "withdrawn": withdrawn.minor(),
        "nextFreeAt": sums.next_free_at.map(Timestamp::as_millis),
        "days": days(&lives, now)?,
        "withdrawDays": withdrawals::DAYS,
        "withdraw": withdrawals::terms(&db, user, now)?,
    })))
}

/// What a promoter may withdraw.
pub(crate) fn available(db: &Connection, promoter: &str, now: Timestamp) -> Result<Money, Refusal> {
    let free = sums(&lives(db, promoter)?, now)?.available;
    Ok(free.minus_down_to_zero(withdrawals::sum(db, promoter)?))
}

fn lives(db: &Connection, promoter: &str) -> Result<Vec<Life>, rusqlite::Error> {
    let query = format!("SELECT {COLUMNS} FROM commissions WHERE promoter = ?1");
    let mut statement = db.prepare(&query)?;
    let rows = statement.query_map([promoter], |row| Life::of(row, 0))?;
    rows.collect()
}

fn sums(lives: &[Life], now: Timestamp) -> Result<Sums, Refusal> {
    let records: Result<Vec<Record>, _> = lives.iter().map(|life| life.record(now)).collect();
    records.and_then(|records| Sums::of(&records, now)).map_err(Refusal::internal)
}

/// What each of the last 30 days brought; what was sent back brought nothing.
fn days(lives: &[Life], now: Timestamp) -> Result<Vec<Value>, Refusal> {
    const DAYS: u64 = 30;
    let first_day = china_day(now).saturating_sub(DAYS - 1);
    let mut days = vec![0_i64; DAYS as usize];
    for life in lives {
        let left = life.record(now).map_err(Refusal::internal)?.left().minor();
        let place = china_day(life.at).checked_sub(first_day);
        if let Some(sum) = place.and_then(|place| days.get_mut(place as usize)) {
            *sum += left;
        }
    }
    let days = (first_day..).zip(days);
    Ok(days.map(|(day, amount)| json!({ "day": date(day), "amount": amount })).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = DAY_MILLIS;

    fn at(millis: u64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    /// Paid for on 2026-02-19 00:00 in China, received three days later.
    fn life() -> Life {
        let paid = 1_771_430_400_000;
        Life {
            amount: Money::from_minor(3_000).unwrap(),
            at: at(paid),
            received: at(paid + 3 * DAY),
            taken: Money::ZERO,
            taken_at: at(0),
        }
    }

    fn stands(life: &Life, now: Timestamp) -> (&'static str, String) {
        let record = life.record(now).unwrap();
        (state(&record, now), why(&record, life, now))
    }

    #[test]
    fn what_is_paid_for_is_frozen_when_it_arrives_and_becomes_free_by_itself() {
        let life = life();
        let received = life.received.as_millis();
        let (state, why) = stands(&life, at(received - 1));
        assert_eq!(
            (state, &*why),
            ("estimated", "买家已付款，预计 2026-02-22 确认收货，之后冻结 7 天")
        );
        let (state, why) = stands(&life, at(received + 7 * DAY - 1));
        assert_eq!((state, &*why), ("frozen", "已确认收货，2026-03-01 解冻后可提现"));
        assert_eq!(stands(&life, at(received + 7 * DAY)).0, "settled");
    }

    #[test]
    fn a_part_that_is_sent_back_lowers_it_and_the_whole_ends_it_before_and_after_receipt() {
        let part =
            Life { taken: Money::from_minor(1_000).unwrap(), taken_at: life().received, ..life() };
        let now = at(life().received.as_millis() + 8 * DAY);
        assert_eq!(sums(&[part], now).unwrap().available.minor(), 2_000);
        assert!(stands(&part, now).1.ends_with("已收回 ¥10.00"));
        for taken_at in [life().at, life().received, now] {
            let whole = Life { taken: life().amount, taken_at, ..life() };
            assert_eq!(stands(&whole, now).0, "reversed");
            assert_eq!(sums(&[whole], now).unwrap().reversed.minor(), 3_000);
        }
    }
}
