//! `/v1/withdrawals`: the money leaves.
//!
//! `POST { "amount": "200.00", "net": "183.00" }`, with an `Idempotency-Key` and a bearer token, withdraws.
//! `net` is what the promoter was told would arrive: where the server comes to anything else (the month has
//! turned, another withdrawal came first), nothing is withdrawn. A withdrawal that waited somewhere is
//! therefore never one its owner did not agree to. Of each key one is made, however often it comes.
//!
//! | refused | status |
//! |---|---|
//! | less than 50.00, more than is available, another net | 422 |
//! | no key | 400 |
//!
//! The answer and each row of `GET` (`{ "list", "total", "hasMore" }`, the newest first):
//!
//! ```json
//! { "withdrawalId": 9007199255000001, "amount": 20000, "tax": 1600, "fee": 100, "net": 18300,
//!   "state": "pending", "at": 1795132800000, "arrivesAt": 1795737600000 }
//! ```
//!
//! Amounts are fen; `state` is `pending`, and `paid` from `arrivesAt` (seven days later) on. The month a
//! withdrawal is taxed in is the one it is asked for in, in China.
//!
//! The tax is the core's `tax.withdraw`. What that needs to know, but for the amount, is `withdraw` of
//! `/v1/earnings`, so that a client comes to the same figures:
//!
//! ```json
//! { "kind": "labour-cn", "rules": "2025-10", "year": 2026, "month": 11, "incomeThisMonth": "8000.00",
//!   "incomeBefore": "150000.00", "monthsBefore": 10, "withheldBefore": "4480.00",
//!   "fee": "1.00", "least": "50.00" }
//! ```
//!
//! The demo promoter has a made-up past: 15,000.00 paid out in every month of this year before this one and
//! 8,000.00 in this one, or no tax would ever be due on what a demo sells.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue};
use rusqlite::{Connection, Row, Transaction, TransactionBehavior, params};
use serde_json::{Value, json};
use tuike_core::money::{Currency, Money};
use tuike_core::read::{self, Node};
use tuike_core::tax::{Income, Payout, Rules, Withdrawal};
use tuike_core::time::{DAY_MILLIS, Timestamp};

use crate::app::App;
use crate::auth::{self, USERS, User};
use crate::clock::{china_day, date, now};
use crate::commissions;
use crate::envelope::{Answer, Refusal, ok};
use crate::orders::{self, REPLAY};
use crate::request::{Page, Query};

/// Days until it arrives.
pub(crate) const DAYS: u64 = 7;
/// Fen.
const FEE: i64 = 100;
/// Fen.
const LEAST: i64 = 5_000;

/// Fen that the demo promoter was paid in each month before this one, and in this one.
const MADE_UP: (i64, i64) = (1_500_000, 800_000);

/// `POST /v1/withdrawals`
pub(crate) async fn create(State(app): State<Arc<App>>, headers: HeaderMap, body: Bytes) -> Answer {
    let key = orders::key_of(&headers)?;
    let mut db = app.db.lock();
    let user = auth::required(&db, &headers)?;
    // A key is its owner's: nobody sees another's answer.
    let key = format!("withdrawal {} {key}", user.login);
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if let Some(answer) = orders::earlier_answer(&transaction, &key)? {
        let mut response = ok(answer);
        response.headers_mut().insert(REPLAY, HeaderValue::from_static("true"));
        return Ok(response);
    }
    let answer = withdraw(&transaction, user, &body, now())?;
    orders::keep_answer(&transaction, &key, &answer)?;
    transaction.commit()?;
    Ok(ok(answer))
}

fn withdraw(
    db: &Transaction<'_>,
    user: &User,
    body: &[u8],
    at: Timestamp,
) -> Result<Value, Refusal> {
    let json = read::parse("withdrawal", &String::from_utf8_lossy(body))?;
    let fields = Node::root("withdrawal", &json).object(&["amount", "net"])?;
    let amount = fields.required("amount")?.money(Currency::CNY)?;
    let told = fields.required("net")?.money(Currency::CNY)?;
    let Payout { tax, fee, net, missing, .. } = payout(db, user, amount, at)?;
    let available = commissions::available(db, user.promoter, at)?;
    let shown = |money: Money| money.format(Currency::CNY);
    if missing > Money::ZERO {
        let least = Money::from_minor(LEAST).unwrap_or_default();
        return Err(Refusal::unprocessable(format!("最低提现 ¥{}", shown(least))));
    }
    if amount > available {
        return Err(Refusal::unprocessable(format!("可提现余额只有 ¥{}", shown(available))));
    }
    if net != told {
        let (net, told) = (shown(net), shown(told));
        return Err(Refusal::unprocessable(format!("到账金额是 ¥{net}，不是 ¥{told}，请重新确认")));
    }
    /// The first one's id, beyond 2^53 as the platforms' are.
    const FIRST: i64 = 9_007_199_255_000_001;
    let query = format!(
        "INSERT INTO withdrawals (id, promoter, amount, tax, fee, net, at)
         VALUES ((SELECT coalesce(max(id) + 1, ?1) FROM withdrawals), ?2, ?3, ?4, ?5, ?6, ?7)
         RETURNING {COLUMNS}"
    );
    let [amount, tax, fee, net] = [amount, tax, fee, net].map(Money::minor);
    let values = params![FIRST, user.promoter, amount, tax, fee, net, at.as_millis()];
    Ok(db.query_row(&query, values, |row| view(row, at))?)
}

const COLUMNS: &str = "id, amount, tax, fee, net, at";

fn view(row: &Row<'_>, now: Timestamp) -> Result<Value, rusqlite::Error> {
    let at: u64 = row.get(5)?;
    let arrives = at + DAYS * DAY_MILLIS;
    Ok(json!({
        "withdrawalId": row.get::<_, i64>(0)?,
        "amount": row.get::<_, i64>(1)?,
        "tax": row.get::<_, i64>(2)?,
        "fee": row.get::<_, i64>(3)?,
        "net": row.get::<_, i64>(4)?,
        "state": if now.as_millis() < arrives { "pending" } else { "paid" },
        "at": at,
        "arrivesAt": arrives,
    }))
}

/// `GET /v1/withdrawals`
pub(crate) async fn page(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
) -> Answer {
    let page = Page::of(&Query::of(raw.as_deref()), 20)?;
    let db = app.db.lock();
    let promoter = auth::required(&db, &headers)?.promoter;
    let now = now();
    let query = "SELECT count(*) FROM withdrawals WHERE promoter = ?1";
    let total: u64 = db.query_row(query, [promoter], |row| row.get(0))?;
    let mut statement = db.prepare(&format!(
        "SELECT {COLUMNS} FROM withdrawals WHERE promoter = ?1
         ORDER BY at DESC, id DESC LIMIT ?2 OFFSET ?3"
    ))?;
    let values = params![promoter, page.size, page.skip()];
    let list: Vec<Value> =
        statement.query_map(values, |row| view(row, now))?.collect::<Result<_, _>>()?;
    Ok(ok(json!({ "list": list, "total": total, "hasMore": page.has_more(total) })))
}

/// What a promoter has withdrawn, on its way or arrived.
pub(crate) fn sum(db: &Connection, promoter: &str) -> Result<Money, Refusal> {
    let query = "SELECT coalesce(sum(amount), 0) FROM withdrawals WHERE promoter = ?1";
    let fen: i64 = db.query_row(query, [promoter], |row| row.get(0))?;
    Money::from_minor(fen).map_err(Refusal::internal)
}

/// What a withdrawal would bring, but for its amount: the input of `tax.withdraw`.
pub(crate) fn terms(db: &Connection, user: &User, now: Timestamp) -> Result<Value, Refusal> {
    let income = income(db, user, now)?;
    let yuan = |money: Money| money.format(Currency::CNY);
    let fen = |fen| yuan(Money::from_minor(fen).unwrap_or_default());
    Ok(json!({
        "kind": "labour-cn",
        "rules": income.rules.as_str(),
        "year": income.year,
        "month": income.month,
        "incomeThisMonth": yuan(income.this_month),
        "incomeBefore": yuan(income.before),
        "monthsBefore": income.months_before,
        "withheldBefore": yuan(income.withheld_before),
        "fee": fen(FEE),
        "least": fen(LEAST),
    }))
}

fn payout(db: &Connection, user: &User, amount: Money, now: Timestamp) -> Result<Payout, Refusal> {
    let money = |fen| Money::from_minor(fen).unwrap_or_default();
    let income = income(db, user, now)?;
    let withdrawal = Withdrawal { amount, fee: money(FEE), least: money(LEAST), income };
    withdrawal.payout().map_err(Refusal::internal)
}

/// What was paid out before now: of this month, and of the months before it without a break.
fn income(db: &Connection, user: &User, now: Timestamp) -> Result<Income, Refusal> {
    let (year, month) = year_and_month(now);
    let mut paid = vec![0_i64; month as usize];
    let [demo, ..] = &USERS;
    if user == demo {
        paid.fill(MADE_UP.0);
        paid[month as usize - 1] = MADE_UP.1;
    }
    let mut statement = db.prepare("SELECT amount, at FROM withdrawals WHERE promoter = ?1")?;
    let mut rows = statement.query([user.promoter])?;
    while let Some(row) = rows.next()? {
        let of = year_and_month(Timestamp::from_millis(row.get(1)?));
        if of.0 == year
            && let Some(sum) = paid.get_mut(of.1 as usize - 1)
        {
            *sum += row.get::<_, i64>(0)?;
        }
    }
    let mut income = Income {
        rules: Rules::Cumulative,
        year,
        month,
        this_month: Money::ZERO,
        before: Money::ZERO,
        months_before: 0,
        withheld_before: Money::ZERO,
    };
    for (month, fen) in (1..).zip(paid) {
        let last = income.this_month;
        income.withheld_before = income
            .withheld_before
            .plus(if last > Money::ZERO { withheld(&income)? } else { Money::ZERO })
            .map_err(Refusal::internal)?;
        income.before = income.before.plus(last).map_err(Refusal::internal)?;
        income.months_before += u32::from(last > Money::ZERO);
        if last == Money::ZERO {
            // A month without a payment begins the count anew.
            (income.before, income.months_before) = (Money::ZERO, 0);
            income.withheld_before = Money::ZERO;
        }
        income.month = month;
        income.this_month = Money::from_minor(fen).map_err(Refusal::internal)?;
    }
    Ok(income)
}

fn withheld(income: &Income) -> Result<Money, Refusal> {
    Ok(income.estimate().map_err(Refusal::internal)?.tax)
}

/// The year and the month in China.
fn year_and_month(at: Timestamp) -> (u32, u32) {
    let day = date(china_day(at));
    let number = |from: usize, to: usize| day.get(from..to).and_then(|text| text.parse().ok());
    (number(0, 4).unwrap_or_default(), number(5, 7).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Db;

    fn at(date: &str) -> Timestamp {
        // `TZ=Asia/Shanghai date -d … +%s`
        Timestamp::from_millis(match date {
            "2026-01-05" => 1_767_542_400_000,
            "2026-03-05" => 1_772_640_000_000,
            "2026-11-20" => 1_795_104_000_000,
            _ => unreachable!(),
        })
    }

    fn of(user: usize, date: &str, paid: &[(&str, i64)]) -> Income {
        let db = Db::open(None, false).unwrap();
        let db = db.lock();
        for (date, fen) in paid {
            let query = "INSERT INTO withdrawals (promoter, amount, tax, fee, net, at) VALUES (?, ?, 0, 0, 0, ?)";
            db.execute(query, params![USERS[user].promoter, fen, at(date).as_millis()]).unwrap();
        }
        income(&db, &USERS[user], at(date)).unwrap()
    }

    #[test]
    fn the_made_up_past_of_the_demo_promoter_is_taxed_as_a_hand_says() {
        let november = of(0, "2026-11-20", &[]);
        // Ten months of 15,000: 150,000 × 80 % − 50,000 = 70,000; × 10 % − 2,520 = 4,480.
        assert_eq!((november.before.minor(), november.months_before), (15_000_000, 10));
        assert_eq!(november.withheld_before.minor(), 448_000);
        assert_eq!(november.this_month.minor(), 800_000);
        // 200 more: (158,200 × 80 % − 55,000) × 10 % − 2,520 − (158,000 × 80 % − 55,000) × 10 % + 2,520 = 16.
        let db = Db::open(None, false).unwrap();
        let amount = Money::from_minor(20_000).unwrap();
        let payout = payout(&db.lock(), &USERS[0], amount, at("2026-11-20")).unwrap();
        assert_eq!((payout.tax.minor(), payout.net.minor()), (1_600, 18_300));
        let january = of(0, "2026-01-05", &[]);
        assert_eq!((january.before.minor(), january.months_before), (0, 0));
    }

    #[test]
    fn a_month_without_a_payment_begins_the_count_anew() {
        let march = of(1, "2026-03-05", &[("2026-01-05", 900_000)]);
        assert_eq!((march.before.minor(), march.months_before), (0, 0));
        let same = of(1, "2026-01-05", &[("2026-01-05", 900_000)]);
        assert_eq!((same.this_month.minor(), same.months_before), (900_000, 0));
    }
}
