//! A past for the demo promoter: sales of the last 30 days in every state, so that the page of what
//! was earned is not empty on the first day. Computed with the plan, like any other sale.

use std::error::Error;
use std::num::NonZeroU32;

use rusqlite::Connection;
use serde_json::Value;
use tuike_core::seed::{Prng, Seed};
use tuike_core::time::{DAY_MILLIS, Span, Timestamp};

use crate::auth::USERS;
use crate::catalogue::WITHOUT_COMMISSION;
use crate::commissions;
use crate::db;
use crate::goods::Goods;
use crate::made::FIRST_ID;
use crate::orders::{self, NewOrder};
use crate::plan::DemoPlan;

/// How many sales each day of a week brought; the seventh one of each week came back.
const A_WEEK: [u64; 7] = [1, 2, 1, 0, 3, 1, 2];
const DAYS: u64 = 30;

/// Writes the past, once in a database's life.
pub(crate) fn write(
    connection: &mut Connection,
    plan: &DemoPlan,
    seed: u64,
    products: u32,
    now: Timestamp,
) -> Result<(), Box<dyn Error>> {
    if db::meta(connection, "history")?.is_some() {
        return Ok(());
    }
    let mut prng = Seed::from_bytes([seed as u8; 32]).prng();
    let transaction = connection.transaction()?;
    let days = (0..DAYS).zip(A_WEEK.into_iter().cycle());
    let sales = days.flat_map(|(day, sales)| (0..sales).map(move |_| day));
    for (number, days_ago) in (1..).zip(sales) {
        let Some(goods) = draw(&transaction, &mut prng, products)? else { continue };
        let ago = days_ago * DAY_MILLIS + prng.below(DAY_MILLIS);
        let at = Timestamp::from_millis(now.as_millis().saturating_sub(ago));
        let [demo, ..] = &USERS;
        let quote = goods.quote(NonZeroU32::MIN, at)?;
        let preview = plan.sale(&goods, &quote, demo, at)?;
        let order = orders::insert(
            &transaction,
            &NewOrder {
                at,
                item: goods.id,
                quantity: NonZeroU32::MIN,
                amount: quote.total.minor(),
                promoter: Some(demo),
                attribution: "accepted",
                signed: false,
                token: None,
                buyer: Value::Null,
                history: true,
            },
        )?;
        commissions::record(&transaction, order, &goods, &preview, at)?;
        if number % 7 == 0 {
            let sent_back = at.after(Span::from_millis(prng.below(days_ago * DAY_MILLIS + 1)));
            for share in &preview.shares {
                commissions::take(&transaction, order, share.level, share.amount, sent_back)?;
            }
        }
    }
    db::set_meta(&transaction, "history", "written")?;
    transaction.commit()?;
    Ok(())
}

/// A product people really buy: neither free nor dear, and one that pays. `None` where a few tries
/// find none, as in a shop of three products.
fn draw(db: &Connection, prng: &mut Prng, products: u32) -> Result<Option<Goods>, rusqlite::Error> {
    for _ in 0..20 {
        let id = FIRST_ID + prng.below(u64::from(products));
        match Goods::find(db, &id.to_string())? {
            Some(goods)
                if (1_000..200_000).contains(&goods.price) && goods.cat != WITHOUT_COMMISSION =>
            {
                return Ok(Some(goods));
            }
            _ => {}
        }
    }
    Ok(None)
}
