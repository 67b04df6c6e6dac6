//! `/v1/goods`: the shop's products, in pages and one by one.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};
use serde_json::{Value, json};

use crate::app::App;
use crate::catalogue::category;
use crate::clock::now;
use crate::db;
use crate::envelope::{Answer, Refusal};
use crate::made::{self, Product};
use crate::plan::DemoPlan;
use crate::request::{Page, Query, origin};
use crate::version;

/// A product as the database holds it.
#[derive(Clone, Debug)]
pub(crate) struct Goods {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) sub: String,
    pub(crate) cat: String,
    pub(crate) merchant: String,
    pub(crate) list: i64,
    pub(crate) price: i64,
    pub(crate) sales: i64,
    /// The words for each of `offers`.
    pub(crate) coupons: Value,
    pub(crate) offers: Value,
    /// The service fee that its merchant pays, a fraction.
    pub(crate) service: String,
    pub(crate) picture: bool,
    pub(crate) descr: String,
    pub(crate) specs: Value,
}

const COLUMNS: &str = "id, name, sub, cat, merchant, list, price, sales, coupons, offers, service, picture, descr, specs";

impl Goods {
    fn of(row: &Row<'_>) -> Result<Self, rusqlite::Error> {
        let json = |text: String| serde_json::from_str(&text).unwrap_or_default();
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            sub: row.get(2)?,
            cat: row.get(3)?,
            merchant: row.get(4)?,
            list: row.get(5)?,
            price: row.get(6)?,
            sales: row.get(7)?,
            coupons: json(row.get(8)?),
            offers: json(row.get(9)?),
            service: row.get(10)?,
            picture: row.get(11)?,
            descr: row.get(12)?,
            specs: json(row.get(13)?),
        })
    }

    /// The product of an id as it stands in an address or a token.
    pub(crate) fn find(connection: &Connection, id: &str) -> Result<Option<Self>, rusqlite::Error> {
        // Only the id's own digits: "+5" and "05" are not the product 5.
        let Some(number) = id.parse::<i64>().ok().filter(|number| number.to_string() == id) else {
            return Ok(None);
        };
        connection
            .query_row(
                &format!("SELECT {COLUMNS} FROM goods WHERE id = ?1"),
                params![number],
                Self::of,
            )
            .optional()
    }

    /// The picture's path on this server, where there is one.
    pub(crate) fn picture(&self) -> Option<String> {
        self.picture.then(|| format!("/img/{}.svg", self.id))
    }

    fn json(&self, origin: &str) -> Value {
        let pics: Vec<String> =
            self.picture().iter().map(|path| format!("{origin}{path}")).collect();
        json!({
            "goodsId": self.id,
            "name": self.name,
            "subName": self.sub,
            "pics": pics,
            "cat": { "slug": self.cat, "name": category(&self.cat).map_or("", |c| c.name.as_str()) },
            "merchant": self.merchant,
            "marketPrice": self.list,
            "price": self.price,
            "sales": self.sales,
            "coupons": self.coupons,
            "offers": self.offers,
            "serviceRate": self.service,
        })
    }
}

/// `GET /v1/goods`
pub(crate) async fn page(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
) -> Answer {
    let query = Query::of(raw.as_deref());
    let page = Page::of(&query, 50)?;
    let order = order_of(query.text("sort"))?;
    let (condition, values) = condition(&query);
    let values: Vec<&dyn ToSql> = values.iter().map(|value| value as &dyn ToSql).collect();

    let db = app.db.lock();
    let total: u64 =
        db.query_row(&format!("SELECT count(*) FROM goods {condition}"), &*values, |row| {
            row.get(0)
        })?;
    let (size, skip) = (page.size, page.skip());
    // The id decides between equals: without it a product could be on two pages, or on none.
    let mut statement = db.prepare(&format!(
        "SELECT {COLUMNS} FROM goods {condition} ORDER BY {order} id LIMIT {size} OFFSET {skip}"
    ))?;
    let origin = origin(&headers, &app.origin);
    let rows = statement.query_map(&*values, Goods::of)?;
    let list =
        rows.map(|row| row.map(|goods| goods.json(&origin))).collect::<Result<Vec<_>, _>>()?;
    let data = json!({ "list": list, "total": total, "hasMore": page.has_more(total) });
    version::validated(&db, &headers, &data)
}

/// `GET /v1/goods/{id}`
pub(crate) async fn one(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Answer {
    let db = app.db.lock();
    let goods = Goods::find(&db, &id)?.ok_or_else(|| Refusal::not_found("商品不存在或已下架"))?;
    let mut data = goods.json(&origin(&headers, &app.origin));
    data["desc"] = json!(goods.descr);
    data["specs"] = goods.specs;
    version::validated(&db, &headers, &data)
}

fn order_of(sort: Option<&str>) -> Result<&'static str, Refusal> {
    match sort {
        None | Some("default") => Ok(""),
        Some("commission") => Ok("earn DESC,"),
        Some("sales") => Ok("sales DESC,"),
        Some("price_asc") => Ok("price,"),
        Some("price_desc") => Ok("price DESC,"),
        Some(other) => Err(Refusal::unprocessable(format!(
            "sort: {other:?} is none of default, commission, sales, price_asc, price_desc"
        ))),
    }
}

/// The `WHERE` of a query and its values: a category matches itself and what lies below it, and each
/// searched word must be somewhere in the title.
fn condition(query: &Query) -> (String, Vec<String>) {
    let mut conditions = Vec::new();
    let mut values = Vec::new();
    if let Some(slug) = query.text("cat") {
        conditions.push("(cat = ? OR cat LIKE ? ESCAPE '\\')");
        values.extend([slug.to_owned(), format!("{}/%", like(slug))]);
    }
    for word in query.text("q").unwrap_or_default().split_whitespace().take(8) {
        conditions.push("name LIKE ? ESCAPE '\\'");
        values.push(format!("%{}%", like(word)));
    }
    if conditions.is_empty() {
        return (String::new(), values);
    }
    (format!("WHERE {}", conditions.join(" AND ")), values)
}

/// A text in which `%` and `_` mean themselves.
fn like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// Fills the table where it does not hold what the options ask for. Orders are left alone: their
/// products keep their ids.
pub(crate) fn fill(
    connection: &mut Connection,
    seed: u64,
    count: u32,
    plan: &DemoPlan,
) -> Result<(), Box<dyn std::error::Error>> {
    let wanted = format!("{count} products of seed {seed}, sorted by {}", plan.text());
    if db::meta(connection, "goods")?.as_ref() == Some(&wanted) {
        return Ok(());
    }
    let products: Vec<Product> =
        (0..u64::from(count)).map(|index| made::product(seed, index)).collect();
    let earns = plan.earns(&products, now())?;
    let transaction = connection.transaction()?;
    transaction.execute("DELETE FROM goods", [])?;
    {
        let mut insert = transaction.prepare(&format!(
            "INSERT INTO goods ({COLUMNS}, earn) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        ))?;
        for (product, earn) in products.iter().zip(earns) {
            insert.execute(params![
                product.id,
                product.name,
                product.sub,
                product.category.slug,
                product.merchant,
                product.list,
                product.price,
                product.sales,
                product.words().to_string(),
                product.terms().to_string(),
                product.service,
                product.has_picture,
                product.desc,
                product.specs.to_string(),
                earn,
            ])?;
        }
    }
    db::set_meta(&transaction, "goods", &wanted)?;
    transaction.commit()?;
    Ok(())
}
